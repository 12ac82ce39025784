"""Several tags are merged or deleted: what fails for one is said of it, and the others go on."""

import logging

import pytest
from sqlalchemy import select

from blog.core import clock
from blog.posts import tagging
from blog.posts.bulk_tagging import Result, delete_all, merge_all
from blog.tags.models import Tag
from tests.factories import Somebody, World


@pytest.fixture
def tags(world: World, editor: Somebody) -> dict[str, int]:
    """Three tags by slug; one post carries all of them, another carries mud."""
    post_id = world.draft(editor, title="Tides", tags=("Sea", "Mud", "Boats"))
    world.publish(post_id, editor)
    world.draft(editor, tags=("Mud",))
    return slugs(world)


def slugs(world: World) -> dict[str, int]:
    with world.reading() as session:
        rows = session.execute(select(Tag.slug, Tag.id))
        return {row.slug: row.id for row in rows}


def merge(world: World, ids: list[int], target_id: int, actor: Somebody) -> list[Result]:
    with world.app.app_context():
        return merge_all(ids, target_id, actor, clock.now())


def delete(world: World, ids: list[int], actor: Somebody) -> list[Result]:
    with world.app.app_context():
        return delete_all(ids, actor, clock.now())


def test_tags_go_into_one_of_them(world: World, editor: Somebody, tags: dict[str, int]) -> None:
    sea, mud, boats = tags["sea"], tags["mud"], tags["boats"]
    results = merge(world, [mud, sea, boats], sea, editor)
    assert results == [Result(mud, "Mud", 2), Result(boats, "Boats", 1)]
    assert slugs(world) == {"sea": sea}
    with world.reading() as session:
        assert [line.posts for line in tagging.tag_lines(session)] == [2]


def test_what_is_gone_is_said_of_it_and_the_others_go_on(
    world: World, editor: Somebody, tags: dict[str, int]
) -> None:
    gone, (result,) = tags["boats"], delete(world, [tags["boats"]], editor)
    assert result == Result(gone, "Boats", 1)
    refused, done = merge(world, [gone, tags["mud"]], tags["sea"], editor)
    assert (refused.name, done.refusal) == ("", "")
    assert "somebody merged or deleted it" in refused.refusal
    again, last = delete(world, [tags["mud"], tags["sea"]], editor)
    assert "somebody merged or deleted it" in again.refusal
    assert last == Result(tags["sea"], "Sea", 2)
    assert slugs(world) == {}


def test_a_target_that_goes_meanwhile_leaves_the_rest(
    world: World, editor: Somebody, tags: dict[str, int]
) -> None:
    (result,) = merge(world, [tags["mud"]], 99_999, editor)
    assert result == Result(
        tags["mud"], "Mud", 2, "The tag to merge into is gone: choose another one."
    )
    assert slugs(world) == tags


def test_whoever_keeps_no_tags_changes_none(
    world: World, author: Somebody, tags: dict[str, int]
) -> None:
    ids = [tags["mud"], tags["boats"]]
    results = merge(world, ids, tags["sea"], author) + delete(world, ids, author)
    assert {result.refusal for result in results} == {tagging.ONLY_EDITORS}
    assert slugs(world) == tags


def test_what_fails_inside_is_logged_and_the_others_go_on(
    world: World,
    editor: Somebody,
    tags: dict[str, int],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    real = tagging.delete_tag

    def fail(session: object, tag_id: int, *rest: object) -> int:
        if tag_id == tags["mud"]:
            raise RuntimeError("The disk is full.")
        return real(session, tag_id, *rest)  # type: ignore[arg-type]  # passed on as they came

    monkeypatch.setattr(tagging, "delete_tag", fail)
    with caplog.at_level(logging.ERROR):
        failed, done = delete(world, [tags["mud"], tags["sea"]], editor)
    assert failed.refusal == "Something failed here; it is as it was."
    assert "The disk is full." in caplog.text
    assert not done.refusal
    assert slugs(world).keys() == {"mud", "boats"}
