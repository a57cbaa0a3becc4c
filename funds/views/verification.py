"""Pages of sample verification."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from funds.models import Distribution, SheetLine, Verification
from funds.models.verification import Finding
from funds.services.verification import draw_sample, estimate, tell_findings, took_part
from funds.views.distribution import distribution_url
from lao_cai_support.accounts.pages import OfficeRequest, office_page
from lao_cai_support.accounts.rights import can
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.pages import do, typed


def verification_url(row: Verification) -> str:
    return reverse("funds:verification", args=[row.code])


@office_page("distributions.verify")
@require_POST
def sample_draw(request: OfficeRequest, code: str) -> HttpResponse:
    """Draw a sample of the size that was asked for."""
    row = get_object_or_404(Distribution.objects.visible_to(request.user), code=code)
    size = request.POST.get("size", "")
    made = do(
        request,
        draw_sample,
        _("Đã chọn mẫu ngẫu nhiên."),
        distribution=row,
        size=int(size) if size.isdecimal() and len(size) < 7 else 0,
    )
    return redirect(verification_url(made) if made else distribution_url(row))


@office_page("distributions.view")
def verification(request: OfficeRequest, code: str) -> HttpResponse:
    """The lines of a sample, what was found, and what that says of the whole with its margin of error."""
    row = get_object_or_404(
        Verification.objects.filter(distribution__in=Distribution.objects.visible_to(request.user)).select_related(
            "distribution__fund", "drawn_by"
        ),
        code=code,
    )
    lines: list[Any] = list(
        row.lines.filter(line__in=SheetLine.objects.visible_to(request.user)).select_related(
            "line__sheet__unit",
            "line__sheet__school",
            "line__sheet__village",
            "line__allocation__need__item",
            "line__allocation__need__child__village",
        )
    )
    may_tell = can(request.user, "distributions.verify") and not took_part(request.user, row.distribution)
    failed = ""
    if request.method == "POST":
        if not may_tell:
            raise Http404
        for each in lines:
            each.typed = (typed(request, f"finding-{each.pk}"), typed(request, f"note-{each.pk}"))
        try:
            tell_findings(user=request.user, verification=row, findings={each.pk: each.typed for each in lines})
            messages.success(request, _("Đã ghi kết quả kiểm tra mẫu."))
            return redirect(verification_url(row))
        except Refusal as refusal:
            failed = str(refusal)
    context: dict[str, Any] = {
        "verification": row,
        "lines": lines,
        "told": estimate(list(row.lines.values_list("finding", flat=True)), row.population),
        "findings": Finding.choices,
        "may_tell": may_tell and any(not each.finding for each in lines),
        "failed": failed,
    }
    return render(request, "funds/verification.html", context, status=422 if failed else 200)
