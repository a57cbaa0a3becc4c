"""How a page says who may open it. The middleware refuses a view that says nothing."""

from collections.abc import Callable
from functools import wraps
from typing import Any, NamedTuple

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from lao_cai_support.accounts.rights import ACTS, can

View = Callable[..., HttpResponse]


class Policy(NamedTuple):
    """``kind`` is public, signed_in or office; ``acts`` are the rights of which one is enough."""

    kind: str
    acts: tuple[str, ...] = ()


def public_page(view: View) -> View:
    """Anyone may open the page; it sets no cookie and does not vary by user."""
    view.policy = Policy("public")  # type: ignore[attr-defined]
    return view


def signed_in(view: View) -> View:
    """Anyone signed in may open the page; what stands on it is scoped by ``visible_to(user)``."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    wrapped.policy = Policy("signed_in")  # type: ignore[attr-defined]
    return wrapped


def office_page(*acts: str) -> Callable[[View], View]:
    """Only who holds one of the named acts may open the page; others get the 403 page.

    *Which* records the person meets there is decided by ``visible_to(user)``, and the act itself asks
    ``rights.require`` again with the record's unit.
    """
    for act in acts:
        ACTS[act]  # an unknown act stops the start, not a user

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not any(can(request.user, act) for act in acts):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        wrapped.policy = Policy("office", acts)  # type: ignore[attr-defined]
        return wrapped

    return decorate
