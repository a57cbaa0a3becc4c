"""Standards of items: a sector writes what satisfies a need; everybody reads it, goods are held against it."""

import datetime

import pytest
from django.db import Error, transaction
from django.urls import reverse

from children.models import Item, ItemStandard
from children.services.standard import check_goods, set_standard
from lao_cai_support.audit.models import Act
from tests.queries import queries_of
from tests.refusals import refused

D = datetime.date
TODAY = D(2024, 11, 15)
MILK = {
    "requirements": "Sữa tươi tiệt trùng, hộp giấy 180 ml, nhãn tiếng Việt.",
    "least_age": 3,
    "most_age": 11,
    "expiry_left": 120,
    "papers": "Phiếu kiểm nghiệm của lô",
    "decision": "CV 12/SYT-ATTP ngày 01/11/2024",
    "valid_from": TODAY,
}


@pytest.fixture
def coat(lists):
    return Item.objects.get(pk="DA01")


@pytest.fixture
def food(lists):
    return Item.objects.filter(perishable=True, is_money=False).first()


def test_versions_follow_each_other_and_stay(coat, province_officer):
    first = set_standard(user=province_officer, item=coat, **MILK)
    second = set_standard(user=province_officer, item=coat, **MILK | {"valid_from": D(2025, 1, 1), "expiry_left": 90})
    assert (first.version, second.version) == (1, 2)
    in_force = ItemStandard.objects.in_force
    assert in_force(TODAY).get() == first and in_force(D(2025, 1, 1)).get() == second
    assert not in_force(D(2024, 11, 14)).exists()
    assert Act.objects.filter(act="standard.set").count() == 2
    with pytest.raises(Error, match="update"), transaction.atomic():
        ItemStandard.objects.update(requirements="x")


def test_a_sector_writes_those_of_its_own_area(coat, food, sector_reviewer, commune_officer):
    assert set_standard(user=sector_reviewer, item=coat, **MILK).made_by == sector_reviewer
    for user, item in ((sector_reviewer, food), (commune_officer, coat)):
        with refused(code="right"):
            set_standard(user=user, item=item, **MILK)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"requirements": " "}, "requirements"),
        ({"decision": ""}, "decision"),
        ({"least_age": None}, "most_age"),
        ({"least_age": 12}, "most_age"),
        ({"valid_from": D(2024, 11, 14)}, "valid_from"),
    ],
)
def test_what_is_refused(change, field, coat, province_officer):
    with refused(field):
        set_standard(user=province_officer, item=coat, **MILK | change)
    assert not ItemStandard.objects.exists()


def test_goods_are_held_against_the_standard_of_the_day(food, province_officer):
    good = {"expires_on": D(2025, 6, 1), "used": False, "papers": "KN 5"}
    check_goods(food, TODAY, expires_on=None, used=True, papers="")
    set_standard(user=province_officer, item=food, **MILK | {"new_only": True})
    check_goods(food, TODAY, **good)
    for change, field in (
        ({"expires_on": D(2025, 3, 14)}, "expires_on"),
        ({"expires_on": None}, "expires_on"),
        ({"used": True}, "used"),
        ({"papers": " "}, "quality_paper"),
    ):
        with refused(field, "standard"):
            check_goods(food, TODAY, **good | change)
    check_goods(food, D(2024, 11, 14), expires_on=None, used=True, papers="")


def test_in_the_browser(coat, need, client, client_of, sector_reviewer, commune_officer):
    page = reverse("children:standard_list")
    edit = reverse("children:standard_edit", args=[coat.pk])
    assert edit not in client_of(commune_officer).get(page).content.decode()
    browser = client_of(sector_reviewer)
    assert edit in browser.get(page).content.decode()
    typed = {**MILK, "valid_from": "2024-11-15", "requirements": "Áo hai lớp, không mũ dây rút"}
    assert browser.post(edit, typed | {"decision": ""}).status_code == 422
    assert browser.post(edit, typed).status_code == 302
    assert "Áo hai lớp, không mũ dây rút" in browser.get(page).content.decode()
    assert "Áo hai lớp, không mũ dây rút" in browser.get(edit).content.decode(), "the next version begins with it"
    told = client_of(commune_officer).get(reverse("children:need_detail", args=[need.code])).content.decode()
    assert "Áo hai lớp, không mũ dây rút" in told and "hạn dùng còn ít nhất 120 ngày" in told
    assert "Áo hai lớp, không mũ dây rút" in client.get(reverse("public:rules")).content.decode()
    few = queries_of(browser, page)
    ItemStandard.objects.bulk_create(
        ItemStandard(
            item=item, version=9, requirements="x", decision="x", valid_from=TODAY, made_by=sector_reviewer,
            made_on=TODAY,
        )
        for item in Item.objects.filter(is_money=False)
    )  # fmt: skip
    assert queries_of(browser, page) == few
