"""The worker: takes one job after the other, and does each under a lease that it renews."""

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Event, Thread
from time import monotonic, perf_counter
from typing import NoReturn

import structlog
from flask import Flask, current_app
from sqlalchemy.exc import SQLAlchemyError

from blog.core.database import db, end_reading
from blog.core.errors import DomainError
from blog.core.observability import log
from blog.outbox import leases
from blog.outbox.handlers import Again, GiveUp, Handler, Registry, Running, registry
from blog.outbox.leases import LEASE, Claim

# Seconds between two looks when there is nothing to do, and when the database is away.
IDLE, AWAY = 1.0, 5.0
# How often a lease is renewed in its time, and how long a worker trusts one.
BEATS = 4
SAFE = LEASE * 5 / 6
# How often chores are looked after, in seconds.
HOUR = 3600.0
LONGEST_PROBLEM = 2000

Clock = Callable[[], datetime]


def end_at_once() -> NoReturn:
    """End this process: better than to go on with a job that another worker may have."""
    os._exit(70)


@dataclass
class Worker:
    """Does jobs until ``stop`` is set. ``on_lost`` is called when its lease is lost."""

    clock: Clock
    stop: Event = field(default_factory=Event)
    handlers: Registry = field(default_factory=lambda: registry)
    on_lost: Callable[[], object] = end_at_once

    def work(self, is_wanted: Callable[[], bool] = lambda: True) -> None:
        """Do jobs as they become due, and outlive a database that is away for a while."""
        chores_at = monotonic()
        while not self.stop.is_set() and is_wanted():
            try:
                if monotonic() >= chores_at:
                    leases.ensure_chores(self.handlers, self.clock())
                    chores_at = monotonic() + HOUR
                if not self.run_next():
                    self.stop.wait(IDLE)
            except SQLAlchemyError as error:
                log.warning("the database does not answer", problem=_in_a_line(error))
                _forget_connections()
                self.stop.wait(AWAY)

    def work_off(self) -> int:
        """Do everything that is due, and return how many jobs that were."""
        leases.ensure_chores(self.handlers, self.clock())
        number = 0
        while not self.stop.is_set() and self.run_next():
            number += 1
        return number

    def run_next(self) -> bool:
        """Do the next job that is due; say whether there was one."""
        claim = leases.claim(self.handlers, self.clock())
        if claim is None:
            return False
        self._run(claim, self.handlers.handler(claim.name))
        return True

    def _run(self, claim: Claim, handler: Handler) -> None:
        started = perf_counter()
        job = Running(claim.key, claim.payload, claim.attempt, self.clock, self.stop.is_set)
        app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # a proxy
        with structlog.contextvars.bound_contextvars(job=claim.name, key=claim.key):
            with Heartbeat(app, claim, handler.limit, self.clock, self.on_lost):
                outcome = self._attempt(app, handler, job)
            said = self._settle(claim, handler, outcome)
            log.info(
                "job",
                outcome=said,
                attempt=claim.attempt,
                ms=round((perf_counter() - started) * 1000, 1),
            )

    def _attempt(self, app: Flask, handler: Handler, job: Running) -> Again | Exception | None:
        # A context of its own: no job inherits the session of another.
        with app.app_context():
            try:
                return handler.do(job)
            except Exception as error:
                if not isinstance(error, DomainError):
                    log.exception("a job failed")
                return error
            finally:
                end_reading()

    def _settle(self, claim: Claim, handler: Handler, outcome: Again | Exception | None) -> str:
        now = self.clock()
        if outcome is None:
            leases.finish(claim, handler, now)
            return "done"
        if isinstance(outcome, Again):
            leases.go_on(claim, now + outcome.after)
            return "again"
        for_good = isinstance(outcome, GiveUp)
        dead = leases.fail(claim, handler, _in_a_line(outcome), now, for_good=for_good)
        return "dead" if dead else "failed"


class Heartbeat:
    """Renews the lease of a job while it is done.

    Calls ``on_lost`` when the lease is somebody else's, or about to be because the database
    does not answer, or when the job takes longer than it may. Whoever counts the time asks
    nobody: a connection may hang for as long as it likes.
    """

    def __init__(
        self,
        app: Flask,
        claim: Claim,
        limit: timedelta,
        clock: Clock,
        on_lost: Callable[[], object],
    ) -> None:
        self._app, self._claim, self._clock, self._on_lost = app, claim, clock, on_lost
        self._end = monotonic() + limit.total_seconds()
        self._safe_until = monotonic() + SAFE.total_seconds()
        self._done = Event()
        self._threads = [
            Thread(target=self._renew, name="heartbeat", daemon=True),
            Thread(target=self._watch, name="watch", daemon=True),
        ]

    def __enter__(self) -> "Heartbeat":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        for thread in self._threads:
            # One whose connection hangs is left to itself.
            thread.join(timeout=IDLE)

    def _renew(self) -> None:
        while not self._done.wait(LEASE.total_seconds() / BEATS):
            began = monotonic()
            is_ours = self._ask()
            if is_ours is not None:
                self._safe_until = began + SAFE.total_seconds() if is_ours else 0.0

    def _ask(self) -> bool | None:
        """Say whether the job is still ours; None when the database does not answer."""
        with self._app.app_context():
            try:
                return leases.renew(self._claim, self._clock())
            except SQLAlchemyError:
                return None

    def _watch(self) -> None:
        while not self._done.wait(IDLE):
            if monotonic() >= min(self._safe_until, self._end):
                log.error("a lease is lost, or a job takes too long", job=self._claim.name)
                self._on_lost()
                return


def _forget_connections() -> None:
    with suppress(SQLAlchemyError):
        db.session.remove()
        db.engine.dispose()


def _in_a_line(error: Exception) -> str:
    if isinstance(error, DomainError):
        return str(error)[:LONGEST_PROBLEM]
    said = " ".join(str(error).split())
    return f"{type(error).__name__}: {said}"[:LONGEST_PROBLEM]
