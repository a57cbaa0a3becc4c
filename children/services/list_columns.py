"""Answers about an uploaded list: what its columns hold, what it is written in, whose a doubtful commune's name is."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from children.lists.columns import FIELDS
from children.lists.layout import ADULTS, BIRTHS
from children.lists.legacy import READINGS
from children.models import ColumnMapping, ListImport
from children.models.list_import import ImportState
from children.services.list_import import RIGHT
from lao_cai_support.accounts.rights import require
from lao_cai_support.audit.services import record
from lao_cai_support.web.clock import now
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.text import fold


@transaction.atomic
def answer_columns(
    *, user: Any, list_import: ListImport, sheets: dict[str, dict[str, Any]], places: dict[str, str]
) -> ListImport:
    """Keep what a person says about the list, remember it for the office, and have the file read again.

    ``sheets`` is sheet → {"take": bool, "columns": {field: column number}, "first": row of the first child, "script"};
    ``places`` is a commune's name → "own" or "other". Raises Refusal when a sheet lacks what a list must have.
    """
    row = ListImport.objects.select_for_update(of=("self",), no_key=True).select_related("unit").get(pk=list_import.pk)
    require(user, RIGHT, unit=row.unit_id)
    if row.state not in (ImportState.COLUMNS, ImportState.PREVIEW):
        raise Refusal(_("Lần nhập này không còn ở bước nhận cột. Hãy tải lại trang."))
    known = row.mapping.get("sheets", {})
    told = {name: answer for name, answer in sheets.items() if name in known}
    if not any(answer["take"] for answer in told.values()):
        raise Refusal(_("Hãy chọn ít nhất một trang có danh sách trẻ."), code="no_sheet")
    for name, answer in told.items():
        if answer["take"]:
            _check(name, answer, len(known[name]["titles"]))
    said = {fold(name): side for name, side in places.items() if side in ("own", "other")}
    row.answers = {"sheets": told, "places": said}
    _remember(user, row, told, said)
    row.rows.all().delete()
    row.state, row.return_reason = ImportState.READING, ""
    row.save(update_fields=["answers", "state", "return_reason"])
    record(user, "import.columns", row, right=RIGHT, unit=row.unit)
    return row


def _check(name: str, answer: dict[str, Any], width: int) -> None:
    """A list must have a name and a birth, and one column for each field."""
    columns = answer["columns"]
    if not all(field in FIELDS or field == "code" for field in columns) or answer["script"] not in ("", *READINGS):
        raise Refusal(_("Hãy chọn các cột trong danh mục."))
    if not all(1 <= number <= max(width, 1) for number in columns.values()):
        raise Refusal(_("Hãy chọn các cột có trong trang “%(sheet)s”.") % {"sheet": name})
    if "full_name" not in columns:
        raise Refusal(
            _("Trang “%(sheet)s” chưa có cột họ và tên trẻ. Hãy chọn cột đó.") % {"sheet": name}, code="no_name"
        )
    if not set(BIRTHS) & columns.keys():
        raise Refusal(_("Trang “%(sheet)s” chưa có cột ngày sinh. Hãy chọn cột đó.") % {"sheet": name}, code="no_birth")
    if "adults" in columns and {"father", "mother"} <= columns.keys() & set(ADULTS):
        raise Refusal(
            _("Trang “%(sheet)s” có cả cột cha, cột mẹ và cột chung. Hãy chỉ chọn một cách.") % {"sheet": name},
            code="adults",
        )


def _remember(user: Any, row: ListImport, sheets: dict[str, dict[str, Any]], places: dict[str, str]) -> None:
    """The next list of the office with the same headings is read the same way."""
    for name, answer in sheets.items():
        if answer["take"]:
            ColumnMapping.objects.update_or_create(
                unit=row.unit,
                fingerprint=row.mapping["sheets"][name]["fingerprint"],
                defaults={
                    "columns": answer["columns"],
                    "script": answer["script"],
                    "places": places,
                    "confirmed_by": user,
                    "confirmed_at": now(),
                },
            )


def remembered_for(list_import: ListImport) -> dict[str, ColumnMapping]:
    """Which sheets were read as somebody of the office had confirmed before: sheet → that confirmation."""
    sheets = list_import.mapping.get("sheets", {})
    marks = {told["fingerprint"] for told in sheets.values() if told["source"] == "remembered"}
    held = ColumnMapping.objects.filter(unit=list_import.unit_id, fingerprint__in=marks).select_related("confirmed_by")
    found = {mapping.fingerprint: mapping for mapping in held}
    return {
        name: found[told["fingerprint"]]
        for name, told in sheets.items()
        if told["source"] == "remembered" and told["fingerprint"] in found
    }
