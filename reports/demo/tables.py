"""The sourced tables of ``data/``: shares, rates, seasons, gift sizes. Judgements among them are no statistics."""

import csv
import datetime
import functools
import random
from collections import defaultdict
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"
LAST_WINTER_DAY = (11, 30)  # where no cold band is told: the low one


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def peoples() -> dict[str, tuple[list[str], list[float]]]:
    """District code → (ethnic codes, weights)."""
    found: dict[str, tuple[list[str], list[float]]] = defaultdict(lambda: ([], []))
    for row in rows("ethnic_weights.csv"):
        code = row["ethnic_code"] if row["ethnic_code"] != "00" else "01"
        found[row["district_code"]][0].append(code)
        found[row["district_code"]][1].append(float(row["weight_percent"]))
    return found


def pick(rng: random.Random, table: dict[str, tuple[list[str], list[float]]], district: str) -> Any:
    codes, weights = table[district]
    return rng.choices(codes, weights)[0]


def populations() -> dict[str, int]:
    """District code → people in 2019, by which children are spread."""
    return {
        row["unit_code"]: int(row["value"])
        for row in rows("peoples_by_district.csv")
        if row["measure"] == "population" and row["unit_level"] == "district" and row["year"] == "2019"
    }


def village_patterns() -> list[str]:
    return [row["name_vi"] for row in rows("village_names.csv") if row["use"] == "real"]


@functools.cache
def _rates() -> dict[tuple[str, str, str], float]:
    """(indicator, unit code, year) → value; proposals of the table stand under ``generator_weight:…``."""
    return {
        (row["indicator"], row["unit_code"], row["year"]): float(row["value"])
        for row in rows("prevalence.csv")
        if row["value"]
    }


def poverty(district: str, year: int) -> tuple[float, float]:
    """Shares of a district's children in poor and in near-poor households; the province's where no row tells more."""
    rates = _rates()

    def rate(indicator: str) -> float:
        known = sorted(int(of) for name, unit, of in rates if name == indicator and unit == district and of)
        nearest = min(known, key=lambda other: abs(other - year), default=0)
        return rates[indicator, district, str(nearest)] if known else rates[indicator, "10", "2024"]

    factor = rates["generator_weight:poor_child_factor", "10", ""]  # poor households have more children
    return min(rate("poor_household_rate") * factor, 60) / 100, rate("near_poor_household_rate") / 100


def circumstances() -> list[tuple[str, float]]:
    """(kind, share of children); one sub-group stands for a group that has them. Sealed groups are left out."""
    rates = _rates()
    whole = rates["generator_weight:HC_any", "10", ""] / 100
    groups = {
        "HC01": "HC01.03",
        "HC02": "HC02.02",
        "HC03": "HC03.07",
        "HC04": "HC04.02",
        "HC08": "HC08.02",
        "HC13": "HC13.01",
    }
    found = [(kind, whole * rates[f"generator_weight:{group}", "10", ""] / 100) for group, kind in groups.items()]
    children = rates["children_under_16", "10", "2019"]
    found.append(("NC06", rates["generator_weight:NC06", "10", ""] / children))
    return [*found, ("NC09", 0.03), ("NC08", 0.008)]


@functools.cache
def _winter_days() -> dict[str, tuple[int, int]]:
    found = {}
    for row in rows("climate.csv"):
        if row["row_type"] == "needed_by":
            month, day = (int(part) for part in row["date_or_period"].split("-"))
            found.update(dict.fromkeys(row["district_codes"].split(), (month, day)))
    return found


def needed_by(district: str, year: int) -> datetime.date:
    """The day by which warm clothing is needed in the district's cold band (proposal of the table)."""
    return datetime.date(year, *_winter_days().get(district, LAST_WINTER_DAY))


def gift(rng: random.Random, kind: str) -> int:
    """A gift of a giver's kind (ND…), in đồng, whole hundred thousands, mostly near the typical size."""
    row = next(row for row in rows("donors.csv") if row["kind_code"] == kind)
    low, typical, high = (float(row[f"gift_{size}_million_vnd"]) * 1_000_000 for size in ("low", "typical", "high"))
    return max(1, round(rng.triangular(low, min(high, typical * 2), typical) / 100_000)) * 100_000


def campaigns() -> list[dict[str, str]]:
    """The yearly calendar of campaigns, without the relief of disasters, which nobody plans."""
    return [row for row in rows("campaigns.csv") if row["campaign_code"] != "CD06"]
