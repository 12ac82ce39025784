"""Both storages, for tests that hold them to the same contract."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from blog.core.places import Credentials
from blog.media.storage.current import Storage, storage_of
from tests.media.s3_server import KEY, SECRET, Shelf, serving

CREDENTIALS = Credentials(KEY, SECRET)


@contextmanager
def on_disk(folder: Path) -> Iterator[Storage]:
    yield storage_of((folder / "media").as_uri())


@contextmanager
def on_server(folder: Path) -> Iterator[Storage]:
    with serving() as shelf:
        yield in_bucket(shelf)


def in_bucket(shelf: Shelf) -> Storage:
    return storage_of(shelf.url, CREDENTIALS)
