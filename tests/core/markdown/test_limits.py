"""No text keeps a worker busy: work is bounded, and what is past the bounds is shown as typed.

Work is counted in calls of functions, Python's and C's, which are the same on every
machine; `benchmarks/render.py` takes the time.
"""

import random
import sys
from collections.abc import Callable
from html import unescape
from types import FrameType
from typing import Any

import pytest

from blog.core.html import render
from blog.core.markdown.limits import MOST_MARKS

MEGABYTE = 1_000_000
# The worst that a megabyte can be is some 13 million calls, and less than two seconds.
MOST_CALLS = 16_000_000
WORST = ["[", "[a](", ">", "*", "`", "|", "<", "$", "|a|b|\n|-|-|\n"]
PIECES = [
    "- ", "- a\n", "1. ", "> ", "![a](", "](", "*a *", "**a", "_", "~", '"', "'", "&", "&lt;",
    "\\", "<div>", "<b>", "<a ", "<!--", "<?", "<![CDATA[", "a@b.c ", "www.", "http://", ":",
    ":::note\n", "# a\n", "    a\n", "```\n", "- [ ] a\n", "| a |\n", "[^1]", "[^1]: a\n",
    "[a]: b\n", "a\n: b\n", "\n", " ", "a\n", "a\n\n", "{lang=de}\n", "[a]{lang=de} ", "$$\n",
    "$a$ ", "(((", "<table><tr><td>", "<li>", "[[", "*a_b", "|a|b|\n|-|-|\n", "---\n", "a\n---\n",
    "![a](b \"c\"){.wide}\n\n", "\x00", "\u202e",
]  # fmt: skip


def repeated(piece: str, length: int = MEGABYTE) -> str:
    return (piece * (length // len(piece) + 1))[:length]


def prose(words: int) -> str:
    rnd = random.Random(1)
    some = "the harbour at low water is a plain fact of mud and chain".split()
    return "\n\n".join(" ".join(rnd.choices(some, k=90)) + "." for _ in range(words // 90))


SHAPES: dict[str, Callable[[], str]] = {
    "lists within lists": lambda: "".join("  " * level + "- a\n" for level in range(1_000)),
    "lists on one line": lambda: repeated("- " * 2_000 + "a\n"),
    "quotations within quotations": lambda: "".join(">" * level + " a\n" for level in range(1_400)),
    "brackets within brackets": lambda: "[" * (MEGABYTE // 2) + "]" * (MEGABYTE // 2),
    "links within links": lambda: "[a" * 250_000 + "](b)" * 125_000,
    "pictures within pictures": lambda: "![" * 200_000 + "](b)" * 100_000,
    "backticks of all lengths": lambda: "".join("`" * length + "a" for length in range(1_400)),
    "a wide table": lambda: "|" + "a|" * 1_000 + "\n|" + "-|" * 1_000 + "\n" + "a\n" * 20_000,
    "references": lambda: repeated("[a]: b\n")[:300_000] + repeated("[a] ")[:300_000],
    "prose": lambda: prose(170_000),
    "prose without paragraphs": lambda: prose(170_000).replace("\n\n", " "),
}


def calls_of(task: Callable[[], Any]) -> int:
    """Return how many functions a task calls."""
    count = 0

    def note(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        if event in {"call", "c_call"}:
            count += 1

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        task()
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize("piece", WORST)
def test_a_megabyte_of_anything_is_answered(piece: str) -> None:
    assert calls_of(lambda: render(repeated(piece))) < MOST_CALLS


@pytest.mark.parametrize("piece", PIECES)
def test_the_work_grows_no_faster_than_the_text(piece: str) -> None:
    """Before the bounds are reached, four times the text is some four times the work."""
    little, more = (repeated(piece, length) for length in (2_000, 8_000))
    assert calls_of(lambda: render(more)) < 6 * calls_of(lambda: render(little))


@pytest.mark.parametrize("shape", SHAPES)
def test_a_megabyte_of_any_shape_is_answered(shape: str) -> None:
    text = SHAPES[shape]()
    assert calls_of(lambda: render(text)) < MOST_CALLS


def test_long_prose_is_read_to_the_end() -> None:
    rendered = render(prose(170_000))
    assert rendered.problems == ()
    assert rendered.words > 169_000
    assert rendered.html.count("<p>") == 170_000 // 90


@pytest.mark.parametrize("piece", ["[", "*a* ", "a\n\n", "> ", "- a\n", "<b>", "| a |\n", "`"])
def test_nothing_is_lost_past_the_bounds_and_the_author_is_told(piece: str) -> None:
    text = repeated(piece) + "\n\nthe very end"
    rendered = render(text)
    assert "the very end" in rendered.html
    assert len(rendered.problems) >= 1
    assert all(problem.startswith("Line ") for problem in rendered.problems)


def test_the_rest_is_shown_as_typed() -> None:
    text = "*a*\n\n" * MOST_MARKS
    html = render(text).html
    read, _, rest = html.partition('<pre class="typed" tabindex="0">')
    assert read.count("<p><em>a</em></p>") + rest.count("*a*") == MOST_MARKS


def test_what_lies_too_deep_is_text() -> None:
    rendered = render(">" * 1_000 + " the bottom")
    assert rendered.html.count("<blockquote>") < 50
    assert unescape(rendered.html).count(">") > 950
    assert "the bottom" in rendered.html
    assert rendered.problems


def test_a_table_that_is_filled_up_beyond_reason_is_text() -> None:
    rendered = render(SHAPES["a wide table"]())
    assert "<table" not in rendered.html
    assert rendered.problems
