"""The worker's application: every long piece of work runs here (see web/jobs.py)."""

import logging.config
import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging
from django_structlog.celery.steps import DjangoStructLogInitStep

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lao_cai_support.settings")

app = Celery("lao_cai_support")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.steps["worker"].add(DjangoStructLogInitStep)


@setup_logging.connect
def keep_our_logs(**_kwargs: Any) -> None:
    """The worker writes the same masked lines as the site instead of its own."""
    from django.conf import settings

    logging.config.dictConfig(settings.LOGGING)
