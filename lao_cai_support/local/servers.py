"""Database and broker together: the given ones, or the embedded ones."""

from collections.abc import Mapping

from lao_cai_support.local import given
from lao_cai_support.local.place import Place
from lao_cai_support.local.postgres import Postgres
from lao_cai_support.local.processes import Household, end_leftovers, marked
from lao_cai_support.local.valkey import Valkey

LEFTOVER_ENDS = ((15, 10.0), (9, 5.0))


class Servers:
    """What DATABASE_URL and REDIS_URL name, started first when they name nothing."""

    def __init__(self, place: Place, env: Mapping[str, str], *, throwaway: bool = False) -> None:
        self.place = place
        self.database_url = env.get("DATABASE_URL", "").strip()
        self.redis_url = env.get("REDIS_URL", "").strip()
        self.postgres = None if self.database_url else Postgres(place, env, throwaway=throwaway)
        self.valkey = None if self.redis_url else Valkey(place, throwaway=throwaway)

    def start(self, household: Household) -> None:
        """Start or check both; when this returns both answer."""
        end_leftovers(lambda: marked(household.mark), LEFTOVER_ENDS)
        if self.database_url:
            given.check_database(self.database_url)
        if self.redis_url:
            given.check_redis(self.redis_url)
        if self.postgres:
            self.postgres.start(household)
        if self.valkey:
            self.valkey.start(household)
            self.valkey.wait()
            self.redis_url = self.valkey.url
        if self.postgres:
            self.postgres.wait()
            self.database_url = self.postgres.url

    def addresses(self) -> dict[str, str]:
        """The two settings for the portal's environment."""
        return {"DATABASE_URL": self.database_url, "REDIS_URL": self.redis_url}
