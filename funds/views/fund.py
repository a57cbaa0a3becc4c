"""Pages of funds and their ledger."""

from typing import Any

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy, pgettext_lazy

from funds.filters import PostingFilter
from funds.ledger.figures import balances, earmarks_left
from funds.models import Fund, Posting, Transfer
from funds.services.check import last_check, told
from funds.services.distribution import lots_in_store
from funds.services.overview import desks
from lao_cai_support.accounts.pages import OfficeRequest, office_page
from lao_cai_support.accounts.rights import can
from lao_cai_support.audit.services import history_of
from lao_cai_support.web.listing import Column, Listing

# A page of a large fund shows what goes first; the whole stands in the ledger.
LOTS_SHOWN, EARMARKS_SHOWN = 50, 50


def fund_url(fund: Fund) -> str:
    return reverse("funds:fund_detail", args=[fund.code])


def fund_for(request: OfficeRequest, code: str, act: str) -> Fund:
    """The fund, when the person may do the act in it (its books may also be read from above); 404 otherwise."""
    fund = get_object_or_404(Fund.objects.visible_to(request.user, act).select_related("unit"), code=code)
    if act != "ledger.view" and not can(request.user, act, unit=fund.unit_id):
        raise Http404
    return fund


COLUMNS = [
    Column("name", pgettext_lazy("một", "Quỹ"), "name", sort=("unit__path",), link=fund_url),
    Column("unit", gettext_lazy("Đơn vị"), "unit.title", sort=("unit__sort_key",)),
    Column("level", gettext_lazy("Cấp"), "unit.get_level_display", sort=("unit__level",), run=True),
    Column("code", gettext_lazy("Ký hiệu"), "short_code", sort=("short_code",), opt=True),
]


@office_page("funds.view")
def fund_list(request: OfficeRequest) -> HttpResponse:
    rows = Fund.objects.visible_to(request.user).select_related("unit")
    listing = Listing(
        request,
        rows,
        key="funds",
        columns=COLUMNS,
        default_sort="name",
        noun=ngettext_lazy("%(n)s quỹ", "%(n)s quỹ", "count"),
    )
    links = [
        {"label": _("Chứng từ"), "url": reverse("funds:voucher_list")},
        {"label": _("Điều chuyển"), "url": reverse("funds:transfer_list")},
    ]
    return listing.response("components/list_page.html", {"title": _("Quỹ Bảo trợ trẻ em"), "acts": links})


@office_page("funds.view")
def fund_detail(request: OfficeRequest, code: str) -> HttpResponse:
    fund = get_object_or_404(Fund.objects.visible_to(request.user).select_related("unit"), code=code)
    figures = balances(fund)
    lots = lots_in_store(fund, LOTS_SHOWN + 1)
    check = last_check()
    context: dict[str, Any] = {
        "fund": fund,
        "b": figures,
        "total": sum(figures[a] for a in ("A1", "A2", "A3", "A4", "A5")),
        "lots": lots[:LOTS_SHOWN],
        "more_lots": len(lots) > LOTS_SHOWN,
        "check": check,
        "found": told(check, fund.short_code) if check else [],
        "places": fund.places.all(),
        "recent": fund.entries.order_by("-sequence")[:10],
        "vouchers": fund.vouchers.select_related("fund").order_by("-pk")[:10],
        "may_draft": can(request.user, "vouchers.draft", unit=fund.unit_id),
        "may_plan": can(request.user, "distributions.plan", unit=fund.unit_id),
        "may_ledger": can(request.user, "ledger.view", unit=fund.unit_id),
        "may_budget": can(request.user, "budgets.view", unit=fund.unit_id),
        "may_decide": can(request.user, "vouchers.approve", unit=fund.unit_id),
        "may_transfer": can(request.user, "transfers.confirm", unit=fund.unit_id),
        "earmarks": earmarks_left(fund)[:EARMARKS_SHOWN],
        "transfers": Transfer.objects.filter(Q(sender=fund) | Q(receiver=fund)).select_related("sender", "receiver")[
            :5
        ],
        "closed": fund.closings.first(),
        "history": history_of(fund)[:10],
    }
    return render(request, "funds/fund_detail.html", context)


def _entry_url(posting: Posting) -> str:
    return reverse("funds:entry_detail", args=[posting.entry.fund.code, posting.entry.sequence])


LEDGER_COLUMNS = [
    Column(
        "sequence",
        gettext_lazy("Bút toán"),
        lambda p: str(p.entry.sequence),
        sort=("entry__sequence",),
        link=_entry_url,
    ),
    Column("day", gettext_lazy("Ngày"), "day", kind="date", sort=("day",)),
    Column("text", gettext_lazy("Diễn giải"), "entry.text"),
    Column("account", gettext_lazy("Tài khoản"), lambda p: f"{p.account} {p.get_account_display()}", sort=("account",)),
    Column("debit", gettext_lazy("Nợ"), lambda p: p.amount if p.amount > 0 else None, kind="vnd"),
    Column("credit", gettext_lazy("Có"), lambda p: -p.amount if p.amount < 0 else None, kind="vnd"),
    Column("code", gettext_lazy("Mã thu, chi"), lambda p: p.income_id or p.expenditure_id or "", opt=True),
    Column("quantity", gettext_lazy("Số lượng"), lambda p: p.quantity or None, kind="number", opt=True),
]


@office_page("ledger.view")
def ledger(request: OfficeRequest, code: str) -> HttpResponse:
    fund = get_object_or_404(Fund.objects.visible_to(request.user, "ledger.view"), code=code)
    rows = Posting.objects.filter(fund=fund).select_related("entry__fund")
    listing = Listing(
        request,
        rows,
        key="ledger",
        columns=LEDGER_COLUMNS,
        filterset=PostingFilter,
        default_sort="-sequence",
        noun=ngettext_lazy("%(n)s dòng sổ", "%(n)s dòng sổ", "count"),
    )
    return listing.response(
        "components/list_page.html",
        {"title": _("Sổ cái"), "lede": fund.name, "acts": [{"label": _("Về quỹ"), "url": fund_url(fund)}]},
    )


@office_page("ledger.view")
def overview(request: OfficeRequest, code: str) -> HttpResponse:
    """What waits for whom in the fund."""
    fund = get_object_or_404(Fund.objects.visible_to(request.user, "ledger.view"), code=code)
    return render(request, "funds/overview.html", {"fund": fund, "desks": desks(fund)})
