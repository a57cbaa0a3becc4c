"""Private files: photographs, papers, made documents.

They lie outside the web root under random names, and leave only through a view that has checked who asks.
"""

import os
import re
import secrets
import time
from pathlib import Path, PurePath
from typing import Any, NoReturn

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage
from django.http import FileResponse, Http404, HttpResponse
from django.utils.deconstruct import deconstructible
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from lao_cai_support.web.errors import Refusal

_PART = ".part"
_ENDING = re.compile(r"^\.[a-z0-9]{1,8}$")
_TYPES = {
    ".pdf": "application/pdf",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".csv": "text/csv; charset=utf-8",
    ".json": "application/json",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".xls": "application/vnd.ms-excel",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".zip": "application/zip",
}
_SHOWN = {".pdf", ".jpg", ".png"}


def write_whole(path: Path, content: bytes | Any) -> None:
    """Write a file so that it is there whole or not at all: temporary name, fsync, rename, fsync folder too.

    ``content`` is bytes or something with ``chunks()``. A full disk raises Refusal and leaves nothing behind.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.with_name(f".{path.name}.{secrets.token_hex(6)}{_PART}")
    try:
        with os.fdopen(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as out:
            for chunk in [content] if isinstance(content, bytes) else content.chunks():
                out.write(chunk)
            out.flush()
            os.fsync(out.fileno())
        os.rename(part, path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise Refusal(
            _("Máy chủ không ghi được tệp (đĩa đầy hoặc thiếu quyền). Hãy thử lại sau và báo quản trị cổng."),
            code="disk",
        ) from error
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


@deconstructible(path="lao_cai_support.web.files.PrivateStorage")
class PrivateStorage(FileSystemStorage):
    """Files under ``DATA_DIR`` with random names; they have no address of their own."""

    def __init__(self, folder: str | Path | None = None) -> None:
        super().__init__(file_permissions_mode=0o600, directory_permissions_mode=0o700)
        self.folder = folder

    @property
    def base_location(self) -> str:
        return str(self.folder or settings.DATA_DIR)

    @property
    def location(self) -> str:
        return os.path.abspath(self.base_location)

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """The folder asked for and a random name; of the given name only a plain ending is kept."""
        given = PurePath(str(name).replace("\\", "/"))
        ending = given.suffix.lower()
        folder = str(given.parent)
        made = secrets.token_hex(16) + (ending if _ENDING.match(ending) else "")
        return made if folder == "." else f"{folder}/{made}"

    def _save(self, name: str, content: Any) -> str:
        write_whole(Path(self.path(name)), content)
        return name

    def url(self, name: str | None) -> NoReturn:
        raise ValueError("Private files have no address; serve them through a view with file_response().")


def store_private(folder: str, content: bytes, *, ending: str = "") -> str:
    """Keep these bytes; gives the name to remember ("papers/3f…c1.pdf"). Raises Refusal on a full disk."""
    return default_storage.save(f"{folder}/new{'.' if ending else ''}{ending}", ContentFile(content))


def read_private(name: str) -> bytes:
    """The bytes kept under this name. Raises Refusal when they are gone."""
    try:
        with _opened(name) as kept:
            return kept.read()
    except Http404:
        raise Refusal(_("Tệp này không còn trên máy chủ. Hãy tải lên lại."), code="gone") from None


def remove_private(name: str) -> None:
    """Forget a kept file (retention); a name already gone is fine."""
    if name:
        default_storage.delete(name)


def file_response(stored: Any, *, file_name: str, inline: bool = False) -> FileResponse:
    """Send a kept file to someone whose right to it the view has already checked.

    ``stored`` is the kept name or a file field, ``file_name`` what the download is called. Only PDF and
    pictures may be shown in place (``inline``); all else is saved. Never cached, never sniffed.
    A missing file is 404.
    """
    name = str(getattr(stored, "name", stored) or "")
    ending = PurePath(name).suffix.lower()
    response = FileResponse(_opened(name), content_type=_TYPES.get(ending, "application/octet-stream"))
    return _named(response, file_name, saved=not (inline and ending in _SHOWN))


def bytes_response(content: bytes, *, file_name: str, inline: bool = False) -> HttpResponse:
    """The same for bytes just made, such as a voucher's PDF."""
    ending = PurePath(file_name).suffix.lower()
    response = HttpResponse(content, content_type=_TYPES.get(ending, "application/octet-stream"))
    return _named(response, file_name, saved=not (inline and ending in _SHOWN))


def _named(response: Any, file_name: str, *, saved: bool) -> Any:
    response["Content-Disposition"] = content_disposition_header(saved, plain_name(file_name)) or "inline"
    return private(response)


def private(response: Any) -> Any:
    """Headers of a private file: not kept by caches, not guessed at, not usable by other sites."""
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def plain_name(text: str) -> str:
    """A name fit for a download: no folders, no control characters, not hidden, at most 120 letters."""
    last = re.split(r"[/\\]", str(text))[-1]
    kept = re.sub(r"[\x00-\x1f\x7f\u2028\u2029\u202a-\u202e\u2066-\u2069]", "", last).strip(" .")
    if len(kept) > 120:
        stem, dot, ending = kept.rpartition(".")
        kept = f"{stem[: 119 - len(ending)]}.{ending}" if dot and len(ending) < 9 else kept[:120]
    return kept or "tai-lieu"


def sweep_unfinished(*, hours: int = 24) -> int:
    """Remove temporary files that a killed process left more than ``hours`` ago; gives how many."""
    before, gone = time.time() - hours * 3600, 0
    for part in Path(settings.DATA_DIR).rglob(f".*{_PART}"):
        if part.stat().st_mtime < before:
            part.unlink(missing_ok=True)
            gone += 1
    return gone


def _opened(name: str) -> Any:
    if not name:
        raise Http404
    try:
        return default_storage.open(name, "rb")
    except (FileNotFoundError, IsADirectoryError):
        raise Http404 from None
