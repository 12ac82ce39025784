"""Files sent to the library as a form and as a script send them, and what is told of them."""

import re
from collections.abc import Iterable
from html import unescape
from io import BytesIO
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from blog.media.models import MediaItem
from tests.factories import World, csrf_token

TOAST = re.compile(r'<dialog open class="toast".*?</dialog>', re.DOTALL)
NAMES = re.compile(r'<span class="name" dir="auto">([^<]*)')
JSON = {"Accept": "application/json"}

File = tuple[bytes, str]


def send(
    client: FlaskClient, *files: File, path: str = "/admin/media", **more: Any
) -> TestResponse:
    """Send files in one form."""
    data = {
        "csrf_token": csrf_token(client),
        "file": [(BytesIO(content), name) for content, name in files],
        **more.pop("data", {}),
    }
    answer: TestResponse = client.post(path, data=data, **more)
    return answer


def send_json(client: FlaskClient, *files: File, **more: Any) -> TestResponse:
    return send(client, *files, headers=JSON, **more)


def told(client: FlaskClient, answer: TestResponse) -> str:
    """Return the toast on the page that an answer leads to."""
    assert answer.status_code in {302, 303}, answer.text
    found = TOAST.search(client.get(answer.location).text)
    assert found is not None
    return words(found[0])


def words(html: str) -> str:
    """Return what a piece of a page says, without its tags."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def names(answer: TestResponse) -> list[str]:
    """Return what the grid shows, in its order."""
    return [unescape(name) for name in NAMES.findall(answer.text)]


def item(world: World, item_id: int) -> MediaItem | None:
    with world.reading() as session:
        return session.get(MediaItem, item_id)


def undo_of(client: FlaskClient, page: str) -> TestResponse:
    """Press Undo in the toast of a page."""
    found = re.search(r'action="(/admin/media/bulk/undo[^"]*)"', page)
    assert found is not None, page
    return client.post(unescape(found[1]), data={"csrf_token": csrf_token(client)})


def ids_of(items: Iterable[MediaItem]) -> list[str]:
    return [str(each.id) for each in items]
