"""Amounts in words, as vouchers print them: the accountants' table, then rules over all numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lao_cai_support.web.words import dong_in_words, number_in_words

TABLE = [
    (0, "Không đồng"),
    (15, "Mười lăm đồng"),
    (21, "Hai mươi mốt đồng"),
    (101, "Một trăm linh một đồng"),
    (1_005, "Một nghìn không trăm linh năm đồng"),
    (2_015, "Hai nghìn không trăm mười lăm đồng"),
    (10_000, "Mười nghìn đồng"),
    (105_000, "Một trăm linh năm nghìn đồng"),
    (1_005_000, "Một triệu không trăm linh năm nghìn đồng"),
    (1_050_000, "Một triệu không trăm năm mươi nghìn đồng"),
    (1_234_567, "Một triệu hai trăm ba mươi bốn nghìn năm trăm sáu mươi bảy đồng"),
    (16_500_000, "Mười sáu triệu năm trăm nghìn đồng"),
    (973_000_000, "Chín trăm bảy mươi ba triệu đồng"),
    (1_300_000_000, "Một tỷ ba trăm triệu đồng"),
    (2_005_000_000, "Hai tỷ không trăm linh năm triệu đồng"),
    (1_000_000_001, "Một tỷ không trăm linh một đồng"),
    (
        12_345_678_901,
        "Mười hai tỷ ba trăm bốn mươi lăm triệu sáu trăm bảy mươi tám nghìn chín trăm linh một đồng",
    ),
    (1_000_000_000_000, "Một nghìn tỷ đồng"),
    (1_005_000_000_000, "Một nghìn không trăm linh năm tỷ đồng"),
    (111, "Một trăm mười một đồng"),
    (55, "Năm mươi lăm đồng"),
    (505, "Năm trăm linh năm đồng"),
    (44, "Bốn mươi bốn đồng"),
    (-5, "Âm năm đồng"),
]


@pytest.mark.parametrize(("amount", "words"), TABLE)
def test_table(amount, words):
    assert dong_in_words(amount) == words


ONES = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]
DIGITS = {w: n for n, w in enumerate(ONES)} | {
    "mốt": 1,
    "lăm": 5,
}
SCALES = {"nghìn": 10**3, "triệu": 10**6}


def read_back(words: str) -> int:
    """The number a person reads from the words, by another way than they were made."""
    billions, _tỷ, rest = words.rpartition(" tỷ")
    total = read_back(billions) * 10**9 if billions else 0
    group = pending = 0
    for word in rest.split():
        if word in DIGITS:
            pending = DIGITS[word]
        elif word == "linh":
            pending = 0
        elif word == "mười":
            group, pending = group + 10, 0
        elif word == "mươi":
            group, pending = group + pending * 10, 0
        elif word == "trăm":
            group, pending = group + pending * 100, 0
        else:
            total, group, pending = total + (group + pending) * SCALES[word], 0, 0
    return total + group + pending


@given(st.integers(0, 10**15))
def test_words_read_back_to_the_number(n):
    assert read_back(number_in_words(n)) == n


@given(st.integers(0, 10**15))
def test_words_have_no_stray_spaces(n):
    words = number_in_words(n)
    assert words == " ".join(words.split())
