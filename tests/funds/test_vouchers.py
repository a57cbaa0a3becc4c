"""Receipts, goods receipts and payments: who does what, what is refused, what the books then say."""

import datetime

import pytest
from django.contrib.postgres.fields.ranges import DateRange
from django.db import transaction

from children.models import Item
from donors.models import ForeignApproval, Pledge
from donors.services.foreign import request_approval
from funds.ledger.figures import balances
from funds.models import JournalEntry, Lot, Posting, Voucher
from funds.services.voucher import approve_voucher, cancel_voucher, draft_payment, draft_receipt, post_voucher
from lao_cai_support.audit.models import Act
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.money import MAX_VND
from tests.factories.donors import DonorFactory, PledgeFactory
from tests.funds.conftest import DAY, coats

day = datetime.date


def refused(field: str | None = None, code: str | None = None):
    """The act says no, at this field or with this code."""

    def right(refusal: Refusal) -> bool:
        return (field is None or refusal.field == field) and (code is None or refusal.code == code)

    return pytest.RaisesExc(Refusal, check=right)


def state_of(pledge: Pledge) -> str:
    return Pledge.objects.get(pk=pledge.pk).state


# Receipts


def test_a_free_gift_raises_the_free_balance(books):
    voucher = books.receipt(1_500_000)
    assert (voucher.state, voucher.number, voucher.income_id, voucher.year) == ("posted", 1, "T02", 2024)
    assert {voucher.drafted_by, voucher.approved_by, voucher.posted_by} == {
        books.accountant,
        books.chair,
        books.cashier,
    }
    figures = balances(books.fund)
    assert (figures["A2"], figures["F1"], sum(figures.values())) == (1_500_000, 1_500_000, 3_000_000)
    assert list(Act.objects.filter(object_code=voucher.code).order_by("pk").values_list("act", flat=True)) == [
        "voucher.draft",
        "voucher.approve",
        "voucher.post",
    ]


def test_cash_and_bank_are_two_accounts(books):
    books.receipt(100_000, place=books.cash)
    books.receipt(300_000, place=books.bank)
    assert (balances(books.fund)["A1"], balances(books.fund)["A2"]) == (100_000, 300_000)


def test_earmarked_money_keeps_its_earmark(books, earmark):
    pledge = PledgeFactory(unit=books.fund.unit, money=2_000_000, earmark=earmark)
    books.receipt(2_000_000, pledge=pledge)
    assert balances(books.fund)["F2"] == 2_000_000
    assert {p.earmark for p in Posting.objects.all()} == {earmark}


@pytest.mark.parametrize(
    ("kind", "marked", "goods", "code"),
    [
        ("company", False, False, "T01"),
        ("person", False, False, "T02"),
        ("company", False, True, "T03"),
        ("company", True, False, "T06"),
        ("foreign", False, False, "T07"),
        ("foreign", False, True, "T08"),
    ],
)
def test_the_income_code_follows_giver_and_form(books, coat, earmark, kind, marked, goods, code):
    donor = DonorFactory(kind=kind)
    given = {"donor": donor, "foreign_approval": "12/QĐ-UBND", "foreign_approved_on": DAY}
    if goods:
        assert books.draft_goods(coat(1), **given).income_id == code
        return
    if marked:
        pledge = PledgeFactory(unit=books.fund.unit, money=1_000_000, earmark=earmark, donor=donor)
        given = {"pledge": pledge}
    assert books.draft_receipt(1_000_000, **given).income_id == code


@pytest.mark.parametrize("income", ["T12", "T13", "T14", "T15", "T99"])
def test_budget_money_and_memos_never_enter(books, income):
    with refused("income"):
        books.draft_receipt(income=income)


def test_no_more_than_was_promised(books):
    pledge = PledgeFactory(unit=books.fund.unit, money=1_000_000)
    with refused("amount"):
        books.draft_receipt(1_000_001, pledge=pledge)
    books.receipt(600_000, pledge=pledge)
    with refused("amount"):
        books.draft_receipt(400_001, pledge=pledge)
    books.draft_receipt(400_000, pledge=pledge)


def test_two_drafts_do_not_both_take_the_rest_of_a_pledge(books):
    pledge = PledgeFactory(unit=books.fund.unit, money=1_000_000)
    first, second = (books.approve(books.draft_receipt(800_000, pledge=pledge)) for _ in range(2))
    books.post(first)
    with refused("amount"):
        books.post(second)
    assert balances(books.fund)["A2"] == 800_000
    assert Voucher.objects.get(pk=second.pk).state == "approved"


def test_a_money_pledge_is_fulfilled_when_all_has_come(books):
    pledge = PledgeFactory(unit=books.fund.unit, money=1_000_000)
    books.receipt(999_999, pledge=pledge)
    assert state_of(pledge) == "accepted"
    books.receipt(1, pledge=pledge)
    assert state_of(pledge) == "fulfilled"


@pytest.mark.parametrize("unit_value", [100_000, 250_000, 400_000])
def test_a_goods_pledge_is_fulfilled_by_pieces_whatever_they_are_assessed_at(books, coat, unit_value):
    pledge = PledgeFactory(unit=books.fund.unit)
    books.goods(coat(19, unit_value=unit_value), pledge=pledge)
    assert state_of(pledge) == "accepted"
    with refused("quantity"):
        books.draft_goods(coat(2, unit_value=unit_value), pledge=pledge)
    books.goods(coat(1, unit_value=unit_value), pledge=pledge)
    assert state_of(pledge) == "fulfilled"


@pytest.mark.parametrize(
    "change", [{"state": "offered"}, {"state": "withdrawn", "end_reason": "Đổi ý"}, {"route": "direct"}]
)
def test_only_an_agreed_pledge_by_way_of_the_fund_is_received(books, coat, change):
    for pledge in (PledgeFactory(unit=books.fund.unit, money=1_000_000), PledgeFactory(unit=books.fund.unit)):
        Pledge.objects.filter(pk=pledge.pk).update(**change)
        pledge.refresh_from_db()
        with refused("pledge"):
            if pledge.form == "money":
                books.draft_receipt(1_000, pledge=pledge)
            else:
                books.draft_goods(coat(1), pledge=pledge)


def test_money_for_goods_and_goods_for_money_are_refused(books, coat):
    money, goods = PledgeFactory(unit=books.fund.unit, money=1_000_000), PledgeFactory(unit=books.fund.unit)
    with refused("pledge"):
        books.draft_receipt(1_000, pledge=goods)
    with refused("pledge"):
        books.draft_goods(coat(1), pledge=money)
    with refused("pledge"):
        books.draft_goods(coat(1, item=Item.objects.exclude(code="DA01").filter(is_money=False)[0]), pledge=goods)


def test_a_foreign_gift_waits_for_its_approval(books, coat):
    donor = DonorFactory(kind="foreign")
    for number in ("", "   "):
        with refused("foreign_approval"):
            books.draft_receipt(donor=donor, foreign_approval=number)
        with refused("foreign_approval"):
            books.draft_goods(coat(1), donor=donor, foreign_approval=number)
    assert (
        books.receipt(donor=donor, foreign_approval="12/QĐ-UBND", foreign_approved_on=DAY).foreign_approval
        == "12/QĐ-UBND"
    )


def test_amounts_and_days_that_cannot_be(books, coat):
    for amount in (0, -1, MAX_VND + 1):
        with refused("amount"):
            books.draft_receipt(amount)
    with refused("day"):
        books.draft_receipt(day=DAY + datetime.timedelta(1))
    with refused("day"):
        books.draft_receipt(day=day(2018, 12, 31))
    with refused("amount"):
        books.draft_goods(coat(1_000_000, unit_value=MAX_VND))


def test_a_closed_fund_takes_nothing(books):
    books.fund.valid = DateRange(day(2019, 1, 1), day(2024, 11, 15))
    books.fund.save()
    with refused("day"):
        books.draft_receipt()
    books.draft_receipt(day=day(2024, 11, 14))


def test_the_place_belongs_to_the_fund(books, district_books, coat):
    with refused("place"):
        books.draft_receipt(place=district_books.bank)
    with refused("place"):
        books.draft_goods(coat(1), place=district_books.store)
    with refused("place"):
        books.draft_payment(place=district_books.cash)


def test_money_does_not_go_into_the_store_nor_goods_to_the_bank(books, coat):
    with refused("place"):
        books.draft_receipt(place=books.store)
    with refused("place"):
        books.draft_payment(place=books.store)
    with refused("place"):
        books.draft_goods(coat(1), place=books.bank)


# Goods


def test_each_line_becomes_a_lot(books, coat):
    pledge = PledgeFactory(unit=books.fund.unit)
    books.goods(coat(12, size="110"), coat(8, size="120"), pledge=pledge)
    assert list(Lot.objects.order_by("size").values_list("size", "quantity", "unit_value", "pledge")) == [
        ("110", 12, 250_000, pledge.pk),
        ("120", 8, 250_000, pledge.pk),
    ]
    figures = balances(books.fund)
    assert figures["A3"] == figures["F3"] == 5_000_000


def test_goods_without_lines_are_refused(books):
    with refused():
        books.draft_goods()


def test_perishable_goods_need_an_expiry_after_the_day(books, coat):
    item = Item.objects.filter(perishable=True).first()
    for expires in (None, DAY, DAY - datetime.timedelta(30)):
        with refused("expires_on"):
            books.draft_goods(coat(5, item=item, size="", expires_on=expires))
    books.draft_goods(coat(5, item=item, size="", expires_on=DAY + datetime.timedelta(1)))


def test_expired_goods_are_refused_even_where_no_expiry_is_needed(books, coat):
    with refused("expires_on"):
        books.draft_goods(coat(1, expires_on=DAY))


# Payments


def test_a_payment_takes_what_is_there(books):
    books.receipt(1_000_000)
    voucher = books.payment(1_000_000)
    assert (voucher.number, balances(books.fund)["A2"], balances(books.fund)["F1"]) == (1, 0, 0)
    assert Posting.objects.get(expenditure="C08").amount == 1_000_000


def test_nothing_is_paid_that_is_not_there(books):
    books.receipt(1_000_000)
    draft = books.approve(books.draft_payment(1_000_001))
    with refused(code="overdraft"):
        books.post(draft)
    draft.refresh_from_db()
    assert (draft.state, draft.posted_by) == ("approved", None)


def test_an_earlier_day_is_not_overdrawn_either(books):
    books.receipt(1_000_000, day=DAY)
    draft = books.approve(books.draft_payment(500_000, day=DAY - datetime.timedelta(3)))
    with refused(code="overdraft"):
        books.post(draft)


def test_earmarked_money_pays_only_under_its_earmark(books, earmark):
    pledge = PledgeFactory(unit=books.fund.unit, money=1_000_000, earmark=earmark)
    books.receipt(1_000_000, pledge=pledge)
    with refused(code="overdraft"):
        books.payment(1)
    books.payment(1_000_000, **coats(books, earmark))


@pytest.mark.parametrize("code", ["N01", "X01", "X05", "T01", ""])
def test_only_support_and_management_are_paid(books, code):
    with refused("expenditure"):
        books.draft_payment(expenditure=code)


def test_the_decision_is_not_later_than_the_payment(books):
    with refused("decision_on"):
        books.draft_payment(day=day(2024, 11, 10), decision_on=day(2024, 11, 11))
    books.draft_payment(day=day(2024, 11, 10), decision_on=day(2024, 11, 10))


def test_a_payment_without_a_decision_number_is_refused(books):
    for number in ("", "  "):
        with refused("decision_no"):
            books.draft_payment(decision_no=number)


# Three people


def test_each_does_only_the_own_part(books, district_books):
    draft = books.draft_receipt()
    for user in (books.accountant, books.cashier, district_books.chair):
        with refused(code="right"):
            approve_voucher(user=user, voucher=draft)
    books.approve(draft)
    for user in (books.accountant, books.chair, district_books.cashier):
        with refused(code="right"):
            post_voucher(user=user, voucher=draft)
    for user in (books.chair, books.cashier, district_books.accountant):
        with refused(code="right"):
            draft_receipt(
                user=user,
                fund=books.fund,
                place=books.bank,
                day=DAY,
                amount=1_000,
                party="Ông Lý A Sáng",
                reason="Ủng hộ",
            )


def test_one_person_with_two_roles_in_turn_does_not_act_twice(books, units):
    """Roles change hands; the paper remembers who did what."""
    draft = books.draft_receipt()
    role = books.accountant.memberships.get()
    type(role).objects.filter(pk=role.pk).update(role="fund_chair")
    changed = type(books.accountant).objects.get(pk=books.accountant.pk)
    with refused(code="two_people"):
        approve_voucher(user=changed, voucher=draft)
    books.approve(draft)
    type(role).objects.filter(pk=role.pk).update(role="fund_cashier")
    changed = type(books.accountant).objects.get(pk=books.accountant.pk)
    with refused(code="three_people"):
        post_voucher(user=changed, voucher=draft)


def test_a_voucher_is_carried_out_once(books):
    voucher = books.receipt(1_000)
    books.post(voucher)
    assert JournalEntry.objects.count() == 1
    with refused():
        books.approve(voucher)
    with refused():
        cancel_voucher(user=books.chair, voucher=voucher, reason="Nhầm")


def test_a_draft_is_not_carried_out(books):
    with refused():
        books.post(books.draft_receipt())
    assert not JournalEntry.objects.exists()


def test_a_cancelled_voucher_keeps_its_number(books):
    first = books.approve(books.draft_receipt())
    with refused("reason"):
        cancel_voucher(user=books.chair, voucher=first, reason="  ")
    with refused(code="right"):
        cancel_voucher(user=books.accountant, voucher=first, reason="Nhầm")
    cancel_voucher(user=books.chair, voucher=first, reason="Người nộp đổi ý")
    with refused():
        books.post(first)
    assert books.receipt().number == 2
    first.refresh_from_db()
    assert (first.state, first.number, first.cancel_reason) == ("cancelled", 1, "Người nộp đổi ý")


def test_numbers_run_by_fund_kind_and_year(books, district_books):
    for _ in range(2):
        books.receipt()
    books.payment(1_000)
    books.receipt(day=day(2023, 12, 31))
    district_books.receipt()
    found = Voucher.objects.order_by("pk").values_list("fund__short_code", "kind", "year", "number")
    assert list(found) == [
        ("QBTTE-LC", "PT", 2024, 1),
        ("QBTTE-LC", "PT", 2024, 2),
        ("QBTTE-LC", "PC", 2024, 1),
        ("QBTTE-LC", "PT", 2023, 1),
        ("QBTTE-085", "PT", 2024, 1),
    ]


def test_a_refused_posting_leaves_nothing_behind(books, coat):
    """The lot made on the way goes with it."""
    pledge = PledgeFactory(unit=books.fund.unit)
    first, second = (books.approve(books.draft_goods(coat(20), pledge=pledge)) for _ in range(2))
    books.post(first)
    with refused("quantity"), transaction.atomic():
        books.post(second)
    assert Lot.objects.count() == JournalEntry.objects.count() == 1


# The turn of the year


def test_the_old_years_money_carried_out_in_january_belongs_to_the_old_year(books, settings):
    """Received on 31/12, carried out on 02/01: the voucher's day counts, until the year is closed."""
    settings.BUSINESS_DAY = day(2023, 12, 31)
    one, two = (books.approve(books.draft_receipt(500_000, day=day(2023, 12, 31))) for _ in range(2))
    settings.BUSINESS_DAY = day(2024, 1, 2)
    books.post(one)
    entry = JournalEntry.objects.get()
    assert (one.year, one.number, entry.day) == (2023, 1, day(2023, 12, 31))
    assert balances(books.fund, day=day(2023, 12, 31))["A2"] == 500_000

    from funds.services.fund import close_year

    with refused():
        close_year(user=books.chair, fund=books.fund, year=2023)
    cancel_voucher(user=books.chair, voucher=two, reason="Không nộp")
    close_year(user=books.chair, fund=books.fund, year=2023)
    late = books.approve(books.draft_receipt(1_000, day=day(2023, 12, 31)))
    with refused(code="closed"):
        books.post(late)


def test_a_payment_needs_its_own_year_open_only(books, settings):
    from funds.services.fund import close_year

    books.receipt(1_000_000, day=day(2023, 12, 31))
    close_year(user=books.chair, fund=books.fund, year=2023)
    books.payment(1_000_000, day=day(2024, 1, 2))
    assert balances(books.fund, day=day(2023, 12, 31))["A2"] == 1_000_000
    assert balances(books.fund)["A2"] == 0


def test_payments_are_refused_by_the_service_not_only_the_form(books, commune_officer):
    with refused(code="right"):
        draft_payment(
            user=commune_officer,
            fund=books.fund,
            place=books.bank,
            day=DAY,
            amount=1_000,
            party="Ai đó",
            reason="Thử",
            expenditure="C08",
            decision_no="1/QĐ",
            decision_on=DAY,
        )


def test_goods_below_the_standard_of_their_item_are_refused(books, coat, province_officer):
    from children.services.standard import set_standard

    line = coat(5)
    set_standard(
        user=province_officer,
        item=line["item"],
        requirements="Áo hai lớp",
        papers="Phiếu hợp quy",
        decision="CV 3/SLĐTBXH",
        valid_from=datetime.date(2024, 11, 15),
    )
    with refused("quality_paper", "standard"):
        books.draft_goods(line)
    assert books.draft_goods(line | {"quality_paper": "HQ 12/2024"}).amount > 0


def test_a_foreign_pledge_is_received_under_its_own_approval(books, province_officer):
    """What the dossier says goes onto the receipt, whatever was typed; before its decision nothing is received."""
    donor = DonorFactory(kind="foreign", name="Hope for Highlands")
    pledge = PledgeFactory(unit=books.fund.unit, money=5_000_000, donor=donor)
    about = {"authority": "province", "purpose": "học bổng", "lawful_source": "quyên góp"}
    dossier = request_approval(user=province_officer, pledge=pledge, **about)
    typed = {"foreign_approval": "1/QĐ", "foreign_approved_on": DAY}
    with pytest.raises(Refusal) as refused:
        books.draft_receipt(5_000_000, pledge=pledge, **typed)
    assert refused.value.code == "not_approved"
    decided = DAY - datetime.timedelta(3)
    ForeignApproval.objects.filter(pk=dossier.pk).update(
        state="approved", complete_on=decided, appraised_on=decided, appraised_by=books.chair, decision_no="77/QĐ-UBND",
        decided_on=decided, decided_by=books.chair, requested_on=decided,
    )  # fmt: skip
    paper = books.draft_receipt(5_000_000, pledge=pledge, **typed)
    assert (paper.foreign_approval, paper.foreign_approved_on) == ("77/QĐ-UBND", decided)
