"""The donor network of the demonstration is built by the office's own acts, on their days."""

import datetime

from donors.models import Approach, Establishment, ForeignApproval, MobilisationPlan
from donors.reach import reach
from reports.demo.giving import DONORS
from reports.demo.network import ASKED, OTHERS, Network
from tests.factories.donors import DonorFactory, PledgeFactory

DAY = datetime.date(2024, 11, 15)


def test_the_network_of_the_demonstration(units, lists, province_officer, fund_chair, second_province_officer):
    users = {
        "province_officer": province_officer,
        "province_officer_2": second_province_officer,
        "fund_chair": fund_chair,
    }
    donors = {key: DonorFactory(kind=kind, name=name) for key, kind, _table, name, _public in DONORS}
    PledgeFactory(unit=units.province, donor=donors["abroad"])
    Network(users, donors, units.province, DAY).build()
    assert Establishment.objects.count() == len(OTHERS) + 6
    assert Establishment.objects.filter(donor__isnull=False).count() == ASKED + 6
    assert Approach.objects.waiting(DAY).exists() and reach(DAY).asked >= ASKED
    assert MobilisationPlan.objects.get().state == "published"
    assert ForeignApproval.objects.get().state == "requested"
