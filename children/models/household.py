"""The household a child lives in, its adults and its poverty category by year. Brothers and sisters share one record."""

from typing import ClassVar

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from children.models.reference import PovertyCategory
from children.phones import PHONE
from children.querysets.household import HouseholdQuerySet
from lao_cai_support.areas.models import AdministrativeUnit, Village
from lao_cai_support.web.codes import CodeField


class Fold(Func):
    """The database's own folding: marks off, small letters (see web/migrations/0001_extensions)."""

    function = "vn_fold"
    output_field = models.CharField()


class NameKey(Func):
    """A name as it sounds, given name first: "Giàng Thị Mỷ" and "Dàng Thị Mỵ" are one (see migrations, vn_name_key)."""

    function = "vn_name_key"
    output_field = models.CharField()


def _phone_rule(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(name=name, condition=Q(phone="") | Q(phone__regex=PHONE))


@pghistory.track(
    pghistory.UpdateEvent(row=pghistory.Old),
    pghistory.DeleteEvent(),
    model_name="HouseholdEvent",
    obj_field=pghistory.ObjForeignKey(related_name="events"),
    fields=["code", "unit", "village", "number", "address", "phone", "version"],
)
class Household(models.Model):
    """Who lives together: one record for all its children, so that a correction reaches each of them."""

    code = CodeField(unique=True)
    unit = models.ForeignKey(AdministrativeUnit, models.PROTECT, related_name="households")
    village = models.ForeignKey(Village, models.PROTECT, null=True, blank=True, related_name="households")
    number = models.CharField(_("số hộ"), max_length=20, blank=True, default="", db_default="")
    address = models.CharField(_("địa chỉ"), max_length=200, blank=True)
    phone = models.CharField(_("điện thoại của hộ"), max_length=12, blank=True, default="", db_default="")
    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)

    objects: ClassVar = HouseholdQuerySet.as_manager()

    class Meta:
        verbose_name = _("hộ gia đình")
        constraints = [_phone_rule("household_phone_rule")]

    def __str__(self) -> str:
        return self.code


class Relation(models.TextChoices):
    FATHER = "father", _("cha")
    MOTHER = "mother", _("mẹ")
    GRANDPARENT = "grandparent", _("ông, bà")
    RELATIVE = "relative", _("người thân")
    CARER = "carer", _("người chăm sóc")


_SEARCHED = """
    UPDATE children_child c SET search_text = made.text
    FROM (SELECT id, child_search_text(full_name, household_id, village_id) AS text
          FROM children_child WHERE household_id IN ({households})) made
    WHERE c.id = made.id AND c.search_text <> made.text;
    RETURN NULL;
"""
_AFTER, _BEFORE = "SELECT household_id FROM after_it", "SELECT household_id FROM before_it"


class GuardianStatus(models.TextChoices):
    """What keeps a living parent from caring, in the words of NĐ 56/2017 Art. 5."""

    ALIVE = "alive", _("còn sống")
    MISSING = "missing", _("mất tích")
    AWAY = "away", _("đi làm ăn xa")
    UNABLE = "unable", _("không còn khả năng chăm sóc")
    DETAINED = "detained", _("chấp hành án hoặc ở cơ sở bắt buộc")


@pghistory.track(
    pghistory.UpdateEvent(row=pghistory.Old),
    pghistory.DeleteEvent(),
    model_name="GuardianEvent",
    obj_field=pghistory.ObjForeignKey(related_name="events"),
    fields=[
        "household", "full_name", "relation", "birth_year", "job", "phone", "deceased", "status", "personal_id", "head",
    ],
)  # fmt: skip
class Guardian(models.Model):
    """A parent or carer of the household's children."""

    household = models.ForeignKey(Household, models.CASCADE, related_name="guardians")
    full_name = models.CharField(_("họ và tên"), max_length=120)
    folded = models.GeneratedField(
        expression=Fold(F("full_name")), output_field=models.CharField(max_length=120), db_persist=True
    )
    name_key = models.GeneratedField(
        expression=NameKey(F("full_name")),
        output_field=models.CharField(max_length=140, db_collation="C"),
        db_persist=True,
    )
    relation = models.CharField(_("quan hệ"), max_length=12, choices=Relation.choices)
    birth_year = models.PositiveSmallIntegerField(_("năm sinh"), null=True, blank=True)
    job = models.CharField(_("nghề nghiệp"), max_length=80, blank=True, default="", db_default="")
    phone = models.CharField(_("điện thoại"), max_length=20, blank=True)
    deceased = models.BooleanField(_("đã mất"), default=False)
    status = models.CharField(
        _("tình trạng"), max_length=10, choices=GuardianStatus.choices, default="alive", db_default="alive"
    )
    personal_id = models.CharField(_("số định danh"), max_length=12, blank=True, default="", db_default="")
    head = models.BooleanField(_("chủ hộ"), default=False, db_default=False)

    class Meta:
        verbose_name = _("cha, mẹ, người chăm sóc")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["household", "relation"],
                condition=Q(relation__in=["father", "mother"]),
                name="guardian_one_parent_each",
            ),
            models.CheckConstraint(name="guardian_relation_value", condition=Q(relation__in=Relation.values)),
            models.CheckConstraint(name="guardian_status_value", condition=Q(status__in=GuardianStatus.values)),
            models.CheckConstraint(name="guardian_dead_or_away", condition=Q(deceased=False) | Q(status="alive")),
            models.CheckConstraint(
                name="guardian_personal_id_12_digits",
                condition=Q(personal_id="") | Q(personal_id__regex=r"^[0-9]{12}$"),
            ),
            models.CheckConstraint(
                name="guardian_birth_year_sane",
                condition=Q(birth_year__isnull=True) | Q(birth_year__gte=1900, birth_year__lte=2100),
            ),
            models.UniqueConstraint(fields=["household"], condition=Q(head=True), name="household_one_head"),
            _phone_rule("guardian_phone_rule"),
        ]
        indexes = [models.Index(fields=["name_key"], name="guardian_name_key")]
        # The children of the household are found by their adults' names: once for a whole statement.
        triggers = [
            pgtrigger.Trigger(
                name=f"children_found_by_{name}",
                when=pgtrigger.After,
                operation=operation,
                level=pgtrigger.Statement,
                referencing=referencing,
                func=_SEARCHED.format(households=households),
            )
            for name, operation, referencing, households in (
                ("insert", pgtrigger.Insert, pgtrigger.Referencing(new="after_it"), _AFTER),
                (
                    "update",
                    pgtrigger.Update,
                    pgtrigger.Referencing(new="after_it", old="before_it"),
                    f"{_AFTER} UNION {_BEFORE}",
                ),
                ("delete", pgtrigger.Delete, pgtrigger.Referencing(old="before_it"), _BEFORE),
            )
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def situation(self) -> str:
        """Dead, or what keeps the living from caring, in words."""
        return gettext("đã mất") if self.deceased else self.get_status_display()


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent(), model_name="PovertyRecordEvent")
class PovertyRecord(models.Model):
    """A household's category in a year: poverty is never a yes or no on the child."""

    household = models.ForeignKey(Household, models.CASCADE, related_name="poverty")
    year = models.PositiveSmallIntegerField(_("năm"))
    category = models.ForeignKey(PovertyCategory, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("diện hộ theo năm")
        constraints = [models.UniqueConstraint(fields=["household", "year"], name="poverty_once_a_year")]
