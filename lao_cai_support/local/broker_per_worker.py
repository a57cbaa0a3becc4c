"""A pytest plugin: each parallel worker gets a Valkey database of its own, as pytest-django gives
each its own PostgreSQL database. It must be loaded with -p, before Django reads its settings."""

import os

worker = os.environ.get("PYTEST_XDIST_WORKER", "")
if worker.startswith("gw") and os.environ.get("REDIS_URL", "").endswith("/0"):
    os.environ["REDIS_URL"] = f"{os.environ['REDIS_URL'][:-1]}{int(worker[2:]) + 1}"
