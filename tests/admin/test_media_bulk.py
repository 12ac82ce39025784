"""Picked items: deleted after it was said what uses them, undone, restored, deleted for ever."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from blog.admin import media_undo
from blog.auth.models import Role
from blog.core import clock
from blog.media.models import MediaItem
from blog.posts.actions import UNDO_WINDOW
from tests.admin.filing import ids_of, item, names, told, undo_of, words
from tests.factories import Somebody, World, post_form


@pytest.fixture
def pictures(world: World, owner: Somebody) -> list[MediaItem]:
    return [world.picture(owner, f"{name}.png") for name in ("alder", "birch", "cedar")]


def do(client: FlaskClient, deed: str, *picked: MediaItem, **data: str) -> TestResponse:
    fields = {"id": ids_of(picked), "back": "/admin/media?sort=name", **data}
    answer: TestResponse = post_form(client, f"/admin/media/bulk/{deed}", fields)
    return answer


def trashed(world: World, pictures: list[MediaItem]) -> list[bool]:
    found = (item(world, each.id) for each in pictures)
    return [each is None or each.trashed_at is not None for each in found]


class TestTrash:
    def test_many_go_and_come_back(
        self, world: World, desk: FlaskClient, pictures: list[MediaItem]
    ) -> None:
        answer = do(desk, "trash", *pictures[:2])
        assert answer.location == "/admin/media?sort=name"
        page = desk.get(answer.location)
        assert "2 files are in the trash." in words(page.text)
        assert names(page) == ["cedar.png"]
        assert "2 files are back." in told(desk, undo_of(desk, page.text))
        assert trashed(world, pictures) == [False] * 3

    def test_an_undo_restores_what_it_is_about_alone(
        self, world: World, desk: FlaskClient, pictures: list[MediaItem]
    ) -> None:
        page = desk.get(do(desk, "trash", *pictures[:2]).location)
        do(desk, "restoration", pictures[0])
        do(desk, "trash", pictures[0])
        undo_of(desk, page.text)
        assert trashed(world, pictures) == [True, False, False]

    def test_used_ones_are_asked_about_with_the_others(
        self, world: World, owner: Somebody, desk: FlaskClient, pictures: list[MediaItem]
    ) -> None:
        world.draft(owner, title="Trees", body=f"![](media:{pictures[1].key})")
        answer = do(desk, "trash", *pictures)
        said = words(desk.get(answer.location).text)
        assert "Delete 3 files?" in said
        assert "birch.png Is used in 1 post: Trees In the newest version" in said
        assert "alder.png Is used in no post." in said
        assert trashed(world, pictures) == [False] * 3
        do(desk, "trash", *pictures, sure="1")
        assert trashed(world, pictures) == [True] * 3

    def test_what_is_refused_is_said_of_each_and_stays_picked(
        self, world: World, pictures: list[MediaItem]
    ) -> None:
        author = world.person(Role.AUTHOR)
        mine = world.picture(author, "mine.png")
        client = world.sign_in(author)
        answer = do(client, "trash", pictures[0], mine)
        said = words(answer.text)
        assert "“mine.png” is in the trash. This was refused:" in said
        assert "alder.png : This file is somebody else’s." in said
        assert answer.text.count(" checked>") == 1
        assert trashed(world, [*pictures, mine]) == [False, False, False, True]
        token = answer.text.split('name="what" value="')[1].split('"')[0]
        back = {"what": token, "back": "/admin/media"}
        post_form(client, "/admin/media/bulk/undo", back)
        assert trashed(world, [mine]) == [False]

    @pytest.mark.parametrize("deed", ["trash", "restoration", "removal"])
    def test_something_has_to_be_picked(self, desk: FlaskClient, deed: str) -> None:
        assert "Pick something first" in told(desk, do(desk, deed))
        many = {"id": [str(number) for number in range(1, 60)]}
        answer = post_form(desk, f"/admin/media/bulk/{deed}", many)
        assert "At most 48 can be changed at once." in told(desk, answer)


class TestUndo:
    def test_is_for_whoever_did_it_and_for_a_while(
        self, world: World, owner: Somebody, desk: FlaskClient, pictures: list[MediaItem]
    ) -> None:
        now = clock.now()
        anna = world.person(Role.EDITOR)
        with world.app.app_context():
            tokens = {
                "There is nothing to undo": media_undo.pack([pictures[0].id], now, anna),
                "That was too long ago": media_undo.pack(
                    [pictures[0].id], now - UNDO_WINDOW - timedelta(seconds=1), owner
                ),
            }
        do(desk, "trash", pictures[0])
        for sentence, token in tokens.items():
            answer = post_form(desk, "/admin/media/bulk/undo", {"what": token})
            assert sentence in told(desk, answer)
        assert trashed(world, pictures) == [True, False, False]


class TestTheTrash:
    def test_restores(self, world: World, desk: FlaskClient, pictures: list[MediaItem]) -> None:
        do(desk, "trash", *pictures)
        back = "/admin/media?tab=trash"
        assert "In the trash since" in desk.get(f"{back}&item={pictures[0].id}").text
        answer = do(desk, "restoration", *pictures[:2], back=back)
        assert "2 files are in the library again." in told(desk, answer)
        assert trashed(world, pictures) == [False, False, True]

    def test_deletes_for_ever_after_asking(
        self, world: World, desk: FlaskClient, pictures: list[MediaItem]
    ) -> None:
        do(desk, "trash", *pictures[:2])
        answer = do(desk, "removal", pictures[0], back="/admin/media?tab=trash")
        assert "Delete alder.png for ever?" in words(desk.get(answer.location).text)
        assert item(world, pictures[0].id) is not None
        answer = do(desk, "removal", *pictures[:2], sure="1", back="/admin/media?tab=trash")
        assert "2 files are deleted for ever." in told(desk, answer)
        assert item(world, pictures[0].id) is None
        answer = desk.get(f"/admin/media/removal?id={pictures[0].id}")
        assert "That is gone already." in told(desk, answer)

    def test_what_is_not_in_the_trash_is_not_deleted(
        self, world: World, desk: FlaskClient, pictures: list[MediaItem]
    ) -> None:
        answer = do(desk, "removal", pictures[0], sure="1")
        assert "Nothing was deleted." in words(answer.text)
        assert item(world, pictures[0].id) is not None

    def test_what_is_somebody_elses_stays(
        self, world: World, desk: FlaskClient, pictures: list[MediaItem]
    ) -> None:
        do(desk, "trash", *pictures)
        client = world.sign_in(world.person(Role.AUTHOR))
        for deed in ("restoration", "removal"):
            answer = do(client, deed, pictures[0], sure="1")
            assert "This file is somebody else’s." in answer.text
        assert item(world, pictures[0].id) is not None
        assert trashed(world, pictures) == [True] * 3
