"""Pictures of a delivery: only of children whose consent holds, and only as long as it does."""

import pytest
from django.urls import reverse

from funds.models import Sheet, SheetPhoto
from funds.services.photo import add_photo, photos_for
from lao_cai_support.web.errors import Refusal
from tests.children.papers import PLACE, a_photo, upload
from tests.factories.files import ConsentFactory
from tests.funds.test_races import refusals, together


@pytest.fixture
def sheet(books, hand_out, settings, tmp_path, units):
    settings.DATA_DIR = tmp_path
    books.issue(books.plan())
    return Sheet.objects.select_related("distribution__fund", "unit").get(unit=units.commune)


def picture():
    return upload(a_photo(), "anh.jpg")


def test_a_child_without_consent_is_not_kept_on_a_picture(sheet, child, commune_officer, tmp_path):
    for children, nobody, code in (([child], False, "consent"), ([], False, ""), ([child], True, "")):
        with pytest.raises(Refusal) as refused:
            add_photo(user=commune_officer, sheet=sheet, upload=picture(), children=children, nobody=nobody)
        assert not code or refused.value.code == code
    assert not SheetPhoto.objects.exists() and not list(tmp_path.rglob("*.jpg"))


def test_a_consent_opens_the_picture_and_its_end_closes_it(
    sheet, child, commune_officer, neighbour_officer, client_of, settings
):
    consent = ConsentFactory(child=child, purpose="picture", child_agrees=True)
    url = reverse("funds:photo_new", args=[sheet.code])
    browser = client_of(commune_officer)
    bad = browser.post(url, {"file": picture(), "caption": "Trao áo ấm"})
    assert bad.status_code == 422 and "Trao áo ấm" in bad.content.decode()
    assert browser.post(url, {"file": picture(), "children": [child.pk]}).status_code == 302
    photo = SheetPhoto.objects.get()
    address = reverse("funds:photo", args=[photo.code])
    answer = browser.get(address)
    assert answer["Content-Type"] == "image/jpeg" and PLACE.encode() not in b"".join(answer)
    assert client_of(neighbour_officer).get(address).status_code == 404
    from children.services.consent import withdraw_consent

    withdraw_consent(
        user=commune_officer, consent=consent, representative="Giàng Thị Chư", relation="mother", on=consent.on
    )
    assert browser.get(address).status_code == 404 and not photos_for(commune_officer, sheet)


def test_goods_alone_need_no_consent_but_who_may_record(sheet, commune_officer, neighbour_officer):
    with pytest.raises(Refusal):
        add_photo(user=neighbour_officer, sheet=sheet, upload=picture(), children=[], nobody=True)
    add_photo(user=commune_officer, sheet=sheet, upload=picture(), children=[], nobody=True)
    assert len(photos_for(commune_officer, sheet)) == 1


@pytest.mark.django_db(transaction=True)
def test_the_last_place_for_a_picture_is_given_once(sheet, commune_officer, monkeypatch, tmp_path):
    monkeypatch.setattr("funds.services.photo.MOST", 1)

    def add():
        return add_photo(user=commune_officer, sheet=sheet, upload=picture(), children=[], nobody=True)

    assert refusals(together(add, add)) == ["most"]
    assert SheetPhoto.objects.count() == 1 and len(list(tmp_path.rglob("*.jpg"))) == 1
