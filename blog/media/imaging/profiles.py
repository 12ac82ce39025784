"""Small colour profiles, made from primaries: those of cameras and screens, without their words."""

import struct
from functools import cache
from typing import NamedTuple

Vector = tuple[float, float, float]

D50: Vector = (0.9642, 1.0, 0.8249)
# How white under daylight (D65) is seen as white under the light of the profile (Bradford).
FROM_D65 = (1.04788, 0.02292, -0.05022, 0.02959, 0.99048, -0.01707, -0.00925, 0.01508, 0.75168)
SRGB_CURVE = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)


class Space(NamedTuple):
    """A colour space: what its red, green and blue are as XYZ under D50, and its curve."""

    name: str
    red: Vector
    green: Vector
    blue: Vector
    curve: tuple[float, ...]


DISPLAY_P3 = Space(
    "Display P3",
    (0.51512, 0.24120, -0.00105),
    (0.29198, 0.69225, 0.04189),
    (0.15710, 0.06657, 0.78407),
    SRGB_CURVE,
)
ADOBE_RGB = Space(
    "Adobe RGB compatible",
    (0.60974, 0.31111, 0.01947),
    (0.20528, 0.62567, 0.06087),
    (0.14919, 0.06322, 0.74457),
    (2.19921875,),
)


@cache
def profile_of(space: Space) -> bytes:
    """Return an ICC profile, version 4, of some 500 bytes."""
    words, curve = _words(space.name), _curve(space.curve)
    tags = {
        b"desc": words,
        b"cprt": _words("CC0"),
        b"wtpt": _xyz(D50),
        b"chad": b"sf32" + bytes(4) + _fixed(*FROM_D65),
        b"rXYZ": _xyz(space.red),
        b"gXYZ": _xyz(space.green),
        b"bXYZ": _xyz(space.blue),
        **dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), curve),
    }
    start = 128 + 4 + 12 * len(tags)
    places: dict[bytes, int] = {}
    body = b""
    for content in tags.values():
        if content not in places:
            places[content] = start + len(body)
            body += content + bytes(-len(content) % 4)
    table = struct.pack(">I", len(tags)) + b"".join(
        struct.pack(">4sII", name, places[content], len(content)) for name, content in tags.items()
    )
    return _head(start + len(body)) + table + body


def _head(size: int) -> bytes:
    kind = struct.pack(">I4sI4s4s4s", size, bytes(4), 0x04300000, b"mntr", b"RGB ", b"XYZ ")
    made = struct.pack(">6H", 2020, 1, 1, 0, 0, 0) + b"acsp"
    return (kind + made + bytes(28) + _fixed(*D50)).ljust(128, b"\0")


def _words(text: str) -> bytes:
    said = text.encode("utf-16-be")
    return b"mluc" + struct.pack(">IIIHHII", 0, 1, 12, 0x656E, 0x5553, len(said), 28) + said


def _xyz(vector: Vector) -> bytes:
    return b"XYZ " + bytes(4) + _fixed(*vector)


def _curve(parameters: tuple[float, ...]) -> bytes:
    kind = 0 if len(parameters) == 1 else 3
    return b"para" + struct.pack(">IHH", 0, kind, 0) + _fixed(*parameters)


def _fixed(*numbers: float) -> bytes:
    return struct.pack(f">{len(numbers)}i", *(round(number * 65536) for number in numbers))
