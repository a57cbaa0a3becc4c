"""Whose commune a row is: a cell like "Xã Bản Phố", matched by name with the units as they stand and stood.

The list belongs to one commune (``own``: the unit and those it succeeded). A row of another commune is left out; a
name that two communes share, or that no commune has, is a person's to decide.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from lao_cai_support.web.text import fold, nfc

OWN, OTHER, ASK = "own", "other", "ask"
_KINDS = {
    "xa": "xã", "x": "xã", "phuong": "phường", "p": "phường", "thi tran": "thị trấn", "tt": "thị trấn",
}  # fmt: skip
_KIND = re.compile(r"^(xa|x\.|phuong|p\.|thi tran|tt\.?|ubnd xa|ubnd phuong|ubnd thi tran)\s*", re.IGNORECASE)
_SECTION = re.compile(r"^\s*(?:(?:[IVXLC]+|\d+|[A-Z])\s*[.)/-]\s*)?(xã|phường|thị trấn)\s+\S", re.IGNORECASE)


@dataclass(frozen=True)
class Place:
    """A commune of some time: ``own`` when the list's commune answers for it, ``ended`` when it stands no more."""

    code: str
    kind: str
    name: str
    title: str
    district: str
    own: bool
    ended: bool


def is_section(text: str) -> bool:
    """Whether a line of one text names a commune: "III. Xã Lùng Phình"."""
    return bool(_SECTION.match(nfc(text)))


def section_name(text: str) -> str:
    return re.sub(r"^\s*(?:[IVXLC]+|\d+|[A-Z])\s*[.)/-]\s*", "", nfc(text)).strip(" :.-")


@dataclass
class Places:
    """The province's communes by name, and what a person has said about names that are in doubt.

    ``answers`` is folded name → "own" or "other"; ``asked`` counts the rows of each name that waits for an answer.
    """

    own_title: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    by_name: dict[str, list[Place]] = field(default_factory=lambda: defaultdict(list))
    by_folded: dict[str, list[Place]] = field(default_factory=lambda: defaultdict(list))
    by_code: dict[str, list[Place]] = field(default_factory=lambda: defaultdict(list))
    _verdicts: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)

    @classmethod
    def of(cls, places: Iterable[Place], own_title: str, answers: Mapping[str, str] | None = None) -> "Places":
        found = cls(own_title, answers or {})
        for place in places:
            found.by_name[nfc(place.name).lower()].append(place)
            found.by_folded[fold(place.name)].append(place)
            found.by_code[place.code].append(place)
        return found

    def knows(self, text: str) -> bool:
        """Whether the text names a commune of the province."""
        return bool(self._candidates(str(text)))

    def key(self, text: Any) -> str:
        """What an answer about this name is kept under."""
        return fold(nfc(str(text)))

    def verdict(self, text: Any, district: Any = None) -> tuple[str, str]:
        """(own, other or ask; the place's title or the text) of a commune cell, its district's cell beside it."""
        asked = (str(text), str(district or ""))
        if asked not in self._verdicts:
            self._verdicts[asked] = self._judge(*asked)
        return self._verdicts[asked]

    def _judge(self, text: str, district: str) -> tuple[str, str]:
        key = self.key(text)
        answer = self.answers.get(key)
        if answer in (OWN, OTHER):
            return answer, nfc(text)
        found = self._candidates(text)
        if district:
            plain = re.sub(r"^(huyen|thi xa|thanh pho|tp\.?|tx\.?|h\.)\s+", "", fold(district))
            found = [place for place in found if fold(place.district) == plain] or found
        own = [place for place in found if place.own]
        # A unit that has ended counts against its namesakes only where nothing that stands has the name.
        others = [place for place in found if not place.own]
        others = [place for place in others if not place.ended] or ([] if own else others)
        if own and not others:
            return OWN, own[0].title
        if others and not own:
            return OTHER, others[0].title
        return ASK, nfc(text)

    def _candidates(self, text: str) -> list[Place]:
        plain = nfc(text)
        digits = re.sub(r"\.0$", "", plain)
        if digits.isdigit() and len(digits) <= 5:
            return self.by_code.get(digits.zfill(5), [])
        match = _KIND.match(fold(plain))
        kind, bare = "", plain
        if match and len(fold(plain)) > match.end():
            kind = _KINDS[match[1].removeprefix("ubnd ").rstrip(".")]
            bare = " ".join(plain.split()[len(match[1].split()) :]) if " " in match[0] else plain[len(match[1]) :]
        found = self.by_name.get(bare.strip().lower()) or self.by_folded.get(fold(bare), [])
        found = found or self.by_name.get(plain.lower()) or self.by_folded.get(fold(plain), [])
        return [place for place in found if place.kind == kind] or found if kind else found

    def namesakes(self, text: str) -> list[str]:
        """The titles, with their district, of the communes that a doubtful name could mean; the list's own first."""
        found = [place for place in self._candidates(text) if not place.ended or place.own]
        found.sort(key=lambda place: (not place.own, place.code))
        return [f"{place.title} ({place.district})" if place.district else place.title for place in found]
