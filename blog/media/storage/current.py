"""Where media are kept: the storage that MEDIA_URL names, and a folder for what comes in."""

import shutil
from datetime import datetime, timedelta
from pathlib import Path

from flask import current_app

from blog.core.places import Bucket, Credentials, media_place
from blog.core.settings import ConfigurationError
from blog.media.storage.disk import Disk
from blog.media.storage.objects import Objects
from blog.media.storage.stored import Full, Missing, Storage, StorageError, Stored

__all__ = [
    "Full",
    "Missing",
    "Storage",
    "StorageError",
    "Stored",
    "current_storage",
    "scratch",
    "storage_of",
    "sweep_scratch",
]

# Nobody waits that long for an upload to arrive.
FORGOTTEN_AFTER = timedelta(days=1)


def current_storage() -> Storage:
    """Return the storage of this application: made by each worker for itself, and kept."""
    app = current_app
    made: Storage | None = app.extensions.get("media_storage")
    if made is None:
        made = storage_of(app.config["MEDIA_URL"], app.config["MEDIA_CREDENTIALS"])
        app.extensions["media_storage"] = made
    return made


def storage_of(url: str, credentials: Credentials | None = None) -> Storage:
    """Return the storage at an address as MEDIA_URL has it. Nothing is asked of it yet.

    Raises:
        StorageError: the address names none, or what opens a bucket is not set.
    """
    try:
        place = media_place(url)
    except ConfigurationError as error:
        raise StorageError(str(error)) from error
    if not isinstance(place, Bucket):
        return Disk(place)
    if credentials is None:
        raise StorageError(
            "What opens the object storage is not set. Set AWS_ACCESS_KEY_ID and "
            "AWS_SECRET_ACCESS_KEY."
        )
    return Objects(place, credentials)


def scratch() -> Path:
    """Return a folder for uploads in progress, which only we can read.

    It is on the disk of the storage where that is a folder, so that `put` need not copy.

    Raises:
        StorageError: it cannot be made.
    """
    if (folder := current_storage().scratch()) is not None:
        return folder
    folder = Path(current_app.config["INSTANCE_PATH"]) / "uploads"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(
            f"The folder {folder} for uploads cannot be made ({error.strerror}). Give the one "
            "around it to the user who runs Quire."
        ) from error
    return folder


def sweep_scratch(now: datetime) -> int:
    """Remove uploads that nobody went on with for a day; say how many."""
    oldest = (now - FORGOTTEN_AFTER).timestamp()
    old = [path for path in scratch().glob("*") if _changed(path) < oldest]
    for path in old:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    return len(old)


def _changed(path: Path) -> float:
    try:
        return path.lstat().st_mtime
    except FileNotFoundError:
        return float("inf")
