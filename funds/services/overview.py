"""What waits for whom in one fund: for the accountant, the cashier and the chair. A fixed number of queries."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from funds.models import (
    BudgetEstimate,
    CashCount,
    Distribution,
    Fund,
    Lot,
    Sheet,
    StatementLine,
    StockCount,
    Transfer,
    Voucher,
)
from funds.services.closing import open_months
from funds.services.school_confirmation import differing
from lao_cai_support.web.clock import today


@dataclass(frozen=True)
class Waiting:
    """One kind of work: how many, since when the oldest waits (``days``), where it is done."""

    label: str
    count: int
    url: str
    days: int | None = None


@dataclass(frozen=True)
class Desk:
    """Everything that waits for one role."""

    role: str
    work: list[Waiting]

    @property
    def count(self) -> int:
        return sum(item.count for item in self.work)


def desks(fund: Fund) -> list[Desk]:
    """The accountant's, the cashier's and the chair's desk."""
    on = today()
    vouchers = _grouped(Voucher.objects.filter(fund=fund, state__in=["draft", "approved"]), "state", "day", on)
    planned = _grouped(
        Distribution.objects.filter(fund=fund, state__in=["planned", "approved"]), "state", "decision_on", on
    )
    bank = _one(StatementLine.objects.filter(place__fund=fund).unmatched(), "day", on)
    counts = [_one(model.objects.filter(fund=fund, confirmed_on=None), "on", on) for model in (CashCount, StockCount)]
    sheets = Sheet.objects.filter(distribution__fund=fund)
    late = _one(
        sheets.filter(recorded_on=None, distribution__state="issued", distribution__hand_out_on__lt=on),
        "distribution__hand_out_on",
        on,
    )
    lots: Any = Lot.objects.with_left()
    aside = lots.filter(fund=fund, left__gt=0).aggregate(
        n=Count("pk", filter=Q(recalled_on__isnull=False) | Q(expires_on__lte=on)),
        soon=Count("pk", filter=Q(expires_on__gt=on, expires_on__lte=on + datetime.timedelta(days=60))),
    )
    told = _grouped(BudgetEstimate.objects.filter(fund=fund), "state", "drafted_on", on)
    in_years_past = _one(BudgetEstimate.objects.filter(fund=fund, state="assigned", year__lt=on.year), "drafted_on", on)
    writing, handed_in, granted = (
        sum(told.get(state, (0, 0))[0] for state in states)
        for states in (("draft", "returned"), ("submitted",), ("appraised",))
    )
    budget_url = reverse("funds:budget_list", args=[fund.code])
    coming = _one(Transfer.objects.waiting().filter(receiver=fund), "sent_on", on)
    months = open_months(fund)
    own = f"?fund={fund.pk}"
    vouchers_url, lists_url = reverse("funds:voucher_list") + own, reverse("funds:distribution_list") + own
    counts_url, stock_url = (reverse(f"funds:{name}", args=[fund.code]) for name in ("count_list", "stock"))
    signing = counts[0][0] + counts[1][0]
    return [
        Desk(
            _("Kế toán"),
            [
                Waiting(_("Dòng sao kê chưa đối chiếu"), bank[0], reverse("funds:bank", args=[fund.code]), bank[1]),
                Waiting(_("Biên bản kiểm kê chờ ký"), signing, counts_url),
                Waiting(
                    _("Nhà trường báo khác bảng ký nhận"),
                    differing(sheets).count(),
                    reverse("funds:sheet_list") + "?differs=true",
                ),
                Waiting(_("Lô hết hạn hoặc bị thu hồi còn trong kho"), aside["n"], stock_url + "?in_store=true"),
                Waiting(_("Dự toán ngân sách đang lập hoặc cần bổ sung"), writing, budget_url),
            ],
        ),
        Desk(
            _("Thủ quỹ, thủ kho"),
            [
                Waiting(_("Chứng từ đã duyệt, chờ thực hiện"), *_at(vouchers, "approved", vouchers_url)),
                Waiting(_("Đợt cấp phát chờ xuất"), *_at(planned, "approved", lists_url)),
                Waiting(
                    _("Bảng ký nhận đã trao mà chưa ghi kết quả"),
                    late[0],
                    reverse("funds:sheet_list") + "?late=true",
                    late[1],
                ),
                Waiting(_("Lô sắp hết hạn trong 60 ngày"), aside["soon"], stock_url + "?expiring=true"),
            ],
        ),
        Desk(
            _("Chủ tài khoản"),
            [
                Waiting(_("Chứng từ chờ duyệt"), *_at(vouchers, "draft", vouchers_url)),
                Waiting(_("Đợt cấp phát chờ duyệt"), *_at(planned, "planned", lists_url)),
                Waiting(
                    _("Khoản điều chuyển đến chờ xác nhận"),
                    coming[0],
                    reverse("funds:transfer_list") + "?waiting=true",
                    coming[1],
                ),
                Waiting(_("Tháng chưa khóa sổ"), len(months), reverse("funds:month_close", args=[fund.code])),
                Waiting(_("Dự toán ngân sách chờ trình"), writing, budget_url),
                Waiting(_("Dự toán đã thẩm định, chờ ghi quyết định giao"), granted, budget_url),
                Waiting(_("Kinh phí năm trước chờ quyết toán"), in_years_past[0], budget_url, in_years_past[1]),
            ],
        ),
        Desk(_("Cơ quan tài chính"), [Waiting(_("Dự toán ngân sách chờ thẩm định"), handed_in, budget_url)]),
    ]


def _one(rows: Any, day: str, on: datetime.date) -> tuple[int, int | None]:
    told = rows.aggregate(n=Count("pk"), oldest=Min(day))
    return told["n"], (on - told["oldest"]).days if told["oldest"] else None


def _grouped(rows: Any, by: str, day: str, on: datetime.date) -> dict[str, tuple[int, int]]:
    told = rows.order_by().values_list(by).annotate(n=Count("pk"), oldest=Min(day))
    return {value: (n, (on - oldest).days) for value, n, oldest in told}


def _at(told: dict[str, tuple[int, int]], state: str, url: str) -> tuple[int, str, int | None]:
    n, days = told.get(state, (0, None))
    return n, f"{url}&state={state}", days
