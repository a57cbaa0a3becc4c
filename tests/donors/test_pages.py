"""Pages of donors: what is typed wrong is said at its field and kept; a page asks the database as often for 30 rows
as for 3."""

import pytest
from django.urls import reverse

from children.models import Item
from donors.models import Donor, Earmark, MatchRun, Pledge
from donors.tasks import solve_match_run
from lao_cai_support.web.models import Job
from tests.donors.conftest import DAY
from tests.factories.children import ChildFactory, NeedFactory
from tests.factories.donors import (
    AllocationFactory,
    CampaignFactory,
    DonorFactory,
    MatchRunFactory,
    PledgeFactory,
)
from tests.queries import queries_of


@pytest.fixture
def office(client_of, province_officer):
    return client_of(province_officer)


def fault(answer, field: str) -> str:
    """The sentences at the field of a page that refused what was typed."""
    assert answer.status_code == 422, answer.status_code
    sentences = answer.context["form"].errors.get(field)
    assert sentences, answer.context["form"].errors
    page = answer.content.decode()
    assert all(str(sentence).split(".")[0][:20] in page for sentence in sentences)
    return " ".join(sentences)


# Donors


def test_a_donor_is_added_and_edited(office):
    told = {"kind": "company", "name": "Công ty Sương Sớm", "tax_code": "0101234567", "name_public": "on"}
    answer = office.post(reverse("donors:donor_new"), told)
    donor = Donor.objects.get()
    assert answer["Location"] == reverse("donors:donor_detail", args=[donor.code])
    edit = reverse("donors:donor_edit", args=[donor.code])
    assert 'value="Công ty Sương Sớm"' in office.get(edit).content.decode()
    office.post(edit, told | {"name": "Công ty Mây Núi", "archived": "on", "code": "x"})
    donor.refresh_from_db()
    assert (donor.name, donor.archived, donor.name_public) == ("Công ty Mây Núi", False, True)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"tax_code": "123"}, "tax_code"),
        ({"tax_code": "0101234567"}, "tax_code"),
        ({"name": ""}, "name"),
        ({"name": "quỹ HẠT GẠO"}, "name"),
        ({"kind": "ghost"}, "kind"),
        ({"name": "x" * 201}, "name"),
    ],
)
def test_what_is_wrong_about_a_donor_is_said_and_kept(office, change, field):
    DonorFactory(name="Quỹ Hạt Gạo", tax_code="0101234567")
    told = {"kind": "company", "name": "Công ty Sương Sớm", "note": "gọi buổi sáng"} | change
    answer = office.post(reverse("donors:donor_new"), told)
    assert fault(answer, field)
    assert "gọi buổi sáng" in answer.content.decode() and Donor.objects.count() == 1


def test_an_edited_tax_code_that_another_has_is_said_at_its_field(office):
    DonorFactory(tax_code="0101234567")
    other = DonorFactory()
    told = {"kind": other.kind, "name": other.name, "tax_code": "0101234567"}
    answer = office.post(reverse("donors:donor_edit", args=[other.code]), told)
    assert "đã có ở một nhà tài trợ khác" in fault(answer, "tax_code")
    assert 'value="0101234567"' in answer.content.decode()


def test_an_approach_is_logged_by_page(office, province_officer, units):
    donor = DonorFactory()
    url = reverse("donors:approach_new", args=[donor.code])
    told = {"unit": units.province.pk, "on": "2024-11-16", "outcome": "agreed", "channel": "phone", "note": "gọi lại"}
    answer = office.post(url, told)
    assert "sau hôm nay" in fault(answer, "on") and 'value="gọi lại"' in answer.content.decode()
    assert office.post(url, told | {"on": "2024-11-14"}).status_code == 302
    approach = donor.approaches.get()
    assert (approach.by, approach.unit) == (province_officer, units.province)
    assert approach.mobiliser == province_officer.full_name


def test_putting_a_donor_aside_says_why_not(office, pledge):
    url = reverse("donors:donor_archive", args=[pledge.donor.code])
    answer = office.post(url, {"reason": "giải thể"}, follow=True)
    assert "còn cam kết đang thực hiện" in answer.content.decode()
    assert office.get(url).status_code == 405


# Pledges


def promised(donor, **changes) -> dict:
    return {
        "donor": donor.pk,
        "form": "goods",
        "item": "DA01",
        "quantity": "20",
        "unit_value": "250.000",
        "sizes": "110, 120",
        "available_from": "2024-11-20",
        "route": "fund",
        "purpose": "đông ấm vùng cao",
    } | changes


def item_pk() -> int:
    return Item.objects.get(code="DA01").pk


def test_a_pledge_is_written_down_with_its_earmark(office, units, lists):
    donor = DonorFactory()
    told = promised(donor, item=item_pk(), only_place=units.district.pk, age_from="6", age_to="11")
    answer = office.post(reverse("donors:pledge_new"), told)
    pledge = Pledge.objects.get()
    assert answer["Location"] == reverse("donors:pledge_detail", args=[pledge.code])
    assert (pledge.value, pledge.sizes, pledge.unit) == (5_000_000, ["110", "120"], units.province)
    mark = pledge.earmark
    assert (mark.places, mark.age_from, mark.age_to, mark.purpose) == ([units.district.path], 6, 11, "đông ấm vùng cao")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"sizes": "44"}, "sizes"),
        ({"quantity": ""}, "item"),
        ({"quantity": "0"}, "quantity"),
        ({"quantity": "²"}, "quantity"),
        ({"unit_value": "nhiều"}, "unit_value"),
        ({"form": "money"}, "form"),
        ({"form": "money", "value": "2.000.000"}, "form"),
        ({"form": "money", "item": "", "quantity": ""}, "value"),
        ({"available_from": "mai"}, "available_from"),
        ({"age_from": "12", "age_to": "6"}, "age_to"),
        ({"age_from": "-1"}, "age_from"),
        ({"donor": "999999"}, "donor"),
        ({"only_place": "999999"}, "only_place"),
    ],
)
def test_what_is_wrong_about_a_pledge_is_said_and_kept(office, units, lists, change, field):
    answer = office.post(reverse("donors:pledge_new"), promised(DonorFactory(), item=item_pk()) | change)
    assert fault(answer, field)
    page = answer.content.decode()
    assert 'value="đông ấm vùng cao"' in page
    for name, value in change.items():
        if name in ("sizes", "unit_value", "value", "age_from", "available_from") and value:
            assert f'value="{value}"' in page
    assert not Pledge.objects.exists() and not Earmark.objects.exists()


def test_signing_and_ending_by_page(office, client_of, fund_chair, units, lists):
    pledge = PledgeFactory(unit=units.province, state="offered", accepted_on=None, agreement_no="")
    url = reverse("donors:pledge_accept", args=[pledge.code])
    answer = office.post(url, {"agreement_no": "07/TT", "accepted_on": "2024-11-16"})
    assert "sau hôm nay" in fault(answer, "accepted_on") and 'value="07/TT"' in answer.content.decode()
    assert office.post(url, {"agreement_no": "07/TT", "accepted_on": "2024-11-15"}).status_code == 302
    end = reverse("donors:pledge_end", args=[pledge.code, "written_off"])
    assert "Hãy ghi lý do" in office.post(end, follow=True).content.decode()
    assert office.get(end).status_code == 405
    assert office.post(reverse("donors:pledge_end", args=[pledge.code, "fulfilled"])).status_code == 404
    office.post(end, {"reason": "phá sản"})
    asked = pledge.write_offs.get()
    decide = reverse("donors:write_off_decide", args=[asked.code, "duyet"])
    page = reverse("donors:pledge_detail", args=[pledge.code])
    assert decide not in office.get(page).content.decode(), "who asked does not decide"
    assert "không được tự duyệt" in office.post(decide, follow=True).content.decode()
    chair = client_of(fund_chair)
    assert decide in chair.get(page).content.decode()
    chair.post(decide)
    pledge.refresh_from_db()
    assert (pledge.state, pledge.end_reason) == ("written_off", "phá sản")


# The workbench


def test_a_proposal_by_page_from_form_to_approval(office, client_of, fund_chair, units, pledge, need):
    told = {"name": "Áo ấm", "place": units.district.pk, "fairness": "before_priority"}
    answer = office.post(reverse("donors:matching_new"), told)
    run, job = MatchRun.objects.get(), Job.objects.get()
    assert answer["Location"] == reverse("web:job", args=[job.code])
    assert run.scope == {"areas": [], "places": [units.district.path]}
    assert run.policy["fairness"] == "before_priority"
    solve_match_run(job.code, run_code=run.code)
    line = run.allocations.get()

    def act(name, by=office, **told):
        page = by.post(reverse("donors:matching_act", args=[run.code, name]), told, follow=True)
        run.refresh_from_db()
        return page.content.decode()

    def touch(name, **told):
        url = reverse("donors:matching_line", args=[run.code, line.code])
        return office.post(url, {"act": name} | told, follow=True).content.decode()

    touch("lock")
    line.refresh_from_db()
    assert line.locked
    assert "từ 1 đến 1" in touch("change", quantity="2")
    assert "từ 1 đến 1" in touch("change", quantity="²")
    assert "từ 1 đến 1" in touch("change", quantity="9" * 5000)
    assert "Đã sửa số lượng" in touch("change", quantity="1")
    assert office.post(reverse("donors:matching_line", args=[run.code, line.code]), {"act": "x"}).status_code == 404
    assert office.post(reverse("donors:matching_act", args=[run.code, "x"])).status_code == 404
    act("submit")
    assert run.state == "submitted"
    assert "không được tự duyệt" in act("approve")
    act("return", by=client_of(fund_chair), reason="xem lại xã Bản Phố")
    assert run.state == "proposed"
    act("submit")
    assert "được giữ chỗ cho nhau" in act("approve", by=client_of(fund_chair))
    assert run.state == "approved"


def test_solving_again_starts_one_job_only(office, solved, pledge, need):
    run = solved()
    url = reverse("donors:matching_act", args=[run.code, "solve"])
    assert office.post(url)["Location"].startswith("/") and Job.objects.count() == 1
    assert "Không thể chuyển" in office.post(url, follow=True).content.decode()
    assert Job.objects.count() == 1


@pytest.mark.parametrize("change", [{"name": ""}, {"fairness": "never"}, {"place": "999999"}])
def test_what_is_wrong_about_a_proposal_is_said(office, units, lists, change):
    told = {"name": "Áo ấm", "fairness": "after_priority"} | change
    answer = office.post(reverse("donors:matching_new"), told)
    assert fault(answer, *change) and not MatchRun.objects.exists()


def test_a_proposal_whose_worker_died_can_be_put_aside(office, units, province_officer):
    run = MatchRunFactory(unit=units.province, proposed_by=province_officer, state="solving")
    discard = reverse("donors:matching_act", args=[run.code, "discard"])
    assert discard in office.get(reverse("donors:matching_detail", args=[run.code])).content.decode()
    office.post(discard)
    run.refresh_from_db()
    assert run.state == "discarded"


def test_the_workbench_filters_and_exports(office, solved, pledge, need, neighbour_need):
    run = solved()
    line = run.allocations.get(need=need)
    url = reverse("donors:matching_detail", args=[run.code])
    office.post(reverse("donors:matching_line", args=[run.code, line.code]), {"act": "lock"})
    assert office.get(url).context["listing"].total == 2
    assert office.get(url, {"locked": "true"}).context["listing"].total == 1
    export = b"".join(office.get(url, {"export": "csv"})).decode()
    assert len(export.strip().splitlines()) == 3
    assert need.child.full_name not in export


# Queries: as many for 30 rows as for 3


def grow_donors(make, count):
    for _ in range(count):
        DonorFactory()


def grow_pledges(make, count):
    for _ in range(count):
        PledgeFactory(unit=make("units").province, campaign=CampaignFactory(unit=make("units").province))


def grow_campaigns(make, count):
    for _ in range(count):
        CampaignFactory(unit=make("units").province)


def grow_runs(make, count):
    for _ in range(count):
        MatchRunFactory(
            unit=make("units").province,
            proposed_by=make("person")(
                "province_officer", make("units").province, username=f"officer_{MatchRun.objects.count()}"
            ),
        )


@pytest.mark.parametrize(
    ("name", "grow"),
    [
        ("donors:donor_list", grow_donors),
        ("donors:pledge_list", grow_pledges),
        ("donors:campaign_list", grow_campaigns),
        ("donors:matching_list", grow_runs),
    ],
)
def test_lists_take_the_same_queries_for_3_and_30_rows(office, request, lists, name, grow):
    grow(request.getfixturevalue, 3)
    few = queries_of(office, reverse(name))
    grow(request.getfixturevalue, 27)
    assert queries_of(office, reverse(name)) == few


def test_a_donors_list_takes_the_same_queries_for_3_and_30_pledges(client_of, donor, own_pledge, units):
    browser, url = client_of(donor), reverse("donors:pledge_list")

    def grow(count):
        for _ in range(count):
            PledgeFactory(unit=units.province, donor=own_pledge.donor)

    grow(2)
    few = queries_of(browser, url)
    grow(27)
    assert queries_of(browser, url) == few


def test_a_donors_page_takes_the_same_queries_for_3_and_30_rows(office, units, province_officer, lists):
    donor = DonorFactory()

    def grow(count):
        for index in range(count):
            PledgeFactory(unit=units.province, donor=donor, campaign=CampaignFactory(unit=units.province))
            donor.approaches.create(unit=units.province, by=province_officer, mobiliser="x", channel="phone", on=DAY)
            donor.contacts.create(full_name=f"Người {index}")

    grow(3)
    url = reverse("donors:donor_detail", args=[donor.code])
    few = queries_of(office, url)
    grow(27)
    assert queries_of(office, url) == few


@pytest.mark.parametrize("reader", ["province_officer", "donor"])
def test_a_pledges_page_takes_the_same_queries_for_3_and_30_needs(client_of, request, reader, own_pledge, units):
    Pledge.objects.filter(pk=own_pledge.pk).update(quantity=100, value=25_000_000)

    def grow(count):
        for _ in range(count):
            AllocationFactory(pledge=own_pledge, need=NeedFactory(child=ChildFactory(unit=units.commune)))

    grow(3)
    browser, url = client_of(request.getfixturevalue(reader)), reverse("donors:pledge_detail", args=[own_pledge.code])
    few = queries_of(browser, url)
    grow(27)
    assert queries_of(browser, url) == few


def test_the_workbench_takes_the_same_queries_for_3_and_30_lines(office, province_officer, units, lists):
    run = MatchRunFactory(unit=units.province, proposed_by=province_officer)

    def grow(count):
        for _ in range(count):
            need = NeedFactory(child=ChildFactory(unit=units.commune))
            AllocationFactory(run=run, pledge=PledgeFactory(unit=units.province), need=need, state="proposed")

    grow(3)
    url = reverse("donors:matching_detail", args=[run.code])
    few = queries_of(office, url)
    grow(27)
    assert queries_of(office, url) == few
