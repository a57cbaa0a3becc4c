"""A fund's people and papers, another purpose with the donor's consent, a fund closed and handed over."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse as url
from psycopg2.extras import DateRange

from funds.ledger.figures import balance, balances, management_base
from funds.ledger.invariants import broken
from funds.models import BoardMember, FundPaper, FundSuccession, Lot, Posting, Repurposing
from funds.services.fund import set_share
from funds.services.paper import appoint, keep_paper, relieve, repurpose
from funds.services.succession import close_fund
from funds.services.voucher import cancel_voucher
from lao_cai_support.web.pdf import print_template
from reports.yearly.figures import balanced, year_figures
from tests.factories.donors import PledgeFactory
from tests.funds.conftest import DAY, coats
from tests.funds.test_ledger_guards import raw_entry
from tests.funds.test_ledger_guards import refused as db_refused
from tests.funds.test_vouchers import refused

pytestmark = pytest.mark.usefixtures("private_files")


@pytest.fixture(scope="module")
def pdf():
    """A paper of one page, as it was issued."""
    return print_template("print/base.html", {}, title="Quyết định")


@pytest.fixture
def paper(books, pdf):
    """``paper("board")``: kept by the accountant."""

    def keep(kind, of=books, **kwargs):
        given = {
            "number": "12/QĐ-UBND",
            "issued_on": DAY,
            "issuer": "UBND tỉnh",
            "subject": "Về việc thử",
            "file": SimpleUploadedFile("qd.pdf", pdf + kind.encode(), content_type="application/pdf"),
            **kwargs,
        }
        return keep_paper(user=of.accountant, fund=of.fund, kind=kind, **given)

    return keep


def holds():
    return [(invariant.code, lines) for invariant, lines in broken()] == []


# Papers and people


def test_a_paper_is_kept_as_it_was_issued(books, paper, client_of):
    row = paper("board")
    with refused("file"):
        paper("board")
    with refused("issued_on"):
        paper("limit", issued_on=DAY + datetime.timedelta(1))
    for act in (lambda: FundPaper.objects.update(number="x"), lambda: FundPaper.objects.all().delete()):
        with pytest.raises(Exception, match="Cannot update or delete"), transaction.atomic():
            act()
    answer = client_of(books.cashier).get(url("funds:paper_file", args=[books.fund.code, row.code]))
    assert b"".join(answer.streaming_content).startswith(b"%PDF")


def test_a_board_has_one_head_at_a_time_and_terms(books, paper):
    decision = paper("board")
    given = {
        "user": books.chair,
        "fund": books.fund,
        "work": "PCT UBND",
        "paper": decision,
        "from_day": DAY,
        "to_day": None,
    }
    head = appoint(**given, full_name="Ông Lý A Sáng", post="head")
    with refused("post"):
        appoint(**given, full_name="Bà Vàng Thị Mỷ", post="head")
    with refused("full_name"):
        appoint(**given, full_name="Ông Lý A Sáng", post="member")
    with refused("paper"):
        appoint(**{**given, "paper": paper("limit")}, full_name="Bà Vàng Thị Mỷ", post="deputy")
    relieve(user=books.chair, member=head)
    appoint(**{**given, "from_day": DAY + datetime.timedelta(1)}, full_name="Bà Vàng Thị Mỷ", post="head")
    with refused(code="right"):
        appoint(**{**given, "user": books.accountant}, full_name="Ông Khác", post="member")
    with db_refused("board_one_head"), transaction.atomic():
        BoardMember.objects.create(
            fund=books.fund, full_name="x", post="head", valid=DateRange(DAY, None), paper=decision
        )


def test_the_page_of_people_and_papers(books, paper, client_of):
    decision = paper("board")
    chair = client_of(books.chair)
    typed = {"full_name": "Ông Lý A Sáng", "post": "head", "paper": decision.pk, "from_day": "15/11/2024"}
    assert chair.post(url("funds:member_new", args=[books.fund.code]), typed).status_code == 302
    page = client_of(books.accountant).get(url("funds:people", args=[books.fund.code])).content.decode()
    assert "Ông Lý A Sáng" in page and "trưởng ban" in page and "12/QĐ-UBND" in page
    chair.post(url("funds:member_end", args=[books.fund.code, BoardMember.objects.get().code]))
    assert BoardMember.objects.get().last_day == DAY


# Another purpose


def test_what_is_left_changes_purpose_with_the_donors_consent(books, paper, earmark):
    books.receipt(1_000_000, pledge=PledgeFactory(unit=books.fund.unit, money=1_000_000, earmark=earmark))
    books.payment(300_000, **coats(books, earmark))
    given = {"user": books.chair, "fund": books.fund, "earmark": earmark, "place": books.bank}
    consent = paper("consent")
    with refused("consent"):
        repurpose(**given, amount=700_000, consent=paper("board"))
    with refused("amount"):
        repurpose(**given, amount=700_001, consent=consent)
    base = management_base(books.fund, 2024)
    row = repurpose(**given, amount=600_000, consent=consent, purpose="Sữa cho Bản Phố")
    repurpose(**given, amount=100_000, consent=consent)
    assert (balance(books.fund, "F2", earmark=row.becomes), balance(books.fund, "F1")) == (600_000, 100_000)
    assert management_base(books.fund, 2024) == base, "money that changed its purpose was not received again"
    books.payment(600_000, earmark=row.becomes, expenditure="C04")
    books.payment(100_000)
    figures = year_figures(books.fund, 2024)
    assert balanced(figures) and figures["total_out"] == 1_000_000
    assert holds()


def test_no_purpose_changes_without_consent_by_the_back_door(books, paper, earmark):
    books.receipt(1_000_000, pledge=PledgeFactory(unit=books.fund.unit, money=1_000_000, earmark=earmark))
    mark = {"earmark_id": earmark.pk}
    with db_refused("written consent of the donor"), transaction.atomic():
        raw_entry(
            books.fund,
            ("F2", 500, {**mark, "expenditure_id": "X04"}),
            ("F1", -500, {"expenditure_id": "X04"}),
            ("A2", 500),
            ("A2", -500, mark),
        )
    given = {"fund": books.fund, "earmark": earmark, "place": books.bank, "amount": 5, "done_on": DAY}
    for consent, by in ((paper("board"), books.chair), (paper("consent"), books.accountant)):
        with db_refused("written consent of the donor"), transaction.atomic():
            Repurposing.objects.create(**given, consent=consent, done_by=by)


# A fund closed


def test_a_closed_fund_hands_all_over_to_its_successor(books, district_books, paper, coat, earmark):
    old, new = district_books, books
    old.receipt(5_000_000)
    old.receipt(800_000, place=old.cash)
    set_share(user=old.chair, fund=old.fund, year=2024, amount=200_000, decision_no="5/QĐ", decided_on=DAY)
    old.receipt(1_000_000, pledge=PledgeFactory(unit=old.fund.unit, money=1_000_000, earmark=earmark))
    lot = old.goods(coat(4), pledge=PledgeFactory(unit=old.fund.unit, earmark=earmark))
    decision = paper("succession", of=old)
    with refused(code="right"):
        close_fund(user=old.accountant, fund=old.fund, successor=new.fund, paper=decision)
    draft = old.draft_payment(1_000)
    with refused(code="open"):
        close_fund(user=old.chair, fund=old.fund, successor=new.fund, paper=decision)
    cancel_voucher(user=old.accountant, voucher=draft, reason="Bàn giao")
    row = close_fund(user=old.chair, fund=old.fund, successor=new.fund, paper=decision)
    assert set(balances(old.fund).values()) == {0} and row.amount == 7_800_000
    held = balances(new.fund)
    assert {name: held[name] for name in ("A1", "A2", "A3", "F1", "F2", "F3", "F4")} == {
        "A1": 800_000, "A2": 6_000_000, "A3": 1_000_000, "F1": 5_800_000, "F2": 1_000_000, "F3": 1_000_000, "F4": 0,
    }  # fmt: skip
    heir = Lot.objects.get(fund=new.fund)
    assert (heir.quantity, heir.unit_value, heir.earmark, heir.donor) == (4, lot.unit_value, earmark, lot.donor)
    sums = {
        code: Posting.objects.filter(**{field: code}).total()
        for field, code in (("income", "T11"), ("expenditure", "X02"))
    }
    assert sums == {"T11": -7_800_000, "X02": 7_800_000}
    assert holds()


def test_nothing_is_posted_into_a_closed_fund(books, district_books, paper):
    old = district_books
    old.receipt(1_000_000)
    close_fund(user=old.chair, fund=old.fund, successor=books.fund, paper=paper("succession", of=old))
    old.fund.refresh_from_db()
    later = DAY + datetime.timedelta(1)
    assert old.fund.valid.upper == later
    with db_refused("not open on that day"), transaction.atomic():
        raw_entry(old.fund, ("A2", 5), ("F1", -5), day=later)
    with refused():
        close_fund(user=old.chair, fund=old.fund, successor=books.fund, paper=paper("succession", of=books))
    with pytest.raises(Exception, match="Cannot update or delete"), transaction.atomic():
        FundSuccession.objects.update(amount=1)


def test_an_empty_fund_is_closed_too(books, district_books, paper):
    old = district_books
    row = close_fund(user=old.chair, fund=old.fund, successor=books.fund, paper=paper("succession", of=old))
    assert row.amount == 0 and holds()


def test_who_kept_the_decision_does_not_carry_it_out(books, district_books, paper):
    old = district_books
    decision = paper("succession", of=old)
    with refused("paper"):
        close_fund(user=old.chair, fund=old.fund, successor=books.fund, paper=paper("board", of=old))
    with refused("successor"):
        close_fund(user=old.chair, fund=old.fund, successor=old.fund, paper=decision)
