"""Amounts in Vietnamese words, as vouchers print them (rules and table: mẫu 01-TT, 02-TT of TT 107/2017/TT-BTC practice)."""

_DIGITS = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]
_GROUPS = ["", " nghìn", " triệu"]


def _under_thousand(n: int, *, full: bool) -> str:
    """Words of 0 < n < 1000; ``full`` says hundreds and tens even when they are zero."""
    hundreds, rest = divmod(n, 100)
    tens, units = divmod(rest, 10)
    words = []
    if hundreds or full:
        words.append(f"{_DIGITS[hundreds]} trăm")
    if tens == 0:
        if units and (hundreds or full):
            words.append(f"linh {_DIGITS[units]}")
        elif units:
            words.append(_DIGITS[units])
        return " ".join(words)
    words.append("mười" if tens == 1 else f"{_DIGITS[tens]} mươi")
    if units == 1 and tens > 1:
        words.append("mốt")
    elif units == 5:
        words.append("lăm")
    elif units:
        words.append(_DIGITS[units])
    return " ".join(words)


def _under_billion(n: int, *, full: bool) -> str:
    groups: list[str] = []
    for power in (2, 1, 0):
        group = n // 1000**power % 1000
        if group:
            groups.append(_under_thousand(group, full=full or bool(groups)) + _GROUPS[power])
    return " ".join(groups)


def number_in_words(n: int) -> str:
    """The whole number in words, lower case ("hai nghìn không trăm mười lăm")."""
    if n < 0:
        return "âm " + number_in_words(-n)
    if n == 0:
        return _DIGITS[0]
    billions, rest = divmod(n, 10**9)
    parts = []
    if billions:
        parts.append(number_in_words(billions) + " tỷ")
    if rest:
        parts.append(_under_billion(rest, full=bool(billions)))
    return " ".join(parts)


def dong_in_words(amount: int) -> str:
    """The amount in đồng in words with a capital and the currency ("Một triệu … đồng")."""
    words = f"{number_in_words(amount)} đồng"
    return words[0].upper() + words[1:]
