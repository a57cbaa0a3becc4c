"""Closing a month: what must be done before, asked one by one; the refusal says what is open."""

import datetime
from dataclasses import asdict, dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from funds.ledger.figures import balance
from funds.models import (
    CashCount,
    Fund,
    FundPlace,
    JournalEntry,
    MonthClosing,
    Posting,
    Statement,
    StatementLine,
    StockCount,
    StockCountLine,
    Voucher,
)
from lao_cai_support.accounts.rights import require
from lao_cai_support.audit.services import record
from lao_cai_support.web.clock import today
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.money import format_number

COUNTED_WITHIN = datetime.timedelta(days=10)  # after the period's last day


@dataclass(frozen=True)
class Check:
    """One thing asked: ``told`` says what was found; one that is not ``ok`` holds the period open."""

    key: str
    label: str
    ok: bool
    told: str = ""
    url: str = ""


def checklist(fund: Fund, first: datetime.date, last: datetime.date) -> list[Check]:
    """What a period needs before it is closed. The number of queries does not hang on the number of papers."""
    return [
        _papers(fund, first, last),
        _bank_lines(fund, last),
        _statements(fund, first, last),
        _cash(fund, first, last),
        *([_stock(fund, last)] if last.month == 12 else []),
        *([_budget(fund, last.year)] if first.month == 1 and last.month == 12 else []),
        _shortages(fund, last),
        _book(fund),
    ]


def refuse_open(checks: list[Check]) -> None:
    """Raise Refusal with a sentence for each thing that is open."""
    wrong = [check.told for check in checks if not check.ok]
    if wrong:
        raise Refusal(" ".join(wrong), code="open")


def _papers(fund: Fund, first: datetime.date, last: datetime.date) -> Check:
    n = Voucher.objects.filter(fund=fund, day__range=(first, last), state__in=["draft", "approved"]).count()
    told = ngettext("Còn %(n)s chứng từ chưa ghi sổ hoặc hủy.", "Còn %(n)s chứng từ chưa ghi sổ hoặc hủy.", n)
    url = reverse("funds:voucher_list") + f"?fund={fund.pk}&year={last.year}"
    return Check(
        "papers", _("Chứng từ trong kỳ đã ghi sổ hoặc hủy"), not n, told % {"n": format_number(n)} if n else "", url
    )


def _bank_lines(fund: Fund, last: datetime.date) -> Check:
    n = StatementLine.objects.filter(place__fund=fund, day__lte=last).unmatched().count()
    told = ngettext("Còn %(n)s dòng sao kê chưa đối chiếu.", "Còn %(n)s dòng sao kê chưa đối chiếu.", n)
    return Check(
        "bank_lines",
        _("Mọi dòng sao kê đã đối chiếu"),
        not n,
        told % {"n": format_number(n)} if n else "",
        reverse("funds:bank", args=[fund.code]),
    )


def _statements(fund: Fund, first: datetime.date, last: datetime.date) -> Check:
    """Accounts whose statements are taken in at all must be covered to the end of the period."""
    covered: dict[str, datetime.date] = {}
    for name, day in Statement.objects.filter(place__fund=fund, last_day__isnull=False).values_list(
        "place__name", "last_day"
    ):
        if day:
            covered[name] = max(day, covered.get(name, day))
    # A bank prints no line on a quiet last day: the last movement in the book is what must be covered.
    moved = (
        Voucher.objects.filter(fund=fund, place__kind=FundPlace.Kind.BANK, state="posted", day__range=(first, last))
        .order_by("-day")
        .values_list("place__name", "day")
    )
    newest: dict[str, datetime.date] = {}
    for name, day in moved:
        newest.setdefault(name, day)
    missing = [name for name, day in newest.items() if name in covered and covered[name] < day]
    told = _("Sao kê của %(names)s chưa đến cuối kỳ.") % {"names": ", ".join(missing)} if missing else ""
    return Check(
        "statements",
        _("Sao kê đã nhập đến cuối kỳ"),
        not missing,
        told,
        reverse("funds:statement_new", args=[fund.code]),
    )


def _cash(fund: Fund, first: datetime.date, last: datetime.date) -> Check:
    moved = Posting.objects.filter(fund=fund, account="A1", day__lte=last)
    needed = bool(moved.aggregate(total=Sum("amount"))["total"]) or moved.filter(day__gte=first).exists()
    made = CashCount.objects.filter(fund=fund, on__range=(last, last + COUNTED_WITHIN)).signed().first()
    told = "" if made or not needed else _("Chưa có biên bản kiểm kê quỹ tiền mặt cuối kỳ đã ký.")
    if made and made.book != balance(fund, "A1", day=made.on):
        sentence = _("Sau khi kiểm kê quỹ ngày %(day)s, sổ tiền mặt đã thay đổi. Hãy lập biên bản kiểm kê lại.")
        told = sentence % {"day": f"{made.on:%d/%m/%Y}"}
    return Check(
        "cash", _("Đã kiểm kê quỹ tiền mặt cuối kỳ"), not told, told, reverse("funds:count_new", args=[fund.code])
    )


def _stock(fund: Fund, last: datetime.date) -> Check:
    held = Posting.objects.filter(fund=fund, account="A3", day__lte=last).aggregate(total=Sum("quantity"))["total"]
    made = StockCount.objects.filter(fund=fund, on__range=(last, last + COUNTED_WITHIN)).signed().exists()
    told = "" if made or not held else _("Chưa có biên bản kiểm kê kho cuối năm đã ký.")
    return Check(
        "stock", _("Đã kiểm kê kho cuối năm"), not told, told, reverse("funds:stock_count_new", args=[fund.code])
    )


def _budget(fund: Fund, year: int) -> Check:
    open_ones = fund.estimates.filter(year__lte=year, state="assigned")
    told = _("Kinh phí ngân sách trong năm chưa quyết toán.") if open_ones.exists() else ""
    url = reverse("funds:budget_list", args=[fund.code])
    return Check("budget", _("Đã quyết toán kinh phí ngân sách"), not told, told, url)


def _shortages(fund: Fund, last: datetime.date) -> Check:
    """What the last count of each store found missing has been written off."""
    counts = StockCount.objects.filter(fund=fund, on__lte=last).signed()
    newest = counts.order_by("store_id", "-on", "-pk").distinct("store_id")
    lines = StockCountLine.objects.filter(count__in=newest.values("pk"), counted__lt=F("book"))
    n = lines.exclude(voucher__state="posted").count()
    told = ngettext(
        "Còn %(n)s lô thiếu theo biên bản kiểm kê chưa xuất kho.",
        "Còn %(n)s lô thiếu theo biên bản kiểm kê chưa xuất kho.",
        n,
    )
    return Check(
        "shortages",
        _("Hàng thiếu theo kiểm kê đã xuất kho"),
        not n,
        told % {"n": format_number(n)} if n else "",
        reverse("funds:count_list", args=[fund.code]),
    )


def _book(fund: Fund) -> Check:
    """Entries balance and follow each other; the whole proof with every hash is ``verify_ledger``'s, each night."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT (SELECT count(*) FROM (SELECT p.entry_id FROM funds_posting p WHERE p.fund_id = %(fund)s
                    GROUP BY p.entry_id HAVING sum(p.amount) <> 0) unbalanced)
                 + (SELECT count(*) FROM (SELECT previous_hash, COALESCE(lag(hash) OVER (ORDER BY sequence), '') AS before
                    FROM funds_journalentry WHERE fund_id = %(fund)s) chain WHERE previous_hash <> before)
            """,
            {"fund": fund.pk},
        )
        wrong = cursor.fetchone()[0]
    told = (
        _("Sổ cái có %(n)s chỗ không cân hoặc không nối. Hãy báo quản trị chạy verify_ledger.") % {"n": wrong}
        if wrong
        else ""
    )
    return Check("book", _("Sổ cái cân và nối liền"), not wrong, told)


@transaction.atomic
def close_month(*, user: Any, fund: Fund, month: datetime.date) -> MonthClosing:
    """Close a past month, and with it all before: nothing is posted there any more. ``month`` is its first day.

    Raises Refusal that says what is open.
    """
    require(user, "vouchers.approve", unit=fund.unit_id)
    locked = Fund.objects.select_for_update(no_key=True).get(pk=fund.pk)
    first = month.replace(day=1)
    last = (first + datetime.timedelta(days=31)).replace(day=1) - datetime.timedelta(days=1)
    if last >= today():
        raise Refusal(_("Chỉ khóa sổ được tháng đã qua."), field="month")
    if locked.month_closings.filter(month__gte=first).exists() or locked.closings.filter(year__gte=first.year).exists():
        raise Refusal(_("Tháng %(month)s đã khóa sổ.") % {"month": f"{first:%m/%Y}"}, field="month", code="closed")
    checks = checklist(locked, first, last)
    refuse_open(checks)
    head = JournalEntry.objects.filter(fund=locked, day__lte=last).order_by("-sequence").first()
    closing = MonthClosing.objects.create(
        fund=locked,
        month=first,
        checks=[asdict(check) for check in checks],
        head_hash=head.hash if head else "",
        last_sequence=head.sequence if head else 0,
        closed_on=today(),
        closed_by=user,
    )
    detail = {"list": f"{first:%m/%Y}"}
    record(user, "fund.close_month", fund, right="vouchers.approve", unit=fund.unit_id, detail=detail)
    return closing


def open_months(fund: Fund) -> list[datetime.date]:
    """First days of past months that may be closed next, the oldest first, at most the last twelve."""
    this = today().replace(day=1)
    month = this.replace(year=this.year - 1)
    latest = fund.month_closings.order_by("-month").first()
    year = fund.closings.order_by("-year").first()
    begin = max(
        month,
        fund.valid.lower.replace(day=1),
        (latest.last_day + datetime.timedelta(days=1)) if latest else month,
        datetime.date(year.year + 1, 1, 1) if year else month,
    )
    found = []
    while begin < this:
        found.append(begin)
        begin = (begin + datetime.timedelta(days=31)).replace(day=1)
    return found
