"""Names as in the highland districts: parts of one people put together; nobody real is meant."""

import random
from collections import defaultdict

from reports.demo.tables import rows


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
