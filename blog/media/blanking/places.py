"""Whether a recording or a film tells where it was taken, as telephones write it."""

from collections.abc import Iterator
from itertools import product

from blog.media.blanking.webm import tags_of
from blog.media.inspection.boxes import Box, boxes, inside, whole
from blog.media.inspection.formats import Data
from blog.media.inspection.refusals import Refused
from blog.media.inspection.steps import Steps

PLACES = (b"\xa9xyz", b"loci", b"com.apple.quicktime.location.", b"GPSLatitude")
# Where MP4 files say it: in boxes of these names, in the file, the movie, or a track.
LEVELS = ((), (b"moov",), (b"moov", b"trak"))
TELLING = (b"udta", b"meta", b"uuid")
# In WebM the names of tags are in capitals as a rule.
TAGGED_PLACE = b"location"
MOST_WORDS, LONGEST_WORDS = 10, 1024 * 1024


def mp4_tells_place(data: Data) -> bool:
    steps = Steps()
    paths = [(*level, name) for level, name in product(LEVELS, TELLING)]
    said = (box for path in paths for box in inside(data, whole(data), *path))
    spans = (span for box in said for piece in _pieces(data, box, steps) for span in _ends(*piece))
    return any(data.find(place, *span) >= 0 for span in spans for place in PLACES)


def _pieces(data: Data, box: Box, steps: Steps) -> Iterator[tuple[int, int]]:
    """Give where each box in it begins and ends, and what is no box as one piece."""
    place = box.start
    if box.name == b"meta" and data[place : place + 4] == bytes(4):
        # Its version; films of telephones leave it out.
        place += 4
    try:
        for child in boxes(data, place, box.end, steps) if box.name != b"uuid" else ():
            yield place, child.end
            place = child.end
    except Refused:
        # Some end in zeros that are no box.
        pass
    yield place, box.end


def _ends(start: int, end: int) -> Iterator[tuple[int, int]]:
    """Give the beginning and the end of a piece: a large one has a cover between them."""
    yield start, min(end, start + LONGEST_WORDS)
    yield max(start, end - LONGEST_WORDS), end


def webm_tells_place(data: Data) -> bool:
    tags = list(tags_of(data))[:MOST_WORDS]
    words = (data[each.start : min(each.end, each.start + LONGEST_WORDS)] for each in tags)
    return any(TAGGED_PLACE in said.lower() for said in words)
