"""Which purse may pay for what: earmarks, the management ceiling, limits of who decides, one line per child."""

import datetime

import pytest
from django.db import transaction
from psycopg2.extras import DateRange

from children.models import Item
from donors.models import Earmark
from funds.ledger import rules
from funds.ledger.earmarks import earmark_break
from funds.ledger.post import post
from funds.models import ApprovalLimit, ManagementShare, SheetLine
from funds.services.distribution import approve_distribution, expenditure_of, record_sheet
from funds.services.fund import set_share
from funds.services.limit import end_limit, set_limit
from lao_cai_support.areas.models import Succession
from tests.factories.areas import BEGIN, LEVEL_END, UnitFactory
from tests.factories.children import NeedFactory
from tests.factories.donors import AllocationFactory, CampaignFactory, DonorFactory, PledgeFactory
from tests.factories.funds import LotFactory, VoucherFactory
from tests.funds.conftest import DAY, coats
from tests.funds.test_ledger_guards import check_now, raw_entry, run
from tests.funds.test_ledger_guards import refused as db_refused
from tests.funds.test_vouchers import refused


def held(books, earmark, amount=1_000_000):
    books.receipt(amount, pledge=PledgeFactory(unit=books.fund.unit, money=amount, earmark=earmark))
    return earmark


def outflow(fund, earmark, unit=None, kind="C07", day=DAY):
    """An earmarked payment in plain SQL."""
    about = {"earmark_id": earmark.pk}
    spent = {**about, "expenditure_id": kind, "commune_id": unit.pk if unit else None}
    raw_entry(fund, ("F2", 1_000, spent), ("A2", -1_000, about), day=day)


# Earmarks (I6)


def test_the_database_books_items_under_the_same_codes_as_the_portal(lists):
    for item in Item.objects.all():
        mark = Earmark.objects.create(items=[item.pk])
        for code in {expenditure_of(other) for other in Item.objects.all()}:
            found = earmark_break(mark, expenditure=code, unit=None, day=None)
            assert found == ("" if code == expenditure_of(item) else "kind")


@pytest.mark.parametrize(
    ("change", "field"),
    [({"expenditure": "C08"}, "expenditure"), ({"commune": None}, "commune"), ({"commune": "far"}, "commune")],
    ids=["purpose", "no place", "other place"],
)
def test_earmarked_money_is_spent_as_its_donor_wants(books, units, earmark, change, field):
    held(books, earmark)
    if change.get("commune") == "far":
        change = {"commune": units.far}
    with refused(field):
        books.draft_payment(**{**coats(books, earmark), **change})
    given = {"unit": units.commune, "kind": "C07"}
    given |= {"unit": change["commune"]} if "commune" in change else {"kind": "C08"}
    with db_refused("earmark rule: (kind|place)"), transaction.atomic():
        outflow(books.fund, earmark, **given)
    books.payment(**coats(books, earmark))
    outflow(books.fund, earmark, units.sibling)
    outflow(books.fund, earmark, units.district)


def test_earmarked_money_is_spent_in_time(books, units):
    earmark = held(books, Earmark.objects.create(use_until=DAY))
    late = DAY + datetime.timedelta(1)
    with db_refused("earmark rule: date"), transaction.atomic():
        outflow(books.fund, earmark, day=late)
    with db_refused("earmark rule: date"), transaction.atomic():
        about = {"earmark_id": earmark.pk}
        raw_entry(books.fund, ("A4", 1_000, about), ("A2", -1_000, about), day=late)
    # What was handed to the distributors in time may be signed for later, and come back.
    lines = rules.money_advanced(place=books.bank, amount=1_000, earmark=earmark)
    post(fund=books.fund, day=DAY, event="money_advanced", text="x", key="a", lines=lines)
    signed = rules.money_signed(amount=600, earmark=earmark, expenditure="C08", commune=units.commune)
    post(fund=books.fund, day=late, event="handed_out", text="x", key="b", lines=signed)
    back = rules.money_back(place=books.bank, amount=400, earmark=earmark)
    post(fund=books.fund, day=late, event="handed_out", text="x", key="c", lines=back)
    with refused("day", code="earmark_date"):
        lines = rules.money_out(place=books.bank, amount=1_000, earmark=earmark, expenditure="C08")
        post(fund=books.fund, day=late, event="money_out", text="x", key="d", lines=lines)


def test_a_merged_commune_is_still_the_place_its_donor_named(books, units):
    old = UnitFactory(code="02700", name="Lầu Thí Thử", parent=units.district, valid=(BEGIN, DAY))
    heir = UnitFactory(code="03000", name="Bắc Hà mới", parent=units.other_district, valid=(DAY, LEVEL_END))
    earmark = held(books, Earmark.objects.create(places=[old.path]))
    with db_refused("earmark rule: place"), transaction.atomic():
        outflow(books.fund, earmark, heir)
    Succession.objects.create(
        predecessor=old, successor=heir, effective_on=DAY, whole=True, legal_basis="Nghị quyết thử"
    )
    outflow(books.fund, earmark, heir)


def test_a_lot_moves_in_its_own_fund_and_under_its_own_earmark(books, district_fund, earmark):
    lot = LotFactory(fund=books.fund)
    for fund, mark in ((books.fund, earmark.pk), (district_fund, None)):
        about = {"lot_id": lot.pk, "quantity": 1, "earmark_id": mark}
        with db_refused("its own fund and under its own earmark"), transaction.atomic():
            raw_entry(fund, ("A3", 250_000, about), ("F3", -250_000))


# Budget and management (I12, I13, I15)


@pytest.mark.parametrize("code", ["T12", "T13", "T14", "T15", "T99"])
def test_budget_money_and_memos_do_not_come_in(books, code):
    with db_refused("do not enter the book of donations"), transaction.atomic():
        raw_entry(books.fund, ("A2", 500), ("F1", -500, {"income_id": code}))


def test_nothing_else_goes_out_by_the_back_door(books):
    books.receipt(1_000_000)
    raw_entry(books.fund, ("F1", 10_000), ("F4", -10_000))
    for account, code, words in (
        ("F1", "N01", "do not enter the book"),
        ("F1", "M01", "paid from their share"),
        ("F4", "C08", "pays management costs"),
        ("F4", "M01", "within the decided level"),
    ):
        with db_refused(words), transaction.atomic():
            raw_entry(books.fund, (account, 500, {"expenditure_id": code}), ("A2", -500))


def test_the_decided_level_is_within_a_tenth_and_costs_within_the_level(books):
    books.receipt(10_000_009)
    given = {"fund": books.fund, "year": 2024, "decision_no": "9/QĐ", "decided_on": DAY}
    with db_refused("within 10 percent"), transaction.atomic():
        ManagementShare.objects.create(**given, amount=1_000_001)
    set_share(user=books.chair, **given, amount=1_000_000)
    books.payment(600_000, expenditure="M02")
    cost = {"expenditure_id": "M03"}
    with db_refused("within the decided level"), transaction.atomic():
        raw_entry(books.fund, ("F4", 200_000, cost), ("F4", 200_001, cost), ("A2", -400_001))
    raw_entry(books.fund, ("F4", 200_000, cost), ("F4", 200_000, cost), ("A2", -400_000))
    check_now()


# Who decides on what (I7)


def test_without_limits_the_head_decides_on_everything(books):
    books.receipt(900_000_000)
    assert books.payment(900_000_000).decided_by == "head"


def test_a_payment_above_the_limit_needs_who_may_decide(books):
    books.receipt(50_000_000)
    limit = {"user": books.chair, "fund": books.fund, "decision_no": "3/QĐ-UBND", "from_day": DAY}
    set_limit(**limit, decider="head", amount_to=5_000_000)
    set_limit(**limit, decider="committee", amount_to=None)
    with refused("decided_by"):
        books.draft_payment(5_000_001)
    with refused("decided_by"):
        books.draft_payment(1_000, decided_by="council")
    books.payment(5_000_000)
    books.payment(5_000_001, decided_by="committee")
    with db_refused("may not decide on this amount"), transaction.atomic():
        VoucherFactory(
            fund=books.fund, kind="PC", number=3, state="approved", amount=5_000_001, decision_no="1", decision_on=DAY,
            drafted_by=books.accountant, approved_by=books.chair, income_id=None, expenditure_id="C08",
        )  # fmt: skip


def test_a_limit_that_came_meanwhile_counts_at_approval(books, hand_out):
    draft, plan = books.draft_payment(2_000_000), books.plan()
    set_limit(user=books.chair, fund=books.fund, decider="head", amount_to=100_000, decision_no="3/QĐ", from_day=DAY)
    with refused("decided_by"):
        books.approve(draft)
    with refused("decided_by"):
        approve_distribution(user=books.chair, distribution=plan)


def test_limits_are_dated_and_never_changed(books):
    given = {"user": books.chair, "fund": books.fund, "decider": "head", "decision_no": "3/QĐ"}
    first = set_limit(**given, amount_to=1_000_000, from_day=DAY)
    with refused("from_day"):
        set_limit(**given, amount_to=2_000_000, from_day=DAY - datetime.timedelta(1))
    with refused("from_day"):
        set_limit(**given, amount_to=2_000_000, from_day=DAY)
    second = set_limit(**given, amount_to=2_000_000, from_day=DAY + datetime.timedelta(10))
    first.refresh_from_db()
    assert first.valid == DateRange(DAY, DAY + datetime.timedelta(10))
    for sql in ("UPDATE funds_approvallimit SET amount_to = 9", "DELETE FROM funds_approvallimit"):
        with pytest.raises(Exception, match="ended, never changed|Cannot delete"), transaction.atomic():
            run(sql)
    with db_refused("limit_one_at_a_time"), transaction.atomic():
        ApprovalLimit.objects.create(fund=books.fund, decider="head", decision_no="1", valid=DateRange(DAY, None))
    assert end_limit(user=books.chair, limit=second).valid.upper is not None
    with refused(code="right"):
        set_limit(**{**given, "user": books.accountant}, amount_to=5, from_day=DAY)


# One line per child and campaign, in scope (I8)


def test_a_child_is_not_given_the_same_twice_in_one_distribution(books, hand_out):
    again = NeedFactory(child=hand_out.needs[0].child)
    second = AllocationFactory(pledge=hand_out.pledge, need=again)
    plan = books.plan()
    lines = SheetLine.objects.filter(sheet__distribution=plan)
    assert lines.count() == 2 and not lines.filter(allocation=second).exists()
    with db_refused("one line per child"), transaction.atomic():
        sheet = lines.get(allocation=hand_out.allocations[0]).sheet
        SheetLine.objects.create(sheet=sheet, allocation=second, lot=hand_out.lot, issued=1, value=250_000)


def test_nor_in_two_distributions_of_one_campaign(books, units, hand_out):
    campaign = CampaignFactory(unit=units.province)
    first = books.plan()
    type(first).objects.filter(pk=first.pk).update(campaign=campaign)
    again = NeedFactory(child=hand_out.needs[0].child)
    second = AllocationFactory(pledge=hand_out.pledge, need=again)
    later = books.plan(name="Đợt sau")
    own = later.sheets.get()
    assert own.lines.get().allocation == second, "another campaign may give again"
    line = own.lines.get()
    line.delete()
    type(first).objects.filter(pk=later.pk).update(campaign=campaign)
    with db_refused("one line per child"), transaction.atomic():
        SheetLine.objects.create(sheet=own, allocation=second, lot=hand_out.lot, issued=1, value=250_000)


def test_a_payment_names_what_it_supports(books):
    books.receipt(1_000_000)
    with refused("reason"):
        books.draft_payment(reason=" ")


def test_a_child_that_left_before_the_day_receives_nothing(books, hand_out):
    plan = books.issue(books.plan())
    child = hand_out.needs[0].child
    type(child).objects.filter(pk=child.pk).update(state="ended", ended_on=DAY, end_reason="moved")
    sheet = plan.sheets.get(unit=child.unit)
    line = sheet.lines.get()
    result = {"received": line.issued, "returned": 0, "missing": 0, "signer": "Giàng Thị Chư"}
    with refused(code="out_of_scope"):
        record_sheet(user=books.cashier, sheet=sheet, results={line.pk: result})
    record_sheet(user=books.cashier, sheet=sheet, results={line.pk: {**result, "received": 0, "returned": line.issued}})


def test_a_child_that_left_is_not_planned_for(books, hand_out):
    child = hand_out.needs[0].child
    type(child).objects.filter(pk=child.pk).update(state="ended", ended_on=DAY, end_reason="died")
    assert SheetLine.objects.filter(sheet__distribution=books.plan()).count() == 1


# Foreign gifts (I16)


def test_the_database_asks_for_the_approval_of_a_foreign_gift(books):
    people = {"drafted_by": books.accountant, "approved_by": books.chair, "posted_by": books.cashier}
    given = {"fund": books.fund, "donor": DonorFactory(kind="foreign"), "state": "posted", "number": 1, **people}
    for wrong in (
        {},
        {"foreign_approval": "1/QĐ"},
        {"foreign_approval": "1", "foreign_approved_on": DAY + datetime.timedelta(1)},
    ):
        with db_refused("has its approval"), transaction.atomic():
            VoucherFactory(**given, **wrong)
    VoucherFactory(**given, foreign_approval="1/QĐ", foreign_approved_on=DAY)
    with refused("foreign_approved_on"):
        books.draft_receipt(donor=given["donor"], foreign_approval="1/QĐ")
