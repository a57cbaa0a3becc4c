"""Sheets by school, class and village; a school sees its own pupils' deliveries and says what it saw of them."""

import pytest
from django.db import connection, transaction
from django.urls import reverse

from funds.models import SchoolConfirmation, Sheet, SheetLine
from funds.services.distribution import may_record, record_sheet
from funds.services.school_confirmation import confirm_lines, differing
from lao_cai_support.areas.models import School, Village
from lao_cai_support.web.errors import Refusal
from tests.factories.children import ChildFactory, NeedFactory
from tests.factories.donors import AllocationFactory, PledgeFactory


@pytest.fixture
def pupils(books, units, coat, child, school):
    """A pupil of the school in class 3A, one in 4B, one of another school and one of none; a coat for each."""
    child.class_name = "3A"
    child.save()
    other = School.objects.create(unit=units.commune, name="Trường TH Khác", level="primary")
    village = Village.objects.create(unit=units.commune, name="Bản Phố 9")
    children = [
        child,
        ChildFactory(unit=units.commune, school=school, class_name="4B", full_name="Sùng A Của"),
        ChildFactory(unit=units.commune, school=other, full_name="Vàng A Khác", village=village),
        ChildFactory(unit=units.commune, school=None, full_name="Lù Thị Nhỏ", village=village),
    ]
    pledge = PledgeFactory(unit=units.province)
    books.goods(coat(20), pledge=pledge)
    for each in children:
        AllocationFactory(pledge=pledge, need=NeedFactory(child=each))
    return children


def results(lines, **more):
    return {
        line.pk: {"received": line.issued, "returned": 0, "missing": 0, "signer": "Giàng Thị Chư", **more}
        for line in lines
    }


@pytest.mark.parametrize(
    ("grouping", "names"),
    [
        ("commune", {"Xã Bản Phố"}),
        ("school", {"{school}, Xã Bản Phố", "Trường TH Khác, Xã Bản Phố", "Xã Bản Phố"}),
        (
            "class",
            {
                "Lớp 3A, {school}, Xã Bản Phố",
                "Lớp 4B, {school}, Xã Bản Phố",
                "Trường TH Khác, Xã Bản Phố",
                "Xã Bản Phố",
            },
        ),
        ("village", {"Bản Phố 2, Xã Bản Phố", "Bản Phố 9, Xã Bản Phố", "Xã Bản Phố"}),
    ],
)
def test_sheets_are_parted_as_asked(books, pupils, school, grouping, names):
    books.plan(grouping=grouping)
    made = {sheet.place_name for sheet in Sheet.objects.select_related("unit", "school", "village")}
    assert made == {name.format(school=school) for name in names}
    assert SheetLine.objects.count() == 4


def test_a_school_sees_its_own_pupils_on_a_communes_sheet(books, pupils, client_of, school_officer):
    books.issue(books.plan())
    sheet = Sheet.objects.get()
    browser = client_of(school_officer)
    for name in ("sheet_detail", "sheet_confirm"):
        page = browser.get(reverse(f"funds:{name}", args=[sheet.code])).content.decode()
        assert "Giàng Thị Mỷ" in page and "Sùng A Của" in page
        assert "Vàng A Khác" not in page and "Lù Thị Nhỏ" not in page
    assert 'name="received-' not in browser.get(reverse("funds:sheet_detail", args=[sheet.code])).content.decode()
    assert browser.get(reverse("funds:sheet_list") + "?unconfirmed=true").context["listing"].total == 1
    assert not may_record(school_officer, sheet)
    with pytest.raises(Refusal):
        record_sheet(user=school_officer, sheet=sheet, results=results(sheet.lines.all()))


def test_another_schools_sheet_does_not_exist(books, pupils, client_of, school_officer):
    books.issue(books.plan(grouping="school"))
    browser = client_of(school_officer)
    for sheet in Sheet.objects.all():
        wanted = 200 if sheet.school_id == pupils[0].school_id else 404
        assert browser.get(reverse("funds:sheet_detail", args=[sheet.code])).status_code == wanted
        assert browser.get(reverse("funds:sheet_pdf", args=[sheet.code])).status_code == wanted


def test_a_school_records_its_own_sheet(books, pupils, school_officer, client_of):
    books.issue(books.plan(grouping="school"))
    sheet = Sheet.objects.get(school=pupils[0].school_id)
    assert may_record(school_officer, sheet)
    record_sheet(user=school_officer, sheet=sheet, results=results(sheet.lines.all()))
    assert pupils[0].needs.get().delivered == 1
    # who recorded the sheet has told: nothing waits
    assert client_of(school_officer).get(reverse("funds:sheet_confirm", args=[sheet.code])).status_code == 404


def test_a_school_says_what_it_saw_and_the_fund_learns_of_the_difference(
    books, pupils, client_of, school_officer, fund_accountant
):
    books.issue(books.plan())
    sheet = Sheet.objects.get()
    browser = client_of(school_officer)
    url = reverse("funds:sheet_confirm", args=[sheet.code])
    mine, other = SheetLine.objects.visible_to(school_officer).order_by("pk")
    typed = {}
    for line in (mine, other):
        typed |= {f"received-{line.pk}": "1", f"returned-{line.pk}": "0", f"missing-{line.pk}": "0"}
        typed |= {f"signer-{line.pk}": "Bà Chư", f"note-{line.pk}": ""}
    bad = browser.post(url, typed | {f"received-{mine.pk}": "2"})
    assert bad.status_code == 422 and 'value="Bà Chư"' in bad.content.decode()
    assert not SchoolConfirmation.objects.exists()
    answer = browser.post(url, typed | {f"received-{mine.pk}": "0", f"missing-{mine.pk}": "1"})
    assert answer.status_code == 302
    assert not differing(Sheet.objects.all()).exists(), "nothing is recorded yet"
    books.record(sheet)
    assert differing(Sheet.objects.all()).get() == sheet
    page = client_of(fund_accountant).get(reverse("funds:sheet_detail", args=[sheet.code])).content.decode()
    assert "Khác bảng ký" in page and "Khớp" in page
    assert client_of(fund_accountant).get(reverse("funds:sheet_list") + "?differs=true").context["listing"].total == 1


def test_a_confirmation_is_said_once_and_stays(books, pupils, school_officer):
    row = books.plan()
    sheet = Sheet.objects.get()
    lines = SheetLine.objects.visible_to(school_officer)
    with pytest.raises(Refusal) as early:
        confirm_lines(user=school_officer, sheet=Sheet.objects.get(), results=results(lines))
    assert early.value.code == "early"
    books.issue(row)
    sheet = Sheet.objects.get()
    with pytest.raises(Refusal) as unsigned:
        confirm_lines(user=school_officer, sheet=sheet, results=results(lines, signer=""))
    assert unsigned.value.code == "signer"
    assert confirm_lines(user=school_officer, sheet=sheet, results=results(sheet.lines.all())) == 2
    with pytest.raises(Refusal):
        confirm_lines(user=school_officer, sheet=sheet, results=results(lines))
    for sql in ("UPDATE funds_schoolconfirmation SET received = 0", "DELETE FROM funds_schoolconfirmation"):
        with pytest.raises(Exception, match="."), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


def test_nobody_else_confirms_for_a_school(books, pupils, commune_officer, fund_cashier):
    books.issue(books.plan())
    sheet = Sheet.objects.get()
    for user in (commune_officer, fund_cashier):
        with pytest.raises(Refusal):
            confirm_lines(user=user, sheet=sheet, results=results(sheet.lines.all()))
