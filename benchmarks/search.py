"""How quickly a child is found among very many: `python benchmarks/search.py [--large]`.

Builds a register of 250,000 invented children (2.5 million with --large) by SQL in a database server of its own,
opens the list of children as a province officer and as a commune officer would, with 200 seeded searches each,
and prints how long all SQL of a page takes, and what the slowest query read (EXPLAIN with buffers).
The folder is thrown away at the end. The README beside this file says what the figures were.
"""

import argparse
import os
import random
import sys
import tempfile
import time
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

SMALL, LARGE = 250_000, 2_500_000
TABLES = ("children_child", "children_guardian", "children_household")
# Kind of search → how often a person types it.
KINDS = {
    "whole name": 50,
    "whole name, wrong marks": 20,
    "given name": 25,
    "middle and given name": 20,
    "beginning of a name": 15,
    "family name": 5,
    "personal id": 15,
    "adult's name": 25,
    "village": 10,
    "name and village": 10,
    "nobody": 5,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--children", type=int, default=SMALL)
    parser.add_argument("--large", action="store_true", help="2.5 million children; takes some minutes and 6 GB")
    parser.add_argument("--searches", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, help="keep the register here, and take it from here next time")
    given = parser.parse_args()
    count = LARGE if given.large else given.children
    with servers(given.folder) as folder:
        stamp = folder / f"register-{count}-{given.seed}"
        if not stamp.exists():
            build(count, given.seed)
            stamp.touch()
        measure(given.searches, given.seed)


@contextmanager
def servers(kept: Path | None) -> Iterator[Path]:
    """Servers in a folder of their own, thrown away afterwards unless it is to be kept; Django is set up for them."""
    from lao_cai_support.local import environment
    from lao_cai_support.local.place import Place
    from lao_cai_support.local.processes import Household
    from lao_cai_support.local.servers import Servers

    (ROOT / "var").mkdir(exist_ok=True)
    folder = kept or Path(tempfile.mkdtemp(prefix="search-", dir=ROOT / "var"))
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)
    place = Place(ROOT, folder)
    household = Household(place.id, place.log)
    clean = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "REDIS_URL")}
    try:
        started = Servers(place, clean, throwaway=True)
        started.start(household)
        os.environ.update(environment.portal({**clean, "DEMO": "1"}, place, started.addresses()))
        import django

        django.setup()
        yield folder
    finally:
        household.stop()
        if not kept:
            place.remove()


@contextmanager
def told(what: str) -> Iterator[None]:
    begun = time.monotonic()
    yield
    print(f"{time.monotonic() - begun:7.1f} s  {what}", flush=True)


def run(statement: str, *values: Any) -> list[Any]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        return cursor.fetchall() if cursor.description else []


def build(count: int, seed: int) -> None:
    """The register: tables filled without indexes, which are made afterwards, as they stood."""
    from django.core.management import call_command

    from lao_cai_support.areas.models import AdministrativeUnit
    from lao_cai_support.web.clock import today
    from reports.demo.register import make_places

    with told("tables and official lists"):
        call_command("migrate", verbosity=0)
        call_command("load_reference", verbosity=0)
        units = AdministrativeUnit.objects.as_of(today())
        province = units.get(code="10", level="province")
        communes = list(units.communes().under(province).select_related("parent").order_by("path"))
        make_places(random.Random(seed), communes)
    with told(f"{count} children with their households"):
        words(communes)
        indexes = bare()
        fill(count, seed)
    with told("indexes"):
        for statement in indexes:
            run(statement)
    with told("vacuum, statistics"):
        run("VACUUM ANALYZE")
    wrong = run(
        "SELECT count(*) FROM (SELECT * FROM children_child TABLESAMPLE SYSTEM (1)) c"
        " WHERE search_text <> child_search_text(full_name, household_id, village_id)"
    )
    assert wrong == [(0,)], "what was written is not what the triggers would have written"
    sizes = run(
        "SELECT pg_size_pretty(pg_table_size('children_child')), pg_size_pretty(pg_indexes_size('children_child'))"
    )
    print(f"           table {sizes[0][0]}, its indexes {sizes[0][1]}", flush=True)


def bare() -> list[str]:
    """Take indexes, triggers and foreign keys off the tables; gives the statements that make the indexes again."""
    made = []
    for table in TABLES:
        run(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for (name,) in run("SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'f'", table):
            run(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
        for name, statement in run(
            "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index i WHERE indrelid = %s::regclass"
            " AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = i.indexrelid)",
            table,
        ):
            run(f"DROP INDEX {name}")
            made.append(statement)
    return made


def words(communes: list[Any]) -> None:
    """What is drawn from: communes by their people, peoples by district, parts of names with their sort keys."""
    from lao_cai_support.areas.models import Village
    from lao_cai_support.web.text import sort_key
    from reports.demo import tables
    from reports.demo.names import Names

    names, people, weights = Names(random.Random(0)), tables.populations(), tables.peoples()
    run("CREATE TABLE b_commune (n serial, unit bigint, district text)")
    run("CREATE TABLE b_village (unit bigint, n int, id bigint)")
    run("CREATE TABLE b_people (district text, n int, people text)")
    run("CREATE TABLE b_word (people text, part text, n int, word text, letters text, tones text)")
    inside: dict[str, list[Any]] = {}
    for unit in communes:
        inside.setdefault(unit.parent.code, []).append(unit)
    for code, units in inside.items():
        for unit in units:
            for _again in range(max(1, round(people[code] / len(units) / 500))):
                run("INSERT INTO b_commune (unit, district) VALUES (%s, %s)", unit.pk, code)
        codes, shares = weights[code]
        drawn = [c for c, share in zip(codes, shares, strict=True) for _again in range(max(1, round(share * 2)))]
        for n, one in enumerate(drawn):
            run("INSERT INTO b_people VALUES (%s, %s, %s)", code, n, one)
    of_unit: dict[int, int] = {}
    for unit_id, pk in Village.objects.filter(unit__in=communes).order_by("pk").values_list("unit_id", "pk"):
        run("INSERT INTO b_village VALUES (%s, %s, %s)", unit_id, of_unit.setdefault(unit_id, 0), pk)
        of_unit[unit_id] += 1
    for one in {c for codes, _shares in weights.values() for c in codes}:
        for part, pool in parts(names, one).items():
            rows = [(one, part, n, word, *sort_key(word).split(" ")) for n, word in enumerate(pool)]
            many("INSERT INTO b_word VALUES (%s, %s, %s, %s, %s, %s)", rows)
    run("ANALYZE b_commune, b_village, b_people, b_word")


def many(statement: str, rows: list[Any]) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.executemany(statement, rows)


def parts(names: Any, people: str) -> dict[str, list[str]]:
    """The pools of one people, as the demonstration's names use them."""
    of = names.parts

    def pool(part: str, sex: str) -> list[str]:
        return of.get((people, part, sex)) or of.get((people, part, "any")) or []

    both = {letter: of["01", "given", letter] + of["02", "given", letter] for letter in "MF"}
    return {
        "family": pool("family", "any") or of["01", "family", "any"],
        "given_M": pool("given", "M") or both["M"],
        "given_F": pool("given", "F") or both["F"],
        "middle_M": (pool("middle", "M") if people in ("01", "08") else pool("generation_middle", "M")) or ["Văn"],
        "middle_F": (pool("middle", "F") if people == "01" else []) or ["Thị"],
    }


def word(alias: str, part: str, people: str, lot: str) -> str:
    return (
        f"JOIN (SELECT people, array_agg(word ORDER BY n) w, array_agg(letters ORDER BY n) l, array_agg(tones ORDER BY n) t"
        f" FROM b_word WHERE part = '{part}' GROUP BY people) {alias}_ ON {alias}_.people = {people}"
        f" CROSS JOIN LATERAL (SELECT 1 + floor({lot} * cardinality({alias}_.w))::int AS n) {alias}n"
        f" CROSS JOIN LATERAL (SELECT {alias}_.w[{alias}n.n] AS word, {alias}_.l[{alias}n.n] AS letters,"
        f" {alias}_.t[{alias}n.n] AS tones) {alias}"
    )


def fill(count: int, seed: int) -> None:
    """Households with two adults, then their children; one process, so that the same seed draws the same."""
    households = int(count * 0.62)
    run("SET max_parallel_workers_per_gather = 0; SET work_mem = '256MB'; SELECT setseed(%s)", seed / 1000)
    run(
        f"""CREATE TABLE b_house AS SELECT i AS id, random() AS r1, random() AS r2, random() AS r3, random() AS r4,
            random() AS r5, random() AS r6, random() AS r7, random() AS r8 FROM generate_series(1, {households}) i"""
    )
    run(
        f"""CREATE TABLE b_home AS
            SELECT h.id, c.unit, p.people, v.id AS village, f.word AS family, f.letters, f.tones,
                   f.word || ' ' || fm.word || ' ' || fg.word AS father,
                   mf.word || ' ' || mm.word || ' ' || mg.word AS mother
            FROM b_house h
            JOIN b_commune c ON c.n = 1 + floor(h.r1 * (SELECT max(n) FROM b_commune))::int
            JOIN (SELECT district, array_agg(people ORDER BY n) of FROM b_people GROUP BY district) d
              ON d.district = c.district
            CROSS JOIN LATERAL (SELECT d.of[1 + floor(h.r2 * cardinality(d.of))::int] AS people) p
            JOIN (SELECT unit, array_agg(id ORDER BY n) ids FROM b_village GROUP BY unit) vs ON vs.unit = c.unit
            CROSS JOIN LATERAL (SELECT vs.ids[1 + floor(h.r3 * cardinality(vs.ids))::int] AS id) v
            {word("f", "family", "p.people", "h.r4")}
            {word("fm", "middle_M", "p.people", "h.r5")}
            {word("fg", "given_M", "p.people", "h.r6")}
            {word("mf", "family", "p.people", "h.r7")}
            {word("mm", "middle_F", "p.people", "h.r5")}
            {word("mg", "given_F", "p.people", "h.r8")}"""
    )
    run("CREATE UNIQUE INDEX ON b_home (id)")
    run(
        """INSERT INTO children_household (id, code, unit_id, village_id, address)
           SELECT id, 'H' || lpad(id::text, 9, '0'), unit, village, '' FROM b_home"""
    )
    run(
        """INSERT INTO children_guardian (household_id, full_name, relation, phone, deceased)
           SELECT id, father, 'father', '', false FROM b_home UNION ALL
           SELECT id, mother, 'mother', '', false FROM b_home"""
    )
    run(
        f"""CREATE TABLE b_child AS SELECT i AS id, 1 + floor(random() * {households})::int AS house,
            random() < 0.5 AS boy, random() AS r1, random() AS r2,
            date '2009-01-01' + floor(random() * 5700)::int AS born FROM generate_series(1, {count}) i"""
    )
    for boy, letter, sex in ((True, "M", "male"), (False, "F", "female")):
        run(
            f"""INSERT INTO children_child (id, code, full_name, search_text, sort_key, sex, date_of_birth, birth_year,
                    personal_id, ethnic_group_id, unit_id, village_id, household_id, class_name, note, state, end_reason,
                    version, created_on, updated_on)
                SELECT c.id, 'C' || lpad(c.id::text, 9, '0'), n.name,
                    concat(' ', vn_fold(n.name), ' | ', vn_fold(h.father), ' | ', vn_fold(h.mother), ' | ', v.folded, ' '),
                    g.letters || '!' || h.letters || '!' || m.letters || ' ' || g.tones || '0' || h.tones || '0' || m.tones,
                    '{sex}', c.born, extract(year FROM c.born)::int,
                    '010{2 if boy else 3}' || to_char(c.born, 'YY') || lpad((c.id % 1000000)::text, 6, '0'),
                    h.people, h.unit, h.village, h.id, '', '', 'active', '', 1, date '2024-01-01', date '2024-11-15'
                FROM b_child c JOIN b_home h ON h.id = c.house JOIN areas_village v ON v.id = h.village
                {word("g", f"given_{letter}", "h.people", "c.r1")}
                {word("m", f"middle_{letter}", "h.people", "c.r2")}
                CROSS JOIN LATERAL (SELECT h.family || ' ' || m.word || ' ' || g.word AS name) n
                WHERE c.boy = {boy} ORDER BY c.born >= date '2017-01-01', h.unit, c.id ON CONFLICT DO NOTHING"""
        )
    run("RESET max_parallel_workers_per_gather; RESET work_mem")
    run("DROP TABLE b_house, b_home, b_child")


def searches(count: int, seed: int, children: Any) -> list[tuple[str, str]]:
    """(kind, what is typed): drawn from children of the register."""
    rng = random.Random(seed)
    ids = children.order_by("pk").values_list("pk", flat=True)
    lowest, highest = ids.first(), ids.last()
    typed = []
    for kind in rng.choices(list(KINDS), list(KINDS.values()), k=count):
        child = None
        while child is None:
            child = (
                children.filter(pk__gte=rng.randint(lowest, highest))
                .select_related("village", "household")
                .order_by("pk")
                .first()
            )
        typed.append((kind, as_typed(rng, kind, child)))
    return typed


def as_typed(rng: random.Random, kind: str, child: Any) -> str:
    """What a person types who looks for the child in this way."""
    family, *_middle, given = child.full_name.split(" ")
    adult = rng.choice(list(child.household.guardians.all()))
    texts: dict[str, Callable[[], str]] = {
        "whole name": lambda: child.full_name.lower() if rng.random() < 0.5 else bare_marks(child.full_name),
        "whole name, wrong marks": lambda: other_marks(rng, child.full_name),
        "given name": lambda: bare_marks(given),
        "middle and given name": lambda: bare_marks(" ".join(child.full_name.split(" ")[1:])),
        "beginning of a name": lambda: bare_marks(child.full_name)[: rng.randint(5, 8)],
        "family name": lambda: bare_marks(family),
        "personal id": lambda: child.personal_id if rng.random() < 0.5 else child.personal_id[:8],
        "adult's name": lambda: bare_marks(adult.full_name),
        "village": lambda: bare_marks(child.village.name),
        "name and village": lambda: f"{given} {child.village.name}",
        "nobody": lambda: "nguyen hoang quoc",
    }
    return texts[kind]()


def bare_marks(text: str) -> str:
    from lao_cai_support.web.text import fold

    return fold(text)


def other_marks(rng: random.Random, text: str) -> str:
    """The name with a tone mark where none, or another, belongs; decomposed half of the time."""
    tones = "\u0300\u0301\u0303\u0309\u0323"
    bare = "".join(c for c in unicodedata.normalize("NFD", text) if c not in tones)
    place = rng.choice([i for i, c in enumerate(bare) if c in "aeiouyAEIOUY"])
    wrong = bare[: place + 1] + rng.choice(tones) + bare[place + 1 :]
    return wrong if rng.random() < 0.5 else unicodedata.normalize("NFC", wrong)


def measure(count: int, seed: int) -> None:
    from django.db import connection

    from children.models import Child
    from lao_cai_support.accounts.roles import Role
    from lao_cai_support.areas.models import AdministrativeUnit
    from lao_cai_support.web.clock import today

    province = AdministrativeUnit.objects.as_of(today()).get(level="province", code="10")
    full = run("SELECT unit_id, count(*) FROM children_child GROUP BY 1 ORDER BY 2 DESC LIMIT 1")[0]
    commune = AdministrativeUnit.objects.get(pk=full[0])
    people = (
        ("province", person("province", Role.PROVINCE_OFFICER, province), Child.objects.all()),
        (f"commune of {full[1]}", person("commune", Role.COMMUNE_OFFICER, commune), Child.objects.filter(unit=commune)),
    )
    for where, user, children in people:
        taken, cpu, slowest = [], [], (0.0, "", "", ())
        by_kind: dict[str, list[float]] = {}
        for warm in (True, False):
            for kind, text in searches(count, seed + warm, children)[: 20 if warm else count]:
                seconds, busy, worst = page_time(user, text)
                if not warm:
                    taken.append(seconds)
                    cpu.append(busy)
                    by_kind.setdefault(kind, []).append(busy)
                    if worst[0] > slowest[0]:
                        slowest = (worst[0], f"{kind}: {text}", *worst[1:])
        taken.sort()
        cpu.sort()
        print(
            f"\n{where}: {count} searches, SQL of a whole page: median {taken[len(taken) // 2] * 1000:.1f} ms,"
            f" p95 {taken[int(len(taken) * 0.95)] * 1000:.1f} ms, longest {taken[-1] * 1000:.1f} ms;"
            f" the server's own processor time: median {cpu[len(cpu) // 2] * 1000:.1f}, p95"
            f" {cpu[int(len(cpu) * 0.95)] * 1000:.1f}, longest {cpu[-1] * 1000:.1f} ms"
        )
        for kind, seconds in by_kind.items():
            print(
                f"    {kind:26} {len(seconds):4}  processor mean {sum(seconds) / len(seconds) * 1000:6.1f}, most {max(seconds) * 1000:6.1f} ms"
            )
        print(f"  the slowest query ({slowest[0] * 1000:.1f} ms; {slowest[1]}):")
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN (ANALYZE, BUFFERS) " + slowest[2], slowest[3])
            print("\n".join(f"    {line[:200]}" for (line,) in cursor.fetchall()), flush=True)


def person(name: str, role: str, unit: Any) -> Any:
    from psycopg2.extras import DateRange

    from lao_cai_support.accounts.models import Membership, User
    from reports.demo.people import START

    user, made = User.objects.get_or_create(username=name, defaults={"full_name": name})
    if made:
        Membership.objects.create(user=user, role=role, unit=unit, valid=DateRange(START, None))
    return user


def page_time(user: Any, text: str) -> tuple[float, float, tuple[float, str, Any]]:
    """Seconds of the SQL that finds, counts and draws the first page of this search (not that of the filters' lists);
    processor seconds of the database's process for it, which do not grow when the machine does other work too; and
    the slowest query: (seconds, SQL, values)."""
    from django.db import connection
    from django.test import RequestFactory

    from children.views.child import child_listing

    request = RequestFactory().get("/tre-em/")
    request.user, request.session = user, {"search.children": text}
    user.covered_units()  # the map of units is in memory
    seconds: list[tuple[float, str, Any]] = []
    busy: list[int] = []
    clock = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")

    def timed(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        begun, before = time.perf_counter(), int(clock.read_text().split()[0])
        try:
            return execute(sql, params, many, context)
        finally:
            if "children_child" in sql:
                seconds.append((time.perf_counter() - begun, sql, params))
                busy.append(int(clock.read_text().split()[0]) - before)

    with connection.execute_wrapper(timed):
        listing = child_listing(request)
        listing.lines()
        assert listing.counted
    return sum(one[0] for one in seconds), sum(busy) / 1e9, max(seconds, key=lambda one: one[0])


if __name__ == "__main__":
    main()
