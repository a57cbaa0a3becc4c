"""The honour roll: who was honoured by which decision, of those who agreed to be named. No amounts, no child."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from funds.models import Commendation
from lao_cai_support.web.policy import public_page

SHOWN = 300


@public_page
def honours(request: HttpRequest) -> HttpResponse:
    context = {"rows": Commendation.objects.honour_roll()[:SHOWN]}
    return render(request, "reports/public/honours.html", context)
