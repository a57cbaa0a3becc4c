"""Rows are locked so that a key to them may still be checked: `select_for_update(no_key=True)`.

A foreign key is checked at commit and takes FOR KEY SHARE on the row it names. Under a plain FOR UPDATE two funds
that sent to each other at one moment waited for each other until the database ended one of them.
"""

import re
from pathlib import Path

from django.conf import settings


def test_every_row_lock_lets_keys_be_checked() -> None:
    locks = []
    for app in ("lao_cai_support", "children", "donors", "funds", "reports"):
        for path in (Path(settings.BASE_DIR) / app).rglob("*.py"):
            locks += [
                (path.name, call)
                for call in re.findall(r"select_for_update\((?:[^()]|\([^()]*\))*\)", path.read_text("utf-8"))
            ]
    assert len(locks) > 100, "the search for row locks no longer finds them"
    assert [(name, call) for name, call in locks if "no_key=True" not in call] == []
