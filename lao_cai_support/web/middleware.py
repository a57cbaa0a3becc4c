"""What every request passes before its page."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse


class NullByteMiddleware:
    """PostgreSQL keeps no NUL byte: an address that holds one leads nowhere, and in a query it is left out.

    What a form holds is told by the form itself, what ``do`` hands on is cleaned there.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path_info:
            raise Http404
        if "%00" in request.META.get("QUERY_STRING", ""):
            given = request.GET.copy()
            for name, values in given.lists():
                given.setlist(name, [value.replace("\0", "") for value in values])
            request.GET = given  # type: ignore[assignment]  # a QueryDict as before
        return self.get_response(request)
