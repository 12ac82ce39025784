"""Texts made to take long: what is looked for in them is found in one pass."""

from datetime import UTC

import pytest

from blog.transfer.documents import read_document
from blog.transfer.liquid import without_liquid

HOSTILE = (
    "{% highlight a %}\n",
    "{% highlight ",
    "{%",
    "{{",
    "{% raw ",
    "![",
    "![](",
    "![[",
    "<img ",
    "<img src ",
    " ",
    "#",
)


@pytest.mark.parametrize("piece", HOSTILE)
@pytest.mark.parametrize("head", ["---\ntitle: a\n---\n", "# a"])
def test_a_megabyte_of_what_takes_long_to_look_for_is_gone_through_once(
    head: str, piece: str
) -> None:
    """No clock is asked: gone through once for each sign, it would not end today."""
    text = head + piece * (990_000 // len(piece)) + "b"
    assert read_document(text, "a.md", UTC).title


def test_a_listing_that_never_ends_stays_as_it_was_typed() -> None:
    body = "{% highlight a %}\none\n{% endhighlight %}\n{% highlight b %}\ntwo\n"
    assert without_liquid(body)[0] == "```a\none\n```\n{% highlight b %}\ntwo\n"


def test_one_listing_within_another_ends_with_the_first_end() -> None:
    body = "{% highlight a %}\n{% highlight b %}\n{% endhighlight %}\n"
    assert without_liquid(body)[0] == "```a\n{% highlight b %}\n```\n"


@pytest.mark.parametrize(
    ("line", "title"),
    [("# C#", "C#"), ("# Tides #", "Tides"), ("# Tides ##  ", "Tides"), ("#\tTides", "Tides")],
)
def test_a_heading_may_be_closed_and_keeps_signs_of_its_own(line: str, title: str) -> None:
    assert read_document(f"{line}\n\nBody", "a.md", UTC).title == title


def test_a_pattern_is_no_address() -> None:
    text = "---\ntitle: a\npermalink: /blog/:title/\naliases: [/a:b, /c]\n---\n"
    assert read_document(text, "a.md", UTC).addresses == ("/a:b", "/c")
