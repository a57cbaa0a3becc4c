"""The official lists as loaded: counts by law, successions, a second run."""

import datetime
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from lao_cai_support.areas.models import AdministrativeUnit, DifficultyStatus, Succession, Village
from lao_cai_support.areas.unitmap import covered_units

DAY = datetime.date


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """The lists once for the module, rolled back after it."""
    with django_db_blocker.unblock():
        atomic = transaction.atomic()
        atomic.__enter__()
        out = StringIO()
        call_command("load_reference", stdout=out)
        yield out.getvalue()
        transaction.set_rollback(True)
        atomic.__exit__(None, None, None)


def check_now():
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


# Legal totals: domain/admin_units.md section 2 (NQ 767, NQ 896, NQ 1197, NQ 871, NQ 1239, NQ 1673).
@pytest.mark.parametrize(
    ("day", "province", "districts", "communes", "kinds"),
    [
        (DAY(2019, 1, 1), "10", 9, 164, (143, 12, 9)),
        (DAY(2019, 12, 31), "10", 9, 164, (143, 12, 9)),
        (DAY(2020, 1, 1), "10", 9, 162, (136, 18, 8)),
        (DAY(2020, 2, 29), "10", 9, 162, (136, 18, 8)),
        (DAY(2020, 3, 1), "10", 9, 152, (127, 16, 9)),
        (DAY(2024, 10, 31), "10", 9, 152, (127, 16, 9)),
        (DAY(2024, 11, 15), "10", 9, 151, (126, 16, 9)),
        (DAY(2025, 6, 30), "10", 9, 151, (126, 16, 9)),
        (DAY(2019, 1, 1), "15", 9, 180, None),
        (DAY(2020, 2, 1), "15", 9, 173, None),
        (DAY(2024, 12, 1), "15", 9, 168, None),
        (DAY(2025, 7, 1), "15", 0, 99, (89, 10, 0)),
        (DAY(2026, 11, 23), "15", 0, 99, (89, 10, 0)),
        (DAY(2025, 7, 1), "10", 0, 0, None),
    ],
)
def test_counts_per_period(loaded, db, day, province, districts, communes, kinds):
    in_force = AdministrativeUnit.objects.as_of(day).filter(path__startswith=f"{province}.")
    assert in_force.filter(level="district").count() == districts
    below = list(in_force.filter(level="commune"))
    assert len(below) == communes
    if kinds:
        assert tuple(sum(u.kind == kind for u in below) for kind in ("xã", "phường", "thị trấn")) == kinds


def test_paths_hold_the_codes_from_the_province_down(loaded, db):
    assert AdministrativeUnit.objects.as_of(DAY(2024, 11, 15)).get(code="02866").path == "10.085.02866"
    assert AdministrativeUnit.objects.as_of(DAY(2025, 7, 1)).get(code="02647").path == "15.02647"
    assert AdministrativeUnit.objects.as_of(DAY(2025, 6, 30)).get(code="02647").name == "Kim Tân"


def test_every_guarantee_of_the_database_holds_for_the_lists(loaded, db):
    check_now()


def test_second_run_changes_nothing_and_says_so(loaded, db):
    before = set(AdministrativeUnit.objects.values_list("pk", flat=True))
    out = StringIO()
    call_command("load_reference", stdout=out)
    assert "admin_units: 0 created, 0 changed, 494 unchanged" in out.getvalue()
    assert all(": 0 created, 0 changed, " in line for line in out.getvalue().splitlines())
    assert set(AdministrativeUnit.objects.values_list("pk", flat=True)) == before


def test_a_changed_name_is_put_right_and_the_row_stays(loaded, db):
    unit = AdministrativeUnit.objects.as_of(DAY(2024, 11, 15)).get(code="02866")
    AdministrativeUnit.objects.filter(pk=unit.pk).update(name="Bản Phô", folded="ban pho")
    out = StringIO()
    call_command("load_reference", stdout=out)
    assert "admin_units: 0 created, 1 changed, 493 unchanged" in out.getvalue()
    unit.refresh_from_db()
    assert unit.name == "Bản Phố"


def test_a_moved_end_changes_the_same_row(loaded, db):
    unit = AdministrativeUnit.objects.as_of(DAY(2026, 1, 1)).get(code="02647")
    AdministrativeUnit.objects.filter(pk=unit.pk).update(valid=(unit.valid.lower, DAY(2026, 6, 1)))
    call_command("load_reference", stdout=StringIO())
    unit.refresh_from_db()
    assert unit.valid.upper is None


def test_villages_and_difficult_communes(loaded, db):
    assert Village.objects.count() == 2426
    current = DifficultyStatus.objects.filter(valid__contains=DAY(2026, 1, 1))
    counts = [current.filter(category=f"khu vực {k}").count() for k in ("III", "II", "I")]
    assert counts == [47, 36, 12]


def test_whole_succession_hands_over_the_file(loaded, db):
    """Xã Tà Chải went whole into thị trấn Bắc Hà on 2024-11-01 (NQ 1197)."""
    old = AdministrativeUnit.objects.get(code="02872", valid__contains=DAY(2024, 10, 31))
    town = AdministrativeUnit.objects.as_of(DAY(2024, 11, 15)).get(name="Bắc Hà", level="commune")
    assert old.pk in covered_units(town.pk, DAY(2024, 11, 15))
    # The officer of the old commune is the officer of the successor's file, and of no other.
    assert town.pk in covered_units(old.pk, DAY(2024, 11, 15))
    assert town.pk not in covered_units(old.pk, DAY(2024, 10, 31))


def test_partial_succession_hands_over_nothing(loaded, db):
    for succession in Succession.objects.filter(whole=False).select_related("predecessor", "successor"):
        day = succession.effective_on
        assert succession.predecessor_id not in covered_units(succession.successor_id, day)
        assert succession.successor_id not in covered_units(succession.predecessor_id, day)


def test_province_of_2025_answers_for_both_old_provinces(loaded, db):
    new = AdministrativeUnit.objects.as_of(DAY(2025, 7, 1)).get(code="15")
    covered = covered_units(new.pk, DAY(2025, 7, 1))
    for code, day in (("02866", DAY(2024, 11, 15)), ("085", DAY(2024, 11, 15)), ("04306", DAY(2021, 1, 1))):
        assert AdministrativeUnit.objects.as_of(day).get(code=code).pk in covered
    old = AdministrativeUnit.objects.as_of(DAY(2024, 11, 15)).get(code="10")
    yen_bai = AdministrativeUnit.objects.as_of(DAY(2021, 1, 1)).get(code="04306")
    assert yen_bai.pk not in covered_units(old.pk, DAY(2024, 11, 15))


def test_every_commune_of_late_2024_reaches_exactly_one_unit_of_2025(loaded, db):
    new = AdministrativeUnit.objects.as_of(DAY(2025, 7, 1)).communes().values_list("pk", flat=True)
    holders: dict[int, int] = {}
    for pk in new:
        for old in covered_units(pk, DAY(2025, 7, 1)) - {pk}:
            holders[old] = holders.get(old, 0) + 1
    communes = AdministrativeUnit.objects.as_of(DAY(2024, 12, 31)).communes().values_list("pk", flat=True)
    assert len(communes) == 151 + 168
    assert all(holders.get(pk) == 1 for pk in communes)
