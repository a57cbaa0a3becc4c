"""Random work in the books of two funds: every kind of event there is, by the office's own acts, in any order.

Used by test_random_books.py in threads, and as a process of its own that may be killed at any moment:
``python -m tests.funds.random_books SEED COUNT`` with DATABASE_URL naming the database.
"""

import random
import sys
from collections import Counter
from typing import Any

from lao_cai_support.web.errors import Refusal


class Office:
    """One connection's hands: draws an act, does it, and lets the office refuse what cannot be."""

    def __init__(self, seed: int) -> None:
        from children.models import Item
        from funds.models import Fund
        from lao_cai_support.accounts.models import User
        from tests.funds.conftest import Books

        self.rng = random.Random(seed)
        self.seen: Counter[str] = Counter()
        people = {user.username: user for user in User.objects.filter(username__contains="fund_")}
        self.books = [
            Books(fund, *(people[f"{word}fund_{role}"] for role in ("accountant", "chair", "cashier")))
            for fund, word in zip(Fund.objects.order_by("unit__path"), ("", "district_"), strict=True)
        ]
        self.coat = Item.objects.get(code="DA01")
        self.acts = [
            (self.receive, 8),
            (self.receive_earmarked, 4),
            (self.pay, 6),
            (self.pay_earmarked, 4),
            (self.take_goods, 4),
            (self.plan, 3),
            (self.issue, 3),
            (self.write_sheet, 4),
            (self.decide_share, 1),
            (self.pay_management, 2),
            (self.send, 2),
            (self.confirm, 2),
            (self.turn_back, 3),
            (self.cancel, 1),
        ]

    def work(self, count: int) -> Counter[str]:
        """``count`` acts; how often each was done and how many were refused."""
        acts, weights = zip(*self.acts, strict=True)
        for act in self.rng.choices(acts, weights, k=count):
            try:
                done = act()
            except Refusal as refusal:
                self.seen["refused"] += 1
                self.seen[f"refused: {refusal.code or refusal.field}"] += 1
            else:
                self.seen[act.__name__ if done is not False else "nothing to do"] += 1
        return self.seen

    # -- what the acts draw from

    @property
    def own(self) -> Any:
        return self.rng.choices(self.books, (4, 1))[0]

    def amount(self) -> int:
        return self.rng.randint(1, 400) * 10_000

    def place(self, books: Any) -> Any:
        return self.rng.choice((books.cash, books.bank, books.bank))

    def one_of(self, rows: Any) -> Any:
        pks = list(rows.order_by("pk").values_list("pk", flat=True)[:200])
        # The other connection may have taken it meanwhile: then there is nothing to do.
        return rows.filter(pk=self.rng.choice(pks)).first() if pks else None

    # -- the acts

    def receive(self) -> Any:
        books = self.own
        return books.receipt(self.amount(), place=self.place(books))

    def receive_earmarked(self) -> Any:
        from donors.models import Earmark
        from tests.factories.donors import PledgeFactory

        books, amount = self.own, self.amount()
        mark = self.one_of(Earmark.objects.all()) if self.rng.random() < 0.7 else None
        mark = mark or Earmark.objects.create(purpose=f"Mục đích {self.rng.random()}")
        pledge = PledgeFactory(unit=books.fund.unit, money=amount, earmark=mark)
        return books.receipt(amount, pledge=pledge, place=self.place(books))

    def pay(self) -> Any:
        books = self.own
        return books.payment(self.amount(), place=self.place(books))

    def pay_earmarked(self) -> Any:
        from funds.ledger.figures import earmarks_left

        books = self.own
        mark = self.one_of(earmarks_left(books.fund))
        return books.payment(min(mark.left, self.amount()), earmark=mark, place=self.place(books)) if mark else False

    def take_goods(self) -> Any:
        """A gift in kind, and children to whom it is reserved."""
        from lao_cai_support.areas.models import AdministrativeUnit
        from tests.factories.children import ChildFactory, NeedFactory
        from tests.factories.donors import AllocationFactory, PledgeFactory

        books, pieces = self.own, self.rng.randint(3, 20)
        pledge = PledgeFactory(unit=books.fund.unit, quantity=pieces, unit_value=250_000)
        line = {"item": self.coat, "size": "120", "quantity": pieces, "unit_value": 250_000, "expires_on": None}
        lot = books.goods(line, pledge=pledge)
        commune = self.one_of(AdministrativeUnit.objects.filter(level="commune"))
        for _child in range(self.rng.randint(0, 3)):
            AllocationFactory(pledge=pledge, need=NeedFactory(child=ChildFactory(unit=commune)))
        return lot

    def plan(self) -> Any:
        return self.own.plan()

    def issue(self) -> Any:
        from funds.models import Distribution

        books = self.own
        row = self.one_of(Distribution.objects.filter(fund=books.fund, state="planned"))
        return books.issue(row) if row else False

    def write_sheet(self) -> Any:
        from funds.models import Sheet
        from funds.services.distribution import record_sheet

        books = self.own
        waiting = Sheet.objects.filter(distribution__fund=books.fund, distribution__state="issued", recorded_on=None)
        sheet = self.one_of(waiting)
        if sheet is None:
            return False
        results = {}
        for line in sheet.lines.all():
            got = self.rng.randint(0, line.issued)
            back = self.rng.randint(0, line.issued - got)
            results[line.pk] = {
                "received": got,
                "returned": back,
                "missing": line.issued - got - back,
                "signer": "Vàng A Thử",
            }
        return record_sheet(user=books.cashier, sheet=sheet, results=results)

    def decide_share(self) -> Any:
        from funds.ledger.figures import management_base
        from funds.services.fund import set_share
        from tests.funds.conftest import DAY

        books = self.own
        most = management_base(books.fund, DAY.year) // 10
        given = {"year": DAY.year, "decision_no": "9/QĐ", "decided_on": DAY}
        return set_share(user=books.chair, fund=books.fund, amount=most * self.rng.randint(1, 3) // 4, **given)

    def pay_management(self) -> Any:
        return self.own.payment(self.amount() // 20, expenditure="M02")

    def send(self) -> Any:
        from funds.services.fund import send_transfer

        here, there = self.rng.sample(self.books, 2)
        given = {"receiver": there.fund, "place": here.bank, "amount": self.amount(), "decision_no": "7/QĐ"}
        return send_transfer(user=here.chair, sender=here.fund, **given)

    def confirm(self) -> Any:
        from funds.models import Transfer
        from funds.services.fund import confirm_transfer

        books = self.own
        row = self.one_of(Transfer.objects.filter(receiver=books.fund, state="sent"))
        return confirm_transfer(user=books.chair, transfer=row, place=books.bank) if row else False

    def turn_back(self) -> Any:
        from funds.models import JournalEntry
        from funds.services.reversal import ask_reversal, carry_out_reversal

        books = self.own
        entry = self.one_of(JournalEntry.objects.filter(fund=books.fund))
        if entry is None:
            return False
        row = ask_reversal(user=books.accountant, entry=entry, reason="Ghi nhầm")
        return carry_out_reversal(user=books.chair, reversal=row)

    def cancel(self) -> Any:
        from funds.services.voucher import cancel_voucher

        books = self.own
        voucher = books.approve(books.draft_receipt(self.amount()))
        return cancel_voucher(user=books.chair, voucher=voucher, reason="Lập nhầm")


def main() -> None:
    import django

    django.setup()
    seed, count = map(int, sys.argv[1:3])
    Office(seed).work(count)


if __name__ == "__main__":
    main()
