"""A country, parted: what each pledge gives to each part of it, so that each part is solved by itself.

One network over all parts knows of each part what is asked by kind and by what the same pledges may serve, and what a
pledge bound to a single commune can do there at most. Every plan is a flow of it, so its best is a bound on every plan.
"""

from collections import defaultdict
from dataclasses import dataclass

from donors.matching.eligibility import Eligibility, Group, Kind
from donors.matching.network import MOST, Facts, Flow, Network
from donors.matching.problem import Need, Problem
from donors.matching.solution import Solution, turn, weight

SPLIT, SHARE = 60_000, 5  # a place with more groups, and more than a fifth of all, is parted into the places below it
TOGETHER = 30_000  # groups; parts with fewer are solved together


@dataclass(frozen=True)
class Parted:
    """The flow over all parts, the bound, and each part's groups and what its pledges give: đồng by pledge."""

    flow: Flow
    bound: int
    parts: list[tuple[list[Group], dict[int, int]]]

    def within(self, eligibility: Eligibility, number: int) -> tuple[Eligibility, list[int]]:
        """Who may serve whom inside a part, and what each of its pledges has for it."""
        groups, supply = self.parts[number]
        active = sorted(supply)
        return eligibility.within(active, groups), [supply[pledge] for pledge in active]


def part(problem: Problem, eligibility: Eligibility, left: list[int], met: dict[str, int], facts: Facts) -> Parted:
    """Part the country. ``left``: đồng by pledge. Raises NoFlow."""
    top_of = _tops(problem, eligibility)
    country = _country(eligibility, top_of)
    network = _Country(problem, country, left, met, facts, eligibility.groups, top_of)
    flow = network.solve()
    bound = flow.score()
    if problem.before_priority:
        best = _Country(problem, country, left, met, facts, eligibility.groups, top_of, score_only=True)
        bound = best.solve().score()
    number_of, groups = _bundles(eligibility, top_of)
    supplies = _supplies(problem, eligibility, left, network, flow, number_of, len(groups))
    return Parted(flow, bound, list(zip(groups, supplies, strict=True)))


def _tops(problem: Problem, eligibility: Eligibility) -> dict[str, str]:
    """By place of needs, and by every place between: the place whose part it is in."""
    counts: dict[str, int] = defaultdict(int)
    for group in eligibility.groups:
        for place in problem.ancestors[group.place]:
            counts[place] += 1
    most = max(SPLIT, len(eligibility.groups) // SHARE)
    return {
        place: next((up for up in reversed(problem.ancestors[place]) if counts[up] <= most), place)
        for place in sorted(counts)
    }


def _country(eligibility: Eligibility, top_of: dict[str, str]) -> Eligibility:
    """One group for all of a part that the same pledges may serve; what somebody forbade is not asked."""
    groups: dict[tuple[str, Kind, int, int], Group] = {}
    for group in eligibility.groups:
        key = top_of[group.place], group.kind, group.profile, group.rank
        whole = groups.get(key)
        if whole is None:
            whole = groups[key] = Group(*key, "", group.unit)
        whole.needs += group.needs
    country = eligibility.within(list(range(len(eligibility.pledges))), [groups[key] for key in sorted(groups)])
    country.direct = frozenset()
    return country


class _Country(Network):
    """The network over all parts."""

    def __init__(
        self,
        problem: Problem,
        country: Eligibility,
        left: list[int],
        met: dict[str, int],
        facts: Facts,
        groups: list[Group],
        top_of: dict[str, str],
        *,
        score_only: bool = False,
    ) -> None:
        self._top_of = top_of
        self._below = {
            at for at in country.entries if top_of.get(at[0], at[0]) in problem.ancestors[at[0]][1:]
        }  # where pledges enter below a part's own place
        self._locals = {(top_of[place], kind) for place, kind in self._below}
        self._gates: dict[tuple[str, Kind, int], list[int]] = defaultdict(list)
        self.part_of: dict[int, str] = {}  # by node from which value leaves a group: the part
        super().__init__(problem, country, left, met, facts, score_only=score_only)
        self._bound_to_places(groups)

    def _stands_for(self, place: str) -> str:
        return self._top_of[place]

    def _gate(self, number: int, weight: int, value: int) -> int:
        group, node = self.groups[number], self.group_node[number]
        if (group.place, group.kind) in self._locals:
            gate = self._node()
            self.arcs.add(node, gate, value)
            self._gates[group.place, group.kind, weight].append(gate)
            node = gate
        self.part_of[node] = group.place
        return node

    def _bound_to_places(self, groups: list[Group]) -> None:
        """Pledges that enter below a part's own place reach no more than what is asked there, by kind and weight."""
        asked: dict[tuple[str, Kind], dict[tuple[int, int], dict[int, int]]] = defaultdict(dict)
        for group in groups:
            at = [(place, group.kind) for place in self.problem.ancestors[group.place]]
            at = [entered for entered in at if entered in self._below]
            if not at:
                continue
            sums: dict[int, int] = defaultdict(int)
            for need in group.needs:
                sums[weight(self.problem, need)] += need.value - self.met[need.id]
            for entered in at:
                held = asked[entered].setdefault((group.profile, group.rank), defaultdict(int))
                for heavy, value in sums.items():
                    held[heavy] += value
        joints: dict[tuple[str, Kind, int], int] = {}
        for (place, kind), shapes in sorted(asked.items()):
            total: dict[int, int] = defaultdict(int)
            for sums in shapes.values():
                for heavy, value in sums.items():
                    total[heavy] += value
            nodes = {heavy: self._node() for heavy in sorted(total)}
            for heavy, node in nodes.items():
                key = self._top_of[place], kind, heavy
                if key not in joints:
                    joints[key] = self._node()
                    for gate in self._gates.get(key, ()):
                        self.arcs.add(joints[key], gate, MOST)
                self.arcs.add(node, joints[key], total[heavy])
            marks: dict[tuple[int, int], list[int]] = defaultdict(list)
            for entry in self.eligibility.entries[place, kind]:
                if self.left[entry.pledge]:
                    marks[entry.filter, entry.day].append(entry.pledge)
            for (mark, day), pledges in sorted(marks.items()):
                fits: dict[int, int] = defaultdict(int)
                for (profile, rank), sums in shapes.items():
                    if day < rank and (not mark or mark & profile):
                        for heavy, value in sums.items():
                            fits[heavy] += value
                if any(fits.values()):
                    entry_node = self._node()
                    for pledge in pledges:
                        self._from(pledge, entry_node)
                    for heavy, value in sorted(fits.items()):
                        if value:
                            self.arcs.add(entry_node, nodes[heavy], value)


def _bundles(eligibility: Eligibility, top_of: dict[str, str]) -> tuple[dict[str, int], list[list[Group]]]:
    """The number of the part of each place, and the groups of each; small neighbours are one part."""
    by_top: dict[str, list[Group]] = defaultdict(list)
    for group in eligibility.groups:
        by_top[top_of[group.place]].append(group)
    numbers: dict[str, int] = {}
    parts: list[list[Group]] = []
    for top, groups in sorted(by_top.items()):
        if not parts or len(parts[-1]) + len(groups) > TOGETHER:
            parts.append([])
        parts[-1] += groups
        numbers[top] = len(parts) - 1
    return numbers, parts


def _supplies(
    problem: Problem,
    eligibility: Eligibility,
    left: list[int],
    network: _Country,
    flow: Flow,
    number_of: dict[str, int],
    count: int,
) -> list[dict[int, int]]:
    """What each pledge gives to each part, goods in pieces. Where it can reach only one, all it has is there."""
    reached: dict[int, set[int]] = defaultdict(set)
    several = -1
    for (place, _kind), entries in eligibility.entries.items():
        top = network._top_of.get(place)
        if top is None:
            continue  # nothing is needed there
        own = top != place or all(other == top or top not in problem.ancestors[other] for other in number_of)
        for entry in entries:
            reached[entry.pledge].add(number_of[top] if own else several)
    given: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for (pledge, top), value in flow.shares(network.part_of).items():
        given[pledge][number_of[top]] += value
    supplies: list[dict[int, int]] = [{} for _number in range(count)]
    for pledge in range(len(left)):
        if not left[pledge]:
            continue
        if len(reached[pledge]) == 1 and several not in reached[pledge]:
            supplies[next(iter(reached[pledge]))][pledge] = left[pledge]
            continue
        item = eligibility.pledges[pledge].item
        piece = problem.items[item].unit_value if item else 1
        parts = given.get(pledge, {})
        pieces = {number: value // piece for number, value in parts.items()}
        spare = sum(parts.values()) // piece - sum(pieces.values())
        for number in sorted(parts, key=lambda n: (-(parts[n] % piece), n))[:spare]:
            pieces[number] += 1
        for number, many in pieces.items():
            if many:
                supplies[number][pledge] = many * piece
    return supplies


def bring_left(problem: Problem, eligibility: Eligibility, solution: Solution) -> None:
    """What is left over in the parts goes to whole units still short anywhere, heavier and worse covered first."""
    live = [number for number, pledge in enumerate(eligibility.pledges) if solution.left[pledge.id]]
    rest = eligibility.within(live, eligibility.groups)
    asked: dict[str, int] = defaultdict(int)
    got: dict[str, int] = defaultdict(int)
    rows = []
    for number, group in enumerate(eligibility.groups):
        short: dict[int, list[Need]] = defaultdict(list)
        for need in group.needs:
            met = solution.met[need.id]
            asked[group.place] += need.value
            got[group.place] += met
            if need.value - met >= group.unit:
                short[weight(problem, need)].append(need)
        if short and rest.suiting(group).all:
            rows += [(heavy, min(n.needed_by for n in needs), number, needs) for heavy, needs in short.items()]
    cover = {place: got[place] / asked[place] for place in asked}
    where = [group.place for group in eligibility.groups]
    if problem.before_priority:
        rows.sort(key=lambda row: (cover[where[row[2]]], -row[0], row[1], row[2]))
    else:
        rows.sort(key=lambda row: (-row[0], cover[where[row[2]]], row[1], row[2]))
    closed: set[int] = set()
    for _heavy, _day, number, needs in rows:
        suiting = rest.suiting(eligibility.groups[number])
        for need in sorted(needs, key=lambda n: turn(problem, n)) if len(needs) > 1 else needs:
            while id(suiting) not in closed and need.value - solution.met[need.id] >= need.item.unit_value:
                if not _one_unit(rest, suiting.goods, suiting.money, need, solution):
                    closed.add(id(suiting))
    for group in eligibility.groups:
        group.suiting = None


def _one_unit(rest: Eligibility, goods: list[int], money: list[int], need: Need, solution: Solution) -> bool:
    """A piece of goods, or money pooled for a unit; what is left only falls, so what fails once fails ever after."""
    unit = need.item.unit_value
    for number in goods:
        pledge = rest.pledges[number].id
        if solution.left[pledge] >= unit:
            solution.give(pledge, need, unit)
            return True
    holding = [pledge for number in money if solution.left[pledge := rest.pledges[number].id]]
    if sum(solution.left[pledge] for pledge in holding) < unit:
        return False
    wanted = unit
    for pledge in sorted(holding, key=lambda p: (-solution.left[p], p)):
        given = min(wanted, solution.left[pledge])
        solution.give(pledge, need, given)
        wanted -= given
        if not wanted:
            break
    return True
