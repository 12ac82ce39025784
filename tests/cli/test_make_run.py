"""`make run` where it has run before: it installs nothing, serves, and ends as a whole."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import pytest

from config import ROOT
from tests.servers import SECONDS_TO_STOP, Server, environment, free_port, started

pytestmark = pytest.mark.commits

FILES = ("Makefile", "config.py", "requirements.txt", "wsgi.py")
FOLDERS = ("blog", "deploy", "migrations", "static", "templates")


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project whose .venv was made by an earlier run.

    It borrows the packages of this one, because installing them takes a minute.
    """
    folder = tmp_path_factory.mktemp("checkout")
    for name in FILES:
        shutil.copy2(ROOT / name, folder / name)
    for name in FOLDERS:
        shutil.copytree(ROOT / name, folder / name)
    venv = folder / ".venv"
    make = [sys.executable, "-m", "venv", "--without-pip", str(venv)]
    subprocess.run(make, check=True, timeout=60)
    packages = next(venv.glob("lib/python*/site-packages"))
    (packages / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    for name in ("flask", "uwsgi"):
        script = Path(sys.executable).with_name(name).read_text()
        target = venv / "bin" / name
        target.write_text(script.replace(str(Path(sys.executable).parent), str(target.parent)))
        target.chmod(0o755)
    shutil.copy2(folder / "requirements.txt", venv / "requirements.txt")
    return folder


@pytest.fixture
def running(checkout: Path, tmp_path: Path) -> Iterator[Server]:
    with started(("make", "run"), checkout, tmp_path, free_port()) as server:
        yield server


def test_it_installs_nothing_and_says_where_it_is(running: Server) -> None:
    assert "Installing" not in running.output
    assert "Making" not in running.output
    assert f"Quire is at {running.url}/" in running.output
    assert running.setup_link.startswith(running.url)


def test_ctrl_c_ends_everything_that_it_started(running: Server) -> None:
    # A terminal sends it to the whole group.
    os.killpg(running.process.pid, signal.SIGINT)
    running.process.wait(timeout=SECONDS_TO_STOP)
    assert running.processes() == set()
    assert "Traceback" not in running.output


def make(checkout: Path, folder: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["make", "run"],
        cwd=checkout,
        env=environment(folder, **settings),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_taken_port_is_one_sentence(checkout: Path, tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        result = make(checkout, tmp_path, PORT=port)
    assert result.returncode != 0
    assert f"Something else is using port {port}" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ('case "$2" in *print*) echo 3.8.1 ;; *) exit 1 ;; esac', "is Python 3.8.1"),
        ("exit 1", "does not run"),
    ],
)
def test_a_python_that_is_too_old_is_one_sentence(
    checkout: Path, tmp_path: Path, script: str, told: str
) -> None:
    python = tmp_path / "python"
    python.write_text(f"#!/bin/sh\n{script}\n")
    python.chmod(0o755)
    result = make(checkout, tmp_path, PYTHON=str(python))
    assert result.returncode != 0
    sentence, *_ = result.stderr.splitlines()
    assert sentence.startswith("Quire needs Python 3.11 or newer")
    assert told in sentence
