"""Goods by lot: what came in together, at one value, with one expiry."""

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from children.models import Item
from donors.models import Donor, Earmark, Pledge
from funds.models.fund import Fund, FundPlace
from funds.querysets.lot import LotQuerySet
from lao_cai_support.web.codes import CodeField
from lao_cai_support.web.money import VndField


class Basis(models.TextChoices):
    """How the fund came to its value, in the order in which it is to be sought (domain/funds 3.3): the first that
    applies is taken, and its evidence is kept."""

    INVOICE = "invoice", _("Hóa đơn, giá ghi trong biên bản bàn giao")
    MARKET = "market", _("Giá cùng loại trong tỉnh (thông báo giá, ba báo giá)")
    GROUP = "group", _("Biên bản của tổ định giá")
    NONE = "none", _("Không xác định được giá trị, chỉ theo dõi số lượng")


# What a line of a goods receipt says and a lot keeps.
VALUED = ("declared_value", "basis", "evidence", "used", "new_price", "quality_paper", "quality_until")


class Valued(models.Model):
    """The giver's word and the fund's: both are kept, and never mixed. A real gift was declared at five times the
    market. ``declared_value``, ``unit_value`` and ``new_price`` are đồng for a piece."""

    unit_value = VndField(_("đơn giá định giá"))
    declared_value = VndField(_("giá trị nhà tài trợ khai"), null=True, blank=True)
    basis = models.CharField(_("cách định giá"), max_length=7, choices=Basis.choices, default=Basis.INVOICE)
    evidence = models.CharField(_("căn cứ định giá"), max_length=200, blank=True)
    used = models.BooleanField(_("đã qua sử dụng"), default=False)
    new_price = VndField(_("giá hàng mới cùng loại"), null=True, blank=True)
    quality_paper = models.CharField(_("giấy chất lượng, kiểm định"), max_length=200, blank=True)
    quality_until = models.DateField(_("giấy chất lượng đến ngày"), null=True, blank=True)

    class Meta:
        abstract = True


class Lot(Valued):
    """What came in together; its value and what it rests on never change, so that in − out = stock without rounding."""

    code = CodeField(unique=True)
    fund = models.ForeignKey(Fund, models.PROTECT, related_name="lots")
    store = models.ForeignKey(FundPlace, models.PROTECT, related_name="lots")
    item = models.ForeignKey(Item, models.PROTECT, related_name="lots", verbose_name=_("mặt hàng"))
    size = models.CharField(_("cỡ"), max_length=10, blank=True)
    donor = models.ForeignKey(Donor, models.PROTECT, null=True, blank=True, related_name="lots")
    pledge = models.ForeignKey(Pledge, models.PROTECT, null=True, blank=True, related_name="lots")
    earmark = models.ForeignKey(Earmark, models.PROTECT, null=True, blank=True, related_name="lots")
    quantity = models.PositiveIntegerField(_("số lượng nhập"))
    received_on = models.DateField(_("ngày nhập"))
    expires_on = models.DateField(_("hạn dùng"), null=True, blank=True)
    recalled_on = models.DateField(_("thu hồi từ ngày"), null=True, blank=True)
    recall_reason = models.CharField(_("lý do thu hồi"), max_length=300, blank=True)

    objects: ClassVar = LotQuerySet.as_manager()

    class Meta:
        verbose_name = _("lô hàng")
        ordering = ["expires_on", "received_on", "pk"]
        constraints = [
            models.CheckConstraint(name="lot_quantity_positive", condition=Q(quantity__gt=0)),
            # Goods whose value nobody can tell are counted in pieces and never in money (domain/funds 3.3, point 4).
            models.CheckConstraint(
                name="lot_value_positive",
                condition=Q(unit_value__gt=0) & ~Q(basis="none") | Q(unit_value=0, basis="none"),
            ),
            models.CheckConstraint(name="lot_basis_value", condition=Q(basis__in=Basis.values)),
            models.CheckConstraint(
                name="lot_used_below_new",
                condition=Q(used=False)
                | Q(basis="none")
                | Q(basis="group", new_price__isnull=False, unit_value__lte=F("new_price")),
            ),
            models.CheckConstraint(
                name="lot_recalled_for_a_reason",
                condition=Q(recalled_on__isnull=True, recall_reason="")
                | (Q(recalled_on__isnull=False) & ~Q(recall_reason="")),
            ),
        ]
        indexes = [models.Index(fields=["fund", "item"], name="lot_fund_item")]
        triggers = [
            pgtrigger.Protect(
                name="as_it_came_in",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "((OLD.fund_id, OLD.item_id, OLD.size, OLD.quantity, OLD.unit_value, OLD.declared_value, OLD.basis, OLD.evidence)"
                    " IS DISTINCT FROM"
                    " (NEW.fund_id, NEW.item_id, NEW.size, NEW.quantity, NEW.unit_value, NEW.declared_value, NEW.basis, NEW.evidence))"
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.item}{', ' + self.size if self.size else ''}"

    @property
    def declared_times(self) -> float | None:
        """How many times the fund's value the giver declared, to one decimal; for the eye, not for the books."""
        return round(self.declared_value / self.unit_value, 1) if self.declared_value and self.unit_value else None
