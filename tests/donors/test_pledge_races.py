"""Two people at one pledge, need or promise at once, with real transactions: one does it, the other is told."""

import datetime

import pytest
from django.db.models import Sum

from children.services.need import withdraw_need
from donors.models import Pledge, PublicOffer, WriteOff
from donors.services import matching
from donors.services import offer as offers
from donors.services import pledge as acts
from donors.services.instalment import remind_pledges
from donors.services.write_off import ask_write_off, decide_write_off
from lao_cai_support.web.clock import now
from lao_cai_support.web.errors import Refusal
from tests.donors.conftest import DAY
from tests.donors.test_fights import handed_in, together
from tests.factories.children import ChildFactory, NeedFactory
from tests.factories.donors import OfferFactory, PledgeFactory

pytestmark = pytest.mark.django_db(transaction=True)


def kinds(results) -> list[str]:
    return sorted(type(result).__name__ for result in results)


def test_two_people_accept_a_pledge_once(units, lists, province_officer, second_province_officer):
    pledge = PledgeFactory(unit=units.province, state="offered", accepted_on=None, agreement_no="")
    results = together(
        *(
            lambda user=user, no=no: acts.accept_pledge(user=user, pledge=pledge, agreement_no=no, accepted_on=DAY)
            for user, no in ((province_officer, "1"), (second_province_officer, "2"))
        )
    )
    assert kinds(results) == ["Pledge", "Refusal"]
    (won,) = (result for result in results if isinstance(result, Pledge))
    pledge.refresh_from_db()
    assert pledge.agreement_no == won.agreement_no


def test_signed_and_refused_at_once_is_one_of_them(units, lists, province_officer, second_province_officer):
    pledge = PledgeFactory(unit=units.province, state="offered", accepted_on=None, agreement_no="")
    results = together(
        lambda: acts.accept_pledge(user=province_officer, pledge=pledge, agreement_no="1", accepted_on=DAY),
        lambda: acts.refuse_pledge(user=second_province_officer, pledge=pledge, reason="kho đầy"),
    )
    assert kinds(results) == ["Pledge", "Refusal"]


def test_a_need_withdrawn_while_it_is_reserved(units, lists, province_officer, fund_chair, commune_leader):
    """Either the withdrawal comes first and the approval says so, or the need is held and cannot be withdrawn."""
    need = NeedFactory(child=ChildFactory(unit=units.commune))
    pledge = PledgeFactory(unit=units.province)
    run = handed_in(province_officer, units.province, (pledge, need))
    results = together(
        lambda: matching.approve_run(user=fund_chair, run=run),
        lambda: withdraw_need(user=commune_leader, need=need, reason="gia đình đã có"),
    )
    (told,) = (str(result) for result in results if isinstance(result, Refusal))
    assert "đang được giữ chỗ" in told or "đã rút" in told
    need.refresh_from_db()
    pledge.refresh_from_db()
    held = pledge.allocations.filter(state="reserved").aggregate(
        pieces=Sum("quantity", default=0), worth=Sum("value", default=0)
    )
    assert (pledge.allocated_quantity, pledge.allocated_value, need.reserved) == (
        held["pieces"],
        held["worth"],
        held["pieces"],
    )
    assert (need.state == "withdrawn") == (need.reserved == 0)


def test_written_off_while_it_is_matched(units, lists, province_officer, second_province_officer, fund_chair):
    need = NeedFactory(child=ChildFactory(unit=units.commune))
    pledge = PledgeFactory(unit=units.province)
    asked = ask_write_off(user=province_officer, pledge=pledge, reason="phá sản")
    run = handed_in(province_officer, units.province, (pledge, need))
    results = together(
        lambda: matching.approve_run(user=fund_chair, run=run),
        lambda: decide_write_off(user=second_province_officer, write_off=asked, agree=True),
    )
    assert sum(isinstance(result, Refusal) for result in results) == 1, results
    pledge.refresh_from_db()
    assert (pledge.state, pledge.allocated_quantity) in (("accepted", 1), ("written_off", 0))


def test_two_people_decide_on_a_write_off_once(units, lists, province_officer, second_province_officer, fund_chair):
    pledge = PledgeFactory(unit=units.province)
    asked = ask_write_off(user=province_officer, pledge=pledge, reason="phá sản")
    results = together(
        lambda: decide_write_off(user=fund_chair, write_off=asked, agree=True),
        lambda: decide_write_off(user=second_province_officer, write_off=asked, agree=False, answer="chờ thêm"),
    )
    assert kinds(results) == ["Pledge", "Refusal"]
    assert WriteOff.objects.get().state in ("done", "refused")


def test_a_promise_is_taken_over_once(units, lists, province_officer, second_province_officer):
    offer = OfferFactory(state="confirmed", confirmed_at=now())
    told = {"offer": offer, "unit": units.province, "donor": None, "available_from": datetime.date(2024, 12, 1)}
    results = together(
        *(
            lambda user=user: offers.take_offer(user=user, **told)
            for user in (province_officer, second_province_officer)
        )
    )
    assert kinds(results) == ["Pledge", "Refusal"]
    assert PublicOffer.objects.get().pledge == Pledge.objects.get()


def test_two_workers_remind_once(units, lists):
    PledgeFactory(unit=units.province)
    results = together(remind_pledges, remind_pledges)
    assert sorted(results) == [0, 1]
