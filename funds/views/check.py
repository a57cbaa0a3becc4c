"""The page of the night's proof of the books."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from funds.ledger.invariants import INVARIANTS
from funds.models import Fund, LedgerCheck
from funds.services.check import WORDS
from lao_cai_support.accounts.pages import OfficeRequest, office_page


@office_page("ledger.view")
def ledger_check(request: OfficeRequest) -> HttpResponse:
    """Each invariant with its words; lines about funds that the reader does not see are counted, not shown."""
    last = LedgerCheck.objects.first()
    seen = set(Fund.objects.visible_to(request.user, "ledger.view").values_list("short_code", flat=True))
    hidden = set(Fund.objects.values_list("short_code", flat=True)) - seen
    broken = {one["code"]: one["lines"] for one in last.broken} if last else {}
    rows: list[dict[str, Any]] = []
    for invariant in INVARIANTS:
        lines = broken.get(invariant.code, [])
        shown = [line for line in lines if line.split(":")[0].split(" ")[0] not in hidden]
        rows.append(
            {
                "code": invariant.code,
                "words": WORDS[invariant.code],
                "holds": invariant.code not in broken,
                "lines": shown,
                "others": len(lines) - len(shown),
            }
        )
    context = {"last": last, "rows": rows, "before": LedgerCheck.objects.all()[1:15]}
    return render(request, "funds/ledger_check.html", context)
