"""Figures of a budget estimate that pages, papers and reports share."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from funds.models import BudgetEstimate, BudgetLine

_SUMS = ("requested", "assigned", "withdrawn", "used", "returned", "cancelled", "left", "not_withdrawn", "in_hand")


def totals(lines: Iterable[BudgetLine]) -> dict[str, int]:
    """Each figure summed over the lines, in đồng."""
    rows = list(lines)
    return {name: sum(getattr(row, name) for row in rows) for name in _SUMS} | {
        "appraised": sum(row.appraised or 0 for row in rows)
    }


@dataclass(frozen=True)
class Step:
    """One of the five steps: ``state`` is done, now or later; ``amount`` đồng, nothing where there is none yet."""

    label: str
    state: str
    amount: int | None
    day: datetime.date | None = None


def steps(estimate: BudgetEstimate) -> list[Step]:
    """Estimate, appraisal, assignment, execution, settlement."""
    lines = list(estimate.lines.all())
    s = totals(lines)
    at = {"draft": 0, "returned": 0, "submitted": 1, "appraised": 2, "assigned": 3, "settled": 5}[estimate.state]
    first = estimate.decisions.order_by("pk").first()
    told: list[tuple[str, int | None, Any]] = [
        (_("Lập dự toán"), s["requested"], estimate.submitted_on),
        (_("Thẩm định"), s["appraised"] if at > 1 else None, estimate.appraised_on),
        (_("Giao dự toán"), s["assigned"] if at > 2 else None, first and first.decided_on),
        (_("Thực hiện"), s["used"] if at > 2 else None, None),
        (_("Quyết toán"), s["used"] if at > 4 else None, estimate.settled_on),
    ]
    return [
        Step(label, "done" if n < at else "now" if n == at else "later", amount, day)
        for n, (label, amount, day) in enumerate(told)
    ]
