"""What the database itself refuses about pledges, earmarks, proposals and allocations, whoever writes."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from donors.models import Allocation, Earmark, MatchRun, Pledge
from tests.factories.children import NeedFactory
from tests.factories.donors import AllocationFactory, DonorFactory, MatchRunFactory, PledgeFactory


def refuses(text: str, sql: str, *values: object, error: type[DatabaseError] = IntegrityError) -> None:
    with pytest.raises(error, match=text), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


@pytest.fixture
def wide_need(child):
    return NeedFactory(child=child, quantity=5)


# Pledges


@pytest.mark.parametrize(
    ("constraint", "change"),
    [
        ("pledge_goods_or_money", "value = value + 1"),
        ("pledge_goods_or_money", "quantity = quantity + 1"),
        ("pledge_goods_or_money", "item_id = NULL"),
        ("pledge_goods_or_money", "form = 'money'"),
        ("pledge_state_value", "state = 'lost'"),
        ("pledge_end_reason", "state = 'withdrawn'"),
        ("pledge_accepted_day", "accepted_on = NULL"),
        ("is a sum, never written", "allocated_quantity = 1"),
        ("is a sum, never written", "allocated_value = 250000"),
        ("is a sum, never written", "received_quantity = 1"),
        ("is a sum, never written", "received_value = 1"),
        ("written off by two people", "state = 'written_off', end_reason = 'x'"),
        ("was decided by two people", "written_off = 1"),
    ],
)
def test_a_pledge_cannot_say_this(pledge, constraint, change):
    refuses(constraint, f"UPDATE donors_pledge SET {change} WHERE id = %s", pledge.pk)


def test_money_pledged_is_more_than_nothing(units, lists):
    pledge = PledgeFactory(unit=units.province, money=1_000_000)
    refuses("pledge_value_positive", "UPDATE donors_pledge SET value = 0 WHERE id = %s", pledge.pk)
    refuses("pledge_goods_or_money", "UPDATE donors_pledge SET item_id = 'DA01' WHERE id = %s", pledge.pk)


def test_instalments_are_positive_and_one_a_day(pledge):
    insert = "INSERT INTO donors_instalment (pledge_id, due_on, value) VALUES (%s, %s, %s)"
    refuses("instalment_positive", insert, pledge.pk, "2024-12-01", 0)
    pledge.instalments.create(due_on="2024-12-01", value=pledge.value)
    refuses("instalment_once_a_day", insert, pledge.pk, "2024-12-01", 2)
    for change in ("UPDATE donors_instalment SET value = 1", "DELETE FROM donors_instalment"):
        refuses("Cannot update or delete", change, error=DatabaseError)


def test_instalments_add_up_when_the_transaction_ends(pledge):
    at_once = "SET CONSTRAINTS ALL IMMEDIATE; "
    insert = "INSERT INTO donors_instalment (pledge_id, plan, due_on, value) VALUES (%s, 1, '2024-12-01', %s)"
    refuses("add up to what was promised", at_once + insert, pledge.pk, pledge.value - 1)
    refuses("add up to what was promised", at_once + "UPDATE donors_pledge SET plan = 2 WHERE id = %s", pledge.pk)


@pytest.mark.parametrize(
    ("constraint", "change"),
    [
        ("pledge_never_over_received", "received_quantity = 21"),
        ("pledge_never_over_allocated", "allocated_quantity = 21"),
        ("pledge_never_over_allocated", "allocated_value = value + 1"),
        ("pledge_ended_holds_nothing", "allocated_value = 1, state = 'withdrawn', end_reason = 'x'"),
        ("pledge_written_off_not_negative", "written_off = -1"),
    ],
)
def test_whatever_keeps_the_sums_stays_within_what_was_promised(pledge, constraint, change):
    # No trigger: the row itself refuses.
    asleep = "SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE donors_pledge DISABLE TRIGGER USER; "
    refuses(constraint, f"{asleep}UPDATE donors_pledge SET {change} WHERE id = %s", pledge.pk)


@pytest.mark.parametrize("sql", ["UPDATE donors_earmark SET purpose = 'khác'", "DELETE FROM donors_earmark"])
def test_an_earmark_is_never_edited(db, sql):
    Earmark.objects.create(areas=["DA"])
    refuses("Cannot update or delete", sql, error=DatabaseError)


def test_ages_of_an_earmark_are_ordered(db):
    with pytest.raises(IntegrityError, match="earmark_ages_ordered"), transaction.atomic():
        Earmark.objects.create(age_from=10, age_to=6)


def test_a_tax_code_is_unique_and_has_its_form(db):
    DonorFactory(tax_code="0101234567")
    other = DonorFactory()
    change = "UPDATE donors_donor SET tax_code = %s WHERE id = %s"
    refuses("donor_tax_code_once", change, "0101234567", other.pk)
    refuses("donor_tax_code_form", change, "12", other.pk)
    refuses("donor_kind_value", "UPDATE donors_donor SET kind = 'ghost'")


def test_a_need_that_is_held_does_not_end(pledge, wide_need):
    AllocationFactory(pledge=pledge, need=wide_need)
    for state in ("withdrawn", "closed"):
        refuses("need_ended_holds_nothing", "UPDATE children_need SET state = %s WHERE id = %s", state, wide_need.pk)


# Proposals


def test_nobody_approves_the_own_proposal(units, province_officer, fund_chair):
    run = MatchRunFactory(unit=units.province, proposed_by=province_officer)
    approve = "UPDATE donors_matchrun SET state = 'approved', approved_by_id = %s, approved_at = now() WHERE id = %s"
    refuses("match_two_people", approve, province_officer.pk, run.pk)
    refuses("match_approved_complete", "UPDATE donors_matchrun SET state = 'approved' WHERE id = %s", run.pk)
    refuses("match_state_value", "UPDATE donors_matchrun SET state = 'won' WHERE id = %s", run.pk)
    with connection.cursor() as cursor:
        cursor.execute(approve, [fund_chair.pk, run.pk])
    assert MatchRun.objects.get(pk=run.pk).state == "approved"


def test_a_pledge_and_a_need_meet_once_in_a_proposal(units, province_officer, pledge, wide_need):
    run = MatchRunFactory(unit=units.province, proposed_by=province_officer)
    AllocationFactory(run=run, pledge=pledge, need=wide_need, state="proposed")
    with pytest.raises(IntegrityError, match="allocation_once_per_run"), transaction.atomic():
        AllocationFactory(run=run, pledge=pledge, need=wide_need, state="proposed")


# Allocations: both sums


def sums(pledge, need):
    pledge.refresh_from_db()
    need.refresh_from_db()
    return (pledge.allocated_quantity, pledge.allocated_value, need.reserved, need.delivered, need.confirmed)


def test_sums_follow_every_change_of_an_allocation(pledge, wide_need):
    row = AllocationFactory(pledge=pledge, need=wide_need, quantity=3, state="proposed")
    assert sums(pledge, wide_need) == (0, 0, 0, 0, 0)
    rows = Allocation.objects.filter(pk=row.pk)
    rows.update(state="reserved")
    assert sums(pledge, wide_need) == (3, 750_000, 3, 0, 0)
    rows.update(delivered=2, confirmed=1)
    assert sums(pledge, wide_need) == (3, 750_000, 1, 2, 1)
    rows.update(quantity=2, value=500_000, state="fulfilled")
    assert sums(pledge, wide_need) == (2, 500_000, 0, 2, 1)
    rows.update(delivered=0, confirmed=0, state="released")
    assert sums(pledge, wide_need) == (0, 0, 0, 0, 0)
    rows.update(state="reserved")
    rows.delete()
    assert sums(pledge, wide_need) == (0, 0, 0, 0, 0)


def test_a_money_pledge_counts_value_only(units, lists, wide_need):
    pledge = PledgeFactory(unit=units.province, money=1_000_000)
    AllocationFactory(pledge=pledge, need=wide_need, quantity=2)
    assert sums(pledge, wide_need) == (0, 500_000, 2, 0, 0)


def test_a_need_is_never_over_served(pledge, need, wide_need):
    with pytest.raises(IntegrityError, match="need_never_over_served"), transaction.atomic():
        AllocationFactory(pledge=pledge, need=need, quantity=2)
    row = AllocationFactory(pledge=pledge, need=wide_need, quantity=5)
    with pytest.raises(IntegrityError, match="need_never_over_served"), transaction.atomic():
        AllocationFactory(pledge=pledge, need=wide_need, quantity=1)
    refuses(
        "need_never_over_served",
        "UPDATE donors_allocation SET quantity = 6, value = 1500000 WHERE id = %s",
        row.pk,
    )


def test_a_pledge_is_never_over_allocated(units, lists, child):
    goods = PledgeFactory(unit=units.province, quantity=2)
    money = PledgeFactory(unit=units.province, money=500_000)
    for pledge in (goods, money):
        AllocationFactory(pledge=pledge, need=NeedFactory(child=child, quantity=5), quantity=2)
        with pytest.raises(IntegrityError, match="pledge_never_over_allocated"), transaction.atomic():
            AllocationFactory(pledge=pledge, need=NeedFactory(child=child))


def test_many_lines_at_once_are_refused_together(pledge, wide_need, child):
    """What is too much for a pledge as a whole leaves no line of the statement behind."""
    Pledge.objects.filter(pk=pledge.pk).update(quantity=4, value=1_000_000)
    AllocationFactory(pledge=pledge, need=wide_need, quantity=3, state="proposed")
    AllocationFactory(pledge=pledge, need=NeedFactory(child=child, quantity=2), quantity=2, state="proposed")
    with pytest.raises(IntegrityError, match="pledge_never_over_allocated"), transaction.atomic():
        Allocation.objects.update(state="reserved")
    assert set(Allocation.objects.values_list("state", flat=True)) == {"proposed"}
    assert sums(pledge, wide_need) == (0, 0, 0, 0, 0)


@pytest.mark.parametrize("column", ["need_id", "pledge_id"])
def test_an_allocation_stays_where_it_is(pledge, need, neighbour_need, others_pledge, column):
    row = AllocationFactory(pledge=pledge, need=need)
    other = neighbour_need if column == "need_id" else others_pledge
    refuses(
        "stays with its need and its pledge",
        f"UPDATE donors_allocation SET {column} = %s WHERE id = %s",
        other.pk,
        row.pk,
        error=DatabaseError,
    )


@pytest.mark.parametrize(
    ("constraint", "change"),
    [
        ("allocation_delivered_within", "delivered = 2"),
        ("allocation_delivered_within", "confirmed = 1"),
        ("allocation_value_positive", "value = 0"),
        ("allocation_state_value", "state = 'gone'"),
    ],
)
def test_an_allocation_cannot_say_this(pledge, need, constraint, change):
    row = AllocationFactory(pledge=pledge, need=need)
    refuses(constraint, f"UPDATE donors_allocation SET {change} WHERE id = %s", row.pk)
