"""Locks among all threads and processes of this machine: files that are locked.

The system lets go of them when a process ends, however it does. They lie in the scratch folder;
one that is swept away while it is held costs no more than the same work done twice.
"""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from time import monotonic

# Seconds between two looks at a lock that somebody else has.
PAUSE = 0.05


class Busy(Exception):  # noqa: N818 - says what is so
    """Somebody else had the lock for as long as this one could wait."""


@contextmanager
def one_of(paths: list[Path], patience: float = 0) -> Iterator[None]:
    """Hold the first of some locks that is free. Raises Busy after so many seconds of waiting."""
    descriptor = _wait(lambda: next(filter(None, map(_try, paths)), None), patience)
    try:
        yield
    finally:
        os.close(descriptor)


def _wait(attempt: Callable[[], int | None], patience: float) -> int:
    until, pause = monotonic() + patience, Event()
    while (descriptor := attempt()) is None:
        if monotonic() >= until:
            raise Busy
        pause.wait(PAUSE)
    return descriptor


def _try(path: Path) -> int | None:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        return None
    return descriptor
