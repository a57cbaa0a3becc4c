"""The entry grid: nothing typed is lost, every cell is checked as a list's is, the sheet is written as one import."""

import datetime
import json
import threading

import pytest
from django.core import signing
from django.db import IntegrityError, connection, connections, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from children.lists.entry import COLUMNS, Entry, check_entries, kept_cells, poverty_word
from children.models import Child, CircumstanceSpell, EntryDraft, Guardian, ImportRow, ListImport, PovertyRecord
from children.models.entry import MAX_ROWS
from children.services import entry as acts
from children.services.entry import Typed
from children.services.import_rule import set_rule
from children.services.list_commit import commit_import
from children.services.list_undo import undo_import
from lao_cai_support.accounts.worklist import tasks_for
from lao_cai_support.areas import unitmap
from lao_cai_support.areas.models import AdministrativeUnit, Village
from lao_cai_support.audit.models import Act
from lao_cai_support.web.clock import now
from lao_cai_support.web.errors import Refusal
from tests.children.rows import everything
from tests.factories.areas import LEVEL_END, SuccessionFactory, UnitFactory
from tests.factories.children import ChildFactory
from tests.queries import queries_of

GRID, KEEP = "/tre-em/nhap-nhanh/", "/tre-em/nhap-nhanh/giu/"


def cells(name="Giàng A Páo", born="05/06/2016", **more):
    return {"full_name": name, "born": born, "sex": "Nam", "ethnic_group": "Mông", "village": "Bản Phố 2"} | more


def form(*rows, act="keep", **more):
    """The plain form with these rows."""
    told = {"row": [], "act": act} | more
    for number, row in enumerate(rows, start=1):
        told["row"].append(f"r{number}")
        told |= {f"r{number}-{key}": value for key, value in row.items()}
    return told


def keep(browser, *rows, draft="abcdefghjk", **more):
    """What the script sends: rows as (key, cells, bases)."""
    sent = [
        {"key": key, "cells": told, "bases": bases, "decision": more.get("decision", "")} for key, told, bases in rows
    ]
    body = {"draft": draft, "rows": sent, "ask": more.get("ask", [])}
    return browser.post(KEEP, json.dumps(body), content_type="application/json", headers=more.get("headers", {}))


@pytest.fixture
def officer(client_of, commune_officer, village, lists):
    return client_of(commune_officer)


@pytest.fixture
def draft(commune_officer, units, village, lists):
    """A sheet with these rows; ``draft(*cells)``."""

    def make(*rows, decision=""):
        typed = [Typed(Entry(f"r{n}", row, decision)) for n, row in enumerate(rows, start=1)]
        return acts.keep_entries(user=commune_officer, unit=units.commune, code="abcdefghjk", typed=typed).draft

    return make


def told_of(draft):
    return check_entries(draft.unit, acts.entries_of(draft))


# Keeping


def test_what_is_typed_is_kept_and_told(officer, commune_officer, units):
    answer = keep(officer, ("r1", cells(), [{}]), ("r2", cells("Sùng Thị Mỷ", "31/02/2016", sex="Nữ"), [{}]))
    assert answer.status_code == 200
    told = answer.json()
    assert told["says"] == "2 dòng: 1 mới, 1 lỗi."
    assert told["rows"]["r1"]["status"] == "new" and told["rows"]["r1"]["cells"] == {}
    wrong = told["rows"]["r2"]["cells"]["born"]
    assert wrong["severity"] == "error" and "31/02/2016" in wrong["message"]
    kept = EntryDraft.objects.get()
    assert (kept.code, kept.user, kept.unit, len(kept.rows)) == ("abcdefghjk", commune_officer, units.commune, 2)
    assert not Child.objects.exists()


def test_a_sheet_comes_back_as_it_was_left(officer):
    keep(officer, ("r1", cells("Giàng A Páo", "5/6", father='Sử "Lớn"'), [{}]))
    page = officer.get(GRID).content.decode()
    assert 'value="Giàng A Páo"' in page and 'value="5/6"' in page and "Sử &quot;Lớn&quot;" in page
    assert "Giữ nháp lúc" in page


def test_another_person_sees_nothing_of_it(officer, client_of, neighbour_officer, person, units):
    keep(officer, ("r1", cells(), [{}]))
    colleague = person("commune_officer", units.commune, username="colleague")
    for other in (neighbour_officer, colleague):
        assert "Giàng A Páo" not in client_of(other).get(GRID).content.decode()
        assert not EntryDraft.objects.visible_to(other).exists()


def test_the_sheet_stands_on_the_work_list(officer, commune_officer):
    keep(officer, ("r1", cells(), [{}]), ("r2", cells("Sùng Thị Mỷ"), [{}]))
    task = next(task for task in tasks_for(commune_officer) if task.url == GRID)
    assert task.count == 2
    officer.post(GRID, {"act": "discard"})
    assert not any(task.url == GRID for task in tasks_for(commune_officer))


def test_reading_the_page_keeps_nothing(officer):
    officer.get(GRID)
    assert not EntryDraft.objects.exists()


def test_rows_changed_on_two_pages_are_both_kept(officer):
    keep(officer, ("r1", cells("Giàng A Páo"), [{}]))
    told = keep(officer, ("r1", cells("Sùng Thị Mỷ"), [{}])).json()
    assert list(told["moved"]) == ["r1"]
    names = [row["cells"]["full_name"] for row in EntryDraft.objects.get().rows]
    assert names == ["Giàng A Páo", "Sùng Thị Mỷ"]


def test_a_row_sent_again_after_a_lost_answer_is_one_row(officer):
    first, second = cells("Giàng A"), cells("Giàng A Páo")
    keep(officer, ("r1", first, [{}]))
    told = keep(officer, ("r1", second, [{}, first])).json()
    assert told["moved"] == {}
    assert [row["cells"]["full_name"] for row in EntryDraft.objects.get().rows] == ["Giàng A Páo"]


def test_a_row_emptied_unseen_stays(officer):
    keep(officer, ("r1", cells(), [{}]))
    keep(officer, ("r1", {}, [cells("Một tên khác")]))
    assert len(EntryDraft.objects.get().rows) == 1
    keep(officer, ("r1", {}, [cells()]))
    assert EntryDraft.objects.get().rows == []


def test_words_of_sealed_groups_are_told_and_kept_nowhere(officer):
    told = keep(officer, ("r1", cells(circumstances="nhiễm HIV"), [{}])).json()
    assert "giữ kín" in told["rows"]["r1"]["cells"]["circumstances"]["message"]
    again = keep(officer, ("r1", cells(circumstances="nhiễm HIV", class_name="2A"), [cells(circumstances="nhiễm HIV")]))
    assert again.json()["moved"] == {}
    assert "HIV" not in json.dumps(EntryDraft.objects.get().rows)
    answer = officer.post(GRID, form(cells(circumstances="nhiễm HIV"), act="keep"))
    assert "nhiễm HIV" in answer.content.decode(), "what was typed stays before the typist's eyes"
    assert "HIV" not in json.dumps(EntryDraft.objects.get().rows)
    officer.post(GRID, {"act": "write"})
    assert "HIV" not in str(ImportRow.objects.values_list("raw", "fields"))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{}",
        b'{"draft": "abcdefghjk", "rows": 5}',
        b'{"draft": "abcdefghjk", "rows": [{"key": "r1"}]}',
        b'{"draft": "abcdefghjk", "rows": [{"key": "R 1", "cells": {}}]}',
        b'{"draft": "../etc", "rows": []}',
        b'{"draft": "abcdefghjk", "rows": [{"key": "r1", "cells": [1]}]}',
        b"\xff\xfe",
        b"[" * 100_000,
    ],
)
def test_nonsense_is_refused_in_a_sentence(officer, body):
    answer = officer.post(KEEP, body, content_type="application/json")
    assert answer.status_code == 400 and "tải lại trang" in answer.json()["refusal"]
    assert not EntryDraft.objects.exists()


def test_signs_that_no_database_takes_and_endless_cells(officer):
    strange = cells("Giàng\x00 A\u202e Páo\ud83d", father="x" * 40_000)
    answer = keep(officer, ("r1", strange, [{}]))
    assert answer.status_code == 200
    kept = EntryDraft.objects.get().rows[0]["cells"]
    assert kept["full_name"].startswith("Giàng A") and len(kept["father"]) == 1000
    assert "dài" in answer.json()["rows"]["r1"]["cells"]["father"]["message"]


def test_more_than_the_sheet_holds_is_refused_and_the_sheet_stays(officer):
    keep(officer, ("r0", cells(), [{}]))
    many = [(f"k{n}", cells(f"Giàng A {'B' * (n % 7 + 1)}"), [{}]) for n in range(MAX_ROWS)]
    answer = keep(officer, *many)
    assert answer.status_code == 422 and "500" in answer.json()["refusal"]
    assert len(EntryDraft.objects.get().rows) == 1


def test_the_database_holds_the_limits(commune_officer, units):
    row = {"key": "r", "cells": {"full_name": "x"}}
    with pytest.raises(IntegrityError, match="entry_draft_rows_limit"), transaction.atomic():
        EntryDraft.objects.create(user=commune_officer, unit=units.commune, saved_at=now(), rows=[row] * (MAX_ROWS + 1))
    EntryDraft.objects.create(user=commune_officer, unit=units.commune, saved_at=now())
    with pytest.raises(IntegrityError, match="entry_draft_one_open"), transaction.atomic():
        EntryDraft.objects.create(user=commune_officer, unit=units.commune, saved_at=now())


def test_cost_of_a_pause_does_not_grow_with_the_rows(officer):
    counted = []
    for many in (3, 30):
        EntryDraft.objects.all().delete()
        rows = [
            (f"k{n}", cells(f"Giàng A {'Páo' * (n % 9 + 1)}", f"{n % 28 + 1:02}/06/2016"), [{}]) for n in range(many)
        ]
        keep(officer, *rows)
        with CaptureQueriesContext(connection) as queries:
            assert keep(officer, ("k1", cells("Vàng Seo Lử"), [rows[1][1]])).status_code == 200
        counted.append((len(queries), queries_of(officer, GRID)))
    assert counted[0] == counted[1]


# After the session


def ticket(user, code="abcdefghjk"):
    return signing.dumps({"user": user.pk, "draft": code}, salt="children.entry")


def test_the_plain_form_sent_after_the_session_is_kept_and_found_after_signing_in(
    officer, client_of, commune_officer, village, lists
):
    nobody = Client()
    answer = nobody.post(GRID, form(cells(), act="write", ticket=ticket(commune_officer)))
    assert answer.status_code == 302 and answer["Location"].startswith(reverse("account_login"))
    assert not Child.objects.exists(), "nothing is written for nobody"
    assert "Giàng A Páo" in client_of(commune_officer).get(GRID).content.decode()


def test_the_script_s_rows_sent_after_the_session_are_kept(commune_officer, village, lists, client_of):
    answer = keep(Client(), ("r1", cells(), [{}]), headers={"x-ticket": ticket(commune_officer)})
    assert answer.status_code == 302
    assert EntryDraft.objects.get().user == commune_officer


def test_the_page_s_own_ticket_works(officer, commune_officer, client_of):
    page = officer.get(GRID)
    held = page.context["ticket"]
    officer.logout()
    officer.post(GRID, form(cells(), act="keep", ticket=held))
    assert EntryDraft.objects.get().user == commune_officer


@pytest.mark.parametrize("how", ["none", "forged", "old", "without the role", "locked"])
def test_a_ticket_that_is_none_keeps_nothing(how, commune_officer, donor, village, lists, settings):
    held = {"none": "", "forged": ticket(commune_officer)[:-3] + "abc", "old": ticket(commune_officer)}.get(how, "")
    if how == "old":
        settings.SESSION_COOKIE_AGE = -1
    if how == "without the role":
        held = ticket(donor)
    if how == "locked":
        commune_officer.is_active = False
        commune_officer.save()
        held = ticket(commune_officer)
    answer = Client().post(GRID, form(cells(), act="keep", ticket=held))
    assert answer.status_code == 302 and not EntryDraft.objects.exists()


# Checks at the cell


def problems_at(**more):
    return {key: told["message"] for key, told in only_told(**more).cells.items()}


def only_told(unit=None, **more):
    unit = unit or AdministrativeUnit.objects.get(code="02866")
    return check_entries(unit, [Entry("r1", kept_cells(cells(**more)))])[0]


@pytest.mark.parametrize(
    ("more", "column", "words"),
    [
        ({"name": ""}, "full_name", "thiếu họ tên"),
        ({"name": "Giàng A 9"}, "full_name", "chữ số"),
        ({"born": ""}, "born", "thiếu ngày sinh"),
        ({"born": "2025"}, "born", "sau hôm nay"),
        ({"born": "15/11/2008"}, "born", "dưới 16 tuổi"),
        ({"sex": "?"}, "sex", "Chưa rõ giới tính"),
        ({"ethnic_group": "Klingon"}, "ethnic_group", "Không nhận ra dân tộc"),
        ({"village": "Bản Mới"}, "village", "thêm mới"),
        ({"circumstances": "khuyết tật nhẹ"}, "circumstances", "giấy xác nhận"),
        ({"circumstances": "thích bóng đá"}, "circumstances", "chưa có trong danh mục"),
        ({"poverty": "giàu có"}, "poverty", "Không rõ diện hộ"),
        ({"personal_id": "123"}, "personal_id", "12 chữ số"),
        ({"class_name": "lớp hai buổi chiều thứ sáu"}, "class_name", "20"),
    ],
)
def test_what_is_wrong_is_said_at_its_cell(more, column, words, village, lists):
    assert words in problems_at(**more)[column]


def test_the_same_spellings_as_in_a_list(village, lists):
    row = only_told(
        name="GIÀNG A PÁO",
        born="5.6.2016",
        sex="trai",
        ethnic_group="Hmông",
        village="thôn bản phố 2",
        circumstances="NC06 Trẻ em mồ côi cha hoặc mẹ, sống với người còn lại; bỏ học",
        poverty="hộ cận nghèo",
        personal_id="010 216 000 123",
        mother="sùng thị ly",
    ).row.fields
    assert row["full_name"] == "Giàng A Páo" and row["date_of_birth"] == "2016-06-05" and row["sex"] == "male"
    assert row["ethnic_group"] == "08" and row["poverty"] == "near_poor" and row["personal_id"] == "010216000123"
    assert row["circumstances"] == ["NC06", "NC08"] and row["adults"] == {"mother": "Sùng Thị Ly"}


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", ""),
        ("Nghèo", "poor"),
        ("hộ nghèo", "poor"),
        ("x", "poor"),
        ("Cận nghèo", "near_poor"),
        ("CN", "near_poor"),
        ("Không", "none"),
        ("thoát nghèo", "none"),
        ("Trung bình", "none"),
        ("không rõ", "none"),
        ("tốt", None),
    ],
)
def test_poverty_in_one_column(text, word):
    assert poverty_word(text) == word


def test_a_row_twice_in_the_sheet_is_told_at_the_second_and_again_when_the_first_changes(officer):
    twice = keep(officer, ("r1", cells(), [{}]), ("r2", cells(), [{}])).json()
    assert twice["rows"]["r2"]["status"] == "duplicate" and twice["rows"]["r2"]["repeated"]
    told = keep(officer, ("r1", cells("Vàng Seo Lử"), [cells()]), ask=["r2"]).json()
    assert told["rows"]["r2"]["status"] == "new" and not told["rows"]["r2"]["repeated"]


def test_a_namesake_in_the_register_is_asked_about(officer, units, village):
    known = ChildFactory(unit=units.commune, full_name="Giàng A Páo", date_of_birth=None, birth_year=2016)
    told = keep(officer, ("r1", cells(village="Nậm Kha"), [{}])).json()["rows"]["r1"]
    assert told["status"] == "duplicate"
    assert f"update:{known.code}" in told["line"] and f"create:{known.code}" in told["line"]
    assert "Giàng A Páo, 2016" in told["line"]


def test_a_child_of_another_commune_is_never_offered(officer, neighbour_child):
    told = keep(officer, ("r1", cells(neighbour_child.full_name), [{}])).json()["rows"]["r1"]
    assert told["status"] == "new" and neighbour_child.code not in told["line"]


# Writing


def test_a_sheet_is_written_as_one_import(officer, draft, units, commune_officer):
    draft(
        cells(father="Giàng A Sử", mother="Sùng Thị Ly", circumstances="NC06", poverty="Nghèo", class_name="2A"),
        cells("Sùng Thị Mỷ", "2015", sex="Nữ", village="Bản Mới"),
    )
    answer = officer.post(GRID, {"act": "write", "draft": "abcdefghjk"})
    written = ListImport.objects.get()
    assert answer["Location"] == reverse("children:import_detail", args=[written.code])
    assert written.state == "committed" and written.file_name.startswith("Nhập nhanh")
    one = Child.objects.get(full_name="Giàng A Páo")
    assert (one.unit, one.village.name, one.class_name, one.state) == (units.commune, "Bản Phố 2", "2A", "draft")
    assert set(Guardian.objects.values_list("relation", "full_name")) == {
        ("father", "Giàng A Sử"),
        ("mother", "Sùng Thị Ly"),
    }
    assert CircumstanceSpell.objects.get().kind_id == "NC06" and PovertyRecord.objects.get().category.poor
    assert Child.objects.get(full_name="Sùng Thị Mỷ").birth_year == 2015
    assert EntryDraft.objects.get().list_import == written
    assert Act.objects.filter(act="import.commit").count() == 1
    assert "Giàng A Páo" not in officer.get(GRID).content.decode(), "a new sheet is blank"


def test_a_wrong_row_holds_the_sheet_back_and_nothing_is_lost(officer, draft):
    draft(cells(), cells("Sùng Thị Mỷ", "31/02/2016"))
    answer = officer.post(GRID, {"act": "write", "draft": "abcdefghjk"})
    page = answer.content.decode()
    assert answer.status_code == 422 and "Còn 1 dòng lỗi" in page and "dòng đầu tiên: 2" in page
    assert 'value="31/02/2016"' in page and not Child.objects.exists() and not ListImport.objects.exists()


def test_a_wrong_row_can_be_left_out(officer, draft):
    draft(cells(), cells("Sùng Thị Mỷ", "31/02/2016"))
    keep(officer, ("r2", cells("Sùng Thị Mỷ", "31/02/2016"), None), decision="skip")
    officer.post(GRID, {"act": "write", "draft": "abcdefghjk"})
    assert [child.full_name for child in Child.objects.all()] == ["Giàng A Páo"]
    assert set(ImportRow.objects.values_list("row", "status")) == {(1, "new"), (2, "skipped")}


def test_an_empty_sheet_is_not_written(officer, draft):
    assert "Chưa có dòng nào" in officer.post(GRID, {"act": "write"}).content.decode()
    draft(cells(), decision="skip")
    answer = officer.post(GRID, {"act": "write"})
    assert answer.status_code == 422 and "Chưa có dòng nào" in answer.content.decode()


def test_the_chosen_one_of_two_namesakes_is_updated(officer, draft, units):
    one, other = (
        ChildFactory(unit=units.commune, full_name="Giàng A Páo", date_of_birth=None, birth_year=2016)
        for _n in range(2)
    )
    draft(cells(village="Nậm Kha", personal_id="010216000123"))
    keep(officer, ("r1", cells(village="Nậm Kha", personal_id="010216000123"), None), decision=f"update:{other.code}")
    officer.post(GRID, {"act": "write"})
    other.refresh_from_db()
    one.refresh_from_db()
    assert other.personal_id == "010216000123" and one.personal_id is None
    assert Child.objects.count() == 2


def test_a_choice_about_another_child_is_asked_again(draft, units):
    known = ChildFactory(unit=units.commune, full_name="Giàng A Páo", date_of_birth=None, birth_year=2016)
    asked = told_of(draft(cells(village="Nậm Kha"), decision="update:zzzzzzzzzz"))[0]
    assert asked.open and asked.decision == ""
    settled = told_of(draft(cells(village="Nậm Kha"), decision=f"create:{known.code}"))[0]
    assert not settled.open


def test_the_same_press_twice_writes_once(officer, draft):
    draft(cells())
    for _press in range(2):
        officer.post(GRID, {"act": "write", "draft": "abcdefghjk"})
    assert Child.objects.count() == 1 and ListImport.objects.count() == 1


def test_the_plain_form_sent_twice_writes_once(officer):
    page = form(cells(), act="write", draft="abcdefghjk", version="0")
    officer.post(GRID, page)
    answer = officer.post(GRID, page, follow=True)
    assert Child.objects.count() == 1 and ListImport.objects.count() == 1
    assert "được ghi vào sổ rồi" in answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_two_people_s_hands_at_one_sheet_write_it_once(draft, commune_officer):
    sheet = draft(cells())
    barrier, results = threading.Barrier(2), []

    def press():
        barrier.wait()
        try:
            results.append(acts.write_entries(user=commune_officer, draft=sheet).pk)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press) for _n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 2 and len(set(results)) == 1 and Child.objects.count() == 1


def test_a_written_sheet_is_undone_as_a_whole_and_can_be_taken_up_again(officer, draft, commune_officer, units):
    before = {name: rows for name, rows in everything().items() if "EntryDraft" not in name}
    sheet = draft(cells(village="Bản Mới"), cells("Sùng Thị Mỷ"))
    written = acts.write_entries(user=commune_officer, draft=sheet)
    undo_import(user=commune_officer, list_import=written)
    assert {name: rows for name, rows in everything().items() if "EntryDraft" not in name} == before
    page = officer.get(GRID)
    assert "Đưa lại 2 dòng" in page.content.decode()
    officer.post(GRID, {"act": "reopen", "sheet": sheet.code})
    page = officer.get(GRID).content.decode()
    assert "Giàng A Páo" in page and "Sùng Thị Mỷ" in page and "Đưa lại" not in page
    officer.post(GRID, {"act": "write"})
    assert Child.objects.count() == 2


def test_another_s_sheet_cannot_be_taken_up(officer, neighbour_officer, units):
    sheet = EntryDraft.objects.create(user=neighbour_officer, unit=units.sibling, saved_at=now())
    assert officer.post(GRID, {"act": "reopen", "sheet": sheet.code}).status_code == 404


def test_only_the_last_written_sheet_keeps_its_rows(commune_officer, units, village, lists):
    for code, name in (("abcdefghjk", "Giàng A Páo"), ("bcdefghjkm", "Sùng Thị Mỷ")):
        kept = acts.keep_entries(
            user=commune_officer, unit=units.commune, code=code, typed=[Typed(Entry("r1", cells(name)))]
        )
        acts.write_entries(user=commune_officer, draft=kept.draft)
    assert [len(row.rows) for row in EntryDraft.objects.order_by("pk")] == [0, 1]


def test_a_sheet_is_put_aside_by_its_own_act(officer, draft, commune_officer):
    draft(cells())
    officer.post(GRID, {"act": "discard"})
    assert not EntryDraft.objects.exists()
    act = Act.objects.get(act="entry.discard")
    assert act.user == commune_officer and act.detail == {"rows": 1}


def test_services_refuse_who_keeps_no_lists(units, commune_leader, village, lists):
    with pytest.raises(Refusal):
        acts.keep_entries(user=commune_leader, unit=units.commune, code="abcdefghjk", typed=[])


# The plain page


def test_ten_more_rows_without_a_script(officer):
    first = officer.get(GRID)
    assert first.content.decode().count('name="row"') == 11, "ten rows and the pattern of a new one"
    answer = officer.post(GRID, form(cells(), act="more", draft="abcdefghjk", version="0"))
    assert answer.status_code == 200
    assert answer.content.decode().count('name="row"') == 21
    assert 'value="Giàng A Páo"' in answer.content.decode()


def test_a_page_older_than_the_sheet_overwrites_nothing(officer):
    officer.post(GRID, form(cells("Giàng A Páo"), act="keep", version="0"))
    officer.post(GRID, form(cells("Sùng Thị Mỷ"), act="keep", version="0"))
    names = [row["cells"]["full_name"] for row in EntryDraft.objects.get().rows]
    assert sorted(names) == ["Giàng A Páo", "Sùng Thị Mỷ"]


def test_a_row_put_right_on_the_newest_page_replaces_the_old(officer):
    officer.post(GRID, form(cells("Giàng A Páo"), act="keep", version="0"))
    officer.post(GRID, form(cells("Giàng A Pao"), act="keep", version=str(EntryDraft.objects.get().version)))
    assert [row["cells"]["full_name"] for row in EntryDraft.objects.get().rows] == ["Giàng A Pao"]


def test_too_many_rows_of_the_plain_form_stay_before_the_eyes(officer):
    answer = officer.post(
        GRID, form(*(cells(f"Giàng A {'Páo' * (n % 9 + 1)}") for n in range(MAX_ROWS + 1)), act="keep")
    )
    assert answer.status_code == 422 and answer.content.decode().count("Giàng A ") > MAX_ROWS
    assert not EntryDraft.objects.filter(rows__0__isnull=False).exists()


def test_cells_are_text_whatever_they_hold(officer):
    attack = '"><script>alert(1)</script>'
    answer = officer.post(GRID, form(cells(attack, village="=1+1"), act="keep"))
    assert b"<script>alert" not in answer.content
    told = keep(officer, ("r9", cells("Giàng", village="<img src=x>"), [{}])).json()["rows"]["r9"]
    assert "<img" not in told["html"] + told["line"]


def test_what_is_offered_while_typing(officer, village):
    Village.objects.create(unit=village.unit, name="Sín Chải")
    page = officer.get(GRID).content.decode()
    assert 'value="Sín Chải"' in page and 'value="Mông"' in page
    assert "HIV" not in page and "khuyết tật" not in page.lower()
    assert len(COLUMNS) == 11


def test_a_draft_of_a_merged_commune_is_found_in_its_successor(commune_officer, units, village, lists, settings):
    acts.keep_entries(user=commune_officer, unit=units.commune, code="abcdefghjk", typed=[Typed(Entry("r1", cells()))])
    province = UnitFactory(code="15", level="province", kind="tỉnh", name="Lào Cai", valid=(LEVEL_END, None))
    later = UnitFactory(code="02901", name="Bắc Hà", parent=province, valid=(LEVEL_END, None))
    SuccessionFactory(predecessor=units.commune, successor=later)
    unitmap.units_changed()
    settings.BUSINESS_DAY = datetime.date(2025, 8, 1)
    commune_officer.forget_memberships()
    found = acts.draft_of(commune_officer, later)
    assert found and found.rows
    kept = acts.keep_entries(user=commune_officer, unit=later, code="zzzzzzzzzz", typed=[]).draft
    assert kept.pk == found.pk and kept.unit == later


# A second person, where the unit's rule asks for one


def test_where_a_second_person_writes_the_sheet_waits_for_that_person(draft, commune_officer, commune_leader, units):
    set_rule(user=commune_leader, unit=units.commune, since=datetime.date(2024, 11, 15), reason="Quyết định số 12")
    sheet = draft(cells(), cells("Lồ Seo Dìn"))
    handed = acts.write_entries(user=commune_officer, draft=sheet)
    assert (handed.state, handed.requested_by) == ("waiting", commune_officer) and not Child.objects.exists()
    assert acts.write_entries(user=commune_officer, draft=sheet) == handed
    written = commit_import(user=commune_leader, list_import=handed)
    assert written.state == "committed" and Child.objects.count() == 2
