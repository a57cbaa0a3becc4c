"""The public form: who sends learns nothing, a machine gets nowhere, a letter is answered once, the office takes over."""

import re
import time

import pytest
from django.core import mail, signing
from django.test import Client
from django.urls import reverse

from children.models import Item
from donors.models import Donor, Pledge, PublicOffer
from donors.services import offer as acts
from lao_cai_support.web.clock import now
from lao_cai_support.web.errors import Refusal
from tests.factories.donors import CampaignFactory, DonorFactory, OfferFactory

FORM = "/dong-gop/"


def mark(seconds_ago: int = 30) -> str:
    told = {"at": int(time.time()) - seconds_ago, "once": f"{time.time_ns()}"}
    return signing.dumps(told, salt="donors.offer.form")


def told(**changes: str) -> dict[str, str]:
    return {
        "form": "money",
        "value": "2.000.000",
        "kind": "person",
        "name": "Bà Hứa Thử",
        "email": "hua@example.vn",
        "mark": mark(),
    } | changes


def send(**changes: str):
    return Client(enforce_csrf_checks=True).post(FORM, told(**changes))


def letters_link() -> str:
    return re.search(r"(/dong-gop/xac-nhan/\?k=\S+)", mail.outbox[-1].body)[1]


@pytest.fixture(autouse=True)
def _lists(lists, units):
    pass


def test_a_promise_is_confirmed_by_its_letter_and_once():
    answer = send()
    assert answer.status_code == 302 and answer["Location"] == "/dong-gop/da-gui/" and not answer.cookies
    offer = PublicOffer.objects.get()
    assert (offer.state, offer.value, mail.outbox[0].to) == ("sent", 2_000_000, ["hua@example.vn"])
    link = letters_link()
    page = Client().get(link)
    assert "Xác nhận lời hứa" in page.content.decode() and page["Cache-Control"] and not page.cookies
    offer.refresh_from_db()
    assert offer.state == "sent", "a scanner that opens the address confirms nothing"
    token = link.partition("k=")[2]
    assert Client(enforce_csrf_checks=True).post("/dong-gop/xac-nhan/", {"k": token}).status_code == 200
    offer.refresh_from_db()
    assert offer.state == "confirmed"
    again = Client().post("/dong-gop/xac-nhan/", {"k": token})
    assert again.status_code == 410 and "đã được xác nhận" in again.content.decode()


def test_goods_are_promised_by_item_and_number():
    item = Item.objects.get(code="DA01")
    assert send(form="goods", value="", item=item.pk, quantity="40").status_code == 302
    assert (PublicOffer.objects.get().item, PublicOffer.objects.get().quantity) == (item, 40)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"value": ""}, "Hãy ghi số tiền"),
        ({"form": "goods", "value": ""}, "Hãy chọn mặt hàng"),
        ({"email": "hua"}, "Thư điện tử"),
        ({"name": ""}, "Tên người hoặc đơn vị"),
        ({"mark": "x"}, "gửi quá nhanh"),
        ({"mark": ""}, "gửi quá nhanh"),
    ],
)
def test_what_is_wrong_is_said_and_kept(changes, words):
    answer = send(words="vì mùa đông", **changes)
    page = answer.content.decode()
    assert answer.status_code == 422 and words in page and "vì mùa đông" in page
    assert not PublicOffer.objects.exists() and not mail.outbox


@pytest.mark.parametrize("seconds", [0, 5 * 3600])
def test_a_form_filled_at_once_or_left_too_long_is_asked_again(seconds):
    answer = send(mark=mark(seconds))
    assert answer.status_code == 422
    fresh = answer.context["form"].data["mark"]
    assert signing.loads(fresh, salt="donors.offer.form")["at"] >= int(time.time()) - 5


def test_a_form_is_sent_once_and_a_filled_trap_keeps_nothing():
    same = mark()
    assert send(mark=same).status_code == 302
    assert "đã được gửi rồi" in send(mark=same).content.decode()
    assert send(website="http://x", email="m@example.vn").status_code == 302
    assert PublicOffer.objects.count() == 1


def test_too_many_from_one_place_and_to_one_address(monkeypatch):
    answers = [send(email=f"a{n}@example.vn").status_code for n in range(acts.PER_VISITOR + 1)]
    assert answers == [302] * acts.PER_VISITOR + [429]
    monkeypatch.setattr(acts, "PER_VISITOR", 100)
    sent = len(mail.outbox)
    answers = [send(email="b@example.vn").status_code for _ in range(acts.PER_ADDRESS + 2)]
    assert set(answers) == {302}, "the caller is answered alike"
    assert len(mail.outbox) == sent + acts.PER_ADDRESS


def test_a_known_donor_is_answered_as_a_stranger_is():
    known = DonorFactory(name="Công ty Đã Biết")
    known.contacts.create(full_name="x", email="da.biet@example.vn")
    pages = [
        send(name=name, email=email) for name, email in ((known.name, "da.biet@example.vn"), ("Ai", "ai@example.vn"))
    ]
    assert {(page.status_code, page["Location"], page.content) for page in pages} == {(302, "/dong-gop/da-gui/", b"")}
    bodies = {re.sub(r"k=\S+", "", letter.body) for letter in mail.outbox}
    assert len(bodies) == 1 and known.name not in bodies.pop()


def test_a_letter_lapses_and_a_made_up_one_is_nothing(settings):
    send()
    link = letters_link()
    assert Client().get("/dong-gop/xac-nhan/?k=abc:def:ghi").status_code == 404
    assert Client().get("/dong-gop/xac-nhan/").status_code == 404
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(acts, "LETTER_HOURS", -1)
        page = Client().get(link)
    assert page.status_code == 410 and "quá hạn" in page.content.decode()


def test_what_nobody_confirms_is_forgotten():
    import datetime

    old = OfferFactory(sent_at=now() - datetime.timedelta(days=4))
    kept = [OfferFactory(), OfferFactory(state="confirmed", sent_at=old.sent_at, confirmed_at=now())]
    assert acts.forget_unconfirmed() == 1 and acts.forget_unconfirmed() == 0
    assert set(PublicOffer.objects.all()) == set(kept)


def test_the_office_takes_over_as_a_known_or_a_new_donor(client_of, province_officer, units):
    office = client_of(province_officer)
    known = DonorFactory(name="Bà Hứa Thử")
    first = OfferFactory(state="confirmed", confirmed_at=now(), name="bà hứa thử", anonymous=True)
    goods = OfferFactory(
        state="confirmed",
        confirmed_at=now(),
        form="goods",
        value=None,
        item_id="DA01",
        quantity=3,
        campaign=CampaignFactory(unit=units.province),
    )
    page = office.get(reverse("donors:offer_detail", args=[first.code])).content.decode()
    assert known.name in page
    for offer, donor in ((first, known.pk), (goods, "")):
        answer = office.post(
            reverse("donors:offer_detail", args=[offer.code]), {"donor": donor, "available_from": "2024-11-30"}
        )
        offer.refresh_from_db()
        assert answer["Location"] == reverse("donors:pledge_detail", args=[offer.pledge.code])
    assert (first.pledge.donor, first.pledge.anonymous, first.pledge.state) == (known, True, "offered")
    made = Donor.objects.exclude(pk=known.pk).get()
    assert (goods.pledge.donor, goods.pledge.quantity, made.contacts.get().email) == (made, 3, goods.email)
    with pytest.raises(Refusal, match="đã được xử lý"):
        acts.drop_offer(user=province_officer, offer=first, reason="x")


def test_putting_aside_needs_a_reason(client_of, province_officer):
    offer = OfferFactory(state="confirmed", confirmed_at=now())
    office, url = client_of(province_officer), reverse("donors:offer_drop", args=[offer.code])
    assert "Hãy ghi lý do" in office.post(url, follow=True).content.decode()
    office.post(url, {"reason": "gửi thử"})
    offer.refresh_from_db()
    assert (offer.state, offer.reason) == ("dropped", "gửi thử") and not Pledge.objects.exists()


def test_the_form_is_small_and_works_in_english():
    page = Client().get(FORM, headers={"accept-language": "en"}).content.decode()
    assert "Promise support" in page and len(page) < 30_000
