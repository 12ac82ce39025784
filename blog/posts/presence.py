"""Who has the same post open: a row for each page of the editor that said so lately."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, String, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from blog.auth.models import Person
from blog.core.actor import Actor
from blog.core.database import Base, Moment, insert_if_absent

# A page says that it is open every 10 seconds; one that missed two of them is gone.
FRESH = timedelta(seconds=25)
FORGOTTEN = timedelta(hours=1)


class Presence(Base):
    """A page in which somebody has a post open, and when it last said so."""

    __tablename__ = "presences"

    post_id: Mapped[int] = mapped_column(
        ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True
    )
    window: Mapped[str] = mapped_column(String(40), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    seen_at: Mapped[Moment] = mapped_column(index=True)


def note_presence(session: Session, post_id: int, window: str, actor: Actor, now: datetime) -> None:
    """Write down that somebody has a post open in a page."""
    session.execute(delete(Presence).where(Presence.seen_at < now - FORGOTTEN))
    values = {"person_id": actor.id, "seen_at": now}
    if not insert_if_absent(session, Presence, post_id=post_id, window=window, **values):
        there = session.get_one(Presence, (post_id, window))
        there.person_id, there.seen_at = actor.id, now


def others_here(session: Session, post_id: int, actor: Actor, now: datetime) -> Sequence[str]:
    """Return the names of the other people who have a post open, in order."""
    return session.scalars(
        select(Person.name)
        .join(Presence, Presence.person_id == Person.id)
        .where(
            Presence.post_id == post_id,
            Presence.person_id != actor.id,
            Person.removed_at.is_(None),
            Presence.seen_at > now - FRESH,
        )
        .group_by(Person.id, Person.name)
        .order_by(Person.name)
    ).all()
