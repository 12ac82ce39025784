"""Undo of publishing: everything about a post is as it was before, but for the log."""

from collections.abc import Callable
from random import Random

import pytest
from sqlalchemy import select, update

from blog.core.errors import DomainError, Forbidden
from blog.core.html import render
from blog.posts import undoing
from blog.posts.models import State
from blog.posts.rendering import OUT_OF_DATE
from blog.posts.undoing import Return
from blog.site.context import site_host
from blog.site.models import Site
from blog.site.queries import read_site
from blog.tags.models import Tag
from tests.factories import Somebody, World
from tests.posts.standings import (
    BODY,
    Act,
    back_at_a_former_address,
    in_review,
    live,
    live_and_edited,
    never_published,
    patched,
    publish,
    put_back,
    scheduled,
    scheduled_and_edited,
    unchanged,
    undone_before,
    unpublish,
    withdrawn,
)
from tests.posts.stored import addresses, publications
from tests.posts.times import HOUR, NOW


class TestExactly:
    @pytest.mark.parametrize(
        "make",
        [
            never_published,
            in_review,
            live,
            live_and_edited,
            back_at_a_former_address,
            withdrawn,
            undone_before,
            scheduled,
            scheduled_and_edited,
            patched,
        ],
        ids=lambda make: make.__name__,
    )
    @pytest.mark.parametrize(
        "act",
        [
            publish,
            lambda world, owner, post_id: publish(world, owner, post_id, at=NOW - 90 * HOUR),
            lambda world, owner, post_id: publish(
                world, owner, post_id, at=NOW + 5 * HOUR, now=NOW - 4 * HOUR
            ),
        ],
        ids=["now", "an earlier date", "a later time"],
    )
    def test_after_publishing(
        self,
        world: World,
        owner: Somebody,
        make: Callable[[World, Somebody], int],
        act: Act,
    ) -> None:
        post_id = make(world, owner)
        with unchanged(world, post_id):
            put_back(world, owner, post_id, act(world, owner, post_id))

    @pytest.mark.parametrize(
        "make",
        [live, live_and_edited, scheduled, scheduled_and_edited, patched],
        ids=lambda make: make.__name__,
    )
    def test_after_unpublishing(
        self, world: World, owner: Somebody, make: Callable[[World, Somebody], int]
    ) -> None:
        post_id = make(world, owner)
        with unchanged(world, post_id):
            put_back(world, owner, post_id, unpublish(world, owner, post_id))

    def test_after_the_trash(self, world: World, owner: Somebody) -> None:
        for make in (never_published, live_and_edited, scheduled):
            post_id = make(world, owner)
            with unchanged(world, post_id):
                world.trash(post_id, owner)
                world.take_out(post_id, owner, undo=True)

    def test_one_after_the_other(self, world: World, owner: Somebody) -> None:
        post_id = live_and_edited(world, owner)
        with unchanged(world, post_id):
            first = publish(world, owner, post_id)
            second = unpublish(world, owner, post_id)
            put_back(world, owner, post_id, second)
            put_back(world, owner, post_id, first)

    @pytest.mark.parametrize("seed", range(6))
    def test_any_acts_one_after_the_other(self, world: World, owner: Somebody, seed: int) -> None:
        chance = Random(seed)
        post_id = chance.choice([never_published, live_and_edited, scheduled])(world, owner)
        undos = []
        with unchanged(world, post_id):
            for step in range(6):
                now = NOW + step * HOUR
                if chance.random() < 0.4 and world.post(post_id).state is State.PUBLISHED:
                    undos.append(unpublish(world, owner, post_id))
                else:
                    can_wait = not world.post(post_id).is_due(now)
                    moments = [None, now - 50 * HOUR, *([now + 9 * HOUR] if can_wait else [])]
                    undos.append(publish(world, owner, post_id, chance.choice(moments), now))
            for undo in reversed(undos):
                put_back(world, owner, post_id, undo)


class TestWhatItLeaves:
    def test_an_address_that_only_it_took_is_free_again(
        self, world: World, owner: Somebody
    ) -> None:
        post_id = never_published(world, owner)
        put_back(world, owner, post_id, publish(world, owner, post_id))
        assert addresses(world) == {}
        assert world.published(owner, title="Another", slug="tides") == "tides"

    def test_the_log_holds_what_stands(self, world: World, owner: Somebody) -> None:
        post_id = live_and_edited(world, owner)
        undo = publish(world, owner, post_id)
        assert [row[0] for row in publications(world, post_id)] == [1, 2]
        put_back(world, owner, post_id, undo)
        assert [row[0] for row in publications(world, post_id)] == [1]

    def test_caches_are_told(self, world: World, owner: Somebody) -> None:
        post_id = live_and_edited(world, owner)
        undo = publish(world, owner, post_id)
        before = world.content_number()
        put_back(world, owner, post_id, undo)
        assert world.content_number() == before + 1

    def test_what_was_written_meanwhile_stays(self, world: World, owner: Somebody) -> None:
        post_id = live(world, owner)
        world.save(post_id, owner, 1, title="Tides", body="Two.")
        undo = publish(world, owner, post_id)
        world.save(post_id, owner, 2, title="Tides", body="Three.")
        put_back(world, owner, post_id, undo)
        post = world.post(post_id)
        assert (post.live_number, post.head_number) == (1, 3)
        assert world.revisions(post_id)[-1].body == "Three."

    def test_another_style_of_the_site_is_brought_up_to_date_later(
        self, world: World, owner: Somebody
    ) -> None:
        post_id = live(world, owner)
        undo = unpublish(world, owner, post_id)
        with world.reading() as session:
            style = read_site(session).style(site_host())
        with world.writing() as session:
            session.execute(update(Site).values(smart_punctuation=False))
        with world.writing() as session:
            change = Return(undo, render(BODY, style), style)
            undoing.put_back(session, post_id, change, owner, NOW)
        assert world.post(post_id).renderer_version == OUT_OF_DATE

    def test_unpublishing_a_draft_leaves_nothing_to_undo(
        self, world: World, owner: Somebody
    ) -> None:
        post_id = world.draft(owner)
        with world.writing() as session:
            assert undoing.unpublish(session, post_id, owner, NOW)[1] is None


class TestTooLate:
    @pytest.mark.parametrize(
        "meanwhile",
        [
            lambda world, owner, post_id, undo: publish(world, owner, post_id, now=NOW + HOUR),
            lambda world, owner, post_id, undo: unpublish(world, owner, post_id),
            lambda world, owner, post_id, undo: world.trash(post_id, owner),
            put_back,
        ],
        ids=["published again", "unpublished", "in the trash", "undone already"],
    )
    def test_is_refused_and_changes_nothing(
        self, world: World, owner: Somebody, meanwhile: Callable[..., object]
    ) -> None:
        post_id = live_and_edited(world, owner)
        undo = publish(world, owner, post_id)
        meanwhile(world, owner, post_id, undo)
        number = world.content_number()
        with unchanged(world, post_id), pytest.raises(DomainError, match=r"since|in the trash"):
            put_back(world, owner, post_id, undo)
        assert world.content_number() == number

    def test_a_tag_that_is_gone_cannot_be_put_back(self, world: World, owner: Somebody) -> None:
        post_id = live_and_edited(world, owner)
        undo = publish(world, owner, post_id)
        with world.writing() as session:
            session.delete(session.scalars(select(Tag).where(Tag.slug == "sea")).one())
        with unchanged(world, post_id), pytest.raises(DomainError, match="again since"):
            put_back(world, owner, post_id, undo)

    def test_whoever_may_not_publish_may_not_undo(self, world: World, owner: Somebody) -> None:
        author = world.person(name="Anna Holm")
        post_id = live(world, author)
        undo = unpublish(world, owner, post_id)
        with unchanged(world, post_id), pytest.raises(Forbidden):
            put_back(world, world.person(), post_id, undo)
