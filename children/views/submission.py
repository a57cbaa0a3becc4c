"""Pages of the lists a commune hands in."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from django.views.decorators.http import require_POST

from children.filters import SubmissionFilter
from children.forms.submission import ReopeningForm
from children.frozen import Words, differences
from children.models import Child, Reopening, Submission, SubmissionDocument
from children.services import submission as acts
from children.tasks import make_list_document
from children.views.child import own_commune
from lao_cai_support.accounts.pages import OfficeRequest, office_page
from lao_cai_support.accounts.rights import can
from lao_cai_support.audit.services import history_of
from lao_cai_support.web.clock import today
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.export_files import Contents, asked_again, exportable
from lao_cai_support.web.export_pages import reason_page
from lao_cai_support.web.files import file_response
from lao_cai_support.web.jobs import start_job
from lao_cai_support.web.listing import Column, Listing, Tag
from lao_cai_support.web.pages import do, try_form

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


def submission_listing(request: OfficeRequest) -> Listing:
    """The lists handed in that the person sees, filtered as asked."""
    rows = Submission.objects.visible_to(request.user).select_related("unit", "submitted_by")
    return Listing(
        request,
        rows,
        key="lists",
        columns=COLUMNS,
        filterset=SubmissionFilter,
        default_sort="-year",
        noun=ngettext_lazy("%(n)s danh sách", "%(n)s danh sách", "count"),
        title=_("Danh sách đã nộp"),
        reasoned=True,
    )


@exportable("lists")
def lists_to_export(user: Any, query: Any, search: str) -> Contents:
    return submission_listing(asked_again(user, query, "search.lists", search)).contents()


@office_page("lists.view")
def submission_list(request: OfficeRequest) -> HttpResponse:
    listing = submission_listing(request)
    links = []
    if can(request.user, "lists.submit"):
        links.append({"label": _("Nộp danh sách của xã"), "url": reverse("children:submission_new"), "primary": True})
    if can(request.user, "children.import"):
        links.append({"label": _("Nhập danh sách từ tệp"), "url": reverse("children:import_new"), "primary": True})
    if can(request.user, "children.import") or can(request.user, "imports.approve"):
        links.append({"label": _("Các lần nhập"), "url": reverse("children:import_list")})
        links.append({"label": _("Sổ cầm tay"), "url": reverse("children:workbook_list")})
    if can(request.user, "children.export"):
        links.append({"label": _("Tệp trao đổi"), "url": reverse("children:exchange")})
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
        "may_reopen": may_reopen(request.user, row),
        "reopening": Reopening.objects.filter(submission=row).select_related("recorded_by").first(),
        "document": SubmissionDocument.objects.filter(submission=row).first(),
        "before": Submission.objects.visible_to(request.user).before(row),
        "may_export": can(request.user, "children.export", unit=row.unit_id),
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
        if do(request, acts.verify_list, _("Đã thẩm định danh sách. Tài liệu PDF đang được lập."), submission=row):
            start_document(request.user, row)
    elif decision == "return":
        comment = request.POST.get("comment", "")
        do(request, acts.return_list, _("Đã trả lại danh sách cho xã."), submission=row, comment=comment)
    else:
        messages.success(request, _("Đã giữ ý kiến ở các dòng của trang này."))
        page = request.POST.get("page", "")
        return redirect(f"{submission_url(row)}?page={page}" if page.isdecimal() else submission_url(row))
    return redirect(submission_url(row))


def may_reopen(user: Any, row: Submission) -> bool:
    """Whether the person may open this list again: it is verified, still locked, and of a unit they verify."""
    return can(user, "lists.verify", unit=row.unit_id) and Submission.objects.filter(pk=row.pk).locked().exists()


def start_document(user: Any, row: Submission) -> Any:
    """Have the worker typeset the list's paper; gives the job."""
    return start_job(
        kind="list_document",
        title=_("Lập tài liệu danh sách %(number)s") % {"number": Submission.objects.get(pk=row.pk).document_number},
        owner=user,
        task=make_list_document,
        result_url=submission_url(row),
        submission_code=row.code,
    )


@office_page("lists.verify")
def submission_reopen(request: OfficeRequest, code: str) -> HttpResponse:
    """Record the decision that opens a verified list again."""
    row = get_object_or_404(Submission.objects.visible_to(request.user).select_related("unit"), code=code)
    form = ReopeningForm(request.POST or None, initial={"decided_on": today()})
    if request.method == "POST" and form.is_valid():
        if try_form(form, acts.reopen_list, user=request.user, submission=row, **form.cleaned_data):
            messages.success(request, _("Đã ghi quyết định. Xã có thể nộp danh sách mới; tài liệu cũ vẫn giữ."))
            return redirect(submission_url(row))
    context = {
        "title": _("Mở lại danh sách %(number)s") % {"number": row.document_number or row.year},
        "lede": _("Danh sách đã khóa chỉ mở lại bằng một quyết định được ghi. Tài liệu cũ không thay đổi."),
        "form": form,
        "submit": _("Ghi quyết định mở lại"),
        "cancel_url": submission_url(row),
        "crumbs": [(_("Danh sách trẻ em"), reverse("children:submission_list")), (row.unit.title, submission_url(row))],
    }
    return render(request, "components/form_page.html", context, status=422 if form.errors else 200)


@office_page("lists.view")
def submission_document(request: OfficeRequest, code: str) -> HttpResponseBase:
    """The signed-off paper; a POST has it made when there is none yet."""
    row = get_object_or_404(Submission.objects.visible_to(request.user).select_related("unit"), code=code)
    held = SubmissionDocument.objects.filter(submission=row).first()
    if held:
        return file_response(
            held.stored, file_name=f"danh-sach-{row.unit.code}-{row.year}-{row.number}.pdf", inline=True
        )
    if request.method == "POST" and row.state == "verified":
        return redirect("web:job", start_document(request.user, row).code)
    return redirect(submission_url(row))


@office_page("lists.view")
def submission_print(request: OfficeRequest, code: str) -> HttpResponse:
    """The whole list on one page, to be printed as it stands, whatever its state."""
    row = get_object_or_404(
        Submission.objects.visible_to(request.user).select_related("unit", "submitted_by", "decided_by"), code=code
    )
    words = Words()
    held = row.rows.order_by("child__sort_key", "pk").values_list("child__code", "frozen", "comment")
    lines = [(words.line(child, frozen), comment) for child, frozen, comment in held]
    context = {
        "submission": row,
        "tone": TONES[row.state],
        "lines": lines,
        "kinds": words.used(one for one, _c in lines),
    }
    return render(request, "children/submission_print.html", context)


def _compared(user: Any, code: str, other: str) -> tuple[Submission, Submission | None, Any]:
    """The list, the one it is compared with (asked for by code, else the natural one), and all it could be."""
    own = Submission.objects.visible_to(user).select_related("unit")
    row = get_object_or_404(own, code=code)
    others = own.filter(unit=row.unit_id).exclude(pk=row.pk)
    return row, others.filter(code=other).first() or others.before(row), others


@exportable("differences")
def differences_to_export(user: Any, query: Any, search: str) -> Contents:
    row, before, _others = _compared(user, query.get("of", ""), query.get("with", ""))
    if not before or not can(user, "children.export", unit=row.unit_id):
        raise Refusal(_("Không có hai danh sách để so sánh, hoặc bạn không có quyền xuất. Hãy hỏi người phụ trách."))
    found = differences(before, row)
    return Contents(
        title=_("Thay đổi danh sách trẻ em %(unit)s") % {"unit": row.unit.title},
        says=_("so danh sách nộp %(before)s với danh sách nộp %(after)s")
        % {"before": f"{before.submitted_on:%d/%m/%Y}", "after": f"{row.submitted_on:%d/%m/%Y}"},
        count=len(found),
        columns=[
            Column("name", _("Họ và tên"), "name"),
            Column("code", _("Mã hồ sơ"), "code"),
            Column("born", _("Ngày sinh"), "born"),
            Column("village", _("Thôn, bản"), "village"),
            Column("kind", _("Thay đổi"), "word"),
            Column("what", _("Nội dung"), lambda one: one.said or one.why),
        ],
        rows=lambda: found,
        unit=row.unit,
    )


@office_page("lists.view")
def submission_differences(request: OfficeRequest, code: str) -> HttpResponse:
    """What changed between two lists of the commune: who joined, who left, whose fields differ."""
    row, before, others = _compared(request.user, code, request.GET.get("with", ""))
    if before and request.GET.get("export"):
        back = f"{reverse('children:submission_differences', args=[row.code])}?with={before.code}"
        return reason_page(request, key="differences", back=back, also={"of": row.code, "with": before.code})
    found = differences(before, row) if before else []
    page = Paginator(found, ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "submission": row,
        "before": before,
        "others": others.order_by("-year", "-pk"),
        "page": page,
        "numbers": page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1),
        "counts": {kind: sum(1 for one in found if one.kind == kind) for kind in ("joined", "left", "changed")},
        "may_export": bool(found) and can(request.user, "children.export", unit=row.unit_id),
    }
    return render(request, "children/submission_differences.html", context)


@exportable("submission")
def rows_to_export(user: Any, query: Any, search: str) -> Contents:
    row = get_object_or_404(Submission.objects.visible_to(user).select_related("unit"), code=query.get("of", ""))
    if not can(user, "children.export", unit=row.unit_id):
        raise Refusal(_("Bạn không có quyền xuất danh sách này. Hãy hỏi người phụ trách ở đơn vị."))
    words = Words()
    held = row.rows.order_by("child__sort_key", "pk").values_list("child__code", "frozen")
    return Contents(
        title=_("Danh sách trẻ em %(unit)s, năm %(year)s") % {"unit": row.unit.title, "year": row.year},
        says=_("danh sách nộp ngày %(day)s, %(state)s")
        % {"day": f"{row.submitted_on:%d/%m/%Y}", "state": row.get_state_display().lower()},
        count=row.rows.count(),
        columns=[
            Column("name", _("Họ và tên"), "full_name"),
            Column("code", _("Mã hồ sơ"), "code"),
            Column("born", _("Ngày sinh"), "born"),
            Column("sex", _("Giới tính"), lambda line: words.say("sex", line.sex)),
            Column("people", _("Dân tộc"), "people"),
            Column("village", _("Thôn, bản"), "village"),
            Column("kinds", _("Hoàn cảnh"), "kinds"),
            Column("poverty", _("Hộ"), "poverty"),
            Column("adults", _("Cha, mẹ, người chăm sóc"), "adults"),
        ],
        rows=lambda: (words.line(code, frozen) for code, frozen in held.iterator(chunk_size=1000)),
        unit=row.unit,
    )


@office_page("lists.view")
def submission_export(request: OfficeRequest, code: str) -> HttpResponse:
    """The rows of a list as a file, for a reason."""
    row = get_object_or_404(Submission.objects.visible_to(request.user), code=code)
    return reason_page(request, key="submission", back=submission_url(row), also={"of": row.code})
