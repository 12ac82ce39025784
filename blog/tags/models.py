"""Tags."""

from sqlalchemy import String
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
