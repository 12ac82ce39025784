"""Two people's changes of one text or form, brought together. Pure: knows no post and no request.

A text is merged by paragraph, and within lists by item, within tables by row. What only one
side changed is taken; what both changed, each otherwise, is a place where somebody chooses.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, TypeVar

from blog.posts.alignment import MOST_STEPS
from blog.posts.gaps import Spot, gaps
from blog.posts.snapshot import Snapshot
from blog.posts.steps import Steps
from blog.posts.three_way import MINE, THEIRS, Changes, Clash, Part, ThreeWay
from blog.posts.units import Kind, Unit, split


class Side(StrEnum):
    """Whose words are taken at a place."""

    MINE = "mine"
    THEIRS = "theirs"
    BOTH = "both"


TAKEN = {Side.MINE: (MINE,), Side.THEIRS: (THEIRS,), Side.BOTH: (MINE, THEIRS)}


@dataclass(frozen=True)
class Place:
    """What stood at one place, and the two texts that it was changed to.

    A text is empty where that side deleted, or where there was nothing. Blank lines around it
    are not part of it.
    """

    base: str
    theirs: str
    mine: str


@dataclass(frozen=True)
class MergedText:
    """A merge: ``pieces`` in order, the text between places as it is where mine is chosen.

    ``theirs_changed`` counts the paragraphs, items and rows that theirs changed, added or
    deleted and that came in without a question.
    """

    pieces: tuple[str | Place, ...]
    theirs_changed: int = 0
    _parts: tuple[Part, ...] = field(default=(), repr=False, compare=False)
    _merge: ThreeWay | None = field(default=None, repr=False, compare=False)

    @property
    def places(self) -> tuple[Place, ...]:
        return tuple(piece for piece in self.pieces if isinstance(piece, Place))

    @property
    def is_clean(self) -> bool:
        return not self.places

    @property
    def text(self) -> str:
        """Raises ValueError where somebody has to choose."""
        if self.places:
            raise ValueError("Both changed the same places, so there is not one text.")
        return "".join(str(piece) for piece in self.pieces)

    def chosen(self, sides: Sequence[Side]) -> str:
        """Return the text with a side chosen for each place, both being mine, then theirs.

        Raises ValueError unless there are as many sides as places.
        """
        if len(sides) != len(self.places):
            raise ValueError(f"There are {len(self.places)} places to choose a side for.")
        if self._merge is None:
            return self.text
        choices = iter(sides)
        spots: list[Spot] = []
        for part in self._parts:
            if isinstance(part, Spot):
                spots.append(part)
            else:
                spots += self._merge.sides(part, TAKEN[next(choices)])
        return _text(spots, self._merge)

    def marked(self, mine: str = "Yours", theirs: str = "Theirs") -> str:
        """Return the text with both sides of each place, below a line in bold that names each.

        The marks are paragraphs: whoever edits sees them, and so does a reader of a preview.
        """
        if self._merge is None:
            return self.text
        spots: list[Spot] = []
        for part in self._parts:
            if isinstance(part, Spot):
                spots.append(part)
                continue
            for name, side in ((mine, MINE), (theirs, THEIRS)):
                written = self._merge.sides(part, (side,))
                spots += [_mark(f"▼ {name}{'' if written else ': nothing here'}"), *written]
            spots.append(_mark(f"▲ {mine} and {theirs}, until here"))
        return _text(spots, self._merge)


def merge_text(base: str, theirs: str, mine: str) -> MergedText:
    """Merge two texts that were made out of a third. All have LF line ends."""
    if theirs in (base, mine):
        return MergedText((mine,))
    steps = Steps(MOST_STEPS)
    if mine == base:
        hunks = Changes(split(base), split(theirs), steps).hunks
        return MergedText((theirs,), sum(hunk.size for hunk in hunks))
    merge = ThreeWay(split(base), split(theirs), split(mine), steps)
    spots = [part for part in merge.parts if isinstance(part, Spot)]
    if len(spots) == len(merge.parts):
        text = _text(spots, merge)
        # Units that are read otherwise beside one another, such as an item above an indented
        # line, must not come together unseen.
        if split(text).units == tuple(spot.unit for spot in spots):
            return MergedText((text,), merge.theirs_changed)
        parts = tuple(merge.everything())
        return MergedText(tuple(_pieces(parts, merge)), 0, parts, merge)
    parts = tuple(merge.parts)
    return MergedText(tuple(_pieces(parts, merge)), merge.theirs_changed, parts, merge)


def _pieces(parts: Sequence[Part], merge: ThreeWay) -> Iterator[str | Place]:
    written = [_mine(part, merge) for part in parts]
    between = iter(gaps([spot for spots in written for spot in spots], merge.texts))
    text = next(between)
    for part, spots in zip(parts, written, strict=True):
        after = [next(between) for _ in spots]
        if isinstance(part, Spot):
            text += part.unit.text + after[0]
            continue
        if text:
            yield text
        yield _place(part, merge)
        text = after[-1] if after else ""
    # Where no unit is left, what ends the text follows none.
    if text := text + "".join(between):
        yield text


def _mine(part: Part, merge: ThreeWay) -> list[Spot]:
    return [part] if isinstance(part, Spot) else merge.sides(part, (MINE,))


def _place(clash: Clash, merge: ThreeWay) -> Place:
    ranges = (clash.base, clash.theirs, clash.mine)
    texts = zip(ranges, merge.texts, strict=True)
    return Place(*(text.slice(units.start, units.stop) for units, text in texts))


def _text(spots: Sequence[Spot], merge: ThreeWay) -> str:
    first, *others = gaps(spots, merge.texts)
    if not spots:
        return "".join((first, *others))
    return first + "".join(spot.unit.text + gap for spot, gap in zip(spots, others, strict=True))


def _mark(words: str) -> Spot:
    return Spot(Unit(Kind.BLOCK, "", f"**{words}**"))


T = TypeVar("T")
Tags = tuple[str, ...]
People = tuple[int, ...]
Value = str | People
# What is one value: a change of it is taken or not.
WHOLE = ("title", "summary", "slug", "visibility", "cover", "cover_caption")


@dataclass(frozen=True)
class FieldPlace:
    """A field of the form that both changed, each otherwise, named as in a snapshot."""

    name: str
    base: Value
    theirs: Value
    mine: Value


@dataclass(frozen=True)
class MergedSnapshot:
    """A merge of two forms. ``settled`` has mine where a field needs a choice, and no body."""

    settled: Snapshot
    body: MergedText
    fields: tuple[FieldPlace, ...]
    # Those in which something is not as in mine, without a question. The body is not among them.
    fields_from_theirs: tuple[str, ...]

    @property
    def is_clean(self) -> bool:
        return not self.fields and self.body.is_clean

    @property
    def snapshot(self) -> Snapshot:
        """Raises ValueError where somebody has to choose."""
        return self.chosen((), {})

    def chosen(self, sides: Sequence[Side], fields: Mapping[str, Side]) -> Snapshot:
        """Return the form with a side for each place of the body, and each field by its name.

        Only bylines can be taken from both. Raises ValueError for a choice that is missing,
        or impossible.
        """
        values: dict[str, Any] = {
            place.name: _chosen(place, fields.get(place.name)) for place in self.fields
        }
        return replace(self.settled, body=self.body.chosen(sides), **values)


def merge_snapshots(base: Snapshot, theirs: Snapshot, mine: Snapshot) -> MergedSnapshot:
    """Merge two forms field by field, and their bodies by paragraph."""
    places = []
    settled: dict[str, Any] = {"tags": _tags(base.tags, theirs.tags, mine.tags)}
    for name in (*WHOLE, "bylines"):
        values = [getattr(snapshot, name) for snapshot in (base, theirs, mine)]
        merged = _bylines(*values) if name == "bylines" else _whole(*values)
        if merged is None:
            places.append(FieldPlace(name, *values))
        else:
            settled[name] = merged
    return MergedSnapshot(
        replace(mine, body="", **settled),
        merge_text(base.body, theirs.body, mine.body),
        tuple(places),
        tuple(name for name, value in settled.items() if value != getattr(mine, name)),
    )


def _chosen(place: FieldPlace, side: Side | None) -> Value:
    if side is None:
        raise ValueError(f"A side has to be chosen for: {place.name}.")
    if side is not Side.BOTH:
        return place.mine if side is Side.MINE else place.theirs
    if isinstance(place.mine, str) or isinstance(place.theirs, str):
        raise ValueError(f"There is only one {place.name}.")
    return tuple(dict.fromkeys(place.mine + place.theirs))


def _whole(base: T, theirs: T, mine: T) -> T | None:
    """Return what one side made of a value, or None if both changed it, each otherwise."""
    if theirs in (base, mine):
        return mine
    return theirs if mine == base else None


def _tags(base: Tags, theirs: Tags, mine: Tags) -> Tags:
    """Return tags that either added or nobody removed; case does not make another tag."""
    whole = _whole(base, theirs, mine)
    if whole is not None:
        return whole
    old, left, right = ({tag.casefold(): tag for tag in tags} for tags in (base, theirs, mine))
    texts = tuple(old), tuple(left), tuple(right)
    # The order of tags is not worth a question.
    order = _order(*texts) or _kept(texts[2], *texts)
    spelled = right | {tag: name for tag, name in left.items() if old.get(tag) != name}
    return tuple(spelled[tag] for tag in _with_added(order, *texts))


def _bylines(base: People, theirs: People, mine: People) -> People | None:
    """Return people whom either added or nobody removed; None if both reordered them."""
    whole = _whole(base, theirs, mine)
    if whole is not None:
        return whole
    order = _order(base, theirs, mine)
    return None if order is None else _with_added(order, base, theirs, mine)


def _order(base: tuple[T, ...], theirs: tuple[T, ...], mine: tuple[T, ...]) -> tuple[T, ...] | None:
    """Return the order of what nobody removed, or None if both changed it."""
    return _whole(*(_kept(items, base, theirs, mine) for items in (base, theirs, mine)))


def _kept(items: tuple[T, ...], *texts: tuple[T, ...]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(item for item in items if all(item in text for text in texts)))


def _with_added(
    order: tuple[T, ...], base: tuple[T, ...], theirs: tuple[T, ...], mine: tuple[T, ...]
) -> tuple[T, ...]:
    """Put what a side added below what it stands below there; at one spot, theirs comes first."""
    items = list(order)
    for side in (mine, theirs):
        at = 0
        for item in side:
            if item in items:
                at = items.index(item) + 1
            elif item not in base:
                items.insert(at, item)
                at += 1
    return tuple(items)
