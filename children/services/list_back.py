"""Giving a list back to its office with the reason beside each row."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from children.lists.back import Told, result_of, workbook_back
from children.lists.values import told
from children.models import ListImport
from children.models.list_import import ImportState
from children.services.list_import import RIGHT
from lao_cai_support.accounts.rights import require
from lao_cai_support.audit.services import record
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.files import read_private, remove_private, store_private

STATES = (ImportState.PREVIEW, ImportState.WAITING, ImportState.COMMITTED)


def give_back(*, user: Any, list_import: ListImport, progress: Any = None) -> ListImport:
    """Make the workbook that goes back and keep it as the import's ``returned_file``.

    The list's own file is read again; rows are as they stand now. Raises Refusal when the file is gone or there is
    nothing to give back yet.
    """
    row = ListImport.objects.select_related("unit").get(pk=list_import.pk)
    require(user, RIGHT, unit=row.unit_id)
    if row.state not in STATES:
        raise Refusal(_("Lần nhập này chưa có dòng nào để trả lại."))
    if not row.stored_file:
        raise Refusal(_("Tệp gốc không còn trên máy chủ. Hãy tải lên lại."), code="gone")
    if progress:
        progress.total(2)
    rows = _told(row)
    if progress:
        progress.step(1)
    made = workbook_back(read_private(row.stored_file), row.file_name, row.mapping.get("sheets", {}), rows)
    stored = store_private("lists", made, ending="xlsx")
    return _keep(user, row, stored, sum(1 for one in rows.values() if not one.code))


@transaction.atomic
def _keep(user: Any, row: ListImport, stored: str, count: int) -> ListImport:
    held = ListImport.objects.select_for_update(no_key=True).get(pk=row.pk)
    if held.returned_file:
        former = held.returned_file
        transaction.on_commit(lambda: remove_private(former))
    held.returned_file = stored
    held.save(update_fields=["returned_file"])
    record(user, "import.give_back", held, right=RIGHT, unit=held.unit_id, rows=count)
    return held


def _told(row: ListImport) -> dict[tuple[str, int], Told]:
    """What goes beside each row, in the file's order; rows of which nothing is told are left out."""
    found: dict[tuple[str, int], Told] = {}
    committed = row.state == ImportState.COMMITTED
    rows = row.rows.exclude(status="skipped").order_by("pk")
    for sheet, line, status, decision, problems, code in rows.values_list(
        "sheet", "row", "status", "decision", "problems", "child__code"
    ).iterator(2000):
        written = committed and bool(code)
        result = result_of(status, decision, written, [told(problem) for problem in problems])
        if result:
            cells = (
                {}
                if written
                else {
                    problem["cell"]: problem.get("severity", "error") == "error"
                    for problem in problems
                    if problem.get("cell")
                }
            )
            found[sheet, line] = Told(result, cells, code or "" if written else "")
    return found
