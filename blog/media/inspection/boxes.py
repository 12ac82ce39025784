"""Boxes of the ISO base media format: what MP4, M4A, AVIF and HEIC files are made of."""

from collections.abc import Iterator
from typing import NamedTuple

from blog.media.inspection.formats import Data
from blog.media.inspection.refusals import CUT_OFF, Refused
from blog.media.inspection.steps import Steps


class Box(NamedTuple):
    """Where the content of a box begins and ends."""

    name: bytes
    start: int
    end: int


def boxes(data: Data, start: int, end: int, steps: Steps | None = None) -> Iterator[Box]:
    """Give the boxes that lie side by side there.

    Raises ``Refused`` when one is cut off, or when there are more than steps are left.
    """
    steps = steps or Steps()
    while start < end:
        steps.take()
        box = _box(data, start, end)
        if box.end > end or box.start > box.end:
            raise Refused(CUT_OFF)
        yield box
        start = box.end


def inside(data: Data, box: Box, *names: bytes, steps: Steps | None = None) -> Iterator[Box]:
    """Give the boxes at the end of this path of names below a box.

    Those on all levels are counted together.
    """
    steps = steps or Steps()
    # This one box begins with its version before what it holds.
    start = box.start + 4 if box.name == b"meta" else box.start
    for child in boxes(data, start, box.end, steps):
        if child.name == names[0]:
            if len(names) == 1:
                yield child
            else:
                yield from inside(data, child, *names[1:], steps=steps)


def whole(data: Data) -> Box:
    return Box(b"", 0, len(data))


def brands_of(data: Data) -> set[bytes]:
    """Give the brands of a file that begins with ``ftyp``: what it says that it is."""
    first = _box(data, 0, len(data))
    named = data[first.start : min(first.end, first.start + 1024)]
    return {named[at : at + 4] for at in range(0, len(named), 4) if at != 4}


def handlers_of(data: Data) -> set[bytes]:
    """Say which kinds of track a film has: ``vide`` and ``soun`` are those that matter."""
    handlers = inside(data, whole(data), b"moov", b"trak", b"mdia", b"hdlr")
    return {data[box.start + 8 : box.start + 12] for box in handlers}


def number(data: Data, at: int, size: int) -> int:
    """Read an unsigned number, most significant byte first."""
    raw = data[at : at + size]
    if len(raw) < size:
        raise Refused(CUT_OFF)
    return int.from_bytes(raw)


def _box(data: Data, start: int, end: int) -> Box:
    size, name = number(data, start, 4), data[start + 4 : start + 8]
    if size == 1:
        return Box(name, start + 16, start + number(data, start + 8, 8))
    return Box(name, start + 8, start + size if size else end)
