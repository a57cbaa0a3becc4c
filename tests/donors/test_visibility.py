"""Who meets which donors, pledges and proposals; and that a donor never meets a child's name."""

import datetime

import pytest
from django.urls import reverse

from donors.models import Donor, MatchRun, Pledge
from donors.services import matching
from tests.donors.conftest import DAY
from tests.factories.children import NeedFactory
from tests.factories.donors import AllocationFactory, CampaignFactory, DonorAccessFactory, DonorFactory, PledgeFactory
from tests.factories.funds import FundFactory


def opened(browser, name, *args, **query) -> str:
    answer = browser.get(reverse(name, args=args), query)
    assert answer.status_code == 200, f"{name}: {answer.status_code}"
    return answer.content.decode()


# A donor's own pages


def test_a_donor_sees_its_own_pledges_only(donor, own_pledge, others_pledge, client_of):
    assert list(Pledge.objects.visible_to(donor)) == [own_pledge]
    page = opened(client_of(donor), "donors:pledge_list")
    assert own_pledge.donor.name in page and others_pledge.donor.name not in page
    assert client_of(donor).get(reverse("donors:pledge_detail", args=[others_pledge.code])).status_code == 404


def test_access_that_has_ended_shows_nothing(donor, pledge, client_of):
    DonorAccessFactory(user=donor, donor=pledge.donor, valid=(datetime.date(2020, 1, 1), DAY))
    assert not Pledge.objects.visible_to(donor).exists()
    assert client_of(donor).get(reverse("donors:pledge_detail", args=[pledge.code])).status_code == 404


def test_a_donor_sees_where_gifts_went_without_names(donor, own_pledge, child, need, client_of, units):
    AllocationFactory(pledge=own_pledge, need=need)
    group = NeedFactory(unit=units.commune, group_name="Lớp 3A", head_count=27, quantity=9)
    AllocationFactory(pledge=own_pledge, need=group, quantity=9, delivered=9, state="fulfilled")
    page = opened(client_of(donor), "donors:pledge_detail", own_pledge.code)
    assert "nữ, 8 tuổi" in page.lower()
    assert "nhóm 27 trẻ" in page and "Đã trao, có ký nhận" in page
    assert units.district.title in page, "where it went is said down to the district"
    assert units.commune.title not in page
    for secret in (child.full_name, "Giàng", child.code, need.code, group.code, group.group_name):
        assert secret not in page


def test_no_page_of_a_donor_holds_a_childs_name(
    donor, own_pledge, child, need, neighbour_need, client_of, submitted, fund_chair, units
):
    matching.approve_run(user=fund_chair, run=submitted())
    browser = client_of(donor)
    pages = [
        opened(browser, "donors:pledge_list"),
        opened(browser, "donors:pledge_new"),
        opened(browser, "donors:pledge_detail", own_pledge.code),
        opened(browser, "accounts:worklist"),
        b"".join(browser.get(reverse("donors:pledge_list"), {"export": "csv"})).decode(),
    ]
    for page in pages:
        for secret in (child.full_name, neighbour_need.child.full_name, child.code):
            assert secret not in page


def test_a_donor_may_not_look_elsewhere(donor, own_pledge, need, client_of, units):
    browser = client_of(donor)
    FundFactory(unit=units.province)
    for name in ("donors:donor_list", "donors:matching_list", "donors:campaign_list", "children:need_list"):
        assert browser.get(reverse(name)).status_code == 403
    for name, code in (("donors:donor_detail", own_pledge.donor.code), ("children:need_detail", need.code)):
        assert browser.get(reverse(name, args=[code])).status_code == 403


def test_a_donor_neither_signs_nor_ends(donor, units, lists, client_of):
    offered = PledgeFactory(unit=units.province, state="offered", accepted_on=None)
    DonorAccessFactory(user=donor, donor=offered.donor)
    browser = client_of(donor)
    page = opened(browser, "donors:pledge_detail", offered.code)
    assert reverse("donors:pledge_accept", args=[offered.code]) not in page
    for url in (
        reverse("donors:pledge_accept", args=[offered.code]),
        reverse("donors:pledge_end", args=[offered.code, "withdrawn"]),
    ):
        assert browser.post(url, {"reason": "x"}).status_code == 403
    offered.refresh_from_db()
    assert offered.state == "offered"


def test_a_donor_does_not_learn_of_drafted_campaigns(donor, own_pledge, client_of, units):
    CampaignFactory(unit=units.province, name="Còn nháp", state="draft")
    CampaignFactory(unit=units.province, name="Đã công bố")
    for name in ("donors:pledge_list", "donors:pledge_new"):
        page = opened(client_of(donor), name)
        assert "Còn nháp" not in page and "Đã công bố" in page


def test_a_donor_offers_for_itself(donor, own_pledge, client_of):
    stranger = DonorFactory()
    told = {"form": "money", "value": "2.000.000", "available_from": "2024-11-20", "route": "fund"}
    url = reverse("donors:pledge_new")
    answer = client_of(donor).post(url, told | {"donor": stranger.pk})
    assert answer.status_code == 422 and "donor" in answer.context["form"].errors
    assert stranger.name not in answer.content.decode()
    assert client_of(donor).post(url, told | {"donor": own_pledge.donor_id}).status_code == 302
    offered = Pledge.objects.exclude(pk=own_pledge.pk).get()
    assert (offered.donor, offered.state, offered.value) == (own_pledge.donor, "offered", 2_000_000)


# Staff


def test_the_district_sees_pledges_of_its_own_units(district_officer, units, lists, client_of, pledge):
    own = PledgeFactory(unit=units.district)
    below = PledgeFactory(unit=units.commune)
    elsewhere = PledgeFactory(unit=units.other_district)
    assert set(Pledge.objects.visible_to(district_officer)) == {own, below}
    browser = client_of(district_officer)
    assert browser.get(reverse("donors:pledge_detail", args=[own.code])).status_code == 200
    for strange in (elsewhere, pledge):
        assert browser.get(reverse("donors:pledge_detail", args=[strange.code])).status_code == 404


def test_staff_find_the_need_and_the_place(province_officer, pledge, need, client_of, units):
    AllocationFactory(pledge=pledge, need=need)
    page = opened(client_of(province_officer), "donors:pledge_detail", pledge.code)
    assert reverse("children:need_detail", args=[need.code]) in page and units.commune.title in page


@pytest.mark.parametrize("role", ["fund_accountant", "fund_chair"])
def test_the_fund_gets_no_link_it_may_not_follow(role, request, pledge, need, neighbour_need, client_of, submitted):
    """The fund's people see pledges, not the needs' files."""
    AllocationFactory(pledge=pledge, need=need)
    page = opened(client_of(request.getfixturevalue(role)), "donors:pledge_detail", pledge.code)
    assert reverse("children:need_detail", args=[need.code]) not in page
    if role == "fund_chair":
        Pledge.objects.filter(pk=pledge.pk).update(quantity=1, value=250_000)
        run = MatchRun.objects.create(
            unit=pledge.unit,
            name="x",
            proposed_by=request.getfixturevalue("province_officer"),
            proposed_at="2024-11-15T02:00Z",
        )
        matching.solve_run(run)
        page = opened(client_of(request.getfixturevalue(role)), "donors:matching_detail", run.code)
        assert "Chưa có cam kết nào phù hợp" in page
        assert reverse("children:need_detail", args=[neighbour_need.code]) not in page


def test_the_workbench_shows_no_names(fund_chair, inspector, pledge, child, need, client_of, submitted):
    run = submitted()
    for user in (fund_chair, inspector):
        page = opened(client_of(user), "donors:matching_detail", run.code)
        assert run.name in page and child.full_name not in page


def test_proposals_are_the_provinces(district_officer, province_officer, submitted, pledge, need, client_of):
    run = submitted()
    assert not MatchRun.objects.visible_to(district_officer).exists()
    assert list(MatchRun.objects.visible_to(province_officer)) == [run]
    assert client_of(district_officer).get(reverse("donors:matching_detail", args=[run.code])).status_code == 403


def test_nobody_without_a_name_sees_anything(db, pledge):
    from django.contrib.auth.models import AnonymousUser

    nobody = AnonymousUser()
    assert not Pledge.objects.visible_to(nobody).exists()
    assert not Donor.objects.visible_to(nobody).exists()


def test_buttons_follow_the_person(
    province_officer, second_province_officer, fund_chair, solved, pledge, need, client_of
):
    run = solved()
    pages = {
        user.username: opened(client_of(user), "donors:matching_detail", run.code)
        for user in (province_officer, second_province_officer, fund_chair)
    }
    submit = reverse("donors:matching_act", args=[run.code, "submit"])
    line = reverse("donors:matching_line", args=[run.code, run.allocations.get().code])
    for address in (submit, line):
        assert [name for name, page in pages.items() if address in page] == ["province_officer"]
    matching.submit_run(user=province_officer, run=run)
    approve = reverse("donors:matching_act", args=[run.code, "approve"])
    for user, may in ((province_officer, False), (second_province_officer, True), (fund_chair, True)):
        assert (approve in opened(client_of(user), "donors:matching_detail", run.code)) is may
