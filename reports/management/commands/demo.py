"""Build the demonstration province: deterministic, coherent from 2019 to the business day."""

import datetime
import random
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction

from children.models import Child
from children.services.submission import return_list, submit_list, verify_list
from lao_cai_support.areas.models import AdministrativeUnit, School
from lao_cai_support.web.clock import on_day, today
from lao_cai_support.web.codes import seeded
from reports.demo.giving import Giving
from reports.demo.names import Names
from reports.demo.people import leader, make_accounts
from reports.demo.register import make_children, make_places
from reports.services.report import compile_report, publish_report, render_report

NEEDY_SHARE, NEEDY_MOST = 0.08, 900  # a winter of the provincial fund reaches hundreds of children, not all


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--children", type=int, default=1200)
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *args: Any, children: int, seed: int, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("The demonstration is built only with DEMO=1.")
        if Child.objects.exists():
            self.stdout.write("The province already has children; nothing was built.")
            return
        if not AdministrativeUnit.objects.exists():
            raise CommandError("Run load_reference first.")
        if children < 60:
            raise CommandError("--children must be 60 or more.")
        self.begun = time.monotonic()
        rng = random.Random(seed)
        with transaction.atomic(), seeded(rng):
            self._build(rng, children)
        self._reports()
        self._say("done")

    def _say(self, what: str) -> None:
        self.stdout.write(f"{time.monotonic() - self.begun:6.1f} s  {what}")

    def _build(self, rng: random.Random, count: int) -> None:
        day = today()
        names = Names(rng)
        province = AdministrativeUnit.objects.as_of(day).get(code="10", level="province")
        communes = list(
            AdministrativeUnit.objects.communes().as_of(day).under(province).select_related("parent").order_by("path")
        )
        ban_pho = next(unit for unit in communes if unit.code == "02866")
        make_places(rng, communes)
        users = make_accounts(names, {"commune": ban_pho, "district": ban_pho.parent, "province": province})
        self._say("places and accounts")
        made = make_children(rng, names, communes, count, day)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        self._say(f"{made} children")
        self._lists(names, users, ban_pho, communes, day)
        giving = Giving(rng, names, users, province, day)
        districts = list(
            AdministrativeUnit.objects.as_of(day).under(province).filter(level="district").order_by("path")
        )
        giving.set_up([*districts, *rng.sample([unit for unit in communes if unit != ban_pho], 12), ban_pho])
        giving.campaigns()
        school = list(School.objects.filter(unit=ban_pho).order_by("pk"))
        pool = list(
            Child.objects.exclude(unit=ban_pho)
            .filter(birth_year__lte=2022, state="active")
            .order_by("pk")[: max(NEEDY_MOST * 4, 400)]
        )
        here = list(Child.objects.filter(unit=ban_pho, state="active").order_by("pk"))
        wanted = min(max(int(count * NEEDY_SHARE), 30), NEEDY_MOST, len(pool))
        for year in range(2019, day.year + 1):
            old_enough = [child for child in pool if child.birth_year <= year - 2]
            # A winter's goods go to whole communes in turn, as the province does it.
            turn = set(rng.sample(sorted({child.unit_id for child in old_enough}), 14))
            near = [child for child in old_enough if child.unit_id in turn]
            needy = sorted(rng.sample(near, min(wanted, len(near))), key=lambda child: child.pk)
            if year == day.year:
                needy += here[-2:]
            giving.year(year, needy, school)
            self._say(f"year {year}")
        for year in range(2019, day.year):
            giving.close(year)
        used = {child.pk for child in needy}
        giving.today(here, [child for child in pool if child.pk not in used])
        self._say("the running autumn")

    def _lists(
        self, names: Names, users: dict[str, Any], ban_pho: Any, communes: list[Any], day: datetime.date
    ) -> None:
        """Lists of Bắc Hà district: last year verified; this year one verified, one waiting, one returned."""
        inside = [unit for unit in communes if unit.parent_id == ban_pho.parent_id and unit != ban_pho]
        leaders = {unit.pk: leader(names, unit) for unit in inside[:6]}
        officer = users["district_officer"]
        with on_day(datetime.date(day.year - 1, 10, 12)):
            for unit in inside[:6]:
                verify_list(user=officer, submission=submit_list(user=leaders[unit.pk], unit=unit))
            verify_list(user=officer, submission=submit_list(user=users["commune_leader"], unit=ban_pho))
        with on_day(datetime.date(day.year, 10, 20)):
            verify_list(user=officer, submission=submit_list(user=leaders[inside[0].pk], unit=inside[0]))
            submit_list(user=leaders[inside[1].pk], unit=inside[1])
            drafts = list(Child.objects.filter(unit=ban_pho).order_by("pk").values_list("pk", flat=True)[:4])
            Child.objects.filter(pk__in=drafts).update(state="draft")
            row = submit_list(user=users["commune_leader"], unit=ban_pho)
            return_list(
                user=officer, submission=row, comment="Bốn trẻ chưa ghi cha mẹ và thôn. Đề nghị bổ sung rồi nộp lại."
            )

    def _reports(self) -> None:
        """Reports of the closed years are published; the newest as PDF now, older ones too so that links work."""
        from funds.models import Fund
        from lao_cai_support.accounts.models import User

        day = today()
        chair = User.objects.get(username="fund_chair")
        main = Fund.objects.get(short_code="QBTTE-LC")
        small = [Fund.objects.get(unit__code="085"), Fund.objects.get(unit__code="02866")]
        for year in range(2019, day.year):
            for fund in [main, *small] if year == day.year - 1 else [main]:
                with on_day(datetime.date(year + 1, 3, 20)):
                    report = compile_report(user=None, fund=fund, year=year)
                    render_report(report)
                    by = chair if fund == main else User.objects.get(username=f"fund_chair_{fund.unit.code}")
                    publish_report(user=by, report=report)
            self._say(f"report of {year}")
