"""Each compiled catalogue (.mo) must say what its source (.po) says: the portal runs without gettext."""

import gettext
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def catalogue(path: Path) -> dict:
    with path.open("rb") as file:
        return gettext.GNUTranslations(file)._catalog


def main() -> int:
    if not shutil.which("msgfmt"):
        print("msgfmt is not here, so nothing can be checked: apt-get install gettext")
        return 1
    stale = []
    for source in sorted(ROOT.glob("**/locale/*/LC_MESSAGES/*.po")):
        if {".venv", "var", "node_modules"} & set(source.relative_to(ROOT).parts):
            continue
        compiled = source.with_suffix(".mo")
        with tempfile.TemporaryDirectory() as folder:
            fresh = Path(folder) / "fresh.mo"
            subprocess.run(["msgfmt", "--check", "-o", fresh, source], check=True)  # noqa: S607
            if not compiled.exists() or catalogue(compiled) != catalogue(fresh):
                stale.append(str(compiled.relative_to(ROOT)))
    for name in stale:
        print(f"{name} is missing or older than its source: run bin/manage compilemessages and commit it.")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
