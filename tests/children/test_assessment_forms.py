"""Forms as data: a new version by decision, old answers on the old form, every kind of question scored line by line."""

import datetime

import pytest
from django.db import Error, IntegrityError, transaction
from django.urls import reverse

from children.models import Assessment, AssessmentForm, Item, SupportArea
from children.scoring import FACTS, FORMS, fact_of, reason_of, said, score
from children.services import need as need_acts
from children.services.assessment_form import form_in_force, publish_form
from lao_cai_support.audit.models import Act
from lao_cai_support.web.clock import on_day
from tests.factories.children import AssessmentFactory
from tests.refusals import refused

D = datetime.date
COAT = {
    "key": "coat",
    "text": "Áo ấm hiện có",
    "kind": "choice",
    "choices": [
        {"value": "1", "text": "không có", "points": 40},
        {"value": "2", "text": "đã chật", "points": 20},
        {"value": "3", "text": "vừa", "points": 0},
    ],
}
BROTHERS = {
    "key": "brothers",
    "text": "Số anh chị em dưới 16 tuổi",
    "kind": "number",
    "bands": [{"from": 3, "points": 5}, {"from": 5, "points": 10}],
}
POOR = {"key": "q1", "text": "Hộ nghèo", "kind": "yes_no", "known": "poor", "points": 30}
NEAR = {"key": "q2", "text": "Hộ cận nghèo", "kind": "yes_no", "known": "near_poor", "points": 10}
LIMITS = {"limits": [[60, 1], [35, 2], [0, 3]]}


@pytest.fixture
def publish(lists, province_officer):
    def make(**more):
        told = {
            "user": province_officer,
            "area": SupportArea.objects.get(pk="DA"),
            "questions": [
                {"key": "no_coat", "text": "Không có áo ấm", "kind": "yes_no", "points": 50},
                {"text": "Áo ấm hiện có", "kind": "choice", "choices": [("không có", 40), ("vừa", 0)]},
                {"text": "Số anh chị em", "kind": "number", "bands": [(5, 10), (3, 5)], "help": "dưới 16 tuổi"},
            ],
            "first": 50,
            "second": 20,
            "decision": "123/QĐ-UBND",
            "decided_on": D(2024, 11, 1),
            "valid_from": D(2024, 12, 1),
        }
        return publish_form(**told | more)

    return make


# Scoring


@pytest.mark.parametrize(
    ("question", "answer", "told"),
    [
        (COAT, "1", ("Áo ấm hiện có: không có", 40)),
        (COAT, "3", None),
        (COAT, "9", None),
        (COAT, "", None),
        (BROTHERS, 2, None),
        (BROTHERS, 3, ("Số anh chị em dưới 16 tuổi: 3", 5)),
        (BROTHERS, 7, ("Số anh chị em dưới 16 tuổi: 7", 10)),
        (BROTHERS, None, None),
        (BROTHERS, True, None),
        (POOR, True, ("Hộ nghèo", 30)),
        (POOR, False, None),
        (POOR, "1", None),
    ],
)
def test_every_kind_of_question_tells_its_line(question, answer, told):
    assert reason_of(question, answer) == told


def test_the_score_is_the_sum_of_its_lines():
    total, priority, reasons = score([COAT, BROTHERS, POOR], LIMITS, {"coat": "2", "brothers": 5, "q1": True})
    assert (total, priority) == (60, 1)
    assert sum(points for _text, points in reasons) == total and len(reasons) == 3


def test_near_poor_adds_nothing_to_poor_under_any_key():
    assert score([NEAR, POOR], LIMITS, {"q1": True, "q2": True})[0] == 30
    assert score([NEAR, POOR], LIMITS, {"q1": False, "q2": True})[0] == 10


def test_the_first_forms_know_their_facts_by_the_key():
    facts = {fact_of(question) for form in FORMS.values() for question in form["questions"]} - {""}
    assert facts == set(FACTS)
    assert fact_of(COAT | {"known": "poor"}) == "", "only a yes or no is filled in"


def test_answers_in_words():
    assert [said(COAT, "2"), said(BROTHERS, 4), said(POOR, True), said(POOR, False), said(POOR, None)] == [
        "đã chật",
        "4",
        "có",
        "không",
        "–",
    ]


# Versions


def test_a_new_version_waits_for_its_day_and_old_answers_keep_their_form(publish, child, commune_officer):
    old = AssessmentFactory(child=child, answers={"no_coat": True})
    made = publish()
    assert (made.version, made.scoring["limits"]) == (2, [[50, 1], [20, 2], [0, 3]])
    assert [question["key"] for question in made.questions] == ["no_coat", "q1", "q2"]
    assert form_in_force("DA", D(2024, 11, 30)).version == 1
    assert form_in_force("DA", D(2024, 12, 1)) == made
    coat = Item.objects.get(code="DA01")
    asked = {"user": commune_officer, "unit": child.unit, "child": child, "item": coat, "size": "120", "quantity": 1}
    now = need_acts.assess_need(**asked, answers={"no_coat": True}, value=1)
    with on_day(D(2024, 12, 2)):
        later = need_acts.assess_need(**asked, answers={"no_coat": True, "q1": "1", "q2": 4}, value=1)
    assert (now.assessment.form.version, later.assessment.form.version) == (1, 2)
    assert (later.assessment.score, later.priority) == (95, 1)
    old.refresh_from_db()
    assert old.form.version == 1
    act = Act.objects.get(act="assessment_form.publish")
    assert act.detail == {"area": "DA", "version": 2}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"first": 20, "second": 20}, "first"),
        ({"second": 0}, "first"),
        ({"decision": " "}, "decision"),
        ({"valid_from": D(2024, 11, 14)}, "valid_from"),
        ({"decided_on": D(2024, 12, 2)}, "decided_on"),
        ({"questions": []}, None),
        ({"questions": [{"text": "", "kind": "yes_no", "points": 1}]}, None),
        ({"questions": [{"text": "a", "kind": "yes_no", "points": 101}]}, None),
        ({"questions": [{"text": "a", "kind": "yes_no", "points": None}]}, None),
        ({"questions": [{"text": "a", "kind": "choice", "choices": [("một", 1)]}]}, None),
        ({"questions": [{"text": "a", "kind": "number", "bands": []}]}, None),
        ({"questions": [{"text": "a", "kind": "number", "bands": [(1, 1)], "known": "poor"}]}, None),
        ({"questions": [{"text": t, "kind": "yes_no", "points": 1, "known": "poor"} for t in "ab"]}, None),
        ({"questions": [{"text": "a", "kind": "song", "points": 1}]}, None),
        ({"questions": [{"key": "Ô", "text": "a", "kind": "yes_no", "points": 1}]}, None),
    ],
)
def test_a_wrong_version_is_refused_at_its_field(wrong, field, publish):
    with refused(field):
        publish(**wrong)
    assert AssessmentForm.objects.filter(area="DA").count() == 1


def test_only_the_province_writes_forms_and_the_next_never_begins_before_the_last(
    publish, district_officer, commune_officer
):
    for user in (district_officer, commune_officer):
        with refused(code="right"):
            publish(user=user)
    publish()
    with refused("valid_from"):
        publish(valid_from=D(2024, 11, 20))
    assert publish().version == 3


def test_the_database_keeps_versions_and_decisions(publish, province_officer):
    made = publish()
    with pytest.raises(Error, match="Cannot update"), transaction.atomic():
        AssessmentForm.objects.filter(pk=made.pk).update(scoring={})
    for change in ({"decision": ""}, {"decided_on": D(2025, 1, 1)}, {"decided_on": None}):
        told = {"area_id": "DA", "version": 9, "questions": [], "scoring": LIMITS, "made_by": province_officer}
        told |= {"decision": "1", "decided_on": D(2024, 1, 1), "valid_from": D(2024, 12, 1)} | change
        with pytest.raises(IntegrityError, match="assessment_form_decided"), transaction.atomic():
            AssessmentForm.objects.create(**told)


# In the browser


def sent_form(page, **more):
    rows = page.context["rows"]
    data = {"q-TOTAL_FORMS": rows.total_form_count(), "q-INITIAL_FORMS": rows.initial_form_count()}
    data |= {f"{row.prefix}-{name}": row[name].value() or "" for row in rows for name in row.fields}
    data |= {name: page.context["form"][name].value() or "" for name in page.context["form"].fields}
    return data | {"decision": "9/QĐ-UBND", "decided_on": "2024-11-10", "valid_from": "2024-11-15"} | more


def test_the_province_adapts_a_form_in_the_browser(lists, province_officer, client_of, commune_officer, child):
    url = reverse("children:form_edit", args=["DA"])
    browser = client_of(province_officer)
    page = browser.get(url)
    at = page.context["rows"].initial_form_count()
    new = {
        f"q-{at}-text": "Giày ấm hiện có",
        f"q-{at}-kind": "choice",
        f"q-{at}-options": "không có = 15\nđã rách = 10\ncòn tốt = 0",
        f"q-{at + 1}-text": "Số người trong hộ",
        f"q-{at + 1}-kind": "number",
        f"q-{at + 1}-options": "từ 6 = 5",
        "q-0-text": "",  # the first question is left out
    }
    wrong = browser.post(url, sent_form(page, **new | {f"q-{at}-options": "không có"}))
    assert wrong.status_code == 422 and "cần lời, dấu = và số điểm" in wrong.content.decode()
    assert browser.post(url, sent_form(page, **new, first="30", second="30")).status_code == 422
    assert browser.post(url, sent_form(page, **new)).status_code == 302
    made = form_in_force("DA", D(2024, 11, 15))
    assert made.version == 2 and made.made_by == province_officer
    keys = [question["key"] for question in made.questions]
    assert "difficult" not in keys and keys[-2:] == ["q1", "q2"]
    assert made.questions[-2]["choices"][1] == {"value": "2", "text": "đã rách", "points": 10}
    # The commune's next assessment asks the new questions, and the register fills in what it knows.
    asked = client_of(commune_officer).get(reverse("children:need_new", args=[child.code]) + "?area=DA")
    assert {"q_q1", "q_q2", "q_no_support"} <= set(asked.context["form"].fields)
    assert asked.context["form"]["q_no_support"].value() is True
    sent = {"item": "DA01", "size": "120", "quantity": "1", "q_q1": "1", "q_q2": "7", "q_no_support": "on"}
    answer = client_of(commune_officer).post(asked.request["PATH_INFO"] + "?area=DA", sent)
    assert answer.status_code == 302
    row = Assessment.objects.get()
    assert row.answers["q1"] == "1" and row.answers["q2"] == 7 and row.score == 30
    body = client_of(commune_officer).get(reverse("children:assessment_detail", args=[row.code])).content.decode()
    assert "Giày ấm hiện có" in body and "phiên bản 2" in body and "9/QĐ-UBND" in body


def test_the_rules_are_published_with_their_decision(publish, client_of, commune_officer, province_officer):
    publish(needs_opinion=True)
    body = client_of(commune_officer).get(reverse("children:rule_list")).content.decode()
    assert "Từ 60 điểm: ưu tiên 1; từ 35 điểm: ưu tiên 2" in body
    assert "Sắp áp dụng" in body and "quyết định 123/QĐ-UBND ngày 01/11/2024" in body
    assert "không có: 40; vừa: 0" in body and "từ 3: 5; từ 5: 10" in body
    assert "Lập phiên bản mới" not in body
    assert "Lập phiên bản mới" in client_of(province_officer).get(reverse("children:rule_list")).content.decode()
    with on_day(D(2024, 12, 2)):
        assert "Các phiên bản trước" in client_of(commune_officer).get(reverse("children:rule_list")).content.decode()
