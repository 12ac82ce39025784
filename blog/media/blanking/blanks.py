"""What is blanked in a file: in place, so that everything else stays where it is."""

from typing import NamedTuple


class Blank(NamedTuple):
    """Bytes of a file that become a head and, after it, zeros."""

    start: int
    end: int
    head: bytes = b""
