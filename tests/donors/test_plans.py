"""Mobilisation plans: pre-filled from what was assessed, decided by several people, shown beside what came of them."""

import datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from children.models import SupportArea
from donors.models import MobilisationPlan
from donors.services import plan as acts
from lao_cai_support.web.clock import on_day
from lao_cai_support.web.errors import Refusal
from tests.factories.children import NeedFactory
from tests.factories.donors import AllocationFactory, PledgeFactory
from tests.queries import queries_of

DAY = datetime.date(2024, 11, 15)
FIRST, LAST = datetime.date(2024, 10, 1), datetime.date(2025, 1, 31)
TYPED = {"kind": "year", "title": "Kế hoạch 2025", "summary": "Cùng chuẩn bị.", "first_day": FIRST, "last_day": LAST}


@pytest.fixture
def drafted(need, province_officer, units) -> MobilisationPlan:
    NeedFactory(child=need.child, item_id="DA01", needed_by=datetime.date(2026, 1, 1))
    return acts.draft_plan(user=province_officer, unit=units.province, **TYPED)


@pytest.fixture
def another(person, units):
    return person("province_officer", units.province, username="another_officer")


def approved(plan, drafter, approver) -> MobilisationPlan:
    acts.submit_plan(user=drafter, plan=plan)
    return acts.approve_plan(user=approver, plan=plan, document_no="05/KH-UBND", approved_on=DAY)


def test_a_plan_is_filled_from_needs_due_in_its_time(drafted, need):
    area = need.item.area_id
    lines = {target.area_id: target for target in drafted.targets.all()}
    assert lines[area].need_value == need.value and lines[area].need_children == 1
    assert lines[area].target == need.value
    assert set(lines) >= set(SupportArea.objects.filter(in_plan=True).values_list("pk", flat=True))


def test_asking_the_needs_anew_keeps_typed_targets(drafted, need, province_officer, neighbour_need):
    area = need.item.area_id
    acts.set_targets(user=province_officer, plan=drafted, targets={area: 9_000_000})
    acts.refill(user=province_officer, plan=drafted)
    line = drafted.targets.get(area=area)
    assert (line.target, line.need_children) == (9_000_000, 2)


def test_a_commune_counts_its_own_needs(need, neighbour_need, commune_officer, units):
    plan = acts.draft_plan(user=commune_officer, unit=units.commune, **TYPED)
    assert plan.targets.get(area=need.item.area_id).need_children == 1
    with pytest.raises(Refusal):
        acts.draft_plan(user=commune_officer, unit=units.sibling, **TYPED)


def test_the_whole_way_by_several_people(drafted, province_officer, another, fund_chair):
    with pytest.raises(Refusal, match="Không thể chuyển"):
        acts.approve_plan(user=another, plan=drafted, document_no="1", approved_on=DAY)
    acts.submit_plan(user=province_officer, plan=drafted)
    with pytest.raises(Refusal, match="không tự duyệt"):
        acts.approve_plan(user=province_officer, plan=drafted, document_no="1", approved_on=DAY)
    acts.return_plan(user=another, plan=drafted, reason="thiếu mục tiêu giáo dục")
    plan = approved(drafted, province_officer, another)
    with pytest.raises(Refusal, match="không còn ở bước soạn"):
        acts.set_targets(user=province_officer, plan=plan, targets={})
    plan = acts.publish_plan(user=fund_chair, plan=plan)
    with pytest.raises(Refusal, match="chỉ đánh giá sau"):
        acts.evaluate_plan(user=another, plan=plan, evaluation="tốt")
    with on_day(LAST + datetime.timedelta(days=1)):
        assert acts.evaluate_plan(user=another, plan=plan, evaluation="đạt 90 %").state == "evaluated"


def test_one_plan_of_a_kind_at_a_time(drafted, province_officer, another, units):
    approved(drafted, province_officer, another)
    second = acts.draft_plan(user=province_officer, unit=units.province, **TYPED)
    acts.submit_plan(user=province_officer, plan=second)
    with pytest.raises(Refusal, match="đã có một kế hoạch cùng loại"):
        acts.approve_plan(user=another, plan=second, document_no="06", approved_on=DAY)


def test_the_database_keeps_people_papers_and_targets(drafted, province_officer, another):
    approved(drafted, province_officer, another)
    for sql in (
        "UPDATE donors_mobilisationplan SET approved_by_id = drafted_by_id",
        "UPDATE donors_mobilisationplan SET document_no = ''",
        "UPDATE donors_mobilisationplan SET state = 'evaluated'",
        "UPDATE donors_plantarget SET target = 1",
        "DELETE FROM donors_plantarget",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


def test_pledged_received_and_delivered_stand_apart(drafted, need, units):
    area = need.item.area_id
    pledge = PledgeFactory(unit=units.province)
    PledgeFactory(unit=units.province, accepted_on=datetime.date(2023, 1, 1))
    PledgeFactory(unit=units.province, state="offered")
    PledgeFactory(unit=units.province, money=3_000_000)
    AllocationFactory(pledge=pledge, need=need, quantity=1, value=need.unit_value, delivered=1, state="fulfilled")
    lines = {target.area_id if target else "": one for target, one in acts.progress_of(drafted)}
    assert (lines[area].pledged, lines[area].received, lines[area].delivered) == (pledge.value, 0, need.unit_value)
    assert lines[""].pledged == 3_000_000, "money for no area stands by itself"


def test_the_pages_draft_decide_publish_and_show(drafted, province_officer, another, client_of, units):
    office, chief, everyone = client_of(province_officer), client_of(another), Client()
    url = reverse("donors:plan_detail", args=[drafted.code])
    area = drafted.targets.first().area_id
    targets = reverse("donors:plan_targets", args=[drafted.code])
    assert office.post(targets, {area: "12.000.000"}).status_code == 302
    assert "12.000.000" in office.get(url).content.decode()

    def act(browser, name, **typed):
        return browser.post(reverse("donors:plan_act", args=[drafted.code, name]), typed)

    act(office, "submit")
    public = reverse("public:plan", args=[drafted.code])
    assert everyone.get(public).status_code == 404
    approve = reverse("donors:plan_approve", args=[drafted.code])
    assert office.post(approve, {"document_no": "5", "approved_on": "2024-11-15"}).status_code == 422
    assert chief.post(approve, {"document_no": "05/KH", "approved_on": "2024-11-15"}).status_code == 302
    act(chief, "publish")
    page = everyone.get(public).content.decode()
    assert "12.000.000" in page and "05/KH" in page and drafted.drafted_by.full_name not in page
    assert "Nhu cầu đã rà soát" not in page, "one child was assessed: the sum would tell of it"
    assert "Nhu cầu đã rà soát" in office.get(url).content.decode()
    assert drafted.title in everyone.get(reverse("public:plans")).content.decode()
    listed = office.get(reverse("donors:plan_list"), {"state": "published"}).content.decode()
    assert drafted.title in listed


def test_a_plan_prints(drafted, province_officer, client_of):
    answer = client_of(province_officer).get(reverse("donors:plan_print", args=[drafted.code]))
    assert answer["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF")


def test_a_new_plan_by_page_says_what_is_wrong(need, province_officer, client_of, units):
    browser, url = client_of(province_officer), reverse("donors:plan_new")
    typed = {
        "unit": units.province.pk,
        "kind": "year",
        "title": "Kế hoạch",
        "first_day": "2025-01-01",
        "last_day": "2024-01-01",
    }
    answer = browser.post(url, typed)
    assert answer.status_code == 422 and "từ ngày bắt đầu trở đi" in answer.content.decode()
    assert browser.post(url, typed | {"last_day": "2025-12-31"}).status_code == 302
    few = queries_of(browser, reverse("donors:plan_list"))
    for _n in range(5):
        browser.post(url, typed | {"last_day": "2025-12-31"})
    assert queries_of(browser, reverse("donors:plan_list")) == few
