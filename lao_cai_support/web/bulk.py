"""Many rows at once: COPY into a table, and INSERT … SELECT that knows a model's defaults.

The ORM's bulk_create costs some hundred times what PostgreSQL's COPY does. These keep to the model's own list of
columns, so that a column added later gets its default here too.
"""

import datetime
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.db.models import JSONField, Model

from lao_cai_support.web.codes import CodeField

_TO_ESCAPE = re.compile("[\\\\\t\n\r\x00]")  # most text has none of these, and is searched faster than translated
_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r", "\x00": ""})
# Ten signs of a random UUID; hexadecimal without 0 and 1, which look like letters.
_RANDOM_CODE = "translate(substr(replace(gen_random_uuid()::text, '-', ''), 1, 10), '01', 'yz')"


def run(sql: str, **params: Any) -> int:
    """One statement of our own; gives how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return int(cursor.rowcount)


def ask(sql: str, **params: Any) -> tuple[Any, ...] | None:
    """The first row of an answer, or None."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        found = cursor.fetchone()
    return tuple(found) if found else None


def copy_text(value: Any) -> str:
    """One value as COPY reads it. Dictionaries and lists become JSON."""
    if value is None:
        return r"\N"
    if isinstance(value, str):
        return _escaped(value)
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, dict | list | tuple):
        return _escaped(json.dumps(value, ensure_ascii=False).replace("\\u0000", ""))
    if isinstance(value, datetime.date | datetime.datetime):
        return value.isoformat()
    return str(value)


def _escaped(text: str) -> str:
    return text.translate(_ESCAPES) if _TO_ESCAPE.search(text) else text


class _Lines:
    """Rows as a file that COPY reads from, made as they are read: the memory is that of a few hundred rows."""

    def __init__(self, rows: Iterator[Sequence[Any]]) -> None:
        self.rows, self.rest, self.count = rows, "", 0

    def read(self, size: int = 8192) -> str:
        parts, length = [self.rest], len(self.rest)
        while length < size:
            row = next(self.rows, None)
            if row is None:
                break
            line = "\t".join(map(copy_text, row)) + "\n"
            parts.append(line)
            length += len(line)
            self.count += 1
        text = "".join(parts)
        self.rest = text[size:]
        return text[:size]


def copy_into(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """COPY rows into a table; gives how many. ``table`` and ``columns`` are our own words, never a person's."""
    lines = _Lines(iter(rows))
    names = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        cursor.copy_expert(f'COPY "{table}" ({names}) FROM STDIN', lines, 65_536)
    return lines.count


def copy_rows(model: type[Model], rows: Iterable[Mapping[str, Any]]) -> int:
    """COPY rows of a model, each a mapping of attribute names; what a row leaves out gets the field's default."""
    fields = [f for f in model._meta.concrete_fields if not f.primary_key and not f.generated]
    names = [f.attname for f in fields]
    makers = [f.get_default for f in fields]
    wrap = [isinstance(f, JSONField) for f in fields]

    def values() -> Iterator[list[Any]]:
        for row in rows:
            found = [row[name] if name in row else make() for name, make in zip(names, makers, strict=True)]
            yield [
                json.dumps(value, ensure_ascii=False) if json_field and isinstance(value, str) else value
                for value, json_field in zip(found, wrap, strict=True)
            ]

    return copy_into(model._meta.db_table, [str(f.column) for f in fields], values())


@contextmanager
def checked_at_once() -> Iterator[None]:
    """Foreign keys and other deferred checks are made by each statement, not at the transaction's end.

    History triggers open a subtransaction for each row, and PostgreSQL goes through all checks that wait whenever one
    of those ends: with 100,000 waiting, a minute's work takes an hour.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    yield
    with connection.cursor() as cursor:  # not after an error: the transaction, or its savepoint, is gone then
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def insert_select(model: type[Model], given: Mapping[str, str], source: str, params: Mapping[str, Any]) -> int:
    """INSERT INTO the model's table SELECT …; gives how many rows.

    ``given`` is column → SQL expression over ``source`` (everything from FROM on). Columns that are not given take
    the field's default; a code is drawn per row. All SQL here is our own, values travel in ``params``.
    """
    columns, expressions, defaults = [], [], {}
    for field in model._meta.concrete_fields:
        if field.primary_key or field.generated:
            continue
        column = str(field.column)
        columns.append(f'"{column}"')
        if column in given:
            expressions.append(given[column])
        elif isinstance(field, CodeField):
            expressions.append(_RANDOM_CODE)
        else:
            expressions.append(f"%(default_{column})s::{field.db_type(connection)}")
            defaults[f"default_{column}"] = field.get_db_prep_save(field.get_default(), connection)
    sql = f'INSERT INTO "{model._meta.db_table}" ({", ".join(columns)}) SELECT {", ".join(expressions)} {source}'  # noqa: S608 - our own words, no data
    with connection.cursor() as cursor:
        cursor.execute(sql, {**params, **defaults})
        return int(cursor.rowcount)


def write_back(records: Sequence[Model], names: Sequence[str]) -> None:
    """Write these fields of records of one kind, as they stand in memory, in one statement.

    The same as ``bulk_update``, whose expression per record and field takes seconds to build for thousands.
    """
    if not records:
        return
    meta = records[0]._meta
    fields: list[Any] = [meta.get_field(name) for name in names]
    told = [{"id": record.pk} | {field.column: _plain(field, record) for field in fields} for record in records]
    table = meta.db_table
    sets = ", ".join(f'"{field.column}" = told."{field.column}"' for field in fields)
    columns = ", ".join(f'"{field.column}" {field.db_type(connection)}' for field in fields)
    # Only names of our own tables and columns are put together here; the values travel as one parameter.
    sql = (
        f'UPDATE "{table}" SET {sets} FROM jsonb_to_recordset(%s) AS told(id bigint, {columns}) '  # noqa: S608 - our own words, no data
        f'WHERE "{table}".id = told.id'
    )
    with checked_at_once(), connection.cursor() as cursor:
        cursor.execute(sql, [json.dumps(told, cls=DjangoJSONEncoder)])


def _plain(field: Any, record: Model) -> Any:
    """A field's value as JSON holds it."""
    value = getattr(record, field.attname)
    return value if isinstance(field, JSONField) else field.get_prep_value(value)
