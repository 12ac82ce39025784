"""The worker that the server starts beside itself, and one that is a process of its own."""

import os
import signal
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from selectors import EVENT_READ, DefaultSelector

import pytest

from config import ROOT
from tests.servers import FLASK, Server, environment, flask, serving, wait_for_end

pytestmark = pytest.mark.commits

TRIES = 600
SECONDS_TO_END = 30


def wait_for(what: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
    for _ in range(TRIES):
        if what():
            return
        wait_for_end(process, 0.05)
    raise AssertionError("it did not happen")


def workers(server: Server) -> list[int]:
    """Return the ids of the workers that the server has started."""
    return [
        int(stat.parent.name)
        for stat in Path("/proc").glob("[0-9]*/stat")
        if is_child(stat, server.process.pid) and is_worker(stat.parent)
    ]


def is_child(stat: Path, parent: int) -> bool:
    try:
        return int(stat.read_text().rpartition(")")[2].split()[1]) == parent
    except OSError:
        return False


def is_worker(process: Path) -> bool:
    try:
        return b"outbox\0work" in (process / "cmdline").read_bytes()
    except OSError:
        return False


def chores_done(folder: Path) -> bool:
    """Say whether a chore waits for its next time, after it was done once."""
    with closing(sqlite3.connect(folder / "quire.sqlite3")) as database:
        asked = "SELECT count(*) FROM jobs WHERE run_after > created_at AND attempts = 0"
        return int(database.execute(asked).fetchone()[0]) >= 2


def has_ended(pid: int) -> bool:
    try:
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    with DefaultSelector() as selector:
        selector.register(descriptor, EVENT_READ)
        ended = bool(selector.select(SECONDS_TO_END))
    os.close(descriptor)
    return ended


class TestBesideTheServer:
    def test_it_does_the_chores_and_is_started_again(self, tmp_path: Path) -> None:
        with serving(tmp_path) as server:
            wait_for(lambda: chores_done(tmp_path), server.process)
            (first,) = workers(server)
            os.kill(first, signal.SIGKILL)
            wait_for(lambda: bool(set(workers(server)) - {first}), server.process)

    def test_it_ends_with_the_server(self, tmp_path: Path) -> None:
        with serving(tmp_path) as server:
            wait_for(lambda: bool(workers(server)), server.process)
            (worker,) = workers(server)
            server.stop()
            assert has_ended(worker)

    def test_it_ends_when_the_server_was_killed(self, tmp_path: Path) -> None:
        with serving(tmp_path) as server:
            wait_for(lambda: chores_done(tmp_path), server.process)
            (worker,) = workers(server)
            server.kill()
            assert has_ended(worker)


class TestOfItsOwn:
    @pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
    def test_a_signal_ends_it(self, tmp_path: Path, number: signal.Signals) -> None:
        assert flask(tmp_path, "db", "upgrade").returncode == 0
        process = subprocess.Popen(
            [str(FLASK), "--app", "wsgi", "outbox", "work"],
            cwd=ROOT,
            env=environment(tmp_path),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        wait_for(lambda: chores_done(tmp_path), process)
        process.send_signal(number)
        assert process.wait(timeout=SECONDS_TO_END) == 0

    def test_once_it_does_what_is_due_and_ends(self, tmp_path: Path) -> None:
        assert flask(tmp_path, "db", "upgrade").returncode == 0
        told = flask(tmp_path, "outbox", "work", "--once")
        assert told.returncode == 0, told.stderr
        assert "done or tried." in told.stdout
        assert "0 jobs done or tried." in flask(tmp_path, "outbox", "work", "--once").stdout
        assert "0 jobs wait, 0 given up." in flask(tmp_path, "outbox", "list").stdout

    def test_without_tables_it_says_what_to_do(self, tmp_path: Path) -> None:
        told = flask(tmp_path, "outbox", "work", "--once")
        assert told.returncode == 1
        assert "Make them: flask --app wsgi db upgrade" in told.stderr


class TestDeadLetters:
    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        assert flask(tmp_path, "db", "upgrade").returncode == 0
        with closing(sqlite3.connect(tmp_path / "quire.sqlite3")) as database:
            database.execute(
                "INSERT INTO jobs (id, name, key, payload, run_after, requests, attempts, is_dead,"
                " problem, failed_at, created_at) VALUES (7, 'tests.old', 'one', '{}',"
                " '2026-01-01', 1, 12, 1, 'The disk is full.', '2026-01-02', '2026-01-01')"
            )
            database.commit()
        return tmp_path

    def test_they_are_listed(self, folder: Path) -> None:
        told = flask(folder, "outbox", "list").stdout
        assert "0 jobs wait, 1 given up." in told
        assert "7  tests.old  given up: The disk is full." in told

    @pytest.mark.parametrize("how", [["7"], ["--all"]], ids=["by number", "all"])
    def test_they_are_tried_again(self, folder: Path, how: list[str]) -> None:
        assert "1 job will be tried again." in flask(folder, "outbox", "retry", *how).stdout
        assert "1 job waits, 0 given up." in flask(folder, "outbox", "list").stdout

    def test_one_is_forgotten(self, folder: Path) -> None:
        assert "forgotten" in flask(folder, "outbox", "discard", "7").stdout
        assert "0 given up" in flask(folder, "outbox", "list").stdout

    @pytest.mark.parametrize("command", ["retry", "discard"])
    def test_one_that_is_not_there_is_told(self, folder: Path, command: str) -> None:
        told = flask(folder, "outbox", command, "8")
        assert (told.returncode, "Job 8 was not given up" in told.stderr) == (1, True)

    def test_which_one_has_to_be_said(self, folder: Path) -> None:
        assert "Say the number of a job, or --all." in flask(folder, "outbox", "retry").stderr
