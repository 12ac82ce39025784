"""A visitor over real HTTP: keeps cookies, follows nothing, sends forms with their token."""

import re
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode, urlsplit

CSRF = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
SECONDS = 60


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    text: str


@dataclass
class Visitor:
    url: str
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, None, headers)

    def post(self, path: str, page: str, **data: Any) -> Answer:
        """Send a form that is on a page, with the token of that page."""
        found = CSRF.search(self.get(page).text)
        assert found is not None, page
        return self.send(path, csrf_token=found[1], **data)

    def send(self, path: str, **data: Any) -> Answer:
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return self.ask("POST", path, urlencode(data).encode(), headers)

    def ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        address = urlsplit(self.url)
        connection = HTTPConnection(str(address.hostname), address.port, timeout=SECONDS)
        held = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent = {"Cookie": held, **headers} if held else headers
        try:
            connection.request(method, path, body, sent)
            response = connection.getresponse()
            text = response.read().decode("utf-8", "replace")
            for value in response.headers.get_all("Set-Cookie") or []:
                self.cookies |= {name: each.value for name, each in SimpleCookie(value).items()}
            return Answer(response.status, dict(response.headers), text)
        finally:
            connection.close()

    def set_up(self, link: str, email: str = "odile@example.org") -> None:
        """Answer the four questions."""
        address = urlsplit(link)
        page = f"{address.path}?{address.query}"
        token = address.query.removeprefix("token=")
        answer = self.post("/setup", page, token=token, **questions(email))
        assert answer.status == 302, answer.text


PASSWORD = "a tide table kept by hand"


def questions(email: str = "odile@example.org") -> dict[str, str]:
    return {
        "title": "Low Water",
        "language": "en",
        "time_zone": "UTC",
        "name": "Odile Farrow",
        "email": email,
        "password": PASSWORD,
    }
