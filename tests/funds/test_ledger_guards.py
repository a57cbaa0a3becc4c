"""What the database itself refuses about the books, whoever writes: all of it below Python."""

import datetime
import itertools

import pytest
from django.db import IntegrityError, connection, transaction

from funds.ledger.post import post, reverse
from funds.ledger.rules import money_in
from funds.models import Balance, BalanceDay, Closing, JournalEntry, Posting, Voucher
from lao_cai_support.web.errors import Refusal
from tests.factories.funds import VoucherFactory

DAY = datetime.date(2024, 11, 15)
keys = (f"thu-{n}" for n in itertools.count())


def refused(words: str):
    return pytest.raises(IntegrityError, match=words)


def run(sql: str, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchone()[0] if cursor.description else cursor.rowcount


def insert(table: str, **columns) -> int:
    names, marks = ", ".join(columns), ", ".join(["%s"] * len(columns))
    return run(f"INSERT INTO {table} ({names}) VALUES ({marks}) RETURNING id", *columns.values())


def check_now():
    """Run the guards that wait for the end of the transaction."""
    run("SET CONSTRAINTS ALL IMMEDIATE")


def raw_entry(fund, *sides, day=DAY, key=None, sequence=None, previous=None, reverses=None) -> int:
    """An entry of (account, đồng) or (account, đồng, columns) in SQL, at the end of the chain unless said otherwise."""
    head = JournalEntry.objects.filter(fund=fund).order_by("-sequence").first()
    entry = insert(
        "funds_journalentry",
        fund_id=fund.pk,
        sequence=sequence if sequence is not None else (head.sequence + 1 if head else 1),
        day=day,
        event="thu",
        text="Ghi thẳng vào cơ sở dữ liệu",
        key=key or next(keys),
        previous_hash=previous if previous is not None else (head.hash if head else ""),
        hash="0" * 64,
        reverses_id=reverses,
    )
    for account, amount, *more in sides:
        columns = {"quantity": 0, "fund_id": fund.pk, "day": day} | (more[0] if more else {})
        insert("funds_posting", entry_id=entry, account=account, amount=amount, **columns)
    return entry


# An entry is whole


def test_a_whole_entry_passes(province_fund):
    raw_entry(province_fund, ("A2", 500), ("F1", -500))
    check_now()
    assert Posting.objects.count() == 2


def test_debit_must_equal_credit(province_fund):
    with refused("debit equals credit"), transaction.atomic():
        raw_entry(province_fund, ("A2", 500), ("F1", -499))
        check_now()


@pytest.mark.django_db(transaction=True)
def test_an_entry_that_does_not_balance_fails_at_commit(province_fund):
    """Nobody asks for the check: the commit itself does."""
    with refused("debit equals credit"), transaction.atomic():
        raw_entry(province_fund, ("A2", 500), ("F1", -499))
    assert not JournalEntry.objects.exists() and not BalanceDay.objects.exists()


@pytest.mark.parametrize("sides", [(), (("A2", 500),)], ids=["none", "one"])
def test_an_entry_has_at_least_two_postings(province_fund, sides):
    with refused("at least two postings|debit equals credit"), transaction.atomic():
        raw_entry(province_fund, *sides)
        check_now()


def test_postings_stand_in_their_entrys_fund_and_on_its_day(province_fund, district_fund):
    for wrong in ({"fund_id": district_fund.pk}, {"day": DAY - datetime.timedelta(1)}):
        with refused("debit equals credit"), transaction.atomic():
            raw_entry(province_fund, ("A2", 500, wrong), ("F1", -500, wrong))
            check_now()


@pytest.mark.parametrize(
    ("name", "sides"),
    [
        ("posting_not_zero", (("A2", 0),)),
        ("posting_account_value", (("B1", 500),)),
        ("posting_goods_have_lot", (("A3", 500),)),
        ("posting_earmarked_named", (("F2", -500),)),
    ],
)
def test_a_posting_says_what_it_must(province_fund, name, sides):
    with refused(name), transaction.atomic():
        raw_entry(province_fund, *sides)


def test_goods_move_in_pieces_and_value_alike(books, coat):
    lot = books.goods(coat(2))
    with refused("posting_lot_sides_agree"), transaction.atomic():
        raw_entry(books.fund, ("A3", 500, {"lot_id": lot.pk, "quantity": -1}))


# Written once


@pytest.mark.parametrize("table", ["funds_journalentry", "funds_posting"])
@pytest.mark.parametrize("sql", ["UPDATE {} SET day = day + 1", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_the_books_are_append_only(books, table, sql):
    books.receipt()
    check_now()
    with pytest.raises(Exception, match="Cannot update or delete|never emptied"), transaction.atomic():
        run(sql.format(table))
    assert (JournalEntry.objects.count(), Posting.objects.count()) == (1, 2)


@pytest.mark.parametrize("table", ["funds_fund", "donors_pledge", "areas_administrativeunit"])
def test_the_books_do_not_fall_with_another_table(books, table):
    books.receipt()
    check_now()
    with refused("never emptied"), transaction.atomic():
        run(f"TRUNCATE {table} CASCADE")


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE funds_balanceday SET amount = amount * 2",
        "DELETE FROM funds_balanceday",
        "INSERT INTO funds_balanceday (fund_id, account, day, amount, quantity) "
        "SELECT fund_id, 'A1', day, 1000000, 0 FROM funds_balanceday LIMIT 1",
    ],
    ids=["update", "delete", "insert"],
)
def test_balances_follow_postings_only(books, sql):
    """A balance raised by hand would let the next payment overdraw."""
    books.receipt()
    check_now()
    with pytest.raises(Exception, match="Cannot insert or update or delete"), transaction.atomic():
        run(sql)


# Never below zero, on any day


def test_cash_and_bank_are_not_overdrawn(books):
    books.receipt(1_000, place=books.bank)
    books.receipt(1_000, place=books.cash)
    for account in ("A1", "A2"):
        with refused("balance_never_below_zero"), transaction.atomic():
            raw_entry(books.fund, (account, -1_001), ("F1", 1_001))
        raw_entry(books.fund, (account, -1_000), ("F1", 1_000))


def test_a_fund_account_is_not_overdrawn(books, earmark):
    """Money is there, but under another earmark."""
    books.receipt(1_000)
    with refused("balance_never_below_zero"), transaction.atomic():
        raw_entry(books.fund, ("A2", -500), ("F2", 500, {"earmark_id": earmark.pk}))
    with refused("balance_never_below_zero"), transaction.atomic():
        raw_entry(books.fund, ("A2", -500), ("F4", 500))


def test_earmarked_cash_is_not_spent_as_free_cash(books, earmark):
    marked = {"earmark_id": earmark.pk}
    raw_entry(books.fund, ("A2", 1_000, marked), ("F2", -1_000, marked))
    books_free = ("A2", -500), ("F1", 500)
    with refused("balance_never_below_zero"), transaction.atomic():
        raw_entry(books.fund, *books_free)


def test_a_lot_is_not_overdrawn_in_pieces_or_value(books, coat):
    lot, other = books.goods(coat(2)), books.goods(coat(50))

    def out(lot, pieces, value):
        raw_entry(books.fund, ("A3", -value, {"lot_id": lot.pk, "quantity": -pieces}), ("F3", value))

    for pieces, value in ((3, 500_000), (2, 500_001), (1, 500_001)):
        with refused("balance_never_below_zero"), transaction.atomic():
            out(lot, pieces, value)
    out(lot, 2, 500_000)
    out(other, 50, 12_500_000)


def test_back_dated_entries_leave_no_day_below_zero(books):
    """Enough at the end, but not on the 5th: 1,000 on the 1st, 900 spent on the 10th, 500 on the 15th."""
    day = datetime.date
    raw_entry(books.fund, ("A2", 1_000), ("F1", -1_000), day=day(2024, 11, 1))
    raw_entry(books.fund, ("A2", -900), ("F1", 900), day=day(2024, 11, 10))
    raw_entry(books.fund, ("A2", 500), ("F1", -500), day=day(2024, 11, 15))
    with refused("balance_never_below_zero"), transaction.atomic():
        raw_entry(books.fund, ("A2", -200), ("F1", 200), day=day(2024, 11, 5))
    with refused("balance_never_below_zero"), transaction.atomic():
        raw_entry(books.fund, ("A2", -1), ("F1", 1), day=day(2024, 10, 31))
    raw_entry(books.fund, ("A2", -100), ("F1", 100), day=day(2024, 11, 5))
    held = BalanceDay.objects.filter(account="A2").order_by("day").values_list("day", "amount")
    assert list(held) == [
        (day(2024, 11, 1), 1_000),
        (day(2024, 11, 5), 900),
        (day(2024, 11, 10), 0),
        (day(2024, 11, 15), 500),
    ]


def test_no_moment_of_a_day_is_below_zero(books):
    """The day ends with enough, but in the middle of it money would have gone out that was not there."""
    day = datetime.date
    raw_entry(books.fund, ("A2", 100), ("F1", -100), day=day(2024, 11, 1))
    raw_entry(books.fund, ("A2", -100), ("F1", 100), day=day(2024, 11, 5))
    raw_entry(books.fund, ("A2", 100), ("F1", -100), day=day(2024, 11, 5))
    with refused("balance_never_below_zero"), transaction.atomic():
        raw_entry(books.fund, ("A2", -50), ("F1", 50), day=day(2024, 11, 2))
    held = BalanceDay.objects.filter(account="A2").order_by("day").values_list("amount", "lowest")
    assert list(held) == [(100, 100), (100, 0)]
    assert Balance.objects.get(account="A2").amount == 100


# The chain


def test_an_entry_follows_the_last_one(books):
    books.receipt()
    sides = ("A2", 500), ("F1", -500)
    for wrong in ({"sequence": 1}, {"sequence": 3}, {"previous": "f" * 64}, {"previous": ""}):
        with refused("follows the last one|entry_sequence_once"), transaction.atomic():
            raw_entry(books.fund, *sides, **wrong)
    raw_entry(books.fund, *sides)


def test_each_fund_has_its_own_chain(books, district_fund):
    books.receipt()
    with refused("follows the last one"), transaction.atomic():
        raw_entry(district_fund, ("A2", 500), ("F1", -500), sequence=2, previous=JournalEntry.objects.get().hash)
    raw_entry(district_fund, ("A2", 500), ("F1", -500))


def test_a_key_is_used_once(province_fund, district_fund):
    raw_entry(province_fund, ("A2", 500), ("F1", -500), key="một lần")
    with refused("key"), transaction.atomic():
        raw_entry(district_fund, ("A2", 500), ("F1", -500), key="một lần")


def test_an_entry_is_reversed_once(books):
    entry = books.receipt().entries.get()
    reverse(entry=entry, day=DAY, reason="Ghi nhầm", user=books.accountant)
    with refused("reverses_id"), transaction.atomic():
        raw_entry(books.fund, ("A2", 500), ("F1", -500), reverses=entry.pk)


def test_a_reversal_is_not_reversed(books, district_fund):
    entry = books.receipt().entries.get()
    turned = reverse(entry=entry, day=DAY, reason="Ghi nhầm", user=books.accountant)
    with pytest.raises(Refusal, match="Bút toán đảo không đảo lại được"):
        reverse(entry=turned, day=DAY, reason="Ghi nhầm", user=books.accountant)
    sides = ("A2", 500), ("F1", -500)
    with refused("never a reversal"), transaction.atomic():
        raw_entry(books.fund, *sides, reverses=turned.pk)
    other = books.receipt().entries.get()
    with refused("of its own fund"), transaction.atomic():
        raw_entry(district_fund, *sides, reverses=other.pk)
    with refused("an earlier entry"), transaction.atomic():
        raw_entry(books.fund, *sides, reverses=other.pk, day=DAY - datetime.timedelta(1))


def test_nothing_is_posted_into_a_closed_year(books):
    Closing.objects.create(fund=books.fund, year=2023, head_hash="", last_sequence=0, closed_on=DAY)
    for day in (datetime.date(2023, 12, 31), datetime.date(2022, 6, 1)):
        with refused("the year is closed"), transaction.atomic():
            raw_entry(books.fund, ("A2", 500), ("F1", -500), day=day)
    raw_entry(books.fund, ("A2", 500), ("F1", -500), day=datetime.date(2024, 1, 1))


@pytest.mark.parametrize("sql", ["UPDATE funds_closing SET year = 2020", "DELETE FROM funds_closing"])
def test_a_closed_year_stays_closed(books, sql):
    Closing.objects.create(fund=books.fund, year=2023, head_hash="", last_sequence=0, closed_on=DAY)
    with pytest.raises(Exception, match="Cannot update or delete"), transaction.atomic():
        run(sql)
    check_now()
    with refused("never emptied"), transaction.atomic():
        run("TRUNCATE funds_closing")


def test_two_closings_of_one_year_do_not_exist(books):
    Closing.objects.create(fund=books.fund, year=2023, head_hash="", last_sequence=0, closed_on=DAY)
    with refused("closing_once_a_year"), transaction.atomic():
        Closing.objects.create(fund=books.fund, year=2023, head_hash="", last_sequence=0, closed_on=DAY)


# Vouchers


def test_numbers_run_without_gap_or_repeat(books):
    VoucherFactory(fund=books.fund, number=1)
    for number, words in ((1, "without a gap|voucher_number_once"), (3, "without a gap"), (0, "without a gap")):
        with refused(words), transaction.atomic():
            VoucherFactory(fund=books.fund, number=number)
    VoucherFactory(fund=books.fund, number=2)
    VoucherFactory(fund=books.fund, number=1, kind="PC")
    VoucherFactory(fund=books.fund, number=1, day=datetime.date(2023, 5, 4), year=2023)


def test_dates_follow_the_numbers(books):
    VoucherFactory(fund=books.fund, number=1)
    with refused("do not go back"), transaction.atomic():
        VoucherFactory(fund=books.fund, number=2, day=DAY - datetime.timedelta(1))
    draft = VoucherFactory(fund=books.fund, day=DAY - datetime.timedelta(1), drafted_by=books.accountant)
    with refused("do not go back"), transaction.atomic():
        run("UPDATE funds_voucher SET number = 2 WHERE id = %s", draft.pk)
    with pytest.raises(Refusal, match="Số liền trước PT-QBTTE-LC-2024-000001 ghi ngày 15/11/2024"):
        books.approve(draft)
    with refused("keeps its number and its day"), transaction.atomic():
        run("UPDATE funds_voucher SET day = day - 1 WHERE number = 1")
    VoucherFactory(fund=books.fund, number=1, day=DAY - datetime.timedelta(1), kind="PC")


def test_a_number_given_is_kept(books):
    voucher = books.approve(books.draft_receipt())
    rows = Voucher.objects.filter(pk=voucher.pk)
    for change in (
        {"number": 2},
        {"number": None, "state": "draft"},
        {"number": None, "state": "cancelled"},
        {"kind": "NK"},
        {"year": 2023, "day": datetime.date(2023, 5, 4)},
    ):
        with refused("keeps its number"), transaction.atomic():
            rows.update(**change)
    with refused("keeps its number"), transaction.atomic():
        run("DELETE FROM funds_voucher WHERE id = %s", voucher.pk)


def test_a_draft_may_be_thrown_away(books):
    voucher = books.draft_receipt()
    run("DELETE FROM funds_voucher WHERE id = %s", voucher.pk)
    assert not Voucher.objects.exists()


def test_a_posted_or_cancelled_voucher_is_final(books):
    from funds.services.voucher import cancel_voucher

    posted = books.receipt()
    cancelled = cancel_voucher(user=books.accountant, voucher=books.draft_receipt(), reason="Lập nhầm")
    for voucher in (posted, cancelled):
        rows = Voucher.objects.filter(pk=voucher.pk)
        for change in ({"amount": 2}, {"party": "Người khác"}, {"state": "draft"}):
            with refused("is final"), transaction.atomic():
                rows.update(**change)
        with refused("is final|keeps its number"), transaction.atomic():
            run("DELETE FROM funds_voucher WHERE id = %s", voucher.pk)


def test_the_lines_of_a_posted_voucher_are_final(books, coat):
    lot = books.goods(coat(2))
    line = lot.lines.get()
    for sql in (
        "UPDATE funds_voucherline SET quantity = 3",
        "DELETE FROM funds_voucherline",
        "INSERT INTO funds_voucherline (voucher_id, item_id, size, quantity, unit_value) "
        "SELECT voucher_id, item_id, size, 1, 1 FROM funds_voucherline",
    ):
        with refused("is final"), transaction.atomic():
            run(sql)
    line.refresh_from_db()
    assert line.quantity == 2


def test_a_voucher_has_three_people(books):
    one, two, three = books.accountant, books.chair, books.cashier
    people = {"drafted_by": one, "approved_by": two, "posted_by": three}
    for wrong in ({"approved_by": one}, {"posted_by": one}, {"posted_by": two}):
        with refused("voucher_three_people"), transaction.atomic():
            VoucherFactory(fund=books.fund, state="posted", number=1, **(people | wrong))
    for missing in people:
        with refused("voucher_signed"), transaction.atomic():
            VoucherFactory(fund=books.fund, state="posted", number=1, **(people | {missing: None}))
    with refused("voucher_signed"), transaction.atomic():
        VoucherFactory(fund=books.fund, state="approved", number=1, drafted_by=one)
    VoucherFactory(fund=books.fund, state="posted", number=1, **people)


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("voucher_amount_positive", {"amount": 0}),
        ("voucher_kind_value", {"kind": "XX"}),
        ("voucher_state_value", {"state": "lost", "number": 1}),
        ("voucher_year_of_its_day", {"year": 2023}),
        ("voucher_numbered_when_approved", {"state": "approved"}),
        ("voucher_outflow_decided", {"kind": "PC", "number": 1, "state": "approved"}),
        (
            "voucher_outflow_decided",
            {
                "kind": "PC",
                "number": 1,
                "state": "approved",
                "decision_no": "9/QĐ",
                "decision_on": DAY + datetime.timedelta(1),
            },
        ),
    ],
)
def test_a_voucher_says_what_it_must(books, name, fields):
    with refused(name), transaction.atomic():
        VoucherFactory(fund=books.fund, drafted_by=books.accountant, approved_by=books.chair, **fields)


def test_the_fund_of_a_unit_is_one_at_a_time(province_fund, units):
    from tests.factories.funds import FundFactory

    with refused("fund_one_per_unit"), transaction.atomic():
        FundFactory(unit=units.province, short_code="QBTTE-2")


def test_what_python_posts_the_database_accepts(books):
    """The same entry by the ledger's own writer, once more with the guards at once."""
    lines = money_in(place=books.cash, amount=700, earmark=None, income="T02")
    post(fund=books.fund, day=DAY, event="money_in", text="Thu", key="thử", lines=lines)
    check_now()
    assert JournalEntry.objects.get().sequence == 1
