"""Workers, and then the server, are killed in the middle of saves: no acknowledged word is lost."""

import json
import os
import signal
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from threading import Condition
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from sqlalchemy import select, text

from blog.auth.models import Role
from blog.core.database import db
from blog.posts.models import Kind, Post, Publication, Reason, Revision
from tests.conftest import bare_app
from tests.factories import PASSWORD, World
from tests.servers import THREADS, Server, free_port, serving
from tests.visitors import Answer, Visitor

pytestmark = pytest.mark.commits

AUTHORS = ("ada", "bela", "cleo")
KILLS_BEFORE, KILLS_AFTER = 4, 2
SECONDS = 60
# What stands between the paragraphs of two authors, so that they never touch the same place.
BETWEEN = "This line belongs to nobody, and nobody changes it."
SHARED = f"\n\n{BETWEEN}\n\n".join(f"{name} begins." for name in AUTHORS)
ENCODED = {"Content-Type": "application/x-www-form-urlencoded"}


class Course:
    """How often everybody was answered, whether there is a server, and whether it is enough."""

    def __init__(self) -> None:
        self.news = Condition()
        self.answers = Counter[str]()
        self.is_up, self.is_over = True, False

    def set(self, *, is_up: bool, is_over: bool = False) -> None:
        with self.news:
            self.is_up, self.is_over = is_up, is_over
            self.news.notify_all()

    def answered(self, name: str) -> None:
        with self.news:
            self.answers[name] += 1
            self.news.notify_all()

    def wait_for_server(self) -> None:
        with self.news:
            assert self.news.wait_for(lambda: self.is_up, SECONDS)

    def wait_for_an_answer_to_each(self) -> bool:
        with self.news:
            enough = {name: self.answers[name] + 1 for name in AUTHORS}
            return self.news.wait_for(
                lambda: self.is_over or all(self.answers[n] >= enough[n] for n in AUTHORS), SECONDS
            )


@dataclass
class Page:
    """The editor's page of one post, as its script keeps it, and what it was told is kept."""

    post_id: int
    body: str
    based_on: int = 1
    sequence: int = 0
    window: str = field(default_factory=lambda: uuid4().hex)
    saved: list[str] = field(default_factory=list)
    published: list[int] = field(default_factory=list)

    def form(self, **more: Any) -> dict[str, Any]:
        fixed = {"title": f"Piece {self.post_id}", "visibility": "public", "bylines-0": ""}
        return {**fixed, "body": self.body, "based_on": self.based_on, **more}

    def take(self, told: dict[str, Any]) -> None:
        """Go on from what the answer to a save says."""
        self.saved.append(self.body)
        self.based_on = told["number"]
        for start, end, words in reversed(told.get("edits", [])):
            self.body = self.body[:start] + words + self.body[end:]


@dataclass
class Author:
    """Somebody who writes at two posts, and sends again what got no answer."""

    name: str
    visitor: Visitor
    course: Course
    own: Page
    shared: Page

    def write(self) -> None:
        token = json.loads(self.ask("GET", "/admin/session").text)["csrf_token"]
        turn = 0
        while not self.course.is_over:
            turn += 1
            self.own.body = f"{self.name} at turn {turn}: " + "words " * 500
            self.save(self.own, token)
            line = f"{self.name} begins."
            self.shared.body = self.shared.body.replace(line, f"{line} {self.name}{turn}.")
            self.save(self.shared, token)
            for page in (self.own, self.shared):
                if turn % 2:
                    self.publish(page, token)
            self.course.answered(self.name)

    def save(self, page: Page, token: str) -> None:
        page.sequence += 1
        more = {"window": page.window, "sequence": page.sequence, "csrf_token": token}
        answer = self.ask("POST", f"/admin/posts/{page.post_id}/saves", **page.form(**more))
        assert answer.status in {200, 409}, answer.text
        page.take(json.loads(answer.text))

    def publish(self, page: Page, token: str) -> None:
        """Publish what was saved. Where somebody saved in between, it is refused or merged."""
        form = page.form(when="now", csrf_token=token)
        answer = self.ask("POST", f"/admin/posts/{page.post_id}/publication", **form)
        assert answer.status in {302, 409, 422}, answer.text
        if "?base=" in answer.headers.get("Location", ""):
            page.published.append(int(answer.headers["Location"].rpartition("=")[2]))

    def ask(self, method: str, path: str, **data: Any) -> Answer:
        as_json = path.endswith(("/saves", "/session"))
        headers = ENCODED | ({"Accept": "application/json"} if as_json else {})
        body = urlencode(data).encode() if data else None
        while True:
            self.course.wait_for_server()
            try:
                return self.visitor.ask(method, path, body, headers)
            except (OSError, HTTPException):
                # Whoever was to answer was killed.
                assert not self.course.is_over


def test_every_acknowledged_word_is_there(tmp_path: Path, empty_database: str) -> None:
    port, course = free_port(), Course()
    with serving(tmp_path, port, DATABASE_URL=empty_database) as server:
        authors = authors_at(server, tmp_path, empty_database, course)
        with ThreadPoolExecutor(len(authors)) as pool, ended(course):
            tasks = [pool.submit(author.write) for author in authors]
            kill_workers(server, course, KILLS_BEFORE)
            course.set(is_up=False)
            server.kill()
            with serving(tmp_path, port, DATABASE_URL=empty_database) as again:
                course.set(is_up=True)
                kill_workers(again, course, KILLS_AFTER)
                course.set(is_up=True, is_over=True)
                for task in tasks:
                    task.result(SECONDS)
                with reading(tmp_path, empty_database):
                    check_rows()
                    check_saved([page for each in authors for page in (each.own, each.shared)])
                    check_shared(authors)
                    check_published(authors, Visitor(again.url))


def authors_at(server: Server, folder: Path, url: str, course: Course) -> list[Author]:
    """Set the site up with some authors, a post for each, and one for all of them."""
    Visitor(server.url).set_up(server.setup_link)
    app = bare_app(url, folder)
    world = World(app)
    people = [world.person(Role.EDITOR, name) for name in AUTHORS]
    shared = world.draft(people[0], Kind.POST, body=SHARED, title="Shared", bylines=())
    authors = []
    for person in people:
        visitor = Visitor(server.url)
        fields = {"email": person.email, "password": PASSWORD}
        assert visitor.post("/auth/sign-in", "/auth/sign-in", **fields).status == 302
        own = Page(world.draft(person, body="", bylines=()), "")
        authors.append(Author(person.name, visitor, course, own, Page(shared, SHARED)))
    with app.app_context():
        db.engine.dispose()
    return authors


@contextmanager
def ended(course: Course) -> Iterator[None]:
    """Let nobody go on when the test fails."""
    try:
        yield
    finally:
        course.set(is_up=True, is_over=True)


def kill_workers(server: Server, course: Course, times: int) -> None:
    """Kill a worker after each author was answered again, and every third time all of them. The
    master starts others."""
    for turn in range(times):
        assert course.wait_for_an_answer_to_each(), server.output
        assert not course.is_over, server.output
        workers = workers_of(server)
        for worker in workers if turn % 3 == 2 else workers[:1]:
            os.kill(worker, signal.SIGKILL)
    assert course.wait_for_an_answer_to_each(), server.output


def workers_of(server: Server) -> list[int]:
    """Return the workers that have loaded the application; the master has one thread."""
    threads = {each: len(list(Path(f"/proc/{each}/task").glob("*"))) for each in server.processes()}
    return sorted(each for each, number in threads.items() if number >= THREADS)


@contextmanager
def reading(folder: Path, url: str) -> Iterator[None]:
    with bare_app(url, folder).app_context():
        yield
        db.session.remove()
        db.engine.dispose()


def check_rows() -> None:
    """Look for halves: pointers to nothing, gaps in numbers, a save that was made twice."""
    if db.engine.dialect.name == "sqlite":
        assert db.session.scalars(text("PRAGMA integrity_check")).all() == ["ok"]
        assert db.session.execute(text("PRAGMA foreign_key_check")).all() == []
    for post in db.session.scalars(select(Post)):
        kept = revisions_of(post.id)
        numbers = [revision.number for revision in kept]
        assert numbers == list(range(1, len(numbers) + 1))
        assert post.head_number in numbers
        assert post.live_number is None or post.live_number in numbers
        sent = Counter((each.window, each.sequence) for each in kept if each.window)
        assert set(sent.values()) <= {1}


def check_saved(pages: Sequence[Page]) -> None:
    for page in pages:
        kept = {revision.body for revision in revisions_of(page.post_id)}
        assert len(page.saved) > KILLS_BEFORE + KILLS_AFTER
        assert not set(page.saved) - kept


def check_shared(authors: Sequence[Author]) -> None:
    """Whatever anybody added is in the head, or in a text that waits for a decision."""
    post_id = authors[0].shared.post_id
    revisions = revisions_of(post_id)
    head = revisions[db.session.get_one(Post, post_id).head_number - 1]
    asked = [each.body for each in revisions if each.reason is Reason.CONFLICT]
    words = {word for each in authors for body in each.shared.saved for word in body.split()}
    assert not [word for word in words if not any(word in body for body in (head.body, *asked))]
    assert any(revision.reason is Reason.MERGE for revision in revisions)


def check_published(authors: Sequence[Author], reader: Visitor) -> None:
    """What somebody was told is public is in the history of publications, and readers get that
    or what came after it."""
    for page in (page for each in authors for page in (each.own, each.shared)):
        post = db.session.get_one(Post, page.post_id)
        of_post = select(Publication.number).where(Publication.post_id == post.id)
        assert not set(page.published) - set(db.session.scalars(of_post))
        if page.published:
            live = db.session.get_one(Revision, (post.id, post.live_number))
            assert live.number >= max(page.published)
            public = reader.get(f"/{post.slug}").text
            assert all(line.strip() in public for line in live.body.split("\n"))


def revisions_of(post_id: int) -> Sequence[Revision]:
    of_post = select(Revision).where(Revision.post_id == post_id)
    return db.session.scalars(of_post.order_by(Revision.number)).all()
