"""How long a text takes to render, against CommonMark by the bare parser in the same run.

.venv/bin/python -m benchmarks.render [--runs 20]
"""

import argparse
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from importlib import import_module
from statistics import median
from time import perf_counter
from typing import Any

from markdown_it import MarkdownIt

from benchmarks.texts import text_of
from blog.core import html, markdown
from blog.core.markdown import mathml

LENGTHS = (1_500, 20_000)
# What is measured by itself: none of these calls another of them.
PARTS: dict[str, tuple[Any, str]] = {
    "parse": (MarkdownIt, "parse"),
    "colour code": (import_module("blog.core.markdown.code"), "highlight"),
    "set formulas": (import_module("blog.core.markdown.formulas"), "to_mathml"),
    "put tags in order": (markdown, "in_order"),
    "sanitise": (html, "sanitised"),
}
REST = "the rest"
MEGABYTE = 1_000_000
HOSTILE = ("[", "[a](", ">", "*", "`", "|", "<", "$", "- a\n", "# a\n", "a\n\n", "|a|b|\n|-|-|\n")

Times = dict[str, float]


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=20, help="how often each text is rendered")
    runs = parser.parse_args(arguments).runs
    for words in LENGTHS:
        sys.stdout.write("\n".join(report(words, runs)) + "\n\n")
    sys.stdout.write("\n".join(report_hostile()) + "\n")


def report(words: int, runs: int) -> Iterator[str]:
    """Give the lines of a table about a text of so many words."""
    text = text_of(words)
    bare, house = measure(text, runs)
    unit = median(bare)
    size = len(text.encode())
    yield f"{words:,} words, {size / 1000:.0f} kB, {runs} runs"
    yield f"{'':24}{'min ms':>9}{'median ms':>11}{'ratio':>8}"
    yield _line("bare CommonMark", bare, unit)
    yield _line("the house, as a whole", [sum(times.values()) for times in house], unit)
    for part in (*PARTS, REST):
        yield _line(f"  {part}", [times[part] for times in house], unit)


def report_hostile() -> Iterator[str]:
    """Give the lines of a table about a megabyte of what takes a parser longest."""
    unit = median(_time(lambda: html.render(text_of(20_000))) for _ in range(5))
    yield f"{'a megabyte of':24}{'min ms':>9}{'median ms':>11}{'ratio':>8}, to 20,000 words"
    for piece in HOSTILE:
        text = (piece * (MEGABYTE // len(piece) + 1))[:MEGABYTE]
        yield _line(f"  {piece!r}", [_time(partial(html.render, text)) for _ in range(3)], unit)


def measure(text: str, runs: int) -> tuple[list[float], list[Times]]:
    """Time both by turns, so that whatever slows the machine slows both."""
    bare_parser = MarkdownIt("commonmark")
    rendered = html.render(text)
    if rendered.problems:
        raise ValueError(f"The text is not one to measure with: {rendered.problems[0]}")
    bare_parser.render(text)
    bare, house = [], []
    for _ in range(runs):
        bare.append(_time(lambda: bare_parser.render(text)))
        house.append(_time_parts(lambda: html.render(text)))
    return bare, house


def _time(run: Callable[[], object]) -> float:
    begun = perf_counter()
    run()
    return perf_counter() - begun


def _time_parts(run: Callable[[], object]) -> Times:
    times: Times = defaultdict(float)
    # Formulas that were set before are kept; here each run is the first.
    mathml._kept.clear()
    with ExitStack() as stack:
        for part, (owner, name) in PARTS.items():
            stack.enter_context(_timed(owner, name, part, times))
        whole = _time(run)
    times[REST] = whole - sum(times.values())
    return times


@contextmanager
def _timed(owner: Any, name: str, part: str, times: Times) -> Iterator[None]:
    """Put a function that times itself in the place of another, for a while."""
    original = getattr(owner, name)

    def timed(*args: Any, **kwargs: Any) -> Any:
        begun = perf_counter()
        try:
            return original(*args, **kwargs)
        finally:
            times[part] += perf_counter() - begun

    setattr(owner, name, timed)
    try:
        yield
    finally:
        setattr(owner, name, original)


def _line(name: str, seconds: Sequence[float], unit: float) -> str:
    middle = median(seconds)
    return f"{name:24}{min(seconds) * 1000:9.1f}{middle * 1000:11.1f}{middle / unit:8.2f}"


if __name__ == "__main__":
    main()
