"""Names of versions, given in the history."""

import pytest
from flask.testing import FlaskClient

from tests.admin.test_history_screen import main_in, page_of
from tests.factories import Somebody, World, post_form
from tests.forms import Forms


@pytest.fixture
def post_id(world: World, owner: Somebody) -> int:
    return world.draft(owner, title="Low water", body="First.")


class TestNames:
    def test_a_version_is_named_and_renamed_and_loses_its_name(
        self, world: World, desk: FlaskClient, post_id: int
    ) -> None:
        page = page_of(desk, post_id)
        form = next(form for form in Forms(page).forms if form.action.endswith("/name"))
        assert "Name this version" in page
        response = desk.post(form.action, data=form.data(name=" First\n go "))
        assert response.location == f"/admin/posts/{post_id}/revisions/1"
        page = desk.get(response.location).text
        assert "This version is named “First go” now." in page
        assert "Rename this version" in page
        assert world.revisions(post_id)[0].name == "First go"
        form = next(form for form in Forms(page).forms if form.action.endswith("/name"))
        assert form.value("name") == "First go"
        response = desk.post(form.action, data=form.data(name=""))
        assert "This version has no name now." in desk.get(response.location).text
        assert world.revisions(post_id)[0].name == ""

    def test_one_that_is_too_long_comes_back_with_what_is_wrong(
        self, world: World, desk: FlaskClient, post_id: int
    ) -> None:
        answer = post_form(desk, f"/admin/posts/{post_id}/revisions/1/name", {"name": "n" * 101})
        assert answer.status_code == 422
        error = "This name has 101 characters; at most 100 can be kept. Shorten it."
        assert f'<p class="error" id="name-error">{error}</p>' in answer.text
        assert f'<a href="#name">Name: {error}</a>' in answer.text
        form = next(form for form in Forms(answer.text).forms if form.action.endswith("/name"))
        assert form.value("name") == "n" * 101
        assert "<details open>" in main_in(answer.text)
        assert world.revisions(post_id)[0].name == ""

    def test_a_version_that_is_gone_says_so(self, desk: FlaskClient, post_id: int) -> None:
        answer = post_form(desk, f"/admin/posts/{post_id}/revisions/9/name", {"name": "x"})
        assert answer.location == f"/admin/posts/{post_id}/revisions"
        assert "does not exist any more" in desk.get(answer.location).text
