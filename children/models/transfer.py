"""A child's file on its way to another commune, and to a service: handed over, never dropped between two desks."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from children.models.child import Child
from children.models.consent import Consent
from children.models.household import Household
from children.querysets.transfer import TransferQuerySet
from lao_cai_support.areas.models import AdministrativeUnit
from lao_cai_support.web.codes import CodeField


class TransferState(models.TextChoices):
    PROPOSED = "proposed", _("Chờ nơi nhận trả lời")
    ACCEPTED = "accepted", _("Đã nhận")
    REFUSED = "refused", _("Bị từ chối")
    WITHDRAWN = "withdrawn", _("Đã rút")


TRANSFER_MOVES: dict[str, set[str]] = {
    "proposed": {"accepted", "refused", "withdrawn"},
    "accepted": set(),
    "refused": set(),
    "withdrawn": set(),
}


class ChildTransfer(models.Model):
    """The sender proposes and keeps the file; the receiver accepts it or refuses with a reason."""

    code = CodeField(unique=True)
    child = models.ForeignKey(Child, models.PROTECT, related_name="transfers")
    household = models.ForeignKey(Household, models.PROTECT, null=True, related_name="+")  # the one left
    sender = models.ForeignKey(AdministrativeUnit, models.PROTECT, related_name="+", verbose_name=_("xã chuyển"))
    receiver = models.ForeignKey(AdministrativeUnit, models.PROTECT, related_name="+", verbose_name=_("xã nhận"))
    on = models.DateField(_("chuyển đến ở từ ngày"))
    reason = models.CharField(_("lý do"), max_length=300)
    state = models.CharField(_("trạng thái"), max_length=10, choices=TransferState.choices, default="proposed")
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_on = models.DateField(_("ngày gửi"))
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_on = models.DateField(_("ngày trả lời"), null=True)
    answer = models.CharField(_("ý kiến"), max_length=300, blank=True)

    objects: ClassVar = TransferQuerySet.as_manager()

    class Meta:
        verbose_name = _("chuyển hồ sơ trẻ")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["child"],
                condition=Q(state="proposed"),
                name="transfer_one_open",
                violation_error_message=_("Hồ sơ này đang chờ một xã khác nhận."),
            ),
            models.CheckConstraint(name="transfer_state_value", condition=Q(state__in=TransferState.values)),
            models.CheckConstraint(name="transfer_elsewhere", condition=~Q(sender=F("receiver"))),
            models.CheckConstraint(name="transfer_says_why", condition=~Q(reason="")),
            models.CheckConstraint(
                name="transfer_decided",
                condition=Q(state="proposed", decided_by__isnull=True, decided_on__isnull=True)
                | (~Q(state="proposed") & Q(decided_by__isnull=False, decided_on__isnull=False)),
            ),
            models.CheckConstraint(name="transfer_refused_with_reason", condition=~Q(state="refused", answer="")),
        ]
        indexes = [
            models.Index(fields=["receiver", "state"], name="transfer_receiver"),
            models.Index(fields=["sender", "state"], name="transfer_sender"),
        ]
        triggers = [
            pgtrigger.Protect(
                name="decided_stays",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=~pgtrigger.Q(old__state="proposed"),
            )
        ]


class ServiceKind(models.TextChoices):
    """The needs that Mẫu 03 e) names."""

    MEDICAL = "medical", _("y tế")
    SOCIAL = "social", _("trợ giúp xã hội")
    EDUCATION = "education", _("giáo dục, dạy nghề")
    LEGAL = "legal", _("trợ giúp pháp lý")
    COUNSELLING = "counselling", _("tư vấn, trị liệu tâm lý")
    OTHER = "other", _("dịch vụ khác")


class Referral(models.Model):
    """A child referred to a service under a consent, with a hand-over note; later what came of it."""

    code = CodeField(unique=True)
    child = models.ForeignKey(Child, models.PROTECT, related_name="referrals")
    kind = models.CharField(_("dịch vụ"), max_length=12, choices=ServiceKind.choices)
    provider = models.CharField(_("cơ sở tiếp nhận"), max_length=160)
    handed_to = models.CharField(_("người nhận bàn giao"), max_length=120)
    on = models.DateField(_("ngày giới thiệu"))
    note = models.TextField(_("nội dung bàn giao"), max_length=2000)
    consent = models.ForeignKey(Consent, models.PROTECT, related_name="referrals")
    referred_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    outcome = models.CharField(_("kết quả"), max_length=300, blank=True)
    outcome_on = models.DateField(_("ngày có kết quả"), null=True)

    class Meta:
        verbose_name = _("giới thiệu dịch vụ")
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(name="referral_kind_value", condition=Q(kind__in=ServiceKind.values)),
            models.CheckConstraint(
                name="referral_outcome_dated",
                condition=Q(outcome="", outcome_on__isnull=True)
                | (~Q(outcome="") & Q(outcome_on__isnull=False, outcome_on__gte=F("on"))),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="with_the_childs_consent",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    IF NOT EXISTS (
                        SELECT 1 FROM children_consent c
                        WHERE c.id = NEW.consent_id AND c.child_id = NEW.child_id AND c.purpose = 'referral' AND c.given
                    ) THEN
                        RAISE EXCEPTION 'a referral rests on a consent of the child for it'
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'referral_with_consent';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]
