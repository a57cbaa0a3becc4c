"""What the State already gives, beside each area of support: told next to a need, never taken off it."""

import datetime
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField, DateRangeField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from children.models.item import SupportArea
from children.models.reference import ReferenceEntry
from children.querysets.state_support import StateSupportQuerySet

CONDITIONS = {
    "poor": _("hộ nghèo"),
    "near_poor": _("hộ cận nghèo"),
    "difficult": _("xã đặc biệt khó khăn"),
    "special": _("trẻ em có hoàn cảnh đặc biệt"),
    "boarding": _("học sinh nội trú, bán trú"),
    "minority": _("dân tộc thiểu số"),
}


class StateSupport(ReferenceEntry):
    """One entitlement with its law: full ages, and circumstances of which one is enough (poor, near_poor, difficult,
    special, boarding, minority; none: everybody of the age)."""

    area = models.ForeignKey(SupportArea, models.PROTECT, related_name="state_support", verbose_name=_("lĩnh vực"))
    law = models.CharField(_("căn cứ"), max_length=120)
    least_age = models.PositiveSmallIntegerField(default=0)
    most_age = models.PositiveSmallIntegerField(default=15)
    any_of = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    valid = DateRangeField(_("hiệu lực"))
    # Whoever added or ended it; the official list no longer overwrites such an entry.
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    objects: ClassVar = StateSupportQuerySet.as_manager()

    class Meta(ReferenceEntry.Meta):
        verbose_name = _("chế độ của Nhà nước")
        constraints = [
            models.CheckConstraint(name="state_support_ages", condition=Q(least_age__lte=models.F("most_age"))),
        ]

    @property
    def last_day(self) -> datetime.date | None:
        """The last day on which it is given; None while no end is known."""
        return self.valid.upper - datetime.timedelta(days=1) if self.valid.upper else None

    @property
    def conditions(self) -> list[str]:
        """Of which circumstances one is enough, in words; none when everybody of the age is entitled."""
        return [str(CONDITIONS[key]) for key in self.any_of if key in CONDITIONS]
