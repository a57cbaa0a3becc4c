"""Growth against the WHO's tables: z-scores by the LMS method, what is implausible, and the classes they give.

From birth to 59 months the WHO Child Growth Standards (2006), by the day; from 60 months to 19 years the WHO
Reference (2007), by the month, with L, M and S between two months taken on the straight line. The figures are in
``reference/who_growth.csv``; the arithmetic is that of the WHO's own reports (Methods and development 2006, chapter 7):

- beyond ±3 the weight-based scores are counted on in steps of the distance between 2 and 3 SD;
- until 730 days a child is measured lying, from 731 days standing; measured the other way 0.7 cm is added or taken;
- a month is 30.4375 days; scores are rounded to two decimals;
- implausible: length or height for age beyond ±6, weight for age below -6 or above 5, weight for height and BMI
  for age beyond ±5. Such a score is shown as one to measure again and gives no class.
"""

import csv
import datetime
import math
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.conf import settings
from django.utils import formats
from django.utils.translation import gettext as _

MONTH = 30.4375  # days
STANDING = 731  # days: from here on height, before it length
LYING_MORE = 0.7  # cm that a child is longer lying than standing
OLDER = 60  # months: from here on the Reference of 2007
OLDEST_WEIGHED = 120  # months: weight for age is not told beyond (puberty)
OLDEST = 228  # months

PLAUSIBLE = {"height": (-6, 6), "weight": (-6, 5), "wasting": (-5, 5), "bmi": (-5, 5), "bmi_young": (-5, 5)}

Lms = tuple[float, float, float]


@cache
def tables() -> dict[tuple[str, str], dict[int, Lms]]:
    """(table, sex) → tenth of the day, month or centimetre → L, M, S."""
    held: dict[tuple[str, str], dict[int, Lms]] = {}
    with (settings.REFERENCE_DIR / "who_growth.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            lms = (float(row["l"]), float(row["m"]), float(row["s"]))
            held.setdefault((row["table"], row["sex"]), {})[round(float(row["x"]) * 10)] = lms
    return held


def lms_at(table: str, sex: str, x: float, *, step: float = 1) -> Lms | None:
    """L, M and S at ``x``, between two rows ``step`` apart on the straight line; None where the table ends."""
    rows = tables().get((table, sex), {})
    low = math.floor(round(x / step, 6)) * step
    below, above = rows.get(round(low * 10)), rows.get(round((low + step) * 10))
    part = round((x - low) / step, 6)
    if below is None or (part and above is None):
        return None
    if not part or above is None:
        return below
    one, two, three = (a + part * (b - a) for a, b in zip(below, above, strict=True))
    return one, two, three


def at_sd(lms: Lms, z: float) -> float:
    """The measure that stands ``z`` standard deviations from the median, by the LMS formula."""
    power, median, spread = lms
    return median * (1 + power * spread * z) ** (1 / power)


def z_score(measure: float, lms: Lms, *, adjusted: bool) -> float:
    """The LMS z-score of a measure, to two decimals; ``adjusted`` for what is weighed (beyond ±3, see above)."""
    power, median, spread = lms
    z = ((measure / median) ** power - 1) / (power * spread)
    if adjusted and z > 3:
        z = 3 + (measure - at_sd(lms, 3)) / (at_sd(lms, 3) - at_sd(lms, 2))
    elif adjusted and z < -3:
        z = -3 + (measure - at_sd(lms, -3)) / (at_sd(lms, -2) - at_sd(lms, -3))
    return round(z, 2)


@dataclass(frozen=True)
class Score:
    """One indicator's z-score: ``kind`` is height, weight, wasting (under five), bmi, or bmi_young (under five)."""

    kind: str
    z: float

    @property
    def plausible(self) -> bool:
        least, most = PLAUSIBLE[self.kind]
        return least <= self.z <= most

    @property
    def shown(self) -> str:
        """−2.3 with the reader's own decimal sign; a real minus."""
        return formats.number_format(self.z, 1).replace("-", "−")

    @property
    def label(self) -> str:
        return {
            "height": _("chiều cao theo tuổi"),
            "weight": _("cân nặng theo tuổi"),
            "wasting": _("cân nặng theo chiều cao"),
            "bmi": _("BMI theo tuổi"),
            "bmi_young": _("BMI theo tuổi"),
        }[self.kind]


@dataclass
class Growth:
    """What a measurement says of growth; ``missing`` is why it says nothing."""

    scores: list[Score] = field(default_factory=list)
    missing: str = ""

    def z(self, kind: str) -> float | None:
        return next((score.z for score in self.scores if score.kind == kind), None)

    @property
    def implausible(self) -> bool:
        return any(not score.plausible for score in self.scores)

    @property
    def classes(self) -> list[str]:
        """Codes: stunted, underweight, wasted (5 years and more: thin), each with ``severe_`` below -3; overweight, obese."""
        found = []
        for score in self.scores:
            if not score.plausible or score.kind == "bmi_young":  # under five weight for height classifies
                continue
            low = {"height": "stunted", "weight": "underweight", "wasting": "wasted", "bmi": "thin"}[score.kind]
            if score.z < -2:
                found.append(f"severe_{low}" if score.z < -3 else low)
            over = {"wasting": (2, 3), "bmi": (1, 2)}.get(score.kind)
            if over and score.z > over[0]:
                found.append("obese" if score.z > over[1] else "overweight")
        return found

    @property
    def undernourished(self) -> bool:
        return any(not code.startswith(("over", "obese")) for code in self.classes)

    @property
    def words(self) -> str:
        """The classes as one reads them: "thấp còi, nhẹ cân nặng"; empty when none."""
        return ", ".join(class_words()[code] for code in self.classes)


def class_words() -> dict[str, str]:
    """What each class is called."""
    return {
        "stunted": _("thấp còi"),
        "severe_stunted": _("thấp còi nặng"),
        "underweight": _("nhẹ cân"),
        "severe_underweight": _("nhẹ cân nặng"),
        "wasted": _("gầy còm"),
        "severe_wasted": _("gầy còm nặng"),
        "thin": _("gầy"),
        "severe_thin": _("gầy nặng"),
        "overweight": _("thừa cân"),
        "obese": _("béo phì"),
    }


def growth_of(
    *,
    sex: str,
    born: datetime.date | None,
    on: datetime.date,
    weight_g: int | None = None,
    height_mm: int | None = None,
    position: str = "",
) -> Growth:
    """The z-scores of a child measured on a day: grams, millimetres; ``position`` lying, standing or as is usual."""
    if born is None:
        return Growth(missing=_("Chưa rõ ngày sinh nên chưa tính được theo chuẩn WHO."))
    if sex not in ("male", "female"):
        return Growth(missing=_("Chưa rõ giới tính nên chưa tính được theo chuẩn WHO."))
    days = (on - born).days
    months = days / MONTH
    if days < 0 or months > OLDEST:
        return Growth(missing=_("Chuẩn WHO chỉ có từ khi sinh đến 19 tuổi."))
    if months < OLDER:
        return Growth(_young(sex, days, weight_g, height_mm, position))
    return Growth(_older(sex, months, weight_g, height_mm))


def _young(sex: str, days: int, weight_g: int | None, height_mm: int | None, position: str) -> list[Score]:
    scores = []
    centimetres = (height_mm or 0) / 10
    lying = days < STANDING
    if height_mm and lying and position == "standing":
        centimetres += LYING_MORE
    elif height_mm and not lying and position == "lying":
        centimetres -= LYING_MORE
    if height_mm and (lms := lms_at("lhfa", sex, days)):
        scores.append(Score("height", z_score(centimetres, lms, adjusted=False)))
    if weight_g and (lms := lms_at("wfa", sex, days)):
        scores.append(Score("weight", z_score(weight_g / 1000, lms, adjusted=True)))
    if weight_g and height_mm and (lms := lms_at("wfl" if lying else "wfh", sex, centimetres, step=0.1)):
        scores.append(Score("wasting", z_score(weight_g / 1000, lms, adjusted=True)))
    if weight_g and height_mm and (lms := lms_at("bfa", sex, days)):
        bmi = weight_g / 1000 / (centimetres / 100) ** 2
        scores.append(Score("bmi_young", z_score(bmi, lms, adjusted=True)))
    return scores


def _older(sex: str, months: float, weight_g: int | None, height_mm: int | None) -> list[Score]:
    scores = []
    if height_mm and (lms := lms_at("hfa07", sex, months)):
        scores.append(Score("height", z_score(height_mm / 10, lms, adjusted=False)))
    if weight_g and months <= OLDEST_WEIGHED and (lms := lms_at("wfa07", sex, months)):
        scores.append(Score("weight", z_score(weight_g / 1000, lms, adjusted=True)))
    if weight_g and height_mm and (lms := lms_at("bfa07", sex, months)):
        scores.append(Score("bmi", z_score(weight_g / 1000 / (height_mm / 1000) ** 2, lms, adjusted=True)))
    return scores


def height_later(
    *, sex: str, born: datetime.date | None, on: datetime.date, height_mm: int, later: datetime.date
) -> int:
    """The height to expect on a later day, in millimetres, when the child grows along its own line of the table."""
    then = growth_of(sex=sex, born=born, on=on, height_mm=height_mm).z("height")
    if then is None or born is None:
        return height_mm
    days = (later - born).days
    months = days / MONTH
    lms = lms_at("lhfa", sex, days) if months < OLDER else lms_at("hfa07", sex, min(months, OLDEST))
    return max(height_mm, round(at_sd(lms, then) * 10)) if lms else height_mm


def derived_sizes(height_mm: int) -> dict[str, str]:
    """Sizes by height (proposal): clothes the next ten centimetres up, shoes from a foot of 15.2 % of the height
    with 1.5 cm of room, one and a half points to the centimetre, rounded up."""
    centimetres = height_mm / 10
    cloth = min(max(math.ceil(centimetres / 10) * 10, 80), 170)
    shoe = min(max(math.ceil((centimetres * 0.152 + 1.5) * 1.5), 20), 42)
    return {"cloth": str(cloth), "shoe": str(shoe)}


def sml_of(years: int) -> str:
    """Hats and gloves by age (proposal): S under 5, M under 11, L from 11 years."""
    return "S" if years < 5 else "M" if years < 11 else "L"


def growth_measured(measurement: Any) -> Growth:
    """What a measurement of a child's file says; its child is at hand already."""
    child = measurement.child
    if not measurement.weight_g and not measurement.height_mm:
        return Growth()
    return growth_of(
        sex=child.sex,
        born=child.date_of_birth,
        on=measurement.on,
        weight_g=measurement.weight_g,
        height_mm=measurement.height_mm,
        position=measurement.position,
    )
