"""Needs: a score that explains itself, two people, and quantities that only the database may sum."""

import datetime

import pytest
from django.db import Error, IntegrityError, connection, transaction

from children.models import Assessment, AssessmentForm, Item, ItemPrice, Need, PovertyRecord
from children.models.need import NEED_MOVES, NeedState
from children.scoring import FORMS, score
from children.services import need as acts
from lao_cai_support.areas.models import DifficultyStatus
from lao_cai_support.audit.models import Act
from tests.factories.areas import VillageFactory, as_range
from tests.factories.children import ChildFactory, NeedFactory, SpellFactory
from tests.factories.donors import AllocationFactory
from tests.refusals import refused

D = datetime.date
COATS = FORMS["DA"]


@pytest.fixture
def coat(lists):
    return Item.objects.get(code="DA01")


@pytest.fixture
def assess(child, coat, commune_officer, units):
    def make(**more):
        told = {
            "user": commune_officer,
            "unit": units.commune,
            "child": child,
            "item": coat,
            "size": "120",
            "quantity": 1,
            "answers": {"poor": True, "no_coat": True, "cold": True},
            "value": 250_000,
        }
        return acts.assess_need(**told | more)

    return make


# Scoring


def points(**answers):
    return score(COATS["questions"], COATS["scoring"], answers)


def test_no_answer_is_no_point_and_the_last_priority():
    assert points() == (0, 3, [])


def test_the_score_is_the_sum_of_its_reasons():
    total, _priority, reasons = points(poor=True, no_coat=True, cold=True)
    assert total == sum(value for _text, value in reasons) == 60
    assert [text for text, _value in reasons] == [
        "Hộ nghèo năm nay",
        "Không có áo ấm mặc vừa",
        "Ở vùng rét đậm, sương muối",
    ]


@pytest.mark.parametrize(
    ("answers", "total", "priority"),
    [
        ({"poor": True, "no_coat": True, "cold": True}, 60, 1),  # the limit itself
        ({"difficult": True, "special": True, "near_poor": True}, 55, 2),
        ({"difficult": True, "cold": True}, 35, 2),  # the limit itself
        ({"poor": True, "near_poor": True, "no_support": True}, 30, 3),
    ],
)
def test_priority_limits(answers, total, priority):
    assert points(**answers)[:2] == (total, priority)


def test_near_poor_adds_nothing_to_poor():
    assert points(poor=True, near_poor=True) == points(poor=True)


def test_no_score_passes_100():
    everything = {question["key"]: True for question in COATS["questions"]}
    total, priority, reasons = points(**everything)
    assert (total, priority) == (100, 1)
    assert sum(value for _text, value in reasons) > 100


def test_unknown_answers_count_for_nothing():
    assert points(rich=True, no_meal=True) == (0, 3, [])


@pytest.mark.parametrize("area", FORMS)
def test_every_form_has_points_for_each_question_and_ends_at_zero(area):
    form = FORMS[area]
    assert len({question["key"] for question in form["questions"]}) == len(form["questions"])
    assert all(question["points"] > 0 for question in form["questions"])
    assert form["scoring"]["limits"][-1][0] == 0


# Assessing


def test_assess_writes_the_assessment_and_a_need_that_waits(assess, child, commune_officer, units):
    need = assess()
    assert (need.state, need.quantity, need.priority, need.value) == ("open", 1, 1, 250_000)
    assert need.reasons == need.assessment.reasons and need.assessment.score == 60
    assert (need.unit, need.child, need.assessed_by) == (units.commune, child, commune_officer)
    assert (need.waiting_since, need.needed_by) == (D(2024, 11, 15), D(2024, 11, 15))
    need.assessment.refresh_from_db()
    assert need.assessment.valid.upper == D(2025, 11, 15)
    assert Act.objects.get(act="need.assess").detail == {"score": 60}


def test_value_and_deadline_come_from_the_catalogue_when_not_typed(assess, coat):
    ItemPrice.objects.filter(item=coat).delete()
    ItemPrice.objects.create(item=coat, year=2022, unit_value=180_000)
    ItemPrice.objects.create(item=coat, year=2025, unit_value=999_000)
    assert assess(value=None).unit_value == 180_000  # the last known year
    assert acts.default_deadline(coat, D(2024, 11, 15)) == D(2024, 11, 15)
    assert acts.default_deadline(coat, D(2024, 11, 16)) == D(2024, 11, 30)  # the winter has begun: in two weeks
    assert acts.default_deadline(coat, D(2025, 2, 10)) == D(2025, 2, 24)
    assert acts.default_deadline(coat, D(2025, 3, 1)) == D(2025, 11, 15)
    milk = Item.objects.filter(area="DD").first()
    assert acts.default_deadline(milk, D(2024, 11, 15)) == D(2025, 2, 13)
    ItemPrice.objects.filter(item=coat).delete()
    with refused("unit_value"):
        assess(value=None)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"quantity": 0}, "quantity"),
        ({"size": ""}, "size"),
        ({"size": "125"}, "size"),
        ({"needed_by": D(2024, 11, 14)}, "needed_by"),
        ({"group_name": "Lớp 2A"}, "child"),
        ({"child": None}, "child"),
    ],
)
def test_assess_refuses_at_the_wrong_field(wrong, field, assess):
    with refused(field):
        assess(**wrong)
    assert not Need.objects.exists() and not Assessment.objects.exists()


def test_a_group_has_a_name_and_a_head_count(assess, school):
    need = assess(child=None, group_name="Lớp 2A", head_count=24, quantity=24, school=school, size="")
    assert (need.child, need.group_name, need.head_count, need.school) == (None, "Lớp 2A", 24, school)


def test_no_need_for_an_ended_file_or_in_another_commune(assess, child, neighbour_officer, commune_leader):
    for user in (neighbour_officer, commune_leader):
        with refused(code="right"):
            assess(user=user)
    type(child).objects.filter(pk=child.pk).update(state="ended", ended_on=D(2024, 11, 1), end_reason="moved")
    child.refresh_from_db()
    with refused("child"):
        assess(child=child)


def test_the_register_answers_what_it_knows(child, coat, units):
    day = D(2024, 11, 15)
    assert acts.known_answers(child, coat, day) == {
        "difficult": False,
        "poor": False,
        "near_poor": False,
        "special": False,
        "no_support": True,
    }
    PovertyRecord.objects.create(household=child.household, year=2023, category_id="HN22N")
    PovertyRecord.objects.create(household=child.household, year=2024, category_id="CN22N")
    DifficultyStatus.objects.create(
        unit=units.commune, category="III", legal_basis="thử", valid=as_range((D(2021, 6, 4), None))
    )
    SpellFactory(child=child, kind_id="HC01")
    helped = NeedFactory(child=child)
    Need.objects.filter(pk=helped.pk).update(delivered=1)
    assert acts.known_answers(child, coat, day) == {
        "difficult": True,
        "poor": False,
        "near_poor": True,
        "special": True,
        "no_support": False,
    }
    milk = Item.objects.filter(area="DD").first()
    assert acts.known_answers(child, milk, day)["no_support"] is True


def test_a_difficult_village_of_a_better_commune_counts(coat, units):
    child = ChildFactory(
        unit=units.commune, village=VillageFactory(unit=units.commune, name="Xa", special_difficulty=True)
    )
    assert acts.known_answers(child, coat, D(2024, 11, 15))["difficult"] is True


def test_a_risk_is_no_special_circumstance(child, coat):
    SpellFactory(child=child, kind_id="NC06")
    assert acts.known_answers(child, coat, D(2024, 11, 15))["special"] is False


# Deciding


@pytest.fixture
def opened(assess):
    return assess()


def test_the_leader_approves(opened, commune_leader):
    need = acts.approve_need(user=commune_leader, need=opened)
    assert (need.state, need.approved_by, need.approved_on) == ("approved", commune_leader, D(2024, 11, 15))


def test_nobody_approves_the_own_assessment(opened, commune_leader):
    Need.objects.filter(pk=opened.pk).update(assessed_by=commune_leader)
    with refused(code="two_people"):
        acts.approve_need(user=commune_leader, need=opened)
    with pytest.raises(IntegrityError, match="need_two_people"), transaction.atomic():
        Need.objects.filter(pk=opened.pk).update(approved_by=commune_leader)


def test_others_do_not_approve_or_publish(opened, commune_officer, neighbour_leader, district_officer, commune_leader):
    for user in (commune_officer, neighbour_leader, district_officer):
        with refused(code="right"):
            acts.approve_need(user=user, need=opened)
    need = acts.approve_need(user=commune_leader, need=opened)
    for user in (commune_officer, commune_leader):
        with refused(code="right"):
            acts.publish_need(user=user, need=need)


def test_publish_after_approval_only(opened, district_officer, neighbour_district_officer, commune_leader):
    with refused():
        acts.publish_need(user=district_officer, need=opened)
    acts.approve_need(user=commune_leader, need=opened)
    with refused(code="right"):
        acts.publish_need(user=neighbour_district_officer, need=opened)
    assert acts.publish_need(user=district_officer, need=opened).state == "published"


def test_withdraw_needs_a_reason_and_nothing_reserved_or_given(opened, commune_officer):
    with refused("reason"):
        acts.withdraw_need(user=commune_officer, need=opened, reason=" ")
    Need.objects.filter(pk=opened.pk).update(reserved=1)
    with refused():
        acts.withdraw_need(user=commune_officer, need=opened, reason="trùng")
    Need.objects.filter(pk=opened.pk).update(reserved=0, delivered=1)
    with refused():
        acts.withdraw_need(user=commune_officer, need=opened, reason="trùng")
    Need.objects.filter(pk=opened.pk).update(delivered=0)
    assert acts.withdraw_need(user=commune_officer, need=opened, reason="trùng").state == "withdrawn"
    act = Act.objects.get(act="need.withdraw")
    assert act.reason == "trùng"


def test_close_needs_nothing_reserved(need, commune_leader):
    Need.objects.filter(pk=need.pk).update(reserved=1)
    with refused():
        acts.close_need(user=commune_leader, need=need)
    Need.objects.filter(pk=need.pk).update(reserved=0)
    assert acts.close_need(user=commune_leader, need=need).state == "closed"


@pytest.mark.parametrize("state", NeedState.values)
def test_every_move_that_is_not_in_the_table_is_refused(state, need, commune_leader, commune_officer, province_officer):
    Need.objects.filter(pk=need.pk).update(state=state, approved_by=None)
    moves = {
        "approved": lambda: acts.approve_need(user=commune_leader, need=need),
        "published": lambda: acts.publish_need(user=province_officer, need=need),
        "closed": lambda: acts.close_need(user=commune_leader, need=need),
        "withdrawn": lambda: acts.withdraw_need(user=commune_officer, need=need, reason="thử"),
    }
    for target, move in moves.items():
        point = transaction.savepoint()
        if target in NEED_MOVES[state]:
            assert move().state == target
        else:
            with refused():
                move()
        transaction.savepoint_rollback(point)


def test_several_at_once_go_through_one_by_one(assess, need, commune_leader, neighbour_need):
    """One is approved, one is approved already, one is a stranger's: the first goes through, the others are told."""
    fresh = assess()
    done, refusals = acts.each(acts.approve_need, user=commune_leader, needs=[fresh, need, neighbour_need])
    fresh.refresh_from_db()
    neighbour_need.refresh_from_db()
    assert done == 1 and fresh.state == "approved"
    assert len(refusals) == 2 and all(sentence.endswith(".") for sentence in refusals)


# What the database refuses, whoever writes


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"quantity": 0}, "need_quantity_positive"),
        ({"unit_value": 0}, "need_value_positive"),
        ({"reserved": 2}, "need_never_over_served"),
        ({"delivered": 2}, "need_never_over_served"),
        ({"reserved": 1, "delivered": 1}, "need_never_over_served"),
        ({"confirmed": 1}, "need_confirmed_within"),
        ({"priority": 0}, "need_priority_range"),
        ({"priority": 4}, "need_priority_range"),
        ({"state": "gone"}, "need_state_value"),
        ({"group_name": "Lớp 2A"}, "need_child_or_group"),
        ({"head_count": 2}, "need_child_or_group"),
        ({"child": None}, "need_child_or_group"),
    ],
)
def test_database_refuses_a_wrong_need(change, constraint, need):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Need.objects.filter(pk=need.pk).update(**change)


def test_over_serving_is_impossible_by_allocations_too(need, pledge):
    AllocationFactory(pledge=pledge, need=need, quantity=1)
    need.refresh_from_db()
    assert (need.reserved, need.missing) == (1, 0)
    with pytest.raises(IntegrityError, match="need_never_over_served"), transaction.atomic():
        AllocationFactory(pledge=pledge, need=need, quantity=1)
    refused_by_sql = pytest.raises(IntegrityError, match="need_never_over_served")
    with refused_by_sql, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE donors_allocation SET quantity = 2, value = 500000 WHERE need_id = %s", [need.pk])


def test_an_assessment_form_is_never_edited(lists):
    form = AssessmentForm.objects.get(area="DA")
    with pytest.raises(Error, match="Cannot update"), transaction.atomic():
        AssessmentForm.objects.filter(pk=form.pk).update(questions=[])
    with pytest.raises(Error, match="Cannot update or delete"), transaction.atomic():
        form.delete()


# Who sees which need


def test_who_may_see_which_need(cast, need, neighbour_need, units, child):
    """The school its pupils' and its own groups', the reviewer those of the area of support, donors and funds none."""
    milk = NeedFactory(
        child=ChildFactory(unit=units.commune), item_id=Item.objects.filter(area="DD").first().pk, size=""
    )
    group = NeedFactory(unit=units.commune, group_name="Lớp 2A", head_count=24, school=child.school, size="")
    expected = {
        "commune_officer": {need, milk, group},
        "commune_leader": {need, milk, group},
        "district_officer": {need, milk, group, neighbour_need},
        "province_officer": {need, milk, group, neighbour_need},
        "inspector": {need, milk, group, neighbour_need},
        "school_officer": {need, group},
        "sector_reviewer": {need, group, neighbour_need},
    }
    for role, user in cast.items():
        assert set(Need.objects.visible_to(user)) == expected.get(role, set()), role


def test_unmet_is_what_nobody_has_promised(need, pledge):
    assert list(Need.objects.unmet()) == [need]
    AllocationFactory(pledge=pledge, need=need, quantity=1)
    assert not Need.objects.unmet().exists()
    assert list(Need.objects.live()) == [need]
