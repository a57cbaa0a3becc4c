"""Objects for the addresses of people."""

from tests.rights.frame import Get, Sample


def someone(get: Get) -> dict:
    return {"code": get("commune_officer").code}


def their_role(get: Get) -> dict:
    return {"code": get("commune_officer").memberships.get().code}


SAMPLES = {
    f"accounts:{name}": Sample("administrator", someone)
    for name in (
        "person",
        "person_edit",
        "membership_new",
        "person_password",
        "person_disable",
        "person_enable",
        "person_second_factor",
    )
} | {"accounts:membership_end": Sample("administrator", their_role)}
