"""Activities: planned, invited, published; who came and what was found in one grid; heads by the day; memos only."""

import datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from children.models import Need, Referral
from donors import calendar
from donors.models import Activity, Attendance
from donors.services import activity as acts
from funds.models import JournalEntry, Voucher
from lao_cai_support.web.errors import Refusal
from tests.donors.conftest import DAY
from tests.factories.children import ChildFactory
from tests.factories.donors import DonorFactory
from tests.factories.sponsorships import consent
from tests.queries import queries_of


def refuses(text, sql, *values):
    with pytest.raises(IntegrityError, match=text), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


@pytest.fixture
def plan(commune_officer, units, lists):
    def make(**kwargs) -> Activity:
        given = {
            "kind": "health",
            "name": "Khám mắt học đường",
            "about": "Khám mắt cho học sinh.",
            "first_day": DAY,
            "last_day": DAY,
            **kwargs,
        }
        return acts.save_activity(user=commune_officer, activity=None, unit=units.commune, **given)

    return make


@pytest.fixture
def checkup(plan, commune_officer, commune_leader, child, school) -> Activity:
    """A published check-up of today to which the child's school is invited."""
    row = plan()
    acts.invite(user=commune_officer, activity=row, school=school)
    return acts.move_activity(user=commune_leader, activity=row, state="published")


@pytest.fixture
def term(plan, commune_leader) -> Activity:
    row = plan(
        kind="milk", name="Sữa học đường", first_day=datetime.date(2024, 11, 4), last_day=datetime.date(2024, 12, 20)
    )
    return acts.move_activity(user=commune_leader, activity=row, state="published")


# Planning


def test_what_a_partner_bears_is_a_memo_in_no_book(plan, units):
    partner = DonorFactory()
    with pytest.raises(Refusal, match="giấy tờ"):
        plan(partner=partner, cost_memo=5_000_000)
    row = plan(partner=partner, cost_memo=5_000_000, cost_paper="Biên bản 03")
    assert row.cost_memo == 5_000_000
    assert not Voucher.objects.exists() and not JournalEntry.objects.exists()
    refuses("activity_memo_has_a_paper", "UPDATE donors_activity SET cost_paper = '' WHERE id = %s", row.pk)


def test_a_schools_ground_is_lent_by_a_paper(plan, school):
    with pytest.raises(Refusal, match="cho mượn"):
        plan(kind="venue", school=school)
    row = plan(kind="venue", school=school, lent_paper="Thỏa thuận 02")
    refuses("activity_venue_is_lent", "UPDATE donors_activity SET lent_paper = '' WHERE id = %s", row.pk)


@pytest.mark.parametrize("days", [(DAY, datetime.date(2024, 11, 1)), (DAY, datetime.date(2026, 11, 1))])
def test_days_are_sane(plan, days):
    with pytest.raises(Refusal) as no:
        plan(first_day=days[0], last_day=days[1])
    assert no.value.field == "last_day"


def test_moves(checkup, term, commune_leader, plan):
    later = plan(first_day=datetime.date(2024, 12, 1), last_day=datetime.date(2024, 12, 1))
    move = {"user": commune_leader}
    with pytest.raises(Refusal, match="Không thể chuyển"):
        acts.move_activity(activity=later, state="held", **move)
    acts.move_activity(activity=later, state="published", **move)
    with pytest.raises(Refusal, match="chưa đến ngày"):
        acts.move_activity(activity=later, state="held", **move)
    with pytest.raises(Refusal, match="lý do"):
        acts.move_activity(activity=later, state="cancelled", **move)
    acts.move_activity(activity=later, state="cancelled", words="Mưa lũ", **move)


# The grid


def attend(user, activity, *lines, **told):
    return acts.save_attendance(user=user, activity=activity, lines=[acts.Said(**line) for line in lines], **told)


def item():
    from children.models import Item

    return Item.objects.filter(is_money=False, size_kind="").first()


def test_a_finding_becomes_a_need_in_the_same_act(checkup, commune_officer, child):
    assert not attend(commune_officer, checkup, {"child": child, "came": True, "finding": "need", "item": item()})
    need = Need.objects.get(child=child)
    assert Attendance.objects.get().need == need and need.state == "open"
    wrong = attend(commune_officer, checkup, {"child": child, "came": True, "finding": "well"})
    assert "không sửa ở đây" in wrong[child.pk]
    assert not attend(commune_officer, checkup, {"child": child, "came": True, "finding": "need"}), (
        "again writes nothing"
    )
    assert Need.objects.count() == 1


def test_a_referral_needs_the_familys_yes_and_the_other_lines_are_kept(checkup, commune_officer, child, school, units):
    other = ChildFactory(unit=units.commune, school=school, full_name="Sùng A Chư")
    told = {"provider": "Bệnh viện Đa khoa", "handed_to": "BS Hoàng Thị Thử"}
    lines = [{"child": child, "came": True, "finding": "referral"}, {"child": other, "came": True, "finding": "well"}]
    wrong = attend(commune_officer, checkup, *lines, **told)
    assert set(wrong) == {child.pk} and "đồng ý" in wrong[child.pk]
    assert Attendance.objects.get().child == other
    consent(child, DonorFactory(), commune_officer, purpose="referral", donor_code="", recipient="")
    assert "nơi khám" in attend(commune_officer, checkup, lines[0])[child.pk]
    assert not attend(commune_officer, checkup, lines[0], **told)
    assert Attendance.objects.get(child=child).referral == Referral.objects.get()


def test_only_who_is_invited_and_within_reach(checkup, commune_officer, units, village, neighbour_child):
    unasked = ChildFactory(unit=units.commune, village=village, full_name="Lồ A Pao")
    wrong = attend(commune_officer, checkup, {"child": unasked, "came": True}, {"child": neighbour_child, "came": True})
    assert set(wrong) == {unasked.pk, neighbour_child.pk}
    insert = (
        "INSERT INTO donors_attendance (activity_id, child_id, came, finding, recorded_by_id, recorded_on)"
        " VALUES (%s, %s, true, '', %s, now())"
    )
    refuses("only who is invited", insert, checkup.pk, unasked.pk, commune_officer.pk)


def test_a_school_calls_the_roll_and_learns_no_health(checkup, school_officer, child, client_of):
    assert not attend(school_officer, checkup, {"child": child, "came": True, "finding": "need"})
    one = Attendance.objects.get()
    assert one.came and one.finding == "" and not Need.objects.exists()
    url = reverse("donors:activity_grid", args=[checkup.code, checkup.invites.get().pk])
    page = client_of(school_officer).get(url).content.decode()
    assert child.full_name in page and "Kết quả khám" not in page


def test_the_grid_keeps_what_was_typed(checkup, commune_officer, child, client_of):
    url = reverse("donors:activity_grid", args=[checkup.code, checkup.invites.get().pk])
    typed = {f"came_{child.code}": "1", f"finding_{child.code}": "referral", "provider": "Bệnh viện", "handed_to": "BS"}
    answer = client_of(commune_officer).post(url, typed)
    page = answer.content.decode()
    assert answer.status_code == 422 and "Bệnh viện" in page and 'value="referral" selected' in page
    fine = typed | {f"finding_{child.code}": "need", f"item_{child.code}": str(item().pk)}
    assert client_of(commune_officer).post(url, fine).status_code == 302
    assert Need.objects.filter(child=child).exists()


# Heads


def test_heads_are_counted_by_the_day_of_the_term(term, commune_officer):
    count = {"user": commune_officer, "activity": term}
    acts.count_heads(day=DAY, heads=40, **count)
    acts.count_heads(day=DAY, heads=42, **count)
    for day in (datetime.date(2024, 11, 3), datetime.date(2024, 11, 18)):
        with pytest.raises(Refusal):
            acts.count_heads(day=day, heads=1, **count)
    row = Activity.objects.with_heads().get(pk=term.pk)
    assert (row.portions, row.days) == (42, 1)
    refuses("heads are counted", "UPDATE donors_headcount SET day = '2025-01-10'")


def test_each_group_is_counted_by_its_own(term, commune_officer, school_officer, school, village, client_of):
    for place in ({"school": school}, {"village": village}):
        acts.invite(user=commune_officer, activity=term, **place)
    pupils, others = term.invites.order_by("pk")
    count = {"activity": term, "day": DAY, "heads": 30}
    with pytest.raises(Refusal, match="Hãy chọn"):
        acts.count_heads(user=commune_officer, **count)
    acts.count_heads(user=commune_officer, group=others, **count)
    acts.count_heads(user=school_officer, group=pupils, **count)
    with pytest.raises(Refusal, match="phạm vi"):
        acts.count_heads(user=school_officer, group=others, **count)
    row = Activity.objects.with_heads().get(pk=term.pk)
    assert (row.portions, row.days) == (60, 1)
    url = reverse("donors:activity_heads", args=[term.code])
    typed = {"group": pupils.pk, "day": "2024-11-14", "heads": "25"}
    assert client_of(school_officer).post(url, typed).status_code == 302
    assert client_of(school_officer).post(url, typed | {"group": others.pk}).status_code == 422


# Figures, calendar, pages


def test_figures_of_a_year_count_children_once(checkup, commune_officer, commune_leader, child, units, plan, school):
    second = plan(kind="health", name="Khám răng")
    acts.invite(user=commune_officer, activity=second, school=school)
    acts.move_activity(user=commune_leader, activity=second, state="published")
    for one in (checkup, second):
        attend(commune_officer, one, {"child": child, "came": True})
        acts.move_activity(user=commune_leader, activity=one, state="held")
    (row,) = Attendance.objects.figures(2024, [units.commune.pk])
    assert (row["kind"], row["activities"], row["children"], row["instances"]) == ("health", 2, 1, 2)
    assert Attendance.objects.figures(2024, [units.sibling.pk]) == []


def test_a_month_has_whole_weeks(checkup, term):
    month = calendar.month_of("2024-11", DAY)
    days = [day for week in calendar.weeks(month, Activity.objects.all()) for day in week]
    assert len(days) % 7 == 0 and days[0].date.weekday() == 0
    on = {day.date.day: {one.name for one in day.activities} for day in days if day.inside}
    assert on[15] == {checkup.name, term.name} and on[16] == set() and on[1] == set()
    assert calendar.beside(month) == ("2024-10", "2024-12")


def test_who_sees_it(checkup, term, neighbour_officer, district_officer, school_officer, commune_officer, client_of):
    def sees(user):
        return set(Activity.objects.visible_to(user))

    assert sees(commune_officer) == sees(district_officer) == {checkup, term}
    assert sees(school_officer) == {checkup} and sees(neighbour_officer) == set()
    url = reverse("donors:activity_detail", args=[checkup.code])
    assert client_of(neighbour_officer).get(url).status_code == 404


def test_by_the_pages(commune_officer, commune_leader, school, child, client_of):
    officer, leader = client_of(commune_officer), client_of(commune_leader)
    typed = {"kind": "play", "name": "Trung thu", "about": "Vui", "first_day": "2024-11-15", "last_day": "2024-11-15"}
    assert officer.post(reverse("donors:activity_new"), typed).status_code == 302
    row = Activity.objects.get()

    def post(who, page, /, *args, **typed):
        return who.post(reverse(f"donors:activity_{page}", args=[row.code, *args]), typed).status_code

    assert post(officer, "invite", school=school.pk, class_name="") == 302
    assert post(officer, "invite", school=school.pk, class_name="") == 422
    assert post(officer, "edit", **typed | {"venue": "Sân trường"}) == 302
    assert post(leader, "move", "published") == 302
    assert post(officer, "grid", row.invites.get().pk, **{f"came_{child.code}": "1"}) == 302
    assert post(leader, "result", words="Các em rất vui.") == 302
    for url in (reverse("donors:activity_list"), reverse("donors:activity_month")):
        assert "Trung thu" in officer.get(url).content.decode()
    assert "Các em rất vui." in officer.get(reverse("donors:activity_detail", args=[row.code])).content.decode()


def test_the_list_asks_the_same_number_of_questions(plan, commune_officer, client_of):
    browser = client_of(commune_officer)
    plan()
    urls = [reverse("donors:activity_list"), reverse("donors:activity_month")]
    few = [queries_of(browser, url) for url in urls]
    for n in range(6):
        plan(name=f"Ngày hội {n}")
    assert [queries_of(browser, url) for url in urls] == few


# The public


def test_the_public_reads_no_count_below_five(checkup, term, commune_officer, commune_leader, child, client):
    attend(commune_officer, checkup, {"child": child, "came": True, "finding": "need", "item": item()})
    acts.move_activity(user=commune_leader, activity=checkup, state="held", words="Đã khám xong.")
    page = client.get(reverse("public:activity", args=[checkup.code])).content.decode()
    assert "dưới 5" in page and "Đã khám xong." in page
    for secret in (child.full_name, child.code, "nhu cầu"):
        assert secret not in page
    acts.count_heads(user=commune_officer, activity=term, day=DAY, heads=42)
    assert "42" in client.get(reverse("public:activity", args=[term.code])).content.decode()


def test_the_public_meets_what_is_published(checkup, plan, client):
    draft = plan(name="Còn bàn")
    page = client.get(reverse("public:activities"), {"thang": "2024-11"}).content.decode()
    assert checkup.name in page and draft.name not in page
    assert client.get(reverse("public:activity", args=[draft.code])).status_code == 404
    assert client.get(reverse("public:activities"), {"thang": "x"}).status_code == 200
