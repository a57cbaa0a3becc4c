"""Papers of a pledge: what proves the quality of goods, the signed agreement, what was written to and fro."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from donors.models.pledge import Pledge
from lao_cai_support.web.codes import CodeField


class PledgePaper(models.Model):
    """One file in the private store; it stays as it came."""

    class Kind(models.TextChoices):
        QUALITY = "quality", _("giấy chất lượng")
        AGREEMENT = "agreement", _("thỏa thuận đã ký")
        OTHER = "other", _("giấy tờ khác")

    code = CodeField(unique=True)
    pledge = models.ForeignKey(Pledge, models.PROTECT, related_name="papers")
    kind = models.CharField(_("loại"), max_length=10, choices=Kind.choices)
    title = models.CharField(_("tên giấy tờ"), max_length=120, blank=True)
    stored = models.CharField(max_length=120)
    ending = models.CharField(max_length=5)
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_on = models.DateField(_("ngày tải lên"))

    objects: ClassVar = models.Manager()

    class Meta:
        verbose_name = _("giấy tờ của cam kết")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["pledge", "sha256"], name="pledge_paper_once"),
            models.CheckConstraint(
                name="pledge_paper_kind_value", condition=Q(kind__in=["quality", "agreement", "other"])
            ),
        ]
        triggers = [pgtrigger.Protect(name="stays", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.title or self.get_kind_display()
