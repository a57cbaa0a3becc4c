"""The cast: a tiny province as it stood on 2024-11-15, one person per role, neighbours to keep out."""

import datetime
import hashlib
import io
import os
import uuid
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.db.backends.postgresql.operations import DatabaseOperations
from django.test import Client
from django.utils import translation

from lao_cai_support.accounts.models import User
from lao_cai_support.accounts.roles import Role
from lao_cai_support.areas import unitmap
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.areas import SchoolFactory, UnitFactory, VillageFactory
from tests.factories.children import ChildFactory, NeedFactory
from tests.factories.donors import PledgeFactory
from tests.factories.funds import FundFactory

BUSINESS_DAY = datetime.date(2024, 11, 15)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Each worker's database is a copy of the one that bin/test has laid out (see lao_cai_support/local/template.py)."""
    connection.settings_dict["TEST"]["TEMPLATE"] = os.environ.get("TEST_TEMPLATE") or None


@pytest.fixture(autouse=True)
def office_day(settings: Any) -> datetime.date:
    """Every test lives on the demonstration's day unless it says otherwise."""
    settings.BUSINESS_DAY = BUSINESS_DAY
    settings.DEMO = True
    return BUSINESS_DAY


@pytest.fixture(autouse=True)
def clean_cache() -> Iterator[None]:
    """A cache of one's own per test (real Valkey, own key prefix), and no map of units of an earlier test."""
    before = cache.key_prefix
    cache.key_prefix = f"test-{uuid.uuid4().hex}"
    unitmap.forget()
    yield
    cache.key_prefix = before


@pytest.fixture(scope="session", autouse=True)
def emptying_between_tests() -> Iterator[None]:
    """Tests with real transactions are cleaned up afterwards. Django would TRUNCATE every table, which the books refuse
    and which makes a thousand new files; here the few tables that hold something are emptied, their guards asleep."""

    def emptied(self: DatabaseOperations, sql_list: list[str]) -> None:
        with transaction.atomic(), self.connection.cursor() as cursor:
            cursor.execute(
                """DO $$ DECLARE t regclass; held boolean; filled regclass[] := '{}'; BEGIN
                    FOR t IN SELECT oid FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
                        AND relname NOT IN ('django_migrations', 'django_content_type', 'auth_permission') LOOP
                        EXECUTE format('SELECT EXISTS (SELECT FROM %s)', t) INTO held;
                        IF held THEN filled := filled || t; END IF;
                    END LOOP;
                    FOREACH t IN ARRAY filled LOOP
                        EXECUTE format('ALTER TABLE %s DISABLE TRIGGER USER', t);
                        EXECUTE format('DELETE FROM %s', t);
                    END LOOP;
                    SET CONSTRAINTS ALL IMMEDIATE;
                    FOREACH t IN ARRAY filled LOOP
                        EXECUTE format('ALTER TABLE %s ENABLE TRIGGER USER', t);
                    END LOOP; END $$"""
            )

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "execute_sql_flush", emptied)
        yield


@pytest.fixture(autouse=True)
def office_language() -> Iterator[None]:
    """A page opened in English leaves the thread in English; the next test begins in Vietnamese all the same."""
    yield
    translation.deactivate()


@pytest.fixture
def units(db: Any) -> SimpleNamespace:
    """Province 10, districts 085 and 080; communes 02866, 02863 (``sibling``) and 02680 (``far``)."""
    province = UnitFactory(code="10", level="province", kind="tỉnh", name="Lào Cai")
    district = UnitFactory(code="085", level="district", kind="huyện", name="Bắc Hà", parent=province)
    other_district = UnitFactory(code="080", level="district", kind="thành phố", name="Lào Cai", parent=province)
    made = SimpleNamespace(
        province=province,
        district=district,
        other_district=other_district,
        commune=UnitFactory(code="02866", name="Bản Phố", parent=district),
        sibling=UnitFactory(code="02863", name="Hoàng Thu Phố", parent=district),
        far=UnitFactory(code="02680", name="Hợp Thành", parent=other_district),
    )
    unitmap.units_changed()
    return made


@pytest.fixture
def private_files(settings: Any, tmp_path: Any) -> Any:
    """Papers of this test lie in a folder of its own."""
    settings.DATA_DIR = tmp_path / "data"
    return settings.DATA_DIR


@pytest.fixture
def village(units: SimpleNamespace) -> Any:
    return VillageFactory(unit=units.commune, name="Bản Phố 2")


@pytest.fixture
def school(units: SimpleNamespace) -> Any:
    return SchoolFactory(unit=units.commune, name="Trường PTDTBT Tiểu học Bản Phố")


_lists: dict[str, str] = {}


@pytest.fixture
def lists(db: Any) -> None:
    """The official lists of the register and the funds (peoples, circumstances, items, prices, forms, codes).

    Loaded once in each worker; later tests get the same rows by COPY, a tenth of the time. Their keys are never given
    again: a sequence does not go back when a test is rolled back.
    """
    with transaction.atomic(), connection.cursor() as cursor:  # keys are checked when all tables are there
        if not _lists:
            before = _filled(cursor)
            _load_lists()
            if any(table.startswith(("children_", "funds_")) for table in before):
                return  # not the official rows alone; a later test keeps them
            for table in _filled(cursor) - before:
                rows = io.StringIO()
                cursor.copy_expert(f"COPY {table} TO STDOUT", rows)
                _lists[table] = rows.getvalue()
            return
        for table, held in _lists.items():
            cursor.copy_expert(f"COPY {table} FROM STDIN", io.StringIO(held))


def _filled(cursor: Any) -> set[str]:
    """The tables that hold something."""
    cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace")
    names = [name for (name,) in cursor.fetchall()]
    cursor.execute(" UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})" for name in names))
    return {name for (name,) in cursor.fetchall()}


def _load_lists() -> None:
    from children import loaders as register
    from funds import loaders as funds

    for load in (
        register.load_ethnic_groups,
        register.load_circumstances,
        register.load_poverty,
        register.load_disabilities,
        register.load_items,
        register.load_prices,
        register.load_forms,
        funds.load_income,
        funds.load_expenditure,
    ):
        load()


@pytest.fixture
def child(units: SimpleNamespace, village: Any, school: Any, lists: None) -> Any:
    """A child of the commune, at the commune's school."""
    return ChildFactory(unit=units.commune, village=village, school=school, full_name="Giàng Thị Mỷ", sex="female")


@pytest.fixture
def neighbour_child(units: SimpleNamespace, lists: None) -> Any:
    """A child of the sibling commune."""
    return ChildFactory(unit=units.sibling, full_name="Vàng A Páo")


@pytest.fixture
def far_child(units: SimpleNamespace, lists: None) -> Any:
    """A child of a commune in another district."""
    return ChildFactory(unit=units.far, full_name="Vàng A Páo")


@pytest.fixture
def need(child: Any) -> Any:
    """An approved need of a coat."""
    return NeedFactory(child=child)


@pytest.fixture
def neighbour_need(neighbour_child: Any) -> Any:
    return NeedFactory(child=neighbour_child)


@pytest.fixture
def pledge(units: SimpleNamespace, lists: None) -> Any:
    """Twenty coats promised to the province by a company."""
    return PledgeFactory(unit=units.province)


@pytest.fixture
def province_fund(units: SimpleNamespace, lists: None) -> Any:
    return FundFactory(unit=units.province, short_code="QBTTE-LC")


@pytest.fixture
def district_fund(units: SimpleNamespace, lists: None) -> Any:
    return FundFactory(unit=units.district)


@pytest.fixture
def commune_fund(units: SimpleNamespace, lists: None) -> Any:
    return FundFactory(unit=units.commune)


def with_files(report: Any) -> Any:
    """Three small files in place of the printed ones, whose making takes seconds."""
    from lao_cai_support.web.files import store_private
    from reports.models import ReportFile
    from reports.yearly.files import canonical

    number = report.number.encode()
    for kind, data in (("json", canonical(report.figures)), ("csv", number), ("pdf", b"%PDF " + number)):
        ReportFile.objects.create(
            report=report,
            kind=kind,
            stored=store_private("reports", data, ending=kind),
            sha256=hashlib.sha256(data).hexdigest(),
            size=len(data),
        )
    return report


@pytest.fixture
def draft_report(province_fund: Any, province_officer: User, settings: Any, tmp_path: Any) -> Any:
    """The province's report of 2022 before anyone published it."""
    from reports.services.report import compile_report

    settings.DATA_DIR = tmp_path / "data"
    return with_files(compile_report(user=province_officer, fund=province_fund, year=2022))


@pytest.fixture
def year_report(province_fund: Any, province_officer: User, fund_chair: User, settings: Any, tmp_path: Any) -> Any:
    """The province's report of 2023, published."""
    from reports.services.report import compile_report, publish_report

    settings.DATA_DIR = tmp_path / "data"
    report = with_files(compile_report(user=province_officer, fund=province_fund, year=2023))
    return publish_report(user=fund_chair, report=report)


@pytest.fixture
def person(units: SimpleNamespace) -> Callable[..., User]:
    """``person(role, unit, username=…)``: a person with one role; keywords of the membership as ``m_…``."""

    def make(role: str, unit: Any, **kwargs: Any) -> User:
        membership = {key[2:]: kwargs.pop(key) for key in list(kwargs) if key.startswith("m_")}
        kwargs.setdefault("username", str(role))
        kwargs.setdefault("full_name", f"{Role(role).label} {unit.name}")
        user = UserFactory(**kwargs)
        MembershipFactory(user=user, role=role, unit=unit, **membership)
        return user

    return make


@pytest.fixture
def commune_officer(person: Callable[..., User], units: SimpleNamespace) -> User:
    return person(Role.COMMUNE_OFFICER, units.commune)


@pytest.fixture
def commune_leader(person: Callable[..., User], units: SimpleNamespace) -> User:
    return person(Role.COMMUNE_LEADER, units.commune)


@pytest.fixture
def neighbour_officer(person: Callable[..., User], units: SimpleNamespace) -> User:
    """The officer of the sibling commune in the same district."""
    return person(Role.COMMUNE_OFFICER, units.sibling, username="neighbour_officer")


@pytest.fixture
def neighbour_leader(person: Callable[..., User], units: SimpleNamespace) -> User:
    return person(Role.COMMUNE_LEADER, units.sibling, username="neighbour_leader")


@pytest.fixture
def far_officer(person: Callable[..., User], units: SimpleNamespace) -> User:
    """The officer of a commune in another district."""
    return person(Role.COMMUNE_OFFICER, units.far, username="far_officer")


@pytest.fixture
def district_officer(person: Callable[..., User], units: SimpleNamespace) -> User:
    return person(Role.DISTRICT_OFFICER, units.district)


@pytest.fixture
def neighbour_district_officer(person: Callable[..., User], units: SimpleNamespace) -> User:
    return person(Role.DISTRICT_OFFICER, units.other_district, username="neighbour_district_officer")


@pytest.fixture
def province_officer(person: Callable[..., User], units: SimpleNamespace) -> User:
    return person(Role.PROVINCE_OFFICER, units.province)


@pytest.fixture
def second_province_officer(person: Callable[..., User], units: SimpleNamespace) -> User:
    return person(Role.PROVINCE_OFFICER, units.province, username="second_province_officer")


@pytest.fixture
def sector_reviewer(person: Callable[..., User], units: SimpleNamespace) -> User:
    """The reviewer for warm clothing (area DA) at the province."""
    return person(Role.SECTOR_REVIEWER, units.province, m_support_area="DA")


@pytest.fixture
def school_officer(person: Callable[..., User], units: SimpleNamespace, school: Any) -> User:
    return person(Role.SCHOOL_OFFICER, units.commune, m_school=school)


@pytest.fixture
def fund_accountant(person: Callable[..., User], units: SimpleNamespace) -> User:
    return person(Role.FUND_ACCOUNTANT, units.province)


@pytest.fixture
def fund_cashier(person: Callable[..., User], units: SimpleNamespace) -> User:
    return person(Role.FUND_CASHIER, units.province)


@pytest.fixture
def fund_chair(person: Callable[..., User], units: SimpleNamespace) -> User:
    return person(Role.FUND_CHAIR, units.province)


@pytest.fixture
def finance_appraiser(person: Callable[..., User], units: SimpleNamespace) -> User:
    return person(Role.FINANCE_APPRAISER, units.province)


@pytest.fixture
def inspector(person: Callable[..., User], units: SimpleNamespace) -> User:
    return person(Role.INSPECTOR, units.province)


@pytest.fixture
def donor(person: Callable[..., User], units: SimpleNamespace) -> User:
    return person(Role.DONOR, units.province)


@pytest.fixture
def administrator(person: Callable[..., User], units: SimpleNamespace) -> User:
    return person(Role.ADMINISTRATOR, units.province)


@pytest.fixture
def cast(request: pytest.FixtureRequest) -> dict[str, User]:
    """Everyone by role code (neighbours not among them)."""
    return {role: request.getfixturevalue(role) for role in Role.values}


@pytest.fixture
def client_of() -> Callable[[User], Client]:
    """A browser in which the person has signed in."""

    def make(user: User, **kwargs: Any) -> Client:
        client = Client(**kwargs)
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return make
