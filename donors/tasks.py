"""Long work of donors and matching, run by the worker."""

from celery import shared_task
from django.utils.translation import gettext as _

from donors.models import MatchRun, RegisterImport, RegisterState
from donors.services import register as registers
from donors.services.instalment import remind_pledges
from donors.services.matching import fail_run, solve_run
from donors.services.offer import forget_unconfirmed as forget
from lao_cai_support.accounts.models import User
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.files import read_private
from lao_cai_support.web.jobs import Cancelled, job_progress


@shared_task
def solve_match_run(job_code: str, run_code: str) -> None:
    """Fill a proposal with the engine's plan."""
    with job_progress(job_code) as progress:
        run = MatchRun.objects.get(code=run_code)

        def told(percent: int) -> None:
            if not progress.job.total:
                progress.total(100)
            progress.step(percent - progress.job.done)

        try:
            solve_run(run, told)
        except Cancelled:
            fail_run(run=run, sentence=_("Đã dừng theo yêu cầu khi đang tính. Hãy tính lại khi cần."))
            raise
        except Exception:
            fail_run(run=run, sentence=_("Không tính được phương án. Hãy tính lại; nếu vẫn lỗi, báo quản trị cổng."))
            raise


@shared_task(soft_time_limit=540, time_limit=570)
def remind_of_pledges() -> int:
    """The morning's reminders of what is due; run again, it tells those it has not told yet."""
    return remind_pledges()


@shared_task
def forget_unconfirmed() -> int:
    """The night's forgetting of promises that nobody confirmed; run again, there is nothing left of them."""
    return forget()


@shared_task
def read_register(job_code: str, register_code: str) -> None:
    """Read an official list of establishments into preview rows."""
    with job_progress(job_code) as progress:
        row = RegisterImport.objects.get(code=register_code)
        progress.result(registers.import_url(row))
        try:
            registers.fill_register(register=row, data=read_private(row.stored_file), progress=progress)
        except Refusal as refusal:
            registers.fail_register(register=row, sentence=str(refusal))
            raise
        except Cancelled:
            registers.fail_register(register=row, sentence=_("Bạn đã dừng việc đọc tệp này. Hãy tải lên lại khi cần."))
            raise
        except Exception:
            registers.fail_register(
                register=row, sentence=_("Không đọc được tệp này. Hãy lưu lại dưới dạng .xlsx rồi thử lại.")
            )
            raise


@shared_task
def write_register(job_code: str, register_code: str, user_code: str) -> None:
    """Write a long list into the register. A second delivery does nothing more."""
    with job_progress(job_code) as progress:
        row = RegisterImport.objects.get(code=register_code)
        progress.result(registers.import_url(row))
        if row.state != RegisterState.COMMITTED:
            registers.commit_register(user=User.objects.get(code=user_code), register=row, progress=progress)
