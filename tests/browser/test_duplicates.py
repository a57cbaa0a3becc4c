"""Two files of one child, walked from the work list to the merge and back, on a phone, at a desk, and without scripts."""

import datetime

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from children.models import Child, DuplicatePair, Merge
from tests.factories.children import ChildFactory, GuardianFactory, NeedFactory, SpellFactory
from tests.factories.duplicates import PairFactory


@pytest.fixture
def doubles(child, units):
    """The child of the cast, once more in the neighbouring commune: another name, only the year, the same mother."""
    other = ChildFactory(
        unit=units.sibling, full_name="Giàng Thị Mị", sex="female", date_of_birth=None, birth_year=2016, class_name="3A"
    )
    for owner, name in ((child, "Lý Thị Dế"), (other, "Lý Thị Dê")):
        GuardianFactory(household=owner.household, relation="mother", full_name=name)
        NeedFactory(child=owner)
        SpellFactory(child=owner, kind_id="NC06")
    return PairFactory(a=child, b=other)


def look(page, faults):
    assert faults(page) == [], page.url


@pytest.mark.slow
@pytest.mark.parametrize(("width", "scripts"), [(360, True), (1280, True), (1280, False)])
def test_from_the_work_list_to_a_merge_and_back(width, scripts, open_as, faults, district_officer, doubles, child):
    page = open_as(district_officer, width=width, scripts=scripts)
    see = (lambda: look(page, faults)) if scripts else lambda: None
    page.goto(reverse("accounts:worklist"))
    page.get_by_role("link", name="Hồ sơ có thể trùng").first.click()
    see()
    page.get_by_role("link", name="Giàng Thị Mỷ").click()
    expect(page.get_by_text("cùng ngày sinh").first).to_be_visible()
    see()
    page.get_by_role("link", name="Một trẻ: gộp hai hồ sơ").click()
    expect(page.get_by_text("Nhu cầu bị ghi hai lần").first).to_be_visible()
    page.get_by_label("Giàng Thị Mị (hồ sơ thứ hai)").check()
    page.get_by_label("Xã Hoàng Thu Phố (hồ sơ thứ hai)").check()
    page.get_by_label("Chuyển đến nơi ở này từ ngày").fill("2023-09-01")
    see()
    page.get_by_role("button", name="Gộp hai hồ sơ").click()
    see()
    child.refresh_from_db()
    assert (child.full_name, child.unit.name) == ("Giàng Thị Mị", "Hoàng Thu Phố")
    assert [r.valid.lower for r in child.residences.order_by("valid")][-1] == datetime.date(2023, 9, 1)
    page.get_by_role("link", name="Giàng Thị Mị").first.click()
    expect(page.get_by_text("Gồm cả hồ sơ cũ mã").first).to_be_visible()
    see()
    page.get_by_role("link", name="Xem lần gộp").click()
    page.get_by_text("Hoàn tác lần gộp").first.click()
    page.get_by_role("button", name="Hoàn tác lần gộp").click()
    expect(page.get_by_text("mỗi hồ sơ trở lại như trước khi gộp").first).to_be_visible()
    see()
    child.refresh_from_db()
    assert (child.full_name, child.unit.name) == ("Giàng Thị Mỷ", "Bản Phố")
    assert Merge.objects.get().undone_by == district_officer


@pytest.mark.slow
@pytest.mark.parametrize("width", [1280])
def test_two_children_are_said_to_be_two(width, open_as, faults, district_officer, doubles):
    page = open_as(district_officer, width=width)
    page.goto(reverse("children:duplicate_detail", args=[doubles.code]))
    page.get_by_text("Hai trẻ khác nhau").first.click()
    page.get_by_label("Lý do").fill("hai chị em họ")
    look(page, faults)
    page.get_by_role("button", name="Hai trẻ khác nhau").click()
    look(page, faults)
    assert DuplicatePair.objects.get().reason == "hai chị em họ"
    page.goto(reverse("children:duplicate_detail", args=[doubles.code]))
    look(page, faults)
    page.get_by_role("button", name="Xem lại").click()
    assert DuplicatePair.objects.get().state == "open"


@pytest.mark.slow
@pytest.mark.parametrize("width", [360])
def test_the_other_pages_of_doubles(width, open_as, faults, district_officer, commune_officer, doubles, child):
    page = open_as(district_officer, width=width)
    for name in ("duplicate_search", "duplicate_new", "merge_list"):
        page.goto(reverse(f"children:{name}"))
        look(page, faults)
    page.goto(reverse("children:duplicate_new"))
    page.get_by_label("Mã hồ sơ thứ nhất").fill("zzzzzzzzzz")
    page.get_by_label("Mã hồ sơ thứ hai").fill(child.code)
    page.get_by_role("button", name="So hai hồ sơ").click()
    assert page.evaluate("document.activeElement.getAttribute('role')") == "alert"
    page.said.clear()  # the browser's own word on a form that is given back (422)
    look(page, faults)
    # The commune is told that there is another file, and where.
    page = open_as(commune_officer, width=width)
    page.goto(reverse("children:child_detail", args=[child.code]))
    expect(page.get_by_text("Một hồ sơ ở Xã Hoàng Thu Phố").first).to_be_visible()
    look(page, faults)
    assert Child.objects.count() == 2
