"""Formulas that nobody has computed yet.

A spreadsheet keeps a formula's last result beside it, and that result is what is read. A file written by a program
may have none: the cell would be taken for empty, and a child for nameless.
"""

import io
import re
import zipfile
from xml.etree import ElementTree

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LINKS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_REF = re.compile(r"^([A-Z]{1,3})(\d{1,7})$")
_FORMULA = re.compile(rb"<(?:\w+:)?f[ />]")


def unfinished_formulas(data: bytes) -> dict[str, dict[tuple[int, int], str]]:
    """Sheet name → (row, column), both from 0 → "=…", of formulas without a result in an Office Open XML workbook.

    The package has passed the upload's checks (no DOCTYPE, bounded size); of any other file nothing is told.
    """
    try:
        package = zipfile.ZipFile(io.BytesIO(data))
        parts = _sheet_parts(package)
        found = {name: _in_sheet(package.read(part)) for name, part in parts.items() if _has_formula(package, part)}
    except (zipfile.BadZipFile, KeyError, ValueError, ElementTree.ParseError, NotImplementedError):
        return {}
    return {name: cells for name, cells in found.items() if cells}


def _sheet_parts(package: zipfile.ZipFile) -> dict[str, str]:
    book = ElementTree.fromstring(package.read("xl/workbook.xml"))  # noqa: S314 - no DOCTYPE gets here
    links = ElementTree.fromstring(package.read("xl/_rels/workbook.xml.rels"))  # noqa: S314 - no DOCTYPE gets here
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    found = {}
    for sheet in book.iter(f"{_MAIN}sheet"):
        target = targets.get(sheet.get(f"{_LINKS}id"), "")
        found[sheet.get("name", "")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return found


def _has_formula(package: zipfile.ZipFile, part: str) -> bool:
    """Looked for piece by piece: most lists have none, and need not be unpacked whole."""
    with package.open(part) as content:
        tail = b""
        while piece := content.read(1 << 20):
            if _FORMULA.search(tail + piece):
                return True
            tail = piece[-20:]
    return False


def _in_sheet(content: bytes) -> dict[tuple[int, int], str]:
    found: dict[tuple[int, int], str] = {}
    for _event, cell in ElementTree.iterparse(io.BytesIO(content)):  # noqa: S314 - no DOCTYPE gets here
        if cell.tag == f"{_MAIN}row":
            cell.clear()
        if cell.tag != f"{_MAIN}c":
            continue
        formula, value = cell.find(f"{_MAIN}f"), cell.find(f"{_MAIN}v")
        match = _REF.match(cell.get("r", ""))
        if match and formula is not None and (value is None or not (value.text or "").strip()):
            column = 0
            for letter in match[1]:
                column = column * 26 + ord(letter) - 64
            found[int(match[2]) - 1, column - 1] = f"={formula.text or ''}"[:100]
    return found
