"""Uploading scans of signed papers, and reading them."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from funds.models import CashCount, PaperScan, Sheet, StockCount, Voucher
from funds.models.scan import TARGETS
from funds.services.scan import attach_scans, may_read
from lao_cai_support.accounts.pages import OfficeRequest, office_page
from lao_cai_support.web.files import file_response
from lao_cai_support.web.pages import try_form

_ROWS: dict[str, Any] = {"voucher": Voucher, "sheet": Sheet, "cash_count": CashCount, "stock_count": StockCount}


class PaperScanForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Bản chụp hoặc bản quét"),
        help_text=gettext_lazy("PDF hoặc ảnh, tối đa 20 MB; một tệp có thể gồm nhiều chứng từ."),
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png,.webp"}),
    )
    code = forms.CharField(
        label=gettext_lazy("Mã in trên giấy"),
        max_length=12,
        required=False,
        help_text=gettext_lazy("Chỉ cần khi hình QR bị mờ."),
    )


@office_page("vouchers.draft", "vouchers.approve", "vouchers.pay", "distributions.record")
def paper_scan_new(request: OfficeRequest) -> HttpResponse:
    """One file, whose pages find their papers by the code on them."""
    form = PaperScanForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        made = try_form(form, attach_scans, user=request.user, upload=data["file"], code=data["code"])
        if made:
            for scan in made:
                told = {"pages": scan.pages, "paper": _paper(scan)[1]}
                messages.success(request, _("Đã gắn %(pages)s trang vào: %(paper)s.") % told)
            return redirect(_url(made[0]))
    context = {
        "title": _("Tải bản chụp chứng từ đã ký"),
        "lede": _("Mã QR trên mỗi trang đưa trang đó về đúng chứng từ, bảng ký nhận hoặc biên bản."),
        "form": form,
        "submit": _("Tải lên"),
        "cancel_url": reverse("accounts:worklist"),
    }
    return render(request, "components/form_page.html", context, status=422 if form.errors else 200)


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
    return file_response(scan.stored, file_name=f"{scan.code}.{scan.ending}", inline=True)
