"""What somebody promises on the public form: a draft that becomes a pledge when the office takes it over."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from children.models import Item
from donors.models.campaign import Campaign
from donors.models.donor import DonorKind
from donors.models.pledge import Pledge, PledgeForm
from donors.querysets.offer import OfferQuerySet
from lao_cai_support.web.codes import CodeField
from lao_cai_support.web.money import VndField


class PublicOffer(models.Model):
    """``sent`` until the address answered its letter; such a row is forgotten after three days."""

    class State(models.TextChoices):
        SENT = "sent", _("Chờ xác nhận thư")
        CONFIRMED = "confirmed", _("Chờ tiếp nhận")
        TAKEN = "taken", _("Đã tiếp nhận")
        DROPPED = "dropped", _("Không tiếp nhận")

    code = CodeField(unique=True)
    kind = models.CharField(_("loại"), max_length=10, choices=DonorKind.choices)
    name = models.CharField(_("tên"), max_length=200)
    email = models.EmailField(_("thư điện tử"))
    phone = models.CharField(_("điện thoại"), max_length=20, blank=True)
    campaign = models.ForeignKey(Campaign, models.PROTECT, null=True, blank=True, related_name="offers")
    form = models.CharField(_("hình thức"), max_length=5, choices=PledgeForm.choices)
    item = models.ForeignKey(Item, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("mặt hàng"))
    quantity = models.PositiveIntegerField(_("số lượng"), null=True, blank=True)
    value = VndField(_("số tiền"), null=True, blank=True)
    words = models.CharField(_("lời nhắn"), max_length=500, blank=True)
    anonymous = models.BooleanField(_("không nêu tên"), default=False)
    language = models.CharField(max_length=5)
    state = models.CharField(_("trạng thái"), max_length=10, choices=State.choices, default=State.SENT)
    sent_at = models.DateTimeField(_("gửi lúc"))
    confirmed_at = models.DateTimeField(_("xác nhận lúc"), null=True)
    handled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    handled_on = models.DateField(_("ngày xử lý"), null=True)
    reason = models.CharField(_("lý do"), max_length=300, blank=True)
    pledge = models.OneToOneField(Pledge, models.PROTECT, null=True, related_name="offer")

    objects: ClassVar = OfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("lời hứa từ trang công khai")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="offer_goods_or_money",
                condition=Q(form="goods", item__isnull=False, quantity__gt=0, value__isnull=True)
                | Q(form="money", item__isnull=True, quantity__isnull=True, value__gt=0),
            ),
            models.CheckConstraint(
                name="offer_handled",
                condition=Q(state="sent", confirmed_at__isnull=True, handled_by__isnull=True, pledge__isnull=True)
                | Q(state="confirmed", confirmed_at__isnull=False, handled_by__isnull=True, pledge__isnull=True)
                | Q(state="taken", confirmed_at__isnull=False, handled_by__isnull=False, pledge__isnull=False)
                | (
                    Q(state="dropped", confirmed_at__isnull=False, handled_by__isnull=False, pledge__isnull=True)
                    & ~Q(reason="")
                ),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="handled_is_final",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Condition("OLD.state IN ('taken', 'dropped')"),
            ),
        ]

    def __str__(self) -> str:
        return self.name
