"""What stands between units that are put together out of three texts: line ends and blank lines.

A gap belongs to the two units that it parts, not to the text of either. So somebody who writes
below a paragraph has not changed it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from blog.posts.units import Kind, Unit, Units

# What may stand below what without a blank line between them.
CLOSE = {(Kind.ITEM, Kind.ITEM), (Kind.HEAD, Kind.ROW), (Kind.ROW, Kind.ROW)}
# Base, theirs, mine.
Texts = tuple[Units, Units, Units]


@dataclass(frozen=True)
class Spot:
    """A unit of the merged text, and where it stands in base, theirs and mine, if it does."""

    unit: Unit
    at: tuple[int | None, int | None, int | None] = (None, None, None)


def gaps(spots: Sequence[Spot], texts: Texts) -> list[str]:
    """Return what stands before, between and after units, one more than there are units."""
    base, theirs, mine = texts
    leading = three_way(base.leading, theirs.leading, mine.leading)
    trailing = three_way(base.trailing, theirs.trailing, mine.trailing)
    return [leading, *(_gap(a, b, texts) for a, b in pairwise(spots)), trailing]


def _gap(above: Spot, below: Spot, texts: Texts) -> str:
    """Return what stands between two units where they are neighbours; mostly somewhere."""
    base, theirs, mine = (
        text.gaps[a] if a is not None and b is not None and a + 1 == b else None
        for a, b, text in zip(above.at, below.at, texts, strict=True)
    )
    if theirs is not None and mine is not None:
        return three_way(base, theirs, mine)
    for gap in (theirs, mine, base):
        if gap is not None:
            return gap
    return _new_gap(above, below, texts)


def _new_gap(above: Spot, below: Spot, texts: Texts) -> str:
    """Return what stands between units that never met, as either has it elsewhere."""
    met: list[tuple[tuple[Kind, Kind], str]] = []
    for a, b, text in zip(above.at, below.at, texts, strict=True):
        for first in (a, None if b is None else b - 1):
            if first is not None and 0 <= first < len(text.units) - 1:
                kinds = text.units[first].kind, text.units[first + 1].kind
                met.append((kinds, text.gaps[first]))
    kinds = above.unit.kind, below.unit.kind
    if kinds in CLOSE:
        # Items that never met may be of two lists, which a blank line parts; a table it would end.
        default = "\n\n" if kinds == (Kind.ITEM, Kind.ITEM) else "\n"
        return min((gap for other, gap in met if other == kinds), key=_height, default=default)
    apart = (gap for _, gap in met if gap.count("\n") > 1)
    return max(apart, key=_height, default="\n\n")


def three_way(base: str | None, theirs: str, mine: str) -> str:
    """Return what changed, or the taller of two changes: of blank lines neither can be wrong."""
    if theirs == base:
        return mine
    return theirs if mine in (base, theirs) else max(theirs, mine, key=_height)


def _height(text: str) -> tuple[int, int, str]:
    return text.count("\n"), len(text), text
