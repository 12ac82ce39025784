"""People and their sessions."""

from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from blog.core.database import Base, Id, LongText, Moment, choice


class Role(StrEnum):
    """What a person may do, from the least to the most."""

    CONTRIBUTOR = "contributor"
    AUTHOR = "author"
    EDITOR = "editor"
    ADMIN = "admin"
    OWNER = "owner"


class Person(Base):
    """Somebody who writes here, or whose name stands on a post.

    Without an e-mail address and a password nobody can sign in as them: so imported
    authors are, and people who were removed, whose names stay on what they wrote.
    """

    __tablename__ = "people"
    __table_args__ = (
        CheckConstraint("password_hash IS NULL OR email IS NOT NULL", name="password_needs_email"),
        CheckConstraint("handle = lower(handle)", name="handle_is_lower"),
        CheckConstraint("email = lower(email)", name="email_is_lower"),
        # The database itself sees to it that the set-up link makes one owner only.
        Index(
            "uq_people_owner",
            "role",
            unique=True,
            sqlite_where=text("role = 'owner'"),
            postgresql_where=text("role = 'owner'"),
        ),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[Id]
    # Both are kept in lower case, so that they are unique whatever case people type.
    handle: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[LongText]
    email: Mapped[str | None] = mapped_column(String(254), unique=True)
    password_hash: Mapped[LongText | None]
    role: Mapped[Role] = mapped_column(choice(Role, "role"))
    bio: Mapped[LongText] = mapped_column(default="")
    created_at: Mapped[Moment]
    removed_at: Mapped[Moment | None]


class Session(Base):
    """One browser in which somebody is signed in. Deleting the row signs it out."""

    __tablename__ = "sessions"

    id: Mapped[Id]
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[Moment]
    expires_at: Mapped[Moment]

    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True)
