"""A foreign gift is received only after its approval: the steps, their people, papers and days."""

import datetime
import io

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from donors.models import ForeignApproval
from donors.services import foreign as acts
from lao_cai_support.web.clock import on_day
from lao_cai_support.web.errors import Refusal
from tests.factories.donors import DonorFactory, PledgeFactory

DAY = datetime.date(2024, 11, 15)


def days(count: int) -> datetime.date:
    return DAY + datetime.timedelta(days=count)


def pdf() -> SimpleUploadedFile:
    out = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        made.save(out)
    return SimpleUploadedFile("giay.pdf", out.getvalue(), content_type="application/pdf")


@pytest.fixture
def pledge_from_abroad(units, lists):
    return PledgeFactory(unit=units.province, donor=DonorFactory(kind="foreign", name="Hope for Highlands"))


@pytest.fixture
def asked(pledge_from_abroad, province_officer, private_files) -> ForeignApproval:
    return acts.request_approval(
        user=province_officer,
        pledge=pledge_from_abroad,
        authority="province",
        purpose="áo ấm",
        lawful_source="quyên góp",
    )


def with_papers(user, row, *kinds) -> ForeignApproval:
    for kind in kinds or ("request", "offer", "status"):
        acts.add_paper(user=user, approval=row, kind=kind, number="1", on=DAY, upload=pdf())
    return row


def test_the_whole_way(asked, province_officer, fund_chair, person, units):
    appraiser = person("finance_appraiser", units.province, username="appraiser")
    with pytest.raises(Refusal, match="còn thiếu: Văn bản đề nghị"):
        acts.complete_dossier(user=province_officer, approval=asked, on=DAY)
    with_papers(province_officer, asked)
    row = acts.complete_dossier(user=province_officer, approval=asked, on=DAY)
    assert row.due_on == days(20) and not row.may_be_received
    with on_day(days(10)):
        row = acts.appraise(user=appraiser, approval=row, on=days(10), opinion="đồng ý")
    with on_day(days(12)):
        row = acts.approve(user=fund_chair, approval=row, decision_no="12/QĐ-UBND", on=days(12))
        assert row.due_on == days(12 + 183) and row.may_be_received
    with on_day(days(40)):
        row = acts.receive(user=province_officer, approval=row, on=days(30))
        with pytest.raises(Refusal, match="báo cáo kết quả"):
            acts.report(user=province_officer, approval=row, on=days(40))
        acts.add_paper(user=province_officer, approval=row, kind="report", number="", on=days(40), upload=pdf())
        row = acts.report(user=province_officer, approval=row, on=days(40))
    assert row.state == "reported" and row.due_on is None


def test_nothing_is_received_before_the_approval(asked, province_officer):
    with pytest.raises(Refusal, match="Không thể chuyển"):
        acts.receive(user=province_officer, approval=asked, on=DAY)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE donors_foreignapproval SET state = 'received', received_on = requested_on")


def test_who_asks_neither_appraises_nor_decides(asked, province_officer, person, units):
    with_papers(province_officer, asked)
    row = acts.complete_dossier(user=province_officer, approval=asked, on=DAY)
    with pytest.raises(Refusal, match="Người đề nghị không tự"):
        acts.appraise(user=province_officer, approval=row, on=DAY, opinion="tốt")
    other = person("province_officer", units.province, username="another")
    row = acts.appraise(user=other, approval=row, on=DAY, opinion="tốt")
    with pytest.raises(Refusal, match="Người đề nghị không tự"):
        acts.approve(user=province_officer, approval=row, decision_no="1", on=DAY)
    with (
        pytest.raises(IntegrityError, match="foreign_asked_by_another"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE donors_foreignapproval SET appraised_by_id = requested_by_id")


def test_days_do_not_run_backwards_or_ahead(asked, province_officer):
    with_papers(province_officer, asked)
    for day, words in ((days(1), "sau hôm nay"), (days(-1), "trước bước trước")):
        with pytest.raises(Refusal, match=words):
            acts.complete_dossier(user=province_officer, approval=asked, on=day)


def test_one_approval_a_pledge_and_only_for_foreign_ones(asked, pledge, province_officer, fund_chair):
    told = {"authority": "province", "purpose": "x", "lawful_source": "x"}
    with pytest.raises(Refusal, match="đã có hồ sơ"):
        acts.request_approval(user=province_officer, pledge=asked.pledge, **told)
    with pytest.raises(Refusal, match="nước ngoài"):
        acts.request_approval(user=province_officer, pledge=pledge, **told)
    refused = acts.refuse(user=fund_chair, approval=asked, reason="hàng cấm nhập")
    assert refused.state == "refused"
    assert acts.request_approval(user=province_officer, pledge=asked.pledge, **told).state == "requested"


def test_the_pledge_and_the_donor_say_where_it_stands(asked, province_officer, client_of, pledge):
    browser = client_of(province_officer)
    for url in (
        reverse("donors:pledge_detail", args=[asked.pledge.code]),
        reverse("donors:donor_detail", args=[asked.pledge.donor.code]),
    ):
        page = browser.get(url).content.decode()
        assert "Phê duyệt viện trợ" in page and "Chưa được tiếp nhận" in page
    home = browser.get(reverse("donors:pledge_detail", args=[pledge.code])).content.decode()
    assert "Phê duyệt viện trợ" not in home


def test_the_pages_walk_the_steps(asked, province_officer, fund_chair, client_of):
    office, chair = client_of(province_officer), client_of(fund_chair)
    url = reverse("donors:foreign_detail", args=[asked.code])
    assert "Hồ sơ còn thiếu" in office.get(url).content.decode()
    paper = reverse("donors:foreign_paper", args=[asked.code])
    for kind in ("request", "offer", "status"):
        assert office.post(paper, {"kind": kind, "on": "2024-11-14", "upload": pdf()}).status_code == 302
    held = asked.papers.first()
    file = office.get(reverse("donors:foreign_file", args=[asked.code, held.code]))
    assert file["Content-Type"] == "application/pdf"

    def step(name):
        return reverse("donors:foreign_step", args=[asked.code, name])

    office.post(step("du-ho-so"), {"on": "2024-11-15"})
    assert "05/12/2024" in chair.get(url).content.decode()
    answer = office.post(step("tham-dinh"), {"on": "2024-11-15", "opinion": "tốt"})
    assert answer.status_code == 422 and "tự thẩm định" in answer.content.decode()
    listed = chair.get(reverse("donors:foreign_list")).content.decode()
    assert "Hope for Highlands" in listed and "Đang thẩm định" in listed
    assert chair.get(step("x")).status_code == 404
