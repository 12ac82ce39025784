"""What happens while stored HTML is brought up to date: other people, other settings, failures."""

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from blog.core import clock
from blog.core.html import Rendered, render
from blog.core.markdown.style import HouseStyle
from blog.media.resolving import typeset
from blog.posts import actions, publishing, rendering
from blog.posts.models import State
from blog.posts.publishing import PublicationChange
from blog.posts.rendering import Batch
from blog.site.context import site_host
from blog.site.queries import read_site
from tests.factories import Somebody, World
from tests.posts.aged import age, bring_up, change, row, stale
from tests.posts.stored import seen


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
        monkeypatch.setattr(rendering, "typeset", render_all_but_broken)
        self.check(world, three, "ZeroDivisionError: a fault of ours")

    def test_to_be_stored(self, world: World, three: list[int]) -> None:
        refuse(world, three[1])
        self.check(world, three, "not this one")

    def test_it_is_tried_again_the_next_time(
        self, world: World, three: list[int], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with monkeypatch.context() as patch:
            patch.setattr(rendering, "typeset", render_all_but_broken)
            bring_up(world)
        assert stale(world) == 1
        assert bring_up(world) == [Batch(changed=1)]
        assert stale(world) == 0


def render_all_but_broken(session: Session, body: str, style: HouseStyle) -> Rendered:
    """No text is known that the renderer fails at; this is what it would be like."""
    if body == "Broken":
        raise ZeroDivisionError("a fault of ours")
    return typeset(session, body, style)


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
