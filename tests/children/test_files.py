"""The rest of a child's file: papers and schooling, personal id, health, assistance, review, the file of another day,
the work list."""

import datetime

import pytest
from django.db import Error, IntegrityError, transaction
from django.urls import reverse

from children.filters import ChildFilter
from children.models import (
    Assistance,
    Child,
    DisabilityDegree,
    DisabilityFinding,
    Measurement,
    PovertyRecord,
    Review,
)
from children.personal_id import doubts, masked
from children.services import child as acts
from children.services import health
from children.services.as_of import file_then
from lao_cai_support.audit.models import RecordView
from lao_cai_support.web.clock import on_day
from lao_cai_support.web.models import ExportFile
from tests.children.test_pages import typed
from tests.children.test_register import as_it_is, fields, refused
from tests.factories.areas import SchoolFactory, VillageFactory
from tests.factories.children import ChildFactory, GuardianFactory, SpellFactory
from tests.factories.files import AssistanceFactory, ConsentFactory, DisabilityFactory, MeasurementFactory
from tests.queries import queries_of

D = datetime.date
TODAY = D(2024, 11, 15)


def page(name, *args):
    return reverse(f"children:{name}", args=args)


@pytest.fixture
def officer(client_of, commune_officer):
    return client_of(commune_officer)


# The personal id


def test_masked():
    assert masked("010216000123") == "010******123" and masked(None) == "" and masked("") == ""


@pytest.mark.parametrize(
    ("number", "sex", "year", "count"),
    [
        ("010216000123", "male", 2016, 0),
        ("010316000123", "female", 2016, 0),
        ("010316000123", "unknown", 2016, 0),
        ("010316000123", "male", 2016, 1),
        ("010215000123", "male", 2016, 1),
        ("010116000123", "male", 2016, 2),  # 1916, a woman
        ("010315000123", "male", 2016, 2),
        (None, "male", 2016, 0),
    ],
)
def test_what_the_digits_say(number, sex, year, count):
    assert len(doubts(number, sex=sex, birth_year=year)) == count


def test_a_number_that_disagrees_is_kept_and_pointed_out(officer, units, lists):
    answer = officer.post(page("child_new"), typed(personal_id="010315000123"), follow=True)
    child = Child.objects.get()
    body = answer.content.decode()
    assert child.personal_id == "010315000123"
    assert "năm sinh 2015" in body and "giới tính nữ" in body
    assert "năm sinh 2015" in officer.get(page("child_detail", child.code)).content.decode()


def test_the_whole_number_is_shown_by_a_press_that_is_logged(
    officer, child, client_of, school_officer, commune_leader, commune_officer, private_files
):
    Child.objects.filter(pk=child.pk).update(personal_id="010316000123")
    GuardianFactory(household=child.household, personal_id="010190000777")
    for url in (page("child_list"), page("child_detail", child.code)):
        body = officer.get(url).content.decode()
        assert "010******123" in body and "010316000123" not in body and "010190000777" not in body
    url = page("personal_id_show", child.code)
    assert officer.get(url).status_code == 405
    answer = officer.post(url)
    assert "010316000123" in answer.content.decode() and "010190000777" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert RecordView.objects.get(page="personal id").user == commune_officer
    assert client_of(commune_leader).post(url).status_code == 200
    assert client_of(school_officer).post(url).status_code == 403
    officer.post(page("child_list") + "?export=csv", {"kind": "csv", "reason": "Rà soát hồ sơ của xã"})
    export = reverse("web:export_download", args=[ExportFile.objects.get().code])
    rows = b"".join(officer.get(export)).decode()
    assert "010******123" in rows and "010316000123" not in rows


# Papers and schooling


def test_the_forms_parts_hold_every_field_once(officer, child):
    form = officer.get(page("child_edit", child.code)).context["form"]
    shown = [field.name for _title, part in form.parts() for field in part]
    assert sorted(shown) == sorted(field.name for field in form.visible_fields())


def test_papers_and_schooling_are_kept(officer, units, lists):
    sent = typed(
        birth_estimated="on",
        birth_certificate_no="12/2016",
        health_insurance_no="te1 0102 1600 0123 4",
        schooling="left",
        left_school_on="2024-09-05",
        boarding="semi",
        registration="temporary",
        address="Tổ 3",
        phone="+84 912 345 678",
    )
    wrong = officer.post(page("child_new"), sent | {"health_insurance_no": "123", "phone": "12"})
    assert wrong.status_code == 422 and 'value="12"' in wrong.content.decode()
    wrong = officer.post(page("child_new"), sent | {"health_insurance_no": "123"})
    assert "health_insurance_no" in wrong.context["form"].errors
    officer.post(page("child_new"), sent | {"health_insurance_no": "te 1010 2160 0012 3"})
    child = Child.objects.get()
    assert (child.birth_registered, child.birth_certificate_no) == (True, "12/2016")
    assert (child.insured, child.health_insurance_no) == (True, "TE1010216000123")
    assert (child.schooling, child.left_school_on, child.boarding) == ("left", D(2024, 9, 5), "semi")
    assert (child.household.address, child.household.phone) == ("Tổ 3", "0912345678")
    assert child.birth_estimated and child.residences.get().registration == "temporary"
    form = officer.get(page("child_edit", child.code)).context["form"]
    assert (form["registration"].value(), form["phone"].value()) == ("temporary", "0912345678")


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"left_school_on": D(2024, 9, 5)}, "left_school_on"),
        ({"left_school_on": D(2024, 11, 16), "schooling": "left"}, "left_school_on"),
        ({"health_insurance_no": "TE12"}, "health_insurance_no"),
    ],
)
def test_papers_that_make_no_sense_are_refused(told, field, commune_officer, units, lists):
    with refused(field):
        acts.register_child(user=commune_officer, unit=units.commune, **fields(**told))


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"schooling": "x"}, "child_schooling_value"),
        ({"boarding": "x"}, "child_boarding_value"),
        ({"left_school_on": D(2024, 1, 1)}, "child_left_school_day"),
        ({"birth_certificate_no": "1", "birth_registered": None}, "child_certificate_is_registered"),
        ({"health_insurance_no": "12", "insured": True}, "child_insurance_number"),
        ({"health_insurance_no": "TE1010216000123", "insured": None}, "child_insurance_number"),
    ],
)
def test_the_database_refuses_them_too(change, constraint, child):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Child.objects.filter(pk=child.pk).update(**change)


# Measures


def test_measures_are_whole_numbers_of_a_day(officer, child):
    url = page("measurement_new", child.code)
    sent = {"on": "2024-11-01", "weight_g": "24,5", "height_mm": "122.5", "cloth_size": "120", "shoe_size": ""}
    for wrong in (
        {"weight_g": "240,5"},
        {"weight_g": "24,55"},
        {"height_mm": "hai mét"},
        {"on": "2024-11-16"},
        {"on": "2010-01-01"},
    ):
        assert officer.post(url, sent | wrong).status_code == 422
    assert officer.post(url, {"on": "2024-11-01"}).status_code == 422
    assert officer.post(url, sent).status_code == 302
    row = Measurement.objects.get()
    assert (row.weight_g, row.height_mm, row.cloth_size) == (24_500, 1_225, "120")
    body = officer.get(page("child_detail", child.code)).content.decode()
    assert "24,5 kg" in body and "122,5 cm" in body
    officer.post(page("measurement_withdraw", child.code, row.code))
    assert "24,5 kg" not in officer.get(page("child_detail", child.code)).content.decode()
    assert Measurement.objects.count() == 1


def test_sizes_age_out_after_six_months(child):
    MeasurementFactory(child=child, on=D(2024, 5, 16))
    assert health.current_sizes(child, TODAY) is not None
    assert health.current_sizes(child, D(2024, 11, 16)) is None
    assert health.current_sizes(child, D(2024, 5, 15)) is None


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"weight_g": 10}, "measurement_weight_range"),
        ({"height_mm": 9_000}, "measurement_height_range"),
        ({"weight_g": None, "height_mm": None, "cloth_size": ""}, "measurement_says_something"),
        ({"nutrition": "x"}, "measurement_nutrition_value"),
    ],
)
def test_the_database_refuses_impossible_measures(values, constraint, child):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        MeasurementFactory(child=child, **values)


# Disability


OCTOBER = D(2024, 10, 1)


def found(user, child, degree="MD2", number="12/XNKT", on=OCTOBER, **more):
    told = {"types": ["KT1"], "degree": DisabilityDegree.objects.get(pk=degree), "certificate_no": number, "on": on}
    return health.record_disability(user=user, child=child, **told | more)


def open_kinds(child):
    return [(s.kind_id, s.valid.lower) for s in child.circumstances.filter(valid__endswith=None)]


def test_hc04_follows_the_certificate(child, commune_officer):
    found(commune_officer, child, "MD0", "")
    assert open_kinds(child) == []  # without a certificate it does not count
    found(commune_officer, child)
    assert open_kinds(child) == [("HC04.02", D(2024, 10, 1))]
    assert "12/XNKT" in child.circumstances.get().evidence
    found(commune_officer, child, "MD1", "15/XNKT", D(2024, 11, 1))
    assert open_kinds(child) == [("HC04.01", D(2024, 11, 1))]
    assert child.circumstances.get(kind="HC04.02").valid.upper == D(2024, 11, 1)
    found(commune_officer, child, "MD3", "3/XNKT", D(2023, 1, 1))  # an older paper found later
    assert open_kinds(child) == [("HC04.01", D(2024, 11, 1))]


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"number": " "}, "certificate_no"),
        ({"degree": "MD0"}, "degree"),
        ({"on": D(2024, 11, 16)}, "on"),
        ({"on": D(2010, 1, 1)}, "on"),
    ],
)
def test_a_degree_stands_on_a_certificate(more, field, child, commune_officer):
    with refused(field):
        found(commune_officer, child, **more)
    assert not DisabilityFinding.objects.exists()


def test_the_database_keeps_findings(child):
    with pytest.raises(IntegrityError, match="disability_degree_by_certificate"), transaction.atomic():
        DisabilityFactory(child=child, certificate_no="")
    row = DisabilityFactory(child=child)
    with pytest.raises(Error, match="never edited"), transaction.atomic():
        DisabilityFinding.objects.filter(pk=row.pk).update(degree="MD1")
    DisabilityFinding.objects.filter(pk=row.pk).update(withdrawn=True)


def test_disability_in_the_browser(officer, child):
    url = page("disability_new", child.code)
    sent = {"types": ["KT1", "KT3"], "degree": "MD3", "certificate_no": "8/XNKT", "on": "2024-10-01"}
    assert officer.post(url, sent | {"types": []}).status_code == 422
    assert officer.post(url, sent | {"certificate_no": ""}).status_code == 422
    assert officer.post(url, sent).status_code == 302
    row = DisabilityFinding.objects.get()
    assert "8/XNKT" in officer.get(page("child_detail", child.code)).content.decode()
    officer.post(page("disability_withdraw", child.code, row.code))
    assert DisabilityFinding.objects.get().withdrawn
    assert officer.post(page("disability_withdraw", child.code, row.code)).status_code == 404


# Assistance and review


def test_one_assistance_at_a_time(officer, child, commune_officer):
    url = page("assistance_new", child.code)
    sent = {"clause": "1", "coefficient": "1,5", "since": "2024-01-01", "decision": "Số 5/QĐ-UBND"}
    for wrong in ({"coefficient": "9"}, {"clause": "3"}, {"decision": ""}, {"since": "2024-11-16"}):
        assert officer.post(url, sent | wrong).status_code == 422
    assert officer.post(url, sent).status_code == 302
    row = Assistance.objects.get()
    assert (row.coefficient, row.factor) == (15, "1,5")
    assert officer.post(url, sent | {"clause": "6", "since": "2024-06-01"}).status_code == 422
    officer.post(page("assistance_end", child.code, row.code))
    row.refresh_from_db()
    assert row.valid.upper == D(2024, 11, 16)
    with refused("last_day"):
        health.end_assistance(user=commune_officer, assistance=row, last_day=D(2023, 1, 1))


def test_a_review_once_a_day(officer, child):
    url = page("review_new", child.code)
    assert officer.post(url, {"on": "2024-11-15"}).status_code == 422
    assert officer.post(url, {"on": "2024-11-15", "needs_support": "yes", "note": "Thiếu áo"}).status_code == 302
    assert officer.post(url, {"on": "2024-11-15", "needs_support": "no"}).status_code == 422
    assert Review.objects.get().needs_support is True
    assert "Thiếu áo" in officer.get(page("child_detail", child.code)).content.decode()


def test_others_write_nothing_of_it(child, neighbour_officer, commune_leader):
    for user in (neighbour_officer, commune_leader):
        with refused(code="right"):
            health.record_measurement(user=user, child=child, on=TODAY, weight_g=20_000)
        with refused(code="right"):
            health.record_review(user=user, child=child, on=TODAY, needs_support=True)
        with refused(code="right"):
            found(user, child)


def test_a_school_sees_no_health_papers_or_consents(child, client_of, school_officer):
    MeasurementFactory(child=child, illness="Tim bẩm sinh")
    ConsentFactory(child=child)
    DisabilityFactory(child=child)
    body = client_of(school_officer).get(page("child_detail", child.code)).content.decode()
    for words in ("Tim bẩm sinh", "12/XNKT", "Sự đồng ý", "Giấy tờ, ảnh", "niêm phong"):
        assert words not in body


# The file of another day


@pytest.fixture
def lived(units, village, lists, commune_officer):
    """A child whose file changed three times over the years."""
    school = SchoolFactory(unit=units.commune, name="Trường Tiểu học Bản Phố")
    with on_day(D(2022, 9, 1)):
        commune_officer.forget_memberships()
        child = acts.register_child(
            user=commune_officer,
            unit=units.commune,
            village=village,
            **fields(full_name="Giàng A Tủa", class_name="1A"),
        )
    SpellFactory(child=child, kind_id="NC06", valid=(D(2022, 10, 1), D(2023, 12, 1)))
    SpellFactory(child=child, kind_id="HC01", valid=(D(2023, 12, 1), None))
    PovertyRecord.objects.create(household=child.household, year=2023, category_id="HN22N")
    other = VillageFactory(unit=units.commune, name="Phéc Bủng")
    with on_day(D(2023, 9, 5)):
        child = acts.edit_child(
            user=commune_officer, child=child, **as_it_is(child, class_name="2A", school=school, village=other)
        )
    with on_day(D(2024, 9, 5)):
        child = acts.edit_child(
            user=commune_officer, child=child, **as_it_is(child, full_name="Giàng A Túa", class_name="3A")
        )
    with on_day(D(2024, 10, 1)):
        child = acts.end_child(user=commune_officer, child=child, reason="moved", on=D(2024, 9, 30))
    commune_officer.forget_memberships()
    return child


def then(child, user, *day):
    return file_then(Child.objects.get(pk=child.pk), D(*day), user=user)


def test_the_file_of_each_day(lived, commune_officer, units):
    assert then(lived, commune_officer, 2022, 8, 31).own is None
    first = then(lived, commune_officer, 2022, 9, 1)
    assert (first.own.full_name, first.own.class_name, first.own.state, first.age) == ("Giàng A Tủa", "1A", "draft", 6)
    assert first.residence.unit == units.commune and first.spells == [] and first.school is None
    assert then(lived, commune_officer, 2023, 9, 4).own.class_name == "1A"
    second = then(lived, commune_officer, 2023, 9, 5)
    assert (second.own.class_name, second.school.name) == ("2A", "Trường Tiểu học Bản Phố")
    assert [s.kind_id for s in second.spells] == ["NC06"] and second.poverty.category_id == "HN22N"
    third = then(lived, commune_officer, 2024, 9, 30)
    assert (third.own.full_name, third.own.class_name, third.own.state) == ("Giàng A Túa", "3A", "draft")
    assert [s.kind_id for s in then(lived, commune_officer, 2024, 9, 29).spells] == ["HC01"] and third.spells == []
    assert then(lived, commune_officer, 2024, 10, 1).own.state == "ended"


def test_the_page_of_another_day(lived, officer, commune_officer):
    url = page("child_detail", lived.code)
    body = officer.get(url + "?ngay=2023-10-01").content.decode()
    assert "Đây là hồ sơ như ngày" in body and "01/10/2023" in body and "2A" in body and "Giàng A Tủa" in body
    assert "Sửa hồ sơ" not in body and "HN22N" not in body and "Hộ nghèo" in body
    assert RecordView.objects.filter(page="child 2023-10-01", user=commune_officer).exists()
    before = officer.get(url + "?ngay=2020-01-01").content.decode()
    assert "chưa có hồ sơ" in before and "01/09/2022" in before
    for nonsense in ("2023-02-30", "hôm qua", "2024-11-16"):
        answer = officer.get(f"{url}?ngay={nonsense}")
        assert answer.status_code == 200 and "Đây là hồ sơ như ngày" not in answer.content.decode()
        assert "Dưới đây là hồ sơ hôm nay" in answer.content.decode()
    assert "Đây là hồ sơ như ngày" not in officer.get(url + "?ngay=2024-11-15").content.decode()


def test_a_strangers_earlier_file_is_404(neighbour_child, officer):
    assert officer.get(page("child_detail", neighbour_child.code) + "?ngay=2024-01-01").status_code == 404


def test_a_file_without_a_history_says_so(child, commune_officer):
    Child.objects.filter(pk=child.pk).update(created_on=D(2020, 1, 1))
    found = then(child, commune_officer, 2021, 1, 1)
    assert found.reconstructed and found.own.full_name == child.full_name


def test_an_earlier_file_costs_the_same_with_a_long_history(child, officer):
    Child.objects.filter(pk=child.pk).update(created_on=D(2020, 1, 1))
    url = page("child_detail", child.code) + "?ngay=2024-01-01"

    def changes(first, count):
        for number in range(first, first + count):
            Child.objects.filter(pk=child.pk).update(class_name=f"{number}A", version=number + 2)
            SpellFactory(child=child, valid=(D(1900 + number, 1, 1), D(1900 + number, 6, 1)))

    changes(0, 3)
    few = queries_of(officer, url)
    changes(3, 27)
    assert queries_of(officer, url) == few


def test_the_childs_page_costs_the_same_with_3_and_30_of_everything(child, officer):
    def more(first, count):
        for number in range(first, first + count):
            ChildFactory(unit=child.unit, household=child.household)
            MeasurementFactory(child=child)
            DisabilityFactory(child=child)
            ConsentFactory(child=child)
            start = D(1950 + number, 1, 1)
            AssistanceFactory(child=child, valid=(start, start + datetime.timedelta(days=30)))
            GuardianFactory(household=child.household, relation="relative")

    more(0, 3)
    few = queries_of(officer, page("child_detail", child.code))
    more(3, 27)
    assert queries_of(officer, page("child_detail", child.code)) == few
    few = queries_of(officer, page("household_detail", child.household.code))
    ChildFactory.create_batch(10, unit=child.unit, household=child.household)
    assert queries_of(officer, page("household_detail", child.household.code)) == few


# Birthdays on the work list


@pytest.mark.parametrize(
    ("born", "year", "turning"),
    [
        (D(2008, 11, 15), None, "16-past"),
        (D(2003, 1, 1), None, "16-past"),
        (D(2008, 11, 16), None, "16"),
        (D(2009, 1, 14), None, "16"),  # in 60 days
        (D(2009, 1, 15), None, None),
        (None, 2007, "16-past"),
        (None, 2008, "16"),  # the year ends within 60 days
        (None, 2009, None),
    ],
)
def test_who_turns_16(born, year, turning, units, lists):
    child = ChildFactory(unit=units.commune, date_of_birth=born, **({"birth_year": year} if year else {}))
    ended = {"state": "ended", "ended_on": TODAY, "end_reason": "aged"}
    ChildFactory(unit=units.commune, date_of_birth=D(2008, 11, 15), **ended)
    for which in ("16", "16-past", "consent"):
        rows = ChildFilter({"turning": which}, queryset=Child.objects.all()).qs
        assert (child in rows) is (which == turning)
        assert rows.filter(state="ended").count() == 0


@pytest.mark.parametrize(("today", "past"), [(D(2024, 2, 28), False), (D(2024, 2, 29), True), (D(2024, 3, 1), True)])
def test_born_on_a_leap_day(today, past, units, lists, settings):
    settings.BUSINESS_DAY = today
    child = ChildFactory(unit=units.commune, date_of_birth=D(2008, 2, 29))
    assert (child in Child.objects.aged(16, today)) is past
    assert (child in Child.objects.under_16(today)) is not past


def test_the_work_list_counts_what_the_lists_show(officer, units, lists):
    ChildFactory(unit=units.commune, date_of_birth=D(2008, 1, 1))
    ChildFactory.create_batch(2, unit=units.commune, date_of_birth=D(2008, 12, 1))
    asked = ChildFactory(unit=units.commune, date_of_birth=D(2018, 1, 1))
    ConsentFactory(child=asked, on=D(2024, 1, 1))
    tasks = {task.url: task.count for task in officer.get(reverse("accounts:worklist")).context["tasks"]}
    for which, count in (("16-past", 1), ("16", 2), ("consent", 1)):
        url = f"{page('child_list')}?turning={which}"
        assert tasks[url] == count == officer.get(url).context["listing"].total
