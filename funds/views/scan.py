"""Uploading scans of signed papers, and reading them."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from funds.models import CashCount, PaperScan, Sheet, StockCount, Voucher
from funds.models.scan import TARGETS
from funds.services.photo import children_of
from funds.services.scan import attach_scans, may_read
from lao_cai_support.accounts.pages import OfficeRequest, office_page
from lao_cai_support.audit.services import seen_many
from lao_cai_support.web.files import file_response
from lao_cai_support.web.scanned import scan_page

_ROWS: dict[str, Any] = {"voucher": Voucher, "sheet": Sheet, "cash_count": CashCount, "stock_count": StockCount}


@office_page("vouchers.draft", "vouchers.approve", "vouchers.pay", "distributions.record")
def paper_scan_new(request: OfficeRequest) -> HttpResponse:
    return scan_page(
        request,
        attach=attach_scans,
        paper=lambda scan: _paper(scan)[1],
        url=_url,
        title=_("Tải bản chụp chứng từ đã ký"),
        lede=_("Mã QR trên mỗi trang đưa trang đó về đúng chứng từ, bảng ký nhận hoặc biên bản."),
        cancel_url=reverse("accounts:worklist"),
    )


def _paper(scan: PaperScan) -> tuple[str, Any]:
    return next((kind, row) for kind in TARGETS if (row := getattr(scan, kind)) is not None)


def _url(scan: PaperScan) -> str:
    kind, row = _paper(scan)
    if kind in ("voucher", "sheet"):
        return reverse(f"funds:{kind}_detail", args=[row.code])
    return reverse("funds:count_detail", args=["quy" if kind == "cash_count" else "kho", row.code])


@office_page("funds.view", "distributions.view")
def paper_scan(request: OfficeRequest, code: str) -> Any:
    scan = get_object_or_404(PaperScan.objects.select_related(*TARGETS), code=code)
    kind, row = _paper(scan)
    if not _ROWS[kind].objects.visible_to(request.user).filter(pk=row.pk).exists() or not may_read(
        request.user, kind, row
    ):
        raise Http404
    if kind == "sheet":  # a page of names: whoever opens it has seen each of them
        seen_many(request.user, children_of(request.user, row), f"scan {scan.code}", right="distributions.view")
    return file_response(scan.stored, file_name=f"{scan.code}.{scan.ending}", inline=True)
