"""Rows that came without a list of their own (entry grid, returned workbook), as an import: the same preview,
check, commit and undo as an uploaded list."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction

from children.lists.check import Register, check_row
from children.lists.rows import CleanRow
from children.models import ImportRow, ListImport
from children.models.list_import import ImportState
from children.services.list_commit import commit_import, needs_second_person, request_commit
from children.services.list_import import RIGHT
from lao_cai_support.accounts.rights import require
from lao_cai_support.web.clock import now


@transaction.atomic
def open_preview(
    *,
    user: Any,
    unit: Any,
    file_name: str,
    file_hash: str,
    mapping: dict[str, Any],
    rows: Sequence[CleanRow],
    decisions: Iterable[tuple[str, str]] = (),
) -> ListImport:
    """An import in its preview, with these cleaned rows checked against the register.

    ``decisions`` has for each row (what becomes of it, the child's code it is about); empty words leave the
    proposal. What opened it writes the audit row.
    """
    require(user, RIGHT, unit=unit)
    opened = ListImport.objects.create(
        unit=unit,
        file_name=file_name[-200:],
        file_hash=file_hash,
        mapping=mapping,
        state=ImportState.PREVIEW,
        created_by=user,
        created_at=now(),
    )
    chosen = list(decisions) or [("", "")] * len(rows)
    register = Register.for_rows(unit, rows)
    ImportRow.objects.bulk_create(
        (_row(opened, row, register, *choice) for row, choice in zip(rows, chosen, strict=True)), batch_size=1000
    )
    return opened


def commit_or_wait(*, user: Any, list_import: ListImport) -> ListImport:
    """Commit the import; where the office's rule asks for a second person's act it is handed to that person."""
    if needs_second_person(list_import.unit):
        return request_commit(user=user, list_import=list_import, leave_open=False)
    return commit_import(user=user, list_import=list_import)


def _row(opened: ListImport, row: CleanRow, register: Register, decision: str, child: str) -> ImportRow:
    status, problems, matches = ("skipped", row.problems, []) if decision == "skip" else check_row(row, register)
    return ImportRow(
        list_import=opened,
        sheet=row.sheet,
        row=row.row,
        raw=row.raw,
        fields=row.fields,
        problems=problems,
        # The child that was chosen stands first: the commit updates that one.
        matches=sorted(matches, key=lambda match: match["child"] != child),
        status=status,
        decision=decision,
    )
