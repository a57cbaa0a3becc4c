"""Vietnamese telephone numbers: ten digits of a mobile (03, 05, 07, 08, 09), eleven of a fixed line (02)."""

import re

PHONE = r"^(0[35789][0-9]{8}|02[0-9]{9})$"
_BETWEEN = re.compile(r"[\s.\-()]+")


def phone_of(text: str) -> str | None:
    """The number as it is kept ("0912 345 678" and "+84912345678" → "0912345678"); None when it is no number."""
    digits = _BETWEEN.sub("", text)
    if digits.startswith("+84"):
        digits = "0" + digits[3:].removeprefix("0")
    elif digits.startswith("84") and len(digits) in (11, 12):
        digits = "0" + digits[2:]
    return digits if re.match(PHONE, digits) else None
