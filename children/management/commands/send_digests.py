"""Send the day's messages about what waits, now."""

from typing import Any

from django.core.management.base import BaseCommand

from children.services.digest import send_digests


class Command(BaseCommand):
    help = "Send each person once a day how many tasks are late, due and returned"

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{send_digests()} sent")
