"""How quickly the pages of a day's work answer in a register of 250,000 children, each with an assessment:
`python benchmarks/pages.py`.

Uses the register of benchmarks/imports.py (`var/bench-imports`), gives every child an assessment of warm clothing, every
fifth a need, every commune one class of 35, and opens each page as its reader does, in one process with nothing
cached before the first of the twenty times. The README beside this file says what the figures were.
"""

import argparse
import datetime
import os
import statistics
import subprocess
import sys
import time
from typing import Any

from django.conf import settings
from django.test import override_settings
from imports import HOME, ROOT, make_register, say

CLASS, AREA, TIMES = "2A", "DA", 20


def furnish() -> None:
    """Villages, one class in each commune, an assessment of each child, needs: by SQL."""
    from django.db import connection

    from children.models import Assessment, AssessmentForm, Child, Item, Need
    from lao_cai_support.areas.models import AdministrativeUnit, School, Village
    from lao_cai_support.web.bulk import insert_select

    if Child.objects.filter(class_name=CLASS, school__isnull=False).exists():
        return
    Need.objects.all().delete()
    Assessment.objects.all().delete()
    form = AssessmentForm.objects.filter(area=AREA).latest("version")
    item = Item.objects.filter(area=AREA, size_kind="").first() or Item.objects.filter(area=AREA).first()
    user = person("commune_officer")
    for unit in AdministrativeUnit.objects.communes().as_of(datetime.date(2024, 11, 15)):
        School.objects.get_or_create(unit=unit, name="Tiểu học số 1", level="primary")
        Village.objects.get_or_create(unit=unit, name="Thôn 1")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE children_child c SET village_id = v.id FROM (SELECT unit_id, min(id) id FROM areas_village GROUP BY 1) v "
            "WHERE v.unit_id = c.unit_id AND c.village_id IS NULL"
        )
        cursor.execute(
            "UPDATE children_child c SET school_id = s.id, class_name = %s FROM "
            "(SELECT id, row_number() OVER (PARTITION BY unit_id ORDER BY id) n, unit_id FROM children_child) k "
            "JOIN (SELECT unit_id, min(id) id FROM areas_school GROUP BY 1) s ON s.unit_id = k.unit_id "
            "WHERE k.n <= 35 AND c.id = k.id",
            [CLASS],
        )
    told = {"form": form.pk, "user": user.pk, "item": item.pk if item else None}
    insert_select(
        Assessment,
        {"form_id": "%(form)s", "unit_id": "c.unit_id", "child_id": "c.id", "school_id": "c.school_id", "score": "c.id %% 100",
         "priority": "1 + c.id %% 3", "reasons": "'[]'::jsonb", "assessed_by_id": "%(user)s", "assessed_on": "day",
         "valid": "daterange(day, day + 365)"},
        "FROM children_child c, LATERAL (SELECT '2023-11-20'::date + (c.id %% 360)::int AS day) d",
        told,
    )  # fmt: skip
    insert_select(
        Need,
        {"assessment_id": "a.id", "unit_id": "a.unit_id", "child_id": "a.child_id", "item_id": "%(item)s", "quantity": "1",
         "unit_value": "200000", "priority": "a.priority", "reasons": "'[]'::jsonb", "needed_by": "'2024-11-30'::date",
         "waiting_since": "a.assessed_on", "assessed_by_id": "%(user)s", "state": "'open'"},
        "FROM children_assessment a WHERE a.child_id %% 5 = 0",
        told,
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def person(role: str) -> Any:
    """Somebody with the role, in xã Bản Phố or its district."""
    from allauth.mfa.models import Authenticator
    from psycopg2.extras import DateRange

    from lao_cai_support.accounts.models import Membership, User
    from lao_cai_support.areas.models import AdministrativeUnit

    commune = AdministrativeUnit.objects.communes().as_of(datetime.date(2024, 11, 15)).get(code="02866")
    unit = commune if role == "commune_officer" else commune.parent
    user, made = User.objects.get_or_create(username=f"bench_{role}", defaults={"full_name": "Bench"})
    if made:
        Authenticator.objects.create(
            user=user, type=Authenticator.Type.TOTP, data={}
        )  # some roles need a second factor
        Membership.objects.create(user=user, role=role, unit=unit, valid=DateRange(datetime.date(2024, 1, 1), None))
    return user


def pages() -> list[tuple[str, str, str]]:
    """(what, role, address)"""
    from children.models import Child

    one = Child.objects.filter(unit__code="02866", class_name=CLASS).select_related("school", "village").first()
    assert one and one.school and one.village
    return [
        ("work list", "commune_officer", "/viec/"),
        ("class grid of 35", "commune_officer", f"/nhu-cau/danh-gia/bang/?truong={one.school.code}&lop={CLASS}"),
        ("classes and villages", "commune_officer", "/nhu-cau/danh-gia/lop/"),
        ("assessments", "commune_officer", "/nhu-cau/danh-gia/"),
        ("work list", "district_officer", "/viec/"),
        ("assessments", "district_officer", "/nhu-cau/danh-gia/"),
        ("needs", "district_officer", "/nhu-cau/"),
    ]


def measure() -> None:
    # Names of files without the hashes that collecting them gives.
    plain = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    with override_settings(STORAGES={**settings.STORAGES, **plain}):
        open_pages()


def open_pages() -> None:
    from django.db import connection, reset_queries
    from django.test import Client

    for what, role, address in pages():
        client = Client(SERVER_NAME="localhost")
        client.force_login(person(role), backend=settings.AUTHENTICATION_BACKENDS[-1])
        took = []
        for _time in range(TIMES):
            reset_queries()
            began = time.perf_counter()
            answer = client.get(address)
            took.append((time.perf_counter() - began) * 1000)
            assert answer.status_code == 200, (address, answer.status_code)
        connection.close()
        took.sort()
        say(
            f"{what:<22} {role:<18} median {statistics.median(took):7.1f} ms   p95 {took[-2]:7.1f} ms   longest {took[-1]:7.1f} ms"
            f"   {len(answer.content) // 1024} KiB"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--children", type=int, default=250_000)
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.inside:
        import django

        django.setup()
        make_register(options.children)
        furnish()
        measure()
        return
    HOME.mkdir(parents=True, exist_ok=True)
    code = "import subprocess, sys; sys.exit(subprocess.run(%r).returncode)"
    words = [sys.executable, __file__, "--inside", *sys.argv[1:]]
    command = [str(ROOT / "bin" / "manage"), "shell", "--no-imports", "--command", code % words]
    sys.exit(subprocess.run(command, env={**os.environ, "VAR_DIR": str(HOME)}, check=False).returncode)


if __name__ == "__main__":
    main()
