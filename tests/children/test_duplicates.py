"""Looking for doubles: which two files are brought together, how they are weighed, and what is said of them."""

import datetime
from types import SimpleNamespace

import pytest
from django.db import connection

from children.duplicates.candidates import compare, search
from children.duplicates.explanation import WORDS, advice, explain, in_short, strength
from children.duplicates.score import ADULT_LEVELS, BIRTHS, NAMES, SHOWN, chance
from children.models import Child, DuplicatePair, Guardian
from children.services import child as acts
from children.services import duplicate, list_import
from children.services.duplicate import call_different, compare_all, files_of
from children.services.list_commit import commit_import
from children.tasks import compare_children, find_duplicates
from lao_cai_support.audit.models import Act
from lao_cai_support.web.models import Job
from tests.children.sheets import HEADER, child_row, table
from tests.factories.areas import VillageFactory
from tests.factories.children import ChildFactory, GuardianFactory, HouseholdFactory
from tests.factories.duplicates import PairFactory

D = datetime.date
BORN = D(2016, 5, 20)


@pytest.fixture
def file(units, lists, village):
    """``file(name, born, mother=…, father=…)``: a child's file in the commune, unless it says where."""

    def make(name="Giàng Thị Mỷ", born=BORN, *, mother="Lý Thị Dê", father="", carer="", **kwargs):
        year = born if isinstance(born, int) else born.year
        kwargs.setdefault("unit", units.commune)
        kwargs.setdefault("village", village if kwargs["unit"] == units.commune else None)
        kwargs.setdefault("sex", "female")
        made = ChildFactory(
            full_name=name, date_of_birth=None if isinstance(born, int) else born, birth_year=year, **kwargs
        )
        for relation, adult in (("mother", mother), ("father", father), ("carer", carer)):
            if adult:
                GuardianFactory(household=made.household, relation=relation, full_name=adult)
        return made

    return make


def found(*files):
    """The evidence of the pair of two files, after one of them was compared; None when they are no pair."""
    compare([files[0].pk])
    pair = DuplicatePair.objects.filter(a__in=files, b__in=files).first()
    return pair and pair.evidence


def level(evidence, field):
    return evidence[field][0]


# Names as they sound


@pytest.mark.parametrize(
    "names",
    [
        ("Giàng Thị Mỷ", "Dàng Thị Mỵ", "ZÀNG THỊ MỊ", "giang thi my"),
        ("Thào A Sín", "Thảo A Sỉn", "Thao  A Sin "),
        ("Sùng Seo Chá", "Xùng Seo Trá"),
        ("H'Mông A Hmi", "Hmông A Mi", "Mông A Mỉ"),
        ("Đặng Văn Quý", "Đặng Văn Quí"),
        ("Lý Thị Thuỷ", "Lý Thị Thủy"),
        ("Nghiêm Thị Kỷ", "Ngiêm Thị Cỷ"),
        ("Tráng A Dở", "Cháng A Giở"),
    ],
)
def test_one_sound_is_one_key(names, file):
    assert len({file(name).__class__.objects.get(full_name=name).name_key for name in names}) == 1


@pytest.mark.parametrize(
    "names",
    [
        ("Giàng A Páo", "Giàng A Sáo"),
        ("Đặng Văn Hà", "Dặng Văn Hà"),  # đ is another letter
        ("Lý Thị Máy", "Lý Thị Mai"),
        ("Kha A Chu", "Ca A Chu"),
        ("Giàng A Páo", "Páo A Giàng"),
    ],
)
def test_other_sounds_are_other_keys(names, file):
    assert len({Child.objects.get(pk=file(name).pk).name_key for name in names}) == len(names)


def test_the_given_name_stands_first(file):
    assert Child.objects.get(pk=file("Nguyễn Thị Minh Anh").pk).name_key == "anh nguyen thi minh"
    assert Child.objects.get(pk=file("Páo").pk).name_key == "pao"
    assert Guardian.objects.get(
        pk=GuardianFactory(household=HouseholdFactory(unit=Child.objects.first().unit)).pk
    ).name_key


# The same child by another hand


@pytest.mark.parametrize(
    ("name", "how"),
    [
        ("Giàng Thị Mỷ", "same"),
        ("GIÀNG THỊ MỶ", "same"),
        ("Giàng Thị Mỹ", "marks"),
        ("Giang Thi My", "marks"),
        ("Dàng Thị Mị", "sound"),
        ("Giàng Mỷ", "middle"),
        ("Giàng Seo Mỷ", "middle"),
        ("Giàn Thị Mỷ", "near"),
        ("Mỷ Thị Giàng", "order"),
    ],
)
def test_names_by_another_hand(name, how, file):
    assert level(found(file(), file(name)), "name") == how


@pytest.mark.parametrize(
    ("born", "how"),
    [
        (D(2016, 5, 20), "same"),
        (D(2016, 5, 21), "digit"),
        (D(2016, 5, 10), "digit"),
        (D(2016, 6, 20), "digit"),
        (D(2015, 5, 20), "year"),
        (D(2012, 5, 20), "year_far"),
        (2016, "year_only"),
        (D(2016, 1, 1), "year_only"),
        (2017, "year_only_near"),
        (D(2016, 5, 9), "month"),
        (D(2016, 11, 9), "differs_in_year"),
    ],
)
def test_births_by_another_hand(born, how, file):
    """With both parents agreeing, no slip of the birth hides the double."""
    both = {"mother": "Lý Thị Dê", "father": "Giàng A Sử"}
    assert level(found(file(**both), file(born=born, **both)), "born") == how


def test_day_and_month_exchanged(file):
    assert level(found(file(born=D(2016, 5, 3)), file(born=D(2016, 3, 5))), "born") == "swapped"
    elsewhere = found(file("Vàng A Lử", D(2016, 5, 3)), file("Vàng A Lử", D(2016, 3, 5)))
    assert level(elsewhere, "born") == "swapped"


@pytest.mark.parametrize(
    ("one", "other", "field", "how"),
    [
        ({"mother": "Lý Thị Dê"}, {"mother": "Lí Thị Giê"}, "mother", "same"),
        ({"mother": "Lý Thị Dê"}, {"mother": "Lý Dê"}, "mother", "middle"),
        ({"mother": "Lý Thị Dê"}, {"mother": "Lýn Thị Dê"}, "mother", "near"),
        ({"mother": "Lý Thị Dê"}, {"mother": ""}, "mother", "missing"),
        ({"father": "Giàng A Páo"}, {"father": "Giàng Chờ Páo"}, "father", "middle"),  # the name he got as a husband
        ({"mother": "", "carer": "Lý Thị Dê"}, {"mother": "Lý Thị Dê"}, "adult", "other_relation"),
    ],
)
def test_adults_by_another_hand(one, other, field, how, file):
    assert level(found(file(**one), file(**other)), field) == how


def test_pairs_are_found_across_communes_and_districts(file, units):
    here = file(father="Giàng A Sử")
    there = file("Dàng Thị Mỷ", father="Giàng A Sử", unit=units.sibling)
    far = file(father="Giàng A Sử", unit=units.far)
    assert level(found(here, there), "place") == "district"
    assert level(found(here, far), "place") == "far"
    assert level(found(file(village=None), here), "place") == "commune"


def test_a_rare_name_weighs_more_than_a_common_one(file):
    for year in range(2009, 2024):
        for day in (1, 11, 21):
            file("Giàng A Páo", D(year, 3, day), mother=f"Sùng Thị {'BCDGHKLM'[day % 8]}ua", sex="male")
    common = file("Giàng A Páo", D(2016, 7, 9), sex="male"), file("Giàng A Páo", D(2016, 7, 9), sex="male")
    rare = file("Lừu Seo Ghếnh", D(2016, 7, 9), sex="male"), file("Lừu Seo Ghếnh", D(2016, 7, 9), sex="male")
    told = found(*common)["name"], found(*rare)["name"]
    assert told[0][1] < told[1][1]
    assert (told[0][2], told[1][2]) == (47, 2)


# Who only looks so


def test_twins_and_brothers_are_not_brought_together(file):
    """One mother, one father, one day, one village: that alone says family, not one child."""
    family = {"mother": "Lý Thị Dê", "father": "Giàng A Sử", "sex": "male"}
    children = [
        file("Giàng A Páo", D(2016, 5, 20), **family),
        file("Giàng A Sáo", D(2016, 5, 20), **family),  # a twin one letter away
        file("Giàng A Chu", D(2016, 5, 20), **family),
        file("Giàng A Hùng", D(2018, 5, 20), **family),
        file("Giàng A Hưng", D(2018, 5, 20), **family),  # ù and ư are two letters
        file("Giàng A Lử", D(2019, 2, 3), **family),
    ]
    compare([child.pk for child in children])
    assert not DuplicatePair.objects.exists()


def test_brothers_in_one_household_record_are_not_brought_together(file):
    one = file("Giàng A Páo", sex="male")
    two = file("Giàng A Chu", sex="male", mother="", household=one.household)
    assert found(one, two) is None


def test_cousins_of_one_name_are_not_brought_together(file):
    one = file("Giàng A Páo", D(2016, 5, 20), mother="Lý Thị Dê", father="Giàng A Sử", sex="male")
    two = file("Giàng A Páo", D(2016, 11, 3), mother="Sùng Thị Mo", father="Giàng A Lử", sex="male")
    assert found(one, two) is None


def test_two_numbers_are_two_children(file):
    one, two = file(personal_id="010316000077"), file(personal_id="010316123456", mother="")
    assert found(one, two) is None or level(found(one, two), "personal_id") == "differs"
    near = file("Vàng A Lử", personal_id="010316000088"), file("Vàng A Lử", personal_id="010316000087")
    assert level(found(*near), "personal_id") == "near"


def test_files_entered_by_mistake_merged_or_both_ended_are_no_pairs(file):
    one, two = file(), file()
    for change in ({"end_reason": "error"}, {"end_reason": "merged"}):
        Child.objects.filter(pk=two.pk).update(state="ended", ended_on=D(2024, 1, 1), **change)
        assert found(one, two) is None and found(two, one) is None
    Child.objects.filter(pk=two.pk).update(end_reason="moved")
    assert found(one, two)  # gone from one commune, written anew in another
    Child.objects.filter(pk=one.pk).update(state="ended", ended_on=D(2024, 1, 1), end_reason="aged")
    assert found(one, two) is None


# What a search writes


def test_nothing_is_ever_merged_by_a_search(file):
    files = [file() for _ in range(3)]
    before = list(Child.objects.order_by("pk").values())
    compare([child.pk for child in files])
    assert DuplicatePair.objects.filter(state="open").count() == 3
    assert list(Child.objects.order_by("pk").values()) == before


def test_the_older_file_stands_first_and_the_score_is_a_chance(file):
    one, two = file(), file()
    compare([two.pk])
    pair = DuplicatePair.objects.get()
    assert (pair.a, pair.b, pair.found_on) == (one, two, D(2024, 11, 15))
    assert pair.weight >= SHOWN and pair.score == chance(pair.weight)
    assert [chance(weight) for weight in (-1000, 0, 10, 1000)] == [1, 50, 67, 99]


def test_a_second_search_changes_nothing(file):
    one, two = file(), file()
    compare([one.pk])
    before = list(DuplicatePair.objects.values())
    compare([two.pk])
    compare_all([one.pk, two.pk], whole=True)
    assert list(DuplicatePair.objects.values()) == before


def test_not_the_same_is_remembered(file, district_officer):
    one, two = file(), file()
    compare([one.pk])
    call_different(user=district_officer, pair=DuplicatePair.objects.get(), reason="chị em")
    compare([one.pk, two.pk])
    compare_all([one.pk, two.pk], whole=True)
    pair = DuplicatePair.objects.get()
    assert (pair.state, pair.reason) == ("not_same", "chị em")
    assert not DuplicatePair.objects.waiting().exists()


def test_pairs_are_weighed_anew_and_go_when_nothing_speaks_for_them(file):
    one, two = file(), file()
    compare([one.pk])
    first = DuplicatePair.objects.get()
    Guardian.objects.filter(household=two.household).update(full_name="Sùng Thị Mo")
    compare([two.pk])
    second = DuplicatePair.objects.get()
    assert second.code == first.code and second.weight < first.weight
    Child.objects.filter(pk=two.pk).update(full_name="Sùng Thị Chá")
    compare([two.pk])
    assert not DuplicatePair.objects.exists()


def test_a_search_of_many_finds_what_single_ones_find(file, units):
    for index, name in enumerate(("Vàng A Lử", "Lừu Seo Ghếnh", "Thào A Sín")):
        file(name, D(2015, 2 + index, 14), sex="male")
        file(name, D(2015, 2 + index, 14), sex="male", unit=units.far)
    keys = list(Child.objects.values_list("pk", flat=True))

    def pairs():
        return set(DuplicatePair.objects.values_list("a", "b", "weight"))

    for key in keys:
        compare([key])
    one_by_one = pairs()
    DuplicatePair.objects.all().delete()
    with search(whole=True) as register:
        for key in keys:
            register.compare([key])
    assert pairs() == one_by_one and len(one_by_one) == 3
    DuplicatePair.objects.all().delete()
    with search(whole=False) as register:
        assert register.compare(keys[:2]) == 1
    assert len(pairs()) == 1


def test_a_search_leaves_no_tables_behind(file):
    file(), file()
    compare_all(list(Child.objects.values_list("pk", flat=True)), whole=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_class WHERE relname LIKE 'dup\\_%'")
        assert cursor.fetchone() == (0,)


# When files are compared


@pytest.fixture
def sent(monkeypatch):
    """What is sent to the worker: (task, arguments)."""
    messages = []
    app = SimpleNamespace(send_task=lambda name, args: messages.append((name, args)))
    monkeypatch.setattr("children.duplicates.later.current_app", app)
    return messages


def test_a_registered_and_an_edited_child_are_compared_after_the_commit(
    file, units, commune_officer, village, sent, django_capture_on_commit_callbacks
):
    held = file()
    with django_capture_on_commit_callbacks(execute=True):
        made = acts.register_child(
            user=commune_officer,
            unit=units.commune,
            village=village,
            mother="Lý Thị Dê",
            full_name="Giàng Thị Mỷ",
            sex="female",
            date_of_birth=held.date_of_birth,
        )
    assert sent == [("children.tasks.compare_children", [[made.pk]])]
    compare_children(*sent[0][1])
    pair = DuplicatePair.objects.get()
    assert (pair.a, pair.b) == (held, made)
    with django_capture_on_commit_callbacks(execute=True):
        fields = {name: getattr(made, name) for name in acts.OWN_FIELDS} | {"full_name": "Sùng Thị Chá"}
        acts.edit_child(
            user=commune_officer, child=made, version=made.version, village=village, mother="Lý Thị Dê", **fields
        )
    compare_children(*sent[1][1])
    assert not DuplicatePair.objects.exists()


def test_the_children_of_a_list_are_compared_after_it_was_written(
    units, lists, commune_officer, sent, django_capture_on_commit_callbacks
):
    data = table(HEADER, child_row(1), child_row(2, "Lý A Nà"))
    opened = list_import.open_import(user=commune_officer, unit=units.commune, file_name="ds.csv", data=data)
    opened = list_import.fill_import(list_import=opened, data=data)
    with django_capture_on_commit_callbacks(execute=True):
        commit_import(user=commune_officer, list_import=opened)
    assert sent == [("children.tasks.compare_children", [sorted(Child.objects.values_list("pk", flat=True))])]


def test_a_broker_that_is_down_spoils_no_registration(
    file, units, commune_officer, django_capture_on_commit_callbacks, monkeypatch
):
    def down(name, args):
        raise OSError("no broker")

    monkeypatch.setattr("children.duplicates.later.current_app", SimpleNamespace(send_task=down))
    with django_capture_on_commit_callbacks(execute=True):
        acts.register_child(
            user=commune_officer, unit=units.commune, full_name="Giàng A Páo", sex="male", date_of_birth=D(2016, 6, 5)
        )
    assert Child.objects.filter(full_name="Giàng A Páo").exists()


def test_the_task_compares_a_district_and_tells_how_far_it_is(file, units, district_officer):
    file(), file()
    file(unit=units.far)
    job = Job.objects.create(kind="find_duplicates", title="x", owner=district_officer)
    find_duplicates(job.code, units.district.pk)
    job.refresh_from_db()
    assert (job.state, job.total, job.done) == ("done", 2, 2)
    assert DuplicatePair.objects.count() == 3  # the far file is met from this side
    assert set(files_of(units.district)) < set(files_of(units.province))


def test_the_province_is_compared_in_portions(file, units, province_officer, monkeypatch):
    for _ in range(4):
        file()
    monkeypatch.setattr(duplicate, "PORTION", 2)
    job = Job.objects.create(kind="find_duplicates", title="x", owner=province_officer)
    find_duplicates(job.code, units.province.pk)
    job.refresh_from_db()
    assert (job.state, job.total) == ("done", 4)
    assert DuplicatePair.objects.count() == 6


def test_starting_a_search_is_the_right_of_who_answers_for_the_unit(
    units, district_officer, province_officer, commune_officer
):
    from lao_cai_support.web.errors import Refusal

    for user, unit in (
        (commune_officer, units.commune),
        (district_officer, units.province),
        (district_officer, units.other_district),
    ):
        with pytest.raises(Refusal):
            duplicate.start_search(user=user, unit=unit, task=find_duplicates, result_url="/")
    job = duplicate.start_search(user=district_officer, unit=units.district, task=find_duplicates, result_url="/x/")
    assert (job.owner, job.result_url) == (district_officer, "/x/")
    assert Act.objects.get(act="child.search_duplicates").unit == units.district


# In words


def test_every_level_has_words():
    assert set(WORDS["name"]) == set(NAMES)
    assert set(WORDS["born"]) == set(BIRTHS)
    for who in ("father", "mother"):
        assert set(WORDS[who]) == {*ADULT_LEVELS, "differs", "missing"}


def test_a_pair_explains_itself(file):
    evidence = found(file(father="Giàng A Sử"), file("Giàng Thị Mỹ", D(2016, 5, 21)))
    lines = {line.field: line for line in explain(evidence)}
    assert lines["name"].words == "chỉ khác dấu; 2 trẻ trong sổ có tên đọc như vậy"
    assert lines["born"].words == "ngày hoặc tháng lệch một chữ số"
    assert (lines["mother"].words, lines["mother"].tone) == ("cùng tên mẹ", "ok")
    assert (lines["father"].words, lines["father"].tone) == ("một bên chưa ghi", "")
    assert "adult" not in lines and "kin" not in lines
    short = in_short(evidence)
    assert "cùng tên mẹ" in short and "tên chỉ khác dấu" in short and "chưa" not in short


def test_twins_are_asked_about_before_merging(file):
    """Names in two tones, one mother, one day: shown, because it usually is one child, with the question to ask."""
    evidence = found(file("Giàng A Sín", sex="male"), file("Giàng A Sỉn", sex="male"))
    assert any("sinh đôi" in sentence for sentence in advice(evidence))
    assert not any("sinh đôi" in sentence for sentence in advice(found(file("Vàng A Lử"), file("Vàng A Lử"))))


def test_advice_on_numbers_sexes_and_unknown_parents():
    told = {
        "personal_id": ["differs", -130],
        "sex": ["differs", -60],
        "father": ["missing", 0],
        "mother": ["missing", 0],
    }
    assert len(advice(told)) == 3
    assert advice({}) and explain({}) == [] and in_short({}) == ""


def test_strength_in_words():
    assert [str(strength(weight)[0]) for weight in (0, SHOWN, 200)] == ["Ít giống", "Khá giống", "Rất giống"]


# Whose pairs


def test_pairs_are_seen_by_who_answers_for_both_files(
    child, neighbour_child, far_child, cast, neighbour_district_officer
):
    inside, across = PairFactory(a=child, b=neighbour_child), PairFactory(a=child, b=far_child)
    seen = {role: set(DuplicatePair.objects.visible_to(user)) for role, user in cast.items()}
    assert seen.pop("province_officer") == {inside, across}
    assert seen.pop("district_officer") == {inside}
    assert not any(seen.values())
    assert not DuplicatePair.objects.visible_to(neighbour_district_officer).exists()


def test_one_village_name_in_one_commune_is_one_place(file, units):
    other = VillageFactory(unit=units.commune, name="BẢN PHỐ 2")
    assert level(found(file(), file(village=other)), "place") == "village"
