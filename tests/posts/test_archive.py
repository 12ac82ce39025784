"""The archive: years and months where the site is."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient

from tests.factories import Somebody, World


class TestArchive:
    """The archive goes by the calendar of the site, wherever that is."""

    ZONES = ("Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Kathmandu", "UTC")

    @pytest.mark.parametrize("zone", ZONES)
    def test_each_post_is_in_the_month_that_it_was_where_the_site_is(
        self, world: World, client: FlaskClient, zone: str
    ) -> None:
        owner = world.set_up(time_zone=zone)
        there = ZoneInfo(zone)
        last = datetime(2024, 12, 31, 23, 59, 59, 999999, tzinfo=there)
        first = datetime(2025, 1, 1, 0, 0, tzinfo=there)
        february = datetime(2025, 2, 1, 0, 0, tzinfo=there)
        for title, at in (("Last", last), ("First", first), ("February", february)):
            world.published(owner, title=f"{title} one", at=at.astimezone(UTC))
        expected = {
            "/archive/2024": ["last-one"],
            "/archive/2024/12": ["last-one"],
            "/archive/2025": ["february-one", "first-one"],
            "/archive/2025/1": ["first-one"],
            "/archive/2025/2": ["february-one"],
        }
        for address, slugs in expected.items():
            page = client.get(address).text
            found = [s for s in ("last-one", "february-one", "first-one") if f'"/{s}"' in page]
            assert sorted(found) == sorted(slugs), address
        for address in ("/archive/2024/11", "/archive/2025/3", "/archive/2023", "/archive/2026"):
            assert client.get(address).status_code == 404

    @pytest.mark.parametrize(
        "address",
        [
            "/archive/0",
            "/archive/9999",
            "/archive/10000",
            "/archive/9999/12",
            "/archive/2026/0",
            "/archive/2026/13",
            "/archive/99999999999999999999",
        ],
    )
    def test_a_year_or_month_that_is_none_is_not_found(
        self, client: FlaskClient, world: World, owner: Somebody, address: str
    ) -> None:
        world.published(owner)
        assert client.get(address).status_code == 404

    def test_the_ends_of_the_calendar_can_be_published_and_read(
        self, world: World, client: FlaskClient
    ) -> None:
        zone = "Pacific/Kiritimati"
        owner = world.set_up(time_zone=zone)
        world.published(owner, title="Ancient", at=datetime(1000, 1, 1, tzinfo=ZoneInfo(zone)))
        for address in ("/", "/archive", "/archive/1000", "/archive/1000/1", "/ancient"):
            assert "Ancient" in client.get(address).text, address
