"""Slugs: whatever is typed, what comes out can stand in an address."""

from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from blog.core.slugs import LONGEST_SLUG, RESERVED, is_reserved, make_slug, tidy_slug
from tests.conftest import bare_app
from tests.shapes import SLUG


@given(st.text(max_size=400))
def test_a_slug_of_any_title_is_a_plain_segment_of_a_path(title: str) -> None:
    slug = make_slug(title)
    assert len(slug) <= LONGEST_SLUG
    assert slug == "" or SLUG.fullmatch(slug)
    assert quote(slug, safe="") == slug
    assert make_slug(slug) == slug


@given(st.text(max_size=400))
def test_what_an_author_types_becomes_one_segment_of_letters_digits_and_hyphens(text: str) -> None:
    slug = tidy_slug(text)
    assert len(slug) <= LONGEST_SLUG
    assert slug == "" or SLUG.fullmatch(slug), slug
    assert tidy_slug(slug) == slug


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("The harbour at low water", "the-harbour-at-low-water"),
        ("Ebbe & Flut", "ebbe-flut"),
        ("Über Größe", "uber-grosse"),
        ("C'est l'été", "c-est-l-ete"),
        ("100% of 3.5", "100-of-3-5"),
        ("  -- spaced --  ", "spaced"),
        ("a/b\\c?d#e", "a-b-c-d-e"),
        ("../../etc/passwd", "etc-passwd"),
        ("<script>", "script"),
        ("C++ and C#, not .NET", "c-plus-plus-and-c-sharp-not-net"),
        ("Issue #4", "issue-4"),
        ("\N{WATER WAVE}", "water-wave"),
        ("", ""),
        ("???", ""),
    ],
)
def test_a_title_becomes_ascii(title: str, slug: str) -> None:
    assert make_slug(title) == slug


@pytest.mark.parametrize(
    ("typed", "slug"),
    [
        ("Low Water", "low-water"),
        ("Полный прилив", "полный-прилив"),
        ("café", "café"),
        ("/about/", "about"),
        ("a_b", "a-b"),
        ("\N{WATER WAVE}", ""),
    ],
)
def test_letters_of_any_script_may_be_typed(typed: str, slug: str) -> None:
    assert tidy_slug(typed) == slug


def test_a_long_title_is_cut_between_words() -> None:
    slug = make_slug("harbour " * 40)
    assert slug == "-".join(["harbour"] * 10)


@pytest.fixture
def routes(tmp_path: Path) -> Flask:
    return bare_app("sqlite://", tmp_path)


def test_every_first_segment_of_an_address_is_reserved(routes: Flask) -> None:
    segments = {rule.rule.split("/")[1].partition(".")[0] for rule in routes.url_map.iter_rules()}
    fixed = {segment for segment in segments if segment and not segment.startswith("<")}
    assert fixed <= RESERVED
    assert "admin" in fixed


def test_what_is_reserved_is_a_slug_that_somebody_could_type() -> None:
    assert {slug for slug in RESERVED if tidy_slug(slug) != slug} == set()
    assert is_reserved("admin")
    assert not is_reserved("administration")
