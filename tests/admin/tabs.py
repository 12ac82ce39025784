"""Pages in which a post is open, and what the script in them sends."""

from typing import Any
from uuid import uuid4

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.factories import csrf_token

JSON = {"Accept": "application/json"}
MULTIPART = "multipart/form-data; boundary=edge"


class Tab:
    """One page of somebody's browser. A new post has no number yet."""

    def __init__(self, client: FlaskClient, post_id: int | None = None) -> None:
        self.client, self.post_id = client, post_id
        self.window, self.sequence = uuid4().hex, 0
        self.token = csrf_token(client)

    def form(self, **typed: Any) -> dict[str, Any]:
        own = {"title": "Tides", "visibility": "public", "csrf_token": self.token}
        return {**own, "window": self.window, "sequence": self.sequence, "based_on": 1, **typed}

    def save(self, body: Any, **typed: Any) -> TestResponse:
        """Send the next save; or the one that a sequence names."""
        self.sequence += 1
        return self.send(self.form(body=body, **typed))

    def send(self, data: Any, what: str = "saves", **more: Any) -> TestResponse:
        place = "posts" if self.post_id is None else f"posts/{self.post_id}"
        return self.client.post(f"/admin/{place}/{what}", data=data, headers=JSON, **more)

    def be_present(self, based_on: int = 1, **typed: Any) -> TestResponse:
        fields = {"window": self.window, "based_on": based_on, "csrf_token": self.token, **typed}
        return self.send(fields, "presence")

    def offer(self, body: str, **typed: Any) -> TestResponse:
        return self.send(self.form(body=body, **typed), "kept")


def multipart(fields: dict[str, Any]) -> bytes:
    """Return a body as a script sends it: each value as it is, bytes or not."""
    parts = []
    for name, value in fields.items():
        head = f'--edge\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'
        content = value if isinstance(value, bytes) else str(value).encode()
        parts.append(head.encode() + content + b"\r\n")
    return b"".join(parts) + b"--edge--\r\n"
