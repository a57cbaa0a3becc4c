"""Vietnamese text: one normal form, one folded form for search, one key for the alphabet's order."""

import re
import unicodedata
from functools import lru_cache

_LETTERS = {letter: rank for rank, letter in enumerate("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz", start=1)}
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
_SHAPES = {"\u0306", "\u0302", "\u031b"}  # breve, circumflex, horn make another letter, not a tone
_SPACES = re.compile(r"\s+")
_WORD = re.compile(r"[^\s'’-]+")


def nfc(text: str) -> str:
    """The text composed (NFC), with single spaces and none at the ends."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def _letters_without_marks() -> dict[int, str | None]:
    """Every Latin letter with marks → the letter without; every mark that stands alone → nothing."""
    found: dict[int, str | None] = {code: None for code in range(0x300, 0x370) if unicodedata.combining(chr(code))}
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        parts = [part for part in unicodedata.normalize("NFD", chr(code)) if not unicodedata.combining(part)]
        if parts and "".join(parts).isascii():
            found[code] = "".join(parts)
    return found | {ord("đ"): "d", ord("Đ"): "D"}


_WITHOUT_MARKS = _letters_without_marks()


@lru_cache(maxsize=30_000)  # lists say the same villages, peoples and headings over and over
def fold(text: str) -> str:
    """The text as one searches for it: no marks, small letters, single spaces ("Nguyễn Văn Á" → "nguyen van a").

    The database's ``vn_fold()`` gives the same for Vietnamese text.
    """
    bare = text.translate(_WITHOUT_MARKS)  # all there is to do for most text, and an import folds millions of words
    if bare.isascii():
        return " ".join(bare.split()).lower()
    bare = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return _SPACES.sub(" ", "".join(c for c in bare if not unicodedata.combining(c))).strip().lower()


def sort_key(text: str) -> str:
    """A key whose plain byte order is the Vietnamese alphabet's order (letters first, tones second)."""
    letters: list[str] = []
    tones: list[str] = []
    for char in unicodedata.normalize("NFC", text.strip().lower()):
        letter, tone = _rank(char)
        letters.append(letter)
        tones.append(tone)
    # The space sorts before every letter of a key, so that "An" stands before "An Bình".
    return "".join(letters) + " " + "".join(tones)


@lru_cache(maxsize=1000)
def _rank(char: str) -> tuple[str, str]:
    """One letter's place in the alphabet and its tone."""
    parts = unicodedata.normalize("NFD", char)
    tone = next((_TONES[mark] for mark in parts if mark in _TONES), 0)
    shape = "".join(mark for mark in parts[1:] if mark in _SHAPES)
    letter = unicodedata.normalize("NFC", parts[0] + shape)
    if letter in _LETTERS:
        return chr(ord("A") + _LETTERS[letter]), str(tone)
    if char in " -'":
        return "!", str(tone)
    return (char if char.isdigit() else "~"), str(tone)


def name_key(full_name: str) -> str:
    """The sort key of a person: given name (last word) first, then the rest, as school lists have it."""
    words = nfc(full_name).split(" ")
    return sort_key(" ".join([words[-1], *words[:-1]]))


def name_case(text: str) -> str:
    """A name typed in capitals or small letters written properly; mixed spelling is left as it is."""
    text = nfc(text)
    if text.isupper() or text.islower():
        return _WORD.sub(lambda word: word[0].capitalize(), text)
    return text
