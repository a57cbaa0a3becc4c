"""What is typed in a case: the fields of its papers, made from their definitions, and who is named."""

import datetime
from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from children.casework.definitions import VERSION, parts_of
from children.casework.papers import Ask, Part
from children.forms.fields import DateInput
from children.forms.transfer import UnitChoiceField
from children.models.case import CaseMemberPart
from lao_cai_support.accounts.models import User
from lao_cai_support.areas.models import AdministrativeUnit
from lao_cai_support.web.clock import HANOI, now
from lao_cai_support.web.forms import offer

LEAST_LINES, MOST_LINES = 3, 30


class MomentInput(forms.DateTimeInput):
    """A day and a time of day."""

    input_type = "datetime-local"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M", **kwargs)


class MomentField(forms.DateTimeField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=MomentInput(attrs={"class": "w-m"}), **kwargs)


def this_minute() -> datetime.datetime:
    return now().astimezone(HANOI).replace(second=0, microsecond=0)


def field_of(ask: Ask, *, required: bool) -> forms.Field:
    """The form field of a paper's field."""
    common: dict[str, Any] = {"label": ask.label, "required": required, "help_text": ask.help}
    if ask.kind == "date":
        return forms.DateField(widget=DateInput(attrs={"class": "w-m"}), **common)
    if ask.kind == "choice":
        return forms.ChoiceField(choices=[("", "–"), *ask.choices], **common)
    if ask.kind == "number":
        widget = forms.TextInput(attrs={"inputmode": "numeric", "class": "w-m"})
        return forms.IntegerField(min_value=0, max_value=10**12, localize=True, widget=widget, **common)
    if ask.kind == "long":
        return forms.CharField(max_length=4000, widget=forms.Textarea(attrs={"rows": 3}), **common)
    if ask.name == "provider":  # the directory is offered, any other may be typed
        return forms.CharField(max_length=300, widget=forms.TextInput(attrs={"list": "danh-ba"}), **common)
    return forms.CharField(max_length=300, **common)


class PaperForm(forms.Form):
    """A paper's fields; ``lenient`` takes an unfinished draft. ``told()`` gives them as the paper keeps them."""

    use_required_attribute = False
    when_label: Any = gettext_lazy("Thực hiện lúc")

    def __init__(
        self,
        data: Any = None,
        *,
        kind: str,
        version: int = VERSION,
        fields: dict[str, Any] | None = None,
        done_at: datetime.datetime | None = None,
        lenient: bool = False,
    ) -> None:
        self.paper_parts = parts_of(kind, version)
        held = fields or {}
        initial = {"done_at": (done_at or this_minute()).astimezone(HANOI)}
        super().__init__(data, initial=initial)
        self.fields["done_at"] = MomentField(label=self.when_label)
        self.lines: dict[str, list[int]] = {}
        for part in self.paper_parts:
            for ask in part.asks:
                if ask.kind == "rows":
                    self._add_lines(ask, held.get(ask.name) or [])
                else:
                    self.fields[ask.name] = field_of(ask, required=ask.required and not lenient)
                    self.initial[ask.name] = held.get(ask.name, "")

    def _add_lines(self, ask: Ask, lines: list[dict[str, Any]]) -> None:
        count = max(LEAST_LINES, len(lines) + 1)
        if self.is_bound:
            count = max(
                [
                    count,
                    *(
                        number + 1
                        for number in range(MOST_LINES)
                        if f"{ask.name}-{number}-{ask.columns[0].name}" in self.data
                    ),
                ]
            )
        self.lines[ask.name] = list(range(min(count, MOST_LINES)))
        for number in self.lines[ask.name]:
            for column in ask.columns:
                name = f"{ask.name}-{number}-{column.name}"
                self.fields[name] = field_of(column, required=False)
                if number < len(lines):
                    self.initial[name] = lines[number].get(column.name, "")

    def told(self) -> dict[str, Any]:
        """The fields as JSON keeps them; blank lines of a table are left out."""
        found: dict[str, Any] = {}
        for part in self.paper_parts:
            for ask in part.asks:
                if ask.kind == "rows":
                    found[ask.name] = [self._line(ask, number) for number in self._filled(ask)]
                else:
                    found[ask.name] = _plain(self.cleaned_data.get(ask.name))
        return found

    def _line(self, ask: Ask, number: int) -> dict[str, Any]:
        return {
            column.name: _plain(self.cleaned_data.get(f"{ask.name}-{number}-{column.name}")) for column in ask.columns
        }

    def _filled(self, ask: Ask) -> list[int]:
        return [
            n for n in self.lines[ask.name] if any(value not in (None, "") for value in self._line(ask, n).values())
        ]

    def name_in_form(self, field: str | None) -> str | None:
        """Where a refusal belongs: a line of a paper's table may stand further down in the form, between blank ones."""
        for part in self.paper_parts:
            for ask in part.asks:
                if ask.kind == "rows" and field and field.startswith(f"{ask.name}-"):
                    _name, number, column = field.split("-", 2)
                    return f"{ask.name}-{self._filled(ask)[int(number)]}-{column}"
                if ask.kind == "rows" and field == ask.name:
                    return f"{ask.name}-0-{ask.columns[0].name}"
        return field

    def sections(self) -> Iterator[tuple[Part, list[Any], list[list[Any]]]]:
        """What the page draws: (part, its fields, the lines of its table)."""
        for part in self.paper_parts:
            single = [self[ask.name] for ask in part.asks if ask.kind != "rows"]
            lines = [
                [self[f"{ask.name}-{number}-{column.name}"] for column in ask.columns]
                for ask in part.asks
                if ask.kind == "rows"
                for number in self.lines[ask.name]
            ]
            yield part, single, lines


def _plain(value: Any) -> Any:
    if isinstance(value, datetime.date):
        return value.isoformat()
    return value.strip() if isinstance(value, str) else value


class ReportForm(PaperForm):
    """Mẫu 01, with the commune where it happened and, when it is known, the child's file."""

    when_label = gettext_lazy("Tiếp nhận lúc")

    def __init__(self, *args: Any, units: Any, unit: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, kind="report", **kwargs)
        own = {
            "unit": UnitChoiceField(
                label=_("Xã nơi xảy ra sự việc"),
                queryset=AdministrativeUnit.objects.none(),
                help_text=_("Xã khác: tin được chuyển ngay cho lãnh đạo xã đó, bạn không giữ lại."),
            ),
            "child_code": forms.CharField(label=_("Mã hồ sơ trẻ, nếu đã có trong sổ"), required=False, max_length=16),
        }
        self.fields = own | self.fields
        offer(self, "unit", units)
        self.initial["unit"] = unit
        self.own = list(own)


class MemberForm(forms.Form):
    person = forms.ModelChoiceField(label=gettext_lazy("Người"), queryset=User.objects.none())
    part = forms.ChoiceField(label=gettext_lazy("Phần việc"), choices=CaseMemberPart.choices)
    reason = forms.CharField(
        label=gettext_lazy("Lý do"), max_length=300, help_text=gettext_lazy("Ai cần, để làm việc gì.")
    )
    last_day = forms.DateField(
        label=gettext_lazy("Đến hết ngày"),
        required=False,
        widget=DateInput(attrs={"class": "w-m"}),
        help_text=gettext_lazy("Bắt buộc với người phối hợp."),
    )

    def __init__(self, *args: Any, people: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "person", User.objects.filter(pk__in=[person.pk for person in people]).order_by("full_name"))


class ChildCodeForm(forms.Form):
    child = forms.CharField(
        label=gettext_lazy("Mã hồ sơ trẻ"),
        max_length=16,
        help_text=gettext_lazy("Mười chữ và số, trong địa chỉ trang hồ sơ trẻ."),
    )


class BreakCaseForm(forms.Form):
    code = forms.CharField(label=gettext_lazy("Mã vụ việc"), max_length=16)
    reason = forms.CharField(
        label=gettext_lazy("Lý do mở khẩn cấp"),
        max_length=300,
        help_text=gettext_lazy("Nguy hiểm gì, cần biết để làm gì. Không ghi tên trẻ ở đây."),
    )


class HandoverForm(forms.Form):
    receiver = UnitChoiceField(label=gettext_lazy("Xã nhận"), queryset=AdministrativeUnit.objects.none())
    reason = forms.CharField(
        label=gettext_lazy("Lý do"),
        max_length=300,
        help_text=gettext_lazy("Lãnh đạo xã nhận đọc lý do này trước khi mở được vụ việc. Không ghi tên trẻ ở đây."),
    )

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "receiver", units)
