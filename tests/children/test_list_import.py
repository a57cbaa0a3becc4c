"""An uploaded list from the preview to the register and back: all or nothing, once, undoable."""

import datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from children.models import (
    Child,
    CircumstanceKind,
    CircumstanceSpell,
    Household,
    ImportRow,
    ListImport,
    PovertyRecord,
    Residence,
    Submission,
    SubmissionRow,
)
from children.services import list_import as acts
from children.services.child import edit_child, end_child, move_child
from children.services.circumstance import open_circumstance
from children.services.list_commit import commit_import, planned
from children.services.list_undo import undo_import
from lao_cai_support.areas.models import AdministrativeUnit, Village
from lao_cai_support.audit.models import Act
from lao_cai_support.web.errors import Refusal
from tests.children.rows import counts, everything
from tests.children.sheets import HEADER, child_row, table, xlsx
from tests.factories.areas import VillageFactory
from tests.factories.children import ChildFactory, GuardianFactory, NeedFactory

DAY = datetime.date


@pytest.fixture
def upload(lists, units, commune_officer):
    """``upload(*rows)``: a list read into the preview."""

    def make(*rows, header=HEADER, data=None, unit=None):
        content = data or table(header, *rows)
        opened = acts.open_import(
            user=commune_officer, unit=unit or units.commune, file_name="danh_sach.csv", data=content
        )
        return acts.fill_import(list_import=opened, data=content)

    return make


def statuses(opened):
    return [row.status for row in opened.rows.order_by("pk")]


def the_row(opened) -> ImportRow:
    return opened.rows.get()


def problem_codes(row):
    return [problem["code"] for problem in row.problems]


def known_child(units, **kwargs):
    """A child that the row of ``child_row()`` surely is: same name, date and father."""
    kwargs = {"full_name": "Giàng A Páo", "date_of_birth": DAY(2016, 6, 5)} | kwargs
    child = ChildFactory(unit=kwargs.pop("unit", units.commune), **kwargs)
    GuardianFactory(household=child.household, full_name="Giàng A Sử", relation="father")
    return child


# Upload and preview


def test_upload_and_preview_write_nothing_into_the_register(upload, village):
    before = everything()
    opened = upload(child_row(1), child_row(2, "Lý A Nà", village="Thôn Chưa Có"))
    assert opened.state == "preview" and statuses(opened) == ["new", "new"]
    assert everything() == before


def test_reading_twice_gives_the_same_rows(upload):
    opened = upload(child_row(1), child_row(2, "Lý A Nà"))
    rows = list(opened.rows.values_list("pk", flat=True))
    acts.fill_import(list_import=opened, data=b"another delivery of the task")
    assert list(opened.rows.values_list("pk", flat=True)) == rows


def test_an_officer_of_another_commune_can_do_nothing_with_it(upload, units, neighbour_officer):
    opened = upload(child_row())
    for act in (commit_import, acts.discard_import, undo_import):
        with pytest.raises(Refusal) as refusal:
            act(user=neighbour_officer, list_import=opened)
        assert refusal.value.code == "right"
    with pytest.raises(Refusal):
        acts.open_import(user=neighbour_officer, unit=units.commune, file_name="x.csv", data=b"x")
    with pytest.raises(Refusal):
        acts.decide_row(user=neighbour_officer, row=the_row(opened), decision="skip")


def test_one_row_per_sheet_and_line(upload):
    opened = upload(child_row())
    with pytest.raises(IntegrityError, match="import_row_once"), transaction.atomic():
        ImportRow.objects.create(list_import=opened, sheet="CSV", row=2, status="new")


# Commit


def test_commit_writes_a_child_with_all_that_belongs_to_it(upload, units, village, commune_officer):
    header = [*HEADER, "Hộ nghèo", "Lớp", "Ghi chú"]
    opened = upload([*child_row(what="Mồ côi cha", id="010216000123"), "x", "2A", "ở với bà"], header=header)
    commit_import(user=commune_officer, list_import=opened)
    child = Child.objects.get()
    assert (child.full_name, child.date_of_birth, child.birth_year) == ("Giàng A Páo", DAY(2016, 6, 5), 2016)
    assert (child.sex, child.ethnic_group_id, child.personal_id) == ("male", "08", "010216000123")
    assert (child.village, child.class_name, child.note, child.state) == (village, "2A", "ở với bà", "draft")
    assert [(adult.relation, adult.full_name) for adult in child.household.guardians.all()] == [
        ("father", "Giàng A Sử"),
        ("mother", "Sùng Thị Ly"),
    ]
    residence = child.residences.get()
    assert (residence.unit, residence.village, residence.valid.lower) == (units.commune, village, DAY(2016, 6, 5))
    assert [spell.kind_id for spell in child.circumstances.all()] == ["NC06"]
    record = child.household.poverty.get()
    assert (record.year, record.category.poor, record.category.area) == (2024, True, "rural")
    opened.refresh_from_db()
    assert opened.state == "committed" and the_row(opened).child == child
    act = Act.objects.get(act="import.commit")
    assert act.detail == {"created": 1, "updated": 0} and "Páo" not in str(act.detail)


def test_poverty_in_a_town_is_of_the_urban_standard(upload, units, commune_officer):
    type(units.commune).objects.filter(pk=units.commune.pk).update(kind="thị trấn")
    opened = upload([*child_row(), "Cận nghèo"], header=[*HEADER, "Hộ nghèo"])
    commit_import(user=commune_officer, list_import=opened)
    category = PovertyRecord.objects.get().category
    assert (category.near_poor, category.area) == (True, "urban")


def test_a_disability_waits_for_its_certificate(upload, commune_officer):
    """HC04 counts only with the commune's certificate (TT 01/2019 Art. 2): a list is none."""
    opened = upload(child_row(what="Khuyết tật nặng"))
    assert problem_codes(the_row(opened)) == ["needs_certificate"]
    commit_import(user=commune_officer, list_import=opened)
    child = Child.objects.get()
    assert not child.circumstances.exists() and child.note == "Khuyết tật nặng"


def test_villages_alike_but_for_a_tone_stay_two(upload, units, commune_officer):
    plain = VillageFactory(unit=units.commune, name="Tổ Sa Pa 1")
    toned = VillageFactory(unit=units.commune, name="Tổ Sa Pả 1")
    opened = upload(
        child_row(1, village="Tổ Sa Pa 1"),
        child_row(2, "Lý A Nà", village="Tổ Sa Pả 1"),
        child_row(3, "Lý A Pó", village="TO SA PA 1"),
    )
    commit_import(user=commune_officer, list_import=opened)
    of = dict(Child.objects.values_list("full_name", "village"))
    assert (of["Giàng A Páo"], of["Lý A Nà"]) == (plain.pk, toned.pk)
    assert of["Lý A Pó"] in (plain.pk, toned.pk)
    assert Village.objects.count() == 2


def test_nothing_is_written_while_a_row_waits_for_a_person(upload, commune_officer):
    opened = upload(child_row(1), child_row(2, "Lý A Nà", born="31/02/2016"))
    before = counts()
    with pytest.raises(Refusal) as refusal:
        commit_import(user=commune_officer, list_import=opened)
    assert refusal.value.code == "open_rows" and "3" in str(refusal.value)
    assert counts() == before


def test_a_wrong_row_can_be_left_out_but_not_written(upload, commune_officer):
    opened = upload(child_row(1), child_row(2, "Lý A Nà", born="31/02/2016"))
    wrong = opened.rows.get(status="error")
    acts.decide_row(user=commune_officer, row=wrong, decision="create")
    with pytest.raises(Refusal, match="còn lỗi"):
        commit_import(user=commune_officer, list_import=opened)
    acts.decide_row(user=commune_officer, row=wrong, decision="skip")
    commit_import(user=commune_officer, list_import=opened)
    assert [child.full_name for child in Child.objects.all()] == ["Giàng A Páo"]


def test_all_or_nothing(upload, units, commune_officer):
    """The last row breaks a rule of the database: no row of the list is in the register."""
    opened = upload(child_row(1), child_row(2, "Lý A Nà"))
    ImportRow.objects.filter(pk=opened.rows.last().pk).update(
        fields=opened.rows.last().fields | {"date_of_birth": None, "birth_year": 1500}
    )
    before = counts()
    with pytest.raises(Refusal):
        commit_import(user=commune_officer, list_import=opened)
    assert counts() == before
    opened.refresh_from_db()
    assert opened.state == "preview"


def test_a_committed_list_is_not_committed_again(upload, commune_officer):
    opened = upload(child_row())
    commit_import(user=commune_officer, list_import=opened)
    before = counts()
    with pytest.raises(Refusal, match="không còn ở bước xem trước"):
        commit_import(user=commune_officer, list_import=opened)
    assert counts() == before


def test_the_same_file_is_refused_at_upload_and_at_commit(upload, units, commune_officer):
    first, second = upload(child_row()), upload(child_row())
    commit_import(user=commune_officer, list_import=first)
    with pytest.raises(Refusal) as refusal:
        commit_import(user=commune_officer, list_import=second)
    assert refusal.value.code == "known_file"
    with pytest.raises(Refusal) as refusal:
        upload(child_row())
    assert (refusal.value.code, refusal.value.field) == ("known_file", "file")
    with pytest.raises(IntegrityError, match="list_import_file_once_per_unit"), transaction.atomic():
        ListImport.objects.filter(pk=second.pk).update(state="committed")


def test_after_an_undo_the_same_file_may_come_again(upload, commune_officer):
    first = upload(child_row())
    commit_import(user=commune_officer, list_import=first)
    undo_import(user=commune_officer, list_import=first)
    second = upload(child_row())
    commit_import(user=commune_officer, list_import=second)
    assert Child.objects.count() == 1


# Known children: updates, doubles


def test_a_sure_child_is_an_update_that_fills_gaps_and_overwrites_nothing(upload, units, village, commune_officer):
    child = known_child(units, ethnic_group_id="09", personal_id=None, village=None)
    opened = upload(child_row(id="010216000123"))
    assert the_row(opened).status == "update"
    assert the_row(opened).matches[0] == {"child": child.code, "score": 0.95}
    commit_import(user=commune_officer, list_import=opened)
    child.refresh_from_db()
    assert Child.objects.count() == 1
    assert child.personal_id == "010216000123"
    assert child.ethnic_group_id == "09"  # the list says 08
    assert child.village == child.residences.get().village == village
    assert child.version == 2


def test_an_update_that_adds_nothing_changes_nothing(upload, units, village, commune_officer):
    child = known_child(units, ethnic_group_id="09", village=village)
    GuardianFactory(household=child.household, full_name="Sùng Thị Ly", relation="mother")
    opened = upload(child_row())
    commit_import(user=commune_officer, list_import=opened)
    child.refresh_from_db()
    assert child.version == 1 and the_row(opened).before == {}


@pytest.mark.parametrize(
    ("known", "score"),
    [
        ({"date_of_birth": DAY(2016, 6, 5)}, 0.8),  # nobody of the household is the same
        ({"date_of_birth": None, "birth_year": 2016}, 0.7),
    ],
)
def test_the_same_name_without_the_same_adult_is_a_possible_duplicate(known, score, upload, units, commune_officer):
    child = ChildFactory(unit=units.commune, full_name="Giàng A Páo", **known)
    row = the_row(upload(child_row()))
    assert row.status == "duplicate"
    assert row.matches == [{"child": child.code, "score": score}]
    assert problem_codes(row) == ["possible_duplicate"]


def test_another_birth_year_or_another_commune_is_another_child(upload, units):
    ChildFactory(unit=units.commune, full_name="Giàng A Páo", date_of_birth=DAY(2012, 1, 1))
    ChildFactory(unit=units.sibling, full_name="Giàng A Páo", date_of_birth=DAY(2016, 6, 5))
    assert statuses(upload(child_row())) == ["new"]


def test_deciding_a_duplicate(upload, units, commune_officer):
    child = ChildFactory(unit=units.commune, full_name="Giàng A Páo", date_of_birth=None, birth_year=2016)
    opened = upload(child_row())
    row = the_row(opened)
    assert planned(row) == "skip"
    with pytest.raises(Refusal):
        acts.decide_row(user=commune_officer, row=row, decision="burn")
    acts.decide_row(user=commune_officer, row=row, decision="update")
    commit_import(user=commune_officer, list_import=opened)
    child.refresh_from_db()
    assert Child.objects.count() == 1 and child.date_of_birth == DAY(2016, 6, 5)


def test_a_duplicate_may_be_a_new_child(upload, units, commune_officer):
    ChildFactory(unit=units.commune, full_name="Giàng A Páo", date_of_birth=None, birth_year=2016)
    opened = upload(child_row())
    acts.decide_row(user=commune_officer, row=the_row(opened), decision="create")
    commit_import(user=commune_officer, list_import=opened)
    assert Child.objects.filter(full_name="Giàng A Páo").count() == 2


def test_a_new_row_cannot_update_and_a_skipped_row_cannot_be_written(upload, commune_officer):
    opened = upload(child_row(), ["Tổng số", "1"])
    new, total = opened.rows.order_by("pk")
    with pytest.raises(Refusal):
        acts.decide_row(user=commune_officer, row=new, decision="update")
    with pytest.raises(Refusal):
        acts.decide_row(user=commune_officer, row=total, decision="create")
    commit_import(user=commune_officer, list_import=opened)
    assert Child.objects.count() == 1


def test_the_same_child_twice_in_the_file_is_told_even_on_two_sheets(upload):
    opened = upload(child_row(1), child_row(2), child_row(3, father="Lý A Sử"))
    assert statuses(opened) == ["new", "duplicate", "new"]
    assert "dòng 2" in opened.rows.get(row=3).problems[0]["message"]
    data = xlsx(HEADER, child_row(), sheet="Thôn 1", more={"Thôn 2": [HEADER, child_row()]})
    twice = acts.open_import(user=opened.created_by, unit=opened.unit, file_name="ds.xlsx", data=data)
    twice = acts.fill_import(list_import=twice, data=data)
    assert statuses(twice) == ["new", "duplicate"]
    assert "Thôn 1" in twice.rows.last().problems[0]["message"]


def test_the_matched_child_may_have_left_before_the_commit(upload, units, commune_officer):
    child = known_child(units)
    opened = upload(child_row())
    move_child(user=commune_officer, child=child, unit=units.sibling, on=DAY(2024, 11, 1))
    with pytest.raises(Refusal) as refusal:
        commit_import(user=commune_officer, list_import=opened)
    assert refusal.value.code == "gone"


# Personal ids


def test_the_personal_id_finds_the_child_under_a_slightly_other_name(upload, units):
    child = ChildFactory(
        unit=units.commune, full_name="Giàng A Phảo", date_of_birth=DAY(2016, 6, 5), personal_id="010216000123"
    )
    row = the_row(upload(child_row(id="010216000123")))
    assert (row.status, row.matches) == ("update", [{"child": child.code, "score": 1.0}])


def test_the_personal_id_of_a_child_of_other_name_and_date_asks_a_person(upload, units, commune_officer):
    """An id warns on a mismatch and never refuses a child: written as new, the number stays empty."""
    child = ChildFactory(unit=units.commune, full_name="Vàng Thị Sua", personal_id="010216000123")
    opened = upload(child_row(id="010216000123"))
    row = the_row(opened)
    assert row.status == "duplicate" and problem_codes(row) == ["id_mismatch"]
    assert row.problems[0]["field"] == "personal_id" and row.matches[0]["child"] == child.code
    acts.decide_row(user=commune_officer, row=row, decision="create")
    commit_import(user=commune_officer, list_import=opened)
    assert Child.objects.get(full_name="Giàng A Páo").personal_id is None


@pytest.mark.parametrize("where", ["sibling", "ended"])
def test_a_personal_id_outside_the_communes_register_is_told_at_the_cell(where, upload, units, commune_officer):
    unit = units.sibling if where == "sibling" else units.commune
    other = ChildFactory(unit=unit, full_name="Vàng Thị Sua", personal_id="010216000123")
    if where == "ended":
        end_child(user=commune_officer, child=other, reason="error", on=DAY(2024, 11, 1))
    opened = upload(child_row(id="010216000123"))
    row = the_row(opened)
    assert row.status == "duplicate" and row.matches == []
    assert [(p["field"], p["code"]) for p in row.problems] == [("personal_id", "id_elsewhere")]
    assert "Sua" not in row.problems[0]["message"] and other.code not in str(row.problems)
    acts.decide_row(user=commune_officer, row=row, decision="create")
    commit_import(user=commune_officer, list_import=opened)
    assert Child.objects.get(full_name="Giàng A Páo").personal_id is None
    other.refresh_from_db()
    assert other.personal_id == "010216000123"


def test_one_personal_id_twice_in_the_file(upload, commune_officer):
    opened = upload(child_row(1, id="010216000123"), child_row(2, "Lý A Nà", id="010216000123"))
    assert statuses(opened) == ["new", "duplicate"]
    second = opened.rows.last()
    assert problem_codes(second) == ["repeated_id"]
    acts.decide_row(user=commune_officer, row=second, decision="create")
    commit_import(user=commune_officer, list_import=opened)
    assert dict(Child.objects.values_list("full_name", "personal_id")) == {
        "Giàng A Páo": "010216000123",
        "Lý A Nà": None,
    }


def test_a_personal_id_taken_after_the_preview_stops_the_commit_with_a_sentence(upload, units, commune_officer):
    opened = upload(child_row(id="010216000123"))
    ChildFactory(unit=units.sibling, personal_id="010216000123")
    with pytest.raises(Refusal) as refusal:
        commit_import(user=commune_officer, list_import=opened)
    assert refusal.value.code == "id_taken"
    row = the_row(opened)
    acts.fix_row(user=commune_officer, row=row, changes={"personal_id": None})
    commit_import(user=commune_officer, list_import=opened)
    assert Child.objects.filter(unit=units.commune).get().personal_id is None


def test_an_update_with_an_id_of_another_commune_leaves_the_number_out(upload, units, commune_officer):
    child = known_child(units)
    ChildFactory(unit=units.sibling, personal_id="010216000123")
    opened = upload(child_row(id="010216000123"))
    row = the_row(opened)
    assert row.status == "duplicate" and row.matches[0]["child"] == child.code
    acts.decide_row(user=commune_officer, row=row, decision="update")
    commit_import(user=commune_officer, list_import=opened)
    child.refresh_from_db()
    assert child.personal_id is None


# Fixing in the preview


def test_a_fixed_row_is_checked_anew(upload, units, commune_officer):
    known = known_child(units)
    opened = upload(child_row(born="31/02/2016"))
    row = the_row(opened)
    assert row.status == "error"
    row = acts.fix_row(user=commune_officer, row=row, changes={"date_of_birth": "2016-06-05"})
    assert (row.status, row.matches[0]["child"], row.problems) == ("update", known.code, [])
    assert row.fields["birth_year"] == 2016
    row = acts.fix_row(user=commune_officer, row=row, changes={"date_of_birth": "2017-06-05"})
    assert row.status == "new" and row.fields["birth_year"] == 2017


def test_fixing_asks_a_former_decision_again(upload, commune_officer):
    opened = upload(child_row(born="31/02/2016"))
    acts.decide_row(user=commune_officer, row=the_row(opened), decision="skip")
    acts.fix_row(user=commune_officer, row=the_row(opened), changes={"date_of_birth": "2016-06-05"})
    commit_import(user=commune_officer, list_import=opened)
    assert Child.objects.count() == 1


def test_problems_of_untouched_cells_stay(upload, commune_officer):
    opened = upload(child_row(born="31/02/2016", people="Sao Hỏa"))
    row = acts.fix_row(user=commune_officer, row=the_row(opened), changes={"date_of_birth": "2016-06-05"})
    assert (row.status, problem_codes(row)) == ("new", ["unknown_people"])


def test_a_row_fixed_into_another_row_of_the_file_is_a_double(upload, commune_officer):
    opened = upload(child_row(1), child_row(2, "Lý A Nà"))
    row = acts.fix_row(user=commune_officer, row=opened.rows.last(), changes={"full_name": "Giàng A Páo"})
    assert (row.status, problem_codes(row)) == ("duplicate", ["repeated"])


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"date_of_birth": "2025-01-01", "birth_year": 2025}, "date_of_birth"),
        ({"date_of_birth": "2008-11-15", "birth_year": 2008}, "date_of_birth"),
        ({"date_of_birth": None, "birth_year": 1500}, "birth_year"),
    ],
)
def test_a_row_is_not_fixed_into_someone_who_is_no_child(changes, field, upload, commune_officer):
    opened = upload(child_row())
    with pytest.raises(Refusal) as refusal:
        acts.fix_row(user=commune_officer, row=the_row(opened), changes=changes)
    assert refusal.value.field == field
    assert the_row(opened).fields["date_of_birth"] == "2016-06-05"


def test_fixing_a_row_costs_the_same_in_a_large_register(upload, units, commune_officer):
    opened = upload(child_row())

    def rows_read():
        with CaptureQueriesContext(connection) as queries:
            acts.fix_row(user=commune_officer, row=the_row(opened), changes={"full_name": "Giàng A Páo"})
        return len(queries), [q["sql"] for q in queries if 'FROM "children_child"' in q["sql"]]

    few, reads = rows_read()
    ChildFactory.create_batch(30, unit=units.commune)
    many, _reads = rows_read()
    assert few == many
    assert all("IN (" in sql for sql in reads), "the whole register is read for one row"


# Undo


def test_undo_leaves_the_register_as_it_was(upload, units, commune_officer):
    """New children, an update, a new village, circumstances, poverty: every table is as before."""
    known_child(units)
    ChildFactory(unit=units.sibling)
    before = everything()
    header = [*HEADER, "Hộ nghèo"]
    opened = upload(
        [*child_row(1, id="010216000123", village="Thôn Mới Tinh"), ""],
        [*child_row(2, "Lý A Nà", what="Mồ côi cha", village="Thôn Mới Tinh"), "x"],
        [*child_row(3, "Lý A Pó", born="2018"), "Cận nghèo"],
        header=header,
    )
    assert statuses(opened) == ["update", "new", "new"]
    commit_import(user=commune_officer, list_import=opened)
    assert everything() != before and Village.objects.filter(name="Mới Tinh").exists()
    undo_import(user=commune_officer, list_import=opened)
    assert everything() == before
    opened.refresh_from_db()
    assert opened.state == "undone"
    assert Act.objects.get(act="import.undo").detail == {"removed": 2}


def test_a_village_that_others_use_stays_after_the_undo(upload, units, commune_officer):
    opened = upload(child_row(village="Thôn Mới Tinh"))
    commit_import(user=commune_officer, list_import=opened)
    ChildFactory(unit=units.commune, village=Village.objects.get(name="Mới Tinh"))
    undo_import(user=commune_officer, list_import=opened)
    assert Village.objects.filter(name="Mới Tinh").exists()


def edited(child, user):
    fields = {
        name: getattr(child, name)
        for name in ("full_name", "sex", "date_of_birth", "birth_year", "personal_id", "ethnic_group", "school")
    }
    edit_child(user=user, child=child, version=child.version, village=child.village, note="đã sửa", **fields)


def needy(child, user):
    NeedFactory(child=child)


def orphaned(child, user):
    open_circumstance(user=user, child=child, kind=CircumstanceKind.objects.get(code="HC01"), since=DAY(2024, 11, 1))


def moved(child, user):
    move_child(user=user, child=child, unit=AdministrativeUnit.objects.get(code="02863"), on=DAY(2024, 11, 1))


def handed_in(child, user):
    submission = Submission.objects.create(unit=child.unit, year=2024, submitted_by=user, submitted_on=DAY(2024, 11, 1))
    SubmissionRow.objects.create(submission=submission, child=child, frozen={})


@pytest.mark.parametrize("work", [edited, needy, orphaned, moved, handed_in], ids=lambda work: work.__name__)
def test_undo_is_refused_after_a_child_was_worked_on(work, upload, units, commune_officer):
    opened = upload(child_row(1), child_row(2, "Lý A Nà"))
    commit_import(user=commune_officer, list_import=opened)
    work(Child.objects.get(full_name="Lý A Nà"), commune_officer)
    before = everything()
    with pytest.raises(Refusal) as refusal:
        undo_import(user=commune_officer, list_import=opened)
    assert refusal.value.code == "used" and "1" in str(refusal.value)
    assert everything() == before


def test_undo_is_refused_after_an_updated_value_was_corrected(upload, units, commune_officer):
    child = known_child(units)
    opened = upload(child_row(id="010216000123"))
    commit_import(user=commune_officer, list_import=opened)
    Child.objects.filter(pk=child.pk).update(personal_id="010216000999")
    with pytest.raises(Refusal):
        undo_import(user=commune_officer, list_import=opened)
    child.refresh_from_db()
    assert child.personal_id == "010216000999"


def test_only_a_committed_list_is_undone(upload, commune_officer):
    opened = upload(child_row())
    with pytest.raises(Refusal):
        undo_import(user=commune_officer, list_import=opened)
    commit_import(user=commune_officer, list_import=opened)
    undo_import(user=commune_officer, list_import=opened)
    with pytest.raises(Refusal):
        undo_import(user=commune_officer, list_import=opened)


def test_a_discarded_preview_forgets_its_rows(upload, commune_officer):
    opened = upload(child_row())
    acts.discard_import(user=commune_officer, list_import=opened)
    opened.refresh_from_db()
    assert opened.state == "discarded" and not opened.rows.exists()
    with pytest.raises(Refusal):
        commit_import(user=commune_officer, list_import=opened)


def test_commit_takes_the_same_number_of_statements_for_3_rows_and_30(upload, village, commune_officer):
    def statements(count, letter):
        opened = upload(*(child_row(n, f"Lý {letter} {'abcdefghijklmnopqrstuvxyzabcdefgh'[n]}") for n in range(count)))
        acts_of = opened.rows.filter(status="duplicate")
        acts_of.update(decision="create")
        with CaptureQueriesContext(connection) as queries:
            commit_import(user=commune_officer, list_import=opened)
        return len(queries)

    assert statements(3, "A") == statements(30, "B")
    assert Child.objects.count() == Residence.objects.count() == 33
    assert not CircumstanceSpell.objects.exists()


# Brothers and sisters


def test_siblings_of_one_file_share_a_household(upload, commune_officer):
    opened = upload(
        child_row(1),
        child_row(2, "Giàng Thị Mỷ", born="07/08/2018", sex="Nữ"),
        child_row(3, "Giàng A Tủa", born="01/02/2014", mother="Vàng Thị Mẩy"),
        child_row(4, "Giàng A Chư", born="03/02/2014", village="Phéc Bủng"),
        child_row(5, "Giàng A Dế", born="05/02/2014", mother=""),
    )
    commit_import(user=commune_officer, list_import=opened)
    homes = dict(Child.objects.values_list("full_name", "household"))
    assert homes["Giàng A Páo"] == homes["Giàng Thị Mỷ"]
    assert len(set(homes.values())) == 4 == Household.objects.count()
    shared = Household.objects.get(pk=homes["Giàng A Páo"])
    assert sorted(shared.guardians.values_list("relation", "full_name")) == [
        ("father", "Giàng A Sử"),
        ("mother", "Sùng Thị Ly"),
    ]
    undo_import(user=commune_officer, list_import=opened)
    assert not Household.objects.exists() and not Child.objects.exists()
