"""`flask serve` and `flask setup-link`, run for real."""

import re
import select
import socket
import stat
from pathlib import Path
from signal import SIGHUP, SIGINT, SIGTERM, Signals
from urllib.request import urlopen

import pytest

from tests.postgres import Postgres
from tests.servers import FLASK, flask, free_port, serving

pytestmark = pytest.mark.commits

# A body in pieces larger than what uWSGI keeps in memory, and requests that are soon done.
PIECES, PIECE, QUICK = 3, 200_000, 20
LINK = re.compile(r"http://127\.0\.0\.1:\d+/setup\?token=\S+")


@pytest.mark.parametrize("number", [SIGINT, SIGTERM, SIGHUP], ids=lambda number: number.name)
def test_a_signal_to_the_server_leaves_no_process(tmp_path: Path, number: Signals) -> None:
    with serving(tmp_path) as server:
        assert len(server.processes()) == 3, "a master and two workers"
        server.stop(number)
        assert server.processes() == set()
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", int(server.url.rpartition(":")[2])))


def test_it_says_where_it_is_and_how_to_set_it_up_at_every_start(tmp_path: Path) -> None:
    port = free_port()
    links = []
    for _ in range(2):
        with serving(tmp_path, port) as server:
            links.append(server.setup_link)
            assert f"Quire is at http://127.0.0.1:{port}/" in server.output
            with urlopen(links[-1]) as page:
                assert page.status == 200
            server.stop()
        server.log.write_text("")
    assert links[0] == links[1], "the one that was printed before still works"


def test_it_makes_what_it_needs_for_its_owner_only(tmp_path: Path) -> None:
    folder = tmp_path / "instance"
    result = flask(folder, "db", "upgrade")
    assert result.returncode == 0, result.stderr
    assert stat.S_IMODE((folder / "secret-key").stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert (folder / "quire.sqlite3").exists()


def test_it_listens_where_it_is_told_to(tmp_path: Path) -> None:
    with serving(tmp_path, HOST="127.0.0.1", SITE_URL="https://example.org") as server:
        assert "Quire is at https://example.org/" in server.output
        assert "https://example.org/setup?token=" in server.output


class TestWhatStopsIt:
    def check(self, folder: Path, told: str, *arguments: str, **settings: str) -> None:
        result = flask(folder, *(arguments or ("serve",)), **settings)
        said = (result.stdout + result.stderr).strip()
        assert result.returncode == 1, said
        assert told in said
        assert "Traceback" not in said
        assert len(said.splitlines()) == 1, said

    def test_a_port_that_something_else_uses(self, tmp_path: Path) -> None:
        with socket.socket() as other:
            other.bind(("127.0.0.1", 0))
            other.listen()
            port = str(other.getsockname()[1])
            self.check(tmp_path, f"Something else is using port {port}", PORT=port)

    @pytest.mark.parametrize("port", ["0", "65536", "-1", "http", "8000 ", "٨٠٠٠", "1e3"])
    def test_a_port_that_is_none(self, tmp_path: Path, port: str) -> None:
        self.check(tmp_path, "is not a port", PORT=port, SITE_URL="http://localhost")

    @pytest.mark.parametrize("host", ["192.0.2.1", "no-such-host.invalid"])
    def test_an_address_of_another_machine(self, tmp_path: Path, host: str) -> None:
        self.check(tmp_path, "is not an address of this machine", HOST=host, PORT="8123")

    def test_an_instance_folder_that_cannot_be_written(self, tmp_path: Path) -> None:
        blocked = tmp_path / "file"
        blocked.touch()
        self.check(blocked / "instance", "cannot be written")

    def test_an_instance_folder_that_cannot_hold_the_database(self, tmp_path: Path) -> None:
        blocked = tmp_path / "file"
        blocked.touch()
        port, secret = str(free_port()), "abcdefghijklmnopqrstuvwxyz0123456789"
        told = "cannot be used"
        self.check(blocked / "instance", told, PORT=port, SECRET_KEY=secret)

    def test_a_database_that_does_not_answer(self, tmp_path: Path) -> None:
        url = f"postgresql://quire:hush@127.0.0.1:{free_port()}/quire"
        port = str(free_port())
        for arguments in (
            ("serve",),
            ("setup-link",),
            ("people", "add", "a@example.org", "--role", "author", "--password", "x" * 12),
            ("people", "set-password", "a@example.org", "--password", "x" * 12),
        ):
            self.check(tmp_path, "cannot be used", *arguments, DATABASE_URL=url, PORT=port)

    def test_a_database_without_tables(self, tmp_path: Path) -> None:
        for arguments in (
            ("setup-link",),
            ("people", "add", "a@example.org", "--role", "author", "--password", "x" * 12),
            ("people", "set-password", "a@example.org", "--password", "x" * 12),
        ):
            self.check(tmp_path, "flask --app wsgi db upgrade", *arguments)

    def test_the_password_of_the_database_is_not_told(self, tmp_path: Path) -> None:
        url = f"postgresql://quire:hush@127.0.0.1:{free_port()}/quire"
        result = flask(tmp_path, "serve", DATABASE_URL=url, PORT=str(free_port()))
        assert "hush" not in result.stdout + result.stderr

    def test_a_database_of_another_kind(self, tmp_path: Path) -> None:
        self.check(tmp_path, "the two databases that Quire knows", DATABASE_URL="mysql://x/y")


class TestTheSetUpLink:
    def test_is_printed_until_somebody_has_used_it(self, tmp_path: Path) -> None:
        assert flask(tmp_path, "db", "upgrade").returncode == 0
        first, second = (flask(tmp_path, "setup-link").stdout for _ in range(2))
        assert LINK.search(first)
        assert first == second

    def test_works_on_postgresql(self, tmp_path: Path, postgres: Postgres) -> None:
        name = f"quire_{tmp_path.name.replace('-', '_')}_{free_port()}"
        url = postgres.create(name)
        try:
            with serving(tmp_path, DATABASE_URL=url) as server, urlopen(server.setup_link) as page:
                assert page.status == 200
        finally:
            postgres.drop(name)


def test_the_commands_explain_themselves(tmp_path: Path) -> None:
    assert FLASK.exists()
    said = flask(tmp_path, "--help").stdout
    for command in ("people", "serve", "setup-link"):
        assert command in said


def test_a_slow_upload_is_not_ended_by_what_others_ask_meanwhile(tmp_path: Path) -> None:
    # uWSGI counts the time of a worker, not of a request: whoever is done sets the count to
    # nothing, and the next piece of somebody's upload made of it a time long past.
    with serving(tmp_path) as server:
        port = int(server.url.rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port)) as upload:
            head = f"POST /auth/sign-in HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
            upload.sendall(f"{head}Content-Length: {PIECES * PIECE}\r\n\r\n".encode())
            for _ in range(PIECES - 1):
                for _ in range(QUICK):
                    urlopen(f"{server.url}/static/images/favicon.svg").close()
                upload.sendall(bytes(PIECE))
                # Nothing is to be read before the last piece: neither an answer nor an end.
                assert not select.select([upload], [], [], 2.5)[0]
            upload.sendall(bytes(PIECE))
            assert upload.recv(9) == b"HTTP/1.1 "
        assert "HARAKIRI" not in server.output
