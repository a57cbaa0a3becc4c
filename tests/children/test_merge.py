"""Two files made one and parted again: nothing of either is lost, and every row comes back as it was."""

import datetime

import pytest
from django.db import Error, IntegrityError, InternalError, connection, transaction

from children.duplicates.aliases import codes_of, signed_rows, whole_history
from children.duplicates.fields import choices
from children.duplicates.merge import BY_RULE, STAYS, name_of, relations, timeline
from children.models import (
    Assessment,
    AssessmentForm,
    Child,
    ChildAlias,
    CircumstanceSpell,
    DuplicatePair,
    Guardian,
    Merge,
    Need,
    PovertyCategory,
    PovertyRecord,
    Residence,
    Submission,
    SubmissionRow,
)
from children.services import child as acts
from children.services import circumstance
from children.services.duplicate import (
    call_different,
    look_again,
    merge_children,
    pair_by_hand,
    sides,
    unmerge_children,
)
from children.services.need import assess_need
from children.services.submission import return_list, submit_list, verify_list
from lao_cai_support.audit.models import Act
from lao_cai_support.web.errors import Refusal
from tests.children.rows import everything
from tests.factories.children import ChildFactory, GuardianFactory, NeedFactory, SpellFactory
from tests.factories.duplicates import PairFactory, merged
from tests.factories.files import (
    AssistanceFactory,
    ConsentFactory,
    DisabilityFactory,
    MeasurementFactory,
    ReferralFactory,
)

D = datetime.date


def refused(code=None, field=None):
    return pytest.raises(Refusal, check=lambda r: (code is None or r.code == code) and r.field == field)


@pytest.fixture
def twin_file(units, lists):
    """A second file of the child of the cast, made by the neighbouring commune."""
    other = ChildFactory(
        unit=units.sibling,
        full_name="Giàng Thị Mị",
        sex="female",
        date_of_birth=None,
        birth_year=2016,
        personal_id="010316000077",
        class_name="3A",
    )
    GuardianFactory(household=other.household, relation="mother", full_name="Lý Thị Dê", phone="0912345678")
    return other


@pytest.fixture
def pair(child, twin_file):
    return PairFactory(a=child, b=twin_file)


@pytest.fixture
def make(district_officer):
    """``make(pair, **chosen)``: the pair merged by the district."""
    return lambda pair, **chosen: merged(pair, user=district_officer, **chosen)


def undo(merge, user):
    return unmerge_children(user=user, merge=merge)


# What the kept file holds afterwards


def test_merge_takes_chosen_values_and_fills_what_is_missing(pair, make, child, twin_file):
    merge = make(pair, full_name="gone")
    child.refresh_from_db()
    twin_file.refresh_from_db()
    assert (merge.kept, merge.gone) == (child, twin_file)
    assert child.full_name == "Giàng Thị Mị" and child.folded == "giang thi mi"
    assert child.sort_key == twin_file.sort_key
    assert (child.date_of_birth, child.birth_year) == (D(2016, 5, 20), 2016)  # the full date is proposed
    assert child.personal_id == "010316000077"  # the child had none
    assert (twin_file.state, twin_file.end_reason, twin_file.personal_id) == ("ended", "merged", None)
    assert merge.choices["full_name"] == "gone" and merge.choices["home"] == "kept"


def test_both_differing_numbers_stay_findable(pair, make, child, twin_file):
    Child.objects.filter(pk=child.pk).update(personal_id="010316000099")
    make(pair, personal_id="gone")
    child.refresh_from_db()
    twin_file.refresh_from_db()
    assert (child.personal_id, twin_file.personal_id) == ("010316000077", "010316000099")


def test_a_full_birth_date_is_proposed_whichever_file_has_it(child, twin_file):
    asked = {choice.key: choice for choice in choices(twin_file, child)}
    assert asked["date_of_birth"].default == "gone"
    assert (asked["date_of_birth"].kept, asked["date_of_birth"].gone) == ("2016", "20/05/2016")


def test_everything_of_both_hangs_on_the_kept_file(pair, make, child, twin_file, commune_officer, units):
    form = AssessmentForm.objects.filter(area="DA").first()
    for owner in (child, twin_file):
        NeedFactory(child=owner)
        Assessment.objects.create(
            form=form,
            unit=owner.unit,
            child=owner,
            score=5,
            priority=2,
            valid=(D(2024, 1, 1), None),
            assessed_by=commune_officer,
            assessed_on=D(2024, 1, 1),
        )
        ConsentFactory(child=owner)
        MeasurementFactory(child=owner)
        DisabilityFactory(child=owner)
        ReferralFactory(child=owner)
    AssistanceFactory(child=twin_file)
    SpellFactory(child=twin_file, kind_id="NC06")
    make(pair)
    assert child.consents.count() == 4  # of each file the picture's and the referral's
    assert child.assistance.count() == 1
    for relation in ("needs", "assessments", "measurements", "disabilities", "referrals"):
        assert getattr(child, relation).count() == 2, relation
        assert getattr(twin_file, relation).count() == 0, relation
    assert [spell.kind_id for spell in child.circumstances.all()] == ["NC06"]
    assert Need.objects.filter(unit=units.sibling, child=child).exists()  # who delivers it has not changed


def test_every_reference_to_a_child_has_a_rule():
    """A table added later that points to a child is moved by default. Say here that this is meant, or give it a rule."""
    moved = {"need", "assessment", "consent", "submissionrow"}
    moved |= {"childdocument", "measurement", "disabilityfinding", "review", "assistance", "childtransfer", "referral"}
    moved |= {"protectioncase", "sheetline"}
    found = {name_of(model, field) for model, field in relations()}
    assert found >= BY_RULE
    beside = {"donors.sponsorcode.child", "donors.sponsorship.child", "donors.attendance.child"}
    assert found - BY_RULE - set(STAYS) <= {f"children.{name}.child" for name in moved} | beside


def test_the_further_state_stands_and_an_ended_file_comes_back(units, lists, make):
    draft = ChildFactory(unit=units.commune, state="draft", created_on=D(2024, 3, 1))
    active = ChildFactory(unit=units.commune, created_on=D(2024, 1, 1))
    make(PairFactory(a=draft, b=active))
    draft.refresh_from_db()
    assert (draft.state, draft.created_on) == ("active", D(2024, 1, 1))
    ended = ChildFactory(unit=units.commune)
    Child.objects.filter(pk=ended.pk).update(state="ended", ended_on=D(2024, 2, 1), end_reason="moved")
    ended.refresh_from_db()
    late = ChildFactory(unit=units.sibling, state="draft")
    pair = PairFactory(a=ended, b=late)
    assert sides(pair) == (late, ended)  # the living file stands for both
    merge = make(pair)
    ended.refresh_from_db()
    late.refresh_from_db()
    assert (late.state, ended.end_reason) == ("draft", "merged")
    assert merge.kept == late


def test_notes_of_both_are_kept(pair, make, child, twin_file):
    Child.objects.filter(pk=child.pk).update(note="ở với bà")
    Child.objects.filter(pk=twin_file.pk).update(note="hay ốm")
    make(pair)
    child.refresh_from_db()
    assert child.note == "ở với bà; hay ốm"


# Where the child lived


def test_one_line_of_residences_with_the_chosen_home(pair, make, child, twin_file, units):
    make(pair, home="gone", moved_on=D(2022, 9, 1))
    child.refresh_from_db()
    assert child.unit == units.sibling
    assert [(r.unit, r.valid.lower, r.valid.upper) for r in child.residences.order_by("valid")] == [
        (units.commune, D(2016, 5, 20), D(2022, 9, 1)),
        (units.sibling, D(2022, 9, 1), None),
    ]
    assert not twin_file.residences.exists()
    for day, unit in ((D(2022, 8, 31), units.commune), (D(2022, 9, 1), units.sibling)):
        assert list(Child.objects.resident_on(day, [units.commune.pk, units.sibling.pk])) == [child]
        assert list(Child.objects.resident_on(day, [unit.pk])) == [child]


A, B = (1, 10), (2, None)


@pytest.mark.parametrize(
    ("now", "before", "moved_on", "line"),
    [
        # the present home covers all
        ([(*A, D(2016, 1, 1), None)], [(*B, D(2016, 1, 1), None)], None, [(*A, D(2016, 1, 1), None)]),
        # the other one fills what lies before
        (
            [(*A, D(2020, 1, 1), None)],
            [(*B, D(2016, 1, 1), None)],
            None,
            [(*B, D(2016, 1, 1), D(2020, 1, 1)), (*A, D(2020, 1, 1), None)],
        ),
        # a day of moving parts them
        (
            [(*A, D(2016, 1, 1), None)],
            [(*B, D(2016, 1, 1), None)],
            D(2022, 9, 1),
            [(*B, D(2016, 1, 1), D(2022, 9, 1)), (*A, D(2022, 9, 1), None)],
        ),
        # … and the present home reaches back to it
        (
            [(*A, D(2023, 1, 1), None)],
            [(*B, D(2016, 1, 1), None)],
            D(2022, 9, 1),
            [(*B, D(2016, 1, 1), D(2022, 9, 1)), (*A, D(2022, 9, 1), None)],
        ),
        # the other one began later: before it, what the present home says
        (
            [(*A, D(2016, 1, 1), None)],
            [(*B, D(2019, 1, 1), None)],
            D(2022, 9, 1),
            [
                (*A, D(2016, 1, 1), D(2019, 1, 1)),
                (*B, D(2019, 1, 1), D(2022, 9, 1)),
                (*A, D(2022, 9, 1), None),
            ],
        ),
        # the same place in both is one residence
        (
            [(*A, D(2020, 1, 1), None)],
            [(*A, D(2016, 1, 1), D(2021, 1, 1))],
            None,
            [(*A, D(2016, 1, 1), None)],
        ),
        # a gap stays a gap
        (
            [(*A, D(2020, 1, 1), None)],
            [(*B, D(2016, 1, 1), D(2018, 1, 1))],
            None,
            [(*B, D(2016, 1, 1), D(2018, 1, 1)), (*A, D(2020, 1, 1), None)],
        ),
        ([], [(*B, D(2016, 1, 1), D(2018, 1, 1))], None, [(*B, D(2016, 1, 1), D(2018, 1, 1))]),
    ],
)
def test_timeline(now, before, moved_on, line):
    assert timeline(now, before, moved_on) == line


# Circumstances


def test_overlapping_circumstances_become_one_with_both_papers(pair, make, child, twin_file):
    SpellFactory(child=child, kind_id="HC01", valid=(D(2020, 1, 1), D(2021, 1, 1)), evidence="Số 1")
    SpellFactory(child=child, kind_id="HC01", valid=(D(2022, 1, 1), D(2023, 1, 1)), evidence="Số 2")
    SpellFactory(child=twin_file, kind_id="HC01", valid=(D(2020, 6, 1), D(2022, 6, 1)), evidence="Số 3")
    SpellFactory(child=twin_file, kind_id="HC01", valid=(D(2023, 6, 1), None), evidence="Số 4")
    make(pair)
    spells = [(s.valid.lower, s.valid.upper, s.evidence) for s in child.circumstances.order_by("valid")]
    assert spells == [(D(2020, 1, 1), D(2023, 1, 1), "Số 1; Số 2; Số 3"), (D(2023, 6, 1), None, "Số 4")]


@pytest.mark.parametrize("side", ["kept", "gone"])
def test_of_two_decisions_on_assistance_the_chosen_one_stands(side, pair, make, child, twin_file, district_officer):
    AssistanceFactory(child=child, clause="1", valid=(D(2023, 1, 1), D(2024, 7, 1)))
    AssistanceFactory(child=child, clause="6", valid=(D(2020, 1, 1), D(2021, 1, 1)))
    AssistanceFactory(child=twin_file, clause="7", coefficient=20, valid=(D(2024, 1, 1), None))
    before = everything()["children.Assistance"]
    asked = {choice.key: choice for choice in choices(child, twin_file)}["assistance"]
    assert "khoản 1" in asked.kept and "01/07/2024" in asked.kept and "khoản 7" in asked.gone
    merge = make(pair, assistance=side)
    change = D(2024, 7, 1) if side == "kept" else D(2024, 1, 1)
    assert [(row.clause, row.valid.lower, row.valid.upper) for row in child.assistance.order_by("valid")] == [
        ("6", D(2020, 1, 1), D(2021, 1, 1)),
        ("1", D(2023, 1, 1), change),
        ("7", change, None),
    ]
    assert not twin_file.assistance.exists()
    assert undo(merge, district_officer) == []
    assert everything()["children.Assistance"] == before


def test_decisions_on_assistance_one_after_the_other_are_not_asked_about(pair, make, child, twin_file):
    AssistanceFactory(child=child, valid=(D(2023, 1, 1), D(2024, 1, 1)))
    AssistanceFactory(child=twin_file, valid=(D(2024, 1, 1), None))
    assert "assistance" not in {choice.key for choice in choices(child, twin_file)}
    make(pair)
    assert child.assistance.count() == 2


def test_sealed_circumstances_move_unseen(pair, make, child, twin_file, district_officer, client_of):
    SpellFactory(child=twin_file, kind_id="HC05", evidence="BV tỉnh")
    browser = client_of(district_officer)
    pages = [browser.get(f"/tre-em/trung-lap/{pair.code}/"), browser.get(f"/tre-em/trung-lap/{pair.code}/gop/")]
    merge = make(pair)
    pages += [browser.get(f"/tre-em/trung-lap/lan-gop/{merge.code}/"), browser.get(f"/tre-em/{child.code}/")]
    for page in pages:
        body = page.content.decode()
        assert page.status_code == 200 and "HIV" not in body and "HC05" not in body and "BV tỉnh" not in body
    assert child.circumstances.get().kind_id == "HC05"
    assert list(child.circumstances.unsealed_for(district_officer)) == []
    act = Act.objects.get(act="child.merge")
    assert "circumstances" not in act.fields and "HC05" not in str(act.detail)


# The household


def test_households_fill_each_other_and_brothers_keep_theirs(pair, make, child, twin_file, units):
    brother = ChildFactory(unit=units.commune, household=child.household, full_name="Giàng A Chu")
    GuardianFactory(household=child.household, relation="father", full_name="Giàng A Sử")
    near_poor = PovertyCategory.objects.get(code="CN22N")
    PovertyRecord.objects.create(household=twin_file.household, year=2023, category=near_poor)
    make(pair)
    child.refresh_from_db()
    assert child.household == brother.household
    assert {(g.relation, g.full_name, g.phone) for g in child.household.guardians.all()} == {
        ("father", "Giàng A Sử", ""),
        ("mother", "Lý Thị Dê", "0912345678"),
    }
    assert child.household.poverty.get(year=2023).category == near_poor
    assert twin_file.household.guardians.count() == 1  # its own household stays as it was


def test_the_other_household_and_a_parents_name_can_be_chosen(pair, make, child, twin_file):
    GuardianFactory(household=child.household, relation="mother", full_name="Lý Thị Dế")
    GuardianFactory(household=child.household, relation="grandparent", full_name="Giàng A Páo")
    make(pair, household="gone", mother="kept")
    child.refresh_from_db()
    assert child.household == twin_file.household
    assert {(g.relation, g.full_name, g.phone) for g in child.household.guardians.all()} == {
        ("mother", "Lý Thị Dế", "0912345678"),
        ("grandparent", "Giàng A Páo", ""),
    }


def test_a_file_without_a_household_takes_the_others(units, lists, make):
    alone = ChildFactory(unit=units.commune, household=None)
    other = ChildFactory(unit=units.commune)
    make(PairFactory(a=alone, b=other))
    alone.refresh_from_db()
    assert alone.household == other.household


# Lists that were handed in


def test_signed_lists_go_on_naming_the_old_file(
    pair, make, child, twin_file, neighbour_leader, district_officer, units
):
    Child.objects.filter(pk=twin_file.pk).update(state="draft")
    signed = verify_list(user=district_officer, submission=submit_list(user=neighbour_leader, unit=units.sibling))
    row = signed.rows.get()
    make(pair)
    row.refresh_from_db()
    assert row.child == twin_file and row.frozen["full_name"] == "Giàng Thị Mị"
    assert list(signed_rows(child)) == [row]


def test_rows_of_a_waiting_list_go_with_the_child(
    pair, make, child, twin_file, neighbour_leader, district_officer, units
):
    Child.objects.filter(pk__in=[child.pk, twin_file.pk]).update(state="draft")
    waiting = submit_list(user=neighbour_leader, unit=units.sibling)
    merge = make(pair)
    row = waiting.rows.get()
    child.refresh_from_db()
    assert row.child == child and child.state == "submitted"
    assert undo(merge, district_officer) == []
    row.refresh_from_db()
    assert row.child == twin_file
    merge = make(DuplicatePair.objects.get())
    verify_list(user=district_officer, submission=waiting)
    child.refresh_from_db()
    assert child.state == "active"
    # Signed since, the row stays where it was signed; the undo says so.
    stays = undo(merge, district_officer)
    row.refresh_from_db()
    assert row.child == child and SubmissionRow._meta.verbose_name in stays


def test_both_on_one_waiting_list_stay_two_rows(units, lists, commune_leader, district_officer, make):
    one, two = (ChildFactory(unit=units.commune, state="draft") for _ in range(2))
    waiting = submit_list(user=commune_leader, unit=units.commune)
    make(PairFactory(a=one, b=two))
    assert set(waiting.rows.values_list("child", flat=True)) == {one.pk, two.pk}
    return_list(user=district_officer, submission=waiting, comment="Hai dòng là một trẻ")
    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.state, two.state) == ("draft", "ended")
    again = submit_list(user=commune_leader, unit=units.commune)
    assert [row.child for row in again.rows.all()] == [one]


# Undoing


def furnished(child, twin_file, user):
    """Both files with something of every kind, overlapping where they can."""
    for owner, paper in ((child, "Số 1"), (twin_file, "Số 2")):
        NeedFactory(child=owner)
        SpellFactory(child=owner, kind_id="HC01", evidence=paper)
        SpellFactory(child=owner, kind_id="HC05", valid=(D(2020, 1, 1), D(2021, 1, 1)))
        category = PovertyCategory.objects.get(code="HN22N")
        PovertyRecord.objects.create(household=owner.household, year=2022 + owner.pk % 2, category=category)
        ConsentFactory(child=owner, purpose="story")
        MeasurementFactory(child=owner)
        DisabilityFactory(child=owner)
        ReferralFactory(child=owner)
    SpellFactory(child=twin_file, kind_id="NC06")
    GuardianFactory(household=child.household, relation="mother", full_name="Lý Thị Dế")
    GuardianFactory(household=child.household, relation="father", full_name="Giàng A Sử")
    Child.objects.filter(pk=child.pk).update(personal_id="010316000099", note="ở với bà")
    Child.objects.filter(pk=twin_file.pk).update(note="hay ốm", state="draft")


@pytest.mark.parametrize("side", ["kept", "gone"])
def test_undo_restores_every_row(side, pair, make, child, twin_file, commune_officer, district_officer, units):
    furnished(child, twin_file, commune_officer)
    third = ChildFactory(unit=units.commune)
    call_different(user=district_officer, pair=PairFactory(a=twin_file, b=third))
    call_different(user=district_officer, pair=PairFactory(a=child, b=ChildFactory(unit=units.commune)))
    before = everything()
    keys = ["full_name", "date_of_birth", "personal_id", "home", "household", "mother", "sex"]
    merge = make(pair, **dict.fromkeys(keys, side), **({"moved_on": D(2022, 9, 1)} if side == "gone" else {}))
    assert everything() != before
    assert undo(merge, district_officer) == []
    after = everything()
    assert after.pop("children.Merge") and not before.pop("children.Merge")
    assert after == before
    merge.refresh_from_db()
    assert merge.undone_by == district_officer and not ChildAlias.objects.exists()


def test_a_merge_undone_can_be_done_again(pair, make, child, twin_file, district_officer):
    undo(make(pair), district_officer)
    pair.refresh_from_db()
    assert pair.state == "open"
    merge = make(pair, full_name="gone")
    assert Merge.objects.count() == 2
    undo(merge, district_officer)
    child.refresh_from_db()
    assert child.full_name == "Giàng Thị Mỷ"
    with refused("undone"):
        undo(merge, district_officer)


def test_undo_keeps_what_was_changed_since(
    pair, make, child, twin_file, school, units, neighbour_officer, province_officer
):
    merge = make(pair, full_name="gone", school="gone", home="gone", moved_on=D(2022, 9, 1))
    child.refresh_from_db()
    fields = {name: getattr(child, name) for name in acts.OWN_FIELDS} | {"full_name": "Giàng Thị Mẩy"}
    acts.edit_child(user=neighbour_officer, child=child, version=child.version, mother="Lý Thị Dê", **fields)
    acts.move_child(user=neighbour_officer, child=child, unit=units.far, on=D(2024, 11, 1))
    need = NeedFactory(child=child)
    stays = undo(merge, province_officer)
    child.refresh_from_db()
    twin_file.refresh_from_db()
    assert child.full_name == "Giàng Thị Mẩy" and "họ và tên" in stays  # newer than the merge
    assert (child.school, child.class_name) == (school, "")  # nobody touched it since
    assert child.unit == units.far and Residence._meta.verbose_name in stays
    assert [r.unit for r in child.residences.order_by("valid")] == [units.commune, units.sibling, units.far]  # no gap
    assert (twin_file.full_name, twin_file.unit, twin_file.state) == ("Giàng Thị Mị", units.sibling, "active")
    assert twin_file.residences.get().unit == units.sibling
    need.refresh_from_db()
    assert need.child == child


def test_merges_of_one_file_are_undone_from_the_last(units, lists, make, district_officer):
    one, two, three, four = (ChildFactory(unit=units.commune) for _ in range(4))
    before = everything()
    first = make(PairFactory(a=two, b=three))
    second = make(PairFactory(a=one, b=two))
    assert set(codes_of(one)) == {one.code, two.code, three.code}
    assert ChildAlias.objects.get(code=three.code).child == one
    third = make(PairFactory(a=one, b=four))
    for merge in (first, second):
        with refused("later"):
            undo(merge, district_officer)
    for merge in (third, second, first):
        assert undo(merge, district_officer) == []
    after = everything()
    for table in ("children.Merge", "children.DuplicatePair"):
        after.pop(table), before.pop(table)
    assert after == before
    assert set(DuplicatePair.objects.values_list("state", flat=True)) == {"open"}


# Who may, and when not


def test_only_who_answers_for_both_files(
    child, far_child, neighbour_child, commune_officer, district_officer, province_officer
):
    inside, across = PairFactory(a=child, b=neighbour_child), PairFactory(a=child, b=far_child)
    for user, pair in ((commune_officer, inside), (district_officer, across)):
        with refused("right"):
            merged(pair, user=user)
        with refused("right"):
            call_different(user=user, pair=pair)
    merge = merged(across, user=province_officer)
    with refused("right"):
        undo(merge, district_officer)


def test_a_file_changed_meanwhile_is_not_merged(pair, district_officer, child, twin_file):
    before = everything()
    for versions in ((0, 1), (1, 2)):
        with refused("version"):
            merge_children(user=district_officer, pair=pair, versions=versions, chosen={})
    with refused(field="moved_on"):
        merged(pair, user=district_officer, moved_on=D(2024, 11, 16))
    assert everything() == before


def test_a_decided_pair_is_not_merged(pair, district_officer, make, units):
    call_different(user=district_officer, pair=pair, reason=" hai chị em ")
    pair.refresh_from_db()
    assert (pair.state, pair.reason, pair.decided_on) == ("not_same", "hai chị em", D(2024, 11, 15))
    for act in (lambda: make(pair), lambda: call_different(user=district_officer, pair=pair)):
        with refused("decided"):
            act()
    look_again(user=district_officer, pair=pair)
    with refused("decided"):
        look_again(user=district_officer, pair=pair)
    make(pair)
    with refused("decided"):
        make(pair)


def test_two_ended_files_are_left_alone(units, lists, make):
    one, two = (ChildFactory(unit=units.commune) for _ in range(2))
    Child.objects.update(state="ended", ended_on=D(2024, 1, 1), end_reason="aged")
    with refused("ended"):
        make(PairFactory(a=one, b=two))


def test_values_that_do_not_go_together_are_refused_and_nothing_is_written(pair, district_officer, monkeypatch):
    def broken(*args, **kwargs):
        raise IntegrityError("child_year_agrees")

    monkeypatch.setattr("children.duplicates.merge._pairs", broken)
    before = everything()
    with refused("conflict"):
        merged(pair, user=district_officer)
    assert everything() == before


def test_a_pair_by_hand(child, twin_file, far_child, district_officer, make):
    made = pair_by_hand(user=district_officer, first=twin_file.code.upper() + " ", second=child.code)
    assert (made.a, made.b, made.state) == (child, twin_file, "open")
    assert pair_by_hand(user=district_officer, first=child.code, second=twin_file.code) == made
    for first, second, field in (
        ("zzzzzzzzzz", child.code, "first"),
        (child.code, far_child.code, "second"),  # outside the district
        (child.code, child.code, "second"),
    ):
        with refused(field=field):
            pair_by_hand(user=district_officer, first=first, second=second)
    make(made)
    with refused(field="second"):  # by now two codes of one file
        pair_by_hand(user=district_officer, first=child.code, second=twin_file.code)


# Old codes


def test_old_codes_and_history_are_found(pair, make, child, twin_file, district_officer, commune_officer):
    circumstance.open_circumstance(
        user=commune_officer, child=child, kind=SpellFactory(child=twin_file).kind, since=D(2024, 1, 1), evidence="x"
    )
    Act.objects.create(
        at="2024-01-01T08:00+07:00", act="child.edit", object_type="children.child", object_code=twin_file.code
    )
    make(pair)
    seen = Child.objects.visible_to(district_officer)
    assert list(seen.search(twin_file.code)) == list(seen.search(child.code)) == [child]
    assert twin_file not in seen and twin_file in Child.objects.reached_by(district_officer)
    assert {(act.act, act.object_code) for act in whole_history(child)} == {
        ("child.circumstance", child.code),
        ("child.edit", twin_file.code),
        ("child.merge", child.code),
    }
    act = Act.objects.get(act="child.merge")
    assert act.detail == {"merged": twin_file.code} and act.membership.role == "district_officer"


def test_whom_the_gone_file_was_not_the_kept_one_is_not_either(pair, make, child, twin_file, units, district_officer):
    other, doubted = ChildFactory(unit=units.commune), ChildFactory(unit=units.commune)
    call_different(user=district_officer, pair=PairFactory(a=twin_file, b=other), reason="khác mẹ")
    call_different(user=district_officer, pair=PairFactory(a=twin_file, b=doubted))
    open_pair = PairFactory(a=child, b=doubted)
    make(pair)
    carried = DuplicatePair.objects.get(a=child, b=other)
    assert (carried.state, carried.reason, carried.decided_by) == ("not_same", "khác mẹ", district_officer)
    open_pair.refresh_from_db()
    assert open_pair.state == "not_same"


# What the database promises by itself


def test_the_database_keeps_a_merged_file_shut(pair, make, child, twin_file):
    make(pair)
    with pytest.raises(IntegrityError, match="undoing the merge"), transaction.atomic():
        Child.objects.filter(pk=twin_file.pk).update(state="active", ended_on=None, end_reason="")
    with pytest.raises(IntegrityError, match="merged into another"), transaction.atomic():
        NeedFactory(child=twin_file)
    with pytest.raises(IntegrityError, match="merged into another"), transaction.atomic():
        SpellFactory(child=twin_file)
    with pytest.raises(IntegrityError, match="merged into another"), transaction.atomic():
        Residence.objects.create(child=twin_file, unit=child.unit, valid=(D(2024, 1, 1), None))
    with pytest.raises(Refusal, match="vừa được gộp"):
        acts.lock_child(twin_file)


def test_the_database_keeps_merges_as_they_were_done(pair, make, child, twin_file, district_officer):
    merge = make(pair)
    for wrong in ({"journal": []}, {"choices": {}}, {"kept": twin_file}):
        with pytest.raises(InternalError), transaction.atomic():
            Merge.objects.filter(pk=merge.pk).update(**wrong)
    with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM children_merge")
    undo(merge, district_officer)
    with pytest.raises(InternalError), transaction.atomic():
        Merge.objects.filter(pk=merge.pk).update(undone_by=None, undone_at=None)


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"score": 101}, "duplicate_pair_score"),
        ({"state": "gone"}, "duplicate_pair"),
        ({"state": "not_same"}, "duplicate_pair_decided"),
    ],
)
def test_the_database_refuses_a_wrong_pair(change, constraint, pair):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        DuplicatePair.objects.filter(pk=pair.pk).update(**change)


def test_a_pair_stands_once_the_older_file_first(pair, child, twin_file):
    for a, b in ((child, twin_file), (twin_file, child), (child, child)):
        with pytest.raises(IntegrityError), transaction.atomic():
            DuplicatePair.objects.create(a=a, b=b, weight=1, score=1, found_on=D(2024, 11, 15))


def test_an_import_with_a_merged_file_is_not_undone(pair, make, child, twin_file):
    """Whoever takes a list back must not take away a file that other papers lead to."""
    make(pair)
    with pytest.raises(Error), transaction.atomic():
        Child.objects.filter(pk=twin_file.pk).delete()
    assert Guardian.objects.filter(household=twin_file.household).exists()


def test_needs_can_be_written_for_the_kept_file(pair, make, child, commune_officer):
    make(pair)
    child.refresh_from_db()
    from children.models import Item

    need = assess_need(
        user=commune_officer,
        child=child,
        unit=child.unit,
        item=Item.objects.get(code="DA01"),
        size="120",
        quantity=1,
        answers={},
    )
    assert need.child == child
    assert CircumstanceSpell.objects.filter(child=child).count() == 0
    assert Submission.objects.count() == 0
