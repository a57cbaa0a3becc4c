"""Uploading scanned assessments and grids, and reading them."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from children.models import AssessmentScan, Child
from children.services.assessment_scan import RIGHT, attach_scans
from children.views.assessment import assessment_url
from lao_cai_support.accounts.pages import OfficeRequest, office_page
from lao_cai_support.audit.services import seen, seen_many
from lao_cai_support.web.files import file_response
from lao_cai_support.web.scanned import scan_page


def _back(scan: AssessmentScan) -> str:
    """Where the paper is read or typed in."""
    if scan.assessment:
        return assessment_url(scan.assessment)
    return f"{reverse('children:assess_grid')}?{scan.sheet.address}" if scan.sheet else ""


@office_page(RIGHT)
def scan_new(request: OfficeRequest) -> HttpResponse:
    return scan_page(
        request,
        attach=attach_scans,
        paper=lambda scan: scan.sheet or _("phiếu đánh giá"),
        url=_back,
        title=_("Tải bản chụp phiếu đánh giá"),
        lede=_("Mã QR trên mỗi trang đưa trang đó về đúng phiếu, đúng bảng. Một tệp có thể gồm nhiều phiếu."),
        cancel_url=reverse("children:assessment_list"),
        crumbs=[(_("Đánh giá nhu cầu"), reverse("children:assessment_list"))],
    )


@office_page("needs.view")
def scan_file(request: OfficeRequest, code: str) -> HttpResponseBase:
    scans = AssessmentScan.objects.visible_to(request.user).select_related("assessment__child", "sheet")
    row = get_object_or_404(scans, code=code)
    if row.sheet:
        on_it = Child.objects.filter(sheet_lines__sheet=row.sheet).distinct()
        seen_many(request.user, on_it, f"scan {row.code}", right="needs.view")
    elif row.assessment and row.assessment.child:
        seen(request.user, row.assessment.child, f"scan {row.code}", right="needs.view")
    return file_response(row.stored, file_name=f"{row.code}.{row.ending}", inline=True)
