"""What WebM files say of where, when and with what they were taken."""

from collections.abc import Iterator
from typing import NamedTuple

from blog.media.blanking.blanks import Blank
from blog.media.inspection.formats import Data
from blog.media.inspection.steps import Steps

SEGMENT, CLUSTER = b"\x18\x53\x80\x67", b"\x1f\x43\xb6\x75"
INFO, VOID = b"\x15\x49\xa9\x66", b"\xec"
TAGS, ATTACHMENTS = b"\x12\x54\xc3\x67", b"\x19\x41\xa4\x69"
TIME_SCALE, DURATION = b"\x2a\xd7\xb1", b"\x44\x89"
# The programs that wrote a file. They must be named, with no word if need be.
PROGRAMS = (b"\x4d\x80", b"\x57\x41")
# Browsers record in clusters without a length, so each of their blocks is a step.
MOST_ELEMENTS = 500_000
LONGEST_NAME, LONGEST_LENGTH = 4, 8


class Element(NamedTuple):
    """An element from its name to its end, and where its content begins.

    One that is endless has no length of its own, and goes on to the end of what is around it.
    """

    name: bytes
    place: int
    start: int
    end: int
    is_endless: bool


def webm_blanks(data: Data) -> Iterator[Blank]:
    """Give what is to be blanked. Raises ``Refused`` for what is built of too many pieces."""
    steps = Steps()
    for element in _elements(data, 0, len(data), Steps(MOST_ELEMENTS)):
        if element.name in {TAGS, ATTACHMENTS}:
            steps.take()
            yield _void(element)
        elif element.name == VOID:
            steps.take()
            yield Blank(element.start, element.end)
        elif element.name == INFO:
            steps.take()
            yield from _info(data, element, steps)


def tags_of(data: Data) -> Iterator[Element]:
    """Give the elements with words about the file."""
    found = _elements(data, 0, len(data), Steps(MOST_ELEMENTS))
    return (element for element in found if element.name == TAGS)


def _info(data: Data, info: Element, steps: Steps) -> Iterator[Blank]:
    for element in _elements(data, info.start, info.end, steps):
        if element.name in {VOID, *PROGRAMS}:
            yield Blank(element.start, element.end)
        elif element.name not in {TIME_SCALE, DURATION}:
            yield _void(element)


def _void(element: Element) -> Blank:
    """Make an element void, and leave it as long as it is."""
    length = element.end - element.place
    if length < 2 + LONGEST_LENGTH:
        return Blank(element.place, element.end, VOID + bytes((0x80 | (length - 2),)))
    # A length of eight bytes begins with a 1.
    rest = length - 1 - LONGEST_LENGTH
    return Blank(element.place, element.end, VOID + b"\1" + rest.to_bytes(LONGEST_LENGTH - 1))


def _elements(data: Data, start: int, end: int, steps: Steps) -> Iterator[Element]:
    """Give elements side by side, and what is in a segment or an endless cluster beside them.

    They end where nothing can be read: players go no further either.
    """
    while (element := _element(data, start, end)) is not None:
        steps.take()
        yield element
        is_open = element.name == SEGMENT or (element.name == CLUSTER and element.is_endless)
        start = element.start if is_open else element.end


def _element(data: Data, place: int, end: int) -> Element | None:
    length = _length(data, place, LONGEST_NAME)
    size_at = place + length
    if not length or size_at >= end:
        return None
    size_length = _length(data, size_at, LONGEST_LENGTH)
    start = size_at + size_length
    if not size_length or start > end:
        return None
    most = (1 << 7 * size_length) - 1
    size = int.from_bytes(data[size_at:start]) & most
    is_endless = size == most
    stop = end if is_endless else min(start + size, end)
    return Element(data[place:size_at], place, start, stop, is_endless)


def _length(data: Data, at: int, most: int) -> int:
    """Return how many bytes a number has by its first one, or 0 if it cannot be read."""
    first = data[at : at + 1]
    length = 9 - first[0].bit_length() if first else 0
    return length if length <= most else 0
