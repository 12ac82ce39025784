"""For merges: which unit of a text is which of another, found in a bounded number of steps.

Units that occur once on either side are found first, then the longest common sequence between
them, where that is cheap. Past the bound, what lies between is taken as replaced as a whole:
coarser, and never wrong. (difflib takes the square of the length for a text of which every
other paragraph is changed.)
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence

from blog.posts.steps import Steps

# A step compares two units, or looks at a word: a paragraph of 30,000 takes a handful, and a
# second is some ten million.
MOST_STEPS = 1_500_000
# Texts that share this much of their words are one that was changed.
ALIKE = 0.5
WORD = re.compile(r"\w+")

Pair = tuple[int, int]
Score = float


def equal_pairs(before: Sequence[Hashable], after: Sequence[Hashable], steps: Steps) -> list[Pair]:
    """Return which items of one sequence are which of another, both in order."""
    pairs: list[Pair] = []
    waiting = [(0, len(before), 0, len(after))]
    while waiting:
        left, left_end, right, right_end = waiting.pop()
        while left < left_end and right < right_end and before[left] == after[right]:
            pairs.append((left, right))
            left, right = left + 1, right + 1
        while (
            left < left_end and right < right_end and before[left_end - 1] == after[right_end - 1]
        ):
            left_end, right_end = left_end - 1, right_end - 1
            pairs.append((left_end, right_end))
        height, width = left_end - left, right_end - right
        if not height or not width or not steps.take(height + width):
            continue
        one, other = before[left:left_end], after[right:right_end]
        if anchors := [(left + i, right + j) for i, j in _anchors(one, other)]:
            pairs += anchors
            waiting += _between(anchors, (left, right), (left_end, right_end))
        elif steps.take(height * width):
            scores = [[float(a == b) for b in other] for a in one]
            pairs += [(left + i, right + j) for i, j in _best_path(scores)]
    return sorted(pairs)


def alike_pairs(before: Sequence[str], after: Sequence[str], steps: Steps) -> list[Pair]:
    """Return which texts are others with some words changed, both in order."""
    size = sum(map(len, before)) * len(after) + sum(map(len, after)) * len(before)
    if not steps.take(size // 4 + len(before) * len(after)):
        return []
    one, other = ([Counter(WORD.findall(text)) for text in texts] for texts in (before, after))
    scores = [[_likeness(a, b) for b in other] for a in one]
    return list(_best_path(scores))


def _likeness(one: Counter[str], other: Counter[str]) -> Score:
    words = one.total() + other.total()
    score = 2 * (one & other).total() / words if words else 0.0
    return score if score >= ALIKE else 0.0


def _anchors(before: Sequence[Hashable], after: Sequence[Hashable]) -> list[Pair]:
    """Return the longest run, in the order of both, of items that either has once."""
    here, there = Counter(before), Counter(after)
    place = {item: at for at, item in enumerate(after) if there[item] == 1 == here[item]}
    candidates = [(at, place[item]) for at, item in enumerate(before) if item in place]
    # For each length, the last pair of the run of that length which ends soonest.
    ends: list[int] = []
    lasts: list[int] = []
    previous: list[int] = []
    for number, (_, right) in enumerate(candidates):
        length = bisect_left(ends, right)
        previous.append(lasts[length - 1] if length else -1)
        ends[length : length + 1] = [right]
        lasts[length : length + 1] = [number]
    run = []
    number = lasts[-1] if lasts else -1
    while number >= 0:
        run.append(candidates[number])
        number = previous[number]
    return run[::-1]


def _between(
    anchors: Sequence[Pair], begin: Pair, end: Pair
) -> Iterator[tuple[int, int, int, int]]:
    left, right = begin
    for i, j in [*anchors, end]:
        if left < i and right < j:
            yield left, i, right, j
        left, right = i + 1, j + 1


def _best_path(scores: Sequence[Sequence[Score]]) -> Iterator[Pair]:
    """Yield pairs in order, so that the sum of their scores is the greatest."""
    height, width = len(scores), len(scores[0])
    best = [[0.0] * (width + 1) for _ in range(height + 1)]
    for i in range(height - 1, -1, -1):
        row, below, here = scores[i], best[i + 1], best[i]
        for j in range(width - 1, -1, -1):
            taken = row[j] + below[j + 1] if row[j] else 0.0
            here[j] = max(taken, below[j], here[j + 1])
    i = j = 0
    while i < height and j < width:
        if scores[i][j] and best[i][j] == scores[i][j] + best[i + 1][j + 1]:
            yield i, j
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
