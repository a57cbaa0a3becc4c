"""Handing out: planned from what is reserved and there, issued, signed for, and then in the books and the needs."""

import datetime

import pytest
from django.db import IntegrityError, transaction

from children.models import Item
from donors.models import Allocation, Earmark
from donors.services.allocation import release_allocation
from funds.ledger.figures import balances
from funds.models import Distribution, Lot, Posting, Sheet, SheetLine, Voucher
from funds.services import distribution as handing
from tests.factories.children import NeedFactory
from tests.factories.donors import AllocationFactory, PledgeFactory
from tests.funds.conftest import DAY, needy, promise_money
from tests.funds.test_vouchers import refused

LATER = DAY + datetime.timedelta(60)


def sheets_of(distribution):
    return list(Sheet.objects.filter(distribution=distribution).order_by("unit__sort_key"))


def lines():
    return SheetLine.objects.order_by("pk")


def fresh(row):
    row.refresh_from_db()
    return row


def reserve(pledge, unit, quantity=1, **kwargs):
    """A further child's share of the pledge."""
    return AllocationFactory(pledge=pledge, need=needy(unit, quantity=quantity, **kwargs), quantity=quantity)


# Planning


def test_one_sheet_a_commune_and_one_line_a_child(books, hand_out, units):
    row = books.plan()
    assert [sheet.unit for sheet in sheets_of(row)] == [units.commune, units.sibling]
    assert set(lines().values_list("allocation", "lot", "issued", "value")) == {
        (allocation.pk, hand_out.lot.pk, 1, 250_000) for allocation in hand_out.allocations
    }
    assert balances(books.fund)["A3"] == 5_000_000, "planning moves nothing"


def test_nothing_is_planned_without_goods_or_shares(books, units, child):
    with refused(code="nothing"):
        books.plan()
    AllocationFactory(pledge=PledgeFactory(unit=units.province), need=NeedFactory(child=child))
    with refused(code="nothing"):
        books.plan()
    assert not Distribution.objects.exists()


def test_goods_of_one_pledge_do_not_serve_another(books, hand_out, units):
    """Plenty in store, but none of the second pledge's."""
    other = reserve(PledgeFactory(unit=units.province), units.commune)
    books.plan()
    assert not lines().filter(allocation=other).exists()


def test_goods_without_a_pledge_stay_in_store(books, coat, units):
    books.goods(coat(20))
    reserve(PledgeFactory(unit=units.province), units.commune)
    with refused(code="nothing"):
        books.plan()


def test_what_expires_first_goes_first_and_what_is_expired_stays(books, units):
    item = Item.objects.filter(perishable=True).first()
    pledge = PledgeFactory(unit=units.province, item_id=item.pk, quantity=30, unit_value=10_000)

    def milk(count, expires):
        return {"item": item, "size": "", "quantity": count, "unit_value": 10_000, "expires_on": expires}

    gone, late, soon = (
        books.goods(milk(10, expires), pledge=pledge)
        for expires in (DAY + datetime.timedelta(9), LATER, DAY + datetime.timedelta(20))
    )
    reserve(pledge, units.commune, quantity=12, item=item, size="", unit_value=10_000)
    books.plan(hand_out_on=DAY + datetime.timedelta(9))
    assert list(lines().values_list("lot", "issued")) == [(soon.pk, 10), (late.pk, 2)]
    assert handing.stock(books.fund) == {gone.pk: 10, late.pk: 8, soon.pk: 0}


def test_only_the_right_size_is_handed_out(books, coat, units):
    pledge = PledgeFactory(unit=units.province)
    books.goods(coat(5, size="110"), coat(1, size="120"), pledge=pledge)
    small = reserve(pledge, units.commune, size="110")
    large = [reserve(pledge, units.commune, size="120") for _ in range(2)]
    books.plan()
    assert {line.allocation_id: line.lot.size for line in lines()} == {small.pk: "110", large[0].pk: "120"}


def test_all_of_a_share_or_nothing(books, coat, units):
    """Three asked for, two there: the share waits; the next one's single piece goes."""
    pledge = PledgeFactory(unit=units.province)
    books.goods(coat(2), pledge=pledge)
    three = reserve(pledge, units.commune, quantity=3, priority=1)
    one = reserve(pledge, units.commune, quantity=1, priority=2)
    books.plan()
    assert list(lines().values_list("allocation", flat=True)) == [one.pk]
    assert not three.sheet_lines.exists()


def test_what_a_plan_holds_is_not_promised_twice(books, coat, units):
    pledge = PledgeFactory(unit=units.province)
    books.goods(coat(2), pledge=pledge)
    reserve(pledge, units.commune, quantity=2)
    first = books.plan()
    reserve(pledge, units.sibling, quantity=1)
    with refused(code="nothing"):
        books.plan()
    handing.cancel_distribution(user=books.accountant, distribution=first)
    again = books.plan()
    assert sum(lines().filter(sheet__distribution=again).values_list("issued", flat=True)) == 2


def test_a_share_stands_on_one_open_sheet(books, hand_out):
    books.plan()
    assert not handing.ready_allocations(books.fund).exists()
    with refused(code="nothing"):
        books.plan()


def test_days_of_a_plan(books, hand_out):
    with refused("decision_on"):
        books.plan(decision_on=DAY + datetime.timedelta(1), hand_out_on=LATER)
    with refused("hand_out_on"):
        books.plan(hand_out_on=DAY - datetime.timedelta(1))


def test_plan_approve_and_issue_are_three_peoples_work(books, hand_out, district_books):
    for user in (books.chair, books.cashier, district_books.accountant):
        with refused(code="right"):
            handing.plan_distribution(
                user=user, fund=books.fund, name="Đợt", decision_no="1", decision_on=DAY, hand_out_on=DAY
            )
    row = books.plan()
    for user in (books.accountant, books.cashier, district_books.chair):
        with refused(code="right"):
            handing.approve_distribution(user=user, distribution=row)
    with refused():
        handing.issue_distribution(user=books.cashier, distribution=row)
    handing.approve_distribution(user=books.chair, distribution=row)
    for user in (books.accountant, books.chair, district_books.cashier):
        with refused(code="right"):
            handing.issue_distribution(user=user, distribution=row)
    row = handing.issue_distribution(user=books.cashier, distribution=row)
    assert (row.state, row.issued_on, row.goods_voucher.number) == ("issued", DAY, 1)


def test_who_changes_roles_does_not_approve_the_own_plan(books, hand_out):
    row = books.plan()
    books.accountant.memberships.update(role="fund_chair")
    changed = type(books.accountant).objects.get(pk=books.accountant.pk)
    with refused(code="two_people"):
        handing.approve_distribution(user=changed, distribution=row)
    with pytest.raises(IntegrityError, match="distribution_two_people"), transaction.atomic():
        Distribution.objects.filter(pk=row.pk).update(approved_by=books.accountant)
    handing.approve_distribution(user=books.chair, distribution=row)
    books.accountant.memberships.update(role="fund_cashier")
    changed = type(books.accountant).objects.get(pk=books.accountant.pk)
    with refused(code="three_people"):
        handing.issue_distribution(user=changed, distribution=row)


# Issuing


def test_issued_goods_are_with_those_who_hand_out(books, hand_out):
    row = books.issue(books.plan())
    figures = balances(books.fund)
    assert (figures["A3"], figures["A4"], figures["F3"]) == (4_500_000, 500_000, 5_000_000)
    voucher = row.goods_voucher
    assert (voucher.kind, voucher.state, voucher.amount) == ("XK", "posted", 500_000)
    assert (voucher.drafted_by, voucher.approved_by, voucher.posted_by) == (
        books.accountant,
        books.chair,
        books.cashier,
    )
    assert list(voucher.lines.values_list("lot", "quantity")) == [(hand_out.lot.pk, 2)]


def test_issuing_twice_issues_once(books, hand_out):
    row = books.issue(books.plan())
    handing.issue_distribution(user=books.cashier, distribution=row)
    assert Voucher.objects.filter(kind="XK").count() == 1
    assert balances(books.fund)["A4"] == 500_000


def test_a_cancelled_distribution_frees_what_it_held(books, hand_out):
    row = books.plan()
    assert handing.stock(books.fund) == {hand_out.lot.pk: 18}
    handing.cancel_distribution(user=books.accountant, distribution=row)
    assert handing.stock(books.fund) == {hand_out.lot.pk: 20}
    row = books.plan()
    handing.approve_distribution(user=books.chair, distribution=row)
    with refused(code="right"):
        handing.cancel_distribution(user=books.accountant, distribution=row)
    handing.cancel_distribution(user=books.chair, distribution=row)
    row = books.issue(books.plan())
    with refused():
        handing.cancel_distribution(user=books.chair, distribution=row)


def test_a_share_on_an_open_sheet_is_not_released(books, hand_out, province_officer):
    """Otherwise the sheet could never be recorded."""
    row = books.plan()

    def release():
        return release_allocation(
            user=province_officer, allocation=hand_out.allocations[0], reason="Gia đình chuyển đi"
        )

    with refused(code="sheet"):
        release()
    books.issue(row)
    with refused(code="sheet"):
        release()
    for sheet in sheets_of(row):
        books.record(sheet, received=0, returned=1)
    assert release().state == "released"


def test_a_share_released_all_the_same_stops_the_issue(books, hand_out):
    """As it happens when both are done at one moment."""
    row = books.plan()
    Allocation.objects.filter(pk=hand_out.allocations[0].pk).update(state="released")
    handing.approve_distribution(user=books.chair, distribution=row)
    with refused(code="released"):
        handing.issue_distribution(user=books.cashier, distribution=row)
    assert balances(books.fund)["A4"] == 0


# Recording


def test_what_was_signed_for_leaves_the_fund_and_reaches_the_need(books, hand_out, units):
    row = books.issue(books.plan())
    first, second = sheets_of(row)
    books.record(first)
    assert (fresh(row).state, fresh(first).recorded_on, first.recorded_by) == ("issued", DAY, books.cashier)
    books.record(second)
    assert fresh(row).state == "recorded"
    figures = balances(books.fund)
    assert (figures["A3"], figures["A4"], figures["F3"]) == (4_500_000, 0, 4_500_000)
    for need, allocation in zip(hand_out.needs, hand_out.allocations, strict=True):
        assert (fresh(need).reserved, need.delivered, need.confirmed) == (0, 1, 1)
        assert fresh(allocation).state == "fulfilled"
    given = Posting.objects.filter(expenditure="C07").order_by("commune__sort_key")
    assert [(p.commune, p.amount) for p in given] == [(units.commune, 250_000), (units.sibling, 250_000)]


def share_of_five(books, coat, units):
    pledge = PledgeFactory(unit=units.province)
    lot = books.goods(coat(20), pledge=pledge)
    allocation = reserve(pledge, units.commune, quantity=5)
    row = books.issue(books.plan())
    return lot, allocation, sheets_of(row)[0]


def test_returned_pieces_are_in_store_again_and_missing_ones_written_off(books, coat, units):
    lot, allocation, sheet = share_of_five(books, coat, units)
    books.record(sheet, received=2, returned=2, missing=1)
    figures = balances(books.fund)
    assert (figures["A3"], figures["A4"], figures["F3"]) == (17 * 250_000, 0, 17 * 250_000)
    assert handing.stock(books.fund) == {lot.pk: 17}
    codes = Posting.objects.filter(expenditure__isnull=False).order_by("expenditure")
    assert [(p.account, p.expenditure_id, p.amount) for p in codes] == [("F3", "C07", 500_000), ("F3", "X05", 250_000)]
    advance = Posting.objects.filter(account="A4", amount__lt=0)
    assert sum(p.quantity for p in advance) == -5
    need = fresh(allocation.need)
    assert (fresh(allocation).state, need.delivered, need.reserved) == ("reserved", 2, 3)


def test_the_rest_of_a_share_goes_out_next_time(books, coat, units):
    _lot, allocation, sheet = share_of_five(books, coat, units)
    books.record(sheet, received=2, returned=2, missing=1)
    row = books.issue(books.plan())
    line = SheetLine.objects.get(sheet__distribution=row)
    assert (line.allocation, line.issued, line.value) == (allocation, 3, 750_000)
    books.record(line.sheet)
    assert (fresh(allocation).state, allocation.delivered, fresh(allocation.need).reserved) == ("fulfilled", 5, 0)


@pytest.mark.parametrize(
    "typed",
    [
        {"received": 4},
        {"received": 6},
        {"received": 5, "returned": 1},
        {"received": 6, "returned": -1},
        {"received": 7, "missing": -2},
        {"received": 99_999_999_999},
    ],
)
def test_a_line_must_add_up(books, coat, units, typed):
    _lot, _allocation, sheet = share_of_five(books, coat, units)
    with refused(code="adds_up"):
        books.record(sheet, **typed)
    assert fresh(sheet).recorded_on is None and balances(books.fund)["A4"] == 1_250_000


def test_the_database_refuses_lines_that_do_not_add_up(books, coat, units):
    share_of_five(books, coat, units)
    with pytest.raises(IntegrityError, match="sheet_line_adds_up"), transaction.atomic():
        SheetLine.objects.update(received=4)
    with pytest.raises(IntegrityError, match="issued_positive"), transaction.atomic():
        SheetLine.objects.update(issued=0)


def test_every_line_is_recorded_and_received_ones_are_signed(books, hand_out):
    sheet = sheets_of(books.issue(books.plan()))[0]
    with refused():
        handing.record_sheet(user=books.cashier, sheet=sheet, results={})
    for signer in ("", "   "):
        with refused(code="signer"):
            books.record(sheet, signer=signer)
    books.record(sheet, received=0, returned=1, signer="")


def test_a_sheet_is_recorded_once_and_after_issue_only(books, hand_out):
    row = books.plan()
    sheet = sheets_of(row)[0]
    with refused(code="recorded"):
        books.record(sheet)
    books.issue(row)
    books.record(sheet)
    with refused(code="recorded"):
        books.record(sheet)
    assert balances(books.fund)["A4"] == 250_000


def test_the_communes_own_officer_records_and_no_other(
    books, hand_out, commune_officer, neighbour_officer, far_officer, commune_leader, district_books
):
    sheet = sheets_of(books.issue(books.plan()))[0]
    results = {
        line.pk: {"received": 1, "returned": 0, "missing": 0, "signer": "Sùng Seo"} for line in sheet.lines.all()
    }
    for user in (neighbour_officer, far_officer, commune_leader, district_books.cashier, books.chair):
        with refused():
            handing.record_sheet(user=user, sheet=sheet, results=results)
    assert handing.record_sheet(user=commune_officer, sheet=sheet, results=results).recorded_by == commune_officer


def test_a_role_held_elsewhere_does_not_record(books, hand_out, person, units, neighbour_officer):
    """Officer of one commune, leader of another: the second one's sheet is seen, not recorded."""
    from tests.factories.accounts import MembershipFactory

    MembershipFactory(user=neighbour_officer, role="commune_leader", unit=units.commune)
    both = type(neighbour_officer).objects.get(pk=neighbour_officer.pk)
    own, other = sorted(sheets_of(books.issue(books.plan())), key=lambda sheet: sheet.unit != units.sibling)
    assert Sheet.objects.visible_to(both).filter(pk=other.pk).exists()
    results = {
        line.pk: {"received": 1, "returned": 0, "missing": 0, "signer": "Sùng Seo"} for line in SheetLine.objects.all()
    }
    with refused(code="right"):
        handing.record_sheet(user=both, sheet=other, results=results)
    handing.record_sheet(user=both, sheet=own, results=results)


def test_a_group_signs_for_all_of_its_children(books, coat, units):
    pledge = PledgeFactory(unit=units.province)
    books.goods(coat(20), pledge=pledge)
    need = NeedFactory(unit=units.commune, group_name="Lớp mầm non Bản Phố 2", head_count=18, quantity=18)
    AllocationFactory(pledge=pledge, need=need, quantity=18)
    books.record(sheets_of(books.issue(books.plan()))[0], received=17, returned=1)
    assert (fresh(need).delivered, need.reserved) == (17, 1)


def test_a_tampered_line_does_not_slip_in_from_another_sheet(books, hand_out):
    """Results are read by the sheet's own lines: another sheet's ids change nothing."""
    first, second = sheets_of(books.issue(books.plan()))
    results = {
        line.pk: {"received": 1, "returned": 0, "missing": 0, "signer": "Sùng Seo"} for line in SheetLine.objects.all()
    }
    handing.record_sheet(user=books.cashier, sheet=first, results=results)
    assert list(second.lines.values_list("received", flat=True)) == [None]


# Money


def scholarship(books, units, amount=2_000_000, **kwargs):
    """A promise of money that came in, reserved whole for one child."""
    pledge = promise_money(books, amount, **kwargs)
    need = needy(units.commune, item_id="KH03", size="", unit_value=amount)
    return AllocationFactory(pledge=pledge, need=need, value=amount)


def test_money_goes_out_through_the_advance(books, units):
    earmark = Earmark.objects.create(purpose="Học bổng")
    allocation = scholarship(books, units, earmark=earmark)
    row = books.issue(books.plan())
    figures = balances(books.fund)
    assert (figures["A2"], figures["A4"], figures["F2"]) == (0, 2_000_000, 2_000_000)
    assert (row.money_voucher.kind, row.money_voucher.amount, row.goods_voucher) == ("PC", 2_000_000, None)
    books.record(sheets_of(row)[0])
    figures = balances(books.fund)
    assert (figures["A4"], figures["F2"]) == (0, 0)
    assert Posting.objects.get(expenditure="C08").amount == 2_000_000
    assert fresh(allocation).state == "fulfilled"


def test_money_that_nobody_signed_for_returns_and_goes_out_again(books, units):
    allocation = scholarship(books, units)
    books.record(sheets_of(books.issue(books.plan()))[0], received=0, returned=1, signer="")
    figures = balances(books.fund)
    assert (figures["A2"], figures["A4"], figures["F1"]) == (2_000_000, 0, 2_000_000)
    books.record(sheets_of(books.issue(books.plan()))[0])
    assert fresh(allocation).state == "fulfilled" and balances(books.fund)["A2"] == 0


def test_money_is_neither_split_nor_missing(books, units):
    pledge = promise_money(books, 3_000_000)
    need = needy(units.commune, item_id="KH03", size="", unit_value=1_000_000, quantity=3)
    AllocationFactory(pledge=pledge, need=need, quantity=3, value=3_000_000)
    sheet = sheets_of(books.issue(books.plan()))[0]
    for typed in ({"received": 1, "returned": 2}, {"received": 2, "missing": 1}, {"received": 0, "missing": 3}):
        with refused(code="money_whole"):
            books.record(sheet, **typed)
    books.record(sheet, received=3)


def test_money_needs_a_place_to_pay_from(books, units):
    scholarship(books, units)
    with refused("place"):
        books.plan(place=None)


def test_money_is_planned_only_as_far_as_it_came_in(books, units):
    """Ten million promised, three received: one scholarship of two million goes, the other waits for its money."""
    pledge = PledgeFactory(unit=units.province, money=10_000_000)
    books.receipt(3_000_000, pledge=pledge)
    books.receipt(50_000_000)  # free money, promised to nobody
    for _ in range(2):
        need = needy(units.commune, item_id="KH03", size="", unit_value=2_000_000)
        AllocationFactory(pledge=pledge, need=need, value=2_000_000)
    row = books.plan()
    assert lines().filter(sheet__distribution=row).count() == 1
    with refused(code="nothing"):
        books.plan()
    books.receipt(1_000_000, pledge=pledge)
    assert lines().filter(sheet__distribution=books.plan()).count() == 1


def test_several_promises_pooled_for_one_unit_all_reach_the_child(books, units):
    """A bicycle of five million from three and two: the share without a unit of its own is handed out too."""
    first, second = promise_money(books, 3_000_000), promise_money(books, 2_000_000)
    need = needy(units.commune, item_id="KH01", size="", unit_value=5_000_000)
    part = AllocationFactory(pledge=first, need=need, quantity=0, value=3_000_000)
    rest = AllocationFactory(pledge=second, need=need, quantity=1, value=2_000_000)
    row = books.issue(books.plan())
    assert row.money_voucher.amount == 5_000_000
    books.record(sheets_of(row)[0], received=1)
    assert (fresh(need).delivered, need.reserved) == (1, 0)
    assert fresh(part).state == fresh(rest).state == "fulfilled"
    assert balances(books.fund)["A2"] == balances(books.fund)["A4"] == 0
    with refused(code="nothing"):
        books.plan()


def test_goods_and_money_in_one_distribution(books, hand_out, units):
    scholarship(books, units)
    row = books.issue(books.plan())
    assert (row.goods_voucher.amount, row.money_voucher.amount) == (500_000, 2_000_000)
    for sheet in sheets_of(row):
        books.record(sheet)
    figures = balances(books.fund)
    assert figures["A4"] == 0 and figures["A2"] == 0 and figures["A3"] == figures["F3"] == 4_500_000


def test_the_campaign_of_a_distribution_is_in_the_books(books, hand_out, units):
    from tests.factories.donors import CampaignFactory

    campaign = CampaignFactory(unit=units.province)
    row = books.plan()
    Distribution.objects.filter(pk=row.pk).update(campaign=campaign)
    books.issue(row)
    books.record(sheets_of(row)[0])
    assert {p.campaign for p in Posting.objects.filter(expenditure="C07")} == {campaign}


def test_a_write_off_goes_through_the_advance_under_the_goods_own_earmark(books, coat, units, earmark):
    pledge = PledgeFactory(unit=units.province, earmark=earmark)
    lot = books.goods(coat(20), pledge=pledge)
    reserve(pledge, units.commune, quantity=5)
    books.record(sheets_of(books.issue(books.plan()))[0], received=0, missing=5, signer="")
    off = Posting.objects.get(expenditure="X05")
    assert (off.account, off.amount, off.earmark) == ("F3", 1_250_000, earmark)
    out = Posting.objects.get(entry=off.entry, account="A4")
    assert (out.lot, out.quantity, out.amount, out.earmark) == (lot, -5, -1_250_000, earmark)
    assert Lot.objects.count() == 1


def test_goods_that_come_back_after_the_years_end_are_booked_in_the_new_year(books, coat, units, settings):
    from funds.services.count import confirm_count, count_stock
    from funds.services.fund import close_year

    settings.BUSINESS_DAY = datetime.date(2023, 12, 28)
    pledge = PledgeFactory(unit=units.province)
    lot = books.goods(coat(20), pledge=pledge, day=settings.BUSINESS_DAY)
    reserve(pledge, units.commune, quantity=5)
    row = books.issue(books.plan(decision_on=settings.BUSINESS_DAY, hand_out_on=settings.BUSINESS_DAY))
    settings.BUSINESS_DAY = datetime.date(2024, 1, 5)
    count = count_stock(
        user=books.cashier, store=books.store, on=datetime.date(2023, 12, 31), lines={lot.pk: {"counted": 15}}
    )
    confirm_count(user=books.accountant, count=count)
    close_year(user=books.chair, fund=books.fund, year=2023)
    books.record(sheets_of(row)[0], received=3, returned=2)
    end = balances(books.fund, day=datetime.date(2023, 12, 31))
    assert (end["A3"], end["A4"]) == (15 * 250_000, 5 * 250_000)
    assert (balances(books.fund)["A3"], balances(books.fund)["A4"]) == (17 * 250_000, 0)
    assert handing.stock(books.fund) == {lot.pk: 17}
