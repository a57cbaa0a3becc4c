"""The papers of a case on paper, filled or blank, in the administrative layout (NĐ 30/2020/NĐ-CP).

Each page carries a code: ``<paper>`` of a filled one, ``<case>-<kind>`` of a blank one, as letters and as a QR picture
of the paper's own address. A scanned page finds its way back by it (services/case_scan.py). The layout of the decree's
annex could not be read in full and is marked so on the paper's page of decisions (docs/decisions/10-case-work.md).
"""

import datetime
from dataclasses import dataclass
from typing import Any

import segno
from django.conf import settings
from django.urls import reverse
from django.utils import translation

from children.casework.definitions import VERSION, parts_of
from children.casework.papers import FORM_NUMBER, TWO_PEOPLE, Ask, CasePaperKind
from children.casework.record import CaseRecord
from children.models import CasePaper, ProtectionCase
from lao_cai_support.areas.models import AdministrativeUnit
from lao_cai_support.web.money import format_number
from lao_cai_support.web.pdf import print_template

DECISIONS = frozenset({"separation", "lifting", "decision"})
BLANK_LINES = 6  # of a table to be filled by hand


@dataclass(frozen=True)
class Row:
    """One field on paper: its words, or room for them."""

    ask: Ask
    value: str
    chosen: str = ""
    lines: tuple[tuple[str, ...], ...] = ()


def words(ask: Ask, value: Any) -> str:
    """A field's value as it is printed; nothing when it is empty."""
    if value in (None, "", []):
        return ""
    if ask.kind == "choice":
        return ask.word(value)
    if ask.kind == "date":
        return f"{datetime.date.fromisoformat(value):%d/%m/%Y}"
    return format_number(value) if ask.kind == "number" else str(value)


def rows_of(kind: str, version: int, fields: dict[str, Any] | None) -> list[tuple[Any, list[Row]]]:
    """Headings and fields for the template; ``fields`` None leaves room for writing by hand."""
    return [(part.title, [_row(ask, fields) for ask in part.asks]) for part in parts_of(kind, version)]


def _row(ask: Ask, fields: dict[str, Any] | None) -> Row:
    value = (fields or {}).get(ask.name)
    if ask.kind == "rows":
        held = [tuple(words(column, line.get(column.name)) for column in ask.columns) for line in value or []]
        empty = [tuple("" for _column in ask.columns)] * BLANK_LINES
        return Row(ask, "", lines=tuple(held if fields is not None else empty))
    return Row(ask, words(ask, value), chosen=str(value or "") if ask.kind == "choice" else "")


def typeset_paper(paper: CasePaper) -> bytes:
    """The filled paper; the same record gives the same bytes."""
    case = paper.case
    address = reverse("children:case_paper", args=[case.code, paper.code])
    return _typeset(
        paper.kind,
        paper.form_version,
        code=paper.code,
        address=address,
        unit=case.unit,
        case=case,
        paper=paper,
        fields=paper.fields,
    )


def typeset_blank(kind: str, *, case: ProtectionCase | None = None, unit: AdministrativeUnit | None = None) -> bytes:
    """The form to be filled by hand: of a case it carries the code that brings it back, otherwise none."""
    address = reverse("children:case_paper_blank", args=[case.code, kind]) if case else ""
    code = f"{case.code}-{kind}" if case else ""
    return _typeset(kind, VERSION, code=code, address=address, unit=case.unit if case else unit, case=case)


def _typeset(
    kind: str,
    version: int,
    *,
    code: str,
    address: str,
    unit: Any,
    case: ProtectionCase | None = None,
    paper: CasePaper | None = None,
    fields: dict[str, Any] | None = None,
) -> bytes:
    whole = settings.SITE_URL + address if address else ""
    with translation.override("vi"):
        label = str(CasePaperKind(kind).label)
        told = CaseRecord(case) if case else None
        leaders = told.all("detailed") if told else []
        context = {
            "kind": kind,
            "decision": kind in DECISIONS,
            "label": label,
            "form_number": FORM_NUMBER.get(kind, ""),
            "unit": unit,
            "case": case,
            "paper": paper,
            "fields": fields or {},
            "who": case.who if case and (paper or case.child) else "",
            "parts": rows_of(kind, version, fields),
            "plan": paper.about if paper else None,
            "first": told.last("first") if told else None,
            "detailed": leaders[-1] if leaders else None,
            "two_people": kind in TWO_PEOPLE,
            "on": paper.signed_at or paper.done_at if paper else None,
            "code": code,
            "qr": segno.make(whole, error="m").svg_data_uri(scale=3, border=1) if whole else "",
        }
        title = f"Mẫu số {FORM_NUMBER[kind]}: {label}" if kind in FORM_NUMBER else label
        return print_template("children/print/case_paper.html", context, title=title)
