"""Media in object storage that speaks S3, over the library obstore, which is an optional extra.

The library's threads begin with the first request and do not survive a fork: in a child of a
process that made requests it would wait for ever. So a client is made when it is first needed,
and such a child is told that it cannot have one.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cached_property
from io import SEEK_CUR, SEEK_END, SEEK_SET, BufferedReader, RawIOBase
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from blog.core.places import INSTALL_S3, Bucket, Credentials
from blog.media.storage.stored import SAFE, Full, Missing, StorageError, Stored, checked

if TYPE_CHECKING:
    from types import ModuleType

    from obstore.store import S3Credential, S3Store
    from typing_extensions import Buffer

# What is read at once, and what is sent at once: a file in parts when it is larger than one.
READ_SIZE = 1024 * 1024
PART_SIZE, PARTS_AT_ONCE = 5 * 1024 * 1024, 2
# How long one request may take, and how often and how long it is repeated after a failure.
CONNECTING, ANSWERING = timedelta(seconds=5), timedelta(seconds=60)
RETRIES, RETRYING = 3, timedelta(seconds=20)
FULL = (
    "There is no room left in the object storage that files are kept in, so nothing was stored. "
    "Try again when whoever runs the site has made room."
)
# The processes that made requests, as far as this one remembers: itself, and whom it comes from.
_users: set[int] = set()


class Objects:
    """A bucket. Nothing is asked of it, and no library loaded, before the first call."""

    def __init__(self, bucket: Bucket, credentials: Credentials) -> None:
        self.bucket = bucket
        self._credentials = credentials

    def put(self, name: str, source: Path) -> None:
        try:
            file = source.open("rb")
        except OSError as error:
            raise StorageError(f"The file {source} cannot be read ({error.strerror}).") from error
        with file:
            self.put_from(name, file)
        source.unlink(missing_ok=True)

    def put_from(self, name: str, file: BinaryIO) -> None:
        path, library, store = checked(name), self._library, self._store
        with (
            self._telling(name, absent=StorageError),
            library.open_writer(
                store, path, buffer_size=PART_SIZE, max_concurrency=PARTS_AT_ONCE
            ) as writer,
        ):
            # It is complete when the block ends, and given up if the block is left by an error.
            while piece := file.read(READ_SIZE):
                writer.write(piece)

    def put_bytes(self, name: str, data: bytes) -> None:
        path, library, store = checked(name), self._library, self._store
        with self._telling(name, absent=StorageError):
            library.put(store, path, data, use_multipart=False)

    def open(self, name: str) -> BinaryIO:
        size = self._size(name)
        return BufferedReader(_Ranges(self, name, size), READ_SIZE)

    def size(self, name: str) -> int | None:
        try:
            return self._size(name)
        except Missing:
            return None

    def delete(self, name: str) -> None:
        path, library, store = checked(name), self._library, self._store
        try:
            with self._telling(name):
                library.delete(store, path)
        except Missing:
            return

    def names(self, folder: str = "") -> Iterator[Stored]:
        within = checked(folder) if folder else None
        library, store = self._library, self._store
        with self._telling(folder, absent=StorageError):
            for page in library.list(store, within, chunk_size=1000):
                for one in page:
                    if SAFE.fullmatch(one["path"]):
                        yield Stored(one["path"], one["size"], one["last_modified"])

    def local_path(self, name: str) -> Path | None:
        checked(name)
        return None

    def scratch(self) -> Path | None:
        return None

    def tidy(self, before: datetime) -> int:
        # Parts of what was given up are not in any list; the bucket has rules for them.
        return 0

    def _size(self, name: str) -> int:
        path, library, store = checked(name), self._library, self._store
        with self._telling(name):
            return int(library.head(store, path)["size"])

    def read(self, name: str, start: int, length: int) -> "Buffer":
        """Return a part of a file that lies within it and is not empty."""
        path, library, store = checked(name), self._library, self._store
        with self._telling(name):
            part: Buffer = library.get_range(store, path, start=start, length=length)
        return part

    @property
    def _library(self) -> "ModuleType":
        try:
            import obstore
        except ImportError as error:
            raise StorageError(
                "Object storage needs a package that is not installed. "
                f"Install it with: {INSTALL_S3}"
            ) from error
        _users.add(os.getpid())
        if len(_users) > 1:
            raise StorageError(
                "This process was forked from one that had used object storage already, and "
                "cannot use it. Start it as a process of its own."
            )
        return obstore

    @cached_property
    def _store(self) -> "S3Store":
        from obstore.store import S3Store

        bucket = self.bucket
        # The library would look for more in the environment than config.py has read. What is
        # named here comes before that.
        return S3Store(
            bucket.name,
            prefix=bucket.prefix or None,
            config={
                "endpoint": bucket.endpoint,
                "aws_endpoint_url_s3": bucket.endpoint,
                "region": bucket.region,
                "virtual_hosted_style_request": False,
                "skip_signature": False,
                "unsigned_payload": False,
                "disable_bulk_delete": True,
            },
            credential_provider=self._opening,
            client_options={
                "allow_http": bucket.endpoint.startswith("http:"),
                "connect_timeout": CONNECTING,
                "timeout": ANSWERING,
            },
            retry_config={"max_retries": RETRIES, "retry_timeout": RETRYING},
        )

    def _opening(self) -> "S3Credential":
        given = self._credentials
        return {
            "access_key_id": given.key,
            "secret_access_key": given.secret,
            "token": given.token or None,
            "expires_at": None,
        }

    @contextmanager
    def _telling(self, name: str, absent: type[StorageError] = Missing) -> Iterator[None]:
        """Turn what the library raises into a sentence; `absent` is what a 404 means here."""
        from obstore.exceptions import BaseError

        try:
            yield
        except (BaseError, OSError, ValueError) as error:
            raise self._error(error, _status(error), name, absent) from error

    def _error(
        self, error: Exception, status: int, name: str, absent: type[StorageError]
    ) -> StorageError:
        place = f"bucket {self.bucket.name} at {self.bucket.endpoint}"
        if status == 404 and absent is Missing:
            return Missing(f"There is no file {name} in the {place}.")
        if status == 404:
            return absent(f"There is no {place}.")
        if status in {401, 403}:
            return StorageError(
                f"The key does not open the {place}. Look at AWS_ACCESS_KEY_ID and "
                "AWS_SECRET_ACCESS_KEY, and whether the key may read, write, delete and list."
            )
        if status == 507:
            return Full(FULL)
        return StorageError(f"The {place} cannot be used now: {_said(error)}.")


def _status(error: Exception) -> int:
    """Return the status of the answer, which the library tells in words alone; 0 without one."""
    found = re.search(r" status code: (\d{3})\b", str(error))
    return int(found[1]) if found else 0


def _said(error: Exception) -> str:
    """Return the end of the first line, which says what came back; the rest is for developers."""
    said = str(error).partition("\n")[0].rpartition(" - ")[2]
    return said.partition("<?xml")[0].rstrip(": .")


class _Ranges(RawIOBase):
    """The bytes of an object, each piece asked for when it is read."""

    def __init__(self, storage: Objects, name: str, size: int) -> None:
        self._storage, self._name, self._size = storage, name, size
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = SEEK_SET) -> int:
        start = {SEEK_SET: 0, SEEK_CUR: self._at, SEEK_END: self._size}[whence]
        if start + offset < 0:
            raise ValueError("a file has nothing before its beginning")
        self._at = start + offset
        return self._at

    def readinto(self, buffer: "Buffer") -> int:
        wanted = memoryview(buffer)
        length = max(0, min(len(wanted), self._size - self._at))
        if length:
            wanted[:length] = self._storage.read(self._name, self._at, length)
            self._at += length
        return length

    def readall(self) -> bytes:
        # The base class would ask for 8 KiB at a time.
        whole = bytearray(max(0, self._size - self._at))
        at = 0
        with memoryview(whole) as view:
            while read := self.readinto(view[at : at + READ_SIZE]):
                at += read
        return bytes(whole)
