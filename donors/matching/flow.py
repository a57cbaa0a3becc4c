"""The engine: a minimum-cost flow for how much each group of needs gets, made whole, handed out on few trips, and given
to the needs of a group by the published turn."""

from collections import defaultdict
from collections.abc import Callable

from donors.matching.country import bring_left, part
from donors.matching.eligibility import Eligibility
from donors.matching.exact import best_units
from donors.matching.fewest import settle_givers
from donors.matching.memory import uncollected
from donors.matching.network import Facts, Network
from donors.matching.problem import Need, Problem
from donors.matching.solution import Solution, begin, turn, weight
from donors.matching.whole import Whole

ENGINE = "min-cost-flow 1"
LARGE = 60_000  # groups; with more the country is parted first (country.py)
STEPS_EACH = 2  # by group of a part: pledges looked at while units are completed
ROUNDS = 1  # in a part, of weighing deliveries against each other

Tell = Callable[[str, int, int], None]  # stage, done, of how many


def untold(_stage: str, _done: int, _total: int) -> None:
    """Nobody asks how far it is."""


@uncollected()
def solve(problem: Problem, eligibility: Eligibility, tell: Tell = untold) -> Solution:
    """The plan of the documented objectives. Raises NoFlow where the flow cannot be computed."""
    solution = begin(problem)
    solution.engine = ENGINE
    facts = Facts.of(problem)
    fixed = solution.score(problem)
    reach = eligibility.reach
    left = [min(solution.left[p.id], reach.get(p.id, 0)) for p in eligibility.pledges]
    if len(eligibility.groups) > LARGE:
        return _parted(problem, eligibility, left, solution, facts, tell)
    flow = Network(problem, eligibility, left, solution.met, facts).solve()
    tell("flow", 1, 1)
    solution.flow = flow
    solution.best_score = solution.bound = flow.score() + fixed
    if problem.before_priority:
        solution.bound = (
            Network(problem, eligibility, left, solution.met, facts, score_only=True).solve().score() + fixed
        )
    whole = Whole(eligibility, [solution.left[p.id] for p in eligibility.pledges])
    whole.start(flow.shares())
    open_units = _open_units(problem, whole, solution)
    whole.complete(_short(problem, whole, solution, open_units))
    tell("whole", 1, 1)
    if not problem.before_priority:
        whole.exchange(open_units)
        served = sum(r[0] * r[2] * whole.groups[g].unit for g, rows in open_units.items() for r in rows)
        if served + fixed < solution.bound:
            best_units(whole, open_units, *_by_place(whole, solution))
    settle_givers(whole, _last_by_group(problem, whole, solution))
    _hand_out(problem, whole, solution)
    tell("givers", 1, 1)
    return solution


def _parted(
    problem: Problem, eligibility: Eligibility, left: list[int], solution: Solution, facts: Facts, tell: Tell
) -> Solution:
    """The same for a country: what each pledge gives to each part, then part by part."""
    fixed = solution.score(problem)
    parted = part(problem, eligibility, left, solution.met, facts)
    tell("flow", 1, 1)
    solution.flow = parted.flow
    solution.best_score, solution.bound = parted.flow.score() + fixed, parted.bound + fixed
    for number in range(len(parted.parts)):
        here, supply = parted.within(eligibility, number)
        whole = Whole(here, supply)
        whole.start(Network(problem, here, list(supply), solution.met, facts).solve().shares())
        open_units = _open_units(problem, whole, solution)
        whole.complete(_short(problem, whole, solution, open_units), len(here.groups) * STEPS_EACH)
        settle_givers(whole, _last_by_group(problem, whole, solution), ROUNDS)
        _hand_out(problem, whole, solution)
        for group in here.groups:  # what suits them in the whole country is something else
            group.suiting = None
        tell("part", number + 1, len(parted.parts))
    bring_left(problem, eligibility, solution)
    return solution


def _by_place(whole: Whole, solution: Solution) -> tuple[dict[str, int], dict[str, int]]:
    """Đồng needed, and met by what is locked, by place."""
    asked: dict[str, int] = defaultdict(int)
    got: dict[str, int] = defaultdict(int)
    for group in whole.groups:
        for need in group.needs:
            asked[need.place] += need.value
            got[need.place] += solution.met[need.id]
    return asked, got


def _open_units(problem: Problem, whole: Whole, solution: Solution) -> dict[int, list[list[int]]]:
    """Of each group, heaviest first: [weight, units, of these served]."""
    rows: dict[int, list[list[int]]] = {}
    for number, group in enumerate(whole.groups):
        units: dict[int, int] = defaultdict(int)
        for need in group.needs:
            units[weight(problem, need)] += (need.value - solution.met[need.id]) // group.unit
        served = whole.units[number]
        rows[number] = []
        for heavy in sorted(units, reverse=True):
            taken = min(served, units[heavy])
            served -= taken
            rows[number].append([heavy, units[heavy], taken])
    return rows


def _short(
    problem: Problem, whole: Whole, solution: Solution, open_units: dict[int, list[list[int]]]
) -> list[tuple[int, list[int]]]:
    """(group, its row) in the order in which freed parts are offered: priority, then the worst-covered place."""
    asked, got = _by_place(whole, solution)
    rows = []
    for number, group in enumerate(whole.groups):
        got[group.place] += sum(row[2] for row in open_units[number]) * group.unit
        lacking = [row for row in open_units[number] if row[2] < row[1]]
        if lacking:
            first = min(need.needed_by for need in group.needs)
            rows += [(row[0], group.place, first, number, row) for row in lacking]
    cover = {place: got[place] / asked[place] for place in asked}
    if problem.before_priority:
        rows.sort(key=lambda row: (cover[row[1]], -row[0], row[2], row[3]))
    else:
        rows.sort(key=lambda row: (-row[0], cover[row[1]], row[2], row[3]))
    return [(number, row) for _heavy, _place, _day, number, row in rows]


def _last_by_group(problem: Problem, whole: Whole, solution: Solution) -> dict[tuple[int, int], int]:
    if not problem.last_plan:
        return {}
    numbers = {id(group): number for number, group in enumerate(whole.groups)}
    last: dict[tuple[int, int], int] = defaultdict(int)
    for (pledge, name), quantity in problem.last_plan.items():
        need = problem.needs[name]
        kept = quantity * need.item.unit_value - solution.shares.get((pledge, name), 0)
        number, giver = numbers.get(id(whole.eligibility.group(need))), whole.eligibility.index.get(pledge)
        if kept > 0 and number is not None and giver is not None:
            last[giver, number] += kept
    return last


def _hand_out(problem: Problem, whole: Whole, solution: Solution) -> None:
    """Each group's units go to its needs: heavier first; who was promised before, then whose turn it is."""
    pledges = whole.eligibility.pledges
    last: dict[str, dict[str, int]] = defaultdict(dict)
    for (pledge, name), quantity in problem.last_plan.items():
        last[name][pledge] = quantity
    for number, group in enumerate(whole.groups):
        parts = whole.gets.get(number)
        if not parts:
            continue
        unit = group.unit
        units = _units_by_need(problem, group.needs, whole.units[number], unit, last, solution)
        stock = {pledges[p].id: value for p, value in sorted(parts.items())}
        goods = {pledges[p].id for p in parts if whole.is_goods[p]}
        for need, wanted in units:  # first what the last plan said, pair by pair
            for pledge, quantity in sorted(last.get(need.id, {}).items()):
                done = solution.shares.get((pledge, need.id), 0) // unit
                kept = min(quantity - done, wanted[0], stock.get(pledge, 0) // unit)
                if kept > 0:
                    solution.give(pledge, need, kept * unit)
                    stock[pledge] -= kept * unit
                    wanted[0] -= kept
        queue = sorted(stock, key=lambda p: (p not in goods, -stock[p], p))
        for need, wanted in units:
            rest = wanted[0] * unit
            while rest:
                pledge = queue[0]
                part = min(rest, stock[pledge])
                if part:
                    solution.give(pledge, need, part)
                stock[pledge] -= part
                rest -= part
                if not stock[pledge]:
                    queue.pop(0)


def _units_by_need(
    problem: Problem,
    needs: list[Need],
    units: int,
    unit: int,
    last: dict[str, dict[str, int]],
    solution: Solution,
) -> list[tuple[Need, list[int]]]:
    ordered = sorted(needs, key=lambda need: turn(problem, need)) if len(needs) > 1 else needs
    wanted = {need.id: 0 for need in ordered}
    room = {need.id: (need.value - solution.met[need.id]) // unit for need in ordered}
    for heavy in sorted({weight(problem, need) for need in ordered}, reverse=True):
        same = [need for need in ordered if weight(problem, need) == heavy]
        for promised in (True, False):
            for need in same:
                most = room[need.id] - wanted[need.id]
                if promised:
                    done = solution.met[need.id] // unit
                    most = min(most, max(sum(last.get(need.id, {}).values()) - done, 0))
                taken = min(units, most)
                wanted[need.id] += taken
                units -= taken
    return [(need, [wanted[need.id]]) for need in ordered if wanted[need.id]]
