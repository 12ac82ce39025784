"""An import in slices: as many files as a while allows, each kept as soon as it is done.

First every file is tried, which makes the plan; then, once somebody has said yes, every file
comes in. Whoever works on an import holds a lease on it. One that is killed leaves its lease
behind, and once that has run out another goes on where it stopped.
"""

import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

from flask import current_app
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from blog.auth.models import Person
from blog.core.actor import Actor
from blog.core.database import db, end_reading, reread, write
from blog.core.errors import DomainError
from blog.site.context import site_host
from blog.transfer.folder import File
from blog.transfer.importing import files_to_take, take
from blog.transfer.models import Import, ImportedFile, Stage
from blog.transfer.plan import Importer, Outcome, Plan
from blog.transfer.uploads import ask_for_work, check_may, folder_of

# Much longer than a slice: whoever holds it after that was ended. If not, no file comes in twice,
# since its row is written once.
LEASE = timedelta(seconds=90)
AT_ONCE = 200

Clock = Callable[[], datetime]


class Busy(DomainError):  # noqa: N818 - says what it is
    """Somebody else works on this import at the moment."""


class Lost(Exception):  # noqa: N818 - says what happened
    """Somebody else took a file, or the import was discarded, while we were at it."""


@dataclass(frozen=True)
class Place:
    """Where uploaded folders lie, and the host whose links are our own."""

    root: Path
    host: str = ""

    @classmethod
    def here(cls) -> "Place":
        """Return the place of this installation."""
        return cls(Path(current_app.config["INSTANCE_PATH"]) / "imports", site_host())


@dataclass(frozen=True)
class _Held:
    """An import under our lease, as plain values that outlive transactions."""

    id: int
    stage: Stage
    until: datetime
    plan: Plan


def work(import_id: int, place: Place, seconds: float, clock: Clock) -> None:
    """Take files until the time is over, at least one; keep what became of each.

    Raises:
        Busy: somebody else is at it.
        DomainError: its files are not here any more.
    """
    held = _hold(import_id, place, clock())
    if held is None:
        return
    deadline = clock() + timedelta(seconds=seconds)
    try:
        step = _plan_one if held.stage is Stage.READING else _bring_in_one
        for position, file in _waiting(held):
            step(held, position, file, clock())
            if clock() >= deadline:
                break
    except Lost:
        return
    finally:
        _let_go(held, clock())


def is_unfinished(session: Session, import_id: int) -> bool:
    """Say whether there is anything left to do of what somebody said yes to."""
    one = session.get(Import, import_id)
    return one is not None and one.stage in {Stage.READING, Stage.WORKING}


def apply(import_id: int, actor: Actor, now: datetime) -> None:
    """Let the files of a plan come in, on behalf of whoever says so. Twice is as good as once."""
    check_may(actor)
    with write() as session:
        one = reread(session, Import, import_id)
        if one is not None and one.stage is Stage.PLANNED:
            one.stage, one.started_by_id = Stage.WORKING, actor.id
            ask_for_work(session, one.id, now)


def _hold(import_id: int, place: Place, now: datetime) -> _Held | None:
    until = now + LEASE
    with write() as session:
        one = reread(session, Import, import_id)
        if one is None or one.stage not in {Stage.READING, Stage.WORKING}:
            return None
        folder = folder_of(place.root, one.folder)
        if not folder.is_dir():
            raise DomainError(
                "Its files are not on this server any more. Upload the archive again: what "
                "came in already is not brought in twice."
            )
        if one.busy_until is not None and one.busy_until > now:
            raise Busy(
                "It is being worked on already: in the background, in another tab, or by a "
                "server that was stopped. Then it can go on in a minute and a half."
            )
        one.busy_until = until
        person = session.get_one(Person, one.started_by_id)
        plan = Plan(
            folder=folder,
            name=one.name,
            actor=Importer(person.id, person.name, person.role),
            now=now,
            host=place.host,
            permalinks=one.permalinks,
            overwrite=one.overwrite,
            dry_run=one.stage is Stage.READING,
        )
        return _Held(one.id, one.stage, until, plan)


def _waiting(held: _Held) -> Iterator[tuple[int, File]]:
    """Yield the files that nothing is known of yet, with their positions."""
    if held.stage is Stage.READING:
        files = enumerate(files_to_take(held.plan.folder))
        yield from islice(files, _number_planned(held.id), None)
        return
    while rows := _next_files(held.id):
        for position, path in rows:
            yield position, File(path, held.plan.folder / path)


def _number_planned(import_id: int) -> int:
    of_import = select(func.count()).where(ImportedFile.import_id == import_id)
    number = db.session().scalar(of_import) or 0
    end_reading()
    return number


def _next_files(import_id: int) -> Sequence[tuple[int, str]]:
    waiting = select(ImportedFile.position, ImportedFile.path).where(
        ImportedFile.import_id == import_id, ImportedFile.result.is_(None)
    )
    rows = db.session().execute(waiting.order_by(ImportedFile.position).limit(AT_ONCE))
    found = [(position, path) for position, path in rows]
    end_reading()
    return found


def _plan_one(held: _Held, position: int, file: File, now: datetime) -> None:
    outcome = take(file, replace(held.plan, now=now))
    row = ImportedFile(
        import_id=held.id,
        position=position,
        path=file.path,
        planned=outcome.result,
        planned_reason=outcome.reason,
        planned_line=outcome.line,
        planned_notes="\n".join(outcome.notes),
        files=outcome.files,
    )
    try:
        with write() as session:
            session.add(row)
    except IntegrityError as error:
        raise Lost from error


def _bring_in_one(held: _Held, position: int, file: File, now: datetime) -> None:
    kept = []

    def keep(session: Session, outcome: Outcome) -> None:
        # A file that is brought in is told of in the same transaction, or neither happens.
        _keep(session, held.id, position, outcome)
        kept.append(outcome)

    outcome = take(file, replace(held.plan, now=now, keep=keep))
    if outcome not in kept:
        with write() as session:
            _keep(session, held.id, position, outcome)


def _keep(session: Session, import_id: int, position: int, outcome: Outcome) -> None:
    kept = session.execute(
        update(ImportedFile)
        .where(
            ImportedFile.import_id == import_id,
            ImportedFile.position == position,
            ImportedFile.result.is_(None),
        )
        .values(
            result=outcome.result,
            reason=outcome.reason,
            line=outcome.line,
            notes="\n".join(outcome.notes),
            files=outcome.files,
        )
        .returning(ImportedFile.position)
    )
    if kept.first() is None:
        raise Lost


def _let_go(held: _Held, now: datetime) -> None:
    """End our lease, and the stage when no file is left in it."""
    is_done = False
    with write() as session:
        one = reread(session, Import, held.id)
        if one is None or one.busy_until != held.until:
            return
        one.busy_until = None
        if one.stage is Stage.READING and _is_planned(session, one):
            one.stage = Stage.PLANNED
        elif one.stage is Stage.WORKING and _is_in(session, one):
            one.stage, one.finished_at = Stage.DONE, now
            is_done = True
    if is_done:
        shutil.rmtree(held.plan.folder, ignore_errors=True)


def _is_planned(session: Session, one: Import) -> bool:
    of_import = select(func.count()).where(ImportedFile.import_id == one.id)
    return session.scalar(of_import) == one.total


def _is_in(session: Session, one: Import) -> bool:
    waiting = select(ImportedFile.position).where(
        ImportedFile.import_id == one.id, ImportedFile.result.is_(None)
    )
    return session.scalar(waiting.limit(1)) is None
