"""Acts on mobilisation plans: draft, pre-fill, submit, return, approve, publish, evaluate; never by one person alone."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from children.models import SupportArea
from donors.models import MobilisationPlan, PlanTarget, Pledge
from donors.models.plan import PLAN_MOVES, PlanState
from donors.progress import Progress, by_area
from lao_cai_support.accounts.rights import require
from lao_cai_support.areas.unitmap import covered_units
from lao_cai_support.audit.services import record
from lao_cai_support.web.bulk import run
from lao_cai_support.web.clock import today
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.states import check_move
from lao_cai_support.web.text import nfc

DRAFT, APPROVE, EVALUATE = "plans.draft", "plans.approve", "plans.evaluate"


@transaction.atomic
def draft_plan(
    *,
    user: Any,
    unit: Any,
    kind: str,
    title: str,
    summary: str,
    first_day: datetime.date,
    last_day: datetime.date,
    plan: MobilisationPlan | None = None,
) -> MobilisationPlan:
    """Make a plan of the unit, pre-filled from its assessed needs, or change one's draft; both days are inside."""
    require(user, DRAFT, unit=unit)
    if last_day < first_day:
        raise Refusal(_("Ngày kết thúc phải từ ngày bắt đầu trở đi."), field="last_day")
    row = _draft(user, plan) if plan else MobilisationPlan(unit=unit, drafted_by=user, drafted_on=today())
    row.kind, row.title, row.summary = kind, nfc(title), summary
    row.valid = (first_day, last_day + datetime.timedelta(days=1))
    row.save()
    row.refresh_from_db(fields=["valid"])
    if not plan:
        fill_from_needs(row)
    record(user, "plan.edit" if plan else "plan.draft", row, right=DRAFT, unit=row.unit_id)
    return row


def _draft(user: Any, plan: MobilisationPlan) -> MobilisationPlan:
    row = MobilisationPlan.objects.select_for_update(no_key=True).get(pk=plan.pk)
    require(user, DRAFT, unit=row.unit_id)
    if row.state != PlanState.DRAFT:
        raise Refusal(_("Kế hoạch không còn ở bước soạn nên không sửa được. Hãy nhờ người duyệt trả lại."))
    return row


# Needs of the unit and those below it that are approved or published and due within the plan's time, less what was
# delivered. A child counts once an area; a target that somebody has typed stays.
_FILL = """
INSERT INTO donors_plantarget (plan_id, area_id, need_value, need_children, target)
SELECT %(plan)s, a.code, coalesce(n.value, 0), coalesce(n.children, 0), coalesce(n.value, 0)
FROM children_supportarea a LEFT JOIN (
    SELECT i.area_id, sum((n.quantity - n.delivered) * n.unit_value) AS value,
           count(DISTINCT n.child_id) + coalesce(sum(n.head_count) FILTER (WHERE n.child_id IS NULL), 0) AS children
    FROM children_need n JOIN children_item i ON i.code = n.item_id
    WHERE n.unit_id = ANY(%(units)s) AND n.state IN ('approved', 'published') AND n.quantity > n.delivered
      AND n.needed_by <@ daterange(%(first)s, %(until)s)
    GROUP BY i.area_id
) n ON n.area_id = a.code
WHERE a.in_plan OR n.value > 0
ON CONFLICT (plan_id, area_id) DO UPDATE SET need_value = EXCLUDED.need_value, need_children = EXCLUDED.need_children
"""


def fill_from_needs(plan: MobilisationPlan) -> int:
    """Write what has been assessed beside each area; gives how many areas. One statement, whatever the number of needs."""
    units = list(covered_units(plan.unit_id, today()))
    return run(_FILL, plan=plan.pk, units=units, first=plan.valid.lower, until=plan.valid.upper)


@transaction.atomic
def refill(*, user: Any, plan: MobilisationPlan) -> MobilisationPlan:
    """Ask the needs anew; targets that were typed stay."""
    row = _draft(user, plan)
    fill_from_needs(row)
    record(user, "plan.refill", row, right=DRAFT, unit=row.unit_id)
    return row


@transaction.atomic
def set_targets(*, user: Any, plan: MobilisationPlan, targets: Mapping[str, int]) -> MobilisationPlan:
    """Say what is sought in each area, in đồng; ``targets`` is area code → đồng."""
    row = _draft(user, plan)
    held = {target.area_id: target for target in row.targets.all()}
    for area, value in targets.items():
        target = held.get(area) or PlanTarget(plan=row, area=SupportArea.objects.get(code=area))
        if target.pk is None or target.target != value:
            target.target = value
            target.save()
    record(user, "plan.targets", row, right=DRAFT, unit=row.unit_id, value=sum(targets.values()))
    return row


def _moved(user: Any, plan: MobilisationPlan, right: str, target: str) -> MobilisationPlan:
    row = MobilisationPlan.objects.select_for_update(no_key=True).get(pk=plan.pk)
    require(user, right, unit=row.unit_id)
    check_move(PLAN_MOVES, row.state, target, labels=dict(PlanState.choices))
    row.state = target
    return row


def _another(user: Any, row: MobilisationPlan) -> None:
    if user.pk == row.drafted_by_id:
        raise Refusal(_("Người soạn kế hoạch không tự duyệt, công bố hay đánh giá. Hãy nhờ một người khác có quyền."))


@transaction.atomic
def submit_plan(*, user: Any, plan: MobilisationPlan) -> MobilisationPlan:
    """Hand the draft to who approves. Raises Refusal when nothing is sought."""
    row = _moved(user, plan, DRAFT, PlanState.SUBMITTED)
    if not row.targets.filter(target__gt=0).exists():
        raise Refusal(_("Kế hoạch chưa có mục tiêu nào. Hãy ghi mục tiêu cho ít nhất một lĩnh vực."))
    row.return_reason = ""
    return _written(user, row, "plan.submit", DRAFT)


@transaction.atomic
def return_plan(*, user: Any, plan: MobilisationPlan, reason: str) -> MobilisationPlan:
    row = _moved(user, plan, APPROVE, PlanState.DRAFT)
    if not reason.strip():
        raise Refusal(_("Hãy ghi lý do trả lại để người soạn biết cần sửa gì."), field="reason")
    row.return_reason = reason.strip()[:300]
    return _written(user, row, "plan.return", APPROVE, reason=row.return_reason)


@transaction.atomic
def approve_plan(
    *, user: Any, plan: MobilisationPlan, document_no: str, approved_on: datetime.date
) -> MobilisationPlan:
    """Approve by a numbered paper, another person than who drafted. One plan of a kind and time a unit."""
    row = _moved(user, plan, APPROVE, PlanState.APPROVED)
    _another(user, row)
    if approved_on > today():
        raise Refusal(_("Ngày duyệt không thể sau hôm nay."), field="approved_on")
    row.document_no, row.approved_on, row.approved_by = document_no.strip(), approved_on, user
    try:
        with transaction.atomic():
            return _written(user, row, "plan.approve", APPROVE, number=row.document_no)
    except IntegrityError as error:
        if "plan_one_at_a_time" not in str(error):
            raise
        raise Refusal(
            _("Đơn vị đã có một kế hoạch cùng loại được duyệt cho thời gian này. Hãy sửa thời gian hoặc loại kế hoạch.")
        ) from None


@transaction.atomic
def publish_plan(*, user: Any, plan: MobilisationPlan) -> MobilisationPlan:
    """Put the approved plan on the public page."""
    row = _moved(user, plan, APPROVE, PlanState.PUBLISHED)
    _another(user, row)
    row.published_on, row.published_by = today(), user
    return _written(user, row, "plan.publish", APPROVE)


@transaction.atomic
def evaluate_plan(*, user: Any, plan: MobilisationPlan, evaluation: str) -> MobilisationPlan:
    """Say how far the plan went, after its last day."""
    row = _moved(user, plan, EVALUATE, PlanState.EVALUATED)
    _another(user, row)
    if today() <= row.last_day:
        raise Refusal(
            _("Kế hoạch chạy đến hết %(day)s; chỉ đánh giá sau ngày đó.") % {"day": f"{row.last_day:%d/%m/%Y}"}
        )
    row.evaluation, row.evaluated_on, row.evaluated_by = evaluation.strip(), today(), user
    return _written(user, row, "plan.evaluate", EVALUATE)


def _written(user: Any, row: MobilisationPlan, act: str, right: str, **facts: Any) -> MobilisationPlan:
    row.save()
    record(user, act, row, right=right, unit=row.unit_id, **facts)
    return row


def progress_of(plan: MobilisationPlan) -> list[tuple[PlanTarget | None, Progress]]:
    """Each area's target with what was pledged, received and delivered within the plan's time; last what names no area."""
    pledges = Pledge.objects.filter(
        unit__in=covered_units(plan.unit_id, today()),
        state__in=["accepted", "fulfilled"],
        accepted_on__gte=plan.valid.lower,
        accepted_on__lt=plan.valid.upper,
    )
    figures = by_area(pledges)
    lines: list[tuple[PlanTarget | None, Progress]] = [
        (target, figures.pop(target.area_id, Progress())) for target in plan.targets.select_related("area")
    ]
    rest = Progress()
    for one in figures.values():
        rest = Progress(rest.pledged + one.pledged, rest.received + one.received, rest.delivered + one.delivered)
    return [*lines, (None, rest)] if rest.pledged or rest.delivered else lines


def figures_of(plan: MobilisationPlan) -> dict[str, Any]:
    """The plan's lines and their sums, as its pages and its paper show them."""
    lines = progress_of(plan)
    targets = [target for target, _one in lines if target]
    return {
        "lines": lines,
        "need": sum(target.need_value for target in targets),
        "target": sum(target.target for target in targets),
        "done": Progress(
            *(sum(getattr(one, name) for _target, one in lines) for name in ("pledged", "received", "delivered"))
        ),
    }
