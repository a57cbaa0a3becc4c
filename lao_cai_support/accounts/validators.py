"""Passwords anyone here would guess first: words of the office, runs of digits, one key held down."""

import re
from collections import Counter
from itertools import pairwise
from string import digits
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from lao_cai_support.web.text import fold

# Folded, without spaces: the province, its districts, the office's own words, the words everyone tries.
LOCAL_WORDS = (
    "laocai", "yenbai", "bacha", "batxat", "baothang", "baoyen", "muongkhuong", "simacai", "vanban",
    "sapa", "banpho", "treem", "baotro", "quybaotro", "hotro", "baovetreem", "ubnd", "laodongthuongbinhxahoi",
    "soyte", "vietnam", "matkhau", "password", "admin", "quantri", "canbo", "congthongtin",
    "qwerty", "asdfgh", "abcdef",
)  # fmt: skip
_WORDS = re.compile("|".join(sorted(LOCAL_WORDS, key=len, reverse=True)))


class GuessablePasswordValidator:
    """Refuses a password of local words and little else (ASVS 6.2.11), or without any variety.

    No mixture of kinds of characters is asked for: a long sentence of small letters passes.
    """

    def validate(self, password: str, user: Any = None) -> None:
        bare = re.sub(r"[^a-z0-9]", "", fold(password))
        rest = re.sub(r"[0-9]", "", _WORDS.sub("", bare))
        if _WORDS.search(bare) and len(rest) < 4:
            raise ValidationError(
                _("Mật khẩu này ghép từ những từ ai cũng đoán được (tên địa phương, tên cơ quan). Hãy đặt câu khác."),
                code="local_words",
            )
        if len(set(password)) < 5 or _is_run(password):
            raise ValidationError(_("Mật khẩu này lặp hoặc đếm đều, rất dễ đoán. Hãy đặt câu khác."), code="run")

    def get_help_text(self) -> str:
        return _("Mật khẩu không được ghép từ tên địa phương, tên cơ quan, hay dãy số đếm.")


def _is_run(password: str) -> bool:
    """1234567890123, 098765432109, abcdefghijkl: nearly every step is the same."""
    steps = [_step(a, b) for a, b in pairwise(password)]
    return bool(steps) and max(Counter(steps).values()) * 10 >= len(steps) * 8


def _step(a: str, b: str) -> int:
    """From one character to the next; nine is followed by zero."""
    step = ord(b) - ord(a)
    return step % 10 if a in digits and b in digits else step
