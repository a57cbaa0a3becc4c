"""Compile and render the reports of a year; drafts unless --publish --as USERNAME."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from funds.models import Fund
from lao_cai_support.accounts.models import User
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.files import read_private
from reports.models import YearReport
from reports.services.report import compile_report, publish_report, render_report


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("year", type=int)
        parser.add_argument("--unit", action="append", default=[], metavar="CODE", help="unit code; may be repeated")
        parser.add_argument("--out", type=Path, help="folder to write the PDF and CSV files to")
        parser.add_argument("--publish", action="store_true")
        parser.add_argument("--as", dest="username", default="")

    def handle(
        self, *args: Any, year: int, unit: list[str], out: Path | None, publish: bool, username: str, **options: Any
    ) -> None:
        user = User.objects.filter(username=username, is_active=True).first() if username else None
        if publish and user is None:
            raise CommandError("--publish needs --as USERNAME of who may publish.")
        funds = (
            Fund.objects.filter(valid__overlap=(f"{year}-01-01", f"{year + 1}-01-01"))
            .select_related("unit")
            .order_by("unit__path")
        )
        if unit:
            funds = funds.filter(unit__code__in=unit)
        if not funds:
            raise CommandError("No fund of these units in that year.")
        for fund in funds:
            try:
                done = YearReport.objects.published().filter(fund=fund, year=year).first()
                report = done or compile_report(user=None, fund=fund, year=year)
                if not done:  # the files of a published report are kept, not made again
                    render_report(report)
                if publish and not done:
                    publish_report(user=user, report=report)
            except Refusal as refusal:
                raise CommandError(f"{fund.short_code} {year}: {refusal}") from None
            if out:
                out.mkdir(parents=True, exist_ok=True)
                for held in report.files.exclude(kind="json"):
                    (out / f"{report.number}.{held.kind}").write_bytes(read_private(held.stored))
            self.stdout.write(f"{report.number}: {YearReport.objects.get(pk=report.pk).get_state_display()}")
