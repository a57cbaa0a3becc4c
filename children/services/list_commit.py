"""Writing a previewed list into the register in one transaction, and taking it back."""

import datetime
from collections import defaultdict
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Model, ProtectedError
from django.utils.translation import gettext as _

from children.lists.check import ID_TAKEN
from children.lists.siblings import household_key
from children.models import (
    Child,
    CircumstanceSpell,
    Guardian,
    Household,
    ImportRow,
    ListImport,
    PovertyCategory,
    PovertyRecord,
    Residence,
)
from children.models.list_import import ImportState, RowStatus
from children.services.list_import import RIGHT, preview_of
from lao_cai_support.accounts.rights import require
from lao_cai_support.areas.models import Village
from lao_cai_support.audit.models import Act
from lao_cai_support.audit.services import record
from lao_cai_support.web.clock import now, today
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.text import fold, name_key

_PROPOSED: dict[str, str] = {RowStatus.NEW: "create", RowStatus.UPDATE: "update"}
_UPDATABLE = ("date_of_birth", "personal_id", "ethnic_group_id", "village_id")


def planned(row: ImportRow) -> str:
    """What commit will do with the row: create, update or skip."""
    if row.decision:
        return row.decision
    return _PROPOSED.get(row.status, "skip")


@transaction.atomic
def commit_import(*, user: Any, list_import: ListImport) -> ListImport:
    """Write the preview into the register in one transaction. Raises Refusal while a row still waits for a person."""
    row = preview_of(list_import, user)
    refuse_same = ListImport.objects.filter(
        unit=row.unit, file_hash=row.file_hash, state=ImportState.COMMITTED
    ).exists()
    if refuse_same:
        raise Refusal(_("Tệp này đã được ghi vào sổ ở một lần nhập khác."), code="known_file")
    rows = list(row.rows.select_for_update().order_by("pk"))
    _refuse_open(rows)
    creating = [r for r in rows if planned(r) == "create"]
    updating = [r for r in rows if planned(r) == "update"]
    found = _found(row.unit, updating)
    ids = _free_ids(creating, updating)
    villages, new = _villages(row.unit, creating + updating)
    try:
        with transaction.atomic():
            _create(row.unit, creating, villages, ids)
            _update(updating, found, villages, ids)
    except IntegrityError:
        raise Refusal(
            _("Sổ vừa được người khác ghi cùng lúc nên chưa ghi được danh sách. Hãy bấm ghi lại."), code="meanwhile"
        ) from None
    ImportRow.objects.bulk_update(creating + updating, ["child", "before"], batch_size=1000)
    row.state, row.committed_at, row.new_villages = ImportState.COMMITTED, now(), new
    row.save(update_fields=["state", "committed_at", "new_villages"])
    record(user, "import.commit", row, right=RIGHT, unit=row.unit, created=len(creating), updated=len(updating))
    return row


def _refuse_open(rows: list[ImportRow]) -> None:
    """Every row that is wrong or may be a double has been decided on, and none that is wrong is to be written."""
    open_rows = [r for r in rows if r.status in (RowStatus.ERROR, RowStatus.DUPLICATE) and not r.decision]
    if open_rows:
        raise Refusal(
            _(
                "Còn %(n)s dòng lỗi hoặc có thể trùng chưa xử lý (dòng đầu tiên: %(row)s). Hãy sửa hoặc chọn cách xử lý từng dòng."
            )
            % {"n": len(open_rows), "row": open_rows[0].row},
            code="open_rows",
        )
    broken = [r for r in rows if r.status == RowStatus.ERROR and planned(r) != "skip"]
    if broken:
        raise Refusal(
            _("Dòng %(row)s còn lỗi nên chưa ghi được. Hãy sửa, hoặc chọn không ghi.") % {"row": broken[0].row}
        )


def _found(unit: Any, rows: list[ImportRow]) -> dict[int, Child]:
    """The locked record of each updating row, by the row's id; refused when it has left the register meanwhile."""
    held = {
        child.code: child
        for child in Child.objects.select_for_update()
        .filter(unit=unit, code__in=[row.matches[0]["child"] for row in rows if row.matches])
        .on_register()
    }
    found = {}
    for row in rows:
        child = held.get(row.matches[0]["child"]) if row.matches else None
        if child is None:
            raise Refusal(
                _("Hồ sơ mà dòng %(row)s sẽ cập nhật không còn trong sổ của xã. Hãy mở dòng đó và lưu lại.")
                % {"row": row.row},
                code="gone",
            )
        found[row.pk] = child
    return found


def _free_ids(creating: list[ImportRow], updating: list[ImportRow]) -> dict[int, str]:
    """The personal id that each row writes, by the row's id; one that stands in another file is left out.

    Raises Refusal when a number was taken after the preview, so that the person sees it first.
    """
    told = {row.pk: row.fields["personal_id"] for row in creating + updating if row.fields.get("personal_id")}
    owners = dict(Child.objects.filter(personal_id__in=told.values()).values_list("personal_id", "code"))
    ids: dict[int, str] = {}
    for row in creating + updating:
        number = told.get(row.pk)
        if number is None:
            continue
        owner = owners.get(number)
        if owner is None and number not in ids.values():
            ids[row.pk] = number
        elif not (row in updating and owner == row.matches[0]["child"]) and not any(
            problem["code"] in ID_TAKEN for problem in row.problems
        ):
            raise Refusal(
                _("Số định danh ở dòng %(row)s đã có ở một hồ sơ khác. Hãy mở dòng đó, kiểm tra số rồi lưu lại.")
                % {"row": row.row},
                code="id_taken",
            )
    return ids


def _villages(unit: Any, rows: list[ImportRow]) -> tuple[dict[str, Village], list[int]]:
    """The villages the rows name, by that name, and the ids of those new to the register.

    The name as written goes first: Tổ Sa Pa 1 and Tổ Sa Pả 1 of one ward are two places.
    """
    held = list(Village.objects.filter(unit=unit).order_by("-pk"))
    known = {village.folded: village for village in held} | {village.name: village for village in held}
    found, new = {}, []
    for name in sorted({row.fields.get("village") or "" for row in rows} - {""}):
        village = known.get(name) or known.get(fold(name))
        if village is None:
            village = Village.objects.create(unit=unit, name=name, source="danh sách của xã")
            new.append(village.pk)
            known[fold(name)] = village
        found[name] = village
    return found, new


def _day(text: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None


def _category(unit: Any, day: datetime.date, **kind: bool) -> PovertyCategory | None:
    """The day's category of the standard for the unit's kind (town or country)."""
    area = "urban" if unit.kind in ("phường", "thị trấn") else "rural"
    return PovertyCategory.objects.filter(valid_from__lte=day, valid_to__gte=day, area=area, **kind).first()


def _create(unit: Any, rows: list[ImportRow], villages: dict[str, Village], ids: dict[int, str]) -> None:
    """New children with household, adults, residence, circumstances and poverty: a fixed number of statements."""
    day = today()
    categories = {"poor": _category(unit, day, poor=True), "near_poor": _category(unit, day, near_poor=True)}
    households, children = [], []
    shared: dict[tuple[str, ...], Household] = {}  # brothers and sisters of this file
    for row in rows:
        village = villages.get(row.fields.get("village") or "")
        key = household_key(row.fields)
        household = shared.get(key) if key else None
        if household is None:
            household = Household(unit=unit, village=village)
            households.append(household)
            if key:
                shared[key] = household
        children.append(
            Child(
                full_name=row.fields["full_name"],
                sort_key=name_key(row.fields["full_name"]),
                sex=row.fields.get("sex") or "unknown",
                date_of_birth=_day(row.fields.get("date_of_birth")),
                birth_year=row.fields["birth_year"],
                personal_id=ids.get(row.pk),
                ethnic_group_id=row.fields.get("ethnic_group") or None,
                unit=unit,
                village=village,
                household=household,
                note=row.fields.get("note") or "",
                class_name=row.fields.get("class_name") or "",
                created_on=day,
                updated_on=day,
            )
        )
    Household.objects.bulk_create(households, batch_size=2000)
    Child.objects.bulk_create(children, batch_size=2000)
    guardians, spells, poverty, residences = [], [], [], []
    told: set[tuple[int | None, str, str]] = set()  # an adult, and a year's poverty, once per household
    for row, child in zip(rows, children, strict=True):
        row.child = child
        born = child.date_of_birth or datetime.date(child.birth_year, 1, 1)
        residences.append(Residence(child=child, unit=unit, village=child.village, valid=(born, None)))
        for relation, name in row.fields.get("adults", {}).items():
            if (child.household_id, relation, fold(name)) not in told:
                told.add((child.household_id, relation, fold(name)))
                guardians.append(Guardian(household=child.household, relation=relation, full_name=name))
        spells += [
            CircumstanceSpell(child=child, kind_id=code, valid=(day, None), evidence="Danh sách của xã")
            for code in row.fields.get("circumstances", [])
            # A disability counts with the commune's certificate only (TT 01/2019 Art. 2); the note says it until then.
            if not code.startswith("HC04")
        ]
        category = categories.get(row.fields.get("poverty") or "")
        if category and (child.household_id, "poverty", "") not in told:
            told.add((child.household_id, "poverty", ""))
            poverty.append(PovertyRecord(household=child.household, year=day.year, category=category))
    Residence.objects.bulk_create(residences, batch_size=2000)
    Guardian.objects.bulk_create(guardians, batch_size=2000)
    CircumstanceSpell.objects.bulk_create(spells, batch_size=2000)
    PovertyRecord.objects.bulk_create(poverty, batch_size=2000)


def _update(rows: list[ImportRow], found: dict[int, Child], villages: dict[str, Village], ids: dict[int, str]) -> None:
    """Fill what the found record lacks; what it already says is never overwritten by a list.

    ``before`` keeps each filled field as [before, after]. A record keeps its birth year: a full date of another
    year is left out.
    """
    changed: dict[int, Child] = {}
    placed: dict[int, list[int]] = defaultdict(list)
    for row in rows:
        child = found[row.pk]
        village = villages.get(row.fields.get("village") or "")
        born = _day(row.fields.get("date_of_birth"))
        told = {
            "date_of_birth": born if born and born.year == child.birth_year else None,
            "personal_id": ids.get(row.pk),
            "ethnic_group_id": row.fields.get("ethnic_group") or None,
            "village_id": village.pk if village else None,
        }
        row.child, row.before = child, {}
        for name, value in told.items():
            if getattr(child, name) is None and value is not None:
                row.before[name] = [None, _plain(value)]
                setattr(child, name, value)
        if row.before:
            child.updated_on = today()
            child.version += 1
            changed[child.pk] = child
        if village and "village_id" in row.before:
            placed[village.pk].append(child.pk)
    for village_id, children in placed.items():
        Residence.objects.filter(child__in=children, valid__endswith=None).update(village=village_id)
    Child.objects.bulk_update(changed.values(), [*_UPDATABLE, "updated_on", "version"], batch_size=1000)


def _plain(value: Any) -> Any:
    """A field's value as JSON keeps it."""
    return value.isoformat() if isinstance(value, datetime.date) else value


@transaction.atomic
def undo_import(*, user: Any, list_import: ListImport) -> ListImport:
    """Take a committed list back: new children go, updates return to what was, villages nobody else uses go too.

    Raises Refusal when a child of it was worked on since; then nothing is undone.
    """
    row = ListImport.objects.select_for_update().get(pk=list_import.pk)
    require(user, RIGHT, unit=row.unit_id)
    if row.state != ImportState.COMMITTED:
        raise Refusal(_("Chỉ hoàn tác được lần nhập đã ghi."))
    rows = list(row.rows.filter(child__isnull=False))
    held = {c.pk: c for c in Child.objects.select_for_update().filter(pk__in=[r.child_id for r in rows])}
    written = [(held[r.child_id], r.before) for r in rows if r.child_id]
    created = [child for child, before in written if before is None]
    updated = [(child, before) for child, before in written if before]
    _refuse_used(created, updated)
    for child, before in updated:
        for name, (value, _after) in before.items():
            setattr(child, name, value)
        child.version += 1
        child.save()
        if "village_id" in before:
            child.residences.filter(valid__endswith=None).update(village=None)
    households = [child.household_id for child in created if child.household_id]
    row.rows.update(child=None)
    try:
        with transaction.atomic():
            Child.objects.filter(pk__in=[c.pk for c in created]).delete()
    except ProtectedError:
        raise _used(len(created)) from None
    Household.objects.filter(pk__in=households, children=None).delete()
    for village in Village.objects.filter(pk__in=row.new_villages):
        _delete_unused(village)
    row.state = ImportState.UNDONE
    row.save(update_fields=["state"])
    record(user, "import.undo", row, right=RIGHT, unit=row.unit, removed=len(created))
    return row


def _refuse_used(created: list[Child], updated: list[tuple[Child, Any]]) -> None:
    """The import itself leaves no act on a child: whatever stands in the log was done by a person since."""
    codes = [child.code for child in created]
    touched = set(
        Act.objects.filter(object_type=Child._meta.label_lower, object_code__in=codes).values_list(
            "object_code", flat=True
        )
    )
    keys = [child.pk for child in created]
    for relation in ("needs", "submission_rows", "consents", "assessments"):
        used = Child.objects.filter(pk__in=keys, **{f"{relation}__isnull": False})
        touched |= set(used.values_list("code", flat=True))
    touched |= {child.code for child in created if child.state != "draft" or child.version != 1}
    for child, before in updated:
        if any(_plain(getattr(child, name)) != after for name, (_former, after) in before.items()):
            touched.add(child.code)
    if touched:
        raise _used(len(touched))


def _used(count: int) -> Refusal:
    return Refusal(
        _(
            "Có %(n)s trẻ của lần nhập này đã được sửa, nộp hoặc ghi nhu cầu nên không hoàn tác được. Hãy sửa từng hồ sơ."
        )
        % {"n": count},
        code="used",
    )


def _delete_unused(row: Model) -> None:
    """Delete a row that nothing refers to; leave it where something does."""
    try:
        with transaction.atomic():
            row.delete()
    except ProtectedError:
        return
