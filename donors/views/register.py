"""Pages of the frame register: the establishments, official lists uploaded, their preview, writing and undoing."""

from typing import Any

from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from donors.filters import EstablishmentFilter
from donors.forms.register import DecisionForm, RegisterForm, RegisterRowForm
from donors.models import Establishment, RegisterImport, RegisterRow, RegisterState
from donors.services import register as acts
from donors.tasks import read_register, write_register
from donors.views.donor import donor_url
from lao_cai_support.accounts.pages import OfficeRequest, office_page
from lao_cai_support.accounts.rights import can
from lao_cai_support.audit.services import history_of
from lao_cai_support.web.clock import today
from lao_cai_support.web.files import store_private
from lao_cai_support.web.jobs import start_job
from lao_cai_support.web.listing import Column, Listing, Tag
from lao_cai_support.web.pages import do, try_form
from lao_cai_support.web.uploads import check_workbook

LONG = 3000  # rows from which writing a list is the worker's
TONES = {"reading": "act", "preview": "act", "committed": "ok", "undone": "", "discarded": "", "failed": "bad"}
ROW_TONES = {"new": "ok", "update": "brand-t", "duplicate": "act", "error": "bad"}


def establishment_url(row: Establishment) -> str:
    return reverse("donors:establishment_detail", args=[row.code])


def _standing(row: Establishment) -> Tag:
    return Tag(_("Đang hoạt động"), "ok") if today() in row.valid else Tag(_("Đã ngừng"))


COLUMNS = [
    Column("name", gettext_lazy("Tên"), "name", sort=("sort_key",), link=establishment_url),
    Column("kind", gettext_lazy("Loại"), "get_kind_display", sort=("kind",)),
    Column("tax", gettext_lazy("Mã số thuế"), "tax_code", sort=("tax_code",), run=True),
    Column("unit", gettext_lazy("Xã, phường"), "unit.title", sort=("unit__path",), opt=True),
    Column("address", gettext_lazy("Địa chỉ"), "address", opt=True),
    Column("donor", pgettext_lazy("một", "Nhà tài trợ"), lambda e: _("có hồ sơ") if e.donor_id else "", run=True),
    Column("state", gettext_lazy("Trạng thái"), _standing, kind="tag"),
]
IMPORTS = [
    Column("file", gettext_lazy("Tệp"), "file_name", sort=("file_name",), link=acts.import_url),
    Column("issuer", gettext_lazy("Nơi lập"), "issuer", sort=("issuer",)),
    Column("day", gettext_lazy("Tính đến ngày"), "list_day", kind="date", sort=("list_day",)),
    Column("by", gettext_lazy("Người tải"), "created_by.full_name", opt=True),
    Column("created", gettext_lazy("Tải lên"), "created_at", kind="date", sort=("created_at",), opt=True),
    Column("state", gettext_lazy("Trạng thái"), lambda i: Tag(i.get_state_display(), TONES[i.state]), kind="tag"),
]


@office_page("donors.view")
def establishment_list(request: OfficeRequest) -> HttpResponse:
    listing = Listing(
        request,
        Establishment.objects.visible_to(request.user).select_related("unit"),
        key="establishments",
        columns=COLUMNS,
        filterset=EstablishmentFilter,
        default_sort="name",
        noun=ngettext_lazy("%(n)s cơ sở", "%(n)s cơ sở", "count"),
        search_label=_("Tên hoặc mã số thuế"),
    )
    links: list[dict[str, Any]] = [{"label": _("Các lần nhập"), "url": reverse("donors:register_list")}]
    if can(request.user, "donors.edit"):
        links.insert(0, {"label": _("Nhập danh sách"), "url": reverse("donors:register_new"), "primary": True})
    lede = _(
        "Các cơ quan, đơn vị, doanh nghiệp, cơ sở trên địa bàn theo danh sách chính thức: mẫu số của chỉ tiêu vận động."
    )
    return listing.response(
        "components/list_page.html", {"title": _("Sổ cơ sở trên địa bàn"), "lede": lede, "acts": links}
    )


@office_page("donors.view")
def establishment_detail(request: OfficeRequest, code: str) -> HttpResponse:
    rows = Establishment.objects.visible_to(request.user).select_related("unit", "donor")
    row = get_object_or_404(rows, code=code)
    context = {
        "row": row,
        "standing": _standing(row),
        "may_edit": can(request.user, "donors.edit"),
        "history": history_of(row)[:20],
    }
    return render(request, "donors/establishment_detail.html", context)


@office_page("donors.edit")
@require_POST
def establishment_donor(request: OfficeRequest, code: str) -> HttpResponse:
    row = get_object_or_404(Establishment.objects.visible_to(request.user), code=code)
    donor = do(request, acts.open_donor, _("Đã mở hồ sơ nhà tài trợ."), establishment=row)
    return redirect(donor_url(donor) if donor else establishment_url(row))


@office_page("donors.view")
def register_list(request: OfficeRequest) -> HttpResponse:
    listing = Listing(
        request,
        RegisterImport.objects.select_related("created_by"),
        key="registers",
        columns=IMPORTS,
        default_sort="-created",
        noun=ngettext_lazy("%(n)s lần nhập", "%(n)s lần nhập", "count"),
        export=False,
    )
    links: list[dict[str, Any]] = [{"label": _("Sổ cơ sở"), "url": reverse("donors:establishment_list")}]
    if can(request.user, "donors.edit"):
        links.insert(0, {"label": _("Nhập danh sách"), "url": reverse("donors:register_new"), "primary": True})
    return listing.response("components/list_page.html", {"title": _("Các lần nhập danh sách cơ sở"), "acts": links})


@office_page("donors.edit")
def register_new(request: OfficeRequest) -> HttpResponse:
    form = RegisterForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        job = try_form(form, _take_in, request=request, form=form)
        if job:
            return redirect("web:job", code=job.code)
    context = {
        "title": _("Nhập danh sách cơ sở"),
        "lede": _(
            "Đưa vào đúng tệp của cơ quan lập danh sách. Chưa có gì được ghi cho đến khi bạn xem trước và bấm ghi."
        ),
        "form": form,
        "submit": _("Tải lên và xem trước"),
        "cancel_url": reverse("donors:establishment_list"),
        "crumbs": [(_("Sổ cơ sở"), reverse("donors:establishment_list"))],
    }
    return render(request, "components/form_page.html", context, status=422 if form.errors else 200)


@transaction.atomic
def _take_in(*, request: OfficeRequest, form: RegisterForm) -> Any:
    """Check the file, keep it, open the import and send it to the worker."""
    upload = form.cleaned_data["file"]
    data = check_workbook(upload)
    row = acts.open_register(
        user=request.user,
        issuer=form.cleaned_data["issuer"],
        list_day=form.cleaned_data["list_day"],
        file_name=upload.name,
        data=data,
    )
    row.stored_file = store_private("lists", data)
    row.save(update_fields=["stored_file"])
    return start_job(
        kind="register_read",
        title=_("Đang đọc danh sách cơ sở"),
        owner=request.user,
        task=read_register,
        result_url=acts.import_url(row),
        register_code=row.code,
    )


@office_page("donors.view")
def register_detail(request: OfficeRequest, code: str) -> HttpResponse:
    """The preview: every row with what will become of it and why."""
    register = get_object_or_404(RegisterImport.objects.select_related("created_by"), code=code)
    rows = register.rows.select_related("found", "giver", "unit", "written").order_by("pk")
    wanted = request.GET.get("status", "")
    if wanted == "open":
        rows = rows.filter(status="duplicate", decision="")
    elif wanted in RegisterRow.Status.values:
        rows = rows.filter(status=wanted)
    if register.state == RegisterState.READING:  # what is there so far is not all
        rows = rows.none()
    page = Paginator(rows, 100).get_page(request.GET.get("page"))
    context = {
        "register": register,
        "tone": TONES[register.state],
        "counts": acts.counts(register),
        "tabs": [*RegisterRow.Status.choices, ("open", _("Chờ quyết định"))],
        "wanted": wanted,
        "page": page,
        "numbers": page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1),
        "lines": [(row, ROW_TONES[row.status]) for row in page],
        "may_edit": can(request.user, "donors.edit"),
        "history": history_of(register)[:20],
    }
    return render(request, "donors/register_detail.html", context)


@office_page("donors.edit")
def register_row(request: OfficeRequest, code: str, row: str) -> HttpResponse:
    """Put one row right, or say whether it is the body that was found."""
    held = get_object_or_404(
        RegisterRow.objects.select_related("register_import", "found__unit", "giver", "unit"),
        register_import__code=code,
        code=row,
    )
    back = f"{acts.import_url(held.register_import)}?status={held.status}"
    if request.method == "POST" and "decision" in request.POST:
        do(
            request,
            acts.decide_row,
            _("Đã ghi cách xử lý dòng này."),
            row=held,
            decision=request.POST["decision"],
        )
        return redirect(back)
    initial = {"name": held.name, "kind": held.kind, "tax_code": held.tax_code, "address": held.address}
    form = RegisterRowForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        if try_form(form, acts.fix_row, user=request.user, row=held, **form.cleaned_data):
            return redirect(back)
    context = {
        "row": held,
        "form": form,
        "decide": DecisionForm(initial={"decision": held.decision}) if held.status == "duplicate" else None,
        "title": _("Dòng %(row)s") % {"row": held.row},
        "submit": _("Lưu dòng"),
        "cancel_url": back,
        "crumbs": [(held.register_import.file_name, acts.import_url(held.register_import))],
    }
    return render(request, "donors/register_row.html", context, status=422 if form.errors else 200)


@office_page("donors.edit")
@require_POST
def register_act(request: OfficeRequest, code: str, act: str) -> HttpResponse:
    row = get_object_or_404(RegisterImport, code=code)
    if act == "commit" and row.rows.count() > LONG:
        job = start_job(
            kind="register_write",
            title=_("Đang ghi danh sách vào sổ cơ sở"),
            owner=request.user,
            task=write_register,
            result_url=acts.import_url(row),
            register_code=row.code,
            user_code=request.user.code,
        )
        return redirect("web:job", code=job.code)
    if act == "commit":
        do(request, acts.commit_register, _("Đã ghi danh sách vào sổ cơ sở."), register=row)
    elif act == "undo":
        do(request, acts.undo_register, _("Đã hoàn tác: sổ trở lại như trước khi ghi."), register=row)
    elif act == "discard":
        do(request, acts.discard_register, _("Đã bỏ danh sách này."), register=row)
    elif act == "decide":
        do(
            request,
            acts.decide_rest,
            _("Đã ghi cách xử lý cho các dòng còn lại."),
            register=row,
            decision=request.POST.get("decision", ""),
        )
    else:
        raise Http404
    return redirect(acts.import_url(row))
