"""Writing a reviewed list into the register in one transaction; where the office asks for it, by a second person."""

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Case, CharField, F, Q, Value, When
from django.utils.translation import gettext as _

from children.duplicates.later import compare_later
from children.models import ImportRow, ListImport, SecondPersonRule
from children.models.list_import import ImportState, RowDecision, RowStatus
from children.services.list_import import RIGHT
from children.services.list_write import STAGES, write_rows
from lao_cai_support.accounts.rights import require
from lao_cai_support.audit.services import record
from lao_cai_support.web.bulk import checked_at_once
from lao_cai_support.web.clock import now, today
from lao_cai_support.web.errors import Refusal

APPROVE = "imports.approve"
LEFT_OPEN = Q(status__in=(RowStatus.ERROR, RowStatus.DUPLICATE), decision=RowDecision.AUTO)
_PROPOSED: dict[str, str] = {RowStatus.NEW: "create", RowStatus.UPDATE: "update"}


def planned(row: ImportRow) -> str:
    """What commit will do with the row: create, update or skip."""
    if row.decision:
        return row.decision
    return _PROPOSED.get(row.status, "skip")


def with_acts(rows: Any) -> Any:
    """The same for many rows at once, as the attribute ``act``."""
    proposed = [When(decision=RowDecision.AUTO, status=status, then=Value(act)) for status, act in _PROPOSED.items()]
    return rows.annotate(
        act=Case(
            *proposed,
            When(decision=RowDecision.AUTO, then=Value("skip")),
            default=F("decision"),
            output_field=CharField(),
        )
    )


def needs_second_person(unit: Any) -> bool:
    """Whether a rule of today, of the unit or of one above it, asks for a second person's act."""
    return bool(rules_over(unit).filter(valid__contains=today()).exists())


def refuse_alone(unit: Any) -> None:
    """Raises Refusal where one person alone may not write what was uploaded."""
    if needs_second_person(unit):
        raise Refusal(
            _("Đơn vị quy định người thứ hai duyệt danh sách tải lên. Hãy bấm Trình duyệt thay vì ghi ngay."),
            code="two_people",
        )


def refuse_no_rule(unit: Any) -> None:
    """Raises Refusal where nobody has to approve."""
    if not needs_second_person(unit):
        raise Refusal(_("Đơn vị không quy định người thứ hai duyệt. Hãy ghi thẳng vào sổ."), code="no_rule")


def refuse_same_person(user: Any, *former: int | None) -> None:
    """Raises Refusal when the second person is one of those who uploaded or handed in."""
    if user.pk in former:
        raise Refusal(
            _("Người tải lên hoặc trình duyệt không được tự duyệt. Hãy để người thứ hai làm việc này."),
            code="two_people",
        )


def asked_reason(reason: str) -> str:
    """The reason of giving back, as it is kept. Raises Refusal without one."""
    if not reason.strip():
        raise Refusal(_("Hãy ghi lý do để người trình biết cần sửa gì."), field="reason")
    return reason.strip()[:300]


def rules_over(unit: Any) -> Any:
    """The rules of the unit and of the units above it, by the codes of its path."""
    codes = unit.path.split(".")
    paths = [".".join(codes[: length + 1]) for length in range(len(codes))]
    return SecondPersonRule.objects.filter(unit__path__in=paths)


def commit_import(*, user: Any, list_import: ListImport, leave_open: bool = False, progress: Any = None) -> ListImport:
    """Write the preview into the register in one transaction.

    ``leave_open`` leaves the rows out that are wrong or may be doubles and were not decided on; without it they stop
    the commit. Where the unit's rule asks for a second person, the list must have been submitted for it by another
    (``request_commit``). Raises Refusal with what to do.
    """
    if progress:
        progress.total(STAGES * list_import.rows.count())
        with progress.beside():
            return _commit(user=user, list_import=list_import, leave_open=leave_open, progress=progress)
    return _commit(user=user, list_import=list_import, leave_open=leave_open, progress=None)


@transaction.atomic
def _commit(*, user: Any, list_import: ListImport, leave_open: bool, progress: Any) -> ListImport:
    row = ListImport.objects.select_for_update(of=("self",), no_key=True).select_related("unit").get(pk=list_import.pk)
    approving = row.state == ImportState.WAITING
    if approving:
        require(user, APPROVE, unit=row.unit_id)
        refuse_same_person(user, row.requested_by_id, row.created_by_id)
    else:
        require(user, RIGHT, unit=row.unit_id)
        _refuse_unready(row)
        refuse_alone(row.unit)
    _refuse_same_file(row)
    _refuse_open(row, leave_open=leave_open or approving)
    try:
        with transaction.atomic(), checked_at_once():
            created, updated = write_rows(row, _to_write(row), progress)
    except IntegrityError:
        raise Refusal(
            _("Sổ vừa được người khác ghi cùng lúc nên chưa ghi được danh sách. Hãy bấm ghi lại."), code="meanwhile"
        ) from None
    row.state, row.committed_at, row.committed_by = ImportState.COMMITTED, now(), user
    row.return_reason = ""
    row.save(update_fields=["state", "committed_at", "committed_by", "new_villages", "followed", "return_reason"])
    record(
        user,
        "import.commit",
        row,
        right=APPROVE if approving else RIGHT,
        unit=row.unit,
        created=created,
        updated=updated,
    )
    compare_later(row.rows.exclude(child=None).values_list("child", flat=True))
    return row


def _to_write(row: ListImport) -> Any:
    return with_acts(row.rows.all()).filter(act__in=("create", "update"))


def _refuse_unready(row: ListImport) -> None:
    if row.state != ImportState.PREVIEW:
        raise Refusal(_("Lần nhập này không còn ở bước xem trước. Hãy tải lại trang."))


def _refuse_same_file(row: ListImport) -> None:
    same = ListImport.objects.filter(unit=row.unit, file_hash=row.file_hash, state=ImportState.COMMITTED)
    if same.exists():
        raise Refusal(_("Tệp này đã được ghi vào sổ ở một lần nhập khác."), code="known_file")


def _refuse_open(row: ListImport, *, leave_open: bool) -> None:
    """Every row that is wrong or may be a double has been decided on, and none that is wrong is to be written."""
    waiting = row.rows.filter(LEFT_OPEN)
    first = None if leave_open else waiting.order_by("pk").first()
    if first:
        raise Refusal(
            _(
                "Còn %(n)s dòng lỗi hoặc có thể trùng chưa xử lý (dòng đầu tiên: %(row)s). Hãy sửa hoặc chọn cách xử lý từng dòng."
            )
            % {"n": waiting.count(), "row": first.row},
            code="open_rows",
        )
    broken = row.rows.filter(status=RowStatus.ERROR).exclude(decision__in=("", RowDecision.SKIP)).order_by("pk").first()
    if broken:
        raise Refusal(_("Dòng %(row)s còn lỗi nên chưa ghi được. Hãy sửa, hoặc chọn không ghi.") % {"row": broken.row})
    if leave_open and not _to_write(row).exists():
        raise Refusal(_("Không có dòng nào ghi được. Hãy sửa các dòng lỗi trước."), code="nothing")


@transaction.atomic
def request_commit(*, user: Any, list_import: ListImport, leave_open: bool = True) -> ListImport:
    """Hand the preview to a second person; its rows are not changed any more until that person has decided.

    ``leave_open`` as for ``commit_import``: rows that wait for a decision are left out, or stop the act.
    """
    row = ListImport.objects.select_for_update(of=("self",), no_key=True).select_related("unit").get(pk=list_import.pk)
    require(user, RIGHT, unit=row.unit_id)
    _refuse_unready(row)
    refuse_no_rule(row.unit)
    _refuse_same_file(row)
    _refuse_open(row, leave_open=leave_open)
    row.state, row.requested_by, row.requested_at = ImportState.WAITING, user, now()
    row.save(update_fields=["state", "requested_by", "requested_at"])
    record(user, "import.request", row, right=RIGHT, unit=row.unit)
    return row


@transaction.atomic
def return_import(*, user: Any, list_import: ListImport, reason: str) -> ListImport:
    """The second person gives the list back, saying why; it is a preview again."""
    row = ListImport.objects.select_for_update(of=("self",), no_key=True).select_related("unit").get(pk=list_import.pk)
    require(user, APPROVE, unit=row.unit_id)
    if row.state != ImportState.WAITING:
        raise Refusal(_("Danh sách này không còn chờ duyệt. Hãy tải lại trang."))
    refuse_same_person(user, row.requested_by_id, row.created_by_id)
    row.return_reason = asked_reason(reason)
    row.state, row.requested_by, row.requested_at = ImportState.PREVIEW, None, None
    row.save(update_fields=["state", "requested_by", "requested_at", "return_reason"])
    record(user, "import.return", row, right=APPROVE, unit=row.unit, reason=row.return_reason)
    return row
