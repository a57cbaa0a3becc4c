"""How often somebody without an account may do a thing, without keeping who it was."""

import hashlib

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac


def visitor(request: HttpRequest) -> str:
    """A mark of the caller's address that does not tell it. Behind our proxy the last address is the one that the
    proxy saw; what the caller wrote before it counts for nothing."""
    told = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.SECURE_PROXY_SSL_HEADER else ""
    address = told.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", "")
    return salted_hmac("web.visitor", address, algorithm="sha256").hexdigest()[:32]


def within(what: str, who: str, *, most: int, seconds: int) -> bool:
    """Count one more of ``what`` by ``who``; whether it is still among the ``most`` of these seconds."""
    key = f"within:{what}:{hashlib.sha256(who.encode()).hexdigest()[:32]}"
    cache.add(key, 0, seconds)
    try:
        return int(cache.incr(key)) <= most
    except ValueError:  # it lapsed between the two
        return True
