"""How near to the proven best the matching engine comes, and what it costs: `python benchmarks/matching.py`.

A seeded province: 164 communes in 9 districts, 20,000 need lines, 300 pledges of money and goods with earmarks,
worth about half of what is needed. `--region`: 300,000 lines, 3,000 pledges, 1,000 communes; `--national`: 2,000,000
lines, 20,000 pledges, 3,321 communes. `--short`: a tenth of the province, a few seconds. No database. Beside the engine
stand first come, first served and the careful greedy, on the same problem; `--alone` leaves them out. The README beside
this file says what the figures were.
"""

import argparse
import datetime
import gc
import random
import sys
import time
from collections.abc import Iterator
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


class Lines(list[Any]):
    """Lines of needs that are drawn anew each time they are gone through, so that the document takes no room."""

    def __init__(self, rng: random.Random, leaves: list[str], crowd: list[int], count: int) -> None:
        super().__init__()
        self.rng, self.state, self.about = rng, rng.getstate(), (leaves, crowd, count)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        self.rng.setstate(self.state)
        return _lines(self.rng, *self.about)

    def __len__(self) -> int:
        return self.about[2]


def _lines(rng: random.Random, leaves: list[str], crowd: list[int], count: int) -> Iterator[dict[str, Any]]:
    for index in range(count):
        yield _need(rng, f"n{index}", rng.choices(leaves, crowd)[0])


def province(
    needs: int = 20_000, pledges: int = 300, communes: int = 164, seed: int = 1, *, drawn: bool = False
) -> dict[str, Any]:
    """A PROBLEM document; the same numbers always give the same one, ``drawn`` or not."""
    rng = random.Random(seed)
    places = [{"code": "10", "parent": None}]
    places += [{"code": f"10.{d}", "parent": "10"} for d in range(9)]
    leaves = [f"10.{c % 9}.{c}" for c in range(communes)]
    places += [{"code": leaf, "parent": leaf.rpartition(".")[0]} for leaf in leaves]
    crowd = [rng.choice((1, 1, 2, 3, 5)) for _leaf in leaves]
    lines = Lines(rng, leaves, crowd, needs) if drawn else list(_lines(rng, leaves, crowd, needs))
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


SIZES = {
    "short": (2_000, 80, 60),
    "province": (20_000, 300, 164),
    "region": (300_000, 3_000, 1_000),
    "national": (2_000_000, 20_000, 3_321),
}


def memory(what: str = "VmHWM") -> float:
    """The process's peak since the last ``forget_peak`` (or "VmRSS": what it holds now), MiB."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(what)) / 1024


def forget_peak() -> None:
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


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
    before, began = memory("VmRSS"), time.process_time()
    plan = solve_document(document)
    seconds = time.process_time() - began
    print(
        f"document to plan: {seconds:.1f} s of the processor, {memory():.0f} MiB at most, {before:.0f} of them before it began"
    )
    print(f"value met / value needed: {plan['value_met'] / plan['value_needed']:.4f}")


def compare(document: dict[str, Any], *, alone: bool = False) -> None:
    """Engine and baselines on the problem as read."""
    began = time.process_time()
    problem = parse(document)
    reading = time.process_time() - began
    document.clear()
    forget_peak()
    before = memory("VmRSS")
    print(f"{'':24}{'score/bound':>12}{'engine/this':>13}{'worst':>8}{'trips':>9}{'seconds':>9}{'MiB':>7}")
    best, bound = 0, 1
    for name, solver in (
        ("minimum-cost flow", flow.solve),
        *(() if alone else (("careful greedy", baselines.careful_greedy), ("first come", baselines.first_come))),
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
        forget_peak()
    print(
        f"reading took {reading:.1f} s; seconds are of the processor; the problem as read holds {before:.0f} MiB with Python itself, the last"
        " column is each solver's peak above that"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--national", action="store_const", const="national", dest="size")
    parser.add_argument("--region", action="store_const", const="region", dest="size")
    parser.add_argument("--alone", action="store_true")
    parser.add_argument("--short", action="store_const", const="short", dest="size")
    parser.add_argument("--seed", type=int, default=1)
    told = parser.parse_args()
    size = told.size or "province"
    needs, pledges, communes = SIZES[size]
    print(f"{needs} need lines, {pledges} pledges, {communes} communes, seed {told.seed}")
    large = size in ("region", "national")
    document = province(needs, pledges, communes, told.seed, drawn=large)
    if not large:
        whole(document)
    compare(document, alone=told.alone)


if __name__ == "__main__":
    main()
