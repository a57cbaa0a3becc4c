"""A reviewed list as SQL over the register: a plan of its rows by COPY, then a fixed number of statements.

Everything runs in the caller's transaction. The plan's table has one row per row of the list that is written; SQL
compares it with the register as it stands now, under lock, so that a list of 100,000 rows costs seconds and no memory.
"""

import datetime
import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import connection
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
from lao_cai_support.areas.models import Village
from lao_cai_support.web.bulk import copy_into, insert_select
from lao_cai_support.web.clock import today
from lao_cai_support.web.codes import random_code
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.text import fold, name_key, sort_key

CHUNK = 5000
STAGES = 3  # through which each row goes: planned, created or updated, its records remembered
_EVIDENCE = "Danh sách của xã"
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


def run(sql: str, **params: Any) -> int:
    """One statement of our own; gives how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return int(cursor.rowcount)


def ask(sql: str, **params: Any) -> tuple[Any, ...] | None:
    """The first row of an answer, or None."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        found = cursor.fetchone()
    return tuple(found) if found else None


def write_rows(list_import: ListImport, rows: Any, progress: Any = None) -> tuple[int, int, list[int]]:
    """Write these rows (a queryset); gives how many children are new, how many updated, and the new villages' ids.

    Raises Refusal when the register has changed under the preview: a record gone, a number taken, a value edited.
    """
    unit, day = list_import.unit, today()
    villages, new_villages = _villages(unit, rows)
    _plan(rows, villages, progress)
    _lock_known(unit)
    _free_ids()
    _households(unit)
    created = _create(unit, day)
    if progress:
        progress.step(rows.count())
    updated = _update(unit, day)
    run(
        "UPDATE children_importrow r SET child_id = p.child_id, before = p.before FROM import_plan p WHERE r.id = p.row_id"
    )
    run("DROP TABLE import_plan")
    return created, updated, new_villages


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
    run("ANALYZE import_plan, children_importrow")


def _chunks(rows: Any) -> Iterator[list[ImportRow]]:
    last = 0
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


def _categories(unit: Any, day: datetime.date) -> dict[str, str | None]:
    """The day's categories of the standard for the unit's kind (town or country), by what lists say."""
    area = "urban" if unit.kind in ("phường", "thị trấn") else "rural"
    standing = PovertyCategory.objects.filter(valid_from__lte=day, valid_to__gte=day, area=area)
    kinds: Iterable[tuple[str, dict[str, Any]]] = (("poor", {"poor": True}), ("near_poor", {"near_poor": True}))
    return {name: standing.filter(**kind).values_list("pk", flat=True).first() for name, kind in kinds}


def _create(unit: Any, day: datetime.date) -> int:
    """New children with residence, adults, circumstances and poverty: a fixed number of statements."""
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
        Guardian,
        {"household_id": "g.household_id", "relation": "g.relation", "full_name": "g.full_name"},
        """FROM (SELECT DISTINCT ON (p.household_id, a.relation) p.household_id, a.relation, a.full_name, a.nth, p.row_id
           FROM import_plan p, LATERAL (VALUES (1, 'father', p.father), (2, 'mother', p.mother), (3, 'carer', p.carer))
               a(nth, relation, full_name)
           WHERE p.act = 'create' AND a.full_name IS NOT NULL
           ORDER BY p.household_id, a.relation, p.row_id) g ORDER BY g.row_id, g.nth""",
        {},
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
        {"day": day, "evidence": _EVIDENCE},
    )
    insert_select(
        PovertyRecord,
        {"household_id": "h.household_id", "year": "%(year)s", "category_id": "h.category"},
        """FROM (SELECT DISTINCT ON (p.household_id) p.household_id,
                   CASE p.poverty WHEN 'poor' THEN %(poor)s ELSE %(near_poor)s END AS category
           FROM import_plan p WHERE p.act = 'create' AND p.poverty IS NOT NULL
           ORDER BY p.household_id, p.row_id) h WHERE h.category IS NOT NULL""",
        {"year": day.year, **_categories(unit, day)},
    )
    return count


# How the record's value is compared with the one the person saw (lists/compare.Difference.seen).
_SEEN = """jsonb_build_object(
    'full_name', c.full_name, 'sex', c.sex, 'date_of_birth', coalesce(c.date_of_birth::text, c.birth_year::text),
    'personal_id', coalesce(c.personal_id, ''), 'ethnic_group_id', coalesce(c.ethnic_group_id, ''),
    'village_id', coalesce(c.village_id::text, ''), 'class_name', c.class_name,
    'father', coalesce(father.full_name, ''), 'mother', coalesce(mother.full_name, ''),
    'carer', coalesce(carer.full_name, ''), 'poverty', coalesce(poverty.category_id, ''))"""

# One value of each field that changes, NULL where the record keeps its own.
_NEW = """
    CASE WHEN p.take ? 'full_name' AND p.full_name <> c.full_name THEN p.full_name END AS full_name,
    CASE WHEN p.sex <> 'unknown' AND p.sex <> c.sex AND (c.sex = 'unknown' OR p.take ? 'sex') THEN p.sex END AS sex,
    CASE WHEN p.born IS DISTINCT FROM c.date_of_birth AND (p.take ? 'date_of_birth'
        OR c.date_of_birth IS NULL AND extract(year FROM p.born) = c.birth_year) THEN p.born END AS date_of_birth,
    CASE WHEN p.take ? 'date_of_birth' AND (p.born IS NOT NULL OR c.date_of_birth IS NULL)
        AND p.birth_year <> c.birth_year THEN p.birth_year END AS birth_year,
    CASE WHEN p.personal_id <> coalesce(c.personal_id, '') AND (c.personal_id IS NULL OR p.take ? 'personal_id')
        THEN p.personal_id END AS personal_id,
    CASE WHEN p.ethnic_group <> coalesce(c.ethnic_group_id, '')
        AND (c.ethnic_group_id IS NULL OR p.take ? 'ethnic_group_id') THEN p.ethnic_group END AS ethnic_group_id,
    CASE WHEN p.village_id IS DISTINCT FROM c.village_id AND (c.village_id IS NULL OR p.take ? 'village_id')
        THEN p.village_id END AS village_id,
    CASE WHEN p.class_name <> '' AND p.class_name <> c.class_name AND (c.class_name = '' OR p.take ? 'class_name')
        THEN p.class_name END AS class_name,
    CASE WHEN p.note <> '' AND c.note = '' THEN p.note END AS note,
    CASE WHEN p.household_new THEN p.household_id END AS household_id"""

_FIELDS = {
    "full_name": "text", "sex": "text", "date_of_birth": "date", "birth_year": "integer", "personal_id": "text",
    "ethnic_group_id": "text", "village_id": "bigint", "class_name": "text", "note": "text", "household_id": "bigint",
}  # fmt: skip


def _adult(relation: str) -> str:
    """The household's first adult of the relation, joined once."""
    return f"""LEFT JOIN LATERAL (SELECT g.id, g.full_name FROM children_guardian g
        WHERE g.household_id = p.household_id AND g.relation = '{relation}' ORDER BY g.id LIMIT 1) {relation} ON true"""  # noqa: S608


def _new_adult(relation: str) -> str:
    """The adult's name that is written, once per household: two siblings of the list cannot both bring a mother."""
    return f"""
        CASE WHEN p.{relation} <> coalesce({relation}.full_name, '') AND ({relation}.id IS NULL OR p.take ? '{relation}')
        AND row_number() OVER (PARTITION BY p.household_id, p.{relation} IS NULL ORDER BY p.take ? '{relation}' DESC, p.row_id) = 1
        THEN p.{relation} END AS {relation}, {relation}.id AS {relation}_id, {relation}.full_name AS {relation}_old"""  # noqa: S608


def _update(unit: Any, day: datetime.date) -> int:
    """Fill what the found records lack, and overwrite what a person has chosen row by row.

    ``before`` of each row keeps every change as [before, after], so that an undo can put it back. A record keeps its
    birth year unless it is chosen: a full date of another year is left out.
    """
    run("DROP TABLE IF EXISTS import_change")
    run(
        f"""
        CREATE TEMPORARY TABLE import_change ON COMMIT DROP AS
        SELECT p.row_id, p.line, p.child_id, p.household_id AS household, p.take, {_SEEN} AS seen, {_NEW},
            {", ".join(map(_new_adult, ADULTS))},
            c.village_id AS old_village,
            CASE WHEN given.category IS NOT NULL AND given.category IS DISTINCT FROM poverty.category_id
                AND (poverty.id IS NULL OR p.take ? 'poverty')
                AND row_number() OVER (PARTITION BY p.household_id, p.poverty IS NULL ORDER BY p.take ? 'poverty' DESC, p.row_id) = 1
                THEN given.category END AS category, poverty.category_id AS category_old,
            (SELECT coalesce(jsonb_agg(k.kind), '[]') FROM jsonb_array_elements_text(p.circumstances) k(kind)
             WHERE NOT EXISTS (SELECT 1 FROM children_circumstancespell s WHERE s.child_id = c.id AND s.kind_id = k.kind
                AND (NOT p.take ? ('circumstance:' || k.kind) OR s.valid && daterange(%(day)s::date, NULL)))) AS kinds
        FROM import_plan p JOIN children_child c ON c.id = p.child_id
        {" ".join(map(_adult, ADULTS))}
        LEFT JOIN children_povertyrecord poverty ON poverty.household_id = p.household_id AND poverty.year = %(year)s
        CROSS JOIN LATERAL (SELECT CASE p.poverty WHEN 'poor' THEN %(poor)s WHEN 'near_poor' THEN %(near_poor)s END) given(category)
        WHERE p.act = 'update'""",  # noqa: S608
        day=day,
        year=day.year,
        **_categories(unit, day),
    )
    changed = ask("""
        SELECT line FROM import_change x, LATERAL jsonb_each_text(x.take) t(name, saw)
        WHERE x.seen ? t.name AND x.seen ->> t.name <> t.saw ORDER BY x.row_id LIMIT 1""")
    if changed:
        raise Refusal(
            _("Hồ sơ mà dòng %(row)s sẽ ghi đè vừa được người khác sửa. Hãy mở dòng đó, so lại rồi chọn.")
            % {"row": changed[0]},
            code="changed",
        )
    _remember()
    _write_changes(day)
    count = ask("SELECT count(*) FROM import_change")
    run("DROP TABLE import_change")
    return int(count[0]) if count else 0


def _remember() -> None:
    """What each row changes, as {field: [before, after]}; {} for a row that adds nothing."""
    parts = [
        f"CASE WHEN x.{name} IS NULL THEN '{{}}' ELSE jsonb_build_object('{name}', jsonb_build_array(c.{name}, x.{name})) END"
        for name in _FIELDS
    ]
    parts += [
        f"CASE WHEN x.{name} IS NULL THEN '{{}}' ELSE jsonb_build_object('{name}', jsonb_build_array(x.{name}_old, x.{name})) END"
        for name in ADULTS
    ]
    parts.append(
        "CASE WHEN x.category IS NULL THEN '{}' "
        "ELSE jsonb_build_object('poverty', jsonb_build_array(x.category_old, x.category)) END"
    )
    parts.append(
        "CASE WHEN x.kinds = '[]' THEN '{}' ELSE jsonb_build_object('circumstances', jsonb_build_array('[]'::jsonb, x.kinds)) END"
    )
    run(
        f"UPDATE import_plan p SET before = {' || '.join(f'({part})::jsonb' for part in parts)} "  # noqa: S608
        "FROM import_change x JOIN children_child c ON c.id = x.child_id WHERE p.row_id = x.row_id"
    )


def _write_changes(day: datetime.date) -> None:
    values = ", ".join(f"{name} = coalesce(x.{name}, c.{name})" for name in _FIELDS)
    run(
        f"UPDATE children_child c SET {values}, sort_key = CASE WHEN x.full_name IS NULL THEN c.sort_key ELSE p.sort_key END, "  # noqa: S608
        "updated_on = %(day)s, version = c.version + 1 "
        "FROM import_change x JOIN import_plan p USING (row_id) WHERE c.id = x.child_id AND p.before <> '{}'",
        day=day,
    )
    run(
        "UPDATE children_residence r SET village_id = x.village_id FROM import_change x "
        "WHERE r.child_id = x.child_id AND upper_inf(r.valid) AND x.village_id IS NOT NULL"
    )
    for relation in ADULTS:
        run(
            f"UPDATE children_guardian g SET full_name = x.{relation} FROM import_change x "  # noqa: S608
            f"WHERE g.id = x.{relation}_id AND x.{relation} IS NOT NULL"
        )
        insert_select(
            Guardian,
            {"household_id": "x.household", "relation": f"'{relation}'", "full_name": f"x.{relation}"},
            f"FROM import_change x WHERE x.{relation} IS NOT NULL AND x.{relation}_id IS NULL",
            {},
        )
    run(
        "UPDATE children_povertyrecord r SET category_id = x.category FROM import_change x "
        "WHERE r.household_id = x.household AND r.year = %(year)s AND x.category IS NOT NULL AND x.category_old IS NOT NULL",
        year=day.year,
    )
    insert_select(
        PovertyRecord,
        {"household_id": "x.household", "year": "%(year)s", "category_id": "x.category"},
        "FROM import_change x WHERE x.category IS NOT NULL AND x.category_old IS NULL",
        {"year": day.year},
    )
    insert_select(
        CircumstanceSpell,
        {
            "child_id": "x.child_id",
            "kind_id": "k.kind",
            "valid": "daterange(%(day)s::date, NULL)",
            "evidence": "%(evidence)s",
        },
        "FROM import_change x, LATERAL jsonb_array_elements_text(x.kinds) k(kind)",
        {"day": day, "evidence": _EVIDENCE},
    )
