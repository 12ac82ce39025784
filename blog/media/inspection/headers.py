"""The size and the frames of an image from its structure, before anything is decoded."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from blog.media.inspection.boxes import Box, inside, number, whole
from blog.media.inspection.formats import AVIF, GIF, JPEG, PNG, WEBP, Data, Kind
from blog.media.inspection.refusals import CUT_OFF, DAMAGED, Refused
from blog.media.inspection.steps import Steps

JPEG_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
JPEG_SIZES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
JPEG_END, JPEG_SCAN, JPEG_BARE = 0xD9, 0xDA, frozenset({0x01, 0xD8})
# A progressive image has a dozen scans; each takes as long to decode as a whole image.
MOST_SCANS, MOST_MARKERS = 60, 20_000
# The pieces of a GIF are very small.
MOST_PIECES = 500_000


class Header(NamedTuple):
    """Pixels as stored, before orientation; ``end`` is where the image ends in the file."""

    width: int
    height: int
    frames: int
    end: int


def read_header(data: Data, kind: Kind) -> Header:
    """Walk through an image; raise ``Refused`` when it is cut off or has no size."""
    readers = {JPEG: _jpeg, PNG: _png, GIF: _gif, WEBP: _webp, AVIF: _avif}
    header = readers[kind](data)
    if not (header.width and header.height and header.frames):
        raise Refused(DAMAGED)
    return header


def _jpeg(data: Data) -> Header:
    width = height = end = scans = 0
    for count, (marker, start) in enumerate(_jpeg_markers(data)):
        scans += marker == JPEG_SCAN
        if scans > MOST_SCANS or count > MOST_MARKERS:
            raise Refused(DAMAGED)
        if marker in JPEG_SIZES and not width:
            height, width = number(data, start + 3, 2), number(data, start + 5, 2)
        end = start
    return Header(width, height, 1, end)


def _jpeg_markers(data: Data) -> Iterator[tuple[int, int]]:
    """Give each marker up to the end of the image, and where what it marks begins."""
    at, marker = 2, 0
    while marker != JPEG_END:
        found = JPEG_MARKER.search(data, at)
        if found is None:
            raise Refused(CUT_OFF)
        at, marker = found.end(), data[found.end() - 1]
        yield marker, at
        if marker != JPEG_END and marker not in JPEG_BARE:
            at += number(data, at, 2)


def _png(data: Data) -> Header:
    width = height = 0
    frames, at, name, steps = 1, 8, b"", Steps()
    while name != b"IEND":
        steps.take()
        length, name = number(data, at, 4), data[at + 4 : at + 8]
        if name == b"IHDR":
            width, height = number(data, at + 8, 4), number(data, at + 12, 4)
        if name == b"acTL":
            frames = number(data, at + 8, 4) or 1
        at += 12 + length
        if at > len(data):
            raise Refused(CUT_OFF)
    return Header(width, height, frames, at)


def _gif(data: Data) -> Header:
    width, height = _little(data, 6, 2), _little(data, 8, 2)
    at, frames, steps = 13 + _palette(number(data, 10, 1)), 0, Steps(MOST_PIECES)
    # Some programs leave the last byte out, and everything opens what they make.
    while at < len(data) and (block := data[at]) != 0x3B:
        if block == 0x2C:
            frames += 1
            # A frame that sticks out makes the image larger.
            width = max(width, _little(data, at + 1, 2) + _little(data, at + 5, 2))
            height = max(height, _little(data, at + 3, 2) + _little(data, at + 7, 2))
            at = _after_pieces(data, at + 11 + _palette(number(data, at + 9, 1)), steps)
        elif block == 0x21:
            at = _after_pieces(data, at + 2, steps)
        else:
            raise Refused(DAMAGED)
    return Header(width, height, frames, at + 1)


def _palette(flags: int) -> int:
    return 3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0


def _after_pieces(data: Data, at: int, steps: Steps) -> int:
    steps.take()
    while size := number(data, at, 1):
        steps.take()
        at += 1 + size
    return at + 1


def _webp(data: Data) -> Header:
    end = 8 + _little(data, 4, 4)
    if end > len(data):
        raise Refused(CUT_OFF)
    width = height = frames = 0
    at, steps = 12, Steps()
    while at + 8 <= end:
        steps.take()
        name, size = data[at : at + 4], _little(data, at + 4, 4)
        if name == b"ANMF":
            frames += 1
        elif not width:
            width, height = _webp_size(data, name, at + 8)
        at += 8 + size + size % 2
    # The last piece may lack the byte that makes its length even.
    if at > end + 1:
        raise Refused(CUT_OFF)
    return Header(width, height, frames or 1, end)


def _webp_size(data: Data, name: bytes, at: int) -> tuple[int, int]:
    if name == b"VP8X":
        return _little(data, at + 4, 3) + 1, _little(data, at + 7, 3) + 1
    if name == b"VP8 ":
        return _little(data, at + 6, 2) & 0x3FFF, _little(data, at + 8, 2) & 0x3FFF
    if name == b"VP8L":
        bits = _little(data, at + 1, 4)
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    return 0, 0


def _avif(data: Data) -> Header:
    file = whole(data)
    sizes = [
        (number(data, box.start + 4, 4), number(data, box.start + 8, 4))
        for box in inside(data, file, b"meta", b"iprp", b"ipco", b"ispe")
    ]
    sizes += [
        (number(data, box.end - 8, 4) >> 16, number(data, box.end - 4, 4) >> 16)
        for box in inside(data, file, b"moov", b"trak", b"tkhd")
    ]
    # Tiles, thumbnails and masks have sizes too: the image is the largest.
    width, height = max(sizes, key=lambda size: size[0] * size[1], default=(0, 0))
    return Header(width, height, _avif_frames(data, file), file.end)


def _avif_frames(data: Data, file: Box) -> int:
    tables = inside(data, file, b"moov", b"trak", b"mdia", b"minf", b"stbl", b"stsz")
    return max((number(data, box.start + 8, 4) for box in tables), default=1)


def _little(data: Data, at: int, size: int) -> int:
    raw = data[at : at + size]
    if len(raw) < size:
        raise Refused(CUT_OFF)
    return int.from_bytes(raw, "little")
