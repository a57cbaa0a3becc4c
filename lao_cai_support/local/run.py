"""`bin/run`: the whole portal, until Ctrl-C."""

import signal
import time
import urllib.error
import urllib.request
from collections.abc import Mapping

from lao_cai_support.local import environment, libraries, people, ports
from lao_cai_support.local.errors import Halt
from lao_cai_support.local.lock import Lock
from lao_cai_support.local.place import Place, python
from lao_cai_support.local.processes import Household, until
from lao_cai_support.local.servers import Servers
from lao_cai_support.local.stages import Stages

# A cold end of the worker: what it was doing goes back to the queue and is done again after the next start.
COLD_WORKER_STOP = signal.SIGQUIT


def run(place: Place, env: Mapping[str, str]) -> int:
    """Start everything, say where it is, watch it; returns only by an exception."""
    port = environment.port(env)
    lock = take_lock(place, f"bin/run at http://{ports.HOST}:{port}/")
    if ports.is_taken(port):
        raise Halt(f"Port {port} is taken by another program: end it, or choose another, as in PORT=8010 bin/run.")
    place.require_room()
    libraries.ensure()
    household = Household(place.id, place.log)
    try:
        print("Starting database and broker …", flush=True)
        servers = Servers(place, env)
        servers.start(household)
        full = environment.portal(env, place, servers.addresses())
        stages = Stages(place, household, full)
        static = stages.start_static()
        stages.tables()
        if environment.is_demonstration(env):
            stages.demonstration()
        stages.finish_static(static)
        lock.say(f"bin/run at http://{ports.HOST}:{port}/\n{servers.database_url}\n{servers.redis_url}")
        _start_portal(household, place, full, port)
        _wait_until_healthy(household, port)
        if environment.is_demonstration(env):
            stages.report()
        _greet(place, port, demonstration=environment.is_demonstration(env))
        while True:
            household.check()
            time.sleep(0.5)
    finally:
        household.stop()
        lock.free()


def take_lock(place: Place, says: str) -> Lock:
    """The checkout's lock, or the sentence about who has it."""
    lock = Lock(place.var / "servers.lock")
    if not lock.take():
        holder = lock.holder().splitlines()
        raise Halt(f"This checkout already runs ({holder[0] if holder else 'just starting'}): end that one first.")
    lock.say(says)
    return lock


def _start_portal(household: Household, place: Place, env: Mapping[str, str], port: int) -> None:
    celery = [python(), "-m", "celery", "-A", "lao_cai_support"]
    household.start(
        "worker",
        [
            *celery,
            "worker",
            "--concurrency",
            "2",
            "--loglevel",
            "INFO",
            "--hostname",
            f"portal-{place.id}@%h",
        ],
        env=env,
        cwd=place.root,
        ends=((signal.SIGTERM, 8.0), (COLD_WORKER_STOP, 5.0)),
        dying=COLD_WORKER_STOP,
    )
    household.start("beat", [*celery, "beat", "--loglevel", "INFO", "--pidfile", ""], env=env, cwd=place.root)
    household.start(
        "web",
        [
            python(), "-m", "granian", "--interface", "wsgi", "--host", ports.HOST, "--port", str(port),
            "--workers", "1", "--blocking-threads", "8", "--workers-kill-timeout", "5", "--no-ws",
            "lao_cai_support.wsgi:application",
        ],
        env=env,
        cwd=place.root,
    )  # fmt: skip


def _wait_until_healthy(household: Household, port: int, *, timeout: float = 90) -> None:
    said = "no answer"
    for _pause in until(timeout, pause=0.2):
        household.check()
        try:
            with urllib.request.urlopen(f"http://{ports.HOST}:{port}/healthz", timeout=10) as answer:  # noqa: S310
                if answer.status == 200:
                    return
        except urllib.error.HTTPError as error:
            said = f"{error.code} {error.read(200).decode('utf-8', 'replace')}".strip()
        except OSError:
            continue
    web = next(process for process in household.members if process.name == "web")
    raise Halt(f"The portal did not get well within {timeout:.0f} seconds ({said}); see {web.log}.")


def _greet(place: Place, port: int, *, demonstration: bool) -> None:
    accounts = people.table(place.var / "demo_accounts.json") if demonstration else ""
    if accounts:
        print(f"\nDemonstration accounts:\n\n{accounts}")
    print(f"\nThe portal is at http://{ports.HOST}:{port}/ (Ctrl-C ends it)", flush=True)
