"""Whole đồng: typed with or without dots, written with them, kept whole by the field."""

import pytest
from django import forms
from hypothesis import given
from hypothesis import strategies as st

from lao_cai_support.web.money import MAX_VND, VndField, VndFormField, format_number, format_vnd, parse_vnd


@pytest.mark.parametrize(
    ("n", "number", "vnd"),
    [
        (0, "0", "0\u00a0đ"),
        (999, "999", "999\u00a0đ"),
        (1_234_567, "1.234.567", "1.234.567\u00a0đ"),
        (-1_500_000, "-1.500.000", "-1.500.000\u00a0đ"),
        (None, "", ""),
    ],
)
def test_written(n, number, vnd):
    assert format_number(n) == number
    assert format_vnd(n) == vnd


@pytest.mark.parametrize(
    "typed",
    [
        "1234567",
        "1.234.567",
        "1,234,567",
        "1 234 567",
        " 1.234.567 đ ",
        "1.234.567đồng",
        "1.234.567 VND",
        "1\u00a0234\u00a0567",
    ],
)
def test_read(typed):
    assert parse_vnd(typed) == 1_234_567


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "đ",
        "1.5",
        "1,5 triệu",
        "1.23.456",
        "1.234,567",
        "12.34",
        "1e6",
        "0x10",
        "1 000 00",
        "một triệu",
        "--5",
        "1.000.",
        "+5",
    ],
)
def test_unclear_amounts_are_not_guessed(typed):
    with pytest.raises(ValueError):
        parse_vnd(typed)


@given(st.integers(-MAX_VND, MAX_VND))
def test_what_is_written_reads_back(n):
    assert parse_vnd(format_vnd(n)) == n


class Payment(forms.Form):
    amount = VndFormField(min_value=1)
    tip = VndFormField(required=False)


def test_form_gives_whole_dong():
    form = Payment({"amount": "2.500.000 đ", "tip": ""})
    assert form.is_valid()
    assert form.cleaned_data == {"amount": 2_500_000, "tip": None}


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("abc", "invalid"),
        ("0", "min_value"),
        ("-3", "min_value"),
        (str(MAX_VND + 1), "max_value"),
        ("", "required"),
    ],
)
def test_form_refuses_with_a_sentence_and_keeps_what_was_typed(typed, code):
    form = Payment({"amount": typed})
    assert not form.is_valid()
    assert form.errors.as_data()["amount"][0].code == code
    assert f'value="{typed}"' in str(form["amount"]) or typed == ""


def test_form_shows_a_kept_amount_with_dots():
    assert 'value="1.500.000"' in str(Payment(initial={"amount": 1_500_000})["amount"])
    assert not Payment({"amount": "1.500.000"}, initial={"amount": 1_500_000}).has_changed()
    assert Payment({"amount": "1.500.001"}, initial={"amount": 1_500_000}).has_changed()


def test_model_field_asks_with_the_form_field():
    field = VndField("số tiền").formfield()
    assert isinstance(field, VndFormField)
