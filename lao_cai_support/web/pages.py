"""What form and act views share: doing an act and telling how it went."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest

from lao_cai_support.web.errors import Refusal


def typed(request: HttpRequest, name: str) -> str:
    """What was typed into a field that is of no form, such as a cell of a grid; a NUL byte is nothing anybody typed."""
    return request.POST.get(name, "").replace("\0", "")


def do(request: HttpRequest, act: Callable[..., Any], success: Any, **kwargs: Any) -> Any:
    """Do an act as the signed-in person; say success or the refusal's sentence. Gives the act's result or None."""
    given = {name: value.replace("\0", "") if isinstance(value, str) else value for name, value in kwargs.items()}
    try:
        result = act(user=request.user, **given)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return None
    messages.success(request, success)
    return result if result is not None else True


def try_form(form: BaseForm, act: Callable[..., Any], /, **kwargs: Any) -> Any:
    """Do an act with what a valid form holds; a refusal becomes an error at its field. Gives the result or None."""
    try:
        return act(**kwargs)
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return None
