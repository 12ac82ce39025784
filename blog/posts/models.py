"""The writing model: posts, their revisions, publications and addresses.

Readers see a post, writers see revisions. A post is an identity, the copy that readers
get, and two pointers: the head, from which writing continues, and the live revision.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from blog.core.database import Base, Id, JSONValue, LongText, Moment, choice
from blog.posts.desk_indexes import desk_indexes

LONGEST_PATH = 500
LONGEST_NAME = 100
# Compared by its bytes, as SQLite does, so that lists have one order on both databases.
TITLE_KEY = Text().with_variant(Text(collation="C"), "postgresql")


class Kind(StrEnum):
    """A post has a date and stands in lists; a page has neither."""

    POST = "post"
    PAGE = "page"


class State(StrEnum):
    DRAFT = "draft"
    REVIEW = "review"
    PUBLISHED = "published"


class Visibility(StrEnum):
    """Public; unlisted: for whoever has the address; private: at the desk only."""

    PUBLIC = "public"
    UNLISTED = "unlisted"
    PRIVATE = "private"


class Reason(StrEnum):
    """Why a revision was made."""

    AUTOSAVE = "autosave"
    SAVE = "save"
    MERGE = "merge"
    CONFLICT = "conflict"
    RESTORE = "restore"
    IMPORT = "import"


class Scope(StrEnum):
    """Whether a tag or byline belongs to the head revision or to the live one."""

    HEAD = "head"
    LIVE = "live"


class Post(Base):
    """A post or a page: what it is, what readers get, and where its writing stands."""

    __tablename__ = "posts"
    __table_args__ = (
        # Both pointers are checked at the commit, since a post and its first revision
        # need each other. The migration adds them; a test inspects them on both databases.
        ForeignKeyConstraint(
            ["id", "head_number"],
            ["revisions.post_id", "revisions.number"],
            name="fk_posts_head",
            deferrable=True,
            initially="DEFERRED",
            use_alter=True,
        ),
        ForeignKeyConstraint(
            ["id", "live_number"],
            ["revisions.post_id", "revisions.number"],
            name="fk_posts_live",
            deferrable=True,
            initially="DEFERRED",
            use_alter=True,
        ),
        CheckConstraint(
            "(state = 'published') = (live_number IS NOT NULL)", name="published_is_live"
        ),
        CheckConstraint(
            "state <> 'published' OR published_at IS NOT NULL", name="published_has_a_time"
        ),
        Index(
            "ix_posts_public",
            "kind",
            "published_at",
            "id",
            sqlite_where=text(
                "state = 'published' AND visibility = 'public' AND trashed_at IS NULL"
            ),
            postgresql_where=text(
                "state = 'published' AND visibility = 'public' AND trashed_at IS NULL"
            ),
        ),
        # Every public request asks what became due last and what will next.
        Index(
            "ix_posts_due",
            "published_at",
            sqlite_where=text("state = 'published' AND trashed_at IS NULL"),
            postgresql_where=text("state = 'published' AND trashed_at IS NULL"),
        ),
        Index("uq_posts_form_key", "form_key", unique=True),
        *desk_indexes(),
        {"sqlite_autoincrement": True},
    )

    # Said in full: a column that is part of a foreign key does not count by itself.
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    kind: Mapped[Kind] = mapped_column(choice(Kind, "kind"))
    owner_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="RESTRICT"), index=True)
    state: Mapped[State] = mapped_column(choice(State, "state"), default=State.DRAFT)
    head_number: Mapped[int]
    live_number: Mapped[int | None]
    created_at: Mapped[Moment]
    edited_at: Mapped[Moment]
    trashed_at: Mapped[Moment | None]
    # The title of the head as lists sort and search it.
    title_key: Mapped[str] = mapped_column(TITLE_KEY, default="", server_default=text("''"))
    # Where a page stands among the pages; those without a place follow by title.
    position: Mapped[int | None]
    # The key of the form that made it, so that a form sent twice makes one post.
    form_key: Mapped[str | None] = mapped_column(String(43))

    # The copy that readers get, filled in by publication.
    slug: Mapped[str | None] = mapped_column(String(80))
    title: Mapped[LongText] = mapped_column(default="")
    summary: Mapped[LongText] = mapped_column(default="")
    excerpt: Mapped[LongText] = mapped_column(default="")
    html: Mapped[LongText] = mapped_column(default="")
    headings: Mapped[list[dict[str, Any]]] = mapped_column(JSONValue, default=list)
    words: Mapped[int] = mapped_column(default=0)
    bylines: Mapped[list[dict[str, Any]]] = mapped_column(JSONValue, default=list)
    tags: Mapped[list[dict[str, Any]]] = mapped_column(JSONValue, default=list)
    cover: Mapped[dict[str, Any] | None] = mapped_column(JSONValue)
    visibility: Mapped[Visibility] = mapped_column(
        choice(Visibility, "visibility"), default=Visibility.PUBLIC
    )
    renderer_version: Mapped[int] = mapped_column(default=0)
    published_at: Mapped[Moment | None]
    updated_at: Mapped[Moment | None]

    def is_due(self, now: datetime) -> bool:
        """Say whether readers may see it: publication is a predicate on time, not a job."""
        return (
            self.state is State.PUBLISHED
            and self.trashed_at is None
            and self.published_at is not None
            and self.published_at <= now
        )

    def is_scheduled(self, now: datetime) -> bool:
        return self.state is State.PUBLISHED and not (
            self.published_at and self.published_at <= now
        )

    def is_readable(self, now: datetime) -> bool:
        """Say whether its address shows it to whoever asks."""
        return self.is_due(now) and self.visibility is not Visibility.PRIVATE

    def was_taken_away(self, now: datetime) -> bool:
        """Say whether readers saw it until it went to the trash. Of anything else that is not
        to be read they are told nothing, also when its time has come in the trash."""
        return (
            self.trashed_at is not None
            and self.state is State.PUBLISHED
            and self.published_at is not None
            and self.published_at <= min(self.trashed_at, now)
            and self.visibility is not Visibility.PRIVATE
        )

    @property
    def has_changes(self) -> bool:
        """Say whether there are edits that readers do not see yet."""
        return self.live_number is not None and self.live_number != self.head_number


class Revision(Base):
    """A snapshot of everything in the editor's form. A number never changes its content."""

    __tablename__ = "revisions"

    post_id: Mapped[int] = mapped_column(
        ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    based_on: Mapped[int | None]
    # The revision that was typed, where this one is the merge of it with the head of then.
    merged_with: Mapped[int | None]
    # The page that sent it and the number of its sending, where a script said so.
    window: Mapped[str | None] = mapped_column(String(40))
    sequence: Mapped[int | None]
    author_id: Mapped[int | None] = mapped_column(
        ForeignKey("people.id", ondelete="SET NULL"), index=True
    )
    created_at: Mapped[Moment]
    reason: Mapped[Reason] = mapped_column(choice(Reason, "reason"))
    # What somebody calls this version, to find it again; empty for most.
    name: Mapped[str] = mapped_column(String(LONGEST_NAME), default="", server_default="")

    title: Mapped[LongText]
    body: Mapped[LongText]
    summary: Mapped[LongText]
    slug: Mapped[LongText]
    tags: Mapped[list[str]] = mapped_column(JSONValue)
    bylines: Mapped[list[int]] = mapped_column(JSONValue)
    visibility: Mapped[Visibility] = mapped_column(choice(Visibility, "visibility"))
    cover: Mapped[str] = mapped_column(String(12), default="", server_default="")
    cover_caption: Mapped[LongText] = mapped_column(default="", server_default="")


class Publication(Base):
    """One act of publishing: which revision, by whom, and from when readers see it."""

    __tablename__ = "publications"
    __table_args__ = (
        ForeignKeyConstraint(
            ["post_id", "number"],
            ["revisions.post_id", "revisions.number"],
            name="fk_publications_revision",
            ondelete="CASCADE",
        ),
        Index("ix_publications_post_id_number", "post_id", "number"),
    )

    id: Mapped[Id]
    post_id: Mapped[int]
    number: Mapped[int]
    published_at: Mapped[Moment]
    made_at: Mapped[Moment]
    made_by: Mapped[int | None] = mapped_column(
        ForeignKey("people.id", ondelete="SET NULL"), index=True
    )


class Address(Base):
    """A path that leads to a post. The current one shows it, a former one redirects there.

    Posts and pages share one flat namespace. A post that was never published has none. What
    was an address on another site may have several segments; it has no slash at either end.
    """

    __tablename__ = "addresses"
    __table_args__ = (
        Index(
            "uq_addresses_current",
            "post_id",
            unique=True,
            sqlite_where=text("is_current"),
            postgresql_where=text("is_current"),
        ),
    )

    path: Mapped[str] = mapped_column(String(LONGEST_PATH), primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), index=True)
    is_current: Mapped[bool]


class PostTag(Base):
    """That a post carries a tag, in its head or in what readers see."""

    __tablename__ = "post_tags"
    __table_args__ = (Index("ix_post_tags_tag_id", "tag_id", "scope", "post_id"),)

    post_id: Mapped[int] = mapped_column(
        ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True
    )
    tag_id: Mapped[int] = mapped_column(ForeignKey("tags.id", ondelete="CASCADE"), primary_key=True)
    scope: Mapped[Scope] = mapped_column(choice(Scope, "scope"), primary_key=True)


class PostByline(Base):
    """That a person's name stands on a post, in its head or in what readers see."""

    __tablename__ = "post_bylines"
    __table_args__ = (Index("ix_post_bylines_person_id", "person_id", "scope", "post_id"),)

    post_id: Mapped[int] = mapped_column(
        ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[int] = mapped_column(
        ForeignKey("people.id", ondelete="CASCADE"), primary_key=True
    )
    scope: Mapped[Scope] = mapped_column(choice(Scope, "scope"), primary_key=True)
    position: Mapped[int]
