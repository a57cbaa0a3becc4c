"""Pages of the register: what is typed stays, names keep out of addresses, costs do not grow with the rows."""

import csv
import datetime
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from children.models import Child, ImportRow, ListImport, Need, PovertyRecord, Submission, SubmissionRow
from children.services import list_import
from children.services.submission import submit_list
from children.tasks import read_uploaded_list
from lao_cai_support.areas.models import School
from lao_cai_support.audit.models import RecordView
from lao_cai_support.web.models import Job
from tests.children.sheets import HEADER, child_row, table, xlsx
from tests.factories.areas import SchoolFactory
from tests.factories.children import ChildFactory, GuardianFactory, NeedFactory, SpellFactory
from tests.queries import queries_of

D = datetime.date


def page(name, *args, **query):
    url = reverse(f"children:{name}", args=args)
    return f"{url}?{'&'.join(f'{key}={value}' for key, value in query.items())}" if query else url


def text_of(answer):
    return answer.content.decode()


def typed(**more):
    """A filled form of a child."""
    return {
        "full_name": "Giàng A Páo",
        "sex": "male",
        "date_of_birth": "2016-06-05",
        "birth_year": "",
        "ethnic_group": "",
        "village": "",
        "personal_id": "",
        "school": "",
        "class_name": "2A",
        "note": "ở với bà",
        "father": "Giàng A Sử",
        "mother": "",
        "carer": "",
        "poverty": "",
    } | more


@pytest.fixture
def officer(client_of, commune_officer):
    return client_of(commune_officer)


# The forms of a child


def test_a_new_child_is_registered_and_shown(officer, units, lists):
    answer = officer.post(page("child_new"), typed(personal_id="010 216 000 123"))
    child = Child.objects.get()
    assert answer.status_code == 302 and answer["Location"] == page("child_detail", child.code)
    assert (child.unit, child.personal_id) == (units.commune, "010216000123")
    assert "Giàng A Páo" in text_of(officer.get(answer["Location"]))


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"full_name": ""}, "Họ và tên"),
        ({"full_name": "x" * 121}, "120"),
        ({"date_of_birth": "31/02/2016"}, "Ngày sinh"),
        ({"date_of_birth": "2025-01-01"}, "sau hôm nay"),
        ({"date_of_birth": "2008-11-15"}, "dưới 16 tuổi"),
        ({"date_of_birth": "", "birth_year": ""}, "chỉ năm sinh"),
        ({"personal_id": "12345"}, "12 chữ số"),
        ({"personal_id": "\x00" * 12}, "Số định danh"),
        ({"ethnic_group": "zz"}, "Dân tộc"),
        ({"sex": "both"}, "Giới tính"),
    ],
)
def test_wrong_input_is_told_and_everything_typed_stays(wrong, sentence, officer, lists, units):
    answer = officer.post(page("child_new"), typed(**wrong))
    assert answer.status_code == 422
    body = text_of(answer)
    assert 'role="alert"' in body and sentence in body
    for value in ("ở với bà", "2A", "Giàng A Sử"):
        assert value in body
    for name in wrong.keys() & {"full_name", "date_of_birth", "personal_id"}:
        assert f'value="{wrong[name]}"' in body or not wrong[name]
    assert not Child.objects.exists()


def test_a_taken_personal_id_is_told_at_its_field(officer, neighbour_child):
    Child.objects.filter(pk=neighbour_child.pk).update(personal_id="010216000123")
    answer = officer.post(page("child_new"), typed(personal_id="010216000123"))
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {"personal_id"}
    assert "Vàng A Páo" not in text_of(answer)


def test_someone_elses_save_is_told_once_and_then_the_choice_is_free(officer, child):
    """Two tabs: the second save is refused with all that was typed; saving again is an informed choice."""
    opened = text_of(officer.get(page("child_edit", child.code)))
    assert 'name="version" value="1"' in opened
    first = typed(full_name=child.full_name, sex="female", version="1", class_name="3B")
    assert officer.post(page("child_edit", child.code), first).status_code == 302
    second = first | {"class_name": "4C", "note": "chuyển trường"}
    answer = officer.post(page("child_edit", child.code), second)
    child.refresh_from_db()
    assert (answer.status_code, child.class_name, child.version) == (422, "3B", 2)
    body = text_of(answer)
    assert "người khác sửa" in body and "4C" in body and "chuyển trường" in body
    assert 'name="version" value="2"' in body
    assert officer.post(page("child_edit", child.code), second | {"version": "2"}).status_code == 302
    child.refresh_from_db()
    assert child.class_name == "4C"


def test_a_school_in_another_commune_survives_an_edit(officer, child, units):
    elsewhere = SchoolFactory(unit=units.sibling, name="Trường THCS Hoàng Thu Phố")
    Child.objects.filter(pk=child.pk).update(school=elsewhere)
    form = officer.get(page("child_edit", child.code)).context["form"]
    sent = typed(version="1", sex="female", full_name=child.full_name) | {
        "school": form["school"].value(),
        "village": form["village"].value(),
    }
    assert officer.post(page("child_edit", child.code), sent).status_code == 302
    child.refresh_from_db()
    assert child.school == elsewhere and School.objects.count() == 2


def test_circumstance_and_end_pages_tell_what_is_wrong(officer, child):
    answer = officer.post(
        page("circumstance_new", child.code), {"kind": "HC04.02", "since": "2024-10-01", "evidence": ""}
    )
    assert answer.status_code == 422 and "giấy xác nhận" in text_of(answer) and "2024-10-01" in text_of(answer)
    assert "HC05" not in officer.get(page("circumstance_new", child.code)).context["form"].fields[
        "kind"
    ].queryset.values_list("code", flat=True)
    answer = officer.post(page("child_end", child.code), {"reason": "moved", "on": "2025-01-01"})
    assert answer.status_code == 422 and "2025-01-01" in text_of(answer)
    assert officer.post(page("child_end", child.code), {"reason": "moved", "on": "2024-11-01"}).status_code == 302
    child.refresh_from_db()
    assert child.state == "ended"


def test_sealed_circumstances_stand_on_no_page_and_cannot_be_ended_by_guessing(officer, child):
    SpellFactory(child=child, kind_id="HC05")
    body = text_of(officer.get(page("child_detail", child.code)))
    assert "HIV" not in body
    assert officer.post(page("circumstance_end", child.code, "HC05")).status_code == 404
    answer = officer.post(page("circumstance_new", child.code), {"kind": "HC05", "since": "2024-10-01"})
    assert answer.status_code == 422


def test_opening_a_file_is_logged(officer, child, commune_officer):
    officer.get(page("child_list"))
    assert not RecordView.objects.exists()
    officer.get(page("child_detail", child.code))
    view = RecordView.objects.get()
    assert (view.user, view.object_code, view.page) == (commune_officer, child.code, "child")
    assert view.membership.user == commune_officer


def test_a_strangers_child_is_404_and_not_logged(officer, neighbour_child):
    for name in ("child_detail", "child_edit", "child_end", "circumstance_new", "need_new"):
        assert officer.get(page(name, neighbour_child.code)).status_code == 404
        assert officer.post(page(name, neighbour_child.code), {}).status_code == 404
    assert not RecordView.objects.exists()


# Searching and exporting


def test_a_searched_name_stays_out_of_the_address(officer, child, units):
    ChildFactory(unit=units.commune, full_name="Lồ Seo Dìn")
    answer = officer.post(page("child_list", state="active"), {"search": "giang thi"})
    assert answer.status_code == 302
    assert answer["Location"] == page("child_list", state="active")
    body = text_of(officer.get(answer["Location"]))
    assert "Giàng Thị Mỷ" in body and "Lồ Seo Dìn" not in body
    officer.post(page("child_list"), {"search": ""})
    assert "Lồ Seo Dìn" in text_of(officer.get(page("child_list")))


def test_a_search_for_signs_no_name_has_is_only_empty(officer, child):
    for search in ("\x00", "a\x00b", "%", "'; --", "ﷺ" * 100, "\ud83d\ude00"):
        officer.post(
            page("child_list"), {"search": search.encode("utf-16", "surrogatepass").decode("utf-16", "replace")}
        )
        assert officer.get(page("child_list")).status_code == 200


@pytest.mark.parametrize("query", ["state=zz", "unit=99999999", "age=1-2-3", "sort=password", "page=999", "page=x"])
def test_nonsense_in_the_address_is_left_out(query, officer, child):
    answer = officer.get(f"{page('child_list')}?{query}")
    assert answer.status_code == 200 and "Giàng Thị Mỷ" in text_of(answer)


def exported(answer):
    data = b"".join(answer).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(data), delimiter=";" if ";" in data.splitlines()[0] else ","))


def taken(browser, url, kind="csv", reason="Báo cáo theo công văn 12"):
    """The rows of a file asked for with a reason."""
    answer = browser.post(url, {"kind": kind, "reason": reason})
    assert answer.status_code == 302, text_of(answer)
    return exported(browser.get(f"{answer['Location']}tai/"))


def test_export_has_exactly_the_visible_rows(officer, child, neighbour_child, units, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    ChildFactory(unit=units.commune, full_name="=cmd()")
    ChildFactory(unit=units.commune, full_name="Lồ Thị Dế", sex="female")
    rows = taken(officer, page("child_list", export="csv"))
    assert {row[0] for row in rows[1:-1]} == {"Giàng Thị Mỷ", "Lồ Thị Dế", "'=cmd()"}
    assert "Xuất bởi" in rows[-1][0]
    rows = taken(officer, page("child_list", export="csv", sex="female"))
    assert [row[0] for row in rows[1:-1]] == ["Lồ Thị Dế", "Giàng Thị Mỷ"]  # by given name


def test_who_may_not_export_gets_the_page(client_of, inspector, child):
    answer = client_of(inspector).get(page("child_list", export="csv"))
    assert not answer.streaming and answer["Content-Type"].startswith("text/html")


# Uploading


def send(browser, data, name="danh_sach.xlsx"):
    return browser.post(page("import_new"), {"file": SimpleUploadedFile(name, data)})


def test_upload_preview_fix_commit_and_undo(officer, units, lists, village, settings):
    rows = [HEADER, child_row(1), child_row(2, "Lý A Nà", born="31/02/2016"), ["Tổng số", "2"]]
    answer = send(officer, xlsx(*rows))
    job = Job.objects.get()
    opened = ListImport.objects.get()
    assert answer["Location"] == reverse("web:job", args=[job.code]) and opened.state == "reading"
    read_uploaded_list(job.code, import_code=opened.code)
    opened.refresh_from_db()
    assert opened.state == "preview"
    wrong = opened.rows.get(status="error")
    body = text_of(officer.get(page("import_detail", opened.code)))
    assert "Giàng A Páo" in body and "31/02/2016" in body
    assert "31/02/2016" in text_of(officer.get(page("import_row", opened.code, wrong.code)))
    officer.post(page("import_act", opened.code, "commit"))
    assert not Child.objects.exists()  # a row still waits
    bad = {"full_name": "Lý A Nà", "sex": "male", "date_of_birth": "2031-01-01", "village": "Bản Phố 2"}
    answer = officer.post(page("import_row", opened.code, wrong.code), bad)
    assert answer.status_code == 422 and "sau hôm nay" in text_of(answer) and "2031-01-01" in text_of(answer)
    answer = officer.post(page("import_row", opened.code, wrong.code), bad | {"date_of_birth": "2016-02-28"})
    assert answer.status_code == 302
    officer.post(page("import_act", opened.code, "commit"))
    assert set(Child.objects.values_list("full_name", flat=True)) == {"Giàng A Páo", "Lý A Nà"}
    officer.post(page("import_act", opened.code, "undo"))
    assert not Child.objects.exists()
    assert officer.post(page("import_act", opened.code, "burn")).status_code == 404


def test_a_row_is_decided_on_its_page(officer, units, lists):
    ChildFactory(unit=units.commune, full_name="Giàng A Páo", date_of_birth=None, birth_year=2016)
    send(officer, table(HEADER, child_row()), "ds.csv")
    opened = ListImport.objects.get()
    read_uploaded_list(Job.objects.get().code, import_code=opened.code)
    row = opened.rows.get()
    assert row.status == "duplicate"
    officer.post(page("import_row", opened.code, row.code), {"decision": "update"})
    row.refresh_from_db()
    assert row.decision == "update"


@pytest.mark.parametrize(
    ("data", "name", "sentence"),
    [
        (b"%PDF-1.7", "ds.pdf", ".xlsx"),
        (b"not a workbook", "ds.xlsx", "không khớp"),
        (b"", "ds.xlsx", ""),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "ds.xlsx", "mật khẩu"),
    ],
)
def test_a_wrong_file_is_told_and_nothing_is_kept(data, name, sentence, officer, lists, units):
    answer = send(officer, data, name)
    assert answer.status_code == 422
    assert 'role="alert"' in text_of(answer) and sentence in text_of(answer)
    assert not ListImport.objects.exists() and not Job.objects.exists()


def test_a_file_without_a_header_fails_with_its_sentence(officer, lists, units):
    send(officer, xlsx(["Báo cáo"], [1, 2]))
    opened = ListImport.objects.get()
    read_uploaded_list(Job.objects.get().code, import_code=opened.code)
    opened.refresh_from_db()
    assert (opened.state, Job.objects.get().state) == ("failed", "failed")
    assert "tiêu đề" in text_of(officer.get(page("import_detail", opened.code)))


# Lists handed in


@pytest.fixture
def long_list(child, units, commune_leader):
    ChildFactory.create_batch(120, unit=units.commune)
    return submit_list(user=commune_leader, unit=units.commune)


def test_a_long_list_is_shown_by_a_hundred(long_list, client_of, district_officer):
    district = client_of(district_officer)
    first = text_of(district.get(page("submission_detail", long_list.code)))
    second = text_of(district.get(page("submission_detail", long_list.code, page=2)))
    assert first.count('name="row-') == 100 and second.count('name="row-') == 21
    assert "121" in first


def test_comments_on_several_pages_reach_the_commune(long_list, client_of, district_officer, commune_officer, officer):
    """Kept page by page, still there when one looks back, told to the commune with the return and not before."""
    district, url = client_of(district_officer), page("submission_decide", long_list.code)
    rows = list(long_list.rows.order_by("child__sort_key", "pk"))
    answer = district.post(url, {"decision": "keep", "page": "1", f"row-{rows[0].pk}": "Thiếu ngày sinh"})
    assert answer["Location"].endswith("?page=1")
    assert "Thiếu ngày sinh" in text_of(district.get(answer["Location"]))
    detail = page("submission_detail", long_list.code)
    assert "Thiếu ngày sinh" not in text_of(officer.get(detail))
    last = {f"row-{rows[-1].pk}": "Sai thôn", "row-999999999999999999999": "x", "row-abc": "x", "row-": "x"}
    district.post(url, {"decision": "return", "page": "2", "comment": "", **last})
    long_list.refresh_from_db()
    assert long_list.state == "submitted"  # no general comment, but what was typed at the row is kept
    assert long_list.rows.get(pk=rows[-1].pk).comment == "Sai thôn"
    district.post(url, {"decision": "return", "comment": "Sửa hai dòng"})
    body = text_of(officer.get(detail)) + text_of(officer.get(f"{detail}?page=2"))
    for words in ("Sửa hai dòng", "Thiếu ngày sinh", "Sai thôn"):
        assert words in body


def test_handing_in_and_verifying_by_the_pages(client_of, commune_leader, district_officer, child):
    leader, district = client_of(commune_leader), client_of(district_officer)
    assert leader.get(page("submission_new")).context["total"] == 1
    answer = leader.post(page("submission_new"))
    submission = Submission.objects.get()
    assert answer["Location"] == page("submission_detail", submission.code)
    assert leader.post(page("submission_new")).status_code == 302 and Submission.objects.count() == 1
    district.post(page("submission_decide", submission.code), {"decision": "verify"})
    submission.refresh_from_db()
    assert submission.state == "verified"
    assert submission.rows_hash in text_of(district.get(page("submission_detail", submission.code)))
    assert district.post(page("submission_decide", submission.code), {"decision": "return"}).status_code == 302
    submission.refresh_from_db()
    assert submission.state == "verified"


# Needs


def test_a_need_is_written_in_two_steps(officer, child):
    PovertyRecord.objects.create(household=child.household, year=2024, category_id="HN22N")
    areas = officer.get(page("need_new", child.code))
    assert "?area=DA" in text_of(areas)
    url = page("need_new", child.code, area="DA")
    form = officer.get(url).context["form"]
    assert form.fields["q_poor"].initial is True and form.fields["q_special"].initial is False
    sent = {"item": "DA01", "size": "", "quantity": "1", "unit_value": "250.000", "note": "áo dài tay", "q_poor": "on"}
    answer = officer.post(url, sent)
    assert answer.status_code == 422 and "cỡ" in text_of(answer)
    assert "áo dài tay" in text_of(answer) and "250.000" in text_of(answer)
    answer = officer.post(url, sent | {"size": "120"})
    need = Need.objects.get()
    assert answer["Location"] == page("need_detail", need.code)
    assert (need.unit_value, need.state, need.reasons) == (250_000, "open", [["Hộ nghèo năm nay", 20]])


def test_a_schools_focal_point_writes_group_needs_of_the_own_school(client_of, school_officer, school, units):
    other = SchoolFactory(unit=units.commune, name="Trường Mầm non Bản Phố")
    browser, url = client_of(school_officer), page("need_group", area="DA")
    sent = {"group_name": "Lớp 2A", "head_count": "24", "item": "DA01", "quantity": "24", "unit_value": "250000"}
    for wrong in ("", other.pk):
        assert browser.post(url, sent | {"school": wrong}).status_code == 422
    answer = browser.post(url, sent | {"school": school.pk})
    assert answer.status_code == 302
    assert browser.get(answer["Location"]).status_code == 200
    assert Need.objects.get().school == school


@pytest.fixture
def school_officer(lists, school_officer):
    return school_officer


def test_needs_are_approved_and_published_in_bulk(client_of, commune_leader, commune_officer, district_officer, child):
    needs = NeedFactory.create_batch(3, child=child, state="open", assessed_by=commune_officer)
    strange = NeedFactory(child=ChildFactory(unit=child.unit), state="open", assessed_by=commune_leader)
    codes = [need.code for need in (*needs, strange)]
    answer = client_of(commune_leader).post(page("need_bulk", "approve"), {"pick": [*codes, "zzzz"]}, follow=True)
    assert Need.objects.filter(state="approved").count() == 3
    assert "không được tự duyệt" in text_of(answer)
    client_of(district_officer).post(page("need_bulk", "publish"), {"pick": codes})
    assert Need.objects.filter(state="published").count() == 3
    answer = client_of(commune_leader).post(page("need_bulk", "approve"), follow=True)
    assert "Chưa chọn dòng nào" in text_of(answer)
    assert client_of(commune_leader).post(page("need_bulk", "burn")).status_code == 404


def test_a_reviewer_sees_the_need_without_the_child(client_of, sector_reviewer, need):
    browser = client_of(sector_reviewer)
    for url in (page("need_list"), page("need_detail", need.code), page("need_list", export="csv")):
        answer = browser.get(url)
        body = b"".join(answer).decode() if answer.streaming else text_of(answer)
        assert "Giàng" not in body and need.child.code not in body


# Costs: the same number of queries for 3 rows and for 30


def more_children(units, count, **kwargs):
    for child in ChildFactory.create_batch(count, unit=units.commune, **kwargs):
        GuardianFactory(household=child.household)
        SpellFactory(child=child)
        NeedFactory(child=child)


def more_lists(units, count, user):
    for year in range(2000, 2000 + count):
        taken = Submission.objects.filter(unit=units.commune, year=year).exists()
        Submission.objects.create(
            unit=units.commune if not taken else units.sibling, year=year, submitted_by=user, submitted_on=D(2024, 1, 1)
        )


@pytest.mark.parametrize("name", ["child_list", "need_list"])
def test_list_pages_cost_the_same_for_many_rows(name, client_of, province_officer, units, village, school, lists):
    browser = client_of(province_officer)
    more_children(units, 3, village=village, school=school, ethnic_group_id="08")
    few = queries_of(browser, page(name))
    more_children(units, 27, village=village, school=school, ethnic_group_id="09")
    assert queries_of(browser, page(name)) == few


def test_the_export_costs_the_same_for_many_rows(officer, units, village, lists):
    more_children(units, 3, village=village, ethnic_group_id="08")
    few = queries_of(officer, page("child_list", export="csv"))
    more_children(units, 27, village=village, ethnic_group_id="08")
    assert queries_of(officer, page("child_list", export="csv")) == few


def test_the_lists_page_costs_the_same_for_many_lists(client_of, district_officer, units, commune_leader):
    browser = client_of(district_officer)
    more_lists(units, 3, commune_leader)
    few = queries_of(browser, page("submission_list"))
    more_lists(units, 30, commune_leader)
    assert queries_of(browser, page("submission_list")) == few


def test_the_uploads_page_costs_the_same_for_many_uploads(officer, units, commune_officer, lists):
    def more(count):
        for _n in range(count):
            list_import.open_import(
                user=commune_officer, unit=units.commune, file_name="ds.xlsx", data=b"%d" % ListImport.objects.count()
            )

    more(3)
    few = queries_of(officer, page("import_list"))
    more(27)
    assert queries_of(officer, page("import_list")) == few


def test_the_file_page_costs_the_same_for_a_long_file(officer, child, units):
    def more(years, kinds, needs):
        for year in years:
            PovertyRecord.objects.create(household=child.household, year=year, category_id="HN22N")
        for kind in kinds:
            SpellFactory(child=child, kind_id=kind)
        NeedFactory.create_batch(needs, child=child)
        GuardianFactory(household=child.household, relation="relative")

    more([2022, 2023, 2024], ["HC01", "NC06", "NC09"], 3)
    few = queries_of(officer, page("child_detail", child.code))
    more(range(1995, 2022), ["HC02", "HC03", "NC04", "NC05"], 27)
    assert queries_of(officer, page("child_detail", child.code)) == few


def test_the_preview_costs_the_same_for_many_rows(officer, units, commune_officer, lists):
    def preview(count, word):
        data = table(HEADER, *(child_row(n, f"Lý {word} Số", born=str(2009 + n % 15)) for n in range(count)))
        opened = list_import.open_import(user=commune_officer, unit=units.commune, file_name="ds.csv", data=data)
        list_import.fill_import(list_import=opened, data=data)
        ImportRow.objects.filter(list_import=opened).update(child=ChildFactory(unit=units.commune))
        assert opened.rows.count() == count
        return queries_of(officer, page("import_detail", opened.code))

    assert preview(3, "A") == preview(30, "B")


def test_the_handed_in_list_costs_the_same_for_many_rows(client_of, district_officer, child, commune_leader, units):
    def shown():
        Submission.objects.all().delete()
        submission = submit_list(user=commune_leader, unit=units.commune)
        return queries_of(client_of(district_officer), page("submission_detail", submission.code))

    more_children(units, 2)
    few = shown()
    more_children(units, 27)
    assert shown() == few
    assert SubmissionRow.objects.count() == 30


def test_keeping_comments_costs_the_same_for_many_rows(long_list, client_of, district_officer):
    browser, url = client_of(district_officer), page("submission_decide", long_list.code)

    def kept(rows, words):
        with CaptureQueriesContext(connection) as queries:
            browser.post(url, {"decision": "keep", **{f"row-{row.pk}": words for row in rows}})
        return len(queries)

    rows = list(long_list.rows.all())
    kept(rows[:1], "một")
    assert kept(rows[:3], "hai") == kept(rows[:90], "ba")
    assert long_list.rows.filter(comment="ba").count() == 90
