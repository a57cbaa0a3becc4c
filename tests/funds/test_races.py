"""Two people at one moment, each in an own connection with real transactions: exactly one gets the last đồng."""

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, transaction

from donors.models import Pledge
from funds.ledger.figures import balances
from funds.ledger.invariants import broken
from funds.ledger.post import Line, post, reverse
from funds.models import JournalEntry, Sheet, Transfer, Voucher
from funds.services import distribution as handing
from funds.services.fund import close_year, confirm_transfer, send_transfer, set_share
from lao_cai_support.web.errors import Refusal
from tests.factories.donors import AllocationFactory, PledgeFactory
from tests.funds.conftest import DAY, coats, needy

pytestmark = pytest.mark.django_db(transaction=True)


def together(*acts: Any) -> list[Any]:
    """Do the acts at one moment; what each gave, or the refusal it met. Anything else is an error of the test."""
    start = threading.Barrier(len(acts), timeout=30)

    def run(act: Any) -> Any:
        try:
            start.wait()
            return act()
        except Refusal as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [done.result(timeout=60) for done in [pool.submit(run, act) for act in acts]]


def refusals(outcomes: list[Any]) -> list[str]:
    return [outcome.code or outcome.field for outcome in outcomes if isinstance(outcome, Refusal)]


@pytest.fixture(autouse=True)
def the_books_hold_afterwards(db: Any) -> Any:
    yield
    assert [(invariant.code, lines) for invariant, lines in broken()] == []


def test_two_funds_that_send_to_each_other_do_not_wait_for_each_other(books, district_books):
    """The receiver's key is checked at commit: it must not wait for the fund that the other transfer holds."""
    for own in (books, district_books):
        own.receipt(1_000_000)
    sent = threading.Barrier(2, timeout=30)

    def send(here: Any, there: Any) -> Transfer:
        with transaction.atomic():
            given = {"receiver": there.fund, "place": here.bank, "amount": 300_000, "decision_no": "7/QĐ"}
            row = send_transfer(user=here.chair, sender=here.fund, **given)
            sent.wait()
        return row

    together(lambda: send(books, district_books), lambda: send(district_books, books))
    assert Transfer.objects.filter(state="sent").count() == 2


@pytest.mark.parametrize("place", ["cash", "bank"])
def test_two_payments_race_for_the_last_money(books, place):
    where = getattr(books, place)
    books.receipt(1_000_000, place=where)
    drafts = [books.approve(books.draft_payment(600_000, place=where)) for _ in range(2)]
    outcomes = together(*(lambda v=v: books.post(v) for v in drafts))
    assert refusals(outcomes) == ["overdraft"]
    assert JournalEntry.objects.filter(event="money_out").count() == 1
    assert sum(balances(books.fund)[a] for a in ("A1", "A2")) == 400_000
    assert sorted(Voucher.objects.filter(kind="PC").values_list("state", flat=True)) == ["approved", "posted"]


def test_one_earmark_is_spent_once(books, earmark):
    books.receipt(1_000_000, pledge=PledgeFactory(unit=books.fund.unit, money=1_000_000, earmark=earmark))
    books.receipt(9_000_000)
    drafts = [books.approve(books.draft_payment(600_000, **coats(books, earmark))) for _ in range(2)]
    assert refusals(together(*(lambda v=v: books.post(v) for v in drafts))) == ["overdraft"]
    assert balances(books.fund)["F2"] == 400_000


def test_one_voucher_carried_out_twice_at_once_is_one_entry(books):
    voucher = books.approve(books.draft_receipt())
    outcomes = together(*[lambda: books.post(voucher)] * 4)
    assert refusals(outcomes) == []
    assert JournalEntry.objects.count() == 1 and balances(books.fund)["A2"] == 1_000_000


def test_chairs_approving_at_once_give_consecutive_numbers(books):
    drafts = [books.draft_receipt(1_000 * n) for n in range(1, 7)]
    together(*(lambda v=v: books.approve(v) for v in drafts))
    assert sorted(Voucher.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5, 6]


def test_one_voucher_approved_twice_at_once_has_one_number(books):
    draft = books.draft_receipt()
    outcomes = together(*[lambda: books.approve(draft)] * 3)
    assert sum(isinstance(outcome, Refusal) for outcome in outcomes) == 2
    assert Voucher.objects.get().number == 1
    assert books.approve(books.draft_receipt()).number == 2


def test_the_same_key_at_once_is_one_entry(books):
    def write() -> JournalEntry:
        lines = [Line("A2", 700), Line("F1", -700)]
        return post(fund=books.fund, day=DAY, event="money_in", text="Thu", key="một lần", lines=lines)

    outcomes = together(*[write] * 5)
    assert {outcome.pk for outcome in outcomes} == {JournalEntry.objects.get().pk}
    assert balances(books.fund)["A2"] == 700


def test_entries_of_one_fund_stand_in_one_chain(books):
    drafts = [books.approve(books.draft_receipt(1_000)) for _ in range(6)]
    together(*(lambda v=v: books.post(v) for v in drafts))
    assert list(JournalEntry.objects.values_list("sequence", flat=True)) == [1, 2, 3, 4, 5, 6]


def test_an_entry_reversed_twice_at_once_is_reversed_once(books):
    books.receipt()
    entry = JournalEntry.objects.get()
    together(*[lambda: reverse(entry=entry, day=DAY, reason="Ghi nhầm", user=books.accountant)] * 3)
    assert JournalEntry.objects.filter(reverses=entry).count() == 1 and balances(books.fund)["A2"] == 0


def test_a_pledge_is_not_received_twice(books):
    pledge = PledgeFactory(unit=books.fund.unit, money=1_000_000)
    drafts = [books.approve(books.draft_receipt(1_000_000, pledge=pledge)) for _ in range(2)]
    assert refusals(together(*(lambda v=v: books.post(v) for v in drafts))) == ["amount"]
    assert Pledge.objects.get().state == "fulfilled" and balances(books.fund)["A2"] == 1_000_000


def test_two_plans_do_not_promise_one_coat(books, coat, units):
    pledge = PledgeFactory(unit=units.province)
    books.goods(coat(1), pledge=pledge)
    for _ in range(2):
        AllocationFactory(pledge=pledge, need=needy(units.commune))
    assert refusals(together(books.plan, books.plan)) == ["nothing"]


def test_two_people_recording_one_sheet(books, coat, units, commune_officer):
    pledge = PledgeFactory(unit=units.province)
    books.goods(coat(20), pledge=pledge)
    AllocationFactory(pledge=pledge, need=needy(units.commune))
    books.issue(books.plan())
    sheet = Sheet.objects.get()
    results = {
        line.pk: {"received": 1, "returned": 0, "missing": 0, "signer": "Sùng Seo"} for line in sheet.lines.all()
    }
    people = (books.cashier, commune_officer)
    outcomes = together(*(lambda u=u: handing.record_sheet(user=u, sheet=sheet, results=results) for u in people))
    assert refusals(outcomes) == ["recorded"]
    assert balances(books.fund)["A4"] == 0


def test_sheets_of_one_distribution_recorded_at_once(books, coat, units):
    """The last one, whoever it is, ends the distribution."""
    pledge = PledgeFactory(unit=units.province)
    books.goods(coat(20), pledge=pledge)
    for unit in (units.commune, units.sibling, units.far):
        AllocationFactory(pledge=pledge, need=needy(unit))
    row = books.issue(books.plan())
    together(*(lambda s=s: books.record(s) for s in Sheet.objects.all()))
    row.refresh_from_db()
    assert row.state == "recorded" and balances(books.fund)["A3"] == 17 * 250_000


def test_a_distribution_issued_twice_at_once(books, coat, units):
    pledge = PledgeFactory(unit=units.province)
    books.goods(coat(20), pledge=pledge)
    AllocationFactory(pledge=pledge, need=needy(units.commune))
    row = handing.approve_distribution(user=books.chair, distribution=books.plan())
    together(*[lambda: handing.issue_distribution(user=books.cashier, distribution=row)] * 3)
    assert Voucher.objects.filter(kind="XK").count() == 1 and balances(books.fund)["A4"] == 250_000


def test_two_funds_confirm_each_others_money(books, district_books):
    """Neither waits for the other for ever."""
    for one in (books, district_books):
        one.receipt(10_000_000)
    pairs = [(books, district_books), (district_books, books)] * 3
    rows = [
        (
            into,
            send_transfer(
                user=out.chair,
                sender=out.fund,
                receiver=into.fund,
                place=out.bank,
                amount=1_000_000,
                decision_no="7/QĐ",
            ),
        )
        for out, into in pairs
    ]
    outcomes = together(*(lambda i=i, r=r: confirm_transfer(user=i.chair, transfer=r, place=i.bank) for i, r in rows))
    assert refusals(outcomes) == [] and not Transfer.objects.exclude(state="received").exists()
    assert balances(books.fund)["A2"] == balances(district_books.fund)["A2"] == 10_000_000


def test_a_transfer_is_received_once(books, district_books):
    books.receipt(1_000_000)
    row = send_transfer(
        user=books.chair,
        sender=books.fund,
        receiver=district_books.fund,
        place=books.bank,
        amount=1_000_000,
        decision_no="7/QĐ",
    )
    outcomes = together(
        *[lambda: confirm_transfer(user=district_books.chair, transfer=row, place=district_books.bank)] * 2
    )
    assert len(refusals(outcomes)) == 1 and balances(district_books.fund)["A2"] == 1_000_000


def test_a_share_decided_and_a_year_closed_twice_at_once(books):
    books.receipt(10_000_000)

    def decide() -> Any:
        return set_share(
            user=books.chair, fund=books.fund, year=2024, amount=900_000, decision_no="201/QĐ", decided_on=DAY
        )

    assert refusals(together(decide, decide)) == ["year"]
    assert balances(books.fund)["F4"] == 900_000
    closed = together(*[lambda: close_year(user=books.chair, fund=books.fund, year=2023)] * 2)
    assert refusals(closed) == ["closed"]
