"""Pages stand in an order, for readers and at the desk."""

import pytest
from flask.testing import FlaskClient

from blog.auth.models import Role
from blog.core import clock
from blog.core.errors import Forbidden
from blog.posts.models import Kind
from blog.posts.page_order import Step, move_page, pages_in_order
from tests.factories import Somebody, World, post_form


@pytest.fixture
def pages(world: World, owner: Somebody) -> dict[str, int]:
    made = {name: world.draft(owner, Kind.PAGE, title=name) for name in ("Boats", "About", "Mud")}
    for post_id in made.values():
        world.publish(post_id, owner)
    return made


def order(world: World) -> list[str]:
    with world.reading() as session:
        return [row.title for row in pages_in_order(session)]


def in_navigation(world: World) -> list[str]:
    page = world.app.test_client().get("/").text
    places = {page.index(f">{name}<"): name for name in ("Boats", "About", "Mud")}
    return [places[place] for place in sorted(places)]


def test_begins_as_that_of_their_titles(
    world: World, desk: FlaskClient, pages: dict[str, int]
) -> None:
    assert order(world) == in_navigation(world) == ["About", "Boats", "Mud"]
    assert "Order" in desk.get("/admin/pages").text


def test_a_page_goes_up_and_down_and_readers_find_it_there(
    world: World, desk: FlaskClient, pages: dict[str, int]
) -> None:
    assert in_navigation(world) == ["About", "Boats", "Mud"]
    post_form(desk, "/admin/pages/order", {"move": f"up {pages['Mud']}"})
    assert order(world) == in_navigation(world) == ["About", "Mud", "Boats"]
    post_form(desk, "/admin/pages/order", {"move": f"down {pages['About']}"})
    assert order(world) == in_navigation(world) == ["Mud", "About", "Boats"]


def test_at_either_end_nothing_happens(
    world: World, desk: FlaskClient, pages: dict[str, int]
) -> None:
    before = world.content_number()
    for move in (f"up {pages['About']}", f"down {pages['Mud']}", "up 99999"):
        assert post_form(desk, "/admin/pages/order", {"move": move}).status_code == 302
    assert order(world) == ["About", "Boats", "Mud"]
    assert world.content_number() == before


@pytest.mark.parametrize("move", ["", "left 1", "up"])
def test_a_move_that_is_none_is_refused_or_moves_nothing(
    world: World, desk: FlaskClient, pages: dict[str, int], move: str
) -> None:
    post_form(desk, "/admin/pages/order", {"move": move})
    assert order(world) == ["About", "Boats", "Mud"]


def test_a_new_page_follows_those_that_have_a_place(
    world: World, desk: FlaskClient, owner: Somebody, pages: dict[str, int]
) -> None:
    post_form(desk, "/admin/pages/order", {"move": f"up {pages['Mud']}"})
    world.draft(owner, Kind.PAGE, title="A new one")
    assert order(world) == ["About", "Mud", "Boats", "A new one"]


def test_is_for_editors(world: World, desk: FlaskClient, pages: dict[str, int]) -> None:
    author = world.person(Role.AUTHOR)
    with pytest.raises(Forbidden), world.writing() as session:
        move_page(session, pages["Mud"], Step.UP, author, clock.now())
    assert world.sign_in(author).get("/admin/pages/order").status_code == 403


def test_without_pages_it_says_how_to_begin(desk: FlaskClient) -> None:
    assert "There are no pages yet" in desk.get("/admin/pages/order").text
