"""The content version: one number that every change of what readers see raises."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, case, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from blog.core.database import Base, Id, Moment


class ContentVersion(Base):
    """The single row (id 1) that holds the number and when it was last raised."""

    __tablename__ = "content_version"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)

    id: Mapped[Id]
    number: Mapped[int] = mapped_column(BigInteger, default=0)
    raised_at: Mapped[Moment]


def raise_content_version(session: Session, now: datetime) -> None:
    """Say that public pages changed. The last statement of a change, so that the row that
    every publication shares is locked as briefly as can be."""
    session.flush()
    # Whoever waited for the lock comes with an older moment than whoever had it.
    latest = case((ContentVersion.raised_at > now, ContentVersion.raised_at), else_=now)
    session.execute(
        update(ContentVersion).values(number=ContentVersion.number + 1, raised_at=latest)
    )
