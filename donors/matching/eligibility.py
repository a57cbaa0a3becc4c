"""Which pledge may serve which need, and if not, why; and which needs are alike in that."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from donors.matching.problem import BadProblem, Need, Only, Pledge, Problem

Kind = tuple[str, str]  # item code and size
REMEMBERED = 60_000  # groups whose pledges are kept at hand; more would cost more memory than time


def obstacle(problem: Problem, pledge: Pledge, need: Need) -> str | None:
    """The first reason why the pledge may not serve the need, as a code; None when it may.

    A pledge serves a need only if it is there on or before the day it is needed. What a donor restricts must be
    known of the need: an unknown age is no match for an age limit. What the donor wants is asked first, so "late" and
    "forbidden" are said only of pledges that would suit.
    """
    only = pledge.only
    if pledge.goods and (pledge.item != need.item.code or (pledge.sizes and need.size not in pledge.sizes)):
        return "other_goods"
    if only.areas and need.item.area not in only.areas:
        return "earmark_area"
    if only.items and need.item.code not in only.items:
        return "earmark_item"
    if only.places and only.places.isdisjoint(problem.ancestors[need.place]):
        return "earmark_place"
    if not _suits_child(only, need):
        return "earmark_child"
    if pledge.available_from > need.needed_by:
        return "late"
    if (pledge.id, need.id) in problem.forbidden_needs:
        return "forbidden"
    if any((pledge.id, place) in problem.forbidden_places for place in problem.ancestors[need.place]):
        return "forbidden_place"
    return None


def _suits_child(only: Only, need: Need) -> bool:
    if only.sexes and need.sex not in only.sexes:
        return False
    if only.ethnic_groups and need.ethnic_group not in only.ethnic_groups:
        return False
    if only.circumstances and only.circumstances.isdisjoint(need.circumstances):
        return False
    if (only.age_from is not None or only.age_to is not None) and need.age is None:
        return False
    if only.age_from is not None and need.age is not None and need.age < only.age_from:
        return False
    return not (only.age_to is not None and need.age is not None and need.age > only.age_to)


def check_locks(problem: Problem) -> None:
    """Raises BadProblem for a lock that no plan may keep. Only a forbidden place gives way: the lock says more."""
    for index, (pledge, need) in enumerate(problem.locks):
        reason = obstacle(problem, problem.pledges[pledge], problem.needs[need])
        if reason not in (None, "forbidden_place"):
            raise BadProblem(f"locks[{index}]: pledge {pledge} may not serve need {need} ({reason})")


@dataclass(slots=True)
class Group:
    """Needs of one place, item and size that the same pledges may serve.

    ``profile`` has a bit for each restriction on children that its needs pass, ``rank`` counts the days of pledges of
    this kind that are early enough; ``single`` names the one need that somebody forbade a pledge for.
    """

    place: str
    kind: Kind
    profile: int
    rank: int
    single: str
    unit: int
    needs: list[Need] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Entry:
    """A pledge where its earmark enters the tree of places, for one kind."""

    pledge: int
    filter: int  # the bit of its restriction on children; 0 for none
    day: int  # its place among the days of this kind's pledges


class Eligibility:
    """The groups of needs, and the pledges of each; pledges are counted in the order of their ids."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.pledges: list[Pledge] = sorted(problem.pledges.values(), key=lambda p: p.id)
        self.index = {pledge.id: number for number, pledge in enumerate(self.pledges)}
        self.entries: dict[tuple[str, Kind], list[Entry]] = defaultdict(list)
        self._masks: dict[Kind, int] = {}
        self._days: dict[Kind, list[Any]] = {}
        self._found: dict[tuple[str, Kind, int, int], tuple[int, ...]] = {}
        self._numbers: dict[int, list[int]] = {}
        self._banned: dict[int, set[str]] = defaultdict(set)
        for pledge_id, place in problem.forbidden_places:
            self._banned[self.index[pledge_id]].add(place)
        self.direct = frozenset(self._banned)
        self._enter()
        self.groups: dict[tuple[Any, ...], Group] = {}
        self._group_of: dict[str, tuple[Any, ...]] = {}
        self._make_groups()
        self.reach = self._reach()
        self.tightness = {  # by pledge: goods first, then the fewest needs it could go to
            number: turn
            for turn, number in enumerate(
                sorted(
                    range(len(self.pledges)),
                    key=lambda n: (not self.pledges[n].goods, self.reach.get(self.pledges[n].id, 0), n),
                )
            )
        }

    def group(self, need: Need) -> Group:
        return self.groups[self._group_of[need.id]]

    def of(self, need: Need) -> tuple[str, ...]:
        """Ids of the pledges that may serve the need: goods first, then those that can go to the fewest needs."""
        return tuple(self.pledges[number].id for number in self.numbers(self.group(need)))

    def numbers(self, group: Group) -> list[int]:
        """The pledges of a group, tightest first."""
        found = self._numbers.get(id(group))
        if found is None:
            found = sorted(self._suiting(group), key=self.tightness.__getitem__)
            if len(self._numbers) < REMEMBERED:
                self._numbers[id(group)] = found
        return found

    def obstacles(self, need: Need, group: Group) -> set[str]:
        """Why pledges that would suit the need by kind, place and child may not serve it."""
        return {
            code
            for place in self.problem.ancestors[group.place]
            for entry in self.entries.get((place, group.kind), ())
            if (code := obstacle(self.problem, self.pledges[entry.pledge], need))
            in ("late", "forbidden", "forbidden_place")
        }

    def _suiting(self, group: Group) -> Iterator[int]:
        above = self.problem.ancestors[group.place]
        for place in above:
            for number in self.entering(place, group.kind, group.profile, group.rank):
                if number in self._banned and not self._banned[number].isdisjoint(above):
                    continue
                if group.single and (self.pledges[number].id, group.single) in self.problem.forbidden_needs:
                    continue
                yield number

    def entering(self, place: str, kind: Kind, profile: int, rank: int) -> tuple[int, ...]:
        """Pledges whose earmark enters exactly at the place and that suit needs of this kind, profile and rank."""
        key = place, kind, profile, rank
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = tuple(
                entry.pledge
                for entry in self.entries.get((place, kind), ())
                if entry.day < rank and (not entry.filter or entry.filter & profile)
            )
        return found

    def _enter(self) -> None:
        """Put each pledge where its earmark enters: topmost places, every kind it may go to."""
        problem = self.problem
        kinds = sorted({(need.item.code, need.size) for need in problem.needs.values()})
        roots = frozenset(place for place, parent in problem.parents.items() if parent is None)
        tops: dict[frozenset[str], list[str]] = {}
        suited: dict[tuple[Any, ...], list[Kind]] = {}
        self.filters: dict[Only, int] = {}
        days: dict[Kind, set[Any]] = defaultdict(set)
        where: list[tuple[int, int, list[str], list[Kind]]] = []
        for number, pledge in enumerate(self.pledges):
            if not pledge.capacity:
                continue
            only = pledge.only
            asked = only.places or roots
            if asked not in tops:
                tops[asked] = sorted(p for p in asked if asked.isdisjoint(problem.ancestors[p][1:]))
            key = (pledge.item, pledge.sizes, only.areas, only.items)
            if key not in suited:
                suited[key] = [
                    (item, size)
                    for item, size in kinds
                    if (pledge.item is None or pledge.item == item)
                    and (not pledge.sizes or size in pledge.sizes)
                    and (not only.areas or problem.items[item].area in only.areas)
                    and (not only.items or item in only.items)
                ]
            bit = self._bit(only)
            where.append((number, bit, tops[asked], suited[key]))
            for kind in suited[key]:
                days[kind].add(pledge.available_from)
                self._masks[kind] = self._masks.get(kind, 0) | bit
        self._days = {kind: sorted(found) for kind, found in days.items()}
        for number, bit, places, of_kinds in where:
            day = self.pledges[number].available_from
            for kind in of_kinds:
                entry = Entry(number, bit, bisect_left(self._days[kind], day))
                for place in places:
                    self.entries[place, kind].append(entry)

    def _bit(self, only: Only) -> int:
        child = Only(
            sexes=only.sexes,
            ethnic_groups=only.ethnic_groups,
            circumstances=only.circumstances,
            age_from=only.age_from,
            age_to=only.age_to,
        )
        if child == Only():
            return 0
        return self.filters.setdefault(child, 1 << len(self.filters))

    def _make_groups(self) -> None:
        forbidden = {need for _pledge, need in self.problem.forbidden_needs}
        profiles: dict[tuple[Any, ...], int] = {}
        for need in self.problem.needs.values():
            about = (need.sex, need.age, need.ethnic_group, need.circumstances)
            profile = profiles.get(about)
            if profile is None:
                profile = profiles[about] = sum(bit for only, bit in self.filters.items() if _suits_child(only, need))
            kind = (need.item.code, need.size)
            key = (
                need.place,
                kind,
                profile & self._masks.get(kind, 0),
                bisect_right(self._days.get(kind, []), need.needed_by),
                need.id if need.id in forbidden else "",
            )
            group = self.groups.get(key)
            if group is None:
                group = self.groups[key] = Group(*key, need.item.unit_value)
            group.needs.append(need)
            self._group_of[need.id] = key

    def _reach(self) -> dict[str, int]:
        """The value of the needs that each pledge could go to."""
        below: dict[tuple[str, Kind, int, int], int] = defaultdict(int)
        reach: dict[str, int] = defaultdict(int)
        for group in self.groups.values():
            value = sum(need.value for need in group.needs)
            if group.single:
                for number in self._suiting(group):
                    reach[self.pledges[number].id] += value
                continue
            for place in self.problem.ancestors[group.place]:
                if (place, group.kind) in self.entries:
                    below[place, group.kind, group.profile, group.rank] += value
        for key, value in below.items():
            for number in self.entering(*key):
                reach[self.pledges[number].id] += value
        for number in self.direct:  # what a forbidden place takes away was counted with the rest
            reach[self.pledges[number].id] -= sum(
                sum(need.value for need in group.needs)
                for group in self.groups.values()
                if not group.single
                and not self._banned[number].isdisjoint(self.problem.ancestors[group.place])
                and any(
                    number in self.entering(place, group.kind, group.profile, group.rank)
                    for place in self.problem.ancestors[group.place]
                )
            )
        return {pledge: value for pledge, value in reach.items() if value}
