"""verify_ledger: green on honest books; each kind of damage, done behind the guards' backs, is named first."""

import datetime
import json
import re

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from donors.models import Donor
from funds.ledger import rules
from funds.ledger.invariants import INVARIANTS
from funds.ledger.post import Line, post, reverse
from funds.models import JournalEntry, ManagementShare, Sheet
from funds.services.fund import close_year, confirm_transfer, send_transfer, set_share
from tests.factories.donors import AllocationFactory, DonorFactory, PledgeFactory
from tests.factories.funds import LotFactory
from tests.funds.conftest import DAY, needy, promise_money

CODES = [invariant.code for invariant in INVARIANTS]


def run(sql: str, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values or None)
        assert not re.match("UPDATE|DELETE", sql) or cursor.rowcount, f"touches nothing: {sql}"


def behind_the_guards(table: str, *sql: str, drop: tuple[str, ...] = ()):
    """What somebody with the database's own key can do: triggers asleep, constraints gone, rows changed."""
    run("SET CONSTRAINTS ALL IMMEDIATE")
    run(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    for constraint in drop:
        run(f"ALTER TABLE {table} DROP CONSTRAINT {constraint}")
    for statement in sql:
        run(statement)
    run("SET CONSTRAINTS ALL IMMEDIATE")
    run(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    run("SET CONSTRAINTS ALL DEFERRED")


def entry(fund, *lines, day=DAY, event="damage"):
    """An entry with a true hash, by the ledger's own writer."""
    return post(fund=fund, day=day, event=event, text="Thử", key=f"damage-{fund.pk}", lines=lines)


@pytest.fixture
def report(tmp_path):
    """Runs the command: (first broken code or "", the report by code)."""

    def check():
        out = tmp_path / "report.json"
        try:
            call_command("verify_ledger", out=out)
            first = ""
        except CommandError as error:
            assert error.returncode == 1
            first = re.match(r"(I\d+) \(", str(error))[1]
        rows = json.loads(out.read_text(encoding="utf-8"))
        assert [row["code"] for row in rows] == CODES
        return first, {row["code"]: row["broken"] for row in rows if not row["holds"]}

    return check


@pytest.fixture
def small_book(books, district_books, coat, units, earmark, settings):
    """Two years of a small fund with something of everything."""
    settings.BUSINESS_DAY = datetime.date(2023, 9, 1)
    books.receipt(5_000_000, day=settings.BUSINESS_DAY)
    settings.BUSINESS_DAY = DAY
    close_year(user=books.chair, fund=books.fund, year=2023)
    books.receipt(20_000_000)
    books.receipt(1_000_000, place=books.cash, donor=DonorFactory(kind="foreign"), foreign_approval="12/QĐ-UBND")
    set_share(user=books.chair, fund=books.fund, year=2024, amount=2_000_000, decision_no="201/QĐ", decided_on=DAY)
    books.payment(700_000, expenditure="M02")
    books.payment(1_500_000)
    books.receipt(3_000_000, pledge=PledgeFactory(unit=units.province, money=3_000_000, earmark=earmark))
    books.payment(500_000, earmark=earmark)
    reverse(entry=books.receipt(250_000).entries.get(), day=DAY, reason="Ghi nhầm", user=books.accountant)
    row = send_transfer(
        user=books.chair,
        sender=books.fund,
        receiver=district_books.fund,
        place=books.bank,
        amount=2_000_000,
        decision_no="7/QĐ",
    )
    confirm_transfer(user=district_books.chair, transfer=row, place=district_books.bank)
    send_transfer(
        user=books.chair,
        sender=books.fund,
        receiver=district_books.fund,
        place=books.bank,
        amount=100_000,
        decision_no="8/QĐ",
    )
    goods = PledgeFactory(unit=units.province, earmark=earmark)
    books.goods(coat(20), pledge=goods)
    AllocationFactory(pledge=goods, need=needy(units.commune, quantity=5), quantity=5)
    money = promise_money(books, 2_000_000)
    AllocationFactory(
        pledge=money, need=needy(units.sibling, item_id="KH03", size="", unit_value=2_000_000), value=2_000_000
    )
    distribution = books.issue(books.plan())
    goods_sheet, money_sheet = Sheet.objects.filter(distribution=distribution).order_by("unit__sort_key")
    if goods_sheet.unit != units.commune:
        goods_sheet, money_sheet = money_sheet, goods_sheet
    books.record(goods_sheet, received=3, returned=1, missing=1)
    books.record(money_sheet)
    return books


def test_honest_books_hold(small_book, report, capsys):
    assert report() == ("", {})
    assert f"{len(INVARIANTS)} invariants hold." in capsys.readouterr().out


def test_empty_books_hold(books, report):
    assert report() == ("", {})


def test_a_changed_amount(small_book, report):
    behind_the_guards(
        "funds_posting", "UPDATE funds_posting SET amount = amount + 1 WHERE id = (SELECT min(id) FROM funds_posting)"
    )
    first, found = report()
    assert first == "I1" and {"I1", "I2", "I4", "I23"} <= found.keys()


def test_a_changed_balance(small_book, report):
    behind_the_guards("funds_balanceday", "UPDATE funds_balanceday SET amount = amount + 5 WHERE account = 'A2'")
    first, found = report()
    assert (first, found.keys()) == ("I2", {"I2"})


def test_a_changed_balance_of_an_earlier_day(small_book, report):
    """The last day still agrees: only the way to it was changed."""
    behind_the_guards(
        "funds_balanceday",
        "UPDATE funds_balanceday SET amount = amount + 5 WHERE account = 'A2' AND day < '2024-01-01'",
    )
    first, found = report()
    assert (first, found.keys()) == ("I2", {"I2"})


def test_a_balance_without_postings_and_postings_without_a_balance(small_book, report):
    behind_the_guards("funds_balanceday", "DELETE FROM funds_balanceday WHERE account = 'F4'")
    assert report()[0] == "I2"


def test_goods_that_have_no_mirror_in_the_fund(small_book, report):
    lot = LotFactory(fund=small_book.fund)
    entry(small_book.fund, Line("A3", 250_000, lot=lot, quantity=1), Line("F1", -250_000, income="T16"))
    first, found = report()
    assert (first, found.keys()) == ("I4", {"I4"})


def test_an_overdraft(small_book, report):
    behind_the_guards("funds_balanceday", drop=("balance_never_below_zero",))
    entry(small_book.fund, Line("A1", -9_000_000), Line("F1", 9_000_000, expenditure="C08"))
    first, found = report()
    assert (first, found.keys()) == ("I5", {"I5"})


def test_a_lot_moved_under_another_earmark(small_book, report, earmark):
    lot = LotFactory(fund=small_book.fund)
    lines = (
        Line("A3", 250_000, lot=lot, quantity=1, earmark=earmark),
        Line("F3", -250_000, earmark=earmark, income="T03"),
    )
    entry(small_book.fund, *lines)
    first, found = report()
    assert (first, found.keys()) == ("I6", {"I6"})


@pytest.mark.parametrize("change", ["decision_no = ''", "decision_on = NULL", "decision_on = day + 1"])
def test_a_payment_without_its_decision(small_book, report, change):
    behind_the_guards(
        "funds_voucher",
        f"UPDATE funds_voucher SET {change} WHERE kind = 'PC'",  # noqa: S608
        drop=("voucher_outflow_decided",),
    )
    first, found = report()
    assert (first, found.keys()) == ("I7", {"I7"})


def test_a_sheet_that_does_not_add_up(small_book, report):
    behind_the_guards(
        "funds_sheetline", "UPDATE funds_sheetline SET returned = returned + 1", drop=("sheet_line_adds_up",)
    )
    first, found = report()
    assert (first, found.keys()) == ("I8", {"I8"})


def test_a_sheet_changed_after_it_was_booked(small_book, report):
    """It still adds up: one more received, one fewer returned, than the ledger knows."""
    run("UPDATE funds_sheetline SET received = received + 1, returned = returned - 1 WHERE returned > 0")
    first, found = report()
    assert (first, found.keys()) == ("I8", {"I8"})
    assert "signed for 1250000, booked 1000000" in found["I8"][0]


@pytest.mark.parametrize("change", ["number = number + 7", "number = number * 2"])
def test_a_gap_in_the_numbers(small_book, report, change):
    behind_the_guards("funds_voucher", f"UPDATE funds_voucher SET {change} WHERE kind = 'NK'")  # noqa: S608
    first, found = report()
    assert (first, found.keys()) == ("I9", {"I9"})


def test_a_share_above_a_tenth(small_book, report):
    ManagementShare.objects.create(
        fund=small_book.fund, year=2023, amount=500_001, decision_no="99/QĐ", decided_on=datetime.date(2023, 6, 1)
    )
    first, found = report()
    assert (first, found["I12"]) == ("I12", ["QBTTE-LC 2023: decided 500001 over the ceiling 500000"])


def test_management_cost_in_a_year_without_a_decided_level(district_books, report):
    fund = district_books.fund
    post(fund=fund, day=DAY, event="x", text="Thu", key="thu", lines=_money_in(district_books, 1_000_000))
    entry(fund, Line("F1", 10_000), Line("F4", -10_000))
    lines = rules.money_out(place=district_books.bank, amount=10_000, earmark=None, expenditure="M02")
    post(fund=fund, day=DAY, event="money_out", text="Chi", key="chi", lines=lines)
    first, found = report()
    assert (first, found.keys()) == ("I12", {"I12"})


def _money_in(books, amount):
    return rules.money_in(place=books.bank, amount=amount, earmark=None, income="T02")


@pytest.mark.parametrize(
    "change", ["income_id = 'T13' WHERE income_id = 'T02'", "expenditure_id = 'N01' WHERE expenditure_id = 'C08'"]
)
def test_budget_money_in_the_funds_book(small_book, report, change):
    behind_the_guards("funds_posting", f"UPDATE funds_posting SET {change}")  # noqa: S608
    first, found = report()
    assert "I13" in found and "I23" in found
    assert first == ("I12" if "I12" in found else "I13")


def test_a_transfer_received_that_nobody_sent(small_book, district_books, report):
    entry(
        district_books.fund,
        *rules.transfer_received(place=district_books.bank, amount=5_000, earmark=None, down=True),
    )
    first, found = report()
    assert (first, found["I14"]) == ("I14", ["free money: received 2005000, sent 2000000"])


def test_a_transfer_that_lost_its_earmark_on_the_way(small_book, district_books, report, earmark):
    """The totals agree, the earmarks do not."""
    fund, bank = small_book.fund, small_book.bank
    entry(
        fund,
        *rules.transfer_sent(place=bank, amount=5_000, earmark=earmark),
        *rules.transfer_settled(amount=5_000, earmark=earmark, down=True),
    )
    entry(
        district_books.fund,
        *rules.transfer_received(place=district_books.bank, amount=5_000, earmark=None, down=True),
    )
    first, found = report()
    assert (first, found.keys(), len(found["I14"])) == ("I14", {"I14"}, 2)


def test_money_in_transit_without_its_transfer(small_book, report):
    entry(small_book.fund, *rules.transfer_sent(place=small_book.bank, amount=5_000, earmark=None))
    first, found = report()
    assert (first, found["I14"]) == ("I14", ["QBTTE-LC: in transit 105000, transfers not yet received 100000"])


def test_a_foreign_gift_without_its_approval(small_book, report):
    behind_the_guards("funds_voucher", "UPDATE funds_voucher SET foreign_approval = '' WHERE foreign_approval <> ''")
    first, found = report()
    assert (first, found.keys()) == ("I16", {"I16"})
    assert Donor.objects.filter(kind="foreign").count() == 1


@pytest.mark.parametrize(
    "change", ["approved_by_id = drafted_by_id", "posted_by_id = drafted_by_id", "posted_by_id = NULL"]
)
def test_one_person_twice_on_a_voucher(small_book, report, change):
    behind_the_guards(
        "funds_voucher",
        f"UPDATE funds_voucher SET {change} WHERE kind = 'PT'",  # noqa: S608
        drop=("voucher_three_people", "voucher_signed"),
    )
    first, found = report()
    assert (first, found.keys()) == ("I22", {"I22"})


@pytest.mark.parametrize(
    "change",
    [
        "text = text || '.'",
        "day = day - 1",
        "event = 'money_out'",
        "key = key || 'x'",
        "posted_by_id = NULL",
        "voucher_id = NULL",
        "reverses_id = NULL",
        "hash = repeat('0', 64)",
        "previous_hash = repeat('0', 64)",
    ],
)
def test_a_changed_entry(small_book, report, change):
    behind_the_guards(
        "funds_journalentry",
        f"UPDATE funds_journalentry SET {change} WHERE key NOT LIKE 'sheet-%'",  # noqa: S608
    )
    first, found = report()
    assert (first, found.keys()) == ("I23", {"I23"})


@pytest.mark.parametrize(
    "change",
    [
        "commune_id = NULL WHERE commune_id IS NOT NULL",
        "pledge_id = NULL WHERE pledge_id IS NOT NULL",
        "campaign_id = (SELECT max(id) FROM donors_campaign) WHERE income_id = 'T02'",
        "expenditure_id = 'C09' WHERE expenditure_id = 'C08'",
        "income_id = 'T01' WHERE income_id = 'T02'",
    ],
    ids=["commune", "pledge", "campaign", "expenditure", "income"],
)
def test_a_changed_meaning_of_a_posting(small_book, report, units, change):
    """The sums all hold: only the hash tells."""
    from tests.factories.donors import CampaignFactory

    CampaignFactory(unit=units.province)
    behind_the_guards("funds_posting", f"UPDATE funds_posting SET {change}")  # noqa: S608
    first, found = report()
    assert (first, found.keys()) == ("I23", {"I23"})


def test_a_removed_entry(small_book, report):
    last = JournalEntry.objects.filter(fund=small_book.fund, sequence=2).get()
    behind_the_guards("funds_posting", f"DELETE FROM funds_posting WHERE entry_id = {last.pk}")  # noqa: S608
    behind_the_guards("funds_journalentry", f"DELETE FROM funds_journalentry WHERE id = {last.pk}")  # noqa: S608
    first, found = report()
    assert first == "I2" and "does not follow" in found["I23"][0]


def test_postings_added_to_an_old_entry(small_book, report):
    """They balance, and every sum follows: only the hash tells."""
    run(
        "INSERT INTO funds_posting (entry_id, fund_id, day, account, amount, quantity) "
        "SELECT id, fund_id, day, a.account, a.amount, 0 FROM funds_journalentry, "
        "(VALUES ('A2', 5), ('F1', -5)) AS a (account, amount) WHERE sequence = 2 AND fund_id = %s",
        small_book.fund.pk,
    )
    first, found = report()
    assert (first, found.keys()) == ("I23", {"I23"})


def test_a_rewritten_chain_does_not_fit_the_closed_year(small_book, report):
    """Somebody who rewrites the whole chain with right hashes still meets the head written down at closing."""
    behind_the_guards("funds_closing", "UPDATE funds_closing SET head_hash = repeat('a', 64)")
    first, found = report()
    assert first == "I23" and "written down at closing" in found["I23"][0]
