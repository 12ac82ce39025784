"""How files are brought in, and what became of each."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from blog.core.actor import Actor
from blog.transfer.models import Result, Source


@dataclass(frozen=True)
class Outcome:
    """What became of one file, and why; ``reason`` and ``line`` are of what was skipped."""

    path: str
    result: Result
    reason: str = ""
    line: int | None = None
    notes: tuple[str, ...] = ()
    # How many pictures and files are new in the library with it, or would be.
    files: int = 0


@dataclass(frozen=True)
class Importer:
    """The actor of an import, as a plain value that outlives transactions."""

    id: int
    name: str
    role: str


def keep_nothing(session: Session, outcome: Outcome) -> None:
    """Leave the outcome to whoever asked for it."""


@dataclass(frozen=True)
class Plan:
    """How a folder is brought in: on whose behalf, under which name, and how boldly."""

    folder: Path
    name: str
    actor: Actor
    now: datetime
    host: str = ""
    permalinks: str = ""
    overwrite: bool = False
    dry_run: bool = False
    # Called within the transaction that brings a file in, so that both are there or neither.
    keep: Callable[[Session, Outcome], None] = keep_nothing
    # Digests of the pictures and files that a dry run would have brought in so far.
    tried: set[str] = field(default_factory=set)


class Skip(Exception):  # noqa: N818 - says what is to be done
    """A file is left alone, for the reason that the message gives."""


def source_of(session: Session, plan: Plan, path: str) -> Source | None:
    """Return what is known of a file from an earlier run of the same import."""
    return session.scalar(select(Source).where(Source.name == plan.name, Source.path == path))
