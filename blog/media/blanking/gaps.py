"""What lies among the pictures and the sound of an MP4 film, and is neither: dashcams write there
where they were at each moment, and no table names it."""

from array import array
from bisect import bisect_right
from collections.abc import Iterator

from blog.media.blanking.blanks import Blank
from blog.media.blanking.samples import Left, chunks_of
from blog.media.inspection.boxes import Box, inside, number
from blog.media.inspection.formats import Data
from blog.media.inspection.steps import Steps

# Hours of pictures that take turns with the sound.
MOST_CHUNKS, MOST_SAMPLES = 2_000_000, 10_000_000
# Frames of compressed sound that are all as long as each other are longer than that. Those of
# other sound have a few bytes, and some programs say one byte whatever they have.
SHORTEST_SAME = 64
Spans = list[tuple[int, int]]


def gaps(data: Data, contents: Spans, played: list[Box], steps: Steps) -> Iterator[Blank]:
    """Give what of the contents no played track names.

    There is nothing of it where one of these tracks cannot be understood: what it plays would be
    lost. Raises ``Refused`` when they have too many pieces.
    """
    left, starts, ends = Left(MOST_CHUNKS, MOST_SAMPLES), array("Q"), array("Q")
    for track in played:
        before = len(starts)
        for start, end in chunks_of(data, track, steps, left):
            if not _is_within(contents, start, end):
                return
            starts.append(start)
            ends.append(end)
        if len(starts) == before or _is_of_bytes(data, track, steps):
            return
    if starts:
        yield from _between(contents, array("Q", sorted(starts)), array("Q", sorted(ends)))


def _is_within(contents: Spans, start: int, end: int) -> bool:
    nearest = bisect_right(contents, start, key=lambda each: each[0]) - 1
    return nearest >= 0 and end <= contents[nearest][1]


def _is_of_bytes(data: Data, track: Box, steps: Steps) -> bool:
    tables = inside(data, track, b"mdia", b"minf", b"stbl", b"stsz", steps=steps)
    return any(0 < number(data, box.start + 4, 4) < SHORTEST_SAME for box in tables)


def _between(contents: Spans, starts: "array[int]", ends: "array[int]") -> Iterator[Blank]:
    """Give what of the contents lies between pieces; each of these is within one of them."""
    at = 0
    for first, last in contents:
        place = first
        # Where the next piece begins behind the end of as many as came before it, all have ended.
        while at < len(starts) and starts[at] < last:
            if starts[at] > place:
                yield Blank(place, starts[at])
            place = max(place, ends[at])
            at += 1
        if place < last:
            yield Blank(place, last)
