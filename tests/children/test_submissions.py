"""A commune's list: handed in, verified or returned by someone else, frozen for good."""

import datetime

import pytest
from django.db import Error, IntegrityError, connection, transaction

from children.models import Child, Submission, SubmissionRow
from children.services.submission import comment_rows, reopen_list, return_list, submit_list, verify_list
from lao_cai_support.accounts.models import User
from lao_cai_support.accounts.roles import Role
from lao_cai_support.audit.models import Act
from lao_cai_support.web.errors import Refusal
from tests.factories.accounts import MembershipFactory
from tests.factories.children import ChildFactory, SpellFactory

D = datetime.date


@pytest.fixture
def draft(child):
    Child.objects.filter(pk=child.pk).update(state="draft")
    child.refresh_from_db()
    return child


@pytest.fixture
def handed_in(draft, commune_leader, units):
    return submit_list(user=commune_leader, unit=units.commune)


def test_submit_freezes_every_child_on_the_register(draft, units, neighbour_child, commune_leader):
    SpellFactory(child=draft, kind_id="NC06")
    SpellFactory(child=draft, kind_id="HC01", valid=(D(2020, 1, 1), D(2021, 1, 1)))
    ended = ChildFactory(unit=units.commune)
    Child.objects.filter(pk=ended.pk).update(state="ended", ended_on=D(2024, 1, 1), end_reason="moved")
    submission = submit_list(user=commune_leader, unit=units.commune)
    assert (submission.state, submission.year, submission.submitted_on) == ("submitted", 2024, D(2024, 11, 15))
    row = submission.rows.get()
    assert row.child == draft
    assert row.frozen == {
        "full_name": "Giàng Thị Mỷ",
        "born": "20/05/2016",
        "sex": "female",
        "ethnic_group": None,
        "village": "Bản Phố 2",
        "circumstances": ["NC06"],
        "guardians": [],
        "poverty": None,
        "school": "Trường PTDTBT Tiểu học Bản Phố",
        "class_name": "",
    }
    draft.refresh_from_db()
    assert draft.state == "submitted"
    assert Act.objects.get(act="list.submit").detail == {"children": 1}


def test_submit_is_the_leaders_act_and_needs_children(commune_officer, commune_leader, neighbour_leader, units, lists):
    with pytest.raises(Refusal, match="chưa có trẻ"):
        submit_list(user=commune_leader, unit=units.commune)
    for user in (commune_officer, neighbour_leader):
        with pytest.raises(Refusal) as refusal:
            submit_list(user=user, unit=units.commune)
        assert refusal.value.code == "right"
    assert not Submission.objects.exists()


def test_one_open_list_per_year(handed_in, commune_leader, units):
    with pytest.raises(Refusal, match="đang chờ"):
        submit_list(user=commune_leader, unit=units.commune)
    with pytest.raises(IntegrityError, match="submission_one_open"), transaction.atomic():
        Submission.objects.create(
            unit=units.commune, year=2024, submitted_by=commune_leader, submitted_on=D(2024, 11, 15)
        )


def test_verify_makes_the_children_active_and_signs_the_rows(handed_in, draft, district_officer):
    verified = verify_list(user=district_officer, submission=handed_in)
    assert (verified.state, verified.decided_by, verified.decided_on) == (
        "verified",
        district_officer,
        D(2024, 11, 15),
    )
    assert len(verified.rows_hash) == 64
    draft.refresh_from_db()
    assert draft.state == "active"


def test_the_fingerprint_is_of_the_rows(draft, units, commune_leader, district_officer):
    prints = []
    for name in ("Giàng Thị Mỷ", "Giàng Thị Mỹ", "Giàng Thị Mỷ"):
        Child.objects.filter(pk=draft.pk).update(full_name=name)
        handed = submit_list(user=commune_leader, unit=units.commune)
        prints.append(verify_list(user=district_officer, submission=handed).rows_hash)
        reopen_list(user=district_officer, submission=handed, number="1/QĐ", decided_on=D(2024, 11, 15), reason="sửa")
    assert prints[0] == prints[2] != prints[1]


def test_return_asks_for_a_comment_and_makes_drafts_again(handed_in, draft, district_officer, units):
    with pytest.raises(Refusal) as refusal:
        return_list(user=district_officer, submission=handed_in, comment="  ")
    assert refusal.value.field == "comment"
    row = handed_in.rows.get()
    assert comment_rows(user=district_officer, submission=handed_in, comments={row.pk: "Kiểm tra ngày sinh"}) == 1
    returned = return_list(user=district_officer, submission=handed_in, comment="Sửa lại")
    assert (returned.state, returned.comment) == ("returned", "Sửa lại")
    row.refresh_from_db()
    draft.refresh_from_db()
    assert (row.comment, draft.state) == ("Kiểm tra ngày sinh", "draft")


def test_after_a_return_a_new_list_is_handed_in(handed_in, district_officer, commune_leader, units):
    return_list(user=district_officer, submission=handed_in, comment="Sửa lại")
    assert list(Submission.objects.returned_open()) == [handed_in]
    again = submit_list(user=commune_leader, unit=units.commune)
    assert not Submission.objects.returned_open().exists()
    assert list(Submission.objects.waiting()) == [again]


def test_a_list_is_decided_once(handed_in, district_officer):
    verify_list(user=district_officer, submission=handed_in)
    for act in (
        lambda: verify_list(user=district_officer, submission=handed_in),
        lambda: return_list(user=district_officer, submission=handed_in, comment="x"),
        lambda: comment_rows(user=district_officer, submission=handed_in, comments={}),
    ):
        with pytest.raises(Refusal, match="không còn chờ"):
            act()


def test_only_the_own_district_decides(handed_in, neighbour_district_officer, commune_leader, province_officer):
    row = handed_in.rows.get()
    for user in (neighbour_district_officer, commune_leader, province_officer):
        for act in (
            lambda user=user: verify_list(user=user, submission=handed_in),
            lambda user=user: return_list(user=user, submission=handed_in, comment="x"),
            lambda user=user: comment_rows(user=user, submission=handed_in, comments={row.pk: "x"}),
        ):
            with pytest.raises(Refusal) as refusal:
                act()
            assert refusal.value.code == "right"
    handed_in.refresh_from_db()
    assert handed_in.state == "submitted"


def test_who_handed_in_does_not_verify(handed_in, commune_leader, units, district_officer):
    """Also when the same person holds both offices; the database refuses the same."""
    MembershipFactory(user=commune_leader, role=Role.DISTRICT_OFFICER, unit=units.district)
    both = User.objects.get(pk=commune_leader.pk)
    for act in (verify_list, lambda **kwargs: return_list(comment="x", **kwargs)):
        with pytest.raises(Refusal) as refusal:
            act(user=both, submission=handed_in)
        assert refusal.value.code == "two_people"
    with pytest.raises(IntegrityError, match="submission_two_people"), transaction.atomic():
        Submission.objects.filter(pk=handed_in.pk).update(decided_by=commune_leader)


def test_comments_go_to_rows_of_this_list_only(handed_in, units, far_officer, district_officer):
    other = Submission.objects.create(unit=units.far, year=2024, submitted_by=far_officer, submitted_on=D(2024, 11, 1))
    strange = SubmissionRow.objects.create(submission=other, child=ChildFactory(unit=units.far), frozen={})
    assert comment_rows(user=district_officer, submission=handed_in, comments={strange.pk: "x", 10**30: "y"}) == 0
    strange.refresh_from_db()
    assert strange.comment == ""


# What the database keeps, whoever writes


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def database_refuses(words):
    return pytest.raises(Error, match=words)


def test_a_frozen_row_never_changes(handed_in):
    row = handed_in.rows.get()
    with database_refuses("stays as it was submitted"), transaction.atomic():
        sql("UPDATE children_submissionrow SET frozen = '{}' WHERE id = %s", row.pk)
    with database_refuses("stays as it was submitted"), transaction.atomic():
        SubmissionRow.objects.filter(pk=row.pk).update(child=ChildFactory(unit=handed_in.unit))
    SubmissionRow.objects.filter(pk=row.pk).update(comment="một ý kiến")


def test_a_verified_list_is_final(handed_in, district_officer):
    row = handed_in.rows.get()
    verify_list(user=district_officer, submission=handed_in)
    for statement in (
        "UPDATE children_submission SET state = 'submitted' WHERE id = %s",
        "UPDATE children_submission SET rows_hash = '' WHERE id = %s",
        "DELETE FROM children_submission WHERE id = %s",
    ):
        with database_refuses("Cannot (update|delete)"), transaction.atomic():
            sql(statement, handed_in.pk)
    with database_refuses("final"), transaction.atomic():
        sql("UPDATE children_submissionrow SET comment = 'x' WHERE id = %s", row.pk)
    with database_refuses("final"), transaction.atomic():
        sql("DELETE FROM children_submissionrow WHERE id = %s", row.pk)
    with database_refuses("final"), transaction.atomic():
        SubmissionRow.objects.create(submission=handed_in, child=ChildFactory(unit=handed_in.unit), frozen={})
    assert handed_in.rows.count() == 1


def test_a_child_of_a_list_is_not_deleted(handed_in, draft):
    with pytest.raises(IntegrityError), transaction.atomic():
        sql("DELETE FROM children_residence WHERE child_id = %s", draft.pk)
        sql("DELETE FROM children_child WHERE id = %s", draft.pk)
        sql("SET CONSTRAINTS ALL IMMEDIATE")
