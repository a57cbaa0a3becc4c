"""Acts on sealed files: give a grant, take one in an emergency, revoke, review, write under it.

A role alone opens nothing. The log of these acts stands on the grant, never on the child: whether a child has a
sealed file at all is for those with a grant alone.
"""

import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from psycopg2.extras import DateRange

from children.models import Child, CircumstanceKind, CircumstanceSpell, SealedGrant
from children.models.grant import EMERGENCY_HOURS
from children.services.child import lock_child
from lao_cai_support.accounts.models import Membership, User
from lao_cai_support.accounts.rights import ACTS, can, require
from lao_cai_support.audit.services import record
from lao_cai_support.web.clock import HANOI, now, today
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.text import nfc

LONGEST_DAYS = 365
SHORTEST_REASON = 10  # letters: "xem" is no reason


def grants_for(user: Any, child: Child) -> list[SealedGrant]:
    """The person's grants that open the child's sealed file now, or a group of it; the roles are asked too."""
    if not can(user, "sealed.view", unit=child.unit_id):
        return []
    return SealedGrant.objects.opening(user=user, child=child, moment=now())


def people_for(unit: Any, *, besides: Any) -> list[User]:
    """Who may be given a grant for the unit: whoever reads its files by a role that can hold one, by name."""
    held = (
        Membership.objects.current(today())
        .filter(role__in=ACTS["sealed.view"], user__is_active=True)
        .exclude(user=besides)
        .select_related("user")
    )
    people = {m.user_id: m.user for m in held if m.covers(unit.pk)}
    return sorted(people.values(), key=lambda person: (person.full_name, person.pk))


def _why(reason: str) -> str:
    reason = nfc(reason)
    if len(reason) < SHORTEST_REASON:
        raise Refusal(_("Hãy ghi rõ lý do: ai cần, để làm việc gì."), field="reason")
    return reason


def _midnight(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(), HANOI)


@transaction.atomic
def give_grant(
    *,
    user: Any,
    person: User,
    unit: Any,
    reason: str,
    since: datetime.date,
    last_day: datetime.date,
    child: Child | None = None,
    kind: CircumstanceKind | None = None,
) -> SealedGrant:
    """Let another person open the sealed file of a child, or one sealed group within the unit, for some days.

    ``unit`` is the child's commune, or the unit of the group. Raises Refusal for oneself, for somebody whose roles
    do not reach the unit, for a span that is over or longer than a year.
    """
    require(user, "sealed.grant", unit=unit)
    reason = _why(reason)
    if person.pk == user.pk:
        raise Refusal(_("Không ai tự cấp quyền cho chính mình. Hãy nhờ người phụ trách khác."), field="person")
    if not can(person, "sealed.view", unit=unit):
        raise Refusal(_("Người này không phụ trách đơn vị đó nên không nhận được quyền."), field="person")
    if child is None and (kind is None or not kind.sealed):
        raise Refusal(_("Hãy chọn một trẻ hoặc một nhóm niêm phong."), field="kind")
    if last_day < max(since, today()):
        raise Refusal(_("Ngày cuối không thể trước ngày bắt đầu hoặc trước hôm nay."), field="last_day")
    if (last_day - since).days >= LONGEST_DAYS:
        raise Refusal(_("Mỗi lần cấp không quá một năm. Hãy chọn ngày cuối sớm hơn."), field="last_day")
    made = SealedGrant.objects.create(
        user=person,
        unit=unit,
        child=child,
        kind=kind,
        reason=reason,
        begins_at=_midnight(since),
        ends_at=_midnight(last_day + datetime.timedelta(days=1)),
        granted_by=user,
    )
    record(
        user,
        "grant.give",
        made,
        right="sealed.grant",
        unit=unit,
        detail={"last_day": last_day.isoformat(), "from": since.isoformat()},
    )
    return made


@transaction.atomic
def break_seal(*, user: Any, child: Child, reason: str) -> SealedGrant:
    """Open the child's sealed file at once, alone, for a few hours: for danger to life or health.

    It ends by itself and stands on the list that another person reviews. Raises Refusal while a grant is open.
    """
    row = lock_child(child)
    require(user, "sealed.break", unit=row.unit_id)
    reason = _why(reason)
    if any(grant.kind_id is None for grant in grants_for(user, row)):
        raise Refusal(_("Bạn đang có quyền xem hồ sơ này. Hãy tải lại trang."), code="open")
    begins = now()
    made = SealedGrant.objects.create(
        user=user,
        unit_id=row.unit_id,
        child=row,
        reason=reason,
        begins_at=begins,
        ends_at=begins + datetime.timedelta(hours=EMERGENCY_HOURS),
        emergency=True,
    )
    record(user, "grant.break", made, right="sealed.break", unit=row.unit_id, reason=reason)
    return made


def _locked(grant: SealedGrant) -> SealedGrant:
    return SealedGrant.objects.select_for_update(of=("self",), no_key=True).get(pk=grant.pk)


@transaction.atomic
def revoke_grant(*, user: Any, grant: SealedGrant) -> SealedGrant:
    """Shut the door before its time: who gives grants in the unit may, and the holder too."""
    row = _locked(grant)
    if row.user_id != user.pk:
        require(user, "sealed.grant", unit=row.unit_id)
    moment = now()
    if row.revoked_at or row.ends_at <= moment:
        raise Refusal(_("Quyền này đã hết. Hãy tải lại trang."))
    row.revoked_at, row.revoked_by = moment, user
    row.save(update_fields=["revoked_at", "revoked_by"])
    record(user, "grant.revoke", row, right="sealed.grant", unit=row.unit_id)
    return row


@transaction.atomic
def review_grant(*, user: Any, grant: SealedGrant, justified: bool, note: str) -> SealedGrant:
    """Another person looks into an emergency: whether there was reason enough, in a sentence."""
    row = _locked(grant)
    require(user, "sealed.grant", unit=row.unit_id)
    if not row.emergency or row.reviewed_at:
        raise Refusal(_("Lần mở này không còn chờ xem lại. Hãy tải lại trang."))
    if row.user_id == user.pk:
        raise Refusal(_("Người đã mở không được tự xem lại."), code="two_people")
    if not note.strip():
        raise Refusal(_("Hãy ghi ý kiến xem lại."), field="note")
    row.reviewed_at, row.reviewed_by, row.justified, row.review_note = now(), user, justified, nfc(note)
    row.save(update_fields=["reviewed_at", "reviewed_by", "justified", "review_note"])
    record(user, "grant.review", row, right="sealed.grant", unit=row.unit_id)
    return row


@transaction.atomic
def open_sealed(
    *, user: Any, child: Child, kind: CircumstanceKind, since: datetime.date, evidence: str
) -> CircumstanceSpell:
    """Write a sealed circumstance, under a grant that opens its group. Raises Refusal at the field."""
    row = lock_child(child)
    require(user, "children.edit", unit=row.unit_id)
    grant = next((grant for grant in grants_for(user, row) if kind.sealed and grant.opens(kind.pk)), None)
    if grant is None:
        raise Refusal(_("Bạn chưa được cấp quyền với nhóm này. Hãy đề nghị lãnh đạo cấp quyền."), field="kind")
    if since > today():
        raise Refusal(_("Ngày bắt đầu không thể sau hôm nay."), field="since")
    if not evidence.strip():
        raise Refusal(_("Hãy ghi giấy tờ làm căn cứ: cơ quan, số và ngày."), field="evidence")
    try:
        with transaction.atomic():
            spell = CircumstanceSpell.objects.create(
                child=row, kind=kind, valid=DateRange(since, None), evidence=nfc(evidence), grant=grant
            )
    except IntegrityError:
        raise Refusal(_("Trẻ đã có hoàn cảnh này trong cùng thời gian."), field="kind") from None
    record(user, "grant.write", grant, right="sealed.view", unit=grant.unit_id)
    return spell


@transaction.atomic
def end_sealed(*, user: Any, spell: CircumstanceSpell, last_day: datetime.date) -> CircumstanceSpell:
    """A sealed circumstance held until the day, the day included."""
    child = lock_child(spell.child)
    require(user, "children.edit", unit=child.unit_id)
    grant = next((grant for grant in grants_for(user, child) if grant.opens(spell.kind_id)), None)
    if grant is None:
        raise Refusal(_("Quyền xem hồ sơ niêm phong đã hết. Hãy đề nghị lãnh đạo cấp lại."))
    if last_day < spell.valid.lower:
        raise Refusal(_("Ngày cuối không thể trước ngày bắt đầu."), field="last_day")
    spell.valid = DateRange(spell.valid.lower, last_day + datetime.timedelta(days=1))
    spell.save(update_fields=["valid"])
    record(user, "grant.end", grant, right="sealed.view", unit=grant.unit_id)
    return spell
