"""A proposal from its making to its approval: who does what, what the hand may change, what both sides keep."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from children.models import CircumstanceKind, CircumstanceSpell
from donors.models import Allocation, Earmark, MatchRun, Pledge
from donors.services import matching as acts
from donors.services.allocation import record_delivery, release_allocation
from donors.services.problem import build_problem
from donors.tasks import solve_match_run
from lao_cai_support.audit.models import Act
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.models import Job
from tests.donors.conftest import DAY
from tests.factories.areas import as_range
from tests.factories.children import ChildFactory, NeedFactory, SpellFactory
from tests.factories.donors import AllocationFactory, MatchRunFactory, PledgeFactory


def line_of(run, need=None) -> Allocation:
    return run.allocations.get(need=need) if need else run.allocations.get()


def shares(run) -> set[tuple[str, str, int]]:
    return set(run.allocations.values_list("pledge__code", "need__code", "quantity"))


def again(run) -> MatchRun:
    """Solved again, and what came out kept."""
    acts.solve_run(acts.solve_again(user=run.proposed_by, run=run))
    run.refresh_from_db()
    if run.trial:
        acts.keep_trial(user=run.proposed_by, run=run)
        run.refresh_from_db()
    return run


def sums(pledge, need):
    pledge.refresh_from_db()
    need.refresh_from_db()
    return (pledge.allocated_quantity, pledge.allocated_value, need.reserved)


# Solving


def test_a_proposal_reserves_nothing(solved, pledge, need, price):
    run = solved()
    line = line_of(run)
    assert (run.state, line.pledge, line.need, line.quantity, line.value) == ("proposed", pledge, need, 1, 250_000)
    assert (run.score, run.bound) == (9 * price, 9 * price)
    assert run.summary["value_met"] == run.summary["value_needed"] == price
    assert len(run.problem_hash) == 64 and line.reasons
    assert sums(pledge, need) == (0, 0, 0)


def test_the_problem_knows_no_names(solved, pledge, need, child):
    SpellFactory(child=child)
    text = str(build_problem(solved(), DAY))
    assert need.code in text and "HC01" in text
    assert child.full_name not in text and child.code not in text


def test_sealed_circumstances_stay_out_of_the_problem(solved, pledge, need, child):
    SpellFactory(child=child, kind_id=CircumstanceKind.objects.filter(sealed=True).first().pk)
    assert build_problem(solved(), DAY)["needs"][0]["circumstances"] == []


def test_the_problem_takes_the_same_queries_for_3_and_30_needs(solved, units, pledge, django_assert_num_queries):
    def grow(count):
        for _ in range(count):
            NeedFactory(child=ChildFactory(unit=units.commune))
            PledgeFactory(unit=units.province)

    run = solved()
    grow(3)
    with CaptureQueriesContext(connection) as few:
        build_problem(run, DAY)
    grow(27)
    with django_assert_num_queries(len(few)):
        assert len(build_problem(run, DAY)["needs"]) == 30


def test_scope_narrows_by_area_item_and_place(solved, pledge, need, neighbour_need, units):
    assert len(shares(solved())) == 2
    assert line_of(solved(places=[units.commune.path])).need == need
    assert shares(solved(areas=["DD"])) == set()
    assert len(shares(solved(items=["DA01"]))) == 2


def test_what_cannot_be_given_through_the_fund_is_left_out(solved, need, units, lists):
    PledgeFactory(unit=units.province, route="direct")
    PledgeFactory(unit=units.province, state="offered")
    assert shares(solved()) == set()


def test_the_task_fills_the_proposal_and_ends_its_job(province_officer, units, pledge, need):
    run = MatchRunFactory(unit=units.province, proposed_by=province_officer, state="solving")
    job = Job.objects.create(kind="matching", title="Tính", owner=province_officer)
    solve_match_run(job.code, run_code=run.code)
    run.refresh_from_db()
    job.refresh_from_db()
    assert (run.state, job.state, run.allocations.count()) == ("proposed", "done", 1)


def test_a_task_delivered_twice_changes_nothing(province_officer, units, pledge, need):
    run = MatchRunFactory(unit=units.province, proposed_by=province_officer, state="solving")
    job = Job.objects.create(kind="matching", title="Tính", owner=province_officer)
    stale = MatchRun.objects.get(pk=run.pk)
    solve_match_run(job.code, run_code=run.code)
    before = list(run.allocations.values())
    solve_match_run(job.code, run_code=run.code)
    acts.solve_run(stale)  # it had read the state before the first one had written
    assert list(run.allocations.values()) == before


def test_a_discarded_proposal_is_not_filled_any_more(province_officer, units, pledge, need):
    run = MatchRunFactory(unit=units.province, proposed_by=province_officer, state="solving")
    stale = MatchRun.objects.get(pk=run.pk)
    acts.discard_run(user=province_officer, run=run)
    acts.solve_run(stale)
    run.refresh_from_db()
    assert (run.state, run.allocations.count()) == ("discarded", 0)


def test_what_cannot_be_solved_says_so_and_can_be_tried_again(province_officer, units, pledge, need):
    run = MatchRunFactory(
        unit=units.province, proposed_by=province_officer, state="solving", policy={"fairness": "never"}
    )
    job = Job.objects.create(kind="matching", title="Tính", owner=province_officer)
    with pytest.raises(ValueError, match=r"policy\.fairness"):
        solve_match_run(job.code, run_code=run.code)
    run.refresh_from_db()
    job.refresh_from_db()
    assert (run.state, job.state) == ("failed", "failed") and "Không tính được phương án" in run.failure
    MatchRun.objects.filter(pk=run.pk).update(policy={})
    again(run)
    assert (run.state, run.failure) == ("proposed", "")


# By hand


def test_a_lock_is_kept_and_little_else_changes(solved, pledge, units, child):
    needs = [NeedFactory(child=child) for _ in range(3)]
    Pledge.objects.filter(pk=pledge.pk).update(quantity=1, value=250_000)
    run = solved()
    chosen = line_of(run).need
    acts.lock_line(user=run.proposed_by, allocation=line_of(run), locked=True)
    NeedFactory(child=child, waiting_since="2020-01-01")
    more = PledgeFactory(unit=units.province, quantity=1)
    before = shares(run)
    again(run)
    assert before < shares(run) and run.allocations.count() == 2
    assert run.allocations.get(need=chosen).locked
    assert not run.allocations.get(pledge=more).locked
    assert chosen in needs
    assert Act.objects.filter(act="matching.lock", object_code=run.code).count() == 1


def test_solving_again_changes_nothing_that_need_not_change(solved, units, pledge, child):
    for _ in range(5):
        NeedFactory(child=child)
    PledgeFactory(unit=units.province)
    run = solved()
    before = shares(run)
    PledgeFactory(unit=units.province)
    assert shares(again(run)) == before


def test_an_unlocked_line_is_free_again(solved, pledge, need):
    run = solved()
    acts.lock_line(user=run.proposed_by, allocation=line_of(run), locked=True)
    acts.lock_line(user=run.proposed_by, allocation=line_of(run), locked=False)
    assert build_problem(run, DAY)["locks"] == []


def test_a_forbidden_line_never_comes_back(solved, pledge, need, units):
    run = solved()
    acts.forbid_line(user=run.proposed_by, allocation=line_of(run), reason="nhà tài trợ từ chối")
    assert not run.allocations.exists()
    assert shares(again(run)) == set()
    other = PledgeFactory(unit=units.province)
    assert line_of(again(run)).pledge == other
    assert Act.objects.get(act="matching.forbid").reason == "nhà tài trợ từ chối"


def test_forbidding_a_locked_line_lifts_the_lock(solved, pledge, need):
    run = solved()
    acts.lock_line(user=run.proposed_by, allocation=line_of(run), locked=True)
    acts.forbid_line(user=run.proposed_by, allocation=line_of(run), reason="")
    again(run)
    assert (run.state, shares(run)) == ("proposed", set())


def test_a_changed_quantity_is_locked_and_kept(solved, pledge, child, units):
    need = NeedFactory(child=child, quantity=5)
    run = solved()
    acts.change_quantity(user=run.proposed_by, allocation=line_of(run), quantity=2)
    line = line_of(run)
    assert (line.quantity, line.value, line.locked) == (2, 500_000, True)
    other = PledgeFactory(unit=units.province)
    acts.forbid_line(user=run.proposed_by, allocation=line, reason="")
    assert need.code in {code for _pledge, code, _quantity in shares(again(run))}
    assert {p for p, _need, _quantity in shares(run)} == {other.code}


def test_a_changed_line_keeps_its_quantity_when_solved_again(solved, pledge, child, units):
    NeedFactory(child=child, quantity=5)
    Pledge.objects.filter(pk=pledge.pk).update(quantity=2, value=500_000)
    run = solved()
    acts.change_quantity(user=run.proposed_by, allocation=line_of(run), quantity=1)
    PledgeFactory(unit=units.province, quantity=9)
    again(run)
    kept = run.allocations.get(pledge=pledge)
    assert kept.locked and kept.quantity >= 1
    assert sum(quantity for _pledge, _need, quantity in shares(run)) == 5


@pytest.mark.parametrize("quantity", [-1, 0, 4, 10**12])
def test_a_quantity_stays_within_need_and_pledge(solved, pledge, child, quantity):
    NeedFactory(child=child, quantity=5)
    Pledge.objects.filter(pk=pledge.pk).update(quantity=3, value=750_000)
    run = solved()
    with pytest.raises(Refusal, match="từ 1 đến 3") as refusal:
        acts.change_quantity(user=run.proposed_by, allocation=line_of(run), quantity=quantity)
    assert refusal.value.field == "quantity"


def test_lines_beside_it_are_counted_in(solved, pledge, child):
    """Two needs share three coats: what one line takes, the other cannot have."""
    first, second = NeedFactory(child=child, quantity=2), NeedFactory(child=child, quantity=2)
    Pledge.objects.filter(pk=pledge.pk).update(quantity=3, value=750_000)
    run = solved()
    short = min(run.allocations.all(), key=lambda line: line.quantity)
    with pytest.raises(Refusal, match="từ 1 đến 1"):
        acts.change_quantity(user=run.proposed_by, allocation=short, quantity=2)
    long = run.allocations.exclude(pk=short.pk).get()
    acts.change_quantity(user=run.proposed_by, allocation=long, quantity=1)
    acts.change_quantity(user=run.proposed_by, allocation=short, quantity=2)
    assert {line.need for line in run.allocations.all()} == {first, second}
    assert sum(line.quantity for line in run.allocations.all()) == 3


def test_a_lock_taken_meanwhile_is_cut_to_what_is_left(submitted, solved, pledge, child, fund_chair):
    NeedFactory(child=child, quantity=5)
    Pledge.objects.filter(pk=pledge.pk).update(quantity=5, value=1_250_000)
    mine = solved()
    acts.lock_line(user=mine.proposed_by, allocation=line_of(mine), locked=True)
    theirs = solved()
    acts.change_quantity(user=theirs.proposed_by, allocation=line_of(theirs), quantity=3)
    acts.approve_run(user=fund_chair, run=acts.submit_run(user=theirs.proposed_by, run=theirs))
    again(mine)
    assert (mine.state, line_of(mine).quantity) == ("proposed", 2)


def test_a_lock_that_no_longer_fits_the_earmark_falls(solved, units, need, child):
    spell = SpellFactory(child=child)
    PledgeFactory(unit=units.province, earmark=Earmark.objects.create(circumstances=["HC01"]))
    run = solved()
    acts.lock_line(user=run.proposed_by, allocation=line_of(run), locked=True)
    CircumstanceSpell.objects.filter(pk=spell.pk).update(valid=as_range((spell.valid.lower, DAY)))
    again(run)
    assert (run.state, shares(run)) == ("proposed", set())


# Money pooled for one unit


@pytest.fixture
def pooled(solved, need, units, price):
    """One coat that takes the money of two pledges, neither enough alone."""
    PledgeFactory(unit=units.province, money=price // 2)
    PledgeFactory(unit=units.province, money=price - price // 2)
    return solved()


def test_pooled_shares_add_up_to_one_unit(pooled, price):
    lines = list(pooled.allocations.all())
    assert len(lines) == 2
    assert sum(line.value for line in lines) == price
    assert sorted(line.quantity for line in lines) == [0, 1]


@pytest.mark.parametrize("carrier", [0, 1])
def test_a_pooled_share_is_neither_locked_nor_changed_alone(pooled, carrier):
    line = pooled.allocations.get(quantity=carrier)
    for act in (
        lambda: acts.lock_line(user=pooled.proposed_by, allocation=line, locked=True),
        lambda: acts.change_quantity(user=pooled.proposed_by, allocation=line, quantity=1),
    ):
        with pytest.raises(Refusal, match="góp chung"):
            act()


@pytest.mark.parametrize("carrier", [0, 1])
def test_forbidding_one_share_takes_the_pool_out(pooled, carrier):
    acts.forbid_line(user=pooled.proposed_by, allocation=pooled.allocations.get(quantity=carrier), reason="")
    assert not pooled.allocations.exists()


def test_pooled_shares_are_reserved_and_released_together(pooled, fund_chair, need, price):
    run = acts.approve_run(user=fund_chair, run=acts.submit_run(user=pooled.proposed_by, run=pooled))
    need.refresh_from_db()
    assert need.reserved == 1
    assert sum(Pledge.objects.values_list("allocated_value", flat=True)) == price
    release_allocation(user=run.proposed_by, allocation=run.allocations.get(quantity=0), reason="một nhà tài trợ rút")
    need.refresh_from_db()
    assert need.reserved == 0
    assert set(Pledge.objects.values_list("allocated_value", flat=True)) == {0}
    assert set(run.allocations.values_list("state", flat=True)) == {"released"}


def test_whole_money_lines_beside_a_pool_stay(solved, child, units, price, lists):
    """Two coats: one bought by a single pledge, one by the rests of two."""
    NeedFactory(child=child, quantity=2)
    whole = PledgeFactory(unit=units.province, money=price)
    PledgeFactory(unit=units.province, money=price // 2)
    PledgeFactory(unit=units.province, money=price - price // 2)
    run = solved()
    assert run.allocations.count() == 3
    acts.lock_line(user=run.proposed_by, allocation=run.allocations.get(pledge=whole), locked=True)
    part = run.allocations.exclude(pledge=whole).first()
    acts.forbid_line(user=run.proposed_by, allocation=part, reason="")
    assert shares(run) == {(whole.code, run.allocations.get().need.code, 1)}


# Handing in and approving


def test_approval_reserves_both_sides(submitted, pledge, need, fund_chair):
    run = acts.approve_run(user=fund_chair, run=submitted())
    assert (run.state, run.approved_by) == ("approved", fund_chair)
    assert line_of(run).state == "reserved"
    assert sums(pledge, need) == (1, 250_000, 1)
    assert Act.objects.get(act="matching.approve").detail["lines"] == 1


def test_the_proposer_never_approves(submitted, pledge, need):
    run = submitted()
    with pytest.raises(Refusal, match="không được tự duyệt"):
        acts.approve_run(user=run.proposed_by, run=run)
    assert sums(pledge, need) == (0, 0, 0)


def test_the_other_officer_of_the_province_may_approve(submitted, pledge, need, second_province_officer):
    assert acts.approve_run(user=second_province_officer, run=submitted()).state == "approved"


def test_only_the_author_changes_and_hands_in(solved, pledge, need, second_province_officer):
    """Otherwise a colleague could rewrite a proposal and then approve the own work under the author's name."""
    run = solved()
    line, other = line_of(run), second_province_officer
    for act in (
        lambda: acts.lock_line(user=other, allocation=line, locked=True),
        lambda: acts.forbid_line(user=other, allocation=line, reason=""),
        lambda: acts.change_quantity(user=other, allocation=line, quantity=1),
        lambda: acts.submit_run(user=other, run=run),
    ):
        with pytest.raises(Refusal, match="Chỉ người lập phương án"):
            act()


@pytest.mark.parametrize("role", ["inspector", "fund_accountant", "district_officer", "donor", "administrator"])
def test_others_neither_propose_nor_approve(submitted, pledge, need, request, role, units):
    run, user = submitted(), request.getfixturevalue(role)
    for act in (
        lambda: acts.propose(user=user, unit=units.province, name="x", scope={}, policy={}),
        lambda: acts.approve_run(user=user, run=run),
        lambda: acts.return_run(user=user, run=run, reason="x"),
        lambda: acts.discard_run(user=user, run=run),
    ):
        with pytest.raises(Refusal):
            act()
    assert sums(pledge, need) == (0, 0, 0)


def test_an_empty_proposal_is_not_handed_in(solved, need):
    run = solved()
    with pytest.raises(Refusal, match="chưa có dòng nào"):
        acts.submit_run(user=run.proposed_by, run=run)


def test_what_was_handed_in_is_not_changed(submitted, pledge, need):
    run = submitted()
    line = line_of(run)
    for act in (
        lambda: acts.lock_line(user=run.proposed_by, allocation=line, locked=True),
        lambda: acts.forbid_line(user=run.proposed_by, allocation=line, reason=""),
        lambda: acts.change_quantity(user=run.proposed_by, allocation=line, quantity=1),
        lambda: acts.solve_again(user=run.proposed_by, run=run),
        lambda: acts.submit_run(user=run.proposed_by, run=run),
    ):
        with pytest.raises(Refusal):
            act()


def test_a_returned_proposal_needs_handing_in_and_another_person_again(submitted, pledge, need, fund_chair):
    run = submitted()
    with pytest.raises(Refusal) as refusal:
        acts.return_run(user=fund_chair, run=run, reason=" ")
    assert refusal.value.field == "reason"
    run = acts.return_run(user=run.proposed_by, run=run, reason="rút về để sửa")  # the author takes it back
    with pytest.raises(Refusal, match="Không thể chuyển"):
        acts.approve_run(user=fund_chair, run=run)
    run = acts.submit_run(user=run.proposed_by, run=run)
    with pytest.raises(Refusal, match="không được tự duyệt"):
        acts.approve_run(user=run.proposed_by, run=run)
    assert acts.approve_run(user=fund_chair, run=run).state == "approved"


def test_an_approved_proposal_stays(submitted, pledge, need, fund_chair):
    run = acts.approve_run(user=fund_chair, run=submitted())
    for act in (
        lambda: acts.approve_run(user=fund_chair, run=run),
        lambda: acts.return_run(user=fund_chair, run=run, reason="x"),
        lambda: acts.discard_run(user=run.proposed_by, run=run),
        lambda: acts.solve_again(user=run.proposed_by, run=run),
    ):
        with pytest.raises(Refusal, match="Không thể chuyển"):
            act()
    assert sums(pledge, need) == (1, 250_000, 1)


def test_discarding_removes_the_lines_and_keeps_the_run(submitted, pledge, need):
    run = submitted()
    acts.discard_run(user=run.proposed_by, run=run, reason="lập lại")
    run.refresh_from_db()
    assert (run.state, run.allocations.count()) == ("discarded", 0)
    assert Act.objects.get(act="matching.discard").reason == "lập lại"


def test_what_was_taken_meanwhile_is_refused_whole(submitted, child, neighbour_need, pledge, units, fund_chair):
    """Two lines, one of which another proposal has taken: neither is reserved."""
    need = NeedFactory(child=child)
    theirs, mine = submitted(places=[units.commune.path]), submitted()
    assert mine.allocations.count() == 2
    acts.approve_run(user=fund_chair, run=theirs)
    with pytest.raises(Refusal, match="đã được phương án khác giữ chỗ") as refusal:
        acts.approve_run(user=fund_chair, run=mine)
    assert refusal.value.code == "taken"
    mine.refresh_from_db()
    assert (mine.state, mine.approved_by) == ("submitted", None)
    assert set(mine.allocations.values_list("state", flat=True)) == {"proposed"}
    assert sums(pledge, need) == (1, 250_000, 1)
    assert sums(pledge, neighbour_need) == (1, 250_000, 0)
    assert Act.objects.filter(act="matching.approve").count() == 1


def test_ended_pledges_and_closed_needs_are_refused(submitted, pledge, need, fund_chair):
    run = submitted()
    Pledge.objects.filter(pk=pledge.pk).update(state="withdrawn", end_reason="x")
    with pytest.raises(Refusal, match="cam kết trong phương án đã kết thúc"):
        acts.approve_run(user=fund_chair, run=run)
    Pledge.objects.filter(pk=pledge.pk).update(state="accepted")
    type(need).objects.filter(pk=need.pk).update(state="withdrawn")
    with pytest.raises(Refusal, match="nhu cầu trong phương án đã đóng"):
        acts.approve_run(user=fund_chair, run=run)
    assert sums(pledge, need) == (0, 0, 0)


# After approval


def test_releasing_gives_both_sides_back(pledge, need, province_officer, fund_chair):
    row = AllocationFactory(pledge=pledge, need=need)
    release = {"allocation": row, "reason": "trẻ chuyển đi"}
    with pytest.raises(Refusal):
        release_allocation(user=fund_chair, **release)
    with pytest.raises(Refusal) as refusal:
        release_allocation(user=province_officer, allocation=row, reason="")
    assert refusal.value.field == "reason"
    assert release_allocation(user=province_officer, **release).state == "released"
    assert sums(pledge, need) == (0, 0, 0)
    with pytest.raises(Refusal, match="đang giữ chỗ"):
        release_allocation(user=province_officer, **release)


def test_what_was_delivered_is_not_released(pledge, child, province_officer):
    need = NeedFactory(child=child, quantity=3)
    row = AllocationFactory(pledge=pledge, need=need, quantity=3)
    for wrong in (4, -1):
        with pytest.raises(Refusal) as refusal:
            record_delivery(user=province_officer, allocation=row, delivered=wrong)
        assert refusal.value.field == "delivered"
    assert record_delivery(user=province_officer, allocation=row, delivered=1).state == "reserved"
    with pytest.raises(Refusal, match="đã trao một phần"):
        release_allocation(user=province_officer, allocation=row, reason="trẻ chuyển đi")
    assert record_delivery(user=province_officer, allocation=row, delivered=3).state == "fulfilled"
    need.refresh_from_db()
    assert (need.reserved, need.delivered) == (0, 3)
