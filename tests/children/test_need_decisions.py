"""What is decided on a need beside its state: another priority, the sector's opinion, what takes its place, its day."""

import datetime

import pytest
from django.db import Error, IntegrityError, transaction
from django.urls import reverse

from children.loaders import commune_bands, load_cold_bands, load_state_support, load_substitutes
from children.models import (
    AssessmentForm,
    ColdBand,
    CommuneBand,
    Item,
    ItemPrice,
    Need,
    NeedOpinion,
    PovertyRecord,
    StateSupport,
)
from children.services import need as acts
from children.services import substitute as others
from children.services.known import known_facts
from children.services.state_support import state_support
from children.worklist import tasks
from lao_cai_support.areas.models import AdministrativeUnit, Succession
from lao_cai_support.areas.reference_lists import read_csv
from lao_cai_support.audit.models import Act
from tests.factories.areas import BEGIN, LEVEL_END, UnitFactory
from tests.factories.children import AssessmentFactory, ChildFactory, NeedFactory
from tests.factories.files import MeasurementFactory
from tests.queries import queries_of
from tests.refusals import refused

D = datetime.date
TODAY = D(2024, 11, 15)


# Another priority


def test_another_priority_stands_beside_the_computed_one(need, commune_leader, province_officer, client_of):
    row = acts.override_priority(user=commune_leader, need=need, priority=3, reason="Đã có áo của họ hàng")
    assert (row.priority, row.computed_priority, row.overridden_by) == (3, 1, commune_leader)
    body = client_of(commune_leader).get(reverse("children:need_detail", args=[need.code])).content.decode()
    assert "Quy tắc tính ra ưu tiên 1" in body and "Đã có áo của họ hàng" in body
    act = Act.objects.get(act="need.override")
    assert act.reason == "Đã có áo của họ hàng" and act.detail == {"before": 1, "after": 3, "computed": 1}
    row = acts.override_priority(user=province_officer, need=need, priority=2, reason="xem lại")
    assert (row.priority, row.computed_priority) == (2, 1)
    row = acts.override_priority(user=commune_leader, need=need, priority=1, reason="theo quy tắc")
    assert (row.priority, row.computed_priority, row.override_reason, row.overridden_by) == (1, None, "", None)


def test_an_override_is_never_without_reason_nor_by_who_assesses(
    need, commune_leader, commune_officer, neighbour_leader
):
    for user in (commune_officer, neighbour_leader):
        with refused(code="right"):
            acts.override_priority(user=user, need=need, priority=2, reason="x")
    with refused("reason"):
        acts.override_priority(user=commune_leader, need=need, priority=2, reason=" ")
    for priority in (1, 4):
        with refused("priority"):
            acts.override_priority(user=commune_leader, need=need, priority=priority, reason="x")
    Need.objects.filter(pk=need.pk).update(state="closed")
    with refused():
        acts.override_priority(user=commune_leader, need=need, priority=2, reason="x")


@pytest.mark.parametrize(
    "change",
    [
        {"override_reason": "x"},
        {"computed_priority": 2},
        {"computed_priority": 2, "override_reason": "x"},
        {"computed_priority": 1, "override_reason": "x", "who": True},  # the same as the priority
    ],
)
def test_the_database_keeps_an_override_explained(change, need, commune_leader):
    if change.pop("who", False):
        change["overridden_by"] = commune_leader
    with pytest.raises(IntegrityError, match="need_override_explained"), transaction.atomic():
        Need.objects.filter(pk=need.pk).update(**change)


def test_the_page_overrides(need, commune_leader, client_of):
    url = reverse("children:need_priority", args=[need.code])
    browser = client_of(commune_leader)
    assert browser.post(url, {"priority": "2"}).status_code == 422
    assert browser.post(url, {"priority": "2", "reason": "mồ côi mẹ"}).status_code == 302
    need.refresh_from_db()
    assert need.priority == 2


# The sector's opinion


@pytest.fixture
def asking(need, commune_officer, lists):
    """The approved need of a coat, assessed on a form that asks for the sector's opinion."""
    form = AssessmentForm.objects.get(area="DA")
    asking = AssessmentForm.objects.create(
        area_id="DA", version=2, questions=form.questions, scoring=form.scoring, needs_opinion=True, valid_from=TODAY
    )
    need.assessment = AssessmentFactory(child=need.child, form=asking, assessed_by=commune_officer)
    need.save(update_fields=["assessment"])
    return need


def waiting(user):
    return {task.url: task.count for task in tasks(user)}[reverse("children:need_list") + "?opinion=true"]


def test_publishing_waits_for_the_sectors_yes(asking, sector_reviewer, district_officer, client_of):
    with refused(code="opinion"):
        acts.publish_need(user=district_officer, need=asking)
    assert waiting(sector_reviewer) == 1
    page = client_of(sector_reviewer).get(reverse("children:need_list") + "?opinion=true")
    assert [row.pk for row, _cells in page.context["listing"].lines()] == [asking.pk]
    with refused("words"):
        acts.give_opinion(user=sector_reviewer, need=asking, agrees=False)
    acts.give_opinion(user=sector_reviewer, need=asking, agrees=False, words="Lớp đã được tặng áo")
    assert waiting(sector_reviewer) == 0
    with refused(code="opinion"):
        acts.publish_need(user=district_officer, need=asking)
    url = reverse("children:need_opinion", args=[asking.code])
    assert client_of(sector_reviewer).post(url, {"agrees": "yes", "words": ""}).status_code == 302
    body = client_of(district_officer).get(reverse("children:need_detail", args=[asking.code])).content.decode()
    assert "Không đồng ý" in body and "Lớp đã được tặng áo" in body
    assert acts.publish_need(user=district_officer, need=asking).state == "published"
    with refused():
        acts.give_opinion(user=sector_reviewer, need=asking, agrees=True)


def test_an_opinion_is_the_sectors_alone_and_never_edited(asking, sector_reviewer, district_officer, child):
    with refused(code="right"):
        acts.give_opinion(user=district_officer, need=asking, agrees=True)
    milk = NeedFactory(child=child, item_id="DD01", size="", state="open")
    with refused(code="right"):
        acts.give_opinion(user=sector_reviewer, need=milk, agrees=True)
    made = acts.give_opinion(user=sector_reviewer, need=asking, agrees=True)
    with pytest.raises(Error, match="Cannot update"), transaction.atomic():
        NeedOpinion.objects.filter(pk=made.pk).update(agrees=False)
    with pytest.raises(IntegrityError, match="need_opinion_says_why"), transaction.atomic():
        NeedOpinion.objects.create(need=asking, agrees=False, given_by=sector_reviewer, given_on=TODAY)


def test_a_form_that_asks_for_none_publishes_as_before(need, district_officer):
    assert acts.publish_need(user=district_officer, need=need).state == "published"


# By the cold


def test_the_commune_s_band_says_until_when(units, lists, child):
    high = UnitFactory(code="088", level="district", kind="thị xã", name="Sa Pa", parent=units.province)
    sapa = UnitFactory(code="03006", name="Tả Van", parent=high)
    load_cold_bands()
    assert load_cold_bands().created == 0
    coat, milk = Item.objects.get(code="DA01"), Item.objects.filter(area="DD").first()
    day = D(2024, 9, 1)
    assert acts.default_deadline(coat, day, sapa) == D(2024, 10, 31)
    assert acts.default_deadline(coat, day, units.commune) == D(2024, 11, 15)
    assert acts.default_deadline(coat, day, units.far) == D(2024, 11, 30)
    assert acts.default_deadline(coat, day) == D(2024, 11, 15)
    assert acts.default_deadline(milk, day, sapa) == D(2024, 11, 30)
    assert acts.default_deadline(coat, D(2024, 11, 15), sapa) == D(2024, 11, 29), "the cold is there: in two weeks"
    assert known_facts([child], "DA", TODAY)[child.pk]["cold"] is True
    warm = ChildFactory(unit=units.far)
    assert known_facts([warm], "DA", TODAY)[warm.pk]["cold"] is False


def test_a_merged_commune_stands_in_its_coldest_band(units):
    bat_xat = UnitFactory(code="082", level="district", kind="huyện", name="Bát Xát", parent=units.province)
    high = UnitFactory(code="02716", name="Y Tý", parent=bat_xat, valid=(BEGIN, D(2024, 7, 1)))
    low = UnitFactory(code="02710", name="Quang Kim", parent=bat_xat, valid=(BEGIN, D(2024, 7, 1)))
    merged = UnitFactory(code="02799", name="Mới", parent=bat_xat, valid=(D(2024, 7, 1), LEVEL_END))
    for before in (low, high):
        Succession.objects.create(
            predecessor=before, successor=merged, effective_on=D(2024, 7, 1), whole=True, legal_basis="thử"
        )
    bands = commune_bands(read_csv("cold_bands.csv"))
    assert (bands[high.pk], bands[low.pk], bands[merged.pk]) == ("high", "low", "high")


def test_every_commune_of_the_province_has_a_band(db):
    from lao_cai_support.areas.loaders import load_successions, load_units

    load_units()
    load_successions()
    load_cold_bands()
    lao_cai = AdministrativeUnit.objects.communes().filter(path__startswith="10.")
    without = lao_cai.exclude(pk__in=CommuneBand.objects.values("unit"))
    assert ColdBand.objects.count() == 3 and CommuneBand.objects.exists()
    assert not without.filter(path__regex=r"^10\.08").exists()


# What takes its place


@pytest.fixture
def equivalents(lists):
    load_substitutes()


def test_a_size_up_and_an_equivalent_item(need, equivalents, commune_officer, client_of):
    assert others.size_up(need) == "130"
    row = others.substitute(user=commune_officer, need=need, item=need.item, size="130", reason="hết cỡ 120")
    assert row.size == "130"
    suit = Item.objects.get(code="DA02")
    url = reverse("children:need_substitute", args=[need.code])
    sent = {"item": "DA02", "size": "130", "reason": "nhà tài trợ có bộ quần áo ấm"}
    assert client_of(commune_officer).post(url, sent | {"item": "DD01"}).status_code == 422
    assert client_of(commune_officer).post(url, sent).status_code == 302
    need.refresh_from_db()
    assert (need.item, need.unit_value) == (suit, acts.unit_value(suit, TODAY))
    act = Act.objects.filter(act="need.substitute").latest("pk")
    assert act.detail["item_before"] == "DA01" and act.detail["item_after"] == "DA02"
    need.size, need.item = "170", Item.objects.get(code="DA01")
    assert others.size_up(need) == ""


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"size": "120"}, "size"),
        ({"size": ""}, "size"),
        ({"size": "125"}, "size"),
        ({"item": "DD01", "size": ""}, "item"),
        ({"reason": " "}, "reason"),
    ],
)
def test_a_wrong_substitute_is_refused(change, field, need, equivalents, commune_officer):
    told = {"item": "DA01", "size": "130", "reason": "x"} | change
    with refused(field):
        others.substitute(user=commune_officer, need=need, **told | {"item": Item.objects.get(code=told["item"])})


def test_what_is_promised_is_not_exchanged(need, equivalents, commune_officer, neighbour_officer):
    with refused(code="right"):
        others.substitute(user=neighbour_officer, need=need, item=need.item, size="130", reason="x")
    Need.objects.filter(pk=need.pk).update(reserved=1)
    with refused():
        others.substitute(user=commune_officer, need=need, item=need.item, size="130", reason="x")


# Prices


def test_the_province_sets_a_price_with_its_source(lists, province_officer, commune_officer, client_of):
    url, listing = reverse("children:price_edit", args=["DA01"]), reverse("children:price_list")
    assert client_of(commune_officer).get(url).status_code == 403
    browser = client_of(province_officer)
    sent = {"year": "2025", "unit_value": "270.000", "source": "Báo giá 12/11/2024"}
    assert browser.post(url, sent | {"source": ""}).status_code == 422
    assert browser.post(url, sent | {"year": "2026"}).status_code == 422
    assert browser.post(url, sent).status_code == 302
    assert browser.post(url, sent | {"unit_value": "275.000"}).status_code == 302
    row = ItemPrice.objects.get(item="DA01", year=2025)
    assert (row.unit_value, row.source) == (275_000, "Báo giá 12/11/2024")
    assert "275.000" in client_of(commune_officer).get(listing).content.decode()
    before = queries_of(browser, listing)
    Item.objects.create(code="DA99", area_id="DA", name_vi="Ủng", unit_vi="đôi")
    assert queries_of(browser, listing) == before


# What the State gives


def test_the_state_s_own_support_stands_beside_a_need(child, units, commune_officer, school_officer, client_of):
    load_state_support()
    assert load_state_support().created == 0
    rice, coat = Item.objects.get(code="DD06"), Item.objects.get(code="DA01")
    assert state_support(child, rice, TODAY) == []
    type(child).objects.filter(pk=child.pk).update(boarding="semi")
    child.refresh_from_db()
    (meals,) = state_support(child, rice, TODAY)
    assert "15 kg gạo" in meals.words and meals.law == "NĐ 116/2016" and not meals.certain
    (later,) = state_support(child, rice, D(2025, 6, 1))
    assert later.law == "NĐ 66/2025"
    assert state_support(child, coat, TODAY) == []
    PovertyRecord.objects.create(household=child.household, year=2024, category_id="HN22N")
    type(child).objects.filter(pk=child.pk).update(insured=True)
    child.refresh_from_db()
    (card,) = state_support(child, Item.objects.filter(area="KCB").first(), TODAY)
    assert card.certain
    need = NeedFactory(child=child, item_id=rice.pk, size="")
    url = reverse("children:need_detail", args=[need.code])
    assert "15 kg gạo" in client_of(commune_officer).get(url).content.decode()
    assert "Nhà nước đã hỗ trợ" not in client_of(school_officer).get(url).content.decode()
    with pytest.raises(IntegrityError, match="state_support_ages"), transaction.atomic():
        StateSupport.objects.update(least_age=16)


# Groups and names


def test_a_group_s_sizes_are_its_quantity(units, school, lists, commune_officer, client_of):
    url = reverse("children:need_group") + "?area=DA"
    sent = {"group_name": "Lớp 2A", "head_count": "13", "school": school.pk, "item": "DA01", "quantity": "13"}
    browser = client_of(commune_officer)
    for wrong in ("110: 5; 120: 9", "115: 13", "110: năm", "110: 5; 110: 8"):
        assert browser.post(url, sent | {"sizes": wrong}).status_code == 422, wrong
    assert browser.post(url, sent | {"sizes": "110: 5; 120: 8"}).status_code == 302
    need = Need.objects.get()
    assert need.sizes == {"110": 5, "120": 8}
    assert "110: 5; 120: 8" in browser.get(reverse("children:need_detail", args=[need.code])).content.decode()


def test_the_name_list_by_school_and_size(need, neighbour_need, school, commune_officer, sector_reviewer, client_of):
    other = ChildFactory(unit=need.unit, school=school, class_name="2A", full_name="Vàng Seo Lử")
    NeedFactory(child=other, size="130", quantity=2)
    url = reverse("children:need_names")
    page = client_of(commune_officer).get(url)
    body = page.content.decode()
    assert "Vàng Seo Lử" in body and "2A" in body and "Vàng A Páo" not in body
    assert [(row["size"], row["pieces"]) for row in page.context["totals"]] == [("120", 1), ("130", 2)]
    assert client_of(sector_reviewer).get(url).status_code == 403
    before = queries_of(client_of(commune_officer), url)
    for _n in range(8):
        NeedFactory(child=ChildFactory(unit=need.unit, school=school))
    assert queries_of(client_of(commune_officer), url) == before


# What the last measurement says


def test_the_nutrition_question_is_answered_by_the_last_measurement(child):
    def told(day=TODAY, **more):
        return known_facts([child], "DD", day, **more)[child.pk].get("underweight")

    assert told() is None
    MeasurementFactory(child=child, on=D(2024, 3, 1), weight_g=14_000, height_mm=1_050, cloth_size="")
    assert told() is True
    assert told(health=False) is None
    assert told(D(2025, 3, 1)) is None, "a year old"
    MeasurementFactory(child=child, on=D(2024, 10, 1), weight_g=24_000, height_mm=1_260)
    assert told() is False
    MeasurementFactory(child=child, on=D(2024, 10, 2), weight_g=2_400, height_mm=1_260)
    assert told() is None, "implausible: to be measured again"
    MeasurementFactory(child=child, on=D(2024, 10, 3), nutrition="stunted")
    assert told() is True
