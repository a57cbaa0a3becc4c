"""How the province weighs needs, as a committee decided it; and which communes declined which pledge."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from donors.models.pledge import Pledge
from lao_cai_support.areas.models import AdministrativeUnit
from lao_cai_support.web.codes import CodeField


class MatchPolicy(models.Model):
    """One version of weights and order of objectives. Never edited: another decision is another version."""

    class Fairness(models.TextChoices):
        AFTER = "after_priority", _("ưu tiên trước, rồi công bằng giữa các xã")
        BEFORE = "before_priority", _("công bằng giữa các xã trước")

    code = CodeField(unique=True)
    version = models.PositiveIntegerField(_("phiên bản"), unique=True)
    weights = models.JSONField(_("trọng số"))  # {"1": 9, "2": 3, "3": 1}
    fairness = models.CharField(_("thứ tự mục tiêu"), max_length=16, choices=Fairness.choices)
    committee = models.CharField(_("hội đồng quyết định"), max_length=160)
    document_no = models.CharField(_("số văn bản"), max_length=60)
    decided_on = models.DateField(_("ngày quyết định"))
    note = models.CharField(_("lý do, ghi chú"), max_length=300, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("chính sách điều phối")
        ordering = ["-version"]
        constraints = [
            models.CheckConstraint(
                name="policy_fairness_value", condition=Q(fairness__in=["after_priority", "before_priority"])
            ),
            models.CheckConstraint(name="policy_decided_by_somebody", condition=~Q(committee="") & ~Q(document_no="")),
        ]
        triggers = [pgtrigger.Protect(name="immutable", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return _("Phiên bản %(n)s (%(document)s)") % {"n": self.version, "document": self.document_no}


class PledgeDecline(models.Model):
    """A commune does not take this pledge. Its needs keep their priority and the day they wait from."""

    pledge = models.ForeignKey(Pledge, models.PROTECT, related_name="declines")
    unit = models.ForeignKey(AdministrativeUnit, models.PROTECT, related_name="+")
    declined_on = models.DateField(_("ngày"))
    reason = models.CharField(_("lý do"), max_length=300)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("xã từ chối cam kết")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["pledge", "unit"], name="pledge_declined_once"),
            models.CheckConstraint(name="pledge_decline_reason", condition=~Q(reason="")),
        ]
