"""A child's file from its first day to its return, a referral, a list returned with comments; phone and desk."""

import datetime

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from children.models import Child, CircumstanceKind, Referral, Submission
from children.services.submission import submit_list
from tests.browser.steps import follow, path, save, url
from tests.factories.children import ChildFactory
from tests.factories.files import ConsentFactory


@pytest.mark.parametrize("width", [360])
def test_from_the_first_day_to_leaving_and_coming_back(width, open_as, faults, commune_officer, lists, village):
    page = open_as(commune_officer, width=width)
    page.goto(url("child_list"))
    follow(page, "Thêm trẻ em")
    assert faults(page) == []
    save(page)  # an empty form: told at the fields, nothing written
    expect(page.get_by_role("alert").first).to_be_visible()
    page.said.clear()  # the browser's own word about the refused form
    page.locator("#id_full_name").fill("Lồ Seo Dìn")
    page.locator("#div_id_sex").get_by_label("Nam", exact=True).check()
    page.locator("#id_date_of_birth").fill("2016-06-05")
    page.locator("#id_village").select_option(label=village.name)
    page.get_by_label("Họ tên mẹ").fill("Lý Thị Dê")
    save(page)
    child = Child.objects.get()
    assert path(page) == url("child_detail", child.code) and child.full_name == "Lồ Seo Dìn"
    assert faults(page) == []

    follow(page, "Sửa hồ sơ")
    expect(page.locator("#id_full_name")).to_have_value("Lồ Seo Dìn")
    page.locator("#id_full_name").fill("Lồ Seo Dín")
    save(page)
    expect(page.get_by_role("heading", name="Lồ Seo Dín", level=1)).to_be_visible()

    follow(page, "Thêm hoàn cảnh")
    page.locator("#id_kind").select_option(label=str(CircumstanceKind.objects.get(code="NC06")))
    page.get_by_label("Từ ngày").fill("2024-09-01")
    page.get_by_label("Giấy tờ").fill("Đơn của mẹ ngày 01/9/2024")
    assert faults(page) == []
    save(page)
    expect(page.get_by_text("Đơn của mẹ ngày 01/9/2024")).to_be_visible()
    save(page, "Kết thúc hôm nay")
    assert child.circumstances.get().valid.upper is not None
    assert faults(page) == []

    follow(page, "Kết thúc hồ sơ")
    page.get_by_label("Lý do").select_option("moved")
    page.get_by_label("Ghi chú").fill("Theo mẹ về Yên Bái")
    assert faults(page) == []
    save(page)
    expect(page.get_by_text("Hồ sơ đã kết thúc ngày")).to_be_visible()
    follow(page, "Mở lại hồ sơ")
    page.get_by_label("Lý do mở lại").fill("Trẻ đã trở về")
    assert faults(page) == []
    save(page)
    expect(page.get_by_text("Đã mở lại hồ sơ.")).to_be_visible()
    child.refresh_from_db()
    assert child.state != "ended" and child.residences.filter(valid__endswith=None).count() == 1


@pytest.mark.parametrize("width", [1280])
def test_a_referral_asks_for_consent_and_is_followed_to_its_outcome(width, open_as, faults, commune_officer, child):
    page = open_as(commune_officer, width=width)
    page.goto(url("child_detail", child.code))
    follow(page, "Giới thiệu", exact=True)
    expect(page.get_by_text("hãy hỏi và ghi sự đồng ý")).to_be_visible()
    ConsentFactory(child=child, purpose="referral", child_agrees=True)
    page.goto(url("referral_new", child.code))
    page.get_by_label("Cơ sở tiếp nhận").fill("Bệnh viện đa khoa huyện Bắc Hà")
    page.get_by_label("Người nhận bàn giao").fill("Bác sĩ Hoàng Văn Thắng")
    page.get_by_label("Nội dung bàn giao").fill("Khám mắt")
    assert faults(page) == []
    save(page)
    assert faults(page) == []
    follow(page, "Ghi kết quả")
    page.locator("#id_outcome").fill("Đã cấp kính")
    assert faults(page) == []
    save(page)
    expect(page.get_by_text("Đã cấp kính")).to_be_visible()
    assert Referral.objects.get().outcome == "Đã cấp kính"


@pytest.mark.parametrize("width", [360])
def test_birthdays_ahead_and_who_has_seen_the_file(
    width, open_as, faults, commune_officer, commune_leader, units, settings
):
    child = ChildFactory(unit=units.commune, full_name="Thào A Sính", date_of_birth=datetime.date(2008, 12, 1))
    officer = open_as(commune_officer, width=width)
    officer.goto(reverse("accounts:worklist"))
    follow(officer, "đủ 16 tuổi")
    assert faults(officer) == []
    follow(officer, "Thào A Sính")
    leader = open_as(commune_leader, width=width)
    leader.goto(url("child_detail", child.code))
    leader.reload()
    expect(leader.get_by_role("heading", name="Ai đã xem")).to_be_visible()
    expect(leader.get_by_text(commune_officer.full_name).first).to_be_visible()
    assert faults(leader) == []


@pytest.mark.parametrize("width", [1280])
def test_a_list_comes_back_with_words_at_its_rows_and_is_handed_in_again(
    width, open_as, faults, commune_leader, district_officer, commune_officer, child, units
):
    submit_list(user=commune_leader, unit=units.commune)
    district = open_as(district_officer, width=width)
    district.goto(url("submission_list"))
    follow(district, "Xã Bản Phố")
    district.get_by_label("Ý kiến cho dòng này").fill("Xem lại ngày sinh")
    district.get_by_label("Ý kiến chung khi trả lại").fill("Một trẻ ghi nhầm")
    assert faults(district) == []
    save(district, "Trả lại xã")
    officer = open_as(commune_officer, width=width)
    officer.goto(reverse("accounts:worklist"))
    follow(officer, "Danh sách bị trả lại")
    follow(officer, "Xã Bản Phố")
    expect(officer.get_by_text("Xem lại ngày sinh")).to_be_visible()
    expect(officer.get_by_text("Một trẻ ghi nhầm").first).to_be_visible()
    assert faults(officer) == []
    leader = open_as(commune_leader, width=width)
    leader.goto(url("submission_new"))
    save(leader, "Nộp danh sách")
    assert faults(leader) == []
    assert sorted(Submission.objects.values_list("state", flat=True)) == ["returned", "submitted"]
