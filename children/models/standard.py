"""What a thing must be to satisfy a need: the sector's standard of an item, as versions with their day."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from children.models.item import Item
from children.querysets.standard import ItemStandardQuerySet


class ItemStandard(models.Model):
    """One version of an item's standard. Nothing is edited: a change is a new version from a later day."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="standards")
    version = models.PositiveSmallIntegerField(_("phiên bản"))
    requirements = models.TextField(_("thế nào là đạt"), max_length=1000)
    least_age = models.PositiveSmallIntegerField(_("từ tuổi"), null=True, blank=True)
    most_age = models.PositiveSmallIntegerField(_("đến hết tuổi"), null=True, blank=True)
    expiry_left = models.PositiveSmallIntegerField(_("hạn dùng còn ít nhất (ngày)"), null=True, blank=True)
    new_only = models.BooleanField(_("chỉ nhận hàng mới"), default=False)
    papers = models.CharField(_("giấy chất lượng phải có"), max_length=300, blank=True)
    valid_from = models.DateField(_("áp dụng từ ngày"))
    decision = models.CharField(_("văn bản của ngành"), max_length=120)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_on = models.DateField(_("ngày lập"))

    objects: ClassVar = ItemStandardQuerySet.as_manager()

    class Meta:
        verbose_name = _("tiêu chuẩn mặt hàng")
        ordering = ["item", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["item", "version"], name="item_standard_version"),
            models.CheckConstraint(name="item_standard_told", condition=~Q(requirements="") & ~Q(decision="")),
            models.CheckConstraint(
                name="item_standard_ages",
                condition=Q(least_age__isnull=True, most_age__isnull=True)
                | Q(least_age__isnull=False, most_age__isnull=False, least_age__lte=F("most_age")),
            ),
        ]
        triggers = [pgtrigger.Protect(name="stays", operation=pgtrigger.Update | pgtrigger.Delete)]
