"""Missing alternative texts, one after the other."""

import re

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from blog.auth.models import Role
from blog.media.models import MediaItem
from tests.admin.filing import item, words
from tests.factories import Somebody, World, post_form


@pytest.fixture
def pictures(world: World, owner: Somebody) -> list[MediaItem]:
    """The newest comes first; one is described, and one is decoration."""
    world.picture(owner, "described.png", alt="Something")
    world.picture(owner, "decoration.png", is_decorative=True)
    return [world.picture(owner, f"{name}.png") for name in ("cedar", "birch", "alder")]


def shown(answer: TestResponse) -> str:
    found = re.search(r'<h2 dir="auto">([^<]+)</h2>', answer.text)
    return found[1] if found else ""


def write(client: FlaskClient, picture: MediaItem, alt: str, act: str = "save") -> TestResponse:
    answer: TestResponse = post_form(
        client, f"/admin/media/{picture.id}/alt", {"alt": alt, "act": act}
    )
    return answer


def test_one_after_the_other(world: World, desk: FlaskClient, pictures: list[MediaItem]) -> None:
    cedar, birch, alder = pictures
    page = desk.get("/admin/media/alt")
    assert shown(page) == "alder.png"
    assert "3 images are left." in words(page.text)
    page = desk.get(write(desk, alder, "An\r\nalder ").location)
    assert shown(page) == "birch.png"
    assert "“alder.png” is described. 2 images are left." in words(page.text)
    page = desk.get(write(desk, birch, "", "decoration").location)
    assert shown(page) == "cedar.png"
    assert "“birch.png” is decoration. 1 image is left." in words(page.text)
    page = desk.get(write(desk, cedar, "A cedar").location)
    assert "Every image is described" in page.text
    found = [item(world, each.id) for each in pictures]
    assert [(each.alt, each.is_decorative) for each in found if each] == [
        ("A cedar", False),
        ("", True),
        ("An alder", False),
    ]


def test_what_is_skipped_comes_again(desk: FlaskClient, pictures: list[MediaItem]) -> None:
    cedar, birch, alder = pictures
    for after, following in ((alder, "birch"), (birch, "cedar"), (cedar, "alder")):
        assert shown(desk.get(f"/admin/media/alt?after={after.id}")) == f"{following}.png"


@pytest.mark.parametrize(
    ("alt", "sentence"), [(" ", "Write what the picture shows"), ("x" * 1001, "at most 1,000")]
)
def test_keeps_what_was_typed(
    desk: FlaskClient, pictures: list[MediaItem], alt: str, sentence: str
) -> None:
    answer = write(desk, pictures[0], alt)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert shown(answer) == "cedar.png"
    assert alt in answer.text


@pytest.mark.usefixtures("pictures")
def test_everybody_is_asked_for_what_they_may_write(world: World) -> None:
    author = world.person(Role.AUTHOR)
    client = world.sign_in(author)
    assert "Every image is described" in client.get("/admin/media/alt").text
    world.picture(author, "mine.png")
    assert shown(client.get("/admin/media/alt")) == "mine.png"


def test_no_file_but_an_image_has_one(world: World, owner: Somebody, desk: FlaskClient) -> None:
    table = world.kept(owner, b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\n%%EOF\n", "a.pdf")
    assert write(desk, table, "A table").status_code == 404
