"""Objects for the addresses of a child's file: household, health, papers, consents, sealed files, transfers."""

from collections.abc import Callable
from typing import Any

from children.models import Child
from tests.factories.children import GrantFactory, SpellFactory
from tests.factories.files import (
    AssistanceFactory,
    ConsentFactory,
    DisabilityFactory,
    DocumentFactory,
    MeasurementFactory,
    ReferralFactory,
    TransferFactory,
)
from tests.rights.frame import Get, Sample

OFFICER, LEADER = "commune_officer", "commune_leader"


def of_child(make: Callable[[Get, Any], dict[str, Any]] | None = None, *, reader: str = OFFICER) -> Sample:
    """The commune's child for the reader, the sibling commune's for nobody of them; ``make`` adds to the address."""

    def of(fixture: str) -> Callable[[Get], dict[str, Any]]:
        def made(get: Get) -> dict[str, Any]:
            child = get(fixture)
            return {"code": child.code} | (make(get, child) if make else {})

        return made

    return Sample(reader, of("child"), of("neighbour_child"))


def household(**more: str) -> Sample:
    def of(fixture: str) -> Callable[[Get], dict[str, Any]]:
        return lambda get: {"code": get(fixture).household.code, **more}

    return Sample(OFFICER, of("child"), of("neighbour_child"))


def paper(get: Get, child: Child) -> dict[str, Any]:
    get("private_files")
    return {"document": DocumentFactory(child=child).code}


def picture(get: Get, child: Child) -> dict[str, Any]:
    get("private_files")
    row = DocumentFactory(child=child, kind="photo", ending="jpg")
    row.thumbnail = row.stored
    row.save(update_fields=["thumbnail"])
    return {"document": row.code}


def under_grant(get: Get, child: Child) -> dict[str, Any]:
    """The reader holds a grant for the child of the own commune alone."""
    if child.pk == get("child").pk:
        GrantFactory(child=child, user=get(OFFICER))
    return {}


def sealed_spell(get: Get, child: Child) -> dict[str, Any]:
    under_grant(get, child)
    SpellFactory(child=child, kind_id="HC05")
    return {"kind": "HC05"}


def grant(reader: str, **more: str) -> Sample:
    """A grant in the commune, and one in the sibling commune that is neither the reader's nor theirs to give."""

    def of(fixture: str) -> Callable[[Get], dict[str, Any]]:
        return lambda get: {"code": GrantFactory(child=get(fixture)).code, **more}

    return Sample(reader, of("child"), of("neighbour_child"))


def transfer(**more: str) -> Sample:
    """From the own commune; the strange one goes from the sibling commune to a far one."""

    def own(get: Get) -> dict[str, Any]:
        return {"code": TransferFactory(child=get("child"), receiver=get("units").sibling).code, **more}

    def strange(get: Get) -> dict[str, Any]:
        return {"code": TransferFactory(child=get("neighbour_child"), receiver=get("units").far).code, **more}

    return Sample(OFFICER, own, strange)


SAMPLES = {
    "children:child_reopen": of_child(),
    "children:personal_id_show": of_child(),
    "children:household_detail": household(),
    "children:household_edit": household(),
    "children:household_join": of_child(),
    "children:household_split": of_child(),
    "children:measurement_new": of_child(),
    "children:measurement_withdraw": of_child(lambda get, child: {"measurement": MeasurementFactory(child=child).code}),
    "children:disability_new": of_child(),
    "children:disability_withdraw": of_child(lambda get, child: {"finding": DisabilityFactory(child=child).code}),
    "children:review_new": of_child(),
    "children:assistance_new": of_child(),
    "children:assistance_end": of_child(lambda get, child: {"assistance": AssistanceFactory(child=child).code}),
    "children:consent_list": of_child(),
    "children:consent_new": of_child(lambda get, child: {"purpose": "picture"}),
    "children:consent_withdraw": of_child(lambda get, child: {"consent": ConsentFactory(child=child).code}),
    "children:document_new": of_child(),
    "children:document_file": of_child(paper),
    "children:document_thumbnail": of_child(picture),
    "children:document_delete": of_child(paper),
    "children:sealed_detail": of_child(),
    "children:sealed_break": of_child(),
    "children:sealed_new": of_child(under_grant),
    "children:sealed_paper": of_child(under_grant),
    "children:sealed_end": of_child(sealed_spell),
    "children:grant_new_for_child": of_child(reader=LEADER),
    "children:grant_detail": grant(LEADER),
    "children:grant_act": grant(LEADER, act="thu-hoi"),
    "children:transfer_new": of_child(),
    "children:transfer_detail": transfer(),
    "children:transfer_act": transfer(act="rut"),
    "children:referral_new": of_child(),
    "children:referral_outcome": of_child(lambda get, child: {"referral": ReferralFactory(child=child).code}),
}
