"""An uploaded list: the file's fingerprint, what each row says, what was decided, what it was before (to undo)."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from children.models.child import Child
from children.querysets.list_import import ListImportQuerySet
from lao_cai_support.areas.models import AdministrativeUnit
from lao_cai_support.web.codes import CodeField


class ImportState(models.TextChoices):
    READING = "reading", _("Đang đọc")
    COLUMNS = "columns", _("Chờ nhận cột")
    PREVIEW = "preview", _("Chờ xem trước")
    WAITING = "waiting", _("Chờ người thứ hai duyệt")
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
    # How each sheet was read, and what a person has answered about it (lists/pipeline).
    mapping = models.JSONField(default=dict)
    answers = models.JSONField(default=dict)
    state = models.CharField(_("trạng thái"), max_length=10, choices=ImportState.choices, default=ImportState.READING)
    failure = models.CharField(max_length=300, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    committed_at = models.DateTimeField(null=True)
    committed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    # Where the office asks for a second person: who asked for the approval, and why it was last given back.
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    requested_at = models.DateTimeField(null=True)
    return_reason = models.CharField(max_length=300, blank=True)
    # The workbook that goes back to the office with the reasons beside its rows, once somebody asked for it.
    returned_file = models.CharField(max_length=200, blank=True)
    # Villages that the commit added to the register, so that an undo takes them away again.
    new_villages = ArrayField(models.BigIntegerField(), default=list)
    # Circumstances that followed a changed poverty category (services/poverty), so that an undo puts them back.
    followed = models.JSONField(default=list)

    objects: ClassVar = ListImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("lần nhập danh sách")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "file_hash"], condition=Q(state="committed"), name="list_import_file_once_per_unit"
            ),
            models.CheckConstraint(name="list_import_state_value", condition=Q(state__in=ImportState.values)),
            models.CheckConstraint(
                name="list_import_two_people",
                condition=Q(requested_by__isnull=True)
                | Q(committed_by__isnull=True)
                | (~Q(committed_by=F("requested_by")) & ~Q(committed_by=F("created_by"))),
            ),
            models.CheckConstraint(
                name="list_import_waits_for_someone",
                condition=~Q(state="waiting") | Q(requested_by__isnull=False, requested_at__isnull=False),
            ),
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
    # Fields of the record that the update may overwrite, each with the value that the person saw there.
    take = models.JSONField(default=dict)
    child = models.ForeignKey(Child, models.SET_NULL, null=True, related_name="+")
    before = models.JSONField(null=True)

    class Meta:
        verbose_name = _("dòng danh sách")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["list_import", "sheet", "row"], name="import_row_once"),
            models.CheckConstraint(name="import_row_status_value", condition=Q(status__in=RowStatus.values)),
        ]


class ColumnMapping(models.Model):
    """What an office has confirmed about lists with the same headings: used the next time such a list comes.

    ``columns`` is field → column number from 1; ``places`` is a commune's folded name → "own" or "other".
    """

    unit = models.ForeignKey(AdministrativeUnit, models.CASCADE, related_name="column_mappings")
    fingerprint = models.CharField(max_length=32)
    columns = models.JSONField(default=dict)
    script = models.CharField(max_length=8, blank=True)
    places = models.JSONField(default=dict)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("cách nhận cột")
        constraints = [models.UniqueConstraint(fields=["unit", "fingerprint"], name="column_mapping_once")]


class SecondPersonRule(models.Model):
    """From a day to a day, lists uploaded in the unit, and in those below it, are written by a second person's act."""

    code = CodeField(unique=True)
    unit = models.ForeignKey(AdministrativeUnit, models.PROTECT, related_name="second_person_rules")
    valid = DateRangeField(_("hiệu lực"))
    reason = models.CharField(_("lý do"), max_length=300)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        verbose_name = _("quy định người thứ hai duyệt danh sách tải lên")
        ordering = ["-valid"]
        constraints = [
            ExclusionConstraint(
                name="second_person_no_overlap",
                expressions=[("unit", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
                violation_error_message=_("Đơn vị đã có quy định này trong cùng thời gian."),
            )
        ]
