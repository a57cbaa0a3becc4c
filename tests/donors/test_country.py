"""A country is parted before it is solved: the plan keeps what every plan keeps, and is as good but for part units."""

import copy
import random

import pytest

from benchmarks.matching import province
from donors.matching import baselines, country, flow, solve_document
from donors.matching.eligibility import Eligibility
from donors.matching.problem import parse
from tests.donors.problems import check_plan, random_problem
from tests.donors.test_optimum import Program, instance


@pytest.fixture
def parted(monkeypatch):
    """Small problems count as countries; the careful greedy does not step in for them."""

    def at(large: int, split: int, together: int) -> None:
        monkeypatch.setattr(flow, "LARGE", large)
        monkeypatch.setattr(country, "SPLIT", split)
        monkeypatch.setattr(country, "SHARE", 10**9)
        monkeypatch.setattr(country, "TOGETHER", together)
        monkeypatch.setattr("donors.matching.document._BOTH", -1)

    return at


@pytest.mark.parametrize("seed", range(30))
def test_no_plan_breaks_the_rules_and_the_bound_is_one(parted, seed):
    """Locks, forbids, an earlier plan and both policies included."""
    document = random_problem(random.Random(seed), needs=40, pledges=14, quantity=8)
    parted(0, 5, 8)
    plan = solve_document(document)
    check_plan(document, plan)
    assert plan["bound"] >= Program(document).score() - 1e-3


@pytest.mark.parametrize("seed", range(8))
def test_the_order_of_lists_changes_nothing(parted, seed):
    rng = random.Random(seed)
    document = random_problem(rng, needs=40, pledges=14)
    turned = copy.deepcopy(document)
    for key in ("places", "items", "needs", "pledges", "locks", "forbids", "last_plan"):
        rng.shuffle(turned[key])
    parted(0, 5, 8)
    plans = [solve_document(each) for each in (document, turned, document)]
    for plan in plans:
        plan.pop("seconds")
    assert plans[0] == plans[1] == plans[2]


def test_a_country_in_small_is_near_the_optimum_and_above_both_baselines(parted):
    """Nine districts, each of several hundred groups; the bound of the parted problem is hardly above the proven one."""
    document = province(needs=6_000, pledges=200, communes=80)
    whole = solve_document(document)
    parted(100, 1_500, 600)
    plan = solve_document(document)
    check_plan(document, plan)
    assert whole["bound"] <= plan["bound"] <= 1.004 * whole["bound"]
    assert plan["score"] >= 0.995 * whole["bound"]
    assert plan["worst_place"]["coverage"] >= whole["worst_place"]["coverage"] - 0.051
    problem = parse(document)
    fits = Eligibility(problem)
    assert plan["score"] > baselines.first_come(problem, fits).score(problem)
    assert plan["score"] >= baselines.careful_greedy(problem, fits).score(problem)
    assert all(line["reasons"] for key in ("allocations", "unmet", "unused") for line in plan[key])


@pytest.mark.parametrize("policy", ["after_priority", "before_priority"])
@pytest.mark.parametrize("seed", range(8))
def test_with_a_part_for_each_place_the_worst_is_as_well_off_as_can_be(parted, seed, policy):
    document = instance(seed, unit=1, quantity=60, needs=25, fixed=False)
    document["policy"]["fairness"] = policy
    parted(0, 0, 0)
    plan = solve_document(document)
    best = Program(document).worst(plan["bound"] if policy == "after_priority" else None)
    assert plan["worst_place"]["coverage"] >= best - 0.051


@pytest.mark.parametrize("seed", range(8))
def test_one_more_pledge_never_lowers_the_bound(parted, seed):
    document = instance(seed, needs=30, pledges=10, fixed=False)
    fewer = copy.deepcopy(document)
    fewer["pledges"] = fewer["pledges"][1:]
    parted(0, 5, 8)
    assert solve_document(document)["bound"] >= solve_document(fewer)["bound"]


def test_how_far_it_is_is_told_part_by_part(parted):
    from donors.matching.document import answer

    heard = []
    parted(0, 5, 8)
    document = random_problem(random.Random(3), needs=40, pledges=14)
    answer(document, tell=lambda *step: heard.append(step))
    stages = [stage for stage, _done, _total in heard]
    assert stages[:2] == ["read", "flow"] and set(stages[2:]) == {"part"}
    assert [done for stage, done, _total in heard if stage == "part"] == list(range(1, heard[-1][2] + 1))
