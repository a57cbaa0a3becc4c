"""The assessment grid of a class of 35: by keyboard with the strokes counted, by paste, on a phone, without scripts."""

import os
import time
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils.http import urlencode
from playwright.sync_api import expect

from children.models import Assessment, AssessmentDraft, CommuneBand, ItemPrice, Need, PovertyRecord
from tests.factories.children import ChildFactory
from tests.factories.files import MeasurementFactory

COUNTER = "window.strokes = 0; document.addEventListener('keydown', () => { window.strokes += 1; }, true)"
PASTE = """(cell, text) => {
    const data = new DataTransfer();
    data.setData("text/plain", text);
    cell.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""
SHOTS = os.environ.get("SHOTS", "")


@pytest.fixture
def pupils(units, village, school, lists):
    """Class 2A: 35 children of whom most were measured this autumn, some poor; the commune lies in the middle band."""
    from children.loaders import load_cold_bands

    load_cold_bands()
    assert CommuneBand.objects.filter(unit=units.commune).exists()
    made = []
    for n in range(35):
        child = ChildFactory(
            unit=units.commune, village=village, school=school, class_name="2A", full_name=f"Giàng A Thử {n:02}"
        )
        MeasurementFactory(child=child, cloth_size="" if n % 3 else "120", height_mm=1_100 + 4 * n)
        if n % 4 == 0:
            PovertyRecord.objects.create(household=child.household, year=2024, category_id="HN22N")
        made.append(child)
    return made


@pytest.fixture
def url(school, pupils):
    params = {"truong": school.code, "lop": "2A", "linh_vuc": "DA", "mat_hang": "DA01"}
    return reverse("children:assess_grid") + "?" + urlencode(params)


def shot(page, name):
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


def cell(page, question, child):
    return page.get_by_label(f"{question}, {child.full_name}", exact=True)


@pytest.mark.parametrize("who", ["school_officer", "commune_officer"])
def test_a_class_of_35_is_assessed_by_keyboard_in_under_two_minutes(who, open_as, request, url, pupils, faults):
    """One stroke a child for the one question the register does not answer, a handful for sizes and pieces.

    A person strikes at least one key a second: fewer than 120 strokes are less than two minutes.
    """
    page = open_as(request.getfixturevalue(who))
    page.goto(url)
    assert faults(page) == []
    page.evaluate(COUNTER)
    began = time.monotonic()
    focused = page.locator(":focus")
    expect(focused).to_have_attribute("aria-label", f"Không có áo ấm mặc vừa, {pupils[0].full_name}")
    for n, _child in enumerate(pupils):
        page.keyboard.press("0" if n % 5 == 4 else "1")  # the place goes down by itself, then to the next column
    expect(focused).to_have_attribute("aria-label", f"Số lượng, {pupils[0].full_name}")
    page.keyboard.press("1")
    page.keyboard.press("Control+Enter")  # one coat each, down to the last child
    page.keyboard.press("ArrowDown")
    for n in range(1, 35):
        if n % 5 == 4:
            page.keyboard.press("0")
        page.keyboard.press("ArrowDown")
    expect(page.locator("#says")).to_have_text("Đã điền 35 trên 35 trẻ, 28 nhu cầu.")
    shot(page, f"grid_{who}")
    strokes = page.evaluate("window.strokes")
    page.keyboard.press("Control+s")
    expect(page.get_by_text("Đã lưu 35 đánh giá và 28 nhu cầu chờ duyệt.")).to_be_visible()
    spent = time.monotonic() - began
    assert strokes + 2 < 120, f"{strokes + 2} strokes"
    assert spent < 120, f"{spent:.0f} seconds"
    assert Assessment.objects.count() == 35 and Need.objects.count() == 28
    assert Need.objects.get(child=pupils[0]).size == "120"
    assert not Need.objects.filter(size="").exists()
    assert Assessment.objects.get(child=pupils[0]).answers["no_coat"] is True
    assert Assessment.objects.get(child=pupils[4]).answers["no_coat"] is False
    assert faults(page) == []


def test_keys_of_the_grid(open_as, commune_officer, url, pupils):
    page = open_as(commune_officer)
    page.goto(url)
    coat = "Không có áo ấm mặc vừa"
    cell(page, coat, pupils[0]).focus()
    page.keyboard.press("Space")
    expect(cell(page, coat, pupils[0])).to_have_value("1")
    page.keyboard.press("Space")
    expect(cell(page, coat, pupils[0])).to_have_value("0")
    page.keyboard.press("Delete")
    expect(cell(page, coat, pupils[0])).to_have_value("")
    page.keyboard.press("k")
    expect(cell(page, coat, pupils[1])).to_be_focused()
    page.keyboard.press("Control+d")
    expect(cell(page, coat, pupils[1])).to_have_value("0")
    page.keyboard.press("Shift+Enter")
    expect(cell(page, coat, pupils[0])).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(cell(page, "Cỡ", pupils[1])).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.type("12")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowLeft")
    expect(cell(page, "Cỡ", pupils[1])).to_be_focused()
    before = cell(page, "Cỡ", pupils[1]).input_value()
    page.keyboard.press("Delete")
    page.keyboard.press("Escape")
    expect(cell(page, "Cỡ", pupils[1])).to_have_value(before)
    cell(page, coat, pupils[2]).evaluate(PASTE, "có\t1\t130\t2\nkhông\t0\t110\t\nx\tc\t120\t3\n")
    expect(cell(page, coat, pupils[3])).to_have_value("0")
    expect(cell(page, "Cỡ", pupils[2])).to_have_value("130")
    expect(cell(page, "Số lượng", pupils[4])).to_have_value("3")
    expect(page.locator("#kept")).to_have_text("Đã giữ nháp.")
    assert pupils[4].code in AssessmentDraft.objects.get().rows
    page.reload()
    expect(cell(page, "Số lượng", pupils[4])).to_have_value("3")


@pytest.mark.parametrize("width", [360, 1280])
def test_without_scripts_it_is_a_plain_form(width, open_as, commune_officer, url, pupils):
    page = open_as(commune_officer, width=width, scripts=False)
    page.goto(url)
    shot(page, f"grid_plain_{width}")
    cell(page, "Không có áo ấm mặc vừa", pupils[0]).select_option(label="có")
    cell(page, "Số lượng", pupils[0]).fill("một")
    page.get_by_role("button", name="Giữ nháp").click()
    expect(page.get_by_text("Đã giữ nháp.")).to_be_visible()
    page.get_by_role("button", name="Lưu cả bảng").click()
    expect(page.get_by_text("Còn 1 ô chưa đúng")).to_be_visible()
    cell(page, "Số lượng", pupils[0]).fill("1")
    page.get_by_role("button", name="Lưu cả bảng").click()
    expect(page.get_by_text("Đã lưu 1 đánh giá và 1 nhu cầu chờ duyệt.")).to_be_visible()
    assert Need.objects.get().child == pupils[0]


def test_the_pages_around_it_are_sound(open_as, commune_officer, province_officer, commune_leader, url, pupils, faults):
    from children.loaders import load_state_support, load_substitutes
    from children.services.need import assess_need, override_priority

    load_state_support()
    load_substitutes()
    assert ItemPrice.objects.exists()
    from children.models import Item

    told = {"no_coat": True, "cold": True, "poor": True}
    need = assess_need(
        user=commune_officer,
        unit=pupils[0].unit,
        child=pupils[0],
        item=Item.objects.get(code="DA01"),
        size="120",
        quantity=1,
        answers=told,
    )
    override_priority(user=commune_leader, need=need, priority=2, reason="Đã được họ hàng cho áo cũ")

    def sound(page, name, address):
        page.goto(address)
        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 800})
            shot(page, f"{name}_{width}")
            assert faults(page) == [], (name, width)

    page = open_as(commune_officer)
    for name, address in (
        ("grid", url),
        ("pick", reverse("children:assess_pick")),
        ("list", reverse("children:assessment_list")),
        ("detail", reverse("children:assessment_detail", args=[need.assessment.code])),
        ("rules", reverse("children:rule_list")),
        ("prices", reverse("children:price_list")),
        ("names", reverse("children:need_names")),
        ("need", reverse("children:need_detail", args=[need.code])),
        ("swap", reverse("children:need_substitute", args=[need.code])),
        ("child", reverse("children:child_detail", args=[pupils[1].code])),
        ("scan", reverse("children:assessment_scan_new")),
    ):
        sound(page, name, address)
    page = open_as(province_officer)
    for name, address in (
        ("form", reverse("children:form_edit", args=["DA"])),
        ("bands", reverse("children:band_list")),
        ("support", reverse("children:state_support_new")),
        ("rules", reverse("public:rules")),
    ):
        sound(page, name, address)
