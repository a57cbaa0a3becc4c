"""The VietQR string, accounts of a fund, and the slip whose transfer comes back as a line that names its pledge."""

import io

import pypdf
import pytest
from django.urls import reverse

from funds.bank.vietqr import payload, reference
from funds.models import FundPlace, StatementLine
from funds.services.bank_match import codes_in
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.uploads.codes import codes_on_pages
from tests.factories.donors import PledgeFactory


def fields(text: str) -> dict[str, str]:
    found = {}
    while text:
        tag, length = text[:2], int(text[2:4])
        found[tag], text = text[4 : 4 + length], text[4 + length :]
    return found


def test_the_string_is_the_one_that_banks_read():
    # a published example of the format: account 0011009950446 at 970403, CRC of the last four letters
    text = payload(bank="970403", account="0011012345678", amount=180_000, words="thanh toan don hang")
    told = fields(text)
    assert (told["53"], told["54"], told["58"], told["01"]) == ("704", "180000", "VN", "12")
    assert fields(told["38"]) == {"00": "A000000727", "01": "0006970403" + "01130011012345678", "02": "QRIBFTTA"}
    assert fields(told["62"])["08"] == "THANH TOAN DON HANG"
    # the check value of the algorithm itself
    from funds.bank.vietqr import _crc

    assert _crc("123456789") == 0x29B1 and told["63"] == f"{_crc(text[:-4]):04X}"


@pytest.mark.parametrize("wrong", [{"bank": "97043"}, {"bank": "abcdef"}, {"account": "12"}, {"account": "1" * 20}])
def test_a_wrong_bank_or_account_is_no_string(wrong):
    with pytest.raises(ValueError, match="six digits"):
        payload(**({"bank": "970436", "account": "0123456789"} | wrong))


def test_without_an_amount_the_giver_types_it():
    told = fields(payload(bank="970436", account="0123 456 789", words="Ủng hộ quỹ, năm 2024!"))
    assert told["01"] == "11" and "54" not in told and fields(told["62"])["08"] == "UNG HO QUY NAM 2024"


def test_an_account_is_opened_by_decision_and_its_slip_brings_the_code_back(books, client_of):
    chair, accountant = client_of(books.chair), client_of(books.accountant)
    url = reverse("funds:account_new", args=[books.fund.code])
    typed = {
        "name": "Ngân hàng Thử, Lào Cai",
        "account_no": "8800 123 456",
        "bank_code": "970436",
        "decision_no": "5/QĐ",
    }
    assert chair.post(url, typed | {"bank_code": "97"}).status_code == 422
    assert chair.post(url, typed | {"decision_no": " "}).status_code == 422
    assert chair.post(url, typed).status_code == 302
    assert chair.post(url, typed).status_code == 422, "the name is taken"
    place = FundPlace.objects.get(bank_code="970436")
    pledge = PledgeFactory(unit=books.fund.unit, money=3_000_000)
    books.receipt(1_000_000, pledge=pledge)
    answer = accountant.post(reverse("funds:slip", args=[books.fund.code]), {"pledge": pledge.pk, "place": place.pk})
    assert answer["Content-Type"] == "application/pdf"
    text = pypdf.PdfReader(io.BytesIO(answer.content)).pages[0].extract_text()
    assert "2.000.000" in text and reference(pledge.code) in text
    ((picture,),) = codes_on_pages(answer.content, "pdf")
    words = fields(fields(picture)["62"])["08"]
    assert codes_in(StatementLine(text=f"MBVCB.77 {words} CT tu 0123")) >= {pledge.code}


def test_no_slip_for_goods_or_an_account_without_its_bank(books):
    from funds.services.account import transfer_slip

    with pytest.raises(Refusal):
        transfer_slip(books.bank, PledgeFactory(unit=books.fund.unit))
    with pytest.raises(Refusal):
        transfer_slip(books.bank, PledgeFactory(unit=books.fund.unit, money=1_000_000))
