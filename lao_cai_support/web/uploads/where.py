"""Where in a workbook the text stands that is too long: asked once a file has been refused for it."""

import io
import re
import xml.parsers.expat
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.uploads.sheets import MAX_TEXT

_SHEET = re.compile(r"^/?xl/worksheets/[^/]+\.xml$", re.IGNORECASE)
_PIECES = 600  # of 256 kB: what the upload's own limit allows to be unpacked in all


class _Found(Exception):
    """The cell's address; it ends the reading."""


def cell_of_long_text(content: bytes, inflate: Callable[[bytes, zipfile.ZipInfo], Iterator[bytes]]) -> tuple[str, str]:
    """(sheet, cell) of the first text beyond the limit in an Office Open XML workbook; ("", "") when not found."""
    pieces = 0

    def read(entry: zipfile.ZipInfo, parser: xml.parsers.expat.XMLParserType) -> None:
        nonlocal pieces
        for piece in inflate(content, entry):
            pieces += 1
            if pieces > _PIECES:
                raise zipfile.BadZipFile
            parser.Parse(piece, False)

    try:
        package = zipfile.ZipFile(io.BytesIO(content))
        entries = {entry.filename.lstrip("/").lower(): entry for entry in package.infolist()}
        strings = _LongStrings()
        if "xl/sharedstrings.xml" in entries:
            read(entries["xl/sharedstrings.xml"], strings.parser)
        names = _Names()
        for part in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels"):
            if part in entries:
                read(entries[part], names.reader())
        for part, entry in entries.items():
            if _SHEET.match(part):
                try:
                    read(entry, _Cells(strings.indexes).parser)
                except _Found as found:
                    return names.of(part), str(found)
    except (zipfile.BadZipFile, xml.parsers.expat.ExpatError, Refusal):
        pass
    return "", ""


def _parser(start: Any, end: Any = None, text: Any = None) -> xml.parsers.expat.XMLParserType:
    parser = xml.parsers.expat.ParserCreate()
    parser.StartElementHandler = lambda name, attributes: start(name.rpartition(":")[2], attributes)
    if end:
        parser.EndElementHandler = lambda name: end(name.rpartition(":")[2])
    if text:
        parser.CharacterDataHandler = text
    return parser


class _Names:
    """Sheet names by their part of the package."""

    def __init__(self) -> None:
        self.ids: dict[str, str] = {}
        self.targets: dict[str, str] = {}

    def reader(self) -> xml.parsers.expat.XMLParserType:
        return _parser(self._start)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "sheet":
            key = next((value for label, value in attributes.items() if label.endswith(":id")), "")
            self.ids[key] = attributes.get("name", "")
        elif name == "Relationship":
            self.targets[attributes.get("Id", "")] = attributes.get("Target", "").split("/")[-1].lower()

    def of(self, part: str) -> str:
        file = part.split("/")[-1]
        return next((self.ids[key] for key, target in self.targets.items() if target == file and key in self.ids), "")


class _LongStrings:
    """The indexes of shared texts that are too long."""

    def __init__(self) -> None:
        self.indexes: set[str] = set()
        self._count, self._length = -1, 0
        self.parser = _parser(self._start, text=self._text)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "si":
            self._count, self._length = self._count + 1, 0

    def _text(self, text: str) -> None:
        self._length += len(text)
        if self._length > MAX_TEXT:
            self.indexes.add(str(self._count))


class _Cells:
    """Raises the address of the first cell whose own text, or shared text, is too long."""

    def __init__(self, long: set[str]) -> None:
        self.long = long
        self._cell, self._shared, self._value, self._length = "", False, "", 0
        self.parser = _parser(self._start, self._end, self._text)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            self._cell, self._shared = attributes.get("r", "")[:12], attributes.get("t") == "s"
            self._value, self._length = "", 0

    def _text(self, text: str) -> None:
        self._length += len(text)
        self._value = (self._value + text)[:12]
        if self._length > MAX_TEXT:
            raise _Found(self._cell)

    def _end(self, name: str) -> None:
        if name == "c":
            if self._shared and self._value.strip() in self.long:
                raise _Found(self._cell)
            self._length = 0
