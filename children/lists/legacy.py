"""Text of the fonts before Unicode, TCVN3 (ABC) and VNI, recognised from the text itself and converted.

Both write Vietnamese with Latin-1 signs: "Nguyễn" is "NguyÔn" in TCVN3 and "Nguyeãn" in VNI. The name of the font is
lost when a list is copied or saved as CSV, so the words decide: a cell is old when its words are Vietnamese
syllables in the old reading and not as they stand. Where both readings are Vietnamese ("Hoàng" is "Hồng" in VNI),
the cells around it decide: the column's, else the row's, else the sheet's.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from children.lists.syllables import is_syllable, words_of

UNICODE, TCVN3, VNI = "unicode", "tcvn3", "vni"
READINGS = (UNICODE, TCVN3, VNI)

_TCVN3 = dict(
    zip(
        "\xb5\xb8\xb6\xb7\xb9\xa8\xbb\xbe\xbc\xbd\xc6\xa9\xc7\xca\xc8\xc9\xcb\xae\xcc\xd0\xce\xcf\xd1\xaa\xd2\xd5\xd3\xd4\xd6"
        "\xd7\xdd\xd8\xdc\xde\xdf\xe3\xe1\xe2\xe4\xab\xe5\xe8\xe6\xe7\xe9\xac\xea\xed\xeb\xec\xee\xef\xf3\xf1\xf2\xf4"
        "\xad\xf5\xf8\xf6\xf7\xf9\xfa\xfd\xfb\xfc\xfe\xa1\xa2\xa7\xa3\xa4\xa5\xa6",
        "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵĂÂĐÊÔƠƯ",
        strict=True,
    )
)
# TCVN3 has no capitals with a tone: its capital font draws the small letter large.
_NO_CAPITAL = {old for old, new in _TCVN3.items() if new.islower() and new not in "ăâđêôơư"}

_VNI_MARKS = {
    "a": "aøàaùáaûảaõãaïạaââaàầaáấaåẩaãẫaäậaêăaèằaéắaúẳaüẵaëặ",
    "e": "eøèeùéeûẻeõẽeïẹeâêeàềeáếeåểeãễeäệ",
    "o": "oøòoùóoûỏoõõoïọoâôoàồoáốoåổoãỗoäộ",
    "u": "uøùuùúuûủuõũuïụ",
    "y": "yøỳyùýyûỷyõỹ",
    "ô": "ôøờôùớôûởôõỡôïợ",
    "ö": "öøừöùứöûửöõữöïự",
}
_VNI_PAIRS: dict[str, str] = {}
for _text in _VNI_MARKS.values():
    for _at in range(0, len(_text), 3):
        _old, _new = _text[_at : _at + 2], _text[_at + 2]
        _VNI_PAIRS |= {_old: _new, _old.upper(): _new.upper(), _old[0].upper() + _old[1]: _new.upper()}
_VNI_SINGLE = dict(zip("ôöñæóòîìíÔÖÑÆÓÒÎÌÍ", "ơưđỉĩịỵìíƠƯĐỈĨỊỴÌÍ", strict=True))
_VNI = re.compile("|".join(map(re.escape, sorted([*_VNI_PAIRS, *_VNI_SINGLE], key=len, reverse=True))))
_BEYOND_LATIN1 = re.compile("[\u0100-\uffff]")


@lru_cache(maxsize=50_000)
def convert(text: str, reading: str) -> str:
    """The text in Unicode, taken as written in the reading's font."""
    if reading == TCVN3:
        return _from_tcvn3(text)
    if reading == VNI:
        return _VNI.sub(lambda found: _VNI_PAIRS.get(found[0]) or _VNI_SINGLE[found[0]], text)
    return _from_eth(text)


def _from_tcvn3(text: str) -> str:
    made = "".join(_TCVN3.get(char, char) for char in text)
    plain = ["".join(char for char in word if char.isascii()) for word in words_of(text)]
    # "NGUYÔN V¡N": typed in capitals, of which TCVN3 has only those without a tone. One letter proves nothing.
    if any(len(word) > 1 for word in plain) and "".join(plain).isupper():
        return made.upper()
    heads = [word[0] for word in words_of(text)]
    # "NguyÔn ThÞ ¸nh": the other words begin large, so this one would too if the font had the letter.
    if (
        len(heads) > 1
        and any(head in _NO_CAPITAL for head in heads)
        and all(head in _NO_CAPITAL or not head.islower() for head in heads)
    ):
        return re.sub(r"(^|[\s(/-])(\w)", lambda found: found[1] + found[2].upper(), made)
    return made


def _from_eth(text: str) -> str:
    """Icelandic Eth in the place of Đ, which some keyboards wrote: "Ðinh" becomes "Đinh"."""
    return text.replace("\u00d0", "Đ").replace("\u00f0", "đ") if "\u00d0" in text or "\u00f0" in text else text


@lru_cache(maxsize=100_000)
def readings_of(text: str) -> tuple[str, ...]:
    """The readings in which all words with marks are Vietnamese; nothing for text without marks or sense."""
    if text.isascii():
        return ()
    marked = [word for word in words_of(text) if not word.isascii()]
    if not marked:
        return ()
    if _BEYOND_LATIN1.search(unicodedata.normalize("NFC", text)) or any(map(unicodedata.combining, text)):
        return (UNICODE,)
    found = []
    for reading in READINGS:
        made = [convert(word, reading) for word in marked]
        if (reading == UNICODE or made != marked) and all(map(is_syllable, made)):
            found.append(reading)
    return tuple(found)


@dataclass
class Scripts:
    """What a sheet is written in. ``told`` is column index → old reading → how many cells were converted."""

    forced: str = ""
    told: dict[int, Counter[str]] = field(default_factory=dict)
    _columns: dict[int, Counter[str]] = field(default_factory=dict)
    _sheet: Counter[str] = field(default_factory=Counter)
    _eth: bool = False

    @classmethod
    def of(cls, rows: Iterable[list[Any]], forced: str = "") -> "Scripts":
        """Look at all cells once. ``forced`` is a person's own answer for the sheet: one reading for all of it."""
        scripts = cls(forced=forced)
        for row in rows:
            for column, cell in enumerate(row):
                if isinstance(cell, str) and not cell.isascii():
                    scripts._look(column, cell)
        return scripts

    def _look(self, column: int, cell: str) -> None:
        found = (UNICODE,) if _BEYOND_LATIN1.search(cell) else readings_of(cell)
        self._eth = self._eth or "\u00d0" in cell or "\u00f0" in cell
        if len(found) == 1:
            self._columns.setdefault(column, Counter())[found[0]] += 1
            self._sheet[found[0]] += 1

    @property
    def plain(self) -> bool:
        """Whether every cell stays as it is."""
        if self.forced:
            return self.forced == UNICODE and not self._eth
        return not self._eth and not (self._sheet.keys() - {UNICODE})

    def restore(self, row: list[Any]) -> list[Any]:
        """The row with its old text in Unicode."""
        known = [readings_of(cell) if isinstance(cell, str) and not cell.isascii() else () for cell in row]
        of_row = Counter(found[0] for found in known if len(found) == 1)
        made = list(row)
        for column, cell in enumerate(row):
            if not isinstance(cell, str) or cell.isascii():
                continue
            reading = self._reading(known[column], column, of_row, cell)
            made[column] = convert(cell, reading)
            if reading != UNICODE and made[column] != cell:
                self.told.setdefault(column, Counter())[reading] += 1
        return made

    def _reading(self, possible: tuple[str, ...], column: int, of_row: Counter[str], cell: str) -> str:
        if self.forced:
            return UNICODE if _BEYOND_LATIN1.search(cell) else self.forced
        if len(possible) == 1:
            return possible[0]
        in_column = self._columns.get(column, Counter())
        # A column or a row in one script answers for its doubtful cells; then the commoner one does.
        for around in (in_column, of_row):
            if len(around) == 1 and possible and next(iter(around)) in possible:
                return next(iter(around))
        for around in (in_column, self._sheet):
            for reading, _count in around.most_common():
                if reading in possible:
                    return reading
        return possible[0] if possible else self._strange(cell, in_column)

    @staticmethod
    def _strange(cell: str, in_column: Counter[str]) -> str:
        """Text that is Vietnamese in no reading ("K’Sor", a word with a slip): the column's, if that fits better."""
        best = in_column.most_common(1)
        if not best or best[0][0] == UNICODE or _BEYOND_LATIN1.search(cell):
            return UNICODE
        words = words_of(cell)
        fits = {reading: sum(is_syllable(convert(word, reading)) for word in words) for reading in READINGS}
        return best[0][0] if fits[best[0][0]] > fits[UNICODE] else UNICODE


def best_decoding(data: bytes) -> str:
    """Bytes that are no UTF-8 as text: of the Windows code page, or of an old font, whichever reads as Vietnamese."""
    candidates = []
    for encoding, readings in (("cp1258", (UNICODE,)), ("latin-1", (TCVN3, VNI))):
        try:
            text = data.decode(encoding)
        except UnicodeError:
            continue
        words = [word for word in words_of(text[:20_000]) if not word.isascii()][:2_000]
        for reading in readings:
            candidates.append((sum(is_syllable(convert(word, reading)) for word in words), text))
    return max(candidates, key=lambda pair: pair[0])[1]
