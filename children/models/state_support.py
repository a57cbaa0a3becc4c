"""What the State already gives, beside each area of support: told next to a need, never taken off it."""

from django.contrib.postgres.fields import ArrayField, DateRangeField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from children.models.item import SupportArea
from children.models.reference import ReferenceEntry


class StateSupport(ReferenceEntry):
    """One entitlement with its law: full ages, and circumstances of which one is enough (poor, near_poor, difficult,
    special, boarding, minority; none: everybody of the age)."""

    area = models.ForeignKey(SupportArea, models.PROTECT, related_name="state_support", verbose_name=_("lĩnh vực"))
    law = models.CharField(_("căn cứ"), max_length=120)
    least_age = models.PositiveSmallIntegerField(default=0)
    most_age = models.PositiveSmallIntegerField(default=15)
    any_of = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    valid = DateRangeField(_("hiệu lực"))

    class Meta(ReferenceEntry.Meta):
        verbose_name = _("chế độ của Nhà nước")
        constraints = [
            models.CheckConstraint(name="state_support_ages", condition=Q(least_age__lte=models.F("most_age"))),
        ]
