"""Honours: for what was received, each receipt once, by a decision, on the roll by consent."""

import datetime

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse

from donors.models import Donor
from funds.ledger.invariants import INVARIANTS
from funds.models import Commendation, HonourLevel
from funds.services import commendation as acts
from funds.services.reversal import ask_reversal, carry_out_reversal
from lao_cai_support.web.errors import Refusal
from tests.factories.donors import DonorFactory, PledgeFactory
from tests.funds.conftest import DAY


def refuses(text, sql, *values, error=IntegrityError):
    with pytest.raises(error, match=text), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


@pytest.fixture
def level(province_officer, lists) -> HonourLevel:
    return acts.set_level(
        user=province_officer,
        kind="merit",
        decider="Giám đốc Sở",
        least_amount=5_000_000,
        years=1,
        least_years=1,
        papers=["submission", "minutes"],
        basis="12/QĐ-UBND",
        valid_from=datetime.date(2024, 1, 1),
    )


@pytest.fixture
def giver(books) -> Donor:
    donor = DonorFactory(name="Công ty TNHH Mây Xanh Thử")
    for amount in (4_000_000, 2_000_000):
        books.receipt(amount, donor=donor)
    return donor


@pytest.fixture
def proposed(province_officer, units, level, giver) -> Commendation:
    return acts.propose_commendation(user=province_officer, unit=units.province, donor=giver, level=level, year=2024)


@pytest.fixture
def decided(proposed, province_officer, fund_chair) -> Commendation:
    for kind in ("submission", "minutes"):
        acts.add_paper(user=province_officer, commendation=proposed, kind=kind, number="01/TTr", day=DAY)
    acts.submit_commendation(user=fund_chair, commendation=proposed)
    return acts.record_decision(
        user=province_officer, commendation=proposed, decision_no="99/QĐ-SLĐ", decided_on=DAY, decided_by="Giám đốc Sở"
    )


def i21() -> list[str]:
    (one,) = [row for row in INVARIANTS if row.code == "I21"]
    return list(one.check())


def test_a_proposal_is_filled_with_what_was_received(level, giver, books, units, province_officer):
    PledgeFactory(unit=units.province, money=90_000_000, donor=DonorFactory())  # promised, never received
    books.receipt(50_000_000)  # whoever gave without a name is nobody's merit
    (only,) = acts.candidates(level, 2024)
    assert (only.donor, only.amount, only.receipts, only.years) == (giver, 6_000_000, 2, 1)
    row = acts.propose_commendation(user=province_officer, unit=units.province, donor=giver, level=level, year=2024)
    assert row.amount == 6_000_000 and row.gifts.count() == 2
    assert acts.candidates(level, 2024) == [] and i21() == []


def test_who_does_not_reach_the_criteria_is_not_proposed(level, books, units, province_officer):
    small = DonorFactory()
    books.receipt(4_999_999, donor=small)
    with pytest.raises(Refusal, match="chưa đạt"):
        acts.propose_commendation(user=province_officer, unit=units.province, donor=small, level=level, year=2024)


def test_criteria_follow_each_other_by_day_and_are_never_edited(level, province_officer):
    newer = acts.set_level(
        user=province_officer,
        kind="merit",
        decider="Giám đốc Sở",
        least_amount=9_000_000,
        years=3,
        least_years=2,
        papers=[],
        basis="30/QĐ",
        valid_from=DAY,
    )
    level.refresh_from_db()
    assert level.valid.upper == DAY == newer.valid.lower
    refuses("annot|read", "UPDATE funds_honourlevel SET least_amount = 1", error=DatabaseError)
    refuses("annot", "DELETE FROM funds_honourlevel", error=DatabaseError)


def test_one_achievement_is_honoured_once(decided, level, giver, books, units, province_officer):
    again = {"user": province_officer, "unit": units.province, "donor": giver, "level": level}
    with pytest.raises(Refusal, match="chưa đạt"):
        acts.propose_commendation(year=2024, **again)
    books.receipt(7_000_000, donor=giver)
    with pytest.raises(Refusal, match="đã có hồ sơ"):
        acts.propose_commendation(year=2024, **again)
    row = Commendation.objects.create(
        unit=units.province, donor=giver, level=level, year=2025, proposed_by=province_officer, proposed_on=DAY
    )
    taken = decided.gifts.first().voucher
    with pytest.raises(IntegrityError, match="one_honour_per_receipt"), transaction.atomic():
        row.gifts.create(voucher=taken, amount=taken.amount)
    acts.end_commendation(user=province_officer, commendation=decided, reason="Khai sai")
    row.gifts.create(voucher=taken, amount=taken.amount)  # a cancelled honour lets its receipts go
    assert i21() == []


def test_the_amount_is_never_above_what_was_received(proposed, books, giver):
    refuses("what its receipts say", "UPDATE funds_commendation SET amount = amount + 1")
    refuses("stays with its honour", "UPDATE funds_honouredgift SET amount = amount + 1")
    refuses("annot", "DELETE FROM funds_honouredgift", error=DatabaseError)
    other = books.receipt(9_000_000, donor=DonorFactory())
    draft = books.draft_receipt(9_000_000, donor=giver)
    more = books.receipt(1_000_000, donor=giver)
    for voucher, amount in ((other, 9_000_000), (draft, 9_000_000), (more, 1_000_001)):
        with pytest.raises(IntegrityError, match="received of its giver"), transaction.atomic():
            proposed.gifts.create(voucher=voucher, amount=amount)


def test_a_decision_needs_its_dossier_and_two_people(proposed, province_officer, second_province_officer):
    with pytest.raises(Refusal, match="không tự trình"):
        acts.submit_commendation(user=province_officer, commendation=proposed)
    with pytest.raises(Refusal, match="tờ trình, biên bản"):
        acts.submit_commendation(user=second_province_officer, commendation=proposed)
    refuses(
        "commendation_submitted_by_another",
        "UPDATE funds_commendation SET submitted_by_id = proposed_by_id, submitted_on = now()",
    )
    refuses("commendation_decided_whole", "UPDATE funds_commendation SET state = 'decided'")


def test_a_decision_stays_as_it_was_signed(decided):
    refuses("stays as it was signed", "UPDATE funds_commendation SET decision_no = '1'")
    refuses("commendation_ended_why", "UPDATE funds_commendation SET state = 'cancelled'")


def test_a_receipt_turned_back_is_told(proposed, decided, books):
    entry = proposed.gifts.first().voucher.entries.get()
    carry_out_reversal(user=books.chair, reversal=ask_reversal(user=books.accountant, entry=entry, reason="Nhầm"))
    told = i21()
    assert len(told) == 2 and decided.code in told[0] + told[1]


def test_the_roll_names_who_agreed_on_a_paper(decided, giver, client, province_officer):
    url = reverse("public:honours")
    assert giver.name not in client.get(url).content.decode()
    acts.agree_to_be_named(user=province_officer, commendation=decided, paper="Thư ngày 10/11/2024", on=DAY)
    page = client.get(url).content.decode()
    assert giver.name in page and "99/QĐ-SLĐ" in page and "6.000.000" not in page
    acts.agree_to_be_named(user=province_officer, commendation=decided, paper="", on=DAY)
    assert giver.name not in client.get(url).content.decode()
    Donor.objects.filter(pk=giver.pk).update(name_public=False)
    with pytest.raises(Refusal, match="không nêu tên"):
        acts.agree_to_be_named(user=province_officer, commendation=decided, paper="Thư", on=DAY)


def test_by_the_pages(level, giver, province_officer, fund_chair, client_of):
    browser, second = client_of(province_officer), client_of(fund_chair)
    page = browser.get(reverse("funds:commendation_candidates"), {"nam": "2024"}).content.decode()
    assert giver.name in page and "6.000.000" in page
    typed = {"donor": giver.code, "level": level.code, "year": "2024"}
    assert browser.post(reverse("funds:commendation_new"), typed).status_code == 302
    row = Commendation.objects.get()

    def post(who, name, act, **typed):
        return who.post(reverse(f"funds:commendation_{name}", args=[row.code, act]), typed).status_code

    for kind in ("submission", "minutes"):
        assert post(browser, "form", "giay-to", kind=kind, number="1/TTr", day="2024-11-15") == 302
    assert post(second, "act", "trinh") == 302
    decision = {"decision_no": "9/QĐ", "decided_on": "2024-11-15", "decided_by": "Giám đốc Sở"}
    assert post(browser, "form", "quyet-dinh", **decision) == 302
    assert post(browser, "form", "neu-ten", paper="Thư", on="2024-11-15") == 302
    page = browser.get(reverse("funds:commendation_detail", args=[row.code])).content.decode()
    assert "9/QĐ" in page and "6.000.000" in page
    assert giver.name in browser.get(reverse("funds:commendation_list")).content.decode()
    assert level.basis in browser.get(reverse("funds:honour_levels")).content.decode()


@pytest.mark.slow
def test_the_papers_say_what_was_received(proposed, province_officer, client_of):
    answer = client_of(province_officer).get(reverse("funds:commendation_paper", args=[proposed.code]))
    assert answer.content.startswith(b"%PDF")
