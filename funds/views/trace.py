"""Trace: from a receipt to what it became, from a delivery to who gave; pages that print."""

import re
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from funds.models import Lot, Sheet, Voucher
from funds.services.trace import backward, forward
from lao_cai_support.accounts.pages import OfficeRequest, office_page

_NUMBER = re.compile(r"^(PT|BC|PC|NK|XK)-(.+)-(\d{4})-(\d{1,6})$", re.IGNORECASE)


@office_page("ledger.view")
def trace(request: OfficeRequest) -> HttpResponse:
    """Type what stands on a paper: a voucher's number, or the code of a voucher, sheet or lot."""
    asked = request.GET.get("ma", "").strip()[:60]
    target = _found(request, asked) if asked else None
    if target:
        return redirect(target)
    return render(request, "funds/trace.html", {"asked": asked}, status=404 if asked else 200)


def _found(request: OfficeRequest, asked: str) -> str | None:
    number = _NUMBER.match(asked)
    vouchers: Any = Voucher.objects.visible_to(request.user)
    if number:
        row = vouchers.filter(
            kind=number[1].upper(),
            fund__short_code__iexact=number[2],
            year=int(number[3]),
            number=int(number[4]),
        ).first()
    else:
        row = vouchers.filter(code=asked.lower()).first()
    if row and row.kind in ("PT", "BC", "NK"):
        return reverse("funds:trace_forward", args=[row.code])
    if row:
        return reverse("funds:voucher_detail", args=[row.code])
    sheet = Sheet.objects.visible_to(request.user).filter(code=asked.lower()).first()
    if sheet:
        return reverse("funds:trace_backward", args=[sheet.code])
    lot = Lot.objects.visible_to(request.user).filter(code=asked.lower()).first()
    return reverse("funds:lot_detail", args=[lot.code]) if lot else None


@office_page("ledger.view")
def trace_forward(request: OfficeRequest, code: str) -> HttpResponse:
    rows = Voucher.objects.visible_to(request.user).filter(kind__in=["PT", "BC", "NK"])
    row = get_object_or_404(rows.select_related("fund", "donor", "pledge", "earmark"), code=code)
    return render(request, "funds/trace_forward.html", {"voucher": row, "told": forward(row), "title": _("Lần theo")})


@office_page("ledger.view")
def trace_backward(request: OfficeRequest, code: str) -> HttpResponse:
    rows = Sheet.objects.visible_to(request.user)
    sheet = get_object_or_404(rows.select_related("distribution__fund", "unit", "school", "village"), code=code)
    return render(request, "funds/trace_backward.html", {"sheet": sheet, "rows": backward(sheet)})
