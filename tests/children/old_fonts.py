"""Text as the fonts before Unicode wrote it: the way back of children.lists.legacy, from tables of its own.

The TCVN3 row is the code page of TCVN 5712:1993 (VN3); VNI writes marks as Latin-1 signs behind the letter.
"""

_TCVN3 = {
    "à": 0xB5, "á": 0xB8, "ả": 0xB6, "ã": 0xB7, "ạ": 0xB9, "ă": 0xA8, "ằ": 0xBB, "ắ": 0xBE, "ẳ": 0xBC, "ẵ": 0xBD,
    "ặ": 0xC6, "â": 0xA9, "ầ": 0xC7, "ấ": 0xCA, "ẩ": 0xC8, "ẫ": 0xC9, "ậ": 0xCB, "đ": 0xAE, "è": 0xCC, "é": 0xD0,
    "ẻ": 0xCE, "ẽ": 0xCF, "ẹ": 0xD1, "ê": 0xAA, "ề": 0xD2, "ế": 0xD5, "ể": 0xD3, "ễ": 0xD4, "ệ": 0xD6, "ì": 0xD7,
    "í": 0xDD, "ỉ": 0xD8, "ĩ": 0xDC, "ị": 0xDE, "ò": 0xDF, "ó": 0xE3, "ỏ": 0xE1, "õ": 0xE2, "ọ": 0xE4, "ô": 0xAB,
    "ồ": 0xE5, "ố": 0xE8, "ổ": 0xE6, "ỗ": 0xE7, "ộ": 0xE9, "ơ": 0xAC, "ờ": 0xEA, "ớ": 0xED, "ở": 0xEB, "ỡ": 0xEC,
    "ợ": 0xEE, "ù": 0xEF, "ú": 0xF3, "ủ": 0xF1, "ũ": 0xF2, "ụ": 0xF4, "ư": 0xAD, "ừ": 0xF5, "ứ": 0xF8, "ử": 0xF6,
    "ữ": 0xF7, "ự": 0xF9, "ỳ": 0xFA, "ý": 0xFD, "ỷ": 0xFB, "ỹ": 0xFC, "ỵ": 0xFE, "Ă": 0xA1, "Â": 0xA2, "Đ": 0xA7,
    "Ê": 0xA3, "Ô": 0xA4, "Ơ": 0xA5, "Ư": 0xA6,
}  # fmt: skip
_SHAPE = {
    "a": "a",
    "ă": "aê",
    "â": "aâ",
    "e": "e",
    "ê": "eâ",
    "o": "o",
    "ô": "oâ",
    "ơ": "ô",
    "u": "u",
    "ư": "ö",
    "y": "y",
}
_TONE = {"̀": "ø", "́": "ù", "̉": "û", "̃": "õ", "̣": "ï"}
_CIRCUMFLEX = {"̀": "à", "́": "á", "̉": "å", "̃": "ã", "̣": "ä"}
_BREVE = {"̀": "è", "́": "é", "̉": "ú", "̃": "ü", "̣": "ë"}
_WHOLE = {"đ": "ñ", "ì": "ì", "í": "í", "ỉ": "æ", "ĩ": "ó", "ị": "ò", "ỵ": "î"}


def tcvn3(text: str) -> str:
    """As TCVN3 (ABC) wrote it; a capital with a tone has no code and is its small letter."""
    return "".join(chr(_TCVN3.get(char) or _TCVN3.get(char.lower()) or ord(char)) for char in text)


def vni(text: str) -> str:
    return "".join(_vni(char) for char in text)


def _vni(char: str) -> str:
    import unicodedata

    small = char.lower()
    if char.isascii() or small not in _WHOLE and unicodedata.decomposition(small) == "" and small not in _SHAPE:
        return char
    if small in _WHOLE:
        made = _WHOLE[small]
    else:
        parts = unicodedata.normalize("NFD", small)
        tone = next((mark for mark in parts if mark in _TONE), "")
        base = unicodedata.normalize("NFC", "".join(mark for mark in parts if mark not in _TONE))
        if not tone:
            made = _SHAPE[base]
        elif base in "âêô":
            made = _SHAPE[base][0] + _CIRCUMFLEX[tone]
        elif base == "ă":
            made = "a" + _BREVE[tone]
        else:
            made = _SHAPE[base] + _TONE[tone]
    return made.upper() if char.isupper() else made
