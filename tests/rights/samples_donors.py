"""Objects for the addresses of donors: a donor meets its own pledges, the province those of its own units."""

import datetime
from collections.abc import Callable
from typing import Any

from psycopg2.extras import DateRange

from donors.models import (
    Activity,
    Establishment,
    ForeignApproval,
    MatchRun,
    MobilisationPlan,
    Pledge,
    RegisterImport,
    RegisterRow,
)
from donors.services import merge
from donors.services.activity import invite, save_activity
from donors.services.sponsorship import remember_direct, write_note
from lao_cai_support.web.clock import now, today
from lao_cai_support.web.files import store_private
from tests.factories.areas import SchoolFactory, UnitFactory
from tests.factories.donors import (
    AllocationFactory,
    CampaignFactory,
    DonorAccessFactory,
    DonorFactory,
    MatchRunFactory,
    OfferFactory,
    PledgeFactory,
)
from tests.factories.sponsorships import signed
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


def establishment(get: Get) -> dict[str, Any]:
    return {"code": Establishment.objects.create(name="Hợp tác xã Chè Thử", kind="enterprise", valid=(None, None)).code}


def _register(get: Get) -> RegisterImport:
    return RegisterImport.objects.create(
        issuer="Cục Thống kê", list_day=today(), file_name="ds.xlsx", file_hash="0" * 64, state="preview",
        created_by=get("province_officer"), created_at=now(),
    )  # fmt: skip


def register(**more: str) -> Own:
    return lambda get: {"code": _register(get).code, **more}


def register_row(get: Get) -> dict[str, Any]:
    row = RegisterRow.objects.create(
        register_import=_register(get), sheet="CSV", row=2, name="Hợp tác xã Chè Thử", kind="enterprise", status="new"
    )
    return {"code": row.register_import.code, "row": row.code}


def approach(unit: str) -> Own:
    def made(get: Get) -> dict[str, Any]:
        row = DonorFactory().approaches.create(
            unit=getattr(get("units"), unit), by=get("province_officer"), mobiliser="Lù Văn Thử", channel="phone",
            on=today(),
        )  # fmt: skip
        return {"code": row.code}

    return made


def membership(get: Get) -> dict[str, Any]:
    row = DonorFactory().network.create(terms="mỗi năm một đợt", valid=(today(), None))
    return {"code": row.donor.code, "membership": row.pk}


def _foreign(get: Get, unit: Any) -> ForeignApproval:
    get("lists")
    return ForeignApproval.objects.create(
        pledge=PledgeFactory(unit=unit, donor=DonorFactory(kind="foreign")), authority="province", purpose="áo ấm",
        lawful_source="quyên góp", requested_on=today(), requested_by=get("province_officer"),
    )  # fmt: skip


def foreign(**more: str) -> Own:
    return lambda get: {"code": _foreign(get, get("units").province).code, **more}


def strange_foreign(**more: str) -> Own:
    return lambda get: {"code": _foreign(get, _elsewhere()).code, **more}


def _foreign_paper(get: Get, row: ForeignApproval) -> dict[str, Any]:
    get("private_files")
    held = row.papers.create(
        kind="offer", on=today(), stored=store_private("papers", b"%PDF-1.4", ending="pdf"), ending="pdf",
        sha256="0" * 64, added_by=get("province_officer"),
    )  # fmt: skip
    return {"code": row.code, "paper": held.code}


def foreign_file(get: Get) -> dict[str, Any]:
    return _foreign_paper(get, _foreign(get, get("units").province))


def strange_foreign_file(get: Get) -> dict[str, Any]:
    return _foreign_paper(get, _foreign(get, _elsewhere()))


def public_plan(get: Get) -> dict[str, Any]:
    row = _plan(get, get("units").province)
    MobilisationPlan.objects.filter(pk=row.pk).update(
        state="published", document_no="1", approved_on=today(), approved_by=get("fund_chair"), published_on=today(),
        published_by=get("fund_chair"),
    )  # fmt: skip
    return {"code": row.code}


def _plan(get: Get, unit: Any) -> MobilisationPlan:
    first = datetime.date(2025, 1, 1)
    return MobilisationPlan.objects.create(
        unit=unit, kind="year", title="Kế hoạch thử", valid=DateRange(first, first.replace(year=2026)),
        drafted_by=get("province_officer"), drafted_on=today(),
    )  # fmt: skip


def plan(**more: str) -> Own:
    return lambda get: {"code": _plan(get, get("units").district).code, **more}


def strange_plan(**more: str) -> Own:
    return lambda get: {"code": _plan(get, get("units").other_district).code, **more}


def merged(get: Get) -> dict[str, Any]:
    user = get("province_officer")
    row = merge.merge_donors(user=user, kept=DonorFactory(), gone=DonorFactory(), reason="cùng mã số thuế")
    return {"code": row.code}


def given(get: Get) -> dict[str, Any]:
    """A pledge of the donor who signs in."""
    pledge = get("pledge")
    DonorAccessFactory(user=get("donor"), donor=pledge.donor)
    return {"code": pledge.code}


def pledge(**more: str) -> Own:
    return lambda get: {"code": get("pledge").code, **more}


def strange_pledge(**more: str) -> Own:
    return lambda get: {"code": _strange_pledge(get).code, **more}


def given_agreement(get: Get) -> dict[str, Any]:
    return given(get) | {"kind": "thoa-thuan"}


def _paper(get: Get, row: Pledge) -> dict[str, Any]:
    made = row.papers.create(
        kind="quality",
        stored=store_private("pledges", b"%PDF-1.4", ending="pdf"),
        ending="pdf",
        sha256=row.code,
        uploaded_by=get("province_officer"),
        uploaded_on=now(),
    )
    return {"code": row.code, "paper": made.code}


def paper(get: Get) -> dict[str, Any]:
    get("private_files")
    return _paper(get, Pledge.objects.get(code=given(get)["code"]))


def strange_paper(get: Get) -> dict[str, Any]:
    return _paper(get, _strange_pledge(get))


def offer(get: Get) -> dict[str, Any]:
    return {"code": OfferFactory(state="confirmed", confirmed_at=now()).code}


def unconfirmed(get: Get) -> dict[str, Any]:
    """What nobody has confirmed does not exist yet."""
    get("units")
    return {"code": OfferFactory().code}


def _write_off(get: Get, row: Pledge) -> dict[str, Any]:
    asked = row.write_offs.create(value=1, reason="x", asked_by=get("province_officer"), asked_on=now())
    return {"code": asked.code, "answer": "duyet"}


def write_off(get: Get) -> dict[str, Any]:
    return _write_off(get, get("pledge"))


def strange_write_off(get: Get) -> dict[str, Any]:
    return _write_off(get, _strange_pledge(get))


def campaign(**more: str) -> Own:
    return lambda get: {"code": CampaignFactory(unit=get("units").province, state="draft").code, **more}


def campaign_told(get: Get) -> dict[str, Any]:
    return {"code": CampaignFactory(unit=get("units").province).code}


def pictured(**more: str) -> Own:
    def made(get: Get) -> dict[str, Any]:
        get("private_files")
        stored = store_private("pictures", b"\xff\xd8\xff", ending="jpg")
        looked = {"picture": stored, "picture_alt": "kho", "picture_checked_by": get("province_officer")}
        return {"code": CampaignFactory(unit=get("units").province, **looked, **more).code}

    return made


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


def sponsorship(**more: Any) -> Own:
    """A running sponsorship of the commune's child, its donor signing in; a function in ``more`` makes an argument."""

    def make(get: Get) -> dict[str, Any]:
        row = signed(get("province_officer"), get("child"), get("units").province, route="direct")
        DonorAccessFactory(user=get("donor"), donor=row.donor)
        return {"code": row.code} | {k: value(get, row) if callable(value) else value for k, value in more.items()}

    return make


def others_sponsorship(**more: Any) -> Own:
    """Of a child of another district: neither this donor's nor this commune's."""

    def make(get: Get) -> dict[str, Any]:
        row = signed(get("province_officer"), get("far_child"), get("units").province, route="direct")
        return {"code": row.code} | {k: value(get, row) if callable(value) else value for k, value in more.items()}

    return make


def gift(get: Get, row: Any) -> int:
    return remember_direct(
        user=get("province_officer"), sponsorship=row, day=row.signed_on, amount=1000, paper="Biên nhận"
    ).pk


def news(get: Get, row: Any) -> str:
    return write_note(user=get("province_officer"), sponsorship=row, text="Em khỏe.").code


def activity(**more: Any) -> Own:
    """A published check-up of the commune to which the school is invited; a function in ``more`` makes an argument."""

    def make(get: Get) -> dict[str, Any]:
        get("child")
        row = _activity(get("commune_officer"), get("units").commune, get("school"))
        return {"code": row.code} | {k: value(row) if callable(value) else value for k, value in more.items()}

    return make


def others_activity(**more: Any) -> Own:
    def make(get: Get) -> dict[str, Any]:
        place = get("units").far
        row = _activity(get("far_officer"), place, SchoolFactory(unit=place, name="Trường Tiểu học Hợp Thành"))
        return {"code": row.code} | {k: value(row) if callable(value) else value for k, value in more.items()}

    return make


def _activity(user: Any, unit: Any, school: Any) -> Any:
    about = {"kind": "health", "name": "Khám mắt", "about": "x", "first_day": today(), "last_day": today()}
    row = save_activity(user=user, activity=None, unit=unit, **about)
    invite(user=user, activity=row, school=school)
    Activity.objects.filter(pk=row.pk).update(state="published")
    return row


def group(row: Any) -> int:
    return row.invites.get().pk


SAMPLES = (
    {
        f"donors:{name}": Sample("district_officer", plan(), strange_plan())
        for name in ("plan_detail", "plan_edit", "plan_targets", "plan_approve", "plan_evaluate", "plan_print")
    }
    | {
        f"donors:{name}": Sample("province_officer", donor)
        for name in (
            "donor_detail",
            "donor_edit",
            "approach_new",
            "donor_archive",
            "donor_merge",
            "contact_new",
            "network_new",
        )
    }
    | {
        "donors:approach_done": Sample("district_officer", approach("district"), approach("other_district")),
        "donors:network_end": Sample("province_officer", membership),
        "donors:foreign_detail": Sample("fund_chair", foreign(), strange_foreign()),
        "donors:foreign_paper": Sample("province_officer", foreign(), strange_foreign()),
        "donors:foreign_file": Sample("fund_chair", foreign_file, strange_foreign_file),
        "donors:foreign_step": Sample("province_officer", foreign(step="du-ho-so"), strange_foreign(step="du-ho-so")),
        "donors:donor_unmerge": Sample("province_officer", merged),
        "donors:establishment_detail": Sample("district_officer", establishment),
        "donors:establishment_donor": Sample("province_officer", establishment),
        "donors:register_detail": Sample("province_officer", register()),
        "donors:register_row": Sample("province_officer", register_row),
        "donors:register_act": Sample("province_officer", register(act="commit")),
        "donors:pledge_detail": Sample("donor", given, strange_pledge()),
        "donors:pledge_accept": Sample("province_officer", pledge(), strange_pledge()),
        "donors:offer_detail": Sample("province_officer", offer, unconfirmed),
        "donors:offer_drop": Sample("province_officer", offer, unconfirmed),
        "donors:pledge_replan": Sample("province_officer", pledge(), strange_pledge()),
        "donors:pledge_paper_new": Sample("donor", given, strange_pledge()),
        "donors:pledge_paper": Sample("donor", paper, strange_paper),
        "donors:pledge_print": Sample("donor", given_agreement, strange_pledge(kind="thoa-thuan")),
        "donors:pledge_anonymous": Sample("province_officer", pledge(choice="an"), strange_pledge(choice="an")),
        "donors:write_off_decide": Sample("fund_chair", write_off, strange_write_off),
        "donors:pledge_end": Sample("province_officer", pledge(state="withdrawn"), strange_pledge(state="withdrawn")),
        "public:plan": Sample("donor", public_plan, plan()),
        "donors:plan_act": Sample("district_officer", plan(act="refill"), strange_plan(act="refill")),
        "donors:campaign_detail": Sample("province_officer", campaign()),
        "donors:campaign_edit": Sample("province_officer", campaign()),
        "donors:campaign_settle": Sample("province_officer", campaign()),
        "donors:campaign_picture": Sample("province_officer", campaign()),
        "donors:campaign_picture_file": Sample("province_officer", pictured(state="draft")),
        "public:campaign_picture": Sample("donor", pictured(), pictured(state="draft")),
        "public:campaign_notice": Sample("donor", campaign_told, campaign()),
        "donors:campaign_move": Sample("province_officer", campaign(state="published")),
        "donors:matching_detail": Sample("fund_chair", run(), strange_run()),
        "donors:matching_order": Sample("fund_chair", order, strange_order),
        "donors:matching_line": Sample("province_officer", line, strange_line),
        "donors:matching_act": Sample("fund_chair", run(act="approve"), strange_run(act="approve")),
        "donors:activity_detail": Sample("school_officer", activity(), others_activity()),
        "donors:activity_edit": Sample("commune_officer", activity(), others_activity()),
        "donors:activity_invite": Sample("commune_officer", activity(), others_activity()),
        "donors:activity_heads": Sample("commune_officer", activity(), others_activity()),
        "donors:activity_result": Sample("commune_leader", activity(), others_activity()),
        "donors:activity_grid": Sample("commune_officer", activity(group=group), others_activity(group=group)),
        "donors:activity_move": Sample(
            "commune_leader", activity(state="published"), others_activity(state="published")
        ),
        "donors:sponsorship_new": Sample("province_officer", lambda get: {"child": get("child").code}),
        "donors:sponsorship_detail": Sample("donor", sponsorship(), others_sponsorship()),
        "donors:sponsorship_paper": Sample("donor", sponsorship(), others_sponsorship()),
        "donors:sponsorship_note": Sample("commune_officer", sponsorship(), others_sponsorship()),
        "donors:sponsorship_correct": Sample("province_officer", sponsorship(payment=gift)),
        "donors:sponsorship_note_decide": Sample("province_officer", sponsorship(note=news)),
    }
    | {
        f"donors:sponsorship_{act}": Sample("province_officer", sponsorship())
        for act in ("sign", "stop", "resume", "end", "direct")
    }
)
