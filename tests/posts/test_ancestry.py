"""The base of a merge: the newest revision from which both texts come."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete

from blog.core import clock
from blog.posts.ancestry import _ancestors, base_of
from blog.posts.models import Reason, Revision
from blog.posts.snapshot import snapshot_of
from tests.factories import Somebody, World

# Which revision each comes from, and what it was merged with; the first comes from nothing.
History = Mapping[int, tuple[int | None, int | None]]


def store(world: World, who: Somebody, history: History) -> int:
    """Make a post with this history, and return its id."""
    post_id = world.draft(who, body="1")
    with world.writing() as session:
        for number, (based_on, merged_with) in history.items():
            session.add(
                Revision(
                    post_id=post_id,
                    number=number,
                    based_on=based_on,
                    merged_with=merged_with,
                    author_id=who.id,
                    created_at=clock.now(),
                    reason=Reason.AUTOSAVE,
                    title="",
                    body=str(number),
                    summary="",
                    slug="",
                    tags=[],
                    bylines=[],
                    visibility="public",
                )
            )
    return post_id


def base(world: World, post_id: int, one: int, other: int) -> int | None:
    with world.reading() as session:
        found = base_of(session, post_id, one, other)
        assert found is None or snapshot_of(found).body == str(found.number)
        return None if found is None else found.number


@pytest.mark.parametrize(
    ("history", "one", "other", "expected"),
    [
        # One after the other.
        ({2: (1, None), 3: (2, None)}, 1, 3, 1),
        ({2: (1, None), 3: (2, None)}, 2, 3, 2),
        ({2: (1, None), 3: (2, None)}, 3, 3, 3),
        # Two beside each other, each with one more.
        ({2: (1, None), 3: (1, None), 4: (2, None), 5: (3, None)}, 4, 5, 1),
        # After a merge (4) of what was typed (3) with the head (2), who typed goes on from 3.
        ({2: (1, None), 3: (1, None), 4: (2, 3), 5: (3, None)}, 5, 4, 3),
        # Or from the merge, while the other goes on from what it had.
        ({2: (1, None), 3: (1, None), 4: (2, 3), 5: (4, None), 6: (2, None)}, 6, 5, 2),
        # Merged twice, each way.
        ({2: (1, None), 3: (1, None), 4: (2, 3), 5: (3, None), 6: (4, 5)}, 5, 6, 5),
        # A base that never was comes from nowhere, and so does one that says of itself so.
        ({2: (1, None)}, 9, 2, None),
        ({2: (1, None)}, 0, 2, None),
        ({2: (1, None)}, -5, 2, None),
        ({2: (0, None)}, 1, 2, None),
        # Nobody based anything on a later one, but a row may say so.
        ({2: (3, None), 3: (2, None)}, 2, 3, 3),
    ],
    ids=str,
)
def test_is_the_newest_that_both_come_from(
    world: World,
    owner: Somebody,
    history: History,
    one: int,
    other: int,
    expected: int | None,
) -> None:
    post_id = store(world, owner, history)
    assert base(world, post_id, one, other) == expected
    assert base(world, post_id, other, one) == expected


@pytest.mark.parametrize(("gone", "expected"), [([2], 1), ([2, 3], 1), ([3], 2), ([4], 2)])
def test_what_was_thinned_out_is_the_nearest_older_one(
    world: World, owner: Somebody, gone: list[int], expected: int
) -> None:
    """1, 2, 3, 4 follow each other; 5 goes on from 4, and somebody types on from 2."""
    history = {number: (number - 1, None) for number in range(2, 6)}
    post_id = store(world, owner, history)
    with world.writing() as session:
        session.execute(
            delete(Revision).where(Revision.post_id == post_id, Revision.number.in_(gone))
        )
    assert base(world, post_id, 2, 5) == expected


def test_another_post_is_no_ancestor(world: World, owner: Somebody) -> None:
    post_id = store(world, owner, {2: (1, None)})
    store(world, owner, {number: (number - 1, None) for number in range(2, 9)})
    assert base(world, post_id, 7, 2) is None


def test_a_long_history_is_read_in_one_walk() -> None:
    parents = {number: [number - 1, max(1, number - 2)] for number in range(2, 50_000)}
    assert len(_ancestors({1: [], **parents}, 49_999)) == 49_999


@st.composite
def histories(draw: st.DrawFn) -> dict[int, list[int]]:
    """Revisions, each based on older ones, some of which are gone."""
    parents: dict[int, list[int]] = {1: []}
    for number in range(2, draw(st.integers(2, 12))):
        older = st.integers(1, number - 1)
        parents[number] = draw(st.lists(older, min_size=1, max_size=2))
    for number in draw(st.sets(st.sampled_from(sorted(parents)))) - {1}:
        del parents[number]
    return parents


@given(histories(), st.integers(-2, 15))
def test_ancestors_are_kept_older_and_complete(parents: dict[int, list[int]], number: int) -> None:
    found = _ancestors(parents, number)
    assert found <= parents.keys()
    assert all(each <= number for each in found)
    assert bool(found) is (1 <= number <= max(parents))
    for each in found:
        for parent in parents[each]:
            assert max(kept for kept in parents if kept <= parent) in found
