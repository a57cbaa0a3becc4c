"""Office pages of reports."""

import django_filters as filters
from django.db import transaction
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from funds.models import Fund
from lao_cai_support.accounts.pages import OfficeRequest, office_page
from lao_cai_support.accounts.rights import ACTS, can
from lao_cai_support.audit.services import history_of
from lao_cai_support.web.files import file_response
from lao_cai_support.web.jobs import start_job
from lao_cai_support.web.listing import Column, Listing, Tag
from lao_cai_support.web.pages import do, try_form
from reports.forms.report import CompileForm
from reports.models import ReportState, YearReport
from reports.services import report as acts
from reports.tasks import render_year_report

TONES = {"draft": "act", "published": "ok", "superseded": ""}


def report_url(report: YearReport) -> str:
    return reverse("reports:report_detail", args=[report.code])


COLUMNS = [
    Column("fund", pgettext_lazy("một", "Quỹ"), "fund.name", sort=("fund__unit__path",), link=report_url),
    Column("year", gettext_lazy("Năm"), lambda r: str(r.year), sort=("year",)),
    Column("version", gettext_lazy("Phiên bản"), lambda r: str(r.version), sort=("version",), opt=True),
    Column("received", gettext_lazy("Đã nhận"), lambda r: r.figures["received"], kind="vnd"),
    Column("spent", gettext_lazy("Đã chi"), lambda r: r.figures["spent"], kind="vnd"),
    Column(
        "state",
        gettext_lazy("Trạng thái"),
        lambda r: Tag(r.get_state_display(), TONES[r.state]),
        kind="tag",
        sort=("state",),
    ),
]


class ReportFilter(filters.FilterSet):
    year = filters.NumberFilter(label=gettext_lazy("Năm"))
    state = filters.ChoiceFilter(label=gettext_lazy("Trạng thái"), choices=ReportState.choices)

    class Meta:
        model = YearReport
        fields: list[str] = []


@office_page("reports.view")
def report_list(request: OfficeRequest) -> HttpResponse:
    rows = YearReport.objects.visible_to(request.user).select_related("fund__unit")
    listing = Listing(
        request,
        rows,
        key="reports",
        columns=COLUMNS,
        filterset=ReportFilter,
        default_sort="-year",
        noun=ngettext_lazy("%(n)s báo cáo", "%(n)s báo cáo", "count"),
    )
    links = []
    if can(request.user, "reports.compile"):
        links.append({"label": _("Lập báo cáo năm"), "url": reverse("reports:report_new"), "primary": True})
    return listing.response("components/list_page.html", {"title": _("Báo cáo công khai"), "acts": links})


@office_page("reports.compile")
def report_new(request: OfficeRequest) -> HttpResponse:
    """Freeze the figures; the worker then makes the files."""
    units = request.user.covered_units(ACTS["reports.compile"])
    form = CompileForm(request.POST or None, funds=Fund.objects.visible_to(request.user).filter(unit__in=units))
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            report = try_form(form, acts.compile_report, user=request.user, **form.cleaned_data)
            if report:
                job = start_job(
                    kind="report",
                    title=_("Đang tạo tệp báo cáo"),
                    owner=request.user,
                    task=render_year_report,
                    result_url=report_url(report),
                    report_code=report.code,
                )
        if report:
            return redirect("web:job", code=job.code)
    context = {
        "title": _("Lập báo cáo năm"),
        "lede": _("Số liệu được lấy từ sổ cái và bảng ký nhận rồi đóng băng; trưởng ban xem và công bố."),
        "form": form,
        "submit": _("Lập báo cáo"),
        "cancel_url": reverse("reports:report_list"),
        "crumbs": [(_("Báo cáo"), reverse("reports:report_list"))],
    }
    return render(request, "components/form_page.html", context, status=422 if form.errors else 200)


@office_page("reports.view")
def report_detail(request: OfficeRequest, code: str) -> HttpResponse:
    report = get_object_or_404(
        YearReport.objects.visible_to(request.user).select_related("fund__unit", "compiled_by", "published_by"),
        code=code,
    )
    context = {
        "report": report,
        "f": report.figures,
        "tone": TONES[report.state],
        "files": report.files.all(),
        "may_publish": report.state == "draft"
        and can(request.user, "reports.publish", unit=report.fund.unit_id)
        and report.compiled_by_id != request.user.pk,
        "history": history_of(report)[:20],
    }
    return render(request, "reports/report_detail.html", context)


@office_page("reports.view")
def report_file(request: OfficeRequest, code: str, kind: str) -> FileResponse:
    report = get_object_or_404(YearReport.objects.visible_to(request.user).select_related("fund"), code=code)
    held = get_object_or_404(report.files, kind=kind)
    return file_response(held.stored, file_name=f"{report.number}.{kind}", inline=kind == "pdf")


@office_page("reports.publish")
@require_POST
def report_publish(request: OfficeRequest, code: str) -> HttpResponse:
    report = get_object_or_404(YearReport.objects.visible_to(request.user), code=code)
    if report.state != "draft":
        raise Http404
    do(request, acts.publish_report, _("Đã công bố báo cáo."), report=report)
    return redirect(report_url(report))
