"""The proven best possible score, part units ignored: a maximum flow in value, heavier priorities first.

What needs can be met together is a polymatroid (a flow from pledges), so serving priorities in falling weight with
augmenting flows gives the greatest weighted value there is; the engine's score can be held against it.
"""

from collections import defaultdict, deque

from donors.matching.eligibility import Eligibility
from donors.matching.problem import Problem


def best_score(problem: Problem, eligibility: Eligibility) -> int:
    """Σ weight × value that no plan can exceed. A locked pledge counts as one that fits its need; otherwise locks are
    not asked (they can only lower a plan's score)."""
    locked: dict[str, set[str]] = defaultdict(set)
    for pledge, name in problem.locks:
        locked[name].add(pledge)
    demand: dict[tuple[int, tuple[str, ...]], int] = defaultdict(int)
    for need in problem.needs.values():
        weight = problem.weights.get(need.priority, 0)
        pledges = tuple(sorted({*eligibility.of(need), *locked.get(need.id, ())}))
        if weight and pledges:
            demand[weight, pledges] += need.value
    left = {
        p.id: p.capacity * problem.items[p.item].unit_value if p.item else p.capacity for p in problem.pledges.values()
    }
    flow: dict[tuple[str, tuple[int, tuple[str, ...]]], int] = defaultdict(int)
    served: dict[str, set[tuple[int, tuple[str, ...]]]] = defaultdict(set)
    # Pledges from which no unspent value can be reached any more; that never changes again, so they are not tried twice.
    spent: set[str] = set()
    score = 0
    for group in sorted(demand, key=lambda key: (-key[0], len(key[1]), key[1])):
        short = demand[group]
        while short:
            path = _augment(group, left, flow, served, spent)
            if path is None:
                break
            amount = (
                min(short, left[path[-1][0]], *(flow[step] for step in path[1::2]))
                if len(path) > 1
                else min(short, left[path[0][0]])
            )
            for index, (pledge, to) in enumerate(path):
                if index % 2 == 0:
                    flow[pledge, to] += amount
                    served[pledge].add(to)
                else:
                    flow[pledge, to] -= amount
                    if not flow[pledge, to]:
                        served[pledge].discard(to)
            left[path[-1][0]] -= amount
            short -= amount
            score += group[0] * amount
    return score


def _augment(
    group: tuple[int, tuple[str, ...]],
    left: dict[str, int],
    flow: dict[tuple[str, tuple[int, tuple[str, ...]]], int],
    served: dict[str, set[tuple[int, tuple[str, ...]]]],
    spent: set[str],
) -> list[tuple[str, tuple[int, tuple[str, ...]]]] | None:
    """A shortest way to bring more to the group: steps (pledge, group) that gain and lose in turn, ending at a pledge
    with something left."""
    came: dict[str, tuple[str | None, tuple[int, tuple[str, ...]]]] = {}
    queue: deque[str] = deque()
    for pledge in group[1]:
        if pledge not in spent:
            came[pledge] = (None, group)
            queue.append(pledge)
    while queue:
        pledge = queue.popleft()
        if left[pledge]:
            return _walk(pledge, came)
        for other in sorted(served[pledge]):
            for second in other[1]:
                if second not in came and second not in spent:
                    came[second] = (pledge, other)
                    queue.append(second)
    spent.update(came)
    return None


def _walk(
    end: str, came: dict[str, tuple[str | None, tuple[int, tuple[str, ...]]]]
) -> list[tuple[str, tuple[int, tuple[str, ...]]]]:
    steps: list[tuple[str, tuple[int, tuple[str, ...]]]] = []
    here: str | None = end
    while here is not None:
        before, group = came[here]
        steps.append((here, group))
        if before is not None:
            steps.append((before, group))
        here = before
    steps.reverse()
    return steps
