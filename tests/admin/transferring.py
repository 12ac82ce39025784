"""An upload at the desk, and what the pages after it say."""

import io
import re
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from blog.posts.models import Post
from tests.factories import World, csrf_token
from tests.forms import Forms
from tests.transfer.archives import Zip


def upload(client: FlaskClient, made: Zip | bytes, **fields: Any) -> TestResponse:
    content = made if isinstance(made, bytes) else made.bytes()
    data = {
        "archive": (io.BytesIO(content), fields.pop("filename", "blog.zip")),
        "csrf_token": csrf_token(client),
        **fields,
    }
    return client.post("/admin/imports", data=data, content_type="multipart/form-data")


def plan_of(client: FlaskClient, made: Zip | bytes, **fields: Any) -> TestResponse:
    response = upload(client, made, **fields)
    assert response.status_code == 303
    return client.get(response.location)


def press_on(client: FlaskClient, page: TestResponse, deed: str) -> TestResponse:
    form = next(form for form in Forms(page.text).forms if form.action.endswith(deed))
    return client.post(form.action, data=form.data(), follow_redirects=True)


def words_of(page: TestResponse) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text))


def number_of_posts(world: World) -> int:
    with world.reading() as session:
        return session.scalar(select(func.count()).select_from(Post)) or 0
