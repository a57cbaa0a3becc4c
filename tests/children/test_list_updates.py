"""Updates field by field: gaps are filled, a blank erases nothing, and a differing value needs an explicit choice."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from psycopg2.extras import DateRange

from children.lists.compare import differences, names_of_lists, records_of
from children.models import Child, CircumstanceSpell, Guardian, Household, PovertyCategory, PovertyRecord
from children.services import list_import as acts
from children.services.list_commit import commit_import
from children.services.list_undo import conflicts_of, undo_import
from children.services.poverty import follow_poverty
from lao_cai_support.web.clock import today
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.text import name_key
from tests.children.rows import everything
from tests.children.sheets import HEADER, child_row, table
from tests.factories.areas import VillageFactory
from tests.factories.children import ChildFactory, GuardianFactory, SpellFactory
from tests.queries import queries_of

DAY = datetime.date
WIDE = [*HEADER, "Hộ nghèo", "Lớp", "Ghi chú"]


@pytest.fixture
def upload(lists, units, village, commune_officer):
    def make(*rows, header=WIDE):
        content = table(header, *rows)
        opened = acts.open_import(user=commune_officer, unit=units.commune, file_name="ds.csv", data=content)
        return acts.fill_import(list_import=opened, data=content)

    return make


@pytest.fixture
def known(lists, units):
    """A child that ``row()`` surely is, with nothing but name, date, sex and father."""
    child = ChildFactory(unit=units.commune, full_name="Giàng A Páo", date_of_birth=DAY(2016, 6, 5))
    GuardianFactory(household=child.household, full_name="Giàng A Sử", relation="father")
    return child


def row(poor="", class_name="", note="", **more):
    return [*child_row(**more), poor, class_name, note]


def told(opened):
    """(field, kind, old, new) of the only row."""
    held = opened.rows.get()
    record = records_of([held.matches[0]["child"]], today())[held.matches[0]["child"]]
    return [(one.name, one.kind, one.old, one.new) for one in differences(held.fields, record, *names_of_lists())]


def after(child):
    child.refresh_from_db()
    return child


def test_all_gaps_are_told_and_filled(upload, known, village, commune_officer):
    opened = upload(row("x", "2A", "ở với bà", what="Mồ côi cha", id="010216000123"))
    assert [line[:2] for line in told(opened)] == [
        ("personal_id", "fill"),
        ("ethnic_group_id", "fill"),
        ("village_id", "fill"),
        ("mother", "fill"),
        ("class_name", "fill"),
        ("note", "fill"),
        ("poverty", "fill"),
        ("circumstance:NC06", "fill"),
    ]
    before = everything()
    commit_import(user=commune_officer, list_import=opened)
    child = after(known)
    assert (child.personal_id, child.ethnic_group_id, child.village) == ("010216000123", "08", village)
    assert (child.class_name, child.note, child.version) == ("2A", "ở với bà", 2)
    assert {adult.relation: adult.full_name for adult in child.household.guardians.all()} == {
        "father": "Giàng A Sử",
        "mother": "Sùng Thị Ly",
    }
    assert child.household.poverty.get().category.poor and child.circumstances.get().kind_id == "NC06"
    assert child.residences.get().village == village
    held = opened.rows.get()
    assert held.before["mother"] == [None, "Sùng Thị Ly"] and held.before["circumstances"] == [[], ["NC06"]]
    undo_import(user=commune_officer, list_import=opened)
    assert everything() == before


@pytest.mark.parametrize("blank", ["", "  "])
def test_a_blank_cell_never_erases(blank, upload, known, village, commune_officer):
    Child.objects.filter(pk=known.pk).update(
        class_name="2A", note="ở với bà", personal_id="010216000123", ethnic_group_id="09", village=village
    )
    SpellFactory(child=known, kind_id="NC06")
    opened = upload(row(blank, blank, blank, sex=blank, people=blank, village=blank, mother=blank, what=blank))
    assert opened.rows.get().status == "update" and told(opened) == []
    before = everything()
    commit_import(user=commune_officer, list_import=opened)
    assert everything() == before
    assert opened.rows.get().before == {} and after(known).version == 1


@pytest.fixture
def differing(known, units):
    """The same child, about whom the register says something else in every field."""
    Child.objects.filter(pk=known.pk).update(
        full_name="Giàng A Pảo",
        sort_key=name_key("Giàng A Pảo"),
        sex="female",
        class_name="1A",
        note="cũ",
        personal_id="010316000999",
        ethnic_group_id="09",
    )
    known.residences.update(village=VillageFactory(unit=units.commune, name="Sín Chải"))
    GuardianFactory(household=known.household, full_name="Vàng Thị Mỷ", relation="mother")
    near = PovertyCategory.objects.get(
        near_poor=True, area="rural", valid_from__lte=DAY(2024, 11, 15), valid_to__gte=DAY(2024, 11, 15)
    )
    PovertyRecord.objects.create(household=known.household, year=2024, category=near)
    SpellFactory(child=known, kind_id="NC06", valid=(DAY(2020, 1, 1), DAY(2021, 1, 1)))
    return after(known)


OTHER = row("x", "2B", "mới", what="Mồ côi cha", id="010216000123")
FIELDS = [
    *("full_name", "sex", "personal_id", "ethnic_group_id", "village_id", "mother", "class_name", "poverty"),
    "circumstance:NC06",
]


def test_differing_values_are_told_and_kept(upload, differing, commune_officer):
    opened = upload(OTHER)
    assert [line[:2] for line in told(opened)] == [(name, "differs") for name in FIELDS]
    assert ("full_name", "differs", "Giàng A Pảo", "Giàng A Páo") in told(opened)
    assert ("personal_id", "differs", "010******999", "010216000123") in told(opened), "the register's id is masked"
    before = everything()
    commit_import(user=commune_officer, list_import=opened)
    assert everything() == before and opened.rows.get().before == {}


@pytest.mark.parametrize("field", FIELDS)
def test_one_chosen_field_is_overwritten_and_no_other(field, upload, differing, village, commune_officer):
    opened = upload(OTHER)
    before = everything()
    acts.decide_row(user=commune_officer, row=opened.rows.get(), decision="update", take=[field])
    commit_import(user=commune_officer, list_import=opened)
    child = after(differing)
    now = {
        "full_name": child.full_name,
        "sex": child.sex,
        "personal_id": child.personal_id,
        "ethnic_group_id": child.ethnic_group_id,
        "village_id": child.village.name,
        "mother": child.household.guardians.get(relation="mother").full_name,
        "class_name": child.class_name,
        "poverty": "poor" if child.household.poverty.get().category.poor else "near_poor",
        "circumstance:NC06": child.circumstances.filter(valid__endswith=None).exists(),
    }
    old = ("Giàng A Pảo", "female", "010316000999", "09", "Sín Chải", "Vàng Thị Mỷ", "1A", "near_poor", False)
    new = ("Giàng A Páo", "male", "010216000123", "08", village.name, "Sùng Thị Ly", "2B", "poor", True)
    assert now == {name: (new if name == field else old)[at] for at, name in enumerate(FIELDS)}
    assert child.note == "cũ", "a note of the register is never in question"
    assert len(opened.rows.get().before) == 1
    undo_import(user=commune_officer, list_import=opened)
    assert everything() == before


def test_a_full_date_fills_a_year_and_another_year_is_a_choice(upload, units, commune_officer):
    child = ChildFactory(unit=units.commune, full_name="Giàng A Páo", date_of_birth=None, birth_year=2016)
    opened = upload(row())
    acts.decide_row(user=commune_officer, row=opened.rows.get(), decision="update")
    commit_import(user=commune_officer, list_import=opened)
    assert after(child).date_of_birth == DAY(2016, 6, 5)
    later = upload(row(born="2017", id="010217000123"))
    acts.fix_row(user=commune_officer, row=later.rows.get(), changes={"personal_id": "010217000123"})
    assert later.rows.get().status == "new", "another year is another child"


def test_a_year_alone_never_takes_the_place_of_a_date(upload, known, commune_officer):
    Child.objects.filter(pk=known.pk).update(personal_id="010216000123")
    opened = upload(row(born="2015", id="010216000123"))
    assert opened.rows.get().status == "update"
    assert ("date_of_birth", "differs", "05/06/2016", "2015") in told(opened)
    acts.decide_row(user=commune_officer, row=opened.rows.get(), decision="update", take=["date_of_birth"])
    assert opened.rows.get().take == {}
    commit_import(user=commune_officer, list_import=opened)
    assert after(known).date_of_birth == DAY(2016, 6, 5)


def test_another_date_can_be_chosen_with_its_year(upload, known, commune_officer):
    Child.objects.filter(pk=known.pk).update(personal_id="010216000123")
    opened = upload(row(born="05/06/2015", id="010216000123"))
    before = everything()
    acts.decide_row(user=commune_officer, row=opened.rows.get(), decision="update", take=["date_of_birth"])
    commit_import(user=commune_officer, list_import=opened)
    child = after(known)
    assert (child.date_of_birth, child.birth_year) == (DAY(2015, 6, 5), 2015)
    undo_import(user=commune_officer, list_import=opened)
    assert everything() == before


def test_a_value_edited_after_the_choice_stops_the_commit(upload, differing, commune_officer):
    opened = upload(OTHER)
    acts.decide_row(user=commune_officer, row=opened.rows.get(), decision="update", take=["class_name"])
    Child.objects.filter(pk=differing.pk).update(class_name="3C")
    with pytest.raises(Refusal) as refusal:
        commit_import(user=commune_officer, list_import=opened)
    assert refusal.value.code == "changed" and "2" in str(refusal.value)
    assert after(differing).class_name == "3C"
    acts.decide_row(user=commune_officer, row=opened.rows.get(), decision="update", take=["class_name"])
    commit_import(user=commune_officer, list_import=opened)
    assert after(differing).class_name == "2B"


def test_what_is_filled_by_someone_else_meanwhile_is_kept(upload, known, commune_officer):
    opened = upload(row(class_name="2A"))
    Child.objects.filter(pk=known.pk).update(class_name="3C")
    commit_import(user=commune_officer, list_import=opened)
    assert after(known).class_name == "3C"


def test_sealed_circumstances_are_not_compared(upload, known):
    SpellFactory(child=known, kind_id="HC05")
    record = records_of([known.code], today())[known.code]
    assert record.open_kinds == set()


def test_two_rows_for_one_record_are_a_persons_choice(upload, known, commune_officer):
    Child.objects.filter(pk=known.pk).update(personal_id="010216000123")
    opened = upload(row(id="010216000123"), row(number=2, name="Giàng A Páo", born="05/06/2016", mother="Vàng Thị Mỷ"))
    first, second = opened.rows.order_by("pk")
    assert (first.status, second.status) == ("update", "duplicate")
    assert second.problems[-1]["code"] == "repeated_match"
    acts.decide_row(user=commune_officer, row=second, decision="update")
    with pytest.raises(Refusal) as refusal:
        commit_import(user=commune_officer, list_import=opened)
    assert refusal.value.code == "twice"


def test_siblings_of_one_list_share_a_household(upload, commune_officer):
    opened = upload(
        row(number=1),
        row(number=2, name="Giàng Thị Sua", born="05/06/2018", sex="Nữ"),
        row(number=3, name="Giàng A Lềnh", mother=""),
        row(number=4, name="Lý A Nà", father="Lý A Chớ"),
    )
    commit_import(user=commune_officer, list_import=opened)
    of = dict(Child.objects.values_list("full_name", "household"))
    assert of["Giàng A Páo"] == of["Giàng Thị Sua"]
    assert len(set(of.values())) == 3 == Household.objects.count()
    assert Guardian.objects.count() == 5


def test_siblings_that_are_known_get_one_mother(upload, known, units, commune_officer):
    sister = ChildFactory(
        unit=units.commune,
        full_name="Giàng Thị Sua",
        sex="female",
        date_of_birth=DAY(2018, 6, 5),
        household=known.household,
    )
    opened = upload(row(), row(number=2, name="Giàng Thị Sua", born="05/06/2018", sex="Nữ"))
    before = everything()
    commit_import(user=commune_officer, list_import=opened)
    assert after(sister).household.guardians.filter(relation="mother").count() == 1
    undo_import(user=commune_officer, list_import=opened)
    assert everything() == before


def test_a_record_without_household_gets_one_and_loses_it_again(upload, known, commune_officer):
    Child.objects.filter(pk=known.pk).update(household=None, personal_id="010216000123")
    opened = upload(row(id="010216000123"))
    before = everything()
    commit_import(user=commune_officer, list_import=opened)
    assert {adult.full_name for adult in after(known).household.guardians.all()} == {"Giàng A Sử", "Sùng Thị Ly"}
    undo_import(user=commune_officer, list_import=opened)
    assert everything() == before


def test_an_undo_names_the_records_in_the_way(upload, known, commune_officer):
    opened = upload(row(class_name="2A"), row(number=2, name="Lý A Nà", born="05/06/2018"))
    commit_import(user=commune_officer, list_import=opened)
    assert conflicts_of(opened) == []
    Child.objects.filter(pk=known.pk).update(class_name="9A")
    CircumstanceSpell.objects.all().delete()
    Child.objects.filter(full_name="Lý A Nà").update(version=2)
    found = conflicts_of(opened)
    assert [(conflict.row, conflict.child) for conflict in found] == [
        (2, known.code),
        (3, Child.objects.get(full_name="Lý A Nà").code),
    ]
    assert all(conflict.reasons for conflict in found)
    with pytest.raises(Refusal, match="2 trẻ"):
        undo_import(user=commune_officer, list_import=opened)


def test_an_adult_changed_since_stands_in_the_way(upload, known, commune_officer):
    opened = upload(row())
    commit_import(user=commune_officer, list_import=opened)
    Guardian.objects.filter(full_name="Sùng Thị Ly").update(full_name="Sùng Thị Lý")
    assert [conflict.row for conflict in conflicts_of(opened)] == [2]


# Pages


@pytest.fixture
def officer(client_of, commune_officer):
    return client_of(commune_officer)


def test_the_preview_shows_old_and_new(officer, upload, differing, commune_officer):
    opened = upload(OTHER)
    url = reverse("children:import_detail", args=[opened.code])
    body = officer.get(url).content.decode()
    assert "sổ giữ “Sín Chải”, tệp ghi “Bản Phố 2”" in body and "010316000999" not in body
    acts.decide_row(user=commune_officer, row=opened.rows.get(), decision="update", take=["village_id"])
    body = officer.get(url).content.decode()
    assert '<span class="was">Sín Chải</span> <span class="now">Bản Phố 2</span>' in body


def test_choices_are_made_on_the_rows_page(officer, upload, differing, village):
    opened = upload(OTHER)
    held = opened.rows.get()
    url = reverse("children:import_row", args=[opened.code, held.code])
    body = officer.get(url).content.decode()
    assert 'name="take" value="village_id"' in body and "Sín Chải" in body and "giống" in body
    officer.post(url, {"decision": "update", "take": ["village_id", "note", "password"]})
    assert opened.rows.get().take.keys() == {"village_id"}
    officer.post(reverse("children:import_act", args=[opened.code, "commit"]))
    assert after(differing).village == village


def test_conflicts_have_a_page(officer, upload, known, commune_officer):
    opened = upload(row(class_name="2A"))
    commit_import(user=commune_officer, list_import=opened)
    url = reverse("children:import_conflicts", args=[opened.code])
    assert "Không có hồ sơ nào vướng" in officer.get(url).content.decode()
    Child.objects.filter(pk=known.pk).update(class_name="9A")
    answer = officer.post(reverse("children:import_act", args=[opened.code, "undo"]))
    assert answer["Location"] == url
    assert known.code in officer.get(url).content.decode()


def test_the_preview_of_updates_costs_the_same_for_many_rows(officer, upload, units):
    def page_of(count):
        for n in range(count):
            child = ChildFactory(
                unit=units.commune, full_name=f"Lý A {chr(65 + count)}{chr(97 + n)}", date_of_birth=DAY(2016, 6, 5)
            )
            GuardianFactory(household=child.household, full_name="Giàng A Sử", relation="father")
        rows = [row(number=n, name=f"Lý A {chr(65 + count)}{chr(97 + n)}") for n in range(count)]
        opened = upload(*rows)
        assert opened.rows.filter(status="update").count() == count
        return queries_of(officer, reverse("children:import_detail", args=[opened.code]))

    assert page_of(3) == page_of(20)


def held_by(child):
    return [(s.kind_id, s.valid.lower, s.valid.upper) for s in child.circumstances.order_by("valid", "kind_id")]


def test_circumstances_that_hang_on_poverty_follow_the_list_and_come_back(upload, known, commune_officer):
    brother = ChildFactory(unit=known.unit, household=known.household, full_name="Giàng A Tủa")
    PovertyRecord.objects.create(household=known.household, year=2024, category_id="CN22N")
    for child in (known, brother):
        SpellFactory(child=child, kind_id="HC13.02", valid=(DAY(2023, 5, 1), None), evidence="Bệnh án số 4")
        SpellFactory(child=child, kind_id="HC01", valid=(DAY(2023, 5, 1), None))
    opened = upload(row("x"))
    before = everything()
    acts.decide_row(user=commune_officer, row=opened.rows.get(), decision="update", take=["poverty"])
    commit_import(user=commune_officer, list_import=opened)
    for child in (known, brother):
        assert held_by(child) == [
            ("HC13.02", DAY(2023, 5, 1), DAY(2024, 11, 15)),
            ("HC01", DAY(2023, 5, 1), None),
            ("HC13.01", DAY(2024, 11, 15), None),
        ]
        assert child.circumstances.get(kind="HC13.01").evidence == "Bệnh án số 4"
    undo_import(user=commune_officer, list_import=opened)
    assert everything() == before


def test_what_was_changed_since_stays_when_circumstances_come_back(upload, known, commune_officer):
    PovertyRecord.objects.create(household=known.household, year=2024, category_id="CN22N")
    spell = SpellFactory(child=known, kind_id="HC13.02", valid=(DAY(2023, 5, 1), None))
    opened = upload(row("x"))
    acts.decide_row(user=commune_officer, row=opened.rows.get(), decision="update", take=["poverty"])
    commit_import(user=commune_officer, list_import=opened)
    CircumstanceSpell.objects.filter(pk=spell.pk).update(valid=DateRange(DAY(2023, 5, 1), DAY(2023, 9, 1)))
    undo_import(user=commune_officer, list_import=opened)
    assert held_by(known) == [("HC13.02", DAY(2023, 5, 1), DAY(2023, 9, 1))]


def test_following_poverty_costs_the_same_for_many(lists, units):
    def cost(count):
        children = [ChildFactory(unit=units.commune) for _ in range(count)]
        for child in children:
            PovertyRecord.objects.create(household=child.household, year=2024, category_id="KN")
            SpellFactory(child=child, kind_id="HC13.01", valid=(DAY(2023, 5, 1), None))
        with CaptureQueriesContext(connection) as asked:
            assert len(follow_poverty([child.household_id for child in children])) == count
        return len(asked)

    assert cost(3) == cost(30)
