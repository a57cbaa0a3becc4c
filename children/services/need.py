"""Acts on needs: assess, approve, publish, withdraw, close."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from children.models import Assessment, AssessmentForm, Child, Item, ItemPrice, Need, NeedState
from children.models.need import NEED_MOVES
from children.scoring import score
from lao_cai_support.accounts.rights import can, require
from lao_cai_support.areas.models import DifficultyStatus
from lao_cai_support.audit.services import record
from lao_cai_support.web.clock import today
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.states import check_move

VALID_DAYS = 365  # a needs assessment holds for a year (proposal), then it is asked anew
_LABELS = dict(NeedState.choices)


def unit_value(item: Item, day: datetime.date) -> int:
    """The catalogue value of one unit in the day's year, or of the last known year. Raises Refusal when unknown."""
    price = ItemPrice.objects.filter(item=item, year__lte=day.year).order_by("-year").first()
    if price is None:
        raise Refusal(_("Mặt hàng này chưa có đơn giá. Hãy ghi đơn giá ước tính."), field="unit_value")
    return price.unit_value


def default_deadline(item: Item, day: datetime.date) -> datetime.date:
    """Winter goods before 15 November of this winter (plan), other needs in three months."""
    if item.season_deadline:
        month, number = (int(part) for part in item.season_deadline.split("-"))
        deadline = datetime.date(day.year, month, number)
        return deadline if deadline >= day else datetime.date(day.year + 1, month, number)
    return day + datetime.timedelta(days=90)


def known_answers(child: Child, item: Item, day: datetime.date) -> dict[str, bool]:
    """What the register already answers: difficult place, poverty of the year, special circumstance, former help."""
    poverty = None
    if child.household:
        poverty = child.household.poverty.filter(year=day.year).select_related("category").first()
    a_year_ago = day - datetime.timedelta(days=365)
    return {
        "difficult": bool(child.village and child.village.special_difficulty)
        or DifficultyStatus.objects.filter(unit=child.unit_id, valid__contains=day, category__contains="III").exists(),
        "poor": bool(poverty and poverty.category.poor),
        "near_poor": bool(poverty and poverty.category.near_poor),
        "special": child.circumstances.as_of(day).filter(kind__code__startswith="HC", kind__sealed=False).exists(),
        "no_support": not child.needs.filter(
            item__area=item.area_id, delivered__gt=0, needed_by__gte=a_year_ago
        ).exists(),
    }


@transaction.atomic
def assess_need(
    *,
    user: Any,
    unit: Any,
    item: Item,
    quantity: int,
    answers: dict[str, bool],
    child: Child | None = None,
    group_name: str = "",
    head_count: int = 1,
    school: Any = None,
    village: Any = None,
    size: str = "",
    value: int | None = None,
    needed_by: datetime.date | None = None,
    note: str = "",
) -> Need:
    """Assess a need of a child or of a group, with a score that explains itself; it waits for approval.

    ``value`` is the đồng of one unit (catalogue value when None). Raises Refusal at the field.
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
    needed_by = needed_by or default_deadline(item, day)
    if needed_by < day:
        raise Refusal(_("Ngày cần phải từ hôm nay trở đi."), field="needed_by")
    form = AssessmentForm.objects.filter(area=item.area_id).order_by("-version").first()
    if form is None:
        raise Refusal(_("Lĩnh vực này chưa có mẫu đánh giá. Hãy báo quản trị cổng nạp danh mục."), field="item")
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
    row = Need.objects.select_for_update().get(pk=need.pk)
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
    row.save(update_fields=["state"])
    record(user, "need.publish", row, right="needs.publish", unit=row.unit_id)
    return row


@transaction.atomic
def withdraw_need(*, user: Any, need: Need, reason: str) -> Need:
    """Take a need back with a reason (also how a leader turns one down); refused while something is reserved for it."""
    right = "needs.approve" if can(user, "needs.approve", unit=need.unit_id) else "needs.assess"
    row = _move(user, need, NeedState.WITHDRAWN, right)
    if row.reserved:
        raise Refusal(_("Nhu cầu đang được giữ chỗ. Hãy báo cấp tỉnh hủy phân bổ trước."))
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
