"""The log of acts and of views: written once, never changed. It holds codes, never a child's name."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from lao_cai_support.accounts.models import Membership
from lao_cai_support.areas.models import AdministrativeUnit
from lao_cai_support.audit.querysets import ActQuerySet

APPEND_ONLY = pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)


class Act(models.Model):
    """Someone did something to a record: the readable history shown on every record."""

    at = models.DateTimeField(_("lúc"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    membership = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    act = models.CharField(_("việc"), max_length=60)
    object_type = models.CharField(max_length=60)
    object_code = models.CharField(max_length=60)
    unit = models.ForeignKey(AdministrativeUnit, models.PROTECT, null=True, related_name="+")
    reason = models.TextField(_("lý do"), blank=True)
    fields = ArrayField(models.CharField(max_length=60), default=list)
    detail = models.JSONField(default=dict)
    request_id = models.CharField(max_length=40, blank=True)

    objects: ClassVar = ActQuerySet.as_manager()

    class Meta:
        verbose_name = _("việc đã làm")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["object_type", "object_code", "-id"], name="act_object"),
            models.Index(fields=["unit", "-id"], name="act_unit"),
        ]
        triggers = [APPEND_ONLY]


class RecordView(models.Model):
    """Someone opened a child's file (ASVS 16.3: reading a child's record is an event of its own)."""

    at = models.DateTimeField(_("lúc"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    membership = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    object_type = models.CharField(max_length=60)
    object_code = models.CharField(max_length=60)
    page = models.CharField(_("trang"), max_length=60)

    class Meta:
        verbose_name = _("lượt xem hồ sơ")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["object_type", "object_code", "-id"], name="view_object")]
        triggers = [APPEND_ONLY]
