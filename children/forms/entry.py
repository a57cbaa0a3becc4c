"""What a page of the entry grid sends: a plain form of cells, or JSON of the rows that changed."""

import json
import re
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from children.lists.entry import KEYS, Entry, plain_cell
from children.models.entry import MAX_ROWS
from children.services.entry import Typed
from lao_cai_support.web.errors import Refusal

_KEY = re.compile(r"^[a-z0-9]{1,16}$")
_BASES = 6


def typed_in_form(data: QueryDict) -> list[Entry]:
    """The rows of the plain form in their order: ``row`` names them, ``<row>-<column>`` are their cells."""
    keys = [key for key in dict.fromkeys(data.getlist("row")) if _KEY.match(key)]
    return [
        Entry(
            key,
            {column: text for column in KEYS if (text := plain_cell(data.get(f"{key}-{column}")))},
            data.get(f"{key}-decision", "")[:30],
        )
        for key in keys[: MAX_ROWS * 2]
    ]


def typed_in_json(body: bytes) -> tuple[str, list[Typed], list[str]]:
    """(code of the sheet, changed rows, rows to be told again). Raises Refusal when it is not what a page sends."""
    try:
        data = json.loads(body)
        rows = [_typed(row) for row in data["rows"][: MAX_ROWS * 2]]
        asked = [str(key) for key in data.get("ask", [])][: MAX_ROWS * 2]
        code = str(data["draft"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise Refusal(_("Trang gửi dữ liệu không đúng dạng. Hãy tải lại trang."), code="malformed") from None
    if not _KEY.match(code) or not all(_KEY.match(row.entry.key) for row in rows):
        raise Refusal(_("Trang gửi dữ liệu không đúng dạng. Hãy tải lại trang."), code="malformed")
    return code, rows, asked


def _typed(row: dict[str, Any]) -> Typed:
    bases = row.get("bases")
    return Typed(
        Entry(str(row["key"]), _cells(row["cells"]), str(row.get("decision", ""))[:30]),
        tuple(_cells(base) for base in bases[-_BASES:]) if bases is not None else None,
    )


def _cells(told: dict[str, Any]) -> dict[str, str]:
    return {column: text for column in KEYS if (text := plain_cell(told.get(column)))}
