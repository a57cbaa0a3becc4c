"""Which pledge may serve which need, and if not, why."""

from donors.matching.problem import BadProblem, Need, Pledge, Problem


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
    if only.sexes and need.sex not in only.sexes:
        return "earmark_child"
    if only.ethnic_groups and need.ethnic_group not in only.ethnic_groups:
        return "earmark_child"
    if only.circumstances and only.circumstances.isdisjoint(need.circumstances):
        return "earmark_child"
    if (only.age_from is not None or only.age_to is not None) and need.age is None:
        return "earmark_child"
    if only.age_from is not None and need.age is not None and need.age < only.age_from:
        return "earmark_child"
    if only.age_to is not None and need.age is not None and need.age > only.age_to:
        return "earmark_child"
    if pledge.available_from > need.needed_by:
        return "late"
    if (pledge.id, need.id) in problem.forbidden_needs:
        return "forbidden"
    if any((pledge.id, place) in problem.forbidden_places for place in problem.ancestors[need.place]):
        return "forbidden_place"
    return None


def check_locks(problem: Problem) -> None:
    """Raises BadProblem for a lock that no plan may keep. Only a forbidden place gives way: the lock says more."""
    for index, (pledge, need) in enumerate(problem.locks):
        reason = obstacle(problem, problem.pledges[pledge], problem.needs[need])
        if reason not in (None, "forbidden_place"):
            raise BadProblem(f"locks[{index}]: pledge {pledge} may not serve need {need} ({reason})")


class Eligibility:
    """The eligible pledges of every need, tightest first; needs alike share one answer."""

    def __init__(self, problem: Problem) -> None:
        self._of: dict[str, tuple[str, ...]] = {}
        forbidden = {need for _pledge, need in problem.forbidden_needs}
        by_class: dict[tuple[object, ...], list[Need]] = {}
        for need in problem.needs.values():
            by_class.setdefault((*_class(need), need.id if need.id in forbidden else ""), []).append(need)
        answers = {
            key: [p for p in problem.pledges.values() if p.capacity and obstacle(problem, p, needs[0]) is None]
            for key, needs in by_class.items()
        }
        reach: dict[str, int] = {}
        for key, needs in by_class.items():
            for pledge in answers[key]:
                reach[pledge.id] = reach.get(pledge.id, 0) + sum(need.value for need in needs)
        self.reach = reach
        for key, needs in by_class.items():
            ordered = tuple(p.id for p in sorted(answers[key], key=lambda p: (not p.goods, reach[p.id], p.id)))
            for need in needs:
                self._of[need.id] = ordered

    def of(self, need: Need) -> tuple[str, ...]:
        """Ids of the pledges that may serve the need: goods first, then those that can go to the fewest needs."""
        return self._of[need.id]


def _class(need: Need) -> tuple[object, ...]:
    return (
        need.place,
        need.item.code,
        need.size,
        need.needed_by,
        need.sex,
        need.age,
        need.ethnic_group,
        need.circumstances,
    )
