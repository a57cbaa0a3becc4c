"""A commune declines a pledge: nothing of it goes there, and its needs keep their place in the queue."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from donors.models import Allocation, MatchRun, Pledge, PledgeDecline
from donors.services.allocation import release_allocation
from lao_cai_support.accounts.rights import require
from lao_cai_support.areas.models import AdministrativeUnit
from lao_cai_support.audit.services import record
from lao_cai_support.web.clock import today
from lao_cai_support.web.errors import Refusal


@transaction.atomic
def decline_pledge(*, user: Any, pledge: Pledge, unit: AdministrativeUnit, reason: str) -> PledgeDecline:
    """Record that the unit does not take the pledge: its proposed lines there go, reserved ones are released.

    No need is touched: priority, deadline and waiting-since stay, so that the child loses no turn. Raises Refusal
    without a reason, when it was recorded already, or when a part was delivered or stands on an open sheet.
    """
    require(user, "matching.propose", unit=pledge.unit_id)
    if not reason.strip():
        raise Refusal(_("Hãy ghi lý do xã từ chối."), field="reason")
    try:
        with transaction.atomic():
            row = PledgeDecline.objects.create(
                pledge=pledge, unit=unit, reason=reason.strip()[:300], declined_on=today(), recorded_by=user
            )
    except IntegrityError:
        raise Refusal(_("Xã này đã được ghi là từ chối cam kết này.")) from None
    there = pledge.allocations.filter(need__unit__path__startswith=unit.path).select_related("need", "need__unit")
    runs: set[int] = set()
    for line in there.filter(state__in=["proposed", "reserved"]):
        if not f"{line.need.unit.path}.".startswith(f"{unit.path}."):
            continue
        if line.state == "reserved":
            release_allocation(user=user, allocation=line, reason=reason)
        elif line.state == "proposed" and line.run_id is not None:
            runs.add(line.run_id)
            out = {line.pk, *Allocation.objects.pooled_with(line).values_list("pk", flat=True)}
            Allocation.objects.filter(pk__in=out).delete()
    MatchRun.objects.filter(pk__in=runs).update(trial=None)
    record(user, "matching.decline", pledge, right="matching.propose", unit=unit, reason=reason)
    return row
