"""A fund at work: its three people, where its money and goods lie, and papers carried out in one line."""

import datetime
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from donors.models import Earmark, Pledge
from funds.models import Distribution, Fund, Lot, Sheet, Voucher
from funds.services import distribution as handing
from funds.services import voucher as papers
from lao_cai_support.accounts.models import User
from lao_cai_support.accounts.roles import Role
from lao_cai_support.areas.models import AdministrativeUnit
from tests.factories.children import ChildFactory, NeedFactory
from tests.factories.donors import AllocationFactory, PledgeFactory

DAY = datetime.date(2024, 11, 15)  # the tests' today


class Books:
    """Acts for one fund as its own three people do."""

    def __init__(self, fund: Fund, accountant: User, chair: User, cashier: User) -> None:
        self.fund, self.accountant, self.chair, self.cashier = fund, accountant, chair, cashier
        self.cash, self.bank, self.store = (fund.places.get(kind=kind) for kind in ("cash", "bank", "store"))

    def draft_receipt(self, amount: int = 1_000_000, **kwargs: Any) -> Voucher:
        given = {"place": self.bank, "day": DAY, "party": "Ông Lý A Sáng", "reason": "Ủng hộ Quỹ", **kwargs}
        return papers.draft_receipt(user=self.accountant, fund=self.fund, amount=amount, **given)

    def draft_goods(self, *lines: dict[str, Any], **kwargs: Any) -> Voucher:
        given = {"place": self.store, "day": DAY, "party": "Công ty TNHH Mây Thử", "reason": "Biên bản giao", **kwargs}
        return papers.draft_goods_receipt(user=self.accountant, fund=self.fund, lines=list(lines), **given)

    def draft_payment(self, amount: int = 200_000, **kwargs: Any) -> Voucher:
        given = {
            "place": self.bank,
            "day": DAY,
            "party": "Trường Tiểu học Bản Phố",
            "reason": "Học bổng",
            "expenditure": "C08",
            "decision_no": "15/QĐ-QBTTE",
            "decision_on": min(DAY, kwargs.get("day", DAY)),
            **kwargs,
        }
        return papers.draft_payment(user=self.accountant, fund=self.fund, amount=amount, **given)

    def approve(self, voucher: Voucher) -> Voucher:
        return papers.approve_voucher(user=self.chair, voucher=voucher)

    def post(self, voucher: Voucher) -> Voucher:
        return papers.post_voucher(user=self.cashier, voucher=voucher)

    def carry_out(self, voucher: Voucher) -> Voucher:
        return self.post(self.approve(voucher))

    def receipt(self, amount: int = 1_000_000, **kwargs: Any) -> Voucher:
        return self.carry_out(self.draft_receipt(amount, **kwargs))

    def payment(self, amount: int = 200_000, **kwargs: Any) -> Voucher:
        return self.carry_out(self.draft_payment(amount, **kwargs))

    def goods(self, *lines: dict[str, Any], **kwargs: Any) -> Lot:
        """Goods that came in; gives the first line's lot."""
        return self.carry_out(self.draft_goods(*lines, **kwargs)).lines.order_by("pk")[0].lot

    def plan(self, **kwargs: Any) -> Distribution:
        given = {
            "name": "Áo ấm tháng 11",
            "decision_no": "31/QĐ-QBTTE",
            "decision_on": DAY,
            "hand_out_on": DAY,
            "place": self.bank,
            **kwargs,
        }
        return handing.plan_distribution(user=self.accountant, fund=self.fund, **given)

    def issue(self, distribution: Distribution) -> Distribution:
        """Approved and issued."""
        row = handing.approve_distribution(user=self.chair, distribution=distribution)
        return handing.issue_distribution(user=self.cashier, distribution=row)

    def record(self, sheet: Sheet, **of_all: int) -> Sheet:
        """Every line as ``received=…, returned=…, missing=…``; all received when nothing is said."""
        results = {
            line.pk: {"received": line.issued, "returned": 0, "missing": 0, "signer": "Giàng Thị Chư", **of_all}
            for line in sheet.lines.all()
        }
        return handing.record_sheet(user=self.cashier, sheet=sheet, results=results)


@pytest.fixture
def books(province_fund: Fund, fund_accountant: User, fund_chair: User, fund_cashier: User) -> Books:
    """The province's fund at work."""
    return Books(province_fund, fund_accountant, fund_chair, fund_cashier)


def other_books(fund: Fund, person: Callable[..., User], word: str) -> Books:
    roles = (Role.FUND_ACCOUNTANT, Role.FUND_CHAIR, Role.FUND_CASHIER)
    return Books(fund, *(person(role, fund.unit, username=f"{word}_{role}") for role in roles))


@pytest.fixture
def district_books(district_fund: Fund, person: Callable[..., User]) -> Books:
    return other_books(district_fund, person, "district")


@pytest.fixture
def earmark(db: Any) -> Earmark:
    """Only for coats in the district of Bắc Hà."""
    return Earmark.objects.create(places=["10.085"], items=["DA01"], purpose="Áo ấm huyện Bắc Hà")


def coats(books: Books, earmark: Earmark) -> dict[str, Any]:
    """A payment as the donor of ``earmark`` wants it: coats, in the district of Bắc Hà."""
    commune = AdministrativeUnit.objects.get(code="02866")
    return {"earmark": earmark, "expenditure": "C07", "commune": commune}


@pytest.fixture
def coat(lists: None) -> Callable[..., dict[str, Any]]:
    """``coat(20, size="120")``: a line of coats on a goods receipt."""
    from children.models import Item

    item = Item.objects.get(code="DA01")

    def line(quantity: int = 20, **kwargs: Any) -> dict[str, Any]:
        return {"item": item, "size": "120", "quantity": quantity, "unit_value": 250_000, "expires_on": None, **kwargs}

    return line


@pytest.fixture
def hand_out(
    books: Books, units: SimpleNamespace, coat: Callable[..., dict[str, Any]], child: Any, neighbour_child: Any
) -> SimpleNamespace:
    """Twenty coats in store and two children, of two communes, to whom one each is reserved; money for a third."""
    pledge = PledgeFactory(unit=units.province)
    lot = books.goods(coat(20), pledge=pledge)
    needs = [NeedFactory(child=child), NeedFactory(child=neighbour_child)]
    allocations = [AllocationFactory(pledge=pledge, need=need) for need in needs]
    return SimpleNamespace(pledge=pledge, lot=lot, needs=needs, allocations=allocations)


def promise_money(books: Books, amount: int, **kwargs: Any) -> Pledge:
    """A promise of money that has all come in."""
    pledge = PledgeFactory(unit=books.fund.unit, money=amount, **kwargs)
    books.receipt(amount, pledge=pledge)
    return pledge


def needy(unit: Any, **kwargs: Any) -> Any:
    """A further child of the commune with an approved need."""
    return NeedFactory(child=ChildFactory(unit=unit), **kwargs)
