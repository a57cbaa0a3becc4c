"""Signed papers as they come back: scanned, or photographed, each at the record whose code stands on it."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from funds.models.count import CashCount, StockCount
from funds.models.distribution import Sheet
from funds.models.fund import NO_TRUNCATE, Fund
from funds.models.voucher import Voucher
from lao_cai_support.web.scanned import ScannedFile

TARGETS = ("voucher", "sheet", "cash_count", "stock_count")


def _only(name: str) -> Q:
    return Q(**{f"{target}__isnull": target != name for target in TARGETS})


class PaperScan(ScannedFile):
    """Pages of one signed paper. Never replaced: a better scan is one more."""

    fund = models.ForeignKey(Fund, models.PROTECT, related_name="scans")
    voucher = models.ForeignKey(Voucher, models.PROTECT, null=True, related_name="scans")
    sheet = models.ForeignKey(Sheet, models.PROTECT, null=True, related_name="scans")
    cash_count = models.ForeignKey(CashCount, models.PROTECT, null=True, related_name="scans")
    stock_count = models.ForeignKey(StockCount, models.PROTECT, null=True, related_name="scans")

    class Meta:
        verbose_name = _("bản chụp chứng từ")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["fund", "sha256"], name="paper_scan_once"),
            models.CheckConstraint(
                name="paper_scan_one_paper",
                condition=_only("voucher") | _only("sheet") | _only("cash_count") | _only("stock_count"),
            ),
        ]
        triggers = [NO_TRUNCATE, pgtrigger.Protect(name="stays", operation=pgtrigger.Update | pgtrigger.Delete)]
