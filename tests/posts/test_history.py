"""Names of versions, and what is thinned out of a history."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update

from blog.auth.models import Role
from blog.core.database import db
from blog.core.errors import DomainError, FieldError, Forbidden
from blog.posts import history
from blog.posts.history import Thinned, name_revision, nearest_kept, thin_all
from blog.posts.models import Post, Reason, Revision
from blog.posts.snapshot import snapshot_of
from tests.conftest import Site
from tests.factories import Somebody, World
from tests.posts.times import NOW
from tests.posts.versions import add_versions, numbers
from tests.statements import statements

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
OLD, OLDER = NOW - 10 * DAY, NOW - 40 * DAY
LONDON, SYDNEY = ZoneInfo("Europe/London"), ZoneInfo("Australia/Sydney")


@pytest.fixture
def post_id(world: World, author: Somebody) -> int:
    """A post that somebody saved by hand once, long ago."""
    return world.draft(author, now=OLDER - DAY, title="Tides", body="First.")


def every(step: timedelta, times: int, begin: datetime) -> list[datetime]:
    return [begin + step * each for each in range(times)]


def name(world: World, post_id: int, number: int, actor: Somebody, words: str) -> None:
    with world.writing() as session:
        name_revision(session, post_id, number, words, actor)


def thin(world: World, zone: ZoneInfo = LONDON, *, dry_run: bool = False) -> list[Thinned]:
    with world.app.app_context():
        return list(thin_all(NOW, zone, dry_run=dry_run))


class TestNames:
    def test_a_version_gets_a_name_and_loses_it_again(
        self, world: World, author: Somebody, post_id: int
    ) -> None:
        before = snapshot_of(world.revisions(post_id)[0])
        name(world, post_id, 1, author, "Second go")
        (revision,) = world.revisions(post_id)
        assert revision.name == "Second go"
        assert snapshot_of(revision) == before
        name(world, post_id, 1, author, "")
        assert world.revisions(post_id)[0].name == ""

    def test_a_name_has_an_end(self, world: World, author: Somebody, post_id: int) -> None:
        name(world, post_id, 1, author, "é" * 100)
        with pytest.raises(FieldError, match="101 characters; at most 100") as refused:
            name(world, post_id, 1, author, "é" * 101)
        assert refused.value.field == "name"
        assert world.revisions(post_id)[0].name == "é" * 100

    def test_only_who_may_edit_the_post_names_its_versions(
        self, world: World, editor: Somebody, post_id: int
    ) -> None:
        name(world, post_id, 1, editor, "By an editor")
        with pytest.raises(Forbidden):
            name(world, post_id, 1, world.person(Role.AUTHOR), "By another author")

    def test_a_version_that_is_not_there_has_no_name(
        self, world: World, author: Somebody, post_id: int
    ) -> None:
        with pytest.raises(DomainError, match="does not exist any more"):
            name(world, post_id, 2, author, "Nothing")


class TestWhatIsThinned:
    def test_within_seven_days_nothing(self, world: World, author: Somebody, post_id: int) -> None:
        add_versions(world, post_id, author, every(MINUTE, 20, NOW - 6 * DAY))
        assert thin(world) == []
        assert len(numbers(world, post_id)) == 21

    def test_within_a_month_the_last_of_each_hour_stays(
        self, world: World, author: Somebody, post_id: int
    ) -> None:
        # From 12:00, six an hour: 2 to 7, 8 to 13, 14 to 19; then the head.
        add_versions(world, post_id, author, [*every(10 * MINUTE, 18, OLD), NOW])
        assert thin(world) == [Thinned(post_id, 15)]
        assert numbers(world, post_id) == [1, 7, 13, 19, 20]

    def test_later_the_last_of_each_day_stays(
        self, world: World, author: Somebody, post_id: int
    ) -> None:
        # From 12:00, one every four hours: three on the first day, six on the next.
        add_versions(world, post_id, author, [*every(4 * HOUR, 9, OLDER), NOW])
        thin(world)
        assert numbers(world, post_id) == [1, 4, 10, 11]

    def test_hours_and_days_are_those_of_the_site(
        self, world: World, author: Somebody, post_id: int
    ) -> None:
        # At 12:00 and at 14:00 in London, which is 23:00 and 01:00 in Sydney.
        two = [OLDER, OLDER + 2 * HOUR]
        add_versions(world, post_id, author, [*two, NOW])
        assert thin(world, SYDNEY) == []
        assert thin(world, LONDON) == [Thinned(post_id, 1)]

    def test_an_hour_that_comes_twice_is_two_hours(
        self, world: World, author: Somebody, post_id: int
    ) -> None:
        # In London the clocks went back at 01:00 UTC on 25 October 2026.
        night = [datetime(2026, 10, 25, hour, 30, tzinfo=UTC) for hour in (0, 1)]
        add_versions(world, post_id, author, [*night, NOW])
        assert thin_at(world, datetime(2026, 11, 10, tzinfo=UTC)) == []

    def test_again_there_is_nothing_left_to_do(
        self, world: World, author: Somebody, post_id: int
    ) -> None:
        add_versions(world, post_id, author, [*every(MINUTE, 300, OLDER), NOW])
        thin(world)
        kept = numbers(world, post_id)
        assert thin(world) == []
        assert numbers(world, post_id) == kept

    def test_a_dry_run_counts_and_deletes_nothing(
        self, world: World, author: Somebody, post_id: int
    ) -> None:
        add_versions(world, post_id, author, [*every(MINUTE, 10, OLD), NOW])
        assert thin(world, dry_run=True) == [Thinned(post_id, 9)]
        assert len(numbers(world, post_id)) == 12


def thin_at(world: World, now: datetime) -> list[Thinned]:
    with world.app.app_context():
        return list(thin_all(now, LONDON))


class TestWhatIsNever:
    @pytest.mark.parametrize("reason", sorted(set(Reason) - {Reason.AUTOSAVE}))
    def test_what_did_not_save_itself(
        self, world: World, author: Somebody, post_id: int, reason: Reason
    ) -> None:
        add_versions(world, post_id, author, every(MINUTE, 5, OLDER), reason)
        assert thin(world) == []

    def test_the_head(self, world: World, author: Somebody, post_id: int) -> None:
        add_versions(world, post_id, author, every(MINUTE, 5, OLDER))
        with world.writing() as session:
            session.get_one(Post, post_id).head_number = 3
        thin(world)
        assert numbers(world, post_id) == [1, 3, 6]

    def test_one_with_a_name(self, world: World, author: Somebody, post_id: int) -> None:
        add_versions(world, post_id, author, every(MINUTE, 5, OLDER))
        name(world, post_id, 3, author, "Second go")
        thin(world)
        assert numbers(world, post_id) == [1, 3, 6]

    def test_what_was_ever_published(
        self, world: World, author: Somebody, editor: Somebody, post_id: int
    ) -> None:
        add_versions(world, post_id, author, every(MINUTE, 2, OLDER))
        world.publish(post_id, editor)
        add_versions(world, post_id, author, every(MINUTE, 2, OLDER + 5 * MINUTE))
        world.publish(post_id, editor)
        add_versions(world, post_id, author, every(MINUTE, 2, OLDER + 9 * MINUTE))
        assert world.post(post_id).live_number == 5
        thin(world)
        assert numbers(world, post_id) == [1, 3, 5, 7]
        world.unpublish(post_id, editor)
        assert thin(world) == []

    def test_what_stands_for_it_in_the_history(
        self, world: World, author: Somebody, post_id: int
    ) -> None:
        add_versions(world, post_id, author, every(MINUTE, 5, OLDER))
        thin(world)
        assert numbers(world, post_id) == [1, 6]
        assert world.revisions(post_id)[-1].based_on == 5


class TestAfterwards:
    def test_a_base_that_is_gone_is_the_nearest_older_one(
        self, world: World, author: Somebody, post_id: int
    ) -> None:
        add_versions(world, post_id, author, every(MINUTE, 5, OLDER))
        thin(world)
        assert [nearest(world, post_id, number) for number in (0, 1, 5, 6, 9)] == [
            None,
            1,
            1,
            6,
            6,
        ]

    def test_what_was_typed_upon_one_that_is_gone_is_kept(
        self, world: World, author: Somebody, post_id: int
    ) -> None:
        add_versions(world, post_id, author, every(MINUTE, 5, OLDER))
        thin(world)
        saved = world.save(post_id, author, based_on=4, title="Tides", body="Typed long ago.")
        assert saved.made
        assert "Typed long ago." in {each.body for each in world.revisions(post_id)}

    def test_what_is_left_can_be_restored(
        self, world: World, author: Somebody, post_id: int
    ) -> None:
        add_versions(world, post_id, author, every(MINUTE, 5, OLDER))
        thin(world)
        assert world.restore(post_id, 1, author) == 7


def nearest(world: World, post_id: int, number: int) -> int | None:
    with world.reading() as session:
        found = nearest_kept(session, post_id, number)
        return found.number if found else None


class TestBatches:
    def test_a_long_history_takes_several_transactions(
        self, world: World, author: Somebody, post_id: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(history, "BATCH", 4)
        add_versions(world, post_id, author, [*every(MINUTE, 11, OLD), NOW])
        assert thin(world) == [Thinned(post_id, 4), Thinned(post_id, 4), Thinned(post_id, 2)]
        assert numbers(world, post_id) == [1, 12, 13]

    def test_it_goes_on_from_where_it_was_stopped(
        self, world: World, author: Somebody, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(history, "BATCH", 4)
        posts = [world.draft(author, now=OLDER) for _ in range(3)]
        for post_id in posts:
            add_versions(world, post_id, author, [*every(MINUTE, 6, OLD), NOW])
        with world.app.app_context():
            assert next(thin_all(NOW, LONDON)) == Thinned(posts[0], 4)
        assert thin(world) == [
            Thinned(posts[0], 1),
            *(Thinned(post_id, number) for post_id in posts[1:] for number in (4, 1)),
        ]

    def test_the_texts_are_not_read(self, world: World, author: Somebody, post_id: int) -> None:
        add_versions(world, post_id, author, [*every(MINUTE, 10, OLD), NOW])
        with statements() as executed:
            thin(world)
        assert not any("revisions.body" in each for each in executed)

    def test_a_post_of_which_all_is_kept_is_not_locked(
        self, world: World, author: Somebody, post_id: int
    ) -> None:
        add_versions(world, post_id, author, [OLD, NOW])
        with statements() as executed:
            thin(world)
        assert not any(each.startswith("DELETE") for each in executed)


@pytest.mark.commits
class TestForReal:
    def test_what_changed_since_it_was_looked_at_is_kept(self, own_site: Site) -> None:
        world = World(own_site.app)
        author = world.set_up()
        post_id = world.draft(author, now=OLDER)
        add_versions(world, post_id, author, [*every(MINUTE, 6, OLD), NOW])
        with own_site.app.app_context():
            doomed = history._doomed(db.session(), post_id, NOW, LONDON)
            assert doomed == [2, 3, 4, 5, 6]
        with world.writing() as session:
            session.execute(
                update(Revision)
                .where(Revision.post_id == post_id, Revision.number == 4)
                .values(name="Second go")
            )
        assert thin(world) == [Thinned(post_id, 4)]
        assert numbers(world, post_id) == [1, 4, 7, 8]

    def test_no_transaction_is_open_between_two_batches(self, own_site: Site) -> None:
        world = World(own_site.app)
        author = world.set_up()
        posts = [world.draft(author, now=OLDER) for _ in range(2)]
        for post_id in posts:
            add_versions(world, post_id, author, [*every(MINUTE, 3, OLD), NOW])
        with own_site.app.app_context():
            for _ in thin_all(NOW, LONDON):
                assert not db.session().in_transaction()
            assert not db.session().in_transaction()
