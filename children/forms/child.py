"""What is typed about a child."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from children.forms.fields import DateInput, PersonalIdField, PhoneField, poverty_choices
from children.models import Child, CircumstanceKind, Household, PovertyCategory, Sex
from children.models.child import Boarding, EndReason, Registration, Schooling
from lao_cai_support.areas.models import AdministrativeUnit, School, Village
from lao_cai_support.web.clock import today
from lao_cai_support.web.forms import offer


class ChildForm(forms.ModelForm):
    """A child's file in short parts. What it says of the family reaches every child of the household."""

    personal_id = PersonalIdField(
        label=_("Số định danh cá nhân"), required=False, help_text=_("12 chữ số; để trống nếu chưa có.")
    )
    registration = forms.ChoiceField(label=_("Đăng ký cư trú"), required=False)
    address = forms.CharField(
        label=_("Địa chỉ"), max_length=200, required=False, help_text=_("Số nhà, đường, nhóm; chung cho cả hộ.")
    )
    phone = PhoneField(label=_("Điện thoại của hộ"), required=False)
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
    household_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Child
        fields = [
            "full_name",
            "sex",
            "date_of_birth",
            "birth_year",
            "birth_estimated",
            "ethnic_group",
            "personal_id",
            "village",
            "birth_registered",
            "birth_certificate_no",
            "insured",
            "health_insurance_no",
            "schooling",
            "school",
            "class_name",
            "boarding",
            "left_school_on",
            "note",
        ]
        widgets = {"date_of_birth": DateInput(), "sex": forms.RadioSelect(), "left_school_on": DateInput()}
        help_texts = {
            "full_name": _("Viết như giấy khai sinh."),
            "birth_year": _("Chỉ cần khi không rõ ngày sinh."),
            "health_insurance_no": _("15 ký tự trên thẻ, hoặc mã số 10 chữ số."),
            "left_school_on": _("Chỉ ghi khi trẻ đã bỏ học."),
        }

    PARTS = [
        (
            _("Trẻ"),
            ("full_name", "sex", "date_of_birth", "birth_year", "birth_estimated", "ethnic_group", "personal_id"),
        ),
        (
            _("Nơi ở, gia đình"),
            ("village", "registration", "address", "phone", "father", "mother", "carer", "poverty"),
        ),
        (_("Khai sinh, bảo hiểm y tế"), ("birth_registered", "birth_certificate_no", "insured", "health_insurance_no")),
        (_("Trường lớp"), ("schooling", "school", "class_name", "boarding", "left_school_on")),
        (_("Ghi chú"), ("note",)),
    ]

    def __init__(self, *args: Any, unit: AdministrativeUnit, household: Household | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unit = unit
        self.household = household or self.instance.household
        self.fields["birth_year"].required = False
        self.fields["birth_year"].localize = False
        offer(self, "sex", Sex.choices)
        # A child may go to school in another commune: what the file says stays on offer.
        offer(self, "village", Village.objects.filter(Q(unit=unit) | Q(pk=self.instance.village_id)))
        offer(self, "school", School.objects.filter(Q(unit=unit) | Q(pk=self.instance.school_id)))
        # Typed with spaces, as the card prints it, a number is longer than it is.
        self.fields["health_insurance_no"].validators = []
        self.fields["health_insurance_no"].max_length = None  # type: ignore[attr-defined]
        self.fields["health_insurance_no"].widget.attrs["maxlength"] = 24
        offer(self, "schooling", [("", _("Chưa rõ")), *Schooling.choices])
        offer(self, "boarding", [("", _("Chưa rõ")), *Boarding.choices])
        offer(self, "registration", [("", _("Chưa rõ")), *Registration.choices])
        offer(self, "poverty", poverty_choices(unit, self.household))
        if self.household:
            self._tell_household(self.household)
        child = self.instance
        if child.pk:
            self.initial.setdefault("version", child.version)
            open_residence = child.residences.filter(valid__endswith=None).first()
            if open_residence:
                self.initial.setdefault("registration", open_residence.registration)

    def _tell_household(self, household: Household) -> None:
        """What the household already says stands in the form."""
        for guardian in household.guardians.all():
            if guardian.relation in ("father", "mother", "carer"):
                self.initial.setdefault(guardian.relation, guardian.full_name)
        self.initial.setdefault("household_version", household.version)
        self.initial.setdefault("address", household.address)
        self.initial.setdefault("phone", household.phone)
        if not self.instance.pk:
            self.initial.setdefault("village", household.village_id)
        poverty = household.poverty.filter(year=today().year).first()
        if poverty:
            self.initial.setdefault("poverty", poverty.category_id)

    def parts(self) -> list[tuple[Any, list[Any]]]:
        """The form's parts: heading and bound fields."""
        return [(title, [self[name] for name in names]) for title, names in self.PARTS]

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
    reason = forms.ChoiceField(
        label=_("Lý do"), choices=[pair for pair in EndReason.choices if pair[0] != EndReason.MERGED]
    )
    on = forms.DateField(label=_("Từ ngày"), widget=DateInput())
    note = forms.CharField(
        label=_("Ghi chú"), max_length=200, required=False, help_text=_("Chuyển đi đâu, hoặc số và ngày của giấy tờ.")
    )


class ReopenForm(forms.Form):
    reason = forms.CharField(
        label=_("Lý do mở lại"), max_length=300, help_text=_("Trẻ trở về, hoặc hồ sơ kết thúc nhầm.")
    )


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
