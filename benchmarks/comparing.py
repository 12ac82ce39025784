"""How long two versions take to compare, against bare difflib word by word in the same run.

.venv/bin/python -m benchmarks.comparing [--runs 5]
"""

import argparse
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from functools import partial
from statistics import median
from time import perf_counter

from benchmarks.texts import text_of
from blog.posts.comparison import compare_texts
from blog.posts.matching import MOST_STEPS, tokens_of
from blog.posts.steps import Steps

WORDS = 10_000


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=5, help="how often each is compared")
    runs = parser.parse_args(arguments).runs
    for line in report(runs):
        sys.stdout.write(line + "\n")


def report(runs: int) -> Iterator[str]:
    """Give the lines of a table."""
    yield f"{WORDS:,} words, {runs} runs"
    yield f"{'':36}{'bare ms':>9}{'ms':>9}{'ratio':>8}{'steps':>12}"
    for name, (old, new) in cases().items():
        # The bare one may take many seconds: it is asked once.
        bare = _time(partial(bare_comparison, old, new))
        house = median(_time(partial(compare_texts, old, new)) for _ in range(runs))
        steps = Steps(MOST_STEPS)
        compare_texts(old, new, steps)
        taken = MOST_STEPS - steps.left
        yield f"{name:36}{bare * 1000:9.1f}{house * 1000:9.1f}{house / bare:8.3f}{taken:12,}"


def cases() -> dict[str, tuple[str, str]]:
    """Return pairs of texts: as people edit them, and as nobody does."""
    text = text_of(WORDS)
    paragraphs = text.split("\n\n")
    middle = len(paragraphs) // 2
    plain = " ".join(f"word{number}" for number in range(WORDS))
    return {
        "one word": (text, text.replace("kettle", "teapot", 1)),
        "a paragraph more": (
            text,
            "\n\n".join([*paragraphs[:middle], "New.", *paragraphs[middle:]]),
        ),
        "one word in every paragraph": (text, re.sub(r"\.\n\n", " indeed.\n\n", text)),
        "two halves changed over": (
            text,
            "\n\n".join([*paragraphs[middle:], *paragraphs[:middle]]),
        ),
        "every other word": (text, _every_other(text)),
        "one paragraph, every other word": (plain, _every_other(plain)),
        "another text": (plain, plain.replace("word", "other")),
        "one word again and again": ("the " * WORDS, "the " * 4_000 + "tide " + "the " * 6_000),
        "a letter a paragraph": ("a\n\n" * WORDS, "b\n\n" + "a\n\nb\n\n" * (WORDS // 2)),
    }


def _every_other(text: str) -> str:
    words = re.split(r"(\s+)", text)
    return "".join(word if place % 4 else f"{word}x" for place, word in enumerate(words))


def bare_comparison(old: str, new: str) -> object:
    """Compare all words of both at once, as difflib does by itself."""
    return SequenceMatcher(None, tokens_of(old), tokens_of(new)).get_opcodes()


def _time(run: Callable[[], object]) -> float:
    begun = perf_counter()
    run()
    return perf_counter() - begun


if __name__ == "__main__":
    main()
