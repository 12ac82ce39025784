"""Leases: how a worker takes a job, keeps it, and gives it back done, undone or failed.

Whoever has no lease any more changes nothing: another worker may be at the job by then.
"""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, or_, select, update
from sqlalchemy.orm import Session

from blog.core.database import db, end_reading, insert_if_absent, write
from blog.core.tokens import new_token
from blog.outbox.handlers import Handler, Registry
from blog.outbox.models import Job

# As long as a killed worker holds up its job.
LEASE = timedelta(seconds=60)
SHORTEST_PAUSE = timedelta(seconds=10)
LONGEST_PAUSE = timedelta(hours=3)
CHORE = "chore:"
# So far the clocks of several machines may be apart. What is further ahead was written when a
# clock was wrong, and would else wait for that day.
APART = timedelta(minutes=10)
ENDED = "The worker was ended while it was at it: by the system, or because it took too long."


@dataclass(frozen=True)
class Claim:
    """A job under our lease, as plain values that outlive transactions."""

    id: int
    name: str
    key: str
    payload: dict[str, Any]
    attempt: int
    requests: int
    lease: str


def claim(handlers: Registry, now: datetime) -> Claim | None:
    """Take the job that waits longest of those that are due; None when there is none.

    One that ended its worker too often becomes a dead letter instead.
    """
    # Looking first spares the database a lock every second.
    waiting = db.session().scalar(select(Job.id).where(is_due(now)).limit(1))
    end_reading()
    if waiting is None:
        return None
    with write() as session:
        return _take(session, handlers, now)


def is_due(now: datetime) -> ColumnElement[bool]:
    is_free = or_(
        Job.leased_until.is_(None),
        Job.leased_until <= now,
        Job.leased_until > now + LEASE + APART,
    )
    return and_(Job.is_dead.is_(False), Job.run_after <= now, is_free)


def _take(session: Session, handlers: Registry, now: datetime) -> Claim | None:
    oldest = select(Job).where(is_due(now)).order_by(Job.run_after, Job.id).limit(1)
    job = session.scalars(oldest.with_for_update(skip_locked=True)).first()
    if job is None:
        return None
    handler = handlers.handler(job.name)
    if job.attempts >= handler.attempts and handler.every is None:
        job.is_dead, job.failed_at, job.problem = True, now, job.problem or ENDED
        job.lease = job.leased_until = None
        return None
    job.attempts += 1
    job.lease, job.leased_until = new_token(), now + LEASE
    return Claim(
        job.id, job.name, job.key, dict(job.payload), job.attempts, job.requests, job.lease
    )


def renew(claim: Claim, now: datetime) -> bool:
    """Keep a job for another while; say whether it is still ours."""
    with write() as session:
        longer = update(Job).where(_is_ours(claim)).values(leased_until=now + LEASE)
        return session.scalar(longer.returning(Job.id)) is not None


def finish(claim: Claim, handler: Handler, now: datetime) -> None:
    """Delete a job that is done, unless it was asked for again meanwhile; a chore waits."""
    with write() as session:
        if session.scalar(_requests(claim)) != claim.requests:
            _give_back(session, claim, problem="", attempts=0)
        elif handler.every is not None:
            _give_back(session, claim, now + handler.every, problem="", attempts=0)
        else:
            session.execute(delete(Job).where(_is_ours(claim)))


def go_on(claim: Claim, run_after: datetime) -> None:
    """Give back a job that got further and is not done."""
    with write() as session:
        _give_back(session, claim, run_after, problem="", attempts=0)


def fail(claim: Claim, handler: Handler, problem: str, now: datetime, *, for_good: bool) -> bool:
    """Give back a job that failed, to be tried again later; say whether it is a dead letter."""
    is_dead = handler.every is None and (for_good or claim.attempt >= handler.attempts)
    with write() as session:
        if session.scalar(_requests(claim)) != claim.requests:
            # What failed was an earlier request: the new one has all its attempts.
            _give_back(session, claim, problem=problem)
            return False
        pause = pause_after(claim.attempt)
        if handler.every is not None:
            pause = min(pause, handler.every)
        _give_back(session, claim, now + pause, problem=problem, failed_at=now, is_dead=is_dead)
    return is_dead


def pause_after(attempt: int) -> timedelta:
    """Return how long to wait after a failed attempt: twice as long each time, and never
    exactly, so that what failed together does not come back together."""
    doublings: int = 2 ** min(attempt - 1, 30)
    pause = min(SHORTEST_PAUSE * doublings, LONGEST_PAUSE)
    return pause * random.uniform(0.75, 1.25)  # noqa: S311 - nobody gains by guessing it


def ensure_chores(handlers: Registry, now: datetime) -> None:
    """See to it that every chore has its job, which is due in time, and that none is left of
    those that are gone."""
    with write() as session:
        kept = [CHORE + chore.name for chore in handlers.chores]
        gone = Job.key.startswith(CHORE, autoescape=True) & Job.key.not_in(kept)
        session.execute(delete(Job).where(gone))
        for chore in handlers.chores:
            _bring_forward(session, chore, now)
            insert_if_absent(
                session,
                Job,
                name=chore.name,
                key=CHORE + chore.name,
                payload={},
                run_after=now,
                requests=1,
                attempts=0,
                is_dead=False,
                problem="",
                created_at=now,
            )


def _bring_forward(session: Session, chore: Handler, now: datetime) -> None:
    """Let a chore be due now that is put off for longer than it ever is."""
    latest = now + (chore.every or timedelta(0)) * 1.25 + APART
    session.execute(
        update(Job)
        .where(Job.key == CHORE + chore.name, Job.run_after > latest)
        .values(run_after=now)
    )


def _is_ours(claim: Claim) -> ColumnElement[bool]:
    return and_(Job.id == claim.id, Job.lease == claim.lease)


def _requests(claim: Claim) -> Select[int]:
    """Ask how often it was asked for by now, and keep that so until the commit."""
    return select(Job.requests).where(_is_ours(claim)).with_for_update()


def _give_back(
    session: Session, claim: Claim, run_after: datetime | None = None, **values: Any
) -> None:
    """End our lease. Without a time the job keeps the one that it was asked for at."""
    if run_after is not None:
        values["run_after"] = run_after
    session.execute(
        update(Job).where(_is_ours(claim)).values(lease=None, leased_until=None, **values)
    )
