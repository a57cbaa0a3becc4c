"""Servers that somebody else runs: DATABASE_URL and REDIS_URL from the environment, used as they are."""

from urllib.parse import parse_qs, unquote, urlsplit

from lao_cai_support.local.errors import Halt

PATIENCE = 5  # seconds


def check_database(url: str) -> None:
    """Raise Halt with one sentence unless the database answers."""
    import psycopg2

    try:
        connect(url).close()
    except psycopg2.Error as error:
        said = " ".join(str(error).split())
        raise Halt(
            f"DATABASE_URL cannot be reached ({said[:200]}): correct it, or leave it out to use the embedded database."
        ) from None


def connect(url: str):
    """A psycopg2 connection to an address in DATABASE_URL's form."""
    import psycopg2

    parts = _split(
        "DATABASE_URL", url, ("postgres", "postgresql", "pgsql", "psql"), "postgres://user:password@host/name"
    )
    query = parse_qs(parts.query)
    return psycopg2.connect(
        host=unquote(parts.hostname or "") or query.get("host", [""])[0] or None,
        port=parts.port or 5432,
        user=unquote(parts.username or "") or None,
        password=unquote(parts.password or "") or None,
        dbname=unquote(parts.path.lstrip("/")) or None,
        connect_timeout=PATIENCE,
        **({"sslmode": query["sslmode"][0]} if "sslmode" in query else {}),
    )


def check_redis(url: str) -> None:
    """Raise Halt with one sentence unless the broker answers."""
    import redis

    _split("REDIS_URL", url, ("redis", "rediss", "valkey", "valkeys"), "redis://host:6379/0")
    try:
        client = redis.Redis.from_url(url, socket_connect_timeout=PATIENCE, socket_timeout=PATIENCE)
        client.ping()
        client.close()
    except (redis.RedisError, OSError, ValueError) as error:
        said = " ".join(str(error).split())
        raise Halt(
            f"REDIS_URL cannot be reached ({said[:200]}): correct it, or leave it out to use the embedded server."
        ) from None


def identity(url: str) -> str:
    """A name for this very database: another one after it was dropped and made again, and empty while it
    has no tables, so that nothing is taken for done that is not."""
    connection = connect(url)
    with connection, connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('django_migrations') IS NOT NULL")
        if not cursor.fetchone()[0]:
            return ""
        cursor.execute(
            "SELECT (SELECT system_identifier FROM pg_control_system()), oid FROM pg_database "
            "WHERE datname = current_database()"
        )
        row = cursor.fetchone()
    connection.close()
    return f"{row[0]}-{row[1]}"


def _split(name: str, url: str, schemes: tuple[str, ...], example: str):
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - reading it checks it
    except ValueError:
        raise Halt(f"{name} is not an address: write it as in {name}={example}.") from None
    if parts.scheme not in schemes:
        raise Halt(f"{name} must begin with {schemes[0]}://, as in {name}={example}.")
    return parts
