"""The set-up: one link, one owner, one next step."""

import threading

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from blog.auth.models import Person, Role
from blog.auth.views import setup_token
from blog.core.database import db
from blog.core.tokens import signature
from blog.site.models import Site
from blog.site.queries import read_setup_nonce
from tests.conftest import Site as OwnSite
from tests.factories import World, csrf_token

PASSWORD = "correct horse battery"
ANSWERS = {
    "title": "Low Water",
    "language": "de",
    "time_zone": "Europe/Berlin",
    "name": "Odile Farrow",
    "email": "Odile@Example.org",
    "password": PASSWORD,
}


@pytest.fixture
def token(app: Flask) -> str:
    return token_of(app)


def token_of(app: Flask) -> str:
    with app.test_request_context():
        token = setup_token()
    assert token is not None
    return token


def answer(client: FlaskClient, token: str, **changed: str) -> TestResponse:
    door = client.get("/setup", query_string={"token": token})
    csrf = token_in(door.text)
    return client.post("/setup", data={**ANSWERS, **changed, "token": token, "csrf_token": csrf})


def token_in(page: str) -> str:
    return page.split('name="csrf_token"')[1].split('value="')[1].split('"', maxsplit=1)[0]


class TestTheLink:
    def test_opens_the_questions_and_the_answers_open_the_desk(
        self, client: FlaskClient, token: str, world: World
    ) -> None:
        response = answer(client, token)
        assert (response.status_code, response.location) == (302, "/admin/")
        desk = client.get("/admin/")
        assert desk.status_code == 200
        assert "Odile Farrow" in desk.text
        with world.reading() as session:
            site, owner = session.get_one(Site, 1), session.scalars(select(Person)).one()
            assert (site.title, site.language, site.time_zone) == (
                "Low Water",
                "de",
                "Europe/Berlin",
            )
            assert (owner.role, owner.email, owner.handle) == (
                Role.OWNER,
                "odile@example.org",
                "odile-farrow",
            )
            assert owner.password_hash is not None
            assert owner.password_hash.startswith("$argon2id$")

    def test_leads_to_a_desk_with_one_obvious_next_step(
        self, client: FlaskClient, token: str
    ) -> None:
        answer(client, token)
        main = client.get("/admin/").text.split("<main")[1].split("</main>")[0]
        assert main.count("<a ") == 1
        assert 'href="/admin/posts/new"' in main
        assert "primary" in main

    def test_works_once(self, client: FlaskClient, token: str, world: World) -> None:
        answer(client, token)
        other = world.app.test_client()
        data = {**ANSWERS, "token": token, "csrf_token": csrf_token(other)}
        assert other.get(f"/setup?token={token}").status_code == 404
        assert other.post("/setup", data=data).status_code == 404
        assert other.get("/admin/").status_code == 302

    @pytest.mark.parametrize("given", ["", "x", "bm9uY2U.signed", "é", "a" * 5000, "\x00"])
    def test_is_not_guessed(self, client: FlaskClient, world: World, given: str) -> None:
        assert client.get("/setup", query_string={"token": given}).status_code == 404
        with world.reading() as session:
            assert session.scalar(select(func.count()).select_from(Person)) == 0

    def test_is_signed_for_this_purpose_only(self, client: FlaskClient, app: Flask) -> None:
        with app.test_request_context():
            other = signature("something else", str(read_setup_nonce(db.session())))
        assert client.get("/setup", query_string={"token": other}).status_code == 404

    def test_is_gone_after_the_set_up(self, client: FlaskClient, token: str, app: Flask) -> None:
        answer(client, token)
        with app.test_request_context():
            assert setup_token() is None


class TestTheQuestions:
    @pytest.mark.parametrize(
        ("changed", "told"),
        [
            ({"title": ""}, "Give your paper a name."),
            ({"title": "x" * 201}, "At most 200 letters."),
            ({"name": " "}, "Your name is missing."),
            ({"email": ""}, "Your email address is missing."),
            ({"email": "odile@"}, "That is not a complete email address."),
            ({"password": ""}, "Choose a password."),
            ({"password": "tooshort"}, "8 characters so far."),
            ({"password": "x" * 1001}, "At most 1000 characters."),
            ({"language": "tlh"}, "Not a valid choice."),
            ({"time_zone": "Mars/Olympus"}, "Not a valid choice."),
        ],
        ids=lambda value: next(iter(value)) if isinstance(value, dict) else None,
    )
    def test_an_answer_that_will_not_do_is_told_at_its_field_and_the_others_stay(
        self, client: FlaskClient, token: str, changed: dict[str, str], told: str
    ) -> None:
        response = answer(client, token, **changed)
        field = next(iter(changed))
        assert response.status_code == 422
        assert f'id="{field}-error"' in response.text
        assert told in response.text
        for name in {"title", "name", "email"} - {field}:
            assert f'value="{ANSWERS[name]}"' in response.text
        for name in {"language", "time_zone"} - {field}:
            assert f'<option selected value="{ANSWERS[name]}"' in response.text
        assert PASSWORD not in response.text
        assert client.get("/").status_code == 503

    def test_after_an_error_the_same_link_still_works(
        self, client: FlaskClient, token: str
    ) -> None:
        answer(client, token, email="odile@")
        assert answer(client, token).status_code == 302

    def test_an_address_that_belongs_to_somebody_is_told_and_claims_nothing(
        self, client: FlaskClient, token: str, world: World
    ) -> None:
        world.person(email="odile@example.org")
        response = answer(client, token)
        assert response.status_code == 422
        assert "belongs to somebody here already" in response.text
        assert client.get("/").status_code == 503
        assert answer(client, token, email="o@example.org").status_code == 302

    @pytest.mark.parametrize(
        ("accepted", "guess"),
        [
            ("de-AT,de;q=0.9,en;q=0.5", "de"),
            ("pt-BR", "pt-BR"),
            ("tlh, fr;q=0.3", "fr"),
            ("en-gb", "en-GB"),
            ("tlh", "en"),
            ("", "en"),
            ("*", "en"),
            (";;;,q=", "en"),
        ],
    )
    def test_the_language_is_guessed_from_what_the_browser_asks_for(
        self, client: FlaskClient, token: str, accepted: str, guess: str
    ) -> None:
        page = client.get(f"/setup?token={token}", headers={"Accept-Language": accepted}).text
        assert f'<option selected value="{guess}"' in page

    def test_a_name_without_letters_gets_a_handle_all_the_same(
        self, client: FlaskClient, token: str, world: World
    ) -> None:
        answer(client, token, name="!?")
        with world.reading() as session:
            assert session.scalars(select(Person.handle)).one() == "odile"


@pytest.fixture
def two_clients(own_site: OwnSite) -> tuple[FlaskClient, FlaskClient]:
    return own_site.app.test_client(), own_site.app.test_client()


@pytest.mark.commits
def test_two_claims_at_once_make_one_owner(
    own_site: OwnSite, two_clients: tuple[FlaskClient, FlaskClient]
) -> None:
    token = token_of(own_site.app)
    start = threading.Barrier(2, timeout=30)
    answers: list[int] = []

    def claim(client: FlaskClient, name: str) -> None:
        csrf = token_in(client.get(f"/setup?token={token}").text)
        data = {**ANSWERS, "name": name, "email": f"{name}@example.org"}
        start.wait()
        response = client.post("/setup", data={**data, "token": token, "csrf_token": csrf})
        answers.append(response.status_code)

    threads = [
        threading.Thread(target=claim, args=(client, name))
        for client, name in zip(two_clients, ("anna", "erik"), strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(answers) == [302, 404]
    with World(own_site.app).reading() as session:
        assert session.scalar(select(func.count()).select_from(Person)) == 1
