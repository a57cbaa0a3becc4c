"""Pages for named rights (see rights.ACTS); public and signed-in pages come from web.policy."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from lao_cai_support.accounts.models import User
from lao_cai_support.accounts.rights import ACTS, can
from lao_cai_support.web.policy import Policy, View, public_page, signed_in

__all__ = ["OfficeRequest", "office_page", "public_page", "signed_in"]


class OfficeRequest(HttpRequest):
    """The request as a view behind ``office_page`` or ``signed_in`` meets it: somebody is signed in.

    A name for readers and for the type checker; Django hands the view its own request.
    """

    user: User


def office_page(*acts: str) -> Callable[[View], View]:
    """Only who holds one of the named acts may open the page; others get the 403 page.

    *Which* records the person meets there is decided by ``visible_to(user)``, and the act itself asks
    ``rights.require`` again with the record's unit.
    """
    for act in acts:
        ACTS[act]  # an unknown act stops the start, not a user

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not any(can(request.user, act) for act in acts):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        wrapped.policy = Policy("office", acts)  # type: ignore[attr-defined]
        return wrapped

    return decorate
