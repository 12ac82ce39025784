"""Writing: the editor, saving, and the two texts of a conflict."""

from typing import Any
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from blog.auth.models import Role
from tests.factories import Somebody, World, post_form
from tests.forms import Forms, press

BLANK = {"title": "", "body": "", "visibility": "public", "based_on": "0"}


def create(client: FlaskClient, kind: str = "post", **typed: Any) -> TestResponse:
    return post_form(client, f"/admin/{kind}s", {**BLANK, **typed})  # type: ignore[no-any-return]


def save(client: FlaskClient, post_id: int, based_on: Any = 1, **typed: Any) -> TestResponse:
    data = {**BLANK, "based_on": str(based_on), **typed}
    return post_form(client, f"/admin/posts/{post_id}/revisions", data)  # type: ignore[no-any-return]


def id_of(response: TestResponse) -> int:
    assert response.status_code == 302, response.text
    return int(urlsplit(response.location).path.rpartition("/")[2])


def open_editor(client: FlaskClient, post_id: int) -> TestResponse:
    """Open the newest version in the editor."""
    return client.get(f"/admin/posts/{post_id}", follow_redirects=True)


def held(page: TestResponse, name: str) -> str:
    """Return what the editor on a page holds in a field, as a browser reads it."""
    return Forms(page.text)["editor"].value(name).replace("\r\n", "\n")


class TestANewPost:
    @pytest.mark.parametrize("kind", ["post", "page"])
    def test_is_saved_with_everything_in_the_form(
        self, world: World, owner: Somebody, desk: FlaskClient, kind: str
    ) -> None:
        assert desk.get(f"/admin/{kind}s/new").status_code == 200
        typed = {
            "title": " Tide\ttables ",
            "body": "One\r\n\r\nTwo  \r\n",
            "summary": "What they\r\nare for",
            "slug": "Gezeiten Über Alles!",
            "tags": "Sea,  Salt marsh , sea,,",
            "bylines-0": str(owner.id),
            "bylines-1": "",
            "visibility": "unlisted",
        }
        post_id = id_of(create(desk, kind, **typed))
        (revision,) = world.revisions(post_id)
        assert world.post(post_id).kind == kind
        assert revision.title == "Tide tables"
        assert revision.body == "One\n\nTwo  \n"
        assert revision.summary == "What they are for"
        assert revision.slug == "gezeiten-über-alles"
        assert revision.tags == ["Sea", "Salt marsh", "sea"]
        assert revision.bylines == [owner.id]
        assert revision.visibility == "unlisted"
        editor = open_editor(desk, post_id)
        assert "Readers do not see it yet." in editor.text
        assert held(editor, "body") == "One\n\nTwo  \n"
        assert held(editor, "based_on") == "1"
        assert held(editor, "slug") == "gezeiten-über-alles"
        assert held(editor, "visibility") == "unlisted"

    def test_may_have_nothing_in_it(self, world: World, desk: FlaskClient) -> None:
        post_id = id_of(create(desk))
        assert "Untitled" in open_editor(desk, post_id).text

    def test_offers_the_writer_as_its_author(self, owner: Somebody, desk: FlaskClient) -> None:
        post, page = desk.get("/admin/posts/new"), desk.get("/admin/pages/new")
        assert Forms(post.text)["editor"].value("bylines-0") == str(owner.id)
        assert "bylines-1" in {name for name, _ in Forms(post.text)["editor"].fields}
        assert not Forms(page.text)["editor"].value("bylines-0")

    def test_a_body_that_begins_with_line_breaks_keeps_them(
        self, world: World, desk: FlaskClient
    ) -> None:
        body = "\n\n  indented </textarea> &amp; <b>"
        post_id = id_of(create(desk, body=body))
        assert held(open_editor(desk, post_id), "body") == body

    def test_that_is_sent_twice_is_made_once(self, world: World, desk: FlaskClient) -> None:
        form = Forms(desk.get("/admin/posts/new").text)["editor"]
        first = id_of(desk.post(form.action, data=form.data(title="Once")))
        again = id_of(desk.post(form.action, data=form.data(title="Once")))
        assert again == first
        assert len(world.revisions(first)) == 1
        # Another text from the same page, as after a step back in the browser, is kept too.
        assert id_of(desk.post(form.action, data=form.data(title="Twice"))) == first
        assert world.revisions(first)[-1].title == "Twice"

    @pytest.mark.parametrize("missing", ["title", "body"])
    def test_that_was_cut_off_on_its_way_empties_nothing(
        self, world: World, owner: Somebody, desk: FlaskClient, missing: str
    ) -> None:
        post_id = world.draft(owner, body="Before.")
        data = {name: value for name, value in BLANK.items() if name != missing}
        for path in (f"/admin/posts/{post_id}/revisions", "/admin/posts"):
            assert post_form(desk, path, data).status_code == 400
        assert world.revisions(post_id)[-1].body == "Before."


class TestSaving:
    def test_a_page_of_an_older_version_stays_one_of_that_version(
        self, world: World, owner: Somebody, desk: FlaskClient
    ) -> None:
        # A browser that goes back puts what was typed there into the page again.
        post_id = world.draft(owner, title="Before")
        world.save(post_id, owner, 1, title="After")
        page = desk.get(f"/admin/posts/{post_id}?base=1")
        assert (held(page, "title"), held(page, "based_on")) == ("Before", "1")
        assert f'href="/admin/posts/{post_id}"' in page.text
        newest = open_editor(desk, post_id)
        assert (held(newest, "title"), held(newest, "based_on")) == ("After", "2")
        assert newest.request.args["base"] == "2"

    @pytest.fixture
    def post_id(self, world: World, owner: Somebody) -> int:
        return world.draft(owner, title="Before", body="Before.")

    def test_makes_a_revision_and_leaves_readers_alone(
        self, world: World, owner: Somebody, desk: FlaskClient, post_id: int
    ) -> None:
        slug = world.publish(post_id, owner)
        number = world.content_number()
        save(desk, post_id, title="After", body="After.")
        assert [each.title for each in world.revisions(post_id)] == ["Before", "After"]
        assert world.content_number() == number
        assert "Before." in world.app.test_client().get(f"/{slug}").text
        assert "after you press Update" in open_editor(desk, post_id).text

    def test_what_had_not_changed_makes_none(
        self, world: World, owner: Somebody, desk: FlaskClient, post_id: int
    ) -> None:
        form = Forms(open_editor(desk, post_id).text)["editor"]
        assert desk.post(form.action, data=form.data()).status_code == 302
        assert len(world.revisions(post_id)) == 1
        assert "Nothing had changed" in open_editor(desk, post_id).text

    def test_over_a_newer_version_keeps_both_and_shows_them(
        self, world: World, owner: Somebody, desk: FlaskClient, post_id: int
    ) -> None:
        editor = world.person(Role.EDITOR, name="Erik Sund")
        world.save(post_id, editor, 1, title="Theirs", body="Their <b>words</b>.")
        page = save(desk, post_id, title="Mine", body="My <b>words</b>.")
        assert page.status_code == 409
        assert "Erik Sund saved a newer version" in page.text
        assert "<del>My</del><ins>Their</ins> &lt;b&gt;words&lt;/b&gt;." in page.text
        assert held(page, "body") == "My <b>words</b>."
        assert [each.reason for each in world.revisions(post_id)] == ["save", "save", "conflict"]
        assert world.post(post_id).head_number == 2

    def test_keep_mine_makes_it_the_newest(
        self, world: World, owner: Somebody, desk: FlaskClient, post_id: int
    ) -> None:
        editor = world.person(Role.EDITOR)
        world.save(post_id, editor, 1, title="Theirs")
        page = save(desk, post_id, title="Mine", body="Mine.")
        form = Forms(page.text)["editor"]
        response = desk.post(form.action, data=form.data(resolve="mine", body="Mine, edited."))
        assert response.status_code == 302
        assert world.post(post_id).head_number == 4
        assert world.revisions(post_id)[-1].body == "Mine, edited."

    def test_keep_mine_does_not_overwrite_what_was_not_shown(
        self, world: World, owner: Somebody, desk: FlaskClient, post_id: int
    ) -> None:
        editor = world.person(Role.EDITOR)
        world.save(post_id, editor, 1, title="Theirs")
        form = Forms(save(desk, post_id, title="Mine", body="Mine.").text)["editor"]
        world.save(post_id, editor, 2, title="Theirs again")
        page = desk.post(form.action, data=form.data(resolve="mine"))
        assert page.status_code == 409
        assert "Theirs again" in page.text
        assert world.revisions(post_id)[world.post(post_id).head_number - 1].title == "Theirs again"

    @pytest.mark.parametrize("theirs", ["", "x", "-1", "99999999999999999999", "0", "٢"])
    def test_keep_mine_over_nonsense_is_a_conflict(
        self, world: World, owner: Somebody, desk: FlaskClient, post_id: int, theirs: str
    ) -> None:
        world.save(post_id, owner, 1, title="Theirs")
        page = save(desk, post_id, title="Mine", resolve="mine", theirs=theirs)
        assert page.status_code == 409
        assert world.post(post_id).head_number == 2

    def test_keep_theirs_leads_to_their_text_and_mine_stays_in_the_history(
        self, world: World, owner: Somebody, desk: FlaskClient, post_id: int
    ) -> None:
        world.save(post_id, world.person(Role.EDITOR), 1, title="Theirs")
        form = Forms(save(desk, post_id, title="Mine").text)["editor"]
        # What was typed in the meantime is kept as well, and changes nothing of theirs.
        answer = desk.post(form.action, data=form.data(resolve="theirs", title="Mine, edited"))
        assert answer.status_code == 302
        editor = open_editor(desk, post_id)
        assert held(editor, "title") == "Theirs"
        assert "Yours is version 4 in the history." in editor.text
        assert [each.title for each in world.revisions(post_id)][2:] == ["Mine", "Mine, edited"]
        assert "Kept beside a newer version" in desk.get(f"/admin/posts/{post_id}/revisions").text

    def test_from_a_tab_that_lost_its_number_is_a_conflict_and_empties_nothing(
        self, world: World, owner: Somebody, desk: FlaskClient, post_id: int
    ) -> None:
        for based_on in ("", "x", "0", "99", "-1"):
            page = save(desk, post_id, based_on, title="", body="")
            assert page.status_code == 409
        assert world.revisions(post_id)[world.post(post_id).head_number - 1].body == "Before."

    def test_of_a_post_that_was_deleted_meanwhile_is_not_found_and_says_so(
        self, world: World, owner: Somebody, desk: FlaskClient, post_id: int
    ) -> None:
        world.trash(post_id, owner)
        post_form(desk, f"/admin/posts/{post_id}/deletion", {})
        # What is told of that is told on another page.
        desk.get("/admin/posts")
        page = save(desk, post_id, title="Mine", body="Mine.")
        assert page.status_code == 404
        assert "Nothing is lost" in page.text
        new_id = id_of(press(desk, page))
        assert world.revisions(new_id)[0].body == "Mine."

    def test_of_a_post_that_is_out_of_reach_now_keeps_the_text_as_a_draft(
        self, world: World, owner: Somebody
    ) -> None:
        contributor = world.person(Role.CONTRIBUTOR)
        post_id = world.draft(contributor, body="Before.")
        client = world.sign_in(contributor)
        world.publish(post_id, owner)
        page = save(client, post_id, title="Mine", body="Mine.")
        assert page.status_code == 403
        assert world.revisions(id_of(press(client, page)))[0].body == "Mine."
        assert len(world.revisions(post_id)) == 1

    def test_bylines_are_chosen_by_editors_only(self, world: World, owner: Somebody) -> None:
        author, other = world.person(), world.person()
        client = world.sign_in(author)
        post_id = id_of(create(client, **{"title": "x", "bylines-0": str(other.id)}))
        assert world.revisions(post_id)[0].bylines == [author.id]
