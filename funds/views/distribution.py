"""Pages of distributions and their signed sheets."""

import re
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, Sum
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from funds.filters import DistributionFilter, SheetFilter
from funds.forms.voucher import DistributionForm
from funds.models import Distribution, Fund, Sheet, SheetLine
from funds.services import distribution as acts
from funds.services.photo import photos_for
from funds.services.print import sheet_paper
from funds.services.scan import scans_for
from funds.services.school_confirmation import confirm_lines, waiting_lines
from funds.services.verification import drawable, took_part
from funds.views.fund import fund_url
from lao_cai_support.accounts.pages import OfficeRequest, office_page
from lao_cai_support.accounts.rights import can
from lao_cai_support.audit.services import history_of
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.files import bytes_response
from lao_cai_support.web.listing import Column, Listing, Tag
from lao_cai_support.web.pages import do, try_form
from lao_cai_support.web.pages import typed as typed_in

# More digits than any sheet issues; the database's integers end at ten.
WHOLE = re.compile(r"[0-9]{1,9}")
TONES = {"planned": "act", "approved": "brand-t", "issued": "act", "recorded": "ok", "cancelled": ""}


def distribution_url(row: Distribution) -> str:
    return reverse("funds:distribution_detail", args=[row.code])


def sheet_url(row: Sheet) -> str:
    return reverse("funds:sheet_detail", args=[row.code])


COLUMNS = [
    Column("name", gettext_lazy("Đợt cấp phát"), "name", sort=("name",), link=distribution_url),
    Column("fund", pgettext_lazy("một", "Quỹ"), "fund.short_code", sort=("fund__short_code",), run=True),
    Column("day", gettext_lazy("Ngày trao"), "hand_out_on", kind="date", sort=("hand_out_on",)),
    Column("decision", gettext_lazy("Quyết định"), "decision_no", opt=True),
    Column(
        "state",
        gettext_lazy("Trạng thái"),
        lambda d: Tag(d.get_state_display(), TONES[d.state]),
        kind="tag",
        sort=("state",),
    ),
]
SHEET_COLUMNS = [
    Column("name", gettext_lazy("Đợt cấp phát"), "distribution.name", sort=("distribution__name",), link=sheet_url),
    Column("unit", gettext_lazy("Nơi trao"), "place_name", sort=("unit__sort_key", "pk")),
    Column(
        "day", gettext_lazy("Ngày trao"), "distribution.hand_out_on", kind="date", sort=("distribution__hand_out_on",)
    ),
    Column(
        "state",
        gettext_lazy("Kết quả"),
        lambda s: Tag(_("Đã ghi"), "ok") if s.recorded_on else Tag(_("Chưa ghi"), "act"),
        kind="tag",
        sort=("recorded_on",),
    ),
]


@office_page("distributions.view")
def distribution_list(request: OfficeRequest) -> HttpResponse:
    rows = Distribution.objects.visible_to(request.user).select_related("fund")
    listing = Listing(
        request,
        rows,
        key="distributions",
        columns=COLUMNS,
        filterset=DistributionFilter,
        default_sort="-day",
        noun=ngettext_lazy("%(n)s đợt cấp phát", "%(n)s đợt cấp phát", "count"),
    )
    links = [{"label": _("Bảng ký nhận"), "url": reverse("funds:sheet_list")}]
    return listing.response("components/list_page.html", {"title": _("Cấp phát"), "acts": links})


@office_page("distributions.view")
def sheet_list(request: OfficeRequest) -> HttpResponse:
    rows = Sheet.objects.visible_to(request.user).select_related("distribution", "unit", "school", "village")
    listing = Listing(
        request,
        rows,
        key="sheets",
        columns=SHEET_COLUMNS,
        filterset=SheetFilter,
        default_sort="-day",
        noun=ngettext_lazy("%(n)s bảng ký nhận", "%(n)s bảng ký nhận", "count"),
    )
    return listing.response("components/list_page.html", {"title": _("Bảng ký nhận")})


@office_page("distributions.view")
def distribution_detail(request: OfficeRequest, code: str) -> HttpResponse:
    row = get_object_or_404(
        Distribution.objects.visible_to(request.user).select_related(
            "fund__unit", "planned_by", "approved_by", "issued_by", "goods_voucher__fund", "money_voucher__fund"
        ),
        code=code,
    )
    user, unit = request.user, row.fund.unit_id
    sheets = list(
        Sheet.objects.visible_to(user)
        .filter(distribution=row)
        .annotate(
            count=Count("lines"),
            value=Sum("lines__value", default=0),
            issued=Sum("lines__issued", default=0),
            received=Sum("lines__received", default=0),
        )
        .select_related("unit", "school", "village")
        .order_by("unit__sort_key", "school__sort_key", "class_name", "village__sort_key", "pk")
    )
    context = {
        "distribution": row,
        "tone": TONES[row.state],
        "sheets": sheets,
        "total": sum(sheet.value for sheet in sheets),
        "may_approve": row.state == "planned"
        and can(user, "distributions.approve", unit=unit)
        and row.planned_by_id != user.pk,
        "may_issue": row.state == "approved" and can(user, "vouchers.pay", unit=unit),
        "may_cancel": (row.state == "planned" and can(user, "distributions.plan", unit=unit))
        or (row.state == "approved" and can(user, "distributions.approve", unit=unit)),
        "samples": row.verifications.select_related("drawn_by"),
        "may_sample": can(user, "distributions.verify") and not took_part(user, row) and drawable(user, row).exists(),
        "history": history_of(row)[:20],
    }
    return render(request, "funds/distribution_detail.html", context)


@office_page("distributions.plan")
def distribution_new(request: OfficeRequest, code: str) -> HttpResponse:
    fund = get_object_or_404(Fund.objects.visible_to(request.user), code=code)
    if not can(request.user, "distributions.plan", unit=fund.unit_id):
        raise Http404
    form = DistributionForm(request.POST or None, fund=fund)
    if request.method == "POST" and form.is_valid():
        row = try_form(form, acts.plan_distribution, user=request.user, fund=fund, **form.cleaned_data)
        if row:
            return redirect(distribution_url(row))
    ready = acts.ready_allocations(fund).count()
    context = {
        "title": _("Lập đợt cấp phát"),
        "lede": _("%(n)s phân bổ đã duyệt có hàng hoặc tiền trong quỹ và chưa ở bảng nào.") % {"n": ready},
        "form": form,
        "submit": _("Lập bảng và trình duyệt"),
        "cancel_url": fund_url(fund),
        "crumbs": [(_("Quỹ"), reverse("funds:fund_list")), (fund.name, fund_url(fund))],
    }
    return render(request, "components/form_page.html", context, status=422 if form.errors else 200)


@office_page("distributions.plan", "distributions.approve", "vouchers.pay")
@require_POST
def distribution_act(request: OfficeRequest, code: str, act: str) -> HttpResponse:
    row = get_object_or_404(Distribution.objects.visible_to(request.user), code=code)
    if act == "approve":
        do(request, acts.approve_distribution, _("Đã duyệt đợt cấp phát."), distribution=row)
    elif act == "issue":
        do(
            request,
            acts.issue_distribution,
            _("Đã xuất quỹ, kho. Các bảng ký nhận đang chờ kết quả."),
            distribution=row,
        )
    elif act == "cancel":
        do(request, acts.cancel_distribution, _("Đã hủy đợt cấp phát."), distribution=row)
    else:
        raise Http404
    return redirect(distribution_url(row))


def _sheet(request: OfficeRequest, code: str) -> Sheet:
    return get_object_or_404(
        Sheet.objects.visible_to(request.user).select_related(
            "distribution__fund__unit",
            "distribution__goods_voucher__fund",
            "distribution__money_voucher__fund",
            "unit",
            "school",
            "village",
            "recorded_by",
        ),
        code=code,
    )


def _sheet_lines(user: Any, sheet: Sheet) -> list[Any]:
    """What the person may see of the sheet: a school its own pupils."""
    lines = (
        SheetLine.objects.visible_to(user)
        .filter(sheet=sheet)
        .select_related(
            "lot",
            "confirmation",
            "allocation__need__item",
            "allocation__need__child__household",
            "allocation__need__child__village",
        )
        .prefetch_related("allocation__need__child__household__guardians")
    )
    return list(lines.order_by("allocation__need__child__sort_key", "pk"))


@office_page("distributions.view")
def sheet_detail(request: OfficeRequest, code: str) -> HttpResponse:
    """The signed sheet: print it, hand out, then write what was really received."""
    sheet = _sheet(request, code)
    lines = _sheet_lines(request.user, sheet)
    waiting = not sheet.recorded_on and sheet.distribution.state == "issued"
    may_record = waiting and acts.may_record(request.user, sheet)
    failed = ""
    if request.method == "POST":
        if not acts.may_record(request.user, sheet):
            raise PermissionDenied
        try:
            results = {line.pk: _typed(request, line) for line in lines}
            acts.record_sheet(user=request.user, sheet=sheet, results=results)
            return redirect(sheet_url(sheet))
        except Refusal as refusal:
            failed = str(refusal)
            for line in lines if waiting else []:  # nothing typed is lost
                for name in ("received", "returned", "missing", "signer"):
                    setattr(line, name, request.POST.get(f"{name}-{line.pk}", ""))
    elif may_record:
        for line in lines:
            line.received, line.signer = line.issued, _first_adult(line)
    waits = waiting_lines(request.user).filter(sheet=sheet)
    context = {
        "sheet": sheet,
        "lines": lines,
        "scans": scans_for(request.user, "sheet", sheet).select_related("uploaded_by"),
        "photos": photos_for(request.user, sheet),
        "may_photo": sheet.distribution.state in ("issued", "recorded") and acts.may_record(request.user, sheet),
        "told": any(hasattr(line, "confirmation") for line in lines),
        "may_confirm": waits.exists(),
        "may_record": may_record,
        "failed": failed,
        # of the other communes' sheets nothing is said here
        "history": history_of(sheet.distribution).filter(~Q(act="sheet.record") | Q(detail__sheet=sheet.code))[:10],
    }
    return render(request, "funds/sheet_detail.html", context, status=422 if failed else 200)


def _typed(request: OfficeRequest, line: Any) -> dict[str, Any]:
    typed: dict[str, Any] = {"signer": typed_in(request, f"signer-{line.pk}").strip()}
    for name in ("received", "returned", "missing"):
        text = request.POST.get(f"{name}-{line.pk}", "").strip() or "0"
        if not WHOLE.fullmatch(text):
            raise Refusal(_("“%(text)s” không phải là một số lượng. Hãy ghi số, ví dụ 2.") % {"text": text[:20]})
        typed[name] = int(text)
    return typed


def _adult(line: Any) -> Any:
    """Who of the household would sign."""
    child = line.allocation.need.child
    adults = list(child.household.guardians.all()) if child and child.household else []
    return adults[0] if adults else None


def _first_adult(line: Any) -> str:
    adult = _adult(line)
    return adult.full_name if adult else ""


@office_page("distributions.record")
def sheet_confirm(request: OfficeRequest, code: str) -> HttpResponse:
    """A school says what reached its own pupils."""
    sheet = _sheet(request, code)
    own = set(waiting_lines(request.user).filter(sheet=sheet).values_list("pk", flat=True))
    lines = [line for line in _sheet_lines(request.user, sheet) if line.pk in own]
    if not lines:
        raise Http404
    failed = ""
    if request.method == "POST":
        try:
            results = {
                line.pk: {**_typed(request, line), "note": typed_in(request, f"note-{line.pk}")} for line in lines
            }
            confirm_lines(user=request.user, sheet=sheet, results=results)
            messages.success(request, _("Đã ghi xác nhận của nhà trường."))
            return redirect(sheet_url(sheet))
        except Refusal as refusal:
            failed = str(refusal)
    for line in lines:
        _filled(request, line)
    context = {"sheet": sheet, "lines": lines, "failed": failed}
    return render(request, "funds/sheet_confirm.html", context, status=422 if failed else 200)


def _filled(request: OfficeRequest, line: Any) -> None:
    """What was typed; before that, what the sheet says, or all that went out."""
    if request.method == "POST":  # nothing typed is lost
        for name in ("received", "returned", "missing", "signer", "note"):
            setattr(line, name, request.POST.get(f"{name}-{line.pk}", ""))
    elif line.received is None:
        line.received, line.signer = line.issued, _first_adult(line)


@office_page("distributions.view")
def sheet_pdf(request: OfficeRequest, code: str) -> HttpResponse:
    sheet = _sheet(request, code)
    lines = _sheet_lines(request.user, sheet)
    for line in lines:
        line.adult = _adult(line)
    return bytes_response(sheet_paper(sheet, lines), file_name=f"ky-nhan-{sheet.code}.pdf", inline=True)
