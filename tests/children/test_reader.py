"""From a file's bytes to cleaned rows: kinds of files, headers, sections, totals, signatures."""

import unicodedata

import pytest

from children.lists.columns import field_of, find_header
from children.lists.reader import read_sheets
from lao_cai_support.web.errors import Refusal
from tests.children.sheets import HEADER, child_row, children_of, codes, only, parsed, table, xlsx


def nfd(row):
    return [unicodedata.normalize("NFD", cell) if isinstance(cell, str) else cell for cell in row]


# Files


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_csv_of_any_delimiter_and_unicode_form(delimiter, encoding):
    row = only(table(HEADER, child_row(), delimiter=delimiter, encoding=encoding), "ds.csv")
    assert row.row == 2
    assert row.fields["full_name"] == "Giàng A Páo"
    assert row.fields["date_of_birth"] == "2016-06-05"
    assert row.fields["guardians"] == ["Giàng A Sử", "Sùng Thị Ly"]


def test_csv_in_the_old_windows_code_page():
    """Letters composed, tones behind them: what Excel wrote as "CSV" on Vietnamese machines."""
    text = "STT,Ho\u0323 tên,Nga\u0300y sinh\n1,Ly\u0301 A Na\u0300,05/06/2016\n"
    assert only(text.encode("cp1258"), "ds.csv").fields["full_name"] == "Lý A Nà"


def test_csv_rows_are_counted_by_the_files_lines():
    """A cell of two lines, an empty line: the next child still stands where an editor shows it."""
    text = 'STT,Họ tên,Ngày sinh,Ghi chú\n1,Lý A Nà,2016,"hai\ndòng"\n\n2,Lý A Pó,2017,\n'
    rows = children_of(text.encode(), "ds.csv")
    assert [(row.row, row.fields["full_name"]) for row in rows] == [(2, "Lý A Nà"), (5, "Lý A Pó")]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_csv_of_any_line_ending(ending):
    text = ending.join(["STT,Họ tên,Ngày sinh", "1,Lý A Nà,2016", "2,Lý A Pó,2017"])
    assert [row.row for row in children_of(text.encode(), "ds.csv")] == [2, 3]


def test_workbook_rows_are_counted_as_the_sheet_shows_them():
    data = xlsx(["Danh sách"], [], [], HEADER, child_row(1), [], child_row(2, "Lý A Nà"))
    assert [(row.sheet, row.row) for row in children_of(data)] == [("Sheet1", 5), ("Sheet1", 7)]


def test_every_sheet_with_a_header_is_read_and_others_are_left():
    data = xlsx(
        HEADER,
        child_row(1),
        sheet="Thôn 1",
        more={"Thôn 2": [HEADER, child_row(1, "Lý A Nà")], "Ghi chú": [["không phải danh sách"]]},
    )
    found = parsed(data)
    assert [(row.sheet, row.row) for row in found.rows] == [("Thôn 1", 2), ("Thôn 2", 2)]
    assert found.mapping.keys() == {"Thôn 1", "Thôn 2"}
    assert found.mapping["Thôn 1"]["columns"]["full_name"] == 2


def test_the_same_headings_have_one_fingerprint_whatever_stands_below():
    def fingerprint(*rows):
        return parsed(xlsx(*rows)).mapping["Sheet1"]["fingerprint"]

    assert fingerprint(HEADER, child_row()) == fingerprint(["Tiêu đề"], HEADER, child_row(name="Lý A Nà"))
    assert fingerprint(HEADER, child_row()) != fingerprint([*HEADER, "Lớp"], child_row())


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"", "ds.xlsx"),
        (b"", "ds.csv"),
        (b"\n\n,,,\n", "ds.csv"),
        (b"%PDF-1.7 not a list", "ds.xlsx"),
        (b"PK\x03\x04 a torn package", "ds.xlsx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "ds.xls"),
        (b"PK\x03\x04\x00\x00", "ds.csv"),
        (bytes(range(256)) * 8, "ds.xlsx"),
        (b'STT,"' + b"a" * 200_000 + b'",x\n', "ds.csv"),
    ],
)
def test_a_file_that_is_no_list_is_refused_with_a_sentence(data, name):
    with pytest.raises(Refusal) as refusal:
        parsed(data, name)
    assert refusal.value.field == "file"
    assert str(refusal.value).endswith(".")


def test_an_empty_workbook_is_refused():
    with pytest.raises(Refusal, match="không có dòng nào"):
        parsed(xlsx([]))


@pytest.mark.parametrize(
    "rows", [[["Báo cáo", "Số liệu"], [1, 2]], [["STT", "Ngày sinh", "Dân tộc"], [1, "2016", "Mông"]]]
)
def test_without_a_header_that_names_children_the_file_is_refused(rows):
    with pytest.raises(Refusal, match="tiêu đề"):
        parsed(xlsx(*rows))


def test_long_sheet_names_are_kept_short_and_apart():
    """A workbook of LibreOffice may name sheets at any length; the preview keeps 60 characters."""
    from children.lists.reader import Sheet, _short_names

    long = "Danh sách trẻ em " * 6
    names = [sheet.name for sheet in _short_names([Sheet(long + "A", []), Sheet(long + "B", []), Sheet("Ngắn", [])])]
    assert len(set(names)) == 3
    assert max(map(len, names)) <= 60 and names[2] == "Ngắn"


def test_a_tick_in_a_checkbox_cell_is_a_mark():
    data = xlsx(["STT", "Họ tên", "Năm sinh", "Hộ nghèo"], [1, "Lý A Nà", 2016, True], [2, "Lý A Pó", 2017, False])
    assert [row.fields["poverty"] for row in children_of(data)] == ["poor", None]
    assert read_sheets(data, "ds.xlsx")[0].rows[1][3] == "x"


# Headers


@pytest.mark.parametrize(
    ("title", "field"),
    [
        ("STT", "order"),
        ("Họ và tên trẻ", "full_name"),
        ("HỌ TÊN TRẺ", "full_name"),
        ("Ngày, tháng, năm sinh", "born"),
        ("NTNS", "born"),
        ("Giới tính\n(Nam/Nữ)", "sex"),
        ("DT", "ethnic_group"),
        ("Thôn, bản", "village"),
        ("Họ tên cha, mẹ\n(người nuôi dưỡng)", "adults"),
        ("Họ tên mẹ", "mother"),
        ("Đối tượng", "circumstances"),
        ("Hộ cận nghèo", "near_poor"),
        ("Hộ nghèo", "poor"),
        ("Số định danh cá nhân", "personal_id"),
        ("Lớp học", "class_name"),
        ("", None),
        ("Chiều cao", None),
    ],
)
def test_headings_are_recognised(title, field):
    assert field_of(title) == field
    assert field_of(unicodedata.normalize("NFD", title)) == field


def test_merged_header_of_two_rows_with_birth_columns_nam_and_nu():
    data = xlsx(
        ["UBND XÃ"],
        ["STT", "Họ và tên", "Ngày sinh", None, "Dân tộc", "Họ tên cha, mẹ", None],
        [None, None, "Nam", "Nữ", None, "Cha", "Mẹ"],
        [1, "Lý A Nà", "05/06/2016", None, "Mông", "Lý A Sử", "Vàng Thị Ly"],
        [2, "Lý Thị Pó", None, "07/08/2017", "Mông", "Lý A Sử", None],
        [3, "Lý A Xá", "05/06/2016", "05/06/2016", "Mông", None, None],
    )
    boy, girl, both = children_of(data)
    assert (boy.row, boy.fields["sex"], boy.fields["date_of_birth"]) == (4, "male", "2016-06-05")
    assert boy.fields["adults"] == {"father": "Lý A Sử", "mother": "Vàng Thị Ly"}
    assert (girl.fields["sex"], girl.fields["date_of_birth"]) == ("female", "2017-08-07")
    assert both.fields["sex"] is None and codes(both) == ["both"]


def test_header_in_decomposed_unicode_is_found_and_names_come_out_composed():
    row = only(xlsx(nfd(HEADER), nfd(child_row(name="Lồ Thị Dế", sex="Nữ"))))
    assert row.fields["full_name"] == "Lồ Thị Dế"
    assert (row.fields["sex"], row.fields["ethnic_group"]) == ("female", "08")


def test_header_must_stand_in_the_first_sixty_rows():
    assert find_header([[None]] * 59 + [HEADER]).index == 59
    assert find_header([[None]] * 60 + [HEADER]) is None


# Rows that are not children


def reasons(*rows):
    return [row.skipped for row in parsed(xlsx(*rows)).rows]


def test_sections_give_the_village_until_the_next_one():
    header = ["TT", "Họ tên", "Năm sinh", "Cha/mẹ"]
    data = xlsx(
        header,
        ["I. THÔN PHÉC BỦNG"],
        [1, "LÝ A NÀ", 2016, "Lý A Sử - Vàng Thị Ly"],
        nfd(["II. Thôn Hấu Dào:"]),
        [2, "LÝ A PÓ", 2017, "Lý A Sử; Vàng Thị Ly"],
    )
    rows = parsed(data).rows
    assert [row.skipped for row in rows] == ["section", "", "section", ""]
    assert [row.fields["village"] for row in rows if not row.skipped] == ["Phéc Bủng", "Hấu Dào"]
    assert [row.fields["guardians"] for row in rows if not row.skipped] == [["Lý A Sử", "Vàng Thị Ly"]] * 2


def test_a_rows_own_village_goes_before_the_section():
    data = xlsx(HEADER, ["Thôn Phéc Bủng"], child_row(village="Thôn Hấu Dào"), child_row(2, "Lý A Nà", village=None))
    assert [row.fields["village"] for row in children_of(data)] == ["Hấu Dào", "Phéc Bủng"]


@pytest.mark.parametrize(
    "total",
    [
        ["Tổng số", "42 trẻ"],
        ["TỔNG CỘNG", None, None, 20, 22],
        ["Cộng", None, 2],
        ["Cộng: 2"],
        ["Danh sách này có 45 trẻ em./."],
        ["Ấn định danh sách có 2 trẻ", "x"],
    ],
)
def test_totals_are_skipped(total):
    assert reasons(HEADER, child_row(), total) == ["", "total"]


def test_a_child_named_cong_is_no_total():
    header = ["Họ và tên trẻ", "Ngày sinh", "Dân tộc"]
    row = only(xlsx(header, ["Công Thị Mỷ", "05/06/2016", "Mông"]))
    assert row.fields["full_name"] == "Công Thị Mỷ"


def test_nothing_below_the_signatures_is_a_child():
    data = [
        HEADER,
        child_row(),
        [None, "NGƯỜI LẬP BIỂU", None, None, "CHỦ TỊCH UBND XÃ"],
        [None, "Vàng Văn Páo", None, None, "Lù Thị Phượng"],
    ]
    assert reasons(*data) == ["", "signature", "signature"]


def test_a_word_of_signatures_in_a_childs_row_does_not_end_the_list():
    header = ["Họ và tên trẻ", "Năm sinh", "Dân tộc", "Ghi chú"]
    rows = children_of(
        xlsx(header, ["Lý A Nà", 2016, "Mông", "Xác nhận của trạm y tế"], ["Lý A Pó", 2017, "Mông", None])
    )
    assert [row.fields["full_name"] for row in rows] == ["Lý A Nà", "Lý A Pó"]


def test_header_printed_again_on_the_next_page_is_skipped():
    assert reasons(HEADER, child_row(), HEADER, child_row(2, "Lý A Nà")) == ["", "header", ""]


def test_two_row_header_printed_again_is_skipped_with_its_second_row():
    head = [["STT", "Họ tên", "Ngày sinh", None, "Dân tộc"], [None, None, "Nam", "Nữ", None]]
    rows = reasons(*head, [1, "Lý A Nà", "2016", None, "Mông"], *head, [2, "Lý Thị Pó", None, "2017", "Mông"])
    assert rows == ["", "header", "header", ""]


@pytest.mark.parametrize("numbers", [[1, 2, 3, 4, 5], ["(1)", "(2)", "(3)", "(4)"], ["A", "B", 1, 2, 3]])
def test_the_row_that_numbers_the_columns_is_skipped(numbers):
    assert reasons(HEADER, numbers, child_row()) == ["header", ""]


def test_titles_and_empty_template_rows_are_skipped():
    assert reasons(HEADER, ["(Kèm theo công văn)"], child_row(), [2], [None, " "]) == ["title", "", "title"]


# Rows that are wrong


def test_missing_name_birth_and_sex_are_told_at_their_cells():
    row = only(xlsx(HEADER, child_row(name=None, born=None, sex=None)))
    assert [(p["field"], p["code"], p["severity"]) for p in row.problems] == [
        ("full_name", "missing", "error"),
        ("date_of_birth", "missing", "error"),
        ("sex", "missing", "warning"),
    ]


def test_digits_in_a_name_and_an_unknown_people_are_told():
    row = only(xlsx(HEADER, child_row(name="Lý A Nà 2", people="Người Sao Hỏa")))
    assert codes(row) == ["bad_name", "unknown_people"]
    assert row.fields["ethnic_group"] is None


def test_too_long_texts_are_told_before_the_database_would_refuse_them():
    row = only(xlsx([*HEADER, "Lớp"], [*child_row(name="Lý " + "a" * 120, village="b" * 121), "3A " + "c" * 20]))
    assert [(p["field"], p["code"]) for p in row.problems] == [
        ("full_name", "too_long"),
        ("village", "too_long"),
        ("class_name", "too_long"),
    ]
    assert row.fields["class_name"] == "3A " + "c" * 17
    adult = only(xlsx(HEADER, child_row(father="d" * 121)))
    assert [(p["field"], p["severity"]) for p in adult.problems] == [("guardians", "warning")]
    assert [len(name) for name in adult.fields["guardians"]] == [120, len("Sùng Thị Ly")]


def test_unknown_circumstance_joins_the_note_and_does_not_replace_it():
    row = only(xlsx([*HEADER, "Ghi chú"], [*child_row(what="Nhà xa trường; mồ côi cha"), "ở với bà"]))
    assert row.fields["circumstances"] == ["NC06"]
    assert row.fields["note"] == "ở với bà; Nhà xa trường"
    assert codes(row) == ["unknown_circumstance"]


def test_disability_without_a_certificate_is_told_and_kept_in_the_note():
    row = only(xlsx(HEADER, child_row(what="Khuyết tật nặng")))
    assert row.fields["circumstances"] == ["HC04.02"]
    assert row.fields["note"] == "Khuyết tật nặng"
    assert codes(row) == ["needs_certificate"]


@pytest.mark.parametrize("where", ["what", "note"])
def test_sealed_circumstance_leaves_no_word_behind(where):
    """A list is read by many; HIV, violence and the like stand only under a named grant (domain/children 1.2)."""
    cells = child_row(what="Nhiễm HIV; mồ côi cha" if where == "what" else "mồ côi cha")
    row = only(xlsx([*HEADER, "Ghi chú"], [*cells, "mẹ nhiễm HIV" if where == "note" else None]))
    assert row.fields["circumstances"] == ["NC06"]
    assert row.fields["note"] == ""
    assert codes(row) == ["sealed"]
    assert "HIV" not in str(row.fields) + str(row.problems)
