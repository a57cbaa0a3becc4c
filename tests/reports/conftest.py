"""A small book of 2022 and 2023, kept by the funds' own acts, and the reports made of it."""

import datetime
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from children.models import Child
from donors.models import Earmark
from funds.models import Sheet
from funds.services.distribution import record_sheet
from funds.services.fund import confirm_transfer, send_transfer, set_share
from lao_cai_support.accounts.models import User
from lao_cai_support.accounts.roles import Role
from lao_cai_support.web.clock import on_day
from lao_cai_support.web.files import read_private
from reports.models import YearReport
from reports.services.report import compile_report, publish_report, render_report
from tests.conftest import with_files
from tests.factories.children import ChildFactory, NeedFactory
from tests.factories.donors import AllocationFactory, DonorFactory, PledgeFactory
from tests.funds.conftest import Books, coat, other_books  # noqa: F401 - coat is a fixture

MARK = "Thào Thị Bí Mật"  # every child of the book bears it, so that one search finds any leak
SIGNER = "Hầu Thị Người Ký"
ANONYMOUS = "Bà Ẩn Danh Đặng Ẵm"
PROMISED = 77_000_077


def day(year: int, month: int, of: int) -> datetime.date:
    return datetime.date(year, month, of)


class PastBooks(Books):
    """The same three people, living on the day of each paper."""

    def receipt(self, amount: int = 1_000_000, **kwargs: Any) -> Any:
        with on_day(kwargs["day"]):
            return super().receipt(amount, **kwargs)

    def payment(self, amount: int = 200_000, **kwargs: Any) -> Any:
        with on_day(kwargs["day"]):
            return super().payment(amount, **kwargs)

    def goods(self, *lines: dict[str, Any], **kwargs: Any) -> Any:
        with on_day(kwargs["day"]):
            return super().goods(*lines, **kwargs)

    def hand_out(self, on: datetime.date, results: Callable[[Sheet], dict[int, dict[str, Any]]] | None = None) -> Any:
        """Planned, approved, issued and recorded on one day; all received when nothing else is said."""
        with on_day(on):
            row = self.issue(self.plan(decision_on=on, hand_out_on=on))
            for sheet in row.sheets.order_by("pk"):
                given = {
                    line.pk: {"received": line.issued, "returned": 0, "missing": 0, "signer": SIGNER}
                    for line in sheet.lines.all()
                }
                given |= results(sheet) if results else {}
                record_sheet(user=self.cashier, sheet=sheet, results=given)
        return row


@pytest.fixture(autouse=True)
def kept_apart(settings: Any, tmp_path: Any) -> None:
    """Files of these reports lie in the test's own folder."""
    settings.DATA_DIR = tmp_path / "data"


@pytest.fixture
def books(province_fund: Any, fund_accountant: User, fund_chair: User, fund_cashier: User) -> PastBooks:
    return PastBooks(province_fund, fund_accountant, fund_chair, fund_cashier)


@pytest.fixture
def children_of(db: Any) -> Callable[..., list[Child]]:
    """``children_of(unit, 3, girls=1)``: marked children of a unit, the first ones girls."""
    made = 0

    def make(unit: Any, count: int, girls: int = 0) -> list[Child]:
        nonlocal made
        born = []
        for index in range(count):
            made += 1
            sex = "female" if index < girls else "male"
            born.append(ChildFactory(unit=unit, sex=sex, full_name=f"{MARK} {made}", personal_id=f"0103160{made:05d}"))
        return born

    return make


@pytest.fixture
def coats_for(books: PastBooks, coat: Any, units: SimpleNamespace) -> Callable[..., Any]:  # noqa: F811
    """``coats_for(children, on=day)``: a coat for each, promised, received, handed out and signed for."""

    def make(children: list[Child], *, on: datetime.date, **kwargs: Any) -> Any:
        pledge = PledgeFactory(unit=units.province, quantity=len(children), donor__name="Công ty TNHH Ước Nguyễn")
        books.goods(coat(len(children)), pledge=pledge, day=on)
        for child in children:
            AllocationFactory(pledge=pledge, need=NeedFactory(child=child))
        return books.hand_out(on, **kwargs)

    return make


@pytest.fixture
def book(
    books: PastBooks,
    units: SimpleNamespace,
    children_of: Callable[..., list[Child]],
    coat: Callable[..., dict[str, Any]],  # noqa: F811
    district_fund: Any,
    person: Callable[..., User],
    lists: None,
) -> SimpleNamespace:
    """2022: one gift, one scholarship. 2023: gifts of all kinds, a transfer, management, coats in three communes.

    Bản Phố has seven children (one of them helped from two lots), Hoàng Thu Phố three, Hợp Thành six and a class.
    """
    company = DonorFactory(name="Công ty TNHH Nguyễn Ước")
    quiet = DonorFactory(kind="person", name=ANONYMOUS, name_public=False)
    books.receipt(50_000_000, day=day(2022, 3, 1), donor=company)
    books.payment(8_000_000, day=day(2022, 9, 1))
    books.receipt(30_000_000, day=day(2023, 2, 10), donor=company)
    books.receipt(7_000_000, day=day(2023, 3, 5), donor=quiet, place=books.cash)
    books.receipt(500_000, day=day(2023, 3, 6), place=books.cash, party="Hòm quỹ")
    meals = PledgeFactory(
        unit=units.province,
        money=10_000_000,
        donor=quiet,
        earmark=Earmark.objects.create(items=["DD03"], purpose="Bữa ăn điểm trường"),
    )
    books.receipt(10_000_000, day=day(2023, 4, 1), pledge=meals)
    books.payment(6_000_000, day=day(2023, 5, 1), expenditure="C03", earmark=meals.earmark)
    PledgeFactory(unit=units.province, money=PROMISED, accepted_on=day(2023, 11, 1), donor=company)
    with on_day(day(2023, 6, 10)):
        set_share(
            user=books.chair,
            fund=books.fund,
            year=2023,
            amount=1_000_000,
            decision_no="135/QĐ",
            decided_on=day(2023, 6, 10),
        )
    books.payment(400_000, day=day(2023, 6, 25), expenditure="M02", reason="Tuyên truyền")
    books.payment(5_000_000, day=day(2023, 8, 30), expenditure="C08")
    district = other_books(district_fund, person, "district")
    with on_day(day(2023, 7, 1)):
        moved = send_transfer(
            user=books.chair,
            sender=books.fund,
            receiver=district_fund,
            place=books.bank,
            amount=4_000_000,
            decision_no="40/QĐ-QBTTE",
            day=day(2023, 7, 1),
        )
    with on_day(day(2023, 7, 4)):
        confirm_transfer(user=district.chair, transfer=moved, place=district.bank, day=day(2023, 7, 4))
    helped = SimpleNamespace(
        commune=children_of(units.commune, 7, girls=3),
        sibling=children_of(units.sibling, 3, girls=1),
        far=children_of(units.far, 6, girls=3),
    )
    everyone = [*helped.commune, *helped.sibling, *helped.far]
    coats = PledgeFactory(unit=units.province, quantity=40, donor=company)
    books.goods(coat(24), coat(1, size="130"), coat(5, size="130"), pledge=coats, day=day(2023, 10, 6))
    for child in everyone:
        double = {"size": "130", "quantity": 2} if child == helped.commune[0] else {}
        need = NeedFactory(child=child, **double)
        AllocationFactory(pledge=coats, need=need, quantity=need.quantity)
    crowd = NeedFactory(unit=units.far, group_name="Lớp 2A", head_count=12, quantity=4)
    AllocationFactory(pledge=coats, need=crowd, quantity=4)

    def results(sheet: Sheet) -> dict[int, dict[str, Any]]:
        """At Hợp Thành one coat came back and one was lost."""
        if sheet.unit_id != units.far.pk:
            return {}
        back, lost = sheet.lines.filter(allocation__need__child__isnull=False).order_by("pk")[:2]
        return {
            back.pk: {"received": 0, "returned": 1, "missing": 0, "signer": ""},
            lost.pk: {"received": 0, "returned": 0, "missing": 1, "signer": ""},
        }

    books.hand_out(day(2023, 11, 20), results)
    books.receipt(120_000, day=day(2023, 12, 28), party="Ngân hàng", income="T16", reason="Lãi tiền gửi")
    return SimpleNamespace(
        books=books, fund=books.fund, district=district, company=company, quiet=quiet, meals=meals, helped=helped
    )


@pytest.fixture
def compiler(province_officer: User) -> User:
    """Who compiles: not the one who publishes."""
    return province_officer


@pytest.fixture
def made(book: SimpleNamespace, compiler: User) -> YearReport:
    """The province's report of 2023 as a draft, with small files in place of the printed ones."""
    with on_day(day(2024, 2, 20)):
        return with_files(compile_report(user=compiler, fund=book.fund, year=2023))


@pytest.fixture
def printed(book: SimpleNamespace, compiler: User) -> YearReport:
    """The same with its real files, whose making takes seconds."""
    with on_day(day(2024, 2, 20)):
        return render_report(compile_report(user=compiler, fund=book.fund, year=2023))


_paper: list[SimpleNamespace] = []


@pytest.fixture
def paper(request: pytest.FixtureRequest) -> SimpleNamespace:
    """The printed files of the book, made once for all tests that only read them."""
    if not _paper:
        report = request.getfixturevalue("printed")
        files = {held.kind: read_private(held.stored) for held in report.files.all()}
        children = list(Child.objects.values_list("full_name", "code", "personal_id"))
        _paper.append(SimpleNamespace(figures=report.figures, number=report.number, children=children, **files))
    return _paper[0]


@pytest.fixture
def published(made: YearReport, book: SimpleNamespace) -> YearReport:
    with on_day(day(2024, 3, 20)):
        return publish_report(user=book.books.chair, report=made)


@pytest.fixture
def commune_chair(person: Callable[..., User], units: SimpleNamespace) -> User:
    return person(Role.FUND_CHAIR, units.commune, username="commune_chair")
