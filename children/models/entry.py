"""What is typed in the entry grid before it is written: kept on the server, one open sheet per person and unit."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import LessThanOrEqual
from django.utils.translation import gettext_lazy as _

from children.models.list_import import ListImport
from children.querysets.entry import EntryDraftQuerySet
from lao_cai_support.areas.models import AdministrativeUnit
from lao_cai_support.web.codes import CodeField

MAX_ROWS = 500


class Rows(Func):
    """How many rows a draft holds."""

    function = "jsonb_array_length"
    output_field = models.IntegerField()


class EntryDraft(models.Model):
    """A sheet of the entry grid. It is open until it is written into the register as ``list_import``.

    ``rows`` is a list of ``{"key": …, "cells": {column: text}, "decision": …}`` in the order they were typed, with
    what was typed and nothing cleaned; only the person who types sees it.
    """

    code = CodeField(unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    unit = models.ForeignKey(AdministrativeUnit, models.PROTECT, related_name="+")
    rows = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(_("lưu lúc"))
    list_import = models.OneToOneField(ListImport, models.PROTECT, null=True, related_name="entry_draft")

    objects: ClassVar = EntryDraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("bảng nhập nhanh")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "unit"], condition=Q(list_import__isnull=True), name="entry_draft_one_open"
            ),
            models.CheckConstraint(
                name="entry_draft_rows_limit",
                condition=LessThanOrEqual(Coalesce(Rows(F("rows")), Value(0)), Value(MAX_ROWS)),
            ),
        ]
