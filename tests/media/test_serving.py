"""Files as they are answered: to whom, with which headers, and where they were before."""

from io import BytesIO
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.test import TestResponse

from blog.auth.models import Role
from blog.core import clock
from blog.media import serving
from blog.media.addresses import card_path, file_path, rendition_path
from blog.media.files import File, file_of
from blog.media.imaging.renditions import Rendition
from blog.media.models import MediaItem
from blog.media.storage.names import rendition_name
from tests.factories import a_picture
from tests.media.library import AT_DESK, AVIF, FOR_EVER, NOT_KEPT, TEXT, Library
from tests.media.s3_server import serving as serving_bucket
from tests.media.storages import in_bucket
from tests.statements import statements


class TestWhoSees:
    def test_what_readers_see_is_for_everybody_and_kept_for_a_year(
        self, library: Library, client: FlaskClient, shown: File
    ) -> None:
        client.get("/")
        for path in (rendition_path(shown, AVIF), card_path(shown)):
            with statements() as executed:
                response = client.get(path)
            assert response.status_code == 200
            assert response.headers["Cache-Control"] == FOR_EVER
            assert "Set-Cookie" not in response.headers
            assert "Vary" not in response.headers
            assert len(executed) == 2, executed

    def test_a_cookie_changes_nothing_of_it(self, library: Library, shown: File) -> None:
        response = library.world.sign_in(library.owner).get(rendition_path(shown, AVIF))
        assert response.headers["Cache-Control"] == FOR_EVER
        assert "Vary" not in response.headers

    def test_what_only_a_draft_uses_is_for_the_desk(
        self, library: Library, client: FlaskClient
    ) -> None:
        item = library.put_in(a_picture(), "secret.png").item
        library.world.draft(library.owner, body=f"![A gauge](media:{item.key})")
        path = rendition_path(file_of(item), Rendition(64, "webp"))
        desk = library.world.sign_in(library.world.person(Role.CONTRIBUTOR))
        response = desk.get(path)
        assert (response.status_code, response.headers["Cache-Control"]) == (200, AT_DESK)
        assert "Cookie" in response.headers["Vary"]
        assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        # Nobody else is told that it is there.
        unknown = path.replace(item.key, "a" * 12)
        assert same(client.get(path), path, client.get(unknown), unknown)
        wrong = path.replace("-64.webp", "-65.webp")
        assert same(client.get(wrong), wrong, client.get(unknown), unknown)

    def test_what_is_in_the_trash_is_for_the_desk(
        self, library: Library, client: FlaskClient, shown: File
    ) -> None:
        assert client.get(rendition_path(shown, AVIF)).status_code == 200
        with library.world.writing() as session:
            session.get_one(MediaItem, shown.id).trashed_at = clock.now()
        assert client.get(rendition_path(shown, AVIF)).status_code == 404

    def test_the_original_is_at_no_public_address(
        self, library: Library, client: FlaskClient, shown: File
    ) -> None:
        folder = rendition_path(shown, AVIF).rsplit("/", 1)[0]
        for name in (shown.digest, "tide-gauge.png", "Tide%20gauge.png", "original", ""):
            assert client.get(f"{folder}/{name}").status_code == 404

    def test_the_desk_saves_the_original_as_it_was(self, library: Library, app: Flask) -> None:
        content = a_picture()
        item = library.put_in(content, "Pegel Föhr.png").item
        with app.test_request_context():
            response = serving.original(item)
            response.direct_passthrough = False
            assert response.get_data() == content
        assert response.headers["Cache-Control"] == NOT_KEPT
        assert response.headers["Content-Disposition"] == (
            "attachment; filename=\"Pegel F_hr.png\"; filename*=UTF-8''Pegel%20F%C3%B6hr.png"
        )


def same(one: TestResponse, path: str, other: TestResponse, unknown: str) -> bool:
    """Say whether two answers are alike but for the address that was asked for."""
    ignored = {"X-Request-ID", "Date"}
    heads = [
        {name: value for name, value in response.headers if name not in ignored}
        for response in (one, other)
    ]
    assert one.status_code == 404
    return (
        one.status_code == other.status_code
        and heads[0] == heads[1]
        and one.text.replace(path, "") == other.text.replace(unknown, "")
    )


class TestHeaders:
    def test_an_image_can_be_shown_anywhere_and_do_nothing(
        self, client: FlaskClient, shown: File
    ) -> None:
        response = client.get(rendition_path(shown, AVIF))
        headers = response.headers
        assert headers["Content-Type"] == "image/avif"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert headers["Content-Security-Policy"].endswith("sandbox")
        assert headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert headers["Content-Disposition"] == "inline; filename=tide-gauge-480.avif"
        assert "Last-Modified" not in headers
        with Image.open(BytesIO(response.data)) as image:
            assert (image.format, image.width) == ("AVIF", 480)

    def test_a_document_is_saved_and_not_shown(self, library: Library, client: FlaskClient) -> None:
        item = library.put_in(TEXT, "Tiden 2026 – Föhr.txt").item
        library.show(item)
        response = client.get(file_path(item))
        assert response.data == TEXT
        assert response.headers["Content-Type"] == "text/plain"
        assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert response.headers["Content-Disposition"] == (
            'attachment; filename="Tiden 2026 _ F_hr.txt"; '
            "filename*=UTF-8''Tiden%202026%20%E2%80%93%20F%C3%B6hr.txt"
        )

    def test_nginx_sends_what_it_is_told_to(
        self, library: Library, client: FlaskClient, shown: File, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(library.world.app.config, "MEDIA_ACCEL", "/protected-media/")
        response = client.get(rendition_path(shown, AVIF), headers={"Range": "bytes=0-1"})
        name = rendition_name(shown.digest, "480.avif")
        assert response.headers["X-Accel-Redirect"] == f"/protected-media/{name}"
        assert response.headers["Content-Type"] == "image/avif"
        assert response.headers["Cache-Control"] == FOR_EVER
        assert (response.status_code, response.data) == (200, b"")


class TestFormerAddresses:
    def test_another_stem_leads_to_the_present_one(self, client: FlaskClient, shown: File) -> None:
        path = rendition_path(shown, AVIF)
        response = client.get(path.replace("tide-gauge", "old-name"))
        assert (response.status_code, path_in(response)) == (301, path)
        assert response.headers["Cache-Control"] == "public, max-age=300"

    def test_a_replaced_file_leads_to_what_came_in_its_place(
        self, library: Library, client: FlaskClient, shown: File
    ) -> None:
        new = file_of(library.replace(shown.id, a_picture((700, 500), "JPEG"), "b.jpg"))
        for old, present in (
            (rendition_path(shown, AVIF), rendition_path(new, AVIF)),
            (
                rendition_path(shown, Rendition(1000, "webp")),
                rendition_path(new, Rendition(700, "webp")),
            ),
            (card_path(shown), card_path(new)),
        ):
            response = client.get(old)
            assert (response.status_code, path_in(response)) == (301, present)
            assert client.get(present).status_code == 200
        for digest in (new.digest[:15], "0" * 16, "g" * 16):
            path = rendition_path(shown, AVIF).replace(shown.digest[:16], digest)
            assert client.get(path).status_code == 404

    def test_of_a_draft_it_leads_nobody_else(self, library: Library, client: FlaskClient) -> None:
        old = file_of(library.put_in(a_picture((700, 500))).item)
        library.replace(old.id, a_picture((700, 500)))
        assert client.get(rendition_path(old, AVIF)).status_code == 404
        response = library.world.sign_in(library.owner).get(rendition_path(old, AVIF))
        assert (response.status_code, response.headers["Cache-Control"]) == (301, NOT_KEPT)


def path_in(response: TestResponse) -> str:
    return urlsplit(response.headers["Location"]).path


class TestInABucket:
    def test_it_is_served_as_from_a_folder(
        self, library: Library, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with serving_bucket() as shelf:
            monkeypatch.setitem(library.world.app.extensions, "media_storage", in_bucket(shelf))
            image = file_of(library.put_in(a_picture((700, 500))).item)
            text = library.put_in(TEXT, "tides.txt").item
            for item in (image, text):
                library.show(item)
            response = client.get(rendition_path(image, AVIF))
            with Image.open(BytesIO(response.data)) as picture:
                assert (picture.format, picture.width) == ("AVIF", 480)
            part = client.get(file_path(text), headers={"Range": "bytes=5-9"})
            assert (part.status_code, part.data) == (206, TEXT[5:10])
            assert client.get(file_path(text)).data == TEXT
            library.do_all()
            names = library.stored()
            assert rendition_name(image.digest, "card-50-50.jpg") in names
            # When it does not answer, everybody is asked to come again.
            shelf.refusing = 403
            assert client.get(file_path(text)).status_code == 503
        assert library.arriving() == []
