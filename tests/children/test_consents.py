"""Consent: each purpose apart, provable, the child's own answer from 7, withdrawn by a new row, lapsed at 7 and 16."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import Error, IntegrityError, transaction
from django.urls import reverse

from children.ages import birthday, born_after
from children.consent_texts import sha256_of, text_of
from children.models import Child, ChildDocument, Consent, ConsentText
from children.models.consent import Purpose
from children.services import consent as acts
from children.services import transfer as referral_acts
from children.services.consent import consent_valid
from lao_cai_support.audit.models import Act
from tests.children.papers import a_pdf
from tests.factories.children import ChildFactory, GuardianFactory
from tests.factories.files import ConsentFactory, ReferralFactory
from tests.queries import queries_of
from tests.refusals import refused

D = datetime.date
TODAY = D(2024, 11, 15)
SOON = D(2025, 1, 14)


def page(name, *args):
    return reverse(f"children:{name}", args=args)


def yes(**more):
    """A whole yes of the mother to a picture."""
    return {
        "purpose": "picture",
        "given": True,
        "representative": "Lý Thị Dê",
        "relation": "mother",
        "child_agrees": True,
        "data_kinds": ["image"],
        "sensitive_told": True,
        "not_suspected": True,
        "channel": "paper",
        "evidence": "Phiếu số 3",
        "on": D(2024, 11, 1),
    } | more


@pytest.fixture
def officer(client_of, commune_officer):
    return client_of(commune_officer)


@pytest.fixture
def toddler(units, lists):
    return ChildFactory(unit=units.commune, full_name="Giàng A Tủa", date_of_birth=D(2020, 2, 29))


# Recording


def test_a_yes_keeps_what_proves_it(child, commune_officer):
    made = acts.record_consent(user=commune_officer, child=child, **yes(representative="LÝ THỊ DÊ"))
    assert (made.representative, made.age, made.child_agrees, made.data_kinds) == ("Lý Thị Dê", 8, True, ["image"])
    assert made.text.text == text_of("picture") and made.text_hash == made.text.sha256 == sha256_of("picture")
    assert made.recorded_by == commune_officer and made.recorded_at is not None
    assert consent_valid(child, Purpose.PICTURE, TODAY)
    act = Act.objects.get(act="child.consent")
    assert act.object_code == child.code and act.detail == {"purpose": "picture"}


def test_the_words_are_kept_once_per_version(child, commune_officer):
    for _time in range(2):
        acts.record_consent(user=commune_officer, child=child, **yes())
    assert ConsentText.objects.count() == 1


@pytest.mark.parametrize(
    ("lacks", "field"),
    [
        ({"child_agrees": None}, "child_agrees"),
        ({"data_kinds": []}, "data_kinds"),
        ({"sensitive_told": False}, "sensitive_told"),
        ({"not_suspected": False}, "not_suspected"),
        ({"evidence": " "}, "evidence"),
        ({"on": D(2024, 11, 16)}, "on"),
        ({"on": D(2010, 1, 1)}, "on"),
        ({"until": D(2024, 10, 1)}, "until"),
        ({"purpose": "ngo", "recipient": " "}, "recipient"),
        ({"purpose": "sponsorship"}, "recipient"),
    ],
)
def test_a_yes_that_lacks_something_is_none(lacks, field, child, commune_officer):
    with refused(field):
        acts.record_consent(user=commune_officer, child=child, **yes(**lacks))
    assert not Consent.objects.exists() and not ConsentText.objects.exists()


def test_a_no_needs_no_proof_and_is_none(child, commune_officer):
    acts.record_consent(
        user=commune_officer,
        child=child,
        **yes(given=False, child_agrees=None, data_kinds=[], evidence="", sensitive_told=False, not_suspected=False),
    )
    assert not consent_valid(child, "picture", TODAY)


def test_the_childs_own_no_outweighs_the_parents_yes(child, commune_officer):
    acts.record_consent(user=commune_officer, child=child, **yes(child_agrees=False))
    assert not consent_valid(child, "picture", TODAY)


def test_under_7_the_child_is_not_asked(toddler, commune_officer):
    made = acts.record_consent(user=commune_officer, child=toddler, **yes(child_agrees=None))
    assert made.child_agrees is None and consent_valid(toddler, "picture", TODAY)


def test_a_neighbour_and_a_leader_record_none(child, neighbour_officer, commune_leader):
    for user in (neighbour_officer, commune_leader):
        with refused(code="right"):
            acts.record_consent(user=user, child=child, **yes())


# Whether it holds


def test_each_purpose_is_its_own(child):
    ConsentFactory(child=child, purpose="picture")
    assert [purpose for purpose in Purpose.values if consent_valid(child, purpose, TODAY)] == ["picture"]


def test_it_holds_from_its_day_to_its_last(child):
    ConsentFactory(child=child, on=D(2024, 10, 1), until=D(2024, 10, 31))
    assert [consent_valid(child, "picture", D(2024, *day)) for day in ((9, 30), (10, 1), (10, 31), (11, 1))] == [
        False,
        True,
        True,
        False,
    ]


def test_a_yes_for_one_donor_is_none_for_another(child):
    ConsentFactory(child=child, purpose="sponsorship", donor_code="abcdefghjk", recipient="Công ty A")
    assert consent_valid(child, "sponsorship", TODAY, donor_code="abcdefghjk")
    assert not consent_valid(child, "sponsorship", TODAY, donor_code="kjhgfedcba")
    assert not consent_valid(child, "sponsorship", TODAY)


def test_organisations_are_told_apart_by_name(child, commune_officer):
    first = ConsentFactory(child=child, purpose="ngo", recipient="Hội A", on=D(2024, 10, 1))
    ConsentFactory(child=child, purpose="ngo", recipient="Hội B", on=D(2024, 10, 2))
    acts.withdraw_consent(user=commune_officer, consent=first, representative="Lý Thị Dê", relation="mother", on=TODAY)
    assert not consent_valid(child, "ngo", TODAY, recipient="Hội A")
    assert consent_valid(child, "ngo", TODAY, recipient="Hội B")
    assert consent_valid(child, "ngo", TODAY)


def test_the_last_answer_counts(child):
    ConsentFactory(child=child, on=D(2024, 10, 1))
    ConsentFactory(child=child, on=D(2024, 10, 5), given=False)
    assert consent_valid(child, "picture", D(2024, 10, 4)) and not consent_valid(child, "picture", TODAY)
    ConsentFactory(child=child, on=D(2024, 10, 9))
    assert consent_valid(child, "picture", TODAY)


def test_withdrawal_is_a_new_row_that_works_from_its_day(child, commune_officer):
    given = ConsentFactory(child=child, on=D(2024, 10, 1))
    taken = acts.withdraw_consent(
        user=commune_officer, consent=given, representative="Giàng Thị Mỷ", relation="child", on=D(2024, 11, 10)
    )
    assert (taken.withdraws, taken.given, Consent.objects.count()) == (given, False, 2)
    assert consent_valid(child, "picture", D(2024, 11, 9)) and not consent_valid(child, "picture", D(2024, 11, 10))
    with refused():
        acts.withdraw_consent(
            user=commune_officer, consent=given, representative="x", relation="mother", on=D(2024, 11, 11)
        )
    with refused():
        acts.withdraw_consent(user=commune_officer, consent=taken, representative="x", relation="mother", on=TODAY)


@pytest.mark.parametrize("day", [D(2024, 9, 30), D(2024, 11, 16)])
def test_withdrawal_on_an_impossible_day(day, child, commune_officer):
    given = ConsentFactory(child=child, on=D(2024, 10, 1))
    with refused("on"):
        acts.withdraw_consent(user=commune_officer, consent=given, representative="x", relation="mother", on=day)


def test_a_small_child_takes_nothing_back_itself(toddler, commune_officer):
    given = ConsentFactory(child=toddler)
    with refused("relation"):
        acts.withdraw_consent(user=commune_officer, consent=given, representative="x", relation="child", on=TODAY)


# 7 and 16; leap days


@pytest.mark.parametrize(
    ("born", "age", "day"),
    [
        (D(2016, 5, 20), 7, D(2023, 5, 20)),
        (D(2020, 2, 29), 7, D(2027, 3, 1)),
        (D(2020, 2, 29), 16, D(2036, 2, 29)),
        (D(2084, 2, 29), 16, D(2100, 3, 1)),  # 2100 has no 29 February
    ],
)
def test_birthdays(born, age, day):
    before = day - datetime.timedelta(days=1)
    assert birthday(born, age) == day
    assert born <= born_after(day, age) and born > born_after(before, age)
    child = Child(date_of_birth=born, birth_year=born.year)
    assert (child.age_on(before), child.age_on(day)) == (age - 1, age)


def test_turning_7_ends_a_yes_given_before(toddler):
    ConsentFactory(child=toddler, on=D(2024, 1, 1))
    assert consent_valid(toddler, "picture", D(2027, 2, 28))
    assert not consent_valid(toddler, "picture", D(2027, 3, 1))


def test_turning_16_ends_a_yes_given_before(units, lists):
    child = ChildFactory(unit=units.commune, date_of_birth=D(2008, 12, 1))
    ConsentFactory(child=child, on=D(2024, 1, 1))
    assert consent_valid(child, "picture", D(2024, 11, 30)) and not consent_valid(child, "picture", D(2024, 12, 1))


def test_with_only_the_year_known_the_child_is_asked_from_that_years_first_day(units, lists):
    child = ChildFactory(unit=units.commune, date_of_birth=None, birth_year=2017)
    ConsentFactory(child=child, on=D(2023, 6, 1))
    assert consent_valid(child, "picture", D(2023, 12, 31)) and not consent_valid(child, "picture", D(2024, 1, 1))


def lapsing(on=SOON):
    return set(Child.objects.lapsing_consents(on))


def test_consents_to_be_asked_again_are_found_ahead_of_time(units, lists):
    def born(day, **more):
        child = ChildFactory(unit=units.commune, date_of_birth=day)
        if more.pop("asked", True):
            ConsentFactory(child=child, **{"on": D(2024, 1, 1)} | more)
        return child

    soon_7, soon_16 = born(D(2018, 1, 10)), born(D(2009, 1, 14))
    born(D(2018, 1, 15))  # a day too late
    born(D(2018, 1, 10), asked=False)
    born(D(2018, 1, 10), given=False)
    born(D(2018, 1, 10), until=D(2024, 6, 1))
    renewed = born(D(2017, 1, 10), on=D(2023, 12, 1))
    assert lapsing() == {soon_7, soon_16, renewed}
    ConsentFactory(child=renewed, on=D(2024, 11, 1))
    assert lapsing() == {soon_7, soon_16}
    with_year_only = ChildFactory(unit=units.commune, date_of_birth=None, birth_year=2018)
    ConsentFactory(child=with_year_only, on=D(2024, 1, 1))
    assert with_year_only in lapsing() and with_year_only not in lapsing(D(2024, 12, 31))


# What the database keeps


def test_a_consent_is_never_changed_or_deleted(child):
    consent = ConsentFactory(child=child)
    for change in (lambda: Consent.objects.update(given=False), lambda: consent.delete()):
        with pytest.raises(Error, match="Cannot"), transaction.atomic():
            change()
    with pytest.raises(Error, match="Cannot"), transaction.atomic():
        ConsentText.objects.update(text="x")


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"sensitive_told": False}, "consent_yes_is_whole"),
        ({"child_agrees": None}, "consent_yes_is_whole"),
        ({"data_kinds": []}, "consent_yes_is_whole"),
        ({"evidence": ""}, "consent_yes_is_whole"),
        ({"text": None}, "consent_yes_is_whole"),
        ({"purpose": "ngo"}, "consent_names_its_recipient"),
        ({"relation": "child"}, "consent_relation_value"),
        ({"until": D(2024, 1, 1)}, "consent_ends_after"),
    ],
)
def test_the_database_refuses_half_a_yes(values, constraint, child):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        ConsentFactory(child=child, **values)


# Referrals


def test_a_referral_rests_on_a_consent(child, commune_officer):
    told = {
        "kind": "medical",
        "provider": "Bệnh viện Sản Nhi tỉnh",
        "handed_to": "trần thị bác sĩ",
        "on": D(2024, 11, 10),
        "note": "Khám tim, mẹ đi cùng.",
    }
    with refused(code="consent"):
        referral_acts.refer_child(user=commune_officer, child=child, **told)
    consent = ConsentFactory(child=child, purpose="referral", on=D(2024, 11, 9))
    made = referral_acts.refer_child(user=commune_officer, child=child, **told)
    assert (made.consent, made.handed_to) == (consent, "Trần Thị Bác Sĩ")
    with refused(code="consent"):
        referral_acts.refer_child(user=commune_officer, child=child, **told | {"on": D(2024, 11, 8)})
    for day in (D(2024, 11, 9), D(2024, 11, 16)):
        with refused("on"):
            referral_acts.record_outcome(user=commune_officer, referral=made, outcome="Đã mổ", on=day)
    referral_acts.record_outcome(user=commune_officer, referral=made, outcome="Đã mổ", on=D(2024, 11, 14))
    with refused():
        referral_acts.record_outcome(user=commune_officer, referral=made, outcome="x", on=TODAY)
    assert [act.act for act in Act.objects.order_by("pk")] == ["child.refer", "child.referral_outcome"]


def test_the_database_refuses_a_referral_on_another_consent(child, neighbour_child):
    for consent in (ConsentFactory(child=child), ConsentFactory(child=neighbour_child, purpose="referral")):
        with pytest.raises(IntegrityError, match="rests on a consent"), transaction.atomic():
            ReferralFactory(child=child, consent=consent)


# Pages


def sent(**more):
    return {
        "answer": "yes",
        "representative": "Lý Thị Dê",
        "relation": "mother",
        "child_agrees": "yes",
        "data_kinds": ["image"],
        "sensitive_told": "on",
        "not_suspected": "on",
        "channel": "paper",
        "on": "2024-11-01",
        "until": "",
        "evidence": "Phiếu số 3",
    } | more


def test_the_page_asks_shows_and_takes_back(child, officer):
    GuardianFactory(household=child.household, full_name="Lý Thị Dê")
    form = officer.get(page("consent_new", child.code, "picture"))
    body = form.content.decode()
    assert text_of("picture")[:80] in body and "checked" not in body and "Trong hộ có: Lý Thị Dê" in body
    assert officer.post(page("consent_new", child.code, "picture"), {"answer": ""}).status_code == 422
    refused_answer = officer.post(page("consent_new", child.code, "picture"), sent(child_agrees=""))
    assert refused_answer.status_code == 422 and 'value="Phiếu số 3"' in refused_answer.content.decode()
    assert officer.post(page("consent_new", child.code, "picture"), sent()).status_code == 302
    consent = Consent.objects.get()
    assert "có hiệu lực" in officer.get(page("consent_list", child.code)).content.decode()
    url = page("consent_withdraw", child.code, consent.code)
    taken = {"representative": "Giàng Thị Mỷ", "relation": "child", "on": "2024-11-15", "evidence": ""}
    assert officer.post(url, taken | {"on": "2024-12-01"}).status_code == 422
    assert officer.post(url, taken).status_code == 302
    assert "Đã rút lại." in officer.get(page("consent_list", child.code)).content.decode()
    assert officer.get(page("consent_new", child.code, "anything")).status_code == 404


def test_the_scan_is_kept_with_the_yes_and_not_without_it(child, officer, private_files):
    url = page("consent_new", child.code, "picture")

    def scan():
        return SimpleUploadedFile("phieu.pdf", a_pdf())

    assert officer.post(url, sent(evidence="", scan=scan(), data_kinds=[])).status_code == 422
    assert not ChildDocument.objects.exists() and not list(private_files.rglob("*.pdf"))
    wrong = officer.post(url, sent(evidence="", scan=SimpleUploadedFile("phieu.pdf", b"MZ")))
    assert wrong.status_code == 422 and "không phải là PDF" in wrong.content.decode()
    assert officer.post(url, sent(evidence="", scan=scan())).status_code == 302
    assert Consent.objects.get().scan == ChildDocument.objects.get(kind="consent")


def test_a_small_childs_form_asks_the_representative_alone(toddler, officer):
    form = officer.get(page("consent_new", toddler.code, "story")).context["form"]
    assert "child_agrees" not in form.fields and "recipient" not in form.fields
    assert "recipient" in officer.get(page("consent_new", toddler.code, "ngo")).context["form"].fields


def test_without_a_consent_to_referral_the_page_asks_for_one(child, officer):
    answer = officer.get(page("referral_new", child.code))
    assert answer["Location"] == page("consent_new", child.code, "referral")
    ConsentFactory(child=child, purpose="referral")
    told = {
        "kind": "legal",
        "provider": "Trung tâm TGPL",
        "handed_to": "Trần A",
        "on": "2024-11-10",
        "note": "Hồ sơ nhận cha.",
    }
    assert officer.post(page("referral_new", child.code), told | {"note": ""}).status_code == 422
    assert officer.post(page("referral_new", child.code), told).status_code == 302
    body = officer.get(page("child_detail", child.code)).content.decode()
    assert "Trung tâm TGPL" in body and "Hồ sơ nhận cha." in body
    url = page("referral_outcome", child.code, child.referrals.get().code)
    assert officer.post(url, {"outcome": "Đã xong", "on": "2024-11-12"}).status_code == 302
    assert officer.get(url).status_code == 404


def test_the_list_of_answers_costs_the_same_at_3_and_30(child, officer):
    ConsentFactory.create_batch(3, child=child)
    few = queries_of(officer, page("consent_list", child.code))
    ConsentFactory.create_batch(27, child=child)
    assert queries_of(officer, page("consent_list", child.code)) == few
