"""Printed vouchers and sheets: what stands on them, in letters that are read right; what must not."""

import io
import re

import pikepdf
import pypdf
import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from donors.models import Pledge
from funds.models import Lot, Sheet, Statement, StatementLine, Voucher
from funds.services.voucher import cancel_voucher, check_voucher, require_check
from funds.services.write_off import draft_write_off
from lao_cai_support.accounts.roles import Role
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.uploads.codes import codes_on_pages
from tests.factories.children import GuardianFactory, NeedFactory
from tests.factories.donors import AllocationFactory, PledgeFactory
from tests.factories.funds import VoucherFactory
from tests.funds.conftest import DAY, needy, promise_money


def opened(answer):
    assert answer.status_code == 200 and answer["Content-Type"] == "application/pdf"
    return pypdf.PdfReader(io.BytesIO(answer.content))


def text_of(answer) -> str:
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in opened(answer).pages))


def described(answer) -> set[str]:
    """What the document's pictures say to who cannot see them."""
    with pikepdf.open(io.BytesIO(answer.content)) as document:
        return {
            str(thing["/Alt"])
            for thing in document.objects
            if isinstance(thing, pikepdf.Dictionary) and "/Alt" in thing
        }


def paper(client_of, user, voucher: Voucher):
    return client_of(user).get(reverse("funds:voucher_pdf", args=[voucher.code]))


@pytest.mark.parametrize(
    ("amount", "figures", "words"),
    [
        (1_005, "1.005", "Một nghìn không trăm linh năm đồng"),
        (2_005_000_000, "2.005.000.000", "Hai tỷ không trăm linh năm triệu đồng"),
        (1_000_000_000_000, "1.000.000.000.000", "Một nghìn tỷ đồng"),
        (16_500_000, "16.500.000", "Mười sáu triệu năm trăm nghìn đồng"),
    ],
)
def test_a_receipt_says_number_and_amount_in_figures_and_words(books, client_of, amount, figures, words):
    voucher = books.receipt(amount, party="Bà Đặng Thị Ước", party_address="Thôn Nậm Lúc, Bắc Hà")
    text = text_of(paper(client_of, books.accountant, voucher))
    for part in (
        "PHIẾU THU",
        "PT-QBTTE-LC-2024-000001",
        f"{figures} đồng",
        words,
        "Ngày 15 tháng 11 năm 2024",
        "Bà Đặng Thị Ước",
        "Thôn Nậm Lúc, Bắc Hà",
        "C40-BB",
        str(books.accountant),
        str(books.chair),
        str(books.cashier),
    ):
        assert part in text, part


def test_a_payment_names_its_decision(books, client_of):
    books.receipt()
    text = text_of(paper(client_of, books.chair, books.payment(200_000)))
    for part in ("PHIẾU CHI", "PC-QBTTE-LC-2024-000001", "C41-BB", "15/QĐ-QBTTE ngày 15/11/2024", "(C08)"):
        assert part in text, part


def test_goods_papers_list_their_lines(books, coat, client_of, units):
    pledge = PledgeFactory(unit=units.province)
    books.goods(coat(12, size="110"), coat(8, size="120"), pledge=pledge)
    text = text_of(paper(client_of, books.accountant, Voucher.objects.get(kind="NK")))
    for part in ("PHIẾU NHẬP KHO", "NK-QBTTE-LC-2024-000001", "110", "12", "3.000.000", "5.000.000 đồng", "Thủ kho"):
        assert part in text, part
    AllocationFactory(pledge=pledge, need=needy(units.commune))
    row = books.issue(books.plan())
    out = text_of(paper(client_of, books.accountant, row.goods_voucher))
    assert "PHIẾU XUẤT KHO" in out and "250.000 đồng" in out and "31/QĐ-QBTTE" in out


def test_a_draft_has_no_number_yet(books, client_of):
    answer = paper(client_of, books.accountant, books.draft_receipt())
    assert "000001" not in text_of(answer) and "chờ duyệt" in text_of(answer)


def test_the_file_is_named_by_number_alone(books, client_of):
    answer = paper(client_of, books.accountant, books.receipt(party="Bà Đặng Thị Ước"))
    assert answer["Content-Disposition"] == 'inline; filename="PT-2024-000001.pdf"'
    assert "no-store" in answer["Cache-Control"]


def test_the_same_paper_prints_the_same_bytes(books, client_of):
    voucher = books.receipt()
    assert paper(client_of, books.chair, voucher).content == paper(client_of, books.accountant, voucher).content


# The sheet to sign


@pytest.fixture
def sheet(books, hand_out, child):
    GuardianFactory(household=child.household, full_name="Giàng Seo Lử")
    books.issue(books.plan())
    return Sheet.objects.order_by("unit__sort_key")[0]


def printed(client_of, user, sheet: Sheet):
    return client_of(user).get(reverse("funds:sheet_pdf", args=[sheet.code]))


def test_a_sheet_has_its_children_its_code_and_room_to_sign(sheet, client_of, commune_officer):
    answer = printed(client_of, commune_officer, sheet)
    text = text_of(answer)
    for part in (
        "Giàng Thị Mỷ",
        "2016",
        "Bản Phố 2",
        "cỡ 120",
        "Xã Bản Phố",
        "31/QĐ-QBTTE",
        "Ký nhận",
        sheet.code,
        "NỘI BỘ",
        "không công khai",
    ):
        assert part in text, part
    assert "Vàng A Páo" not in text, "the neighbour commune's child"
    assert f"Mã QR của danh sách ký nhận {sheet.code}" in described(answer)


def test_no_childs_name_in_names_addresses_or_properties(sheet, client_of, commune_officer, child):
    url = reverse("funds:sheet_pdf", args=[sheet.code])
    answer = client_of(commune_officer).get(url)
    assert answer["Content-Disposition"] == f'inline; filename="ky-nhan-{sheet.code}.pdf"'
    properties = " ".join(str(value) for value in (opened(answer).metadata or {}).values())
    assert "Danh sách ký nhận" in properties
    for word in child.full_name.split():
        assert word not in properties and word not in url
    with pikepdf.open(io.BytesIO(answer.content)) as document, document.open_metadata() as metadata:
        assert child.full_name not in str(metadata)


def test_a_group_stands_on_the_sheet_by_its_name(books, coat, units, client_of, commune_officer):
    pledge = PledgeFactory(unit=units.province)
    books.goods(coat(20), pledge=pledge)
    need = NeedFactory(unit=units.commune, group_name="Lớp mầm non Bản Phố 2", head_count=18, quantity=18)
    AllocationFactory(pledge=pledge, need=need, quantity=18)
    books.issue(books.plan())
    sheet = Sheet.objects.get()
    assert "Lớp mầm non Bản Phố 2" in text_of(printed(client_of, commune_officer, sheet))
    page = client_of(commune_officer).get(reverse("funds:sheet_detail", args=[sheet.code]))
    assert "Lớp mầm non Bản Phố 2" in page.content.decode()


def test_money_is_signed_for_by_its_amount(books, units, client_of, commune_officer):
    """Whoever signs sees how much, not “1”."""
    pledge = promise_money(books, 2_300_000)
    need = needy(units.commune, item_id="KH03", size="", unit_value=2_300_000)
    AllocationFactory(pledge=pledge, need=need, value=2_300_000)
    books.issue(books.plan())
    assert "2.300.000" in text_of(printed(client_of, commune_officer, Sheet.objects.get()))


def test_names_with_every_mark_are_read_back(books, client_of):
    """Composed and combining marks are one and the same name on paper."""
    party = "Nguyễn Thị Ước, Đặng Ẵm, Trần Ễnh, Giàng Mí Vừ"
    text = text_of(paper(client_of, books.accountant, books.receipt(party=party)))
    assert party in text


def test_a_draft_by_factory_prints_without_people(books, client_of):
    voucher = VoucherFactory(fund=books.fund)
    assert "PHIẾU THU" in text_of(paper(client_of, books.accountant, voucher))
    assert not Lot.objects.exists() and not Pledge.objects.exists()


# Signatures and states on paper


def test_a_second_accountant_checks_where_the_fund_says_so(books, client_of, person):
    other = person(Role.FUND_ACCOUNTANT, books.fund.unit, username="second_accountant")
    voucher = books.draft_receipt()
    with pytest.raises(Refusal):
        check_voucher(user=books.accountant, voucher=voucher)
    require_check(user=books.chair, fund=books.fund, required=True, decision_no="4/QĐ-QBTTE")
    with pytest.raises(Refusal) as refused:
        books.approve(voucher)
    assert refused.value.code == "unchecked"
    page = client_of(other).post(reverse("funds:voucher_act", args=[voucher.code, "check"]))
    assert page.status_code == 302
    with pytest.raises(Refusal):
        check_voucher(user=other, voucher=voucher)
    books.carry_out(voucher)
    text = text_of(paper(client_of, books.chair, voucher))
    for signer in (books.accountant, other, books.chair, books.cashier):
        assert str(signer) in text
    with pytest.raises(IntegrityError), transaction.atomic():
        Voucher.objects.filter(pk=books.draft_receipt().pk).update(checked_by=books.accountant)


def test_the_chair_says_on_a_page_whether_vouchers_are_checked(books, client_of):
    url = reverse("funds:check_rule", args=[books.fund.code])
    assert client_of(books.chair).post(url, {"required": "on", "decision_no": " "}).status_code == 422
    assert client_of(books.chair).post(url, {"required": "on", "decision_no": "4/QĐ"}).status_code == 302
    books.fund.refresh_from_db()
    assert books.fund.check_required


def test_a_cancelled_paper_is_printed_as_such(books, client_of):
    voucher = books.approve(books.draft_receipt())
    cancel_voucher(user=books.chair, voucher=voucher, reason="Người nộp rút lại")
    text = text_of(paper(client_of, books.chair, voucher))
    assert len(opened(paper(client_of, books.chair, voucher)).pages) == 1
    assert "ĐÃ HỦY" in text and "Người nộp rút lại" in text and "PT-QBTTE-LC-2024-000001" in text


def test_goods_are_handed_over_by_minutes(books, coat, client_of):
    books.goods(coat(12, basis="market", evidence="ba báo giá"), party="Bà Đặng Thị Ước")
    voucher = Voucher.objects.get(kind="NK")
    text = text_of(client_of(books.chair).get(reverse("funds:handover", args=[voucher.code])))
    for part in ("BIÊN BẢN BÀN GIAO", "Bên giao: Bà Đặng Thị Ước", "3.000.000", "ba báo giá", "Ba triệu đồng"):
        assert part.lower() in text.lower(), part
    assert client_of(books.chair).get(reverse("funds:handover", args=[books.draft_receipt().code])).status_code == 404


@pytest.mark.parametrize("kind", ["PT", "BC", "PC", "XK"])
def test_each_paper_carries_its_code_and_its_accounts(books, coat, client_of, kind):
    books.receipt(1_000_000)
    voucher = {
        "PT": lambda: books.receipt(),
        "BC": lambda: books.receipt(kind="BC"),
        "PC": lambda: books.payment(),
        "XK": lambda: books.carry_out(written_off(books, coat)),
    }[kind]()
    answer = paper(client_of, books.chair, voucher)
    (picture,) = codes_on_pages(answer.content, "pdf")
    assert picture == [f"http://testserver/quy/chung-tu/{voucher.code}/"] or picture[0].endswith(
        f"/quy/chung-tu/{voucher.code}/"
    )
    sides = {"PT": "Nợ: A2 · Có: F1", "BC": "Nợ: A2 · Có: F1", "PC": "Nợ: F1 · Có: A2", "XK": "Nợ: F3 · Có: A3"}
    assert sides[kind] in text_of(answer)


def written_off(books, coat):
    lot = books.goods(coat(5))
    return draft_write_off(
        user=books.accountant,
        store=books.store,
        day=lot.received_on,
        lots=[(lot, 2)],
        reason="damaged",
        words="ướt mưa",
        decision_no="2/BB",
        decision_on=lot.received_on,
    )


def test_money_papers_stay_on_one_page_whatever_they_tell(books, client_of):
    """The longest paper: an address, a foreign gift's approval, the bank's own day and reference, a cancellation."""
    long = {"party": "Tổ chức " + "Bạn của trẻ em vùng cao " * 5, "party_address": "Số 1, đường Hoàng Liên, " * 5}
    voucher = books.approve(
        books.draft_receipt(kind="BC", foreign_approval="12/QĐ-UBND", reason="Ủng hộ " * 30, **long)
    )
    statement = Statement.objects.create(
        place=books.bank, file_name="a", stored="a", sha256="a", imported_by=books.accountant, imported_on=DAY
    )
    StatementLine.objects.create(
        statement=statement,
        place=books.bank,
        day=DAY,
        amount=voucher.amount,
        reference="FT24319000012345",
        digest="a",
        voucher=voucher,
        settled_by=books.accountant,
        settled_on=DAY,
    )
    answer = paper(client_of, books.chair, voucher)
    assert len(opened(answer).pages) == 1 and "FT24319000012345" in text_of(answer)
