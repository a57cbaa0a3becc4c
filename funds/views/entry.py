"""Pages of one entry of the ledger: what it moved, and how a wrong one is turned back."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from funds.models import Fund, JournalEntry, Reversal
from funds.models.reversal import ReversalState
from funds.services import reversal as acts
from lao_cai_support.accounts.pages import OfficeRequest, office_page
from lao_cai_support.accounts.rights import can
from lao_cai_support.web.files import bytes_response
from lao_cai_support.web.pages import do
from lao_cai_support.web.pdf import print_template

TONES = {"asked": "act", "done": "ok", "refused": ""}


def entry_url(entry: JournalEntry) -> str:
    return reverse("funds:entry_detail", args=[entry.fund.code, entry.sequence])


def _entry(request: OfficeRequest, code: str, sequence: int) -> JournalEntry:
    fund = get_object_or_404(Fund.objects.visible_to(request.user, "ledger.view"), code=code)
    rows = JournalEntry.objects.select_related("fund__unit", "voucher__fund", "posted_by", "reverses__fund")
    return get_object_or_404(rows, fund=fund, sequence=sequence)


def _postings(entry: JournalEntry) -> list[dict[str, Any]]:
    return [
        {
            "account": f"{p.account} {p.get_account_display()}",
            "about": ", ".join(str(one) for one in (p.lot, p.earmark and p.earmark.purpose, p.commune) if one),
            "code": p.income_id or p.expenditure_id or "",
            "debit": p.amount if p.amount > 0 else None,
            "credit": -p.amount if p.amount < 0 else None,
        }
        for p in entry.postings.select_related("lot__item", "earmark", "commune")
    ]


@office_page("ledger.view")
def entry_detail(request: OfficeRequest, code: str, sequence: int) -> HttpResponse:
    entry = _entry(request, code, sequence)
    unit = entry.fund.unit_id
    asked = entry.reversals.select_related("asked_by", "decided_by", "made__fund").first()
    open_one = asked is not None and asked.state == ReversalState.ASKED
    context = {
        "entry": entry,
        "fund": entry.fund,
        "postings": _postings(entry),
        "asked": asked,
        "tone": TONES[asked.state] if asked else "",
        "may_ask": acts.may_be_reversed(entry) and can(request.user, "vouchers.draft", unit=unit),
        "may_decide": open_one and can(request.user, "vouchers.approve", unit=unit),
    }
    return render(request, "funds/entry_detail.html", context)


@office_page("vouchers.draft")
@require_POST
def reversal_ask(request: OfficeRequest, code: str, sequence: int) -> HttpResponse:
    entry = _entry(request, code, sequence)
    if not can(request.user, "vouchers.draft", unit=entry.fund.unit_id):
        raise Http404
    do(
        request,
        acts.ask_reversal,
        _("Đã gửi đề nghị đảo bút toán."),
        entry=entry,
        reason=request.POST.get("reason", ""),
    )
    return redirect(entry_url(entry))


@office_page("vouchers.approve")
@require_POST
def reversal_act(request: OfficeRequest, code: str, act: str) -> HttpResponse:
    funds = Fund.objects.visible_to(request.user, "vouchers.approve")
    row = get_object_or_404(Reversal.objects.select_related("entry__fund"), code=code, entry__fund__in=funds)
    if act == "dao":
        do(request, acts.carry_out_reversal, _("Đã đảo bút toán."), reversal=row)
    elif act == "khong-dao":
        do(
            request,
            acts.refuse_reversal,
            _("Đã ghi là không đảo."),
            reversal=row,
            reason=request.POST.get("reason", ""),
        )
    else:
        raise Http404
    return redirect(entry_url(row.entry))


@office_page("ledger.view")
def reversal_pdf(request: OfficeRequest, code: str, sequence: int) -> HttpResponse:
    """The paper of a reversal: the wrong entry, its mirror, the reason, the two people."""
    entry = _entry(request, code, sequence)
    row = get_object_or_404(
        Reversal.objects.select_related("asked_by", "decided_by", "made__fund", "entry__voucher__fund"),
        entry=entry,
        state=ReversalState.DONE,
    )
    made = entry.reversed_by
    pair = [(entry, _postings(entry)), (made, _postings(made))]
    context = {"row": row, "entry": entry, "fund": entry.fund, "pair": pair}
    data = print_template("funds/print/reversal.html", context, title=f"Bút toán đảo {made.sequence}")
    return bytes_response(data, file_name=f"BTD-{entry.fund.short_code}-{made.sequence}.pdf", inline=True)
