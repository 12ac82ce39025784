"""Images that are asked for before anybody made them, by one or by many at once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier

import pytest
from flask.testing import FlaskClient
from structlog.testing import capture_logs

from blog.media import locks, making
from blog.media.addresses import card_path, rendition_path
from blog.media.files import File
from blog.media.imaging.renditions import Rendition
from blog.media.storage.current import current_storage, scratch
from blog.media.storage.names import original_name, rendition_name
from tests.factories import a_picture
from tests.media.library import AVIF, NOT_KEPT, Library


class TestFirstRequests:
    def test_what_is_asked_for_is_made_and_nothing_else(
        self, library: Library, client: FlaskClient, shown: File
    ) -> None:
        before = library.stored()
        assert client.get(rendition_path(shown, AVIF)).status_code == 200
        assert library.stored() - before == {rendition_name(shown.digest, "480.avif")}
        assert library.arriving() == []

    def test_when_too_many_are_made_what_is_there_is_served_and_not_kept(
        self, library: Library, client: FlaskClient, shown: File, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert client.get(rendition_path(shown, Rendition(960, "jpg"))).status_code == 200
        monkeypatch.setattr(making, "PATIENCE", 0)
        with all_turns_taken(library):
            response = client.get(rendition_path(shown, AVIF))
            assert (response.status_code, response.headers["Content-Type"]) == (200, "image/jpeg")
            assert response.headers["Cache-Control"] == NOT_KEPT
            card = client.get(card_path(shown))
            assert (card.status_code, card.headers["Content-Type"]) == (200, "image/jpeg")
        assert client.get(rendition_path(shown, AVIF)).headers["Content-Type"] == "image/avif"

    def test_when_nothing_is_there_it_is_asked_for_again_in_a_moment(
        self, library: Library, client: FlaskClient, shown: File, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(making, "PATIENCE", 0)
        with all_turns_taken(library):
            response = client.get(rendition_path(shown, AVIF))
        assert (response.status_code, response.headers["Retry-After"]) == (503, "5")
        assert response.headers["Cache-Control"] == "no-store"

    def test_a_damaged_original_breaks_no_page(
        self, library: Library, client: FlaskClient, shown: File
    ) -> None:
        with library.world.app.app_context():
            current_storage().put_bytes(original_name(shown.digest), b"\x89PNG\r\n\x1a\n broken")
        assert client.get(rendition_path(shown, AVIF)).status_code == 503
        with library.world.app.app_context():
            current_storage().delete(original_name(shown.digest))
        assert client.get(rendition_path(shown, AVIF)).status_code == 503

    def test_what_takes_too_long_is_left_to_the_worker(
        self, client: FlaskClient, shown: File, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(making, "MOST_PIXELS", 1000)
        assert client.get(rendition_path(shown, AVIF)).status_code == 503

    @pytest.mark.commits
    def test_of_all_who_ask_at_once_one_makes_it(self, own_library: Library) -> None:
        item = own_library.put_in(a_picture((1800, 1200))).item
        own_library.show(item)
        path = rendition_path(item, Rendition(1440, "avif"))
        together = Barrier(3)

        def ask() -> tuple[int, bytes]:
            together.wait()
            response = own_library.world.app.test_client().get(path)
            return response.status_code, response.data

        own_library.world.app.test_client().get("/")
        with capture_logs() as logs, ThreadPoolExecutor(3) as pool:
            answers = [each.result() for each in [pool.submit(ask) for _ in range(3)]]
        assert {status for status, _ in answers} == {200}
        assert len({content for _, content in answers}) == 1
        assert [log["event"] for log in logs].count("image made for a reader") == 1


@contextmanager
def all_turns_taken(library: Library) -> Iterator[None]:
    """Hold every turn to make an image, as other processes do."""
    with library.world.app.app_context():
        folder = scratch()
    turns = [folder / f"turn-{number}.lock" for number in range(making.AT_ONCE)]
    with locks.one_of(turns[:1]), locks.one_of(turns[1:]):
        yield
