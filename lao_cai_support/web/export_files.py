"""Lists about children as files: asked for with a reason, written in the log, marked with whose they are, made here
or in the worker, kept privately for a day, given to their maker alone.

An app says which of its lists can be had so::

    @exportable("children")
    def children_to_export(user, query, search) -> Contents: ...

The rows are asked for anew when the file is made, with the rights its maker has then.
"""

import datetime
import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lao_cai_support.web.clock import now
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.export import csv_lines, exported, plain, xlsx_bytes
from lao_cai_support.web.files import remove_private, store_private
from lao_cai_support.web.jobs import Progress, start_job
from lao_cai_support.web.models import ExportFile
from lao_cai_support.web.money import format_number

KEPT = datetime.timedelta(hours=24)
AT_ONCE, MOST, MOST_PRINTED = 2_000, 250_000, 2_000  # rows: made while one waits; in any file; in a printed list
PRINTED_AT_ONCE = 200
KINDS = {"xlsx": "Excel (.xlsx)", "csv": "CSV", "pdf": "PDF", "json": "JSON"}


@dataclass(frozen=True)
class Contents:
    """What a file is to hold. ``count`` and ``rows`` are asked for when they are needed, not before.

    ``columns`` have ``label`` and ``of(row)``. ``write`` makes the bytes of a kind the table's own writers do not
    know: ``write(kind, mark, step)``; ``step(n)`` tells progress.
    """

    title: str
    says: str
    count: int
    columns: Sequence[Any] = ()
    rows: Callable[[], Iterable[Any]] = tuple
    kinds: tuple[str, ...] = ("xlsx", "csv", "pdf")
    unit: Any = None
    write: Callable[[str, str, Callable[[int], None]], bytes] | None = None
    detail: dict[str, Any] = field(default_factory=dict)


Builder = Callable[[Any, QueryDict, str], Contents]
_BUILDERS: dict[str, Builder] = {}


def exportable(key: str) -> Callable[[Builder], Builder]:
    """Say how the contents of the list with this key are found: ``build(user, query, search)``."""

    def keep(build: Builder) -> Builder:
        _BUILDERS[key] = build
        return build

    return keep


def contents_of(key: str, user: Any, query: QueryDict, search: str) -> Contents:
    """What the list holds for the person. Raises Refusal where the person may not take it."""
    if key not in _BUILDERS:
        import_module(settings.ROOT_URLCONF)  # the worker has opened no page yet
    return _BUILDERS[key](user, query, search)


def asked_again(user: Any, query: QueryDict, search_key: str, search: str) -> Any:
    """A request as the person's own would be, for lists that are made of one."""
    request: Any = HttpRequest()
    request.method, request.user, request.GET = "GET", user, query
    request.session = {search_key: search}
    return request


def ask_for_file(*, user: Any, key: str, kind: str, query: QueryDict, search: str, reason: str) -> ExportFile:
    """Write down who takes which list why, and make the file: at once when it is small, else in the worker.

    Raises Refusal when it has no rows, too many, or no reason.
    """
    reason = reason.strip()
    if len(reason) < 5:
        raise Refusal(_("Hãy ghi rõ lý do lấy danh sách này, ví dụ số công văn yêu cầu."), field="reason")
    found = contents_of(key, user, query, search)
    if kind not in found.kinds:
        raise Refusal(_("Danh sách này không có loại tệp đó. Hãy chọn loại khác."), field="kind")
    if not found.count:
        raise Refusal(_("Danh sách không có dòng nào để xuất. Hãy bỏ bớt điều kiện lọc."))
    most = MOST_PRINTED if kind == "pdf" and found.write is None else MOST
    if found.count > most:
        raise Refusal(
            _("Danh sách có %(count)s dòng, tệp này chứa nhiều nhất %(most)s. Hãy lọc bớt hoặc chọn loại tệp khác.")
            % {"count": format_number(found.count), "most": format_number(most)}
        )
    sweep_exports()
    at_once = found.count <= (PRINTED_AT_ONCE if kind == "pdf" else AT_ONCE)
    with transaction.atomic():
        export = ExportFile.objects.create(
            owner=user,
            key=key,
            kind=kind,
            title=found.title[:160],
            says=found.says,
            reason=reason[:300],
            query=query.urlencode(),
            search=search,
            asked_at=now(),
            expires_at=timezone.now() + KEPT,
        )
        if not at_once:
            from lao_cai_support.web.tasks import make_export

            export.job = start_job(
                kind="export",
                title=_("Xuất danh sách: %(title)s") % {"title": found.title},
                owner=user,
                task=make_export,
                result_url=export_url(export),
                export_code=export.code,
            )
            export.save(update_fields=["job"])
    if at_once:
        make_file(export, found)
    return export


def export_url(export: ExportFile) -> str:
    return reverse("web:export", args=[export.code])


def make_file(export: ExportFile, found: Contents | None = None, progress: Progress | None = None) -> None:
    """Write the file and, in one transaction with its row, the line in the log; a file that stands stays."""
    if ExportFile.objects.exclude(stored="").filter(pk=export.pk).exists():
        return
    found = found or contents_of(export.key, export.owner, QueryDict(export.query), export.search)
    if progress:
        progress.total(found.count)
    data, count = _bytes(export, found, progress.step if progress else _no_step)
    name = store_private("exports", data, ending=export.kind)
    try:
        with transaction.atomic():
            made = ExportFile.objects.filter(pk=export.pk, stored="").update(
                stored=name,
                sha256=hashlib.sha256(data).hexdigest(),
                size=len(data),
                rows=count,
                expires_at=timezone.now() + KEPT,
            )
            if made:
                exported.send(
                    sender=ExportFile,
                    request=None,
                    user=export.owner,
                    key=export.key,
                    kind=export.kind,
                    count=count,
                    reason=export.reason,
                    unit=found.unit,
                    detail={"file": export.code, "sha256": hashlib.sha256(data).hexdigest(), **found.detail},
                )
    except BaseException:
        remove_private(name)
        raise
    if not made:  # another worker was quicker
        remove_private(name)
    export.refresh_from_db()


def mark_of(export: ExportFile) -> str:
    """Whose file it is: what stands on every page and below the last row."""
    owner = export.owner
    return _("Tài liệu có thông tin cá nhân của trẻ em. Xuất bởi %(name)s (%(user)s), %(at)s, tệp %(code)s.") % {
        "name": owner.full_name,
        "user": owner.username,
        "at": f"{timezone.localtime(export.asked_at):%d/%m/%Y %H:%M}",
        "code": export.code,
    }


def _bytes(export: ExportFile, found: Contents, step: Callable[[int], None]) -> tuple[bytes, int]:
    """The file's bytes and how many rows it holds."""
    mark = mark_of(export)
    if found.write:
        return found.write(export.kind, mark, step), found.count
    told = _Told(found.rows(), step)
    header = [str(column.label) for column in found.columns]
    values = ([column.of(row) for column in found.columns] for row in told)
    if export.kind == "csv":
        return "".join(csv_lines(header, values, mark)).encode(), told.count
    if export.kind == "xlsx":
        return xlsx_bytes(header, values, mark), told.count
    return _printed(export, found, header, values, mark), told.count


class _Told:
    """The rows, counted while they pass."""

    def __init__(self, rows: Iterable[Any], step: Callable[[int], None]) -> None:
        self.rows, self.step, self.count = rows, step, 0

    def __iter__(self) -> Iterator[Any]:
        for row in self.rows:
            self.count += 1
            if not self.count % 200:
                self.step(200)
            yield row


def _no_step(_count: int) -> None:
    return None


def _printed(
    export: ExportFile, found: Contents, header: list[str], values: Iterable[Sequence[Any]], mark: str
) -> bytes:
    from lao_cai_support.web.pdf import print_template

    rows = [[_print(value) for value in row] for row in values]
    context = {"export": export, "says": found.says, "header": header, "rows": rows, "mark": mark}
    return print_template("web/print/list.html", context, title=found.title)


def _print(value: Any) -> Any:
    value = plain(value)
    if isinstance(value, datetime.datetime):
        return f"{value:%d/%m/%Y %H:%M}"
    if isinstance(value, datetime.date):
        return f"{value:%d/%m/%Y}"
    return format_number(value) if isinstance(value, int) and abs(value) >= 10_000 else value


def sweep_exports() -> int:
    """Remove the files whose day has passed, and what was searched for; the row and the log stay. Gives how many."""
    over = ExportFile.objects.filter(expires_at__lte=timezone.now())
    gone = 0
    for export in over.exclude(stored=""):
        remove_private(export.stored)
        gone += ExportFile.objects.filter(pk=export.pk).update(stored="")
    over.exclude(search="").update(search="")
    return gone
