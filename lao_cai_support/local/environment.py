"""The environment the portal's programs get from the runner."""

from collections.abc import Mapping

from lao_cai_support.local.errors import Halt
from lao_cai_support.local.place import Place

BUSINESS_DAY = "2024-11-15"  # winter drive under way, all three levels alive
FALSE = {"", "0", "false", "no", "off"}


def port(env: Mapping[str, str]) -> int:
    """The web server's port."""
    text = env.get("PORT", "").strip() or "8000"
    if not text.isdigit() or not 1 <= int(text) <= 65535:
        raise Halt(f"PORT must be a number from 1 to 65535, not {text!r}, as in PORT=8010 bin/run.")
    return int(text)


def is_demonstration(env: Mapping[str, str]) -> bool:
    """Whether this is the demonstration: the runner's default, DEMO=0 turns it off."""
    return env.get("DEMO", "1").strip().lower() not in FALSE


def portal(env: Mapping[str, str], place: Place, addresses: Mapping[str, str]) -> dict[str, str]:
    """`env` with what the settings need; what the caller set himself stays."""
    full = {**env, **addresses}
    full.setdefault("DEMO", "1")
    if is_demonstration(env):
        full.setdefault("BUSINESS_DAY", BUSINESS_DAY)
    if not full.get("SECRET_KEY"):
        full["SECRET_KEY"] = place.secret("secret_key", 64)
    full.setdefault("DATA_DIR", str(place.var / "data"))
    full.setdefault("STATIC_ROOT", str(place.var / "static"))
    full.setdefault("SITE_URL", f"http://127.0.0.1:{port(env)}")
    full["DJANGO_SETTINGS_MODULE"] = "lao_cai_support.settings"
    full["PYTHONUTF8"] = "1"  # names are Vietnamese, whatever the machine's locale
    full["PYTHONUNBUFFERED"] = "1"
    full["PYTHONPATH"] = str(place.root)
    return full


def last_full_year(env: Mapping[str, str]) -> int:
    """The year before the business day: the last one that can have a yearly report."""
    import datetime

    day = env.get("BUSINESS_DAY", "").strip()
    try:
        return (datetime.date.fromisoformat(day) if day else datetime.date.today()).year - 1
    except ValueError:
        raise Halt(f"BUSINESS_DAY must look like 2024-11-15, not {day!r}.") from None
