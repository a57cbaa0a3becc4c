"""Scanned pages come back to the paper they are of, by the code printed on each page."""

import hashlib
import io
import re
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from children.casework.papers import CasePaperKind, form_name
from children.models import CasePaper, CaseScan, ProtectionCase
from children.services.case import lock_case
from lao_cai_support.audit.services import record
from lao_cai_support.web.clock import now
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.files import remove_private, store_private
from lao_cai_support.web.uploads import check_paper
from lao_cai_support.web.uploads.codes import codes_on_pages

FOLDER = "cases"
_FILLED = re.compile(r"/vu-viec/(?P<case>[a-z0-9]{10})/to/(?P<paper>[a-z0-9]{10})/$")
_BLANK = re.compile(r"/vu-viec/(?P<case>[a-z0-9]{10})/mau/(?P<kind>[a-z]+)/$")
_TYPED = re.compile(r"^(?P<first>[a-z0-9]{10})(?:-(?P<kind>[a-z]+))?$")


@dataclass(frozen=True)
class Target:
    """Where a page belongs: a paper of a case, or a form that was filled by hand."""

    case: ProtectionCase
    kind: str
    paper: CasePaper | None


@dataclass(frozen=True)
class Sheets:
    """The pages of one paper, in the order of the file."""

    target: Target
    pages: list[int]


def target_of(user: Any, text: str) -> Target | None:
    """What a code leads to, among the cases the person may know of; a stranger's code leads nowhere."""
    cases = ProtectionCase.objects.visible_to(user)
    filled, blank, typed = _FILLED.search(text), _BLANK.search(text), _TYPED.match(text.strip().lower())
    if filled or (typed and not typed["kind"]):
        code = filled["paper"] if filled else typed["first"]  # type: ignore[index]
        paper = CasePaper.objects.filter(code=code, case__in=cases).select_related("case").first()
        return Target(paper.case, paper.kind, paper) if paper else None
    found = blank or typed
    if found and found["kind"] in CasePaperKind.values:
        case = cases.filter(code=found["case"] if blank else found["first"]).first()
        return Target(case, found["kind"], None) if case else None
    return None


def attach_scans(*, user: Any, upload: Any, code: str = "") -> list[CaseScan]:
    """Keep an upload at the papers its pages are of: a PDF of several papers is parted, pages without a code follow
    the page before them. ``code`` is what was typed off the paper when no picture could be read.

    Raises Refusal at the field; then nothing is kept.
    """
    paper = check_paper(upload)
    told = codes_on_pages(paper.content, paper.kind)
    sheets = _sheets(user, told, code)
    made: list[CaseScan] = []
    stored: list[str] = []
    try:
        with transaction.atomic():
            for each in sheets:
                whole = len(sheets) == 1
                content = paper.content if whole else _parted(paper.content, each.pages)
                stored.append(store_private(FOLDER, content, ending=paper.kind))
                made.append(_kept(user, each, content, paper.kind, stored[-1]))
    except BaseException:
        for name in stored:
            remove_private(name)
        raise
    return made


def _sheets(user: Any, told: list[list[str]], typed: str) -> list[Sheets]:
    found: list[Sheets] = []
    given = target_of(user, typed) if typed else None
    if typed and given is None:
        raise Refusal(_("Mã này không thuộc giấy tờ nào mà bạn mở được."), field="code")
    unknown = False
    for number, texts in enumerate(told):
        targets = [target for target in (target_of(user, text) for text in texts) if target]
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
            _("Không đọc được mã QR trên trang nào. Hãy chụp rõ góc dưới bên phải, hoặc gõ mã in cạnh hình QR."),
            field="file",
            code="unread",
        )
    return found


def _parted(content: bytes, pages: list[int]) -> bytes:
    import pikepdf

    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as pdf, pikepdf.new() as part:
        for number in pages:
            part.pages.append(pdf.pages[number])
        part.save(out, deterministic_id=True)
    return out.getvalue()


def _kept(user: Any, sheets: Sheets, content: bytes, ending: str, stored: str) -> CaseScan:
    case = lock_case(user, sheets.target.case, "cases.work", "cases.decide")
    sha256 = hashlib.sha256(content).hexdigest()
    if case.scans.filter(sha256=sha256).exists():
        raise Refusal(_("Tệp này đã được gắn vào vụ việc."), field="file", code="there")
    made = CaseScan.objects.create(
        case=case,
        paper=sheets.target.paper,
        kind=sheets.target.kind,
        stored=stored,
        ending=ending,
        size=len(content),
        pages=len(sheets.pages),
        sha256=sha256,
        uploaded_by=user,
        uploaded_at=now(),
    )
    record(user, "case.scan", case, right="cases.view", unit=case.unit_id, form=form_name(made.kind))
    return made
