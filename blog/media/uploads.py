"""A file comes in: it is written to the disk while it arrives, looked at, and kept.

Its bytes are in the storage, safe from a power cut, before a row says so. Killed in between,
it leaves a file without a row, which is removed after a day (`media/chores.py`).
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import IO, TypeVar, cast

from flask import current_app, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from blog.auth.sessions import current_person
from blog.core.actor import Actor
from blog.core.database import db, end_reading, write
from blog.core.errors import DomainError, Forbidden
from blog.core.uploads import OpenFile, files_of_request, largest_request
from blog.media import actions
from blog.media.actions import NOT_ALLOWED, Added, NewFile
from blog.media.file_jobs import ask_for_deletion
from blog.media.incoming import MEBIBYTE, Incoming
from blog.media.inspection.inspecting import Inspected, Limits, inspect
from blog.media.inspection.refusals import Refused
from blog.media.making import plain_copy
from blog.media.models import MediaItem, MediaKind
from blog.media.policies import may_upload
from blog.media.storage.current import current_storage
from blog.media.storage.names import original_name, plain_name

# What a form needs beside its files.
FORM = MEBIBYTE
CHUNK = MEBIBYTE
# Each is an open file until the form was looked at, and a process may have few of those.
MOST_AT_ONCE = 50
TOO_MANY = f"At most {MOST_AT_ONCE} files can be sent at once. Send this one again after them."
DELETED_MEANWHILE = actions.DELETED_MEANWHILE

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])


@dataclass(frozen=True)
class Received:
    """A file that arrived whole and is what it may be. Leaving it removes what nobody kept."""

    file: Incoming
    inspected: Inspected

    def __enter__(self) -> "Received":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.file.close()

    @property
    def path(self) -> Path:
        return self.file.path

    @property
    def digest(self) -> str:
        return self.file.digest

    @property
    def notes(self) -> tuple[str, ...]:
        """Return sentences for whoever sent it, of what was changed."""
        return self.inspected.notes

    def as_new_file(self) -> NewFile:
        found = self.inspected
        return NewFile(
            name=found.name,
            kind=MediaKind(found.kind),
            media_type=found.media_type,
            digest=self.digest,
            size=self.file.size,
            width=found.width,
            height=found.height,
            frames=found.frames,
            is_opaque=found.is_opaque,
            has_plain_copy=found.needs_plain_copy,
        )


def takes_files(view: View) -> View:
    """Mark a view whose form has files for the library: whoever may upload sends them here."""
    view.takes_files = True  # type: ignore[attr-defined]
    return view


@largest_request.register
def room_for_files() -> int | None:
    """Let those who may upload send several files in one form, or one that is too large: it is
    told so beside it, and the others are kept."""
    return 2 * current_app.config["LARGEST_FILE"] + FORM if _brings_files() else None


@files_of_request.register
def open_file() -> OpenFile | None:
    if not _brings_files():
        return None
    numbers = count(1)

    def opener() -> IO[bytes]:
        is_one_too_many = next(numbers) > MOST_AT_ONCE
        return cast(IO[bytes], _incoming(Refused(TOO_MANY) if is_one_too_many else None))

    return opener


def receive(file: IO[bytes] | Incoming | FileStorage, name: str) -> Received:
    """Look at a file that somebody called by this name.

    What arrived with a form that `takes_files` is on the disk already; anything else is copied
    there. Use it in a ``with`` statement.

    Raises:
        Refused: it is not taken in. Nothing is left of it.
        StorageError: it could not be written to the disk, which may be full.
    """
    # Reading and decoding take a while.
    end_reading()
    stream = file.stream if isinstance(file, FileStorage) else file
    incoming = stream if isinstance(stream, Incoming) else _copied(stream)
    try:
        if incoming.problem is not None:
            raise incoming.problem
        return Received(incoming, inspect(incoming.path, name, limits()))
    except BaseException:
        incoming.close()
        raise


def keep(received: Received, actor: Actor, now: datetime) -> Added:
    """Put a file into the library: the item, and whether it is new. The same bytes twice are one
    item, which comes back if it is in the trash.

    Raises:
        Forbidden: the actor may not upload.
        StorageError: the storage is full or does not answer. Nothing is left of it.
        DomainError: others deleted it at this very moment.
    """
    if not may_upload(actor):
        raise Forbidden(NOT_ALLOWED)
    new = received.as_new_file()
    with storing(received, now) as session:
        added = actions.add_item(session, new, actor, now)
    _read_again(added.item, DELETED_MEANWHILE)
    return added


def replace(item_id: int, received: Received, actor: Actor, now: datetime) -> MediaItem:
    """Give an item this file instead of the one that it has.

    Raises:
        FieldError: for "file", see `actions.replace_file`.
        DomainError: the item is gone or somebody else's, or the storage is full.
    """
    new = received.as_new_file()
    with write() as session:
        actions.check_replacement(session, item_id, new, actor)
    with storing(received, now) as session:
        item = actions.replace_file(session, item_id, new, actor, now)
    _read_again(item, actions.GONE)
    return item


@contextmanager
def storing(received: Received, now: datetime) -> Iterator[Session]:
    """Put a file into the storage, and give the transaction that says in a row that it is there.

    Raises:
        StorageError: the storage is full or does not answer. Nothing is left of it.
    """
    with _stored(received, now), write() as session:
        yield session
        _check_there(received.digest)


def limits() -> Limits:
    """Return what is taken in here."""
    config = current_app.config
    return Limits(
        bytes_image=config["LARGEST_IMAGE"],
        bytes_file=config["LARGEST_FILE"],
        pixels=config["MOST_PIXELS"],
        frames=config["MOST_FRAMES"],
    )


def _brings_files() -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    if request.method != "POST" or not hasattr(view, "takes_files"):
        return False
    who = current_person()
    return who is not None and may_upload(who)


def _incoming(problem: DomainError | None = None) -> Incoming:
    config = current_app.config
    return Incoming(max(config["LARGEST_FILE"], config["LARGEST_IMAGE"]), problem)


def _copied(file: IO[bytes]) -> Incoming:
    incoming = _incoming()
    try:
        shutil.copyfileobj(file, incoming, CHUNK)
    except BaseException:
        incoming.close()
        raise
    return incoming


@contextmanager
def _stored(received: Received, now: datetime) -> Iterator[None]:
    """Put a file into the storage; what follows says so in a row, or it is deleted again."""
    digest, storage = received.digest, current_storage()
    with _plain_copy(received) as copy:
        storage.put(original_name(digest), received.path)
        try:
            if copy is not None:
                storage.put(plain_name(digest), copy)
            yield
        except Exception:
            # Somebody else may have kept the same bytes meanwhile: the job looks.
            with write() as session:
                ask_for_deletion(session, digest, now)
            raise


@contextmanager
def _plain_copy(received: Received) -> Iterator[Path | None]:
    """Give what readers get of a file instead, made while its bytes are here; None if it is what
    they get."""
    if not received.inspected.needs_plain_copy:
        yield None
        return
    with plain_copy(received.path, received.inspected.media_type) as copy:
        yield copy


def _read_again(item: MediaItem, otherwise: str) -> None:
    """Read an item after the commit, as whoever shows it would: it may be gone already."""
    try:
        db.session.refresh(item)
    except InvalidRequestError as error:
        raise DomainError(otherwise) from error


def _check_there(digest: str) -> None:
    """Make sure of the file while nobody can delete it, see `hold_files`."""
    if current_storage().size(original_name(digest)) is None:
        raise DomainError(DELETED_MEANWHILE)
