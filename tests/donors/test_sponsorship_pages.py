"""Who sees which sponsorship; what a sponsor reads of the child; forms that begin empty; the paper."""

import datetime
import io

import pypdf
import pytest
from django.urls import reverse

from donors.models import Sponsorship
from donors.services import sponsorship as acts
from tests.donors.conftest import DAY
from tests.factories.children import ChildFactory
from tests.factories.donors import DonorAccessFactory, DonorFactory
from tests.factories.sponsorships import consent, propose, signed
from tests.queries import queries_of


@pytest.fixture
def running(province_officer, child, units) -> Sponsorship:
    return signed(province_officer, child, units.province, terms="Tiền ăn bán trú")


def pages(row):
    return [reverse(f"donors:sponsorship_{name}", args=[row.code]) for name in ("detail", "paper")]


def test_a_sponsor_meets_the_child_by_its_code(running, donor, client_of, child):
    browser = client_of(donor)
    for url in pages(running):
        assert browser.get(url).status_code == 404
    DonorAccessFactory(user=donor, donor=running.donor)
    page = browser.get(reverse("donors:sponsorship_list")).content.decode()
    page += browser.get(pages(running)[0]).content.decode()
    assert running.known_as.code in page and "Bắc Hà" in page
    for secret in (child.full_name, child.code, child.village.name, child.school.name, child.unit.title):
        assert secret not in page


def test_the_name_is_told_by_a_consent_and_closes_with_it(running, donor, client_of, child, province_officer):
    DonorAccessFactory(user=donor, donor=running.donor)
    yes = consent(child, running.donor, province_officer, purpose="sponsor_name", data_kinds=["name"])
    url = pages(running)[0]
    assert child.full_name in client_of(donor).get(url).content.decode()
    consent(
        child,
        running.donor,
        province_officer,
        purpose="sponsor_name",
        given=False,
        withdraws=yes,
        on=DAY,
        child_agrees=None,
    )
    assert child.full_name not in client_of(donor).get(url).content.decode()


def test_a_draft_is_not_the_sponsors_yet(province_officer, child, units, donor, client_of):
    sponsor = DonorFactory()
    DonorAccessFactory(user=donor, donor=sponsor)
    row = propose(province_officer, child, units.province, sponsor)
    assert client_of(donor).get(pages(row)[0]).status_code == 404


def test_staff_see_those_of_their_units(
    running, commune_officer, neighbour_officer, far_officer, fund_accountant, client_of
):
    for user, code in ((commune_officer, 200), (fund_accountant, 200), (neighbour_officer, 404), (far_officer, 404)):
        assert client_of(user).get(pages(running)[0]).status_code == code
    page = client_of(fund_accountant).get(pages(running)[0]).content.decode()
    assert running.child.full_name not in page and running.child.code not in page


def test_the_next_form_holds_nothing_of_the_last_child(running, province_officer, neighbour_child, client_of, child):
    told = {"user": province_officer, "sponsorship": running, "ended_on": DAY, "reason": "Chuyển đi", "told": "Cảm ơn."}
    acts.end_sponsorship(**told)
    page = (
        client_of(province_officer).get(reverse("donors:sponsorship_new", args=[neighbour_child.code])).content.decode()
    )
    for old in (child.full_name, child.code, running.known_as.code, running.terms, "500.000", running.agreement_no):
        assert old not in page
    assert neighbour_child.full_name in page


def test_a_form_of_another_child_is_told_so(running, province_officer, neighbour_child, client_of, child):
    typed = {
        "donor": DonorFactory().pk, "monthly": "300.000", "due_day": 10, "first_day": "2024-11-15", "route": "fund",
        "terms": "Ăn học", "seen": "on", "child": child.code, "others_seen": 0,
    }  # fmt: skip
    url = reverse("donors:sponsorship_new", args=[neighbour_child.code])
    answer = client_of(province_officer).post(url, typed)
    assert answer.status_code == 422 and "cho một trẻ khác" in answer.content.decode()
    answer = client_of(province_officer).post(url, typed | {"child": neighbour_child.code, "others_seen": 3})
    assert answer.status_code == 422 and "300.000" in answer.content.decode(), "nothing typed is lost"
    again = {**typed, "child": neighbour_child.code}
    assert client_of(province_officer).post(url, again).status_code == 302
    assert Sponsorship.objects.get(child=neighbour_child).state == "draft"


def test_sign_write_remember_and_end_by_the_pages(province_officer, child, units, client_of):
    donor = DonorFactory()
    row = propose(province_officer, child, units.province, donor, route="direct")
    consent(child, donor, province_officer)
    browser = client_of(province_officer)

    def post(name, **typed):
        return browser.post(reverse(f"donors:sponsorship_{name}", args=[row.code]), typed).status_code

    assert post("sign", agreement_no="02/TT", signed_on="2024-11-15") == 302
    assert post("direct", day="2024-11-15", amount="500.000", paper="Biên nhận") == 302
    assert post("note", text="Em khỏe.") == 302
    assert post("stop", reason="Chờ xác minh") == 302
    assert post("resume", told="Mọi việc ổn.") == 302
    assert post("end", ended_on="2024-11-15", reason="Nhà đỡ đầu thôi", told="") == 422
    assert post("end", ended_on="2024-11-15", reason="Nhà đỡ đầu thôi", told="Cảm ơn bạn.") == 302
    row.refresh_from_db()
    assert row.state == "ended" and row.payments.count() == 1


def test_the_list_of_a_month_counts_to_its_end(running, fund_accountant, client_of):
    url = reverse("donors:sponsorship_due")
    page = client_of(fund_accountant).get(url, {"month": "2024-10", "late": "true"}).content.decode()
    assert "31/10/2024" in page and "1.000.000" in page
    assert "1.500.000" in client_of(fund_accountant).get(url).content.decode()
    assert client_of(fund_accountant).get(url, {"month": "x"}).status_code == 200


NAMES = ("Lù Thị Hoa", "Vàng A Tủa", "Thào Seo Páo", "Nông Văn Khánh")


def test_lists_ask_the_same_number_of_questions(running, province_officer, units, client_of):
    browser = client_of(province_officer)
    urls = [reverse("donors:sponsorship_list"), reverse("donors:sponsorship_due")]
    few = [queries_of(browser, url) for url in urls]
    for year, name in enumerate(NAMES, 2010):
        child = ChildFactory(unit=units.far, full_name=name, date_of_birth=datetime.date(year, 3, year - 2000))
        signed(province_officer, child, units.province)
    assert [queries_of(browser, url) for url in urls] == few


@pytest.mark.slow
def test_the_paper_names_no_child(running, province_officer, client_of, child):
    answer = client_of(province_officer).get(pages(running)[1])
    words = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.content)).pages)
    assert running.known_as.code in words and child.full_name not in words
