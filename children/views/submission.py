"""Pages of the lists a commune hands in."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from django.views.decorators.http import require_POST

from children.filters import SubmissionFilter
from children.models import Child, Submission
from children.services import submission as acts
from children.views.child import own_commune
from lao_cai_support.accounts.pages import OfficeRequest, office_page
from lao_cai_support.accounts.rights import can
from lao_cai_support.audit.services import history_of
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.listing import Column, Listing, Tag
from lao_cai_support.web.pages import do

TONES = {"submitted": "act", "returned": "bad", "verified": "ok"}
ROWS_A_PAGE = 100


def submission_url(row: Submission) -> str:
    return reverse("children:submission_detail", args=[row.code])


COLUMNS = [
    Column("unit", gettext_lazy("Xã"), "unit.title", sort=("unit__sort_key",), link=submission_url),
    Column("year", gettext_lazy("Năm"), lambda s: str(s.year), sort=("year",)),
    Column("submitted", gettext_lazy("Ngày nộp"), "submitted_on", kind="date", sort=("submitted_on",)),
    Column("by", gettext_lazy("Người nộp"), "submitted_by.full_name", opt=True),
    Column("decided", gettext_lazy("Ngày thẩm định"), "decided_on", kind="date", sort=("decided_on",)),
    Column(
        "state",
        gettext_lazy("Trạng thái"),
        lambda s: Tag(s.get_state_display(), TONES[s.state]),
        kind="tag",
        sort=("state",),
    ),
]


@office_page("lists.view")
def submission_list(request: OfficeRequest) -> HttpResponse:
    rows = Submission.objects.visible_to(request.user).select_related("unit", "submitted_by")
    listing = Listing(
        request,
        rows,
        key="lists",
        columns=COLUMNS,
        filterset=SubmissionFilter,
        default_sort="-year",
        noun=ngettext_lazy("%(n)s danh sách", "%(n)s danh sách", "count"),
    )
    links = []
    if can(request.user, "lists.submit"):
        links.append({"label": _("Nộp danh sách của xã"), "url": reverse("children:submission_new"), "primary": True})
    if can(request.user, "children.import"):
        links.append({"label": _("Nhập danh sách từ tệp"), "url": reverse("children:import_new"), "primary": True})
    if can(request.user, "children.import") or can(request.user, "imports.approve"):
        links.append({"label": _("Các lần nhập"), "url": reverse("children:import_list")})
    return listing.response("components/list_page.html", {"title": _("Danh sách trẻ em"), "acts": links})


@office_page("lists.submit")
def submission_new(request: OfficeRequest) -> HttpResponse:
    unit = own_commune(request, "lists.submit")
    if request.method == "POST":
        row = do(request, acts.submit_list, _("Đã nộp danh sách. Cấp huyện sẽ thẩm định."), unit=unit)
        return redirect(submission_url(row) if row else "children:submission_list")
    children = Child.objects.filter(unit=unit).on_register()
    counts = dict(children.order_by().values_list("state").annotate(Count("pk")))
    context = {
        "unit": unit,
        "total": sum(counts.values()),
        "counts": {name: counts.get(name, 0) for name in ("draft", "active")},
    }
    return render(request, "children/submission_new.html", context)


@office_page("lists.view")
def submission_detail(request: OfficeRequest, code: str) -> HttpResponse:
    row = get_object_or_404(
        Submission.objects.visible_to(request.user).select_related("unit", "submitted_by", "decided_by"), code=code
    )
    page = Paginator(row.rows.order_by("child__sort_key", "pk"), ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "submission": row,
        "tone": TONES[row.state],
        "page": page,
        "numbers": page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1),
        "may_verify": row.state == "submitted" and can(request.user, "lists.verify", unit=row.unit_id),
        "history": history_of(row)[:20],
    }
    return render(request, "children/submission_detail.html", context)


@office_page("lists.verify")
@require_POST
def submission_decide(request: OfficeRequest, code: str) -> HttpResponse:
    """Keep the comments typed at this page's rows, then verify or return the list when asked to."""
    row = get_object_or_404(Submission.objects.visible_to(request.user), code=code)
    decision = request.POST.get("decision")
    typed = {name.removeprefix("row-"): request.POST[name] for name in request.POST if name.startswith("row-")}
    comments = {int(pk): text.strip() for pk, text in typed.items() if pk.isdecimal()}
    try:
        acts.comment_rows(user=request.user, submission=row, comments=comments)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(submission_url(row))
    if decision == "verify":
        do(request, acts.verify_list, _("Đã thẩm định danh sách."), submission=row)
    elif decision == "return":
        comment = request.POST.get("comment", "")
        do(request, acts.return_list, _("Đã trả lại danh sách cho xã."), submission=row, comment=comment)
    else:
        messages.success(request, _("Đã giữ ý kiến ở các dòng của trang này."))
        page = request.POST.get("page", "")
        return redirect(f"{submission_url(row)}?page={page}" if page.isdecimal() else submission_url(row))
    return redirect(submission_url(row))
