"""Money moved between levels: sent by one fund, confirmed by the other."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from donors.models import Earmark
from funds.models.fund import Fund, FundPlace
from funds.querysets.transfer import TransferQuerySet
from lao_cai_support.web.codes import CodeField
from lao_cai_support.web.money import VndField


class Transfer(models.Model):
    class State(models.TextChoices):
        SENT = "sent", _("Đang chuyển")
        RECEIVED = "received", _("Đã nhận")

    code = CodeField(unique=True)
    sender = models.ForeignKey(Fund, models.PROTECT, related_name="transfers_out", verbose_name=_("quỹ gửi"))
    receiver = models.ForeignKey(Fund, models.PROTECT, related_name="transfers_in", verbose_name=_("quỹ nhận"))
    from_place = models.ForeignKey(FundPlace, models.PROTECT, related_name="+")
    to_place = models.ForeignKey(FundPlace, models.PROTECT, null=True, related_name="+")
    amount = VndField(_("số tiền"))
    earmark = models.ForeignKey(Earmark, models.PROTECT, null=True, blank=True, related_name="+")
    decision_no = models.CharField(_("số quyết định"), max_length=60)
    sent_on = models.DateField(_("ngày gửi"))
    received_on = models.DateField(_("ngày nhận"), null=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    state = models.CharField(_("trạng thái"), max_length=8, choices=State.choices, default=State.SENT)

    objects: ClassVar = TransferQuerySet.as_manager()

    class Meta:
        verbose_name = _("điều chuyển")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(name="transfer_positive", condition=Q(amount__gt=0)),
            models.CheckConstraint(name="transfer_two_funds", condition=~Q(sender=F("receiver"))),
            models.CheckConstraint(
                name="transfer_received_complete",
                condition=Q(state="sent", received_on__isnull=True)
                | Q(state="received", received_on__gte=F("sent_on")),
            ),
        ]
