"""Sample verification: chance chooses lines of a recorded distribution, somebody who did not deliver asks the families."""

import secrets
from dataclasses import dataclass
from math import sqrt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from funds.models import Distribution, Sheet, SheetLine, Verification, VerificationLine
from funds.models.verification import Finding
from lao_cai_support.accounts.rights import ACTS, require
from lao_cai_support.audit.services import record
from lao_cai_support.web.clock import today
from lao_cai_support.web.errors import Refusal

Z = 1.96  # 95 of 100 such samples hold the true share within the margin


@dataclass(frozen=True)
class Estimate:
    """What a sample says of all: share as written in percent with its margin; nothing before a line was told."""

    asked: int
    good: int
    away: int
    share: float
    low: float
    high: float

    @property
    def margin(self) -> float:
        """Half the width, in percentage points."""
        return round((self.high - self.low) / 2, 1)


def estimate(findings: list[str], population: int) -> Estimate | None:
    """Wilson's interval for the share of deliveries as written, narrowed for a sample that is a large part of the whole.

    Families that were not met say nothing for or against; how many they are is told beside.
    """
    told = [finding for finding in findings if finding and finding != Finding.UNREACHED]
    n, good = len(told), sum(1 for finding in told if finding == Finding.AS_WRITTEN)
    if not n:
        return None
    share = good / n
    left = max(population - n, 0) / max(population - 1, 1)  # the finite population's correction
    z2 = Z * Z * left
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = sqrt(left) * Z * sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return Estimate(
        asked=n,
        good=good,
        away=findings.count(Finding.UNREACHED),
        share=round(100 * share, 1),
        low=round(100 * max(middle - half, 0), 1),
        high=round(100 * min(middle + half, 1), 1),
    )


def took_part(user: Any, distribution: Distribution) -> bool:
    """Whether the person planned, approved, issued or recorded anything of the distribution."""
    people = (distribution.planned_by_id, distribution.approved_by_id, distribution.issued_by_id)
    return user.pk in people or Sheet.objects.filter(distribution=distribution, recorded_by=user).exists()


def drawable(user: Any, distribution: Distribution) -> Any:
    """Received lines of recorded sheets in the communes for which the person verifies."""
    units = user.covered_units(ACTS["distributions.verify"])
    return SheetLine.objects.filter(sheet__distribution=distribution, received__gt=0, sheet__unit__in=units)


@transaction.atomic
def draw_sample(*, user: Any, distribution: Distribution, size: int) -> Verification:
    """Draw lines by chance. Raises Refusal for whoever had a part in the distribution, and for nothing to draw from."""
    require(user, "distributions.verify")
    if took_part(user, distribution):
        raise Refusal(
            _("Người đã lập, duyệt, xuất hoặc ghi kết quả đợt này không được kiểm tra mẫu."), code="took_part"
        )
    lines = list(drawable(user, distribution).order_by("pk"))
    if not lines:
        raise Refusal(_("Chưa có dòng nào đã ghi thực nhận để chọn mẫu."), code="nothing")
    if not 0 < size <= len(lines):
        raise Refusal(_("Cỡ mẫu phải từ 1 đến %(most)s dòng.") % {"most": len(lines)}, field="size")
    made = Verification.objects.create(
        distribution=distribution, population=len(lines), size=size, drawn_by=user, drawn_on=today()
    )
    chosen = secrets.SystemRandom().sample(lines, size)
    VerificationLine.objects.bulk_create(
        VerificationLine(verification=made, line=line) for line in sorted(chosen, key=lambda line: line.pk)
    )
    record(user, "distribution.sample", distribution, right="distributions.verify", lines=size)
    return made


@transaction.atomic
def tell_findings(*, user: Any, verification: Verification, findings: dict[int, tuple[str, str]]) -> int:
    """Write what was found: VerificationLine id → (finding, note); lines told already stay. Gives how many were told."""
    require(user, "distributions.verify")
    if took_part(user, verification.distribution):
        raise Refusal(
            _("Người đã lập, duyệt, xuất hoặc ghi kết quả đợt này không được kiểm tra mẫu."), code="took_part"
        )
    told = 0
    for row in verification.lines.select_for_update(no_key=True).filter(finding=""):
        finding, note = findings.get(row.pk, ("", ""))
        if not finding:
            continue
        if finding not in Finding.values:
            raise Refusal(_("Hãy chọn một kết quả."), code="finding")
        if finding in (Finding.LESS, Finding.NOTHING) and not note.strip():
            raise Refusal(_("Kết quả khác bảng ký cần ghi chú điều đã thấy."), code="note")
        row.finding, row.note, row.checked_by, row.checked_on = finding, note.strip()[:300], user, today()
        row.save(update_fields=["finding", "note", "checked_by", "checked_on"])
        told += 1
    if not told:
        raise Refusal(_("Chưa có dòng nào được ghi kết quả."), code="none")
    record(user, "distribution.verify", verification.distribution, right="distributions.verify", lines=told)
    return told
