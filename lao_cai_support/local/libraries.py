"""System libraries that the PDF reports need and pip cannot bring."""

import ctypes
import os
import shutil
import subprocess
from pathlib import Path

from lao_cai_support.local.errors import Halt

LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}
FONT, FONT_PACKAGES = "LiberationSerif-Regular.ttf", ("fonts-liberation2", "fonts-liberation")
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts")


def missing() -> list[str]:
    """Debian packages that are not there yet."""
    packages = []
    for library, package in LIBRARIES.items():
        try:
            ctypes.CDLL(library)
        except OSError:
            packages.append(package)
    if not any(next(Path(folder).expanduser().rglob(FONT), None) for folder in FONT_FOLDERS):
        packages.append(FONT_PACKAGES[0])
    return packages


def ensure() -> None:
    """Install what is missing when root on Debian or Ubuntu; otherwise stop with the one line to run."""
    packages = missing()
    if not packages:
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print(f"Installing {' '.join(packages)} …", flush=True)
        if not install(packages):
            # Newer releases carry the same font under the shorter name.
            install([FONT_PACKAGES[1] if package == FONT_PACKAGES[0] else package for package in packages])
        packages = missing()
    if packages:
        raise Halt(
            "The PDF reports need system libraries that are missing; run this line, then start again: "
            f"{command(packages)}"
        )


def install(packages: list[str]) -> bool:
    """Install Debian packages (root only); whether it worked."""
    wanted = ["install", "-y", "-qq", "--no-install-recommends", *packages]
    return _apt_get(*wanted) or (_apt_get("update", "-qq") and _apt_get(*wanted))


def _apt_get(*words: str) -> bool:
    done = subprocess.run(
        ["apt-get", *words],  # noqa: S607 - the tool of this machine, wherever it lies
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    return done.returncode == 0


def command(packages: list[str]) -> str:
    """The line an ordinary user may run or hand to whoever looks after the machine."""
    return f"sudo apt-get install --no-install-recommends -y {' '.join(packages)}"
