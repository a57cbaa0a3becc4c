"""Donors, campaigns, pledges, matching and money, year by year, by the office's own acts on their own days."""

import datetime
import random
from collections import Counter
from typing import Any

from django.contrib.postgres.fields.ranges import DateRange

from children.models import Child, Item, Need, SupportArea
from children.scoring import FORMS, score
from children.services.need import unit_value
from donors.models import Campaign, Donor, DonorAccess, MatchRun, Pledge
from donors.services import matching
from donors.services.donor import join_network, log_approach, register_donor
from donors.services.pledge import accept_pledge, end_pledge, record_pledge
from funds.ledger.figures import balance, management_base
from funds.models import Distribution, Fund, FundPlace, Sheet, SheetLine
from funds.services import distribution as handing
from funds.services import voucher as papers
from funds.services.fund import close_year, confirm_transfer, send_transfer, set_share
from lao_cai_support.areas.models import AdministrativeUnit, School
from lao_cai_support.web.clock import on_day
from reports.demo.people import fund_people

DONORS = [
    ("company", "Công ty TNHH Dệt may Hoa Đào Vàng", True),
    ("company", "Công ty Cổ phần Sữa Đồng Cỏ Xanh", True),
    ("producer", "Cơ sở giày dép Bước Nhỏ", True),
    ("fund", "Quỹ Từ thiện Ngọn Lửa Nhỏ", True),
    ("agency", "Công đoàn cơ quan Mặt Trời Vùng Cao", True),
    ("foreign", "Hội Bạn của Trẻ em Núi (nước ngoài)", True),
    ("person", "Ông bà Lâm Gia Thịnh Phúc", False),
    ("person", "Nhóm bạn Áo Ấm Cuối Năm", True),
]


class Giving:
    """The money side of the demonstration: one object that knows who acts and where things lie."""

    def __init__(
        self, rng: random.Random, names: Any, users: dict[str, Any], province: AdministrativeUnit, day: datetime.date
    ) -> None:
        self.rng, self.names, self.users, self.province, self.day = rng, names, users, province, day
        self.officer, self.chair = users["province_officer"], users["fund_chair"]
        self.accountant, self.cashier = users["fund_accountant"], users["fund_cashier"]
        self.donors: list[Donor] = []
        self.funds: dict[int, dict[str, Any]] = {}

    # -- who and where

    def set_up(self, smaller: list[AdministrativeUnit]) -> None:
        with on_day(datetime.date(2019, 1, 15)):
            for kind, name, public in DONORS:
                donor = register_donor(user=self.officer, kind=kind, name=name, name_public=public)
                log_approach(
                    user=self.officer,
                    donor=donor,
                    unit=self.province,
                    on=datetime.date(2019, 1, 15),
                    channel="thư ngỏ",
                    outcome="agreed",
                )
                self.donors.append(donor)
            join_network(
                user=self.officer,
                donor=self.donors[0],
                terms="mỗi mùa đông một đợt áo ấm",
                valid_from=datetime.date(2019, 3, 1),
            )
        DonorAccess.objects.create(
            donor=self.donors[0], user=self.users["donor"], valid=DateRange(datetime.date(2019, 1, 15), None)
        )
        self.main = self._fund(
            self.province, "QBTTE-LC", "Quỹ Bảo trợ trẻ em tỉnh Lào Cai", "Sở Lao động - Thương binh và Xã hội"
        )
        self.funds[self.main.pk] = {
            "fund_accountant": self.accountant,
            "fund_cashier": self.cashier,
            "fund_chair": self.chair,
        }
        for unit in smaller:
            fund = self._fund(
                unit,
                f"QBTTE-{unit.code}",
                f"Quỹ Bảo trợ trẻ em {unit.title[:1].lower()}{unit.title[1:]}",
                f"UBND {unit.title[:1].lower()}{unit.title[1:]}",
            )
            self.funds[fund.pk] = fund_people(self.names, unit)

    def _fund(self, unit: AdministrativeUnit, short: str, name: str, manager: str) -> Fund:
        fund = Fund.objects.create(
            unit=unit,
            short_code=short,
            name=name,
            manager=manager,
            decision_no="minh họa",
            valid=DateRange(unit.valid.lower, unit.valid.upper),
        )
        FundPlace.objects.create(fund=fund, kind="cash", name="Két tiền mặt")
        FundPlace.objects.create(fund=fund, kind="bank", name="Tài khoản tiền gửi", account_no="0000 0000 0000")
        FundPlace.objects.create(fund=fund, kind="store", name="Kho")
        return fund

    def place(self, fund: Fund, kind: str) -> FundPlace:
        return fund.places.get(kind=kind)

    # -- papers

    def _posted(self, fund: Fund, voucher: Any) -> Any:
        people = self.funds[fund.pk]
        papers.approve_voucher(user=people["fund_chair"], voucher=voucher)
        return papers.post_voucher(user=people["fund_cashier"], voucher=voucher)

    def receipt(
        self,
        fund: Fund,
        amount: int,
        *,
        donor: Donor | None = None,
        pledge: Pledge | None = None,
        party: str = "",
        income: str = "",
        kind: str = "bank",
        day: datetime.date,
    ) -> None:
        giver = pledge.donor if pledge else donor
        with on_day(day):
            voucher = papers.draft_receipt(
                user=self.funds[fund.pk]["fund_accountant"],
                fund=fund,
                place=self.place(fund, kind),
                day=day,
                amount=amount,
                party=party or (giver.name if giver else "Người góp tại hòm quỹ"),
                reason="Ủng hộ Quỹ Bảo trợ trẻ em" if not income else "Lãi tiền gửi",
                donor=donor,
                pledge=pledge,
                income=income,
                foreign_approval="12/QĐ-UBND" if giver and giver.foreign else "",
            )
            self._posted(fund, voucher)

    def payment(
        self, fund: Fund, amount: int, *, expenditure: str, reason: str, day: datetime.date, earmark: Any = None
    ) -> None:
        with on_day(day):
            voucher = papers.draft_payment(
                user=self.funds[fund.pk]["fund_accountant"],
                fund=fund,
                place=self.place(fund, "bank"),
                day=day,
                amount=amount,
                party="Đơn vị cung cấp",
                reason=reason,
                expenditure=expenditure,
                decision_no=f"{self.rng.randint(10, 99)}/QĐ-QBTTE",
                decision_on=day - datetime.timedelta(days=3),
                earmark=earmark,
            )
            self._posted(fund, voucher)

    # -- a year

    def year(self, year: int, needy: list[Child], groups: list[School]) -> None:
        """Money in spring, transfers in summer, goods in autumn, handing out in winter, closing of the year before."""
        day = datetime.date
        self.receipt(self.main, self.rng.randint(80, 160) * 1_000_000, donor=self.donors[3], day=day(year, 2, 10))
        self.receipt(self.main, self.rng.randint(20, 60) * 1_000_000, donor=self.donors[5], day=day(year, 4, 5))
        self.receipt(
            self.main, self.rng.randint(3, 12) * 1_000_000, donor=self.donors[6], kind="cash", day=day(year, 5, 28)
        )
        milk = self.pledge(
            self.donors[1],
            "money",
            value=self.rng.randint(30, 60) * 1_000_000,
            earmark={"areas": ["DD"], "purpose": "Sữa và bữa ăn cho trẻ mầm non"},
            day=day(year, 3, 1),
        )
        self.receipt(self.main, milk.value, pledge=milk, day=day(year, 3, 20))
        self.payment(
            self.main,
            milk.value * 2 // 3,
            expenditure="C03",
            reason="Bữa ăn dinh dưỡng tại các điểm trường",
            earmark=milk.earmark,
            day=day(year, 9, 20),
        )
        with on_day(day(year, 6, 10)):
            base = management_base(self.main, year)
            set_share(
                user=self.chair,
                fund=self.main,
                year=year,
                amount=base // 20,
                decision_no=f"{self.rng.randint(100, 300)}/QĐ-SLĐTBXH",
                decided_on=day(year, 6, 10),
            )
        self.payment(
            self.main, base // 40, expenditure="M02", reason="Tuyên truyền, vận động tài trợ", day=day(year, 6, 25)
        )
        free = balance(self.main, "F1") - 60_000_000
        self.payment(
            self.main, free // 2, expenditure="C08", reason="Học bổng cho học sinh nghèo vượt khó", day=day(year, 8, 30)
        )
        self.payment(
            self.main,
            free // 5,
            expenditure="C02",
            reason="Phẫu thuật tim bẩm sinh, dị tật hàm mặt",
            day=day(year, 9, 5),
        )
        for fund in Fund.objects.filter(unit__level="district").order_by("short_code"):
            self._district(fund, year)
        self.winter(year, needy)
        if year < self.day.year:
            self.receipt(
                self.main, self.rng.randint(300, 900) * 1000, income="T16", party="Ngân hàng", day=day(year, 12, 28)
            )

    def _district(self, fund: Fund, year: int) -> None:
        sent, got = datetime.date(year, 6, 15), datetime.date(year, 6, 18)
        with on_day(sent):
            transfer = send_transfer(
                user=self.chair,
                sender=self.main,
                receiver=fund,
                place=self.place(self.main, "bank"),
                amount=5_000_000,
                decision_no=f"{self.rng.randint(30, 90)}/QĐ-QBTTE",
                day=sent,
            )
        with on_day(got):
            confirm_transfer(
                user=self.funds[fund.pk]["fund_chair"], transfer=transfer, place=self.place(fund, "bank"), day=got
            )
        self.receipt(fund, self.rng.randint(4, 20) * 500_000, kind="cash", day=datetime.date(year, 7, 12))
        self.payment(
            fund,
            self.rng.randint(4, 9) * 500_000,
            expenditure="C13",
            reason="Quà Trung thu",
            day=datetime.date(year, 9, 25),
        )

    def pledge(self, donor: Donor, form: str, *, day: datetime.date, accept: bool = True, **fields: Any) -> Pledge:
        with on_day(day):
            row = record_pledge(
                user=self.officer, donor=donor, unit=self.province, form=form, available_from=day, **fields
            )
            if accept:
                row = accept_pledge(
                    user=self.officer, pledge=row, agreement_no=f"{self.rng.randint(1, 80)}/TT-QBTTE", accepted_on=day
                )
        return row

    def coats(
        self, year: int, needy: list[Child], *, state: str = "published", since: datetime.date | None = None
    ) -> list[Need]:
        """Needs of winter coats, assessed and approved by the communes' people."""
        item = Item.objects.get(code="DA01")
        asked = since or datetime.date(year, 10, 3)
        value = unit_value(item, asked)
        form = FORMS["DA"]
        needs = []
        for child in needy:
            answers = {
                "difficult": self.rng.random() < 0.5,
                "poor": self.rng.random() < 0.6,
                "special": self.rng.random() < 0.3,
                "no_coat": self.rng.random() < 0.7,
                "cold": self.rng.random() < 0.4,
            }
            _points, priority, reasons = score(form["questions"], form["scoring"], answers)
            age = max(1, year - child.birth_year)
            needs.append(
                Need(
                    unit_id=child.unit_id,
                    child=child,
                    village_id=child.village_id,
                    school_id=child.school_id,
                    item=item,
                    size=str(min(170, max(80, 80 + (age - 1) * 6 // 10 * 10))),
                    quantity=1,
                    unit_value=value,
                    priority=priority,
                    reasons=reasons,
                    needed_by=datetime.date(year, 12, 20) if year < self.day.year else datetime.date(year, 12, 15),
                    waiting_since=asked,
                    state=state,
                    assessed_by=self.users["commune_officer"],
                    approved_by=self.users["commune_leader"] if state != "open" else None,
                    approved_on=asked + datetime.timedelta(days=4) if state != "open" else None,
                )
            )
        return Need.objects.bulk_create(needs, batch_size=2000)

    def winter(self, year: int, needy: list[Child]) -> None:
        """The coats of a winter: needs, a pledge of a maker, the goods by size, matching, and the signed sheets."""
        needs = self.coats(year, needy)
        sizes = Counter(need.size for need in needs)
        given = {size: max(1, count * 9 // 10) for size, count in sorted(sizes.items())}
        value = needs[0].unit_value
        pledge = self.pledge(
            self.donors[0],
            "goods",
            item=needs[0].item,
            quantity=sum(given.values()),
            unit_value=value,
            day=datetime.date(year, 10, 8),
            earmark={"areas": ["DA"], "purpose": f"Áo ấm mùa đông {year}"},
        )
        day = datetime.date(year, 10, 15)
        with on_day(day):
            voucher = papers.draft_goods_receipt(
                user=self.accountant,
                fund=self.main,
                place=self.place(self.main, "store"),
                day=day,
                party=pledge.donor.name,
                reason=f"Áo ấm mùa đông {year}, biên bản giao nhận",
                pledge=pledge,
                lines=[
                    {"item": pledge.item, "size": size, "quantity": count, "unit_value": value, "expires_on": None}
                    for size, count in given.items()
                ],
            )
            self._posted(self.main, voucher)
        self.match(f"Áo ấm {year}", datetime.date(year, 10, 20), {"areas": ["DA"]}, approve=True)
        self.hand_out(
            f"Đông ấm {year}", datetime.date(year, 10, 28), datetime.date(year, 11, 10), keep_open=year == self.day.year
        )

    def match(
        self, name: str, day: datetime.date, scope: dict[str, Any], *, approve: bool, submit: bool = True
    ) -> MatchRun:
        with on_day(day):
            run = matching.propose(user=self.officer, unit=self.province, name=name, scope=scope, policy={"seed": 1})
            matching.solve_run(run)
            run.refresh_from_db()
            if submit and run.allocations.exists():
                run = matching.submit_run(user=self.officer, run=run)
                if approve:
                    run = matching.approve_run(user=self.chair, run=run)
        return run

    def hand_out(self, name: str, planned: datetime.date, day: datetime.date, *, keep_open: bool) -> Distribution:
        """Plan, approve, issue, and write what was signed for; in the running winter one commune's sheet stays open."""
        with on_day(planned):
            row = handing.plan_distribution(
                user=self.accountant,
                fund=self.main,
                name=name,
                decision_no=f"{self.rng.randint(300, 600)}/QĐ-QBTTE",
                decision_on=planned,
                hand_out_on=day,
            )
            row = handing.approve_distribution(user=self.chair, distribution=row)
            row = handing.issue_distribution(user=self.cashier, distribution=row)
        with on_day(day):
            for sheet in Sheet.objects.filter(distribution=row).select_related("unit").order_by("unit__path"):
                if keep_open and sheet.unit.code == "02866":
                    continue
                handing.record_sheet(user=self.cashier, sheet=sheet, results=self._results(sheet))
        return row

    def _results(self, sheet: Sheet) -> dict[int, dict[str, Any]]:
        results = {}
        for line in (
            SheetLine.objects.filter(sheet=sheet).select_related("allocation__need__child__household").order_by("pk")
        ):
            back = 1 if line.issued and self.rng.random() < 0.02 else 0
            results[line.pk] = {
                "received": line.issued - back,
                "returned": back,
                "missing": 0,
                "signer": self.names.full("08", "female"),
            }
        return results

    def close(self, year: int) -> None:
        for fund in Fund.objects.order_by("short_code"):
            close_year(user=self.funds[fund.pk]["fund_chair"], fund=fund, year=year)

    # -- the running autumn

    def campaigns(self) -> None:
        for year in range(2019, self.day.year + 1):
            for name, area, first, last, target in (
                (f"Đông ấm {year}", "DA", (year, 10, 1), (year + 1, 1, 31), 400_000_000),
                (f"Tháng hành động vì trẻ em {year}", "VC", (year, 5, 20), (year, 6, 30), 150_000_000),
            ):
                end = datetime.date(*last)
                Campaign.objects.create(
                    unit=self.province,
                    area=SupportArea.objects.get(code=area),
                    name=name,
                    summary="Cùng các xã vùng cao chuẩn bị cho trẻ em: mỗi phần quà đều có nhu cầu đã được xã rà soát và ký nhận.",
                    target=target,
                    valid=DateRange(datetime.date(*first), end + datetime.timedelta(days=1)),
                    state="published" if end >= self.day else "closed",
                )

    def today(self, ban_pho: list[Child], others: list[Child]) -> None:
        """What waits on every work list on the demonstration's day."""
        day = self.day
        week = day - datetime.timedelta(days=7)
        self.coats(day.year, ban_pho[:3], state="open", since=week)
        self.coats(day.year, ban_pho[3:6], state="approved", since=week)
        self.coats(day.year, others[:60], state="published", since=week)
        campaign = Campaign.objects.filter(name=f"Đông ấm {day.year}").first()
        item = Item.objects.get(code="DA01")
        coats = self.pledge(
            self.donors[7],
            "goods",
            item=item,
            quantity=120,
            unit_value=unit_value(item, day),
            day=week,
            campaign=campaign,
            earmark={"areas": ["DA"], "purpose": "Áo ấm"},
        )
        self.pledge(
            self.donors[2],
            "goods",
            item=Item.objects.get(code="DA05"),
            quantity=80,
            unit_value=90_000,
            day=week,
            accept=False,
        )
        self.pledge(self.donors[0], "money", value=25_000_000, day=week, campaign=campaign)
        broken = self.pledge(self.donors[4], "money", value=10_000_000, day=datetime.date(day.year, 4, 2))
        with on_day(datetime.date(day.year, 8, 1)):
            end_pledge(user=self.officer, pledge=broken, state="written_off", reason="Đơn vị tài trợ giải thể")
        self.match(f"Áo ấm bổ sung {day:%m/%Y}", day, {"areas": ["DA"]}, approve=False)
        with on_day(day):
            papers.draft_receipt(
                user=self.accountant,
                fund=self.main,
                place=self.place(self.main, "cash"),
                day=day,
                amount=2_000_000,
                party="Người góp tại hòm quỹ",
                reason="Ủng hộ Quỹ Bảo trợ trẻ em",
            )
            waiting = papers.draft_goods_receipt(
                user=self.accountant,
                fund=self.main,
                place=self.place(self.main, "store"),
                day=day,
                party=coats.donor.name,
                reason="Áo ấm bổ sung, biên bản giao nhận",
                pledge=coats,
                lines=[
                    {"item": item, "size": size, "quantity": 15, "unit_value": coats.unit_value, "expires_on": None}
                    for size in ("100", "110", "120", "130", "140", "150")
                ],
            )
            papers.approve_voucher(user=self.chair, voucher=waiting)

    def check(self) -> int:
        """The main fund's cash and bank, as a sign that the ledger was written."""
        return balance(self.main, "A2") + balance(self.main, "A1")
