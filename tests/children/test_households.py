"""Households: shared by brothers and sisters, edited once for all, joined and left; poverty moves HC13."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from children.lists.siblings import household_key
from children.models import Guardian, Household, PovertyCategory, PovertyRecord
from children.phones import phone_of
from children.services import child as child_acts
from children.services import circumstance
from children.services import household as acts
from lao_cai_support.audit.models import Act
from lao_cai_support.web.errors import Refusal
from tests.children.test_register import fields, kind, refused
from tests.factories.areas import VillageFactory
from tests.factories.children import ChildFactory, GuardianFactory, HouseholdFactory, SpellFactory

D = datetime.date


def page(name, *args):
    return reverse(f"children:{name}", args=args)


def adult(**more):
    return {
        "pk": None,
        "relation": "mother",
        "full_name": "Lý Thị Dê",
        "birth_year": 1990,
        "job": "",
        "phone": "",
        "deceased": False,
        "status": "alive",
        "personal_id": "",
        "head": False,
    } | more


@pytest.fixture
def family(child):
    """The child's household with both parents and a small brother."""
    GuardianFactory(household=child.household, relation="father", full_name="Giàng A Sử")
    GuardianFactory(household=child.household, relation="mother", full_name="Lý Thị Dê")
    ChildFactory(unit=child.unit, household=child.household, full_name="Giàng A Tủa", date_of_birth=D(2019, 3, 1))
    return child.household


@pytest.fixture
def officer(client_of, commune_officer):
    return client_of(commune_officer)


# Telephone numbers


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("0912345678", "0912345678"),
        ("0912 345 678", "0912345678"),
        ("0912.345.678", "0912345678"),
        ("+84912345678", "0912345678"),
        ("+84 (0) 912 345 678", "0912345678"),
        ("84912345678", "0912345678"),
        ("02143840111", "02143840111"),
        ("0212345678", None),  # a fixed line has eleven digits
        ("0112345678", None),
        ("091234567", None),
        ("09123456789", None),
        ("chưa có", None),
        ("０９１２３４５６７８", None),
    ],
)
def test_telephone_numbers(typed, kept):
    assert phone_of(typed) == kept


@pytest.mark.parametrize("model", [Household, Guardian])
def test_the_database_refuses_a_wrong_number(model, family):
    with pytest.raises(IntegrityError, match="phone_rule"), transaction.atomic():
        model.objects.filter(**({"pk": family.pk} if model is Household else {"household": family})).update(phone="12")


# One record for all its children


def test_an_edit_reaches_every_child_of_the_household(family, commune_officer, officer, child):
    father = family.guardians.get(relation="father")
    acts.edit_household(
        user=commune_officer,
        household=family,
        version=1,
        address="Tổ 3",
        phone="0912345678",
        number="HN-12",
        adults=[
            adult(pk=father.pk, relation="father", full_name="GIÀNG A SỬ", deceased=True),
            adult(pk=None, relation="grandparent", full_name="vàng thị mẩy", head=True, phone="0987654321"),
        ],
    )
    family.refresh_from_db()
    assert (family.address, family.phone, family.number, family.version) == ("Tổ 3", "0912345678", "HN-12", 2)
    assert [(g.relation, g.full_name, g.deceased, g.head) for g in family.guardians.all()] == [
        ("father", "Giàng A Sử", True, False),
        ("grandparent", "Vàng Thị Mẩy", False, True),
    ]
    for one in family.children.all():
        body = officer.get(page("child_detail", one.code)).content.decode()
        assert "Tổ 3" in body and "0987654321" in body and "đã mất" in body and "Lý Thị Dê" not in body
    act = Act.objects.get(act="household.edit")
    assert act.fields == ["address", "guardians", "number", "phone"]
    assert act.object_code == family.code


def test_an_old_version_overwrites_nothing(family, commune_officer):
    acts.edit_household(user=commune_officer, household=family, version=1, address="Tổ 3")
    with refused(code="version"):
        acts.edit_household(user=commune_officer, household=family, version=1, address="Tổ 4")
    family.refresh_from_db()
    assert family.address == "Tổ 3"


def test_parents_may_change_places_and_the_head_may_change(family, commune_officer):
    father, mother = family.guardians.order_by("pk")
    swapped = [
        adult(pk=father.pk, relation="mother", full_name="Lý Thị Dê"),
        adult(pk=mother.pk, relation="father", full_name="Giàng A Sử", head=True),
    ]
    acts.edit_household(user=commune_officer, household=family, version=1, adults=swapped)
    swapped[0]["head"], swapped[1]["head"] = True, False
    acts.edit_household(user=commune_officer, household=family, version=2, adults=swapped)
    assert {(g.pk, g.relation, g.head) for g in family.guardians.all()} == {
        (father.pk, "mother", True),
        (mother.pk, "father", False),
    }


@pytest.mark.parametrize(
    ("adults", "code"),
    [
        ([adult(), adult(full_name="Lý Thị Hai")], "two_parents"),
        ([adult(head=True), adult(relation="relative", full_name="Lý A Ba", head=True)], "two_heads"),
    ],
)
def test_two_mothers_or_two_heads_are_refused_whole(adults, code, family, commune_officer):
    with refused(code=code):
        acts.edit_household(user=commune_officer, household=family, version=1, address="x", adults=adults)
    family.refresh_from_db()
    assert family.address == "" and family.guardians.count() == 2


def test_a_neighbour_edits_no_household(family, neighbour_officer):
    with refused(code="right"):
        acts.edit_household(user=neighbour_officer, household=family, version=1, address="x")


def test_former_adults_stay_in_the_history(family, commune_officer):
    from django.apps import apps

    acts.edit_household(user=commune_officer, household=family, version=1, adults=[])
    gone = apps.get_model("children.GuardianEvent").objects.filter(household=family)
    assert {row.full_name for row in gone} == {"Giàng A Sử", "Lý Thị Dê"}


# Joining and leaving


def test_a_new_child_joins_a_household(family, commune_officer, units):
    made = child_acts.register_child(
        user=commune_officer,
        unit=units.commune,
        household=family,
        father="Giàng A Sử",
        mother="Lý Thị Dê",
        **fields(full_name="Giàng Thị Ba"),
    )
    assert made.household == family and family.children.count() == 3
    assert family.guardians.count() == 2 and Household.objects.count() == 1


def test_a_household_of_another_commune_is_not_joined(child, neighbour_child, commune_officer, units):
    with refused("household"):
        acts.join_household(user=commune_officer, child=child, household=neighbour_child.household)
    with refused("household"):
        child_acts.register_child(
            user=commune_officer, unit=units.commune, household=neighbour_child.household, **fields()
        )


def test_join_and_split(family, units, commune_officer):
    GuardianFactory(household=family, relation="carer", full_name="Vàng Thị Mẩy", phone="0912345678")
    cousin = ChildFactory(unit=units.commune, full_name="Giàng A Chư")
    acts.join_household(user=commune_officer, child=cousin, household=family)
    cousin.refresh_from_db()
    assert cousin.household == family and cousin.version == 2
    with refused("household"):
        acts.join_household(user=commune_officer, child=cousin, household=family)
    PovertyRecord.objects.create(household=family, year=2024, category_id="HN22N")
    acts.split_household(user=commune_officer, child=cousin)
    cousin.refresh_from_db()
    assert cousin.household != family
    assert [(g.full_name, g.phone) for g in cousin.household.guardians.order_by("pk")] == [
        (g.full_name, g.phone) for g in family.guardians.order_by("pk")
    ]
    assert cousin.household.poverty.get().category_id == "HN22N"
    with refused(code="alone"):
        acts.split_household(user=commune_officer, child=cousin)


def test_the_search_for_a_household_keeps_names_out_of_addresses(family, child, officer, units, neighbour_child):
    village = VillageFactory(unit=units.commune, name="Phéc Bủng")
    other = ChildFactory(
        unit=units.commune, full_name="Sùng A Lử", household=HouseholdFactory(unit=units.commune, village=village)
    )
    GuardianFactory(household=other.household, relation="father", full_name="Sùng A Páo")
    GuardianFactory(household=neighbour_child.household, relation="father", full_name="Sùng A Páo")
    url = page("household_join", child.code)
    for typed in ("sung a pao", "Sùng A Páo", "phec bung"):
        body = officer.post(url, {"search": typed}).content.decode()
        assert other.household.code in body and neighbour_child.household.code not in body
    assert "Không có hộ nào" in officer.post(url, {"search": "Không ai tên thế"}).content.decode()
    assert officer.post(url, {"search": ""}).status_code == 422
    assert officer.post(url, {"household": other.household.code})["Location"] == page("child_detail", child.code)
    child.refresh_from_db()
    assert child.household == other.household
    assert officer.post(url, {"household": neighbour_child.household.code}).status_code == 404
    assert officer.post(url, {"household": "x\0y"}).status_code == 404


def test_a_new_childs_household_is_found_first(family, officer, neighbour_child):
    assert page("household_find") in officer.get(page("child_new")).content.decode()
    body = officer.post(page("household_find"), {"search": "ly thi de"}).content.decode()
    assert f"{page('child_new')}?ho={family.code}" in body
    assert officer.post(page("household_find"), {"search": " "}).status_code == 422


def test_the_search_costs_the_same_for_3_and_20(child, officer, units):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def found(count):
        for _number in range(count):
            GuardianFactory(household=ChildFactory(unit=units.commune).household, full_name="Sùng A Páo")
        officer.post(page("household_find"), {"search": "sung a pao"})
        with CaptureQueriesContext(connection) as queries:
            body = officer.post(page("household_find"), {"search": "sung a pao"}).content.decode()
        return len(queries), body

    few, _body = found(3)
    many, body = found(27)
    assert many == few and "Còn nhiều hộ khác" in body


def test_the_households_page_and_form(family, child, officer):
    body = officer.get(page("household_detail", family.code)).content.decode()
    assert "Giàng A Tủa" in body and "Lý Thị Dê" in body
    form = officer.get(page("household_edit", family.code))
    sent = {"version": "1", "village": "", "number": "", "address": "Tổ 5", "phone": "0912 345 678", "poverty": ""}
    sent |= {"adult-TOTAL_FORMS": "4", "adult-INITIAL_FORMS": "2"}
    for index, guardian in enumerate(family.guardians.all()):
        sent |= {
            f"adult-{index}-pk": str(guardian.pk),
            f"adult-{index}-relation": guardian.relation,
            f"adult-{index}-full_name": guardian.full_name,
            f"adult-{index}-status": "away",
        }
    for index in (2, 3):
        sent |= {f"adult-{index}-relation": "father", f"adult-{index}-status": "alive", f"adult-{index}-full_name": ""}
    assert form.status_code == 200 and form.content.decode().count('name="adult-') >= 4
    bad = officer.post(page("household_edit", family.code), sent | {"phone": "123", "adult-0-phone": "999"})
    assert bad.status_code == 422
    assert 'value="123"' in bad.content.decode() and "#id_adult-0-phone" in bad.content.decode()
    assert officer.post(page("household_edit", family.code), sent).status_code == 302
    family.refresh_from_db()
    assert (family.address, family.phone) == ("Tổ 5", "0912345678")
    assert set(family.guardians.values_list("status", flat=True)) == {"away"}
    second = officer.post(page("household_edit", family.code), sent | {"address": "Tổ 6"})
    assert second.status_code == 422 and "người khác sửa" in second.content.decode()
    assert 'name="version" value="2"' in second.content.decode()


def test_a_new_child_form_opened_from_the_household_knows_the_parents(family, officer, neighbour_child, units):
    form = officer.get(f"{page('child_new')}?ho={family.code}")
    body = form.content.decode()
    assert 'value="Giàng A Sử"' in body and "2 trẻ cùng hộ" in body
    assert officer.get(f"{page('child_new')}?ho={neighbour_child.household.code}").status_code == 404


def test_a_school_reads_the_child_and_not_the_family_record(family, child, client_of, school_officer):
    family.phone, family.address = "0912345678", "Tổ 3"
    family.save()
    browser = client_of(school_officer)
    body = browser.get(page("child_detail", child.code)).content.decode()
    assert "0912345678" not in body and "Tổ 3" not in body and page("household_detail", family.code) not in body
    assert browser.get(page("household_detail", family.code)).status_code == 403


# Brothers and sisters of one file


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({}, {}, True),
        ({"father": "GIÀNG A SỬ"}, {}, True),
        ({}, {"village": "ban pho 2"}, True),
        ({"father": ""}, {"father": ""}, False),  # one parent alone is no proof
        ({}, {"mother": "Vàng Thị Mẩy"}, False),
        ({}, {"village": "Phéc Bủng"}, False),
        ({"village": ""}, {"village": ""}, False),
    ],
)
def test_which_rows_share_a_household(one, other, same):
    def row(father="Giàng A Sử", mother="Lý Thị Dê", village="Bản Phố 2"):
        return {"adults": {"father": father, "mother": mother}, "village": village}

    first, second = household_key(row(**one)), household_key(row(**other))
    assert (first is not None and first == second) is same


# Poverty and HC13


def category(code):
    return PovertyCategory.objects.get(pk=code)


def spells(child):
    return [(s.kind_id, s.valid.lower, s.valid.upper) for s in child.circumstances.order_by("valid", "kind_id")]


def test_hc13_needs_a_poor_household(child, commune_officer):
    def opened(code):
        return circumstance.open_circumstance(
            user=commune_officer, child=child, kind=kind(code), since=D(2024, 3, 1), evidence="Bệnh án số 4"
        )

    with refused("kind"):
        opened("HC13.01")
    acts.set_poverty(user=commune_officer, household=child.household, year=2024, category=category("CN22N"))
    with refused("kind"):
        opened("HC13.01")
    assert opened("HC13.02").kind_id == "HC13.02"


def test_leaving_the_poor_list_ends_hc13_and_opens_nc07(family, child, commune_officer):
    acts.set_poverty(user=commune_officer, household=family, year=2024, category=category("HN22N"))
    SpellFactory(child=child, kind_id="HC13.01", valid=(D(2023, 5, 1), None), evidence="Bệnh án số 4")
    SpellFactory(child=child, kind_id="HC01", valid=(D(2023, 5, 1), None))
    assert acts.set_poverty(user=commune_officer, household=family, year=2024, category=category("CN22N"))
    assert ("HC13.01", D(2023, 5, 1), D(2024, 11, 15)) in spells(child)
    assert ("HC13.02", D(2024, 11, 15), None) in spells(child)
    neither = category("KN")
    acts.set_poverty(user=commune_officer, household=family, year=2024, category=neither)
    assert [kind for kind, _from, upper in spells(child) if upper is None] == ["HC01", "NC07"]
    assert child.circumstances.get(kind="NC07").evidence == "Bệnh án số 4"
    assert {act.object_code for act in Act.objects.filter(act="child.left_poverty")} == {child.code}
    assert not acts.set_poverty(user=commune_officer, household=family, year=2024, category=neither)


def test_the_form_offers_one_poor_one_near_poor_and_neither(child, officer):
    offered = officer.get(page("child_edit", child.code)).context["form"].fields["poverty"].queryset
    assert {row.pk for row in offered} == {"HN22N", "CN22N", "KN"}


def test_not_reviewed_says_nothing_about_hc13(child, commune_officer):
    SpellFactory(child=child, kind_id="HC13.01")
    acts.set_poverty(user=commune_officer, household=child.household, year=2024, category=category("CX"))
    assert child.circumstances.get().valid.upper is None


def test_another_years_poverty_moves_nothing(family, child, commune_officer):
    SpellFactory(child=child, kind_id="HC13.01")
    neither = category("KN")
    acts.set_poverty(user=commune_officer, household=family, year=2022, category=neither)
    assert child.circumstances.get().valid.upper is None


def test_poverty_given_with_the_childs_form_moves_hc13_too(child, commune_officer):
    from tests.children.test_register import as_it_is

    SpellFactory(child=child, kind_id="HC13.01")
    neither = category("KN")
    child_acts.edit_child(user=commune_officer, child=child, **as_it_is(child, poverty=neither))
    assert child.circumstances.get(kind="NC07").valid.upper is None


def test_a_refused_edit_leaves_everything(family, commune_officer):
    with pytest.raises(Refusal):
        acts.edit_household(
            user=commune_officer,
            household=family,
            version=1,
            poverty=category("HN22N"),
            adults=[adult(), adult(full_name="Lý Thị Hai")],
        )
    assert not family.poverty.exists()


def test_two_childrens_forms_do_not_overwrite_each_others_family(family, child, officer):
    """The brother's form was open while the father's name was put right from the sister's."""
    brother = family.children.exclude(pk=child.pk).get()
    opened = officer.get(page("child_edit", brother.code)).context["form"]
    stale = {name: opened[name].value() or "" for name in opened.fields if opened[name].value() is not False}
    stale["date_of_birth"] = brother.date_of_birth.isoformat()
    mine = officer.get(page("child_edit", child.code)).context["form"]
    sent = {name: mine[name].value() or "" for name in mine.fields if mine[name].value() is not False}
    sent |= {"father": "Giàng A Sùng", "date_of_birth": child.date_of_birth.isoformat()}
    assert officer.post(page("child_edit", child.code), sent).status_code == 302
    answer = officer.post(page("child_edit", brother.code), stale)
    assert answer.status_code == 422 and "Hộ của trẻ vừa được người khác sửa" in answer.content.decode()
    assert family.guardians.get(relation="father").full_name == "Giàng A Sùng"
    again = stale | {"household_version": answer.context["form"].data["household_version"], "father": "Giàng A Sùng"}
    assert officer.post(page("child_edit", brother.code), again).status_code == 302
    assert "Sửa hộ gia đình" in officer.get(page("household_detail", family.code)).content.decode()
