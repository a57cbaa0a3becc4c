"""The state budget's management money: five steps, a book of its own, never over the assigned, never with donations."""

import datetime
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from django.urls import reverse as url

from funds.ledger.figures import balances, management_base
from funds.ledger.invariants import broken
from funds.models import BudgetEntry, BudgetEstimate, BudgetLine, JournalEntry, Voucher
from funds.services import budget as acts
from funds.services.budget_figures import steps, totals
from funds.services.overview import desks
from funds.services.succession import what_is_open
from funds.services.voucher import draft_receipt
from tests.funds.conftest import DAY
from tests.funds.test_ledger_guards import check_now, insert, run
from tests.funds.test_ledger_guards import refused as db_refused
from tests.funds.test_vouchers import refused

LINE = {
    "item": "6700",
    "content": "Công tác phí kiểm tra cơ sở",
    "norm": "Nghị quyết về mức chi công tác phí",
    "unit": "ngày công",
    "quantity": 20,
    "unit_price": 200_000,
}
MEETING = LINE | {"item": "6650", "content": "Hội nghị triển khai", "quantity": 2, "unit_price": 3_000_000}


@pytest.fixture
def estimate(books, lists, finance_appraiser):
    """Drafted with two lines, four and six million."""
    from funds.models import IncomeSource

    row = acts.draft_estimate(
        user=books.accountant,
        fund=books.fund,
        year=2024,
        source=IncomeSource.objects.get(code="T13"),
        grounds="Kế hoạch năm 2024",
    )
    for line in (LINE, MEETING):
        acts.add_line(user=books.accountant, estimate=row, **line)
    return row


@pytest.fixture
def appraised(books, estimate, finance_appraiser):
    """The meeting was cut to five million."""
    acts.submit_estimate(user=books.chair, estimate=estimate)
    amounts = {line.pk: (min(line.requested, 5_000_000), "Giảm một buổi") for line in estimate.lines.all()}
    return acts.appraise_estimate(
        user=finance_appraiser, estimate=estimate, number="45/STC-HCSN", appraised_on=DAY, amounts=amounts
    )


def assign(books, row, **kwargs):
    given = {
        "number": "3000/QĐ-UBND",
        "decided_on": DAY,
        "issuer": "UBND tỉnh",
        "amounts": {line.pk: line.appraised for line in row.lines.all()},
        **kwargs,
    }
    return acts.assign_estimate(user=books.chair, estimate=row, **given)


@pytest.fixture
def assigned(books, appraised):
    return assign(books, appraised)


def travel(row):
    return row.lines.get(item="6700")


def withdraw(books, row, amount=1_000_000):
    draft = acts.draft_withdrawal(
        user=books.accountant, line=travel(row), day=DAY, amount=amount, reason="Rút công tác phí"
    )
    return books.carry_out(draft)


def draft_spending(books, row, amount=400_000, **kwargs):
    given = {
        "day": DAY,
        "party": "Ông Lý A Sáng",
        "reason": "Công tác phí xã Bản Phố",
        "decision_no": "9/QĐ-QBTTE",
        "decision_on": DAY,
        **kwargs,
    }
    return acts.draft_spending(user=books.accountant, line=travel(row), amount=amount, **given)


def spend(books, row, amount=400_000):
    return books.carry_out(draft_spending(books, row, amount))


def holds():
    return [(one.code, lines) for one, lines in broken()] == []


# Five steps, each by its own people


def test_from_the_estimate_to_what_is_paid_back(books, assigned, settings):
    withdraw(books, assigned, 3_000_000)
    spend(books, assigned, 1_200_000)
    told = totals(assigned.lines.all())
    assert (told["requested"], told["appraised"], told["assigned"]) == (10_000_000, 9_000_000, 9_000_000)
    assert (told["withdrawn"], told["used"], told["in_hand"], told["left"]) == (
        3_000_000,
        1_200_000,
        1_800_000,
        7_800_000,
    )
    with refused(code="early"):
        acts.settle_estimate(user=books.chair, estimate=assigned, number="7/BC-QBTTE")
    settings.BUSINESS_DAY = datetime.date(2025, 1, 10)
    row = acts.settle_estimate(user=books.chair, estimate=assigned, number="7/BC-QBTTE")
    told = totals(row.lines.all())
    assert (row.state, told["left"], told["returned"], told["cancelled"]) == ("settled", 0, 1_800_000, 6_000_000)
    assert [step.state for step in steps(row)] == ["done"] * 5
    assert holds()


def test_who_drafted_neither_submits_nor_appraises(books, estimate, finance_appraiser):
    with refused(code="right"):
        acts.submit_estimate(user=books.accountant, estimate=estimate)
    acts.submit_estimate(user=books.chair, estimate=estimate)
    amounts = {line.pk: (line.requested, "") for line in estimate.lines.all()}
    for person in (books.chair, books.accountant):
        with refused(code="right"):
            acts.appraise_estimate(user=person, estimate=estimate, number="1", appraised_on=DAY, amounts=amounts)
    with db_refused("estimate_appraised_by_another"), transaction.atomic():
        BudgetEstimate.objects.filter(pk=estimate.pk).update(
            state="appraised", appraised_by=books.chair, appraised_on=DAY
        )


def test_a_cut_needs_its_reason_and_nothing_is_added(books, estimate, finance_appraiser):
    acts.submit_estimate(user=books.chair, estimate=estimate)
    first, second = estimate.lines.order_by("pk")
    for amounts, field in (
        ({first.pk: (1, ""), second.pk: (6_000_000, "")}, f"reason_{first.pk}"),
        ({first.pk: (4_000_001, "x"), second.pk: (6_000_000, "")}, f"amount_{first.pk}"),
    ):
        with refused(field):
            acts.appraise_estimate(
                user=finance_appraiser, estimate=estimate, number="1", appraised_on=DAY, amounts=amounts
            )
    with db_refused("budget_line_cut_for_a_reason"), transaction.atomic():
        BudgetLine.objects.filter(pk=first.pk).update(appraised=1)


def test_a_returned_estimate_is_mended_and_submitted_again(books, estimate, finance_appraiser):
    acts.submit_estimate(user=books.chair, estimate=estimate)
    with refused(code="move"):
        acts.add_line(user=books.accountant, estimate=estimate, **LINE)
    with db_refused("keeps its lines"), transaction.atomic():
        BudgetLine.objects.filter(estimate=estimate).delete()
    acts.return_estimate(user=finance_appraiser, estimate=estimate, reason="Thiếu định mức")
    acts.remove_line(user=books.accountant, line=estimate.lines.get(item="6650"))
    assert acts.submit_estimate(user=books.chair, estimate=estimate).state == "submitted"


def test_no_step_is_skipped(books, estimate):
    with db_refused("step by step"), transaction.atomic():
        BudgetEstimate.objects.filter(pk=estimate.pk).update(
            state="assigned", submitted_by=books.chair, submitted_on=DAY, appraised_by=books.cashier, appraised_on=DAY
        )
    with refused(code="move"):
        assign(books, estimate, amounts={})


# Never over the assigned


def test_more_than_assigned_is_never_withdrawn_nor_more_than_withdrawn_spent(books, assigned):
    with refused("amount", "over"):
        withdraw(books, assigned, 4_000_001)
    withdraw(books, assigned, 1_000_000)
    with refused("amount", "over"):
        spend(books, assigned, 1_000_001)
    first, second = draft_spending(books, assigned, 600_000), draft_spending(books, assigned, 600_000)
    books.carry_out(first)
    with refused(code="over"):
        books.carry_out(second)
    assert Voucher.objects.get(pk=second.pk).state == "approved"
    with db_refused("only entries move the sums"), transaction.atomic():
        BudgetLine.objects.filter(pk=travel(assigned).pk).update(assigned=99_000_000)
    assert holds()


def test_a_decision_adjusts_but_never_below_what_was_withdrawn(books, assigned):
    withdraw(books, assigned, 3_500_000)
    line, other = travel(assigned), assigned.lines.get(item="6650")
    given = {"user": books.chair, "estimate": assigned, "decided_on": DAY, "issuer": "UBND tỉnh"}
    with refused(f"amount_{line.pk}"):
        acts.adjust_estimate(**given, number="2", amounts={line.pk: -600_000, other.pk: 0})
    acts.adjust_estimate(**given, number="2", amounts={line.pk: 500_000, other.pk: -500_000})
    assert [travel(assigned).assigned, totals(assigned.lines.all())["assigned"]] == [4_500_000, 9_000_000]
    with refused("number"):
        acts.adjust_estimate(**given, number="2", amounts={line.pk: 500_000, other.pk: 0})
    assert holds()


@pytest.mark.django_db(transaction=True)
def test_two_cashiers_at_once_spend_once(books, assigned):
    withdraw(books, assigned, 1_000_000)
    papers = [books.approve(draft_spending(books, assigned, 800_000)) for _ in range(2)]

    def pay(paper):
        try:
            return books.post(paper).state
        except Exception as error:
            return type(error).__name__
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(pay, papers)) == ["Refusal", "posted"]
    assert travel(assigned).used == 800_000


def test_a_mistake_is_turned_back_by_another_person_once(books, assigned):
    withdraw(books, assigned)
    spend(books, assigned)
    entry = BudgetEntry.objects.get(event="used")
    acts.correct_entry(user=books.chair, entry=entry, reason="Chi nhầm dòng")
    assert travel(assigned).used == 0
    with refused(code="reversed"):
        acts.correct_entry(user=books.chair, entry=entry, reason="Lần nữa")
    assert holds()


# A book of its own


def test_budget_money_stays_out_of_the_donors_book(books, assigned):
    books.receipt(5_000_000)
    before, base = balances(books.fund), management_base(books.fund, 2024)
    voucher = withdraw(books, assigned)
    paid = spend(books, assigned)
    assert (voucher.full_number, paid.full_number) == (
        f"TN-{books.fund.short_code}-2024-000001",
        f"CN-{books.fund.short_code}-2024-000001",
    )
    assert balances(books.fund) == before
    assert management_base(books.fund, 2024) == base == 5_000_000
    assert JournalEntry.objects.filter(fund=books.fund).count() == 1


def test_the_database_keeps_both_books_apart(books, assigned):
    paper = withdraw(books, assigned)
    head = JournalEntry.objects.filter(fund=books.fund).order_by("-sequence").first()
    with db_refused("budget money"), transaction.atomic():
        insert(
            "funds_journalentry",
            fund_id=books.fund.pk,
            sequence=head.sequence + 1 if head else 1,
            day=DAY,
            event="thu",
            text="x",
            key="x",
            voucher_id=paper.pk,
            previous_hash=head.hash if head else "",
            hash="0" * 64,
        )
    gift = books.draft_receipt()
    for change in ({"budget_line": travel(assigned)}, {"kind": "TN"}, {"income": "T13", "kind": "CN"}):
        with db_refused("voucher_of_one_book"), transaction.atomic():
            Voucher.objects.filter(pk=gift.pk).update(**change)
    with refused("place"):
        draft_receipt(
            user=books.accountant, fund=books.fund, place=paper.place, day=DAY, amount=1_000, party="x", reason="x"
        )


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE funds_budgetentry SET amount = amount + 1",
        "DELETE FROM funds_budgetentry",
        "TRUNCATE funds_budgetentry CASCADE",
        "DELETE FROM funds_budgetestimate",
        "UPDATE funds_budgetdecision SET amount = 1",
    ],
)
def test_the_budgets_book_is_append_only(books, assigned, statement):
    with pytest.raises(Exception, match="annot|never emptied"), transaction.atomic():
        run(statement)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE funds_budgetentry SET amount = amount - 1 WHERE event = 'withdrawn'",
        "UPDATE funds_budgetline SET used = used - 1 WHERE used > 0",
        "UPDATE funds_budgetentry SET previous_hash = 'x' WHERE sequence = 2",
        "UPDATE funds_budgetdecision SET amount = amount + 1",
    ],
)
def test_the_auditor_finds_what_was_forced(books, assigned, sql):
    withdraw(books, assigned)
    spend(books, assigned)
    assert holds()
    check_now()
    table = sql.split()[1]
    run(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    run(sql)
    check_now()
    run(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    assert [one.code for one, _lines in broken()] == ["I13"]


def test_nothing_is_spent_after_the_year_or_the_settlement(books, assigned, settings):
    withdraw(books, assigned)
    settings.BUSINESS_DAY = datetime.date(2025, 1, 10)
    with refused("day"):
        draft_spending(books, assigned, day=datetime.date(2025, 1, 10), decision_on=DAY)
    late = draft_spending(books, assigned)
    with refused(code="open"):
        acts.settle_estimate(user=books.chair, estimate=assigned, number="7")
    assert "dự toán" in what_is_open(books.fund)[-1]
    books.carry_out(late)
    acts.settle_estimate(user=books.chair, estimate=assigned, number="7")
    with refused(code="move"):
        draft_spending(books, assigned)


# Pages


def test_the_five_steps_on_pages(books, lists, finance_appraiser, client_of, settings):
    fund, accountant, chair, appraiser = (
        books.fund,
        client_of(books.accountant),
        client_of(books.chair),
        client_of(finance_appraiser),
    )
    typed = {"year": 2024, "source": "T13", "grounds": "Kế hoạch năm 2024"}
    assert accountant.post(url("funds:budget_new", args=[fund.code]), typed).status_code == 302
    row = BudgetEstimate.objects.get()
    page = url("funds:budget", args=[row.code])
    assert accountant.post(page, LINE | {"quantity": ""}).status_code == 422
    for line in (LINE, MEETING):
        assert accountant.post(page, line).status_code == 302
    first, second = row.lines.order_by("item")
    chair.post(url("funds:budget_act", args=[row.code, "trinh"]))
    waiting = appraiser.get(url("funds:estimate_list") + "?state=submitted").content.decode()
    assert fund.name in waiting
    typed = {
        "number": "45/STC",
        "appraised_on": "15/11/2024",
        f"amount_{first.pk}": "5.000.000",
        f"reason_{first.pk}": "Giảm một buổi",
        f"amount_{second.pk}": "4.000.000",
        f"reason_{second.pk}": "",
    }
    answer = appraiser.post(url("funds:budget_appraise", args=[row.code]), typed | {f"reason_{first.pk}": ""})
    assert answer.status_code == 422 and "lý do giảm" in answer.content.decode()
    assert appraiser.post(url("funds:budget_appraise", args=[row.code]), typed).status_code == 302
    typed = {"number": "3000/QĐ-UBND", "decided_on": "15/11/2024", "issuer": "UBND tỉnh"} | {
        f"amount_{line.pk}": line.appraised for line in row.lines.all()
    }
    assert chair.post(url("funds:budget_assign", args=[row.code]), typed).status_code == 302
    typed = {"line": second.pk, "day": "15/11/2024", "amount": "500.000", "reason": "Rút"}
    assert accountant.post(url("funds:budget_withdraw", args=[row.code]), typed).status_code == 302
    books.carry_out(Voucher.objects.get(kind="TN"))
    typed |= {"party": "Ông Lý A Sáng", "decision_no": "9/QĐ", "decision_on": "15/11/2024"}
    answer = accountant.post(url("funds:budget_spend", args=[row.code]), typed | {"amount": "500.001"})
    assert answer.status_code == 422
    assert accountant.post(url("funds:budget_spend", args=[row.code]), typed).status_code == 302
    books.carry_out(Voucher.objects.get(kind="CN"))
    for person in (accountant, chair, appraiser):
        told = person.get(page).content.decode()
        assert "9.000.000" in told and "Giảm một buổi" in told and "3000/QĐ-UBND" in told
        assert "9.000.000" in person.get(url("funds:budget_list", args=[fund.code])).content.decode()
    for paper in Voucher.objects.all():
        assert accountant.get(url("funds:voucher_pdf", args=[paper.code])).content.startswith(b"%PDF")
        assert "6700 Công tác phí" in accountant.get(url("funds:voucher_detail", args=[paper.code])).content.decode()
    settings.BUSINESS_DAY = datetime.date(2025, 1, 10)
    assert chair.post(url("funds:budget_settle", args=[row.code]), {"number": "7/BC"}).status_code == 302
    for paper in ("du-toan", "quyet-toan"):
        assert chair.get(url("funds:budget_pdf", args=[row.code, paper])).content.startswith(b"%PDF")
    assert holds()


def test_the_overview_tells_what_waits_for_whom(books, estimate, finance_appraiser):
    def told():
        return {(desk.role, item.label): item.count for desk in desks(books.fund) for item in desk.work if item.count}

    labels = {
        ("Kế toán", "Dự toán ngân sách đang lập hoặc cần bổ sung"),
        ("Chủ tài khoản", "Dự toán ngân sách chờ trình"),
    }
    assert labels <= set(told())
    acts.submit_estimate(user=books.chair, estimate=estimate)
    assert ("Cơ quan tài chính", "Dự toán ngân sách chờ thẩm định") in told() and not labels & set(told())
