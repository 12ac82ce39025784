"""Locks among processes: one holds it, others wait or go away, and a killed one lets go."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from blog.media.locks import Busy, one_of
from config import ROOT

HOLD = """
import sys
from pathlib import Path
from blog.media.locks import one_of
with one_of([Path(sys.argv[1])]):
    print("held", flush=True)
    sys.stdin.readline()
"""


@contextmanager
def held_elsewhere(path: Path) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_one_of_them_is_held_by_one_at_a_time(tmp_path: Path) -> None:
    first, second = tmp_path / "1.lock", tmp_path / "2.lock"
    both = [first, second]
    with one_of(both), one_of(both), pytest.raises(Busy), one_of(both):
        pass
    with one_of([first]):
        pass


def test_another_process_is_waited_for_until_it_is_killed(tmp_path: Path) -> None:
    path = tmp_path / "1.lock"
    with held_elsewhere(path) as process:
        with pytest.raises(Busy), one_of([path]):
            pass
        process.kill()
        with one_of([path], patience=60):
            pass
