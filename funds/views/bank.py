"""Pages of a fund's bank: statements, their lines, what each line is."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Min, Q, Sum
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from funds.filters import BankLineFilter
from funds.forms.bank import (
    AccountEditForm,
    AccountForm,
    CreditForm,
    ExplainForm,
    PairForm,
    SlipForm,
    StatementColumnsForm,
    StatementForm,
)
from funds.ledger.figures import place_balance
from funds.models import Fund, Statement, StatementLine, Transfer, Voucher
from funds.services import bank_line as acts
from funds.services.account import edit_account, open_account, transfer_slip
from funds.services.bank_match import days_open, guesses
from funds.services.statement import read_again, set_columns, take_statement
from funds.views.fund import fund_url
from lao_cai_support.accounts.pages import OfficeRequest, office_page
from lao_cai_support.accounts.rights import can
from lao_cai_support.web.clock import today
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.files import bytes_response, file_response
from lao_cai_support.web.listing import Column, Listing, Tag
from lao_cai_support.web.money import format_number
from lao_cai_support.web.pages import do, try_form, typed

PAGE = 25
SHOWN_ROWS = 8  # of a file whose columns are asked for


def bank_url(fund: Fund) -> str:
    return reverse("funds:bank", args=[fund.code])


def line_url(line: StatementLine) -> str:
    return reverse("funds:bank_line", args=[line.code])


def statement_url(statement: Statement) -> str:
    return reverse("funds:statement", args=[statement.code])


def _state(line: StatementLine) -> Tag:
    if line.voucher_id:
        return Tag(_("Đã khớp chứng từ"), "ok")
    if line.transfer_id:
        return Tag(_("Đã khớp điều chuyển"), "ok")
    if line.note:
        return Tag(_("Đã giải thích"), "")
    days = days_open(line, today())
    return Tag(ngettext("Chờ %(n)s ngày", "Chờ %(n)s ngày", days) % {"n": days}, "act")


COLUMNS = [
    Column("day", gettext_lazy("Ngày"), "day", kind="date", sort=("day", "pk"), link=line_url),
    Column("text", gettext_lazy("Nội dung"), lambda line: line.text or line.party or line.reference),
    Column("credit", gettext_lazy("Tiền vào"), lambda r: r.amount if r.amount > 0 else None, kind="vnd"),
    Column("debit", gettext_lazy("Tiền ra"), lambda r: -r.amount if r.amount < 0 else None, kind="vnd"),
    Column("fund", pgettext_lazy("một", "Quỹ"), "place.fund.short_code", sort=("place__fund__short_code",), opt=True),
    Column("state", gettext_lazy("Đối chiếu"), _state, kind="tag"),
]


@office_page("ledger.view")
def bank_lines(request: OfficeRequest) -> HttpResponse:
    """All lines the person may see, the oldest unmatched one first."""
    rows = StatementLine.objects.visible_to(request.user).select_related("place__fund")
    listing = Listing(
        request,
        rows,
        key="bank_lines",
        columns=COLUMNS,
        filterset=BankLineFilter,
        default_sort="day",
        noun=ngettext_lazy("%(n)s dòng sao kê", "%(n)s dòng sao kê", "count"),
    )
    return listing.response("components/list_page.html", {"title": _("Dòng sao kê ngân hàng")})


def _fund(request: OfficeRequest, code: str) -> Fund:
    return get_object_or_404(Fund.objects.visible_to(request.user, "ledger.view").select_related("unit"), code=code)


@office_page("ledger.view")
def bank(request: OfficeRequest, code: str) -> HttpResponse:
    """The accounts of a fund: what the bank says beside the book, and the lines that wait, each with its best guess."""
    fund = _fund(request, code)
    open_lines = StatementLine.objects.filter(place__fund=fund).unmatched().select_related("place")
    page = Paginator(open_lines.order_by("day", "pk"), PAGE).get_page(request.GET.get("page"))
    lines = list(page.object_list)
    told = guesses(lines)
    on = today()
    context = {
        "fund": fund,
        "page": page,
        "rows": [(line, days_open(line, on), told[line.pk][:1]) for line in lines],
        "totals": open_lines.aggregate(
            n=Count("pk"),
            credit=Sum("amount", filter=Q(amount__gt=0), default=0),
            debit=-Sum("amount", filter=Q(amount__lt=0), default=0),
        ),
        "statements": Statement.objects.filter(place__fund=fund).select_related("place", "imported_by")[:12],
        "compared": _compared(fund),
        "accounts": fund.places.filter(kind="bank"),
        "may_draft": can(request.user, "vouchers.draft", unit=fund.unit_id),
        "may_open": can(request.user, "vouchers.approve", unit=fund.unit_id),
    }
    return render(request, "funds/bank.html", context)


def _compared(fund: Fund) -> list[dict[str, Any]]:
    """Bank and book of each account on the last day of its newest statement, and what explains the difference (I11)."""
    newest = list(
        Statement.objects.filter(place__fund=fund, closing__isnull=False, last_day__isnull=False)
        .select_related("place")
        .order_by("place_id", "-last_day", "-pk")
        .distinct("place_id")
    )
    return [_account_compared(statement) for statement in newest]


def _account_compared(statement: Statement) -> dict[str, Any]:
    place, day, told = statement.place, statement.last_day, statement.closing or 0
    since = Statement.objects.filter(place=place).aggregate(first=Min("first_day"))["first"]
    book = place_balance(place, day=day)
    unmatched = (
        StatementLine.objects.filter(place=place, day__lte=day)
        .unmatched()
        .aggregate(total=Sum("amount", default=0))["total"]
    )
    on_the_way = Voucher.objects.filter(
        place=place, state="posted", kind__in=("PT", "BC", "PC"), day__range=(since, day), bank_line__isnull=True
    )
    papers = on_the_way.aggregate(
        total=Sum("amount", filter=~Q(kind="PC"), default=0) - Sum("amount", filter=Q(kind="PC"), default=0)
    )["total"]
    return {
        "place": place,
        "day": day,
        "bank": told,
        "book": book,
        "difference": told - book,
        "unmatched": unmatched,
        "papers": papers,
        "unexplained": told - book - unmatched + papers,
    }


@office_page("vouchers.draft")
def statement_new(request: OfficeRequest, code: str) -> HttpResponse:
    fund = _fund(request, code)
    if not can(request.user, "vouchers.draft", unit=fund.unit_id):
        raise Http404
    form = StatementForm(request.POST or None, request.FILES or None, fund=fund)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        row = try_form(form, take_statement, user=request.user, place=data["place"], upload=data["file"])
        if row:
            _told(request, row)
            return redirect(statement_url(row))
    return _form(request, fund, form, _("Nhập sao kê ngân hàng"), _("Tải lên"))


def _told(request: OfficeRequest, row: Statement) -> None:
    if row.columns:
        messages.success(
            request,
            _("Đã nhập %(new)s dòng mới; %(known)s dòng đã có từ sao kê trước.")
            % {"new": format_number(row.lines_new), "known": format_number(row.lines_known)},
        )
    if row.gaps:
        messages.warning(request, _("Số dư trong tệp không nối ở %(n)s chỗ: có thể tệp thiếu dòng.") % {"n": row.gaps})


@office_page("ledger.view")
def statement_detail(request: OfficeRequest, code: str) -> HttpResponse:
    """A statement's lines; while its columns are not known, the question which column is what."""
    row = get_object_or_404(
        Statement.objects.visible_to(request.user).select_related("place__fund", "imported_by"), code=code
    )
    fund = row.place.fund
    if row.columns:
        if request.method == "POST":  # its columns were told a moment ago, by another person or by a second click
            messages.info(request, _("Sao kê này đã được đọc; các dòng của nó ở dưới."))
            return redirect(statement_url(row))
        rows = StatementLine.objects.filter(statement=row).select_related("place__fund")
        listing = Listing(
            request,
            rows,
            key="statement",
            columns=[column for column in COLUMNS if column.key != "fund"],
            default_sort="-day",
            noun=ngettext_lazy("%(n)s dòng mới của sao kê này", "%(n)s dòng mới của sao kê này", "count"),
        )
        links = [{"label": _("Về ngân hàng của quỹ"), "url": bank_url(fund)}]
        links.append({"label": _("Tệp gốc"), "url": reverse("funds:statement_file", args=[row.code])})
        return listing.response(
            "components/list_page.html", {"title": row.file_name, "lede": row.place.name, "acts": links}
        )
    if not can(request.user, "vouchers.draft", unit=fund.unit_id):
        raise Http404
    book = read_again(row)
    form = StatementColumnsForm(request.POST or None, book=book)
    if request.method == "POST" and form.is_valid():
        done = try_form(form, set_columns, user=request.user, statement=row, columns=form.chosen())
        if done:
            _told(request, done)
            return redirect(statement_url(done))
    context = {
        "statement": row,
        "fund": fund,
        "form": form,
        "head": book.head.cells,
        "rows": [
            [str(cell) if cell is not None else "" for cell in line][: len(book.head.cells)]
            for line in book.sheet.rows[book.head.row + 1 : book.head.row + 1 + SHOWN_ROWS]
        ],
    }
    return render(request, "funds/statement_columns.html", context, status=422 if form.errors else 200)


@office_page("ledger.view")
def statement_file(request: OfficeRequest, code: str) -> Any:
    row = get_object_or_404(Statement.objects.visible_to(request.user), code=code)
    return file_response(row.stored, file_name=row.file_name)


@office_page("ledger.view")
def bank_line(request: OfficeRequest, code: str) -> HttpResponse:
    """One line: what it could be, or what it is."""
    line = get_object_or_404(
        StatementLine.objects.visible_to(request.user).select_related(
            "place__fund", "statement", "voucher__fund", "transfer", "settled_by"
        ),
        code=code,
    )
    fund = line.place.fund
    may_draft = can(request.user, "vouchers.draft", unit=fund.unit_id)
    context: dict[str, Any] = {"line": line, "size": abs(line.amount), "fund": fund, "days": days_open(line, today())}
    context["may_draft"] = may_draft
    failed = False
    if may_draft and not line.settled:
        asked = request.POST.get("act", "") if request.method == "POST" else ""
        credit = CreditForm(request.POST if asked == "credit" else None, line=line) if line.amount > 0 else None
        pair = PairForm(request.POST if asked == "pair" else None, line=line)
        explain = ExplainForm(request.POST if asked == "explain" else None)
        for name, form, act in (
            ("credit", credit, acts.draft_credit),
            ("pair", pair, acts.pair_voucher),
            ("explain", explain, acts.explain_line),
        ):
            if form and asked == name:
                if form.is_valid() and try_form(form, act, user=request.user, line=line, **form.cleaned_data):
                    return redirect(line_url(line) if name == "credit" else bank_url(fund))
                failed = True
        context |= {"guesses": guesses([line])[line.pk], "credit": credit, "pair": pair, "explain": explain}
    elif request.method == "POST":
        raise Http404
    return render(request, "funds/bank_line.html", context, status=422 if failed else 200)


@office_page("vouchers.draft")
@require_POST
def bank_line_act(request: OfficeRequest, code: str, act: str) -> HttpResponse:
    """One click: take a guess, or take a pairing back."""
    line = get_object_or_404(StatementLine.objects.visible_to(request.user).select_related("place__fund"), code=code)
    if act == "bo":
        do(request, acts.free_line, _("Dòng này lại chờ đối chiếu."), line=line)
        return redirect(line_url(line))
    if act != "nhan":
        raise Http404
    kind, _colon, target = typed(request, "guess").partition(":")
    done = _take(request, line, kind, target)
    return redirect(bank_url(line.place.fund) if done else line_url(line))


def _take(request: OfficeRequest, line: StatementLine, kind: str, target: str) -> Any:
    drafted = _("Đã lập giấy báo Có, chờ duyệt.")
    if kind == "interest":
        return do(request, acts.draft_credit, drafted, line=line, interest=True)
    if kind in ("pledge", "donor", "campaign"):
        # Of all pledges, givers and campaigns only those that the line itself tells of.
        offered = {guess.key: guess.target for guess in guesses([line])[line.pk]}
        if f"{kind}:{target}" not in offered:
            raise Http404
        return do(request, acts.draft_credit, drafted, line=line, **{kind: offered[f"{kind}:{target}"]})
    if kind == "voucher":
        paper = _known(Voucher.objects.visible_to(request.user), target)
        return do(request, acts.pair_voucher, _("Đã khớp với chứng từ."), line=line, voucher=paper)
    if kind == "transfer":
        moved = _known(Transfer.objects.visible_to(request.user), target)
        return do(request, acts.pair_transfer, _("Đã khớp với khoản điều chuyển."), line=line, transfer=moved)
    messages.error(request, str(Refusal(_("Hãy chọn một gợi ý."))))
    return None


def _known(rows: Any, code: str) -> Any:
    return get_object_or_404(rows, code=code)


@office_page("vouchers.approve")
def account_new(request: OfficeRequest, code: str) -> HttpResponse:
    """The chair opens a further bank account by decision."""
    fund = _fund(request, code)
    if not can(request.user, "vouchers.approve", unit=fund.unit_id):
        raise Http404
    form = AccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if try_form(form, open_account, user=request.user, fund=fund, **form.cleaned_data):
            messages.success(request, _("Đã thêm tài khoản."))
            return redirect(bank_url(fund))
    return _form(request, fund, form, _("Thêm tài khoản ngân hàng"), _("Thêm tài khoản"))


@office_page("vouchers.approve")
def account_edit(request: OfficeRequest, code: str, place: int) -> HttpResponse:
    """The chair corrects what is written of an account, or closes it."""
    fund = _fund(request, code)
    if not can(request.user, "vouchers.approve", unit=fund.unit_id):
        raise Http404
    row = get_object_or_404(fund.places.filter(kind="bank"), pk=place)
    names = ("name", "holder", "account_no", "bank_code", "opened_on", "closed_on")
    form = AccountEditForm(request.POST or None, initial={name: getattr(row, name) for name in names})
    if request.method == "POST" and form.is_valid():
        if try_form(form, edit_account, user=request.user, place=row, **form.cleaned_data):
            messages.success(request, _("Đã lưu tài khoản."))
            return redirect(bank_url(fund))
    return _form(request, fund, form, _("Sửa tài khoản ngân hàng"), _("Lưu"))


@office_page("vouchers.draft")
def slip(request: OfficeRequest, code: str) -> HttpResponse:
    """The slip that tells a giver how to transfer, with its VietQR picture."""
    fund = _fund(request, code)
    if not can(request.user, "vouchers.draft", unit=fund.unit_id):
        raise Http404
    form = SlipForm(request.POST or None, fund=fund)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        content = try_form(form, transfer_slip, place=data["place"], pledge=data["pledge"])
        if content:
            return bytes_response(content, file_name=f"chuyen-khoan-{data['pledge'].code}.pdf", inline=True)
    return _form(request, fund, form, _("In hướng dẫn chuyển khoản"), _("In PDF"))


def _form(request: OfficeRequest, fund: Fund, form: Any, title: str, submit: str) -> HttpResponse:
    context = {
        "title": title,
        "lede": fund.name,
        "form": form,
        "submit": submit,
        "cancel_url": bank_url(fund),
        "crumbs": [(fund.name, fund_url(fund)), (_("Ngân hàng"), bank_url(fund))],
    }
    return render(request, "components/form_page.html", context, status=422 if form.errors else 200)
