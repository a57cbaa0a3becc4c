"""Acts on needs: assess, approve, publish, withdraw, close."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from children.models import Assessment, Child, CommuneBand, Item, ItemPrice, Need, NeedOpinion, NeedState
from children.models.need import NEED_MOVES
from children.scoring import score
from children.services.assessment_form import form_in_force
from children.services.known import known_facts
from lao_cai_support.accounts.rights import can, require
from lao_cai_support.accounts.roles import Role
from lao_cai_support.audit.services import record
from lao_cai_support.web.clock import today
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.states import check_move
from lao_cai_support.web.text import nfc

IN_WINTER = datetime.timedelta(days=14)
VALID_DAYS = 365  # a needs assessment holds for a year (proposal), then it is asked anew
_LABELS = dict(NeedState.choices)


def unit_value(item: Item, day: datetime.date) -> int:
    """The catalogue value of one unit in the day's year, or of the last known year. Raises Refusal when unknown."""
    price = ItemPrice.objects.filter(item=item, year__lte=day.year).order_by("-year").first()
    if price is None:
        raise Refusal(_("Mặt hàng này chưa có đơn giá. Hãy ghi đơn giá ước tính."), field="unit_value")
    return price.unit_value


def default_deadline(item: Item, day: datetime.date, unit: Any = None) -> datetime.date:
    """Winter goods before the first cold of the commune's band (31 October, 15 or 30 November; without a band the
    item's own day) of this winter, other needs in three months. ``unit`` is a commune or its id."""
    if not item.season_deadline:
        return day + datetime.timedelta(days=90)
    band = None
    if unit is not None:
        band = CommuneBand.objects.filter(unit=unit).values_list("band__due", flat=True).first()
    return next_day(band or item.season_deadline, day)


def next_day(month_day: str, day: datetime.date) -> datetime.date:
    """The next "11-15" (month-day) from the day on; when it has passed and the winter (to the end of February) lasts,
    two weeks from the day: the child is cold now."""
    month, number = (int(part) for part in month_day.split("-"))
    deadline = datetime.date(day.year, month, number)
    if deadline >= day > datetime.date(day.year, 2, 28):
        return deadline
    return day + IN_WINTER if day > deadline or day.month <= 2 else deadline


def known_answers(child: Child, item: Item, day: datetime.date, *, health: bool = True) -> dict[str, bool]:
    """What the register already answers of one child: fact → yes or no (see services/known.py)."""
    return known_facts([child], item.area_id, day, health=health)[child.pk]


@transaction.atomic
def assess_need(
    *,
    user: Any,
    unit: Any,
    item: Item,
    quantity: int,
    answers: dict[str, Any],
    child: Child | None = None,
    group_name: str = "",
    head_count: int = 1,
    school: Any = None,
    village: Any = None,
    size: str = "",
    sizes: dict[str, int] | None = None,
    value: int | None = None,
    needed_by: datetime.date | None = None,
    note: str = "",
) -> Need:
    """Assess a need of a child or of a group, with a score that explains itself; it waits for approval.

    ``value`` is the đồng of one unit (catalogue value when None), ``sizes`` a group's pieces by size. Raises Refusal at
    the field.
    """
    require(user, "needs.assess", unit=unit)
    day = today()
    if (child is None) == (not group_name):
        raise Refusal(_("Hãy chọn một trẻ, hoặc ghi tên nhóm và số trẻ của nhóm."), field="child")
    if child is not None and child.state == "ended":
        raise Refusal(_("Hồ sơ của trẻ đã kết thúc nên không ghi nhu cầu mới được."), field="child")
    if item.size_kind and child is not None and size not in item.sizes:
        raise Refusal(_("Mặt hàng này cần cỡ. Các cỡ: %(sizes)s.") % {"sizes": ", ".join(item.sizes)}, field="size")
    if quantity < 1:
        raise Refusal(_("Số lượng phải từ 1 trở lên."), field="quantity")
    if sizes and (child is not None or not set(sizes) <= set(item.sizes)):
        raise Refusal(_("Mặt hàng này có các cỡ: %(sizes)s.") % {"sizes": ", ".join(item.sizes) or "–"}, field="sizes")
    if sizes and sum(sizes.values()) != quantity:
        raise Refusal(_("Tổng số lượng theo cỡ phải bằng số lượng."), field="sizes")
    needed_by = needed_by or default_deadline(item, day, unit)
    if needed_by < day:
        raise Refusal(_("Ngày cần phải từ hôm nay trở đi."), field="needed_by")
    form = form_in_force(item.area_id, day)
    points, priority, reasons = score(form.questions, form.scoring, answers)
    assessment = Assessment.objects.create(
        form=form,
        unit=unit,
        child=child,
        group_name=group_name,
        head_count=head_count,
        school=school,
        answers=answers,
        score=points,
        priority=priority,
        reasons=reasons,
        valid=(day, day + datetime.timedelta(days=VALID_DAYS)),
        assessed_by=user,
        assessed_on=day,
    )
    need = Need.objects.create(
        assessment=assessment,
        unit=unit,
        child=child,
        group_name=group_name,
        head_count=head_count,
        school=school,
        village=village,
        item=item,
        size=size,
        sizes=sizes or {},
        quantity=quantity,
        unit_value=value or unit_value(item, day),
        priority=priority,
        reasons=reasons,
        needed_by=needed_by,
        waiting_since=day,
        assessed_by=user,
        note=note,
    )
    record(user, "need.assess", need, right="needs.assess", unit=unit, score=points)
    return need


def _move(user: Any, need: Need, state: str, right: str) -> Need:
    row = Need.objects.select_for_update(no_key=True).get(pk=need.pk)
    require(user, right, unit=row.unit_id)
    check_move(NEED_MOVES, row.state, state, labels=_LABELS)
    row.state = state
    return row


@transaction.atomic
def approve_need(*, user: Any, need: Need) -> Need:
    """The commune's leader approves; never one's own assessment."""
    row = _move(user, need, NeedState.APPROVED, "needs.approve")
    if row.assessed_by_id == user.pk:
        raise Refusal(_("Người đánh giá không được tự duyệt nhu cầu."), code="two_people")
    row.approved_by, row.approved_on = user, today()
    row.save(update_fields=["state", "approved_by", "approved_on"])
    record(user, "need.approve", row, right="needs.approve", unit=row.unit_id)
    return row


@transaction.atomic
def publish_need(*, user: Any, need: Need) -> Need:
    """Show the need on public pages, without anything that could single the child out."""
    row = _move(user, need, NeedState.PUBLISHED, "needs.publish")
    _opinion_given(row)
    row.save(update_fields=["state"])
    record(user, "need.publish", row, right="needs.publish", unit=row.unit_id)
    return row


def _opinion_given(need: Need) -> None:
    """Where the form asks for the sector's opinion, the newest one must be a yes."""
    if need.assessment is None or not need.assessment.form.needs_opinion:
        return
    opinion = need.opinions.first()
    if opinion is None:
        raise Refusal(_("Nhu cầu này cần ý kiến của ngành trước khi công bố."), code="opinion")
    if not opinion.agrees:
        raise Refusal(_("Ngành chưa đồng ý với nhu cầu này. Hãy rút, hoặc đề nghị ngành xem lại."), code="opinion")


@transaction.atomic
def give_opinion(*, user: Any, need: Need, agrees: bool, words: str = "") -> NeedOpinion:
    """The sector's reviewer agrees or not, with a reason for a no; an opinion may be given again, the newest counts."""
    row = Need.objects.select_for_update(of=("self",), no_key=True).select_related("item").get(pk=need.pk)
    require(user, "needs.opinion", unit=row.unit_id)
    mine = {m.support_area for m in user.current_memberships() if m.role == Role.SECTOR_REVIEWER}
    if row.item.area_id not in mine:
        raise Refusal(_("Nhu cầu này thuộc lĩnh vực của ngành khác."), code="right")
    if row.state not in (NeedState.OPEN, NeedState.APPROVED):
        raise Refusal(_("Chỉ cho ý kiến khi nhu cầu chưa công bố."))
    if not agrees and not words.strip():
        raise Refusal(_("Hãy ghi vì sao không đồng ý."), field="words")
    made = NeedOpinion.objects.create(
        need=row, agrees=agrees, words=nfc(words.strip()), given_by=user, given_on=today()
    )
    record(user, "need.opinion", row, right="needs.opinion", unit=row.unit_id, agrees=agrees)
    return made


@transaction.atomic
def override_priority(*, user: Any, need: Need, priority: int, reason: str) -> Need:
    """Another priority than the rules gave, with a reason; the computed one stays beside it. Back to it: no override."""
    row = Need.objects.select_for_update(no_key=True).get(pk=need.pk)
    require(user, "needs.override", unit=row.unit_id)
    if row.state in (NeedState.CLOSED, NeedState.WITHDRAWN):
        raise Refusal(_("Nhu cầu đã đóng hoặc đã rút nên mức ưu tiên không đổi nữa."))
    if not reason.strip():
        raise Refusal(_("Hãy ghi lý do."), field="reason")
    if priority not in (1, 2, 3) or priority == row.priority:
        raise Refusal(_("Hãy chọn mức ưu tiên khác mức hiện tại."), field="priority")
    before, computed = row.priority, row.computed_priority or row.priority
    row.priority = priority
    back = priority == computed
    row.computed_priority = None if back else computed
    row.override_reason = "" if back else nfc(reason.strip())
    row.overridden_by = None if back else user
    row.save(update_fields=["priority", "computed_priority", "override_reason", "overridden_by"])
    detail = {"before": before, "after": priority, "computed": computed}
    record(user, "need.override", row, right="needs.override", unit=row.unit_id, reason=reason, detail=detail)
    return row


@transaction.atomic
def withdraw_need(*, user: Any, need: Need, reason: str) -> Need:
    """Take a need back with a reason (also how a leader turns one down); refused once something is reserved or given."""
    right = "needs.approve" if can(user, "needs.approve", unit=need.unit_id) else "needs.assess"
    row = _move(user, need, NeedState.WITHDRAWN, right)
    if row.reserved:
        raise Refusal(_("Nhu cầu đang được giữ chỗ. Hãy báo cấp tỉnh hủy phân bổ trước."))
    if row.delivered:
        raise Refusal(_("Đã trao một phần hoặc tất cả; nhu cầu đã trao thì đóng, không rút."))
    if not reason.strip():
        raise Refusal(_("Hãy ghi lý do."), field="reason")
    row.save(update_fields=["state"])
    record(user, "need.withdraw", row, right=right, unit=row.unit_id, reason=reason)
    return row


@transaction.atomic
def close_need(*, user: Any, need: Need) -> Need:
    """The need is met (or what was met is enough); nothing may be reserved any more."""
    row = _move(user, need, NeedState.CLOSED, "needs.approve")
    if row.reserved:
        raise Refusal(_("Nhu cầu còn phần đang giữ chỗ. Hãy ghi nhận đã trao hoặc hủy phần đó trước."))
    row.save(update_fields=["state"])
    record(user, "need.close", row, right="needs.approve", unit=row.unit_id)
    return row


def each(act: Any, *, user: Any, needs: Iterable[Need], **kwargs: Any) -> tuple[int, list[str]]:
    """Do one act on several needs, each in its own transaction: (how many went through, the refusals' sentences)."""
    done, refusals = 0, []
    for need in needs:
        try:
            act(user=user, need=need, **kwargs)
            done += 1
        except Refusal as refusal:
            refusals.append(str(refusal))
    return done, sorted(set(refusals))
