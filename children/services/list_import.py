"""Acts on uploaded lists until they are written: read, fix, decide, put aside (see list_commit for the rest)."""

import datetime
import hashlib
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from children.lists.check import Register, check_row, file_keys
from children.lists.compare import DIFFERS, differences, names_of_lists, records_of
from children.lists.pipeline import Context, OpenedList, open_list, read_list
from children.lists.places import Place, Places
from children.lists.values import Peoples
from children.models import CircumstanceKind, ColumnMapping, EthnicGroup, ImportRow, ListImport
from children.models.list_import import ImportState, RowDecision, RowStatus
from children.services.child import check_birth
from lao_cai_support.accounts.rights import require
from lao_cai_support.areas.models import AdministrativeUnit, Village
from lao_cai_support.areas.unitmap import covered_units
from lao_cai_support.audit.services import record
from lao_cai_support.web.bulk import copy_rows
from lao_cai_support.web.clock import now, today
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.files import remove_private
from lao_cai_support.web.locks import alone
from lao_cai_support.web.text import nfc

RIGHT = "children.import"
CHUNK = 2000  # rows that are checked and written to the preview at once


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
    require(user, RIGHT, unit=unit)
    digest = refuse_known_file(unit, data)
    row = ListImport.objects.create(
        unit=unit, file_name=file_name[-200:], file_hash=digest, created_by=user, created_at=now()
    )
    record(user, "import.upload", row, right=RIGHT, unit=unit)
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


def context_for(unit: Any, answers: dict[str, Any] | None = None) -> Context:
    """What is known before a list of the unit is opened: the register's lists, places, and what the office confirmed."""
    mappings = list(ColumnMapping.objects.filter(unit=unit))
    kinds = CircumstanceKind.objects.filter(sealed=False)
    said = {name: side for mapping in mappings for name, side in mapping.places.items()}
    return Context(
        today=today(),
        peoples=Peoples(EthnicGroup.objects.all()),
        circumstances=set(kinds.values_list("code", flat=True)),
        villages=frozenset(Village.objects.filter(unit=unit).values_list("folded", flat=True)),
        places=_places(unit, said | (answers or {}).get("places", {})),
        remembered={m.fingerprint: {"columns": m.columns, "script": m.script} for m in mappings},
        answers=answers or {},
    )


def _places(unit: Any, answers: dict[str, str]) -> Places:
    """The province's communes of all times, and which of them this unit answers for today."""
    day, own = today(), covered_units(unit.pk, today())
    province = unit.path.split(".")[0]
    rows = AdministrativeUnit.objects.communes().filter(path__startswith=f"{province}.").select_related("parent")
    return Places.of(
        (
            Place(
                code=row.code,
                kind=row.kind,
                name=row.name,
                title=row.title,
                district=row.parent.name if row.parent and row.parent.level == "district" else "",
                own=row.pk in own,
                ended=bool(row.valid.upper and row.valid.upper <= day) or row.valid.lower > day,
            )
            for row in rows
        ),
        unit.title,
        answers,
    )


def fill_import(*, list_import: ListImport, data: bytes, ask: bool = True, progress: Any = None) -> ListImport:
    """Write what the file says as preview rows, or leave the questions that a person must answer first.

    Safe to run twice, and by two workers at once: the second waits and finds it done. Rows come piece by piece, so a
    killed worker leaves a part; the next run begins anew. ``ask=False`` takes the best guess (a command has nobody
    to ask). Raises Refusal when the file is no list.
    """
    with alone("list_import", list_import.pk):
        row = ListImport.objects.select_related("unit").get(pk=list_import.pk)
        if row.state != ImportState.READING:
            return row
        opened = open_list(data, row.file_name, context_for(row.unit, row.answers))
        row.mapping = {"sheets": opened.mapping, "left": opened.left, "places": _asked(opened)}
        if ask and not opened.sure:
            return _left(row, ImportState.COLUMNS)
        if progress:
            progress.total(opened.length)
        with transaction.atomic():
            row.rows.all().delete()
        in_file: dict[tuple[Any, ...], tuple[str, int]] = {}
        rows = opened.rows()
        while chunk := list(islice(rows, CHUNK)):
            with transaction.atomic():
                copy_rows(ImportRow, list(_preview(row, chunk, in_file)))  # asks the database before COPY begins
            if progress:
                progress.step(len(chunk))
        return _left(row, ImportState.PREVIEW)


def _asked(opened: OpenedList) -> list[dict[str, Any]]:
    """The communes' names in doubt, with the rows below each and whom they could mean."""
    places = opened.context.places
    return [
        {"name": name, "rows": count, "namesakes": places.namesakes(name) if places else []}
        for name, count in opened.asked.most_common(30)
    ]


@transaction.atomic
def _left(row: ListImport, state: str) -> ListImport:
    """The reading is over: the import waits in this state, unless somebody has put it aside meanwhile."""
    if ListImport.objects.select_for_update(no_key=True).get(pk=row.pk).state == ImportState.READING:
        row.state = state
        row.save(update_fields=["mapping", "state"])
    return row


def _preview(
    list_import: ListImport, chunk: list[Any], in_file: dict[tuple[Any, ...], tuple[str, int]]
) -> Iterator[dict[str, Any]]:
    register = Register.for_rows(list_import.unit, chunk, in_file)
    for read in chunk:
        status, problems, matches = check_row(read, register)
        yield {
            "list_import_id": list_import.pk,
            "sheet": read.sheet,
            "row": read.row,
            "raw": read.raw,
            "fields": read.fields,
            "problems": problems,
            "matches": matches,
            "status": status,
        }


@transaction.atomic
def fail_import(*, list_import: ListImport, sentence: str) -> None:
    """The file could not be read: the import says why, and what was read of it is forgotten."""
    failed = ListImport.objects.filter(pk=list_import.pk, state=ImportState.READING).update(
        state=ImportState.FAILED, failure=sentence[:300]
    )
    if failed:
        list_import.rows.all().delete()


def preview_of(list_import: ListImport, user: Any) -> ListImport:
    """The import, locked, while it still waits in the preview. Raises Refusal otherwise."""
    row = ListImport.objects.select_for_update(no_key=True).get(pk=list_import.pk)
    require(user, RIGHT, unit=row.unit_id)
    if row.state != ImportState.PREVIEW:
        raise Refusal(_("Lần nhập này không còn ở bước xem trước. Hãy tải lại trang."))
    return row


@transaction.atomic
def fix_row(*, user: Any, row: ImportRow, changes: dict[str, Any]) -> ImportRow:
    """Put a row right in the preview and check it anew; nothing is written to the register.

    A decision taken before the change is asked again. Raises Refusal at a birth that is no child's.
    """
    opened = preview_of(row.list_import, user)
    held = ImportRow.objects.select_for_update(no_key=True).get(pk=row.pk)
    held.fields = {**held.fields, **changes}
    if changes.keys() & {"date_of_birth", "birth_year"}:
        born = held.fields.get("date_of_birth")
        held.fields["birth_year"] = check_birth(
            datetime.date.fromisoformat(born) if born else None, held.fields["birth_year"]
        )
    if changes.get("full_name"):
        held.fields["full_name"] = nfc(held.fields["full_name"])
    settled = set(changes) | ({"date_of_birth"} if "birth_year" in changes else set())
    kept = [told for told in held.problems if told["field"] not in settled]
    register = Register.for_rows(opened.unit, [held])
    register.in_file = _said_by_others(held)
    held.status, held.problems, held.matches = check_row(held, register, kept=kept)
    held.decision, held.take = RowDecision.AUTO, {}
    held.save()
    return held


def _said_by_others(row: ImportRow) -> dict[tuple[Any, ...], tuple[str, int]]:
    """What the other rows of the file with the same name or personal id have said, and where."""
    same = Q(fields__full_name=row.fields["full_name"])
    if row.fields.get("personal_id"):
        same |= Q(fields__personal_id=row.fields["personal_id"])
    said: dict[tuple[Any, ...], tuple[str, int]] = {}
    others = row.list_import.rows.filter(same, status__in=["new", "update"]).exclude(pk=row.pk)
    for other in others.exclude(decision=RowDecision.SKIP).order_by("pk"):
        for key in file_keys(other.fields):
            said.setdefault(key, (other.sheet, other.row))
    return said


@transaction.atomic
def decide_row(*, user: Any, row: ImportRow, decision: str, take: Iterable[str] = ()) -> ImportRow:
    """Say what becomes of a row: a new child, an update of the found one, or nothing.

    ``take`` names the fields in which the update takes the list's word against the record's; all others keep theirs.
    """
    preview_of(row.list_import, user)
    if decision not in RowDecision.values:
        raise Refusal(_("Hãy chọn một trong các cách xử lý."))
    if decision == RowDecision.UPDATE and not row.matches:
        raise Refusal(_("Không có hồ sơ nào giống dòng này để cập nhật."))
    if row.status == RowStatus.SKIPPED and decision in (RowDecision.CREATE, RowDecision.UPDATE):
        raise Refusal(_("Dòng này không phải của một trẻ nên không ghi được."))
    row.decision, row.take = decision, {}
    if decision == RowDecision.UPDATE:
        row.take = _taken(row, set(take))
    row.save(update_fields=["decision", "take"])
    return row


def _taken(row: ImportRow, names: set[str]) -> dict[str, str]:
    """The fields to overwrite, each with the value that stands in the record now; it must still stand at commit."""
    if not names:
        return {}
    code = row.matches[0]["child"]
    found = records_of([code], today()).get(code)
    told = differences(row.fields, found, *names_of_lists()) if found else []
    return {one.name: one.seen for one in told if one.name in names and one.kind == DIFFERS and one.takeable}


@transaction.atomic
def discard_import(*, user: Any, list_import: ListImport) -> ListImport:
    """Put a preview aside; its rows and its file are forgotten."""
    row = ListImport.objects.select_for_update(no_key=True).get(pk=list_import.pk)
    require(user, RIGHT, unit=row.unit_id)
    if row.state not in (ImportState.COLUMNS, ImportState.PREVIEW, ImportState.FAILED):
        raise Refusal(_("Lần nhập này không bỏ được nữa."))
    row.rows.all().delete()
    row.state, row.mapping, row.answers = ImportState.DISCARDED, {}, {}
    for name in (row.stored_file, row.returned_file):
        transaction.on_commit(partial(remove_private, name))
    row.stored_file = row.returned_file = ""
    row.save(update_fields=["state", "mapping", "answers", "stored_file", "returned_file"])
    record(user, "import.discard", row, right=RIGHT, unit=row.unit)
    return row


def counts(list_import: ListImport) -> dict[str, int]:
    """How many rows of each status: rows, new, update, duplicate, error, skipped."""
    found = dict(list_import.rows.values_list("status").annotate(count=Count("pk")).order_by())
    told = {name: found.get(name, 0) for name in ("new", "update", "duplicate", "error", "skipped")}
    return {"rows": sum(told.values()), **told}


def import_url(list_import: ListImport) -> str:
    return reverse("children:import_detail", args=[list_import.code])
