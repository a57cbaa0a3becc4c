"""What is typed when a role is given or ended."""

import datetime
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from lao_cai_support.accounts.roles import ROLE_LEVELS, Role
from lao_cai_support.areas.models import AdministrativeUnit, School
from lao_cai_support.areas.reference_lists import read_csv
from lao_cai_support.web.clock import today
from lao_cai_support.web.forms import offer


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


def support_areas() -> list[tuple[str, str]]:
    """The four areas of the plan (the list's rows without a parent)."""
    name = "name_en" if get_language() == "en" else "name_vi"
    return [(row["code"], row[name]) for row in read_csv("support_areas.csv") if not row["parent_code"]]


class UnitChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: AdministrativeUnit) -> str:
        return f"{obj.title}, {obj.parent.title}" if obj.parent else obj.title


class SchoolChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: School) -> str:
        return f"{obj.name}, {obj.unit.title}"


class GrantForm(forms.Form):
    """One role; it asks only for what the role needs. The unit is one that stands on the first day."""

    valid_from = forms.DateField(label=_("Từ ngày"), widget=DateInput())
    last_day = forms.DateField(
        label=_("Đến hết ngày"),
        widget=DateInput(),
        required=False,
        help_text=_("Để trống nếu chưa biết ngày kết thúc."),
    )
    unit = UnitChoice(label=_("Đơn vị"), queryset=AdministrativeUnit.objects.none(), to_field_name="code")
    school = SchoolChoice(label=_("Trường"), queryset=School.objects.none(), to_field_name="code")
    support_area = forms.ChoiceField(label=_("Lĩnh vực hỗ trợ"), choices=support_areas)
    field_order = ["unit", "school", "support_area", "valid_from", "last_day"]

    def __init__(self, *args: Any, role: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.role = role
        self.fields["valid_from"].initial = today()
        day = self._day()
        if role == Role.SCHOOL_OFFICER:
            del self.fields["unit"]
            schools = School.objects.filter(unit__valid__contains=day).select_related("unit")
            offer(self, "school", schools.order_by("unit__sort_key", "sort_key"))
        else:
            del self.fields["school"]
            units = AdministrativeUnit.objects.as_of(day).filter(level__in=ROLE_LEVELS[role])
            offer(self, "unit", units.select_related("parent").order_by("level", "sort_key"))
        if role != Role.SECTOR_REVIEWER:
            del self.fields["support_area"]

    def _day(self) -> datetime.date:
        """The first day as typed, when it is a day; the choice of units follows it."""
        if self.is_bound:
            try:
                return self.fields["valid_from"].clean(self.data.get("valid_from"))
            except forms.ValidationError:
                pass
        return today()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("valid_from"), cleaned.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", gettext("Ngày cuối không thể trước ngày bắt đầu vai trò."))
        return cleaned

    def answers(self) -> dict[str, Any]:
        """Keyword arguments for ``services.grant``."""
        data = self.cleaned_data
        school = data.get("school")
        last = data.get("last_day")
        return {
            "role": self.role,
            "unit": school.unit if school else data["unit"],
            "school": school,
            "support_area": data.get("support_area", ""),
            "valid_from": data["valid_from"],
            "valid_until": last + datetime.timedelta(days=1) if last else None,
        }


class EndForm(forms.Form):
    last_day = forms.DateField(label=_("Ngày cuối của vai trò"), widget=DateInput())
