"""Text made HTML: headings, blocks, and what the house adds and counts."""

import re

import pytest

from blog.core.html import for_feed, render
from tests.core.html_reader import Reader


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
            "loading": "lazy",
        }
        assert "<figcaption>At noon</figcaption>" in html

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
