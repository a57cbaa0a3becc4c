"""Money of a sponsorship in the fund's book: from its sponsor, under its own earmark, out only while it runs."""

import pgtrigger
import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from children.models import Child
from donors.models import Sponsorship
from funds.ledger.figures import balance
from funds.ledger.invariants import broken
from funds.models import Voucher
from funds.services.reversal import ask_reversal, carry_out_reversal
from lao_cai_support.web.errors import Refusal
from tests.factories.donors import DonorFactory
from tests.factories.sponsorships import signed
from tests.funds.conftest import DAY


@pytest.fixture
def running(province_officer, child, units) -> Sponsorship:
    return signed(province_officer, child, units.province)


def figures(row) -> tuple[int, int, int, int]:
    one = Sponsorship.objects.with_money(DAY).get(pk=row.pk)
    return one.came, one.paid, one.waits, one.late


def pay(books, row, amount=500_000):
    return books.draft_payment(amount, earmark=row.earmark, expenditure="C11", reason="Đỡ đầu tháng 9")


def test_in_and_out_through_the_book(books, running):
    books.receipt(1_000_000, sponsorship=running)
    assert figures(running) == (1_000_000, 0, 1_000_000, 500_000)
    assert balance(books.fund, "F2", earmark=running.earmark) == 1_000_000
    paid = books.carry_out(pay(books, running))
    assert (paid.sponsorship, paid.commune) == (running, running.child.unit), "the earmark tells whose money it is"
    assert figures(running) == (1_000_000, 500_000, 500_000, 500_000)
    assert not list(broken())


def test_a_reversal_takes_it_back(books, running):
    voucher = books.receipt(1_000_000, sponsorship=running)
    asked = ask_reversal(user=books.accountant, entry=voucher.entries.get(), reason="Nhầm người gửi")
    carry_out_reversal(user=books.chair, reversal=asked)
    assert figures(running) == (0, 0, 0, 1_500_000)
    assert [row.amount for row in running.payments.all()] == [1_000_000, -1_000_000]


def test_a_stop_between_draft_and_payment_holds_the_money(books, running):
    books.receipt(1_000_000, sponsorship=running)
    voucher = books.approve(pay(books, running))
    Child.objects.filter(pk=running.child_id).update(state="ended", ended_on=DAY, end_reason="died")
    with pytest.raises(Refusal, match="không chi nữa"):
        books.post(voucher)
    with pytest.raises(Refusal, match="không chi nữa"):
        pay(books, running)
    with pytest.raises(IntegrityError, match="nothing is paid out"), transaction.atomic():
        Voucher.objects.filter(pk=voucher.pk).update(state="posted", posted_by=books.cashier)
    books.receipt(500_000, sponsorship=running)  # what still arrives is booked, and asked about


def test_a_lapsed_consent_holds_the_money(books, running):
    """Signed before the child turned 7 and could answer for itself: to be asked anew."""
    books.receipt(1_000_000, sponsorship=running)
    with pgtrigger.ignore("children.Consent:immutable"):
        running.child.consents.update(age=6, child_agrees=None)
    with pytest.raises(Refusal) as no:
        pay(books, running)
    assert no.value.code == "consent"


def test_no_more_is_paid_than_the_sponsor_gave(books, running, coat):
    books.receipt(5_000_000)
    books.receipt(400_000, sponsorship=running)
    with pytest.raises(Refusal, match="không còn đủ"):
        pay(books, running)


@pytest.mark.parametrize(
    "change",
    [{"donor": "other"}, {"earmark": None}, {"sponsorship": None}, {"kind": "NK"}],
    ids=lambda c: next(iter(c)),
)
def test_the_database_keeps_whose_money_it_is(books, running, change):
    voucher = books.draft_receipt(500_000, sponsorship=running)
    change = {"donor": DonorFactory()} if "donor" in change else change
    with pytest.raises(IntegrityError, match="sponsorship"), transaction.atomic():
        Voucher.objects.filter(pk=voucher.pk).update(**change)


def test_only_for_sponsoring(books, running):
    books.receipt(1_000_000, sponsorship=running)
    with pytest.raises(Refusal, match="C11"):
        books.draft_payment(500_000, earmark=running.earmark, expenditure="C08")


def test_the_accountant_picks_the_sponsorship(books, running, client_of):
    url = reverse("funds:receipt_new", args=[books.fund.code])
    browser = client_of(books.accountant)
    page = browser.get(url).content.decode()
    assert running.known_as.code in page and running.child.full_name not in page
    typed = {
        "sponsorship": running.pk,
        "party": "Người gửi",
        "day": "2024-11-15",
        "place": books.bank.pk,
        "amount": "500.000",
        "reason": "Tháng 9",
    }
    assert browser.post(url, typed).status_code == 302
    assert Voucher.objects.get().donor == running.donor
