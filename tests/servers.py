"""The real server: `flask serve` becoming uWSGI, as `make run` starts it, on a free port."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from selectors import EVENT_READ, DefaultSelector
from time import monotonic

from config import ROOT

FLASK = Path(sys.executable).with_name("flask")
# As deploy/uwsgi.ini has them.
WORKERS, THREADS = 2, 4
SECONDS_TO_START = 60
SECONDS_TO_STOP = 30
LINK = re.compile(r"http\S+/setup\?token=\S+")


@dataclass
class Server:
    """A server that runs. `output` is what it has said so far."""

    process: subprocess.Popen[bytes]
    url: str
    log: Path

    @property
    def output(self) -> str:
        return self.log.read_text()

    @property
    def setup_link(self) -> str:
        found = LINK.search(self.output)
        assert found is not None, self.output
        return found[0]

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Send a signal to the server alone; return its exit status."""
        self.process.send_signal(number)
        return self.process.wait(timeout=SECONDS_TO_STOP)

    def kill(self) -> None:
        """End it and its workers, as a power cut would. They are a group of their own."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(timeout=SECONDS_TO_STOP)

    def processes(self) -> set[int]:
        """Return the ids of the processes in its group that still live."""
        return {int(path.name) for path in Path("/proc").glob("[0-9]*") if self._owns(path)}

    def workers(self) -> int:
        """Return how many workers have loaded the application and started their threads."""
        threads = (list(Path(f"/proc/{each}/task").glob("*")) for each in self.processes())
        return sum(len(each) >= THREADS for each in threads)

    def _owns(self, path: Path) -> bool:
        try:
            fields = (path / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            return False
        state, _, group = fields[:3]
        return int(group) == self.process.pid and state != "Z"


def environment(folder: Path, **settings: str) -> dict[str, str]:
    """Return an environment that knows nothing of the one the tests run in."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {**kept, "INSTANCE_PATH": str(folder), "QUIRE_ENV": "development", **settings}


def flask(
    folder: Path, *arguments: str, given: str = "", **settings: str
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    return subprocess.run(
        [str(FLASK), "--app", "wsgi", *arguments],
        cwd=ROOT,
        env=environment(folder, **settings),
        input=given,
        capture_output=True,
        text=True,
        timeout=SECONDS_TO_START,
        check=False,
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(folder: Path, port: int | None = None, **settings: str) -> Iterator[Server]:
    """Start the server and wait until it answers; end it by its process id."""
    command = (str(FLASK), "--app", "wsgi", "serve")
    with started(command, ROOT, folder, port or free_port(), **settings) as server:
        yield server


@contextmanager
def started(
    command: Sequence[str], where: Path, folder: Path, port: int, **settings: str
) -> Iterator[Server]:
    """Start what becomes the server, in some folder, with an instance in another."""
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / f"server-{port}.log"
    with log.open("ab") as output:
        process = subprocess.Popen(
            [*with_us(), *command],
            cwd=where,
            env=environment(folder, PORT=str(port), **settings),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    server = Server(process, f"http://127.0.0.1:{port}", log)
    try:
        wait_until_it_answers(server, port)
        yield server
    finally:
        if server.processes():
            server.kill()
        process.wait(timeout=SECONDS_TO_STOP)


def with_us() -> list[str]:
    """Return what makes a program end with the tests, also when these are killed."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "TERM"] if setpriv else []


def wait_until_it_answers(server: Server, port: int) -> None:
    """Wait until every worker is there: one that is told to end while it loads complains."""
    deadline = monotonic() + SECONDS_TO_START
    while server.process.poll() is None and monotonic() < deadline:
        try:
            # Whatever the answer is, it came from the application.
            connection = HTTPConnection("127.0.0.1", port, timeout=SECONDS_TO_START)
            connection.request("GET", "/static/images/favicon.svg")
            connection.getresponse().read()
            connection.close()
        except OSError:
            # Returns at once when the process has ended, else after a moment.
            wait_for_end(server.process, 0.05)
        else:
            if server.workers() == WORKERS:
                return
            wait_for_end(server.process, 0.05)
    raise RuntimeError(f"The server did not start: {server.output}")


def wait_for_end(process: subprocess.Popen[bytes], seconds: float) -> bool:
    """Wait for the end of a process, at most so long; say whether it has ended."""
    with DefaultSelector() as selector:
        descriptor = os.pidfd_open(process.pid)
        try:
            selector.register(descriptor, EVENT_READ)
            return bool(selector.select(seconds))
        finally:
            os.close(descriptor)
