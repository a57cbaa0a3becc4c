"""What an auditor checks in the published reports (domain/funds 7.2): the frozen figures beside each other and the ledger."""

import re
from collections.abc import Iterator
from typing import Any

from django.db.models import Q

from children.models import Child
from funds.ledger.invariants import Invariant
from reports.models import YearReport
from reports.models.report import ReportState
from reports.yearly.figures import balanced, differing, year_figures

_CODE = re.compile(r"\b[a-z2-9]{10}\b")
_ASSETS = ("cash", "bank", "goods", "in_hand", "in_transit")


def _published() -> Iterator[YearReport]:
    """What the public reads today, fund by fund and year by year."""
    rows = YearReport.objects.filter(state=ReportState.PUBLISHED).select_related("fund__unit")
    return rows.order_by("fund", "year").iterator(chunk_size=50)


def openings() -> Iterator[str]:
    """A year begins with what the year before ended with, as both were published."""
    before: YearReport | None = None
    for report in _published():
        if before and (before.fund_id, before.year + 1) == (report.fund_id, report.year):
            if before.figures["closing"] != report.figures["opening"]:
                yield f"{report.fund.short_code} {report.year}: opening is not the closing of {before.year}"
        before = report


def ledger() -> Iterator[str]:
    for report in _published():
        differs = differing(report.figures, year_figures(report.fund, report.year))
        if differs:
            yield f"{report.fund.short_code} {report.year}: published {', '.join(differs)} differ from the ledger"


def sums() -> Iterator[str]:
    for report in _published():
        for what in _wrong_sums(report.figures):
            yield f"{report.fund.short_code} {report.year}: {what}"


def _wrong_sums(figures: dict[str, Any]) -> Iterator[str]:
    if not balanced(figures):
        yield "opening + in - out is not closing"
    for side in ("opening", "closing"):
        if figures[side]["total"] != sum(figures[side][name] for name in _ASSETS):
            yield f"the parts of {side} do not add up"
    for rows, field, total in (("income", "total", "total_in"), ("kinds", "amount", "total_out")):
        if sum(row[field] for row in figures[rows]) != figures[total]:
            yield f"the rows of {rows} do not add up to {total}"
    for row in figures["income"]:
        if row["money"] + row["goods"] != row["total"]:
            yield f"money and goods of {row['code']} do not add up"


def counts() -> Iterator[str]:
    for report in _published():
        figures = report.figures
        rows = [("in all", figures["children"].get("distinct"), figures["children"].get("instances"))]
        rows += [
            (f"of {row['code']}", row["children"], row["instances"]) for row in figures["kinds"] + figures["communes"]
        ]
        for what, children, instances in rows:
            if children is not None and instances is not None and children > instances:
                yield f"{report.fund.short_code} {report.year}: {children} children {what} were helped {instances} times"


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _strings(one)
    elif isinstance(value, list):
        for one in value:
            yield from _strings(one)


def identities() -> Iterator[str]:
    """No child's code or number anywhere in the figures; no child's name outside the list of givers."""
    for report in _published():
        figures = report.figures
        words = {
            word for text in _strings(figures) for word in [*_CODE.findall(text), *re.findall(r"\b\d{12}\b", text)]
        }
        names = set(_strings({key: value for key, value in figures.items() if key not in ("gifts", "memo")}))
        found = Child.objects.filter(Q(code__in=words) | Q(personal_id__in=words) | Q(full_name__in=names)).count()
        if found:
            yield f"{report.fund.short_code} {report.year}: the published figures tell who {found} children are"


PUBLISHED = (
    Invariant("I3", "opening of a published year = closing of the year before", openings),
    Invariant("I17", "published = ledger", ledger),
    Invariant("I18", "rows of a published table add up to its totals", sums),
    Invariant("I19", "children are not more than instances", counts),
    Invariant("I24", "no child's identity in published figures", identities),
)
