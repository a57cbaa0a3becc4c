"""Load or update the official lists; running it again changes nothing."""

from typing import Any

from django.core.management.base import BaseCommand

from lao_cai_support.areas.reference_lists import load_all


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        for name, counts in load_all().items():
            self.stdout.write(
                f"{name}: {counts.created} created, {counts.changed} changed, {counts.unchanged} unchanged"
            )
