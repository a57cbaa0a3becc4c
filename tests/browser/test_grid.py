"""The entry grid by keyboard, by paste and without scripts, on a desk and on a phone."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from children.models import Child, EntryDraft, ListImport
from tests.factories.children import ChildFactory

PASTE = """(input, text) => {
    const data = new DataTransfer();
    data.setData("text/plain", text);
    input.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""
GRID = "/tre-em/nhap-nhanh/"


def cell(page, row, column):
    """The cell of a row (from 1) under a heading."""
    return page.get_by_label(f"{column}, dòng {row}", exact=True)


def paste(page, text):
    page.locator(":focus").evaluate(PASTE, text)


def kept(page):
    """Wait until the sheet says that all is kept."""
    expect(page.locator("#kept")).to_have_text("Đã giữ nháp.")


def focused(page):
    return page.evaluate("document.activeElement.getAttribute('aria-label')")


@pytest.fixture
def grid(open_as, commune_officer, village, lists):
    pages = []

    def make(**kwargs):
        page = open_as(commune_officer, **kwargs)
        page.goto(GRID)
        pages.append(page)
        return page

    yield make
    # The tables are emptied next: nothing may still be on its way to the server.
    for page in pages:
        waiting = page.locator("#kept", has_text="Đang giữ nháp")
        expect(waiting).to_have_count(0)


def test_keys_move_between_the_cells(grid):
    page = grid()
    cell(page, 1, "Họ và tên").click()
    page.keyboard.type("Giàng A Páo")
    page.keyboard.press("Tab")
    page.keyboard.type("2016")
    page.keyboard.press("Tab")
    assert focused(page) == "Giới, dòng 1"
    page.keyboard.type("nam")
    page.keyboard.press("Enter")
    assert focused(page) == "Họ và tên, dòng 2", "Enter goes on under the cell one began at"
    page.keyboard.press("ArrowUp")
    assert focused(page) == "Họ và tên, dòng 1"
    page.keyboard.press("ArrowRight")
    assert focused(page) == "Ngày hoặc năm sinh, dòng 1"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Control+d")
    assert cell(page, 2, "Ngày hoặc năm sinh").input_value() == "2016"
    page.keyboard.press("Control+z")
    assert cell(page, 2, "Ngày hoặc năm sinh").input_value() == ""
    page.keyboard.type("abc")
    page.keyboard.press("Escape")
    assert cell(page, 2, "Ngày hoặc năm sinh").input_value() == ""
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Shift+Enter")
    assert focused(page) == "Họ và tên, dòng 1"
    # Inside a word the arrows move the caret.
    page.keyboard.press("End")
    page.keyboard.press("ArrowLeft")
    page.keyboard.type("x")
    assert cell(page, 1, "Họ và tên").input_value() == "Giàng A Páxo"
    assert focused(page) == "Họ và tên, dòng 1"


def test_enter_at_the_last_row_adds_one(grid):
    page = grid()
    cell(page, 10, "Họ và tên").click()
    page.keyboard.type("Giàng A Páo")
    page.keyboard.press("Enter")
    assert focused(page) == "Họ và tên, dòng 11"
    page.get_by_role("button", name="Thêm 10 dòng").click()
    assert focused(page) == "Họ và tên, dòng 12"
    expect(page.locator("tbody tr[data-key]")).to_have_count(21)


@pytest.mark.parametrize("width", [1280])
def test_type_check_write_and_undo(width, grid, faults, units):
    known = ChildFactory(unit=units.commune, full_name="Vàng Seo Lử", date_of_birth=None, birth_year=2015)
    page = grid(width=width)
    assert faults(page) == []
    cell(page, 1, "Họ và tên").fill("Giàng A Páo")
    kept(page)
    expect(page.locator(".cell-bad")).to_have_count(0)  # a row one is typing in is not told what it lacks
    cell(page, 1, "Ngày hoặc năm sinh").fill("31/02/2016")
    wrong = page.get_by_text("Không đọc được ngày sinh").filter(visible=True).first
    expect(wrong).to_be_visible()
    expect(cell(page, 1, "Ngày hoặc năm sinh")).to_have_attribute("aria-invalid", "true")
    assert faults(page) == []
    page.get_by_role("button", name="Ghi vào sổ").click()
    expect(page.get_by_text("Còn 1 dòng lỗi")).to_be_visible()
    assert not Child.objects.filter(full_name="Giàng A Páo").exists()
    page.said.clear()  # the console's own word for a page that says no
    cell(page, 1, "Ngày hoặc năm sinh").fill("05/06/2016")
    cell(page, 1, "Giới").fill("nam")
    cell(page, 2, "Họ và tên").fill("Vàng Seo Lử")
    cell(page, 2, "Ngày hoặc năm sinh").fill("01/02/2015")
    expect(page.locator("#says")).to_have_text("2 dòng: 1 mới, 1 có thể trùng.")
    assert faults(page) == []
    page.get_by_label("Cách xử lý dòng 2").select_option(label="Ghi thành trẻ mới")
    kept(page)
    page.get_by_role("button", name="Ghi vào sổ").click()
    expect(page.get_by_text("Đã ghi bảng vào sổ.")).to_be_visible()
    assert faults(page) == []
    assert Child.objects.count() == 3
    page.locator("summary", has_text="Hoàn tác lần nhập").click()
    page.locator("details[open]").get_by_role("button", name="Hoàn tác lần nhập").click()
    expect(page.get_by_text("Đã hoàn tác: sổ trở lại")).to_be_visible()
    assert Child.objects.get() == known
    page.goto(GRID)
    page.get_by_role("button", name=re.compile("Đưa lại 2 dòng")).click()
    assert cell(page, 1, "Họ và tên").input_value() == "Giàng A Páo"
    assert faults(page) == []


def test_a_pasted_block_fills_to_the_right_and_down_and_is_taken_back(grid):
    page = grid()
    cell(page, 9, "Họ và tên").click()
    page.keyboard.type("sẽ bị đè")
    kept(page)
    paste(page, 'Giàng A Páo\t05/06/2016\tNam\r\n"Sùng\nThị ""Mỷ"""\t2015\tNữ\r\n\t\t\r\nVàng Seo Lử\t2014\tNam\r\n')
    assert cell(page, 9, "Họ và tên").input_value() == "Giàng A Páo"
    assert cell(page, 10, "Họ và tên").input_value() == 'Sùng Thị "Mỷ"'
    assert cell(page, 11, "Ngày hoặc năm sinh").input_value() == "2014"
    expect(page.get_by_text("Đã dán.")).to_be_visible()
    kept(page)
    assert len(EntryDraft.objects.get().rows) == 3
    page.keyboard.press("Control+z")
    assert cell(page, 9, "Họ và tên").input_value() == "sẽ bị đè"
    assert cell(page, 11, "Ngày hoặc năm sinh").input_value() == ""
    kept(page)
    assert [row["cells"] for row in EntryDraft.objects.get().rows] == [{"full_name": "sẽ bị đè"}]


def test_a_table_pasted_with_its_headings_finds_its_columns(grid):
    page = grid()
    cell(page, 1, "Họ và tên").click()
    paste(
        page,
        "STT\tGiới tính\tHọ và tên trẻ\tNgày sinh\tSở thích\tMẹ\n1\tNữ\tSùng Thị Mỷ\t2015\tbóng đá\tVàng Thị Dở\n",
    )
    assert cell(page, 1, "Họ và tên").input_value() == "Sùng Thị Mỷ"
    assert cell(page, 1, "Giới").input_value() == "Nữ"
    assert cell(page, 1, "Ngày hoặc năm sinh").input_value() == "2015"
    assert cell(page, 1, "Mẹ").input_value() == "Vàng Thị Dở"
    expect(page.get_by_text("Chưa dán các cột không có trong bảng: Sở thích.")).to_be_visible()


def test_what_does_not_fit_is_said(grid):
    page = grid()
    cell(page, 1, "Họ và tên").click()
    paste(page, "".join(f"Giàng A {n}\t2016\n" for n in range(510)))
    expect(page.get_by_text("Bảng nhận tối đa 500 dòng")).to_be_visible()
    expect(page.locator("tbody tr[data-key]")).to_have_count(500)
    expect(page.locator("#says")).to_contain_text("500 dòng", timeout=20_000)


@pytest.mark.parametrize("width", [360, 1280])
def test_a_pasted_list_on_a_phone_and_on_a_desk(width, grid, faults):
    page = grid(width=width)
    cell(page, 1, "Họ và tên").click()
    paste(page, "Giàng A Páo\t05/06/2016\tNam\tMông\tBản Phố 2\nSùng Thị Mỷ\t2015\tNữ\tMông\tBản Phố 2\n")
    expect(page.locator("#says")).to_have_text("2 dòng: 2 mới.")
    assert faults(page) == []
    page.get_by_role("button", name="Ghi vào sổ").click()
    expect(page.get_by_text("Đã ghi bảng vào sổ.")).to_be_visible()
    assert set(Child.objects.values_list("full_name", flat=True)) == {"Giàng A Páo", "Sùng Thị Mỷ"}


def test_leaving_keeps_the_last_letters_and_coming_back_shows_them(grid):
    page = grid()
    cell(page, 1, "Họ và tên").fill("Giàng A Páo")
    page.goto(reverse("children:child_list"))
    page.wait_for_timeout(500)
    page.goto(GRID)
    assert cell(page, 1, "Họ và tên").input_value() == "Giàng A Páo"
    page.goto(reverse("accounts:worklist"))
    expect(page.get_by_text("Dòng nhập nhanh chưa ghi vào sổ").first).to_be_visible()


def test_without_network_nothing_is_lost(grid):
    page = grid()
    page.context.set_offline(True)
    cell(page, 1, "Họ và tên").fill("Giàng A Páo")
    expect(page.get_by_text("mất mạng")).to_be_visible()
    page.get_by_role("button", name="Ghi vào sổ").click()
    assert cell(page, 1, "Họ và tên").input_value() == "Giàng A Páo"
    page.context.set_offline(False)
    expect(page.locator("#kept")).to_have_text("Đã giữ nháp.", timeout=10_000)
    expect(page.locator("#alerts")).to_be_hidden()
    assert EntryDraft.objects.get().rows[0]["cells"] == {"full_name": "Giàng A Páo"}


def test_after_the_session_what_is_typed_is_kept_and_writing_asks_to_sign_in(grid, commune_officer):
    page = grid()
    page.context.clear_cookies(name="session")
    cell(page, 1, "Họ và tên").fill("Giàng A Páo")
    expect(page.get_by_text("Phiên làm việc đã hết")).to_be_visible()
    page.get_by_role("button", name="Ghi vào sổ").click()
    assert cell(page, 1, "Họ và tên").input_value() == "Giàng A Páo"
    assert EntryDraft.objects.get().user == commune_officer
    page.locator("#alerts a").click()
    page.get_by_label("Tên đăng nhập").fill(commune_officer.username)
    page.locator("#id_password").fill("nang-len-tren-ban-cao")
    page.locator("main").get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url(f"**{GRID}")
    assert cell(page, 1, "Họ và tên").input_value() == "Giàng A Páo"


def test_the_same_sheet_on_two_pages_loses_nothing(grid, open_as, commune_officer):
    one = grid()
    other = open_as(commune_officer)
    other.goto(GRID)
    cell(one, 1, "Họ và tên").fill("Giàng A Páo")
    kept(one)
    cell(other, 1, "Họ và tên").fill("Sùng Thị Mỷ")
    expect(other.get_by_text("cả hai bản đều được giữ")).to_be_visible()
    other.reload()
    names = {cell(other, n, "Họ và tên").input_value() for n in (1, 2)}
    assert names == {"Giàng A Páo", "Sùng Thị Mỷ"}


@pytest.mark.parametrize("width", [360, 1280])
def test_without_scripts_it_is_a_plain_form(width, grid, faults, open_as):
    page = grid(width=width, scripts=False)
    cell(page, 1, "Họ và tên").fill("Giàng A Páo")
    cell(page, 1, "Ngày hoặc năm sinh").fill("99/99/2016")
    page.get_by_role("button", name="Thêm 10 dòng").click()
    expect(page.locator("tbody tr[data-key]")).to_have_count(20)
    assert cell(page, 1, "Ngày hoặc năm sinh").input_value() == "99/99/2016"
    page.get_by_role("button", name="Ghi vào sổ").click()
    expect(page.get_by_text("Còn 1 dòng lỗi")).to_be_visible()
    expect(page.get_by_text("Không đọc được ngày sinh").filter(visible=True).first).to_be_visible()
    cell(page, 1, "Ngày hoặc năm sinh").fill("05/06/2016")
    cell(page, 1, "Giới").fill("nam")
    cell(page, 1, "Giới").press("Enter")
    expect(page.get_by_text("Giữ nháp lúc")).to_be_visible()
    page.get_by_role("button", name="Ghi vào sổ").click()
    expect(page.get_by_text("Đã ghi bảng vào sổ.")).to_be_visible()
    assert ListImport.objects.get().state == "committed"
    assert Child.objects.get().full_name == "Giàng A Páo"
