"""The filters of the log."""

import datetime
from typing import Any

import django_filters as filters
from django.db.models import QuerySet
from django.forms import DateInput
from django.utils.translation import gettext_lazy as _

from lao_cai_support.accounts.rights import ACTS
from lao_cai_support.areas.models import AdministrativeUnit
from lao_cai_support.audit.acts import WORDS
from lao_cai_support.audit.models import Act
from lao_cai_support.web.clock import HANOI, today


def covered_units(request: Any) -> QuerySet:
    """The units in force today that the person reads the log of."""
    covered = request.user.covered_units(ACTS["audit.view"]) if request else ()
    return AdministrativeUnit.objects.as_of(today()).filter(pk__in=covered)


def act_choices() -> list[tuple[str, str]]:
    return sorted(((code, str(words)) for code, words in WORDS.items()), key=lambda pair: pair[1])


def _day(name: str, label: Any, lookup: str) -> filters.DateFilter:
    widget = DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return filters.DateFilter(label=label, field_name="at", method=name, lookup_expr=lookup, widget=widget)


class ActFilter(filters.FilterSet):
    act = filters.ChoiceFilter(label=_("Việc"), choices=act_choices)
    unit = filters.ModelChoiceFilter(
        label=_("Đơn vị và cấp dưới"), queryset=covered_units, to_field_name="code", method="in_unit"
    )
    since = _day("from_day", _("Từ ngày"), "gte")
    until = _day("to_day", _("Đến hết ngày"), "lte")

    class Meta:
        model = Act
        fields: list[str] = []

    def in_unit(self, rows: QuerySet, _name: str, unit: AdministrativeUnit) -> QuerySet:
        return rows.filter(unit__in=AdministrativeUnit.objects.under(unit))

    # In the office's own days: a day begins at midnight in Việt Nam.
    def from_day(self, rows: QuerySet, _name: str, day: Any) -> QuerySet:
        return rows.filter(at__gte=_midnight(day))

    def to_day(self, rows: QuerySet, _name: str, day: Any) -> QuerySet:
        return rows.filter(at__lt=_midnight(day) + _ONE_DAY)


def _midnight(day: Any) -> Any:
    return datetime.datetime.combine(day, datetime.time(), tzinfo=HANOI)


_ONE_DAY = datetime.timedelta(days=1)
