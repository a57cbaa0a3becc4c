"""Small counts about children are hidden so that nobody can be singled out (rule: 1 to 4).

What is hidden is hidden in the frozen figures themselves, so no page, file or picture can show it by mistake.
"""

from collections.abc import Sequence
from typing import Any

SMALL = 5
COUNTS = ("children", "instances")


def small(count: int | None) -> bool:
    return count is not None and 0 < count < SMALL


def told(count: int) -> int | None:
    """The count as it may be published."""
    return None if small(count) else count


def suppressed(rows: list[dict[str, Any]], *, fields: Sequence[str]) -> tuple[list[dict[str, Any]], bool]:
    """Hide ``fields`` of rows with 1–4 children or instances, and of further rows until totals give none back.

    Whoever takes the visible rows from the total learns what the hidden rows have together. So at least two are
    hidden, together they are no small count, and they have more than one child each (else each has exactly one).
    The second value says whether that could be reached; if not, the totals must not be published either.
    """
    hidden = {index for index, row in enumerate(rows) if any(small(row[count]) for count in COUNTS)}
    rest = sorted(set(range(len(rows))) - hidden, key=lambda index: (rows[index]["instances"], index))
    while hidden and not _safe([rows[index] for index in hidden]) and rest:
        hidden.add(rest.pop(0))
    out = [
        {**row, **(dict.fromkeys(fields) if index in hidden else {}), "hidden": index in hidden}
        for index, row in enumerate(rows)
    ]
    return out, not hidden or _safe([rows[index] for index in hidden])


def _safe(hidden: list[dict[str, Any]]) -> bool:
    together = [sum(row[count] for row in hidden) for count in COUNTS]
    return len(hidden) > 1 and all(total == 0 or (total >= SMALL and total > len(hidden)) for total in together)
