"""Pages of uploading a list: upload → preview → commit → undo."""

from typing import Any

from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from django.views.decorators.http import require_POST

from children.forms.list_import import RowForm, UploadForm
from children.models import EthnicGroup, ImportRow, ListImport
from children.models.list_import import RowStatus
from children.services import list_commit
from children.services import list_import as acts
from children.tasks import read_uploaded_list
from children.views.child import own_commune
from lao_cai_support.accounts.pages import OfficeRequest, office_page
from lao_cai_support.audit.services import history_of
from lao_cai_support.web.files import store_private
from lao_cai_support.web.jobs import start_job
from lao_cai_support.web.listing import Column, Listing, Tag
from lao_cai_support.web.pages import do, try_form
from lao_cai_support.web.uploads import check_workbook

TONES = {"reading": "act", "preview": "act", "committed": "ok", "undone": "", "discarded": "", "failed": "bad"}
ROW_TONES = {"new": "ok", "update": "brand-t", "duplicate": "act", "error": "bad", "skipped": ""}
COLUMNS = [
    Column("file", gettext_lazy("Tệp"), "file_name", sort=("file_name",), link=acts.import_url),
    Column("unit", gettext_lazy("Xã"), "unit.title", run=True),
    Column("created", gettext_lazy("Tải lên"), "created_at", kind="date", sort=("created_at",)),
    Column("by", gettext_lazy("Người tải"), "created_by.full_name", opt=True),
    Column(
        "state",
        gettext_lazy("Trạng thái"),
        lambda i: Tag(i.get_state_display(), TONES[i.state]),
        kind="tag",
        sort=("state",),
    ),
]


@office_page("children.import")
def import_list(request: OfficeRequest) -> HttpResponse:
    rows = ListImport.objects.visible_to(request.user).select_related("unit", "created_by")
    if request.GET.get("state") == "preview":
        rows = rows.filter(state="preview")
    listing = Listing(
        request,
        rows,
        key="imports",
        columns=COLUMNS,
        default_sort="-created",
        noun=ngettext_lazy("%(n)s lần nhập", "%(n)s lần nhập", "count"),
        export=False,
    )
    links = [{"label": _("Nhập danh sách"), "url": reverse("children:import_new"), "primary": True}]
    return listing.response("components/list_page.html", {"title": _("Các lần nhập danh sách"), "acts": links})


@office_page("children.import")
def import_new(request: OfficeRequest) -> HttpResponse:
    unit = own_commune(request, "children.import")
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        result = try_form(form, _take_in, request=request, unit=unit, upload=form.cleaned_data["file"])
        if result:
            return redirect("web:job", code=result.code)
    context = {
        "title": _("Nhập danh sách trẻ em"),
        "lede": _(
            "Đưa vào đúng tệp xã đang dùng; cổng tự nhận ra cột. Chưa có gì được ghi cho đến khi bạn xem trước và bấm ghi."
        ),
        "form": form,
        "submit": _("Tải lên và xem trước"),
        "cancel_url": reverse("children:submission_list"),
    }
    return render(request, "children/import_new.html", context, status=422 if form.errors else 200)


def _take_in(*, request: OfficeRequest, unit: Any, upload: Any) -> Any:
    """Check the file, keep it, open the import and send it to the worker."""
    data = check_workbook(upload)
    with transaction.atomic():
        row = acts.open_import(user=request.user, unit=unit, file_name=upload.name, data=data)
        row.stored_file = store_private("lists", data)
        row.save(update_fields=["stored_file"])
        return start_job(
            kind="list_import",
            title=_("Đang đọc danh sách"),
            owner=request.user,
            task=read_uploaded_list,
            result_url=acts.import_url(row),
            import_code=row.code,
        )


def _own(request: OfficeRequest, code: str) -> ListImport:
    return get_object_or_404(
        ListImport.objects.visible_to(request.user).select_related("unit", "created_by"), code=code
    )


@office_page("children.import")
def import_detail(request: OfficeRequest, code: str) -> HttpResponse:
    """The preview: every row with what will become of it and why."""
    row = _own(request, code)
    rows = row.rows.select_related("child").order_by("pk")
    wanted = request.GET.get("status", "")
    if wanted in RowStatus.values:
        rows = rows.filter(status=wanted)
    page = Paginator(rows, 100).get_page(request.GET.get("page"))
    groups = {group.code: str(group) for group in EthnicGroup.objects.all()}
    lines = [(item, ROW_TONES[item.status], groups.get(item.fields.get("ethnic_group") or "", "")) for item in page]
    context = {
        "import": row,
        "tone": TONES[row.state],
        "counts": acts.counts(row),
        "tabs": [(value, label) for value, label in RowStatus.choices],
        "wanted": wanted,
        "page": page,
        "lines": lines,
        "history": history_of(row)[:20],
    }
    return render(request, "children/import_detail.html", context)


@office_page("children.import")
def import_row(request: OfficeRequest, code: str, row: str) -> HttpResponse:
    """Put one row right, or say what becomes of it."""
    held = get_object_or_404(
        ImportRow.objects.select_related("list_import__unit"), list_import=_own(request, code), code=row
    )
    back = f"{acts.import_url(held.list_import)}?status={held.status}"
    if request.method == "POST" and "decision" in request.POST:
        do(request, acts.decide_row, _("Đã ghi cách xử lý dòng này."), row=held, decision=request.POST["decision"])
        return redirect(back)
    form = RowForm(request.POST or None, initial=held.fields)
    if request.method == "POST" and form.is_valid():
        if try_form(form, acts.fix_row, user=request.user, row=held, changes=form.changes()):
            return redirect(back)
    context = {
        "row": held,
        "form": form,
        "title": _("Sửa dòng %(row)s") % {"row": held.row},
        "submit": _("Lưu dòng"),
        "cancel_url": back,
    }
    return render(request, "children/import_row.html", context, status=422 if form.errors else 200)


@office_page("children.import")
@require_POST
def import_act(request: OfficeRequest, code: str, act: str) -> HttpResponse:
    row = _own(request, code)
    if act == "commit":
        do(request, list_commit.commit_import, _("Đã ghi danh sách vào sổ."), list_import=row)
    elif act == "undo":
        do(request, list_commit.undo_import, _("Đã hoàn tác: sổ trở lại như trước khi ghi."), list_import=row)
    elif act == "discard":
        do(request, acts.discard_import, _("Đã bỏ danh sách này."), list_import=row)
    else:
        raise Http404
    return redirect(acts.import_url(row))
