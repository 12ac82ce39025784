"""Sessions: what a cookie opens, for how long, and what ends it."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from blog.auth.models import Person, Session
from blog.core import clock
from blog.core.database import db
from blog.core.tokens import digest
from tests.conftest import bare_app
from tests.factories import PASSWORD, Somebody, World, csrf_token, post_form


class TestTheSession:
    def test_a_copied_cookie_is_worthless_after_signing_out(
        self, world: World, owner: Somebody
    ) -> None:
        client = world.sign_in(owner)
        copy = copied(client)
        assert copy.get("/admin/").status_code == 200
        response = post_form(client, "/auth/sign-out", {})
        assert (response.status_code, response.location) == (302, "/auth/sign-in")
        assert copy.get("/admin/").status_code == 302
        assert client.get("/admin/").status_code == 302

    def test_signing_out_ends_this_session_only(self, world: World, owner: Somebody) -> None:
        here, there = world.sign_in(owner), world.sign_in(owner)
        post_form(here, "/auth/sign-out", {})
        assert there.get("/admin/").status_code == 200

    def test_it_ends_when_its_time_is_over(self, world: World, owner: Somebody) -> None:
        client = world.sign_in(owner)
        with world.writing() as session:
            session.execute(update(Session).values(expires_at=clock.now()))
        assert client.get("/admin/").status_code == 302
        world.sign_in(owner)
        with world.reading() as session:
            assert len(session.scalars(select(Session)).all()) == 1, "ended ones are swept out"

    @pytest.mark.parametrize(("keep", "days"), [({}, 1), ({"keep": "y"}, 90)])
    def test_how_long_it_lasts(
        self, world: World, owner: Somebody, client: FlaskClient, keep: dict[str, str], days: int
    ) -> None:
        data = {"email": owner.email, "password": PASSWORD, **keep}
        response = post_form(client, "/auth/sign-in", data)
        cookie = response.headers["Set-Cookie"]
        assert ("Expires=" in cookie) is bool(keep)
        with world.reading() as session:
            row = session.scalars(select(Session)).one()
            assert row.expires_at - row.created_at == timedelta(days=days)

    def test_the_database_does_not_hold_what_the_cookie_holds(
        self, world: World, owner: Somebody
    ) -> None:
        client = world.sign_in(owner)
        with client.session_transaction() as cookie:
            token = cookie["_user_id"]
        with world.reading() as session:
            assert session.scalars(select(Session.token_digest)).all() == [digest(token)]

    def test_it_is_a_new_one_at_every_sign_in(
        self, world: World, owner: Somebody, client: FlaskClient
    ) -> None:
        before = csrf_token(client)
        data = {"email": owner.email, "password": PASSWORD, "csrf_token": before}
        client.post("/auth/sign-in", data=data)
        with client.session_transaction() as cookie:
            first = cookie["_user_id"]
        assert client.post("/auth/sign-out", data={"csrf_token": before}).status_code == 400
        old = copied(client)
        post_form(client, "/auth/sign-in", {"email": owner.email, "password": PASSWORD})
        with client.session_transaction() as cookie:
            assert cookie["_user_id"] != first
        assert old.get("/admin/").status_code == 302, "the one before it has ended"

    def test_a_removed_person_is_out_at_once(self, world: World, owner: Somebody) -> None:
        author = world.person()
        client = world.sign_in(author)
        with world.writing() as session:
            session.get_one(Person, author.id).removed_at = clock.now()
        assert client.get("/admin/").status_code == 302

    def test_a_changed_role_counts_at_once(self, world: World, owner: Somebody) -> None:
        author = world.person()
        post_id = world.draft(owner)
        client = world.sign_in(author)
        assert client.get(f"/admin/posts/{post_id}").status_code == 403
        with world.writing() as session:
            session.execute(update(Person).where(Person.id == author.id).values(role="editor"))
        assert client.get(f"/admin/posts/{post_id}?base=1").status_code == 200

    @pytest.mark.parametrize("value", ["", "x", "eyJfdXNlcl9pZCI6IjEifQ.x.y", "é\x00"])
    def test_a_made_up_cookie_opens_nothing(
        self, owner: Somebody, client: FlaskClient, value: str
    ) -> None:
        client.set_cookie("quire", value)
        assert client.get("/admin/").status_code == 302


def copied(client: FlaskClient) -> FlaskClient:
    """Return another browser with the same cookie."""
    cookie = client.get_cookie("quire")
    assert cookie is not None
    copy = client.application.test_client()
    copy.set_cookie("quire", cookie.value)
    return copy


class TestTheCookie:
    @pytest.mark.parametrize(
        ("site_url", "name", "secure"),
        [("http://localhost", "quire", False), ("https://localhost", "__Host-quire", True)],
    )
    def test_follows_the_address_of_the_site(
        self, app: Flask, site_url: str, name: str, secure: bool
    ) -> None:
        other = bare_app(
            app.config["SQLALCHEMY_DATABASE_URI"], app.config["INSTANCE_PATH"], site_url
        )
        # The request itself is plain, as it is behind a proxy.
        other.extensions["set_up"] = True
        response = other.test_client().get("/auth/sign-in")
        cookie = response.headers["Set-Cookie"]
        assert cookie.startswith(f"{name}=")
        assert ("Secure" in cookie) is secure
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert "Path=/" in cookie
        assert "Domain" not in cookie
        with other.app_context():
            db.engine.dispose()
