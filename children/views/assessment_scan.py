"""Uploading scanned assessments and grids, and reading them."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from children.forms.document import ScanForm
from children.models import AssessmentScan, Child
from children.services.assessment_scan import RIGHT, attach_scans
from children.views.assessment import assessment_url
from lao_cai_support.accounts.pages import OfficeRequest, office_page
from lao_cai_support.audit.services import seen, seen_many
from lao_cai_support.web.files import file_response
from lao_cai_support.web.pages import try_form


def _back(scan: AssessmentScan) -> str:
    """Where the paper is read or typed in."""
    if scan.assessment:
        return assessment_url(scan.assessment)
    return f"{reverse('children:assess_grid')}?{scan.sheet.address}" if scan.sheet else ""


@office_page(RIGHT)
def scan_new(request: OfficeRequest) -> HttpResponse:
    """One file, whose pages find their assessment or grid by the code on them."""
    form = ScanForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        made = try_form(form, attach_scans, user=request.user, upload=data["file"], code=data["code"])
        if made:
            for scan in made:
                messages.success(
                    request,
                    _("Đã gắn %(pages)s trang vào: %(paper)s.")
                    % {"pages": scan.pages, "paper": scan.sheet or _("phiếu đánh giá")},
                )
            return redirect(_back(made[0]))
    context = {
        "title": _("Tải bản chụp phiếu đánh giá"),
        "lede": _("Mã QR trên mỗi trang đưa trang đó về đúng phiếu, đúng bảng. Một tệp có thể gồm nhiều phiếu."),
        "form": form,
        "submit": _("Tải lên"),
        "cancel_url": reverse("children:assessment_list"),
        "crumbs": [(_("Đánh giá nhu cầu"), reverse("children:assessment_list"))],
    }
    return render(request, "components/form_page.html", context, status=422 if form.errors else 200)


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
