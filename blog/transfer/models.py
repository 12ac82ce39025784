"""Where posts came from."""

from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from blog.core.database import Base, Id, JSONValue, LongText, Moment


class Source(Base):
    """A file that a post was made from, as it was when it was read last.

    It decides what another run of the same import does: a file of the same digest is left
    alone, and a post whose head is not ``number`` any more was edited here since.
    """

    __tablename__ = "sources"
    __table_args__ = (Index("uq_sources_place", "name", "path", unique=True),)

    id: Mapped[Id]
    # The name of the import, so that two blogs may each have an about.md.
    name: Mapped[str] = mapped_column(String(80))
    path: Mapped[LongText]
    digest: Mapped[str] = mapped_column(String(64))
    # A post that was deleted for ever stays deleted: the file is not brought in again.
    post_id: Mapped[int | None] = mapped_column(
        ForeignKey("posts.id", ondelete="SET NULL"), index=True
    )
    number: Mapped[int]
    # Whether the import left it a draft: another state was decided here since.
    is_draft: Mapped[bool]
    # What the file says that Quire has no place for yet, kept for the way out.
    front_matter: Mapped[dict[str, Any]] = mapped_column(JSONValue, default=dict)
    # Pictures that the text shows from the folder, as they are written there.
    pictures: Mapped[list[str]] = mapped_column(JSONValue, default=list)
    read_at: Mapped[Moment]
