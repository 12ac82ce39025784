"""Compares what an AVIF file says of its size with what the streams in it are decoded to.

The two are written down apart, and the second is what takes memory. There may be many streams:
tiles, a mask, a thumbnail, the frames of an animation.
"""

from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from blog.media.inspection.av1 import largest_size
from blog.media.inspection.boxes import Box, boxes, inside, number, whole
from blog.media.inspection.formats import Data
from blog.media.inspection.refusals import DAMAGED, Refused
from blog.media.inspection.steps import Steps

# Some encoders make streams larger than the image, in whole blocks.
ALIGNMENT = 64
# A mask is as large as its image, and tiles and thumbnails add less than that again.
MOST_IMAGES = 4
STREAM, MOST_IN_RUN = b"av01", 2**32
IN_FILE, IN_META = 0, 1


class _Bytes(NamedTuple):
    start: int
    size: int


def check_streams(data: Data, width: int, height: int) -> None:
    """Raise ``Refused`` when streams are larger than the size that the file says it has."""
    most = (width + ALIGNMENT) * (height + ALIGNMENT)
    steps, pixels = Steps(), 0
    for across, down in _sizes(data, steps):
        pixels += across * down
        if not across or across * down > most or pixels > MOST_IMAGES * most:
            raise Refused(DAMAGED)
    if not pixels:
        raise Refused(DAMAGED)


def _sizes(data: Data, steps: Steps) -> Iterator[tuple[int, int]]:
    """Give the size of every image item, and of every track of an animation."""
    # The first frame of an animation may also be an item; nothing else is there twice.
    room = Steps(2 * len(data))
    if meta := _only(data, whole(data), b"meta"):
        streams = _stream_items(data, meta, steps)
        for item, pieces in _items(data, meta, steps):
            if item in streams:
                yield largest_size(_joined(data, pieces, room), steps)
    for table in inside(data, whole(data), b"moov", b"trak", b"mdia", b"minf", b"stbl"):
        described = _only(data, table, b"stsd")
        if described and data.find(STREAM, described.start, described.end) >= 0:
            samples = _samples(data, table, steps)
            yield max(
                (largest_size(_joined(data, [sample], room), steps) for sample in samples),
                key=lambda size: size[0] * size[1],
                default=(0, 0),
            )


def _only(data: Data, box: Box, name: bytes) -> Box | None:
    """Return the one box of a name; a second would leave open which of them counts."""
    found = list(inside(data, box, name))
    if len(found) > 1:
        raise Refused(DAMAGED)
    return found[0] if found else None


def _stream_items(data: Data, meta: Box, steps: Steps) -> set[int]:
    """Return the numbers of the items that are streams, and not lists of tiles or words."""
    info, found = _only(data, meta, b"iinf"), set()
    if info is not None:
        first = info.start + (8 if number(data, info.start, 1) else 6)
        for entry in boxes(data, first, info.end, steps):
            size = 2 if number(data, entry.start, 1) < 3 else 4
            if data[entry.start + 6 + size : entry.start + 10 + size] == STREAM:
                found.add(number(data, entry.start + 4, size))
    return found


def _items(data: Data, meta: Box, steps: Steps) -> Iterator[tuple[int, list[_Bytes]]]:
    """Give the number of every item, and where the pieces of it are."""
    places = _only(data, meta, b"iloc")
    if places is None:
        return
    reader = _Reader(data, places.start)
    # Four lengths of numbers, in half a byte each, come after the version and its flags.
    version, _, sizes = reader.take(1), reader.take(3), reader.take(2)
    wide = 4 if version == 2 else 2
    inner = _only(data, meta, b"idat")
    for _ in range(reader.take(wide)):
        steps.take()
        item = reader.take(wide)
        way = reader.take(2) & 15 if version else IN_FILE
        reader.take(2)
        base = reader.take(sizes >> 4 & 15)
        if way == IN_META and inner:
            base += inner.start
        index_size = sizes & 15 if version else 0
        yield item, [_piece(reader, base, index_size, sizes, steps) for _ in range(reader.take(2))]


class _Reader:
    """Reads one number after another."""

    def __init__(self, data: Data, at: int) -> None:
        self.data, self.at = data, at

    def take(self, size: int) -> int:
        self.at += size
        return number(self.data, self.at - size, size)


def _piece(reader: _Reader, base: int, index_size: int, sizes: int, steps: Steps) -> _Bytes:
    steps.take()
    reader.take(index_size)
    start = base + reader.take(sizes >> 12)
    return _Bytes(start, reader.take(sizes >> 8 & 15))


def _joined(data: Data, pieces: list[_Bytes], room: Steps) -> bytes:
    room.take(sum(piece.size for piece in pieces))
    # No size at all stands for everything that follows.
    if any(not piece.size or piece.start + piece.size > len(data) for piece in pieces):
        raise Refused(DAMAGED)
    return b"".join(data[start : start + size] for start, size in pieces)


def _samples(data: Data, table: Box, steps: Steps) -> Iterator[_Bytes]:
    """Give where the frames of a track are: chunks lie anywhere, their frames side by side."""
    sizes = _table(data, table, b"stsz")
    all_alike, count = number(data, sizes.start + 4, 4), number(data, sizes.start + 8, 4)
    runs, sample = _runs(data, _table(data, table, b"stsc"), steps), 0
    for chunk, place in enumerate(_chunks(data, table, steps), 1):
        # A run counts from its first chunk to the first of the next.
        run = bisect_right(runs, (chunk, MOST_IN_RUN))
        frames, at = runs[run - 1][1] if run else 0, place
        for _ in range(min(frames, count - sample)):
            steps.take()
            size = all_alike or number(data, sizes.start + 12 + 4 * sample, 4)
            yield _Bytes(at, size)
            at, sample = at + size, sample + 1
    if sample < count:
        raise Refused(DAMAGED)


def _table(data: Data, box: Box, name: bytes) -> Box:
    found = _only(data, box, name)
    if found is None:
        raise Refused(DAMAGED)
    return found


def _runs(data: Data, runs: Box, steps: Steps) -> list[tuple[int, int]]:
    """Return from which chunk on each chunk has how many frames."""
    found = []
    for run in range(number(data, runs.start + 4, 4)):
        steps.take()
        at = runs.start + 8 + 12 * run
        found.append((number(data, at, 4), number(data, at + 4, 4)))
    if found != sorted(found):
        raise Refused(DAMAGED)
    return found


def _chunks(data: Data, table: Box, steps: Steps) -> Iterator[int]:
    far = _only(data, table, b"co64")
    if far and _only(data, table, b"stco"):
        raise Refused(DAMAGED)
    places, width = far or _table(data, table, b"stco"), 8 if far else 4
    for chunk in range(number(data, places.start + 4, 4)):
        steps.take()
        yield number(data, places.start + 8 + width * chunk, width)
