"""For comparisons: what two texts have in common, at a cost that is bounded whatever they hold."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import Match, SequenceMatcher
from itertools import accumulate

from blog.posts.steps import Steps

# What one comparison may cost: steps of the loop within, ten million of which take a second.
MOST_STEPS = 2_000_000
# What stands in a text more often says little about where it belongs, and costs most.
MOST_ALIKE = 50

# Signs that stand by themselves, and letters of scripts that put no space between words.
SIGN = r"!-/:-@\[-`{-~\u00a1\u00ab\u00bb\u00bf\u2010-\u2027\u2030-\u205e\u3001-\u3003\u3008-\u3011"
LETTER = r"\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
REST = rf"[^\s{SIGN}{LETTER}]+"
WORD = re.compile(rf"[{LETTER}]|{REST}(?:['\u2019]{REST})*")
TOKEN = re.compile(rf"\s+|[{SIGN}]|{WORD.pattern}")

Span = tuple[int, int]


class Matcher(SequenceMatcher[str]):
    """A matcher that knows what each search costs before it begins, and leaves it where the
    steps do not suffice: what it then does not find is taken for different."""

    def __init__(self, old: Sequence[str], new: Sequence[str], steps: Steps) -> None:
        counts = Counter(new)

        def is_junk(token: str) -> bool:
            return token.isspace() or counts[token] > MOST_ALIKE

        super().__init__(is_junk, old, new, autojunk=False)
        self.steps = steps
        costs = (1 if is_junk(token) else 1 + counts[token] for token in old)
        self.cost_up_to = [0, *accumulate(costs)]

    def find_longest_match(
        self, alo: int = 0, ahi: int | None = None, blo: int = 0, bhi: int | None = None
    ) -> Match:
        end = len(self.cost_up_to) - 1 if ahi is None else ahi
        if not self.steps.take(self.cost_up_to[end] - self.cost_up_to[alo]):
            return Match(alo, blo, 0)
        return super().find_longest_match(alo, ahi, blo, bhi)


def matched(
    old: Sequence[str], new: Sequence[str], steps: Steps
) -> Iterator[tuple[bool, Span, Span]]:
    """Give the stretches of both, in order: whether they are equal, from where to where in the
    old and in the new one."""
    head, tail = common_ends(old, new)
    if head:
        yield True, (0, head), (0, head)
    middle = Matcher(old[head : len(old) - tail], new[head : len(new) - tail], steps)
    for tag, a, b, c, d in middle.get_opcodes():
        yield tag == "equal", (a + head, b + head), (c + head, d + head)
    if tail:
        yield True, (len(old) - tail, len(old)), (len(new) - tail, len(new))


def common_ends(old: Sequence[str], new: Sequence[str]) -> tuple[int, int]:
    """Return how much is the same at the beginning and at the end: mostly that is nearly all."""
    shorter = min(len(old), len(new))
    head = 0
    while head < shorter and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < shorter - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    return head, tail


def tokens_of(text: str) -> list[str]:
    """Part a text into words, signs and the space between them. Joined they are the text."""
    return TOKEN.findall(text)


def words_of(text: str) -> list[str]:
    return WORD.findall(text)
