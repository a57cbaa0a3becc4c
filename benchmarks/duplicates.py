"""Looking for doubles in a register of 250,000 children: `python benchmarks/duplicates.py`.

Makes a database of its own beside the one that DATABASE_URL names (or in servers started for it), fills it with the
labelled register of tests/factories/doubles.py by COPY, compares the whole register, one upload of 2,000 children and
single children, prints what it took and how many of the doubles were found, and drops the database again. The README
beside this file says what the figures were.
"""

import argparse
import io
import os
import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import psycopg2  # noqa: E402 - after the path is set

NAME = "bench_duplicates"


@contextmanager
def servers() -> Iterator[None]:
    """Database and broker: those of the environment, or our own for as long as this runs."""
    from lao_cai_support.local import environment, libraries
    from lao_cai_support.local.place import Place
    from lao_cai_support.local.processes import Household
    from lao_cai_support.local.servers import Servers

    libraries.ensure()
    with tempfile.TemporaryDirectory(prefix="bench-", dir=ROOT / "var") as folder:
        Path(folder).chmod(0o755)
        place = Place(ROOT, Path(folder))
        household = Household(place.id, place.log)
        try:
            found = Servers(place, os.environ, throwaway=True)
            found.start(household)
            os.environ.update(environment.portal(os.environ, place, found.addresses()))
            yield
        finally:
            household.stop()


@contextmanager
def database() -> Iterator[None]:
    """A database of our own on that server."""
    given = os.environ["DATABASE_URL"]

    def run(sql: str) -> None:
        connection = psycopg2.connect(given)
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(sql)
        connection.close()

    run(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
    run(f"CREATE DATABASE {NAME}")
    os.environ["DATABASE_URL"] = urlsplit(given)._replace(path=f"/{NAME}").geturl()
    try:
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        yield
    finally:
        from django.db import connection

        connection.close()
        run(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")


def fill(register: Any) -> list[int]:
    """Write the register by COPY; gives the children's keys in its order."""
    from django.db import connection

    from children import loaders
    from lao_cai_support.web.codes import ALPHABET
    from lao_cai_support.web.text import fold, name_key, sort_key
    from tests.factories.areas import UnitFactory
    from tests.factories.doubles import DAY, DISTRICTS

    loaders.load_ethnic_groups()
    rng = random.Random(1)

    def code() -> str:
        return "".join(rng.choices(ALPHABET, k=10))

    province = UnitFactory(code="10", level="province", kind="tỉnh", name="Lào Cai")
    units: dict[Any, int] = {}
    villages: dict[Any, int] = {}
    parents: dict[int, Any] = {}
    texts = {name: io.StringIO() for name in ("village", "household", "guardian", "child", "residence")}
    families: dict[int, int] = {}
    for key, record in enumerate(register.records, 1):
        spot = (record.district, record.commune)
        if record.district not in parents:
            name = DISTRICTS[record.district]
            parents[record.district] = UnitFactory(
                code=name, level="district", kind="huyện", name=f"Huyện {name}", parent=province
            )
        if spot not in units:
            parent = parents[record.district]
            units[spot] = UnitFactory(code=f"9{record.district}{record.commune:03d}", parent=parent).pk
        place = (*spot, record.village)
        if record.village is not None and place not in villages:
            villages[place] = len(villages) + 1
            name = f"Bản {record.village + 1}"
            row = (villages[place], units[spot], code(), name, fold(name), sort_key(name), "f", "")
            texts["village"].write("\t".join(map(str, row)) + "\n")
        if record.family not in families:
            families[record.family] = len(families) + 1
            texts["household"].write(f"{families[record.family]}\t{code()}\t{units[spot]}\t\n")
            for relation, name in record.adults:
                texts["guardian"].write(f"{families[record.family]}\t{name}\t{relation}\t\tf\n")
        row = (
            key, code(), record.full_name, name_key(record.full_name), record.sex, record.born or r"\N", record.year,
            record.personal_id or r"\N", record.people, units[spot], villages.get(place, r"\N"),
            families[record.family], "", "", "active", "", 1, DAY, DAY,
        )  # fmt: skip
        texts["child"].write("\t".join(map(str, row)) + "\n")
        texts["residence"].write(
            f"{key}\t{units[spot]}\t{villages.get(place, chr(92) + 'N')}\t[{record.year}-01-01,)\n"
        )
    columns = {
        "areas_village": "id, unit_id, code, name, folded, sort_key, special_difficulty, source",
        "children_household": "id, code, unit_id, address",
        "children_guardian": "household_id, full_name, relation, phone, deceased",
        "children_child": "id, code, full_name, sort_key, sex, date_of_birth, birth_year, personal_id, ethnic_group_id, "
        "unit_id, village_id, household_id, class_name, note, state, end_reason, version, created_on, updated_on",
        "children_residence": "child_id, unit_id, village_id, valid",
    }
    with connection.cursor() as cursor:
        for table, names in columns.items():
            text = texts[table.partition("_")[2]]
            text.seek(0)
            cursor.copy_expert(f"COPY {table} ({names}) FROM STDIN", text)
        cursor.execute("VACUUM ANALYZE")
    return list(range(1, len(register.records) + 1))


def quality(register: Any) -> None:
    from children.duplicates.score import STRONG
    from children.models import DuplicatePair

    truth = register.truth()
    found = {(a - 1, b - 1): weight for a, b, weight in DuplicatePair.objects.values_list("a", "b", "weight")}
    for words, least in (("shown", -1000), ("very like", STRONG)):
        pairs = {pair for pair, weight in found.items() if weight >= least}
        right = len(pairs & truth)
        print(
            f"{words}: {len(pairs):,} pairs, precision {right / max(len(pairs), 1):.3f}, "
            f"recall {right / len(truth):.3f} of {len(truth):,}, twins {len(pairs & register.twins())}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--children", type=int, default=250_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with servers(), database():
        from children.duplicates.candidates import compare, search
        from children.services.duplicate import PORTION
        from tests.factories.doubles import Draw

        begin = time.perf_counter()
        register = Draw(options.seed, copies=0.05).register(round(options.children / 1.05))
        ids = fill(register)
        print(f"{len(ids):,} children written in {time.perf_counter() - begin:.1f} s", flush=True)
        begin, longest = time.perf_counter(), 0.0
        with search(whole=True) as found:
            print(f"register laid out in {time.perf_counter() - begin:.1f} s", flush=True)
            for start in range(0, len(ids), PORTION):
                turn = time.perf_counter()
                found.compare(ids[start : start + PORTION])
                longest = max(longest, time.perf_counter() - turn)
        print(
            f"whole register: {time.perf_counter() - begin:.1f} s in portions of {PORTION:,} (the longest {longest:.1f} s)",
            flush=True,
        )
        quality(register)
        rng = random.Random(options.seed)
        for words, count, times in (
            ("an upload of 2,000", 2000, 5),
            ("an upload of 50", 50, 10),
            ("one child", 1, 100),
        ):
            spent = []
            for _ in range(times):
                some = rng.sample(ids, count)
                turn = time.perf_counter()
                compare(some)
                spent.append(time.perf_counter() - turn)
            spent.sort()
            print(
                f"{words}: median {spent[len(spent) // 2] * 1000:.0f} ms, p95 {spent[int(len(spent) * 0.95)] * 1000:.0f} ms"
            )
        print(f"peak memory of this process {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


if __name__ == "__main__":
    main()
