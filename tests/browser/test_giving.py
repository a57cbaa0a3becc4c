"""A promise from the public form to the donor's page, walked in Chromium; the form needs no script."""

import re
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.urls import reverse

from donors.models import Pledge, PublicOffer
from donors.services import offer as offers
from tests.browser.steps import save
from tests.factories.donors import DonorAccessFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture(autouse=True)
def _quick_hands(monkeypatch):
    """Playwright fills the form faster than a person."""
    monkeypatch.setattr(offers, "SOONEST", 0)


def test_from_a_strangers_promise_to_the_donors_own_page(open_as, faults, lists, units, province_officer, donor):
    visitor = open_as(width=360, scripts=False)
    visitor.goto("/dong-gop/")
    visitor.get_by_label("Tên người hoặc đơn vị").fill("Bà Hứa Thử")
    visitor.get_by_label("Thư điện tử").fill("hua@example.vn")
    save(visitor, "Gửi lời hứa")
    assert (
        "Hãy ghi số tiền" in visitor.content() and visitor.get_by_label("Thư điện tử").input_value() == "hua@example.vn"
    )
    visitor.get_by_label("Số tiền").fill("2.000.000")
    save(visitor, "Gửi lời hứa")
    assert "Hãy mở thư" in visitor.content() and not visitor.context.cookies()
    visitor.goto(re.search(r"/dong-gop/xac-nhan/\?k=\S+", mail.outbox[0].body)[0])
    save(visitor, "Xác nhận lời hứa")
    assert "Đã xác nhận" in visitor.content()

    office = open_as(province_officer)
    office.goto(reverse("donors:offer_list"))
    office.get_by_role("link", name="Bà Hứa Thử").click()
    assert not faults(office)
    save(office, "Tiếp nhận thành cam kết")
    pledge = Pledge.objects.get()
    assert urlsplit(office.url).path == reverse("donors:pledge_detail", args=[pledge.code])
    assert PublicOffer.objects.get().pledge == pledge and not faults(office)

    DonorAccessFactory(user=donor, donor=pledge.donor)
    own = open_as(donor, width=360)
    own.goto(reverse("funds:giving"))
    assert "2.000.000" in own.content() and not faults(own)


def test_the_public_form_holds_at_a_desk_and_on_a_telephone(open_as, faults, lists, units):
    page = open_as()
    page.goto("/dong-gop/")
    assert not faults(page)
