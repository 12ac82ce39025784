"""An upload that is brought in a slice at a time, with a clock that the test moves."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from blog.core.database import db
from blog.transfer import queries, slices, uploads
from blog.transfer.models import Import, ImportedFile
from blog.transfer.queries import Standing
from blog.transfer.slices import Place
from blog.transfer.uploads import Upload
from tests.factories import Somebody, World
from tests.posts.times import NOW
from tests.transfer.archives import Zip


@dataclass
class Clock:
    """Says a moment, and a second later at each question if it is to tick."""

    now: datetime = NOW
    step: timedelta = field(default_factory=timedelta)

    def __call__(self) -> datetime:
        self.now += self.step
        return self.now


@dataclass
class Uploads:
    """The imports of a site."""

    world: World
    actor: Somebody
    root: Path
    clock: Clock = field(default_factory=Clock)

    def start(self, made: Zip, filename: str = "blog.zip", **how: Any) -> int:
        with self.world.app.app_context():
            upload = Upload(made.file(), filename, **how)
            return uploads.start(upload, self.root, self.actor, self.clock.now)

    def work(self, import_id: int, seconds: float = 60) -> None:
        with self.world.app.app_context():
            slices.work(import_id, Place(self.root), seconds, self.clock)

    def one_more(self, import_id: int) -> None:
        """Take one file: the time is over as soon as it has begun."""
        self.work(import_id, seconds=0)

    def apply(self, import_id: int) -> None:
        with self.world.app.app_context():
            slices.apply(import_id, self.actor, self.clock.now)

    def discard(self, import_id: int) -> bool:
        with self.world.app.app_context():
            return uploads.discard(import_id, self.root, self.actor, self.clock.now)

    def bring_in(self, made: Zip, filename: str = "blog.zip", **how: Any) -> int:
        """Bring a zip in from the upload to the report."""
        import_id = self.start(made, filename, **how)
        self.work(import_id)
        self.apply(import_id)
        self.work(import_id)
        return import_id

    def found(self, import_id: int) -> Import | None:
        with self.world.app.app_context():
            return db.session().get(Import, import_id)

    def one(self, import_id: int) -> Import:
        found = self.found(import_id)
        assert found is not None
        return found

    def standing(self, import_id: int) -> Standing:
        with self.world.app.app_context():
            return queries.standing_of(db.session(), db.session().get_one(Import, import_id))

    def files(self, import_id: int) -> dict[str, ImportedFile]:
        with self.world.app.app_context():
            of_import = select(ImportedFile).where(ImportedFile.import_id == import_id)
            rows = db.session().scalars(of_import.order_by(ImportedFile.position))
            return {row.path: row for row in rows}

    def folders(self) -> list[Path]:
        return list(self.root.glob("*"))


@dataclass
class Meanwhile(Clock):
    """Lets something else happen when it is asked for the third time, within a slice."""

    happens: Callable[[], object] = field(default=lambda: None)
    asked: int = 0

    def __call__(self) -> datetime:
        self.asked += 1
        if self.asked == 3:
            self.happens()
        return self.now
