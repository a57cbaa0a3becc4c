"""Import a commune's list through the same pipeline as the pages."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from children.lists.check import Register, check_row, summary
from children.models import ListImport
from children.services import list_import as acts
from children.services.list_commit import commit_import
from lao_cai_support.accounts.models import User
from lao_cai_support.accounts.rights import require
from lao_cai_support.areas.models import AdministrativeUnit
from lao_cai_support.web.clock import today
from lao_cai_support.web.errors import Refusal

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
        try:
            data = file.read_bytes()
        except OSError:
            raise CommandError(f"Không mở được tệp {file.name}. Hãy kiểm tra đường dẫn.") from None
        unit = AdministrativeUnit.objects.communes().as_of(today()).filter(code=commune).first()
        if unit is None:
            raise CommandError(f"Không có xã nào mang mã {commune} vào ngày {today():%d/%m/%Y}.")
        user = User.objects.filter(username=username, is_active=True).first()
        if user is None:
            raise CommandError(f"Không có tài khoản {username}.")
        try:
            report = self._check(user, unit, file.name, data) if check else self._commit(user, unit, file.name, data)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from None
        if out:
            out.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        counts = report["summary"]
        self.stdout.write(", ".join(f"{name}: {count}" for name, count in counts.items()))

    def _check(self, user: User, unit: AdministrativeUnit, name: str, data: bytes) -> dict[str, Any]:
        """What would happen, nothing written."""
        require(user, "children.import", unit=unit)
        rows = []
        parsed = acts.parse(data, name).rows
        register = Register.for_rows(unit, parsed)
        for row in parsed:
            status, problems, matches = check_row(row, register)
            rows.append(self._told(row.sheet, row.row, status, row.fields, problems, matches))
        return {"summary": summary(row["status"] for row in rows), "rows": rows}

    @transaction.atomic
    def _commit(self, user: User, unit: AdministrativeUnit, name: str, data: bytes) -> dict[str, Any]:
        """New rows and sure updates are written; errors and possible duplicates are left out and told."""
        opened: ListImport = acts.open_import(user=user, unit=unit, file_name=name, data=data)
        acts.fill_import(list_import=opened, data=data)
        opened.rows.filter(status__in=["error", "duplicate"]).update(decision="skip")
        commit_import(user=user, list_import=opened)
        rows = []
        for row in opened.rows.select_related("child").order_by("pk"):
            told = self._told(row.sheet, row.row, row.status, row.fields, row.problems, row.matches)
            if row.child:
                told["child"] = row.child.code
            rows.append(told)
        return {"summary": acts.counts(opened), "rows": rows}

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
            "problems": [{key: problem[key] for key in ("field", "code", "message")} for problem in problems],
            "matches": matches,
        }
