"""A round on the workbench: the policy it follows, what an edit costs before it is kept, declines, approval, the papers."""

import datetime
import io

import pypdf
import pytest
from django.db import IntegrityError, InternalError, connection, transaction
from django.urls import reverse

from donors import workbench
from donors.models import Earmark, MatchPolicy, MatchRun, Pledge, PledgeDecline
from donors.services import matching as acts
from donors.services.decline import decline_pledge
from donors.services.policy import adopt_policy
from donors.services.problem import build, build_problem
from lao_cai_support.audit.models import Act
from lao_cai_support.web.errors import Refusal
from tests.donors.conftest import DAY
from tests.factories.children import ChildFactory, NeedFactory
from tests.factories.donors import DonorFactory, PledgeFactory

DECISION = {
    "weights": {"1": 5, "2": 2, "3": 1},
    "fairness": "before_priority",
    "committee": "Hội đồng bảo trợ Quỹ",
    "document_no": "12/QĐ-HĐ",
    "decided_on": datetime.date(2024, 11, 1),
}


@pytest.fixture
def office(client_of, province_officer):
    return client_of(province_officer)


def tried(run) -> MatchRun:
    """Solved again, nothing kept yet."""
    acts.solve_run(acts.solve_again(user=run.proposed_by, run=run))
    run.refresh_from_db()
    return run


def approved(run, chair) -> MatchRun:
    return acts.approve_run(user=chair, run=acts.submit_run(user=run.proposed_by, run=run))


def shares(run) -> set[tuple[str, str, int]]:
    return set(run.allocations.values_list("pledge__code", "need__code", "quantity"))


# The policy


def test_a_decision_is_the_next_version_and_never_edited(province_officer):
    first = adopt_policy(user=province_officer, **DECISION)
    second = adopt_policy(user=province_officer, **DECISION | {"weights": {"1": 9, "2": 9, "3": 1}})
    assert (first.version, second.version) == (1, 2)
    with pytest.raises(InternalError, match="Cannot update"), transaction.atomic():
        MatchPolicy.objects.filter(pk=first.pk).update(committee="x")
    with pytest.raises(InternalError, match="Cannot update"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM donors_matchpolicy")
    assert Act.objects.filter(act="matching.policy").count() == 2


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"weights": {"1": 1, "2": 2, "3": 1}}, "weight_1"),
        ({"weights": {"1": 3, "2": 2, "3": 0}}, "weight_1"),
        ({"decided_on": DAY + datetime.timedelta(days=1)}, "decided_on"),
    ],
)
def test_a_senseless_decision_is_refused_at_its_field(province_officer, change, field):
    with pytest.raises(Refusal) as refusal:
        adopt_policy(user=province_officer, **DECISION | change)
    assert refusal.value.field == field and not MatchPolicy.objects.exists()


@pytest.mark.parametrize("role", ["fund_chair", "inspector", "district_officer"])
def test_only_the_province_records_decisions(request, role):
    with pytest.raises(Refusal):
        adopt_policy(user=request.getfixturevalue(role), **DECISION)


def test_a_proposal_keeps_the_version_it_was_made_on(office, province_officer, units, pledge, need):
    told = {f"weight_{n}": weight for n, weight in DECISION["weights"].items()} | DECISION
    answer = office.post(reverse("donors:policy_new"), told)
    assert answer.status_code == 302, answer.content.decode()
    policy = MatchPolicy.objects.get()
    office.post(reverse("donors:matching_new"), {"name": "Áo ấm", "version": policy.pk})
    run = MatchRun.objects.get()
    assert run.policy_version == policy
    adopt_policy(user=province_officer, **DECISION | {"weights": {"1": 9, "2": 8, "3": 7}})
    told = build_problem(run, DAY)["policy"]
    assert told["priority_weights"] == DECISION["weights"] and told["fairness"] == "before_priority"
    assert "12/QĐ-HĐ" in office.get(reverse("donors:matching_detail", args=[run.code])).content.decode()
    assert "12/QĐ-HĐ" in office.get(reverse("donors:policy_list")).content.decode()


# Solving again: seen before it is kept


def test_what_an_edit_costs_is_seen_before_it_is_kept(office, solved, pledge, need, neighbour_need, price):
    run = solved()
    before = shares(run)
    acts.forbid_line(user=run.proposed_by, allocation=run.allocations.get(need=need), reason="x")
    kept = shares(run)
    tried(run)
    assert shares(run) == kept < before  # the lines as the hand left them
    change = workbench.difference(run)
    assert (change.met, change.kept, change.gone, change.new) == (-price, 1, 0, 0)
    page = office.get(reverse("donors:matching_detail", args=[run.code])).content.decode()
    assert "Kết quả tính lại, chưa giữ" in page and "giá trị đáp ứng thay đổi" in page
    with pytest.raises(Refusal, match="Hãy giữ hoặc bỏ") as refusal:
        acts.submit_run(user=run.proposed_by, run=run)
    assert refusal.value.code == "trial"


def test_a_tried_plan_is_kept_or_thrown_away_by_its_author(solved, units, pledge, need, second_province_officer):
    run = solved()
    NeedFactory(child=ChildFactory(unit=units.commune))
    before = shares(run)
    tried(run)
    for act in (acts.keep_trial, acts.drop_trial):
        with pytest.raises(Refusal, match="Chỉ người lập"):
            act(user=second_province_officer, run=run)
    acts.drop_trial(user=run.proposed_by, run=run)
    assert shares(run) == before
    tried(run)
    acts.keep_trial(user=run.proposed_by, run=run)
    run.refresh_from_db()
    assert before < shares(run) and run.trial is None and run.summary["lines"] == 2
    with pytest.raises(Refusal, match="Không có kết quả tính lại"):
        acts.keep_trial(user=run.proposed_by, run=run)


def test_a_further_edit_makes_the_tried_plan_stale(solved, pledge, need):
    run = tried(solved())
    acts.lock_line(user=run.proposed_by, allocation=run.allocations.get(), locked=True)
    run.refresh_from_db()
    assert run.trial is None


def test_two_scenarios_lie_side_by_side(office, solved, pledge, need, neighbour_need, units):
    one, other = solved(), solved(places=[units.commune.path])
    page = office.get(reverse("donors:matching_detail", args=[one.code]), {"voi": other.code})
    rows = page.context["scenarios"]
    assert [(row.current, row.lines, row.trips) for row in rows] == [(True, 2, 2), (False, 1, 1)]
    assert [row.gap for row in rows] == [0, 0]


def test_coverage_counts_delivered_held_and_new(solved, pledge, child, units, fund_chair):
    NeedFactory(child=child, quantity=4)
    Pledge.objects.filter(pk=pledge.pk).update(quantity=1, value=250_000)
    approved(solved(), fund_chair)
    PledgeFactory(unit=units.province, quantity=2)
    (row,) = workbench.coverage(solved(), DAY)
    assert (row.needed, row.held, row.new, row.missing) == (1_000_000, 250_000, 500_000, 250_000)
    assert [css for css, _start, _width in row.bars] == ["f-held", "f-new"]
    assert "100 %" not in str(workbench.coverage_map([row]).svg)


# A commune declines


def test_a_declined_pledge_goes_elsewhere_and_nobody_loses_a_turn(solved, units, pledge, need, neighbour_need):
    run = solved()
    turn = (need.priority, need.waiting_since, need.needed_by)
    decline_pledge(user=run.proposed_by, pledge=pledge, unit=units.commune, reason="áo không hợp cỡ")
    assert {code for _pledge, code, _n in shares(run)} == {neighbour_need.code}
    tried(run)
    assert {code for _pledge, code, _n in shares(acts.keep_trial(user=run.proposed_by, run=run))} == {
        neighbour_need.code
    }
    unmet = run.trial and run.trial["summary"]["unmet"][0]["reasons"][0]
    run.refresh_from_db()
    assert "từ chối" in (unmet or run.summary["unmet"][0]["reasons"][0])
    need.refresh_from_db()
    assert (need.priority, need.waiting_since, need.needed_by) == turn
    other = PledgeFactory(unit=units.province)
    again = solved()
    assert (other.code, need.code, 1) in shares(again)


def test_declining_after_approval_frees_both_sides(solved, units, pledge, need, fund_chair, province_officer):
    approved(solved(), fund_chair)
    decline_pledge(user=province_officer, pledge=pledge, unit=units.commune, reason="đã có nguồn khác")
    pledge.refresh_from_db()
    need.refresh_from_db()
    assert (pledge.allocated_quantity, pledge.allocated_value, need.reserved) == (0, 0, 0)
    with pytest.raises(Refusal, match="đã được ghi"):
        decline_pledge(user=province_officer, pledge=pledge, unit=units.commune, reason="lần nữa")
    with pytest.raises(IntegrityError), transaction.atomic():
        PledgeDecline.objects.create(
            pledge=pledge, unit=units.commune, reason="x", declined_on=DAY, recorded_by=province_officer
        )


def test_declining_asks_for_a_reason_and_is_done_by_page(office, solved, pledge, need):
    run = solved()
    url = reverse("donors:matching_line", args=[run.code, run.allocations.get().code])
    assert "lý do xã từ chối" in office.post(url, {"act": "decline"}, follow=True).content.decode()
    office.post(url, {"act": "decline", "reason": "áo không hợp cỡ"})
    assert PledgeDecline.objects.get().reason == "áo không hợp cỡ" and not run.allocations.exists()


# Bad input: a sentence, and both sides add up


def untouched(pledge, need) -> bool:
    pledge.refresh_from_db()
    need.refresh_from_db()
    return (pledge.allocated_value, need.reserved) == (0, 0)


def test_a_pledge_earmarked_to_nothing_is_left_over_and_says_why(solved, units, need, price):
    PledgeFactory(unit=units.province, earmark=Earmark.objects.create(places=[units.sibling.path]))
    run = solved()
    (row,) = run.summary["unused"]
    assert not run.allocations.exists() and "Không có nhu cầu nào trong phạm vi" in row["reasons"][0]
    assert row["value"] == 20 * price


def test_an_expired_pledge_is_not_used_and_not_approved(submitted, solved, units, need, fund_chair):
    pledge = PledgeFactory(unit=units.province, earmark=Earmark.objects.create(use_until=DAY))
    run = submitted()
    gone = Earmark.objects.create(use_until=DAY - datetime.timedelta(days=1), replaces=pledge.earmark)
    Pledge.objects.filter(pk=pledge.pk).update(earmark=gone)
    with pytest.raises(Refusal, match=r"quá hạn dùng.*14/11/2024.*Hãy tính lại"):
        acts.approve_run(user=fund_chair, run=run)
    assert untouched(pledge, need) and not solved().allocations.exists()


def test_what_changed_meanwhile_is_named(submitted, units, child, neighbour_need, pledge, fund_chair):
    need = NeedFactory(child=child)
    theirs, mine = submitted(places=[units.commune.path]), submitted()
    acts.approve_run(user=fund_chair, run=theirs)
    with pytest.raises(Refusal) as refusal:
        acts.approve_run(user=fund_chair, run=mine)
    said = str(refusal.value)
    assert need.code in said and units.commune.title in said and "Chưa giữ chỗ dòng nào" in said
    assert neighbour_need.code not in said


def test_a_decline_after_handing_in_is_named(submitted, units, pledge, need, fund_chair, province_officer):
    run = submitted()
    PledgeDecline.objects.create(
        pledge=pledge, unit=units.commune, reason="x", declined_on=DAY, recorded_by=province_officer
    )
    with pytest.raises(Refusal, match="đã từ chối cam kết"):
        acts.approve_run(user=fund_chair, run=run)
    assert untouched(pledge, need)


def test_a_lock_against_a_new_earmark_falls_and_is_told(office, solved, units, need):
    pledge = PledgeFactory(unit=units.province)
    run = solved()
    acts.lock_line(user=run.proposed_by, allocation=run.allocations.get(), locked=True)
    Pledge.objects.filter(pk=pledge.pk).update(earmark=Earmark.objects.create(places=[units.sibling.path]))
    assert build(run, DAY).dropped == [{"pledge": pledge.code, "need": need.code, "why": "earmark_place"}]
    run = acts.keep_trial(user=run.proposed_by, run=tried(run))
    assert not run.allocations.exists()
    assert "1 dòng khóa không còn giữ được" in office.get(
        reverse("donors:matching_detail", args=[run.code])
    ).content.decode().replace("\xa0", " ")


def test_a_pledge_that_changes_hands_while_matched_stays_matched(submitted, pledge, need, fund_chair):
    """Two records of one donor are put together: the pledge moves, its lines stay with it."""
    run = submitted()
    Pledge.objects.filter(pk=pledge.pk).update(donor=DonorFactory(name="Công ty Mới"))
    acts.approve_run(user=fund_chair, run=run)
    pledge.refresh_from_db()
    need.refresh_from_db()
    assert (pledge.allocated_quantity, need.reserved) == (1, 1)


# Papers and the appeal


def test_an_order_tells_a_commune_what_comes_and_names_no_child(office, solved, units, pledge, need, fund_chair):
    run = solved()
    url = reverse("donors:matching_order", args=[run.code, units.commune.code])
    assert office.get(url).status_code == 404
    approved(run, fund_chair)
    answer = office.get(url)
    assert answer["Content-Type"] == "application/pdf"
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.content)).pages)
    text = " ".join(text.split())
    assert pledge.donor.name in text and "250.000" in text and run.code in text
    assert need.child.full_name not in text
    assert office.get(reverse("donors:matching_order", args=[run.code, units.sibling.code])).status_code == 404


def test_what_one_more_would_do_becomes_the_appeal(office, client_of, donor, solved, units, need):
    for _ in range(5):
        NeedFactory(child=ChildFactory(unit=units.commune))
    run = solved()
    (row,) = workbench.appeals(run)
    assert (row.short, row.places, row.priority) == (6, 1, need.priority)
    url = reverse("donors:appeal")
    assert "nhu cầu ưu tiên" in office.get(url).content.decode()
    theirs = client_of(donor)
    assert row.item in theirs.get(url).content.decode()
    assert theirs.get(url, {"export": "xlsx"})["Content-Type"].endswith("sheet")
    PledgeFactory(unit=units.province, quantity=3)
    solved()
    told = theirs.get(url)
    assert told.context["rows"] == []  # three are too few to tell outside the office
    assert "Không còn gì thiếu" not in told.content.decode()  # but nobody is told that nothing is short
    assert len(office.get(url).context["rows"]) == 1
