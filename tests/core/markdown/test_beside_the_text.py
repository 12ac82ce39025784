"""What stands beside the text or apart from it: notes, quotations, figures, embeds."""

import pytest

from blog.core.html import render
from tests.core.html_reader import Reader


class TestContainers:
    def test_a_margin_note_is_an_aside_with_a_name(self) -> None:
        html = render(":::margin-note\nBy the *way*.\n:::\n\nText.").html
        assert html.startswith('<aside class="margin-note" aria-label="Margin note">')
        assert "<p>By the <em>way</em>.</p>\n</aside>\n<p>Text.</p>" in html

    def test_a_pull_quote_is_one_as_well(self) -> None:
        html = render("::: pull-quote\nThe moon sets it.\n:::").html
        assert '<aside class="pull" aria-label="Pulled from the text">' in html

    def test_two_of_them_can_be_told_apart(self) -> None:
        note = ":::margin-note\na\n:::\n\n"
        names = [
            a["aria-label"] for tag, a in Reader(render(note * 2).html).elements if "class" in a
        ]
        assert names == ["Margin note", "Margin note (2)"]

    @pytest.mark.parametrize(
        ("opening", "kind", "title"),
        [
            (":::note", "note", "Note"),
            (":::warning", "warning", "Warning"),
            (":::tip Have *this* ready", "note", "Have <em>this</em> ready"),
            (":::caution[Wet paint]", "warning", "Wet paint"),
        ],
    )
    def test_an_admonition_begins_with_its_title(self, opening: str, kind: str, title: str) -> None:
        html = render(f"{opening}\nMind the step.\n:::").html
        assert f'<div class="admonition" data-kind="{kind}">\n<p>{title}</p>' in html
        assert "<p>Mind the step.</p>\n</div>" in html

    def test_an_alert_has_the_same_form(self) -> None:
        assert render("> [!WARNING]\n> Wet.").html == render(":::warning\nWet.\n:::").html

    def test_words_of_ours_say_that_they_are_english(self) -> None:
        from blog.core.markdown.style import HouseStyle

        assert '<p lang="en">Note</p>' in render(":::note\nText\n:::", HouseStyle("de")).html

    def test_a_container_of_no_known_name_is_text(self) -> None:
        assert "<p>:::tabs\nText\n:::</p>" in render(":::tabs\nText\n:::").html

    def test_one_that_is_never_closed_ends_with_the_text(self) -> None:
        assert render(":::note\nText").html.endswith("<p>Text</p>\n</div>\n")


class TestQuotations:
    def test_the_last_paragraph_with_a_dash_is_the_source(self) -> None:
        html = render("> Keep the door shut.\n>\n> — From the ledger").html
        assert "<cite>From the ledger</cite>\n</blockquote>" in html

    @pytest.mark.parametrize("text", ["> — Only this", "> — Bonjour.\n>\n> — Au revoir."])
    def test_people_who_talk_are_no_source(self, text: str) -> None:
        assert "<cite>" not in render(text).html


class TestFigures:
    def test_a_picture_alone_is_a_figure_with_its_title_as_caption(self) -> None:
        html = render('![Mud](/mud.jpg "**Figure 1.** The *channel*.")').html
        assert html == (
            '<figure><img src="/mud.jpg" alt="Mud" loading="lazy"><figcaption>'
            "<strong>Figure 1.</strong> The <em>channel</em>.</figcaption></figure>\n"
        )

    @pytest.mark.parametrize("width", ["wide", "full"])
    def test_it_may_be_wider_than_the_text(self, width: str) -> None:
        html = render(f"![Mud](/mud.jpg){{.{width}}}").html
        assert html.startswith(f'<figure class="{width}"><img src="/mud.jpg"')

    def test_a_picture_among_words_stays_there(self) -> None:
        html = render('A ![star](/star.png "Star") here').html
        assert html == (
            '<p>A <img src="/star.png" alt="star" title="Star" loading="lazy"> here</p>\n'
        )

    def test_other_attributes_are_text(self) -> None:
        html = render("![Mud](/mud.jpg){.evil onclick=x}").html
        assert "{.evil onclick=x}" in html
        assert "<figure" not in html


class TestEmbeds:
    @pytest.mark.parametrize(
        ("url", "service"),
        [
            ("https://www.youtube.com/watch?v=abc123", "YouTube"),
            ("https://youtu.be/abc123", "YouTube"),
            ("https://m.youtube.com/shorts/abc", "YouTube"),
            ("https://vimeo.com/1234567", "Vimeo"),
            ("https://player.vimeo.com/video/1234567", "Vimeo"),
        ],
    )
    def test_the_address_of_a_film_alone_is_one(self, url: str, service: str) -> None:
        html = render(f"Before\n\n{url}\n\nAfter").html
        assert f'<figure class="embed"><a href="{url}" rel="external">' in html
        assert f"<small>Plays on {service}, which may set cookies</small></a></figure>" in html

    def test_any_link_alone_can_be_made_one(self) -> None:
        html = render('[A month of tides](https://video.example/w "Film 1."){.embed}').html
        assert "<span>A month of tides</span>" in html
        assert "<small>Plays on video.example, which may set cookies</small>" in html
        assert "<figcaption>Film 1.</figcaption>" in html

    @pytest.mark.parametrize(
        "text",
        [
            "See https://youtu.be/abc123 for it",
            "https://www.youtube.com/",
            "https://www.youtube.com/@someone",
            "https://vimeo.com/features",
            "https://youtube.com.evil.example/watch?v=abc",
            "https://notyoutube.com/watch?v=abc",
            "[A film](https://youtu.be/abc123)",
            "[Here](/film){.embed}",
        ],
    )
    def test_other_links_stay_links(self, text: str) -> None:
        html = render(text).html
        assert "embed" not in html.replace("{.embed}", "")
        assert "<a href=" in html

    def test_nothing_is_loaded_from_there(self) -> None:
        tags = {tag for tag, _ in Reader(render("https://youtu.be/abc123").html).elements}
        assert tags == {"figure", "a", "span", "small"}
