"""The cases of domain/funds 7.3, each with the tests that hold it. Those that had no home of their own stand here."""

import datetime
import importlib
import unicodedata

import pytest
from django.urls import reverse

from children.models import Item
from children.services.child import move_child
from donors.models import Campaign, Donor
from funds.ledger.figures import balance, earmarks_left
from funds.ledger.invariants import broken
from funds.models import Posting, Sheet, Voucher
from lao_cai_support.web.text import nfc
from reports.yearly.figures import ANONYMOUS, balanced, year_figures
from tests.factories.children import NeedFactory
from tests.factories.donors import AllocationFactory, CampaignFactory, DonorFactory, PledgeFactory
from tests.funds.conftest import DAY, coats
from tests.funds.test_vouchers import refused

HERE = "tests.funds.test_edge_cases"
CASES = {
    "two officers pay from the same earmark at once": ("tests.funds.test_races", "test_one_earmark_is_spent_once"),
    "receipt on 31/12 with bank date 02/01": (
        "tests.funds.test_bank",
        "test_a_receipt_of_the_last_day_of_a_year_meets_the_bank_in_january",
    ),
    "return of goods after the year's end": (
        "tests.funds.test_distributions",
        "test_goods_that_come_back_after_the_years_end_are_booked_in_the_new_year",
    ),
    "transfer sent in December and received in January": (
        "tests.funds.test_fund_acts",
        "test_sent_in_december_and_received_in_january",
    ),
    "campaign closed with money left": (HERE, "test_a_campaign_is_closed_with_money_left"),
    "giver becomes anonymous later": (HERE, "test_a_giver_who_becomes_anonymous_is_named_no_more"),
    "commune merged in mid-year: the fund moved by decision, history kept": (
        "tests.funds.test_people_and_papers",
        "test_a_closed_fund_hands_all_over_to_its_successor",
    ),
    "commune merged in mid-year: an earmark's place": (
        "tests.funds.test_purse_rules",
        "test_a_merged_commune_is_still_the_place_its_donor_named",
    ),
    "child moved between communes in the year": (HERE, "test_a_child_that_moves_is_one_child_and_two_deliveries"),
    "gift in kind with expired goods": (
        "tests.funds.test_vouchers",
        "test_expired_goods_are_refused_even_where_no_expiry_is_needed",
    ),
    "goods that expire in store": ("tests.funds.test_counts", "test_expired_goods_are_written_off_by_minutes"),
    "10 % base of zero: no management share": (
        "tests.funds.test_fund_acts",
        "test_no_free_income_no_management_share",
    ),
    "10 % base of zero: management from the budget": (
        "tests.funds.test_budget",
        "test_budget_money_stays_out_of_the_donors_book",
    ),
    "report re-run after a correction": (
        "tests.reports.test_publishing",
        "test_a_correction_is_the_next_version_with_a_reason",
    ),
    "1.000.000.000.000 in words": (
        "tests.funds.test_papers",
        "test_a_receipt_says_number_and_amount_in_figures_and_words",
    ),
    "name with đ/Đ and combined accents": (HERE, "test_a_name_typed_in_pieces_is_one_name"),
    "a fund with no movement": ("tests.reports.test_figures", "test_a_year_without_movement_is_a_report_too"),
}


@pytest.mark.parametrize("case", CASES)
def test_each_case_has_its_test(case):
    module, name = CASES[case]
    assert callable(getattr(importlib.import_module(module), name))


def holds():
    return [(one.code, lines) for one, lines in broken()] == []


def test_a_campaign_is_closed_with_money_left(books, units, earmark):
    """What is left stays with its purpose and goes over into the next year; closing frees nothing."""
    campaign = CampaignFactory(unit=units.province)
    pledge = PledgeFactory(unit=units.province, money=1_000_000, earmark=earmark, campaign=campaign)
    books.receipt(1_000_000, pledge=pledge)
    books.payment(300_000, **coats(books, earmark))
    Campaign.objects.filter(pk=campaign.pk).update(state="closed")
    assert balance(books.fund, "F2", earmark=earmark) == 700_000
    assert [row.left for row in earmarks_left(books.fund)] == [700_000]
    with refused("expenditure"):
        books.payment(100_000, earmark=earmark, commune=units.commune)  # scholarships, which its donor did not mean
    with refused(code="overdraft"):
        books.payment(100_000)  # nor is it free money
    books.payment(700_000, **coats(books, earmark))
    assert balance(books.fund, "F2", earmark=earmark) == 0
    assert holds()


def test_a_giver_who_becomes_anonymous_is_named_no_more(books):
    """From then on no list names the giver; the amount and the paper stay as they are."""
    donor = DonorFactory(name="Công ty TNHH Nguyễn Ước", name_public=True)
    voucher = books.receipt(5_000_000, donor=donor)
    before = year_figures(books.fund, 2024)
    assert donor.name in str(before)
    Donor.objects.filter(pk=donor.pk).update(name_public=False)
    after = year_figures(books.fund, 2024)
    assert donor.name not in str(after) and ANONYMOUS in str(after)
    assert (before["received"], before["closing"]) == (after["received"], after["closing"])
    assert Voucher.objects.get(pk=voucher.pk).donor == donor
    assert holds()


def test_a_child_that_moves_is_one_child_and_two_deliveries(books, units, coat, child, commune_officer):
    """Each delivery belongs to the commune where it was signed for; the child is counted once."""
    pledge = PledgeFactory(unit=units.province)
    books.goods(coat(20), pledge=pledge)
    AllocationFactory(pledge=pledge, need=NeedFactory(child=child))
    for sheet in books.issue(books.plan()).sheets.all():
        books.record(sheet)
    move_child(user=commune_officer, child=child, unit=units.sibling, on=DAY)
    child.refresh_from_db()
    assert child.unit == units.sibling
    shoes = PledgeFactory(unit=units.province, item_id="DA05", quantity=5)
    books.goods(coat(5, item=Item.objects.get(code="DA05"), size=""), pledge=shoes)
    AllocationFactory(pledge=shoes, need=NeedFactory(child=child, item_id="DA05", size=""))
    later = books.issue(books.plan(name="Giày"))
    for sheet in later.sheets.all():
        books.record(sheet)
    assert set(Sheet.objects.values_list("unit", flat=True)) == {units.commune.pk, units.sibling.pk}
    signed = Posting.objects.filter(account="F3", expenditure__isnull=False)
    assert set(signed.values_list("commune", flat=True)) == {units.commune.pk, units.sibling.pk}
    figures = year_figures(books.fund, 2024)
    assert balanced(figures)
    assert holds()


def test_a_name_typed_in_pieces_is_one_name(books, client_of):
    """Đ is a letter of its own; marks typed apart are joined, so that the name is found and printed as it is read."""
    name = "Đặng Thị Ước"
    typed = unicodedata.normalize("NFD", name)
    assert typed != name == nfc(typed)
    accountant = client_of(books.accountant)
    answer = accountant.post(
        reverse("funds:receipt_new", args=[books.fund.code]),
        {
            "party": typed,
            "party_address": unicodedata.normalize("NFD", "Thôn Nậm Đét"),
            "day": f"{datetime.date(2024, 11, 15):%d/%m/%Y}",
            "place": books.bank.pk,
            "amount": "500.000",
            "reason": unicodedata.normalize("NFD", "Ủng hộ Quỹ"),
        },
    )
    assert answer.status_code == 302
    voucher = Voucher.objects.get()
    assert (voucher.party, voucher.party_address, voucher.reason) == (name, "Thôn Nậm Đét", "Ủng hộ Quỹ")
    found = accountant.get(reverse("funds:voucher_list"), {"q": name}).content.decode()
    assert name in found
    assert books.carry_out(voucher).entries.get().text == "Ủng hộ Quỹ"
    assert holds()
