"""What the editor's script gets back where a save cannot be taken: JSON, and nothing is emptied."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from blog.auth.models import Role
from tests.admin.tabs import JSON, MULTIPART, Tab, multipart
from tests.factories import Somebody, World

MEBIBYTE = 1024 * 1024
WHAT = ("saves", "kept", "presence")


@pytest.fixture
def post_id(world: World, owner: Somebody) -> int:
    return world.draft(owner, title="Tides", body="One.", bylines=())


@pytest.fixture
def tab(desk: FlaskClient, post_id: int) -> Tab:
    return Tab(desk, post_id)


def told(answer: TestResponse) -> dict[str, Any]:
    """Return the JSON of an answer, which nobody may keep."""
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.mimetype == "application/json"
    assert isinstance(answer.json, dict)
    return answer.json


def bodies(world: World, post_id: int) -> list[str]:
    return [revision.body for revision in world.revisions(post_id)]


class TestTooLong:
    def test_five_megabytes_are_refused_with_the_reason(self, world: World, tab: Tab) -> None:
        answer = tab.save("x" * 5_000_000)
        assert answer.status_code == 422
        reason = (
            "The text has 5,000,000 characters; at most 1,000,000 can be kept. "
            "It is still here: shorten it and save again."
        )
        assert told(answer) == {"outcome": "refused", "reasons": [reason]}
        assert bodies(world, tab.post_id or 0) == ["One."]

    def test_all_that_is_wrong_is_told_at_once(self, world: World, tab: Tab) -> None:
        answer = tab.save("x" * 1_000_001, title="t" * 1001, tags=",".join(map(str, range(51))))
        assert answer.status_code == 422
        assert len(told(answer)["reasons"]) == 3
        assert bodies(world, tab.post_id or 0) == ["One."]

    @pytest.mark.parametrize("what", WHAT)
    def test_what_is_beyond_a_request_is_refused_at_the_door(
        self, world: World, tab: Tab, what: str
    ) -> None:
        fields = tab.form(body="x" * (8 * MEBIBYTE), sequence=1)
        answer = tab.send(multipart(fields), what, content_type=MULTIPART)
        assert answer.status_code == 413
        assert told(answer)["reason"]
        assert bodies(world, tab.post_id or 0) == ["One."]

    def test_nor_is_a_new_post_made_of_it(self, world: World, desk: FlaskClient) -> None:
        tab = Tab(desk)
        assert tab.save("x" * 1_000_001).status_code == 422
        assert tab.save("x" * (8 * MEBIBYTE)).status_code == 413
        assert "Nothing" in desk.get("/admin/posts").text


class TestWho:
    @pytest.mark.parametrize("what", WHAT)
    @pytest.mark.parametrize("token", [None, "", "forged"])
    def test_without_a_token_it_is_sent_back_for_one(
        self, world: World, tab: Tab, what: str, token: str | None
    ) -> None:
        fields = tab.form(body="Mine.", sequence=1, csrf_token=token)
        if token is None:
            del fields["csrf_token"]
        answer = tab.send(fields, what)
        assert answer.status_code == 400
        # The script fetches another one and sends it again.
        assert told(answer)["token"] is False
        assert bodies(world, tab.post_id or 0) == ["One."]

    @pytest.mark.parametrize("what", WHAT)
    def test_signed_out_is_a_401(self, world: World, tab: Tab, what: str) -> None:
        fields = tab.form(body="Mine.", sequence=1)
        stranger = Tab(world.app.test_client(), tab.post_id)
        for answer in (
            stranger.send(stranger.form(body="Mine."), what),
            stranger.send(fields, what),
            stranger.send({}, what),
        ):
            assert answer.status_code == 401
            assert told(answer)["reason"] == "You were signed out."
        assert bodies(world, tab.post_id or 0) == ["One."]

    def test_the_session_is_asked_for_with_the_same_answers(self, tab: Tab) -> None:
        answer = tab.client.get("/admin/session", headers=JSON)
        assert answer.status_code == 200
        assert told(answer)["name"] == "Odile Farrow"
        signed_out = tab.client.application.test_client().get("/admin/session", headers=JSON)
        assert signed_out.status_code == 401
        assert told(signed_out)["reason"]

    @pytest.mark.parametrize("what", WHAT)
    @pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.AUTHOR])
    def test_other_peoples_posts_are_a_403(
        self, world: World, post_id: int, role: Role, what: str
    ) -> None:
        tab = Tab(world.sign_in(world.person(role)), post_id)
        answer = tab.send(tab.form(body="Mine.", sequence=1), what)
        assert answer.status_code == 403
        assert told(answer)["reason"] == "You may not change this post."
        assert bodies(world, post_id) == ["One."]

    def test_a_contributor_saves_a_post_of_their_own(self, world: World, owner: Somebody) -> None:
        somebody = world.person(Role.CONTRIBUTOR)
        tab = Tab(world.sign_in(somebody))
        made = tab.save("Mine.", **{"bylines-0": owner.id})
        assert made.status_code == 201
        number = int(told(made)["urls"]["edit"].rpartition("/")[2])
        # Whose name stands there is not theirs to choose.
        assert world.revisions(number)[0].bylines == [somebody.id]


class TestPostsThatAreNotThere:
    @pytest.mark.parametrize("what", WHAT)
    def test_deleted_is_a_404(
        self, world: World, owner: Somebody, tab: Tab, post_id: int, what: str
    ) -> None:
        world.trash(post_id, owner)
        tab.client.post(f"/admin/posts/{post_id}/deletion", data={"csrf_token": tab.token})
        answer = tab.send(tab.form(body="Mine.", sequence=1), what)
        assert answer.status_code == 404
        assert told(answer)["reason"]

    @pytest.mark.parametrize("number", ["0", "999999999", "99999999999999999999", "-1", "x"])
    def test_so_is_what_never_was(self, tab: Tab, number: str) -> None:
        for what in WHAT:
            answer = tab.client.post(
                f"/admin/posts/{number}/{what}", data=tab.form(body="Mine."), headers=JSON
            )
            assert answer.status_code == 404
            assert told(answer)["reason"]

    def test_in_the_trash_it_is_saved_and_stays_there(
        self, world: World, owner: Somebody, tab: Tab, post_id: int
    ) -> None:
        world.trash(post_id, owner)
        assert tab.save("Mine.").status_code == 200
        assert bodies(world, post_id) == ["One.", "Mine."]
        assert world.post(post_id).trashed_at is not None


class TestFields:
    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("visibility", "everybody"),
            ("visibility", ""),
            ("bylines-0", "99999999999999999999"),
            ("bylines-0", "x"),
        ],
    )
    def test_a_choice_that_is_none_is_refused(
        self, world: World, tab: Tab, field: str, value: str
    ) -> None:
        answer = tab.save("Mine.", **{field: value})
        assert answer.status_code == 422
        assert told(answer)["reasons"]
        assert bodies(world, tab.post_id or 0) == ["One."]

    def test_a_sequence_that_is_none_is_as_if_there_were_none(self, world: World, tab: Tab) -> None:
        base = 1
        for text, sequence in (("A", "-1"), ("B", "x"), ("C", "99999999999999999999")):
            answer = tab.save(text, sequence=sequence, based_on=base)
            assert answer.status_code == 200
            base = told(answer)["number"]
        assert bodies(world, tab.post_id or 0) == ["One.", "A", "B", "C"]
