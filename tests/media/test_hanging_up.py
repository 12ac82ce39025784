"""Somebody hangs up while a zip comes: whoever makes it stops, and is free for others."""

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest

from blog.core.database import db
from blog.media.storage.current import current_storage
from blog.media.storage.names import original_name
from tests.conftest import bare_app
from tests.factories import World
from tests.media.other_files import PDF
from tests.servers import Server, serving, wait_for_end
from tests.visitors import CSRF, PASSWORD, SECONDS, Visitor

pytestmark = pytest.mark.commits

# More than the system holds between a server and somebody who does not read.
LARGE = 400_000_000
ENOUGH = 1_000_000
# How often it is looked, with a moment between two looks, before it is given up.
PATIENCE = 600


@dataclass
class Shop:
    """A server, somebody who is signed in there, and an item whose original is large."""

    server: Server
    visitor: Visitor
    item_id: int
    original: Path

    def is_being_read(self) -> bool:
        """Say whether a process of the server has the original open."""
        return any(map(self._is_open_in, self.server.processes()))

    def _is_open_in(self, process: int) -> bool:
        found = set()
        # What a process has open changes while one looks.
        with suppress(OSError):
            for each in Path(f"/proc/{process}/fd").iterdir():
                with suppress(OSError):
                    found.add(each.readlink())
        return self.original in found


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    with serving(tmp_path) as server:
        app = bare_app(f"sqlite:///{tmp_path / 'quire.sqlite3'}", tmp_path)
        world = World(app)
        owner = world.set_up()
        item = world.kept(owner, PDF, "tides.pdf")
        with app.app_context():
            path = current_storage().local_path(original_name(item.digest))
            db.engine.dispose()
        assert path is not None
        os.truncate(path, LARGE)
        visitor = Visitor(server.url)
        visitor.post("/auth/sign-in", "/auth/sign-in", email=owner.email, password=PASSWORD)
        yield Shop(server, visitor, item.id, path.resolve())


def test_the_work_ends_with_the_connection(shop: Shop) -> None:
    connection = begin(shop)
    try:
        response = connection.getresponse()
        assert response.status == 200
        # Its length is known although nothing of it is made before it is sent.
        assert LARGE < int(response.headers["Content-Length"]) < LARGE + 1000
        assert len(response.read(ENOUGH)) == ENOUGH
        assert shop.is_being_read()
    finally:
        response.close()
        connection.close()
    for _ in range(PATIENCE):
        if not shop.is_being_read():
            break
        assert not wait_for_end(shop.server.process, 0.05)
    assert not shop.is_being_read()
    # And the site goes on.
    assert shop.visitor.get("/admin/media?tab=files").status == 200
    assert "Traceback" not in shop.server.output


def begin(shop: Shop) -> HTTPConnection:
    """Ask for the zip as the form of the library does."""
    visitor = shop.visitor
    found = CSRF.search(visitor.get("/admin/media?tab=files").text)
    assert found is not None
    body = urlencode({"csrf_token": found[1], "id": shop.item_id})
    address = urlsplit(visitor.url)
    connection = HTTPConnection(str(address.hostname), address.port, timeout=SECONDS)
    cookies = "; ".join(f"{name}={value}" for name, value in visitor.cookies.items())
    headers = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", "/admin/media/bulk/download", body, headers)
    return connection
