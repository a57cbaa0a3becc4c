"""How a page says who may open it. The middleware refuses a view that says nothing."""

from collections.abc import Callable
from functools import wraps
from typing import Any, NamedTuple

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase

View = Callable[..., HttpResponseBase]


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
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    wrapped.policy = Policy("signed_in")  # type: ignore[attr-defined]
    return wrapped
