"""Acts on distributions: plan from reserved allocations, approve, issue, record what was really signed for."""

import datetime
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from donors.models import Allocation, AllocationState
from donors.services.allocation import confirm_delivery, record_delivery
from funds.ledger import rules
from funds.ledger.post import post
from funds.models import Balance, Distribution, Fund, FundPlace, Lot, Sheet, SheetLine, Voucher, VoucherLine
from funds.models.distribution import DISTRIBUTION_MOVES, DistributionState, Grouping
from funds.models.fund import Decider
from funds.models.kind import KIND_OF_AREA, KIND_OF_ITEM
from funds.models.voucher import VoucherKind, VoucherState
from funds.querysets.distribution import schools_of
from funds.services.limit import check_decider
from funds.services.received import turned_back
from funds.services.voucher import next_number
from lao_cai_support.accounts.rights import ACTS, require
from lao_cai_support.accounts.roles import Role
from lao_cai_support.audit.services import record
from lao_cai_support.web.clock import today
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.states import check_move

_LABELS = dict(DistributionState.choices)


def expenditure_of(item: Any) -> str:
    """The C code of what is handed out."""
    return KIND_OF_ITEM.get(item.code) or KIND_OF_AREA[item.area_id]


def stock(fund: Fund) -> dict[int, int]:
    """Pieces in store by lot id, what approved distributions hold already taken off."""
    pieces = dict(Balance.objects.filter(fund=fund, account="A3", quantity__gt=0).values_list("lot", "quantity"))
    for lot, total in promised_pieces(fund).items():
        pieces[lot] = pieces.get(lot, 0) - total
    return pieces


def lots_in_store(fund: Fund, most: int) -> list[tuple[Lot, int]]:
    """Lots with pieces that nothing approved or planned holds, by expiry, at most so many."""
    promised = promised_pieces(fund)
    held = Balance.objects.filter(fund=fund, account="A3", quantity__gt=0).select_related("lot__item", "lot__donor")
    first = held.order_by("lot__expires_on", "lot__received_on", "lot")[: most + len(promised)]
    left = [(row.lot, row.quantity - promised.get(row.lot.pk, 0)) for row in first if row.lot]
    return [(lot, pieces) for lot, pieces in left if pieces > 0][:most]


def promised_pieces(fund: Fund) -> dict[int, int]:
    """Pieces by lot id that stand on sheets which have not gone out yet."""
    lines = SheetLine.objects.filter(
        sheet__distribution__fund=fund, sheet__distribution__state__in=["planned", "approved"], lot__isnull=False
    )
    return dict(lines.order_by().values_list("lot").annotate(total=Sum("issued")))


def money_held(fund: Fund) -> dict[int, int]:
    """Đồng by pledge id: received by the fund, what stands on sheets already taken off (unless it came back)."""
    received = (
        Voucher.objects.filter(
            fund=fund,
            kind__in=(VoucherKind.RECEIPT, VoucherKind.BANK_CREDIT),
            state=VoucherState.POSTED,
            pledge__isnull=False,
        )
        .exclude(pk__in=turned_back())
        .order_by()
        .values_list("pledge")
        .annotate(total=Sum("amount"))
    )
    left = dict(received)
    given = (
        SheetLine.objects.filter(sheet__distribution__fund=fund, lot__isnull=True)
        .exclude(sheet__distribution__state=DistributionState.CANCELLED)
        .exclude(received=0)
        .order_by()
        .values_list("allocation__pledge")
        .annotate(total=Sum("value"))
    )
    for pledge, total in given:
        left[pledge] = left.get(pledge, 0) - total
    return left


def ready_allocations(fund: Fund) -> Any:
    """Reserved shares, or what is left of them, whose goods or money this fund holds and that stand on no open sheet."""
    return (
        Allocation.objects.filter(
            state=AllocationState.RESERVED,
            pledge__vouchers__fund=fund,
            pledge__vouchers__state="posted",
        )
        .exclude(pk__in=open_lines().values("allocation"))
        .select_related("need__item", "need__unit", "need__child", "pledge__earmark", "pledge__donor")
        .order_by("need__unit__sort_key", "need__priority", "need__waiting_since", "pk")
        .distinct()
    )


def open_lines() -> Any:
    """Lines that wait for a signature or for its result."""
    return SheetLine.objects.filter(
        sheet__recorded_on=None, sheet__distribution__state__in=["planned", "approved", "issued"]
    )


@transaction.atomic
def plan_distribution(
    *,
    user: Any,
    fund: Fund,
    name: str,
    decision_no: str,
    decision_on: datetime.date,
    hand_out_on: datetime.date,
    place: FundPlace | None = None,
    grouping: str = Grouping.COMMUNE,
    decided_by: str = Decider.HEAD,
) -> Distribution:
    """Make the sheets of a distribution from reserved allocations and the lots in store: one a commune, or one for each
    school, class or village of it (``grouping``).

    Lots go out by expiry, then by arrival, and only for the pledge they came from. Allocations whose goods are not
    in store are left for a later distribution. Raises Refusal when nothing can be handed out.
    """
    require(user, "distributions.plan", unit=fund.unit_id)
    Fund.objects.select_for_update(no_key=True).get(pk=fund.pk)
    if decision_on > today():
        raise Refusal(_("Ngày quyết định không thể sau hôm nay."), field="decision_on")
    if hand_out_on < decision_on:
        raise Refusal(_("Ngày trao không thể trước ngày quyết định."), field="hand_out_on")
    pieces, money = stock(fund), money_held(fund)
    lots: dict[int, list[Lot]] = defaultdict(list)
    for held in Lot.objects.filter(fund=fund, pk__in=[pk for pk, left in pieces.items() if left > 0]):
        if held.pledge_id and not held.recalled_on and (not held.expires_on or held.expires_on > hand_out_on):
            lots[held.pledge_id].append(held)
    distribution = Distribution.objects.create(
        fund=fund,
        name=name,
        decision_no=decision_no,
        decision_on=decision_on,
        hand_out_on=hand_out_on,
        place=place,
        decided_by=decided_by,
        planned_by=user,
    )
    sheets: dict[tuple[Any, ...], Sheet] = {}
    lines: list[SheetLine] = []
    given: dict[tuple[int, str], int] = {}
    for allocation in ready_allocations(fund):
        need = allocation.need
        # Only children in scope, one need of an item for each (I8); the rest waits for another distribution.
        if need.child and (
            need.child.state == "ended" or given.setdefault((need.child_id, need.item_id), need.pk) != need.pk
        ):
            continue
        for lot, quantity, value in _portions(allocation, lots, pieces, money):
            where = _where(allocation.need, grouping)
            if where not in sheets:
                unit, school, class_name, village = where
                sheets[where] = Sheet.objects.create(
                    distribution=distribution, unit_id=unit, school_id=school, class_name=class_name, village_id=village
                )
            lines.append(SheetLine(sheet=sheets[where], allocation=allocation, lot=lot, issued=quantity, value=value))
    if not lines:
        raise Refusal(
            _(
                "Chưa có gì để cấp phát: cần phân bổ đã duyệt và hàng hoặc tiền của cam kết đó đã vào quỹ. Hãy nhập kho hoặc thu tiền trước."
            ),
            code="nothing",
        )
    if any(line.lot is None for line in lines) and place is None:
        raise Refusal(_("Có phần hỗ trợ bằng tiền. Hãy chọn nơi chi tiền."), field="place")
    SheetLine.objects.bulk_create(lines, batch_size=2000)
    record(user, "distribution.plan", distribution, right="distributions.plan", unit=fund.unit_id, lines=len(lines))
    return distribution


def _where(need: Any, grouping: str) -> tuple[Any, ...]:
    """(commune, school, class, village): which sheet a need stands on."""
    child = need.child
    school = need.school_id or (child.school_id if child else None)
    if grouping == Grouping.VILLAGE:
        return need.unit_id, None, "", need.village_id or (child.village_id if child else None)
    if grouping == Grouping.COMMUNE or not school:
        return need.unit_id, None, "", None
    return need.unit_id, school, child.class_name if child and grouping == Grouping.CLASS else "", None


def _portions(
    allocation: Allocation, lots: dict[int, list[Lot]], pieces: dict[int, int], money: dict[int, int]
) -> Sequence[tuple[Lot | None, int, int]]:
    """(lot, pieces, đồng) for an allocation; all of it or nothing, so that nobody stands on two half sheets."""
    wanted = allocation.quantity - allocation.delivered
    if not allocation.pledge.item_id:
        # Money is signed for whole or not at all. A share that only adds to a pooled unit (quantity 0) is one line too.
        if allocation.value > money.get(allocation.pledge_id, 0):
            return []
        money[allocation.pledge_id] -= allocation.value
        return [(None, max(wanted, 1), allocation.value)]
    taken: list[tuple[Lot, int, int]] = []
    for lot in lots.get(allocation.pledge_id, []):
        if lot.size and allocation.need.size and lot.size != allocation.need.size:
            continue
        part = min(wanted, pieces.get(lot.pk, 0))
        if part > 0:
            taken.append((lot, part, part * lot.unit_value))
            wanted -= part
        if not wanted:
            break
    if wanted:
        return []
    for lot, part, _value in taken:
        pieces[lot.pk] -= part
    return taken


def _locked(distribution: Distribution) -> Distribution:
    return (
        Distribution.objects.select_for_update(of=("self",), no_key=True)
        .select_related("fund", "place", "campaign")
        .get(pk=distribution.pk)
    )


@transaction.atomic
def approve_distribution(*, user: Any, distribution: Distribution) -> Distribution:
    """The chair approves the packing list of another."""
    row = _locked(distribution)
    require(user, "distributions.approve", unit=row.fund.unit_id)
    check_move(DISTRIBUTION_MOVES, row.state, DistributionState.APPROVED, labels=_LABELS)
    if row.planned_by_id == user.pk:
        raise Refusal(_("Người lập đợt cấp phát không được tự duyệt."), code="two_people")
    lines = SheetLine.objects.filter(sheet__distribution=row)
    for goods in (True, False):  # the two papers that will carry it out
        amount = lines.filter(lot__isnull=not goods).aggregate(total=Sum("value"))["total"] or 0
        if amount:
            check_decider(row.fund, decided_by=row.decided_by, amount=amount, day=today())
    row.state, row.approved_by = DistributionState.APPROVED, user
    row.save(update_fields=["state", "approved_by"])
    record(user, "distribution.approve", row, right="distributions.approve", unit=row.fund.unit_id)
    return row


@transaction.atomic
def issue_distribution(*, user: Any, distribution: Distribution) -> Distribution:
    """The cashier hands goods and money to those who deliver: store and cash go down, the advance (A4) goes up."""
    row = _locked(distribution)
    require(user, "vouchers.pay", unit=row.fund.unit_id)
    if row.state == DistributionState.ISSUED:
        return row
    check_move(DISTRIBUTION_MOVES, row.state, DistributionState.ISSUED, labels=_LABELS)
    if user.pk in (row.planned_by_id, row.approved_by_id):
        raise Refusal(_("Thủ quỹ, thủ kho phải là người khác với người lập và người duyệt."), code="three_people")
    day = today()
    Fund.objects.select_for_update(no_key=True).get(pk=row.fund_id)
    held = Allocation.objects.select_for_update(of=("self",), no_key=True).filter(sheet_lines__sheet__distribution=row)
    if any(allocation.state != AllocationState.RESERVED for allocation in held):
        raise Refusal(_("Có phân bổ đã hủy sau khi lập bảng. Hãy hủy đợt này và lập lại."), code="released")
    if SheetLine.objects.filter(sheet__distribution=row, lot__recalled_on__isnull=False).exists():
        raise Refusal(_("Có lô đã bị thu hồi sau khi lập bảng. Hãy hủy đợt này và lập lại."), code="recalled")
    lines = list(
        SheetLine.objects.filter(sheet__distribution=row).select_related(
            "lot__item", "lot__earmark", "lot__pledge", "lot__store", "allocation__pledge__earmark"
        )
    )
    goods = [(line.lot, line) for line in lines if line.lot]
    money = [line for line in lines if not line.lot]
    row.issued_by, row.issued_on, row.state = user, day, DistributionState.ISSUED
    if goods:
        row.goods_voucher = _voucher(
            row, VoucherKind.GOODS_OUT, goods[0][0].store, sum(line.value for _lot, line in goods), day
        )
        _goods_lines(row.goods_voucher, goods)
        _carried_out(row.goods_voucher, user)
        post(
            fund=row.fund,
            day=day,
            event="goods_advanced",
            text=row.name,
            key=f"issue-goods-{row.code}",
            lines=rules.joined(rules.goods_advanced(lot=lot, quantity=line.issued) for lot, line in goods),
            voucher=row.goods_voucher,
            user=user,
        )
    if money:
        row.money_voucher = _voucher(row, VoucherKind.PAYMENT, row.place, sum(line.value for line in money), day)
        _carried_out(row.money_voucher, user)
        post(
            fund=row.fund,
            day=day,
            event="money_advanced",
            text=row.name,
            key=f"issue-money-{row.code}",
            lines=rules.joined(
                rules.money_advanced(
                    place=row.place,
                    amount=line.value,
                    earmark=line.allocation.pledge.earmark,
                    pledge=line.allocation.pledge,
                )
                for line in money
            ),
            voucher=row.money_voucher,
            user=user,
        )
    row.save()
    record(user, "distribution.issue", row, right="vouchers.pay", unit=row.fund.unit_id)
    return row


def _voucher(row: Distribution, kind: str, place: Any, amount: int, day: datetime.date) -> Voucher:
    """The paper of an issue: drafted and approved by those of the distribution."""
    return Voucher.objects.create(
        fund=row.fund,
        kind=kind,
        year=day.year,
        number=next_number(row.fund, kind, day),
        state=VoucherState.APPROVED,
        day=day,
        place=place,
        party="Tổ cấp phát",  # written on a paper, and papers are Vietnamese
        reason=row.name,
        amount=amount,
        campaign=row.campaign,
        decision_no=row.decision_no,
        decision_on=row.decision_on,
        decided_by=row.decided_by,
        drafted_by_id=row.planned_by_id,
        approved_by_id=row.approved_by_id,
    )


def _carried_out(voucher: Voucher, user: Any) -> None:
    """Complete with its lines, the paper becomes final."""
    voucher.state, voucher.posted_by = VoucherState.POSTED, user
    voucher.save(update_fields=["state", "posted_by"])


def _goods_lines(voucher: Voucher, goods: list[tuple[Lot, SheetLine]]) -> None:
    sums: dict[int, list[Any]] = {}
    for lot, line in goods:
        held = sums.setdefault(lot.pk, [lot, 0])
        held[1] += line.issued
    VoucherLine.objects.bulk_create(
        VoucherLine(
            voucher=voucher,
            item=lot.item,
            size=lot.size,
            quantity=quantity,
            unit_value=lot.unit_value,
            lot=lot,
            expires_on=lot.expires_on,
        )
        for lot, quantity in sums.values()
    )


def may_record(user: Any, sheet: Sheet) -> bool:
    """The commune's officer and the fund's cashier write results, and a school those of its own sheet; a role held
    elsewhere does not count."""
    units = (sheet.unit_id, sheet.distribution.fund.unit_id)
    office = ACTS["distributions.record"] - {Role.SCHOOL_OFFICER}
    return (sheet.school_id is not None and sheet.school_id in schools_of(user)) or any(
        membership.role in office and any(membership.covers(unit) for unit in units)
        for membership in user.current_memberships()
    )


@transaction.atomic
def record_sheet(*, user: Any, sheet: Sheet, results: dict[int, dict[str, Any]]) -> Sheet:
    """Write what was really signed for: line id → received, returned, missing (pieces), signer.

    Received goods leave the fund, what came back returns to store or cash, what is missing is written off; needs
    show the delivery. A money line is received whole or not at all. Raises Refusal at the first line that does not
    add up; then nothing is written. The second of two people is told that the sheet is done.
    """
    held = (
        Sheet.objects.select_for_update(of=("self",), no_key=True)
        .select_related("distribution__fund", "distribution__place", "unit", "school", "village")
        .get(pk=sheet.pk)
    )
    distribution = held.distribution
    if not Sheet.objects.visible_to(user).filter(pk=held.pk).exists():
        raise Refusal(_("Bảng ký nhận này thuộc xã khác."))
    if not may_record(user, held):
        raise Refusal(_("Bảng ký nhận này do cán bộ xã, thủ quỹ hoặc chính trường đó ghi kết quả."), code="right")
    if distribution.state != DistributionState.ISSUED or held.recorded_on:
        raise Refusal(
            _("Bảng ký nhận này đã được ghi kết quả, hoặc chưa xuất quỹ. Hãy tải lại trang."), code="recorded"
        )
    lines = list(
        held.lines.select_for_update(of=("self",), no_key=True)
        .select_related(
            "lot__earmark",
            "lot__pledge",
            "lot__item",
            "allocation__need__item",
            "allocation__need__child",
            "allocation__pledge__earmark",
        )
        .order_by("pk")
    )
    groups = []
    for line in lines:
        result = results.get(line.pk)
        if result is None:
            raise Refusal(_("Còn dòng chưa ghi thực nhận. Hãy ghi đủ mọi dòng."))
        line.received, line.returned, line.missing = (int(result[name]) for name in ("received", "returned", "missing"))
        line.signer = str(result.get("signer", ""))[:120]
        if (
            min(line.received, line.returned, line.missing) < 0
            or line.received + line.returned + line.missing != line.issued
        ):
            raise Refusal(
                _("Một dòng không khớp: thực nhận + trả lại + thiếu phải bằng %(issued)s.") % {"issued": line.issued},
                code="adds_up",
            )
        if line.received and not line.signer.strip():
            raise Refusal(_("Dòng có thực nhận cần tên người ký nhận."), code="signer")
        child = line.allocation.need.child
        if line.received and child and child.ended_on and child.ended_on <= distribution.hand_out_on:
            raise Refusal(
                _("Một trẻ trong bảng không còn trong danh sách vào ngày trao. Hãy ghi trả lại phần của trẻ đó."),
                code="out_of_scope",
            )
        groups.append(_settled(line, held, distribution))
    SheetLine.objects.bulk_update(lines, ["received", "returned", "missing", "signer"], batch_size=1000)
    held.recorded_on, held.recorded_by = today(), user
    held.save(update_fields=["recorded_on", "recorded_by"])
    post(
        fund=distribution.fund,
        day=today(),
        event="handed_out",
        text=f"{distribution.name}, {held.place_name}",
        key=f"sheet-{held.code}",
        lines=rules.joined(groups),
        user=user,
    )
    _deliver(user, lines)
    if not distribution.sheets.filter(recorded_on=None).exists():
        distribution.state = DistributionState.RECORDED
        distribution.save(update_fields=["state"])
    detail = {"list": held.place_name, "sheet": held.code}
    record(user, "sheet.record", distribution, right="distributions.record", unit=held.unit_id, detail=detail)
    return held


def _settled(line: SheetLine, sheet: Sheet, distribution: Distribution) -> list[Any]:
    """The postings of one line."""
    kind = expenditure_of(line.allocation.need.item)
    if line.lot:
        parts = []
        if line.received:
            parts += rules.goods_signed(
                lot=line.lot,
                quantity=line.received,
                expenditure=kind,
                commune=sheet.unit,
                campaign=distribution.campaign,
            )
        if line.returned:
            parts += rules.goods_back(lot=line.lot, quantity=line.returned)
        if line.missing:
            parts += rules.goods_signed(lot=line.lot, quantity=line.missing, expenditure="X05", commune=sheet.unit)
        return parts
    if line.missing or (line.received and line.returned):
        raise Refusal(_("Phần tiền chỉ có thể nhận đủ hoặc trả lại đủ."), code="money_whole")
    pledge = line.allocation.pledge
    if line.received:
        return rules.money_signed(
            amount=line.value,
            earmark=pledge.earmark,
            expenditure=kind,
            commune=sheet.unit,
            pledge=pledge,
            campaign=distribution.campaign,
        )
    return rules.money_back(place=distribution.place, amount=line.value, earmark=pledge.earmark, pledge=pledge)


def _deliver(user: Any, lines: list[SheetLine]) -> None:
    received: dict[int, int] = defaultdict(int)
    allocations = {}
    for line in lines:
        received[line.allocation_id] += line.received or 0
        allocations[line.allocation_id] = line.allocation
    for pk, quantity in received.items():
        if quantity:
            allocation = allocations[pk]
            # A share that only adds to a pooled unit counts no piece: its unit is counted by the share that completes it.
            pieces = quantity if allocation.quantity else 0
            record_delivery(user=user, allocation=allocation, delivered=allocation.delivered + pieces)
            confirm_delivery(user=user, allocation=allocation, confirmed=allocation.confirmed + pieces)


@transaction.atomic
def cancel_distribution(*, user: Any, distribution: Distribution) -> Distribution:
    """Put a distribution aside before anything left the store."""
    row = _locked(distribution)
    require(user, "distributions.plan" if row.state == "planned" else "distributions.approve", unit=row.fund.unit_id)
    check_move(DISTRIBUTION_MOVES, row.state, DistributionState.CANCELLED, labels=_LABELS)
    row.state = DistributionState.CANCELLED
    row.save(update_fields=["state"])
    record(user, "distribution.cancel", row, unit=row.fund.unit_id)
    return row
