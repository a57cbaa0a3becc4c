"""A child's circumstances as spells: what held from when to when, on which paper."""

from typing import ClassVar

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.utils.translation import gettext_lazy as _

from children.models.child import Child
from children.models.reference import CircumstanceKind
from children.querysets.circumstance import SpellQuerySet


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent(), model_name="CircumstanceSpellEvent")
class CircumstanceSpell(models.Model):
    child = models.ForeignKey(Child, models.CASCADE, related_name="circumstances")
    kind = models.ForeignKey(CircumstanceKind, models.PROTECT, related_name="spells", verbose_name=_("hoàn cảnh"))
    valid = DateRangeField(_("thời gian"))
    evidence = models.CharField(_("giấy tờ"), max_length=200, blank=True)

    objects: ClassVar = SpellQuerySet.as_manager()

    class Meta:
        verbose_name = _("hoàn cảnh của trẻ")
        ordering = ["kind_id"]
        constraints = [
            ExclusionConstraint(
                name="circumstance_no_overlap",
                expressions=[
                    ("child", RangeOperators.EQUAL),
                    ("kind", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("Trẻ đã có hoàn cảnh này trong cùng thời gian."),
            )
        ]
        indexes = [models.Index(fields=["kind", "child"], name="spell_kind_child")]
