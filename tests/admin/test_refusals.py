"""What the editor cannot take as it is, and the preview, which takes anything."""

from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient

from blog.auth.models import Role
from blog.posts.models import Kind
from tests.admin.test_editor import BLANK, create, held, id_of, open_editor, save
from tests.factories import Somebody, World, post_form

LONG = "Wörter und Bilder. " * 60


class TestWhatWillNotDo:
    """Each has a clear answer, and what was typed is a revision or in the answer."""

    def test_a_title_of_300_characters_is_kept(self, world: World, desk: FlaskClient) -> None:
        title = LONG[:299] + "."
        post_id = id_of(create(desk, title=title))
        assert world.revisions(post_id)[0].title == title
        for path in ("", "/revisions", "/deletion"):
            address = f"/admin/posts/{post_id}{path}"
            assert desk.get(address, follow_redirects=True).status_code == 200
        assert title[:60] in unescape(desk.get("/admin/posts").text)

    @pytest.mark.parametrize(
        ("field", "text", "told"),
        [
            ("title", "t" * 1001, "The title has 1,001 characters; at most 1,000"),
            ("summary", "s" * 1001, "The summary has 1,001 characters; at most 1,000"),
            ("body", "b" * 1_000_001, "The text has 1,000,001 characters; at most 1,000,000"),
            ("tags", ",".join(map(str, range(51))), "At most 50 tags."),
            ("visibility", "everybody", "Not a valid choice."),
            ("bylines-0", "99999999999999999999", "Not a valid choice"),
            ("bylines-0", "x", "Not a valid choice"),
        ],
        ids=lambda value: str(value)[:12],
    )
    def test_what_is_too_long_or_no_choice_comes_back_with_an_error(
        self, world: World, owner: Somebody, desk: FlaskClient, field: str, text: str, told: str
    ) -> None:
        post_id = world.draft(owner)
        typed: dict[str, Any] = {"title": "Kept title", "body": "Kept body", field: text}
        for page in (create(desk, **typed), save(desk, post_id, **typed)):
            assert page.status_code == 422
            assert told in page.text
            assert f'id="{field}-error"' in page.text
            for name in ("title", "body"):
                assert held(page, name) == typed[name]
            if field in {"summary", "tags"}:
                assert held(page, field) == text
        assert len(world.revisions(post_id)) == 1

    def test_a_body_of_a_million_characters_is_kept(self, world: World, desk: FlaskClient) -> None:
        body = ("Wort & <b>. " * 90_000)[:999_999] + "."
        post_id = id_of(create(desk, title="Long", body=body))
        assert world.revisions(post_id)[0].body == body
        editor = open_editor(desk, post_id)
        assert held(editor, "body") == body

    @pytest.mark.parametrize("text", ["\x00", "a\x00b\x0bc\x1bd", "\ufffe\uffff", "\ud83d"])
    def test_characters_that_no_text_has_do_no_harm(
        self, world: World, desk: FlaskClient, text: str
    ) -> None:
        names = ("title", "body", "summary", "slug", "tags")
        raw = text.encode("utf-8", "surrogatepass")
        typed: dict[str, Any] = dict.fromkeys(names, raw)
        page = create(desk, **typed)
        assert page.status_code == 302
        assert desk.get(page.location, follow_redirects=True).status_code == 200
        assert desk.get("/admin/posts").status_code == 200

    def test_every_field_may_be_missing(self, desk: FlaskClient) -> None:
        page = post_form(desk, "/admin/posts", {"title": "Kept title", "body": "Kept body"})
        assert page.status_code == 422
        assert held(page, "title") == "Kept title"

    def test_contributors_write_but_do_not_see_publish(self, world: World, owner: Somebody) -> None:
        client = world.sign_in(world.person(Role.CONTRIBUTOR))
        post_id = id_of(create(client, title="Mine"))
        page = open_editor(client, post_id).text
        assert 'id="publish"' not in page
        assert f"/admin/posts/{post_id}/publication" not in page


class TestThePreview:
    def test_shows_what_is_typed_in_the_look_of_the_site(
        self, world: World, owner: Somebody, desk: FlaskClient
    ) -> None:
        post_id = world.draft(owner, title="Saved", body="*Saved*")
        typed = {**BLANK, "title": "Typed", "body": "*Typed*"}
        for path in ("/admin/posts/preview", f"/admin/posts/{post_id}/preview"):
            page = post_form(desk, path, typed)
            assert page.status_code == 200
            assert "<em>Typed</em>" in page.text
            assert "/assets/reader-" in page.text
        assert "<em>Saved</em>" in desk.get(f"/admin/posts/{post_id}/preview").text
        assert len(world.revisions(post_id)) == 1

    @pytest.mark.parametrize("kind", list(Kind))
    def test_of_nothing_is_a_page_too(self, desk: FlaskClient, kind: Kind) -> None:
        assert desk.get(f"/admin/{kind}s/preview").status_code == 200

    def test_takes_what_cannot_be_saved(self, desk: FlaskClient) -> None:
        typed = {
            "title": "t" * 5000,
            "body": "",
            "visibility": "x",
            "bylines-0": "9" * 30,
            "slug": "admin",
        }
        assert post_form(desk, "/admin/posts/preview", typed).status_code == 200
        typed = {"title": "", "body": "", "bylines-0": "²", "bylines-1": "٣", "tags": "🌊,x"}
        assert post_form(desk, "/admin/posts/preview", typed).status_code == 200

    def test_runs_nothing(self, desk: FlaskClient) -> None:
        typed = {**BLANK, "body": "<script>alert(1)</script>"}
        page = post_form(desk, "/admin/posts/preview", typed)
        assert "<script>alert" not in page.text
        assert page.headers["X-Frame-Options"] == "SAMEORIGIN"
