"""Scanned papers that come back: one file is parted into the papers its pages are of, by the code on each page."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.files import remove_private, store_private
from lao_cai_support.web.uploads.codes import codes_on_pages, pages_of
from lao_cai_support.web.uploads.papers import check_paper

T = TypeVar("T")
S = TypeVar("S")


@dataclass(frozen=True)
class Sheets(Generic[T]):
    """The pages of one paper, in the order of the file; ``target`` says which paper it is."""

    target: T
    pages: list[int]


@dataclass(frozen=True)
class Kept:
    """The file of one paper as it lies in the private store: what a record of a scan takes over by name."""

    stored: str
    ending: str
    size: int
    pages: int
    sha256: str


def keep_scans(
    *, upload: Any, typed: str, folder: str, target_of: Callable[[str], T | None], kept: Callable[[T, Kept], S]
) -> list[S]:
    """Keep an upload at the papers its pages are of; all of it or nothing.

    A PDF of several papers is parted; pages without a code follow the page before them. ``typed`` is the code that
    was typed off the paper when no picture could be read. ``target_of`` says what a code leads to for this person,
    ``kept`` writes the record. Raises Refusal at the field ``file`` or ``code``; then no file stays behind.
    """
    paper = check_paper(upload)
    sheets = _sheets(codes_on_pages(paper.content, paper.kind), typed, target_of)
    made: list[S] = []
    stored: list[str] = []
    try:
        with transaction.atomic():
            for each in sheets:
                content = paper.content if len(sheets) == 1 else pages_of(paper.content, each.pages)
                stored.append(store_private(folder, content, ending=paper.kind))
                sha256 = hashlib.sha256(content).hexdigest()
                made.append(kept(each.target, Kept(stored[-1], paper.kind, len(content), len(each.pages), sha256)))
    except BaseException:
        for name in stored:
            remove_private(name)
        raise
    return made


def _sheets(told: list[list[str]], typed: str, target_of: Callable[[str], T | None]) -> list[Sheets[T]]:
    found: list[Sheets[T]] = []
    given = target_of(typed) if typed else None
    if typed and given is None:
        raise Refusal(_("Mã này không thuộc giấy tờ nào mà bạn mở được."), field="code")
    unknown = False
    for number, texts in enumerate(told):
        targets = [target for target in map(target_of, texts) if target]
        unknown = unknown or (bool(texts) and not targets)
        target = targets[0] if targets else None
        if target is None and found:
            found[-1].pages.append(number)
            continue
        target = target or given
        if target is None:
            continue
        if found and found[-1].target == target:
            found[-1].pages.append(number)
        else:
            found.append(Sheets(target, [number]))
    if not found and unknown:
        raise Refusal(_("Mã trên giấy không thuộc giấy tờ nào mà bạn mở được."), field="file", code="unknown")
    if not found:
        raise Refusal(
            _("Không đọc được mã QR trên trang nào. Hãy chụp rõ hình QR, hoặc gõ mã in cạnh hình."),
            field="file",
            code="unread",
        )
    return found
