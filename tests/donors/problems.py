"""Small matching problems, and what the format says of every plan, told again without the engine's code."""

import datetime
import itertools
import random
from collections import Counter
from typing import Any

DAY = datetime.date(2024, 11, 1)
WEIGHTS = {"1": 9, "2": 3, "3": 1}


def example() -> dict[str, Any]:
    """The example of docs/matching_format.md, word for word."""
    return {
        "format": 1,
        "date": "2026-10-01",
        "places": [{"code": "LC", "parent": None}, {"code": "02647", "parent": "LC"}],
        "items": [
            {"code": "coat", "support_area": "warm_clothing", "unit_value": 250000, "sizes": ["110", "120"]},
        ],
        "needs": [
            {
                "id": "n1",
                "place": "02647",
                "item": "coat",
                "size": "120",
                "sex": "female",
                "age": 8,
                "ethnic_group": "08",
                "circumstances": ["HC01"],
                "quantity": 1,
                "priority": 1,
                "needed_by": "2026-11-15",
                "waiting_since": "2026-08-01",
            }
        ],
        "pledges": [
            {
                "id": "p1",
                "form": "goods",
                "item": "coat",
                "sizes": ["120"],
                "quantity": 40,
                "available_from": "2026-10-20",
                "only": {"places": ["02647"]},
            },
            {
                "id": "p2",
                "form": "money",
                "value": 10000000,
                "available_from": "2026-10-01",
                "only": {
                    "support_areas": ["nutrition"],
                    "items": [],
                    "places": [],
                    "sexes": [],
                    "ethnic_groups": [],
                    "circumstances": [],
                    "age_from": None,
                    "age_to": None,
                },
            },
        ],
        "locks": [{"pledge": "p1", "need": "n1", "quantity": 1}],
        "forbids": [{"pledge": "p1", "place": "02647"}],
        "last_plan": [{"pledge": "p1", "need": "n1", "quantity": 1}],
        "policy": {"priority_weights": {"1": 9, "2": 3, "3": 1}, "fairness": "after_priority", "seed": 1},
    }


def random_problem(
    rng: random.Random, *, needs: int = 8, pledges: int = 6, unit: int = 0, quantity: int = 4, fixed: bool = True
) -> dict[str, Any]:
    """A problem with at most so many lines. ``unit`` makes every item worth the same; ``fixed`` adds locks and forbids."""
    places = [
        {"code": "P", "parent": None},
        {"code": "A", "parent": "P"},
        {"code": "B", "parent": "P"},
        {"code": "A1", "parent": "A"},
    ]
    items = [
        {"code": "coat", "support_area": "DA", "unit_value": unit or 250, "sizes": ["110", "120"]},
        {"code": "boots", "support_area": "DA", "unit_value": unit or 90, "sizes": ["30", "32"]},
        {"code": "milk", "support_area": "DD", "unit_value": unit or 70, "sizes": []},
    ]
    worth = {item["code"]: item["unit_value"] for item in items}
    lines = []
    for index in range(rng.randint(1, needs)):
        item = rng.choice(items)
        line = {
            "id": f"n{index}",
            "place": rng.choice(["A", "B", "A1"]),
            "item": item["code"],
            "quantity": rng.randint(1, quantity),
            "priority": rng.randint(1, 3),
            "needed_by": str(DAY + datetime.timedelta(days=rng.choice((10, 40)))),
            "waiting_since": str(DAY - datetime.timedelta(days=rng.randint(0, 3))),
        }
        if item["sizes"]:
            line["size"] = rng.choice(item["sizes"])
        if rng.random() < 0.8:
            line |= {"sex": rng.choice(("male", "female")), "age": rng.randint(3, 15), "circumstances": ["HC01"]}
        lines.append(line)
    offers = [_pledge(rng, f"p{index}", items, worth, quantity) for index in range(rng.randint(0, pledges))]
    document = {
        "format": 1,
        "date": str(DAY),
        "places": places,
        "items": items,
        "needs": lines,
        "pledges": offers,
        "policy": {"seed": rng.randint(0, 9), "fairness": rng.choice(("after_priority", "before_priority"))},
    }
    if fixed:
        _fix(rng, document)
    return document


def _pledge(rng: random.Random, name: str, items: list, worth: dict, quantity: int) -> dict[str, Any]:
    only: dict[str, Any] = {}
    if rng.random() < 0.4:
        only["places"] = [rng.choice(("P", "A", "B", "A1"))]
    if rng.random() < 0.2:
        only["support_areas"] = [rng.choice(("DA", "DD"))]
    if rng.random() < 0.2:
        only["items"] = [rng.choice(items)["code"]]
    if rng.random() < 0.2:
        only["sexes"] = ["female"]
    if rng.random() < 0.2:
        only |= {"age_from": rng.randint(3, 9), "age_to": rng.randint(9, 15)}
    if rng.random() < 0.1:
        only["circumstances"] = [rng.choice(("HC01", "HC02"))]
    line: dict[str, Any] = {
        "id": name,
        "available_from": str(DAY + datetime.timedelta(days=rng.choice((0, 0, 20)))),
        "only": only,
    }
    if rng.random() < 0.5:
        item = rng.choice(items)
        line |= {"form": "goods", "item": item["code"], "quantity": rng.randint(0, quantity + 2)}
        if item["sizes"] and rng.random() < 0.5:
            line["sizes"] = [rng.choice(item["sizes"])]
    else:
        line |= {"form": "money", "value": rng.randint(0, 4 * max(worth.values()))}
    return line


def _fix(rng: random.Random, document: dict[str, Any]) -> None:
    """Locks that a plan can keep, forbids that do not contradict them, and an earlier plan."""
    pairs = [(p, n) for p in document["pledges"] for n in document["needs"]]
    rng.shuffle(pairs)
    worth = unit_values(document)
    left = capacities(document)
    short = {need["id"]: need["quantity"] for need in document["needs"]}
    document |= {"locks": [], "forbids": [], "last_plan": []}
    for pledge, need in pairs:
        here = {"pledge": pledge["id"], "need": need["id"]}
        most = min(left[pledge["id"]] // worth[need["item"]], short[need["id"]])
        if rng.random() < 0.2 and most and suits(document, pledge, need):
            units = rng.randint(1, most)
            document["locks"].append(here | {"quantity": units})
            left[pledge["id"]] -= units * worth[need["item"]]
            short[need["id"]] -= units
        elif rng.random() < 0.1:
            document["forbids"].append(here)
        elif rng.random() < 0.2:
            document["last_plan"].append(here | {"quantity": 1})
    if document["pledges"] and rng.random() < 0.3:
        document["forbids"].append({"pledge": rng.choice(document["pledges"])["id"], "place": rng.choice(("A", "B"))})


# What the format says, told again


def unit_values(document: dict[str, Any]) -> dict[str, int]:
    return {item["code"]: item["unit_value"] for item in document["items"]}


def capacities(document: dict[str, Any]) -> dict[str, int]:
    """What each pledge holds, in đồng."""
    worth = unit_values(document)
    return {
        p["id"]: p["value"] if p["form"] == "money" else p["quantity"] * worth[p["item"]] for p in document["pledges"]
    }


def above(document: dict[str, Any], place: str) -> set[str]:
    parents = {row["code"]: row["parent"] for row in document["places"]}
    found = set()
    while place:
        found.add(place)
        place = parents[place]
    return found


def suits(document: dict[str, Any], pledge: dict[str, Any], need: dict[str, Any]) -> bool:
    """Goods, day and earmark; forbids are not asked."""
    only = {key: value for key, value in pledge.get("only", {}).items() if value not in ([], None)}
    area = next(item["support_area"] for item in document["items"] if item["code"] == need["item"])
    sizes = pledge.get("sizes") or [need.get("size")]
    age = need.get("age")
    return all(
        (
            pledge["form"] == "money" or (pledge["item"] == need["item"] and need.get("size") in sizes),
            pledge["available_from"] <= need["needed_by"],
            "places" not in only or set(only["places"]) & above(document, need["place"]),
            "support_areas" not in only or area in only["support_areas"],
            "items" not in only or need["item"] in only["items"],
            "sexes" not in only or need.get("sex") in only["sexes"],
            "circumstances" not in only or set(only["circumstances"]) & set(need.get("circumstances", [])),
            "age_from" not in only or (age is not None and age >= only["age_from"]),
            "age_to" not in only or (age is not None and age <= only["age_to"]),
        )
    )


def forbidden(document: dict[str, Any], pledge: dict[str, Any], need: dict[str, Any]) -> bool:
    where = above(document, need["place"])
    return any(
        row["pledge"] == pledge["id"] and (row.get("need") == need["id"] or row.get("place") in where)
        for row in document.get("forbids", [])
    )


def check_plan(document: dict[str, Any], plan: dict[str, Any]) -> None:
    """Every promise of the format that can be checked from the two documents alone."""
    worth, holds = unit_values(document), capacities(document)
    needs = {need["id"]: need for need in document["needs"]}
    pledges = {pledge["id"]: pledge for pledge in document["pledges"]}
    locks = {(row["pledge"], row["need"]): row["quantity"] for row in document.get("locks", [])}
    weights = document["policy"].get("priority_weights") or WEIGHTS
    met: Counter = Counter()
    spent: Counter = Counter()
    given: Counter = Counter()
    for line in plan["allocations"]:
        pledge, need = pledges[line["pledge"]], needs[line["need"]]
        pair, unit = (line["pledge"], line["need"]), worth[need["item"]]
        assert pair not in given, "a pledge and a need meet on one line"
        assert line["value"] > 0 and line["reasons"]
        assert abs(line["quantity"] * unit - line["value"]) < 0.001
        assert suits(document, pledge, need), f"{pair} goes against goods, day or earmark"
        if forbidden(document, pledge, need):
            assert line["value"] == locks.get(pair, 0) * unit, f"{pair} is forbidden"
        if pledge["form"] == "goods":
            assert line["value"] % unit == 0 and isinstance(line["quantity"], int), "goods in part units"
        met[line["need"]] += line["value"]
        spent[line["pledge"]] += line["value"]
        given[pair] += line["value"]
    for name, need in needs.items():
        assert met[name] % worth[need["item"]] == 0, "money for a part of a unit"
        assert met[name] <= need["quantity"] * worth[need["item"]], "more than is needed"
    for name, most in holds.items():
        assert spent[name] <= most, "more than was pledged"
    for pair, quantity in locks.items():
        assert given[pair] >= quantity * worth[needs[pair[1]]["item"]], "a lock was not kept"
    assert plan["score"] == sum(weights.get(str(needs[name]["priority"]), 0) * value for name, value in met.items())
    assert plan["score"] <= plan["bound"]
    assert plan["value_met"] == met.total()
    assert plan["value_needed"] == sum(need["quantity"] * worth[need["item"]] for need in needs.values())
    short = {n: need["quantity"] - met[n] // worth[need["item"]] for n, need in needs.items()}
    assert {row["need"]: row["quantity"] for row in plan["unmet"]} == {n: q for n, q in short.items() if q}
    left = {name: most - spent[name] for name, most in holds.items()}
    assert {row["pledge"]: row["value"] for row in plan["unused"]} == {p: v for p, v in left.items() if v}
    assert all(row["reasons"] for row in (*plan["unmet"], *plan["unused"]))
    _check_coverage(plan, needs, worth, met)


def _check_coverage(plan: dict[str, Any], needs: dict, worth: dict, met: Counter) -> None:
    asked: Counter = Counter()
    got: Counter = Counter()
    for name, need in needs.items():
        asked[need["place"]] += need["quantity"] * worth[need["item"]]
        got[need["place"]] += met[name]
    assert plan["coverage"] == [{"place": p, "needed": asked[p], "met": got[p]} for p in sorted(asked)]
    if asked:
        worst = min(asked, key=lambda place: (got[place] / asked[place], place))
        assert plan["worst_place"] == {"code": worst, "coverage": round(got[worst] / asked[worst], 4)}


def best_by_trial(document: dict[str, Any]) -> int:
    """The greatest score there is, by trying every way to hand out goods and whole units of money. Tiny problems only."""
    worth = unit_values(document)
    needs = document["needs"]
    goods = [p for p in document["pledges"] if p["form"] == "goods"]
    money = [p for p in document["pledges"] if p["form"] == "money"]
    fits = {
        (p["id"], n["id"]): suits(document, p, n) and not forbidden(document, p, n)
        for p in document["pledges"]
        for n in needs
    }
    after_goods = {tuple(need["quantity"] for need in needs)}  # what may still be asked, per need
    for pledge in goods:
        after_goods = {
            tuple(q - used for q, used in zip(state, handed, strict=True))
            for state in after_goods
            for handed in itertools.product(
                *(range((q if fits[pledge["id"], n["id"]] else 0) + 1) for q, n in zip(state, needs, strict=True))
            )
            if sum(handed) <= pledge["quantity"]
        }
    subsets = [
        (chosen, sum(p["value"] for p in money if any(fits[p["id"], needs[i]["id"]] for i in chosen)))
        for size in range(1, len(needs) + 1)
        for chosen in itertools.combinations(range(len(needs)), size)
    ]
    values = [worth[need["item"]] for need in needs]
    weights = [WEIGHTS[str(need["priority"])] for need in needs]
    best = 0
    for state in after_goods:
        for bought in itertools.product(*(range(q + 1) for q in state)):
            if all(sum(bought[i] * values[i] for i in chosen) <= most for chosen, most in subsets):
                served = (n["quantity"] - q + b for n, q, b in zip(needs, state, bought, strict=True))
                best = max(best, sum(w * v * s for w, v, s in zip(weights, values, served, strict=True)))
    return best
