"""Signing in and out."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from blog.auth.models import Person
from blog.auth.passwords import hash_password, verify_password
from blog.core import clock
from tests.factories import PASSWORD, Somebody, World, post_form

NEW_PASSWORD = "a lighthouse in a drawer"
TOKEN = re.compile(r'(name="csrf_token"[^>]*value=")[^"]*')


def try_password(client: FlaskClient, email: str, password: str) -> str:
    response = post_form(client, "/auth/sign-in", {"email": email, "password": password})
    assert response.status_code == 422
    assert "Set-Cookie" not in response.headers or "_user_id" not in response.text
    return TOKEN.sub(r"\1", response.text).replace(email, "(typed)")


class TestSigningIn:
    def test_a_wrong_password_and_an_unknown_account_get_the_same_answer(
        self, world: World, owner: Somebody, client: FlaskClient
    ) -> None:
        wrong = try_password(client, owner.email, "wrong, but long enough")
        unknown = try_password(client, "nobody@example.org", "wrong, but long enough")
        assert "do not match" in wrong
        assert wrong == unknown

    def test_somebody_without_a_password_gets_it_too(
        self, world: World, owner: Somebody, client: FlaskClient
    ) -> None:
        imported = world.person()
        with world.writing() as session:
            session.get_one(Person, imported.id).password_hash = None
        unknown = try_password(client, "nobody@example.org", PASSWORD)
        assert try_password(client, imported.email, PASSWORD) == unknown

    def test_somebody_who_was_removed_gets_it_too(
        self, world: World, owner: Somebody, client: FlaskClient
    ) -> None:
        removed = world.person()
        with world.writing() as session:
            session.get_one(Person, removed.id).removed_at = clock.now()
        unknown = try_password(client, "nobody@example.org", PASSWORD)
        assert try_password(client, removed.email, PASSWORD) == unknown

    def test_the_password_is_in_no_answer(self, owner: Somebody, client: FlaskClient) -> None:
        assert "wrong, but long enough" not in try_password(
            client, owner.email, "wrong, but long enough"
        )

    @pytest.mark.parametrize("email", ["ODILE@example.org", " odile@example.org "])
    def test_case_and_space_around_an_address_do_not_matter(
        self, owner: Somebody, client: FlaskClient, email: str
    ) -> None:
        response = post_form(client, "/auth/sign-in", {"email": email, "password": PASSWORD})
        assert response.status_code == 302

    @pytest.mark.parametrize(
        "data",
        [
            {"email": "\x00", "password": "\x00"},
            {"email": "a\x00@example.org", "password": PASSWORD},
            {"email": "x" * 100_000, "password": "x" * 100_000},
            {"email": "’; drop table people", "password": PASSWORD},
            {"email": "", "password": PASSWORD},
            {"email": "odile@example.org", "password": ""},
            {},
        ],
        ids=range(7),
    )
    def test_anything_may_be_typed(
        self, owner: Somebody, client: FlaskClient, data: dict[str, str]
    ) -> None:
        assert post_form(client, "/auth/sign-in", data).status_code == 422

    def test_a_hash_of_weaker_parameters_is_renewed(self, world: World, owner: Somebody) -> None:
        app = world.app
        cost, app.config["PASSWORD_HASH"] = app.config["PASSWORD_HASH"], (16, 2, 1)
        try:
            world.sign_in_with(owner, PASSWORD)
        finally:
            app.config["PASSWORD_HASH"] = cost
        with world.reading() as session:
            renewed = str(session.get_one(Person, owner.id).password_hash)
        assert "m=16,t=2,p=1" in renewed
        world.sign_in_with(owner, PASSWORD)

    def test_a_hash_of_the_same_parameters_stays(self, world: World, owner: Somebody) -> None:
        with world.reading() as session:
            before = session.get_one(Person, owner.id).password_hash
        world.sign_in_with(owner, PASSWORD)
        with world.reading() as session:
            assert session.get_one(Person, owner.id).password_hash == before


EVIL = [
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https://evil.example",
    "https:evil.example",
    "https:/evil.example",
    "HTTPS://evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "/\t/evil.example",
    "\t//evil.example",
    "/\n/evil.example",
    "/\r\n/evil.example",
    " //evil.example",
    "/\x00/evil.example",
    "/\u2028/evil.example",
    "evil.example",
    "@evil.example",
    "http://localhost@evil.example",
    "http://localhost/admin/",
    "//[",
    "http://[evil",
    "?x",
    "",
]
SAFE = [
    "/admin/posts",
    "/admin/posts?tab=drafts&q=a%20b",
    "/%2f%2fevil.example",
    "/%5cevil.example",
    "/a//b",
    "/?next=https://evil.example",
]


class TestWhereItLeads:
    @pytest.mark.parametrize("target", EVIL, ids=repr)
    def test_an_address_elsewhere_leads_to_the_desk(
        self, owner: Somebody, client: FlaskClient, target: str
    ) -> None:
        assert self.sign_in(client, owner, target) == "/admin/"
        assert client.get("/auth/sign-in", query_string={"next": target}).location == "/admin/"

    @pytest.mark.parametrize("target", SAFE)
    def test_an_address_here_leads_there(
        self, owner: Somebody, client: FlaskClient, target: str
    ) -> None:
        assert self.sign_in(client, owner, target) == target

    def test_the_desk_remembers_where_somebody_was_going(
        self, owner: Somebody, client: FlaskClient
    ) -> None:
        asked = client.get("/admin/posts?tab=drafts&q=sea+wall")
        door = client.get(asked.location)
        assert 'value="/admin/posts?tab=drafts&amp;q=sea+wall"' in door.text
        assert client.get("/admin/").location == "/auth/sign-in?next=/admin/"

    def sign_in(self, client: FlaskClient, owner: Somebody, target: str) -> str:
        data = {"email": owner.email, "password": PASSWORD, "next": target}
        response = post_form(client, "/auth/sign-in", data)
        assert response.status_code == 302
        return str(response.location)


class TestChangingThePassword:
    def test_ends_the_other_sessions_and_keeps_this_one(
        self, world: World, owner: Somebody
    ) -> None:
        here, there, copy = world.sign_in(owner), world.sign_in(owner), world.sign_in(owner)
        data = {"current_password": PASSWORD, "new_password": NEW_PASSWORD}
        assert post_form(here, "/admin/profile", data).status_code == 302
        assert "signed out everywhere else" in here.get("/admin/profile").text
        assert [c.get("/admin/").status_code for c in (here, there, copy)] == [200, 302, 302]
        try_password(there, owner.email, PASSWORD)
        world.sign_in_with(owner, NEW_PASSWORD)

    @pytest.mark.parametrize(
        ("current", "new", "told"),
        [
            ("wrong, but long enough", NEW_PASSWORD, "That is not your current password."),
            (PASSWORD, "short", "5 characters so far."),
            (PASSWORD, "", "Choose a password."),
            ("", NEW_PASSWORD, "Type the password you have now."),
        ],
    )
    def test_an_error_is_told_and_changes_nothing(
        self, world: World, owner: Somebody, current: str, new: str, told: str
    ) -> None:
        client, other = world.sign_in(owner), world.sign_in(owner)
        data = {"current_password": current, "new_password": new}
        response = post_form(client, "/admin/profile", data)
        assert response.status_code == 422
        assert told in response.text
        for typed in filter(None, (current, new)):
            assert f'value="{typed}"' not in response.text
        assert other.get("/admin/").status_code == 200
        world.sign_in_with(owner, PASSWORD)


def test_a_hash_that_cannot_be_read_lets_nobody_in(world: World, client: FlaskClient) -> None:
    owner = world.set_up()
    with world.writing() as session:
        session.get_one(Person, owner.id).password_hash = "plain text"
    try_password(client, owner.email, "plain text")


def test_a_password_of_any_letters_is_taken(app: Flask) -> None:
    with app.app_context():
        for password in ("пароль из букв", "🌊" * 12, "e\u0301" * 12, " leading and trailing "):
            hashed = hash_password(password)
            assert verify_password(hashed, password)
            assert not verify_password(hashed, password.strip() + "x")
