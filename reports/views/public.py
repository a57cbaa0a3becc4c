"""The public site: no sign-in, no cookie, nothing that names a child."""

import csv
import io
from typing import Any

from django.db.models import F, Sum
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.csrf import csrf_exempt

from children.models import AssessmentForm, ColdBand, Item, ItemStandard, Need, StateSupport
from children.rules import rules_of
from donors.models import Campaign, MobilisationPlan
from donors.services.campaign import figures_of as figures_of_campaign
from donors.services.plan import figures_of
from funds.services.account import campaign_code
from lao_cai_support.web.clock import today
from lao_cai_support.web.export import neutral
from lao_cai_support.web.files import bytes_response, file_response
from lao_cai_support.web.pdf import print_template
from lao_cai_support.web.policy import public_page
from reports.forms.report import VerifyForm
from reports.models import YearReport
from reports.services.report import check_file
from reports.yearly.files import bars, flow
from reports.yearly.suppression import SMALL


def _needs(limit: int) -> list[dict[str, Any]]:
    """Published needs by item: what is asked, held and given; never fewer than five together."""
    rows = (
        Need.objects.filter(state="published", needed_by__gte=today())
        .order_by()
        .values("item")
        .annotate(asked=Sum("quantity"), held=Sum("reserved"), given=Sum("delivered"), heads=Sum("head_count"))
        .filter(heads__gte=SMALL)
        .order_by((F("asked") - F("held") - F("given")).desc(), "item")[:limit]
    )
    items = Item.objects.select_related("area").in_bulk([row["item"] for row in rows])
    return [{**row, "item": items[row["item"]], "missing": row["asked"] - row["held"] - row["given"]} for row in rows]


def _province_report() -> YearReport | None:
    return (
        YearReport.objects.published()
        .filter(fund__unit__level="province")
        .select_related("fund__unit")
        .order_by("-year")
        .first()
    )


@public_page
def home(request: HttpRequest) -> HttpResponse:
    report = _province_report()
    campaigns = Campaign.objects.filter(state="published", valid__contains=today()).with_raised()
    context = {
        "report": report,
        "f": report.figures if report else None,
        "bars": bars(report.figures) if report else None,
        "needs": _needs(6),
        "campaigns": campaigns.select_related("area").order_by("-pk")[:4],
        "years": YearReport.objects.published().order_by("-year").values_list("year", flat=True).distinct()[:6],
    }
    return render(request, "reports/public/home.html", context)


@public_page
def index(request: HttpRequest) -> HttpResponse:
    """Published reports of one year; without a known year in the address, of the newest."""
    asked = request.GET.get("nam", "")
    years = list(YearReport.objects.published().order_by("-year").values_list("year", flat=True).distinct())
    year = next((year for year in years if str(year) == asked), years[0] if years else None)
    reports: list[YearReport] = []
    if year is not None:
        rows = YearReport.objects.published().filter(year=year).select_related("fund__unit")
        reports = list(rows.order_by("fund__unit__path"))
    totals = {"received": 0, "spent": 0}
    for report in reports:
        totals["received"] += report.figures["received"]
        totals["spent"] += report.figures["spent"]
    return render(
        request, "reports/public/index.html", {"years": years, "year": year, "reports": reports, "totals": totals}
    )


def _published(year: int, unit: str, version: int | None = None) -> YearReport:
    """The report that stands for the year, or the version asked for: one that was replaced stays readable."""
    rows = YearReport.objects.exclude(state="draft") if version else YearReport.objects.published()
    asked = {"version": version} if version else {}
    return get_object_or_404(rows.select_related("fund__unit"), year=year, fund__unit__code=unit, **asked)


@public_page
def report(request: HttpRequest, year: int, unit: str, version: int | None = None) -> HttpResponse:
    row = _published(year, unit, version)
    versions = YearReport.objects.filter(fund=row.fund, year=year).exclude(state="draft").exclude(pk=row.pk)
    context = {
        "report": row,
        "f": row.figures,
        "flow": flow(row.figures),
        "files": row.files.all(),
        "others": versions.select_related("fund__unit").order_by("version"),
    }
    return render(request, "reports/public/report.html", context)


@public_page
def report_file(request: HttpRequest, year: int, unit: str, kind: str, version: int | None = None) -> FileResponse:
    row = _published(year, unit, version)
    held = get_object_or_404(row.files, kind=kind)
    return file_response(held.stored, file_name=f"{row.number}.{kind}", inline=kind == "pdf")


@csrf_exempt
@public_page
def verify(request: HttpRequest) -> HttpResponse:
    """Whether a file is a published report and still equals the ledger. Nothing is kept, nothing is written."""
    form = VerifyForm(request.POST, request.FILES) if request.method == "POST" else VerifyForm()
    told = None
    if request.method == "POST" and form.is_valid():
        told = check_file(form.cleaned_data["file"].read())
    status = 422 if form.errors else 200
    return render(request, "reports/public/verify.html", {"form": form, "told": told}, status=status)


@public_page
def campaigns(request: HttpRequest) -> HttpResponse:
    rows = Campaign.objects.public().with_raised().select_related("area", "unit").order_by("-valid")
    return render(request, "reports/public/campaigns.html", {"campaigns": rows})


@public_page
def campaign(request: HttpRequest, code: str) -> HttpResponse:
    row = _campaign(code)
    context = {"campaign": row, "transfer": campaign_code(row), **figures_of_campaign(row)}
    return render(request, "reports/public/campaign.html", context)


def _campaign(code: str) -> Campaign:
    return get_object_or_404(Campaign.objects.public().select_related("area", "unit"), code=code)


@public_page
def campaign_picture(request: HttpRequest, code: str) -> FileResponse:
    """The picture, as it was re-drawn and looked at before it was shown."""
    return file_response(_campaign(code).picture, file_name=f"{code}.jpg", inline=True)


@public_page
def campaign_notice(request: HttpRequest, code: str) -> HttpResponse:
    """One page to print for the board of a village: the four blocks and how to give."""
    row = _campaign(code)
    context = {"campaign": row, "transfer": campaign_code(row), **figures_of_campaign(row), "day": today()}
    data = print_template("reports/print/campaign_notice.html", context, title=row.name)
    return bytes_response(data, file_name=f"thong-bao-{row.code}.pdf", inline=True)


@public_page
def plans(request: HttpRequest) -> HttpResponse:
    """Published mobilisation plans of all units, the newest first."""
    rows = MobilisationPlan.objects.public().select_related("unit").order_by("-valid", "unit__path")
    return render(request, "reports/public/plans.html", {"plans": rows})


@public_page
def plan(request: HttpRequest, code: str) -> HttpResponse:
    """One plan as it was published, with what has come of it; sums of money only, no counts of children."""
    row = get_object_or_404(MobilisationPlan.objects.public().select_related("unit"), code=code)
    figures = figures_of(row)
    # A sum assessed for very few children tells of them: then no area shows what was assessed, nor does the total.
    few = any(0 < target.need_children < SMALL for target, _one in figures["lines"] if target)
    return render(request, "reports/public/plan.html", {"plan": row, "hide_need": few, **figures})


@public_page
def open_data(request: HttpRequest) -> HttpResponse:
    return render(request, "reports/public/open_data.html", {"count": YearReport.objects.published().count()})


_OPEN_FIELDS = (
    "year",
    "unit_code",
    "fund",
    "opening",
    "received",
    "transfers_in",
    "spent",
    "transfers_out",
    "closing",
    "children",
    "version",
    "sha256",
)


def _open_rows() -> list[dict[str, Any]]:
    rows = YearReport.objects.published().select_related("fund__unit").order_by("year", "fund__unit__path")
    told = []
    for row in rows:
        f = row.figures
        told.append(
            {
                "year": row.year,
                "unit_code": row.fund.unit.code,
                "fund": row.figures["fund"]["name"],
                "opening": f["opening"]["total"],
                "received": f["received"],
                "transfers_in": f["transfers_in"],
                "spent": f["spent"],
                "transfers_out": f["transfers_out"],
                "closing": f["closing"]["total"],
                "children": f["children"]["distinct"],
                "version": row.version,
                "sha256": row.figures_hash,
            }
        )
    return told


@public_page
def open_data_file(request: HttpRequest, kind: str) -> HttpResponse:
    """All published reports in one table, one row a fund and year."""
    rows = _open_rows()
    if kind == "json":
        return JsonResponse(
            {"fields": _OPEN_FIELDS, "unit": "VND", "reports": rows}, json_dumps_params={"ensure_ascii": False}
        )
    if kind != "csv":
        raise Http404
    out = io.StringIO()
    out.write("\ufeff")
    writer = csv.DictWriter(out, _OPEN_FIELDS)
    writer.writeheader()
    writer.writerows({name: neutral(value) for name, value in row.items()} for row in rows)
    response = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="bao-cao-quy.csv"'
    return response


@public_page
def rules(request: HttpRequest) -> HttpResponse:
    """How the priority of a need is computed, the days of the cold, what the State gives: the same for every child."""
    forms = AssessmentForm.objects.in_force(today()).select_related("area").order_by("area")
    context = {
        "rules": [rules_of(form) for form in forms],
        "bands": ColdBand.objects.all(),
        "support": StateSupport.objects.running(today()).select_related("area"),
        "standards": ItemStandard.objects.in_force(today()).select_related("item__area").order_by("item__area", "item"),
    }
    return render(request, "reports/public/rules.html", context)
