"""How near to the proven best the matching engine comes, and what it costs: `python benchmarks/matching.py`.

A seeded province: 164 communes in 9 districts, 20,000 need lines, 300 pledges of money and goods with earmarks,
worth about half of what is needed. `--national`: 2,000,000 lines, 20,000 pledges, 3,321 communes. `--short`: a tenth of
the province, a few seconds. No database. Beside the engine stand first come, first served and the careful greedy, on the
same problem. The README beside this file says what the figures were.
"""

import argparse
import datetime
import gc
import random
import resource
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from donors.matching import baselines, flow, solve_document
from donors.matching.eligibility import Eligibility
from donors.matching.problem import Problem, parse
from donors.matching.solution import Solution

DAY = datetime.date(2024, 10, 1)
ITEMS = [  # code, area, đồng, sizes
    ("coat", "DA", 250_000, ["100", "110", "120", "130", "140", "150", "160"]),
    ("boots", "DA", 90_000, ["28", "30", "32", "34", "36"]),
    ("blanket", "DA", 320_000, []),
    ("milk", "DD", 420_000, []),
    ("meals", "DD", 150_000, []),
    ("insurance", "YT", 680_000, []),
    ("check_up", "YT", 200_000, []),
    ("books", "GD", 180_000, []),
    ("school_bag", "GD", 160_000, []),
    ("bicycle", "GD", 1_900_000, []),
    ("ball", "VC", 120_000, []),
    ("play_set", "VC", 2_500_000, []),
]
PEOPLES = ["01", "02", "03", "08", "09", "17"]
CIRCUMSTANCES = ["HC01", "HC02", "HC05", "HC10", "HC14"]


def province(needs: int = 20_000, pledges: int = 300, communes: int = 164, seed: int = 1) -> dict[str, Any]:
    """A PROBLEM document; the same numbers always give the same one."""
    rng = random.Random(seed)
    places = [{"code": "10", "parent": None}]
    places += [{"code": f"10.{d}", "parent": "10"} for d in range(9)]
    leaves = [f"10.{c % 9}.{c}" for c in range(communes)]
    places += [{"code": leaf, "parent": leaf.rpartition(".")[0]} for leaf in leaves]
    crowd = [rng.choice((1, 1, 2, 3, 5)) for _leaf in leaves]
    lines = [_need(rng, f"n{index}", rng.choices(leaves, crowd)[0]) for index in range(needs)]
    prices = {code: price for code, _area, price, _sizes in ITEMS}
    share = sum(prices[line["item"]] * line["quantity"] for line in lines) // 2 // max(pledges, 1)
    return {
        "format": 1,
        "date": DAY.isoformat(),
        "places": places,
        "items": [{"code": c, "support_area": a, "unit_value": v, "sizes": s} for c, a, v, s in ITEMS],
        "needs": lines,
        "pledges": [_pledge(rng, f"p{index}", leaves, share) for index in range(pledges)],
        "policy": {"seed": seed},
    }


def _need(rng: random.Random, name: str, place: str) -> dict[str, Any]:
    item, _area, _price, sizes = rng.choices(ITEMS, (9, 6, 3, 4, 3, 3, 2, 3, 3, 1, 1, 1))[0]
    group = rng.random() < 0.05
    line: dict[str, Any] = {
        "id": name,
        "place": place,
        "item": item,
        "quantity": rng.randint(5, 40) if group else 1,
        "priority": rng.choices((1, 2, 3), (2, 3, 5))[0],
        "needed_by": (DAY + datetime.timedelta(days=rng.choice((30, 45, 75, 120)))).isoformat(),
        "waiting_since": (DAY - datetime.timedelta(days=rng.randint(0, 300))).isoformat(),
    }
    if sizes:
        line["size"] = rng.choice(sizes)
    if not group:
        line |= {"sex": rng.choice(("male", "female")), "age": rng.randint(1, 15), "ethnic_group": rng.choice(PEOPLES)}
        line["circumstances"] = rng.sample(CIRCUMSTANCES, rng.choice((0, 0, 1, 1, 2)))
    return line


def _pledge(rng: random.Random, name: str, leaves: list[str], share: int) -> dict[str, Any]:
    only: dict[str, Any] = {}
    if rng.random() < 0.5:
        place = rng.choice(leaves)
        only["places"] = [place if rng.random() < 0.4 else place.rpartition(".")[0]]
    if rng.random() < 0.1:
        only["circumstances"] = [rng.choice(CIRCUMSTANCES)]
    if rng.random() < 0.1:
        only |= {"age_from": 6, "age_to": rng.choice((10, 15))}
    worth = int(share * rng.choice((0.2, 0.5, 1, 1.5, 2)))
    line: dict[str, Any] = {
        "id": name,
        "available_from": (DAY + datetime.timedelta(days=rng.choice((0, 0, 10, 40, 60)))).isoformat(),
    }
    if rng.random() < 0.6:
        item, _area, price, sizes = rng.choice(ITEMS)
        line |= {"form": "goods", "item": item, "quantity": max(worth // price, 1)}
        if sizes and rng.random() < 0.5:
            line["sizes"] = rng.sample(sizes, 2)
    else:
        line |= {"form": "money", "value": max(worth, 1)}
        if rng.random() < 0.6:
            only["support_areas"] = [rng.choice(ITEMS)[1]]
    return line | ({"only": only} if only else {})


SIZES = {"province": (20_000, 300, 164), "national": (2_000_000, 20_000, 3_321), "short": (2_000, 80, 60)}


def memory() -> float:
    """The process's peak so far, MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def worst(problem: Problem, solution: Solution) -> float:
    asked: dict[str, int] = {}
    got: dict[str, int] = {}
    for need in problem.needs.values():
        asked[need.place] = asked.get(need.place, 0) + need.value
        got[need.place] = got.get(need.place, 0) + solution.met[need.id]
    return min(got[place] / asked[place] for place in asked)


def trips(problem: Problem, solution: Solution) -> int:
    return len({(pledge, problem.needs[need].place) for pledge, need in solution.shares})


def whole(document: dict[str, Any]) -> None:
    """The document from end to end: reading, eligibility, flow, whole units, reasons."""
    before, began = memory(), time.process_time()
    plan = solve_document(document)
    seconds = time.process_time() - began
    print(
        f"document to plan: {seconds:.1f} s of the processor, {memory():.0f} MiB at most, {before:.0f} of them before it began"
    )
    print(f"value met / value needed: {plan['value_met'] / plan['value_needed']:.4f}")


def compare(document: dict[str, Any]) -> None:
    """Engine and baselines on the problem as read."""
    began = time.process_time()
    problem = parse(document)
    reading = time.process_time() - began
    document.clear()
    before = memory()
    print(f"{'':24}{'score/bound':>12}{'engine/this':>13}{'worst':>8}{'trips':>9}{'seconds':>9}{'MiB':>7}")
    best, bound = 0, 1
    for name, solver in (
        ("minimum-cost flow", flow.solve),
        ("careful greedy", baselines.careful_greedy),
        ("first come", baselines.first_come),
    ):
        began = time.process_time()
        solution = solver(problem, Eligibility(problem))
        seconds = time.process_time() - began
        score = solution.score(problem)
        best, bound = best or score, solution.bound or bound
        print(
            f"{name:24}{score / bound:12.4f}{best / score:13.4f}{worst(problem, solution):8.3f}"
            f"{trips(problem, solution):9}{seconds:9.1f}{memory() - before:7.0f}"
        )
        del solution
        gc.collect()
    print(
        f"reading took {reading:.1f} s; seconds are of the processor; the last column is the process's peak above what the problem itself holds"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--national", action="store_const", const="national", dest="size")
    parser.add_argument("--short", action="store_const", const="short", dest="size")
    parser.add_argument("--seed", type=int, default=1)
    told = parser.parse_args()
    size = told.size or "province"
    needs, pledges, communes = SIZES[size]
    print(f"{needs} need lines, {pledges} pledges, {communes} communes, seed {told.seed}")
    document = province(needs, pledges, communes, told.seed)
    if size != "national":
        whole(document)
    compare(document)


if __name__ == "__main__":
    main()
