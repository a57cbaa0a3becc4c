"""Goods by lot: what came in together, at one value, with one expiry."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from children.models import Item
from donors.models import Donor, Earmark, Pledge
from funds.models.fund import Fund, FundPlace
from lao_cai_support.web.codes import CodeField
from lao_cai_support.web.money import VndField


class Lot(models.Model):
    """``unit_value`` is the assessed value of a piece in đồng (a donor's declared value stands beside it)."""

    code = CodeField(unique=True)
    fund = models.ForeignKey(Fund, models.PROTECT, related_name="lots")
    store = models.ForeignKey(FundPlace, models.PROTECT, related_name="lots")
    item = models.ForeignKey(Item, models.PROTECT, related_name="lots", verbose_name=_("mặt hàng"))
    size = models.CharField(_("cỡ"), max_length=10, blank=True)
    donor = models.ForeignKey(Donor, models.PROTECT, null=True, blank=True, related_name="lots")
    pledge = models.ForeignKey(Pledge, models.PROTECT, null=True, blank=True, related_name="lots")
    earmark = models.ForeignKey(Earmark, models.PROTECT, null=True, blank=True, related_name="lots")
    quantity = models.PositiveIntegerField(_("số lượng nhập"))
    unit_value = VndField(_("đơn giá định giá"))
    declared_value = VndField(_("giá trị nhà tài trợ khai"), null=True, blank=True)
    received_on = models.DateField(_("ngày nhập"))
    expires_on = models.DateField(_("hạn dùng"), null=True, blank=True)
    evidence = models.CharField(_("căn cứ định giá"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("lô hàng")
        ordering = ["expires_on", "received_on", "pk"]
        constraints = [
            models.CheckConstraint(name="lot_quantity_positive", condition=Q(quantity__gt=0)),
            models.CheckConstraint(name="lot_value_positive", condition=Q(unit_value__gt=0)),
        ]
        indexes = [models.Index(fields=["fund", "item"], name="lot_fund_item")]

    def __str__(self) -> str:
        return f"{self.item}{', ' + self.size if self.size else ''}"
