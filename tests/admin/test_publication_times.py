"""When something is published: what the clocks leave out or show twice, and earlier dates."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update
from werkzeug.test import TestResponse

from blog.core import clock
from blog.posts.models import Post
from blog.posts.publish_form import readings
from blog.site.models import Site
from tests.admin.test_editor import held, id_of, open_editor
from tests.admin.test_publication import later, publish
from tests.factories import Somebody, World, moment
from tests.forms import Forms

SKIPPED = later("2027-03-28", "02:30")
TWICE = later("2027-10-31", "02:30")
ZONES = ("UTC", "Europe/Berlin", "Australia/Lord_Howe", "Pacific/Apia", "America/St_Johns")


def set_zone(world: World, name: str = "Europe/Berlin") -> None:
    with world.writing() as session:
        session.execute(update(Site).values(time_zone=name))
    world.app.extensions["kept"].clear()


def choose(client: FlaskClient, page: TestResponse, which: str) -> TestResponse:
    """Choose one of the times that a page asks about, and press the button once more."""
    form = Forms(page.text)["editor"]
    address = form.action.replace("/revisions", "/publication")
    return client.post(address, data=form.data(which=which))


class TestAskedAbout:
    @pytest.mark.parametrize(
        ("when", "question", "choices"),
        [
            (
                SKIPPED,
                "02:30 does not exist on 28 March 2027",
                {
                    "2027-03-28T00:30Z": "01:30, before the change",
                    "2027-03-28T01:30Z": "03:30, after it",
                },
            ),
            (
                TWICE,
                "02:30 comes twice on 31 October 2027",
                {
                    "2027-10-31T00:30Z": "The first, summer time (UTC+2)",
                    "2027-10-31T01:30Z": "The second, winter time (UTC+1)",
                },
            ),
        ],
        ids=["skipped", "twice"],
    )
    def test_is_a_time_that_is_none_or_two(
        self,
        world: World,
        desk: FlaskClient,
        when: dict[str, Any],
        question: str,
        choices: dict[str, str],
    ) -> None:
        set_zone(world)
        page = publish(desk, **when)
        assert page.status_code == 422
        assert question in page.text
        assert 'href="#which-group"' in page.text
        assert 'id="which-error"' in page.text
        for value, words in choices.items():
            assert f'value="{value}"' in page.text
            assert words in page.text
        assert "which" not in dict(Forms(page.text)["editor"].fields)
        assert held(page, "body") == "Kept body"
        assert world.content_number() == 1
        for value in choices:
            post_id = id_of(choose(desk, page, value))
            chosen = datetime.fromisoformat(value.replace("Z", "+00:00"))
            assert world.post(post_id).published_at == chosen
            page = publish(desk, **when)

    def test_is_not_guessed_from_an_answer_to_something_else(
        self, world: World, desk: FlaskClient
    ) -> None:
        set_zone(world)
        for which in ("2027-10-31T00:30Z", "", "nonsense"):
            assert publish(desk, **SKIPPED, which=which).status_code == 422
        # For a time that is one, an old answer says nothing.
        post_id = id_of(publish(desk, **later("2027-03-28", "04:30"), which="2027-03-28T00:30Z"))
        assert world.post(post_id).published_at == datetime(2027, 3, 28, 2, 30, tzinfo=UTC)

    def test_is_nothing_when_it_is_to_be_now(self, world: World, desk: FlaskClient) -> None:
        set_zone(world)
        assert id_of(publish(desk, **{**SKIPPED, "when": "now"}))

    def test_is_kept_beside_another_mistake(self, world: World, desk: FlaskClient) -> None:
        set_zone(world)
        page = publish(desk, title="", **TWICE, which="2027-10-31T01:30Z")
        assert page.status_code == 422
        assert Forms(page.text)["editor"].value("which") == "2027-10-31T01:30Z"

    def test_is_not_asked_again_by_an_update(
        self, world: World, owner: Somebody, desk: FlaskClient
    ) -> None:
        set_zone(world)
        at = datetime(2027, 10, 31, 1, 30, tzinfo=UTC)
        post_id = world.draft(owner)
        world.publish(post_id, owner, at=at)
        form = Forms(open_editor(desk, post_id).text)["editor"]
        assert form.value("which") == "2027-10-31T01:30Z"
        desk.post(f"/admin/posts/{post_id}/publication", data=form.data(body="Two."))
        assert world.post(post_id).published_at == at
        assert world.post(post_id).live_number == 2

    def test_a_whole_day_that_was_left_out_is_asked_with_its_neighbours(
        self, world: World, desk: FlaskClient
    ) -> None:
        set_zone(world, "Pacific/Apia")
        page = publish(desk, **later("2011-12-30", "12:00"))
        assert "29 December 2011, 12:00, before the change" in page.text
        assert "31 December 2011, 12:00, after it" in page.text


@given(
    st.datetimes(datetime.fromisoformat("1000-01-02"), datetime.fromisoformat("2999-12-30")),
    st.sampled_from(ZONES),
)
def test_every_time_on_the_wall_has_its_moments(local: datetime, name: str) -> None:
    zone = ZoneInfo(name)
    found = readings(local, zone)
    assert list(found) == sorted(found)
    there = [each.astimezone(zone).replace(tzinfo=None, fold=0) for each in found]
    if len(found) == 1:
        assert there == [local]
    elif local in there:
        assert there == [local, local]
    else:
        assert there[0] < local < there[1]


class TestAnEarlierDate:
    def test_is_given_to_what_readers_see_already(
        self, world: World, owner: Somebody, desk: FlaskClient
    ) -> None:
        post_id = world.draft(owner, title="Tides")
        slug = world.publish(post_id, owner)
        assert "Give it an earlier date" in open_editor(desk, post_id).text
        publish(desk, post_id, **later("1999-12-31", "23:59"))
        assert world.post(post_id).published_at == datetime(1999, 12, 31, 23, 59, tzinfo=UTC)
        assert "“Tides” is updated, dated 31 December 1999." in open_editor(desk, post_id).text
        reader = world.app.test_client()
        assert "31 December 1999" in reader.get(f"/{slug}").text
        assert reader.get("/archive/1999/12").status_code == 200

    def test_that_is_the_same_changes_nothing_of_the_time(
        self, world: World, owner: Somebody, desk: FlaskClient
    ) -> None:
        post_id = world.draft(owner)
        at = moment(2020) + timedelta(seconds=31, microseconds=5)
        world.publish(post_id, owner, at=at)
        form = Forms(open_editor(desk, post_id).text)["editor"]
        data = form.data(when="later", body="Two.")
        assert desk.post(f"/admin/posts/{post_id}/publication", data=data).status_code == 302
        assert world.post(post_id).published_at == at
        assert "is updated." in open_editor(desk, post_id).text

    def test_is_given_to_a_draft(self, world: World, owner: Somebody, desk: FlaskClient) -> None:
        post_id = world.draft(owner)
        publish(desk, post_id, **later("2001-02-03", "04:05"))
        assert "is published, dated 3 February 2001." in open_editor(desk, post_id).text


class TestWords:
    @pytest.fixture
    def post_id(self, world: World, owner: Somebody) -> int:
        return world.draft(owner, title="Tides")

    def test_of_a_draft(self, desk: FlaskClient, post_id: int) -> None:
        editor = open_editor(desk, post_id).text
        for words in ("Publish now", "Schedule", "At a set time", "Not yet"):
            assert words in editor
        assert "See what differs" not in editor

    def test_of_what_is_live_and_was_edited(
        self, world: World, owner: Somebody, desk: FlaskClient, post_id: int
    ) -> None:
        world.publish(post_id, owner)
        assert "See what differs" not in open_editor(desk, post_id).text
        world.save(post_id, owner, 1, title="Tides", body="Two.")
        editor = open_editor(desk, post_id).text
        assert "Readers still see the version from before your edits." in editor
        differs = f"/admin/posts/{post_id}/revisions/2?with=1"
        # In the bar, and where Update is pressed.
        assert editor.count(f'href="{differs}"') == 2
        assert "Two." in desk.get(differs).text
        assert "edits not live" in desk.get("/admin/posts").text

    def test_of_what_is_scheduled_and_was_edited(
        self, world: World, owner: Somebody, desk: FlaskClient, post_id: int
    ) -> None:
        world.publish(post_id, owner, clock.now() + timedelta(days=2))
        world.save(post_id, owner, 1, title="Tides", body="Two.")
        editor = open_editor(desk, post_id).text
        for words in (
            "What is scheduled is the version from before your edits.",
            "“Withdraw” takes it from the schedule: it is a draft again",
            "Change the time",
        ):
            assert words in editor
        assert "Unpublish" not in editor

    def test_the_copy_for_readers_is_of_the_version_that_was_published(
        self, world: World, owner: Somebody, desk: FlaskClient, post_id: int
    ) -> None:
        world.publish(post_id, owner)
        world.save(post_id, owner, 1, title="Other", body="Two.")
        with world.reading() as session:
            assert session.get_one(Post, post_id).title == "Tides"
