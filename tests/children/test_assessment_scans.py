"""Assessments on paper come back: the code on each page leads the scan to its assessment, or to its grid."""

import datetime
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import Error, transaction
from django.urls import reverse

from children.models import Assessment, AssessmentScan, AssessmentSheet
from children.services.assessment_print import typeset_assessment
from children.services.assessment_scan import attach_scans
from lao_cai_support.audit.models import Act, RecordView
from tests.children.cases import as_pdf, scanned
from tests.children.test_assessment_print import grid
from tests.factories.children import AssessmentFactory, ChildFactory
from tests.refusals import refused

D = datetime.date
pytestmark = pytest.mark.usefixtures("private_files")


@pytest.fixture
def pupils(units, village, school, lists):
    return [
        ChildFactory(unit=units.commune, village=village, school=school, class_name="2A", full_name=f"Giàng A {name}")
        for name in ("Páo", "Sùng", "Vàng")
    ]


def upload(content, name="quet.pdf"):
    return SimpleUploadedFile(name, content)


@pytest.fixture
def handed_out(pupils, school, client_of, commune_officer):
    """A grid on paper: (its record, its PDF)."""
    answer = client_of(commune_officer).post(grid(school, "children:assess_grid_print"))
    return AssessmentSheet.objects.get(), answer.content


def test_printing_a_grid_keeps_whose_it_is(handed_out, pupils, commune_officer):
    sheet, _pdf = handed_out
    assert {line.child for line in sheet.lines.all()} == set(pupils)
    assert (sheet.printed_by, sheet.printed_on, sheet.item_id) == (commune_officer, D(2024, 11, 15), "DA01")
    assert set(Act.objects.filter(act="child.assess_print").values_list("object_code", flat=True)) == {
        child.code for child in pupils
    }
    assert "Giàng" not in sheet.address


def test_one_file_is_parted_among_an_assessment_and_a_grid(handed_out, pupils, commune_officer):
    sheet, pdf = handed_out
    row = AssessmentFactory(child=pupils[0], assessed_by=commune_officer)
    single = scanned(typeset_assessment(row, named=True))
    made = attach_scans(user=commune_officer, upload=upload(as_pdf([*single, *scanned(pdf)])))
    assert [(scan.assessment, scan.sheet) for scan in made] == [(row, None), (None, sheet)]
    assert made[0].pages == len(single)
    with refused("file", "there"):
        attach_scans(user=commune_officer, upload=upload(as_pdf([*single, *scanned(pdf)])))
    assert AssessmentScan.objects.count() == 2


def test_a_photograph_with_the_code_typed(handed_out, commune_officer):
    sheet, pdf = handed_out
    page = scanned(pdf)[0].convert("RGB")
    out = io.BytesIO()
    page.crop((0, 0, page.width, page.height // 2)).save(out, "JPEG")
    with refused("file", "unread"):
        attach_scans(user=commune_officer, upload=upload(out.getvalue(), "anh.jpg"))
    [made] = attach_scans(user=commune_officer, upload=upload(out.getvalue(), "anh.jpg"), code=sheet.code.upper())
    assert made.sheet == sheet and made.ending == "jpg"


def test_a_stranger_s_scan_leads_nowhere(handed_out, neighbour_officer, private_files):
    _sheet, pdf = handed_out
    with refused("file", "unknown"):
        attach_scans(user=neighbour_officer, upload=upload(as_pdf(scanned(pdf))))
    assert not AssessmentScan.objects.exists() and not list(private_files.rglob("*.pdf"))


def test_a_grid_with_one_child_beyond_reach_is_beyond_reach(
    handed_out, pupils, units, commune_officer, province_officer
):
    sheet, pdf = handed_out
    [made] = attach_scans(user=commune_officer, upload=upload(as_pdf(scanned(pdf))))
    seen_by = AssessmentScan.objects.visible_to
    assert seen_by(commune_officer).get() == made == seen_by(province_officer).get()
    pupils[1].unit = units.sibling
    pupils[1].save()
    assert not seen_by(commune_officer).exists(), "the name of a child of another commune stands on it"
    assert seen_by(province_officer).get() == made


def test_who_knows_no_names_sees_no_scan(handed_out, pupils, commune_officer, sector_reviewer):
    row = AssessmentFactory(child=pupils[0], assessed_by=commune_officer)
    attach_scans(user=commune_officer, upload=upload(as_pdf(scanned(typeset_assessment(row, named=True)))))
    assert Assessment.objects.visible_to(sector_reviewer).filter(pk=row.pk).exists()
    assert not AssessmentScan.objects.visible_to(sector_reviewer).exists()


def test_typed_in_later_each_assessment_shows_the_page_it_came_from(
    handed_out, pupils, school, client_of, commune_officer
):
    """The whole way in the browser: print, scan, look at the scan on the grid, type, find it at the assessment."""
    _sheet, pdf = handed_out
    browser = client_of(commune_officer)
    send = reverse("children:assessment_scan_new")
    answer = browser.post(send, {"file": upload(as_pdf(scanned(pdf)))})
    address = grid(school, "children:assess_grid")
    assert answer.status_code == 302 and answer["Location"] == address
    scan = AssessmentScan.objects.get()
    file_url = reverse("children:assessment_scan", args=[scan.code])
    assert file_url in browser.get(address).content.decode()
    typed_from = AssessmentFactory(child=pupils[0], assessed_by=commune_officer, assessed_on=D(2024, 11, 15))
    before = AssessmentFactory(child=pupils[1], assessed_by=commune_officer, assessed_on=D(2024, 11, 14))
    long_after = AssessmentFactory(child=pupils[2], assessed_by=commune_officer, assessed_on=D(2025, 2, 1))
    shows = [
        file_url in browser.get(reverse("children:assessment_detail", args=[row.code])).content.decode()
        for row in (typed_from, before, long_after)
    ]
    assert shows == [True, False, False]
    answer = browser.get(file_url)
    assert answer.status_code == 200 and b"".join(answer.streaming_content)[:5] == b"%PDF-"
    looked = RecordView.objects.filter(page=f"scan {scan.code}").values_list("object_code", flat=True)
    assert set(looked) == {child.code for child in pupils}


def test_the_page_says_what_is_wrong(handed_out, client_of, commune_officer, commune_leader):
    browser = client_of(commune_officer)
    answer = browser.post(reverse("children:assessment_scan_new"), {"file": upload(b"x", "anh.jpg")})
    assert answer.status_code == 422
    assert client_of(commune_leader).get(reverse("children:assessment_scan_new")).status_code == 403


@pytest.mark.parametrize("names", [(), ("assessment", "sheet")])
def test_the_database_knows_one_paper_per_scan(handed_out, pupils, commune_officer, names):
    sheet, _pdf = handed_out
    whose = {"assessment": AssessmentFactory(child=pupils[0]), "sheet": sheet}
    facts = {"stored": "x", "ending": "pdf", "size": 1, "sha256": "0" * 64, "uploaded_by": commune_officer}
    with pytest.raises(Error, match="assessment_scan_of_one"), transaction.atomic():
        AssessmentScan.objects.create(
            **facts, uploaded_at="2024-11-15T08:00+07:00", **{name: whose[name] for name in names}
        )


def test_a_scan_stays_as_it_came(handed_out, commune_officer):
    _sheet, pdf = handed_out
    [made] = attach_scans(user=commune_officer, upload=upload(as_pdf(scanned(pdf))))
    with pytest.raises(Error, match="update"), transaction.atomic():
        AssessmentScan.objects.filter(pk=made.pk).update(sha256="1" * 64)
    with pytest.raises(Error, match="delete"), transaction.atomic():
        made.delete()
