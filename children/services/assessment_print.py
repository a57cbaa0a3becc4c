"""Needs assessments on paper: one that was made, line by line with its points, and a class's grid to fill by hand.

Each page carries a code: that of the record, or of the grid to type the answers into; as letters and as a QR picture of
the page's own address. No law gives these papers a layout: they follow the administrative one (NĐ 30/2020/NĐ-CP).
"""

from collections.abc import Sequence
from typing import Any

import segno
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from children.models import Assessment, AssessmentForm, AssessmentSheet, Item, SheetLine
from children.scoring import YES_NO, kind_of, reason_of, said, shown
from children.services.assess_grid import GridRow
from lao_cai_support.audit.services import record_many
from lao_cai_support.web.clock import today
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.pdf import print_template


def lines_of(row: Assessment) -> list[dict[str, Any]]:
    """Each question of the form it was made on with the answer in words and the points that it gave."""
    lines = []
    for question in row.form.questions:
        answer = row.answers.get(question["key"])
        told = reason_of(question, answer)
        lines.append(
            {"text": shown(question["text"]), "said": said(question, answer), "points": told[1] if told else 0}
        )
    return lines


def _qr(address: str) -> str:
    return segno.make(settings.SITE_URL + address, error="m").svg_data_uri(scale=3, border=1)


def typeset_assessment(row: Assessment, *, named: bool) -> bytes:
    """The assessment as a PDF; without ``named`` the child is told by sex and birth year alone."""
    address = reverse("children:assessment_detail", args=[row.code])
    with translation.override("vi"):
        context = {
            "row": row,
            "unit": row.unit,
            "on": row.assessed_on,
            "code": row.code,
            "qr": _qr(address),
            "whom": _whom(row, named=named),
            "lines": lines_of(row),
            "needs": row.needs.select_related("item"),
        }
        return print_template("children/print/assessment.html", context, title=str(_("Phiếu đánh giá nhu cầu")))


def _whom(row: Assessment, *, named: bool) -> str:
    if row.child is None:
        return _("%(group)s, %(count)s trẻ") % {"group": row.group_name, "count": row.head_count}
    if named:
        return _("Trẻ em %(name)s, sinh %(born)s") % {"name": row.child.full_name, "born": row.child.born}
    return _("Trẻ em %(sex)s, sinh năm %(year)s") % {
        "sex": str(row.child.get_sex_display()).lower(),
        "year": row.child.birth_year,
    }


@transaction.atomic
def hand_out_grid(
    *, user: Any, label: str, form: AssessmentForm, item: Item | None, rows: Sequence[GridRow], address: str
) -> bytes:
    """Print the grid of a class, school or village to take along, and keep whose it is, so that the pages come back.

    ``address`` is the grid's query string. Raises Refusal for an empty grid.
    """
    if not rows:
        raise Refusal(_("Không còn trẻ nào trong bảng này."))
    sheet = AssessmentSheet.objects.create(
        form=form, item=item, label=label[:200], address=address, printed_by=user, printed_on=today()
    )
    SheetLine.objects.bulk_create(SheetLine(sheet=sheet, child=row.child) for row in rows)
    record_many(user, "child.assess_print", [row.child for row in rows], right="needs.assess")
    return typeset_grid(sheet, rows)


def typeset_grid(sheet: AssessmentSheet, rows: Sequence[GridRow]) -> bytes:
    """The grid as a PDF: what the register knows is printed, the rest is to be written by hand and typed later where
    the code on each page leads."""
    form, item = sheet.form, sheet.item
    address = reverse("children:assess_sheet", args=[sheet.code])
    with translation.override("vi"):
        columns = [{"text": shown(question["text"]), "kind": kind_of(question)} for question in form.questions]
        lines = [
            {
                "row": row,
                "cells": [_known(question, row) for question in form.questions],
                "size": (fitting.size if (fitting := row.size_for(item)) else "") if item and item.sizes else "",
            }
            for row in rows
        ]
        context = {
            "label": sheet.label,
            "code": sheet.code,
            "form": form,
            "item": item,
            "columns": columns,
            "lines": lines,
            "unit": rows[0].child.unit,
            "on": today(),
            "qr": _qr(address),
        }
        return print_template("children/print/assess_grid.html", context, title=str(_("Bảng đánh giá nhu cầu")))


def _known(question: dict[str, Any], row: GridRow) -> str:
    """What the register says of the question, in words; nothing where it is to be asked."""
    answer = row.known.get(question["key"])
    return "" if answer is None or kind_of(question) != YES_NO else said(question, answer)
