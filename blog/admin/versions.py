"""The versions of a post as the history lists them: by day, what saved itself folded."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from flask import url_for

from blog.admin.presenters import REASONS
from blog.core import clock
from blog.posts.desk_queries import HistoryLine
from blog.posts.models import Post, Reason
from blog.site.formats import local, short_date

# A fold of one would take as much room as the version.
LEAST_FOLDED = 2


@dataclass(frozen=True)
class Line:
    """A version in the list: who made it, when and why."""

    number: int
    at: datetime
    by: str
    reason: str
    name: str
    is_head: bool
    is_live: bool
    url: str
    current: bool
    folds: bool


@dataclass(frozen=True)
class Run:
    """Versions of one person that saved themselves one after the other, the newest first. It
    is open where it holds the one that is shown."""

    lines: tuple[Line, ...]

    @property
    def is_open(self) -> bool:
        return any(line.current for line in self.lines)


@dataclass(frozen=True)
class Day:
    name: str
    entries: tuple[Line | Run, ...]
    lines: tuple[Line, ...]


def days_of(versions: Sequence[HistoryLine], post: Post, shown: int) -> list[Day]:
    """Return the days of a history, the newest first."""
    grouped = groupby(versions, key=lambda version: local(version.created_at).date())
    return [_day([_line(version, post, shown) for version in group]) for _, group in grouped]


def _day(lines: Sequence[Line]) -> Day:
    there = local(lines[0].at).date()
    ago = (local(clock.now()).date() - there).days
    name = {0: "Today", 1: "Yesterday"}.get(ago) or short_date(lines[0].at)
    return Day(name, tuple(_entries(lines)), tuple(lines))


def _entries(lines: Sequence[Line]) -> Iterator[Line | Run]:
    for (folds, _), group in groupby(lines, key=lambda line: (line.folds, line.by)):
        run = tuple(group)
        if folds and len(run) >= LEAST_FOLDED:
            yield Run(run)
        else:
            yield from run


def _line(version: HistoryLine, post: Post, shown: int) -> Line:
    is_head, is_live = (version.number == n for n in (post.head_number, post.live_number))
    saved_itself = version.reason == Reason.AUTOSAVE
    return Line(
        number=version.number,
        at=version.created_at,
        by=version.author,
        reason=REASONS[version.reason],
        name=version.name,
        is_head=is_head,
        is_live=is_live,
        url=url_for("admin.revision", post_id=post.id, number=version.number),
        current=version.number == shown,
        folds=saved_itself and not (version.name or is_head or is_live),
    )
