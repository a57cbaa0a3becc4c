"""Health, and the progress of long work."""

import redis
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from lao_cai_support.celery import app
from lao_cai_support.web.jobs import remaining_seconds
from lao_cai_support.web.models import Job
from lao_cai_support.web.policy import public_page, signed_in


def _database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone() == (1,)


def _broker() -> bool:
    return bool(redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2).ping())


def _worker() -> bool:
    """Whether a worker answers; asked at most every five seconds, since a ping waits for the slowest. A no is
    not kept: whoever waits for a worker to come up wants to know at once."""
    held = cache.get("health:worker")
    if held is None:
        held = bool(app.control.ping(timeout=1.0, limit=1))
        if held:
            cache.set("health:worker", held, 5)
    return bool(held)


@public_page
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when database, broker and worker answer; 503 naming the part that does not."""
    parts = {}
    for name, check in (("database", _database), ("broker", _broker), ("worker", _worker)):
        try:
            parts[name] = "ok" if check() else "no answer"
        except Exception:  # noqa: BLE001 - whatever is wrong with a part, the answer is 503 and no detail
            parts[name] = "no answer"
    healthy = all(state == "ok" for state in parts.values())
    return JsonResponse({"status": "ok" if healthy else "down", **parts}, status=200 if healthy else 503)


@signed_in
def job_page(request: HttpRequest, code: str) -> HttpResponse:
    """How far a piece of long work is; only its owner may look. Works with and without JavaScript."""
    job = get_object_or_404(Job, code=code, owner=request.user)
    if job.state == "done" and job.result_url and not request.headers.get("HX-Request"):
        return redirect(job.result_url)
    template = "web/_job.html" if request.headers.get("HX-Request") else "web/job.html"
    response = render(request, template, {"job": job, "remaining": remaining_seconds(job)})
    if request.headers.get("HX-Request") and job.state == "done" and job.result_url:
        response["HX-Redirect"] = job.result_url
    return response


@signed_in
@require_POST
def job_cancel(request: HttpRequest, code: str) -> HttpResponse:
    """Ask the work to stop; it stops at its next step and undoes what it did."""
    job = get_object_or_404(Job, code=code, owner=request.user)
    Job.objects.filter(pk=job.pk).update(cancel_requested=True)
    return redirect("web:job", code=code)


@public_page
def language(request: HttpRequest) -> HttpResponse:
    """Remember the chosen language in a cookie and go back; a GET, so that public pages need no form token."""
    target = request.GET.get("next", "/")
    if not url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        target = "/"
    response = redirect(target)
    chosen = request.GET.get("language", "")
    if check_for_language(chosen) and chosen in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            chosen,
            max_age=365 * 24 * 3600,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            samesite=settings.LANGUAGE_COOKIE_SAMESITE,
        )
    return response
