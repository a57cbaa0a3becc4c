"""Villages, schools, children: written in bulk, commune by commune."""

import datetime
import itertools
import random
from collections.abc import Iterator
from typing import Any

from psycopg2.extras import DateRange

from children.models import Child, CircumstanceSpell, Guardian, Household, PovertyCategory, PovertyRecord, Residence
from lao_cai_support.areas.models import AdministrativeUnit, School, Village
from lao_cai_support.web.text import fold, name_key, sort_key
from reports.demo import tables
from reports.demo.bulk import copy, number
from reports.demo.names import Names

BAN_PHO, BAN_PHO_LEAST = "02866", 60  # the commune of the demonstration accounts has something to work with
BAN_PHO_VILLAGES = (
    "Bản Phố 1",
    "Sín Chải",
    "Quán Dín Ngài",
    "Kháo Sáo",
    "Hấu Dào",
    "Lùng Phình",
    "Tả Thồ",
    "Phéc Bủng",
)


def make_places(rng: random.Random, communes: list[AdministrativeUnit]) -> None:
    """Villages where the official list has none, and a kindergarten, a primary and a secondary school each."""
    patterns = sorted(set(tables.village_patterns()))
    having = set(Village.objects.filter(unit__in=communes).values_list("unit", flat=True))
    villages, schools = [], []
    held = set(Village.objects.filter(unit__in=communes).values_list("unit", "folded"))
    for unit in communes:
        names = list(BAN_PHO_VILLAGES) if unit.code == BAN_PHO else [] if unit.pk in having else rng.sample(patterns, 6)
        for name in names:
            if (unit.pk, fold(name)) not in held:
                villages.append(
                    Village(unit=unit, name=name, folded=fold(name), sort_key=sort_key(name), source="minh họa")
                )
        for level, words in (
            ("preschool", "Trường Mầm non"),
            ("primary", "Trường PTDTBT Tiểu học"),
            ("lower_secondary", "Trường PTDTBT THCS"),
        ):
            name = f"{words} {unit.name}"
            schools.append(
                School(
                    unit=unit,
                    name=name,
                    folded=fold(name),
                    sort_key=sort_key(name),
                    level=level,
                    boarding=level != "preschool",
                )
            )
    Village.objects.bulk_create(villages)
    School.objects.bulk_create(schools)


def make_children(
    rng: random.Random, names: Names, communes: list[AdministrativeUnit], total: int, day: datetime.date
) -> int:
    """Spread ``total`` children over the communes by the districts' people; gives how many were made."""
    table, people = tables.peoples(), tables.populations()
    districts = {unit.pk: unit.parent.code for unit in communes if unit.parent}
    inside = {code: sum(1 for c in communes if districts[c.pk] == code) for code in people}
    whole = sum(people.values())
    villages: dict[int, list[Village]] = {}
    for village in Village.objects.filter(unit__in=communes).order_by("pk"):
        villages.setdefault(village.unit_id, []).append(village)
    schools: dict[tuple[int, str], School] = {(s.unit_id, s.level): s for s in School.objects.filter(unit__in=communes)}
    poverty = (PovertyCategory.objects.get(code="HN22N"), PovertyCategory.objects.get(code="CN22N"))
    numbers = itertools.count()
    made, carry = 0, 0.0
    for unit in communes:
        share = total * people[districts[unit.pk]] / whole / inside[districts[unit.pk]] + carry
        count = max(int(share), BAN_PHO_LEAST if unit.code == BAN_PHO else 1)
        carry = share - int(share)
        made += count
        _commune(rng, names, unit, districts[unit.pk], count, table, villages[unit.pk], schools, poverty, day, numbers)
    return made


def _commune(
    rng: random.Random,
    names: Names,
    unit: AdministrativeUnit,
    district: str,
    count: int,
    table: Any,
    villages: list[Village],
    schools: dict[tuple[int, str], School],
    poverty: tuple[PovertyCategory, PovertyCategory],
    day: datetime.date,
    numbers: Iterator[int],
) -> None:
    """The children of one commune; brothers and sisters share a household."""
    households: list[Household] = []
    children, guardians, residences, spells, records = [], [], [], [], []
    poor, near_poor = tables.poverty(district, day.year)
    kinds = tables.circumstances()
    for index in range(count):
        if not households or rng.random() < 0.6:
            code, village = tables.pick(rng, table, district), rng.choice(villages)
            household, family = Household(unit=unit, village=village), names.family(code)
            households.append(household)
            if rng.random() < 0.95:
                guardians.append(
                    Guardian(household=household, relation="father", full_name=names.full(code, "male", family))
                )
            guardians.append(Guardian(household=household, relation="mother", full_name=names.full(code, "female")))
            lot = rng.random()
            if lot < poor + near_poor:
                records.append(PovertyRecord(household=household, year=day.year, category=poverty[lot >= poor]))
        child = _child(rng, names, code, family, household, schools, day)
        child.personal_id = _personal_id(child, next(numbers))
        child.state = "draft" if unit.code == BAN_PHO and index < 4 else "active"
        children.append(child)
        born = child.date_of_birth or datetime.date(child.birth_year, 1, 1)
        residences.append(Residence(child=child, unit=unit, village=village, valid=DateRange(born, None)))
        for kind, share in kinds:
            if rng.random() < share or (unit.code == BAN_PHO and index in (7, 11) and kind in ("HC01.03", "HC04.02")):
                begun = max(born, day - datetime.timedelta(days=rng.randint(30, 1500)))
                paper = f"{rng.randint(1, 90)}/GXN-UBND"
                spells.append(
                    CircumstanceSpell(child=child, kind_id=kind, valid=DateRange(begun, None), evidence=paper)
                )
    for rows in (households, guardians, children, residences, spells, records):
        number(rows)
    of_household: list[Any] = [*guardians, *records, *children]
    for row in of_household:
        row.household = row.household  # takes over the id it has now
    of_child: list[Any] = [*residences, *spells]
    for row in of_child:
        row.child = row.child
    # The adults before the children, who are then found by their names at once (search_text).
    for rows in (households, guardians, children, residences, spells, records):
        copy(rows)


def _child(
    rng: random.Random,
    names: Names,
    people: str,
    family: str,
    household: Household,
    schools: dict[tuple[int, str], School],
    day: datetime.date,
) -> Child:
    born = day - datetime.timedelta(days=rng.randint(200, 365 * 15 + 200))
    sex = rng.choice(["male", "female"])
    name = names.full(people, sex, family)
    age = (day - born).days // 365
    level = "preschool" if age < 6 else "primary" if age < 11 else "lower_secondary"
    return Child(
        full_name=name,
        sort_key=name_key(name),
        sex=sex,
        date_of_birth=None if rng.random() < 0.05 else born,
        birth_year=born.year,
        ethnic_group_id=people,
        unit=household.unit,
        village=household.village,
        household=household,
        school=schools[household.unit_id, level] if age >= 3 else None,
        class_name=f"{age - 5}A" if age >= 6 else "",
        created_on=max(datetime.date(2019, 1, 1), born),
        updated_on=day,
    )


def _personal_id(child: Child, number: int) -> str | None:
    """Twelve digits as the law builds them (domain/children 3.2); one child in eight has none yet."""
    if number % 8 == 7:
        return None
    # 7919 has no part in 1,000,000: a million children have a million different endings.
    return f"010{2 if child.sex == 'male' else 3}{child.birth_year % 100:02d}{number * 7919 % 1_000_000:06d}"
