"""The frame register: the establishments of the province by the official list, and the lists it was made from.

Targets count establishments (domain/children 5, K4): a donor is who gives or was asked, an establishment who exists.
"""

from typing import Any, ClassVar

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import DateRangeField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from children.models.household import Fold
from donors.models.donor import Donor, DonorKind
from donors.querysets.register import EstablishmentQuerySet
from lao_cai_support.areas.models import AdministrativeUnit
from lao_cai_support.web.codes import CodeField
from lao_cai_support.web.text import sort_key

# A person is no establishment; who comes from abroad and is registered here is one.
ESTABLISHMENT_KINDS = [choice for choice in DonorKind.choices if choice[0] != DonorKind.PERSON]


@pghistory.track(
    pghistory.UpdateEvent(row=pghistory.Old),
    pghistory.DeleteEvent(),
    model_name="EstablishmentEvent",
    exclude=["folded"],
)
class Establishment(models.Model):
    code = CodeField(unique=True)
    name = models.CharField(_("tên"), max_length=200)
    folded = models.GeneratedField(
        expression=Fold(F("name")), output_field=models.CharField(max_length=200), db_persist=True
    )
    sort_key = models.CharField(max_length=420, editable=False)
    kind = models.CharField(_("loại"), max_length=10, choices=ESTABLISHMENT_KINDS)
    tax_code = models.CharField(_("mã số thuế"), max_length=14, null=True, blank=True)  # noqa: DJ001 - unique when present
    address = models.CharField(_("địa chỉ"), max_length=200, blank=True)
    unit = models.ForeignKey(
        AdministrativeUnit, models.PROTECT, null=True, related_name="establishments", verbose_name=_("xã, phường")
    )
    # From its founding, where the list tells it, until it stopped.
    valid = DateRangeField(_("hoạt động"))
    donor = models.ForeignKey(Donor, models.PROTECT, null=True, related_name="establishments")

    objects: ClassVar = EstablishmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("cơ sở")
        ordering = ["sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["tax_code"], name="establishment_tax_code_once"),
            models.CheckConstraint(
                name="establishment_tax_code_form",
                condition=Q(tax_code__isnull=True) | Q(tax_code__regex=r"^[0-9]{10}(-[0-9]{3})?$|^[0-9]{12}$"),
            ),
            models.CheckConstraint(
                name="establishment_kind_value", condition=Q(kind__in=[value for value, _label in ESTABLISHMENT_KINDS])
            ),
            models.CheckConstraint(name="establishment_lived", condition=Q(valid__isempty=False)),
        ]
        indexes = [
            GinIndex(OpClass(F("folded"), name="gin_trgm_ops"), name="establishment_folded_trgm"),
            models.Index(fields=["folded"], name="establishment_folded"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.sort_key = sort_key(self.name)
        super().save(*args, **kwargs)


class RegisterState(models.TextChoices):
    READING = "reading", _("Đang đọc")
    PREVIEW = "preview", _("Chờ xem trước")
    COMMITTED = "committed", _("Đã ghi")
    UNDONE = "undone", _("Đã hoàn tác")
    DISCARDED = "discarded", _("Đã bỏ")
    FAILED = "failed", _("Không đọc được")


class RegisterImport(models.Model):
    """An official list as it was uploaded: who issued it, and the day on which it tells who is active."""

    code = CodeField(unique=True)
    issuer = models.CharField(_("nơi lập danh sách"), max_length=160)
    list_day = models.DateField(_("danh sách tính đến ngày"))
    file_name = models.CharField(_("tệp"), max_length=200)
    file_hash = models.CharField(max_length=64)
    stored_file = models.CharField(max_length=200, blank=True)
    columns = models.JSONField(default=list)
    state = models.CharField(
        _("trạng thái"), max_length=10, choices=RegisterState.choices, default=RegisterState.READING
    )
    failure = models.CharField(max_length=300, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    committed_at = models.DateTimeField(null=True)
    committed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects: ClassVar = models.Manager()

    class Meta:
        verbose_name = _("lần nhập danh sách cơ sở")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["file_hash"], condition=Q(state="committed"), name="register_file_once"),
            models.CheckConstraint(name="register_state_value", condition=Q(state__in=RegisterState.values)),
        ]


class RegisterRow(models.Model):
    """One row: what it says, what is wrong with it, whom it may already be, what was decided, what it was before."""

    class Status(models.TextChoices):
        NEW = "new", _("Mới")
        UPDATE = "update", _("Cập nhật")
        DUPLICATE = "duplicate", _("Có thể trùng")
        ERROR = "error", _("Lỗi")

    class Decision(models.TextChoices):
        OPEN = "", _("chưa quyết định")
        SAME = "same", _("là một, cập nhật")
        APART = "apart", _("là nơi khác, ghi mới")
        SKIP = "skip", _("không ghi")

    code = CodeField(unique=True)
    register_import = models.ForeignKey(RegisterImport, models.CASCADE, related_name="rows")
    sheet = models.CharField(_("trang tính"), max_length=60)
    row = models.PositiveIntegerField(_("dòng"))
    raw = models.JSONField(default=list)
    name = models.CharField(_("tên"), max_length=200, blank=True)
    folded = models.CharField(max_length=200, blank=True)
    sort_key = models.CharField(max_length=420, blank=True)
    kind = models.CharField(_("loại"), max_length=10, blank=True)
    tax_code = models.CharField(_("mã số thuế"), max_length=14, blank=True)
    address = models.CharField(_("địa chỉ"), max_length=200, blank=True)
    unit = models.ForeignKey(AdministrativeUnit, models.PROTECT, null=True, related_name="+")
    since = models.DateField(_("thành lập"), null=True)
    until = models.DateField(_("ngừng hoạt động"), null=True)
    problems = models.JSONField(default=list)
    status = models.CharField(_("kết quả"), max_length=10, choices=Status.choices)
    decision = models.CharField(_("quyết định"), max_length=6, choices=Decision.choices, blank=True)
    # Whom the row may already be, and by what: the tax code settles it, the name only asks.
    found = models.ForeignKey(Establishment, models.SET_NULL, null=True, related_name="+")
    giver = models.ForeignKey(Donor, models.SET_NULL, null=True, related_name="+")
    by_tax_code = models.BooleanField(default=False)
    written = models.ForeignKey(Establishment, models.SET_NULL, null=True, related_name="+")
    before = models.JSONField(null=True)

    objects: ClassVar = models.Manager()

    class Meta:
        verbose_name = _("dòng danh sách cơ sở")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["register_import", "sheet", "row"], name="register_row_once"),
            models.CheckConstraint(
                name="register_row_status_value", condition=Q(status__in=["new", "update", "duplicate", "error"])
            ),
            models.CheckConstraint(
                name="register_row_decision_value", condition=Q(decision__in=["", "same", "apart", "skip"])
            ),
        ]
        indexes = [models.Index(fields=["register_import", "status"], name="register_row_status")]

    def __str__(self) -> str:
        return f"{self.sheet}, {self.row}"

    @property
    def kind_label(self) -> str:
        return str(dict(DonorKind.choices).get(self.kind, ""))
