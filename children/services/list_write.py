"""A reviewed list as SQL over the register: a plan of its rows by COPY, then a fixed number of statements.

Everything runs in the caller's transaction. The plan's table has one row per row of the list that is written; SQL
compares it with the register as it stands now, under lock, so that a list of 100,000 rows costs seconds and no memory.
"""

import datetime
import json
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from children.lists.check import ID_TAKEN
from children.lists.compare import ADULTS
from children.lists.siblings import household_key
from children.models import (
    Child,
    CircumstanceSpell,
    Guardian,
    Household,
    ImportRow,
    ListImport,
    PovertyCategory,
    PovertyRecord,
    Residence,
)
from children.services.list_update import EVIDENCE, update_known
from lao_cai_support.areas.models import Village
from lao_cai_support.web.bulk import ask, copy_into, insert_select, run
from lao_cai_support.web.clock import today
from lao_cai_support.web.codes import random_code
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.text import fold, name_key, sort_key

CHUNK = 5000
STAGES = 3  # through which each row goes: planned, created or updated, its records remembered
_COLUMNS: dict[str, str] = {
    "row_id": "bigint PRIMARY KEY",
    "line": "integer",
    "act": "text",
    "match": "text",
    "child_code": "text",
    "household_code": "text",
    "full_name": "text",
    "sort_key": "text",
    "sex": "text",
    "born": "date",
    "birth_year": "integer",
    "personal_id": "text",
    "ethnic_group": "text",
    "village_id": "bigint",
    "class_name": "text",
    "note": "text",
    "poverty": "text",
    "father": "text",
    "mother": "text",
    "carer": "text",
    "circumstances": "jsonb",
    "take": "jsonb",
    "id_told": "boolean",
}


def write_rows(list_import: ListImport, rows: Any, progress: Any = None) -> tuple[int, int]:
    """Write these rows (a queryset); gives how many children are new, and how many updated.

    The new villages and the circumstances that followed a changed poverty category are noted on the import.

    Raises Refusal when the register has changed under the preview: a record gone, a number taken, a value edited.
    """
    unit, day = list_import.unit, today()
    villages, list_import.new_villages = _villages(unit, rows)
    _plan(rows, villages, progress)
    _lock_known(unit)
    _free_ids()
    _households(unit)
    created = _create(unit, day)
    if progress:
        progress.step(rows.count())
    updated, list_import.followed = update_known(unit, day)
    run(
        "UPDATE children_importrow r SET child_id = p.child_id, before = p.before FROM import_plan p WHERE r.id = p.row_id"
    )
    run("DROP TABLE import_plan")
    return created, updated


def _villages(unit: Any, rows: Any) -> tuple[dict[str, int], list[int]]:
    """The ids of the villages the rows name, by that name, and the ids of those new to the register.

    The name as written goes first: Tổ Sa Pa 1 and Tổ Sa Pả 1 of one ward are two places.
    """
    held = list(Village.objects.filter(unit=unit).order_by("-pk"))
    known = {village.folded: village.pk for village in held} | {village.name: village.pk for village in held}
    names = sorted(name for name in set(rows.order_by().values_list("fields__village", flat=True).distinct()) if name)
    new: dict[str, Village] = {}
    for name in names:
        if name not in known and fold(name) not in known and fold(name) not in new:
            new[fold(name)] = Village(
                unit=unit, name=name, folded=fold(name), sort_key=sort_key(name), source="danh sách của xã"
            )
    Village.objects.bulk_create(new.values())
    known |= {folded: village.pk for folded, village in new.items()}
    found = {name: known.get(name) or known[fold(name)] for name in names}
    return found, [village.pk for village in new.values()]


def _plan(rows: Any, villages: dict[str, int], progress: Any) -> None:
    """COPY the rows, as they are to be written, into the plan's table."""
    run("DROP TABLE IF EXISTS import_plan")
    columns = ", ".join(f'"{name}" {kind}' for name, kind in _COLUMNS.items())
    run(f"CREATE TEMPORARY TABLE import_plan ({columns}) ON COMMIT DROP")
    households: dict[tuple[str, ...], str] = {}
    for chunk in _chunks(rows):
        copy_into("import_plan", list(_COLUMNS), (_planned(row, villages, households) for row in chunk))
        if progress:
            progress.step(len(chunk))
    run("CREATE INDEX ON import_plan (household_code)")
    run(
        "ALTER TABLE import_plan ADD child_id bigint, ADD household_id bigint, ADD before jsonb, "
        "ADD household_new boolean NOT NULL DEFAULT false"
    )
    run("ANALYZE import_plan")


def _chunks(rows: Any) -> Iterator[list[ImportRow]]:
    last, rows = 0, rows.defer("raw")  # what the preview shows of a row is not written
    while chunk := list(rows.filter(pk__gt=last).order_by("pk")[:CHUNK]):
        yield chunk
        last = chunk[-1].pk


def _planned(row: ImportRow, villages: dict[str, int], households: dict[tuple[str, ...], str]) -> list[Any]:
    """The row's values in the order of the plan's columns.

    Brothers and sisters of one file share a household (lists/siblings).
    """
    told, adults = row.fields, row.fields.get("adults", {})
    create = row.act == "create"  # type: ignore[attr-defined]
    village = villages.get(told.get("village") or "")
    household = None
    if create:
        household = random_code()
        key = household_key(told)
        if key:
            household = households.setdefault(key, household)
    return [
        row.pk,
        row.row,
        "create" if create else "update",
        None if create or not row.matches else row.matches[0]["child"],
        random_code() if create else None,
        household,
        told["full_name"],
        name_key(told["full_name"]),
        told.get("sex") or "unknown",
        told.get("date_of_birth"),
        told.get("birth_year"),
        told.get("personal_id"),
        told.get("ethnic_group"),
        village,
        told.get("class_name") or "",
        told.get("note") or "",
        told.get("poverty"),
        *(adults.get(relation) for relation in ADULTS),
        # A disability counts with the commune's certificate only (TT 01/2019 Art. 2); the note says it until then.
        json.dumps([code for code in told.get("circumstances", []) if not code.startswith("HC04")]),
        json.dumps(row.take),
        any(problem["code"] in ID_TAKEN for problem in row.problems),
    ]


def _lock_known(unit: Any) -> None:
    """Lock the records that rows update; refused when one has left the register, or two rows mean the same one."""
    run(
        "SELECT c.id FROM children_child c JOIN import_plan p ON p.match = c.code WHERE p.act = 'update' "
        "ORDER BY c.id FOR UPDATE OF c"
    )
    run(
        "UPDATE import_plan p SET child_id = c.id, household_id = c.household_id FROM children_child c "
        "WHERE p.act = 'update' AND c.code = p.match AND c.unit_id = %(unit)s AND c.state <> 'ended'",
        unit=unit.pk,
    )
    gone = ask("SELECT line FROM import_plan WHERE act = 'update' AND child_id IS NULL ORDER BY row_id LIMIT 1")
    if gone:
        raise Refusal(
            _("Hồ sơ mà dòng %(row)s sẽ cập nhật không còn trong sổ của xã. Hãy mở dòng đó và lưu lại.")
            % {"row": gone[0]},
            code="gone",
        )
    twice = ask(
        "SELECT array_agg(line ORDER BY row_id) FROM import_plan WHERE act = 'update' "
        "GROUP BY child_id HAVING count(*) > 1 ORDER BY min(row_id) LIMIT 1"
    )
    if twice:
        raise Refusal(
            _("Dòng %(first)s và dòng %(second)s cùng cập nhật một hồ sơ. Hãy chọn không ghi một trong hai dòng.")
            % {"first": twice[0][0], "second": twice[0][1]},
            code="twice",
        )


def _free_ids() -> None:
    """Leave out personal ids that stand in another file; refused when one was taken after the preview.

    So the person sees it first: in the preview, such a row carries a warning that says the number will be left out.
    """
    run("""
        CREATE TEMPORARY TABLE import_id ON COMMIT DROP AS
        SELECT p.row_id, p.line, p.id_told, c.id IS NULL AND
               row_number() OVER (PARTITION BY p.personal_id ORDER BY p.row_id) = 1 AS free,
               c.id IS NOT NULL AND c.id IS NOT DISTINCT FROM p.child_id AS own
        FROM import_plan p LEFT JOIN children_child c ON c.personal_id = p.personal_id
        WHERE p.personal_id IS NOT NULL""")
    taken = ask("SELECT line FROM import_id WHERE NOT (free OR own OR id_told) ORDER BY row_id LIMIT 1")
    run("UPDATE import_plan p SET personal_id = NULL FROM import_id i WHERE i.row_id = p.row_id AND NOT i.free")
    run("DROP TABLE import_id")
    if taken:
        raise Refusal(
            _("Số định danh ở dòng %(row)s đã có ở một hồ sơ khác. Hãy mở dòng đó, kiểm tra số rồi lưu lại.")
            % {"row": taken[0]},
            code="id_taken",
        )


def _households(unit: Any) -> None:
    """Households for new children, and for known ones that have none and are told adults or a poverty category."""
    run("""
        UPDATE import_plan SET household_new = true, household_code = translate(
            substr(replace(gen_random_uuid()::text, '-', ''), 1, 10), '01', 'yz')
        WHERE act = 'update' AND household_id IS NULL AND coalesce(father, mother, carer, poverty) IS NOT NULL""")
    insert_select(
        Household,
        {"code": "h.household_code", "unit_id": "%(unit)s", "village_id": "h.village_id"},
        "FROM (SELECT DISTINCT ON (household_code) household_code, village_id FROM import_plan "
        "WHERE household_code IS NOT NULL ORDER BY household_code, row_id) h",
        {"unit": unit.pk},
    )
    run("UPDATE import_plan p SET household_id = h.id FROM children_household h WHERE h.code = p.household_code")


def _create(unit: Any, day: datetime.date) -> int:
    """New children with residence, adults, circumstances and poverty: a fixed number of statements."""
    # Adults before children: a child is found by its adults' names, and these would be looked up twice.
    insert_select(
        Guardian,
        {"household_id": "g.household_id", "relation": "g.relation", "full_name": "g.full_name"},
        """FROM (SELECT DISTINCT ON (p.household_id, a.relation) p.household_id, a.relation, a.full_name, a.nth, p.row_id
           FROM import_plan p, LATERAL (VALUES (1, 'father', p.father), (2, 'mother', p.mother), (3, 'carer', p.carer))
               a(nth, relation, full_name)
           WHERE p.act = 'create' AND a.full_name IS NOT NULL
           ORDER BY p.household_id, a.relation, p.row_id) g ORDER BY g.row_id, g.nth""",
        {},
    )
    count = insert_select(
        Child,
        {
            "code": "p.child_code",
            "full_name": "p.full_name",
            "sort_key": "p.sort_key",
            "sex": "p.sex",
            "date_of_birth": "p.born",
            "birth_year": "p.birth_year",
            "personal_id": "p.personal_id",
            "ethnic_group_id": "p.ethnic_group",
            "unit_id": "%(unit)s",
            "village_id": "p.village_id",
            "household_id": "p.household_id",
            "class_name": "p.class_name",
            "note": "p.note",
            "created_on": "%(day)s",
            "updated_on": "%(day)s",
        },
        "FROM import_plan p WHERE p.act = 'create' ORDER BY p.row_id",
        {"unit": unit.pk, "day": day},
    )
    run(
        "UPDATE import_plan p SET child_id = c.id FROM children_child c WHERE p.act = 'create' AND c.code = p.child_code"
    )
    insert_select(
        Residence,
        {
            "child_id": "p.child_id",
            "unit_id": "%(unit)s",
            "village_id": "p.village_id",
            "valid": "daterange(coalesce(p.born, make_date(p.birth_year, 1, 1)), NULL)",
        },
        "FROM import_plan p WHERE p.act = 'create'",
        {"unit": unit.pk},
    )
    insert_select(
        CircumstanceSpell,
        {
            "child_id": "p.child_id",
            "kind_id": "k.kind",
            "valid": "daterange(%(day)s::date, NULL)",
            "evidence": "%(evidence)s",
        },
        "FROM import_plan p, LATERAL jsonb_array_elements_text(p.circumstances) k(kind) WHERE p.act = 'create'",
        {"day": day, "evidence": EVIDENCE},
    )
    insert_select(
        PovertyRecord,
        {"household_id": "h.household_id", "year": "%(year)s", "category_id": "h.category"},
        """FROM (SELECT DISTINCT ON (p.household_id) p.household_id,
                   CASE p.poverty WHEN 'poor' THEN %(poor)s ELSE %(near_poor)s END AS category
           FROM import_plan p WHERE p.act = 'create' AND p.poverty IS NOT NULL
           ORDER BY p.household_id, p.row_id) h WHERE h.category IS NOT NULL""",
        {"year": day.year, **PovertyCategory.objects.by_word(unit, day)},
    )
    return count
