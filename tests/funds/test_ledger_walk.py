"""Random walks through the books beside a plain model of them: the same balances, never below zero, all invariants.

The short form is part of the suite; RANDOM_WALKS=200 makes it a long one.
"""

import datetime
import os
from collections import Counter
from itertools import groupby
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, settings, stateful
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from donors.models import Earmark
from funds.ledger import rules
from funds.ledger.figures import balances
from funds.ledger.invariants import broken
from funds.ledger.post import post, reverse
from funds.models import BalanceDay, Fund, JournalEntry
from lao_cai_support.web.errors import Refusal
from tests.factories.funds import FundFactory, LotFactory

WALKS = int(os.environ.get("RANDOM_WALKS", "12"))
FIRST = datetime.date(2024, 3, 1)
days = st.integers(0, 6).map(lambda n: FIRST + datetime.timedelta(n))
amounts = st.integers(1, 500)
marks = st.sampled_from(["", "a", "b"])
kinds = st.sampled_from(["cash", "bank"])

# Set by the test: rows that every walk shares.
SHARED: dict[str, Any] = {}


class Walk(RuleBasedStateMachine):
    """The model: per fund a list of (day, account, earmark, lot, đồng, pieces). What would be below zero is refused."""

    def __init__(self) -> None:
        super().__init__()
        self.held = transaction.atomic()
        self.held.__enter__()
        self.lines: list[tuple[Any, ...]] = []
        self.entries: list[tuple[JournalEntry, list[tuple[Any, ...]]]] = []
        self.reversed: set[int] = set()
        self.in_transit: list[tuple[datetime.date, int]] = []
        self.count = 0

    @initialize()
    def begin(self) -> None:
        self.one: Fund = SHARED["one"]
        self.two: Fund = SHARED["two"]

    def teardown(self) -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            # I10 and I14 compare with papers and transfers' own records, which a walk of bare entries does not make.
            assert [(found.code, told) for found, told in broken() if found.code not in ("I10", "I14")] == []
        finally:
            transaction.set_rollback(True)
            self.held.__exit__(None, None, None)

    # -- the model

    def fits(self, sides: list[tuple[Any, ...]]) -> bool:
        """Whether no balance would be on the wrong side of zero at any moment: by day, and entry after entry in a day."""
        touched = {side[1:5] for side in sides}
        moves = [(line, at) for at, lines in enumerate([*(e[1] for e in self.entries), sides]) for line in lines]
        moves = sorted((move for move in moves if move[0][1:5] in touched), key=lambda move: (move[0][0], move[1]))
        sums, pieces = Counter(), Counter()
        for _moment, group in groupby(moves, key=lambda move: (move[0][0], move[1])):
            for line, _at in group:
                sums[line[1:5]] += line[5]
                pieces[line[1:5]] += line[6]
            for place, total in sums.items():
                if (total < 0 or pieces[place] < 0) if place[1].startswith("A") else total > 0:
                    return False
        return True

    def write(self, fund: Fund, day: datetime.date, lines: list[rules.Line], **kwargs: Any) -> bool:
        """Post, in the books and in the model; both must agree on whether it is possible."""
        sides = [
            (day, fund.pk, line.account, line.earmark, line.lot, line.amount, line.quantity)
            for line in lines
            if line.amount
        ]
        return self.agree(
            sides,
            lambda: post(
                fund=fund,
                day=day,
                event="walk",
                text=f"Bước {self.count}",
                key=f"walk-{self.count}",
                lines=lines,
                **kwargs,
            ),
        )

    def agree(self, sides: list[tuple[Any, ...]], act: Any) -> bool:
        self.count += 1
        possible = self.fits(sides)
        try:
            with transaction.atomic():
                entry = act()
        except Refusal as refusal:
            assert refusal.code == "overdraft" and not possible, f"refused: {refusal}"
            return False
        assert possible, "the books took what the model refuses"
        self.lines += sides
        self.entries.append((entry, sides))
        return True

    # -- the steps

    def mark(self, word: str) -> Any:
        return SHARED["marks"].get(word)

    @rule(day=days, amount=amounts, mark=marks, kind=kinds)
    def receive(self, day: datetime.date, amount: int, mark: str, kind: str) -> None:
        lines = rules.money_in(place=SHARED[kind], amount=amount, earmark=self.mark(mark), income="T02")
        assert self.write(self.one, day, lines)

    @rule(day=days, amount=amounts, mark=marks, kind=kinds)
    def pay(self, day: datetime.date, amount: int, mark: str, kind: str) -> None:
        lines = rules.money_out(place=SHARED[kind], amount=amount, earmark=self.mark(mark), expenditure="C08")
        self.write(self.one, day, lines)

    @rule(day=days, pieces=st.integers(1, 9), which=st.integers(0, 2))
    def goods_come(self, day: datetime.date, pieces: int, which: int) -> None:
        assert self.write(self.one, day, rules.goods_in(lot=SHARED["lots"][which], quantity=pieces, income="T03"))

    @rule(day=days, pieces=st.integers(1, 9), which=st.integers(0, 2))
    def goods_go_out(self, day: datetime.date, pieces: int, which: int) -> None:
        self.write(self.one, day, rules.goods_advanced(lot=SHARED["lots"][which], quantity=pieces))

    @rule(day=days, got=st.integers(0, 5), back=st.integers(0, 3), lost=st.integers(0, 2), which=st.integers(0, 2))
    def sheet(self, day: datetime.date, got: int, back: int, lost: int, which: int) -> None:
        lot, unit = SHARED["lots"][which], SHARED["unit"]
        lines = []
        if got:
            lines += rules.goods_signed(lot=lot, quantity=got, expenditure="C07", commune=unit)
        if back:
            lines += rules.goods_back(lot=lot, quantity=back)
        if lost:
            lines += rules.goods_signed(lot=lot, quantity=lost, expenditure="X05", commune=unit)
        if lines:
            self.write(self.one, day, lines)

    @rule(day=days, amount=amounts, signed=st.booleans(), mark=marks)
    def money_by_list(self, day: datetime.date, amount: int, signed: bool, mark: str) -> None:
        earmark = self.mark(mark)
        if not self.write(self.one, day, rules.money_advanced(place=SHARED["bank"], amount=amount, earmark=earmark)):
            return
        if signed:
            lines = rules.money_signed(amount=amount, earmark=earmark, expenditure="C08", commune=SHARED["unit"])
        else:
            lines = rules.money_back(place=SHARED["bank"], amount=amount, earmark=earmark)
        self.write(self.one, day, lines)

    @rule(day=days, amount=amounts)
    def send(self, day: datetime.date, amount: int) -> None:
        if self.write(self.one, day, rules.transfer_sent(place=SHARED["bank"], amount=amount, earmark=None)):
            self.in_transit.append((day, amount))

    @precondition(lambda self: self.in_transit)
    @rule(data=st.data(), later=st.integers(0, 3))
    def confirm(self, data: Any, later: int) -> None:
        day, amount = data.draw(st.sampled_from(self.in_transit))
        day += datetime.timedelta(later)
        if self.write(self.one, day, rules.transfer_settled(amount=amount, earmark=None, down=True)):
            self.in_transit.remove((day - datetime.timedelta(later), amount))
            lines = rules.transfer_received(place=SHARED["their_bank"], amount=amount, earmark=None, down=True)
            assert self.write(self.two, day, lines)

    @precondition(lambda self: self.entries)
    @rule(data=st.data(), later=st.integers(0, 5))
    def turn_back(self, data: Any, later: int) -> None:
        entry, sides = data.draw(st.sampled_from(self.entries))
        day = entry.day + datetime.timedelta(later)
        if entry.pk in self.reversed or entry.reverses_id:
            with pytest.raises(Refusal):
                reverse(entry=entry, day=day, reason="Ghi nhầm")
            return
        turned = [(day, *side[1:5], -side[5], -side[6]) for side in sides]
        if self.agree(turned, lambda: reverse(entry=entry, day=day, reason="Ghi nhầm")):
            self.reversed.add(entry.pk)

    # -- what holds after every step

    @invariant()
    def balances_equal_the_models(self) -> None:
        if not self.count:
            return
        for fund in (self.one, self.two):
            sums = Counter()
            for _day, owner, account, _earmark, _lot, amount, _pieces in self.lines:
                if owner == fund.pk:
                    sums[account] += amount if account.startswith("A") else -amount
            assert balances(fund) == {account: sums[account] for account in balances(fund)}
        assert JournalEntry.objects.count() == len(self.entries)

    @invariant()
    def every_day_stands_as_in_the_model(self) -> None:
        kept = {
            (b.fund_id, b.account, b.earmark_id, b.lot_id, b.day): (b.amount, b.quantity)
            for b in BalanceDay.objects.all()
        }
        model: dict[Any, tuple[int, int]] = {}
        sums: dict[Any, tuple[int, int]] = {}
        for line in sorted(self.lines, key=lambda line: line[0]):
            place = (line[1], line[2], line[3].pk if line[3] else None, line[4].pk if line[4] else None)
            amount, pieces = sums.get(place, (0, 0))
            # The last line of a day leaves what the day ends with.
            sums[place] = model[(*place, line[0])] = (amount + line[5], pieces + line[6])
        assert kept == model


def test_random_walks_agree_with_a_plain_model(units, lists):
    one = FundFactory(unit=units.province, short_code="QBTTE-LC")
    two = FundFactory(unit=units.district)
    marks = {word: Earmark.objects.create(purpose=word) for word in ("a", "b")}
    SHARED.update(
        one=one,
        two=two,
        cash=one.places.get(kind="cash"),
        bank=one.places.get(kind="bank"),
        their_bank=two.places.get(kind="bank"),
        marks=marks,
        unit=units.commune,
        lots=[
            LotFactory(fund=one, unit_value=7),
            LotFactory(fund=one, unit_value=11, earmark=marks["a"]),
            LotFactory(fund=one, unit_value=13),
        ],
    )
    stateful.run_state_machine_as_test(
        Walk,
        settings=settings(
            max_examples=WALKS,
            stateful_step_count=25,
            deadline=None,
            print_blob=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
