"""Undo in the toast after publishing, updating, scheduling and unpublishing."""

import re
from datetime import datetime, timedelta
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from blog.auth.models import Role
from blog.core import clock
from blog.posts.actions import UNDO_WINDOW
from blog.posts.models import State
from tests.admin.test_editor import id_of, open_editor, save
from tests.admin.test_publication import later, publish
from tests.factories import Somebody, World, csrf_token, moment, post_form
from tests.posts.stored import addresses, columns

NOW = moment(2026, 11, 21)
ACTION = re.compile(r'action="([^"]+/undo\?[^"]+)"')


def undo_of(client: FlaskClient, post_id: int) -> str:
    """Return where the Undo of the toast leads that the editor shows now."""
    found = ACTION.search(open_editor(client, post_id).text)
    assert found is not None
    return unescape(found[1])


def press(client: FlaskClient, address: str) -> TestResponse:
    """Press Undo; return the page that follows."""
    answer = post_form(client, address, {})
    assert answer.status_code == 302, answer.text
    return client.get(answer.location, follow_redirects=True)


def seen(world: World, post_id: int) -> dict[str, Any]:
    return {
        name: value
        for name, value in columns(world.post(post_id)).items()
        if name not in {"head_number", "edited_at"}
    }


class TestUndo:
    def test_of_a_first_publication_makes_it_a_draft(
        self, world: World, owner: Somebody, desk: FlaskClient
    ) -> None:
        post_id = world.draft(owner, title="Tides")
        before = seen(world, post_id)
        publish(desk, post_id)
        page = press(desk, undo_of(desk, post_id))
        assert "Undone. “Tides” is a draft, as before." in page.text
        assert seen(world, post_id) == before
        assert addresses(world) == {}
        assert "Kept body" in page.text

    def test_of_what_was_never_saved_keeps_the_draft(self, world: World, desk: FlaskClient) -> None:
        post_id = id_of(publish(desk))
        press(desk, undo_of(desk, post_id))
        post = world.post(post_id)
        assert (post.state, post.slug, post.title) == (State.DRAFT, None, "")
        assert world.revisions(post_id)[0].body == "Kept body"

    def test_of_an_update_shows_readers_what_they_saw(
        self, world: World, owner: Somebody, desk: FlaskClient
    ) -> None:
        post_id = world.draft(owner, title="Tides", body="Before.")
        slug = world.publish(post_id, owner, now=NOW - timedelta(days=9))
        before = seen(world, post_id)
        publish(desk, post_id, body="After.", slug="other")
        assert "is updated" in open_editor(desk, post_id).text
        publish(desk, post_id, based_on="2", body="Later.", slug="other")
        undo = undo_of(desk, post_id)
        assert "After." not in world.app.test_client().get("/other").text
        page = press(desk, undo)
        assert "Undone. Readers see “Tides” as before." in page.text
        assert "After." in world.app.test_client().get("/other").text
        assert before["slug"] == slug

    def test_of_a_schedule_and_of_its_change(
        self, world: World, owner: Somebody, desk: FlaskClient
    ) -> None:
        post_id = world.draft(owner, title="Tides")
        draft = seen(world, post_id)
        publish(desk, post_id, **later("2999-01-01", "07:30"))
        first = undo_of(desk, post_id)
        scheduled = seen(world, post_id)
        publish(desk, post_id, based_on="2", **later("2999-02-02", "08:15"))
        second = undo_of(desk, post_id)
        page = press(desk, second)
        assert "will appear on 1 January 2999 at 07:30, as before." in page.text
        assert seen(world, post_id) == scheduled
        press(desk, first)
        assert seen(world, post_id) == draft

    def test_of_unpublishing(self, world: World, owner: Somebody, desk: FlaskClient) -> None:
        post_id = world.draft(owner, title="Tides")
        slug = world.publish(post_id, owner)
        before = seen(world, post_id)
        post_form(desk, f"/admin/posts/{post_id}/withdrawal", {})
        press(desk, undo_of(desk, post_id))
        assert seen(world, post_id) == before
        assert world.app.test_client().get(f"/{slug}").status_code == 200

    def test_of_a_withdrawal_says_what_becomes_of_it(
        self, world: World, owner: Somebody, desk: FlaskClient
    ) -> None:
        post_id = world.draft(owner, title="Tides")
        world.publish(post_id, owner, clock.now() + timedelta(days=2))
        before = seen(world, post_id)
        assert "Withdraw" in open_editor(desk, post_id).text
        post_form(desk, f"/admin/posts/{post_id}/withdrawal", {})
        page = open_editor(desk, post_id).text
        assert "“Tides” is a draft again. It will not appear by itself." in page
        found = ACTION.search(page)
        assert found is not None
        press(desk, unescape(found[1]))
        assert seen(world, post_id) == before

    def test_edits_since_then_stay(self, world: World, owner: Somebody, desk: FlaskClient) -> None:
        post_id = world.draft(owner, title="Tides")
        publish(desk, post_id)
        undo = undo_of(desk, post_id)
        save(desk, post_id, 2, title="Tides", body="Newer")
        assert "is a draft, as before" in press(desk, undo).text
        assert world.revisions(post_id)[-1].body == "Newer"


class TestRefused:
    def test_when_somebody_published_since(
        self, world: World, owner: Somebody, desk: FlaskClient
    ) -> None:
        post_id = world.draft(owner, title="Tides")
        publish(desk, post_id)
        undo = undo_of(desk, post_id)
        world.save(post_id, owner, 2, title="Tides", body="Newer")
        world.publish(post_id, owner)
        before, number = seen(world, post_id), world.content_number()
        page = press(desk, undo)
        assert "It was changed again since, so this cannot be undone any more." in page.text
        assert seen(world, post_id) == before
        assert world.content_number() == number

    def test_a_quarter_of_an_hour_later(
        self, world: World, owner: Somebody, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def set_clock(now: datetime) -> None:
            monkeypatch.setattr(clock, "now", lambda: now)

        post_id = world.draft(owner, title="Tides")
        set_clock(NOW)
        desk = world.sign_in(owner)
        publish(desk, post_id)
        undo = undo_of(desk, post_id)
        set_clock(NOW + UNDO_WINDOW + timedelta(seconds=1))
        before = seen(world, post_id)
        assert "too long ago to be undone" in press(desk, undo).text
        assert seen(world, post_id) == before
        set_clock(NOW + UNDO_WINDOW)
        assert "is a draft, as before" in press(desk, undo).text

    @pytest.mark.parametrize(
        "spoil",
        [
            lambda address: address.partition("?")[0],
            lambda address: address.replace("what=", "what=A"),
            lambda address: address.replace("signed=", "signed=A"),
            lambda address: address.partition("&")[0],
            lambda address: f"{address.partition('?')[0]}?what=W10=&signed=%ff",
        ],
        ids=["nothing", "other", "another signature", "no signature", "nonsense"],
    )
    def test_what_was_not_offered(
        self, world: World, owner: Somebody, desk: FlaskClient, spoil: Any
    ) -> None:
        post_id = world.draft(owner)
        publish(desk, post_id)
        address = spoil(undo_of(desk, post_id))
        before = seen(world, post_id)
        assert "There is nothing to undo here." in press(desk, address).text
        assert seen(world, post_id) == before

    def test_to_somebody_else_and_for_another_post(
        self, world: World, owner: Somebody, desk: FlaskClient
    ) -> None:
        post_id, other = world.draft(owner), world.draft(owner)
        publish(desk, post_id)
        undo = undo_of(desk, post_id)
        publish(desk, other)
        editor = world.sign_in(world.person(Role.EDITOR))
        assert "There is nothing to undo here." in press(editor, undo).text
        moved = undo.replace(f"/posts/{post_id}/", f"/posts/{other}/")
        assert "There is nothing to undo here." in press(desk, moved).text
        author = world.sign_in(world.person(Role.AUTHOR))
        assert post_form(author, undo, {}).status_code == 403
        assert world.post(post_id).live_number is not None

    def test_without_a_token_of_the_session_and_by_a_link(
        self, world: World, owner: Somebody, desk: FlaskClient
    ) -> None:
        post_id = world.draft(owner)
        publish(desk, post_id)
        undo = undo_of(desk, post_id)
        assert desk.post(undo).status_code == 400
        assert desk.get(undo).status_code in {404, 405}
        assert world.post(post_id).live_number is not None


class TestTheTrash:
    def test_says_which_way_it_came_back(
        self, world: World, owner: Somebody, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(clock, "now", lambda: NOW)
        desk, post_id = world.sign_in(owner), world.draft(owner, title="Tides")
        world.publish(post_id, owner)
        undo = f"/admin/posts/{post_id}/restoration?undo=1"
        post_form(desk, f"/admin/posts/{post_id}/trash", {})
        assert "“Tides” is back as it was." in press(desk, undo).text
        assert world.post(post_id).state is State.PUBLISHED
        post_form(desk, f"/admin/posts/{post_id}/trash", {})
        late = NOW + UNDO_WINDOW + timedelta(seconds=1)
        monkeypatch.setattr(clock, "now", lambda: late)
        assert "“Tides” is a draft again." in press(desk, undo).text
        assert world.post(post_id).state is State.DRAFT


class TestTheCookie:
    def test_holds_the_longest_undo(self, world: World, owner: Somebody) -> None:
        client = world.sign_in(owner)
        tags = tuple(f"Tag {number}" for number in range(50))
        post_id = world.draft(owner, tags=tags, slug="ж" * 80)
        world.publish(post_id, owner)
        data = {"title": "🌊" * 1000, "body": "Two", "slug": "щ" * 80, "tags": ",".join(tags)}
        response = publish(client, post_id, **data)
        assert len(response.headers["Set-Cookie"]) < 4000
        page = press(client, undo_of(client, post_id))
        assert "as before" in page.text
        assert list(addresses(world)) == ["ж" * 80]

    def test_gives_up_the_undo_where_it_would_not_fit(
        self, world: World, owner: Somebody, desk: FlaskClient
    ) -> None:
        people = tuple(world.person().id for _ in range(3))
        post_id = world.draft(owner, title="Tides", bylines=people)
        world.publish(post_id, owner)
        with world.writing() as session:
            post = session.get_one(type(world.post(post_id)), post_id)
            post.bylines = post.bylines * 300
        post_form(desk, f"/admin/posts/{post_id}/withdrawal", {"csrf_token": csrf_token(desk)})
        page = open_editor(desk, post_id).text
        assert "is a draft again" in page
        assert ACTION.search(page) is None
