"""Pages of a list too long to be counted: the next fifty after a row, never the rows from the ten-thousandth on.

The row a page follows is named in the address by its public code, so no name stands there. What is "after" is
said by the values the list is ordered by and then by the row's id, as PostgreSQL orders them: empty ones last
(first when the order is turned around).
"""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import F, Func, Q, QuerySet

COUNTED = 1000  # a longer list says "more than", and is not numbered


class Unindexed(Func):
    """The same value, in a form no index stands for: the rows are found first and put in order afterwards."""

    function = "GREATEST"
    arity = 1


class KeysetPage:
    """Some rows in a row; ``earlier`` and ``later`` are the codes to ask for the pages beside it, or nothing."""

    keyset = True

    def __init__(self, rows: Sequence[Any], *, earlier: str = "", later: str = "") -> None:
        self.rows, self.earlier, self.later = rows, earlier, later

    def __iter__(self) -> Iterator[Any]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def has_other_pages(self) -> bool:
        return bool(self.earlier or self.later)


def nullable(rows: QuerySet, path: str) -> bool:
    """Whether the value at the path (``village__sort_key``) can be missing."""
    model: Any = rows.model
    for name in path.split("__"):
        field = model._meta.pk if name == "pk" else model._meta.get_field(name)
        if field.null:
            return True
        model = field.related_model or model
    return False


def beyond(rows: QuerySet, fields: Sequence[str], values: Sequence[Any], *, down: bool) -> Q:
    """Rows that come after the one with these values in the order of ``fields`` (the last one unique).

    ``down`` is for an order that falls, where empty values come first.
    """
    found, same, start = Q(), Q(), Q()
    for index, (field, value) in enumerate(zip(fields, values, strict=True)):
        empty = Q(**{f"{field}__isnull": True})
        if value is None:
            step = ~empty if down else None
        else:
            step = Q(**{f"{field}__{'lt' if down else 'gt'}": value})
            if not down and nullable(rows, field):
                step |= empty
        equal = empty if value is None else Q(**{field: value})
        if step is not None:
            found |= same & step
        if not index:  # what the first field alone says: enough for an index to begin at the right place
            start = Q() if value is None else Q(**{f"{field}__{'lte' if down else 'gte'}": value})
            if value is not None and not down and nullable(rows, field):
                start |= empty
        same &= equal
    return start & found


def keyset_page(
    rows: QuerySet,
    fields: Sequence[str],
    *,
    anchors: QuerySet,
    down: bool,
    size: int,
    after: str,
    before: str,
    found_first: bool,
) -> KeysetPage:
    """The page, in the order of ``fields`` (the last one unique), after the row with the code ``after``, before the
    one with ``before``, or the first one.

    ``found_first`` finds all rows and then orders them (for a search with few hits); else an index is walked.
    Asks one query for the named row (one of ``anchors``, which also draw the page) and two for the page. A code
    that none of them has gives the first page.
    """
    code = before or after
    anchor = anchors.order_by().filter(code=code).values_list(*fields).first() if code else None
    backwards = bool(before and anchor)
    falling = down != backwards
    if anchor:
        rows = rows.filter(beyond(rows, fields, anchor, down=falling))
    # The ids first: thousands of hits are put in order by their keys alone, not with all that a page shows.
    rows = rows.order_by(*ordering(fields, falling, unindexed=found_first))
    ids = list(rows.values_list("pk", flat=True)[: size + 1])
    more, ids = len(ids) > size, ids[:size]
    if backwards:
        ids.reverse()
    taken = in_order(anchors, ids)
    if not taken:
        return KeysetPage([])
    earlier = taken[0].code if (more if backwards else anchor) else ""
    later = taken[-1].code if (anchor if backwards else more) else ""
    return KeysetPage(taken, earlier=earlier, later=later)


def ordering(fields: Sequence[str], down: bool, *, unindexed: bool = False) -> list[Any]:
    """What order_by() takes for these fields, rising or falling; ``unindexed`` so that no index is walked for it."""
    parts = [Unindexed(F(field)) if unindexed else F(field) for field in fields]
    return [part.desc() if down else part.asc() for part in parts]


def in_order(rows: QuerySet, ids: Sequence[Any]) -> list[Any]:
    """The rows with these ids, in the ids' order."""
    held = {row.pk: row for row in rows.filter(pk__in=ids)}
    return [held[pk] for pk in ids if pk in held]


def expected(rows: QuerySet) -> int:
    """How many rows the database expects to find, from its statistics: nothing is counted."""
    import json

    plan = json.loads(rows.order_by().explain(format="json"))
    return int(plan[0]["Plan"]["Plan Rows"])
