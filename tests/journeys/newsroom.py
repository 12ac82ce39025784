"""A server at which two people write, the posts that they write, and a clock that stands still."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVarTuple
from urllib.parse import urlsplit

from playwright.sync_api import Page, Request
from sqlalchemy import NullPool, Row, Select, create_engine, select

from blog.auth.models import Person, Role
from blog.posts.models import Reason, Revision
from tests.browser import OpenPage
from tests.servers import Server, flask, serving
from tests.visitors import PASSWORD, Visitor

ODILE, ANNA = "odile@example.org", "anna@example.org"
# How often a clock is moved, and how many milliseconds are real between two such times.
PATIENCE, SHORT = 20, 500
Columns = TypeVarTuple("Columns")
ROLES = {ODILE: Role.OWNER, ANNA: Role.EDITOR}
MORNING = datetime(2026, 1, 5, 8, tzinfo=UTC)
BODY = "The harbour at low water.\n\nMud, and more mud.\n\nA boat that waits.\n"


@dataclass(frozen=True)
class Version:
    """A revision as the database has it."""

    number: int
    reason: Reason
    body: str


@dataclass(frozen=True)
class Newsroom:
    """A server, and whoever is signed in there."""

    server: Server
    folder: Path
    people: dict[str, Visitor]

    def anew(self) -> "Newsroom":
        """Return it with the same people, whose browsers know only that they are signed in."""
        people = {
            email: Visitor(visitor.url, dict(visitor.cookies))
            for email, visitor in self.people.items()
        }
        return replace(self, people=people)

    def check(self) -> None:
        """Make sure that the next who come find the people as these did, and signed in."""
        query = select(Person.email, Person.role).where(Person.email.in_(ROLES))
        assert {row.email: row.role for row in self.read(query)} == ROLES
        for email, visitor in self.anew().people.items():
            assert visitor.get("/admin/profile").status == 200, email

    def write_post(self, body: str = BODY, who: str = ODILE, **fields: str) -> str:
        """Make a draft, and return the address of its editor."""
        data = {"title": "Low water", "body": body, "visibility": "public", **fields}
        made = self.people[who].post("/admin/posts", "/admin/posts/new", **data)
        assert made.status == 302, made.text
        address = urlsplit(made.headers["Location"]).path
        # What is told of it is told here.
        self.people[who].get(f"{address}?base=1")
        return address

    def versions(self, address: str) -> list[Version]:
        """Return the revisions of a post, oldest first."""
        query = (
            select(Revision.number, Revision.reason, Revision.body)
            .where(Revision.post_id == number_in(address))
            .order_by(Revision.number)
        )
        return [Version(*row) for row in self.read(query)]

    def read(self, query: Select[*Columns]) -> Sequence[Row[*Columns]]:
        engine = create_engine(f"sqlite:///{self.folder / 'quire.sqlite3'}", poolclass=NullPool)
        with engine.connect() as connection:
            return connection.execute(query).all()

    def sit_down(
        self, open_page: OpenPage, who: str = ODILE, *, url: str | None = None, **options: Any
    ) -> Page:
        """Return a page of a browser in which somebody is signed in."""
        page = open_page(base_url=url or self.server.url, **options)
        self.give_key(page, who, url)
        return page

    def give_key(self, page: Page, who: str, url: str | None = None) -> None:
        """Give a browser the cookies of somebody."""
        cookies = self.people[who].cookies.items()
        address = url or self.server.url
        page.context.add_cookies(
            [{"name": name, "value": value, "url": address} for name, value in cookies]
        )


@contextmanager
def newsroom_in(folder: Path) -> Iterator[Newsroom]:
    with serving(folder) as server:
        odile, anna = Visitor(server.url), Visitor(server.url)
        odile.set_up(server.setup_link)
        name = ("--name", "Anna Holm")
        given = f"{PASSWORD}\n{PASSWORD}\n"
        flask(folder, "people", "add", ANNA, "--role", "editor", *name, given=given)
        anna.post("/auth/sign-in", "/auth/sign-in", email=ANNA, password=PASSWORD)
        for each in (odile, anna):
            # What is told to those who are new is told here.
            each.get("/admin/")
        yield Newsroom(server, folder, {ODILE: odile, ANNA: anna})


def number_in(address: str) -> int:
    """Return the number of the post at the address of its editor."""
    return int(urlsplit(address).path.rpartition("/")[2])


def stop_clock(page: Page) -> None:
    """Let time stand still in a browser, in all that it loads from now on.

    `page.clock.run_for` moves it.
    """
    page.context.add_init_script("window.measured = performance;")
    page.clock.install(time=MORNING)
    # Playwright's clock brings a performance that knows of no navigation.
    page.context.add_init_script(
        "performance.getEntriesByType = name => measured.getEntriesByType(name);"
    )
    page.clock.pause_at(MORNING + timedelta(seconds=1))


def pass_time(page: Page, come: Callable[..., None], expected: str | re.Pattern[str]) -> None:
    """Move a clock that was stopped, as often as it takes until something has come.

    A page needs its while to deal with an answer, and only then asks the clock for more time.
    """
    for _ in range(PATIENCE):
        page.clock.run_for(2_000)
        with suppress(AssertionError):
            come(expected, timeout=SHORT)
            return
    come(expected, timeout=SHORT)


def saves_of(page: Page) -> list[str]:
    """Return a list into which comes what every save of a page sends, as it is sent."""
    sent: list[str] = []

    def note(request: Request) -> None:
        if request.method == "POST" and request.url.endswith("/saves"):
            sent.append(field_in(request, "body"))

    page.on("request", note)
    return sent


def field_in(request: Request, name: str) -> str:
    """Return a field of a form that was sent in parts."""
    sent = request.post_data or ""
    boundary = sent.partition("\r\n")[0]
    for part in sent.split(boundary):
        head, _, value = part.partition("\r\n\r\n")
        if f'name="{name}"' in head:
            return value.removesuffix("\r\n").replace("\r\n", "\n")
    raise KeyError(name)


# The newest version, asked for until it has come: a page that was closed says nothing any more.
ARRIVAL = """async words => {
  for (let tries = 0; tries < 300; tries += 1) {
    const answer = await fetch(location.pathname);
    if ((await answer.text()).includes(words)) return true;
  }
  return false;
}"""


def has_arrived(page: Page, words: str) -> bool:
    """Say whether words come to be in the newest version of the post that a page has open."""
    found: bool = page.evaluate(ARRIVAL, words)
    return found


# What the device keeps, read until it is there.
KEPT = """async words => {
  const done = request => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const database = await done(indexedDB.open("quire-desk", 1));
  for (let tries = 0; tries < 1000; tries += 1) {
    const copies = await done(database.transaction("copies").objectStore("copies").getAll());
    if (copies.some(copy => JSON.stringify(copy.text).includes(words))) return true;
  }
  return false;
}"""


def is_kept(page: Page, words: str) -> bool:
    """Say whether words come to be kept on the device, without a server."""
    found: bool = page.evaluate(KEPT, words)
    return found
