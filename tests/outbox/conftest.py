"""An outbox with handlers of its own, and a clock that the tests move."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import Event

import pytest
from flask import Flask
from sqlalchemy import delete, select

from blog.core.database import db, write
from blog.outbox.actions import enqueue
from blog.outbox.handlers import Again, Handler, Registry, Running
from blog.outbox.models import Job
from blog.outbox.worker import Worker

BEGIN = datetime(2026, 3, 1, 12, tzinfo=UTC)


@dataclass
class Office:
    """Does jobs named "note": keeps what they say, after doing what the test wants."""

    app: Flask
    now: datetime = BEGIN
    done: list[str] = field(default_factory=list)
    # What the next attempts come to: an error is raised, anything else returned.
    outcomes: list[Exception | Again | None] = field(default_factory=list)
    registry: Registry = field(default_factory=Registry)

    def __post_init__(self) -> None:
        self.registry.add(Handler("note", self.note, attempts=3))

    def note(self, job: Running) -> Again | None:
        self.done.append(str(job.payload.get("text", "")))
        outcome = self.outcomes.pop(0) if self.outcomes else None
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    def ask(self, text: str, key: str | None = None, run_after: datetime | None = None) -> None:
        with self.app.app_context(), write() as session:
            enqueue(session, "note", {"text": text}, now=self.now, key=key, run_after=run_after)

    def work_off(self) -> int:
        with self.app.app_context():
            return self.worker().work_off()

    def worker(self) -> Worker:
        return Worker(lambda: self.now, Event(), self.registry)

    def later(self, **durations: float) -> None:
        self.now += timedelta(**durations)

    def jobs(self) -> list[Job]:
        with self.app.app_context():
            jobs = db.session().scalars(select(Job).order_by(Job.id)).all()
            db.session().expunge_all()
            return list(jobs)

    def job(self) -> Job:
        (job,) = self.jobs()
        return job


@pytest.fixture
def office(app: Flask) -> Office:
    with app.app_context(), write() as session:
        session.execute(delete(Job))
    return Office(app)
