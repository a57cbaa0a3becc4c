"""Acts on people: give an account, grant and end a role."""

import datetime
import secrets
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from lao_cai_support.accounts.models import Membership, User
from lao_cai_support.accounts.roles import FORBIDDEN_PAIRS, ROLE_LEVELS, Role
from lao_cai_support.web.errors import Refusal


def new_password() -> str:
    """A random first password: four groups of four, easy to copy from paper."""
    alphabet = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(alphabet) for _i in range(4)) for _g in range(4))


@transaction.atomic
def grant(
    *,
    user: User,
    role: str,
    unit: Any,
    valid_from: datetime.date,
    valid_until: datetime.date | None = None,
    school: Any = None,
    support_area: str = "",
    granted_by: User | None = None,
) -> Membership:
    """Give the person the role in the unit from a day (``valid_until`` exclusive; open when None).

    Raises Refusal for a role at the wrong level, a second copy of the same role, or a forbidden pair.
    """
    if unit.level not in ROLE_LEVELS[role]:
        raise Refusal(
            _("Vai trò “%(role)s” không giao được ở đơn vị %(unit)s. Hãy chọn đơn vị đúng cấp.")
            % {"role": Role(role).label, "unit": unit.title},
            field="unit",
        )
    span = (valid_from, valid_until)
    held = user.memberships.filter(unit=unit, valid__overlap=span).values_list("role", flat=True)
    for other in held:
        if frozenset({other, role}) in FORBIDDEN_PAIRS:
            raise Refusal(
                _("Một người không thể vừa là “%(one)s” vừa là “%(other)s” ở cùng một đơn vị. Hãy chọn người khác hoặc chấm dứt vai trò kia trước.")
                % {"one": Role(other).label, "other": Role(role).label},
                field="role",
                code="pair",
            )
    try:
        with transaction.atomic():
            membership = Membership.objects.create(
                user=user, role=role, unit=unit, school=school, support_area=support_area, valid=span, granted_by=granted_by
            )
    except IntegrityError:
        raise Refusal(_("Người này đã có vai trò này ở đơn vị này trong thời gian đó."), field="role") from None
    user.forget_memberships()
    return membership


@transaction.atomic
def end_membership(*, membership: Membership, last_day: datetime.date) -> Membership:
    """End a role after its last day; the row stays, so old acts keep their author's role."""
    row = Membership.objects.select_for_update().get(pk=membership.pk)
    if last_day < row.valid.lower:
        raise Refusal(_("Ngày cuối không thể trước ngày bắt đầu vai trò."), field="last_day")
    row.valid = (row.valid.lower, last_day + datetime.timedelta(days=1))
    row.save(update_fields=["valid"])
    row.user.forget_memberships()
    return row
