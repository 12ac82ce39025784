"""Which of the new paragraphs is which of the old ones, where both were changed.

A paragraph becomes another by its words. One that was split, or two that were joined, make a
group: the one on this side, the several on the other.
"""

from bisect import bisect, insort
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from blog.posts.matching import Span, words_of
from blog.posts.steps import Steps

# From here on two paragraphs are versions of one: the part of their words that is in both.
ALIKE = 0.4
# A neighbour belongs to a pair as well when that makes it so much more alike.
CLOSER = 0.1
# What a sentence that goes on loses at its end.
ENDS = ".,;:!?…"
# Every paragraph is held against every other up to so many pairs; beyond, against those near it.
MOST_PAIRS = 10_000
NEAR = 20
# Of what came and went, so many paragraphs stand each by itself; of more, several together.
MOST_ALONE = 5_000
# What looking at one costs, or holding it against another, beside their words.
COST = 20

Bag = Counter[str]
# The texts of paragraphs, and the words of each.
Side = tuple[Sequence[str], Sequence[Bag]]


@dataclass(frozen=True)
class Group:
    """Old paragraphs and the new ones that they became, each from one number to another. One
    side is empty where paragraphs were added or removed."""

    old: Span
    new: Span


def paired(olds: Sequence[str], news: Sequence[str], steps: Steps) -> Iterator[Group]:
    """Give every paragraph of both once, in order."""
    if not steps.take(COST * (len(olds) + len(news))):
        yield from _unpaired(Group((0, len(olds)), (0, len(news))))
        return
    old_bags = [Counter(words_of(text)) for text in olds]
    new_bags = [Counter(words_of(text)) for text in news]
    pairs = _best_pairs((olds, old_bags), (news, new_bags), steps)
    i = j = 0
    for at, (left, right) in enumerate(pairs):
        if left < i or right < j:
            # A neighbour that the group before it took.
            continue
        after = pairs[at + 1] if at + 1 < len(pairs) else (len(olds), len(news))
        room = Group((i, after[0]), (j, after[1]))
        group = _grown(Group((left, left + 1), (right, right + 1)), room, old_bags, new_bags)
        yield from _unpaired(Group((i, group.old[0]), (j, group.new[0])))
        yield group
        i, j = group.old[1], group.new[1]
    yield from _unpaired(Group((i, len(olds)), (j, len(news))))


def _best_pairs(old: Side, new: Side, steps: Steps) -> list[tuple[int, int]]:
    """Return pairs that do not cross, the most alike first chosen."""
    (olds, old_bags), (news, new_bags) = old, new
    scores = []
    for i, j in _candidates(len(olds), len(news)):
        if not steps.take(COST + min(len(old_bags[i]), len(new_bags[j]))):
            break
        alike = 1.0 if _goes_on(olds[i], news[j]) else _alike(old_bags[i], new_bags[j])
        if alike >= ALIKE:
            scores.append((-alike, abs(i - j), i, j))
    chosen: list[tuple[int, int]] = []
    for *_, i, j in sorted(scores):
        place = bisect(chosen, (i, j))
        before = chosen[place - 1] if place else (-1, -1)
        after = chosen[place] if place < len(chosen) else (len(olds), len(news))
        if before[0] < i < after[0] and before[1] < j < after[1]:
            insort(chosen, (i, j))
    return chosen


def _candidates(olds: int, news: int) -> Iterator[tuple[int, int]]:
    if olds * news <= MOST_PAIRS:
        yield from product(range(olds), range(news))
        return
    for i in range(olds):
        middle = i * news // olds
        yield from ((i, j) for j in range(max(0, middle - NEAR), min(news, middle + NEAR + 1)))


def _goes_on(old: str, new: str) -> bool:
    """Say whether a paragraph goes on where it had ended, or ends earlier. It is the same one
    then, however much was added."""
    shorter, longer = sorted((old, new), key=len)
    begun = shorter.rstrip(ENDS)
    after = longer[len(begun) : len(begun) + 1]
    return begun != "" and longer.startswith(begun) and not after.isalnum()


def _alike(one: Bag, other: Bag) -> float:
    """Return which part of the words of two texts is in both, from 0 to 1."""
    if len(other) < len(one):
        one, other = other, one
    whole = one.total() + other.total()
    common = sum(min(count, other[word]) for word, count in one.items())
    return 2 * common / whole if whole else 0.0


def _grown(group: Group, room: Group, olds: Sequence[Bag], news: Sequence[Bag]) -> Group:
    """Take in the paragraphs beside a pair that were split from one of them, or joined to it."""
    best = _alike_group(group, olds, news)
    growing = True
    while growing:
        growing = False
        for wider in _wider(group, room):
            if (alike := _alike_group(wider, olds, news)) > best + CLOSER:
                group, best, growing = wider, alike, True
                break
    return group


def _wider(group: Group, room: Group) -> Iterator[Group]:
    (a, b), (c, d) = group.old, group.new
    # Only one side grows: several on both would be no split, but another text.
    if b - a == 1:
        if d < room.new[1]:
            yield Group((a, b), (c, d + 1))
        if c > room.new[0]:
            yield Group((a, b), (c - 1, d))
    if d - c == 1:
        if b < room.old[1]:
            yield Group((a, b + 1), (c, d))
        if a > room.old[0]:
            yield Group((a - 1, b), (c, d))


def _alike_group(group: Group, olds: Sequence[Bag], news: Sequence[Bag]) -> float:
    one = sum((olds[i] for i in range(*group.old)), Counter[str]())
    other = sum((news[j] for j in range(*group.new)), Counter[str]())
    return _alike(one, other)


def _unpaired(group: Group) -> Iterator[Group]:
    """Give what was removed, one paragraph at a time unless they are many, then what was added."""
    (a, b), (c, d) = group.old, group.new
    yield from (Group(span, (c, c)) for span in _stretches(a, b))
    yield from (Group((b, b), span) for span in _stretches(c, d))


def _stretches(start: int, end: int) -> Iterator[Span]:
    size = 1 + (end - start) // MOST_ALONE
    yield from ((at, min(at + size, end)) for at in range(start, end, size))
