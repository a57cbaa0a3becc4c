"""README says every setting, command and role there is, and names no file that is gone."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands

from lao_cai_support.accounts.roles import Role

ROOT = Path(settings.BASE_DIR)
README = (ROOT / "README.md").read_text(encoding="utf-8")
APPS = ("lao_cai_support", "children", "donors", "funds", "reports")


def variables() -> set[str]:
    """Names the settings and the runner read from the environment."""
    text = (ROOT / "lao_cai_support" / "settings.py").read_text(encoding="utf-8")
    found = set(re.findall(r'(?:env\.\w+|_flag|_required)\("([A-Z_]+)"', text))
    for path in (ROOT / "lao_cai_support" / "local").glob("*.py"):
        found |= set(re.findall(r'\benv(?:iron)?\.get\("([A-Z_]+)"', path.read_text(encoding="utf-8")))
    return found - {"PATH", "PYTEST_XDIST_WORKER"}


def test_variables_are_found():
    assert {"SECRET_KEY", "PORT", "BUSINESS_DAY"} <= variables()


@pytest.mark.parametrize("name", sorted(variables()))
def test_every_variable_is_told(name):
    assert f"`{name}`" in README


@pytest.mark.parametrize("name", sorted(name for name, app in get_commands().items() if app.split(".")[0] in APPS))
def test_every_command_is_told(name):
    assert f"`{name}" in README


@pytest.mark.parametrize("role", Role.values)
def test_every_role_is_told(role):
    assert f"`{role}`" in README


@pytest.mark.parametrize(
    "document", sorted([*ROOT.glob("docs/**/*.md"), ROOT / "README.md"]), ids=lambda path: path.name
)
def test_documents_name_files_that_are_there(document):
    """Paths in backticks with a folder in them, from the root, the ground floor or the templates."""
    places = (ROOT, ROOT / "lao_cai_support", ROOT / "templates")
    for name in re.findall(r"`([a-z_.]+/[\w./-]+)`", document.read_text(encoding="utf-8")):
        if not name.startswith("var/"):
            assert any((place / name).exists() for place in places), f"{document.name}: {name}"
