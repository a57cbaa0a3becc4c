"""Each compiled catalogue (.mo) must say what its source (.po) says: the portal runs without gettext.

No entry may be open or doubtful (fuzzy). That each string of the source has an entry at all is proved by
tests/web/test_english.py, which needs no gettext.
"""

import gettext
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def catalogue(path: Path) -> dict:
    with path.open("rb") as file:
        return gettext.GNUTranslations(file)._catalog


def unfinished(path: Path) -> int:
    """Entries without a translation, and those that only resemble an older string."""
    found = 0
    for kind in ("--untranslated", "--only-fuzzy"):
        told = subprocess.run(  # noqa: S603
            ["msgattrib", kind, "--no-obsolete", path],  # noqa: S607
            check=True,
            capture_output=True,
            text=True,
        )
        found += len(re.findall(r"^msgid (?!\"\"\n(?!\"))", told.stdout, re.MULTILINE))
    return found


def main() -> int:
    if not shutil.which("msgfmt"):
        print("msgfmt is not here, so nothing can be checked: apt-get install gettext")
        return 1
    stale, open_ones = [], []
    for source in sorted(ROOT.glob("**/locale/*/LC_MESSAGES/*.po")):
        if {".venv", "var", "node_modules"} & set(source.relative_to(ROOT).parts):
            continue
        if count := unfinished(source):
            open_ones.append(f"{source.relative_to(ROOT)} has {count} entries to translate (empty or fuzzy).")
        compiled = source.with_suffix(".mo")
        with tempfile.TemporaryDirectory() as folder:
            fresh = Path(folder) / "fresh.mo"
            subprocess.run(["msgfmt", "--check", "-o", fresh, source], check=True)  # noqa: S607
            if not compiled.exists() or catalogue(compiled) != catalogue(fresh):
                stale.append(str(compiled.relative_to(ROOT)))
    for name in stale:
        print(f"{name} is missing or older than its source: run bin/manage compilemessages and commit it.")
    print("\n".join(open_ones), end="\n" if open_ones else "")
    return 1 if stale or open_ones else 0


if __name__ == "__main__":
    sys.exit(main())
