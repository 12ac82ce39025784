"""Two changes of one text, brought together unit by unit.

Each side is compared with the base, which gives hunks: units of the base and what stands there
instead. Hunks of the two sides that do not touch the same units are both taken; those that do
are a clash, unless they say the same.
"""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from blog.posts.alignment import Pair, alike_pairs, equal_pairs
from blog.posts.gaps import Spot, three_way
from blog.posts.steps import Steps
from blog.posts.units import Units

# Where the texts stand in a row of three.
BASE, THEIRS, MINE = range(3)


@dataclass(frozen=True)
class Clash:
    """Units that stand at one place in base, theirs and mine, of which one has to be chosen."""

    base: range
    theirs: range
    mine: range


Part = Spot | Clash


class Hunk(NamedTuple):
    """Units ``begin`` to ``end`` of the base, and what a side has in their place."""

    begin: int
    end: int
    side_begin: int
    side_end: int
    made: frozenset[Hashable]

    @property
    def size(self) -> int:
        return max(self.end - self.begin, self.side_end - self.side_begin)

    @property
    def grows(self) -> bool:
        return self.side_end - self.side_begin > self.end - self.begin


class Changes:
    """What one side did to the base: its hunks, and which of its units it kept."""

    def __init__(self, base: Units, side: Units, steps: Steps) -> None:
        self.base, self.side = base, side
        pairs = equal_pairs(base.keys, side.keys, steps)
        self.kept = {there: here for here, there in pairs}
        self.hunks: list[Hunk] = []
        begin = (0, 0)
        for end in [*pairs, (len(base.units), len(side.units))]:
            alike = self._alike(begin, end, steps)
            for pair in alike:
                self._add(begin, pair)
                begin = (pair[0] + 1, pair[1] + 1)
                self._add(pair, begin)
            self._add(begin, end)
            begin = (end[0] + 1, end[1] + 1)

    def _alike(self, begin: Pair, end: Pair, steps: Steps) -> list[Pair]:
        """Return which units of a stretch were changed and not replaced."""
        (left, right), (left_end, right_end) = begin, end
        if left == left_end or right == right_end or (left_end - left == 1 == right_end - right):
            return []
        before = [unit.text for unit in self.base.units[left:left_end]]
        after = [unit.text for unit in self.side.units[right:right_end]]
        return [(left + i, right + j) for i, j in alike_pairs(before, after, steps)]

    def _add(self, begin: Pair, end: Pair) -> None:
        if begin != end:
            made = frozenset(self.side.keys[begin[1] : end[1]])
            self.hunks.append(Hunk(begin[0], end[0], begin[1], end[1], made))


class ThreeWay:
    """Three texts in units, and what becomes of them. ``theirs_changed`` counts units."""

    def __init__(self, base: Units, theirs: Units, mine: Units, steps: Steps) -> None:
        self.texts = (base, theirs, mine)
        self.steps = steps
        self.changes = (Changes(base, theirs, steps), Changes(base, mine, steps))
        self.theirs_changed = 0
        self.parts = list(self._parts())

    def _parts(self) -> Iterator[Part]:
        at = 0
        # How far a unit that both kept stands from its place in the base.
        shift = [0, 0]
        for region in _regions(*(changes.hunks for changes in self.changes)):
            both = [hunk for hunks in region for hunk in hunks]
            begin, end = min(h.begin for h in both), max(h.end for h in both)
            yield from self._kept(at, begin, shift)
            starts = [begin + moved for moved in shift]
            for side, hunks in enumerate(region):
                if hunks:
                    starts[side] = hunks[0].side_begin - (hunks[0].begin - begin)
                    shift[side] = hunks[-1].side_end - hunks[-1].end
            ranges = [range(starts[side], end + shift[side]) for side in range(2)]
            yield from self._region(region, Clash(range(begin, end), *ranges))
            at = end
        yield from self._kept(at, len(self.texts[0].units), shift)

    def _kept(self, begin: int, end: int, shift: Sequence[int]) -> Iterator[Spot]:
        for i in range(begin, end):
            yield self._spot(i, i + shift[0], i + shift[1])

    def _region(self, region: tuple[list[Hunk], list[Hunk]], place: Clash) -> Iterable[Part]:
        theirs, mine = region
        if theirs and mine:
            return self._settled(place)
        if theirs:
            self.theirs_changed += theirs[0].size
        return self._one_sided(place, THEIRS if theirs else MINE)

    def _one_sided(self, place: Clash, side: int) -> Iterator[Spot]:
        """Yield the units of the only side that changed a place."""
        ranges = (place.base, place.theirs, place.mine)
        for number, at in enumerate(ranges[side]):
            if len(place.base) == 1 == len(ranges[side]):
                yield self._spot(*(units[number] for units in ranges))
            else:
                yield self._spot(*(at if text == side else None for text in (BASE, THEIRS, MINE)))

    def _settled(self, place: Clash) -> Iterator[Part]:
        """Yield what both changed: once what both say, and what only one added beside it."""
        agreed = self._agreed(place)
        theirs_kept, mine_kept = (changes.kept for changes in self.changes)
        kept = {theirs_kept[j] for j in place.theirs if j in theirs_kept}
        kept |= {mine_kept[k] for k in place.mine if k in mine_kept}
        wrote = self._wrote(place, agreed)
        # With fewer agreed, something that one side changed was deleted by the other.
        if wrote and len(place.base) - len(kept) > len(agreed):
            yield place
            return
        same = len(place.base) == len(place.theirs) == len(place.mine) == len(agreed)
        j, k = place.theirs.start, place.mine.start
        for number, (next_j, next_k) in enumerate([*agreed, (place.theirs.stop, place.mine.stop)]):
            yield from self._beside(range(j, next_j), range(k, next_k))
            if number < len(agreed):
                yield self._spot(place.base[number] if same else None, next_j, next_k)
            j, k = next_j + 1, next_k + 1

    def _wrote(self, place: Clash, agreed: Sequence[Pair]) -> bool:
        """Say whether either has something that neither the base nor the other has."""
        common = [set(side) for side in zip(*agreed, strict=True)] or [set(), set()]
        return any(
            at not in changes.kept and at not in both
            for units, changes, both in zip(
                (place.theirs, place.mine), self.changes, common, strict=True
            )
            for at in units
        )

    def _agreed(self, place: Clash) -> list[Pair]:
        """Return where both say the same, whichever of them is called mine."""
        theirs = self.texts[1].keys[place.theirs.start : place.theirs.stop]
        mine = self.texts[2].keys[place.mine.start : place.mine.stop]
        if theirs > mine:
            pairs = [(j, k) for k, j in equal_pairs(mine, theirs, self.steps)]
        else:
            pairs = equal_pairs(theirs, mine, self.steps)
        return [(place.theirs[j], place.mine[k]) for j, k in pairs]

    def _beside(self, theirs: range, mine: range) -> Iterator[Part]:
        """Yield what stands between two units that both have."""
        theirs_kept = [self.changes[0].kept.get(j) for j in theirs]
        mine_kept = [self.changes[1].kept.get(k) for k in mine]
        base = sorted({i for i in theirs_kept + mine_kept if i is not None})
        if theirs_kept == base:
            for i, k in zip(mine_kept, mine, strict=True):
                yield self._spot(i, None, k)
        elif mine_kept == base:
            self.theirs_changed += max(len(theirs), len(mine))
            for i, j in zip(theirs_kept, theirs, strict=True):
                yield self._spot(i, j, None)
        elif None not in theirs_kept and None not in mine_kept:
            # Each deleted some and left the others, which the other deleted.
            return
        else:
            yield Clash(range(base[0], base[-1] + 1) if base else range(0), theirs, mine)

    def _spot(self, i: int | None, j: int | None, k: int | None) -> Spot:
        units = [
            None if at is None else text.units[at]
            for at, text in zip((i, j, k), self.texts, strict=True)
        ]
        base, theirs, mine = units
        if theirs is None or mine is None:
            return Spot([unit for unit in units if unit][-1], (i, j, k))
        unit = mine if base is None or mine.key != base.key else theirs
        number = three_way(base and base.number, theirs.number, mine.number)
        # The lines of an item are indented by the width of its number.
        if len(number) == len(unit.number) or "\n" not in unit.rest:
            unit = unit._replace(number=number)
        return Spot(unit, (i, j, k))

    def everything(self) -> list[Part]:
        """Return one clash of all between what is the same at the beginning and at the end."""
        alike = [self._is_untouched(part) for part in self.parts]
        head = alike.index(False) if False in alike else 0
        tail = alike[::-1].index(False) if False in alike else 0
        ranges = [range(head, len(text.units) - tail) for text in self.texts]
        return [*self.parts[:head], Clash(*ranges), *self.parts[len(self.parts) - tail :]]

    def _is_untouched(self, part: Part) -> bool:
        if isinstance(part, Clash):
            return False
        texts = zip(part.at, self.texts, strict=True)
        return all(at is not None and text.units[at] == part.unit for at, text in texts)

    def sides(self, clash: Clash, sides: Sequence[int]) -> list[Spot]:
        """Return the units of some of the texts at a place, one text after the other."""
        ranges = (clash.base, clash.theirs, clash.mine)
        return [self._alone(unit, side) for side in sides for unit in ranges[side]]

    def _alone(self, unit: int, side: int) -> Spot:
        i, j, k = (unit if text == side else None for text in (BASE, THEIRS, MINE))
        return Spot(self.texts[side].units[unit], (i, j, k))


def _regions(
    theirs: Sequence[Hunk], mine: Sequence[Hunk]
) -> Iterator[tuple[list[Hunk], list[Hunk]]]:
    """Yield hunks of the two sides, those together that change the same place."""
    group: tuple[list[Hunk], list[Hunk]] = ([], [])
    both = [(hunk, 0) for hunk in theirs] + [(hunk, 1) for hunk in mine]
    both.sort(key=_stretch)
    # Two that change the same stretch are looked at together: neither side comes first.
    for _, hunks in groupby(both, key=_stretch):
        same = list(hunks)
        if any(group) and not any(_meets(hunk, group[1 - side]) for hunk, side in same):
            yield group
            group = ([], [])
        for hunk, side in same:
            group[side].append(hunk)
    if any(group):
        yield group


def _stretch(hunk_of_side: tuple[Hunk, int]) -> tuple[int, int]:
    hunk, _ = hunk_of_side
    return hunk.begin, hunk.end


def _meets(hunk: Hunk, others: Sequence[Hunk]) -> bool:
    return any(_touches(hunk, other) for other in others[-2:])


def _touches(one: Hunk, other: Hunk) -> bool:
    """Say whether two hunks change the same units, or add something at the same spot."""
    if one.begin > other.end or other.begin > one.end:
        return False
    if one.begin < other.end and other.begin < one.end:
        return True
    # What both have made side by side is the same change, told otherwise.
    if one.made & other.made:
        return True
    adds = one.begin == one.end or other.begin == other.end
    return adds and one.grows and other.grows
