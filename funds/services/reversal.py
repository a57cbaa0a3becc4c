"""Acts on wrong entries: asked for with a reason, turned back by a second person (I23)."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from donors.services.pledge import reopen_pledge
from funds.ledger.post import reverse
from funds.models import Fund, JournalEntry, Reversal
from funds.models.reversal import ReversalState
from funds.services.received import received_all
from lao_cai_support.accounts.rights import require
from lao_cai_support.audit.services import record
from lao_cai_support.web.clock import today
from lao_cai_support.web.errors import Refusal

# What has papers of its own on both sides (sheets, transfers, shares) is corrected there, not by turning one entry.
REVERSIBLE = frozenset({"money_in", "money_out", "goods_in"})


def may_be_reversed(entry: JournalEntry) -> bool:
    """Whether the entry is of a kind that is corrected by turning it back, and nobody did or asked yet."""
    return (
        entry.event in REVERSIBLE
        and entry.reverses_id is None
        and not entry.reversals.exclude(state=ReversalState.REFUSED).exists()
    )


@transaction.atomic
def ask_reversal(*, user: Any, entry: JournalEntry, reason: str) -> Reversal:
    """Ask that a wrong entry be turned back. Raises Refusal when it cannot be, or the reason is missing."""
    require(user, "vouchers.draft", unit=entry.fund.unit_id)
    if not reason.strip():
        raise Refusal(_("Hãy ghi lý do đảo bút toán."), field="reason")
    Fund.objects.select_for_update(no_key=True).get(pk=entry.fund_id)
    if entry.reverses_id:
        raise Refusal(_("Bút toán đảo không đảo lại được. Hãy lập chứng từ mới."), code="reversal")
    if entry.event not in REVERSIBLE:
        raise Refusal(
            _("Bút toán này thuộc cấp phát, điều chuyển hoặc mức quản lý. Hãy sửa ở đúng nơi đó, không đảo riêng."),
            code="elsewhere",
        )
    if not may_be_reversed(entry):
        raise Refusal(_("Bút toán này đã được đảo hoặc đang chờ duyệt đảo."), code="reversed")
    row = Reversal.objects.create(entry=entry, reason=reason.strip()[:200], asked_by=user, asked_on=today())
    record(
        user,
        "reversal.ask",
        entry.voucher or entry.fund,
        right="vouchers.draft",
        unit=entry.fund.unit_id,
        reason=reason,
    )
    return row


def _locked(reversal: Reversal, user: Any) -> Reversal:
    """The request, still open, before somebody who did not ask for it."""
    row = (
        Reversal.objects.select_for_update(of=("self",), no_key=True)
        .select_related("entry__fund", "entry__voucher__pledge")
        .get(pk=reversal.pk)
    )
    require(user, "vouchers.approve", unit=row.entry.fund.unit_id)
    if row.state != ReversalState.ASKED:
        raise Refusal(_("Đề nghị này đã được quyết định. Hãy tải lại trang."), code="decided")
    if row.asked_by_id == user.pk:
        raise Refusal(_("Người đề nghị không được tự duyệt."), code="two_people")
    return row


@transaction.atomic
def carry_out_reversal(*, user: Any, reversal: Reversal) -> Reversal:
    """Turn the entry back today. Raises Refusal when money or goods have meanwhile gone on, or the year is closed."""
    row = _locked(reversal, user)
    row.made = reverse(entry=row.entry, day=max(today(), row.entry.day), reason=row.reason, user=user)
    row.state, row.decided_by, row.decided_on = ReversalState.DONE, user, today()
    row.save()
    fund = row.entry.fund
    pledge = row.entry.voucher.pledge if row.entry.voucher else None
    if pledge and not received_all(pledge):
        reopen_pledge(user=user, pledge=pledge, reason=row.reason)
    record(
        user, "reversal.done", row.entry.voucher or fund, right="vouchers.approve", unit=fund.unit_id, reason=row.reason
    )
    return row


@transaction.atomic
def refuse_reversal(*, user: Any, reversal: Reversal, reason: str) -> Reversal:
    """Let the entry stand, and say why."""
    row = _locked(reversal, user)
    if not reason.strip():
        raise Refusal(_("Hãy ghi lý do không đảo."), field="reason")
    row.state, row.decided_by, row.decided_on = ReversalState.REFUSED, user, today()
    row.answer = reason.strip()[:300]
    row.save()
    fund = row.entry.fund
    record(
        user, "reversal.refuse", row.entry.voucher or fund, right="vouchers.approve", unit=fund.unit_id, reason=reason
    )
    return row
