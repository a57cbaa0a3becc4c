"""The frame register: an official list is read, compared, decided on, written and taken back."""

import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from donors.models import Donor, Establishment, RegisterImport, RegisterRow
from donors.register.values import Communes, day_of, kind_of, tax_code_of
from donors.services import register as acts
from donors.tasks import read_register
from lao_cai_support.audit.models import Act
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.models import Job
from tests.factories.donors import DonorFactory

DAY = datetime.date(2024, 11, 15)
HEAD = "CỤC THỐNG KÊ,,,,,,\n,,,,,,\nSTT,Tên doanh nghiệp,Mã số thuế,Loại hình,Địa chỉ,Ngày thành lập,Tình trạng\n"
LIST = HEAD + (
    '1,Công ty TNHH Mây Thử,5300111111,Công ty TNHH,"xã Bản Phố, huyện Bắc Hà",05/03/2015,Đang hoạt động\n'
    "2,Hợp tác xã Chè Núi,,Hợp tác xã,,2018,\n"
    "3,Hộ kinh doanh Sương,530011,Hộ kinh doanh,,,\n"
    "4,Cơ sở Mộc Bản,5300222222,Cơ sở,,01/01/2016,Ngừng hoạt động\n"
    "Người lập biểu,,,,,,\n"
)


@pytest.fixture
def taken(province_officer, units) -> Any:
    """``taken(text)``: an uploaded list that has been read."""

    def make(text: str = LIST, day: datetime.date = DAY) -> RegisterImport:
        data = text.encode()
        row = acts.open_register(
            user=province_officer, issuer="Cục Thống kê", list_day=day, file_name="ds.csv", data=data
        )
        acts.fill_register(register=row, data=data)
        row.refresh_from_db()
        return row

    return make


def write(user, row) -> RegisterImport:
    return acts.commit_register(user=user, register=row)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("5300111111", "5300111111"),
        (101234567, "0101234567"),
        (5300111111.0, "5300111111"),
        ("5300111111-001", "5300111111-001"),
        ("5300111111001", "5300111111-001"),
        ("530 011 1111", "5300111111"),
        ("", ""),
        (None, ""),
        ("53001", None),
        ("MST?", None),
    ],
)
def test_tax_codes_as_sheets_have_them(said, code):
    assert tax_code_of(said) == code


@pytest.mark.parametrize(
    ("form", "name", "kind"),
    [
        ("Công ty TNHH một thành viên", "Mây", "company"),
        ("", "Hợp tác xã Chè", "enterprise"),
        ("Hộ kinh doanh cá thể", "Sương", "household"),
        ("", "Trường THPT số 1", "unit"),
        ("", "Sở Tài chính", "agency"),
        ("", "Quỹ Hạt Gạo", "fund"),
        ("", "Liên đoàn Lao động huyện", "union"),
        ("", "Xưởng gạch", "producer"),
        ("Đơn vị sự nghiệp công lập", "Nhà văn hóa", "unit"),
        ("", "Sơn Ca", ""),
    ],
)
def test_kinds_by_legal_form_or_name(form, name, kind):
    assert kind_of(form, name) == kind


def test_days_and_communes():
    assert day_of("05/03/2015") == datetime.date(2015, 3, 5) and day_of(2018) == datetime.date(2018, 1, 1)
    with pytest.raises(ValueError):
        day_of("tháng ba")
    communes = Communes([(1, "ban pho", "bac ha"), (2, "tan tien", "bac ha"), (3, "tan tien", "bao yen")])
    assert communes.find("", "Thôn 2, xã Bản Phố, huyện Bắc Hà") == 1
    assert communes.find("Xã Tân Tiến", "huyện Bảo Yên") == 3
    assert communes.find("Tân Tiến", "") is None


def test_a_list_is_read_row_by_row_with_what_is_wrong_at_its_cell(taken, units):
    row = taken()
    assert row.state == "preview"
    told = {r.row: r for r in row.rows.all()}
    assert sorted(told) == [4, 5, 6, 7], "titles and the signature are no establishments"
    assert (told[4].kind, told[4].unit_id, told[4].since) == ("company", units.commune.pk, datetime.date(2015, 3, 5))
    assert told[6].status == "error" and told[6].problems[0]["cell"] == "C6"
    assert "không phải mã số thuế" in told[6].problems[0]["message"]
    assert told[7].until == DAY, "who has stopped without a day has stopped on the list's"
    assert acts.counts(row) == {"rows": 4, "new": 3, "update": 0, "duplicate": 0, "error": 1, "open": 0}


def test_a_file_without_headings_says_what_it_needs(province_officer, units):
    row = acts.open_register(user=province_officer, issuer="x", list_day=DAY, file_name="a.csv", data=b"a,b\n1,2\n")
    with pytest.raises(Refusal, match="Không thấy dòng tiêu đề"):
        acts.fill_register(register=row, data=b"a,b\n1,2\n")


def test_writing_makes_establishments_and_leaves_the_faulty_row(taken, province_officer):
    row = write(province_officer, taken())
    assert row.state == "committed" and Establishment.objects.count() == 3
    assert Establishment.objects.active(DAY).count() == 2
    firm = Establishment.objects.get(tax_code="5300111111")
    assert firm.folded == "cong ty tnhh may thu" and firm.valid.lower == datetime.date(2015, 3, 5)
    assert Act.objects.get(act="register.commit").detail == {"rows": 3}
    with pytest.raises(Refusal, match="đã được ghi vào sổ"):
        taken()


def test_the_tax_code_settles_and_the_name_asks(taken, province_officer):
    write(province_officer, taken())
    giver = DonorFactory(name="Quỹ Hạt Gạo")
    known = DonorFactory(name="Ngân hàng Thử", tax_code="5300333333")
    second = taken(
        HEAD + "1,Công ty Mây Thử mới,5300111111,,Phố mới,,\n2,HỢP TÁC XÃ CHÈ NÚI,5300444444,,,,\n"
        "3,Quỹ Hạt Gạo,,,,,\n4,Ngân hàng khác tên,5300333333,Ngân hàng,,,\n5,Công ty TNHH Mây Thử,5300555555,,,,\n"
    )
    status = dict(second.rows.values_list("row", "status"))
    assert status == {4: "update", 5: "duplicate", 6: "duplicate", 7: "new", 8: "new"}
    with pytest.raises(Refusal, match="Còn 2 dòng"):
        write(province_officer, second)
    tea, rice = second.rows.get(row=5), second.rows.get(row=6)
    assert tea.found.folded == "hop tac xa che nui" and rice.giver == giver
    acts.decide_row(user=province_officer, row=tea, decision="same")
    acts.decide_row(user=province_officer, row=rice, decision="same")
    write(province_officer, second)
    firm = Establishment.objects.get(tax_code="5300111111")
    assert (firm.name, firm.address) == ("Công ty Mây Thử mới", "Phố mới")
    assert firm.valid.lower == datetime.date(2015, 3, 5) and firm.unit, "a blank cell erases nothing"
    assert Establishment.objects.get(tax_code="5300444444").folded == "hop tac xa che nui"
    assert giver.establishments.get().name == "Quỹ Hạt Gạo" and known.establishments.count() == 1
    assert Establishment.objects.count() == 6


def test_the_rest_is_decided_at_once(taken, province_officer):
    DonorFactory(name="Quỹ Hạt Gạo")
    row = taken(HEAD + "1,Quỹ Hạt Gạo,,,,,\n")
    assert acts.decide_rest(user=province_officer, register=row, decision="apart") == 1
    write(province_officer, row)
    assert Establishment.objects.get().donor is None


def test_undo_takes_the_whole_list_back(taken, province_officer):
    first = write(province_officer, taken())
    before = list(Establishment.objects.order_by("pk").values())
    second = write(province_officer, taken(HEAD + "1,Tên đổi,5300111111,Công ty,,,\n2,Công ty Mới,5300666666,,,,\n"))
    with pytest.raises(Refusal, match="danh sách sau trước"):
        acts.undo_register(user=province_officer, register=first)
    acts.undo_register(user=province_officer, register=second)
    assert list(Establishment.objects.order_by("pk").values()) == before
    firm = Establishment.objects.get(tax_code="5300111111")
    acts.open_donor(user=province_officer, establishment=firm)
    with pytest.raises(Refusal, match="đã có hồ sơ nhà tài trợ"):
        acts.undo_register(user=province_officer, register=first)


def test_a_row_put_right_is_compared_anew(taken, province_officer):
    row = taken()
    bad = row.rows.get(row=6)
    with pytest.raises(Refusal, match="đã có ở dòng 4"):
        acts.fix_row(user=province_officer, row=bad, name=bad.name, kind="household", tax_code="5300111111", address="")
    fixed = acts.fix_row(
        user=province_officer, row=bad, name=bad.name, kind="household", tax_code="5300777777", address="Phố"
    )
    assert (fixed.status, fixed.problems) == ("new", [])


def test_an_establishment_becomes_a_donor_once(province_officer, district_officer, units):
    row = Establishment.objects.create(name="Cơ sở Thử", kind="producer", tax_code="5300888888", valid=(None, None))
    with pytest.raises(Refusal):
        acts.open_donor(user=district_officer, establishment=row)
    donor = acts.open_donor(user=province_officer, establishment=row)
    assert (donor.name, donor.kind, donor.tax_code) == ("Cơ sở Thử", "producer", "5300888888")
    with pytest.raises(Refusal, match="đã có hồ sơ"):
        acts.open_donor(user=province_officer, establishment=row)
    assert Donor.objects.count() == 1


def test_the_database_keeps_one_establishment_a_tax_code(db):
    Establishment.objects.create(name="A", kind="company", tax_code="5300888888", valid=(None, None))
    with pytest.raises(IntegrityError, match="establishment_tax_code_once"), transaction.atomic():
        Establishment.objects.create(name="B", kind="company", tax_code="5300888888", valid=(None, None))
    for sql in ("kind = 'person'", "tax_code = '12'", "valid = 'empty'"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE donors_establishment SET {sql}")  # noqa: S608 - our own words, no data


def test_the_pages_from_upload_to_the_register(province_officer, client_of, units, private_files):
    browser = client_of(province_officer)
    upload = SimpleUploadedFile("ds.csv", LIST.encode())
    typed = {"issuer": "Cục Thống kê", "list_day": "2024-11-15"}
    answer = browser.post(reverse("donors:register_new"), typed | {"file": upload})
    assert answer.status_code == 302, answer.content.decode()
    row = RegisterImport.objects.get()
    for _delivered in range(2):
        read_register(Job.objects.get().code, register_code=row.code)
    url = acts.import_url(row)
    page = browser.get(url).content.decode()
    assert "Công ty TNHH Mây Thử" in page and "C6" in page
    bad = row.rows.get(status="error")
    row_url = reverse("donors:register_row", args=[row.code, bad.code])
    fixed = {"name": "Hộ kinh doanh Sương", "kind": "household", "tax_code": "53", "address": "Phố Cũ"}
    assert browser.post(row_url, fixed).status_code == 422
    assert browser.post(row_url, fixed | {"tax_code": ""}).status_code == 302
    browser.post(reverse("donors:register_act", args=[row.code, "commit"]))
    listed = browser.get(reverse("donors:establishment_list")).content.decode()
    assert "4 cơ sở" in listed and "Cơ sở Mộc Bản" in listed
    narrowed = browser.get(reverse("donors:establishment_list"), {"active": "true", "unit": units.district.pk})
    assert "1 cơ sở" in narrowed.content.decode()
    assert RegisterRow.objects.filter(written__isnull=False).count() == 4
