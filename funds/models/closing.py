"""The closing of a month: nothing is posted into it or before it any more."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from funds.models.fund import IMMUTABLE, NO_TRUNCATE, Fund


class MonthClosing(models.Model):
    """``checks`` keeps what was asked at closing and what was found; the head of the chain is written down.

    A trigger of JournalEntry refuses entries of a closed month.
    """

    fund = models.ForeignKey(Fund, models.PROTECT, related_name="month_closings")
    month = models.DateField(_("tháng"), help_text=_("ngày đầu tháng"))
    checks = models.JSONField(default=list)
    head_hash = models.CharField(max_length=64, blank=True)
    last_sequence = models.PositiveIntegerField()
    closed_on = models.DateField(_("ngày khóa sổ"))
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("khóa sổ tháng")
        ordering = ["-month"]
        constraints = [
            models.UniqueConstraint(fields=["fund", "month"], name="month_closing_once"),
            models.CheckConstraint(name="month_closing_first_day", condition=Q(month__day=1)),
        ]
        triggers = [IMMUTABLE, NO_TRUNCATE]

    @property
    def last_day(self) -> datetime.date:
        return (self.month + datetime.timedelta(days=31)).replace(day=1) - datetime.timedelta(days=1)
