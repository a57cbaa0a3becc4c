"""Two cases walked from the report to the filed record: every step, every clock, every refusal of the way."""

import datetime

import pytest
import time_machine

from children.casework.papers import FORM_NUMBER, CasePaperKind
from children.casework.state import CaseState
from children.models import CasePaper
from children.services.case import open_support
from children.services.case_paper import draft_paper, return_paper, send_paper, sign_paper
from children.services.case_print import typeset_paper
from lao_cai_support.web.errors import Refusal
from tests.children.cases import FIELDS, Walk, at, text_of
from tests.factories.files import ConsentFactory
from tests.refusals import refused

D = datetime.date


@pytest.fixture(autouse=True)
def real_days(settings):
    settings.BUSINESS_DAY = None


@pytest.fixture
def walk(commune_officer, commune_leader, lists):
    return Walk(commune_officer, commune_leader)


def missing(walk, moment, kind, *words, **fields):
    """The paper is refused, and the sentence names every paper that is missing before it."""
    with pytest.raises(Refusal) as told:
        walk.draft(moment, kind, **fields)
    assert told.value.code == "missing", str(told.value)
    for word in words:
        assert word in str(told.value), str(told.value)


def every_paper_prints(case):
    """Each signed paper of the walk as a PDF: its code, the child and its number come back as text."""
    kinds = set()
    for paper in case.papers.select_related("case__unit", "case__child", "drafted_by", "signed_by", "about"):
        text = text_of(typeset_paper(paper))
        assert paper.code in text and "Giàng Thị Mỷ" in text and "Trang 1/" in text, paper.kind
        assert "Bản in từ bản nháp" not in text
        if paper.kind in FORM_NUMBER:
            assert f"Mẫu số {FORM_NUMBER[paper.kind]}" in text
        kinds.add(paper.kind)
    return kinds


def test_an_emergency_from_the_report_to_the_file(walk, units, child):
    # Friday 15 November, 20:00: a call
    walk.report(at(15, 20), units.commune, child=child)
    assert walk.state == CaseState.REPORTED
    urgent = walk.clocks()["urgent"]
    assert urgent.due_at == at(16, 8) and urgent.article == "31"
    assert walk.standing("urgent", at(15, 21)) == "running"
    assert walk.standing("urgent", at(16, 3)) == "soon"
    assert walk.standing("urgent", at(16, 8)) == "late"
    missing(walk, at(15, 20, 10), "separation", "Mẫu số 02")
    missing(walk, at(15, 20, 10), "detailed", "Mẫu số 02")

    walk.do(at(15, 21), "first", urgent="yes")
    assert walk.state == CaseState.URGENT
    walk.do(at(15, 22), "measures")
    assert walk.state == CaseState.ASSESSING
    assert walk.standing("urgent", at(17)) == "met"
    assert not walk.clocks()["plan"].binding and not walk.clocks()["plan_received"].binding

    # The separation: drafted by the officer, signed by the leader, at most 15 days with its extensions
    paper = walk.draft(at(15, 23), "separation")
    with time_machine.travel(at(15, 23, 5), tick=False):
        with refused(code="sent"):
            sign_paper(user=walk.leader, paper=paper)
        with refused(code="right"):
            sign_paper(user=walk.officer, paper=paper)
        send_paper(user=walk.officer, paper=paper)
        sign_paper(user=walk.leader, paper=paper)
    apart = walk.clocks()["separation"]
    assert apart.last_day == D(2024, 11, 24) and apart.standing(at(22, 9)) == "soon"
    assert apart.standing(at(25, 0)) == "late"
    longer = walk.draft(at(20), "separation", **{"from": "2024-11-25", "to": "2024-11-30"})
    with time_machine.travel(at(20), tick=False):
        with refused("to", "too_long"):
            send_paper(user=walk.officer, paper=longer)
        longer.fields |= {"to": "2024-11-29"}
        longer.save()
    walk.sign(at(20, 10), longer)
    assert walk.clocks()["separation"].last_day == D(2024, 11, 29)
    assert walk.record.separated_days() == 15
    asked = {"from": "2024-11-30", "to": "2024-12-05", "requested_by": "Công văn 5/CA ngày 20/11/2024"}
    beyond = walk.draft(at(20, 11), "separation", **asked)
    walk.sign(at(20, 12), beyond)
    assert walk.clocks()["separation"].last_day == D(2024, 12, 5)

    # It is lifted on Mẫu 03 alone, when the carer is found safe
    missing(walk, at(21), "lifting", "Mẫu số 03")
    walk.do(at(21), "detailed", carer_safe="no")
    early = walk.draft(at(21, 10), "lifting", last_day="2024-11-22")
    with time_machine.travel(at(21, 11), tick=False), refused(code="missing"):
        send_paper(user=walk.officer, paper=early)
    walk.do(at(22, 9), "detailed", carer_safe="yes")
    walk.sign(at(22, 10), early)
    assert walk.clocks()["separation"].standing(at(30)) == "met"
    assert not walk.record.apart_on(D(2024, 11, 23)) and walk.record.apart_on(D(2024, 11, 22))

    walk.do(at(22, 11), "minutes")
    plan = walk.do(at(25), "plan")
    assert walk.state == CaseState.DECIDING
    assert not walk.clocks()["decision"].binding
    walk.do(at(25, 11), "decision")
    assert walk.state == CaseState.UNDER_WAY
    assert CasePaper.objects.get(kind="decision").about == plan
    walk.do(at(25, 12), "referral", basis="danger")
    walk.do(at(25, 14), "sending")
    walk.do(at(27), "visit")
    assert walk.clocks()["visit"].last_day == D(2024, 12, 10)

    # A review that finds danger goes on to another plan; the next one closes
    walk.do(at(20, 15, month=12), "review", risk_remains="yes", outcome="continue")
    assert walk.state == CaseState.ASSESSING and walk.record.round == 2
    assert walk.clocks()["plan"].last_day == D(2024, 12, 27)
    missing(walk, at(23, month=12), "plan", "Mẫu số 03", "Biên bản họp")
    for hour, kind in enumerate(("detailed", "minutes", "plan", "decision", "sending", "visit"), 9):
        walk.do(at(24, hour, month=12), kind)
    walk.do(at(25, month=12), "review")
    assert walk.state == CaseState.CLOSED
    with refused(code="closed_case"):
        walk.draft(at(26, month=12), "visit")
    walk.do(at(26, month=12), "filing")
    assert walk.state == CaseState.FILED
    assert every_paper_prints(walk.case) == set(CasePaperKind.values) - {"check"}


def test_an_ordinary_case_from_the_report_to_the_file(walk, units, child):
    # Thursday 14 November
    walk.report(at(14), units.commune, child=child)
    walk.do(at(14, 15), "check")
    walk.do(at(15, 10), "first")
    assert walk.state == CaseState.ASSESSING
    assert "urgent" not in walk.clocks()
    assert walk.clocks()["plan_received"].last_day == D(2024, 11, 21)
    assert walk.clocks()["plan"].last_day == D(2024, 11, 22) and walk.clocks()["plan"].binding
    with refused(code="not_urgent"):
        walk.draft(at(15, 11), "separation")
    missing(walk, at(15, 11), "minutes", "Mẫu số 03")
    missing(walk, at(15, 11), "plan", "Mẫu số 03", "Biên bản họp")
    missing(walk, at(15, 11), "decision", "Mẫu số 03", "Biên bản họp", "Mẫu số 04")
    missing(walk, at(15, 11), "review", "Mẫu số 05", "Gửi quyết định", "Phiếu thăm")
    walk.do(at(18), "detailed")
    assert walk.state == CaseState.MEETING
    walk.do(at(19), "minutes")
    assert walk.state == CaseState.PLANNING
    assert walk.standing("plan", at(20)) == "running"
    assert walk.standing("plan", at(22)) == "soon"
    assert walk.standing("plan", at(23)) == "late"

    bad = walk.draft(at(21), "plan", services=[FIELDS["plan"]["services"][0] | {"ends": "2024-11-01"}])
    with time_machine.travel(at(21), tick=False):
        with refused("services-0-ends"):
            sign_paper(user=walk.officer, paper=bad)
        bad.fields = FIELDS["plan"] | {"goals": ""}
        bad.save()
        with refused("goals", "missing"):
            sign_paper(user=walk.officer, paper=bad)
        bad.fields = FIELDS["plan"]
        bad.save()
    walk.sign(at(21, 16), bad)
    assert walk.standing("plan", at(25)) == "met"
    assert walk.clocks()["decision"].last_day == D(2024, 11, 25) and walk.clocks()["decision"].binding

    # The leader gives the decision back; a new plan is made, the old decision no longer fits
    draft = walk.draft(at(21, 17), "decision")
    with time_machine.travel(at(22, 8), tick=False):
        send_paper(user=walk.officer, paper=draft)
        with refused("reason"):
            return_paper(user=walk.leader, paper=draft, reason=" ")
        return_paper(user=walk.leader, paper=draft, reason="Thiếu khám sức khỏe")
    walk.do(at(22, 9), "plan")
    with time_machine.travel(at(22, 10), tick=False), refused(code="plan"):
        send_paper(user=walk.officer, paper=draft)
    draft.delete()
    walk.do(at(25, 10), "decision")
    assert walk.standing("decision", at(26)) == "met"

    with refused("basis", "consent"):
        walk.do(at(25, 11), "referral")
    CasePaper.objects.filter(kind="referral").delete()
    with refused("basis"):
        walk.do(at(25, 11), "referral", basis="danger")
    CasePaper.objects.filter(kind="referral").delete()
    ConsentFactory(child=child, purpose="referral", on=D(2024, 11, 20))
    walk.do(at(25, 12), "referral")

    walk.do(at(25, 13), "sending")
    assert walk.standing("visit", at(26)) == "soon"
    assert walk.standing("visit", at(28)) == "late"
    walk.do(at(27), "visit")
    review = walk.draft(at(28), "review")
    with time_machine.travel(at(28), tick=False), refused("early_reason"):
        send_paper(user=walk.officer, paper=review)
    for wrong in ({"risk_remains": "yes"}, {"stable": "no"}):
        review.fields = FIELDS["review"] | wrong
        review.save()
        with time_machine.travel(at(20, month=12), tick=False), refused("outcome", "risk"):
            send_paper(user=walk.officer, paper=review)
    review.fields = FIELDS["review"]
    review.save()
    missing(walk, at(20, month=12), "filing", "Mẫu số 06")
    walk.sign(at(20, month=12), review)
    assert walk.state == CaseState.CLOSED
    assert walk.standing("review", at(22, month=12)) == "met"
    walk.do(at(23, month=12), "filing")
    assert walk.state == CaseState.FILED
    assert every_paper_prints(walk.case) == set(CasePaperKind.values) - {"measures", "separation", "lifting"}


def test_a_report_that_is_not_true_ends_the_case(walk, units):
    walk.report(at(14), units.commune)
    walk.do(at(14, 12), "check", truth="false")
    assert walk.state == CaseState.UNFOUNDED
    assert not walk.clocks()
    with refused(code="closed_case"):
        walk.draft(at(14, 13), "first")


def test_a_danger_found_later_starts_twelve_hours_of_its_own(walk, units):
    walk.report(at(11), units.commune)
    walk.do(at(11, 15), "first")
    walk.do(at(14, 9), "first", urgent="yes")
    assert walk.state == CaseState.URGENT
    assert walk.clocks()["urgent"].due_at == at(14, 21)


def test_the_leader_may_not_sign_what_the_leader_drafted(walk, units):
    walk.report(at(14), units.commune)
    mine = walk.draft(at(14, 12), "check", user=walk.leader)
    with time_machine.travel(at(14, 13), tick=False):
        send_paper(user=walk.leader, paper=mine)
        with refused(code="two_people"):
            sign_paper(user=walk.leader, paper=mine)


def test_what_did_not_happen_yet_is_not_written(walk, units):
    walk.report(at(14), units.commune)
    with time_machine.travel(at(14, 12), tick=False):
        paper = draft_paper(user=walk.officer, case=walk.case, kind="first", fields=FIELDS["first"], done_at=at(14, 15))
        with refused("done_at"):
            sign_paper(user=walk.officer, paper=paper)
        paper.done_at = at(13)
        paper.save()
        with refused("done_at"):
            sign_paper(user=walk.officer, paper=paper)


def test_a_term_into_an_unknown_year_says_so(walk, units):
    from children.casework.workdays import known_years

    walk.report(at(14), units.commune)
    last = max(known_years())
    walk.case.received_at = at(30, month=12, year=last)
    from children.casework.clocks import clocks_of
    from children.casework.record import CaseRecord

    told = CaseRecord(walk.case)
    clock = next(c for c in clocks_of(told) if c.key == "plan_received")
    assert clock.due_at is None and clock.standing(at(31, month=12, year=last)) == "unknown"


def test_a_plan_of_support_from_its_opening_to_the_file(walk, child):
    """No report, no first assessment, the meeting only where it is wanted; approved, followed, reviewed, filed."""
    with time_machine.travel(at(14), tick=False):
        walk.case = open_support(user=walk.officer, child=child)
        with refused(code="open"):
            open_support(user=walk.officer, child=child)
    assert walk.state == CaseState.ASSESSING
    for kind in ("report", "check", "first", "measures", "separation", "lifting"):
        with pytest.raises(Refusal):
            walk.draft(at(14, 12), kind)
    missing(walk, at(14, 13), "plan", "Mẫu số 03")
    missing(walk, at(14, 13), "decision", "Mẫu số 03", "Mẫu số 04")
    walk.do(at(15), "detailed")
    assert walk.state == CaseState.PLANNING, "the meeting is not asked for"
    walk.do(at(18), "plan")
    assert walk.state == CaseState.DECIDING
    decision = walk.draft(at(18, 14), "decision")
    with time_machine.travel(at(18, 15), tick=False):
        send_paper(user=walk.officer, paper=decision)
        with refused(code="right"):
            sign_paper(user=walk.officer, paper=decision)
    with time_machine.travel(at(19), tick=False):
        sign_paper(user=walk.leader, paper=decision)
    assert walk.state == CaseState.UNDER_WAY
    missing(walk, at(19, 10), "review", "Gửi quyết định", "Phiếu thăm")
    walk.do(at(19, 14), "sending")
    walk.do(at(22), "visit")
    walk.do(at(20, month=12), "review", outcome="continue", stable="no")
    assert walk.state == CaseState.ASSESSING and walk.record.round == 2
    for hour, kind in enumerate(("detailed", "minutes", "plan", "decision", "sending", "visit"), 9):
        walk.do(at(23, hour, month=12), kind)
    walk.do(at(24, month=12), "review")
    assert walk.state == CaseState.CLOSED
    walk.do(at(25, month=12), "filing")
    assert walk.state == CaseState.FILED
    assert every_paper_prints(walk.case) == {
        "detailed", "minutes", "plan", "decision", "sending", "visit", "review", "filing",
    }  # fmt: skip
    with time_machine.travel(at(26, month=12), tick=False):
        assert open_support(user=walk.officer, child=child) != walk.case, "another plan may follow"
