"""From a file's bytes to cleaned rows, all sheets of it."""

import datetime
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from children.lists.guess import Knowledge
from children.lists.layout import Layout, layout_of
from children.lists.legacy import Scripts
from children.lists.places import ASK, Places, is_section, section_name
from children.lists.reader import Sheet, read_sheets
from children.lists.rows import CleanRow, Lookups, clean_rows
from children.lists.values import Peoples
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.text import nfc

SAMPLES = 3  # values of each column that are shown where its field is asked
SAMPLE_LENGTH = 60


@dataclass(frozen=True)
class ParsedList:
    """What a file says: ``mapping`` sheet → how it was read, ``rows`` in the file's order."""

    rows: list[CleanRow]
    mapping: dict[str, Any]
    file_hash: str


@dataclass
class Context:
    """What is known before a list is opened: the day, the register's lists, the office's own answers.

    ``remembered`` is fingerprint → {"columns", "script"} that the office has confirmed for such headings; ``answers``
    are those to this very file: {"sheets": {name: {"columns", "first", "script", "take"}}, "places": {name: own|other}}.
    """

    today: datetime.date
    peoples: Peoples
    circumstances: set[str]
    villages: frozenset[str] = frozenset()
    places: Places | None = None
    remembered: Mapping[str, dict[str, Any]] = field(default_factory=dict)
    answers: Mapping[str, Any] = field(default_factory=dict)


@dataclass
class OpenedSheet:
    sheet: Sheet
    layout: Layout
    scripts: Scripts


@dataclass
class OpenedList:
    """A file whose tables and columns are found; its rows are cleaned as they are asked for.

    ``left`` are sheets without a list of children; ``asked`` counts the rows of each commune's name in doubt.
    """

    context: Context
    sheets: list[OpenedSheet]
    left: list[str]
    asked: Counter[str]
    mapping: dict[str, Any]
    file_hash: str

    @property
    def sure(self) -> bool:
        """Whether nothing has to be asked before the preview."""
        return not self.asked and all(opened.layout.sure for opened in self.sheets)

    @property
    def length(self) -> int:
        """How many rows the tables have at most."""
        return sum(max(len(opened.sheet.rows) - opened.layout.first, 0) for opened in self.sheets)

    def rows(self) -> Iterator[CleanRow]:
        """The rows of all sheets in the file's order."""
        known = self.context
        lookups = Lookups(known.today, known.peoples, known.circumstances, known.places)
        for opened in self.sheets:
            yield from clean_rows(opened.sheet, opened.layout.header, lookups)


def open_list(data: bytes, file_name: str, context: Context) -> OpenedList:
    """Find the tables of a file and what their columns hold.

    Raises Refusal when the file cannot be read or no sheet looks like a list of children.
    """
    opened: list[OpenedSheet] = []
    left: list[str] = []
    places = context.places
    knowledge = Knowledge(
        context.peoples, context.circumstances, context.villages, places.knows if places else lambda text: False
    )
    answers = context.answers.get("sheets", {})
    for sheet in read_sheets(data, file_name):
        answer = answers.get(sheet.name)
        found = None if answer and not answer["take"] else _open_sheet(sheet, knowledge, context.remembered, answer)
        if found:
            opened.append(found)
        else:
            left.append(sheet.name)
    if not opened:
        raise Refusal(
            _(
                "Không tìm thấy dòng tiêu đề có cột họ tên trẻ. Hãy kiểm tra tệp có phải danh sách trẻ em không, "
                "và ghi tiêu đề “Họ và tên”, “Ngày sinh” trên các cột."
            ),
            field="file",
        )
    mapping = {one.sheet.name: _told(one) for one in opened}
    asked = _doubtful_places(opened, places) if places else Counter()
    return OpenedList(context, opened, left, asked, mapping, hashlib.sha256(data).hexdigest())


def _open_sheet(
    sheet: Sheet, knowledge: Knowledge, remembered: Mapping[str, Any], answer: dict[str, Any] | None
) -> OpenedSheet | None:
    """The sheet in Unicode with its layout; None when it holds no list."""
    scripts = Scripts.of(sheet.rows, (answer or {}).get("script", ""))
    shown = sheet.rows if scripts.plain else [scripts.restore(row) for row in sheet.rows]
    layout = layout_of(shown, knowledge, remembered=remembered, answer=answer)
    if layout is None:
        return None
    script = remembered.get(layout.fingerprint, {}).get("script", "")
    if script and not answer and script != scripts.forced:
        scripts = Scripts(forced=script)
        shown = [scripts.restore(row) for row in sheet.rows]
    return OpenedSheet(Sheet(sheet.name, shown, sheet.first), layout, scripts)


def _told(opened: OpenedSheet) -> dict[str, Any]:
    """How a sheet was read, in plain values: shown in the preview and on the page that asks."""
    layout, rows = opened.layout, opened.sheet.rows
    width = max((len(row) for row in rows[layout.first : layout.first + 200]), default=0)
    width = max(width, len(layout.shown), *(column + 1 for column in layout.header.columns), 0)
    samples = [_samples(rows, layout.first, column) for column in range(width)]
    return {
        "header_row": layout.header.index + 1,
        "first": layout.first + 1,
        "columns": {name: column + 1 for column, name in layout.header.columns.items()},
        "fingerprint": layout.fingerprint,
        "source": layout.source,
        "titles": [layout.shown[column][:80] if column < len(layout.shown) else "" for column in range(width)],
        "samples": samples,
        "guessed": sorted(column + 1 for column in layout.guessed),
        "doubts": [[column + 1 if column is not None else 0, sentence] for column, sentence in layout.doubts],
        "script": opened.scripts.forced,
        "old_text": {
            str(column + 1): reading
            for column, counts in opened.scripts.told.items()
            for reading, _count in counts.most_common(1)
        },
        "old_cells": sum(sum(counts.values()) for counts in opened.scripts.told.values()),
    }


def _samples(rows: list[list[Any]], first: int, column: int) -> list[str]:
    """Up to three different values of a column, as the sheet shows them; sections and titles are left out."""
    found: list[str] = []
    for row in rows[first : first + 200]:
        if column < len(row) and row[column] not in (None, "") and sum(cell not in (None, "") for cell in row) > 1:
            value = row[column]
            text = f"{value:%d/%m/%Y}" if isinstance(value, datetime.date) else nfc(str(value))
            if text and text[:SAMPLE_LENGTH] not in found:
                found.append(text[:SAMPLE_LENGTH])
        if len(found) == SAMPLES:
            break
    return found


def _doubtful_places(opened: list[OpenedSheet], places: Places) -> Counter[str]:
    """The communes' names that a person must settle, with the number of rows below each."""
    asked: Counter[str] = Counter()
    for one in opened:
        columns = {name: column for column, name in one.layout.header.columns.items()}
        column, district = columns.get("commune"), columns.get("district")
        current = beside = ""
        for row in one.sheet.rows[one.layout.first :]:
            filled = [cell for cell in row if cell not in (None, "")]
            if len(filled) == 1 and isinstance(filled[0], str) and is_section(filled[0]):
                name = section_name(filled[0])
                if places.knows(name):
                    current, beside = name, ""
                continue
            if len(filled) < 2:
                continue
            if column is not None and column < len(row) and row[column] not in (None, ""):
                current = nfc(str(row[column]))
                beside = nfc(str(row[district] or "")) if district is not None and district < len(row) else ""
            if current and places.verdict(current, beside)[0] == ASK:
                asked[current] += 1
    return asked


def read_list(
    data: bytes,
    file_name: str,
    *,
    today: datetime.date,
    ethnic_groups: Iterable[Any],
    circumstance_kinds: Iterable[Any],
) -> ParsedList:
    """Read a commune's list whole. Sealed circumstances are never taken from a list (domain/children 1.2).

    Raises Refusal when the file cannot be read or no sheet looks like a list of children.
    """
    known = {kind.code for kind in circumstance_kinds if not kind.sealed}
    opened = open_list(data, file_name, Context(today, Peoples(ethnic_groups), known))
    return ParsedList(list(opened.rows()), opened.mapping, opened.file_hash)
