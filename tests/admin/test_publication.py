"""Publishing from the editor: now, at a time, update, unpublish; and every refusal."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update
from werkzeug.test import TestResponse

from blog.auth.models import Role
from blog.core import clock
from blog.posts.models import Kind
from blog.site.models import Site
from tests.admin.test_editor import BLANK, held, id_of, open_editor
from tests.factories import Somebody, World, post_form
from tests.forms import Forms


def publish(client: FlaskClient, post_id: int | None = None, **typed: Any) -> TestResponse:
    path = f"/admin/posts/{post_id}/publication" if post_id else "/admin/posts/publication"
    data = {**BLANK, "title": "Tides", "body": "Kept body", "when": "now", **typed}
    if post_id:
        data["based_on"] = typed.get("based_on", "1")
    return post_form(client, path, data)  # type: ignore[no-any-return]


def later(date: str, time: str) -> dict[str, Any]:
    return {"when": "later", "date": date, "time": time}


class TestNow:
    def test_what_was_never_saved_is_published(self, world: World, desk: FlaskClient) -> None:
        post_id = id_of(publish(desk, title="Low water", tags="Tides"))
        assert "Kept body" in world.app.test_client().get("/low-water").text
        editor = open_editor(desk, post_id).text
        assert "“Low water” is published." in editor
        assert 'href="/low-water"' in editor
        assert f'action="/admin/posts/{post_id}/publication/undo?' in editor

    def test_an_update_shows_readers_the_edits(
        self, world: World, owner: Somebody, desk: FlaskClient
    ) -> None:
        post_id = world.draft(owner, title="Tides", body="Before.")
        slug = world.publish(post_id, owner)
        publish(desk, post_id, body="After.")
        assert "After." in world.app.test_client().get(f"/{slug}").text
        assert "“Tides” is updated." in open_editor(desk, post_id).text

    def test_over_a_newer_version_publishes_nothing_and_shows_both(
        self, world: World, owner: Somebody, desk: FlaskClient
    ) -> None:
        post_id = world.draft(owner)
        world.save(post_id, owner, 1, title="Newer")
        page = publish(desk, post_id, body="Mine")
        assert page.status_code == 409
        assert held(page, "body") == "Mine"
        assert world.post(post_id).live_number is None

    def test_unpublishing_takes_it_from_readers_and_publishing_puts_it_back(
        self, world: World, owner: Somebody, desk: FlaskClient
    ) -> None:
        post_id = world.draft(owner)
        slug = world.publish(post_id, owner)
        reader = world.app.test_client()
        post_form(desk, f"/admin/posts/{post_id}/withdrawal", {})
        assert reader.get(f"/{slug}").status_code == 404
        assert "is a draft again" in open_editor(desk, post_id).text
        form = Forms(open_editor(desk, post_id).text)["editor"]
        desk.post(f"/admin/posts/{post_id}/publication", data=form.data(when="now"))
        assert reader.get(f"/{slug}").status_code == 200


class TestAtATime:
    def test_it_waits_until_then(self, world: World, desk: FlaskClient) -> None:
        post_id = id_of(publish(desk, **later("2999-01-01", "07:30")))
        assert world.post(post_id).published_at == datetime(2999, 1, 1, 7, 30, tzinfo=UTC)
        assert world.app.test_client().get("/tides").status_code == 404
        editor = open_editor(desk, post_id)
        assert "will appear on 1 January 2999 at 07:30" in editor.text
        form = Forms(editor.text)["editor"]
        assert (form.value("when"), form.value("date")) == ("later", "2999-01-01")
        assert form.value("time")[:5] == "07:30"

    def test_the_time_is_that_of_the_site(self, world: World, desk: FlaskClient) -> None:
        with world.writing() as session:
            session.execute(update(Site).values(time_zone="Asia/Kathmandu"))
        world.app.extensions["kept"].clear()
        post_id = id_of(publish(desk, **later("2999-01-01", "07:30")))
        assert world.post(post_id).published_at == datetime(2999, 1, 1, 1, 45, tzinfo=UTC)
        assert "07:30" in open_editor(desk, post_id).text
        assert "Asia/Kathmandu" in open_editor(desk, post_id).text

    def test_a_time_in_the_past_is_the_date_it_bears(self, world: World, desk: FlaskClient) -> None:
        post_id = id_of(publish(desk, **later("1999-12-31", "23:59")))
        assert world.post(post_id).published_at == datetime(1999, 12, 31, 23, 59, tzinfo=UTC)
        assert world.app.test_client().get("/archive/1999/12").status_code == 200

    @pytest.mark.parametrize(
        ("when", "field", "told"),
        [
            (later("0000-01-01", "07:30"), "date", "is not a day"),
            (later("0001-01-01", "07:30"), "date", "Choose a year between 1000 and 2999."),
            (later("9999-12-31", "07:30"), "date", "Choose a year between 1000 and 2999."),
            (later("99999-01-01", "07:30"), "date", "is not a day"),
            (later("2026-02-30", "07:30"), "date", "is not a day"),
            (later("tomorrow", "07:30"), "date", "is not a day"),
            (later("", "07:30"), "date", "Choose the day"),
            (later("2026-11-21", ""), "time", "Choose the time of day"),
            (later("2026-11-21", "25:00"), "time", "is not a time of day"),
            (later("2026-11-21", "noon"), "time", "is not a time of day"),
            ({"when": "whenever"}, "when", "Not a valid choice"),
        ],
        ids=lambda value: str(value)[-30:],
    )
    def test_a_time_that_is_none_is_told_at_its_field_and_nothing_is_lost(
        self, world: World, desk: FlaskClient, when: dict[str, Any], field: str, told: str
    ) -> None:
        with world.writing() as session:
            session.execute(update(Site).values(time_zone="Europe/Berlin"))
        world.app.extensions["kept"].clear()
        page = publish(desk, **when)
        assert page.status_code == 422
        assert told in page.text
        if field != "when":
            assert f'id="{field}-error"' in page.text
            assert f'value="{when[field]}"' in page.text
        assert held(page, "body") == "Kept body"
        assert world.content_number() == 1
        # It can be put right on the page that the answer is.
        form = Forms(page.text)["editor"]
        address = form.action.replace("/revisions", "/publication")
        address = "/admin/posts/publication" if address == "/admin/posts" else address
        assert desk.post(address, data=form.data(when="now")).status_code == 302

    def test_what_readers_see_already_is_not_put_off(
        self, world: World, owner: Somebody, desk: FlaskClient
    ) -> None:
        post_id = world.draft(owner)
        world.publish(post_id, owner)
        page = publish(desk, post_id, **later("2999-01-01", "07:30"))
        assert page.status_code == 422
        assert "Readers can see this already." in page.text
        assert world.revisions(post_id)[-1].body == "Kept body"
        assert world.post(post_id).live_number == 1

    def test_edits_of_a_scheduled_post_say_that_they_are_not_included(
        self, world: World, owner: Somebody, desk: FlaskClient
    ) -> None:
        post_id = world.draft(owner)
        world.publish(post_id, owner, clock.now() + timedelta(days=2))
        data = {**BLANK, "title": "Edited", "based_on": "1"}
        post_form(desk, f"/admin/posts/{post_id}/revisions", data)
        page = open_editor(desk, post_id).text
        assert "edits not included" in page


class TestTheAddress:
    @pytest.mark.parametrize(
        ("slug", "told"),
        [
            ("taken", "“taken” is the address of “The holder”."),
            ("admin", "“admin” is an address of the site itself."),
            ("Feed", "“feed” is an address of the site itself."),
            ("wp-login", "“wp-login” is an address of the site itself."),
        ],
    )
    def test_that_cannot_be_had_is_told_at_its_field_and_the_text_is_kept(
        self, world: World, owner: Somebody, desk: FlaskClient, slug: str, told: str
    ) -> None:
        world.published(owner, title="The holder", slug="taken")
        page = publish(desk, slug=slug)
        assert page.status_code == 422
        assert told in page.text
        assert 'id="slug-error"' in page.text
        assert held(page, "slug") == slug
        assert held(page, "body") == "Kept body"
        # It is a draft already: the page goes on with that one, and makes no second.
        form = Forms(page.text)["editor"]
        post_id = int(form.action.split("/")[3])
        assert world.revisions(post_id)[0].body == "Kept body"
        data = form.data(slug="free", when="now")
        assert id_of(desk.post(f"/admin/posts/{post_id}/publication", data=data)) == post_id
        assert world.app.test_client().get("/free").status_code == 200

    @pytest.mark.parametrize(
        ("title", "slug", "path"),
        [
            ("🌊", "", "water-wave"),
            ("!?", "", "post-{id}"),
            ("Tides", "!!! ???", "tides"),
            ("…", "!!!", "post-{id}"),
            ("Über uns", "", "uber-uns"),
            ("Admin", "", "admin-2"),
            ("x" * 300, "", "x" * 80),
            ("海", "", "hai"),
            ("Tides", "Гавань", "гавань"),
        ],
    )
    def test_is_made_of_what_there_is(
        self, world: World, desk: FlaskClient, title: str, slug: str, path: str
    ) -> None:
        post_id = id_of(publish(desk, title=title, slug=slug))
        address = path.format(id=post_id)
        assert world.post(post_id).slug == address
        assert world.app.test_client().get(f"/{address}").status_code == 200

    def test_of_a_second_one_with_the_same_title_gets_a_number(
        self, world: World, desk: FlaskClient
    ) -> None:
        slugs = [world.post(id_of(publish(desk, title="Tides"))).slug for _ in range(3)]
        assert slugs == ["tides", "tides-2", "tides-3"]

    def test_a_warning_comes_before_the_press(
        self, world: World, owner: Somebody, desk: FlaskClient
    ) -> None:
        world.published(owner, title="The holder", slug="taken")
        for content, told in (
            ({"slug": "taken"}, "is the address of “The holder”"),
            ({"slug": "setup"}, "is an address of the site itself"),
            ({"title": "!?"}, "The title has no letters"),
            ({"tags": ("!?",)}, "“!?” cannot be a tag"),
        ):
            page = open_editor(desk, world.draft(owner, **content)).text
            assert told in page

    def test_a_title_is_needed(self, world: World, desk: FlaskClient) -> None:
        page = publish(desk, title=" ")
        assert page.status_code == 422
        assert "Give it a title before you publish it." in page.text
        assert held(page, "body") == "Kept body"


class TestWhoMay:
    def test_a_contributor_is_refused_and_the_text_is_a_draft(
        self, world: World, owner: Somebody
    ) -> None:
        contributor = world.person(Role.CONTRIBUTOR)
        client = world.sign_in(contributor)
        page = publish(client)
        assert page.status_code == 422
        assert "You may not publish this post." in page.text
        assert held(page, "body") == "Kept body"
        assert world.content_number() == 1
        assert "Tides" in client.get("/admin/posts?tab=drafts").text

    def test_an_author_publishes_their_own(self, world: World, owner: Somebody) -> None:
        client = world.sign_in(world.person(Role.AUTHOR))
        assert id_of(publish(client))

    def test_a_page_by_an_author_is_by_nobody(self, world: World, owner: Somebody) -> None:
        client = world.sign_in(world.person(Role.AUTHOR))
        data = {**BLANK, "title": "About", "when": "now"}
        post_id = id_of(post_form(client, "/admin/pages/publication", data))
        assert world.post(post_id).kind == Kind.PAGE
        assert world.revisions(post_id)[0].bylines == []

    def test_a_message_about_a_long_title_fits_into_the_cookie(
        self, world: World, desk: FlaskClient
    ) -> None:
        response = publish(desk, title="🌊" * 1000)
        assert len(response.headers["Set-Cookie"]) < 4000
        assert "is published." in desk.get(response.location, follow_redirects=True).text
