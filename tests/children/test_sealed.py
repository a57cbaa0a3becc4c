"""Sealed groups: no role opens them, a named grant does; a door broken open shuts by itself and is reviewed."""

import datetime

import pytest
import time_machine
from django.db import Error, IntegrityError, transaction
from django.urls import reverse

from children.models import CircumstanceKind, CircumstanceSpell, SealedGrant, SubmissionRow
from children.models.grant import EMERGENCY_HOURS
from children.services import circumstance
from children.services import sealed as acts
from children.services.need import known_answers
from children.services.submission import submit_list
from lao_cai_support.audit.models import Act, RecordView
from lao_cai_support.audit.services import history_of
from lao_cai_support.web.clock import HANOI, now
from tests.children.test_register import kind, refused
from tests.factories.children import GrantFactory, SpellFactory
from tests.queries import queries_of

D = datetime.date
REASON = "Đánh giá nguy cơ theo phân công"
HIV = "HIV"


def page(name, *args):
    return reverse(f"children:{name}", args=args)


def body_of(browser, name, *args):
    return browser.get(page(name, *args)).content.decode()


@pytest.fixture
def officer(client_of, commune_officer):
    return client_of(commune_officer)


@pytest.fixture
def leader(client_of, commune_leader):
    return client_of(commune_leader)


@pytest.fixture
def sealed_child(child):
    """A child with one sealed and one open circumstance."""
    SpellFactory(child=child, kind_id="HC05", evidence="Phiếu xét nghiệm 7")
    SpellFactory(child=child, kind_id="NC06")
    return child


def give(user, person, child_of, **more):
    child = child_of
    told = {"reason": REASON, "since": D(2024, 11, 15), "last_day": D(2024, 11, 30), "unit": child.unit, "child": child}
    return acts.give_grant(user=user, person=person, **told | more)


# Nothing without a grant


def test_no_role_sees_a_sealed_group_anywhere(sealed_child, cast, client_of):
    """Page, list, export, list handed in, history, as-of: for nobody, whatever the role."""
    for user in cast.values():
        browser = client_of(user)
        for url in (
            page("child_detail", sealed_child.code),
            page("child_detail", sealed_child.code) + "?ngay=2024-06-01",
            page("child_list"),
            page("child_list") + "?export=csv",
            page("sealed_detail", sealed_child.code),
        ):
            answer = browser.get(url)
            text = (b"".join(answer) if answer.streaming else answer.content).decode()
            assert HIV not in text and "HC05" not in text and "Phiếu xét nghiệm" not in text, (user, url)


def test_a_sealed_group_is_no_filter(sealed_child, officer):
    answer = officer.get(page("child_list") + "?circumstance=HC07")
    assert sealed_child.full_name in answer.content.decode()  # a filter that makes no sense is left out
    assert "HC05" not in {k.pk for k in answer.context["listing"].filterset.form.fields["circumstance"].queryset}


def test_a_list_handed_in_holds_no_sealed_group(sealed_child, commune_leader, units):
    submit_list(user=commune_leader, unit=units.commune)
    assert SubmissionRow.objects.get().frozen["circumstances"] == ["NC06"]


def test_a_need_does_not_tell_that_there_is_a_sealed_group(child, need):
    SpellFactory(child=child, kind_id="HC05")
    assert known_answers(child, need.item, D(2024, 11, 15))["special"] is False


def test_the_closed_page_is_the_same_for_every_child(
    sealed_child, neighbour_child, officer, client_of, neighbour_officer
):
    mine = body_of(officer, "sealed_detail", sealed_child.code)
    theirs = body_of(client_of(neighbour_officer), "sealed_detail", neighbour_child.code)
    assert "Mở khẩn cấp" in mine and "Mở khẩn cấp" in theirs
    for name in ("sealed_new", "sealed_paper"):
        assert officer.get(page(name, sealed_child.code)).status_code == 404
    assert not RecordView.objects.exists()


def test_the_daily_form_and_its_act_refuse_sealed_groups(child, commune_officer):
    with refused("kind"):
        circumstance.open_circumstance(user=commune_officer, child=child, kind=kind("HC11.01"), since=D(2024, 1, 1))
    with refused("kind"):
        circumstance.end_circumstance(
            user=commune_officer, spell=SpellFactory(child=child, kind_id="HC11.01"), last_day=D(2024, 11, 1)
        )


# Granting


def test_a_grant_is_given_by_another_person(sealed_child, commune_leader, commune_officer, officer):
    grant = give(commune_leader, commune_officer, sealed_child)
    assert grant.begins_at == datetime.datetime(2024, 11, 15, tzinfo=HANOI)
    assert grant.ends_at == datetime.datetime(2024, 12, 1, tzinfo=HANOI)
    text = body_of(officer, "sealed_detail", sealed_child.code)
    assert HIV in text and "Phiếu xét nghiệm 7" in text
    view = RecordView.objects.get()
    assert (view.user, view.object_code, view.page) == (commune_officer, sealed_child.code, f"sealed {grant.code}")
    assert HIV not in body_of(officer, "child_detail", sealed_child.code)
    act = Act.objects.get(act="grant.give")
    assert (act.object_code, act.user) == (grant.code, commune_leader)
    assert not history_of(sealed_child).exists()


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"reason": "xem"}, "reason"),
        ({"last_day": D(2024, 11, 14)}, "last_day"),
        ({"last_day": D(2025, 11, 15)}, "last_day"),
        ({"child": None}, "kind"),
    ],
)
def test_a_grant_says_why_and_until_when(more, field, child, commune_leader, commune_officer):
    with refused(field):
        give(commune_leader, commune_officer, child, **more)


def test_nobody_grants_to_oneself_or_to_who_does_not_answer_for_the_commune(
    child, commune_leader, commune_officer, neighbour_officer, school_officer, donor
):
    for person in (commune_leader, neighbour_officer, school_officer, donor):
        with refused("person"):
            give(commune_leader, person, child)
    with refused(code="right"):
        give(commune_officer, commune_leader, child)


def test_a_grant_outside_ones_commune_is_refused(neighbour_child, commune_leader, neighbour_officer):
    with refused(code="right"):
        give(commune_leader, neighbour_officer, neighbour_child)


def test_a_grant_opens_its_own_child_and_group_alone(
    sealed_child, neighbour_child, province_officer, district_officer, units
):
    SpellFactory(child=sealed_child, kind_id="HC11.01")
    SpellFactory(child=neighbour_child, kind_id="HC05")
    give(province_officer, district_officer, sealed_child, kind=kind("HC11"))
    assert [s.kind_id for s in opened(district_officer, sealed_child)] == ["HC11.01"]
    assert opened(district_officer, neighbour_child) == []
    acts.give_grant(
        user=province_officer,
        person=district_officer,
        unit=units.sibling,
        kind=kind("HC05"),
        reason=REASON,
        since=D(2024, 11, 1),
        last_day=D(2024, 11, 15),
    )
    assert [s.kind_id for s in opened(district_officer, neighbour_child)] == ["HC05"]
    assert [s.kind_id for s in opened(district_officer, sealed_child)] == ["HC11.01"]


def opened(user, child):
    return list(child.circumstances.sealed_under(acts.grants_for(user, child)))


def test_a_grant_ends_with_its_last_day_and_by_revocation(sealed_child, commune_leader, commune_officer, settings):
    grant = give(commune_leader, commune_officer, sealed_child, since=D(2024, 11, 16), last_day=D(2024, 11, 20))
    seen = []
    for day in (15, 16, 20, 21):
        settings.BUSINESS_DAY = D(2024, 11, day)
        commune_officer.forget_memberships()
        seen.append(bool(acts.grants_for(commune_officer, sealed_child)))
    assert seen == [False, True, True, False]
    settings.BUSINESS_DAY = D(2024, 11, 18)
    acts.revoke_grant(user=commune_leader, grant=grant)
    assert not acts.grants_for(commune_officer, sealed_child)
    with refused():
        acts.revoke_grant(user=commune_leader, grant=grant)


def test_a_grant_is_worth_nothing_without_the_role(sealed_child, commune_leader, commune_officer):
    give(commune_leader, commune_officer, sealed_child)
    commune_officer.memberships.update(valid=("[2023-01-01,2024-11-01)"))
    commune_officer.forget_memberships()
    assert acts.grants_for(commune_officer, sealed_child) == []


# Writing


def test_a_sealed_circumstance_is_written_under_a_grant_alone(child, commune_officer, commune_leader):
    def write(code="HC05", **more):
        told = {"since": D(2024, 11, 1), "evidence": "Kết luận 9"} | more
        return acts.open_sealed(user=commune_officer, child=child, kind=kind(code), **told)

    with refused("kind"):
        write()
    grant = give(commune_leader, commune_officer, child, kind=kind("HC05"))
    with refused("kind"):
        write("HC07")
    with refused("kind"):
        write("HC01")
    with refused("evidence"):
        write(evidence=" ")
    with refused("since"):
        write(since=D(2024, 11, 16))
    spell = write()
    assert spell.grant == grant
    with refused("kind"):
        write()
    with refused("last_day"):
        acts.end_sealed(user=commune_officer, spell=spell, last_day=D(2024, 10, 1))
    acts.end_sealed(user=commune_officer, spell=spell, last_day=D(2024, 11, 10))
    spell.refresh_from_db()
    assert spell.valid.upper == D(2024, 11, 11)
    assert not history_of(child).exists()
    assert list(history_of(grant).values_list("act", flat=True)) == ["grant.end", "grant.write", "grant.give"]


def test_the_database_refuses_a_sealed_circumstance_without_a_grant(child, neighbour_child):
    grant = GrantFactory(child=neighbour_child)
    narrow = GrantFactory(child=child, kind_id="HC07")
    for under in (None, grant, narrow):
        with pytest.raises(IntegrityError, match="under a grant"), transaction.atomic():
            CircumstanceSpell.objects.create(
                child=child, kind_id="HC05", valid=(D(2024, 1, 1), None), evidence="x", grant=under
            )
    spell = CircumstanceSpell.objects.create(child=child, kind_id="HC07.01", valid=(D(2024, 1, 1), None), grant=narrow)
    with pytest.raises(IntegrityError, match="under a grant"), transaction.atomic():
        CircumstanceSpell.objects.filter(pk=spell.pk).update(grant=None)


# In an emergency


def test_a_door_broken_open_shuts_by_itself_and_is_reviewed_by_another(
    sealed_child, commune_officer, commune_leader, settings
):
    settings.BUSINESS_DAY = None
    with time_machine.travel(datetime.datetime(2024, 11, 15, 22, tzinfo=HANOI)) as clock:
        with refused("reason"):
            acts.break_seal(user=commune_officer, child=sealed_child, reason="gấp")
        grant = acts.break_seal(user=commune_officer, child=sealed_child, reason="Cấp cứu, bác sĩ cần biết bệnh")
        assert [s.kind_id for s in opened(commune_officer, sealed_child)] == ["HC05"]
        with refused(code="open"):
            acts.break_seal(user=commune_officer, child=sealed_child, reason="Cấp cứu, bác sĩ cần biết bệnh")
        clock.shift(datetime.timedelta(hours=EMERGENCY_HOURS, seconds=-1))
        assert opened(commune_officer, sealed_child)
        clock.shift(1)
        assert not opened(commune_officer, sealed_child)
        assert list(SealedGrant.objects.to_review()) == [grant]
        with refused(code="right"):
            acts.review_grant(user=commune_officer, grant=grant, justified=True, note="ổn")
        with refused("note"):
            acts.review_grant(user=commune_leader, grant=grant, justified=True, note=" ")
        acts.review_grant(user=commune_leader, grant=grant, justified=False, note="Không có cấp cứu nào")
        assert not SealedGrant.objects.to_review().exists()
        with refused():
            acts.review_grant(user=commune_leader, grant=grant, justified=True, note="lại")
    assert {act.act for act in history_of(grant)} == {"grant.break", "grant.review"}


def test_a_leader_does_not_review_the_own_emergency(sealed_child, commune_leader, province_officer):
    grant = acts.break_seal(user=commune_leader, child=sealed_child, reason="Trẻ gặp nguy hiểm ngay")
    with refused(code="two_people"):
        acts.review_grant(user=commune_leader, grant=grant, justified=True, note="ổn")
    acts.review_grant(user=province_officer, grant=grant, justified=True, note="Đúng")


def test_schools_and_inspectors_break_nothing(sealed_child, school_officer, inspector, client_of):
    for user in (school_officer, inspector):
        with refused(code="right"):
            acts.break_seal(user=user, child=sealed_child, reason="Trẻ gặp nguy hiểm ngay")
    assert client_of(school_officer).get(page("sealed_detail", sealed_child.code)).status_code == 403


# What the database keeps


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"granted_by": None}, "grant_by_another"),
        ({"reason": ""}, "grant_says_why"),
        ({"ends_at": datetime.datetime(2024, 10, 1, tzinfo=HANOI)}, "grant_ends"),
        ({"ends_at": datetime.datetime(2026, 1, 1, tzinfo=HANOI)}, "grant_ends"),
        ({"emergency": True, "granted_by": None}, "grant_emergency_is_short"),
        ({"kind_id": "HC01"}, "grant opens sealed groups"),
    ],
)
def test_the_database_refuses_a_wrong_grant(change, constraint, child):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        GrantFactory(child=child, **change)


def test_the_database_refuses_a_grant_to_oneself(child, commune_leader):
    with pytest.raises(IntegrityError, match="grant_by_another"), transaction.atomic():
        GrantFactory(child=child, user=commune_leader, granted_by=commune_leader)


def test_a_grant_is_never_changed_or_deleted(child):
    grant = GrantFactory(child=child)
    for change in (
        lambda: SealedGrant.objects.update(ends_at=datetime.datetime(2025, 6, 1, tzinfo=HANOI)),
        lambda: SealedGrant.objects.update(child=None),
        lambda: grant.delete(),
    ):
        with pytest.raises(Error, match="never changed|Cannot delete"), transaction.atomic():
            change()


# Pages


def test_the_leader_grants_the_officer_reads_and_writes_the_leader_revokes(
    sealed_child, leader, officer, commune_officer
):
    url = page("grant_new_for_child", sealed_child.code)
    form = leader.get(url).context["form"]
    assert commune_officer in form.fields["person"].queryset
    told = {
        "person": commune_officer.pk,
        "kind": "",
        "reason": REASON,
        "since": "2024-11-15",
        "last_day": "2024-11-20",
    }
    assert leader.post(url, told | {"reason": "x"}).status_code == 422
    answer = leader.post(url, told)
    grant = SealedGrant.objects.get(user=commune_officer)
    assert answer["Location"] == page("grant_detail", grant.code)
    new = page("sealed_new", sealed_child.code)
    wrong = officer.post(new, {"kind": "HC11.01", "since": "2024-11-01", "evidence": ""})
    assert wrong.status_code == 422
    assert officer.post(new, {"kind": "HC01", "since": "2024-11-01", "evidence": "9"}).status_code == 422
    assert officer.post(new, {"kind": "HC11.01", "since": "2024-11-01", "evidence": "9"}).status_code == 302
    assert "HC11.01" in body_of(officer, "sealed_detail", sealed_child.code)
    officer.post(page("sealed_end", sealed_child.code, "HC11.01"))
    assert sealed_child.circumstances.get(kind="HC11.01").valid.upper == D(2024, 11, 16)
    assert REASON in body_of(leader, "grant_detail", grant.code)
    leader.post(page("grant_act", grant.code, "thu-hoi"))
    assert HIV not in body_of(officer, "sealed_detail", sealed_child.code)
    assert leader.post(page("grant_act", grant.code, "dot-bo")).status_code == 404


def test_breaking_and_reviewing_in_the_browser(sealed_child, officer, leader, commune_officer):
    url = page("sealed_break", sealed_child.code)
    assert officer.post(url, {"reason": "gấp"}).status_code == 422
    assert officer.post(url, {"reason": "Cấp cứu, bác sĩ cần biết"}).status_code == 302
    assert HIV in body_of(officer, "sealed_detail", sealed_child.code)
    grant = SealedGrant.objects.get(user=commune_officer)
    worklist = leader.get(reverse("accounts:worklist")).content.decode()
    assert "Xem lại lần mở khẩn cấp" in worklist
    assert grant.code in body_of(leader, "grant_list") and f"{page('grant_list')}?state=review" in worklist
    assert "trang niêm phong của trẻ" in body_of(leader, "grant_detail", grant.code)
    assert leader.post(page("grant_act", grant.code, "xem-lai"), {"justified": "yes", "note": ""}).status_code == 422
    leader.post(page("grant_act", grant.code, "xem-lai"), {"justified": "no", "note": "Không cấp cứu"})
    grant.refresh_from_db()
    assert grant.justified is False
    assert "Xem lại lần mở khẩn cấp" not in leader.get(reverse("accounts:worklist")).content.decode()


def test_a_group_is_granted_within_the_leaders_own_commune(leader, commune_officer, units, lists):
    told = {
        "person": commune_officer.pk,
        "kind": "HC07",
        "reason": REASON,
        "since": "2024-11-15",
        "last_day": "2024-11-20",
    }
    assert leader.post(page("grant_new"), told | {"kind": ""}).status_code == 422
    assert leader.post(page("grant_new"), told).status_code == 302
    grant = SealedGrant.objects.get()
    assert (grant.unit, grant.child, grant.kind_id) == (units.commune, None, "HC07")


def test_the_list_of_grants_costs_the_same_at_3_and_30(child, leader, commune_leader):
    GrantFactory.create_batch(3, child=child)
    few = queries_of(leader, page("grant_list"))
    GrantFactory.create_batch(27, child=child)
    assert queries_of(leader, page("grant_list")) == few


def test_every_sealed_group_is_offered_and_no_other(lists):
    from children.forms.sealed import GrantForm

    offered = GrantForm(people=[], for_child=False).fields["kind"].queryset
    assert {row.pk for row in offered} == {"HC05", "HC06", "HC07", "HC09", "HC10", "HC11", "HC12", "NC12"}
    assert CircumstanceKind.objects.filter(sealed=True).count() > offered.count()
    assert now().tzinfo is not None
