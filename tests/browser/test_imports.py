"""A list's way in, in a real browser with a real worker, on a phone and on a desk: columns asked, old fonts, other
communes, doubtful rows, good rows in and bad rows back, a second person, and taking it all back."""

import datetime
import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from celery.contrib.testing.worker import start_worker
from django.urls import reverse
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from children.models import Child, ListImport
from lao_cai_support.accounts.roles import Role
from lao_cai_support.areas.models import Village
from lao_cai_support.celery import app
from tests.children.old_fonts import tcvn3
from tests.children.sheets import HEADER, child_row, xlsx
from tests.factories.children import ChildFactory, GuardianFactory

PATIENCE = 30_000  # milliseconds for a job of the worker
DAY = datetime.date
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def worker(transactional_db: Any) -> Iterator[Any]:
    with start_worker(app, perform_ping_check=False, pool="solo", shutdown_timeout=30) as running:
        yield running


@pytest.fixture
def officer(person: Any, units: Any, lists: None, settings: Any, tmp_path: Any) -> Any:
    settings.DATA_DIR = tmp_path / "data"
    Village.objects.create(unit=units.commune, name="Bản Phố 2")
    return person(Role.COMMUNE_OFFICER, units.commune)


def shot(page: Page, name: str) -> None:
    """A picture for whoever asks for one: SHOTS=folder."""
    folder = os.environ.get("SHOTS")
    if folder:
        width = page.viewport_size["width"] if page.viewport_size else 0
        page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)


def upload(page: Page, data: bytes, name: str = "danh sách.xlsx") -> None:
    page.goto(reverse("children:import_new"))
    page.locator("#id_file").set_input_files({"name": name, "mimeType": XLSX, "buffer": data})
    press(page, "Tải lên và xem trước")
    over(page)


def over(page: Page) -> None:
    """The page of long work goes on to the result by itself."""
    page.wait_for_url(lambda address: "/viec-dai/" not in address, timeout=PATIENCE)


def press(page: Page, name: str) -> None:
    page.locator("main").get_by_role("button", name=name).first.click()


def confirmed(page: Page, name: str) -> None:
    page.locator("main summary", has_text=name).first.click()
    page.locator("details[open]").get_by_role("button", name=name).click()


def names() -> set[str]:
    return set(Child.objects.values_list("full_name", flat=True))


UNKNOWN = [
    ["DANH SÁCH THEO DÕI"],
    ["Mã", "Thông tin 1", "Thông tin 2", "Thông tin 3", "Thông tin 4"],
    [1, "Giàng A Sử", "Giàng A Páo", "05/06/2016", "Nam"],
    [2, "Lý A Chớ", "Lý Thị Sua", "07.8.2017", "Nữ"],
    [3, "Sùng A Tủa", "Sùng Seo Phừ", "1-2-2015", "Nam"],
    [4, "Vàng A Dơ", "Vàng Thị Mỷ", "2018", "Nữ"],
]


@pytest.mark.slow
@pytest.mark.parametrize("width", [1280])
def test_columns_are_asked_once_and_remembered(width, open_as, faults, worker, officer):
    page = open_as(officer, width=width)
    upload(page, xlsx(*UNKNOWN))
    expect(page.get_by_role("heading", name="Mỗi cột ghi gì?")).to_be_visible()
    assert faults(page) == []
    shot(page, "columns")
    page.get_by_label("Cột C ghi gì?").select_option(label="Họ và tên trẻ")
    press(page, "Nhận cột và xem trước")
    expect(page.get_by_role("alert")).to_contain_text("cùng chọn một mục")
    assert [fault for fault in faults(page) if "422" not in fault] == []  # the console names the answer's status
    shot(page, "columns-wrong")
    page.get_by_label("Cột B ghi gì?").select_option(label="Họ tên cha")
    press(page, "Nhận cột và xem trước")
    over(page)
    expect(page.get_by_text("Vàng Thị Mỷ").first).to_be_visible()
    page.get_by_text("Tệp được đọc thế nào").click()
    assert faults(page) == []
    shot(page, "preview-columns")
    press(page, "Ghi vào sổ")
    expect(page.get_by_text("Đã ghi danh sách vào sổ.")).to_be_visible()
    assert names() == {"Giàng A Páo", "Lý Thị Sua", "Sùng Seo Phừ", "Vàng Thị Mỷ"}

    upload(page, xlsx(*UNKNOWN, [5, "Thào A Sính", "Thào A Lềnh", "30/11/2019", "Nam"]))
    expect(page.get_by_text("được nhận theo cách")).to_be_visible()
    page.get_by_role("link", name="Đổi cách nhận cột").click()
    expect(page.get_by_text("cách xử lý đã chọn trong bản xem trước sẽ mất")).to_be_visible()
    assert faults(page) == []


@pytest.mark.slow
@pytest.mark.parametrize("width", [360])
def test_good_rows_in_bad_rows_back(width, open_as, faults, worker, officer, units, tmp_path):
    known = ChildFactory(
        unit=units.commune, full_name="Lồ Thị Dế", sex="female", date_of_birth=DAY(2016, 6, 5), class_name="1A"
    )
    GuardianFactory(household=known.household, full_name="Giàng A Sử", relation="father")
    ChildFactory(unit=units.commune, full_name="Hảng A Tủa", date_of_birth=None, birth_year=2016)
    head = [*HEADER, "Lớp", "Xã"]
    rows = [
        [*child_row(1), "", "Bản Phố"],
        [*child_row(2, "Lý A Nà", born="31/02/2016"), "", "Bản Phố"],
        [*child_row(3, "Lồ Thị Dế", sex="Nữ"), "3B", "Bản Phố"],
        [*child_row(4, "Hảng A Tủa", born="2016"), "", "Bản Phố"],
        [*child_row(5, "Cư Seo Dơ"), "", "Hoàng Thu Phố"],
    ]
    old = [[tcvn3(cell) if isinstance(cell, str) else cell for cell in row] for row in (head, *rows)]
    page = open_as(officer, width=width)
    upload(page, xlsx(*old))
    expect(page.get_by_text("phông cũ TCVN3 (ABC)")).to_be_visible()
    expect(page.get_by_text("Dòng này của Xã Hoàng Thu Phố")).to_be_visible()
    expect(page.get_by_text("sổ giữ “1A”, tệp ghi “3B”")).to_be_visible()
    assert faults(page) == []
    shot(page, "preview")

    page.get_by_role("link", name="Sửa dòng 4").click()
    expect(page.get_by_role("heading", name="So với hồ sơ trong sổ")).to_be_visible()
    assert faults(page) == []
    shot(page, "row-update")
    page.get_by_label("lấy theo tệp Lớp").check()
    press(page, "Cùng một trẻ, cập nhật hồ sơ")
    expect(page.get_by_text("Đã ghi cách xử lý dòng này.")).to_be_visible()
    page.goto(page.url.split("?")[0] + "?status=error")
    page.get_by_role("link", name="Xử lý dòng 3").click()
    shot(page, "row-error")
    assert faults(page) == []
    page.goto(reverse("children:import_detail", args=[ListImport.objects.get().code]))
    press(page, "Ghi 2 dòng, để lại phần còn lại")
    expect(page.get_by_text("Đã ghi danh sách vào sổ.")).to_be_visible()
    known.refresh_from_db()
    assert "Giàng A Páo" in names() and "Lý A Nà" not in names() and known.class_name == "3B"
    assert faults(page) == []
    shot(page, "committed")

    with page.expect_download() as download:
        press(page, "Tải tệp kèm lý do các dòng chưa ghi")
    sheet = load_workbook(io.BytesIO(Path(download.value.path()).read_bytes()))["Sheet1"]
    assert "31/02/2016" in str(sheet["M3"].value) and sheet["M2"].value == "Đã ghi vào sổ."
    sheet["D3"] = "28/02/2016"
    out = io.BytesIO()
    sheet.parent.save(out)
    upload(page, out.getvalue())
    page.goto(page.url.split("?")[0] + "?status=new")
    expect(page.get_by_text("Lý A Nà").first).to_be_visible()
    press(page, "Ghi 3 dòng, để lại phần còn lại")
    assert "Lý A Nà" in names()
    confirmed(page, "Hoàn tác lần nhập")
    expect(page.get_by_text("Đã hoàn tác: sổ trở lại như trước khi ghi.")).to_be_visible()
    assert "Lý A Nà" not in names() and "Giàng A Páo" in names()


@pytest.mark.slow
@pytest.mark.parametrize("width", [1280])
def test_a_second_person_writes_it(width, open_as, faults, worker, officer, person, units):
    leader = open_as(person(Role.COMMUNE_LEADER, units.commune), width=width)
    leader.goto(reverse("children:import_rules"))
    leader.locator("#id_reason").fill("Quyết định số 12/QĐ-UBND")
    press(leader, "Đặt quy định")
    expect(leader.get_by_role("cell", name="Quyết định số 12/QĐ-UBND")).to_be_visible()
    assert faults(leader) == []
    shot(leader, "rules")

    page = open_as(officer, width=width)
    upload(page, xlsx(HEADER, child_row()))
    press(page, "Trình người thứ hai duyệt")
    expect(page.get_by_text("chờ một người khác duyệt")).to_be_visible()
    assert faults(page) == [] and not names()

    leader.goto(reverse("accounts:worklist"))
    leader.get_by_role("link", name="Duyệt danh sách tải lên", exact=True).click()
    leader.get_by_role("link", name="danh sách.xlsx").click()
    expect(leader.get_by_role("button", name="Duyệt và ghi vào sổ")).to_be_visible()
    assert faults(leader) == []
    shot(leader, "approve")
    leader.locator("main summary", has_text="Trả lại").click()
    leader.get_by_label("Lý do").fill("Thiếu thôn Sín Chải")
    leader.locator("details[open]").get_by_role("button", name="Trả lại").click()
    page.reload()
    expect(page.get_by_text("Thiếu thôn Sín Chải").first).to_be_visible()
    press(page, "Trình người thứ hai duyệt")
    leader.reload()
    press(leader, "Duyệt và ghi vào sổ")
    expect(leader.get_by_text("Đã ghi danh sách vào sổ.")).to_be_visible()
    assert names() == {"Giàng A Páo"}

    Child.objects.update(version=2)
    page.reload()
    confirmed(page, "Hoàn tác lần nhập")
    expect(page.get_by_role("heading", name="Hồ sơ vướng hoàn tác")).to_be_visible()
    assert faults(page) == []
    shot(page, "conflicts")


def test_the_questions_work_without_scripts(open_as, officer, lists):
    """The same form is sent and answered on paper-thin browsers; the worker's page is read by reloading it."""
    from children.services.list_import import fill_import, open_import

    unit = officer.memberships.get().unit
    data = xlsx(*UNKNOWN)
    opened = open_import(user=officer, unit=unit, file_name="ds.xlsx", data=data)
    fill_import(list_import=opened, data=data)
    page = open_as(officer, width=360, scripts=False)
    page.goto(reverse("children:import_detail", args=[opened.code]))
    page.get_by_label("Cột B ghi gì?").select_option(label="Họ tên cha")
    page.get_by_label("Cột C ghi gì?").select_option(label="Họ và tên trẻ")
    press(page, "Nhận cột và xem trước")
    opened.refresh_from_db()
    assert opened.state == "reading" and opened.answers["sheets"]["Sheet1"]["columns"]["full_name"] == 3
