"""The table of demonstration accounts."""

import json
import unicodedata
from pathlib import Path

COLUMNS = (("username", "User name"), ("password", "Password"), ("role", "Role"), ("unit", "Unit"))


def table(path: Path) -> str:
    """The accounts the demonstration wrote down, as a table for the terminal; empty when there are none."""
    try:
        people = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return ""
    rows = [tuple(title for _name, title in COLUMNS)]
    rows += [tuple(str(person.get(name) or "–") for name, _title in COLUMNS) for person in people]
    widths = [max(_width(row[i]) for row in rows) for i in range(len(COLUMNS))]
    lines = [
        "  ".join(cell + " " * (w - _width(cell)) for cell, w in zip(row, widths, strict=True)).rstrip() for row in rows
    ]
    lines.insert(1, "  ".join("-" * w for w in widths))
    return "\n".join(lines)


def _width(text: str) -> int:
    """Columns on a terminal: a combining mark takes none."""
    return sum(not unicodedata.combining(letter) for letter in text)
