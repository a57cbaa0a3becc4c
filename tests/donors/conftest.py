"""What the tests of donors share: proposals that are solved, the price of a coat, a donor who signs in."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest

from children.models import ItemPrice
from donors.models import MatchRun, Pledge
from donors.services import matching
from tests.factories.donors import DonorAccessFactory, PledgeFactory

DAY = datetime.date(2024, 11, 15)


@pytest.fixture
def price(lists: None) -> int:
    """What a coat is worth this year."""
    return ItemPrice.objects.get(item="DA01", year=DAY.year).unit_value


@pytest.fixture
def solved(province_officer: Any, units: Any) -> Callable[..., MatchRun]:
    """``solved()``: a proposal of the province, already filled by the engine; keywords are its scope."""

    def make(*, by: Any = None, **scope: Any) -> MatchRun:
        run = matching.propose(
            user=by or province_officer, unit=units.province, name="Áo ấm tháng 11", scope=scope, policy={"seed": 1}
        )
        matching.solve_run(run)
        run.refresh_from_db()
        return run

    return make


@pytest.fixture
def submitted(solved: Callable[..., MatchRun]) -> Callable[..., MatchRun]:
    def make(**scope: Any) -> MatchRun:
        run = solved(**scope)
        return matching.submit_run(user=run.proposed_by, run=run)

    return make


@pytest.fixture
def own_pledge(donor: Any, pledge: Pledge) -> Pledge:
    """The cast's pledge, whose donor signs in as ``donor``."""
    DonorAccessFactory(user=donor, donor=pledge.donor)
    return pledge


@pytest.fixture
def others_pledge(units: Any, lists: None) -> Pledge:
    return PledgeFactory(unit=units.province)
