"""The child and where it lived."""

import datetime
from typing import Any, ClassVar

import pghistory
import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import ExtractYear
from django.utils.translation import gettext_lazy as _

from children.models.household import Fold, Household, NameKey
from children.models.reference import EthnicGroup
from children.querysets.child import ChildQuerySet, SearchWords
from lao_cai_support.areas.models import AdministrativeUnit, School, Village
from lao_cai_support.web.codes import CodeField
from lao_cai_support.web.text import name_key


class Sex(models.TextChoices):
    MALE = "male", _("Nam")
    FEMALE = "female", _("Nữ")
    UNKNOWN = "unknown", _("Chưa rõ")


class Schooling(models.TextChoices):
    YOUNG = "young", _("chưa đến tuổi đi học")
    ATTENDING = "attending", _("đang đi học")
    NEVER = "never", _("chưa từng đi học")
    LEFT = "left", _("đã bỏ học")
    FINISHED = "finished", _("đã học xong")


class Boarding(models.TextChoices):
    DAY = "day", _("không bán trú")
    SEMI = "semi", _("bán trú")
    FULL = "full", _("nội trú")


# Health insurance: the card's 15 signs (DT2101234567890) or the ten digits of the insurance number.
INSURANCE = r"^([A-Z]{2}[0-9]{13}|[0-9]{10})$"


class ChildState(models.TextChoices):
    DRAFT = "draft", _("Nháp")
    SUBMITTED = "submitted", _("Đã nộp")
    ACTIVE = "active", _("Đang theo dõi")
    ENDED = "ended", _("Đã kết thúc")


class EndReason(models.TextChoices):
    AGED = "aged", _("đủ 16 tuổi")
    MOVED = "moved", _("chuyển đi nơi khác")
    ADOPTED = "adopted", _("được nhận làm con nuôi")
    DIED = "died", _("đã mất")
    ERROR = "error", _("nhập nhầm")
    MERGED = "merged", _("gộp vào hồ sơ khác")  # written by a merge alone (see models/duplicate.py)


# A list is submitted, verified (its children become active) or returned (they are drafts again).
CHILD_MOVES: dict[str, set[str]] = {
    "draft": {"submitted", "ended"},
    "submitted": {"draft", "active", "ended"},
    "active": {"ended"},
    "ended": {"active", "draft"},  # re-opened: as it was when its list had been verified, as a draft when not
}


# What search looks at: the child's name, the adults of the household, the village; folded, apart by "|".
SEARCH_TEXT = "child_search_text(NEW.full_name, NEW.household_id, NEW.village_id)"


@pghistory.track(
    pghistory.UpdateEvent(row=pghistory.Old),
    pghistory.DeleteEvent(),
    model_name="ChildEvent",
    exclude=["folded", "name_key", "search_text"],
)
class Child(models.Model):
    """A child's own file. ``unit`` is kept equal to the open residence by the database."""

    code = CodeField(unique=True)
    full_name = models.CharField(_("họ và tên"), max_length=120)
    folded = models.GeneratedField(
        expression=Fold(F("full_name")), output_field=models.CharField(max_length=120), db_persist=True
    )
    name_key = models.GeneratedField(
        expression=NameKey(F("full_name")),
        output_field=models.CharField(max_length=140, db_collation="C"),
        db_persist=True,
    )
    search_text = models.TextField(editable=False, default="")  # kept by triggers: see SEARCH_TEXT
    sort_key = models.CharField(max_length=260, editable=False)
    sex = models.CharField(_("giới tính"), max_length=8, choices=Sex.choices)
    date_of_birth = models.DateField(_("ngày sinh"), null=True, blank=True)
    birth_year = models.PositiveSmallIntegerField(_("năm sinh"))
    birth_estimated = models.BooleanField(_("ngày sinh ước đoán"), default=False, db_default=False)
    personal_id = models.CharField(_("số định danh cá nhân"), max_length=12, null=True, blank=True)  # noqa: DJ001 - unique when present
    ethnic_group = models.ForeignKey(EthnicGroup, models.PROTECT, null=True, blank=True, verbose_name=_("dân tộc"))
    # Units and schools are found by the wider indexes below; one more of each would only be kept up.
    unit = models.ForeignKey(
        AdministrativeUnit, models.PROTECT, db_index=False, verbose_name=_("xã"), related_name="children_here"
    )
    village = models.ForeignKey(Village, models.PROTECT, null=True, blank=True, verbose_name=_("thôn, bản"))
    household = models.ForeignKey(Household, models.PROTECT, null=True, blank=True, related_name="children")
    school = models.ForeignKey(School, models.PROTECT, db_index=False, null=True, blank=True, verbose_name=_("trường"))
    class_name = models.CharField(_("lớp"), max_length=20, blank=True)
    schooling = models.CharField(
        _("việc học"), max_length=10, choices=Schooling.choices, blank=True, default="", db_default=""
    )
    boarding = models.CharField(
        _("bán trú"), max_length=10, choices=Boarding.choices, blank=True, default="", db_default=""
    )
    left_school_on = models.DateField(_("bỏ học từ ngày"), null=True, blank=True)
    birth_registered = models.BooleanField(_("đã đăng ký khai sinh"), null=True, blank=True)
    birth_certificate_no = models.CharField(
        _("số giấy khai sinh"), max_length=30, blank=True, default="", db_default=""
    )
    insured = models.BooleanField(_("có thẻ bảo hiểm y tế"), null=True, blank=True)
    health_insurance_no = models.CharField(
        _("số thẻ bảo hiểm y tế"), max_length=15, blank=True, default="", db_default=""
    )
    note = models.CharField(_("ghi chú"), max_length=300, blank=True)
    state = models.CharField(_("trạng thái"), max_length=10, choices=ChildState.choices, default=ChildState.DRAFT)
    ended_on = models.DateField(_("kết thúc ngày"), null=True, blank=True)
    end_reason = models.CharField(_("lý do kết thúc"), max_length=10, choices=EndReason.choices, blank=True)
    end_note = models.CharField(_("ghi chú khi kết thúc"), max_length=200, blank=True, default="", db_default="")
    version = models.PositiveIntegerField(default=1, editable=False)
    created_on = models.DateField(editable=False)
    updated_on = models.DateField(editable=False)

    objects: ClassVar = ChildQuerySet.as_manager()

    class Meta:
        verbose_name = _("trẻ em")
        ordering = ["sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["personal_id"],
                name="child_personal_id_once",
                violation_error_message=_("Số định danh này đã có ở hồ sơ khác."),
            ),
            models.CheckConstraint(
                name="child_personal_id_12_digits",
                condition=Q(personal_id__isnull=True) | Q(personal_id__regex=r"^[0-9]{12}$"),
            ),
            models.CheckConstraint(
                name="child_year_agrees",
                condition=Q(date_of_birth__isnull=True) | Q(birth_year=ExtractYear("date_of_birth")),
            ),
            models.CheckConstraint(
                name="child_birth_year_sane", condition=Q(birth_year__gte=1990, birth_year__lte=2100)
            ),
            models.CheckConstraint(name="child_sex_value", condition=Q(sex__in=Sex.values)),
            models.CheckConstraint(name="child_state_value", condition=Q(state__in=ChildState.values)),
            models.CheckConstraint(name="child_schooling_value", condition=Q(schooling__in=["", *Schooling.values])),
            models.CheckConstraint(name="child_boarding_value", condition=Q(boarding__in=["", *Boarding.values])),
            models.CheckConstraint(
                name="child_left_school_day", condition=Q(left_school_on__isnull=True) | Q(schooling="left")
            ),
            models.CheckConstraint(
                name="child_certificate_is_registered",
                condition=Q(birth_certificate_no="") | Q(birth_registered__isnull=False, birth_registered=True),
            ),
            models.CheckConstraint(
                name="child_insurance_number",
                condition=Q(health_insurance_no="")
                | Q(insured__isnull=False, insured=True, health_insurance_no__regex=INSURANCE),
            ),
            models.CheckConstraint(
                name="child_end_complete",
                condition=(Q(state="ended", ended_on__isnull=False) & ~Q(end_reason=""))
                | (~Q(state="ended") & Q(ended_on__isnull=True, end_reason="")),
            ),
        ]
        indexes = [
            # With what a search reads along the order, so that the rows themselves are not visited.
            models.Index(
                fields=["unit", "sort_key", "id"], include=["search_text", "end_reason"], name="child_unit_order"
            ),
            models.Index(fields=["sort_key", "id"], include=["search_text", "unit", "end_reason"], name="child_order"),
            models.Index(fields=["unit", "state"], name="child_unit_state"),
            models.Index(fields=["school", "sort_key"], name="child_school_sort"),
            models.Index(fields=["birth_year", "date_of_birth", "id"], name="child_birth"),
            models.Index(OpClass(F("personal_id"), name="varchar_pattern_ops"), name="child_personal_id_start"),
            # Where doubles are looked for (see children/duplicates/candidates.py).
            models.Index(fields=["name_key", "birth_year"], name="child_name_key_year"),
            models.Index(fields=["date_of_birth"], name="child_born"),
            # Serves the whole province too: each column of a GIN index is asked by itself.
            GinIndex(F("unit"), OpClass(F("folded"), name="gin_trgm_ops"), name="child_unit_folded_trgm"),
            GinIndex(SearchWords(F("search_text"), F("unit")), name="child_search_words"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="search_text_follows",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("full_name", "household_id", "village_id"),
                func=f"NEW.search_text := {SEARCH_TEXT}; RETURN NEW;",
            )
        ]

    def __str__(self) -> str:
        return self.full_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.sort_key = name_key(self.full_name)
        if self.date_of_birth:
            self.birth_year = self.date_of_birth.year
        super().save(*args, **kwargs)

    @property
    def born(self) -> str:
        """The birth date as far as it is known: 05/06/2014 or 2014."""
        return self.date_of_birth.strftime("%d/%m/%Y") if self.date_of_birth else str(self.birth_year)

    def age_on(self, day: datetime.date) -> int:
        """Full years on the day; with only the year known, the age reached that year."""
        if not self.date_of_birth:
            return day.year - self.birth_year
        had_birthday = (day.month, day.day) >= (self.date_of_birth.month, self.date_of_birth.day)
        return day.year - self.birth_year - (0 if had_birthday else 1)


_FOLLOW = """
    UPDATE children_child c SET unit_id = placed.unit_id, village_id = placed.village_id
    FROM placed
    WHERE c.id = placed.child_id AND upper_inf(placed.valid)
      AND (c.unit_id, c.village_id) IS DISTINCT FROM (placed.unit_id, placed.village_id);
    RETURN NULL;
"""


class Registration(models.TextChoices):
    PERMANENT = "permanent", _("thường trú")
    TEMPORARY = "temporary", _("tạm trú")
    NONE = "none", _("chưa đăng ký")


class Residence(models.Model):
    """Where a child lived from a day to a day: it decides which commune counts the child."""

    child = models.ForeignKey(Child, models.CASCADE, related_name="residences")
    unit = models.ForeignKey(AdministrativeUnit, models.PROTECT, db_index=False, related_name="residences")
    village = models.ForeignKey(Village, models.PROTECT, null=True, blank=True, related_name="residences")
    valid = DateRangeField(_("thời gian"))
    registration = models.CharField(
        _("đăng ký cư trú"), max_length=10, choices=Registration.choices, blank=True, default="", db_default=""
    )

    class Meta:
        verbose_name = _("nơi ở")
        ordering = ["valid"]
        constraints = [
            models.CheckConstraint(
                name="residence_registration_value", condition=Q(registration__in=["", *Registration.values])
            ),
            ExclusionConstraint(
                name="residence_no_overlap",
                expressions=[("child", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
                violation_error_message=_("Hai nơi ở của một trẻ không được trùng thời gian."),
            ),
        ]
        indexes = [models.Index(fields=["unit", "child"], name="residence_unit_child")]
        # For a whole statement at once: a list of thousands of children is one update, not thousands.
        triggers = [
            pgtrigger.Trigger(
                name=f"child_follows_open_residence_{name}",
                when=pgtrigger.After,
                operation=operation,
                level=pgtrigger.Statement,
                referencing=pgtrigger.Referencing(new="placed"),
                func=_FOLLOW,
            )
            for name, operation in (("insert", pgtrigger.Insert), ("update", pgtrigger.Update))
        ]
