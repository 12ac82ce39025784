"""The Atom feed against RFC 4287."""

from datetime import datetime, timedelta
from xml.etree import ElementTree

from flask.testing import FlaskClient
from sqlalchemy import update

from blog.core import clock
from blog.core.content_version import raise_content_version
from blog.posts.models import Kind, Post, Visibility
from blog.site.models import Site
from tests.factories import Somebody, World, moment, post_form

ATOM = "{http://www.w3.org/2005/Atom}"
XML = "{http://www.w3.org/XML/1998/namespace}"
HOSTILE = "a\x00b\x01c\x08d\x0be\x0cf\x1bg\x7fh\x85i\ufffej\uffffk & <b> ]]> é 🌊"


def read(client: FlaskClient) -> ElementTree.Element:
    response = client.get("/feed.atom")
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(response.data)


def entries(client: FlaskClient) -> list[ElementTree.Element]:
    return read(client).findall(f"{ATOM}entry")


def text(element: ElementTree.Element, name: str) -> str:
    (found,) = element.findall(f"{ATOM}{name}")
    return found.text or ""


def titles(client: FlaskClient) -> list[str]:
    return [text(entry, "title") for entry in entries(client)]


class TestTheFeed:
    def test_of_an_empty_site_has_what_every_feed_must_have(
        self, owner: Somebody, client: FlaskClient
    ) -> None:
        feed = read(client)
        assert feed.tag == f"{ATOM}feed"
        assert text(feed, "id") == "http://localhost/feed.atom"
        assert text(feed, "title") == "Low Water"
        assert datetime.fromisoformat(text(feed, "updated")) <= clock.now()
        assert feed.findall(f"{ATOM}entry") == []
        assert feed.get(f"{XML}lang") == "en"

    def test_says_where_it_is_itself_and_where_its_pages_are(
        self, owner: Somebody, client: FlaskClient
    ) -> None:
        links = {link.get("rel"): link for link in read(client).findall(f"{ATOM}link")}
        assert links["self"].get("href") == "http://localhost/feed.atom"
        assert links["self"].get("type") == "application/atom+xml"
        assert links["alternate"].get("href") == "http://localhost/"

    def test_shows_what_is_listed_and_nothing_else(
        self, world: World, owner: Somebody, client: FlaskClient
    ) -> None:
        world.published(owner, title="Older", at=moment(2025))
        world.published(owner, title="Newer", at=moment(2026))
        world.published(owner, Kind.PAGE, title="A page")
        world.published(owner, title="Unlisted", visibility=Visibility.UNLISTED)
        world.published(owner, title="Private", visibility=Visibility.PRIVATE)
        world.published(owner, title="Scheduled", at=clock.now() + timedelta(days=1))
        world.draft(owner, title="Draft")
        trashed = world.draft(owner, title="Trashed")
        world.publish(trashed, owner)
        world.trash(trashed, owner)
        assert titles(client) == ["Newer", "Older"]

    def test_has_the_newest_twenty(
        self, world: World, owner: Somebody, client: FlaskClient
    ) -> None:
        for number in range(22):
            world.published(owner, title=f"T{number}", at=moment(2025, 1, 1 + number))
        assert titles(client) == [f"T{number}" for number in range(21, 1, -1)]

    def test_was_updated_when_the_last_of_its_posts_was(
        self, world: World, owner: Somebody, client: FlaskClient
    ) -> None:
        world.published(owner, at=moment(2025))
        post_id = world.draft(owner)
        world.publish(post_id, owner, moment(2024))
        with world.writing() as session:
            session.execute(
                update(Post).where(Post.id == post_id).values(updated_at=moment(2026, 5))
            )
        assert text(read(client), "updated") == "2026-05-01T12:00:00Z"

    def test_takes_its_language_from_the_site(
        self, world: World, owner: Somebody, client: FlaskClient
    ) -> None:
        with world.writing() as session:
            session.execute(update(Site).values(language="de", title="Watt & <Meer>", tagline="<&"))
            raise_content_version(session, clock.now())
        feed = read(client)
        assert feed.get(f"{XML}lang") == "de"
        assert text(feed, "title") == "Watt & <Meer>"
        assert text(feed, "subtitle") == "<&"


class TestAnEntry:
    def test_has_what_every_entry_must_have(
        self, world: World, owner: Somebody, client: FlaskClient
    ) -> None:
        anna = world.person(name="Anna & Holm")
        world.published(
            owner,
            at=moment(2025, 3),
            title="Low water",
            summary="What is <left>.",
            body="*Mud* & a [link](/about) ![p](/static/images/favicon.svg)\n\n## Part\n\nx",
            tags=("Salt marsh", "Tides"),
            bylines=(owner.id, anna.id),
        )
        (entry,) = entries(client)
        assert text(entry, "id").startswith("http://localhost/")
        assert text(entry, "title") == "Low water"
        assert text(entry, "summary") == "What is <left>."
        assert text(entry, "published") == "2025-03-01T12:00:00Z"
        assert datetime.fromisoformat(text(entry, "updated")) >= moment(2025, 3)
        authors = entry.findall(f"{ATOM}author")
        assert [text(author, "name") for author in authors] == ["Odile Farrow", "Anna & Holm"]
        assert text(authors[1], "uri") == "http://localhost/authors/anna-holm"
        terms = [category.get("term") for category in entry.findall(f"{ATOM}category")]
        assert terms == ["salt-marsh", "tides"]
        (link,) = entry.findall(f"{ATOM}link")
        assert (link.get("rel"), link.get("href")) == ("alternate", "http://localhost/low-water")

    def test_carries_its_text_as_escaped_html_with_a_base_for_its_links(
        self, world: World, owner: Somebody, client: FlaskClient
    ) -> None:
        world.published(owner, title="Low water", body="*Mud* & <b>bold</b> [a](/about)\n\n## Part")
        (content,) = entries(client)[0].findall(f"{ATOM}content")
        assert content.get("type") == "html"
        assert content.get(f"{XML}base") == "http://localhost/low-water"
        assert list(content) == []
        assert "<em>Mud</em> &amp; <b>bold</b>" in (content.text or "")
        assert "§" not in (content.text or "")

    def test_keeps_its_id_when_its_address_and_title_change(
        self, world: World, owner: Somebody, client: FlaskClient
    ) -> None:
        post_id = world.draft(owner, title="Before")
        world.publish(post_id, owner)
        before = text(entries(client)[0], "id")
        world.save(post_id, owner, 1, title="After", slug="after")
        world.publish(post_id, owner)
        assert text(entries(client)[0], "id") == before
        assert titles(client) == ["After"]

    def test_without_an_author_is_by_the_site(
        self, world: World, owner: Somebody, client: FlaskClient
    ) -> None:
        world.published(owner, bylines=())
        feed = read(client)
        (author,) = feed.findall(f"{ATOM}author")
        assert text(author, "name") == "Low Water"

    def test_no_text_that_anybody_types_breaks_it(
        self, world: World, owner: Somebody, client: FlaskClient
    ) -> None:
        desk = world.sign_in(owner)
        raw = HOSTILE.encode()
        data: dict[str, object] = dict.fromkeys(("title", "body", "summary", "tags"), raw)
        data |= {"visibility": "public", "when": "now"}
        response = post_form(desk, "/admin/posts/publication", data)
        assert response.status_code == 302
        (entry,) = entries(client)
        assert text(entry, "title").endswith("k & <b> ]]> é 🌊")
        assert client.get("/").status_code == 200

    def test_no_text_from_elsewhere_breaks_it(
        self, world: World, owner: Somebody, client: FlaskClient
    ) -> None:
        # Importers call the same actions without a form before them.
        hostile = HOSTILE.replace("\x00", "")
        world.published(owner, title=hostile, body=hostile, summary=hostile, tags=(hostile,))
        assert len(entries(client)) == 1


def test_whoever_has_it_is_told_that_nothing_changed(
    world: World, owner: Somebody, client: FlaskClient
) -> None:
    world.published(owner)
    first = client.get("/feed.atom")
    again = client.get("/feed.atom", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    world.published(owner)
    changed = client.get("/feed.atom", headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200
