"""Prove every ledger invariant; exit 1 and the first broken one otherwise."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from funds.ledger.invariants import INVARIANTS, broken


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", dest="out", type=Path, help="where to write each invariant's outcome")

    def handle(self, *args: Any, out: Path | None, **options: Any) -> None:
        found = {invariant.code: lines for invariant, lines in broken()}
        if out:
            report = [
                {"code": i.code, "sentence": i.sentence, "holds": i.code not in found, "broken": found.get(i.code, [])}
                for i in INVARIANTS
            ]
            out.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        for invariant in INVARIANTS:
            if invariant.code in found:
                raise CommandError(f"{invariant.code} ({invariant.sentence}): {found[invariant.code][0]}", returncode=1)
        self.stdout.write(f"{len(INVARIANTS)} invariants hold.")
