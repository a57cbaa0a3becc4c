"""A campaign: what is sought, for how long, and its public page."""

import datetime
from typing import ClassVar

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from children.models import SupportArea
from donors.querysets.campaign import CampaignQuerySet
from lao_cai_support.areas.models import AdministrativeUnit
from lao_cai_support.web.codes import CodeField
from lao_cai_support.web.money import VndField


class Campaign(models.Model):
    class State(models.TextChoices):
        DRAFT = "draft", _("Nháp")
        PUBLISHED = "published", _("Đang vận động")
        CLOSED = "closed", _("Đã kết thúc")

    code = CodeField(unique=True)
    unit = models.ForeignKey(AdministrativeUnit, models.PROTECT, related_name="campaigns")
    area = models.ForeignKey(SupportArea, models.PROTECT, null=True, blank=True, verbose_name=_("lĩnh vực"))
    name = models.CharField(_("tên chiến dịch"), max_length=160)
    summary = models.TextField(_("giới thiệu"))
    target = VndField(_("mục tiêu"))
    valid = DateRangeField(_("thời gian"))
    state = models.CharField(_("trạng thái"), max_length=10, choices=State.choices, default=State.DRAFT)

    objects: ClassVar = CampaignQuerySet.as_manager()

    class Meta:
        verbose_name = _("chiến dịch")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(name="campaign_target_positive", condition=Q(target__gt=0)),
            models.CheckConstraint(
                name="campaign_state_value", condition=Q(state__in=["draft", "published", "closed"])
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def last_day(self) -> datetime.date | None:
        """The last day of the campaign; the range ends the day after."""
        return self.valid.upper and self.valid.upper - datetime.timedelta(days=1)
