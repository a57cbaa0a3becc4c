"""The whole chain in a real browser, with a real worker: from a commune's workbook to the public report.

A child on a list → verified → assessed need → pledge → matched → received by the fund → handed out and signed →
published, and every figure of the published file equal to the ledger.
"""

import datetime
import io
import re
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from celery.contrib.testing.worker import start_worker
from django.db.models import Sum
from django.urls import reverse
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from children.models import Child, Need
from donors.models import Donor, MatchRun, Pledge
from funds.models import Distribution, Posting, Sheet, Voucher
from lao_cai_support.accounts.roles import Role
from lao_cai_support.areas.models import Village
from lao_cai_support.celery import app
from reports.models import YearReport

WORKBOOK = Path(__file__).parent.parent / "children" / "samples" / "danh_sach_hai_cot_nam_nu.xlsx"
IN_THE_YEAR, AFTER_THE_YEAR = datetime.date(2024, 11, 15), datetime.date(2025, 3, 10)
PATIENCE = 60_000  # milliseconds for a job of the worker


@pytest.fixture
def worker(transactional_db: Any) -> Iterator[threading.Thread]:
    """A real worker on the test's own broker and database."""
    with start_worker(app, perform_ping_check=False, pool="solo", shutdown_timeout=30) as running:
        yield running


@pytest.fixture
def people(person: Callable[..., Any], units: Any, province_fund: Any) -> dict[str, Any]:
    """The ten people of the chain."""
    return {
        "officer": person(Role.COMMUNE_OFFICER, units.commune),
        "leader": person(Role.COMMUNE_LEADER, units.commune),
        "district": person(Role.DISTRICT_OFFICER, units.district),
        "province": person(Role.PROVINCE_OFFICER, units.province),
        "accountant": person(Role.FUND_ACCOUNTANT, units.province),
        "cashier": person(Role.FUND_CASHIER, units.province),
        "chair": person(Role.FUND_CHAIR, units.province),
    }


def press(page: Page, name: str, *, sure: bool = False) -> None:
    """Press an act's button; ``sure`` opens its question first and answers it."""
    if sure:
        page.locator("summary", has_text=name).first.click()
        page.locator("details[open]").get_by_role("button", name=name).click()
    else:
        page.locator("main").get_by_role("button", name=name).first.click()


def result_of_job(page: Page) -> None:
    """The page of long work goes on to the result by itself when the worker is done."""
    page.wait_for_url(lambda address: "/viec-dai/" not in address, timeout=PATIENCE)


def fill(page: Page, **fields: str) -> None:
    for name, value in fields.items():
        field = page.locator(f"#id_{name}")
        if field.evaluate("it => it.tagName") == "SELECT":
            field.select_option(label=value) if not value.isdigit() else field.select_option(value)
        else:
            field.fill(value)


@pytest.mark.slow
def test_from_the_workbook_to_the_public_report(open_as, faults, worker, people, units, province_fund, settings, lists):
    settings.BUSINESS_DAY = IN_THE_YEAR
    for name in ("Bản Phố 1", "Sín Chải", "Kháo Sáo"):
        Village.objects.create(unit=units.commune, name=name)
    pages = {who: open_as(user) for who, user in people.items()}

    kept = _the_list_comes_in(pages["officer"], faults)
    _the_list_is_verified(pages, faults)
    need = _a_need_is_assessed(pages, kept)
    pledge = _a_donor_promises(pages["province"])
    _promise_meets_need(pages, need, pledge)
    _the_fund_receives(pages, province_fund, pledge)
    sheet = _goods_are_handed_out(pages, province_fund)
    need.refresh_from_db()
    assert (need.delivered, need.confirmed) == (1, 1)
    assert sheet.lines.get().signer

    settings.BUSINESS_DAY = AFTER_THE_YEAR
    report = _the_year_is_reported(pages, province_fund)
    _anyone_can_check(open_as(None), faults, report, kept)


def _the_list_comes_in(page: Page, faults: Any) -> Child:
    """The officer uploads the workbook, looks at the preview, settles the doubtful rows and writes it."""
    page.goto(reverse("children:import_new"))
    page.locator("#id_file").set_input_files(WORKBOOK)
    press(page, "Tải lên và xem trước")
    result_of_job(page)
    assert faults(page) == []
    for status in ("error", "duplicate"):
        page.goto(page.url.split("?")[0] + f"?status={status}")
        while (open_rows := page.get_by_role("link", name=re.compile("^Xử lý"))).count():
            undecided = [row for row in page.locator("tbody tr").all() if "không ghi" not in row.inner_text()]
            if not undecided:
                break
            undecided[0].get_by_role("link", name=re.compile("^Xử lý")).click()
            page.get_by_role("button", name="Không ghi").click()
        assert open_rows is not None
    page.goto(page.url.split("?")[0])
    press(page, "Ghi vào sổ")
    expect(page.get_by_text("Đã ghi danh sách vào sổ.")).to_be_visible()
    assert Child.objects.count() >= 20
    return (
        Child.objects.order_by("pk").exclude(date_of_birth=None).filter(birth_year__lte=2018, birth_year__gte=2012)[0]
    )


def _the_list_is_verified(pages: dict[str, Page], faults: Any) -> None:
    leader, district = pages["leader"], pages["district"]
    leader.goto(reverse("children:submission_new"))
    press(leader, "Nộp danh sách")
    district.goto(reverse("accounts:worklist"))
    district.get_by_role("link", name="Thẩm định danh sách của xã").first.click()
    district.locator("tbody a").first.click()
    assert faults(district) == []
    press(district, "Thẩm định danh sách")
    expect(district.get_by_text("Đã thẩm định danh sách.")).to_be_visible()
    assert not Child.objects.exclude(state="active").exists()


def _a_need_is_assessed(pages: dict[str, Page], child: Child) -> Need:
    officer, leader, province = pages["officer"], pages["leader"], pages["province"]
    officer.goto(reverse("children:child_detail", args=[child.code]))
    officer.get_by_role("link", name="Ghi nhu cầu").click()
    officer.get_by_role("link", name="Đồ ấm mùa đông").click()
    fill(officer, item="Áo khoác, áo phao", size="130", quantity="1", unit_value="250.000")
    officer.get_by_label("Không có áo ấm mặc vừa").check()
    press(officer, "Lưu và chờ duyệt")
    need = Need.objects.get(child=child)
    address = reverse("children:need_detail", args=[need.code])
    leader.goto(address)
    press(leader, "Duyệt nhu cầu")
    province.goto(address)
    press(province, "Công bố")
    need.refresh_from_db()
    assert need.state == "published"
    return need


def _a_donor_promises(page: Page) -> Pledge:
    page.goto(reverse("donors:donor_new"))
    fill(page, kind="Công ty", name="Công ty TNHH Sợi Chỉ Hồng")
    page.get_by_label("Nhà tài trợ đồng ý nêu tên công khai").check()
    press(page, "Lưu")
    donor = Donor.objects.get()
    page.goto(reverse("donors:pledge_new"))
    fill(
        page,
        donor=donor.name,
        form="Hiện vật",
        item="Áo khoác, áo phao",
        quantity="5",
        unit_value="250.000",
        available_from="2024-11-15",
    )
    page.locator("form.form button[type=submit]").click()
    pledge = Pledge.objects.get()
    page.goto(reverse("donors:pledge_accept", args=[pledge.code]))
    fill(page, agreement_no="07/TT-QBTTE", accepted_on="2024-11-15")
    page.locator("form.form button[type=submit]").click()
    pledge.refresh_from_db()
    assert pledge.state == "accepted"
    return pledge


def _promise_meets_need(pages: dict[str, Page], need: Need, pledge: Pledge) -> None:
    page, chair = pages["province"], pages["chair"]
    page.goto(reverse("donors:matching_new"))
    fill(page, name="Áo ấm Bản Phố")
    page.locator("form.form button[type=submit]").click()
    result_of_job(page)
    run = MatchRun.objects.get()
    expect(page.get_by_text("Công ty TNHH Sợi Chỉ Hồng").first).to_be_visible()
    press(page, "Trình duyệt")
    chair.goto(reverse("donors:matching_detail", args=[run.code]))
    press(chair, "Duyệt và giữ chỗ", sure=True)
    need.refresh_from_db()
    pledge.refresh_from_db()
    assert (need.reserved, pledge.allocated_quantity) == (1, 1)


def _the_fund_receives(pages: dict[str, Page], fund: Any, pledge: Pledge) -> None:
    page = pages["accountant"]
    page.goto(reverse("funds:goods_new", args=[fund.code]))
    page.locator("#id_pledge").select_option(str(pledge.pk))
    fill(page, party="Nguyễn Văn Giao", place="Kho", item="Áo khoác, áo phao", size="130", quantity="5")
    fill(page, unit_value="250.000", reason="Áo ấm mùa đông, biên bản giao nhận")
    page.locator("form.form button[type=submit]").click()
    voucher = Voucher.objects.get()
    address = reverse("funds:voucher_detail", args=[voucher.code])
    pages["chair"].goto(address)
    press(pages["chair"], "Duyệt chứng từ")
    pages["cashier"].goto(address)
    press(pages["cashier"], "Thực hiện và ghi sổ")
    voucher.refresh_from_db()
    pledge.refresh_from_db()
    assert (voucher.state, voucher.number, pledge.state) == ("posted", 1, "fulfilled")


def _goods_are_handed_out(pages: dict[str, Page], fund: Any) -> Sheet:
    page = pages["accountant"]
    page.goto(reverse("funds:distribution_new", args=[fund.code]))
    fill(page, name="Đông ấm Bản Phố", decision_no="15/QĐ-QBTTE", decision_on="2024-11-15", hand_out_on="2024-11-15")
    page.locator("form.form button[type=submit]").click()
    distribution = Distribution.objects.get()
    address = reverse("funds:distribution_detail", args=[distribution.code])
    pages["chair"].goto(address)
    press(pages["chair"], "Duyệt đợt cấp phát")
    pages["cashier"].goto(address)
    press(pages["cashier"], "Xuất quỹ, xuất kho")
    expect(pages["cashier"].get_by_role("button", name="Xuất quỹ, xuất kho")).to_have_count(0)
    sheet = Sheet.objects.get()
    officer = pages["officer"]
    officer.goto(reverse("accounts:worklist"))
    assert officer.locator(f'a[href*="{reverse("funds:sheet_list")}"]').count()
    officer.goto(reverse("funds:sheet_detail", args=[sheet.code]))
    expect(officer.locator("input[name^=received-]")).to_have_value("1")
    press(officer, "Ghi kết quả và vào sổ")
    expect(officer.locator("main")).to_contain_text("Đã ghi kết quả")
    sheet.refresh_from_db()
    return sheet


def _the_year_is_reported(pages: dict[str, Page], fund: Any) -> YearReport:
    page, chair = pages["accountant"], pages["chair"]
    page.goto(reverse("reports:report_new"))
    fill(page, fund=fund.name, year="2024")
    page.locator("form.form button[type=submit]").click()
    result_of_job(page)
    report = YearReport.objects.get()
    chair.goto(reverse("reports:report_detail", args=[report.code]))
    press(chair, "Công bố báo cáo", sure=True)
    report.refresh_from_db()
    assert report.state == "published"
    return report


def _anyone_can_check(page: Page, faults: Any, report: YearReport, child: Child) -> None:
    """A visitor reads the page, downloads the file, adds it up against the ledger and has it verified."""
    page.goto(reverse("public:index"))
    page.get_by_role("link", name=report.fund.name).first.click()
    assert faults(page) == []
    with page.expect_download() as waiting:
        page.locator('a[href$=".pdf"]').first.evaluate("link => { link.download = 'bao-cao.pdf'; link.click() }")
    data = Path(waiting.value.path()).read_bytes()
    text = " ".join(part.extract_text() for part in PdfReader(io.BytesIO(data)).pages)
    words = " ".join(text.split())

    def dong(amount: int) -> str:
        return f"{amount:,}".replace(",", ".")

    in_the_year = Posting.objects.filter(fund=report.fund, day__year=2024)
    received = -in_the_year.filter(income__isnull=False).aggregate(total=Sum("amount"))["total"]
    spent = in_the_year.filter(expenditure__code__startswith="C").aggregate(total=Sum("amount"))["total"]
    left = Posting.objects.filter(fund=report.fund, account__startswith="A").aggregate(total=Sum("amount"))["total"]
    assert (received, spent, left) == (1_250_000, 250_000, 1_000_000)
    for amount in (received, spent, left):
        assert dong(amount) in words
        assert dong(amount) in page.inner_text("main")
    for hidden in (child.full_name, child.code):
        assert hidden not in words
        assert hidden not in page.content()
    page.goto(reverse("public:verify"))
    page.locator("input[type=file]").set_input_files({"name": "b.pdf", "mimeType": "application/pdf", "buffer": data})
    press(page, "Xác minh")
    expect(page.get_by_text("Đúng là báo cáo đã công bố, mọi số khớp với sổ")).to_be_visible()
    page.locator("input[type=file]").set_input_files(
        {"name": "b.pdf", "mimeType": "application/pdf", "buffer": data[:-20] + b"%" + data[-19:]}
    )
    press(page, "Xác minh")
    expect(page.get_by_text("Không có báo cáo nào mang tệp này")).to_be_visible()
