"""What readers must not find is found at no public address, whoever asks.

A site is walked before anything is hidden in it and again afterwards, and every page must be
what it was, letter for letter. So it does not matter what gives a hidden post away: a title, a
word, a date, a total, a name, an order. What becomes public later is walked as well: a new
address that takes something fails until it is said here what of hidden posts can be put in.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import product
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from blog.auth.models import Role
from blog.core import clock
from blog.core.pagination import Place
from blog.core.slugs import make_slug
from blog.posts import actions
from blog.posts.models import Kind, Post, State, Visibility
from blog.posts.preview_links import LinkChange, make_link
from blog.posts.queries import read_freshness
from tests.factories import Somebody, World, moment
from tests.walking import differences, public_rules, walk

FUTURE = timedelta(days=1)
LONG_AGO = moment(1987, 3)
SECRET = "zzsecret"

# How a hidden post came to be hidden, and what its own address answers then.
NEVER_SEEN = {"draft": 404, "review": 404, "scheduled": 404, "private": 404, "trashed-draft": 404}
NEVER_SEEN |= {"trashed-scheduled": 404, "scheduled-private": 404, "scheduled-unlisted": 404}
# Readers saw these once, at two addresses; the former one answers what the second number says.
SEEN = {"unlisted": (200, 301), "unpublished": (404, 404), "trashed": (410, 410)}
SEEN |= {"made-private": (404, 404), "deleted": (404, 404), "trashed-private": (404, 404)}


@dataclass(frozen=True)
class Paper:
    """A site with public posts, one of which will be edited."""

    owner: Somebody
    edited: int


@pytest.fixture
def paper(world: World) -> Paper:
    owner = world.set_up()
    for days in (*range(1, 12), 40, 400):
        at = clock.now() - timedelta(days=days)
        world.published(owner, title=f"Public {days}", tags=("Sea",), at=at)
    world.published(owner, Kind.PAGE, title="About")
    edited = world.draft(owner, title="Edited", summary="As it is.", tags=("Sea", "Mud"))
    world.publish(edited, owner, at=clock.now() - timedelta(days=3, hours=2))
    return Paper(owner, edited)


def test_nothing_hidden_changes_anything_that_readers_get(
    world: World, client: FlaskClient, paper: Paper
) -> None:
    starts = list(addresses(world.app))
    before = walk(client, starts)
    own = hide(world, paper)
    after = walk(client, starts)
    assert differences(before, after) == own.keys() - answering(own, 404)
    assert {address: after[address].status for address in own} == own
    assert {address: client.head(address).status_code for address in own} == own
    gone = [after[address].text for address in answering(own, 410)]
    assert gone
    assert [text for text in gone if SECRET in text] == []


def test_whoever_is_signed_in_gets_at_public_addresses_what_everybody_gets(
    world: World, client: FlaskClient, paper: Paper
) -> None:
    starts = ["/", "/nowhere", *hide(world, paper)]
    expected = walk(client, starts)
    assert expected["/post-private"].status == expected["/page-private"].status == 404
    for person in (paper.owner, world.person(Role.CONTRIBUTOR)):
        assert walk(world.sign_in(person), starts) == expected


def test_on_a_site_with_hidden_posts_only_there_is_nothing_to_find(
    world: World, client: FlaskClient
) -> None:
    owner = world.set_up()
    starts = list(addresses(world.app))
    before = walk(client, starts)
    for how in ("draft", "private", "scheduled"):
        never_seen(world, owner, owner, Kind.POST, how)
    once_seen(world, owner, owner, Kind.PAGE, "unpublished")
    assert differences(before, walk(client, starts)) == set()


def test_when_something_hidden_was_or_will_be_due_is_not_to_be_read_from_what_caches_are_told(
    world: World, paper: Paper
) -> None:
    with world.reading() as session:
        before = read_freshness(session, clock.now())
    for visibility in (Visibility.UNLISTED, Visibility.PRIVATE):
        for at in (clock.now() - timedelta(hours=1), clock.now() + timedelta(seconds=2)):
            world.published(paper.owner, at=at, visibility=visibility)
    with world.reading() as session:
        after = read_freshness(session, clock.now() + timedelta(seconds=3))
    assert (after.last_due, after.next_due) == (before.last_due, None)


def test_what_became_due_in_the_trash_was_never_there(
    world: World, client: FlaskClient, paper: Paper, monkeypatch: pytest.MonkeyPatch
) -> None:
    never_seen(world, paper.owner, paper.owner, Kind.POST, "trashed-scheduled")
    assert client.get("/post-trashed-scheduled").status_code == 404
    later = clock.now() + 2 * FUTURE
    monkeypatch.setattr(clock, "now", lambda: later)
    assert client.get("/post-trashed-scheduled").status_code == 404


def test_what_is_unlisted_answers_at_its_own_address_and_asks_not_to_be_indexed(
    world: World, client: FlaskClient, paper: Paper
) -> None:
    hide(world, paper)
    for kind in Kind:
        page = client.get(f"/{kind}-unlisted").text
        assert f"{SECRET} title" in page
        assert 'name="robots" content="noindex"' in page
    pages = walk(client, ["/"])
    assert not {f"/{kind}-unlisted" for kind in Kind} & pages.keys()


def test_every_public_address_was_walked_and_the_walk_sees_what_is_public(
    world: World, client: FlaskClient, paper: Paper
) -> None:
    starts = ["/nowhere", *(rule.rule for rule in public_rules(world.app) if not rule.arguments)]
    before = walk(client, starts)
    routes = world.app.url_map.bind("localhost")
    answered = [address for address, answer in before.items() if answer.status == 200]
    visited = {routes.match(urlsplit(address).path)[0] for address in answered}
    public = {rule.endpoint for rule in public_rules(world.app)}
    # Nobody is led to a preview. What it shows has tests of its own, and so have pictures.
    assert visited == public - {"previews.show", "previews.show_file", "media.show"}
    tags = ("Sea", f"{SECRET} tag")
    world.published(paper.owner, at=LONG_AGO, title=f"{SECRET} title", tags=tags)
    world.published(paper.owner, Kind.PAGE, title=f"{SECRET} page")
    seen = differences(before, walk(client, starts))
    assert {"/", "/archive", "/archive/1987", "/archive/1987/3", "/tags/"} <= seen
    assert {"/tags/sea", f"/tags/{SECRET}-tag", "/authors/odile-farrow", "/nowhere"} <= seen


def hide(world: World, paper: Paper) -> dict[str, int]:
    """Hide a post and a page in every way, and edits of a public one; return the addresses of
    the hidden ones, and what each answers from then on."""
    somebody = world.person(name=f"{SECRET} Person")
    own: dict[str, int] = {}
    for kind, (how, status) in product(Kind, NEVER_SEEN.items()):
        never_seen(world, paper.owner, somebody, kind, how)
        own[f"/{kind}-{how}"] = status
    for kind, (how, (status, former)) in product(Kind, SEEN.items()):
        once_seen(world, paper.owner, somebody, kind, how)
        own |= {f"/{kind}-{how}": status, f"/{kind}-{how}-former": former}
    pending = content(somebody, paper.owner, "edited", Kind.POST)
    world.save(paper.edited, paper.owner, based_on=1, **pending)
    world.save(paper.edited, paper.owner, based_on=1, title=f"{SECRET} conflict")
    return own


def never_seen(world: World, owner: Somebody, somebody: Somebody, kind: Kind, how: str) -> None:
    now = clock.now()
    typed = content(somebody, owner, how, kind)
    if how.endswith(("private", "unlisted")):
        typed["visibility"] = Visibility(how.rpartition("-")[2])
    post_id = world.draft(owner, kind, **typed)
    share(world, post_id, owner)
    if "scheduled" in how:
        world.publish(post_id, owner, at=now + FUTURE)
    if how == "private":
        world.publish(post_id, owner, at=LONG_AGO)
    if how == "review":
        with world.writing() as session:
            session.get_one(Post, post_id).state = State.REVIEW
    if how.startswith("trashed"):
        world.trash(post_id, owner)


def once_seen(world: World, owner: Somebody, somebody: Somebody, kind: Kind, how: str) -> None:
    """Publish something at an address, move it to another, and hide it."""
    typed = content(somebody, owner, how, kind)
    post_id = world.draft(owner, kind, **typed | {"slug": f"{kind}-{how}-former"})
    share(world, post_id, owner)
    # Between public ones, so that it would be a neighbour; and where nothing else is.
    at = LONG_AGO if "private" in how else clock.now() - timedelta(days=3, hours=1)
    world.publish(post_id, owner, at=at)
    if how == "unlisted" or "private" in how:
        typed["visibility"] = Visibility("private" if "private" in how else "unlisted")
    world.save(post_id, owner, based_on=1, **typed)
    world.publish(post_id, owner)
    if how == "unpublished":
        world.unpublish(post_id, owner)
    if how.startswith("trashed") or how == "deleted":
        world.trash(post_id, owner)
    if how == "deleted":
        with world.writing() as session:
            actions.delete_for_ever(session, post_id, owner, clock.now())


def content(somebody: Somebody, owner: Somebody, how: str, kind: Kind) -> dict[str, Any]:
    return {
        "title": f"{SECRET} title {how}",
        "summary": f"{SECRET} summary {how}",
        "body": f"{SECRET} body {how}, and [one](/about) link.",
        "slug": f"{kind}-{how}",
        "tags": ("Sea", f"{SECRET} tag", f"{SECRET} {how}"),
        "bylines": (somebody.id, owner.id),
    }


def share(world: World, post_id: int, owner: Somebody) -> None:
    with world.writing() as session:
        make_link(session, post_id, LinkChange(timedelta(days=7)), owner, clock.now())


def addresses(app: Flask) -> Iterator[str]:
    """Return every public address, with what hidden posts have put into it, and with questions
    after their words."""
    yield "/nowhere"
    names = [*NEVER_SEEN, *SEEN, "edited"]
    slugs = [f"{kind}-{how}{end}" for kind in Kind for how in names for end in ("", "-former")]
    tags = [make_slug(f"{SECRET} {what}") for what in ("tag", *names)]
    values: dict[str, list[Any]] = {
        "slug": [*slugs, *tags],
        "handle": [f"{SECRET}-person"],
        "year": [LONG_AGO.year, (clock.now() + FUTURE).year],
        "month": [LONG_AGO.month, (clock.now() + FUTURE).month],
        "token": ["a-guess"],
        "key": ["abcdefghijkm"],
        "digest": ["0123456789abcdef"],
        "filename": ["image-480.jpg"],
    }
    for rule in public_rules(app):
        unknown = rule.arguments - values.keys()
        assert not unknown, f"{rule}: say what of hidden posts can be put in for {unknown}"
        names_of_rule = sorted(rule.arguments)
        for chosen in product(*(values[name] for name in names_of_rule)):
            with app.test_request_context():
                built = rule.build(dict(zip(names_of_rule, chosen, strict=True)))
            assert built is not None
            yield built[1]
            if not rule.arguments:
                yield from (f"{built[1]}?{question}" for question in questions())


def questions() -> Iterator[str]:
    for words in (SECRET, f"{SECRET} title", f"{SECRET} body draft", "post-private"):
        yield urlencode({"q": words})
    for at in (LONG_AGO, clock.now().replace(microsecond=0, second=0) + FUTURE):
        yield urlencode({"before": str(Place(at, 10**9))})


def answering(own: dict[str, int], status: int) -> set[str]:
    return {address for address, answer in own.items() if answer == status}
