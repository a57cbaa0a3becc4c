"""From a PROBLEM document to a PLAN document, with its reasons in the language of who asks."""

import time
from dataclasses import dataclass
from typing import Any

from donors.matching import flow, greedy
from donors.matching.bound import best_score
from donors.matching.eligibility import Eligibility, check_locks
from donors.matching.memory import uncollected
from donors.matching.more import More, one_more
from donors.matching.network import NoFlow
from donors.matching.problem import Problem, parse
from donors.matching.reasons import Reasons, Translate
from donors.matching.solution import Solution

# Up to so many needs the careful greedy is run as well: where a few part units decide, it is sometimes the luckier.
_BOTH = 3_000


@dataclass(frozen=True)
class Answer:
    """A plan (docs/matching_format), what one more would do, and the score that fairness before priority costs."""

    plan: dict[str, Any]
    more: list[More]
    fairness_costs: int


def solve_document(document: dict[str, Any], translate: Translate = str, *, engine: str = "flow") -> dict[str, Any]:
    """Solve a problem document. Raises BadProblem; the plan is a plain document (see docs/matching_format).

    ``translate`` turns a Vietnamese sentence of the reasons into the language of who asks (gettext). ``engine`` is
    "flow" or the fallback "greedy".
    """
    return answer(document, translate, engine=engine).plan


@uncollected()
def answer(
    document: dict[str, Any], translate: Translate = str, *, engine: str = "flow", tell: flow.Tell = flow.untold
) -> Answer:
    """The same, with what a PLAN file has no room for. ``tell`` hears which stage has come how far."""
    started = time.perf_counter()
    problem = parse(document)
    check_locks(problem)
    tell("read", 1, 1)
    eligibility = Eligibility(problem)
    solution = solve(problem, eligibility, engine, tell)
    bound = best_score(problem, eligibility) if solution.bound is None else solution.bound
    reasons = Reasons(problem, eligibility, solution, translate)
    coverage: list[dict[str, Any]] = [
        {"place": place, "needed": reasons.needed[place], "met": reasons.got[place]} for place in sorted(reasons.needed)
    ]
    worst = min(coverage, key=lambda row: (row["met"] / row["needed"], row["place"]), default=None)
    short = {
        need.id: (need.value - solution.met[need.id]) // need.item.unit_value
        for need in problem.needs.values()
        if solution.met[need.id] < need.value
    }
    unused = reasons.unused()
    plan = {
        "format": 1,
        "problem_sha256": problem.sha256,
        "score": solution.score(problem),
        "bound": bound,
        "value_met": sum(solution.met.values()),
        "value_needed": sum(reasons.needed.values()),
        "worst_place": {"code": worst["place"], "coverage": round(worst["met"] / worst["needed"], 4)}
        if worst
        else None,
        "coverage": coverage,
        "allocations": [_line(problem, reasons, *pair, value) for pair, value in sorted(solution.shares.items())],
        "unmet": [
            {"need": need, "quantity": units, "reasons": reasons.unmet(problem.needs[need])}
            for need, units in sorted(short.items())
        ],
        "unused": [
            {"pledge": pledge, "value": solution.left[pledge], "reasons": unused[pledge]} for pledge in sorted(unused)
        ],
        "seconds": 0.0,
        "engine": solution.engine,
    }
    more = one_more(problem, solution.flow, short) if solution.flow is not None else []
    plan["seconds"] = round(time.perf_counter() - started, 3)
    costs = bound - solution.best_score if solution.best_score is not None else 0
    return Answer(plan, more, costs)


def solve(problem: Problem, eligibility: Eligibility, engine: str = "flow", tell: flow.Tell = flow.untold) -> Solution:
    """The optimal flow made whole; the careful greedy where there is none, or where it does better with part units."""
    careful = None
    if engine == "greedy" or len(problem.needs) <= _BOTH:
        careful = greedy.Solver(problem, eligibility).run()
        if engine == "greedy":
            return careful
    try:
        solution = flow.solve(problem, eligibility, tell)
    except NoFlow:
        return careful or greedy.Solver(problem, eligibility).run()
    if careful and careful.score(problem) > solution.score(problem) and not problem.before_priority:
        solution.shares, solution.left, solution.met = careful.shares, careful.left, careful.met
    return solution


def _line(problem: Problem, reasons: Reasons, pledge: str, name: str, value: int) -> dict[str, Any]:
    need = problem.needs[name]
    quantity, rest = divmod(value, need.item.unit_value)
    return {
        "pledge": pledge,
        "need": name,
        "quantity": round(value / need.item.unit_value, 9) if rest else quantity,
        "value": value,
        "reasons": reasons.line(pledge, need),
    }
