"""Needs assessments on paper: the one made, the class's grid to fill by hand, the codes that lead back to them."""

import datetime
import io
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils.http import urlencode
from pypdf import PdfReader

from lao_cai_support.audit.models import RecordView
from lao_cai_support.web.uploads.codes import codes_on_pages
from tests.children.cases import text_of
from tests.factories.children import AssessmentFactory, ChildFactory, NeedFactory, SpellFactory
from tests.factories.files import MeasurementFactory

D = datetime.date


@pytest.fixture
def assessed(child):
    row = AssessmentFactory(
        child=child, answers={"poor": True, "no_coat": True, "cold": True, "special": False}, reasons=[["x", 60]]
    )
    NeedFactory(child=child, assessment=row)
    return row


def printed(row):
    return reverse("children:assessment_print", args=[row.code])


def test_an_assessment_prints_line_by_line_and_its_code_leads_back(assessed, child, client_of, commune_officer):
    answer = client_of(commune_officer).get(printed(assessed))
    assert answer["Content-Type"] == "application/pdf" and child.full_name not in answer["Content-Disposition"]
    text = text_of(answer.content)
    for words in (child.full_name, "Không có áo ấm mặc vừa", "Cộng (tối đa 100)", assessed.code, "14/11/2025"):
        assert words in text, words
    address = settings.SITE_URL + reverse("children:assessment_detail", args=[assessed.code])
    assert codes_on_pages(answer.content, "pdf") == [[address]]
    assert RecordView.objects.filter(object_code=child.code, page__startswith="print assessment").exists()


def test_a_reviewer_of_the_sector_prints_it_without_the_name(assessed, child, client_of, sector_reviewer):
    assert sector_reviewer.current_memberships()[0].support_area == "DA"
    text = text_of(client_of(sector_reviewer).get(printed(assessed)).content)
    assert child.full_name not in text and "sinh năm 2016" in text


def test_a_stranger_prints_nothing(assessed, client_of, neighbour_officer):
    assert client_of(neighbour_officer).get(printed(assessed)).status_code == 404


@pytest.fixture
def pupils(units, village, school, lists):
    return [
        ChildFactory(unit=units.commune, village=village, school=school, class_name="2A", full_name=f"Giàng A Thử {n}")
        for n in range(35)
    ]


def grid(school, name):
    return reverse(name) + "?" + urlencode({"truong": school.code, "lop": "2A", "linh_vuc": "DA", "mat_hang": "DA01"})


def test_a_class_prints_as_a_grid_with_what_is_known(pupils, school, client_of, commune_officer):
    SpellFactory(child=pupils[0], kind_id="HC05")  # sealed: never told
    MeasurementFactory(child=pupils[0], on=D(2024, 10, 1), cloth_size="120")
    browser = client_of(commune_officer)
    answer = browser.post(grid(school, "children:assess_grid_print"))
    pages = PdfReader(io.BytesIO(answer.content)).pages
    assert len(pages) > 1 and pages[0].mediabox.width > pages[0].mediabox.height
    text = text_of(answer.content)
    assert all(child.full_name in text for child in pupils)
    assert "120" in text and "không" in text and "HIV" not in text and "HC05" not in text
    assert text.count("Họ và tên") == len(pages), "the heading stands on every page"
    (address,) = {code for codes in codes_on_pages(answer.content, "pdf") for code in codes}
    opened = browser.get(urlsplit(address).path, follow=True)
    assert opened.status_code == 200 and "Bảng đánh giá" in opened.content.decode()


def test_a_school_prints_its_own_class_and_another_school_none(
    pupils, school, client_of, school_officer, neighbour_officer
):
    assert client_of(school_officer).post(grid(school, "children:assess_grid_print")).status_code == 200
    assert client_of(neighbour_officer).post(grid(school, "children:assess_grid_print")).status_code == 404
