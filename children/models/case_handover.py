"""A case on its way to another commune: the sender keeps it until the receiver accepts."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from children.models.case import ProtectionCase
from children.querysets.case import HandoverQuerySet
from lao_cai_support.areas.models import AdministrativeUnit
from lao_cai_support.web.codes import CodeField


class CaseHandover(models.Model):
    """One offer of a case to the commune that should go on with it, and the answer."""

    code = CodeField(unique=True)
    case = models.ForeignKey(ProtectionCase, models.PROTECT, related_name="handovers")
    sender = models.ForeignKey(AdministrativeUnit, models.PROTECT, related_name="+", verbose_name=_("xã chuyển"))
    receiver = models.ForeignKey(AdministrativeUnit, models.PROTECT, related_name="+", verbose_name=_("xã nhận"))
    reason = models.CharField(_("lý do"), max_length=300)
    offered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    offered_at = models.DateTimeField(_("gửi lúc"))
    accepted = models.BooleanField(_("nhận"), null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(_("trả lời lúc"), null=True)
    answer = models.CharField(_("ý kiến"), max_length=300, blank=True)

    objects: ClassVar = HandoverQuerySet.as_manager()

    class Meta:
        verbose_name = _("chuyển vụ việc")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(accepted__isnull=True), name="handover_one_open"),
            models.CheckConstraint(name="handover_elsewhere", condition=~Q(sender=F("receiver"))),
            models.CheckConstraint(name="handover_says_why", condition=~Q(reason="")),
            models.CheckConstraint(
                name="handover_answered",
                condition=Q(accepted__isnull=True, answered_by__isnull=True, answered_at__isnull=True)
                | Q(accepted__isnull=False, answered_by__isnull=False, answered_at__isnull=False),
            ),
            models.CheckConstraint(name="handover_refused_with_reason", condition=~Q(accepted=False, answer="")),
        ]
        triggers = [
            pgtrigger.Protect(
                name="answered_stays",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__accepted__isnull=False),
            )
        ]

    @property
    def open(self) -> bool:
        return self.accepted is None
