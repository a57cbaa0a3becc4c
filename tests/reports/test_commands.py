"""publish_reports and verify_report, by the contracts of the product's table of names."""

from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from lao_cai_support.web.files import read_private
from reports.models import YearReport
from tests.reports.conftest import day


def run(name: str, *args: Any, **kwargs: Any) -> str:
    out = StringIO()
    call_command(name, *args, stdout=out, **kwargs)
    return out.getvalue()


def test_a_year_becomes_drafts_of_every_fund_and_files_in_a_folder(book: SimpleNamespace, tmp_path: Path) -> None:
    said = run("publish_reports", 2022, out=tmp_path / "out")
    assert said.count("Dự thảo") == 2, said
    reports = YearReport.objects.filter(year=2022)
    assert {(report.fund_id, report.state) for report in reports} == {
        (book.fund.pk, "draft"),
        (book.district.fund.pk, "draft"),
    }
    for report in reports:
        for kind in ("pdf", "csv"):
            kept = read_private(report.files.get(kind=kind).stored)
            assert (tmp_path / "out" / f"{report.number}.{kind}").read_bytes() == kept


def test_one_unit_and_published_in_a_name(book: SimpleNamespace, tmp_path: Path) -> None:
    options = {"unit": ["10"], "publish": True, "username": book.books.chair.username}
    said = run("publish_reports", 2023, **options)
    assert "BC-QBTTE-LC-2023-v1: Đã công bố" in said
    report = YearReport.objects.get()
    assert report.published_by == book.books.chair and report.compiled_by is None
    # Again: nothing new, and the published files are written out as they are, whatever the ledger says today.
    book.books.receipt(1_000, day=day(2023, 12, 31))
    run("publish_reports", 2023, out=tmp_path, **options)
    assert YearReport.objects.count() == 1
    assert (tmp_path / "BC-QBTTE-LC-2023-v1.pdf").read_bytes() == read_private(report.files.get(kind="pdf").stored)


def test_publishing_needs_a_person_with_the_right(book: SimpleNamespace, commune_officer: Any) -> None:
    with pytest.raises(CommandError, match="--as"):
        run("publish_reports", 2022, publish=True)
    with pytest.raises(CommandError, match="QBTTE-LC 2022"):
        run("publish_reports", 2022, unit=["10"], publish=True, username=commune_officer.username)
    assert not YearReport.objects.published().exists()


def test_an_unknown_unit_is_told(book: SimpleNamespace) -> None:
    with pytest.raises(CommandError, match="No fund"):
        run("publish_reports", 2022, unit=["99999"])


def test_this_year_is_not_reported(book: SimpleNamespace) -> None:
    with pytest.raises(CommandError, match="chưa kết thúc"):
        run("publish_reports", 2024, unit=["10"])


@pytest.fixture
def copies(published: YearReport, tmp_path: Path) -> SimpleNamespace:
    made = SimpleNamespace()
    for held in published.files.all():
        path = tmp_path / f"{published.number}.{held.kind}"
        path.write_bytes(read_private(held.stored))
        setattr(made, held.kind, path)
    return made


@pytest.mark.parametrize("kind", ["pdf", "csv", "json"])
def test_a_true_file_is_proved(copies: SimpleNamespace, kind: str) -> None:
    assert "every figure equal to the ledger" in run("verify_report", getattr(copies, kind))


def refused(path: Path) -> str:
    with pytest.raises(CommandError) as error:
        run("verify_report", path)
    assert error.value.returncode == 1
    return str(error.value)


def test_one_changed_byte_is_found(copies: SimpleNamespace) -> None:
    data = bytearray(copies.pdf.read_bytes())
    data[-1] ^= 1
    copies.pdf.write_bytes(data)
    assert "no published report has this file" in refused(copies.pdf)


def test_a_foreign_file_and_a_missing_one_are_told(copies: SimpleNamespace, tmp_path: Path) -> None:
    (tmp_path / "other.pdf").write_bytes(b"%PDF-1.7")
    assert "no published report" in refused(tmp_path / "other.pdf")
    assert "cannot be read" in refused(tmp_path / "nowhere.pdf")


def test_a_file_whose_ledger_moved_on_names_the_parts(copies: SimpleNamespace, book: SimpleNamespace) -> None:
    book.books.receipt(1_000, day=day(2023, 12, 31))
    assert "received" in refused(copies.pdf)
