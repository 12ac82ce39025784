"""Handing in and notes, as the desk shows them."""

import pytest
from flask.testing import FlaskClient

from blog.auth.models import Role
from blog.posts.models import State
from tests.factories import Somebody, World, post_form


@pytest.fixture
def contributor(world: World, owner: Somebody) -> Somebody:
    return world.person(Role.CONTRIBUTOR, name="Anna Low")


@pytest.fixture
def post_id(world: World, contributor: Somebody) -> int:
    return world.draft(contributor, title="Tides", body="One.")


@pytest.fixture
def theirs(world: World, contributor: Somebody) -> FlaskClient:
    return world.sign_in(contributor)


def edit(client: FlaskClient, post_id: int) -> str:
    return client.get(f"/admin/posts/{post_id}", follow_redirects=True).text


def test_a_contributor_hands_in_what_is_typed_and_an_editor_hands_it_back(
    world: World, desk: FlaskClient, theirs: FlaskClient, post_id: int
) -> None:
    assert "Hand in" in edit(theirs, post_id)
    typed = {"title": "Tides", "body": "Two.", "visibility": "public", "based_on": "1"}
    post_form(theirs, f"/admin/posts/{post_id}/review", typed)
    assert world.post(post_id).state is State.REVIEW
    assert world.revisions(post_id)[-1].body == "Two."
    page = edit(theirs, post_id)
    assert "Take it back" in page
    assert "It waits for an editor." in page
    assert "It waits for you" in edit(desk, post_id)
    assert "Hand it back with this note" in desk.get(f"/admin/posts/{post_id}/notes").text
    assert "Hand it back" not in theirs.get(f"/admin/posts/{post_id}/notes").text
    post_form(desk, f"/admin/posts/{post_id}/review/return", {"text": "More <b>mud</b>."})
    assert world.post(post_id).state is State.DRAFT
    assert "1 open" in edit(theirs, post_id)
    thread = theirs.get(f"/admin/posts/{post_id}/notes").text
    assert "More &lt;b&gt;mud&lt;/b&gt;." in thread
    assert "Odile Farrow" in thread


def test_a_conflict_on_the_way_is_shown_and_nothing_is_handed_in(
    world: World, owner: Somebody, theirs: FlaskClient, post_id: int
) -> None:
    world.save(post_id, owner, 1, title="Theirs", body="Theirs.")
    typed = {"title": "Mine", "body": "Mine.", "visibility": "public", "based_on": "1"}
    answer = post_form(theirs, f"/admin/posts/{post_id}/review", typed)
    assert answer.status_code == 409
    assert world.post(post_id).state is State.DRAFT


def test_a_note_that_cannot_be_kept_is_told_at_its_field_with_what_was_typed(
    desk: FlaskClient, post_id: int
) -> None:
    long = "x" * 5001
    answer = post_form(desk, f"/admin/posts/{post_id}/notes", {"text": long})
    assert answer.status_code == 422
    assert "5,001 characters" in answer.text
    assert long in answer.text
    answer = post_form(desk, f"/admin/posts/{post_id}/notes", {"text": " "})
    assert "Write what you want to say." in answer.text
    answer = post_form(desk, f"/admin/posts/{post_id}/review/return", {"text": "Kept"})
    assert answer.status_code == 422
    assert "does not wait for an editor any more" in answer.text
    assert "Kept" in answer.text


def test_a_note_is_resolved_and_opened_again(desk: FlaskClient, post_id: int) -> None:
    address = f"/admin/posts/{post_id}/notes"
    assert "Nobody has said anything yet." in desk.get(address).text
    post_form(desk, address, {"text": "Mud?"})
    page = desk.get(address).text
    resolution = page.split('action="/admin/notes/')[1].split('"')[0]
    post_form(desk, f"/admin/notes/{resolution}", {})
    page = desk.get(address).text
    assert "1 note is resolved" in page
    assert "resolved by Odile Farrow" in page
    post_form(desk, f"/admin/notes/{resolution.replace('resolution', 'reopening')}", {})
    assert "resolved" not in desk.get(address).text.replace("Resolve", "")


def test_a_duplicate_is_a_draft_of_what_is_typed(
    world: World, desk: FlaskClient, owner: Somebody
) -> None:
    post_id = world.draft(owner, title="Tides", body="One.", slug="tides", tags=("Sea",))
    world.publish(post_id, owner)
    typed = {
        "title": "Tides",
        "body": "Two.",
        "slug": "tides",
        "tags": "Sea",
        "visibility": "public",
        "based_on": "1",
    }
    answer = post_form(desk, f"/admin/posts/{post_id}/duplicate", typed)
    copy_id = int(answer.location.rpartition("/")[2].partition("?")[0])
    assert copy_id != post_id
    (revision,) = world.revisions(copy_id)
    assert (revision.title, revision.body, revision.slug) == ("Tides (copy)", "Two.", "")
    assert revision.tags == ["Sea"]
    assert world.post(copy_id).state is State.DRAFT
    # What was typed is with the post that it was typed into as well.
    assert world.revisions(post_id)[-1].body == "Two."


def test_readers_never_see_a_note(world: World, desk: FlaskClient, owner: Somebody) -> None:
    post_id = world.draft(owner, title="Tides")
    post_form(desk, f"/admin/posts/{post_id}/notes", {"text": "Secret mud"})
    slug = world.publish(post_id, owner)
    for path in (f"/{slug}", "/", "/feed.atom", "/archive"):
        assert "Secret mud" not in world.app.test_client().get(path).text
