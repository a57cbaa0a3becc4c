"""Acts on matching: propose, change by hand, hand in, approve, discard."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from children.models import Need
from donors.models import Allocation, AllocationState, MatchPolicy, MatchRun, MatchState, Pledge
from donors.services.meanwhile import changed_meanwhile, say
from donors.services.policy import as_policy
from donors.services.problem import Built, build
from lao_cai_support.accounts.rights import require
from lao_cai_support.audit.services import record
from lao_cai_support.web.clock import now, today
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.states import check_move

MOVES: dict[str, set[str]] = {
    "solving": {"proposed", "failed", "discarded"},
    "proposed": {"solving", "submitted", "discarded"},
    "submitted": {"proposed", "approved", "discarded"},
    "failed": {"solving", "discarded"},
    "approved": set(),
    "discarded": set(),
}
_LABELS = dict(MatchState.choices)


def _locked(run: MatchRun) -> MatchRun:
    return MatchRun.objects.select_for_update(no_key=True).get(pk=run.pk)


def _move(run: MatchRun, state: str) -> None:
    check_move(MOVES, run.state, state, labels=_LABELS)
    run.state = state


@transaction.atomic
def propose(
    *,
    user: Any,
    unit: Any,
    name: str,
    scope: dict[str, Any],
    policy: dict[str, Any] | None = None,
    version: MatchPolicy | None = None,
) -> MatchRun:
    """Open a proposal; the engine then fills it (tasks.solve_run).

    ``version`` is the committee's policy it follows; ``policy`` changes parts of it (another order of objectives for a
    second scenario, another seed).
    """
    require(user, "matching.propose", unit=unit)
    run = MatchRun.objects.create(
        name=name,
        unit=unit,
        scope=scope,
        policy=as_policy(version) | (policy or {}),
        policy_version=version,
        proposed_by=user,
        proposed_at=now(),
        state=MatchState.SOLVING,
    )
    record(user, "matching.propose", run, right="matching.propose", unit=unit)
    return run


@transaction.atomic
def solve_again(*, user: Any, run: MatchRun) -> MatchRun:
    """Send a proposal back to the engine: locks and forbids hold, the rest changes as little as it can."""
    row = _locked(run)
    require(user, "matching.propose", unit=row.unit_id)
    _move(row, MatchState.SOLVING)
    row.save(update_fields=["state"])
    record(user, "matching.solve_again", row, right="matching.propose", unit=row.unit_id)
    return row


# How far a proposal is when a stage of the engine is over, in per cent; a part of a country lies between two.
STAGES = {"built": 5, "read": 15, "flow": 40, "whole": 60, "part": 90, "givers": 90}


def solve_run(run: MatchRun, told: Callable[[int], None] | None = None) -> None:
    """Build the problem, solve it and store the plan; safe to run twice. What goes wrong is kept by the task (fail_run).

    ``told`` hears how far it is, in per cent.
    """
    from donors.matching.document import answer

    def tell(stage: str, done: int, total: int) -> None:
        before = STAGES["flow"] if stage == "part" else 0
        if told is not None:
            told(before + (STAGES[stage] - before) * done // total)

    if run.state != MatchState.SOLVING:
        return
    built = build(run, today())
    tell("built", 1, 1)
    solved = answer(built.document, _, tell=tell)
    store_plan(run=run, plan=solved.plan, summary=_summary(built, solved))


def _summary(built: Built, solved: Any) -> dict[str, Any]:
    """What the pages tell of a plan beside its lines."""
    plan = solved.plan
    places = {need["id"]: need["place"] for need in built.document["needs"]}
    kept = (
        "value_met",
        "value_needed",
        "worst_place",
        "coverage",
        "unmet",
        "unused",
        "engine",
        "seconds",
        "score",
        "bound",
    )
    return {key: plan[key] for key in kept} | {
        "trips": len({(line["pledge"], places[line["need"]]) for line in plan["allocations"]}),
        "lines": len(plan["allocations"]),
        "fairness_costs": solved.fairness_costs,
        "more": [asdict(row) for row in solved.more],
        "dropped": built.dropped,
    }


@transaction.atomic
def store_plan(*, run: MatchRun, plan: dict[str, Any], summary: dict[str, Any]) -> MatchRun:
    """Write the engine's first plan as proposed allocations of the run. A later one is only tried: a person sees what it
    changes and keeps it or throws it away (``keep_trial``, ``drop_trial``)."""
    row = _locked(run)
    if row.state != MatchState.SOLVING:
        return row
    if row.summary:
        row.trial = {"plan": plan, "summary": summary}
    else:
        _write(row, plan, summary)
    _move(row, MatchState.PROPOSED)
    row.failure = ""
    row.save()
    return row


@transaction.atomic
def keep_trial(*, user: Any, run: MatchRun) -> MatchRun:
    """Put the plan that was tried in the place of the present one."""
    row = _editable(run, user)
    if row.trial is None:
        raise Refusal(_("Không có kết quả tính lại nào chờ giữ. Hãy tính lại trước."))
    _write(row, row.trial["plan"], row.trial["summary"])
    row.trial = None
    row.save()
    record(user, "matching.keep", row, right="matching.propose", unit=row.unit_id)
    return row


@transaction.atomic
def drop_trial(*, user: Any, run: MatchRun) -> MatchRun:
    """Throw the plan that was tried away; the present one stays as it is."""
    row = _editable(run, user)
    row.trial = None
    row.save(update_fields=["trial"])
    record(user, "matching.drop", row, right="matching.propose", unit=row.unit_id)
    return row


def _write(row: MatchRun, plan: dict[str, Any], summary: dict[str, Any]) -> None:
    """Proposed allocations as the plan has them, in the place of the former ones."""
    locked = set(row.allocations.filter(locked=True).values_list("pledge__code", "need__code"))
    row.allocations.filter(state=AllocationState.PROPOSED).delete()
    needs = {need.code: need for need in Need.objects.filter(code__in={line["need"] for line in plan["allocations"]})}
    pledges = {p.code: p for p in Pledge.objects.filter(code__in={line["pledge"] for line in plan["allocations"]})}
    Allocation.objects.bulk_create(
        (
            Allocation(
                run=row,
                pledge=pledges[line["pledge"]],
                need=needs[line["need"]],
                quantity=quantity,
                value=_worth(pledges[line["pledge"]], quantity, line["value"]),
                reasons=line["reasons"],
                locked=(line["pledge"], line["need"]) in locked,
            )
            for line, quantity in whole_quantities(plan["allocations"])
        ),
        batch_size=2000,
    )
    row.problem_hash, row.score, row.bound = plan["problem_sha256"], plan["score"], plan["bound"]
    row.summary = summary


def _worth(pledge: Pledge, quantity: int, money: int) -> int:
    """A line's đồng: pieces at the pledge's unit value, or the money as the engine wrote it."""
    return money if pledge.unit_value is None else quantity * pledge.unit_value


def whole_quantities(lines: list[dict[str, Any]]) -> list[tuple[dict[str, Any], int]]:
    """Give pooled shares of a unit whole numbers: the share that completes a unit carries it.

    The engine writes value ÷ unit value for money pooled for one unit; per need the whole parts of the running sum
    are handed out, so they add up to the need's whole quantity.
    """
    running: dict[str, float] = defaultdict(float)
    given: dict[str, int] = defaultdict(int)
    result = []
    for line in lines:
        need = line["need"]
        running[need] += line["quantity"]
        quantity = int(running[need] + 1e-6) - given[need]
        given[need] += quantity
        result.append((line, quantity))
    return result


@transaction.atomic
def fail_run(*, run: MatchRun, sentence: str) -> None:
    """Keep on the run, in one sentence, why it could not be solved."""
    row = _locked(run)
    if row.state == MatchState.SOLVING:
        _move(row, MatchState.FAILED)
        row.failure = sentence[:300]
        row.save(update_fields=["state", "failure"])


def _run_of(allocation: Allocation) -> MatchRun:
    """The proposal in which the line stands."""
    return MatchRun.objects.get(allocations=allocation.pk)


def _editable(run: MatchRun, user: Any) -> MatchRun:
    row = _locked(run)
    require(user, "matching.propose", unit=row.unit_id)
    if row.state != MatchState.PROPOSED:
        raise Refusal(_("Phương án này không còn sửa được. Hãy rút về hoặc lập phương án mới."))
    # Whoever changes or hands in could otherwise approve the own work under another's name.
    if row.proposed_by_id != user.pk:
        raise Refusal(_("Chỉ người lập phương án được sửa và trình. Hãy lập phương án mới."), code="author")
    return row


def _edit(run: MatchRun, user: Any) -> MatchRun:
    """The run, to be changed by hand: what was tried before no longer follows from it."""
    row = _editable(run, user)
    if row.trial is not None:
        row.trial = None
        row.save(update_fields=["trial"])
    return row


def _refuse_pooled(line: Allocation) -> None:
    if Allocation.objects.pooled_with(line).exists():
        raise Refusal(
            _("Dòng này góp chung với khoản tiền khác cho một đơn vị nên không khóa hay sửa riêng được."), code="pooled"
        )


@transaction.atomic
def lock_line(*, user: Any, allocation: Allocation, locked: bool) -> None:
    """Keep a line as it is when the engine runs again, or let it go."""
    row = _edit(_run_of(allocation), user)
    if locked:
        _refuse_pooled(allocation)
    row.allocations.filter(pk=allocation.pk).update(locked=locked)
    record(
        user,
        "matching.lock" if locked else "matching.unlock",
        row,
        right="matching.propose",
        unit=row.unit_id,
        line=allocation.code,
    )


@transaction.atomic
def forbid_line(*, user: Any, allocation: Allocation, reason: str) -> None:
    """Take a line out and never propose this pledge for this need again in the run.

    Shares that pool with it for one unit go too: nothing may be left for a part of a unit.
    """
    row = _edit(_run_of(allocation), user)
    row.scope.setdefault("forbids", []).append({"pledge": allocation.pledge.code, "need": allocation.need.code})
    row.save(update_fields=["scope"])
    out = {allocation.pk, *row.allocations.pooled_with(allocation).values_list("pk", flat=True)}
    row.allocations.filter(pk__in=out).delete()
    record(
        user, "matching.forbid", row, right="matching.propose", unit=row.unit_id, reason=reason, line=allocation.code
    )


@transaction.atomic
def change_quantity(*, user: Any, allocation: Allocation, quantity: int) -> None:
    """Set a line by hand to whole units; it is locked so that the engine keeps it."""
    row = _edit(_run_of(allocation), user)
    line = row.allocations.select_related("need", "pledge").get(pk=allocation.pk)
    _refuse_pooled(line)
    unit_value = line.pledge.unit_value or line.value // line.quantity
    most = _most(row, line, unit_value)
    if most < 1:
        raise Refusal(_("Nhu cầu hoặc cam kết của dòng này không còn phần nào. Hãy tính lại phương án."), code="taken")
    if not 1 <= quantity <= most:
        raise Refusal(
            _("Số lượng phải từ 1 đến %(most)s (phần còn lại của nhu cầu và của cam kết).") % {"most": most},
            field="quantity",
        )
    line.quantity, line.value, line.locked = quantity, quantity * unit_value, True
    line.save(update_fields=["quantity", "value", "locked"])
    record(user, "matching.change", row, right="matching.propose", unit=row.unit_id, line=line.code, quantity=quantity)


def _most(run: MatchRun, line: Allocation, unit_value: int) -> int:
    """How many whole units the line may hold beside the other lines of the run."""
    others = run.allocations.exclude(pk=line.pk)
    asked = others.filter(need=line.need_id).aggregate(sum=Sum("quantity", default=0))["sum"]
    taken = others.filter(pledge=line.pledge_id).aggregate(sum=Sum("value", default=0))["sum"]
    left = line.pledge.value - line.pledge.allocated_value - taken
    return min(line.need.missing - asked, left // unit_value)


@transaction.atomic
def submit_run(*, user: Any, run: MatchRun) -> MatchRun:
    """Hand the proposal in for approval by another person."""
    row = _editable(run, user)
    if row.trial is not None:
        raise Refusal(_("Kết quả tính lại đang chờ. Hãy giữ hoặc bỏ kết quả đó trước khi trình."), code="trial")
    if not row.allocations.exists():
        raise Refusal(_("Phương án chưa có dòng nào nên không trình được. Hãy nới phạm vi hoặc chờ thêm cam kết."))
    _move(row, MatchState.SUBMITTED)
    row.save(update_fields=["state"])
    record(user, "matching.submit", row, right="matching.propose", unit=row.unit_id)
    return row


@transaction.atomic
def return_run(*, user: Any, run: MatchRun, reason: str) -> MatchRun:
    """Give a handed-in proposal back to its author with a reason."""
    row = _locked(run)
    require(user, "matching.approve", unit=row.unit_id)
    if not reason.strip():
        raise Refusal(_("Hãy ghi lý do trả lại."), field="reason")
    check_move(MOVES, row.state, MatchState.PROPOSED, labels=_LABELS)
    row.state = MatchState.PROPOSED
    row.save(update_fields=["state"])
    record(user, "matching.return", row, right="matching.approve", unit=row.unit_id, reason=reason)
    return row


@transaction.atomic
def approve_run(*, user: Any, run: MatchRun) -> MatchRun:
    """Reserve needs and pledges in one transaction. The approver is never the proposer.

    Rows are locked in one order (pledges, then needs, by id), so that two approvals at once wait for each other;
    what another approval has taken meanwhile is refused by the database and said in one sentence.
    """
    row = _locked(run)
    require(user, "matching.approve", unit=row.unit_id)
    if row.proposed_by_id == user.pk:
        raise Refusal(
            _("Người lập phương án không được tự duyệt. Hãy để người khác có quyền duyệt."), code="two_people"
        )
    _move(row, MatchState.APPROVED)
    lines = row.allocations.filter(state=AllocationState.PROPOSED)
    pledges = (
        Pledge.objects.filter(pk__in=lines.values("pledge")).order_by("pk").select_for_update(of=("self",), no_key=True)
    )
    needs = Need.objects.filter(pk__in=lines.values("need")).order_by("pk").select_for_update(of=("self",), no_key=True)
    pledges = pledges.select_related("donor", "item", "earmark")
    needs = needs.select_related("item", "unit")
    changes = changed_meanwhile(row, list(pledges), list(needs))
    if changes:
        raise Refusal(say(changes), code="taken")
    try:
        with transaction.atomic():
            count = lines.update(state=AllocationState.RESERVED)
    except IntegrityError:
        raise Refusal(
            _(
                "Một cam kết hoặc nhu cầu trong phương án đã được phương án khác giữ chỗ. Hãy tính lại phương án rồi trình duyệt lại."
            ),
            code="taken",
        ) from None
    row.approved_by, row.approved_at = user, now()
    row.save(update_fields=["state", "approved_by", "approved_at"])
    record(user, "matching.approve", row, right="matching.approve", unit=row.unit_id, lines=count)
    return row


@transaction.atomic
def discard_run(*, user: Any, run: MatchRun, reason: str = "") -> MatchRun:
    """Put a proposal aside; its lines are removed, the run stays in the history."""
    row = _locked(run)
    require(user, "matching.propose", unit=row.unit_id)
    _move(row, MatchState.DISCARDED)
    row.allocations.filter(state=AllocationState.PROPOSED).delete()
    row.save(update_fields=["state"])
    record(user, "matching.discard", row, right="matching.propose", unit=row.unit_id, reason=reason)
    return row
