"""Acts on round-trip workbooks until they are written: hand out, take back, choose, put aside."""

import datetime
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from children.lists.differences import Cell, Differ, ask_households, showable, shown_of
from children.lists.entry import circumstance_label, clean_entry, lookups, offers
from children.lists.rows import CleanRow
from children.lists.workbook import LIST, ReturnedRow, make_workbook, read_workbook
from children.models import CellChange, Child, CircumstanceKind, Workbook, WorkbookReturn, WorkbookRow
from children.models.list_import import ImportState
from children.models.workbook import CellDecision, CellKind, ReturnState
from children.services.given_rows import open_preview
from children.services.list_import import RIGHT, discard_import
from lao_cai_support.accounts.rights import ACTS, require
from lao_cai_support.areas.models import Village
from lao_cai_support.audit.services import record
from lao_cai_support.web.bulk import write_back
from lao_cai_support.web.clock import now
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.text import fold

VALID_DAYS = 366
_SALT = "children.workbook"


def return_url(returned: WorkbookReturn) -> str:
    return reverse("children:workbook_return", args=[returned.code])


def _digest(*words: Any) -> str:
    return salted_hmac(_SALT, json.dumps(words, ensure_ascii=False, sort_keys=True), algorithm="sha256").hexdigest()[
        :20
    ]


def row_key(workbook: Workbook, child: str, version: int, cells: Mapping[str, str]) -> str:
    """What stands in the locked column: the child's code, the version handed out, and a seal over the row."""
    return f"{child}.{version}.{_digest(workbook.code, child, version, cells)}"


@transaction.atomic
def issue_workbook(*, user: Any, unit: Any, reason: str) -> tuple[Workbook, bytes]:
    """The commune's register as a workbook to take along. Raises Refusal without a reason.

    What each row said is kept, so that the return can tell what was changed in the file from what was changed here;
    rows of workbooks past their year are forgotten.
    """
    require(user, RIGHT, unit=unit)
    require(user, "children.export", unit=unit)
    reason = reason.strip()[:300]
    if not reason:
        raise Refusal(_("Hãy ghi lý do tải sổ, ví dụ rà soát ở thôn Bản Phố 2."), field="reason")
    children = list(
        Child.objects.visible_to(user).on_register().filter(unit=unit).order_by("village__sort_key", "sort_key", "pk")
    )
    shown = shown_of(children)
    before = now() - datetime.timedelta(days=VALID_DAYS)
    WorkbookRow.objects.filter(workbook__unit=unit, workbook__issued_at__lt=before).delete()
    workbook = Workbook.objects.create(
        unit=unit, issued_by=user, issued_at=now(), reason=reason, children=len(children)
    )
    WorkbookRow.objects.bulk_create(
        (
            WorkbookRow(workbook=workbook, child=child, version=child.version, cells=shown[child.pk])
            for child in children
        ),
        batch_size=1000,
    )
    data = make_workbook(
        title=f"Sổ cầm tay danh sách trẻ em – {unit.title}",
        issued=f"{user.full_name} tải về lúc {timezone.localtime(workbook.issued_at):%H:%M %d/%m/%Y}. Lý do: {reason}",
        signature=[workbook.code, unit.code, _digest(workbook.code, unit.code)],
        rows=((row_key(workbook, child.code, child.version, shown[child.pk]), shown[child.pk]) for child in children),
        offers=_offers(unit),
    )
    record(
        user,
        "list.export",
        workbook,
        right="children.export",
        unit=unit,
        reason=reason,
        kind="xlsx",
        rows=len(children),
    )
    return workbook, data


def _offers(unit: Any) -> dict[str, list[str]]:
    """The drop-downs: those of the grid, and every circumstance a list may name."""
    kinds = [
        circumstance_label(kind)
        for kind in CircumstanceKind.objects.all()
        if showable(kind) and kind.code != "NC00" and not kind.code.startswith("HC04")
    ]
    return offers(unit) | {"circumstances": kinds}


def file_name_of(workbook: Workbook) -> str:
    return f"so-cam-tay-{workbook.unit.code}-{timezone.localtime(workbook.issued_at):%Y%m%d-%H%M}.xlsx"


@transaction.atomic
def take_return(*, user: Any, unit: Any, file_name: str, data: bytes) -> WorkbookReturn:
    """Read a returned workbook into differences; nothing is written to the register.

    New rows become an import of ``unit`` in its preview. The same file waiting already is given back as it waits.
    Raises Refusal when it is no workbook of ours, of another commune, too old, or written already.
    """
    require(user, RIGHT, unit=unit)
    returned = read_workbook(data, file_name)
    workbook = _recognised(user, returned.signature)
    digest = hashlib.sha256(data).hexdigest()
    former = workbook.returns.filter(file_hash=digest, state__in=(ReturnState.PREVIEW, ReturnState.COMMITTED)).first()
    if former and former.state == ReturnState.PREVIEW:
        return former
    if former:
        raise Refusal(
            _("Tệp này đã được ghi vào sổ ngày %(day)s. Hãy tải sổ mới về nếu cần sửa tiếp.")
            % {"day": f"{timezone.localtime(former.committed_at):%d/%m/%Y}"},
            field="file",
            code="known_file",
        )
    row = WorkbookReturn(
        workbook=workbook, file_name=file_name[-200:], file_hash=digest, returned_by=user, returned_at=now()
    )
    cells, new = _Reading(workbook, row).of(returned.rows)
    if new:
        row.list_import = open_preview(
            user=user,
            unit=unit,
            file_name=_("Sổ cầm tay: %(file)s") % {"file": file_name},
            file_hash=digest,
            mapping={"workbook": workbook.code},
            rows=new,
        )
    row.save()
    CellChange.objects.bulk_create((_change(row, cell) for cell in cells), batch_size=1000)
    record(user, "workbook.return", row, right=RIGHT, unit=workbook.unit, rows=len(returned.rows), changes=len(cells))
    return row


def _recognised(user: Any, signature: tuple[str, str, str]) -> Workbook:
    """The workbook a file says it is. Raises Refusal when its seal does not fit, or it belongs to others."""
    code, unit_code, digest = signature
    workbook = Workbook.objects.select_related("unit").filter(code=code).first()
    if workbook is None or not constant_time_compare(digest, _digest(code, unit_code)):
        raise Refusal(
            _("Trang ký hiệu của sổ này đã bị sửa nên không nhận ra sổ. Hãy tải sổ mới về và chép phần đã ghi sang."),
            field="file",
            code="bad_signature",
        )
    if workbook.unit_id not in user.covered_units(ACTS[RIGHT]):
        raise Refusal(
            _("Sổ này được phát cho %(unit)s, không phải xã bạn phụ trách. Hãy gửi lại cho cán bộ của xã ấy.")
            % {"unit": workbook.unit.title},
            field="file",
            code="other_commune",
        )
    if (now() - workbook.issued_at).days > VALID_DAYS:
        raise Refusal(
            _("Sổ này phát ngày %(day)s, đã quá một năm. Hãy tải sổ mới về và chép phần đã ghi sang.")
            % {"day": f"{timezone.localtime(workbook.issued_at):%d/%m/%Y}"},
            field="file",
            code="too_old",
        )
    return workbook


def _change(row: WorkbookReturn, cell: Cell) -> CellChange:
    return CellChange(
        workbook_return=row,
        row=cell.row,
        child=cell.child,
        field=cell.field,
        kind=cell.kind,
        base=cell.base,
        ours=cell.ours,
        theirs=cell.theirs,
        value=cell.value,
        problem=cell.problem,
    )


class _Reading:
    """One reading of a returned file: rows with a good key are compared, the others go the way of an import."""

    def __init__(self, workbook: Workbook, row: WorkbookReturn) -> None:
        self.workbook, self.row = workbook, row
        self.base = {held.child.code: held for held in workbook.rows.select_related("child")}
        self.known, self.kinds = lookups()
        self.told: dict[str, int] = {}
        # Who stands where by name and birth: rows whose keys were left behind by a sorting give themselves away.
        self.owners = {
            (fold(held.cells.get("full_name", "")), held.cells.get("born", "")): code
            for code, held in self.base.items()
        }

    def of(self, rows: list[ReturnedRow]) -> tuple[list[Cell], list[CleanRow]]:
        children = [held.child for held in self.base.values()]
        self.ours = shown_of(children)
        villages = Village.objects.filter(unit=self.workbook.unit_id).values_list("name", flat=True)
        differ = Differ(known=self.known, kinds=self.kinds, villages=list(villages), ours=self.ours)
        cells: list[Cell] = []
        new: list[CleanRow] = []
        for row in rows:
            held = self._held(row) if row.key else None
            if held is None:
                if row.cells:
                    new.append(clean_entry(row.cells, self.known, sheet=LIST, row=row.row))
                continue
            found = differ.cells_of(row, held.child, held.cells)
            if not row.cells:
                self._note(
                    row,
                    "emptied",
                    _("Dòng để trống cả nên hồ sơ được giữ nguyên. Muốn kết thúc hồ sơ, hãy mở hồ sơ của trẻ."),
                )
                found = []
            if found and (held.child.state == "ended" or held.child.unit_id != self.workbook.unit_id):
                self._note(row, "gone", _("Hồ sơ này không còn trong sổ của xã nên những ô đã sửa không được nhận."))
                found = []
            cells += found
            self.row.same += not found
        ask_households(cells)
        _refuse_ids(cells)
        return cells, new

    def _note(self, row: ReturnedRow, code: str, message: str) -> None:
        self.row.notes.append({"row": row.row, "code": code, "message": message})

    def _held(self, row: ReturnedRow) -> WorkbookRow | None:
        """What was handed out under the row's key; None, with a note, when the key is not to be trusted."""
        code = row.key.partition(".")[0]
        held = self.base.get(code)
        if held is None or not constant_time_compare(row.key, row_key(self.workbook, code, held.version, held.cells)):
            self._note(
                row, "bad_key", _("Khóa của dòng đã bị sửa hoặc không thuộc sổ này; dòng được xét như một dòng mới.")
            )
            return None
        if code in self.told:
            sentence = _("Khóa của dòng trùng với dòng %(row)s; dòng được xét như một dòng mới.")
            self._note(row, "repeated_key", sentence % {"row": self.told[code]})
            return None
        told = row.typed
        place = (fold(told.get("full_name", "")), told.get("born", ""))
        if place != (fold(held.cells.get("full_name", "")), held.cells.get("born", "")) and place in self.owners:
            sentence = _("Dòng ghi một trẻ khác với khóa của nó (có thể do sắp xếp); dòng được xét như một dòng mới.")
            self._note(row, "other_child", sentence)
            return None
        self.told[code] = row.row
        return held


def _refuse_ids(cells: list[Cell]) -> None:
    """Personal ids that stand in another file, or twice in this one, are not taken."""
    numbers = [cell for cell in cells if cell.field == "personal_id" and cell.value]
    owners = dict(
        Child.objects.filter(personal_id__in=[cell.value for cell in numbers]).values_list("personal_id", "pk")
    )
    for cell in numbers:
        if owners.setdefault(cell.value, cell.child.pk) != cell.child.pk:
            cell.kind, cell.problem = (
                CellKind.PROBLEM,
                _("Số định danh này đã có ở một hồ sơ khác. Hãy kiểm tra lại số."),
            )


def waiting_return(returned: WorkbookReturn, user: Any) -> WorkbookReturn:
    """The return, locked, while it waits. Raises Refusal otherwise."""
    row = WorkbookReturn.objects.select_for_update(no_key=True).get(pk=returned.pk)
    require(user, RIGHT, unit=row.workbook.unit_id)
    if row.state != ReturnState.PREVIEW:
        raise Refusal(_("Sổ nhận lại này không còn ở bước xem thay đổi. Hãy tải lại trang."))
    return row


@transaction.atomic
def decide_cells(*, user: Any, returned: WorkbookReturn, decisions: Mapping[int, str]) -> int:
    """Say of cells (by id) whether the register's or the file's word holds; gives how many were decided.

    What cannot be taken (a problem) is left as it is.
    """
    row = waiting_return(returned, user)
    cells = list(
        row.cells.select_for_update(of=("self",), no_key=True).filter(pk__in=decisions).exclude(kind=CellKind.PROBLEM)
    )
    for cell in cells:
        if decisions[cell.pk] not in CellDecision.values:
            raise Refusal(_("Hãy chọn một trong các cách xử lý."))
        cell.decision = decisions[cell.pk]
    write_back(cells, ["decision"])
    return len(cells)


@transaction.atomic
def discard_return(*, user: Any, returned: WorkbookReturn) -> WorkbookReturn:
    """Put a returned workbook aside; its differences and new rows are forgotten."""
    row = waiting_return(returned, user)
    row.cells.all().delete()
    if row.list_import and row.list_import.state == ImportState.PREVIEW:
        discard_import(user=user, list_import=row.list_import)
    row.state = ReturnState.DISCARDED
    row.save(update_fields=["state"])
    record(user, "workbook.discard", row, right=RIGHT, unit=row.workbook.unit)
    return row
