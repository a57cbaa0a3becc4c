"""Protection cases (NĐ 56/2017 Art. 24-32): the case, who is named in it, its papers, their scanned pages.

No state and no deadline stands here: both are computed from the papers (children/casework).
"""

import datetime
from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import ExpressionWrapper, F, Q
from django.utils.translation import gettext_lazy as _

from children.casework.papers import TWO_PEOPLE, CasePaperKind
from children.models.child import Child
from children.models.grant import EMERGENCY_HOURS, LONGEST
from children.querysets.case import CaseMemberQuerySet, CaseQuerySet
from lao_cai_support.areas.models import AdministrativeUnit
from lao_cai_support.web.codes import CodeField
from lao_cai_support.web.scanned import ScannedFile

_EVERYONE = settings.AUTH_USER_MODEL


class CaseKind(models.TextChoices):
    PROTECTION = "protection", _("Vụ việc bảo vệ trẻ em")
    SUPPORT = "support", _("Kế hoạch hỗ trợ")


class ProtectionCase(models.Model):
    """One report that is being looked into, or a plan of support for a child without one.

    The child need not be on the register: then ``child_name`` says what the report knew. A protection case is sealed,
    its existence too: only who is named in it, or holds a grant for the child's whole sealed file, meets it anywhere.
    """

    code = CodeField(unique=True)
    kind = models.CharField(_("loại"), max_length=10, choices=CaseKind.choices)
    unit = models.ForeignKey(AdministrativeUnit, models.PROTECT, related_name="+", verbose_name=_("xã"))
    child = models.ForeignKey(Child, models.PROTECT, null=True, blank=True, related_name="cases")
    child_name = models.CharField(_("họ tên trẻ"), max_length=120, blank=True)
    received_at = models.DateTimeField(_("tiếp nhận lúc"))
    opened_by = models.ForeignKey(_EVERYONE, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(_("ghi lúc"))

    objects: ClassVar = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("vụ việc")
        ordering = ["-received_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="case_kind_value", condition=Q(kind__in=CaseKind.values)),
            models.CheckConstraint(
                name="case_support_has_child", condition=Q(kind="protection") | Q(child__isnull=False)
            ),
            models.CheckConstraint(name="case_received_before", condition=Q(received_at__lte=F("opened_at"))),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="stays_as_received",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("kind", "received_at", "opened_by_id", "opened_at"),
                func="RAISE EXCEPTION 'the clocks of a case hang on when it was received: that stays';",
            ),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def who(self) -> str:
        """The child's name as far as it is known; for those who may open the case."""
        return self.child.full_name if self.child else self.child_name or str(_("Trẻ chưa rõ tên"))


class CaseMemberPart(models.TextChoices):
    LEADER = "leader", _("Người quyết định")
    WORKER = "worker", _("Người phụ trách")
    HELPER = "helper", _("Người phối hợp")


class CaseMember(models.Model):
    """A person named in a case, why, by whom, until when; or one who broke it open alone, for a few hours.

    Leader and case worker are named until another takes over; anybody else has an end within a year.
    """

    code = CodeField(unique=True)
    case = models.ForeignKey(ProtectionCase, models.PROTECT, related_name="members")
    user = models.ForeignKey(_EVERYONE, models.PROTECT, related_name="+")
    part = models.CharField(_("phần việc"), max_length=8, choices=CaseMemberPart.choices)
    reason = models.CharField(_("lý do"), max_length=300)
    begins_at = models.DateTimeField(_("từ"))
    ends_at = models.DateTimeField(_("đến"), null=True)
    named_by = models.ForeignKey(_EVERYONE, models.PROTECT, related_name="+")
    emergency = models.BooleanField(_("mở khẩn cấp"), default=False)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(_EVERYONE, models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.ForeignKey(_EVERYONE, models.PROTECT, null=True, related_name="+")
    justified = models.BooleanField(_("có lý do chính đáng"), null=True)
    review_note = models.CharField(_("ý kiến xem lại"), max_length=300, blank=True)

    objects: ClassVar = CaseMemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("người trong vụ việc")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "user", "part"],
                condition=Q(ended_at__isnull=True, emergency=False, ends_at__isnull=True),
                name="case_member_once",
            ),
            models.CheckConstraint(name="case_member_part_value", condition=Q(part__in=CaseMemberPart.values)),
            models.CheckConstraint(name="case_member_says_why", condition=~Q(reason="")),
            models.CheckConstraint(name="case_helper_ends", condition=~Q(part="helper") | Q(ends_at__isnull=False)),
            models.CheckConstraint(
                name="case_member_ends",
                condition=Q(ends_at__isnull=True)
                | (
                    Q(ends_at__gt=F("begins_at"))
                    & Q(ends_at__lte=ExpressionWrapper(F("begins_at") + LONGEST, models.DateTimeField()))
                ),
            ),
            models.CheckConstraint(
                name="case_emergency_is_short",
                condition=Q(emergency=False)
                | Q(
                    part="helper",
                    named_by=F("user"),
                    ends_at__lte=ExpressionWrapper(
                        F("begins_at") + datetime.timedelta(hours=EMERGENCY_HOURS), models.DateTimeField()
                    ),
                ),
            ),
            models.CheckConstraint(
                name="case_reviewed_by_another",
                condition=Q(reviewed_by__isnull=True, reviewed_at__isnull=True, justified__isnull=True)
                | (
                    Q(reviewed_by__isnull=False, reviewed_at__isnull=False, justified__isnull=False, emergency=True)
                    & ~Q(reviewed_by=F("user"))
                ),
            ),
        ]
        indexes = [models.Index(fields=["user", "case"], name="case_member_user")]
        triggers = [
            pgtrigger.Trigger(
                name="stays_as_named",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf(
                    "case_id", "user_id", "part", "reason", "begins_at", "ends_at", "named_by_id", "emergency"
                ),
                func="RAISE EXCEPTION 'a person named in a case is taken out, never changed';",
            ),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]


class CasePaper(models.Model):
    """One paper of a case: a draft while nobody has signed it, then as it is for ever.

    ``done_at`` is when what the paper tells happened; ``fields`` are those of casework.definitions for its kind
    and ``form_version``. ``about`` is the plan that a decision approves.
    """

    code = CodeField(unique=True)
    case = models.ForeignKey(ProtectionCase, models.PROTECT, related_name="papers")
    kind = models.CharField(_("loại giấy tờ"), max_length=10, choices=CasePaperKind.choices)
    round = models.PositiveSmallIntegerField(_("vòng"), default=1)
    form_version = models.PositiveSmallIntegerField()
    fields = models.JSONField(default=dict)
    done_at = models.DateTimeField(_("lúc"))
    about = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="decisions")
    drafted_by = models.ForeignKey(_EVERYONE, models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField(_("soạn lúc"))
    sent_at = models.DateTimeField(_("trình ký lúc"), null=True)
    returned_at = models.DateTimeField(null=True)
    returned_by = models.ForeignKey(_EVERYONE, models.PROTECT, null=True, related_name="+")
    return_reason = models.CharField(_("lý do trả lại"), max_length=300, blank=True)
    signed_by = models.ForeignKey(_EVERYONE, models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(_("ký lúc"), null=True)

    class Meta:
        verbose_name = _("giấy tờ của vụ việc")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "kind"], condition=Q(signed_at__isnull=True), name="case_paper_one_draft"
            ),
            models.UniqueConstraint(
                fields=["case", "kind"],
                condition=Q(kind__in=["report", "check", "filing"]),
                name="case_paper_once",
            ),
            models.UniqueConstraint(
                fields=["case", "kind", "round"],
                condition=Q(kind__in=["minutes", "decision", "review"]),
                name="case_paper_once_a_round",
            ),
            models.CheckConstraint(name="case_paper_kind_value", condition=Q(kind__in=CasePaperKind.values)),
            models.CheckConstraint(
                name="case_paper_signed_by_somebody",
                condition=Q(signed_by__isnull=True, signed_at__isnull=True)
                | Q(signed_by__isnull=False, signed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="case_paper_two_people",
                condition=~Q(kind__in=sorted(TWO_PEOPLE)) | Q(signed_by__isnull=True) | ~Q(signed_by=F("drafted_by")),
            ),
            models.CheckConstraint(
                name="case_paper_told_afterwards", condition=Q(signed_at__isnull=True) | Q(done_at__lte=F("signed_at"))
            ),
            models.CheckConstraint(
                name="case_decision_names_its_plan", condition=~Q(kind="decision") | Q(about__isnull=False)
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="signed_stays",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__signed_at__isnull=False),
            ),
            pgtrigger.Trigger(
                name="into_an_open_case",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    IF NEW.about_id IS NOT NULL AND NOT EXISTS (
                        SELECT 1 FROM children_casepaper p WHERE p.id = NEW.about_id AND p.case_id = NEW.case_id
                            AND p.kind = 'plan' AND p.signed_at IS NOT NULL
                    ) THEN
                        RAISE EXCEPTION 'a decision approves a signed plan of its own case'
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'case_decision_of_its_case';
                    END IF;
                    IF NEW.kind <> 'filing' AND EXISTS (
                        SELECT 1 FROM children_casepaper p WHERE p.case_id = NEW.case_id AND p.signed_at IS NOT NULL
                            AND ((p.kind = 'review' AND p.fields->>'outcome' = 'close')
                                 OR (p.kind = 'check' AND p.fields->>'truth' = 'false'))
                    ) THEN
                        RAISE EXCEPTION 'the case is closed'
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'case_is_closed';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def draft(self) -> bool:
        return self.signed_at is None


class CaseScan(ScannedFile):
    """A scanned page or file of a paper that was signed by hand, brought back by the code printed on it."""

    case = models.ForeignKey(ProtectionCase, models.PROTECT, related_name="scans")
    paper = models.ForeignKey(CasePaper, models.PROTECT, null=True, related_name="scans")
    kind = models.CharField(_("loại giấy tờ"), max_length=10, choices=CasePaperKind.choices)

    class Meta:
        verbose_name = _("bản chụp giấy tờ của vụ việc")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["case", "sha256"], name="case_scan_once"),
            models.CheckConstraint(name="case_scan_kind_value", condition=Q(kind__in=CasePaperKind.values)),
        ]
        triggers = [pgtrigger.Protect(name="stays", operation=pgtrigger.Update | pgtrigger.Delete)]
