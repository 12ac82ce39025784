"""Workers as processes: several at once, and one that is killed before each of its commits."""

import subprocess
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, select, update

from blog.core import clock
from blog.core.database import db, write
from blog.outbox.actions import enqueue
from blog.outbox.models import Job
from config import ROOT
from tests.conftest import Site
from tests.killed import INSIDE
from tests.outbox.working import NAME, work_off

pytestmark = pytest.mark.commits

JOBS = 60
WORKERS = 3


def start(site: Site, log: Path, commits: str = "") -> subprocess.Popen[str]:
    folder = str(site.app.config["INSTANCE_PATH"])
    return subprocess.Popen(
        [sys.executable, "-m", "tests.outbox.working", site.url, folder, str(log), commits],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def ask(site: Site, key: str, **payload: str) -> None:
    with site.app.app_context(), write() as session:
        enqueue(session, NAME, payload, now=clock.now(), key=key)


def left(site: Site) -> int:
    with site.app.app_context():
        return len(db.session().scalars(select(Job.id).where(Job.name == NAME)).all())


def test_several_workers_share_the_jobs_and_none_is_done_twice(
    own_site: Site, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    for number in range(JOBS):
        ask(own_site, f"job-{number}")
    workers = [start(own_site, log) for _ in range(WORKERS)]
    for worker in workers:
        worker.communicate(timeout=120)
        assert worker.returncode == 0
    lines = log.read_text().splitlines()
    begun = Counter(line.split()[1] for line in lines if line.startswith("begin"))
    assert begun == {f"job-{number}": 1 for number in range(JOBS)}
    assert len(lines) == 2 * JOBS
    assert left(own_site) == 0


def test_killed_before_any_of_its_commits_it_does_everything_when_started_again(
    own_site: Site, tmp_path: Path
) -> None:
    killed = 0
    for commits in range(100):
        log = tmp_path / f"log-{commits}"
        ask(own_site, "first", then="second")
        worker = start(own_site, log, str(commits))
        assert worker.stdout is not None
        was_inside = worker.stdout.readline() == INSIDE
        worker.kill()
        worker.communicate(timeout=120)
        if was_inside:
            killed += 1
            run_out(own_site)
            with own_site.app.app_context():
                work_off(log)
        said = log.read_text().splitlines()
        assert {line.split()[1] for line in said if line.startswith("end")} == {"first", "second"}
        assert left(own_site) == 0
        if not was_inside:
            break
    # The chores are looked after, then both jobs are claimed, done and given back.
    assert killed == 7


def run_out(site: Site) -> None:
    """Let the leases of those that were killed run out."""
    with site.app.app_context(), write() as session:
        session.execute(delete(Job).where(Job.name != NAME))
        ended = clock.now() - timedelta(seconds=1)
        session.execute(update(Job).where(Job.leased_until.is_not(None)).values(leased_until=ended))
