"""The work list, the first page after sign-in."""

from django.http import HttpResponse
from django.shortcuts import render

from lao_cai_support.accounts.pages import OfficeRequest, signed_in
from lao_cai_support.accounts.worklist import tasks_for
from lao_cai_support.web.clock import today


@signed_in
def worklist(request: OfficeRequest) -> HttpResponse:
    """What is due, late and returned for the person, with counts that equal the lists behind them."""
    return render(
        request,
        "accounts/worklist.html",
        {
            "tasks": tasks_for(request.user),
            "memberships": request.user.current_memberships(),
            "today": today(),
        },
    )
