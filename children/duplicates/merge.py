"""Making two files one: every row that belongs to either belongs to the kept one afterwards, and a journal knows how back.

``gone`` stays as an ended file: signed lists go on naming it, its code leads to the kept file, nothing new is hung on it.
"""

import datetime
from collections.abc import Mapping
from typing import Any

import pghistory.models
from django.db import models
from psycopg2.extras import DateRange

from children.duplicates.fields import GONE, KEPT, PARENTS, Choice, adults, own_fields
from children.duplicates.journal import Journal, columns
from children.models import (
    Assistance,
    Child,
    ChildAlias,
    CircumstanceSpell,
    DuplicatePair,
    Guardian,
    PovertyRecord,
    Residence,
)
from children.models.child import ChildState, EndReason
from children.models.duplicate import PairState

# Rows that go on naming the file that is gone, and why. (Names of parts that are built beside this one are known too.)
STAYS = {
    "children.importrow.child": "what an upload did to which file",
    "children.workbookrow.child": "what a workbook said of which file when it was handed out",
    "children.cellchange.child": "what came back of which file",
    "funds.sheetphoto_children.child": "whom a picture shows was said of one file: its consents move, so the picture hides",
    "funds.payee.child": "who stood on a signed and paid list, under which file",
    "children.sealedgrant.child": "who was let into the sealed part of one file is not let into the other's",
}
# Rows with a rule of their own: see the functions below, and services/duplicate.py.
BY_RULE = {
    "children.residence.child",
    "children.circumstancespell.child",
    "children.assistance.child",
    "children.duplicatepair.a",
    "children.duplicatepair.b",
    "children.merge.kept",
    "children.merge.gone",
    "children.childalias.child",
    "children.childalias.former",
}


def relations() -> list[tuple[type[models.Model], models.Field]]:
    """Every reference to a child in the database, of whatever app, but for the history tables."""
    return [
        (relation.related_model, relation.field)
        for relation in Child._meta.get_fields(include_hidden=True)
        if isinstance(relation, models.ManyToOneRel) and not issubclass(relation.related_model, pghistory.models.Event)
    ]


def name_of(model: type[models.Model], field: models.Field) -> str:
    return f"{model._meta.label_lower}.{field.name}"


def merge_rows(
    *,
    kept: Child,
    gone: Child,
    asked: list[Choice],
    chosen: Mapping[str, str],
    moved_on: datetime.date | None,
    user: Any,
    day: datetime.date,
) -> Journal:
    """Write the merge of two locked files; ``chosen`` says for each asked field whose value stands.

    ``moved_on`` is the day since when the child lives where it lives now, when the two files lie in two places.
    """
    journal = Journal()
    sides = {choice.key: chosen.get(choice.key, choice.default) for choice in asked}
    _own_fields(journal, kept, gone, sides)
    _household(journal, kept, gone, sides)
    _residences(journal, kept, gone, sides.get("home") == GONE, moved_on)
    _circumstances(journal, kept, gone)
    _assistance(journal, kept, gone, sides.get("assistance") == GONE)
    for model, field in relations():
        if name_of(model, field) not in STAYS and name_of(model, field) not in BY_RULE:
            rows = model._base_manager.filter(**{field.name: gone})
            journal.move(rows, field.attname, gone.pk, kept.pk)
    _pairs(journal, kept, gone, user, day)
    for alias in ChildAlias.objects.filter(child=gone):
        journal.update(alias, {"child_id": kept.pk})
    journal.update(gone, {"state": ChildState.ENDED, "ended_on": gone.ended_on or day, "end_reason": EndReason.MERGED})
    return journal


# The child's own row

_ALIVE = (ChildState.DRAFT, ChildState.SUBMITTED, ChildState.ACTIVE)


def _own_fields(journal: Journal, kept: Child, gone: Child, sides: Mapping[str, str]) -> None:
    """Chosen values, what only the other file knew, the further state, both notes."""
    values: dict[str, Any] = {}
    for field in own_fields():
        only_there = not field.show(kept) and bool(field.show(gone))
        if sides.get(field.name) == GONE or only_there:
            values |= field.values(gone)
        elif field.name == "school" and not kept.class_name and kept.school_id == gone.school_id:
            values["class_name"] = gone.class_name
    notes = list(dict.fromkeys(note for note in (kept.note, gone.note) if note))
    values["note"] = "; ".join(notes)[: Child._meta.get_field("note").max_length]
    if gone.state in _ALIVE and (kept.state not in _ALIVE or _ALIVE.index(gone.state) > _ALIVE.index(kept.state)):
        values |= {"state": gone.state, "ended_on": None, "end_reason": ""}
    values["created_on"] = min(kept.created_on, gone.created_on)
    former = kept.personal_id
    if values.get("personal_id"):
        # A number stands in one file at a time, and the database looks at every statement.
        journal.update(gone, {"personal_id": None})
    journal.update(kept, values)
    if values.get("personal_id") and former:
        journal.update(gone, {"personal_id": former})


# Where the child lived

Spell = tuple[int, int | None, datetime.date, datetime.date | None]


def _without(spell: Spell, taken: list[Spell]) -> list[Spell]:
    """The parts of a spell that none of the others covers."""
    parts = [spell]
    for _unit, _village, lower, upper in taken:
        rest = []
        for unit, village, begin, end in parts:
            if (upper is not None and upper <= begin) or (end is not None and end <= lower):
                rest.append((unit, village, begin, end))
                continue
            if begin < lower:
                rest.append((unit, village, begin, lower))
            if upper is not None and (end is None or upper < end):
                rest.append((unit, village, upper, end))
        parts = rest
    return parts


def timeline(now: list[Spell], before: list[Spell], moved_on: datetime.date | None = None) -> list[Spell]:
    """One line of residences out of two: that of the present home wins, the other one fills what it leaves open.

    With ``moved_on`` the child lived at the other place until that day, and at the present home from it on.
    """
    if moved_on:
        since = [(u, v, max(b, moved_on), e) for u, v, b, e in now if e is None or e > moved_on]
        if since:
            first = min(since, key=lambda spell: spell[2])
            since[since.index(first)] = (first[0], first[1], moved_on, first[3])
        until = [(u, v, b, min(e or moved_on, moved_on)) for u, v, b, e in before if b < moved_on]
        layers = [*since, *until, *now]
    else:
        layers = [*now, *before]
    line: list[Spell] = []
    for layer in layers:
        line += _without(layer, line)
    line.sort(key=lambda spell: spell[2])
    joined: list[Spell] = []
    for spell in line:
        if joined and joined[-1][:2] == spell[:2] and joined[-1][3] == spell[2]:
            joined[-1] = (*joined[-1][:3], spell[3])
        else:
            joined.append(spell)
    return joined


def _spell(row: Residence) -> Spell:
    return row.unit_id, row.village_id, row.valid.lower, row.valid.upper


def _residences(journal: Journal, kept: Child, gone: Child, home_of_gone: bool, moved_on: datetime.date | None) -> None:
    mine, theirs = list(kept.residences.order_by("valid")), list(gone.residences.order_by("valid"))
    now, before = (theirs, mine) if home_of_gone else (mine, theirs)
    line = timeline([_spell(row) for row in now], [_spell(row) for row in before], moved_on)
    if kept.date_of_birth:
        # Where only the year was known, a child was taken to live somewhere from 1 January on.
        born = kept.date_of_birth
        line = [(*spell[:2], max(spell[2], born), spell[3]) for spell in line if spell[3] is None or spell[3] > born]
    for row in theirs:
        journal.delete(row)
    for row in mine:
        if _spell(row) in line:
            line.remove(_spell(row))
        else:
            journal.delete(row)
    for unit, village, lower, upper in line:
        journal.insert(Residence(child=kept, unit_id=unit, village_id=village, valid=DateRange(lower, upper)))
    if home_of_gone and not theirs:
        journal.update(kept, {"unit_id": gone.unit_id, "village_id": gone.village_id})


# The child's circumstances, the sealed ones like all others: they are moved, not shown


def _circumstances(journal: Journal, kept: Child, gone: Child) -> None:
    """Spells of one kind that overlap become one, with both papers; the others are turned as they are."""
    theirs = list(gone.circumstances.order_by("valid"))
    alone = [spell for spell in theirs if not _overlapping(kept, spell).exists()]
    for spell in theirs:
        if spell in alone:
            continue
        mine = list(_overlapping(kept, spell).order_by("valid"))
        first, *others = mine
        lower = min(row.valid.lower for row in (spell, *mine))
        uppers = [row.valid.upper for row in (spell, *mine)]
        upper = None if None in uppers else max(uppers)
        papers = dict.fromkeys(paper for row in (*mine, spell) if (paper := row.evidence.strip()))
        for row in (spell, *others):
            journal.delete(row)
        length = CircumstanceSpell._meta.get_field("evidence").max_length
        journal.update(first, {"valid": DateRange(lower, upper), "evidence": "; ".join(papers)[:length]})
    journal.move(CircumstanceSpell.objects.filter(pk__in=[spell.pk for spell in alone]), "child_id", gone.pk, kept.pk)


def _overlapping(kept: Child, spell: CircumstanceSpell) -> models.QuerySet[CircumstanceSpell]:
    return kept.circumstances.filter(kind=spell.kind_id, valid__overlap=spell.valid)


# The State's monthly assistance: one decision at a time


def _assistance(journal: Journal, kept: Child, gone: Child, of_gone: bool) -> None:
    """Decisions of the chosen side stand; those of the other stand for the time that these leave open."""
    standing, cut = (gone, kept) if of_gone else (kept, gone)
    taken = [_span(row) for row in standing.assistance.all()]
    for row in list(cut.assistance.all()):
        left = _without(_span(row), taken)
        if left == [_span(row)]:
            continue
        journal.delete(row)
        for _unit, _village, lower, upper in left:
            journal.insert(_copied(row, child_id=kept.pk, valid=DateRange(lower, upper)))
    journal.move(gone.assistance.all(), "child_id", gone.pk, kept.pk)


def _span(row: Assistance) -> Spell:
    return 0, None, row.valid.lower, row.valid.upper


# The household


def _household(journal: Journal, kept: Child, gone: Child, sides: Mapping[str, str]) -> None:
    """The chosen household gets the adults and the poverty years it lacks; brothers and sisters share them."""
    if gone.household is None or kept.household_id == gone.household_id:
        return
    if kept.household is None:
        journal.update(kept, {"household_id": gone.household_id})
        return
    ours, other = (gone, kept) if sides.get("household") == GONE else (kept, gone)
    held = {(adult.relation, adult.folded): adult for adult in adults(ours)}
    parents = {adult.relation: adult for adult in adults(ours) if adult.relation in PARENTS}
    for adult in adults(other):
        same = parents.get(adult.relation) or held.get((adult.relation, adult.folded))
        if same is None:
            journal.insert(_copied(adult, household_id=ours.household_id))
        else:
            named = sides.get(adult.relation) == (GONE if other is gone else KEPT)
            journal.update(same, _better(same, adult, take=named))
    years = set(ours.household.poverty.values_list("year", flat=True)) if ours.household else set()
    for record in PovertyRecord.objects.filter(household=other.household).exclude(year__in=years):
        journal.insert(_copied(record, household_id=ours.household_id))
    if ours is gone:
        journal.update(kept, {"household_id": gone.household_id})


def _copied(row: models.Model, **values: Any) -> models.Model:
    """A new row that says the same, but for its key, its random code and the given values."""
    said = {
        name: getattr(row, name)
        for name, field in columns(type(row)).items()
        if not field.primary_key and name != "code"
    }
    return type(row)(**said | values)


def _better(row: Guardian, other: Guardian, *, take: bool) -> dict[str, Any]:
    """What the adult's row lacks, from the other row of the same adult; all it says when its name was chosen."""
    better = {}
    for name, field in columns(Guardian).items():
        value = getattr(other, name)
        if field.primary_key or name in ("household_id", "relation", "code") or value in (None, ""):
            continue
        if take or getattr(row, name) in (None, ""):
            better[name] = value
    return better


# What was said of other pairs


def _pairs(journal: Journal, kept: Child, gone: Child, user: Any, day: datetime.date) -> None:
    """The pair is merged; whom the gone file is not, the kept one is not either."""
    between = DuplicatePair.objects.filter(a__in=(kept, gone), b__in=(kept, gone)).first()
    if between:
        journal.update(between, {"state": PairState.MERGED, "decided_by_id": user.pk, "decided_on": day})
    for pair in DuplicatePair.objects.of_child(gone).filter(state=PairState.NOT_SAME):
        other = pair.b_id if pair.a_id == gone.pk else pair.a_id
        if other == kept.pk:
            continue
        a, b = sorted((kept.pk, other))
        held = DuplicatePair.objects.filter(a=a, b=b).first()
        if held is None:
            journal.insert(_copied(pair, a_id=a, b_id=b))
        elif held.state == PairState.OPEN:
            said = ("state", "decided_by_id", "decided_on", "reason")
            journal.update(held, {name: getattr(pair, name) for name in said})
