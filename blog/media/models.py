"""The media library: items, the files they had before, and where they are used.

An item is a picture or a file with a name of its own, the key, which texts say
(``media:KEY``). Its bytes are in the storage, under the digest of the original.
"""

from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column

from blog.core.database import Base, Id, LongText, Moment, choice

# Names are compared by their bytes, as SQLite does, so that both databases sort alike.
NAME_KEY = Text().with_variant(Text(collation="C"), "postgresql")
LONGEST_NAME = 200


class MediaKind(StrEnum):
    """What a file is to whoever reads: seen, heard, played or fetched."""

    IMAGE = "image"
    AUDIO = "audio"
    VIDEO = "video"
    DOCUMENT = "document"


class UseScope(StrEnum):
    """Which text of a post shows an item: the newest, the one readers see, or any."""

    HEAD = "head"
    LIVE = "live"
    PAST = "past"


class MediaItem(Base):
    """A picture or a file, and what is said of it. Its digest is that of the original."""

    __tablename__ = "media_items"
    __table_args__ = (
        CheckConstraint(
            "(kind = 'image') = (width IS NOT NULL AND height IS NOT NULL)",
            name="images_have_a_size",
        ),
        CheckConstraint(
            "focal_x BETWEEN 0 AND 100 AND focal_y BETWEEN 0 AND 100", name="focal_point_within"
        ),
        Index("ix_media_items_newest", "kind", "created_at", "id"),
        Index("ix_media_items_by_name", "kind", "name_key", "id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[Id]
    # Nobody can guess it: what only drafts show is not to be found.
    key: Mapped[str] = mapped_column(String(12), unique=True)
    kind: Mapped[MediaKind] = mapped_column(choice(MediaKind, "kind"))
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    # The name as lists sort it.
    name_key: Mapped[str] = mapped_column(NAME_KEY)
    # Name, alt text, caption and credit as they are searched.
    search_key: Mapped[LongText] = mapped_column(default="")
    media_type: Mapped[str] = mapped_column(String(100))
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    # Bytes of the original.
    size: Mapped[int] = mapped_column(BigInteger)
    # Pixels, as it is seen: the orientation is applied.
    width: Mapped[int | None]
    height: Mapped[int | None]
    # More than one is an animation.
    frames: Mapped[int] = mapped_column(default=1)
    is_opaque: Mapped[bool] = mapped_column(default=True)
    # Readers get a copy without what the file says of where and with what it was taken.
    has_plain_copy: Mapped[bool] = mapped_column(default=False, server_default=false())
    alt: Mapped[LongText] = mapped_column(default="")
    caption: Mapped[LongText] = mapped_column(default="")
    credit: Mapped[LongText] = mapped_column(default="")
    is_decorative: Mapped[bool] = mapped_column(default=False)
    # Percent of the width and height: what a crop keeps in view.
    focal_x: Mapped[int] = mapped_column(default=50)
    focal_y: Mapped[int] = mapped_column(default=50)
    uploaded_by_id: Mapped[int] = mapped_column(
        ForeignKey("people.id", ondelete="RESTRICT"), index=True
    )
    created_at: Mapped[Moment]
    # When what readers get of it was last changed: its file, alt text, caption or credit.
    changed_at: Mapped[Moment]
    trashed_at: Mapped[Moment | None]


class FormerFile(Base):
    """A file that an item had until it was replaced: its address leads to the new one."""

    __tablename__ = "former_files"

    item_id: Mapped[int] = mapped_column(
        ForeignKey("media_items.id", ondelete="CASCADE"), primary_key=True
    )
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    replaced_at: Mapped[Moment]


class MediaUse(Base):
    """That a text of a post shows an item. Posts write these rows; they come later."""

    __tablename__ = "media_uses"
    __table_args__ = (Index("ix_media_uses_post", "post_id", "scope"),)

    item_id: Mapped[int] = mapped_column(
        ForeignKey("media_items.id", ondelete="CASCADE"), primary_key=True
    )
    post_id: Mapped[int] = mapped_column(
        ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True
    )
    scope: Mapped[UseScope] = mapped_column(choice(UseScope, "scope"), primary_key=True)
