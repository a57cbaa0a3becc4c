"""A pledge: money or goods promised, earmarked, dated."""

from typing import ClassVar

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from children.models import Item
from donors.models.campaign import Campaign
from donors.models.donor import Donor
from donors.models.earmark import Earmark
from donors.querysets.pledge import PledgeQuerySet
from lao_cai_support.areas.models import AdministrativeUnit
from lao_cai_support.web.codes import CodeField
from lao_cai_support.web.money import VndField


class PledgeForm(models.TextChoices):
    MONEY = "money", _("Tiền")
    GOODS = "goods", _("Hiện vật")


class PledgeState(models.TextChoices):
    OFFERED = "offered", _("Mới ngỏ ý")
    ACCEPTED = "accepted", _("Đã ký thỏa thuận")
    FULFILLED = "fulfilled", _("Đã nhận đủ")
    WITHDRAWN = "withdrawn", _("Đã rút")
    WRITTEN_OFF = "written_off", _("Không thực hiện")


PLEDGE_MOVES: dict[str, set[str]] = {
    "offered": {"accepted", "withdrawn"},
    "accepted": {"fulfilled", "withdrawn", "written_off"},
    "fulfilled": set(),
    "withdrawn": set(),
    "written_off": set(),
}


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent(), model_name="PledgeEvent")
class Pledge(models.Model):
    """``value`` is the whole promise in đồng (for goods quantity × unit value).

    ``allocated_value`` and ``allocated_quantity`` are kept by the trigger of Allocation, never typed.
    """

    class Route(models.TextChoices):
        FUND = "fund", _("qua Quỹ")
        DIRECT = "direct", _("nhà tài trợ trao trực tiếp")

    code = CodeField(unique=True)
    donor = models.ForeignKey(Donor, models.PROTECT, related_name="pledges", verbose_name=_("nhà tài trợ"))
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, null=True, blank=True, related_name="pledges", verbose_name=_("chiến dịch")
    )
    unit = models.ForeignKey(
        AdministrativeUnit, models.PROTECT, related_name="pledges", verbose_name=_("đơn vị tiếp nhận")
    )
    form = models.CharField(_("hình thức"), max_length=5, choices=PledgeForm.choices)
    item = models.ForeignKey(Item, models.PROTECT, null=True, blank=True, verbose_name=_("mặt hàng"))
    sizes = ArrayField(models.CharField(max_length=10), default=list, blank=True, verbose_name=_("cỡ"))
    quantity = models.PositiveIntegerField(_("số lượng"), null=True, blank=True)
    unit_value = VndField(_("đơn giá"), null=True, blank=True)
    value = VndField(_("giá trị"))
    earmark = models.ForeignKey(Earmark, models.PROTECT, null=True, blank=True, related_name="pledges")
    route = models.CharField(_("cách trao"), max_length=6, choices=Route.choices, default=Route.FUND)
    agreement_no = models.CharField(_("số thỏa thuận"), max_length=60, blank=True)
    offered_on = models.DateField(_("ngày ngỏ ý"))
    accepted_on = models.DateField(_("ngày ký"), null=True, blank=True)
    available_from = models.DateField(_("có từ ngày"))
    state = models.CharField(_("trạng thái"), max_length=12, choices=PledgeState.choices, default=PledgeState.OFFERED)
    end_reason = models.CharField(_("lý do"), max_length=300, blank=True)
    allocated_quantity = models.PositiveIntegerField(_("đã phân bổ"), default=0, editable=False)
    allocated_value = VndField(_("giá trị đã phân bổ"), default=0, editable=False)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects: ClassVar = PledgeQuerySet.as_manager()

    class Meta:
        verbose_name = _("cam kết hỗ trợ")
        ordering = ["-offered_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="pledge_goods_or_money",
                condition=(
                    Q(
                        form="goods",
                        item__isnull=False,
                        quantity__gt=0,
                        unit_value__gt=0,
                        value=F("quantity") * F("unit_value"),
                    )
                    | Q(form="money", item__isnull=True, quantity__isnull=True, unit_value__isnull=True)
                ),
            ),
            models.CheckConstraint(name="pledge_value_positive", condition=Q(value__gt=0)),
            models.CheckConstraint(
                name="pledge_never_over_allocated",
                condition=Q(value__gte=F("allocated_value"))
                & (Q(quantity__isnull=True) | Q(quantity__gte=F("allocated_quantity"))),
            ),
            models.CheckConstraint(name="pledge_state_value", condition=Q(state__in=PledgeState.values)),
            models.CheckConstraint(
                name="pledge_end_reason",
                condition=~Q(state__in=["withdrawn", "written_off"]) | ~Q(end_reason=""),
            ),
            models.CheckConstraint(
                name="pledge_accepted_day",
                condition=Q(state__in=["offered", "withdrawn"]) | Q(accepted_on__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["state", "available_from"], name="pledge_state_from")]

    def __str__(self) -> str:
        return f"{self.donor} – {self.item or self.get_form_display()}"


class Instalment(models.Model):
    """One part of a pledge with its due day."""

    pledge = models.ForeignKey(Pledge, models.CASCADE, related_name="instalments")
    due_on = models.DateField(_("hạn"))
    value = VndField(_("giá trị"))

    class Meta:
        verbose_name = _("đợt thực hiện")
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["pledge", "due_on"], name="instalment_once_a_day"),
            models.CheckConstraint(name="instalment_positive", condition=Q(value__gt=0)),
        ]
