"""Needs as the communes assessed and approved them: each with its assessment and its lines in the history."""

import datetime
import random
from collections.abc import Callable, Iterable
from typing import Any

from psycopg2.extras import DateRange

from children.models import Assessment, AssessmentForm, Child, Item, Need
from children.scoring import score
from children.services.need import VALID_DAYS, unit_value
from lao_cai_support.areas.models import School
from lao_cai_support.audit.models import Act
from lao_cai_support.web.clock import moment

APPROVED_AFTER, PUBLISHED_AFTER = datetime.timedelta(days=4), datetime.timedelta(days=6)
Deadline = Callable[[Any], datetime.date]


def size_of(item: Item, age: int) -> str:
    """A size that fits the age: clothes by height, shoes by their European number."""
    if item.size_kind == "cloth":
        return str(min(170, max(80, 80 + (age - 1) * 6 // 10 * 10)))
    if item.size_kind == "shoe":
        return str(min(42, max(20, 20 + age + age // 3)))
    if item.size_kind == "sml":
        return "S" if age < 6 else "M" if age < 11 else "L"
    return ""


class Needs:
    """Writes needs in bulk. ``people`` is commune id → (officer, leader)."""

    def __init__(self, rng: random.Random, people: dict[int, tuple[Any, Any]], publisher: Any) -> None:
        self.rng, self.people, self.publisher = rng, people, publisher
        self.forms = {form.area_id: form for form in AssessmentForm.objects.filter(version=1)}

    def of_children(
        self, code: str, children: Iterable[Child], *, asked: datetime.date, until: Deadline, state: str = "published"
    ) -> list[Need]:
        """One piece of the item for each child, needed by ``until(unit)``."""
        item = Item.objects.get(code=code)
        needs = []
        for child in children:
            size = size_of(item, asked.year - child.birth_year)
            whom = {"child": child, "unit": child.unit, "village_id": child.village_id, "school_id": child.school_id}
            needs.append(self._need(item, whom, 1, size=size, asked=asked, until=until, state=state))
        return self._write(needs, asked)

    def of_classes(
        self,
        code: str,
        schools: Iterable[School],
        *,
        each: int,
        asked: datetime.date,
        until: Deadline,
        state: str = "published",
    ) -> list[Need]:
        """For one class of each school, ``each`` pieces a child."""
        item = Item.objects.get(code=code)
        needs = []
        for school in schools:
            heads = self.rng.randint(14, 28)
            name = (
                f"Lớp mẫu giáo {self.rng.choice('345')} tuổi"
                if school.level == "preschool"
                else f"Lớp {self.rng.randint(1, 5)}A"
            )
            whom = {"group_name": name, "head_count": heads, "school": school, "unit": school.unit}
            needs.append(self._need(item, whom, heads * each, size="", asked=asked, until=until, state=state))
        return self._write(needs, asked)

    def _need(
        self,
        item: Item,
        whom: dict[str, Any],
        quantity: int,
        *,
        size: str,
        asked: datetime.date,
        until: Deadline,
        state: str,
    ) -> Need:
        form = self.forms[item.area_id]
        answers = {question["key"]: self.rng.random() < 0.45 for question in form.questions}
        points, priority, reasons = score(form.questions, form.scoring, answers)
        officer, leader = self.people[whom["unit"].pk]
        assessment = Assessment(
            form=form,
            unit=whom["unit"],
            child=whom.get("child"),
            group_name=whom.get("group_name", ""),
            head_count=whom.get("head_count", 1),
            school=whom.get("school"),
            answers=answers,
            score=points,
            priority=priority,
            reasons=reasons,
            valid=DateRange(asked, asked + datetime.timedelta(days=VALID_DAYS)),
            assessed_by=officer,
            assessed_on=asked,
        )
        return Need(
            assessment=assessment,
            item=item,
            size=size,
            quantity=quantity,
            unit_value=unit_value(item, asked),
            priority=priority,
            reasons=reasons,
            needed_by=until(whom["unit"]),
            waiting_since=asked,
            state=state,
            assessed_by=officer,
            approved_by=leader if state != "open" else None,
            approved_on=asked + APPROVED_AFTER if state != "open" else None,
            **whom,
        )

    def _write(self, needs: list[Need], asked: datetime.date) -> list[Need]:
        Assessment.objects.bulk_create([need.assessment for need in needs if need.assessment], batch_size=2000)
        Need.objects.bulk_create(needs, batch_size=2000)
        steps: list[tuple[str, str, datetime.date, Callable[[Need], Any]]] = [
            ("open", "need.assess", asked, lambda need: need.assessed_by),
            ("approved", "need.approve", asked + APPROVED_AFTER, lambda need: need.approved_by),
            ("published", "need.publish", asked + PUBLISHED_AFTER, lambda need: self.publisher),
        ]
        reached = {"open": 1, "approved": 2, "published": 3}
        Act.objects.bulk_create(
            (
                Act(
                    at=moment(day),
                    user=who(need),
                    act=act,
                    object_type="children.need",
                    object_code=need.code,
                    unit=need.unit,
                )
                for index, (_state, act, day, who) in enumerate(steps)
                for need in needs
                if index < reached[need.state]
            ),
            batch_size=2000,
        )
        return needs
