"""The fields of every paper, by kind and version. A changed form is a new version; old papers keep theirs."""

from collections.abc import Iterator
from typing import Any

from children.casework import forms_intake, forms_plan
from children.casework.papers import Ask, Part

VERSION = 1
_V1: dict[str, tuple[Part, ...]] = {
    "report": forms_intake.REPORT,
    "check": forms_intake.CHECK,
    "first": forms_intake.FIRST,
    "measures": forms_intake.MEASURES,
    "separation": forms_intake.SEPARATION,
    "lifting": forms_intake.LIFTING,
    "detailed": forms_plan.DETAILED,
    "minutes": forms_plan.MINUTES,
    "plan": forms_plan.PLAN,
    "decision": forms_plan.DECISION,
    "sending": forms_plan.SENDING,
    "referral": forms_plan.REFERRAL,
    "visit": forms_plan.VISIT,
    "review": forms_plan.REVIEW,
    "filing": forms_plan.FILING,
}
_VERSIONS = {1: _V1}


def parts_of(kind: str, version: int = VERSION) -> tuple[Part, ...]:
    """The headings and fields of a paper. Raises KeyError for a kind or version that never was."""
    return _VERSIONS[version][kind]


def asks_of(kind: str, version: int = VERSION) -> Iterator[Ask]:
    for part in parts_of(kind, version):
        yield from part.asks


def missing_in(kind: str, fields: dict[str, Any], version: int = VERSION) -> list[tuple[str, Ask]]:
    """The fields that must be there and are not, as (name in the form, field); of rows those of every line."""
    missing = []
    for ask in asks_of(kind, version):
        value = fields.get(ask.name)
        if ask.required and value in (None, "", []):
            missing.append((ask.name, ask))
        for number, line in enumerate(value if ask.kind == "rows" and value else []):
            missing += [
                (f"{ask.name}-{number}-{column.name}", column)
                for column in ask.columns
                if column.required and line.get(column.name) in (None, "")
            ]
    return missing
