"""Search at scale: by words of names, adults and villages; pages that follow one another; counts with an end."""

import unicodedata

import pytest
from django.urls import reverse

from children.models import Child
from lao_cai_support.web import listing
from tests.factories.areas import VillageFactory
from tests.factories.children import ChildFactory, GuardianFactory, HouseholdFactory
from tests.queries import queries_of


@pytest.fixture
def hoa(units, lists, village):
    child = ChildFactory(unit=units.commune, village=village, full_name="Giàng Thị Hoà", personal_id="010316000123")
    GuardianFactory(household=child.household, full_name="Vàng Seo Páo", relation="father")
    ChildFactory(unit=units.sibling, full_name="Lồ Seo Dìn")
    return child


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Giàng Thị Hoà", True),
        ("Giàng Thị Hòa", True),  # the mark on the other letter
        ("giang thi hoa", True),
        (unicodedata.normalize("NFD", "Giàng Thị Hoà"), True),
        ("giãng thì họa", True),  # wrong marks
        ("thi h", True),  # the last word cut short
        ("gian", True),
        ("iang", True),  # inside a word
        ("seo pao", True),  # the father
        ("ban pho", True),  # the village
        ("hoa ban pho", True),  # words that stand apart
        ("pao giang", True),
        ("010316", True),
        ("hoa seo din", False),
        ("seo thi", True),  # stand apart, and nowhere side by side
        ("giang|vang", False),
        ("&", False),
        ("hoa:*", True),  # signs are no part of a name
        ("!", False),
    ],
)
def test_what_finds_her(text, found, hoa):
    assert (hoa in Child.objects.search(text)) is found


def test_words_side_by_side_come_before_words_apart(units, lists):
    one = ChildFactory(unit=units.commune, full_name="Giàng A Páo")
    other = ChildFactory(unit=units.commune, full_name="Giàng Seo Lù")
    GuardianFactory(household=other.household, full_name="Lý A Páo", relation="father")
    assert list(Child.objects.search("giang a pao")) == [one]


def text_of(child):
    return Child.objects.values_list("search_text", flat=True).get(pk=child.pk)


def test_the_database_keeps_what_is_searched(hoa, units):
    assert text_of(hoa) == " giang thi hoa | vang seo pao | ban pho 2 "
    father = hoa.household.guardians.get()
    father.full_name = "Vàng Seo Lử"
    father.save()
    assert "seo lu" in text_of(hoa)
    mother = GuardianFactory(household=hoa.household, full_name="Sùng Thị Mỷ")
    assert text_of(hoa) == " giang thi hoa | vang seo lu | sung thi my | ban pho 2 "
    mother.delete()
    assert "sung" not in text_of(hoa)
    home = HouseholdFactory(unit=units.commune)
    GuardianFactory(household=home, full_name="Lý Thị Sẻn")
    Child.objects.filter(pk=hoa.pk).update(household=home, full_name="Giàng Thị Hoa")
    assert text_of(hoa) == " giang thi hoa | ly thi sen | ban pho 2 "
    hoa.village.name = "Sín Chải"
    hoa.village.save()
    assert text_of(hoa).endswith("| sin chai ")
    moved = VillageFactory(unit=units.sibling, name="Hoàng Hạ")
    Child.objects.filter(pk=hoa.pk).update(village=moved)
    assert text_of(hoa).endswith("| hoang ha ")
    home.guardians.update(household=HouseholdFactory(unit=units.commune))
    assert "ly thi sen" not in text_of(hoa)


def test_within_one_commune_only_its_words_are_read(hoa, units, commune_officer, province_officer):
    def sql(user):
        return str(Child.objects.visible_to(user).searches("giang")[0].query)

    assert f"{units.commune.pk}ugiang" in sql(commune_officer)
    assert "ugiang" not in sql(province_officer)
    narrowed = Child.objects.visible_to(province_officer).filter(unit=units.commune)
    assert f"{units.commune.pk}ugiang" in str(narrowed.searches("giang")[0].query)
    assert "ugiang" not in str(Child.objects.exclude(unit=units.commune).searches("giang")[0].query)
    assert list(Child.objects.visible_to(commune_officer).search("giang thi")) == [hoa]
    assert list(narrowed.search("thi hoa")) == [hoa]


# Pages


def names(answer):
    return [row.full_name for row in answer.context["listing"].page]


@pytest.fixture
def crowd(units, lists, monkeypatch):
    monkeypatch.setattr(listing, "COUNTED", 10)
    villages = [VillageFactory(unit=units.commune, name=f"Thôn {n}") for n in range(3)]
    return [
        ChildFactory(
            unit=units.commune,
            full_name=f"Giàng A {given}",
            village=villages[n % 3] if n % 4 else None,
            sex="male" if n % 2 else "female",
        )
        for n, given in enumerate(["Páo", "Sử", "An", "Ánh", "Ân", "Dế", "Đông", "Yến"] * 16)
    ]


def follow(browser, url, way="later", limit=60):
    """Every row met by going on from page to page."""
    seen, query = [], ""
    for _page in range(limit):
        answer = browser.get(f"{url}{query}")
        page = answer.context["listing"].page
        seen.append([row.pk for row in page])
        code = getattr(page, way)
        if not code:
            return seen
        glue = "&" if "?" in url else "?"
        query = f"{glue}{'after' if way == 'later' else 'before'}={code}"
    raise AssertionError("the pages do not end")


@pytest.mark.parametrize("sort", ["name", "-name", "born", "village", "-village", "ethnic", "-ethnic", "unit", "state"])
def test_going_on_meets_every_row_once_in_order(sort, crowd, client_of, commune_officer):
    url = f"{reverse('children:child_list')}?sort={sort}"
    browser = client_of(commune_officer)
    answer = browser.get(url)
    shown = answer.context["listing"]
    assert shown.uncounted and "hơn 10 trẻ em" in answer.content.decode()
    pages = follow(browser, url)
    expected = list(shown.rows.values_list("pk", flat=True))
    assert [pk for page in pages for pk in page] == expected
    assert len(pages) == 3 and "OFFSET" not in str(shown.rows.query)


def test_going_back_meets_the_same_pages(crowd, client_of, commune_officer):
    browser, url = client_of(commune_officer), reverse("children:child_list")
    forward = follow(browser, url)
    last = Child.objects.get(pk=forward[-1][0])
    first_page = browser.get(f"{url}?before={last.code}")
    assert [row.pk for row in first_page.context["listing"].page] == forward[-2]
    assert "Giàng" not in first_page.request["QUERY_STRING"]
    assert browser.get(f"{url}?after=zzzzzzzzzz").context["listing"].page.rows[0].pk == forward[0][0]


def test_a_search_with_many_hits_goes_on_too(crowd, client_of, commune_officer, units):
    ChildFactory(unit=units.commune, full_name="Lồ Seo Dìn")
    browser, url = client_of(commune_officer), reverse("children:child_list")
    browser.post(url, {"search": "giang a"})
    pages = follow(browser, url)
    assert len([pk for page in pages for pk in page]) == len(crowd) == len({pk for page in pages for pk in page})
    browser.post(url, {"search": "seo din"})
    answer = browser.get(url)
    assert names(answer) == ["Lồ Seo Dìn"] and answer.context["listing"].total == 1


def test_a_long_list_costs_the_same_however_long(units, lists, client_of, commune_officer, monkeypatch):
    monkeypatch.setattr(listing, "COUNTED", 2)
    browser, url = client_of(commune_officer), reverse("children:child_list")
    ChildFactory.create_batch(3, unit=units.commune)
    few = queries_of(browser, url)
    ChildFactory.create_batch(57, unit=units.commune)
    assert queries_of(browser, url) == few
