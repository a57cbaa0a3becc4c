"""The pages of cases: a report typed in, papers written, handed in, signed; the work list and the lists behind it."""

import datetime
import re

import pytest
from django.urls import reverse

from children.casework.due import WHATS, waiting_for
from children.models import CasePaper, ProtectionCase
from children.services.case import open_support, report_case
from children.services.case_paper import draft_paper, sign_paper
from lao_cai_support.accounts.worklist import tasks_for
from lao_cai_support.web.clock import HANOI, now
from tests.children.cases import FIELDS, Walk, at
from tests.queries import queries_of

D = datetime.date


def page(name, *args, **query):
    return reverse(f"children:{name}", args=args, query=query)


@pytest.fixture
def walk(commune_officer, commune_leader, lists):
    return Walk(commune_officer, commune_leader)


@pytest.fixture
def officer(client_of, walk):
    return client_of(walk.officer)


@pytest.fixture
def leader(client_of, walk):
    return client_of(walk.leader)


def typed(kind, **more):
    """A paper's fields as a browser sends them."""
    data = {"done_at": now().astimezone(HANOI).strftime("%Y-%m-%dT%H:%M")}
    for name, value in (FIELDS[kind] | more).items():
        if isinstance(value, list):
            data |= {f"{name}-{n}-{key}": each for n, line in enumerate(value) for key, each in line.items()}
        else:
            data[name] = value
    return data


def test_a_report_opens_a_case_from_the_page(officer, units, child, walk):
    form = officer.get(page("case_new", tre=child.code)).content.decode()
    assert child.full_name in form and child.code in form
    missing = officer.post(page("case_new"), typed("report", unit=units.commune.pk, condition=""))
    assert missing.status_code == 422 and "Tình trạng hiện tại của trẻ" in missing.content.decode()
    answer = officer.post(page("case_new"), typed("report", unit=units.commune.pk, child_code=child.code))
    case = ProtectionCase.objects.get()
    assert answer["Location"] == page("case_detail", case.code) and case.child == child
    shown = officer.get(answer["Location"]).content.decode()
    assert "12 giờ" in shown and "Chờ đánh giá ban đầu" in shown


def test_a_strangers_child_is_not_found_by_its_code(officer, units, neighbour_child):
    answer = officer.post(page("case_new"), typed("report", unit=units.commune.pk, child_code=neighbour_child.code))
    assert answer.status_code == 422 and not ProtectionCase.objects.exists()


def test_a_school_reports_and_keeps_nothing(client_of, school_officer, commune_leader, units, lists):
    browser = client_of(school_officer)
    answer = browser.post(page("case_new"), typed("report", unit=units.commune.pk), follow=True)
    assert "Đã chuyển ngay cho lãnh đạo" in answer.content.decode()
    assert browser.get(page("case_detail", ProtectionCase.objects.get().code)).status_code == 403


def test_papers_are_written_handed_in_and_signed_on_the_pages(officer, leader, walk, units):
    case = report_case(user=walk.officer, unit=units.commune, fields=FIELDS["report"], received_at=now())
    code = case.code
    # Out of turn: the case's page says what is missing
    answer = officer.get(page("case_paper_new", code, "detailed"), follow=True)
    assert "Còn thiếu" in answer.content.decode() and "Mẫu số 02" in answer.content.decode()
    # A draft may be unfinished; signed it must be whole
    answer = officer.post(page("case_paper_new", code, "first"), {"done_at": "", "nhap": "1"})
    assert answer.status_code == 422
    half = typed("first", grounds="")
    answer = officer.post(page("case_paper_new", code, "first"), half | {"nhap": "1"})
    draft = CasePaper.objects.get(kind="first")
    assert answer["Location"] == page("case_paper", code, draft.code)
    edit = page("case_paper_edit", code, draft.code)
    assert officer.get(page("case_paper_new", code, "first"))["Location"] == edit
    assert officer.post(edit, half | {"ky": "1"}).status_code == 422
    assert officer.post(edit, typed("first") | {"ky": "1"})["Location"] == page("case_detail", code)
    draft.refresh_from_db()
    assert draft.signed_by == walk.officer
    assert officer.get(edit)["Location"] == page("case_paper", code, draft.code)
    officer.post(page("case_paper_new", code, "detailed"), typed("detailed") | {"ky": "1"})
    # Two people
    officer.post(page("case_paper_new", code, "minutes"), typed("minutes") | {"ky": "1"})
    minutes = CasePaper.objects.get(kind="minutes")
    assert minutes.sent_at and minutes.draft
    sign = page("case_paper_act", code, minutes.code, "ky")
    officer.post(sign)
    minutes.refresh_from_db()
    assert minutes.draft
    leader.post(page("case_paper_act", code, minutes.code, "tra-lai"), {"reason": "Thiếu công an xã"})
    assert "Thiếu công an xã" in officer.get(page("case_paper_edit", code, minutes.code)).content.decode()
    officer.post(page("case_paper_edit", code, minutes.code), typed("minutes") | {"ky": "1"})
    leader.post(sign)
    minutes.refresh_from_db()
    assert minutes.signed_by == walk.leader
    # The plan's table: a line between blank ones keeps its place when something is wrong
    lines = {f"services-2-{key}": value for key, value in FIELDS["plan"]["services"][0].items()}
    plan = typed("plan", services=[]) | lines | {"services-0-what": "", "ky": "1"}
    wrong = officer.post(page("case_paper_new", code, "plan"), plan | {"services-2-responsible": ""})
    assert wrong.status_code == 422 and "id_services-2-responsible" in wrong.content.decode()
    officer.post(page("case_paper_new", code, "plan"), plan)
    assert CasePaper.objects.get(kind="plan").fields["services"] == [FIELDS["plan"]["services"][0]]
    shown = officer.get(page("case_paper", code, CasePaper.objects.get(kind="plan").code)).content.decode()
    assert "600.000" in shown and "20/12/2024" in shown


def test_the_case_page_names_and_takes_out(officer, leader, walk, units, person):
    case = report_case(user=walk.officer, unit=units.commune, fields=FIELDS["report"], received_at=now())
    other = person("commune_officer", units.commune, username="other")
    told = {"person": other.pk, "part": "worker", "reason": "Thay người phụ trách nghỉ phép"}
    assert leader.post(page("case_member_new", case.code), told)["Location"] == page("case_detail", case.code)
    own = case.members.get(user=walk.officer)
    leader.post(page("case_member_act", case.code, own.code, "rut"))
    assert officer.get(page("case_detail", case.code)).status_code == 404


def test_breaking_open_and_reviewing_on_the_pages(leader, walk, units, person, client_of):
    case = report_case(user=walk.officer, unit=units.commune, fields=FIELDS["report"], received_at=now())
    browser = client_of(person("commune_officer", units.commune, username="other"))
    wrong = browser.post(page("case_break"), {"code": "zzzzzzzzzz", "reason": "Trẻ đang nguy hiểm"})
    assert wrong.status_code == 422
    answer = browser.post(
        page("case_break"), {"code": case.code, "reason": "Trẻ đang nguy hiểm, cần địa chỉ"}, follow=True
    )
    assert "tự mở khẩn cấp" in answer.content.decode()
    opened = case.members.get(emergency=True)
    assert browser.get(page("case_member_new", case.code)).status_code == 200
    review = page("case_member_act", case.code, opened.code, "xem-lai")
    assert "Xem lại lần mở này" in leader.get(page("case_detail", case.code)).content.decode()
    leader.post(review, {"justified": "yes", "note": "Đúng"})
    opened.refresh_from_db()
    assert opened.reviewed_by == walk.leader


def test_a_plan_of_support_from_the_childs_page(officer, child, neighbour_officer, client_of):
    assert page("support_new", child.code) in officer.get(page("child_detail", child.code)).content.decode()
    answer = officer.post(page("support_new", child.code), follow=True)
    assert "Kế hoạch hỗ trợ" in answer.content.decode() and "Quyết định tạm thời cách ly" not in answer.content.decode()
    case = ProtectionCase.objects.get()
    assert client_of(neighbour_officer).get(page("case_detail", case.code)).status_code == 404


# The work list


def counted(user, browser):
    """Every task about cases against the list behind its link."""
    found = {}
    for task in tasks_for(user):
        if task.url.startswith(page("case_list")):
            body = browser.get(task.url).content.decode()
            assert len(set(re.findall(r'href="(/vu-viec/[a-z0-9]{10}/)"', body))) == task.count, task
            found[task.url.partition("what=")[2]] = task.count
    return found


def test_counts_are_those_of_the_lists_and_no_task_survives_its_cause(settings, walk, officer, leader, units, child):
    settings.BUSINESS_DAY = D(2024, 11, 15)
    assert counted(walk.officer, officer) == {}

    def lives(day, month=11):
        settings.BUSINESS_DAY = D(2024, month, day)

    case = walk.case = report_case(
        user=walk.officer, unit=units.commune, fields=FIELDS["report"], received_at=at(14, 9), child=child
    )
    assert counted(walk.officer, officer)["late"] == counted(walk.leader, leader)["late"] == 1  # the 12 hours

    def signs(kind, sent=True, **more):
        told = {"user": walk.officer, "case": case, "kind": kind, "fields": FIELDS[kind] | more, "done_at": now()}
        paper = draft_paper(**told)
        if kind not in ("minutes", "decision", "review"):
            return sign_paper(user=walk.officer, paper=paper)
        officer.post(page("case_paper_edit", case.code, paper.code), typed(kind, **more) | {"ky": "1"})
        paper.refresh_from_db()
        assert paper.sent_at
        if sent:
            assert counted(walk.leader, leader)["sign"] == 1
            assert "sign" not in counted(walk.officer, officer)
            sign_paper(user=walk.leader, paper=paper)
            assert "sign" not in counted(walk.leader, leader)
        return paper

    signs("first")
    assert counted(walk.officer, officer) == {} == counted(walk.leader, leader)
    lives(22)
    assert counted(walk.officer, officer) == {"soon": 1}  # the last day of the plan's term
    assert counted(walk.leader, leader) == {}
    lives(25)
    assert counted(walk.officer, officer) == {"late": 1}
    signs("detailed")
    paper = signs("minutes", sent=False)
    leader.post(page("case_paper_act", case.code, paper.code, "tra-lai"), {"reason": "Thiếu chữ ký"})
    assert counted(walk.officer, officer) == {"late": 1, "returned": 1}
    officer.post(page("case_paper_act", case.code, paper.code, "bo"))
    signs("minutes")
    signs("plan")
    assert counted(walk.officer, officer) == {}
    lives(28)
    assert counted(walk.leader, leader) == {"late": 1} and counted(walk.officer, officer) == {}
    signs("decision")
    assert counted(walk.officer, officer) == {"late": 1}  # the visit the plan set for the 27th
    signs("sending")
    signs("visit")
    assert counted(walk.officer, officer) == {}
    lives(21, 12)
    assert counted(walk.officer, officer) == {"late": 1}
    signs("review")
    assert counted(walk.officer, officer) == {"file": 1}
    signs("filing")
    assert counted(walk.officer, officer) == {} == counted(walk.leader, leader)


def test_nothing_waits_for_people_who_do_not_work_in_cases(walk, units, province_officer, inspector):
    report_case(user=walk.officer, unit=units.commune, fields=FIELDS["report"], received_at=at(10))
    assert not any(waiting_for(user)[what] for user in (province_officer, inspector) for what in WHATS)


def test_queries_do_not_grow_with_the_cases(walk, officer, units, child):
    def add(count):
        for _n in range(count):
            report_case(user=walk.officer, unit=units.commune, fields=FIELDS["report"], received_at=at(14, 9))

    open_support(user=walk.officer, child=child)
    add(3)
    urls = (page("case_list"), page("case_list", what="late"), reverse("accounts:worklist"))
    few = [queries_of(officer, url) for url in urls]
    add(12)
    assert [queries_of(officer, url) for url in urls] == few


def test_a_case_page_asks_little_whatever_it_holds(walk, officer, units):
    walk.case = report_case(user=walk.officer, unit=units.commune, fields=FIELDS["report"], received_at=now())
    few = queries_of(officer, page("case_detail", walk.case.code))
    for _n in range(4):
        for kind in ("first", "measures"):
            told = {"user": walk.officer, "case": walk.case, "kind": kind, "fields": FIELDS[kind], "done_at": now()}
            sign_paper(user=walk.officer, paper=draft_paper(**told))
    assert queries_of(officer, page("case_detail", walk.case.code)) == few
