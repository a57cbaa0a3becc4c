"""A matching round in a real browser: scope, proposal, two lines locked, solved again and kept, handed in, approved."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from children.models import Need
from donors.models import MatchRun
from donors.tasks import solve_match_run
from lao_cai_support.web.models import Job
from tests.browser.steps import ask, follow, save
from tests.factories.children import ChildFactory, NeedFactory
from tests.factories.donors import PledgeFactory


def worked() -> MatchRun:
    """The worker's part: the newest job is done."""
    run, job = MatchRun.objects.get(), Job.objects.latest("pk")
    solve_match_run(job.code, run_code=run.code)
    run.refresh_from_db()
    return run


@pytest.mark.parametrize("width", [360, 1280])
def test_a_matching_round(width, units, lists, open_as, faults, province_officer, fund_chair):
    for unit in (units.commune, units.commune, units.sibling):
        NeedFactory(child=ChildFactory(unit=unit))
    PledgeFactory(unit=units.province, quantity=2)
    page = open_as(province_officer, width=width)
    page.goto(reverse("donors:matching_new"))
    assert faults(page) == []
    page.get_by_label("Tên phương án").fill("Áo ấm đợt 1")
    save(page, "Tính phương án")
    run = worked()
    address = reverse("donors:matching_detail", args=[run.code])
    page.goto(address)
    assert faults(page) == []
    expect(page.get_by_text("Cách mức tốt nhất").first).to_be_attached()

    for _ in range(2):
        with page.expect_navigation():
            page.get_by_role("button", name="Khóa", exact=True).first.click()
    locked = set(run.allocations.values_list("pledge", "need"))
    assert run.allocations.filter(locked=True).count() == len(locked) == 2

    PledgeFactory(unit=units.province, quantity=1)
    save(page, "Tính lại")
    worked()
    page.goto(address)
    expect(page.get_by_role("heading", name="Kết quả tính lại, chưa giữ")).to_be_visible()
    assert faults(page) == [] and run.allocations.count() == 2
    save(page, "Giữ kết quả này")
    assert locked < set(run.allocations.values_list("pledge", "need")) and run.allocations.count() == 3
    save(page, "Trình duyệt")

    chair = open_as(fund_chair, width=width, scripts=False)
    chair.goto(address)
    ask(chair, "Duyệt và giữ chỗ")
    run.refresh_from_db()
    assert run.state == "approved" and {need.reserved for need in Need.objects.all()} == {1}
    page.goto(address)
    assert faults(page) == []
    expect(page.get_by_role("link", name=units.commune.title).first).to_be_visible()
    page.goto(reverse("donors:appeal"))
    assert faults(page) == []
    page.goto(reverse("donors:policy_list"))
    follow(page, "Ghi quyết định mới")
    assert faults(page) == []
