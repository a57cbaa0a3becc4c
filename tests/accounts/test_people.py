"""Accounts and roles: the administrator's acts, refusals and pages, what only the database can stop."""

import datetime

import pytest
from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lao_cai_support.accounts.models import Membership, User
from lao_cai_support.accounts.roles import FORBIDDEN_PAIRS, Role
from lao_cai_support.accounts.services import end_membership, grant
from lao_cai_support.accounts.services import person as acts
from lao_cai_support.audit.models import Act
from lao_cai_support.web.errors import Refusal
from tests.factories.accounts import MembershipFactory, UserFactory

DAY = datetime.date(2024, 11, 15)


def last_act() -> Act:
    return Act.objects.order_by("-pk").first()


def test_new_account_has_a_random_password_that_must_be_changed(administrator):
    person, password = acts.create_person(user=administrator, username="Ly.Thi.Sua", full_name="Lý  Thị Sua")
    other, second = acts.create_person(user=administrator, username="vang.a", full_name="Vàng A")
    assert (person.username, person.full_name) == ("ly.thi.sua", "Lý Thị Sua")
    assert password != second and len(password) == 19
    assert person.check_password(password) and person.must_change_password
    assert timezone.now() < person.first_password_until < timezone.now() + datetime.timedelta(days=8)
    assert (last_act().act, last_act().object_code, last_act().user) == (
        "account.create",
        other.code,
        administrator,
    )


def test_only_the_administrator_gives_accounts_and_roles(province_officer, units):
    with pytest.raises(Refusal) as refusal:
        acts.create_person(user=province_officer, username="ai.do", full_name="Ai Đó")
    assert refusal.value.code == "right"
    someone = UserFactory()
    with pytest.raises(Refusal):
        grant(
            user=someone,
            role=Role.COMMUNE_OFFICER,
            unit=units.commune,
            valid_from=DAY,
            granted_by=province_officer,
        )
    assert not someone.memberships.exists()


def test_taken_user_name_is_refused_at_its_field(administrator, commune_officer):
    with pytest.raises(Refusal) as refusal:
        acts.create_person(user=administrator, username="commune_officer", full_name="Trùng Tên")
    assert refusal.value.field == "username"


def test_grant_checks_level_day_school_and_area(administrator, units, school):
    person = UserFactory()

    def refused(field, **kwargs):
        with pytest.raises(Refusal) as refusal:
            grant(**{"user": person, "valid_from": DAY, "granted_by": administrator} | kwargs)
        assert refusal.value.field == field

    refused("unit", role=Role.COMMUNE_OFFICER, unit=units.district)
    refused("unit", role=Role.COMMUNE_OFFICER, unit=units.commune, valid_from=datetime.date(2025, 7, 1))
    refused("school", role=Role.SCHOOL_OFFICER, unit=units.commune)
    refused("school", role=Role.SCHOOL_OFFICER, unit=units.sibling, school=school)
    refused("support_area", role=Role.SECTOR_REVIEWER, unit=units.province)
    refused("last_day", role=Role.COMMUNE_OFFICER, unit=units.commune, valid_until=DAY)
    assert not person.memberships.exists()
    made = grant(user=person, role=Role.SCHOOL_OFFICER, unit=units.commune, school=school, valid_from=DAY)
    assert made.school == school


def test_nobody_gives_a_role_to_oneself(administrator, units):
    with pytest.raises(Refusal) as refusal:
        grant(
            user=administrator,
            role=Role.PROVINCE_OFFICER,
            unit=units.province,
            valid_from=DAY,
            granted_by=administrator,
        )
    assert refusal.value.code == "self"


@pytest.mark.parametrize("pair", sorted(FORBIDDEN_PAIRS, key=sorted), ids=lambda pair: "+".join(sorted(pair)))
def test_forbidden_pairs_are_refused_by_act_and_by_database(units, pair):
    person = UserFactory()
    level = "commune" if pair & {Role.COMMUNE_OFFICER, Role.COMMUNE_LEADER} else "province"
    unit = getattr(units, level)
    one, two = sorted(pair)
    MembershipFactory(user=person, role=one, unit=unit)
    with pytest.raises(Refusal) as refusal:
        grant(user=person, role=two, unit=unit, valid_from=DAY)
    assert refusal.value.code == "pair"
    with pytest.raises(IntegrityError, match="forbidden pair"), transaction.atomic():
        MembershipFactory(user=person, role=two, unit=unit)
    # One after the other is allowed: what counts is the same time.
    Membership.objects.filter(user=person).update(valid=(datetime.date(2020, 1, 1), DAY))
    grant(user=person, role=two, unit=unit, valid_from=DAY)


def test_same_role_twice_at_one_time_is_refused(units, administrator):
    person = UserFactory()
    grant(user=person, role=Role.DONOR, unit=units.province, valid_from=DAY, granted_by=administrator)
    with pytest.raises(Refusal):
        grant(user=person, role=Role.DONOR, unit=units.province, valid_from=DAY, granted_by=administrator)
    assert last_act().act == "role.grant"
    assert last_act().detail["unit"] == "10"


def test_an_ended_role_gives_nothing_from_the_next_day(settings, administrator, commune_officer, units):
    held = commune_officer.memberships.get()
    end_membership(membership=held, last_day=DAY, ended_by=administrator)
    assert commune_officer.has_role(Role.COMMUNE_OFFICER)
    settings.BUSINESS_DAY = DAY + datetime.timedelta(days=1)
    assert not User.objects.get(pk=commune_officer.pk).has_role(Role.COMMUNE_OFFICER)
    with pytest.raises(Refusal):
        end_membership(membership=held, last_day=DAY, ended_by=administrator)


def test_the_last_administrator_stays(administrator, units):
    with pytest.raises(Refusal):
        end_membership(membership=administrator.memberships.get(), last_day=DAY, ended_by=administrator)
    second = UserFactory()
    MembershipFactory(user=second, role=Role.ADMINISTRATOR, unit=units.province)
    acts.disable_person(user=administrator, person=second, reason="nghỉ việc")
    with pytest.raises(Refusal):
        end_membership(membership=administrator.memberships.get(), last_day=DAY, ended_by=administrator)


def test_disabling_ends_open_sessions_at_once(administrator, commune_officer, client_of):
    browser = client_of(commune_officer)
    own = reverse("accounts:own")
    assert browser.get(own).status_code == 200
    with pytest.raises(Refusal):
        acts.disable_person(user=administrator, person=commune_officer, reason=" ")
    acts.disable_person(user=administrator, person=commune_officer, reason="chuyển công tác")
    assert browser.get(own).status_code == 302
    assert last_act().reason == "chuyển công tác"
    acts.enable_person(user=administrator, person=commune_officer, reason="quay lại")
    assert User.objects.get(pk=commune_officer.pk).is_active


def test_new_password_ends_open_sessions(administrator, commune_officer, client_of):
    browser = client_of(commune_officer)
    password = acts.reset_password(user=administrator, person=commune_officer)
    assert browser.get(reverse("accounts:own")).status_code == 302
    commune_officer.refresh_from_db()
    assert commune_officer.check_password(password) and commune_officer.must_change_password


def test_second_factor_taken_away_with_a_reason(administrator, province_officer):
    Authenticator.objects.create(user=province_officer, type=Authenticator.Type.TOTP, data={"secret": "x"})
    with pytest.raises(Refusal):
        acts.reset_second_factor(user=administrator, person=province_officer, reason="")
    acts.reset_second_factor(user=administrator, person=province_officer, reason="mất điện thoại")
    assert not Authenticator.objects.filter(user=province_officer).exists()
    with pytest.raises(Refusal):
        acts.reset_second_factor(user=administrator, person=province_officer, reason="mất điện thoại")


# Pages


def test_list_finds_people_without_marks_and_by_role(administrator, client_of, units):
    person = UserFactory(full_name="Nguyễn Văn Á", username="nva")
    MembershipFactory(user=person, role=Role.COMMUNE_OFFICER, unit=units.commune)
    browser = client_of(administrator)
    url = reverse("accounts:people_list")
    page = browser.post(url, {"search": "nguyen van a"}, follow=True)
    assert b"nva" in page.content and page.context["listing"].total == 1
    browser.post(url, {"search": ""})
    assert browser.get(url, {"role": "commune_officer"}).context["listing"].total == 1
    assert browser.get(url, {"state": "none"}).context["listing"].total == 0
    assert browser.get(url, {"unit": "02866"}).context["listing"].total == 1
    assert browser.get(url, {"unit": "02863"}).context["listing"].total == 0
    export = b"".join(browser.get(url, {"export": "csv"}))
    assert "Nguyễn Văn Á".encode() in export


def test_list_takes_the_same_queries_for_3_and_30_people(
    administrator, client_of, units, django_assert_max_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    browser = client_of(administrator)
    url = reverse("accounts:people_list")
    browser.get(url)

    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert browser.get(url).status_code == 200
        return len(queries)

    MembershipFactory.create_batch(2, role=Role.DONOR, unit=units.province)
    few = count()
    MembershipFactory.create_batch(28, role=Role.DONOR, unit=units.province)
    assert count() == few


def test_account_given_through_the_pages(administrator, client_of, units):
    browser = client_of(administrator)
    page = browser.post(reverse("accounts:person_new"), {"full_name": "Giàng A Sử", "username": "giang.a.su"})
    person = User.objects.get(username="giang.a.su")
    password = page.context["password"]
    assert password in page.content.decode() and person.check_password(password)
    record = reverse("accounts:person", args=[person.code])
    assert password not in browser.get(record).content.decode()

    choice = browser.get(reverse("accounts:membership_new", args=[person.code]))
    assert "?role=commune_officer" in choice.content.decode()
    url = reverse("accounts:membership_new", args=[person.code]) + "?role=commune_officer"
    answer = browser.post(url, {"unit": "02866", "valid_from": "2024-11-15", "last_day": ""})
    assert answer.status_code == 302
    membership = person.memberships.get()
    assert (membership.unit, membership.granted_by) == (units.commune, administrator)
    end = reverse("accounts:membership_end", args=[membership.code])
    assert browser.post(end, {"last_day": "2024-12-31"}).status_code == 302
    membership.refresh_from_db()
    assert membership.last_day == datetime.date(2024, 12, 31)
    page = browser.get(record).content.decode()
    assert "Cấp tài khoản" in page and "Giao vai trò" in page and "31/12/2024" in page


def test_units_offered_are_those_of_the_typed_day(administrator, client_of, units):
    """A unit that ended before the role begins cannot be chosen; nothing typed is lost."""
    person = UserFactory()
    url = reverse("accounts:membership_new", args=[person.code]) + "?role=commune_officer"
    page = client_of(administrator).post(url, {"unit": "02866", "valid_from": "2025-08-01", "last_day": "2026-01-01"})
    assert page.status_code == 200 and "unit" in page.context["form"].errors
    assert 'value="2025-08-01"' in page.content.decode() and 'value="2026-01-01"' in page.content.decode()
    assert not person.memberships.exists()


def test_refusals_stand_beside_the_field(administrator, client_of, fund_accountant):
    url = reverse("accounts:membership_new", args=[fund_accountant.code]) + "?role=fund_chair"
    page = client_of(administrator).post(url, {"unit": "10", "valid_from": "2024-11-15"})
    assert page.status_code == 200
    assert "không thể vừa là" in page.content.decode()
    page = client_of(administrator).post(
        reverse("accounts:person_new"), {"full_name": "Trùng", "username": "fund_accountant"}
    )
    assert "username" in page.context["form"].errors and 'value="Trùng"' in page.content.decode()


def test_extra_posted_fields_change_nothing(administrator, client_of, commune_officer):
    url = reverse("accounts:person_edit", args=[commune_officer.code])
    sent = {
        "full_name": "Tên Mới",
        "email": "",
        "is_superuser": "1",
        "is_staff": "1",
        "username": "khac",
        "is_demo": "",
    }
    assert client_of(administrator).post(url, sent).status_code == 302
    commune_officer.refresh_from_db()
    assert (commune_officer.full_name, commune_officer.username) == ("Tên Mới", "commune_officer")
    assert not commune_officer.is_superuser and not commune_officer.is_staff and commune_officer.is_demo


def test_acts_by_page_need_post(administrator, client_of, commune_officer):
    browser = client_of(administrator)
    for name in ("person_password", "person_disable", "person_enable", "person_second_factor"):
        assert browser.get(reverse(f"accounts:{name}", args=[commune_officer.code])).status_code == 405
    assert (
        browser.post(reverse("accounts:person_disable", args=[commune_officer.code]), {"reason": "nghỉ"}).status_code
        == 302
    )
    commune_officer.refresh_from_db()
    assert not commune_officer.is_active


def test_language_is_remembered(client_of, commune_officer):
    browser = client_of(commune_officer)
    assert browser.post(reverse("accounts:own"), {"language": "en"}).status_code == 302
    commune_officer.refresh_from_db()
    assert commune_officer.language == "en"
    assert browser.cookies["lang"].value == "en"


def test_no_default_accounts_on_a_fresh_database(db):
    assert not User.objects.exists()


def test_forms_carry_a_token(administrator, commune_officer):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(administrator)
    assert browser.post(reverse("accounts:person_new"), {"full_name": "A", "username": "abc"}).status_code == 403
