"""Accounts of the demonstration: one for each role, and the people of the smaller funds."""

import datetime
import json
import os
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from psycopg2.extras import DateRange

from lao_cai_support.accounts.models import Membership, User
from lao_cai_support.accounts.roles import Role
from lao_cai_support.accounts.services import new_password
from lao_cai_support.areas.models import AdministrativeUnit, School

START = datetime.date(2019, 1, 1)
NO_PASSWORD = "!"  # Django's mark of an account that cannot sign in  # noqa: S105
ACCOUNTS = settings.DATA_DIR.parent / "demo_accounts.json"


def make_accounts(names: Any, units: dict[str, AdministrativeUnit]) -> dict[str, User]:
    """Users by user name; passwords are drawn anew for each building and written to ACCOUNTS, never from the seed."""
    commune, district, province = units["commune"], units["district"], units["province"]
    places = {
        Role.COMMUNE_OFFICER: commune,
        Role.COMMUNE_LEADER: commune,
        Role.DISTRICT_OFFICER: district,
        Role.SCHOOL_OFFICER: commune,
    }
    school = School.objects.filter(unit=commune).order_by("pk").first()
    wanted: list[tuple[str, str, AdministrativeUnit]] = [
        (role.value, role.value, places.get(role, province)) for role in Role
    ]
    wanted.append(("province_officer_2", Role.PROVINCE_OFFICER.value, province))
    users: dict[str, User] = {}
    told = []
    for index, (username, role, unit) in enumerate(wanted):
        password = new_password()
        user = User.objects.create(
            username=username,
            full_name=names.full(names.rng.choice(["01", "02", "08", "09"]), "male" if index % 2 else "female"),
            password=make_password(password),
            is_demo=True,
        )
        grant(user, role, unit, school=school if role == Role.SCHOOL_OFFICER else None)
        users[username] = user
        told.append(
            {
                "username": username,
                "role": str(Role(role).label),
                "name": user.full_name,
                "unit": unit.title,
                "password": password,
            }
        )
    _write(told)
    return users


def grant(user: User, role: str, unit: AdministrativeUnit, school: Any = None) -> None:
    Membership.objects.create(
        user=user,
        role=role,
        unit=unit,
        school=school,
        support_area="KCB" if role == Role.SECTOR_REVIEWER else "",
        valid=DateRange(START, None),
    )


def fund_people(names: Any, unit: AdministrativeUnit) -> dict[str, User]:
    """Accountant, cashier and chair of a smaller fund; they have no password and do not sign in."""
    people = {}
    for role in (Role.FUND_ACCOUNTANT, Role.FUND_CASHIER, Role.FUND_CHAIR):
        user = User.objects.create(
            username=f"{role.value}_{unit.code}",
            full_name=names.full("01", names.rng.choice(["male", "female"])),
            password=NO_PASSWORD,
            is_demo=True,
        )
        grant(user, role.value, unit)
        people[role.value] = user
    return people


def commune_people(
    names: Any, units: list[AdministrativeUnit], held: dict[int, tuple[User, User]]
) -> dict[int, tuple[User, User]]:
    """Commune id → (officer, leader), for every commune without the accounts of ``held``; they do not sign in."""
    roles = (Role.COMMUNE_OFFICER, Role.COMMUNE_LEADER)
    wanted = [(unit, role) for unit in units if unit.pk not in held for role in roles]
    made = User.objects.bulk_create(
        User(
            username=f"{role.value}_{unit.code}",
            full_name=names.full(names.rng.choice(["01", "02", "08", "09"]), names.rng.choice(["male", "female"])),
            password=NO_PASSWORD,
            is_demo=True,
        )
        for unit, role in wanted
    )
    Membership.objects.bulk_create(
        Membership(user=user, role=role, unit=unit, valid=DateRange(START, None))
        for user, (unit, role) in zip(made, wanted, strict=True)
    )
    pairs = {
        unit.pk: (officer, leader)
        for (unit, _), officer, leader in zip(wanted[::2], made[::2], made[1::2], strict=True)
    }
    return held | pairs


def _write(told: list[dict[str, str]]) -> None:
    ACCOUNTS.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(ACCOUNTS, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        json.dump(told, out, ensure_ascii=False, indent=1)
