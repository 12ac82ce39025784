"""What waits, and what nobody tries any more."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from blog.outbox.leases import CHORE, is_due
from blog.outbox.models import Job

# With a worker nothing that is due waits so long without being begun.
SLOW = timedelta(minutes=10)
AT_ONCE = 100


@dataclass(frozen=True)
class Standing:
    """How many jobs wait, how many are dead letters, and since when nobody has begun what is
    due; None when somebody does."""

    waiting: int
    dead: int
    stuck_since: datetime | None


def standing(session: Session, now: datetime) -> Standing:
    """Return how the work stands. Chores that wait for their time do not count."""
    counted = session.execute(
        select(
            func.count().filter(Job.is_dead.is_(False), Job.run_after <= now),
            func.count().filter(Job.is_dead),
            func.min(Job.run_after).filter(is_due(now), Job.run_after < now - SLOW),
        )
    ).one()
    return Standing(*counted)


def dead_letters(session: Session) -> Sequence[Job]:
    """Return the newest jobs that nobody tries any more."""
    dead = select(Job).where(Job.is_dead).order_by(Job.failed_at.desc(), Job.id.desc())
    return session.scalars(dead.limit(AT_ONCE)).all()


def failing(session: Session) -> Sequence[Job]:
    """Return jobs and chores that failed last time and will be tried again, the next first."""
    tried = select(Job).where(Job.is_dead.is_(False), Job.problem != "")
    return session.scalars(tried.order_by(Job.run_after, Job.id).limit(AT_ONCE)).all()


def is_chore(job: Job) -> bool:
    return job.key.startswith(CHORE)
