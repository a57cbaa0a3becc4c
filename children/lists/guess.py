"""What a column holds, told by its values: for lists whose headings are unknown or missing."""

import datetime
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from children.lists import values
from children.lists.syllables import is_syllable, words_of
from lao_cai_support.web.text import fold

SURE, LIKELY, DOUBTFUL = 0.9, 0.6, 0.3
LOOK_AT = 300  # rows of values that are looked at
_DAY = re.compile(
    r"\d{1,2}\s*[-/. ]\s*\d{1,2}\s*[-/. ]\s*(?:\d{2}|\d{4})|\d{4}-\d{1,2}-\d{1,2}.*|\d{1,2}\s*[-/.]\s*\d{4}"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_ID = re.compile(r"\d{11,12}")
_CLASS = re.compile(r"(?:lop )?\d{1,2} ?[a-e]\d?|mam non|nha tre|mau giao.*")
_MARKS = {"x", "v", "+", "co"}
# Family names of the province's peoples, folded: what makes words a person's name and not a village's.
FAMILIES = frozenset(
    re.findall(
        r"\S+",
        """ban bach be bui ca cao chang chao chau che cheo chu chuc co cu dam dang dao dau dinh do doan dong du duong giang ha
    han hang hau ho hoa hoang hua huynh kha khuong kieu kim ky la lac lai lam lanh le lem leng lo loc long lu luc lung
    luong luu ly ma mac mai man me mo mong mua nghiem ngai ngan ngo nguyen ninh nong nung on pao pham phan phi pho phu
    phung po quach quan quang sai sam san sen seng seo sin sinh sung ta tai tan tang tang tao tat tay tham than thang
    thao then thi thieu tho ton tong tran trang tri trieu trinh truong tu tuong uong va van vang vi vo vu vuong xin""",
    )
)


def is_birth(cell: Any) -> bool:
    """Something shaped like a birth day or year, whether or not it is on the calendar."""
    if isinstance(cell, datetime.date | datetime.datetime):
        return True
    if isinstance(cell, int | float):
        return 1990 <= cell <= 2100 or 33_000 <= cell <= 60_000
    text = str(cell).strip()
    return bool(_DAY.fullmatch(text) or _YEAR.fullmatch(text))


def is_name(cell: Any) -> bool:
    """Two to six syllables without digits, the first of them a family name."""
    if not isinstance(cell, str) or len(cell) > 60 or any(char.isdigit() for char in cell):
        return False
    words = words_of(cell)
    if not 2 <= len(words) <= 6 or fold(words[0]) not in FAMILIES:
        return False
    return cell.islower() or all(word[0].isupper() for word in words if is_syllable(word))


def _is_sex(cell: Any) -> bool:
    return values.sex_of(cell) is not None


def _is_id(cell: Any) -> bool:
    return bool(_ID.fullmatch(re.sub(r"\D", "", str(cell)))) and not isinstance(cell, datetime.date)


def _is_class(cell: Any) -> bool:
    return bool(_CLASS.fullmatch(fold(str(cell))))


def _is_order(cells: list[Any]) -> float:
    """How much of the values count 1, 2, 3 …, from one again in each section."""
    texts = [str(cell).strip().rstrip(".").removesuffix(".0") for cell in cells]
    if not all(text.isdigit() and len(text) < 7 for text in texts):
        return 0.0
    numbers = list(map(int, texts))
    if numbers[0] > 1900:  # years and days as numbers count up too
        return 0.0
    steps = sum(after == before + 1 or after == 1 for before, after in zip(numbers, numbers[1:], strict=False))
    return steps / (len(numbers) - 1)


@dataclass(frozen=True)
class Knowledge:
    """What the register knows that values can be compared with: folded names of the commune's villages."""

    peoples: values.Peoples
    circumstances: set[str]
    villages: frozenset[str] = frozenset()
    is_commune: Callable[[str], bool] = lambda text: False


def kind_of(cells: Iterable[Any], knowledge: Knowledge) -> tuple[str, float]:
    """(field, share of the values that fit) of a column; ("", 0.0) when nothing fits.

    Names of people are ``name``: whose they are, the column's neighbours say. Fewer than three values say nothing.
    """
    filled = [cell for cell in cells if cell not in (None, "") and str(cell).strip()][:LOOK_AT]
    if len(filled) < 3:
        return "", 0.0

    def share(test: Callable[[Any], bool]) -> float:
        return sum(1 for cell in filled if test(cell)) / len(filled)

    found = {
        "personal_id": share(_is_id),
        "born": share(is_birth),
        "sex": share(_is_sex),
        "ethnic_group": share(lambda cell: not str(cell).strip().isdigit() and bool(knowledge.peoples.code_of(cell))),
        "commune": share(lambda cell: isinstance(cell, str) and knowledge.is_commune(cell)),
        "village": share(lambda cell: isinstance(cell, str) and fold(values.village_of(cell)) in knowledge.villages),
        "name": share(is_name),
        "circumstances": share(lambda cell: isinstance(cell, str) and _is_circumstance(cell, knowledge)),
        "class_name": share(_is_class),
        "mark": share(lambda cell: fold(str(cell)) in _MARKS),
        "order": _is_order(filled),
    }
    if found["order"] >= SURE:  # 1, 2, 3 … stand before years and codes of peoples
        return "order", found["order"]
    best = max(found, key=lambda kind: found[kind])
    return (best, found[best]) if found[best] >= LIKELY else ("", 0.0)


def _is_circumstance(cell: str, knowledge: Knowledge) -> bool:
    codes, strange = values.circumstances_of(cell, knowledge.circumstances)
    return bool(codes) and not strange
