"""The list behind a payment of money to children: by code, in scope, each child once per campaign, its sum the paper's."""

import pytest
from django.db import transaction
from django.urls import reverse

from funds.ledger.invariants import broken
from funds.models import Payee, Voucher
from funds.services.payee import write_list
from funds.services.reversal import ask_reversal, carry_out_reversal
from lao_cai_support.audit.models import RecordView
from tests.factories.children import ChildFactory
from tests.factories.donors import CampaignFactory
from tests.funds.conftest import DAY
from tests.funds.test_ledger_guards import refused as db_refused
from tests.funds.test_vouchers import refused


@pytest.fixture
def campaign(books):
    return CampaignFactory(unit=books.fund.unit)


@pytest.fixture
def children(units, lists):
    return [ChildFactory(unit=units.commune, state="active", full_name=f"Giàng A {name}") for name in ("Páo", "Sử")]


def draft(books, amount=600_000, **kwargs):
    return books.draft_payment(amount, by_list=True, **kwargs)


def write(books, voucher, children, amount=300_000):
    text = "\n".join(f"{child.code}; {amount:,}".replace(",", ".") for child in children)
    return write_list(user=books.accountant, voucher=voucher, text=text)


def holds():
    return [(one.code, lines) for one, lines in broken()] == []


def test_a_payment_by_list_is_approved_only_with_its_whole_list(books, children):
    books.receipt(5_000_000)
    voucher = draft(books)
    with refused(code="list"):
        books.approve(voucher)
    with db_refused("comes to its amount"), transaction.atomic():
        Voucher.objects.filter(pk=voucher.pk).update(
            state="approved", number=1, approved_by=books.chair, decision_no="1"
        )
    assert write(books, voucher, children) == 2
    books.carry_out(voucher)
    assert sorted(Payee.objects.values_list("amount", flat=True)) == [300_000, 300_000]
    assert holds()
    for act in (lambda: Payee.objects.all().delete(), lambda: Payee.objects.update(amount=1)):
        with db_refused("while it is a draft"), transaction.atomic():
            act()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "lines"),
        ("{0}; 600.000\n{0}; 1", "lines"),
        ("{0}; 600000,5", "lines"),
        ("zzzzzzzzzz; 600.000", "lines"),
        ("{0}; -600.000", "lines"),
        ("{0}; 500.000", "sum"),
    ],
)
def test_a_wrong_list_is_told_line_by_line_and_the_old_one_stays(books, children, text, code):
    voucher = draft(books)
    write(books, voucher, children)
    with refused("text", code):
        write_list(user=books.accountant, voucher=voucher, text=text.format(*(child.code for child in children)))
    assert Payee.objects.count() == 2


def test_children_of_another_district_or_gone_from_the_register_are_not_listed(district_books, units, lists):
    far = ChildFactory(unit=units.far, state="active")
    gone = ChildFactory(unit=units.commune, state="ended", ended_on=DAY, end_reason="moved")
    for child in (far, gone):
        with refused("text", "lines"):
            write(district_books, draft(district_books, 300_000), [child])


def test_a_child_that_leaves_before_the_money_is_paid_stops_the_payment(books, children):
    books.receipt(5_000_000)
    voucher = draft(books)
    write(books, voucher, children)
    books.approve(voucher)
    type(children[0]).objects.filter(pk=children[0].pk).update(state="ended", ended_on=DAY, end_reason="moved")
    with refused(code="gone"):
        books.post(voucher)


def test_each_child_once_per_campaign_unless_the_first_was_turned_back(books, children, campaign):
    books.receipt(5_000_000)
    first = draft(books, campaign=campaign)
    write(books, first, children)
    books.carry_out(first)
    second = draft(books, 300_000, campaign=campaign)
    with refused("text", "twice"):
        write(books, second, children[:1])
    with db_refused("one payment per child"), transaction.atomic():
        Payee.objects.create(voucher=second, child=children[0], amount=300_000)
    write(books, draft(books, 300_000), children[:1])  # of no campaign: another matter
    asked = ask_reversal(user=books.accountant, entry=first.entries.get(), reason="Ngân hàng trả lại")
    carry_out_reversal(user=books.chair, reversal=asked)
    write(books, second, children[:1])
    books.carry_out(second)
    assert holds()


def test_only_support_is_paid_by_list(books):
    with refused("by_list"):
        draft(books, expenditure="M01")
    voucher = books.draft_payment()
    with refused(code="state"):
        write_list(user=books.accountant, voucher=voucher, text="x")
    with db_refused("while it is a draft"), transaction.atomic():
        Payee.objects.create(voucher=voucher, child=ChildFactory(unit=books.fund.unit), amount=1)


def test_the_list_on_pages_and_paper(books, children, client_of, finance_appraiser):
    accountant = client_of(books.accountant)
    typed = {
        "expenditure": "C08",
        "party": "Theo danh sách",
        "day": "15/11/2024",
        "place": books.bank.pk,
        "amount": "600.000",
        "reason": "Học bổng",
        "decision_no": "9/QĐ",
        "decision_on": "15/11/2024",
        "by_list": "on",
    }
    answer = accountant.post(reverse("funds:payment_new", args=[books.fund.code]), typed)
    voucher = Voucher.objects.get(kind="PC")
    page = reverse("funds:payees", args=[voucher.code])
    assert answer["Location"] == page
    bad = accountant.post(page, {"text": "khong phai ma"})
    assert bad.status_code == 422 and "khong phai ma" in bad.content.decode()
    text = "\n".join(f"{child.code}\t300000" for child in children)
    assert accountant.post(page, {"text": text}).status_code == 302
    assert "Giàng A Páo" in client_of(books.chair).get(page).content.decode()
    assert RecordView.objects.filter(object_code=children[0].code, user=books.chair).count() == 1
    assert client_of(books.chair).get(reverse("funds:payees_print", args=[voucher.code])).content.startswith(b"%PDF")
    stranger = client_of(finance_appraiser)
    assert stranger.get(page).status_code in (403, 404)
    told = stranger.get(reverse("funds:voucher_detail", args=[voucher.code])).content.decode()
    assert "2 trẻ" in told and "Giàng A Páo" not in told and page not in told
