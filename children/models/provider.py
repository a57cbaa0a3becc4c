"""The directory of services of the province: who helps children with what, where, how to reach them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from children.models.transfer import ServiceKind
from children.querysets.provider import ProviderQuerySet
from lao_cai_support.areas.models import AdministrativeUnit
from lao_cai_support.web.codes import CodeField


class ServiceProvider(models.Model):
    """A hospital, school, centre, lawyer's office or association that plans and referrals name."""

    code = CodeField(unique=True)
    name = models.CharField(_("tên cơ sở"), max_length=160)
    kind = models.CharField(_("dịch vụ"), max_length=12, choices=ServiceKind.choices)
    unit = models.ForeignKey(AdministrativeUnit, models.PROTECT, related_name="+", verbose_name=_("phục vụ trẻ em của"))
    address = models.CharField(_("địa chỉ"), max_length=200, blank=True)
    phone = models.CharField(_("điện thoại"), max_length=24, blank=True)
    hours = models.CharField(_("giờ làm việc"), max_length=120, blank=True)
    note = models.CharField(_("ghi chú"), max_length=300, blank=True)
    ended_on = models.DateField(_("ngừng từ"), null=True, blank=True)
    checked_on = models.DateField(_("kiểm tra lại ngày"))

    objects: ClassVar = ProviderQuerySet.as_manager()

    class Meta:
        verbose_name = _("cơ sở dịch vụ")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["name", "kind", "unit"],
                condition=Q(ended_on__isnull=True),
                name="provider_once",
                violation_error_message=_("Cơ sở này đã có trong danh bạ với cùng dịch vụ."),
            ),
            models.CheckConstraint(name="provider_kind_value", condition=Q(kind__in=ServiceKind.values)),
            models.CheckConstraint(name="provider_named", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name
