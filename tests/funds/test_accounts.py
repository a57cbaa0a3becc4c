"""Several bank accounts of one fund: each has its own balance, proven against its statement, and is never overdrawn."""

import pytest
from django.db import transaction
from django.urls import reverse

from funds.ledger.figures import balance, place_balance
from funds.ledger.invariants import broken
from funds.models import FundPlace, PlaceDay
from funds.services.reversal import ask_reversal, carry_out_reversal
from funds.services.statement import take_statement
from tests.funds import statements
from tests.funds.test_ledger_guards import check_now, raw_entry, run
from tests.funds.test_ledger_guards import refused as db_refused
from tests.funds.test_vouchers import refused


@pytest.fixture
def second(books):
    return FundPlace.objects.create(fund=books.fund, kind="bank", name="Kho bạc Nhà nước", account_no="3713")


def holds():
    return [(one.code, lines) for one, lines in broken()] == []


def test_each_account_has_its_own_balance(books, second, settings):
    books.receipt(1_000_000)
    books.receipt(400_000, place=second)
    books.payment(150_000, place=second)
    assert (place_balance(books.bank), place_balance(second)) == (1_000_000, 250_000)
    assert balance(books.fund, "A2") == 1_250_000
    assert holds()


def test_another_account_does_not_cover_an_overdraft(books, second):
    books.receipt(1_000_000)
    books.receipt(400_000, place=second)
    with refused(code="overdraft"):
        books.payment(400_001, place=second)
    with db_refused("place_never_below_zero"), transaction.atomic():
        raw_entry(books.fund, ("F1", 500_000), ("A2", -500_000, {"place_id": second.pk}))
        check_now()
    with db_refused("of its own fund and kind"), transaction.atomic():
        raw_entry(books.fund, ("A2", 1, {"place_id": books.cash.pk}), ("F1", -1))
    assert holds()


def test_a_reversal_goes_back_to_its_account(books, second):
    books.receipt(1_000_000)
    entry = books.receipt(400_000, place=second).entries.get()
    asked = ask_reversal(user=books.accountant, entry=entry, reason="Ghi nhầm")
    carry_out_reversal(user=books.chair, reversal=asked)
    assert (place_balance(books.bank), place_balance(second)) == (1_000_000, 0)
    assert holds()


def test_balances_of_places_are_kept_by_postings_alone(books):
    books.receipt(1_000_000)
    with pytest.raises(Exception, match="annot"), transaction.atomic():
        PlaceDay.objects.update(amount=5)
    check_now()
    run("ALTER TABLE funds_placeday DISABLE TRIGGER USER")
    run("UPDATE funds_placeday SET amount = amount + 1")
    run("ALTER TABLE funds_placeday ENABLE TRIGGER USER")
    assert [one.code for one, _lines in broken()] == ["I11"]


def test_each_account_stands_beside_its_statement(books, second, client_of, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    books.receipt(1_000_000)
    books.receipt(400_000, place=second)
    for place, amount in ((books.bank, 1_000_000), (second, 390_000)):
        take_statement(
            user=books.accountant,
            place=place,
            upload=statements.signed(("15/11/2024", amount, "UNG HO", "A1"), name=f"{place.pk}.csv"),
        )
    page = client_of(books.accountant).get(reverse("funds:bank", args=[books.fund.code]))
    told = {row["place"]: row["difference"] for row in page.context["compared"]}
    assert told == {books.bank: 0, second: -10_000}
    assert "Kho bạc Nhà nước" in page.content.decode()
