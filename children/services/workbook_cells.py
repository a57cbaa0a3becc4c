"""The cells of a returned workbook, written into the register and put back: what stood there is kept in each cell."""

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils.translation import gettext as _
from psycopg2.extras import DateRange

from children.lists.differences import ADULTS, OF_THE_HOUSEHOLD
from children.models import (
    CellChange,
    Child,
    CircumstanceSpell,
    Guardian,
    Household,
    PovertyCategory,
    PovertyRecord,
    Residence,
    WorkbookReturn,
)
from children.services.poverty import follow_poverty
from lao_cai_support.areas.models import Village
from lao_cai_support.web.bulk import write_back
from lao_cai_support.web.clock import today
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.text import fold, name_key

EVIDENCE = "Sổ cầm tay của xã"
SPELLS = ("circumstances", "circumstances_end")


def write_cells(row: WorkbookReturn, taken: list[CellChange], children: dict[int, Child]) -> list[Child]:
    """Write the cells, keeping in each what was there; a fixed number of statements. Gives the changed children."""
    by_field: dict[str, list[CellChange]] = defaultdict(list)
    for cell in taken:
        by_field[cell.field].append(cell)
    villages = _villages(row, by_field["village"])
    for field, write in _OWN.items():
        for cell in by_field[field]:
            child = children[cell.child_id]
            cell.before = {"was": _own_value(child, field)}
            write(child, villages.get(cell.value) if field == "village" else cell.value)
    changed = [children[pk] for pk in {cell.child_id for cell in taken}]
    _write_households(row, by_field, children)
    _save_own(changed, taken)
    _place(children, by_field["village"])
    _write_poverty(by_field["poverty"], children, row.workbook.unit)
    _open_spells(by_field["circumstances"])
    _end_spells(by_field["circumstances_end"])
    moved = {children[cell.child_id].household_id or 0 for cell in by_field["poverty"]}
    row.followed = follow_poverty(moved, begun_today=False)
    write_back(taken, ["before"])
    return changed


# A child's own fields


def _set_name(child: Child, value: str) -> None:
    child.full_name, child.sort_key = value, name_key(value)


def _set_born(child: Child, value: list[Any]) -> None:
    born, year = value
    child.date_of_birth, child.birth_year = datetime.date.fromisoformat(born) if born else None, year


def _set(name: str, blank: Any = None) -> Callable[[Child, Any], None]:
    return lambda child, value: setattr(child, name, blank if value is None else value)


_OWN: dict[str, Callable[[Child, Any], None]] = {
    "full_name": _set_name,
    "born": _set_born,
    "sex": _set("sex"),
    "ethnic_group": _set("ethnic_group_id"),
    "village": _set("village_id"),
    "class_name": _set("class_name", ""),
    "personal_id": _set("personal_id"),
    "note": _set("note", ""),
}
# The columns of the record that a cell is written to.
_COLUMNS: dict[str, tuple[str, ...]] = {
    "full_name": ("full_name", "sort_key"),
    "born": ("date_of_birth", "birth_year"),
    **dict.fromkeys(OF_THE_HOUSEHOLD, ("household",)),
    **dict.fromkeys(SPELLS, ()),
}


def _own_value(child: Child, field: str) -> Any:
    if field == "born":
        return [child.date_of_birth.isoformat() if child.date_of_birth else None, child.birth_year]
    return getattr(child, {"ethnic_group": "ethnic_group_id", "village": "village_id"}.get(field, field))


def _save_own(children: list[Child], cells: Iterable[CellChange]) -> None:
    """Save what these cells have changed of the children's own fields."""
    columns = {"version", "updated_on"}
    for field in {cell.field for cell in cells}:
        columns |= set(_COLUMNS.get(field, (field,)))
    for child in children:
        child.version += 1
        child.updated_on = today()
    try:
        with transaction.atomic():
            write_back(children, sorted(columns))
    except IntegrityError:
        raise Refusal(
            _("Một số định danh trong tệp vừa được ghi ở hồ sơ khác. Hãy xem lại các ô số định danh rồi ghi lại."),
            code="id_taken",
        ) from None


def _villages(row: WorkbookReturn, cells: list[CellChange]) -> dict[Any, int]:
    """The ids of the villages that cells name; those new to the commune are added and remembered."""
    known: dict[str, int] = {}
    for village, name, folded in (
        Village.objects.filter(unit=row.workbook.unit_id).order_by("-pk").values_list("pk", "name", "folded")
    ):
        known[folded] = village
        known[name] = village
    found: dict[Any, int] = {}
    for name in sorted({cell.value for cell in cells if cell.value}):
        pk = known.get(name) or known.get(fold(name))
        if pk is None:
            pk = Village.objects.create(unit=row.workbook.unit, name=name, source="sổ cầm tay của xã").pk
            row.new_villages.append(pk)
            known[fold(name)] = pk
        found[name] = pk
    return found


def _place(children: dict[int, Child], cells: Iterable[CellChange]) -> None:
    """The open residences follow the children's villages."""
    placed: dict[int | None, list[int]] = defaultdict(list)
    for cell in cells:
        placed[children[cell.child_id].village_id].append(cell.child_id)
    for village, pks in placed.items():
        Residence.objects.filter(child__in=pks, valid__endswith=None).update(village=village)


# The household


def _write_households(row: WorkbookReturn, by_field: dict[str, list[CellChange]], children: dict[int, Child]) -> None:
    cells = [cell for relation in ADULTS for cell in by_field[relation]]
    homeless = {cell.child_id for cell in [*cells, *by_field["poverty"]] if not children[cell.child_id].household_id}
    for pk in sorted(homeless):
        made = Household.objects.create(unit_id=children[pk].unit_id, village_id=children[pk].village_id)
        children[pk].household = made
        row.new_households.append(made.pk)
    wanted = {
        (children[cell.child_id].household_id, cell.field): {"full_name": cell.value} if cell.value else None
        for cell in cells
    }
    held = _adults({household for household, _relation in wanted})
    for cell in cells:
        adult = held.get((children[cell.child_id].household_id, cell.field))
        cell.before = {"was": _row_of(adult) if adult else None}
    _set_adults(wanted, held)


def _row_of(record: Model) -> dict[str, Any]:
    """All a row says, to be put back as it was."""
    return {
        field.attname: getattr(record, field.attname) for field in record._meta.concrete_fields if not field.generated
    }


def _adults(households: Iterable[Any]) -> dict[tuple[Any, str], Guardian]:
    found: dict[tuple[Any, str], Guardian] = {}
    for adult in Guardian.objects.filter(household__in=set(households), relation__in=ADULTS).order_by("pk"):
        found.setdefault((adult.household_id, adult.relation), adult)
    return found


def _set_adults(wanted: dict[tuple[Any, str], dict[str, Any] | None], held: dict[tuple[Any, str], Guardian]) -> None:
    """Each household's adults as the rows say; no row removes the adult."""
    named = {place: told for place, told in wanted.items() if told}
    renamed = [held[place] for place in named if place in held]
    for adult in renamed:
        adult.full_name = named[adult.household_id, adult.relation]["full_name"]
    write_back(renamed, ["full_name"])
    Guardian.objects.bulk_create(
        (
            Guardian(**({"household_id": household, "relation": relation} | told))
            for (household, relation), told in named.items()
            if (household, relation) not in held
        ),
        batch_size=1000,
    )
    Guardian.objects.filter(pk__in=[held[place].pk for place in wanted.keys() - named.keys() if place in held]).delete()


def _write_poverty(cells: list[CellChange], children: dict[int, Child], unit: Any) -> None:
    day = today()
    categories = {"none": "KN"} | {
        word: code for word, code in PovertyCategory.objects.by_word(unit, day).items() if code
    }
    wanted = {
        children[cell.child_id].household_id: {"category_id": categories[cell.value]}
        if cell.value in categories
        else None
        for cell in cells
    }
    held = {record.household_id: record for record in PovertyRecord.objects.filter(household__in=wanted, year=day.year)}
    for cell in cells:
        former = held.get(children[cell.child_id].household_id or 0)
        cell.before = {"was": _row_of(former) if former else None, "year": day.year}
    _set_poverty({(household, day.year): told for household, told in wanted.items()})


def _set_poverty(wanted: dict[tuple[Any, int], dict[str, Any] | None]) -> None:
    """Each household's category of a year as the rows say; no row removes the record."""
    records = PovertyRecord.objects.filter(household__in={household for household, _year in wanted})
    held = {(record.household_id, record.year): record for record in records}
    told = {place: row for place, row in wanted.items() if row}
    changed = [held[place] for place in told if place in held]
    for record_ in changed:
        record_.category_id = told[record_.household_id, record_.year]["category_id"]
    write_back(changed, ["category"])
    PovertyRecord.objects.bulk_create(
        (
            PovertyRecord(**({"household_id": household, "year": year} | row))
            for (household, year), row in told.items()
            if (household, year) not in held
        ),
        batch_size=1000,
    )
    PovertyRecord.objects.filter(
        pk__in=[held[place].pk for place in wanted.keys() - told.keys() if place in held]
    ).delete()


# Circumstances


def _open_spells(cells: list[CellChange]) -> None:
    day = today()
    held = set(
        CircumstanceSpell.objects.filter(
            child__in=[cell.child_id for cell in cells], valid__overlap=DateRange(day, None)
        ).values_list("child_id", "kind_id")
    )
    for cell in cells:
        opened = CircumstanceSpell.objects.bulk_create(
            CircumstanceSpell(child_id=cell.child_id, kind_id=code, valid=DateRange(day, None), evidence=EVIDENCE)
            for code in cell.value or []
            if (cell.child_id, code) not in held
        )
        cell.before = {"opened": [spell.pk for spell in opened]}


def _end_spells(cells: list[CellChange]) -> None:
    """The circumstance held until today, the day included."""
    day = today()
    for cell in cells:
        spells = list(
            CircumstanceSpell.objects.filter(
                child=cell.child_id, kind__in=cell.value or [], valid__contains=day
            ).order_by("pk")
        )
        cell.before = {"ended": [[spell.pk, _end_of(spell)] for spell in spells]}
        for spell in spells:
            spell.valid = DateRange(spell.valid.lower, day + datetime.timedelta(days=1))
        CircumstanceSpell.objects.bulk_update(spells, ["valid"])


def _end_of(spell: CircumstanceSpell) -> str | None:
    return spell.valid.upper.isoformat() if spell.valid.upper else None


# Taking it back


def kept(cell: CellChange) -> dict[str, Any]:
    """What the commit kept of the cell, to undo it."""
    return cell.before or {}


def restore_cells(cells: list[CellChange], children: dict[int, Child]) -> list[Child]:
    adults: dict[tuple[Any, str], Any] = {}
    poverty: dict[tuple[Any, int], Any] = {}
    for cell in cells:
        child = children[cell.child_id]
        if cell.field in _OWN:
            _OWN[cell.field](child, kept(cell)["was"])
        elif cell.field in ADULTS:
            adults[child.household_id, cell.field] = kept(cell)["was"]
        elif cell.field == "poverty":
            poverty[child.household_id, kept(cell)["year"]] = kept(cell)["was"]
        elif cell.field == "circumstances":
            CircumstanceSpell.objects.filter(pk__in=kept(cell)["opened"]).delete()
        else:
            for pk, end in kept(cell)["ended"]:
                spell = CircumstanceSpell.objects.get(pk=pk)
                spell.valid = DateRange(spell.valid.lower, datetime.date.fromisoformat(end) if end else None)
                spell.save(update_fields=["valid"])
    _set_adults(adults, _adults({household for household, _relation in adults}))
    _set_poverty(poverty)
    changed = list(children.values())
    _save_own(changed, cells)
    _place(children, [cell for cell in cells if cell.field == "village"])
    return changed


def forget_villages(pks: list[int]) -> None:
    """Villages the workbook added go again where nobody lives in them by now."""
    unused = Village.objects.filter(pk__in=pks).exclude(pk__in=Child.objects.filter(village__in=pks).values("village"))
    unused = unused.exclude(pk__in=Residence.objects.filter(village__in=pks).values("village"))
    unused.exclude(pk__in=Household.objects.filter(village__in=pks).values("village")).delete()
