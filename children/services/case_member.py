"""Acts on who is named in a case: name, take out, break open in an emergency, review."""

import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from children.models import CaseMember, ProtectionCase
from children.models.case import CaseKind, CaseMemberPart
from children.models.grant import EMERGENCY_HOURS
from children.services.case import lock_case
from children.services.sealed import LONGEST_DAYS, SHORTEST_REASON
from lao_cai_support.accounts.models import Membership, User
from lao_cai_support.accounts.rights import ACTS, can, require
from lao_cai_support.audit.services import record
from lao_cai_support.web.clock import HANOI, now, today
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.text import nfc

# What somebody named for this part must be able to do in the commune.
_NEEDS = {"leader": "cases.decide", "worker": "cases.work", "helper": "cases.view"}


def _why(reason: str) -> str:
    reason = nfc(reason)
    if len(reason) < SHORTEST_REASON:
        raise Refusal(_("Hãy ghi rõ lý do: ai cần, để làm việc gì."), field="reason")
    return reason


def named_in_case(user: Any, case: ProtectionCase) -> None:
    """Raise Refusal unless the person is named in the case. Who broke it open, or reads it by a grant, decides nothing about who else is in it."""
    if not case.members.active(now()).filter(user=user, emergency=False).exists():
        raise Refusal(_("Chỉ người được nêu tên trong vụ việc làm được việc này."), code="not_named")


def people_for(case: ProtectionCase) -> list[User]:
    """Who may be named in the case: whoever reads cases of the commune by a role, by name."""
    held = (
        Membership.objects.current(today())
        .filter(role__in=ACTS["cases.view"], user__is_active=True)
        .select_related("user")
    )
    people = {m.user_id: m.user for m in held if m.covers(case.unit_id)}
    return sorted(people.values(), key=lambda person: (person.full_name, person.pk))


@transaction.atomic
def name_member(
    *, user: Any, case: ProtectionCase, person: User, part: str, reason: str, last_day: datetime.date | None = None
) -> CaseMember:
    """Name another person in the case, for a reason. A helper's naming ends by itself on a day within a year."""
    row = lock_case(user, case, "cases.decide", "cases.work")
    named_in_case(user, row)
    reason = _why(reason)
    if not can(person, _NEEDS[part], unit=row.unit_id):
        raise Refusal(_("Vai trò của người này ở xã không làm được phần việc đó."), field="person")
    if person.pk == user.pk:
        raise Refusal(_("Không ai tự thêm mình vào vụ việc."), field="person", code="two_people")
    ends = None
    if part == CaseMemberPart.HELPER:
        if last_day is None or not today() <= last_day < today() + datetime.timedelta(days=LONGEST_DAYS):
            raise Refusal(_("Hãy ghi ngày hết quyền, trong vòng một năm."), field="last_day")
        ends = datetime.datetime.combine(last_day + datetime.timedelta(days=1), datetime.time(), HANOI)
    try:
        with transaction.atomic():
            made = CaseMember.objects.create(
                case=row, user=person, part=part, reason=reason, begins_at=now(), ends_at=ends, named_by=user
            )
    except IntegrityError:
        raise Refusal(_("Người này đã có trong vụ việc với phần việc đó."), field="person") from None
    record(user, "case.name", row, right="cases.view", unit=row.unit_id, detail={"to": person.full_name})
    return made


@transaction.atomic
def end_member(*, user: Any, member: CaseMember) -> CaseMember:
    """Take a person out of the case; its last leader and its last case worker are first replaced."""
    case = lock_case(user, member.case, "cases.decide", "cases.work")
    named_in_case(user, case)
    row = CaseMember.objects.select_for_update(of=("self",), no_key=True).get(pk=member.pk)
    if row.ended_at or (row.ends_at and row.ends_at <= now()):
        raise Refusal(_("Người này không còn trong vụ việc. Hãy tải lại trang."))
    left = case.members.active(now()).filter(part=row.part).exclude(pk=row.pk)
    if row.part != CaseMemberPart.HELPER and not left.exists():
        raise Refusal(_("Hãy thêm người thay trước khi rút người này."), code="last")
    row.ended_at, row.ended_by = now(), user
    row.save(update_fields=["ended_at", "ended_by"])
    record(user, "case.end_member", case, right="cases.view", unit=case.unit_id, detail={"to": row.user.full_name})
    return row


@transaction.atomic
def break_case(*, user: Any, code: str, reason: str) -> ProtectionCase:
    """Open a case by the code on its papers, alone, for a few hours: for danger to life or health.

    It ends by itself and waits for another person's review. A wrong code, and a case of another commune, give the
    same sentence.
    """
    require(user, "sealed.break")
    reason = _why(reason)
    units = user.covered_units(ACTS["sealed.break"])
    found = ProtectionCase.objects.filter(code=code.strip().lower(), kind=CaseKind.PROTECTION, unit__in=units).first()
    if found is None:
        raise Refusal(_("Không mở được bằng mã này. Hãy kiểm tra mã trên giấy."), field="code")
    if ProtectionCase.objects.visible_to(user).filter(pk=found.pk).exists():
        return found
    moment = now()
    made = CaseMember.objects.create(
        case=found,
        user=user,
        part=CaseMemberPart.HELPER,
        reason=reason,
        begins_at=moment,
        ends_at=moment + datetime.timedelta(hours=EMERGENCY_HOURS),
        named_by=user,
        emergency=True,
    )
    record(
        user, "case.break", found, right="sealed.break", unit=found.unit_id, reason=reason, detail={"file": made.code}
    )
    return found


@transaction.atomic
def review_member(*, user: Any, member: CaseMember, justified: bool, note: str) -> CaseMember:
    """Another person named in the case looks into an emergency opening: whether there was reason enough."""
    case = lock_case(user, member.case, "cases.decide", "cases.work")
    row = CaseMember.objects.select_for_update(of=("self",), no_key=True).get(pk=member.pk)
    if not row.emergency or row.reviewed_at:
        raise Refusal(_("Lần mở này không còn chờ xem lại. Hãy tải lại trang."))
    if row.user_id == user.pk:
        raise Refusal(_("Người đã mở không được tự xem lại."), code="two_people")
    named_in_case(user, case)
    if not note.strip():
        raise Refusal(_("Hãy ghi ý kiến xem lại."), field="note")
    row.reviewed_at, row.reviewed_by, row.justified, row.review_note = now(), user, justified, nfc(note)
    row.save(update_fields=["reviewed_at", "reviewed_by", "justified", "review_note"])
    record(user, "case.review", case, right="cases.view", unit=case.unit_id)
    return row
