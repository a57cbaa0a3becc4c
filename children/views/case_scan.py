"""Uploading scanned papers of cases, and reading them."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from children.forms.document import ScanForm
from children.services.case_scan import attach_scans
from children.views.case import case_url, known_case
from lao_cai_support.accounts.pages import OfficeRequest, office_page
from lao_cai_support.audit.services import seen
from lao_cai_support.web.files import file_response
from lao_cai_support.web.pages import try_form


@office_page("cases.work", "cases.decide")
def scan_new(request: OfficeRequest) -> HttpResponse:
    """One file, whose pages find their papers by the code on them."""
    form = ScanForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        made = try_form(form, attach_scans, user=request.user, upload=data["file"], code=data["code"])
        if made:
            for scan in made:
                messages.success(
                    request,
                    _("Đã gắn %(pages)s trang vào: %(paper)s.")
                    % {"pages": scan.pages, "paper": scan.get_kind_display()},
                )
            return redirect(case_url(made[0].case))
    context = {
        "title": _("Tải bản chụp giấy tờ"),
        "lede": _("Mã QR ở góc dưới mỗi trang đưa trang đó về đúng vụ việc, đúng giấy tờ."),
        "form": form,
        "submit": _("Tải lên"),
        "cancel_url": reverse("children:case_list"),
        "crumbs": [(_("Vụ việc và kế hoạch hỗ trợ"), reverse("children:case_list"))],
    }
    return render(request, "components/form_page.html", context, status=422 if form.errors else 200)


@office_page("cases.view")
def scan_file(request: OfficeRequest, code: str, scan: str) -> HttpResponseBase:
    case = known_case(request, code)
    row = get_object_or_404(case.scans, code=scan)
    seen(request.user, case, f"scan {row.code}", right="cases.view")
    return file_response(row.stored, file_name=f"{row.code}.{row.ending}", inline=True)
