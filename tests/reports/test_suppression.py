"""Whoever has all published numbers must not be able to work out a hidden one."""

import itertools
from types import SimpleNamespace
from typing import Any

import pytest

from reports.yearly.figures import year_figures
from reports.yearly.suppression import SMALL, suppressed
from tests.reports.conftest import day

FIELDS = ("children", "instances", "amount")
LEVEL = 250_000


def rows(*counts: tuple[int, int]) -> list[dict[str, Any]]:
    """Communes with (children, instances), all helped at one level, which is the worst for hiding."""
    return [
        {"code": str(index), "children": children, "instances": instances, "amount": instances * LEVEL}
        for index, (children, instances) in enumerate(counts)
    ]


def solutions(hidden: int, total: int) -> list[tuple[int, ...]]:
    """All ways in which ``hidden`` rows of at least one child each can share ``total``."""
    if hidden == 1:
        return [(total,)]
    return [(first, *rest) for first in range(1, total - hidden + 2) for rest in solutions(hidden - 1, total - first)]


def attack(told: list[dict[str, Any]], totals: dict[str, int], measure: str) -> list[set[int]]:
    """For each hidden row, the values that fit everything published: total minus visible, at least one each."""
    hidden = [row for row in told if row["hidden"]]
    left = totals[measure] - sum(row[measure] for row in told if not row["hidden"])
    fits = solutions(len(hidden), left)
    return [{fit[index] for fit in fits} for index in range(len(hidden))]


CASES = [
    [(3, 3), (7, 7), (9, 9)],  # one small row: the difference would be it
    [(1, 1), (1, 1), (30, 30), (8, 8)],  # two small rows that share two children
    [(1, 1), (2, 2), (40, 40)],  # together still below five
    [(1, 1)] * 6 + [(12, 12)],  # together six, but one each
    [(4, 4), (4, 4), (20, 20)],
    [(2, 9), (6, 6), (11, 30)],
    [(1, 6), (1, 6), (5, 5), (9, 9)],
]


@pytest.mark.parametrize("counts", CASES)
def test_no_hidden_row_can_be_solved_from_the_rest(counts: list[tuple[int, int]]) -> None:
    before = rows(*counts)
    told, safe = suppressed(before, fields=FIELDS)
    assert safe
    for row, true in zip(told, before, strict=True):
        if 0 < true["children"] < SMALL or 0 < true["instances"] < SMALL:
            assert row["hidden"]
        assert all(row[field] is None for field in FIELDS) == row["hidden"]
    for measure in ("children", "instances"):
        totals = {measure: sum(row[measure] for row in before)}
        for values in attack(told, totals, measure):
            assert len(values) > 1, f"{measure}: only {values} fits"
        left = totals[measure] - sum(row[measure] for row in told if not row["hidden"])
        assert left >= SMALL, f"{measure}: the hidden rows together are a small count"


@pytest.mark.parametrize("counts", CASES)
def test_money_of_hidden_rows_tells_no_more_than_their_count(counts: list[tuple[int, int]]) -> None:
    """With one level of support the amounts are the instances once more: no row's amount may stay visible."""
    told, _safe = suppressed(rows(*counts), fields=FIELDS)
    assert all(row["amount"] is None for row in told if row["hidden"])


def test_every_small_table_is_safe_or_says_that_it_is_not() -> None:
    """All tables of one to four communes with up to seven children: no case is forgotten."""
    for size in (1, 2, 3, 4):
        for counts in itertools.combinations_with_replacement(range(8), size):
            before = rows(*((count, count) for count in counts))
            told, safe = suppressed(before, fields=FIELDS)
            if safe and any(row["hidden"] for row in told):
                nonzero = [row for row in told if row["hidden"]]
                left = sum(row["children"] for row in before) - sum(r["children"] for r in told if not r["hidden"])
                assert len(nonzero) > 1 and left >= SMALL and left > len(nonzero), counts


def test_nothing_is_hidden_without_need() -> None:
    told, safe = suppressed(rows((5, 5), (0, 0), (12, 30)), fields=FIELDS)
    assert safe and not any(row["hidden"] for row in told)


def test_one_small_commune_alone_hides_the_totals_too(coats_for: Any, children_of: Any, units: Any, books: Any) -> None:
    """Three children in one commune and nobody else: the total would be the hidden row."""
    coats_for(children_of(units.sibling, 3, girls=1), on=day(2023, 11, 1))
    figures = year_figures(books.fund, 2023)
    assert figures["children"] == {"distinct": None, "girls": None, "instances": None, "in_groups": None}
    assert [row["children"] for row in figures["communes"]] == [None]
    coats = next(row for row in figures["kinds"] if row["code"] == "C07")
    assert (coats["children"], coats["instances"], coats["level"]) == (None, None, None)
    assert coats["amount"] == 3 * LEVEL, "the fund's own accounts stay public"


@pytest.mark.parametrize("girls", [1, 4, 6, 9])
def test_few_girls_or_few_boys_are_not_told(
    coats_for: Any, children_of: Any, units: Any, books: Any, girls: int
) -> None:
    coats_for(children_of(units.commune, 10, girls=girls), on=day(2023, 11, 1))
    children = year_figures(books.fund, 2023)["children"]
    assert children["distinct"] == 10
    assert children["girls"] == (None if girls < SMALL or 10 - girls < SMALL else girls)


def test_all_boys_is_no_small_count(coats_for: Any, children_of: Any, units: Any, books: Any) -> None:
    coats_for(children_of(units.commune, 6), on=day(2023, 11, 1))
    assert year_figures(books.fund, 2023)["children"]["girls"] == 0


def test_the_books_of_the_year_give_nothing_hidden_back(book: SimpleNamespace) -> None:
    """Totals, communes, kinds, goods, children and girls together, on a real book."""
    figures = year_figures(book.fund, 2023)
    told = figures["communes"]
    hidden = [row for row in told if row["hidden"]]
    assert {row["name"] for row in hidden} == {"Xã Hoàng Thu Phố", "Xã Hợp Thành"}
    for measure, total in (("children", "distinct"), ("instances", "instances")):
        for values in attack(told, {measure: figures["children"][total]}, measure):
            assert len(values) > 1
    # Money: what all communes got is known from the kinds; two rows share the rest in many ways.
    left = next(row for row in figures["kinds"] if row["code"] == "C07")["amount"]
    left -= sum(row["amount"] for row in told if not row["hidden"])
    assert len(solutions(len(hidden), left // LEVEL)) > 1
