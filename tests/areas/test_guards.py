"""What the database itself refuses about units and successions, whoever writes."""

import datetime

import pytest
from django.db import IntegrityError, connection, transaction

from lao_cai_support.areas.models import AdministrativeUnit
from tests.factories.areas import BEGIN, LEVEL_END, SuccessionFactory, UnitFactory

DAY = datetime.date


def check_now():
    """Run the guards that wait for the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def new_province():
    return UnitFactory(code="15", level="province", kind="tỉnh", name="Lào Cai mới", valid=(LEVEL_END, None))


def refused(name: str):
    return pytest.raises(IntegrityError, match=name)


def test_one_code_never_names_two_units_on_one_day(units):
    with refused("unit_code_no_overlap"), transaction.atomic():
        UnitFactory(code="02866", name="Khác", parent=units.district, valid=(DAY(2024, 1, 1), LEVEL_END))


def test_parent_must_stand_throughout(units):
    with refused("unit_parent_throughout"), transaction.atomic():
        UnitFactory(parent=units.district, valid=(BEGIN, DAY(2026, 1, 1)))
        check_now()


def test_parent_must_be_one_level_up(units):
    with refused("unit_parent_one_level_up"), transaction.atomic():
        UnitFactory(parent=units.province)
        check_now()
    with refused("unit_parent_one_level_up"), transaction.atomic():
        UnitFactory(code="099", level="district", kind="huyện", parent=units.district)
        check_now()


def test_path_cannot_lie(units):
    with refused("unit_path_follows_parent"), transaction.atomic():
        AdministrativeUnit.objects.filter(pk=units.commune.pk).update(path="10.080.02866")
        check_now()


def test_parent_cannot_end_before_its_communes(units):
    with refused("unit_parent_throughout"), transaction.atomic():
        AdministrativeUnit.objects.filter(pk=units.district.pk).update(valid=(BEGIN, DAY(2024, 1, 1)))
        check_now()


def test_rearrangement_in_one_transaction_passes(units):
    """Parent first, communes after: looked at when the transaction ends."""
    AdministrativeUnit.objects.filter(pk=units.district.pk).update(valid=(BEGIN, DAY(2025, 1, 1)))
    AdministrativeUnit.objects.filter(parent=units.district).update(valid=(BEGIN, DAY(2025, 1, 1)))
    check_now()


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("succession_day_ends_predecessor", {"effective_on": DAY(2025, 7, 2)}),
        ("succession_same_level", {"effective_on": LEVEL_END, "level": True}),
        ("succession_day_in_successor", {"effective_on": DAY(2025, 6, 30)}),
    ],
)
def test_succession_days_stand_on_their_side(units, name, fields):
    province = new_province()
    new = UnitFactory(code="02647", parent=province, valid=(LEVEL_END, None))
    successor = province if fields.pop("level", None) else new
    with refused(name), transaction.atomic():
        SuccessionFactory(predecessor=units.commune, successor=successor, **fields)
        check_now()


def test_only_one_whole_succession(units):
    province = new_province()
    one, two = (UnitFactory(parent=province, valid=(LEVEL_END, None)) for _ in range(2))
    SuccessionFactory(predecessor=units.commune, successor=one)
    with refused("succession_one_whole"), transaction.atomic():
        SuccessionFactory(predecessor=units.commune, successor=two)
