"""Long work of reports, run by the worker: one report's files per task."""

from celery import shared_task

from lao_cai_support.web.jobs import job_progress
from reports.models import YearReport
from reports.services.report import render_report


@shared_task
def render_year_report(job_code: str, report_code: str) -> None:
    """Make the files of one report."""
    with job_progress(job_code) as progress:
        progress.total(1)
        render_report(YearReport.objects.select_related("fund__unit").get(code=report_code))
        progress.step(1)
