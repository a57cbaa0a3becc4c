"""Random public codes: what stands in addresses, on papers and in QR pictures instead of a row's number."""

import random
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import models

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # no 0/o, 1/i/l
LENGTH = 10
_chooser: random.Random = secrets.SystemRandom()


def random_code() -> str:
    """Ten letters and digits without look-alikes (49 bits): not to be guessed, easy to read aloud."""
    return "".join(_chooser.choice(ALPHABET) for _ in range(LENGTH))


def is_code(text: str) -> bool:
    """Whether the text could be one of our codes."""
    return len(text) == LENGTH and set(text) <= set(ALPHABET)


@contextmanager
def seeded(rng: random.Random) -> Iterator[None]:
    """Draw codes from ``rng`` while the demonstration is built, so that the same seed gives the same province."""
    global _chooser
    former, _chooser = _chooser, rng
    try:
        yield
    finally:
        _chooser = former


class CodeField(models.CharField):
    """A random code, made when the row is made and never changed.

    Say ``unique=True`` where it is used: the history tables copy the field without it.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 16)
        kwargs.setdefault("default", random_code)
        kwargs.setdefault("editable", False)
        super().__init__(*args, **kwargs)
