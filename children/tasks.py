"""Long work of the register, run by the worker."""

from celery import shared_task
from django.utils.translation import gettext as _

from children.models import ListImport
from children.services.list_import import fail_import, fill_import, import_url
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.files import read_private
from lao_cai_support.web.jobs import job_progress


@shared_task
def read_uploaded_list(job_code: str, import_code: str) -> None:
    """Read an uploaded list into preview rows."""
    with job_progress(job_code) as progress:
        row = ListImport.objects.get(code=import_code)
        progress.result(import_url(row))
        try:
            fill_import(list_import=row, data=read_private(row.stored_file))
        except Refusal as refusal:
            fail_import(list_import=row, sentence=str(refusal))
            raise
        except Exception:
            fail_import(list_import=row, sentence=_("Không đọc được tệp này. Hãy lưu lại dưới dạng .xlsx rồi thử lại."))
            raise
