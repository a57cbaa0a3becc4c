"""What a form's choice fields offer."""

from typing import Any

import pytest
from django import forms

from lao_cai_support.areas.models import AdministrativeUnit
from lao_cai_support.web.forms import offer


class PlaceForm(forms.Form):
    unit = forms.ModelChoiceField(queryset=AdministrativeUnit.objects.none())
    year = forms.TypedChoiceField(coerce=int)
    name = forms.CharField()


def test_records_offered_in_one_form_do_not_reach_the_next(units: Any) -> None:
    first, second = PlaceForm(), PlaceForm()
    offer(first, "unit", AdministrativeUnit.objects.communes())
    assert list(first.fields["unit"].queryset) == [units.far, units.sibling, units.commune]
    assert not second.fields["unit"].queryset.exists()


def test_an_answer_outside_the_offered_pairs_is_refused() -> None:
    form = PlaceForm({"year": "2019"})
    offer(form, "year", [(2024, "2024")])
    assert "year" in form.errors
    form = PlaceForm({"year": "2024"})
    offer(form, "year", [(2024, "2024")])
    assert "year" not in form.errors and form.cleaned_data["year"] == 2024


@pytest.mark.parametrize(
    ("name", "choices"),
    [("name", [("a", "b")]), ("unit", [("a", "b")]), ("year", AdministrativeUnit.objects.none())],
    ids=["no choice field", "pairs for records", "records for pairs"],
)
def test_what_a_field_cannot_offer_is_a_programming_error(name: str, choices: Any) -> None:
    with pytest.raises(TypeError, match=name):
        offer(PlaceForm(), name, choices)
