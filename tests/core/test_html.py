"""Text that anybody typed, made safe: what survives, what does not, and what the house adds."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog.core.html import ATTRIBUTES, CLASSES, EVERYWHERE, FIXED, TAGS, for_feed, render

# Pieces of what people and attackers write, to be put together at random.
PIECES = st.sampled_from(
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<svg/onload=alert(1)>",
        "<a href='javascript:alert(1)'>",
        "</a>",
        "<math><mtext></style><img src=x onerror=alert(1)>",
        "<iframe srcdoc='<script>1</script>'>",
        "<style>*{}</style>",
        "<div style='color:red' class='table evil' id='admin'>",
        "</div>",
        "<!--",
        "-->",
        "<![CDATA[",
        "<details open ontoggle=alert(1)>",
        "[a](javascript:alert(1))",
        "[a](data:text/html,<script>)",
        '![a](x" onerror="alert(1))',
        "<javascript:alert(1)>",
        "`<script>`",
        "```html\n<script>\n```\n",
        "# Heading\n",
        "## <b onclick=x>Heading\n",
        "| a | b |\n|---|--:|\n| 1 | 2 |\n",
        "[^1]",
        "\n\n[^1]: note\n\n",
        "- [x] done\n",
        "> [!NOTE]\n> text\n",
        "&lt;script&gt;",
        "&#106;avascript:",
        "\x00",
        "\ud83d",
        "\u202e",
        "<",
        "\n",
        "\\",
        "text",
    ]
)
DOCUMENTS = st.lists(PIECES | st.text(max_size=20), max_size=12).map("".join)


class Reader(HTMLParser):
    """Reads HTML as a browser does and notes every element with its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))


def assert_safe(html: str) -> None:
    for tag, attributes in Reader(html).elements:
        if tag == "input":
            # Ours, put in after sanitising: nobody can type into it or send it anywhere.
            assert attributes.keys() <= {"type", "disabled", "checked", "aria-label"}
            assert attributes["type"] == "checkbox"
            assert "disabled" in attributes
            continue
        assert tag in TAGS, tag
        for name, value in attributes.items():
            known = EVERYWHERE | ATTRIBUTES.get(tag, frozenset()) | {"class", "id"}
            assert name in known or (tag, name, value) in FIXED, (tag, name)
            assert not name.startswith("on")
        assert set(attributes.get("class", "").split()) <= CLASSES
        assert attributes.get("id", "s-").startswith("s-")
        for name in ("href", "src"):
            scheme = re.match(r"\s*([\w+.-]+):", attributes.get(name, ""))
            assert scheme is None or scheme[1].lower() in {"http", "https", "mailto", "tel"}


@given(DOCUMENTS)
def test_any_text_renders_safely_and_the_same_each_time(text: str) -> None:
    rendered = render(text)
    assert_safe(rendered.html)
    assert render(text) == rendered
    assert rendered.words >= 0
    assert len(rendered.excerpt) <= 160


@given(st.text())
def test_any_characters_render(text: str) -> None:
    assert_safe(render(text).html)


@given(st.text(alphabet="[]()!<>*_`~#|-:\\\n ^&;\"'", max_size=200))
def test_any_punctuation_renders(text: str) -> None:
    assert_safe(render(text).html)


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
        "<scr<script>ipt>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<p onclick=alert(1)>text</p>",
        "<svg onload=alert(1)>",
        "<math href=javascript:alert(1)>x</math>",
        "<a href=javascript:alert(1)>x</a>",
        "<a href=' javascript:alert(1)'>x</a>",
        "<a href='java\nscript:alert(1)'>x</a>",
        "<a href='&#106;avascript:alert(1)'>x</a>",
        "<a href='data:text/html;base64,PHNjcmlwdD4='>x</a>",
        "<a href='vbscript:x'>x</a>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](data:text/html,x)",
        "<javascript:alert(1)>",
        "![x](javascript:alert(1))",
        "<iframe src=//evil.example></iframe>",
        "<object data=x></object><embed src=x>",
        "<form action=//evil.example><button>x</button></form>",
        "<base href=//evil.example>",
        "<meta http-equiv=refresh content='0;url=//evil.example'>",
        "<link rel=stylesheet href=//evil.example>",
        "<style>body{display:none}</style>",
        "<p style='position:fixed'>x</p>",
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
        "<math><annotation-xml encoding='text/html'><script>1</script></annotation-xml></math>",
        "<input type=password name=p autofocus>",
        "<div role=alert tabindex=5>x</div>",
        '```"><script>alert(1)</script>\nx\n```',
    ],
)
def test_no_attack_survives(attack: str) -> None:
    html = render(f"Before\n\n{attack}\n\nAfter").html
    assert_safe(html)
    assert "<p>Before</p>" in html


def test_what_is_not_allowed_is_shown_as_the_text_that_it_was() -> None:
    assert "&lt;script&gt;alert(1)" in render("<script>alert(1)</script>").html


def test_links_keep_the_schemes_that_lead_somewhere() -> None:
    html = render(
        "[a](https://example.org/?a=1&b=2) [b](mailto:a@example.org) [c](/about) [d](#s-x) <tel:+1>"
    ).html
    targets = [attributes["href"] for tag, attributes in Reader(html).elements if tag == "a"]
    assert targets == [
        "https://example.org/?a=1&b=2",
        "mailto:a@example.org",
        "/about",
        "#s-x",
        "tel:+1",
    ]


class TestHeadings:
    def test_they_move_down_when_one_would_be_a_second_title(self) -> None:
        rendered = render("# One\n\n## Two\n\n###### Six")
        assert [(h.level, h.text) for h in rendered.headings] == [
            (2, "One"),
            (3, "Two"),
            (6, "Six"),
        ]
        assert "<h1" not in rendered.html

    def test_they_stay_where_they_are_when_none_would(self) -> None:
        assert [h.level for h in render("## Two\n\n### Three").headings] == [2, 3]

    def test_underlined_ones_count_as_well(self) -> None:
        assert [h.level for h in render("One\n===\n\nTwo\n---").headings] == [2, 3]

    def test_one_written_as_html_is_no_second_title(self) -> None:
        assert "<h1" not in render("<h1>Title</h1>").html

    def test_each_has_an_id_of_its_own_with_the_prefix(self) -> None:
        headings = render("## Same\n\n## Same\n\n## Same 2\n\n## \N{WATER WAVE}").headings
        ids = [heading.id for heading in headings]
        assert len(set(ids)) == 4
        assert all(name.startswith("s-") for name in ids)

    def test_the_text_of_one_is_plain(self) -> None:
        (heading,) = render("## The *tide* in `code` and [a link](/x) & more").headings
        assert heading.text == "The tide in code and a link & more"

    def test_an_id_in_html_needs_the_prefix(self) -> None:
        html = render('<p id="admin">a</p>\n\n<p id="s-mine">b</p>').html
        assert 'id="admin"' not in html
        assert 'id="s-mine"' in html

    def test_feeds_get_them_without_the_marks(self) -> None:
        html = render("## Two\n\ntext").html
        assert 'class="anchor"' in html
        assert "anchor" not in for_feed(html)
        assert "Two</h2>" in for_feed(html)


class TestBlocks:
    def test_a_table_scrolls_within_a_region_that_the_keyboard_reaches(self) -> None:
        html = render("| a | b | c |\n|---|--:|:-:|\n| 1 | 2 | 3 |\n").html
        # A section with a name is a region.
        assert Reader(html).elements[0] == (
            "section",
            {"class": "table", "aria-label": "Table 1", "tabindex": "0"},
        )
        assert '<th scope="col">a</th>' in html
        assert '<td class="num">2</td>' in html
        assert '<td class="center">3</td>' in html
        assert "style=" not in html

    def test_tables_are_counted(self) -> None:
        table = "| a |\n|---|\n| 1 |\n"
        html = render(f"{table}\ntext\n\n{table}").html
        assert ['aria-label="Table 1"' in html, 'aria-label="Table 2"' in html] == [True, True]

    def test_code_is_coloured_by_class_and_reached_by_the_keyboard(self) -> None:
        html = render('```python\nif x: return "a"  # why\n```').html
        assert html.startswith('<pre tabindex="0"><code>')
        for name, text in (("k", "if"), ("s", "a"), ("c", "# why")):
            assert re.search(rf'<span class="{name}">[^<]*{re.escape(text)}', html), name

    @pytest.mark.parametrize("language", ["", "no-such-language", "<b>", "text"])
    def test_code_of_no_known_language_is_kept_as_it_is(self, language: str) -> None:
        html = render(f"```{language}\n<b> & x\n```").html
        assert "<code>&lt;b&gt; &amp; x\n</code>" in html

    def test_code_that_is_indented_is_code(self) -> None:
        assert '<pre tabindex="0"><code>x &lt; y\n</code></pre>' in render("    x < y\n").html

    def test_a_footnote_leads_there_and_back(self) -> None:
        html = render("Text[^a] and[^b] again[^a].\n\n[^a]: First.\n[^b]: Second.\n").html
        elements = Reader(html).elements
        ids = [a["id"] for _, a in elements if "id" in a]
        targets = [a["href"].removeprefix("#") for _, a in elements if "href" in a]
        assert len(ids) == len(set(ids))
        assert set(targets) == set(ids)
        assert all(name.startswith("s-") for name in ids)
        assert '<section class="footnotes" aria-label="Notes">' in html

    def test_a_task_says_whether_it_is_done(self) -> None:
        html = render("- [x] one\n- [ ] two\n").html
        boxes = [attributes for tag, attributes in Reader(html).elements if tag == "input"]
        assert [(b["aria-label"], "checked" in b, "disabled" in b) for b in boxes] == [
            ("Done", True, True),
            ("To do", False, True),
        ]

    @pytest.mark.parametrize(
        ("kind", "shown"), [("NOTE", "note"), ("TIP", "note"), ("WARNING", "warning")]
    )
    def test_an_alert_is_an_admonition(self, kind: str, shown: str) -> None:
        html = render(f"> [!{kind}]\n> Mind the step.\n").html
        assert f'<div class="admonition" data-kind="{shown}">' in html

    def test_a_picture_waits_until_it_is_needed_and_keeps_its_words(self) -> None:
        html = render('![The "pier"](/pier.jpg "At noon")').html
        ((_, picture),) = [e for e in Reader(html).elements if e[0] == "img"]
        assert picture == {
            "src": "/pier.jpg",
            "alt": 'The "pier"',
            "title": "At noon",
            "loading": "lazy",
        }

    def test_struck_text_and_bare_addresses_are_understood(self) -> None:
        html = render("~~no~~ https://example.org").html
        assert "<s>no</s>" in html or "<del>no</del>" in html
        assert 'href="https://example.org"' in html


class TestNumbersOfAText:
    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("", 0),
            ("One two three", 3),
            ("It’s a well-known fact", 4),
            ("# Title\n\nText", 2),
            ("Text\n\n```\nnot counted at all\n```", 1),
            ("*Emphasis* in the **mid**dle", 4),
            ("- one\n- two\n\n| a | b |\n|---|---|\n| c | d |", 6),
            ("One[^1] two.\n\n[^1]: Three.", 3),
            ("<p>one</p><p>two</p>", 2),
        ],
    )
    def test_words_are_those_that_one_reads(self, text: str, words: int) -> None:
        assert render(text).words == words

    def test_the_excerpt_is_the_first_paragraph_as_plain_text(self) -> None:
        rendered = render("## Title\n\nThe *harbour* & the sea.\n\nMore.")
        assert rendered.excerpt == "The harbour & the sea."

    def test_the_number_of_a_footnote_is_no_part_of_it(self) -> None:
        assert render("The tide[^1] turns.\n\n[^1]: Note.").excerpt == "The tide turns."

    def test_a_long_one_is_cut_between_words(self) -> None:
        excerpt = render("word " * 100).excerpt
        assert len(excerpt) <= 156
        assert excerpt.endswith("word…")

    def test_a_text_without_a_paragraph_has_none(self) -> None:
        assert render("## Only a title").excerpt == ""


def test_many_open_brackets_do_not_stop_the_renderer_from_answering() -> None:
    assert "[" in render("[" * 2000).html


def test_deep_nesting_renders() -> None:
    assert_safe(render(">" * 300 + " deep").html)
    assert_safe(render("- " * 300 + "deep").html)
    assert_safe(render("*" * 5000).html)
    assert_safe(render("<div>" * 500).html)
