"""Acts on roles: grant one, end one."""

import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from psycopg2.extras import DateRange

from lao_cai_support.accounts.models import Membership, User
from lao_cai_support.accounts.rights import require
from lao_cai_support.accounts.roles import FORBIDDEN_PAIRS, ROLE_LEVELS, Role
from lao_cai_support.accounts.signals import act_done
from lao_cai_support.web.clock import today
from lao_cai_support.web.errors import Refusal


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

    ``granted_by`` must hold ``people.manage``; None only for management commands.
    Raises Refusal for a role at the wrong level, a unit not in force on the first day, a school elsewhere, a
    second copy of the same role, a forbidden pair, or a role one would give to oneself.
    """
    if granted_by is not None:
        require(granted_by, "people.manage")
        if granted_by.pk == user.pk:
            raise Refusal(_("Không ai tự giao vai trò cho chính mình. Hãy nhờ một quản trị viên khác."), code="self")
    if valid_until is not None and valid_until <= valid_from:
        raise Refusal(_("Ngày cuối không thể trước ngày bắt đầu vai trò."), field="last_day")
    if valid_from < unit.valid.lower or (unit.valid.upper and valid_from >= unit.valid.upper):
        raise Refusal(
            _("%(unit)s không tồn tại vào ngày %(day)s. Hãy chọn đơn vị đang hoạt động ngày đó.")
            % {"unit": unit.title, "day": f"{valid_from:%d/%m/%Y}"},
            field="unit",
        )
    if (role == Role.SCHOOL_OFFICER) != (school is not None) or (school and school.unit_id != unit.pk):
        raise Refusal(_("Đầu mối nhà trường cần một trường nằm trong xã đã chọn."), field="school")
    if (role == Role.SECTOR_REVIEWER) != bool(support_area):
        raise Refusal(_("Cán bộ thẩm định của ngành cần một lĩnh vực hỗ trợ."), field="support_area")
    if unit.level not in ROLE_LEVELS[role]:
        raise Refusal(
            _("Vai trò “%(role)s” không giao được ở đơn vị %(unit)s. Hãy chọn đơn vị đúng cấp.")
            % {"role": Role(role).label, "unit": unit.title},
            field="unit",
        )
    span = DateRange(valid_from, valid_until)
    held = user.memberships.filter(unit=unit, valid__overlap=span).values_list("role", flat=True)
    for other in held:
        if frozenset({other, role}) in FORBIDDEN_PAIRS:
            raise Refusal(
                _(
                    "Một người không thể vừa là “%(one)s” vừa là “%(other)s” ở cùng một đơn vị. "
                    "Hãy chọn người khác hoặc chấm dứt vai trò kia trước."
                )
                % {"one": Role(other).label, "other": Role(role).label},
                field="role",
                code="pair",
            )
    try:
        with transaction.atomic():
            membership = Membership.objects.create(
                user=user,
                role=role,
                unit=unit,
                school=school,
                support_area=support_area,
                valid=span,
                granted_by=granted_by,
            )
    except IntegrityError:
        raise Refusal(_("Người này đã có vai trò này ở đơn vị này trong thời gian đó."), field="role") from None
    user.forget_memberships()
    act_done.send(
        User,
        user=granted_by,
        act="role.grant",
        obj=user,
        right="people.manage",
        unit=unit,
        detail={"role": str(role), "from": str(valid_from), "area": support_area},
    )
    return membership


@transaction.atomic
def end_membership(*, membership: Membership, last_day: datetime.date, ended_by: User | None = None) -> Membership:
    """End a role after its last day; the row stays, so old acts keep their author's role.

    ``ended_by`` must hold ``people.manage``; None only for management commands. Refuses a day before the role
    began, a role that ended earlier, and the end of the only administrator.
    """
    if ended_by is not None:
        require(ended_by, "people.manage")
    row = Membership.objects.select_for_update(no_key=True).get(pk=membership.pk)
    if last_day < row.valid.lower:
        raise Refusal(_("Ngày cuối không thể trước ngày bắt đầu vai trò."), field="last_day")
    if row.valid.upper and row.valid.upper <= today():
        raise Refusal(_("Vai trò này đã chấm dứt trước đây. Hãy tải lại trang."), code="ended")
    if row.role == Role.ADMINISTRATOR:
        keep_an_administrator(without=row.user)
    row.valid = DateRange(row.valid.lower, last_day + datetime.timedelta(days=1))
    row.save(update_fields=["valid"])
    row.user.forget_memberships()
    act_done.send(
        User,
        user=ended_by,
        act="role.end",
        obj=row.user,
        right="people.manage",
        unit=row.unit,
        detail={"role": row.role, "last_day": str(last_day)},
    )
    return row


def keep_an_administrator(*, without: User) -> None:
    """Refuse when nobody but this person could manage people any more."""
    others = (
        Membership.objects.current(today())
        .select_for_update(no_key=True)
        .filter(role=Role.ADMINISTRATOR, user__is_active=True)
    )
    if not others.exclude(user=without).exists():
        raise Refusal(_("Đây là quản trị viên duy nhất của cổng. Hãy giao vai trò quản trị cho người khác trước."))
