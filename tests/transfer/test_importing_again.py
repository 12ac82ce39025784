"""A folder comes in once more: what changed in it, and what was changed here."""

from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient

from blog.core import clock
from blog.posts import actions
from blog.posts.models import Reason, State
from blog.transfer.models import Result
from tests.factories import World
from tests.posts.times import HOUR, NOW
from tests.transfer.folders import Folder, tables

PATH = "posts/tides.md"
EDITED = "It was edited here since; only “overwrite” would put the file above that."


@pytest.fixture
def once(folder: Folder) -> Folder:
    """A folder that came in an hour ago."""
    folder.write(PATH, title="Tides", tags=["Sea"], author="parkr", aliases=["/old"])
    folder.write("posts/draft.md", draft=True)
    folder.write_text("about.md", "# About\n\nBody")
    folder.run()
    folder.now = NOW + HOUR
    return folder


class TestAnotherRun:
    def test_changes_nothing(self, once: Folder, world: World) -> None:
        before = tables(world)
        assert set(once.results().values()) == {Result.UNCHANGED}
        assert tables(world) == before

    def test_with_a_changed_file_makes_one_revision_and_an_update(
        self, once: Folder, world: World, client: FlaskClient
    ) -> None:
        post_id, before = once.post_id(PATH), once.post(PATH)
        once.write(PATH, "Another text.", title="Tides", tags=["Harbour"], author="parkr")
        results = once.results()
        assert results.pop(PATH) is Result.CHANGED  # type: ignore[attr-defined]
        assert set(results.values()) == {Result.UNCHANGED}
        assert [(r.number, r.reason, r.based_on) for r in world.revisions(post_id)] == [
            (1, Reason.IMPORT, None),
            (2, Reason.IMPORT, 1),
        ]
        post = once.post(PATH)
        assert (post.head_number, post.live_number) == (2, 2)
        assert (post.published_at, post.slug) == (before.published_at, before.slug)
        assert post.updated_at == once.now
        assert [tag["slug"] for tag in post.tags or ()] == ["harbour"]
        assert "Another text." in client.get("/tides").text
        assert once.source(PATH).number == 2

    def test_with_a_new_and_without_an_old_file(self, once: Folder) -> None:
        once.write("posts/new.md")
        (once.place / "about.md").unlink()
        assert once.results() == {
            PATH: Result.UNCHANGED,
            "posts/draft.md": Result.UNCHANGED,
            "posts/new.md": Result.MADE,
        }
        # A file that is gone takes nothing with it.
        assert once.post("about.md").state is State.PUBLISHED

    def test_dates_a_post_as_its_file_says_now(self, once: Folder) -> None:
        once.write(PATH, title="Tides", date="2023-01-01 12:00", updated="2023-02-01 12:00")
        once.run()
        post = once.post(PATH)
        assert post.published_at == datetime(2023, 1, 1, 11, tzinfo=UTC)
        assert post.updated_at == datetime(2023, 2, 1, 11, tzinfo=UTC)

    def test_makes_no_revision_of_what_stands_in_none(self, once: Folder, world: World) -> None:
        once.write(PATH, title="Tides", tags=["Sea"], author="parkr", aliases=["/old"], weight=2)
        assert once.results()[PATH] is Result.CHANGED
        assert once.source(PATH).front_matter == {"weight": 2}
        assert len(world.revisions(once.post_id(PATH))) == 1

    def test_does_not_hide_what_readers_saw_by_a_later_date(
        self, once: Folder, world: World
    ) -> None:
        before = tables(world)
        once.write(PATH, title="Tides", date="2030-01-01")
        outcome = next(outcome for outcome in once.run() if outcome.path == PATH)
        assert outcome.result is Result.SKIPPED
        assert "Readers can see this already" in outcome.reason
        assert tables(world) == before

    def test_publishes_a_draft_that_is_none_any_more_and_takes_it_back(
        self, once: Folder, client: FlaskClient
    ) -> None:
        once.write("posts/draft.md")
        once.run()
        assert once.post("posts/draft.md").state is State.PUBLISHED
        assert client.get("/draft").status_code == 200
        once.now += HOUR
        once.write("posts/draft.md", draft=True)
        once.run()
        assert once.post("posts/draft.md").state is State.DRAFT
        assert client.get("/draft").status_code in {404, 410}


class TestWhatWasDoneHere:
    def test_an_edit_is_reported_and_stays(self, once: Folder, world: World) -> None:
        world.save(once.post_id(PATH), once.owner, based_on=1, title="Tides", body="Edited.")
        assert set(once.results().values()) == {Result.UNCHANGED}
        before = tables(world)
        once.write(PATH, "Another text.", title="Tides")
        for dry_run in (True, False):
            outcome = next(o for o in once.run(dry_run=dry_run) if o.path == PATH)
            assert (outcome.result, outcome.reason) == (Result.SKIPPED, EDITED)
        assert tables(world) == before

    def test_an_edit_stays_beneath_when_it_is_overwritten(self, once: Folder, world: World) -> None:
        post_id = once.post_id(PATH)
        world.save(post_id, once.owner, based_on=1, title="Tides", body="Edited.")
        once.write(PATH, "Another text.", title="Tides")
        assert once.results(overwrite=True)[PATH] is Result.CHANGED
        assert [(r.reason, r.body.strip()) for r in world.revisions(post_id)] == [
            (Reason.IMPORT, "Body"),
            (Reason.SAVE, "Edited."),
            (Reason.IMPORT, "Another text."),
        ]
        assert once.post(PATH).live_number == 3
        assert set(once.results().values()) == {Result.UNCHANGED}

    def test_what_was_published_or_taken_back_here_stays_so(
        self, once: Folder, world: World
    ) -> None:
        world.unpublish(once.post_id(PATH), once.owner)
        world.publish(once.post_id("posts/draft.md"), once.owner)
        for path in (PATH, "posts/draft.md"):
            once.write(path, "Another text.", title="Tides", draft=path != PATH)
        reasons = {outcome.path: outcome.reason for outcome in once.run()}
        assert "taken back from readers here since" in reasons[PATH]
        assert "published here since" in reasons["posts/draft.md"]
        assert once.results(overwrite=True)[PATH] is Result.CHANGED
        assert once.post(PATH).state is State.PUBLISHED

    @pytest.mark.parametrize("overwrite", [False, True])
    def test_what_is_in_the_trash_stays_there(
        self, once: Folder, world: World, overwrite: bool
    ) -> None:
        world.trash(once.post_id(PATH), once.owner)
        self.stays(once, world, overwrite, "What it became is in the trash here.")

    @pytest.mark.parametrize("overwrite", [False, True])
    def test_what_was_deleted_for_ever_stays_deleted(
        self, once: Folder, world: World, overwrite: bool
    ) -> None:
        post_id = once.post_id(PATH)
        world.trash(post_id, once.owner)
        with world.writing() as session:
            actions.delete_for_ever(session, post_id, once.owner, clock.now())
        assert once.source(PATH).post_id is None
        assert once.results()[PATH] is Result.UNCHANGED
        self.stays(once, world, overwrite, "What it became was deleted here, and stays deleted.")

    def stays(self, once: Folder, world: World, overwrite: bool, reason: str) -> None:
        before = tables(world)
        once.write(PATH, "Another text.", title="Tides")
        outcome = next(o for o in once.run(overwrite=overwrite) if o.path == PATH)
        assert (outcome.result, outcome.reason) == (Result.SKIPPED, reason)
        assert tables(world) == before


class TestDryRun:
    def test_changes_nothing_and_says_what_a_run_says(self, once: Folder, world: World) -> None:
        world.published(once.owner, slug="harbour")
        world.save(once.post_id("about.md"), once.owner, based_on=1, title="About", body="Mine.")
        once.write(PATH, "Another text.", title="Tides", date="2023-01-01")
        once.write("about.md", "Changed", title="About")
        once.write("posts/harbour.md", "{% include a %}", author="new", tags=["New"])
        once.write("posts/moved.md", aliases=["/old"])
        once.write_text("posts/nameless.md", "No title")
        once.write("posts/draft.md", draft=True, weight=2)
        before = tables(world)
        said = once.run(dry_run=True)
        assert tables(world) == before
        assert said == once.run()
        assert {outcome.result for outcome in said} == {
            Result.MADE,
            Result.CHANGED,
            Result.SKIPPED,
        }
        notes = {outcome.path: outcome.notes for outcome in said if outcome.notes}
        taken, leads = (
            "The address “harbour” is taken; this one is “harbour-2”.",
            ("The old address “/old” leads to another post already.",),
        )
        assert notes["posts/harbour.md"][1:] == (taken,)
        assert notes["posts/moved.md"] == leads
        assert tables(world) != before


def test_a_file_is_dated_no_earlier_than_its_own_update(folder: Folder) -> None:
    folder.write(PATH, date="2024-03-02", updated="2024-03-01")
    folder.run()
    post = folder.post(PATH)
    assert post.updated_at == post.published_at
    assert post.published_at is not None
    assert NOW - post.published_at > timedelta(days=900)
