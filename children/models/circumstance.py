"""A child's circumstances as spells: what held from when to when, on which paper."""

from typing import ClassVar

import pghistory
import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.utils.translation import gettext_lazy as _

from children.models.child import Child
from children.models.grant import SealedGrant
from children.models.reference import CircumstanceKind
from children.querysets.circumstance import SpellQuerySet


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent(), model_name="CircumstanceSpellEvent")
class CircumstanceSpell(models.Model):
    child = models.ForeignKey(Child, models.CASCADE, related_name="circumstances")
    kind = models.ForeignKey(
        CircumstanceKind, models.PROTECT, db_index=False, related_name="spells", verbose_name=_("hoàn cảnh")
    )
    valid = DateRangeField(_("thời gian"))
    evidence = models.CharField(_("giấy tờ"), max_length=200, blank=True)
    # The named grant a sealed circumstance was written under; nothing for all others.
    grant = models.ForeignKey(SealedGrant, models.PROTECT, null=True, blank=True, related_name="spells")

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
        triggers = [
            pgtrigger.Trigger(
                name="sealed_under_a_grant",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("kind_id", "grant_id"),
                declare=[("under", "children_sealedgrant%ROWTYPE")],
                func="""
                    IF NOT (SELECT sealed FROM children_circumstancekind WHERE code = NEW.kind_id) THEN
                        NEW.grant_id := NULL;
                        RETURN NEW;
                    END IF;
                    SELECT * INTO under FROM children_sealedgrant WHERE id = NEW.grant_id;
                    IF under.id IS NULL
                       OR (TG_OP = 'INSERT' AND under.child_id IS NOT NULL AND under.child_id <> NEW.child_id)
                       OR (under.kind_id IS NOT NULL AND NEW.kind_id <> under.kind_id
                           AND NOT starts_with(NEW.kind_id, under.kind_id || '.'))
                    THEN
                        RAISE EXCEPTION 'a sealed circumstance is written under a grant that opens it'
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'circumstance_sealed_under_a_grant';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]
