"""The optimum, found a second time by another solver (HiGHS) from the document alone, and what follows from it."""

import copy
import random
from collections import defaultdict

import highspy
import numpy as np
import pytest

from benchmarks.matching import province
from donors.matching import baselines, solve_document
from donors.matching.eligibility import Eligibility
from donors.matching.network import NoFlow
from donors.matching.problem import parse
from tests.donors.problems import WEIGHTS, capacities, check_plan, forbidden, random_problem, suits, unit_values

INF = highspy.kHighsInf


class Program:
    """Value by (pledge, need) as a linear program: units may be parted, everything else is kept."""

    def __init__(self, document: dict) -> None:
        worth = unit_values(document)
        self.needs, self.worth = document["needs"], worth
        locks = {(row["pledge"], row["need"]): row["quantity"] for row in document.get("locks", [])}
        weights = document["policy"].get("priority_weights") or WEIGHTS
        self.solver = highspy.Highs()
        self.solver.silent()
        self.columns: list[tuple[str, str]] = []
        for pledge in document["pledges"]:
            for need in document["needs"]:
                pair = pledge["id"], need["id"]
                least = locks.get(pair, 0) * worth[need["item"]]
                most = need["quantity"] * worth[need["item"]]
                if not suits(document, pledge, need) or forbidden(document, pledge, need):
                    most = least
                if most:
                    self.columns.append(pair)
                    self.solver.addVar(least, most)
        self.gain = np.array([float(weights[str(self._need(n)["priority"])]) for _pledge, n in self.columns])
        for pledge, most in capacities(document).items():
            self._row(-INF, most, [i for i, (p, _n) in enumerate(self.columns) if p == pledge])
        for need in document["needs"]:
            most = need["quantity"] * worth[need["item"]]
            self._row(-INF, most, [i for i, (_p, n) in enumerate(self.columns) if n == need["id"]])

    def _need(self, name: str) -> dict:
        return next(need for need in self.needs if need["id"] == name)

    def _row(self, low: float, high: float, columns: list[int], values: list[float] | None = None) -> None:
        if columns:
            self.solver.addRow(low, high, len(columns), np.array(columns), np.array(values or [1.0] * len(columns)))

    def _best(self, gains: np.ndarray) -> float:
        for column, gain in enumerate(gains):
            self.solver.changeColCost(column, float(gain))
        self.solver.changeObjectiveSense(highspy.ObjSense.kMaximize)
        self.solver.run()
        assert self.solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
        return self.solver.getInfo().objective_function_value

    def score(self) -> float:
        return self._best(self.gain) if self.columns else 0.0

    def worst(self, score: float | None) -> float:
        """The best possible coverage of the worst-covered place, of plans with the score where one is given."""
        if not self.columns:
            return 0.0
        if score is not None:
            self._row(score - 1e-6 * max(score, 1), INF, list(range(len(self.columns))), list(self.gain))
        floor = len(self.columns)
        self.solver.addVar(0, 1)
        asked, at = defaultdict(int), defaultdict(list)
        for need in self.needs:
            asked[need["place"]] += need["quantity"] * self.worth[need["item"]]
        for column, (_pledge, name) in enumerate(self.columns):
            at[self._need(name)["place"]].append(column)
        for place, value in asked.items():
            self._row(0, INF, [*at[place], floor], [*[1.0] * len(at[place]), -float(value)])
        return self._best(np.array([0.0] * floor + [1.0]))


def instance(seed: int, **more) -> dict:
    document = random_problem(random.Random(seed), **({"needs": 40, "pledges": 14, "quantity": 8} | more))
    document["policy"]["fairness"] = "after_priority"
    return document


@pytest.mark.parametrize("seed", range(40))
def test_the_bound_is_the_optimum_of_another_solver(seed):
    """Locks, forbids and an earlier plan included; and the plan loses no more than part units."""
    document = instance(seed)
    plan = solve_document(document)
    check_plan(document, plan)
    best = Program(document).score()
    assert plan["bound"] == pytest.approx(best, rel=1e-7, abs=1e-3)
    weights = document["policy"].get("priority_weights") or WEIGHTS
    dearest = max((int(w) for w in weights.values()), default=0) * max(unit_values(document).values())
    money = sum(pledge["form"] == "money" for pledge in document["pledges"])
    assert plan["score"] >= plan["bound"] - dearest * (money + 2)


@pytest.mark.parametrize("seed", range(12))
def test_less_part_units_nothing_is_lost(seed):
    """With a unit of one đồng there are none, so plan, bound and optimum are one."""
    document = instance(seed, unit=1)
    plan = solve_document(document)
    assert plan["score"] == plan["bound"] == pytest.approx(Program(document).score())


@pytest.mark.parametrize("policy", ["after_priority", "before_priority"])
@pytest.mark.parametrize("seed", range(12))
def test_the_worst_covered_place_is_as_well_off_as_can_be(seed, policy):
    """Within one band of five per cent of the best possible under the policy."""
    document = instance(seed, unit=1, quantity=60, needs=25, fixed=False)
    document["policy"]["fairness"] = policy
    plan = solve_document(document)
    best = Program(document).worst(plan["bound"] if policy == "after_priority" else None)
    assert plan["worst_place"]["coverage"] >= best - 0.051


@pytest.mark.parametrize("seed", range(4))
def test_no_baseline_is_better(seed):
    rng = random.Random(seed)
    document = province(rng.randint(150, 250), rng.randint(10, 20), 12, seed)
    plan = solve_document(document)
    problem = parse(document)
    fits = Eligibility(problem)
    assert plan["score"] >= baselines.careful_greedy(problem, fits).score(problem)
    assert plan["score"] > baselines.first_come(problem, fits).score(problem)
    # The dearest thing is worth 2.5 million: one that cannot be pooled is a large part of so few pledges.
    assert plan["score"] >= 0.9 * plan["bound"]


def test_a_province_in_small_reaches_the_optimum_less_part_units():
    plan = solve_document(province(needs=2_000, pledges=80, communes=60))
    assert plan["score"] >= 0.995 * plan["bound"]


@pytest.mark.parametrize("seed", range(25))
def test_one_more_pledge_never_makes_the_plan_worse(seed):
    """The optimum cannot fall; what is met does not either."""
    rng = random.Random(seed)
    document = instance(seed, needs=12, pledges=8, quantity=4, fixed=False)
    if not document["pledges"]:
        return
    fewer = copy.deepcopy(document)
    gone = rng.choice(fewer["pledges"])["id"]
    fewer["pledges"] = [pledge for pledge in fewer["pledges"] if pledge["id"] != gone]
    before, after = solve_document(fewer), solve_document(document)
    assert after["bound"] >= before["bound"]
    assert after["score"] >= before["score"]


def test_without_the_library_the_careful_greedy_takes_over(monkeypatch):
    def absent(*_args, **_kwargs):
        raise NoFlow("no library")

    monkeypatch.setattr("donors.matching.network.least_cost", absent)
    document = instance(1)
    plan = solve_document(document)
    check_plan(document, plan)
    assert plan["engine"].startswith("careful-greedy")
    assert plan["bound"] >= plan["score"]


def test_what_is_beyond_counting_is_still_solved():
    document = instance(1)
    document["pledges"][0] |= {"form": "money", "value": 10**30, "only": {}}
    document["needs"][0]["quantity"] = 10**25
    plan = solve_document(document)
    assert plan["bound"] >= plan["score"] > 0
