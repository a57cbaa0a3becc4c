"""Objects for the shared pages: a piece of long work belongs to who started it."""

from lao_cai_support.web.models import Job
from tests.rights.frame import Get, Sample


def job_of(fixture: str):
    def make(get: Get) -> dict:
        return {"code": Job.objects.create(kind="test", title="Việc thử", owner=get(fixture)).code}

    return make


SAMPLES = {
    name: Sample("commune_officer", job_of("commune_officer"), job_of("neighbour_officer"))
    for name in ("web:job", "web:job_cancel")
}
