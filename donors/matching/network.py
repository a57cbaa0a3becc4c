"""The compact network of a problem, and its least-cost flow.

Value flows from a pledge to the place and kind where its earmark enters, down the tree of places to a group of needs,
through the group's place (where fairness is a falling bonus in bands) to the end. What a pledge does not give goes past.
All objectives are one cost: a later objective can never outweigh a step of an earlier one (see ``Costs``).
"""

from collections import defaultdict
from dataclasses import dataclass, field

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
    def of(cls, places: int, ranks: int, nodes: int, *, before_priority: bool) -> "Costs":
        around = places + 2
        while True:
            kept = TURNS * GOODS * around
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
    tail: list[int] = field(default_factory=list)
    head: list[int] = field(default_factory=list)
    capacity: list[int] = field(default_factory=list)
    reward: list[int] = field(default_factory=list)

    def add(self, tail: int, head: int, capacity: int, reward: int = 0) -> int:
        self.tail.append(tail)
        self.head.append(head)
        self.capacity.append(capacity)
        self.reward.append(reward)
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
            np.array(arcs.tail, dtype=np.int32),
            np.array(arcs.head, dtype=np.int32),
            np.array(arcs.capacity, dtype=np.int64),
            -np.array(arcs.reward, dtype=np.int64),
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
        *,
        score_only: bool = False,
    ) -> None:
        self.problem, self.eligibility, self.left, self.met = problem, eligibility, left, met
        self.arcs = Arcs()
        self.nodes = 0
        self.ranks = weights_of(problem)
        self.groups: list[Group] = [eligibility.groups[key] for key in sorted(eligibility.groups)]
        self.into: dict[int, list[int]] = defaultdict(list)  # arcs from pledges and entries, by node
        self.group_node: list[int] = []
        self._types: dict[tuple[str, Kind, int, int], int] = {}
        self._entries: dict[tuple[str, Kind, int, int], int] = {}
        self._by_mark: dict[tuple[str, Kind], dict[tuple[int, int], list[int]]] = {}
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
            )
        )
        self.score_only = score_only
        self._supply_side()
        self.demand: dict[int, tuple[int, int, bool]] = {}  # arc → group, weight, kept
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
            if (place, group.kind) not in self.eligibility.entries or not self._marks(place, shape):
                continue
            there = self._types[place, *shape] = self._node()
            self._link(place, shape, there)
            self.arcs.add(there, below, MOST)
            below = there
        return node

    def _marks(self, place: str, shape: tuple[Kind, int, int]) -> list[tuple[int, int]]:
        kind, profile, rank = shape
        at = (place, kind)
        found = self._by_mark.get(at)
        if found is None:
            found = self._by_mark[at] = defaultdict(list)
            for entry in self.eligibility.entries.get(at, ()):
                if self.left[entry.pledge] and entry.pledge not in self.eligibility.direct:
                    found[entry.filter, entry.day].append(entry.pledge)
        return [mark for mark in found if mark[1] < rank and (not mark[0] or mark[0] & profile)]

    def _link(self, place: str, shape: tuple[Kind, int, int], node: int) -> None:
        kind = shape[0]
        for mark in self._marks(place, shape):
            key = (place, kind, *mark)
            entry = self._entries.get(key)
            if entry is None:
                entry = self._entries[key] = self._node()
                for pledge in self._by_mark[place, kind][mark]:
                    self._from(pledge, entry)
            self.arcs.add(entry, node, MOST)

    # From groups to the end

    def _demand_side(self) -> None:
        asked: dict[str, int] = defaultdict(int)
        got: dict[str, int] = defaultdict(int)
        last = _last_by_need(self.problem)
        turn = {} if self.score_only else self._turns()
        for number, group in enumerate(self.groups):
            place = self.place_node[group.place]
            short: dict[int, list[int]] = {}
            for need in group.needs:
                met = self.met.get(need.id, 0)
                asked[group.place] += need.value
                got[group.place] += met
                weight = self.problem.weights.get(need.priority, 0)
                sums = short.setdefault(weight, [0, 0, TURNS])
                open_value = need.value - met
                kept = min(max(last.get(need.id, 0) - met, 0), open_value)
                sums[0] += kept
                sums[1] += open_value - kept
                if turn:
                    sums[2] = min(sums[2], turn[need.id])
            for weight in sorted(short):
                kept, rest, late = short[weight]
                reward = (self.ranks[weight] + 1) * self.costs.rank
                if not self.score_only:
                    reward += (TURNS - late) * GOODS
                for value, bonus, flag in ((kept, self.costs.kept, True), (rest, 0, False)):
                    if value:
                        arc = self.arcs.add(self.group_node[number], place, value, reward + bonus)
                        self.demand[arc] = (number, weight, flag)
        for code, place in self.place_node.items():
            if self.score_only:
                self.arcs.add(place, self.end, asked[code])
                continue
            below = 0
            for band in range(BANDS):
                top = asked[code] * (band + 1) // BANDS
                room = top - max(below, got[code])
                if room > 0:
                    self.arcs.add(place, self.end, room, (BANDS - band) * self.costs.band)
                below = top

    def _turns(self) -> dict[str, int]:
        """Each need's place in the order of needed-by day and waiting time, in so many steps."""
        days = sorted({(need.needed_by, need.waiting_since) for need in self.problem.needs.values()})
        step = {day: min(index, index * TURNS // max(len(days), 1)) for index, day in enumerate(days)}
        return {need.id: step[need.needed_by, need.waiting_since] for need in self.problem.needs.values()}

    # The answer

    def solve(self) -> "Flow":
        supply = {node: self.left[number] for number, node in enumerate(self.pledge_node) if self.left[number]}
        supply[self.end] = -sum(self.left)
        return Flow(self, least_cost(self.arcs, supply, self.nodes))


def _last_by_need(problem: Problem) -> dict[str, int]:
    last: dict[str, int] = defaultdict(int)
    for (_pledge, need), quantity in problem.last_plan.items():
        last[need] += quantity * problem.needs[need].item.unit_value
    return last


class Flow:
    """The flow of a network, taken apart again: which pledge gave what to which group."""

    def __init__(self, network: Network, flows: np.ndarray) -> None:
        self.network, self.flows = network, flows

    def by_weight(self) -> dict[tuple[int, int], int]:
        """Đồng met by (group, weight)."""
        met: dict[tuple[int, int], int] = defaultdict(int)
        for arc, (group, weight, _kept) in self.network.demand.items():
            if self.flows[arc]:
                met[group, weight] += int(self.flows[arc])
        return met

    def score(self) -> int:
        return sum(weight * value for (_group, weight), value in self.by_weight().items())

    def shares(self) -> dict[tuple[int, int], int]:
        """Đồng by (pledge, group): what mixes on the way is taken apart in one order, the largest parts first, so that
        a pledge's part stays together."""
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
        group_at = {node: number for number, node in enumerate(network.group_node)}
        shares: dict[tuple[int, int], int] = {}
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
