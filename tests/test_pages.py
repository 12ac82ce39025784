"""Every page in every state: its HTML against the standard, and what it links to."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask, abort
from flask.testing import FlaskClient

from blog.core.database import db
from blog.site.errors import WORDS
from tests.conftest import make_app
from tests.everything import EVERYTHING, LONG_TITLE
from tests.factories import PASSWORD, World, post_form
from tests.html_validity import html_errors
from tests.seeds import Seeds, fill
from tests.test_routes import token_of_setup

LINKS = re.compile(r'\s(?:href|src|action|formaction)="([^"]*)"')
STEPS = {"visibility": "public", "based_on": "1", "title": "Mine", "body": EVERYTHING}


def make(folder: Path) -> Flask:
    app = make_app(f"sqlite:///{folder / 'quire.sqlite3'}", folder)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.add_url_rule("/fail/<int:code>", "fail", abort)
    return app


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    app = make(tmp_path_factory.mktemp("pages"))
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="module")
def empty_pages(app: Flask) -> dict[str, str]:
    """What there is to see before the set-up and with nothing written."""
    world, client = World(app), app.test_client()
    setup = f"/setup?token={token_of_setup(app)}"
    pages = {"not set up": client.get("/").text, "set-up": client.get(setup).text}
    token = pages["set-up"].split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    data = {"token": setup.partition("=")[2], "csrf_token": token, "title": "", "email": "x"}
    pages["set-up with errors"] = client.post("/setup", data=data).text
    owner = world.set_up()
    desk = world.sign_in(owner)
    desks = ("/admin/", "/admin/posts", "/admin/pages", "/admin/media")
    for path in ("/", "/tags/", "/archive", *desks):
        pages[f"{path} of an empty site"] = desk.get(path).text
    with world.writing() as session:
        for table in reversed(db.metadata.sorted_tables):
            if table.name in {"people", "sessions"}:
                session.execute(table.delete())
        session.execute(db.metadata.tables["site"].update().values(set_up_at=None))
    app.extensions["kept"].clear()
    return pages


@pytest.fixture(scope="module")
def pages(app: Flask, empty_pages: dict[str, str]) -> dict[str, str]:
    """The HTML of every page in every state, by name."""
    world, client = World(app), app.test_client()
    seeds = fill(world)
    found = {name: client.get(path).text for name, path in seeds.reader.items()}
    found |= {f"error {code}": client.get(f"/fail/{code}").text for code in WORDS}
    found["sign in"] = client.get("/auth/sign-in?next=/admin/posts%3Fq=%22").text
    found["a refused sign-in"] = post_form(client, "/auth/sign-in", {"email": '"<'}).text
    found["asked to sign in"] = client.post("/admin/posts", data=STEPS).text
    desk = world.sign_in(seeds.owner)
    found |= {
        f"desk: {name}": desk.get(path, follow_redirects=True).text
        for name, path in seeds.desk.items()
    }
    shared = re.findall(r'href="(http://localhost/preview/[^"]+)"', found["desk: preview links"])
    found |= {f"shared preview {number}": client.get(at).text for number, at in enumerate(shared)}
    return empty_pages | found | answers(desk, seeds)


def answers(desk: FlaskClient, seeds: Seeds) -> dict[str, str]:
    """Return what the desk says to what is sent to it."""
    draft, typed = f"/admin/posts/{seeds.draft}", {**STEPS, "when": "now"}
    found = {"lost token": desk.post("/admin/posts", data=STEPS).text}
    for name, path, data in (
        ("refused texts", f"{draft}/revisions", {**STEPS, "title": "t" * 1001, "tags": "x," * 99}),
        ("a refused choice", f"{draft}/revisions", {**STEPS, "visibility": "x", "bylines-0": "x"}),
        ("a refused slug", f"{draft}/publication", {**typed, "slug": "admin"}),
        ("a refused day", f"{draft}/publication",
         {**typed, "based_on": "2", "when": "later", "date": "0000-00-00", "time": ""}),
        ("a refused new post", "/admin/posts/publication", {**typed, "title": ""}),
        ("a conflict", f"{draft}/revisions", {**STEPS, "title": LONG_TITLE, "based_on": "0"}),
        ("a refused password", "/admin/profile", {"current_password": "x", "new_password": "y"}),
        ("a typed preview", "/admin/posts/preview", STEPS),
        ("no file", "/admin/media", {}),
        ("a refused description", "/admin/media/1", {"caption": "x" * 9999, "focal_x": "x"}),
        ("no new file", "/admin/media/1/file", {}),
        ("a refused alt text", "/admin/media/2/alt", {"alt": "x" * 9999}),
    ):  # fmt: skip
        response = post_form(desk, path, data)
        assert response.status_code != 302, name
        found[name] = response.text
    for name, path, data in (
        ("a saved draft", f"{draft}/revisions", {**STEPS, "based_on": "2", "title": "Saved"}),
        ("a new publication", "/admin/posts/publication", {**typed, "title": "Just published"}),
        ("a thing in the trash", f"{draft}/trash", {}),
    ):
        response = post_form(desk, path, data)
        assert response.status_code == 302, name
        found[f"after {name}"] = desk.get(response.location, follow_redirects=True).text
    return found


@pytest.mark.html
def test_the_html_of_every_page_is_valid(pages: dict[str, str], tmp_path: Path) -> None:
    assert html_errors(pages, tmp_path) == []


def test_every_page_is_as_every_page_must_be(pages: dict[str, str]) -> None:
    wrong = {}
    for name, page in pages.items():
        found = [
            page.count("<h1") == 1,
            page.count("<main") == 1,
            page.startswith("<!DOCTYPE html>"),
            re.search(r'<html lang="[a-zA-Z-]+" dir="(ltr|rtl)">', page) is not None,
            re.search(r"<title>\s*\S", page) is not None,
            'name="viewport"' in page,
            not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", page),
            not re.search(r"<script(?![^>]*\ssrc=)", page),
        ]
        if not all(found):
            wrong[name] = found
    assert wrong == {}


def test_what_pages_link_to_exists(app: Flask, pages: dict[str, str]) -> None:
    anonymous, desk = app.test_client(), signed_in(app)
    names: dict[str, str] = {}
    for name, page in pages.items():
        for address in map(unescape, LINKS.findall(page)):
            target = urlsplit(urljoin("http://localhost/", address))
            if target.netloc == "localhost" and not address.startswith("#"):
                names.setdefault(target._replace(fragment="").geturl(), name)
    missing = {}
    for address, name in names.items():
        # What no post shows yet is for those at the desk alone.
        client = desk if urlsplit(address).path.startswith("/media/") else anonymous
        status = client.get(address, buffered=True).status_code
        # Some are where forms are sent to, and the desk asks who it is.
        if status not in {200, 301, 302, 308, 401, 405}:
            missing[address] = (status, name)
    assert {k: v for k, v in missing.items() if not k.endswith("/setup")} == {}


def signed_in(app: Flask) -> FlaskClient:
    """Return a client in which the owner of the seeds is signed in."""
    client = app.test_client()
    post_form(client, "/auth/sign-in", {"email": "odile@example.org", "password": PASSWORD})
    return client


def test_the_links_within_a_page_lead_somewhere(pages: dict[str, str]) -> None:
    lost = [
        (name, anchor)
        for name, page in pages.items()
        for anchor in re.findall(r'href="#([^"]+)"', page)
        if f'id="{anchor}"' not in page
    ]
    assert lost == []


def test_no_page_has_an_id_twice(pages: dict[str, str]) -> None:
    for name, page in pages.items():
        ids = re.findall(r'\sid="([^"]*)"', page)
        assert len(ids) == len(set(ids)), name
