"""What a browser at the desk may keep of files that are not public, and what nobody may."""

import pytest
from flask.testing import FlaskClient

from blog.auth.models import Role
from blog.media.addresses import file_path, rendition_path, rendition_tail
from blog.media.files import file_of
from blog.media.imaging.renditions import Rendition
from blog.media.models import MediaItem
from blog.media.storage.current import current_storage
from blog.media.storage.names import rendition_name
from tests.factories import a_picture, post_form
from tests.media.library import AT_DESK, FOR_EVER, NOT_KEPT, TEXT, Library
from tests.posts.sharing import link_to

SMALL = Rendition(64, "webp")


@pytest.fixture
def hidden(library: Library) -> MediaItem:
    """A picture that only a draft shows."""
    return library.put_in(a_picture(), "secret.png").item


@pytest.fixture
def path(hidden: MediaItem) -> str:
    return rendition_path(hidden, SMALL)


def test_it_is_for_one_browser_one_session_and_an_hour(
    library: Library, client: FlaskClient, hidden: MediaItem, path: str
) -> None:
    text = file_path(library.put_in(TEXT, "tides.txt").item)
    desk = library.world.sign_in(library.world.person(Role.CONTRIBUTOR))
    for address in (path, text):
        response = desk.get(address)
        assert (response.status_code, response.headers["Cache-Control"]) == (200, AT_DESK)
        # Somebody who signed out has another cookie, or none: what is kept is not for them.
        assert response.headers["Vary"] == "Cookie"
        assert "Set-Cookie" not in response.headers
        head = desk.head(address)
        assert (head.headers["Cache-Control"], head.headers["Vary"]) == (AT_DESK, "Cookie")
        assert client.get(address).status_code == 404


def test_afterwards_it_is_not_sent_again_and_nothing_is_read(
    library: Library, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = library.world.sign_in(library.owner)
    etag = desk.get(path).headers["ETag"]
    with library.world.app.app_context():
        storage = current_storage()
    opened: list[str] = []
    monkeypatch.setattr(storage, "open", opened.append)
    again = desk.get(path, headers={"If-None-Match": etag})
    assert (again.status_code, again.data, opened) == (304, b"", [])
    assert (again.headers["Cache-Control"], again.headers["Vary"]) == (AT_DESK, "Cookie")


def test_who_signed_out_or_may_no_longer_come_in_gets_nothing_of_it(
    library: Library, path: str
) -> None:
    desk = library.world.sign_in(library.owner)
    etag = desk.get(path).headers["ETag"]
    post_form(desk, "/auth/sign-out", {})
    answer = desk.get(path, headers={"If-None-Match": etag})
    assert answer.status_code == 404
    assert answer.headers["Cache-Control"] == "no-store"


def test_what_becomes_public_is_kept_by_everybody_and_what_ceases_to_be_by_few(
    library: Library, client: FlaskClient, hidden: MediaItem, path: str
) -> None:
    desk = library.world.sign_in(library.owner)
    etag = desk.get(path).headers["ETag"]
    post_id = library.show(hidden)
    for visitor in (client, desk):
        response = visitor.get(path)
        assert response.headers["Cache-Control"] == FOR_EVER
        assert "Vary" not in response.headers
    # What was kept for the desk is the same, and is told that it may be kept for good.
    again = desk.get(path, headers={"If-None-Match": etag})
    assert (again.status_code, again.headers["Cache-Control"]) == (304, FOR_EVER)
    library.world.unpublish(post_id, library.owner)
    assert client.get(path).status_code == 404
    assert desk.get(path).headers["Cache-Control"] == AT_DESK


def test_what_a_preview_link_shows_is_kept_by_nobody(
    library: Library, client: FlaskClient, hidden: MediaItem, path: str
) -> None:
    post_id = library.world.draft(library.owner, body=f"![A gauge](media:{hidden.key})")
    link = link_to(library.world, post_id, library.owner)
    desk = library.world.sign_in(library.owner)
    for visitor in (client, desk):
        response = visitor.get(f"{link}{path}")
        assert (response.status_code, response.headers["Cache-Control"]) == (200, "no-store")
        etag = response.headers["ETag"]
        again = visitor.get(f"{link}{path}", headers={"If-None-Match": etag})
        assert (again.status_code, again.headers["Cache-Control"]) == (304, "no-store")


def test_what_stands_in_for_another_and_what_leads_on_are_kept_by_nobody(
    library: Library, hidden: MediaItem, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = library.world.sign_in(library.owner)
    assert desk.get(path.replace("secret", "other")).headers["Cache-Control"] == NOT_KEPT
    file = file_of(hidden)
    other = file.renditions[-1]
    with library.world.app.app_context():
        name = rendition_name(file.digest, rendition_tail(other))
        current_storage().put_bytes(name, a_picture((64, 48), "JPEG"))
    monkeypatch.setattr("blog.media.making.MOST_PIXELS", 1)
    instead = desk.get(path)
    assert (instead.status_code, instead.headers["Content-Type"]) == (200, "image/jpeg")
    assert instead.headers["Cache-Control"] == NOT_KEPT
