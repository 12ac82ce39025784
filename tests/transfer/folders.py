"""A folder of Markdown files that is brought in, and what the database holds after it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import select

from blog.core.database import Base
from blog.posts.models import Post
from blog.transfer.importing import bring_in
from blog.transfer.models import Result, Source
from blog.transfer.plan import Importer, Outcome, Plan
from tests.factories import Somebody, World
from tests.posts.times import NOW

Tables = dict[str, list[dict[str, Any]]]


@dataclass
class Folder:
    """A folder, the site that it goes to, and the moment at which it does."""

    world: World
    owner: Somebody
    place: Path
    now: datetime = NOW
    name: str = "old"

    def write(self, path: str, body: str = "Body", **front_matter: Any) -> Path:
        """Write a file whose front matter has these names; the title is the path unless given."""
        values = {"title": path, "date": "2024-03-01 10:00", **front_matter}
        held = yaml.safe_dump(values, allow_unicode=True, sort_keys=False)
        return self.write_text(path, f"---\n{held}---\n{body}\n")

    def write_text(self, path: str, content: str) -> Path:
        return self.write_bytes(path, content.encode())

    def write_bytes(self, path: str, content: bytes) -> Path:
        file = self.place / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        return file

    def run(self, **how: Any) -> list[Outcome]:
        """Bring the folder in and return what became of each file."""
        actor = Importer(self.owner.id, self.owner.name, self.owner.role)
        plan = replace(Plan(self.place, self.name, actor, self.now), **how)
        with self.world.app.app_context():
            return list(bring_in(plan))

    def results(self, **how: Any) -> Mapping[str, Result]:
        return {outcome.path: outcome.result for outcome in self.run(**how)}

    def source(self, path: str) -> Source:
        with self.world.reading() as session:
            of_file = select(Source).where(Source.name == self.name, Source.path == path)
            return session.scalars(of_file).one()

    def post_id(self, path: str) -> int:
        post_id = self.source(path).post_id
        assert post_id is not None
        return post_id

    def post(self, path: str) -> Post:
        return self.world.post(self.post_id(path))


def tables(world: World) -> Tables:
    """Return every row of every table."""
    with world.reading() as session:
        return {
            name: [
                dict(row)
                for row in session.execute(
                    select(table).order_by(*table.primary_key.columns)
                ).mappings()
            ]
            for name, table in Base.metadata.tables.items()
        }


def without_ids(world: World) -> Tables:
    """Return every row of every table with the files and names that ids stand for.

    A transaction that was never committed uses up ids, so that two sites which are the
    same may count differently.
    """
    rows = tables(world)
    paths = {row["post_id"]: row["path"] for row in rows["sources"]}
    tags = {row["id"]: row["slug"] for row in rows["tags"]}
    people = {row["id"]: row["handle"] for row in rows["people"]}
    named = {"post_id": paths, "tag_id": tags, "person_id": people}
    for row in (row for name in rows for row in rows[name]):
        for column, names in named.items():
            if column in row:
                row[column] = names[row[column]]
    for row in rows["posts"]:
        row["id"] = paths[row["id"]]
    for row in rows["revisions"]:
        row["bylines"] = [people[person_id] for person_id in row["bylines"]]
    for name in ("tags", "people", "publications", "sources"):
        for row in rows[name]:
            del row["id"]
    return {name: sorted(rows[name], key=repr) for name in rows}
