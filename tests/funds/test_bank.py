"""Statements taken in once, lines matched by a person in one click, one line one receipt."""

import datetime
import threading

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from donors.models import Instalment
from funds.models import JournalEntry, Statement, StatementLayout, StatementLine, Voucher
from funds.services import bank_line as acts
from funds.services.bank_match import codes_in, guesses
from funds.services.received import received_for
from funds.services.reversal import ask_reversal
from funds.services.statement import set_columns, take_statement
from funds.services.succession import what_is_open
from funds.services.voucher import cancel_voucher
from lao_cai_support.web.errors import Refusal
from tests.factories.donors import CampaignFactory, DonorFactory, PledgeFactory
from tests.factories.funds import VoucherFactory
from tests.funds import statements
from tests.funds.conftest import DAY


@pytest.fixture(autouse=True)
def kept_elsewhere(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def take(books):
    """``take(upload)``: the accountant uploads a statement of the bank account."""
    return lambda upload: take_statement(user=books.accountant, place=books.bank, upload=upload)


@pytest.fixture
def line(take):
    """``line(amount, words)``: a line of the bank's statement that waits."""
    made = iter(range(1, 100))

    def bring(amount, words="", day="15/11/2024", reference="", name="a.csv"):
        n = next(made)
        take(statements.signed((day, amount, words, reference or f"FT{n}"), name=f"{n}{name}"))
        return StatementLine.objects.latest("pk")

    return bring


def first(row):
    return guesses([row])[row.pk][0]


# Taking in


def test_a_statement_is_kept_and_its_lines_written_once(books, take):
    moves = [("05/11/2024", 2_000_000, "UNG HO", "A1"), ("06/11/2024", -50_000, "PHI", "A2")]
    row = take(statements.signed(*moves))
    assert (row.lines_new, row.lines_known, row.closing) == (2, 0, 1_950_000)
    with pytest.raises(Refusal) as refused:
        take(statements.signed(*moves))
    assert refused.value.code == "twice" and "15/11/2024" in str(refused.value)
    # the next statement overlaps by a day: what is known is recognised line by line
    later = take(statements.signed(moves[1], ("07/11/2024", 300_000, "UNG HO", "A3"), opening=2_000_000))
    assert (later.lines_new, later.lines_known) == (1, 1)
    assert StatementLine.objects.count() == 3


def test_columns_that_are_not_known_are_asked_once_and_remembered(books, take):
    rows = [["Thời điểm", "Vào", "Ra", "Nội dung", "Số dư"], ["05/11/2024", "100.000", "", "UNG HO", "100.000"]]
    row = take(statements.text(rows))
    assert not row.columns and not StatementLine.objects.exists()
    for wrong in ({"day": 0}, {"day": 0, "credit": 1, "debit": 1}):
        with pytest.raises(Refusal):
            set_columns(user=books.accountant, statement=row, columns=wrong)
    set_columns(user=books.accountant, statement=row, columns={"day": 0, "credit": 1, "debit": 2, "text": 3})
    assert StatementLine.objects.get().amount == 100_000 and StatementLayout.objects.count() == 1
    again = take(statements.text([rows[0], ["06/11/2024", "", "20.000", "PHI", "80.000"]]))
    assert again.lines_new == 1 and StatementLine.objects.latest("pk").amount == -20_000


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([["Ngày", "Số tiền", "Nội dung"], ["05/11/2024", "1,5", "x"]], "rows"),
        ([["Ngày", "Số tiền", "Nội dung"], ["16/11/2024", "1.000", "x"]], "day"),
        ([["Ngày", "Số tiền", "Nội dung"]], "empty"),
        ([["a", "b"], ["1", "2"]], "no_head"),
    ],
)
def test_a_file_that_cannot_be_read_leaves_nothing(take, rows, code, tmp_path):
    with pytest.raises(Refusal) as refused:
        take(statements.text(rows))
    assert refused.value.code == code
    assert not Statement.objects.exists() and not list(tmp_path.rglob("*.csv"))


def test_another_accounts_statement_is_refused(books, take):
    books.bank.account_no = "0211 9999 1"
    books.bank.save()
    with pytest.raises(Refusal) as refused:
        take(statements.sheet(statements.BILINGUAL))
    assert refused.value.field == "place" and "101700002468" in str(refused.value)
    books.bank.account_no = "1017 0000 2468"
    books.bank.save()
    assert take(statements.sheet(statements.BILINGUAL)).lines_new == 2


def test_only_the_accountant_takes_statements_in(books):
    for user in (books.cashier, books.chair):
        with pytest.raises(Refusal):
            take_statement(user=user, place=books.bank, upload=statements.signed(("05/11/2024", 1, "x", "1")))


# What a line could be


def test_the_code_that_vietqr_carries_leads_to_the_pledge(books, line):
    pledge = PledgeFactory(unit=books.fund.unit, money=2_000_000)
    row = line(2_000_000, f"MBVCB.123.QBTTE {pledge.code[:5].upper()} {pledge.code[5:].upper()}-CHUYEN TIEN")
    assert pledge.code in codes_in(row)
    guess = first(row)
    assert (guess.kind, guess.target, guess.score) == ("pledge", pledge, 100)
    paper = acts.draft_credit(user=books.accountant, line=row, pledge=pledge)
    assert (paper.kind, paper.amount, paper.pledge, paper.state) == ("BC", 2_000_000, pledge, "draft")
    books.carry_out(paper)
    pledge.refresh_from_db()
    assert pledge.state == "fulfilled"
    assert paper.__class__.objects.get(pk=paper.pk).full_number == "BC-QBTTE-LC-2024-000001"


def test_the_code_of_a_campaign_leads_to_it(books, line):
    campaign = CampaignFactory(unit=books.fund.unit, state="published")
    row = line(300_000, f"QBTTE {campaign.code} UNG HO")
    guess = first(row)
    assert (guess.kind, guess.target) == ("campaign", campaign)
    paper = acts.draft_credit(user=books.accountant, line=row, campaign=campaign)
    assert paper.campaign == campaign and received_for([campaign.pk]) == {}
    books.carry_out(paper)
    assert received_for([campaign.pk]) == {campaign.pk: 300_000}


def test_name_and_amount_and_instalment(books, line):
    donor = DonorFactory(name="Công ty TNHH Mây Thử", kind="company")
    pledge = PledgeFactory(unit=books.fund.unit, money=6_000_000, donor=donor)
    for n, value in enumerate((2_000_000, 4_000_000)):
        Instalment.objects.create(pledge=pledge, due_on=DAY + datetime.timedelta(30 * n), value=value)
    guess = first(line(2_000_000, "CTY TNHH MAY THU UNG HO DOT 1"))
    assert (guess.kind, guess.target) == ("pledge", pledge) and "đúng một đợt" in guess.why
    assert [g.kind for g in guesses([line(7_000_000, "CTY TNHH MAY THU")]).popitem()[1]] == ["donor"]
    assert not guesses([line(2_000_000, "NGUOI LA")]).popitem()[1]


def test_interest_is_income_of_its_own(books, line):
    row = line(12_345, "Tra lai tien gui thang 11")
    assert first(row).kind == "interest"
    paper = books.carry_out(acts.draft_credit(user=books.accountant, line=row, interest=True))
    assert paper.income_id == "T16" and paper.reason == "Lãi tiền gửi"


def test_a_receipt_of_the_last_day_of_a_year_meets_the_bank_in_january(books, line, settings):
    receipt = books.receipt(500_000, day=datetime.date(2024, 10, 31), party="Nguyễn Thị Ước")
    row = line(500_000, "NGUYEN THI UOC UNG HO", day="02/11/2024")
    guess = first(row)
    assert (guess.kind, guess.target) == ("voucher", receipt) and "đúng tên" in guess.why
    acts.pair_voucher(user=books.accountant, line=row, voucher=receipt)
    assert StatementLine.objects.get(pk=row.pk).voucher == receipt
    assert Voucher.objects.get(pk=receipt.pk).day == datetime.date(2024, 10, 31)


def test_money_out_meets_its_payment(books, line):
    books.receipt(1_000_000)
    paid = books.payment(200_000)
    row = line(-200_000, "Chi hoc bong")
    assert first(row).target == paid
    with pytest.raises(Refusal):
        acts.draft_credit(user=books.accountant, line=row)
    acts.pair_voucher(user=books.accountant, line=row, voucher=paid)


def test_guessing_costs_the_same_for_three_and_thirty_lines(books, line, take, django_assert_num_queries):
    donor = DonorFactory(name="Công ty TNHH Mây Thử")
    PledgeFactory(unit=books.fund.unit, money=6_000_000, donor=donor)
    moves = [("15/11/2024", 1_000 * n, f"CTY TNHH MAY THU {n}", f"R{n}") for n in range(1, 31)]
    take(statements.signed(*moves))
    rows = list(StatementLine.objects.all())
    with django_assert_num_queries(9):
        guesses(rows[:3])
    with django_assert_num_queries(9):
        guesses(rows)


# One line, one paper


def test_one_line_is_one_receipt_and_one_receipt_one_line(books, line):
    row, other = line(500_000, "A"), line(500_000, "B")
    paper = acts.draft_credit(user=books.accountant, line=row, party="Bà Ước")
    for again in (
        lambda: acts.draft_credit(user=books.accountant, line=row, party="Bà Ước"),
        lambda: acts.pair_voucher(user=books.accountant, line=other, voucher=paper),
        lambda: acts.explain_line(user=books.accountant, line=row, note="chuyển nhầm, đã trả"),
    ):
        with pytest.raises(Refusal):
            again()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE funds_statementline SET voucher_id = %s, settled_by_id = %s, settled_on = now() WHERE id = %s",
            [paper.pk, books.accountant.pk, other.pk],
        )
    assert Voucher.objects.filter(kind="BC").count() == 1


@pytest.mark.parametrize(
    "change", ["amount = 1", "day = day - 1", "text = 'x'", "digest = 'x'", "note = 'không ai ký tên vào đây'"]
)
def test_the_database_keeps_what_the_bank_told(line, change):
    row = line(500_000, "A")
    for sql in (f"UPDATE funds_statementline SET {change}", "DELETE FROM funds_statementline"):
        with pytest.raises(Exception, match="."), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"{sql} WHERE id = %s", [row.pk])
    assert StatementLine.objects.get(pk=row.pk).amount == 500_000


def test_a_paper_of_another_amount_is_refused_by_the_database_too(books, line):
    row, receipt = line(500_000, "A"), books.receipt(400_000)
    with pytest.raises(Refusal):
        acts.pair_voucher(user=books.accountant, line=row, voucher=receipt)
    with pytest.raises(IntegrityError), transaction.atomic():
        StatementLine.objects.filter(pk=row.pk).update(voucher=receipt, settled_by=books.accountant, settled_on=DAY)


def test_a_cancelled_paper_gives_its_line_back(books, line):
    row = line(500_000, "A")
    paper = acts.draft_credit(user=books.accountant, line=row)
    with pytest.raises(Refusal):
        acts.free_line(user=books.accountant, line=row)
    cancel_voucher(user=books.accountant, voucher=paper, reason="Nhầm người")
    assert not StatementLine.objects.get(pk=row.pk).settled
    acts.explain_line(user=books.accountant, line=row, note="Chuyển nhầm, trả lại ngày 16")
    acts.free_line(user=books.accountant, line=row)
    assert not StatementLine.objects.get(pk=row.pk).settled


def test_a_line_of_a_closed_year_becomes_a_receipt_of_today(books, line, settings):
    from funds.services.fund import close_year

    close_year(user=books.chair, fund=books.fund, year=2023)
    row = line(500_000, "A", day="30/12/2023")  # the bank's file came late
    paper = acts.draft_credit(user=books.accountant, line=row)
    assert paper.day == DAY and StatementLine.objects.get(pk=row.pk).day == datetime.date(2023, 12, 30)


@pytest.mark.django_db(transaction=True)
def test_two_people_take_one_line(books, line):
    row, made, refused = line(500_000, "A"), [], []
    start = threading.Barrier(2)

    def run():
        start.wait()
        try:
            made.append(acts.draft_credit(user=books.accountant, line=row))
        except Refusal as refusal:
            refused.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == len(refused) == 1 and Voucher.objects.filter(kind="BC").count() == 1


# Pages


def test_the_whole_way_through_pages(books, client_of):
    pledge = PledgeFactory(unit=books.fund.unit, money=2_000_000)
    browser = client_of(books.accountant)
    upload = statements.signed(
        ("05/11/2024", 2_000_000, f"QBTTE {pledge.code}", "A1"), ("06/11/2024", 7, "tra lai", "A2")
    )
    answer = browser.post(
        reverse("funds:statement_new", args=[books.fund.code]), {"place": books.bank.pk, "file": upload}
    )
    assert answer.status_code == 302
    page = browser.get(reverse("funds:bank", args=[books.fund.code])).content.decode()
    assert pledge.donor.name in page and "có mã cam kết" in page and "chờ 10 ngày" in page
    row = StatementLine.objects.get(amount=2_000_000)
    take = reverse("funds:bank_line_act", args=[row.code, "nhan"])
    for other in (
        f"pledge:{PledgeFactory(unit=books.fund.unit, money=7_000_000).code}",
        f"donor:{DonorFactory().code}",
    ):
        assert browser.post(take, {"guess": other}).status_code == 404, "nobody offered it"
    assert not Voucher.objects.filter(kind="BC").exists()
    browser.post(take, {"guess": f"pledge:{pledge.code}"})
    paper = Voucher.objects.get(kind="BC")
    books.carry_out(paper)
    interest = StatementLine.objects.get(amount=7)
    browser.post(reverse("funds:bank_line_act", args=[interest.code, "nhan"]), {"guess": "interest"})
    page = browser.get(reverse("funds:bank", args=[books.fund.code])).content.decode()
    assert "Mọi dòng sao kê đã được đối chiếu" in page
    detail = browser.get(reverse("funds:bank_line", args=[row.code])).content.decode()
    assert "BC-QBTTE-LC-2024-000001" in detail


def test_forms_of_a_line_keep_what_was_typed(books, client_of, line):
    row = line(500_000, "A")
    browser = client_of(books.accountant)
    url = reverse("funds:bank_line", args=[row.code])
    answer = browser.post(url, {"act": "explain", "note": "ngắn"})
    assert answer.status_code == 422 and "ngắn" in answer.content.decode()
    answer = browser.post(url, {"act": "credit", "party": "Bà Ước", "reason": "Ủng hộ"})
    assert answer.status_code == 302 and Voucher.objects.get().party == "Bà Ước"
    assert browser.post(url, {"act": "explain", "note": "x" * 20}).status_code == 404


def test_who_reads_no_ledger_sees_no_line(books, client_of, line, commune_leader, province_officer):
    row = line(500_000, "A")
    assert client_of(commune_leader).get(reverse("funds:bank_line", args=[row.code])).status_code == 403
    browser = client_of(province_officer)
    assert browser.get(reverse("funds:bank_line", args=[row.code])).status_code == 200
    assert browser.post(reverse("funds:bank_line", args=[row.code]), {"act": "explain"}).status_code == 404
    assert browser.get(reverse("funds:bank_lines") + "?open=true").status_code == 200


def test_columns_told_a_second_time_lead_to_the_lines(books, take, client_of):
    row = take(
        statements.text(
            [["Thời điểm", "Vào", "Ra", "Nội dung", "Số dư"], ["05/11/2024", "100.000", "", "UNG HO", "100.000"]]
        )
    )
    accountant = client_of(books.accountant)
    address, told = reverse("funds:statement", args=[row.code]), {"day": 0, "credit": 1, "debit": 2, "text": 3}
    for _time in range(2):
        assert accountant.post(address, told)["Location"] == address
    page = accountant.get(address).content.decode()
    assert "Sao kê này đã được đọc" in page and StatementLine.objects.count() == 1


def test_a_payer_whom_nobody_knows_is_said_and_not_left_out(books, line, client_of):
    row = line(700_000, "nop tien mat")
    accountant, address = client_of(books.accountant), reverse("funds:bank_line", args=[row.code])
    assert "Không rõ người chuyển" in accountant.get(address).content.decode()
    told = {"act": "credit", "party": "", "reason": "Ủng hộ Quỹ"}
    assert accountant.post(address, told).status_code == 422
    donor = DonorFactory()
    assert accountant.post(address, told | {"unknown": "on", "donor": donor.pk}).status_code == 422
    assert accountant.post(address, told | {"unknown": "on"}).status_code == 302
    paper = Voucher.objects.get(kind="BC")
    assert (paper.party, paper.donor) == ("Không rõ người chuyển", None)


def test_a_fund_is_not_closed_over_open_lines_and_reversals(books, line):
    line(700_000, "nop tien mat")
    entry = JournalEntry.objects.get(voucher=books.receipt(1_000_000))
    ask_reversal(user=books.accountant, entry=entry, reason="Ghi nhầm")
    assert what_is_open(books.fund) == ["1 dòng sao kê chưa đối chiếu", "1 đề nghị đảo bút toán chưa quyết định"]


def test_the_chair_corrects_and_closes_an_account(books, line, client_of):
    books.receipt(1_000_000)
    chair, address = client_of(books.chair), reverse("funds:account_edit", args=[books.fund.code, books.bank.pk])
    typed = {
        "name": "Kho bạc Nhà nước Lào Cai",
        "holder": "Quỹ Bảo trợ trẻ em",
        "account_no": "3713 0000 1111",
        "bank_code": "",
        "opened_on": "01/01/2020",
        "closed_on": "",
        "decision_no": "5/QĐ-QBTTE",
    }
    assert client_of(books.accountant).get(address).status_code in (403, 404)
    for wrong, field in (
        ({"opened_on": "16/11/2024"}, "opened_on"),
        ({"closed_on": "15/11/2024"}, "closed_on"),
        ({"closed_on": "01/01/2019"}, "closed_on"),
        ({"name": "Kho"}, "name"),
    ):
        answer = chair.post(address, typed | wrong)
        assert answer.status_code == 422 and answer.context["form"].errors.get(field), field
    assert chair.post(address, typed).status_code == 302
    page = chair.get(reverse("funds:bank", args=[books.fund.code])).content.decode()
    assert "Kho bạc Nhà nước Lào Cai" in page and "Quỹ Bảo trợ trẻ em" in page
    row = line(700_000)
    assert chair.post(address, typed | {"closed_on": "16/11/2024"}).status_code == 422, "a bank line waits"
    acts.explain_line(user=books.accountant, line=row, note="Chuyển nhầm, đã trả lại")
    assert chair.post(address, typed | {"closed_on": "16/11/2024"}).status_code == 302


def test_nothing_moves_at_an_account_that_is_closed(books):
    books.bank.closed_on = DAY
    books.bank.save()
    with pytest.raises(Refusal) as refused:
        books.draft_receipt()
    assert refused.value.code == "closed_place"
    with pytest.raises(IntegrityError, match="while it is open"), transaction.atomic():
        VoucherFactory(fund=books.fund, drafted_by=books.accountant)
