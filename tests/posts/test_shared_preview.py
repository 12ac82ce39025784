"""What a shared preview says, to whom, for how long, and what it does not give away."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, select
from werkzeug.test import TestResponse

from blog.core import clock
from blog.core.tokens import signature
from blog.posts import actions
from blog.posts.models import Kind, Visibility
from blog.posts.preview_links import PURPOSE, LinkChange, PreviewLink
from tests.factories import Somebody, World, moment
from tests.posts.sharing import WEEK, ferry, link_to, links, withdraw

LEADING_AWAY = re.compile(r"<(?:a|form|link|area|iframe)\b[^>]*\b(?:href|action|src)=\"([^\"]*)\"")


@pytest.fixture
def draft(world: World, owner: Somebody) -> int:
    return ferry(world, owner)


class TestThePage:
    def test_shows_the_post_in_the_look_of_the_site_and_says_what_it_is(
        self, world: World, client: FlaskClient, owner: Somebody, draft: int
    ) -> None:
        now = moment(2026, 11, 21)
        change = LinkChange(timedelta(days=40_000))
        page = client.get(link_to(world, draft, owner, change, now)).text
        assert "The ferry timetable</bdi></h1>" in page
        assert "<em>eleven</em>" in page
        assert "A work of fiction." in page
        assert "Odile Farrow" in page
        assert "Not yet published" in page
        words = " ".join(page.split())
        assert "A preview of version 1, saved" in words
        assert "It can be read here until 28 May 2136, 12:00." in words

    def test_is_the_page_that_publication_makes(
        self, world: World, client: FlaskClient, owner: Somebody, draft: int
    ) -> None:
        shared = article(client.get(link_to(world, draft, owner)).text)
        world.publish(draft, owner)
        assert without_links(shared).replace("Not yet published", "") == re.sub(
            r"<time .*?</time>", "", without_links(article(client.get("/ferry").text))
        )

    def test_is_kept_by_nobody_found_by_no_search_and_tells_no_site_where_it_is(
        self, world: World, client: FlaskClient, owner: Somebody, draft: int
    ) -> None:
        address = link_to(world, draft, owner)
        for response in (client.get(address), client.head(address)):
            assert response.status_code == 200
            assert response.headers["Cache-Control"] == "no-store"
            assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
            assert response.headers["Referrer-Policy"] == "no-referrer"
            assert not {"ETag", "Last-Modified", "Set-Cookie", "Vary"} & set(
                response.headers.keys()
            )
        assert client.head(address).data == b""
        asked = client.get(address, headers={"If-None-Match": "*"})
        assert asked.status_code == 200

    def test_leads_nowhere_but_where_the_author_does(
        self, world: World, client: FlaskClient, owner: Somebody, draft: int
    ) -> None:
        world.published(owner, title="A public post", at=moment(2026))
        world.published(owner, Kind.PAGE, title="A public page")
        world.draft(owner, title="Another draft", tags=("Field notes",))
        page = client.get(link_to(world, draft, owner)).text
        away = [target for target in LEADING_AWAY.findall(page) if not target.startswith("#")]
        assert [t for t in away if not t.startswith(("/static/", "/assets/"))] == [
            "https://example.org/log"
        ]
        for word in ("Another draft", "A public", "/admin", "/auth", "csrf", "feed.atom", "/ferry"):
            assert word not in page

    def test_is_the_same_for_whoever_is_signed_in(
        self, world: World, client: FlaskClient, owner: Somebody, draft: int
    ) -> None:
        address = link_to(world, draft, owner)
        signed_in = world.sign_in(owner).get(address)
        assert signed_in.data == client.get(address).data
        assert "Set-Cookie" not in signed_in.headers
        assert "cookie" not in signed_in.headers.get("Vary", "").lower()

    @pytest.mark.parametrize("visibility", list(Visibility))
    @pytest.mark.parametrize("kind", list(Kind))
    def test_shows_whatever_the_visibility(
        self, world: World, client: FlaskClient, owner: Somebody, visibility: Visibility, kind: Kind
    ) -> None:
        post_id = world.draft(owner, kind, title="Seen", visibility=visibility)
        assert "Seen</bdi></h1>" in client.get(link_to(world, post_id, owner)).text

    def test_an_empty_draft_has_a_page(
        self, world: World, client: FlaskClient, owner: Somebody
    ) -> None:
        page = client.get(link_to(world, world.draft(owner, title="", body=""), owner)).text
        assert "Untitled" in page

    def test_does_not_say_when_a_scheduled_post_appears(
        self, world: World, client: FlaskClient, owner: Somebody, draft: int
    ) -> None:
        world.publish(draft, owner, at=moment(2096, 7))
        page = client.get(link_to(world, draft, owner)).text
        assert "Not yet published" in page
        assert "2096" not in page


def article(page: str) -> str:
    found = re.search(r"<article.*?(?=<nav class=\"pager\"|</article>)", page, re.DOTALL)
    assert found is not None
    return found[0]


def without_links(html: str) -> str:
    own = re.sub(r' (?:href="/[^"]*"|rel="(?:tag|author)")', "", html)
    return re.sub(r"\s+", " ", own).replace("<li></li>", "<li> </li>")


class TestNothingThere:
    def test_every_link_that_does_not_open_answers_the_same(
        self, world: World, client: FlaskClient, owner: Somebody, draft: int
    ) -> None:
        answers = {
            what: ask(client, address) for what, address in closed(world, owner, draft).items()
        }
        expected = ask(client, "/preview/a-guess")
        assert expected[0] == 404
        assert answers == dict.fromkeys(answers, expected)

    def test_a_text_that_no_database_can_hold_is_no_link(
        self, client: FlaskClient, owner: Somebody
    ) -> None:
        for token in ("%00", "a.%00", "%FF.%FE", "🦀.🦀", ".", "x" * 5000, "..%2f.."):
            response = client.get(f"/preview/{token}")
            assert response.status_code == 404, token

    def test_undoing_the_trash_opens_the_link_again(
        self, world: World, client: FlaskClient, owner: Somebody, draft: int
    ) -> None:
        address = link_to(world, draft, owner)
        world.trash(draft, owner)
        assert client.get(address).status_code == 404
        world.take_out(draft, owner, undo=True)
        assert client.get(address).status_code == 200

    def test_the_moment_of_expiry_is_the_first_without_it(
        self,
        world: World,
        client: FlaskClient,
        owner: Somebody,
        draft: int,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        made = clock.now()
        address = link_to(world, draft, owner, now=made)
        for seconds, status in ((-1, 200), (0, 404)):
            there = made + WEEK.lifetime + timedelta(seconds=seconds)
            monkeypatch.setattr(clock, "now", lambda there=there: there)
            assert client.get(address).status_code == status

    def test_another_secret_key_ends_every_link(
        self,
        world: World,
        client: FlaskClient,
        owner: Somebody,
        draft: int,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        address = link_to(world, draft, owner)
        monkeypatch.setitem(
            world.app.config, "SECRET_KEY", "another secret key, as long as it must be"
        )
        assert client.get(address).status_code == 404

    def test_the_database_alone_opens_nothing(
        self, world: World, client: FlaskClient, owner: Somebody, draft: int
    ) -> None:
        address = link_to(world, draft, owner)
        [link] = links(world)
        kept = [str(getattr(link, column.name)) for column in PreviewLink.__table__.columns]
        assert [value for value in kept if client.get(f"/preview/{value}").status_code != 404] == []
        assert client.get(address).status_code == 200


def closed(world: World, owner: Somebody, draft: int) -> dict[str, str]:
    """Return the address of a link of each kind that shows nothing."""
    now = clock.now()
    found = {"expired": link_to(world, draft, owner, now=now - timedelta(days=8))}
    found["withdrawn"] = link_to(world, draft, owner)
    withdraw(world, draft, owner)
    good = link_to(world, draft, owner)
    # Of the last character of a signature two bits say nothing.
    found["forged"] = good[:-3] + ("x" if good[-3] != "x" else "y") + good[-2:]
    found["of another key"] = good.replace("/preview/", "/preview/x", 1)
    with world.app.app_context():
        key = "A" * 22
        found["unknown"] = f"/preview/{key}.{signature(PURPOSE, key)}"
        found["signed for something else"] = f"/preview/{key}.{signature('set-up', key)}"
    for deed in ("trashed", "deleted", "deleted for ever"):
        post_id = world.draft(owner, title="Seen once")
        world.publish(post_id, owner)
        found[deed] = link_to(world, post_id, owner)
        world.trash(post_id, owner)
        if deed == "deleted for ever":
            with world.writing() as session:
                actions.delete_for_ever(session, post_id, owner, now)
    found["of a link that was deleted"] = link_to(world, draft, owner)
    with world.writing() as session:
        newest = select(PreviewLink.id).order_by(PreviewLink.id.desc()).limit(1)
        session.execute(delete(PreviewLink).where(PreviewLink.id == newest.scalar_subquery()))
    return found


def ask(client: FlaskClient, address: str) -> tuple[int, dict[str, str], str]:
    """Return what an address answers, without what it was asked."""
    response: TestResponse = client.get(address)
    assert client.head(address).status_code == response.status_code
    headers = {
        k: v for k, v in response.headers.items() if k not in {"X-Request-ID", "Content-Length"}
    }
    return response.status_code, headers, re.sub(r"<code>/preview/.*?</code>", "", response.text)
