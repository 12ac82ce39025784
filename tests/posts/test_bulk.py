"""Many posts changed at once: each by itself, and put back exactly."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from sqlalchemy import select

from blog.auth.models import Role
from blog.core.markdown.style import HouseStyle
from blog.posts import bulk
from blog.posts.bulk import Act, Result, Task
from blog.posts.models import (
    Address,
    Kind,
    Post,
    PostByline,
    PostTag,
    Publication,
    Reason,
    Revision,
    State,
)
from blog.site.context import site_host
from blog.site.queries import read_site
from tests.factories import Somebody, World
from tests.posts.times import HOUR, NOW

LATER = NOW + HOUR / 6
# What writing goes on from is new after an undo; everything else is what it was.
MOVES = {"head_number", "live_number", "edited_at"}


def style_of(world: World) -> HouseStyle:
    with world.reading() as session:
        return read_site(session).style(site_host())


def do(world: World, actor: Somebody, act: Act, *ids: int, **about: Any) -> list[Result]:
    style = style_of(world)
    with world.app.app_context():
        return bulk.do_to_all(ids, Task(act, actor, NOW, style, **about))


def undo(world: World, actor: Somebody, results: Sequence[Result]) -> list[Result]:
    style = style_of(world)
    deeds = {result.post_id: result.deed for result in results if result.deed is not None}
    with world.app.app_context():
        return bulk.undo_all(deeds, actor, LATER, style)


def refusals(results: Sequence[Result]) -> list[str]:
    return [result.refusal for result in results]


def seen(world: World, post_id: int) -> dict[str, Any]:
    """Return what is known of a post besides its history, and what its pointers say."""
    with world.reading() as session:
        session.expire_all()
        post = session.get_one(Post, post_id)
        columns = {c.name: getattr(post, c.name) for c in Post.__table__.columns}
        links: dict[str, Any] = {
            model.__tablename__: sorted(map(repr, session.execute(rows_of(model, post_id)).all()))
            for model in (Address, PostTag, PostByline, Publication)
        }
        return {
            **{name: value for name, value in columns.items() if name not in MOVES},
            **links,
            "head": content(session.get_one(Revision, (post_id, post.head_number))),
            "live": content(session.get(Revision, (post_id, post.live_number or 0))),
            "has_changes": post.has_changes,
        }


def rows_of(model: Any, post_id: int) -> Any:
    return select(*model.__table__.columns).where(model.post_id == post_id)


def content(revision: Revision | None) -> tuple[Any, ...]:
    if revision is None:
        return ()
    names = ("title", "body", "summary", "slug", "tags", "bylines", "visibility")
    return tuple(getattr(revision, name) for name in names)


def draft(world: World, owner: Somebody) -> int:
    return world.draft(owner, title="Tides", tags=("Sea",))


def page(world: World, owner: Somebody) -> int:
    return world.draft(owner, Kind.PAGE, title="About", tags=("Sea",))


def published(world: World, owner: Somebody) -> int:
    post_id = draft(world, owner)
    world.publish(post_id, owner, now=NOW - HOUR)
    return post_id


def edited(world: World, owner: Somebody) -> int:
    post_id = published(world, owner)
    world.save(post_id, owner, 1, title="Tides, edited", body="Pending.", tags=("Sea", "Mud"))
    return post_id


def scheduled(world: World, owner: Somebody) -> int:
    post_id = draft(world, owner)
    world.publish(post_id, owner, NOW + 9 * HOUR, now=NOW - HOUR)
    return post_id


def withdrawn(world: World, owner: Somebody) -> int:
    post_id = published(world, owner)
    world.unpublish(post_id, owner)
    return post_id


def trashed(state: Callable[[World, Somebody], int]) -> Callable[[World, Somebody], int]:
    def made(world: World, owner: Somebody) -> int:
        post_id = state(world, owner)
        world.trash(post_id, owner)
        return post_id

    made.__name__ = f"trashed {state.__name__}"
    return made


STATES = (draft, page, published, edited, scheduled, withdrawn)
TRASHED = tuple(map(trashed, (draft, published, edited, scheduled)))
ACTS: dict[Act, dict[str, Any]] = {
    Act.PUBLISH: {},
    Act.UNPUBLISH: {},
    Act.TAG: {"tag": "Harbour"},
    Act.UNTAG: {"tag": "sea"},
    Act.BYLINE: {},
    Act.TRASH: {},
}
CASES = [
    *(pytest.param(act, state, id=f"{act}, {state.__name__}") for act in ACTS for state in STATES),
    *(pytest.param(Act.RESTORE, state, id=f"restore, {state.__name__}") for state in TRASHED),
]


class TestUndo:
    @pytest.mark.parametrize(("act", "state"), CASES)
    def test_puts_back_exactly_what_was(
        self, world: World, owner: Somebody, act: Act, state: Callable[[World, Somebody], int]
    ) -> None:
        anna = world.person(Role.EDITOR, name="Anna Holm")
        post_id = state(world, owner)
        before = seen(world, post_id)
        about = {"person_id": anna.id} if act is Act.BYLINE else ACTS.get(act, {})
        done = do(world, owner, act, post_id, **about)
        assert refusals(done) == [""]
        assert (done[0].deed is None) == (seen(world, post_id) == before)
        assert refusals(undo(world, owner, done)) == ["" for each in done if each.deed]
        assert seen(world, post_id) == before

    @pytest.mark.parametrize("act", [Act.PUBLISH, Act.TAG, Act.TRASH])
    def test_leaves_what_was_changed_since(self, world: World, owner: Somebody, act: Act) -> None:
        changed, left = published(world, owner), published(world, owner)
        world.save(changed, owner, 1, title="One")
        world.save(left, owner, 1, title="Two")
        done = do(world, owner, act, changed, left, **ACTS[act])
        if act is Act.TRASH:
            world.take_out(changed, owner, undo=False)
        else:
            head = world.post(changed).head_number
            world.save(changed, owner, head, title="Again")
            world.publish(changed, owner)
        after = seen(world, changed)
        first, second = refusals(undo(world, owner, done))
        assert "changed again since" in first
        assert second == ""
        assert seen(world, changed) == after

    def test_asks_again_who_may(self, world: World, owner: Somebody) -> None:
        post_id = published(world, owner)
        done = do(world, owner, Act.TRASH, post_id)
        stranger = world.person(Role.AUTHOR)
        assert refusals(undo(world, stranger, done)) == ["You may not change this post."]
        assert world.post(post_id).trashed_at == NOW


class TestTags:
    def test_come_to_what_is_written_and_what_is_read(self, world: World, owner: Somebody) -> None:
        post_id = edited(world, owner)
        do(world, owner, Act.TAG, post_id, tag="Harbour")
        post = world.post(post_id)
        revisions = {revision.number: revision for revision in world.revisions(post_id)}
        head, live = revisions[post.head_number], revisions[post.live_number or 0]
        assert (head.title, head.tags) == ("Tides, edited", ["Sea", "Mud", "Harbour"])
        assert (live.title, live.tags) == ("Tides", ["Sea", "Harbour"])
        assert [tag["name"] for tag in post.tags] == ["Sea", "Harbour"]
        assert (post.title, post.has_changes) == ("Tides", True)
        assert head.reason is live.reason is Reason.SAVE

    def test_publish_no_pending_text(self, world: World, owner: Somebody) -> None:
        post_id = edited(world, owner)
        before = world.post(post_id)
        shown = (before.html, before.title, before.published_at, before.updated_at)
        do(world, owner, Act.TAG, post_id, tag="Harbour")
        do(world, owner, Act.UNTAG, post_id, tag="Sea")
        after = world.post(post_id)
        assert (after.html, after.title, after.published_at, after.updated_at) == shown

    def test_of_what_has_no_edits_leave_none(self, world: World, owner: Somebody) -> None:
        post_id = published(world, owner)
        number = world.content_number()
        do(world, owner, Act.TAG, post_id, tag="Harbour")
        assert not world.post(post_id).has_changes
        assert world.content_number() > number

    def test_are_known_however_they_are_spelt(self, world: World, owner: Somebody) -> None:
        post_id = world.draft(owner, tags=("Salt marsh",))
        (again,) = do(world, owner, Act.TAG, post_id, tag="SALT  Marsh")
        assert again.deed is None
        do(world, owner, Act.TAG, other := world.draft(owner), tag="salt-marsh")
        assert world.revisions(other)[-1].tags == ["Salt marsh"]

    def test_that_can_be_none_are_refused(self, world: World, owner: Somebody) -> None:
        (result,) = do(world, owner, Act.TAG, world.draft(owner), tag="!?")
        assert "cannot be a tag" in result.refusal

    def test_are_at_most_fifty(self, world: World, owner: Somebody) -> None:
        full = world.draft(owner, tags=tuple(f"T{number}" for number in range(50)))
        (result,) = do(world, owner, Act.TAG, full, tag="One more")
        assert "50 tags already" in result.refusal


class TestOneOfMany:
    def test_that_fails_leaves_the_others_done(self, world: World, owner: Somebody) -> None:
        good, bad = draft(world, owner), world.draft(owner, title="")
        gone = 10**6
        results = do(world, owner, Act.PUBLISH, bad, gone, good)
        assert [result.title for result in results] == ["", None, "Tides"]
        assert refusals(results) == [
            "Give it a title before you publish it.",
            "It was deleted for ever in the meantime.",
            "",
        ]
        assert world.post(good).state is State.PUBLISHED
        assert world.post(bad).state is State.DRAFT

    def test_of_somebody_else_is_refused_without_its_title(
        self, world: World, owner: Somebody
    ) -> None:
        author = world.person(Role.AUTHOR)
        mine, theirs = world.draft(author, title="Mine"), world.draft(owner, title="Secret")
        for act in (Act.PUBLISH, Act.TRASH, Act.TAG):
            results = do(world, author, act, theirs, mine, **ACTS[act])
            assert [result.title for result in results] == [None, "Mine"]
            assert [bool(result.refusal) for result in results] == [True, False]
            undo(world, author, results)

    def test_is_not_published_by_a_contributor(self, world: World, owner: Somebody) -> None:
        contributor = world.person(Role.CONTRIBUTOR)
        (result,) = do(world, contributor, Act.PUBLISH, draft(world, contributor))
        assert result.refusal == "You may not publish this post."

    def test_gets_its_author_from_editors_only(self, world: World, owner: Somebody) -> None:
        author = world.person(Role.AUTHOR)
        (result,) = do(world, author, Act.BYLINE, draft(world, author), person_id=owner.id)
        assert "Only editors" in result.refusal

    def test_is_published_only_where_readers_do_not_have_it(
        self, world: World, owner: Somebody
    ) -> None:
        same, newer, due = published(world, owner), edited(world, owner), scheduled(world, owner)
        results = do(world, owner, Act.PUBLISH, same, newer, due)
        assert [result.deed is not None for result in results] == [False, True, True]
        assert world.post(newer).title == "Tides, edited"
        assert world.post(due).published_at == NOW
