"""Who gives what, once it is settled how much each group gets: as before where it can be, then on few trips.

A delivery is a (pledge, place) pair. Its fixed price is spread over what goes there (slope scaling): small deliveries
become dear, the flow moves their part to others, and what is no better than before is thrown away.
"""

from array import array
from collections import defaultdict
from collections.abc import Iterable

import numpy as np

from donors.matching.network import Arcs, NoFlow, least_cost
from donors.matching.whole import Whole

ROUNDS = 4
SMALL = 2_000  # groups; in larger problems the open deliveries are enough to choose among
NEW_TRIPS = 6  # per place: deliveries not open yet that are weighed as well, the ones that could carry most
_SLOPE = 10**7  # the price per đồng of the dearest delivery
_TIGHT = 16  # between equal prices the tighter earmark goes first; free money stays free
_ARCS = 1_500_000


def settle_givers(whole: Whole, last: dict[tuple[int, int], int], rounds: int = ROUNDS) -> None:
    """Hand the same amounts out again. ``last``: đồng by (pledge, group) of the last accepted plan."""
    shares = {(p, g): v for p, parts in whole.given.items() for g, v in parts.items()}
    best, best_value = shares, _value(whole, shares, last)
    flows = _by_place(whole, shares)
    if len(whole.gets) <= SMALL:
        flows = _new_trips(whole, flows) | flows
    for pledge, group in last:
        if group in whole.gets and whole.suits(group)[pledge]:
            flows.setdefault((pledge, whole.groups[group].place), 1)
    givers = None
    for _round in range(rounds):
        try:
            givers = givers or _Givers(whole, flows, last)
            shares = givers.cheapest(flows)
        except NoFlow:
            break
        value = _value(whole, shares, last)
        if value > best_value:
            best, best_value = shares, value
        elif _round:
            break
        flows = dict.fromkeys(flows, 0) | _by_place(whole, shares)
    for pledge, parts in whole.given.items():
        whole.left[pledge] += sum(parts.values())
    whole.given.clear()
    whole.gets.clear()
    for (pledge, group), amount in sorted(best.items()):
        whole.left[pledge] -= amount
        whole.given[pledge][group] = amount
        whole.gets[group][pledge] = amount
    _close_small(whole, last)


def _close_small(whole: Whole, last: dict[tuple[int, int], int]) -> None:
    """Deliveries, the smallest first, that others going to the same place can carry with what they have left."""
    carried: dict[str, dict[int, dict[int, int]]] = defaultdict(lambda: defaultdict(dict))
    for pledge, parts in whole.given.items():
        for group, value in parts.items():
            carried[whole.groups[group].place][pledge][group] = value
    for _place, here in sorted(carried.items()):
        for pledge in sorted(here, key=lambda p: (sum(here[p].values()), -whole.eligibility.tightness[p])):
            moves = _others_carry(whole, here, pledge, last)
            for other, group, value in moves:
                whole.move(pledge, group, -value)
                whole.move(other, group, value)
                here[other][group] = here[other].get(group, 0) + value
            if moves:
                del here[pledge]


def _others_carry(
    whole: Whole, here: dict[int, dict[int, int]], pledge: int, last: dict[tuple[int, int], int]
) -> list[tuple[int, int, int]]:
    """(other pledge, group, đồng) that take over all the pledge carries; empty when they cannot."""
    tight, goods = whole.eligibility.tightness, whole.is_goods[pledge]
    left = {p: whole.left[p] for p in here if p != pledge and whole.left[p] and whole.is_goods[p] is goods}
    if sum(left.values()) < sum(here[pledge].values()):
        return []
    order = sorted(left, key=tight.__getitem__)
    moves = []
    for group, value in sorted(here[pledge].items()):
        if (pledge, group) in last:
            return []
        rest, suits = value, whole.suits(group)
        for other in order:
            if rest and left[other] and suits[other]:
                part = min(rest, left[other])
                moves.append((other, group, part))
                left[other] -= part
                rest -= part
        if rest:
            return []
    return moves


def _new_trips(whole: Whole, flows: dict[tuple[int, str], int]) -> dict[tuple[int, str], int]:
    """What deliveries that are not open could carry to a place: as much as the pledge holds or the place gets."""
    could: dict[tuple[int, str], int] = defaultdict(int)
    for group, parts in whole.gets.items():
        place = whole.groups[group].place
        goods = sum(v for p, v in parts.items() if whole.is_goods[p])
        money = sum(parts.values()) - goods
        for pledge in whole.numbers(group):
            amount = goods if whole.is_goods[pledge] else money
            if amount and (pledge, place) not in flows:
                could[pledge, place] += amount
    by_place: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for (pledge, place), amount in could.items():
        holds = whole.left[pledge] + sum(whole.given.get(pledge, {}).values())
        if holds:
            by_place[place].append((min(amount, holds), pledge))
    return {
        (pledge, place): amount
        for place, rows in by_place.items()
        for amount, pledge in sorted(rows, key=lambda row: (-row[0], row[1]))[:NEW_TRIPS]
    }


def _by_place(whole: Whole, shares: dict[tuple[int, int], int]) -> dict[tuple[int, str], int]:
    flows: dict[tuple[int, str], int] = defaultdict(int)
    for (pledge, group), value in shares.items():
        flows[pledge, whole.groups[group].place] += value
    return flows


def _value(whole: Whole, shares: dict[tuple[int, int], int], last: dict[tuple[int, int], int]) -> tuple[int, int, int]:
    """Đồng that stay where they were, then how few deliveries, then how tight the earmarks that are used."""
    kept = sum(min(value, last[key]) for key, value in shares.items() if key in last)
    tight = whole.eligibility.tightness
    return (
        kept,
        -len({(pledge, whole.groups[group].place) for pledge, group in shares}),
        -sum(value * tight[pledge] for (pledge, _group), value in shares.items()),
    )


class _Givers:
    """The network that gives each group what it has, over deliveries that are open already; its prices change from
    round to round. Goods are a part of the network of their own, counted in pieces, so that they stay whole."""

    def __init__(self, whole: Whole, trips: Iterable[tuple[int, str]], last: dict[tuple[int, int], int]) -> None:
        self.tight = whole.eligibility.tightness
        self.trips = {trip: number for number, trip in enumerate(trips)}
        going: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for (pledge, place), number in self.trips.items():
            going[place].append((pledge, number))
        by_form = {
            place: tuple(
                [step for step in sorted(steps) if whole.is_goods[step[0]] is goods] for goods in (False, True)
            )
            for place, steps in going.items()
        }
        worth = [0] * len(whole.is_goods)
        self.arcs = Arcs()
        self.rows: list[tuple[int, int, int]] = []  # by arc: pledge, group, đồng of a piece
        self.trip_of: list[int] = []  # by arc
        self.keeps: list[int] = []  # arcs of the last accepted plan
        self.nodes = len(whole.is_goods) + 1
        self.supply: dict[int, int] = defaultdict(int)
        sink = self.nodes - 1
        for group in sorted(whole.gets):
            parts = whole.gets[group]
            unit = whole.groups[group].unit
            suits = whole.suits(group)
            for goods in (True, False):
                amount = sum(v for p, v in parts.items() if whole.is_goods[p] is goods)
                if not amount:
                    continue
                each = unit if goods else 1
                node = self.nodes
                self.nodes += 1
                self.supply[node] = -(amount // each)
                for pledge, trip in by_form[whole.groups[group].place][goods]:
                    if not suits[pledge]:
                        continue
                    if goods:
                        worth[pledge] = unit
                    kept = min(last.get((pledge, group), 0), amount) // each if last else 0
                    if kept:
                        self.keeps.append(self.arcs.add(pledge, node, kept))
                        self.rows.append((pledge, group, each))
                        self.trip_of.append(trip)
                    self.arcs.add(pledge, node, amount // each)
                    self.rows.append((pledge, group, each))
                    self.trip_of.append(trip)
            if len(self.rows) > _ARCS:
                raise NoFlow("too many deliveries to weigh against each other")
        for pledge in range(len(whole.is_goods)):
            holds = whole.left[pledge] + sum(whole.given.get(pledge, {}).values())
            if whole.is_goods[pledge]:
                holds = holds // worth[pledge] if worth[pledge] else 0
            if holds:
                self.supply[pledge] = holds
                self.arcs.add(pledge, sink, holds)
        self.supply[sink] = -sum(self.supply.values())

    def cheapest(self, flows: dict[tuple[int, str], int]) -> dict[tuple[int, int], int]:
        """Đồng by (pledge, group), where a delivery's price is spread over what ``flows`` has of it. Raises NoFlow."""
        total = max(sum(flows.values()), 1)
        prices = np.array(
            [
                -min(_SLOPE, max(_TIGHT, _SLOPE * total // (max(flows[trip], 1) * 10_000)))
                - self.tight[trip[0]] * _TIGHT // len(self.tight)
                for trip in self.trips
            ],
            dtype=np.int64,
        )
        rewards = np.zeros(len(self.arcs.tail), dtype=np.int64)
        rewards[: len(self.rows)] = prices[self.trip_of]
        rewards[self.keeps] += 2 * _SLOPE * min(len(self.tight) + 1, 1_000)
        self.arcs.reward = array("q", rewards.tobytes())
        flow = least_cost(self.arcs, self.supply, self.nodes)[: len(self.rows)]
        shares: dict[tuple[int, int], int] = {}
        for number in np.flatnonzero(flow).tolist():
            pledge, group, each = self.rows[number]
            shares[pledge, group] = shares.get((pledge, group), 0) + int(flow[number]) * each
        return shares
