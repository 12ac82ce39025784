"""An uploaded blog becomes an import, and an import that nobody wants any more goes."""

import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

from sqlalchemy import select
from sqlalchemy.orm import Session

from blog.core.actor import Actor
from blog.core.database import db, end_reading, reread, write
from blog.core.errors import Forbidden
from blog.core.tokens import new_token
from blog.outbox.actions import enqueue
from blog.transfer.archive import unpack
from blog.transfer.importing import files_to_take
from blog.transfer.models import Import, Stage
from blog.transfer.names import digests_of, name_for
from blog.transfer.policies import may_transfer

# The job of going on with an import.
WORK = "transfer.work"
FORGOTTEN_AFTER = timedelta(days=7)
UNFINISHED = (Stage.READING, Stage.PLANNED, Stage.WORKING)


@dataclass(frozen=True)
class Upload:
    """A zip, and how it is to be brought in."""

    file: IO[bytes]
    filename: str
    permalinks: str = ""
    overwrite: bool = False


def folder_of(root: Path, token: str) -> Path:
    return root / token


def start(upload: Upload, root: Path, actor: Actor, now: datetime) -> int:
    """Unpack an upload below a folder and return the id of its import.

    Raises:
        Refused: the archive is not unpacked; nothing is left of it.
    """
    check_may(actor)
    forget_old(root, now)
    token = new_token()
    folder = folder_of(root, token)
    unpack(upload.file, folder)
    try:
        files = list(files_to_take(folder))
        digests = digests_of(files, folder)
        name = name_for(db.session(), upload.filename, digests)
        with write() as session:
            made = Import(
                name=name,
                filename=upload.filename,
                folder=token,
                started_by_id=actor.id,
                permalinks=upload.permalinks,
                overwrite=upload.overwrite,
                total=len(files),
                started_at=now,
            )
            session.add(made)
            session.flush()
            import_id = made.id
            ask_for_work(session, import_id, now)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return import_id


def ask_for_work(session: Session, import_id: int, now: datetime) -> None:
    """Let a worker go on with an import, whoever else does."""
    payload, key = {"import": import_id}, f"{WORK}:{import_id}"
    enqueue(session, WORK, payload, key=key, now=now)


def check_may(actor: Actor) -> None:
    """Raise Forbidden for whoever may not bring a blog in."""
    if not may_transfer(actor):
        raise Forbidden("Only the owner and admins bring a blog in.")


def discard(import_id: int, root: Path, actor: Actor, now: datetime) -> bool:
    """Forget an import, or stop it where it has begun; say whether it is forgotten.

    What came in stays, and so does the report of it until that is discarded as well.
    """
    check_may(actor)
    with write() as session:
        one = reread(session, Import, import_id)
        token = one.folder if one is not None else None
        stopped = one is not None and _end(session, one, now)
    if token is not None:
        shutil.rmtree(folder_of(root, token), ignore_errors=True)
    return not stopped


def _end(session: Session, one: Import, now: datetime) -> bool:
    """Delete an import, or end it where it has begun; say whether its report stays."""
    if one.stage is Stage.WORKING:
        one.stage, one.finished_at, one.busy_until = Stage.DONE, now, None
        return True
    session.delete(one)
    return False


def forget_old(root: Path, now: datetime) -> None:
    """End what nobody went on with for a week, and remove folders that belong to nothing."""
    with write() as session:
        unfinished = session.scalars(select(Import).where(Import.stage.in_(UNFINISHED))).all()
        for one in unfinished:
            if one.started_at < now - FORGOTTEN_AFTER:
                _end(session, one, now)
    needed = set(db.session().scalars(select(Import.folder).where(Import.stage.in_(UNFINISHED))))
    end_reading()
    for folder in root.glob("*"):
        if folder.name not in needed and _is_old(folder, now):
            shutil.rmtree(folder, ignore_errors=True)


def _is_old(folder: Path, now: datetime) -> bool:
    # One that is new may be about to get its import.
    try:
        changed = folder.stat().st_mtime
    except FileNotFoundError:
        return False
    return changed < (now - FORGOTTEN_AFTER).timestamp()
