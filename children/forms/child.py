"""What is typed about a child."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from children.models import Child, CircumstanceKind, PovertyCategory, Sex
from children.models.child import EndReason
from lao_cai_support.areas.models import AdministrativeUnit, School, Village
from lao_cai_support.web.clock import today
from lao_cai_support.web.forms import offer


class DateInput(forms.DateInput):
    """A day typed or picked; the browser's own picker on a phone."""

    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class ChildForm(forms.ModelForm):
    father = forms.CharField(label=_("Họ tên cha"), max_length=120, required=False)
    mother = forms.CharField(label=_("Họ tên mẹ"), max_length=120, required=False)
    carer = forms.CharField(
        label=_("Người chăm sóc"), max_length=120, required=False, help_text=_("Khi trẻ không ở với cha mẹ.")
    )
    poverty = forms.ModelChoiceField(
        label=_("Diện hộ năm nay"),
        queryset=PovertyCategory.objects.none(),
        required=False,
        empty_label=_("Chưa rà soát"),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Child
        fields = [
            "full_name",
            "sex",
            "date_of_birth",
            "birth_year",
            "ethnic_group",
            "village",
            "personal_id",
            "school",
            "class_name",
            "note",
        ]
        widgets = {"date_of_birth": DateInput(), "sex": forms.RadioSelect()}
        help_texts = {
            "full_name": _("Viết như giấy khai sinh."),
            "birth_year": _("Chỉ cần khi không rõ ngày sinh."),
            "personal_id": _("12 chữ số; để trống nếu chưa có."),
        }

    def __init__(self, *args: Any, unit: AdministrativeUnit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unit = unit
        self.fields["birth_year"].required = False
        self.fields["birth_year"].localize = False
        offer(self, "sex", Sex.choices)
        # A child may go to school in another commune: what the file says stays on offer.
        offer(self, "village", Village.objects.filter(Q(unit=unit) | Q(pk=self.instance.village_id)))
        offer(self, "school", School.objects.filter(Q(unit=unit) | Q(pk=self.instance.school_id)))
        # Typed with spaces, as the card prints it, the number is longer than it is.
        self.fields["personal_id"].validators = []
        self.fields["personal_id"].widget.attrs.pop("maxlength", None)
        offer(self, "poverty", PovertyCategory.objects.filter(valid_to__gte=today(), valid_from__lte=today()))
        child = self.instance
        if child.pk and child.household_id:
            for guardian in child.household.guardians.all():
                if guardian.relation in ("father", "mother", "carer"):
                    self.initial.setdefault(guardian.relation, guardian.full_name)
            poverty = child.household.poverty.filter(year=today().year).first()
            if poverty:
                self.initial.setdefault("poverty", poverty.category_id)
        if child.pk:
            self.initial.setdefault("version", child.version)

    def clean_personal_id(self) -> str | None:
        text = (self.cleaned_data.get("personal_id") or "").replace(" ", "")
        if text and not (text.isdigit() and len(text) == 12):
            raise forms.ValidationError(
                _("Số định danh có đúng 12 chữ số. Hãy kiểm tra lại, hoặc để trống nếu chưa có.")
            )
        return text or None

    def validate_unique(self) -> None:
        """The act says it with a better sentence."""

    def _post_clean(self) -> None:
        """The service builds the record; a model form would already write into the instance."""

    def typed(self) -> dict[str, Any]:
        """The cleaned values as the services take them."""
        data = dict(self.cleaned_data)
        data.pop("version", None)
        return data


class EndForm(forms.Form):
    reason = forms.ChoiceField(label=_("Lý do"), choices=EndReason.choices)
    on = forms.DateField(label=_("Từ ngày"), widget=DateInput())


class CircumstanceForm(forms.Form):
    kind = forms.ModelChoiceField(label=_("Hoàn cảnh"), queryset=CircumstanceKind.objects.none())
    since = forms.DateField(label=_("Từ ngày"), widget=DateInput())
    evidence = forms.CharField(
        label=_("Giấy tờ"), max_length=200, required=False, help_text=_("Số và ngày của giấy xác nhận, quyết định.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Sealed groups are opened only under a named grant, not in the daily form.
        offer(self, "kind", CircumstanceKind.objects.filter(sealed=False).exclude(code="NC00"))
