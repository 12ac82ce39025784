"""Files that are asked for in part, on a condition, or for their head alone."""

import pytest
from flask.testing import FlaskClient

from blog.media import serving
from blog.media.addresses import file_path
from tests.media.library import FOR_EVER, TEXT, Library
from tests.media.other_files import MP3_FRAME


class TestParts:
    @pytest.fixture
    def path(self, library: Library) -> str:
        item = library.put_in(TEXT, "tides.txt").item
        library.show(item)
        return file_path(item)

    @pytest.mark.parametrize(
        ("asked", "start", "end"),
        [("bytes=0-3", 0, 4), ("bytes=5-", 5, 41), ("bytes=-6", 35, 41), ("bytes=0-999", 0, 41)],
    )
    def test_a_part_is_sent_alone(
        self, client: FlaskClient, path: str, asked: str, start: int, end: int
    ) -> None:
        response = client.get(path, headers={"Range": asked})
        assert (response.status_code, response.data) == (206, TEXT[start:end])
        assert response.headers["Content-Range"] == f"bytes {start}-{end - 1}/{len(TEXT)}"
        assert response.headers["Content-Length"] == str(end - start)
        assert response.headers["Cache-Control"] == FOR_EVER

    @pytest.mark.parametrize("asked", ["bytes=0-1,4-5", "lines=0-1", "bytes=x", "bytes"])
    def test_what_is_no_single_part_is_the_whole(
        self, client: FlaskClient, path: str, asked: str
    ) -> None:
        response = client.get(path, headers={"Range": asked})
        assert (response.status_code, response.data) == (200, TEXT)
        assert response.headers["Accept-Ranges"] == "bytes"

    def test_a_part_beyond_the_end_is_refused(self, client: FlaskClient, path: str) -> None:
        response = client.get(path, headers={"Range": "bytes=41-"})
        assert response.status_code == 416
        assert response.headers["Content-Range"] == f"bytes */{len(TEXT)}"
        assert "immutable" not in response.headers["Cache-Control"]

    def test_a_part_of_something_else_is_the_whole(self, client: FlaskClient, path: str) -> None:
        etag = client.get(path).headers["ETag"]
        part = client.get(path, headers={"Range": "bytes=0-3", "If-Range": etag})
        assert (part.status_code, part.data) == (206, TEXT[:4])
        whole = client.get(path, headers={"Range": "bytes=0-3", "If-Range": '"other"'})
        assert (whole.status_code, whole.data) == (200, TEXT)

    def test_what_somebody_has_is_not_sent_again(self, client: FlaskClient, path: str) -> None:
        etag = client.get(path).headers["ETag"]
        response = client.get(path, headers={"If-None-Match": etag})
        assert (response.status_code, response.data) == (304, b"")
        assert response.headers["Cache-Control"] == FOR_EVER

    def test_what_is_no_longer_so_is_not_sent(self, client: FlaskClient, path: str) -> None:
        response = client.get(path, headers={"If-Match": '"other"'})
        assert (response.status_code, response.data) == (412, b"")
        assert response.headers["Content-Length"] == "0"

    def test_players_get_a_piece_of_what_is_left(
        self, library: Library, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(serving, "LARGEST_PIECE", 1000)
        content = MP3_FRAME * 9
        item = library.put_in(content, "tide.mp3").item
        library.show(item)
        for asked, start, stop in (("0-", 0, 1000), ("500-", 500, 1500), ("2-1500", 2, 1501)):
            response = client.get(file_path(item), headers={"Range": f"bytes={asked}"})
            assert (response.status_code, response.data) == (206, content[start:stop])
            assert response.headers["Content-Type"] == "audio/mpeg"
            assert response.headers["Content-Disposition"] == "inline; filename=tide.mp3"
        rest = client.get(file_path(item), headers={"Range": "bytes=-5"})
        assert rest.data == content[-5:]
        assert client.get(file_path(item)).data == content

    def test_only_the_head_may_be_asked_for(self, client: FlaskClient, path: str) -> None:
        response = client.head(path, headers={"Range": "bytes=0-3"})
        assert (response.status_code, response.data) == (200, b"")
        assert response.headers["Content-Length"] == str(len(TEXT))
        assert response.headers["Accept-Ranges"] == "bytes"
