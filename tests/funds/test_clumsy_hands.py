"""What a clumsy or a hostile hand sends to the pages of the books: a sentence or a 404, never a fault."""

import datetime

import pytest
from django.urls import reverse

from donors.models import PledgeDecline
from donors.services.decline import decline_pledge
from funds.models import BoardMember, JournalEntry, Lot, Sheet, SheetPhoto
from funds.services import bank_line, write_off
from funds.services.count import count_cash
from funds.services.limit import set_limit
from funds.services.paper import appoint
from funds.services.photo import add_photo
from funds.services.statement import take_statement
from lao_cai_support.web.errors import Refusal
from tests.children.papers import a_photo, upload
from tests.factories.donors import PledgeFactory
from tests.funds import statements
from tests.funds.conftest import DAY


@pytest.mark.parametrize("address", ["/quy/%00/", "/quy/lo/a%00b/", "/cap-phat/bang/%00/", "/quy/kiem-ke/quy/%00/"])
def test_an_address_with_a_null_byte_leads_nowhere(books, client_of, address):
    assert client_of(books.accountant).get(address).status_code == 404


def test_a_null_byte_in_a_query_is_left_out(books, client_of):
    answer = client_of(books.accountant).get(reverse("funds:trace") + "?ma=ab%00c")
    assert answer.status_code == 404 and answer.context["asked"] == "abc"


def test_a_null_byte_outside_forms_is_nothing_typed(books, client_of):
    entry = JournalEntry.objects.get(voucher=books.receipt(500_000))
    browser = client_of(books.accountant)
    browser.post(reverse("funds:reversal_ask", args=[books.fund.code, entry.sequence]), {"reason": "Ghi\0 sai"})
    assert entry.reversals.get().reason == "Ghi sai"


def test_a_line_of_a_closed_month_gets_its_receipt_today(books, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    day = datetime.date(2024, 10, 20)
    books.fund.month_closings.create(
        month=datetime.date(2024, 10, 1), checks=[], last_sequence=0, closed_on=DAY, closed_by=books.chair
    )
    upload = statements.signed((f"{day:%d/%m/%Y}", 70_000, "UNG HO", "Z1"), name="z.csv")
    row = take_statement(user=books.accountant, place=books.bank, upload=upload)
    assert bank_line.receipt_day(row.lines.get()) == DAY


def test_money_that_went_out_is_told_without_a_sign(books, client_of, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    upload = statements.signed(("05/11/2024", -55_000, "PHI", "Z2"), name="z.csv")
    row = take_statement(user=books.accountant, place=books.bank, upload=upload).lines.get()
    browser = client_of(books.accountant)
    assert browser.get(reverse("funds:bank_line", args=[row.code])).context["size"] == 55_000
    assert browser.get(reverse("funds:bank", args=[books.fund.code])).context["totals"]["debit"] == 55_000


def test_minutes_of_tomorrow_write_nothing_off(books):
    with pytest.raises(Refusal) as refused:
        write_off.draft_write_off(
            user=books.accountant,
            store=books.store,
            day=DAY + datetime.timedelta(days=400),
            lots=[(Lot(store=books.store), 1)],
            reason="damaged",
            words="",
            decision_no="1",
            decision_on=DAY + datetime.timedelta(days=400),
        )
    assert refused.value.field == "decision_on"


def test_days_at_the_end_of_time_are_a_slip_of_the_pen(books):
    end = datetime.date(9999, 12, 31)
    given = {"full_name": "Lý A Sáng", "work": "", "post": "member", "paper": None}
    with pytest.raises(Refusal) as refused:
        appoint(user=books.chair, fund=books.fund, from_day=DAY, to_day=end, **given)
    assert refused.value.field == "to_day" and not BoardMember.objects.exists()
    with pytest.raises(Refusal) as refused:
        set_limit(user=books.chair, fund=books.fund, decider="head", amount_to=None, decision_no="1", from_day=end)
    assert refused.value.field == "from_day"


def test_a_count_with_more_notes_than_there_are_is_refused(books):
    with pytest.raises(Refusal):
        count_cash(user=books.cashier, place=books.cash, on=DAY, notes={500_000: 10**13})


def test_a_long_reason_of_a_commune_is_kept_as_far_as_it_fits(books, units, province_officer):
    pledge = PledgeFactory(unit=units.province, money=1_000_000)
    decline_pledge(user=province_officer, pledge=pledge, unit=units.commune, reason="x" * 400)
    assert len(PledgeDecline.objects.get().reason) == 300


def test_a_caption_names_no_child(books, hand_out, settings, tmp_path, units, child, commune_officer):
    settings.DATA_DIR = tmp_path
    books.issue(books.plan())
    sheet = Sheet.objects.select_related("distribution__fund", "unit").get(unit=units.commune)
    with pytest.raises(Refusal) as refused:
        add_photo(
            user=commune_officer,
            sheet=sheet,
            upload=upload(a_photo(), "anh.jpg"),
            children=[],
            nobody=True,
            caption=f"Em {child.full_name.lower()} nhận áo",
        )
    assert refused.value.field == "caption" and not SheetPhoto.objects.exists()
