"""The public site: nothing but what is published, no cookie, plain answers to whatever is sent."""

import csv
import datetime
import io
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from children.models import Child
from lao_cai_support.web.files import read_private
from lao_cai_support.web.text import fold
from reports.models import YearReport
from reports.services.report import compile_report, publish_report
from tests.conftest import with_files
from tests.factories.areas import UnitFactory
from tests.factories.children import NeedFactory
from tests.factories.donors import CampaignFactory, PledgeFactory
from tests.factories.funds import FundFactory
from tests.queries import queries_of
from tests.reports.conftest import ANONYMOUS, MARK, SIGNER, day

PAGES = ["/", "/cong-khai/", "/xac-minh/", "/du-lieu-mo/", "/chien-dich/"]
REPORT = "/cong-khai/2023/10/"


def told_by(answer: Any) -> str:
    return b"".join(answer).decode() if answer.streaming else answer.content.decode()


@pytest.mark.parametrize("url", PAGES)
def test_pages_open_before_anything_is_published_and_set_no_cookie(db: Any, url: str) -> None:
    answer = Client().get(url)
    assert answer.status_code == 200 and not answer.cookies


@pytest.mark.parametrize("url", [*PAGES, REPORT, f"{REPORT}bao-cao.json", "/du-lieu-mo/bao-cao-quy.json"])
def test_no_child_and_nobody_unnamed_on_any_page(published: YearReport, url: str) -> None:
    answer = Client().get(url)
    text = fold(told_by(answer) + str(answer.headers))
    assert answer.status_code == 200 and not answer.cookies
    for name in (MARK, SIGNER, ANONYMOUS, "Đặng Ẵm"):
        assert fold(name) not in text
    for child in Child.objects.all():
        assert fold(child.code) not in text and child.personal_id not in text


def test_the_report_page_answers_first_and_tells_the_frozen_figures(published: YearReport) -> None:
    page = told_by(Client().get(REPORT))
    for amount in ("55.120.000", "16.150.000", "76.720.000", "42.000.000", "7.000.000"):
        assert amount in page
    assert page.index("55.120.000") < page.index('<svg class="chart') < page.index("Khoản thu")
    for held in published.files.all():
        assert held.sha256 in page and reverse("public:report_file", args=[2023, "10", held.kind]) in page


def test_hidden_counts_stand_as_hidden(published: YearReport) -> None:
    page = told_by(Client().get(REPORT))
    row = page[page.index("Xã Hoàng Thu Phố") :]
    row = row[: row.index("</tr>")]
    assert row.count("ẩn") == 3


@pytest.mark.parametrize(
    "url",
    [
        "/cong-khai/2022/10/",
        "/cong-khai/1999/10/",
        "/cong-khai/99999999999999999999/10/",
        "/cong-khai/2023/00000/",
        "/cong-khai/2023/%00/",
        "/cong-khai/2023/10/ban-7/",
        "/cong-khai/2023/10/ban-99999999999999999999/",
        "/cong-khai/2023/10/bao-cao.exe",
        "/cong-khai/nam/10/",
        "/chien-dich/zzzzzzzz/",
        "/chien-dich/%00/",
        "/du-lieu-mo/bao-cao-quy.xml",
    ],
)
def test_what_is_not_there_is_a_page_that_says_so(published: YearReport, url: str) -> None:
    answer = Client().get(url)
    assert answer.status_code == 404 and "text/html" in answer["Content-Type"]


@pytest.mark.parametrize("asked", ["?nam=2099", "?nam=x", "?nam=", "?nam=2023%00"])
def test_an_unknown_year_shows_the_newest(published: YearReport, asked: str) -> None:
    answer = Client().get(f"/cong-khai/{asked}")
    assert answer.status_code == 200 and answer.context["year"] == 2023


def test_a_draft_is_nowhere(made: YearReport) -> None:
    browser = Client()
    assert browser.get(REPORT).status_code == 404
    for kind in ("pdf", "csv", "json"):
        assert browser.get(f"{REPORT}bao-cao.{kind}").status_code == 404
    assert browser.get(f"{REPORT}ban-1/").status_code == 404
    for url in [*PAGES, "/du-lieu-mo/bao-cao-quy.csv", "/du-lieu-mo/bao-cao-quy.json"]:
        text = told_by(browser.get(url))
        assert "55120000" not in text and "55.120.000" not in text and made.number not in text


def test_a_replaced_version_stays_readable_and_says_so(
    published: YearReport, book: SimpleNamespace, compiler: Any
) -> None:
    before = told_by(Client().get(f"{REPORT}bao-cao.csv"))
    book.books.receipt(2_000_000, day=day(2023, 12, 31))
    draft = compile_report(user=compiler, fund=book.fund, year=2023, reason="Bổ sung phiếu thu")
    publish_report(user=book.books.chair, report=with_files(draft))
    now = told_by(Client().get(REPORT))
    assert "57.120.000" in now and "Bổ sung phiếu thu" in now and f"{REPORT}ban-1/" in now
    old = told_by(Client().get(f"{REPORT}ban-1/"))
    assert "55.120.000" in old and "đã được thay bằng bản đính chính" in old
    assert told_by(Client().get(f"{REPORT}ban-1/bao-cao.csv")) == before
    assert "57.120.000" in told_by(Client().get(f"{REPORT}ban-2/"))


def test_the_year_adds_up_without_counting_transfers(published: YearReport, book: SimpleNamespace) -> None:
    """The district was given 4 million by the province: no new gift (I14)."""
    other = with_files(compile_report(user=None, fund=book.district.fund, year=2023))
    publish_report(user=book.district.chair, report=other)
    answer = Client().get("/cong-khai/?nam=2023")
    assert answer.context["totals"] == {"received": 55_120_000, "spent": 16_150_000}
    assert other.figures["total_in"] == 4_000_000 and "55.120.000" in told_by(answer)
    rows = Client().get("/du-lieu-mo/bao-cao-quy.json").json()["reports"]
    assert sum(row["transfers_in"] for row in rows) == sum(row["transfers_out"] for row in rows) == 4_000_000


# Verification


def sent(data: bytes | None, name: str = "bao-cao.pdf") -> Any:
    files = {} if data is None else {"file": SimpleUploadedFile(name, data)}
    answer = Client(enforce_csrf_checks=True).post("/xac-minh/", files)
    assert not answer.cookies
    return answer


def test_a_true_file_is_confirmed_and_leads_to_its_page(published: YearReport) -> None:
    answer = sent(read_private(published.files.get(kind="pdf").stored))
    page = told_by(answer)
    assert answer.status_code == 200 and "mọi số khớp với sổ" in page and f'href="{REPORT}"' in page


def test_a_changed_file_is_not(published: YearReport) -> None:
    data = read_private(published.files.get(kind="pdf").stored)
    answer = sent(data[:-1] + bytes([data[-1] ^ 1]))
    assert answer.status_code == 200 and "Không có báo cáo nào mang tệp này" in told_by(answer)


def test_a_file_whose_ledger_moved_on_says_what_differs(published: YearReport, book: SimpleNamespace) -> None:
    data = read_private(published.files.get(kind="csv").stored)
    book.books.receipt(1_000, day=day(2023, 12, 31))
    page = told_by(sent(data, "x.csv"))
    assert "không còn khớp sổ" in page and "tổng đã nhận" in page and "total_in" not in page


def test_empty_too_large_and_missing_files_get_a_sentence(published: YearReport) -> None:
    for data, words in ((b"", "rỗng"), (b"x" * (21 * 1024 * 1024), "20 MB"), (None, "Hãy chọn tệp")):
        answer = sent(data)
        page = told_by(answer)
        assert answer.status_code == 422 and words in page, page[page.index("<main") :][:1500]


def test_verifying_keeps_nothing(published: YearReport, settings: Any) -> None:
    before = sorted(Path(settings.DATA_DIR).rglob("*"))
    sent(b"x" * 3_000_000)
    assert sorted(Path(settings.DATA_DIR).rglob("*")) == before


# Open data


def test_open_data_has_the_documented_columns(published: YearReport) -> None:
    page = told_by(Client().get("/du-lieu-mo/"))
    told = Client().get("/du-lieu-mo/bao-cao-quy.json").json()
    table = list(csv.DictReader(io.StringIO(Client().get("/du-lieu-mo/bao-cao-quy.csv").content.decode("utf-8-sig"))))
    assert list(table[0]) == told["fields"] == list(told["reports"][0])
    for field in told["fields"]:
        assert field in page, f"{field} is not explained"
    (row,) = told["reports"]
    assert (row["year"], row["unit_code"], row["received"], row["children"]) == (2023, "10", 55_120_000, 14)
    assert (
        row["opening"] + row["received"] + row["transfers_in"] - row["spent"] - row["transfers_out"] - 250_000
        == (row["closing"])
    ), "what is missing is the written-off coat"
    assert row["sha256"] == published.figures_hash
    assert {key: str(value) for key, value in row.items()} == table[0]


# Pages ask the database as often for many as for few


@pytest.fixture
def many_reports(published: YearReport, units: SimpleNamespace, compiler: Any, fund_chair: Any) -> Any:
    def make(count: int) -> None:
        for _one in range(count):
            fund = FundFactory(unit=UnitFactory(parent=units.district))
            report = with_files(compile_report(user=None, fund=fund, year=2023))
            YearReport.objects.filter(pk=report.pk).update(
                state="published", published_on=datetime.date(2024, 3, 1), published_by=fund_chair
            )

    return make


@pytest.mark.parametrize("url", ["/", "/cong-khai/", REPORT, "/du-lieu-mo/", "/du-lieu-mo/bao-cao-quy.json"])
def test_queries_do_not_grow_with_reports(many_reports: Any, url: str) -> None:
    many_reports(2)
    few = queries_of(Client(), url)
    many_reports(27)
    assert queries_of(Client(), url) == few


@pytest.mark.parametrize("url", ["/", "/chien-dich/"])
def test_queries_do_not_grow_with_campaigns(units: SimpleNamespace, lists: None, url: str) -> None:
    def make(count: int) -> None:
        for campaign in CampaignFactory.create_batch(count, unit=units.province):
            PledgeFactory(unit=units.province, campaign=campaign)

    make(3)
    few = queries_of(Client(), url)
    make(27)
    assert queries_of(Client(), url) == few


# Needs and campaigns


def test_needs_of_fewer_than_five_children_are_not_shown(units: Any, children_of: Any, lists: None) -> None:
    def ask(count: int, item: str) -> None:
        for child in children_of(units.commune, count):
            NeedFactory(child=child, item_id=item, size="", state="published")

    ask(4, "DA05")
    ask(5, "DA01")
    shown = Client().get("/").context["needs"]
    assert [(row["item"].code, row["missing"]) for row in shown] == [("DA01", 5)]


def test_only_published_and_closed_campaigns_have_a_page(units: SimpleNamespace) -> None:
    for state, status in (("draft", 404), ("published", 200), ("closed", 200)):
        campaign = CampaignFactory(unit=units.province, state=state)
        assert Client().get(reverse("public:campaign", args=[campaign.code])).status_code == status
        listed = campaign.name in told_by(Client().get("/chien-dich/"))
        assert listed == (status == 200)
