"""Donors, campaigns, pledges, matching and handing out, season by season, by the office's own acts on their own days."""

import datetime
import random
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from django.db import connection
from psycopg2.extras import DateRange

from children.models import Child, Item, Need, SupportArea
from children.services.need import unit_value
from donors.models import Allocation, Campaign, Donor, DonorAccess, MatchRun, Pledge
from donors.services import matching
from donors.services.donor import join_network, log_approach, register_donor
from donors.services.pledge import accept_pledge, record_pledge
from donors.services.write_off import ask_write_off, decide_write_off
from funds.ledger.figures import balance
from funds.models import Balance, BalanceDay, Distribution, Lot, Posting, Sheet, SheetLine
from funds.services import distribution as handing
from funds.services import voucher as papers
from lao_cai_support.areas.models import AdministrativeUnit, School
from lao_cai_support.web.clock import on_day
from reports.demo import tables
from reports.demo.money import Books, rounded
from reports.demo.needs import Needs

# A day of the year and what the office does then.
Step = tuple[datetime.date, Callable[[], Any]]

START = datetime.date(2019, 1, 15)
# Key, kind of the register, kind of the table of gift sizes, name (invented), whether it may be named.
DONORS = [
    ("coats", "company", "ND04", "Công ty TNHH Dệt may Hoa Đào Vàng", True),
    ("milk", "company", "ND03", "Công ty Cổ phần Sữa Đồng Cỏ Xanh", True),
    ("shoes", "producer", "ND12", "Cơ sở giày dép Bước Nhỏ", True),
    ("charity", "fund", "ND02", "Quỹ Từ thiện Ngọn Lửa Nhỏ", True),
    ("union", "union", "ND17", "Công đoàn cơ quan Mặt Trời Vùng Cao", True),
    ("abroad", "foreign", "ND14", "Hội Bạn của Trẻ em Núi (nước ngoài)", True),
    ("family", "person", "ND09", "Ông bà Lâm Gia Thịnh Phúc", False),
    ("friends", "person", "ND07", "Nhóm bạn Áo Ấm Cuối Năm", True),
    ("wheels", "company", "ND12", "Công ty TNHH Xe đạp Đường Mây", True),
    ("books", "producer", "ND12", "Cơ sở văn phòng phẩm Trang Giấy Mới", True),
    ("surgery", "fund", "ND15", "Quỹ Nụ Cười Trên Nương", True),
    ("traders", "person", "ND18", "Tiểu thương chợ phiên Gió Núi", False),
]
AREA_OF_CAMPAIGN = {"CD01": "KH", "CD02": "VC", "CD03": "KH", "CD04": "VC", "CD05": "DA"}


class Giving:
    """The giving side of the demonstration: what was needed, promised, received and handed out."""

    def __init__(
        self,
        rng: random.Random,
        names: Any,
        users: dict[str, Any],
        people: dict[int, Any],
        province: AdministrativeUnit,
        day: datetime.date,
    ) -> None:
        self.rng, self.names, self.users, self.province, self.day = rng, names, users, province, day
        self.officer = users["province_officer"]
        self.books = Books(rng, names)
        self.needs = Needs(rng, people, users["province_officer_2"])
        self.donors: dict[str, Donor] = {}
        self.sizes = {key: table for key, _kind, table, _name, _public in DONORS}

    # -- who

    def set_up(self, smaller: list[AdministrativeUnit]) -> None:
        """The registry of donors, the fund of the province and those of the smaller units."""
        with on_day(START):
            for key, kind, _table, name, public in DONORS:
                donor = register_donor(user=self.officer, kind=kind, name=name, name_public=public)
                log_approach(
                    user=self.officer, donor=donor, unit=self.province, on=START, channel="letter", outcome="agreed"
                )
                self.donors[key] = donor
            for key, terms in (("coats", "mỗi mùa đông một đợt áo ấm"), ("milk", "mỗi năm học một đợt sữa")):
                join_network(
                    user=self.officer, donor=self.donors[key], terms=terms, valid_from=datetime.date(2019, 3, 1)
                )
        DonorAccess.objects.create(donor=self.donors["coats"], user=self.users["donor"], valid=DateRange(START, None))
        main_people = {role: self.users[role] for role in ("fund_accountant", "fund_cashier", "fund_chair")}
        self.main = self.books.open(
            self.province, short="QBTTE-LC", manager="Sở Lao động - Thương binh và Xã hội", people=main_people
        )
        self.smaller = [self.books.open(unit) for unit in smaller]

    def campaigns(self) -> None:
        """The yearly calendar, closed when it is over."""
        for year in range(2019, self.day.year + 1):
            for row in tables.campaigns():
                first, last = (
                    datetime.date(year, *(int(part) for part in row[f"{end}_mm_dd"].split("-")))
                    for end in ("from", "to")
                )
                last = last if last > first else last.replace(year=year + 1)
                if first > self.day:
                    continue
                Campaign.objects.create(
                    unit=self.province,
                    area=SupportArea.objects.get(code=AREA_OF_CAMPAIGN[row["campaign_code"]]),
                    name=f"{row['name_vi']} {year}" if str(year) not in row["name_vi"] else row["name_vi"],
                    summary="Cùng các xã vùng cao chuẩn bị cho trẻ em: mỗi phần quà đều có nhu cầu đã được xã rà soát và ký nhận.",
                    call_no=f"{first.month}/TB-SLĐTBXH",
                    call_on=first,
                    beneficiaries="Trẻ em các xã đặc biệt khó khăn có nhu cầu đã được xã rà soát và huyện công bố.",
                    support_level="Theo bảng giá hiện vật của năm; mỗi trẻ nhận đúng mặt hàng và cỡ đã rà soát.",
                    receiver="Quỹ Bảo trợ trẻ em tỉnh Lào Cai",
                    receive_time="giờ hành chính, từ thứ Hai đến thứ Sáu",
                    receive_place="Sở Lao động - Thương binh và Xã hội, thành phố Lào Cai",
                    receive_way="chuyển khoản, tiền mặt tại quỹ, hiện vật tại kho có phiếu nhập",
                    target=int(row["share_of_year_percent_judged"]) * 15_000_000,
                    valid=DateRange(first, last + datetime.timedelta(days=1)),
                    state="published" if last >= self.day else "closed",
                )

    def campaign(self, code: str, year: int) -> Campaign | None:
        name = next(row["name_vi"] for row in tables.campaigns() if row["campaign_code"] == code)
        return Campaign.objects.filter(name=f"{name} {year}").first()

    # -- a promise

    def pledge(self, donor: str, form: str, day: datetime.date, *, accept: bool = True, **fields: Any) -> Pledge:
        with on_day(day):
            row = record_pledge(
                user=self.officer, donor=self.donors[donor], unit=self.province, form=form, available_from=day, **fields
            )
            if accept:
                number = f"{self.rng.randint(1, 80)}/TT-QBTTE"
                row = accept_pledge(user=self.officer, pledge=row, agreement_no=number, accepted_on=day)
        return row

    def money(self, donor: str, day: datetime.date, **kwargs: Any) -> None:
        """A gift at the door or the counter, without a promise before."""
        self.books.receipt(self.main, tables.gift(self.rng, self.sizes[donor]), day, donor=self.donors[donor], **kwargs)

    def supply(
        self,
        donor: str,
        needs: list[Need],
        promised: datetime.date,
        received: datetime.date,
        purpose: str,
        *,
        share: float = 0.9,
        expires: datetime.date | None = None,
        **fields: Any,
    ) -> Pledge:
        """A promise of goods for most of the needs, and its arrival in the store, one lot a size."""
        item, value = needs[0].item, needs[0].unit_value
        asked: Counter[str] = Counter()
        for need in needs:
            asked[need.size] += need.quantity
        given = {size: max(1, round(count * share)) for size, count in sorted(asked.items())}
        pledge = self.pledge(
            donor,
            "goods",
            promised,
            item=item,
            quantity=sum(given.values()),
            unit_value=value,
            earmark={"items": [item.code], "purpose": purpose},
            **fields,
        )
        lines = [
            {"item": item, "size": size, "quantity": count, "unit_value": value, "expires_on": expires}
            for size, count in given.items()
        ]
        self.books.goods(self.main, pledge, lines, received, f"{purpose}, biên bản giao nhận")
        return pledge

    # -- a year

    def year(self, year: int, children: list[Child], kindergartens: list[School]) -> None:
        """Money in spring, transfers in summer, then milk, school goods and winter goods, each handed out and signed."""
        day = datetime.date

        def scholarships() -> None:
            free = balance(self.main, "F1") - 40_000_000
            self.books.payment(
                self.main,
                rounded(free // 3),
                day(year, 8, 30),
                expenditure="C08",
                reason="Học bổng cho học sinh nghèo vượt khó",
            )
            if day(year, 9, 25) <= self.day:
                self.books.payment(
                    self.main,
                    rounded(free // 5),
                    day(year, 9, 12),
                    expenditure="C13",
                    reason="Quà Trung thu cho trẻ em vùng cao",
                )

        def interest() -> None:
            amount = self.rng.randint(300, 900) * 1000
            self.books.receipt(self.main, amount, day(year, 12, 28), party="Ngân hàng", income="T16")

        steps: list[Step] = [
            (day(year, 2, 10), lambda: self.money("charity", day(year, 2, 10))),
            (day(year, 3, 5), lambda: self.milk(year, kindergartens)),
            (day(year, 4, 5), lambda: self.money("abroad", day(year, 4, 5))),
            (day(year, 5, 28), lambda: self.money("traders", day(year, 5, 28), kind="cash")),
            (day(year, 6, 2), lambda: self.money("family", day(year, 6, 2))),
            (day(year, 6, 10), lambda: self.books.management(self.main, year)),
            (day(year, 6, 15), lambda: self._smaller(year)),
            (day(year, 7, 20), lambda: self.school(year, children)),
            (day(year, 8, 30), scholarships),
            (day(year, 9, 28), lambda: self.winter(year, children)),
            *self._meals(year),
            *self._broken(year),
            *self._surgery(year),
        ]
        if year < self.day.year:
            steps.append((day(year, 12, 28), interest))
        # In the order of days: the numbers of a kind of voucher follow their dates (I9).
        for _when, act in sorted(steps, key=lambda step: step[0]):
            act()

    def _meals(self, year: int) -> Iterator[Step]:
        """Money that may only buy school meals; a third is left for the next year."""
        value = self.rng.randint(30, 60) * 1_000_000
        pledge = self.pledge(
            "milk",
            "money",
            datetime.date(year, 3, 1),
            value=value,
            earmark={"items": ["DD03"], "purpose": "Bữa ăn tại các điểm trường mầm non"},
        )
        received, paid = datetime.date(year, 3, 20), datetime.date(year, 9, 20)
        yield received, lambda: self.books.receipt(self.main, value, received, pledge=pledge)
        yield (
            paid,
            lambda: self.books.payment(
                self.main,
                rounded(value * 2 // 3),
                paid,
                expenditure="C03",
                reason="Bữa ăn dinh dưỡng tại các điểm trường",
                earmark=pledge.earmark,
            ),
        )

    def _broken(self, year: int) -> Iterator[Step]:
        """A promise of which half came; the rest is written off, with the reason."""
        value = self.rng.randint(4, 9) * 2_000_000
        pledge = self.pledge("union", "money", datetime.date(year, 1, 20), value=value)
        received, ended = datetime.date(year, 2, 20), datetime.date(year, 3, 1)  # before anything of it is matched

        def end() -> None:
            with on_day(ended):
                asked = ask_write_off(
                    user=self.officer, pledge=pledge, reason="Đơn vị thay đổi kế hoạch, chỉ góp được một nửa"
                )
                decide_write_off(user=self.users["fund_chair"], write_off=asked, agree=True)

        yield received, lambda: self.books.receipt(self.main, value // 2, received, pledge=pledge)
        yield ended, end

    def _surgery(self, year: int) -> Iterator[Step]:
        value = tables.gift(self.rng, self.sizes["surgery"])
        pledge = self.pledge(
            "surgery",
            "money",
            datetime.date(year, 4, 12),
            value=value,
            earmark={"items": ["KCB03", "KCB04"], "purpose": "Phẫu thuật tim bẩm sinh, dị tật hàm mặt"},
        )
        received, paid = datetime.date(year, 5, 4), datetime.date(year, 7, 18)
        yield received, lambda: self.books.receipt(self.main, value, received, pledge=pledge)
        yield (
            paid,
            lambda: self.books.payment(
                self.main,
                rounded(value * 9 // 10),
                paid,
                expenditure="C02",
                reason="Phẫu thuật tim bẩm sinh, dị tật hàm mặt",
                earmark=pledge.earmark,
            ),
        )

    def _smaller(self, year: int) -> None:
        """District funds get a transfer; all smaller funds raise a little and spend most of it; some years stay empty."""
        for fund in self.smaller:
            if fund.valid.lower > datetime.date(year, 1, 1):
                continue
            if fund.unit.level == "district":
                self.books.transfer(self.main, fund, 4_000_000, datetime.date(year, 6, 15))
            elif self.rng.random() < 0.25 and fund.unit.code != "02866":
                continue  # a year without any movement, which is reported too
            raised = self.rng.randint(4, 20) * 500_000
            self.books.receipt(fund, raised, datetime.date(year, 7, 12), kind="cash")
            self.books.payment(
                fund,
                rounded(raised * 3 // 4),
                datetime.date(year, 9, 10),
                expenditure="C13",
                reason="Quà Trung thu",
                kind="cash",
            )

    def milk(self, year: int, kindergartens: list[School]) -> None:
        """A month of milk for classes of kindergartens, in cartons with an expiry date."""
        asked = datetime.date(year, 2, 20)
        schools = sorted(self.rng.sample(kindergartens, min(8, len(kindergartens))), key=lambda school: school.pk)
        needs = self.needs.of_classes(
            "DD01", schools, each=20, asked=asked, until=lambda unit: datetime.date(year, 5, 31)
        )
        self.supply(
            "milk",
            needs,
            datetime.date(year, 3, 5),
            datetime.date(year, 3, 25),
            f"Sữa học đường {year}",
            expires=datetime.date(year, 9, 30),
        )
        self.match(f"Sữa học đường {year}", datetime.date(year, 3, 28), {"items": ["DD01"]})
        self.hand_out(f"Sữa học đường {year}", datetime.date(year, 4, 2), datetime.date(year, 4, 12))

    def school(self, year: int, children: list[Child]) -> None:
        """Bicycles for those who walk far, and kits for pupils, before the school year."""
        asked = datetime.date(year, 6, 20)
        far = [child for child in children if 11 <= year - child.birth_year <= 15]
        pupils = [child for child in children if 6 <= year - child.birth_year <= 10]
        campaign = self.campaign("CD03", year)
        for code, whom, donor, purpose in (
            ("KH01", far[:18], "wheels", f"Xe đạp đến trường {year}"),
            ("KH02", pupils[:60], "books", f"Đồ dùng học tập {year}"),
        ):
            if whom:
                needs = self.needs.of_children(code, whom, asked=asked, until=lambda unit: datetime.date(year, 9, 5))
                self.supply(
                    donor, needs, datetime.date(year, 7, 20), datetime.date(year, 8, 5), purpose, campaign=campaign
                )
        self.match(f"Khai giảng {year}", datetime.date(year, 8, 8), {"items": ["KH01", "KH02"]})
        self.hand_out(f"Khai giảng {year}", datetime.date(year, 8, 12), datetime.date(year, 8, 28))

    def winter(self, year: int, children: list[Child]) -> None:
        """Coats by size, boots and blankets, matched and handed out before the cold of each band."""
        asked = datetime.date(year, 9, 12)

        def until(unit: AdministrativeUnit) -> datetime.date:
            return tables.needed_by(unit.parent.code if unit.parent else "", year)

        campaign = self.campaign("CD05", year)
        plan = (
            ("DA01", children, "coats", f"Áo ấm mùa đông {year}"),
            ("DA05", children[::2], "shoes", f"Ủng và giày {year}"),
            ("DA07", children[::4], "friends", f"Chăn ấm {year}"),
        )
        for code, whom, donor, purpose in plan:
            needs = self.needs.of_children(code, whom, asked=asked, until=until)
            self.supply(
                donor, needs, datetime.date(year, 9, 28), datetime.date(year, 10, 6), purpose, campaign=campaign
            )
        self.match(f"Đông ấm {year}", datetime.date(year, 10, 10), {"items": ["DA01", "DA05", "DA07"]})
        self.hand_out(
            f"Đông ấm {year}", datetime.date(year, 10, 14), datetime.date(year, 10, 25), keep_open=year == self.day.year
        )

    # -- matching and handing out

    @staticmethod
    def _tell_sizes() -> None:
        """Tables that were empty a moment ago: all is one transaction, so nobody else tells the database their size,
        and its triggers would go on reading them whole."""
        names = [
            model._meta.db_table
            for model in (Need, Pledge, Allocation, Posting, Balance, BalanceDay, Lot, Sheet, SheetLine)
        ]
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {', '.join(names)}")

    def match(self, name: str, day: datetime.date, scope: dict[str, Any], *, approve: bool = True) -> MatchRun:
        self._tell_sizes()
        with on_day(day):
            run = matching.propose(user=self.officer, unit=self.province, name=name, scope=scope, policy={"seed": 1})
            matching.solve_run(run)
            run.refresh_from_db()
            self._tell_sizes()
            if run.allocations.exists():
                run = matching.submit_run(user=self.officer, run=run)
                if approve:
                    run = matching.approve_run(user=self.users["fund_chair"], run=run)
        return run

    def hand_out(
        self, name: str, planned: datetime.date, day: datetime.date, *, keep_open: bool = False
    ) -> Distribution:
        """Plan, approve, issue, and write what was signed for; in the running winter one commune's sheet stays open."""
        with on_day(planned):
            row = handing.plan_distribution(
                user=self.users["fund_accountant"],
                fund=self.main,
                name=name,
                decision_no=f"{self.rng.randint(300, 600)}/QĐ-QBTTE",
                decision_on=planned,
                hand_out_on=day,
                place=self.books.place(self.main, "bank"),
            )
            row = handing.approve_distribution(user=self.users["fund_chair"], distribution=row)
            row = handing.issue_distribution(user=self.users["fund_cashier"], distribution=row)
        with on_day(day):
            for sheet in Sheet.objects.filter(distribution=row).select_related("unit").order_by("unit__path"):
                if not (keep_open and sheet.unit.code == "02866"):
                    handing.record_sheet(user=self.users["fund_cashier"], sheet=sheet, results=self._results(sheet))
        return row

    def _results(self, sheet: Sheet) -> dict[int, dict[str, Any]]:
        """What was signed for: now and then a piece comes back, or is broken on the way."""
        results = {}
        for line in SheetLine.objects.filter(sheet=sheet).order_by("pk"):
            chance = self.rng.random()
            back, lost = (
                int(line.lot_id is not None and chance < 0.02),
                int(line.lot_id is not None and 0.02 <= chance < 0.025),
            )
            back = line.issued if line.lot_id is None and chance < 0.02 else back
            results[line.pk] = {
                "received": line.issued - back - lost,
                "returned": back,
                "missing": lost,
                "signer": self.names.full("08", "female"),
            }
        return results

    # -- the running autumn

    def today(self, ban_pho: list[Child], others: list[Child], kindergartens: list[School]) -> None:
        """What waits on every work list on the demonstration's day."""
        day = self.day
        week, soon = day - datetime.timedelta(days=7), day + datetime.timedelta(days=30)

        def until(unit: Any) -> datetime.date:
            return soon

        self.needs.of_children("DA01", ban_pho[:3], asked=day - datetime.timedelta(days=2), until=until, state="open")
        self.needs.of_children("DA05", ban_pho[3:6], asked=week, until=until, state="approved")
        for code, whom in (
            ("DA01", others[:60]),
            ("DA05", others[10:50]),
            ("DA07", others[20:45]),
            ("KH01", [child for child in others if day.year - child.birth_year >= 11][:15]),
            ("KCB03", others[70:76]),
        ):
            self.needs.of_children(code, whom, asked=week, until=until)
        self.needs.of_classes(
            "DD01", kindergartens[:6], each=20, asked=week, until=lambda unit: datetime.date(day.year, 12, 31)
        )
        campaign = self.campaign("CD05", day.year)
        item = Item.objects.get(code="DA01")
        coats = self.pledge(
            "friends",
            "goods",
            week,
            item=item,
            quantity=120,
            unit_value=unit_value(item, day),
            campaign=campaign,
            earmark={"areas": ["DA"], "purpose": "Áo ấm"},
        )
        self.pledge(
            "shoes", "goods", week, item=Item.objects.get(code="DA05"), quantity=80, unit_value=90_000, accept=False
        )
        self.pledge("coats", "money", week, value=25_000_000, campaign=campaign)
        self.match(f"Đông ấm bổ sung {day:%m/%Y}", day, {"areas": ["DA"]}, approve=False)
        with on_day(day):
            self._waiting_papers(coats, item)

    def _waiting_papers(self, coats: Pledge, item: Item) -> None:
        papers.draft_receipt(
            user=self.users["fund_accountant"],
            fund=self.main,
            place=self.books.place(self.main, "cash"),
            day=self.day,
            amount=2_000_000,
            party="Người góp tại hòm quỹ",
            reason="Ủng hộ Quỹ Bảo trợ trẻ em",
        )
        sizes = ("100", "110", "120", "130", "140", "150")
        waiting = papers.draft_goods_receipt(
            user=self.users["fund_accountant"],
            fund=self.main,
            place=self.books.place(self.main, "store"),
            day=self.day,
            party=coats.donor.name,
            reason="Áo ấm bổ sung, biên bản giao nhận",
            pledge=coats,
            lines=[
                {"item": item, "size": size, "quantity": 15, "unit_value": coats.unit_value, "expires_on": None}
                for size in sizes
            ],
        )
        papers.approve_voucher(user=self.users["fund_chair"], voucher=waiting)

    def close(self, year: int) -> None:
        self.books.close(year, datetime.date(year + 1, 2, 15))
