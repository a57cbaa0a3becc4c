"""The VietQR string of a transfer (EMVCo merchant-presented code as NAPAS uses it): a phone's bank app fills in account,
amount and words, so that the line on the statement carries the pledge's code."""

import re

from lao_cai_support.web.text import fold

_NAPAS = "A000000727"
_TO_ACCOUNT = "QRIBFTTA"
WORDS = 25  # banks cut what is longer


def reference(code: str) -> str:
    """What stands in the words of a transfer for a pledge."""
    return f"QBTTE {code.upper()}"


def payload(*, bank: str, account: str, amount: int | None = None, words: str = "") -> str:
    """The text of the QR picture. ``bank`` is the six digits of the bank, ``amount`` in đồng, nothing leaves it open."""
    account = re.sub(r"\W", "", account)
    if not re.fullmatch(r"\d{6}", bank) or not re.fullmatch(r"[0-9A-Za-z]{4,19}", account):
        raise ValueError("a bank has six digits, an account four to nineteen")
    words = re.sub(r"[^A-Z0-9 ]", "", fold(words).upper())[:WORDS].strip()
    parts = [
        _field("00", "01"),
        _field("01", "12" if amount else "11"),
        _field(
            "38",
            _field("00", _NAPAS) + _field("01", _field("00", bank) + _field("01", account)) + _field("02", _TO_ACCOUNT),
        ),
        _field("53", "704"),
        *([_field("54", str(amount))] if amount else []),
        _field("58", "VN"),
        *([_field("62", _field("08", words))] if words else []),
        "6304",
    ]
    text = "".join(parts)
    return f"{text}{_crc(text):04X}"


def _field(tag: str, value: str) -> str:
    return f"{tag}{len(value):02d}{value}"


def _crc(text: str) -> int:
    """CRC-16/CCITT-FALSE, as EMVCo asks for."""
    crc = 0xFFFF
    for byte in text.encode():
        crc ^= byte << 8
        for _bit in range(8):
            crc = ((crc << 1) ^ 0x1021 if crc & 0x8000 else crc << 1) & 0xFFFF
    return crc
