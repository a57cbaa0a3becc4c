"""Administrative units with validity, their successions, and the lists of difficult communes."""

import datetime
from typing import Any, ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lao_cai_support.areas.querysets import UnitQuerySet
from lao_cai_support.web.text import fold, sort_key


class Level(models.TextChoices):
    PROVINCE = "province", _("cấp tỉnh")
    DISTRICT = "district", _("cấp huyện")
    COMMUNE = "commune", _("cấp xã")


class AdministrativeUnit(models.Model):
    """A province, district or commune as it stood in one span of time.

    A unit is known by its official code *and* the day it began: codes are used again after a re-arrangement.
    ``path`` holds the codes from the province down (``10.085.02866``), so that "everything below" is a prefix.
    """

    code = models.CharField(_("mã đơn vị"), max_length=5)
    level = models.CharField(_("cấp"), max_length=10, choices=Level.choices)
    kind = models.CharField(_("loại"), max_length=20)
    name = models.CharField(_("tên"), max_length=80)
    folded = models.CharField(max_length=80, editable=False)
    sort_key = models.CharField(max_length=200, editable=False)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    valid = DateRangeField(_("hiệu lực"))
    path = models.CharField(max_length=20, editable=False)
    source = models.TextField(_("căn cứ"), blank=True)

    objects: ClassVar = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("đơn vị hành chính")
        ordering = ["path", "pk"]
        constraints = [
            ExclusionConstraint(
                name="unit_code_no_overlap",
                expressions=[("code", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
                violation_error_message=_("Mã này đã có một đơn vị trong cùng thời gian."),
            ),
            models.CheckConstraint(
                name="unit_level_parent",
                condition=Q(level="province", parent__isnull=True) | (~Q(level="province") & Q(parent__isnull=False)),
            ),
            models.CheckConstraint(name="unit_level_value", condition=Q(level__in=Level.values)),
            models.CheckConstraint(name="unit_valid_has_start", condition=Q(valid__isempty=False, valid__startswith__isnull=False)),
        ]
        indexes = [models.Index(fields=["path"], name="unit_path", opclasses=["varchar_pattern_ops"])]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.folded, self.sort_key = fold(self.name), sort_key(self.name)
        self.path = f"{self.parent.path}.{self.code}" if self.parent else self.code
        super().save(*args, **kwargs)

    @property
    def title(self) -> str:
        """Kind and name as one writes them: "Xã Bản Phố"."""
        return f"{self.kind[:1].upper()}{self.kind[1:]} {self.name}"

    @property
    def valid_from(self) -> datetime.date:
        return self.valid.lower

    @property
    def last_day(self) -> datetime.date | None:
        """The last day the unit existed, or None while it does (the range's end is exclusive)."""
        return self.valid.upper - datetime.timedelta(days=1) if self.valid.upper else None


class Succession(models.Model):
    """Predecessor → successor on a day, whole or in part."""

    predecessor = models.ForeignKey(AdministrativeUnit, models.PROTECT, related_name="successions_out")
    successor = models.ForeignKey(AdministrativeUnit, models.PROTECT, related_name="successions_in")
    effective_on = models.DateField(_("từ ngày"))
    whole = models.BooleanField(_("toàn bộ"))
    legal_basis = models.TextField(_("căn cứ"))

    class Meta:
        verbose_name = _("kế thừa địa bàn")
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="succession_once"),
            models.CheckConstraint(name="succession_not_self", condition=~Q(predecessor=F("successor"))),
        ]


class DifficultyStatus(models.Model):
    """A commune on an official list of difficult communes (khu vực I, II, III) while the list is in force."""

    unit = models.ForeignKey(AdministrativeUnit, models.PROTECT, related_name="difficulty")
    category = models.CharField(_("loại"), max_length=40)
    legal_basis = models.CharField(_("căn cứ"), max_length=200)
    valid = DateRangeField(_("hiệu lực"))
    source = models.TextField(blank=True)

    class Meta:
        verbose_name = _("xã khó khăn")
        constraints = [
            ExclusionConstraint(
                name="difficulty_no_overlap",
                expressions=[
                    ("unit", RangeOperators.EQUAL),
                    ("legal_basis", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            )
        ]

