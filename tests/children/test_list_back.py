"""Good rows in, bad rows back: the same workbook with the reason beside each row, and again as a normal upload."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font

from children.lists import back
from children.models import Child, ListImport
from children.services.list_commit import commit_import
from children.tasks import act_on_list, read_uploaded_list
from lao_cai_support.audit.models import Act, RecordView
from lao_cai_support.web.files import read_private
from lao_cai_support.web.models import Job
from lao_cai_support.web.uploads import check_workbook
from tests.children.sheets import HEADER, child_row, table, xlsx

BAD = child_row(2, "Lý A Nà", born="31/02/2016")
TITLE = ["UBND XÃ BẢN PHỐ"]


@pytest.fixture
def officer(client_of, commune_officer, units, lists, settings, tmp_path):
    settings.DATA_DIR = tmp_path / "data"
    return client_of(commune_officer)


def send(browser, data, name="danh sách.xlsx"):
    answer = browser.post(reverse("children:import_new"), {"file": SimpleUploadedFile(name, data)})
    assert answer.status_code == 302, answer.content.decode()[:2000]
    opened = ListImport.objects.order_by("-pk").first()
    read_uploaded_list(Job.objects.order_by("-pk").first().code, import_code=opened.code)
    opened.refresh_from_db()
    return opened


def do(browser, opened, act, **more):
    return browser.post(reverse("children:import_act", args=[opened.code, act]), more)


def given_back(browser, opened):
    answer = do(browser, opened, "back")
    assert answer["Location"] == reverse("children:import_file", args=[opened.code])
    answer = browser.get(answer["Location"])
    assert answer["Content-Disposition"].startswith("attachment") and "no-store" in answer["Cache-Control"]
    return b"".join(answer)


def texts(data, sheet="Sheet1"):
    return [[cell.value for cell in row] for row in load_workbook(io.BytesIO(data))[sheet].iter_rows()]


def test_good_rows_go_in_and_bad_ones_come_back_and_go_in_later(officer):
    original = xlsx(
        TITLE, HEADER, child_row(1), BAD, child_row(3, "Lý A Pó", mother="", father=""), ["Tổng số", "3 trẻ"]
    )
    opened = send(officer, original)
    body = officer.get(reverse("children:import_detail", args=[opened.code])).content.decode()
    assert "Ghi 2 dòng, để lại phần còn lại" in body and "Tải tệp kèm lý do" in body
    do(officer, opened, "commit", leave_open="1")
    assert set(Child.objects.values_list("full_name", flat=True)) == {"Giàng A Páo", "Lý A Pó"}
    data = given_back(officer, opened)
    assert check_workbook(SimpleUploadedFile("a.xlsx", data)) == data

    rows, source = texts(data), texts(original)
    assert [row[:10] for row in rows] == [row[:10] for row in source], "the list's own cells are as they were"
    assert rows[1][10:] == ["Kết quả của cổng", "Mã hồ sơ"]
    codes = dict(Child.objects.values_list("full_name", "code"))
    assert rows[2][10:] == ["Đã ghi vào sổ.", codes["Giàng A Páo"]]
    assert rows[3][10].startswith("Ô D4: ") and "31/02/2016" in rows[3][10] and rows[3][11] is None
    assert rows[5][10:] == [None, None]
    sheet = load_workbook(io.BytesIO(data))["Sheet1"]
    assert sheet["D4"].fill.fgColor.rgb == "FFF4CCCC" and "31/02/2016" in sheet["D4"].comment.text
    assert sheet["B4"].fill.fgColor.rgb == sheet["D3"].fill.fgColor.rgb == "00000000"

    sheet["D4"] = "28/02/2016"
    out = io.BytesIO()
    sheet.parent.save(out)
    again = send(officer, out.getvalue())
    assert [row.status for row in again.rows.order_by("pk")] == ["update", "new", "update", "skipped"]
    do(officer, again, "commit")
    again.refresh_from_db()
    assert again.state == "committed" and Child.objects.count() == 3
    assert all(row.before == {} for row in again.rows.filter(status="update")), "what was written is known by its code"


def test_what_is_wrong_twice_is_told_in_the_same_columns(officer):
    first = given_back(officer, send(officer, xlsx(HEADER, child_row(1), BAD, child_row(3, "Lý A Pó", born="x"))))
    sheet = load_workbook(io.BytesIO(first))["Sheet1"]
    sheet["D3"] = "28/02/2016"
    out = io.BytesIO()
    sheet.parent.save(out)
    rows = texts(given_back(officer, send(officer, out.getvalue())))
    assert len(rows[0]) == 12
    assert rows[2][10] is None, "a reason that holds no more is gone"
    assert rows[3][10].startswith("Ô D4: ")


def test_a_doubtful_row_says_why_and_a_left_out_row_says_who(officer, units):
    from tests.factories.children import ChildFactory

    ChildFactory(unit=units.commune, full_name="Giàng A Páo", date_of_birth=None, birth_year=2016)
    opened = send(officer, xlsx(HEADER, child_row(1), child_row(2, "Lý A Nà")))
    last = opened.rows.get(row=3)
    officer.post(reverse("children:import_row", args=[opened.code, last.code]), {"decision": "skip"})
    rows = texts(given_back(officer, opened))
    assert "Có hồ sơ cùng tên" in rows[1][10] and "chọn không ghi" in rows[2][10]


def test_formats_pictures_and_other_sheets_stay(officer):
    book = Workbook()
    page = book.active
    page.title = "Danh sách"
    page.merge_cells("A1:D1")
    page["A1"] = "DANH SÁCH TRẺ EM"
    page["A1"].font = Font(bold=True, color="FF0000FF")
    page.append([])
    for row in (HEADER, BAD):
        page.append(row)
    page["L1"] = "=SUM(A1:A3)"
    page.column_dimensions["B"].width = 33
    other = book.create_sheet("Ghi chú")
    other["B7"] = "việc khác"
    out = io.BytesIO()
    book.save(out)
    made = load_workbook(io.BytesIO(given_back(officer, send(officer, out.getvalue()))))
    page = made["Danh sách"]
    assert page["A1"].font.bold and page["A1"].font.color.rgb == "FF0000FF" and "A1:D1" in page.merged_cells
    assert page["L1"].value == "=SUM(A1:A3)" and page.column_dimensions["B"].width == 33
    assert made["Ghi chú"]["B7"].value == "việc khác"
    assert page["M3"].value == "Kết quả của cổng"


@pytest.mark.parametrize("kind", ["csv", "long"])
def test_other_kinds_come_back_as_a_new_workbook_at_the_same_places(kind, officer, monkeypatch):
    if kind == "long":
        monkeypatch.setattr(back, "MOST_CELLS", 10)
    rows = [TITLE, [], HEADER, child_row(1), BAD, [None, "=cmd()"]]
    name = "danh sách.csv" if kind == "csv" else "danh sách.xlsx"
    opened = send(officer, table(*rows) if kind == "csv" else xlsx(*rows), name)
    made = texts(given_back(officer, opened), "CSV" if kind == "csv" else "Sheet1")
    assert made[2][:10] == HEADER and made[2][10:] == ["Kết quả của cổng", "Mã hồ sơ"]
    assert made[4][1] == "Lý A Nà" and made[4][10].startswith("Ô D5: ")
    assert all(not str(cell).startswith("=") for row in made for cell in row if cell), "nothing runs"
    again = send(officer, given_back(officer, opened))
    assert again.rows.filter(status="error").count() == 1


def test_old_fonts_come_back_readable_where_the_file_is_written_anew(officer):
    from tests.children.old_fonts import tcvn3

    names = ["Lý A Nà", "Sùng Seo Phừ", "Vàng Thị Mỷ"]
    rows = [
        [tcvn3(cell) if isinstance(cell, str) else cell for cell in child_row(n, name, born="31/02/2016")]
        for n, name in enumerate(names)
    ]
    opened = send(officer, table(list(map(tcvn3, HEADER)), *rows, encoding="latin-1"), "ds.csv")
    assert [row[1] for row in texts(given_back(officer, opened), "CSV")[1:]] == names


def test_the_file_is_logged_and_is_the_officers_own(officer, client_of, neighbour_officer, commune_leader):
    opened = send(officer, xlsx(HEADER, child_row(1), BAD))
    url = reverse("children:import_file", args=[opened.code])
    assert officer.get(url).status_code == 404, "nobody has asked for it yet"
    given_back(officer, opened)
    assert Act.objects.get(act="import.give_back").detail == {"rows": 1}
    assert RecordView.objects.filter(page="import_file").count() == 1
    assert client_of(neighbour_officer).get(url).status_code == 404
    assert do(client_of(neighbour_officer), opened, "back").status_code == 404
    assert client_of(commune_leader).get(url).status_code == 200


def test_a_new_file_takes_the_place_of_the_former_and_discarding_removes_both(
    officer, django_capture_on_commit_callbacks
):
    opened = send(officer, xlsx(HEADER, child_row(1), BAD))
    given_back(officer, opened)
    opened.refresh_from_db()
    former = opened.returned_file
    with django_capture_on_commit_callbacks(execute=True):
        given_back(officer, opened)
    opened.refresh_from_db()
    assert opened.returned_file != former and read_private(opened.returned_file)
    with django_capture_on_commit_callbacks(execute=True):
        do(officer, opened, "discard")
    for name in (former, opened.returned_file, opened.stored_file):
        with pytest.raises(Exception, match="không còn"):
            read_private(name)
    opened.refresh_from_db()
    assert opened.mapping == {} and opened.stored_file == ""


def test_a_long_list_is_the_workers(officer, monkeypatch, commune_officer):
    from children.views import list_import

    monkeypatch.setattr(list_import, "LONG", 1)
    opened = send(officer, xlsx(HEADER, child_row(1), BAD))
    for act, state in (("commit", "committed"), ("back", "committed"), ("undo", "undone")):
        answer = do(officer, opened, act, leave_open="1")
        job = Job.objects.order_by("-pk").first()
        assert answer["Location"] == reverse("web:job", args=[job.code])
        for _delivery in range(2):  # the second delivery of a task does nothing more
            act_on_list(job.code, opened.code, act, commune_officer.code, leave_open=True)
        opened.refresh_from_db()
        job.refresh_from_db()
        assert opened.state == state and job.state == "done", job.failure
        assert job.result_url == reverse("children:import_detail", args=[opened.code])
    assert opened.returned_file and not Child.objects.exists()


def test_nothing_to_write_is_told(officer, commune_officer):
    opened = send(officer, xlsx(HEADER, BAD))
    answer = officer.post(
        reverse("children:import_act", args=[opened.code, "commit"]), {"leave_open": "1"}, follow=True
    )
    assert "Không có dòng nào ghi được" in answer.content.decode()
    with pytest.raises(Exception, match="1 dòng lỗi"):
        commit_import(user=commune_officer, list_import=opened)
