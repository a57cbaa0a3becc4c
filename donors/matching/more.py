"""What one more would do: the worth of one more piece of each item, from the potentials of the optimal flow.

The potential of a node is the best way from it to the end through what the flow leaves open, others giving way where
that gains; so it tells what the whole plan would gain, not only the first need that stands open.
"""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from donors.matching.network import BANDS, Flow
from donors.matching.problem import Problem

_NEVER = np.int64(-(2**61))
_ROUNDS = 400


@dataclass(frozen=True, slots=True)
class More:
    """One more piece of an item, given without restriction: the weight of what could be served in the end (0: nothing),
    how far the place where it helps is covered (in steps of a band), and what of the item is short now."""

    item: str
    size: str
    unit: int
    weight: int
    covered: int  # %
    short: int
    places: int


def one_more(problem: Problem, flow: Flow, short: dict[str, int]) -> list[More]:
    """For each item and size that is short, the most useful first. ``short``: units missing by need."""
    network = flow.network
    best: dict[tuple[str, str], int] = {}
    lacking: dict[tuple[str, str], int] = defaultdict(int)
    where: dict[tuple[str, str], set[str]] = defaultdict(set)
    potential = potentials(flow)
    for group, node in zip(network.groups, network.group_node, strict=True):
        missing = sum(short.get(need.id, 0) for need in group.needs)
        if missing:
            lacking[group.kind] += missing
            where[group.kind].update(need.place for need in group.needs if need.id in short)
        best[group.kind] = max(best.get(group.kind, 0), int(potential[node]))
    weights = {rank: weight for weight, rank in network.ranks.items()}
    rows = []
    for kind, missing in lacking.items():
        weight, covered = _read(network.costs.rank, network.costs.band, best[kind], weights, problem.before_priority)
        rows.append(
            More(
                item=kind[0],
                size=kind[1],
                unit=problem.items[kind[0]].unit_value,
                weight=weight,
                covered=covered,
                short=missing,
                places=len(where[kind]),
            )
        )
    rows.sort(key=lambda row: (-row.weight, row.covered, -row.short * row.unit, row.item, row.size))
    return rows


def _read(rank: int, band: int, potential: int, weights: dict[int, int], before_priority: bool) -> tuple[int, int]:
    """The weight and the coverage that a potential speaks of: larger rewards first, the rest is smaller than half a step."""
    if potential <= 0:
        return 0, 100
    large, little = (band, rank) if before_priority else (rank, band)
    first = (potential + large // 2) // large
    second = (potential - first * large + little // 2) // little
    step, bonus = (second, first) if before_priority else (first, second)
    return weights.get(step - 1, max(weights.values(), default=0)), (BANDS - max(min(bonus, BANDS), 0)) * (100 // BANDS)


def potentials(flow: Flow) -> np.ndarray:
    """The greatest reward of one more đồng at each node; below zero where it cannot get to the end."""
    arcs = flow.network.arcs
    tail, head = np.asarray(arcs.tail), np.asarray(arcs.head)
    reward = np.asarray(arcs.reward)
    spare = flow.flows < np.asarray(arcs.capacity)
    used = flow.flows > 0
    start = np.concatenate([tail[spare], head[used]])
    goal = np.concatenate([head[spare], tail[used]])
    gain = np.concatenate([reward[spare], -reward[used]])
    best = np.full(flow.network.nodes, _NEVER, dtype=np.int64)
    best[flow.network.end] = 0
    for _round in range(_ROUNDS):
        known = best[goal] > _NEVER
        better = best.copy()
        np.maximum.at(better, start[known], gain[known] + best[goal[known]])
        better[flow.network.end] = 0
        if np.array_equal(better, best):
            break
        best = better
    return best
