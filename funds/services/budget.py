"""Acts on the state budget's management money: estimate, appraisal, assignment, execution, settlement (domain/funds 3.5).

The fund drafts and its chair submits; the finance office appraises; what was assigned is spent by papers of three people.
"""

import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from funds.ledger.budget import enter, over
from funds.models import BudgetDecision, BudgetEntry, BudgetEstimate, BudgetLine, Fund, FundPlace, Voucher
from funds.models.budget import ESTIMATE_MOVES, WRITABLE, BudgetEvent, EstimateState
from funds.models.voucher import VoucherKind
from funds.services.voucher import check_day, drafted
from lao_cai_support.accounts.rights import require
from lao_cai_support.audit.services import record
from lao_cai_support.web.clock import today
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.money import MAX_VND, format_vnd
from lao_cai_support.web.states import check_move

_LABELS = dict(EstimateState.choices)


def _locked(estimate: BudgetEstimate) -> BudgetEstimate:
    return (
        BudgetEstimate.objects.select_for_update(of=("self",), no_key=True)
        .select_related("fund__unit")
        .get(pk=estimate.pk)
    )


@transaction.atomic
def draft_estimate(*, user: Any, fund: Fund, year: int, source: Any, grounds: str) -> BudgetEstimate:
    """Open the estimate of a year (this one or the next) from one source of the budget (T12 to T15)."""
    require(user, "vouchers.draft", unit=fund.unit_id)
    if not grounds.strip():
        raise Refusal(_("Hãy ghi căn cứ lập dự toán."), field="grounds")
    try:
        with transaction.atomic():
            row = BudgetEstimate.objects.create(
                fund=fund, year=year, source=source, grounds=grounds.strip(), drafted_by=user, drafted_on=today()
            )
    except IntegrityError:
        raise Refusal(_("Năm này đã có dự toán của nguồn kinh phí đó."), field="source") from None
    record(user, "budget.draft", row, right="vouchers.draft", unit=fund.unit_id, year=year)
    return row


@transaction.atomic
def add_line(*, user: Any, estimate: BudgetEstimate, **line: Any) -> BudgetLine:
    """Add an item: ``item``, ``content``, ``norm``, ``unit``, ``quantity``, ``unit_price`` (đồng for a unit)."""
    row = _locked(estimate)
    require(user, "vouchers.draft", unit=row.fund.unit_id)
    _writable(row)
    if line["quantity"] * line["unit_price"] > MAX_VND:
        raise Refusal(_("Số tiền quá lớn. Hãy kiểm tra lại số chữ số."), field="unit_price")
    made = BudgetLine.objects.create(estimate=row, **line)
    record(user, "budget.line", row, right="vouchers.draft", unit=row.fund.unit_id, amount=made.requested)
    return made


@transaction.atomic
def remove_line(*, user: Any, line: BudgetLine) -> None:
    row = _locked(line.estimate)
    require(user, "vouchers.draft", unit=row.fund.unit_id)
    _writable(row)
    amount = line.requested
    line.delete()
    record(user, "budget.line_removed", row, right="vouchers.draft", unit=row.fund.unit_id, amount=amount)


def _writable(row: BudgetEstimate) -> None:
    if row.state not in WRITABLE:
        raise Refusal(_("Dự toán đã trình không sửa được. Cơ quan tài chính có thể trả lại để bổ sung."), code="move")


@transaction.atomic
def submit_estimate(*, user: Any, estimate: BudgetEstimate) -> BudgetEstimate:
    """The chair hands the estimate in for appraisal; never who drafted it."""
    row = _locked(estimate)
    require(user, "vouchers.approve", unit=row.fund.unit_id)
    check_move(ESTIMATE_MOVES, row.state, EstimateState.SUBMITTED, labels=_LABELS)
    if row.drafted_by_id == user.pk:
        raise Refusal(_("Người lập dự toán không được tự trình."), code="two_people")
    if not row.lines.exists():
        raise Refusal(_("Dự toán cần ít nhất một dòng."), code="empty")
    row.state, row.submitted_by, row.submitted_on = EstimateState.SUBMITTED, user, today()
    row.save(update_fields=["state", "submitted_by", "submitted_on"])
    record(user, "budget.submit", row, right="vouchers.approve", unit=row.fund.unit_id)
    return row


@transaction.atomic
def return_estimate(*, user: Any, estimate: BudgetEstimate, reason: str) -> BudgetEstimate:
    """The finance office asks for more before it appraises."""
    row = _locked(estimate)
    require(user, "budgets.appraise", unit=row.fund.unit_id)
    check_move(ESTIMATE_MOVES, row.state, EstimateState.RETURNED, labels=_LABELS)
    if not reason.strip():
        raise Refusal(_("Hãy ghi nội dung cần bổ sung."), field="reason")
    row.state, row.returned_for = EstimateState.RETURNED, reason.strip()
    row.save(update_fields=["state", "returned_for"])
    record(user, "budget.return", row, right="budgets.appraise", unit=row.fund.unit_id, reason=row.returned_for)
    return row


@transaction.atomic
def appraise_estimate(
    *,
    user: Any,
    estimate: BudgetEstimate,
    number: str,
    appraised_on: datetime.date,
    amounts: dict[int, tuple[int, str]],
) -> BudgetEstimate:
    """The finance office appraises each line; ``amounts`` is line id → (đồng, reason of a cut)."""
    row = _locked(estimate)
    require(user, "budgets.appraise", unit=row.fund.unit_id)
    check_move(ESTIMATE_MOVES, row.state, EstimateState.APPRAISED, labels=_LABELS)
    if user.pk in (row.drafted_by_id, row.submitted_by_id):
        raise Refusal(_("Người lập hoặc trình dự toán không được tự thẩm định."), code="two_people")
    if not number.strip():
        raise Refusal(_("Hãy ghi số văn bản thẩm định."), field="number")
    if not row.submitted_on or not row.submitted_on <= appraised_on <= today():
        raise Refusal(_("Ngày thẩm định phải từ ngày trình đến hôm nay."), field="appraised_on")
    lines = list(row.lines.all())
    for line in lines:
        amount, reason = amounts[line.pk]
        if amount > line.requested:
            raise Refusal(_("Số thẩm định không vượt số đề nghị."), field=f"amount_{line.pk}")
        if amount < line.requested and not reason.strip():
            raise Refusal(_("Hãy ghi lý do giảm của dòng này."), field=f"reason_{line.pk}")
        line.appraised, line.cut_reason = amount, reason.strip() if amount < line.requested else ""
    BudgetLine.objects.bulk_update(lines, ["appraised", "cut_reason"])
    row.state, row.appraised_by, row.appraised_on = EstimateState.APPRAISED, user, appraised_on
    row.appraisal_no = number.strip()
    row.save(update_fields=["state", "appraised_by", "appraised_on", "appraisal_no"])
    total = sum(line.appraised or 0 for line in lines)
    record(user, "budget.appraise", row, right="budgets.appraise", unit=row.fund.unit_id, amount=total)
    return row


@transaction.atomic
def assign_estimate(
    *,
    user: Any,
    estimate: BudgetEstimate,
    number: str,
    decided_on: datetime.date,
    issuer: str,
    amounts: dict[int, int],
) -> BudgetEstimate:
    """Record the decision that assigns the money, line by line, at most what was appraised; ``amounts`` in đồng."""
    row = _locked(estimate)
    require(user, "vouchers.approve", unit=row.fund.unit_id)
    check_move(ESTIMATE_MOVES, row.state, EstimateState.ASSIGNED, labels=_LABELS)
    if not row.appraised_on or decided_on < row.appraised_on:
        raise Refusal(_("Quyết định giao dự toán không thể trước ngày thẩm định."), field="decided_on")
    lines = list(row.lines.select_related("estimate"))
    for line in lines:
        if amounts[line.pk] > (line.appraised or 0):
            raise Refusal(_("Số được giao không vượt số đã thẩm định."), field=f"amount_{line.pk}")
    if not any(amounts.values()):
        raise Refusal(_("Hãy ghi số được giao."), code="empty")
    decision = _decision(row, user, number, decided_on, issuer, sum(amounts[line.pk] for line in lines))
    for line in lines:
        if amounts[line.pk]:
            enter(
                line=line,
                day=decided_on,
                event=BudgetEvent.ASSIGNED,
                amount=amounts[line.pk],
                text=decision.number,
                user=user,
                decision=decision,
            )
    row.state = EstimateState.ASSIGNED
    row.save(update_fields=["state"])
    record(user, "budget.assign", row, right="vouchers.approve", unit=row.fund.unit_id, amount=decision.amount)
    return row


@transaction.atomic
def adjust_estimate(
    *,
    user: Any,
    estimate: BudgetEstimate,
    number: str,
    decided_on: datetime.date,
    issuer: str,
    amounts: dict[int, int],
) -> BudgetEstimate:
    """Record a decision that adds to lines or takes from them (signed đồng), never below what was withdrawn."""
    row = _locked(estimate)
    require(user, "vouchers.approve", unit=row.fund.unit_id)
    if row.state != EstimateState.ASSIGNED:
        raise Refusal(_("Chỉ điều chỉnh dự toán đã giao và chưa quyết toán."), code="move")
    if not any(amounts.values()):
        raise Refusal(_("Hãy ghi số tăng hoặc giảm của ít nhất một dòng."), code="empty")
    lines = list(row.lines.select_related("estimate"))
    for line in lines:
        if amounts[line.pk] < -line.not_withdrawn:
            least = format_vnd(line.not_withdrawn)
            raise Refusal(_("Dòng này chỉ giảm được tối đa %(least)s.") % {"least": least}, field=f"amount_{line.pk}")
    decision = _decision(row, user, number, decided_on, issuer, sum(amounts[line.pk] for line in lines))
    for line in lines:
        if amounts[line.pk]:
            enter(
                line=line,
                day=decided_on,
                event=BudgetEvent.ADJUSTED,
                amount=amounts[line.pk],
                text=decision.number,
                user=user,
                decision=decision,
            )
    record(user, "budget.adjust", row, right="vouchers.approve", unit=row.fund.unit_id, amount=decision.amount)
    return row


def _decision(
    row: BudgetEstimate, user: Any, number: str, decided_on: datetime.date, issuer: str, amount: int
) -> BudgetDecision:
    if not number.strip():
        raise Refusal(_("Hãy ghi số quyết định."), field="number")
    if decided_on > today():
        raise Refusal(_("Ngày quyết định không thể sau hôm nay."), field="decided_on")
    if row.decisions.filter(number=number.strip()).exists():
        raise Refusal(_("Quyết định này đã được ghi."), field="number")
    return BudgetDecision.objects.create(
        estimate=row,
        number=number.strip(),
        decided_on=decided_on,
        issuer=issuer.strip(),
        amount=amount,
        recorded_by=user,
    )


def _budget_place(fund: Fund) -> FundPlace:
    """Where budget money stands, apart from the donors': made when it is first needed."""
    place = FundPlace.objects.filter(fund=fund, kind=FundPlace.Kind.BUDGET).first()
    return place or FundPlace.objects.create(
        fund=fund, kind=FundPlace.Kind.BUDGET, name="Kinh phí ngân sách tại Kho bạc Nhà nước"
    )


def _executed(line: BudgetLine, day: datetime.date) -> BudgetLine:
    row = (
        BudgetLine.objects.select_for_update(of=("self",), no_key=True).select_related("estimate__fund").get(pk=line.pk)
    )
    if row.estimate.state != EstimateState.ASSIGNED:
        raise Refusal(_("Chỉ rút và chi khi dự toán đã được giao và chưa quyết toán."), code="move")
    check_day(day)
    if day.year != row.estimate.year:
        raise Refusal(_("Kinh phí này chỉ rút và chi trong năm %(year)s.") % {"year": row.estimate.year}, field="day")
    return row


@transaction.atomic
def draft_withdrawal(*, user: Any, line: BudgetLine, day: datetime.date, amount: int, reason: str) -> Voucher:
    """Draft the receipt of budget money withdrawn at the treasury; it rests on the decision that assigned it."""
    require(user, "vouchers.draft", unit=line.estimate.fund.unit_id)
    row = _executed(line, day)
    if amount > row.not_withdrawn:
        raise over(BudgetEvent.WITHDRAWN)
    decision = row.estimate.decisions.order_by("pk")[0]
    return drafted(
        user,
        fund=row.estimate.fund,
        kind=VoucherKind.BUDGET_IN,
        day=day,
        place=_budget_place(row.estimate.fund),
        party="Kho bạc Nhà nước",
        reason=reason,
        amount=amount,
        budget_line=row,
        income_id=row.estimate.source_id,
        decision_no=decision.number,
        decision_on=decision.decided_on,
    )


@transaction.atomic
def draft_spending(
    *,
    user: Any,
    line: BudgetLine,
    day: datetime.date,
    amount: int,
    party: str,
    reason: str,
    decision_no: str,
    decision_on: datetime.date,
    party_address: str = "",
) -> Voucher:
    """Draft a payment from withdrawn budget money, for management only (N01)."""
    require(user, "vouchers.draft", unit=line.estimate.fund.unit_id)
    row = _executed(line, day)
    if not decision_no.strip():
        raise Refusal(_("Hãy ghi số quyết định chi."), field="decision_no")
    if decision_on > day:
        raise Refusal(_("Quyết định phải có trước hoặc trong ngày chi."), field="decision_on")
    if amount > row.in_hand:
        raise over(BudgetEvent.USED)
    return drafted(
        user,
        fund=row.estimate.fund,
        kind=VoucherKind.BUDGET_OUT,
        day=day,
        place=_budget_place(row.estimate.fund),
        party=party,
        party_address=party_address,
        reason=reason,
        amount=amount,
        budget_line=row,
        expenditure_id="N01",
        decision_no=decision_no,
        decision_on=decision_on,
    )


@transaction.atomic
def correct_entry(*, user: Any, entry: BudgetEntry, reason: str) -> BudgetEntry:
    """Turn a withdrawal or a payment back by its mirror image, by the chair, who did not post it (I23)."""
    fund = Fund.objects.select_for_update(of=("self",), no_key=True).select_related("unit").get(pk=entry.fund_id)
    require(user, "vouchers.approve", unit=fund.unit_id)
    if not reason.strip():
        raise Refusal(_("Hãy ghi lý do."), field="reason")
    if entry.event not in (BudgetEvent.WITHDRAWN, BudgetEvent.USED) or entry.corrects_id:
        raise Refusal(_("Chỉ điều chỉnh lại được khoản rút hoặc chi."), code="move")
    if BudgetEntry.objects.filter(corrects=entry).exists():
        raise Refusal(_("Bút toán này đã được đảo."), code="reversed")
    if entry.line.estimate.state != EstimateState.ASSIGNED:
        raise Refusal(_("Dự toán đã quyết toán."), code="move")
    if entry.posted_by_id == user.pk:
        raise Refusal(_("Người ghi sổ không được tự đảo bút toán."), code="two_people")
    year = entry.line.estimate.year
    row = enter(
        line=entry.line,
        day=min(today(), datetime.date(year, 12, 31)),
        event=entry.event,
        amount=-entry.amount,
        text=f"{reason.strip()} (đảo bút toán {entry.sequence})",
        user=user,
        voucher=entry.voucher,
        corrects=entry,
    )
    record(user, "budget.correct", entry.line.estimate, unit=fund.unit_id, reason=reason.strip(), amount=entry.amount)
    return row


@transaction.atomic
def settle_estimate(*, user: Any, estimate: BudgetEstimate, number: str) -> BudgetEstimate:
    """Settle the year: what was withdrawn and not spent is paid back, what was not withdrawn is cancelled.

    Before the year's end only an estimate of which nothing is left is settled. Raises Refusal while papers are open.
    """
    row = _locked(estimate)
    require(user, "vouchers.approve", unit=row.fund.unit_id)
    check_move(ESTIMATE_MOVES, row.state, EstimateState.SETTLED, labels=_LABELS)
    Fund.objects.select_for_update(no_key=True).get(pk=row.fund_id)
    if not number.strip():
        raise Refusal(_("Hãy ghi số văn bản quyết toán."), field="number")
    n = Voucher.objects.filter(budget_line__estimate=row, state__in=["draft", "approved"]).count()
    if n:
        told = ngettext("Còn %(n)s chứng từ chưa ghi sổ hoặc hủy.", "Còn %(n)s chứng từ chưa ghi sổ hoặc hủy.", n)
        raise Refusal(told % {"n": n}, code="open")
    lines = list(row.lines.select_related("estimate"))
    if today().year <= row.year and any(line.left for line in lines):
        raise Refusal(
            _("Năm ngân sách chưa hết mà dự toán còn tiền: hãy chi tiếp hoặc quyết toán từ 01/01 năm sau."),
            code="early",
        )
    for line in lines:
        for event, amount in ((BudgetEvent.RETURNED, line.in_hand), (BudgetEvent.CANCELLED, line.not_withdrawn)):
            if amount:
                enter(line=line, day=today(), event=event, amount=amount, text=number.strip(), user=user)
    row.state, row.settled_by, row.settled_on = EstimateState.SETTLED, user, today()
    row.settlement_no = number.strip()
    row.save(update_fields=["state", "settled_by", "settled_on", "settlement_no"])
    used = sum(line.used for line in lines)
    record(user, "budget.settle", row, right="vouchers.approve", unit=row.fund.unit_id, amount=used)
    return row
