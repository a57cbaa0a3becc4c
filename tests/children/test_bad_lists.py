"""Bad input: each kind is told in a sentence with sheet, row and column, all errors of a file at once, in order."""

import io
import json
import zipfile
from io import StringIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from children.models import Child, ListImport
from children.services import list_import as acts
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.models import Job
from tests.children.rows import counts
from tests.children.sheets import HEADER, child_row, children_of, codes, only, parsed, table, xlsx

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LONG = "".join(f"{n:05d}" for n in range(8_000))  # 40,000 characters that do not pack to nothing


def repacked(data, **parts):
    """A workbook with some parts replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for entry in source.infolist():
            made.writestr(entry.filename, parts.pop(entry.filename, source.read(entry)))
        for name, content in parts.items():
            made.writestr(name, content)
    return out.getvalue()


def wide(columns):
    return xlsx([*HEADER, *(f"Cột {n}" for n in range(columns))], [*child_row(), *range(columns)])


HONEST = xlsx(HEADER, child_row())
ENTITY = f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><sst xmlns="{MAIN}"><si><t>&b;</t></si></sst>'
BOMB = f'<worksheet xmlns="{MAIN}"><sheetData>' + " " * (120 * 1024 * 1024)
ENCRYPTED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512 + "EncryptedPackage".encode("utf-16-le")

# (file, its name, words of the sentence)
WHOLE_FILES = {
    "not a workbook": (b"\x89PNG", "ds.xlsx", "không khớp"),
    "another kind": (b"MZ", "ds.exe", ".xlsx, .xls, .ods hoặc .csv"),
    "damaged": (HONEST[:-200], "ds.xlsx", "bị hỏng"),
    "encrypted": (ENCRYPTED, "ds.xlsx", "mật khẩu"),
    "bomb": (lambda: repacked(HONEST, **{"xl/worksheets/sheet1.xml": BOMB}), "ds.xlsx", "quá lớn"),
    "entities": (repacked(HONEST, **{"xl/sharedStrings.xml": ENTITY}), "ds.xlsx", "DOCTYPE"),
    "40,000 characters": (lambda: xlsx(HEADER, child_row(name="a")), "ds.xlsx", "ô B2"),
    "empty": (b"", "ds.xlsx", "không có nội dung"),
    "macros": (HONEST, "ds.xlsm", "macro"),
    "too large": (b"a" * (10 * 1024 * 1024 + 1), "ds.csv", "10 MB"),
}


def file_of(kind):
    data, name, words = WHOLE_FILES[kind]
    data = data() if callable(data) else data
    if kind == "40,000 characters":  # no honest program writes it, so it is put in afterwards
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            sheet = package.read("xl/worksheets/sheet1.xml").replace(b"<t>a</t>", f"<t>{LONG}</t>".encode())
        assert LONG.encode() in sheet
        data = repacked(data, **{"xl/worksheets/sheet1.xml": sheet})
    return data, name, words


@pytest.fixture
def command(lists, units, commune_officer, tmp_path):
    def run(data, name, *flags):
        path, out = tmp_path / name, StringIO()
        path.write_bytes(data)
        told = ["--commune", "02866", "--as", "commune_officer", *flags]
        call_command("import_children", str(path), *told, stdout=out)
        return out.getvalue()

    return run


@pytest.mark.parametrize("kind", WHOLE_FILES)
def test_the_page_refuses_the_file_in_a_sentence(kind, client_of, commune_officer, units, lists):
    data, name, words = file_of(kind)
    browser = client_of(commune_officer)
    answer = browser.post(reverse("children:import_new"), {"file": SimpleUploadedFile(name, data)})
    body = answer.content.decode()
    assert answer.status_code == 422 and 'role="alert"' in body
    assert words in body or (kind == "empty" and "Tệp" in body)
    assert not ListImport.objects.exists() and not Job.objects.exists()


@pytest.mark.parametrize("kind", WHOLE_FILES)
@pytest.mark.parametrize("flags", [[], ["--check"]])
def test_the_command_runs_the_same_checks(kind, flags, command):
    data, name, words = file_of(kind)
    before = counts()
    with pytest.raises(CommandError, match=words):
        command(data, name, *flags)
    assert counts() == before


def test_a_refused_list_leaves_no_report(command, tmp_path):
    with pytest.raises(CommandError):
        command(xlsx(["a", "b"], [1, 2]), "ds.xlsx", "--check", "--json", str(tmp_path / "out.json"))
    assert [path.name for path in tmp_path.iterdir()] == ["ds.xlsx"]


def test_200_columns():
    with pytest.raises(
        Refusal, match=r"Trang “Sheet1” có 210 cột có chữ, đến cột HB; danh sách chỉ được nhiều nhất 100 cột"
    ):
        parsed(wide(200))
    assert len(children_of(wide(80))) == 1
    far = xlsx(["DANH SÁCH"], HEADER, child_row(), [None] * 300 + ["ghi chú rất xa"])
    assert len(children_of(far)) == 1, "a word far away is no column of the list"


# All errors at once, in order, each at its cell


def errors(report):
    return [(row["row"], problem["field"], problem["code"]) for row in report["rows"] for problem in row["problems"]]


WRONG = [
    ["DANH SÁCH TRẺ EM"],
    HEADER,
    child_row(1, born="14/11/2008"),  # 16 since yesterday
    child_row(2, "Lý A Nà", born="16/11/2024"),  # tomorrow
    child_row(3, "Lý A 3"),
    child_row(4, None),
    child_row(5, "Lý A Tư", born=None),
    child_row(6, "Lý A Năm", id="12345"),
    child_row(7, "Lý A Sáu", id="010316000123"),
    child_row(8, "Lý A Bảy", id="abcdefghijkl"),
    child_row(9, "Lý A Tám", people="Sao Hỏa", sex="khác"),
    child_row(10, "x" * 40_000),
    child_row(11, "Lý A Chín", what=LONG),
    child_row(12, "Lý A Mười", born="31/02/2016", mother="b" * 200),
]


def test_every_error_of_a_file_is_told_at_once_and_in_order(command, tmp_path):
    out = tmp_path / "out.json"
    said = command(table(*WRONG), "ds.csv", "--check", "--json", str(out))
    report = json.loads(out.read_text(encoding="utf-8"))
    assert errors(report) == [
        (3, "date_of_birth", "not_a_child"),
        (4, "date_of_birth", "future_date"),
        (5, "full_name", "bad_name"),
        (6, "full_name", "missing"),
        (7, "date_of_birth", "missing"),
        (8, "personal_id", "bad_personal_id"),
        (9, "personal_id", "id_unlikely"),
        (10, "personal_id", "bad_personal_id"),
        (11, "sex", "missing"),
        (11, "ethnic_group", "unknown_people"),
        (12, "full_name", "too_long"),
        (13, "circumstances", "unknown_circumstance"),
        (13, "note", "too_long"),
        (14, "date_of_birth", "bad_date"),
        (14, "guardians", "too_long"),
    ]
    told = {(row["row"], problem["code"]): problem["message"] for row in report["rows"] for problem in row["problems"]}
    assert told[3, "not_a_child"].startswith("Ô D3: ") and told[6, "missing"].startswith("Ô B6: ")
    assert told[9, "id_unlikely"].startswith("Ô J9: ") and "giới tính" in told[9, "id_unlikely"]
    assert told[14, "too_long"].startswith("Ô H14: ")
    lines = [line for line in said.splitlines() if line.startswith("CSV, dòng")]
    assert [line.split(":")[0] for line in lines] == [f"CSV, dòng {n}" for n in (3, 4, 5, 6, 7, 12, 14, 14)]
    assert "Ô D3: " in lines[0]
    assert max(len(json.dumps(row)) for row in report["rows"]) < 5_000, "a long cell is not carried about"
    assert not ListImport.objects.exists()


def test_the_preview_shows_each_error_with_its_cell(client_of, commune_officer, units, lists):
    data = table(*WRONG)
    opened = acts.open_import(user=commune_officer, unit=units.commune, file_name="ds.csv", data=data)
    acts.fill_import(list_import=opened, data=data)
    body = client_of(commune_officer).get(reverse("children:import_detail", args=[opened.code])).content.decode()
    for cell in ("D3", "D4", "B5", "J8", "H14"):
        assert f"<b>{cell}</b>:" in body
    assert LONG not in body


def test_formulas_without_a_result_are_told_at_their_cell():
    book = openpyxl.Workbook()
    for row in (
        HEADER,
        child_row(1, name="=A1&B1"),
        child_row(2, "Lý A Nà", born="=TODAY()"),
        child_row(3, "Lý A Pó", id="=1+1"),
    ):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    found = children_of(out.getvalue())
    assert [(codes(row), [problem["cell"] for problem in row.problems]) for row in found] == [
        (["formula"], ["B2"]),
        (["formula"], ["D3"]),
        (["formula"], ["J4"]),
    ]
    assert all(row.problems[0]["severity"] == "error" for row in found)


def test_formulas_with_a_result_are_read_by_it():
    """What Excel saves: the last result stands beside the formula."""
    data = xlsx(HEADER, child_row(1))
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        sheet = package.read("xl/worksheets/sheet1.xml")
    cell = b'<c r="B2" t="str"><f>"Gi"&amp;"a"</f><v>Gi\xc3\xa0ng A P\xc3\xa1o</v></c>'
    start = sheet.index(b'<c r="B2"')
    end = sheet.index(b"</c>", start) + 4
    row = only(repacked(data, **{"xl/worksheets/sheet1.xml": sheet[:start] + cell + sheet[end:]}))
    assert row.fields["full_name"] == "Giàng A Páo" and row.problems == []


@pytest.mark.parametrize("text", ["=cmd|' /C calc'!A0", "=1+1"])
def test_formulas_in_a_csv_are_errors_and_are_written_nowhere(text, command):
    command(table(HEADER, child_row(1, name=text), child_row(2, "Lý A Nà")), "ds.csv")
    assert [child.full_name for child in Child.objects.all()] == ["Lý A Nà"]


def test_a_list_of_another_commune(command, tmp_path):
    header = ["STT", "Xã", "Họ và tên", "Ngày sinh"]
    out = tmp_path / "out.json"
    command(
        table(header, [1, "Hoàng Thu Phố", "Lý A Nà", "2016"], [2, "Xã Hoàng Thu Phố", "Lý A Pó", "2017"]),
        "ds.csv", "--check", "--json", str(out),
    )  # fmt: skip
    report = json.loads(out.read_text(encoding="utf-8"))
    assert report["summary"]["skipped"] == 2
    assert errors(report) == [(2, "commune", "other_commune"), (3, "commune", "other_commune")]
    assert report["rows"][0]["problems"][0]["message"].startswith("Ô B2: ")


def test_sealed_words_are_shown_to_nobody(client_of, commune_officer, units, lists):
    data = table(HEADER, child_row(what="Nhiễm HIV"))
    opened = acts.open_import(user=commune_officer, unit=units.commune, file_name="ds.csv", data=data)
    acts.fill_import(list_import=opened, data=data)
    held = opened.rows.get()
    assert "HIV" not in str(held.raw) + str(held.fields) + str(held.problems)
