"""From a flow in value to whole units: goods in whole pieces, money for whole units only.

Each share is cut down to whole units; what becomes free is brought to where a unit is still short, over a chain of
pledges that give way to each other where need be. Nothing met is ever given up, so the loss is at most part units.
"""

from collections import defaultdict, deque
from collections.abc import Collection, Iterable

from donors.matching.eligibility import Eligibility

SWAPS = 60_000
STEPS = 3_000_000  # pledges looked at while units are completed; a bound on time that is the same on every machine


class Whole:
    """What each pledge gives to each group: goods in units, money in đồng that add up to whole units of the group."""

    def __init__(self, eligibility: Eligibility, left: list[int]) -> None:
        self.eligibility, self.groups = eligibility, eligibility.groups
        self.left = left  # đồng by pledge, what is not given
        self.is_goods = [pledge.goods for pledge in eligibility.pledges]
        self.given: dict[int, dict[int, int]] = defaultdict(dict)  # pledge → group → đồng
        self.gets: dict[int, dict[int, int]] = defaultdict(dict)  # group → pledge → đồng
        self.units: list[int] = [0] * len(self.groups)
        self.steps = 0
        self.closed: Collection[int] = ()  # the pledges that the last failed search could reach
        self._hopeless: list[
            tuple[int, int, Collection[int]]
        ] = []  # these as bits, the đồng that were still found, these
        self._dry: set[int] = set()  # lists of pledges that hold no unit any more, by identity
        self._bits_of: dict[int, tuple[list[int], int]] = {}  # by a list's identity: the list, its pledges as bits
        self._suits: dict[int, tuple[list[int], bytearray]] = {}
        self._masks: tuple[dict[int, int], dict[int, int]] = {}, {}  # by group, of money and of goods

    def start(self, shares: dict[tuple[int, int], int]) -> None:
        """Take a flow's shares over, each group's cut down to whole units."""
        money: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for (pledge, group), value in sorted(shares.items()):
            if self.is_goods[pledge]:
                unit = self.groups[group].unit
                self.move(pledge, group, value - value % unit)
            else:
                money[group].append((value, pledge))
        for group, parts in money.items():
            extra = sum(value for value, _pledge in parts) % self.groups[group].unit
            for value, pledge in sorted(parts):  # the smallest parts go back first: fewer deliveries
                back = min(value, extra)
                extra -= back
                self.move(pledge, group, value - back)
        for group, given in self.gets.items():
            self.units[group] = sum(given.values()) // self.groups[group].unit

    def move(self, pledge: int, group: int, value: int) -> None:
        if not value:
            return
        self.left[pledge] -= value
        total = self.given[pledge].get(group, 0) + value
        if total:
            self.given[pledge][group] = total
            self.gets[group][pledge] = total
        else:
            del self.given[pledge][group], self.gets[group][pledge]

    def numbers(self, group: int) -> list[int]:
        return self.eligibility.numbers(self.groups[group])

    def _side(self, group: int, *, goods: bool) -> list[int]:
        suiting = self.eligibility.suiting(self.groups[group])
        return suiting.goods if goods else suiting.money

    def suits(self, group: int) -> bytearray:
        """By pledge: 1 where it suits the group; one row for all that share the list."""
        pledges = self.numbers(group)
        found = self._suits.get(id(pledges))
        if found is None:
            marks = bytearray(len(self.is_goods))
            for pledge in pledges:
                marks[pledge] = 1
            found = self._suits[id(pledges)] = pledges, marks
        return found[1]

    def _bits(self, pledges: list[int]) -> int:
        """The pledges as a whole number with a bit each; one number for all that share the list."""
        found = self._bits_of.get(id(pledges))
        if found is None:
            found = self._bits_of[id(pledges)] = pledges, self._as_bits(pledges)
        return found[1]

    def _as_bits(self, pledges: Iterable[int]) -> int:
        marks = bytearray(len(self.is_goods) // 8 + 1)
        for pledge in pledges:
            marks[pledge >> 3] |= 1 << (pledge & 7)
        return int.from_bytes(marks, "little")

    def complete(self, order: Iterable[tuple[int, list[int]]], most: int = STEPS) -> None:
        """For each (group, [weight, units, of these served]) in the order: as many more units as can be brought there.

        After ``most`` steps nobody gives way any more.
        """
        for group, row in order:
            while row[2] < row[1] and self.steps < most and self._bring(group):
                self.units[group] += 1
                row[2] += 1
            if row[2] < row[1] and self.steps >= most:
                row[2] += self._straight(group, row[1] - row[2])

    def _straight(self, group: int, short: int) -> int:
        """Units from what is left of the group's own pledges, nobody giving way; how many.

        What is left only falls from here on, so a list that holds no unit once never does again.
        """
        suiting = self.eligibility.suiting(self.groups[group])
        if id(suiting) in self._dry:
            return 0
        unit = self.groups[group].unit
        pledges = [p for p in suiting.all if self.left[p]]
        brought = 0
        while brought < short:
            goods = next((p for p in pledges if self.is_goods[p] and self.left[p] >= unit), None)
            if goods is not None:
                self.move(goods, group, unit)
            else:
                money = [p for p in pledges if not self.is_goods[p] and self.left[p]]
                if sum(self.left[p] for p in money) < unit:
                    if suiting is self.groups[group].suiting:  # kept at hand, so its identity lasts
                        self._dry.add(id(suiting))
                    break
                rest = unit
                for pledge in money:
                    part = min(rest, self.left[pledge])
                    self.move(pledge, group, part)
                    rest -= part
            self.units[group] += 1
            brought += 1
        return brought

    def _bring(self, group: int) -> bool:
        """One more unit: a piece of goods, or money for a whole unit, however it has to be moved."""
        unit = self.groups[group].unit
        return self._push(group, unit, goods=True) or self._push(group, unit, goods=False)

    def bring_money(self, group: int) -> bool:
        return self._push(group, self.groups[group].unit, goods=False)

    def forget(self) -> None:
        """What was out of reach may no longer be."""
        self._hopeless.clear()

    def _push(self, group: int, unit: int, *, goods: bool) -> bool:
        starts = self._side(group, goods=goods)
        if not starts:
            return False
        bits = self._bits(starts)
        for mask, most, closed in self._hopeless:
            if unit > most and not bits & ~mask:
                self.closed = closed
                return False
        done: list[tuple[list[tuple[int, int]], int]] = []
        rest = unit
        while rest:
            path, came = self._path(starts, group, goods=goods)
            if path is None:
                for steps, amount in reversed(done):
                    self._shift(steps, -amount)
                if len(self._hopeless) < 128:
                    self._hopeless.append((self._as_bits(came), unit - rest, came))
                self.closed = came
                return False
            # Gains and losses in turn, the last pledge has something left.
            amount = min(rest, self.left[path[-1][0]], *(self.given[p][g] for p, g in path[1::2]))
            self._shift(path, amount)
            done.append((path, amount))
            rest -= amount
        # Elsewhere nothing has changed, so what was out of reach there still is.
        if self._hopeless:
            touched = self._as_bits({pledge for steps, _amount in done for pledge, _group in steps})
            self._hopeless = [entry for entry in self._hopeless if not entry[0] & touched]
        return True

    def exchange(self, open_units: dict[int, list[list[int]]]) -> None:
        """A unit of less worth gives way to one of more, where only part units stood in between.

        ``open_units``: of each group, heaviest first, [weight, units, of these served].
        """
        budget = self.steps + SWAPS
        gains = [
            (-row[0] * self.groups[group].unit, group, row)
            for group, rows in open_units.items()
            for row in rows
            if row[2] < row[1] and row[0]
        ]
        for gain, group, row in sorted(gains, key=lambda entry: entry[:2]):
            while row[2] < row[1] and self.steps < budget:
                if not self._trade(group, -gain, open_units):
                    break
                row[2] += 1
                self.units[group] += 1

    def _trade(self, group: int, gain: int, open_units: dict[int, list[list[int]]]) -> bool:
        unit = self.groups[group].unit
        for goods in (True, False):
            self.closed = frozenset()
            if self._push(group, unit, goods=goods):
                return True
            losses: set[tuple[int, int, int]] = set()
            for pledge in self.closed:
                self.steps += len(self.given.get(pledge, ()))
                for other in self.given.get(pledge, ()):
                    rows = open_units[other]
                    served = next((row for row in reversed(rows) if row[2]), None)
                    if served is not None and served[0] * self.groups[other].unit < gain and other != group:
                        losses.add((served[0] * self.groups[other].unit, other, pledge))
            tried: set[tuple[int, str]] = set()
            for loss, other, pledge in sorted(losses)[:40]:
                kind = (loss, self.groups[other].place)
                if kind in tried:
                    continue
                tried.add(kind)
                taken = self._take_unit(other, pledge, goods=goods)
                if not taken:
                    continue
                self._hopeless.clear()
                done = self._push(group, unit, goods=goods)
                self._hopeless.clear()
                if done:
                    self.units[other] -= 1
                    next(row for row in reversed(open_units[other]) if row[2])[2] -= 1
                    self._refill(open_units, group, other)
                    return True
                for giver, value in taken:
                    self.move(giver, other, value)
        return False

    def _take_unit(self, group: int, pledge: int, *, goods: bool) -> list[tuple[int, int]]:
        """One unit off the group, as (pledge, đồng); nothing when it does not have one of this kind."""
        unit = self.groups[group].unit
        parts = self.gets[group]
        if goods:
            self.move(pledge, group, -unit)
            return [(pledge, unit)]
        money = [p for p in sorted(parts, key=lambda p: (p != pledge, p)) if not self.is_goods[p]]
        if sum(parts[p] for p in money) < unit:
            return []
        taken, rest = [], unit
        for giver in money:
            part = min(rest, parts[giver])
            if part:
                taken.append((giver, part))
                rest -= part
        for giver, value in taken:
            self.move(giver, group, -value)
        return taken

    def _refill(self, open_units: dict[int, list[list[int]]], *groups: int) -> None:
        """What an exchange left over, to the group that gave way or to its neighbours."""
        near = sorted({g for group in groups for p in self.numbers(group)[:8] for g in self.given.get(p, ())})
        for group in [*reversed(groups), *near[:40]]:
            row = next((row for row in open_units[group] if row[2] < row[1]), None)
            if row is not None and self._bring(group):
                row[2] += 1
                self.units[group] += 1

    def _shift(self, path: list[tuple[int, int]], amount: int) -> None:
        for index, (pledge, group) in enumerate(path):
            self.move(pledge, group, amount if index % 2 == 0 else -amount)

    def _path(
        self, starts: list[int], group: int, *, goods: bool
    ) -> tuple[list[tuple[int, int]] | None, Collection[int]]:
        """A shortest chain from the group to a pledge with something left, and the pledges looked at."""
        came: dict[int, tuple[int, int] | None] = dict.fromkeys(starts)
        queue = deque(starts)
        masks = self._masks[goods]
        new = ~self._bits(starts)  # pledges not come to yet, a bit each
        while queue:
            pledge = queue.popleft()
            self.steps += 1
            if self.left[pledge]:
                return self._walk(pledge, came, group), ()
            for other in self.given.get(pledge, ()):
                mask = masks.get(other)
                if mask is None:
                    mask = masks[other] = self._bits(self._side(other, goods=goods))
                if not mask & new:
                    continue
                new &= ~mask
                side = self._side(other, goods=goods)
                self.steps += len(side) // 8
                for second in side:
                    if second not in came:
                        came[second] = (pledge, other)
                        queue.append(second)
        return None, came

    @staticmethod
    def _walk(end: int, came: dict[int, tuple[int, int] | None], group: int) -> list[tuple[int, int]]:
        steps: list[tuple[int, int]] = []
        here = end
        while True:
            before = came[here]
            if before is None:
                steps.append((here, group))
                break
            pledge, other = before
            steps += [(here, other), (pledge, other)]
            here = pledge
        steps.reverse()
        return steps
