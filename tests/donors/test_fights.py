"""Two people at once, with real transactions: a pledge is never promised twice."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from donors.models import MatchRun, Pledge
from donors.services import matching as acts
from lao_cai_support.web.errors import Refusal
from tests.factories.children import ChildFactory, NeedFactory
from tests.factories.donors import AllocationFactory, MatchRunFactory, PledgeFactory

pytestmark = pytest.mark.django_db(transaction=True)


def together(*todo: Callable[[], object]) -> list[object]:
    """What each gave or raised, all having started at once in transactions of their own."""
    gate = threading.Barrier(len(todo))
    results: list[object] = [None] * len(todo)

    def run(index: int, act: Callable[[], object]) -> None:
        gate.wait(timeout=30)
        try:
            results[index] = act()
        except Exception as error:  # noqa: BLE001 - the test says which errors may be
            results[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(todo)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
        assert not thread.is_alive(), "two approvals wait for each other"
    return results


def handed_in(officer, unit, *lines) -> MatchRun:
    run = MatchRunFactory(unit=unit, proposed_by=officer, state="submitted")
    for pledge, need in lines:
        AllocationFactory(run=run, pledge=pledge, need=need, state="proposed")
    return run


@pytest.mark.parametrize("attempt", range(3))
def test_of_two_proposals_for_the_same_coat_one_wins(attempt, units, lists, province_officer, fund_chair):
    needs = [NeedFactory(child=ChildFactory(unit=units.commune)) for _ in range(2)]
    pledge = PledgeFactory(unit=units.province, quantity=1)
    runs = [handed_in(province_officer, units.province, (pledge, need)) for need in needs]
    results = together(*(lambda run=run: acts.approve_run(user=fund_chair, run=run) for run in runs))
    won = [result for result in results if isinstance(result, MatchRun)]
    lost = [result for result in results if isinstance(result, Refusal)]
    assert len(won) == len(lost) == 1 and lost[0].code == "taken"
    pledge.refresh_from_db()
    assert (pledge.allocated_quantity, pledge.allocated_value) == (1, 250_000)
    for need in needs:
        need.refresh_from_db()
    assert sorted(need.reserved for need in needs) == [0, 1]
    assert sorted(MatchRun.objects.values_list("state", flat=True)) == ["approved", "submitted"]


def test_proposals_that_share_much_in_another_order_do_not_lock_up(units, lists, province_officer, fund_chair):
    needs = [NeedFactory(child=ChildFactory(unit=units.commune), quantity=4) for _ in range(6)]
    pledges = [PledgeFactory(unit=units.province) for _ in range(6)]
    pairs = list(zip(pledges, needs, strict=True))
    runs = [
        handed_in(province_officer, units.province, *order) for order in (pairs, pairs[::-1], pairs[3:] + pairs[:3])
    ]
    results = together(*(lambda run=run: acts.approve_run(user=fund_chair, run=run) for run in runs))
    assert all(isinstance(result, MatchRun) for result in results), results
    assert {pledge.allocated_quantity for pledge in Pledge.objects.all()} == {3}


def test_one_proposal_is_approved_once(units, lists, province_officer, fund_chair, second_province_officer):
    need = NeedFactory(child=ChildFactory(unit=units.commune))
    run = handed_in(province_officer, units.province, (PledgeFactory(unit=units.province), need))
    results = together(
        lambda: acts.approve_run(user=fund_chair, run=run),
        lambda: acts.approve_run(user=second_province_officer, run=run),
    )
    assert sorted(type(result).__name__ for result in results) == ["MatchRun", "Refusal"]
    need.refresh_from_db()
    assert need.reserved == 1
