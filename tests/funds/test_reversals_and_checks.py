"""A wrong entry turned back by two people; the night's proof of the books and where it is told."""

import json

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse as url

from donors.models import Pledge
from funds.ledger.figures import balances
from funds.models import JournalEntry, LedgerCheck, Reversal
from funds.services.check import check_ledger
from funds.services.fund import close_year
from funds.services.received import received_value
from funds.services.reversal import ask_reversal, carry_out_reversal, refuse_reversal
from funds.tasks import prove_the_books
from funds.worklist import tasks
from tests.factories.donors import PledgeFactory
from tests.funds.conftest import DAY
from tests.funds.test_ledger_guards import refused as db_refused
from tests.funds.test_verify_ledger import behind_the_guards
from tests.funds.test_vouchers import day, refused


@pytest.fixture
def wrong(books):
    """A receipt that should not stand."""
    return books.receipt(700_000).entries.get()


def test_two_people_turn_an_entry_back(books, wrong):
    asked = ask_reversal(user=books.accountant, entry=wrong, reason="Ghi nhầm người nộp")
    assert balances(books.fund)["A2"] == 700_000
    with refused(code="right"):
        carry_out_reversal(user=books.accountant, reversal=asked)
    done = carry_out_reversal(user=books.chair, reversal=asked)
    assert (done.state, done.made.reverses, done.made.text) == ("done", wrong, "Ghi nhầm người nộp (đảo bút toán 1)")
    assert balances(books.fund)["A2"] == 0
    with refused(code="decided"):
        carry_out_reversal(user=books.chair, reversal=asked)
    with refused(code="reversed"):
        ask_reversal(user=books.accountant, entry=wrong, reason="Lần nữa")
    with refused(code="reversal"):
        ask_reversal(user=books.accountant, entry=done.made, reason="Đảo lại")


def test_a_refused_request_may_be_made_again(books, wrong):
    asked = ask_reversal(user=books.accountant, entry=wrong, reason="Ghi nhầm")
    with refused(code="reversed"):
        ask_reversal(user=books.accountant, entry=wrong, reason="Hai lần")
    with refused("reason"):
        refuse_reversal(user=books.chair, reversal=asked, reason=" ")
    refuse_reversal(user=books.chair, reversal=asked, reason="Phiếu đúng")
    ask_reversal(user=books.accountant, entry=wrong, reason="Có biên bản")
    for change in ({"state": "asked"}, {"answer": "khác"}):
        with pytest.raises(Exception, match="Cannot update"), transaction.atomic():
            Reversal.objects.filter(pk=asked.pk).update(**change)


def test_the_database_wants_two_people_and_a_reason(books, wrong):
    given = {"entry": wrong, "asked_by": books.accountant, "asked_on": DAY}
    with db_refused("reversal_has_a_reason"), transaction.atomic():
        Reversal.objects.create(**given, reason="")
    with db_refused("reversal_two_people"), transaction.atomic():
        Reversal.objects.create(**given, reason="x", state="refused", decided_by=books.accountant, decided_on=DAY)
    with db_refused("reversal_complete"), transaction.atomic():
        Reversal.objects.create(**given, reason="x", state="done", decided_by=books.chair, decided_on=DAY)


def test_what_was_spent_meanwhile_is_not_turned_back(books, wrong):
    books.payment(100_000)
    asked = ask_reversal(user=books.accountant, entry=wrong, reason="Ghi nhầm")
    with refused(code="overdraft"):
        carry_out_reversal(user=books.chair, reversal=asked)
    asked.refresh_from_db()
    assert asked.state == "asked"


def test_sheets_and_shares_are_corrected_in_their_own_place(books, hand_out):
    books.issue(books.plan())
    with refused(code="elsewhere"):
        ask_reversal(user=books.accountant, entry=JournalEntry.objects.get(event="goods_advanced"), reason="Nhầm")


def test_a_pledge_whose_receipt_was_turned_back_is_not_received(books):
    pledge = PledgeFactory(unit=books.fund.unit, money=1_000_000)
    entry = books.receipt(600_000, pledge=pledge).entries.get()
    asked = ask_reversal(user=books.accountant, entry=entry, reason="Ghi nhầm")
    carry_out_reversal(user=books.chair, reversal=asked)
    assert received_value(pledge) == 0
    books.receipt(1_000_000, pledge=pledge)
    # and one that was received whole is open again when a part of it is turned back
    assert Pledge.objects.get(pk=pledge.pk).state == "fulfilled"
    entry = JournalEntry.objects.filter(voucher__pledge=pledge).latest("pk")
    carry_out_reversal(
        user=books.chair, reversal=ask_reversal(user=books.accountant, entry=entry, reason="Ngân hàng báo nhầm")
    )
    assert Pledge.objects.get(pk=pledge.pk).state == "accepted"
    books.receipt(1_000_000, pledge=pledge)
    assert Pledge.objects.get(pk=pledge.pk).state == "fulfilled"


def test_a_receipt_dated_in_a_closed_year(books, settings):
    """It is told so, nothing is written, and the paper can be put aside and made anew."""
    settings.BUSINESS_DAY = day(2023, 12, 30)
    draft = books.approve(books.draft_receipt(day=day(2023, 12, 29)))
    settings.BUSINESS_DAY = DAY
    with refused():
        close_year(user=books.chair, fund=books.fund, year=2023)
    late = JournalEntry.objects.count()
    from funds.models import Closing

    Closing.objects.create(fund=books.fund, year=2023, head_hash="", last_sequence=0, closed_on=DAY)
    with refused(code="closed"):
        books.post(draft)
    assert JournalEntry.objects.count() == late


def test_pages_of_an_entry(books, wrong, client_of, private_files):
    page = url("funds:entry_detail", args=[books.fund.code, wrong.sequence])
    asking = client_of(books.accountant)
    assert "Đề nghị đảo bút toán" in asking.get(page).content.decode()
    asking.post(url("funds:reversal_ask", args=[books.fund.code, wrong.sequence]), {"reason": "Ghi nhầm"})
    row = Reversal.objects.get()
    chair = client_of(books.chair)
    assert "Không đảo" in chair.get(page).content.decode()
    assert [task.count for task in tasks(books.chair) if task.label == "Duyệt đề nghị đảo bút toán"] == [1]
    chair.post(url("funds:reversal_act", args=[row.code, "dao"]))
    assert Reversal.objects.get().state == "done"
    paper = chair.get(url("funds:reversal_pdf", args=[books.fund.code, wrong.sequence]))
    assert paper["Content-Type"] == "application/pdf" and paper.content.startswith(b"%PDF")


# The night's proof


def test_a_night_over_honest_books(books, wrong, client_of):
    assert prove_the_books() == ""
    check = LedgerCheck.objects.get()
    assert (check.holds, check.entries, check.broken) == (True, 1, [])
    assert "Sổ khớp" in client_of(books.cashier).get(url("funds:fund_detail", args=[books.fund.code])).content.decode()
    assert not any(task.tone == "late" and task.count for task in tasks(books.accountant))


def test_a_night_that_finds_the_book_broken(books, district_books, wrong, client_of):
    behind_the_guards("funds_balance", "UPDATE funds_balance SET amount = amount + 5 WHERE account = 'A2'")
    check = check_ledger()
    assert check.first_broken == "I2" and json.dumps(check.broken)
    page = client_of(books.accountant).get(url("funds:fund_detail", args=[books.fund.code])).content.decode()
    assert "Sổ không khớp" in page and "Số dư ghi sẵn khác số cộng lại" in page
    (told,) = [task for task in tasks(books.accountant) if task.tone == "late"]
    assert (told.count, told.url) == (1, "/quy/kiem-tra/")
    page = client_of(books.accountant).get(told.url).content.decode()
    assert "QBTTE-LC: account A2 shows 700005 now, postings give 700000" in page
    # Another fund's people learn that a book is broken, not what stands in it.
    other = client_of(district_books.accountant).get(told.url).content.decode()
    assert "700005" not in other and "1 dòng của quỹ khác" in other
    assert not any(task.tone == "late" and task.count for task in tasks(district_books.accountant))


def test_a_check_is_kept_as_it_was(books):
    check_ledger()
    for act in (lambda: LedgerCheck.objects.update(entries=9), lambda: LedgerCheck.objects.all().delete()):
        with pytest.raises(Exception, match="Cannot update or delete"), transaction.atomic():
            act()
    with pytest.raises(IntegrityError, match="check_says_what_is_broken"), transaction.atomic():
        held = LedgerCheck.objects.get()
        LedgerCheck.objects.create(
            began_at=held.began_at, ended_at=held.ended_at, entries=0, asked=1, first_broken="I1", broken=[]
        )


# The page of limits


def test_the_chair_sets_limits_and_the_accountant_reads_them(books, client_of):
    page = url("funds:limits", args=[books.fund.code])
    assert "người đứng đầu Quỹ quyết định mọi khoản chi" in client_of(books.accountant).get(page).content.decode()
    chair = client_of(books.chair)
    given = {"decider": "head", "amount_to": "5.000.000", "decision_no": "3/QĐ-UBND", "from_day": "15/11/2024"}
    assert chair.post(page, given).status_code == 302
    shown = client_of(books.accountant).get(page).content.decode()
    assert "5.000.000" in shown and "Đặt hạn mức mới" not in shown
    limit = books.fund.limits.get()
    chair.post(url("funds:limit_end", args=[books.fund.code, limit.code]))
    limit.refresh_from_db()
    assert limit.valid.upper == day(2024, 11, 16)
    form = client_of(books.accountant).get(url("funds:payment_new", args=[books.fund.code])).content.decode()
    assert "Người quyết định chi" in form
