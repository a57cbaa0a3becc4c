"""A commune's list in the browser, at a desk and on a phone: verified, printed, opened again, compared, taken as a file."""

import io
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from celery.contrib.testing.worker import start_worker
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from children.models import Child
from children.services.submission import submit_list
from lao_cai_support.accounts.models import User
from lao_cai_support.celery import app
from tests.factories.children import ChildFactory, GuardianFactory

PATIENCE = 60_000  # milliseconds for a job of the worker


@pytest.fixture
def worker(transactional_db: Any, settings: Any, tmp_path: Path) -> Iterator[threading.Thread]:
    settings.DATA_DIR = tmp_path / "data"
    with start_worker(app, perform_ping_check=False, pool="solo", shutdown_timeout=30) as running:
        yield running


def fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), f"{page.url} is too wide"


def downloaded(page: Page, link: str) -> bytes:
    with page.expect_download() as waiting:
        page.get_by_role("link", name=link).click()
    return Path(waiting.value.path()).read_bytes()


@pytest.mark.slow
@pytest.mark.parametrize("width", [1280, 360])
def test_a_list_is_verified_opened_again_and_compared(
    width: int,
    worker: threading.Thread,
    child: Child,
    commune_leader: User,
    district_officer: User,
    units: Any,
    open_as: Callable[..., Page],
) -> None:
    GuardianFactory(household=child.household, full_name="Thào Thị Dở")
    submit_list(user=commune_leader, unit=units.commune)
    page = open_as(district_officer, width=width)
    page.goto("/danh-sach/")
    page.get_by_role("link", name="Xã Bản Phố").first.click()
    page.get_by_role("button", name="Thẩm định danh sách").click()
    expect(page.get_by_text("Tài liệu PDF đang được lập")).to_be_visible()
    address = page.url
    for _try in range(60):  # the paper is made by the worker meanwhile
        if page.get_by_role("link", name="Tài liệu PDF").count():
            break
        page.wait_for_timeout(1000)
        page.goto(address)
    fits(page)
    paper = page.context.request.get(f"{address}tai-lieu/").body()
    assert "Thào Thị Dở (mẹ)" in PdfReader(io.BytesIO(paper)).pages[0].extract_text()

    page.get_by_role("link", name="Ghi quyết định mở lại").click()
    page.get_by_label("Số quyết định").fill("12/QĐ-PLĐTBXH")
    page.get_by_label("Lý do").fill("Bỏ sót một trẻ")
    fits(page)
    page.get_by_role("button", name="Ghi quyết định mở lại").click()
    expect(page.get_by_text("Theo quyết định 12/QĐ-PLĐTBXH")).to_be_visible()
    assert page.context.request.get(f"{address}tai-lieu/").body() == paper

    ChildFactory(unit=units.commune, full_name="Vàng Thị Sáy")
    leader = open_as(commune_leader, width=width)
    leader.goto("/danh-sach/nop/")
    leader.get_by_role("button", name="Nộp danh sách").click()
    leader.get_by_role("link", name="So với lần trước").click()
    expect(leader.get_by_role("row").filter(has_text="Vàng Thị Sáy")).to_contain_text("Mới")
    fits(leader)
    leader.go_back()
    leader.get_by_role("link", name="In cả danh sách").click()
    expect(leader.get_by_text("Giàng Thị Mỷ")).to_be_visible()
    fits(leader)
    assert not [line for line in page.said + leader.said if "422" not in str(line)]


@pytest.mark.parametrize(("width", "scripts"), [(1280, True), (360, True), (360, False)])
def test_a_list_leaves_as_a_file_for_a_reason(
    width: int,
    scripts: bool,
    transactional_db: Any,
    settings: Any,
    tmp_path: Path,
    child: Child,
    commune_officer: User,
    units: Any,
    open_as: Callable[..., Page],
) -> None:
    settings.DATA_DIR = tmp_path / "data"
    ChildFactory(unit=units.commune, full_name="Lồ Seo Dìn")
    page = open_as(commune_officer, width=width, scripts=scripts)
    page.goto("/tre-em/")
    page.get_by_role("searchbox").fill("giàng thị mỹ")  # another mark than the name's
    page.get_by_role("button", name="Tìm", exact=True).click()
    expect(page.get_by_text("Lồ Seo Dìn")).to_have_count(0)
    page.get_by_role("link", name="Excel").click()
    fits(page)
    page.get_by_label("Lý do lấy danh sách").fill("Báo cáo theo công văn 12")
    page.get_by_role("button", name="Lập tệp").click()
    fits(page)
    sheet = openpyxl.load_workbook(io.BytesIO(downloaded(page, "Tải tệp"))).active
    assert sheet is not None
    cells = [row[0].value for row in sheet.iter_rows()]
    assert cells[1] == "Giàng Thị Mỷ" and commune_officer.username in str(cells[-1])


@pytest.mark.parametrize("width", [1280, 360])
def test_the_exchange_file_is_taken(
    width: int,
    transactional_db: Any,
    settings: Any,
    tmp_path: Path,
    child: Child,
    province_officer: User,
    open_as: Callable[..., Page],
) -> None:
    settings.DATA_DIR = tmp_path / "data"
    Child.objects.filter(pk=child.pk).update(personal_id="010316000123")
    page = open_as(province_officer, width=width)
    page.goto("/danh-sach/")
    page.get_by_role("link", name="Tệp trao đổi").click()
    page.get_by_label("Xã").select_option("02866")
    page.get_by_role("button", name="Chọn xã").click()
    page.get_by_label("Lý do lấy danh sách").fill("Cập nhật hệ thống quốc gia")
    fits(page)
    page.get_by_role("button", name="Lập tệp").click()
    assert b"010316000123" in downloaded(page, "Tải tệp")
