"""The pages of funds: who sees what, what bad input gets, what reading costs."""

import datetime
import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from children.models import Item
from funds.ledger import rules
from funds.ledger.post import post
from funds.models import Distribution, Fund, FundPlace, JournalEntry, Sheet, SheetLine, Voucher
from tests.factories.areas import UnitFactory
from tests.factories.children import ChildFactory, GuardianFactory, NeedFactory
from tests.factories.donors import AllocationFactory, DonorFactory, PledgeFactory
from tests.factories.funds import FundFactory, VoucherFactory
from tests.funds.conftest import DAY
from tests.queries import queries_of

TOO_LONG = "9" * 5000


def codes(listing: Any) -> set[Any]:
    return {row for row, _cells in listing.lines()}


def said(answer: Any) -> str:
    """The page's words, as they are read."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


# Who sees what


@pytest.fixture
def funds(province_fund: Fund, district_fund: Fund, commune_fund: Fund, units: Any) -> list[Fund]:
    """Of the province, its district, its commune, and of the other district."""
    return [province_fund, district_fund, commune_fund, FundFactory(unit=units.other_district)]


@pytest.mark.parametrize(
    ("role", "seen"),
    [
        ("fund_accountant", [0]),
        ("fund_cashier", [0]),
        ("fund_chair", [0]),
        ("commune_leader", [2]),
        ("district_officer", [1, 2]),
        ("province_officer", [0, 1, 2, 3]),
        ("inspector", [0, 1, 2, 3]),
        ("finance_appraiser", [0, 1, 2, 3]),
    ],
)
def test_who_sees_which_fund_and_its_vouchers(funds, request, client_of, role, seen):
    user = request.getfixturevalue(role)
    papers = [VoucherFactory(fund=fund) for fund in funds]
    browser = client_of(user)
    assert codes(browser.get(reverse("funds:fund_list")).context["listing"]) == {funds[n] for n in seen}
    assert codes(browser.get(reverse("funds:voucher_list")).context["listing"]) == {papers[n] for n in seen}
    for n, (fund, paper) in enumerate(zip(funds, papers, strict=True)):
        expected = 200 if n in seen else 404
        assert browser.get(reverse("funds:fund_detail", args=[fund.code])).status_code == expected
        assert browser.get(reverse("funds:voucher_detail", args=[paper.code])).status_code == expected


def test_the_people_of_a_district_fund_see_their_own_only(funds, district_books, client_of):
    for user in (district_books.accountant, district_books.chair, district_books.cashier):
        found = client_of(user).get(reverse("funds:fund_list")).context["listing"]
        assert codes(found) == {funds[1]}


@pytest.mark.parametrize("role", ["commune_officer", "school_officer", "sector_reviewer", "donor", "administrator"])
def test_who_has_no_business_with_funds(funds, request, client_of, role):
    browser = client_of(request.getfixturevalue(role))
    for url in (
        reverse("funds:fund_list"),
        reverse("funds:voucher_list"),
        reverse("funds:fund_detail", args=[funds[2].code]),
        reverse("funds:ledger", args=[funds[2].code]),
    ):
        assert browser.get(url).status_code == 403


@pytest.mark.parametrize("role", ["commune_leader", "district_officer", "finance_appraiser"])
def test_the_ledger_is_for_the_fund_the_province_and_inspectors(funds, request, client_of, role):
    url = reverse("funds:ledger", args=[funds[2].code])
    assert client_of(request.getfixturevalue(role)).get(url).status_code == 403


def test_filters_of_vouchers_offer_ones_own_funds(funds, fund_cashier, client_of):
    page = client_of(fund_cashier).get(reverse("funds:voucher_list"), {"fund": funds[1].pk})
    assert page.status_code == 200 and funds[1].name not in page.content.decode()


def test_a_commune_sees_its_own_sheets_only(
    books, hand_out, client_of, commune_officer, neighbour_officer, far_officer
):
    books.plan()
    own, neighbours = Sheet.objects.order_by("unit__sort_key")
    for user, seen in ((commune_officer, {own}), (neighbour_officer, {neighbours}), (far_officer, set())):
        browser = client_of(user)
        assert codes(browser.get(reverse("funds:sheet_list")).context["listing"]) == seen
        for sheet in (own, neighbours):
            for name in ("sheet_detail", "sheet_pdf"):
                expected = 200 if sheet in seen else 404
                assert browser.get(reverse(f"funds:{name}", args=[sheet.code])).status_code == expected
        distribution = reverse("funds:distribution_detail", args=[own.distribution.code])
        assert browser.get(distribution).status_code == (200 if seen else 404)
        if seen:
            assert set(browser.get(distribution).context["sheets"]) == seen


def test_buttons_are_there_for_who_may_press_them(books, hand_out, client_of):
    """What is shown works, and what works is shown."""
    row = books.plan()
    page = reverse("funds:distribution_detail", args=[row.code])

    def buttons(user):
        context = client_of(user).get(page).context
        return {name for name in ("approve", "issue", "cancel") if context[f"may_{name}"]}

    people = (books.accountant, books.chair, books.cashier)
    assert [buttons(user) for user in people] == [{"cancel"}, {"approve"}, set()]
    client_of(books.chair).post(reverse("funds:distribution_act", args=[row.code, "approve"]))
    assert [buttons(user) for user in people] == [set(), {"cancel"}, {"issue"}]
    client_of(books.cashier).post(reverse("funds:distribution_act", args=[row.code, "issue"]))
    assert [buttons(user) for user in people] == [set(), set(), set()]
    row.refresh_from_db()
    assert row.state == "issued"


def test_a_voucher_goes_through_three_browsers(books, client_of):
    page = reverse("funds:receipt_new", args=[books.fund.code])
    typed = {
        "party": "Bà Vàng Thị Dợ",
        "day": "2024-11-15",
        "place": books.bank.pk,
        "amount": "1.250.000",
        "reason": "Ủng hộ áo ấm",
    }
    answer = client_of(books.accountant).post(page, typed)
    voucher = Voucher.objects.get()
    assert answer["Location"] == reverse("funds:voucher_detail", args=[voucher.code])
    assert (voucher.amount, voucher.state) == (1_250_000, "draft")
    acts = [(books.accountant, "approve"), (books.chair, "approve"), (books.chair, "post"), (books.cashier, "post")]
    states = []
    for user, act in acts:
        answer = client_of(user).post(reverse("funds:voucher_act", args=[voucher.code, act]), follow=True)
        assert answer.status_code == 200
        voucher.refresh_from_db()
        states.append(voucher.state)
    assert states == ["draft", "approved", "approved", "posted"]
    assert JournalEntry.objects.count() == 1


def test_an_unknown_act_is_404_and_reading_is_no_act(books, client_of):
    voucher = books.draft_receipt()
    browser = client_of(books.chair)
    assert browser.post(reverse("funds:voucher_act", args=[voucher.code, "burn"])).status_code == 404
    assert browser.get(reverse("funds:voucher_act", args=[voucher.code, "approve"])).status_code == 405
    row = Distribution.objects.create(fund=books.fund, name="Đợt", decision_no="1", decision_on=DAY, hand_out_on=DAY)
    assert browser.post(reverse("funds:distribution_act", args=[row.code, "burn"])).status_code == 404
    assert browser.get(reverse("funds:distribution_act", args=[row.code, "approve"])).status_code == 405


# Bad input: 422, a sentence, what was typed


@pytest.fixture
def forms(books: Any, coat: Any) -> dict[str, tuple[str, dict[str, Any]]]:
    """Each form's address and good input."""
    base = {"party": "Bà Vàng Thị Dợ", "day": "2024-11-15", "reason": "Lý do đã gõ"}
    decided = {"decision_no": "15/QĐ", "decision_on": "2024-11-14"}
    coats = {"item": Item.objects.get(code="DA01").pk, "size": "120", "quantity": "20", "unit_value": "250.000"}
    every = {
        "receipt_new": {**base, "place": books.bank.pk, "amount": "1.250.000"},
        "payment_new": {**base, **decided, "place": books.bank.pk, "amount": "1.250.000", "expenditure": "C08"},
        "goods_new": {**base, **coats, "place": books.store.pk},
        "distribution_new": {"name": "Đợt đã gõ", **decided, "hand_out_on": "2024-11-15"},
    }
    return {name: (reverse(f"funds:{name}", args=[books.fund.code]), data) for name, data in every.items()}


BAD = [
    ("receipt_new", {"amount": "một triệu"}, "amount"),
    ("receipt_new", {"amount": "-5.000"}, "amount"),
    ("receipt_new", {"amount": "0"}, "amount"),
    ("receipt_new", {"amount": TOO_LONG}, "amount"),
    ("receipt_new", {"amount": "1.000.000.000.000.001"}, "amount"),
    ("receipt_new", {"amount": "1,5"}, "amount"),
    ("receipt_new", {"day": "2024-11-16"}, "day"),
    ("receipt_new", {"day": "31/11/2024"}, "day"),
    ("receipt_new", {"day": "0001-01-01"}, "day"),
    ("receipt_new", {"place": "999999999999999999999"}, "place"),
    ("receipt_new", {"place": "kho"}, "place"),
    ("receipt_new", {"party": "x" * 201}, "party"),
    ("receipt_new", {"party": "\x00"}, "party"),
    ("receipt_new", {"party": ""}, "party"),
    ("receipt_new", {"pledge": "1 OR 1=1"}, "pledge"),
    ("payment_new", {"expenditure": "N01"}, "expenditure"),
    ("payment_new", {"expenditure": "X05"}, "expenditure"),
    ("payment_new", {"expenditure": "M02"}, "amount"),
    ("payment_new", {"decision_on": "2024-11-16"}, "decision_on"),
    ("payment_new", {"decision_no": " "}, "decision_no"),
    ("goods_new", {"quantity": "-1"}, "quantity"),
    ("goods_new", {"quantity": "1,5"}, "quantity"),
    ("goods_new", {"quantity": TOO_LONG}, "quantity"),
    ("goods_new", {"unit_value": "0"}, "unit_value"),
    ("goods_new", {"expires_on": "2024-11-15"}, "expires_on"),
    ("goods_new", {"item": "KH04"}, "item"),
    ("goods_new", {"quantity": "1000000", "unit_value": "1.000.000.000.000"}, None),
    ("distribution_new", {}, None),
    ("distribution_new", {"hand_out_on": "2024-11-13"}, "hand_out_on"),
    ("distribution_new", {"decision_on": "2024-11-16", "hand_out_on": "2024-11-20"}, "decision_on"),
    ("distribution_new", {"name": ""}, "name"),
]


@pytest.mark.parametrize(("name", "change", "field"), BAD)
def test_bad_input_is_told_and_nothing_typed_is_lost(forms, books, client_of, name, change, field):
    url, good = forms[name]
    answer = client_of(books.accountant).post(url, good | change)
    assert answer.status_code == 422
    form = answer.context["form"]
    if field:
        assert field in form.errors
    words = [str(word) for errors in form.errors.values() for word in errors]
    assert words and all(word.strip() and word in said(answer) for word in words)
    kept = "Đợt đã gõ" if name == "distribution_new" else "Lý do đã gõ"
    assert kept in answer.content.decode() or "name" in change
    assert not Voucher.objects.exists() and not Distribution.objects.exists()


def test_a_promise_that_is_used_up_is_told_at_its_field(forms, books, client_of):
    url, good = forms["receipt_new"]
    pledge = PledgeFactory(unit=books.fund.unit, money=1_000_000)
    answer = client_of(books.accountant).post(url, good | {"pledge": pledge.pk})
    assert answer.status_code == 422 and "amount" in answer.context["form"].errors
    assert "1.250.000" in answer.content.decode() and "1.000.000" in said(answer)


def test_a_foreign_gift_is_told_at_its_field(forms, books, client_of):
    donor = DonorFactory(kind="foreign")
    for name in ("receipt_new", "goods_new"):
        url, good = forms[name]
        answer = client_of(books.accountant).post(url, good | {"donor": donor.pk})
        assert answer.status_code == 422 and "foreign_approval" in answer.context["form"].errors


def test_good_input_is_taken(forms, books, client_of):
    books.receipt(5_000_000)
    for name in ("receipt_new", "payment_new", "goods_new"):
        url, good = forms[name]
        assert client_of(books.accountant).post(url, good).status_code == 302
    assert sorted(Voucher.objects.filter(state="draft").values_list("kind", flat=True)) == ["NK", "PC", "PT"]


@pytest.mark.parametrize("year", ["99999999999999", "0", "-1", "20000", "năm", "2024.5", TOO_LONG])
def test_filters_with_nonsense_show_the_list(books, client_of, year):
    books.receipt()
    browser = client_of(books.accountant)
    for url in (reverse("funds:voucher_list"), reverse("funds:ledger", args=[books.fund.code])):
        assert (
            browser.get(url, {"year": year, "state": "lost", "account": "B9", "fund": "x", "page": year}).status_code
            == 200
        )


def test_filters_and_search_narrow_the_vouchers(books, client_of):
    books.receipt(day=datetime.date(2023, 4, 1), party="Ông Lồ Seo Phà")
    books.draft_payment(1_000)
    browser = client_of(books.accountant)
    url = reverse("funds:voucher_list")
    for query, count in (
        ({}, 2),
        ({"year": 2023}, 1),
        ({"kind": "PC"}, 1),
        ({"state": "draft"}, 1),
        ({"year": 2022}, 0),
    ):
        assert browser.get(url, query).context["listing"].total == count
    assert browser.post(url, {"search": "Lồ Seo"}, follow=True).context["listing"].total == 1


# The sheet


@pytest.fixture
def sheet(books: Any, hand_out: Any) -> Sheet:
    """Issued, waiting for its result: one coat for one child."""
    books.issue(books.plan())
    return Sheet.objects.order_by("unit__sort_key")[0]


def typed(sheet: Sheet, **values: Any) -> dict[str, Any]:
    given = {"received": "1", "returned": "0", "missing": "0", "signer": "Giàng Thị Chư", **values}
    return {f"{name}-{line.pk}": value for line in sheet.lines.all() for name, value in given.items()}


@pytest.mark.parametrize(
    "values",
    [
        {"received": "99999999999"},
        {"received": TOO_LONG},
        {"received": "999999999"},
        {"received": "-1", "returned": "2"},
        {"received": "²"},
        {"received": "một"},
        {"received": "1.5"},
        {"received": "0"},
        {"returned": "1"},
        {"signer": ""},
        {"signer": "   "},
    ],
)
def test_what_cannot_be_on_a_sheet_is_told_and_kept(sheet, client_of, commune_officer, values):
    data = typed(sheet, **values)
    answer = client_of(commune_officer).post(reverse("funds:sheet_detail", args=[sheet.code]), data)
    assert answer.status_code == 422
    assert len(answer.context["failed"]) > 20
    for name, value in data.items():
        assert f'name="{name}" value="{value}"' in answer.content.decode()
    sheet.refresh_from_db()
    assert sheet.recorded_on is None


def test_a_sheet_is_recorded_by_its_commune(sheet, client_of, commune_officer):
    url = reverse("funds:sheet_detail", args=[sheet.code])
    answer = client_of(commune_officer).post(url, typed(sheet))
    assert (answer.status_code, answer["Location"]) == (302, url)
    line = SheetLine.objects.get(sheet=sheet)
    assert (line.received, line.signer) == (1, "Giàng Thị Chư")
    assert client_of(commune_officer).get(url).context["may_record"] is False


def test_the_second_person_is_told_that_the_sheet_is_done(sheet, books, client_of, commune_officer):
    url = reverse("funds:sheet_detail", args=[sheet.code])
    client_of(commune_officer).post(url, typed(sheet))
    answer = client_of(books.cashier).post(url, typed(sheet, received="0", returned="1"))
    assert answer.status_code == 422 and "đã được ghi kết quả" in answer.context["failed"]
    assert SheetLine.objects.get(sheet=sheet).received == 1
    assert "Giàng Thị Chư" in said(answer)


@pytest.mark.parametrize("role", ["commune_leader", "district_officer", "province_officer", "inspector", "fund_chair"])
def test_who_only_reads_a_sheet_does_not_write_it(sheet, request, client_of, role):
    browser = client_of(request.getfixturevalue(role))
    url = reverse("funds:sheet_detail", args=[sheet.code])
    page = browser.get(url)
    assert page.status_code == 200 and page.context["may_record"] is False
    assert 'name="received-' not in page.content.decode()
    assert browser.post(url, typed(sheet)).status_code == 403
    sheet.refresh_from_db()
    assert sheet.recorded_on is None


def test_the_form_proposes_what_was_issued_and_the_carer(sheet, client_of, commune_officer, child):
    GuardianFactory(household=child.household, full_name="Giàng Seo Lử")
    page = client_of(commune_officer).get(reverse("funds:sheet_detail", args=[sheet.code])).content.decode()
    line = sheet.lines.get()
    assert f'name="received-{line.pk}" value="1"' in page and f'name="signer-{line.pk}" value="Giàng Seo Lử"' in page


def test_the_thousandth_line_is_written_too(request, client_of, commune_officer):
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval(pg_get_serial_sequence('funds_sheetline', 'id'), 123456)")
    sheet = request.getfixturevalue("sheet")
    line = sheet.lines.get()
    assert line.pk > 123456
    url = reverse("funds:sheet_detail", args=[sheet.code])
    page = client_of(commune_officer).get(url).content.decode()
    assert f'name="received-{line.pk}" value="1"' in page and f'name="signer-{line.pk}"' in page
    again = client_of(commune_officer).post(url, {f"received-{line.pk}": "1234"})
    assert f'name="received-{line.pk}" value="1234"' in again.content.decode()


def test_late_sheets_are_found(sheet, settings, client_of, commune_officer):
    url = reverse("funds:sheet_list")
    assert client_of(commune_officer).get(url, {"late": "true"}).context["listing"].total == 0
    assert client_of(commune_officer).get(url, {"late": "false"}).context["listing"].total == 1
    settings.BUSINESS_DAY = DAY + datetime.timedelta(1)
    assert client_of(commune_officer).get(url, {"late": "true"}).context["listing"].total == 1


def test_the_work_list_counts_what_its_links_show(sheet, books, client_of, commune_officer, settings):
    settings.BUSINESS_DAY = DAY + datetime.timedelta(1)
    books.draft_receipt()
    books.approve(books.draft_receipt())
    for user in (books.chair, books.cashier, commune_officer):
        browser = client_of(user)
        tasks = [task for task in browser.get(reverse("accounts:worklist")).context["tasks"] if task.count]
        ours = [task for task in tasks if task.url.startswith(("/quy/", "/cap-phat/"))]
        assert ours
        for task in ours:
            assert browser.get(task.url).context["listing"].total == task.count, task.label


# What reading costs: the same number of questions for 3 rows and for 30


def _share(pledge: Any, unit: Any) -> Any:
    child = ChildFactory(unit=unit)
    GuardianFactory(household=child.household)
    return AllocationFactory(pledge=pledge, need=NeedFactory(child=child))


def _sheets(books: Any, distribution: Distribution, lot: Any, pledge: Any, count: int) -> list[Sheet]:
    made = []
    for _ in range(count):
        unit = UnitFactory(parent=UnitFactory._meta.model.objects.get(code="085"))
        sheet = Sheet.objects.create(distribution=distribution, unit=unit)
        SheetLine.objects.create(sheet=sheet, allocation=_share(pledge, unit), lot=lot, issued=1, value=250_000)
        made.append(sheet)
    return made


@pytest.fixture
def grown(books: Any, units: Any, coat: Any) -> Callable[[str, int], str]:
    """``grown(page, 27)``: so many more rows on the page; gives its address."""
    pledge = PledgeFactory(unit=units.province, quantity=200)
    lot = books.goods(coat(150), pledge=pledge)
    distribution = Distribution.objects.create(
        fund=books.fund, name="Đợt", decision_no="1", decision_on=DAY, hand_out_on=DAY, state="issued"
    )
    (sheet,) = _sheets(books, distribution, lot, pledge, 1)
    paper = books.draft_goods(coat(1))

    def fund_list(count: int) -> str:
        for _ in range(count):
            FundFactory(unit=UnitFactory(parent=units.district))
        return reverse("funds:fund_list")

    def voucher_list(count: int) -> str:
        for _ in range(count):
            VoucherFactory(fund=books.fund, donor=DonorFactory())
        return reverse("funds:voucher_list")

    def fund_detail(count: int) -> str:
        for _ in range(count):
            books.goods(coat(1, size="110"))
        FundPlace.objects.bulk_create(
            FundPlace(fund=books.fund, kind="bank", name=f"Tài khoản {n} {count}") for n in range(count)
        )
        return reverse("funds:fund_detail", args=[books.fund.code])

    def ledger(count: int) -> str:
        for _ in range(count):
            books.receipt(1_000)
        return reverse("funds:ledger", args=[books.fund.code])

    def voucher_detail(count: int) -> str:
        for item in Item.objects.exclude(code="DA01")[:count]:
            paper.lines.create(item=item, quantity=1, unit_value=1)
        return reverse("funds:voucher_detail", args=[paper.code])

    def voucher_pdf(count: int) -> str:
        voucher_detail(count)
        return reverse("funds:voucher_pdf", args=[paper.code])

    def distribution_list(count: int) -> str:
        for n in range(count):
            Distribution.objects.create(
                fund=books.fund, name=f"Đợt {n}", decision_no="1", decision_on=DAY, hand_out_on=DAY
            )
        return reverse("funds:distribution_list")

    def sheet_list(count: int) -> str:
        _sheets(books, distribution, lot, pledge, count)
        return reverse("funds:sheet_list")

    def distribution_detail(count: int) -> str:
        _sheets(books, distribution, lot, pledge, count)
        return reverse("funds:distribution_detail", args=[distribution.code])

    def sheet_lines(count: int) -> None:
        for _ in range(count):
            share = _share(pledge, sheet.unit)
            SheetLine.objects.create(sheet=sheet, allocation=share, lot=lot, issued=1, value=250_000)

    def sheet_detail(count: int) -> str:
        sheet_lines(count)
        return reverse("funds:sheet_detail", args=[sheet.code])

    def sheet_pdf(count: int) -> str:
        sheet_lines(count)
        return reverse("funds:sheet_pdf", args=[sheet.code])

    pages = locals()
    return lambda page, count: pages[page](count)


PAGES = [
    "fund_list",
    "fund_detail",
    "ledger",
    "voucher_list",
    "voucher_detail",
    "voucher_pdf",
    "distribution_list",
    "distribution_detail",
    "sheet_list",
    "sheet_detail",
    "sheet_pdf",
]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_takes_the_same_queries_for_3_and_30_rows(grown, page, inspector, books, client_of):
    browser = client_of(inspector if page == "fund_list" else books.cashier)
    few = queries_of(browser, grown(page, 3))
    assert queries_of(browser, grown(page, 27)) == few


def test_recording_ten_lines_is_one_entry(books, grown, client_of):
    url = grown("sheet_detail", 9)
    sheet = Sheet.objects.get(code=url.rstrip("/").rsplit("/", 1)[-1])
    lot = sheet.lines.all()[0].lot
    out = rules.goods_advanced(lot=lot, quantity=10)
    post(fund=books.fund, day=DAY, event="goods_advanced", text="Xuất", key="xuất", lines=out)
    before = JournalEntry.objects.count()
    answer = client_of(books.cashier).post(url, typed(sheet))
    assert answer.status_code == 302 and JournalEntry.objects.count() == before + 1
    last = JournalEntry.objects.order_by("-pk")[0]
    assert [(p.account, p.amount) for p in last.postings.all()] == [("F3", 2_500_000), ("A4", -2_500_000)]


def test_names_in_lists_are_escaped(books, client_of):
    books.receipt(party="<b>Ông</b> & Bà", reason="<script>alert(1)</script>")
    browser = client_of(books.cashier)
    voucher = Voucher.objects.get()
    for url in (
        reverse("funds:voucher_list"),
        reverse("funds:voucher_detail", args=[voucher.code]),
        reverse("funds:fund_detail", args=[books.fund.code]),
        reverse("funds:ledger", args=[books.fund.code]),
    ):
        page = browser.get(url).content.decode()
        assert "<script>alert" not in page and "<b>Ông" not in page
