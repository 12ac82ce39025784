"""Imports by whoever works off the outbox, while nobody looks."""

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from blog.core.database import db
from blog.outbox.handlers import registry
from blog.outbox.models import Job
from blog.outbox.worker import Worker
from blog.transfer.models import Import, Stage
from blog.transfer.slices import LEASE
from tests.factories import Somebody, World
from tests.transfer.archives import a_blog
from tests.transfer.uploading import Uploads

WORK = "transfer.work"


@pytest.fixture
def imports(world: World, owner: Somebody) -> Uploads:
    return Uploads(world, owner, Path(world.app.config["INSTANCE_PATH"]) / "imports")


@pytest.fixture
def work_off(imports: Uploads) -> Callable[[], int]:
    def work() -> int:
        with imports.world.app.app_context():
            return Worker(imports.clock, handlers=registry).work_off()

    return work


def job(imports: Uploads) -> Job | None:
    with imports.world.app.app_context():
        return db.session().scalars(select(Job).where(Job.name == WORK)).one_or_none()


def test_a_worker_makes_the_plan_and_brings_it_in(
    imports: Uploads, work_off: Callable[[], int]
) -> None:
    import_id = imports.start(a_blog(3))
    work_off()
    assert imports.one(import_id).stage is Stage.PLANNED
    # Nothing comes in before somebody says so.
    assert job(imports) is None
    imports.apply(import_id)
    work_off()
    assert imports.one(import_id).stage is Stage.DONE
    assert job(imports) is None


def test_it_goes_on_slice_by_slice(imports: Uploads, work_off: Callable[[], int]) -> None:
    imports.clock.step = timedelta(seconds=8)
    import_id = imports.start(a_blog(5))
    work_off()
    assert imports.one(import_id).stage is Stage.PLANNED


def test_it_waits_for_whoever_is_at_it(imports: Uploads, work_off: Callable[[], int]) -> None:
    import_id = imports.start(a_blog(2))
    with imports.world.writing() as session:
        session.get_one(Import, import_id).busy_until = imports.clock.now + LEASE
    work_off()
    waiting = job(imports)
    assert waiting is not None
    assert (waiting.attempts, waiting.run_after > imports.clock.now) == (0, True)
    imports.clock.now += LEASE
    work_off()
    assert imports.one(import_id).stage is Stage.PLANNED


def test_one_that_was_discarded_is_no_work(imports: Uploads, work_off: Callable[[], int]) -> None:
    imports.discard(imports.start(a_blog(2)))
    work_off()
    assert job(imports) is None


def test_one_whose_files_are_gone_is_a_dead_letter(
    imports: Uploads, work_off: Callable[[], int]
) -> None:
    import_id = imports.start(a_blog(2))
    shutil.rmtree(imports.root)
    work_off()
    dead = job(imports)
    assert dead is not None
    assert dead.is_dead
    assert "Upload the archive again" in dead.problem
    assert imports.one(import_id).stage is Stage.READING
