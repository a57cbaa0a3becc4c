"""Goods whose value nobody can tell: received, kept, handed out and written off by the piece, never in a sum of money."""

import pytest
from django.db import transaction
from django.urls import reverse

from funds.ledger.figures import balances
from funds.ledger.invariants import broken
from funds.models import Balance, Lot, Posting
from funds.services.stock import in_store
from funds.services.write_off import draft_write_off
from tests.factories.children import NeedFactory
from tests.factories.donors import AllocationFactory, PledgeFactory
from tests.funds.conftest import DAY
from tests.funds.test_ledger_guards import check_now, raw_entry
from tests.funds.test_ledger_guards import refused as db_refused
from tests.funds.test_vouchers import refused

WITHOUT = {"unit_value": 0, "basis": "none", "evidence": "Biên bản: quần áo cũ do học sinh quyên góp", "used": True}


def holds():
    return [(one.code, lines) for one, lines in broken()] == []


@pytest.fixture
def lot(books, coat):
    return books.goods(coat(20, **WITHOUT))


def test_they_come_in_by_the_piece_and_add_nothing_to_the_money(books, lot):
    assert in_store(books.fund) == {lot.pk: 20}
    assert not any(balances(books.fund).values())
    assert Posting.objects.get(lot=lot).quantity == 20
    assert Balance.objects.get(lot=lot).quantity == 20
    assert holds()


def test_value_and_basis_say_the_same(books, coat, lot):
    for line in ({"unit_value": 0}, {"basis": "none", "evidence": "x"}):
        with refused("unit_value"):
            books.draft_goods(coat(5, **line))
    for change in ({"unit_value": 0, "basis": "group"}, {"unit_value": 5, "basis": "none"}):
        with db_refused("lot_value_positive"), transaction.atomic():
            Lot.objects.create(fund=books.fund, store=books.store, item=lot.item, quantity=1, received_on=DAY, **change)


def test_the_database_refuses_money_for_them_and_more_pieces_than_there_are(books, lot):
    moved = {"lot_id": lot.pk}
    with db_refused("with value or without"), transaction.atomic():
        raw_entry(books.fund, ("A3", -10, moved | {"quantity": -1}), ("F3", 10))
    with db_refused("never_below_zero"), transaction.atomic():
        raw_entry(books.fund, ("A3", 0, moved | {"quantity": -21}), ("F3", 0))
        check_now()
    with db_refused("posting_not_zero"), transaction.atomic():
        raw_entry(books.fund, ("A2", 0), ("F1", 0))


def test_a_child_signs_for_them_and_the_rest_comes_back(books, units, coat, child, neighbour_child):
    pledge = PledgeFactory(unit=units.province)
    lot = books.goods(coat(20, **WITHOUT), pledge=pledge)
    for whom in (child, neighbour_child):
        AllocationFactory(pledge=pledge, need=NeedFactory(child=whom))
    sheets = list(books.issue(books.plan()).sheets.order_by("pk"))
    assert in_store(books.fund) == {lot.pk: 18}
    books.record(sheets[0])
    books.record(sheets[1], received=0, returned=1)
    assert in_store(books.fund) == {lot.pk: 19}
    assert not any(balances(books.fund).values())
    signed = Posting.objects.get(expenditure="C07")
    assert (signed.amount, signed.account, signed.commune_id) == (0, "F3", sheets[0].unit_id)
    assert holds()


def test_what_is_broken_is_written_off_by_the_piece(books, lot):
    draft = draft_write_off(
        user=books.accountant,
        store=books.store,
        day=DAY,
        lots=[(lot, 3)],
        reason="damaged",
        words="mốc",
        decision_no="1/BB",
        decision_on=DAY,
    )
    books.carry_out(draft)
    assert in_store(books.fund) == {lot.pk: 17}
    assert holds()


def test_pages_and_papers_say_that_they_have_no_value(books, lot, client_of):
    voucher = lot.lines.get().voucher
    accountant = client_of(books.accountant)
    for address in (
        reverse("funds:voucher_detail", args=[voucher.code]),
        reverse("funds:lot_detail", args=[lot.code]),
        reverse("funds:fund_detail", args=[books.fund.code]),
    ):
        assert "chưa định giá" in accountant.get(address).content.decode()
    for name in ("voucher_pdf", "handover"):
        assert accountant.get(reverse(f"funds:{name}", args=[voucher.code])).content.startswith(b"%PDF")
