"""What browsers and shared caches may keep of public pages, and when they must ask again."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient
from werkzeug.http import http_date

from blog.auth.models import Role
from blog.core import clock
from blog.posts.models import Visibility
from blog.posts.queries import post_at
from tests.factories import Somebody, World, moment
from tests.statements import statements

NOW = moment(2026, 11, 21)
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)
ADDRESSES = (
    "/",
    "/tides",
    "/tags/",
    "/tags/sea",
    "/authors/odile-farrow",
    "/archive",
    "/archive/2026",
    "/archive/2026/11",
    "/feed.atom",
)

SetClock = Callable[[datetime], None]


@pytest.fixture
def set_clock(monkeypatch: pytest.MonkeyPatch) -> SetClock:
    """Return what says which moment it is."""

    def set_clock(now: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: now)

    return set_clock


@pytest.fixture
def owner(world: World, set_clock: SetClock) -> Somebody:
    """Somebody with one public post, an hour ago."""
    set_clock(NOW - HOUR)
    owner = world.set_up()
    world.published(owner, title="Tides", tags=("Sea",))
    set_clock(NOW)
    return owner


def tides(world: World) -> int:
    with world.reading() as session:
        found = post_at(session, "tides")
        assert found is not None
        return found.post.id


def update(world: World, owner: Somebody) -> None:
    post_id = tides(world)
    world.save(post_id, owner, based_on=1, title="Tides", body="Two.")
    world.publish(post_id, owner)


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_public_page_carries_validators_and_says_who_may_keep_it(
    client: FlaskClient, owner: Somebody, address: str
) -> None:
    response = client.get(address)
    assert response.status_code == 200
    etag, weak = response.get_etag()
    assert etag
    assert weak
    assert response.last_modified == NOW - HOUR + SECOND
    assert response.headers["Cache-Control"] == "public, max-age=0, s-maxage=5"
    assert "Set-Cookie" not in response.headers
    assert "Cookie" not in response.headers.get("Vary", "")


@pytest.mark.parametrize("address", ADDRESSES)
def test_who_holds_the_current_page_gets_304_with_the_same_headers(
    client: FlaskClient, owner: Somebody, address: str
) -> None:
    first = client.get(address)
    for condition in (
        {"If-None-Match": first.headers["ETag"]},
        {"If-None-Match": first.headers["ETag"].removeprefix("W/")},
        {"If-None-Match": f'"other", {first.headers["ETag"]}'},
        {"If-Modified-Since": first.headers["Last-Modified"]},
    ):
        again = client.get(address, headers=condition)
        assert again.status_code == 304, condition
        assert again.data == b""
        for name in ("ETag", "Cache-Control"):
            assert again.headers[name] == first.headers[name]


def test_a_conditional_request_is_answered_with_one_statement(
    client: FlaskClient, owner: Somebody
) -> None:
    etag = client.get("/tides").headers["ETag"]
    with statements() as executed:
        assert client.get("/tides", headers={"If-None-Match": etag}).status_code == 304
    assert len(executed) == 1


def test_a_validator_of_another_address_is_worthless(client: FlaskClient, owner: Somebody) -> None:
    etags = {client.get(address).headers["ETag"] for address in ADDRESSES}
    assert len(etags) == len(ADDRESSES)
    other = client.get("/").headers["ETag"]
    assert client.get("/tides", headers={"If-None-Match": other}).status_code == 200


def test_the_etag_counts_when_both_validators_are_sent(
    client: FlaskClient, owner: Somebody
) -> None:
    headers = {"If-None-Match": '"old"', "If-Modified-Since": http_date(NOW + HOUR)}
    assert client.get("/tides", headers=headers).status_code == 200


@pytest.mark.parametrize(
    "deed",
    [
        lambda world, owner: world.published(owner, title="Another"),
        lambda world, owner: world.unpublish(tides(world), owner),
        lambda world, owner: world.trash(tides(world), owner),
        update,
    ],
    ids=["publish", "unpublish", "trash", "update"],
)
def test_every_public_change_makes_the_validators_worthless(
    world: World,
    client: FlaskClient,
    owner: Somebody,
    set_clock: SetClock,
    deed: Callable[[World, Somebody], object],
) -> None:
    first = client.get("/")
    set_clock(NOW + HOUR)
    deed(world, owner)
    set_clock(NOW + 2 * HOUR)
    for condition in (
        {"If-None-Match": first.headers["ETag"]},
        {"If-Modified-Since": first.headers["Last-Modified"]},
    ):
        again = client.get("/", headers=condition)
        assert again.status_code == 200
        assert again.last_modified == NOW + HOUR + SECOND


def test_a_draft_and_a_save_leave_every_validator_as_it_is(
    world: World, client: FlaskClient, owner: Somebody
) -> None:
    etag = client.get("/").headers["ETag"]
    world.draft(owner)
    world.save(tides(world), owner, based_on=1, body="Two.")
    assert client.get("/", headers={"If-None-Match": etag}).status_code == 304


def test_two_changes_within_one_second_are_told_apart(
    world: World, client: FlaskClient, owner: Somebody, set_clock: SetClock
) -> None:
    world.published(owner, title="First")
    seen = client.get("/")
    # Within the second of the change a page has no date: one more change could follow.
    assert seen.last_modified is None
    set_clock(NOW + SECOND / 2)
    world.published(owner, title="Second")
    set_clock(NOW + HOUR)
    for since in (NOW, NOW + SECOND / 2):
        again = client.get("/", headers={"If-Modified-Since": http_date(since)})
        assert again.status_code == 200
        assert "Second" in again.text


class TestScheduled:
    def test_a_post_appears_everywhere_at_its_moment_without_any_job(
        self, world: World, client: FlaskClient, owner: Somebody, set_clock: SetClock
    ) -> None:
        post_id = world.draft(owner, title="Springtide", tags=("Moon",))
        world.publish(post_id, owner, at=NOW + HOUR)
        lists = ["/", "/tags/", "/authors/odile-farrow", "/archive", "/archive/2026", "/feed.atom"]
        word = {"/tags/": "Moon"}
        set_clock(NOW + HOUR - SECOND)
        before = {address: client.get(address) for address in lists}
        for address, response in before.items():
            assert word.get(address, "Springtide") not in response.text, address
        assert client.get("/springtide").status_code == 404
        assert client.get("/tags/moon").status_code == 404

        set_clock(NOW + HOUR)
        for address in lists:
            etag = before[address].headers["ETag"]
            response = client.get(address, headers={"If-None-Match": etag})
            assert response.status_code == 200, address
            assert word.get(address, "Springtide") in response.text, address
        assert client.get("/springtide").status_code == 200
        assert client.get("/tags/moon").status_code == 200

    def test_its_appearance_is_a_change_for_who_asks_by_date(
        self, world: World, client: FlaskClient, owner: Somebody, set_clock: SetClock
    ) -> None:
        world.publish(world.draft(owner), owner, at=NOW + HOUR)
        set_clock(NOW + HOUR - SECOND)
        date = client.get("/").headers["Last-Modified"]
        set_clock(NOW + HOUR + 2 * SECOND)
        again = client.get("/", headers={"If-Modified-Since": date})
        assert again.status_code == 200
        assert again.last_modified == NOW + HOUR + SECOND

    @pytest.mark.parametrize(
        ("seconds_before", "kept"),
        [(3600, 5), (6, 5), (5, 5), (4.9, 4), (3, 3), (1, 1), (0.5, 0)],
    )
    def test_a_shared_cache_keeps_no_page_beyond_the_next_appearance(
        self,
        world: World,
        client: FlaskClient,
        owner: Somebody,
        set_clock: SetClock,
        seconds_before: float,
        kept: int,
    ) -> None:
        world.publish(world.draft(owner), owner, at=NOW + HOUR)
        set_clock(NOW + HOUR - timedelta(seconds=seconds_before))
        first = client.get("/")
        assert first.headers["Cache-Control"] == f"public, max-age=0, s-maxage={kept}"
        again = client.get("/", headers={"If-None-Match": first.headers["ETag"]})
        assert again.headers["Cache-Control"] == first.headers["Cache-Control"]

    def test_the_next_one_counts_after_the_first_has_appeared(
        self, world: World, client: FlaskClient, owner: Somebody, set_clock: SetClock
    ) -> None:
        for hours in (1, 2):
            world.publish(world.draft(owner), owner, at=NOW + hours * HOUR)
        set_clock(NOW + HOUR)
        assert client.get("/").headers["Cache-Control"].endswith("s-maxage=5")
        set_clock(NOW + 2 * HOUR - 2 * SECOND)
        assert client.get("/").headers["Cache-Control"].endswith("s-maxage=2")

    def test_an_unlisted_post_appears_at_its_own_address_at_its_moment(
        self, world: World, client: FlaskClient, owner: Somebody, set_clock: SetClock
    ) -> None:
        post_id = world.draft(owner, title="Neap", visibility=Visibility.UNLISTED)
        world.publish(post_id, owner, at=NOW + HOUR)
        set_clock(NOW + HOUR - 2 * SECOND)
        assert client.get("/neap").status_code == 404
        # No other page changes then, and none says that something will appear.
        assert client.get("/").headers["Cache-Control"].endswith("s-maxage=5")
        set_clock(NOW + HOUR)
        assert client.get("/neap").status_code == 200


class TestNotKept:
    @pytest.mark.parametrize(
        ("address", "status"),
        [("/nothing-here", 404), ("/?before=nonsense", 404), ("/archive/1999", 404)],
    )
    def test_an_error_is_kept_by_nobody(
        self, client: FlaskClient, owner: Somebody, address: str, status: int
    ) -> None:
        response = client.get(address)
        assert response.status_code == status
        assert response.headers["Cache-Control"] == "no-store"
        assert response.last_modified is None

    def test_a_validator_does_not_bring_back_what_is_gone(
        self, world: World, client: FlaskClient, owner: Somebody
    ) -> None:
        etag = client.get("/tides").headers["ETag"]
        world.trash(tides(world), owner)
        assert client.get("/tides", headers={"If-None-Match": etag}).status_code == 410

    def test_a_public_page_is_the_same_for_who_is_signed_in(
        self, world: World, client: FlaskClient, owner: Somebody
    ) -> None:
        signed_in = world.sign_in(world.person(Role.EDITOR))
        for address in ADDRESSES:
            assert signed_in.get(address).data == client.get(address).data
            assert "Cookie" not in signed_in.get(address).headers.get("Vary", "")
