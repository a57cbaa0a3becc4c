"""Acts that open a case and tie it to a child: a report from any channel, a plan of support without one.

A protection case is sealed from its first moment: the log of its acts stands on the case alone (audit.keep_secret).
"""

import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from children.casework.definitions import VERSION, missing_in
from children.casework.record import CaseRecord
from children.casework.state import OVER, state_of
from children.models import CaseMember, CasePaper, Child, ProtectionCase
from children.models.case import CaseKind, CaseMemberPart
from children.models.child import ChildState
from children.services.child import lock_child
from lao_cai_support.accounts.models import Membership
from lao_cai_support.accounts.rights import ACTS, can, require
from lao_cai_support.accounts.roles import Role
from lao_cai_support.audit.services import record
from lao_cai_support.web.clock import now, today
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.text import name_case


def record_of(case: ProtectionCase) -> CaseRecord:
    """The case as its papers tell it, freshly read (one query, two without what is prefetched)."""
    return CaseRecord(case)


def lock_case(user: Any, case: ProtectionCase, *acts: str) -> ProtectionCase:
    """The case's row, locked, for somebody who may open it and holds one of the acts in its commune.

    Raises Refusal; to a person who may not know of the case it says no more than that the page is closed.
    """
    row = (
        ProtectionCase.objects.select_for_update(of=("self",), no_key=True).visible_to(user).filter(pk=case.pk).first()
    )
    if row is None:
        raise Refusal(_("Bạn không còn quyền mở trang này. Hãy liên hệ lãnh đạo xã."), code="closed")
    if not any(can(user, act, unit=row.unit_id) for act in acts):
        require(user, acts[0], unit=row.unit_id)
    return row


def leaders_of(unit: Any) -> list[Any]:
    """The people who decide for the commune (its chairperson and who stands in), by their roles today."""
    held = (
        Membership.objects.current(today())
        .filter(role=Role.COMMUNE_LEADER, user__is_active=True)
        .select_related("user")
        .order_by("pk")
    )
    return list({m.user_id: m.user for m in held if m.covers(unit.pk)}.values())


def why_not_told(kind: str, fields: dict[str, Any], version: int = VERSION) -> None:
    """Raise Refusal at the first field that must be filled and is not."""
    for name, ask in missing_in(kind, fields, version):
        raise Refusal(_("Chưa điền: %(field)s.") % {"field": ask.label}, field=name, code="missing")


@transaction.atomic
def report_case(
    *, user: Any, unit: Any, fields: dict[str, Any], received_at: datetime.datetime, child: Child | None = None
) -> ProtectionCase:
    """Take a report from any channel (Art. 25, Mẫu 01): the case opens and its clocks begin with ``received_at``.

    The commune's leaders are named at once, they decide (Art. 26); an officer of the commune who takes the report is
    named as its case worker. Whoever takes a report for another commune passes it on by this act and does not keep
    it. Raises Refusal at the field; when the commune has nobody who could decide, nothing is written.
    """
    require(user, "cases.report")
    if received_at > now():
        raise Refusal(_("Lúc tiếp nhận không thể sau bây giờ."), field="received_at")
    why_not_told("report", fields)
    if child is not None:
        child = lock_child(child)
        if child.unit_id != unit.pk:
            raise Refusal(_("Hồ sơ trẻ này không ở xã đã chọn."), field="child")
    leaders = leaders_of(unit)
    if not leaders:
        raise Refusal(
            _(
                "%(unit)s chưa có lãnh đạo có tài khoản. Hãy báo ngay bằng điện thoại, và nhờ quản trị cổng cấp tài khoản."
            )
            % {"unit": unit.title},
            field="unit",
            code="nobody",
        )
    moment = now()
    case = ProtectionCase.objects.create(
        kind=CaseKind.PROTECTION,
        unit=unit,
        child=child,
        child_name=name_case(str(fields.get("child_name") or "")),
        received_at=received_at,
        opened_by=user,
        opened_at=moment,
    )
    _sign_report(case, user, fields, moment)
    for leader in leaders:
        _name(case, leader, CaseMemberPart.LEADER, user, _("Người quyết định theo Điều 26"))
    if can(user, "cases.work", unit=unit):
        _name(case, user, CaseMemberPart.WORKER, user, _("Người tiếp nhận thông tin"))
    record(user, "case.report", case, right="cases.report", unit=unit)
    return case


def _sign_report(case: ProtectionCase, user: Any, fields: dict[str, Any], moment: datetime.datetime) -> None:
    CasePaper.objects.create(
        case=case,
        kind="report",
        form_version=VERSION,
        fields=fields,
        done_at=case.received_at,
        drafted_by=user,
        drafted_at=moment,
        sent_at=moment,
        signed_by=user,
        signed_at=moment,
    )


def _name(case: ProtectionCase, person: Any, part: str, by: Any, reason: str) -> CaseMember:
    return CaseMember.objects.create(case=case, user=person, part=part, reason=reason, begins_at=now(), named_by=by)


@transaction.atomic
def open_support(*, user: Any, child: Child) -> ProtectionCase:
    """Begin a plan of support for a child without a protection case (Art. 27-30 without the report). One at a time."""
    row = lock_child(child)
    require(user, "cases.work", unit=row.unit_id)
    if row.state == ChildState.ENDED:
        raise Refusal(_("Hồ sơ đã kết thúc. Hãy mở lại hồ sơ trước."))
    for other in ProtectionCase.objects.filter(child=row, kind=CaseKind.SUPPORT).with_record():
        if state_of(CaseRecord(other)) not in OVER:
            raise Refusal(_("Trẻ đang có một kế hoạch hỗ trợ chưa kết thúc."), code="open")
    moment = now()
    case = ProtectionCase.objects.create(
        kind=CaseKind.SUPPORT, unit_id=row.unit_id, child=row, received_at=moment, opened_by=user, opened_at=moment
    )
    record(user, "case.support", case, right="cases.work", unit=row.unit_id)
    return case


@transaction.atomic
def link_child(*, user: Any, case: ProtectionCase, child: Child) -> ProtectionCase:
    """Say which child of the register the case is about, once it is known; the report keeps its own words."""
    row = lock_case(user, case, "cases.work")
    if row.child_id:
        raise Refusal(_("Vụ việc đã gắn với một hồ sơ trẻ."))
    found = lock_child(child)
    if found.unit_id not in user.covered_units(ACTS["cases.work"]):
        raise Refusal(_("Hồ sơ trẻ này ở xã khác."), field="child")
    row.child = found
    row.save(update_fields=["child"])
    record(user, "case.link", row, right="cases.work", unit=row.unit_id)
    return row
