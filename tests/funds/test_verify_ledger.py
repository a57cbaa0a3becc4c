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
from tests.funds.conftest import DAY, coats, needy, promise_money

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
    books.receipt(
        1_000_000,
        place=books.cash,
        donor=DonorFactory(kind="foreign"),
        foreign_approval="12/QĐ-UBND",
        foreign_approved_on=DAY,
    )
    set_share(user=books.chair, fund=books.fund, year=2024, amount=2_000_000, decision_no="201/QĐ", decided_on=DAY)
    books.payment(700_000, expenditure="M02")
    books.payment(1_500_000)
    books.receipt(3_000_000, pledge=PledgeFactory(unit=units.province, money=3_000_000, earmark=earmark))
    books.payment(500_000, **coats(books, earmark))
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
    entry(small_book.fund, Line("A3", 250_000, lot=lot, quantity=1), Line("F1", -250_000))
    first, found = report()
    assert (first, found.keys()) == ("I4", {"I4"})


def test_an_overdraft(small_book, report):
    behind_the_guards("funds_balanceday", drop=("balance_never_below_zero",))
    behind_the_guards("funds_balance", drop=("balance_now_never_below_zero",))
    behind_the_guards("funds_placeday", drop=("place_never_below_zero",))
    entry(small_book.fund, Line("A1", -9_000_000), Line("F1", 9_000_000, expenditure="C08"))
    first, found = report()
    assert (first, found.keys()) == ("I5", {"I5"})


def test_a_changed_balance_of_now(small_book, report):
    behind_the_guards("funds_balance", "UPDATE funds_balance SET amount = amount + 5 WHERE account = 'A2'")
    first, found = report()
    assert (first, found.keys(), "now" in found["I2"][0]) == ("I2", {"I2"}, True)


def test_a_low_of_the_day_that_was_hidden(small_book, report):
    behind_the_guards("funds_balanceday", "UPDATE funds_balanceday SET lowest = lowest + 1 WHERE account = 'A1'")
    first, found = report()
    assert (first, found.keys()) == ("I2", {"I2"})


def test_a_lot_moved_under_another_earmark(small_book, report, earmark):
    lot = LotFactory(fund=small_book.fund, earmark=earmark)
    lines = (
        Line("A3", 250_000, lot=lot, quantity=1, earmark=earmark),
        Line("F3", -250_000, earmark=earmark),
    )
    entry(small_book.fund, *lines)
    run("UPDATE funds_lot SET earmark_id = NULL WHERE id = %s", lot.pk)
    first, found = report()
    assert (first, found.keys()) == ("I6", {"I6"})


@pytest.mark.parametrize("change", ["decision_no = ''", "decision_on = NULL", "decision_on = day + 1"])
def test_a_payment_without_its_decision(small_book, report, change):
    behind_the_guards(
        "funds_voucher",
        f"UPDATE funds_voucher SET {change} WHERE kind = 'PC'",
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


def test_support_without_a_list_and_without_a_purpose(small_book, report):
    behind_the_guards("funds_voucher", "UPDATE funds_voucher SET reason = ' ' WHERE expenditure_id = 'C08'")
    first, found = report()
    assert (first, found.keys(), "without a purpose" in found["I8"][0]) == ("I8", {"I8"}, True)


@pytest.mark.parametrize("change", ["number = number + 7", "number = number * 2"])
def test_a_gap_in_the_numbers(small_book, report, change):
    behind_the_guards("funds_voucher", f"UPDATE funds_voucher SET {change} WHERE kind = 'NK'")
    first, found = report()
    assert (first, found.keys()) == ("I9", {"I9"})


def test_dates_that_go_back_within_a_series(small_book, report):
    behind_the_guards(
        "funds_voucher", "UPDATE funds_voucher SET day = day - 1 WHERE kind = 'PT' AND year = 2024 AND number = 3"
    )
    first, found = report()
    assert (first, found.keys(), "goes back to" in found["I9"][0]) == ("I9", {"I9"}, True)


def test_a_receipt_without_its_paper(small_book, report):
    """Money in the books by nobody: no voucher, or one that says another amount or another giver."""
    lines = rules.money_in(place=small_book.bank, amount=5_000, earmark=None, income="T02")
    entry(small_book.fund, *lines)
    first, found = report()
    assert (first, found.keys()) == ("I10", {"I10"})


@pytest.mark.parametrize(
    "change",
    [
        "amount = amount + 1 WHERE kind = 'PT' AND number = 1",
        "donor_id = (SELECT max(id) FROM donors_donor) WHERE pledge_id IS NOT NULL AND kind = 'PT'",
        "state = 'cancelled' WHERE kind = 'PC' AND number = 1",
    ],
    ids=["amount", "giver", "cancelled"],
)
def test_a_paper_that_says_other_than_the_ledger(small_book, report, change):
    DonorFactory()
    behind_the_guards("funds_voucher", f"UPDATE funds_voucher SET {change}")
    first, found = report()
    assert (first, found.keys()) == ("I10", {"I10"})


@pytest.mark.parametrize("change", ["direct", "T99"])
def test_what_did_not_pass_through_the_fund(small_book, report, change):
    if change == "direct":
        behind_the_guards("donors_pledge", "UPDATE donors_pledge SET route = 'direct' WHERE form = 'money'")
    else:
        behind_the_guards("funds_posting", "UPDATE funds_posting SET income_id = 'T99' WHERE income_id = 'T07'")
    _first, found = report()
    assert "I15" in found


def test_a_share_above_a_tenth(small_book, report):
    ManagementShare.objects.create(
        fund=small_book.fund, year=2023, amount=500_000, decision_no="99/QĐ", decided_on=datetime.date(2023, 6, 1)
    )
    behind_the_guards("funds_managementshare", "UPDATE funds_managementshare SET amount = 500001 WHERE year = 2023")
    first, found = report()
    assert (first, found["I12"]) == ("I12", ["QBTTE-LC 2023: decided 500001 over the ceiling 500000"])


def test_management_cost_in_a_year_without_a_decided_level(district_books, report):
    fund = district_books.fund
    district_books.receipt(1_000_000)
    entry(fund, Line("F1", 10_000), Line("F4", -10_000))
    lines = rules.money_out(place=district_books.bank, amount=10_000, earmark=None, expenditure="C08")
    post(fund=fund, day=DAY, event="money_out", text="Chi", key="chi", lines=lines)
    behind_the_guards(
        "funds_posting",
        "UPDATE funds_posting SET account = 'F4', expenditure_id = 'M02' WHERE expenditure_id = 'C08'",
    )
    first, found = report()
    assert first == "I2" and found["I12"] == ["QBTTE-085 2024: management cost 10000 over the decided 0"]


@pytest.mark.parametrize(
    "change", ["income_id = 'T13' WHERE income_id = 'T02'", "expenditure_id = 'N01' WHERE expenditure_id = 'C08'"]
)
def test_budget_money_in_the_funds_book(small_book, report, change):
    behind_the_guards("funds_posting", f"UPDATE funds_posting SET {change}")
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
    for change in ("foreign_approval = ''", "foreign_approved_on = day + 1", "foreign_approved_on = NULL"):
        behind_the_guards("funds_voucher", f"UPDATE funds_voucher SET {change} WHERE donor_id IS NOT NULL")
        first, found = report()
        assert (first, found.keys()) == ("I16", {"I16"})
    assert Donor.objects.filter(kind="foreign").count() == 1


@pytest.mark.parametrize(
    "change", ["approved_by_id = drafted_by_id", "posted_by_id = drafted_by_id", "posted_by_id = NULL"]
)
def test_one_person_twice_on_a_voucher(small_book, report, change):
    behind_the_guards(
        "funds_voucher",
        f"UPDATE funds_voucher SET {change} WHERE kind = 'PT'",
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
        f"UPDATE funds_journalentry SET {change} WHERE key NOT LIKE 'sheet-%'",
    )
    first, found = report()
    # A changed day or paper is also seen beside the postings and the papers.
    assert "I23" in found and found.keys() <= {"I1", "I10", "I23"}
    assert ("I1" in found, "I10" in found) == ("day" in change, "voucher_id" in change or "reverses" in change)


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
    behind_the_guards("funds_posting", f"UPDATE funds_posting SET {change}")
    _first, found = report()
    # Where the place was also what an earmark asks for, its rule is broken too.
    assert "I23" in found and found.keys() <= {"I6", "I23"}


def test_a_removed_entry(small_book, report):
    last = JournalEntry.objects.filter(fund=small_book.fund, sequence=2).get()
    behind_the_guards("funds_posting", f"DELETE FROM funds_posting WHERE entry_id = {last.pk}")
    behind_the_guards("funds_journalentry", f"DELETE FROM funds_journalentry WHERE id = {last.pk}")
    first, found = report()
    assert first == "I2" and "does not follow" in found["I23"][0]


def test_postings_added_to_an_old_entry(small_book, report):
    """They balance, and the sums of every day follow: the hash tells, and what the day came down to meanwhile."""
    run(
        "INSERT INTO funds_posting (entry_id, fund_id, day, account, amount, quantity) "
        "SELECT id, fund_id, day, a.account, a.amount, 0 FROM funds_journalentry, "
        "(VALUES ('A2', 5), ('F1', -5)) AS a (account, amount) WHERE sequence = 2 AND fund_id = %s",
        small_book.fund.pk,
    )
    _first, found = report()
    assert found.keys() >= {"I10", "I23"} and "was changed after posting" in found["I23"][0]


def test_a_rewritten_chain_does_not_fit_the_closed_year(small_book, report):
    """Somebody who rewrites the whole chain with right hashes still meets the head written down at closing."""
    behind_the_guards("funds_closing", "UPDATE funds_closing SET head_hash = repeat('a', 64)")
    first, found = report()
    assert first == "I23" and "written down at closing" in found["I23"][0]
