"""Lists about children as files: for a reason, logged, marked, for their maker alone, for a day."""

import datetime
import io

import openpyxl
import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from children.models import Child
from lao_cai_support.audit.models import Act
from lao_cai_support.web import export_files
from lao_cai_support.web.export_files import ask_for_file, sweep_exports
from lao_cai_support.web.models import ExportFile, Job
from lao_cai_support.web.tasks import make_export
from tests.factories.children import ChildFactory
from tests.queries import queries_of

WHY = "Báo cáo theo công văn 12/UBND"
URL = "/tre-em/?export=xlsx"


@pytest.fixture(autouse=True)
def private_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "data"


@pytest.fixture
def officer(client_of, commune_officer):
    return client_of(commune_officer)


def ask(browser, kind="xlsx", reason=WHY, url=URL):
    return browser.post(url, {"kind": kind, "reason": reason})


def body(answer):
    return b"".join(answer) if answer.streaming else answer.content


def test_a_reason_is_asked_before_anything_is_made(officer, child):
    asked = officer.get(URL)
    assert asked.status_code == 200 and "Lý do lấy danh sách" in asked.content.decode()
    for reason in ("", "   ", "abc"):
        answer = ask(officer, reason=reason)
        assert answer.status_code == 422 and 'role="alert"' in answer.content.decode()
    assert not ExportFile.objects.exists() and not Act.objects.filter(act="list.export").exists()


def test_the_file_is_marked_logged_and_the_makers_alone(officer, child, client_of, commune_leader, commune_officer):
    answer = ask(officer)
    export = ExportFile.objects.get()
    assert answer.status_code == 302 and answer["Location"] == reverse("web:export", args=[export.code])
    page = officer.get(answer["Location"]).content.decode()
    assert WHY in page and export.sha256 in page
    file = officer.get(reverse("web:export_download", args=[export.code]))
    assert "no-store" in file["Cache-Control"] and "attachment" in file["Content-Disposition"]
    sheet = openpyxl.load_workbook(io.BytesIO(body(file))).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[1][0] == "Giàng Thị Mỷ"
    mark = rows[-1][0]
    assert commune_officer.full_name in mark and "15/11/2024" in mark and export.code in mark
    assert mark in sheet.oddFooter.left.text
    act = Act.objects.get(act="list.export")
    assert (act.user, act.object_code, act.reason) == (commune_officer, "children", WHY)
    assert act.detail == {"kind": "xlsx", "rows": 1, "file": export.code, "sha256": export.sha256}
    assert "Giàng" not in str(act.detail)
    other = client_of(commune_leader)
    for name in ("web:export", "web:export_download"):
        assert other.get(reverse(name, args=[export.code])).status_code == 404


def test_after_its_day_the_file_is_gone_and_the_row_stays(officer, child):
    ask(officer)
    export = ExportFile.objects.get()
    assert timezone.now() + datetime.timedelta(hours=23) < export.expires_at
    ExportFile.objects.update(expires_at=timezone.now(), search="giàng")
    url = reverse("web:export_download", args=[export.code])
    assert officer.get(url).status_code == 404
    assert sweep_exports() == 1 and sweep_exports() == 0
    export.refresh_from_db()
    assert (export.stored, export.search) == ("", "") and export.reason == WHY
    assert "hết hạn" in officer.get(reverse("web:export", args=[export.code])).content.decode()
    assert officer.get(url).status_code == 404


def test_a_searched_list_is_exported_as_searched(officer, child, units):
    ChildFactory(unit=units.commune, full_name="Lồ Seo Dìn")
    officer.post("/tre-em/", {"search": "lồ seo"})
    ask(officer, kind="csv")
    text = body(officer.get(reverse("web:export_download", args=[ExportFile.objects.get().code]))).decode()
    assert "Lồ Seo Dìn" in text and "Giàng Thị Mỷ" not in text


@pytest.mark.slow
def test_the_printed_list_has_every_row_and_the_mark_on_each_page(officer, child, units):
    from pypdf import PdfReader

    ChildFactory.create_batch(60, unit=units.commune)
    ask(officer, kind="pdf")
    export = ExportFile.objects.get()
    pages = PdfReader(io.BytesIO(body(officer.get(reverse("web:export_download", args=[export.code]))))).pages
    assert len(pages) > 1 and export.rows == 61
    assert all(export.code in page.extract_text() for page in pages)
    assert "Giàng Thị Mỷ" in "".join(page.extract_text() for page in pages)


def test_a_long_list_is_made_by_the_worker_and_once(officer, child, monkeypatch, commune_officer):
    monkeypatch.setattr(export_files, "AT_ONCE", 0)
    answer = ask(officer)
    export, job = ExportFile.objects.get(), Job.objects.get()
    assert answer["Location"] == reverse("web:job", args=[job.code]) and export.job == job and not export.stored
    make_export(job.code, export_code=export.code)
    export.refresh_from_db()
    job.refresh_from_db()
    assert (job.state, job.result_url, export.rows) == ("done", reverse("web:export", args=[export.code]), 1)
    first = export.stored
    make_export(job.code, export_code=export.code)
    export.refresh_from_db()
    assert export.stored == first and Act.objects.filter(act="list.export").count() == 1


def test_rights_are_asked_again_when_the_file_is_made(officer, child, monkeypatch, commune_officer):
    monkeypatch.setattr(export_files, "AT_ONCE", 0)
    ask(officer)
    commune_officer.memberships.all().delete()
    export, job = ExportFile.objects.get(), Job.objects.get()
    make_export(job.code, export_code=export.code)
    export.refresh_from_db()
    job.refresh_from_db()
    assert not export.stored and job.state == "failed"


def test_empty_too_long_and_unknown_are_told(officer, child, monkeypatch):
    assert "không có dòng nào" in ask(officer, url="/tre-em/?export=csv&state=ended", kind="csv").content.decode()
    assert ask(officer, kind="exe").status_code == 422
    monkeypatch.setattr(export_files, "MOST", 0)
    assert "Hãy lọc bớt" in ask(officer).content.decode()
    assert not ExportFile.objects.exists()


def test_the_database_asks_for_a_reason_too(commune_officer):
    with pytest.raises(IntegrityError, match="export_has_a_reason"), transaction.atomic():
        ExportFile.objects.create(
            owner=commune_officer, key="children", kind="csv", asked_at=timezone.now(), expires_at=timezone.now()
        )


def test_needs_and_lists_ask_for_a_reason_as_well(client_of, commune_leader, need):
    browser = client_of(commune_leader)
    for url in ("/nhu-cau/?export=csv", "/danh-sach/?export=csv"):
        assert "Lý do lấy danh sách" in browser.get(url).content.decode()
    assert ask(browser, kind="csv", url="/nhu-cau/?export=csv").status_code == 302
    assert ExportFile.objects.get().key == "needs"


def test_my_files_cost_the_same_for_3_and_30(officer, commune_officer, child):
    def made(count):
        for _one in range(count):
            ask_for_file(user=commune_officer, key="children", kind="csv", query=_query(), search="", reason=WHY)

    made(3)
    few = queries_of(officer, "/tep-xuat/")
    made(27)
    assert queries_of(officer, "/tep-xuat/") == few


def _query():
    from django.http import QueryDict

    return QueryDict("")


def test_reading_the_page_makes_nothing(officer, child):
    officer.get(URL)
    assert Child.objects.count() == 1 and not ExportFile.objects.exists()
