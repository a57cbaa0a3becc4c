"""Administrative units with validity, their successions, and the lists of difficult communes."""

import datetime
from typing import Any, ClassVar

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lao_cai_support.areas.querysets import UnitQuerySet
from lao_cai_support.web.text import fold, sort_key


def _refuse(name: str, words: str) -> str:
    return f"RAISE EXCEPTION '{name}: {words}' USING ERRCODE = 'check_violation', CONSTRAINT = '{name}';"


# Looked at when the transaction ends: a re-arrangement ends a parent and its children row by row.
_PARENT_FUNC = f"""
    IF NOT EXISTS (SELECT 1 FROM areas_administrativeunit u WHERE u.id = NEW.id AND u.valid = NEW.valid
                   AND u.parent_id IS NOT DISTINCT FROM NEW.parent_id AND u.path = NEW.path) THEN
        RETURN NULL;  -- written again later in the transaction; that later row is looked at
    END IF;
    IF NEW.parent_id IS NULL THEN
        IF NEW.path <> NEW.code THEN
            {_refuse("unit_path_follows_parent", "path of a province is its code")}
        END IF;
    ELSE
        SELECT * INTO above FROM areas_administrativeunit WHERE id = NEW.parent_id;
        IF NEW.path <> above.path || '.' || NEW.code THEN
            {_refuse("unit_path_follows_parent", "path does not follow the parent")}
        END IF;
        -- The district level ended on 2025-07-01: from then on a commune stands right under the province.
        IF NOT (NEW.level = 'district' AND above.level = 'province'
                OR NEW.level = 'commune' AND above.level = 'district'
                OR NEW.level = 'commune' AND above.level = 'province' AND NOT EXISTS (
                    SELECT 1 FROM areas_administrativeunit d
                    WHERE d.level = 'district' AND d.parent_id = above.id AND d.valid && NEW.valid)) THEN
            {_refuse("unit_parent_one_level_up", "parent is not one level up")}
        END IF;
        -- One code may be two rows in a child's life (huyện Sa Pa became a town): all days must be covered.
        IF NOT (above.valid && NEW.valid AND NEW.valid <@ (
                SELECT range_agg(p.valid) FROM areas_administrativeunit p
                WHERE p.code = above.code AND p.level = above.level)) THEN
            {_refuse("unit_parent_throughout", "parent does not stand throughout")}
        END IF;
    END IF;
    IF TG_OP = 'UPDATE' AND EXISTS (
        SELECT 1 FROM areas_administrativeunit c
        WHERE c.parent_id = NEW.id AND (c.path <> NEW.path || '.' || c.code OR NOT (c.valid <@ (
            SELECT range_agg(p.valid) FROM areas_administrativeunit p
            WHERE p.code = NEW.code AND p.level = NEW.level)))
    ) THEN
        {_refuse("unit_parent_throughout", "a unit below would stand without its parent")}
    END IF;
    RETURN NULL;
"""  # noqa: S608 - our own words, no data

_SUCCESSION_FUNC = f"""
    SELECT * INTO before FROM areas_administrativeunit WHERE id = NEW.predecessor_id;
    SELECT * INTO after FROM areas_administrativeunit WHERE id = NEW.successor_id;
    IF before.level <> after.level THEN {_refuse("succession_same_level", "levels differ")} END IF;
    IF NOT (after.valid @> NEW.effective_on) THEN
        {_refuse("succession_day_in_successor", "successor does not stand on the day")}
    END IF;
    IF NOT (upper(before.valid) IS NOT DISTINCT FROM NEW.effective_on
            OR (NOT NEW.whole AND before.valid @> NEW.effective_on
                AND lower(before.valid) < NEW.effective_on)) THEN
        {_refuse("succession_day_ends_predecessor", "predecessor does not end on the day before")}
    END IF;
    RETURN NULL;
"""  # noqa: S608 - our own words, no data


class Level(models.TextChoices):
    PROVINCE = "province", _("cấp tỉnh")
    DISTRICT = "district", _("cấp huyện")
    COMMUNE = "commune", _("cấp xã")


class AdministrativeUnit(models.Model):
    """A province, district or commune as it stood in one span of time.

    A unit is known by its official code *and* the day it began: codes are used again after a
    re-arrangement. ``path`` holds the codes from the province down (``10.085.02866``), so that "everything
    below" is a prefix.
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
            models.CheckConstraint(
                name="unit_valid_has_start",
                condition=Q(valid__isempty=False, valid__startswith__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["path"], name="unit_path", opclasses=["varchar_pattern_ops"])]
        triggers = [
            pgtrigger.Trigger(
                name="stands_under_parent",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update,
                timing=pgtrigger.Deferred,
                declare=[("above", "areas_administrativeunit%ROWTYPE")],
                func=_PARENT_FUNC,
            )
        ]

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
            models.UniqueConstraint(fields=["predecessor"], condition=Q(whole=True), name="succession_one_whole"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="days_meet",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update,
                timing=pgtrigger.Deferred,
                declare=[
                    ("before", "areas_administrativeunit%ROWTYPE"),
                    ("after", "areas_administrativeunit%ROWTYPE"),
                ],
                func=_SUCCESSION_FUNC,
            )
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
