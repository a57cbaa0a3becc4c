"""Consent: per purpose, never pre-ticked, provable, withdrawn by a new row (Luật 91/2025 Art. 9, 24)."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from children.models.child import Child
from lao_cai_support.web.codes import CodeField


class Purpose(models.TextChoices):
    SPONSOR_NAME = "sponsor_name", _("cho người đỡ đầu biết tên và hoàn cảnh")
    PICTURE = "picture", _("dùng hình ảnh trên trang công khai")
    STORY = "story", _("đăng câu chuyện")


class Consent(models.Model):
    """One answer of the representative (and of the child from 7 years on) for one purpose."""

    code = CodeField(unique=True)
    child = models.ForeignKey(Child, models.PROTECT, related_name="consents")
    purpose = models.CharField(_("mục đích"), max_length=20, choices=Purpose.choices)
    donor_code = models.CharField(max_length=16, blank=True)
    given = models.BooleanField(_("đồng ý"))
    representative = models.CharField(_("người đại diện"), max_length=120)
    child_agrees = models.BooleanField(_("trẻ đồng ý (từ đủ 7 tuổi)"), null=True)
    text_hash = models.CharField(max_length=64)
    evidence = models.CharField(_("giấy tờ"), max_length=200, blank=True)
    on = models.DateField(_("ngày"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("sự đồng ý")
        ordering = ["-pk"]
        constraints = [models.CheckConstraint(name="consent_purpose_value", condition=Q(purpose__in=Purpose.values))]
        triggers = [pgtrigger.Protect(name="immutable", operation=pgtrigger.Update | pgtrigger.Delete)]
