"""The acts on a child's file in a real browser, at a phone's and a desk's width: family, papers, health, consent, the
sealed file, a transfer; scripts off where it matters."""

import datetime
from urllib.parse import urlsplit

import pytest
from django.urls import reverse

from children.models import ChildDocument, ChildTransfer, Consent, SealedGrant
from tests.browser.steps import ask, follow, path, save, url
from tests.children.papers import a_photo
from tests.factories.children import ChildFactory, GuardianFactory


@pytest.fixture
def family(child):
    """The child with both parents, in a household of its own; brothers of the commune elsewhere."""
    GuardianFactory(household=child.household, relation="father", full_name="Giàng A Sử")
    GuardianFactory(household=child.household, relation="mother", full_name="Lý Thị Dê")
    brother = ChildFactory(unit=child.unit, full_name="Giàng A Tủa", date_of_birth=datetime.date(2019, 3, 1))
    GuardianFactory(household=brother.household, relation="father", full_name="Giàng A Sử")
    return child, brother


@pytest.mark.parametrize("width", [360])
def test_family(width, family, open_as, faults, commune_officer):
    child, brother = family
    page = open_as(commune_officer, width=width)
    page.goto(url("child_detail", brother.code))
    follow(page, "Đổi hộ, nối anh chị em")
    page.get_by_label("Tên cha, mẹ").fill("ly thi de")
    save(page, "Tìm hộ")
    assert faults(page) == [] and "ly" not in urlsplit(page.url).query
    save(page, "Vào hộ này")
    assert path(page) == url("child_detail", brother.code)
    assert page.get_by_role("link", name=child.full_name).is_visible()
    follow(page, "Trang của hộ")
    assert faults(page) == []
    follow(page, "Sửa hộ")
    page.locator("#id_phone").fill("12")
    save(page)
    assert page.evaluate("document.activeElement.getAttribute('role')") == "alert"
    page.said.clear()  # the browser's own word about the refused form
    assert faults(page) == []
    page.locator("#id_phone").fill("0912 345 678")
    page.locator("#id_adult-0-status").select_option("dead")
    save(page)
    for one in family:
        page.goto(url("child_detail", one.code))
        assert page.get_by_text("0912345678").is_visible() and page.get_by_text("(đã mất)").is_visible()
    page.goto(url("household_join", brother.code))
    ask(page, "Tách thành hộ riêng")
    brother.refresh_from_db()
    assert brother.household != child.household


@pytest.mark.parametrize("width", [1280])
def test_health_papers_and_consent(width, family, open_as, faults, commune_officer, private_files, tmp_path):
    child, _brother = family
    photo = tmp_path / "anh.jpg"
    photo.write_bytes(a_photo())
    page = open_as(commune_officer, width=width)
    page.goto(url("child_detail", child.code))
    follow(page, "Số đo")
    page.get_by_label("Cân nặng").fill("24,5")
    page.locator("#id_height_mm").fill("122,5")
    assert faults(page) == []
    save(page)
    follow(page, "Xác nhận khuyết tật")
    page.get_by_label("Khuyết tật vận động").check()
    page.get_by_label("Mức độ").select_option("MD2")
    page.get_by_label("Số giấy xác nhận").fill("12/XNKT")
    assert faults(page) == []
    save(page)
    follow(page, "Trợ cấp", exact=True)
    page.get_by_label("Hệ số").fill("1,5")
    page.get_by_label("Quyết định").fill("Số 5/QĐ-UBND")
    assert faults(page) == []
    save(page)
    follow(page, "Rà soát", exact=True)
    page.get_by_label("cần hỗ trợ", exact=True).check()
    save(page)
    follow(page, "Thêm giấy tờ")
    page.get_by_label("Loại giấy tờ").select_option("photo")
    page.get_by_label("Tên, số giấy tờ").fill("Ảnh đầu năm")
    page.set_input_files("input[type=file]", photo)
    assert faults(page) == []
    save(page)
    picture = page.locator(".thumb img")
    picture.scroll_into_view_if_needed()
    for _pause in range(100):  # waiting by a function of the page's own is what its policy forbids
        if picture.evaluate("image => image.naturalWidth"):
            break
        page.wait_for_timeout(100)
    assert picture.evaluate("image => image.naturalWidth")
    page.goto(url("consent_list", child.code))
    follow(page, "Dùng hình ảnh")
    page.locator("#div_id_answer").get_by_label("đồng ý", exact=True).check()
    page.locator("#id_representative").fill("Lý Thị Dê")
    page.get_by_label("Quan hệ với trẻ").select_option("mother")
    page.locator("#div_id_child_agrees").get_by_label("đồng ý", exact=True).check()
    page.get_by_label("hình ảnh, giọng nói").check()
    page.get_by_label("Đã đọc lời văn trên").check()
    page.get_by_label("không bị nghi xâm hại").check()
    page.get_by_label("Số, ngày của phiếu").fill("Phiếu số 3")
    assert faults(page) == []
    save(page)
    assert Consent.objects.get().child_agrees is True and page.get_by_text("có hiệu lực").is_visible()
    assert faults(page) == []
    page.goto(url("child_detail", child.code))
    for words in ("24,5 kg, 122,5 cm", "12/XNKT", "hệ số 1,5", "cần hỗ trợ", "Ảnh đầu năm", "HC04.02"):
        assert page.get_by_text(words).first.is_visible(), words
    assert faults(page) == []
    ask(page, "Xóa", reason="Ảnh của trẻ khác")
    assert ChildDocument.objects.get().deleted_at is not None
    page.goto(url("consent_withdraw", child.code, Consent.objects.get().code))
    save(page)
    assert page.get_by_text("Đã rút lại.").is_visible()


@pytest.mark.parametrize("width", [360])
def test_the_sealed_file(width, family, open_as, faults, commune_officer, commune_leader):
    child, _brother = family
    officer, leader = open_as(commune_officer, width=width), open_as(commune_leader, width=width)
    officer.goto(url("child_detail", child.code))
    follow(officer, "Đến trang niêm phong")
    assert faults(officer) == []
    officer.get_by_label("Lý do mở khẩn cấp").fill("Cấp cứu, bác sĩ cần biết bệnh")
    save(officer, "Mở khẩn cấp")
    assert officer.get_by_text("Bạn đã tự mở khẩn cấp").is_visible()
    assert faults(officer) == []
    leader.goto(reverse("accounts:worklist"))
    follow(leader, "Xem lại lần mở khẩn cấp", within=".due")
    assert faults(leader) == []
    follow(leader, commune_officer.full_name)
    ask(leader, "Thu hồi quyền")
    leader.get_by_label("không có lý do chính đáng").check()
    leader.get_by_label("Ý kiến").fill("Không có cấp cứu nào")
    assert faults(leader) == []
    save(leader, "Lưu ý kiến")
    assert SealedGrant.objects.get().justified is False
    leader.goto(url("sealed_detail", child.code))
    follow(leader, "Cấp quyền xem cho người khác")
    leader.get_by_label("Cấp cho").select_option(label=commune_officer.full_name)
    leader.get_by_label("Lý do").fill("Đánh giá nguy cơ theo phân công")
    assert faults(leader) == []
    save(leader, "Cấp quyền")
    officer.goto(url("sealed_detail", child.code))
    follow(officer, "Ghi hoàn cảnh niêm phong")
    officer.get_by_label("Nhóm").select_option("HC05")
    officer.get_by_label("Căn cứ").fill("Phiếu xét nghiệm số 7")
    assert faults(officer) == []
    save(officer)
    assert officer.get_by_text("Phiếu xét nghiệm số 7").is_visible()
    assert faults(officer) == []
    officer.goto(url("child_detail", child.code))
    assert "HIV" not in officer.inner_text("main")


@pytest.mark.parametrize("width", [1280])
def test_a_transfer_and_the_file_of_another_day(
    width, family, open_as, faults, commune_officer, neighbour_officer, units
):
    child, _brother = family
    sender, receiver = open_as(commune_officer, width=width), open_as(neighbour_officer, width=width)
    sender.goto(url("child_detail", child.code))
    follow(sender, "Chuyển xã")
    sender.get_by_label("Xã nhận").select_option(str(units.sibling.pk))
    sender.get_by_label("Trẻ ở đó từ ngày").fill("2024-11-10")
    sender.get_by_label("Lý do").fill("Theo mẹ về quê ngoại")
    assert faults(sender) == []
    save(sender, "Gửi đề nghị")
    assert faults(sender) == []
    receiver.goto(reverse("accounts:worklist"))
    follow(receiver, "Hồ sơ xã khác chuyển đến", within=".due")
    assert faults(receiver) == []
    follow(receiver, child.full_name)
    assert faults(receiver) == []
    save(receiver, "Nhận hồ sơ")
    assert path(receiver) == url("child_detail", child.code)
    assert ChildTransfer.objects.get().state == "accepted"
    receiver.get_by_label("Xem hồ sơ như ngày").fill("2024-11-01")
    save(receiver, "Xem")
    assert "Đây là hồ sơ như ngày" in receiver.inner_text("main")
    assert faults(receiver) == []


def test_without_scripts(family, open_as, commune_officer):
    """Household form, whole personal id, the file of another day: plain forms."""
    child, _brother = family
    type(child).objects.filter(pk=child.pk).update(personal_id="010316000123")
    page = open_as(commune_officer, width=360, scripts=False)
    page.goto(url("household_edit", child.household.code))
    page.locator("#id_adult-2-full_name").fill("Vàng Thị Mẩy")
    page.locator("#id_adult-2-relation").select_option("grandparent")
    save(page)
    assert page.get_by_text("Vàng Thị Mẩy").is_visible()
    page.goto(url("child_detail", child.code))
    assert "010316000123" not in page.content()
    save(page, "Hiện đủ số (được ghi lại)")
    assert page.get_by_text("010316000123").is_visible()
    page.goto(url("child_detail", child.code))
    page.locator("#ngay").fill("2024-11-01")
    save(page, "Xem")
    assert "Đây là hồ sơ như ngày" in page.inner_text("main")
