"""Support that is given as an event, not as goods: check-up days, meals and school milk, play and culture, lent venues."""

import datetime
from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from children.models import Child, Need, Referral
from donors.models.donor import Donor
from donors.querysets.activity import ActivityQuerySet, AttendanceQuerySet
from lao_cai_support.areas.models import AdministrativeUnit, School, Village
from lao_cai_support.web.codes import CodeField
from lao_cai_support.web.money import VndField


class ActivityKind(models.TextChoices):
    HEALTH = "health", _("Khám sức khỏe")
    MEAL = "meal", _("Bữa ăn học đường")
    MILK = "milk", _("Sữa học đường")
    PLAY = "play", _("Vui chơi")
    CULTURE = "culture", _("Văn hóa, thể thao")
    VENUE = "venue", _("Mở sân trường ngoài giờ")


# What runs for a term and is counted by the day, not by the name.
COUNTED_DAILY = frozenset({ActivityKind.MEAL, ActivityKind.MILK, ActivityKind.VENUE})


class ActivityState(models.TextChoices):
    PLANNED = "planned", _("Dự kiến")
    PUBLISHED = "published", _("Đã công bố")
    HELD = "held", _("Đã tổ chức")
    CANCELLED = "cancelled", _("Đã hủy")


ACTIVITY_MOVES: dict[str, set[str]] = {
    "planned": {"published", "cancelled"},
    "published": {"held", "cancelled"},
    "held": set(),
    "cancelled": set(),
}


class Activity(models.Model):
    """One day or one term. What a partner bears is a memo with its paper: it stands in no book of a fund."""

    code = CodeField(unique=True)
    unit = models.ForeignKey(
        AdministrativeUnit, models.PROTECT, related_name="activities", verbose_name=_("đơn vị tổ chức")
    )
    kind = models.CharField(_("loại"), max_length=8, choices=ActivityKind.choices)
    name = models.CharField(_("tên hoạt động"), max_length=160)
    about = models.TextField(_("giới thiệu"), max_length=1000)
    valid = DateRangeField(_("thời gian"))
    school = models.ForeignKey(
        School, models.PROTECT, null=True, blank=True, related_name="activities", verbose_name=_("trường cho mượn")
    )
    lent_paper = models.CharField(_("thỏa thuận cho mượn"), max_length=120, blank=True)
    venue = models.CharField(_("địa điểm"), max_length=160, blank=True)
    partner = models.ForeignKey(
        Donor, models.PROTECT, null=True, blank=True, related_name="activities", verbose_name=_("bên cùng tổ chức")
    )
    cost_memo = VndField(_("bên cùng tổ chức chịu (ghi nhớ)"), default=0)
    cost_paper = models.CharField(_("giấy tờ của khoản đó"), max_length=120, blank=True)
    state = models.CharField(_("trạng thái"), max_length=10, choices=ActivityState.choices, default="planned")
    result = models.TextField(_("kết quả"), max_length=1000, blank=True)
    cancel_reason = models.CharField(_("lý do hủy"), max_length=300, blank=True)
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects: ClassVar = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name = _("hoạt động")
        ordering = ["valid", "pk"]
        constraints = [
            models.CheckConstraint(name="activity_kind_value", condition=Q(kind__in=ActivityKind.values)),
            models.CheckConstraint(name="activity_state_value", condition=Q(state__in=ActivityState.values)),
            models.CheckConstraint(
                name="activity_has_an_end", condition=Q(valid__endswith__isnull=False, valid__startswith__isnull=False)
            ),
            models.CheckConstraint(
                name="activity_venue_is_lent",
                condition=~Q(kind="venue") | (Q(school__isnull=False) & ~Q(lent_paper="")),
            ),
            models.CheckConstraint(
                name="activity_memo_has_a_paper",
                condition=Q(cost_memo=0) | (Q(cost_memo__gt=0, partner__isnull=False) & ~Q(cost_paper="")),
            ),
            models.CheckConstraint(
                name="activity_cancelled_why", condition=~Q(state="cancelled") | ~Q(cancel_reason="")
            ),
        ]
        indexes = [models.Index(fields=["unit", "state"], name="activity_unit_state")]

    def __str__(self) -> str:
        return self.name

    @property
    def last_day(self) -> datetime.date:
        return self.valid.upper - datetime.timedelta(days=1)

    @property
    def daily(self) -> bool:
        return self.kind in COUNTED_DAILY


class ActivityInvite(models.Model):
    """A class (or a whole school), or a village, that is invited."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="invites")
    school = models.ForeignKey(School, models.PROTECT, null=True, related_name="+")
    class_name = models.CharField(_("lớp"), max_length=20, blank=True)
    village = models.ForeignKey(Village, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("nhóm được mời")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "school", "class_name", "village"],
                nulls_distinct=False,
                name="activity_invited_once",
            ),
            models.CheckConstraint(
                name="activity_invites_class_or_village",
                condition=Q(school__isnull=False, village__isnull=True)
                | Q(school__isnull=True, village__isnull=False, class_name=""),
            ),
        ]

    def __str__(self) -> str:
        if self.village:
            return str(self.village)
        return f"{self.class_name}, {self.school}" if self.class_name else str(self.school)

    @property
    def place(self) -> Any:
        """The school or the village."""
        return self.school or self.village

    @property
    def members(self) -> Q:
        """Which children of the register this group is."""
        if self.village_id:
            return Q(village=self.village_id)
        return Q(school=self.school_id, class_name=self.class_name) if self.class_name else Q(school=self.school_id)


class Finding(models.TextChoices):
    NONE = "", _("chưa ghi")
    WELL = "well", _("không có gì")
    NEED = "need", _("cần hỗ trợ")
    REFERRAL = "referral", _("cần giới thiệu đi khám")


class Attendance(models.Model):
    """One child at one activity; what a check-up found has become a need or a referral in the same act."""

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="attendances")
    child = models.ForeignKey(Child, models.PROTECT, related_name="attendances")
    came = models.BooleanField(_("có mặt"))
    finding = models.CharField(_("kết quả khám"), max_length=8, choices=Finding.choices, blank=True)
    need = models.OneToOneField(Need, models.PROTECT, null=True, related_name="found_at")
    referral = models.OneToOneField(Referral, models.PROTECT, null=True, related_name="found_at")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_on = models.DateField(_("ngày ghi"))

    objects: ClassVar = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("điểm danh")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["activity", "child"], name="attendance_once"),
            models.CheckConstraint(
                name="attendance_finding_is_followed",
                condition=Q(finding__in=["", "well"], need__isnull=True, referral__isnull=True)
                | Q(finding="need", came=True, need__isnull=False, referral__isnull=True)
                | Q(finding="referral", came=True, need__isnull=True, referral__isnull=False),
            ),
            models.CheckConstraint(name="attendance_found_of_who_came", condition=Q(finding="") | Q(came=True)),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="invited",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    IF NOT EXISTS (
                        SELECT 1 FROM donors_activityinvite i JOIN donors_activity a ON a.id = i.activity_id
                        JOIN children_child c ON c.id = NEW.child_id
                        WHERE a.id = NEW.activity_id AND a.state IN ('published', 'held')
                          AND (i.village_id = c.village_id
                               OR (i.school_id = c.school_id AND i.class_name IN ('', c.class_name)))) THEN
                        RAISE EXCEPTION 'only who is invited to a published activity attends'
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'attendance_invited';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]


class HeadCount(models.Model):
    """How many children of a group (or of all) ate, drank or played on a day: heads, nobody's name."""

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="head_counts")
    group = models.ForeignKey(ActivityInvite, models.PROTECT, null=True, related_name="head_counts")
    day = models.DateField(_("ngày"))
    heads = models.PositiveIntegerField(_("số trẻ"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("số trẻ mỗi ngày")
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "group", "day"], nulls_distinct=False, name="head_count_once_a_day"
            ),
            models.CheckConstraint(name="head_count_sane", condition=Q(heads__lte=5000)),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="within_its_term",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="""
                    IF NOT EXISTS (SELECT 1 FROM donors_activity WHERE id = NEW.activity_id AND valid @> NEW.day
                                   AND state IN ('published', 'held'))
                       OR NOT EXISTS (SELECT 1 FROM donors_activityinvite WHERE id = NEW.group_id AND activity_id = NEW.activity_id)
                          AND NEW.group_id IS NOT NULL THEN
                        RAISE EXCEPTION 'heads are counted on the days of a published activity'
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'head_count_within';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]
