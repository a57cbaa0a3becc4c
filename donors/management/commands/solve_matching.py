"""The matching engine on a file; no database."""

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext

from donors.matching import BadProblem, solve_document


class Command(BaseCommand):
    help = __doc__
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("problem", type=Path)
        parser.add_argument("--out", type=Path, required=True)

    def handle(self, *args: Any, problem: Path, out: Path, **options: Any) -> None:
        try:
            document = json.loads(problem.read_text(encoding="utf-8-sig"))
        except OSError as error:
            raise CommandError(f"{problem.name}: {error.strerror}", returncode=2) from None
        except (ValueError, RecursionError):  # also bytes that are no text, numbers and nesting beyond all measure
            raise CommandError(f"{problem.name}: not JSON", returncode=2) from None
        try:
            plan = solve_document(document, gettext)
        except BadProblem as error:
            raise CommandError(" ".join(str(error).split()), returncode=2) from None
        try:
            out.write_text(json.dumps(plan, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        except OSError as error:
            raise CommandError(f"{out.name}: {error.strerror}", returncode=2) from None
        sys.stdout.write(f"score {plan['score']} of at most {plan['bound']}\n")
