"""Signed papers come back as scans, each page to the record whose code stands on it."""

import io

import pypdfium2
import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from PIL import Image

from funds.models import PaperScan, Sheet, Voucher
from funds.services.count import count_cash
from funds.services.print import count_pdf, sheet_paper, voucher_pdf
from funds.services.scan import attach_scans
from lao_cai_support.audit.models import RecordView
from lao_cai_support.web.errors import Refusal
from tests.children.papers import upload
from tests.funds.conftest import DAY


@pytest.fixture(autouse=True)
def kept_elsewhere(settings, tmp_path):
    settings.DATA_DIR = tmp_path


def scanned(*papers: bytes, dpi: int = 130) -> list[Image.Image]:
    """Each page as an office scanner gives it: grey, a little askew."""
    pages = []
    for paper in papers:
        for page in pypdfium2.PdfDocument(paper):
            picture = page.render(scale=dpi / 72, grayscale=True).to_pil()
            pages.append(picture.rotate(1.2, expand=True, fillcolor=255))
    return pages


def as_pdf(pages: list[Image.Image]) -> bytes:
    out = io.BytesIO()
    pages[0].save(out, "PDF", save_all=True, append_images=pages[1:], quality=60)
    return out.getvalue()


@pytest.fixture
def sheet(books, hand_out):
    books.issue(books.plan())
    return Sheet.objects.select_related("distribution__fund", "unit").order_by("unit__sort_key")[0]


def sheet_bytes(sheet: Sheet) -> bytes:
    lines = list(sheet.lines.select_related("allocation__need__item", "allocation__need__child", "lot"))
    for line in lines:
        line.adult = None
    return sheet_paper(sheet, lines)


def test_a_pile_of_papers_is_parted_by_its_codes(books, sheet):
    receipt = books.receipt(900_000, place=books.cash)
    count = count_cash(user=books.cashier, place=books.cash, on=DAY, notes={100_000: 9})
    papers = (voucher_pdf(Voucher.objects.get(pk=receipt.pk)), voucher_pdf(sheet.distribution.goods_voucher))
    pile = upload(as_pdf(scanned(*papers, count_pdf(count, []), sheet_bytes(sheet))), "xap_giay.pdf")
    made = attach_scans(user=books.cashier, upload=pile)
    told = [(scan.voucher, scan.cash_count, scan.sheet, scan.pages) for scan in made]
    goods = sheet.distribution.goods_voucher
    assert told == [(receipt, None, None, 1), (goods, None, None, 1), (None, count, None, 1), (None, None, sheet, 1)]
    with pytest.raises(Refusal) as twice:
        pile.seek(0)
        attach_scans(user=books.cashier, upload=pile)
    assert twice.value.code == "there" and PaperScan.objects.count() == 4


def test_a_page_whose_code_is_blurred_is_told_by_hand(books):
    receipt = books.receipt()
    out = io.BytesIO()
    Image.new("L", (600, 400), 255).save(out, "JPEG")
    for code in ("", "zzzzzzzzzz"):
        with pytest.raises(Refusal):
            attach_scans(user=books.cashier, upload=upload(out.getvalue(), "anh.jpg"), code=code)
    (scan,) = attach_scans(user=books.cashier, upload=upload(out.getvalue(), "anh.jpg"), code=receipt.code)
    assert scan.voucher == receipt


def test_a_strangers_paper_leads_nowhere(books, district_books, tmp_path):
    content = as_pdf(scanned(voucher_pdf(books.receipt())))
    with pytest.raises(Refusal) as refused:
        attach_scans(user=district_books.cashier, upload=upload(content, "a.pdf"))
    assert refused.value.code == "unknown" and not list(tmp_path.rglob("*.pdf"))


def test_pages_take_and_show_scans(books, sheet, client_of, commune_officer, neighbour_officer, school_officer):
    page = scanned(sheet_bytes(sheet))
    browser = client_of(commune_officer)
    url = reverse("funds:paper_scan_new")
    assert browser.get(url).status_code == 200
    answer = browser.post(url, {"file": upload(as_pdf(page), "ky.pdf"), "code": ""})
    assert answer["Location"] == reverse("funds:sheet_detail", args=[sheet.code])
    scan = PaperScan.objects.get()
    assert scan.code in browser.get(answer["Location"]).content.decode()
    file = reverse("funds:paper_scan", args=[scan.code])
    assert browser.get(file)["Content-Type"] == "application/pdf"
    child = sheet.lines.get().allocation.need.child
    assert RecordView.objects.filter(object_code=child.code, page=f"scan {scan.code}").count() == 1
    assert client_of(neighbour_officer).get(file).status_code == 404


def test_a_school_does_not_open_the_scan_of_other_pupils(books, hand_out, child, units, client_of, school_officer):
    from tests.factories.children import ChildFactory, NeedFactory
    from tests.factories.donors import AllocationFactory

    AllocationFactory(pledge=hand_out.pledge, need=NeedFactory(child=ChildFactory(unit=units.commune, school=None)))
    books.issue(books.plan())
    sheet = Sheet.objects.select_related("distribution__fund", "unit").get(unit=units.commune)
    (scan,) = attach_scans(user=books.cashier, upload=upload(as_pdf(scanned(sheet_bytes(sheet))), "ky.pdf"))
    browser = client_of(school_officer)
    assert browser.get(reverse("funds:paper_scan", args=[scan.code])).status_code == 404
    assert scan.code not in browser.get(reverse("funds:sheet_detail", args=[sheet.code])).content.decode()


def test_scans_stay_and_are_of_one_paper(books):
    receipt = books.receipt()
    out = io.BytesIO()
    Image.new("L", (60, 40), 255).save(out, "JPEG")
    attach_scans(user=books.cashier, upload=upload(out.getvalue(), "anh.jpg"), code=receipt.code)
    for sql in ("UPDATE funds_paperscan SET pages = 9", "DELETE FROM funds_paperscan"):
        with pytest.raises(Exception, match="."), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    with pytest.raises(IntegrityError), transaction.atomic():
        scan = PaperScan.objects.get()
        scan.pk, scan.code, scan.sha256, scan.voucher = None, "aaaaaaaaaa", "x", None
        scan.save(force_insert=True)
