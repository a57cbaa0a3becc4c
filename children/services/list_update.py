"""The rows of a reviewed list that update records of the register: SQL over the plan (see list_write)."""

import datetime
from typing import Any

from django.utils.translation import gettext as _

from children.lists.compare import ADULTS
from children.models import CircumstanceSpell, Guardian, PovertyCategory, PovertyRecord
from children.services.poverty import KINDS, follow_poverty
from lao_cai_support.web.bulk import ask, insert_select, run
from lao_cai_support.web.errors import Refusal

EVIDENCE = "Danh sách của xã"

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
        WHERE g.household_id = p.household_id AND g.relation = '{relation}' ORDER BY g.id LIMIT 1) {relation} ON true"""  # noqa: S608 - our own words, no data


def _new_adult(relation: str) -> str:
    """The adult's name that is written, once per household: two siblings of the list cannot both bring a mother."""
    return f"""
        CASE WHEN p.{relation} <> coalesce({relation}.full_name, '') AND ({relation}.id IS NULL OR p.take ? '{relation}')
        AND row_number() OVER (PARTITION BY p.household_id, p.{relation} IS NULL ORDER BY p.take ? '{relation}' DESC, p.row_id) = 1
        THEN p.{relation} END AS {relation}, {relation}.id AS {relation}_id, {relation}.full_name AS {relation}_old"""  # noqa: S608 - our own words, no data


def update_known(unit: Any, day: datetime.date) -> tuple[int, list[dict[str, Any]]]:
    """Fill what the found records lack, and overwrite what a person has chosen row by row.

    ``before`` of each row keeps every change as [before, after], so that an undo can put it back. A record keeps its
    birth year unless it is chosen: a full date of another year is left out. Gives how many rows, and which
    circumstances followed a changed poverty category.
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
        WHERE p.act = 'update'""",  # noqa: S608 - our own words, no data
        day=day,
        year=day.year,
        **PovertyCategory.objects.by_word(unit, day),
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
    followed = follow_poverty(_households_moved(), begun_today=False)
    count = ask("SELECT count(*) FROM import_change")
    run("DROP TABLE import_change")
    return (int(count[0]) if count else 0), followed


def _households_moved() -> list[int]:
    """Those whose category changed, and in which a child has a circumstance that hangs on it."""
    found = ask(
        "SELECT array_agg(DISTINCT x.household) FROM import_change x JOIN children_child c ON c.household_id = x.household "
        "JOIN children_circumstancespell s ON s.child_id = c.id AND s.kind_id = ANY(%(kinds)s) AND upper_inf(s.valid) "
        "WHERE x.category IS NOT NULL",
        kinds=list(KINDS),
    )
    return list(found[0] or []) if found else []


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
        f"UPDATE import_plan p SET before = {' || '.join(f'({part})::jsonb' for part in parts)} "  # noqa: S608 - our own words, no data
        "FROM import_change x JOIN children_child c ON c.id = x.child_id WHERE p.row_id = x.row_id"
    )


def _write_changes(day: datetime.date) -> None:
    values = ", ".join(f"{name} = coalesce(x.{name}, c.{name})" for name in _FIELDS)
    run(
        f"UPDATE children_child c SET {values}, sort_key = CASE WHEN x.full_name IS NULL THEN c.sort_key ELSE p.sort_key END, "  # noqa: S608 - our own words, no data
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
            f"UPDATE children_guardian g SET full_name = x.{relation} FROM import_change x "  # noqa: S608 - our own words, no data
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
        {"day": day, "evidence": EVIDENCE},
    )
