"""Who gives and what was promised. Names are invented."""

import datetime

import factory
from factory.django import DjangoModelFactory

from donors.models import Allocation, Campaign, Donor, DonorAccess, MatchRun, Pledge, PublicOffer
from lao_cai_support.web.clock import now
from tests.factories.areas import SpanFactory

DAY = datetime.date(2024, 11, 15)


class DonorFactory(DjangoModelFactory):
    class Meta:
        model = Donor

    kind = "company"
    name = factory.Sequence(lambda n: f"Công ty TNHH Mây Thử {n}")
    since = datetime.date(2020, 1, 1)
    name_public = True


class DonorAccessFactory(SpanFactory):
    """A donor's own account; give ``user`` and ``donor``."""

    class Meta:
        model = DonorAccess

    valid = (datetime.date(2020, 1, 1), None)


class CampaignFactory(SpanFactory):
    class Meta:
        model = Campaign

    name = factory.Sequence(lambda n: f"Đông ấm thử {n}")
    summary = "Áo ấm cho trẻ em vùng cao."
    target = 100_000_000
    valid = (datetime.date(2024, 10, 1), datetime.date(2025, 2, 1))
    state = "published"
    call_no = "12/TB-SLĐTBXH"
    beneficiaries = "Trẻ em vùng cao thiếu áo ấm."
    support_level = "Mỗi em một áo."
    receiver = "Quỹ Bảo trợ trẻ em tỉnh"
    receive_time = "giờ hành chính"
    receive_place = "Sở, thành phố Lào Cai"
    receive_way = "chuyển khoản hoặc hiện vật"
    results = factory.LazyAttribute(lambda row: "Đã trao đủ." if row.state == "settled" else "")


class PledgeFactory(DjangoModelFactory):
    """A signed promise of 20 coats; give ``unit`` (the province). ``money=…`` đồng makes it one of money."""

    class Meta:
        model = Pledge

    class Params:
        money = 0

    donor = factory.SubFactory(DonorFactory)
    form = factory.LazyAttribute(lambda pledge: "money" if pledge.money else "goods")
    item_id = factory.LazyAttribute(lambda pledge: None if pledge.money else "DA01")
    quantity = factory.LazyAttribute(lambda pledge: None if pledge.money else 20)
    unit_value = factory.LazyAttribute(lambda pledge: None if pledge.money else 250_000)
    value = factory.LazyAttribute(lambda pledge: pledge.money or pledge.quantity * pledge.unit_value)
    offered_on = datetime.date(2024, 10, 1)
    accepted_on = datetime.date(2024, 10, 5)
    available_from = datetime.date(2024, 10, 10)
    agreement_no = "01/TT-QBTTE"
    state = "accepted"


class OfferFactory(DjangoModelFactory):
    """Money promised on the public form, not confirmed yet."""

    class Meta:
        model = PublicOffer

    kind = "person"
    name = factory.Sequence(lambda n: f"Người Hứa Thử {n}")
    email = factory.Sequence(lambda n: f"hua{n}@example.vn")
    form = "money"
    value = 2_000_000
    language = "vi"
    sent_at = factory.LazyFunction(now)


class MatchRunFactory(DjangoModelFactory):
    """A proposal; give ``unit`` and ``proposed_by``."""

    class Meta:
        model = MatchRun

    name = factory.Sequence(lambda n: f"Phương án thử {n}")
    state = "proposed"
    proposed_at = factory.LazyFunction(now)


class AllocationFactory(DjangoModelFactory):
    """A share of a pledge for a need; give ``pledge`` and ``need`` (and ``run`` while it is only proposed)."""

    class Meta:
        model = Allocation

    quantity = 1
    value = factory.LazyAttribute(lambda row: row.quantity * row.need.unit_value)
    state = "reserved"
