"""The contact log and the network: who asked whom, what comes next, and the plan's targets that count it."""

import datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from donors.models import Approach, Establishment
from donors.reach import reach
from donors.services import donor as acts
from donors.worklist import tasks
from lao_cai_support.web.errors import Refusal
from tests.factories.donors import DonorFactory, PledgeFactory
from tests.queries import queries_of

DAY = datetime.date(2024, 11, 15)


def days(count: int) -> datetime.date:
    return DAY + datetime.timedelta(days=count)


@pytest.fixture
def asked(province_officer, units):
    def ask(donor, on=DAY, **more) -> Approach:
        told = {"user": province_officer, "unit": units.province, "channel": "phone", "outcome": "waiting"} | more
        return acts.log_approach(donor=donor, on=on, **told)

    return ask


def waiting(user) -> int:
    return next(iter(tasks(user))).count


def test_a_next_step_waits_on_the_work_list_until_it_is_done(asked, province_officer, district_officer):
    donor = DonorFactory()
    first = asked(donor, mobiliser="Vàng Thị Thử", next_step="gửi danh sách áo", next_on=DAY)
    later = asked(DonorFactory(), next_step="gọi lại", next_on=days(3))
    assert first.mobiliser == "Vàng Thị Thử" and later.mobiliser == province_officer.full_name
    assert waiting(province_officer) == 1 and waiting(district_officer) == 0
    acts.finish_step(user=province_officer, approach=first)
    assert waiting(province_officer) == 0
    with pytest.raises(Refusal, match="không còn việc"):
        acts.finish_step(user=province_officer, approach=first)


def test_the_next_approach_does_what_was_left(asked, province_officer):
    donor = DonorFactory()
    first = asked(donor, days(-5), next_step="gọi lại", next_on=DAY)
    asked(donor, outcome="agreed")
    first.refresh_from_db()
    assert first.next_done_on == DAY and waiting(province_officer) == 0


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"next_step": "gọi lại"}, "next_on"),
        ({"next_on": DAY}, "next_step"),
        ({"next_step": "gọi lại", "next_on": days(-1)}, "next_on"),
    ],
)
def test_a_step_has_its_day_and_lies_ahead(asked, more, field):
    with pytest.raises(Refusal) as refusal:
        asked(DonorFactory(), **more)
    assert refusal.value.field == field


def test_a_district_asks_for_itself_alone(asked, units, district_officer, fund_chair):
    assert asked(DonorFactory(), user=district_officer, unit=units.district).unit == units.district
    for user, unit in (
        (district_officer, units.province),
        (district_officer, units.other_district),
        (fund_chair, units.province),
    ):
        with pytest.raises(Refusal):
            asked(DonorFactory(), user=user, unit=unit)


def test_the_database_wants_a_named_mobiliser_a_known_way_and_a_whole_step(asked):
    asked(DonorFactory())
    for change in ("mobiliser = ''", "channel = 'pigeon'", "next_step = 'x'", "next_on = now()::date"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE donors_approach SET {change}")  # noqa: S608 - our own words, no data


def test_a_membership_has_its_commitment_and_ends_for_a_reason(province_officer):
    donor = DonorFactory()
    held = acts.join_network(
        user=province_officer, donor=donor, terms="mỗi năm 200 áo", valid_from=DAY, valid_until=days(400),
        agreement_no="05/TT", yearly_value=50_000_000,
    )  # fmt: skip
    held.refresh_from_db()
    assert not held.lasting and held.last_day == days(399)
    with pytest.raises(Refusal, match="lý do"):
        acts.leave_network(user=province_officer, membership=held, last_day=days(1), reason=" ")
    with pytest.raises(Refusal, match="trong thời gian"):
        acts.leave_network(user=province_officer, membership=held, last_day=days(400), reason="x")
    ended = acts.leave_network(user=province_officer, membership=held, last_day=days(10), reason="giải thể")
    ended.refresh_from_db()
    assert (ended.last_day, ended.end_reason) == (days(10), "giải thể")


def _establishment(donor=None, kind="company", unit=None, valid=(None, None)) -> Establishment:
    return Establishment.objects.create(name="Cơ sở Thử", kind=kind, unit=unit, valid=valid, donor=donor)


def test_targets_count_establishments_asked_and_those_who_stay(asked, province_officer, units, lists):
    lasting, short, giver, old, never = (DonorFactory() for _n in range(5))
    for donor in (lasting, short, giver):
        asked(donor)
    asked(old, datetime.date(2020, 5, 1))
    for donor in (lasting, short, giver, old, never):
        _establishment(donor, unit=units.commune if donor == lasting else None)
    _establishment()
    _establishment(valid=(None, datetime.date(2024, 1, 1)))  # stopped before the day
    household = DonorFactory()
    asked(household)
    _establishment(household, kind="household")
    acts.join_network(user=province_officer, donor=lasting, terms="x", valid_from=DAY)
    acts.join_network(user=province_officer, donor=short, terms="x", valid_from=DAY, valid_until=days(300))
    for year in (2022, 2024):
        PledgeFactory(unit=units.province, donor=giver, state="fulfilled", accepted_on=datetime.date(year, 3, 1))
    found = reach(DAY)
    assert found.k4 == (4, 6) and found.k5 == (2, 4)
    assert (found.asked_this_year, found.gave, found.agreements) == (3, 1, 2)
    assert (found.asked_with_households, found.frame_with_households) == (5, 7)
    own = reach(DAY, [units.commune.pk])
    assert own.k4 == (1, 1) and own.k5 == (1, 1)
    assert reach(datetime.date(2019, 6, 1)).k4 == (0, 7), "what was done later is not known then"


def test_the_list_shows_ones_own_units_targets_and_what_is_due(
    asked, units, client_of, province_officer, district_officer
):
    donor = DonorFactory(name="Công ty Mây Thử")
    asked(donor, next_step="gửi thư ngỏ", next_on=DAY)
    asked(DonorFactory(name="Công ty Núi Thử"), user=district_officer, unit=units.district)
    _establishment(donor)
    url = reverse("donors:approach_list")
    page = client_of(province_officer).get(url, {"due": "true"}).content.decode()
    assert "1 lần vận động" in page and "gửi thư ngỏ" in page and "1 trong 1 cơ sở" in page
    own = client_of(district_officer).get(url).content.decode()
    assert "Công ty Núi Thử" in own and "Công ty Mây Thử" not in own and "0 trong 0 cơ sở" in own
    client_of(province_officer).post(reverse("donors:approach_done", args=[Approach.objects.get(donor=donor).code]))
    assert Approach.objects.get(donor=donor).next_done_on == DAY


def test_contacts_and_memberships_by_page_and_constant_queries(province_officer, client_of, asked):
    donor, browser = DonorFactory(), client_of(province_officer)
    browser.post(
        reverse("donors:contact_new", args=[donor.code]), {"full_name": "Lù Thị Thử", "email": "thu@example.vn"}
    )
    told = {
        "terms": "mỗi năm 200 áo",
        "valid_from": "2024-11-15",
        "last_day": "2027-11-14",
        "yearly_value": "50.000.000",
    }
    assert browser.post(reverse("donors:network_new", args=[donor.code]), told).status_code == 302
    held = donor.network.get()
    assert held.lasting and held.yearly_value == 50_000_000
    page = browser.get(reverse("donors:donor_detail", args=[donor.code])).content.decode()
    assert "Lù Thị Thử" in page and "14/11/2027" in page and "50.000.000" in page
    end = reverse("donors:network_end", args=[donor.code, held.pk])
    assert browser.post(end, {"last_day": "2024-12-01", "reason": ""}).status_code == 422
    assert browser.post(end, {"last_day": "2024-12-01", "reason": "giải thể"}).status_code == 302
    url, found = reverse("donors:approach_list"), []
    for count in (3, 27):
        for _n in range(count):
            asked(DonorFactory())
        found.append(queries_of(browser, url))
    assert found[0] == found[1]
