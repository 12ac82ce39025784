"""Two pictures for tests, the posts that show them, and what is asked for when they change."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from blog.core import clock
from blog.media import hooks
from blog.media.actions import change_details
from blog.media.details import details_of
from blog.media.models import MediaItem, MediaUse, UseScope
from blog.outbox.handlers import Running, registry
from blog.outbox.models import Job
from blog.posts.media_uses import BRING_UP_TO_DATE
from tests.factories import Somebody, World


@dataclass
class Shelf:
    """Two pictures, and posts that may show them."""

    world: World
    owner: Somebody
    one: MediaItem
    two: MediaItem

    def text(self, *items: MediaItem) -> str:
        return "\n\n".join(f"![It](media:{item.key})" for item in items) or "Nothing."

    def draft(self, *items: MediaItem, **more: object) -> int:
        return self.world.draft(self.owner, body=self.text(*items), **more)  # type: ignore[arg-type]

    def save(self, post_id: int, *items: MediaItem, **more: object) -> int:
        head = self.world.post(post_id).head_number
        return self.world.save(post_id, self.owner, head, body=self.text(*items), **more).number

    def uses(self, post_id: int) -> set[tuple[str, UseScope]]:
        names = {self.one.id: "one", self.two.id: "two"}
        with self.world.reading() as session:
            rows = session.scalars(select(MediaUse).where(MediaUse.post_id == post_id))
            return {(names[row.item_id], row.scope) for row in rows}

    def is_shown(self, item: MediaItem, later: timedelta = timedelta(0)) -> bool:
        with self.world.reading() as session:
            return any(hooks.is_shown(session, item.id, clock.now() + later))

    def describe(self, item: MediaItem, **details: Any) -> None:
        with self.world.writing() as session:
            known = details_of(session.get_one(MediaItem, item.id))
            change_details(
                session,
                item.id,
                replace(known, **details),
                self.owner,
                clock.now(),
            )

    def jobs(self) -> list[str]:
        with self.world.reading() as session:
            return list(session.scalars(select(Job.key).where(Job.name == BRING_UP_TO_DATE)))

    def do_jobs(self) -> None:
        with self.world.reading() as session:
            asked = list(session.scalars(select(Job).where(Job.name == BRING_UP_TO_DATE)))
        with self.world.app.app_context():
            for job in asked:
                running = Running(job.key, job.payload, 1, clock.now, lambda: False)
                assert registry.handler(job.name).do(running) is None


def shelf_of(world: World) -> Shelf:
    owner = world.set_up()
    one, two = (world.picture(owner, alt=name, caption=f"The {name}") for name in ("one", "two"))
    return Shelf(world, owner, one, two)
