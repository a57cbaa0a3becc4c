"""Transfers between levels, the yearly management share, closing a year."""

import datetime

import pytest
from django.db.models import Sum

from funds.ledger.figures import balances, management_base, management_left
from funds.models import Closing, JournalEntry, ManagementShare, Posting, Transfer
from funds.services.fund import close_year, confirm_transfer, send_transfer, set_share
from lao_cai_support.web.errors import Refusal
from tests.factories.donors import DonorFactory, PledgeFactory
from tests.funds.conftest import DAY
from tests.funds.test_vouchers import refused

day = datetime.date


def send(books, receiver, amount=400_000, **kwargs):
    given = {"place": books.bank, "decision_no": "7/QĐ-QBTTE", **kwargs}
    return send_transfer(user=books.chair, sender=books.fund, receiver=receiver.fund, amount=amount, **given)


def confirm(books, transfer, **kwargs):
    return confirm_transfer(user=books.chair, transfer=transfer, **{"place": books.bank, **kwargs})


# Transfers


def test_money_on_its_way_is_in_nobodys_bank(books, district_books):
    books.receipt(1_000_000)
    send(books, district_books)
    here, there = balances(books.fund), balances(district_books.fund)
    assert (here["A2"], here["A5"], here["F1"]) == (600_000, 400_000, 1_000_000)
    assert set(there.values()) == {0}


def test_both_books_mirror_a_received_transfer(books, district_books):
    books.receipt(1_000_000)
    row = confirm(district_books, send(books, district_books))
    assert (row.state, row.received_on, row.received_by) == ("received", DAY, district_books.chair)
    here, there = balances(books.fund), balances(district_books.fund)
    assert (here["A2"], here["A5"], here["F1"]) == (600_000, 0, 600_000)
    assert (there["A2"], there["F1"]) == (400_000, 400_000)
    codes = Posting.objects.filter(amount__in=(400_000, -400_000)).values_list("expenditure", "income")
    assert {"X01", "T10"} <= {code for pair in codes for code in pair}


def test_money_going_up_has_its_own_codes(books, district_books):
    district_books.receipt(1_000_000)
    confirm(books, send(district_books, books))
    assert Posting.objects.get(expenditure="X02").fund == district_books.fund
    assert Posting.objects.get(income="T11").fund == books.fund


def test_an_earmark_travels_with_its_money(books, district_books, earmark):
    books.receipt(1_000_000, pledge=PledgeFactory(unit=books.fund.unit, money=1_000_000, earmark=earmark))
    with refused(code="overdraft"):
        send(books, district_books)
    confirm(district_books, send(books, district_books, earmark=earmark))
    assert (balances(district_books.fund)["F1"], balances(district_books.fund)["F2"]) == (0, 400_000)


def test_sent_in_december_and_received_in_january(books, district_books, settings):
    """Each book shows it in its own year; at the year's end it is in transit."""
    settings.BUSINESS_DAY = day(2023, 12, 30)
    books.receipt(1_000_000, day=day(2023, 12, 1))
    row = send(books, district_books, day=day(2023, 12, 30))
    settings.BUSINESS_DAY = day(2024, 1, 4)
    close_year(user=books.chair, fund=books.fund, year=2023)
    close_year(user=district_books.chair, fund=district_books.fund, year=2023)
    with refused("day"):
        confirm(district_books, row, day=day(2023, 12, 29))
    with refused(code="closed"):
        confirm(district_books, row, day=day(2023, 12, 31))
    confirm(district_books, row, day=day(2024, 1, 4))
    assert balances(books.fund, day=day(2023, 12, 31))["A5"] == 400_000
    assert balances(books.fund)["A5"] == 0
    assert balances(district_books.fund, day=day(2023, 12, 31))["A2"] == 0
    assert balances(district_books.fund)["A2"] == 400_000


def test_a_transfer_is_confirmed_once_by_the_other_side(books, district_books):
    books.receipt(1_000_000)
    row = send(books, district_books)
    with refused(code="right"):
        confirm_transfer(user=district_books.accountant, transfer=row, place=district_books.bank)
    confirm(district_books, row)
    with refused():
        confirm(district_books, row)
    assert balances(district_books.fund)["A2"] == 400_000


def test_transfers_that_cannot_be(books, district_books):
    books.receipt(1_000_000)
    for wrong, field in (
        ({"amount": 0}, "amount"),
        ({"amount": -5}, "amount"),
        ({"day": DAY + datetime.timedelta(1)}, "day"),
        ({"place": district_books.bank}, "place"),
        ({"place": books.store}, "place"),
    ):
        with refused(field):
            send(books, district_books, **wrong)
    with refused("receiver"):
        send(books, books)
    with refused(code="overdraft"):
        send(books, district_books, amount=1_000_001)
    assert not Transfer.objects.exists()
    row = send(books, district_books)
    for wrong, field in (
        ({"place": books.bank}, "place"),
        ({"place": district_books.store}, "place"),
        ({"day": DAY + datetime.timedelta(1)}, "day"),
    ):
        with refused(field):
            confirm(district_books, row, **wrong)


def test_transfers_of_all_funds_cancel_out(books, district_books):
    books.receipt(1_000_000)
    confirm(district_books, send(books, district_books))
    confirm(books, send(district_books, books, amount=100_000))
    out = Posting.objects.filter(expenditure__in=("X01", "X02")).aggregate(total=Sum("amount"))["total"]
    back = Posting.objects.filter(income__in=("T10", "T11")).aggregate(total=Sum("amount"))["total"]
    assert (out, back) == (500_000, -500_000)


# The management share


def share(books, amount, year=2024, **kwargs):
    given = {"decision_no": "201/QĐ-SLĐTBXH", "decided_on": DAY, **kwargs}
    return set_share(user=books.chair, fund=books.fund, year=year, amount=amount, **given)


def test_the_base_leaves_out_earmarked_goods_budget_and_transfers(books, district_books, coat, earmark):
    books.receipt(10_000_000)
    books.receipt(2_000_000, donor=DonorFactory(kind="foreign"), foreign_approval="12/QĐ-UBND", foreign_approved_on=DAY)
    books.receipt(500_000, income="T16")
    books.receipt(4_000_000, income="T18")
    books.receipt(9_000_000, pledge=PledgeFactory(unit=books.fund.unit, money=9_000_000, earmark=earmark))
    books.goods(coat(20))
    books.receipt(7_000_000, day=day(2023, 6, 1))
    district_books.receipt(8_000_000)
    confirm(books, send(district_books, books, amount=3_000_000))
    assert management_base(books.fund, 2024) == 12_500_000
    assert management_base(books.fund, 2023) == 7_000_000


def test_at_most_a_tenth_of_the_base(books):
    books.receipt(10_000_009)
    with refused("amount"):
        share(books, 1_000_001)
    with refused("amount"):
        share(books, -1)
    share(books, 1_000_000)
    assert (balances(books.fund)["F4"], balances(books.fund)["F1"]) == (1_000_000, 9_000_009)


def test_no_free_income_no_management_share(books, earmark):
    """All of it earmarked: the ceiling is zero."""
    books.receipt(9_000_000, pledge=PledgeFactory(unit=books.fund.unit, money=9_000_000, earmark=earmark))
    with refused("amount"):
        share(books, 1)
    share(books, 0)
    assert not JournalEntry.objects.filter(event="share").exists()


def test_a_share_is_decided_once_a_year_and_not_tomorrow(books):
    books.receipt(10_000_000)
    with refused("decided_on"):
        share(books, 500_000, decided_on=DAY + datetime.timedelta(1))
    share(books, 500_000)
    with refused("year"):
        share(books, 100_000)
    assert ManagementShare.objects.get().amount == 500_000


def test_management_costs_stay_within_the_share(books):
    books.receipt(10_000_000)
    with refused("amount"):
        books.draft_payment(1_000, expenditure="M02")
    share(books, 500_000)
    with refused("amount"):
        books.draft_payment(500_001, expenditure="M02")
    first, second = (books.approve(books.draft_payment(300_000, expenditure="M02")) for _ in range(2))
    books.post(first)
    with refused("amount"):
        books.post(second)
    assert management_left(books.fund, 2024) == 200_000


def test_what_was_left_of_last_years_share_does_not_raise_this_years(books):
    books.receipt(10_000_000, day=day(2023, 3, 1))
    share(books, 1_000_000, year=2023, decided_on=day(2023, 6, 1))
    books.receipt(10_000_000, day=day(2024, 3, 1))
    share(books, 500_000)
    assert balances(books.fund)["F4"] == 1_500_000
    with refused("amount"):
        books.draft_payment(500_001, expenditure="M02")
    books.payment(500_000, expenditure="M02")


# Closing


def test_closing_writes_down_the_head_of_the_chain(books, settings):
    settings.BUSINESS_DAY = day(2023, 6, 1)
    books.receipt(1_000, day=day(2023, 6, 1))
    books.receipt(2_000, day=day(2023, 6, 1))
    settings.BUSINESS_DAY = DAY
    books.receipt(3_000)
    closing = close_year(user=books.chair, fund=books.fund, year=2023)
    second = JournalEntry.objects.get(sequence=2)
    assert (closing.last_sequence, closing.head_hash, closing.closed_on) == (2, second.hash, DAY)


def test_only_a_past_year_is_closed_once_by_the_chair(books):
    with refused(code="right"):
        close_year(user=books.accountant, fund=books.fund, year=2023)
    for year in (2024, 2025):
        with refused():
            close_year(user=books.chair, fund=books.fund, year=year)
    close_year(user=books.chair, fund=books.fund, year=2023)
    for year in (2023, 2022):
        with refused(code="closed"):
            close_year(user=books.chair, fund=books.fund, year=year)
    assert Closing.objects.count() == 1


@pytest.mark.parametrize("approved", [False, True])
def test_open_vouchers_hold_the_year_open(books, approved):
    voucher = books.draft_receipt(day=day(2023, 12, 31))
    if approved:
        books.approve(voucher)
    with pytest.raises(Refusal, match="1 chứng từ"):
        close_year(user=books.chair, fund=books.fund, year=2023)
