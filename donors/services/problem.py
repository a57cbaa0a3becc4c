"""The matching problem as the database has it, in the format of the engine (docs/matching_format.md).

Nothing that names a child leaves here: needs go by their code, with age, sex, people and unsealed circumstances,
because donors may earmark by them.
"""

import datetime
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from children.models import CircumstanceSpell, Item, ItemPrice, Need
from donors.matching.eligibility import obstacle
from donors.matching.problem import parse
from donors.models import Allocation, MatchRun, Pledge, PledgeDecline
from donors.services.policy import DEFAULT
from lao_cai_support.areas.unitmap import covered_units


def needs_in_scope(run: MatchRun, day: datetime.date) -> Any:
    """Unmet needs of the run's unit, narrowed by its scope (areas of support, items, places)."""
    needs = Need.objects.unmet().filter(unit__in=covered_units(run.unit_id, day), needed_by__gte=day)
    return narrow(needs, run.scope)


def narrow(needs: Any, scope: dict[str, Any]) -> Any:
    if scope.get("areas"):
        needs = needs.filter(item__area__in=scope["areas"])
    if scope.get("items"):
        needs = needs.filter(item__in=scope["items"])
    if scope.get("places"):
        within = Q(pk__in=[])
        for path in scope["places"]:
            within |= Q(unit__path=path) | Q(unit__path__startswith=f"{path}.")
        needs = needs.filter(within)
    return needs


def pledges_in_scope(run: MatchRun, day: datetime.date) -> Any:
    """Accepted pledges of the run's unit that go through the fund, have something left and have not expired."""
    pledges = (
        Pledge.objects.open()
        .filter(unit__in=covered_units(run.unit_id, day), route="fund")
        .exclude(earmark__use_until__lt=day)
    )
    if run.scope.get("campaign"):
        pledges = pledges.filter(campaign__code=run.scope["campaign"])
    return pledges


@dataclass(frozen=True)
class Built:
    """The problem, and the locks that can no longer be kept: pledge, need, why."""

    document: dict[str, Any]
    dropped: list[dict[str, str]]


def build_problem(run: MatchRun, day: datetime.date) -> dict[str, Any]:
    """PROBLEM.json of the run as of the day; a fixed number of queries whatever the size."""
    return build(run, day).document


def build(run: MatchRun, day: datetime.date) -> Built:
    needs = list(needs_in_scope(run, day).select_related("unit", "child", "item").order_by("code"))
    pledges = list(pledges_in_scope(run, day).select_related("item", "earmark").order_by("code"))
    locked = run.allocations.filter(locked=True, state="proposed").values_list("pledge__code", "need__code", "quantity")
    last = run.allocations.filter(state="proposed", quantity__gt=0).values_list(
        "pledge__code", "need__code", "quantity"
    )
    if not last:
        last = _accepted(run, [need.pk for need in needs])
    keys = {need.code for need in needs}, {pledge.code for pledge in pledges}
    document: dict[str, Any] = {
        "format": 1,
        "date": day.isoformat(),
        "places": _places(
            {need.unit.path for need in needs} | {p for x in pledges if x.earmark for p in x.earmark.places}
        ),
        "items": _items(
            {need.item_id for need in needs} | {x.item_id for x in pledges if x.item_id}, pledges, day.year
        ),
        "needs": _need_lines(needs, day),
        "pledges": [_pledge_line(pledge, day) for pledge in pledges],
        "locks": [],
        "forbids": [
            f
            for f in run.scope.get("forbids", [])
            if f.get("pledge") in keys[1] and f.get("need", "") in keys[0] | {""}
        ],
        "declines": _declines(pledges),
        "last_plan": _lines(last, *keys),
        "policy": {
            "priority_weights": run.policy.get("weights", DEFAULT),
            "fairness": run.policy.get("fairness", "after_priority"),
            "seed": run.policy.get("seed", 1),
        },
    }
    known = {row["code"] for row in document["places"]}
    document["forbids"] += [row for row in document.pop("declines") if row["place"] in known]
    document["locks"], dropped = _locks(document, _lines(locked, *keys))
    dropped += [
        {"pledge": pledge, "need": need, "why": "gone"}
        for pledge, need, _quantity in locked
        if pledge not in keys[1] or need not in keys[0]
    ]
    return Built(document, sorted(dropped, key=lambda row: (row["pledge"], row["need"])))


def _declines(pledges: list[Pledge]) -> list[dict[str, str]]:
    """Which commune does not take which pledge."""
    rows = PledgeDecline.objects.filter(pledge__in=pledges).order_by("pk")
    return [{"pledge": pledge, "place": path} for pledge, path in rows.values_list("pledge__code", "unit__path")]


def _locks(document: dict[str, Any], locked: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[dict[str, str]]]:
    """Of what was locked by hand, what can still be kept: another proposal may have taken a part meanwhile, or the
    child's circumstances or the earmark have changed. And what cannot, with the code of the reason."""
    if not locked:
        return [], []
    problem = parse(document)
    left = {pledge.id: pledge.capacity for pledge in problem.pledges.values()}
    short = {need.id: need.quantity for need in problem.needs.values()}
    kept, dropped = [], []
    for line in locked:
        pledge, need = problem.pledges[line["pledge"]], problem.needs[line["need"]]
        each = 1 if pledge.goods else need.item.unit_value
        quantity = min(line["quantity"], left[pledge.id] // each, short[need.id])
        why = obstacle(problem, pledge, need) or ("" if quantity > 0 else "taken")
        if why:
            dropped.append({"pledge": pledge.id, "need": need.id, "why": why})
        else:
            kept.append(line | {"quantity": quantity})
            left[pledge.id] -= quantity * each
            short[need.id] -= quantity
    return kept, dropped


def _accepted(run: MatchRun, needs: list[int]) -> Any:
    """Reserved shares of the same needs in other runs: what the accepted plan already said."""
    rows = Allocation.objects.filter(state="reserved", need__in=needs, quantity__gt=0).exclude(run=run)
    return rows.values_list("pledge__code", "need__code", "quantity")


def _lines(rows: Any, needs: set[str], pledges: set[str]) -> list[dict[str, Any]]:
    return [
        {"pledge": pledge, "need": need, "quantity": quantity}
        for pledge, need, quantity in sorted(rows)
        if need in needs and pledge in pledges and quantity
    ]


def _places(paths: set[str]) -> list[dict[str, Any]]:
    """The tree over the given paths, named by path: a code alone is used again after a re-arrangement."""
    every = {
        ".".join(parts[:depth]) for path in paths for parts in [path.split(".")] for depth in range(1, len(parts) + 1)
    }
    return [{"code": path, "parent": path.rpartition(".")[0] or None} for path in sorted(every)]


def _items(codes: set[str], pledges: list[Pledge], year: int) -> list[dict[str, Any]]:
    for pledge in pledges:
        if pledge.earmark:
            codes |= set(pledge.earmark.items)
    prices: dict[str, int] = {}
    rows = ItemPrice.objects.filter(item__in=codes, year__lte=year).order_by("item_id", "year")
    for item, value in rows.values_list("item_id", "unit_value"):
        prices[item] = value
    fallback = {pledge.item_id: pledge.unit_value for pledge in pledges if pledge.item_id}
    return [
        {
            "code": item.code,
            "support_area": item.area_id,
            "unit_value": prices.get(item.code) or fallback.get(item.code) or 1,
            "sizes": list(item.sizes),
        }
        for item in Item.objects.filter(code__in=codes).order_by("code")
    ]


def _need_lines(needs: list[Need], day: datetime.date) -> list[dict[str, Any]]:
    circumstances: dict[int, set[str]] = defaultdict(set)
    children = [need.child_id for need in needs if need.child_id]
    spells = CircumstanceSpell.objects.filter(child__in=children, kind__sealed=False).as_of(day)
    for child, kind in spells.values_list("child_id", "kind_id"):
        circumstances[child] |= {kind, kind.partition(".")[0]}
    lines = []
    for need in needs:
        line: dict[str, Any] = {
            "id": need.code,
            "place": need.unit.path,
            "item": need.item_id,
            "quantity": need.missing,
            "priority": need.priority,
            "needed_by": need.needed_by.isoformat(),
            "waiting_since": need.waiting_since.isoformat(),
        }
        if need.size:
            line["size"] = need.size
        if need.child:
            if need.child.sex != "unknown":
                line["sex"] = need.child.sex
            line["age"] = need.child.age_on(day)
            if need.child.ethnic_group_id:
                line["ethnic_group"] = need.child.ethnic_group_id
            line["circumstances"] = sorted(circumstances[need.child.pk])
        lines.append(line)
    return lines


def _pledge_line(pledge: Pledge, day: datetime.date) -> dict[str, Any]:
    line: dict[str, Any] = {"id": pledge.code, "form": pledge.form, "available_from": pledge.available_from.isoformat()}
    if pledge.quantity is not None:  # goods; money is not counted in pieces (pledge_goods_or_money)
        line |= {"item": pledge.item_id, "quantity": pledge.quantity - pledge.allocated_quantity}
        if pledge.sizes:
            line["sizes"] = pledge.sizes
    else:
        line["value"] = pledge.value - pledge.allocated_value
    if pledge.earmark:
        mark = pledge.earmark
        only = {
            "support_areas": mark.areas,
            "items": mark.items,
            "places": mark.places,
            "sexes": mark.sexes,
            "ethnic_groups": mark.ethnic_groups,
            "circumstances": mark.circumstances,
            "age_from": mark.age_from,
            "age_to": mark.age_to,
        }
        line["only"] = {key: value for key, value in only.items() if value not in (None, [])}
    return line
