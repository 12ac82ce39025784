"""The size that a stream of AV1 video has by its own account, which is what a decoder makes."""

from collections.abc import Iterator

from blog.media.inspection.refusals import DAMAGED, Refused
from blog.media.inspection.steps import Steps

SEQUENCE_HEADER = 1
HAS_EXTENSION, HAS_SIZE = 4, 2
# Sequence headers have a dozen bytes; with everything that they may say, a few hundred.
LONGEST_HEADER = 1024


def largest_size(stream: bytes, steps: Steps) -> tuple[int, int]:
    """Return the width and height of the largest sequence header in a stream, 0 × 0 without one."""
    sizes = [_size(unit) for kind, unit in _units(stream, steps) if kind == SEQUENCE_HEADER]
    return max(sizes, key=lambda size: size[0] * size[1], default=(0, 0))


def _units(stream: bytes, steps: Steps) -> Iterator[tuple[int, bytes]]:
    """Give the kind of every unit in a stream, and how its content begins."""
    at = 0
    while at < len(stream):
        steps.take()
        head = stream[at]
        at += 2 if head & HAS_EXTENSION else 1
        size = len(stream) - at
        if head & HAS_SIZE:
            size, at = _length(stream, at)
        if size < 0 or at + size > len(stream):
            raise Refused(DAMAGED)
        yield head >> 3 & 15, stream[at : at + min(size, LONGEST_HEADER)]
        at += size


def _length(stream: bytes, at: int) -> tuple[int, int]:
    """Read a number of seven bits in a byte; return it, and where it ends."""
    value = 0
    for index, byte in enumerate(stream[at : at + 8]):
        value |= (byte & 127) << 7 * index
        if byte < 128:
            return value, at + index + 1
    raise Refused(DAMAGED)


class _Bits:
    def __init__(self, data: bytes) -> None:
        self._value, self._left = int.from_bytes(data), 8 * len(data)

    def take(self, count: int) -> int:
        self._left -= count
        if self._left < 0:
            raise Refused(DAMAGED)
        return self._value >> self._left & (1 << count) - 1

    def take_counted(self) -> None:
        """Pass over a number that says in zeros how long it is."""
        zeros = 0
        while not self.take(1):
            zeros += 1
        self.take(zeros if zeros < 32 else 0)


def _size(unit: bytes) -> tuple[int, int]:
    bits = _Bits(unit)
    # The profile, and whether it is a still image.
    bits.take(4)
    if bits.take(1):
        bits.take(5)
    else:
        _pass_operating_points(bits)
    width_bits, height_bits = bits.take(4) + 1, bits.take(4) + 1
    return bits.take(width_bits) + 1, bits.take(height_bits) + 1


def _pass_operating_points(bits: _Bits) -> None:
    delay_bits = _delay_bits(bits) if bits.take(1) else 0
    has_display_delay = bits.take(1)
    for _ in range(bits.take(5) + 1):
        bits.take(12)
        if bits.take(5) > 7:
            bits.take(1)
        if delay_bits and bits.take(1):
            bits.take(2 * delay_bits + 1)
        if has_display_delay and bits.take(1):
            bits.take(4)


def _delay_bits(bits: _Bits) -> int:
    """Pass over the timing; return how long the delays of a decoder are, 0 without any."""
    bits.take(64)
    if bits.take(1):
        bits.take_counted()
    if not bits.take(1):
        return 0
    length = bits.take(5) + 1
    bits.take(42)
    return length
