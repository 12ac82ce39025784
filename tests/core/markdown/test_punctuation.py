"""Quotation marks by language, apostrophes, dashes and ellipses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog.core.html import render
from blog.core.markdown.punctuation import QUOTES, quotes_of
from blog.core.markdown.style import HouseStyle


def text_of(markdown: str, language: str = "en") -> str:
    html = render(markdown, HouseStyle(language)).html
    return html.removeprefix("<p>").removesuffix("</p>\n")


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ('"Well," she said, "no."', "“Well,” she said, “no.”"),
        ("\"He said 'no' to it\"", "“He said ‘no’ to it”"),
        ("It's the dogs' bowl", "It’s the dogs’ bowl"),
        ("'I don't know', he said", "‘I don’t know’, he said"),
        ("In the '90s, 'twas so", "In the ’90s, ’twas so"),
        ('*"Emphatic"* and "*so*"', "<em>“Emphatic”</em> and “<em>so</em>”"),
        ('("in brackets")', "(“in brackets”)"),
        ("He is 6'2\" tall", 'He is 6’2" tall'),
        ('One " alone', 'One " alone'),
        ("a -- b, 1--2, a---b", "a – b, 1–2, a—b"),
        ("run --force now", "run --force now"),
        ("And...", "And…"),
        ("Four....", "Four...."),
        ('`"code"` -- "x"', '<code>"code"</code> – “x”'),
        ('"a\nb"', "“a\nb”"),
        ("(c) (tm)", "(c) (tm)"),
    ],
)
def test_english(typed: str, shown: str) -> None:
    assert text_of(typed) == shown


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("de", "„Sie sagte ‚nein‘“"),
        ("de-AT", "„Sie sagte ‚nein‘“"),
        ("de-CH", "«Sie sagte ‹nein›»"),
        ("fr", "«\u202fSie sagte “nein”\u202f»"),
        ("fr-CH", "«Sie sagte ‹nein›»"),
        ("sv", "”Sie sagte ’nein’”"),
        ("ja", "「Sie sagte 『nein』」"),
        ("xx", "“Sie sagte ‘nein’”"),
    ],
)
def test_each_language_has_its_marks(language: str, shown: str) -> None:
    assert text_of("\"Sie sagte 'nein'\"", language) == shown


def test_every_language_has_four_marks() -> None:
    for language, marks in QUOTES.items():
        assert len(marks) == 4, language
        assert all(quotes_of(language))


def test_it_can_be_switched_off() -> None:
    style = HouseStyle("en", smart_punctuation=False)
    assert render('"It\'s" -- so...', style).html == '<p>"It\'s" -- so...</p>\n'


def test_addresses_are_not_touched() -> None:
    html = render("https://example.org/a--b...c'd and [\"x\"](/a--b 'it--s')").html
    assert 'href="https://example.org/a--b...c' in html
    assert 'href="/a--b"' in html
    assert "“x”" in html


def test_headings_and_captions_have_it_too() -> None:
    rendered = render("## It's\n\n![a](/b.png \"It's\")")
    assert "It’s" in rendered.html
    assert rendered.headings[0].text == "It’s"


def test_the_address_of_a_heading_is_the_same_without() -> None:
    text = '## It\'s "so" -- and...'
    plain = render(text, HouseStyle(smart_punctuation=False))
    assert render(text).headings[0].id == plain.headings[0].id


@given(st.text(alphabet="\"' a.-\n*", max_size=80))
def test_only_marks_change(text: str) -> None:
    plain = render(text, HouseStyle(smart_punctuation=False)).html
    smart = render(text).html
    for typed, shown in (
        ("“", '"'),
        ("”", '"'),
        ("‘", "'"),
        ("’", "'"),
        ("—", "---"),
        ("–", "--"),
        ("…", "..."),
    ):
        smart = smart.replace(typed, shown)
    assert smart == plain
