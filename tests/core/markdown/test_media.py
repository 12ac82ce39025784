"""What texts show of the library: pictures, players, links to files, and what is not there."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from blog.core.html import for_feed, render, sanitised
from blog.core.markdown import compose
from blog.core.markdown.media import keys_in
from blog.core.markdown.references import MOST_SHOWN
from blog.core.markdown.style import HouseStyle
from tests.core.html_reader import Reader
from tests.core.shelf import FILM, NOTHING, PAPER, PICTURE, SOUND, picture, shelf

NOBODY_HAS = "there is no file “{}” in the library"


def html(text: str, words: str = "", **more: object) -> str:
    return render(text, resolve=shelf(words, **more).get).html  # type: ignore[arg-type]


def elements(text: str, words: str = "") -> list[tuple[str, dict[str, str]]]:
    return list(Reader(html(text, words)).elements)


def image(text: str, words: str = "") -> dict[str, str]:
    (found,) = [attributes for tag, attributes in elements(text, words) if tag == "img"]
    return found


class TestPlaceholders:
    @pytest.mark.parametrize("key", ["uploading-k7wq", "not-uploaded-k7wq"])
    def test_are_words_to_readers_and_told_to_the_author(self, key: str) -> None:
        rendered = render(f"Mud.\n\n![Tides](media:{key})", resolve=shelf().get)
        assert "<img" not in rendered.html
        assert key not in rendered.html
        assert rendered.problems == (
            "Line 3: a file has not been uploaded, so readers get only the words for it.",
        )


class TestPictures:
    def test_come_in_all_their_formats_the_fallback_last(self) -> None:
        tags = [tag for tag, _ in elements(f"![Mud](media:{PICTURE})")]
        assert tags == ["figure", "picture", "source", "source", "img"]
        _, _, avif, webp, _ = (attributes for _, attributes in elements(f"![](media:{PICTURE})"))
        assert (avif["type"], webp["type"]) == ("image/avif", "image/webp")
        assert avif["srcset"].split(", ")[1] == (
            f"/media/{PICTURE}/0123456789abcdef/mud-960.avif 960w"
        )

    def test_say_how_large_they_are_and_wait_until_they_are_near(self) -> None:
        found = image(f"![Mud](media:{PICTURE})")
        assert (found["width"], found["height"]) == ("1440", "960")
        assert (found["loading"], found["decoding"]) == ("lazy", "async")
        assert found["src"].endswith("mud-960.jpg")

    @pytest.mark.parametrize(
        ("text", "beginning"),
        [
            (f"![](media:{PICTURE})", "(min-width: 1600px) 666px, "),
            (f"![](media:{PICTURE}){{.wide}}", "(min-width: 1600px) 972px, "),
            (f"![](media:{PICTURE}){{.full}}", "(min-width: 1184px) 100vw, "),
            (f"In a line ![](media:{PICTURE}).", "(min-width: 1600px) 666px, "),
            # One within a list stays in its column, whatever it asks for.
            (f"- a\n\n  ![](media:{PICTURE}){{.full}}", "(min-width: 1600px) 666px, "),
            (f"> ![](media:{PICTURE}){{.wide}}", "(min-width: 1600px) 666px, "),
        ],
    )
    def test_say_how_wide_they_are_shown(self, text: str, beginning: str) -> None:
        assert image(text)["sizes"].startswith(beginning)

    def test_are_described_by_the_text_and_else_by_the_library(self) -> None:
        assert image(f"![Mine](media:{PICTURE})", "Its own")["alt"] == "Mine"
        assert image(f"![](media:{PICTURE})", "Its own")["alt"] == "Its own"

    def test_that_decorate_say_nothing_unless_the_text_does(self) -> None:
        assert 'alt=""' in html(f"![](media:{PICTURE})", "Its own", is_decorative=True)
        assert 'alt="Mine"' in html(f"![Mine](media:{PICTURE})", "x", is_decorative=True)

    def test_have_the_caption_of_the_text_in_markdown_and_else_that_of_the_library(self) -> None:
        own = html(f'![a](media:{PICTURE} "**Figure 1.**")', "*Its own*")
        assert '<figcaption><strong>Figure 1.</strong> <small class="credit">*Its own*' in own
        assert "<figcaption>*Its own* <small" in html(f"![a](media:{PICTURE})", "*Its own*")
        assert "figcaption" not in html(f"![a](media:{PICTURE})")

    def test_name_whom_they_are_by_also_without_a_caption(self) -> None:
        found = {PICTURE: picture(credit="Anna")}
        text = render(f"![a](media:{PICTURE})", resolve=found.get).html
        assert '<figcaption><small class="credit">Anna</small></figcaption>' in text

    def test_in_a_line_have_a_title_if_they_say_anything(self) -> None:
        assert image(f'x ![a](media:{PICTURE} "T")')["title"] == "T"
        assert "title" not in image(f'x ![](media:{PICTURE} "T")')

    def test_in_a_link_are_what_is_followed(self) -> None:
        found = html(f"[![Mud](media:{PICTURE})](/tides)")
        assert '<a href="/tides"><picture>' in found
        # Without words the link says where it leads.
        assert "</picture>/tides</a>" in html(f"[![](media:{PICTURE})](/tides)")

    def test_may_be_named_by_reference_and_in_raw_html(self) -> None:
        assert "<picture>" in html(f"![a][b]\n\n[b]: media:{PICTURE}")
        raw = html(f'<img src="media:{PICTURE}" alt="Mud" onclick="x">')
        assert "<picture>" in raw
        assert 'alt="Mud"' in raw
        assert "onclick" not in raw

    def test_are_no_words_of_the_text(self) -> None:
        rendered = render(f"Two words. ![a b c](media:{PICTURE})", resolve=shelf("d").get)
        assert (rendered.words, rendered.excerpt) == (2, "Two words.")


class TestFiles:
    def test_that_are_heard_or_seen_get_a_player_with_a_link_in_it(self) -> None:
        for key, tag in ((SOUND, "audio"), (FILM, "video")):
            found = html(f'![The ebb](media:{key} "Low")')
            assert f'<figure><{tag} controls preload="metadata" src="/media/{key}/' in found
            assert f">The ebb</a></{tag}><figcaption>Low</figcaption></figure>" in found

    def test_of_other_kinds_are_links_that_say_what_comes(self) -> None:
        found = html(f"![The tables](media:{PAPER})")
        assert found.startswith(f'<p><a href="/media/{PAPER}/')
        assert ">The tables</a> <small>(PDF, 1.2 MB)</small></p>" in found
        assert ">tides.pdf</a>" in html(f"![](media:{PAPER})")

    def test_in_a_link_are_words_since_no_link_stands_in_another(self) -> None:
        for key in (SOUND, FILM, PAPER):
            assert html(f"[![a](media:{key})](/x)") == '<p><a href="/x">a</a></p>\n'
            assert "<audio" not in html(f'<a href="/x">![a](media:{key})</a>')

    def test_are_linked_to_by_words(self) -> None:
        assert f'<a href="/media/{PAPER}/0123456789abcdef/tides.pdf">' in html(
            f"[a](media:{PAPER})"
        )
        largest = f"/media/{PICTURE}/0123456789abcdef/mud-1440.jpg"
        assert html(f"[a](media:{PICTURE})") == f'<p><a href="{largest}">a</a></p>\n'
        assert f'<a href="{largest}">a</a>' in html(f'<a href="media:{PICTURE}">a</a>')

    def test_have_addresses_that_need_no_more_care(self) -> None:
        found = html(f"![](media:{PAPER})", name='a "b", <c>.pdf')
        assert f'href="/media/{PAPER}/0123456789abcdef/a%20%22b%22%2C%20%3Cc%3E.pdf"' in found


class TestWhatIsNotThere:
    def test_leaves_its_words_and_tells_the_author_once(self) -> None:
        rendered = render(
            f"![The *mud*](media:{NOTHING}) [words](media:{NOTHING})", resolve=shelf().get
        )
        assert rendered.html == "<p>The mud words</p>\n"
        (problem,) = rendered.problems
        assert problem.startswith("Line 1: ")
        assert NOBODY_HAS.format(NOTHING) in problem

    def test_keeps_the_caption(self) -> None:
        assert html(f'![Mud](media:{NOTHING} "At *noon*")') == (
            "<figure>Mud<figcaption>At <em>noon</em></figcaption></figure>\n"
        )

    def test_may_be_a_key_that_was_mistyped(self) -> None:
        rendered = render("![a](media:no-such_Key)", resolve=shelf().get)
        assert NOBODY_HAS.format("no-such_Key") in rendered.problems[0]

    def test_is_no_link_in_raw_html_either(self) -> None:
        assert html('<a href="media:nothing">a</a>') == "<p><a>a</a></p>\n"
        assert html('<img src="media:nothing" alt="a">').strip() in {"a", "<p>a</p>"}

    def test_without_a_library_is_everything_and_nothing_is_told(self) -> None:
        rendered = render(f"![a](media:{PICTURE}) [b](media:{PICTURE})")
        assert (rendered.html, rendered.problems) == ("<p>a b</p>\n", ())

    def test_what_only_looks_like_an_address_of_the_library_is_text(self) -> None:
        for url in (
            "media:",
            "media:a/b",
            "media:a.b",
            "MEDIA:abc",
            "media:é",
            "media:" + "a" * 65,
        ):
            assert "<picture" not in html(f"![a]({url})")
            assert "href" not in html(f"[a]({url})")

    def test_more_than_a_text_can_show_are_words(self) -> None:
        text = "\n\n".join([f"![a](media:{PICTURE})"] * (MOST_SHOWN + 2))
        rendered = render(text, resolve=shelf().get)
        assert rendered.html.count("<picture>") == MOST_SHOWN
        assert rendered.html.count("<p>a</p>") == 2
        (problem,) = rendered.problems
        assert problem.startswith(f"Line {2 * MOST_SHOWN + 1}: from here on")


class TestWhatWasShown:
    def test_is_told_with_its_stamp(self) -> None:
        text = f"![a](media:{PICTURE}) [b](media:{NOTHING})"
        rendered = render(text, resolve=shelf().get)
        assert rendered.media == {PICTURE: "as it was", NOTHING: ""}

    def test_is_found_in_a_text_without_rendering_it(self) -> None:
        text = f"![a](media:{PICTURE} 'x') [a](media:{PAPER}), <media:{PICTURE}> media:short"
        assert keys_in(text) == (PICTURE, PAPER)
        assert keys_in(f"media:{PICTURE}x") == ()


class TestFeeds:
    def test_get_one_image_with_a_whole_address(self) -> None:
        text = f'![Mud](media:{PICTURE} "Low")\n\n[a](media:{PAPER}) and ![](media:{SOUND})'
        found = for_feed(html(text), "https://example.org")
        assert "<picture" not in found
        assert "srcset" not in found
        assert "sizes" not in found
        assert (
            f'<img src="https://example.org/media/{PICTURE}/0123456789abcdef/mud-960.jpg"'
            ' width="1440" height="960" alt="Mud">'
        ) in found
        assert f'href="https://example.org/media/{PAPER}/' in found
        assert f'src="https://example.org/media/{SOUND}/' in found

    def test_leave_words_alone(self) -> None:
        text = render('Say src="/x" and <picture><source a><img b></picture>.').html
        assert for_feed(text, "https://example.org") == text


WORDS = st.text(max_size=30) | st.sampled_from(
    [
        '"><script>attack()</script>',
        "<b>",
        "&lt;",
        '" onerror="attack()',
        "`",
        "\U0010f8f30\U0010f8f4",
    ]
)
PIECES = [
    f"![](media:{PICTURE})", f"![a](media:{FILM} \"c\")", f"[a](media:{PAPER})",
    f"![](media:{SOUND})",
    f"![](media:{PAPER})", f"<img src='media:{PICTURE}'>", f"<a href='media:{PICTURE}'>", "</a>",
    f"<media:{PICTURE}>", f"media:{PICTURE}", "[", "](/x)", "\n\n", "- ", "> ", "{.wide}",
    "<table>",
    "<figure>", "</figure>", "<figcaption>", "<b>", "</b>", "# ", "x", f"![b](media:{NOTHING})",
    f"[a]: media:{PICTURE}\n", "![a]", "|a|\n|-|\n|", "<summary>", "<details>",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)


@given(TEXTS, WORDS, st.booleans())
@settings(max_examples=300)
def test_no_word_of_the_library_becomes_markup(text: str, words: str, decorative: bool) -> None:
    plain = Reader(render(text, resolve=shelf("w", is_decorative=decorative).get).html)
    said = words if words.strip() else "w"
    found = Reader(render(text, resolve=shelf(said, is_decorative=decorative).get).html)
    shape = [(tag, attributes.keys()) for tag, attributes in plain.elements]
    assert [(tag, attributes.keys()) for tag, attributes in found.elements] == shape


@given(TEXTS, WORDS)
@example(f"![](media:{PICTURE})", "\b")
@example(f"![](media:{SOUND})", "\U0010f8f30\U0010f8f4")
def test_the_sanitiser_finds_nothing_to_do(text: str, words: str) -> None:
    parts, _ = compose(text, HouseStyle(), shelf(words).get)
    assert [sanitised(part) for part in parts] == parts
