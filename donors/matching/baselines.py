"""What the engine is held against: first come, first served, and the careful greedy."""

from donors.matching.eligibility import Eligibility
from donors.matching.greedy import Solver
from donors.matching.problem import Problem
from donors.matching.solution import Solution, begin


def first_come(problem: Problem, eligibility: Eligibility) -> Solution:
    """Needs in the order they came in, each from the first pledge that fits; whole units only."""
    solution = begin(problem)
    solution.engine = "first-come"
    for need in sorted(problem.needs.values(), key=lambda n: (n.waiting_since, n.id)):
        unit = need.item.unit_value
        numbers = eligibility.numbers(eligibility.group(need))
        for number in sorted(n for n in numbers if solution.left[eligibility.pledges[n].id]):
            pledge = eligibility.pledges[number].id
            units = min(need.value - solution.met[need.id], solution.left[pledge]) // unit
            if units:
                solution.give(pledge, need, units * unit)
    return solution


def careful_greedy(problem: Problem, eligibility: Eligibility) -> Solution:
    return Solver(problem, eligibility).run()
