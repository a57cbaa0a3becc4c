"""I11: bank lines and counts beside the book. Refused by the database, or found by verify_ledger with its guards off."""

import datetime

import pytest
from django.db import IntegrityError, transaction

from funds.ledger.invariants import broken
from funds.models import CashCount, StatementLine, StockCountLine
from funds.services.bank_line import draft_credit, explain_line, free_line, pair_voucher
from funds.services.closing import close_month
from funds.services.count import confirm_count, count_cash, count_stock
from funds.services.statement import take_statement
from funds.services.write_off import write_off_count
from lao_cai_support.web.errors import Refusal
from tests.funds import statements
from tests.funds.conftest import DAY
from tests.funds.test_verify_ledger import behind_the_guards, run

OCTOBER = datetime.date(2024, 10, 1)
LAST = datetime.date(2024, 10, 31)


def found() -> list[str]:
    """What is told of I11; nothing else is broken."""
    rows = {invariant.code: lines for invariant, lines in broken()}
    assert rows.keys() <= {"I11"}, rows
    return rows.get("I11", [])


@pytest.fixture
def closed(books, coat, settings, tmp_path):
    """October, closed: a receipt that the bank shows, a line that is explained, the cash short by a note and told why,
    three coats of which one was lost and written off."""
    settings.DATA_DIR, settings.BUSINESS_DAY = tmp_path, LAST
    upload = statements.signed(("30/10/2024", 70_000, "UNG HO", "1"), ("31/10/2024", -5_000, "NHAM", "2"))
    take_statement(user=books.accountant, place=books.bank, upload=upload)
    paper = books.receipt(70_000, day=LAST)
    pair_voucher(user=books.accountant, line=StatementLine.objects.get(amount=70_000), voucher=paper)
    wrong = StatementLine.objects.get(amount=-5_000)
    explain_line(user=books.accountant, line=wrong, note="Ngân hàng ghi nhầm, đã hoàn lại")
    books.receipt(500_000, place=books.cash, day=LAST)
    cash = count_cash(
        user=books.cashier, place=books.cash, on=LAST, notes={200_000: 2}, cause="Thối nhầm", handling="Bồi hoàn"
    )
    confirm_count(user=books.accountant, count=cash)
    lot = books.goods(coat(3), day=LAST)
    lines = {lot.pk: {"counted": 2, "reason": "lost"}}
    stock = count_stock(user=books.cashier, store=books.store, on=LAST, lines=lines)
    confirm_count(user=books.accountant, count=stock)
    (off,) = write_off_count(user=books.accountant, count=stock, decision_no="3/BB", decision_on=LAST)
    books.carry_out(off)
    settings.BUSINESS_DAY = DAY
    close_month(user=books.chair, fund=books.fund, month=OCTOBER)
    assert found() == []
    return books


@pytest.mark.parametrize(
    ("model", "change"),
    [
        (StatementLine, {"amount": 1}),
        (StatementLine, {"settled_by": None}),
        (CashCount, {"counted": 500_000}),
        (CashCount, {"cause": ""}),
        (StockCountLine, {"reason": ""}),
    ],
)
def test_the_database_keeps_lines_and_counts(closed, model, change):
    with pytest.raises(Exception, match=r"Cannot update|check constraint"), transaction.atomic():
        model.objects.update(**change)


def test_a_paper_is_one_line_and_fits_it(closed):
    paper = StatementLine.objects.get(amount=70_000).voucher
    for change in (f"voucher_id = {paper.pk}, note = ''", f"voucher_id = {paper.pk}"):
        with pytest.raises(IntegrityError), transaction.atomic():
            run(f"UPDATE funds_statementline SET {change} WHERE amount < 0")


@pytest.mark.parametrize(
    ("table", "change", "drop", "told"),
    [
        ("funds_statementline", "note = '' WHERE amount < 0", (), "1 bank lines that are no paper's and not explained"),
        ("funds_statementline", "amount = 70001 WHERE amount = 70000", (), "and its paper differ"),
        ("funds_cashcount", "cause = ''", ("cash_count_explained",), "differs by -100000 and nobody says why"),
        ("funds_cashcount", "counted = 500000, difference = 0", (), "has notes that do not add up to 500000"),
        ("funds_cashcount", "book = 400000, difference = 0", (), "the count says 400000, the book 500000"),
        ("funds_cashcount", "\"on\" = '2024-10-30'", (), "nobody counted, the book 500000"),
        ("funds_stockcountline", "reason = ''", ("stock_count_line_explained",), "nobody says why"),
        ("funds_stockcountline", "voucher_id = NULL", (), "not written off when 2024-10-31 was closed"),
        ("funds_stockcountline", "counted = 1", (), "written off were 1"),
    ],
)
def test_each_damage_is_named(closed, table, change, drop, told):
    behind_the_guards(table, f"UPDATE {table} SET {change}", drop=drop)
    lines = found()
    assert len(lines) == 1 and lines[0].startswith("QBTTE-LC: ") and told in lines[0], lines


def test_a_line_of_a_closed_month_stays_settled(closed):
    with pytest.raises(Refusal, match="10/2024 đã khóa sổ"):
        free_line(user=closed.accountant, line=StatementLine.objects.get(amount=-5_000))


def test_what_still_waits_in_an_open_month_is_no_difference(closed):
    upload = statements.signed(("05/11/2024", 9_000, "UNG HO", "9"))
    take_statement(user=closed.accountant, place=closed.bank, upload=upload)
    lot = closed.fund.lots.get()
    lines = {lot.pk: {"counted": 1, "reason": "lost"}}
    count = count_stock(user=closed.cashier, store=closed.store, on=DAY, lines=lines)
    confirm_count(user=closed.accountant, count=count)
    closed.receipt(8_000, place=closed.cash)
    assert found() == []
    line = StatementLine.objects.get(amount=9_000)
    closed.carry_out(draft_credit(user=closed.accountant, line=line))
    assert found() == []


def test_a_line_that_comes_into_a_closed_month_is_named_until_somebody_explains_it(closed):
    upload = statements.signed(("29/10/2024", 9_000, "UNG HO", "8"))
    take_statement(user=closed.accountant, place=closed.bank, upload=upload)
    assert "2024-10-29" in found()[0]
    line = StatementLine.objects.get(amount=9_000)
    paper = closed.carry_out(draft_credit(user=closed.accountant, line=line))
    assert paper.day == DAY, "its own month is closed"
    assert found() == []
