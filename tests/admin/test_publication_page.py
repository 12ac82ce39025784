"""Publishing on a page of its own, and what the desk says about a text before it."""

from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from blog.auth.models import Role
from blog.core import clock
from blog.posts.models import State
from tests.admin.test_editor import BLANK, open_editor
from tests.admin.test_publication import publish
from tests.admin.test_publication_times import TWICE, set_zone
from tests.factories import Somebody, World, moment, post_form
from tests.forms import Forms

LINKS = """\
One [live](/live), [gone](/gone) and [far](https://example.org/).

[planned](/planned), [desk](/admin/posts), [tag](/tags/sea), [none](/tags/none),
[somebody](/authors/odile-farrow), [nobody](/authors/nobody), [feed](/feed.atom), [home](/)
"""


@pytest.fixture
def post_id(world: World, owner: Somebody) -> int:
    return world.draft(owner, title="Tides", body="Kept body")


def ask(client: FlaskClient, post_id: int) -> TestResponse:
    page = client.get(f"/admin/posts/{post_id}/publication")
    assert page.status_code == 200
    return page


def press(client: FlaskClient, page: TestResponse, **typed: str) -> TestResponse:
    form = Forms(page.text)["publication"]
    return client.post(form.action, data=form.data(**typed))


class TestThePage:
    def test_publishes_what_is_saved(self, world: World, desk: FlaskClient, post_id: int) -> None:
        page = ask(desk, post_id)
        assert "Readers will get version 1" in page.text
        assert press(desk, page).status_code == 302
        assert "Kept body" in world.app.test_client().get("/tides").text
        editor = open_editor(desk, post_id).text
        assert "“Tides” is published." in editor
        assert "publication/undo?" in editor

    def test_sets_a_time_and_takes_it_back(
        self, world: World, desk: FlaskClient, post_id: int
    ) -> None:
        press(desk, ask(desk, post_id), when="later", date="2999-01-01", time="07:30")
        page = ask(desk, post_id)
        assert "Change the time of “Tides”" in page.text
        form = Forms(page.text)["publication"]
        assert (form.value("when"), form.value("date")) == ("later", "2999-01-01")
        assert f'formaction="/admin/posts/{post_id}/withdrawal"' in page.text
        data = {"csrf_token": form.values("csrf_token")[0], "version": "1"}
        desk.post(f"/admin/posts/{post_id}/withdrawal", data=data)
        assert world.post(post_id).state is State.DRAFT

    @pytest.mark.parametrize(
        ("typed", "told"),
        [
            ({"when": "later", "date": "tomorrow"}, "is not a day"),
            ({"when": "later", "date": ""}, "Choose the day"),
            ({"version": "7"}, "Somebody saved a newer version."),
            ({"version": "x"}, "Somebody saved a newer version."),
        ],
    )
    def test_says_what_is_wrong_and_goes_on(
        self,
        world: World,
        desk: FlaskClient,
        post_id: int,
        typed: dict[str, str],
        told: str,
    ) -> None:
        answer = press(desk, ask(desk, post_id), **typed)
        assert answer.status_code == 422
        assert told in answer.text
        assert world.post(post_id).state is State.DRAFT
        assert press(desk, answer, when="now").status_code == 302

    def test_does_not_publish_what_nobody_has_seen(
        self, world: World, owner: Somebody, desk: FlaskClient, post_id: int
    ) -> None:
        page = ask(desk, post_id)
        world.save(post_id, owner, 1, title="Tides", body="Newer")
        answer = press(desk, page)
        assert answer.status_code == 422
        assert "Look at it before you publish." in answer.text
        assert "Readers will get version 2" in answer.text

    def test_asks_about_a_time_that_comes_twice(
        self, world: World, owner: Somebody, desk: FlaskClient, post_id: int
    ) -> None:
        set_zone(world)
        answer = press(desk, ask(desk, post_id), **TWICE)
        assert "02:30 comes twice on 31 October 2027" in answer.text
        press(desk, answer, which="2027-10-31T00:30Z")
        expected = datetime.fromisoformat("2027-10-31T00:30+00:00")
        assert world.post(post_id).published_at == expected

    def test_needs_a_title(self, world: World, owner: Somebody, desk: FlaskClient) -> None:
        answer = press(desk, ask(desk, world.draft(owner, title="")))
        assert "Give it a title before you publish it." in answer.text

    def test_is_reached_with_what_was_typed(
        self, world: World, desk: FlaskClient, post_id: int
    ) -> None:
        data = {**BLANK, "title": "Typed", "based_on": "1", "when": "now"}
        answer = post_form(desk, f"/admin/posts/{post_id}/publication?ask=1", data)
        assert answer.location == f"/admin/posts/{post_id}/publication"
        assert "Publish “Typed”" in desk.get(answer.location).text
        assert world.post(post_id).state is State.DRAFT
        answer = post_form(desk, "/admin/pages/publication?ask=1", {**data, "based_on": "0"})
        assert "Publish “Typed”" in desk.get(answer.location).text

    def test_of_what_is_live_says_what_differs(
        self, world: World, owner: Somebody, desk: FlaskClient, post_id: int
    ) -> None:
        world.publish(post_id, owner, at=moment(2020))
        world.save(post_id, owner, 1, title="Tides", body="Two.")
        page = ask(desk, post_id)
        for words in ("Update “Tides”", "Keep its date, 1 January 2020, 12:00", "Unpublish"):
            assert words in page.text
        assert f"/admin/posts/{post_id}/revisions/2?with=1" in page.text
        press(desk, page)
        assert world.post(post_id).live_number == 2

    def test_keeps_the_first_date_of_what_was_withdrawn(
        self, world: World, owner: Somebody, desk: FlaskClient, post_id: int
    ) -> None:
        world.publish(post_id, owner, at=moment(2020))
        world.unpublish(post_id, owner)
        page = ask(desk, post_id)
        assert "It keeps its first date, 1 January 2020." in page.text
        press(desk, page)
        assert world.post(post_id).published_at == moment(2020)

    def test_is_not_for_a_contributor(self, world: World, owner: Somebody) -> None:
        contributor = world.person(Role.CONTRIBUTOR)
        client, own = world.sign_in(contributor), world.draft(contributor)
        assert client.get(f"/admin/posts/{own}/publication").status_code == 403
        data = {"version": "1", "when": "now"}
        assert post_form(client, f"/admin/posts/{own}/publication", data).status_code == 403
        assert world.post(own).state is State.DRAFT

    def test_of_what_is_in_the_trash_says_so(
        self, world: World, owner: Somebody, desk: FlaskClient, post_id: int
    ) -> None:
        page = ask(desk, post_id)
        world.trash(post_id, owner)
        assert "This is in the trash. Restore it first." in press(desk, page).text


class TestWarnings:
    @pytest.fixture
    def linked(self, world: World, owner: Somebody) -> None:
        world.published(owner, title="Live", tags=("Sea",))
        world.draft(owner, slug="planned")

    @pytest.mark.usefixtures("linked")
    def test_name_the_links_that_lead_nowhere(
        self, world: World, owner: Somebody, desk: FlaskClient
    ) -> None:
        page = ask(desk, world.draft(owner, body=LINKS, summary="A summary.")).text
        for words in (
            ">Line 1</a>: the link “/gone” leads nowhere on this site.",
            ">Line 3</a>: the link “/planned” leads to a draft",
            ">Line 3</a>: the link “/admin/posts” leads to the desk",
            ">Line 3</a>: the link “/tags/none” leads nowhere",
            ">Line 4</a>: the link “/authors/nobody” leads nowhere",
        ):
            assert words in page
        assert page.count("data-line") == 5

    def test_come_with_the_editor_and_for_what_is_typed(
        self, world: World, owner: Somebody, desk: FlaskClient
    ) -> None:
        post_id = world.draft(owner, body="![](mud.jpg)")
        editor = open_editor(desk, post_id).text
        assert 'href="#body" data-line="1"' in " ".join(editor.split())
        assert "It has no summary" in editor
        typed = {**BLANK, "body": "\n\n#### Skipped", "summary": "A summary."}
        for address in ("posts", "pages", f"posts/{post_id}"):
            told = post_form(desk, f"/admin/{address}/publication/warnings", typed)
            assert "Line 3" in told.text
            assert "Write it with ## instead of ####." in told.text
            assert "summary" not in told.text
        assert world.revisions(post_id)[-1].number == 1

    def test_are_none_of_a_text_without_fault(
        self, world: World, owner: Somebody, desk: FlaskClient
    ) -> None:
        typed = {**BLANK, "title": "Tides", "body": "Text.", "summary": "A summary."}
        told = post_form(desk, "/admin/posts/publication/warnings", typed)
        assert told.text.strip() == ""

    def test_block_nothing(self, world: World, desk: FlaskClient) -> None:
        publish(desk, body="![](mud.jpg)\n\n[gone](/gone)", slug="mud")
        assert world.app.test_client().get("/mud").status_code == 200

    def test_the_own_address_and_tags_are_there_once_it_is_published(
        self, world: World, desk: FlaskClient
    ) -> None:
        body = "[own](/mud) [tag](/tags/mud)"
        typed = {**BLANK, "title": "Mud", "body": body, "slug": "mud", "tags": "Mud"}
        told = post_form(desk, "/admin/posts/publication/warnings", {**typed, "summary": "Mud."})
        assert told.text.strip() == ""

    def test_a_private_post_and_one_that_is_not_out_yet(
        self, world: World, owner: Somebody, desk: FlaskClient
    ) -> None:
        world.published(owner, title="Private", visibility="private")
        world.published(owner, title="Later", at=clock.now() + timedelta(days=2))
        typed = {**BLANK, "body": "[a](/private) [b](/later)"}
        told = post_form(desk, "/admin/posts/publication/warnings", typed).text
        assert "“/private” leads to a private post" in told
        assert "“/later” leads to a post that is not out yet" in told

    def test_a_cut_off_form_is_refused(self, desk: FlaskClient) -> None:
        told = post_form(desk, "/admin/posts/publication/warnings", {"title": "x"})
        assert told.status_code == 400
