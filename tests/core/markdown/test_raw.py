"""Raw HTML: what may stay, and that it stands where HTML allows it."""

import pytest

from blog.core.html import render


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("x <kbd>Ctrl</kbd>", "<p>x <kbd>Ctrl</kbd></p>\n"),
        ("x <B CLASS=evil STYLE=x>b</B>", "<p>x <b>b</b></p>\n"),
        ("x <abbr title='a b'>c</abbr>", '<p>x <abbr title="a b">c</abbr></p>\n'),
        ("x <script>y</script>", "<p>x &lt;script&gt;y&lt;/script&gt;</p>\n"),
        ("x <h1>y</h1>", "<p>x </p><h2>y</h2>\n"),
        ("<!-- more -->x", "x"),
        ("a <!-- more --> b", "<p>a  b</p>\n"),
        ("a <!-- never closed", "<p>a &lt;!-- never closed</p>\n"),
        ("<!-- never\n\nclosed", "&lt;!-- never\n\nclosed"),
        ("<div>a &amp; b &copy; &lt;c&gt;</div>", "<div>a &amp; b © &lt;c&gt;</div>"),
        ("<img src=x.png>", '<img alt="" src="x.png" loading="lazy">'),
        ("<img src='javascript:x' alt=a>", "&lt;img src='javascript:x' alt=a&gt;"),
        ("x <a href='javascript:y'>z</a>", "<p>x <a>z</a></p>\n"),
        ("<ol start=3 type=a><li value=x>y</ol>", '<ol start="3" type="a"><li>y</li></ol>'),
    ],
)
def test_tag_by_tag(typed: str, shown: str) -> None:
    html = render(typed).html.replace("&#34;", "&quot;")
    # A line end at the end of a block is all that may differ.
    assert html.strip() == shown.strip()


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("<div>\n\na\n\n</div>", "<div>\n<p>a</p>\n</div>"),
        (
            "<div>\n\n> a\n\n</blockquote>\n\nb",
            "<div>\n<blockquote>\n<p>a</p>\n</blockquote>\n\n<p>b</p>\n</div>",
        ),
        ("a <b>b\n\nc", "<p>a <b>b</b></p>\n<p>c</p>"),
        ("<p>a<p>b", "<p>a</p><p>b</p>"),
        ("<ul>a<li>b</ul>", "<ul><li>a</li><li>b</li></ul>"),
        ("<li>a</li>", "a"),
        ("<td>a</td>", "a"),
        ("</div></p>", ""),
        ("x <a href=/a>b <a href=/c>d</a>", '<p>x <a href="/a">b </a><a href="/c">d</a></p>'),
        ("<details>a</details>", "<details><summary>Details</summary>a</details>"),
        ("<details><summary>a</summary>b</details>", "<details><summary>a</summary>b</details>"),
        (
            "<figure><figcaption>a</figcaption>b</figure>",
            "<figure><figcaption>a</figcaption>b</figure>",
        ),
        (
            "<figure>a<figcaption>b</figcaption>c</figure>",
            "<figure>a<figcaption>b</figcaption></figure>c",
        ),
        ("<dl>a<dt>b<dd>c</dl>", "<dl><dd>a</dd><dt>b</dt><dd>c</dd></dl>"),
        ("x <ruby>a<rt>b</ruby>", "<p>x <ruby>a<rt>b</rt></ruby></p>"),
        ("<h2>a<div>b</div></h2>", "<h2>a</h2><div>b</div>"),
        ("<h2></h2>a", "a"),
        ("x <q><q>y", "<p>x <q><q>y</q></q></p>"),
    ],
)
def test_in_order(typed: str, shown: str) -> None:
    assert render(typed).html.strip() == shown


def test_a_table_gets_the_parts_that_it_lacks() -> None:
    html = render("<table>a<caption>b</caption><td>c<tr><th>d<thead><tr><td>e</table>f").html
    table = html.partition("<table>")[2].partition("</table>")[0]
    assert table == (
        "<tbody><tr><td>a"
        "b</td><td>c</td></tr><tr>"
        '<th scope="col">d</th></tr><tr><td>e</td></tr></tbody>'
    )
    assert html.endswith("</section>f")


def test_ids_of_ones_own_are_unique_and_none_is_a_footnotes() -> None:
    html = render("## A\n\n<i id=a>1</i> <i id=a>2</i> <i id=n1>3</i> <a name=b>4</a>").html
    assert [f'id="s-{name}"' in html for name in ("a", "a-2", "a-3", "n1-", "b")] == [True] * 5


def test_elements_lie_only_so_deep_within_each_other() -> None:
    html = render("<div>" * 10_000 + "deep").html
    assert html.count("<div>") == html.count("</div>") < 100
    assert "deep" in html
