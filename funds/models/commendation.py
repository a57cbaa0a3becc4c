"""Commendation (khen thưởng): what givers are honoured for is what was received of them, each receipt once.

It stands on the floor of the funds because its amounts are the ledger's, never a pledge's.
"""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from donors.models import Donor
from funds.models.fund import NO_TRUNCATE
from funds.models.voucher import Voucher
from funds.querysets.commendation import CommendationQuerySet
from lao_cai_support.areas.models import AdministrativeUnit
from lao_cai_support.web.codes import CodeField
from lao_cai_support.web.money import VndField


class HonourKind(models.TextChoices):
    """Who decides stands with each level's criteria (Luật 06/2022/QH15; domain/funds 5)."""

    MERIT = "merit", _("Giấy khen")
    PROVINCE = "province", _("Bằng khen cấp tỉnh")
    MINISTRY = "ministry", _("Bằng khen của Bộ")
    PRIME = "prime", _("Bằng khen của Thủ tướng Chính phủ")


class DossierPaper(models.TextChoices):
    """What may be asked for in a dossier; each level says which of them it needs."""

    SUBMISSION = "submission", _("tờ trình")
    REPORT = "report", _("báo cáo thành tích")
    MINUTES = "minutes", _("biên bản họp xét")
    LIST = "list", _("danh sách đề nghị")
    OPINION = "opinion", _("ý kiến của cơ quan thuế, bảo hiểm hoặc nội vụ")


class HonourLevel(models.Model):
    """The criteria of one honour for a while: at least ``least_amount`` đồng received within ``years`` years, in at least
    ``least_years`` of them. Never edited but for its last day: other criteria are another row."""

    code = CodeField(unique=True)
    kind = models.CharField(_("hình thức"), max_length=10, choices=HonourKind.choices)
    decider = models.CharField(_("người quyết định"), max_length=160)
    least_amount = VndField(_("số đã nhận ít nhất"))
    years = models.PositiveSmallIntegerField(_("xét trong số năm"), default=1)
    least_years = models.PositiveSmallIntegerField(_("số năm có đóng góp ít nhất"), default=1)
    papers = ArrayField(
        models.CharField(max_length=12, choices=DossierPaper.choices), default=list, verbose_name=_("hồ sơ gồm")
    )
    basis = models.CharField(_("căn cứ"), max_length=200)
    valid = DateRangeField(_("hiệu lực"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("tiêu chí khen thưởng")
        ordering = ["kind", "-valid"]
        constraints = [
            ExclusionConstraint(
                name="honour_level_no_overlap",
                expressions=[("kind", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(name="honour_level_kind_value", condition=Q(kind__in=HonourKind.values)),
            models.CheckConstraint(
                name="honour_level_sane",
                condition=Q(least_amount__gt=0, years__gte=1, years__lte=20, least_years__gte=1)
                & Q(least_years__lte=F("years"))
                & ~Q(basis=""),
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="stays_as_decided", exclude=["valid"]),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())


class CommendationState(models.TextChoices):
    PROPOSED = "proposed", _("Đang lập hồ sơ")
    SUBMITTED = "submitted", _("Đã trình")
    DECIDED = "decided", _("Đã có quyết định")
    DROPPED = "dropped", _("Không đề nghị nữa")
    CANCELLED = "cancelled", _("Đã hủy danh hiệu")


COMMENDATION_MOVES: dict[str, set[str]] = {
    "proposed": {"submitted", "dropped"},
    "submitted": {"decided", "proposed", "dropped"},
    "decided": {"cancelled"},
    "dropped": set(),
    "cancelled": set(),
}


class Commendation(models.Model):
    """One honour for one giver. ``amount`` is kept by the database: the sum of the receipts it is for."""

    code = CodeField(unique=True)
    unit = models.ForeignKey(AdministrativeUnit, models.PROTECT, related_name="commendations")
    donor = models.ForeignKey(Donor, models.PROTECT, related_name="commendations", verbose_name=_("nhà tài trợ"))
    level = models.ForeignKey(HonourLevel, models.PROTECT, related_name="commendations", verbose_name=_("hình thức"))
    year = models.PositiveSmallIntegerField(_("năm xét"))
    amount = VndField(_("thành tích (số đã nhận)"), default=0, editable=False)
    state = models.CharField(_("trạng thái"), max_length=10, choices=CommendationState.choices, default="proposed")
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_on = models.DateField(_("ngày lập"))
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    submitted_on = models.DateField(_("ngày trình"), null=True)
    decision_no = models.CharField(_("số quyết định"), max_length=60, blank=True)
    decided_on = models.DateField(_("ngày quyết định"), null=True)
    decided_by = models.CharField(_("người ký quyết định"), max_length=160, blank=True)
    # The honour roll names nobody by itself: the giver says so to somebody, on a paper.
    consent_paper = models.CharField(_("văn bản đồng ý nêu tên"), max_length=160, blank=True)
    consent_on = models.DateField(_("ngày đồng ý"), null=True)
    end_reason = models.CharField(_("lý do"), max_length=300, blank=True)

    objects: ClassVar = CommendationQuerySet.as_manager()

    class Meta:
        verbose_name = _("khen thưởng")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["donor", "level", "year"],
                condition=~Q(state__in=["dropped", "cancelled"]),
                name="commendation_once_a_year",
            ),
            models.UniqueConstraint(
                fields=["decision_no", "decided_on", "donor"],
                condition=~Q(decision_no=""),
                name="commendation_decision",
            ),
            models.CheckConstraint(name="commendation_state_value", condition=Q(state__in=CommendationState.values)),
            models.CheckConstraint(
                name="commendation_submitted_by_another",
                condition=Q(submitted_by__isnull=True) | ~Q(submitted_by=F("proposed_by")),
            ),
            models.CheckConstraint(
                name="commendation_decided_whole",
                condition=~Q(state__in=["decided", "cancelled"])
                | (
                    Q(decided_on__isnull=False, submitted_by__isnull=False, submitted_on__isnull=False, amount__gt=0)
                    & ~Q(decision_no="")
                    & ~Q(decided_by="")
                    & Q(decided_on__gte=F("submitted_on"))
                ),
            ),
            models.CheckConstraint(
                name="commendation_ended_why", condition=~Q(state__in=["dropped", "cancelled"]) | ~Q(end_reason="")
            ),
            models.CheckConstraint(
                name="commendation_consent_dated",
                condition=Q(consent_paper="", consent_on__isnull=True)
                | (~Q(consent_paper="") & Q(consent_on__isnull=False)),
            ),
        ]
        triggers = [
            NO_TRUNCATE,
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="keeps_to_its_gifts",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="""
                    IF TG_OP = 'UPDATE' AND (OLD.donor_id, OLD.year, OLD.level_id) IS DISTINCT FROM (NEW.donor_id, NEW.year, NEW.level_id) THEN
                        RAISE EXCEPTION 'an honour stays with its giver' USING ERRCODE = 'check_violation';
                    END IF;
                    IF TG_OP = 'UPDATE' AND OLD.state IN ('decided', 'cancelled', 'dropped')
                       AND (OLD.decision_no, OLD.decided_on, OLD.decided_by) IS DISTINCT FROM (NEW.decision_no, NEW.decided_on, NEW.decided_by) THEN
                        RAISE EXCEPTION 'a decision stays as it was signed' USING ERRCODE = 'check_violation';
                    END IF;
                    IF NEW.amount <> (SELECT COALESCE(sum(amount), 0) FROM funds_honouredgift WHERE commendation_id = NEW.id) THEN
                        RAISE EXCEPTION 'the amount of an honour is what its receipts say' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="lets_its_gifts_go",
                when=pgtrigger.After,
                operation=pgtrigger.UpdateOf("state"),
                condition=pgtrigger.Condition("NEW.state IN ('dropped', 'cancelled')"),
                func="UPDATE funds_honouredgift SET released = true WHERE commendation_id = NEW.id; RETURN NULL;",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.level}, {self.donor}"


_OF_THE_GIVER = """
    IF NOT EXISTS (
        SELECT 1 FROM funds_voucher v JOIN funds_commendation c ON c.id = NEW.commendation_id
        WHERE v.id = NEW.voucher_id AND v.state = 'posted' AND v.kind IN ('PT', 'BC', 'NK') AND v.donor_id = c.donor_id
          AND v.amount = NEW.amount AND v.year <= c.year AND c.state = 'proposed'
          AND NOT EXISTS (SELECT 1 FROM funds_journalentry e JOIN funds_journalentry r ON r.reverses_id = e.id
                          WHERE e.voucher_id = v.id)) THEN
        RAISE EXCEPTION 'an honour is for what was received of its giver' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""


class HonouredGift(models.Model):
    """A receipt that an honour is for: no other honour is (domain/funds 5), until this one is dropped or cancelled."""

    commendation = models.ForeignKey(Commendation, models.PROTECT, related_name="gifts")
    voucher = models.ForeignKey(Voucher, models.PROTECT, related_name="honours")
    amount = VndField(_("số đã nhận"))
    released = models.BooleanField(default=False, editable=False)

    class Meta:
        verbose_name = _("khoản được khen")
        ordering = ["voucher__day", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["voucher"], condition=Q(released=False), name="one_honour_per_receipt"),
            models.CheckConstraint(name="honoured_gift_positive", condition=Q(amount__gt=0)),
        ]
        triggers = [
            NO_TRUNCATE,
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="received_of_the_giver", when=pgtrigger.Before, operation=pgtrigger.Insert, func=_OF_THE_GIVER
            ),
            pgtrigger.Trigger(
                name="stays_with_its_honour",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                    IF (OLD.commendation_id, OLD.voucher_id, OLD.amount) IS DISTINCT FROM (NEW.commendation_id, NEW.voucher_id, NEW.amount)
                       OR OLD.released OR NOT EXISTS (SELECT 1 FROM funds_commendation
                           WHERE id = NEW.commendation_id AND state IN ('dropped', 'cancelled')) THEN
                        RAISE EXCEPTION 'a receipt stays with its honour' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            # The sum follows in the same statement, so that it can never be typed.
            pgtrigger.Trigger(
                name="sum_follows",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                func="""
                    UPDATE funds_commendation SET amount = amount + NEW.amount WHERE id = NEW.commendation_id;
                    RETURN NULL;
                """,
            ),
        ]


class CommendationPaper(models.Model):
    """One paper of the dossier, by its number and day."""

    commendation = models.ForeignKey(Commendation, models.PROTECT, related_name="dossier")
    kind = models.CharField(_("giấy tờ"), max_length=12, choices=DossierPaper.choices)
    number = models.CharField(_("số"), max_length=60)
    day = models.DateField(_("ngày"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("giấy tờ trong hồ sơ khen thưởng")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["commendation", "kind"], name="commendation_paper_once"),
            models.CheckConstraint(
                name="commendation_paper_whole", condition=Q(kind__in=DossierPaper.values) & ~Q(number="")
            ),
        ]
