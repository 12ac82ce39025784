"""Reads about imports: how far one is, and what became of its files."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Row, func, or_, select
from sqlalchemy.orm import Session

from blog.auth.models import Person
from blog.transfer.exporting import SITE_FILE
from blog.transfer.media_links import FOLDER
from blog.transfer.media_records import SUFFIX
from blog.transfer.models import Import, ImportedFile, Result, Source, Stage

PLANNING = frozenset({Stage.READING, Stage.PLANNED})


class Tab(StrEnum):
    """Which files of an import are listed."""

    SKIPPED = "skipped"
    NOTED = "noted"
    MADE = "made"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    # What was not reached when somebody stopped it.
    WAITING = "waiting"
    ALL = "all"


@dataclass(frozen=True)
class Line:
    """A file of an import; ``result`` is None where it was not reached."""

    position: int
    path: str
    result: Result | None
    reason: str
    line: int | None
    notes: tuple[str, ...]
    post_id: int | None


@dataclass(frozen=True)
class Standing:
    """How far an import is: files done of this stage, and how many there are under each tab."""

    done: int
    totals: dict[Tab, int]
    # Pictures and files that come in with them, or came; while they come it is some of both.
    media: int = 0

    @property
    def to_bring_in(self) -> int:
        return self.totals[Tab.MADE] + self.totals[Tab.CHANGED]


def import_by_id(session: Session, import_id: int) -> Import | None:
    return session.get(Import, import_id)


def earlier_imports(session: Session, before: int | None, size: int) -> Sequence[Row[Import, str]]:
    """Return imports and who began them, the newest first."""
    newest = select(Import, Person.name).join(Person, Person.id == Import.started_by_id)
    if before is not None:
        newest = newest.where(Import.id < before)
    return session.execute(newest.order_by(Import.id.desc()).limit(size)).all()


def standing_of(session: Session, one: Import) -> Standing:
    """Count the files of an import by what becomes of them, in one statement."""
    planning = one.stage in PLANNING
    result, notes = _columns(one)
    noted = (func.coalesce(notes, "") != "").label("noted")
    of_site = _is_no_post().label("of_site")
    media = func.coalesce(func.sum(ImportedFile.files), 0)
    rows = session.execute(
        select(result, noted, of_site, func.count(), media)
        .where(ImportedFile.import_id == one.id)
        .group_by(result, noted, of_site)
    ).all()
    totals = dict.fromkeys(Tab, 0)
    done = files = 0
    for became, has_notes, is_site, number, with_it in rows:
        files += with_it
        done += number if became is not None else 0
        totals[Tab.ALL] += number
        totals[Tab.NOTED] += number if has_notes else 0
        if became is None:
            totals[Tab.WAITING] += number
        elif not (is_site and became is Result.UNCHANGED):
            totals[Tab(became.value)] += number
    return Standing(totals[Tab.ALL] if planning else done, totals, files)


def lines_of(session: Session, one: Import, tab: Tab, start: int, size: int) -> list[Line]:
    """Return files under a tab from a position on, one more than asked to see if it goes on."""
    wanted = (
        select(ImportedFile, Source.post_id)
        .outerjoin(Source, (Source.name == one.name) & (Source.path == ImportedFile.path))
        .where(ImportedFile.import_id == one.id, ImportedFile.position >= start)
        .where(*_under(one, tab))
    )
    rows = session.execute(wanted.order_by(ImportedFile.position).limit(size + 1))
    return [_line(file, post_id, one) for file, post_id in rows]


def _columns(one: Import) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """Return where the result and the notes of this stage are."""
    if one.stage in PLANNING:
        return ImportedFile.planned.expression, ImportedFile.planned_notes.expression
    return ImportedFile.result.expression, ImportedFile.notes.expression


def _is_no_post() -> ColumnElement[bool]:
    """Return the condition of a file that says something of the site, or of an item."""
    is_media = ImportedFile.path.like(f"{FOLDER}/%{SUFFIX}")
    return or_(ImportedFile.path == SITE_FILE, is_media)


def _under(one: Import, tab: Tab) -> list[ColumnElement[bool]]:
    result, notes = _columns(one)
    if tab is Tab.ALL:
        return []
    if tab is Tab.NOTED:
        return [func.coalesce(notes, "") != ""]
    if tab is Tab.WAITING:
        return [result.is_(None)]
    of_tab = result == Result(tab.value)
    if tab is Tab.UNCHANGED:
        return [of_tab, ~_is_no_post()]
    return [of_tab]


def _line(file: ImportedFile, post_id: int | None, one: Import) -> Line:
    planning = one.stage in PLANNING
    notes = file.planned_notes if planning else file.notes
    return Line(
        position=file.position,
        path=file.path,
        result=file.planned if planning else file.result,
        reason=(file.planned_reason if planning else file.reason) or "",
        line=file.planned_line if planning else file.line,
        notes=tuple((notes or "").splitlines()),
        post_id=post_id,
    )
