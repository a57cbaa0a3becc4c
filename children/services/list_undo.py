"""Taking a written list back as a whole, or saying which records stand in the way."""

from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from children.duplicates.merge import relations
from children.lists.compare import ADULTS
from children.models import Child, CircumstanceSpell, ImportRow, ListImport, Residence, WorkbookRow
from children.models.list_import import ImportState
from children.services.list_import import RIGHT
from children.services.poverty import unfollow_poverty
from lao_cai_support.accounts.rights import require
from lao_cai_support.areas.models import Village
from lao_cai_support.audit.models import Act
from lao_cai_support.audit.services import record
from lao_cai_support.web.bulk import checked_at_once, run
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.text import name_key

# Written with the child, or about it, by the import itself; or a copy of it that a workbook took along.
_OWN = (Residence, CircumstanceSpell, ImportRow, WorkbookRow)


@dataclass(frozen=True)
class Conflict:
    """A row of the list whose record was worked on since, and how."""

    row: int
    child: str
    reasons: list[str]


def conflicts_of(list_import: ListImport, limit: int = 200) -> list[Conflict]:
    """The records that an undo cannot take back, in the file's order; at most ``limit`` of them."""
    found: dict[int, list[str]] = {}
    for sql, words in _reasons():
        with connection.cursor() as cursor:
            cursor.execute(sql, {"import": list_import.pk})
            for (row_id,) in cursor.fetchall():
                found.setdefault(row_id, []).append(words)
    rows = ImportRow.objects.filter(pk__in=sorted(found)[:limit]).select_related("child").order_by("pk")
    return [Conflict(row.row, row.child.code if row.child else "", found[row.pk]) for row in rows]


def _reasons() -> list[tuple[str, str]]:
    """(SQL that gives ids of import rows, what it means): any work of a person on a record of the import.

    The import itself leaves no act on a child, so whatever stands in the log was done since.
    """
    created = "FROM children_importrow r JOIN children_child c ON c.id = r.child_id WHERE r.list_import_id = %(import)s"
    found = [
        (
            f"SELECT r.id {created} AND r.before IS NULL AND (c.state <> 'draft' OR c.version <> 1 OR EXISTS ("  # noqa: S608 - our own words, no data
            f"SELECT 1 FROM {Act._meta.db_table} a WHERE a.object_type = '{Child._meta.label_lower}' AND a.object_code = c.code))",
            _("hồ sơ đã được sửa hoặc nộp"),
        ),
        (
            f"SELECT DISTINCT r.id {created} AND r.before IS NOT NULL AND ({_changed_again()})",  # noqa: S608 - our own words, no data
            _("giá trị đã cập nhật lại được sửa tiếp"),
        ),
    ]
    for model, field in relations():
        if model in _OWN:
            continue
        column = str(field.column)
        found.append(
            (
                f"SELECT r.id {created} AND r.before IS NULL AND EXISTS ("  # noqa: S608 - our own words, no data
                f'SELECT 1 FROM "{model._meta.db_table}" u WHERE u."{column}" = c.id)',
                _("đã có %(what)s") % {"what": str(model._meta.verbose_name)},
            )
        )
    return found


def _changed_again() -> str:
    """SQL: a value that the import wrote into a known record no longer stands there."""
    adults = " OR ".join(
        f"b.key = '{name}' AND NOT EXISTS (SELECT 1 FROM children_guardian g WHERE g.household_id = c.household_id "  # noqa: S608 - our own words, no data
        f"AND g.relation = '{name}' AND g.full_name = b.value ->> 1)"
        for name in ADULTS
    )
    own = "b.key NOT IN ('father', 'mother', 'carer', 'poverty', 'circumstances')"
    return f"""EXISTS (SELECT 1 FROM jsonb_each(r.before) b WHERE
        {own} AND to_jsonb(c) -> b.key IS DISTINCT FROM b.value -> 1 OR {adults}
        OR b.key = 'poverty' AND NOT EXISTS (SELECT 1 FROM children_povertyrecord v
            WHERE v.household_id = c.household_id AND v.category_id = b.value ->> 1)
        OR b.key = 'circumstances' AND EXISTS (SELECT 1 FROM jsonb_array_elements_text(b.value -> 1) k(kind)
            WHERE NOT EXISTS (SELECT 1 FROM children_circumstancespell s
                WHERE s.child_id = c.id AND s.kind_id = k.kind AND upper_inf(s.valid))))"""  # noqa: S608 - our own words, no data


@transaction.atomic
def undo_import(*, user: Any, list_import: ListImport) -> ListImport:
    """Take a committed list back: new children go, updates return to what was, villages nobody else uses go too.

    Raises Refusal (code "used") when a record of it was worked on since; then nothing is undone, and
    ``conflicts_of`` names the records.
    """
    row = ListImport.objects.select_for_update(of=("self",), no_key=True).select_related("unit").get(pk=list_import.pk)
    require(user, RIGHT, unit=row.unit_id)
    if row.state != ImportState.COMMITTED:
        raise Refusal(_("Chỉ hoàn tác được lần nhập đã ghi."))
    run(
        "SELECT c.id FROM children_child c JOIN children_importrow r ON r.child_id = c.id "
        "WHERE r.list_import_id = %(import)s ORDER BY c.id FOR UPDATE OF c",
        **{"import": row.pk},
    )
    standing = conflicts_of(row)
    if standing:
        raise _used(len(standing))
    # Deleting looks for whatever refers to a row; without fresh statistics that is a search of whole tables.
    run("ANALYZE children_importrow, children_guardian, children_povertyrecord, children_circumstancespell")
    try:
        with transaction.atomic(), checked_at_once():
            _put_back(row)
            unfollow_poverty(row.followed)
            removed = _remove_created(row)
    except IntegrityError:
        raise _used(1) from None
    for village in Village.objects.filter(pk__in=row.new_villages):
        _delete_unused(village)
    row.state = ImportState.UNDONE
    row.save(update_fields=["state"])
    record(user, "import.undo", row, right=RIGHT, unit=row.unit, removed=removed)
    return row


def _used(count: int) -> Refusal:
    return Refusal(
        _(
            "Có %(n)s trẻ của lần nhập này đã được sửa, nộp hoặc ghi nhu cầu nên không hoàn tác được. Hãy sửa từng hồ sơ."
        )
        % {"n": count},
        code="used",
    )


_TYPES = {
    "full_name": "text", "sex": "text", "date_of_birth": "date", "birth_year": "integer", "personal_id": "text",
    "ethnic_group_id": "text", "village_id": "bigint", "class_name": "text", "note": "text", "household_id": "bigint",
}  # fmt: skip


def _put_back(row: ListImport) -> None:
    """Updated records get back what they had before; adults, poverty and circumstances that the list added go."""
    written = (
        "FROM children_importrow r WHERE r.list_import_id = %(import)s AND r.before IS NOT NULL AND r.before <> '{}'"
    )
    told = {"import": row.pk}
    year = timezone.localtime(row.committed_at).year
    for name in ADULTS:
        run(
            f"UPDATE children_guardian g SET full_name = r.before #>> '{{{name},0}}' FROM children_importrow r "  # noqa: S608 - our own words, no data
            "JOIN children_child c ON c.id = r.child_id WHERE r.list_import_id = %(import)s AND g.household_id = c.household_id "
            f"AND g.relation = '{name}' AND g.full_name = r.before #>> '{{{name},1}}' AND r.before #>> '{{{name},0}}' IS NOT NULL",
            **told,
        )
        run(
            "DELETE FROM children_guardian g USING children_importrow r JOIN children_child c ON c.id = r.child_id "  # noqa: S608 - our own words, no data
            "WHERE r.list_import_id = %(import)s AND g.household_id = c.household_id "
            f"AND g.relation = '{name}' AND g.full_name = r.before #>> '{{{name},1}}' "
            f"AND r.before ? '{name}' AND r.before #>> '{{{name},0}}' IS NULL",
            **told,
        )
    run(
        "UPDATE children_povertyrecord v SET category_id = r.before #>> '{poverty,0}' FROM children_importrow r "
        "JOIN children_child c ON c.id = r.child_id WHERE r.list_import_id = %(import)s AND v.household_id = c.household_id "
        "AND v.year = %(year)s AND v.category_id = r.before #>> '{poverty,1}' AND r.before #>> '{poverty,0}' IS NOT NULL",
        year=year,
        **told,
    )
    run(
        "DELETE FROM children_povertyrecord v USING children_importrow r JOIN children_child c ON c.id = r.child_id "
        "WHERE r.list_import_id = %(import)s AND v.household_id = c.household_id AND v.year = %(year)s "
        "AND r.before ? 'poverty' AND v.category_id = r.before #>> '{poverty,1}' AND r.before #>> '{poverty,0}' IS NULL",
        year=year,
        **told,
    )
    run(
        "DELETE FROM children_circumstancespell s USING children_importrow r, "
        "LATERAL jsonb_array_elements_text(r.before #> '{circumstances,1}') k(kind) "
        "WHERE r.list_import_id = %(import)s AND s.child_id = r.child_id AND s.kind_id = k.kind AND upper_inf(s.valid)",
        **told,
    )
    values = ", ".join(
        f"{name} = CASE WHEN r.before ? '{name}' THEN (r.before #>> '{{{name},0}}')::{kind} ELSE c.{name} END"
        for name, kind in _TYPES.items()
    )
    run(
        f"UPDATE children_child c SET {values}, version = c.version + 1 {written} AND c.id = r.child_id",  # noqa: S608 - our own words, no data
        **told,
    )
    _restore_sort_keys(row)
    run(
        f"UPDATE children_residence d SET village_id = (r.before #>> '{{village_id,0}}')::bigint {written} "  # noqa: S608 - our own words, no data
        "AND r.before ? 'village_id' AND d.child_id = r.child_id AND upper_inf(d.valid)",
        **told,
    )
    run(
        "DELETE FROM children_household h USING children_importrow r WHERE r.list_import_id = %(import)s "
        "AND h.id = (r.before #>> '{household_id,1}')::bigint AND NOT EXISTS ("
        "SELECT 1 FROM children_child c WHERE c.household_id = h.id)",
        **told,
    )


def _restore_sort_keys(row: ListImport) -> None:
    """Names that were overwritten stand in the alphabet again where they stood."""
    renamed = list(Child.objects.filter(pk__in=row.rows.filter(before__has_key="full_name").values("child")))
    for child in renamed:
        child.sort_key = name_key(child.full_name)
    Child.objects.bulk_update(renamed, ["sort_key"], batch_size=1000)


def _remove_created(row: ListImport) -> int:
    """New children with what the import wrote for them, and their households when nobody else lives there."""
    told = {"import": row.pk}
    run("DROP TABLE IF EXISTS import_created")
    run(
        "CREATE TEMPORARY TABLE import_created ON COMMIT DROP AS SELECT c.id, c.household_id FROM children_importrow r "
        "JOIN children_child c ON c.id = r.child_id WHERE r.list_import_id = %(import)s AND r.before IS NULL",
        **told,
    )
    run("UPDATE children_importrow SET child_id = NULL WHERE list_import_id = %(import)s", **told)
    run("DELETE FROM children_residence r USING import_created m WHERE r.child_id = m.id")
    run("DELETE FROM children_circumstancespell s USING import_created m WHERE s.child_id = m.id")
    run("DELETE FROM children_workbookrow w USING import_created m WHERE w.child_id = m.id")
    count = run("DELETE FROM children_child c USING import_created m WHERE c.id = m.id")
    run(
        "DELETE FROM import_created m WHERE m.household_id IS NULL "
        "OR EXISTS (SELECT 1 FROM children_child c WHERE c.household_id = m.household_id)"
    )
    for table in ("children_guardian", "children_povertyrecord"):
        run(f"DELETE FROM {table} g USING import_created m WHERE g.household_id = m.household_id")  # noqa: S608 - our own words, no data
    run("DELETE FROM children_household h USING import_created m WHERE h.id = m.household_id")
    run("DROP TABLE import_created")
    return count


def _delete_unused(village: Village) -> None:
    """Delete a village that nothing refers to; leave it where something does."""
    try:
        with transaction.atomic():
            village.delete()
    except ProtectedError:
        return
