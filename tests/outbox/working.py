"""A worker in a process of its own, with one kind of job: it says in a log when it begins and ends.

    python -m tests.outbox.working URL INSTANCE LOG [COMMITS]

Each line of the log is `begin KEY ATTEMPT` or `end KEY ATTEMPT`. With a number of commits it
says `inside` on its output before it makes the next one, and waits there to be killed.
"""

import os
import sys
from pathlib import Path

from blog.core import clock
from blog.core.database import write
from blog.outbox.actions import enqueue
from blog.outbox.handlers import Handler, Registry, Running
from blog.outbox.worker import Worker
from tests.conftest import bare_app
from tests.killed import stop_at

NAME = "tests.log"


def main(url: str, instance: str, log: str, commits: str = "") -> None:
    app = bare_app(url, Path(instance))
    if commits:
        stop_at(int(commits))
    with app.app_context():
        work_off(Path(log))


def work_off(log: Path) -> None:
    registry = Registry()
    registry.add(Handler(NAME, lambda job: note(log, job)))
    Worker(clock.now, handlers=registry).work_off()


def note(log: Path, job: Running) -> None:
    say(log, f"begin {job.key} {job.attempt}")
    # A job that asks for another one, as an import does.
    with write() as session:
        if follower := job.payload.get("then"):
            enqueue(session, NAME, {}, now=job.clock(), key=follower)
    say(log, f"end {job.key} {job.attempt}")


def say(log: Path, line: str) -> None:
    """Add a line in one piece, so that those of several processes do not mix."""
    descriptor = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(descriptor, f"{line}\n".encode())
    os.close(descriptor)


if __name__ == "__main__":
    main(*sys.argv[1:])
