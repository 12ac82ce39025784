"""Files that Nginx sends once Quire has said who may have them."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from blog.core.database import db
from blog.media.addresses import path_of
from blog.media.storage.current import current_storage
from blog.media.storage.names import original_name
from tests.conftest import bare_app
from tests.factories import World
from tests.media.other_files import PDF
from tests.nginx import before
from tests.servers import serving
from tests.visitors import PASSWORD, Visitor

pytestmark = pytest.mark.commits


@dataclass
class Front:
    """Nginx, and the addresses of a published picture, a published file and a draft's picture."""

    url: str
    picture: str
    file: str
    hidden: str
    stored: str

    def get(self, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
        request = Request(self.url + path, headers=headers)
        try:
            with urlopen(request) as answer:
                return (
                    answer.status,
                    {k.lower(): v for k, v in answer.headers.items()},
                    answer.read(),
                )
        except HTTPError as error:
            with error:
                return error.code, {k.lower(): v for k, v in error.headers.items()}, error.read()


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    folder = tmp_path_factory.mktemp("nginx")
    # The worker of Nginx gives up being root, and these folders are closed to others.
    for place in (folder, *folder.parents[:2]):
        place.chmod(0o755)
    media = folder / "media"
    settings = {"MEDIA_URL": f"file:{media}", "MEDIA_ACCEL": "/protected-media/"}
    with serving(folder / "site", None, **settings) as server:
        url = f"sqlite:///{folder / 'site' / 'quire.sqlite3'}"
        app = bare_app(url, folder / "site")
        app.config["MEDIA_URL"] = f"file:{media}"
        world = World(app)
        owner = world.set_up()
        picture = world.picture(owner)
        file = world.kept(owner, PDF, "tides.pdf")
        hidden = world.picture(owner, "secret.png")
        body = f"![A stick](media:{picture.key})\n\n[Tides](media:{file.key})"
        world.published(owner, title="Tides", body=body)
        world.draft(owner, body=f"![Soon](media:{hidden.key})")
        with app.app_context():
            assert current_storage().size(original_name(file.digest))
            db.engine.dispose()
        with before(server, media, folder) as address:
            yield Front(
                address,
                path_of(picture, "tide-gauge-64.jpg"),
                path_of(file, "tides.pdf"),
                path_of(hidden, "secret-64.jpg"),
                f"/protected-media/{original_name(file.digest)}",
            )


def test_nginx_sends_the_file_with_the_headers_of_quire(front: Front) -> None:
    status, headers, body = front.get(front.picture)
    assert (status, headers["content-type"]) == (200, "image/jpeg")
    assert body.startswith(b"\xff\xd8")
    assert headers["cache-control"] == "public, max-age=31536000, immutable"
    assert headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in headers["content-security-policy"]
    assert headers["cross-origin-resource-policy"] == "cross-origin"
    assert headers["server"].startswith("nginx")
    assert "set-cookie" not in headers
    assert "x-accel-redirect" not in headers


def test_a_document_is_there_to_be_saved(front: Front) -> None:
    status, headers, body = front.get(front.file)
    assert (status, headers["content-type"], body) == (200, "application/pdf", PDF)
    assert headers["content-disposition"].startswith("attachment")


def test_a_part_of_it_and_nothing_that_somebody_has(front: Front) -> None:
    status, headers, body = front.get(front.file, Range="bytes=1-3")
    assert (status, body) == (206, PDF[1:4])
    status, _, body = front.get(front.file, **{"If-None-Match": headers["etag"]})
    assert (status, body) == (304, b"")


def test_what_only_drafts_show_is_not_there(front: Front) -> None:
    status, headers, _ = front.get(front.hidden)
    assert status == 404
    assert "immutable" not in headers.get("cache-control", "")


def test_what_only_drafts_show_is_kept_for_one_session(front: Front) -> None:
    visitor = Visitor(front.url)
    visitor.post("/auth/sign-in", "/auth/sign-in", email="odile@example.org", password=PASSWORD)
    answer = visitor.get(front.hidden)
    assert (answer.status, answer.headers["Cache-Control"]) == (200, "private, max-age=3600")
    assert answer.headers["Server"].startswith("nginx")
    # Nginx would drop it; and with it a browser's copy would outlive the session.
    assert answer.headers["Vary"] == "Cookie"
    assert "vary" not in front.get(front.picture)[1]


def test_nobody_gets_past_quire(front: Front) -> None:
    assert front.get(front.stored)[0] == 404
