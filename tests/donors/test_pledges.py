"""Pledges: what is written down, what is refused, and the ways from an offer to its end."""

import datetime

import pytest

from children.models import Item
from donors.models import Earmark, Pledge
from donors.models.pledge import PLEDGE_MOVES
from donors.services import pledge as acts
from donors.services.write_off import ask_write_off, decide_write_off
from lao_cai_support.audit.models import Act
from lao_cai_support.web.errors import Refusal
from tests.factories.donors import AllocationFactory, DonorAccessFactory, DonorFactory, PledgeFactory

DAY = datetime.date(2024, 11, 15)


@pytest.fixture
def promise(province_officer, units, lists):
    """Record a pledge; goods by default, with the given values in their place."""
    company = DonorFactory()

    def make(**changes) -> Pledge:
        told = {
            "user": province_officer,
            "donor": company,
            "unit": units.province,
            "form": "goods",
            "available_from": DAY,
            "item": Item.objects.get(code="DA01"),
            "quantity": 20,
            "unit_value": 250_000,
        }
        return acts.record_pledge(**(told | changes))

    return make


def test_goods_are_worth_quantity_times_unit_value(promise, province_officer):
    pledge = promise(value=1, sizes=["110", "120"])
    assert (pledge.value, pledge.state, pledge.offered_on) == (5_000_000, "offered", DAY)
    assert pledge.sizes == ["110", "120"] and pledge.recorded_by == province_officer
    assert Act.objects.get(act="pledge.record").object_code == pledge.code


def test_money_knows_no_goods(promise):
    pledge = promise(form="money", value=3_000_000, sizes=["110"])
    assert (pledge.value, pledge.item, pledge.quantity, pledge.unit_value, pledge.sizes) == (
        3_000_000,
        None,
        None,
        None,
        [],
    )


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"item": None}, "item"),
        ({"quantity": None}, "item"),
        ({"unit_value": 0}, "item"),
        ({"sizes": ["120", "44"]}, "sizes"),
        ({"form": "money"}, "value"),
        ({"form": "money", "value": 0}, "value"),
        ({"instalments": [(DAY, 2_000_000), (datetime.date(2025, 1, 1), 2_999_999)]}, "instalments"),
        ({"instalments": [(DAY, 2_000_000), (DAY, 3_000_000)]}, "instalments"),
        ({"instalments": [(DAY, 6_000_000), (datetime.date(2025, 1, 1), -1_000_000)]}, "instalments"),
        ({"earmark": {"age_from": 10, "age_to": 6}}, "age_to"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field(promise, changes, field):
    with pytest.raises(Refusal) as refusal:
        promise(**changes)
    assert refusal.value.field == field
    assert not Pledge.objects.exists() and not Earmark.objects.exists()


def test_the_wrong_size_is_named_with_the_right_ones(promise):
    with pytest.raises(Refusal, match=r"Cỡ 44 không có .* 80, 90, 100"):
        promise(sizes=["44"])


def test_instalments_that_add_up_are_kept(promise):
    parts = [(DAY, 2_000_000), (datetime.date(2025, 1, 1), 3_000_000)]
    assert list(promise(instalments=parts).instalments.values_list("due_on", "value")) == parts


def test_an_earmark_that_restricts_nothing_is_none(promise):
    assert promise(earmark={"areas": [], "purpose": "", "age_from": None}).earmark is None
    marked = promise(earmark={"age_from": 0, "places": ["10.085"]}).earmark
    assert (marked.age_from, marked.places) == (0, ["10.085"])


def test_a_donor_put_aside_promises_nothing(promise):
    with pytest.raises(Refusal) as refusal:
        promise(donor=DonorFactory(archived=True))
    assert refusal.value.field == "donor"


def test_a_donor_promises_for_itself_only(promise, donor):
    mine = DonorFactory()
    DonorAccessFactory(user=donor, donor=mine)
    assert promise(user=donor, donor=mine).donor == mine
    with pytest.raises(Refusal):
        promise(user=donor)


def test_staff_of_other_offices_write_no_pledges(promise, district_officer, fund_accountant):
    for user in (district_officer, fund_accountant):
        with pytest.raises(Refusal):
            promise(user=user)


# From offer to end


def test_accepting_needs_a_day_between_offer_and_today(promise, province_officer):
    pledge = promise()
    Pledge.objects.filter(pk=pledge.pk).update(offered_on=datetime.date(2024, 11, 1))
    accept = {"user": province_officer, "pledge": pledge, "agreement_no": "07/TT"}
    for day in (DAY + datetime.timedelta(days=1), datetime.date(2024, 10, 31)):
        with pytest.raises(Refusal) as refusal:
            acts.accept_pledge(**accept, accepted_on=day)
        assert refusal.value.field == "accepted_on"
    row = acts.accept_pledge(**accept, accepted_on=datetime.date(2024, 11, 1))
    assert (row.state, row.agreement_no) == ("accepted", "07/TT")


def move(user, pledge, state, other):
    if state == "accepted":
        return acts.accept_pledge(user=user, pledge=pledge, agreement_no="1", accepted_on=DAY)
    if state == "fulfilled":
        return acts.fulfil_pledge(user=user, pledge=pledge)
    if state == "written_off":
        asked = ask_write_off(user=user, pledge=pledge, reason="phá sản")
        return decide_write_off(user=other, write_off=asked, agree=True)
    ending = {"withdrawn": acts.withdraw_pledge, "refused": acts.refuse_pledge}[state]
    return ending(user=user, pledge=pledge, reason="phá sản")


@pytest.mark.parametrize("state", PLEDGE_MOVES)
def test_every_pair_of_states(units, lists, province_officer, fund_chair, state):
    for target in ("accepted", "fulfilled", "refused", "withdrawn", "written_off"):
        pledge = PledgeFactory(unit=units.province, state=state, end_reason="cũ")
        if target in PLEDGE_MOVES[state]:
            assert move(province_officer, pledge, target, fund_chair).state == target
        else:
            with pytest.raises(Refusal, match="Không thể chuyển|đã ký và chưa nhận đủ"):
                move(province_officer, pledge, target, fund_chair)
            pledge.refresh_from_db()
            assert pledge.state == state


@pytest.mark.parametrize("end", [acts.withdraw_pledge, ask_write_off])
def test_ending_needs_a_reason_and_nothing_reserved(pledge, need, province_officer, fund_chair, end):
    told = {"user": province_officer, "pledge": pledge}
    with pytest.raises(Refusal) as refusal:
        end(**told, reason="  ")
    assert refusal.value.field == "reason"
    held = AllocationFactory(pledge=pledge, need=need)
    with pytest.raises(Refusal, match="đang giữ chỗ"):
        end(**told, reason="phá sản")
    held.state = "released"
    held.save()
    row = end(**told, reason=" phá sản ")
    assert getattr(row, "end_reason", "") == "phá sản" or row.reason == "phá sản"


def test_open_means_signed_with_something_left(units, lists, need):
    PledgeFactory(unit=units.province, state="offered")
    PledgeFactory(unit=units.province, state="withdrawn", end_reason="x")
    received = PledgeFactory(unit=units.province, state="fulfilled")
    used_up = PledgeFactory(unit=units.province, quantity=1)
    AllocationFactory(pledge=used_up, need=need)
    assert list(Pledge.objects.open()) == [received]
