"""Draft, files, publication, correction; and what the database refuses whoever asks."""

import hashlib
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from lao_cai_support.accounts.models import User
from lao_cai_support.accounts.roles import Role
from lao_cai_support.web.clock import on_day
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.files import read_private
from reports.models import ReportFile, YearReport
from reports.services.report import check_file, compile_report, publish_report, render_report
from tests.conftest import with_files
from tests.donors.test_fights import together
from tests.reports.conftest import day


def files_of(report: YearReport) -> dict[str, bytes]:
    return {held.kind: read_private(held.stored) for held in report.files.all()}


def test_compiling_again_renews_the_draft_and_drops_its_files(
    made: YearReport, book: SimpleNamespace, compiler: User
) -> None:
    assert set(files_of(made)) == {"csv", "json", "pdf"}
    book.books.receipt(1_000_000, day=day(2023, 12, 30))
    again = compile_report(user=compiler, fund=book.fund, year=2023)
    assert again.pk == made.pk and again.version == 1
    assert again.figures["received"] == made.figures["received"] + 1_000_000
    assert not again.files.exists(), "files of the earlier figures"


def test_the_same_figures_give_the_same_bytes(printed: YearReport, settings: Any) -> None:
    """Also on a machine with another address: the address is frozen with the figures."""
    made, before = printed, files_of(printed)
    for held in made.files.all():
        assert hashlib.sha256(before[held.kind]).hexdigest() == held.sha256 and held.size == len(before[held.kind])
    settings.SITE_URL = "https://other.example"
    made.files.all().delete()
    render_report(YearReport.objects.get(pk=made.pk))
    assert files_of(made) == before


def test_the_compiler_does_not_publish(made: YearReport, book: SimpleNamespace, fund_accountant: User) -> None:
    YearReport.objects.filter(pk=made.pk).update(compiled_by=book.books.chair)
    with pytest.raises(Refusal, match="không được tự công bố"):
        publish_report(user=book.books.chair, report=made)
    with pytest.raises(Refusal):
        publish_report(user=fund_accountant, report=made)
    made.refresh_from_db()
    assert made.state == "draft"


def test_the_chair_of_another_fund_does_not_publish(made: YearReport, commune_chair: User) -> None:
    with pytest.raises(Refusal):
        publish_report(user=commune_chair, report=made)


def test_without_files_there_is_nothing_to_publish(book: SimpleNamespace, compiler: User) -> None:
    report = compile_report(user=compiler, fund=book.fund, year=2023)
    with pytest.raises(Refusal, match="chưa được tạo xong"):
        publish_report(user=book.books.chair, report=report)


def test_files_of_other_figures_are_not_published(made: YearReport, book: SimpleNamespace) -> None:
    made.files.filter(kind="json").update(sha256="0" * 64)
    with pytest.raises(Refusal, match="chưa được tạo xong"):
        publish_report(user=book.books.chair, report=made)


def test_a_ledger_that_changed_since_is_refused(made: YearReport, book: SimpleNamespace) -> None:
    book.books.receipt(1_000, day=day(2023, 12, 31))
    with pytest.raises(Refusal, match="Sổ đã thay đổi"):
        publish_report(user=book.books.chair, report=made)
    made.refresh_from_db()
    assert made.state == "draft"


def test_a_correction_is_the_next_version_with_a_reason(
    published: YearReport, book: SimpleNamespace, compiler: User
) -> None:
    before = files_of(published)
    book.books.receipt(2_000_000, day=day(2023, 12, 31))
    with pytest.raises(Refusal, match="lý do đính chính"):
        compile_report(user=compiler, fund=book.fund, year=2023)
    with on_day(day(2024, 5, 2)):
        draft = compile_report(user=compiler, fund=book.fund, year=2023, reason="Bổ sung phiếu thu")
        with_files(draft)
        published.refresh_from_db()
        assert published.state == "published", "the old one stands until the new one is published"
        second = publish_report(user=book.books.chair, report=draft)
    published.refresh_from_db()
    assert (published.state, second.state, second.version) == ("superseded", "published", 2)
    assert files_of(published) == before
    assert second.figures["report"]["former"] == [{"version": 1, "published_on": "2024-03-20", "reason": ""}]
    told = check_file(before["pdf"])
    assert told["found"] and told["report"] == published and "received" in told["differs"]
    assert check_file(files_of(second)["pdf"])["differs"] == []


def test_publishing_twice_is_refused(published: YearReport, book: SimpleNamespace) -> None:
    with pytest.raises(Refusal, match="đã được công bố"):
        publish_report(user=book.books.chair, report=published)


def refused(sql: str, *values: Any) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


def test_the_database_refuses_any_change_of_a_published_report(published: YearReport) -> None:
    pk = published.pk
    refused("UPDATE reports_yearreport SET figures = '{}' WHERE id = %s", pk)
    refused("UPDATE reports_yearreport SET state = 'draft' WHERE id = %s", pk)
    refused("UPDATE reports_yearreport SET state = 'superseded', reason = 'x' WHERE id = %s", pk)
    refused("UPDATE reports_yearreport SET published_on = published_on + 1 WHERE id = %s", pk)
    refused("DELETE FROM reports_yearreport WHERE id = %s", pk)


def test_the_database_refuses_any_change_of_its_files(published: YearReport) -> None:
    """Else a changed copy could be made to verify."""
    pk = published.pk
    refused("UPDATE reports_reportfile SET sha256 = repeat('0', 64) WHERE report_id = %s", pk)
    refused("UPDATE reports_reportfile SET stored = 'x' WHERE report_id = %s", pk)
    refused("DELETE FROM reports_reportfile WHERE report_id = %s AND kind = 'csv'", pk)
    refused(
        "INSERT INTO reports_reportfile (report_id, kind, stored, sha256, size) VALUES (%s, 'zip', 'x', 'x', 1)", pk
    )
    assert published.files.count() == 3


def test_a_file_cannot_be_moved_to_a_published_report(
    published: YearReport, book: SimpleNamespace, compiler: User
) -> None:
    draft = compile_report(user=compiler, fund=book.fund, year=2022)
    held = ReportFile.objects.create(report=draft, kind="pdf", stored="x", sha256="x", size=1)
    refused("UPDATE reports_reportfile SET report_id = %s, kind = 'zip' WHERE id = %s", published.pk, held.pk)
    held.delete()


def test_a_replaced_report_is_as_fixed_as_a_published_one(published: YearReport) -> None:
    YearReport.objects.filter(pk=published.pk).update(state="superseded")
    refused("UPDATE reports_yearreport SET state = 'published' WHERE id = %s", published.pk)
    refused("DELETE FROM reports_reportfile WHERE report_id = %s", published.pk)


def test_one_published_and_one_draft_at_a_time(published: YearReport) -> None:
    refused(
        "INSERT INTO reports_yearreport (code, fund_id, year, version, reason, state, figures, figures_hash, ledger_head,"
        " compiled_on, published_on) SELECT 'zzzzzzzz', fund_id, year, 2, 'x', 'published', figures, figures_hash,"
        " ledger_head, compiled_on, published_on FROM reports_yearreport WHERE id = %s",
        published.pk,
    )


def test_a_correction_without_a_reason_and_one_person_alone_are_refused(made: YearReport) -> None:
    refused("UPDATE reports_yearreport SET version = 2 WHERE id = %s", made.pk)
    refused("UPDATE reports_yearreport SET published_by_id = compiled_by_id WHERE id = %s", made.pk)
    refused("UPDATE reports_yearreport SET state = 'published' WHERE id = %s", made.pk)


def test_a_draft_is_not_verified(made: YearReport) -> None:
    assert not check_file(files_of(made)["pdf"])["found"]


def test_a_lost_copy_is_told_and_not_a_crash(published: YearReport, settings: Any, tmp_path: Any) -> None:
    copy = files_of(published)["csv"]
    settings.DATA_DIR = tmp_path / "empty"
    told = check_file(copy)
    assert told["found"] and not told["stored_intact"]


def test_a_broken_chain_is_told(published: YearReport, book: SimpleNamespace) -> None:
    copy = files_of(published)["csv"]
    assert check_file(copy)["chain"] == ""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE funds_journalentry DISABLE TRIGGER USER")
        cursor.execute(
            "UPDATE funds_journalentry SET text = 'khác' WHERE fund_id = %s AND sequence = 2", [book.fund.pk]
        )
        cursor.execute("ALTER TABLE funds_journalentry ENABLE TRIGGER USER")
    assert check_file(copy)["chain"].startswith("I23")


@pytest.mark.django_db(transaction=True)
def test_two_publications_at_once_give_one(
    draft_report: YearReport, fund_chair: User, person: Callable[..., User], units: SimpleNamespace
) -> None:
    """Two chairs press the button in the same moment: one publishes, the other is told."""
    second = person(Role.FUND_CHAIR, units.province, username="second_chair")
    results = together(
        *(lambda chair=chair: publish_report(user=chair, report=draft_report) for chair in (fund_chair, second))
    )
    assert sorted(type(result).__name__ for result in results) == ["Refusal", "YearReport"]
    draft_report.refresh_from_db()
    assert draft_report.state == "published"
    assert YearReport.objects.filter(state="published").count() == 1
