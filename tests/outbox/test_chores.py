"""Chores: they come again and again, and are never given up."""

from datetime import timedelta

from blog.core.database import write
from blog.outbox.actions import enqueue
from blog.outbox.handlers import GiveUp, Handler, Running
from tests.outbox.conftest import Office


def test_a_chore_comes_again_and_again(office: Office) -> None:
    chore = Handler("tidy", office.note, every=timedelta(hours=6))
    office.registry.add(chore)
    assert office.work_off() == 1
    assert office.work_off() == 0
    office.later(hours=6)
    assert office.work_off() == 1


def test_a_chore_put_off_by_a_clock_that_was_ahead_is_due(office: Office) -> None:
    office.registry.add(Handler("tidy", office.note, every=timedelta(hours=6)))
    now = office.now
    office.later(days=365)
    office.work_off()
    office.now = now
    assert office.work_off() == 1
    assert office.job().run_after == now + timedelta(hours=6)


def test_a_chore_is_never_given_up(office: Office) -> None:
    office.registry.add(Handler("tidy", office.note, attempts=2, every=timedelta(hours=1)))
    office.outcomes = [GiveUp("No."), *[OSError("no disk")] * 8]
    for _ in range(9):
        office.work_off()
        assert not office.job().is_dead
        assert office.job().problem
        office.later(hours=2)
    office.work_off()
    assert office.job().problem == ""


def test_a_chore_that_is_gone_leaves_no_job(office: Office) -> None:
    office.registry.add(Handler("tidy", office.note, every=timedelta(hours=1)))
    office.work_off()
    del office.registry.handlers["tidy"]
    office.work_off()
    assert office.jobs() == []


def test_a_chore_asked_for_while_it_is_done_is_done_again(office: Office) -> None:
    def ask(job: Running) -> None:
        office.done.append("tidied")
        if len(office.done) == 1:
            with office.app.app_context(), write() as session:
                enqueue(session, "tidy", {}, now=office.now, key=job.key)

    office.registry.add(Handler("tidy", ask, every=timedelta(hours=1)))
    assert office.work_off() == 2
