"""Two workers on one import, a killed worker, an acknowledged commit: real transactions, each in an own connection."""

import os
import signal
import subprocess
import sys
import time

import pytest
from django.conf import settings
from django.db import connection

from children.models import Child, ImportRow, ListImport
from children.services import list_import as acts
from children.services.list_commit import commit_import
from children.services.list_undo import undo_import
from children.tasks import act_on_list, read_uploaded_list
from lao_cai_support.audit.models import Act
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.files import store_private
from lao_cai_support.web.models import Job
from tests.children.sheets import HEADER, child_row, table
from tests.funds.test_races import refusals, together

pytestmark = [pytest.mark.django_db(transaction=True)]
LETTERS = "bcdghklmnpqrstvx"


def rows(count):
    return [
        child_row(n, f"Lý A {LETTERS[n % 16]}o{LETTERS[n // 16 % 16]} {LETTERS[n // 256 % 16]}a") for n in range(count)
    ]


@pytest.fixture
def opened(lists, units, commune_officer, settings, tmp_path):
    """An upload that has not been read yet, its file kept."""
    settings.DATA_DIR = tmp_path / "data"
    data = table(HEADER, *rows(300))
    row = acts.open_import(user=commune_officer, unit=units.commune, file_name="ds.csv", data=data)
    row.stored_file = store_private("lists", data)
    row.save()
    return row


def job(user, kind="list_import"):
    return Job.objects.create(kind=kind, title="x", owner=user)


def test_two_workers_read_one_list_once(opened, commune_officer):
    jobs = [job(commune_officer), job(commune_officer)]
    outcomes = together(*(lambda j=j: read_uploaded_list(j.code, import_code=opened.code) for j in jobs))
    assert outcomes == [None, None]
    assert opened.rows.count() == 300
    assert [j.state for j in Job.objects.all()] == ["done", "done"]


def test_two_people_write_one_list_once(opened, commune_officer):
    read_uploaded_list(job(commune_officer).code, import_code=opened.code)
    outcomes = together(*[lambda: commit_import(user=commune_officer, list_import=opened)] * 2)
    assert len(refusals(outcomes)) == 1 and "xem trước" in str(next(o for o in outcomes if isinstance(o, Refusal)))
    assert Child.objects.count() == 300 and Act.objects.filter(act="import.commit").count() == 1


def test_two_workers_write_one_list_once(opened, commune_officer):
    read_uploaded_list(job(commune_officer).code, import_code=opened.code)
    jobs = [job(commune_officer, "list_commit"), job(commune_officer, "list_commit")]
    together(*(lambda j=j: act_on_list(j.code, opened.code, "commit", commune_officer.code) for j in jobs))
    assert Child.objects.count() == 300 and Act.objects.filter(act="import.commit").count() == 1


def test_the_same_file_twice_at_one_moment_is_written_once(opened, commune_officer, units):
    data = table(HEADER, *rows(300))
    twin = acts.open_import(user=commune_officer, unit=units.commune, file_name="ds.csv", data=data)
    for one in (opened, twin):
        acts.fill_import(list_import=one, data=data)
    outcomes = together(*(lambda o=o: commit_import(user=commune_officer, list_import=o) for o in (opened, twin)))
    assert refusals(outcomes) in (["known_file"], ["meanwhile"])
    assert Child.objects.count() == 300


def test_commit_and_undo_of_two_people_leave_one_truth(opened, commune_officer):
    read_uploaded_list(job(commune_officer).code, import_code=opened.code)
    commit_import(user=commune_officer, list_import=opened)
    outcomes = together(*[lambda: undo_import(user=commune_officer, list_import=opened)] * 2)
    assert len(refusals(outcomes)) == 1 and not Child.objects.exists()


def test_progress_is_seen_while_the_transaction_is_open(opened, commune_officer, monkeypatch):
    """The job's row moves for others although nothing of the commit is visible yet."""
    from children.services import list_write

    read_uploaded_list(job(commune_officer).code, import_code=opened.code)
    seen = []

    def look(*args):
        with connection.copy().cursor() as cursor:
            cursor.execute("SELECT done, total FROM web_job ORDER BY id DESC LIMIT 1")
            seen.append(cursor.fetchone())
            cursor.execute("SELECT count(*) FROM children_child")
            seen.append(cursor.fetchone())
            cursor.connection.close()

    original = list_write._free_ids
    monkeypatch.setattr(list_write, "_free_ids", lambda: (look(), original()))
    act_on_list(job(commune_officer, "list_commit").code, opened.code, "commit", commune_officer.code)
    assert seen == [(0, 900), (0,)] and Child.objects.count() == 300


# Killed


def worker(code: str, prelude: str) -> subprocess.Popen:
    """A process of its own that does the task, slowed by ``prelude`` so that it can be killed in the middle."""
    database = connection.settings_dict
    url = "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**database)
    script = f"import django; django.setup()\n{prelude}\n{code}"
    return subprocess.Popen(
        [sys.executable, "-c", script],
        env={**os.environ, "DATABASE_URL": url, "DATA_DIR": str(settings.DATA_DIR)},
        cwd=settings.BASE_DIR,
    )


def wait_for(question, what):
    for _try in range(300):
        if question():
            return
        time.sleep(0.1)
    pytest.fail(f"waited in vain for {what}")


def test_a_reader_killed_half_way_is_repeated(opened, commune_officer):
    first = job(commune_officer)
    slow = "from children.services import list_import as a, list_import; import time\n"
    slow += "a.CHUNK = 100\noriginal = a.check_row\n"
    slow += "a.check_row = lambda *args: (time.sleep(0.02), original(*args))[1]"
    task = f"from children.tasks import read_uploaded_list as t; t('{first.code}', import_code='{opened.code}')"
    process = worker(task, slow)
    try:
        wait_for(lambda: ImportRow.objects.exists(), "the first rows")
        process.send_signal(signal.SIGKILL)
    finally:
        process.wait(30)
    opened.refresh_from_db()
    assert opened.state == "reading" and 0 < opened.rows.count() < 300
    read_uploaded_list(first.code, import_code=opened.code)  # what the broker delivers again
    opened.refresh_from_db()
    assert opened.state == "preview" and opened.rows.count() == 300
    assert opened.rows.values("sheet", "row").distinct().count() == 300


def test_a_writer_killed_half_way_leaves_nothing_and_is_repeated(opened, commune_officer):
    read_uploaded_list(job(commune_officer).code, import_code=opened.code)
    first = job(commune_officer, "list_commit")
    slow = "from children.services import list_write as w; import time\n"
    slow += "def late(*args):\n    open('%s', 'w').close()\n    time.sleep(60)\nw.update_known = late"
    flag = settings.DATA_DIR / "half-way"
    task = f"from children.tasks import act_on_list as t; t('{first.code}', '{opened.code}', 'commit', '{commune_officer.code}')"
    process = worker(task, slow % flag)
    try:
        wait_for(flag.exists, "the children to be written")
        process.send_signal(signal.SIGKILL)
    finally:
        process.wait(30)
    assert not Child.objects.exists() and ListImport.objects.get().state == "preview"
    wait_for(lambda: _unlocked(opened), "the database to notice")
    act_on_list(first.code, opened.code, "commit", commune_officer.code)
    assert Child.objects.count() == 300 and ListImport.objects.get().state == "committed"


def _unlocked(opened):
    from django.db import DatabaseError, transaction

    try:
        with transaction.atomic():
            ListImport.objects.select_for_update(nowait=True).get(pk=opened.pk)
    except DatabaseError:
        return False
    return True


def test_stopping_the_reading_forgets_what_was_read(opened, commune_officer):
    stopped = job(commune_officer)
    Job.objects.filter(pk=stopped.pk).update(cancel_requested=True)
    read_uploaded_list(stopped.code, import_code=opened.code)
    opened.refresh_from_db()
    stopped.refresh_from_db()
    assert (opened.state, stopped.state) == ("failed", "cancelled") and not opened.rows.exists()
    assert "dừng" in opened.failure


def test_stopping_the_writing_leaves_the_preview(opened, commune_officer):
    read_uploaded_list(job(commune_officer).code, import_code=opened.code)
    stopped = job(commune_officer, "list_commit")
    Job.objects.filter(pk=stopped.pk).update(cancel_requested=True)
    act_on_list(stopped.code, opened.code, "commit", commune_officer.code)
    stopped.refresh_from_db()
    opened.refresh_from_db()
    assert (stopped.state, opened.state) == ("cancelled", "preview") and not Child.objects.exists()
