"""Whole đồng: how they are kept, typed and written. Nothing about money is ever a float."""

import re
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

MAX_VND = 10**15
_TYPED = re.compile(
    r"^\s*(-?)\s*(\d{1,3}(?:([.,\s\u00a0])\d{3}(?:\3\d{3})*)?|\d+)\s*(?:đ|đồng|vnd|vnđ)?\s*$", re.IGNORECASE
)


def format_number(n: int | None) -> str:
    """Dots between thousands: 1234567 → "1.234.567"; nothing for None."""
    return "" if n is None else f"{n:,}".replace(",", ".")


def format_vnd(n: int | None) -> str:
    """An amount as it is read: "1.234.567 đ" (a space that does not break)."""
    return "" if n is None else f"{format_number(n)}\u00a0đ"


def parse_vnd(text: str) -> int:
    """The amount a person typed: "1.234.567 đ", "1234567", "1 234 567". Raises ValueError otherwise."""
    match = _TYPED.match(text)
    if not match:
        raise ValueError(text)
    return int(match[1] + re.sub(r"\D", "", match[2]))


class VndFormField(forms.Field):
    """A text field that reads amounts with or without dots and gives whole đồng."""

    default_error_messages = {
        "invalid": _("Hãy ghi số tiền bằng đồng, chỉ gồm chữ số, ví dụ 1.500.000."),
        "min_value": _("Số tiền phải từ %(limit)s đ trở lên."),
        "max_value": _("Số tiền quá lớn. Hãy kiểm tra lại số chữ số."),
    }

    def __init__(self, *, min_value: int | None = 0, max_value: int = MAX_VND, **kwargs: Any) -> None:
        self.min_value, self.max_value = min_value, max_value
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "numeric", "class": "num", "data-suffix": "đ"}))
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return format_number(value) if isinstance(value, int) else value

    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values:
            return None
        if isinstance(value, int):
            return value
        try:
            amount = parse_vnd(str(value))
        except ValueError:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from None
        if self.min_value is not None and amount < self.min_value:
            raise forms.ValidationError(
                self.error_messages["min_value"], code="min_value", params={"limit": format_number(self.min_value)}
            )
        if amount > self.max_value:
            raise forms.ValidationError(self.error_messages["max_value"], code="max_value")
        return amount

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return initial != self.to_python(data)
        except forms.ValidationError:
            return True


class VndField(models.BigIntegerField):
    """Whole đồng in a BigInteger column."""

    default_validators = [MaxValueValidator(MAX_VND)]

    def formfield(self, **kwargs: Any) -> Any:
        return models.Field.formfield(self, **{"form_class": VndFormField, "choices_form_class": None, **kwargs})
