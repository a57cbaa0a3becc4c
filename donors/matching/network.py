"""The compact network of a problem, and its least-cost flow.

Value flows from a pledge to the place and kind where its earmark enters, down the tree of places to a group of needs,
through the group's place (where fairness is a falling bonus in bands) to the end. What a pledge does not give goes past.
All objectives are one cost: a later objective can never outweigh a step of an earlier one (see ``Costs``).
"""

import datetime
from array import array
from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from donors.matching.eligibility import Eligibility, Group, Kind
from donors.matching.problem import Problem

BANDS = 20
GOODS = 4  # one step of a turn; that goods go before money is the last thing asked
TURNS = 64  # how finely needed-by days and waiting times are told apart by the flow
_ROOM = 2**60
MOST = 2**50  # đồng: a thousand times a province's yearly product


class NoFlow(RuntimeError):
    """The flow could not be computed (library missing, or costs beyond it); the careful greedy then takes over."""


@dataclass(frozen=True)
class Facts:
    """What all networks of one problem have in common."""

    ranks: dict[int, int]  # by weight
    last: dict[str, int]  # đồng of the last accepted plan, by need
    turns: dict[tuple[datetime.date, datetime.date], int]  # by needed-by day and waiting time, in so many steps

    @classmethod
    def of(cls, problem: Problem) -> "Facts":
        last: dict[str, int] = defaultdict(int)
        for (_pledge, need), quantity in problem.last_plan.items():
            last[need] += quantity * problem.needs[need].item.unit_value
        days = sorted({(need.needed_by, need.waiting_since) for need in problem.needs.values()})
        turns = {day: min(index, index * TURNS // max(len(days), 1)) for index, day in enumerate(days)}
        return cls(weights_of(problem), last, turns)


def weights_of(problem: Problem) -> dict[int, int]:
    """Rank of each weight, from 0. Only their order matters: the needs that can be met together are a polymatroid,
    and there the best for one set of weights is the best for all in the same order."""
    known = {problem.weights.get(need.priority, 0) for need in problem.needs.values()}
    return {weight: rank for rank, weight in enumerate(sorted(known))}


@dataclass(frozen=True, slots=True)
class Costs:
    """Rewards of one đồng. A cycle of the residual network passes the end once and each place once, so that sums of
    smaller rewards along it stay below one step of the larger."""

    rank: int
    band: int
    kept: int

    @classmethod
    def of(cls, places: int, ranks: int, nodes: int, *, before_priority: bool, keeps: bool) -> "Costs":
        around = places + 2
        while True:
            kept = TURNS * GOODS * around if keeps else 0
            small = (kept + TURNS * GOODS) * around + 1
            if before_priority:
                costs = cls(rank=small, band=small * (ranks + 1) * around, kept=kept)
                top = costs.band * BANDS
            else:
                costs = cls(rank=small * (BANDS + 1), band=small, kept=kept)
                top = costs.rank * (ranks + 1)
            if top < _ROOM // max(nodes, 1) or around <= 2:
                return costs
            around = max(around // 4, 2)


@dataclass(slots=True)
class Arcs:
    """Columns of numbers. What they cannot hold raises NoFlow."""

    tail: "array[int]" = field(default_factory=lambda: array("i"))
    head: "array[int]" = field(default_factory=lambda: array("i"))
    capacity: "array[int]" = field(default_factory=lambda: array("q"))
    reward: "array[int]" = field(default_factory=lambda: array("q"))

    def add(self, tail: int, head: int, capacity: int, reward: int = 0) -> int:
        try:
            self.capacity.append(capacity)
            self.reward.append(reward)
        except OverflowError as error:
            raise NoFlow(str(error)) from error
        self.tail.append(tail)
        self.head.append(head)
        return len(self.tail) - 1


def least_cost(arcs: Arcs, supply: dict[int, int], nodes: int) -> np.ndarray:
    """The flow on each arc. Raises NoFlow."""
    try:
        from ortools.graph.python import min_cost_flow
    except ImportError as error:
        raise NoFlow(str(error)) from error
    solver = min_cost_flow.SimpleMinCostFlow()
    if not arcs.tail:
        return np.zeros(0, dtype=np.int64)
    if sum(value for value in supply.values() if value > 0) > MOST:
        raise NoFlow("more than the flow can count")
    try:
        numbers = solver.add_arcs_with_capacity_and_unit_cost(
            np.asarray(arcs.tail),
            np.asarray(arcs.head),
            np.asarray(arcs.capacity),
            -np.asarray(arcs.reward),
        )
    except OverflowError as error:
        raise NoFlow(str(error)) from error
    for node, value in supply.items():
        solver.set_node_supply(node, value)
    status = solver.solve()
    if status != solver.OPTIMAL:
        raise NoFlow(f"min-cost flow: {status}")
    return np.asarray(solver.flows(numbers), dtype=np.int64)


class Network:
    """Nodes and arcs of one problem with what is left of its pledges and needs."""

    def __init__(
        self,
        problem: Problem,
        eligibility: Eligibility,
        left: list[int],
        met: dict[str, int],
        facts: Facts,
        *,
        score_only: bool = False,
    ) -> None:
        self.problem, self.eligibility, self.left, self.met = problem, eligibility, left, met
        self.arcs = Arcs()
        self.nodes = 0
        self.facts, self.ranks = facts, facts.ranks
        self.groups = eligibility.groups
        self.group_node: list[int] = []
        self._types: dict[tuple[str, Kind, int, int], int] = {}
        self._marks: dict[tuple[str, Kind], list[tuple[int, list[int], list[int]]]] = {}
        self.end = self._node()
        self.pledge_node = [self._node() for _pledge in eligibility.pledges]
        self.place_node = {place: self._node() for place in sorted({group.place for group in self.groups})}
        self.costs = (
            Costs(rank=1, band=0, kept=0)
            if score_only
            else Costs.of(
                len(self.place_node),
                len(self.ranks),
                4 * len(self.groups) + len(left),
                before_priority=problem.before_priority,
                keeps=bool(problem.last_plan),
            )
        )
        self.score_only = score_only
        self._supply_side()
        self.demand: dict[int, array[int]] = defaultdict(lambda: array("i"))  # by weight: arcs
        self._demand_side()

    def _node(self) -> int:
        self.nodes += 1
        return self.nodes - 1

    # From pledges down to groups

    def _supply_side(self) -> None:
        direct: dict[int, list[tuple[int, int]]] = {}
        for number, group in enumerate(self.groups):
            special = self._special(group)
            if group.single:
                node = self._node()
            else:
                tree = self._type(group)
                node = tree
                if special:
                    node = self._node()
                    self.arcs.add(tree, node, MOST)
            self.group_node.append(node)
            direct[number] = [(pledge, node) for pledge in special if self.left[pledge]]
        for steps in direct.values():
            for pledge, node in steps:
                self._from(pledge, node)
        self.past: list[int] = []
        for number, node in enumerate(self.pledge_node):
            self.past.append(self.arcs.add(node, self.end, self.left[number]))

    def _from(self, pledge: int, node: int) -> None:
        goods = self.eligibility.pledges[pledge].goods and not self.score_only
        self.arcs.add(self.pledge_node[pledge], node, self.left[pledge], int(goods))

    def _special(self, group: Group) -> list[int]:
        """Pledges that reach the group by an arc of their own, because somebody forbade one something."""
        if group.single:
            return sorted(self.eligibility.numbers(group))
        if not self.eligibility.direct:
            return []
        return sorted(self.eligibility.direct.intersection(self.eligibility.numbers(group)))

    def _type(self, group: Group) -> int:
        """The node of the group's kind and profile at its place, linked to where pledges enter above it."""
        shape = (group.kind, group.profile, group.rank)
        node = self._types.get((group.place, *shape))
        if node is not None:  # made on the way up from a place below; its own entries are linked already
            return node
        node = self._types[group.place, *shape] = self._node()
        self._link(group.place, shape, node)
        below = node
        for place in self.problem.ancestors[group.place][1:]:
            there = self._types.get((place, *shape))
            if there is not None:
                self.arcs.add(there, below, MOST)
                break
            if not self._entering(place, shape):
                continue
            there = self._types[place, *shape] = self._node()
            self._link(place, shape, there)
            self.arcs.add(there, below, MOST)
            below = there
        return node

    def _entering(self, place: str, shape: tuple[Kind, int, int]) -> list[int]:
        """The nodes by which pledges come in at the place that suit needs of this kind, profile and rank.

        There is a chain of nodes for each restriction on children, one node for each day that a pledge comes in: what
        is there early goes on to later days, so that one arc brings all that are early enough.
        """
        kind, profile, rank = shape
        chains = self._marks.get((place, kind))
        if chains is None:
            chains = self._marks[place, kind] = self._chains(place, kind)
        return [
            nodes[late - 1]
            for mark, days, nodes in chains
            if (not mark or mark & profile) and (late := bisect_left(days, rank))
        ]

    def _chains(self, place: str, kind: Kind) -> list[tuple[int, list[int], list[int]]]:
        found: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
        for entry in self.eligibility.entries.get((place, kind), ()):
            if self.left[entry.pledge] and entry.pledge not in self.eligibility.direct:
                found[entry.filter][entry.day].append(entry.pledge)
        chains = []
        for mark, by_day in sorted(found.items()):
            days = sorted(by_day)
            nodes = [self._node() for _day in days]
            for index, day in enumerate(days):
                for pledge in by_day[day]:
                    self._from(pledge, nodes[index])
                if index:
                    self.arcs.add(nodes[index - 1], nodes[index], MOST)
            chains.append((mark, days, nodes))
        return chains

    def _link(self, place: str, shape: tuple[Kind, int, int], node: int) -> None:
        for entry in self._entering(place, shape):
            self.arcs.add(entry, node, MOST)

    # From groups to the end

    def _demand_side(self) -> None:
        asked: dict[str, int] = defaultdict(int)
        got: dict[str, int] = defaultdict(int)
        last, turns = self.facts.last, self.facts.turns
        weights = self.problem.weights
        for number, group in enumerate(self.groups):
            node = self.place_node[group.place]
            short: dict[int, list[int]] = {}
            for need in group.needs:
                met, value = self.met[need.id], need.quantity * group.unit
                asked[need.place] += value
                got[need.place] += met
                heavy = weights.get(need.priority, 0)
                sums = short.get(heavy)
                if sums is None:
                    sums = short[heavy] = [0, 0, TURNS]
                value -= met
                kept = min(max(last.get(need.id, 0) - met, 0), value) if last else 0
                sums[0] += kept
                sums[1] += value - kept
                sums[2] = min(sums[2], turns[need.needed_by, need.waiting_since])
            for heavy in sorted(short):
                kept, rest, late = short[heavy]
                if not kept and not rest:
                    continue
                reward = (self.ranks[heavy] + 1) * self.costs.rank
                if not self.score_only:
                    reward += (TURNS - late) * GOODS
                gate = self._gate(number, heavy, kept + rest)
                arcs = self.demand[heavy]
                for value, bonus in ((kept, self.costs.kept), (rest, 0)):
                    if value:
                        arcs.append(self.arcs.add(gate, node, value, reward + bonus))
        rooms: dict[str, list[int]] = {code: [0] * BANDS for code in self.place_node}
        for place, value in sorted(asked.items()):
            below = 0
            room = rooms[self._stands_for(place)]
            for band in range(BANDS):
                top = value * (band + 1) // BANDS
                room[band] += max(top - max(below, got[place]), 0)
                below = top
        for code, node in self.place_node.items():
            if self.score_only:
                self.arcs.add(node, self.end, sum(rooms[code]))
                continue
            for band, value in enumerate(rooms[code]):
                if value:
                    self.arcs.add(node, self.end, value, (BANDS - band) * self.costs.band)

    def _gate(self, number: int, weight: int, value: int) -> int:
        """The node through which đồng for needs of the weight leave the group."""
        return self.group_node[number]

    def _stands_for(self, place: str) -> str:
        """The place of a group in whose bands a place of needs is counted."""
        return place

    # The answer

    def solve(self) -> "Flow":
        supply = {node: self.left[number] for number, node in enumerate(self.pledge_node) if self.left[number]}
        supply[self.end] = -sum(self.left)
        return Flow(self, least_cost(self.arcs, supply, self.nodes))


class Flow:
    """The flow of a network, taken apart again: which pledge gave what to which group."""

    def __init__(self, network: Network, flows: np.ndarray) -> None:
        self.network, self.flows = network, flows

    def score(self) -> int:
        return sum(heavy * int(self.flows[arcs].sum()) for heavy, arcs in self.network.demand.items())

    def shares(self, of: dict[int, Any] | None = None) -> dict[tuple[int, Any], int]:
        """Đồng by (pledge, group): what mixes on the way is taken apart in one order, the largest parts first, so that
        a pledge's part stays together. ``of``: what stands for a group's number, by node."""
        network = self.network
        used = np.flatnonzero(self.flows)
        tail, head = network.arcs.tail, network.arcs.head
        places = set(network.place_node.values())
        out: dict[int, list[tuple[int, int]]] = defaultdict(list)
        waits: dict[int, int] = defaultdict(int)
        for arc in used.tolist():
            if head[arc] == network.end or head[arc] in places:
                continue
            out[tail[arc]].append((head[arc], int(self.flows[arc])))
            waits[head[arc]] += 1
        holds: dict[int, list[list[int]]] = defaultdict(list)
        ready = []
        for number, node in enumerate(network.pledge_node):
            holds[node].append([number, 2**62])
            if node in out:
                ready.append(node)
        group_at = {node: number for number, node in enumerate(network.group_node)} if of is None else of
        shares: dict[tuple[int, Any], int] = {}
        while ready:
            node = ready.pop()
            queue = holds[node]
            queue.sort(key=lambda part: (part[1], -part[0]))
            for onward, amount in sorted(out.get(node, ()), key=lambda step: (-step[1], step[0])):
                rest = amount
                while rest:
                    part = queue[-1]
                    taken = min(rest, part[1])
                    rest -= taken
                    part[1] -= taken
                    if not part[1]:
                        queue.pop()
                    holds[onward].append([part[0], taken])
                waits[onward] -= 1
                if not waits[onward]:
                    ready.append(onward)
            if node in group_at:
                for pledge, value in queue:
                    if value:
                        key = pledge, group_at[node]
                        shares[key] = shares.get(key, 0) + value
            holds.pop(node, None)
        return shares
