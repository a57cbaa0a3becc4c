"""From a file's bytes to cleaned rows, all sheets of it."""

import datetime
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from children.lists.columns import Header, find_header
from children.lists.reader import read_sheets
from children.lists.rows import CleanRow, Lookups, clean_rows
from children.lists.values import Peoples
from lao_cai_support.web.errors import Refusal


@dataclass(frozen=True)
class ParsedList:
    """What a file says: ``mapping`` sheet → {field: column number from 1}, ``rows`` in the file's order."""

    rows: list[CleanRow]
    mapping: dict[str, Any]
    file_hash: str


def read_list(
    data: bytes,
    file_name: str,
    *,
    today: datetime.date,
    ethnic_groups: Iterable[Any],
    circumstance_kinds: Iterable[Any],
) -> ParsedList:
    """Read a commune's list. Sealed circumstances are never taken from a list (domain/children 1.2).

    Raises Refusal when the file cannot be read or no sheet has a header with a child's name.
    """
    lookups = Lookups(
        today=today,
        peoples=Peoples(ethnic_groups),
        circumstances={kind.code for kind in circumstance_kinds if not kind.sealed},
    )
    rows: list[CleanRow] = []
    mapping: dict[str, Any] = {}
    for sheet in read_sheets(data, file_name):
        header = find_header(sheet.rows)
        if header is None:
            continue
        mapping[sheet.name] = _told(header)
        rows += clean_rows(sheet, header, lookups)
    if not mapping:
        raise Refusal(
            _("Không tìm thấy dòng tiêu đề có cột họ tên trẻ. Hãy kiểm tra tệp có phải danh sách trẻ em không."),
            field="file",
        )
    return ParsedList(rows, mapping, hashlib.sha256(data).hexdigest())


def _told(header: Header) -> dict[str, Any]:
    return {
        "header_row": header.index + 1,
        "columns": {name: column + 1 for column, name in header.columns.items()},
        "fingerprint": header.fingerprint,
    }
