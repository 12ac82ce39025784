"""The second at which a scheduled post is due: it is there, and every cache hears of it."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient

from blog.core import clock
from blog.posts.queries import post_at
from tests.factories import Somebody, World, moment

DUE = moment(2026, 11, 21)
SECOND = timedelta(seconds=1)
# Where it shows, and by which word.
PLACES = {
    "/": "Springtide",
    "/springtide": "Springtide",
    "/tags/": "Moon",
    "/tags/moon": "Springtide",
    "/authors/odile-farrow": "Springtide",
    "/archive": "Springtide",
    "/archive/2026/11": "Springtide",
    "/feed.atom": "Springtide",
}
# These have an address before anything is due.
LISTS = [place for place in PLACES if place not in {"/springtide", "/tags/moon"}]

SetClock = Callable[[datetime], None]


@pytest.fixture
def set_clock(monkeypatch: pytest.MonkeyPatch) -> SetClock:
    def set_clock(now: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: now)

    return set_clock


@pytest.fixture(autouse=True)
def scheduled(world: World, set_clock: SetClock) -> Somebody:
    """A site with one post out and one that is due; nothing is done about it afterwards."""
    set_clock(DUE - timedelta(hours=1))
    owner = world.set_up()
    world.published(owner, title="Neap")
    world.published(owner, at=DUE, title="Springtide", tags=("Moon",))
    return owner


@pytest.mark.parametrize("place", PLACES)
def test_at_the_second_and_not_before(client: FlaskClient, set_clock: SetClock, place: str) -> None:
    set_clock(DUE - SECOND)
    assert PLACES[place] not in client.get(place).text
    for now in (DUE, DUE + SECOND):
        set_clock(now)
        answer = client.get(place)
        assert answer.status_code == 200
        assert PLACES[place] in answer.text


@pytest.mark.parametrize("place", LISTS)
def test_who_holds_the_page_from_before_gets_the_new_one(
    client: FlaskClient, set_clock: SetClock, place: str
) -> None:
    set_clock(DUE - SECOND)
    before = client.get(place)
    held = {"If-None-Match": before.headers["ETag"]}
    assert client.get(place, headers=held).status_code == 304
    set_clock(DUE)
    after = client.get(place, headers=held)
    assert after.status_code == 200
    assert after.headers["ETag"] != before.headers["ETag"]
    set_clock(DUE + SECOND)
    again = client.get(place, headers={"If-None-Match": after.headers["ETag"]})
    assert again.status_code == 304
    assert client.get(place).last_modified == DUE + SECOND


@pytest.mark.parametrize(
    ("before", "seconds"), [(SECOND, 1), (3 * SECOND, 3), (SECOND / 2, 0), (60 * SECOND, 5)]
)
def test_no_cache_keeps_a_page_past_it(
    client: FlaskClient, set_clock: SetClock, before: timedelta, seconds: int
) -> None:
    for place in LISTS:
        set_clock(DUE - before)
        kept = client.get(place).headers["Cache-Control"]
        assert kept == f"public, max-age=0, s-maxage={seconds}", place
        set_clock(DUE)
        assert client.get(place).headers["Cache-Control"].endswith("s-maxage=5"), place


def test_what_was_withdrawn_a_second_before_does_not_appear(
    world: World, client: FlaskClient, set_clock: SetClock, scheduled: Somebody
) -> None:
    set_clock(DUE - SECOND)
    with world.reading() as session:
        found = post_at(session, "springtide")
        assert found is not None
        post_id = found.post.id
    world.unpublish(post_id, scheduled)
    for now in (DUE, DUE + SECOND):
        set_clock(now)
        assert client.get("/springtide").status_code == 404
        assert "Springtide" not in client.get("/").text
