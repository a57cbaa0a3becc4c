"""Long work that any app's lists ask for."""

from celery import shared_task

from lao_cai_support.web import export_files
from lao_cai_support.web.jobs import job_progress
from lao_cai_support.web.models import ExportFile


@shared_task
def make_export(job_code: str, export_code: str) -> None:
    """Make the file of a long list."""
    with job_progress(job_code) as progress:
        export = ExportFile.objects.select_related("owner").get(code=export_code)
        progress.result(export_files.export_url(export))
        export_files.make_file(export, progress=progress)


@shared_task
def sweep_exports() -> int:
    """Remove files whose day has passed."""
    return export_files.sweep_exports()
