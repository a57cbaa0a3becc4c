"""Names as in the highland districts: parts of one people put together; nobody real is meant."""

import csv
import random
from collections import defaultdict
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


class Names:
    """Draws names from the tables with the given generator."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.parts: dict[tuple[str, str, str], list[str]] = defaultdict(list)
        for row in rows("names.csv"):
            weight = max(1, round(float(row["weight"] or 1)))
            self.parts[row["ethnic_code"], row["part"], row["sex"]] += [row["value"]] * min(weight, 20)

    def _draw(self, people: str, part: str, sex: str) -> str | None:
        pool = self.parts.get((people, part, sex)) or self.parts.get((people, part, "any"))
        return self.rng.choice(pool) if pool else None

    def family(self, people: str) -> str:
        return self._draw(people, "family", "any") or self._draw("01", "family", "any") or "Nguyễn"

    def full(self, people: str, sex: str, family: str | None = None) -> str:
        """A full name; small peoples without given names of their own take the pooled Kinh and Tày lists."""
        letter = "M" if sex == "male" else "F"
        family = family or self.family(people)
        given = (
            self._draw(people, "given", letter) or self._draw(self.rng.choice(["01", "02"]), "given", letter) or "An"
        )
        if people == "08":
            middle = "Thị" if letter == "F" else (self._draw("08", "middle", "M") or "A")
        elif people == "09" and letter == "M":
            middle = self._draw("09", "generation_middle", "M") or "Văn"
        elif people == "01":
            middle = self._draw("01", "middle", letter) or ("Thị" if letter == "F" else "Văn")
        else:
            middle = "Thị" if letter == "F" else "Văn"
        return f"{family} {middle} {given}"


def peoples(rng: random.Random) -> dict[str, tuple[list[str], list[float]]]:
    """District code → (ethnic codes, weights)."""
    found: dict[str, tuple[list[str], list[float]]] = defaultdict(lambda: ([], []))
    for row in rows("ethnic_weights.csv"):
        code = row["ethnic_code"] if row["ethnic_code"] != "00" else "01"
        found[row["district_code"]][0].append(code)
        found[row["district_code"]][1].append(float(row["weight_percent"]))
    return found


def populations() -> dict[str, int]:
    """District code → people in 2019, by which children are spread."""
    return {
        row["unit_code"]: int(row["value"])
        for row in rows("peoples_by_district.csv")
        if row["measure"] == "population" and row["unit_level"] == "district" and row["year"] == "2019"
    }


def village_patterns() -> list[str]:
    return [row["name_vi"] for row in rows("village_names.csv") if row["use"] == "real"]


def pick(rng: random.Random, table: dict[str, tuple[list[str], list[float]]], district: str) -> Any:
    codes, weights = table[district]
    return rng.choices(codes, weights)[0]
