"""What the site answers to those who try something: strange hosts, sizes, names, failures."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask, abort
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from blog.core.database import db
from blog.site.errors import WORDS
from tests.conftest import Site, bare_app
from tests.factories import Somebody, World, csrf_token, post_form
from tests.failing import failing_in

MEBIBYTE = 1024 * 1024
HERE = str(Path(__file__).parent.parent)
LEAKS = ("Traceback", "sqlalchemy", "werkzeug", HERE, ".py", "SELECT", "psycopg", "sqlite3")


def check_own_look(response: TestResponse, code: int) -> None:
    """Check that an error has a page in the site's look, which tells nothing of its inside."""
    assert response.status_code == code
    assert response.mimetype == "text/html"
    assert "<!doctype html>" in response.text.lower()
    assert "/assets/" in response.text
    assert WORDS[code].heading in response.text
    for leak in LEAKS:
        assert leak not in response.text
    assert response.headers["Content-Security-Policy"]
    assert "public" not in response.headers["Cache-Control"]


class TestHosts:
    @pytest.mark.parametrize("host", ["localhost", "localhost:8000", "LOCALHOST"])
    def test_the_name_of_the_site_is_answered(
        self, owner: Somebody, client: FlaskClient, host: str
    ) -> None:
        assert client.get("/", headers={"Host": host}).status_code == 200

    @pytest.mark.parametrize(
        "host",
        ["evil.example", "evil.localhost", "localhost.evil.example", "localhost@evil", "[::1", "é",
         "a b", "local/host", "localhost:port", "127.0.0.1", "x" * 5000],
    )  # fmt: skip
    @pytest.mark.parametrize("path", ["/", "/admin/", "/auth/sign-in", "/nowhere", "/feed.atom"])
    def test_another_one_gets_a_page_that_says_so(
        self, owner: Somebody, client: FlaskClient, host: str, path: str
    ) -> None:
        response = client.get(path, headers={"Host": host}, buffered=True)
        check_own_look(response, 400)
        assert host not in response.text or host == "é"

    def test_another_one_may_not_send_a_form_either(self, world: World, owner: Somebody) -> None:
        client = world.sign_in(owner)
        response = post_form(client, "/admin/posts", {"title": "x"}, headers={"Host": "evil"})
        check_own_look(response, 400)

    def test_before_the_set_up_as_well(self, client: FlaskClient) -> None:
        assert client.get("/", headers={"Host": "evil.example"}).status_code in {400, 503}


class TestSizes:
    def test_what_is_too_large_gets_a_page(self, world: World, owner: Somebody) -> None:
        client = world.sign_in(owner)
        token = csrf_token(client)
        for visitor in (client, world.app.test_client()):
            data = {"csrf_token": token, "title": "x", "body": "x" * (9 * MEBIBYTE)}
            response = visitor.post("/admin/posts", data=data)
            check_own_look(response, 413)
            assert "Go back" in response.text

    def test_on_the_way_in_too(self, owner: Somebody, client: FlaskClient) -> None:
        check_own_look(client.post("/auth/sign-in", data={"email": "x" * (9 * MEBIBYTE)}), 413)
        check_own_look(client.post("/setup", data={"title": "x" * (9 * MEBIBYTE)}), 413)

    def test_too_many_fields_get_one_too(self, world: World, owner: Somebody) -> None:
        client = world.sign_in(owner)
        data = {f"field-{number}": "x" for number in range(1001)}
        response = client.post("/admin/posts", data=data, content_type="multipart/form-data")
        check_own_look(response, 413)

    @pytest.mark.parametrize(
        ("body", "kind"),
        [
            (b"--x\r\n", "multipart/form-data; boundary=x"),
            (b"\xff\xfe\x00", "application/x-www-form-urlencoded"),
            (b"{", "application/json"),
            (b"x", "multipart/form-data"),
            (b"", "text/plain"),
        ],
    )
    def test_what_is_no_form_is_answered_too(
        self, world: World, owner: Somebody, body: bytes, kind: str
    ) -> None:
        client = world.sign_in(owner)
        response = client.post("/admin/posts", data=body, content_type=kind)
        assert response.status_code == 400
        assert world.content_number() == 1


class TestAddresses:
    @pytest.mark.parametrize(
        "path",
        [
            "/%00", "/a%00b", "/%ff", "/" + "x" * 3000, "/tags/%00", "/tags/" + "x" * 3000,
            "/authors/%00", "/archive/0", "/archive/99999999999999999999", "/archive/2025/13",
            "/archive/2025/99999999999999999999", "/..%2f..%2fetc/passwd", "/static/../config.py",
            "/static/%2e%2e/config.py", "/static/css", "/assets/reader.css", "/assets/x-y.css",
            "/.env", "/.git/config", "/?before=x", "/?before=1.99999999999999999999",
            "/archive?before=%00", "/?before=-1.-1",
        ],
    )  # fmt: skip
    def test_one_that_cannot_exist_is_not_found(
        self, owner: Somebody, client: FlaskClient, path: str
    ) -> None:
        response = client.get(path, buffered=True)
        assert response.status_code == 404, path
        assert WORDS[404].heading in response.text

    @pytest.mark.parametrize(
        "path",
        [
            "/admin/posts/99999999999999999999", "/admin/posts/2147483648",
            "/admin/posts/9223372036854775807", "/admin/posts/9223372036854775808/revisions",
            "/admin/posts/0", "/admin/posts/{post}/revisions/0",
            "/admin/posts/{post}/revisions/99999999999999999999",
            "/admin/posts/{post}/revisions/2147483648",
            "/admin/posts/99999999999999999999/preview",
            "/admin/posts/99999999999999999999/deletion",
            "/admin/nothing", "/admin/posts?before=x", "/admin/posts?after=1.99999999999999999999",
        ],
    )  # fmt: skip
    def test_one_that_cannot_exist_at_the_desk_is_not_found(
        self, world: World, owner: Somebody, path: str
    ) -> None:
        client = world.sign_in(owner)
        path = path.format(post=world.draft(owner))
        response = client.get(path)
        assert response.status_code == 404
        assert WORDS[404].heading in response.text or "does not exist" in response.text

    @pytest.mark.parametrize(
        "path", ["trash", "restoration", "deletion", "withdrawal", "revisions/1/restoration"]
    )
    @pytest.mark.parametrize("post_id", ["0", "99999999999999999999", "2147483648"])
    def test_a_change_of_what_does_not_exist_is_not_found(
        self, world: World, owner: Somebody, post_id: str, path: str
    ) -> None:
        client = world.sign_in(owner)
        assert post_form(client, f"/admin/posts/{post_id}/{path}", {}).status_code in {404, 405}

    @pytest.mark.parametrize("path", ["/", "/archive", "/admin/posts", "/authors/odile-farrow"])
    @pytest.mark.parametrize(
        "place", ["1.999999999999999999", "-999999999999999999.1", "99999999999999999.1"]
    )
    def test_a_place_that_nothing_is_at_is_answered(
        self, world: World, owner: Somebody, path: str, place: str
    ) -> None:
        client = world.sign_in(owner)
        world.published(owner)
        for side in ("before", "after"):
            assert client.get(path, query_string={side: place}).status_code in {200, 404}

    @pytest.mark.parametrize("q", ["%00", "%ff", "%25", "_", "x" * 5000, "%27", "%5c"])
    def test_anything_may_be_searched_for(self, world: World, owner: Somebody, q: str) -> None:
        client = world.sign_in(owner)
        world.draft(owner, title="Plain")
        response = client.get(f"/admin/posts?q={q}")
        assert response.status_code == 200
        assert ("Plain" in response.text) is (q == "%00")

    def test_text_in_an_address_is_shown_as_text(
        self, owner: Somebody, client: FlaskClient
    ) -> None:
        page = client.get("/<script>alert(1)</script>").text
        assert "<script>alert" not in page


CODES = [400, 403, 404, 405, 410, 413, 429, 500, 503]


@pytest.fixture(scope="module")
def failing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An application with addresses that fail."""
    with failing_in(tmp_path_factory.mktemp("failing")) as app:
        app.add_url_rule("/fail/<int:code>", "fail", abort)
        yield app


class TestErrorPages:
    @pytest.mark.parametrize("code", CODES)
    def test_each_is_in_the_look_of_the_site(self, failing: Flask, code: int) -> None:
        response = failing.test_client().get(f"/fail/{code}")
        check_own_look(response, code)
        assert "Low Water" in response.text
        assert "Set-Cookie" not in response.headers

    @pytest.mark.parametrize("code", [401, 406, 418, 422, 501, 502])
    def test_those_without_words_of_their_own_borrow_some(self, failing: Flask, code: int) -> None:
        response = failing.test_client().get(f"/fail/{code}")
        assert response.status_code == code
        assert WORDS[500 if code >= 500 else 400].heading in response.text

    def test_a_failure_tells_nothing_but_a_number_to_quote(self, failing: Flask) -> None:
        headers = {"X-Request-ID": "quote-this-one"}
        response = failing.test_client().get("/fail/now", headers=headers)
        check_own_look(response, 500)
        assert "secret" not in response.text
        assert "quote-this-one" in response.text

    def test_what_may_be_done_instead_is_said(self, failing: Flask) -> None:
        response = failing.test_client().post("/feed.atom")
        assert response.status_code in {400, 405}
        response = failing.test_client().options("/fail/now")
        assert response.status_code == 200
        response = failing.test_client().put("/feed.atom")
        assert response.status_code in {400, 405}

    def test_a_method_that_does_not_exist_here_is_refused(self, failing: Flask) -> None:
        client = failing.test_client()
        data = {"csrf_token": csrf_token(client)}
        response = client.post("/feed.atom", data=data)
        check_own_look(response, 405)
        assert "GET" in response.headers["Allow"]

    def test_they_appear_when_the_database_is_gone(self, tmp_path: Path) -> None:
        app = bare_app(f"sqlite:///{tmp_path / 'nowhere' / 'quire.sqlite3'}", tmp_path)
        app.config["PROPAGATE_EXCEPTIONS"] = False
        for path in ("/", "/admin/", "/auth/sign-in", "/nowhere", "/feed.atom", "/setup"):
            check_own_look(app.test_client().get(path), 500)
        assert app.test_client().get("/static/images/favicon.svg", buffered=True).data

    def test_they_appear_when_it_goes_while_somebody_works(self, own_site: Site) -> None:
        app = own_site.app
        app.config["PROPAGATE_EXCEPTIONS"] = False
        world = World(app)
        client = world.sign_in(world.set_up())
        assert client.get("/").status_code == client.get("/admin/").status_code == 200
        token = csrf_token(client)
        with app.app_context():
            db.session.remove()
            db.metadata.drop_all(db.engine)
        for path in ("/", "/admin/", "/admin/posts/new", "/auth/sign-in", "/feed.atom", "/x"):
            check_own_look(client.get(path), 500)
        data = {"csrf_token": token, "title": "x", "visibility": "public"}
        check_own_look(client.post("/admin/posts", data=data), 500)


def test_nothing_runs_with_a_debugger(app: Flask) -> None:
    assert app.debug is False
    assert app.config["TRAP_HTTP_EXCEPTIONS"] is False
