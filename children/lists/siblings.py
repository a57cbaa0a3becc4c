"""Which rows of one file are brothers and sisters: they share a household."""

from typing import Any

from lao_cai_support.web.text import fold


def household_key(fields: dict[str, Any]) -> tuple[str, ...] | None:
    """What two rows of one file share when they belong to one household: village, father, mother (folded names).

    Nothing where a parent or the village is not told: one name alone is shared by whole hamlets.
    """
    adults = fields.get("adults") or {}
    father, mother = fold(adults.get("father") or ""), fold(adults.get("mother") or "")
    village = fold(fields.get("village") or "")
    return (village, father, mother) if father and mother and village else None
