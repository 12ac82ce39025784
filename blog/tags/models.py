"""Tags."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from blog.core.database import Base, Id, LongText


class Tag(Base):
    """A topic. The slug decides which names are the same one."""

    __tablename__ = "tags"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[Id]
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[LongText]
    description: Mapped[LongText] = mapped_column(default="")


class TagAlias(Base):
    """A slug that a tag had, or that of one which was merged into it.

    It redirects, and a text that still says the old name means the tag.
    """

    __tablename__ = "tag_aliases"

    slug: Mapped[str] = mapped_column(String(80), primary_key=True)
    tag_id: Mapped[int] = mapped_column(ForeignKey("tags.id", ondelete="CASCADE"), index=True)
