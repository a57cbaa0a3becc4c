"""Every invariant of the auditor (domain/funds 7.2), broken through the ORM and in plain SQL.

Each is refused by the database, or, where somebody with the database's own key puts the guards to sleep, named by
verify_ledger.

``SHOWN`` says for every number which tests show it: those of the database's refusal and those of the finding. A number
without its tests fails here, and so does a test that was renamed away. What no other file shows is broken below.
"""

import ast
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from django.db import DatabaseError, transaction

from funds.ledger.invariants import INVARIANTS, broken
from funds.models import BalanceDay, Commendation, JournalEntry, ManagementShare, Posting, SheetLine, Transfer, Voucher
from funds.services.check import WORDS
from funds.services.commendation import propose_commendation, set_level
from funds.services.fund import send_transfer, set_share
from lao_cai_support.web.words import dong_in_words
from tests.factories.donors import DonorFactory
from tests.funds.conftest import DAY
from tests.funds.test_ledger_guards import check_now
from tests.funds.test_verify_ledger import run

TESTS = Path(__file__).resolve().parents[1]

GUARDS, PURSES, FOUND = "funds/test_ledger_guards.py", "funds/test_purse_rules.py", "funds/test_verify_ledger.py"
REPORTS, HERE, BESIDE = "reports/test_invariants.py", "funds/test_invariant_grid.py", "funds/test_beside_the_book.py"
BOTH = [(HERE, "test_broken_through_the_orm"), (HERE, "test_broken_in_plain_sql")]
OF_REPORTS = [
    (HERE, "test_a_published_report_broken_through_the_orm"),
    (REPORTS, "test_each_damage_of_a_published_report_is_named"),
]

SHOWN = {
    "I1": [*BOTH, (GUARDS, "test_debit_must_equal_credit"), (FOUND, "test_a_changed_amount")],
    "I2": [*BOTH, (GUARDS, "test_balances_follow_postings_only"), (FOUND, "test_a_changed_balance_of_an_earlier_day")],
    "I3": OF_REPORTS,
    "I4": [*BOTH, (FOUND, "test_goods_that_have_no_mirror_in_the_fund")],
    "I5": [
        *BOTH,
        (GUARDS, "test_cash_and_bank_are_not_overdrawn"),
        (GUARDS, "test_back_dated_entries_leave_no_day_below_zero"),
        (FOUND, "test_an_overdraft"),
    ],
    "I6": [
        *BOTH,
        (PURSES, "test_earmarked_money_is_spent_as_its_donor_wants"),
        (FOUND, "test_a_lot_moved_under_another_earmark"),
    ],
    "I7": [
        *BOTH,
        (PURSES, "test_a_payment_above_the_limit_needs_who_may_decide"),
        (FOUND, "test_a_payment_without_its_decision"),
    ],
    "I8": [
        *BOTH,
        (PURSES, "test_a_child_is_not_given_the_same_twice_in_one_distribution"),
        (FOUND, "test_a_sheet_changed_after_it_was_booked"),
    ],
    "I9": [*BOTH, (GUARDS, "test_numbers_run_without_gap_or_repeat"), (FOUND, "test_a_gap_in_the_numbers")],
    "I10": [
        *BOTH,
        (FOUND, "test_a_receipt_without_its_paper"),
        (FOUND, "test_a_paper_that_says_other_than_the_ledger"),
    ],
    "I11": [(BESIDE, "test_the_database_keeps_lines_and_counts"), (BESIDE, "test_each_damage_is_named")],
    "I12": [
        *BOTH,
        (PURSES, "test_the_decided_level_is_within_a_tenth_and_costs_within_the_level"),
        (FOUND, "test_a_share_above_a_tenth"),
    ],
    "I13": [
        *BOTH,
        (PURSES, "test_budget_money_and_memos_do_not_come_in"),
        (FOUND, "test_budget_money_in_the_funds_book"),
    ],
    "I14": [*BOTH, (FOUND, "test_a_transfer_received_that_nobody_sent")],
    "I15": [*BOTH, (FOUND, "test_what_did_not_pass_through_the_fund")],
    "I16": [
        *BOTH,
        (PURSES, "test_the_database_asks_for_the_approval_of_a_foreign_gift"),
        (FOUND, "test_a_foreign_gift_without_its_approval"),
    ],
    "I17": OF_REPORTS,
    "I18": OF_REPORTS,
    "I19": OF_REPORTS,
    "I20": [
        (HERE, "test_words_are_made_of_the_figures_and_kept_nowhere"),
        ("funds/test_bad_input.py", "test_what_the_words_say_is_what_the_figures_say"),
        ("funds/test_papers.py", "test_a_receipt_says_number_and_amount_in_figures_and_words"),
    ],
    "I21": [
        *BOTH,
        ("funds/test_commendations.py", "test_the_amount_is_never_above_what_was_received"),
        ("funds/test_commendations.py", "test_one_achievement_is_honoured_once"),
        ("funds/test_commendations.py", "test_a_receipt_turned_back_is_told"),
    ],
    "I22": [*BOTH, (GUARDS, "test_a_voucher_has_three_people"), (FOUND, "test_one_person_twice_on_a_voucher")],
    "I23": [*BOTH, (GUARDS, "test_the_books_are_append_only"), (FOUND, "test_a_changed_entry")],
    "I24": [*OF_REPORTS, ("reports/test_document.py", "test_no_child_and_nobody_unnamed_in_any_file")],
}


@cache
def functions_of(path: str) -> set[str]:
    tree = ast.parse((TESTS / path).read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_every_number_has_its_tests():
    numbers = {f"I{n}" for n in range(1, 25)}
    assert SHOWN.keys() == numbers and WORDS.keys() == numbers
    # Words are made of the figures (I20): the one number that verify_ledger has nothing to ask of.
    assert {invariant.code for invariant in INVARIANTS} == numbers - {"I20"}
    for code, shown in SHOWN.items():
        missing = [f"{path}::{name}" for path, name in shown if name not in functions_of(path)]
        assert shown and not missing, f"{code}: {missing}"
    assert {code for code, shown in SHOWN.items() if BOTH[0] in shown} == BY_ORM.keys() == BY_SQL.keys()


# What each number is broken by: the table whose guards stand in the way, what changes, a constraint that forbids it.
BY_ORM = {
    "I1": (Posting, {"account": "A1"}, {"amount": 1}, ""),
    "I2": (BalanceDay, {"account": "A2"}, {"amount": 5}, ""),
    "I4": (Posting, {"account": "F3", "income__isnull": False}, {"account": "F1"}, ""),
    "I5": (BalanceDay, {"account": "A1"}, {"amount": -5, "lowest": -5}, "balance_never_below_zero"),
    "I6": (Posting, {"account": "A3", "quantity__gt": 0}, {"earmark": "MARK"}, ""),
    "I7": (Voucher, {"kind": "PC"}, {"decision_no": ""}, "voucher_outflow_decided"),
    "I8": (SheetLine, {}, {"returned": 5}, "sheet_line_adds_up"),
    "I9": (Voucher, {"kind": "PC", "number": 2}, {"number": 9}, ""),
    "I10": (Voucher, {"kind": "PT", "number": 1}, {"amount": 7}, ""),
    "I12": (ManagementShare, {}, {"amount": 9_000_000}, ""),
    "I13": (Posting, {"account": "F1", "income__isnull": False}, {"income": "T13"}, ""),
    "I14": (Transfer, {}, {"amount": 51_000}, ""),
    "I15": (Posting, {"account": "F1", "income__isnull": False}, {"income": "T99"}, ""),
    "I16": (Voucher, {"donor__kind": "foreign"}, {"foreign_approval": ""}, ""),
    "I21": (Commendation, {}, {"amount": 9_000_000}, ""),
    "I22": (Voucher, {"kind": "PC"}, {"posted_by": "CHAIR"}, "voucher_three_people"),
    "I23": (JournalEntry, {"sequence": 2}, {"text": "Khác"}, ""),
}
BY_SQL = {
    "I1": ("funds_posting", "amount = amount + 1 WHERE account = 'A1'", ""),
    "I2": ("funds_balance", "amount = amount + 1 WHERE account = 'A2'", ""),
    "I4": ("funds_posting", "account = 'F1' WHERE account = 'F3' AND amount > 0", ""),
    "I5": ("funds_balanceday", "lowest = -1 WHERE account = 'A1'", "balance_never_below_zero"),
    "I6": ("funds_posting", "earmark_id = {mark} WHERE account = 'A3' AND quantity > 0", ""),
    "I7": ("funds_voucher", "decision_on = day + 1 WHERE kind = 'PC'", "voucher_outflow_decided"),
    "I8": ("funds_sheetline", "missing = missing + 1", "sheet_line_adds_up"),
    "I9": ("funds_voucher", "number = number + 10 WHERE kind = 'PT'", ""),
    "I10": ("funds_journalentry", "voucher_id = NULL WHERE voucher_id IS NOT NULL", ""),
    "I12": ("funds_managementshare", "amount = 1", ""),
    "I13": ("funds_posting", "expenditure_id = 'N01' WHERE expenditure_id = 'C08'", ""),
    "I14": ("funds_posting", "expenditure_id = 'X01' WHERE expenditure_id = 'C08'", ""),
    "I15": ("donors_pledge", "route = 'direct'", ""),
    "I16": ("funds_voucher", "foreign_approved_on = day + 1 WHERE foreign_approved_on IS NOT NULL", ""),
    "I21": ("funds_honouredgift", "amount = amount + 1", ""),
    "I22": ("funds_voucher", "approved_by_id = drafted_by_id WHERE kind = 'PC'", "voucher_three_people"),
    "I23": ("funds_journalentry", "hash = repeat('0', 64) WHERE sequence = 1", ""),
}
# No guard keeps the amount of a transfer's own record, nor the route of a pledge: only verify_ledger knows.
FOUND_ONLY = {"I14", "I15"}


@pytest.fixture
def book(books, district_books, hand_out, province_officer, units):
    """A small book with something of everything that can be broken."""
    books.receipt(5_000_000)
    foreign = {"donor": DonorFactory(kind="foreign"), "foreign_approval": "12/QĐ-UBND", "foreign_approved_on": DAY}
    books.receipt(1_000_000, **foreign)
    books.receipt(200_000, place=books.cash)
    books.payment(300_000)
    set_share(user=books.chair, fund=books.fund, year=2024, amount=100_000, decision_no="1/QĐ", decided_on=DAY)
    books.payment(100_000, expenditure="M02")
    places = {"sender": books.fund, "receiver": district_books.fund, "place": books.bank}
    send_transfer(user=books.chair, **places, amount=50_000, decision_no="2/QĐ")
    for sheet in books.issue(books.plan()).sheets.all():
        books.record(sheet)
    giver = DonorFactory()
    books.receipt(2_000_000, donor=giver)
    about = {"kind": "merit", "decider": "Giám đốc Sở", "least_amount": 2_000_000, "years": 1, "least_years": 1}
    level = set_level(user=province_officer, **about, papers=[], basis="12/QĐ", valid_from=DAY)
    propose_commendation(user=province_officer, unit=units.province, donor=giver, level=level, year=2024)
    assert [(one.code, lines) for one, lines in broken()] == []
    check_now()
    return books


def refused(change: Callable[[], int]) -> bool:
    """Whether the database refuses the change, at once or at the end of the transaction."""
    try:
        with transaction.atomic():
            change()
            check_now()
            transaction.set_rollback(True)
    except DatabaseError:
        return True
    return False


def found(code: str, table: str, change: Callable[[], int], constraint: str) -> bool:
    """Whether verify_ledger names the change, done with the guards of the table asleep; everything is put back."""
    (invariant,) = [one for one in INVARIANTS if one.code == code]
    with transaction.atomic():
        run(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        if constraint:
            run(f"ALTER TABLE {table} DROP CONSTRAINT {constraint}")
        assert change() != 0, f"{code}: touches nothing"
        told = list(invariant.check())
        transaction.set_rollback(True)
    return bool(told)


def seen(breaks: dict[str, tuple[str, Callable[[], int], str]]) -> None:
    taken = {code for code, (_table, change, _constraint) in breaks.items() if not refused(change)}
    unseen = [
        code for code, (table, change, constraint) in breaks.items() if not found(code, table, change, constraint)
    ]
    assert not unseen, f"verify_ledger does not name {unseen}"
    assert taken <= FOUND_ONLY, f"the database takes {taken}"


def test_broken_through_the_orm(book, earmark):
    said = {"MARK": earmark, "CHAIR": book.chair}

    def act(model, where, change):
        values = {field: said.get(value, value) for field, value in change.items()}
        return lambda: model.objects.filter(**where).update(**values)

    seen(
        {
            code: (model._meta.db_table, act(model, where, change), constraint)
            for code, (model, where, change, constraint) in BY_ORM.items()
        }
    )


def test_broken_in_plain_sql(book, earmark):
    def act(table, change):
        return lambda: run(f"UPDATE {table} SET {change.format(mark=earmark.pk)}")

    seen({code: (table, act(table, change), constraint) for code, (table, change, constraint) in BY_SQL.items()})


def test_a_published_report_broken_through_the_orm(year_report):
    """Its openings, sums, counts and names (I3, I17, I18, I19, I24) are figures of one paper, and the paper stays."""
    rows = type(year_report).objects.filter(pk=year_report.pk)
    assert refused(lambda: rows.update(figures={**year_report.figures, "total_in": 1}))
    assert refused(rows.delete)
    for sql in ("UPDATE reports_yearreport SET figures = '{}'", "DELETE FROM reports_yearreport"):
        assert refused(lambda sql=sql: run(sql))


def test_words_are_made_of_the_figures_and_kept_nowhere(books):
    """I20: no column holds words that could be changed apart from the figures."""
    columns = {field.name for field in Voucher._meta.get_fields()}
    assert "words" not in columns and isinstance(Voucher.words, property)
    paper = books.draft_receipt(1_005)
    assert paper.words == dong_in_words(1_005) == "Một nghìn không trăm linh năm đồng"
    Voucher.objects.filter(pk=paper.pk).update(amount=2_015)
    paper.refresh_from_db()
    assert paper.words == dong_in_words(2_015)
    run("UPDATE funds_voucher SET amount = 101")
    paper.refresh_from_db()
    assert paper.words == "Một trăm linh một đồng"
