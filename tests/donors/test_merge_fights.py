"""A merge while others work on the same donors: nobody loses anything and nobody waits for ever."""

import pytest

from donors.models import Donor, DonorMerge, MatchRun, Pledge
from donors.services import matching, merge
from lao_cai_support.web.errors import Refusal
from tests.donors.test_fights import handed_in, together
from tests.factories.children import ChildFactory, NeedFactory
from tests.factories.donors import DonorFactory, PledgeFactory

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_merges_of_the_same_pair_one_wins(units, province_officer):
    first, second = DonorFactory(), DonorFactory()
    results = together(
        lambda: merge.merge_donors(user=province_officer, kept=first, gone=second, reason="x"),
        lambda: merge.merge_donors(user=province_officer, kept=second, gone=first, reason="x"),
    )
    assert sorted(type(result).__name__ for result in results) == ["DonorMerge", "Refusal"]
    assert Donor.objects.standing().count() == 1


def test_a_proposal_is_approved_while_its_donor_is_merged(units, lists, province_officer, fund_chair):
    pledges = [PledgeFactory(unit=units.province) for _n in range(3)]
    needs = [NeedFactory(child=ChildFactory(unit=units.commune)) for _n in range(3)]
    kept = pledges[0].donor
    Pledge.objects.filter(pk__in=[p.pk for p in pledges[1:]]).update(donor=pledges[1].donor)
    run = handed_in(province_officer, units.province, *zip(pledges, needs, strict=True))
    results = together(
        lambda: matching.approve_run(user=fund_chair, run=run),
        lambda: merge.merge_donors(user=province_officer, kept=kept, gone=pledges[1].donor, reason="x"),
    )
    assert isinstance(results[0], MatchRun) and isinstance(results[1], DonorMerge), results
    assert set(Pledge.objects.values_list("donor", "allocated_quantity")) == {(kept.pk, 1)}


@pytest.mark.parametrize("attempt", range(3))
def test_a_pledge_written_down_meanwhile_stands_with_the_one_that_goes_on(attempt, units, lists, province_officer):
    kept, gone = DonorFactory(), DonorFactory()
    results = together(
        lambda: merge.merge_donors(user=province_officer, kept=kept, gone=gone, reason="x"),
        lambda: PledgeFactory(unit=units.province, donor=gone),
    )
    assert not any(isinstance(result, Refusal | Exception) for result in results), results
    assert set(Pledge.objects.values_list("donor", flat=True)) == {kept.pk}
