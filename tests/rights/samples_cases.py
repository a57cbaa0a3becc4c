"""Objects for the addresses of cases, and of plans of support."""

from typing import Any

from children.models import CaseHandover, CasePaper, ProtectionCase, ServiceProvider
from children.services.case import report_case
from lao_cai_support.web.clock import now
from lao_cai_support.web.files import store_private
from tests.children.cases import FIELDS
from tests.rights.frame import Get, Sample
from tests.rights.samples_children import child, neighbour_child


def case_of(unit: str, officer: str, leader: str, **more: Any) -> Any:
    """A case of the commune, its officer and leader named; a function in ``more`` makes an argument from the case."""

    def make(get: Get) -> dict[str, Any]:
        get("lists")
        get(leader)
        place = getattr(get("units"), unit)
        made = report_case(user=get(officer), unit=place, fields=FIELDS["report"], received_at=now())
        return {"code": made.code} | {k: value(get, made) if callable(value) else value for k, value in more.items()}

    return make


def case(**more: Any) -> Sample:
    return Sample(
        "commune_officer",
        case_of("commune", "commune_officer", "commune_leader", **more),
        case_of("sibling", "neighbour_officer", "neighbour_leader", **more),
    )


def report(_get: Get, made: ProtectionCase) -> str:
    return made.papers.get().code


def draft(_get: Get, made: ProtectionCase) -> str:
    user = made.opened_by
    return CasePaper.objects.create(
        case=made, kind="first", form_version=1, done_at=now(), drafted_by=user, drafted_at=now()
    ).code


def leader(_get: Get, made: ProtectionCase) -> str:
    return made.members.get(part="leader").code


def scan(get: Get, made: ProtectionCase) -> str:
    get("settings").DATA_DIR = get("tmp_path") / "data"
    return made.scans.create(
        kind="report",
        stored=store_private("cases", b"%PDF-1.4 x", ending="pdf"),
        ending="pdf",
        size=9,
        sha256="0" * 64,
        uploaded_by=made.opened_by,
        uploaded_at=now(),
    ).code


def provider(get: Get) -> dict[str, Any]:
    made = ServiceProvider.objects.create(
        name="Trung tâm CTXH", kind="counselling", unit=get("units").commune, checked_on=now().date()
    )
    return {"code": made.code}


def offered(unit: str, officer: str, leader: str, receiver: str, **more: str) -> Any:
    """A case on its way to another commune."""

    def make(get: Get) -> dict[str, Any]:
        found = ProtectionCase.objects.get(code=case_of(unit, officer, leader)(get)["code"])
        row = CaseHandover.objects.create(
            case=found, sender=found.unit, receiver=getattr(get("units"), receiver), reason="Trẻ đã chuyển đến",
            offered_by=get(leader), offered_at=now(),
        )  # fmt: skip
        return {"code": row.code, **more}

    return make


def handover(**more: str) -> Sample:
    return Sample(
        "commune_leader",
        offered("commune", "commune_officer", "commune_leader", "sibling", **more),
        offered("sibling", "neighbour_officer", "neighbour_leader", "far", **more),
    )


SAMPLES = {
    "children:handover_detail": handover(),
    "children:handover_act": handover(act="nhan"),
    "children:handover_new": Sample(
        "commune_leader",
        case_of("commune", "commune_officer", "commune_leader"),
        case_of("sibling", "neighbour_officer", "neighbour_leader"),
    ),
    "children:provider_edit": Sample("commune_officer", provider),
    "children:provider_end": Sample("commune_officer", provider),
    "children:case_detail": case(),
    "children:case_link": case(),
    "children:case_member_new": case(),
    "children:case_member_act": case(member=leader, act="xem-lai"),
    "children:case_paper_new": case(kind="first"),
    "children:case_paper_blank": case(kind="first"),
    "children:case_paper": case(paper=report),
    "children:case_paper_edit": case(paper=draft),
    "children:case_paper_pdf": case(paper=report),
    "children:case_paper_act": case(paper=draft, act="ky"),
    "children:scan_file": case(scan=scan),
    "children:case_form_blank": Sample("commune_officer", lambda get: {"kind": "report"}),
    "children:support_new": Sample("commune_officer", child, neighbour_child),
}
