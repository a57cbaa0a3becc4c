"""Where a unit's rule asks for it, a list is written by two acts of two people."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from children.models import Child, ListImport, SecondPersonRule
from children.services import list_import as acts
from children.services.import_rule import end_rule, set_rule
from children.services.list_commit import commit_import, needs_second_person, request_commit, return_import
from children.services.list_undo import undo_import
from lao_cai_support.accounts.roles import Role
from lao_cai_support.audit.models import Act
from lao_cai_support.web.errors import Refusal
from tests.children.sheets import HEADER, child_row, table
from tests.queries import queries_of

DAY = datetime.date
TODAY, BASIS = DAY(2024, 11, 15), "Quyết định số 12/QĐ-UBND"


@pytest.fixture
def upload(lists, units, commune_officer):
    def make(*rows, user=None):
        content = table(HEADER, *(rows or [child_row()]))
        opened = acts.open_import(user=user or commune_officer, unit=units.commune, file_name="ds.csv", data=content)
        return acts.fill_import(list_import=opened, data=content)

    return make


@pytest.fixture
def rule(units, commune_leader):
    return set_rule(user=commune_leader, unit=units.commune, since=TODAY, reason=BASIS)


@pytest.fixture
def second_officer(person, units):
    return person(Role.COMMUNE_OFFICER, units.commune, username="officer_2")


def code_of(act, **kwargs):
    with pytest.raises(Refusal) as refusal:
        act(**kwargs)
    return refusal.value.code


# The rule


def test_off_by_default(units):
    assert not needs_second_person(units.commune)


@pytest.mark.parametrize("above", ["district", "province"])
def test_a_rule_holds_for_the_units_below_and_for_no_others(above, units, district_officer, province_officer):
    user = district_officer if above == "district" else province_officer
    set_rule(user=user, unit=getattr(units, above), since=TODAY, reason=BASIS)
    assert needs_second_person(units.commune) and needs_second_person(units.sibling)
    assert needs_second_person(units.far) == (above == "province")


def test_a_rule_holds_from_its_day_to_its_last_day(units, commune_leader, settings):
    set_rule(user=commune_leader, unit=units.commune, since=DAY(2024, 12, 1), until=DAY(2024, 12, 31), reason=BASIS)
    held = {}
    for day in (TODAY, DAY(2024, 12, 1), DAY(2024, 12, 31), DAY(2025, 1, 1)):
        settings.BUSINESS_DAY = day
        held[day.isoformat()] = needs_second_person(units.commune)
    assert held == {"2024-11-15": False, "2024-12-01": True, "2024-12-31": True, "2025-01-01": False}


def test_who_sets_and_ends_rules(units, commune_leader, commune_officer, district_officer, rule):
    assert Act.objects.get(act="import.rule").reason == BASIS
    for kwargs in (
        {"user": commune_officer, "unit": units.commune, "since": TODAY, "reason": BASIS},
        {"user": commune_leader, "unit": units.sibling, "since": TODAY, "reason": BASIS},
        {"user": district_officer, "unit": units.far, "since": TODAY, "reason": BASIS},
    ):
        assert code_of(set_rule, **kwargs) == "right"
    assert code_of(end_rule, user=commune_officer, rule=rule) == "right"
    end_rule(user=district_officer, rule=rule)
    assert needs_second_person(units.commune), "it holds for the day on which it ends"
    rule.refresh_from_db()
    assert rule.valid.upper == DAY(2024, 11, 16)
    assert code_of(end_rule, user=commune_leader, rule=rule) == ""


def test_a_rule_that_has_not_begun_can_be_dropped(units, commune_leader):
    rule = set_rule(user=commune_leader, unit=units.commune, since=DAY(2024, 12, 1), reason=BASIS)
    end_rule(user=commune_leader, rule=rule)
    assert not SecondPersonRule.objects.exists() and Act.objects.filter(act="import.rule_end").count() == 1


@pytest.mark.parametrize(
    ("days", "field"),
    [
        ({"since": DAY(2024, 11, 14)}, "since"),
        ({"since": TODAY, "until": DAY(2024, 11, 14)}, "until"),
        ({"since": DAY(2025, 1, 1)}, "since"),  # the first one has no end
    ],
)
def test_rules_that_make_no_sense_are_refused(days, field, units, commune_leader, rule):
    with pytest.raises(Refusal) as refusal:
        set_rule(user=commune_leader, unit=units.commune, reason=BASIS, **{"until": None, **days})
    assert refusal.value.field == field


def test_the_database_keeps_two_rules_apart(units, commune_leader, rule):
    with pytest.raises(IntegrityError, match="second_person_no_overlap"), transaction.atomic():
        SecondPersonRule.objects.create(
            unit=units.commune, valid=(TODAY, None), reason="", decided_by=commune_leader, decided_at=rule.decided_at
        )


# The two acts


def test_one_person_alone_writes_nothing(upload, rule, commune_officer):
    opened = upload()
    assert code_of(commit_import, user=commune_officer, list_import=opened) == "two_people"
    request_commit(user=commune_officer, list_import=opened)
    assert code_of(commit_import, user=commune_officer, list_import=opened) == "two_people"
    assert code_of(return_import, user=commune_officer, list_import=opened, reason="x") == "two_people"
    assert not Child.objects.exists()


@pytest.mark.parametrize("who", ["commune_leader", "second_officer"])
def test_two_people_write_it(who, upload, rule, commune_officer, request):
    opened = upload(child_row(1), child_row(2, "Lý A Nà", born="31/02/2016"))
    request_commit(user=commune_officer, list_import=opened)
    opened.refresh_from_db()
    assert (opened.state, opened.requested_by) == ("waiting", commune_officer)
    second = request.getfixturevalue(who)
    commit_import(user=second, list_import=opened)
    opened.refresh_from_db()
    assert (opened.state, opened.committed_by, opened.requested_by) == ("committed", second, commune_officer)
    assert [child.full_name for child in Child.objects.all()] == ["Giàng A Páo"], "what was left open stays out"
    assert [act.user for act in Act.objects.filter(act__in=["import.request", "import.commit"]).order_by("pk")] == [
        commune_officer,
        second,
    ]
    undo_import(user=commune_officer, list_import=opened)
    assert not Child.objects.exists()


def test_the_uploader_does_not_approve_what_another_has_handed_in(upload, rule, commune_officer, second_officer):
    opened = upload()
    request_commit(user=second_officer, list_import=opened)
    assert code_of(commit_import, user=commune_officer, list_import=opened) == "two_people"
    assert code_of(commit_import, user=second_officer, list_import=opened) == "two_people"


def test_a_waiting_list_does_not_change(upload, rule, commune_officer):
    opened = upload()
    request_commit(user=commune_officer, list_import=opened)
    row = opened.rows.get()
    for act, kwargs in (
        (acts.fix_row, {"row": row, "changes": {"full_name": "Lý A Nà"}}),
        (acts.decide_row, {"row": row, "decision": "skip"}),
        (acts.discard_import, {"list_import": opened}),
        (request_commit, {"list_import": opened}),
    ):
        assert code_of(act, user=commune_officer, **kwargs) == ""


def test_a_list_given_back_is_a_preview_again(upload, rule, commune_officer, commune_leader):
    opened = upload()
    request_commit(user=commune_officer, list_import=opened)
    with pytest.raises(Refusal) as refusal:
        return_import(user=commune_leader, list_import=opened, reason="  ")
    assert refusal.value.field == "reason"
    return_import(user=commune_leader, list_import=opened, reason="Thiếu thôn Sín Chải")
    opened.refresh_from_db()
    assert (opened.state, opened.requested_by, opened.return_reason) == ("preview", None, "Thiếu thôn Sín Chải")
    request_commit(user=commune_officer, list_import=opened)
    commit_import(user=commune_leader, list_import=opened)
    assert Child.objects.count() == 1


def test_who_may_not_approve(upload, rule, commune_officer, neighbour_officer, district_officer, province_officer):
    opened = upload()
    request_commit(user=commune_officer, list_import=opened)
    for user in (neighbour_officer, district_officer, province_officer):
        assert code_of(commit_import, user=user, list_import=opened) == "right"
        assert code_of(return_import, user=user, list_import=opened, reason="x") == "right"


def test_without_a_rule_there_is_nothing_to_ask_for(upload, commune_officer):
    assert code_of(request_commit, user=commune_officer, list_import=upload()) == "no_rule"


def test_a_rule_that_ends_leaves_a_waiting_list_to_the_second_person(upload, rule, commune_officer, commune_leader):
    opened = upload()
    request_commit(user=commune_officer, list_import=opened)
    SecondPersonRule.objects.all().delete()
    assert code_of(commit_import, user=commune_officer, list_import=opened) == "two_people"
    commit_import(user=commune_leader, list_import=opened)


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"requested_by": "officer", "committed_by": "officer"}, "list_import_two_people"),
        ({"requested_by": "leader", "committed_by": "officer"}, "list_import_two_people"),
        ({"state": "waiting"}, "list_import_waits_for_someone"),
    ],
)
def test_the_database_keeps_the_promise(fields, name, upload, commune_officer, commune_leader):
    people = {"officer": commune_officer, "leader": commune_leader}
    opened = upload()
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        ListImport.objects.filter(pk=opened.pk).update(
            **{key: people.get(value, value) for key, value in fields.items()}
        )


# Pages


def act_url(opened, act):
    return reverse("children:import_act", args=[opened.code, act])


def test_the_way_of_a_list_through_two_browsers(upload, rule, client_of, commune_officer, commune_leader):
    officer, leader = client_of(commune_officer), client_of(commune_leader)
    opened = upload()
    url = reverse("children:import_detail", args=[opened.code])
    body = officer.get(url).content.decode()
    assert "Trình người thứ hai duyệt" in body and "Ghi vào sổ</button>" not in body
    officer.post(act_url(opened, "commit"))
    assert not Child.objects.exists()
    officer.post(act_url(opened, "request"))
    body = officer.get(url).content.decode()
    assert "chờ một người khác duyệt" in body and "Duyệt và ghi" not in body and "Trả lại</button>" not in body

    work = leader.get(reverse("accounts:worklist")).content.decode()
    assert "Duyệt danh sách tải lên" in work
    assert opened.file_name in leader.get(reverse("children:import_list") + "?state=to_approve").content.decode()
    body = leader.get(url).content.decode()
    assert "Duyệt và ghi vào sổ" in body and "Giàng A Páo" in body and "Xử lý" not in body
    own = officer.get(reverse("children:import_list") + "?state=to_approve").content.decode()
    assert opened.file_name not in own, "one's own list does not wait for oneself"
    leader.post(act_url(opened, "return"), {"reason": "Thiếu thôn"})
    assert "Thiếu thôn" in officer.get(url).content.decode()
    officer.post(act_url(opened, "request"))
    leader.post(act_url(opened, "commit"))
    assert Child.objects.count() == 1
    assert "Duyệt danh sách tải lên" not in leader.get(reverse("accounts:worklist")).content.decode()


def test_the_page_of_rules(client_of, commune_leader, units, district_officer):
    leader, url = client_of(commune_leader), reverse("children:import_rules")
    assert "Chưa có quy định nào" in leader.get(url).content.decode()
    wrong = leader.post(url, {"unit": units.commune.pk, "since": "2024-11-01", "until": "", "reason": BASIS})
    assert wrong.status_code == 422 and "từ hôm nay" in wrong.content.decode() and BASIS in wrong.content.decode()
    foreign = leader.post(url, {"unit": units.sibling.pk, "since": "2024-11-15", "until": "", "reason": BASIS})
    assert foreign.status_code == 422 and not SecondPersonRule.objects.exists()
    leader.post(url, {"unit": units.commune.pk, "since": "2024-11-15", "until": "", "reason": BASIS})
    rule = SecondPersonRule.objects.get()
    above = set_rule(user=district_officer, unit=units.district, since=TODAY, reason="Công văn của huyện")
    body = leader.get(url).content.decode()
    assert BASIS in body and "Công văn của huyện" in body and above.code not in body
    assert leader.post(url, {"end": above.code}).status_code == 404
    leader.post(url, {"end": rule.code})
    rule.refresh_from_db()
    assert rule.valid.upper == DAY(2024, 11, 16)


def test_the_page_of_rules_costs_the_same_for_many(client_of, province_officer, units):
    url, browser = reverse("children:import_rules"), client_of(province_officer)

    def rules(years):
        for year in years:
            set_rule(
                user=province_officer, unit=units.province, since=DAY(year, 1, 1), until=DAY(year, 6, 1), reason=BASIS
            )
        return queries_of(browser, url)

    assert rules(range(2030, 2033)) == rules(range(2040, 2067))
