"""The printed report: readable aloud and by machines, its figures the frozen ones, nobody in it who must not be."""

import csv
import io
import json
import re
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pikepdf
import pypdf
import pytest

from donors.models import Donor
from lao_cai_support.web.money import format_number
from lao_cai_support.web.text import fold
from reports.models import YearReport
from reports.services.report import compile_report
from reports.yearly.figures import ANONYMOUS as UNNAMED
from reports.yearly.figures import year_figures
from reports.yearly.files import flow, givers, report_csv, report_pdf
from tests.reports.conftest import ANONYMOUS, MARK, SIGNER, day


@pytest.fixture
def pages(paper: SimpleNamespace) -> list[str]:
    """The text of each page, as a machine reads it."""
    return [re.sub(r"\s+", " ", page.extract_text()) for page in pypdf.PdfReader(io.BytesIO(paper.pdf)).pages]


def elements(root: Any) -> Iterator[Any]:
    kids = root.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from elements(kid)


def test_vietnamese_comes_back_as_written(pages: list[str]) -> None:
    text = " ".join(pages)
    for words in ("Công ty TNHH Nguyễn Ước", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"):
        assert words in text
    assert "Quỹ Bảo trợ trẻ em" in pages[0] and "2023" in pages[0]


def test_the_summary_tells_the_frozen_figures(paper: SimpleNamespace, pages: list[str]) -> None:
    f, text = paper.figures, pages[1]
    for amount in (
        f["received"],
        f["spent"],
        f["closing"]["total"],
        f["opening"]["total"],
        f["total_in"],
        f["total_out"],
        f["closing"]["cash"],
        f["closing"]["bank"],
    ):
        assert format_number(amount) in text
    assert f"{f['children']['distinct']} trẻ em" in text and f"{f['children']['instances']} lượt" in text


def test_every_amount_in_print_is_a_frozen_one(paper: SimpleNamespace, pages: list[str]) -> None:
    """Whatever looks like đồng on any page stands in the figures or is a sum of them that the table names."""
    f = paper.figures
    frozen = {int(number) for number in re.findall(r"\b\d{6,}\b", json.dumps(f))}
    sums = {f["opening"]["total"] + f["total_in"]} | {part["total"] for part in givers(f)}
    sums |= {sum(row[part] for row in f["earmarks"]) for part in ("open", "in", "used", "close")}
    seen = {int(n.replace(".", "")) for page in pages for n in re.findall(r"\b\d{1,3}(?:\.\d{3})+\b", page)}
    seen = {number for number in seen if number >= 100_000}
    grouped = {sum(row["amount"] for row in f["kinds"] if row["code"] in codes) for codes in (("C08", "C09", "C10"),)}
    grouped |= {sum(row["total"] for row in f["income"] if row["code"] in ("T16", "T17"))}
    assert seen <= frozen | sums | grouped, sorted(seen - frozen - sums - grouped)
    assert len(seen) > 15


def test_title_language_and_tags(paper: SimpleNamespace) -> None:
    with pikepdf.open(io.BytesIO(paper.pdf)) as document:
        assert str(document.Root.Lang) == "vi" and document.Root.ViewerPreferences.DisplayDocTitle
        assert str(document.docinfo["/Title"]).startswith("Báo cáo công khai Quỹ Bảo trợ trẻ em")
        kinds = {str(one.S) for one in elements(document.Root.StructTreeRoot)}
        assert {"/H1", "/H2", "/Table", "/TH", "/TD", "/Figure", "/Link"} <= kinds
        fonts = [one for one in document.objects if isinstance(one, pikepdf.Dictionary) and "/FontDescriptor" in one]
        assert fonts and all({"/FontFile2", "/FontFile3"} & set(one.FontDescriptor.keys()) for one in fonts)


def test_the_checker_of_accessible_documents_finds_no_error(paper: SimpleNamespace, tmp_path: Any) -> None:
    pdfua = pytest.importorskip("pdfua")
    (tmp_path / "a.pdf").write_bytes(paper.pdf)
    report = pdfua.validate(str(tmp_path / "a.pdf"))
    assert [(one.rule_id, one.message) for one in report.findings if one.severity.name == "ERROR"] == []


def test_no_child_and_nobody_unnamed_in_any_file(paper: SimpleNamespace, pages: list[str]) -> None:
    """Text, metadata, data files and the file's name; also written without marks or in capitals (I24)."""
    with pikepdf.open(io.BytesIO(paper.pdf)) as document:
        told = (
            " ".join(str(value) for value in document.docinfo.values()) + document.Root.Metadata.read_bytes().decode()
        )
    everything = fold(" ".join([*pages, told, paper.csv.decode(), paper.json.decode(), paper.number]))
    assert fold("Nguyễn Ước") in everything, "the search finds what is there"
    for name in (MARK, SIGNER, ANONYMOUS, "Đặng Ẵm"):
        assert fold(name) not in everything
    assert len(paper.children) == 16
    for name, code, personal_id in paper.children:
        assert fold(name) not in everything and fold(code) not in everything and personal_id not in everything
    assert format_number(7_000_000) in " ".join(pages) and fold(UNNAMED) in everything


def test_the_picture_leads_to_the_public_page(paper: SimpleNamespace, pages: list[str]) -> None:
    address = paper.figures["report"]["address"]
    assert address.endswith("/cong-khai/2023/10/") and address in "".join(pages).replace(" ", "")
    with pikepdf.open(io.BytesIO(paper.pdf)) as document:
        links = [str(note.A.URI) for page in document.pages for note in page.obj.get("/Annots", []) if "/A" in note]
    assert address in links


def test_the_contents_lead_to_pages_that_carry_the_sections(pages: list[str]) -> None:
    """The number printed in the contents is the number printed on the page."""
    listed = dict(re.findall(r"(\d{1,2}\. [^.]+?)\s?\.{3,}\s?(\d+)", pages[2]))
    assert len(listed) == 14
    first = next(index for index, page in enumerate(pages) if "Số: BC-" in page)
    for name, number in listed.items():
        assert fold(name.split(". ", 1)[1]) in fold(pages[first + int(number) - 1]), name


def test_page_one_carries_no_number_and_the_end_its_mark(pages: list[str]) -> None:
    first = next(index for index, page in enumerate(pages) if "Số: BC-" in page)
    # The margins come last in a page's text: number, running head, foot line.
    margins = [page.rsplit("Báo cáo công khai năm 2023 ·", 1)[0] for page in pages]
    assert not re.search(r" 1 (\d+\. [^.]+)?$", margins[first])
    assert re.search(r" 2 (\d+\. [^.]+)?$", margins[first + 1])
    assert any("./." in page for page in pages)


def test_donors_stand_in_vietnamese_order() -> None:
    """Organisations by name, persons by their given name, the unnamed last; amounts are all there."""

    def gift(name: str, *, person: bool = False, named: bool = True) -> dict[str, Any]:
        return {"name": name, "person": person, "named": named, "date": "2023-01-01", "voucher": name, "amount": 1}

    told = givers(
        {
            "gifts": [
                gift("Đoàn Thanh niên"),
                gift(UNNAMED, person=True, named=False),
                gift("Công ty Ẩm thực"),
                gift("Công ty Áo Ấm"),
                gift("Dệt may"),
                gift("Vàng Thị Đào", person=True),
                gift("Lò Văn An", person=True),
                gift("Giàng A Dế", person=True),
            ]
        }
    )
    assert [[row["name"] for row in part["rows"]] for part in told] == [
        ["Công ty Áo Ấm", "Công ty Ẩm thực", "Dệt may", "Đoàn Thanh niên"],
        ["Lò Văn An", "Giàng A Dế", "Vàng Thị Đào"],
        [UNNAMED],
    ]


def test_the_data_file_says_what_the_figures_say(paper: SimpleNamespace) -> None:
    assert paper.csv.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(paper.csv.decode("utf-8-sig"))))
    assert set(rows[0]) == {"phan", "ma", "ten", "chi_tieu", "gia_tri"}
    totals = {row["chi_tieu"]: int(row["gia_tri"]) for row in rows if row["phan"] == "totals"}
    assert totals == {name: paper.figures[name] for name in totals} and "received" in totals
    gifts = [int(row["gia_tri"]) for row in rows if row["phan"] == "gifts"]
    assert sum(gifts) == sum(row["amount"] for row in paper.figures["gifts"])
    hidden = [row for row in rows if row["phan"] == "communes" and row["ten"] == "Xã Hoàng Thu Phố"]
    assert {row["chi_tieu"]: row["gia_tri"] for row in hidden} == {
        "amount": "",
        "children": "",
        "instances": "",
        "hidden": "True",
    }
    assert json.loads(paper.json)["communes"] == paper.figures["communes"]


def test_a_giver_named_like_a_formula_stays_text(book: SimpleNamespace) -> None:
    Donor.objects.filter(pk=book.company.pk).update(name='=HYPERLINK("x")')
    report = YearReport(fund=book.fund, year=2023, figures=year_figures(book.fund, 2023))
    assert b"'=HYPERLINK" in report_csv(report) and b",=HYPERLINK" not in report_csv(report)


def test_the_flow_has_both_sides_equal_and_leaves_nothing_out(paper: SimpleNamespace) -> None:
    chart = flow(paper.figures)
    assert chart is not None
    total = paper.figures["opening"]["total"] + paper.figures["total_in"]
    assert chart.table.rows[-1][1] == chart.table.rows[-1][2]
    assert format_number(total) in chart.table.rows[-1][1]


def test_a_quiet_year_is_printed_as_such(book: SimpleNamespace) -> None:
    report = compile_report(user=None, fund=book.district.fund, year=2022)
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(report_pdf(report))).pages)
    assert "không phát sinh" in text and "Không phát sinh" in text
    assert day(2022, 12, 31).strftime("%d/%m/%Y") in text
