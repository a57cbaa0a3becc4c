"""Circumstances that hold only by the household's poverty category follow it: HC13 and NC07 (domain/children 1.2)."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction
from psycopg2.extras import DateRange

from children.models import CircumstanceSpell, PovertyRecord
from children.models.reference import NOT_REVIEWED
from lao_cai_support.web.clock import today

# What the category says holds → what then no longer does.
STALE = {"HC13.01": ("HC13.02", "NC07"), "HC13.02": ("HC13.01", "NC07"), "NC07": ("HC13", "HC13.01", "HC13.02")}
KINDS = ("HC13", "HC13.01", "HC13.02", "NC07")


def _fitting(category: Any) -> str:
    return "HC13.01" if category.poor else "HC13.02" if category.near_poor else "NC07"


def follow_poverty(households: Iterable[int], *, begun_today: bool = True) -> list[dict[str, Any]]:
    """End what this year's category no longer lets hold, and open what it does, on the same paper.

    Gives an entry per ended circumstance (plain values, for ``unfollow_poverty``). One begun today never held and goes
    altogether; without ``begun_today`` it stays, for what was said today is meant. A fixed number of queries.
    """
    day = today()
    records = PovertyRecord.objects.filter(household__in=set(households), year=day.year).exclude(category=NOT_REVIEWED)
    fitting = {record.household_id: _fitting(record.category) for record in records.select_related("category")}
    if not fitting:
        return []
    spells = CircumstanceSpell.objects.filter(child__household__in=fitting, kind__in=KINDS, valid__contains=day)
    spells = spells.select_related("child").select_for_update(of=("self",), no_key=True).order_by("pk")
    held = {(spell.child_id, spell.kind_id) for spell in spells}
    entries, ended, opened = [], [], []
    for spell in spells:
        fits = fitting[spell.child.household_id or 0]
        new = spell.valid.lower >= day
        if spell.valid.upper or spell.kind_id not in STALE[fits] or (new and not begun_today):
            continue
        entry: dict[str, Any] = {
            "child": spell.child.code,
            "on": day.isoformat(),
            "ended": spell.pk,
            "kind": spell.kind_id,
            "opens": fits,
            "opened": None,
            "gone": {"child_id": spell.child_id, "since": spell.valid.lower.isoformat(), "evidence": spell.evidence}
            if new
            else None,
        }
        if not new:
            spell.valid = DateRange(spell.valid.lower, day)
            ended.append(spell)
        if (spell.child_id, fits) not in held:
            held.add((spell.child_id, fits))
            opened.append(
                (
                    entry,
                    CircumstanceSpell(
                        child_id=spell.child_id, kind_id=fits, valid=DateRange(day, None), evidence=spell.evidence
                    ),
                )
            )
        entries.append(entry)
    CircumstanceSpell.objects.filter(pk__in=[entry["ended"] for entry in entries if entry["gone"]]).delete()
    CircumstanceSpell.objects.bulk_update(ended, ["valid"], batch_size=1000)
    CircumstanceSpell.objects.bulk_create([spell for _entry, spell in opened], batch_size=1000)
    for entry, spell in opened:
        entry["opened"] = spell.pk
    return entries


def unfollow_poverty(entries: Iterable[dict[str, Any]]) -> None:
    """Take ``follow_poverty`` back; a circumstance that somebody has changed since stays as it is."""
    entries = list(entries)
    opened = [entry["opened"] for entry in entries if entry["opened"]]
    CircumstanceSpell.objects.filter(pk__in=opened, valid__endswith=None).delete()
    for entry in entries:
        try:
            with transaction.atomic():
                _back(entry)
        except IntegrityError:  # another spell of the kind holds by now
            continue


def _back(entry: dict[str, Any]) -> None:
    gone = entry["gone"]
    if gone:
        since = datetime.date.fromisoformat(gone["since"])
        CircumstanceSpell.objects.create(
            child_id=gone["child_id"], kind_id=entry["kind"], valid=DateRange(since, None), evidence=gone["evidence"]
        )
        return
    spell = CircumstanceSpell.objects.filter(pk=entry["ended"]).first()
    if spell and spell.valid.upper == datetime.date.fromisoformat(entry["on"]):
        spell.valid = DateRange(spell.valid.lower, None)
        spell.save(update_fields=["valid"])
