"""What has come of a pledge is a sum kept by the books: receipts add, what is turned back takes away."""

import datetime

import pytest

from donors.models import Earmark
from donors.services.write_off import ask_write_off, decide_write_off
from funds.services.reversal import ask_reversal, carry_out_reversal
from lao_cai_support.web.errors import Refusal
from tests.factories.donors import PledgeFactory


def come(pledge):
    pledge.refresh_from_db()
    return (pledge.received_value, pledge.received_quantity, pledge.state)


def test_receipts_add_and_a_reversal_takes_away(books):
    pledge = PledgeFactory(unit=books.fund.unit, money=1_000_000)
    books.receipt(400_000, pledge=pledge)
    paper = books.receipt(600_000, pledge=pledge)
    assert come(pledge) == (1_000_000, 0, "fulfilled")
    asked = ask_reversal(user=books.accountant, entry=paper.entries.get(), reason="ghi nhầm người")
    carry_out_reversal(user=books.chair, reversal=asked)
    assert come(pledge) == (400_000, 0, "accepted"), "what is not there is awaited again"


def test_goods_count_by_pieces(books, coat):
    pledge = PledgeFactory(unit=books.fund.unit)
    books.goods(coat(5), coat(3, size="110", unit_value=200_000), pledge=pledge)
    assert come(pledge) == (5 * 250_000 + 3 * 200_000, 8, "accepted")
    assert (pledge.come_in, pledge.still_to_come) == (8 * 250_000, 12 * 250_000)


def test_of_a_pledge_that_came_in_part_the_rest_is_written_off(books, coat, province_officer, fund_chair):
    pledge = PledgeFactory(unit=books.fund.unit)
    pledge.instalments.create(due_on="2024-12-01", value=pledge.value)
    books.goods(coat(8), pledge=pledge)
    asked = ask_write_off(user=province_officer, pledge=pledge, reason="xưởng nghỉ")
    row = decide_write_off(user=fund_chair, write_off=asked, agree=True)
    assert (row.state, row.quantity, row.value, row.written_off) == ("fulfilled", 8, 2_000_000, 3_000_000)


def test_what_may_no_longer_be_used_is_not_received(books):
    over = datetime.date(2024, 11, 1)
    pledge = PledgeFactory(
        unit=books.fund.unit, money=1_000_000, earmark=Earmark.objects.create(use_until=over, areas=["DA"])
    )
    with pytest.raises(Refusal, match="nay đã quá hạn"):
        books.draft_receipt(1_000_000, pledge=pledge)
