"""Pages of a fund's own acts: earmarked payments, transfers between funds, the management share, closing."""

import datetime

import pytest
from django.urls import reverse

from funds.ledger.figures import balance, earmarks_left
from funds.models import Closing, ManagementShare, Transfer, Voucher
from funds.services.fund import send_transfer
from lao_cai_support.web.errors import Refusal
from tests.factories.donors import PledgeFactory
from tests.funds.conftest import coats
from tests.queries import queries_of

DAY = "2024-11-15"


@pytest.fixture
def earmarked(books, units, earmark):
    """Half a million that may only buy coats."""
    pledge = PledgeFactory(unit=units.province, money=500_000, earmark=earmark)
    books.receipt(500_000, pledge=pledge)
    return earmark


@pytest.fixture
def sent(books, district_fund, fund_chair):
    books.receipt(3_000_000)
    return send_transfer(
        user=fund_chair,
        sender=books.fund,
        receiver=district_fund,
        place=books.bank,
        amount=1_000_000,
        decision_no="7/QĐ",
    )


def test_what_is_left_of_earmarks_is_offered_with_its_balance(books, earmarked, client_of, fund_accountant):
    books.payment(200_000, **coats(books, earmarked))
    assert [(one.pk, one.left) for one in earmarks_left(books.fund)] == [(earmarked.pk, 300_000)]
    page = client_of(fund_accountant).get(reverse("funds:payment_new", args=[books.fund.code])).content.decode()
    assert "Áo ấm huyện Bắc Hà, còn 300.000" in page


def test_a_payment_from_an_earmark_is_drafted_in_the_browser(books, earmarked, client_of, fund_accountant):
    typed = {
        "expenditure": "C07",
        "party": "Cửa hàng Áo Ấm",
        "day": DAY,
        "place": books.bank.pk,
        "earmark": earmarked.pk,
        "amount": "300.000",
        "reason": "Mua áo ấm",
        "decision_no": "9/QĐ",
        "decision_on": DAY,
        "commune": coats(books, earmarked)["commune"].pk,
    }
    browser, address = client_of(fund_accountant), reverse("funds:payment_new", args=[books.fund.code])
    answer = browser.post(address, typed | {"amount": "600.000"})
    assert answer.status_code == 422
    assert "không còn đủ tiền" in answer.content.decode()
    assert "Cửa hàng Áo Ấm" in answer.content.decode()
    answer = browser.post(address, typed | {"expenditure": "M02"})
    assert "Chi quản lý không được dùng tiền có địa chỉ" in answer.content.decode()
    assert browser.post(address, typed).status_code == 302
    voucher = books.carry_out(Voucher.objects.get(kind="PC"))
    assert (voucher.earmark, balance(books.fund, "F2")) == (earmarked, 200_000)


def test_a_transfer_is_sent_by_one_chair_and_confirmed_by_the_other(
    books, district_books, client_of, fund_chair, units
):
    books.receipt(3_000_000)
    typed = {
        "receiver": district_books.fund.pk,
        "place": books.bank.pk,
        "amount": "1.000.000",
        "decision_no": "7/QĐ",
        "day": DAY,
    }
    address = reverse("funds:transfer_new", args=[books.fund.code])
    answer = client_of(fund_chair).post(address, typed)
    row = Transfer.objects.get()
    assert answer["Location"] == reverse("funds:transfer_detail", args=[row.code])
    assert client_of(fund_chair).post(answer["Location"], {}).status_code == 404
    other = client_of(district_books.chair)
    work = other.get(reverse("accounts:worklist")).content.decode()
    assert "Xác nhận khoản điều chuyển đến" in work
    assert row.decision_no in other.get(reverse("funds:transfer_list") + "?waiting=true").content.decode()
    wrong = other.post(answer["Location"], {"place": district_books.bank.pk, "day": "2024-11-01"})
    assert wrong.status_code == 422
    assert "Ngày nhận phải từ ngày gửi" in wrong.content.decode()
    assert other.post(answer["Location"], {"place": district_books.bank.pk, "day": DAY}).status_code == 302
    assert (balance(books.fund, "A2"), balance(district_books.fund, "A2")) == (2_000_000, 1_000_000)
    assert other.post(answer["Location"], {"place": district_books.bank.pk, "day": DAY}).status_code == 404


def test_a_fund_that_is_over_receives_nothing(books, district_fund, fund_chair):
    books.receipt(3_000_000)
    district_fund.valid = (datetime.date(2019, 1, 1), datetime.date(2024, 11, 1))
    district_fund.save()
    district_fund.refresh_from_db()
    with pytest.raises(Refusal, match="không hoạt động"):
        send_transfer(
            user=fund_chair,
            sender=books.fund,
            receiver=district_fund,
            place=books.bank,
            amount=1_000_000,
            decision_no="7/QĐ",
        )


def test_the_share_is_decided_once_and_within_the_ceiling(books, client_of, fund_chair):
    books.receipt(10_000_000)
    address = reverse("funds:share_new", args=[books.fund.code])
    browser = client_of(fund_chair)
    assert "1.000.000" in browser.get(address).content.decode()
    typed = {"year": "2024", "amount": "1.000.001", "decision_no": "3/QĐ", "decided_on": DAY}
    answer = browser.post(address, typed)
    assert answer.status_code == 422
    assert "tối đa là 1.000.000" in answer.content.decode()
    assert browser.post(address, typed | {"amount": "800.000"}).status_code == 302
    assert ManagementShare.objects.get().amount == 800_000
    assert browser.post(address, typed | {"amount": "800.000"}).status_code == 422


def test_a_year_is_closed_in_order_and_shown(books, client_of, fund_chair):
    address = reverse("funds:year_close", args=[books.fund.code])
    browser = client_of(fund_chair)
    assert browser.post(address, {"year": "2024"}).status_code == 422
    assert browser.post(address, {"year": "2022"}).status_code == 302
    assert Closing.objects.get().year == 2022
    assert '<option value="2022">' not in browser.get(address).content.decode()
    page = browser.get(reverse("funds:fund_detail", args=[books.fund.code])).content.decode()
    assert "Đã khóa sổ đến hết năm 2022" in page


@pytest.mark.parametrize("name", ["transfer_new", "share_new", "year_close"])
def test_only_the_chair_of_the_fund_does_these(name, books, district_books, client_of, fund_accountant):
    address = reverse(f"funds:{name}", args=[books.fund.code])
    assert client_of(fund_accountant).get(address).status_code == 403
    assert client_of(district_books.chair).get(address).status_code == 404


def test_transfers_cost_the_same_for_3_and_30(books, sent, district_fund, fund_chair, client_of):
    def more(count):
        for _ in range(count):
            Transfer.objects.create(
                sender=books.fund,
                receiver=district_fund,
                from_place=books.bank,
                amount=1000,
                decision_no="8/QĐ",
                sent_on=datetime.date(2024, 11, 15),
            )

    browser, address = client_of(fund_chair), reverse("funds:transfer_list")
    more(2)
    few = queries_of(browser, address)
    more(27)
    assert queries_of(browser, address) == few
