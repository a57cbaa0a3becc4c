"""Columns by their values, what is asked, what an office has confirmed before, and whose commune a row is."""

import datetime
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from children.lists.guess import Knowledge, kind_of
from children.lists.layout import layout_of, letter_of
from children.lists.places import ASK, OTHER, OWN, Place, Places
from children.lists.values import Peoples
from children.models import Child, ColumnMapping, ListImport
from children.services import list_import as acts
from children.services.list_columns import answer_columns
from children.services.list_commit import commit_import
from children.tasks import read_uploaded_list
from lao_cai_support.areas import unitmap
from lao_cai_support.audit.models import Act
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.models import Job
from tests.children.sheets import HEADER, PEOPLES, child_row, table, xlsx
from tests.factories.areas import UnitFactory

DAY = datetime.date(2024, 11, 15)
KNOWN = Knowledge(Peoples(PEOPLES), {"NC06", "NC09"}, frozenset({"sin chai", "ban pho 1"}))
NAMES = ["Giàng A Páo", "Lý Thị Sua", "Sùng Seo Phừ", "Vàng Thị Mỷ", "Thào A Lềnh", "Lồ Thị Dế"]
FATHERS = ["Giàng A Sử", "Lý A Chớ", "Sùng A Tủa", "Vàng A Dơ", "Thào A Sính", "Lồ A Của"]
MOTHERS = ["Sùng Thị Ly", "Vàng Thị Máy", "Cư Thị Dê", "Lù Thị Chú", "Má Thị Xúa", "Hảng Thị Dua"]
DAYS = ["05/06/2016", "07.8.2017", "1-2-2015", "2018", "30/11/2019", "12/12/2014"]


def layout(*rows, **more):
    return layout_of([list(row) for row in rows], KNOWN, **more)


# What a column's values say


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        (DAYS, "born"),
        ([datetime.date(2016, 6, 5)] * 3, "born"),
        ([42526, 42527, 42528], "born"),
        (["Nam", "Nữ", "nam", "NỮ"], "sex"),
        (["Mông", "Kinh", "Dao"], "ethnic_group"),
        (["010216000123", "'010216000124", 10216000125], "personal_id"),
        (NAMES, "name"),
        ([name.upper() for name in NAMES], "name"),
        (["Sín Chải", "Bản Phố 1", "Thôn Sín Chải"], "village"),
        (["Mồ côi cha", "Bố mẹ đi làm ăn xa", "Mồ côi cha"], "circumstances"),
        (["1A", "2B", "Lớp 5C"], "class_name"),
        ([1, 2, 3, 4], "order"),
        (["1", "2", "1", "2", "3"], "order"),
        (["x", "x", "x"], "mark"),
        (["a", "b", "c"], ""),
        (["Nam", "Nữ"], ""),  # two values say nothing
        ([], ""),
    ],
)
def test_kind_of_a_column(cells, kind):
    assert kind_of(cells, KNOWN)[0] == kind


def test_letters_of_columns():
    assert [letter_of(n) for n in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


# Unknown or missing headings


def test_unknown_headings_are_told_by_their_values_without_asking():
    """One column of names, one of days: nothing is in doubt."""
    rows = [
        ["Mã", "Cháu", "Thông tin", "G"],
        *([n, *row] for n, row in enumerate(zip(NAMES, DAYS, ["Nam", "Nữ"] * 3, strict=True), 1)),
    ]
    found = layout(*rows)
    assert found.sure and found.source == "values"
    assert found.header.columns == {0: "order", 1: "full_name", 2: "born", 3: "sex"}
    assert found.first == 1


def test_no_heading_at_all():
    rows = [["DANH SÁCH"], [], *([n, name, day] for n, (name, day) in enumerate(zip(NAMES, DAYS, strict=True), 1))]
    found = layout(*rows)
    assert found.sure and found.first == 2 and found.header.columns == {0: "order", 1: "full_name", 2: "born"}


def test_several_columns_of_names_are_asked_about():
    rows = list(zip(NAMES, FATHERS, MOTHERS, DAYS, strict=True))
    found = layout(*rows)
    assert not found.sure
    assert found.header.columns == {0: "full_name", 1: "father", 2: "mother", 3: "born"}
    assert [column for column, _sentence in found.doubts] == [0, 1, 2]


def test_names_under_an_unknown_heading_are_asked_about_where_no_adults_are_known():
    found = layout(["Họ tên", "Ngày sinh", "Giới tính", "Chủ hộ"], *zip(NAMES, DAYS, ["Nam"] * 6, FATHERS, strict=True))
    assert found.doubts[0][0] == 3 and found.header.columns[3] == "father"
    known = layout(["Họ tên", "Ngày sinh", "Cha", "Chủ hộ"], *zip(NAMES, DAYS, FATHERS, FATHERS, strict=True))
    assert known.sure and 3 not in known.header.columns


def test_a_heading_whose_values_are_something_else_is_asked_about():
    found = layout(["Họ tên", "Ngày sinh", "Dân tộc"], *zip(NAMES, ["Mông"] * 6, DAYS, strict=True))
    assert [column for column, _sentence in found.doubts] == [1]


def test_a_list_without_birth_dates_asks_for_their_column():
    found = layout(["STT", "Họ tên", "Dân tộc", "Khác"], *([n, name, "Mông", "?"] for n, name in enumerate(NAMES, 1)))
    assert [column for column, _sentence in found.doubts] == [None]


def test_a_few_wrong_dates_are_rows_errors_and_no_question():
    days = ["31/02/2016", "hôm qua", *DAYS[2:]]
    assert layout(["Họ tên", "Ngày sinh", "Dân tộc"], *zip(NAMES, days, ["Mông"] * 6, strict=True)).sure


def test_a_sheet_of_something_else_is_no_list():
    assert layout(["Thôn", "Số trẻ"], ["Sín Chải", 12], ["Bản Phố 1", 20]) is None
    assert layout(["Nguyễn Văn A", "Chủ tịch"], ["Lê Thị B", "Phó chủ tịch"], ["Lý A C", "Kế toán"]) is None


def test_the_offices_own_answer_goes_before_headings():
    header, *rows = [["Cột 1", "Cột 2", "Cột 3"], *zip(FATHERS, NAMES, DAYS, strict=True)]
    first = layout(header, *rows)
    told = {first.fingerprint: {"columns": {"father": 1, "full_name": 2, "born": 3}}}
    again = layout(["Danh sách tháng 11"], header, *rows, remembered=told)
    assert again.source == "remembered" and again.sure and again.first == 2
    assert again.header.columns == {0: "father", 1: "full_name", 2: "born"}
    other = layout(["Cột 1", "Cột 2", "Cột 4"], *rows, remembered=told)
    assert other.source == "values" and not other.sure


def test_without_headings_the_kinds_of_the_columns_are_remembered():
    rows = list(zip(FATHERS, NAMES, DAYS, strict=True))
    first = layout(*rows)
    told = {first.fingerprint: {"columns": {"father": 1, "full_name": 2, "born": 3}}}
    again = layout(["Danh sách khác"], [], *rows, remembered=told)
    assert again.source == "remembered" and again.header.columns == {0: "father", 1: "full_name", 2: "born"}


# Whose commune a row is


def place(code, kind, name, district, own=False, ended=False):
    return Place(code, kind, name, f"{kind.capitalize()} {name}", district, own, ended)


PLACES = [
    place("02866", "xã", "Bản Phố", "Bắc Hà", own=True),
    place("02863", "xã", "Hoàng Thu Phố", "Bắc Hà"),
    place("02839", "thị trấn", "Bắc Hà", "Bắc Hà"),
    place("02999", "xã", "Bắc Hà", "Bắc Hà"),
    place("03000", "xã", "Tân Tiến", "Bảo Yên"),
    place("03001", "xã", "Tân Tiến", "Văn Bàn"),
    place("03002", "xã", "Phố Cũ", "Bắc Hà", own=True, ended=True),
    place("03003", "xã", "Bản Phổ", "Si Ma Cai"),
    place("03004", "xã", "Bản Phố", "Mường Khương", ended=True),
    place("03005", "xã", "Lùng Phình", "Bắc Hà", own=True),
    place("03006", "xã", "Lùng Phình", "Mường Khương"),
]


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("Bản Phố", OWN),
        ("xã Bản Phố", OWN),
        ("XÃ BẢN PHỐ", OWN),
        ("02866", OWN),
        (2866, OWN),
        ("Bản Phổ", OTHER),  # the name as written goes before the name without marks
        ("Hoàng Thu Phố", OTHER),
        ("UBND xã Hoàng Thu Phố", OTHER),
        ("Xã Phố Cũ", OWN),  # a commune that this one succeeded
        ("Tân Tiến", OTHER),  # of two, neither is the list's own
        ("Lùng Phình", ASK),
        ("Ban Pho", ASK),  # without marks it could be Bản Phố or Bản Phổ
        ("Thị trấn Bắc Hà", OTHER),
        ("Không Có", ASK),
    ],
)
def test_whose_commune_a_name_is(text, verdict):
    assert Places.of(PLACES, "Xã Bản Phố").verdict(text)[0] == verdict


def test_the_district_beside_it_and_a_persons_answer_settle_a_doubt():
    places = Places.of(PLACES, "Xã Bản Phố")
    assert places.verdict("Lùng Phình", "Bắc Hà")[0] == OWN
    assert places.verdict("Lùng Phình", "huyện Mường Khương")[0] == OTHER
    assert places.namesakes("Lùng Phình") == ["Xã Lùng Phình (Bắc Hà)", "Xã Lùng Phình (Mường Khương)"]
    answered = Places.of(PLACES, "Xã Bản Phố", {"lung phinh": "own", "khong co": "other"})
    assert [answered.verdict(name)[0] for name in ("Lùng Phình", "Không Có")] == [OWN, OTHER]


# From the file to the preview


@pytest.fixture
def upload(lists, units, commune_officer):
    def make(*rows, data=None, name="ds.xlsx", **more):
        content = data or xlsx(*rows)
        opened = acts.open_import(user=commune_officer, unit=units.commune, file_name=name, data=content)
        return acts.fill_import(list_import=opened, data=content, **more)

    return make


DISTRICT = ["STT", "Xã", "Họ và tên", "Ngày sinh", "Giới tính"]


def test_rows_of_other_communes_are_told_and_left_out(upload, commune_officer):
    opened = upload(
        ["DANH SÁCH TRẺ EM HUYỆN BẮC HÀ"],
        DISTRICT,
        [1, "Xã Bản Phố", "Giàng A Páo", "05/06/2016", "Nam"],
        [2, None, "Lý Thị Sua", "05/06/2017", "Nữ"],  # a merged cell holds for the rows below
        [3, "Hoàng Thu Phố", "Sùng Seo Phừ", "05/06/2015", "Nam"],
        [4, None, "Vàng Thị Mỷ", "05/06/2014", "Nữ"],
    )
    assert opened.state == "preview"
    assert [row.status for row in opened.rows.all()] == ["new", "new", "skipped", "skipped"]
    told = opened.rows.get(row=5).problems
    assert told[0]["code"] == "other_commune" and told[0]["cell"] == "B5"
    assert "Xã Hoàng Thu Phố" in told[0]["message"] and "Xã Bản Phố" in told[0]["message"]
    commit_import(user=commune_officer, list_import=opened)
    assert set(Child.objects.values_list("full_name", flat=True)) == {"Giàng A Páo", "Lý Thị Sua"}


def test_sections_by_commune(upload):
    opened = upload(
        HEADER,
        ["I. XÃ HOÀNG THU PHỐ"],
        ["Thôn Hoàng Hạ"],
        child_row(1, village=None),
        ["II. Xã Bản Phố"],
        child_row(2, "Lý A Nà", village=None),
        ["Xã hội hóa giáo dục"],  # a line that only begins with the word
    )
    assert [row.status for row in opened.rows.all()] == ["skipped", "skipped", "skipped", "skipped", "new", "skipped"]
    assert opened.rows.get(status="new").fields["village"] == ""


def test_a_name_of_two_communes_is_asked_about_and_remembered(upload, units, commune_officer):
    UnitFactory(code="02681", name="Bản Phố", parent=units.other_district)
    unitmap.units_changed()
    rows = [
        DISTRICT,
        [1, "Bản Phố", "Giàng A Páo", "05/06/2016", "Nam"],
        [2, "Bản Phố", "Lý A Nà", "05/06/2016", "Nam"],
    ]
    opened = upload(*rows)
    assert opened.state == "columns" and not opened.rows.exists()
    assert opened.mapping["places"] == [
        {"name": "Bản Phố", "rows": 2, "namesakes": ["Xã Bản Phố (Bắc Hà)", "Xã Bản Phố (Lào Cai)"]}
    ]
    sheets = {
        "Sheet1": {"take": True, "first": 2, "script": "", "columns": opened.mapping["sheets"]["Sheet1"]["columns"]}
    }
    answer_columns(user=commune_officer, list_import=opened, sheets=sheets, places={"Bản Phố": "own"})
    opened = acts.fill_import(list_import=opened, data=xlsx(*rows))
    assert opened.state == "preview" and opened.rows.filter(status="new").count() == 2
    assert upload(*rows, [3, "Bản Phố", "Lý A Pó", "05/06/2016", "Nam"]).state == "preview"


def test_a_command_takes_doubtful_names_for_errors(upload, units):
    UnitFactory(code="02681", name="Bản Phố", parent=units.other_district)
    unitmap.units_changed()
    opened = upload(DISTRICT, [1, "Bản Phố", "Giàng A Páo", "05/06/2016", "Nam"], ask=False)
    assert [problem["code"] for problem in opened.rows.get().problems] == ["ambiguous_commune"]


def unknown(*more):
    return [
        ["Mã", "Thông tin 1", "Thông tin 2", "Thông tin 3"],
        *zip(range(1, 7), FATHERS, NAMES, DAYS, strict=True),
        *more,
    ]


def test_the_question_its_answer_and_the_memory_of_it(upload, units, commune_officer, neighbour_officer):
    opened = upload(*unknown())
    assert opened.state == "columns"
    told = opened.mapping["sheets"]["Sheet1"]
    assert told["titles"][1] == "Thông tin 1" and told["samples"][1] == FATHERS[:3]
    columns = {"order": 1, "father": 2, "full_name": 3, "born": 4}
    sheets = {"Sheet1": {"take": True, "first": 2, "script": "", "columns": columns}}
    with pytest.raises(Refusal) as refusal:
        answer_columns(user=neighbour_officer, list_import=opened, sheets=sheets, places={})
    assert refusal.value.code == "right"
    answer_columns(user=commune_officer, list_import=opened, sheets=sheets, places={})
    opened.refresh_from_db()
    assert opened.state == "reading" and Act.objects.filter(act="import.columns").count() == 1
    opened = acts.fill_import(list_import=opened, data=xlsx(*unknown()))
    assert [row.fields["full_name"] for row in opened.rows.all()] == NAMES
    assert opened.rows.first().fields["adults"] == {"father": FATHERS[0]}
    again = upload(*unknown([7, "Giàng A Lù", "Giàng A Vừ", "2019"]))
    assert again.state == "preview" and again.mapping["sheets"]["Sheet1"]["source"] == "remembered"
    assert again.rows.count() == 7
    elsewhere = acts.open_import(user=neighbour_officer, unit=units.sibling, file_name="ds.xlsx", data=xlsx(*unknown()))
    assert acts.fill_import(list_import=elsewhere, data=xlsx(*unknown())).state == "columns", "another office"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"columns": {"born": 4}}, "no_name"),
        ({"columns": {"full_name": 3}}, "no_birth"),
        ({"columns": {"full_name": 3, "born": 4, "father": 2, "mother": 1, "adults": 2}}, "adults"),
        ({"columns": {"full_name": 3, "born": 99}}, ""),
        ({"columns": {"full_name": 3, "born": 4, "password": 1}}, ""),
        ({"script": "klingon"}, ""),
        ({"take": False}, "no_sheet"),
    ],
)
def test_answers_that_make_no_list_are_refused(change, code, upload, commune_officer):
    opened = upload(*unknown())
    answer = {"take": True, "first": 2, "script": "", "columns": {"full_name": 3, "born": 4}} | change
    with pytest.raises(Refusal) as refusal:
        answer_columns(user=commune_officer, list_import=opened, sheets={"Sheet1": answer}, places={})
    assert refusal.value.code == code
    opened.refresh_from_db()
    assert opened.state == "columns" and not ColumnMapping.objects.exists()


# The page


@pytest.fixture
def officer(client_of, commune_officer):
    return client_of(commune_officer)


def send(browser, data, name="ds.xlsx"):
    browser.post(reverse("children:import_new"), {"file": SimpleUploadedFile(name, data)})
    opened = ListImport.objects.order_by("-pk").first()
    read_uploaded_list(Job.objects.order_by("-pk").first().code, import_code=opened.code)
    opened.refresh_from_db()
    return opened


def filled(answer, **changes):
    """The form as the page shows it, sent back."""
    form = answer.context["form"]
    sent = {name: form[name].value() for name in form.fields}
    sent = {name: "on" if value is True else value for name, value in sent.items() if value not in (None, False)}
    return sent | changes


def test_the_page_between_upload_and_preview(officer, units, lists):
    opened = send(officer, xlsx(*unknown()))
    answer = officer.get(reverse("children:import_detail", args=[opened.code]))
    url = reverse("children:import_columns", args=[opened.code])
    assert answer["Location"] == url
    page = officer.get(url)
    body = page.content.decode()
    for words in ("Thông tin 2", NAMES[0], NAMES[2], "Họ và tên trẻ", "Mỗi cột ghi gì?"):
        assert words in body
    wrong = officer.post(url, filled(page, **{"column-0-2": "full_name", "column-0-3": "full_name"}))
    assert wrong.status_code == 422 and "cùng chọn một mục" in wrong.content.decode()
    sent = filled(page, **{"column-0-2": "father", "column-0-3": "full_name"})
    no_birth = officer.post(url, sent | {"column-0-4": ""})
    assert no_birth.status_code == 422 and "chưa có cột ngày sinh" in no_birth.content.decode()
    answer = officer.post(url, sent)
    job = Job.objects.order_by("-pk").first()
    assert answer["Location"] == reverse("web:job", args=[job.code])
    read_uploaded_list(job.code, import_code=opened.code)
    body = officer.get(reverse("children:import_detail", args=[opened.code])).content.decode()
    assert NAMES[5] in body and "Đổi cách nhận cột" in body


def test_the_preview_says_who_confirmed_the_columns_and_lets_one_change_it(officer, units, lists, commune_officer):
    opened = send(officer, xlsx(*unknown()))
    url = reverse("children:import_columns", args=[opened.code])
    officer.post(url, filled(officer.get(url), **{"column-0-2": "father", "column-0-3": "full_name"}))
    read_uploaded_list(Job.objects.order_by("-pk").first().code, import_code=opened.code)
    again = send(officer, xlsx(*unknown([7, "Giàng A Lù", "Giàng A Vừ", "2019"])))
    body = officer.get(reverse("children:import_detail", args=[again.code])).content.decode()
    assert re.search(rf"được nhận theo cách {re.escape(commune_officer.full_name)} xác nhận", body)
    url = reverse("children:import_columns", args=[again.code])
    page = officer.get(url)
    assert "sẽ mất" in page.content.decode()
    officer.post(url, filled(page, **{"column-0-2": "full_name", "column-0-3": "father"}))
    read_uploaded_list(Job.objects.order_by("-pk").first().code, import_code=again.code)
    assert again.rows.first().fields["full_name"] == FATHERS[0]
    assert ColumnMapping.objects.get().columns["full_name"] == 2


def test_old_fonts_are_told_in_the_preview_and_can_be_answered(officer, units, lists):
    from tests.children.old_fonts import tcvn3

    rows = [
        [tcvn3(cell) if isinstance(cell, str) else cell for cell in child_row(n, name)] for n, name in enumerate(NAMES)
    ]
    opened = send(officer, xlsx(list(map(tcvn3, HEADER)), *rows))
    body = officer.get(reverse("children:import_detail", args=[opened.code])).content.decode()
    assert "TCVN3 (ABC)" in body and "đã được đổi sang Unicode" in body and NAMES[0] in body
    url = reverse("children:import_columns", args=[opened.code])
    officer.post(url, filled(officer.get(url), **{"script-0": "unicode"}))
    read_uploaded_list(Job.objects.order_by("-pk").first().code, import_code=opened.code)
    assert opened.rows.first().fields["full_name"] == tcvn3(NAMES[0])


def test_sheets_that_are_no_lists_are_told(officer, units, lists):
    opened = send(officer, xlsx(HEADER, child_row(), more={"Hướng dẫn": [["Ghi rõ họ tên"], ["và ngày sinh"]]}))
    assert opened.mapping["left"] == ["Hướng dẫn"]
    assert "Hướng dẫn" in officer.get(reverse("children:import_detail", args=[opened.code])).content.decode()


def test_a_table_in_text_is_asked_the_same_way(officer, units, lists):
    assert send(officer, table(*unknown(), delimiter=";"), "ds.csv").state == "columns"


def test_the_columns_page_costs_the_same_for_many_rows(officer, units, lists):
    from tests.queries import queries_of

    few = send(officer, xlsx(*unknown()))
    many = send(
        officer,
        xlsx(*unknown(*([7 + n, f"Giàng A Lù {chr(97 + n)}", f"Giàng A {chr(97 + n)}", "2019"] for n in range(24)))),
    )
    pages = [reverse("children:import_columns", args=[opened.code]) for opened in (few, many)]
    assert queries_of(officer, pages[0]) == queries_of(officer, pages[1])
