"""What the workbench shows beside the lines of a proposal: figures, coverage by commune, pledges, what one more would do."""

import datetime
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Sum
from django.utils.translation import gettext as _

from children.models import Item, Need
from donors.models import Allocation, MatchRun, Pledge
from donors.services.problem import narrow
from lao_cai_support.areas.models import AdministrativeUnit
from lao_cai_support.areas.unitmap import covered_units
from lao_cai_support.web.charts import Chart, Tile, tile_chart

FEW = 5  # numbers below are not told to those outside the office


@dataclass(frozen=True)
class Figures:
    """One row of the comparison. Parts of a hundred have one decimal, as text in the templates."""

    name: str
    url: str
    current: bool
    met: int
    needed: int
    worst: str
    worst_part: float
    trips: int
    score: int
    bound: int
    lines: int
    fairness_costs: int

    @property
    def gap(self) -> float:
        """How far from the proven best, in hundredths of it."""
        return 100 * (self.bound - self.score) / self.bound if self.bound else 0.0


def figures(
    summary: dict[str, Any], names: dict[str, str], *, name: str, url: str = "", current: bool = False
) -> Figures:
    worst = summary.get("worst_place") or {"code": "", "coverage": 0.0}
    return Figures(
        name=name,
        url=url,
        current=current,
        met=summary.get("value_met", 0),
        needed=summary.get("value_needed", 0),
        worst=names.get(worst["code"], worst["code"]),
        worst_part=100 * worst["coverage"],
        trips=summary.get("trips", 0),
        score=summary.get("score", 0),
        bound=summary.get("bound", 0),
        lines=summary.get("lines", 0),
        fairness_costs=summary.get("fairness_costs", 0),
    )


@dataclass(frozen=True)
class Difference:
    """What a plan that was tried changes: đồng, points of a hundred, trips, lines."""

    met: int
    score: int
    worst: float
    trips: int
    kept: int
    gone: int
    new: int


def difference(run: MatchRun) -> Difference:
    """The plan that was tried against the present one."""
    trial = run.trial or {"plan": {"allocations": []}, "summary": run.summary}
    then, now = run.summary, trial["summary"]
    here = set(run.allocations.values_list("pledge__code", "need__code"))
    there = {(line["pledge"], line["need"]) for line in trial["plan"]["allocations"]}

    def part(summary: dict[str, Any]) -> float:
        return 100 * summary["worst_place"]["coverage"] if summary.get("worst_place") else 0.0

    return Difference(
        met=now["value_met"] - then.get("value_met", 0),
        score=now["score"] - then.get("score", 0),
        worst=part(now) - part(then),
        trips=now["trips"] - then.get("trips", 0),
        kept=len(here & there),
        gone=len(here - there),
        new=len(there - here),
    )


@dataclass(frozen=True)
class Coverage:
    """One commune: đồng needed in the scope, delivered, held by approved proposals, given by this one."""

    path: str
    code: str
    name: str
    district: str
    needed: int
    delivered: int
    held: int
    new: int

    @property
    def before(self) -> int:
        return self.delivered + self.held

    @property
    def after(self) -> int:
        return self.before + self.new

    @property
    def missing(self) -> int:
        return max(self.needed - self.after, 0)

    @property
    def bars(self) -> list[tuple[str, str, str]]:
        """(class, from, width) in hundredths of what is needed, as a drawing writes numbers."""
        found, at = [], 0.0
        for css, value in (("f-done", self.delivered), ("f-held", self.held), ("f-new", self.new)):
            width = min(100 * value / max(self.needed, 1), 100 - at)
            if width > 0:
                found.append((css, f"{at:.2f}", f"{width:.2f}"))
                at += width
        return found


def coverage(run: MatchRun, day: datetime.date) -> list[Coverage]:
    """Communes with needs in the run's scope, the worst covered first. Two queries."""
    needs = narrow(
        Need.objects.filter(unit__in=covered_units(run.unit_id, day), state__in=["approved", "published"]), run.scope
    )
    rows = needs.values("unit").annotate(
        needed=Sum(F("quantity") * F("unit_value")),
        delivered_value=Sum(F("delivered") * F("unit_value")),
        held=Sum(F("reserved") * F("unit_value")),
    )
    new: dict[int, int] = dict(
        run.allocations.filter(state__in=["proposed", "reserved"])
        .values("need__unit")
        .annotate(sum=Sum("value"))
        .values_list("need__unit", "sum")
    )
    units = AdministrativeUnit.objects.select_related("parent").in_bulk([row["unit"] for row in rows])
    found = []
    for row in rows:
        unit = units[row["unit"]]
        mine = new.get(unit.pk, 0)
        held = row["held"] - (mine if run.state == "approved" else 0)
        found.append(
            Coverage(
                path=unit.path,
                code=unit.code,
                name=unit.title,
                district=unit.parent.title if unit.parent else "",
                needed=row["needed"],
                delivered=row["delivered_value"],
                held=max(held, 0),
                new=mine,
            )
        )
    return sorted(found, key=lambda row: (row.after / max(row.needed, 1), row.path))


def coverage_map(rows: list[Coverage]) -> Chart:
    """Each commune a tile in its district, filled as far as its needs are met: goods pile up where the roads are good."""
    districts: dict[str, list[Tile]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row.path):
        districts[row.district].append(Tile(row.name, row.needed, row.after))
    return tile_chart(_("Cần và được đáp ứng, theo xã"), list(districts.items()))


@dataclass(frozen=True)
class Use:
    pledge: Pledge
    used: int
    free: int  # đồng that the proposal could use, before it used any
    reason: str


def uses(run: MatchRun) -> list[Use]:
    """Pledges of the run: how much of each is used, and why something is left. Two queries."""
    used: dict[str, int] = dict(
        run.allocations.filter(state__in=["proposed", "reserved", "fulfilled"])
        .values("pledge__code")
        .annotate(sum=Sum("value"))
        .values_list("pledge__code", "sum")
    )
    left = {row["pledge"]: row for row in run.summary.get("unused", [])}
    pledges = Pledge.objects.filter(code__in=used.keys() | left.keys()).select_related("donor", "item")
    rows = [
        Use(
            pledge,
            used.get(pledge.code, 0),
            pledge.value - pledge.allocated_value + (used.get(pledge.code, 0) if run.state == "approved" else 0),
            (left[pledge.code]["reasons"] or [""])[0] if pledge.code in left else "",
        )
        for pledge in pledges
    ]
    return sorted(rows, key=lambda row: (-(row.free - row.used), -row.used, row.pledge.pk))


@dataclass(frozen=True)
class Appeal:
    """One item that is short, and what one more of it would do."""

    item: str
    size: str
    unit_value: int
    short: int
    places: int
    priority: int | None  # of the need that one more would serve in the end; None: nothing
    covered: int

    @property
    def few(self) -> bool:
        return self.short < FEW

    @property
    def words(self) -> str:
        if self.priority is None:
            return _("Lúc này thêm một đơn vị không giúp được gì: còn vướng điều kiện khác.")
        return _(
            "Thêm một đơn vị đáp ứng được một nhu cầu ưu tiên %(n)s, ở nơi mới được đáp ứng khoảng %(part)s %%."
        ) % {
            "n": self.priority,
            "part": self.covered,
        }


def appeals(run: MatchRun) -> list[Appeal]:
    """The appeal to donors, the most useful first."""
    rows = run.summary.get("more", [])
    names = {item.code: str(item) for item in Item.objects.filter(code__in={row["item"] for row in rows})}
    weights = {int(weight): int(n) for n, weight in sorted(run.policy.get("weights", {}).items(), reverse=True)}
    return [
        Appeal(
            item=names.get(row["item"], row["item"]),
            size=row["size"],
            unit_value=row["unit"],
            short=row["short"],
            places=row["places"],
            priority=weights.get(row["weight"]) if row["weight"] else None,
            covered=row["covered"],
        )
        for row in rows
    ]


@dataclass(frozen=True)
class OrderLine:
    donor: str
    item: str
    size: str
    quantity: int
    value: int
    needed_by: datetime.date
    available_from: datetime.date
    agreement_no: str
    money: bool


def order_lines(run: MatchRun, unit: AdministrativeUnit) -> list[OrderLine]:
    """What goes to a commune by an approved proposal, summed over its needs: no child stands on it."""
    sums: dict[tuple[Any, ...], list[Any]] = {}
    lines = Allocation.objects.filter(run=run, need__unit=unit, state__in=["reserved", "fulfilled"])
    for line in lines.select_related("pledge__donor", "need__item").order_by("pk"):
        key = (line.pledge_id, line.need.item_id, line.need.size)
        row = sums.setdefault(key, [line.pledge, line.need, 0, 0, line.need.needed_by])
        row[2] += line.quantity
        row[3] += line.value
        row[4] = min(row[4], line.need.needed_by)
    return [
        OrderLine(
            donor=pledge.donor.name,
            item=str(need.item),
            size=need.size,
            quantity=quantity,
            value=value,
            needed_by=day,
            available_from=pledge.available_from,
            agreement_no=pledge.agreement_no,
            money=pledge.form == "money",
        )
        for pledge, need, quantity, value, day in sums.values()
    ]
