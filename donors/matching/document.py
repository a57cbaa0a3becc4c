"""From a PROBLEM document to a PLAN document, with its reasons in the language of who asks."""

import time
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from donors.matching.bound import best_score
from donors.matching.eligibility import Eligibility, check_locks, obstacle
from donors.matching.problem import Need, Problem, parse
from donors.matching.solve import Solution, Solver

ENGINE = "careful-greedy 1"


Translate = Callable[[str], str]


def solve_document(document: dict[str, Any], translate: Translate = str) -> dict[str, Any]:
    """Solve a problem document. Raises BadProblem; the plan is a plain document (see docs/matching_format).

    ``translate`` turns a Vietnamese sentence of the reasons into the language of who asks (gettext).
    """
    started = time.perf_counter()
    problem = parse(document)
    check_locks(problem)
    eligibility = Eligibility(problem)
    solution = Solver(problem, eligibility).run()
    coverage = _coverage(problem, solution)
    worst = min(coverage, key=lambda row: (row["met"] / row["needed"], row["place"]), default=None)
    return {
        "format": 1,
        "problem_sha256": problem.sha256,
        "score": sum(problem.weights.get(problem.needs[n].priority, 0) * met for n, met in solution.met.items()),
        "bound": best_score(problem, eligibility),
        "value_met": sum(solution.met.values()),
        "value_needed": sum(need.value for need in problem.needs.values()),
        "worst_place": {"code": worst["place"], "coverage": round(worst["met"] / worst["needed"], 4)}
        if worst
        else None,
        "coverage": coverage,
        "allocations": _allocations(problem, solution, eligibility, translate),
        "unmet": _unmet(problem, solution, eligibility, translate),
        "unused": _unused(problem, solution, eligibility, translate),
        "seconds": round(time.perf_counter() - started, 3),
        "engine": ENGINE,
    }


def _coverage(problem: Problem, solution: Solution) -> list[dict[str, Any]]:
    needed: dict[str, int] = defaultdict(int)
    met: dict[str, int] = defaultdict(int)
    for need in problem.needs.values():
        needed[need.place] += need.value
        met[need.place] += solution.met[need.id]
    return [{"place": place, "needed": needed[place], "met": met[place]} for place in sorted(needed)]


def _allocations(problem: Problem, solution: Solution, eligibility: Eligibility, _: Translate) -> list[dict[str, Any]]:
    lines = []
    for (pledge, need_id), value in sorted(solution.shares.items()):
        need = problem.needs[need_id]
        quantity = value / need.item.unit_value
        lines.append(
            {
                "pledge": pledge,
                "need": need_id,
                "quantity": int(quantity) if quantity == int(quantity) else round(quantity, 9),
                "value": value,
                "reasons": _why(problem, solution, eligibility, pledge, need, _),
            }
        )
    return lines


def _why(
    problem: Problem, solution: Solution, eligibility: Eligibility, pledge: str, need: Need, _: Translate
) -> list[str]:
    here = problem.pledges[pledge]
    reasons = []
    if (pledge, need.id) in problem.locks:
        reasons.append(_("Dòng này do cán bộ khóa."))
    if here.goods:
        reasons.append(
            _("Cam kết đúng mặt hàng%(size)s.")
            % {"size": _(" và cỡ %(size)s") % {"size": need.size} if need.size else ""}
        )
    elif here.only.places or here.only.areas or here.only.items or here.only.circumstances:
        reasons.append(
            _("Khoản tiền này chỉ được dùng trong phạm vi nhà tài trợ chỉ định, nhu cầu nằm trong phạm vi đó.")
        )
    else:
        reasons.append(_("Tiền không chỉ định, dùng sau khi các khoản có chỉ định đã được dùng."))
    reasons.append(
        _("Ưu tiên %(priority)s, cần trước %(day)s.") % {"priority": need.priority, "day": f"{need.needed_by:%d/%m/%Y}"}
    )
    if need.id in solution.coverage_then:
        reasons.append(
            _("Khi đến lượt, nơi này mới được đáp ứng %(part)s %%.")
            % {"part": round(solution.coverage_then[need.id] * 100)}
        )
    others = [p for p in eligibility.of(need) if p != pledge]
    if others:
        reasons.append(_("Có thể đổi: còn %(n)s cam kết khác cũng phù hợp.") % {"n": len(others)})
    else:
        reasons.append(_("Không có cam kết nào khác phù hợp với nhu cầu này."))
    return reasons


def _unmet(problem: Problem, solution: Solution, eligibility: Eligibility, _: Translate) -> list[dict[str, Any]]:
    rows = []
    for need in sorted(problem.needs.values(), key=lambda n: n.id):
        short = (need.value - solution.met[need.id]) // need.item.unit_value
        if not short:
            continue
        pledges = eligibility.of(need)
        if pledges:
            left = sum(solution.left[p] for p in pledges)
            reason = (
                _("Phần còn lại của các cam kết phù hợp không đủ một đơn vị.")
                if left
                else _("Các cam kết phù hợp đã dùng cho nhu cầu ưu tiên hơn hoặc cho nơi được đáp ứng ít hơn.")
            )
        else:
            codes = {obstacle(problem, p, need) for p in problem.pledges.values()}
            reason = (
                _("Chưa có cam kết nào phù hợp.")
                if not codes & {"late", "forbidden", "forbidden_place"}
                else (
                    _("Cam kết phù hợp chỉ có sau ngày cần.")
                    if "late" in codes
                    else _("Cam kết phù hợp đã bị cán bộ loại.")
                )
            )
        rows.append({"need": need.id, "quantity": short, "reasons": [reason]})
    return rows


def _unused(problem: Problem, solution: Solution, eligibility: Eligibility, _: Translate) -> list[dict[str, Any]]:
    rows = []
    for pledge in sorted(problem.pledges.values(), key=lambda p: p.id):
        if not solution.left[pledge.id]:
            continue
        reason = (
            _("Mọi nhu cầu phù hợp đã được đáp ứng, hoặc phần còn lại không đủ một đơn vị.")
            if eligibility.reach.get(pledge.id)
            else _("Không có nhu cầu nào trong phạm vi phù hợp với chỉ định của cam kết này.")
        )
        rows.append({"pledge": pledge.id, "value": solution.left[pledge.id], "reasons": [reason]})
    return rows
