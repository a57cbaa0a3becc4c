"""Import a commune's list through the same pipeline as the pages."""

import json
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from children.lists.check import Register, check_row, summary
from children.lists.pipeline import open_list
from children.lists.values import told as sentence
from children.models import ListImport
from children.services import list_import as acts
from children.services.list_commit import commit_import
from lao_cai_support.accounts.models import User
from lao_cai_support.accounts.rights import require
from lao_cai_support.areas.models import AdministrativeUnit
from lao_cai_support.web.clock import today
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.uploads import check_workbook

_FIELDS = (
    "full_name",
    "date_of_birth",
    "birth_year",
    "sex",
    "ethnic_group",
    "village",
    "guardians",
    "circumstances",
    "personal_id",
)


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--commune", required=True, help="official code of the commune in force today")
        parser.add_argument("--as", dest="username", required=True, help="user name of the officer")
        parser.add_argument("--check", action="store_true", help="write nothing")
        parser.add_argument("--json", dest="out", type=Path, help="where to write every row's outcome")

    def handle(
        self, *args: Any, file: Path, commune: str, username: str, check: bool, out: Path | None, **options: Any
    ) -> None:
        unit = AdministrativeUnit.objects.communes().as_of(today()).filter(code=commune).first()
        if unit is None:
            raise CommandError(f"Không có xã nào mang mã {commune} vào ngày {today():%d/%m/%Y}.")
        user = User.objects.filter(username=username, is_active=True).first()
        if user is None:
            raise CommandError(f"Không có tài khoản {username}.")
        try:
            data = self._data(file)
            rows = self._check(user, unit, file.name, data) if check else self._commit(user, unit, file.name, data)
            counts = self._report(rows, out)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(", ".join(f"{name}: {count}" for name, count in counts.items()))

    @staticmethod
    def _data(file: Path) -> bytes:
        """The file's bytes after the same checks as an upload's."""
        try:
            with file.open("rb") as upload:
                return check_workbook(File(upload, name=file.name))
        except OSError:
            raise CommandError(f"Không mở được tệp {file.name}. Hãy kiểm tra đường dẫn.") from None

    def _report(self, rows: Iterable[dict[str, Any]], out: Path | None) -> dict[str, int]:
        """Write every row as it comes, so that a long list needs no memory; errors are said, in the file's order."""
        statuses: list[str] = []
        part = out.with_name(f".{out.name}.part") if out else None  # a refused list leaves no half report
        with ExitStack() as stack:
            target = stack.enter_context(part.open("w", encoding="utf-8")) if part else None
            if part:
                stack.callback(part.unlink, missing_ok=True)
            if target:
                target.write('{"rows": [')
            for row in rows:
                if target:
                    target.write((",\n" if statuses else "\n") + json.dumps(row, ensure_ascii=False))
                statuses.append(row["status"])
                if row["status"] == "error":
                    for problem in row["problems"]:
                        self.stdout.write(f"{row['sheet']}, dòng {row['row']}: {problem['message']}")
            counts = summary(statuses)
            if target:
                target.write(f'\n],\n"summary": {json.dumps(counts)}}}\n')
            if part and out:
                part.replace(out)
        return counts

    def _check(self, user: User, unit: AdministrativeUnit, name: str, data: bytes) -> Iterator[dict[str, Any]]:
        """What would happen, nothing written. Where a person would be asked, the likeliest answer is taken."""
        require(user, "children.import", unit=unit)
        opened = open_list(data, name, acts.context_for(unit))
        in_file: dict[tuple[Any, ...], tuple[str, int]] = {}
        rows = opened.rows()
        while chunk := list(islice(rows, acts.CHUNK)):
            register = Register.for_rows(unit, chunk, in_file)
            for row in chunk:
                status, problems, matches = check_row(row, register)
                yield self._told(row.sheet, row.row, status, row.fields, problems, matches)

    def _commit(self, user: User, unit: AdministrativeUnit, name: str, data: bytes) -> Iterator[dict[str, Any]]:
        """New rows and sure updates are written; errors and possible duplicates are left out and told."""
        with transaction.atomic():
            opened: ListImport = acts.open_import(user=user, unit=unit, file_name=name, data=data)
            acts.fill_import(list_import=opened, data=data, ask=False)
            opened.rows.filter(status__in=["error", "duplicate"]).update(decision="skip")
            commit_import(user=user, list_import=opened)
        for row in opened.rows.select_related("child").order_by("pk").iterator(2000):
            told = self._told(row.sheet, row.row, row.status, row.fields, row.problems, row.matches)
            if row.child:
                told["child"] = row.child.code
            yield told

    @staticmethod
    def _told(
        sheet: str,
        row: int,
        status: str,
        fields: dict[str, Any],
        problems: list[dict[str, Any]],
        matches: list[dict[str, Any]],
    ) -> dict[str, Any]:
        return {
            "sheet": sheet,
            "row": row,
            "status": status,
            "fields": {name: fields.get(name) for name in _FIELDS} if fields else {},
            "problems": [
                {"field": problem["field"], "code": problem["code"], "message": sentence(problem)}
                for problem in problems
            ],
            "matches": matches,
        }
