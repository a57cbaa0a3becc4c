"""Prove a report file against the ledger; exit 1 when it is unknown or differs."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from reports.services.report import check_file


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            told = check_file(file.read_bytes())
        except OSError:
            raise CommandError(f"{file.name}: cannot be read") from None
        if not told["found"]:
            raise CommandError(
                f"{file.name}: no published report has this file (SHA-256 {told['sha256']})", returncode=1
            )
        if told["differs"] or not told["frozen_intact"] or not told["stored_intact"] or told["chain"]:
            raise CommandError(
                f"{file.name}: {told['report'].number} differs from the ledger as it stands {', '.join(told['differs'])} {told['chain']}",
                returncode=1,
            )
        self.stdout.write(f"{file.name}: {told['report'].number}, every figure equal to the ledger.")
