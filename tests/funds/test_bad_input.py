"""Amounts that are none, a commune renamed in mid-year: refused with a sentence, or nothing lost."""

import random

import pytest
from django.db import DataError, IntegrityError, transaction
from django.urls import reverse as url

from donors.models import Earmark
from funds.ledger.invariants import broken
from funds.ledger.post import Line, post
from funds.models import JournalEntry, Posting, Voucher
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.words import dong_in_words
from tests.factories.donors import PledgeFactory
from tests.factories.funds import VoucherFactory
from tests.funds.conftest import DAY
from tests.funds.test_ledger_guards import run
from tests.funds.test_vouchers import refused


@pytest.mark.parametrize("typed", ["-500.000", "1.500.000,5", "0", "1e9", "năm trăm nghìn", "99999999999999999999"])
def test_a_person_who_types_no_amount_is_told_so_and_nothing_typed_is_lost(books, client_of, typed):
    given = {"party": "Ông Lý A Sáng", "day": "15/11/2024", "place": books.bank.pk, "reason": "Ủng hộ", "amount": typed}
    answer = client_of(books.accountant).post(url("funds:receipt_new", args=[books.fund.code]), given)
    assert answer.status_code == 422 and "amount" in answer.context["form"].errors
    assert "Ông Lý A Sáng" in answer.content.decode() and not Voucher.objects.exists()


@pytest.mark.parametrize("amount", [0, -1, 10**15 + 1])
def test_nor_by_the_act_itself(books, amount):
    with refused("amount"):
        books.draft_receipt(amount)
    with refused():
        books.draft_payment(amount)


def test_nor_in_the_database(books):
    for amount in (0, -1):
        with pytest.raises(IntegrityError, match="voucher_amount_positive"), transaction.atomic():
            VoucherFactory(fund=books.fund, amount=amount)
    with pytest.raises((TypeError, ValueError)), transaction.atomic():
        VoucherFactory(fund=books.fund, amount="nửa đồng")
    # A column of whole numbers: half a đồng is no value of it, whoever writes.
    assert (
        run(
            "SELECT data_type FROM information_schema.columns WHERE table_name = 'funds_posting' AND column_name = 'amount'"
        )
        == "bigint"
    )
    with pytest.raises(DataError), transaction.atomic():
        run("INSERT INTO funds_posting (amount) VALUES ('0.5')")


def test_an_entry_of_halves_does_not_pass(books):
    with pytest.raises((Refusal, TypeError, ValueError, IntegrityError)), transaction.atomic():
        lines = [Line("A2", 0.5), Line("F1", -0.5)]
        post(fund=books.fund, day=DAY, event="x", text="x", key="half", lines=lines)
        assert not Posting.objects.filter(amount=0).exists()
    assert not JournalEntry.objects.exists()


def test_a_commune_renamed_in_mid_year_loses_nothing(books, units):
    """Hashes and earmarks know a place by its code, never by its name."""
    mark = Earmark.objects.create(places=[units.commune.path])
    books.receipt(1_000_000, pledge=PledgeFactory(unit=books.fund.unit, money=1_000_000, earmark=mark))
    books.payment(400_000, earmark=mark, commune=units.commune)
    type(units.commune).objects.filter(pk=units.commune.pk).update(name="Bản Phố Mới")
    books.payment(600_000, earmark=mark, commune=units.commune)
    assert [(one.code, lines) for one, lines in broken()] == []


# Words = figures (I20)

_DIGITS = {
    word: n for n, word in enumerate(["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"])
} | {
    "mốt": 1,
    "lăm": 5,
}
_GROUPS = {"nghìn": 10**3, "triệu": 10**6, "tỷ": 10**9}


def read_back(words: str) -> int:
    """The number that the words say, read by rules of its own."""
    total, group, last = 0, 0, 0
    for token in words.lower().removesuffix(" đồng").split():
        if token in _DIGITS:
            last = _DIGITS[token]
            group += last
        elif token == "trăm":
            group += last * 99
        elif token == "mươi":
            group += last * 9
        elif token == "mười":
            group += 10
        elif token in _GROUPS:
            if token == "tỷ":
                total, group = (total + group) * 10**9, 0
            else:
                total += group * _GROUPS[token]
                group = 0
    return total + group


def test_what_the_words_say_is_what_the_figures_say():
    rng = random.Random(3)
    amounts = [0, 1, 5, 10, 15, 21, 101, 1_005, 10_000, 105_000, 1_050_000, 1_234_567, 2_005_000_000, 1_000_000_001]
    amounts += [rng.randint(1, 10 ** rng.randint(1, 12)) for _ in range(300)]
    for amount in amounts:
        assert read_back(dong_in_words(amount)) == amount, dong_in_words(amount)
