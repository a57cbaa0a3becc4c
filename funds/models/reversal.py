"""A wrong entry turned back: asked for by one person with a reason, carried out by another."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from funds.models.fund import NO_TRUNCATE
from funds.models.ledger import JournalEntry
from lao_cai_support.web.codes import CodeField


class ReversalState(models.TextChoices):
    ASKED = "asked", _("Chờ duyệt")
    DONE = "done", _("Đã đảo")
    REFUSED = "refused", _("Không đảo")


class Reversal(models.Model):
    """``made`` is the mirror entry; the wrong one stays as it was written (I23)."""

    code = CodeField(unique=True)
    entry = models.ForeignKey(JournalEntry, models.PROTECT, related_name="reversals")
    reason = models.CharField(_("lý do"), max_length=200)
    state = models.CharField(_("trạng thái"), max_length=8, choices=ReversalState.choices, default=ReversalState.ASKED)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_on = models.DateField(_("ngày đề nghị"))
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_on = models.DateField(_("ngày quyết định"), null=True)
    answer = models.CharField(_("trả lời"), max_length=300, blank=True)
    made = models.OneToOneField(JournalEntry, models.PROTECT, null=True, related_name="reversal")

    objects: ClassVar = models.Manager()

    class Meta:
        verbose_name = _("đề nghị đảo bút toán")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["entry"], condition=~Q(state="refused"), name="reversal_one_at_a_time"),
            models.CheckConstraint(name="reversal_state_value", condition=Q(state__in=ReversalState.values)),
            models.CheckConstraint(name="reversal_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="reversal_two_people", condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by"))
            ),
            models.CheckConstraint(
                name="reversal_complete",
                condition=Q(state="asked", decided_by__isnull=True, made__isnull=True)
                | Q(state="done", decided_by__isnull=False, decided_on__isnull=False, made__isnull=False)
                | Q(state="refused", decided_by__isnull=False, decided_on__isnull=False, made__isnull=True),
            ),
        ]
        triggers = [
            NO_TRUNCATE,
            pgtrigger.Protect(
                name="decided_is_final",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Condition("OLD.state <> 'asked'"),
            ),
        ]
