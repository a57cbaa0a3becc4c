"""Scanned assessments come back to their record, filled grids to the grid, by the code printed on each page."""

import re
from dataclasses import asdict
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from children.models import Assessment, AssessmentScan, AssessmentSheet, Child
from lao_cai_support.accounts.rights import require
from lao_cai_support.audit.services import record, record_many
from lao_cai_support.web.clock import now
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.uploads.scans import Kept, keep_scans

RIGHT = "needs.assess"
FOLDER = "assessments"
_ONE = re.compile(r"/nhu-cau/danh-gia/(?P<code>[a-z0-9]{10})/$")
_GRID = re.compile(r"/nhu-cau/danh-gia/to/(?P<code>[a-z0-9]{10})/$")

Target = Assessment | AssessmentSheet


def target_of(user: Any, text: str) -> Target | None:
    """The assessment or printed grid a code leads to, when the person assesses the children on it; else nothing."""
    if found := _GRID.search(text):
        return _sheet(user, found["code"])
    if found := _ONE.search(text):
        return _assessment(user, found["code"])
    typed = text.strip().lower()
    return _assessment(user, typed) or _sheet(user, typed)


def _sheet(user: Any, code: str) -> AssessmentSheet | None:
    return AssessmentSheet.objects.visible_to(user).filter(code=code).first()


def _assessment(user: Any, code: str) -> Assessment | None:
    return Assessment.objects.visible_to(user).filter(code=code).first()


def attach_scans(*, user: Any, upload: Any, code: str = "") -> list[AssessmentScan]:
    """Keep an upload at the assessments and grids its pages are of (see keep_scans); ``code`` was typed off the paper.

    Raises Refusal at the field; then nothing is kept.
    """
    require(user, RIGHT)
    return keep_scans(
        upload=upload, typed=code, folder=FOLDER, target_of=partial(target_of, user), kept=partial(_kept, user)
    )


def _kept(user: Any, target: Target, file: Kept) -> AssessmentScan:
    # Locked, so that the same file sent twice at once is told as a sentence.
    locked = type(target)._default_manager.select_for_update(of=("self",), no_key=True).get(pk=target.pk)
    if locked.scans.filter(sha256=file.sha256).exists():
        raise Refusal(_("Tệp này đã được gắn vào phiếu đánh giá đó."), field="file", code="there")
    whose: dict[str, Any] = {"assessment": target} if isinstance(target, Assessment) else {"sheet": target}
    made = AssessmentScan.objects.create(uploaded_by=user, uploaded_at=now(), **whose, **asdict(file))
    if isinstance(target, AssessmentSheet):
        record_many(user, "assessment.scan", Child.objects.filter(sheet_lines__sheet=target).distinct(), right=RIGHT)
    else:
        record(user, "assessment.scan", target, right=RIGHT, unit=target.unit_id)
    return made
