"""The ground floor of the portal: it knows no app above it."""

from lao_cai_support.celery import app as celery_app

__all__ = ["celery_app"]
