"""Long work of matching, run by the worker."""

from celery import shared_task
from django.utils.translation import gettext as _

from donors.models import MatchRun
from donors.services.matching import fail_run, solve_run
from lao_cai_support.web.jobs import job_progress


@shared_task
def solve_match_run(job_code: str, run_code: str) -> None:
    """Fill a proposal with the engine's plan."""
    with job_progress(job_code):
        run = MatchRun.objects.get(code=run_code)
        try:
            solve_run(run)
        except Exception:
            fail_run(run=run, sentence=_("Không tính được phương án. Hãy tính lại; nếu vẫn lỗi, báo quản trị cổng."))
            raise
