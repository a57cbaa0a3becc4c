"""`bin/manage COMMAND …`: one management command in the portal's environment."""

import subprocess
from collections.abc import Mapping, Sequence

from lao_cai_support.local import environment, libraries
from lao_cai_support.local.errors import Halt
from lao_cai_support.local.lock import Lock
from lao_cai_support.local.place import Place, python
from lao_cai_support.local.processes import Household, die_with_parent, until
from lao_cai_support.local.servers import Servers
from lao_cai_support.local.stages import Stages

# Commands that look at the code, or prepare the database themselves: nothing is set up for them.
NEED_NO_TABLES = {
    "check", "collectstatic", "compilemessages", "diffsettings", "help", "lintmigrations", "makemessages",
    "makemigrations", "migrate", "showmigrations", "solve_matching", "sqlmigrate", "version", "",
}  # fmt: skip


def manage(place: Place, env: Mapping[str, str], words: Sequence[str]) -> int:
    """Run the command with the servers of a running `bin/run`, else with our own for as long as it takes;
    the command's exit code."""
    libraries.ensure()
    lock = Lock(place.var / "servers.lock")
    users = Lock(place.var / "users.lock")
    if not lock.take():
        users.take(shared=True, wait=True)
        return _command(place, environment.portal(env, place, _addresses(lock, env)), words)
    lock.say("bin/manage, just starting")
    place.require_room()
    household = Household(place.id, place.log)
    try:
        servers = Servers(place, env)
        servers.start(household)
        full = environment.portal(env, place, servers.addresses())
        stages = Stages(place, household, full)
        command = next((word for word in words if not word.startswith("-")), "")
        if command not in NEED_NO_TABLES:
            stages.tables()
        lock.say(f"bin/manage {command}\n{servers.database_url}\n{servers.redis_url}")
        code = _command(place, full, words)
        if command == "demo" and code == 0:
            stages.demonstration_built()
        if not users.take():
            print("Another bin/manage still uses the servers: waiting for it …", flush=True)
            users.take(wait=True)
        return code
    finally:
        household.stop()
        lock.free()


def _addresses(lock: Lock, env: Mapping[str, str]) -> dict[str, str]:
    """Addresses of the servers that whoever holds the lock has started, once they are up."""
    for _pause in until(600, pause=0.2):
        lines = lock.holder().splitlines()
        if len(lines) == 3:
            found = {"DATABASE_URL": lines[1], "REDIS_URL": lines[2]}
            return {name: env.get(name) or address for name, address in found.items()}
        if lock.take():
            lock.free()
            raise Halt("The other start of this checkout ended before its servers were up: run the command again.")
    raise Halt("The other start of this checkout has not got its servers up: see var/log.")


def _command(place: Place, env: Mapping[str, str], words: Sequence[str]) -> int:
    # The caller's own folder stays the working folder: file names on the command line are relative to it.
    done = subprocess.Popen(
        [python(), str(place.root / "manage.py"), *words],
        env=env,
        preexec_fn=die_with_parent(15),  # noqa: PLW1509
    )
    try:
        code = done.wait()
    except BaseException:
        done.terminate()
        try:
            done.wait(10)
        except subprocess.TimeoutExpired:
            done.kill()
        raise
    return 128 - code if code < 0 else code
