"""Pages of uploading a list: upload → columns, where they are in doubt → preview → commit → undo."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from django.views.decorators.http import require_POST

from children.forms.list_import import ColumnsForm, ReturnForm, RowForm, RuleForm, UploadForm
from children.lists.columns import FIELDS
from children.lists.compare import comparison, differences, names_of_lists, records_of
from children.lists.layout import letter_of
from children.lists.workbook import is_workbook
from children.models import ImportRow, ListImport, SecondPersonRule, WorkbookReturn
from children.models.list_import import ImportState, RowStatus
from children.services import import_rule, list_back, list_columns, list_commit, list_undo
from children.services import list_import as acts
from children.services.workbook import return_url, take_return
from children.tasks import act_on_list, read_uploaded_list
from children.views.child import own_commune
from lao_cai_support.accounts.pages import OfficeRequest, office_page
from lao_cai_support.accounts.rights import ACTS, can
from lao_cai_support.areas.models import AdministrativeUnit
from lao_cai_support.audit.services import history_of, seen
from lao_cai_support.web.clock import today
from lao_cai_support.web.files import file_response, store_private
from lao_cai_support.web.jobs import start_job
from lao_cai_support.web.listing import Column, Listing, Tag
from lao_cai_support.web.pages import do, try_form
from lao_cai_support.web.uploads import check_workbook

TONES = {
    "reading": "act", "columns": "act", "preview": "act", "waiting": "act", "committed": "ok", "undone": "",
    "discarded": "", "failed": "bad",
}  # fmt: skip
ROW_TONES = {"new": "ok", "update": "brand-t", "duplicate": "act", "error": "bad", "skipped": ""}
LONG = 3000  # rows from which an act on a list is the worker's

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


@office_page("children.import", "imports.approve")
def import_list(request: OfficeRequest) -> HttpResponse:
    rows = ListImport.objects.visible_to(request.user).select_related("unit", "created_by")
    if request.GET.get("state") in ImportState.values:
        rows = rows.filter(state=request.GET["state"])
    elif request.GET.get("state") == "to_approve":
        rows = rows.to_approve(request.user)
    listing = Listing(
        request,
        rows,
        key="imports",
        columns=COLUMNS,
        default_sort="-created",
        noun=ngettext_lazy("%(n)s lần nhập", "%(n)s lần nhập", "count"),
        export=False,
    )
    links = []
    if can(request.user, "children.import"):
        links.append({"label": _("Nhập danh sách"), "url": reverse("children:import_new"), "primary": True})
    if can(request.user, "imports.rule"):
        links.append({"label": _("Quy định duyệt"), "url": reverse("children:import_rules")})
    return listing.response("components/list_page.html", {"title": _("Các lần nhập danh sách"), "acts": links})


@office_page("children.import")
def import_new(request: OfficeRequest) -> HttpResponse:
    unit = own_commune(request, "children.import")
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        result = try_form(form, _take_in, request=request, unit=unit, upload=form.cleaned_data["file"])
        if isinstance(result, WorkbookReturn):
            return redirect(return_url(result))
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
    """Check the file, keep it, open the import and send it to the worker; a workbook of ours goes its own way."""
    data = check_workbook(upload)
    if is_workbook(data, upload.name):
        return take_return(user=request.user, unit=unit, file_name=upload.name, data=data)
    with transaction.atomic():
        row = acts.open_import(user=request.user, unit=unit, file_name=upload.name, data=data)
        row.stored_file = store_private("lists", data)
        row.save(update_fields=["stored_file"])
        return _read_by_worker(request, row)


def _read_by_worker(request: OfficeRequest, row: ListImport) -> Any:
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
        ListImport.objects.visible_to(request.user).select_related("unit", "created_by", "requested_by"), code=code
    )


@office_page("children.import")
def import_columns(request: OfficeRequest, code: str) -> HttpResponse:
    """What each column holds, where the headings and the values leave it open; or changed by the officer's own wish."""
    row = _own(request, code)
    if row.state not in (ImportState.COLUMNS, ImportState.PREVIEW):
        return redirect(acts.import_url(row))
    form = ColumnsForm(request.POST or None, mapping=row.mapping, answers=row.answers)
    if request.method == "POST" and form.is_valid():
        job = try_form(form, _read_again, request=request, row=row, form=form)
        if job:
            return redirect("web:job", code=job.code)
    context = {"import": row, "form": form, "remembered": list_columns.remembered_for(row)}
    return render(request, "children/import_columns.html", context, status=422 if form.errors else 200)


@transaction.atomic
def _read_again(*, request: OfficeRequest, row: ListImport, form: ColumnsForm) -> Any:
    sheets, places = form.answers()
    list_columns.answer_columns(user=request.user, list_import=row, sheets=sheets, places=places)
    return _read_by_worker(request, row)


@office_page("children.import", "imports.approve")
def import_detail(request: OfficeRequest, code: str) -> HttpResponse:
    """The preview: every row with what will become of it and why."""
    row = _own(request, code)
    if row.state == ImportState.COLUMNS and can(request.user, "children.import", unit=row.unit_id):
        return redirect("children:import_columns", code=row.code)
    rows = row.rows.select_related("child").order_by("pk")
    wanted = request.GET.get("status", "")
    if wanted in RowStatus.values:
        rows = rows.filter(status=wanted)
    if row.state == ImportState.READING:  # what is there so far is not all
        rows = rows.none()
    page = Paginator(rows, 100).get_page(request.GET.get("page"))
    counts = acts.counts(row)
    left = row.rows.filter(list_commit.LEFT_OPEN).count()
    context = {
        "import": row,
        "tone": TONES[row.state],
        "counts": counts,
        "ready": list_commit.with_acts(row.rows.all()).filter(act__in=("create", "update")).count(),
        "left": left,
        "tabs": [(value, label) for value, label in RowStatus.choices],
        "wanted": wanted,
        "page": page,
        "numbers": page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1),
        "lines": _lines(page),
        "sheets": _how_read(row),
        "history": history_of(row)[:20],
        **_may(request, row),
    }
    return render(request, "children/import_detail.html", context)


def _may(request: OfficeRequest, row: ListImport) -> dict[str, Any]:
    """Which acts of the page are this person's."""
    user = request.user
    waiting = row.state == ImportState.WAITING
    return {
        "may_import": can(user, "children.import", unit=row.unit_id),
        "second_person": row.state == ImportState.PREVIEW and list_commit.needs_second_person(row.unit),
        "may_approve": waiting
        and can(user, list_commit.APPROVE, unit=row.unit_id)
        and user.pk not in (row.requested_by_id, row.created_by_id),
        "return_form": ReturnForm() if waiting else None,
    }


def _lines(page: Any) -> list[tuple[Any, str, str, list[Any]]]:
    """Each row with its tone, its people's name, and what it would change in the record it updates."""
    peoples, kinds = names_of_lists()
    shown = list(page)
    compared = [r for r in shown if r.matches and not r.child_id and r.decision in ("", "update")]
    records = records_of((r.matches[0]["child"] for r in compared), today()) if compared else {}
    lines = []
    for item in shown:
        record = records.get(item.matches[0]["child"]) if item in compared else None
        told = differences(item.fields, record, peoples, kinds) if record else []
        people = peoples.get(item.fields.get("ethnic_group") or "", "")
        lines.append((item, ROW_TONES[item.status], people, told))
    return lines


def _how_read(row: ListImport) -> list[dict[str, Any]]:
    """How each sheet was read: which column was taken for what, what was left, what was converted, who said so."""
    remembered = list_columns.remembered_for(row)
    found = []
    for name, how in row.mapping.get("sheets", {}).items():
        taken = {number: field for field, number in how["columns"].items()}
        left = [
            how["titles"][number - 1] or letter_of(number - 1)
            for number in range(1, len(how["titles"]) + 1)
            if number not in taken and (how["titles"][number - 1] or how["samples"][number - 1])
        ]
        columns = [
            {"letter": letter_of(number - 1), "title": how["titles"][number - 1] if number <= len(how["titles"]) else "",
             "field": FIELDS[taken[number]], "guessed": number in how["guessed"]}
            for number in sorted(taken)
            if taken[number] in FIELDS
        ]  # fmt: skip
        old = sorted(set(how["old_text"].values()))
        found.append(
            {
                "name": name,
                "how": how,
                "columns": columns,
                "left": left,
                "old": [{"tcvn3": "TCVN3 (ABC)", "vni": "VNI"}.get(one, one) for one in old],
                "remembered": remembered.get(name),
            }
        )
    return found


@office_page("children.import")
def import_row(request: OfficeRequest, code: str, row: str) -> HttpResponse:
    """Put one row right, or say what becomes of it."""
    held = get_object_or_404(
        ImportRow.objects.select_related("list_import__unit"), list_import=_own(request, code), code=row
    )
    back = f"{acts.import_url(held.list_import)}?status={held.status}"
    if request.method == "POST" and "decision" in request.POST:
        do(
            request,
            acts.decide_row,
            _("Đã ghi cách xử lý dòng này."),
            row=held,
            decision=request.POST["decision"],
            take=request.POST.getlist("take"),
        )
        return redirect(back)
    form = RowForm(request.POST or None, initial=held.fields)
    if request.method == "POST" and form.is_valid():
        if try_form(form, acts.fix_row, user=request.user, row=held, changes=form.changes()):
            return redirect(back)
    match = held.matches[0]["child"] if held.matches else ""
    record = records_of([match], today()).get(match) if match else None
    context = {
        "row": held,
        "record": record,
        "score": round(held.matches[0]["score"] * 100) if held.matches else 0,
        "compared": comparison(held.fields, record, *names_of_lists()) if record else [],
        "form": form,
        "title": _("Sửa dòng %(row)s") % {"row": held.row},
        "submit": _("Lưu dòng"),
        "cancel_url": back,
    }
    return render(request, "children/import_row.html", context, status=422 if form.errors else 200)


@office_page("children.import", "imports.approve")
@require_POST
def import_act(request: OfficeRequest, code: str, act: str) -> HttpResponse:
    row = _own(request, code)
    if act in ("commit", "undo", "back") and row.rows.count() > LONG:
        return _by_worker(request, row, act)
    if act == "commit":
        done = _("Đã ghi danh sách vào sổ.")
        do(request, list_commit.commit_import, done, list_import=row, leave_open="leave_open" in request.POST)
    elif act == "request":
        do(request, list_commit.request_commit, _("Đã trình người thứ hai duyệt."), list_import=row)
    elif act == "return":
        reason = request.POST.get("reason", "")
        do(request, list_commit.return_import, _("Đã trả lại danh sách."), list_import=row, reason=reason)
    elif act == "undo":
        if not do(request, list_undo.undo_import, _("Đã hoàn tác: sổ trở lại như trước khi ghi."), list_import=row):
            return redirect("children:import_conflicts", code=row.code)
    elif act == "back":
        if do(request, list_back.give_back, _("Đã lập tệp kèm lý do từng dòng."), list_import=row):
            return redirect("children:import_file", code=row.code)
    elif act == "discard":
        do(request, acts.discard_import, _("Đã bỏ danh sách này."), list_import=row)
    else:
        raise Http404
    return redirect(acts.import_url(row))


def _by_worker(request: OfficeRequest, row: ListImport, act: str) -> HttpResponse:
    """A long list is written, taken back or given back by the worker, with progress."""
    titles = {
        "commit": _("Đang ghi danh sách vào sổ"),
        "undo": _("Đang hoàn tác lần nhập"),
        "back": _("Đang lập tệp kèm lý do"),
    }
    job = start_job(
        kind=f"list_{act}",
        title=titles[act],
        owner=request.user,
        task=act_on_list,
        result_url=acts.import_url(row),
        import_code=row.code,
        act=act,
        user_code=request.user.code,
        leave_open="leave_open" in request.POST,
    )
    return redirect("web:job", code=job.code)


@office_page("children.import", "imports.approve")
def import_file(request: OfficeRequest, code: str) -> HttpResponseBase:
    """The workbook with the reason beside each row, as it was last made."""
    row = _own(request, code)
    if not row.returned_file:
        raise Http404
    seen(request.user, row, "import_file", right="children.import")
    stem = row.file_name.rpartition(".")[0] or row.file_name
    with_reasons = _("kèm lý do")
    return file_response(row.returned_file, file_name=f"{stem} - {with_reasons}.xlsx")


@office_page("children.import", "imports.approve")
def import_conflicts(request: OfficeRequest, code: str) -> HttpResponse:
    """Which records stand in the way of an undo, and why."""
    row = _own(request, code)
    if row.state != ImportState.COMMITTED:
        return redirect(acts.import_url(row))
    context = {"import": row, "conflicts": list_undo.conflicts_of(row)}
    return render(request, "children/import_conflicts.html", context)


@office_page("imports.rule")
def import_rules(request: OfficeRequest) -> HttpResponse:
    """The rules of the person's units, and those above them that hold there too; a new one below."""
    covered = request.user.covered_units(ACTS["imports.rule"])
    units = AdministrativeUnit.objects.as_of(today()).filter(pk__in=covered).order_by("path")
    own = [m.unit_id for m in request.user.current_memberships() if m.role in ACTS["imports.rule"]]
    form = RuleForm(request.POST or None, units=units, initial={"unit": own[0] if own else None, "since": today()})
    if request.method == "POST" and "end" in request.POST:
        rule = get_object_or_404(SecondPersonRule.objects.filter(unit__in=covered), code=request.POST["end"])
        do(request, import_rule.end_rule, _("Quy định đã thôi hiệu lực."), rule=rule)
        return redirect("children:import_rules")
    if request.method == "POST" and form.is_valid():
        if try_form(form, _set_rule, request=request, form=form):
            return redirect("children:import_rules")
    above = [codes for unit in units.filter(pk__in=own) for codes in _paths_above(unit.path)]
    rules = SecondPersonRule.objects.select_related("unit", "decided_by").order_by("-valid")
    context = {
        "title": _("Người thứ hai duyệt danh sách tải lên"),
        "lede": _(
            "Khi quy định có hiệu lực, người tải danh sách lên không tự ghi vào sổ: một người khác của xã duyệt và ghi."
        ),
        "form": form,
        "submit": _("Đặt quy định"),
        "rules": rules.filter(unit__in=covered) | rules.filter(unit__path__in=above),
        "covered": covered,
        "day": today(),
    }
    return render(request, "children/import_rules.html", context, status=422 if form.errors else 200)


def _paths_above(path: str) -> list[str]:
    codes = path.split(".")
    return [".".join(codes[: length + 1]) for length in range(len(codes))]


def _set_rule(*, request: OfficeRequest, form: RuleForm) -> Any:
    rule = import_rule.set_rule(user=request.user, **form.cleaned_data)
    messages.success(request, _("Đã đặt quy định."))
    return rule
