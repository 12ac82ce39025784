"""The lease of a job is renewed while it is done, and a worker that loses it ends at once."""

from datetime import timedelta
from threading import Event

import pytest
from sqlalchemy import select, update

from blog.core import clock
from blog.core.database import db, write
from blog.outbox import leases, worker
from blog.outbox.actions import enqueue
from blog.outbox.handlers import Handler, Registry, Running
from blog.outbox.models import Job
from blog.outbox.worker import Worker
from tests.conftest import Site

pytestmark = pytest.mark.commits

SECONDS_TO_WAIT = 60


@pytest.fixture(autouse=True)
def short_leases(monkeypatch: pytest.MonkeyPatch) -> None:
    """A lease of two seconds, that a worker trusts for half of that."""
    for module in (leases, worker):
        monkeypatch.setattr(module, "LEASE", timedelta(seconds=2))
    monkeypatch.setattr(worker, "SAFE", timedelta(seconds=1.5))
    monkeypatch.setattr(worker, "IDLE", 0.1)


@pytest.fixture
def lost() -> Event:
    return Event()


@pytest.fixture
def site(own_site: Site) -> Site:
    with own_site.app.app_context(), write() as session:
        enqueue(session, "note", {}, now=clock.now(), key="one")
    return own_site


def run(site: Site, lost: Event, handler: Handler) -> None:
    registry = Registry()
    registry.add(handler)
    with site.app.app_context():
        Worker(clock.now, Event(), registry, on_lost=lost.set).run_next()


def lease_of(site: Site) -> tuple[str | None, object]:
    with site.app.app_context():
        row = db.session().execute(select(Job.lease, Job.leased_until)).one()
        db.session.rollback()
    return row.lease, row.leased_until


def test_it_is_renewed_for_as_long_as_it_takes(site: Site, lost: Event) -> None:
    seen = []

    def wait_for_a_renewal(job: Running) -> None:
        first = lease_of(site)
        for _ in range(SECONDS_TO_WAIT * 10):
            if (now := lease_of(site)) != first:
                seen.append((first, now))
                return
            lost.wait(0.1)

    run(site, lost, Handler("note", wait_for_a_renewal))
    ((first, renewed),) = seen
    assert first[0] == renewed[0]
    assert not lost.is_set()


def test_whoever_lost_it_ends(site: Site, lost: Event) -> None:
    def give_it_to_another(job: Running) -> None:
        with write() as session:
            session.execute(update(Job).values(lease="somebody else"))
        assert lost.wait(SECONDS_TO_WAIT)

    run(site, lost, Handler("note", give_it_to_another))
    assert lease_of(site)[0] == "somebody else"


def test_a_database_that_hangs_ends_it_before_another_may_begin(site: Site, lost: Event) -> None:
    # The heartbeat waits for a lock that nobody gives up: it neither succeeds nor fails.
    def hold_the_row(job: Running) -> None:
        with write() as session:
            session.execute(select(Job).with_for_update()).all()
            assert lost.wait(SECONDS_TO_WAIT)

    run(site, lost, Handler("note", hold_the_row))
    assert lost.is_set()


def test_a_job_that_takes_too_long_ends_its_worker(site: Site, lost: Event) -> None:
    def hang(job: Running) -> None:
        assert lost.wait(SECONDS_TO_WAIT)

    run(site, lost, Handler("note", hang, limit=timedelta(seconds=0.5)))
    assert lost.is_set()
