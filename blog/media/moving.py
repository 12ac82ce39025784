"""Everything that is kept moves from one storage to another, while the site goes on.

What arrived whole before is not copied again, so that it can be stopped anywhere and started
anew. Nothing is deleted where it came from.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import BinaryIO, cast

from blog.media.storage.current import Missing, Storage, Stored
from blog.media.storage.digests import Reading, digest_of
from blog.media.storage.names import parse

# What comes in while the rest is copied is copied in another pass; on a busy site there would
# always be one more.
MOST_PASSES = 5


class Became(StrEnum):
    """What became of a file."""

    COPIED = "copied"
    THERE = "there"
    DAMAGED = "damaged"
    # It was deleted before it was reached, or Quire gives no such name.
    LEFT = "left"


@dataclass(frozen=True)
class Moved:
    stored: Stored
    became: Became


def move(source: Storage, target: Storage, *, dry_run: bool = False) -> Iterator[Moved]:
    """Copy what the source holds, and then what came meanwhile; say of each file what became.

    Raises:
        StorageError: one of the two does not answer, or has no room left.
    """
    done: set[str] = set()
    for _ in range(MOST_PASSES):
        was_quiet = True
        for stored in source.names():
            if stored.name in done:
                continue
            done.add(stored.name)
            moved = Moved(stored, _move(source, target, stored, dry_run=dry_run))
            was_quiet = was_quiet and moved.became is not Became.COPIED
            yield moved
        if was_quiet or dry_run:
            return


def _move(source: Storage, target: Storage, stored: Stored, *, dry_run: bool) -> Became:
    named = parse(stored.name)
    if named is None:
        return Became.LEFT
    digest = named.digest if named.file is None else None
    if target.size(stored.name) == stored.size and _is_whole(target, stored.name, digest):
        return Became.THERE
    return Became.COPIED if dry_run else _copy(source, target, stored.name, digest)


def _copy(source: Storage, target: Storage, name: str, digest: str | None) -> Became:
    try:
        with source.open(name) as file:
            reading = Reading(file)
            target.put_from(name, cast(BinaryIO, reading))
    except Missing:
        return Became.LEFT
    if digest is None:
        return Became.COPIED
    if reading.digest == digest and _is_whole(target, name, digest):
        return Became.COPIED
    target.delete(name)
    return Became.DAMAGED


def _is_whole(storage: Storage, name: str, digest: str | None) -> bool:
    """Say whether a file is what its name says. Of renditions that is not known."""
    if digest is None:
        return True
    with storage.open(name) as file:
        return digest_of(file) == digest
