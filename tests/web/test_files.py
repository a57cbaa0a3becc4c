"""Private files: whole or not at all, under random names, sent only as what they are."""

import os
import stat
import time
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.http import Http404

from lao_cai_support.web import files
from lao_cai_support.web.errors import Refusal


@pytest.fixture(autouse=True)
def data_dir(settings: Any, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path / "data"
    return settings.DATA_DIR


def test_a_file_is_kept_under_a_random_name_and_read_back(data_dir: Path) -> None:
    name = files.store_private("papers", b"one", ending="pdf")
    other = files.store_private("papers", b"one", ending="pdf")
    assert name != other and name.startswith("papers/") and name.endswith(".pdf") and len(name) == 43
    assert files.read_private(name) == b"one"
    kept = data_dir / name
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE(kept.parent.stat().st_mode) == 0o700
    files.remove_private(name)
    files.remove_private(name)
    with pytest.raises(Refusal):
        files.read_private(name)


@pytest.mark.parametrize("typed", ["Giàng A Páo.pdf", "a/../../x.PDF", 'quote".pdf', "line\nbreak.pdf", "x.p df"])
def test_nothing_of_the_typed_name_is_kept_but_a_plain_ending(typed: str, data_dir: Path) -> None:
    try:
        name = default_storage.save(typed, ContentFile(b"x"))
    except SuspiciousFileOperation:
        return
    last = name.rsplit("/", 1)[-1]
    assert last.split(".")[0].isalnum() and len(last.split(".")[0]) == 32
    assert (data_dir / name).resolve().is_relative_to(data_dir)


def test_the_portal_keeps_its_files_there_and_they_have_no_address() -> None:
    assert isinstance(storages["default"], files.PrivateStorage)
    with pytest.raises(ValueError, match="no address"):
        default_storage.url("papers/x.pdf")


def test_a_full_disk_leaves_nothing_behind(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_number: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Refusal, match="đĩa đầy"):
        files.store_private("papers", b"one", ending="pdf")
    assert [path for path in data_dir.rglob("*") if path.is_file()] == []


def test_a_kill_before_the_rename_leaves_the_old_file_whole(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = data_dir / "reports" / "a.pdf"
    files.write_whole(target, b"old")

    class Killed(BaseException):
        pass

    def killed(*_args: Any) -> None:
        raise Killed

    monkeypatch.setattr(os, "rename", killed)
    with pytest.raises(Killed):
        files.write_whole(target, b"new and half")
    assert target.read_bytes() == b"old"


def test_left_over_parts_are_swept_after_a_day(data_dir: Path) -> None:
    (data_dir / "papers").mkdir(parents=True)
    old, young = data_dir / "papers" / ".a.pdf.1.part", data_dir / "papers" / ".b.pdf.2.part"
    for part in (old, young):
        part.write_bytes(b"half")
    os.utime(old, (time.time() - 90_000,) * 2)
    assert files.sweep_unfinished() == 1
    assert not old.exists() and young.exists()


def _body(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def test_a_download_is_saved_not_sniffed_not_cached() -> None:
    name = files.store_private("papers", b"%PDF-1.7", ending="pdf")
    response = files.file_response(name, file_name="Quyết định 12.pdf")
    assert _body(response) == b"%PDF-1.7"
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff" and response["Cache-Control"] == "no-store"


def test_only_pdf_and_pictures_are_shown_in_place() -> None:
    page = files.store_private("papers", b"<script>", ending="html")
    response = files.file_response(page, file_name="a.html", inline=True)
    assert response["Content-Disposition"].startswith("attachment")
    assert response["Content-Type"] == "application/octet-stream"
    _body(response)
    photo = files.store_private("photos", b"\xff\xd8\xff", ending="jpg")
    shown = files.file_response(photo, file_name="a.jpg", inline=True)
    assert shown["Content-Disposition"].startswith("inline")
    _body(shown)
    assert files.bytes_response(b"%PDF", file_name="a.pdf", inline=True)["Content-Disposition"].startswith("inline")


@pytest.mark.parametrize("name", ["", "papers/none.pdf", "papers"])
def test_a_missing_file_is_not_found(name: str, data_dir: Path) -> None:
    (data_dir / "papers").mkdir(parents=True)
    with pytest.raises(Http404):
        files.file_response(name, file_name="a.pdf")


def test_a_name_that_climbs_out_is_stopped() -> None:
    with pytest.raises(SuspiciousFileOperation):
        files.file_response("../../../etc/hostname", file_name="a.pdf")


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("../../etc/passwd", "passwd"),
        ("a\r\nSet-Cookie: x=1.pdf", "aSet-Cookie: x=1.pdf"),
        ("C:\\thư mục\\a.pdf", "a.pdf"),
        (".htaccess", "htaccess"),
        ("\u202efdp.exe", "fdp.exe"),
        ("", "tai-lieu"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
    ],
)
def test_names_of_downloads_are_plain(typed: str, sent: str) -> None:
    assert files.plain_name(typed) == sent
    header = files.bytes_response(b"x", file_name=typed)["Content-Disposition"]
    assert "\n" not in header and "\r" not in header and "/" not in header.replace("utf-8''", "")


def test_quotes_cannot_end_the_name_early() -> None:
    header = files.bytes_response(b"x", file_name='a"; filename="b.exe')["Content-Disposition"]
    assert header == 'attachment; filename="a\\"; filename=\\"b.exe"'
