"""Two versions side by side: which paragraphs changed, and which words within them.

Nothing is lost in a comparison: the pieces of the old text, with the gaps after its paragraphs,
are the old text again, and those of the new one the new text. It takes a bounded number of
steps; where they do not suffice, less is found to be the same.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from blog.posts.matching import MOST_STEPS, matched, words_of
from blog.posts.models import Visibility
from blog.posts.pairing import Group, paired
from blog.posts.paragraphs import Block, blocks_of, joined
from blog.posts.snapshot import Snapshot
from blog.posts.steps import Steps
from blog.posts.word_comparison import Change, Piece, compare_words

# A fold of one paragraph would take as much room as the paragraph.
LEAST_FOLDED = 2

Item = TypeVar("Item")


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of either text or of both. The gaps are the line ends after it."""

    change: Change
    pieces: tuple[Piece, ...]
    old_gap: str = ""
    new_gap: str = ""


@dataclass(frozen=True)
class Fold:
    """Paragraphs that are the same and far from any that changed."""

    paragraphs: tuple[Paragraph, ...]

    @property
    def count(self) -> int:
        return sum(bool(paragraph.pieces) for paragraph in self.paragraphs)


@dataclass(frozen=True)
class TextComparison:
    """A text from its beginning to its end, and how many words came and went."""

    parts: tuple[Paragraph | Fold, ...]
    added: int = 0
    removed: int = 0
    # That only the lines between the paragraphs differ.
    only_gaps: bool = False

    @property
    def is_same(self) -> bool:
        return all(isinstance(part, Fold) or part.change is Change.SAME for part in self.parts)


@dataclass(frozen=True)
class ListComparison(Generic[Item]):
    """What came and went in a list; or that the same things stand in another order."""

    added: tuple[Item, ...]
    removed: tuple[Item, ...]
    reordered: bool


@dataclass(frozen=True)
class SnapshotComparison:
    """What differs between two versions; None for a field that does not.

    Bylines are the ids of people, as in a snapshot.
    """

    title: tuple[Piece, ...]
    body: TextComparison
    summary: tuple[Piece, ...] | None
    slug: tuple[str, str] | None
    tags: ListComparison[str] | None
    bylines: ListComparison[int] | None
    visibility: tuple[Visibility, Visibility] | None
    cover: tuple[str, str] | None
    cover_caption: tuple[Piece, ...] | None

    @property
    def is_same(self) -> bool:
        fields = (
            self.summary,
            self.slug,
            self.tags,
            self.bylines,
            self.visibility,
            self.cover,
            self.cover_caption,
        )
        in_title = any(piece.change is not Change.SAME for piece in self.title)
        in_body = not self.body.is_same or self.body.only_gaps
        return not in_title and not in_body and fields == (None,) * len(fields)


def compare_snapshots(old: Snapshot, new: Snapshot) -> SnapshotComparison:
    slugs, visibilities = (old.slug, new.slug), (old.visibility, new.visibility)
    summary = compare_words(old.summary, new.summary)
    captions = compare_words(old.cover_caption, new.cover_caption)
    return SnapshotComparison(
        title=compare_words(old.title, new.title),
        body=compare_texts(old.body, new.body),
        summary=summary if old.summary != new.summary else None,
        slug=slugs if old.slug != new.slug else None,
        tags=_compare_lists(old.tags, new.tags),
        bylines=_compare_lists(old.bylines, new.bylines),
        visibility=visibilities if old.visibility != new.visibility else None,
        cover=(old.cover, new.cover) if old.cover != new.cover else None,
        cover_caption=captions if old.cover_caption != new.cover_caption else None,
    )


def compare_texts(old: str, new: str, steps: Steps | None = None) -> TextComparison:
    """Compare texts of paragraphs, which blank lines part."""
    paragraphs = list(_paragraphs(blocks_of(old), blocks_of(new), steps or Steps(MOST_STEPS)))
    pieces = [piece for paragraph in paragraphs for piece in paragraph.pieces]
    comparison = TextComparison(
        tuple(_folded(paragraphs)), _words(pieces, Change.ADDED), _words(pieces, Change.REMOVED)
    )
    return replace(comparison, only_gaps=comparison.is_same and old != new)


def _compare_lists(old: Sequence[Item], new: Sequence[Item]) -> ListComparison[Item] | None:
    if tuple(old) == tuple(new):
        return None
    added = tuple(item for item in new if item not in old)
    removed = tuple(item for item in old if item not in new)
    return ListComparison(added, removed, reordered=not added and not removed)


def _paragraphs(olds: Sequence[Block], news: Sequence[Block], steps: Steps) -> Iterator[Paragraph]:
    texts = [block.text for block in olds], [block.text for block in news]
    for is_same, (a, b), (c, d) in matched(*texts, steps):
        before, after = olds[a:b], news[c:d]
        if is_same:
            yield from map(_same, before, after)
            continue
        for group in paired(texts[0][a:b], texts[1][c:d], steps):
            yield _changed(before, after, group, steps)


def _same(old: Block, new: Block) -> Paragraph:
    return Paragraph(Change.SAME, _whole(Change.SAME, old), old.gap, new.gap)


def _changed(olds: Sequence[Block], news: Sequence[Block], group: Group, steps: Steps) -> Paragraph:
    old, new = joined(olds[slice(*group.old)]), joined(news[slice(*group.new)])
    if old and new:
        pieces = compare_words(old.text, new.text, steps)
        return Paragraph(Change.CHANGED, pieces, old.gap, new.gap)
    if old:
        return Paragraph(Change.REMOVED, _whole(Change.REMOVED, old), old_gap=old.gap)
    if new:
        return Paragraph(Change.ADDED, _whole(Change.ADDED, new), new_gap=new.gap)
    raise ValueError("A group of no paragraphs.")


def _whole(change: Change, block: Block) -> tuple[Piece, ...]:
    return (Piece(change, block.text),) if block.text else ()


def _folded(paragraphs: Sequence[Paragraph]) -> Iterator[Paragraph | Fold]:
    """Fold what is the same, all but the paragraph before and after each change."""
    kept = _near_a_change(paragraphs)
    far: list[Paragraph] = []
    for number, paragraph in enumerate(paragraphs):
        if number not in kept:
            far.append(paragraph)
            continue
        yield from _fold(far)
        far = []
        yield paragraph
    yield from _fold(far)


def _near_a_change(paragraphs: Sequence[Paragraph]) -> set[int]:
    changed = [n for n, each in enumerate(paragraphs) if each.change is not Change.SAME]
    return {near for number in changed for near in (number - 1, number, number + 1)}


def _fold(paragraphs: Sequence[Paragraph]) -> Iterator[Paragraph | Fold]:
    fold = Fold(tuple(paragraphs))
    if fold.count < LEAST_FOLDED:
        yield from paragraphs
    else:
        yield fold


def _words(pieces: Iterable[Piece], change: Change) -> int:
    return sum(len(words_of(piece.text)) for piece in pieces if piece.change is change)
