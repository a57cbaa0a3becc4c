"""Cases in a real browser, at a phone's and a desk's width: a report, a paper handed in, signed, the plan's table."""

import pytest
from django.urls import reverse

from children.models import CasePaper, ProtectionCase, ServiceProvider
from children.services.case import report_case
from children.services.case_paper import draft_paper, send_paper, sign_paper
from lao_cai_support.web.clock import now, today
from tests.children.cases import FIELDS


def url(name, *args):
    return reverse(f"children:{name}", args=args)


@pytest.mark.parametrize("width", [1280])
def test_a_report_is_taken(width, child, units, open_as, faults, commune_officer, commune_leader):
    page = open_as(commune_officer, width=width, scripts=False)
    page.goto(url("case_new") + f"?tre={child.code}")
    page.get_by_label("Tiếp nhận qua").select_option("phone")
    page.get_by_label("Loại vụ việc").select_option("abused")
    page.get_by_label("Nơi xảy ra sự việc", exact=False).last.fill("Bản Phố 2")
    page.get_by_label("Tình trạng hiện tại của trẻ").fill("Có vết bầm ở tay")
    page.get_by_role("button", name="Ghi và mở vụ việc").click()
    assert ProtectionCase.objects.get().child == child
    page = open_as(commune_officer, width=width)
    page.goto(url("case_detail", ProtectionCase.objects.get().code))
    assert faults(page) == []
    page.goto(url("case_new"))
    assert faults(page) == []


@pytest.mark.parametrize("width", [360])
def test_papers_of_a_case(width, child, units, open_as, faults, commune_officer, commune_leader):
    case = report_case(
        user=commune_officer, unit=units.commune, fields=FIELDS["report"], received_at=now(), child=child
    )
    ServiceProvider.objects.create(
        name="Trung tâm Công tác xã hội tỉnh", kind="counselling", unit=units.province, checked_on=today()
    )
    for kind in ("first", "detailed", "minutes", "plan", "decision"):
        paper = draft_paper(user=commune_officer, case=case, kind=kind, fields=FIELDS[kind], done_at=now())
        if kind == "plan":
            page = open_as(commune_officer, width=width)
            page.goto(url("case_paper_edit", case.code, paper.code))
            assert faults(page) == []
        if kind in ("minutes", "decision"):
            paper = send_paper(user=commune_officer, paper=paper)
            if kind == "decision":
                break
            sign_paper(user=commune_leader, paper=paper)
        else:
            sign_paper(user=commune_officer, paper=paper)
    page = open_as(commune_leader, width=width)
    page.goto(reverse("accounts:worklist"))
    page.get_by_role("link", name="Vụ việc có giấy tờ chờ bạn ký").first.click()
    page.get_by_role("link", name="Giàng Thị Mỷ").click()
    assert faults(page) == []
    page.get_by_role("link", name="Bản trình, chờ ký").click()
    assert faults(page) == []
    page.locator("main summary", has_text="Ký").first.click()
    with page.expect_navigation():
        page.locator("details[open]").get_by_role("button", name="Ký").click()
    assert CasePaper.objects.get(kind="decision").signed_by == commune_leader
    page.goto(url("case_paper", case.code, CasePaper.objects.get(kind="plan").code))
    assert faults(page) == []
    for name in ("case_list", "provider_list", "scan_new"):
        page.goto(url(name))
        assert faults(page) == []
