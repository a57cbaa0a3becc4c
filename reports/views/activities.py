"""Activities as the public reads them: a month, and what came of each. A count below five is not told."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from donors import calendar
from donors.models import Activity
from lao_cai_support.web.clock import today
from lao_cai_support.web.policy import public_page
from reports.yearly.suppression import SMALL


@public_page
def activities(request: HttpRequest) -> HttpResponse:
    month = calendar.month_of(request.GET.get("thang", ""), today())
    rows = Activity.objects.public().during(*calendar.span(month)).select_related("unit").order_by("valid", "pk")
    before, after = calendar.beside(month)
    context = {
        "month": month,
        "rows": rows,
        "weeks": calendar.weeks(month, rows),
        "before": before,
        "after": after,
        "link": "public:activity",
    }
    return render(request, "reports/public/activities.html", context)


@public_page
def activity(request: HttpRequest, code: str) -> HttpResponse:
    """One activity. Each count stands alone, no sum beside it from which a hidden one could be found."""
    rows = Activity.objects.public().select_related("unit", "school", "partner").with_heads()
    row: Any = get_object_or_404(rows, code=code)  # with the counts of ``with_heads``
    heads = row.portions if row.daily else row.came
    context = {
        "row": row,
        "heads": heads if heads >= SMALL else None,
        "few": 0 < heads < SMALL,
        # A partner is named as it agreed to be.
        "partner": row.partner if row.partner and row.partner.name_public else None,
    }
    return render(request, "reports/public/activity.html", context)
