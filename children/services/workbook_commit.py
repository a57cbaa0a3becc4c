"""Writing a returned workbook into the register in one transaction, and taking it back."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from children.duplicates.later import compare_later
from children.lists.differences import ADULTS, shown_of
from children.models import (
    CellChange,
    Child,
    CircumstanceSpell,
    Household,
    ListImport,
    WorkbookReturn,
)
from children.models.list_import import ImportState
from children.models.workbook import CellKind, ReturnState
from children.services.list_commit import (
    APPROVE,
    asked_reason,
    commit_import,
    refuse_alone,
    refuse_no_rule,
    refuse_same_person,
    request_commit,
    return_import,
)
from children.services.list_import import RIGHT
from children.services.list_undo import undo_import
from children.services.poverty import unfollow_poverty
from children.services.workbook import waiting_return
from children.services.workbook_cells import SPELLS, forget_villages, kept, restore_cells, write_cells
from lao_cai_support.accounts.rights import require
from lao_cai_support.audit.services import record, record_many
from lao_cai_support.web.bulk import write_back
from lao_cai_support.web.clock import HANOI, now
from lao_cai_support.web.errors import Refusal


def commit_return(*, user: Any, returned: WorkbookReturn) -> WorkbookReturn:
    """Write what was taken of a returned workbook, and its new rows, in one transaction.

    What was edited since the preview is compared anew and asked about; then, as when a conflict still waits for a
    choice or a new row is wrong, Refusal is raised and nothing is written to the register. Where the unit's rule asks
    for a second person, the workbook must have been handed in for it by another (``request_return``).
    """
    with transaction.atomic():
        row, asked = _commit(user, returned)
    if asked:
        raise Refusal(
            _("Sổ vừa được sửa thêm ở %(n)s ô. Đã so lại; hãy xem các ô đó rồi ghi lại.") % {"n": asked},
            code="meanwhile",
        )
    return row


def _commit(user: Any, returned: WorkbookReturn) -> tuple[WorkbookReturn, int]:
    row = WorkbookReturn.objects.select_for_update(of=("self",), no_key=True).get(pk=returned.pk)
    approving = row.state == ReturnState.WAITING
    if approving:
        require(user, APPROVE, unit=row.workbook.unit_id)
        refuse_same_person(user, row.requested_by_id, row.returned_by_id)
    else:
        row = waiting_return(row, user)
        refuse_alone(row.workbook.unit)
    taken = _taken(row)
    children = _locked(row, taken)
    if asked := _compare_again(taken, children):
        if approving:
            _give_back(user, row, _("Sổ vừa được sửa thêm; hãy xem lại các ô hai bên cùng sửa."))
        return row, asked
    _refuse_split_households(taken, children)
    changed = write_cells(row, taken, children)
    if new := _new_rows(row):
        commit_import(user=user, list_import=new)
    row.state, row.committed_at, row.committed_by, row.return_reason = ReturnState.COMMITTED, now(), user, ""
    row.save()
    right = APPROVE if approving else RIGHT
    unit = row.workbook.unit
    record_many(user, "child.workbook", changed, right=right)
    compare_later(child.pk for child in changed)
    record(user, "workbook.commit", row, right=right, unit=unit, children=len(changed), cells=len(taken))
    return row, 0


def _new_rows(row: WorkbookReturn) -> ListImport | None:
    """The import of the workbook's new rows while it is not settled yet."""
    found = row.list_import
    return found if found and found.state in (ImportState.PREVIEW, ImportState.WAITING) else None


def _taken(row: WorkbookReturn) -> list[CellChange]:
    """The cells that are to be written, locked. Raises Refusal while one waits for a choice, or with nothing to write."""
    cells = list(row.cells.select_for_update(of=("self",), no_key=True).order_by("row", "pk"))
    undecided = [cell for cell in cells if cell.kind == CellKind.CONFLICT and not cell.decision]
    if undecided:
        raise Refusal(
            _("Còn %(n)s ô hai bên cùng sửa chưa chọn (dòng đầu tiên: %(row)s). Hãy chọn giữ bên nào rồi ghi lại.")
            % {"n": len(undecided), "row": undecided[0].row},
            code="open_conflicts",
        )
    taken = [cell for cell in cells if cell.taken]
    if not taken and not _new_rows(row):
        raise Refusal(_("Không có thay đổi nào để ghi. Hãy chọn ô cần lấy, hoặc bỏ tệp này."), code="nothing")
    return taken


@transaction.atomic
def request_return(*, user: Any, returned: WorkbookReturn) -> WorkbookReturn:
    """Hand the changes and the new rows to a second person; nothing of them is changed until that person has decided.

    Raises Refusal where no rule asks for it, and while a conflict or a new row waits for a choice.
    """
    row = waiting_return(returned, user)
    refuse_no_rule(row.workbook.unit)
    _taken(row)
    if new := _new_rows(row):
        request_commit(user=user, list_import=new, leave_open=False)
    row.state, row.requested_by, row.requested_at = ReturnState.WAITING, user, now()
    row.save(update_fields=["state", "requested_by", "requested_at"])
    record(user, "workbook.request", row, right=RIGHT, unit=row.workbook.unit)
    return row


@transaction.atomic
def give_back_return(*, user: Any, returned: WorkbookReturn, reason: str) -> WorkbookReturn:
    """The second person gives the workbook back, saying why; its changes can be chosen again."""
    row = WorkbookReturn.objects.select_for_update(of=("self",), no_key=True).get(pk=returned.pk)
    require(user, APPROVE, unit=row.workbook.unit_id)
    if row.state != ReturnState.WAITING:
        raise Refusal(_("Sổ nhận lại này không còn chờ duyệt. Hãy tải lại trang."))
    refuse_same_person(user, row.requested_by_id, row.returned_by_id)
    return _give_back(user, row, asked_reason(reason))


def _give_back(user: Any, row: WorkbookReturn, reason: str) -> WorkbookReturn:
    new = _new_rows(row)
    if new and new.state == ImportState.WAITING:
        return_import(user=user, list_import=new, reason=reason)
    row.state, row.requested_by, row.requested_at = ReturnState.PREVIEW, None, None
    row.return_reason = reason
    row.save(update_fields=["state", "requested_by", "requested_at", "return_reason"])
    record(user, "workbook.give_back", row, right=APPROVE, unit=row.workbook.unit, reason=reason)
    return row


def _locked(row: WorkbookReturn, cells: Iterable[CellChange]) -> dict[int, Child]:
    """The children of these cells that are still in the commune's register, locked, by id."""
    children = (
        Child.objects.select_for_update(no_key=True).filter(pk__in={cell.child_id for cell in cells}).order_by("pk")
    )
    return {child.pk: child for child in children.filter(unit=row.workbook.unit_id).on_register()}


def _compare_again(taken: list[CellChange], children: dict[int, Child]) -> int:
    """Ask anew about cells whose child has changed or left since the preview; gives how many."""
    shown = shown_of(children.values())
    asked = []
    for cell in taken:
        if cell.child_id not in children:
            cell.kind, cell.decision = CellKind.PROBLEM, ""
            cell.problem = _("Hồ sơ này không còn trong sổ của xã nên ô đã sửa không được nhận.")
            asked.append(cell)
        elif cell.field not in SPELLS and shown[cell.child_id].get(cell.field, "") != cell.ours:
            cell.ours, cell.decision = shown[cell.child_id].get(cell.field, ""), ""
            if cell.kind == CellKind.CHANGE:
                cell.kind = CellKind.CONFLICT
            asked.append(cell)
    write_back(asked, ["kind", "decision", "problem", "ours"])
    return len(asked)


def _refuse_split_households(taken: list[CellChange], children: dict[int, Child]) -> None:
    """One household has one father, one mother and one poverty category: its rows may not say two."""
    told: dict[tuple[int, str], Any] = {}
    for cell in taken:
        household = children[cell.child_id].household_id
        if household and cell.field in (*ADULTS, "poverty"):
            if told.setdefault((household, cell.field), cell.value) != cell.value:
                raise Refusal(
                    _("Dòng %(row)s và một dòng khác của cùng một hộ ghi khác nhau. Hãy chọn một bên rồi ghi lại.")
                    % {"row": cell.row},
                    code="split_household",
                )


# Taking it back


@transaction.atomic
def undo_return(*, user: Any, returned: WorkbookReturn) -> WorkbookReturn:
    """Take a written workbook back as a whole: every cell as it was, its new children gone.

    Raises Refusal, naming the first children, when one of its cells or new children was worked on since.
    """
    row = WorkbookReturn.objects.select_for_update(no_key=True).get(pk=returned.pk)
    require(user, RIGHT, unit=row.workbook.unit_id)
    if row.state != ReturnState.COMMITTED:
        raise Refusal(_("Chỉ hoàn tác được sổ đã ghi."))
    cells = list(row.cells.exclude(before=None).order_by("row", "pk"))
    children = _locked(row, cells)
    _refuse_used(row, cells, children)
    if row.list_import and row.list_import.state == ImportState.COMMITTED:
        undo_import(user=user, list_import=row.list_import)
    changed = restore_cells(cells, children)
    unfollow_poverty(row.followed)
    Child.objects.filter(household__in=row.new_households).update(household=None)
    Household.objects.filter(pk__in=row.new_households, children=None).delete()
    forget_villages(row.new_villages)
    row.state = ReturnState.UNDONE
    row.save(update_fields=["state"])
    unit = row.workbook.unit
    record_many(user, "child.workbook_undo", changed, right=RIGHT)
    compare_later(child.pk for child in changed)
    record(user, "workbook.undo", row, right=RIGHT, unit=unit, children=len(changed))
    return row


def _refuse_used(row: WorkbookReturn, cells: list[CellChange], children: dict[int, Child]) -> None:
    """Every cell still says what the workbook wrote."""
    assert row.committed_at  # noqa: S101 - for the type checker
    end = (row.committed_at.astimezone(HANOI).date() + datetime.timedelta(days=1)).isoformat()
    shown = shown_of(children.values())
    spells = {
        pk: (None if valid.upper is None else valid.upper.isoformat())
        for pk, valid in CircumstanceSpell.objects.filter(child__in=children).values_list("pk", "valid")
    }
    used: dict[int, str] = {}
    for cell in cells:
        child = children.get(cell.child_id)
        if child is None or not _stands(cell, child, shown[child.pk], spells, end):
            used[cell.child_id] = child.full_name if child else _("dòng %(row)s") % {"row": cell.row}
    if used:
        names = list(used.values())
        raise Refusal(
            _("%(n)s hồ sơ đã được sửa sau khi ghi sổ (%(names)s) nên không hoàn tác được. Hãy sửa từng hồ sơ.")
            % {"n": len(names), "names": ", ".join(names[:3]) + (", …" if len(names) > 3 else "")},
            code="used",
        )


def _stands(cell: CellChange, child: Child, shown: dict[str, str], spells: dict[int, str | None], end: str) -> bool:
    """Whether a cell is as it was written; ``end`` is the exclusive end that ended circumstances were given."""
    if cell.field == "circumstances":
        return all(pk in spells and spells[pk] is None for pk in kept(cell)["opened"])
    if cell.field == "circumstances_end":
        return all(spells.get(pk) == end for pk, _end in kept(cell)["ended"])
    if cell.field == "personal_id":
        return child.personal_id == cell.value
    return shown.get(cell.field, "") == cell.theirs
