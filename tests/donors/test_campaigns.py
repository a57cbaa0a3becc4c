"""Campaigns: planned, published, closed; what the public meets of them."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse

from donors.models import Campaign
from donors.services import campaign as acts
from lao_cai_support.audit.models import Act
from lao_cai_support.web.errors import Refusal
from tests.factories.donors import CampaignFactory, PledgeFactory

FIRST, LAST = datetime.date(2024, 10, 1), datetime.date(2025, 1, 31)


@pytest.fixture
def planned(province_officer, units, lists) -> Campaign:
    return acts.save_campaign(
        user=province_officer,
        campaign=None,
        unit=units.province,
        name="Đông ấm vùng cao",
        summary="Áo ấm cho trẻ em.",
        target=100_000_000,
        area=None,
        first_day=FIRST,
        last_day=LAST,
    )


def told(campaign, **changes) -> dict:
    return {
        "name": campaign.name,
        "target": "100.000.000",
        "first_day": campaign.valid.lower.isoformat(),
        "last_day": campaign.last_day.isoformat(),
        "summary": campaign.summary,
    } | changes


def test_a_campaign_begins_as_a_draft_with_both_days_inside(planned):
    planned.refresh_from_db()
    assert planned.state == "draft"
    assert (planned.valid.lower, planned.last_day) == (FIRST, LAST)
    assert planned.valid.upper == datetime.date(2025, 2, 1)


def test_saving_what_the_page_shows_changes_no_day(planned, province_officer, client_of):
    browser, url = client_of(province_officer), reverse("donors:campaign_edit", args=[planned.code])
    page = browser.get(url).content.decode()
    assert 'value="2025-01-31"' in page and 'value="2024-10-01"' in page
    planned.refresh_from_db()
    for _ in range(2):
        assert browser.post(url, told(Campaign.objects.get())).status_code == 302
    planned.refresh_from_db()
    assert (planned.valid.lower, planned.last_day) == (FIRST, LAST)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"last_day": "2024-09-30"}, "last_day"),
        ({"target": "0"}, "target"),
        ({"name": ""}, "name"),
        ({"summary": ""}, "summary"),
    ],
)
def test_what_is_wrong_is_said_and_kept(province_officer, client_of, units, lists, change, field):
    typed = {
        "name": "Đông ấm",
        "target": "5.000.000",
        "first_day": "2024-10-01",
        "last_day": "2024-12-01",
        "summary": "x",
    }
    answer = client_of(province_officer).post(reverse("donors:campaign_new"), typed | change)
    assert answer.status_code == 422 and field in answer.context["form"].errors
    assert ("Đông ấm" in answer.content.decode()) is (field != "name")
    assert 'value="2024-10-01"' in answer.content.decode()
    assert not Campaign.objects.exists()


@pytest.mark.parametrize("state", ["draft", "published", "closed"])
def test_every_pair_of_states(units, province_officer, state):
    for target in ("draft", "published", "closed"):
        campaign = CampaignFactory(unit=units.province, state=state)
        if target in acts.MOVES[state]:
            assert acts.move_campaign(user=province_officer, campaign=campaign, state=target).state == target
            assert Act.objects.filter(act=f"campaign.{target}", object_code=campaign.code).exists()
        else:
            with pytest.raises(Refusal, match="Không thể chuyển"):
                acts.move_campaign(user=province_officer, campaign=campaign, state=target)


def test_only_the_province_plans_campaigns(planned, fund_chair, district_officer):
    for user in (fund_chair, district_officer):
        with pytest.raises(Refusal):
            acts.move_campaign(user=user, campaign=planned, state="published")


def test_the_public_sees_it_once_it_is_published(planned, province_officer, client_of):
    url, everyone = reverse("public:campaign", args=[planned.code]), Client()
    list_url = reverse("public:campaigns")
    assert everyone.get(url).status_code == 404
    assert planned.name not in everyone.get(list_url).content.decode()
    move = reverse("donors:campaign_move", args=[planned.code, "published"])
    assert client_of(province_officer).get(move).status_code == 405
    client_of(province_officer).post(move)
    page = everyone.get(url).content.decode()
    assert planned.name in page and "Đang vận động" in page
    assert "31/01/2025" in page and "01/02/2025" not in page, "the last day is the one that was typed"
    assert planned.name in everyone.get(list_url).content.decode()
    client_of(province_officer).post(reverse("donors:campaign_move", args=[planned.code, "closed"]))
    assert "Đã kết thúc" in everyone.get(url).content.decode()


def test_what_was_raised_counts_signed_pledges_only(planned, units):
    PledgeFactory(unit=units.province, campaign=planned)
    PledgeFactory(unit=units.province, campaign=planned, money=1_000_000, state="fulfilled")
    PledgeFactory(unit=units.province, campaign=planned, state="offered")
    PledgeFactory(unit=units.province, campaign=planned, state="withdrawn", end_reason="x")
    PledgeFactory(unit=units.province)
    assert Campaign.objects.with_raised().get().raised == 6_000_000


def test_staff_without_the_right_meet_public_campaigns_only(units, fund_chair, province_officer):
    CampaignFactory(unit=units.province, state="draft")
    public = CampaignFactory(unit=units.province)
    assert list(Campaign.objects.visible_to(fund_chair)) == [public]
    assert Campaign.objects.visible_to(province_officer).count() == 2
