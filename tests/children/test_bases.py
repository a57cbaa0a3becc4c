"""What needs are weighed with: cold bands moved by the province, what the State gives, the rules everybody may read."""

import datetime

import pytest
from django.urls import reverse

from children.loaders import load_cold_bands, load_state_support
from children.models import ColdBand, CommuneBand, StateSupport, SupportArea
from children.services.climate import set_band
from children.services.state_support import add_support, end_support, state_support
from lao_cai_support.areas import unitmap
from lao_cai_support.audit.models import Act
from tests.factories.areas import UnitFactory
from tests.queries import queries_of
from tests.refusals import refused

D = datetime.date


@pytest.fixture
def bands(units, lists):
    load_cold_bands()
    return list(ColdBand.objects.order_by("pk"))


def test_the_province_moves_a_commune_and_the_official_list_leaves_it(bands, units, province_officer):
    held = CommuneBand.objects.get(unit=units.commune)
    other = next(band for band in bands if band.pk != held.band_id)
    row = set_band(user=province_officer, unit=units.commune, band=other, basis="Độ cao 1.450 m, công văn 12/UBND")
    assert (row.band, row.basis) == (other, "Độ cao 1.450 m, công văn 12/UBND")
    act = Act.objects.get(act="band.set")
    assert act.object_code == units.commune.code or act.detail["after"] == other.pk
    assert act.detail["before"] == held.band_id and act.reason == row.basis
    load_cold_bands()
    assert CommuneBand.objects.get(unit=units.commune).band == other
    assert CommuneBand.objects.get(unit=units.sibling).band_id == held.band_id


def test_a_band_needs_its_basis_a_commune_and_the_right(bands, units, province_officer, commune_leader):
    held = CommuneBand.objects.get(unit=units.commune).band
    other = next(band for band in bands if band != held)
    with refused("basis"):
        set_band(user=province_officer, unit=units.commune, band=other, basis=" ")
    with refused("band"):
        set_band(user=province_officer, unit=units.commune, band=held, basis="x")
    with refused("unit"):
        set_band(user=province_officer, unit=units.district, band=other, basis="x")
    with refused(code="right"):
        set_band(user=commune_leader, unit=units.commune, band=other, basis="x")


def test_the_bands_are_seen_and_changed_in_the_browser(bands, units, province_officer, commune_officer, client_of):
    url = reverse("children:band_list")
    change = reverse("children:band_edit", args=[units.commune.code])
    assert change not in client_of(commune_officer).get(url).content.decode()
    browser = client_of(province_officer)
    assert change in browser.get(url).content.decode()
    held = CommuneBand.objects.get(unit=units.commune).band_id
    other = next(band.pk for band in bands if band.pk != held)
    assert browser.post(change, {"band": other, "basis": ""}).status_code == 422
    assert browser.post(change, {"band": other, "basis": "Công văn 12/UBND"}).status_code == 302
    assert "Công văn 12/UBND" in browser.get(url).content.decode()
    other_province = UnitFactory(code="15", level="province", kind="tỉnh", name="Yên Bái")
    outside = UnitFactory(code="04282", name="Lao Chải", parent=other_province)
    unitmap.units_changed()
    assert outside.name not in browser.get(url).content.decode()
    assert browser.get(reverse("children:band_edit", args=[outside.code])).status_code == 404
    few = queries_of(browser, url)
    CommuneBand.objects.all().delete()
    assert queries_of(browser, url) == few, "as many communes without a band"


def test_an_entitlement_is_added_told_and_ended(need, child, province_officer):
    area = SupportArea.objects.get(pk=need.item.area_id)
    facts = {"area": area, "name_vi": "Áo ấm học sinh", "name_en": "Coats for pupils", "law": "NQ 9/2024/HĐND"}
    made = add_support(user=province_officer, **facts, least_age=0, most_age=15, any_of=[], valid_from=D(2024, 11, 1))
    assert made.code == "T001" and made.last_day is None
    assert [given.words for given in state_support(child, need.item, D(2024, 11, 15))] == ["Áo ấm học sinh"]
    with refused("name_vi"):
        add_support(user=province_officer, **facts, least_age=0, most_age=9, any_of=[], valid_from=D(2024, 11, 1))
    with refused("most_age"):
        add_support(
            user=province_officer,
            **facts | {"law": "khác"},
            least_age=9,
            most_age=3,
            any_of=[],
            valid_from=D(2024, 1, 1),
        )
    with refused("reason"):
        end_support(user=province_officer, row=made, last_day=D(2024, 11, 20), reason="")
    with refused("last_day"):
        end_support(user=province_officer, row=made, last_day=D(2024, 10, 20), reason="NQ 10")
    assert end_support(user=province_officer, row=made, last_day=D(2024, 11, 20), reason="NQ 10").last_day == D(
        2024, 11, 20
    )
    assert state_support(child, need.item, D(2024, 11, 20)) and not state_support(child, need.item, D(2024, 11, 21))


def test_an_ended_entitlement_of_the_official_list_stays_ended(lists, province_officer, commune_officer):
    load_state_support()
    row = StateSupport.objects.filter(valid__endswith=None).order_by("pk").first()
    with refused(code="right"):
        end_support(user=commune_officer, row=row, last_day=D(2024, 12, 31), reason="x")
    end_support(user=province_officer, row=row, last_day=D(2024, 12, 31), reason="Luật mới")
    load_state_support()
    row.refresh_from_db()
    assert row.last_day == D(2024, 12, 31)


def test_entitlements_in_the_browser(lists, province_officer, client_of):
    load_state_support()
    browser = client_of(province_officer)
    page = reverse("children:rule_list")
    typed = {
        "area": "DA", "name_vi": "Áo ấm học sinh", "name_en": "Coats", "law": "NQ 9", "least_age": 3, "most_age": 11,
        "any_of": ["poor", "boarding"], "valid_from": "2024-11-01",
    }  # fmt: skip
    new = reverse("children:state_support_new")
    assert browser.post(new, typed | {"law": ""}).status_code == 422
    assert browser.post(new, typed).status_code == 302
    body = browser.get(page).content.decode()
    assert "Áo ấm học sinh" in body and "từ 3 đến 11 tuổi; hộ nghèo, học sinh nội trú, bán trú" in body
    end = reverse("children:state_support_end", args=["T001"])
    assert end in body
    assert browser.post(end, {"last_day": "2024-12-31", "reason": "NQ 10"}).status_code == 302
    assert end not in browser.get(page).content.decode()


def test_everybody_reads_the_rules(bands, lists, client):
    load_state_support()
    answer = client.get(reverse("public:rules"))
    body = answer.content.decode()
    assert answer.status_code == 200 and not answer.cookies
    assert "Không có áo ấm mặc vừa" in body and str(bands[0]) in body
    assert StateSupport.objects.first().law in body
    assert "Lập phiên bản mới" not in body and "Kết thúc" not in body
    assert client.get(reverse("public:rules"), headers={"accept-language": "en"}).status_code == 200
    assert reverse("public:rules") in client.get(reverse("public:home")).content.decode()
