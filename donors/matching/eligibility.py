"""Which pledge may serve which need, and if not, why; and which needs are alike in that."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from donors.matching.memory import uncollected
from donors.matching.problem import BadProblem, Need, Only, Pledge, Problem

Kind = tuple[str, str]  # item code and size
REMEMBERED = 8_000_000  # pledges in the lists that are kept at hand; more would cost more memory than time


@dataclass(frozen=True, slots=True)
class Suiting:
    """The pledges that groups of needs have in common, tightest first."""

    all: list[int]
    goods: list[int]
    money: list[int]


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
    suiting: Suiting | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A pledge where its earmark enters the tree of places, for one kind."""

    pledge: int
    filter: int  # the bit of its restriction on children; 0 for none
    day: int  # its place among the days of this kind's pledges


class Eligibility:
    """The groups of needs, and the pledges of each; pledges are counted in the order of their ids."""

    @uncollected()
    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.pledges: list[Pledge] = sorted(problem.pledges.values(), key=lambda p: p.id)
        self.index = {pledge.id: number for number, pledge in enumerate(self.pledges)}
        self.entries: dict[tuple[str, Kind], list[Entry]] = defaultdict(list)
        self._masks: dict[Kind, int] = {}
        self._days: dict[Kind, list[Any]] = {}
        self._found: dict[tuple[str, Kind, int, int], tuple[int, ...]] = {}
        self._shared: dict[tuple[Any, ...], Suiting] = {}
        self._room = REMEMBERED
        self._entered: dict[tuple[str, Kind], str] = {}
        self._banned: dict[int, set[str]] = defaultdict(set)
        for pledge_id, place in problem.forbidden_places:
            self._banned[self.index[pledge_id]].add(place)
        self.direct = frozenset(self._banned)
        self._enter()
        self._group_of: dict[str, Group] = {}
        self.groups = self._make_groups()
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
        return self._group_of[need.id]

    def of(self, need: Need) -> tuple[str, ...]:
        """Ids of the pledges that may serve the need: goods first, then those that can go to the fewest needs."""
        return tuple(self.pledges[number].id for number in self.numbers(self.group(need)))

    def numbers(self, group: Group) -> list[int]:
        """The pledges of a group, tightest first."""
        return self.suiting(group).all

    def suiting(self, group: Group) -> Suiting:
        """The same, by form; one object for all groups that have the same above them."""
        if group.suiting is not None:
            return group.suiting
        place = group.place if self.direct else self._entry(group.place, group.kind)
        key = place, group.kind, group.profile, group.rank, group.single
        found = self._shared.get(key)
        if found is None:
            every = sorted(self._suiting(group), key=self.tightness.__getitem__)
            goods = [number for number in every if self.pledges[number].goods]
            found = Suiting(every, goods, [number for number in every if not self.pledges[number].goods])
            if self._room < len(every):
                return found
            self._room -= len(every)
            self._shared[key] = found
        group.suiting = found
        return found

    def _entry(self, place: str, kind: Kind) -> str:
        """The lowest place at or above this one where a pledge for the kind enters."""
        at = place, kind
        found = self._entered.get(at)
        if found is None:
            above = self.problem.ancestors[place]
            found = self._entered[at] = next((up for up in above if (up, kind) in self.entries), "")
        return found

    def choice(self, group: Group) -> int:
        """How many pledges suit the group."""
        if self.direct or group.single:
            return len(self.numbers(group))
        above = self.problem.ancestors[group.place]
        return sum(len(self.entering(place, group.kind, group.profile, group.rank)) for place in above)

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

    def within(self, active: list[int], groups: list[Group]) -> "Eligibility":
        """The same for some of the groups and of the pledges (in the order of their ids), which are counted anew."""
        part: Eligibility = object.__new__(Eligibility)
        part.problem, part.groups = self.problem, groups
        part.pledges = [self.pledges[number] for number in active]
        part.index = {pledge.id: number for number, pledge in enumerate(part.pledges)}
        part.tightness = {
            number: turn
            for turn, number in enumerate(sorted(range(len(active)), key=lambda n: self.tightness[active[n]]))
        }
        anew = {old: number for number, old in enumerate(active)}
        part.entries = defaultdict(list)
        for at, entries in self.entries.items():
            kept = [Entry(anew[e.pledge], e.filter, e.day) for e in entries if e.pledge in anew]
            if kept:
                part.entries[at] = kept
        part._banned = defaultdict(set, {anew[old]: places for old, places in self._banned.items() if old in anew})
        part.direct = frozenset(part._banned)
        part._found, part._shared, part._entered, part._room = {}, {}, {}, REMEMBERED
        part._group_of = self._group_of
        return part

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

    def _make_groups(self) -> list[Group]:
        groups: dict[tuple[Any, ...], Group] = {}
        kinds = {kind: kind for kind in self._masks}  # equal kinds are one object
        forbidden = {need for _pledge, need in self.problem.forbidden_needs}
        profiles: dict[tuple[Any, ...], int] = {}
        for need in self.problem.needs.values():
            about = (need.sex, need.age, need.ethnic_group, need.circumstances)
            profile = profiles.get(about)
            if profile is None:
                profile = profiles[about] = sum(bit for only, bit in self.filters.items() if _suits_child(only, need))
            kind = need.item.code, need.size
            kind = kinds.setdefault(kind, kind)
            key = (
                need.place,
                kind,
                profile & self._masks.get(kind, 0),
                bisect_right(self._days.get(kind, []), need.needed_by),
                need.id if need.id in forbidden else "",
            )
            group = groups.get(key)
            if group is None:
                group = groups[key] = Group(*key, need.item.unit_value)
            group.needs.append(need)
            self._group_of[need.id] = group
        return [groups[key] for key in sorted(groups)]

    def _reach(self) -> dict[str, int]:
        """The value of the needs that each pledge could go to."""
        below: dict[tuple[str, Kind, int, int], int] = defaultdict(int)
        reach: dict[str, int] = defaultdict(int)
        for group in self.groups:
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
                for group in self.groups
                if not group.single
                and not self._banned[number].isdisjoint(self.problem.ancestors[group.place])
                and any(
                    number in self.entering(place, group.kind, group.profile, group.rank)
                    for place in self.problem.ancestors[group.place]
                )
            )
        return {pledge: value for pledge, value in reach.items() if value}
