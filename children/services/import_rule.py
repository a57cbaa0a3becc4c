"""Rules that a second person writes uploaded lists into the register: dated decisions of a unit, off by default."""

import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from psycopg2.extras import DateRange

from children.models import SecondPersonRule
from lao_cai_support.accounts.rights import require
from lao_cai_support.audit.services import record
from lao_cai_support.web.clock import now, today
from lao_cai_support.web.errors import Refusal

RIGHT = "imports.rule"


@transaction.atomic
def set_rule(
    *, user: Any, unit: Any, since: datetime.date, reason: str, until: datetime.date | None = None
) -> SecondPersonRule:
    """From the day on (to the last day, included) lists of the unit, and of those below, need a second person.

    Raises Refusal for a day that has passed, or when such a rule already holds then.
    """
    require(user, RIGHT, unit=unit)
    if since < today():
        raise Refusal(_("Quy định chỉ đặt được từ hôm nay trở đi."), field="since")
    if until and until < since:
        raise Refusal(_("Ngày cuối không thể trước ngày đầu."), field="until")
    end = until + datetime.timedelta(days=1) if until else None
    try:
        with transaction.atomic():
            rule = SecondPersonRule.objects.create(
                unit=unit, valid=DateRange(since, end), reason=reason, decided_by=user, decided_at=now()
            )
    except IntegrityError:
        raise Refusal(_("Đơn vị đã có quy định này trong cùng thời gian."), field="since") from None
    record(user, "import.rule", rule, right=RIGHT, unit=unit, reason=reason)
    return rule


@transaction.atomic
def end_rule(*, user: Any, rule: SecondPersonRule) -> SecondPersonRule:
    """The rule holds until today, today included; one that has not begun is gone (the log keeps both acts)."""
    row = SecondPersonRule.objects.select_for_update(no_key=True).get(pk=rule.pk)
    require(user, RIGHT, unit=row.unit_id)
    day = today()
    if row.valid.upper and row.valid.upper <= day + datetime.timedelta(days=1):
        raise Refusal(_("Quy định này đã hết hiệu lực."))
    record(user, "import.rule_end", row, right=RIGHT, unit=row.unit_id)
    if row.valid.lower <= day:
        row.valid = DateRange(row.valid.lower, day + datetime.timedelta(days=1))
        row.save(update_fields=["valid"])
    else:
        row.delete()
    return row
