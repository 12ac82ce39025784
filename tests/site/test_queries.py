"""The site: one row, set up once, kept by each worker."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from blog.core import clock
from blog.site.actions import AlreadySetUp, SiteChange, set_up
from blog.site.queries import SiteSettings, read_content_number, read_setup_nonce, read_site
from tests.conftest import forget
from tests.factories import World, moment
from tests.statements import statements

CHANGE = SiteChange(title="Low Water", language="ar", time_zone="Asia/Kathmandu")


def test_a_new_site_waits_to_be_set_up(session: Session) -> None:
    site = read_site(session)
    assert (site.title, site.language, site.time_zone) == ("", "en", "UTC")
    assert site.set_up_at is None
    nonce = read_setup_nonce(session)
    assert nonce is not None
    assert len(nonce) >= 32


def test_setting_up_names_it_and_opens_it(world: World) -> None:
    before, now = world.content_number(), moment(2026)
    with world.writing() as session:
        set_up(session, CHANGE, now)
    with world.reading() as session:
        site = read_site(session)
        assert site == SiteSettings("Low Water", "", "ar", "Asia/Kathmandu", now)
        assert str(site.zone) == "Asia/Kathmandu"
        assert read_setup_nonce(session) is None
        assert read_content_number(session) == before + 1


def test_it_is_set_up_once(world: World) -> None:
    with world.writing() as session:
        set_up(session, CHANGE, clock.now())
    with pytest.raises(AlreadySetUp), world.writing() as session:
        set_up(session, SiteChange("Mine now", "en", "UTC"), clock.now())
    with world.reading() as session:
        assert read_site(session).title == "Low Water"


@pytest.mark.parametrize(
    ("language", "direction"),
    [
        ("en", "ltr"),
        ("de-AT", "ltr"),
        ("ar", "rtl"),
        ("he-IL", "rtl"),
        ("fa", "rtl"),
        ("ur-Latn", "ltr"),
    ],
)
def test_the_direction_follows_the_language(language: str, direction: str) -> None:
    assert SiteSettings(language=language).direction == direction


@pytest.mark.parametrize("address", ["/", "/anything", "/tags/", "/feed.atom", "/admin/"])
def test_until_it_is_set_up_every_address_says_so(client: FlaskClient, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 503
    assert response.headers["Retry-After"]
    assert response.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in response.headers


def test_it_opens_at_once_when_it_is_set_up(world: World, client: FlaskClient) -> None:
    assert client.get("/").status_code == 503
    world.set_up()
    assert client.get("/").status_code == 200


def test_pages_are_in_its_language_and_direction(world: World, client: FlaskClient) -> None:
    with world.writing() as session:
        set_up(session, CHANGE, clock.now())
    assert '<html lang="ar" dir="rtl"' in client.get("/").text


def test_a_worker_reads_it_again_only_when_the_content_changed(
    world: World, client: FlaskClient
) -> None:
    owner = world.set_up()
    forget(world.app)
    for expected in (1, 0, 0):
        with statements() as executed:
            client.get("/")
        assert sum("FROM site" in statement for statement in executed) == expected
    world.published(owner)
    with statements() as executed:
        client.get("/")
    assert sum("FROM site" in statement for statement in executed) == 1
