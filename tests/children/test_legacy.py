"""Lists in TCVN3 (ABC) and VNI: recognised from the text itself, converted, and Unicode left alone."""

import csv
import io
import unicodedata

import pytest

from children.lists.legacy import Scripts, convert, readings_of
from children.lists.reader import read_sheets
from children.lists.syllables import is_syllable
from tests.children.old_fonts import tcvn3, vni
from tests.children.sheets import HEADER, child_row, children_of, only, parsed, table, xlsx

FONTS = {"tcvn3": tcvn3, "vni": vni}
LETTERS = "aàáảãạăằắẳẵặâầấẩẫậđeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵ"
NAMES = [
    *("Giàng A Páo", "Lý Thị Sua", "Sùng Seo Phừ", "Vàng Thị Mỷ", "Thào A Lềnh", "Lồ Thị Dế", "Hảng A Tủa", "Cư Seo Dơ"),
    *("Nguyễn Hữu Phước", "Hoàng Thùy Linh", "Phạm Đức Anh", "Đỗ Tuấn Kiệt", "Triệu Mùi Nải", "Chảo Sử Mẩy", "Tẩn Láo Lở"),
]  # fmt: skip


def rows_of(font, names=NAMES):
    return [
        [font(cell) if isinstance(cell, str) else cell for cell in child_row(n, name)]
        for n, name in enumerate(names, 1)
    ]


# The tables


@pytest.mark.parametrize("font", FONTS)
def test_every_letter_comes_back(font):
    old = FONTS[font](LETTERS)
    assert convert(old, font) == LETTERS


def test_known_words_of_real_lists():
    """Written by the fonts themselves, not by the tables of this test."""
    assert convert("céng hoµ x· héi chñ nghÜa viÖt nam", "tcvn3") == "cộng hoà xã hội chủ nghĩa việt nam"
    assert convert("Hä vµ tªn trÎ", "tcvn3") == "Họ và tên trẻ"
    assert convert("Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam", "vni") == "Cộng hòa xã hội chủ nghĩa Việt Nam"
    assert convert("NGUYEÃN VAÊN ÑÖÙC", "vni") == "NGUYỄN VĂN ĐỨC"


def test_capitals_that_tcvn3_has_no_codes_for():
    assert convert("NGUYÔN V¡N ¸NH", "tcvn3") == "NGUYỄN VĂN ÁNH"
    assert convert("Ph¹m ThÞ ¸nh", "tcvn3") == "Phạm Thị Ánh"
    assert convert("nguyÔn v¨n ¸nh", "tcvn3") == "nguyễn văn ánh"  # the name's own rule makes capitals
    assert convert("Lß A S¬", "tcvn3") == "Lò A Sơ"


# The recogniser


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_never_taken_for_what_it_is_not(name):
    assert readings_of(name)[0] == "unicode"
    for font, write in FONTS.items():
        found = readings_of(write(name))
        assert font in found
        if "unicode" in found:  # "Lý Thị": the column decides
            assert convert(write(name), font) == name


def test_few_villages_are_in_doubt(db_free_villages):
    """Of the province's own village names written in the old fonts, hardly one reads as Unicode Vietnamese too."""
    for font, write in FONTS.items():
        doubtful = [name for name in db_free_villages if readings_of(write(name)) != (font,)]
        assert len(doubtful) < len(db_free_villages) / 50, doubtful


@pytest.fixture(scope="module")
def db_free_villages():
    from django.conf import settings

    path = settings.REFERENCE_DIR / "villages.csv"
    names = {row["name_vi"] for row in csv.DictReader(io.StringIO(path.read_text(encoding="utf-8")))}
    return [name for name in names if not name.isascii() and not all(map(str.isascii, name.split()[1:]))]


@pytest.mark.parametrize("word", ["Giàng", "nghiêng", "Phừ", "Mẩy", "quyết", "Páo", "ý", "gì", "khuỷu", "Ỷ"])
def test_vietnamese_syllables(word):
    assert is_syllable(word) and is_syllable(unicodedata.normalize("NFD", word))


@pytest.mark.parametrize("word", ["NguyÔn", "Gi¸o", "Haø", "Nöõ", "xyz", "pảt", "àá", "ng", ""])
def test_what_is_no_syllable(word):
    assert not is_syllable(word)


# Whole lists


@pytest.mark.parametrize("font", FONTS)
def test_a_list_in_an_old_font_reads_like_the_same_list_in_unicode(font):
    write = FONTS[font]
    plain = xlsx(["Danh sách trẻ em"], HEADER, *rows_of(str))
    old = xlsx([write("Danh sách trẻ em")], list(map(write, HEADER)), *rows_of(write))
    expected, found = children_of(plain), children_of(old)
    assert [row.fields for row in found] == [row.fields for row in expected]
    assert len(found) == len(NAMES)
    told = parsed(old).mapping["Sheet1"]
    assert set(told["old_text"].values()) == {font} and told["old_cells"] > 4 * len(NAMES)
    assert parsed(plain).mapping["Sheet1"]["old_cells"] == 0


@pytest.mark.parametrize("font", FONTS)
def test_headings_of_both_kinds_have_one_fingerprint(font):
    write = FONTS[font]
    marks = {parsed(xlsx(list(map(w, HEADER)), *rows_of(w))).mapping["Sheet1"]["fingerprint"] for w in (str, write)}
    assert len(marks) == 1


def test_a_doubtful_cell_follows_its_column():
    """ "Hoàng" is Vietnamese as it stands, and is "Hồng" in a column of VNI."""
    names = ["Hồng Thị Thi", *NAMES]
    rows = children_of(xlsx(list(map(vni, HEADER)), *rows_of(vni, names)))
    assert rows[0].fields["full_name"] == "Hồng Thị Thi"
    assert only(xlsx(HEADER, child_row(name="Hoàng Thị Thi"))).fields["full_name"] == "Hoàng Thị Thi"


@pytest.mark.parametrize("font", FONTS)
def test_a_file_of_both_kinds_is_read_row_by_row(font):
    """Half of the rows were pasted from a new list: each row's own words decide."""
    mixed = [
        [FONTS[font](cell) if n % 2 and isinstance(cell, str) else cell for cell in child_row(n, name)]
        for n, name in enumerate(NAMES, 1)
    ]
    rows = children_of(xlsx(HEADER, *mixed))
    assert [row.fields["full_name"] for row in rows] == NAMES
    assert {tuple(row.fields["guardians"]) for row in rows} == {("Giàng A Sử", "Sùng Thị Ly")}
    assert {row.fields["ethnic_group"] for row in rows} == {"08"}


def test_one_column_in_an_old_font():
    rows = [
        [*child_row(n, name)[:6], tcvn3("Giàng A Sử"), tcvn3("Sùng Thị Ly"), "", ""] for n, name in enumerate(NAMES, 1)
    ]
    found = parsed(xlsx(HEADER, *rows))
    assert [row.fields["full_name"] for row in found.rows] == NAMES
    assert {tuple(row.fields["guardians"]) for row in found.rows} == {("Giàng A Sử", "Sùng Thị Ly")}
    assert found.mapping["Sheet1"]["old_text"].keys() == {"7", "8"}


@pytest.mark.parametrize(
    "text",
    [
        "Giàng A Páo", "K'Sor H'Bia", "Ksor Blôk", "Café Zürich", "Trẻ em nghèo; bố mẹ đi làm ăn xa", "José Müller",
        "Lò Văn Hoà (con ông Tòng)", "50 °C ± 2 µg", "Ðinh Văn Ðức",
    ],
)  # fmt: skip
def test_unicode_stays_untouched(text):
    scripts = Scripts.of([[text], *([name] for name in NAMES)])
    assert scripts.restore([text]) == [text.replace("Ð", "Đ")]
    assert scripts.told == {}


def test_decomposed_unicode_stays_unicode():
    rows = [[unicodedata.normalize("NFD", name)] for name in NAMES]
    scripts = Scripts.of(rows)
    assert scripts.plain and [scripts.restore(row) for row in rows] == rows


@pytest.mark.parametrize("font", FONTS)
def test_a_csv_saved_on_an_old_machine(font):
    """Bytes of one code page, with nothing that says which."""
    write = FONTS[font]
    data = table(list(map(write, HEADER)), *rows_of(write), encoding="latin-1")
    assert [row.fields["full_name"] for row in children_of(data, "ds.csv")] == NAMES


def test_a_persons_own_answer_goes_first():
    """A column of cells that read both ways, and the officer says which."""
    rows = [["Hoàng Lò"], ["Lò Hoàng"]]
    assert Scripts.of(rows).restore(rows[0]) == ["Hoàng Lò"]
    assert Scripts.of(rows, "vni").restore(rows[0]) == ["Hồng Lị"]
    assert Scripts.of([[tcvn3(NAMES[0])]], "unicode").restore([tcvn3(NAMES[0])]) == [tcvn3(NAMES[0])]


def test_numbers_and_days_are_left_alone():
    import datetime

    row = [1, 2.5, datetime.date(2016, 6, 5), None, tcvn3("Giàng A Páo")]
    assert Scripts.of([row]).restore(row) == [*row[:4], "Giàng A Páo"]


def test_a_workbook_in_an_old_font_keeps_what_it_shows(tmp_path):
    """What the sheet says is shown as converted, so that an officer can read it."""
    data = xlsx(list(map(tcvn3, HEADER)), *rows_of(tcvn3))
    assert read_sheets(data, "ds.xlsx")[0].rows[1][1] == tcvn3(NAMES[0])
    assert children_of(data)[0].raw[1] == NAMES[0]
