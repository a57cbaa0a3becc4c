"""How two files agree, field by field, as words: computed in the database for every pair that was met.

The words ("same", "marks", "swapped" …) are those of score.py, which weighs them, and of explanation.py, which says them.
"""

from children.duplicates.score import LEAST_REGISTER, NOBODYS, USUAL

MOST_YEARS_APART = 6  # a review of school files found births up to six years off
FILLERS = ("", "a", "thi", "van", "seo")  # middle words that say nothing, as keys have them

# Tone marks off, letters kept: ù is u, ư is not.
TONES = (
    "àảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ",
    "aaaaaăăăăăâââââeeeeeêêêêêiiiiioooooôôôôôơơơơơuuuuuưưưưưyyyyy",
)


def by_year(table: str) -> str:
    """Whether no more than the year of birth is known: 1 January is how an unknown day is written."""
    born = f"{table}.date_of_birth"
    return f"({born} IS NULL OR (extract(day FROM {born}) = 1 AND extract(month FROM {born}) = 1))"


def _empty(word: str) -> str:
    return f"{word} IN ({', '.join(repr(filler) for filler in FILLERS)})"


def _near(a: str, b: str, least: int = 4) -> str:
    """One wrong letter, in words long enough to have one."""
    return f"(levenshtein_less_equal({a}, {b}, 1) <= 1 AND length({a}) >= {least} AND length({b}) >= {least})"


_SAME_MIDDLE = f"(a.middle = b.middle OR ({_empty('a.middle')} AND {_empty('b.middle')}))"

# What falls through is another name, and no pair.
_NAME = f"""CASE
    WHEN a.written = b.written THEN 'same'
    WHEN a.folded = b.folded AND (a.letters = b.letters OR a.written = a.folded OR b.written = b.folded) THEN 'marks'
    WHEN a.folded = b.folded THEN 'letters'
    WHEN a.name_key = b.name_key THEN 'sound'
    WHEN a.given = b.given AND a.family = b.family AND ({_SAME_MIDDLE} OR '' IN (a.middle, b.middle)) THEN 'middle'
    WHEN a.given = b.given AND a.family = b.family AND {_near("a.middle", "b.middle", 3)} THEN 'near'
    WHEN a.given = b.given AND a.middle = b.middle AND {_near("a.family", "b.family", 2)} THEN 'near'
    WHEN a.family = b.family AND {_SAME_MIDDLE} AND {_near("a.given", "b.given")} THEN 'slip'
    WHEN a.given = b.given AND {_SAME_MIDDLE} THEN 'family'
    WHEN a.given <> b.given AND length(a.name_key) = length(b.name_key)
         AND (SELECT array_agg(word ORDER BY word) FROM unnest(string_to_array(a.name_key, ' ')) word)
           = (SELECT array_agg(word ORDER BY word) FROM unnest(string_to_array(b.name_key, ' ')) word) THEN 'order'
END"""  # noqa: S608 - our own words, no data

_BORN = f"""CASE
    WHEN a.born = b.born AND NOT a.by_year THEN 'same'
    WHEN (a.by_year OR b.by_year) AND a.year = b.year THEN 'year_only'
    WHEN (a.by_year OR b.by_year) AND abs(a.year - b.year) = 1 THEN 'year_only_near'
    WHEN a.by_year OR b.by_year THEN 'differs'
    WHEN a.year = b.year AND a.day = b.month AND a.month = b.day THEN 'swapped'
    WHEN a.year = b.year AND a.month = b.month AND (a.day % 10 = b.day % 10 OR a.day / 10 = b.day / 10) THEN 'digit'
    WHEN a.year = b.year AND a.day = b.day AND (a.month % 10 = b.month % 10 OR a.month / 10 = b.month / 10) THEN 'digit'
    WHEN a.day = b.day AND a.month = b.month AND abs(a.year - b.year) = 1 THEN 'year'
    WHEN a.day = b.day AND a.month = b.month AND abs(a.year - b.year) <= {MOST_YEARS_APART} THEN 'year_far'
    WHEN a.year = b.year AND a.month = b.month THEN 'month'
    WHEN a.year = b.year THEN 'differs_in_year'
    ELSE 'differs'
END"""


def _adult(who: str) -> str:
    """Two mothers or two fathers. A man of the Mông gets a second name when he marries: his middle word may change."""
    a, b = f"a.{who}", f"b.{who}"
    one_of = "OR" if who == "father" else "AND"
    return f"""CASE
    WHEN {a} IS NULL OR {b} IS NULL THEN 'missing'
    WHEN {a} = {b} THEN 'same'
    WHEN split_part({a}, ' ', 1) = split_part({b}, ' ', 1) AND split_part({a}, ' ', 2) = split_part({b}, ' ', 2)
         AND ({_empty(f"split_part({a}, ' ', 3)")} {one_of} {_empty(f"split_part({b}, ' ', 3)")}) THEN 'middle'
    WHEN {_near(a, b, 6)} THEN 'near'
    ELSE 'differs'
END"""


def _called(given: str, least: int) -> str:
    """Whether at least so many children of the register are called so (keys begin with the given name)."""
    return f"""((SELECT count(*) FROM (
        SELECT 1 FROM children_child k WHERE k.name_key >= {given} || ' ' AND k.name_key < {given} || '!' LIMIT {least}
    ) called) >= {least})"""  # noqa: S608 - our own words, no data


def _usual_and_none(a: str, b: str) -> str:
    return f"({_called(a, USUAL)} AND NOT {_called(b, NOBODYS)})"


_FATHER = "father.household_id = c.household_id AND father.relation = 'father'"
_MOTHER = "mother.household_id = c.household_id AND mother.relation = 'mother'"

# What files are looked for by: as columns, so that a join of many finds its way by all of them at once. In a FROM, the
# indexes of the register serve it.
FOUND_BY = f"""
SELECT c.id, c.name_key, split_part(c.name_key, ' ', 1) AS given, c.birth_year AS year, c.date_of_birth AS born,
    {by_year("c")} AS by_year, extract(day FROM c.date_of_birth)::int AS day,
    extract(month FROM c.date_of_birth)::int AS month, c.unit_id, c.village_id, c.household_id,
    father.name_key AS father, mother.name_key AS mother
FROM children_child c
LEFT JOIN children_guardian father ON {_FATHER} LEFT JOIN children_guardian mother ON {_MOTHER}
WHERE c.end_reason NOT IN ('merged', 'error')"""  # noqa: S608 - our own words, no data

# A row for each child and adult of its household.
ADULTS = """
SELECT c.id, g.name_key AS adult, split_part(c.name_key, ' ', 1) AS given, c.birth_year AS year,
    extract(day FROM c.date_of_birth)::int AS day, extract(month FROM c.date_of_birth)::int AS month
FROM children_guardian g JOIN children_child c ON c.household_id = g.household_id
WHERE c.end_reason NOT IN ('merged', 'error')"""

# The rest of what is compared, for the files of {met}; what is common is counted in the whole register, since an
# agreement on it weighs little.
COUNTS = f"""
CREATE TEMP TABLE dup_size AS
SELECT GREATEST((SELECT count(*) FROM children_child), {LEAST_REGISTER})::float AS children,
    GREATEST((SELECT count(*) FROM children_guardian), {LEAST_REGISTER})::float AS adults;
CREATE TEMP TABLE dup_count AS
SELECT 'name' AS of, name_key AS key, count(*)::float AS n FROM children_child
  WHERE name_key IN (SELECT name_key FROM dup_met) GROUP BY name_key
UNION ALL
SELECT 'adult', name_key, count(*) FROM children_guardian
  WHERE name_key IN (SELECT g.name_key FROM dup_met m JOIN children_guardian g ON g.household_id = m.household_id)
  GROUP BY name_key
UNION ALL
SELECT 'born', date_of_birth::text, count(*) FROM children_child
  WHERE date_of_birth IN (SELECT born FROM dup_met) GROUP BY date_of_birth
UNION ALL
SELECT 'unit', unit_id::text, count(*) FROM children_child
  WHERE unit_id IN (SELECT unit_id FROM dup_met) GROUP BY unit_id
UNION ALL
SELECT 'village', village_id::text, count(*) FROM children_child
  WHERE village_id IN (SELECT village_id FROM dup_met) GROUP BY village_id;
CREATE UNIQUE INDEX ON dup_count (key, of);
ANALYZE dup_count;
"""  # noqa: S608 - put together when loaded, so no data


def _count(of: str, key: str) -> str:
    return f"LEFT JOIN dup_count n_{of} ON n_{of}.of = '{of}' AND n_{of}.key = {key}"


def _parent_count(who: str) -> str:
    return f"LEFT JOIN dup_count n_{who} ON n_{who}.of = 'adult' AND n_{who}.key = m.{who}"


PERSONS = f"""
CREATE TEMP TABLE dup_person AS
SELECT m.*, u.parent_id AS district_id, v.folded AS village, c.state, c.sex, c.personal_id,
    c.ethnic_group_id AS people, c.folded, lower(c.full_name) AS written,
    translate(lower(c.full_name), '{TONES[0]}', '{TONES[1]}') AS letters, split_part(m.name_key, ' ', 2) AS family,
    substr(m.name_key, length(m.given) + length(split_part(m.name_key, ' ', 2)) + 3) AS middle,
    COALESCE(g.adults, ARRAY[]::text[]) AS adults, n_name.n AS name_n, n_born.n AS born_n, n_unit.n AS unit_n,
    n_village.n AS village_n, n_father.n AS father_n, n_mother.n AS mother_n
FROM dup_met m
JOIN children_child c ON c.id = m.id
JOIN areas_administrativeunit u ON u.id = c.unit_id
LEFT JOIN areas_village v ON v.id = c.village_id
LEFT JOIN (
    SELECT household_id, array_agg(name_key) AS adults FROM children_guardian
    WHERE household_id IN (SELECT household_id FROM dup_met) GROUP BY household_id
) g ON g.household_id = m.household_id
{_count("name", "m.name_key")} {_count("born", "m.born::text")} {_count("unit", "m.unit_id::text")}
{_count("village", "m.village_id::text")} {_parent_count("father")} {_parent_count("mother")};
CREATE UNIQUE INDEX ON dup_person (id);
ANALYZE dup_person;
"""  # noqa: S608 - put together when loaded, so no data


# Names first: most of what the blocks give falls here. A pair of two ended files is nobody's work.
LEVELS = f"""
CREATE TEMP TABLE dup_named AS
SELECT p.a, p.b, agree.name, agree.name = 'slip'
    AND ({_usual_and_none("a.given", "b.given")} OR {_usual_and_none("b.given", "a.given")}) AS no_name
FROM dup_pair p JOIN dup_person a ON a.id = p.a JOIN dup_person b ON b.id = p.b
CROSS JOIN LATERAL (SELECT {_NAME} AS name) agree
WHERE agree.name IS NOT NULL AND (a.state <> 'ended' OR b.state <> 'ended');
ANALYZE dup_named;
CREATE TEMP TABLE dup_level AS
SELECT l.*, parents.*,
    {_BORN} AS born,
    CASE WHEN other.n IS NOT NULL THEN 'other_relation'
        WHEN a.household_id = b.household_id AND parents.father = 'missing' AND parents.mother = 'missing'
        THEN 'household' END AS adult,
    CASE WHEN a.village_id = b.village_id OR (a.unit_id = b.unit_id AND a.village = b.village) THEN 'village'
        WHEN a.unit_id = b.unit_id THEN 'commune' WHEN a.district_id = b.district_id THEN 'district'
        ELSE 'far' END AS place,
    CASE WHEN 'unknown' IN (a.sex, b.sex) THEN 'missing' WHEN a.sex = b.sex THEN 'same' ELSE 'differs' END AS sex,
    CASE a.people = b.people WHEN true THEN 'same' WHEN false THEN 'differs' ELSE 'missing' END AS people,
    CASE WHEN a.personal_id IS NULL OR b.personal_id IS NULL THEN 'missing'
        WHEN levenshtein(a.personal_id, b.personal_id) <= 2 THEN 'near' ELSE 'differs' END AS personal_id,
    (a.household_id = b.household_id OR parents.mother IN ('same', 'middle')
        OR (parents.mother = 'missing' AND parents.father IN ('same', 'middle'))) IS TRUE AS kin,
    GREATEST(a.name_n, b.name_n) AS name_n, a.born_n, GREATEST(a.father_n, b.father_n) AS father_n,
    GREATEST(a.mother_n, b.mother_n) AS mother_n, other.n AS adult_n, a.unit_n, a.village_n
FROM dup_named l JOIN dup_person a ON a.id = l.a JOIN dup_person b ON b.id = l.b
CROSS JOIN LATERAL (SELECT {_adult("father")} AS father, {_adult("mother")} AS mother) parents
LEFT JOIN LATERAL (
    SELECT c.n FROM unnest(a.adults) name JOIN dup_count c ON c.of = 'adult' AND c.key = name
    WHERE name = ANY(b.adults) AND NOT (parents.father = 'same' AND name = a.father)
      AND NOT (parents.mother = 'same' AND name = a.mother)
    ORDER BY c.n LIMIT 1
) other ON true;
ANALYZE dup_level;
"""  # noqa: S608 - put together when loaded, so no data
