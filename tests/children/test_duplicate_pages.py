"""Pages of doubles: list → pair → merge → back; hints on a child's page; old codes; costs that do not grow."""

import datetime

import pytest
from django.urls import reverse

from children.models import Child, DuplicatePair, Merge
from children.worklist import tasks
from lao_cai_support.audit.models import RecordView
from lao_cai_support.web.models import Job
from tests.factories.children import ChildFactory, GuardianFactory, NeedFactory, SpellFactory
from tests.factories.duplicates import PairFactory, merged
from tests.queries import queries_of

D = datetime.date


def page(name, *args, **query):
    url = reverse(f"children:{name}", args=args)
    return f"{url}?{'&'.join(f'{key}={value}' for key, value in query.items())}" if query else url


def text_of(answer):
    return answer.content.decode()


@pytest.fixture
def other(units, lists):
    made = ChildFactory(
        unit=units.sibling, full_name="Giàng Thị Mị", sex="female", date_of_birth=None, birth_year=2016, class_name="3A"
    )
    GuardianFactory(household=made.household, relation="mother", full_name="Lý Thị Dê")
    return made


@pytest.fixture
def pair(child, other):
    return PairFactory(a=child, b=other)


@pytest.fixture
def district(client_of, district_officer):
    return client_of(district_officer)


def versions(*files):
    return "-".join(str(version) for version in (Child.objects.get(pk=f.pk).version for f in files))


# The list


def test_the_list_says_who_and_why(district, pair):
    body = text_of(district.get(page("duplicate_list", state="open")))
    for words in ("Giàng Thị Mỷ", "Giàng Thị Mị", "cùng ngày sinh", "cùng tên mẹ", "Rất giống", "1 cặp hồ sơ"):
        assert words in body


def test_the_list_filters(district, district_officer, units, child, neighbour_child, other):
    inside = PairFactory(a=child, b=ChildFactory(unit=units.commune), weight=40)
    across = PairFactory(a=child, b=neighbour_child, weight=90)
    done = PairFactory(a=child, b=other, state="not_same", decided_by=district_officer, decided_on=D(2024, 11, 1))

    def shown(**query):
        return set(district.get(page("duplicate_list", **query)).context["listing"].rows)

    assert shown() == {inside, across, done}
    assert shown(state="open") == {inside, across}
    assert shown(state="not_same") == {done}
    assert shown(across="true") == {across, done} and shown(across="false") == {inside}
    assert shown(strong="true") == {across, done} and shown(strong="false") == {inside}
    assert shown(unit=units.sibling.pk) == {across, done}
    assert shown(unit="x") == {inside, across, done}  # nonsense is left out


def test_an_empty_list_says_what_to_do(district, units):
    assert "Tìm hồ sơ trùng" in text_of(district.get(page("duplicate_list", state="open")))


def test_a_merged_file_leaves_its_other_pairs(district, district_officer, pair, units, child):
    doubt = PairFactory(a=pair.b, b=ChildFactory(unit=units.commune))
    merged(pair, user=district_officer)
    assert not list(district.get(page("duplicate_list", state="open")).context["listing"].rows)
    assert DuplicatePair.objects.filter(pk=doubt.pk).exists()


@pytest.mark.parametrize("name", ["duplicate_list", "merge_list"])
def test_lists_cost_the_same_for_3_and_30(name, district, district_officer, units, lists):
    def more(count):
        for _ in range(count):
            pair = PairFactory(a=ChildFactory(unit=units.commune), b=ChildFactory(unit=units.sibling))
            if name == "merge_list":
                merged(pair, user=district_officer)

    more(3)
    few = queries_of(district, page(name))
    more(27)
    assert queries_of(district, page(name)) == few


# The pair


def test_a_pair_is_shown_field_by_field_and_seen_is_noted(district, district_officer, pair, child, other):
    SpellFactory(child=other, kind_id="NC06")
    SpellFactory(child=other, kind_id="HC05")
    Child.objects.filter(pk=other.pk).update(personal_id="010316000077")
    body = text_of(district.get(page("duplicate_detail", pair.code)))
    for words in ("20/05/2016", "2016", "Lý Thị Dê", "chỉ khác dấu", "sinh đôi", "Xã Hoàng Thu Phố", "010******077"):
        assert words in body, words
    assert "010316000077" not in body and "HC05" not in body and "HIV" not in body
    seen = RecordView.objects.filter(user=district_officer, page="duplicate")
    assert set(seen.values_list("object_code", flat=True)) == {child.code, other.code}


def test_different_children_are_said_so_and_taken_back(district, pair):
    answer = district.post(page("duplicate_decide", pair.code, "khac-nhau"), {"reason": "hai chị em"}, follow=True)
    assert "hai trẻ khác nhau" in text_of(answer)
    pair.refresh_from_db()
    assert (pair.state, pair.reason) == ("not_same", "hai chị em")
    body = text_of(district.get(page("duplicate_detail", pair.code)))
    assert "hai chị em" in body and "Xem lại" in body
    # No way to merge what is known to be two.
    assert district.get(page("duplicate_merge", pair.code)).status_code == 302
    district.post(page("duplicate_decide", pair.code, "xem-lai"))
    pair.refresh_from_db()
    assert pair.state == "open"
    assert district.get(page("duplicate_decide", pair.code, "xem-lai")).status_code == 405


def test_two_files_are_compared_by_hand(district, child, other):
    assert "Mã hồ sơ" in text_of(district.get(page("duplicate_new")))
    wrong = district.post(page("duplicate_new"), {"first": child.code, "second": "zzzz"})
    assert wrong.status_code == 422 and child.code in text_of(wrong)
    answer = district.post(page("duplicate_new"), {"first": child.code, "second": other.code})
    assert answer["Location"] == page("duplicate_detail", DuplicatePair.objects.get().code)
    assert "Ít giống" in text_of(district.get(answer["Location"]))


# The merge


def chosen(pair, **more):
    """The form as it is proposed."""
    return {
        "versions": versions(pair.a, pair.b),
        "full_name": "kept",
        "date_of_birth": "kept",
        "school": "kept",
        "home": "kept",
        "household": "kept",
        "moved_on": "",
    } | more


def test_merge_and_undo_in_pages(district, pair, child, other):
    need, double = NeedFactory(child=child), NeedFactory(child=other)
    body = text_of(district.get(page("duplicate_merge", pair.code)))
    for words in ("Giàng Thị Mị", "Xã Hoàng Thu Phố", "Nhu cầu bị ghi hai lần", other.code):
        assert words in body, words
    answer = district.post(page("duplicate_merge", pair.code), chosen(pair, full_name="gone"))
    merge = Merge.objects.get()
    assert answer["Location"] == page("merge_detail", merge.code)
    body = text_of(district.get(answer["Location"]))
    assert "Đã gộp" in body and "theo hồ sơ đã gộp vào" in body and need.code in body and double.code in body
    child.refresh_from_db()
    assert child.full_name == "Giàng Thị Mị"
    assert "Xem lần gộp" in text_of(district.get(page("duplicate_detail", pair.code)))
    assert "Giàng Thị Mị" in text_of(district.get(page("merge_list")))
    body = text_of(district.post(page("merge_undo", merge.code), follow=True))
    assert "mỗi hồ sơ trở lại như trước khi gộp" in body and "hoàn tác" in body
    child.refresh_from_db()
    assert child.full_name == "Giàng Thị Mỷ"
    again = text_of(district.post(page("merge_undo", merge.code), follow=True))
    assert "đã được hoàn tác" in again


def test_what_stays_after_an_undo_is_said(district, pair, child):
    district.post(page("duplicate_merge", pair.code), chosen(pair, full_name="gone"))
    Child.objects.filter(pk=child.pk).update(full_name="Giàng Thị Mẩy")
    body = text_of(district.post(page("merge_undo", Merge.objects.get().code), follow=True))
    assert "giữ như hiện nay: họ và tên" in body


def test_a_file_changed_meanwhile_is_told_and_the_choices_stay(district, pair, child):
    Child.objects.filter(pk=child.pk).update(version=5)
    answer = district.post(page("duplicate_merge", pair.code), chosen(pair, versions="1-1", full_name="gone"))
    body = text_of(answer)
    assert answer.status_code == 422 and "vừa được sửa" in body
    assert 'value="5-1"' in body
    assert answer.context["form"]["full_name"].value() == "gone"
    assert not Merge.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"full_name": "both"}, "full_name"),
        ({"full_name": ""}, "full_name"),
        ({"moved_on": "2024-11-16"}, "moved_on"),
        ({"moved_on": "x"}, "moved_on"),
        ({"versions": "x"}, "versions"),
        ({"versions": "1-2-3"}, "versions"),
    ],
)
def test_wrong_input_is_told_at_its_field(wrong, field, district, pair):
    answer = district.post(page("duplicate_merge", pair.code), chosen(pair, **wrong))
    assert answer.status_code == 422 and field in answer.context["form"].errors
    assert not Merge.objects.exists()


def test_equal_files_need_no_choice(district, units, lists):
    one = ChildFactory(unit=units.commune, full_name="Vàng A Lử")
    two = ChildFactory(unit=units.commune, full_name="Vàng A Lử")
    pair = PairFactory(a=one, b=two)
    form = district.get(page("duplicate_merge", pair.code)).context["form"]
    assert set(form.fields) == {"versions", "household"}
    assert "moved_on" not in form.fields


# Looking for doubles


def test_a_search_is_started_and_followed(district, province_officer, client_of, units, monkeypatch):
    monkeypatch.setattr("children.tasks.find_duplicates.delay", lambda *args, **kwargs: None)
    form = district.get(page("duplicate_search")).context["form"]
    assert [str(label) for _, label in form.fields["unit"].choices] == ["Huyện Bắc Hà"]
    answer = district.post(page("duplicate_search"), {"unit": "085"})
    job = Job.objects.get()
    assert answer["Location"] == reverse("web:job", args=[job.code])
    assert job.title == "Tìm hồ sơ trùng, Huyện Bắc Hà"
    assert district.post(page("duplicate_search"), {"unit": "10"}).status_code == 422
    form = client_of(province_officer).get(page("duplicate_search")).context["form"]
    assert len(form.fields["unit"].choices) == 3


# The work list


def test_the_work_list_counts_what_its_list_shows(district, district_officer, commune_officer, pair, child, far_child):
    PairFactory(a=child, b=far_child)  # the province's
    lines = [task for task in tasks(district_officer) if "trung-lap" in task.url]
    assert [(task.label, task.count) for task in lines] == [("Hồ sơ có thể trùng", 1)]
    assert district.get(lines[0].url).context["listing"].total == 1
    assert not [task for task in tasks(commune_officer) if "trung-lap" in task.url]


def test_the_list_of_children_leads_to_the_doubles(district, client_of, commune_officer, child):
    assert page("duplicate_list") in text_of(district.get(page("child_list")))
    assert page("duplicate_list") not in text_of(client_of(commune_officer).get(page("child_list")))


# Hints on the child's page, old codes


def test_a_commune_learns_that_there_is_a_double_but_not_whose(
    client_of, commune_officer, district, pair, child, other
):
    body = text_of(client_of(commune_officer).get(page("child_detail", child.code)))
    assert "Có thể trùng với hồ sơ khác" in body and "Một hồ sơ ở Xã Hoàng Thu Phố" in body
    assert "Giàng Thị Mị" not in body and other.code not in body and pair.code not in body
    body = text_of(district.get(page("child_detail", child.code)))
    assert "Giàng Thị Mị" in body and page("duplicate_detail", pair.code) in body


def test_a_school_learns_no_name_of_another_schools_child(client_of, school_officer, units, child):
    PairFactory(a=child, b=ChildFactory(unit=units.commune, full_name="Giàng Thị Mị"))
    body = text_of(client_of(school_officer).get(page("child_detail", child.code)))
    assert "Một hồ sơ ở Xã Bản Phố" in body and "Giàng Thị Mị" not in body


def test_a_page_without_doubts_says_nothing(client_of, commune_officer, pair, child, district_officer):
    DuplicatePair.objects.update(state="not_same", decided_by=district_officer, decided_on=D(2024, 11, 1))
    assert "Có thể trùng" not in text_of(client_of(commune_officer).get(page("child_detail", child.code)))


def test_an_old_code_leads_to_the_kept_file(
    client_of, district, district_officer, commune_officer, neighbour_officer, far_officer, pair, child, other
):
    merge = merged(pair, user=district_officer)
    for browser in (district, client_of(commune_officer)):
        assert browser.get(page("child_detail", other.code))["Location"] == page("child_detail", child.code)
        body = text_of(browser.get(page("child_detail", child.code)))
        assert f"hồ sơ cũ mã {other.code}" in body
    assert page("merge_detail", merge.code) in text_of(district.get(page("child_detail", child.code)))
    # Whose file it was learns where it went, and no more.
    answer = client_of(neighbour_officer).get(page("child_detail", other.code))
    body = text_of(answer)
    assert answer.status_code == 200 and "Hồ sơ đã gộp" in body and "Xã Bản Phố" in body
    assert "Giàng" not in body and child.code not in body
    assert client_of(far_officer).get(page("child_detail", other.code)).status_code == 404
    for name in ("child_edit", "child_end", "circumstance_new", "need_new"):
        assert client_of(neighbour_officer).get(page(name, other.code)).status_code == 404


def test_a_search_for_an_old_code_finds_the_file(district, district_officer, pair, child, other):
    merged(pair, user=district_officer)
    answer = district.post(page("child_list"), {"search": other.code}, follow=True)
    assert [row.pk for row in answer.context["listing"].rows] == [child.pk]


def test_a_childs_page_costs_the_same_however_many_doubles(client_of, commune_officer, units, child):
    browser = client_of(commune_officer)
    PairFactory(a=child, b=ChildFactory(unit=units.commune))
    few = queries_of(browser, page("child_detail", child.code))
    for _ in range(5):
        PairFactory(a=child, b=ChildFactory(unit=units.commune))
    assert queries_of(browser, page("child_detail", child.code)) == few
