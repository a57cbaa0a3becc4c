"""Acts on the frame register: a list is read, compared, decided on, written, taken back (set-based throughout)."""

import datetime
import hashlib
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from children.lists.reader import read_sheets
from donors.models import Donor, Establishment, RegisterImport, RegisterRow, RegisterState
from donors.register.reading import Read, read_rows
from donors.register.values import TAX_CODE, Communes
from donors.services.donor import register_donor
from lao_cai_support.accounts.rights import require
from lao_cai_support.areas.models import AdministrativeUnit
from lao_cai_support.audit.services import record
from lao_cai_support.web.bulk import checked_at_once, copy_rows, insert_select, run
from lao_cai_support.web.clock import now, today
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.files import remove_private
from lao_cai_support.web.locks import alone
from lao_cai_support.web.text import fold, nfc, sort_key

RIGHT = "donors.edit"


def import_url(row: RegisterImport) -> str:
    return reverse("donors:register_detail", args=[row.code])


@transaction.atomic
def open_register(*, user: Any, issuer: str, list_day: datetime.date, file_name: str, data: bytes) -> RegisterImport:
    """Take an official list in; the worker reads it next. Raises Refusal for a file that is written already."""
    require(user, RIGHT)
    if list_day > today():
        raise Refusal(_("Ngày của danh sách không thể sau hôm nay."), field="list_day")
    digest = hashlib.sha256(data).hexdigest()
    if RegisterImport.objects.filter(file_hash=digest, state=RegisterState.COMMITTED).exists():
        raise Refusal(_("Tệp này đã được ghi vào sổ. Hãy mở lần nhập đó, hoặc hoàn tác rồi nhập lại."), field="file")
    row = RegisterImport.objects.create(
        issuer=nfc(issuer),
        list_day=list_day,
        file_name=file_name[-200:],
        file_hash=digest,
        created_by=user,
        created_at=now(),
    )
    record(user, "register.upload", row, right=RIGHT)
    return row


def fill_register(*, register: RegisterImport, data: bytes, progress: Any = None) -> RegisterImport:
    """Write what the file says as preview rows and compare them with register and donors.

    Safe to run twice: the second run finds it done, or begins anew. Raises Refusal when the file is no such list.
    """
    with alone("register_import", register.pk):
        row = RegisterImport.objects.get(pk=register.pk)
        if row.state != RegisterState.READING:
            return row
        columns, rows = read_rows(read_sheets(data, row.file_name), _communes(row.list_day), row.list_day)
        if progress:
            progress.total(len(rows))
        with transaction.atomic():
            row.rows.all().delete()
            copy_rows(RegisterRow, (_values(row, read) for read in rows))
            compare(row)
            kept = RegisterImport.objects.select_for_update(no_key=True).get(pk=row.pk)
            if kept.state == RegisterState.READING:
                kept.columns, kept.state = columns, RegisterState.PREVIEW
                kept.save(update_fields=["columns", "state"])
        if progress:
            progress.step(len(rows))
        return kept


def _communes(day: datetime.date) -> Communes:
    rows = AdministrativeUnit.objects.communes().as_of(day).select_related("parent")
    return Communes((row.pk, row.folded, row.parent.folded if row.parent else "") for row in rows)


def _values(register: RegisterImport, read: Read) -> dict[str, Any]:
    return {
        "register_import_id": register.pk,
        "sheet": read.sheet,
        "row": read.row,
        "raw": read.raw,
        "name": read.name,
        "folded": read.folded,
        "sort_key": read.sort_key,
        "kind": read.kind,
        "tax_code": read.tax_code,
        "address": read.address,
        "unit_id": read.unit_id,
        "since": read.since,
        "until": read.until,
        "problems": read.problems,
        "status": RegisterRow.Status.ERROR if read.problems else RegisterRow.Status.NEW,
    }


@transaction.atomic
def fail_register(*, register: RegisterImport, sentence: str) -> None:
    RegisterImport.objects.filter(pk=register.pk, state=RegisterState.READING).update(
        state=RegisterState.FAILED, failure=sentence[:300]
    )


def compare(register: RegisterImport, only: int | None = None) -> None:
    """Say of each row without a fault whom it may already be; the tax code settles it, an equal folded name only asks.

    What was decided stands where the same record is found again. ``only`` is one row's id.
    """
    told = {"import": register.pk, "only": only}
    mine = "r.register_import_id = %(import)s AND r.status <> 'error' AND (%(only)s::bigint IS NULL OR r.id = %(only)s)"
    run(
        "UPDATE donors_registerrow r SET found_id = e.id, giver_id = d.id, by_tax_code = true "  # noqa: S608 - our own words, no data
        "FROM donors_registerrow x LEFT JOIN donors_establishment e ON e.tax_code = x.tax_code "
        "LEFT JOIN donors_donor d ON d.tax_code = x.tax_code AND d.merged_into_id IS NULL "
        f"WHERE {mine} AND x.id = r.id AND x.tax_code <> '' AND (e.id IS NOT NULL OR d.id IS NOT NULL)",
        **told,
    )
    # By name only where no tax code contradicts: two firms of one name with two codes are two.
    run(
        "UPDATE donors_registerrow r SET found_id = e.id, giver_id = d.id, by_tax_code = false "  # noqa: S608 - our own words, no data
        "FROM donors_registerrow x "
        "LEFT JOIN LATERAL (SELECT id FROM donors_establishment e WHERE e.folded = x.folded "
        "AND (e.tax_code IS NULL OR x.tax_code = '') ORDER BY id LIMIT 1) e ON true "
        "LEFT JOIN LATERAL (SELECT id FROM donors_donor d WHERE d.folded = x.folded AND d.merged_into_id IS NULL "
        "AND (d.tax_code IS NULL OR x.tax_code = '') ORDER BY id LIMIT 1) d ON true "
        f"WHERE {mine} AND x.id = r.id AND NOT (r.by_tax_code AND r.found_id IS NOT NULL) "
        "AND NOT r.by_tax_code AND (e.id IS NOT NULL OR d.id IS NOT NULL)",
        **told,
    )
    run(
        "UPDATE donors_registerrow r SET status = CASE "  # noqa: S608 - our own words, no data
        "WHEN by_tax_code AND found_id IS NOT NULL THEN 'update' "
        "WHEN by_tax_code OR (found_id IS NULL AND giver_id IS NULL) THEN 'new' "
        f"ELSE 'duplicate' END WHERE {mine}",
        **told,
    )


def preview_of(register: RegisterImport, user: Any) -> RegisterImport:
    """The import, locked, while it waits in the preview. Raises Refusal otherwise."""
    require(user, RIGHT)
    row = RegisterImport.objects.select_for_update(no_key=True).get(pk=register.pk)
    if row.state != RegisterState.PREVIEW:
        raise Refusal(_("Lần nhập này không còn ở bước xem trước. Hãy tải lại trang."))
    return row


@transaction.atomic
def fix_row(*, user: Any, row: RegisterRow, name: str, kind: str, tax_code: str, address: str) -> RegisterRow:
    """Put a row right in the preview and compare it anew. Raises Refusal at what still is wrong."""
    register = preview_of(row.register_import, user)
    held = RegisterRow.objects.select_for_update(no_key=True).get(pk=row.pk)
    if tax_code and not TAX_CODE.match(tax_code):
        raise Refusal(_("Mã số thuế có 10 chữ số (thêm -001 cho chi nhánh) hoặc 12 chữ số."), field="tax_code")
    same = register.rows.filter(tax_code=tax_code).exclude(pk=held.pk).exclude(status="error").first()
    if tax_code and same:
        raise Refusal(_("Mã số thuế này đã có ở dòng %(row)s của tệp.") % {"row": same.row}, field="tax_code")
    held.name, held.kind, held.tax_code, held.address = nfc(name), kind, tax_code, nfc(address)
    held.folded, held.sort_key = fold(held.name), sort_key(held.name)
    held.problems = [told for told in held.problems if told["field"] in ("since", "until")]
    if held.problems:  # a day that is none is left out: the register then does not know it
        held.since = held.until = None
        held.problems = []
    held.status, held.decision, held.by_tax_code = RegisterRow.Status.NEW, RegisterRow.Decision.OPEN, False
    held.found = held.giver = None
    held.save()
    compare(register, held.pk)
    held.refresh_from_db()
    return held


@transaction.atomic
def decide_row(*, user: Any, row: RegisterRow, decision: str) -> RegisterRow:
    """Say whether the row is the body that was found, another one, or is not written."""
    preview_of(row.register_import, user)
    if decision not in RegisterRow.Decision.values:
        raise Refusal(_("Hãy chọn một trong các cách xử lý."))
    if decision == "same" and not (row.found_id or row.giver_id):
        raise Refusal(_("Không có cơ sở hay nhà tài trợ nào giống dòng này để cập nhật."))
    row.decision = decision
    row.save(update_fields=["decision"])
    return row


@transaction.atomic
def decide_rest(*, user: Any, register: RegisterImport, decision: str) -> int:
    """The same decision for every possible double that is still open; gives how many."""
    row = preview_of(register, user)
    if decision not in ("same", "apart", "skip"):
        raise Refusal(_("Hãy chọn một trong các cách xử lý."))
    return row.rows.filter(status="duplicate", decision="").update(decision=decision)


_CREATES = (
    "r.register_import_id = %(import)s AND r.decision <> 'skip' AND "
    "(r.status = 'new' OR (r.status = 'duplicate' AND (r.decision = 'apart' OR (r.decision = 'same' AND r.found_id IS NULL))))"
)
_UPDATES = (
    "r.register_import_id = %(import)s AND r.decision NOT IN ('skip', 'apart') AND r.found_id IS NOT NULL AND "
    "(r.status = 'update' OR (r.status = 'duplicate' AND r.decision = 'same'))"
)
# The giver goes along where the tax code or a person says that it is the same body.
_GIVER = "CASE WHEN r.by_tax_code OR r.decision = 'same' THEN r.giver_id END"


def commit_register(*, user: Any, register: RegisterImport, progress: Any = None) -> RegisterImport:
    """Write the list into the register: new establishments come, known ones follow the list, blanks erase nothing.

    Rows with a fault are left out. Raises Refusal while a possible double is not decided on.
    """
    with alone("register", 0), transaction.atomic():
        row = preview_of(register, user)
        compare(row)  # another list may have been written since
        open_rows = row.rows.filter(status="duplicate", decision="").count()
        if open_rows:
            raise Refusal(
                _(
                    "Còn %(n)s dòng có thể trùng chưa được quyết định. Hãy quyết định từng dòng hoặc cả loạt rồi ghi lại."
                )
                % {"n": open_rows},
                code="open",
            )
        if progress:
            progress.total(row.rows.count())
        created, updated = _write(row)
        row.state, row.committed_at, row.committed_by = RegisterState.COMMITTED, now(), user
        try:
            with transaction.atomic():
                row.save(update_fields=["state", "committed_at", "committed_by"])
        except IntegrityError:
            raise Refusal(_("Tệp này đã được ghi vào sổ trong lúc bạn xem trước. Hãy bỏ lần nhập này.")) from None
        record(user, "register.commit", row, right=RIGHT, rows=created + updated)
        return row


def _write(row: RegisterImport) -> tuple[int, int]:
    told = {"import": row.pk}
    with checked_at_once():
        # The new record takes its row's code, so that the two are joined without a name.
        created = insert_select(
            Establishment,
            {
                "code": "r.code",
                "name": "r.name",
                "sort_key": "r.sort_key",
                "kind": "r.kind",
                "tax_code": "nullif(r.tax_code, '')",
                "address": "r.address",
                "unit_id": "r.unit_id",
                "valid": "daterange(r.since, r.until)",
                "donor_id": _GIVER,
            },
            f"FROM donors_registerrow r WHERE {_CREATES} ORDER BY r.id",
            told,
        )
        run(
            "UPDATE donors_registerrow r SET written_id = e.id FROM donors_establishment e "
            "WHERE r.register_import_id = %(import)s AND e.code = r.code",
            **told,
        )
        run(
            "UPDATE donors_registerrow r SET written_id = e.id, before = jsonb_build_object('name', e.name, "  # noqa: S608 - our own words, no data
            "'sort_key', e.sort_key, 'kind', e.kind, 'tax_code', e.tax_code, 'address', e.address, 'unit', e.unit_id, "
            "'since', lower(e.valid), 'until', upper(e.valid), 'donor', e.donor_id) "
            f"FROM donors_establishment e WHERE {_UPDATES} AND e.id = r.found_id",
            **told,
        )
        updated = run(
            "UPDATE donors_establishment e SET name = r.name, sort_key = r.sort_key, kind = r.kind, "  # noqa: S608 - our own words, no data
            "tax_code = coalesce(e.tax_code, nullif(r.tax_code, '')), address = coalesce(nullif(r.address, ''), e.address), "
            "unit_id = coalesce(r.unit_id, e.unit_id), valid = daterange(coalesce(r.since, lower(e.valid)), r.until), "
            f"donor_id = coalesce(e.donor_id, {_GIVER}) "
            f"FROM donors_registerrow r WHERE {_UPDATES} AND e.id = r.found_id",
            **told,
        )
    return created, updated


@transaction.atomic
def undo_register(*, user: Any, register: RegisterImport) -> RegisterImport:
    """Take a written list back: new establishments go, known ones return to what they were.

    Raises Refusal when one of them was linked to a donor by a person, or written by a later list.
    """
    require(user, RIGHT)
    row = RegisterImport.objects.select_for_update(no_key=True).get(pk=register.pk)
    if row.state != RegisterState.COMMITTED:
        raise Refusal(_("Chỉ hoàn tác được lần nhập đã ghi."))
    touched = row.rows.filter(written__isnull=False)
    later = RegisterRow.objects.filter(
        written__in=touched.values("written"), register_import__state="committed", register_import__pk__gt=row.pk
    ).count()
    if later:
        raise Refusal(
            _("Một danh sách ghi sau đã cập nhật %(n)s cơ sở của lần nhập này. Hãy hoàn tác danh sách sau trước.")
            % {"n": later}
        )
    linked = touched.filter(before__isnull=True, written__donor__isnull=False).exclude(
        Q(written__donor=F("giver")) & (Q(by_tax_code=True) | Q(decision="same"))
    )
    if linked.exists():
        raise Refusal(
            _("%(n)s cơ sở mới của lần nhập này đã có hồ sơ nhà tài trợ nên không hoàn tác được. Hãy sửa từng cơ sở.")
            % {"n": linked.count()}
        )
    told = {"import": row.pk}
    with checked_at_once():
        run(
            "UPDATE donors_establishment e SET name = r.before->>'name', sort_key = r.before->>'sort_key', "
            "kind = r.before->>'kind', tax_code = r.before->>'tax_code', address = r.before->>'address', "
            "unit_id = (r.before->>'unit')::bigint, donor_id = (r.before->>'donor')::bigint, "
            "valid = daterange((r.before->>'since')::date, (r.before->>'until')::date) "
            "FROM donors_registerrow r WHERE r.register_import_id = %(import)s AND r.before IS NOT NULL "
            "AND e.id = r.written_id",
            **told,
        )
        run(
            "UPDATE donors_registerrow r SET written_id = NULL WHERE r.register_import_id = %(import)s",
            **told,
        )
        run(
            "UPDATE donors_registerrow r SET found_id = NULL FROM donors_establishment e, donors_registerrow own "
            "WHERE own.register_import_id = %(import)s AND own.before IS NULL AND e.code = own.code AND r.found_id = e.id",
            **told,
        )
        gone = run(
            "DELETE FROM donors_establishment e USING donors_registerrow r "
            "WHERE r.register_import_id = %(import)s AND r.before IS NULL AND e.code = r.code",
            **told,
        )
    row.state = RegisterState.UNDONE
    row.save(update_fields=["state"])
    record(user, "register.undo", row, right=RIGHT, rows=gone)
    return row


@transaction.atomic
def discard_register(*, user: Any, register: RegisterImport) -> RegisterImport:
    """Put a preview aside; its rows and its file are forgotten."""
    require(user, RIGHT)
    row = RegisterImport.objects.select_for_update(no_key=True).get(pk=register.pk)
    if row.state not in (RegisterState.PREVIEW, RegisterState.FAILED):
        raise Refusal(_("Lần nhập này không bỏ được nữa."))
    row.rows.all().delete()
    transaction.on_commit(partial(remove_private, row.stored_file))
    row.state, row.stored_file = RegisterState.DISCARDED, ""
    row.save(update_fields=["state", "stored_file"])
    record(user, "register.discard", row, right=RIGHT)
    return row


def counts(register: RegisterImport) -> dict[str, int]:
    """How many rows of each status, and how many possible doubles are still open."""
    rows = register.rows.all()
    found = dict(rows.values_list("status").annotate(count=Count("pk")).order_by())
    told = {status: found.get(status, 0) for status in RegisterRow.Status.values}
    return {"rows": sum(told.values()), **told, "open": rows.filter(status="duplicate", decision="").count()}


@transaction.atomic
def open_donor(*, user: Any, establishment: Establishment) -> Donor:
    """Make the establishment a donor's record, or join it to the one with the same tax code: from now on it can be asked."""
    row = Establishment.objects.select_for_update(no_key=True).get(pk=establishment.pk)
    require(user, RIGHT)
    if row.donor:
        raise Refusal(_("Cơ sở này đã có hồ sơ nhà tài trợ."))
    donor = Donor.objects.standing().filter(tax_code=row.tax_code).first() if row.tax_code else None
    donor = donor or register_donor(
        user=user, kind=row.kind, name=row.name, tax_code=row.tax_code or "", address=row.address
    )
    row.donor = donor
    row.save(update_fields=["donor"])
    record(user, "establishment.donor", row, right=RIGHT)
    return donor
