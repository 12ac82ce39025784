"""Things that tests need, with defaults: people, posts, a site that is set up."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from http.cookies import SimpleCookie
from io import BytesIO
from itertools import count
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from blog.auth.actions import NewPerson, add_person
from blog.auth.models import Person, Role
from blog.auth.passwords import hash_password
from blog.auth.sessions import sign_in
from blog.core import clock
from blog.core.database import db, write
from blog.core.html import render
from blog.core.markdown.media import keys_in
from blog.media import uploads
from blog.media.actions import change_details
from blog.media.details import Details
from blog.media.models import MediaItem
from blog.media.resolving import shown
from blog.posts import actions, publishing, queries, saving
from blog.posts.actions import NewPost
from blog.posts.models import Kind, Post, Revision, Visibility
from blog.posts.publishing import PublicationChange
from blog.posts.saving import Edit, Saved
from blog.posts.snapshot import Snapshot
from blog.site.actions import SiteChange, set_up
from blog.site.context import site_host
from blog.site.queries import read_content_number, read_site

PASSWORD = "a tide table kept by hand"
numbers = count(1)


@dataclass(frozen=True)
class Somebody:
    """A person as a plain value; an Actor."""

    id: int
    name: str
    role: str
    email: str
    handle: str


class World:
    """Makes things through the application's own actions."""

    def __init__(self, app: Flask) -> None:
        self.app = app

    def set_up(self, title: str = "Low Water", time_zone: str = "UTC") -> Somebody:
        """Set the site up and return its owner."""
        with self.app.app_context(), write() as session:
            change = SiteChange(title=title, language="en", time_zone=time_zone)
            set_up(session, change, clock.now())
        return self.person(Role.OWNER, name="Odile Farrow", email="odile@example.org")

    def person(
        self,
        role: Role = Role.AUTHOR,
        name: str | None = None,
        email: str | None = None,
    ) -> Somebody:
        number = next(numbers)
        name = name or f"Person {number}"
        email = email or f"person{number}@example.org"
        with self.app.app_context():
            hashed = hash_password(PASSWORD)
            with write() as session:
                change = NewPerson(name=name, email=email, role=role, password_hash=hashed)
                person = add_person(session, change, clock.now())
                return Somebody(person.id, person.name, person.role, email, person.handle)

    def draft(
        self, owner: Somebody, kind: Kind = Kind.POST, now: datetime | None = None, **content: Any
    ) -> int:
        """Make a draft and return its id."""
        with self.app.app_context(), write() as session:
            snapshot = snapshot_for(owner, **content)
            change = NewPost(kind, snapshot)
            return actions.create(session, change, owner, now or clock.now()).post_id

    def save(self, post_id: int, actor: Somebody, based_on: int, **content: Any) -> Saved:
        with self.app.app_context(), write() as session:
            snapshot = snapshot_for(actor, **content)
            return saving.save(session, post_id, Edit(snapshot, based_on), actor, clock.now())

    def publish(
        self, post_id: int, actor: Somebody, at: datetime | None = None, now: datetime | None = None
    ) -> str:
        """Publish the head of a post and return its slug."""
        with self.app.app_context(), write() as session:
            post = session.get_one(Post, post_id)
            body = queries.head_of(session, post).body
            style = read_site(session).style(site_host())
            items = shown(session, keys_in(body))
            rendered = render(body, style, items.get)
            change = PublicationChange(post.head_number, rendered, at, style)
            published = publishing.publish(session, post_id, change, actor, now or clock.now())
            assert published.slug is not None
            return published.slug

    def published(
        self,
        owner: Somebody,
        kind: Kind = Kind.POST,
        at: datetime | None = None,
        **content: Any,
    ) -> str:
        """Make a published post and return its slug."""
        return self.publish(self.draft(owner, kind, **content), owner, at)

    def unpublish(self, post_id: int, actor: Somebody) -> None:
        with self.writing() as session:
            publishing.unpublish(session, post_id, actor, clock.now())

    def trash(self, post_id: int, actor: Somebody) -> None:
        with self.writing() as session:
            actions.trash(session, post_id, actor, clock.now())

    def take_out(self, post_id: int, actor: Somebody, *, undo: bool) -> None:
        with self.writing() as session:
            actions.take_out_of_trash(session, post_id, actor, clock.now(), undo=undo)

    def restore(self, post_id: int, number: int, actor: Somebody) -> int:
        with self.writing() as session:
            return actions.restore_revision(session, post_id, number, actor, clock.now())

    def post(self, post_id: int) -> Post:
        """Return a post as it is in the database now."""
        with self.reading() as session:
            return session.get_one(Post, post_id)

    def revisions(self, post_id: int) -> Sequence[Revision]:
        """Return the whole history of a post, the first revision first."""
        with self.reading() as session:
            of_post = select(Revision).where(Revision.post_id == post_id)
            return session.scalars(of_post.order_by(Revision.number)).all()

    def picture(
        self,
        owner: Somebody,
        name: str = "tide-gauge.png",
        size: tuple[int, int] = (64, 48),
        now: datetime | None = None,
        **details: Any,
    ) -> MediaItem:
        """Keep a small real image with its bytes, and return it. No two have the same ones."""
        return self.kept(owner, a_picture(size), name, now, **details)

    def kept(
        self,
        owner: Somebody,
        content: bytes,
        name: str,
        now: datetime | None = None,
        **details: Any,
    ) -> MediaItem:
        """Keep a file as an upload of it would be, say something of it, and return it."""
        now = now or clock.now()
        with self.app.app_context():
            with uploads.receive(BytesIO(content), name) as received:
                item_id = uploads.keep(received, owner, now).item.id
            if details:
                with write() as session:
                    change_details(session, item_id, Details(**details), owner, now)
            return db.session.get_one(MediaItem, item_id)

    def content_number(self) -> int:
        with self.reading() as session:
            return read_content_number(session)

    def sign_in(self, person: Somebody) -> FlaskClient:
        """Return a client in which this person is signed in, as after the right password."""
        with self.app.test_request_context():
            sign_in(db.session().get_one(Person, person.id), keep=False)
            response = self.app.process_response(self.app.make_response(""))
        cookie = SimpleCookie(response.headers["Set-Cookie"])[
            self.app.config["SESSION_COOKIE_NAME"]
        ]
        client = self.app.test_client()
        client.set_cookie(cookie.key, cookie.value)
        return client

    def sign_in_with(self, person: Somebody, password: str) -> FlaskClient:
        """Return a client in which this person has signed in with this password."""
        client = self.app.test_client()
        response = post_form(client, "/auth/sign-in", {"email": person.email, "password": password})
        assert response.status_code == 302, response.text
        return client

    @contextmanager
    def reading(self) -> Iterator[Session]:
        with self.app.app_context():
            yield db.session()

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Give a writing session, for what no other method makes."""
        with self.app.app_context(), write() as session:
            yield session


def snapshot_for(
    actor: Somebody,
    title: str | None = None,
    body: str = "The harbour at low water is a plain fact.",
    visibility: Visibility = Visibility.PUBLIC,
    **more: Any,
) -> Snapshot:
    title = f"Piece {next(numbers)}" if title is None else title
    bylines = more.pop("bylines", (actor.id,))
    return Snapshot(title=title, body=body, visibility=visibility, bylines=bylines, **more)


def a_picture(size: tuple[int, int] = (64, 48), kind: str = "PNG") -> bytes:
    """Return an image of two colours that no other one has."""
    mark = next(numbers)
    image = Image.new("RGB", size, (mark % 256, mark // 256 % 256, mark // 65536))
    image.paste((90, 120, 140), (0, 0, size[0] // 2, size[1] // 2))
    target = BytesIO()
    image.save(target, kind)
    return target.getvalue()


def post_form(client: FlaskClient, path: str, data: dict[str, Any], **more: Any) -> Any:
    """Send a form as a browser does: with the CSRF token of the page that it is on."""
    return client.post(path, data={"csrf_token": csrf_token(client), **data}, **more)


def csrf_token(client: FlaskClient) -> str:
    """Return a token of the client's own session, signed in or not."""
    who = client.get("/admin/session", headers={"Accept": "application/json"})
    if who.status_code == 200:
        return str(who.get_json()["csrf_token"])
    page = client.get("/auth/sign-in")
    return page.text.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]


def moment(year: int, month: int = 1, day: int = 1, hour: int = 12) -> datetime:
    return datetime(year, month, day, hour, tzinfo=UTC)
