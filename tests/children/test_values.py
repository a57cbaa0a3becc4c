"""Single cells put right: names, births, sexes, peoples, circumstances, marks, numbers."""

import datetime
import string
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from children.lists import values
from lao_cai_support.web.text import fold
from tests.children.sheets import DAY, KINDS, PEOPLES

KNOWN = {kind.code for kind in KINDS if not kind.sealed}
D = datetime.date


# Births


@pytest.mark.parametrize(
    ("cell", "born"),
    [
        ("5/6/2014", D(2014, 6, 5)),
        ("05/06/2014", D(2014, 6, 5)),
        ("05.06.2014", D(2014, 6, 5)),
        ("5-6-2014", D(2014, 6, 5)),
        ("5-6-14", D(2014, 6, 5)),
        ("5 6 2014", D(2014, 6, 5)),
        (" 05/06/2014 ", D(2014, 6, 5)),
        ("5 / 6 / 2014", D(2014, 6, 5)),
        ("2014-06-05", D(2014, 6, 5)),
        ("2014-06-05 00:00:00", D(2014, 6, 5)),
        (41795, D(2014, 6, 5)),  # a spreadsheet's own day number
        (D(2014, 6, 5), D(2014, 6, 5)),
        (datetime.datetime(2014, 6, 5, 7, 30), D(2014, 6, 5)),
        ("29/2/2012", D(2012, 2, 29)),
        ("15/11/2024", DAY),  # born today
        ("16/11/2008", D(2008, 11, 16)),  # turns 16 tomorrow
    ],
)
def test_birth_date_is_read_day_first(cell, born):
    assert values.birth_of(cell, DAY) == (born, born.year, None)


@pytest.mark.parametrize("cell", ["2014", 2014, "2014 ", "6/2014", "06.2014"])
def test_birth_with_the_year_only_stays_a_year(cell):
    assert values.birth_of(cell, DAY) == (None, 2014, None)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("31/02", "bad_date"),
        ("31/02/2014", "bad_date"),
        ("29/2/2014", "bad_date"),
        ("6/13/2014", "bad_date"),
        ("0/0/0", "bad_date"),
        ("năm ngoái", "bad_date"),
        ("5/6/214", "bad_date"),
        (-3, "bad_date"),
        (float("inf"), "bad_date"),
        (float("nan"), "bad_date"),
        ("16/11/2024", "future_date"),
        ("2025", "future_date"),
        ("5/6/2104", "future_date"),
        ("15/11/2008", "not_a_child"),  # 16 today
        ("1/1/2007", "not_a_child"),
        ("2007", "not_a_child"),
        ("1914", "not_a_child"),
        (5, "not_a_child"),  # the day number of January 1900
    ],
)
def test_birth_that_cannot_be_is_told_with_what_the_cell_said(cell, code):
    born, year, problem = values.birth_of(cell, DAY)
    assert (born, year) == (None, None)
    assert (problem["field"], problem["code"], problem["severity"]) == ("date_of_birth", code, "error")
    assert str(cell)[:30] in problem["message"]


def test_year_only_birth_is_a_child_until_that_years_end():
    assert values.birth_of("2008", DAY) == (None, 2008, None)
    assert values.birth_of("2008", D(2025, 1, 1))[2]["code"] == "not_a_child"


@given(st.one_of(st.text(), st.integers(), st.floats(), st.dates(), st.datetimes(), st.booleans()))
@example("2014-00-00")
@example("0000")
@example("٠٥/٠٦/٢٠١٤")
def test_birth_never_raises_and_is_always_a_child_or_a_problem(cell):
    born, year, problem = values.birth_of(cell, DAY)
    if problem:
        assert (born, year) == (None, None)
    else:
        assert born is None or born.year == year
        assert 2008 <= year <= 2024


@given(
    st.dates(D(2008, 11, 16), DAY), st.sampled_from(["{d}/{m}/{y}", "{d:02}.{m:02}.{y}", "{d}-{m}-{y}", "{y}-{m}-{d}"])
)
def test_every_way_of_writing_a_date_gives_it_back(day, pattern):
    text = pattern.format(d=day.day, m=day.month, y=day.year)
    assert values.birth_of(text, DAY) == (day, day.year, None)


@given(st.dates(D(2008, 11, 16), DAY))
def test_a_spreadsheets_day_number_gives_the_day_back(day):
    number = (day - D(1899, 12, 30)).days
    assert values.birth_of(number, DAY) == values.birth_of(float(number), DAY) == (day, day.year, None)


# Names

LETTERS = "aàáảãạăằắẳẵặâầấẩẫậbcdđeèéẻẽẹêềếểễệghiìíỉĩịklmnoòóỏõọôồốổỗộơờớởỡợpqrstuùúủũụưừứửữựvxyỳýỷỹỵ"
words = st.text(alphabet=LETTERS, min_size=1, max_size=7)
proper_names = st.lists(words, min_size=2, max_size=5).map(lambda parts: " ".join(part.capitalize() for part in parts))


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("GIÀNG THỊ MỶ", "Giàng Thị Mỷ"),
        ("giàng thị mỷ", "Giàng Thị Mỷ"),
        ("  SÙNG  A  PÁO ", "Sùng A Páo"),
        ("Sùng\nA Páo", "Sùng A Páo"),
        ("3. Vàng A Sử", "Vàng A Sử"),
        ("12) Vàng A Sử;", "Vàng A Sử"),
        (unicodedata.normalize("NFD", "Lồ Thị Dế"), "Lồ Thị Dế"),
        ("Y Ly", "Y Ly"),
        (None, ""),
        ("", ""),
        (" . ", ""),
    ],
)
def test_name_is_put_in_proper_spelling(cell, name):
    assert values.name_of(cell) == name


@given(proper_names)
def test_a_proper_name_is_left_alone_and_capitals_give_it_back(name):
    assert values.name_of(name) == name
    assert values.name_of(name.upper()) == name
    assert values.name_of(unicodedata.normalize("NFD", name)) == name
    assert values.name_of(f"  7. {name.replace(' ', '   ')} ") == name


@given(st.one_of(st.none(), st.text(), st.integers(), st.floats()))
@example("1. .2) a")
def test_name_never_raises_and_cleaning_twice_changes_nothing(cell):
    name = values.name_of(cell)
    assert name == name.strip() and "\n" not in name
    assert fold(values.name_of(name)) == fold(name)


# Sex, peoples, marks


@pytest.mark.parametrize(
    ("cell", "sex"), [("Nam", "male"), ("NAM", "male"), ("Nữ", "female"), ("nu", "female"), ("x", None), (None, None)]
)
def test_sex(cell, sex):
    assert values.sex_of(cell) == sex


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("Mông", "08"),
        ("H'Mông", "08"),
        ("MÔNG", "08"),
        ("Hmông (Mông hoa)", "08"),
        ("mèo", "08"),
        ("Dao", "09"),
        ("Dao đỏ", None),
        ("Việt", "01"),
        ("08", "08"),
        (8, "08"),
        ("77", None),
        ("", None),
    ],
)
def test_people_by_name_first_then_by_code(cell, code):
    assert values.Peoples(PEOPLES).code_of(cell) == code


@pytest.mark.parametrize(
    ("poor", "near", "found"),
    [
        ("x", None, "poor"),
        ("Có", None, "poor"),
        (1, None, "poor"),
        (True, None, "poor"),
        (None, "x", "near_poor"),
        ("Hộ nghèo", None, "poor"),
        ("Cận nghèo", None, "near_poor"),  # one column "Diện hộ" for both
        (None, "Hộ nghèo", "poor"),  # one column "Hộ nghèo, cận nghèo" for both
        ("không", None, None),
        ("Hộ không nghèo", None, None),
        ("Thoát nghèo", None, None),
        ("Trung bình", None, None),
        (0, None, None),
        ("-", "", None),
        (None, None, None),
    ],
)
def test_poverty_says_the_word_before_the_column(poor, near, found):
    assert values.poverty_of(poor, near) == found


# Circumstances


@pytest.mark.parametrize(
    ("cell", "codes", "strange"),
    [
        ("Mồ côi cả cha và mẹ", ["HC01"], []),
        ("Mồ côi cha mẹ", ["HC01"], []),
        ("Mồ côi cả cha, mẹ", ["HC01"], []),
        ("mồ côi bố/mẹ", ["HC01"], []),
        ("Mồ côi cha", ["NC06"], []),
        ("MỒ CÔI MẸ; HỘ NGHÈO", ["NC06", "NC04"], []),
        ("Bị bỏ rơi", ["HC02"], []),
        ("Khuyết tật nặng", ["HC04.02"], []),
        ("Khuyết tật đặc biệt nặng", ["HC04.01"], []),
        ("Mắc bệnh hiểm nghèo", ["HC13"], []),
        ("Bố mẹ đi làm ăn xa", ["NC09"], []),
        ("Bố đi tù + cận nghèo", ["NC10", "NC05"], []),
        ("Hộ nghèo, hộ nghèo", ["NC04"], []),
        ("Nhà xa trường; mồ côi cha", ["NC06"], ["Nhà xa trường"]),
        ("x", [], []),
    ],
)
def test_circumstances_from_the_words_of_lists(cell, codes, strange):
    assert values.circumstances_of(cell, KNOWN) == (codes, strange)


@pytest.mark.parametrize(
    "cell",
    ["Nhiễm HIV", "HIV/AIDS", "bị xâm hại tình dục", "Bạo lực gia đình", "nghiện ma túy", "Bị mua bán", "Bóc lột"],
)
def test_sealed_circumstances_are_never_taken_from_a_list(cell):
    everything = {kind.code for kind in KINDS}
    codes, strange = values.circumstances_of(cell, everything)
    assert values.is_sealed(cell)
    assert not {"HC05", "HC09", "HC11"} & set(codes)
    assert not any(values.is_sealed(part) for part in strange)


@given(st.text())
def test_circumstances_never_raise_and_give_only_known_codes(text):
    codes, strange = values.circumstances_of(text, KNOWN)
    assert set(codes) <= KNOWN and len(set(codes)) == len(codes)
    assert all(part.strip() for part in strange)


# Personal ids, villages


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("010214000123", "010214000123"),
        ("010 214 000 123", "010214000123"),
        ("'010214000123", "010214000123"),
        (10214000123, "010214000123"),  # the spreadsheet took the leading zero
        ("10214000123", "010214000123"),
    ],
)
def test_personal_id_of_12_digits(cell, found):
    assert values.personal_id_of(cell) == (found, None)


@pytest.mark.parametrize("cell", ["123", "0102140001234", "chưa có", 123456789, ""])
def test_a_wrong_personal_id_is_left_out_with_a_warning(cell):
    number, problem = values.personal_id_of(cell)
    assert number is None
    assert (problem["field"], problem["code"], problem["severity"]) == ("personal_id", "bad_personal_id", "warning")


@given(st.one_of(st.text(), st.integers(), st.floats(), st.text(alphabet=string.digits, min_size=10, max_size=13)))
def test_personal_id_is_12_digits_or_nothing(cell):
    number, problem = values.personal_id_of(cell)
    assert (number is None) == (problem is not None)
    assert number is None or (len(number) == 12 and number.isdigit() and number.isascii())


@pytest.mark.parametrize(
    ("cell", "village"),
    [
        ("Thôn Phéc Bủng", "Phéc Bủng"),
        ("THÔN PHÉC BỦNG", "Phéc Bủng"),
        ("II. THÔN PHÉC BỦNG:", "Phéc Bủng"),
        ("Bản Phố 1", "Bản Phố 1"),
        ("bản phố 1", "Bản Phố 1"),
        ("Tổ dân phố Nậm Cáy", "Nậm Cáy"),
        ("Xóm Mới", "Mới"),
    ],
)
def test_village_without_the_word_thon(cell, village):
    assert values.village_of(cell) == village
