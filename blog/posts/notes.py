"""Notes on a post, for the people who may edit it. Readers never see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from blog.auth.models import Person
from blog.auth.permissions import Deed
from blog.core.actor import Actor
from blog.core.database import Base, Id, LongText, Moment, reread
from blog.core.errors import FieldError, Forbidden
from blog.posts.models import Post
from blog.posts.policies import may
from blog.posts.revisions import Gone, editable

LONGEST_NOTE = 5000


class Note(Base):
    """Something that somebody said about a post; it is open until somebody resolves it."""

    __tablename__ = "notes"

    id: Mapped[Id]
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), index=True)
    author_id: Mapped[int | None] = mapped_column(
        ForeignKey("people.id", ondelete="SET NULL"), index=True
    )
    text: Mapped[LongText]
    created_at: Mapped[Moment]
    resolved_at: Mapped[Moment | None]
    resolved_by: Mapped[int | None] = mapped_column(
        ForeignKey("people.id", ondelete="SET NULL"), index=True
    )

    author: Mapped[Person | None] = relationship(foreign_keys=author_id)
    resolver: Mapped[Person | None] = relationship(foreign_keys=resolved_by)


@dataclass(frozen=True)
class Thread:
    """The notes on a post, each list in the order in which they were written."""

    open: tuple[Note, ...]
    resolved: tuple[Note, ...]


def thread_of(session: Session, post_id: int) -> Thread:
    notes: Sequence[Note] = session.scalars(
        select(Note).where(Note.post_id == post_id).order_by(Note.created_at, Note.id)
    ).all()
    return Thread(
        tuple(note for note in notes if note.resolved_at is None),
        tuple(note for note in notes if note.resolved_at is not None),
    )


def count_open(session: Session, post_id: int) -> int:
    of_post = select(func.count()).where(Note.post_id == post_id, Note.resolved_at.is_(None))
    return session.scalar(of_post) or 0


def add_note(session: Session, post_id: int, text: str, actor: Actor, now: datetime) -> Note:
    """Write a note. Raises FieldError for "text" when there is none, or too much."""
    post = editable(session, post_id, actor)
    return write_note(session, post, text, actor, now)


def write_note(session: Session, post: Post, text: str, actor: Actor, now: datetime) -> Note:
    """Write a note on a post that is locked already."""
    if not may(actor, Deed.NOTE, post):
        raise Forbidden("You may not write notes on this post.")
    if not text.strip():
        raise FieldError("text", "Write what you want to say.")
    if len(text) > LONGEST_NOTE:
        raise FieldError(
            "text", f"It has {len(text):,} characters; a note may have {LONGEST_NOTE:,}."
        )
    note = Note(post_id=post.id, author_id=actor.id, text=text.strip(), created_at=now)
    session.add(note)
    session.flush()
    return note


def resolve(session: Session, note_id: int, actor: Actor, now: datetime) -> Note:
    """Say that what a note asks for is done. Once more changes nothing."""
    note = _changeable(session, note_id, actor)
    if note.resolved_at is None:
        note.resolved_at, note.resolved_by = now, actor.id
    return note


def reopen(session: Session, note_id: int, actor: Actor) -> Note:
    note = _changeable(session, note_id, actor)
    note.resolved_at = note.resolved_by = None
    return note


def _changeable(session: Session, note_id: int, actor: Actor) -> Note:
    note = session.get(Note, note_id)
    if note is None:
        raise Gone("This note is gone: its post was deleted for ever.")
    post = editable(session, note.post_id, actor)
    if not may(actor, Deed.NOTE, post):
        raise Forbidden("You may not change the notes on this post.")
    # The post is locked before the note, as everywhere.
    return reread(session, Note, note_id) or note
