"""Long work of the register, run by the worker."""

from celery import shared_task
from django.utils.translation import gettext as _

from children.models import ListImport, Submission
from children.models.list_import import ImportState
from children.services.digest import send_digests
from children.services.duplicate import compare_all, files_of
from children.services.list_back import give_back
from children.services.list_commit import commit_import
from children.services.list_import import fail_import, fill_import, import_url
from children.services.list_undo import undo_import
from children.services.submission_document import make_document
from lao_cai_support.accounts.models import User
from lao_cai_support.areas.models import AdministrativeUnit
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.files import read_private
from lao_cai_support.web.jobs import Cancelled, job_progress


@shared_task
def read_uploaded_list(job_code: str, import_code: str) -> None:
    """Read an uploaded list into preview rows, or into the questions that come first."""
    with job_progress(job_code) as progress:
        row = ListImport.objects.get(code=import_code)
        progress.result(import_url(row))
        try:
            fill_import(list_import=row, data=read_private(row.stored_file), progress=progress)
        except Refusal as refusal:
            fail_import(list_import=row, sentence=str(refusal))
            raise
        except Cancelled:
            fail_import(list_import=row, sentence=_("Bạn đã dừng việc đọc tệp này. Hãy tải lên lại khi cần."))
            raise
        except Exception:
            fail_import(list_import=row, sentence=_("Không đọc được tệp này. Hãy lưu lại dưới dạng .xlsx rồi thử lại."))
            raise


@shared_task
def act_on_list(job_code: str, import_code: str, act: str, user_code: str, leave_open: bool = False) -> None:
    """Write a long list, take it back, or make the workbook that goes back. A second delivery does nothing more."""
    with job_progress(job_code) as progress:
        row = ListImport.objects.get(code=import_code)
        user = User.objects.get(code=user_code)
        progress.result(import_url(row))
        if act == "commit" and row.state != ImportState.COMMITTED:
            commit_import(user=user, list_import=row, leave_open=leave_open, progress=progress)
        elif act == "undo" and row.state != ImportState.UNDONE:
            undo_import(user=user, list_import=row)
        elif act == "back":
            give_back(user=user, list_import=row, progress=progress)


@shared_task
def make_list_document(job_code: str, submission_code: str) -> None:
    """Typeset the paper of a verified list."""
    with job_progress(job_code) as progress:
        make_document(user=progress.job.owner, submission=Submission.objects.get(code=submission_code))


# A province takes minutes on a small machine; the broker would hand the task out again after ten.
@shared_task(soft_time_limit=540, time_limit=570)
def find_duplicates(job_code: str, unit_pk: int) -> None:
    """Compare all files of a district or of the province with the register."""
    with job_progress(job_code) as progress:
        unit = AdministrativeUnit.objects.get(pk=unit_pk)
        ids = files_of(unit)
        progress.total(len(ids))
        compare_all(ids, whole=unit.level == "province", step=progress.step)


@shared_task(soft_time_limit=540, time_limit=570)
def compare_children(ids: list[int]) -> None:
    """Compare files that were just written with the register."""
    compare_all(ids)


@shared_task(soft_time_limit=540, time_limit=570)
def tell_what_waits() -> int:
    """The morning's messages; run again, it tells those it has not told yet."""
    return send_digests()
