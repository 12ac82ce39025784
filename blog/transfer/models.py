"""Where posts came from, and the imports at the desk that bring them."""

from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from blog.core.database import Base, Id, JSONValue, LongText, Moment, choice


class Result(StrEnum):
    """What became of a file."""

    MADE = "made"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    SKIPPED = "skipped"


class Stage(StrEnum):
    """How far an import is: its files are tried one by one, wait for a yes, and come in."""

    READING = "reading"
    PLANNED = "planned"
    WORKING = "working"
    DONE = "done"


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
    # That of the pictures and files of the folder that it shows; empty for none.
    files_digest: Mapped[str] = mapped_column(String(64), default="", server_default="")
    # A post that was deleted for ever stays deleted: the file is not brought in again.
    post_id: Mapped[int | None] = mapped_column(
        ForeignKey("posts.id", ondelete="SET NULL"), index=True
    )
    number: Mapped[int]
    # Whether the import left it a draft: another state was decided here since.
    is_draft: Mapped[bool]
    # What the file says that Quire has no place for yet, kept for the way out.
    front_matter: Mapped[dict[str, Any]] = mapped_column(JSONValue, default=dict)
    # Addresses of pictures and files that the text shows and that stayed behind.
    pictures: Mapped[list[str]] = mapped_column(JSONValue, default=list)
    read_at: Mapped[Moment]


class SourceFile(Base):
    """A picture or file of a folder that texts show, and the item of the library that it is.

    ``digest`` is that of the file when it was read last. One that changed in the folder takes
    the place of the item's file only if that came in by this row and is still there.
    """

    __tablename__ = "source_files"
    __table_args__ = (Index("uq_source_files_place", "name", "path", unique=True),)

    id: Mapped[Id]
    # The name of the import.
    name: Mapped[str] = mapped_column(String(80))
    path: Mapped[LongText]
    digest: Mapped[str] = mapped_column(String(64))
    item_id: Mapped[int | None] = mapped_column(
        ForeignKey("media_items.id", ondelete="SET NULL"), index=True
    )
    # What somebody had uploaded before it came is theirs, and is never replaced by a folder.
    is_ours: Mapped[bool]


class Import(Base):
    """A folder that somebody brings in at the desk, a slice at a time."""

    __tablename__ = "imports"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[Id]
    # The name under which its sources are kept.
    name: Mapped[str] = mapped_column(String(80))
    # What the uploaded file was called.
    filename: Mapped[LongText]
    # Its place below INSTANCE_PATH/imports, until it is done.
    folder: Mapped[str] = mapped_column(String(43), unique=True)
    started_by_id: Mapped[int] = mapped_column(
        ForeignKey("people.id", ondelete="RESTRICT"), index=True
    )
    permalinks: Mapped[LongText] = mapped_column(default="")
    overwrite: Mapped[bool] = mapped_column(default=False)
    stage: Mapped[Stage] = mapped_column(choice(Stage, "stage"), default=Stage.READING)
    # How many files there are to take.
    total: Mapped[int]
    started_at: Mapped[Moment]
    finished_at: Mapped[Moment | None]
    # Until then it belongs to whoever works on it, so that two tabs never take one file.
    busy_until: Mapped[Moment | None]


class ImportedFile(Base):
    """A file of an import: what would become of it, and then what did."""

    __tablename__ = "imported_files"

    import_id: Mapped[int] = mapped_column(
        ForeignKey("imports.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    path: Mapped[LongText]
    planned: Mapped[Result] = mapped_column(choice(Result, "planned"))
    planned_reason: Mapped[LongText] = mapped_column(default="")
    planned_line: Mapped[int | None]
    # Sentences, each on a line of its own.
    planned_notes: Mapped[LongText] = mapped_column(default="")
    result: Mapped[Result | None] = mapped_column(choice(Result, "result"))
    reason: Mapped[LongText | None]
    line: Mapped[int | None]
    notes: Mapped[LongText | None]
    # How many pictures and files come in with it, or came.
    files: Mapped[int] = mapped_column(default=0, server_default="0")
