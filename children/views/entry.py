"""The entry grid: type or paste rows, checked at the cell, kept on the server, written as one import."""

from collections.abc import Mapping, Sequence
from functools import wraps
from types import SimpleNamespace
from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from children.forms.entry import typed_in_form, typed_in_json
from children.lists.entry import COLUMNS, Entry, Told, check_entries, kept_cells, offers
from children.models import EntryDraft
from children.models.entry import MAX_ROWS
from children.models.list_import import ImportState
from children.services import entry as acts
from children.services.entry import Typed
from children.services.list_import import RIGHT, import_url
from children.views.child import own_commune
from children.views.list_import import ROW_TONES
from lao_cai_support.accounts.models import User
from lao_cai_support.accounts.pages import OfficeRequest, office_page
from lao_cai_support.accounts.rights import can
from lao_cai_support.web.codes import random_code
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.money import format_number
from lao_cai_support.web.pages import do
from lao_cai_support.web.policy import View

_SALT = "children.entry"
SPAN = len(COLUMNS) + 2  # with the row's number and what becomes of it
_BLANKS, _LEAST = 5, 10  # blank rows at the end, rows in all


def kept_after_the_session(view: View) -> View:
    """What is sent when the session has just ended is kept in the sender's own sheet before the sign-in is asked.

    The page carries a signed ticket that names person and sheet; it opens nothing, adds to that sheet only, and
    lapses with the longest session.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "POST" and not request.user.is_authenticated:
            _keep_for_later(request)
        return view(request, *args, **kwargs)

    return wrapped


def _keep_for_later(request: HttpRequest) -> None:
    ticket = request.headers.get("X-Ticket") or request.POST.get("ticket", "")
    try:
        told = signing.loads(ticket, salt=_SALT, max_age=settings.SESSION_COOKIE_AGE)
    except signing.BadSignature:
        return
    user = User.objects.filter(pk=told["user"], is_active=True).first()
    # As the sender: the request itself stays nobody's.
    unit = own_commune(cast(OfficeRequest, SimpleNamespace(user=user)), RIGHT) if user and can(user, RIGHT) else None
    if unit is None:
        return
    try:
        if request.content_type == "application/json":
            _code, typed, _asked = typed_in_json(request.body)
        else:
            typed = _typed(user, unit, request)
        acts.keep_entries(user=user, unit=unit, code=told["draft"], typed=typed)
    except Refusal:
        return


def _typed(user: Any, unit: Any, request: HttpRequest) -> list[Typed]:
    """The rows of the plain form; a page older than the sheet has seen no row that is kept by now."""
    draft = acts.draft_of(user, unit)
    fresh = draft is None or request.POST.get("version") == str(draft.version)
    return [Typed(entry, None if fresh else ({},)) for entry in typed_in_form(request.POST)]


@kept_after_the_session
@office_page("children.import")
def entry_grid(request: OfficeRequest) -> HttpResponse:
    """The sheet as it stands; POST keeps what was typed first, then does what was pressed."""
    unit = own_commune(request, RIGHT)
    if unit is None:
        messages.error(
            request, _("Hiện bạn không phụ trách xã nào còn hiệu lực nên chưa nhập được. Hãy báo quản trị cổng.")
        )
        return redirect("accounts:worklist")
    if request.method != "POST":
        return _page(request, unit, acts.draft_of(request.user, unit))
    code = request.POST.get("draft", "")
    written = EntryDraft.objects.filter(user=request.user, code=code).select_related("list_import").first()
    if written and written.list_import:
        messages.info(request, _("Bảng này đã được ghi vào sổ rồi; không có gì được ghi thêm."))
        return redirect(import_url(written.list_import))
    return _posted(request, unit)


def _posted(request: OfficeRequest, unit: Any) -> HttpResponse:
    act = request.POST.get("act", "")
    draft = acts.draft_of(request.user, unit)
    if act == "discard":
        if draft:
            do(request, acts.discard_entries, _("Đã bỏ bảng nhập nhanh."), draft=draft)
        return redirect("children:entry_grid")
    if act == "reopen":
        undone = get_object_or_404(EntryDraft.objects.visible_to(request.user), code=request.POST.get("sheet", ""))
        do(request, acts.reopen_entries, _("Đã đưa các dòng trở lại bảng."), draft=undone, unit=unit)
        return redirect("children:entry_grid")
    moved: dict[str, str] = {}
    try:
        # With scripts on, the rows are kept already and none are sent again.
        if request.POST.getlist("row"):
            typed = _typed(request.user, unit, request)
            kept = acts.keep_entries(user=request.user, unit=unit, code=_code(request), typed=typed)
            draft, moved = kept.draft, kept.moved
        if act == "write":
            written = acts.write_entries(user=request.user, draft=draft) if draft else None
            if written is None:
                raise Refusal(_("Chưa có dòng nào để ghi. Hãy nhập ít nhất một trẻ."))
            if written.state == ImportState.COMMITTED:
                messages.success(request, _("Đã ghi bảng vào sổ. Nếu nhầm, hãy hoàn tác ở cuối trang này."))
            return redirect(import_url(written))
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return _page(request, unit, draft, status=422, shown=_shown(draft, typed_in_form(request.POST), moved))
    more = 10 if act == "more" else 0
    return _page(request, unit, draft, more=more, shown=_shown(draft, typed_in_form(request.POST), moved))


def _shown(draft: EntryDraft | None, typed: Sequence[Entry], moved: Mapping[str, str]) -> list[Entry]:
    """The rows of the sheet, and of those just sent also what is not kept: too many rows, words of sealed groups."""
    entries = {entry.key: entry for entry in acts.entries_of(draft)}
    for entry in typed:
        key = moved.get(entry.key, entry.key)
        held = entries.get(key)
        if entry.blank:
            continue
        if held is None or held.cells == kept_cells(entry.cells):
            entries[key] = Entry(key, entry.cells, entry.decision)
        else:
            entries[key := random_code()] = Entry(key, entry.cells, entry.decision)
    return list(entries.values())


def _code(request: OfficeRequest) -> str:
    """The code the page was made with, or a new one when it is none of ours."""
    code = request.POST.get("draft", "")
    return code if code.isalnum() and len(code) == 10 else random_code()


def _page(
    request: OfficeRequest,
    unit: Any,
    draft: EntryDraft | None,
    *,
    status: int = 200,
    more: int = 0,
    shown: Sequence[Entry] | None = None,
) -> HttpResponse:
    """The grid with all rows, and blank ones after them."""
    entries = acts.entries_of(draft) if shown is None else list(shown)
    blanks = min(max(_BLANKS, _LEAST - len(entries)) + more, max(MAX_ROWS - len(entries), 0))
    used = {int(entry.key[1:]) for entry in entries if entry.key[0] == "r" and entry.key[1:].isdigit()}
    first = max(used, default=0) + 1
    rows = [*entries, *(Entry(f"r{first + n}", {}) for n in range(blanks))]
    told = check_entries(unit, rows)
    code = draft.code if draft else random_code()
    context = {
        "unit": unit,
        "draft": draft,
        "code": code,
        "ticket": signing.dumps({"user": request.user.pk, "draft": code}, salt=_SALT),
        "columns": COLUMNS,
        "span": SPAN,
        "lines": [(one, ROW_TONES.get(one.status, "")) for one in told],
        "says": says(told),
        "offers": offers(unit),
        "most": MAX_ROWS,
        "undone": acts.undone_draft(request.user),
    }
    return render(request, "children/entry_grid.html", context, status=status)


def says(told: Sequence[Told]) -> str:
    """The sheet in a sentence: how many rows, and what would become of them."""
    filled = [one for one in told if one.row]
    if not filled:
        return ""
    parts = []
    for status, words in (
        ("new", _("%(n)s mới")),
        ("update", _("%(n)s cập nhật")),
        ("duplicate", _("%(n)s có thể trùng")),
        ("error", _("%(n)s lỗi")),
        ("skipped", _("%(n)s không ghi")),
    ):
        if count := sum(one.status == status for one in filled):
            parts.append(words % {"n": format_number(count)})
    total = ngettext("%(n)s dòng", "%(n)s dòng", len(filled)) % {"n": format_number(len(filled))}
    return f"{total}: {', '.join(parts)}."


@kept_after_the_session
@office_page("children.import")
@require_POST
def entry_keep(request: OfficeRequest) -> HttpResponse:
    """Keep the rows that changed and tell what is said of them (JSON in and out)."""
    unit = own_commune(request, RIGHT)
    try:
        code, typed, asked = typed_in_json(request.body)
        if unit is None:
            raise Refusal(_("Hiện bạn không phụ trách xã nào còn hiệu lực nên chưa nhập được. Hãy báo quản trị cổng."))
        kept = acts.keep_entries(user=request.user, unit=unit, code=code, typed=typed)
    except Refusal as refusal:
        return JsonResponse({"refusal": str(refusal)}, status=400 if refusal.code == "malformed" else 422)
    sent = [one.entry for one in typed]
    told = check_entries(unit, _shown(kept.draft, sent, kept.moved))
    wanted = {entry.key for entry in sent} | set(asked) | set(kept.moved.values())
    rows = {one.entry.key: _row(one) for one in told if one.entry.key in wanted or one.repeated}
    return JsonResponse(
        {"draft": kept.draft.code, "version": kept.draft.version, "rows": rows, "moved": kept.moved, "says": says(told)}
    )


def _row(told: Told) -> dict[str, Any]:
    tone = ROW_TONES.get(told.status, "")
    return {
        "status": told.status,
        "cells": told.cells,
        "repeated": told.repeated,
        "html": render_to_string("children/_entry_told.html", {"told": told, "tone": tone}).strip(),
        "line": render_to_string("children/_entry_line.html", {"told": told, "span": SPAN}).strip(),
    }
