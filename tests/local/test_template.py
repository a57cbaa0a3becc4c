"""The tables of a test run are laid out once, and again when a migration has changed."""

from pathlib import Path

import pytest

from lao_cai_support.local import given, template
from lao_cai_support.local.errors import Halt
from lao_cai_support.local.servers import Servers

# A portal of one table, whose content says which migration made it.
MANAGE = """
import os, pathlib, psycopg2
word = pathlib.Path("app/migrations/0001_initial.py").read_text()
pathlib.Path("calls").open("a").write(word)
if word == "broken":
    raise SystemExit(1)
with psycopg2.connect(os.environ["DATABASE_URL"]) as connection:
    connection.cursor().execute("DROP TABLE IF EXISTS made; CREATE TABLE made AS SELECT %s::text AS word", [word])
"""


@pytest.fixture
def portal(tmp_path: Path) -> Path:
    (tmp_path / "app" / "migrations").mkdir(parents=True)
    (tmp_path / "manage.py").write_text(MANAGE)
    (tmp_path / "requirements-dev.txt").write_text("")
    return tmp_path


def test_tables_are_kept_until_a_migration_changes(servers: Servers, portal: Path, tmp_path: Path) -> None:
    env = {"DATABASE_URL": servers.database_url}
    var = tmp_path / "kept"
    var.mkdir()

    def laid_out(migration: str) -> str:
        (portal / "app" / "migrations" / "0001_initial.py").write_text(migration)
        assert template.lay_out(portal, var, servers.postgres, env) == "lao_cai_support"
        connection = given.connect(servers.database_url)
        with connection.cursor() as cursor:
            cursor.execute("SELECT word FROM made; ")
            [(word,)] = cursor.fetchall()
            cursor.execute("DROP TABLE made")
        connection.commit()
        connection.close()
        return word

    assert [laid_out("one"), laid_out("one"), laid_out("two"), laid_out("two")] == ["one", "one", "two", "two"]
    assert (portal / "calls").read_text() == "onetwo", "what is kept is read back, not made again"
    assert len(list(var.iterdir())) == 1, "nothing old is kept"
    # A dump that was cut off or spoilt leaves nothing half-made
    [kept] = var.iterdir()
    kept.write_text("CREATE TABLE made (word text);\nINSERT INTO nowhere VALUES (1);\n")
    assert laid_out("two") == "two" and (portal / "calls").read_text() == "onetwotwo"
    with pytest.raises(Halt, match="migration"):
        laid_out("broken")
