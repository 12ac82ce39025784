"""Pictures of a folder that is brought in another time: changed, replaced, deleted meanwhile."""

import hashlib
from io import BytesIO

import pytest

from blog.core import clock
from blog.media import actions, uploads
from blog.media.details import Details
from blog.transfer.models import Result
from tests.factories import Somebody, World
from tests.transfer.folders import tables
from tests.transfer.pictures import Shelf, picture_of

PATH = "posts/tides.md"


class TestAnotherRun:
    @pytest.fixture
    def once(self, shelf: Shelf) -> Shelf:
        """A text with two pictures that came in."""
        shelf.picture("a.png", "red")
        shelf.picture("b.png", "blue")
        shelf.folder.write(PATH, "![A](/a.png) ![B](/b.png)", cover="/a.png")
        shelf.one()
        return shelf

    def test_brings_nothing_twice(self, once: Shelf, world: World) -> None:
        before = tables(world)
        assert once.one(Result.UNCHANGED).files == 0
        assert tables(world) == before

    def test_a_picture_that_changed_takes_the_place_of_the_one_that_came(
        self, once: Shelf, world: World
    ) -> None:
        before = once.items()
        content = once.picture("a.png", "green")
        assert once.one(Result.CHANGED, dry_run=True).files == 1
        assert once.one(Result.CHANGED).files == 1
        after = once.items()
        assert after["a.png"].key == before["a.png"].key
        assert after["a.png"].digest == hashlib.sha256(content).hexdigest()
        assert after["b.png"].digest == before["b.png"].digest
        # The text says the same, and so there is no other version of it.
        assert len(world.revisions(once.folder.post_id(PATH))) == 1
        assert once.one(Result.UNCHANGED).files == 0

    def test_one_that_was_replaced_here_stays(self, once: Shelf, world: World) -> None:
        replace(world, once.items()["a.png"].id, "white", once.folder.owner)
        here = once.items()["a.png"].digest
        once.picture("a.png", "green")
        outcome = once.one(Result.CHANGED)
        assert outcome.notes == (
            "“a.png” was replaced here since; only “overwrite” would put the file above that.",
        )
        assert once.items()["a.png"].digest == here
        once.picture("a.png", "black")
        once.one(Result.CHANGED, overwrite=True)
        assert once.items()["a.png"].digest != here

    def test_one_that_somebody_had_uploaded_is_never_replaced(
        self, shelf: Shelf, world: World
    ) -> None:
        theirs = world.kept(shelf.folder.owner, picture_of("red"), "mine.png")
        shelf.picture("a.png", "red")
        shelf.folder.write(PATH, "![A](/a.png)")
        assert shelf.one().files == 0
        assert shelf.head(PATH).body.strip() == f"![A](media:{theirs.key})"
        shelf.picture("a.png", "green")
        assert shelf.one(Result.CHANGED).files == 1
        items = shelf.items()
        assert items["mine.png"].digest == theirs.digest
        assert shelf.head(PATH).body.strip() == f"![A](media:{items['a.png'].key})"

    def test_one_of_two_that_were_the_same_parts_from_the_other(self, shelf: Shelf) -> None:
        shelf.picture("a.png", "red")
        shelf.picture("b.png", "red")
        shelf.folder.write(PATH, "![](/a.png) ![](/b.png)")
        shelf.one()
        both = shelf.item().key
        shelf.picture("b.png", "green")
        shelf.one(Result.CHANGED)
        other = shelf.items()["b.png"].key
        assert shelf.head(PATH).body.strip() == f"![](media:{both}) ![](media:{other})"

    def test_a_picture_that_was_missing_comes_in_later(self, shelf: Shelf) -> None:
        shelf.folder.write(PATH, "![](/a.png)")
        shelf.one()
        shelf.picture("a.png")
        assert shelf.one(Result.CHANGED).files == 1
        assert shelf.folder.source(PATH).pictures == []

    def test_words_that_were_written_here_stay(self, shelf: Shelf, world: World) -> None:
        theirs = world.kept(shelf.folder.owner, picture_of("red"), "a.png", alt="Mine")
        shelf.picture("a.png", "red")
        shelf.folder.write(PATH, "![A](/a.png)")
        shelf.one()
        assert shelf.item().alt == "Mine"
        with world.writing() as session:
            change = Details(is_decorative=True)
            actions.change_details(session, theirs.id, change, shelf.folder.owner, clock.now())
        shelf.folder.write(PATH, "![A](/a.png) again")
        shelf.one(Result.CHANGED)
        assert shelf.item().alt == ""

    def test_one_in_the_trash_comes_back_with_a_text_that_shows_it(
        self, once: Shelf, world: World
    ) -> None:
        with world.writing() as session:
            ids = [item.id for item in once.items().values()]
            actions.trash_items(session, ids, once.folder.owner, clock.now())
        once.one(Result.UNCHANGED)
        once.folder.write(PATH, "![A](/a.png)")
        once.one(Result.CHANGED)
        items = once.items()
        assert items["a.png"].trashed_at is None
        assert items["b.png"].trashed_at is not None

    def test_one_that_was_deleted_for_ever_comes_in_anew(self, once: Shelf, world: World) -> None:
        with world.writing() as session:
            item_id = once.items()["a.png"].id
            actions.trash_items(session, [item_id], once.folder.owner, clock.now())
            actions.delete_for_ever(session, item_id, None, clock.now())
        assert once.rows()["a.png"].item_id is None
        once.folder.write(PATH, "![A](/a.png)")
        assert once.one(Result.CHANGED).files == 1
        assert f"media:{once.items()['a.png'].key}" in once.head(PATH).body


def replace(world: World, item_id: int, colour: str, actor: Somebody) -> None:
    with (
        world.app.app_context(),
        uploads.receive(BytesIO(picture_of(colour)), "new.png") as received,
    ):
        uploads.replace(item_id, received, actor, clock.now())
