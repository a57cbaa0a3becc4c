"""The donor's own pages: what came, where it went, papers; never a child, a commune or another donor's gift."""

import datetime

import pytest
from django.urls import reverse

from donors.models import Pledge
from funds.models import FundPlace, Sheet
from funds.services.giving import SMALL, giving_of, statement_of
from reports.yearly.figures import ANONYMOUS, year_figures
from tests.factories.donors import AllocationFactory, DonorAccessFactory, DonorFactory, PledgeFactory
from tests.funds.conftest import needy


@pytest.fixture
def given(books, hand_out, donor):
    """The giver of twenty coats signs in; two children, of two districts, have theirs."""
    DonorAccessFactory(user=donor, donor=hand_out.pledge.donor)
    books.issue(books.plan())
    for sheet in Sheet.objects.all():
        books.record(sheet)
    return hand_out


def test_a_gift_is_told_without_small_numbers(given, units, child, neighbour_child):
    told = giving_of([given.pledge.donor])
    (gift,) = told.gifts
    assert (told.promised, told.received, told.handed, told.children) == (5_000_000, 5_000_000, 500_000, None)
    assert [(row.pieces, row.children) for row in gift.went] == [(2, None)]
    assert not gift.pooled and gift.reserved == 0


def test_a_place_with_enough_children_is_told(books, given, units):
    for _ in range(SMALL):
        AllocationFactory(pledge=given.pledge, need=needy(units.commune))
    books.issue(books.plan(name="Đợt hai"))
    for sheet in Sheet.objects.filter(recorded_on=None):
        books.record(sheet)
    (gift,) = giving_of([given.pledge.donor]).gifts
    assert ("Huyện Bắc Hà", SMALL + 2) in [(row.place, row.children) for row in gift.went]
    assert all(units.commune.name not in row.place for row in gift.went)


def test_the_page_names_no_child_and_nobody_elses_gift(given, donor, client_of, child, neighbour_child, units):
    other = PledgeFactory(unit=units.province, money=7_000_000)
    page = client_of(donor).get(reverse("funds:giving")).content.decode()
    assert "dưới 5" in page and "2 " in page
    for secret in (child.full_name, neighbour_child.full_name, units.commune.name, other.donor.name, "7.000.000"):
        assert secret not in page


def test_pooled_money_is_said_to_be_pooled_and_free_money_free(books, donor, client_of, units):
    first, second = (PledgeFactory(unit=units.province, money=1_150_000) for _ in range(2))
    DonorAccessFactory(user=donor, donor=first.donor)
    books.receipt(1_150_000, pledge=first)
    books.receipt(300_000, donor=first.donor)
    need = needy(units.commune, item_id="KH03", size="", unit_value=2_300_000)
    AllocationFactory(pledge=first, need=need, quantity=0, value=1_150_000)
    AllocationFactory(pledge=second, need=need, quantity=1, value=1_150_000)
    told = giving_of([first.donor])
    assert told.gifts[0].pooled and [row.amount for row in told.free] == [300_000]
    page = client_of(donor).get(reverse("funds:giving")).content.decode()
    assert "góp chung với khoản của người khác" in page and "vào quỹ chung cùng tiền của nhiều người" in page


def test_papers_of_the_own_gifts_only(given, donor, client_of, books, units):
    browser, pledge = client_of(donor), given.pledge
    paper = given.lot.lines.get(voucher__kind="NK").voucher
    strange = books.receipt(500_000, donor=DonorFactory())
    year = [pledge.donor.code, 2024]
    for name, args, status in (
        ("giving_receipt", [paper.code], 200),
        ("giving_receipt", [strange.code], 404),
        ("giving_thanks", [pledge.code], 200),
        ("giving_thanks", [PledgeFactory(unit=units.province).code], 404),
        ("giving_statement", [*year, "pdf"], 200),
        ("giving_statement", [*year, "xls"], 404),
        ("giving_statement", [strange.donor.code, 2024, "pdf"], 404),
        ("giving_statement", [pledge.donor.code, 1999, "pdf"], 404),
        ("giving_transfer", [pledge.code], 404),
    ):
        assert browser.get(reverse(f"funds:{name}", args=args)).status_code == status, (name, args)
    csv = b"".join(browser.get(reverse("funds:giving_statement", args=[*year, "csv"]))).decode()
    assert paper.full_number in csv and "5000000" in csv
    told = statement_of(pledge.donor, 2024)
    assert (told.received, told.handed, told.to_come) == (5_000_000, 500_000, 0)


def test_a_receipt_turned_back_is_no_receipt(books, donor, client_of):
    from funds.services.reversal import ask_reversal, carry_out_reversal

    pledge = PledgeFactory(unit=books.fund.unit, money=1_000_000)
    DonorAccessFactory(user=donor, donor=pledge.donor)
    paper = books.receipt(1_000_000, pledge=pledge)
    asked = ask_reversal(user=books.accountant, entry=paper.entries.get(), reason="ghi nhầm")
    carry_out_reversal(user=books.chair, reversal=asked)
    assert client_of(donor).get(reverse("funds:giving_receipt", args=[paper.code])).status_code == 404
    assert giving_of([pledge.donor]).received == 0


def test_the_transfer_slip_of_what_is_still_open(books, donor, client_of):
    pledge = PledgeFactory(unit=books.fund.unit, money=3_000_000)
    DonorAccessFactory(user=donor, donor=pledge.donor)
    browser, url = client_of(donor), reverse("funds:giving_transfer", args=[pledge.code])
    assert browser.get(url).status_code == 404, "no account that VietQR knows"
    FundPlace.objects.filter(pk=books.bank.pk).update(bank_code="970436", account_no="0123456789")
    books.receipt(1_000_000, pledge=pledge)
    page = browser.get(url).content.decode()
    assert "2.000.000" in page and f"QBTTE {pledge.code.upper()}" in page and "data:image/svg+xml" in page
    assert browser.get(url, {"in": "1"})["Content-Type"] == "application/pdf"
    assert url in browser.get(reverse("funds:giving")).content.decode()


def test_a_gift_without_a_name_is_unnamed_on_every_public_list(books):
    for anonymous in (True, False):
        pledge = PledgeFactory(unit=books.fund.unit, money=1_000_000, anonymous=anonymous)
        books.receipt(1_000_000, pledge=pledge)
    gifts = year_figures(books.fund, 2024)["gifts"]
    assert sorted(row["name"] == ANONYMOUS for row in gifts) == [False, True]


def test_the_page_takes_the_same_queries_for_3_and_30_gifts(
    books, donor, client_of, units, django_assert_max_num_queries
):
    company = DonorFactory()
    DonorAccessFactory(user=donor, donor=company)

    def grow(count):
        for _ in range(count):
            pledge = PledgeFactory(unit=units.province, money=1_000_000, donor=company)
            pledge.instalments.create(due_on=datetime.date(2024, 12, 1), value=1_000_000)

    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    browser, url = client_of(donor), reverse("funds:giving")
    grow(3)
    browser.get(url)
    with CaptureQueriesContext(connection) as few:
        browser.get(url)
    grow(9)
    with CaptureQueriesContext(connection) as many:
        browser.get(url)
    assert len(many) == len(few) and Pledge.objects.count() == 12
