"""Trace from a receipt to deliveries and back to givers; lots with their value, papers and recall."""

import datetime

import pytest
from django.db import connection, transaction
from django.urls import reverse

from funds.models import Lot, Sheet, SheetLine
from funds.services.lot import deliveries_of, reached_by, recall_lot
from funds.services.trace import backward, forward
from lao_cai_support.web.errors import Refusal
from tests.factories.donors import AllocationFactory, PledgeFactory
from tests.funds.conftest import DAY, needy, promise_money

# Trace


@pytest.fixture
def delivered(books, hand_out):
    """Both children have their coats; eighteen lie in store."""
    books.issue(books.plan())
    for sheet in Sheet.objects.all():
        books.record(sheet)
    return hand_out


def test_goods_forward_to_needs_and_deliveries(books, delivered, units):
    paper = delivered.lot.lines.get(voucher__kind="NK").voucher
    told = forward(paper)
    assert [(lot.pk, lot.left) for lot in told.lots] == [(delivered.lot.pk, 18)]
    assert {row["sheet__unit__name"] for row in told.deliveries} == {units.commune.name, delivered.needs[1].unit.name}
    assert sum(row["got"] for row in told.deliveries) == 2 and told.received == 500_000
    assert sum(row["needs"] for row in told.allocations) == 2 and not told.free


def test_money_of_a_promise_is_one_pot(books, units):
    pledge = PledgeFactory(unit=units.province, money=2_300_000)
    first, second = books.receipt(2_000_000, pledge=pledge), books.receipt(300_000, pledge=pledge)
    need = needy(units.commune, item_id="KH03", size="", unit_value=2_300_000)
    AllocationFactory(pledge=pledge, need=need, value=2_300_000)
    books.issue(books.plan())
    books.record(Sheet.objects.get())
    for receipt, other in ((first, second), (second, first)):
        told = forward(receipt)
        assert told.others == [other] and told.received == 2_300_000


def test_free_money_is_told_to_be_free(books, client_of):
    receipt = books.receipt()
    assert forward(receipt).free
    page = client_of(books.chair).get(reverse("funds:trace_forward", args=[receipt.code])).content.decode()
    assert "quỹ chung" in page


def test_a_delivery_back_to_its_giver_and_receipt(books, delivered, client_of):
    sheet = Sheet.objects.first()
    (row,) = backward(sheet)
    paper = delivered.lot.lines.get(voucher__kind="NK").voucher
    assert row["allocation__pledge__donor__name"] == delivered.pledge.donor.name and row["receipts"] == [paper]
    page = client_of(books.chair).get(reverse("funds:trace_backward", args=[sheet.code])).content.decode()
    assert delivered.pledge.donor.name in page and paper.full_number in page


def test_tracing_costs_the_same_for_three_and_thirty(books, coat, units, django_assert_max_num_queries):
    pledge = PledgeFactory(unit=units.province)
    lot = books.goods(coat(20), pledge=pledge)
    for _n in range(12):
        AllocationFactory(pledge=pledge, need=needy(units.commune))
    books.issue(books.plan())
    books.record(Sheet.objects.get())
    with django_assert_max_num_queries(9):
        forward(lot.lines.get(voucher__kind="NK").voucher)
    with django_assert_max_num_queries(5):
        backward(Sheet.objects.get())


@pytest.mark.parametrize("way", ["number", "lower", "code", "sheet", "lot"])
def test_what_stands_on_paper_leads_to_its_trace(books, delivered, client_of, way):
    paper, sheet = delivered.lot.lines.get(voucher__kind="NK").voucher, Sheet.objects.first()
    typed, name, code = {
        "number": (paper.full_number, "trace_forward", paper.code),
        "lower": (paper.full_number.lower(), "trace_forward", paper.code),
        "code": (paper.code, "trace_forward", paper.code),
        "sheet": (sheet.code, "trace_backward", sheet.code),
        "lot": (delivered.lot.code, "lot_detail", delivered.lot.code),
    }[way]
    answer = client_of(books.chair).get(reverse("funds:trace"), {"ma": typed})
    assert answer["Location"] == reverse(f"funds:{name}", args=[code])


def test_a_strangers_number_is_not_found(books, district_books, client_of):
    paper = district_books.receipt()
    answer = client_of(books.chair).get(reverse("funds:trace"), {"ma": paper.full_number})
    assert answer.status_code == 404 and "mang mã này" in answer.content.decode()


# Value of gifts


def test_declared_and_assessed_value_stand_apart(books, coat):
    lot = books.goods(
        coat(10, declared_value=900_000, basis="market", evidence="Thông báo giá 25/TB-STC", quality_paper="CNHQ 0123")
    )
    lot = Lot.objects.get(pk=lot.pk)
    assert (lot.declared_value, lot.unit_value, lot.basis) == (900_000, 250_000, "market")
    assert lot.declared_times == 3.6 and lot.evidence == "Thông báo giá 25/TB-STC" and lot.quality_paper == "CNHQ 0123"
    assert lot.lines.get().voucher.amount == 2_500_000


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"basis": "market"}, "evidence"),
        ({"basis": "group", "evidence": " "}, "evidence"),
        ({"used": True}, "basis"),
        ({"used": True, "basis": "group", "evidence": "BB 3"}, "new_price"),
        ({"used": True, "basis": "group", "evidence": "BB 3", "new_price": 200_000}, "new_price"),
        ({"quality_until": DAY - datetime.timedelta(days=1)}, "quality_until"),
    ],
)
def test_a_value_needs_what_it_rests_on(books, coat, wrong, field):
    with pytest.raises(Refusal) as refused:
        books.draft_goods(coat(10, **wrong))
    assert refused.value.field == field


def test_used_goods_stay_below_new_ones(books, coat):
    lot = books.goods(coat(10, used=True, basis="group", evidence="BB tổ định giá 3", new_price=400_000))
    for change in ("new_price = 100000", "unit_value = 1", "basis = 'x'", "declared_value = 5"):
        with pytest.raises(Exception, match="."), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE funds_lot SET {change} WHERE id = %s", [lot.pk])


def test_the_page_of_a_goods_receipt_takes_the_value_apart(books, coat, client_of):
    typed = {
        "party": "Công ty Mây Thử",
        "day": "15/11/2024",
        "place": books.store.pk,
        "item": "DA01",
        "size": "120",
        "quantity": "10",
        "declared_value": "1.000.000",
        "unit_value": "250.000",
        "basis": "market",
        "evidence": "ba báo giá",
        "reason": "Biên bản giao",
    }
    answer = client_of(books.accountant).post(reverse("funds:goods_new", args=[books.fund.code]), typed)
    assert answer.status_code == 302
    from funds.models import VoucherLine

    assert VoucherLine.objects.get().declared_value == 1_000_000


# Recall


def test_a_recalled_lot_goes_nowhere_and_its_receivers_are_found(
    books, delivered, client_of, commune_officer, units, child, neighbour_child
):
    third = AllocationFactory(pledge=delivered.pledge, need=needy(units.commune))
    planned = books.plan()
    for user, reason in ((books.accountant, "thông báo số 12"), (books.cashier, "ngắn")):
        with pytest.raises(Refusal):
            recall_lot(user=user, lot=delivered.lot, reason=reason)
    recall_lot(user=books.cashier, lot=delivered.lot, reason="Thông báo số 12 của Sở Y tế")
    with pytest.raises(Refusal) as refused:
        books.issue(planned)
    assert refused.value.code == "recalled"
    from funds.services.distribution import cancel_distribution

    planned.refresh_from_db()
    cancel_distribution(user=books.chair, distribution=planned)
    with pytest.raises(Refusal) as nothing:
        books.plan()
    assert nothing.value.code == "nothing" and third.state == "reserved"
    assert sum(sheet.got for sheet in deliveries_of(delivered.lot)) == 2
    everybody = {line.allocation.need.child for line in reached_by(books.cashier, delivered.lot)}
    assert everybody == {child, neighbour_child}
    page = client_of(commune_officer).get(reverse("funds:lot_reached", args=[delivered.lot.code])).content.decode()
    assert child.full_name in page and neighbour_child.full_name not in page


def test_the_pages_of_stock_and_lot(books, delivered, client_of):
    page = client_of(books.cashier).get(reverse("funds:stock", args=[books.fund.code]) + "?in_store=true")
    assert page.status_code == 200 and "18" in page.content.decode()
    url = reverse("funds:lot_detail", args=[delivered.lot.code])
    browser = client_of(books.accountant)
    typed = {
        "act": "write_off",
        "quantity": "19",
        "reason": "damaged",
        "decision_no": "4/BB",
        "decision_on": "15/11/2024",
    }
    assert browser.post(url, typed).status_code == 422
    answer = browser.post(url, typed | {"quantity": "3"})
    assert answer.status_code == 302 and "/quy/chung-tu/" in answer["Location"]
    assert client_of(books.cashier).post(url, {"act": "recall", "reason": "Thông báo số 12"}).status_code == 302
    assert client_of(books.cashier).post(url, {"act": "recall", "reason": "Thông báo số 12"}).status_code == 404
    assert Lot.objects.get(pk=delivered.lot.pk).recalled_on == DAY


def test_promised_money_is_found_from_the_delivery(books, units):
    pledge = promise_money(books, 2_300_000)
    need = needy(units.commune, item_id="KH03", size="", unit_value=2_300_000)
    AllocationFactory(pledge=pledge, need=need, value=2_300_000)
    books.plan()
    (row,) = backward(Sheet.objects.get())
    assert [paper.amount for paper in row["receipts"]] == [2_300_000] and SheetLine.objects.count() == 1
