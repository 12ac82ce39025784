"""What a post points to, when two people point at the same moment, and odd values."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from blog.auth.models import Role
from blog.core.database import insert_if_absent
from blog.core.errors import FieldError
from blog.posts.links import claim_address, free_slug, point_bylines, point_tags
from blog.posts.models import Address, Post, PostTag, Scope
from blog.tags.models import Tag
from tests.factories import Somebody, World


@pytest.fixture
def author(world: World) -> Somebody:
    return world.person(Role.AUTHOR)


@pytest.fixture
def writing(world: World, author: Somebody) -> Iterator[Session]:
    with world.writing() as session:
        yield session


@pytest.fixture
def post(world: World, author: Somebody, writing: Session) -> Post:
    return writing.get_one(Post, new_post(world, author))


def new_post(world: World, author: Somebody) -> int:
    return world.draft(author)


def test_tags_of_the_two_scopes_do_not_disturb_each_other(writing: Session, post: Post) -> None:
    point_tags(writing, post, ["Sea", "Harbour"], Scope.HEAD)
    point_tags(writing, post, ["Land"], Scope.LIVE)
    point_tags(writing, post, ["Sea"], Scope.HEAD)
    links = writing.execute(
        select(Tag.slug, PostTag.scope).join(PostTag).where(PostTag.post_id == post.id)
    )
    assert sorted((slug, scope.value) for slug, scope in links) == [
        ("land", "live"),
        ("sea", "head"),
    ]


def test_names_that_are_the_same_tag_are_pointed_to_once(writing: Session, post: Post) -> None:
    tags = point_tags(writing, post, ["Sea", "SEA", "sea ", "?!"], Scope.HEAD)
    assert [tag.name for tag in tags] == ["Sea"]


def test_bylines_keep_their_order_and_leave_out_whom_nobody_knows(
    world: World, writing: Session, post: Post, author: Somebody
) -> None:
    other = world.person()
    people = point_bylines(writing, post, (other.id, 10**8, author.id, other.id), Scope.HEAD)
    assert [person.id for person in people] == [other.id, author.id]
    assert point_bylines(writing, post, (), Scope.HEAD) == []


def test_claiming_the_current_address_again_changes_nothing(writing: Session, post: Post) -> None:
    for _ in range(2):
        claim_address(writing, post, "tides")
    assert [(a.path, a.is_current) for a in writing.scalars(select(Address))] == [("tides", True)]


def test_a_post_has_one_current_address_whatever_it_claims(writing: Session, post: Post) -> None:
    for slug in ("one", "two", "one", "three"):
        claim_address(writing, post, slug)
        current = select(Address.path).where(Address.is_current, Address.post_id == post.id)
        assert writing.scalars(current).all() == [slug]


def test_an_address_that_another_claimed_a_moment_ago_is_refused(
    world: World, writing: Session, post: Post, author: Somebody
) -> None:
    other = new_post(world, author)
    assert insert_if_absent(writing, Address, path="tides", post_id=other, is_current=True)
    # Whose title nobody has published yet, is said without a name.
    with pytest.raises(FieldError, match="“tides” is the address of another post"):
        claim_address(writing, post, "tides")


def test_a_free_slug_is_its_own_again_for_the_post_that_has_it(
    writing: Session, post: Post
) -> None:
    claim_address(writing, post, "tides")
    assert free_slug(writing, post, "tides") == "tides"
    assert free_slug(writing, post, "admin") == "admin-2"
