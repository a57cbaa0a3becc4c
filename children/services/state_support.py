"""What the State gives a child already in an area of support, told beside a need."""

import datetime
from dataclasses import dataclass

from children.models import Assistance, Child, Item, StateSupport
from children.models.child import Boarding
from children.services.known import known_facts


@dataclass(frozen=True)
class Given:
    """One entitlement; ``certain`` when the child's file says that it runs (an assistance, an insurance card)."""

    words: str
    law: str
    certain: bool


def state_support(child: Child, item: Item, day: datetime.date) -> list[Given]:
    """What runs for the child, and what the child should be entitled to by age, household and place."""
    facts = known_facts([child], item.area_id, day, health=False)[child.pk]
    held = {fact for fact, yes in facts.items() if yes}
    if child.boarding in (Boarding.SEMI, Boarding.FULL):
        held.add("boarding")
    age = child.age_on(day)
    told = [
        Given(row.get_clause_display(), row.decision, certain=True)
        for row in Assistance.objects.filter(child=child, valid__contains=day)
    ]
    for row in StateSupport.objects.filter(area=item.area_id, valid__contains=day):
        if age is None or not row.least_age <= age <= row.most_age or (row.any_of and not held & set(row.any_of)):
            continue
        certain = row.code.startswith("BHYT") and bool(child.insured)
        told.append(Given(str(row), row.law, certain=certain))
    return told
