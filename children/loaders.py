"""The register's official lists."""

import statistics
from collections import defaultdict
from typing import Any

from psycopg2.extras import DateRange

from children.models import (
    AssessmentForm,
    CircumstanceKind,
    ColdBand,
    CommuneBand,
    DisabilityDegree,
    DisabilityType,
    EthnicGroup,
    Item,
    ItemPrice,
    ItemSubstitute,
    PovertyCategory,
    StateSupport,
    SupportArea,
)
from children.models.item import SizeKind
from children.scoring import FORMS
from lao_cai_support.areas.models import AdministrativeUnit, Succession
from lao_cai_support.areas.reference_lists import Counts, day, day_after, read_csv, upsert

# Groups whose mere mention can harm a child (domain/children 1.2); a named grant opens them, no role does.
SEALED = ("HC05", "HC06", "HC07", "HC09", "HC10", "HC11", "HC12", "NC12")
YEARS = range(2019, 2027)
# The two entries that name no people; the peoples' names are the same in English.
NO_PEOPLE = {"98": "Foreigner", "99": "Not determined"}


def load_ethnic_groups() -> Counts:
    return upsert(
        EthnicGroup,
        (
            {
                "code": row["code"],
                "name_vi": row["name_vi"],
                "name_en": NO_PEOPLE.get(row["code"], ""),
                "other_names": [name.strip() for name in row["other_names"].split(";") if name.strip()],
                "census_code": row["census_code"],
                "source": row["source"],
            }
            for row in read_csv("ethnic_groups.csv")
        ),
        key=("code",),
    )


def load_circumstances() -> Counts:
    rows = [
        {
            "code": row["code"],
            "parent_id": row["parent_code"] or None,
            "name_vi": row["name_vi"],
            "name_en": row["name_en"],
            "sealed": row["code"].startswith(SEALED),
            "source": row["source"],
        }
        for row in read_csv("special_circumstances.csv")
    ]
    rows.sort(key=lambda row: row["parent_id"] is not None)
    return upsert(CircumstanceKind, rows, key=("code",))


def load_poverty() -> Counts:
    return upsert(
        PovertyCategory,
        (
            {
                "code": row["code"],
                "name_vi": row["name_vi"],
                "name_en": row["name_en"],
                "area": row["area"],
                "valid_from": day(row["valid_from"]),
                "valid_to": day(row["valid_to"]),
                "poor": row["code"].startswith("HN"),
                "near_poor": row["code"].startswith("CN"),
                "source": row["source"],
            }
            for row in read_csv("poverty_categories.csv")
        ),
        key=("code",),
    )


def load_disabilities() -> Counts:
    """Types and degrees (Luật Người khuyết tật 51/2010 Art. 3)."""
    named = ("code", "name_vi", "name_en", "source")
    types = [{name: row[name] for name in named} for row in read_csv("disability_types.csv")]
    degrees = [{name: row[name] for name in named} for row in read_csv("disability_degrees.csv")]
    return upsert(DisabilityType, types, key=("code",)) + upsert(DisabilityDegree, degrees, key=("code",))


def load_items() -> Counts:
    """Areas of support are the rows without a parent, items those with one."""
    rows = read_csv("support_areas.csv")
    counts = upsert(
        SupportArea,
        (
            {
                "code": row["code"],
                "name_vi": row["name_vi"],
                "name_en": row["name_en"],
                "in_plan": row["code"] != "KH",
                "source": row["source"],
            }
            for row in rows
            if not row["parent_code"]
        ),
        key=("code",),
    )
    return counts + upsert(Item, (_item(row) for row in rows if row["parent_code"]), key=("code",))


def _item(row: dict[str, str]) -> dict[str, Any]:
    size = row["age_or_size"]
    kind = SizeKind.NONE
    if "CLOTH" in size:
        kind = SizeKind.CLOTH
    elif "SHOE" in size:
        kind = SizeKind.SHOE
    elif size == "S/M/L":
        kind = SizeKind.SML
    return {
        "code": row["code"],
        "area_id": row["parent_code"],
        "name_vi": row["name_vi"],
        "name_en": row["name_en"],
        "unit_vi": row["unit_vi"],
        "unit_en": row["unit_en"],
        "size_kind": kind.value,
        "is_money": row["unit_vi"].startswith("đồng"),
        "perishable": row["parent_code"] == "DD",
        "for_group": size == "group",
        "season_deadline": "11-15" if row["parent_code"] == "DA" else "",
        "source": row["source"],
    }


def load_prices() -> Counts:
    """One value per item and year: the median of the prices seen that year in the item's own unit, carried on."""
    units = dict(Item.objects.values_list("code", "unit_vi"))
    seen: dict[tuple[str, int], list[int]] = defaultdict(list)
    for row in read_csv("item_prices.csv"):
        if units.get(row["item_code"]) == row["unit_vi"] and row["typical_vnd"] and row["year"].isdigit():
            seen[row["item_code"], int(row["year"])].append(int(float(row["typical_vnd"])))
    rows = []
    for code in sorted(units):
        value = None
        known = sorted(year for item, year in seen if item == code)
        if not known:
            continue
        for year in YEARS:
            nearest = min(known, key=lambda other: (abs(other - year), other))
            value = round(statistics.median(seen[code, nearest]))
            rows.append(
                {"item_id": code, "year": year, "unit_value": value, "source": f"item_prices.csv, {nearest}, median"}
            )
    return upsert(ItemPrice, rows, key=("item", "year"))


def load_forms() -> Counts:
    """Version 1 of the needs assessment of each area; a changed form is a new version, never an edit."""
    held = set(AssessmentForm.objects.values_list("area_id", "version"))
    new = [
        AssessmentForm(area_id=area, version=form["version"], questions=form["questions"], scoring=form["scoring"])
        for area, form in FORMS.items()
        if (area, form["version"]) not in held
    ]
    AssessmentForm.objects.bulk_create(new)
    return Counts(created=len(new), unchanged=len(FORMS) - len(new))


def load_cold_bands() -> Counts:
    """The bands, and the band of every commune of any time: by its old district or its own name, a merged one by the
    coldest of those it came from."""
    rows = read_csv("cold_bands.csv")
    counts = upsert(
        ColdBand,
        (
            {
                "code": row["code"],
                "name_vi": row["name_vi"],
                "name_en": row["name_en"],
                "due": row["due"],
                "listed": row["listed"],
                "frost": row["frost"] == "true",
                "source": row["source"],
            }
            for row in rows
        ),
        key=("code",),
    )
    decided = set(CommuneBand.objects.exclude(basis="").values_list("unit", flat=True))
    bands = {unit: band for unit, band in commune_bands(rows).items() if unit not in decided}
    return counts + upsert(
        CommuneBand, ({"unit_id": unit, "band_id": band} for unit, band in bands.items()), key=("unit",)
    )


def commune_bands(rows: list[dict[str, str]]) -> dict[int, str]:
    """commune's id → band's code; the rows stand from the coldest on."""
    coldest_first = [row["code"] for row in rows]
    by_district = {code: row["code"] for row in rows for code in row["districts"].split(";") if code}
    by_name: dict[tuple[str, str], str] = {}
    for row in rows:
        for part in filter(None, row["communes"].split("|")):
            district, names = part.split(":")
            by_name |= {(district, name): row["code"] for name in names.split(";")}
    found, named = {}, set()
    for unit in AdministrativeUnit.objects.communes():
        district = unit.path.split(".")[1] if unit.path.count(".") > 1 else ""
        if own := by_name.get((district, unit.name)):
            named.add(unit.pk)
        if band := own or by_district.get(district):
            found[unit.pk] = band
    former: dict[int, list[str]] = defaultdict(list)
    for before, after in Succession.objects.order_by("effective_on").values_list("predecessor_id", "successor_id"):
        if before in found and after not in named:
            former[after].append(found[before])
            found[after] = min(former[after], key=coldest_first.index)
    return found


def load_substitutes() -> Counts:
    return upsert(
        ItemSubstitute,
        (
            {"item_id": row["item_code"], "substitute_id": row["substitute_code"], "note": row["note"]}
            for row in read_csv("item_substitutes.csv")
        ),
        key=("item", "substitute"),
    )


def load_state_support() -> Counts:
    """What the State gives already, by area of support; an entry that the province has changed stays as it is."""
    changed = set(StateSupport.objects.filter(changed_by__isnull=False).values_list("pk", flat=True))
    return upsert(
        StateSupport,
        (
            {
                "code": row["code"],
                "area_id": row["area_code"],
                "name_vi": row["name_vi"],
                "name_en": row["name_en"],
                "law": row["law"],
                "least_age": int(row["least_age"]),
                "most_age": int(row["most_age"]),
                "any_of": row["any_of"].split(),
                "valid": DateRange(day(row["valid_from"]), day_after(row["valid_to"])),
                "source": row["source"],
            }
            for row in read_csv("state_support.csv")
            if row["code"] not in changed
        ),
        key=("code",),
    )
