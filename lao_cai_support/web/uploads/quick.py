"""Bounds of a plain worksheet found with searches over its bytes, ten times faster than counting cell by cell.

They are upper bounds: the true rectangle and text are never larger. Where the sheet is written in any way that these
searches do not understand, or a bound is beyond a limit, it is in doubt and ``sheets.SheetCount`` counts exactly.
"""

import re
from collections import Counter

from lao_cai_support.web.uploads.sheets import MAX_CELLS, MAX_ROWS, MAX_TEXT, column_number

_COLUMN = re.compile(rb'<c r="([A-Z]{1,3})\d{1,7}"')
_ROW = re.compile(rb'<c r="[A-Z]{1,3}(\d{1,7})"')
_CELL = re.compile(rb"<c\b")
_VALUE = re.compile(rb"<v\b")
_PLAIN = re.compile(rb"<v>[^<&\s]*</v>")
_SHARED = re.compile(rb"<v>(\d{1,9})</v>")
_LONG = re.compile(rb">[^<]{%d}" % MAX_TEXT)
_TEXT = re.compile(rb"<t\b")
# Anything but plain rows and cells: comments, CDATA, texts in runs, formulas, prefixed tags.
_STRANGE = re.compile(rb"<(?:!|is\b(?!>)|r\b|f\b)")
_PREFIXED = re.compile(rb":(?:row|c|v|is|t|f)\b")
_PROLOG = re.compile(
    rb"^(?:\xef\xbb\xbf)?(?:<\?xml(?![^>]*encoding=(?!['\"]utf-8['\"]))[^>]*\?>)?\s*<[a-z]", re.IGNORECASE
)


class QuickSheet:
    """One worksheet of an Office Open XML workbook, fed piece by piece."""

    def __init__(self) -> None:
        self.doubt = False
        self.rows = 0
        self.text = 0
        self.used: Counter[int] = Counter()
        self._columns: set[bytes] = set()
        self._last = self._first = 0
        self._rest = b""
        self._begun = False

    def feed(self, chunk: bytes) -> None:
        if self.doubt:
            return
        if not self._begun:
            self._begun = True
            # Another encoding would hide its tags from these searches.
            self.doubt = not _PROLOG.match(chunk) or chunk.count(b"<?") > 1
        whole = self._rest + chunk
        end = whole.rfind(b"</c>") + 4 if b"</c>" in whole else 0
        piece, self._rest = whole[:end], whole[end:]
        if len(self._rest) > 4 * MAX_TEXT + len(chunk):
            self.doubt = True
        self._look(piece)

    def finish(self) -> None:
        """After the last piece: what is left over, and whether the bounds keep to the limits."""
        if not self.doubt:
            self._look(self._rest)
        self._rest = b""
        widths = [column_number(letters.decode()) for letters in self._columns]
        if not self.doubt and widths:
            box = (self._last - self._first + 1) * (max(widths) - min(widths) + 1)
            self.doubt = box > MAX_CELLS or self.rows > MAX_ROWS

    def _look(self, piece: bytes) -> None:
        if not piece or self.doubt:
            return
        rows = _ROW.findall(piece)
        shared = _SHARED.findall(piece)
        self.doubt = (
            bool(_STRANGE.search(piece))
            or bool(_PREFIXED.search(piece))
            or (self.rows > 0 and b"<?" in piece)
            or bool(_LONG.search(piece))
            or len(_TEXT.findall(piece)) > piece.count(b"<is>")
            or len(_VALUE.findall(piece)) != len(_PLAIN.findall(piece))
            or len(rows) != len(_CELL.findall(piece))  # a cell without its place counts on from the one before
        )
        self.rows += piece.count(b"<row")
        self.text += len(piece)
        self.used.update(map(int, shared))
        self._columns.update(_COLUMN.findall(piece))
        if rows:
            numbers = set(map(int, set(rows)))
            self._last = max(self._last, *numbers)
            self._first = min(self._first or min(numbers), *numbers)
