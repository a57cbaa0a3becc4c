"""Scanned pages of a case come back to the paper they are of, by the code printed on each page."""

import re
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from children.casework.papers import CasePaperKind, form_name
from children.models import CasePaper, CaseScan, ProtectionCase
from children.services.case import lock_case
from lao_cai_support.audit.services import record
from lao_cai_support.web.clock import now
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.uploads.scans import Kept, keep_scans

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
    """Keep an upload at the papers its pages are of (see keep_scans); ``code`` is what was typed off the paper.

    Raises Refusal at the field; then nothing is kept.
    """
    return keep_scans(
        upload=upload, typed=code, folder=FOLDER, target_of=partial(target_of, user), kept=partial(_kept, user)
    )


def _kept(user: Any, target: Target, file: Kept) -> CaseScan:
    case = lock_case(user, target.case, "cases.work", "cases.decide")
    if case.scans.filter(sha256=file.sha256).exists():
        raise Refusal(_("Tệp này đã được gắn vào vụ việc."), field="file", code="there")
    made = CaseScan.objects.create(
        case=case, paper=target.paper, kind=target.kind, uploaded_by=user, uploaded_at=now(), **asdict(file)
    )
    record(user, "case.scan", case, right="cases.view", unit=case.unit_id, form=form_name(made.kind))
    return made
