"""Acts on the entry grid: keep what is typed, write it into the register, put it aside, take it up again."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from children.lists.entry import Entry, Told, check_entries, kept_cells
from children.models import EntryDraft, ListImport
from children.models.entry import MAX_ROWS
from children.models.list_import import ImportState
from children.services.given_rows import commit_or_wait, open_preview
from children.services.list_import import RIGHT
from lao_cai_support.accounts.rights import require
from lao_cai_support.audit.services import record
from lao_cai_support.web.clock import now
from lao_cai_support.web.codes import random_code
from lao_cai_support.web.errors import Refusal

_TAKEN_BACK = (ImportState.UNDONE, ImportState.DISCARDED)


@dataclass(frozen=True)
class Typed:
    """A row as a page sends it. ``bases`` are the states of the row the page may have last seen kept; None: any."""

    entry: Entry
    bases: tuple[dict[str, str], ...] | None = None


@dataclass(frozen=True)
class Kept:
    """A draft after it was kept. ``moved`` are rows that were typed elsewhere meanwhile: old key → new key."""

    draft: EntryDraft
    moved: dict[str, str]


def entries_of(draft: EntryDraft | None) -> list[Entry]:
    return [Entry(row["key"], row["cells"], row.get("decision", "")) for row in draft.rows] if draft else []


def draft_of(user: Any, unit: Any) -> EntryDraft | None:
    """The person's open sheet of the commune, or of one that it has succeeded."""
    drafts = list(EntryDraft.objects.visible_to(user).open().order_by("-saved_at"))
    return next((draft for draft in drafts if draft.unit_id == unit.pk), drafts[0] if drafts else None)


@transaction.atomic
def keep_entries(*, user: Any, unit: Any, code: str, typed: Sequence[Typed]) -> Kept:
    """Keep what was typed in the person's sheet of the commune. Nothing is ever overwritten unseen.

    A row that was changed elsewhere since the page saw it is kept twice, the newer under a key of its own. ``code``
    is the one the page was opened with. Raises Refusal at more than 500 rows; then the sheet stays as it was.
    """
    require(user, RIGHT, unit=unit)
    draft = _locked_draft(user, unit, code)
    rows = {row["key"]: row for row in draft.rows}
    moved: dict[str, str] = {}
    for one in typed:
        key, cells = one.entry.key, kept_cells(one.entry.cells)
        held = rows[key]["cells"] if key in rows else {}
        seen = one.bases is None or any(kept_cells(base) == held for base in one.bases)
        if held and not seen and held != cells:
            if not cells:
                continue  # emptied on a page that did not see what it emptied
            moved[key] = random_code()
            key = moved[key]
        rows[key] = {"key": key, "cells": cells, "decision": one.entry.decision[:30]}
    kept = [row for row in rows.values() if row["cells"]]
    if len(kept) > MAX_ROWS:
        raise Refusal(
            _(
                "Bảng nhập nhanh nhận tối đa %(most)s dòng. Hãy ghi các dòng đã có vào sổ trước, hoặc nhập danh sách dài từ tệp."
            )
            % {"most": MAX_ROWS},
            code="too_many_rows",
        )
    draft.rows, draft.unit, draft.saved_at = kept, unit, now()
    draft.version += 1
    draft.save(update_fields=["rows", "unit", "saved_at", "version"])
    return Kept(draft, moved)


def _locked_draft(user: Any, unit: Any, code: str) -> EntryDraft:
    """The open sheet, locked; a first one is made under the page's own code, so that a page sent twice makes one."""
    found = draft_of(user, unit)
    if found is None:
        fresh = random_code() if EntryDraft.objects.filter(code=code).exists() else code
        try:
            with transaction.atomic():
                found = EntryDraft.objects.create(code=fresh, user=user, unit=unit, saved_at=now())
        except IntegrityError:
            found = draft_of(user, unit)
    draft = EntryDraft.objects.select_for_update(no_key=True).get(pk=found.pk) if found else None
    if draft is None or draft.list_import_id:
        raise Refusal(_("Bảng này vừa được ghi vào sổ ở nơi khác. Hãy tải lại trang."), code="meanwhile")
    return draft


@transaction.atomic
def write_entries(*, user: Any, draft: EntryDraft) -> ListImport:
    """Write the sheet into the register as one import, which can be undone as a whole; where a rule asks for a second
    person's act, the import waits in its preview.

    A sheet that is written already gives its import and writes nothing. Raises Refusal while a row is wrong or
    waits for a choice.
    """
    # Locked alone: joined to its import, whoever waited here would meet the import as it was before the wait.
    row = EntryDraft.objects.select_for_update(no_key=True).get(pk=draft.pk)
    require(user, RIGHT, unit=row.unit_id)
    if row.list_import:
        return row.list_import
    told = check_entries(row.unit, entries_of(row))
    filled = [(one, one.row) for one in told if one.row]
    if not any(one.decision != "skip" for one, _row in filled):
        raise Refusal(_("Chưa có dòng nào để ghi. Hãy nhập ít nhất một trẻ."), code="nothing")
    _refuse_open(told)
    choices = [one.decision.partition(":") for one, _row in filled]
    opened = open_preview(
        user=user,
        unit=row.unit,
        file_name=_("Nhập nhanh %(moment)s") % {"moment": f"{now():%d-%m-%Y %H.%M}"},
        file_hash=hashlib.sha256(f"entry:{row.code}".encode()).hexdigest(),
        mapping={"entry": row.code},
        rows=[clean for _one, clean in filled],
        decisions=[(word, child) for word, _colon, child in choices],
    )
    row.list_import = written = commit_or_wait(user=user, list_import=opened)
    row.save(update_fields=["list_import"])
    # Only the sheet written last can be taken up again after an undo; older ones are forgotten.
    EntryDraft.objects.filter(user=user, list_import__isnull=False).exclude(pk=row.pk).update(rows=[])
    return written


def _refuse_open(told: Sequence[Told]) -> None:
    waiting = [one for one in told if one.open]
    if waiting:
        raise Refusal(
            _(
                "Còn %(n)s dòng lỗi hoặc có thể trùng (dòng đầu tiên: %(row)s). Hãy sửa hoặc chọn cách xử lý rồi ghi lại."
            )
            % {"n": len(waiting), "row": waiting[0].number},
            code="open_rows",
        )


@transaction.atomic
def discard_entries(*, user: Any, draft: EntryDraft) -> None:
    """Forget an open sheet."""
    row = EntryDraft.objects.select_for_update(no_key=True).get(pk=draft.pk)
    require(user, RIGHT, unit=row.unit_id)
    if row.list_import_id:
        raise Refusal(_("Bảng này đã được ghi vào sổ. Hãy hoàn tác lần nhập nếu muốn bỏ."))
    record(user, "entry.discard", row, right=RIGHT, unit=row.unit_id, rows=len(row.rows))
    row.delete()


def undone_draft(user: Any) -> EntryDraft | None:
    """The sheet written last, when its import was undone or put aside and its rows can be taken up again."""
    last = EntryDraft.objects.visible_to(user).filter(list_import__state__in=_TAKEN_BACK).order_by("-pk").first()
    return last if last and last.rows else None


@transaction.atomic
def reopen_entries(*, user: Any, draft: EntryDraft, unit: Any) -> EntryDraft:
    """Put the rows of an undone sheet back into the open one. Raises Refusal when there is no room for them."""
    row = EntryDraft.objects.select_for_update(no_key=True).get(pk=draft.pk)
    if not row.list_import or row.list_import.state not in _TAKEN_BACK:
        raise Refusal(_("Chỉ đưa lại được các dòng của lần nhập đã hoàn tác."))
    rows = [Typed(Entry(random_code(), entry.cells, "")) for entry in entries_of(row)]
    kept = keep_entries(user=user, unit=unit, code=random_code(), typed=rows)
    row.rows = []
    row.save(update_fields=["rows"])
    return kept.draft
