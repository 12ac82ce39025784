"""Files as they are looked at: mapped, never read whole."""

from collections.abc import Iterator
from contextlib import contextmanager
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import IO

from blog.media.inspection.formats import Data
from blog.media.inspection.refusals import EMPTY, Refused


@contextmanager
def mapped(path: Path) -> Iterator[tuple[Data, IO[bytes]]]:
    """Give the content of a file, and the file itself, open. Raises ``Refused`` if it is empty."""
    with path.open("rb") as file:
        if not path.stat().st_size:
            raise Refused(EMPTY)
        with mmap(file.fileno(), 0, access=ACCESS_READ) as data:
            yield data, file
