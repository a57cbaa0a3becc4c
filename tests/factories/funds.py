"""Funds and their papers. Whatever moves money goes through the funds' own acts: see ``tests/funds``."""

import datetime

import factory
from factory.django import DjangoModelFactory

from funds.models import Fund, FundPlace, Lot, Voucher
from tests.factories.areas import BEGIN, SpanFactory

DAY = datetime.date(2024, 11, 15)


class FundFactory(SpanFactory):
    """The fund of ``unit``, with a cash box, a bank account and a store."""

    class Meta:
        model = Fund
        skip_postgeneration_save = True

    short_code = factory.LazyAttribute(lambda fund: f"QBTTE-{fund.unit.code}")
    name = factory.LazyAttribute(lambda fund: f"Quỹ Bảo trợ trẻ em {fund.unit.title}")
    valid = (BEGIN, None)

    @factory.post_generation
    def places(fund: Fund, create: bool, extracted: object, **kwargs: object) -> None:  # noqa: N805
        if create:
            for kind, name in (("cash", "Két tiền mặt"), ("bank", "Tài khoản tiền gửi"), ("store", "Kho")):
                FundPlace.objects.create(fund=fund, kind=kind, name=name)


class VoucherFactory(DjangoModelFactory):
    """A receipt that waits for approval; give ``fund`` and ``drafted_by``."""

    class Meta:
        model = Voucher

    kind = "PT"
    year = DAY.year
    day = DAY
    place = factory.LazyAttribute(lambda paper: paper.fund.places.get(kind="bank"))
    party = "Người góp tại hòm quỹ"
    reason = "Ủng hộ Quỹ Bảo trợ trẻ em"
    amount = 1_000_000
    income_id = "T02"


class LotFactory(DjangoModelFactory):
    """Coats as a lot, without any posting; give ``fund``."""

    class Meta:
        model = Lot

    store = factory.LazyAttribute(lambda lot: lot.fund.places.get(kind="store"))
    item_id = "DA01"
    size = "120"
    quantity = 20
    unit_value = 250_000
    received_on = datetime.date(2024, 10, 15)
