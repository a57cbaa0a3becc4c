"""A need: what is missing, for whom, how much, how urgent, until when."""

from typing import ClassVar

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from children.models.assessment import Assessment
from children.models.child import Child
from children.models.item import Item
from children.querysets.need import NeedQuerySet
from lao_cai_support.areas.models import AdministrativeUnit, School, Village
from lao_cai_support.web.codes import CodeField
from lao_cai_support.web.money import VndField


class NeedState(models.TextChoices):
    """The decisions people take; reserved, delivered and confirmed are quantities, not states."""

    OPEN = "open", _("Chờ duyệt")
    APPROVED = "approved", _("Đã duyệt")
    PUBLISHED = "published", _("Đã công bố")
    CLOSED = "closed", _("Đã đóng")
    WITHDRAWN = "withdrawn", _("Đã rút")


NEED_MOVES: dict[str, set[str]] = {
    "open": {"approved", "withdrawn"},
    "approved": {"published", "closed", "withdrawn"},
    "published": {"closed", "withdrawn"},
    "closed": set(),
    "withdrawn": set(),
}


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent(), model_name="NeedEvent")
class Need(models.Model):
    """An assessed need of a child, or of a group with its head count.

    ``reserved``, ``delivered`` and ``confirmed`` are sums over the donors' allocations, kept by a database trigger
    of that table and never typed; the check below makes over-serving impossible.
    """

    code = CodeField(unique=True)
    assessment = models.ForeignKey(Assessment, models.PROTECT, null=True, blank=True, related_name="needs")
    unit = models.ForeignKey(AdministrativeUnit, models.PROTECT, verbose_name=_("xã"), related_name="needs")
    child = models.ForeignKey(Child, models.PROTECT, null=True, blank=True, related_name="needs")
    group_name = models.CharField(_("nhóm (lớp, điểm trường, thôn)"), max_length=120, blank=True)
    head_count = models.PositiveIntegerField(_("số trẻ"), default=1)
    school = models.ForeignKey(School, models.PROTECT, null=True, blank=True, verbose_name=_("trường"))
    village = models.ForeignKey(Village, models.PROTECT, null=True, blank=True, verbose_name=_("thôn, bản"))
    item = models.ForeignKey(Item, models.PROTECT, related_name="needs", verbose_name=_("mặt hàng"))
    size = models.CharField(_("cỡ"), max_length=10, blank=True)
    quantity = models.PositiveIntegerField(_("số lượng"))
    unit_value = VndField(_("đơn giá ước tính"))
    priority = models.PositiveSmallIntegerField(_("mức ưu tiên"))
    reasons = models.JSONField(default=list)
    needed_by = models.DateField(_("cần trước ngày"))
    waiting_since = models.DateField(_("chờ từ ngày"))
    state = models.CharField(_("trạng thái"), max_length=10, choices=NeedState.choices, default=NeedState.OPEN)
    reserved = models.PositiveIntegerField(_("đã giữ chỗ"), default=0, editable=False)
    delivered = models.PositiveIntegerField(_("đã trao"), default=0, editable=False)
    confirmed = models.PositiveIntegerField(_("đã xác nhận"), default=0, editable=False)
    assessed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    approved_on = models.DateField(null=True)
    note = models.CharField(_("ghi chú"), max_length=300, blank=True)
    # A group's sizes: {"110": 5, "120": 8}; together they are the quantity.
    sizes = models.JSONField(_("số lượng theo cỡ"), default=dict, blank=True, db_default={})
    # The priority that the rules gave, when somebody decided on another one; see override_priority.
    computed_priority = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    override_reason = models.CharField(
        _("lý do đổi mức ưu tiên"), max_length=300, blank=True, default="", db_default=""
    )
    overridden_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    objects: ClassVar = NeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("nhu cầu")
        ordering = ["priority", "needed_by", "pk"]
        constraints = [
            models.CheckConstraint(name="need_quantity_positive", condition=Q(quantity__gt=0)),
            models.CheckConstraint(name="need_value_positive", condition=Q(unit_value__gt=0)),
            models.CheckConstraint(
                name="need_never_over_served", condition=Q(quantity__gte=F("reserved") + F("delivered"))
            ),
            models.CheckConstraint(
                name="need_ended_holds_nothing", condition=~Q(state__in=["withdrawn", "closed"]) | Q(reserved=0)
            ),
            models.CheckConstraint(name="need_confirmed_within", condition=Q(delivered__gte=F("confirmed"))),
            models.CheckConstraint(name="need_priority_range", condition=Q(priority__gte=1, priority__lte=3)),
            models.CheckConstraint(name="need_state_value", condition=Q(state__in=NeedState.values)),
            models.CheckConstraint(
                name="need_child_or_group",
                condition=Q(child__isnull=False, group_name="", head_count=1)
                | (Q(child__isnull=True, head_count__gte=1) & ~Q(group_name="")),
            ),
            models.CheckConstraint(
                name="need_override_explained",
                condition=Q(computed_priority__isnull=True, override_reason="", overridden_by__isnull=True)
                | (
                    Q(computed_priority__gte=1, computed_priority__lte=3, overridden_by__isnull=False)
                    & ~Q(override_reason="")
                    & ~Q(computed_priority=F("priority"))
                ),
            ),
            models.CheckConstraint(
                name="need_two_people", condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("assessed_by"))
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "state"], name="need_unit_state"),
            models.Index(fields=["state", "priority", "needed_by"], name="need_state_order"),
            models.Index(fields=["item", "state"], name="need_item_state"),
        ]

    @property
    def value(self) -> int:
        """Quantity times unit value, in đồng."""
        return self.quantity * self.unit_value

    @property
    def missing(self) -> int:
        """How many units nobody has promised yet."""
        return self.quantity - self.reserved - self.delivered


class NeedOpinion(models.Model):
    """What the sector says of a need (health of nutrition, education of a school's list); never edited, the newest counts."""

    need = models.ForeignKey(Need, models.CASCADE, related_name="opinions")
    agrees = models.BooleanField(_("đồng ý"))
    words = models.CharField(_("ý kiến"), max_length=500, blank=True)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    given_on = models.DateField(_("ngày cho ý kiến"))

    class Meta:
        verbose_name = _("ý kiến của ngành")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(name="need_opinion_says_why", condition=Q(agrees=True) | ~Q(words="")),
        ]
        triggers = [pgtrigger.Protect(name="immutable", operation=pgtrigger.Update)]
