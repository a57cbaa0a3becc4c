"""The assessment grid of a class: what it fills in, one save, fixed queries, nobody else's children, drafts."""

import datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.http import urlencode

from children.models import Assessment, AssessmentDraft, Child, Item, Need, PovertyRecord
from lao_cai_support.audit.models import Act
from tests.factories.areas import SchoolFactory
from tests.factories.children import AssessmentFactory, ChildFactory, NeedFactory, SpellFactory
from tests.factories.files import MeasurementFactory
from tests.queries import queries_of

D = datetime.date


def grid_url(**params):
    return reverse("children:assess_grid") + "?" + urlencode(params)


@pytest.fixture
def pupils(units, village, school, lists):
    return [
        ChildFactory(unit=units.commune, village=village, school=school, class_name="2A", full_name=f"Giàng A {name}")
        for name in ("Chu", "Páo", "Sử")
    ]


@pytest.fixture
def url(school):
    return grid_url(truong=school.code, lop="2A", linh_vuc="DA", mat_hang="DA01")


def sheet(page, **changes):
    """What the page's plain form would send: every cell as it stands, with ``code_column=value`` changes."""
    context = page.context
    data = {"draft": context["code"], "needed_by": context["due"], "act": "save"}
    for line in context["lines"]:
        for cell in line["cells"]:
            data[cell["name"]] = cell["value"]
        need = line["need"]
        if need:
            data[need["size_name"]] = need["size"]
            data[need["quantity_name"]] = need["quantity"]
    return data | changes


def cells(child, **values):
    return {f"{child.code}-{'q-' if key not in ('size', 'quantity') else ''}{key}": v for key, v in values.items()}


def test_what_the_register_knows_is_filled_in(pupils, url, commune_officer, client_of):
    PovertyRecord.objects.create(household=pupils[0].household, year=2024, category_id="HN22N")
    SpellFactory(child=pupils[1], kind_id="HC01")
    SpellFactory(child=pupils[2], kind_id="HC05")  # sealed: never told
    MeasurementFactory(child=pupils[0], on=D(2024, 10, 1), cloth_size="120")
    MeasurementFactory(child=pupils[1], on=D(2024, 10, 1), cloth_size="", height_mm=1_121)
    page = client_of(commune_officer).get(url)
    told = [{cell["column"]["name"]: cell["value"] for cell in line["cells"]} for line in page.context["lines"]]
    assert [row["q-poor"] for row in told] == ["1", "0", "0"]
    assert [row["q-special"] for row in told] == ["0", "1", "0"]
    assert [row["q-no_coat"] for row in told] == ["", "", ""]
    needs = [line["need"] for line in page.context["lines"]]
    assert [(need["size"], need["derived"]) for need in needs] == [("120", False), ("120", True), ("", False)]
    assert "HC05" not in page.content.decode() and "HIV" not in page.content.decode()


def test_one_save_writes_assessments_and_needs(pupils, url, commune_officer, client_of, units):
    browser = client_of(commune_officer)
    page = browser.get(url)
    sent = sheet(
        page,
        **cells(pupils[0], no_coat="1", cold="1", size="120", quantity="1"),
        **cells(pupils[1], no_coat="0"),
    )
    answer = browser.post(url, sent)
    assert answer.status_code == 302
    rows = {row.child: row for row in Assessment.objects.all()}
    assert set(rows) == {pupils[0], pupils[1]}, "who was not answered is not assessed"
    assert rows[pupils[0]].answers == {
        "difficult": False,
        "poor": False,
        "near_poor": False,
        "special": False,
        "no_support": True,
        "no_coat": True,
        "cold": True,
    }
    assert (rows[pupils[0]].score, rows[pupils[0]].priority) == (50, 2)
    need = Need.objects.get()
    assert (need.child, need.assessment, need.size, need.quantity) == (pupils[0], rows[pupils[0]], "120", 1)
    assert (need.state, need.needed_by, need.school) == ("open", D(2024, 11, 15), pupils[0].school)
    assert need.reasons == need.assessment.reasons
    assert Act.objects.filter(act="child.assess").count() == 2
    assert Act.objects.get(act="need.assess").object_code == need.code
    assert AssessmentDraft.objects.get().saved_as == 2
    again = browser.post(url, sent)
    assert again.status_code in (302, 422)
    assert (Assessment.objects.count(), Need.objects.count()) == (2, 1), "the same page saves once"


def test_a_wrong_cell_saves_nothing_and_is_told_at_the_cell(pupils, url, commune_officer, client_of):
    NeedFactory(child=pupils[2])
    browser = client_of(commune_officer)
    page = browser.get(url)
    sent = sheet(
        page,
        **cells(pupils[0], no_coat="1", quantity="1"),  # no size
        **cells(pupils[1], no_coat="maybe", quantity="x"),
        **cells(pupils[2], no_coat="1", size="120", quantity="1"),  # has one already
    )
    answer = browser.post(url, sent)
    assert answer.status_code == 422
    wrong = [line["row"].wrong for line in answer.context["lines"]]
    assert [set(one) for one in wrong] == [{"size"}, {"q-no_coat", "quantity"}, {"quantity"}]
    assert "Còn 4 ô chưa đúng" in answer.content.decode()
    assert not Assessment.objects.exists() and Need.objects.count() == 1
    assert [c["value"] for c in answer.context["lines"][0]["cells"] if c["column"]["name"] == "q-no_coat"] == ["1"]


def test_nothing_answered_is_refused(pupils, url, commune_officer, client_of):
    browser = client_of(commune_officer)
    assert browser.post(url, sheet(browser.get(url))).status_code == 422
    assert not Assessment.objects.exists()
    past = sheet(browser.get(url), **cells(pupils[0], size="120", quantity="1"), needed_by="2024-11-14")
    assert browser.post(url, past).status_code == 422


def test_a_village_without_an_item_is_only_assessed(pupils, village, commune_officer, client_of):
    url = grid_url(thon=village.code, linh_vuc="VC", mat_hang="-")
    browser = client_of(commune_officer)
    page = browser.get(url)
    assert len(page.context["lines"]) == 3
    browser.post(url, sheet(page, **cells(pupils[1], no_place="1")))
    assert Assessment.objects.get().child == pupils[1] and not Need.objects.exists()


def test_a_focal_point_assesses_the_own_school_wherever_the_pupil_lives(
    pupils, units, school, school_officer, commune_officer, client_of, url
):
    far = ChildFactory(unit=units.sibling, school=school, class_name="2A", full_name="Vàng A Xa")
    other = SchoolFactory(unit=units.commune, name="Trường khác")
    ChildFactory(unit=units.commune, school=other, class_name="2A")
    MeasurementFactory(child=pupils[0], on=D(2024, 10, 1), nutrition="stunted")
    browser = client_of(school_officer)
    assert browser.get(grid_url(truong=other.code, lop="2A")).status_code == 404
    page = browser.get(url)
    assert {line["row"].child for line in page.context["lines"]} == {*pupils, far}
    assert browser.post(url, sheet(page, **cells(far, no_coat="1", size="130", quantity="1"))).status_code == 302
    assert Need.objects.get().unit == units.sibling
    assert far.pk not in {line["row"].child.pk for line in client_of(commune_officer).get(url).context["lines"]}
    # A school does not read health: its measurements answer nothing there.
    milk = browser.get(grid_url(truong=school.code, lop="2A", linh_vuc="DD", mat_hang="DD01"))
    assert all(not c["known"] for c in milk.context["lines"][0]["cells"] if c["column"]["name"] == "q-underweight")


def test_strangers_rows_cannot_be_sent(pupils, url, commune_officer, client_of, neighbour_child):
    browser = client_of(commune_officer)
    sent = sheet(browser.get(url), **cells(pupils[0], no_coat="1")) | cells(neighbour_child, no_coat="1")
    browser.post(url, sent)
    assert Assessment.objects.get().child == pupils[0]


def test_a_file_ended_meanwhile_stops_the_save(pupils, url, commune_officer, client_of):
    from children.models import AssessmentForm
    from children.services import assess_grid as acts
    from lao_cai_support.web.errors import Refusal

    form = AssessmentForm.objects.get(area="DA")
    rows = acts.grid_rows(Child.objects.select_related("unit", "village", "school"), form, None)
    Child.objects.filter(pk=pupils[0].pk).update(state="ended", ended_on=D(2024, 11, 1), end_reason="moved")
    filled = [acts.Filled(row, {"no_coat": True}, "", 0) for row in rows]
    with pytest.raises(Refusal):
        acts.save_grid(user=commune_officer, code="abcdefghij", scope="x", form=form, item=None, filled=filled)
    assert not Assessment.objects.exists() and not AssessmentDraft.objects.exists()


def test_drafts_are_kept_shown_again_and_thrown_away(pupils, url, commune_officer, client_of, commune_leader):
    browser = client_of(commune_officer)
    page = browser.get(url)
    sent = sheet(page, **cells(pupils[1], no_coat="1")) | {"act": "keep"}
    assert browser.post(url, sent, headers={"X-Requested-With": "fetch"}).json() == {"kept": True}
    assert browser.post(url, sent | cells(pupils[2], quantity="2")).status_code == 302  # the plain form's button
    draft = AssessmentDraft.objects.get()
    assert set(draft.rows) == {pupils[1].code, pupils[2].code}
    page = browser.get(url)
    assert page.context["code"] == draft.code
    assert page.context["lines"][2]["need"]["quantity"] == "2"
    pick = browser.get(reverse("children:assess_pick"))
    assert "Đang nhập, chưa lưu" in pick.content.decode()
    assert browser.get(pick.context["drafts"][0]["url"]).context["code"] == draft.code
    work = browser.get(reverse("accounts:worklist")).content.decode()
    assert "Bảng đánh giá đang nhập" in work
    with pytest.raises(IntegrityError, match="assessment_draft_one_open"), transaction.atomic():
        AssessmentDraft.objects.create(
            user=commune_officer, area=draft.area, item=draft.item, scope=draft.scope, kept_at=draft.kept_at
        )
    browser.post(url, sheet(page, act="discard"))
    assert not AssessmentDraft.objects.exists()
    browser.post(url, sheet(browser.get(url), **cells(pupils[1], no_coat="1")))
    saved = AssessmentDraft.objects.get()
    late = sheet(page, **cells(pupils[1], no_coat="0")) | {"act": "keep", "draft": saved.code}
    assert browser.post(url, late, headers={"X-Requested-With": "fetch"}).json() == {"kept": False}


def test_the_same_number_of_queries_for_three_and_thirty(pupils, url, commune_officer, client_of, units, school):
    browser = client_of(commune_officer)

    def save(children):
        page = browser.get(url)
        sent = sheet(page)
        for child in children:
            sent |= cells(child, no_coat="1", size="120", quantity="1")
        with CaptureQueriesContext(connection) as queries:
            assert browser.post(url, sent).status_code == 302
        return len(queries)

    few = queries_of(browser, url)
    pick = queries_of(browser, reverse("children:assess_pick"))
    few_saved = save(pupils)
    more = [ChildFactory(unit=units.commune, school=school, class_name="2A") for _n in range(27)]
    for child in more:
        MeasurementFactory(child=child, on=D(2024, 10, 1))
    assert queries_of(browser, url) <= few + 1
    assert queries_of(browser, reverse("children:assess_pick")) <= pick
    assert save(more) <= few_saved + 1
    assert Need.objects.count() == 30


def test_the_picking_page_counts_the_own_children(pupils, units, school, commune_officer, client_of, village):
    ChildFactory(unit=units.commune, school=school, class_name="3B")
    Child.objects.filter(pk=pupils[0].pk).update(state="ended", ended_on=D(2024, 11, 1), end_reason="moved")
    page = client_of(commune_officer).get(reverse("children:assess_pick"))
    (part,) = page.context["schools"]
    assert [(row["name"], row["n"]) for row in part["classes"]] == [("2A", 2), ("3B", 1)]
    for row in [*part["classes"], part, *page.context["villages"]]:
        opened = client_of(commune_officer).get(row["url"])
        assert len(opened.context["lines"]) == row["n"]


def test_assessments_lapse_and_the_work_list_counts_them(pupils, commune_officer, client_of):
    old = AssessmentFactory(child=pupils[0], valid=("2023-11-20", "2024-11-20"))
    AssessmentFactory(child=pupils[1], valid=("2023-01-01", "2024-01-01"))
    AssessmentFactory(child=pupils[1])  # a newer one
    AssessmentFactory(child=pupils[2], valid=("2024-01-01", "2024-12-17"))
    browser = client_of(commune_officer)
    page = browser.get(reverse("children:assessment_list") + "?lapsing=true")
    assert [row.pk for row, _cells in page.context["listing"].lines()] == [old.pk]
    from children.worklist import tasks

    counted = {task.url: task.count for task in tasks(commune_officer)}
    assert counted[reverse("children:assessment_list") + "?lapsing=true"] == 1


def test_the_items_offered_are_the_areas_own(pupils, school, commune_officer, client_of):
    page = client_of(commune_officer).get(grid_url(truong=school.code, lop="2A", linh_vuc="DD"))
    assert page.context["item"] == Item.objects.filter(area="DD", is_money=False, for_group=False).first()
    assert client_of(commune_officer).get(grid_url(truong=school.code, linh_vuc="zz")).status_code == 404
