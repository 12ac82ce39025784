"""Plain copies: a recording or a film without what it says of where and with what it was taken.

They are as long as their original, and everything that is played is at its place in them.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from blog.media.blanking.blanks import Blank
from blog.media.blanking.mp4 import mp4_blanks
from blog.media.blanking.places import mp4_tells_place, webm_tells_place
from blog.media.blanking.webm import webm_blanks
from blog.media.inspection.formats import M4A, MP4, WEBA, WEBM, Data
from blog.media.inspection.mapping import mapped
from blog.media.inspection.refusals import ODD, Refused

BLANKS = {
    **dict.fromkeys((MP4.media_type, M4A.media_type), mp4_blanks),
    **dict.fromkeys((WEBM.media_type, WEBA.media_type), webm_blanks),
}
TELLING = {
    **dict.fromkeys((MP4.media_type, M4A.media_type), mp4_tells_place),
    **dict.fromkeys((WEBM.media_type, WEBA.media_type), webm_tells_place),
}
FILMS = {MP4.media_type, WEBM.media_type}
CHUNK = 1024 * 1024
ZEROS = bytes(CHUNK)
# Tracks may share their contents; a table that names one place again and again is no track's.
MOST_TIMES = 4


def tells_place(data: Data, media_type: str) -> bool:
    """Say whether a recording or a film has the place in it where it was taken."""
    return media_type in TELLING and TELLING[media_type](data)


def needs_blanking(data: Data, media_type: str) -> bool:
    """Say whether readers get a plain copy of a file. Raises ``Refused`` if none can be made."""
    needs = False
    for blank in _blanks(data, media_type):
        needs = needs or _changes(data, blank)
    return needs


def write_plain(original: Path, media_type: str, target: Path) -> None:
    """Write the plain copy of a file; an exact one where nothing is to be blanked.

    Raises:
        Refused: the original is damaged.
    """
    with mapped(original) as (data, _):
        shutil.copyfile(original, target)
        with target.open("r+b") as copy:
            for blank in _blanks(data, media_type):
                _write(copy, blank)


def _blanks(data: Data, media_type: str) -> Iterator[Blank]:
    """Give what is to be blanked, each within the file."""
    left = MOST_TIMES * len(data)
    for blank in _found(data, media_type):
        end = min(blank.end, len(data))
        if blank.start < end:
            left -= end - blank.start
            if left < 0:
                raise Refused(ODD)
            yield Blank(blank.start, end, blank.head)


def _found(data: Data, media_type: str) -> Iterator[Blank]:
    # Whoever listens wants the title, the artist and the cover, which stand at the same place.
    if media_type in FILMS or tells_place(data, media_type):
        return BLANKS[media_type](data)
    return iter(())


def _changes(data: Data, blank: Blank) -> bool:
    rest = blank.start + len(blank.head)
    if data[blank.start : rest] != blank.head:
        return True
    pieces = (data[at : min(at + CHUNK, blank.end)] for at in range(rest, blank.end, CHUNK))
    return any(piece.count(0) < len(piece) for piece in pieces)


def _write(copy: IO[bytes], blank: Blank) -> None:
    copy.seek(blank.start)
    copy.write(blank.head)
    left = blank.end - blank.start - len(blank.head)
    while left > 0:
        left -= copy.write(ZEROS[: min(left, CHUNK)])
