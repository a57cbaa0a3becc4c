"""Every figure of a report computed again, straight from postings and signed sheets."""

import datetime
from collections import defaultdict
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from children.models import Child
from donors.models import Earmark
from funds.models import Posting, SheetLine
from lao_cai_support.web.clock import on_day
from lao_cai_support.web.errors import Refusal
from reports.services.report import compile_report
from reports.yearly.figures import ANONYMOUS as UNNAMED
from reports.yearly.figures import LEDGER_PARTS, balanced, differing, year_figures
from tests.factories.donors import PledgeFactory
from tests.reports.conftest import ANONYMOUS, MARK, PROMISED, SIGNER, day


@pytest.fixture
def figures(book: SimpleNamespace) -> dict[str, Any]:
    return year_figures(book.fund, 2023)


def postings(book: SimpleNamespace, year: int = 2023) -> list[Posting]:
    return list(Posting.objects.filter(fund=book.fund, day__year=year))


def test_opening_and_closing_are_the_assets_of_the_day(book: SimpleNamespace, figures: dict[str, Any]) -> None:
    for part, end in (("opening", datetime.date(2022, 12, 31)), ("closing", datetime.date(2023, 12, 31))):
        sums: dict[str, int] = defaultdict(int)
        for row in Posting.objects.filter(fund=book.fund, day__lte=end):
            sums[row.account] += row.amount
        held = figures[part]
        names = {"cash": "A1", "bank": "A2", "goods": "A3", "in_hand": "A4", "in_transit": "A5"}
        assert {name: held[name] for name in names} == {name: sums[account] for name, account in names.items()}
        assert held["total"] == sum(sums[account] for account in names.values())
        assert held["total"] == held["free"] + held["earmarked"] + held["in_kind"] + held["management"]


def test_the_book_adds_up_by_hand(figures: dict[str, Any]) -> None:
    """As an accountant would write it on paper, without reading the ledger."""
    assert figures["opening"]["total"] == 50_000_000 - 8_000_000
    assert figures["received"] == 30_000_000 + 7_000_000 + 500_000 + 10_000_000 + 30 * 250_000 + 120_000
    assert figures["spent"] == 6_000_000 + 400_000 + 5_000_000 + 19 * 250_000
    assert (figures["transfers_out"], figures["lost"]) == (4_000_000, 250_000)
    assert figures["closing"]["total"] == 76_720_000
    assert balanced(figures)


def test_income_and_spending_by_code(book: SimpleNamespace, figures: dict[str, Any]) -> None:
    income: dict[str, int] = defaultdict(int)
    spent: dict[str, int] = defaultdict(int)
    for row in postings(book):
        if row.income_id:
            income[row.income_id] -= row.amount
        if row.expenditure_id:
            spent[row.expenditure_id] += row.amount
    assert {row["code"]: row["total"] for row in figures["income"]} == income
    assert {row["code"]: row["amount"] for row in figures["kinds"]} == spent
    assert sum(income.values()) == figures["total_in"] and sum(spent.values()) == figures["total_out"]
    assert all(row["money"] + row["goods"] == row["total"] for row in figures["income"])


def test_this_years_opening_is_last_years_closing(book: SimpleNamespace, figures: dict[str, Any]) -> None:
    assert year_figures(book.fund, 2022)["closing"] == figures["opening"]


def test_givers_are_counted_with_and_without_a_promise(figures: dict[str, Any]) -> None:
    """The box at the door is a giver too; interest was given by nobody."""
    givers = {row["code"]: row["givers"] for row in figures["income"]}
    assert givers == {"T01": 1, "T02": 2, "T03": 1, "T06": 1, "T16": 0}


def test_children_once_and_every_time(book: SimpleNamespace, figures: dict[str, Any], units: SimpleNamespace) -> None:
    """A child helped from two lots was helped once; a class counts with its heads; what came back does not count."""
    lines = list(SheetLine.objects.filter(received__gt=0).select_related("allocation__need__child"))
    alone = [line for line in lines if line.allocation.need.child]
    assert len(alone) == 15, "the book has one child with two lines"
    children = {line.allocation.need.child for line in alone}
    girls = {child for child in children if child.sex == "female"}
    told = figures["children"]
    assert told["distinct"] == len(children) == 14
    assert told["girls"] == len(girls) == 5
    assert told["instances"] == 14 + 12 and told["in_groups"] == 12
    assert told["distinct"] <= told["instances"]
    coats = next(row for row in figures["kinds"] if row["code"] == "C07")
    assert (coats["children"], coats["instances"], coats["level"]) == (14, 26, [250_000, 250_000])


def test_goods_by_piece_and_value(figures: dict[str, Any]) -> None:
    (coats,) = figures["goods"]
    assert coats["open"] + coats["in"] - coats["out"] - coats["lost"] == coats["close"]
    assert (coats["in"], coats["out"], coats["lost"], coats["close"]) == (30, 19, 1, 10)
    for part in ("open", "in", "out", "lost", "close"):
        assert coats[f"{part}_value"] == coats[part] * 250_000
    assert coats["close_value"] == figures["closing"]["goods"]


def test_earmarks_are_never_below_zero_and_add_up(figures: dict[str, Any]) -> None:
    (meals,) = figures["earmarks"]
    assert (meals["open"], meals["in"], meals["used"], meals["close"]) == (0, 10_000_000, 6_000_000, 4_000_000)
    assert sum(row["close"] for row in figures["earmarks"]) == figures["closing"]["earmarked"]


def test_a_transfer_mirrors_in_both_reports(book: SimpleNamespace, figures: dict[str, Any]) -> None:
    other = year_figures(book.district.fund, 2023)
    assert [row["amount"] for row in figures["transfers"]] == [row["amount"] for row in other["transfers"]]
    assert (figures["transfers"][0]["way"], other["transfers"][0]["way"]) == ("out", "in")
    assert other["transfers_in"] == figures["transfers_out"] == 4_000_000
    assert other["received"] == 0, "money of another fund is no gift"


def test_decisions_behind_the_spending(figures: dict[str, Any]) -> None:
    assert {"day": "2023-11-20", "no": "31/QĐ-QBTTE", "kinds": ["C07"]} in figures["decisions"]
    paid = {kind for row in figures["decisions"] for kind in row["kinds"]}
    assert paid == {"C03", "C07", "C08", "M02"}


def test_the_base_of_management_costs(figures: dict[str, Any]) -> None:
    base = 30_000_000 + 7_000_000 + 500_000 + 120_000
    assert figures["management"]["base"] == base and figures["management"]["ceiling"] == base // 10
    assert figures["management"]["spent"] == 400_000 <= figures["management"]["decided"] == 1_000_000


def test_promises_are_a_memo_and_in_no_total(book: SimpleNamespace, figures: dict[str, Any]) -> None:
    assert figures["memo"] == {"pledges": 1, "value": PROMISED}
    PledgeFactory(unit=book.fund.unit, money=9_999_999, accepted_on=day(2023, 12, 1))
    PledgeFactory(unit=book.fund.unit, money=8_888_888, accepted_on=day(2023, 12, 1), route="direct")
    again = year_figures(book.fund, 2023)
    assert again["memo"]["value"] == PROMISED + 9_999_999
    assert differing(figures, again) == []


def test_a_year_without_movement_is_a_report_too(book: SimpleNamespace) -> None:
    quiet = year_figures(book.district.fund, 2022)
    assert quiet["no_movement"] and quiet["income"] == [] and quiet["kinds"] == [] and quiet["communes"] == []
    assert quiet["opening"] == quiet["closing"]
    report = compile_report(user=None, fund=book.district.fund, year=2022)
    assert report.figures["no_movement"] is True


def test_a_later_year_changes_nothing_in_an_earlier_report(book: SimpleNamespace, figures: dict[str, Any]) -> None:
    book.books.receipt(1_000_000, day=day(2024, 1, 2))
    assert year_figures(book.fund, 2023) == figures


def test_nobody_unnamed_and_no_child_is_in_the_figures(book: SimpleNamespace, figures: dict[str, Any]) -> None:
    text = repr(figures)
    assert ANONYMOUS not in text and "Đặng Ẵm" not in text
    assert 7_000_000 in [row["amount"] for row in figures["gifts"] if row["name"] == UNNAMED]
    assert MARK not in text and SIGNER not in text
    for child in Child.objects.all():
        assert child.code not in text and child.personal_id not in text


def test_a_purpose_that_names_a_child_is_told_in_general_words(book: SimpleNamespace) -> None:
    """What a donor wrote into the agreement is free text."""
    name = book.helped.sibling[0].full_name
    mark = Earmark.objects.create(purpose=f"Đỡ đầu cháu {name.upper()} ở Hoàng Thu Phố")
    pledge = PledgeFactory(unit=book.fund.unit, money=3_000_000, earmark=mark)
    book.books.receipt(3_000_000, day=day(2023, 12, 30), pledge=pledge)
    told = year_figures(book.fund, 2023)["earmarks"]
    assert [row["purpose"] for row in told] == ["Bữa ăn điểm trường", "hỗ trợ một trẻ em"]


def test_the_questions_do_not_grow_with_the_book(
    book: SimpleNamespace, coats_for: Any, units: Any, children_of: Any
) -> None:
    with CaptureQueriesContext(connection) as few:
        year_figures(book.fund, 2023)
    for of in (29, 30, 31):
        coats_for(children_of(units.commune, 2), on=day(2023, 12, of))
        book.books.receipt(1_000_000, day=day(2023, 12, of), donor=book.company)
    with CaptureQueriesContext(connection) as many:
        year_figures(book.fund, 2023)
    assert len(many) == len(few)


def test_only_past_years_are_reported(book: SimpleNamespace) -> None:
    with on_day(day(2023, 12, 31)), pytest.raises(Refusal, match="chưa kết thúc"):
        compile_report(user=None, fund=book.fund, year=2023)


def test_every_part_that_is_compared_exists(figures: dict[str, Any]) -> None:
    assert set(LEDGER_PARTS) <= set(figures)
