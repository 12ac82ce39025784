"""A job belongs to whoever holds its lease, for as long as that lasts."""

from datetime import timedelta

import pytest

from blog.outbox import leases
from blog.outbox.leases import LEASE
from tests.outbox.conftest import Office


class TestLeases:
    """What becomes of the job of a worker that is gone."""

    def test_nobody_else_gets_it_until_the_lease_has_run_out(self, office: Office) -> None:
        office.ask("note")
        with office.app.app_context():
            assert leases.claim(office.registry, office.now) is not None
        assert office.work_off() == 0
        office.later(seconds=LEASE.total_seconds() - 1)
        assert office.work_off() == 0
        office.later(seconds=1)
        assert office.work_off() == 1
        assert office.jobs() == []

    def test_a_renewed_lease_lasts_longer(self, office: Office) -> None:
        office.ask("note")
        with office.app.app_context():
            claim = leases.claim(office.registry, office.now)
            assert claim is not None
            office.later(seconds=LEASE.total_seconds() - 1)
            assert leases.renew(claim, office.now)
        office.later(seconds=LEASE.total_seconds() - 1)
        assert office.work_off() == 0

    def test_one_of_a_worker_whose_clock_was_ahead_is_not_waited_for(self, office: Office) -> None:
        office.ask("note")
        ahead = office.now + timedelta(days=365)
        with office.app.app_context():
            assert leases.claim(office.registry, ahead) is not None
        assert office.work_off() == 1

    @pytest.mark.parametrize("deed", ["finish", "go on", "fail", "renew"])
    def test_whoever_lost_it_changes_nothing(self, office: Office, deed: str) -> None:
        office.ask("note")
        handler = office.registry.handler("note")
        with office.app.app_context():
            old = leases.claim(office.registry, office.now)
            office.later(minutes=2)
            new = leases.claim(office.registry, office.now)
            assert old is not None
            assert new is not None
            if deed == "finish":
                leases.finish(old, handler, office.now)
            elif deed == "go on":
                leases.go_on(old, office.now)
            elif deed == "fail":
                leases.fail(old, handler, "late", office.now, for_good=True)
            else:
                assert not leases.renew(old, office.now)
        job = office.job()
        assert (job.lease, job.problem, job.is_dead) == (new.lease, "", False)

    def test_a_job_that_ends_its_worker_each_time_is_a_dead_letter(self, office: Office) -> None:
        office.ask("deadly")
        for _ in range(3):
            with office.app.app_context():
                assert leases.claim(office.registry, office.now) is not None
            office.later(minutes=2)
        assert office.work_off() == 0
        assert office.job().is_dead
        assert "was ended" in office.job().problem
