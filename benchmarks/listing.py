"""How long the lists at the desk take with many posts, on both databases.

.venv/bin/python -m benchmarks.listing [--posts 100000] [--runs 15]
"""

import argparse
import logging
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from sqlalchemy import insert, text

from benchmarks.texts import WORDS
from blog import create_app
from blog.auth.models import Role
from blog.core.database import db
from blog.posts.models import (
    Kind,
    Post,
    PostByline,
    PostTag,
    Reason,
    Revision,
    Scope,
    State,
    Visibility,
)
from blog.posts.title_keys import title_key
from blog.tags.models import Tag
from config import TestingConfig
from tests.factories import Somebody, World, moment
from tests.postgres import running

DATABASES = ("SQLite", "PostgreSQL")
BATCH = 2_000
PEOPLE, TAGS = 20, 150
# Names that only one post has, the first one written, and nearly every post.
RARE, COMMON = "zephyrous", "the"
NEXT = re.compile(r'href="([^"]*)"[^>]*>Next page')
LISTS = {
    **{tab or "all": f"posts?tab={tab}" for tab in ("", "drafts", "waiting", "scheduled")},
    "published": "posts?tab=published",
    "trash": "posts?tab=trash",
    "pages": "pages",
    "sorted by publication": "posts?sort=published",
    "drafts sorted by publication": "posts?tab=drafts&sort=published",
    "sorted by title": "posts?sort=title",
    "trash sorted by title": "posts?tab=trash&sort=title",
    "an author of many": "posts?author={many}",
    "an author of few": "posts?author={few}",
    "an author of few, by title": "posts?author={few}&sort=title",
    "a tag of many": "posts?tag=tag-0",
    "a tag of few": "posts?tag=tag-149",
    "a tag of few, by publication": "posts?tag=tag-149&sort=published",
    "a tag and an author of few": "posts?tag=tag-149&author={few}",
    "unlisted": "posts?visibility=unlisted",
    "private, by title": "posts?visibility=private&sort=title",
    "edited in a month": "posts?since=2015-03-01&until=2015-03-31",
    "published in a month": "posts?dated=published&since=2015-03-01&until=2015-03-31",
    "a common word": f"posts?q={COMMON}",
    "a title that one post has": f"posts?q={RARE}",
    "three words": "posts?q=boat+winter+radio",
    "words that nobody wrote": "posts?q=quixotry+of+it",
    "words in drafts": f"posts?tab=drafts&q={RARE}",
    "words, by title": f"posts?q={RARE}&sort=title",
    "words, an author, a tag": f"posts?q={COMMON}&author={{few}}&tag=tag-1",
}


@dataclass(frozen=True)
class Paper:
    """A site that is full, and who looks at it: one who edits all, one who wrote a few."""

    app: Flask
    owner: Somebody
    many: Somebody
    few: Somebody


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--posts", type=int, default=100_000, help="how many posts there are")
    parser.add_argument("--runs", type=int, default=15, help="how often each list is asked for")
    parser.add_argument("--on", choices=DATABASES, help="one database instead of both")
    asked = parser.parse_args(arguments)
    logging.disable(logging.INFO)
    for name in (asked.on,) if asked.on else DATABASES:
        with TemporaryDirectory() as folder, database(name, Path(folder)) as url:
            app = create_app(TestingConfig(url, Path(folder)))
            with app.app_context():
                upgrade()
            paper = fill(app, asked.posts)
            for line in report(name, paper, asked.runs):
                sys.stdout.write(line + "\n")
                sys.stdout.flush()
            with app.app_context():
                db.engine.dispose()


@contextmanager
def database(name: str, folder: Path) -> Iterator[str]:
    if name == "SQLite":
        yield f"sqlite:///{folder / 'quire.sqlite3'}"
        return
    with running() as postgres:
        yield postgres.create("quire_listing")
        postgres.drop("quire_listing")


def fill(app: Flask, number: int) -> Paper:
    """Fill a site with posts in every state, the same each time."""
    world = World(app)
    owner = world.set_up()
    people = [world.person(Role.AUTHOR) for _ in range(PEOPLE)]
    random = Random(1)  # noqa: S311 - the same posts each time
    with world.writing() as session:
        rows = [{"slug": f"tag-{i}", "name": f"Tag {i}", "description": ""} for i in range(TAGS)]
        session.execute(insert(Tag), rows)
    for first in range(1, number + 1, BATCH):
        ids = range(first, min(first + BATCH, number + 1))
        with world.writing() as session:
            posts = [post_row(random, i, number, people) for i in ids]
            session.execute(insert(Post), posts)
            session.execute(insert(Revision), [revision_row(random, post) for post in posts])
            session.execute(insert(PostByline), [byline_row(post) for post in posts])
            session.execute(
                insert(PostTag), [row for post in posts for row in tag_rows(random, post)]
            )
    with app.app_context(), db.engine.connect() as connection:
        # PostgreSQL does this by itself, sooner or later; SQLite is used without.
        if connection.dialect.name == "postgresql":
            connection.execution_options(isolation_level="AUTOCOMMIT")
            connection.execute(text("VACUUM ANALYZE"))
    return Paper(app, owner, people[0], people[-1])


def post_row(random: Random, i: int, number: int, people: Sequence[Somebody]) -> dict[str, Any]:
    at = moment(2006) + timedelta(minutes=random.randrange(20 * 365 * 24 * 60))
    state = random.choices(list(State), (6, 1, 93))[0]
    title = f"{' '.join(random.sample(WORDS, 6))} {i}{f' {RARE}' if i == 1 else ''}"
    # The first person wrote half of everything, the last one very little.
    writer = people[0] if random.random() < 0.5 else people[min(int(random.expovariate(0.4)), 19)]
    published_at = at if state is State.PUBLISHED else None
    if published_at and random.random() < 0.002:
        published_at = datetime(2090, 1, 1, tzinfo=at.tzinfo) + timedelta(minutes=i)
    return {
        "id": i,
        "kind": Kind.PAGE if random.random() < 0.01 else Kind.POST,
        "owner_id": writer.id,
        "state": state,
        "head_number": 1,
        "live_number": 1 if state is State.PUBLISHED else None,
        "created_at": at,
        "edited_at": at,
        "trashed_at": at if random.random() < 0.02 else None,
        "title_key": title_key(title),
        "slug": f"piece-{i}" if published_at else None,
        "title": title,
        "html": f"<p>{' '.join(random.choices(WORDS, k=200))}</p>\n",
        "visibility": random.choices(list(Visibility), (96, 3, 1))[0],
        "published_at": published_at,
        "updated_at": published_at,
    }


def revision_row(random: Random, post: dict[str, Any]) -> dict[str, Any]:
    return {
        "post_id": post["id"],
        "number": 1,
        "author_id": post["owner_id"],
        "created_at": post["created_at"],
        "reason": Reason.SAVE,
        "title": post["title"],
        "body": " ".join(random.choices(WORDS, k=300)),
        "summary": "",
        "slug": "",
        "tags": [],
        "bylines": [post["owner_id"]],
        "visibility": post["visibility"],
    }


def byline_row(post: dict[str, Any]) -> dict[str, Any]:
    return {
        "post_id": post["id"],
        "person_id": post["owner_id"],
        "scope": Scope.HEAD,
        "position": 0,
    }


def tag_rows(random: Random, post: dict[str, Any]) -> list[dict[str, Any]]:
    """Give a post two tags: a third of all carry the first one, hardly any the last."""
    tags = {1 + min(int(random.expovariate(0.06)), TAGS - 1), 1 if random.random() < 0.3 else 2}
    return [{"post_id": post["id"], "tag_id": tag, "scope": Scope.HEAD} for tag in tags]


def report(name: str, paper: Paper, runs: int) -> Iterator[str]:
    """Give the lines of a table: the median and the slowest run of each list."""
    world = World(paper.app)
    owner, few, many = (world.sign_in(who) for who in (paper.owner, paper.few, paper.many))
    yield f"{name:44}{'median ms':>12}{'slowest ms':>12}"
    for label, path in LISTS.items():
        address = path.format(many=paper.many.id, few=paper.few.id)
        yield line(label, owner, f"/admin/{address}", runs)
        if following := next_page(owner, f"/admin/{address}"):
            yield line(f"{label}, next page", owner, following, runs)
    for label, client in {"own posts, few": few, "own posts, many": many}.items():
        yield line(label, client, "/admin/posts", runs)
        yield line(f"{label}, words", client, f"/admin/posts?q={RARE}", runs)
        yield line(f"{label}, by title", client, "/admin/posts?sort=title", runs)


def next_page(client: FlaskClient, path: str) -> str | None:
    found = NEXT.search(client.get(path).text)
    return found[1].replace("&amp;", "&") if found else None


def line(label: str, client: FlaskClient, path: str, runs: int) -> str:
    times = [seconds(client, path) * 1000 for _ in range(runs)]
    return f"{label:44}{median(times):12.1f}{max(times):12.1f}"


def seconds(client: FlaskClient, path: str) -> float:
    begun = perf_counter()
    response = client.get(path)
    taken = perf_counter() - begun
    if response.status_code != 200:
        raise ValueError(f"{path} answers {response.status_code}")
    return taken


if __name__ == "__main__":
    main()
