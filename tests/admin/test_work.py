"""The screen of the work in the background: what failed, and what can be done about it."""

from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from blog.auth.models import Role
from blog.core import clock
from blog.outbox.models import Job
from tests.admin.transferring import words_of
from tests.factories import Somebody, World
from tests.forms import Forms


def leave(world: World, key: str, run_after: datetime | None = None, **values: object) -> int:
    now = clock.now()
    with world.writing() as session:
        job = Job(name="posts.empty_trash", key=key, created_at=now, run_after=run_after or now)
        for name, value in values.items():
            setattr(job, name, value)
        session.add(job)
        session.flush()
        return job.id


def dead(world: World, key: str, problem: str = "No <space> is left.") -> int:
    return leave(world, key, is_dead=True, problem=problem, failed_at=clock.now(), attempts=12)


def number_dead(world: World) -> int:
    with world.reading() as session:
        return len(session.scalars(select(Job).where(Job.is_dead)).all())


def press(desk: FlaskClient, ending: str) -> str:
    page = desk.get("/admin/jobs")
    form = next(form for form in Forms(page.text).forms if form.action.endswith(ending))
    return words_of(desk.post(form.action, data=form.data(), follow_redirects=True))


def test_nothing_has_failed(desk: FlaskClient) -> None:
    assert "Nothing has failed." in words_of(desk.get("/admin/jobs"))
    assert "given up" not in words_of(desk.get("/admin/"))


def test_what_was_given_up_is_told_with_its_reason(world: World, desk: FlaskClient) -> None:
    dead(world, "one")
    told = words_of(desk.get("/admin/jobs"))
    assert "Delete for ever what has been in the trash for 30 days." in told
    assert "No &lt;space&gt; is left." in told
    assert "Tried 12 times" in told
    assert "1 job in the background was given up." in words_of(desk.get("/admin/"))


def test_it_can_be_tried_again(world: World, desk: FlaskClient) -> None:
    job_id = dead(world, "one")
    assert "tried again in a moment" in press(desk, f"/{job_id}/attempts")
    assert number_dead(world) == 0


def test_all_can_be_tried_again(world: World, desk: FlaskClient) -> None:
    dead(world, "one")
    dead(world, "two")
    assert "2 jobs will be tried again." in press(desk, "/jobs/attempts")
    assert number_dead(world) == 0


def test_it_can_be_forgotten(world: World, desk: FlaskClient) -> None:
    job_id = dead(world, "one")
    assert "It is forgotten." in press(desk, f"/{job_id}/removal")
    assert number_dead(world) == 0


def test_what_will_be_tried_again_is_told_with_its_time(world: World, desk: FlaskClient) -> None:
    leave(world, "one", clock.now() + timedelta(hours=1), problem="The disk is full.")
    told = words_of(desk.get("/admin/jobs"))
    assert "Will be tried again" in told
    assert "The disk is full." in told
    # The frame of the desk is whole: it is not the server that fails.
    assert "Sign out" in told


def test_that_nobody_works_is_told(world: World, desk: FlaskClient) -> None:
    leave(world, "one", clock.now() - timedelta(hours=1))
    assert "Nobody does the work." in words_of(desk.get("/admin/jobs"))
    assert "Nobody does the work in the background." in words_of(desk.get("/admin/"))


@pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.AUTHOR, Role.EDITOR])
def test_others_are_not_bothered(world: World, owner: Somebody, role: Role) -> None:
    dead(world, "one")
    desk = world.sign_in(world.person(role))
    assert "given up" not in words_of(desk.get("/admin/"))
    assert desk.get("/admin/jobs").status_code == 403
