"""The tree of units through time, held in memory: whom a unit covers on a day.

There are a few hundred units and they change once in years, so the map is read once per process and
refreshed when the table's version (kept in the cache) moves.
"""

import datetime
from collections import defaultdict
from functools import lru_cache
from typing import NamedTuple

from django.core.cache import cache

VERSION_KEY = "areas:version"


class Unit(NamedTuple):
    """One row of the map; ``upper`` is exclusive."""

    pk: int
    path: str
    level: str
    lower: datetime.date
    upper: datetime.date | None

    def in_force(self, day: datetime.date) -> bool:
        return self.lower <= day and (self.upper is None or day < self.upper)


class UnitMap:
    """Covers: a unit on a day answers for the units below it, and for all those they succeeded."""

    def __init__(self) -> None:
        from lao_cai_support.areas.models import AdministrativeUnit, Succession

        rows = AdministrativeUnit.objects.values_list("pk", "path", "level", "valid")
        self.units = {pk: Unit(pk, path, level, valid.lower, valid.upper) for pk, path, level, valid in rows}
        self.predecessors: dict[int, set[int]] = defaultdict(set)
        self.successors: dict[int, set[int]] = defaultdict(set)
        # Only a whole succession hands over the whole file; of a part, a person moves village by village.
        for before, after in Succession.objects.filter(whole=True).values_list("predecessor_id", "successor_id"):
            self.predecessors[after].add(before)
            self.successors[before].add(after)

    def standing(self, pk: int, day: datetime.date) -> set[int]:
        """The units that stand for this one on the day: itself, or its successors when it has ended."""
        found: set[int] = set()
        queue = [pk]
        seen: set[int] = set()
        while queue:
            current = queue.pop()
            if current in seen or current not in self.units:
                continue
            seen.add(current)
            unit = self.units[current]
            if unit.in_force(day) or unit.lower > day:
                found.add(current)
            else:
                queue.extend(self.successors[current])
        return found

    def itself(self, pk: int, day: datetime.date) -> frozenset[int]:
        """The unit (or its successors) and all their predecessors, without what lies below them."""
        result: set[int] = set()
        queue = list(self.standing(pk, day))
        while queue:
            current = queue.pop()
            if current not in result:
                result.add(current)
                queue.extend(self.predecessors[current])
        return frozenset(result)

    def covered(self, pk: int, day: datetime.date) -> frozenset[int]:
        """Every unit, of any time, whose files this unit answers for on the day.

        The unit (or its successors), all below it in force on the day, and all their predecessors with what
        lay below those while they stood.
        """
        result: set[int] = set()
        queue = list(self.standing(pk, day))
        while queue:
            current = queue.pop()
            if current in result:
                continue
            result.add(current)
            unit = self.units[current]
            prefix = unit.path + "."
            queue.extend(
                other.pk
                for other in self.units.values()
                if other.path.startswith(prefix) and _overlap(unit, other) and other.pk not in result
            )
            queue.extend(self.predecessors[current] - result)
        return frozenset(result)


def _overlap(a: Unit, b: Unit) -> bool:
    return (b.upper is None or a.lower < b.upper) and (a.upper is None or b.lower < a.upper)


@lru_cache(maxsize=2)
def _map(version: int) -> UnitMap:
    return UnitMap()


@lru_cache(maxsize=4096)
def _covered(version: int, pk: int, day: datetime.date) -> frozenset[int]:
    return _map(version).covered(pk, day)


def covered_units(pk: int, day: datetime.date) -> frozenset[int]:
    """Ids of the units covered by unit ``pk`` on ``day`` (see UnitMap.covered)."""
    return _covered(_version(), pk, day)


def unit_itself(pk: int, day: datetime.date) -> frozenset[int]:
    """Ids of the unit through time, nothing below it (see UnitMap.itself)."""
    return _map(_version()).itself(pk, day)


def units_changed() -> None:
    """Tell every process that units or successions were written."""
    cache.set(VERSION_KEY, _version() + 1, None)


def forget() -> None:
    """Drop this process's copy (tests, whose rows come and go without a new version)."""
    _map.cache_clear()
    _covered.cache_clear()


def _version() -> int:
    return cache.get_or_set(VERSION_KEY, 1, None) or 1
