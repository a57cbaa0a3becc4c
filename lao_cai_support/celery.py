"""The worker's application: every long piece of work runs here (see web/jobs.py)."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lao_cai_support.settings")

app = Celery("lao_cai_support")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
