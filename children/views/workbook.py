"""Pages of the round-trip workbook: take it along, return it, see the differences, write them, take them back."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from django.views.decorators.http import require_POST

from children.forms.workbook import IssueForm, ReturnForm
from children.models import Workbook, WorkbookReturn
from children.models.workbook import CellDecision, CellKind, ReturnState
from children.services import workbook as acts
from children.services import workbook_commit
from children.services.list_commit import needs_second_person
from children.services.list_import import RIGHT, counts, import_url
from children.views.child import own_commune
from lao_cai_support.accounts.pages import OfficeRequest, office_page
from lao_cai_support.accounts.rights import can
from lao_cai_support.audit.services import history_of
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.files import bytes_response
from lao_cai_support.web.listing import Column, Listing, Tag
from lao_cai_support.web.pages import do, try_form
from lao_cai_support.web.uploads import check_workbook

TONES = {"preview": "act", "waiting": "act", "committed": "ok", "undone": "", "discarded": ""}
KIND_TONES = {"conflict": "act", "change": "ok", "blank": "", "problem": "bad"}
CELLS_A_PAGE = 100
FIELD_WORDS = {
    "full_name": gettext_lazy("Họ và tên"),
    "born": gettext_lazy("Ngày hoặc năm sinh"),
    "sex": gettext_lazy("Giới tính"),
    "ethnic_group": gettext_lazy("Dân tộc"),
    "village": gettext_lazy("Thôn, bản"),
    "father": gettext_lazy("Họ tên cha"),
    "mother": gettext_lazy("Họ tên mẹ"),
    "carer": gettext_lazy("Người chăm sóc"),
    "circumstances": gettext_lazy("Thêm hoàn cảnh"),
    "circumstances_end": gettext_lazy("Kết thúc hoàn cảnh"),
    "poverty": gettext_lazy("Diện hộ năm nay"),
    "class_name": gettext_lazy("Lớp"),
    "personal_id": gettext_lazy("Số định danh"),
    "note": gettext_lazy("Ghi chú"),
}
COLUMNS = [
    Column("file", gettext_lazy("Tệp"), "file_name", sort=("file_name",), link=acts.return_url),
    Column("unit", gettext_lazy("Xã"), "workbook.unit.title", run=True),
    Column("returned", gettext_lazy("Nhận lại"), "returned_at", kind="date", sort=("returned_at",)),
    Column("by", gettext_lazy("Người trả"), "returned_by.full_name", opt=True),
    Column(
        "state",
        gettext_lazy("Trạng thái"),
        lambda r: Tag(r.get_state_display(), TONES[r.state]),
        kind="tag",
        sort=("state",),
    ),
]


@office_page("children.import", "imports.approve")
def workbook_list(request: OfficeRequest) -> HttpResponse:
    """Take the commune's list along, return it, and the returns so far."""
    unit = own_commune(request, RIGHT)
    asked = request.POST.get("act", "") if request.method == "POST" else ""
    issue = IssueForm(request.POST if asked == "issue" else None)
    back = ReturnForm(request.POST, request.FILES) if asked == "return" else ReturnForm()
    if unit and asked == "issue" and issue.is_valid():
        made = try_form(issue, acts.issue_workbook, user=request.user, unit=unit, **issue.cleaned_data)
        if made:
            workbook, data = made
            return bytes_response(data, file_name=acts.file_name_of(workbook))
    if unit and asked == "return" and back.is_valid():
        returned = try_form(back, _take_back, request=request, unit=unit, upload=back.cleaned_data["file"])
        if returned:
            return redirect(acts.return_url(returned))
    rows = WorkbookReturn.objects.visible_to(request.user).select_related("workbook__unit", "returned_by")
    if request.GET.get("state") == "preview":
        rows = rows.filter(state="preview")
    elif request.GET.get("state") == "to_approve":
        rows = rows.to_approve(request.user)
    listing = Listing(
        request,
        rows,
        key="workbooks",
        columns=COLUMNS,
        default_sort="-returned",
        noun=ngettext_lazy("%(n)s lần trả sổ", "%(n)s lần trả sổ", "count"),
        export=False,
    )
    context = {
        "listing": listing,
        "unit": unit,
        "may_import": can(request.user, RIGHT),
        "issue": issue,
        "back": back,
        "issued": Workbook.objects.visible_to(request.user).select_related("issued_by", "unit")[:5],
    }
    wrong = issue.errors or back.errors
    return render(request, "children/workbook_list.html", context, status=422 if wrong else 200)


def _take_back(*, request: OfficeRequest, unit: Any, upload: Any) -> WorkbookReturn:
    """Check the file as any upload, then read it."""
    return acts.take_return(user=request.user, unit=unit, file_name=upload.name, data=check_workbook(upload))


def _own(request: OfficeRequest, code: str) -> WorkbookReturn:
    returned = WorkbookReturn.objects.visible_to(request.user)
    return get_object_or_404(returned.select_related("workbook__unit", "returned_by", "list_import"), code=code)


@office_page("children.import", "imports.approve")
def workbook_return(request: OfficeRequest, code: str) -> HttpResponse:
    """The differences, cell by cell: what the register says, what the file says, which of them holds."""
    row = _own(request, code)
    cells = row.cells.select_related("child").order_by("row", "pk")
    tally = dict.fromkeys(CellKind.values, 0)
    open_conflicts = taken = 0
    for kind, decision in cells.values_list("kind", "decision"):
        tally[kind] += 1
        open_conflicts += kind == CellKind.CONFLICT and not decision
        taken += decision == CellDecision.THEIRS or (kind == CellKind.CHANGE and not decision)
    wanted = request.GET.get("kind", "")
    if wanted in CellKind.values:
        cells = cells.filter(kind=wanted)
    page = Paginator(cells, CELLS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "returned": row,
        "tone": TONES[row.state],
        "tabs": [(value, label, tally[value]) for value, label in CellKind.choices],
        "total": sum(tally.values()),
        "wanted": wanted,
        "page": page,
        "numbers": page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1),
        "lines": [(cell, FIELD_WORDS[cell.field], KIND_TONES[cell.kind]) for cell in page],
        "open_conflicts": open_conflicts,
        "taken": taken,
        "new": counts(row.list_import) if row.list_import else None,
        "import_url": import_url(row.list_import) if row.list_import else "",
        "history": history_of(row)[:20],
        **_may(request, row),
    }
    return render(request, "children/workbook_return.html", context)


def _may(request: OfficeRequest, row: WorkbookReturn) -> dict[str, Any]:
    """Which acts of the page are this person's."""
    return {
        "may_import": can(request.user, RIGHT, unit=row.workbook.unit_id),
        "second_person": row.state == ReturnState.PREVIEW and needs_second_person(row.workbook.unit),
        "may_approve": WorkbookReturn.objects.filter(pk=row.pk).to_approve(request.user).exists(),
    }


@office_page("children.import", "imports.approve")
@require_POST
def workbook_act(request: OfficeRequest, code: str, act: str) -> HttpResponse:
    row = _own(request, code)
    if act == "commit":
        # What was chosen on the page counts, whether or not it was saved before.
        if _chosen(request, row):
            do(request, workbook_commit.commit_return, _("Đã ghi các thay đổi vào sổ."), returned=row)
    elif act == "request":
        if _chosen(request, row):
            do(request, workbook_commit.request_return, _("Đã trình người thứ hai duyệt."), returned=row)
    elif act == "return":
        reason = request.POST.get("reason", "")
        do(request, workbook_commit.give_back_return, _("Đã trả lại sổ."), returned=row, reason=reason)
    elif act == "decide":
        if _chosen(request, row):
            messages.success(request, _("Đã lưu lựa chọn."))
    elif act == "undo":
        do(request, workbook_commit.undo_return, _("Đã hoàn tác: sổ trở lại như trước khi ghi."), returned=row)
    elif act == "discard":
        do(request, acts.discard_return, _("Đã bỏ sổ nhận lại này."), returned=row)
    else:
        raise Http404
    kind = request.GET.get("kind", "")
    query = f"?kind={kind}" if act == "decide" and kind in CellKind.values else ""
    return redirect(acts.return_url(row) + query)


def _chosen(request: OfficeRequest, row: WorkbookReturn) -> bool:
    """Keep the choices of the page: ``<child's code>-<field>`` → ours or theirs. False, with the reason said, if not."""
    told = {
        name: value
        for name, value in request.POST.items()
        if "-" in name and value in (CellDecision.OURS, CellDecision.THEIRS)
    }
    if not told:
        return True
    named = row.cells.filter(child__code__in={name.partition("-")[0] for name in told})
    decisions = {
        pk: told[f"{child}-{field}"]
        for pk, child, field in named.values_list("pk", "child__code", "field")
        if f"{child}-{field}" in told
    }
    try:
        acts.decide_cells(user=request.user, returned=row, decisions=decisions)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return False
    return True
