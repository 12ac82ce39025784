"""What a worker does with jobs, one attempt after the other."""

from datetime import timedelta

import pytest

from blog.core.database import db, write
from blog.outbox import actions, queries
from blog.outbox.actions import enqueue
from blog.outbox.handlers import Again, GiveUp, Handler, Running
from blog.outbox.leases import LONGEST_PAUSE, SHORTEST_PAUSE, pause_after
from blog.outbox.models import LONGEST_KEY
from tests.outbox.conftest import Office


def test_a_job_is_done_and_gone(office: Office) -> None:
    office.ask("first")
    office.ask("second")
    assert office.work_off() == 2
    assert office.done == ["first", "second"]
    assert office.jobs() == []


def test_what_was_rolled_back_was_never_asked_for(office: Office) -> None:
    def fail() -> None:
        with write() as session:
            enqueue(session, "note", {"text": "never"}, now=office.now)
            raise ZeroDivisionError

    with office.app.app_context(), pytest.raises(ZeroDivisionError):
        fail()
    assert office.work_off() == 0


def test_nothing_is_done_before_its_time(office: Office) -> None:
    office.ask("at noon", run_after=office.now + timedelta(hours=1))
    assert office.work_off() == 0
    office.later(minutes=60)
    assert office.work_off() == 1


def test_what_has_waited_longest_comes_first(office: Office) -> None:
    office.ask("late", run_after=office.now - timedelta(minutes=1))
    office.ask("early", run_after=office.now - timedelta(minutes=2))
    office.work_off()
    assert office.done == ["early", "late"]


def test_asked_twice_with_one_key_is_one_job_that_does_what_was_said_last(office: Office) -> None:
    office.ask("old", key="one")
    office.ask("new", key="one")
    office.work_off()
    assert office.done == ["new"]


def test_asked_again_while_it_is_done_is_done_again(office: Office) -> None:
    seen = []

    def ask_again(job: Running) -> None:
        seen.append(job.payload["text"])
        if len(seen) == 1:
            office.ask("again", key=job.key)

    office.registry.add(Handler("note", ask_again))
    office.ask("once", key="one")
    assert office.work_off() == 2
    assert seen == ["once", "again"]
    assert office.jobs() == []


def test_a_request_during_a_failing_attempt_gets_all_its_attempts_at_once(office: Office) -> None:
    seen = []

    def fail_once(job: Running) -> None:
        seen.append(job.attempt)
        if len(seen) == 1:
            office.ask("again", key=job.key)
            raise OSError("no disk")

    office.registry.add(Handler("note", fail_once))
    office.ask("once", key="one")
    assert office.work_off() == 2
    assert seen == [1, 1]


def test_a_key_that_is_too_long_is_refused(office: Office) -> None:
    with pytest.raises(ValueError, match="characters"):
        office.ask("long", key="k" * (LONGEST_KEY + 1))


def test_what_failed_is_tried_again_later_and_later(office: Office) -> None:
    office.ask("note")
    office.outcomes = [OSError("no  \n disk"), OSError("still none")]
    office.work_off()
    job = office.job()
    assert (job.attempts, job.problem, job.is_dead) == (1, "OSError: no disk", False)
    assert job.lease is None
    first = job.run_after - office.now
    assert SHORTEST_PAUSE * 0.75 <= first <= SHORTEST_PAUSE * 1.25
    assert office.work_off() == 0
    office.now = job.run_after
    office.work_off()
    assert office.job().run_after - office.now >= SHORTEST_PAUSE * 2 * 0.75
    office.now = office.job().run_after
    office.work_off()
    assert office.done == ["note"] * 3
    assert office.jobs() == []


def test_pauses_grow_differ_and_end() -> None:
    assert len({pause_after(1) for _ in range(20)}) > 10
    assert pause_after(5) > pause_after(1)
    assert pause_after(500) <= LONGEST_PAUSE * 1.25


def test_after_its_last_attempt_it_is_a_dead_letter_until_somebody_says_so(office: Office) -> None:
    office.ask("note")
    office.outcomes = [OSError("no disk")] * 3
    for _ in range(5):
        office.work_off()
        office.later(hours=1)
    assert len(office.done) == 3
    assert office.job().is_dead
    assert office.job().failed_at is not None
    with office.app.app_context(), write() as session:
        assert actions.retry(session, office.job().id, office.now)
    assert office.work_off() == 1
    assert office.jobs() == []


def test_what_cannot_be_mended_is_given_up_at_once(office: Office) -> None:
    office.ask("note")
    office.outcomes = [GiveUp("The picture cannot be read.")]
    office.work_off()
    job = office.job()
    assert (job.is_dead, job.problem, job.attempts) == (True, "The picture cannot be read.", 1)


def test_a_dead_letter_that_is_asked_for_again_lives(office: Office) -> None:
    office.ask("note", key="one")
    office.outcomes = [GiveUp("No.")]
    office.work_off()
    office.ask("note", key="one")
    assert office.work_off() == 1
    assert office.jobs() == []


def test_all_dead_letters_are_tried_again_or_one_forgotten(office: Office) -> None:
    for text in ("a", "b", "c"):
        office.ask(text)
    office.outcomes = [GiveUp("No.")] * 3
    office.work_off()
    first = office.jobs()[0].id
    with office.app.app_context():
        with write() as session:
            assert actions.discard(session, first)
        with write() as session:
            assert actions.retry_all(session, office.now) == 2
        with write() as session:
            # What lives is neither: it is done anyway.
            assert not actions.discard(session, office.jobs()[0].id)
            assert not actions.retry(session, office.jobs()[0].id, office.now)
            assert not actions.retry(session, first, office.now)
    assert office.work_off() == 2


def test_what_got_further_goes_on_behind_the_others(office: Office) -> None:
    office.ask("long")
    office.later(seconds=1)
    office.ask("short")
    office.later(seconds=1)
    office.outcomes = [Again(), None, Again(timedelta(minutes=1)), None]
    office.work_off()
    assert office.done == ["long", "short", "long"]
    office.later(minutes=1)
    office.work_off()
    assert office.done == ["long", "short", "long", "long"]
    assert office.jobs() == []


def test_getting_further_is_no_failed_attempt(office: Office) -> None:
    office.ask("long")
    office.outcomes = [Again()] * 20
    assert office.work_off() == 21
    assert office.jobs() == []


def test_a_job_that_nobody_knows_is_a_dead_letter(office: Office) -> None:
    with office.app.app_context(), write() as session:
        enqueue(session, "unheard.of", {}, now=office.now)
    office.work_off()
    assert office.job().is_dead
    assert "update the worker" in office.job().problem


class TestStanding:
    """What operators and the desk are told."""

    def test_nothing_to_do(self, office: Office) -> None:
        with office.app.app_context():
            found = queries.standing(db.session(), office.now)
        assert (found.waiting, found.dead, found.stuck_since) == (0, 0, None)

    def test_what_nobody_begins_is_noticed_after_a_while(self, office: Office) -> None:
        asked = office.now
        office.ask("note")
        office.later(minutes=9)
        with office.app.app_context():
            assert queries.standing(db.session(), office.now).stuck_since is None
            office.later(minutes=2)
            found = queries.standing(db.session(), office.now)
        assert (found.waiting, found.stuck_since) == (1, asked)

    def test_failing_and_dead_jobs_are_listed(self, office: Office) -> None:
        office.ask("a")
        office.ask("b")
        office.outcomes = [GiveUp("No."), OSError("no disk")]
        office.work_off()
        with office.app.app_context():
            assert [job.problem for job in queries.dead_letters(db.session())] == ["No."]
            failing = [job.problem for job in queries.failing(db.session())]
        assert failing == ["OSError: no disk"]
