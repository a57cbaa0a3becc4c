"""How the books stand a million entries: `python benchmarks/ledger.py` (`--small` for 20,000).

Fills the books of three funds, most of it one fund's, in a database server of its own: papers, entries with honest
hashes, postings and balances go in by COPY, as six years of receipts, payments, goods in and goods handed out. Then
it times a posting (also a back-dated one), the whole act of a cashier, a fund's page and verify_ledger, and prints
each beside its limit. The folder is thrown away at the end. The README beside this file says what the figures were.
"""

import argparse
import datetime
import logging
import random
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

from search import run, servers, told

LARGE, SMALL = 1_000_000, 20_000
FIRST, LAST = datetime.date(2019, 1, 2), datetime.date(2024, 11, 14)
SHARES = (0.8, 0.15, 0.05)  # of the entries, by fund
EARMARKS = 200
TIMES = 200


class Writer:
    """One fund's six years, entry after entry; nothing is spent that is not there."""

    def __init__(self, fund: Any, people: list[Any], marks: list[Any], units: list[Any], item: Any, seed: int) -> None:
        self.fund, self.people, self.marks, self.units, self.item = fund, people, marks, units, item
        self.rng = random.Random(seed)
        self.places = {place.kind: place for place in fund.places.all()}
        self.money: dict[int, int] = defaultdict(int)  # free money under 0, else by earmark
        self.numbers: dict[tuple[str, int], int] = defaultdict(int)
        self.stock: list[list[Any]] = []  # [id, code, pieces]
        self.out: list[list[Any]] = []
        self.vouchers: list[list[Any]] = []
        self.lots: list[list[Any]] = []
        self.postings: list[list[Any]] = []
        self.head, self.sequence = "", 0

    def entries(self, count: int, ids: Iterator[int]) -> Iterator[list[Any]]:
        span = (LAST - FIRST).days
        for n in range(count):
            day = FIRST + datetime.timedelta(days=n * span // count)
            yield self.entry(next(ids), day)

    def entry(self, pk: int, day: datetime.date) -> list[Any]:
        chance, rng = self.rng.random(), self.rng
        mark = rng.choice(self.marks) if rng.random() < 0.4 else None
        held = self.money[mark.pk if mark else 0]
        if chance < 0.08 or (chance < 0.2 and not self.stock):
            return self.goods_in(pk, day)
        if chance < 0.2:
            return self.goods_out(pk, day)
        if chance < 0.3 and self.out:
            return self.signed(pk, day)
        if chance < 0.65 and held > 200_000:
            return self.paid(pk, day, mark, rng.randint(1, held // 20_000) * 10_000)
        return self.received(pk, day, mark, rng.randint(5, 500) * 10_000)

    def received(self, pk: int, day: datetime.date, mark: Any, amount: int) -> list[Any]:
        self.money[mark.pk if mark else 0] += amount
        lines = [("A2", amount, None, 0, mark, "", ""), ("F2" if mark else "F1", -amount, None, 0, mark, "T02", "")]
        return self.write(pk, day, "money_in", "PT", amount, lines, mark, income="T02")

    def paid(self, pk: int, day: datetime.date, mark: Any, amount: int) -> list[Any]:
        self.money[mark.pk if mark else 0] -= amount
        lines = [("F2" if mark else "F1", amount, None, 0, mark, "", "C17"), ("A2", -amount, None, 0, mark, "", "")]
        return self.write(pk, day, "money_out", "PC", amount, lines, mark, expenditure="C17")

    def goods_in(self, pk: int, day: datetime.date) -> list[Any]:
        lot = [pk, f"L{pk:09d}", self.rng.randint(20, 200)]
        self.stock.append(lot)
        self.lots.append(
            [pk, lot[1], self.fund.pk, self.places["store"].pk, self.item.pk, "", lot[2], 50_000, day, "invoice"]
        )
        value = lot[2] * 50_000
        lines = [("A3", value, lot, lot[2], None, "", ""), ("F3", -value, None, 0, None, "T03", "")]
        return self.write(pk, day, "goods_in", "NK", value, lines, None, income="T03")

    def goods_out(self, pk: int, day: datetime.date) -> list[Any]:
        lot = self.rng.choice(self.stock)
        pieces = self.rng.randint(1, lot[2])
        lot[2] -= pieces
        if not lot[2]:
            self.stock.remove(lot)
        self.out.append([lot, pieces])
        value = pieces * 50_000
        lines = [("A4", value, lot, pieces, None, "", ""), ("A3", -value, lot, -pieces, None, "", "")]
        return self.write(pk, day, "goods_advanced", "XK", value, lines, None)

    def signed(self, pk: int, day: datetime.date) -> list[Any]:
        lot, pieces = self.out.pop()
        value = pieces * 50_000
        lines = [("F3", value, None, 0, None, "", "C17"), ("A4", -value, lot, -pieces, None, "", "")]
        return self.write(pk, day, "handed_out", "", value, lines, None)

    def write(
        self,
        pk: int,
        day: datetime.date,
        event: str,
        kind: str,
        amount: int,
        lines: list[Any],
        mark: Any,
        income: str | None = None,
        expenditure: str | None = None,
    ) -> list[Any]:
        """The paper, its postings, and the entry with the hash that funds.ledger.post would give it."""
        from funds.ledger.post import fingerprint

        code, key, poster = "", f"bench-{pk}", self.people[2]
        unit = self.rng.choice(self.units) if expenditure or event == "handed_out" else None
        if kind:
            code, (drafted, approved, posted) = f"V{pk:09d}", (person.pk for person in self.people)
            self.numbers[kind, day.year] += 1
            decision = ("1/QĐ", day) if kind in ("PC", "XK") else ("", None)
            place = self.places["store" if kind in ("NK", "XK") else "bank"].pk
            self.vouchers.append(
                [pk, code, self.fund.pk, kind, day.year, self.numbers[kind, day.year], "posted", day, place, "Người góp", ""]
                + [event, amount, *decision, "", "", drafted, approved, posted, mark.pk if mark else None, income, expenditure]
            )  # fmt: skip
        plain = []
        for account, value, lot, pieces, earmark, source, spent in lines:
            where = unit if spent else None
            plain.append(
                (account, value, lot[1] if lot else "", pieces, earmark.code if earmark else "", source, spent, "")
                + (where.code if where else "", "")
            )
            self.postings.append(
                [pk, self.fund.pk, day, account, value, lot[0] if lot else None, pieces]
                + [earmark.pk if earmark else None, source or None, spent or None, where.pk if where else None]
                + [self.places["cash" if account == "A1" else "bank"].pk if account in ("A1", "A2") else None]
            )
        self.sequence += 1
        previous = self.head
        self.head = fingerprint(
            previous=previous, fund_code=self.fund.code, sequence=self.sequence, day=day, event=event, text=event,
            voucher_code=code, key=key, reverses=0, poster=poster.code, lines=plain,
        )  # fmt: skip
        return [
            pk,
            self.fund.pk,
            self.sequence,
            day,
            event,
            event,
            pk if kind else None,
            key,
            poster.pk,
            previous,
            self.head,
        ]


VOUCHER = [
    "id",
    "code",
    "fund_id",
    "kind",
    "year",
    "number",
    "state",
    "day",
    "place_id",
    "party",
    "party_address",
    "reason",
    "amount",
    "decision_no",
    "decision_on",
    "foreign_approval",
    "cancel_reason",
    "drafted_by_id",
    "approved_by_id",
    "posted_by_id",
    "earmark_id",
    "income_id",
    "expenditure_id",
]
ENTRY = [
    "id",
    "fund_id",
    "sequence",
    "day",
    "event",
    "text",
    "voucher_id",
    "key",
    "posted_by_id",
    "previous_hash",
    "hash",
]
POSTING = [
    "entry_id",
    "fund_id",
    "day",
    "account",
    "amount",
    "lot_id",
    "quantity",
    "earmark_id",
    "income_id",
    "expenditure_id",
    "commune_id",
    "place_id",
]
LOT = ["id", "code", "fund_id", "store_id", "item_id", "size", "quantity", "unit_value", "received_on", "basis"]
TABLES = (
    "funds_voucher",
    "funds_lot",
    "funds_journalentry",
    "funds_posting",
    "funds_balance",
    "funds_balanceday",
    "funds_placeday",
)


def build(count: int, seed: int) -> Any:
    """Gives the fund that holds most of it."""
    from django.core.management import call_command
    from psycopg2.extras import DateRange

    from children.models import Item
    from donors.models import Earmark
    from funds.models import Fund, FundPlace
    from lao_cai_support.areas.models import AdministrativeUnit
    from lao_cai_support.web.bulk import copy_into
    from lao_cai_support.web.clock import today

    with told("tables and official lists"):
        call_command("migrate", verbosity=0)
        call_command("load_reference", verbosity=0)
    units = AdministrativeUnit.objects.as_of(today())
    province = units.get(code="10", level="province")
    districts = list(units.filter(level="district").order_by("path")[:2])
    communes = list(units.communes().under(province).order_by("path"))
    people = [person(role, province) for role in ("fund_accountant", "fund_chair", "fund_cashier")]
    marks = [Earmark.objects.create(purpose=f"Khoản có địa chỉ {n}") for n in range(EARMARKS)]
    ids = iter(range(1, count + 10))
    item = Item.objects.get(code="DA01")
    funds = []
    references = bare()
    with told(f"{count} entries"):
        for n, (unit, share) in enumerate(zip([province, *districts], SHARES, strict=True)):
            fund = Fund.objects.create(
                unit=unit,
                short_code=f"QBTTE-{n}",
                name=f"Quỹ {unit.title}",
                valid=DateRange(datetime.date(2019, 1, 1), None),
            )
            for kind, name in (("cash", "Két"), ("bank", "Tài khoản"), ("store", "Kho")):
                FundPlace.objects.create(fund=fund, kind=kind, name=name)
            funds.append(fund)
            writer, left = Writer(fund, people, marks, communes, item, seed + n), int(count * share)
            rows = writer.entries(left, ids)
            while left > 0:  # in portions, so that the memory does not grow with the books
                portion = [next(rows) for _n in range(min(50_000, left))]
                left -= len(portion)
                for table, columns, held in (
                    ("funds_voucher", VOUCHER, writer.vouchers),
                    ("funds_lot", LOT, writer.lots),
                    ("funds_journalentry", ENTRY, portion),
                    ("funds_posting", POSTING, writer.postings),
                ):
                    copy_into(table, columns, held)
                    held.clear()
    with told("balances"):
        from importlib import import_module

        step = import_module("funds.migrations.0006_ledger_core")
        run(step.FROM_POSTINGS)
        run(
            "INSERT INTO funds_placeday (place_id, day, amount) SELECT place_id, day, sum(sum(amount)) OVER (PARTITION BY place_id ORDER BY day) "
            "FROM funds_posting WHERE place_id IS NOT NULL GROUP BY 1, 2"
        )
    with told("foreign keys"):
        for statement in references:
            run(statement)
    for table in TABLES:
        run(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        if table not in ("funds_balance", "funds_balanceday", "funds_placeday", "funds_posting"):
            run(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {count + 10})")
    with told("statistics"):
        run("VACUUM ANALYZE")
    sizes = run("SELECT pg_size_pretty(pg_database_size(current_database())), (SELECT count(*) FROM funds_balanceday)")
    print(f"           database {sizes[0][0]}, {sizes[0][1]} balances by day", flush=True)
    return funds[0]


EMPTY = {"boolean": "false", "character varying": "''", "text": "''", "integer": "0", "bigint": "0", "jsonb": "'[]'"}


def bare() -> list[str]:
    """Guards asleep and foreign keys taken off; gives the statements that make these again, over rows already there.

    A column that must be filled and that the books do not name stands empty, so that a new one needs no change here.
    """
    made = []
    for table in TABLES:
        for column, kind in run(
            "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = %s AND is_nullable = 'NO' "
            "AND column_default IS NULL AND is_identity = 'NO' AND is_generated = 'NEVER'",
            table,
        ):
            if kind in EMPTY:
                run(f"ALTER TABLE {table} ALTER COLUMN {column} SET DEFAULT {EMPTY[kind]}")
        run(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for name, words in run(
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'f'",
            table,
        ):
            run(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
            made.append(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {words}')
    return made


def person(role: str, unit: Any) -> Any:
    from allauth.mfa.models import Authenticator
    from psycopg2.extras import DateRange

    from lao_cai_support.accounts.models import Membership, User

    user = User.objects.create(username=f"bench_{role}", full_name="Bench")
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})  # money roles need a second factor
    Membership.objects.create(user=user, role=role, unit=unit, valid=DateRange(datetime.date(2019, 1, 1), None))
    return user


def timed(what: str, limit: float, act: Callable[[int], Any], times: int = TIMES) -> None:
    """Milliseconds of an act done many times, beside its limit."""
    took = []
    for n in range(times):
        began = time.perf_counter()
        act(n)
        took.append((time.perf_counter() - began) * 1000)
    took.sort()
    p95 = took[int(len(took) * 0.95)]
    print(
        f"{what:<46} median {statistics.median(took):8.1f} ms   p95 {p95:8.1f} ms   longest {took[-1]:8.1f} ms"
        f"   limit {limit:6.0f} ms   p95 ÷ limit {p95 / limit:.2f}",
        flush=True,
    )


def measure(fund: Any) -> None:
    from django.conf import settings
    from django.test import Client, override_settings

    from donors.models import Earmark
    from funds.ledger import rules
    from funds.ledger.invariants import INVARIANTS
    from funds.ledger.post import post
    from funds.services import voucher as papers
    from lao_cai_support.accounts.models import User
    from lao_cai_support.web.clock import on_day

    bank, mark = fund.places.get(kind="bank"), Earmark.objects.order_by("pk")[0]
    accountant, chair, cashier = (
        User.objects.get(username=f"bench_fund_{r}") for r in ("accountant", "chair", "cashier")
    )
    day = datetime.date(2024, 11, 15)

    def receive(word: str, when: datetime.date, earmark: Any = None) -> Callable[[int], Any]:
        def act(n: int) -> None:
            lines = rules.money_in(place=bank, amount=1_000_000, earmark=earmark, income="T02")
            post(fund=fund, day=when, event="x", text="x", key=f"{word}-{n}", lines=lines, user=cashier)

        return act

    def pay(n: int) -> None:
        lines = rules.money_out(place=bank, amount=10_000, earmark=mark, expenditure="C17")
        post(fund=fund, day=day, event="x", text="x", key=f"pay-{n}", lines=lines, user=cashier)

    def whole(n: int) -> None:
        row = papers.draft_receipt(
            user=accountant, fund=fund, place=bank, day=day, amount=1_000_000, party="Người góp", reason="Ủng hộ"
        )
        papers.post_voucher(user=cashier, voucher=papers.approve_voucher(user=chair, voucher=row))

    with on_day(day):
        timed("a receipt posted", 20, receive("today", day))
        timed("an earmarked receipt posted", 20, receive("marked", day, mark))
        timed("a payment from an earmark posted", 20, pay)
        timed("… dated a month back", 20, receive("month", day - datetime.timedelta(30)))
        timed("… dated on the first day of the year", 20, receive("year", datetime.date(2024, 1, 1)))
        timed("a receipt drafted, approved and carried out", 100, whole, 50)
        plain = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
        with override_settings(STORAGES={**settings.STORAGES, **plain}):
            client = Client(SERVER_NAME="localhost")
            client.force_login(accountant, backend=settings.AUTHENTICATION_BACKENDS[-1])

            def page(n: int) -> None:
                answer = client.get(f"/quy/{fund.code}/")
                assert answer.status_code == 200, answer.status_code

            page(0)
            timed("a fund's page", 200, page, 30)
    began = time.perf_counter()
    for invariant in INVARIANTS:
        start = time.perf_counter()
        # What was posted above bears no papers, which I10 sees.
        found = [] if invariant.code == "I10" else list(invariant.check())
        assert not found, (invariant.code, found[:3])
        if invariant.code == "I10":
            list(invariant.check())
        print(f"           {invariant.code:<4} {time.perf_counter() - start:6.1f} s", flush=True)
    took = time.perf_counter() - began
    print(f"verify_ledger {took:.1f} s   limit 60 s   ÷ limit {took / 60:.2f}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true", help="20,000 entries: a few seconds")
    parser.add_argument("--entries", type=int)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    count = given.entries or (SMALL if given.small else LARGE)
    logging.disable(logging.WARNING)  # a line for each page asked for
    with servers(None):
        measure(build(count, given.seed))


if __name__ == "__main__":
    main()
