"""What of a pledge will not come: asked for by one person with a reason, decided by another."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from donors.models.pledge import Pledge
from lao_cai_support.web.codes import CodeField
from lao_cai_support.web.money import VndField


class WriteOff(models.Model):
    """``value`` (đồng) is what had not come when it was decided, what was asked for until then."""

    class State(models.TextChoices):
        ASKED = "asked", _("Chờ duyệt")
        DONE = "done", _("Đã duyệt")
        TURNED_DOWN = "refused", _("Không duyệt")

    code = CodeField(unique=True)
    pledge = models.ForeignKey(Pledge, models.PROTECT, related_name="write_offs")
    value = VndField(_("giá trị"))
    reason = models.CharField(_("lý do"), max_length=300)
    state = models.CharField(_("trạng thái"), max_length=8, choices=State.choices, default=State.ASKED)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_on = models.DateField(_("ngày đề nghị"))
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_on = models.DateField(_("ngày quyết định"), null=True)
    answer = models.CharField(_("trả lời"), max_length=300, blank=True)

    objects: ClassVar = models.Manager()

    class Meta:
        verbose_name = _("đề nghị ghi không thực hiện")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["pledge"], condition=Q(state="asked"), name="write_off_one_at_a_time"),
            models.CheckConstraint(name="write_off_positive", condition=Q(value__gt=0)),
            models.CheckConstraint(name="write_off_says_why", condition=~Q(reason="")),
            models.CheckConstraint(
                name="write_off_two_people", condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by"))
            ),
            models.CheckConstraint(
                name="write_off_complete",
                condition=Q(state="asked", decided_by__isnull=True, decided_on__isnull=True)
                | Q(state__in=["done", "refused"], decided_by__isnull=False, decided_on__isnull=False),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="decided_is_final",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Condition("OLD.state <> 'asked'"),
            ),
        ]
