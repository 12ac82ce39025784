"""Tags at the desk."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from blog.tags.models import Tag
from tests.factories import Somebody, World, post_form


@pytest.fixture
def post_id(world: World, owner: Somebody) -> int:
    post_id = world.draft(owner, title="Tides", tags=("Sea", "Mud"))
    world.publish(post_id, owner)
    return post_id


def page_of(world: World, slug: str) -> str:
    with world.reading() as session:
        return f"/admin/tags/{session.scalars(select(Tag.id).where(Tag.slug == slug)).one()}"


def test_the_list_says_how_many_posts_carry_each(desk: FlaskClient, post_id: int) -> None:
    page = desk.get("/admin/tags").text
    assert "Sea" in page
    assert "1 post" in page
    assert "No such tag" in desk.get("/admin/tags?q=xyz").text


def test_without_tags_it_says_how_one_is_made(desk: FlaskClient) -> None:
    assert "No tags yet" in desk.get("/admin/tags").text


def test_a_tag_is_renamed_and_described(world: World, desk: FlaskClient, post_id: int) -> None:
    address = page_of(world, "mud")
    typed = {"name": " Silt ", "description": "What the\nriver leaves."}
    assert post_form(desk, address, typed).status_code == 302
    assert "“Silt” is saved." in desk.get(address).text
    reader = world.app.test_client()
    assert "What the river leaves." in reader.get("/tags/silt").text
    former = reader.get("/tags/mud")
    assert (former.status_code, former.location) == (301, "/tags/silt")


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("", "A tag needs a name."),
        ("Sea", "“Sea” is a tag already."),
        ("…", "needs letters or digits"),
        ("x" * 101, "at most 100 characters"),
    ],
    ids=["none", "taken", "signs", "long"],
)
def test_what_a_tag_cannot_be_called_is_told_at_its_field(
    world: World, desk: FlaskClient, post_id: int, name: str, told: str
) -> None:
    answer = post_form(desk, page_of(world, "mud"), {"name": name, "description": "Kept."})
    assert answer.status_code == 422
    assert told in answer.text
    assert "Kept." in answer.text


def test_two_tags_become_one(world: World, desk: FlaskClient, post_id: int) -> None:
    target = page_of(world, "sea")
    address = page_of(world, "mud")
    answer = post_form(desk, f"{address}/merger", {"target": target.rpartition("/")[2]})
    assert answer.location == target
    assert "“Mud” went into “Sea”." in desk.get(target).text
    assert world.app.test_client().get("/tags/mud").location == "/tags/sea"


@pytest.mark.parametrize(
    ("target", "told"), [("", "Choose the tag"), ("x", "Choose the tag"), ("99999", "is gone")]
)
def test_a_merge_into_nothing_changes_nothing(
    world: World, desk: FlaskClient, post_id: int, target: str, told: str
) -> None:
    address = page_of(world, "mud")
    answer = post_form(desk, f"{address}/merger", {"target": target})
    assert told in desk.get(answer.location).text
    assert page_of(world, "mud") == address


def test_a_tag_is_deleted_after_it_was_said_what_happens(
    world: World, desk: FlaskClient, post_id: int
) -> None:
    address = page_of(world, "mud")
    assert "It is taken from 1 post" in desk.get(f"{address}/deletion").text
    post_form(desk, f"{address}/deletion", {})
    assert "“Mud” is deleted." in desk.get("/admin/tags").text
    assert world.app.test_client().get("/tags/mud").status_code == 404


def test_a_former_name_of_what_nobody_may_see_leads_nowhere(
    world: World, desk: FlaskClient, owner: Somebody
) -> None:
    post_id = world.draft(owner, title="Hidden", tags=("Mud",))
    world.save(post_id, owner, 1, title="Hidden", tags=("Mud",), body="x")
    post_form(desk, page_of(world, "mud"), {"name": "Silt", "description": ""})
    assert world.app.test_client().get("/tags/mud").status_code == 404
