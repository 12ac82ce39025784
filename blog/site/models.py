"""The site: one row."""

from sqlalchemy import CheckConstraint, String, true
from sqlalchemy.orm import Mapped, mapped_column

from blog.core.database import Base, Id, LongText, Moment


class Site(Base):
    """What the owner decides (id 1). Made by the first migration, filled in at set-up."""

    __tablename__ = "site"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)

    id: Mapped[Id]
    title: Mapped[LongText] = mapped_column(default="")
    tagline: Mapped[LongText] = mapped_column(default="")
    language: Mapped[str] = mapped_column(String(35), default="en")
    time_zone: Mapped[str] = mapped_column(String(64), default="UTC")
    # What the set-up link is a signature of; another one makes older links worthless.
    setup_nonce: Mapped[str] = mapped_column(String(64))
    set_up_at: Mapped[Moment | None]
    # Whether straight quotation marks, hyphens and dots are set as a printer would.
    smart_punctuation: Mapped[bool] = mapped_column(default=True, server_default=true())
