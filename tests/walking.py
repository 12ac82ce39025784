"""A reader who goes to every public address, and writes down what each answers."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from urllib.parse import urljoin, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

# These say nothing of posts to readers; the rest of the URL map does.
OTHER_BLUEPRINTS = {"static", "assets", "auth", "admin"}
OTHER_PATHS = ("/static/", "/assets/", "/auth/", "/admin")
LINK = re.compile(r"(?:href|src|action)=\"([^\"]+)\"|<loc>([^<]+)|\"(http://localhost/[^\"]*)\"")
# What a page depends on that somebody could read.
HEADERS = ("Content-Type", "Location", "Cache-Control", "Link", "X-Robots-Tag")


@dataclass(frozen=True)
class Answer:
    status: int
    headers: tuple[str | None, ...]
    text: str


Pages = dict[str, Answer]


def walk(client: FlaskClient, starts: Iterable[str]) -> Pages:
    """Ask at these addresses and follow every link within the site; return what each says."""
    pages: Pages = {}
    waiting = list(starts)
    while waiting:
        address = waiting.pop()
        if address in pages:
            continue
        response = client.get(address)
        headers = tuple(response.headers.get(name) for name in HEADERS)
        pages[address] = Answer(response.status_code, headers, response.text)
        waiting += links_in(address, response.text)
    return pages


def links_in(address: str, text: str) -> Iterator[str]:
    for found in LINK.findall(text):
        target = urlsplit(urljoin(f"http://localhost{address}", unescape("".join(found))))
        if target.netloc == "localhost" and not target.path.startswith(OTHER_PATHS):
            yield target._replace(scheme="", netloc="", fragment="").geturl()


def differences(before: Pages, after: Pages) -> set[str]:
    return {a for a in before.keys() | after.keys() if before.get(a) != after.get(a)}


def public_rules(app: Flask) -> list[Rule]:
    return [
        rule
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and rule.endpoint.split(".")[0] not in OTHER_BLUEPRINTS
    ]
