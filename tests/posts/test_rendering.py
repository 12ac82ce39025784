"""Stored HTML that is out of date, and how it is brought up to date."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from blog.core import clock
from blog.core.html import RENDERER_VERSION, Rendered, render
from blog.core.markdown.style import HouseStyle
from blog.posts import actions, publishing, rendering
from blog.posts.models import Kind, State, Visibility
from blog.posts.publishing import PublicationChange
from blog.posts.rendering import Batch, bring_up_to_date
from blog.site.actions import SettingsChange, change_settings
from blog.site.context import site_host
from blog.site.queries import read_site
from tests.factories import Somebody, World
from tests.posts.aged import age, bring_up, rendered_now, row
from tests.posts.many import add_posts
from tests.posts.stored import publications, seen
from tests.statements import statements

BODY = '## One\n\nThe "harbour" at low water.\n'


def change(world: World, **settings: Any) -> int:
    """Change settings of the site; return how many posts that made out of date."""
    with world.writing() as session:
        return change_settings(session, SettingsChange(**settings), clock.now()).out_of_date


def stale(world: World) -> int:
    with world.reading() as session:
        return rendering.count_stale(session)


class TestOnePost:
    def test_what_readers_get_is_what_would_be_published_now(
        self, world: World, owner: Somebody
    ) -> None:
        post_id = world.draft(owner, body=BODY)
        world.publish(post_id, owner)
        age(world, post_id)
        assert bring_up(world) == [Batch(changed=1)]
        assert row(world, post_id).items() >= rendered_now(world, BODY).items()
        assert world.post(post_id).renderer_version == RENDERER_VERSION

    def test_nothing_else_about_it_changes(self, world: World, owner: Somebody) -> None:
        post_id = world.draft(owner, body=BODY, tags=("Sea",), summary="A summary")
        world.publish(post_id, owner)
        world.save(post_id, owner, based_on=1, body="Not published.")
        age(world, post_id)
        before, acts = row(world, post_id), publications(world, post_id)
        history = [columns_of_revision(each) for each in world.revisions(post_id)]
        bring_up(world)
        assert row(world, post_id) == before | rendered_now(world, BODY)
        assert publications(world, post_id) == acts
        assert [columns_of_revision(each) for each in world.revisions(post_id)] == history

    def test_what_comes_out_the_same_gets_the_version_only(
        self, world: World, owner: Somebody
    ) -> None:
        post_id = world.draft(owner, body=BODY)
        world.publish(post_id, owner)
        age(world, post_id, **rendered_now(world, BODY) | {"renderer_version": 1})
        before = row(world, post_id)
        with statements() as executed:
            assert bring_up(world) == [Batch(same=1)]
        assert row(world, post_id) == before | {"renderer_version": RENDERER_VERSION}
        (writing,) = [each for each in executed if each.startswith("UPDATE posts")]
        assert "html" not in writing

    def test_it_is_the_text_that_readers_see_and_not_the_newest_one(
        self, world: World, owner: Somebody
    ) -> None:
        post_id = world.draft(owner, body="One.")
        world.publish(post_id, owner)
        world.save(post_id, owner, based_on=1, body="Two.")
        age(world, post_id)
        bring_up(world)
        assert world.post(post_id).html == "<p>One.</p>\n"
        assert world.post(post_id).has_changes


def columns_of_revision(revision: object) -> dict[str, object]:
    return {name: value for name, value in vars(revision).items() if not name.startswith("_")}


class TestWhich:
    def test_everything_that_readers_see_or_would_see_again(
        self, world: World, owner: Somebody
    ) -> None:
        ids = {
            "post": world.draft(owner),
            "page": world.draft(owner, Kind.PAGE),
            "scheduled": world.draft(owner),
            "private": world.draft(owner, visibility=Visibility.PRIVATE),
            "unlisted": world.draft(owner, visibility=Visibility.UNLISTED),
            "trashed": world.draft(owner),
        }
        for name, post_id in ids.items():
            later = clock.now() + timedelta(days=9) if name == "scheduled" else None
            world.publish(post_id, owner, later)
        world.trash(ids["trashed"], owner)
        age(world, *ids.values())
        assert bring_up(world) == [Batch(changed=len(ids))]
        assert {world.post(each).renderer_version for each in ids.values()} == {RENDERER_VERSION}

    def test_nothing_that_is_a_draft_and_nothing_that_is_up_to_date(
        self, world: World, owner: Somebody
    ) -> None:
        world.published(owner)
        draft, withdrawn = world.draft(owner), world.draft(owner)
        world.publish(withdrawn, owner)
        world.unpublish(withdrawn, owner)
        age(world, draft, withdrawn)
        before, number = row(world, withdrawn), world.content_number()
        assert bring_up(world) == []
        assert row(world, withdrawn) == before
        assert world.content_number() == number

    def test_a_draft_that_was_public_is_rendered_anew_when_it_is_published_again(
        self, world: World, owner: Somebody
    ) -> None:
        post_id = world.draft(owner, body=BODY)
        world.publish(post_id, owner)
        world.unpublish(post_id, owner)
        age(world, post_id)
        world.publish(post_id, owner)
        assert row(world, post_id).items() >= rendered_now(world, BODY).items()


class TestBatches:
    NUMBER = 2 * rendering.BATCH + 7

    def test_every_batch_is_stored_and_the_last_one_raises_the_content_version(
        self, world: World, owner: Somebody
    ) -> None:
        add_posts(world, owner, self.NUMBER)
        number, numbers = world.content_number(), []
        with world.app.app_context():
            for batch in bring_up_to_date(site_host(), clock.now):
                numbers.append(world.content_number() - number)
                assert batch.done <= rendering.BATCH
        assert numbers == [0, 0, 1]
        assert stale(world) == 0

    def test_stopped_between_two_it_goes_on_and_caches_are_told_at_the_end(
        self, world: World, owner: Somebody
    ) -> None:
        add_posts(world, owner, self.NUMBER)
        number = world.content_number()
        with world.app.app_context():
            batches = bring_up_to_date(site_host(), clock.now)
            assert next(batches) == Batch(changed=rendering.BATCH)
        assert world.content_number() == number
        assert stale(world) == self.NUMBER - rendering.BATCH
        assert sum(batch.changed for batch in bring_up(world)) == self.NUMBER - rendering.BATCH
        assert world.content_number() == number + 1

    def test_a_batch_of_long_texts_is_shorter(
        self, world: World, owner: Somebody, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(rendering, "LARGEST_BATCH", 20)
        add_posts(world, owner, 5)
        assert [batch.changed for batch in bring_up(world)] == [2, 2, 1]

    def test_texts_are_read_one_at_a_time(self, world: World, owner: Somebody) -> None:
        add_posts(world, owner, 7)
        with statements() as executed:
            bring_up(world)
        assert sum("revisions.body" in statement for statement in executed) == 7


class TestWhatSomebodyDoesMeanwhile:
    @pytest.fixture
    def aged(self, world: World, owner: Somebody) -> int:
        post_id = world.draft(owner, title="Tides", body="One.")
        world.publish(post_id, owner)
        age(world, post_id)
        return post_id

    def store(self, world: World, *attempts: rendering.Proof | rendering.Failure) -> Batch:
        with world.writing() as session:
            style = read_site(session).style(site_host())
            return rendering.store(session, attempts, style)

    def rendered(self, world: World, post_id: int) -> rendering.Proof | rendering.Failure:
        with world.reading() as session:
            style = read_site(session).style(site_host())
            (attempt,) = rendering.render_live([post_id], style)
        return attempt

    def test_an_update_is_not_overwritten(self, world: World, owner: Somebody, aged: int) -> None:
        attempt = self.rendered(world, aged)
        world.save(aged, owner, based_on=1, title="Tides", body="Two.")
        world.publish(aged, owner)
        before = row(world, aged)
        assert self.store(world, attempt) == Batch()
        assert row(world, aged) == before
        assert before["html"] == "<p>Two.</p>\n"

    def test_an_update_by_an_older_version_of_the_program_is_rendered_in_turn(
        self, world: World, owner: Somebody, aged: int
    ) -> None:
        attempt = self.rendered(world, aged)
        world.save(aged, owner, based_on=1, title="Tides", body="Two.")
        world.publish(aged, owner)
        age(world, aged)
        assert self.store(world, attempt) == Batch()
        assert bring_up(world) == [Batch(changed=1)]
        assert world.post(aged).html == "<p>Two.</p>\n"

    def test_what_was_taken_back_or_deleted_stays_so(
        self, world: World, owner: Somebody, aged: int
    ) -> None:
        attempt = self.rendered(world, aged)
        world.unpublish(aged, owner)
        before = row(world, aged)
        assert self.store(world, attempt) == Batch()
        assert row(world, aged) == before
        world.trash(aged, owner)
        with world.writing() as session:
            actions.delete_for_ever(session, aged, owner, clock.now())
        assert self.store(world, attempt) == Batch()
        with world.reading():
            assert rendering.render_live([aged], HouseStyle()) == []

    def test_nothing_is_stored_in_a_style_that_is_not_the_site_s_any_more(
        self, world: World, aged: int
    ) -> None:
        attempt = self.rendered(world, aged)
        with world.reading() as session:
            style = read_site(session).style(site_host())
        change(world, language="de")
        before = row(world, aged)
        with world.writing() as session:
            assert rendering.store(session, [attempt], style) == Batch()
        assert row(world, aged) == before


class TestTheStyleOfTheSite:
    QUOTED = 'He said "now".'

    def test_another_one_makes_all_stored_html_out_of_date(
        self, world: World, owner: Somebody
    ) -> None:
        post_id = world.draft(owner, body=self.QUOTED)
        world.publish(post_id, owner)
        world.draft(owner)
        before = seen(world, post_id)
        assert change(world, language="de") == 1
        assert seen(world, post_id) == before, "readers get the old one until then"
        bring_up(world)
        assert "„now“" in world.post(post_id).html
        assert change(world, smart_punctuation=False) == 1
        bring_up(world)
        assert not {"„", "“", "”"} & set(world.post(post_id).html)

    def test_what_was_rendered_before_it_changed_and_published_after_is_out_of_date(
        self, world: World, owner: Somebody
    ) -> None:
        post_id = world.draft(owner, body=self.QUOTED)
        with world.reading() as session:
            style = read_site(session).style(site_host())
        made = PublicationChange(1, render(self.QUOTED, style), style=style)
        change(world, language="de")
        with world.writing() as session:
            publishing.publish(session, post_id, made, owner, clock.now())
        assert world.post(post_id).state is State.PUBLISHED
        assert "“now”" in world.post(post_id).html
        assert bring_up(world) == [Batch(changed=1)]
        assert "„now“" in world.post(post_id).html


class TestOneThatFails:
    """It is told, and the others go on."""

    @pytest.fixture
    def three(self, world: World, owner: Somebody) -> list[int]:
        ids = [world.draft(owner, title=name, body=name) for name in ("First", "Broken", "Last")]
        for post_id in ids:
            world.publish(post_id, owner)
        age(world, *ids)
        return ids

    def check(self, world: World, three: list[int], reason: str) -> None:
        number, before = world.content_number(), row(world, three[1])
        (batch,) = bring_up(world)
        (failure,) = batch.failures
        assert (batch.changed, batch.done) == (2, 3)
        assert (failure.live.post_id, failure.live.slug) == (three[1], "broken")
        assert failure.reason == reason
        assert row(world, three[1]) == before
        assert world.post(three[0]).html == "<p>First</p>\n"
        assert world.post(three[2]).html == "<p>Last</p>\n"
        assert world.content_number() == number + 1

    def test_to_be_rendered(
        self, world: World, three: list[int], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(rendering, "render", render_all_but_broken)
        self.check(world, three, "ZeroDivisionError: a fault of ours")

    def test_to_be_stored(self, world: World, three: list[int]) -> None:
        refuse(world, three[1])
        self.check(world, three, "not this one")

    def test_it_is_tried_again_the_next_time(
        self, world: World, three: list[int], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with monkeypatch.context() as patch:
            patch.setattr(rendering, "render", render_all_but_broken)
            bring_up(world)
        assert stale(world) == 1
        assert bring_up(world) == [Batch(changed=1)]
        assert stale(world) == 0


def render_all_but_broken(body: str, style: HouseStyle) -> Rendered:
    """No text is known that the renderer fails at; this is what it would be like."""
    if body == "Broken":
        raise ZeroDivisionError("a fault of ours")
    return render(body, style)


def refuse(world: World, post_id: int) -> None:
    """Make the database refuse every change of a post."""
    with world.writing() as session:
        if session.get_bind().dialect.name == "sqlite":
            deed = "BEGIN SELECT RAISE(ABORT, 'not this one'); END"
        else:
            session.execute(
                text(
                    "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql "
                    "AS $$ BEGIN RAISE EXCEPTION 'not this one'; END $$"
                )
            )
            deed = "EXECUTE FUNCTION refuse()"
        session.execute(
            text(
                "CREATE TRIGGER refusal BEFORE UPDATE ON posts FOR EACH ROW "
                f"WHEN (NEW.id = {post_id}) {deed}"
            )
        )
