"""The round-trip workbook: handed out with locked keys, filled anywhere, compared cell by cell, written and undone."""

import datetime
import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from openpyxl import load_workbook

from children.lists.workbook import FIELDS, HEAD_ROW, NEW_ROWS, SIGNED, WORDS, read_workbook
from children.models import (
    CellChange,
    Child,
    CircumstanceSpell,
    Guardian,
    Household,
    ListImport,
    PovertyRecord,
    Residence,
    Workbook,
    WorkbookReturn,
    WorkbookRow,
)
from children.services import list_import as import_acts
from children.services import workbook as acts
from children.services.child import end_child
from children.services.import_rule import set_rule
from children.services.list_commit import commit_import
from children.services.list_undo import conflicts_of, undo_import
from children.services.workbook_commit import commit_return, give_back_return, request_return, undo_return
from lao_cai_support.accounts.worklist import tasks_for
from lao_cai_support.areas.models import Village
from lao_cai_support.audit.models import Act
from lao_cai_support.audit.services import history_of
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.uploads import check_workbook
from tests.children.rows import everything
from tests.children.sheets import HEADER, child_row, table, xlsx
from tests.factories.children import ChildFactory, GuardianFactory, SpellFactory
from tests.queries import queries_of

D = datetime.date
COLUMN = {field.key: number for number, field in enumerate(FIELDS, start=2)}
KEY = 1
OURS = ("Workbook", "WorkbookRow", "WorkbookReturn", "CellChange")


class Book:
    """A workbook in the officer's hands."""

    def __init__(self, data):
        self.data = data
        self.book = load_workbook(io.BytesIO(data))
        self.sheet = self.book.worksheets[0]

    def row_of(self, name):
        return next(row for row in range(HEAD_ROW + 1, self.sheet.max_row + 1) if self.get(row, "full_name") == name)

    def get(self, row, field):
        return self.sheet.cell(row, COLUMN[field]).value

    def put(self, row, **cells):
        for field, value in cells.items():
            # As a spreadsheet does it: the kind of the cell follows what is typed.
            cell = self.sheet.cell(row, COLUMN[field])
            cell.value = value
            if isinstance(value, datetime.date):
                cell.number_format = "dd/mm/yyyy"

    def new(self, offset=1, **cells):
        row = HEAD_ROW + Child.objects.on_register().filter(unit__code="02866").count() + offset
        assert self.sheet.cell(row, KEY).value is None
        self.put(row, **cells)
        return row

    def saved(self):
        out = io.BytesIO()
        self.book.save(out)
        return out.getvalue()


@pytest.fixture
def two(units, village, lists):
    """Páo with parents and a circumstance, Mỷ with a birth year only."""
    pao = ChildFactory(
        unit=units.commune,
        village=village,
        full_name="Giàng A Páo",
        sex="male",
        date_of_birth=D(2016, 6, 5),
        ethnic_group_id="08",
        personal_id="010216000123",
        class_name="2A",
        note="ở với bà",
    )
    GuardianFactory(household=pao.household, relation="father", full_name="Giàng A Sử", phone="0912345678")
    GuardianFactory(household=pao.household, relation="mother", full_name="Sùng Thị Ly")
    PovertyRecord.objects.create(household=pao.household, year=2024, category_id="HN22N")
    SpellFactory(child=pao, kind_id="NC06")
    my = ChildFactory(
        unit=units.commune, full_name="Vàng Thị Mỷ", sex="female", date_of_birth=None, birth_year=2015, household=None
    )
    return pao, my


@pytest.fixture
def take(commune_officer, units, two):
    """A workbook just handed out."""

    def make(reason="rà soát ở thôn"):
        return Book(acts.issue_workbook(user=commune_officer, unit=units.commune, reason=reason)[1])

    return make


@pytest.fixture
def back(commune_officer, units):
    def make(data, name="so-cam-tay.xlsx", user=None, unit=None):
        return acts.take_return(user=user or commune_officer, unit=unit or units.commune, file_name=name, data=data)

    return make


@pytest.fixture
def commit(commune_officer):
    return lambda returned: commit_return(user=commune_officer, returned=returned)


def told(returned):
    """(child's given name, field, kind, ours, theirs) of each differing cell."""
    return [
        (cell.child.full_name.split()[-1], cell.field, cell.kind, cell.ours, cell.theirs)
        for cell in returned.cells.select_related("child")
    ]


def decide(returned, user, **choices):
    """``field="theirs"`` for the cells of that field."""
    cells = {cell.pk: choices[cell.field] for cell in returned.cells.all() if cell.field in choices}
    return acts.decide_cells(user=user, returned=returned, decisions=cells)


# Handing out


def test_the_workbook_holds_the_register_and_what_a_list_may_show(take, two, units, neighbour_child):
    SpellFactory(child=two[0], kind_id="HC05")  # sealed
    SpellFactory(child=two[0], kind_id="NC10")  # told in words of a sealed group
    book = take()
    row = book.row_of("Giàng A Páo")
    cells = {field.key: book.get(row, field.key) for field in FIELDS}
    assert cells == {
        "full_name": "Giàng A Páo",
        "born": "05/06/2016",
        "sex": "Nam",
        "ethnic_group": "Mông",
        "village": "Bản Phố 2",
        "father": "Giàng A Sử",
        "mother": "Sùng Thị Ly",
        "carer": None,
        "circumstances": "NC06 Trẻ em mồ côi cha hoặc mẹ, sống với người còn lại",
        "poverty": "Nghèo",
        "class_name": "2A",
        "personal_id": "010******123",
        "note": "ở với bà",
    }
    assert book.get(book.row_of("Vàng Thị Mỷ"), "born") == "2015"
    names = [book.get(row, "full_name") for row in range(HEAD_ROW + 1, book.sheet.max_row + 1)]
    assert names.count(None) == NEW_ROWS and neighbour_child.full_name not in names
    inside = b"".join(
        zipfile.ZipFile(io.BytesIO(book.data)).read(name) for name in zipfile.ZipFile(io.BytesIO(book.data)).namelist()
    )
    assert b"HIV" not in inside and "ma túy".encode() not in inside and b"010216000123" not in inside


def test_keys_are_locked_and_hidden_and_the_rest_is_open(take):
    book = take()
    sheet = book.sheet
    assert sheet.protection.sheet and sheet.column_dimensions["A"].hidden
    row = book.row_of("Giàng A Páo")
    assert sheet.cell(row, KEY).protection.locked
    assert all(not sheet.cell(row, column).protection.locked for column in COLUMN.values())
    assert all(not sheet.cell(sheet.max_row, column).protection.locked for column in COLUMN.values())
    assert all(sheet.cell(row, column).number_format == "@" for column in COLUMN.values())
    assert sheet.cell(HEAD_ROW, COLUMN["full_name"]).protection.locked
    assert book.book[SIGNED].sheet_state == "hidden" and book.book[WORDS].sheet_state == "hidden"
    assert sheet.freeze_panes == f"C{HEAD_ROW + 1}"


def test_drop_downs_and_help(take, units):
    Village.objects.create(unit=units.commune, name="Sín Chải")
    book = take()
    rules = {str(rule.sqref).split(":")[0]: rule for rule in book.sheet.data_validations.dataValidation}
    words = book.book[WORDS]

    def offered(field):
        letter = book.sheet.cell(HEAD_ROW + 1, COLUMN[field]).coordinate
        rule = rules[letter]
        column = rule.formula1.split("$")[1]
        last = int(rule.formula1.split("$")[-1])
        return rule, [words[f"{column}{n}"].value for n in range(1, last + 1)]

    assert offered("sex")[1] == ["Nam", "Nữ"] and offered("sex")[0].errorStyle == "stop"
    assert "Mông" in offered("ethnic_group")[1]
    assert offered("village")[1] == ["Bản Phố 2", "Sín Chải"] and offered("village")[0].errorStyle == "warning"
    assert offered("poverty")[1] == ["Nghèo", "Cận nghèo", "Không"]
    kinds = offered("circumstances")[1]
    assert "NC06 Trẻ em mồ côi cha hoặc mẹ, sống với người còn lại" in kinds
    assert not any(kind.startswith(("HC04", "HC05", "HC11", "NC10", "NC12")) for kind in kinds)
    assert "ngày/tháng/năm" in str(rules[book.sheet.cell(HEAD_ROW + 1, COLUMN["born"]).coordinate].prompt).lower()
    last = book.sheet.max_row
    assert all(str(rule.sqref).endswith(str(last)) for rule in rules.values()), "new rows have them too"


def test_a_reason_is_asked_printed_and_logged(take, commune_officer, units, two):
    with pytest.raises(Refusal, match="lý do"):
        acts.issue_workbook(user=commune_officer, unit=units.commune, reason="  ")
    assert not Workbook.objects.exists()
    book = take("rà soát ở thôn Bản Phố 2")
    act = Act.objects.get(act="list.export")
    assert (act.user, act.reason, act.unit) == (commune_officer, "rà soát ở thôn Bản Phố 2", units.commune)
    assert act.detail == {"kind": "xlsx", "rows": 2} and act.object_code == Workbook.objects.get().code
    stamp = book.sheet.cell(2, 2).value
    assert commune_officer.full_name in stamp and "15/11/2024" in stamp and "Bản Phố 2" in stamp


def test_cells_that_could_run_are_text(take, two):
    Child.objects.filter(pk=two[0].pk).update(note="=HYPERLINK(1)", class_name="+1")
    book = take()
    row = book.row_of("Giàng A Páo")
    assert book.sheet.cell(row, COLUMN["note"]).data_type == "s"
    assert b"<f>" not in zipfile.ZipFile(io.BytesIO(book.data)).read("xl/worksheets/sheet1.xml")


def test_only_who_keeps_lists_takes_one(units, commune_leader, neighbour_officer, two):
    for user in (commune_leader, neighbour_officer):
        with pytest.raises(Refusal):
            acts.issue_workbook(user=user, unit=units.commune, reason="rà soát")


def test_rows_of_old_workbooks_are_forgotten(take, commune_officer, units):
    take()
    Workbook.objects.update(issued_at=datetime.datetime(2023, 10, 1, tzinfo=datetime.UTC))
    take()
    assert WorkbookRow.objects.count() == 2 and not WorkbookRow.objects.filter(workbook__issued_at__year=2023).exists()


# Coming back


def test_an_untouched_workbook_changes_nothing(take, back):
    returned = back(take().saved())
    assert told(returned) == [] and returned.same == 2 and returned.notes == [] and returned.list_import is None


def test_each_change_is_shown_old_and_new(take, back, two):
    book = take()
    book.put(
        book.row_of("Giàng A Páo"),
        full_name="Giàng A Pao",
        born="06/06/2016",
        village="Bản Mới",
        father="GIÀNG A SỬ LỚN",
        circumstances="NC06 Trẻ em mồ côi cha hoặc mẹ, sống với người còn lại; NC08 Trẻ em bỏ học hoặc có nguy cơ bỏ học",
        poverty="Cận nghèo",
        class_name="3A",
        personal_id="010216000999",
    )
    book.put(book.row_of("Vàng Thị Mỷ"), born="20/11/2015", sex="Nữ", ethnic_group="Mông", mother="Lý Thị Sai")
    returned = back(book.saved())
    assert told(returned) == [
        ("Páo", "full_name", "change", "Giàng A Páo", "Giàng A Pao"),
        ("Páo", "born", "change", "05/06/2016", "06/06/2016"),
        ("Páo", "village", "change", "Bản Phố 2", "Bản Mới"),
        ("Páo", "father", "change", "Giàng A Sử", "Giàng A Sử Lớn"),
        (
            "Páo",
            "circumstances",
            "change",
            "NC06 Trẻ em mồ côi cha hoặc mẹ, sống với người còn lại",
            "NC08 Trẻ em bỏ học hoặc có nguy cơ bỏ học",
        ),
        ("Páo", "poverty", "change", "Nghèo", "Cận nghèo"),
        ("Páo", "class_name", "change", "2A", "3A"),
        ("Páo", "personal_id", "change", "010******123", "010216000999"),
        ("Mỷ", "born", "change", "2015", "20/11/2015"),
        ("Mỷ", "ethnic_group", "change", "", "Mông"),
        ("Mỷ", "mother", "change", "", "Lý Thị Sai"),
    ]
    assert Child.objects.get(pk=two[0].pk).full_name == "Giàng A Páo", "nothing is written yet"


def test_numbers_and_days_as_other_programs_save_them(take, back, two):
    """LibreOffice and phones turn text into numbers and days."""
    Child.objects.filter(pk=two[0].pk).update(class_name="2")
    book = take()
    book.put(book.row_of("Giàng A Páo"), born=datetime.datetime(2016, 6, 5), class_name=2)
    book.put(book.row_of("Vàng Thị Mỷ"), born=2015.0, personal_id=10315000456, class_name=3.0)
    returned = back(book.saved())
    assert told(returned) == [
        ("Mỷ", "class_name", "change", "", "3"),
        ("Mỷ", "personal_id", "change", "", "010315000456"),
    ]


def test_decomposed_letters_and_spaces_are_no_change(take, back):
    import unicodedata

    book = take()
    row = book.row_of("Giàng A Páo")
    book.put(row, full_name=unicodedata.normalize("NFD", " Giàng  A Páo "), village="Bản Phố 2 ")
    assert told(back(book.saved())) == []


def test_another_spelling_of_the_same_is_no_change(take, back):
    book = take()
    book.put(
        book.row_of("Giàng A Páo"),
        sex="nam",
        ethnic_group="Hmông",
        born="5/6/2016",
        poverty="hộ nghèo",
        village="thôn bản phố 2",
    )
    assert told(back(book.saved())) == []


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"born": "31/02/2016"}, "Không đọc được"),
        ({"born": "01/01/2030"}, "sau hôm nay"),
        ({"born": "01/01/2001"}, "dưới 16 tuổi"),
        ({"full_name": "Giàng 2"}, "chữ số"),
        ({"sex": "?"}, "Chưa rõ giới tính"),
        ({"ethnic_group": "Klingon"}, "Không nhận ra"),
        ({"poverty": "giàu"}, "Không rõ diện hộ"),
        ({"circumstances": "nhiễm HIV"}, "giữ kín"),
        ({"circumstances": "NC06 Trẻ em mồ côi; thích bóng đá"}, "chưa có trong danh mục"),
        ({"circumstances": "khuyết tật nặng"}, "giấy xác nhận"),
        ({"note": "nghi bị xâm hại"}, "giữ kín"),
        ({"personal_id": "123"}, "12 chữ số"),
        ({"personal_id": "010******124"}, "12 chữ số"),
    ],
)
def test_what_cannot_be_taken_is_said_and_left(cells, words, take, back, commit, two):
    book = take()
    book.put(book.row_of("Giàng A Páo"), **cells)
    returned = back(book.saved())
    cell = returned.cells.get()
    assert cell.kind == "problem" and words in cell.problem
    assert not any(word in cell.theirs for word in ("HIV", "xâm hại"))
    before = everything()
    with pytest.raises(Refusal, match="Không có thay đổi"):
        commit(returned)
    assert everything() == before


def test_a_personal_id_of_another_file_is_not_taken(take, back, neighbour_child):
    Child.objects.filter(pk=neighbour_child.pk).update(personal_id="010216000777")
    book = take()
    book.put(book.row_of("Vàng Thị Mỷ"), personal_id="010216000777")
    cell = back(book.saved()).cells.get()
    assert cell.kind == "problem" and "hồ sơ khác" in cell.problem


def test_a_personal_id_twice_in_the_file_is_taken_once(take, back):
    book = take()
    for name in ("Giàng A Páo", "Vàng Thị Mỷ"):
        book.put(book.row_of(name), personal_id="010216000777")
    assert sorted(back(book.saved()).cells.values_list("kind", flat=True)) == ["change", "problem"]


def test_formulas_that_run_are_read_as_what_they_show_or_nothing(take, back):
    book = take()
    book.put(book.row_of("Giàng A Páo"), note="=1+1")
    returned = back(book.saved())
    assert [(field, kind) for _n, field, kind, _o, _t in told(returned)] == [("note", "problem")]
    assert "công thức" in CellChange.objects.get().problem


# Blank cells


def test_a_blank_cell_erases_nothing_unless_told_so(take, back, commit, two, commune_officer):
    book = take()
    book.put(
        book.row_of("Giàng A Páo"),
        father=None,
        class_name=None,
        circumstances=None,
        personal_id=None,
        poverty=None,
        born=None,
    )
    returned = back(book.saved())
    assert {field: kind for _n, field, kind, _o, _t in told(returned)} == {
        "father": "blank",
        "class_name": "blank",
        "circumstances_end": "blank",
        "personal_id": "blank",
        "poverty": "blank",
    }
    with pytest.raises(Refusal, match="Không có thay đổi"):
        commit(returned)
    before = everything()
    decide(
        returned, commune_officer, father="theirs", class_name="theirs", circumstances_end="theirs", poverty="theirs"
    )
    commit(returned)
    child = Child.objects.get(pk=two[0].pk)
    assert child.class_name == "" and child.personal_id == "010216000123"
    assert not child.household.guardians.filter(relation="father").exists()
    assert not child.household.poverty.exists()
    assert child.circumstances.get().valid.upper == D(2024, 11, 16)
    undo_return(user=commune_officer, returned=returned)
    leave = {name: rows for name, rows in everything().items() if not name.endswith(OURS)}
    assert leave == {name: rows for name, rows in before.items() if not name.endswith(OURS)}
    assert child.household.guardians.get(relation="father").phone == "0912345678"


def test_a_row_emptied_as_a_whole_is_told_and_left(take, back, two):
    book = take()
    book.put(book.row_of("Giàng A Páo"), **{field.key: None for field in FIELDS})
    returned = back(book.saved())
    assert told(returned) == [] and returned.notes[0]["code"] == "emptied"


def test_a_row_taken_out_of_the_sheet_is_left(take, back):
    book = take()
    book.sheet.delete_rows(book.row_of("Giàng A Páo"))
    assert told(back(book.saved())) == []


# Conflicts


def test_a_cell_edited_on_both_sides_is_asked_about(take, back, commit, two, commune_officer):
    book = take()
    book.put(book.row_of("Giàng A Páo"), class_name="3A", note="ở với chú")
    Child.objects.filter(pk=two[0].pk).update(class_name="3B", version=2)
    returned = back(book.saved())
    assert told(returned) == [
        ("Páo", "class_name", "conflict", "3B", "3A"),
        ("Páo", "note", "change", "ở với bà", "ở với chú"),
    ]
    assert returned.cells.get(field="class_name").base == "2A"
    with pytest.raises(Refusal, match="1 ô hai bên cùng sửa"):
        commit(returned)
    assert Child.objects.get(pk=two[0].pk).note == "ở với bà", "nothing half-written"
    decide(returned, commune_officer, class_name="ours")
    commit(returned)
    child = Child.objects.get(pk=two[0].pk)
    assert (child.class_name, child.note) == ("3B", "ở với chú")


def test_taking_the_file_s_word_in_a_conflict(take, back, commit, two, commune_officer):
    book = take()
    book.put(book.row_of("Giàng A Páo"), class_name="3A", mother="Sùng Thị Ly Ly")
    Child.objects.filter(pk=two[0].pk).update(class_name="3B", version=2)
    Guardian.objects.filter(relation="mother").update(full_name="Sùng Thị Mai")
    returned = back(book.saved())
    assert [(field, kind) for _n, field, kind, _o, _t in told(returned)] == [
        ("mother", "conflict"),
        ("class_name", "conflict"),
    ]
    decide(returned, commune_officer, class_name="theirs", mother="theirs")
    commit(returned)
    assert Child.objects.get(pk=two[0].pk).class_name == "3A"
    assert Guardian.objects.get(relation="mother").full_name == "Sùng Thị Ly Ly"


def test_what_only_the_register_changed_stays(take, back, commit, two):
    book = take()
    book.put(book.row_of("Giàng A Páo"), note="ở với chú")
    Child.objects.filter(pk=two[0].pk).update(class_name="3B", version=2)
    commit(back(book.saved()))
    child = Child.objects.get(pk=two[0].pk)
    assert (child.class_name, child.note, child.version) == ("3B", "ở với chú", 3)


def test_both_sides_with_the_same_word_are_no_conflict(take, back, two):
    book = take()
    book.put(book.row_of("Giàng A Páo"), class_name="3A")
    Child.objects.filter(pk=two[0].pk).update(class_name="3A", version=2)
    assert told(back(book.saved())) == []


def test_an_edit_between_preview_and_commit_is_asked_about(take, back, commit, two, commune_officer):
    book = take()
    book.put(book.row_of("Giàng A Páo"), class_name="3A", note="ở với chú")
    returned = back(book.saved())
    Child.objects.filter(pk=two[0].pk).update(class_name="3B", version=2)
    with pytest.raises(Refusal, match="sửa thêm ở 1 ô"):
        commit(returned)
    assert Child.objects.get(pk=two[0].pk).class_name == "3B"
    cell = returned.cells.get(field="class_name")
    assert (cell.kind, cell.ours, cell.theirs) == ("conflict", "3B", "3A")
    decide(returned, commune_officer, class_name="theirs")
    commit(returned)
    assert Child.objects.get(pk=two[0].pk).class_name == "3A"


def test_a_child_that_left_meanwhile_is_told(take, back, commit, two, commune_officer):
    book = take()
    book.put(book.row_of("Giàng A Páo"), class_name="3A")
    book.put(book.row_of("Vàng Thị Mỷ"), class_name="4A")
    early = back(book.saved())
    end_child(user=commune_officer, child=two[0], reason="moved", on=D(2024, 11, 15))
    book.put(book.row_of("Vàng Thị Mỷ"), class_name="4B")
    late = back(book.saved())
    assert [note["code"] for note in late.notes] == ["gone"] and len(told(late)) == 1
    with pytest.raises(Refusal, match="sửa thêm"):
        commit(early)
    commit(early)
    assert Child.objects.get(pk=two[0].pk).class_name == "2A" and Child.objects.get(pk=two[1].pk).class_name == "4A"


def test_siblings_of_one_household_told_apart_are_asked_about(take, back, commit, two, commune_officer, units):
    ChildFactory(unit=units.commune, full_name="Giàng Thị Sua", household=two[0].household)
    book = take()
    book.put(book.row_of("Giàng A Páo"), father="Giàng A Một")
    book.put(book.row_of("Giàng Thị Sua"), father="Giàng A Hai")
    returned = back(book.saved())
    assert {kind for _n, _f, kind, _o, _t in told(returned)} == {"conflict"}
    decide(returned, commune_officer, father="theirs")
    with pytest.raises(Refusal, match="cùng một hộ"):
        commit(returned)
    cells = {cell.pk: "ours" if cell.theirs.endswith("Hai") else "theirs" for cell in returned.cells.all()}
    acts.decide_cells(user=commune_officer, returned=returned, decisions=cells)
    commit(returned)
    assert Guardian.objects.get(relation="father").full_name == "Giàng A Một"


# Keys


def test_a_tampered_key_changes_no_child(take, back, commit, two):
    book = take()
    row = book.row_of("Giàng A Páo")
    code, version, seal = book.sheet.cell(row, KEY).value.split(".")
    for wrong in (
        f"{code}.9.{seal}",
        f"{two[1].code}.{version}.{seal}",
        f"{code}.{version}.{'0' * 20}",
        "x",
        "zzzzzzzzzz.1.a",
    ):
        book.sheet.cell(row, KEY).value = wrong
        book.put(row, class_name="9Z")
        returned = back(book.saved())
        assert told(returned) == [] and [note["code"] for note in returned.notes] == ["bad_key"], wrong
        new = returned.list_import.rows.get()
        assert new.status == "update" and new.matches[0]["child"] == two[0].code, "it is looked up as any row"
        acts.discard_return(user=returned.returned_by, returned=returned)
    assert Child.objects.get(pk=two[0].pk).class_name == "2A"


def test_a_key_of_another_workbook_is_none(take, back):
    first, second = take(), take()
    row = second.row_of("Giàng A Páo")
    second.sheet.cell(row, KEY).value = first.sheet.cell(row, KEY).value
    assert [note["code"] for note in back(second.saved()).notes] == ["bad_key"]


def test_a_key_copied_to_a_second_row_counts_once(take, back):
    book = take()
    row = book.row_of("Giàng A Páo")
    copied = book.new(full_name="Giàng A Tráng", born="2018", sex="Nam", village="Bản Phố 2")
    book.sheet.cell(copied, KEY).value = book.sheet.cell(row, KEY).value
    returned = back(book.saved())
    assert [note["code"] for note in returned.notes] == ["repeated_key"]
    assert [new.fields["full_name"] for new in returned.list_import.rows.all()] == ["Giàng A Tráng"]


def test_rows_sorted_away_from_their_keys_are_noticed(take, back, two):
    book = take()
    one, other = book.row_of("Giàng A Páo"), book.row_of("Vàng Thị Mỷ")
    keys = book.sheet.cell(one, KEY).value, book.sheet.cell(other, KEY).value
    book.sheet.cell(one, KEY).value, book.sheet.cell(other, KEY).value = keys[1], keys[0]
    returned = back(book.saved())
    assert {note["code"] for note in returned.notes} == {"other_child"} and told(returned) == []
    assert {row.status for row in returned.list_import.rows.all()} == {"update", "duplicate"}, "as rows of any list"


@pytest.mark.parametrize("how", ["code", "unit", "seal", "gone"])
def test_a_tampered_signature_is_refused(how, take, back, units):
    book = take()
    signed = book.book[SIGNED]
    if how == "gone":
        Workbook.objects.all().delete()
    else:
        signed.cell({"code": 2, "unit": 3, "seal": 4}[how], 1).value = {
            "code": "abcdefghjk",
            "unit": "02863",
            "seal": "0" * 20,
        }[how]
    with pytest.raises(Refusal, match="đã bị sửa"):
        back(book.saved())


def test_a_file_of_another_commune_is_refused(take, back, neighbour_officer, units):
    with pytest.raises(Refusal, match="Xã Bản Phố"):
        back(take().saved(), user=neighbour_officer, unit=units.sibling)
    assert not WorkbookReturn.objects.exists()


def test_a_workbook_past_its_year_is_refused(take, back):
    data = take().saved()
    Workbook.objects.update(issued_at=datetime.datetime(2023, 11, 1, tzinfo=datetime.UTC))
    with pytest.raises(Refusal, match="quá một năm"):
        back(data)


def test_other_files_are_no_workbooks(back):
    with pytest.raises(Refusal, match="không phải sổ cầm tay"):
        back(xlsx(HEADER, child_row()))


def test_a_changed_heading_is_said(take, back):
    book = take()
    book.sheet.cell(HEAD_ROW, KEY).value = "khác"
    with pytest.raises(Refusal, match="tiêu đề"):
        back(book.saved())


def test_a_row_put_in_above_and_a_column_moved_are_read_all_the_same(take, back):
    book = take()
    book.put(book.row_of("Giàng A Páo"), class_name="3A")
    book.sheet.insert_rows(1)
    book.sheet.insert_cols(3)
    assert told(back(book.saved())) == [("Páo", "class_name", "change", "2A", "3A")]


def test_our_own_file_passes_the_checks_of_uploads(take):
    data = take().data
    assert check_workbook(SimpleUploadedFile("so.xlsx", data)) == data
    assert len(read_workbook(data, "so.xlsx").rows) == 2


# New rows


def test_new_rows_go_the_way_of_an_import(take, back, commit, units):
    book = take()
    first = book.new(
        full_name="SÙNG THỊ DỞ", born="2018", sex="Nữ", ethnic_group="Mông", village="Bản Mới", mother="Lý Thị Chú"
    )
    second = book.new(2, full_name="Vàng Thị Mỷ", born="2015")
    third = book.new(3, full_name="Không Ngày", sex="Nam")
    returned = back(book.saved())
    rows = {row.row: row for row in returned.list_import.rows.all()}
    assert {row: rows[row].status for row in rows} == {first: "new", second: "duplicate", third: "error"}
    assert rows[first].fields["full_name"] == "Sùng Thị Dở"
    before = Child.objects.count()
    with pytest.raises(Refusal, match="Còn 2 dòng"):
        commit(returned)
    assert Child.objects.count() == before and WorkbookReturn.objects.get().state == "preview"
    returned.list_import.rows.filter(row__in=(second, third)).update(decision="skip")
    commit(returned)
    assert Child.objects.get(full_name="Sùng Thị Dở").unit == units.commune
    assert ListImport.objects.get().state == "committed"


def test_a_returned_file_twice(take, back, commit, two):
    book = take()
    book.put(book.row_of("Giàng A Páo"), class_name="3A")
    book.new(full_name="Sùng Thị Dở", born="03/04/2018", sex="Nữ", village="Bản Phố 2", mother="Lý Thị Chú")
    data = book.saved()
    first = back(data)
    assert back(data).pk == first.pk, "sent twice before it was written, it waits once"
    commit(first)
    with pytest.raises(Refusal, match="đã được ghi vào sổ ngày 15/11/2024"):
        back(data)
    book.book.properties.title = "lưu lại"  # the same again, as another file
    again = back(book.saved())
    assert told(again) == [] and [row.status for row in again.list_import.rows.all()] == ["update"]
    commit(again)
    assert Child.objects.filter(full_name="Sùng Thị Dở").count() == 1
    assert Child.objects.get(pk=two[0].pk).version == 2


# Writing and undoing


def filled(book):
    """Every kind of change at once, and a new row."""
    book.put(
        book.row_of("Giàng A Páo"),
        full_name="Giàng A Pao",
        born="2016",
        village="Bản Mới",
        father="Giàng A Lớn",
        carer="Giàng Thị Bà",
        circumstances="NC08 Trẻ em bỏ học hoặc có nguy cơ bỏ học",
        poverty="Không",
        class_name="3A",
        personal_id="010216000999",
        note="đổi nhà",
    )
    book.put(
        book.row_of("Vàng Thị Mỷ"),
        born="20/11/2015",
        ethnic_group="Mông",
        village="Bản Phố 2",
        mother="Lý Thị Sai",
        poverty="Nghèo",
        personal_id="010315000456",
    )
    book.new(full_name="Sùng Thị Dở", born="2018", sex="Nữ", village="Bản Mới")
    return book.saved()


def test_all_is_written_in_one_act(take, back, commit, two, commune_officer, units):
    returned = back(filled(take()))
    decide(returned, commune_officer, circumstances_end="theirs")
    commit(returned)
    pao, my = (Child.objects.get(pk=child.pk) for child in two)
    assert (pao.full_name, pao.date_of_birth, pao.birth_year) == ("Giàng A Pao", None, 2016)
    assert (pao.class_name, pao.personal_id, pao.note, pao.version) == ("3A", "010216000999", "đổi nhà", 2)
    assert pao.village.name == "Bản Mới" and pao.residences.get().village == pao.village
    assert set(pao.household.guardians.values_list("relation", "full_name")) == {
        ("father", "Giàng A Lớn"),
        ("mother", "Sùng Thị Ly"),
        ("carer", "Giàng Thị Bà"),
    }
    assert pao.household.poverty.get().category_id == "KN"
    spells = {spell.kind_id: spell.valid for spell in pao.circumstances.all()}
    assert spells["NC06"].upper == D(2024, 11, 16) and spells["NC08"].lower == D(2024, 11, 15)
    assert (my.date_of_birth, my.birth_year, my.ethnic_group_id) == (D(2015, 11, 20), 2015, "08")
    assert my.personal_id == "010315000456"
    assert my.household.guardians.get().full_name == "Lý Thị Sai" and my.household.poverty.get().category_id == "HN22N"
    assert pao.sort_key != two[0].sort_key
    assert Child.objects.get(full_name="Sùng Thị Dở").village.name == "Bản Mới"
    assert Act.objects.filter(act="workbook.commit").get().detail["children"] == 2
    assert [act.act for act in history_of(pao)] == ["child.workbook"]


def test_it_is_undone_as_a_whole(take, back, commit, two, commune_officer):
    returned = back(filled(take()))
    decide(returned, commune_officer, circumstances_end="theirs")
    before = {name: rows for name, rows in everything().items() if not name.endswith(OURS)}
    commit(returned)
    assert {name: rows for name, rows in everything().items() if not name.endswith(OURS)} != before
    undo_return(user=commune_officer, returned=returned)
    assert {name: rows for name, rows in everything().items() if not name.endswith(OURS)} == before
    returned.refresh_from_db()
    assert returned.state == "undone" and returned.list_import.state == "undone"
    with pytest.raises(Refusal, match="Chỉ hoàn tác được sổ đã ghi"):
        undo_return(user=commune_officer, returned=returned)


@pytest.mark.parametrize("touch", ["own", "guardian", "poverty", "spell", "village", "new child", "ended"])
def test_what_was_worked_on_since_is_not_undone(touch, take, back, commit, two, commune_officer, units):
    returned = back(filled(take()))
    decide(returned, commune_officer, circumstances_end="theirs")
    commit(returned)
    pao = Child.objects.get(pk=two[0].pk)
    if touch == "own":
        Child.objects.filter(pk=pao.pk).update(class_name="5A")
    elif touch == "guardian":
        Guardian.objects.filter(household=pao.household, relation="carer").delete()
    elif touch == "poverty":
        PovertyRecord.objects.filter(household=pao.household).update(category_id="CN22N")
    elif touch == "spell":
        CircumstanceSpell.objects.filter(child=pao, kind_id="NC08").delete()
    elif touch == "village":
        Residence.objects.filter(child=pao).update(village=None)
    elif touch == "ended":
        end_child(user=commune_officer, child=pao, reason="moved", on=D(2024, 11, 15))
    else:
        Child.objects.filter(full_name="Sùng Thị Dở").update(state="submitted")
    before = everything()
    with pytest.raises(Refusal, match="Giàng A Pao|đã được sửa, nộp|dòng"):
        undo_return(user=commune_officer, returned=returned)
    assert everything() == before


def test_new_circumstances_are_not_opened_twice(take, back, commit, two, commune_officer):
    book = take()
    book.put(book.row_of("Giàng A Páo"), circumstances="NC08 Trẻ em bỏ học hoặc có nguy cơ bỏ học", class_name="3A")
    returned = back(book.saved())
    SpellFactory(child=two[0], kind_id="NC08", valid=(D(2024, 11, 1), None))
    commit(returned)
    assert CircumstanceSpell.objects.filter(child=two[0], kind_id="NC08").count() == 1


def test_a_number_taken_meanwhile_holds_all_back(take, back, commit, neighbour_child, two):
    book = take()
    book.put(book.row_of("Vàng Thị Mỷ"), personal_id="010216000777", class_name="4A")
    returned = back(book.saved())
    Child.objects.filter(pk=neighbour_child.pk).update(personal_id="010216000777")
    with pytest.raises(Refusal, match="số định danh"):
        commit(returned)
    assert Child.objects.get(pk=two[1].pk).class_name == ""


def test_the_database_keeps_its_word(take, back, two):
    book = take()
    book.put(book.row_of("Giàng A Páo"), class_name="3A", born="x")
    returned = back(book.saved())
    with pytest.raises(IntegrityError, match="workbook_problem_never_taken"), transaction.atomic():
        CellChange.objects.filter(kind="problem").update(decision="theirs")
    with pytest.raises(IntegrityError, match="workbook_has_reason"), transaction.atomic():
        Workbook.objects.update(reason="")
    with pytest.raises(IntegrityError, match="workbook_return_file_once"), transaction.atomic():
        for _n in range(2):
            WorkbookReturn.objects.create(
                workbook=returned.workbook,
                file_hash="f",
                file_name="x",
                state="committed",
                returned_by=returned.returned_by,
                returned_at=returned.returned_at,
            )


def test_the_cost_does_not_grow_with_the_children(take, back, commit, units, django_assert_max_num_queries):
    for n in range(60):
        ChildFactory(
            unit=units.commune, full_name=f"Giàng A {'Tráng' * (n % 5 + 1)}", date_of_birth=D(2016, 1, n % 28 + 1)
        )
    with django_assert_max_num_queries(22):
        book = take()
    for row in range(HEAD_ROW + 1, HEAD_ROW + 60):
        book.put(row, class_name=f"{row % 5}B", father="Giàng A Sử", village="Bản Mới", note="rà soát")
    data = book.saved()
    with django_assert_max_num_queries(32):
        returned = back(data)
    with django_assert_max_num_queries(60):
        commit(returned)
    assert Household.objects.exclude(children=None).count() >= 60


# Pages


@pytest.fixture
def officer(client_of, commune_officer, two):
    return client_of(commune_officer)


URL = "/danh-sach/so-cam-tay/"


def page_of(returned, **query):
    url = reverse("children:workbook_return", args=[returned.code])
    return url + ("?" + "&".join(f"{key}={value}" for key, value in query.items()) if query else "")


def act_of(returned, act):
    return reverse("children:workbook_act", args=[returned.code, act])


def test_the_walk_by_hand(officer, units):
    assert "Lý do" in officer.post(URL, {"act": "issue", "reason": ""}).content.decode()
    answer = officer.post(URL, {"act": "issue", "reason": "rà soát"})
    assert answer.status_code == 200 and "so-cam-tay-02866" in answer["Content-Disposition"]
    assert answer["Cache-Control"].startswith("no-store") or "no-store" in answer["Cache-Control"]
    book = Book(answer.content)
    book.put(book.row_of("Giàng A Páo"), class_name="3A", note=None)
    sent = SimpleUploadedFile("so.xlsx", book.saved())
    answer = officer.post(URL, {"act": "return", "file": sent})
    returned = WorkbookReturn.objects.get()
    assert answer["Location"] == page_of(returned)
    page = officer.get(answer["Location"]).content.decode()
    assert "2A" in page and "3A" in page and "xóa trong sổ" in page and "Sẽ ghi 1 ô thay đổi" in page
    answer = officer.post(
        act_of(returned, "commit"), {f"{Child.objects.get(full_name='Giàng A Páo').code}-note": "theirs"}
    )
    child = Child.objects.get(full_name="Giàng A Páo")
    assert (child.class_name, child.note) == ("3A", "")
    officer.post(act_of(returned, "undo"))
    child.refresh_from_db()
    assert (child.class_name, child.note) == ("2A", "ở với bà")


def test_a_wrong_file_is_said_at_the_field(officer):
    for name, data in (("x.xlsx", b"PK\x03\x04 broken"), ("x.docx", b"x"), ("x.xlsx", xlsx(HEADER, child_row()))):
        answer = officer.post(URL, {"act": "return", "file": SimpleUploadedFile(name, data)})
        assert answer.status_code == 422 and "id_file" in answer.content.decode()
    assert not WorkbookReturn.objects.exists()


def test_a_workbook_among_lists_is_recognised(officer, take):
    sent = SimpleUploadedFile("danh_sach.xlsx", take().saved())
    answer = officer.post(reverse("children:import_new"), {"file": sent})
    assert answer["Location"] == page_of(WorkbookReturn.objects.get())
    assert not ListImport.objects.exists()


def test_it_waits_on_the_work_list_until_it_is_settled(officer, take, back, commune_officer):
    book = take()
    book.put(book.row_of("Giàng A Páo"), class_name="3A")
    returned = back(book.saved())
    task = next(task for task in tasks_for(commune_officer) if task.url == URL + "?state=preview")
    assert task.count == 1
    assert "so-cam-tay.xlsx" in officer.get(task.url).content.decode()
    officer.post(act_of(returned, "discard"))
    assert not any(task.url.startswith(URL) for task in tasks_for(commune_officer))
    assert not CellChange.objects.exists()


def test_choices_of_others_cells_and_nonsense_change_nothing(officer, take, back, two):
    book = take()
    book.put(book.row_of("Giàng A Páo"), class_name="3A", born="x")
    returned = back(book.saved())
    officer.post(
        act_of(returned, "decide"),
        {"zzzzzzzzzz-class_name": "ours", f"{two[0].code}-born": "theirs", f"{two[0].code}-class_name": "burn"},
    )
    assert set(returned.cells.values_list("decision", flat=True)) == {""}


def test_names_and_numbers_stay_out_of_addresses(officer, take, back):
    book = take()
    book.put(book.row_of("Giàng A Páo"), personal_id="010216000999")
    page = officer.get(page_of(back(book.saved()))).content.decode()
    assert "010******123" in page and 'href="/danh-sach/so-cam-tay/0' not in page


def test_pages_cost_the_same_for_three_and_thirty_rows(officer, take, back, units):
    counted = []
    for many in (3, 30):
        for n in range(many):
            ChildFactory(
                unit=units.commune, full_name=f"Lý A {'Tráng' * (n % 5 + 1)}", date_of_birth=D(2016, 1, n % 28 + 1)
            )
        book = take()
        for row in range(HEAD_ROW + 1, HEAD_ROW + 1 + many):
            book.put(row, class_name="9B", note="rà soát lại")
        returned = back(book.saved())
        counted.append((queries_of(officer, page_of(returned)), queries_of(officer, URL)))
    assert counted[0] == counted[1]


# A second person, where the unit's rule asks for one


@pytest.fixture
def rule(units, commune_leader):
    return set_rule(user=commune_leader, unit=units.commune, since=D(2024, 11, 15), reason="Quyết định số 12/QĐ-UBND")


@pytest.fixture
def returned_book(take, back):
    """A returned workbook with a changed cell and a new row."""

    def make():
        book = take()
        book.put(book.row_of("Giàng A Páo"), class_name="3A")
        book.new(full_name="Lồ Seo Dìn", born="05/06/2017", sex="Nam")
        return back(book.saved())

    return make


def refusal_of(act, **kwargs):
    with pytest.raises(Refusal) as refusal:
        act(**kwargs)
    return refusal.value.code


def test_who_returned_a_workbook_does_not_write_it_alone(rule, returned_book, commit, two, commune_officer):
    returned = returned_book()
    assert refusal_of(commit, returned=returned) == "two_people"
    request_return(user=commune_officer, returned=returned)
    assert refusal_of(commit, returned=returned) == "two_people"
    returned.refresh_from_db()
    assert (returned.state, returned.list_import.state) == ("waiting", "waiting")
    two[0].refresh_from_db()
    assert two[0].class_name == "2A" and not Child.objects.filter(full_name="Lồ Seo Dìn").exists()


def test_the_second_person_writes_changes_and_new_rows(rule, returned_book, two, commune_officer, commune_leader):
    returned = returned_book()
    request_return(user=commune_officer, returned=returned)
    (task,) = [task for task in tasks_for(commune_leader) if "sổ cầm tay" in task.label]
    assert task.count == 1 and task.url.endswith("?state=to_approve")
    assert not [task for task in tasks_for(commune_officer) if task.url.endswith("?state=to_approve")]
    written = commit_return(user=commune_leader, returned=returned)
    assert (written.state, written.committed_by, ListImport.objects.get().state) == (
        "committed",
        commune_leader,
        "committed",
    )
    two[0].refresh_from_db()
    assert two[0].class_name == "3A" and Child.objects.filter(full_name="Lồ Seo Dìn").exists()
    undo_return(user=commune_officer, returned=written)
    two[0].refresh_from_db()
    assert two[0].class_name == "2A" and not Child.objects.filter(full_name="Lồ Seo Dìn").exists()


def test_while_it_waits_nothing_of_it_is_changed(rule, returned_book, commune_officer):
    returned = returned_book()
    request_return(user=commune_officer, returned=returned)
    with pytest.raises(Refusal, match="không còn ở bước xem thay đổi"):
        decide(returned, commune_officer, class_name="ours")
    with pytest.raises(Refusal, match="không còn ở bước xem thay đổi"):
        acts.discard_return(user=commune_officer, returned=returned)


def test_given_back_with_a_reason_it_can_be_handed_in_again(rule, returned_book, commune_officer, commune_leader):
    returned = returned_book()
    request_return(user=commune_officer, returned=returned)
    with pytest.raises(Refusal, match="lý do"):
        give_back_return(user=commune_leader, returned=returned, reason=" ")
    assert refusal_of(give_back_return, user=commune_officer, returned=returned, reason="x") == "two_people"
    given = give_back_return(user=commune_leader, returned=returned, reason="Lớp ghi nhầm")
    assert (given.state, given.return_reason, given.requested_by) == ("preview", "Lớp ghi nhầm", None)
    given.list_import.refresh_from_db()
    assert given.list_import.state == "preview"
    decide(given, commune_officer, class_name="ours")
    again = request_return(user=commune_officer, returned=given)
    written = commit_return(user=commune_leader, returned=again)
    assert written.return_reason == "" and Child.objects.filter(full_name="Lồ Seo Dìn").exists()


def test_an_edit_while_it_waits_sends_it_back(rule, returned_book, two, commune_officer, commune_leader):
    returned = returned_book()
    request_return(user=commune_officer, returned=returned)
    Child.objects.filter(pk=two[0].pk).update(class_name="2B")
    assert refusal_of(commit_return, user=commune_leader, returned=returned) == "meanwhile"
    returned.refresh_from_db()
    assert returned.state == "preview" and returned.cells.get().kind == "conflict"
    assert not Child.objects.filter(full_name="Lồ Seo Dìn").exists()


def test_without_a_rule_nobody_is_asked(returned_book, commune_officer):
    assert refusal_of(request_return, user=commune_officer, returned=returned_book()) == "no_rule"


def test_a_wrong_new_row_is_not_handed_in(rule, take, back, commune_officer):
    book = take()
    book.new(full_name="Lồ Seo Dìn", born="99/99/2017")
    returned = back(book.saved())
    assert refusal_of(request_return, user=commune_officer, returned=returned) == "open_rows"
    returned.refresh_from_db()
    assert returned.state == "preview"


def test_the_walk_of_two_people(rule, returned_book, two, client_of, commune_officer, commune_leader):
    returned = returned_book()
    officer, leader = client_of(commune_officer), client_of(commune_leader)
    page = officer.get(acts.return_url(returned)).content.decode()
    assert "Trình người thứ hai duyệt" in page and ">Ghi vào sổ</button>" not in page
    act = lambda name: reverse("children:workbook_act", args=[returned.code, name])  # noqa: E731 - shorter than a def
    assert officer.post(act("request")).status_code == 302
    assert "Duyệt và ghi vào sổ" not in officer.get(acts.return_url(returned)).content.decode()
    listed = leader.get(reverse("children:workbook_list") + "?state=to_approve").content.decode()
    assert returned.file_name in listed and "Tải sổ về" not in listed
    assert "Duyệt và ghi vào sổ" in leader.get(acts.return_url(returned)).content.decode()
    leader.post(act("return"), {"reason": "Xem lại lớp"})
    assert "Xem lại lớp" in officer.get(acts.return_url(returned)).content.decode()
    officer.post(act("request"))
    leader.post(act("commit"))
    two[0].refresh_from_db()
    assert two[0].class_name == "3A"


# An upload of children that a workbook has taken along


def test_an_import_is_undone_though_a_workbook_took_its_children_along(take, back, commune_officer, units):
    content = table(HEADER, child_row(name="Lồ Seo Dìn"))
    opened = import_acts.open_import(user=commune_officer, unit=units.commune, file_name="ds.csv", data=content)
    written = commit_import(user=commune_officer, list_import=import_acts.fill_import(list_import=opened, data=content))
    book = take()
    undo_import(user=commune_officer, list_import=written)
    returned = back(book.saved())
    assert not Child.objects.filter(full_name="Lồ Seo Dìn").exists()
    assert [note["code"] for note in returned.notes] == ["bad_key"]  # its row is looked at as a new one
    assert returned.list_import.rows.get().status == "new"


def test_an_import_with_a_returned_cell_is_not_undone(take, back, commune_officer, units):
    content = table(HEADER, child_row(name="Lồ Seo Dìn"))
    opened = import_acts.open_import(user=commune_officer, unit=units.commune, file_name="ds.csv", data=content)
    written = commit_import(user=commune_officer, list_import=import_acts.fill_import(list_import=opened, data=content))
    book = take()
    book.put(book.row_of("Lồ Seo Dìn"), class_name="5A")
    back(book.saved())
    assert refusal_of(undo_import, user=commune_officer, list_import=written) == "used"
    (conflict,) = conflicts_of(written)
    assert conflict.reasons == ["đã có ô của sổ cầm tay"]


def test_circumstances_that_hang_on_poverty_follow_the_workbook_and_come_back(take, back, commit, two, commune_officer):
    SpellFactory(child=two[0], kind_id="HC13.01", valid=(D(2023, 5, 1), None))
    book = take()
    book.put(book.row_of("Giàng A Páo"), poverty="Không")
    returned = back(book.saved())
    before = everything()
    commit(returned)
    assert two[0].circumstances.get(kind="HC13.01").valid.upper == D(2024, 11, 15)
    assert two[0].circumstances.get(kind="NC07").valid.upper is None
    undo_return(user=commune_officer, returned=returned)
    after = everything()
    assert after["children.CircumstanceSpell"] == before["children.CircumstanceSpell"]
    assert after["children.PovertyRecord"] == before["children.PovertyRecord"]
