"""The page that asks why a list about children is taken, and those of the files made so."""

import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.export_files import KINDS, Contents, ask_for_file, contents_of, export_url
from lao_cai_support.web.files import file_response
from lao_cai_support.web.listing import Column, Listing, Tag
from lao_cai_support.web.models import ExportFile
from lao_cai_support.web.money import format_number
from lao_cai_support.web.policy import signed_in


class ReasonForm(forms.Form):
    """Which kind of file, and why."""

    kind = forms.ChoiceField(label=gettext_lazy("Loại tệp"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=gettext_lazy("Lý do lấy danh sách"),
        max_length=300,
        help_text=gettext_lazy(
            "Ghi việc cần dùng, ví dụ “Báo cáo theo công văn 12/UBND ngày 05/11/2024”. Lý do được lưu."
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, kinds: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind, KINDS[kind]) for kind in kinds]  # type: ignore[attr-defined]


def reason_page(
    request: Any,
    *,
    key: str,
    back: str,
    search: str = "",
    kind: str = "",
    also: dict[str, str] | None = None,
    template: str = "web/export_reason.html",
    context: dict[str, Any] | None = None,
) -> HttpResponse:
    """Ask why, then make the file or start making it; the rows are those of the address the form is on.

    ``also`` is added to what the address says; ``template`` extends web/export_reason.html and takes ``context``.
    """
    query = request.GET.copy()
    for name in ("export", "page", "after", "before"):
        query.pop(name, None)
    for name, value in (also or {}).items():
        query[name] = value
    kind = kind or request.GET.get("export", "")

    def page(form: Any, found: Contents | None, refusal: str = "") -> HttpResponse:
        shown = {"form": form, "found": found, "back": back, "refusal": refusal, **(context or {})}
        failed = bool(refusal or (form is not None and form.errors))
        return render(request, template, shown, status=422 if failed else 200)

    try:
        found = contents_of(key, request.user, query, search)
    except Refusal as refusal:
        return page(None, None, str(refusal))
    form = ReasonForm(
        request.POST or None, kinds=found.kinds, initial={"kind": kind if kind in found.kinds else found.kinds[0]}
    )
    if request.method == "POST" and form.is_valid():
        try:
            export = ask_for_file(user=request.user, key=key, query=query, search=search, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            return redirect("web:job", export.job.code) if export.job else redirect(export_url(export))
    return page(form, found)


def _mine(request: Any) -> QuerySet[ExportFile]:
    return ExportFile.objects.filter(owner=request.user)


def _state(export: ExportFile) -> Tag:
    if export.over:
        return Tag(_("Đã hết hạn"))
    if export.stored:
        return Tag(_("Tải được"), "ok")
    return Tag(_("Đang lập"), "act")


COLUMNS = [
    Column("title", gettext_lazy("Danh sách"), "title", link=export_url),
    Column("kind", gettext_lazy("Loại tệp"), lambda e: KINDS[e.kind], run=True),
    Column("rows", gettext_lazy("Số dòng"), "rows", kind="number"),
    Column("asked", gettext_lazy("Lúc yêu cầu"), "asked_at", kind="date", sort=("asked_at",)),
    Column("reason", gettext_lazy("Lý do"), "reason", opt=True),
    Column("state", gettext_lazy("Trạng thái"), _state, kind="tag"),
]


@signed_in
def export_list(request: HttpRequest) -> HttpResponse:
    """The files I have had made."""
    listing = Listing(
        request,
        _mine(request),
        key="exports",
        columns=COLUMNS,
        default_sort="-asked",
        noun=ngettext_lazy("%(n)s tệp", "%(n)s tệp", "count"),
        export=False,
    )
    lede = _("Mỗi tệp chỉ người lập tải được, trong 24 giờ.")
    return listing.response("components/list_page.html", {"title": _("Tệp tôi đã xuất"), "lede": lede})


@signed_in
def export_page(request: HttpRequest, code: str) -> HttpResponse:
    """One file: what it holds, until when, and the way to it."""
    export = get_object_or_404(_mine(request).select_related("job"), code=code)
    context = {"export": export, "state": _state(export), "kind": KINDS[export.kind]}
    context["size"] = format_number(max(1, (export.size or 0) // 1024))
    # Told in hours: the office's day may be another than the day by which files are kept.
    context["hours"] = -(-(export.expires_at - timezone.now()) // datetime.timedelta(hours=1))
    context["list_url"] = reverse("web:export_list")
    return render(request, "web/export_file.html", context)


@signed_in
def export_download(request: HttpRequest, code: str) -> HttpResponseBase:
    """The file, to its maker, within its day."""
    export = get_object_or_404(_mine(request), code=code)
    if export.over or not export.stored:
        raise Http404
    return file_response(export.stored, file_name=export.file_name)
