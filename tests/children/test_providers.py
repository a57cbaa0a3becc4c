"""The directory of services, and the morning's digest."""

import datetime

import pytest
from django.core import mail
from django.core.management import call_command
from django.urls import reverse

from children.models import ServiceProvider
from children.services import provider as acts
from children.services.case import report_case
from children.services.digest import digest_text, send_digests
from tests.children.cases import FIELDS, at
from tests.queries import queries_of
from tests.refusals import refused

D = datetime.date


def told(unit, **more):
    base = {"name": "Trung tâm Công tác xã hội", "kind": "counselling", "unit": unit, "address": "", "phone": ""}
    return base | {"hours": "", "note": ""} | more


def page(name, *args):
    return reverse(f"children:{name}", args=args)


def test_the_province_keeps_the_directory_and_the_office_reads_it(
    client_of, province_officer, commune_officer, school_officer, donor, units
):
    browser = client_of(province_officer)
    data = told(units.province.pk, phone="0214 3820 123")
    assert browser.post(page("provider_new"), data)["Location"] == page("provider_list")
    row = ServiceProvider.objects.get()
    assert row.phone == "02143820123" and row.checked_on == D(2024, 11, 15)
    for user in (commune_officer, school_officer):
        reader = client_of(user)
        assert row.name in reader.get(page("provider_list")).content.decode()
        assert row.name in reader.get(page("provider_edit", row.code)).content.decode()
        reader.post(page("provider_edit", row.code), data | {"name": "Khác"})
    row.refresh_from_db()
    assert row.name == "Trung tâm Công tác xã hội"
    assert client_of(donor).get(page("provider_list")).status_code == 403
    browser.post(page("provider_end", row.code))
    row.refresh_from_db()
    assert row.ended_on == D(2024, 11, 15)


def test_what_the_directory_refuses(commune_officer, province_officer, units):
    with refused(code="right"):
        acts.add_provider(user=commune_officer, **told(units.province))
    row = acts.add_provider(user=commune_officer, **told(units.commune))
    with refused("name"):
        acts.add_provider(user=province_officer, **told(units.commune))
    acts.end_provider(user=commune_officer, provider=row)
    with refused():
        acts.end_provider(user=commune_officer, provider=row)
    acts.add_provider(user=province_officer, **told(units.commune))


def test_a_plan_is_offered_who_serves_its_commune(units):
    for number, unit in enumerate((units.province, units.district, units.commune, units.sibling)):
        ServiceProvider.objects.create(name=f"Cơ sở {number}", kind="medical", unit=unit, checked_on=D(2024, 11, 1))
    ServiceProvider.objects.filter(unit=units.district).update(ended_on=D(2024, 11, 10))
    offered = ServiceProvider.objects.working_on(D(2024, 11, 15)).serving(units.commune)
    assert [each.name for each in offered] == ["Cơ sở 0", "Cơ sở 2"]


def test_queries_of_the_directory_do_not_grow(client_of, commune_officer, units):
    browser = client_of(commune_officer)

    def add(count):
        made = ServiceProvider.objects.count()
        for number in range(made, made + count):
            ServiceProvider.objects.create(
                name=f"Cơ sở {number}", kind="medical", unit=units.commune, checked_on=D(2024, 1, 1)
            )

    add(3)
    few = queries_of(browser, page("provider_list"))
    add(20)
    assert queries_of(browser, page("provider_list")) == few


# The digest


@pytest.fixture
def waiting(units, lists, commune_officer, commune_leader):
    """Something late for officer and leader: a report without an assessment."""
    for user in (commune_officer, commune_leader):
        user.email = f"{user.username}@example.vn"
        user.save(update_fields=["email"])
    return report_case(user=commune_officer, unit=units.commune, fields=FIELDS["report"], received_at=at(14))


def test_a_digest_says_how_much_waits_and_nothing_else(waiting, commune_officer, inspector):
    text = digest_text(commune_officer)
    assert "1 việc quá hạn" in text and "/viec" in text or "http" in text
    for secret in (waiting.code, "Giàng", "Vụ việc", "Bản Phố"):
        assert secret not in text
    assert digest_text(inspector) == ""


def test_each_person_is_told_once_a_day(waiting, settings):
    assert send_digests() == 2
    assert {to for message in mail.outbox for to in message.to} == {
        "commune_officer@example.vn",
        "commune_leader@example.vn",
    }
    assert send_digests() == 0
    settings.BUSINESS_DAY = D(2024, 11, 18)
    call_command("send_digests")
    assert len(mail.outbox) == 4


def test_a_mail_that_cannot_be_sent_is_tried_again(waiting, settings):
    settings.EMAIL_BACKEND = "nowhere.Backend"
    with pytest.raises(ImportError):
        send_digests()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert send_digests() == 2
