"""What forms share."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet


def offer(form: forms.BaseForm, name: str, choices: QuerySet | Iterable[tuple[Any, Any]]) -> None:
    """Give a choice field what this form offers: records for a choice of records, (value, words) pairs for any other.

    What may be chosen hangs on who asks, where and on which day, so it is said when the form is made.
    """
    field = form.fields[name]
    if isinstance(field, forms.ModelChoiceField):
        if isinstance(choices, QuerySet):
            field.queryset = choices
            return
    elif isinstance(field, forms.ChoiceField) and not isinstance(choices, QuerySet):
        field.choices = choices
        return
    raise TypeError(f"{type(field).__name__} {name!r} cannot offer a {type(choices).__name__}.")
