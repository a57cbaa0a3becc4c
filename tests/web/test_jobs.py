"""Long work: its row is the truth, whatever the broker does."""

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from lao_cai_support.web import jobs
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.jobs import job_progress, start_job
from lao_cai_support.web.models import Job


class Task:
    """Stands for a task at the broker's door: notes what is sent."""

    def __init__(self):
        self.sent = []

    def delay(self, code, **kwargs):
        self.sent.append((code, kwargs))


@pytest.fixture
def job(commune_officer):
    return Job.objects.create(kind="test", title="Việc thử", owner=commune_officer)


def told(job):
    job.refresh_from_db()
    return job.state, job.done, job.total, job.failure


@pytest.mark.django_db(transaction=True)
def test_a_task_is_sent_after_the_transaction_only(commune_officer):
    task = Task()
    with transaction.atomic():
        job = start_job(kind="test", title="Việc", owner=commune_officer, task=task, number=7)
        assert task.sent == []
    assert task.sent == [(job.code, {"number": 7})]


@pytest.mark.django_db(transaction=True)
def test_a_rollback_sends_nothing_and_leaves_no_row(commune_officer):
    task = Task()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        start_job(kind="test", title="Việc", owner=commune_officer, task=task)
        raise ZeroDivisionError
    assert task.sent == []
    assert not Job.objects.exists()


def test_progress_is_counted_and_ends_whole(job):
    with job_progress(job.code) as progress:
        progress.total(10)
        progress.step(4)
        assert told(job)[0] == "running"
    assert told(job) == ("done", 10, 10, "")


def test_more_steps_than_announced_stay_within_the_total(job):
    with job_progress(job.code) as progress:
        progress.total(2)
        progress.step(5)
    assert told(job) == ("done", 2, 2, "")


def test_a_refusal_is_kept_as_its_sentence(job):
    with job_progress(job.code):
        raise Refusal("Tệp không có dòng nào.")
    assert told(job)[::3] == ("failed", "Tệp không có dòng nào.")


def test_an_unforeseen_error_says_nothing_of_itself(job):
    with pytest.raises(ValueError, match="Giàng A Bí Mật"), job_progress(job.code):
        raise ValueError("Giàng A Bí Mật")
    state, _done, _total, failure = told(job)
    assert state == "failed"
    assert job.code in failure
    assert "Bí Mật" not in failure


def test_cancel_stops_at_the_next_report_of_progress(job, client_of, commune_officer):
    reached = []
    with job_progress(job.code) as progress:
        progress.total(100)
        client_of(commune_officer).post(reverse("web:job_cancel", args=[job.code]))
        progress.total(100)
        reached.append("after")
    assert reached == []
    assert told(job)[0] == "cancelled"


@pytest.mark.parametrize("state", ["done", "failed", "cancelled"])
def test_a_second_delivery_leaves_the_row_of_a_finished_job_alone(job, state):
    Job.objects.filter(pk=job.pk).update(state=state, total=5, done=3, failure="như cũ", finished_at=timezone.now())
    before = told(job)
    with job_progress(job.code) as progress:
        progress.result("/o-noi-khac/")
    assert told(job) == before
    assert job.result_url == ""


def test_the_page_of_a_finished_job_goes_on_to_its_result(job, client_of, commune_officer):
    Job.objects.filter(pk=job.pk).update(state="done", result_url="/tre-em/")
    browser, address = client_of(commune_officer), reverse("web:job", args=[job.code])
    assert browser.get(address)["Location"] == "/tre-em/"
    assert browser.get(address, headers={"HX-Request": "true"})["HX-Redirect"] == "/tre-em/"


def test_the_remaining_time_is_an_honest_guess_or_none(job):
    assert jobs.remaining_seconds(job) is None
    job.started_at, job.done, job.total = timezone.now() - timezone.timedelta(seconds=20), 50, 100
    job.state = "running"
    assert jobs.remaining_seconds(job) in range(18, 24)
