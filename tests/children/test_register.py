"""A child's file: registered, edited, moved, ended, with its circumstances; what the database refuses by itself."""

import datetime

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.db import Error, IntegrityError, connection, transaction

from children.ages import born_after, is_child
from children.models import Child, CircumstanceKind, CircumstanceSpell, PovertyCategory, PovertyRecord, Residence
from children.services import child as acts
from children.services import circumstance
from lao_cai_support.accounts.roles import Role
from lao_cai_support.audit.models import Act
from tests.factories.areas import VillageFactory
from tests.factories.children import ChildFactory, GuardianFactory, HouseholdFactory, NeedFactory, SpellFactory
from tests.refusals import refused

D = datetime.date


def fields(**more):
    return {
        "full_name": "Giàng A Páo",
        "sex": "male",
        "date_of_birth": D(2016, 6, 5),
        "birth_year": None,
        "personal_id": "",
        "ethnic_group": None,
        "school": None,
        "class_name": "2A",
        "note": "",
    } | more


def as_it_is(child, **more):
    """What the form sends back untouched."""
    return (
        {name: getattr(child, name) for name in acts.OWN_FIELDS}
        | {
            "village": child.village,
            "version": child.version,
        }
        | more
    )


# Registering


def test_register_writes_file_household_and_residence(commune_officer, units, village, lists):
    poor = PovertyCategory.objects.get(code="HN22N")
    child = acts.register_child(
        user=commune_officer,
        unit=units.commune,
        village=village,
        father="GIÀNG A SỬ",
        carer="Sùng Thị Ly",
        poverty=poor,
        **fields(full_name="GIÀNG A PÁO", personal_id="010216000123"),
    )
    child.refresh_from_db()
    assert (child.full_name, child.birth_year, child.state) == ("Giàng A Páo", 2016, "draft")
    assert (child.unit, child.village, child.personal_id) == (units.commune, village, "010216000123")
    assert [(g.relation, g.full_name) for g in child.household.guardians.all()] == [
        ("father", "Giàng A Sử"),
        ("carer", "Sùng Thị Ly"),
    ]
    assert child.household.poverty.get(year=2024).category == poor
    assert child.residences.get().valid.lower == D(2016, 6, 5)
    act = Act.objects.get(act="child.register")
    assert (act.object_code, act.user, act.unit) == (child.code, commune_officer, units.commune)
    assert "Páo" not in f"{act.detail}{act.fields}{act.reason}"


def test_register_is_for_the_communes_own_officer(neighbour_officer, commune_leader, units, lists):
    for user in (neighbour_officer, commune_leader):
        with refused(code="right"):
            acts.register_child(user=user, unit=units.commune, **fields())
    assert not Child.objects.exists()


@pytest.mark.parametrize(
    ("born", "year", "field"),
    [
        (D(2024, 11, 16), None, "date_of_birth"),
        (D(2008, 11, 15), None, "date_of_birth"),  # 16 today
        (D(2003, 1, 1), None, "date_of_birth"),
        (None, 2007, "birth_year"),
        (None, 2025, "birth_year"),
        (None, None, "birth_year"),
    ],
)
def test_only_children_are_registered(born, year, field, commune_officer, units, lists):
    with refused(field):
        acts.register_child(user=commune_officer, unit=units.commune, **fields(date_of_birth=born, birth_year=year))
    assert not Child.objects.exists()


@pytest.mark.parametrize(("born", "year"), [(D(2008, 11, 16), None), (D(2024, 11, 15), None), (None, 2008)])
def test_the_last_and_the_first_day_of_childhood_count(born, year, commune_officer, units, lists):
    child = acts.register_child(user=commune_officer, unit=units.commune, **fields(date_of_birth=born, birth_year=year))
    assert child.birth_year == (born.year if born else year)


def test_a_taken_personal_id_is_refused_at_its_field(commune_officer, units, neighbour_child):
    Child.objects.filter(pk=neighbour_child.pk).update(personal_id="010216000123")
    with refused("personal_id"):
        acts.register_child(user=commune_officer, unit=units.commune, **fields(personal_id="010216000123"))
    assert Child.objects.count() == 1
    acts.register_child(user=commune_officer, unit=units.commune, **fields())
    acts.register_child(user=commune_officer, unit=units.commune, **fields())  # two without a number
    assert Child.objects.filter(personal_id=None).count() == 2


# Editing


def test_edit_changes_what_was_typed_and_names_the_fields(child, commune_officer):
    GuardianFactory(household=child.household, relation="mother", full_name="Lý Thị Dê")
    edited = acts.edit_child(
        user=commune_officer, child=child, **as_it_is(child, class_name="3B", father="Giàng A Sử", mother="")
    )
    assert (edited.class_name, edited.version) == ("3B", child.version + 1)
    assert [(g.relation, g.full_name) for g in edited.household.guardians.all()] == [("father", "Giàng A Sử")]
    act = Act.objects.get(act="child.edit")
    assert act.fields == ["class_name", "guardians"]
    assert "Sử" not in str(act.detail)


def test_edit_with_an_old_version_overwrites_nothing(child, commune_officer):
    acts.edit_child(user=commune_officer, child=child, **as_it_is(child, class_name="3B"))
    with refused(code="version"):
        acts.edit_child(user=commune_officer, child=child, **as_it_is(child, class_name="4C"))
    child.refresh_from_db()
    assert (child.class_name, child.version) == ("3B", 2)


def test_edit_keeps_the_former_row(child, commune_officer):
    acts.edit_child(user=commune_officer, child=child, **as_it_is(child, full_name="Giàng Thị Mỹ"))
    former = apps.get_model("children.ChildEvent").objects.filter(pgh_obj=child).order_by("-pgh_id").first()
    assert (former.full_name, former.version) == ("Giàng Thị Mỷ", 1)


def test_edit_of_the_village_moves_the_open_residence(child, units, commune_officer):
    other = VillageFactory(unit=units.commune, name="Phéc Bủng")
    acts.edit_child(user=commune_officer, child=child, **as_it_is(child, village=other))
    child.refresh_from_db()
    assert child.village == child.residences.get().village == other


def test_poverty_is_by_year_and_its_change_is_named(child, commune_officer):
    poor, near = PovertyCategory.objects.get(code="HN22N"), PovertyCategory.objects.get(code="CN22N")
    PovertyRecord.objects.create(household=child.household, year=2023, category=poor)
    for category in (poor, near, near):
        child = acts.edit_child(user=commune_officer, child=child, **as_it_is(child, poverty=category))
    assert dict(child.household.poverty.values_list("year", "category")) == {2023: "HN22N", 2024: "CN22N"}
    assert [act.fields for act in Act.objects.filter(act="child.edit").order_by("pk")] == [["poverty"], ["poverty"], []]


def test_a_file_stays_editable_after_the_16th_birthday(units, commune_officer, lists):
    """The file is closed by a decision, not by the clock (domain/children 1.1); but a birth is not changed into 16."""
    child = ChildFactory(unit=units.commune, date_of_birth=D(2008, 1, 1))
    child = acts.edit_child(user=commune_officer, child=child, **as_it_is(child, class_name="10A"))
    assert child.class_name == "10A"
    with refused("date_of_birth"):
        acts.edit_child(user=commune_officer, child=child, **as_it_is(child, date_of_birth=D(2008, 1, 2)))


def test_a_taken_personal_id_is_refused_when_edited(child, neighbour_child, commune_officer):
    Child.objects.filter(pk=neighbour_child.pk).update(personal_id="010216000123")
    with refused("personal_id"):
        acts.edit_child(user=commune_officer, child=child, **as_it_is(child, personal_id="010216000123"))


def test_a_neighbour_edits_ends_and_moves_nothing(child, neighbour_officer, units):
    with refused(code="right"):
        acts.edit_child(user=neighbour_officer, child=child, **as_it_is(child))
    with refused(code="right"):
        acts.end_child(user=neighbour_officer, child=child, reason="moved", on=D(2024, 11, 1))
    with refused(code="right"):
        acts.move_child(user=neighbour_officer, child=child, unit=units.sibling, on=D(2024, 11, 1))


# Moving and ending


def test_move_closes_one_residence_and_opens_the_next(child, units, commune_officer):
    village = VillageFactory(unit=units.sibling, name="Tả Thồ")
    moved = acts.move_child(user=commune_officer, child=child, unit=units.sibling, village=village, on=D(2024, 11, 1))
    assert (moved.unit, moved.village) == (units.sibling, village)
    assert [(r.unit, r.valid.lower, r.valid.upper) for r in moved.residences.order_by("valid")] == [
        (units.commune, D(2016, 5, 20), D(2024, 11, 1)),
        (units.sibling, D(2024, 11, 1), None),
    ]
    on = lambda day, unit: Child.objects.resident_on(day, [unit.pk]).exists()  # noqa: E731
    assert on(D(2024, 10, 31), units.commune) and not on(D(2024, 10, 31), units.sibling)
    assert on(D(2024, 11, 1), units.sibling) and not on(D(2024, 11, 1), units.commune)


@pytest.mark.parametrize(
    ("day", "field"),
    [(D(2024, 11, 16), "on"), (D(2024, 10, 1), "on"), (D(2020, 1, 1), "on"), (D(2018, 12, 31), "unit")],
)
def test_move_on_an_impossible_day_is_refused(day, field, child, units, commune_officer):
    """Tomorrow, before the child came, or when the commune did not exist."""
    child = acts.move_child(user=commune_officer, child=child, unit=units.commune, on=D(2024, 10, 1))
    with refused(field):
        acts.move_child(user=commune_officer, child=child, unit=units.sibling, on=day)
    assert child.residences.count() == 2


def test_the_file_follows_the_open_residence_by_the_database_alone(child, units):
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE children_residence SET valid = daterange(lower(valid), '2024-11-01') WHERE child_id = %s",
            [child.pk],
        )
        cursor.execute(
            "INSERT INTO children_residence (child_id, unit_id, valid) VALUES (%s, %s, '[2024-11-01,)')",
            [child.pk, units.sibling.pk],
        )
    child.refresh_from_db()
    assert (child.unit, child.village) == (units.sibling, None)
    Residence.objects.create(child=child, unit=units.far, valid=(D(2015, 1, 1), D(2016, 1, 1)))
    child.refresh_from_db()
    assert child.unit == units.sibling  # a closed residence moves nobody


def test_end_closes_circumstances_and_withdraws_untouched_needs(child, commune_officer):
    spell = SpellFactory(child=child)
    need = NeedFactory(child=child)
    acts.end_child(user=commune_officer, child=child, reason="died", on=D(2024, 11, 10))
    child.refresh_from_db()
    assert (child.state, child.end_reason, child.ended_on) == ("ended", "died", D(2024, 11, 10))
    spell.refresh_from_db()
    need.refresh_from_db()
    assert spell.valid.upper == D(2024, 11, 10) and need.state == "withdrawn"
    assert child not in Child.objects.on_register()


def test_end_is_refused_in_the_future_twice_or_while_something_is_reserved(child, commune_officer):
    with refused("on"):
        acts.end_child(user=commune_officer, child=child, reason="moved", on=D(2024, 11, 16))
    need = NeedFactory(child=child)
    type(need).objects.filter(pk=need.pk).update(reserved=1)
    with refused():
        acts.end_child(user=commune_officer, child=child, reason="moved", on=D(2024, 11, 10))
    type(need).objects.filter(pk=need.pk).update(reserved=0)
    acts.end_child(user=commune_officer, child=child, reason="moved", on=D(2024, 11, 10))
    with refused():
        acts.end_child(user=commune_officer, child=child, reason="moved", on=D(2024, 11, 10))


# Circumstances


def kind(code):
    return CircumstanceKind.objects.get(code=code)


def test_disability_needs_the_communes_certificate(child, commune_officer):
    for evidence in ("", "  "):
        with refused("evidence"):
            circumstance.open_circumstance(
                user=commune_officer, child=child, kind=kind("HC04.02"), since=D(2024, 1, 1), evidence=evidence
            )
    spell = circumstance.open_circumstance(
        user=commune_officer, child=child, kind=kind("HC04.02"), since=D(2024, 1, 1), evidence="Số 12/XNKT"
    )
    assert spell.evidence == "Số 12/XNKT"


def test_the_same_circumstance_twice_at_a_time_is_refused(child, commune_officer):
    opened = circumstance.open_circumstance(user=commune_officer, child=child, kind=kind("HC01"), since=D(2024, 1, 1))
    with refused("kind"):
        circumstance.open_circumstance(user=commune_officer, child=child, kind=kind("HC01"), since=D(2024, 6, 1))
    circumstance.open_circumstance(user=commune_officer, child=child, kind=kind("NC06"), since=D(2024, 6, 1))
    ended = circumstance.end_circumstance(user=commune_officer, spell=opened, last_day=D(2024, 9, 30))
    assert ended.valid.upper == D(2024, 10, 1)
    circumstance.open_circumstance(user=commune_officer, child=child, kind=kind("HC01"), since=D(2024, 10, 1))
    assert child.circumstances.as_of(D(2024, 9, 30)).count() == 2


def test_a_circumstance_neither_begins_tomorrow_nor_ends_before_it_began(child, commune_officer):
    with refused("since"):
        circumstance.open_circumstance(user=commune_officer, child=child, kind=kind("HC01"), since=D(2024, 11, 16))
    spell = SpellFactory(child=child)
    spell.refresh_from_db()
    with refused("last_day"):
        circumstance.end_circumstance(user=commune_officer, spell=spell, last_day=D(2023, 2, 28))


def test_sealed_circumstances_are_shown_to_no_role(child, cast):
    SpellFactory(child=child, kind_id="HC05")
    SpellFactory(child=child, kind_id="HC01")
    for user in cast.values():
        assert [spell.kind_id for spell in child.circumstances.unsealed_for(user)] == ["HC01"]


# What the database refuses, whoever writes


def database_refuses(name):
    return pytest.raises(IntegrityError, match=name)


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"birth_year": 2015}, "child_year_agrees"),
        ({"personal_id": "12345678901"}, "child_personal_id_12_digits"),
        ({"personal_id": "12345678901a"}, "child_personal_id_12_digits"),
        ({"personal_id": ""}, "child_personal_id_12_digits"),
        ({"date_of_birth": None, "birth_year": 1500}, "child_birth_year_sane"),
        ({"sex": "x"}, "child_sex_value"),
        ({"state": "gone"}, "child_state_value"),
        ({"state": "ended"}, "child_end_complete"),
        ({"state": "ended", "ended_on": D(2024, 11, 1)}, "child_end_complete"),
        ({"end_reason": "died"}, "child_end_complete"),
    ],
)
def test_database_refuses_a_wrong_file(change, constraint, child):
    with database_refuses(constraint), transaction.atomic():
        Child.objects.filter(pk=child.pk).update(**change)


def test_database_refuses_a_personal_id_twice(child, neighbour_child):
    Child.objects.filter(pk=child.pk).update(personal_id="010216000123")
    with database_refuses("child_personal_id_once"), transaction.atomic():
        Child.objects.filter(pk=neighbour_child.pk).update(personal_id="010216000123")


def test_database_refuses_two_homes_at_once(child, units):
    with database_refuses("residence_no_overlap"), transaction.atomic():
        Residence.objects.create(child=child, unit=units.sibling, valid=(D(2024, 1, 1), D(2024, 2, 1)))


def test_database_refuses_one_circumstance_twice_at_a_time(child):
    SpellFactory(child=child, valid=(D(2023, 1, 1), D(2024, 1, 1)))
    SpellFactory(child=child, valid=(D(2024, 1, 1), None))
    with database_refuses("circumstance_no_overlap"), transaction.atomic():
        SpellFactory(child=child, valid=(D(2023, 6, 1), D(2023, 7, 1)))
    assert CircumstanceSpell.objects.count() == 2


def test_database_refuses_two_poverty_categories_in_a_year_and_two_mothers(child):
    PovertyRecord.objects.create(household=child.household, year=2024, category_id="HN22N")
    with database_refuses("poverty_once_a_year"), transaction.atomic():
        PovertyRecord.objects.create(household=child.household, year=2024, category_id="CN22N")
    GuardianFactory(household=child.household, relation="mother")
    with database_refuses("guardian_one_parent_each"), transaction.atomic():
        GuardianFactory(household=child.household, relation="mother")


def test_database_keeps_the_folded_name_by_itself(child):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE children_child SET full_name = 'Đặng Thị Ưởng' WHERE id = %s", [child.pk])
        with pytest.raises(Error), transaction.atomic():
            cursor.execute("UPDATE children_child SET folded = 'x' WHERE id = %s", [child.pk])
    child.refresh_from_db()
    assert child.folded == "dang thi uong"


# Questions


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Nguyễn Văn Á", True),
        ("nguyen van a", True),
        ("NGUYEN VAN A", True),
        ("nguyễn vàn ạ", True),  # wrong tone marks
        ("van a", True),
        ("  van   a ", True),
        ("guye", True),
        ("010216000123", True),
        ("0102", True),
        ("sung thi", True),  # the mother
        ("Sùng Thị Ly", True),
        ("tran", False),
        ("216000", False),
        ("%", False),
        ("_", False),
    ],
)
def test_search_by_name_part_id_or_parent(text, found, units, lists):
    child = ChildFactory(unit=units.commune, full_name="Nguyễn Văn Á", personal_id="010216000123")
    GuardianFactory(household=child.household, full_name="Sùng Thị Ly")
    ChildFactory(unit=units.commune, full_name="Lồ Seo Dìn")
    assert [c.pk for c in Child.objects.search(text)] == ([child.pk] if found else [])


def test_empty_search_narrows_nothing_and_siblings_are_not_doubled(units, lists):
    household = HouseholdFactory(unit=units.commune)
    for relation in ("father", "mother", "carer"):
        GuardianFactory(household=household, full_name="Sùng Thị Ly", relation=relation)
    ChildFactory.create_batch(2, unit=units.commune, household=household)
    assert Child.objects.search("  ").count() == 2
    assert Child.objects.search("sung thi ly").count() == 2


def test_who_may_see_which_child(cast, child, neighbour_child, units, neighbour_officer, far_officer):
    """Only those whose office carries children.view; the school sees its pupils; the rest of the cast sees nobody."""
    elsewhere = ChildFactory(unit=units.commune, full_name="Lồ Seo Dìn")  # of the commune, at no school
    ChildFactory(unit=units.far, full_name="Hà Văn Thuận")
    everyone = {"Giàng Thị Mỷ", "Vàng A Páo", "Lồ Seo Dìn", "Hà Văn Thuận"}
    commune, district = {child.full_name, elsewhere.full_name}, everyone - {"Hà Văn Thuận"}
    expected = {
        Role.COMMUNE_OFFICER: commune,
        Role.COMMUNE_LEADER: commune,
        Role.DISTRICT_OFFICER: district,
        Role.PROVINCE_OFFICER: everyone,
        Role.INSPECTOR: everyone,
        Role.SCHOOL_OFFICER: {child.full_name},
    }
    for role, user in cast.items():
        seen = set(Child.objects.visible_to(user).values_list("full_name", flat=True))
        assert seen == expected.get(role, set()), role
    assert set(Child.objects.visible_to(neighbour_officer)) == {neighbour_child}
    assert [c.full_name for c in Child.objects.visible_to(far_officer)] == ["Hà Văn Thuận"]


def test_nobody_and_an_ended_role_see_no_child(child, commune_officer, person, units):
    former = person(Role.COMMUNE_OFFICER, units.commune, username="former", m_valid=(D(2020, 1, 1), D(2024, 11, 15)))
    assert not Child.objects.visible_to(AnonymousUser()).exists()
    assert not Child.objects.visible_to(former).exists()


# Ages, leap days


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (D(2016, 2, 29), D(2023, 2, 28), 6),
        (D(2016, 2, 29), D(2023, 3, 1), 7),
        (D(2016, 2, 29), D(2024, 2, 28), 7),
        (D(2016, 2, 29), D(2024, 2, 29), 8),
        (D(2016, 6, 5), D(2024, 6, 4), 7),
        (D(2016, 6, 5), D(2024, 6, 5), 8),
    ],
)
def test_age_in_full_years(born, day, age):
    assert Child(date_of_birth=born, birth_year=born.year).age_on(day) == age


def test_age_of_a_year_only_birth_is_the_age_reached_that_year():
    assert Child(birth_year=2016).age_on(D(2024, 1, 1)) == 8
    assert Child(birth_year=2016).born == "2016"
    assert Child(date_of_birth=D(2016, 6, 5), birth_year=2016).born == "05/06/2016"


@pytest.mark.parametrize(
    ("born", "year", "day", "child"),
    [
        (D(2008, 2, 29), 2008, D(2024, 2, 28), True),
        (D(2008, 2, 29), 2008, D(2024, 2, 29), False),  # the 16th birthday itself
        (D(2008, 3, 1), 2008, D(2024, 2, 29), True),
        (D(2008, 2, 28), 2008, D(2024, 2, 29), False),
        (D(2008, 11, 15), 2008, D(2024, 11, 15), False),
        (D(2008, 11, 16), 2008, D(2024, 11, 15), True),
        (None, 2008, D(2024, 1, 1), True),
        (None, 2008, D(2024, 12, 31), True),
        (None, 2008, D(2025, 1, 1), False),
    ],
)
def test_a_child_is_one_until_the_16th_birthday_in_python_and_in_sql(born, year, day, child, units, lists):
    ChildFactory(unit=units.commune, date_of_birth=born, birth_year=year)
    assert is_child(born, year, day) is child
    assert Child.objects.under_16(day).exists() is child


def test_leap_days_never_break_the_limit():
    assert born_after(D(2024, 2, 29)) == D(2008, 2, 29)
    assert born_after(D(2116, 2, 29)) == D(2100, 2, 28)
