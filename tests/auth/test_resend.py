"""What was typed is kept when the session or the CSRF token is gone. No script takes part:
each test does what a browser does with the forms on the page."""

from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete
from werkzeug.test import TestResponse

from blog.auth.models import Session
from tests.factories import PASSWORD, Somebody, World, csrf_token, post_form
from tests.forms import Forms, press

BODY = (
    "\n\nFirst line <b>&amp;</b> \"quoted\" 'twice'\n\n</textarea>\n\n    code  \n\tøπ🌊 "
    + "x" * 100
)
TYPED = {
    "title": 'Mud & "samphire" <i>',
    "body": BODY.replace("\n", "\r\n"),
    "summary": "A summary of it.",
    "slug": "mud-and-samphire",
    "tags": "Mud, Salt marsh",
    "visibility": "unlisted",
    "based_on": "1",
}
KEPT = ("title", "body", "summary", "slug", "tags", "visibility")


@pytest.fixture
def post_id(world: World, owner: Somebody) -> int:
    return world.draft(owner, title="Before", body="Before.")


def end_on_the_server(world: World, client: FlaskClient) -> None:
    with world.writing() as session:
        session.execute(delete(Session))


def lose_the_cookie(world: World, client: FlaskClient) -> None:
    client.delete_cookie("quire")


@pytest.fixture(params=[end_on_the_server, lose_the_cookie])
def signed_out(request: pytest.FixtureRequest, world: World, owner: Somebody) -> FlaskClient:
    """A browser that had the editor open when its session came to an end."""
    client = world.sign_in(owner)
    client.token = csrf_token(client)  # type: ignore[attr-defined]
    request.param(world, client)
    return client


def send(client: FlaskClient, address: str, **more: str) -> TestResponse:
    token = client.token  # type: ignore[attr-defined]
    return client.post(address, data={**TYPED, **more, "csrf_token": token})


class TestAnEndedSession:
    def test_signing_in_on_the_page_and_one_press_save_it(
        self, world: World, owner: Somebody, post_id: int, signed_out: FlaskClient
    ) -> None:
        page = send(signed_out, f"/admin/posts/{post_id}/revisions")
        assert page.status_code == 401
        assert "Nothing is lost" in page.text
        again = press(signed_out, page, email=owner.email, password=PASSWORD)
        assert again.status_code == 200
        assert "One more press saves it" in again.text
        assert press(signed_out, again).status_code == 302
        self.check_saved(world, post_id)

    def test_a_new_post_is_not_lost_either(
        self, world: World, owner: Somebody, signed_out: FlaskClient
    ) -> None:
        page = send(signed_out, "/admin/posts")
        again = press(signed_out, page, email=owner.email, password=PASSWORD)
        saved = press(signed_out, again)
        assert saved.location.startswith("/admin/posts/")
        self.check_saved(world, int(urlsplit(saved.location).path.rpartition("/")[2]))

    def test_a_wrong_password_on_that_page_loses_nothing(
        self, world: World, owner: Somebody, post_id: int, signed_out: FlaskClient
    ) -> None:
        page = send(signed_out, f"/admin/posts/{post_id}/revisions")
        for wrong in ("not the password", ""):
            page = press(signed_out, page, email=owner.email, password=wrong)
            assert page.status_code == 422
            assert f'value="{owner.email}"' in page.text
            assert "not the password" not in page.text
        again = press(signed_out, page, email=owner.email, password=PASSWORD)
        press(signed_out, again)
        self.check_saved(world, post_id)

    def test_a_second_lost_session_on_the_way_loses_nothing(
        self, world: World, owner: Somebody, post_id: int, signed_out: FlaskClient
    ) -> None:
        page = send(signed_out, f"/admin/posts/{post_id}/revisions")
        signed_out.delete_cookie("quire")
        # The sign-in lost its own token, so that it is asked for again.
        page = press(signed_out, page, email=owner.email, password=PASSWORD)
        assert PASSWORD not in page.text
        page = press(signed_out, page, email=owner.email, password=PASSWORD)
        while "saves it" not in page.text and page.status_code != 302:
            page = press(signed_out, page, email=owner.email, password=PASSWORD)
        if page.status_code != 302:
            press(signed_out, page)
        self.check_saved(world, post_id)

    def test_what_was_typed_can_be_read_on_the_page(
        self, post_id: int, signed_out: FlaskClient
    ) -> None:
        page = send(signed_out, f"/admin/posts/{post_id}/revisions").text
        assert "Read or copy what you typed" in page
        assert "&lt;/textarea&gt;" in page

    def test_what_the_address_said_is_kept_too(
        self, world: World, owner: Somebody, post_id: int, signed_out: FlaskClient
    ) -> None:
        world.publish(post_id, owner)
        world.trash(post_id, owner)
        page = send(signed_out, f"/admin/posts/{post_id}/restoration?undo=1")
        again = press(signed_out, page, email=owner.email, password=PASSWORD)
        press(signed_out, again)
        assert world.post(post_id).live_number == 1, "an undo puts back exactly"

    def test_a_password_is_never_carried(self, signed_out: FlaskClient) -> None:
        page = send(
            signed_out, "/admin/profile", current_password=PASSWORD, new_password="new secret words"
        )
        assert page.status_code == 401
        assert PASSWORD not in page.text
        assert "new secret words" not in page.text

    def test_somebody_else_who_signs_in_there_may_no_more_than_they_may(
        self, world: World, owner: Somebody, post_id: int, signed_out: FlaskClient
    ) -> None:
        author = world.person()
        page = send(signed_out, f"/admin/posts/{post_id}/revisions")
        again = press(signed_out, page, email=author.email, password=PASSWORD)
        assert press(signed_out, again).status_code == 403
        assert world.post(post_id).head_number == 1

    def check_saved(self, world: World, post_id: int) -> None:
        saved = world.revisions(post_id)[-1]
        assert saved.body == BODY
        assert saved.title == TYPED["title"]
        assert saved.summary == TYPED["summary"]
        assert saved.slug == TYPED["slug"]
        assert saved.tags == ["Mud", "Salt marsh"]
        assert saved.visibility == "unlisted"


class TestALostToken:
    @pytest.mark.parametrize("token", ["", "wrong"])
    def test_one_press_saves_it(
        self, world: World, owner: Somebody, post_id: int, token: str
    ) -> None:
        client = world.sign_in(owner)
        data = {**TYPED, "csrf_token": token}
        page = client.post(f"/admin/posts/{post_id}/revisions", data=data)
        assert page.status_code == 400
        assert "Nothing is lost" in page.text
        assert press(client, page).status_code == 302
        TestAnEndedSession().check_saved(world, post_id)

    def test_fields_that_occur_more_than_once_all_come_back(
        self, world: World, owner: Somebody, post_id: int
    ) -> None:
        client = world.sign_in(owner)
        page = client.post("/admin/posts", data={"a": ["1", "2", "2"], "title": "x"})
        (form,) = Forms(page.text).forms
        assert form.action == "/admin/posts"
        assert form.values("a") == ["1", "2", "2"]

    def test_the_set_up_keeps_what_was_typed(self, client: FlaskClient) -> None:
        page = client.post(
            "/setup", data={"title": "Low Water", "token": "t", "password": "p" * 12}
        )
        (form,) = Forms(page.text).forms
        assert form.action == "/setup"
        assert form.value("title") == "Low Water"
        assert "p" * 12 not in page.text


class TestAForeignPage:
    """A page elsewhere sends a form here, and hopes that somebody presses the button."""

    def test_cannot_make_this_site_send_it_elsewhere(
        self, world: World, owner: Somebody, client: FlaskClient
    ) -> None:
        for target in ("https://evil.example/", "//evil.example", "javascript:alert(1)", ""):
            data = {"kept_action": target, "kept.body": "x", "email": "e", "password": "p"}
            for page in (
                client.post("/auth/sign-in", data=data),
                post_form(client, "/auth/sign-in", data),
                post_form(client, "/admin/posts", data),
                client.post("/admin/posts", data=data),
            ):
                assert "evil.example" not in page.text
                assert "javascript:" not in page.text

    def test_cannot_have_its_own_words_sent_in_the_name_of_who_is_signed_in(
        self, world: World, owner: Somebody, post_id: int
    ) -> None:
        client = world.sign_in(owner)
        page = client.post(
            f"/admin/posts/{post_id}/revisions",
            data=TYPED,
            headers={"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
        )
        assert page.status_code == 400
        assert "samphire" not in page.text


def test_signing_in_again_keeps_to_this_site(
    world: World, owner: Somebody, client: FlaskClient
) -> None:
    data = {"email": owner.email, "password": PASSWORD, "kept_action": "//evil.example"}
    page = post_form(client, "/auth/sign-in", data)
    (form,) = Forms(page.text).forms
    assert form.action == "/admin/"
