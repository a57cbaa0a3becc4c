"""Reading the assessment grid: texts by row and column, and what they mean."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from children.models import AssessmentForm, Item
from children.scoring import CHOICE, NUMBER, YES_NO, kind_of
from children.services.assess_grid import MOST_PIECES, Filled, GridRow

YES, NO = {"1", "c", "có", "co", "x", "yes", "y"}, {"0", "k", "không", "khong", "no", "n"}


def prefilled(row: GridRow, form: AssessmentForm, item: Item | None) -> dict[str, str]:
    """What stands in the row before anybody types: the register's answers and the size that fits."""
    cells = {f"q-{question['key']}": "" for question in form.questions}
    cells |= {f"q-{key}": "1" if yes else "0" for key, yes in row.known.items()}
    fitting = row.size_for(item) if item else None
    return cells | {"size": fitting.size if fitting else "", "quantity": ""}


def typed_rows(
    data: QueryDict, rows: Sequence[GridRow], form: AssessmentForm, item: Item | None
) -> dict[str, dict[str, str]]:
    """child's code → column → text, for the rows in which something was typed; columns are ``q-`` with the questions'
    keys, ``size`` and ``quantity``."""
    told = {}
    for row in rows:
        before = prefilled(row, form, item)
        if not item or not item.sizes:
            before["size"] = ""
        cells = {name: data.get(f"{row.child.code}-{name}", "").strip() for name in before}
        if cells != before:
            told[row.child.code] = cells
    return told


def put_typed(rows: Sequence[GridRow], typed: Mapping[str, Mapping[str, str]]) -> None:
    """Lay what was typed (or kept) into the rows; a row that says nothing keeps what the register knows."""
    for row in rows:
        row.typed = dict(typed.get(row.child.code, {}))


def read_rows(rows: Sequence[GridRow], form: AssessmentForm, item: Item | None) -> list[Filled]:
    """The rows that say something of their own, read; what cannot be read stands in ``row.wrong``.

    A row counts when a question is answered otherwise than the register does, or a quantity is given.
    """
    filled = []
    for row in rows:
        before = prefilled(row, form, item)
        names = [name for name in before if name != "size" and (item or name != "quantity")]
        if not any(row.typed.get(name, "") not in ("", before[name]) for name in names):
            continue
        answers = {}
        for question in form.questions:
            value, wrong = _answer(question, row.typed.get(f"q-{question['key']}", ""))
            if wrong:
                row.wrong[f"q-{question['key']}"] = wrong
            elif value is not None:
                answers[question["key"]] = value
        pieces, size = _wanted(row, item)
        filled.append(Filled(row, answers, size, pieces))
    return filled


def _answer(question: Mapping[str, Any], text: str) -> tuple[Any, str]:
    """(the answer or None, what is wrong)."""
    kind = kind_of(dict(question))
    if not text:
        return None, ""
    if kind == YES_NO:
        low = text.lower()
        return (low in YES, "") if low in YES | NO else (None, _("Trả lời có (1) hoặc không (0)."))
    if kind == CHOICE:
        known = {one["value"] for one in question["choices"]}
        return (text, "") if text in known else (None, _("Hãy chọn một trong các câu trả lời."))
    if kind == NUMBER:
        return (int(text), "") if text.isdecimal() and len(text) < 8 else (None, _("Hãy ghi một số."))
    return None, ""


def _wanted(row: GridRow, item: Item | None) -> tuple[int, str]:
    """(pieces, size) of the need line, with what is wrong put at the cell."""
    text, size = row.typed.get("quantity", ""), row.typed.get("size", "")
    if item is None or not text:
        return 0, ""
    if not text.isdecimal() or int(text) > MOST_PIECES:
        row.wrong["quantity"] = _("Số lượng là số từ 0 đến %(most)s.") % {"most": MOST_PIECES}
        return 0, ""
    pieces = int(text)
    if pieces and row.held:
        row.wrong["quantity"] = _("Trẻ đã có nhu cầu mặt hàng này.")
    if pieces and item.sizes and size not in item.sizes:
        row.wrong["size"] = _("Mặt hàng này cần cỡ.")
    return pieces, size if item.sizes else ""
