"""Tags: which names are the same one, and that each is made once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from blog.tags.actions import ensure_tags
from blog.tags.models import Tag
from blog.tags.queries import tag_names, tag_slug, tags_by_name
from tests.factories import World
from tests.shapes import SLUG


@given(st.text(max_size=300))
def test_the_slug_of_any_name_is_a_segment_of_a_path_or_empty(name: str) -> None:
    slug = tag_slug(name)
    assert len(slug) <= 80
    assert slug == "" or SLUG.fullmatch(slug)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("North Sea", "north-sea"),
        ("C++", "c-plus-plus"),
        ("C#", "c-sharp"),
        ("Été", "ete"),
        ("\N{WATER WAVE}", "water-wave"),
    ],
)
def test_a_name_is_spelled_in_ascii_where_it_can_be(name: str, slug: str) -> None:
    assert tag_slug(name) == slug


def test_each_name_gets_a_row_in_the_order_in_which_it_was_said(world: World) -> None:
    with world.writing() as session:
        names = [tag.name for tag in ensure_tags(session, ["Sea", "Harbour", "Air"])]
    assert names == ["Sea", "Harbour", "Air"]


def test_a_tag_is_made_once_and_keeps_its_first_spelling(world: World) -> None:
    with world.writing() as session:
        (first,) = ensure_tags(session, ["North Sea"])
        kept = first.id
    with world.writing() as session:
        (again,) = ensure_tags(session, ["north sea"])
        assert (again.id, again.name) == (kept, "North Sea")
        assert len(session.scalars(select(Tag)).all()) == 1


def test_one_name_said_twice_is_one_tag(world: World) -> None:
    with world.writing() as session:
        assert len(ensure_tags(session, ["Sea", "sea", "SEA"])) == 1


def test_a_name_that_cannot_be_spelled_makes_no_tag(world: World) -> None:
    with world.writing() as session:
        assert [tag.name for tag in ensure_tags(session, ["-", "Sea", ""])] == ["Sea"]


def test_no_names_make_nothing(world: World) -> None:
    with world.writing() as session:
        assert ensure_tags(session, []) == []


def test_tags_are_found_by_name_and_by_slug(world: World) -> None:
    with world.writing() as session:
        ensure_tags(session, ["North Sea", "apple", "Berry"])
    with world.reading() as session:
        found = session.scalar(select(Tag).where(Tag.slug == "north-sea"))
        assert found is not None
        assert found.name == "North Sea"
        assert list(tags_by_name(session, ["NORTH SEA", "unknown"])) == ["north-sea"]
        assert tags_by_name(session, []) == {}
        assert tag_names(session) == ["apple", "Berry", "North Sea"]
