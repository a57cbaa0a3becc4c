"""What is typed about a household: its address, its adults, its poverty of the year; and which one a child joins."""

from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from children.forms.fields import PersonalIdField, PhoneField, poverty_choices
from children.models import Household, PovertyCategory
from children.models.household import GuardianStatus, Relation
from lao_cai_support.areas.models import Village
from lao_cai_support.web.clock import today
from lao_cai_support.web.forms import offer


class HouseholdForm(forms.Form):
    village = forms.ModelChoiceField(label=_("Thôn, bản"), queryset=Village.objects.none(), required=False)
    number = forms.CharField(
        label=_("Số hộ"), max_length=20, required=False, help_text=_("Theo sổ rà soát hộ nghèo, nếu có.")
    )
    address = forms.CharField(label=_("Địa chỉ"), max_length=200, required=False)
    phone = PhoneField(label=_("Điện thoại của hộ"), required=False)
    poverty = forms.ModelChoiceField(
        label=_("Diện hộ năm nay"),
        queryset=PovertyCategory.objects.none(),
        required=False,
        empty_label=_("Chưa rà soát"),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, household: Household, **kwargs: Any) -> None:
        poverty = household.poverty.filter(year=today().year).first()
        kwargs["initial"] = {
            "village": household.village_id,
            "number": household.number,
            "address": household.address,
            "phone": household.phone,
            "poverty": poverty.category_id if poverty else None,
            "version": household.version,
        }
        super().__init__(*args, **kwargs)
        offer(self, "village", Village.objects.filter(unit=household.unit_id))
        offer(self, "poverty", poverty_choices(household.unit, household))


DEAD = ("dead", _("đã mất"))


class AdultForm(forms.Form):
    """One adult of the household; an emptied name removes the adult."""

    pk = forms.IntegerField(widget=forms.HiddenInput, required=False)
    relation = forms.ChoiceField(label=_("Quan hệ với trẻ"), choices=Relation.choices)
    full_name = forms.CharField(label=_("Họ và tên"), max_length=120, required=False)
    birth_year = forms.IntegerField(label=_("Năm sinh"), min_value=1900, required=False, localize=False)
    status = forms.ChoiceField(label=_("Tình trạng"), choices=[*GuardianStatus.choices, DEAD], initial="alive")
    job = forms.CharField(label=_("Nghề nghiệp"), max_length=80, required=False)
    phone = PhoneField(label=_("Điện thoại"), required=False)
    personal_id = PersonalIdField(label=_("Số định danh"), required=False)
    head = forms.BooleanField(label=_("Chủ hộ"), required=False)

    def clean_birth_year(self) -> int | None:
        year = self.cleaned_data["birth_year"]
        if year and year > today().year:
            raise forms.ValidationError(_t("Năm sinh không thể sau năm nay."))
        return year


class BaseAdults(BaseFormSet):
    def adults(self) -> list[dict[str, Any]]:
        """The adults that stand in the form, as ``edit_household`` takes them."""
        return [adult(form.cleaned_data) for form in self.forms if form.cleaned_data.get("full_name")]


def adult(told: dict[str, Any]) -> dict[str, Any]:
    """Who has died is neither away nor detained."""
    dead = told["status"] == DEAD[0]
    return {**told, "deceased": dead, "status": GuardianStatus.ALIVE.value if dead else told["status"]}


AdultFormSet = formset_factory(AdultForm, formset=BaseAdults, extra=2, max_num=12, absolute_max=16)


def adult_forms(household: Household, data: Any = None) -> Any:
    """The forms of the household's adults and two empty ones. The whole id is typed anew or left as it is."""
    initial = [
        {
            "pk": guardian.pk,
            "relation": guardian.relation,
            "full_name": guardian.full_name,
            "birth_year": guardian.birth_year,
            "status": DEAD[0] if guardian.deceased else guardian.status,
            "job": guardian.job,
            "phone": guardian.phone,
            "personal_id": guardian.personal_id,
            "head": guardian.head,
        }
        for guardian in household.guardians.all()
    ]
    return AdultFormSet(data, initial=initial, prefix="adult")


class HouseholdSearchForm(forms.Form):
    search = forms.CharField(
        label=_("Tên cha, mẹ, người chăm sóc hoặc tên thôn"),
        max_length=80,
        help_text=_("Có dấu hay không dấu đều được."),
    )
