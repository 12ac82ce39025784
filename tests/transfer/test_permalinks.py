"""Addresses as another program made them from a pattern."""

from zoneinfo import ZoneInfo

import pytest

from blog.core.errors import DomainError
from blog.transfer.documents import Document, read_document
from blog.transfer.permalinks import address_by, checked_pattern

PARIS = ZoneInfo("Europe/Paris")


def read(path: str, front_matter: str = "title: a") -> Document:
    return read_document(f"---\n{front_matter}\n---\nBody", path, PARIS)


def test_the_day_is_that_of_the_site() -> None:
    document = read("posts/a.md", "title: a\ndate: 2024-03-01\ncategories: [Sea Side]")
    pattern = checked_pattern("pretty")
    # Midnight in Paris is still February in UTC, where times are kept.
    assert address_by(pattern, document, PARIS) == "/sea-side/2024/03/01/a/"


@pytest.mark.parametrize(
    ("name", "title", "slug"),
    [
        ("sass-3.0-released", "sass-3.0-released", "sass-3-0-released"),
        ("Low_Water", "Low_Water", "low-water"),
        ("a--b c#d", "a-b-c-d", "a-b-c-d"),
        ("q&a(1),2", "q&a(1),2", "q-a-1-2"),
        ("marée-été", "marée-été", "marée-été"),
        ("a" * 90, "a" * 90, "a" * 90),
    ],
)
def test_titles_and_slugs_are_those_of_jekyll(name: str, title: str, slug: str) -> None:
    """As `Utils.slugify` of Jekyll makes them, in its modes "pretty" and "default"."""
    document = read(f"_posts/2016-10-06-{name}.md")
    assert address_by("/:year/:title/", document, PARIS) == f"/2016/{title}/"
    assert address_by("/:slug.html", document, PARIS) == f"/{slug}.html"


def test_a_slug_that_was_typed_is_the_name() -> None:
    document = read("_posts/2016-10-06-a.md", "title: a\nslug: Three.0")
    assert address_by("/:title/", document, PARIS) == "/Three.0/"
    assert address_by("/:slug/", document, PARIS) == "/three-0/"


def test_a_name_without_letters_leaves_the_title() -> None:
    document = read("_posts/2016-10-06-%%.md", "title: Tides")
    assert address_by("/:title/", document, PARIS) == "/tides/"


def test_what_is_no_part_of_a_pattern_is_named() -> None:
    with pytest.raises(DomainError, match="“:moon” is no part of a permalink"):
        checked_pattern("/:year/:moon/")
