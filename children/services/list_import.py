"""Acts on uploaded lists until they are written: read, fix, decide, put aside (see list_commit for the rest)."""

import datetime
import hashlib
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from children.lists.check import Register, check_row, file_keys, summary
from children.lists.pipeline import read_list
from children.models import CircumstanceKind, EthnicGroup, ImportRow, ListImport
from children.models.list_import import ImportState, RowDecision, RowStatus
from children.services.child import check_birth
from lao_cai_support.accounts.rights import require
from lao_cai_support.audit.services import record
from lao_cai_support.web.clock import now, today
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.text import nfc

RIGHT = "children.import"


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


@transaction.atomic
def fill_import(*, list_import: ListImport, data: bytes) -> ListImport:
    """Write what the file says as preview rows; safe to run twice."""
    row = ListImport.objects.select_for_update().get(pk=list_import.pk)
    if row.state != ImportState.READING:
        return row
    parsed = parse(data, row.file_name)
    register = Register.for_rows(row.unit, parsed.rows)
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


def preview_of(list_import: ListImport, user: Any) -> ListImport:
    """The import, locked, while it still waits in the preview. Raises Refusal otherwise."""
    row = ListImport.objects.select_for_update().get(pk=list_import.pk)
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
    held = ImportRow.objects.select_for_update().get(pk=row.pk)
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
    held.decision = RowDecision.AUTO
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
def decide_row(*, user: Any, row: ImportRow, decision: str) -> ImportRow:
    """Say what becomes of a row: a new child, an update of the found one, or nothing."""
    preview_of(row.list_import, user)
    if decision not in RowDecision.values:
        raise Refusal(_("Hãy chọn một trong các cách xử lý."))
    if decision == RowDecision.UPDATE and not row.matches:
        raise Refusal(_("Không có hồ sơ nào giống dòng này để cập nhật."))
    if row.status == RowStatus.SKIPPED and decision in (RowDecision.CREATE, RowDecision.UPDATE):
        raise Refusal(_("Dòng này không phải của một trẻ nên không ghi được."))
    row.decision = decision
    row.save(update_fields=["decision"])
    return row


@transaction.atomic
def discard_import(*, user: Any, list_import: ListImport) -> ListImport:
    """Put a preview aside; its rows are forgotten."""
    row = ListImport.objects.select_for_update().get(pk=list_import.pk)
    require(user, RIGHT, unit=row.unit_id)
    if row.state not in (ImportState.PREVIEW, ImportState.FAILED):
        raise Refusal(_("Lần nhập này không bỏ được nữa."))
    row.rows.all().delete()
    row.state = ImportState.DISCARDED
    row.save(update_fields=["state"])
    record(user, "import.discard", row, right=RIGHT, unit=row.unit)
    return row


def counts(list_import: ListImport) -> dict[str, int]:
    """How many rows of each status: rows, new, update, duplicate, error, skipped."""
    return summary(list_import.rows.values_list("status", flat=True))


def import_url(list_import: ListImport) -> str:
    return reverse("children:import_detail", args=[list_import.code])
