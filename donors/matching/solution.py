"""What an engine answers, and the published order of turns."""

import hashlib
from dataclasses import dataclass, field
from typing import Any

from donors.matching.problem import Need, Problem


@dataclass
class Solution:
    """Shares by (pledge, need) in đồng, and what is left; the proven bound where the engine knows one."""

    shares: dict[tuple[str, str], int] = field(default_factory=dict)
    left: dict[str, int] = field(default_factory=dict)
    met: dict[str, int] = field(default_factory=dict)
    bound: int | None = None
    best_score: int | None = None  # of the flow, before units are made whole
    flow: Any = None  # the optimal flow it came from
    engine: str = ""

    def give(self, pledge: str, need: Need, value: int) -> None:
        key = (pledge, need.id)
        self.shares[key] = self.shares.get(key, 0) + value
        self.left[pledge] -= value
        self.met[need.id] += value

    def score(self, problem: Problem) -> int:
        return sum(weight(problem, problem.needs[need]) * met for need, met in self.met.items())


def begin(problem: Problem) -> Solution:
    """Nothing given yet but what is locked. Capacities in đồng: a goods pledge counts its pieces at the item's unit
    value, so all is one commodity."""
    solution = Solution()
    for pledge in sorted(problem.pledges.values(), key=lambda p: p.id):
        solution.left[pledge.id] = (
            pledge.capacity * problem.items[pledge.item].unit_value if pledge.item else pledge.capacity
        )
    solution.met = dict.fromkeys(problem.needs, 0)
    for (name, need), quantity in sorted(problem.locks.items()):
        solution.give(name, problem.needs[need], quantity * problem.needs[need].item.unit_value)
    return solution


def weight(problem: Problem, need: Need) -> int:
    return problem.weights.get(need.priority, 0)


def turn(problem: Problem, need: Need) -> tuple[Any, ...]:
    """The published rule: priority, then needed-by and waiting time, then a seeded draw."""
    draw = hashlib.sha256(f"{problem.seed}:{need.id}".encode()).hexdigest()
    return (-weight(problem, need), need.needed_by, need.waiting_since, draw)
