"""An uploaded list: the file's fingerprint, what each row says, what was decided, what it was before (to undo)."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from children.models.child import Child
from children.querysets.list_import import ListImportQuerySet
from lao_cai_support.areas.models import AdministrativeUnit
from lao_cai_support.web.codes import CodeField


class ImportState(models.TextChoices):
    READING = "reading", _("Đang đọc")
    PREVIEW = "preview", _("Chờ xem trước")
    COMMITTED = "committed", _("Đã ghi")
    UNDONE = "undone", _("Đã hoàn tác")
    DISCARDED = "discarded", _("Đã bỏ")
    FAILED = "failed", _("Không đọc được")


class RowStatus(models.TextChoices):
    NEW = "new", _("Mới")
    UPDATE = "update", _("Cập nhật")
    DUPLICATE = "duplicate", _("Có thể trùng")
    ERROR = "error", _("Lỗi")
    SKIPPED = "skipped", _("Bỏ qua")


class RowDecision(models.TextChoices):
    AUTO = "", _("theo đề xuất")
    CREATE = "create", _("ghi thành trẻ mới")
    UPDATE = "update", _("cập nhật hồ sơ đã có")
    SKIP = "skip", _("không ghi")


class ListImport(models.Model):
    code = CodeField(unique=True)
    unit = models.ForeignKey(AdministrativeUnit, models.PROTECT, related_name="list_imports")
    file_name = models.CharField(_("tệp"), max_length=200)
    file_hash = models.CharField(max_length=64)
    stored_file = models.CharField(max_length=200, blank=True)
    mapping = models.JSONField(default=dict)
    state = models.CharField(_("trạng thái"), max_length=10, choices=ImportState.choices, default=ImportState.READING)
    failure = models.CharField(max_length=300, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    committed_at = models.DateTimeField(null=True)
    # Villages that the commit added to the register, so that an undo takes them away again.
    new_villages = ArrayField(models.BigIntegerField(), default=list)

    objects: ClassVar = ListImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("lần nhập danh sách")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "file_hash"], condition=Q(state="committed"), name="list_import_file_once_per_unit"
            ),
            models.CheckConstraint(name="list_import_state_value", condition=Q(state__in=ImportState.values)),
        ]


class ImportRow(models.Model):
    """One row of the sheet as read, as cleaned, and what became of it."""

    code = CodeField(unique=True)
    list_import = models.ForeignKey(ListImport, models.CASCADE, related_name="rows")
    sheet = models.CharField(_("trang tính"), max_length=60)
    row = models.PositiveIntegerField(_("dòng"))
    raw = models.JSONField(default=list)
    fields = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    matches = models.JSONField(default=list)
    status = models.CharField(_("kết quả"), max_length=10, choices=RowStatus.choices)
    decision = models.CharField(_("quyết định"), max_length=10, choices=RowDecision.choices, blank=True)
    child = models.ForeignKey(Child, models.SET_NULL, null=True, related_name="+")
    before = models.JSONField(null=True)

    class Meta:
        verbose_name = _("dòng danh sách")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["list_import", "sheet", "row"], name="import_row_once"),
            models.CheckConstraint(name="import_row_status_value", condition=Q(status__in=RowStatus.values)),
        ]
