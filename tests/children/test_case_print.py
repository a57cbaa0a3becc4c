"""The forms on paper: filled and blank, page by page; scans come back to their record by the code."""

import io
import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pypdf import PdfReader, PdfWriter

from children.casework.papers import FORM_NUMBER, CasePaperKind
from children.models import CasePaper, CaseScan
from children.services.case import report_case
from children.services.case_print import typeset_blank, typeset_paper
from children.services.case_scan import attach_scans
from lao_cai_support.web.clock import now
from lao_cai_support.web.uploads.codes import codes_on_pages
from tests.children.cases import FIELDS, Walk, as_pdf, scanned, text_of
from tests.refusals import refused

KINDS = CasePaperKind.values


@pytest.fixture
def walk(commune_officer, commune_leader, lists):
    return Walk(commune_officer, commune_leader)


@pytest.fixture
def case(walk, units, child):
    walk.case = report_case(
        user=walk.officer, unit=units.commune, fields=FIELDS["report"], received_at=now(), child=child
    )
    return walk.case


def filled(case, walk, kind, **more):
    """A signed paper of the kind, whatever the case has come to."""
    if kind == "report":
        return case.papers.get(kind="report")
    plan = filled(case, walk, "plan") if kind == "decision" else None
    signed_by = (
        walk.leader if kind in ("check", "separation", "lifting", "minutes", "decision", "review") else walk.officer
    )
    return CasePaper.objects.create(
        case=case, kind=kind, form_version=1, fields=FIELDS[kind] | more, done_at=now(), about=plan,
        drafted_by=walk.officer, drafted_at=now(), signed_by=signed_by, signed_at=now(),
    )  # fmt: skip


SAYS = {
    "report": ["BÁO CÁO TIẾP NHẬN THÔNG TIN", "Có vết bầm ở tay, sợ người lớn", "X điện thoại"],
    "check": ["Trưởng thôn và trạm y tế cùng xác nhận"],
    "first": ["ĐÁNH GIÁ NGUY CƠ BAN ĐẦU", "Bà ngoại ở cùng trẻ", "X Cao"],
    "measures": ["Đưa trẻ đến trạm y tế"],
    "separation": [
        "QUYẾT ĐỊNH",
        "Điều 31, Điều 32",
        "từ ngày 15/11/2024 đến hết ngày 24/11/2024",
        "cha dượng",
        "12/QĐ-UBND",
    ],
    "lifting": ["QUYẾT ĐỊNH", "20/11/2024", "Cha dượng đã chuyển đi"],
    "detailed": ["ĐIỀU 27 KHOẢN 1", "Muốn ở với mẹ", "Tư vấn tâm lý 6 buổi"],
    "minutes": ["BIÊN BẢN HỌP", "Chủ tịch, công an, trường, mẹ trẻ", "X can thiệp"],
    "plan": ["KẾ HOẠCH HỖ TRỢ, CAN THIỆP", "Trẻ hết lo âu", "600.000", "20/12/2024"],
    "decision": ["QUYẾT ĐỊNH", "Điều 28", "Phê duyệt kế hoạch", "Cán bộ trẻ em, trạm y tế", "20/QĐ-UBND"],
    "sending": ["Mẹ trẻ; trạm y tế; Trung tâm CTXH"],
    "referral": ["Nguyễn Thị Hoa"],
    "visit": ["Trẻ vui hơn", "10/12/2024"],
    "review": ["Đạt cả hai mục tiêu", "X kết thúc, đóng hồ sơ"],
    "filing": ["Tủ 3, số 12"],
}


@pytest.mark.parametrize("kind", KINDS)
def test_each_form_filled(kind, case, walk):
    paper = filled(case, walk, kind)
    content = typeset_paper(paper)
    text = text_of(content)
    pages = len(PdfReader(io.BytesIO(content)).pages)
    for words in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "XÃ BẢN PHỐ", "BẢO MẬT", paper.code, f"Trang 1/{pages}",
        "Giàng Thị Mỷ", walk.officer.full_name if kind not in ("separation", "lifting", "decision") else walk.leader.full_name,
        *SAYS[kind],
    ):  # fmt: skip
        assert words in text, (words, text)
    if kind in FORM_NUMBER:
        assert f"Mẫu số {FORM_NUMBER[kind]}" in text
    # Each page carries the code, as letters and as a picture that a machine reads back
    codes = codes_on_pages(content, "pdf")
    address = reverse("children:case_paper", args=[case.code, paper.code])
    assert len(codes) == pages and all(len(each) == 1 and each[0].endswith(address) for each in codes)
    assert typeset_paper(paper) == content


@pytest.mark.parametrize("kind", KINDS)
def test_each_form_blank(kind, case):
    content = typeset_blank(kind, case=case)
    text = text_of(content)
    assert f"{case.code}-{kind}" in text and "Bản Phố".upper() in text.upper()
    assert "vết bầm" not in text and "Trang 1/" in text
    address = reverse("children:case_paper_blank", args=[case.code, kind])
    assert all(each[0].endswith(address) for each in codes_on_pages(content, "pdf"))


def test_a_form_for_no_case_carries_no_code(units):
    content = typeset_blank("report", unit=units.commune)
    assert codes_on_pages(content, "pdf") == [[]] * len(PdfReader(io.BytesIO(content)).pages)
    assert "NGƯỜI BÁO TIN" in text_of(typeset_blank("report"))


def test_a_draft_says_that_it_is_one(case, walk):
    paper = CasePaper.objects.create(
        case=case, kind="first", form_version=1, fields={}, done_at=now(), drafted_by=walk.officer, drafted_at=now()
    )
    assert "Bản in từ bản nháp" in text_of(typeset_paper(paper))


def test_a_long_paper_numbers_and_codes_every_page(case, walk):
    long = filled(case, walk, "detailed", family="Gia đình có nhiều việc phải kể. " * 120, factors="Một. " * 700)
    content = typeset_paper(long)
    pages = len(PdfReader(io.BytesIO(content)).pages)
    assert pages >= 3 and f"Trang {pages}/{pages}" in text_of(content)
    assert [len(each) for each in codes_on_pages(content, "pdf")] == [1] * pages


# Scans


def upload(content, name="quet.pdf"):
    return SimpleUploadedFile(name, content)


def test_scanned_pages_find_their_papers(case, walk, private_files):
    first, measures = filled(case, walk, "first"), filled(case, walk, "measures")
    blank = typeset_blank("visit", case=case)
    pictures = [*scanned(typeset_paper(first)), *scanned(typeset_paper(measures)), *scanned(blank)]
    made = attach_scans(user=walk.officer, upload=upload(as_pdf(pictures)))
    assert [(scan.paper, scan.kind) for scan in made] == [(first, "first"), (measures, "measures"), (None, "visit")]
    assert sum(scan.pages for scan in made) == len(pictures)
    kept = (private_files / made[0].stored).read_bytes()
    assert len(PdfReader(io.BytesIO(kept)).pages) == made[0].pages
    with refused("file", "there"):
        attach_scans(user=walk.officer, upload=upload(as_pdf(pictures)))
    assert CaseScan.objects.count() == 3


def test_a_photograph_and_a_typed_code(case, walk, private_files):
    report = case.papers.get()
    [*_others, last] = scanned(typeset_paper(report), dpi=130)
    out = io.BytesIO()
    last.convert("RGB").save(out, "JPEG", quality=80)
    [made] = attach_scans(user=walk.officer, upload=upload(out.getvalue(), "anh.jpg"))
    assert made.paper == report and made.ending == "jpg"
    # A page whose picture is cut off: the code is typed
    cut = io.BytesIO()
    last.crop((0, 0, last.width, last.height // 2)).convert("RGB").save(cut, "JPEG")
    with refused("file", "unread"):
        attach_scans(user=walk.officer, upload=upload(cut.getvalue(), "anh.jpg"))
    with refused("code"):
        attach_scans(user=walk.officer, upload=upload(cut.getvalue(), "anh.jpg"), code="zzzzzzzzzz")
    [made] = attach_scans(user=walk.officer, upload=upload(cut.getvalue(), "anh.jpg"), code=f"{case.code}-first")
    assert made.kind == "first" and made.paper is None


def test_a_strangers_scan_leads_nowhere(case, walk, neighbour_officer, private_files):
    content = as_pdf(scanned(typeset_paper(case.papers.get())))
    with refused("file", "unknown"):
        attach_scans(user=neighbour_officer, upload=upload(content))
    assert not CaseScan.objects.exists() and not list(private_files.rglob("*.pdf"))


def test_a_file_of_very_many_pages_is_refused_quickly(case, walk, private_files):
    writer = PdfWriter()
    for _n in range(45):
        writer.add_blank_page(595, 842)
    out = io.BytesIO()
    writer.write(out)
    begun = time.monotonic()
    with refused("file"):
        attach_scans(user=walk.officer, upload=upload(out.getvalue()))
    assert time.monotonic() - begun < 2


def test_the_pages_send_papers_and_take_scans(case, walk, client_of, private_files):
    browser = client_of(walk.officer)
    report = case.papers.get()
    answer = browser.get(reverse("children:case_paper_pdf", args=[case.code, report.code]))
    assert answer["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF")
    blank = browser.get(reverse("children:case_paper_blank", args=[case.code, "first"]))
    assert blank.content.startswith(b"%PDF")
    assert browser.get(reverse("children:case_paper_blank", args=[case.code, "khac"])).status_code == 404
    assert browser.get(reverse("children:case_form_blank", args=["report"])).content.startswith(b"%PDF")
    given = {"file": upload(as_pdf(scanned(answer.content)))}
    shown = browser.post(reverse("children:scan_new"), given, follow=True).content.decode()
    scan = CaseScan.objects.get()
    link = reverse("children:scan_file", args=[case.code, scan.code])
    assert link in shown
    assert b"".join(browser.get(link)).startswith(b"%PDF")
