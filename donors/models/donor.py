"""Who gives: organisations and persons, their contacts, who asked them, and the sustained network."""

from typing import Any, ClassVar

import pghistory
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from children.models.household import Fold
from donors.querysets.donor import DonorQuerySet
from lao_cai_support.areas.models import AdministrativeUnit
from lao_cai_support.web.codes import CodeField
from lao_cai_support.web.text import sort_key


class DonorKind(models.TextChoices):
    """The kinds the provincial plan names."""

    AGENCY = "agency", _("Cơ quan, đơn vị")
    COMPANY = "company", _("Doanh nghiệp")
    PRODUCER = "producer", _("Cơ sở sản xuất")
    FUND = "fund", _("Quỹ xã hội, quỹ từ thiện")
    FOREIGN = "foreign", _("Tổ chức nước ngoài")
    PERSON = "person", _("Cá nhân, hộ gia đình")


@pghistory.track(
    pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent(), model_name="DonorEvent", exclude=["folded"]
)
class Donor(models.Model):
    code = CodeField(unique=True)
    kind = models.CharField(_("loại"), max_length=10, choices=DonorKind.choices)
    name = models.CharField(_("tên"), max_length=200)
    folded = models.GeneratedField(
        expression=Fold(F("name")), output_field=models.CharField(max_length=200), db_persist=True
    )
    sort_key = models.CharField(max_length=420, editable=False)
    tax_code = models.CharField(_("mã số thuế"), max_length=14, null=True, blank=True)  # noqa: DJ001 - unique when present
    address = models.CharField(_("địa chỉ"), max_length=200, blank=True)
    # Whether the donor agreed to be named on the honour roll and in public reports.
    name_public = models.BooleanField(_("đồng ý nêu tên công khai"), default=False)
    since = models.DateField(_("từ ngày"))
    archived = models.BooleanField(_("ngừng theo dõi"), default=False)
    note = models.TextField(_("ghi chú"), blank=True)

    objects: ClassVar = DonorQuerySet.as_manager()

    class Meta:
        verbose_name = _("nhà tài trợ")
        ordering = ["sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["tax_code"],
                name="donor_tax_code_once",
                violation_error_message=_("Mã số thuế này đã có ở một nhà tài trợ khác."),
            ),
            models.CheckConstraint(
                name="donor_tax_code_form",
                condition=Q(tax_code__isnull=True) | Q(tax_code__regex=r"^[0-9]{10}(-[0-9]{3})?$|^[0-9]{12}$"),
                violation_error_message=_("Mã số thuế có 10 chữ số (thêm -001 cho chi nhánh) hoặc 12 chữ số."),
            ),
            models.CheckConstraint(name="donor_kind_value", condition=Q(kind__in=DonorKind.values)),
        ]
        indexes = [GinIndex(OpClass(F("folded"), name="gin_trgm_ops"), name="donor_folded_trgm")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.sort_key = sort_key(self.name)
        super().save(*args, **kwargs)

    @property
    def foreign(self) -> bool:
        """A foreign gift posts only after its approval (NĐ 80/2020)."""
        return self.kind == DonorKind.FOREIGN


class Contact(models.Model):
    donor = models.ForeignKey(Donor, models.CASCADE, related_name="contacts")
    full_name = models.CharField(_("họ và tên"), max_length=120)
    position = models.CharField(_("chức vụ"), max_length=80, blank=True)
    phone = models.CharField(_("điện thoại"), max_length=20, blank=True)
    email = models.EmailField(_("thư điện tử"), blank=True)

    class Meta:
        verbose_name = _("người liên hệ")
        ordering = ["pk"]


class Approach(models.Model):
    """Who asked whom, when, with what outcome: what the 60 % and 10 % targets count (domain/children 5)."""

    class Outcome(models.TextChoices):
        WAITING = "waiting", _("Chờ trả lời")
        AGREED = "agreed", _("Đồng ý")
        DECLINED = "declined", _("Từ chối")

    donor = models.ForeignKey(Donor, models.CASCADE, related_name="approaches")
    unit = models.ForeignKey(AdministrativeUnit, models.PROTECT, related_name="approaches")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    on = models.DateField(_("ngày"))
    channel = models.CharField(_("cách thức"), max_length=60, blank=True)
    outcome = models.CharField(_("kết quả"), max_length=10, choices=Outcome.choices, default=Outcome.WAITING)
    note = models.CharField(_("ghi chú"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("lần vận động")
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="approach_outcome_value", condition=Q(outcome__in=["waiting", "agreed", "declined"])
            )
        ]


class NetworkMembership(models.Model):
    """A donor in the sustained network, with the terms agreed and their dates."""

    donor = models.ForeignKey(Donor, models.CASCADE, related_name="network")
    terms = models.CharField(_("cam kết"), max_length=300)
    valid = DateRangeField(_("thời gian"))

    class Meta:
        verbose_name = _("tham gia mạng lưới")
        ordering = ["valid"]
        constraints = [
            ExclusionConstraint(
                name="network_no_overlap",
                expressions=[("donor", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
            )
        ]


class DonorAccess(models.Model):
    """Which donor a user of role ``donor`` speaks for."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="donor_access")
    donor = models.ForeignKey(Donor, models.CASCADE, related_name="access")
    valid = DateRangeField(_("thời gian"))

    class Meta:
        verbose_name = _("tài khoản của nhà tài trợ")
        constraints = [
            ExclusionConstraint(
                name="donor_access_no_overlap",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("donor", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            )
        ]
