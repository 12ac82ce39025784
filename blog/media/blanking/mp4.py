"""What MP4 and M4A files say of where, when and with what they were taken.

What players need is listed here, and everything else goes: telephones, cameras and drones have
many names for what they add, and find new ones.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from blog.media.blanking.blanks import Blank
from blog.media.blanking.gaps import Spans, gaps
from blog.media.blanking.samples import Left, chunks_of
from blog.media.inspection.boxes import Box, boxes, inside, number, whole
from blog.media.inspection.formats import Data
from blog.media.inspection.refusals import Refused
from blog.media.inspection.steps import Steps

# What is needed in each box, and those that are looked into themselves. The file is b"".
NEEDED = {
    within: frozenset(names.split())
    for within, names in {
        b"": b"ftyp styp pdin moov moof mdat mfra sidx ssix",
        b"moov": b"mvhd iods trak mvex",
        b"trak": b"tkhd tapt edts mdia",
        b"mdia": b"mdhd hdlr elng minf",
        b"minf": b"vmhd smhd nmhd hdlr dinf stbl",
        b"stbl": b"stsd stts ctts cslg stsc stsz stz2 stco co64 stss stsh stps sdtp sbgp sgpd subs",
        b"mvex": b"mehd trex leva",
        b"moof": b"mfhd traf",
        b"traf": b"tfhd tfdt trun sdtp sbgp sgpd subs",
        b"mfra": b"tfra mfro",
    }.items()
}
SPACE = frozenset((b"free", b"skip", b"wide"))
# Tracks that browsers play. Others hold where a camera was at each moment: drones write it into
# subtitles.
PLAYED = frozenset((b"vide", b"soun"))
TIMED = frozenset((b"mvhd", b"tkhd", b"mdhd"))
# Long films in fragments have ten for every second or two.
MOST_BOXES = 300_000
# In tracks that are not played: hours of what telephones and drones write many times in a second.
MOST_CHUNKS, MOST_SAMPLES = 300_000, 3_000_000
# Where the first entry of a sample table or the like begins, after version, flags and count.
ENTRIES = 8
IN_PIECES = (
    "This film is in pieces, and has more in it than pictures and sound. Export it as one MP4 "
    "again, with these two alone."
)


@dataclass(frozen=True)
class _Film:
    data: Data
    # What is left of boxes, and of entries in the tables of tracks.
    steps: Steps
    left: Left
    # Where the pictures and the sound are, from the beginning of the file on.
    contents: Spans
    # The numbers of tracks that are not played.
    dropped: set[int]


def mp4_blanks(data: Data) -> Iterator[Blank]:
    """Give what is to be blanked. Raises ``Refused`` for what is built of too many pieces."""
    outermost = list(boxes(data, 0, len(data)))
    contents = [(box.start, box.end) for box in outermost if box.name == b"mdat"]
    tracks = list(inside(data, whole(data), b"moov", b"trak"))
    played = [track for track in tracks if _is_played(data, track)]
    dropped = {_number_of(data, track) for track in tracks if track not in played}
    film = _Film(data, Steps(MOST_BOXES), Left(MOST_CHUNKS, MOST_SAMPLES), contents, dropped)
    yield from _within(film, whole(data))
    # Tables of films in pieces do not say where their pictures are: each piece does.
    if all(box.name != b"moof" for box in outermost):
        yield from gaps(data, contents, played, film.steps)


def _within(film: _Film, outer: Box, handler: bytes = b"") -> Iterator[Blank]:
    """Give what is to be blanked in a box that is needed; ``handler`` is the kind of its track."""
    place = outer.start
    for box in boxes(film.data, outer.start, outer.end, film.steps):
        if box.name in SPACE:
            # Programs make space of what they took out, and leave it as it was.
            yield Blank(box.start, box.end)
        elif box.name not in NEEDED[outer.name]:
            yield from _freed(place, box)
        elif box.name == b"trak":
            yield from _track(film, place, box)
        elif box.name in NEEDED:
            _refuse_piece(film, box)
            yield from _within(film, box, handler)
        else:
            yield from _fields(film, box, handler)
        place = box.end


def _freed(place: int, box: Box) -> Iterator[Blank]:
    """Make space of a box that begins at a place; its length stays as it is written there."""
    yield Blank(place + 4, place + 8, b"free")
    yield Blank(box.start, box.end)


def _track(film: _Film, place: int, track: Box) -> Iterator[Blank]:
    if _is_played(film.data, track):
        (handler,) = _handlers(film.data, track)
        yield from _within(film, track, handler)
        return
    for start, end in chunks_of(film.data, track, film.steps, film.left):
        yield from _in_contents(film, start, end)
    yield from _freed(place, track)


def _in_contents(film: _Film, start: int, end: int) -> Iterator[Blank]:
    """Give what of a piece is where contents are: a table may name any place in the file."""
    nearest = bisect_right(film.contents, (start, len(film.data))) - 1
    if nearest >= 0:
        yield Blank(start, min(end, film.contents[nearest][1]))


def _refuse_piece(film: _Film, box: Box) -> None:
    if box.name != b"traf" or not film.dropped:
        return
    for head in inside(film.data, box, b"tfhd", steps=film.steps):
        if number(film.data, head.start + 4, 4) in film.dropped:
            raise Refused(IN_PIECES)


def _fields(film: _Film, box: Box, handler: bytes) -> Iterator[Blank]:
    """Give what is to be blanked in a box that has fields alone."""
    if box.name in TIMED:
        yield Blank(box.start + 4, min(box.start + 4 + _times_length(film.data, box), box.end))
    elif box.name == b"hdlr":
        # Cameras say their own name in it. The kind stands between.
        yield Blank(box.start + 4, min(box.start + 8, box.end))
        yield Blank(box.start + 12, box.end)
    elif box.name == b"stsd":
        for entry in boxes(film.data, box.start + ENTRIES, box.end, film.steps):
            # The maker, and of pictures the name of the encoder.
            spans = ((12, 24), (42, 74)) if handler == b"vide" else ((12, 16),)
            for start, end in spans:
                yield Blank(entry.start + start, min(entry.start + end, entry.end))


def _is_played(data: Data, track: Box) -> bool:
    handlers = _handlers(data, track)
    return len(handlers) == 1 and handlers <= PLAYED


def _handlers(data: Data, track: Box) -> set[bytes]:
    found = inside(data, track, b"mdia", b"hdlr")
    return {data[box.start + 8 : box.start + 12] for box in found}


def _number_of(data: Data, track: Box) -> int:
    """Return the number of a track, or 0 of one that has none."""
    head = next(inside(data, track, b"tkhd"), None)
    return number(data, head.start + 4 + _times_length(data, head), 4) if head else 0


def _times_length(data: Data, box: Box) -> int:
    """Say how long the moments are when something was made and changed: in version 1 longer."""
    return 16 if number(data, box.start, 1) == 1 else 8
