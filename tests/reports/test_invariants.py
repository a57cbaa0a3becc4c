"""The auditor's questions about published reports: each damage, done behind the guards' backs, is named."""

import copy
import json
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection

from children.models import Child
from funds.ledger.invariants import broken
from lao_cai_support.web.clock import on_day
from reports.models import YearReport
from reports.services.report import compile_report, publish_report
from tests.conftest import with_files
from tests.reports.conftest import day


def found() -> dict[str, list[str]]:
    return {invariant.code: lines for invariant, lines in broken()}


@pytest.fixture
def two_years(published: YearReport, book: SimpleNamespace, compiler: Any) -> YearReport:
    """2022 and 2023 published."""
    with on_day(day(2024, 3, 20)):
        earlier = with_files(compile_report(user=compiler, fund=book.fund, year=2022))
        publish_report(user=book.books.chair, report=earlier)
    published.refresh_from_db()
    return published


def test_each_damage_of_a_published_report_is_named(two_years: YearReport, book: SimpleNamespace) -> None:
    assert found() == {}
    child = Child.objects.order_by("pk")[0]

    def opening(figures: dict[str, Any]) -> None:
        figures["opening"]["bank"] += 5
        figures["opening"]["total"] += 5

    def published(figures: dict[str, Any]) -> None:
        figures["received"] += 1

    def row(figures: dict[str, Any]) -> None:
        figures["kinds"][0]["amount"] += 1

    def children(figures: dict[str, Any]) -> None:
        figures["kinds"][0] |= {"children": 9, "instances": 8}

    def code(figures: dict[str, Any]) -> None:
        figures["kinds"][0]["name"] += f" ({child.code})"

    def name(figures: dict[str, Any]) -> None:
        figures["communes"][0]["name"] = child.full_name

    for change, names in (
        (opening, {"I3", "I17", "I18"}),
        (published, {"I17"}),
        (row, {"I17", "I18"}),
        (children, {"I17", "I19"}),
        (code, {"I17", "I24"}),
        (name, {"I17", "I24"}),
    ):
        figures = copy.deepcopy(two_years.figures)
        change(figures)
        damage(two_years, figures)
        assert found().keys() == names, change.__name__
    damage(two_years, two_years.figures)
    assert found() == {}


def damage(report: YearReport, figures: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE reports_yearreport DISABLE TRIGGER USER")
        cursor.execute("UPDATE reports_yearreport SET figures = %s WHERE id = %s", [json.dumps(figures), report.pk])
        cursor.execute("ALTER TABLE reports_yearreport ENABLE TRIGGER USER")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def test_a_posting_in_a_published_year_is_named_until_the_next_version(
    two_years: YearReport, book: SimpleNamespace
) -> None:
    """The year is open: the ledger takes it, and the report no longer says what the ledger says."""
    book.books.receipt(1_000, day=day(2023, 12, 30))
    assert found().keys() == {"I17"}
