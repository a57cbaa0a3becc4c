"""Uploading scanned papers of cases, and reading them."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from children.services.case_scan import attach_scans
from children.views.case import case_url, known_case
from lao_cai_support.accounts.pages import OfficeRequest, office_page
from lao_cai_support.audit.services import seen
from lao_cai_support.web.files import file_response
from lao_cai_support.web.scanned import scan_page


@office_page("cases.work", "cases.decide")
def scan_new(request: OfficeRequest) -> HttpResponse:
    return scan_page(
        request,
        attach=attach_scans,
        paper=lambda scan: scan.get_kind_display(),
        url=lambda scan: case_url(scan.case),
        title=_("Tải bản chụp giấy tờ"),
        lede=_("Mã QR ở góc dưới mỗi trang đưa trang đó về đúng vụ việc, đúng giấy tờ."),
        cancel_url=reverse("children:case_list"),
        crumbs=[(_("Vụ việc và kế hoạch hỗ trợ"), reverse("children:case_list"))],
    )


@office_page("cases.view")
def scan_file(request: OfficeRequest, code: str, scan: str) -> HttpResponseBase:
    case = known_case(request, code)
    row = get_object_or_404(case.scans, code=scan)
    seen(request.user, case, f"scan {row.code}", right="cases.view")
    return file_response(row.stored, file_name=f"{row.code}.{row.ending}", inline=True)
