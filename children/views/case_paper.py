"""Pages of a case's papers: write one, read it, hand it in, sign it."""

import datetime
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from children.casework.clocks import SEPARATION_DAYS
from children.casework.definitions import parts_of
from children.casework.papers import ARTICLE, FORM_NUMBER, TWO_PEOPLE, CasePaperKind
from children.forms.case import PaperForm
from children.models import CasePaper, ProtectionCase, ServiceProvider
from children.services import case_paper as acts
from children.services.case_checks import check_place
from children.services.case_print import words
from children.views.case import case_url, known_case, record_of
from lao_cai_support.accounts.pages import OfficeRequest, office_page
from lao_cai_support.accounts.rights import can
from lao_cai_support.audit.services import seen
from lao_cai_support.web.clock import today
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.pages import do


def paper_url(paper: CasePaper) -> str:
    return reverse("children:case_paper", args=[paper.case.code, paper.code])


def known_paper(request: OfficeRequest, code: str, paper: str) -> CasePaper:
    """A paper of a case that the person may know of; 404 otherwise."""
    case = known_case(request, code)
    row = get_object_or_404(case.papers.select_related("drafted_by", "signed_by", "returned_by"), code=paper)
    row.case = case
    return row


def _first_words(case: ProtectionCase, kind: str) -> dict[str, Any]:
    """What a new paper of the kind begins with."""
    day = today()
    if kind == "separation":
        begins = record_of(case).separation
        first = begins[1] + datetime.timedelta(days=1) if begins else day
        left = SEPARATION_DAYS - record_of(case).separated_days()
        return {"from": first.isoformat(), "to": (first + datetime.timedelta(days=max(left, 1) - 1)).isoformat()}
    return {"lifting": {"last_day": day.isoformat()}, "decision": {"effective": day.isoformat()}}.get(kind, {})


@office_page("cases.work", "cases.decide")
def paper_new(request: OfficeRequest, code: str, kind: str) -> HttpResponse:
    """Write a new paper. When papers before it are missing the case's page says which."""
    case = known_case(request, code)
    if kind not in CasePaperKind.values or kind == "report":
        raise Http404
    record = record_of(case)
    draft = record.drafts.get(kind)
    if draft:
        return redirect("children:case_paper_edit", code=case.code, paper=draft.code)
    try:
        check_place(record, kind)
    except Refusal as refusal:
        messages.error(request, f"{CasePaperKind(kind).label}: {refusal}")
        return redirect(case_url(case))
    form = PaperForm(request.POST or None, kind=kind, fields=_first_words(case, kind), lenient="nhap" in request.POST)
    if request.method == "POST" and form.is_valid():
        made = _written(request, form, case=case, kind=kind)
        if made:
            return redirect(paper_url(made) if made.draft else case_url(case))
    return _form_page(request, form, case, kind)


@office_page("cases.work", "cases.decide")
def paper_edit(request: OfficeRequest, code: str, paper: str) -> HttpResponse:
    row = known_paper(request, code, paper)
    if not row.draft or row.sent_at or row.drafted_by_id != request.user.pk:
        return redirect(paper_url(row))
    form = PaperForm(
        request.POST or None,
        kind=row.kind,
        version=row.form_version,
        fields=row.fields,
        done_at=row.done_at,
        lenient="nhap" in request.POST,
    )
    if request.method == "POST" and form.is_valid():
        made = _written(request, form, paper=row)
        if made:
            return redirect(paper_url(made) if made.draft else case_url(row.case))
    return _form_page(request, form, row.case, row.kind, row)


def _written(request: OfficeRequest, form: PaperForm, paper: Any = None, **new: Any) -> CasePaper | None:
    """Keep what was typed and, unless it is to stay a draft, sign it or hand it in: both or nothing."""
    told = {"user": request.user, "fields": form.told(), "done_at": form.cleaned_data["done_at"]}
    try:
        with transaction.atomic():
            made = acts.edit_paper(paper=paper, **told) if paper else acts.draft_paper(**told, **new)
            if "nhap" in request.POST:
                messages.success(request, _("Đã lưu bản nháp."))
                return made
            act = acts.send_paper if made.kind in TWO_PEOPLE else acts.sign_paper
            made = act(user=request.user, paper=made)
    except Refusal as refusal:
        field = form.name_in_form(refusal.field)
        form.add_error(field if field in form.fields else None, str(refusal))
        return None
    messages.success(request, _("Đã trình ký.") if made.draft else _("Đã ký."))
    return made


def _form_page(
    request: OfficeRequest, form: PaperForm, case: ProtectionCase, kind: str, paper: CasePaper | None = None
) -> HttpResponse:
    context = {
        "form": form,
        "title": CasePaperKind(kind).label,
        "lede": case.who,
        "number": FORM_NUMBER.get(kind, ""),
        "article": ARTICLE[kind],
        "draftable": True,
        "paper": paper,
        "providers": ServiceProvider.objects.working_on(today()).serving(case.unit)
        if kind in ("plan", "referral")
        else [],
        "submit": _("Trình ký") if kind in TWO_PEOPLE else _("Ký"),
        "cancel_url": paper_url(paper) if paper else case_url(case),
        "crumbs": [(_("Vụ việc và kế hoạch hỗ trợ"), reverse("children:case_list")), (case.who, case_url(case))],
    }
    return render(request, "children/case_paper_form.html", context, status=422 if form.errors else 200)


def told_parts(paper: CasePaper) -> list[dict[str, Any]]:
    """The paper for reading: headings, (label, value) pairs, tables."""
    found = []
    for part in parts_of(paper.kind, paper.form_version):
        facts = [(ask, words(ask, paper.fields.get(ask.name))) for ask in part.asks if ask.kind != "rows"]
        tables = [
            (
                ask,
                [
                    [words(column, line.get(column.name)) for column in ask.columns]
                    for line in paper.fields.get(ask.name) or []
                ],
            )
            for ask in part.asks
            if ask.kind == "rows"
        ]
        found.append({"title": part.title, "facts": facts, "tables": tables})
    return found


@office_page("cases.view")
def paper_detail(request: OfficeRequest, code: str, paper: str) -> HttpResponse:
    row = known_paper(request, code, paper)
    seen(request.user, row.case, f"paper {row.code}", right="cases.view")
    decides = can(request.user, "cases.decide", unit=row.case.unit_id)
    own = row.drafted_by_id == request.user.pk
    context = {
        "paper": row,
        "case": row.case,
        "parts": told_parts(row),
        "number": FORM_NUMBER.get(row.kind, ""),
        "article": ARTICLE[row.kind],
        "scans": row.scans.all(),
        "may_edit": row.draft and own and not row.sent_at,
        "may_sign": row.draft and bool(row.sent_at) and decides and not own,
        "may_take_back": row.draft and own and bool(row.sent_at),
    }
    return render(request, "children/case_paper.html", context)


@office_page("cases.work", "cases.decide")
@require_POST
def paper_act(request: OfficeRequest, code: str, paper: str, act: str) -> HttpResponse:
    row = known_paper(request, code, paper)
    if act == "ky":
        do(request, acts.sign_paper, _("Đã ký."), paper=row)
        return redirect(case_url(row.case))
    if act == "tra-lai":
        do(request, acts.return_paper, _("Đã trả lại."), paper=row, reason=request.POST.get("reason", "")[:300])
    elif act == "bo":
        do(request, acts.discard_paper, _("Đã bỏ bản nháp."), paper=row)
        return redirect(case_url(row.case))
    else:
        raise Http404
    return redirect(paper_url(row))
