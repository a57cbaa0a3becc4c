"""The round-trip workbook in a browser: taken along, filled, returned, compared, written, undone."""

import io

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from children.lists.workbook import FIELDS, HEAD_ROW
from children.models import Child
from tests.factories.children import ChildFactory, GuardianFactory

COLUMN = {field.key: number for number, field in enumerate(FIELDS, start=2)}


@pytest.mark.parametrize("width", [1280])
def test_taken_along_filled_returned_written_and_undone(
    width, open_as, faults, commune_officer, units, village, lists, tmp_path
):
    child = ChildFactory(unit=units.commune, full_name="Giàng A Páo", village=village, class_name="2A", note="ở với bà")
    GuardianFactory(household=child.household, relation="father", full_name="Giàng A Sử")
    page = open_as(commune_officer, width=width)
    page.goto("/tre-em/")
    page.get_by_role("link", name="Sổ cầm tay").click()
    assert faults(page) == []
    page.get_by_label("Lý do tải sổ").fill("rà soát ở thôn Bản Phố 2")
    with page.expect_download() as taken:
        page.get_by_role("button", name="Tải sổ về").click()
    assert taken.value.suggested_filename.startswith("so-cam-tay-02866")

    book = load_workbook(io.BytesIO(taken.value.path().read_bytes()))
    sheet, row = book.worksheets[0], HEAD_ROW + 1
    assert sheet.cell(row, COLUMN["full_name"]).value == "Giàng A Páo"
    sheet.cell(row, COLUMN["class_name"]).value = "3A"
    sheet.cell(row, COLUMN["father"]).value = "Giàng A Lớn"
    sheet.cell(row, COLUMN["note"]).value = None
    sheet.cell(row, COLUMN["born"]).value = "31/02/2016"
    for field, value in {"full_name": "Sùng Thị Dở", "born": "2018", "sex": "Nữ", "village": "Bản Phố 2"}.items():
        sheet.cell(row + 1, COLUMN[field]).value = value
    filled = tmp_path / "so-da-ghi.xlsx"
    book.save(filled)
    Child.objects.filter(pk=child.pk).update(class_name="2B", version=2)  # meanwhile, at the office

    page.goto("/danh-sach/so-cam-tay/")
    expect(page.get_by_text("rà soát ở thôn Bản Phố 2", exact=False).first).to_be_visible()
    page.get_by_label("Tệp sổ").set_input_files(filled)
    page.get_by_role("button", name="Tải lên và xem thay đổi").click()
    expect(page.get_by_role("heading", name="so-da-ghi.xlsx")).to_be_visible()
    assert faults(page) == []
    page.get_by_role("button", name="Ghi vào sổ").click()
    expect(page.get_by_text("Còn 1 ô hai bên cùng sửa")).to_be_visible()
    for kind in ("Hai bên cùng sửa", "Thay đổi", "Để trống", "Không nhận"):
        page.get_by_role("navigation", name="Loại thay đổi").get_by_role("link", name=kind).click()
        assert faults(page) == [], kind
    page.goto(page.url.split("?")[0] + "?kind=conflict")
    group = page.get_by_role("group", name="Lớp, Giàng A Páo")
    expect(group.get_by_role("radio", checked=True)).to_have_count(0)  # a conflict has no answer before it is given
    group.get_by_label("lấy theo tệp").check()
    page.get_by_role("button", name="Lưu lựa chọn").click()
    expect(page.get_by_text("Đã lưu lựa chọn.")).to_be_visible()
    page.goto(page.url.split("?")[0])
    page.get_by_role("button", name="Ghi vào sổ").click()
    expect(page.get_by_text("Đã ghi các thay đổi vào sổ.")).to_be_visible()
    assert faults(page) == []
    child.refresh_from_db()
    assert (child.class_name, child.note) == ("3A", "ở với bà")
    assert child.household.guardians.get().full_name == "Giàng A Lớn"
    assert Child.objects.filter(full_name="Sùng Thị Dở").exists()
    page.locator("summary", has_text="Hoàn tác").click()
    page.locator("details[open]").get_by_role("button", name="Hoàn tác").click()
    expect(page.get_by_text("Đã hoàn tác: sổ trở lại")).to_be_visible()
    assert faults(page) == []
    child.refresh_from_db()
    assert child.class_name == "2B" and not Child.objects.filter(full_name="Sùng Thị Dở").exists()


def test_without_scripts(open_as, faults, commune_officer, units, village, lists, tmp_path):
    ChildFactory(unit=units.commune, full_name="Giàng A Páo", village=village)
    page = open_as(commune_officer, scripts=False)
    page.goto("/danh-sach/so-cam-tay/")
    page.get_by_role("button", name="Tải sổ về").click()
    expect(page.get_by_role("alert")).to_contain_text("Lý do tải sổ")
    page.get_by_label("Lý do tải sổ").fill("rà soát")
    with page.expect_download() as taken:
        page.get_by_role("button", name="Tải sổ về").click()
    page.goto("/danh-sach/so-cam-tay/")
    page.get_by_label("Tệp sổ").set_input_files(
        {"name": "so.xlsx", "mimeType": "x", "buffer": taken.value.path().read_bytes()}
    )
    page.get_by_role("button", name="Tải lên và xem thay đổi").click()
    expect(page.get_by_text("1 dòng giữ nguyên").first).to_be_visible()
    page.get_by_role("button", name="Bỏ tệp này").click()
    expect(page.get_by_text("Đã bỏ sổ nhận lại này.")).to_be_visible()
