"""Asking for work, in the transaction of the change that needs it, and dead letters."""

from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from blog.core.database import reread
from blog.core.tokens import new_token
from blog.outbox.models import LONGEST_KEY, Job


def enqueue(
    session: Session,
    name: str,
    payload: dict[str, Any],
    *,
    now: datetime,
    key: str | None = None,
    run_after: datetime | None = None,
) -> None:
    """Ask for a job: it is done if this transaction is committed, and only then.

    Asked for twice with one key it is one job, with what was said last. One that is being done
    at the moment is done again afterwards, since it may have looked before the change. A dead
    letter lives again.

    Raises:
        ValueError: the key is longer than can be kept.
    """
    key = key or f"{name}:{new_token()}"
    if len(key) > LONGEST_KEY:
        raise ValueError(f"a key of {len(key)} characters")
    asked = {"name": name, "payload": payload, "run_after": run_after or now}
    fresh = {"attempts": 0, "is_dead": False, "problem": "", "failed_at": None}
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    inserted = dialect.insert(Job).values(key=key, requests=1, created_at=now, **asked, **fresh)
    said_last = {each: inserted.excluded[each] for each in (*asked, *fresh)}
    session.execute(
        inserted.on_conflict_do_update(
            index_elements=[Job.key], set_={**said_last, "requests": Job.requests + 1}
        )
    )


def retry(session: Session, job_id: int, now: datetime) -> bool:
    """Try a dead letter again, from its first attempt; say whether it was one."""
    job = reread(session, Job, job_id)
    if job is None or not job.is_dead:
        return False
    job.is_dead, job.attempts, job.run_after = False, 0, now
    return True


def retry_all(session: Session, now: datetime) -> int:
    """Try all dead letters again; return how many they were."""
    revived = update(Job).where(Job.is_dead).values(is_dead=False, attempts=0, run_after=now)
    return len(session.scalars(revived.returning(Job.id)).all())


def discard(session: Session, job_id: int) -> bool:
    """Forget a dead letter; say whether it was one."""
    job = reread(session, Job, job_id)
    if job is None or not job.is_dead:
        return False
    session.delete(job)
    return True
