"""The filters of the list of people."""

from typing import Any

import django_filters as filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from lao_cai_support.accounts.models import User
from lao_cai_support.accounts.querysets import UserQuerySet
from lao_cai_support.accounts.roles import Role
from lao_cai_support.areas.models import AdministrativeUnit
from lao_cai_support.web.clock import today


def units_in_force(_request: Any) -> QuerySet:
    return AdministrativeUnit.objects.as_of(today())


class PeopleFilter(filters.FilterSet):
    role = filters.ChoiceFilter(label=_("Vai trò"), choices=Role.choices, method="with_role")
    unit = filters.ModelChoiceFilter(label=_("Đơn vị"), queryset=units_in_force, to_field_name="code", method="in_unit")
    state = filters.ChoiceFilter(
        label=_("Trạng thái"),
        choices=[("active", _("đang mở")), ("disabled", _("đã khóa")), ("none", _("chưa có vai trò"))],
        method="with_state",
    )

    class Meta:
        model = User
        fields: list[str] = []

    def with_role(self, rows: UserQuerySet, _name: str, role: str) -> QuerySet:
        return rows.holding(role, today())

    def in_unit(self, rows: QuerySet, _name: str, unit: AdministrativeUnit) -> QuerySet:
        return rows.filter(memberships__unit=unit, memberships__valid__contains=today()).distinct()

    def with_state(self, rows: QuerySet, _name: str, state: str) -> QuerySet:
        if state == "none":
            return rows.exclude(memberships__valid__contains=today())
        return rows.filter(is_active=state == "active")
