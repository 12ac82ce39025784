"""Whatever is typed: it renders, to valid HTML, in which the sanitiser finds nothing to do."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blog.core.html import render, sanitised
from blog.core.markdown import compose
from blog.core.markdown.style import HouseStyle
from tests.core.shelf import FILM, PAPER, PICTURE, shelf
from tests.html_validity import html_errors

# What people type, to be put together at random: signs of Markdown and tags of HTML.
PIECES = [
    "a", "b c", "\n", "\n\n", "- ", "1. ", "> ", "    ", "# ", "***", "*", "_", "`", "```\n",
    "```py title=\"a\"\n", "[", "](", "](/x \"y\")", ")", "![", "![a](/b \"c *d*\")", "{.wide}",
    "{lang=de}\n", "{lang=ar}", "[^1]", "[^1]: ", "<b>", "</b>", "<div>", "</div>", "<p>", "</p>",
    "<ul>", "<li>", "</ul>", "<table>", "<tr>", "<td>", "<th>", "</table>", "<caption>",
    "<thead>", "<tbody>", "<details>", "<summary>", "</summary>", "</details>", "<figure>",
    "<figcaption>", "</figure>", "</figcaption>", "<a href=\"#x\">", "</a>", "<span id=\"x\">",
    "<dl>", "<dt>", "<dd>", "</dl>", "<ruby>", "<rt>", "<rp>", "</ruby>", "<img src=x>", "<br>",
    "<hr>", "<h2>", "</h2>", "<pre>", "</pre>", "<blockquote>", "</blockquote>", "<!-- ", "-->",
    "<script>", "<svg>", "<math>", "&amp;", "&lt;", "&#0;", "|", "|a|b|\n|-|:-:|\n|c|d|\n",
    "\n: cap\n", "T\n: d\n", ":::note x\n", ":::margin-note\n", ":::pull-quote\n", ":::\n",
    "> [!TIP]\n", "$x^2$", "$", "$$\n", "\\frac", '"', "'", "--", "...", "- [ ] ", "- [x] t\n",
    "https://youtu.be/abc\n", "https://example.com", "www.a.b", "a@b.c", "~~", "~", "\t", "\\",
    "<ol start=3>", "</ol>", "</li>", "</td>", "<code>", "</code>", "<em>", "<cite>", "— x\n",
    "---\n", "===\n", "[a]: /b\n", "[a]", "<http://x.y>", "<img alt=\"a\" src=\"http://x\">",
    "<q>", "<ins>", "<del>", "é", "שלום", "\u202e", "\x00", "<!", "<?", "=",
    "<div dir=rtl class=\"wide x\">", "<td colspan=2>", "<time>", "<h1>", "<b", "\ud800",
    f"![](media:{PICTURE})", f"![a](media:{FILM} \"b\")", f"[a](media:{PAPER})",
    f"![](media:{PAPER})",
    f"<img src=media:{PICTURE}>", f"<a href=media:{PAPER}>", "![a](media:nothing)",
    "\U0010f8f3", "0\U0010f8f4", "&#x10f8f3;", "\ufdd0",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=30).map("".join)
LIBRARY = shelf("Mud")
STYLES = st.sampled_from([HouseStyle("de"), HouseStyle("en", smart_punctuation=False)])
PAGE = """<!DOCTYPE html>
<html lang="en"><head><title>A text</title></head><body><main><h1>A text</h1>
%s</main></body></html>
"""
# Whether it reads well is the author's business; what must not be is HTML that is none.
TASTE = ("wcag/", "text-content", "empty-title")


@given(TEXTS, STYLES)
@settings(max_examples=400)
def test_the_sanitiser_finds_nothing_to_do(text: str, style: HouseStyle) -> None:
    parts, _ = compose(text, style, LIBRARY.get)
    assert [sanitised(part) for part in parts] == parts


@given(TEXTS, STYLES)
def test_the_same_text_gives_the_same_bytes(text: str, style: HouseStyle) -> None:
    assert render(text, style, LIBRARY.get) == render(text, style, LIBRARY.get)


@pytest.mark.html
def test_it_is_valid_html(tmp_path: Path) -> None:
    """The texts are collected first: one run of the judge for all takes a third of the time."""
    pages: dict[str, str] = {}

    @given(TEXTS)
    @settings(max_examples=480)
    def collect(text: str) -> None:
        pages[repr(text)] = PAGE % render(text, resolve=LIBRARY.get).html

    collect()
    errors = html_errors(pages, tmp_path)
    assert [error for error in errors if not any(f"({rule}" in error for rule in TASTE)] == []
