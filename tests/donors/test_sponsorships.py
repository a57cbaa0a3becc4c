"""Sponsorships: one child by a code of its own, stopped at once, told by a person, never over what came."""

import datetime

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse
from psycopg2.extras import DateRange

from children.models import Child, Consent, DuplicatePair, Residence
from children.services.duplicate import merge_children, pair_by_hand, unmerge_children
from donors.models import SponsorCode, Sponsorship
from donors.services import sponsorship as acts
from lao_cai_support.areas.models import AdministrativeUnit, Succession
from lao_cai_support.web.errors import Refusal
from tests.donors.conftest import DAY
from tests.factories.areas import BEGIN
from tests.factories.children import ChildFactory
from tests.factories.donors import DonorAccessFactory, DonorFactory
from tests.factories.sponsorships import consent, propose, signed


def refuses(text, sql, *values, error=IntegrityError):
    with pytest.raises(error, match=text), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


@pytest.fixture
def running(province_officer, child, units) -> Sponsorship:
    return signed(province_officer, child, units.province)


@pytest.fixture
def direct(province_officer, child, units) -> Sponsorship:
    return signed(province_officer, child, units.province, route="direct")


# The code


def test_a_code_stays_with_its_child_for_ever(province_officer, running, neighbour_child, units):
    acts.end_sponsorship(user=province_officer, sponsorship=running, ended_on=DAY, reason="Hết hạn", told="Cảm ơn bạn.")
    code = running.known_as
    refuses(
        "a sponsor code stays with its child",
        "UPDATE donors_sponsorcode SET child_id = %s; SET CONSTRAINTS ALL IMMEDIATE",
        neighbour_child.pk,
    )
    for sql in ("UPDATE donors_sponsorcode SET code = 'zzzzzzzzzz'", "DELETE FROM donors_sponsorcode"):
        refuses("annot", sql, error=DatabaseError)
    refuses(
        "unique",
        "INSERT INTO donors_sponsorcode (code, child_id, made_on) VALUES (%s, %s, now())",
        code.code,
        neighbour_child.pk,
    )
    again = propose(province_officer, running.child, units.province)
    assert again.known_as == code and propose(province_officer, neighbour_child, units.province).known_as != code
    refuses(
        "another sponsor was added|another child",
        "INSERT INTO donors_sponsorship (code, child_id, known_as_id, donor_id, unit_id, route, monthly, due_day, valid, terms,"
        " others_seen, agreement_no, state, stop_cause, told, end_reason, drafted_by_id, skipped_months)"
        " SELECT 'zzzzzzzzzz', %s, known_as_id, donor_id, unit_id, route, monthly, due_day, valid, terms, 1, '', 'draft', '', '', '',"
        " drafted_by_id, 0 FROM donors_sponsorship WHERE id = %s",
        neighbour_child.pk,
        again.pk,
    )


def test_a_merge_takes_code_and_agreement_along_and_back(province_officer, running, units):
    other = ChildFactory(unit=units.commune, full_name="Lù Seo Páo", date_of_birth=datetime.date(2012, 2, 3))
    row = signed(province_officer, other, units.province)
    pair = pair_by_hand(user=province_officer, first=running.child.code, second=other.code)
    versions = tuple(Child.objects.get(pk=one.pk).version for one in (running.child, other))
    merge = merge_children(user=province_officer, pair=pair, versions=versions, chosen={})
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    row.refresh_from_db()
    assert (row.child, row.state) == (running.child, "active"), "the sponsor goes on, by the code it knows"
    assert running.child.sponsor_codes.count() == 2
    unmerge_children(user=province_officer, merge=merge)
    row.refresh_from_db()
    assert row.child == other and row.known_as.child == other


# Before another sponsor is added


def test_a_file_that_may_be_a_double_is_not_sponsored(province_officer, child, units):
    twin = ChildFactory(unit=units.commune, village=child.village, full_name=child.full_name, sex="female")
    Child.objects.filter(pk=twin.pk).update(date_of_birth=child.date_of_birth, birth_year=child.birth_year)
    with pytest.raises(Refusal) as no:
        propose(province_officer, child, units.province)
    assert no.value.code == "double" and not SponsorCode.objects.exists()


def test_the_database_asks_for_doubles_too(province_officer, child, far_child, units):
    donor = DonorFactory()
    yes = consent(child, donor, province_officer)
    row = propose(province_officer, child, units.province, donor)
    a, b = sorted((child.pk, far_child.pk))
    DuplicatePair.objects.create(a_id=a, b_id=b, weight=1, score=50, found_on=DAY)
    refuses(
        "may be a double",
        "UPDATE donors_sponsorship SET state = 'active', consent_id = %s, agreement_no = '1', signed_on = now() WHERE id = %s",
        yes.pk,
        row.pk,
    )


def test_who_adds_a_sponsor_has_seen_the_others(province_officer, child, units, client_of):
    first = propose(province_officer, child, units.province)
    with pytest.raises(Refusal) as no:
        propose(province_officer, child, units.province, others_seen=0)
    assert no.value.code == "sponsorship_others_seen"
    page = client_of(province_officer).get(reverse("donors:sponsorship_new", args=[child.code])).content.decode()
    assert first.donor.name in page and "500.000" in page and "Nhà nước hỗ trợ" in page


def test_only_a_child_of_a_verified_list(province_officer, child, units):
    Child.objects.filter(pk=child.pk).update(state="submitted")
    with pytest.raises(Refusal, match="thẩm định"):
        propose(province_officer, child, units.province)


# Consent


@pytest.mark.parametrize("change", [{"child_agrees": False}, {"given": False}, {"until": datetime.date(2024, 9, 1)}])
def test_no_signing_without_the_familys_and_the_childs_yes(province_officer, child, units, change):
    donor = DonorFactory()
    row = propose(province_officer, child, units.province, donor)
    sign = {"user": province_officer, "sponsorship": row, "agreement_no": "1", "signed_on": DAY}
    with pytest.raises(Refusal, match="đồng ý"):
        acts.sign_sponsorship(**sign)
    consent(child, donor, province_officer, **change)
    consent(child, DonorFactory(), province_officer)
    with pytest.raises(Refusal, match="đồng ý"):
        acts.sign_sponsorship(**sign)


def test_the_database_asks_for_the_consent_of_this_child_and_donor(province_officer, child, neighbour_child, units):
    donor = DonorFactory()
    row = propose(province_officer, child, units.province, donor)
    sign = "UPDATE donors_sponsorship SET state = 'active', consent_id = %s, agreement_no = '1', signed_on = now() WHERE id = %s"
    for wrong in (consent(child, DonorFactory(), province_officer), consent(neighbour_child, donor, province_officer)):
        refuses("rests on the consent", sign, wrong.pk, row.pk)
    refuses("rests on the consent", sign, None, row.pk)


# Stops


def stop_of(row: Sponsorship) -> tuple[str, str]:
    row.refresh_from_db()
    return row.state, row.stop_cause


@pytest.mark.parametrize(
    ("sql", "cause"),
    [
        (
            "UPDATE children_child SET state = 'ended', ended_on = '2024-11-10', end_reason = 'died' WHERE id = %s",
            "died",
        ),
        (
            "UPDATE children_child SET state = 'ended', ended_on = '2024-11-10', end_reason = 'moved' WHERE id = %s",
            "moved",
        ),
        (
            "UPDATE children_child SET state = 'ended', ended_on = '2024-11-10', end_reason = 'aged' WHERE id = %s",
            "file_ended",
        ),
        ("UPDATE children_child SET schooling = 'left', left_school_on = '2024-11-12' WHERE id = %s", "left_school"),
    ],
)
def test_payments_stop_with_the_child_at_once(running, direct_paid, sql, cause):
    with connection.cursor() as cursor:
        cursor.execute(sql, [running.child_id])
    assert stop_of(running) == ("stopped", cause)
    assert running.stopped_on <= DAY and running.told == "", "nothing is told by itself"


@pytest.fixture
def direct_paid(province_officer, child, units):
    """Another agreement of the same child, with one gift handed over."""
    row = signed(province_officer, child, units.province, route="direct")
    acts.remember_direct(user=province_officer, sponsorship=row, day=DAY, amount=500_000, paper="Biên nhận 01")
    return row


def test_a_child_that_moves_stops_and_a_merged_commune_does_not(running, units):
    Residence.objects.filter(child=running.child).update(unit=units.sibling)
    assert stop_of(running) == ("stopped", "moved")
    Sponsorship.objects.filter(pk=running.pk).update(state="active", stop_cause="", stopped_on=None)
    AdministrativeUnit.objects.filter(pk=units.sibling.pk).update(valid=DateRange(BEGIN, DAY))
    Succession.objects.create(
        predecessor=units.sibling, successor=units.far, effective_on=DAY, whole=True, legal_basis="NQ 1673"
    )
    Residence.objects.filter(child=running.child).update(unit=units.far)
    assert stop_of(running)[0] == "active"


def test_a_family_that_takes_its_yes_back_stops_it(running, province_officer):
    yes = Consent.objects.get(child=running.child, donor_code=running.donor.code)
    consent(running.child, running.donor, province_officer, given=False, withdraws=yes, on=DAY, child_agrees=None)
    assert stop_of(running) == ("stopped", "consent")
    with pytest.raises(Refusal, match="đồng ý"):
        acts.resume_sponsorship(user=province_officer, sponsorship=running, told="Tiếp tục nhé.")


def test_nothing_is_handed_over_while_it_stands_still(direct, province_officer):
    Child.objects.filter(pk=direct.child_id).update(schooling="left", left_school_on=datetime.date(2024, 11, 12))
    give = {"user": province_officer, "sponsorship": direct, "amount": 500_000, "paper": "Biên nhận"}
    with pytest.raises(Refusal, match="không chi nữa"):
        acts.remember_direct(day=DAY, **give)
    acts.remember_direct(day=datetime.date(2024, 11, 11), **give)


def test_a_person_decides_what_the_sponsor_is_told(running, province_officer, donor, client_of):
    DonorAccessFactory(user=donor, donor=running.donor)
    Child.objects.filter(pk=running.child_id).update(schooling="left")
    browser, url = client_of(donor), reverse("donors:sponsorship_detail", args=[running.code])
    page = browser.get(url).content.decode()
    assert "tạm dừng" in page and "bỏ học" not in page
    end = {"user": province_officer, "sponsorship": running, "ended_on": DAY, "reason": "Trẻ bỏ học đi làm thuê"}
    for told, why in (("", "lời báo"), (f"Em {running.child.full_name} đã nghỉ.", "tên của trẻ")):
        with pytest.raises(Refusal, match=why):
            acts.end_sponsorship(told=told, **end)
    acts.end_sponsorship(told="Trẻ không còn đi học. Cảm ơn bạn đã đồng hành.", **end)
    page = browser.get(url).content.decode()
    assert "Cảm ơn bạn đã đồng hành" in page and "làm thuê" not in page


def test_months_of_a_standstill_are_not_asked_for(running, province_officer):
    Child.objects.filter(pk=running.child_id).update(schooling="left", left_school_on=datetime.date(2024, 10, 2))
    assert Sponsorship.objects.with_money(DAY).get().expected == 500_000  # 5 September
    Child.objects.filter(pk=running.child_id).update(schooling="attending", left_school_on=None)
    acts.resume_sponsorship(user=province_officer, sponsorship=running, told="Trẻ đã đi học lại.")
    assert Sponsorship.objects.with_money(DAY).get().expected == 500_000
    assert Sponsorship.objects.with_money(datetime.date(2024, 12, 5)).get().expected == 1_000_000


# Money


@pytest.mark.parametrize(
    ("by", "months"), [("2024-09-04", 0), ("2024-09-05", 1), ("2024-11-15", 3), ("2025-09-30", 13)]
)
def test_what_is_due_by_a_day(running, by, months):
    row = Sponsorship.objects.with_money(datetime.date.fromisoformat(by)).get()
    assert (row.expected, row.late) == (months * 500_000, months * 500_000)


def test_direct_gifts_are_memos_and_are_corrected_whole(direct, province_officer):
    wrong = acts.remember_direct(user=province_officer, sponsorship=direct, day=DAY, amount=5_000_000, paper="BN 1")
    acts.correct_direct(user=province_officer, payment=wrong, reason="Gõ thừa số 0")
    with pytest.raises(Refusal, match="đã được sửa"):
        acts.correct_direct(user=province_officer, payment=wrong, reason="lần nữa")
    acts.remember_direct(user=province_officer, sponsorship=direct, day=DAY, amount=500_000, paper="BN 1")
    row = Sponsorship.objects.with_money(DAY).get()
    assert (row.came, row.through, row.late) == (500_000, 0, 1_000_000)
    refuses("annot", "UPDATE donors_sponsorshippayment SET amount = 1", error=DatabaseError)


def test_nobody_writes_the_ledgers_rows_by_hand(running):
    refuses(
        "written by its ledger",
        "INSERT INTO donors_sponsorshippayment (sponsorship_id, kind, day, amount, entry_key, paper)"
        " VALUES (%s, 'received', now(), 1, 'x', 'PT 1')",
        running.pk,
    )


# News


def test_news_is_cleared_by_another_and_names_nobody(
    running, province_officer, second_province_officer, donor, client_of
):
    DonorAccessFactory(user=donor, donor=running.donor)
    told = f"{running.child.full_name} học tốt ở {running.child.school.name}."
    note = acts.write_note(user=province_officer, sponsorship=running, text=told)
    browser, url = client_of(donor), reverse("donors:sponsorship_detail", args=[running.code])
    assert "học tốt" not in browser.get(url).content.decode()
    with pytest.raises(Refusal, match="tự duyệt"):
        acts.clear_note(user=province_officer, note=note, shown="Em học tốt.")
    for shown in (told, f"Em học ở {running.child.village.name}", f"Xã {running.child.unit.name} vui"):
        with pytest.raises(Refusal, match="không được biết"):
            acts.clear_note(user=second_province_officer, note=note, shown=shown)
    acts.clear_note(user=second_province_officer, note=note, shown="Em học tốt.")
    page = browser.get(url).content.decode()
    assert "Em học tốt." in page and running.child.full_name not in page
    refuses("annot", "UPDATE donors_sponsorshipnote SET shown = 'khác'", error=DatabaseError)
