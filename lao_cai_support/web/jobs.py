"""Running long work in the worker and telling how far it is.

A task reads::

    @shared_task
    def read_list(job_code, import_code):
        with job_progress(job_code) as progress:
            progress.total(1200)
            progress.step(50)
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import structlog
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.models import Job, JobState

log = structlog.get_logger(__name__)
UNFINISHED = (JobState.QUEUED, JobState.RUNNING)


class Cancelled(Exception):
    """The owner asked to stop; what was done so far is rolled back by the task's own transaction."""


class Progress:
    """Hands progress to the job's row, at most twice a second."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self._last = 0.0
        self._beside: Any = None

    @contextmanager
    def beside(self) -> Iterator[None]:
        """Tell progress while a long transaction is open: over a connection of its own, so that others can see it.

        Nothing may be told inside the transaction before this block, or the two connections would wait for each other.
        """
        self._beside = connection.copy()
        try:
            yield
        finally:
            self._beside.close()
            self._beside = None

    def total(self, total: int) -> None:
        self.job.total, self.job.done = total, 0
        self._write()

    def step(self, count: int = 1) -> None:
        self.job.done = min(self.job.done + count, self.job.total)
        if time.monotonic() - self._last > 0.5:
            self._write()

    def result(self, url: str) -> None:
        self.job.result_url = url

    def _write(self) -> None:
        self._last = time.monotonic()
        with (self._beside or connection).cursor() as cursor:
            cursor.execute(
                "UPDATE web_job SET done = %s, total = %s, heartbeat = now() WHERE id = %s RETURNING cancel_requested",
                [self.job.done, self.job.total, self.job.pk],
            )
            told = cursor.fetchone()
        if told and told[0]:
            raise Cancelled


def start_job(*, kind: str, title: str, owner: Any, task: Any, result_url: str = "", **kwargs: Any) -> Job:
    """Make the job's row and send its task after the transaction has committed (a rollback sends nothing)."""
    job = Job.objects.create(kind=kind, title=title, owner=owner, result_url=result_url)
    transaction.on_commit(partial(task.delay, job.code, **kwargs))
    return job


@contextmanager
def job_progress(code: str) -> Iterator[Progress]:
    """Open the job for its task. The row of a job that is over stays as it is when its task is delivered again.

    A Refusal is kept as its sentence; any other error is logged, and kept as one general sentence. The work
    speaks the language of its owner, who will read what it says.
    """
    job = Job.objects.select_related("owner").get(code=code)
    Job.objects.filter(pk=job.pk, state__in=UNFINISHED).update(
        state=JobState.RUNNING, started_at=timezone.now(), heartbeat=timezone.now(), failure=""
    )
    progress = Progress(job)
    with translation.override(job.owner.language if job.owner else settings.LANGUAGE_CODE):
        try:
            yield progress
        except Cancelled:
            _finish(job, JobState.CANCELLED)
        except Refusal as refusal:
            _finish(job, JobState.FAILED, str(refusal))
        except Exception:
            log.exception("job_failed", job=code, kind=job.kind)
            _finish(
                job,
                JobState.FAILED,
                _("Việc này gặp lỗi ngoài dự kiến. Hãy thử lại; nếu vẫn lỗi, báo mã %(code)s cho quản trị cổng.")
                % {"code": code},
            )
            raise
        else:
            _finish(job, JobState.DONE)


def _finish(job: Job, state: str, failure: str = "") -> None:
    Job.objects.filter(pk=job.pk, state__in=UNFINISHED).update(
        state=state,
        failure=failure[:300],
        finished_at=timezone.now(),
        result_url=job.result_url,
        total=job.total,
        done=job.total if state == JobState.DONE else job.done,
    )


def remaining_seconds(job: Job) -> int | None:
    """An honest estimate from the pace so far; None until a tenth is done."""
    if not job.started_at or not job.total or job.done * 10 < job.total or job.over:
        return None
    spent = (timezone.now() - job.started_at).total_seconds()
    return round(spent / job.done * (job.total - job.done))
