"""Acts on vouchers: draft, approve, carry out and post, cancel."""

import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _

from children.services.standard import check_goods
from donors.models import Campaign, Donor, Pledge, Sponsorship
from donors.services.pledge import check_not_expired, fulfil_pledge
from donors.services.sponsorship import check_pays
from funds.ledger import budget, rules
from funds.ledger.earmarks import check_earmark
from funds.ledger.figures import balance, management_left
from funds.ledger.post import NOT_OF_THE_FUND, Line, post
from funds.models import Fund, FundPlace, Lot, StatementLine, StockCountLine, Voucher, VoucherLine
from funds.models.fund import Decider
from funds.models.lot import VALUED, Basis
from funds.models.voucher import BUDGET_KINDS, VOUCHER_MOVES, VoucherKind, VoucherState
from funds.services.limit import check_decider
from funds.services.received import received_all, received_quantity, received_value
from lao_cai_support.accounts.rights import require
from lao_cai_support.audit.services import record
from lao_cai_support.web.clock import today
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.money import MAX_VND, format_number, format_vnd
from lao_cai_support.web.states import check_move
from lao_cai_support.web.text import nfc

_LABELS = dict(VoucherState.choices)
SPONSORED = "C11"  # regular sponsorship of one child


def _check_donor(
    donor: Donor | None, foreign_approval: str, approved_on: datetime.date | None, day: datetime.date
) -> None:
    if donor and donor.foreign and not foreign_approval.strip():
        raise Refusal(
            _("Tài trợ nước ngoài chỉ được nhận khi có văn bản phê duyệt (NĐ 80/2020). Hãy ghi số văn bản."),
            field="foreign_approval",
        )
    if donor and donor.foreign and (approved_on is None or approved_on > day):
        raise Refusal(
            _("Văn bản phê duyệt viện trợ phải có trước hoặc trong ngày nhận. Hãy ghi ngày của văn bản."),
            field="foreign_approved_on",
        )


def _dossier(pledge: Pledge | None, typed: str, typed_on: datetime.date | None) -> tuple[str, datetime.date | None]:
    """Number and day of the approval: of the pledge's own dossier where it has one, else as typed.

    Raises Refusal for a dossier that is not approved, or no longer (NĐ 80/2020).
    """
    dossier = pledge.foreign_approvals.order_by("-pk").first() if pledge else None
    if dossier is None:
        return typed, typed_on
    if dossier.state not in ("approved", "received", "reported"):
        raise Refusal(
            _("Hồ sơ viện trợ của cam kết này: %(state)s. Chưa được nhận vào Quỹ.")
            % {"state": dossier.get_state_display()},
            field="pledge",
            code="not_approved",
        )
    return dossier.decision_no, dossier.decided_on


def income_code(*, donor: Donor | None, earmarked: bool, goods: bool) -> str:
    """The T code that fits the giver and the form (domain/funds 1.2)."""
    if donor and donor.foreign:
        return "T08" if goods else "T07"
    if goods:
        return "T03"
    if earmarked:
        return "T06"
    return "T02" if donor is None or donor.kind == "person" else "T01"


@transaction.atomic
def draft_receipt(
    *,
    user: Any,
    fund: Fund,
    place: FundPlace,
    day: datetime.date,
    amount: int,
    party: str,
    reason: str,
    donor: Donor | None = None,
    pledge: Pledge | None = None,
    party_address: str = "",
    income: str = "",
    foreign_approval: str = "",
    foreign_approved_on: datetime.date | None = None,
    kind: str = VoucherKind.RECEIPT,
    sponsorship: Sponsorship | None = None,
    campaign: Campaign | None = None,
) -> Voucher:
    """Draft a receipt of money (phiếu thu), from a pledge or from a giver at the door; ``amount`` in đồng.

    ``campaign``: given straight to it, without a pledge. With ``kind`` BC the paper is a giấy báo Có, made of a line of the bank's statement. The earmark of the pledge, or of the sponsorship the money is for, goes with it. Raises Refusal for goods pledges and for more than was promised.
    """
    require(user, "vouchers.draft", unit=fund.unit_id)
    check_day(day)
    if income in NOT_OF_THE_FUND:
        raise Refusal(_("Tiền ngân sách và khoản ghi nhớ không thu vào Quỹ."), field="income")
    if pledge:
        donor = pledge.donor
        if pledge.form != "money":
            raise Refusal(_("Cam kết này là hiện vật: hãy lập phiếu nhập kho."), field="pledge")
        _check_pledge(pledge)
        _check_promised(pledge, amount=amount)
    earmark = pledge.earmark if pledge else None
    if sponsorship:
        if pledge:
            raise Refusal(_("Một phiếu thu chỉ theo cam kết hoặc theo thỏa thuận đỡ đầu."), field="sponsorship")
        donor, earmark = sponsorship.donor, sponsorship.earmark
    foreign_approval, foreign_approved_on = _dossier(pledge, foreign_approval, foreign_approved_on)
    _check_donor(donor, foreign_approval, foreign_approved_on, day)
    return drafted(
        user,
        fund=fund,
        kind=kind,
        day=day,
        place=place,
        party=party,
        party_address=party_address,
        reason=reason,
        amount=amount,
        donor=donor,
        pledge=pledge,
        sponsorship=sponsorship,
        campaign=pledge.campaign if pledge else campaign,
        earmark=earmark,
        income_id=income or income_code(donor=donor, earmarked=bool(earmark), goods=False),
        foreign_approval=foreign_approval,
        foreign_approved_on=foreign_approved_on,
    )


@transaction.atomic
def draft_goods_receipt(
    *,
    user: Any,
    fund: Fund,
    place: FundPlace,
    day: datetime.date,
    party: str,
    reason: str,
    lines: list[dict[str, Any]],
    donor: Donor | None = None,
    pledge: Pledge | None = None,
    foreign_approval: str = "",
    foreign_approved_on: datetime.date | None = None,
) -> Voucher:
    """Draft a receipt of goods (phiếu nhập kho); each line is item, size, quantity, unit_value (đồng), expires_on, and
    what the value rests on (``lot.VALUED``): the giver's own value, the basis with its evidence, quality papers."""
    require(user, "vouchers.draft", unit=fund.unit_id)
    check_day(day)
    if not lines:
        raise Refusal(_("Phiếu nhập cần ít nhất một dòng hàng."))
    for line in lines:
        if line["item"].perishable and not line.get("expires_on"):
            raise Refusal(_("Mặt hàng “%(item)s” cần hạn dùng.") % {"item": line["item"]}, field="expires_on")
        if line.get("expires_on") and line["expires_on"] <= day:
            raise Refusal(
                _("Mặt hàng “%(item)s” đã hết hạn nên không được nhận.") % {"item": line["item"]}, field="expires_on"
            )
        _check_value(line, day)
        check_goods(
            line["item"],
            day,
            expires_on=line.get("expires_on"),
            used=line.get("used", False),
            papers=line.get("quality_paper", ""),
        )
    if pledge:
        donor = pledge.donor
        if pledge.form != "goods" or any(line["item"] != pledge.item for line in lines):
            raise Refusal(_("Mặt hàng không đúng với cam kết. Hãy chọn đúng cam kết hoặc bỏ trống."), field="pledge")
        _check_pledge(pledge)
        _check_promised(pledge, quantity=sum(line["quantity"] for line in lines))
    foreign_approval, foreign_approved_on = _dossier(pledge, foreign_approval, foreign_approved_on)
    _check_donor(donor, foreign_approval, foreign_approved_on, day)
    voucher = drafted(
        user,
        fund=fund,
        kind=VoucherKind.GOODS_IN,
        day=day,
        place=place,
        party=party,
        reason=reason,
        amount=sum(line["quantity"] * line["unit_value"] for line in lines),
        donor=donor,
        pledge=pledge,
        campaign=pledge.campaign if pledge else None,
        earmark=pledge.earmark if pledge else None,
        income_id=income_code(donor=donor, earmarked=False, goods=True),
        foreign_approval=foreign_approval,
        foreign_approved_on=foreign_approved_on,
    )
    VoucherLine.objects.bulk_create(VoucherLine(voucher=voucher, **line) for line in lines)
    return voucher


@transaction.atomic
def draft_payment(
    *,
    user: Any,
    fund: Fund,
    place: FundPlace,
    day: datetime.date,
    amount: int,
    party: str,
    reason: str,
    expenditure: str,
    decision_no: str,
    decision_on: datetime.date,
    earmark: Any = None,
    party_address: str = "",
    decided_by: str = Decider.HEAD,
    commune: Any = None,
    campaign: Any = None,
    by_list: bool = False,
    sponsorship: Sponsorship | None = None,
) -> Voucher:
    """Draft a payment (phiếu chi) on an approved decision not later than the payment (I7).

    ``by_list``: it goes to children who sign for it, and their list is written before it is approved (services.payee).
    ``commune`` says for which place it is; an earmark that names places asks for it (I6). ``reason`` names what is
    supported: a payment to children without a distribution's list has nothing else to tell it by (I8). A payment of a
    ``sponsorship`` is made from its own earmark, to one child, and only while it runs.
    Raises Refusal with the field.
    """
    require(user, "vouchers.draft", unit=fund.unit_id)
    check_day(day)
    if expenditure.startswith("N"):
        raise Refusal(_("Khoản này thuộc ngân sách nhà nước, không chi từ Quỹ."), field="expenditure")
    if not expenditure.startswith(("C", "M")):
        raise Refusal(_("Điều chuyển, thanh lý có chứng từ riêng, không lập phiếu chi."), field="expenditure")
    if by_list and not expenditure.startswith("C"):
        raise Refusal(_("Chỉ khoản hỗ trợ trẻ em trả theo danh sách ký nhận."), field="by_list")
    if not reason.strip():
        raise Refusal(_("Hãy ghi lý do."), field="reason")
    if not decision_no.strip():
        raise Refusal(_("Hãy ghi số quyết định chi."), field="decision_no")
    if decision_on > day:
        raise Refusal(_("Quyết định phải có trước hoặc trong ngày chi."), field="decision_on")
    sponsorship = sponsorship or (earmark and earmark.sponsorships.select_related("child__unit").first())
    if sponsorship:
        if expenditure != SPONSORED:
            raise Refusal(_("Tiền đỡ đầu chi theo khoản C11."), field="expenditure")
        check_pays(sponsorship)
        earmark, commune = sponsorship.earmark, sponsorship.child.unit
    if expenditure.startswith("M"):
        if earmark:
            raise Refusal(_("Chi quản lý không được dùng tiền có địa chỉ."), field="earmark")
        _check_management(fund, day.year, amount)
    check_decider(fund, decided_by=decided_by, amount=amount, day=day)
    if earmark:
        check_earmark(earmark, expenditure=expenditure, unit=commune, day=day)
    if earmark and amount > balance(fund, "F2", earmark=earmark):
        raise Refusal(_("Khoản có địa chỉ này không còn đủ tiền."), field="amount")
    return drafted(
        user,
        fund=fund,
        kind=VoucherKind.PAYMENT,
        day=day,
        place=place,
        party=party,
        party_address=party_address,
        reason=reason,
        amount=amount,
        earmark=earmark,
        expenditure_id=expenditure,
        decision_no=decision_no,
        decision_on=decision_on,
        decided_by=decided_by,
        commune=commune,
        campaign=campaign,
        by_list=by_list,
        sponsorship=sponsorship,
    )


def _check_value(line: dict[str, Any], day: datetime.date) -> None:
    basis = line.get("basis") or Basis.INVOICE
    if (basis == Basis.NONE) != (line["unit_value"] == 0):
        raise Refusal(
            _("Hàng không xác định được giá trị ghi đơn giá 0 và chọn cách định giá tương ứng; hàng khác cần đơn giá."),
            field="unit_value",
        )
    if basis != Basis.INVOICE and not (line.get("evidence") or "").strip():
        raise Refusal(
            _("Hãy ghi căn cứ của giá: thông báo giá, ba báo giá hoặc số biên bản định giá."), field="evidence"
        )
    if line.get("used"):
        if basis not in (Basis.GROUP, Basis.NONE):
            raise Refusal(_("Hàng đã qua sử dụng phải do tổ định giá xác định giá trị."), field="basis")
        if basis == Basis.GROUP and (not line.get("new_price") or line["unit_value"] > line["new_price"]):
            raise Refusal(_("Hàng đã qua sử dụng không được định giá cao hơn hàng mới cùng loại."), field="new_price")
    until = line.get("quality_until")
    if until and until < day:
        raise Refusal(
            _("Giấy chất lượng của “%(item)s” đã hết hiệu lực.") % {"item": line["item"]}, field="quality_until"
        )


def check_day(day: datetime.date) -> None:
    """Raise Refusal for a paper of a day that has not come."""
    if day > today():
        raise Refusal(_("Ngày chứng từ không thể sau hôm nay."), field="day")


def _check_pledge(pledge: Pledge) -> None:
    if pledge.state != "accepted" or pledge.route != "fund":
        raise Refusal(_("Chỉ nhận theo cam kết đã ký, chưa nhận đủ và trao qua Quỹ."), field="pledge")
    check_not_expired(pledge)


def _check_promised(pledge: Pledge, *, amount: int = 0, quantity: int = 0) -> None:
    if pledge.form == "money" and amount > pledge.value - received_value(pledge):
        left = format_number(pledge.value - received_value(pledge))
        raise Refusal(_("Cam kết chỉ còn %(left)s đ chưa nhận.") % {"left": left}, field="amount")
    if pledge.form == "goods" and quantity > (pledge.quantity or 0) - received_quantity(pledge):
        left = format_number((pledge.quantity or 0) - received_quantity(pledge))
        raise Refusal(_("Cam kết chỉ còn %(left)s chưa nhận.") % {"left": left}, field="quantity")


def _check_management(fund: Fund, year: int, amount: int) -> None:
    if amount > management_left(fund, year):
        raise Refusal(_("Vượt mức chi quản lý còn lại của năm."), field="amount")


def drafted(user: Any, **fields: Any) -> Voucher:
    """A new draft of what an act has checked; asked here is what holds for every paper."""
    unvalued = fields["kind"] == VoucherKind.GOODS_IN and fields["amount"] == 0
    if fields["amount"] <= 0 and not unvalued:
        raise Refusal(_("Số tiền phải lớn hơn 0."), field="amount")
    if fields["amount"] > MAX_VND:
        raise Refusal(_("Số tiền quá lớn. Hãy kiểm tra lại số chữ số."), field="amount")
    if fields["day"] not in fields["fund"].valid:
        raise Refusal(_("Quỹ không hoạt động vào ngày này."), field="day")
    if fields["place"].fund_id != fields["fund"].pk:
        raise Refusal(_("Nơi giữ không thuộc quỹ này."), field="place")
    if (fields["place"].kind == FundPlace.Kind.STORE) != (fields["kind"] == VoucherKind.GOODS_IN):
        raise Refusal(_("Hàng nhập vào kho, tiền ở két hoặc tài khoản."), field="place")
    if not fields["place"].open_on(fields["day"]):
        raise Refusal(_("Tài khoản này chưa mở hoặc đã đóng vào ngày này."), field="place", code="closed_place")
    for name in ("party", "party_address", "reason"):  # letters whose marks were typed apart are joined
        fields[name] = nfc(fields.get(name, ""))
    if (fields["place"].kind == FundPlace.Kind.BUDGET) != (fields["kind"] in BUDGET_KINDS):
        raise Refusal(_("Kinh phí ngân sách và tiền của Quỹ không dùng chung nơi giữ."), field="place")
    voucher = Voucher.objects.create(year=fields["day"].year, drafted_by=user, **fields)
    record(user, "voucher.draft", voucher, right="vouchers.draft", unit=voucher.fund.unit_id, amount=voucher.amount)
    return voucher


def _locked(voucher: Voucher) -> Voucher:
    return (
        Voucher.objects.select_for_update(of=("self",), no_key=True)
        .select_related("fund", "place", "pledge", "donor", "earmark", "campaign", "commune", "budget_line__estimate")
        .get(pk=voucher.pk)
    )


def next_number(fund: Fund, kind: str, day: datetime.date) -> int:
    """The number after the last one of the fund, kind and year; the fund's row is locked meanwhile (I9).

    Raises Refusal when that one bears a later date: numbers and dates of a series run the same way.
    """
    Fund.objects.select_for_update(no_key=True).get(pk=fund.pk)
    numbered = Voucher.objects.filter(fund=fund, kind=kind, year=day.year, number__isnull=False)
    last = numbered.order_by("-number").select_related("fund").first()
    if last is None:
        return 1
    if day < last.day:
        told = {"number": last.full_number, "last": last.day.strftime("%d/%m/%Y"), "day": day.strftime("%d/%m/%Y")}
        raise Refusal(
            _(
                "Số liền trước %(number)s ghi ngày %(last)s, nên chứng từ ngày %(day)s không thể mang số sau. "
                "Hãy hủy phiếu này và lập lại với ngày từ %(last)s."
            )
            % told,
            code="dates",
        )
    return (last.number or 0) + 1


@transaction.atomic
def check_voucher(*, user: Any, voucher: Voucher) -> Voucher:
    """An accountant checks what another drafted; needed before approval where the fund says so (``check_required``)."""
    row = _locked(voucher)
    require(user, "vouchers.draft", unit=row.fund.unit_id)
    if row.state != VoucherState.DRAFT or row.checked_by_id:
        raise Refusal(_("Chỉ kiểm tra được chứng từ chờ duyệt và chưa ai kiểm tra."), code="move")
    if row.drafted_by_id == user.pk:
        raise Refusal(_("Người lập chứng từ không được tự kiểm tra."), code="two_people")
    row.checked_by = user
    row.save(update_fields=["checked_by"])
    record(user, "voucher.check", row, right="vouchers.draft", unit=row.fund.unit_id)
    return row


@transaction.atomic
def require_check(*, user: Any, fund: Fund, required: bool, decision_no: str) -> Fund:
    """The chair decides, by a numbered decision, whether vouchers of the fund are checked by a second accountant."""
    require(user, "vouchers.approve", unit=fund.unit_id)
    if not decision_no.strip():
        raise Refusal(_("Hãy ghi số quyết định."), field="decision_no")
    row = Fund.objects.select_for_update(no_key=True).get(pk=fund.pk)
    row.check_required = required
    row.save(update_fields=["check_required"])
    record(user, "fund.check_rule", row, right="vouchers.approve", unit=row.unit_id, reason=decision_no.strip())
    return row


@transaction.atomic
def approve_voucher(*, user: Any, voucher: Voucher) -> Voucher:
    """The chair approves what another drafted; the voucher gets its number."""
    row = _locked(voucher)
    require(user, "vouchers.approve", unit=row.fund.unit_id)
    check_move(VOUCHER_MOVES, row.state, VoucherState.APPROVED, labels=_LABELS)
    if row.drafted_by_id == user.pk:
        raise Refusal(_("Người lập chứng từ không được tự duyệt."), code="two_people")
    if row.checked_by_id == user.pk:
        raise Refusal(_("Người kiểm tra chứng từ không được tự duyệt."), code="two_people")
    if row.fund.check_required and row.checked_by_id is None:
        raise Refusal(_("Quỹ này quy định chứng từ phải được kế toán khác kiểm tra trước khi duyệt."), code="unchecked")
    if row.kind == VoucherKind.PAYMENT:
        check_decider(row.fund, decided_by=row.decided_by, amount=row.amount, day=row.day)
    if row.by_list:
        _check_list(row)
    row.number = next_number(row.fund, row.kind, row.day)
    row.state, row.approved_by = VoucherState.APPROVED, user
    row.save(update_fields=["number", "state", "approved_by"])
    record(user, "voucher.approve", row, right="vouchers.approve", unit=row.fund.unit_id)
    return row


def _check_list(row: Voucher) -> None:
    told = row.payees.aggregate(
        total=Sum("amount", default=0), gone=Count("pk", filter=Q(child__ended_on__lte=row.day))
    )
    if told["total"] != row.amount:
        raise Refusal(
            _("Danh sách người nhận cộng được %(total)s, không bằng số tiền của phiếu.")
            % {"total": format_vnd(told["total"])},
            code="list",
        )
    if told["gone"]:
        raise Refusal(_("Có trẻ trong danh sách không còn trong sổ vào ngày chi. Hãy lập lại danh sách."), code="gone")


@transaction.atomic
def post_voucher(*, user: Any, voucher: Voucher) -> Voucher:
    """The cashier takes in or hands out what was approved, and the ledger is written. Safe to press twice."""
    row = _locked(voucher)
    require(user, "vouchers.pay", unit=row.fund.unit_id)
    if row.state == VoucherState.POSTED:
        return row
    check_move(VOUCHER_MOVES, row.state, VoucherState.POSTED, labels=_LABELS)
    if user.pk in (row.drafted_by_id, row.checked_by_id, row.approved_by_id):
        raise Refusal(_("Thủ quỹ phải là người khác với người lập và người duyệt."), code="three_people")
    if row.kind == VoucherKind.GOODS_OUT and row.expenditure_id is None:
        raise Refusal(_("Phiếu xuất kho được thực hiện từ đợt cấp phát."))
    # Two drafts may each have fitted: what counts is what is left now. The fund is locked first, as everywhere.
    Fund.objects.select_for_update(no_key=True).get(pk=row.fund_id)
    if row.pledge:
        pledge = Pledge.objects.select_for_update(no_key=True).get(pk=row.pledge.pk)
        pieces = row.lines.aggregate(total=Sum("quantity"))["total"] or 0
        _check_promised(pledge, amount=row.amount, quantity=pieces)
    if row.kind == VoucherKind.PAYMENT and (row.expenditure_id or "").startswith("M"):
        _check_management(row.fund, row.year, row.amount)
    if row.by_list:
        _check_list(row)
    if row.kind == VoucherKind.PAYMENT and row.sponsorship_id:
        check_pays(
            Sponsorship.objects.select_for_update(of=("self",), no_key=True)
            .select_related("child", "donor")
            .get(pk=row.sponsorship_id)
        )
    lines = [] if row.budget_line else _lines(row)
    row.state, row.posted_by = VoucherState.POSTED, user
    row.save(update_fields=["state", "posted_by"])
    if row.budget_line:
        event = "withdrawn" if row.kind == VoucherKind.BUDGET_IN else "used"
        budget.enter(
            line=row.budget_line, day=row.day, event=event, amount=row.amount, text=row.reason, user=user, voucher=row
        )
        record(user, "voucher.post", row, right="vouchers.pay", unit=row.fund.unit_id, amount=row.amount)
        return row
    post(
        fund=row.fund,
        day=row.day,
        event={"PT": "money_in", "BC": "money_in", "PC": "money_out", "NK": "goods_in", "XK": "goods_lost"}[row.kind],
        text=row.reason,
        key=f"voucher-{row.code}",
        lines=lines,
        voucher=row,
        user=user,
    )
    if row.pledge and row.pledge.state == "accepted" and received_all(row.pledge):
        fulfil_pledge(user=user, pledge=row.pledge)
    record(user, "voucher.post", row, right="vouchers.pay", unit=row.fund.unit_id, amount=row.amount)
    return row


def _lines(row: Voucher) -> list[Line]:
    code = row.income_id or row.expenditure_id
    if code is None:
        raise ValueError(f"Voucher {row.code} was drafted without its income or expenditure code.")
    if row.kind in (VoucherKind.RECEIPT, VoucherKind.BANK_CREDIT):
        return rules.money_in(
            place=row.place,
            amount=row.amount,
            earmark=row.earmark,
            income=code,
            pledge=row.pledge,
            campaign=row.campaign,
        )
    if row.kind == VoucherKind.PAYMENT:
        return rules.money_out(
            place=row.place,
            amount=row.amount,
            earmark=row.earmark,
            expenditure=code,
            commune=row.commune,
            campaign=row.campaign,
        )
    if row.kind == VoucherKind.GOODS_OUT:
        lost = row.lines.select_related("lot__earmark", "lot__pledge")
        return rules.joined(rules.goods_lost(lot=line.lot, quantity=line.quantity, expenditure=code) for line in lost)
    groups = []
    for line in row.lines.select_related("item"):
        lot = Lot.objects.create(
            fund=row.fund,
            store=row.place,
            item=line.item,
            size=line.size,
            donor=row.donor,
            pledge=row.pledge,
            earmark=row.earmark,
            quantity=line.quantity,
            unit_value=line.unit_value,
            received_on=row.day,
            expires_on=line.expires_on,
            **({name: getattr(line, name) for name in VALUED} | {"evidence": line.evidence or row.reason[:200]}),
        )
        line.lot = lot
        line.save(update_fields=["lot"])
        groups.append(rules.goods_in(lot=lot, quantity=line.quantity, income=code, campaign=row.campaign))
    return rules.joined(groups)


@transaction.atomic
def cancel_voucher(*, user: Any, voucher: Voucher, reason: str) -> Voucher:
    """Put a voucher aside before it is carried out; an approved one keeps its number."""
    row = _locked(voucher)
    require(user, "vouchers.draft" if row.state == "draft" else "vouchers.approve", unit=row.fund.unit_id)
    check_move(VOUCHER_MOVES, row.state, VoucherState.CANCELLED, labels=_LABELS)
    if not reason.strip():
        raise Refusal(_("Hãy ghi lý do hủy."), field="reason")
    # A bank's line that this paper was made of waits for another one.
    StatementLine.objects.filter(voucher=row).update(voucher=None, settled_by=None, settled_on=None)
    # What a count found missing is still to be written off.
    StockCountLine.objects.filter(voucher=row).update(voucher=None)
    row.state, row.cancel_reason = VoucherState.CANCELLED, reason.strip()
    row.save(update_fields=["state", "cancel_reason"])
    record(user, "voucher.cancel", row, unit=row.fund.unit_id, reason=reason)
    return row
