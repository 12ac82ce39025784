"""Processes that stop in the middle of what they do, to be killed there."""

import subprocess
import sys
from itertools import count

from sqlalchemy import event
from sqlalchemy.orm import Session

from config import ROOT

INSIDE = "inside\n"


def stop_at(number: int) -> None:
    """Let this process stop when it has made that many commits and is about to make another."""
    numbers = count()

    def before_commit(session: Session) -> None:
        if next(numbers) == number:
            # What it has done so far has reached the database, and nobody sees it yet.
            session.flush()
            wait_to_be_killed()

    event.listen(Session, "before_commit", before_commit)


def wait_to_be_killed() -> None:
    """Say where this process is, and wait for a line on its input."""
    sys.stdout.write(INSIDE)
    sys.stdout.flush()
    sys.stdin.readline()


def kill_inside(module: str, *arguments: str) -> None:
    """Run a module in a process of its own, and kill it where it says that it stopped."""
    with subprocess.Popen(
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        said = process.stdout.readline()
        process.kill()
    assert said == INSIDE
