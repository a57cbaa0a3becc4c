"""A refusal expected at a field, with a code."""

from typing import Any

import pytest

from lao_cai_support.web.errors import Refusal


def refused(field: str | None = None, code: str | None = None) -> Any:
    """The block must raise a Refusal at the field (None: at none); the code is asked only when given."""
    return pytest.raises(
        Refusal, check=lambda refusal: refusal.field == field and (code is None or refusal.code == code)
    )
