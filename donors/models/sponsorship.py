"""Sponsorship (đỡ đầu): a donor supports one child every month, known to it by a code that no other child ever gets."""

import datetime
from typing import ClassVar

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import DateRangeField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from children.models import Child, Consent
from donors.models.donor import Donor
from donors.models.earmark import Earmark
from donors.querysets.sponsorship import NoteQuerySet, SponsorshipQuerySet
from lao_cai_support.areas.models import AdministrativeUnit
from lao_cai_support.web.codes import CodeField
from lao_cai_support.web.money import VndField


class SponsorCode(models.Model):
    """What a sponsor knows a child by. It stays with its child for ever, ended agreements included: a code that was
    given to the next child made sponsors of one child the sponsors of another."""

    code = CodeField(unique=True)
    child = models.ForeignKey(Child, models.PROTECT, related_name="sponsor_codes")
    made_on = models.DateField(_("ngày cấp"))

    class Meta:
        verbose_name = _("mã đỡ đầu")
        ordering = ["pk"]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="never_another_code", fields=["code"]),
            # Two files may turn out to be one child, and be parted again: nothing else moves a code.
            pgtrigger.Trigger(
                name="follows_a_merge_only",
                when=pgtrigger.After,
                operation=pgtrigger.UpdateOf("child_id"),
                timing=pgtrigger.Deferred,
                condition=pgtrigger.Condition("OLD.child_id <> NEW.child_id"),
                func="""
                    IF NOT EXISTS (SELECT 1 FROM children_merge WHERE (gone_id, kept_id) = (OLD.child_id, NEW.child_id)
                                   OR (kept_id, gone_id) = (OLD.child_id, NEW.child_id)) THEN
                        RAISE EXCEPTION 'a sponsor code stays with its child'
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'sponsor_code_stays';
                    END IF;
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.code


class SponsorshipState(models.TextChoices):
    DRAFT = "draft", _("Chờ ký")
    ACTIVE = "active", _("Đang đỡ đầu")
    STOPPED = "stopped", _("Đã dừng chi, chờ quyết định")
    ENDED = "ended", _("Đã kết thúc")


SPONSORSHIP_MOVES: dict[str, set[str]] = {
    "draft": {"active", "ended"},
    "active": {"stopped", "ended"},
    "stopped": {"active", "ended"},
    "ended": set(),
}


class StopCause(models.TextChoices):
    """What stopped the payments. The database writes all but the last itself, with the change of the child's file."""

    MOVED = "moved", _("trẻ chuyển nơi ở")
    DIED = "died", _("trẻ đã mất")
    LEFT_SCHOOL = "left_school", _("trẻ bỏ học")
    FILE_ENDED = "file_ended", _("hồ sơ của trẻ đã kết thúc")
    CONSENT = "consent", _("gia đình hoặc trẻ rút sự đồng ý")
    OFFICE = "office", _("cơ quan tạm dừng")


class Route(models.TextChoices):
    FUND = "fund", _("qua Quỹ")
    DIRECT = "direct", _("nhà đỡ đầu trao trực tiếp")


_MAY_BEGIN = """
    IF NOT EXISTS (
        SELECT 1 FROM children_consent c JOIN donors_donor d ON d.id = NEW.donor_id
        WHERE c.id = NEW.consent_id AND c.child_id = NEW.child_id AND c.purpose = 'sponsorship' AND c.given
          AND c.donor_code = d.code AND (c.age < 7 OR c.child_agrees)
          AND NOT EXISTS (SELECT 1 FROM children_consent w WHERE w.withdraws_id = c.id)) THEN
        RAISE EXCEPTION 'a sponsorship rests on the consent of the child for this donor'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'sponsorship_with_consent';
    END IF;
    IF EXISTS (SELECT 1 FROM children_duplicatepair p JOIN children_child a ON a.id = p.a_id JOIN children_child b ON b.id = p.b_id
               WHERE NEW.child_id IN (p.a_id, p.b_id) AND p.state = 'open'
                 AND a.end_reason <> 'merged' AND b.end_reason <> 'merged') THEN
        RAISE EXCEPTION 'the file of the child may be a double'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'sponsorship_no_double';
    END IF;
    IF NOT EXISTS (SELECT 1 FROM children_child WHERE id = NEW.child_id AND state = 'active') THEN
        RAISE EXCEPTION 'only a child of a verified list is sponsored'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'sponsorship_verified_child';
    END IF;
    RETURN NEW;
"""

# Whoever proposes has seen how many sponsors there are: a page that is older than the last of them is refused.
_SEEN = """
    PERFORM 1 FROM children_child WHERE id = NEW.child_id FOR UPDATE;
    IF NEW.others_seen <> (SELECT count(*) FROM donors_sponsorship
                           WHERE child_id = NEW.child_id AND state IN ('draft', 'active', 'stopped')) THEN
        RAISE EXCEPTION 'another sponsor was added meanwhile'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'sponsorship_others_seen';
    END IF;
    IF NOT EXISTS (SELECT 1 FROM donors_sponsorcode WHERE id = NEW.known_as_id AND child_id = NEW.child_id) THEN
        RAISE EXCEPTION 'the code is another child''s'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'sponsorship_own_code';
    END IF;
    RETURN NEW;
"""


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent(), model_name="SponsorshipEvent")
class Sponsorship(models.Model):
    """One agreement. Its money carries an earmark of its own, so that the ledger keeps it for this child."""

    code = CodeField(unique=True)
    child = models.ForeignKey(Child, models.PROTECT, related_name="sponsorships")
    known_as = models.ForeignKey(SponsorCode, models.PROTECT, related_name="+", verbose_name=_("mã đỡ đầu"))
    donor = models.ForeignKey(Donor, models.PROTECT, related_name="sponsorships", verbose_name=_("nhà đỡ đầu"))
    unit = models.ForeignKey(AdministrativeUnit, models.PROTECT, related_name="+", verbose_name=_("cơ quan ký"))
    route = models.CharField(_("cách trao"), max_length=6, choices=Route.choices, default=Route.FUND)
    monthly = VndField(_("mỗi tháng"))
    due_day = models.PositiveSmallIntegerField(
        _("ngày góp hằng tháng"), validators=[MinValueValidator(1), MaxValueValidator(28)]
    )
    valid = DateRangeField(_("thời gian"))
    terms = models.CharField(_("dùng vào việc"), max_length=300)
    earmark = models.ForeignKey(Earmark, models.PROTECT, null=True, related_name="sponsorships")
    others_seen = models.PositiveSmallIntegerField(_("số người đỡ đầu khác khi lập"))
    doubles_checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    doubles_checked_on = models.DateField(_("đã soát trùng ngày"), null=True)
    consent = models.ForeignKey(Consent, models.PROTECT, null=True, related_name="sponsorships")
    agreement_no = models.CharField(_("số thỏa thuận"), max_length=60, blank=True)
    signed_on = models.DateField(_("ngày ký"), null=True)
    state = models.CharField(_("trạng thái"), max_length=8, choices=SponsorshipState.choices, default="draft")
    stop_cause = models.CharField(_("lý do dừng"), max_length=12, choices=StopCause.choices, blank=True)
    stopped_on = models.DateField(_("dừng từ ngày"), null=True)
    skipped_months = models.PositiveSmallIntegerField(_("số tháng đã dừng"), default=0)
    # What the sponsor reads of a stop or an end: written by a person, never by the change itself.
    told = models.CharField(_("lời báo cho nhà đỡ đầu"), max_length=500, blank=True)
    told_on = models.DateField(_("ngày báo"), null=True)
    told_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ended_on = models.DateField(_("kết thúc ngày"), null=True)
    end_reason = models.CharField(_("lý do kết thúc"), max_length=300, blank=True)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects: ClassVar = SponsorshipQuerySet.as_manager()

    class Meta:
        verbose_name = _("thỏa thuận đỡ đầu")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["child", "donor"], condition=~Q(state="ended"), name="sponsorship_once_per_donor"
            ),
            models.CheckConstraint(
                name="sponsorship_positive", condition=Q(monthly__gt=0, due_day__gte=1, due_day__lte=28)
            ),
            models.CheckConstraint(name="sponsorship_state_value", condition=Q(state__in=SponsorshipState.values)),
            models.CheckConstraint(name="sponsorship_route_value", condition=Q(route__in=Route.values)),
            models.CheckConstraint(
                name="sponsorship_signed",
                condition=Q(state="draft")
                | Q(state="ended", signed_on__isnull=True)
                | (
                    Q(consent__isnull=False, signed_on__isnull=False, doubles_checked_on__isnull=False)
                    & Q(doubles_checked_by__isnull=False)
                    & ~Q(agreement_no="")
                ),
            ),
            models.CheckConstraint(
                name="sponsorship_stopped_why",
                condition=~Q(state="stopped") | (Q(stopped_on__isnull=False) & ~Q(stop_cause="")),
            ),
            models.CheckConstraint(
                name="sponsorship_ended_why",
                condition=~Q(state="ended") | (Q(ended_on__isnull=False) & ~Q(end_reason="")),
            ),
            models.CheckConstraint(
                name="sponsorship_told_by_a_person",
                condition=Q(told="", told_on__isnull=True, told_by__isnull=True)
                | (~Q(told="") & Q(told_on__isnull=False, told_by__isnull=False)),
            ),
        ]
        indexes = [models.Index(fields=["state", "donor"], name="sponsorship_state_donor")]
        triggers = [
            pgtrigger.Trigger(name="others_seen", when=pgtrigger.Before, operation=pgtrigger.Insert, func=_SEEN),
            pgtrigger.Trigger(
                name="may_begin",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("state", "consent_id"),
                condition=pgtrigger.Condition("NEW.state = 'active'"),
                func=_MAY_BEGIN,
            ),
            pgtrigger.Protect(
                name="ended_stays",
                operation=pgtrigger.Update,
                # A merge may still turn it to the file that stands for the child.
                condition=pgtrigger.Condition("OLD.state = 'ended' AND OLD.child_id = NEW.child_id"),
            ),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.known_as.code

    @property
    def last_day(self) -> datetime.date | None:
        """The last day of the agreement; the range ends the day after."""
        return self.valid.upper and self.valid.upper - datetime.timedelta(days=1)


class PaymentKind(models.TextChoices):
    RECEIVED = "received", _("Quỹ đã nhận")
    PAID = "paid", _("Quỹ đã chi cho trẻ")
    DIRECT = "direct", _("trao trực tiếp (ghi nhớ)")


class SponsorshipPayment(models.Model):
    """Money of one agreement. What went through the fund is written by the ledger's own entry (``entry_key``), and a
    reversal writes the same amount below zero; a memo of what was handed over directly stands outside every balance."""

    sponsorship = models.ForeignKey(Sponsorship, models.PROTECT, related_name="payments")
    kind = models.CharField(max_length=8, choices=PaymentKind.choices)
    day = models.DateField(_("ngày"))
    amount = models.BigIntegerField(_("số tiền"))
    entry_key = models.CharField(max_length=80, unique=True, null=True)  # noqa: DJ001 - unique when present
    paper = models.CharField(_("giấy tờ"), max_length=120)
    corrects = models.OneToOneField("self", models.PROTECT, null=True, related_name="corrected_by")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("khoản đỡ đầu")
        ordering = ["day", "pk"]
        constraints = [
            models.CheckConstraint(name="sponsor_payment_kind_value", condition=Q(kind__in=PaymentKind.values)),
            models.CheckConstraint(
                name="sponsor_payment_amount",
                condition=Q(amount__gt=0)
                | (Q(amount__lt=0) & (Q(corrects__isnull=False) | Q(entry_key__isnull=False))),
            ),
            models.CheckConstraint(
                name="sponsor_payment_of_the_ledger",
                condition=Q(kind="direct", entry_key__isnull=True, recorded_by__isnull=False)
                | (~Q(kind="direct") & Q(entry_key__isnull=False, corrects__isnull=True)),
            ),
            models.CheckConstraint(name="sponsor_payment_has_a_paper", condition=~Q(paper="")),
        ]
        triggers = [
            pgtrigger.Protect(name="immutable", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="as_agreed",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                declare=[("held", "record"), ("wrong", "bigint")],
                func="""
                    SELECT * INTO held FROM donors_sponsorship WHERE id = NEW.sponsorship_id FOR UPDATE;
                    IF NEW.kind <> 'direct' AND pg_trigger_depth() < 2 THEN
                        RAISE EXCEPTION 'what went through the fund is written by its ledger'
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'sponsor_payment_by_the_ledger';
                    END IF;
                    IF (NEW.kind = 'direct') <> (held.route = 'direct') THEN
                        RAISE EXCEPTION 'the money goes another way than agreed'
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'sponsor_payment_route';
                    END IF;
                    IF NEW.corrects_id IS NOT NULL THEN
                        SELECT amount INTO wrong FROM donors_sponsorshippayment
                            WHERE id = NEW.corrects_id AND sponsorship_id = NEW.sponsorship_id;
                        IF wrong IS DISTINCT FROM -NEW.amount THEN
                            RAISE EXCEPTION 'a correction takes back the whole row it corrects'
                                USING ERRCODE = 'check_violation', CONSTRAINT = 'sponsor_payment_correction';
                        END IF;
                    ELSIF NEW.kind <> 'received' AND NEW.amount > 0 AND NOT (held.state = 'active'
                          OR (NEW.kind = 'direct' AND held.state IN ('stopped', 'ended') AND held.signed_on IS NOT NULL
                              AND NEW.day < LEAST(held.stopped_on, held.ended_on))) THEN
                        RAISE EXCEPTION 'nothing is paid out while a sponsorship stands still'
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'sponsor_payment_stopped';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="never_more_than_came",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                func="""
                    IF (SELECT sum(CASE kind WHEN 'received' THEN amount WHEN 'paid' THEN -amount ELSE 0 END)
                        FROM donors_sponsorshippayment WHERE sponsorship_id = NEW.sponsorship_id) < 0 THEN
                        RAISE EXCEPTION 'more is paid out than the sponsor gave'
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'sponsor_payment_covered';
                    END IF;
                    RETURN NULL;
                """,
            ),
        ]


class NoteState(models.TextChoices):
    WRITTEN = "written", _("Chờ cán bộ xem")
    CLEARED = "cleared", _("Nhà đỡ đầu được đọc")
    HELD_BACK = "held_back", _("Không gửi")


class SponsorshipNote(models.Model):
    """How the child is doing. The sponsor reads ``shown``, the words another officer let through, never ``text``."""

    code = CodeField(unique=True)
    sponsorship = models.ForeignKey(Sponsorship, models.PROTECT, related_name="notes")
    text = models.TextField(_("tình hình của trẻ"), max_length=2000)
    shown = models.TextField(_("lời nhà đỡ đầu đọc"), max_length=2000, blank=True)
    state = models.CharField(_("trạng thái"), max_length=10, choices=NoteState.choices, default=NoteState.WRITTEN)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_on = models.DateField(_("ngày viết"))
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_on = models.DateField(_("ngày xem"), null=True)

    objects: ClassVar = NoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("tin về trẻ được đỡ đầu")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(name="sponsor_note_state_value", condition=Q(state__in=NoteState.values)),
            models.CheckConstraint(
                name="sponsor_note_cleared_by_another",
                condition=Q(state="written", decided_by__isnull=True, decided_on__isnull=True, shown="")
                | (
                    ~Q(state="written")
                    & Q(decided_by__isnull=False, decided_on__isnull=False)
                    & ~Q(decided_by=F("written_by"))
                ),
            ),
            models.CheckConstraint(name="sponsor_note_cleared_words", condition=~Q(state="cleared") | ~Q(shown="")),
        ]
        triggers = [
            pgtrigger.Protect(
                name="decided_stays",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=~pgtrigger.Q(old__state="written"),
            )
        ]
