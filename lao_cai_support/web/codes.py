"""Random public codes: what stands in addresses, on papers and in QR pictures instead of a row's number."""

import secrets
from typing import Any

from django.db import models

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # no 0/o, 1/i/l
LENGTH = 10


def random_code() -> str:
    """Ten letters and digits without look-alikes (49 bits): not to be guessed, easy to read aloud."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


class CodeField(models.CharField):
    """A random code, made when the row is made and never changed.

    Say ``unique=True`` where it is used: the history tables copy the field without it.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 16)
        kwargs.setdefault("default", random_code)
        kwargs.setdefault("editable", False)
        super().__init__(*args, **kwargs)
