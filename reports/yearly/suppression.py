"""Small counts about children are hidden so that nobody can be singled out (rule: 1 to 4)."""

from typing import Any

SMALL = 5


def suppressed(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Hide rows with 1–4 children, and a second row when only one is hidden, so that totals do not give it back.

    Amounts go with the counts: with fixed levels of support an amount tells the count (documents' README).
    """
    hidden = {index for index, row in enumerate(rows) if 0 < row["children"] < SMALL or 0 < row["instances"] < SMALL}
    if len(hidden) == 1 and len(rows) > 1:
        rest = [index for index in range(len(rows)) if index not in hidden]
        hidden.add(min(rest, key=lambda index: (rows[index]["instances"], index)))
    told = []
    for index, row in enumerate(rows):
        if index in hidden:
            row = {**row, "children": None, "instances": None, "amount": None}
        told.append({**row, "hidden": index in hidden})
    return told
