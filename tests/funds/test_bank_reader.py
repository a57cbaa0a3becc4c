"""Banks' files read as they are: heads of one and two rows, columns by word, days and amounts as people write them."""

import datetime

import pytest

from children.lists.reader import read_sheets
from funds.bank.columns import find_head, role_of, usable
from funds.bank.reader import amount_of, day_of, digests, read_moves
from funds.services.statement import open_book
from lao_cai_support.web.errors import Refusal
from tests.funds import statements


def reading(upload):
    content = upload.read()
    book = open_book(content, upload.name)
    return read_moves(book.sheet, book.head, book.head.columns)


@pytest.mark.parametrize(
    "upload",
    [
        lambda: statements.sheet(statements.BILINGUAL),
        lambda: statements.sheet(statements.TWO_ROWS),
        lambda: statements.text(statements.MARKED, delimiter=";"),
        lambda: statements.text(statements.BILINGUAL, encoding="utf-16"),
        lambda: statements.signed(
            ("05/11/2024", 2_000_000, "NGUYEN THI UOC ung ho quy", "1"), ("06/11/2024", -500_000, "Phi", "2")
        ),
    ],
    ids=["bilingual", "two rows", "marked, semicolons", "utf-16", "signed"],
)
def test_files_of_banks_tell_the_same_two_movements(upload):
    found = reading(upload())
    assert [(move.day, move.amount) for move in found.moves] == [
        (datetime.date(2024, 11, 5), 2_000_000),
        (datetime.date(2024, 11, 6), -500_000),
    ]
    assert not found.problems and not found.gaps
    assert "Phi" in found.moves[1].text


@pytest.mark.parametrize(
    ("cell", "role"),
    [
        ("ngay giao dich/ transaction date", "day"),
        ("so tien ghi no/ debit", "debit"),
        ("co", "credit"),
        ("so tien", "amount"),
        ("tai khoan doi ung", "ignored"),
        ("noi dung chi tiet/ transactions in detail", "text"),
        ("so du", "balance"),
        ("cong hoa xa hoi", ""),
    ],
)
def test_a_heads_words(cell, role):
    assert role_of(cell) == role


def test_a_head_that_names_too_little_is_asked_for():
    head = find_head([["Thời điểm", "Vào", "Ra", "Nội dung", "Số dư"], ["05/11/2024", 1, 2, "x", 3]])
    assert head is not None and not usable(head.columns)
    with pytest.raises(Refusal):
        open_book(b"a,b\n1,2\n", "x.csv")


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        ("1.234.567", 1_234_567),
        ("1,234,567.00", 1_234_567),
        ("1.234.567,00 VND", 1_234_567),
        ("+500,000", 500_000),
        ("500.000-", -500_000),
        ("(500.000)", -500_000),
        ("1 234 567 đ", 1_234_567),
        (2_000_000.0, 2_000_000),
        ("1.000.000.000.000", 10**12),
        ("", None),
        ("-", None),
        (None, None),
    ],
)
def test_amounts(cell, amount):
    assert amount_of(cell) == amount


@pytest.mark.parametrize("cell", ["1.234,50", 0.5, "12,34,56", "abc", datetime.date(2024, 1, 1)])
def test_parts_of_a_dong_and_nonsense_are_no_amount(cell):
    with pytest.raises(ValueError, match="."):
        amount_of(cell)


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("05/11/2024", (2024, 11, 5)),
        ("5-1-24", (2024, 1, 5)),
        ("2024-11-05T08:00", (2024, 11, 5)),
        (datetime.datetime(2024, 11, 5, 8), (2024, 11, 5)),
        ("31/02/2024", None),
        ("Cộng", None),
    ],
)
def test_days(cell, day):
    assert day_of(cell) == (datetime.date(*day) if day else None)


def test_rows_that_cannot_be_read_are_told_by_their_number():
    rows = [["Ngày", "Số tiền", "Nội dung"], ["05/11/2024", "12,5", "a"], ["32/11/2024", "100.000", "b"]]
    told = reading(statements.text(rows)).problems
    assert "Dòng 2" in told[0] and "12,5" in told[0]
    assert "Dòng 3" in told[1] and "cột A" in told[1]


def test_missing_rows_show_in_the_balance_in_either_order():
    rows = [["Ngày", "Số tiền", "Nội dung", "Số dư"], ["05/11/2024", 100, "a", 100], ["06/11/2024", 50, "b", 999]]
    assert reading(statements.sheet(rows)).gaps == 1
    newest = [rows[0], ["06/11/2024", 50, "b", 150], ["05/11/2024", 100, "a", 100]]
    found = reading(statements.sheet(newest))
    assert found.gaps == 0 and found.closing == 150


def test_equal_movements_of_a_day_are_two():
    upload = statements.signed(("05/11/2024", 100_000, "ung ho", ""), ("05/11/2024", 100_000, "ung ho", ""))
    named = digests(reading(upload).moves)
    assert named[0][0] == named[1][0] and [nth for _digest, nth in named] == [1, 2]


def test_the_reader_takes_no_file_without_rows():
    with pytest.raises(Refusal):
        read_sheets(b"\n\n", "x.csv")
