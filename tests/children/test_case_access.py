"""A protection case is a secret, its existence too: named people alone, doors broken open that shut and are reviewed."""

import datetime

import pytest
import time_machine
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse
from psycopg2.extras import DateRange

from children.duplicates.compared import belongings
from children.models import CaseMember, CasePaper, ProtectionCase
from children.services import case as acts
from children.services import case_member as members
from children.services.case_paper import draft_paper
from lao_cai_support.audit.models import Act
from lao_cai_support.audit.services import history_of
from lao_cai_support.web.clock import now
from tests.children.cases import FIELDS, Walk, at
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.children import ChildFactory, GrantFactory
from tests.factories.duplicates import PairFactory, merged
from tests.refusals import refused

D = datetime.date
REASON = "Cùng thu thập thông tin theo phân công"


@pytest.fixture
def walk(commune_officer, commune_leader, lists):
    return Walk(commune_officer, commune_leader)


@pytest.fixture
def case(walk, units, child):
    walk.case = acts.report_case(
        user=walk.officer, unit=units.commune, fields=FIELDS["report"], received_at=now(), child=child
    )
    return walk.case


@pytest.fixture
def second_officer(person, units):
    return person("commune_officer", units.commune, username="second_officer")


def knows(user, case) -> bool:
    return ProtectionCase.objects.visible_to(user).filter(pk=case.pk).exists()


def test_only_the_named_know_of_it(case, cast, second_officer, neighbour_officer):
    named = {"commune_officer", "commune_leader"}
    for role, user in cast.items():
        assert knows(user, case) is (role in named), role
    assert not knows(second_officer, case) and not knows(neighbour_officer, case)


def test_no_page_log_or_count_of_others_tells_of_it(case, cast, client_of, child, second_officer):
    for user in [*cast.values(), second_officer]:
        browser = client_of(user)
        for name, args in (
            ("accounts:worklist", ()),
            ("children:child_list", ()),
            ("children:child_detail", (child.code,)),
            ("children:sealed_detail", (child.code,)),
            ("children:grant_list", ()),
            ("audit:act_list", ()),
        ):
            if ProtectionCase.objects.visible_to(user).exists() and name == "accounts:worklist":
                continue
            answer = browser.get(reverse(name, args=args))
            body = answer.content.decode()
            assert case.code not in body, (user, name)
    assert Act.objects.filter(act="case.report").exists()
    assert history_of(case).exists()
    assert not [words for words, _count in belongings(child) if "vụ việc" in str(words)]


def test_a_report_for_another_commune_is_passed_on_and_not_kept(units, lists, neighbour_officer, commune_leader):
    made = acts.report_case(user=neighbour_officer, unit=units.commune, fields=FIELDS["report"], received_at=now())
    assert knows(commune_leader, made) and not knows(neighbour_officer, made)
    with refused("unit", "nobody"):
        acts.report_case(user=neighbour_officer, unit=units.far, fields=FIELDS["report"], received_at=now())


def test_a_report_needs_what_the_form_needs(units, lists, commune_officer, commune_leader, donor):
    told = {"user": commune_officer, "unit": units.commune, "received_at": now()}
    with refused("condition", "missing"):
        acts.report_case(**told, fields=FIELDS["report"] | {"condition": ""})
    with refused("received_at"):
        acts.report_case(**told | {"received_at": now() + datetime.timedelta(hours=1)}, fields=FIELDS["report"])
    with refused(code="right"):
        acts.report_case(**told | {"user": donor}, fields=FIELDS["report"])
    assert not ProtectionCase.objects.exists()


def test_a_helper_is_named_by_another_for_a_while(case, walk, second_officer, settings):
    told = {"user": walk.leader, "case": case, "part": "helper", "reason": REASON}
    with refused("last_day"):
        members.name_member(**told, person=second_officer)
    with refused("reason"):
        members.name_member(**told | {"reason": "xem"}, person=second_officer, last_day=D(2024, 11, 20))
    with refused("person"):
        members.name_member(**told | {"part": "leader"}, person=second_officer)
    members.name_member(**told, person=second_officer, last_day=D(2024, 11, 20))
    assert knows(second_officer, case)
    settings.BUSINESS_DAY = D(2024, 11, 21)
    assert not knows(second_officer, case)


def test_the_last_worker_is_replaced_before_going(case, walk, second_officer):
    own = CaseMember.objects.get(user=walk.officer)
    with refused(code="last"):
        members.end_member(user=walk.leader, member=own)
    members.name_member(user=walk.leader, case=case, person=second_officer, part="worker", reason=REASON)
    members.end_member(user=walk.leader, member=own)
    assert knows(second_officer, case) and not knows(walk.officer, case)
    with refused(code="closed"):
        draft_paper(user=walk.officer, case=case, kind="first", fields={}, done_at=now())


def test_whoever_leaves_the_commune_loses_the_case(case, walk):
    walk.officer.memberships.update(valid=DateRange(D(2020, 1, 1), D(2024, 11, 1)))
    fresh = type(walk.officer).objects.get(pk=walk.officer.pk)
    assert not knows(fresh, case)


def test_a_grant_for_the_whole_sealed_file_opens_the_childs_cases(case, second_officer, child):
    GrantFactory(user=second_officer, child=child, kind_id="HC11")
    assert not knows(second_officer, case)
    GrantFactory(user=second_officer, child=child)
    assert knows(second_officer, case)
    with refused(code="not_named"):
        members.name_member(user=second_officer, case=case, person=case.opened_by, part="worker", reason=REASON)


def test_breaking_a_case_open_ends_by_itself_and_is_reviewed(settings, walk, units, second_officer, neighbour_officer):
    settings.BUSINESS_DAY = None
    case = walk.report(at(15, 9), units.commune)
    with time_machine.travel(at(15, 10), tick=False):
        for user, code in ((neighbour_officer, case.code), (second_officer, "zzzzzzzzzz")):
            with refused("code"):
                members.break_case(user=user, code=code, reason="Trẻ đang nguy hiểm, cần địa chỉ")
        members.break_case(user=second_officer, code=case.code, reason="Trẻ đang nguy hiểm, cần địa chỉ")
        assert knows(second_officer, case)
        opened = CaseMember.objects.to_review().get()
        with refused(code="two_people"):
            members.review_member(user=second_officer, member=opened, justified=True, note="tôi")
    with time_machine.travel(at(15, 14), tick=False):
        assert not knows(second_officer, case)
        with refused("note"):
            members.review_member(user=walk.leader, member=opened, justified=True, note=" ")
        members.review_member(user=walk.leader, member=opened, justified=True, note="Đúng, đã đưa trẻ đi viện")
    assert not CaseMember.objects.to_review().exists()


def test_the_report_may_be_tied_to_a_child_later(units, lists, walk, child, neighbour_child):
    case = walk.case = acts.report_case(
        user=walk.officer, unit=units.commune, fields=FIELDS["report"], received_at=now()
    )
    assert case.who == "Giàng Thị Mỷ"
    with refused("child"):
        acts.link_child(user=walk.officer, case=case, child=neighbour_child)
    assert acts.link_child(user=walk.officer, case=case, child=child).child == child


# What the database keeps


def test_the_database_keeps_what_was_signed(case, walk):
    paper = CasePaper.objects.get(kind="report")
    for change in (
        lambda: CasePaper.objects.filter(pk=paper.pk).update(fields={}),
        lambda: CasePaper.objects.filter(pk=paper.pk).delete(),
        lambda: ProtectionCase.objects.filter(pk=case.pk).update(received_at=now()),
        lambda: CaseMember.objects.filter(case=case).update(part="helper"),
        lambda: CaseMember.objects.filter(case=case).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_the_database_wants_two_people_and_one_report(case, walk):
    base = {
        "case": case,
        "form_version": 1,
        "done_at": now(),
        "drafted_by": walk.officer,
        "drafted_at": now(),
        "signed_at": now() + datetime.timedelta(seconds=1),
    }
    for wrong in (
        {"kind": "minutes", "signed_by": walk.officer},
        {"kind": "report", "signed_by": walk.officer},
        {"kind": "decision", "signed_by": walk.leader},
        {"kind": "first", "signed_by": None},
        {"kind": "decision", "signed_by": walk.leader, "about": CasePaper.objects.get()},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            CasePaper.objects.create(**base | wrong)
    CasePaper.objects.create(**base | {"kind": "check", "signed_by": walk.leader, "fields": {"truth": "false"}})
    with pytest.raises(IntegrityError), transaction.atomic():
        CasePaper.objects.create(**base | {"kind": "first", "signed_by": walk.officer})


def test_an_emergency_in_the_database_is_short_and_reviewed_by_another(case, second_officer):
    opened = CaseMember(
        case=case, user=second_officer, part="helper", reason="gấp", begins_at=now(), named_by=second_officer
    )
    opened.emergency = True
    for hours in (None, 5):
        opened.ends_at = hours and now() + datetime.timedelta(hours=hours)
        with pytest.raises(IntegrityError), transaction.atomic():
            opened.save()
    opened.ends_at = opened.begins_at + datetime.timedelta(hours=4)
    opened.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        CaseMember.objects.filter(pk=opened.pk).update(reviewed_by=second_officer, reviewed_at=now(), justified=True)


# Plans of support without a case


def test_a_plan_of_support_needs_no_report_and_no_meeting(
    child, walk, second_officer, neighbour_officer, school_officer
):
    walk.case = acts.open_support(user=walk.officer, child=child)
    with refused(code="open"):
        acts.open_support(user=walk.officer, child=child)
    assert knows(second_officer, walk.case) and not knows(neighbour_officer, walk.case)
    assert not knows(school_officer, walk.case)
    with refused(code="kind"):
        draft_paper(user=walk.officer, case=walk.case, kind="separation", fields={}, done_at=now())
    with refused(code="missing"):
        draft_paper(user=walk.officer, case=walk.case, kind="plan", fields={}, done_at=now())


def test_nobody_without_a_role_there_is_named(case, walk):
    with refused("person"):
        members.name_member(
            user=walk.leader, case=case, person=UserFactory(), part="helper", reason=REASON, last_day=D(2024, 11, 20)
        )
    outsider = UserFactory()
    MembershipFactory(user=outsider, role="donor", unit=case.unit.parent.parent)
    with refused("person"):
        members.name_member(
            user=walk.leader, case=case, person=outsider, part="helper", reason=REASON, last_day=D(2024, 11, 20)
        )


def test_a_merge_takes_the_case_along_and_does_not_tell(case, child, units, province_officer):
    kept = ChildFactory(unit=child.unit, full_name="Giàng Thị Mỹ")
    merge = merged(PairFactory(a=kept, b=child), user=province_officer)
    case.refresh_from_db()
    assert case.child_id in (kept.pk, child.pk)
    assert case.child == merge.kept
    assert "protectioncase" not in str([words for words, _count in belongings(merge.kept)])
