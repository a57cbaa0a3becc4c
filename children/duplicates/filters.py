"""The filters of the list of pairs."""

from typing import Any

import django_filters as filters
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from children.duplicates.score import STRONG
from children.filters import ScopedFilterSet, commune_choices
from children.models import DuplicatePair
from children.models.duplicate import PairState
from lao_cai_support.areas.models import AdministrativeUnit


class PairFilter(ScopedFilterSet):
    state = filters.ChoiceFilter(label=_("Trạng thái"), choices=PairState.choices, method="in_state")
    unit = filters.ModelChoiceFilter(label=_("Xã"), queryset=commune_choices, method="in_unit")
    across = filters.BooleanFilter(label=_("Ở hai xã khác nhau"), method="across_communes")
    strong = filters.BooleanFilter(label=_("Rất giống"), method="only_strong")

    class Meta:
        model = DuplicatePair
        fields: list[str] = []

    def in_state(self, rows: Any, _name: str, state: str) -> Any:
        return rows.waiting() if state == PairState.OPEN else rows.filter(state=state)

    def in_unit(self, rows: QuerySet, _name: str, unit: AdministrativeUnit) -> QuerySet:
        return rows.filter(Q(a__unit=unit) | Q(b__unit=unit))

    def across_communes(self, rows: QuerySet, _name: str, wanted: bool) -> QuerySet:
        return rows.exclude(a__unit=F("b__unit")) if wanted else rows.filter(a__unit=F("b__unit"))

    def only_strong(self, rows: QuerySet, _name: str, wanted: bool) -> QuerySet:
        return rows.filter(weight__gte=STRONG) if wanted else rows.filter(weight__lt=STRONG)
