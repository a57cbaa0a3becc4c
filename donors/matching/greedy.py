"""The fallback and baseline, a careful greedy: locks, then priority by priority the worst-covered commune first, tightest pledge first, and
one exchange when a need's pledges were spent on needs that others could serve."""

import heapq
from collections import defaultdict

from donors.matching.eligibility import Eligibility
from donors.matching.problem import Need, Problem
from donors.matching.solution import Solution, begin, turn, weight

ENGINE = "careful-greedy 1"


class Solver:
    """Solves one problem; the same problem gives the same solution, whatever the order of its lists."""

    def __init__(self, problem: Problem, eligibility: Eligibility) -> None:
        self.problem, self.eligibility = problem, eligibility
        self.solution = begin(problem)
        self.solution.engine = ENGINE
        self.needed: dict[str, int] = defaultdict(int)
        self.got: dict[str, int] = defaultdict(int)
        for need in problem.needs.values():
            self.needed[need.place] += need.value
            self.got[need.place] += self.solution.met[need.id]
        self.trips = {(pledge, problem.needs[need].place) for pledge, need in self.solution.shares}

    def run(self) -> Solution:
        groups: list[list[Need]] = []
        ordered = sorted(self.problem.needs.values(), key=lambda need: turn(self.problem, need))
        if self.problem.before_priority:
            groups = [ordered]
        else:
            weights = sorted({weight(self.problem, need) for need in ordered}, reverse=True)
            groups = [[need for need in ordered if weight(self.problem, need) == heavy] for heavy in weights]
        for group in groups:
            self._serve(group)
            self._exchange(group)
        return self.solution

    def _coverage(self, place: str) -> float:
        return self.got[place] / self.needed[place] if self.needed[place] else 1.0

    def _serve(self, needs: list[Need]) -> None:
        """Always the worst-covered commune's next need, until no need can be served further."""
        waiting: dict[str, list[Need]] = defaultdict(list)
        for need in reversed(needs):
            waiting[need.place].append(need)
        heap = [(self._coverage(place), place) for place in waiting]
        heapq.heapify(heap)
        while heap:
            coverage, place = heapq.heappop(heap)
            if coverage < self._coverage(place):  # stale: it was served meanwhile
                heapq.heappush(heap, (self._coverage(place), place))
                continue
            if not waiting[place]:
                continue
            self._fill(waiting[place].pop())
            heapq.heappush(heap, (self._coverage(place), place))

    def _fill(self, need: Need) -> None:
        """As many whole units as the eligible pledges can give, pooling money for a unit where one is not enough."""
        unit = need.item.unit_value
        short = need.value - self.solution.met[need.id]
        if short < unit:
            return
        holding = (pledge for pledge in self.eligibility.of(need) if self.solution.left[pledge])
        pledges = sorted(holding, key=lambda p: self._choice(p, need))
        for pledge in pledges:
            units = min(short, self.solution.left[pledge]) // unit
            if units:
                self._give(pledge, need, units * unit)
                short -= units * unit
            if not short:
                return
        money = [p for p in pledges if not self.problem.pledges[p].goods and self.solution.left[p]]
        while short >= unit and sum(self.solution.left[p] for p in money) >= unit:
            rest = unit
            for pledge in money:
                part = min(rest, self.solution.left[pledge])
                if part:
                    self._give(pledge, need, part)
                    rest -= part
                if not rest:
                    break
            short -= unit

    def _choice(self, pledge: str, need: Need) -> tuple[object, ...]:
        """Goods first, then the tightest earmark; then as before, then fewest trips, then by name."""
        return (
            not self.problem.pledges[pledge].goods,
            self.eligibility.reach.get(pledge, 0),
            (pledge, need.id) not in self.problem.last_plan,
            (pledge, need.place) not in self.trips,
            pledge,
        )

    def _give(self, pledge: str, need: Need, value: int) -> None:
        self.solution.give(pledge, need, value)
        self.got[need.place] += value
        self.trips.add((pledge, need.place))

    def _take(self, pledge: str, need: Need, value: int) -> None:
        key = (pledge, need.id)
        self.solution.shares[key] -= value
        if not self.solution.shares[key]:
            del self.solution.shares[key]
        self.solution.left[pledge] += value
        self.solution.met[need.id] -= value
        self.got[need.place] -= value

    def _exchange(self, needs: list[Need]) -> None:
        """A need left short takes a unit from a need of the same item value that another pledge can serve instead."""
        short = [need for need in needs if need.value - self.solution.met[need.id] >= need.item.unit_value]
        movable = self._movable() if short else {}
        for need in short:
            for pledge in self.eligibility.of(need):
                others = movable.get((pledge, need.item.unit_value), [])
                while others and need.value - self.solution.met[need.id] >= need.item.unit_value:
                    # What is left of pledges only falls here, so a need that cannot move now never can.
                    if not self._swap(pledge, need, others[-1]):
                        others.pop()

    def _movable(self) -> dict[tuple[str, int], list[Need]]:
        """By pledge and unit value: the needs it serves that another pledge with something left could serve."""
        found: dict[tuple[str, int], list[Need]] = defaultdict(list)
        for pledge, name in sorted(self.solution.shares, reverse=True):
            need = self.problem.needs[name]
            unit = need.item.unit_value
            if any(self.solution.left[p] >= unit for p in self.eligibility.of(need) if p != pledge):
                found[pledge, unit].append(need)
        return found

    def _swap(self, pledge: str, need: Need, other: Need) -> int:
        """Units that ``other`` gave up to ``need``, another pledge taking its part; 0 when none can."""
        unit = need.item.unit_value
        if other.id == need.id:
            return 0
        locked = self.problem.locks.get((pledge, other.id), 0) * unit
        free = self.solution.shares.get((pledge, other.id), 0) - locked
        moved = 0
        for second in self.eligibility.of(other):
            if second == pledge:
                continue
            units = min(free, self.solution.left[second], need.value - self.solution.met[need.id]) // unit
            if units <= 0:
                continue
            self._take(pledge, other, units * unit)
            self._give(second, other, units * unit)
            self._give(pledge, need, units * unit)
            free -= units * unit
            moved += units
        return moved
