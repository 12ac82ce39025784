"""The trash with its way back and its end; the history of a post."""

import re

import pytest
from flask.testing import FlaskClient

from blog.auth.models import Role
from blog.posts.models import Kind, State
from tests.admin.test_editor import BLANK, held, open_editor
from tests.factories import Somebody, World, post_form
from tests.forms import Forms


@pytest.fixture
def post_id(world: World, owner: Somebody) -> int:
    return world.draft(owner, title="Low water", body="First.")


class TestTheTrash:
    @pytest.mark.parametrize("kind", list(Kind))
    def test_undo_puts_back_exactly(
        self, world: World, owner: Somebody, desk: FlaskClient, kind: Kind
    ) -> None:
        post_id = world.draft(owner, kind)
        slug = world.publish(post_id, owner)
        reader = world.app.test_client()
        response = post_form(desk, f"/admin/posts/{post_id}/trash", {})
        assert response.location == f"/admin/{kind}s"
        assert reader.get(f"/{slug}").status_code == 410
        page = desk.get(response.location, follow_redirects=True)
        assert "is in the trash. It stays there until you delete it for ever." in page.text
        undo = next(form for form in Forms(page.text).forms if "undo=1" in form.action)
        assert desk.post(undo.action, data=undo.data()).status_code == 302
        assert reader.get(f"/{slug}").status_code == 200
        assert "is back as it was." in open_editor(desk, post_id).text

    def test_restoring_later_gives_a_draft(
        self, world: World, owner: Somebody, desk: FlaskClient, post_id: int
    ) -> None:
        slug = world.publish(post_id, owner)
        world.trash(post_id, owner)
        page = desk.get("/admin/posts?tab=trash")
        restore = next(f for f in Forms(page.text).forms if f.action.endswith("/restoration"))
        desk.post(restore.action, data=restore.data())
        assert world.post(post_id).state == State.DRAFT
        assert world.app.test_client().get(f"/{slug}").status_code == 404
        assert "is a draft again." in open_editor(desk, post_id).text

    def test_what_is_in_it_can_still_be_read_and_written_but_not_published(
        self, world: World, owner: Somebody, desk: FlaskClient, post_id: int
    ) -> None:
        world.trash(post_id, owner)
        page = open_editor(desk, post_id).text
        assert "This post is in the trash." in page
        assert 'id="publish"' not in page
        data = {**BLANK, "title": "Edited", "body": "Kept", "based_on": "1", "when": "now"}
        answer = post_form(desk, f"/admin/posts/{post_id}/publication", data)
        assert answer.status_code == 422
        assert "This is in the trash. Restore it first." in answer.text
        assert held(answer, "body") == "Kept"
        assert world.revisions(post_id)[-1].body == "Kept"

    def test_deleting_asks_first_and_then_forgets(
        self, world: World, owner: Somebody, desk: FlaskClient, post_id: int
    ) -> None:
        slug = world.publish(post_id, owner)
        world.trash(post_id, owner)
        page = desk.get(f"/admin/posts/{post_id}/deletion")
        assert "Delete “Low water” for ever?" in page.text
        form = next(f for f in Forms(page.text).forms if f.action.endswith("/deletion"))
        response = desk.post(form.action, data=form.data())
        assert response.location == "/admin/posts"
        assert "“Low water” is deleted." in desk.get("/admin/posts").text
        for path in ("", "/revisions", "/deletion", "/preview"):
            assert desk.get(f"/admin/posts/{post_id}{path}").status_code == 404
        assert world.app.test_client().get(f"/{slug}").status_code == 404

    def test_only_what_is_in_it_can_be_deleted(
        self, world: World, desk: FlaskClient, post_id: int
    ) -> None:
        page = desk.get(f"/admin/posts/{post_id}/deletion").text
        assert "Only what is in the trash can be deleted for ever." in page
        assert not any(form.action.endswith("/deletion") for form in Forms(page).forms)
        response = post_form(desk, f"/admin/posts/{post_id}/deletion", {})
        assert response.status_code == 302
        assert (
            "Only what is in the trash" in desk.get(response.location, follow_redirects=True).text
        )
        assert world.post(post_id).trashed_at is None

    def test_a_button_pressed_twice_says_the_same(
        self, world: World, owner: Somebody, desk: FlaskClient, post_id: int
    ) -> None:
        for action in ("trash", "trash", "restoration", "restoration"):
            assert post_form(desk, f"/admin/posts/{post_id}/{action}", {}).status_code == 302
        assert world.post(post_id).trashed_at is None

    def test_what_is_typed_in_the_editor_is_not_lost_on_the_way(
        self, world: World, owner: Somebody, desk: FlaskClient, post_id: int
    ) -> None:
        world.publish(post_id, owner)
        typed = {**BLANK, "based_on": "1", "title": "Low water", "body": "Typed, not saved."}
        post_form(desk, f"/admin/posts/{post_id}/withdrawal", typed)
        assert world.revisions(post_id)[-1].body == "Typed, not saved."
        typed |= {"based_on": "2", "body": "Typed again."}
        post_form(desk, f"/admin/posts/{post_id}/trash", typed)
        assert world.revisions(post_id)[-1].body == "Typed again."
        assert world.post(post_id).trashed_at is not None

    def test_a_title_of_1000_letters_does_not_break_a_screen(
        self, world: World, owner: Somebody, desk: FlaskClient
    ) -> None:
        post_id = world.draft(owner, title="Wörter " * 142)
        post_form(desk, f"/admin/posts/{post_id}/trash", {})
        for path in ("/admin/posts?tab=trash", f"/admin/posts/{post_id}/deletion"):
            assert desk.get(path).status_code == 200


class TestTheHistory:
    def test_shows_every_version_with_what_readers_see(
        self, world: World, owner: Somebody, desk: FlaskClient, post_id: int
    ) -> None:
        world.publish(post_id, owner)
        world.save(post_id, owner, 1, title="Second", body="Second.")
        world.save(post_id, owner, 1, title="Beside", body="Beside.")
        page = desk.get(f"/admin/posts/{post_id}/revisions").text
        lines = re.sub(r"\s+", " ", page.split("<nav")[1].split("</nav>")[0])
        assert lines.count("<li>") == 3
        assert lines.index("Kept beside a newer version") < lines.index("newest")
        assert lines.index("newest") < lines.index("what readers see")
        assert "Second." in page

    def test_each_can_be_read_and_restored(
        self, world: World, owner: Somebody, desk: FlaskClient, post_id: int
    ) -> None:
        world.save(post_id, owner, 1, title="Second", body="Second.")
        page = desk.get(f"/admin/posts/{post_id}/revisions/1")
        assert "First." in page.text
        form = next(f for f in Forms(page.text).forms if f.action.endswith("/restoration"))
        assert form.action == f"/admin/posts/{post_id}/revisions/1/restoration"
        response = desk.post(form.action, data=form.data())
        assert held(desk.get(response.location, follow_redirects=True), "body") == "First."
        reasons = [each.reason for each in world.revisions(post_id)]
        assert reasons == ["save", "save", "restore"]

    def test_the_newest_has_nothing_to_restore(
        self, world: World, desk: FlaskClient, post_id: int
    ) -> None:
        page = desk.get(f"/admin/posts/{post_id}/revisions").text
        assert "Restore this version" not in page
        response = post_form(desk, f"/admin/posts/{post_id}/revisions/1/restoration", {})
        assert response.status_code == 302
        assert len(world.revisions(post_id)) == 1

    def test_a_version_that_does_not_exist_is_not_found(
        self, desk: FlaskClient, post_id: int
    ) -> None:
        assert desk.get(f"/admin/posts/{post_id}/revisions/2").status_code == 404
        response = post_form(desk, f"/admin/posts/{post_id}/revisions/2/restoration", {})
        assert "does not exist any more" in desk.get(response.location, follow_redirects=True).text

    def test_a_version_is_shown_as_text(
        self, world: World, owner: Somebody, desk: FlaskClient
    ) -> None:
        post_id = world.draft(owner, title="<script>x", body="<script>alert(1)</script>")
        page = desk.get(f"/admin/posts/{post_id}/revisions").text
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)" in page

    def test_names_who_made_it_also_when_they_are_gone(
        self, world: World, owner: Somebody, desk: FlaskClient, post_id: int
    ) -> None:
        editor = world.person(Role.EDITOR, name="Erik Sund")
        world.save(post_id, editor, 1, title="By Erik")
        assert "Erik Sund" in desk.get(f"/admin/posts/{post_id}/revisions").text
