"""Every address is asked the same questions. A new one fails until it has a row here."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from blog.auth.models import Role
from blog.auth.views import setup_token
from blog.core.database import Base, db
from tests.conftest import bare_app
from tests.factories import PASSWORD, Somebody, World, csrf_token, moment
from tests.routes import (
    ANONYMOUS,
    DESK,
    DOORS,
    EVERYBODY,
    NEW,
    POSTS,
    READER,
    ROUTES,
    SCREENS,
    Route,
)


def cases(method: str, *groups: dict[tuple[str, str], Route]) -> list[Any]:
    return [
        pytest.param(route, id=f"{method} {endpoint}")
        for group in groups or (ROUTES,)
        for (endpoint, asked), route in group.items()
        if asked == method
    ]


class Paper:
    """A site with something at every address, and somebody in every role."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.owner = world.set_up()
        at = moment(2025, 3)
        world.published(self.owner, at=at, title="Low water", tags=("Tides",))
        self.people: dict[str, Somebody] = {Role.OWNER: self.owner}
        self.people |= {role: world.person(role) for role in Role if role is not Role.OWNER}

    def client(self, visitor: str) -> FlaskClient:
        if visitor == ANONYMOUS:
            return self.world.app.test_client()
        return self.world.sign_in(self.people[visitor])

    def address(self, route: Route, owner: Somebody | None = None) -> str:
        """Return the address of a route, with a post of its own in the state it asks for."""
        owner = owner or self.owner
        _, brace, state = route.address.partition("{")
        if not brace or state.startswith("digest"):
            return route.address.format(digest=digest_of(self.world.app))
        post_id = self.world.draft(owner)
        if state.startswith("published"):
            self.world.publish(post_id, self.owner)
        if state.startswith("trashed"):
            self.world.trash(post_id, self.owner)
        return route.address.format(draft=post_id, published=post_id, trashed=post_id)


@pytest.fixture
def paper(world: World) -> Paper:
    return Paper(world)


def ask(client: FlaskClient, address: str, route: Route, token: str | None = None) -> TestResponse:
    if route.form is None:
        return get(client, address)
    token = csrf_token(client) if token is None else token
    return client.post(address, data={**route.form, "csrf_token": token})


def get(client: FlaskClient, address: str, **headers: str) -> TestResponse:
    # A file stays open until the answer was read.
    return client.get(address, headers=headers, buffered=True)


def digest_of(app: Flask) -> str:
    return str(app.extensions["assets"].digests["reader"])


def contents(app: Flask) -> dict[str, list[str]]:
    """Return every row of every table."""
    with app.app_context():
        return {
            table.name: sorted(repr(tuple(row)) for row in db.session.execute(select(table)))
            for table in Base.metadata.sorted_tables
        }


def test_every_address_has_a_row_and_every_row_an_address(app: Flask) -> None:
    asked = {
        (rule.endpoint, method)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert asked == set(ROUTES)


@pytest.mark.parametrize("route", cases("GET") + cases("POST"))
def test_who_may(paper: Paper, route: Route) -> None:
    found, expected = {}, {}
    for visitor in sorted(EVERYBODY):
        client = paper.client(visitor)
        own = paper.people.get(visitor)
        found[visitor] = ask(client, paper.address(route, own), route).status_code
        expected[visitor] = status_for(route, visitor, route.may)
    assert found == expected


def status_for(route: Route, visitor: str, may: frozenset[str]) -> int:
    if visitor in may:
        return route.answer
    if visitor == ANONYMOUS and ANONYMOUS not in route.may and route.may:
        # The desk asks who it is; what was typed stays on the page that asks.
        # A preview is in a frame, where nobody signs in.
        framed = route.address.endswith("/preview")
        return 401 if route.form is not None or framed else 302
    return route.refusal


def test_a_contributor_may_not_withdraw_what_an_editor_published(paper: Paper) -> None:
    contributor = paper.people[Role.CONTRIBUTOR]
    post_id = paper.world.draft(contributor)
    paper.world.publish(post_id, paper.owner)
    client = paper.client(Role.CONTRIBUTOR)
    for action in ("withdrawal", "trash", "revisions", "publication"):
        route = Route(f"/admin/posts/{post_id}/{action}", form=NEW)
        assert ask(client, route.address, route).status_code in {302, 403}
    assert paper.world.post(post_id).live_number == 1
    assert paper.world.post(post_id).trashed_at is None


@pytest.mark.parametrize("route", cases("GET", POSTS) + cases("POST", POSTS))
def test_who_may_do_it_to_a_post_of_somebody_else(paper: Paper, route: Route) -> None:
    found, changed = {}, set()
    for visitor in sorted(DESK):
        address = paper.address(route, paper.world.person(Role.AUTHOR))
        client = paper.client(visitor)
        before = contents(paper.world.app)
        found[visitor] = ask(client, address, route).status_code
        if contents(paper.world.app) != before:
            changed.add(visitor)
    assert found == {
        visitor: route.answer if visitor in (route.others or ()) else 403 for visitor in DESK
    }
    assert changed <= (route.others or frozenset())


@pytest.mark.parametrize("route", cases("POST"))
def test_nothing_is_changed_without_a_csrf_token(paper: Paper, route: Route) -> None:
    client = paper.client(Role.OWNER)
    address = paper.address(route)
    before = contents(paper.world.app)
    for token in ("", "wrong", csrf_token(paper.world.app.test_client())):
        response = ask(client, address, route, token)
        assert response.status_code == 400
        assert "Please send that again" in response.text
    assert contents(paper.world.app) == before


@pytest.mark.parametrize("route", cases("GET"))
def test_reading_changes_nothing(paper: Paper, route: Route) -> None:
    address = paper.address(route)
    clients = [paper.client(ANONYMOUS), paper.client(Role.OWNER)]
    before = contents(paper.world.app)
    for client in clients:
        get(client, address)
        client.head(address, buffered=True)
    assert contents(paper.world.app) == before


@pytest.mark.parametrize("route", cases("GET", READER))
def test_a_public_page_neither_sets_a_cookie_nor_depends_on_one(paper: Paper, route: Route) -> None:
    address = paper.address(route)
    anonymous = get(paper.world.app.test_client(), address)
    staying = paper.world.app.test_client()
    who = {"email": paper.owner.email, "password": PASSWORD, "keep": "y"}
    staying.post("/auth/sign-in", data={**who, "csrf_token": csrf_token(staying)})
    for response in (
        anonymous,
        get(paper.client(Role.OWNER), address),
        get(staying, address),
        get(staying, address, **{"If-None-Match": "*"}),
    ):
        assert "Set-Cookie" not in response.headers
        assert "cookie" not in response.headers.get("Vary", "").lower()
        assert response.headers["Cache-Control"].startswith("public")
    assert get(staying, address).data == anonymous.data


@pytest.mark.parametrize("route", cases("GET", DOORS, SCREENS, POSTS))
def test_no_cache_keeps_what_is_meant_for_one_person(paper: Paper, route: Route) -> None:
    for visitor in (ANONYMOUS, Role.OWNER):
        response = paper.client(visitor).get(paper.address(route))
        assert response.headers["Cache-Control"] == "no-store"
        assert response.headers["X-Request-ID"]


@pytest.mark.parametrize("route", cases("GET") + cases("POST"))
def test_every_answer_carries_the_headers_that_protect_it(paper: Paper, route: Route) -> None:
    address = paper.address(route)
    for visitor in (ANONYMOUS, Role.OWNER):
        # Signed out, the cheat sheet leads to the door, and that stands in no frame.
        at_desk = visitor is Role.OWNER and address.endswith("/cheat-sheet")
        framed = address.endswith("/preview") or at_desk
        headers = ask(paper.client(visitor), address, route).headers
        policy = directives(headers["Content-Security-Policy"])
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert policy["default-src"] == policy["base-uri"] == "'none'"
        assert policy["script-src"] == policy["style-src"] == policy["form-action"] == "'self'"
        assert policy["frame-ancestors"] == ("'self'" if framed else "'none'")
        assert headers["X-Frame-Options"] == ("SAMEORIGIN" if framed else "DENY")
        assert headers["X-Content-Type-Options"] == "nosniff"
        # Whoever is linked to from a shared preview is not told its address.
        shared = address.startswith("/preview/")
        assert headers["Referrer-Policy"] == (
            "no-referrer" if shared else "strict-origin-when-cross-origin"
        )
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert "camera=()" in headers["Permissions-Policy"]
        assert "Strict-Transport-Security" not in headers


def directives(policy: str) -> dict[str, str]:
    return dict(part.strip().split(" ", 1) for part in policy.split(";"))


def test_https_is_promised_when_the_address_of_the_site_says_so(app: Flask) -> None:
    url, folder = app.config["SQLALCHEMY_DATABASE_URI"], app.config["INSTANCE_PATH"]
    client = bare_app(url, folder, "https://example.org").test_client()
    response = client.get(
        "/static/images/favicon.svg", base_url="http://example.org", buffered=True
    )
    assert response.headers["Strict-Transport-Security"] == "max-age=31536000"


def token_of_setup(app: Flask) -> str:
    with app.test_request_context():
        return str(setup_token())


BEFORE = {"auth.setup", "static", "assets.stylesheet"}


@pytest.mark.parametrize("key", sorted(set(ROUTES)), ids=" ".join)
def test_before_the_set_up_every_address_says_so(
    app: Flask, client: FlaskClient, key: tuple[str, str]
) -> None:
    route = ROUTES[key]
    token = token_of_setup(app)
    door = client.get(f"/setup?token={token}")
    csrf = door.text.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    address = route.address.format(draft=1, published=1, trashed=1, digest=digest_of(app))
    response = ask(client, address, route, csrf)
    if key[0] in BEFORE:
        assert response.status_code == (404 if key[0] == "auth.setup" else 200)
    else:
        assert response.status_code == 503
        assert response.headers["Retry-After"]
        assert response.headers["Cache-Control"] == "no-store"
        assert "has not been set up" in response.text
        assert token not in response.text


def test_before_the_set_up_an_address_that_does_not_exist_says_the_same(
    client: FlaskClient,
) -> None:
    assert client.get("/no-such-page").status_code == 503
