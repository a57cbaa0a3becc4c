"""How fast lists come in against a register of 250,000 children: `python benchmarks/imports.py`.

Lists of 50, 2,000 and 100,000 rows are read into the preview and written into the register, each by a process of its
own, against a database of its own (`var/bench-imports`, kept for the next time; `--children` sets the register's size).
`--library PYTHON` also brings the same rows in with django-import-export's defaults, by an interpreter that has that
package (see the README beside this file, which says how, and what the figures were).
"""

import argparse
import datetime
import json
import os
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
HOME = ROOT / "var" / "bench-imports"
SIZES = (50, 2_000, 100_000)
FAMILIES = "Giàng Lý Vàng Sùng Thào Lồ Hảng Cư Lù Tẩn Phàn Chảo Nguyễn Hoàng Lò Tráng Ma Vù Má Sín".split()  # noqa: SIM905 - words read easier than a list of them
MIDDLES = {"male": "A Seo Văn Láo Đức Minh".split(), "female": "Thị Mùi Tả Thùy".split()}  # noqa: SIM905 - words read easier than a list of them
GIVEN = (  # noqa: SIM905 - words read easier than a list of them
    "Páo Chớ Tủa Lềnh Sử Dơ Phừ Sính Của Dình Pó Nhà Mỷ Dế Máy Sua Chú Ly Xúa Dua Khánh Hằng Phương Bảo Kiệt "
    "Linh An Bình Cường Dũng"
).split()
VILLAGES = ["Sín Chải", "Kháo Sáo", "Bản Phố 1", "Bản Phố 2", "Háng Dê", "Quán Dín Ngài", "Lùng Phình", "Hấu Dào"]
PEOPLES = ["Mông", "Dao", "Kinh", "Tày", "Nùng", "Giáy"]
HEADINGS = [
    "STT", "Họ và tên trẻ", "Giới tính", "Ngày sinh", "Dân tộc", "Thôn", "Họ tên cha", "Họ tên mẹ", "Hoàn cảnh",
    "Hộ nghèo", "Lớp", "Ghi chú",
]  # fmt: skip


def say(*words: Any) -> None:
    print(*words, flush=True)


def workbook(rows: int, seed: int) -> Path:
    """A commune's list as an officer has it; the same numbers give the same list."""
    from openpyxl import Workbook

    rng = random.Random(seed)
    path = HOME / f"list_{rows}_{seed}.xlsx"
    if path.exists():
        return path
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Danh sách")
    for line in (["ỦY BAN NHÂN DÂN XÃ BẢN PHỐ"], ["DANH SÁCH TRẺ EM"], [], HEADINGS):
        sheet.append(line)
    for number in range(1, rows + 1):
        sex, family = rng.choice(("male", "female")), rng.choice(FAMILIES)
        day = datetime.date(2010, 1, 1) + datetime.timedelta(days=rng.randrange(5_300))
        sheet.append(
            [
                number,
                person(rng, family, sex),
                "Nam" if sex == "male" else "Nữ",
                day.strftime(rng.choice(("%d/%m/%Y", "%d.%m.%Y"))),
                rng.choice(PEOPLES),
                f"Thôn {rng.choice(VILLAGES)}",
                person(rng, family, "male"),
                person(rng, rng.choice(FAMILIES), "female"),
                rng.choice(("", "", "Mồ côi cha", "Hộ nghèo", "Bố mẹ đi làm ăn xa")),
                rng.choice(("", "x")),
                rng.choice(("", "1A", "2B", "5C")),
                "",
            ]
        )
    book.save(path)
    return path


def person(rng: random.Random, family: str, sex: str) -> str:
    name = f"{family} {rng.choice(MIDDLES[sex])} {rng.choice(GIVEN)}"
    return f"{name} {rng.choice(GIVEN)}" if rng.random() < 0.4 else name


# -- inside the portal's environment


def make_register(children: int) -> None:
    """Fill the register by SQL alone: each commune its share, two children to a household, two adults to each."""
    from django.db import connection

    from children.models import Child
    from lao_cai_support.web.bulk import insert_select

    if Child.objects.count() >= children:
        return
    from children.models import Guardian, Household, Residence

    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE children_child, children_household CASCADE")
        for function, words in (("fam", FAMILIES), ("giv", GIVEN), ("mid", MIDDLES["male"] + MIDDLES["female"])):
            cursor.execute(f"DROP FUNCTION IF EXISTS bench_{function}(bigint)")
            cursor.execute(
                f"CREATE FUNCTION bench_{function}(n bigint) RETURNS text LANGUAGE sql IMMUTABLE AS $$ "
                f"SELECT (ARRAY{words!r})[1 + (hashint8(n) & 2147483647) %% {len(words)}] $$".replace("%%", "%")
            )
        cursor.execute(
            "SELECT array_agg(id ORDER BY id) FROM areas_administrativeunit WHERE level = 'commune' AND upper_inf(valid) IS NOT NULL AND valid @> '2024-11-15'::date"
        )
        units = cursor.fetchone()[0]
    told = {"units": units, "count": children, "of": len(units)}
    unit = "(%(units)s::bigint[])[1 + n %% %(of)s]"
    insert_select(Household, {"code": "'h' || n", "unit_id": unit},
                  "FROM generate_series(0, %(count)s / 2) n", told)  # fmt: skip
    insert_select(Guardian, {"household_id": "h.id", "relation": "r", "full_name": "bench_fam(h.id * i) || CASE i WHEN 1 THEN ' A ' ELSE ' Thị ' END || bench_giv(h.id + i) || ' ' || bench_giv(h.id * 7 + i)"},
                  "FROM children_household h, (VALUES (1, 'father'), (2, 'mother')) v(i, r)", {})  # fmt: skip
    insert_select(
        Child,
        {
            "code": "'c' || n",
            "full_name": "bench_fam(n) || ' ' || bench_mid(n * 3) || ' ' || bench_giv(n * 5) || ' ' || bench_giv(n * 11)",
            "sort_key": "bench_giv(n * 11)",
            "sex": "CASE n % 2 WHEN 0 THEN 'male' ELSE 'female' END".replace("%", "%%"),
            "date_of_birth": "'2010-01-01'::date + (n * 7919 % 5300)::int".replace("%", "%%"),
            "birth_year": "extract(year FROM '2010-01-01'::date + (n * 7919 % 5300)::int)".replace("%", "%%"),
            "ethnic_group_id": "'08'",
            "unit_id": "h.unit_id",
            "household_id": "h.id",
            "state": "'active'",
            "created_on": "'2024-01-01'",
            "updated_on": "'2024-01-01'",
        },
        "FROM generate_series(0::bigint, %(count)s - 1) n JOIN children_household h ON h.code = 'h' || n / 2",
        told,
    )
    insert_select(Residence, {"child_id": "c.id", "unit_id": "c.unit_id", "valid": "daterange(c.date_of_birth, NULL)"},
                  "FROM children_child c", {})  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


class Meter:
    """Wall and CPU seconds of this process and of its database connection."""

    def __enter__(self) -> "Meter":
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            self.backend = cursor.fetchone()[0]
        self.began = (time.perf_counter(), time.process_time(), self._backend())
        return self

    def _backend(self) -> float:
        with suppress(OSError):  # a database on another machine does not show its seconds
            fields = Path(f"/proc/{self.backend}/stat").read_text().rpartition(")")[2].split()
            return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        return 0.0

    def __exit__(self, *exc: Any) -> None:
        now = (time.perf_counter(), time.process_time(), self._backend())
        self.wall, self.cpu, self.database = (round(b - a, 2) for a, b in zip(self.began, now, strict=True))

    def told(self) -> dict[str, float]:
        return {"wall": self.wall, "cpu": self.cpu, "database": self.database}


def officer() -> tuple[Any, Any]:
    """Someone who may import in xã Bản Phố."""
    from psycopg2.extras import DateRange

    from lao_cai_support.accounts.models import Membership, User
    from lao_cai_support.areas.models import AdministrativeUnit

    unit = AdministrativeUnit.objects.communes().as_of(datetime.date(2024, 11, 15)).get(code="02866")
    user, made = User.objects.get_or_create(username="bench", defaults={"full_name": "Bench"})
    if made:
        Membership.objects.create(
            user=user, role="commune_officer", unit=unit, valid=DateRange(datetime.date(2024, 1, 1), None)
        )
    return user, unit


def measure(rows: int, seed: int) -> dict[str, Any]:
    """One list: upload checks, preview, commit, undo."""
    from django.core.files.base import ContentFile

    from children.services import list_import as acts
    from children.services.list_commit import commit_import
    from children.services.list_undo import undo_import
    from lao_cai_support.web.uploads import check_workbook

    user, unit = officer()
    data = workbook(rows, seed).read_bytes()
    base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with Meter() as check:
        check_workbook(ContentFile(data, name="list.xlsx"))
    opened = acts.open_import(user=user, unit=unit, file_name="list.xlsx", data=data)
    with Meter() as preview:
        acts.fill_import(list_import=opened, data=data)
    found = acts.counts(opened)
    opened.rows.filter(status__in=("error", "duplicate")).update(decision="create")
    opened.rows.filter(status="error").update(decision="skip")
    with Meter() as commit:
        commit_import(user=user, list_import=opened)
    with Meter() as undo:
        undo_import(user=user, list_import=opened)
    opened.delete()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {
        "rows": rows,
        "found": found,
        "check": check.told(),
        "preview": preview.told(),
        "commit": commit.told(),
        "undo": undo.told(),
        "peak_mib": peak // 1024,
        "base_mib": base // 1024,
    }


def measure_library(rows: int, seed: int) -> dict[str, Any]:
    """The same rows through django-import-export's defaults: a dry run for the preview, then the import.

    It writes what the portal writes, row by row as its hooks are made for, but knows the columns beforehand, and looks
    for nobody that could be the same child but by name and birth date.
    """
    import tablib
    from import_export import fields, resources, widgets

    from children.models import Child, CircumstanceSpell, Guardian, Household, PovertyRecord, Residence
    from lao_cai_support.areas.models import Village
    from lao_cai_support.web.codes import random_code
    from lao_cai_support.web.text import name_key

    _user, unit = officer()

    class Sex(widgets.CharWidget):
        def clean(self, value: Any, row: Any = None, **more: Any) -> str:
            return "male" if value == "Nam" else "female"

    class Day(widgets.DateWidget):
        def clean(self, value: Any, row: Any = None, **more: Any) -> Any:
            return datetime.datetime.strptime(value.replace(".", "/"), "%d/%m/%Y").date()

    class Children(resources.ModelResource):
        full_name = fields.Field("full_name", "Họ và tên trẻ")
        sex = fields.Field("sex", "Giới tính", widget=Sex())
        date_of_birth = fields.Field("date_of_birth", "Ngày sinh", widget=Day())
        class_name = fields.Field("class_name", "Lớp")

        class Meta:
            model = Child
            fields = ("full_name", "sex", "date_of_birth", "class_name")
            import_id_fields = ("full_name", "date_of_birth")

        def before_save_instance(self, instance: Any, row: Any, **more: Any) -> None:
            instance.code, instance.unit, instance.class_name = random_code(), unit, instance.class_name or ""
            instance.sort_key = name_key(instance.full_name)
            instance.created_on = instance.updated_on = datetime.date(2024, 11, 15)
            village, _new = Village.objects.get_or_create(unit=unit, name=row["Thôn"].removeprefix("Thôn "))
            household = Household.objects.create(unit=unit, village=village)
            instance.village, instance.household = village, household

        def after_save_instance(self, instance: Any, row: Any, **more: Any) -> None:
            household = instance.household
            Residence.objects.create(
                child=instance, unit=unit, village=instance.village, valid=(instance.date_of_birth, None)
            )
            Guardian.objects.create(household=household, relation="father", full_name=row["Họ tên cha"])
            Guardian.objects.create(household=household, relation="mother", full_name=row["Họ tên mẹ"])
            if row["Hoàn cảnh"] == "Mồ côi cha":
                CircumstanceSpell.objects.create(child=instance, kind_id="NC06", valid=(instance.created_on, None))
            if row["Hộ nghèo"]:
                PovertyRecord.objects.create(household=household, year=2024, category_id="HN22N")

    path = workbook(rows, seed)
    with Meter() as preview:
        dataset = tablib.Dataset().load(path.read_bytes(), format="xlsx", headers=True, skip_lines=3)
        result = Children().import_data(dataset, dry_run=True)
    errors = result.has_errors()
    with Meter() as commit:
        Children().import_data(dataset, dry_run=False)
    made = Child.objects.filter(unit=unit, created_on="2024-11-15")
    homes = list(made.values_list("household", flat=True))
    made.delete()
    Household.objects.filter(pk__in=homes).delete()
    return {"rows": rows, "errors": errors, "preview": preview.told(), "commit": commit.told()}


def inside(options: argparse.Namespace) -> None:
    """What runs with the servers up: the register first, then each measurement in a process of its own."""
    make_register(options.children)
    for rows in options.rows:
        for seed in range(1, options.times + 1):
            tidy()
            report("portal", alone("--measure", str(rows), "--seed", str(seed)))
    if options.library:
        for rows in (row for row in options.rows if row <= options.library_most):
            tidy()
            report("library", alone("--measure-library", str(rows), "--seed", "1", python=options.library))


def tidy() -> None:
    """What the undone list before has left behind is swept up, as the server does by itself in an hour of its life."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def alone(*words: str, python: str = sys.executable) -> dict[str, Any]:
    done = subprocess.run(  # noqa: S603 - our own script
        [python, str(Path(__file__)), *words], capture_output=True, text=True, env=os.environ, check=False
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def report(name: str, told: dict[str, Any]) -> None:
    say(f"{name}, {told['rows']} rows")
    for part in ("check", "preview", "commit", "undo"):
        if part in told:
            one = told[part]
            say(f"  {part:<8} {one['wall']:>7.2f} s   cpu {one['cpu']:>7.2f} s   database {one['database']:>6.2f} s")
    if "peak_mib" in told:
        say(f"  peak memory {told['peak_mib']} MiB (of which {told['base_mib']} before the list); {told['found']}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--children", type=int, default=250_000)
    parser.add_argument("--rows", type=int, nargs="*", default=list(SIZES))
    parser.add_argument("--times", type=int, default=1)
    parser.add_argument("--library", metavar="PYTHON")
    parser.add_argument("--library-most", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=1, help=argparse.SUPPRESS)
    parser.add_argument("--measure", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--measure-library", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    one: tuple[Callable[[int, int], dict[str, Any]], int] | None = None
    if options.measure:
        one = measure, options.measure
    elif options.measure_library:
        one = measure_library, options.measure_library
    if one:
        import django

        django.setup()
        say(json.dumps(one[0](one[1], options.seed)))
        return
    if options.inside:
        import django

        django.setup()
        inside(options)
        return
    HOME.mkdir(parents=True, exist_ok=True)
    # The runner's own cluster and tables, as for any command; then this file again, in that environment.
    code = "import subprocess, sys; sys.exit(subprocess.run(%r).returncode)"
    words = [sys.executable, str(Path(__file__)), "--inside", *sys.argv[1:]]
    command = [str(ROOT / "bin" / "manage"), "shell", "--no-imports", "--command", code % words]
    sys.exit(subprocess.run(command, env={**os.environ, "VAR_DIR": str(HOME)}, check=False).returncode)  # noqa: S603 - our own script


if __name__ == "__main__":
    main()
