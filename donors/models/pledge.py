"""A pledge: money or goods promised, earmarked, dated."""

from typing import ClassVar

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from children.models import Item
from donors.models.campaign import Campaign
from donors.models.donor import Donor
from donors.models.earmark import Earmark
from donors.querysets.pledge import InstalmentQuerySet, PledgeQuerySet
from lao_cai_support.areas.models import AdministrativeUnit
from lao_cai_support.web.codes import CodeField
from lao_cai_support.web.money import VndField


class PledgeForm(models.TextChoices):
    MONEY = "money", _("Tiền")
    GOODS = "goods", _("Hiện vật")


class PledgeState(models.TextChoices):
    OFFERED = "offered", _("Mới ngỏ ý")
    ACCEPTED = "accepted", _("Đã ký thỏa thuận")
    FULFILLED = "fulfilled", _("Đã nhận đủ")
    REFUSED = "refused", _("Không nhận")
    WITHDRAWN = "withdrawn", _("Đã rút")
    WRITTEN_OFF = "written_off", _("Không thực hiện")


PLEDGE_MOVES: dict[str, set[str]] = {
    "offered": {"accepted", "refused", "withdrawn"},
    "accepted": {"fulfilled", "withdrawn", "written_off"},
    "fulfilled": set(),
    "refused": set(),
    "withdrawn": set(),
    "written_off": set(),
}

_SUMS_BY_TRIGGERS = """
    IF pg_trigger_depth() < 2 THEN
        RAISE EXCEPTION 'what is allocated and received of a pledge is a sum, never written' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""
_WRITTEN_OFF_BY_TWO = """
    IF NEW.state = 'written_off' AND NOT EXISTS (
        SELECT 1 FROM donors_writeoff WHERE pledge_id = NEW.id AND state = 'done') THEN
        RAISE EXCEPTION 'a pledge is written off by two people' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.written_off <> OLD.written_off AND NOT EXISTS (
        SELECT 1 FROM donors_writeoff
        WHERE pledge_id = NEW.id AND state = 'done' AND value = NEW.written_off - OLD.written_off) THEN
        RAISE EXCEPTION 'what is written off was decided by two people' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""
# Instalments of the plan in force add up to what was promised at first; asked when the transaction ends.
_PLAN_ADDS_UP = """
    IF EXISTS (
        SELECT 1 FROM donors_pledge p
        LEFT JOIN LATERAL (SELECT sum(value) AS total FROM donors_instalment i WHERE i.pledge_id = p.id AND i.plan = p.plan) s ON true
        WHERE p.id = {pledge} AND (s.total <> p.value + p.written_off OR (s.total IS NULL AND p.plan > 1))) THEN
        RAISE EXCEPTION 'the instalments of a pledge add up to what was promised' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
"""


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent(), model_name="PledgeEvent")
class Pledge(models.Model):
    """``value`` is the whole promise in đồng (for goods quantity × unit value).

    ``allocated_value`` and ``allocated_quantity`` are kept by the trigger of Allocation, ``received_value`` and
    ``received_quantity`` by that of the funds' entries; nobody writes them. ``written_off`` is what was promised beyond
    ``value`` and will not come; ``plan`` counts the versions of its instalments.
    """

    class Route(models.TextChoices):
        FUND = "fund", _("qua Quỹ")
        DIRECT = "direct", _("nhà tài trợ trao trực tiếp")

    code = CodeField(unique=True)
    donor = models.ForeignKey(Donor, models.PROTECT, related_name="pledges", verbose_name=_("nhà tài trợ"))
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, null=True, blank=True, related_name="pledges", verbose_name=_("chiến dịch")
    )
    unit = models.ForeignKey(
        AdministrativeUnit, models.PROTECT, related_name="pledges", verbose_name=_("đơn vị tiếp nhận")
    )
    form = models.CharField(_("hình thức"), max_length=5, choices=PledgeForm.choices)
    item = models.ForeignKey(Item, models.PROTECT, null=True, blank=True, verbose_name=_("mặt hàng"))
    sizes = ArrayField(models.CharField(max_length=10), default=list, blank=True, verbose_name=_("cỡ"))
    quantity = models.PositiveIntegerField(_("số lượng"), null=True, blank=True)
    unit_value = VndField(_("đơn giá"), null=True, blank=True)
    value = VndField(_("giá trị"))
    earmark = models.ForeignKey(Earmark, models.PROTECT, null=True, blank=True, related_name="pledges")
    route = models.CharField(_("cách trao"), max_length=6, choices=Route.choices, default=Route.FUND)
    agreement_no = models.CharField(_("số thỏa thuận"), max_length=60, blank=True)
    offered_on = models.DateField(_("ngày ngỏ ý"))
    accepted_on = models.DateField(_("ngày ký"), null=True, blank=True)
    available_from = models.DateField(_("có từ ngày"))
    state = models.CharField(_("trạng thái"), max_length=12, choices=PledgeState.choices, default=PledgeState.OFFERED)
    end_reason = models.CharField(_("lý do"), max_length=300, blank=True)
    used = models.BooleanField(_("hàng đã qua sử dụng"), default=False, db_default=False)
    expires_on = models.DateField(_("hạn dùng"), null=True, blank=True)
    quality_papers = models.CharField(
        _("giấy chất lượng kèm theo"), max_length=300, blank=True, default="", db_default=""
    )
    # Chosen for this gift; a donor whose name is not public is unnamed anyway.
    anonymous = models.BooleanField(_("không nêu tên"), default=False, db_default=False)
    plan = models.PositiveSmallIntegerField(_("lần lập kế hoạch"), default=1, db_default=1, editable=False)
    written_off = VndField(_("phần không thực hiện"), default=0, db_default=0, editable=False)
    received_quantity = models.PositiveIntegerField(_("đã nhận"), default=0, db_default=0, editable=False)
    received_value = VndField(_("giá trị đã nhận"), default=0, db_default=0, editable=False)
    allocated_quantity = models.PositiveIntegerField(_("đã phân bổ"), default=0, editable=False)
    allocated_value = VndField(_("giá trị đã phân bổ"), default=0, editable=False)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects: ClassVar = PledgeQuerySet.as_manager()

    class Meta:
        verbose_name = _("cam kết hỗ trợ")
        ordering = ["-offered_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="pledge_goods_or_money",
                condition=(
                    Q(
                        form="goods",
                        item__isnull=False,
                        quantity__gt=0,
                        unit_value__gt=0,
                        value=F("quantity") * F("unit_value"),
                    )
                    | Q(form="money", item__isnull=True, quantity__isnull=True, unit_value__isnull=True)
                ),
            ),
            models.CheckConstraint(name="pledge_value_positive", condition=Q(value__gt=0)),
            models.CheckConstraint(
                name="pledge_never_over_allocated",
                condition=Q(value__gte=F("allocated_value"))
                & (Q(quantity__isnull=True) | Q(quantity__gte=F("allocated_quantity"))),
            ),
            models.CheckConstraint(
                name="pledge_never_over_received",
                condition=Q(form="money", value__gte=F("received_value"))
                | Q(form="goods", quantity__gte=F("received_quantity")),
            ),
            models.CheckConstraint(
                name="pledge_ended_holds_nothing",
                condition=Q(state__in=["accepted", "fulfilled"]) | Q(allocated_value=0),
            ),
            models.CheckConstraint(name="pledge_written_off_not_negative", condition=Q(written_off__gte=0)),
            models.CheckConstraint(
                name="pledge_condition_of_goods",
                condition=Q(form="goods") | Q(used=False, expires_on__isnull=True, quality_papers=""),
            ),
            models.CheckConstraint(name="pledge_state_value", condition=Q(state__in=PledgeState.values)),
            models.CheckConstraint(
                name="pledge_end_reason",
                condition=~Q(state__in=["refused", "withdrawn", "written_off"]) | ~Q(end_reason=""),
            ),
            models.CheckConstraint(
                name="pledge_accepted_day",
                condition=Q(state__in=["offered", "refused", "withdrawn"]) | Q(accepted_on__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["state", "available_from"], name="pledge_state_from")]
        triggers = [
            pgtrigger.Trigger(
                name="sums_by_triggers",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf(
                    "allocated_quantity", "allocated_value", "received_quantity", "received_value"
                ),
                condition=pgtrigger.Condition(
                    "ROW(OLD.allocated_quantity, OLD.allocated_value, OLD.received_quantity, OLD.received_value)"
                    " IS DISTINCT FROM"
                    " ROW(NEW.allocated_quantity, NEW.allocated_value, NEW.received_quantity, NEW.received_value)"
                ),
                func=_SUMS_BY_TRIGGERS,
            ),
            pgtrigger.Trigger(
                name="written_off_by_two",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("state", "written_off"),
                condition=pgtrigger.Condition(
                    "ROW(OLD.state, OLD.written_off) IS DISTINCT FROM ROW(NEW.state, NEW.written_off)"
                ),
                func=_WRITTEN_OFF_BY_TWO,
            ),
            pgtrigger.Trigger(
                name="plan_adds_up",
                when=pgtrigger.After,
                operation=pgtrigger.UpdateOf("value", "written_off", "plan"),
                timing=pgtrigger.Deferred,
                func=_PLAN_ADDS_UP.replace("{pledge}", "NEW.id"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.donor} – {self.item or self.get_form_display()}"

    @property
    def come_in(self) -> int:
        """What the fund has received, in đồng of the promise: goods count at the promised price."""
        return self.received_quantity * self.unit_value if self.unit_value else self.received_value

    @property
    def still_to_come(self) -> int:
        """What is promised and has not come, in đồng."""
        return self.value - self.come_in


class Instalment(models.Model):
    """One part of a pledge with its due day. Nothing is edited: another plan is the next ``plan``, the old one stays."""

    pledge = models.ForeignKey(Pledge, models.PROTECT, related_name="instalments")
    plan = models.PositiveSmallIntegerField(_("lần lập kế hoạch"), default=1, db_default=1)
    due_on = models.DateField(_("hạn"))
    value = VndField(_("giá trị"))

    objects: ClassVar = InstalmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("đợt thực hiện")
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["pledge", "plan", "due_on"], name="instalment_once_a_day"),
            models.CheckConstraint(name="instalment_positive", condition=Q(value__gt=0)),
        ]
        triggers = [
            pgtrigger.Protect(name="stays", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="adds_up",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                timing=pgtrigger.Deferred,
                func=_PLAN_ADDS_UP.replace("{pledge}", "NEW.pledge_id"),
            ),
        ]


class Replan(models.Model):
    """Why a pledge got another plan; ``plan`` is the number of the new one."""

    pledge = models.ForeignKey(Pledge, models.PROTECT, related_name="replans")
    plan = models.PositiveSmallIntegerField()
    reason = models.CharField(_("lý do"), max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    on = models.DateField(_("ngày"))

    class Meta:
        verbose_name = _("lần đổi kế hoạch")
        ordering = ["-plan"]
        constraints = [
            models.UniqueConstraint(fields=["pledge", "plan"], name="replan_once"),
            models.CheckConstraint(name="replan_says_why", condition=~Q(reason="")),
        ]
        triggers = [pgtrigger.Protect(name="stays", operation=pgtrigger.Update | pgtrigger.Delete)]


class PledgeReminder(models.Model):
    """That somebody was reminded of a due day: once before it, once after it, whatever runs twice."""

    class Kind(models.TextChoices):
        SOON = "soon", _("sắp đến hạn")
        LATE = "late", _("quá hạn")

    pledge = models.ForeignKey(Pledge, models.PROTECT, related_name="reminders")
    due_on = models.DateField(_("hạn"))
    kind = models.CharField(_("loại"), max_length=4, choices=Kind.choices)
    on = models.DateField(_("ngày"))
    mailed = models.BooleanField(_("có gửi thư"), default=False)

    class Meta:
        verbose_name = _("lần nhắc")
        ordering = ["-on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["pledge", "due_on", "kind"], name="reminder_once"),
            models.CheckConstraint(name="reminder_kind_value", condition=Q(kind__in=["soon", "late"])),
        ]
