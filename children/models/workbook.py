"""The round-trip workbook: what was handed out, and what came back."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from children.models.child import Child
from children.models.list_import import ListImport
from children.querysets.workbook import WorkbookQuerySet, WorkbookReturnQuerySet
from lao_cai_support.areas.models import AdministrativeUnit
from lao_cai_support.web.codes import CodeField


class Workbook(models.Model):
    """A commune's list handed out as a workbook, to be filled with no network and returned."""

    code = CodeField(unique=True)
    unit = models.ForeignKey(AdministrativeUnit, models.PROTECT, related_name="workbooks")
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(_("tải về lúc"))
    reason = models.CharField(_("lý do"), max_length=300)
    children = models.PositiveIntegerField(_("số trẻ"))

    objects: ClassVar = WorkbookQuerySet.as_manager()

    class Meta:
        verbose_name = _("sổ cầm tay")
        ordering = ["-pk"]
        constraints = [models.CheckConstraint(name="workbook_has_reason", condition=~Q(reason=""))]


class WorkbookRow(models.Model):
    """What the workbook said of a child when it was handed out: ``cells`` as shown, by field."""

    workbook = models.ForeignKey(Workbook, models.CASCADE, related_name="rows")
    child = models.ForeignKey(Child, models.CASCADE, related_name="+")
    version = models.PositiveIntegerField()
    cells = models.JSONField()

    class Meta:
        verbose_name = _("dòng của sổ cầm tay")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["workbook", "child"], name="workbook_child_once")]


class ReturnState(models.TextChoices):
    PREVIEW = "preview", _("Chờ xem")
    WAITING = "waiting", _("Chờ duyệt")
    COMMITTED = "committed", _("Đã ghi")
    UNDONE = "undone", _("Đã hoàn tác")
    DISCARDED = "discarded", _("Đã bỏ")


class WorkbookReturn(models.Model):
    """A filled workbook that came back. ``notes`` are rows that fit no child of the workbook: row, code, message.

    ``list_import`` holds its new rows; ``new_villages`` and ``new_households`` are what the commit added beside them,
    ``followed`` the circumstances that followed a changed poverty category (services/poverty).
    """

    code = CodeField(unique=True)
    workbook = models.ForeignKey(Workbook, models.PROTECT, related_name="returns")
    file_name = models.CharField(_("tệp"), max_length=200)
    file_hash = models.CharField(max_length=64)
    state = models.CharField(_("trạng thái"), max_length=10, choices=ReturnState.choices, default=ReturnState.PREVIEW)
    returned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    returned_at = models.DateTimeField(_("nhận lại lúc"))
    # Handed to a second person, where the unit's rule asks for one; why it was given back, if it was.
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    requested_at = models.DateTimeField(null=True)
    return_reason = models.CharField(max_length=300, blank=True)
    committed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    committed_at = models.DateTimeField(null=True)
    notes = models.JSONField(default=list)
    same = models.PositiveIntegerField(_("số dòng giữ nguyên"), default=0)
    list_import = models.OneToOneField(ListImport, models.PROTECT, null=True, related_name="workbook_return")
    new_villages = ArrayField(models.BigIntegerField(), default=list)
    new_households = ArrayField(models.BigIntegerField(), default=list)
    followed = models.JSONField(default=list)

    objects: ClassVar = WorkbookReturnQuerySet.as_manager()

    class Meta:
        verbose_name = _("sổ cầm tay nhận lại")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["workbook", "file_hash"], condition=Q(state="committed"), name="workbook_return_file_once"
            ),
            models.CheckConstraint(name="workbook_return_state_value", condition=Q(state__in=ReturnState.values)),
        ]


class CellKind(models.TextChoices):
    CONFLICT = "conflict", _("Hai bên cùng sửa")
    CHANGE = "change", _("Thay đổi")
    BLANK = "blank", _("Để trống")
    PROBLEM = "problem", _("Không nhận")


class CellDecision(models.TextChoices):
    OPEN = "", _("chưa chọn")
    OURS = "ours", _("giữ như trong sổ")
    THEIRS = "theirs", _("lấy theo tệp")


class CellChange(models.Model):
    """One cell that came back different: what stood in it (``base``), stands now (``ours``) and is said (``theirs``).

    A change is taken unless it is refused, a blank cell erases and an ended circumstance ends only when that is
    chosen, a conflict must be chosen, a problem is never taken. ``value`` is what would be written, ``before`` what
    was there when it was written (to undo).
    """

    workbook_return = models.ForeignKey(WorkbookReturn, models.CASCADE, related_name="cells")
    row = models.PositiveIntegerField(_("dòng"))
    child = models.ForeignKey(Child, models.CASCADE, related_name="+")
    field = models.CharField(_("ô"), max_length=20)
    kind = models.CharField(_("loại"), max_length=10, choices=CellKind.choices)
    base = models.TextField(blank=True)
    ours = models.TextField(blank=True)
    theirs = models.TextField(blank=True)
    value = models.JSONField(null=True)
    problem = models.TextField(blank=True)
    decision = models.CharField(_("quyết định"), max_length=6, choices=CellDecision.choices, blank=True)
    before = models.JSONField(null=True, encoder=DjangoJSONEncoder)

    class Meta:
        verbose_name = _("ô của sổ cầm tay")
        ordering = ["row", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["workbook_return", "child", "field"], name="workbook_cell_once"),
            models.CheckConstraint(name="workbook_cell_kind_value", condition=Q(kind__in=CellKind.values)),
            models.CheckConstraint(name="workbook_cell_decision_value", condition=Q(decision__in=CellDecision.values)),
            models.CheckConstraint(
                name="workbook_problem_never_taken", condition=~Q(kind="problem", decision="theirs")
            ),
        ]

    @property
    def taken(self) -> bool:
        """Whether the commit writes what the file says."""
        return self.decision == CellDecision.THEIRS or (self.kind == CellKind.CHANGE and not self.decision)
