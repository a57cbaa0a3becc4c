"""What the State gives a child already in an area of support, told beside a need; the list of it, kept up to date."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from psycopg2.extras import DateRange

from children.models import Assistance, Child, Item, StateSupport, SupportArea
from children.models.child import Boarding
from children.services.known import known_facts
from lao_cai_support.accounts.rights import require
from lao_cai_support.audit.services import record
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.text import nfc

RIGHT = "forms.edit"


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


@transaction.atomic
def add_support(
    *,
    user: Any,
    area: SupportArea,
    name_vi: str,
    name_en: str,
    law: str,
    least_age: int,
    most_age: int,
    any_of: Sequence[str],
    valid_from: datetime.date,
) -> StateSupport:
    """Add an entitlement with its law: full ages, circumstances of which one is enough. Raises Refusal at the field."""
    require(user, RIGHT)
    SupportArea.objects.select_for_update(no_key=True).order_by("pk").first()  # codes are numbered one after the other
    if least_age > most_age:
        raise Refusal(_("Tuổi đầu không được lớn hơn tuổi cuối."), field="most_age")
    if StateSupport.objects.filter(area=area, name_vi=nfc(name_vi), law=nfc(law), valid__endswith=None).exists():
        raise Refusal(_("Chế độ này đã có trong danh mục."), field="name_vi")
    numbers = StateSupport.objects.filter(pk__regex=r"^T[0-9]{3}$").order_by("-pk").values_list("pk", flat=True)
    made = StateSupport.objects.create(
        code=f"T{int((numbers.first() or 'T000')[1:]) + 1:03}",
        area=area,
        name_vi=nfc(name_vi),
        name_en=nfc(name_en),
        law=nfc(law),
        least_age=least_age,
        most_age=most_age,
        any_of=list(any_of),
        valid=DateRange(valid_from, None),
        changed_by=user,
    )
    record(user, "state_support.add", made, right=RIGHT, area=area.pk)
    return made


@transaction.atomic
def end_support(*, user: Any, row: StateSupport, last_day: datetime.date, reason: str) -> StateSupport:
    """Say on which day an entitlement is given for the last time, and by what. Raises Refusal at the field."""
    require(user, RIGHT)
    row = StateSupport.objects.select_for_update(of=("self",), no_key=True).get(pk=row.pk)
    if not reason.strip():
        raise Refusal(_("Hãy ghi căn cứ: văn bản nào thay thế hoặc bãi bỏ."), field="reason")
    if last_day < row.valid.lower:
        raise Refusal(_("Ngày cuối không thể trước ngày bắt đầu."), field="last_day")
    row.valid = DateRange(row.valid.lower, last_day + datetime.timedelta(days=1))
    row.changed_by = user
    row.save(update_fields=["valid", "changed_by"])
    record(user, "state_support.end", row, right=RIGHT, reason=nfc(reason.strip()), last_day=last_day.isoformat())
    return row
