"""Where the contents of a track of an MP4 film are, as its tables say."""

from collections.abc import Iterator
from itertools import chain, pairwise
from struct import unpack
from typing import NamedTuple

from blog.media.inspection.boxes import Box, boxes, inside, number
from blog.media.inspection.formats import Data
from blog.media.inspection.refusals import ODD, Refused
from blog.media.inspection.steps import Steps

# How many entries of a table are read at once.
AT_ONCE = 1000
LETTERS = {1: "B", 2: "H", 4: "I", 8: "Q"}
# Entries of this table are three numbers: from which chunk on, how many samples, and of what.
RUN = 12


class Left:
    """What is left of runs of samples, and of samples, for several tracks of a film."""

    def __init__(self, chunks: int, samples: int) -> None:
        self.chunks, self.samples = Steps(chunks), Steps(samples)


class _Table(NamedTuple):
    """Entries of the same width, side by side."""

    start: int
    width: int
    length: int


def chunks_of(data: Data, track: Box, steps: Steps, left: Left) -> Iterator[tuple[int, int]]:
    """Give where each run of samples begins and ends; it may lie anywhere, even outside the file.

    Raises ``Refused`` when there are more than are left, or more boxes than steps.
    """
    for table in inside(data, track, b"mdia", b"minf", b"stbl", steps=steps):
        found = {box.name: box for box in boxes(data, table.start, table.end, steps)}
        offsets = found.get(b"stco") or found.get(b"co64")
        runs, sizes = found.get(b"stsc"), found.get(b"stsz") or found.get(b"stz2")
        if offsets and runs and sizes:
            yield from _chunks(data, offsets, _runs(data, runs, left.chunks), sizes, left)


def _chunks(
    data: Data, offsets: Box, runs: Iterator[tuple[int, int]], sizes: Box, left: Left
) -> Iterator[tuple[int, int]]:
    places, sample = _table(data, offsets, 4, 8 if offsets.name == b"co64" else 4), 0
    for (first, count), (last, _) in pairwise(chain(runs, [(places.length, 0)])):
        for start in _places(data, places, first, min(last, places.length), left.chunks):
            size = _size(data, sizes, sample, count, left.samples)
            sample += count
            if size:
                yield start, start + size


def _runs(data: Data, box: Box, steps: Steps) -> Iterator[tuple[int, int]]:
    """Give from which chunk on, where 0 is the first, how many samples each chunk has."""
    table = _table(data, box, 4, RUN)
    for at in range(table.start, table.start + table.length * RUN, RUN):
        steps.take()
        yield max(0, number(data, at, 4) - 1), number(data, at + 4, 4)


def _places(data: Data, table: _Table, first: int, last: int, steps: Steps) -> Iterator[int]:
    for begin in range(first, last, AT_ONCE):
        count = min(AT_ONCE, last - begin)
        steps.take(count)
        yield from _numbers(data, table, begin, count)


def _size(data: Data, box: Box, sample: int, count: int, steps: Steps) -> int:
    """Return how many bytes so many samples have, from this one on."""
    same = number(data, box.start + 4, 4)
    if box.name == b"stsz" and same:
        # The last run of a track is shorter than the others as a rule.
        return same * max(0, min(count, number(data, box.start + 8, 4) - sample))
    width = 4 if box.name == b"stsz" else same // 8
    if width not in LETTERS:
        raise Refused(ODD)
    table = _table(data, box, 8, width)
    count = max(0, min(count, table.length - sample))
    steps.take(count)
    last = sample + count
    return sum(
        sum(_numbers(data, table, begin, min(AT_ONCE, last - begin)))
        for begin in range(sample, last, AT_ONCE)
    )


def _table(data: Data, box: Box, at: int, width: int) -> _Table:
    """Return the entries behind the count that stands at a place; only as many as there are."""
    start = box.start + at + 4
    room = max(0, box.end - start) // width
    return _Table(start, width, min(number(data, box.start + at, 4), room))


def _numbers(data: Data, table: _Table, first: int, count: int) -> tuple[int, ...]:
    start = table.start + first * table.width
    return unpack(f">{count}{LETTERS[table.width]}", data[start : start + count * table.width])
