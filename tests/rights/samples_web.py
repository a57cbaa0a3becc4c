"""Objects for the shared pages: a piece of long work belongs to who started it."""

import datetime

from django.utils import timezone

from lao_cai_support.web.files import store_private
from lao_cai_support.web.models import ExportFile, Job
from tests.rights.frame import Get, Sample


def job_of(fixture: str):
    def make(get: Get) -> dict:
        return {"code": Job.objects.create(kind="test", title="Việc thử", owner=get(fixture)).code}

    return make


def export_of(fixture: str):
    def make(get: Get) -> dict:
        export = ExportFile.objects.create(
            owner=get(fixture),
            key="children",
            kind="csv",
            title="Trẻ em",
            reason="Báo cáo",
            asked_at=timezone.now(),
            expires_at=timezone.now() + datetime.timedelta(hours=1),
            stored=store_private("exports", b"a,b", ending="csv"),
            sha256="0" * 64,
            size=3,
            rows=1,
        )
        return {"code": export.code}

    return make


SAMPLES = {
    name: Sample("commune_officer", job_of("commune_officer"), job_of("neighbour_officer"))
    for name in ("web:job", "web:job_cancel")
} | {
    name: Sample("commune_officer", export_of("commune_officer"), export_of("neighbour_officer"))
    for name in ("web:export", "web:export_download")
}
