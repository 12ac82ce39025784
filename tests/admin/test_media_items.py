"""One item: it is described, its file is replaced, it goes to the trash, by those who may."""

import pytest
from flask.testing import FlaskClient

from blog.auth.models import Role
from blog.media.models import MediaItem
from tests.admin.filing import item, names, send, told, undo_of, words
from tests.factories import Somebody, World, a_picture, post_form
from tests.media.other_files import PDF

TYPED = {
    "alt": " A painted staff\r\nat low water ",
    "caption": "The stick",
    "credit": "O. Farrow",
    "focal_x": "20",
    "focal_y": "80",
}


@pytest.fixture
def picture(world: World, owner: Somebody) -> MediaItem:
    return world.picture(owner, "tide-gauge.png")


def path(picture: MediaItem, deed: str = "") -> str:
    return f"/admin/media/{picture.id}{deed}"


class TestDescribing:
    def test_keeps_what_is_said(self, world: World, desk: FlaskClient, picture: MediaItem) -> None:
        back = "/admin/media?tab=unused&q=tide"
        answer = post_form(desk, path(picture), {**TYPED, "is_decorative": "y", "back": back})
        assert answer.location == f"{back}&item={picture.id}"
        assert "“tide-gauge.png” is saved." in told(desk, answer)
        said = item(world, picture.id)
        assert said is not None
        assert said.alt == "A painted staff\nat low water"
        assert (said.caption, said.credit, said.is_decorative) == ("The stick", "O. Farrow", True)
        assert (said.focal_x, said.focal_y) == (20, 80)

    @pytest.mark.parametrize(
        ("field", "value", "sentence"),
        [
            ("alt", "x" * 1001, "An alternative text has at most 1,000 characters"),
            ("caption", "x" * 2001, "A caption has at most 2,000 characters"),
            ("focal_x", "101", "Write a whole number from 0 to 100."),
            ("focal_y", "left", "Write a whole number from 0 to 100."),
            ("focal_x", "", "Write a whole number from 0 to 100."),
        ],
    )
    def test_keeps_what_was_typed_beside_what_is_wrong(
        self,
        world: World,
        desk: FlaskClient,
        picture: MediaItem,
        *,
        field: str,
        value: str,
        sentence: str,
    ) -> None:
        answer = post_form(desk, path(picture), {**TYPED, field: value})
        assert answer.status_code == 422
        assert f'id="{field}-error"' in answer.text
        assert sentence in answer.text
        assert "O. Farrow" in answer.text
        before = item(world, picture.id)
        assert before is not None
        assert before.credit == ""

    def test_a_file_keeps_caption_and_credit(
        self, world: World, owner: Somebody, desk: FlaskClient
    ) -> None:
        table = world.kept(owner, PDF, "tide-table.pdf")
        post_form(desk, path(table), {**TYPED, "back": "/admin/media?tab=files"})
        said = item(world, table.id)
        assert said is not None
        assert (said.alt, said.caption, said.focal_x) == ("", "The stick", 50)


class TestReplacing:
    def test_gives_it_another_file(
        self, world: World, desk: FlaskClient, picture: MediaItem
    ) -> None:
        answer = send(desk, (a_picture((80, 20)), "new.png"), path=path(picture, "/file"))
        assert "has its new file" in told(desk, answer)
        new = item(world, picture.id)
        assert new is not None
        assert (new.name, new.key, new.width) == ("tide-gauge.png", picture.key, 80)

    @pytest.mark.parametrize(
        ("files", "sentence"),
        [
            ([], "Choose the new file first."),
            ([(PDF, "new.pdf")], "This is a document, and “tide-gauge.png” is an image."),
            ([(b"", "new.png")], "This file is empty."),
        ],
    )
    def test_says_beside_the_field_what_is_wrong(
        self,
        world: World,
        desk: FlaskClient,
        picture: MediaItem,
        *,
        files: list[tuple[bytes, str]],
        sentence: str,
    ) -> None:
        answer = send(desk, *files, path=path(picture, "/file"))
        assert answer.status_code == 422
        assert sentence in words(answer.text.split('id="new-file-error"')[1])
        same = item(world, picture.id)
        assert same is not None
        assert same.digest == picture.digest


class TestDeleting:
    def test_what_nothing_uses_goes_at_once_and_comes_back(
        self, world: World, desk: FlaskClient, picture: MediaItem
    ) -> None:
        back = f"/admin/media?q=tide&item={picture.id}"
        answer = post_form(desk, path(picture, "/trash"), {"back": back})
        assert answer.location == "/admin/media?q=tide"
        page = desk.get(answer.location)
        assert "“tide-gauge.png” is in the trash." in page.text
        assert names(desk.get("/admin/media?tab=trash")) == ["tide-gauge.png"]
        undone = undo_of(desk, page.text)
        assert undone.location == "/admin/media?q=tide"
        assert "“tide-gauge.png” is back." in told(desk, undone)
        same = item(world, picture.id)
        assert same is not None
        assert same.trashed_at is None

    def test_what_is_used_is_asked_about(
        self, world: World, owner: Somebody, desk: FlaskClient, picture: MediaItem
    ) -> None:
        world.draft(owner, title="A tide table", body=f"![](media:{picture.key})")
        answer = post_form(desk, path(picture, "/trash"), {"back": "/admin/media?q=tide"})
        assert answer.location.startswith(f"/admin/media/trash?id={picture.id}")
        page = desk.get(answer.location)
        said = words(page.text)
        assert "It is used in 1 post: A tide table In the newest version" in said
        assert "Delete tide-gauge.png" in said
        same = item(world, picture.id)
        assert same is not None
        assert same.trashed_at is None
        sure = {"id": str(picture.id), "sure": "1", "back": "/admin/media?q=tide"}
        answer = post_form(desk, "/admin/media/bulk/trash", sure)
        assert "is in the trash" in told(desk, answer)

    def test_old_versions_count(
        self, world: World, owner: Somebody, desk: FlaskClient, picture: MediaItem
    ) -> None:
        post_id = world.draft(owner, title="Old", body=f"![](media:{picture.key})")
        world.save(post_id, owner, 1, title="Newer", body="Nothing.")
        answer = post_form(desk, path(picture, "/trash"), {})
        assert "Newer In older versions only" in words(desk.get(answer.location).text)


@pytest.mark.parametrize("role", list(Role))
def test_who_may_change_what_is_somebody_elses(
    world: World, owner: Somebody, picture: MediaItem, role: Role
) -> None:
    somebody = owner if role is Role.OWNER else world.person(role)
    client = world.sign_in(somebody)
    mine = world.picture(somebody, "mine.png")
    found = {}
    for whose, each in (("theirs", picture), ("own", mine)):
        found[whose] = [
            post_form(client, path(each), TYPED).status_code,
            send(client, path=path(each, "/file")).status_code,
            post_form(client, path(each, "/alt"), {"alt": "A staff"}).status_code,
            post_form(client, path(each, "/trash"), {}).status_code,
        ]
    may = [303, 422, 303, 303]
    is_editor = role not in {Role.CONTRIBUTOR, Role.AUTHOR}
    assert found == {"own": may, "theirs": may if is_editor else [403] * 4}


def test_what_is_gone(desk: FlaskClient) -> None:
    for deed in ("", "/file", "/trash", "/alt"):
        assert post_form(desk, f"/admin/media/99999{deed}", {}).status_code == 404
