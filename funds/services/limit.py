"""Who may decide on which amount: dated settings of a fund (domain/funds 1.4; I7)."""

import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from psycopg2.extras import DateRange

from funds.models import ApprovalLimit, Fund
from funds.models.fund import Decider
from lao_cai_support.accounts.rights import require
from lao_cai_support.audit.services import record
from lao_cai_support.web.clock import today
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.money import format_vnd

FARTHEST = datetime.timedelta(days=366)  # ahead of today: further is a slip of the pen


def check_decider(fund: Fund, *, decided_by: str, amount: int, day: datetime.date) -> None:
    """Raises Refusal when limits are in force on the day and who decided may not decide on the amount."""
    limits = {row.decider: row for row in fund.limits.filter(valid__contains=day)}
    if not limits:
        return
    own = limits.get(decided_by)
    if own is None:
        raise Refusal(
            _("%(who)s không có quyền quyết định chi của quỹ này vào ngày đó.") % {"who": Decider(decided_by).label},
            field="decided_by",
        )
    if own.amount_to is not None and amount > own.amount_to:
        told = {"who": Decider(decided_by).label, "most": format_vnd(own.amount_to)}
        raise Refusal(
            _("%(who)s chỉ được quyết định chi đến %(most)s. Hãy trình người có quyền cao hơn.") % told,
            field="decided_by",
        )


@transaction.atomic
def set_limit(
    *, user: Any, fund: Fund, decider: str, amount_to: int | None, decision_no: str, from_day: datetime.date
) -> ApprovalLimit:
    """A limit in đồng (None: any amount) from a day on; the one before ends the day before.

    Raises Refusal for a day before the limit that is in force began, and for days whose payments are already approved.
    """
    require(user, "vouchers.approve", unit=fund.unit_id)
    Fund.objects.select_for_update(no_key=True).get(pk=fund.pk)
    if amount_to is not None and amount_to <= 0:
        raise Refusal(_("Số tiền phải lớn hơn 0."), field="amount_to")
    if from_day < today():
        raise Refusal(_("Hạn mức mới chỉ áp dụng từ hôm nay trở đi."), field="from_day")
    if from_day > today() + FARTHEST:
        raise Refusal(_("Ngày này quá xa. Hãy kiểm tra lại năm."), field="from_day", code="far")
    if fund.limits.filter(decider=decider, valid__startswith__gte=from_day).exists():
        raise Refusal(_("Đã có hạn mức của người này từ ngày đó hoặc sau đó."), field="from_day")
    _end(fund, decider, from_day)
    row = ApprovalLimit.objects.create(
        fund=fund, decider=decider, amount_to=amount_to, decision_no=decision_no, valid=DateRange(from_day, None)
    )
    record(user, "fund.limit", fund, right="vouchers.approve", unit=fund.unit_id, decider=decider, amount=amount_to)
    return row


@transaction.atomic
def end_limit(*, user: Any, limit: ApprovalLimit) -> ApprovalLimit:
    """The limit holds for the last time today."""
    require(user, "vouchers.approve", unit=limit.fund.unit_id)
    row = ApprovalLimit.objects.select_for_update(no_key=True).get(pk=limit.pk)
    if row.valid.upper is not None:
        raise Refusal(_("Hạn mức này đã kết thúc."))
    row.valid = DateRange(row.valid.lower, max(today(), row.valid.lower) + datetime.timedelta(days=1))
    row.save(update_fields=["valid"])
    record(user, "fund.limit_end", row.fund, right="vouchers.approve", unit=row.fund.unit_id, decider=row.decider)
    return row


def _end(fund: Fund, decider: str, day: datetime.date) -> None:
    for row in fund.limits.filter(decider=decider, valid__endswith=None):
        row.valid = DateRange(row.valid.lower, day)
        row.save(update_fields=["valid"])
