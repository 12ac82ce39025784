"""No word that was typed vanishes: it is shown, or the author is told."""

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog.core.html import render, words_in
from tests.core.markdown.test_any_text import PIECES

# What is no text of an author's, or not shown by the rules of Markdown: comments, attributes of
# raw tags, info strings, the names of references.
HIDING = ("<!--", "<!", "<?", "```", "[a]: /b\n", '="')
SHOWING = [piece for piece in PIECES if not any(hidden in piece for hidden in HIDING)]


@given(st.lists(st.sampled_from(SHOWING), min_size=1, max_size=14))
def test_every_word_is_shown_or_told(pieces: list[str]) -> None:
    words = [f"w{number}w" for number in range(len(pieces) + 1)]
    text = " ".join(word for pair in zip(words, [*pieces, ""], strict=True) for word in pair)
    rendered = render(text)
    # Formulas part their letters; the word in one is not looked for.
    if "<math" not in rendered.html and not rendered.problems:
        assert [word for word in words if word not in rendered.html] == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (":::margin-note w1 w2\nx\n:::", "w1 w2"),
        ("```console\n$ ls -l\nout", "out"),
        ("<span>" * 70 + "![w1](x.png)", 'alt="w1"'),
        ("[text]{dir=w1}", "{dir=w1}"),
        ("{lang=1x}\n\nText", "{lang=1x}"),
        ("[<foo> w1](https://a.b/c){.embed}", "&lt;foo&gt; w1"),
    ],
)
def test_what_is_not_understood_is_text(text: str, shown: str) -> None:
    assert shown in render(text).html


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[^1]: Forgotten.", "Line 1: the note “1” is not shown, because nothing refers to it."),
        (
            "a[^1]\n\n[^1]: One.\n[^1]: Two.",
            "Line 4: the note “1” is not shown, because another has that name.",
        ),
    ],
)
def test_what_readers_do_not_see_is_told(text: str, told: str) -> None:
    assert render(text).problems == (told,)


def test_texts_that_are_rendered_at_once_do_not_meet() -> None:
    """A worker has several threads, and each may render at the same moment."""
    texts = [f"Text {n} *{n}* <b>{n}</b> `{n}`\n\n" * 40 for n in range(8)]
    wanted = [render(text) for text in texts]
    wrong: list[str] = []
    begin = threading.Barrier(len(texts))

    def work(text: str, expected: object) -> None:
        begin.wait()
        if any(render(text) != expected for _ in range(5)):
            wrong.append(text[:10])

    threads = [threading.Thread(target=work, args=pair) for pair in zip(texts, wanted, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


@pytest.mark.parametrize("piece", ["<", "](", "<a ", "```\n", "[a](b"])
def test_counting_words_takes_no_longer_than_reading_them(piece: str) -> None:
    # It would take minutes if the time grew with the square.
    assert words_in(piece * 100_000) >= 0


@pytest.mark.parametrize(
    "text",
    [
        "{{" * 9_900 + "a " * 40_000,
        ":::note a" + " " * 100_000 + "b\nx\n:::",
        "http://a.b/" + ")" * 900_000,
        "a|b\n" + "-" * 900_000 + "|",
        "a--b " * 200_000,
        "w" * 1_000_000,
    ],
)
def test_signs_that_are_common_in_prose_are_bounded_as_well(text: str) -> None:
    # Each took more than half a minute before it was bounded.
    assert render(text).html
