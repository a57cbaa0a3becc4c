"""What reaches the province's fund from outside: its bank's statements, and the state budget's management money."""

import csv
import datetime
import io
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from donors.models import Pledge
from funds.bank.vietqr import reference
from funds.ledger.figures import balance
from funds.models import BudgetEstimate, BudgetLine, Fund, IncomeSource, StatementLine, Transfer, Voucher
from funds.services import bank_line, statement
from funds.services import budget as acts
from lao_cai_support.web.clock import on_day
from reports.demo.money import Books

HEAD = ["Ngày giao dịch", "Số tham chiếu", "Ghi nợ", "Ghi có", "Số dư", "Nội dung"]
# (item, what for, norm, unit, how many, đồng for one, cut by the finance office)
LINES = (
    ("6700", "Công tác phí kiểm tra việc cấp phát ở xã", "Mức chi công tác phí của tỉnh", "ngày công", 60, 200_000, 0),
    ("6650", "Hội nghị tổng kết vận động Quỹ", "Mức chi hội nghị của tỉnh", "đại biểu", 80, 150_000, 20),
    ("6550", "Giấy, mực in danh sách ký nhận", "Ba báo giá", "tháng", 12, 400_000, 0),
    ("6750", "Thuê xe chuyển hàng cứu trợ lên xã", "Ba báo giá", "chuyến", 6, 2_500_000, 1),
)


class Offices:
    def __init__(self, books: Books, fund: Fund, users: dict[str, Any], day: datetime.date) -> None:
        self.day = day
        self.books, self.fund, self.users = books, fund, users
        self.accountant, self.chair = users["fund_accountant"], users["fund_chair"]

    # -- the bank

    def statement(self, first: datetime.date, last: datetime.date) -> None:
        """The bank's file of a span of days; what has its paper is matched, what came unannounced waits."""
        bank = self.books.place(self.fund, "bank")
        moves: list[tuple[datetime.date, int, str, Any]] = []
        for paper in Voucher.objects.filter(place=bank, state="posted", day__range=(first, last)).order_by("day", "pk"):
            sign = -1 if paper.kind == "PC" else 1
            moves.append((paper.day, sign * paper.amount, f"{paper.party} {paper.reason}", paper))
        for transfer in Transfer.objects.filter(from_place=bank, sent_on__range=(first, last)).order_by("pk"):
            moves.append((transfer.sent_on, -transfer.amount, f"QBTTE chuyen {transfer.decision_no}", transfer))
        pledge = Pledge.objects.filter(form="money", state="accepted", route="fund").order_by("-pk").first()
        told = f"{reference(pledge.code)} ung ho ao am" if pledge else "ung ho ao am"
        moves += [
            (last - datetime.timedelta(days=9), 1_500_000, "NGUYEN THI UOC ung ho quy bao tro tre em", None),
            (last - datetime.timedelta(days=4), 5_000_000, told, None),
            (last - datetime.timedelta(days=2), -22_000, "Phi quan ly tai khoan", None),
        ]
        moves.sort(key=lambda move: move[0])
        held = balance(self.fund, "A2", day=first - datetime.timedelta(days=1))
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow(HEAD)
        for n, (day, amount, words, _paper) in enumerate(moves):
            held += amount
            sides = ["", f"{amount}"] if amount > 0 else [f"{-amount}", ""]
            writer.writerow([f"{day:%d/%m/%Y}", f"FT{first:%y%m}{n:04d}", *sides, f"{held}", words[:200]])
        name = f"sao-ke-{first:%m-%Y}.csv"
        upload = SimpleUploadedFile(name, out.getvalue().encode("utf-8-sig"))
        with on_day(last):
            row = statement.take_statement(user=self.accountant, place=bank, upload=upload)
            lines = {line.reference: line for line in StatementLine.objects.filter(statement=row)}
            for n, (_day, _amount, _words, paper) in enumerate(moves):
                line = lines[f"FT{first:%y%m}{n:04d}"]
                if isinstance(paper, Transfer):
                    bank_line.pair_transfer(user=self.accountant, line=line, transfer=paper)
                elif paper is not None:
                    bank_line.pair_voucher(user=self.accountant, line=line, voucher=paper)

    # -- the budget

    def budget(self, year: int, *, until: str = "settled") -> None:
        """The year's estimate, as far as ``until`` says: submitted, assigned or settled."""
        with on_day(datetime.date(year - 1, 7, 10)):
            row = acts.draft_estimate(
                user=self.accountant,
                fund=self.fund,
                year=year,
                source=IncomeSource.objects.get(code="T13"),
                grounds=f"Kế hoạch vận động, quản lý Quỹ năm {year}",
            )
            for item, content, norm, unit, quantity, price, _cut in LINES:
                acts.add_line(
                    user=self.accountant,
                    estimate=row,
                    item=item,
                    content=content,
                    norm=norm,
                    unit=unit,
                    quantity=quantity,
                    unit_price=price,
                )
            row = acts.submit_estimate(user=self.chair, estimate=row)
        if until == "submitted":
            return
        lines = list(row.lines.order_by("pk"))
        with on_day(datetime.date(year - 1, 9, 15)):
            amounts = {
                line.pk: (line.requested - cut * line.unit_price, "Giảm theo khả năng cân đối ngân sách")
                for line, (*_told, cut) in zip(lines, LINES, strict=True)
            }
            row = acts.appraise_estimate(
                user=self.users["finance_appraiser"],
                estimate=row,
                number=f"{1200 + year % 100}/STC-HCSN",
                appraised_on=datetime.date(year - 1, 9, 15),
                amounts=amounts,
            )
        with on_day(datetime.date(year - 1, 12, 20)):
            row = acts.assign_estimate(
                user=self.chair,
                estimate=row,
                number=f"{3100 + year % 100}/QĐ-UBND",
                decided_on=datetime.date(year - 1, 12, 18),
                issuer="UBND tỉnh",
                amounts={pk: amount for pk, (amount, _why) in amounts.items()},
            )
        for month, line in zip((3, 6, 8, 10), lines, strict=True):
            if datetime.date(year, month, 20) <= self.day:
                self._spend(row, line, datetime.date(year, month, 20))
        if until == "settled":
            with on_day(datetime.date(year + 1, 1, 20)):
                acts.settle_estimate(user=self.chair, estimate=row, number=f"{10 + year % 100}/BC-QBTTE")

    def _spend(self, row: BudgetEstimate, line: BudgetLine, day: datetime.date) -> None:
        line = row.lines.get(pk=line.pk)
        amount = line.assigned * 4 // 5 // 10_000 * 10_000
        with on_day(day):
            paper = acts.draft_withdrawal(
                user=self.accountant, line=line, day=day, amount=amount, reason=f"Rút dự toán: {line.content}"
            )
            self.books.carry_out(self.fund, paper)
            paper = acts.draft_spending(
                user=self.accountant,
                line=line,
                day=day,
                amount=amount - 100_000,
                party="Đơn vị cung cấp",
                reason=line.content,
                decision_no=f"{day.month + 20}/QĐ-QBTTE",
                decision_on=day - datetime.timedelta(days=2),
            )
            self.books.carry_out(self.fund, paper)
