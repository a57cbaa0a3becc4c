"""While the engine works its job tells how far it is, and can be stopped."""

from donors.services import matching as acts
from donors.tasks import solve_match_run
from lao_cai_support.web.models import Job
from tests.factories.donors import MatchRunFactory


def test_what_is_told_rises_to_the_writing_of_the_plan(units, province_officer, pledge, need):
    heard: list[int] = []
    acts.solve_run(MatchRunFactory(unit=units.province, proposed_by=province_officer, state="solving"), heard.append)
    assert heard == sorted(heard) and (heard[0], heard[-1]) == (5, 90)


def test_who_stops_the_job_stops_the_engine(units, province_officer, pledge, need):
    run = MatchRunFactory(unit=units.province, proposed_by=province_officer, state="solving")
    job = Job.objects.create(kind="matching", title="Tính", owner=province_officer, cancel_requested=True)
    solve_match_run(job.code, run_code=run.code)
    run.refresh_from_db()
    job.refresh_from_db()
    assert (run.state, job.state, run.allocations.count()) == ("failed", "cancelled", 0)
    assert run.failure.startswith("Đã dừng")
