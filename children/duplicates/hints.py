"""What a child's page says of files that may be about the same child."""

from dataclasses import dataclass
from typing import Any

from children.duplicates.explanation import in_short
from children.models import Child, DuplicatePair
from lao_cai_support.accounts.rights import can


@dataclass(frozen=True)
class Hint:
    """Another file like this one. Who may not open it learns its commune alone."""

    pair: DuplicatePair
    other: Child
    why: str
    may_open: bool
    may_decide: bool


def hints(child: Child, user: Any) -> list[Hint]:
    """The pairs of the child that nobody has decided on, the likeliest first; three at most."""
    pairs = list(
        DuplicatePair.objects.of_child(child).waiting().select_related("a__unit", "b__unit").order_by("-weight")[:3]
    )
    others = [pair.b if pair.a_id == child.pk else pair.a for pair in pairs]
    keys = [other.pk for other in others]
    visible = set(Child.objects.visible_to(user).filter(pk__in=keys).values_list("pk", flat=True)) if keys else set()
    found = []
    for pair, other in zip(pairs, others, strict=True):
        may_open = other.pk in visible
        may_decide = all(can(user, "children.merge", unit=unit) for unit in (child.unit_id, other.unit_id))
        found.append(Hint(pair, other, in_short(pair.evidence), may_open, may_decide))
    return found
