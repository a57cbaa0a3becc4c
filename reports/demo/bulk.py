"""Writing very many rows: COPY instead of INSERT, a commune at a time, with the same values the models would write."""

import csv
import io
from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import Model


def number(rows: Sequence[Model]) -> None:
    """Give the new rows their ids from the table's own sequence, so that others may name them before they stand."""
    if not rows:
        return
    table = rows[0]._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, len(rows)]
        )
        for row, (pk,) in zip(rows, cursor.fetchall(), strict=True):
            row.pk = pk


def copy(rows: Sequence[Model]) -> None:
    """Write rows that have their ids; triggers and constraints see them as they would any others."""
    if not rows:
        return
    fields = [field for field in rows[0]._meta.concrete_fields if not field.generated and field.attname not in _MADE]
    text = io.StringIO()
    writer = csv.writer(text)
    # Each value as the field hands it to the database; nothing is an empty cell, and empty text is quoted.
    for row in rows:
        writer.writerow([_cell(field.get_db_prep_save(getattr(row, field.attname), connection)) for field in fields])
    text.seek(0)
    names = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    table = connection.ops.quote_name(rows[0]._meta.db_table)
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {table} ({names}) FROM STDIN WITH (FORMAT csv, NULL '{_NOTHING}')", text)


_MADE = ("search_text",)  # kept by triggers
_NOTHING = "\\N"


def _cell(value: Any) -> Any:
    if value is None:
        return _NOTHING
    if isinstance(value, bool):
        return "t" if value else "f"
    if hasattr(value, "lower_inc"):  # a range
        return f"[{'' if value.lower is None else value.lower},{'' if value.upper is None else value.upper})"
    return value
