"""A library for tests: uploads as a form sends them, items, jobs, and what the storage holds."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from sqlalchemy import select

from blog.core import clock
from blog.media import uploads
from blog.media.actions import Added
from blog.media.files import File
from blog.media.imaging.renditions import Rendition
from blog.media.models import MediaItem
from blog.media.storage.current import current_storage, scratch
from blog.outbox.handlers import Running, registry
from blog.outbox.models import Job
from tests.factories import Somebody, World

TEXT = b"High water at 04:12, low water at 10:31.\n"
FOR_EVER = "public, max-age=31536000, immutable"
NOT_KEPT = "private, no-store"
AT_DESK = "private, max-age=3600"
AVIF = Rendition(480, "avif")


@dataclass
class Library:
    """What a test does with the library of a world, and sees of it."""

    world: World
    owner: Somebody

    def put_in(
        self,
        content: bytes,
        name: str = "gauge.png",
        actor: Somebody | None = None,
        now: datetime | None = None,
    ) -> Added:
        """Take a file in as a form does."""
        with (
            self.world.app.app_context(),
            uploads.receive(BytesIO(content), name) as received,
        ):
            return uploads.keep(received, actor or self.owner, now or clock.now())

    def replace(self, item_id: int, content: bytes, name: str = "new.png") -> MediaItem:
        with (
            self.world.app.app_context(),
            uploads.receive(BytesIO(content), name) as received,
        ):
            return uploads.replace(item_id, received, self.owner, clock.now())

    def show(self, item: MediaItem | File) -> int:
        """Publish a post that shows an item, and return its id."""
        text = f"![A gauge](media:{item.key})" if item.width else f"[A file](media:{item.key})"
        post_id = self.world.draft(self.owner, body=text)
        self.world.publish(post_id, self.owner)
        return post_id

    def item(self, item_id: int) -> MediaItem | None:
        with self.world.reading() as session:
            return session.get(MediaItem, item_id)

    def items(self) -> Sequence[MediaItem]:
        with self.world.reading() as session:
            return session.scalars(select(MediaItem).order_by(MediaItem.id)).all()

    def stored(self) -> set[str]:
        """Return the names of what the storage holds."""
        with self.world.app.app_context():
            return {each.name for each in current_storage().names()}

    def arriving(self) -> list[str]:
        """Return what lies in the scratch folder but locks, which cost nothing."""
        with self.world.app.app_context():
            return [path.name for path in scratch().iterdir() if path.suffix != ".lock"]

    def jobs(self) -> list[tuple[str, dict[str, object]]]:
        with self.world.reading() as session:
            jobs = session.scalars(select(Job).order_by(Job.id))
            return [(job.name, job.payload) for job in jobs]

    def act(self, act: Callable[..., Any], *arguments: Any, **more: Any) -> Any:
        """Change something, in a transaction of its own."""
        with self.world.writing() as session:
            return act(session, *arguments, **more)

    def do(self, name: str, now: datetime | None = None, **payload: object) -> None:
        """Do a job, or a chore, as a worker does."""
        moment = now or clock.now()
        with self.world.app.app_context():
            running = Running(name, payload, 1, lambda: moment, lambda: False)
            registry.handler(name).do(running)

    def do_all(self, now: datetime | None = None) -> None:
        """Do all jobs that were asked for, once each."""
        for name, payload in self.jobs():
            self.do(name, now, **payload)
