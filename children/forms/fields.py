"""Fields that several forms of the register share."""

from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from children.models import Household, PovertyCategory
from children.models.reference import NOT_REVIEWED
from children.phones import phone_of
from lao_cai_support.areas.models import AdministrativeUnit
from lao_cai_support.web.clock import today


def poverty_choices(unit: AdministrativeUnit, household: Household | None = None) -> QuerySet:
    """This year's categories of the standard for town or country, "neither" among them, and what the file says.

    "Not yet reviewed" is the empty choice, no category.
    """
    categories = PovertyCategory.objects
    offered = categories.standing(unit, today()) | categories.filter(area="any", valid_from=None)
    offered = offered.exclude(pk=NOT_REVIEWED)
    if household:
        offered |= categories.filter(pk__in=household.poverty.filter(year=today().year).values("category"))
    return offered


class DateInput(forms.DateInput):
    """A day typed or picked; the browser's own picker on a phone."""

    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class PhoneField(forms.CharField):
    """A telephone number, kept as ten or eleven digits."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 24)
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        number = phone_of(text) if text else ""
        if number is None:
            raise forms.ValidationError(
                _(
                    "Số điện thoại di động có 10 chữ số (bắt đầu 03, 05, 07, 08, 09), máy bàn có 11 chữ số (bắt đầu 02)."
                ),
                code="phone",
            )
        return number


class PersonalIdField(forms.CharField):
    """Twelve digits; spaces, as the card prints them, are taken out."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        text = super().clean(value).replace(" ", "")
        if text and not (text.isascii() and text.isdigit() and len(text) == 12):
            raise forms.ValidationError(
                _("Số định danh có đúng 12 chữ số. Hãy kiểm tra lại, hoặc để trống nếu chưa có."), code="personal_id"
            )
        return text


class TenthField(forms.DecimalField):
    """A number with one decimal, kept as a whole number of thousandths or tenths: 24,5 kg is 24 500 g.

    A comma or a point before the decimal; the widget says the unit.
    """

    def __init__(self, *, times: int, unit: Any, **kwargs: Any) -> None:
        self.times = times
        attrs = {"inputmode": "decimal", "autocomplete": "off", "data-suffix": unit, "class": "w-s"}
        kwargs.setdefault("widget", forms.TextInput(attrs=attrs))
        super().__init__(max_digits=5, decimal_places=1, localize=False, **kwargs)

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = value.strip().replace(",", ".")
        return super().to_python(value)

    def clean(self, value: Any) -> Any:
        number = super().clean(value)
        return int(number * self.times) if isinstance(number, Decimal) else None
