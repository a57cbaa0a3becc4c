"""The donor's own pages: what became of the gifts, receipts, letters, statements, the slip of a transfer."""

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from donors.models import Donor, Pledge
from donors.views.pledge import TONES, headed
from funds.services.account import transfer_slip
from funds.services.giving import (
    Gift,
    asks_for_transfer,
    bank_of,
    giving_of,
    own_donors,
    receipts_of,
    slip_picture,
    statement_of,
    years_of,
)
from funds.services.giving_print import receipt_pdf, statement_pdf, thanks_pdf
from lao_cai_support.accounts.pages import OfficeRequest, office_page
from lao_cai_support.web.export import csv_response
from lao_cai_support.web.files import bytes_response


@office_page("pledges.own")
def giving(request: OfficeRequest) -> HttpResponse:
    """My gifts: four figures that are never added up, then gift by gift where it went."""
    donors = list(own_donors(request.user))
    told = giving_of(donors)
    rows = [{"gift": gift, "what": headed(gift.pledge), "tone": TONES[gift.pledge.state]} for gift in told.gifts]
    years = [(donor, years_of([donor])) for donor in donors]
    return render(request, "funds/giving.html", {"donors": donors, "told": told, "rows": rows, "years": years})


def _own_pledge(request: OfficeRequest, code: str) -> Pledge:
    rows = Pledge.objects.filter(donor__in=own_donors(request.user)).select_related("donor", "unit", "item")
    found: Pledge = get_object_or_404(rows, code=code)
    return found


def _gift(request: OfficeRequest, code: str) -> Gift:
    pledge = _own_pledge(request, code)
    return next(gift for gift in giving_of([pledge.donor]).gifts if gift.pledge.pk == pledge.pk)


@office_page("pledges.own")
def giving_receipt(request: OfficeRequest, code: str) -> HttpResponseBase:
    row = get_object_or_404(receipts_of(own_donors(request.user)), code=code)
    return bytes_response(receipt_pdf(row), file_name=f"xac-nhan-{row.full_number}.pdf", inline=True)


@office_page("pledges.own")
def giving_thanks(request: OfficeRequest, code: str) -> HttpResponseBase:
    gift = _gift(request, code)
    if not gift.receipts:
        raise Http404
    return bytes_response(thanks_pdf(gift), file_name=f"thu-cam-on-{code}.pdf", inline=True)


@office_page("pledges.own")
def giving_transfer(request: OfficeRequest, code: str) -> HttpResponseBase:
    """The VietQR picture of what is still open; ``?in=1`` as a paper."""
    pledge = _own_pledge(request, code)
    place = bank_of(pledge)
    if place is None or not asks_for_transfer(pledge):
        raise Http404
    if request.GET.get("in"):
        return bytes_response(transfer_slip(place, pledge), file_name=f"chuyen-khoan-{code}.pdf", inline=True)
    context = {"pledge": pledge, "place": place, "what": headed(pledge), "picture": slip_picture(pledge, place)}
    return render(request, "funds/giving_transfer.html", context)


@office_page("pledges.own")
def giving_statement(request: OfficeRequest, donor: str, year: int, kind: str) -> HttpResponseBase:
    """The statement of a year of one's own donor, as PDF or CSV."""
    row: Donor = get_object_or_404(own_donors(request.user), code=donor)
    if kind not in ("pdf", "csv") or year not in years_of([row]):
        raise Http404
    told = statement_of(row, year)
    if kind == "pdf":
        return bytes_response(statement_pdf(told), file_name=f"bang-ke-{year}.pdf", inline=True)
    header = [_("Ngày"), _("Chứng từ"), _("Nội dung"), _("Số lượng"), _("Đơn vị tính"), _("Giá trị (đồng)")]
    return csv_response(header, _rows(told), f"bang-ke-{year}")


def _rows(told: Any) -> Any:
    for receipt in told.receipts:
        yield [receipt.day, receipt.full_number, _("Quỹ đã nhận"), "", "", receipt.amount]
    for _pledge, found in told.went:
        for line in found:
            yield [line.on, "", f"{line.item}: {line.place}", line.pieces, line.unit, line.value]
