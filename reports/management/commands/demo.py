"""Build the demonstration province: deterministic, coherent from 2019 to the business day."""

import datetime
import random
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction
from django.db.models import Q

from children.models import Child
from children.services.submission import return_list, submit_list, verify_list
from funds.models import Fund
from lao_cai_support.accounts.models import User
from lao_cai_support.areas.models import AdministrativeUnit, School
from lao_cai_support.web.clock import on_day, today
from lao_cai_support.web.codes import seeded
from reports.demo.casework import Casework
from reports.demo.giving import Giving
from reports.demo.goodwill import Goodwill
from reports.demo.names import Names
from reports.demo.network import Network
from reports.demo.offices import Offices
from reports.demo.people import commune_people, make_accounts
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
        district = AdministrativeUnit.objects.get(children=ban_pho)
        users = make_accounts(names, {"commune": ban_pho, "district": district, "province": province})
        self._say("places and accounts")
        made = make_children(rng, names, communes, count, day)
        self._plan_anew()
        self._say(f"{made} children")
        accounts = {ban_pho.pk: (users["commune_officer"], users["commune_leader"])}
        people = commune_people(names, communes, accounts)
        self._lists(users["district_officer"], people, ban_pho, communes, day)
        giving = Giving(rng, names, users, people, province, day)
        districts = list(
            AdministrativeUnit.objects.as_of(day).under(province).filter(level="district").order_by("path")
        )
        giving.set_up([*districts, *rng.sample([unit for unit in communes if unit != ban_pho], 12), ban_pho])
        giving.campaigns()
        kindergartens = list(
            School.objects.filter(level="preschool").exclude(unit=ban_pho).select_related("unit__parent").order_by("pk")
        )
        everyone = Child.objects.filter(state="active").select_related("unit__parent").order_by("pk")
        # Out of all communes, however many children each has.
        elsewhere = list(everyone.exclude(unit=ban_pho).values_list("pk", flat=True))
        pool = list(everyone.filter(pk__in=rng.sample(elsewhere, min(NEEDY_MOST * 4, len(elsewhere)))))
        here = list(everyone.filter(unit=ban_pho))
        wanted = min(max(int(count * NEEDY_SHARE), 60), NEEDY_MOST, len(pool))
        for year in range(2019, day.year + 1):
            needy = self._needy(rng, pool, year, wanted)
            if year == day.year:
                needy += here[-5:]
            giving.year(year, needy, kindergartens)
            if year > 2019:
                giving.close(year - 1)
            self._plan_anew()
            self._say(f"year {year}")
        # Those not among the last, who are handed something this autumn.
        Casework({"commune": ban_pho, "district": district, "province": province}, *people[ban_pho.pk], day).build(
            users["province_officer"], here[4:10]
        )
        used = {child.pk for child in needy}
        offices = Offices(giving.books, giving.main, users, day)
        for year, until in ((day.year - 1, "settled"), (day.year, "assigned"), (day.year + 1, "submitted")):
            offices.budget(year, until=until)
        giving.today(here, [child for child in pool if child.pk not in used], kindergartens)
        offices.statement((day - datetime.timedelta(days=100)).replace(day=1), day)
        Network(users, giving.donors, province, day).build()
        Goodwill(users, giving.donors, {"commune": ban_pho, "province": province}, here, day).build()
        self._say("the running autumn")

    @staticmethod
    def _plan_anew() -> None:
        """Let the database see what has grown: plans made for empty tables read whole ones, row by row."""
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")

    @staticmethod
    def _needy(rng: random.Random, pool: list[Child], year: int, wanted: int) -> list[Child]:
        """Children old enough in the year, of some communes: a year's goods go to whole communes in turn."""
        old_enough = [child for child in pool if child.birth_year <= year - 2]
        communes = sorted({child.unit_id for child in old_enough})
        turn = set(rng.sample(communes, min(16, len(communes))))
        near = [child for child in old_enough if child.unit_id in turn]
        return sorted(rng.sample(near, min(wanted, len(near))), key=lambda child: child.pk)

    @staticmethod
    def _lists(officer: Any, people: dict[int, Any], ban_pho: Any, communes: list[Any], day: datetime.date) -> None:
        """Lists of Bắc Hà district: last year verified; this year one verified, one waiting, one returned."""
        inside = [unit for unit in communes if unit.parent_id == ban_pho.parent_id and unit != ban_pho]

        def hand_in(unit: Any) -> Any:
            return submit_list(user=people[unit.pk][1], unit=unit)

        with on_day(datetime.date(day.year - 1, 10, 12)):
            for unit in [*inside[:6], ban_pho]:
                verify_list(user=officer, submission=hand_in(unit))
        with on_day(datetime.date(day.year, 10, 20)):
            verify_list(user=officer, submission=hand_in(inside[0]))
            hand_in(inside[1])
            drafts = list(Child.objects.filter(unit=ban_pho).order_by("pk").values_list("pk", flat=True)[:4])
            Child.objects.filter(pk__in=drafts).update(state="draft")
            comment = "Bốn trẻ chưa ghi cha mẹ và thôn. Đề nghị bổ sung rồi nộp lại."
            return_list(user=officer, submission=hand_in(ban_pho), comment=comment)

    def _reports(self) -> None:
        """Reports of the closed years are published: of the province, the districts and the demonstration's commune for the last one,
        of one fund of each level before."""
        chairs = {
            user.username.removeprefix("fund_chair"): user
            for user in User.objects.filter(username__startswith="fund_chair")
        }
        for year in range(2019, today().year):
            funds = Fund.objects.filter(valid__contains=datetime.date(year, 12, 31)).select_related("unit")
            last = year == today().year - 1
            levels = Q(unit__level__in=["province", "district"]) if last else Q(unit__code__in=["10", "085"])
            funds = funds.filter(levels | Q(unit__code="02866"))
            with on_day(datetime.date(year + 1, 3, 20)):
                for fund in funds.order_by("unit__path"):
                    report = compile_report(user=None, fund=fund, year=year)
                    render_report(report)
                    chair = chairs["" if fund.unit.level == "province" else f"_{fund.unit.code}"]
                    publish_report(user=chair, report=report)
            self._say(f"reports of {year}")
