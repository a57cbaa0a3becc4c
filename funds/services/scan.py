"""Signed vouchers, sheets and counts come back: each scanned page finds its record by the code printed on it."""

import re
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from funds.models import CashCount, Fund, PaperScan, Sheet, StockCount, Voucher
from funds.services.distribution import may_record
from lao_cai_support.accounts.rights import can
from lao_cai_support.audit.services import record
from lao_cai_support.web.clock import now
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.uploads.scans import Kept, keep_scans

FOLDER = "fund_papers"
_ADDRESSES = (
    ("voucher", re.compile(r"/quy/chung-tu/([a-z0-9]{10})/")),
    ("sheet", re.compile(r"/cap-phat/bang/([a-z0-9]{10})/")),
    ("cash_count", re.compile(r"/quy/kiem-ke/quy/([a-z0-9]{10})/")),
    ("stock_count", re.compile(r"/quy/kiem-ke/kho/([a-z0-9]{10})/")),
)
_MODELS: dict[str, Any] = {"voucher": Voucher, "sheet": Sheet, "cash_count": CashCount, "stock_count": StockCount}
_WORK = ("vouchers.draft", "vouchers.approve", "vouchers.pay")


@dataclass(frozen=True)
class Target:
    """The record a page belongs to."""

    kind: str
    row: Any

    @property
    def fund(self) -> Fund:
        return self.row.distribution.fund if self.kind == "sheet" else self.row.fund

    @property
    def name(self) -> str:
        if self.kind == "voucher":
            return str(self.row.full_number)
        return str(self.row.place_name if self.kind == "sheet" else self.row)


def target_of(user: Any, text: str) -> Target | None:
    """What a code on paper leads to, among what the person may keep scans for."""
    text = text.strip().lower()
    for kind, address in _ADDRESSES:
        found = address.search(text)
        code = found[1] if found else text if re.fullmatch(r"[a-z0-9]{10}", text) else ""
        if code:
            rows = _MODELS[kind].objects.visible_to(user).filter(code=code)
            rows = (
                rows.select_related("distribution__fund", "unit", "school", "village")
                if kind == "sheet"
                else rows.select_related("fund")
            )
            row = rows.first()
            if row and may_keep(user, kind, row):
                return Target(kind, row)
    return None


def may_keep(user: Any, kind: str, row: Any) -> bool:
    """The fund's people; of a sheet also who may record it."""
    if kind == "sheet":
        fund = row.distribution.fund
        return may_record(user, row) or any(can(user, act, unit=fund.unit_id) for act in _WORK)
    return any(can(user, act, unit=row.fund.unit_id) for act in _WORK)


def attach_scans(*, user: Any, upload: Any, code: str = "") -> list[PaperScan]:
    """Keep an upload at the papers its pages are of (see keep_scans); ``code`` is what was typed off the paper.

    Raises Refusal at the field; then nothing is kept.
    """
    return keep_scans(
        upload=upload, typed=code.strip(), folder=FOLDER, target_of=partial(target_of, user), kept=partial(_kept, user)
    )


def _kept(user: Any, target: Target, file: Kept) -> PaperScan:
    fund = Fund.objects.select_for_update(no_key=True).get(pk=target.fund.pk)
    if fund.scans.filter(sha256=file.sha256).exists():
        raise Refusal(_("Tệp này đã được gắn vào một chứng từ."), field="file", code="there")
    scan = PaperScan.objects.create(
        fund=fund, **{target.kind: target.row}, uploaded_by=user, uploaded_at=now(), **asdict(file)
    )
    about = target.row if target.kind == "voucher" else target.row.distribution if target.kind == "sheet" else fund
    record(user, "paper.scan", about, unit=fund.unit_id, detail={"list": target.name})
    return scan


def scans_for(user: Any, kind: str, row: Any) -> Any:
    """Scans of a paper that the person may open: a sheet's show all its children, so a school sees its own sheet's."""
    return row.scans.all() if may_read(user, kind, row) else row.scans.none()


def may_read(user: Any, kind: str, row: Any) -> bool:
    if kind != "sheet":
        return True  # whoever sees the record sees its paper
    from funds.models import SheetLine

    return not row.lines.exclude(pk__in=SheetLine.objects.visible_to(user).values("pk")).exists()
