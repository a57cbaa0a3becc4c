"""Verified lists: the paper, the decision that opens one again, what changed between two, what leaves as a file."""

import datetime
import io
import json

import openpyxl
import pytest
from django.db import Error, transaction
from django.urls import reverse

from children.frozen import differences
from children.models import Child, PovertyRecord, Reopening, Submission, SubmissionDocument
from children.services.submission import reopen_list, return_list, submit_list, verify_list
from children.services.submission_document import make_document, typeset
from children.tasks import make_list_document
from lao_cai_support.audit.models import Act
from lao_cai_support.web.clock import on_day
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.models import ExportFile, Job
from tests.factories.children import ChildFactory, GuardianFactory, SpellFactory
from tests.queries import queries_of

D = datetime.date
TODAY = D(2024, 11, 15)


@pytest.fixture(autouse=True)
def private_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "data"


@pytest.fixture
def verified(child, commune_leader, district_officer, units):
    GuardianFactory(household=child.household, full_name="Thào Thị Dở")
    PovertyRecord.objects.create(household=child.household, year=2024, category_id="HN22N")
    SpellFactory(child=child, kind_id="HC04.02")
    SpellFactory(child=child, kind_id="HC05")  # sealed
    handed = submit_list(user=commune_leader, unit=units.commune)
    return verify_list(user=district_officer, submission=handed)


def reopened(submission, user, **more):
    given = {"number": "12/QĐ", "decided_on": TODAY, "reason": "Bỏ sót hai trẻ"} | more
    return reopen_list(user=user, submission=submission, **given)


def page(name, *args, **query):
    url = reverse(f"children:{name}", args=args)
    return f"{url}?{'&'.join(f'{key}={value}' for key, value in query.items())}" if query else url


def body(answer):
    return b"".join(answer) if answer.streaming else answer.content


# The paper


def test_the_sealed_group_is_not_on_the_list(verified):
    assert verified.rows.get().frozen["circumstances"] == ["HC04.02"]


@pytest.mark.slow
def test_the_paper_holds_every_row_and_is_the_same_each_time(verified, units, district_officer, client_of):
    from pypdf import PdfReader

    first = typeset(Submission.objects.select_related("unit__parent", "submitted_by", "decided_by").get())
    made = make_document(user=district_officer, submission=verified)
    assert make_document(user=district_officer, submission=verified) == made
    data = body(client_of(district_officer).get(page("submission_document", verified.code)))
    assert data == first and len(made.sha256) == 64 and made.size == len(data)
    text = " ".join(one.extract_text() for one in PdfReader(io.BytesIO(data)).pages)
    for words in (
        "01/2024/DSTE-02866",
        "Giàng Thị Mỷ",
        "Thào Thị Dở (mẹ)",
        "HC04.02",
        verified.rows_hash[:20],
        "NỘI BỘ",
        "15 tháng 11 năm 2024",
        district_officer.full_name,
    ):
        assert words in text, words
    assert "HC05" not in text and "HIV" not in text
    assert Act.objects.get(act="list.document").detail == {"number": "01/2024/DSTE-02866"}


def test_the_paper_is_made_by_the_worker(verified, client_of, commune_leader, monkeypatch):
    monkeypatch.setattr("children.services.submission_document.typeset", lambda row: b"%PDF a paper")
    browser = client_of(commune_leader)
    assert browser.get(page("submission_document", verified.code)).status_code == 302
    assert not SubmissionDocument.objects.exists() and not Job.objects.exists()
    answer = browser.post(page("submission_document", verified.code))
    job = Job.objects.get()
    assert answer["Location"] == reverse("web:job", args=[job.code])
    make_list_document(job.code, submission_code=verified.code)
    make_list_document(job.code, submission_code=verified.code)
    assert body(browser.get(page("submission_document", verified.code))) == b"%PDF a paper"
    assert "Tài liệu PDF" in browser.get(page("submission_detail", verified.code)).content.decode()


def test_verifying_on_the_page_starts_the_paper(child, commune_leader, district_officer, client_of, units):
    handed = submit_list(user=commune_leader, unit=units.commune)
    client_of(district_officer).post(page("submission_decide", handed.code), {"decision": "verify"})
    assert Job.objects.get().kind == "list_document"


def test_no_paper_before_it_is_verified(child, commune_leader, units):
    handed = submit_list(user=commune_leader, unit=units.commune)
    with pytest.raises(Refusal, match="sau khi"):
        make_document(user=commune_leader, submission=handed)


def test_the_database_keeps_papers_and_decisions(verified, district_officer, monkeypatch):
    monkeypatch.setattr("children.services.submission_document.typeset", lambda row: b"%PDF")
    make_document(user=district_officer, submission=verified)
    reopened(verified, district_officer)
    for rows in (SubmissionDocument.objects, Reopening.objects):
        with pytest.raises(Error, match="stays"), transaction.atomic():
            rows.update(submission=verified)
        with pytest.raises(Error, match="stays"), transaction.atomic():
            rows.all().delete()


# Opened again by a decision


def test_a_verified_list_is_locked_until_a_decision(verified, commune_leader, district_officer, units):
    with pytest.raises(Refusal, match="quyết định mở lại"):
        submit_list(user=commune_leader, unit=units.commune)
    with pytest.raises(Error, match="reopened by a decision"), transaction.atomic():
        Submission.objects.create(unit=units.commune, year=2024, submitted_by=commune_leader, submitted_on=TODAY)
    made = reopened(verified, district_officer)
    assert list(Submission.objects.reopened_open()) == [verified]
    act = Act.objects.get(act="list.reopen")
    assert (act.reason, act.detail, made.recorded_on) == ("Bỏ sót hai trẻ", {"number": "12/QĐ"}, TODAY)
    again = submit_list(user=commune_leader, unit=units.commune)
    assert not Submission.objects.reopened_open().exists()
    assert verify_list(user=district_officer, submission=again).document_number == "02/2024/DSTE-02866"
    verified.refresh_from_db()
    assert verified.state == "verified"


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"number": " "}, "number"),
        ({"reason": ""}, "reason"),
        ({"decided_on": D(2024, 11, 16)}, "decided_on"),
        ({"decided_on": D(2024, 11, 14)}, "decided_on"),
        ({"decided_on": None}, "decided_on"),
    ],
)
def test_a_decision_is_whole(more, field, verified, district_officer):
    with pytest.raises(Refusal) as refusal:
        reopened(verified, district_officer, **more)
    assert refusal.value.field == field and not Reopening.objects.exists()


def test_only_the_own_district_opens_again_and_once(
    verified, district_officer, neighbour_district_officer, commune_leader, client_of
):
    for user in (neighbour_district_officer, commune_leader):
        with pytest.raises(Refusal) as refusal:
            reopened(verified, user)
        assert refusal.value.code == "right"
    browser = client_of(district_officer)
    form = {"number": "12/QĐ", "decided_on": "2024-11-15", "reason": "Bỏ sót"}
    assert browser.post(page("submission_reopen", verified.code), form | {"reason": ""}).status_code == 422
    assert browser.post(page("submission_reopen", verified.code), form).status_code == 302
    assert "12/QĐ" in browser.get(page("submission_detail", verified.code)).content.decode()
    with pytest.raises(Refusal, match="đã được mở lại"):
        reopened(verified, district_officer)


# What changed


@pytest.fixture
def two_lists(verified, child, units, commune_leader, district_officer):
    """After the first list one child joined, one left, one has another name and another carer."""
    leaver = ChildFactory(unit=units.commune, full_name="Lồ Seo Dìn")
    reopened(verified, district_officer)
    returned = submit_list(user=commune_leader, unit=units.commune)
    return_list(user=district_officer, submission=returned, comment="Sửa tên")
    ChildFactory(unit=units.commune, full_name="Vàng Thị Sáy")
    Child.objects.filter(pk=leaver.pk).update(state="ended", ended_on=TODAY, end_reason="moved")
    Child.objects.filter(pk=child.pk).update(full_name="Giàng Thị Mỹ")
    child.household.guardians.update(full_name="Thào Thị Dợ")
    return returned, submit_list(user=commune_leader, unit=units.commune)


def test_a_list_is_compared_with_the_returned_one(two_lists, client_of, commune_leader):
    before, after = two_lists
    found = {one.name: one for one in differences(before, after)}
    assert {name: one.kind for name, one in found.items()} == {
        "Vàng Thị Sáy": "joined",
        "Lồ Seo Dìn": "left",
        "Giàng Thị Mỹ": "changed",
    }
    assert found["Lồ Seo Dìn"].why == "chuyển đi nơi khác"
    assert found["Giàng Thị Mỹ"].changes == (
        ("Họ và tên", "Giàng Thị Mỷ", "Giàng Thị Mỹ"),
        ("Cha, mẹ, người chăm sóc", "Thào Thị Dở (mẹ)", "Thào Thị Dợ (mẹ)"),
    )
    text = client_of(commune_leader).get(page("submission_differences", after.code)).content.decode()
    for words in ("Vàng Thị Sáy", "<del>Giàng Thị Mỷ</del>", "chuyển đi nơi khác"):
        assert words in text


def test_two_periods_are_compared_in_one_click(child, units, commune_leader, district_officer, client_of):
    with on_day(D(2023, 10, 1)):
        Child.objects.update(created_on=D(2023, 1, 1))
        last_year = verify_list(user=district_officer, submission=submit_list(user=commune_leader, unit=units.commune))
    ChildFactory(unit=units.commune, full_name="Vàng Thị Sáy")
    now = submit_list(user=commune_leader, unit=units.commune)
    assert Submission.objects.before(now) == last_year
    browser = client_of(commune_leader)
    assert "So với lần trước" in browser.get(page("submission_detail", now.code)).content.decode()
    answer = browser.get(page("submission_differences", now.code))
    assert answer.context["counts"] == {"joined": 1, "left": 0, "changed": 0}
    first = browser.get(page("submission_differences", last_year.code)).content.decode()
    assert "Chưa có danh sách nào trước" in first


def test_older_rows_without_some_fields_are_compared_in_the_others(verified, commune_leader, district_officer, units):
    reopened(verified, district_officer)
    after = submit_list(user=commune_leader, unit=units.commune)
    old = Submission.objects.create(unit=units.sibling, year=2020, submitted_by=commune_leader, submitted_on=TODAY)
    row = after.rows.get()
    slim = {key: row.frozen[key] for key in ("full_name", "born", "sex", "ethnic_group", "village", "circumstances")}
    old.rows.create(child=row.child, frozen=slim | {"circumstances": ["HC04.02", "HC05"]})
    assert differences(old, after) == []


def test_differences_leave_as_a_file_for_a_reason(two_lists, client_of, commune_leader):
    before, after = two_lists
    browser = client_of(commune_leader)
    url = page("submission_differences", after.code, export="xlsx") + f"&with={before.code}"
    assert "Lý do" in browser.get(url).content.decode()
    assert browser.post(url, {"kind": "xlsx", "reason": "Rà soát danh sách"}).status_code == 302
    export = ExportFile.objects.get()
    sheet = openpyxl.load_workbook(
        io.BytesIO(body(browser.get(reverse("web:export_download", args=[export.code]))))
    ).active
    assert {row[0].value for row in sheet.iter_rows(min_row=2, max_row=4)} == {
        "Vàng Thị Sáy",
        "Lồ Seo Dìn",
        "Giàng Thị Mỹ",
    }


def test_the_whole_list_is_printed_and_exported(child, units, commune_leader, client_of):
    ChildFactory.create_batch(120, unit=units.commune)
    handed = submit_list(user=commune_leader, unit=units.commune)
    browser = client_of(commune_leader)
    assert browser.get(page("submission_print", handed.code)).content.decode().count('scope="row"') == 121
    browser.post(page("submission_export", handed.code), {"kind": "csv", "reason": "Rà soát danh sách"})
    assert ExportFile.objects.get().rows == 121


@pytest.mark.parametrize("name", ["submission_print", "submission_differences", "submission_detail"])
def test_pages_cost_the_same_for_3_and_30(name, child, units, commune_leader, district_officer, client_of):
    browser, costs = client_of(commune_leader), []
    for count in (2, 27):
        ChildFactory.create_batch(count, unit=units.commune)
        handed = submit_list(user=commune_leader, unit=units.commune)
        return_list(user=district_officer, submission=handed, comment="Sửa")
        ChildFactory.create_batch(count, unit=units.commune)
        again = submit_list(user=commune_leader, unit=units.commune)
        costs.append(queries_of(browser, page(name, again.code)))
        return_list(user=district_officer, submission=again, comment="Sửa")
    assert costs[0] == costs[1]


# The exchange file


@pytest.fixture
def known(verified, child, units):
    Child.objects.filter(pk=child.pk).update(personal_id="010316000123", state="active")
    ChildFactory(unit=units.commune, full_name="Không Có Số")
    draft = ChildFactory(unit=units.commune, full_name="Còn Là Nháp", personal_id="010316000124")
    Child.objects.filter(pk=draft.pk).update(state="draft")
    ChildFactory(unit=units.sibling, full_name="Xã Bên Cạnh", personal_id="010316000125")
    return child


def exchanged(browser, kind, **query):
    answer = browser.post(page("exchange", **query), {"kind": kind, "reason": "Cập nhật hệ thống quốc gia"})
    assert answer.status_code == 302, answer.content.decode()
    return body(browser.get(f"{answer['Location']}tai/"))


def test_only_verified_children_with_an_id_are_exchanged(known, client_of, commune_leader, commune_officer):
    made = json.loads(exchanged(client_of(commune_officer), "json"))
    assert (made["format"], made["version"], made["without_personal_id"]) == ("lao-cai-support/children", 1, 1)
    (record,) = made["children"]
    assert record == {
        "personal_id": "010316000123",
        "record_code": known.code,
        "full_name": "Giàng Thị Mỷ",
        "sex": "female",
        "date_of_birth": "2016-05-20",
        "birth_year": 2016,
        "ethnic_group": None,
        "ethnic_group_census": None,
        "commune": "02866",
        "commune_name": "Xã Bản Phố",
        "village": "Bản Phố 2",
        "resident_since": "2016-05-20",
        "father": None,
        "mother": "Thào Thị Dở",
        "carers": [],
        "poverty_year": 2024,
        "poverty_category": "HN22N",
        "circumstances": [{"code": "HC04.02", "since": "2023-03-01"}],
        "school": "Trường PTDTBT Tiểu học Bản Phố",
        "class_name": None,
        "verified_list": "01/2024/DSTE-02866",
        "verified_on": "2024-11-15",
    }
    assert commune_officer.username in made["mark"]
    act = Act.objects.get(act="list.export")
    assert (act.object_code, act.reason, act.detail["without"]) == ("exchange", "Cập nhật hệ thống quốc gia", 1)


def test_the_workbook_says_the_same(known, client_of, province_officer, units):
    book = openpyxl.load_workbook(io.BytesIO(exchanged(client_of(province_officer), "xlsx")))
    head, *rows = [[cell.value for cell in row] for row in book["children"].iter_rows()]
    assert [row[head.index("personal_id")] for row in rows] == ["010316000123", "010316000125"]
    assert rows[0][head.index("circumstances")] == "HC04.02 2023-03-01"
    about = {row[0].value: row[1].value for row in book["about"].iter_rows()}
    assert about["version"] == 1
    one = json.loads(exchanged(client_of(province_officer), "json", unit="02863"))
    assert [record["full_name"] for record in one["children"]] == ["Xã Bên Cạnh"]


def test_every_field_stands_in_the_documentation():
    from pathlib import Path

    from django.conf import settings

    from children.exchange import COLUMNS

    text = (Path(settings.BASE_DIR) / "docs" / "exchange_format.md").read_text(encoding="utf-8")
    for name in (*COLUMNS, "without_personal_id", "as_of", "mark"):
        assert f"`{name}`" in text, name
