"""Jobs: work that is to be done after a change, kept in the transaction of the change."""

from typing import Any

from sqlalchemy import CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from blog.core.database import Base, Id, JSONValue, LongText, Moment

LONGEST_KEY = 200


class Job(Base):
    """A piece of work. It is deleted when it is done; a chore waits for its next time.

    Whoever works on it holds a lease. One that was killed leaves its lease behind, and once
    that has run out another worker does the job again: a job is done at least once.
    """

    __tablename__ = "jobs"
    __table_args__ = (
        CheckConstraint("(lease IS NULL) = (leased_until IS NULL)", name="leased_until_a_moment"),
        Index("ix_jobs_due", "is_dead", "run_after", "id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[Id]
    # Of the handler that does it.
    name: Mapped[str] = mapped_column(String(60))
    # The idempotency key: the same work asked for twice is one job.
    key: Mapped[str] = mapped_column(String(LONGEST_KEY), unique=True)
    payload: Mapped[dict[str, Any]] = mapped_column(JSONValue, default=dict)
    run_after: Mapped[Moment]
    # How often it was asked for, so that one that is asked for while it is done is done again.
    requests: Mapped[int] = mapped_column(default=1)
    # How often it was begun since it was asked for last or got any further.
    attempts: Mapped[int] = mapped_column(default=0)
    # A dead letter: nobody tries again until somebody says so.
    is_dead: Mapped[bool] = mapped_column(default=False)
    lease: Mapped[str | None] = mapped_column(String(43))
    leased_until: Mapped[Moment | None]
    # What went wrong last, in a sentence.
    problem: Mapped[LongText] = mapped_column(default="")
    failed_at: Mapped[Moment | None]
    created_at: Mapped[Moment]
