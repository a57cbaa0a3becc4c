"""Campaigns: planned, published, closed; what the public meets of them."""

import datetime
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from PIL import Image

from children.models import Need
from donors.models import Campaign
from donors.services import campaign as acts
from funds.bank.vietqr import reference
from lao_cai_support.audit.models import Act
from lao_cai_support.web.errors import Refusal
from tests.factories.donors import AllocationFactory, CampaignFactory, PledgeFactory

FIRST, LAST = datetime.date(2024, 10, 1), datetime.date(2025, 1, 31)
BLOCKS = {
    "call_no": "12/TB-SLĐTBXH",
    "beneficiaries": "Trẻ em vùng cao thiếu áo ấm.",
    "support_level": "Mỗi em một áo.",
    "receiver": "Quỹ Bảo trợ trẻ em tỉnh",
    "receive_time": "giờ hành chính",
    "receive_place": "Sở, thành phố Lào Cai",
    "receive_way": "chuyển khoản hoặc hiện vật",
}


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
        **BLOCKS,
    )


def told(campaign, **changes) -> dict:
    return {
        "name": campaign.name,
        "target": "100.000.000",
        "first_day": campaign.valid.lower.isoformat(),
        "last_day": campaign.last_day.isoformat(),
        "summary": campaign.summary,
        **BLOCKS,
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


@pytest.mark.parametrize("state", ["draft", "published", "closed", "settled"])
def test_every_pair_of_states(units, province_officer, state):
    for target in ("draft", "published", "closed", "settled"):
        campaign = CampaignFactory(unit=units.province, state=state)
        if target in acts.MOVES[state]:
            told = {"state": target, "results": "Đã trao đủ."}
            assert acts.move_campaign(user=province_officer, campaign=campaign, **told).state == target
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


def test_a_page_that_does_not_tell_the_four_blocks_is_not_published(planned, province_officer, client_of):
    Campaign.objects.filter(pk=planned.pk).update(beneficiaries="", receiver="")
    page = client_of(province_officer).get(reverse("donors:campaign_detail", args=[planned.code])).content.decode()
    assert "đối tượng thụ hưởng, nơi tiếp nhận" in page
    with pytest.raises(Refusal, match="đối tượng thụ hưởng, nơi tiếp nhận"):
        acts.move_campaign(user=province_officer, campaign=planned, state="published")


def test_an_urgent_campaign_is_short_and_hands_out_soon(planned, province_officer):
    told = {name: getattr(planned, name) for name in ("name", "summary", "target", "area", "unit", *acts.BLOCKS)}
    told |= {"user": province_officer, "campaign": planned, "kind": "urgent", "first_day": FIRST}
    with pytest.raises(Refusal, match="90 ngày"):
        acts.save_campaign(**told, last_day=FIRST + datetime.timedelta(days=90))
    row = acts.save_campaign(**told, last_day=FIRST + datetime.timedelta(days=89))
    row.refresh_from_db()
    assert row.hand_out_by == FIRST + datetime.timedelta(days=109)
    with pytest.raises(IntegrityError, match="campaign_urgent_is_short"), transaction.atomic():
        Campaign.objects.filter(pk=row.pk).update(valid=(FIRST, FIRST + datetime.timedelta(days=91)))


def picture() -> SimpleUploadedFile:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "May anh"
    Image.new("RGB", (1600, 900), "teal").save(out, "JPEG", exif=exif)
    return SimpleUploadedFile("anh.jpg", out.getvalue(), content_type="image/jpeg")


def test_a_picture_is_redrawn_and_shown_only_when_somebody_has_looked(
    planned, province_officer, client_of, private_files
):
    browser, url = client_of(province_officer), reverse("donors:campaign_picture", args=[planned.code])
    answer = browser.post(url, {"upload": picture(), "alt": "Kho áo ấm"})
    assert answer.status_code == 422 and "không thấy mặt trẻ em" in answer.content.decode()
    assert browser.post(url, {"upload": picture(), "alt": "Kho áo ấm", "no_face": "on"}).status_code == 302
    shown = reverse("public:campaign_picture", args=[planned.code])
    assert Client().get(shown).status_code == 404, "a draft shows nothing"
    acts.move_campaign(user=province_officer, campaign=planned, state="published")
    kept = Image.open(io.BytesIO(b"".join(Client().get(shown).streaming_content)))
    assert kept.size == (1200, 675) and not kept.getexif()
    page = Client().get(reverse("public:campaign", args=[planned.code])).content.decode()
    assert 'alt="Kho áo ấm"' in page and province_officer.full_name not in page
    with pytest.raises(IntegrityError, match="campaign_picture_was_looked_at"), transaction.atomic():
        Campaign.objects.update(picture_checked_by=None)
    browser.post(reverse("donors:campaign_move", args=[planned.code, "no-picture"]))
    assert Client().get(shown).status_code == 404


def test_the_public_page_tells_four_figures_apart_the_blocks_and_how_to_give(units, need, province_fund):
    Need.objects.filter(pk=need.pk).update(state="published")
    campaign = CampaignFactory(unit=units.province, area=need.item.area)
    pledge = PledgeFactory(unit=units.province, campaign=campaign)
    AllocationFactory(pledge=pledge, need=need, value=need.unit_value, delivered=1, state="fulfilled")
    bank = province_fund.places.filter(kind="bank").first()
    type(bank).objects.filter(pk=bank.pk).update(bank_code="970436", account_no="0123456789")
    page = Client().get(reverse("public:campaign", args=[campaign.code])).content.decode()
    figures = acts.figures_of(campaign)
    assert (figures["need"], figures["done"].pledged, figures["done"].received) == (0, pledge.value, 0)
    assert figures["done"].delivered == need.unit_value
    assert "5.000.000" in page and "12/TB-SLĐTBXH" in page and "Mỗi em một áo." in page
    assert reference(campaign.code) in page and "data:image/svg" in page and "0123456789" in page
    notice = Client().get(reverse("public:campaign_notice", args=[campaign.code]))
    assert notice.content.startswith(b"%PDF")


def test_results_are_told_when_it_is_over(planned, province_officer, client_of):
    for state in ("published", "closed"):
        acts.move_campaign(user=province_officer, campaign=planned, state=state)
    browser, url = client_of(province_officer), reverse("donors:campaign_settle", args=[planned.code])
    assert browser.post(url, {"results": ""}).status_code == 422
    assert browser.post(url, {"results": "Đã trao 200 áo."}).status_code == 302
    assert "Đã trao 200 áo." in Client().get(reverse("public:campaign", args=[planned.code])).content.decode()
    with pytest.raises(Refusal, match="đã kết thúc"):
        acts.save_campaign(
            user=province_officer, campaign=planned, unit=planned.unit, name="x", summary="x", target=1, area=None,
            first_day=FIRST, last_day=LAST,
        )  # fmt: skip
