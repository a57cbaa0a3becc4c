"""Objects for the addresses of donors: a donor meets its own pledges, the province those of its own units."""

from collections.abc import Callable
from typing import Any

from donors.models import MatchRun, Pledge
from lao_cai_support.web.clock import now
from tests.factories.areas import UnitFactory
from tests.factories.donors import (
    AllocationFactory,
    CampaignFactory,
    DonorAccessFactory,
    DonorFactory,
    MatchRunFactory,
    PledgeFactory,
)
from tests.rights.frame import Get, Sample

Own = Callable[[Get], dict[str, Any]]


def _elsewhere() -> Any:
    return UnitFactory(code="15", level="province", kind="tỉnh", name="Yên Bái")


def _run(get: Get, unit: Any = None) -> MatchRun:
    return MatchRunFactory(unit=unit or get("units").province, proposed_by=get("province_officer"))


def _strange_pledge(get: Get) -> Pledge:
    get("lists")
    return PledgeFactory(unit=_elsewhere())


def donor(get: Get) -> dict[str, Any]:
    return {"code": DonorFactory().code}


def given(get: Get) -> dict[str, Any]:
    """A pledge of the donor who signs in."""
    pledge = get("pledge")
    DonorAccessFactory(user=get("donor"), donor=pledge.donor)
    return {"code": pledge.code}


def pledge(**more: str) -> Own:
    return lambda get: {"code": get("pledge").code, **more}


def strange_pledge(**more: str) -> Own:
    return lambda get: {"code": _strange_pledge(get).code, **more}


def campaign(**more: str) -> Own:
    return lambda get: {"code": CampaignFactory(unit=get("units").province, state="draft").code, **more}


def run(**more: str) -> Own:
    return lambda get: {"code": _run(get).code, **more}


def strange_run(**more: str) -> Own:
    return lambda get: {"code": _run(get, _elsewhere()).code, **more}


def line(get: Get) -> dict[str, Any]:
    row = AllocationFactory(run=_run(get), pledge=get("pledge"), need=get("need"), state="proposed")
    return {"code": row.run.code, "line": row.code}


def strange_line(get: Get) -> dict[str, Any]:
    """A line of another proposal under the address of one's own."""
    row = AllocationFactory(run=_run(get, _elsewhere()), pledge=get("pledge"), need=get("need"), state="proposed")
    return {"code": _run(get).code, "line": row.code}


def order(get: Get) -> dict[str, Any]:
    row = AllocationFactory(run=_approved(get, _run(get)), pledge=get("pledge"), need=get("need"))
    return {"code": row.run.code, "unit": row.need.unit.code}


def strange_order(get: Get) -> dict[str, Any]:
    run = _approved(get, _run(get, _elsewhere()))
    row = AllocationFactory(run=run, pledge=get("pledge"), need=get("need"), state="proposed")
    return {"code": row.run.code, "unit": row.need.unit.code}


def _approved(get: Get, row: MatchRun) -> MatchRun:
    MatchRun.objects.filter(pk=row.pk).update(state="approved", approved_by=get("fund_chair"), approved_at=now())
    return row


SAMPLES = {
    f"donors:{name}": Sample("province_officer", donor)
    for name in ("donor_detail", "donor_edit", "approach_new", "donor_archive")
} | {
    "donors:pledge_detail": Sample("donor", given, strange_pledge()),
    "donors:pledge_accept": Sample("province_officer", pledge(), strange_pledge()),
    "donors:pledge_end": Sample("province_officer", pledge(state="withdrawn"), strange_pledge(state="withdrawn")),
    "donors:campaign_edit": Sample("province_officer", campaign()),
    "donors:campaign_move": Sample("province_officer", campaign(state="published")),
    "donors:matching_detail": Sample("fund_chair", run(), strange_run()),
    "donors:matching_order": Sample("fund_chair", order, strange_order),
    "donors:matching_line": Sample("province_officer", line, strange_line),
    "donors:matching_act": Sample("fund_chair", run(act="approve"), strange_run(act="approve")),
}
