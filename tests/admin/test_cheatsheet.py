"""The cheat sheet keeps what it promises, since the renderer of publication makes it."""

import re

import pytest
from flask.testing import FlaskClient

from blog.admin.cheatsheet import GROUPS, LIBRARY, Example, cheat_sheet
from blog.core.html import render
from blog.core.markdown.style import HouseStyle

EXAMPLES = [example for group in GROUPS for example in group.examples]
# What must be in the HTML of each example, as a pattern.
CLAIMS = {
    "Paragraphs": "<p>A blank line.*</p>\n<p>A single one\ndoes not.</p>",
    "Emphasis": "<em>.*<strong>.*<(s|del)>",
    "Headings": '<h2 id="s-five-years-of-pencil">.*<h3 id="s-',
    "A line that ends here": "Penny Hard,<br>",
    "Quotation marks and dashes": "“Wet feet,” she said – ‘again’ – 1998–2024, and so on…",
    "Another language": '<span lang="de">Weltschmerz</span>.*<p lang="fr">',
    "Keys, marks and small letters": "<kbd>.*<mark>.*<sub>.*<abbr title=",
    "A sign as itself": r"<p>\*No emphasis\*, and no 1\. list",
    "A quotation and its source": "<blockquote>.*<cite>The sluice keeper’s <em>ledger</em></cite>",
    "A note": '<div class="admonition" data-kind="note">\\s*<p>Note</p>',
    "A warning with a title": (
        '<div class="admonition" data-kind="warning">\\s*<p>Do not sail by this</p>'
    ),
    "A pause": "<hr>",
    "More to unfold": "<details>\\s*<summary>.*<em>two</em>.*</details>",
    "A margin note": '<aside[^>]* class="margin-note"[^>]*>.*</aside>\\s*<p>It stands before',
    "A pull quote": '<aside[^>]* class="pull"',
    "Notes at the end": '<sup id="s-r1"><a href="#s-n1".*<section class="footnotes"',
    "Code in a line": "<p>Six of them, listed in <code>constituents.csv</code>",
    "Code with its language and file": (
        '<figure class="code"><figcaption>predict.py</figcaption><pre tabindex="0">.*class="k"'
    ),
    "A formula in a line": "<p>The height is <math>.*<mfrac>",
    "A formula of its own": '<div class="math" tabindex="0"><math display="block">.*<munderover>',
    "A link": '<a href="https://tides.example/hard" title="Of the year" rel="external">',
    "An address": 'href="https://tides.example/hard"[^>]*>https://tides.example/hard</a>',
    "A link within the text": '<a href="#s-five-years-of-pencil">',
    "A picture and its caption": "<figure><img .*<figcaption><strong>Figure 1.</strong>",
    "A picture of the library, as it is described there": (
        '<figure><picture><img .* alt="A boat at low water".*</picture><figcaption>'
    ),
    "A file of the library": '<a href="/static/images/boat.svg">the tables</a>',
    "A picture into the margin": '<figure class="wide"><img ',
    "A picture from edge to edge": '<figure class="full"><img ',
    "A film or a sound elsewhere": (
        '<figure class="embed"><a href="https://video.example/hard" rel="external">'
    ),
    "A list": "<ul>.*<ul>",
    "A numbered list": "<ol>",
    "Tasks": '<ul class="tasks">.*<input type="checkbox" disabled checked .*To do',
    "Words and their meanings": "<dl>.*<dt>Springs</dt>.*<dd>The big tides.</dd>",
    "A table and its caption": (
        '<section class="table".*<caption><strong>Table 1.*class="center".*class="num"'
    ),
}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_an_example_is_what_it_says(example: Example) -> None:
    rendered = render(example.source, resolve=LIBRARY.get)
    assert rendered.problems == ()
    assert re.search(CLAIMS[example.name], rendered.html, re.DOTALL), rendered.html


def test_there_is_a_claim_for_every_example() -> None:
    assert list(CLAIMS) == [example.name for example in EXAMPLES]


def test_examples_follow_the_style_of_the_site() -> None:
    def quotes(style: HouseStyle) -> str:
        shown = (each for group in cheat_sheet(style) for each in group.examples)
        return next(each.html for each in shown if each.name == "Quotation marks and dashes")

    assert "„Wet feet,“" in quotes(HouseStyle("de"))
    assert "she said -- 'again'" in quotes(HouseStyle("de", smart_punctuation=False))


def test_they_are_rendered_once() -> None:
    assert cheat_sheet(HouseStyle("fr")) is cheat_sheet(HouseStyle("fr"))


def test_the_page_has_all_of_them_as_typed_and_as_read(desk: FlaskClient) -> None:
    page = desk.get("/admin/cheat-sheet").text
    assert page.count("You write") == page.count("Readers see") == len(EXAMPLES)
    assert "<code>:::pull-quote\n" in page
    assert 'class="pull"' in page


def test_the_editor_may_frame_it_and_others_may_not(desk: FlaskClient) -> None:
    headers = desk.get("/admin/cheat-sheet").headers
    assert "frame-ancestors 'self'" in headers["Content-Security-Policy"]


@pytest.mark.parametrize("address", ["/admin/posts/new", "/admin/pages/new"])
def test_the_editor_leads_to_it_without_leaving(desk: FlaskClient, address: str) -> None:
    page = desk.get(address).text
    link = re.search(r'<a href="/admin/cheat-sheet"[^>]*>', page)
    assert link is not None
    assert 'target="_blank"' in link[0]
    # Whoever does not open it does not load it.
    assert re.search(r'<iframe[^>]*src="/admin/cheat-sheet"[^>]*loading="lazy"', page)
