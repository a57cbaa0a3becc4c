"""Our source strings are Vietnamese: in the Vietnamese interface they come out as they were written.

Libraries bring Vietnamese catalogues of English words, and some English words are Vietnamese ones too:
"Thu" (income) once came out as "Thứ 5", Django's short Thursday.
"""

import re
from pathlib import Path

from django.conf import settings
from django.utils import translation

IN_TEMPLATES = re.compile(r"""\{%\s*trans(?:late)?\s+(?:"([^"]+)"|'([^']+)')(?!\s+context)""")
IN_PYTHON = re.compile(r"""\b(?:_|gettext|gettext_lazy)\(\s*"((?:[^"\\]|\\.)*)"\s*\)""")
UNDER_TAGS = re.compile(r"""_\((?:"([^"]+)"|'([^']+)')\)""")


def source_strings() -> set[str]:
    root = Path(settings.BASE_DIR)
    found: set[str] = set()
    for path in (root / "templates").rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        for match in (*IN_TEMPLATES.finditer(text), *UNDER_TAGS.finditer(text)):
            found.add(match[1] or match[2])
    for app in ("lao_cai_support", "children", "donors", "funds", "reports"):
        for path in (root / app).rglob("*.py"):
            found |= {match[1] for match in IN_PYTHON.finditer(path.read_text(encoding="utf-8"))}
    return {words for words in found if "\\" not in words}


def test_vietnamese_stays_as_written():
    strings = source_strings()
    assert len(strings) > 300, "the search for source strings no longer finds them"
    with translation.override("vi"):
        changed = {words: translation.gettext(words) for words in strings if translation.gettext(words) != words}
    assert changed == {}
