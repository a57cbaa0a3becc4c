"""Acts on uploaded lists: read, fix, decide, commit in one transaction, undo."""

import datetime
import hashlib
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from children.lists.check import Register, check_row, summary
from children.lists.pipeline import read_list
from children.models import (
    Child,
    CircumstanceKind,
    CircumstanceSpell,
    EthnicGroup,
    Guardian,
    Household,
    ImportRow,
    ListImport,
    PovertyCategory,
    PovertyRecord,
    Residence,
)
from children.models.list_import import ImportState, RowDecision, RowStatus
from lao_cai_support.accounts.rights import require
from lao_cai_support.areas.models import Village
from lao_cai_support.audit.services import record
from lao_cai_support.web.clock import now, today
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.text import fold, name_key

_RIGHT = "children.import"


def refuse_known_file(unit: Any, data: bytes) -> str:
    """The file's fingerprint. Raises Refusal when this unit has committed the same file already."""
    digest = hashlib.sha256(data).hexdigest()
    former = ListImport.objects.filter(unit=unit, file_hash=digest, state=ImportState.COMMITTED).first()
    if former:
        raise Refusal(
            _(
                "Tệp này đã được ghi vào sổ ngày %(day)s. Hãy mở lần nhập đó ở mục “Các lần nhập”, hoặc hoàn tác rồi nhập lại."
            )
            % {"day": f"{timezone.localtime(former.committed_at):%d/%m/%Y}"},
            field="file",
            code="known_file",
        )
    return digest


@transaction.atomic
def open_import(*, user: Any, unit: Any, file_name: str, data: bytes) -> ListImport:
    """Take an uploaded list in; the worker reads it next."""
    require(user, _RIGHT, unit=unit)
    digest = refuse_known_file(unit, data)
    row = ListImport.objects.create(
        unit=unit, file_name=file_name[-200:], file_hash=digest, created_by=user, created_at=now()
    )
    record(user, "import.upload", row, right=_RIGHT, unit=unit)
    return row


def parse(data: bytes, file_name: str) -> Any:
    """Read the workbook with the register's own lists (see lists.pipeline). Raises Refusal when it is no list."""
    return read_list(
        data,
        file_name,
        today=today(),
        ethnic_groups=list(EthnicGroup.objects.all()),
        circumstance_kinds=list(CircumstanceKind.objects.all()),
    )


@transaction.atomic
def fill_import(*, list_import: ListImport, data: bytes) -> ListImport:
    """Write what the file says as preview rows; safe to run twice."""
    row = ListImport.objects.select_for_update().get(pk=list_import.pk)
    if row.state != ImportState.READING:
        return row
    parsed = parse(data, row.file_name)
    register = Register.of_unit(row.unit)
    row.rows.all().delete()
    ImportRow.objects.bulk_create((_import_row(row, read, register) for read in parsed.rows), batch_size=1000)
    row.mapping = parsed.mapping
    row.state = ImportState.PREVIEW
    row.save(update_fields=["mapping", "state"])
    return row


def _import_row(list_import: ListImport, read: Any, register: Register) -> ImportRow:
    status, problems, matches = check_row(read, register)
    return ImportRow(
        list_import=list_import,
        sheet=read.sheet,
        row=read.row,
        raw=read.raw,
        fields=read.fields,
        problems=problems,
        matches=matches,
        status=status,
    )


@transaction.atomic
def fail_import(*, list_import: ListImport, sentence: str) -> None:
    ListImport.objects.filter(pk=list_import.pk, state=ImportState.READING).update(
        state=ImportState.FAILED, failure=sentence[:300]
    )


def _preview(list_import: ListImport, user: Any) -> ListImport:
    row = ListImport.objects.select_for_update().get(pk=list_import.pk)
    require(user, _RIGHT, unit=row.unit_id)
    if row.state != ImportState.PREVIEW:
        raise Refusal(_("Lần nhập này không còn ở bước xem trước. Hãy tải lại trang."))
    return row


@transaction.atomic
def fix_row(*, user: Any, row: ImportRow, changes: dict[str, Any]) -> ImportRow:
    """Put a row right in the preview and check it anew; nothing is written to the register."""
    _preview(row.list_import, user)
    held = ImportRow.objects.select_for_update().get(pk=row.pk)
    held.fields = {**held.fields, **changes}
    born = held.fields.get("date_of_birth")
    if born:
        held.fields["birth_year"] = int(born[:4])
    held.problems = [
        p
        for p in held.problems
        if p["field"] not in changes and p["field"] not in ("birth_year" if "date_of_birth" in changes else "",)
    ]
    status, problems, matches = check_row(held, Register.of_unit(row.list_import.unit), kept=held.problems)
    held.status, held.problems, held.matches = status, problems, matches
    held.save()
    return held


@transaction.atomic
def decide_row(*, user: Any, row: ImportRow, decision: str) -> ImportRow:
    """Say what becomes of a row: a new child, an update of the found one, or nothing."""
    _preview(row.list_import, user)
    if decision not in RowDecision.values:
        raise Refusal(_("Hãy chọn một trong các cách xử lý."))
    if decision == RowDecision.UPDATE and not row.matches:
        raise Refusal(_("Không có hồ sơ nào giống dòng này để cập nhật."))
    row.decision = decision
    row.save(update_fields=["decision"])
    return row


_PROPOSED: dict[str, str] = {RowStatus.NEW: "create", RowStatus.UPDATE: "update"}


def planned(row: ImportRow) -> str:
    """What commit will do with the row: create, update or skip."""
    if row.decision:
        return row.decision
    return _PROPOSED.get(row.status, "skip")


@transaction.atomic
def commit_import(*, user: Any, list_import: ListImport) -> ListImport:
    """Write the preview into the register in one transaction. Raises Refusal while a row still waits for a person."""
    row = _preview(list_import, user)
    refuse_same = ListImport.objects.filter(
        unit=row.unit, file_hash=row.file_hash, state=ImportState.COMMITTED
    ).exists()
    if refuse_same:
        raise Refusal(_("Tệp này đã được ghi vào sổ ở một lần nhập khác."), code="known_file")
    rows = list(row.rows.select_for_update().order_by("pk"))
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
    creating = [r for r in rows if planned(r) == "create"]
    updating = [r for r in rows if planned(r) == "update"]
    villages = _villages(row.unit, creating + updating)
    _create(row, creating, villages)
    _update(row, updating, villages)
    ImportRow.objects.bulk_update(creating + updating, ["child", "before"], batch_size=1000)
    row.state, row.committed_at = ImportState.COMMITTED, now()
    row.save(update_fields=["state", "committed_at"])
    record(user, "import.commit", row, right=_RIGHT, unit=row.unit, created=len(creating), updated=len(updating))
    return row


def _villages(unit: Any, rows: list[ImportRow]) -> dict[str, Village]:
    """The villages the rows name, by folded name; a village new to the register is added."""
    held = {village.folded: village for village in Village.objects.filter(unit=unit)}
    for name in sorted({row.fields.get("village") or "" for row in rows} - {""}):
        if fold(name) not in held:
            held[fold(name)] = Village.objects.create(unit=unit, name=name, source="danh sách của xã")
    return held


def _day(text: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None


def _create(list_import: ListImport, rows: list[ImportRow], villages: dict[str, Village]) -> None:
    """New children with household, adults, residence, circumstances and poverty: a fixed number of statements."""
    day, unit = today(), list_import.unit
    poor = PovertyCategory.objects.filter(poor=True, valid_from__lte=day, valid_to__gte=day, area="rural").first()
    near = PovertyCategory.objects.filter(near_poor=True, valid_from__lte=day, valid_to__gte=day, area="rural").first()
    households, children = [], []
    for row in rows:
        village = villages.get(fold(row.fields.get("village") or ""))
        household = Household(unit=unit, village=village)
        households.append(household)
        children.append(
            Child(
                full_name=row.fields["full_name"],
                sort_key=name_key(row.fields["full_name"]),
                sex=row.fields.get("sex") or "unknown",
                date_of_birth=_day(row.fields.get("date_of_birth")),
                birth_year=row.fields["birth_year"],
                personal_id=row.fields.get("personal_id") or None,
                ethnic_group_id=row.fields.get("ethnic_group") or None,
                unit=unit,
                village=village,
                household=household,
                note=(row.fields.get("note") or "")[:300],
                class_name=(row.fields.get("class_name") or "")[:20],
                created_on=day,
                updated_on=day,
            )
        )
    Household.objects.bulk_create(households, batch_size=2000)
    Child.objects.bulk_create(children, batch_size=2000)
    guardians, spells, poverty, residences = [], [], [], []
    for row, child in zip(rows, children, strict=True):
        row.child = child
        born = child.date_of_birth or datetime.date(child.birth_year, 1, 1)
        residences.append(Residence(child=child, unit=unit, village=child.village, valid=(born, None)))
        guardians += [
            Guardian(household=child.household, relation=relation, full_name=name)
            for relation, name in row.fields.get("adults", {}).items()
        ]
        spells += [
            CircumstanceSpell(child=child, kind_id=code, valid=(day, None), evidence=_("Danh sách của xã"))
            for code in row.fields.get("circumstances", [])
        ]
        category = {"poor": poor, "near_poor": near}.get(row.fields.get("poverty") or "")
        if category:
            poverty.append(PovertyRecord(household=child.household, year=day.year, category=category))
    Residence.objects.bulk_create(residences, batch_size=2000)
    Guardian.objects.bulk_create(guardians, batch_size=2000)
    CircumstanceSpell.objects.bulk_create(spells, batch_size=2000)
    PovertyRecord.objects.bulk_create(poverty, batch_size=2000)


_UPDATABLE = ("date_of_birth", "birth_year", "personal_id", "ethnic_group_id", "village_id")


def _update(list_import: ListImport, rows: list[ImportRow], villages: dict[str, Village]) -> None:
    """Fill what the found record lacks; what it already says is never overwritten by a list."""
    found = {
        c.code: c
        for c in Child.objects.select_for_update().filter(code__in=[r.matches[0]["child"] for r in rows if r.matches])
    }
    changed = []
    for row in rows:
        child = found[row.matches[0]["child"]]
        village = villages.get(fold(row.fields.get("village") or ""))
        told = {
            "date_of_birth": _day(row.fields.get("date_of_birth")),
            "birth_year": row.fields.get("birth_year"),
            "personal_id": row.fields.get("personal_id") or None,
            "ethnic_group_id": row.fields.get("ethnic_group") or None,
            "village_id": village.pk if village else None,
        }
        row.child = child
        before: dict[str, None] = {}
        for name in _UPDATABLE:
            if getattr(child, name) is None and told[name] is not None:
                before[name] = None
                setattr(child, name, told[name])
        row.before = before
        if before:
            child.updated_on = today()
            child.version += 1
            changed.append(child)
    Child.objects.bulk_update(changed, [*_UPDATABLE, "updated_on", "version"], batch_size=1000)


@transaction.atomic
def undo_import(*, user: Any, list_import: ListImport) -> ListImport:
    """Take a committed list back: new children go, updates return to what was.

    Raises Refusal when a child of it was worked on since; then nothing is undone.
    """
    row = ListImport.objects.select_for_update().get(pk=list_import.pk)
    require(user, _RIGHT, unit=row.unit_id)
    if row.state != ImportState.COMMITTED:
        raise Refusal(_("Chỉ hoàn tác được lần nhập đã ghi."))
    rows = list(row.rows.filter(child__isnull=False).select_related("child"))
    created = [r.child for r in rows if r.child and r.before is None]
    used = Child.objects.filter(pk__in=[c.pk for c in created]).exclude(
        state="draft", version=1, needs=None, submission_rows=None, consents=None, assessments=None
    )
    if used.exists():
        raise Refusal(
            _(
                "Có %(n)s trẻ của lần nhập này đã được sửa, nộp hoặc ghi nhu cầu nên không hoàn tác được. Hãy sửa từng hồ sơ."
            )
            % {"n": used.distinct().count()},
            code="used",
        )
    for held in rows:
        if held.child and held.before:
            for name, value in held.before.items():
                setattr(held.child, name, value)
            held.child.version += 1
            held.child.save()
    households = [child.household_id for child in created if child.household_id]
    row.rows.update(child=None)
    Child.objects.filter(pk__in=[c.pk for c in created]).delete()
    Household.objects.filter(pk__in=households, children=None).delete()
    row.state = ImportState.UNDONE
    row.save(update_fields=["state"])
    record(user, "import.undo", row, right=_RIGHT, unit=row.unit, removed=len(created))
    return row


@transaction.atomic
def discard_import(*, user: Any, list_import: ListImport) -> ListImport:
    """Put a preview aside; its rows are forgotten."""
    row = ListImport.objects.select_for_update().get(pk=list_import.pk)
    require(user, _RIGHT, unit=row.unit_id)
    if row.state not in (ImportState.PREVIEW, ImportState.FAILED):
        raise Refusal(_("Lần nhập này không bỏ được nữa."))
    row.rows.all().delete()
    row.state = ImportState.DISCARDED
    row.save(update_fields=["state"])
    record(user, "import.discard", row, right=_RIGHT, unit=row.unit)
    return row


def counts(list_import: ListImport) -> dict[str, int]:
    """How many rows of each status: rows, new, update, duplicate, error, skipped."""
    return summary(list_import.rows.values_list("status", flat=True))


def import_url(list_import: ListImport) -> str:
    return reverse("children:import_detail", args=[list_import.code])
