"""Counts of cash and stock, what is written off after them, and closing a month with its checklist."""

import datetime
import io

import pypdf
import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from funds.ledger.figures import balances
from funds.models import CashCount, MonthClosing, StockCount, Voucher
from funds.services.bank_line import explain_line
from funds.services.closing import checklist, close_month
from funds.services.count import confirm_count, count_cash, count_stock
from funds.services.fund import close_year
from funds.services.statement import take_statement
from funds.services.voucher import cancel_voucher
from funds.services.write_off import draft_write_off, write_off_count
from lao_cai_support.web.errors import Refusal
from tests.funds import statements
from tests.funds.conftest import DAY

OCTOBER = datetime.date(2024, 10, 1)
LAST = datetime.date(2024, 10, 31)


def cash(books, notes, on=DAY, **more):
    return count_cash(user=books.cashier, place=books.cash, on=on, notes=notes, **more)


def text_of(answer) -> str:
    return " ".join(" ".join(p.extract_text() for p in pypdf.PdfReader(io.BytesIO(answer.content)).pages).split())


# Cash


def test_a_count_stands_beside_the_book_and_a_second_person_signs(books):
    books.receipt(1_250_000, place=books.cash)
    row = cash(books, {500_000: 2, 200_000: 1, 50_000: 1})
    assert (row.counted, row.book, row.difference) == (1_250_000, 1_250_000, 0)
    assert row.rows[0] == (500_000, 2, 1_000_000)
    with pytest.raises(Refusal):
        confirm_count(user=books.cashier, count=row)
    confirm_count(user=books.accountant, count=row)
    with pytest.raises(Refusal):
        confirm_count(user=books.chair, count=row)
    for sql in ("UPDATE funds_cashcount SET cause = 'x'", "DELETE FROM funds_cashcount"):
        with pytest.raises(Exception, match="."), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


def test_a_difference_needs_its_cause_and_what_is_done(books):
    books.receipt(1_000_000, place=books.cash)
    with pytest.raises(Refusal) as refused:
        cash(books, {500_000: 1}, cause="Thối nhầm")
    assert refused.value.code == "difference" and "1.000.000" in str(refused.value)
    row = cash(books, {500_000: 1}, cause="Thối nhầm", handling="Thủ quỹ bồi hoàn")
    assert row.difference == -500_000
    with pytest.raises(IntegrityError), transaction.atomic():
        CashCount.objects.filter(pk=row.pk).update(cause="")
    with pytest.raises(IntegrityError), transaction.atomic():
        CashCount.objects.filter(pk=row.pk).update(counted=1_000_000)


def test_who_counts_and_when(books):
    for wrong in (
        {"user": books.accountant},
        {"on": DAY + datetime.timedelta(days=1)},
        {"place": books.bank},
        {"notes": {1_000: -1}},
    ):
        with pytest.raises(Refusal):
            count_cash(**({"user": books.cashier, "place": books.cash, "on": DAY, "notes": {}} | wrong))


def test_the_page_of_a_count_and_its_paper(books, client_of):
    books.receipt(700_000, place=books.cash)
    browser = client_of(books.cashier)
    url = reverse("funds:count_new", args=[books.fund.code])
    typed = {"place": books.cash.pk, "on": "15/11/2024", "n500000": "1", "committee": "Ông Sùng A Páo"}
    bad = browser.post(url, typed)
    assert bad.status_code == 422 and "Ông Sùng A Páo" in bad.content.decode()
    answer = browser.post(url, typed | {"n200000": "1"})
    row = CashCount.objects.get()
    assert answer["Location"] == reverse("funds:count_detail", args=["quy", row.code])
    assert client_of(books.chair).post(reverse("funds:count_confirm", args=["quy", row.code])).status_code == 302
    text = text_of(browser.get(reverse("funds:count_print", args=["quy", row.code])))
    for part in ("BIÊN BẢN KIỂM KÊ QUỸ", "500.000", "700.000", "Bảy trăm nghìn đồng", "khớp với sổ", str(books.chair)):
        assert part.lower() in text.lower(), part


# Stock


@pytest.fixture
def lot(books, coat):
    return books.goods(coat(20))


def test_a_store_is_counted_and_what_lacks_is_written_off_by_three_people(books, lot, client_of):
    with pytest.raises(Refusal) as uncounted:
        count_stock(user=books.cashier, store=books.store, on=DAY, lines={})
    assert uncounted.value.code == "uncounted"
    with pytest.raises(Refusal) as unsaid:
        count_stock(user=books.cashier, store=books.store, on=DAY, lines={lot.pk: {"counted": 18}})
    assert unsaid.value.code == "reason"
    lines = {lot.pk: {"counted": 18, "reason": "vermin", "note": "mối"}}
    row = count_stock(user=books.cashier, store=books.store, on=DAY, lines=lines)
    with pytest.raises(Refusal):
        write_off_count(user=books.accountant, count=row, decision_no="3/BB", decision_on=DAY)
    confirm_count(user=books.accountant, count=row)
    text = text_of(client_of(books.chair).get(reverse("funds:count_print", args=["kho", row.code])))
    for part in ("KIỂM KÊ KHO", lot.code, "20", "18", "-500.000", "Mối, chuột"):
        assert part.lower() in text.lower(), part
    (paper,) = write_off_count(user=books.accountant, count=row, decision_no="3/BB", decision_on=DAY)
    with pytest.raises(Refusal):
        write_off_count(user=books.accountant, count=row, decision_no="3/BB", decision_on=DAY)
    books.carry_out(paper)
    figures = balances(books.fund)
    assert (figures["A3"], figures["F3"]) == (18 * 250_000, 18 * 250_000)
    assert Voucher.objects.get(pk=paper.pk).full_number == "XK-QBTTE-LC-2024-000001"


def test_what_lacks_waits_again_when_its_write_off_is_cancelled(books, lot):
    row = count_stock(
        user=books.cashier, store=books.store, on=DAY, lines={lot.pk: {"counted": 18, "reason": "vermin"}}
    )
    confirm_count(user=books.accountant, count=row)
    (paper,) = write_off_count(user=books.accountant, count=row, decision_no="3/BB", decision_on=DAY)
    cancel_voucher(user=books.accountant, voucher=paper, reason="Sai số biên bản")
    (again,) = write_off_count(user=books.accountant, count=row, decision_no="4/BB", decision_on=DAY)
    assert row.lines.get().voucher == again


def test_more_than_the_book_is_told_in_words(books, lot):
    with pytest.raises(Refusal):
        count_stock(user=books.cashier, store=books.store, on=DAY, lines={lot.pk: {"counted": 21}})
    row = count_stock(
        user=books.cashier, store=books.store, on=DAY, lines={lot.pk: {"counted": 21, "note": "đếm sót khi nhập"}}
    )
    assert row.lines.get().difference == 1


def test_expired_goods_are_written_off_by_minutes(books, lot):
    given = {
        "user": books.accountant,
        "store": books.store,
        "day": DAY,
        "lots": [(lot, 5)],
        "reason": "expired",
        "words": "",
        "decision_no": "7/BB-TL",
        "decision_on": DAY,
    }
    for wrong in (
        {"decision_no": " "},
        {"reason": "x"},
        {"lots": [(lot, 21)]},
        {"lots": [(lot, 0)]},
        {"decision_on": DAY + datetime.timedelta(days=1)},
        {"user": books.cashier},
    ):
        with pytest.raises(Refusal):
            draft_write_off(**(given | wrong))
    books.carry_out(draft_write_off(**given))
    assert balances(books.fund)["A3"] == 15 * 250_000


def test_the_page_of_a_stock_count_keeps_what_was_typed(books, lot, client_of):
    browser = client_of(books.cashier)
    url = reverse("funds:stock_count_new", args=[books.fund.code])
    assert str(lot.code) in browser.get(url + f"?place={books.store.pk}&on=15/11/2024").content.decode()
    typed = {"place": books.store.pk, "on": "15/11/2024", f"counted-{lot.pk}": "19", f"note-{lot.pk}": "rách bao"}
    bad = browser.post(url, typed)
    assert bad.status_code == 422 and "rách bao" in bad.content.decode() and not StockCount.objects.exists()
    assert browser.post(url, typed | {f"reason-{lot.pk}": "damaged"}).status_code == 302


# Closing a month


@pytest.fixture
def october(books, settings):
    """Cash came in during October."""
    settings.BUSINESS_DAY = LAST
    books.receipt(500_000, place=books.cash, day=LAST)
    settings.BUSINESS_DAY = DAY


def test_closing_says_what_is_open_and_then_holds(books, october, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    draft = books.draft_receipt(day=LAST)
    upload = statements.signed(("30/10/2024", 5_000, "x", "1"))
    take_statement(user=books.accountant, place=books.bank, upload=upload)
    with pytest.raises(Refusal) as refused:
        close_month(user=books.chair, fund=books.fund, month=OCTOBER)
    for part in ("1 chứng từ", "1 dòng sao kê", "kiểm kê quỹ"):
        assert part in str(refused.value)
    cancel_voucher(user=books.accountant, voucher=draft, reason="Nhầm")
    explain_line(user=books.accountant, line=books.bank.bank_lines.get(), note="Chuyển nhầm, đã trả lại")
    confirm_count(user=books.accountant, count=cash(books, {500_000: 1}, on=LAST))
    closing = close_month(user=books.chair, fund=books.fund, month=OCTOBER)
    assert closing.last_sequence == 1 and all(check["ok"] for check in closing.checks)
    late = books.approve(books.draft_receipt(day=LAST))
    with pytest.raises(Refusal) as closed:
        books.post(late)
    assert closed.value.code == "closed" and "10/2024" in str(closed.value)
    with pytest.raises(Refusal):
        close_month(user=books.chair, fund=books.fund, month=OCTOBER)
    books.receipt()  # November is open


def test_a_month_is_not_closed_over_a_book_that_moved_after_its_count(books, october, settings):
    confirm_count(user=books.accountant, count=cash(books, {500_000: 1}, on=LAST))
    books.receipt(200_000, place=books.cash, day=LAST)
    with pytest.raises(Refusal, match="kiểm kê quỹ ngày 31/10/2024"):
        close_month(user=books.chair, fund=books.fund, month=OCTOBER)
    confirm_count(user=books.accountant, count=cash(books, {500_000: 1, 200_000: 1}, on=LAST))
    close_month(user=books.chair, fund=books.fund, month=OCTOBER)


def test_a_month_is_not_closed_over_a_shortage(books, coat, settings):
    settings.BUSINESS_DAY = LAST
    lot = books.goods(coat(3), day=LAST)
    row = count_stock(user=books.cashier, store=books.store, on=LAST, lines={lot.pk: {"counted": 2, "reason": "lost"}})
    confirm_count(user=books.accountant, count=row)
    settings.BUSINESS_DAY = DAY
    with pytest.raises(Refusal, match="1 lô thiếu"):
        close_month(user=books.chair, fund=books.fund, month=OCTOBER)
    (paper,) = write_off_count(user=books.accountant, count=row, decision_no="3/BB", decision_on=LAST)
    with pytest.raises(Refusal, match="1 lô thiếu"):
        close_month(user=books.chair, fund=books.fund, month=OCTOBER)
    books.carry_out(paper)
    close_month(user=books.chair, fund=books.fund, month=OCTOBER)


def test_the_database_refuses_an_entry_of_a_closed_month(books, october):
    MonthClosing.objects.create(
        fund=books.fund, month=OCTOBER, last_sequence=1, closed_on=DAY, closed_by=books.chair, head_hash=""
    )
    head = books.fund.entries.get()
    with pytest.raises(IntegrityError, match="month is closed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO funds_journalentry (fund_id, sequence, day, event, text, key, previous_hash, hash) "
            "VALUES (%s, 2, '2024-10-31', 'x', 'x', 'x', %s, 'y')",
            [books.fund.pk, head.hash],
        )
    for sql in ("UPDATE funds_monthclosing SET month = '2024-09-01'", "DELETE FROM funds_monthclosing"):
        with pytest.raises(Exception, match="."), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


@pytest.mark.parametrize("month", [datetime.date(2024, 11, 1), datetime.date(2024, 12, 1)])
def test_only_a_past_month_by_the_chair(books, month):
    with pytest.raises(Refusal):
        close_month(user=books.chair, fund=books.fund, month=month)
    with pytest.raises(Refusal):
        close_month(user=books.accountant, fund=books.fund, month=OCTOBER)


def test_a_year_needs_its_counts(books, coat, settings):
    settings.BUSINESS_DAY = datetime.date(2023, 12, 31)
    lot = books.goods(coat(3), day=datetime.date(2023, 12, 31))
    settings.BUSINESS_DAY = DAY
    with pytest.raises(Refusal, match="kiểm kê kho"):
        close_year(user=books.chair, fund=books.fund, year=2023)
    row = count_stock(
        user=books.cashier, store=books.store, on=datetime.date(2024, 1, 2), lines={lot.pk: {"counted": 3}}
    )
    confirm_count(user=books.accountant, count=row)
    close_year(user=books.chair, fund=books.fund, year=2023)


def test_the_checklist_costs_the_same_for_many_papers(books, django_assert_num_queries):
    with django_assert_num_queries(9):
        checklist(books.fund, OCTOBER, LAST)
    for _n in range(5):
        books.draft_receipt()
    with django_assert_num_queries(9):
        checklist(books.fund, OCTOBER, LAST)


def test_the_page_shows_the_checklist_to_all_and_closes_for_the_chair(books, october, client_of):
    url = reverse("funds:month_close", args=[books.fund.code])
    page = client_of(books.cashier).get(url + "?thang=2024-10").content.decode()
    assert "Chưa có biên bản kiểm kê quỹ" in page and "<select" not in page
    answer = client_of(books.chair).post(url, {"month": "2024-10-01"})
    assert answer.status_code == 422 and "Chưa có biên bản kiểm kê quỹ" in answer.content.decode()
    confirm_count(user=books.accountant, count=cash(books, {500_000: 1}, on=LAST))
    assert client_of(books.chair).post(url, {"month": "2024-10-01"}).status_code == 302
    assert MonthClosing.objects.get().month == OCTOBER
