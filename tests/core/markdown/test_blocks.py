"""Listings, tables and definitions, and blocks in another language."""

import pytest

from blog.core.html import render
from tests.core.html_reader import Reader


class TestListings:
    @pytest.mark.parametrize("info", ['python title="a & b.py"', "python title='a & b.py'"])
    def test_one_may_have_the_name_of_a_file(self, info: str) -> None:
        html = render(f"```{info}\nx = 1\n```").html
        assert html.startswith(
            '<figure class="code"><figcaption>a &amp; b.py</figcaption><pre tabindex="0"><code>x = '
        )
        assert html.endswith("</code></pre></figure>\n")

    @pytest.mark.parametrize(
        "info", ["python", "{.python}", "py {3,4}", "python,linenos", "language-python"]
    )
    def test_the_language_may_be_said_as_others_say_it(self, info: str) -> None:
        assert '<span class="k">def</span>' in render(f"```{info}\ndef f(): ...\n```").html

    def test_past_a_length_code_has_no_colours_and_is_whole(self) -> None:
        code = "x = 'a'\n" * 15_000
        html = render(f"```python\n{code}```\n").html
        assert "<span" not in html
        assert html.count("x = ") == 15_000

    def test_code_has_no_smart_punctuation(self) -> None:
        assert '"a" -- b...' in render('    "a" -- b...').html.replace("&#34;", '"')
        assert "<code>&quot;a&quot;</code>" not in render('`"a"`').html
        assert '<code>"a"</code>' in render('`"a"`').html


class TestTables:
    def test_a_paragraph_after_one_with_a_colon_is_its_caption(self) -> None:
        html = render("| a |\n|---|\n| 1 |\n\n: **Table 1.** High *water*.\n").html
        assert html.startswith(
            '<section class="table" aria-label="Table 1. High water." tabindex="0"><table>\n'
            "<caption><strong>Table 1.</strong> High <em>water</em>.</caption>\n<thead>"
        )

    def test_a_colon_elsewhere_is_text(self) -> None:
        assert render("Text\n\n: not a caption").html.count("<caption") == 0

    def test_one_written_as_html_scrolls_as_well(self) -> None:
        html = render("<table><tr><th>a</th></tr><tr><td>1</td></tr></table>").html
        assert html == (
            '<section class="table" aria-label="Table 1" tabindex="0"><table><tbody>'
            '<tr><th scope="col">a</th></tr><tr><td>1</td></tr></tbody></table></section>'
        )

    def test_two_of_one_name_can_be_told_apart(self) -> None:
        table = "| a |\n|---|\n| 1 |\n\n: Tides\n\n"
        names = [
            a["aria-label"]
            for tag, a in Reader(render(table * 2).html).elements
            if tag == "section"
        ]
        assert names == ["Tides", "Tides (2)"]


def test_a_term_has_its_definitions() -> None:
    html = render("Springs\n: The big tides.\n\nNeaps\n: The small ones,\n: a week later.").html
    assert [tag for tag, _ in Reader(html).elements] == ["dl", "dt", "dd", "dt", "dd", "dd"]


class TestLanguages:
    @pytest.mark.parametrize(
        ("written", "shown"),
        [
            ("[Weltschmerz]{lang=de}", '<span lang="de">Weltschmerz</span>'),
            ('[*a* b]{lang="pt-BR"}', '<span lang="pt-BR"><em>a</em> b</span>'),
            ("[שלום]{lang=he}", '<span lang="he" dir="rtl">שלום</span>'),
            ("[salom]{lang=uz-Arab}", '<span lang="uz-Arab" dir="rtl">salom</span>'),
            ("[salom]{lang=ur-Latn}", '<span lang="ur-Latn">salom</span>'),
            ("[x]{dir=rtl}", '<span dir="rtl">x</span>'),
        ],
    )
    def test_a_span_may_be_in_another(self, written: str, shown: str) -> None:
        assert shown in render(f"Say {written} now").html

    @pytest.mark.parametrize(
        ("written", "shown"),
        [
            ("{lang=fr}\nBonjour", '<p lang="fr">'),
            ("{lang=ar}\n> مرحبا", '<blockquote lang="ar" dir="rtl">'),
            ("{lang=fr}\n## Titre", '<h2 lang="fr" id="s-titre">'),
            ("{lang=fr}\n- un", '<ul lang="fr">'),
            ("{lang=fr}\n:::note\nun\n:::", '<div class="admonition" lang="fr" data-kind="note">'),
        ],
    )
    def test_a_block_may_be_as_well(self, written: str, shown: str) -> None:
        html = render(written).html
        assert shown in html
        assert "{lang" not in html

    @pytest.mark.parametrize("text", ["{lang=fr}", "> a\n> {lang=fr}\n\nb", "[a]{lang=}", "[a]{ }"])
    def test_attributes_of_nothing_are_text(self, text: str) -> None:
        assert "{" in render(text).html

    @pytest.mark.parametrize(
        "tag",
        [
            "{% raw %}",
            "{{ page.title }}",
            "{% include note.html %}",
            "{:.class}",
            "{#id .name}",
            "[a]{{ b }}",
            '{% assign x = "a" | split: "," %}',
        ],
    )
    def test_tags_of_template_languages_are_shown_as_they_were_typed(self, tag: str) -> None:
        rendered = render(f"Before\n\n{tag}\n\nAfter")
        assert tag in rendered.html.replace("&#34;", '"')
        assert rendered.html.startswith("<p>Before</p>")


class TestLinks:
    @pytest.mark.parametrize(
        ("url", "external"),
        [
            ("https://elsewhere.example/", True),
            ("//elsewhere.example/", True),
            ("https://low-water.example/about", False),
            ("/about", False),
            ("mailto:a@elsewhere.example", False),
            ("#here", False),
        ],
    )
    def test_those_that_lead_elsewhere_say_so(self, url: str, external: bool) -> None:
        from blog.core.markdown.style import HouseStyle

        style = HouseStyle(host="low-water.example")
        for text in (f"[a]({url})", f'x <a href="{url}">a</a>'):
            ((_, link),) = [e for e in Reader(render(text, style).html).elements if e[0] == "a"]
            assert (link.get("rel") == "external") is external

    def test_one_within_the_text_finds_its_heading(self) -> None:
        html = render("## The stick\n\n[up](#the-stick) <a id=mine></a> [here](#mine)").html
        elements = Reader(html).elements
        targets = [a["href"].removeprefix("#") for _, a in elements if "href" in a]
        ids = [a["id"] for _, a in elements if "id" in a]
        assert set(targets) <= set(ids)

    @pytest.mark.parametrize("text", ["[](https://a.example)", '<a href="https://a.example"></a>'])
    def test_one_without_words_shows_its_address(self, text: str) -> None:
        assert ">https://a.example</a>" in render(text).html
