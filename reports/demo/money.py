"""The books of the funds: receipts, payments, transfers, closing, each by the fund's own three people."""

import datetime
import random
from typing import Any

from psycopg2.extras import DateRange

from donors.models import Donor, Pledge
from funds.ledger.figures import balance, management_base
from funds.models import Fund, FundPlace
from funds.models.count import DENOMINATIONS
from funds.services import count as counting
from funds.services import voucher as papers
from funds.services.fund import close_year, confirm_transfer, send_transfer, set_share
from lao_cai_support.areas.models import AdministrativeUnit
from lao_cai_support.web.clock import on_day
from reports.demo.people import fund_people


def rounded(amount: int) -> int:
    """Down to whole ten thousands: people give and pay round sums."""
    return amount // 10_000 * 10_000


class Books:
    """Knows who acts for which fund and where its money and goods lie."""

    def __init__(self, rng: random.Random, names: Any) -> None:
        self.rng, self.names = rng, names
        self.people: dict[int, dict[str, Any]] = {}
        self.places: dict[tuple[int, str], FundPlace] = {}

    def open(
        self, unit: AdministrativeUnit, *, short: str = "", manager: str = "", people: dict[str, Any] | None = None
    ) -> Fund:
        """The fund of a unit, with cash box, bank account and store."""
        title = f"{unit.title[:1].lower()}{unit.title[1:]}"
        fund = Fund.objects.create(
            unit=unit,
            short_code=short or f"QBTTE-{unit.code}",
            name=f"Quỹ Bảo trợ trẻ em {title}",
            manager=manager or f"UBND {title}",
            decision_no="minh họa",
            valid=DateRange(unit.valid.lower, unit.valid.upper),
        )
        for kind, name, account in (
            ("cash", "Két tiền mặt", ""),
            ("bank", "Tài khoản tiền gửi", "0000 0000 0000"),
            ("store", "Kho", ""),
        ):
            self.places[fund.pk, kind] = FundPlace.objects.create(
                fund=fund, kind=kind, name=name, account_no=account, bank_code="970436" if kind == "bank" else ""
            )
        self.people[fund.pk] = people or fund_people(self.names, unit)
        return fund

    def who(self, fund: Fund, role: str) -> Any:
        return self.people[fund.pk][f"fund_{role}"]

    def place(self, fund: Fund, kind: str) -> FundPlace:
        return self.places[fund.pk, kind]

    def carry_out(self, fund: Fund, voucher: Any) -> Any:
        """Approved by the chair, carried out by the cashier."""
        papers.approve_voucher(user=self.who(fund, "chair"), voucher=voucher)
        return papers.post_voucher(user=self.who(fund, "cashier"), voucher=voucher)

    def receipt(
        self,
        fund: Fund,
        amount: int,
        day: datetime.date,
        *,
        donor: Donor | None = None,
        pledge: Pledge | None = None,
        party: str = "Người góp tại hòm quỹ",
        income: str = "",
        kind: str = "bank",
    ) -> None:
        giver = pledge.donor if pledge else donor
        with on_day(day):
            voucher = papers.draft_receipt(
                user=self.who(fund, "accountant"),
                fund=fund,
                place=self.place(fund, kind),
                day=day,
                amount=amount,
                party=giver.name if giver else party,
                reason="Lãi tiền gửi" if income == "T16" else "Ủng hộ Quỹ Bảo trợ trẻ em",
                donor=donor,
                pledge=pledge,
                income=income,
                foreign_approval="12/QĐ-UBND" if giver and giver.foreign else "",
                foreign_approved_on=day if giver and giver.foreign else None,
            )
            self.carry_out(fund, voucher)

    def goods(self, fund: Fund, pledge: Pledge, lines: list[dict[str, Any]], day: datetime.date, reason: str) -> None:
        """A gift in kind comes into the store; each line becomes a lot."""
        with on_day(day):
            voucher = papers.draft_goods_receipt(
                user=self.who(fund, "accountant"),
                fund=fund,
                place=self.place(fund, "store"),
                day=day,
                party=pledge.donor.name,
                reason=reason,
                pledge=pledge,
                lines=lines,
                foreign_approval="12/QĐ-UBND" if pledge.donor.foreign else "",
                foreign_approved_on=day if pledge.donor.foreign else None,
            )
            self.carry_out(fund, voucher)

    def payment(
        self,
        fund: Fund,
        amount: int,
        day: datetime.date,
        *,
        expenditure: str,
        reason: str,
        earmark: Any = None,
        kind: str = "bank",
    ) -> None:
        if amount <= 0:
            return
        with on_day(day):
            voucher = papers.draft_payment(
                user=self.who(fund, "accountant"),
                fund=fund,
                place=self.place(fund, kind),
                day=day,
                amount=amount,
                party="Đơn vị cung cấp",
                reason=reason,
                expenditure=expenditure,
                decision_no=f"{self.rng.randint(10, 99)}/QĐ-QBTTE",
                decision_on=day - datetime.timedelta(days=3),
                earmark=earmark,
            )
            self.carry_out(fund, voucher)

    def management(self, fund: Fund, year: int) -> None:
        """The year's level of management costs, well below the ceiling, and one cost of it."""
        decided = datetime.date(year, 6, 10)
        with on_day(decided):
            base = management_base(fund, year)
            set_share(
                user=self.who(fund, "chair"),
                fund=fund,
                year=year,
                amount=rounded(base // 20),
                decision_no=f"{self.rng.randint(100, 300)}/QĐ-SLĐTBXH",
                decided_on=decided,
            )
        self.payment(
            fund,
            rounded(base // 40),
            datetime.date(year, 6, 25),
            expenditure="M02",
            reason="Tuyên truyền, vận động tài trợ",
        )

    def transfer(self, sender: Fund, receiver: Fund, amount: int, sent: datetime.date) -> None:
        """Sent by one fund, confirmed by the other three days later."""
        with on_day(sent):
            row = send_transfer(
                user=self.who(sender, "chair"),
                sender=sender,
                receiver=receiver,
                place=self.place(sender, "bank"),
                amount=amount,
                decision_no=f"{self.rng.randint(30, 90)}/QĐ-QBTTE",
                day=sent,
            )
        got = sent + datetime.timedelta(days=3)
        with on_day(got):
            confirm_transfer(
                user=self.who(receiver, "chair"), transfer=row, place=self.place(receiver, "bank"), day=got
            )

    def count(self, fund: Fund, day: datetime.date) -> None:
        """What lies in the cash box and the store on the day is counted, agrees with the book, and is signed."""
        cashier, signer = self.who(fund, "cashier"), self.who(fund, "accountant")
        with on_day(day):
            cash = balance(fund, "A1", day=day)
            if fund.postings.filter(account="A1", day__year=day.year).exists() or cash:
                notes, left = {}, cash
                for note in DENOMINATIONS:
                    notes[note], left = divmod(left, note)
                counting.confirm_count(
                    user=signer,
                    count=counting.count_cash(user=cashier, place=self.place(fund, "cash"), on=day, notes=notes),
                )
            held = counting.stock_of(self.place(fund, "store"), day)
            if held:
                lines = {lot: {"counted": pieces} for lot, pieces in held.items()}
                store = self.place(fund, "store")
                count = counting.count_stock(user=cashier, store=store, on=day, lines=lines)
                counting.confirm_count(user=signer, count=count)

    def close(self, year: int, day: datetime.date) -> None:
        for fund in Fund.objects.order_by("short_code"):
            if datetime.date(year, 12, 31) in fund.valid:
                self.count(fund, datetime.date(year, 12, 31))
            with on_day(day):
                close_year(user=self.who(fund, "chair"), fund=fund, year=year)
